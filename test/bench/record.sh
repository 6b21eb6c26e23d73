# shellcheck shell=bash
# The record of changes: what its entry costs an INSERT of a case, two clients, without fsync and by the server's clock; how
# fast entries are sealed and verified, of 100,000 and of 1,000,000; and rows held against their entries.

APP=(-D street=湖南路 -D channel=hotline -D category=占道经营 -D description=路边摊贩占用人行道，行人需走机动车道
     -D reference=R20181008)

# One run with the record's trigger on or off.
record_run() {
  if [ "$1" = recorded ]; then
    sql -c 'ALTER TABLE cc_center.cases ENABLE TRIGGER b0_record'
  else
    sql -c 'ALTER TABLE cc_center.cases DISABLE TRIGGER b0_record'
  fi
  load "$1" bench_app record -c 2 -j 2 -T "$BENCH_SECONDS" "${APP[@]}"
}

# Thousands of entries a second, of which so many were dealt with in so many microseconds.
per_second() {
  awk "BEGIN {printf \"%.0f\", $1 / $2 * 1000}"
}

# Writes entries, seals and verifies them; the clock of the processor counts. Afterwards what the session holds, in kB.
seal_and_verify() {
  local count=$1 sealed verified held
  sql -U bench_super -c 'SELECT cc_center.seal()' \
    -c "SELECT count(*) FROM (SELECT cc_center.record_event(2, 'bench', 'event', g::text, NULL) FROM generate_series(1, $count) g OFFSET 0) e" \
    -c 'VACUUM cc_center.record_entry' >"$OUTPUT/entries.out"
  sealed=$(sql -U bench_super -c "SELECT bench.measure('SELECT cc_center.seal(2)')")
  mapfile -t held < <(sql -U bench_super -c "SELECT bench.measure('SELECT * FROM cc_center.audit_verify(2, NULL, false)')" \
    -c "SELECT substring(pg_read_file('/proc/self/status', 0, 5000) FROM 'RssAnon:\\s*(\\d+)')")
  verified=${held[0]}
  ENTRIES=$((${ENTRIES:-0} + count))
  report "sealed, $count entries: thousands a second" "$(per_second "$count" "$sealed")" '>=' 200
  report "verified, $ENTRIES entries: thousands a second" "$(per_second "$ENTRIES" "$verified")" '>=' 500
  report "verified, $ENTRIES entries: private memory, kB" "${held[1]}" '<=' -
}

echo "INSERT INTO cc_center.cases ($(printf '%s, %s, %s, %s, %s' street channel category description reference))
VALUES (:street, :channel, :category, :description, :reference);" >"$SCRIPTS/record.pgbench"
sql -c "SELECT bench.empty('cc_center')" -c 'ALTER ROLE bench_app RESET cc_center.now' >"$OUTPUT/empty.out"
record_run recorded
rounds "$BENCH_ROUNDS" record_run recorded unrecorded
sql -c 'ALTER TABLE cc_center.cases ENABLE TRIGGER b0_record' -c "ALTER ROLE bench_app SET cc_center.now = '2018-10-08 10:00+08'"
report 'INSERT, no fsync: tps recorded / unrecorded' "$(ratio recorded unrecorded tps)" '>=' 0.92 "$(median recorded tps) against $(median unrecorded tps) tps"
report 'INSERT, no fsync: CPU recorded / unrecorded' "$(ratio recorded unrecorded cpu)" '<=' - "$(median recorded cpu) against $(median unrecorded cpu) us CPU"
seal_and_verify 100000
seal_and_verify 1000000
for rows in 25000 100000; do
  # Nobody empties the record with its guards on; this is a throw-away cluster.
  sql -c "SELECT bench.empty('cc_center')" -c 'ALTER TABLE cc_center.record_entry DISABLE TRIGGER aa_keep_always' \
    -c 'ALTER TABLE cc_center.record_block DISABLE TRIGGER aa_keep_always' \
    -c 'TRUNCATE cc_center.record_entry, cc_center.record_block' \
    -c 'ALTER TABLE cc_center.record_entry ENABLE ALWAYS TRIGGER aa_keep_always' \
    -c 'ALTER TABLE cc_center.record_block ENABLE ALWAYS TRIGGER aa_keep_always' >"$OUTPUT/empty.out"
  sql -U bench_super -c "INSERT INTO cc_center.cases (center_id, street, channel, category, description, reference)
    SELECT * FROM bench.arrival LIMIT $rows" -c 'ANALYZE cc_center.record_entry, cc_center.cases'
  took=$(sql -U bench_super -c "SELECT bench.measure('SELECT * FROM cc_center.audit_verify(1)')")
  report "rows held against entries, $rows cases: us a row" "$(awk "BEGIN {printf \"%.1f\", $took / $rows}")" '<=' -
done
