# shellcheck shell=bash
# The figures of one month out of twelve, 1,200,000 legs by sixty people.
#   view   retention_month, for the center and the month
#   own    the same for a shift leader, under row-level security
#   scan   one GROUP BY over the legs finished in that month
#   loop   the same person by person

month_run() {
  local query times=20 role=bench_super
  [ "$1" != own ] || role=bench_201
  case $1 in
    view | own) query="SELECT count(legs) FROM (SELECT * FROM cc_center.retention_month WHERE center_id = 1 AND month = ''2018-10-01'') m" ;;
    scan) query='SELECT count(legs) FROM (SELECT * FROM bench.month_scan) m' ;;
    loop) times=2 query='SELECT bench.month_loop()' ;;
  esac
  # Several times, because the kernel's account moves on in steps of some milliseconds.
  note "$1" ms "$(sql -U "$role" -c "SELECT bench.measure('$query')" \
    -c "SELECT round(bench.measure(VARIADIC array_fill('$query'::text, ARRAY[$times])) / 1000.0 / $times, 2)" | tail -n 1)"
}

sql -c "SELECT bench.empty('cc_center')" >"$OUTPUT/empty.out"
sql -f "$SOURCE/month.sql"
rounds "$BENCH_ROUNDS" month_run view own scan loop
report 'retention_month: CPU / one GROUP BY scan' "$(ratio view scan ms)" '<=' 1.1 "$(median view ms) against $(median scan ms) ms"
report 'retention_month as a shift leader / one GROUP BY scan' "$(ratio own scan ms)" '<=' - "$(median own ms) ms"
report 'times as fast as a loop over people' "$(ratio loop view ms)" '>=' 6 "$(median loop ms) ms"
sql -c 'DROP VIEW bench.month_scan' -c "SELECT bench.empty('cc_center')" >"$OUTPUT/empty.out"
