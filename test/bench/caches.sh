# shellcheck shell=bash
# What sessions compile from tables and keep, and how it grows.
#   quiet, busy       a session that serves 499 centers, while nothing changes, and while another session writes a roster row a
#                     second in a 500th one
#   few, many         a new session's first INSERT of a case, with the enrolments of the benchmark, and with 3,000 more
#   tables_N          is_open() on 200,000 rows over N different timetables, in a session that has seen them

CENTERS=499
FIRST_CENTER=1001
WRITTEN_CENTER=$((FIRST_CENTER + CENTERS))
SESSIONS=10

# Milliseconds of processor time that a case takes as a new session's first: the median of some sessions. Asking for the
# time is taken off; a session learns to ask it beforehand.
first_insert() {
  local i ask='SELECT bench.cpu() AS now, bench.cpu() - :was AS used \gset
\set was :now'
  for ((i = 0; i < SESSIONS; i++)); do
    printf '%s\n' '\set was 0' "$ask" "$ask" "$ask" '\set asking :used' "INSERT INTO cc_center.cases (street, channel, category, description)
      VALUES ('湖南路', 'hotline', '占道经营', '路边摊贩占用人行道，行人需走机动车道');" "$ask" '\echo :used :asking' | sql -U bench_app
  done | awk '{print ($1 - $2) / 1000}' | sort -g | sed -n "$((SESSIONS / 2))p"
}

# One row a second, committed each.
write_roster() {
  exec psql -X -q -U bench_super -d "$BENCH_DB" <<<"UPDATE cc_center.roster SET staff_no = (203 - staff_no::integer)::text
    WHERE center_id = $WRITTEN_CENTER \\watch 1" >"$OUTPUT/writer.out" 2>&1
}

caches_run() {
  local writer=
  case $1 in
    quiet | busy)
      if [ "$1" = busy ]; then
        write_roster &
        writer=$!
      fi
      note "$1" tps "$(sql -U bench_many -c 'CALL bench.serve(1)' -c 'CALL bench.serve(8)' | tail -n 1)"
      [ -z "$writer" ] || kill "$writer"
      ;;
    few | many)
      sql -c "DELETE FROM cc_center.enrolment WHERE login_role LIKE 'bench\_3%'"
      [ "$1" = few ] || sql -c "INSERT INTO cc_center.enrolment (center_id, login_role, staff_no)
        SELECT 3, 'bench_3' || n, n::text FROM generate_series(1, 3000) n"
      sql -c 'VACUUM ANALYZE cc_center.enrolment'
      note "$1" ms "$(first_insert)"
      ;;
    tables_*)
      note "$1" us "$(ROLE=bench_super measured "'SELECT count(*) FROM bench.timed WHERE cc_center.is_open(hours_${1#tables_}, at)'")"
      ;;
  esac
}

sql -U bench_super <<'SQL'
CREATE FUNCTION bench.hours(n integer) RETURNS cc_center.work_hours LANGUAGE sql IMMUTABLE AS $$
  SELECT format('%s:%s-%s:%s', to_char(n / 1000, 'FM00'), to_char(n % 60, 'FM00'), 12 + n / 60 % 10, to_char(n / 600, 'FM00'))::cc_center.work_hours
$$;
CREATE TABLE bench.timed AS
SELECT timestamp '2018-10-08 00:00' + n * interval '1 minute' AS at, bench.hours(n % 10) AS hours_10,
       bench.hours(n % 1000) AS hours_1000, bench.hours(n % 10000) AS hours_10000
  FROM generate_series(1, 200000) n;
DO $$ BEGIN
  IF (SELECT count(DISTINCT hours_10::text) || ' ' || count(DISTINCT hours_1000::text) FROM bench.timed) <> '10 1000' THEN
    RAISE 'not as many timetables as meant';
  END IF;
END $$;
VACUUM ANALYZE bench.timed;
SQL
rounds "$BENCH_ROUNDS" caches_run tables_10 tables_1000 tables_10000
report '1,000 timetables / 10' "$(ratio tables_1000 tables_10 us)" '<=' 3 "$(awk "BEGIN {printf \"%.0f against %.0f ms\", $(median tables_1000 us) / 1000, $(median tables_10 us) / 1000}")"
report '10,000 timetables / 10' "$(ratio tables_10000 tables_10 us)" '<=' -

sql -U bench_super <<'SQL'
SELECT cc_center.create_center(3, 'EN', '登记') \g /dev/null
INSERT INTO cc_center.staff (center_id, staff_no, name, role) SELECT 3, n::text, '员工', 'operator' FROM generate_series(1, 3000) n;
SQL
rounds "$BENCH_ROUNDS" caches_run few many
report 'first INSERT of a session, 3,000 enrolments: ms CPU' "$(median many ms)" '<=' 5 "$(median few ms) ms without them"
report 'first INSERT, with / without them' "$(ratio many few ms)" '<=' -
sql -c "DELETE FROM cc_center.enrolment WHERE login_role LIKE 'bench\_3%'"

sql -U bench_super <<SQL
SELECT count(cc_center.create_center(n, 'M' || n, '中心')) FROM generate_series($FIRST_CENTER, $WRITTEN_CENTER) n \g /dev/null
INSERT INTO cc_center.staff (center_id, staff_no, name, role)
SELECT n, no, '员工', 'operator' FROM generate_series($FIRST_CENTER, $WRITTEN_CENTER) n, (VALUES ('101'), ('102')) v (no);
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT n, '2018-10-08', 'early', '101' FROM generate_series($FIRST_CENTER, $WRITTEN_CENTER) n;
CREATE ROLE bench_many LOGIN;
ALTER ROLE bench_many SET cc_center.now = '2018-10-08 10:00+08';
SELECT count(cc_center.enrol(n, NULL, 'bench_many')) FROM generate_series($FIRST_CENTER, $((WRITTEN_CENTER - 1))) n \g /dev/null
VACUUM ANALYZE
SQL
# One case in every center, that all are compiled, then cases in any of them, one a transaction.
sql -U bench_super <<SQL
CREATE PROCEDURE bench.serve(seconds integer, INOUT tps float8 DEFAULT NULL) LANGUAGE plpgsql AS \$\$
DECLARE
  began timestamptz;
  cases bigint := 0;
BEGIN
  FOR n IN $FIRST_CENTER..$((WRITTEN_CENTER - 1)) LOOP
    INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (n, '湖南路', 'hotline', 'c', 'd');
    COMMIT;
  END LOOP;
  began := clock_timestamp();
  WHILE clock_timestamp() < began + make_interval(secs => seconds) LOOP
    cases := cases + 1;
    INSERT INTO cc_center.cases (center_id, street, channel, category, description)
    VALUES ($FIRST_CENTER + cases * 7 % $CENTERS, '湖南路', 'hotline', '占道经营', '路边摊贩占用人行道，行人需走机动车道');
    COMMIT;
  END LOOP;
  tps := round(cases / extract(epoch FROM clock_timestamp() - began));
END
\$\$;
GRANT USAGE ON SCHEMA bench TO PUBLIC;
SQL
rounds "$BENCH_ROUNDS" caches_run quiet busy
report '499 centers, a roster row a second in another: tps / quiet' "$(ratio busy quiet tps)" '>=' 0.9 "$(median busy tps) against $(median quiet tps) tps"
