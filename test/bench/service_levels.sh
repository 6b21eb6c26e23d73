# shellcheck shell=bash
# The service levels of one month out of twelve, two of them, over 1,200,000 legs.
#   view     service_level_month, for the center and the month
#   own      the same for a shift leader, under row-level security
#   missed   what missed them, named
#   scan     one GROUP BY over the legs that came in that month

service_levels_run() {
  local query times=10 role=bench_super
  [ "$1" != own ] || role=bench_201
  case $1 in
    view | own) query="SELECT count(counted) FROM (SELECT * FROM cc_center.service_level_month WHERE center_id = 1 AND month = ''2018-10-01'') m" ;;
    missed) query="SELECT count(late_by) FROM (SELECT * FROM cc_center.service_level_missed WHERE center_id = 1 AND month = ''2018-10-01'') m" ;;
    scan) query='SELECT count(legs) FROM (SELECT * FROM bench.level_scan) m' ;;
  esac
  note "$1" ms "$(sql -U "$role" -c "SELECT bench.measure('$query')" \
    -c "SELECT round(bench.measure(VARIADIC array_fill('$query'::text, ARRAY[$times])) / 1000.0 / $times, 2)" | tail -n 1)"
}

sql -c "SELECT bench.empty('cc_center')" >"$OUTPUT/empty.out"
# later than the month, so that nothing in it is undecided
sql -c "ALTER ROLE bench_super SET cc_center.now = '2019-01-08 10:00+08'" -c "ALTER ROLE bench_201 SET cc_center.now = '2019-01-08 10:00+08'" \
  -c "SET cc_center.now = '2019-01-08 10:00+08'" -f "$SOURCE/service_levels.sql"
rounds "$BENCH_ROUNDS" service_levels_run view own missed scan
report 'service_level_month: CPU / one GROUP BY scan' "$(ratio view scan ms)" '<=' 5 "$(median view ms) against $(median scan ms) ms"
report 'service_level_month as a shift leader / one GROUP BY scan' "$(ratio own scan ms)" '<=' - "$(median own ms) ms"
report 'service_level_missed / one GROUP BY scan' "$(ratio missed scan ms)" '<=' - "$(median missed ms) ms"
sql -c 'DROP VIEW bench.level_scan' -c "SELECT bench.empty('cc_center')" \
  -c "ALTER ROLE bench_super SET cc_center.now = '2018-10-08 10:00+08'" -c "ALTER ROLE bench_201 SET cc_center.now = '2018-10-09 10:02+08'" \
  -c 'SET session_replication_role = replica' -c 'DELETE FROM cc_center.service_level' >"$OUTPUT/empty.out"
