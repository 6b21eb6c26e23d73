# shellcheck shell=bash
# History of another kind of center, imported whole: 311 cases with what they were opened, due and closed at. What the
# file says to be overdue must be overdue afterwards, case by case. BENCH_HISTORY names the file, a .csv.gz with the
# columns case_enquiry_id, open_dt, target_dt, closed_dt, ontime, case_status, subject, reason, type, queue, department,
# source, fire_district, pwd_district, city_council_district, police_district, neighborhood, ward in New York's wall time;
# it is not part of the sources, and without it nothing is measured.

history_import() {
  local began
  gzip -dc "$BENCH_HISTORY" | sql -U bench_super -c 'CREATE TABLE bench.history (case_enquiry_id text, open_dt timestamp, target_dt timestamp,
    closed_dt timestamp, ontime text, case_status text, subject text, reason text, type text, queue text, department text, source text,
    fire_district text, pwd_district text, city_council_district text, police_district text, neighborhood text, ward text)' \
    -c '\copy bench.history FROM STDIN (FORMAT csv, HEADER)'
  sql -U bench_super >"$OUTPUT/history.out" <<'SQL'
SELECT cc_center.create_center(311, 'BO', '311', 'America/New_York', 'office');
INSERT INTO cc_center.street (center_id, street) SELECT DISTINCT 311, coalesce(nullif(btrim(neighborhood), ''), 'unknown') FROM bench.history;
INSERT INTO cc_center.channel (center_id, channel, name) SELECT DISTINCT 311, source, source FROM bench.history;
INSERT INTO cc_center.department (center_id, department) SELECT DISTINCT 311, department FROM bench.history;
ALTER TABLE cc_center.dispatch_rule DISABLE TRIGGER aa_guard;
INSERT INTO cc_center.dispatch_rule (center_id, version, category, street, department, clause)
SELECT 311, 1, type, '*', mode() WITHIN GROUP (ORDER BY department), 'B2.1' FROM bench.history GROUP BY type;
ALTER TABLE cc_center.dispatch_rule ENABLE TRIGGER aa_guard;
CREATE ROLE bench_history LOGIN;
SELECT cc_center.enrol(311, NULL, 'bench_history', 'importer');
GRANT USAGE ON SCHEMA bench TO bench_history;
GRANT SELECT ON bench.history TO bench_history;
ALTER ROLE bench_history SET cc_center.now = '2026-01-01 00:00+00';
SQL
  began=$EPOCHREALTIME
  sql -U bench_history <<'SQL' || return
INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reference, reported_at, stages, stage_at, due_at)
SELECT 311, coalesce(nullif(btrim(neighborhood), ''), 'unknown'), source, type, queue, case_enquiry_id, opened,
       CASE WHEN closed IS NULL THEN '{pre_filed,filed,dispatched}' ELSE '{pre_filed,filed,dispatched,disposed,checked,closed}' END::text[],
       CASE WHEN closed IS NULL THEN ARRAY[opened, opened, opened] ELSE ARRAY[opened, opened, opened, closed, closed, closed] END,
       target_dt AT TIME ZONE 'America/New_York'
FROM bench.history h, LATERAL (SELECT open_dt AT TIME ZONE 'America/New_York' AS opened,
                                      greatest(closed_dt, open_dt) AT TIME ZONE 'America/New_York' AS closed) instant
SQL
  HISTORY_SECONDS=$(awk "BEGIN {print $EPOCHREALTIME - $began}")
}

# Cases whose verdict differs between the file and the legs, among those of which the file says something.
history_differences() {
  sql -U bench_super -c "SELECT count(*) FROM bench.history h
    JOIN cc_center.cases c ON c.center_id = 311 AND c.reference = h.case_enquiry_id
    JOIN cc_center.leg l ON l.center_id = 311 AND l.case_id = c.case_id AND l.leg_kind = 'disposal'
    WHERE h.ontime <> '' AND h.closed_dt IS NOT NULL AND coalesce(l.finished_at > l.due_at, false) <> (h.ontime = 'OVERDUE')"
}

history_share() {
  sql -U bench_super -c "SELECT round(100.0 * count(*) FILTER (WHERE l.finished_at > l.due_at) / count(*), 3) FROM bench.history h
    JOIN cc_center.cases c ON c.center_id = 311 AND c.reference = h.case_enquiry_id
    JOIN cc_center.leg l ON l.center_id = 311 AND l.case_id = c.case_id AND l.leg_kind = 'disposal'
    WHERE h.ontime <> '' AND h.closed_dt IS NOT NULL"
}

if [ -n "${BENCH_HISTORY:-}" ]; then
  history_import
  report 'cases imported a second' "$(awk "BEGIN {printf \"%.0f\", $(sql -c 'SELECT count(*) FROM cc_center.cases WHERE center_id = 311') / $HISTORY_SECONDS}")" '>=' - \
    "$(sql -c 'SELECT count(*) FROM cc_center.cases WHERE center_id = 311') cases"
  report 'percent of the closed that were overdue' "$(history_share)" '=' - \
    "the file says $(sql -c "SELECT round(100.0 * count(*) FILTER (WHERE ontime = 'OVERDUE') / count(*), 3) FROM bench.history WHERE ontime <> '' AND closed_dt IS NOT NULL")"
  report 'cases of which file and legs say different things' "$(history_differences)" '<=' 0
else
  say 'history: BENCH_HISTORY names no file, nothing is measured'
fi
