# shellcheck shell=bash
# The attendance of a day of 1,000 people and 100,000 legs, in a month of three days like it.
#   close    close_day(), everything judged and compared with what is stored
#   person   one touched person-shift judged again
#   scan     one GROUP BY over the legs finished in that day's duties

attendance_run() {
  local query
  case $1 in
    close) query="SELECT cc_center.close_day(1, ''2019-10-02'')" ;;
    person) query="SELECT cc_center.store_attendance(1, ''2019-10-02'', ''{2002}'')" ;;
    scan) query="SELECT count(*) FROM (SELECT l.finished_by, count(*), min(l.finished_at), avg(l.finished_at - l.clock_start) FROM cc_center.leg l WHERE l.center_id = 1 AND l.finished_at >= ''2019-10-02 08:30+08'' AND l.finished_at < ''2019-10-02 22:00+08'' GROUP BY 1) k" ;;
  esac
  note "$1" ms "$(sql -c "SELECT bench.measure('$query')" \
    -c "SELECT round(bench.measure(VARIADIC array_fill('$query'::text, ARRAY[20])) / 1000.0 / 20, 2)" | tail -n 1)"
}

sql -c "SELECT bench.empty('cc_center')" >"$OUTPUT/empty.out"
sql -v days=3 -f "$SOURCE/attendance.sql"
rounds "$BENCH_ROUNDS" attendance_run close person scan
report 'close_day: CPU / one GROUP BY scan of its legs' "$(ratio close scan ms)" '<=' 1.5 "$(median close ms) against $(median scan ms) ms"
report 'one touched person-shift, ms' "$(median person ms)" '<=' 50
sql -c "SELECT bench.empty('cc_center')" >"$OUTPUT/empty.out"
sql <<'SQL'
SET session_replication_role = replica;
DELETE FROM cc_center.attendance_result WHERE center_id = 1;
DELETE FROM cc_center.attendance_close WHERE center_id = 1;
DELETE FROM cc_center.roster WHERE center_id = 1 AND day >= '2019-10-01';
DELETE FROM cc_center.staff WHERE center_id = 1 AND staff_no BETWEEN '2001' AND '3000';
SQL
