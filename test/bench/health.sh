# shellcheck shell=bash
# What health() takes over 1,000,000 cases (BENCH_CASES) of a year with two legs each, 5,000 of them open, the attendance of
# 60 people, two weeks of the jobs, and a record of 1,000,000 entries: as a whole, at its first call in a session, and each of
# its checks; by the clock, and of the processor.

health_run() {
  local figures query="SELECT count(*) FROM cc_center.${1%_cold}()" warm=()
  [ "$1" != "${1%_cold}" ] || warm=(-c "SELECT bench.elapsed('$query') IS NULL")
  mapfile -t figures < <(sql -U bench_super -c "SET cc_center.now = '2018-10-09 10:01+08'" "${warm[@]}" \
    -c "SELECT round(bench.elapsed('$query') / 1000.0, 1)" -c "SELECT round(bench.measure('$query') / 1000.0, 1)" | tail -n 2)
  note "$1" ms "${figures[0]}"
  note "$1" cpu "${figures[1]}"
}

sql -c "SELECT bench.empty('cc_center')" >"$OUTPUT/empty.out"
sql -v past="${BENCH_CASES:-1000000}" -f "$SOURCE/sweep.sql" -f "$SOURCE/health.sql" >"$OUTPUT/health.out"
mapfile -t checks < <(sql -c 'SELECT c.function FROM cc_center.health_check c ORDER BY c.ordinal, c.function')
rounds "$BENCH_ROUNDS" health_run health health_cold "${checks[@]}"
report 'health(): ms' "$(median health ms)" '<=' 2000 "$(median health cpu) ms CPU"
report 'health(), the first call of a session: ms' "$(median health_cold ms)" '<=' 2000
for check in "${checks[@]}"; do
  report "$check(): ms" "$(median "$check" ms)" '<=' - "$(median "$check" cpu) ms CPU"
done
sql -U bench_super -c "SET cc_center.now = '2018-10-09 10:01+08'" -F ': ' \
  -c "SELECT h.severity, h.finding, count(*) || ' times' FROM cc_center.health() h GROUP BY 1, 2 ORDER BY 1, 2" | sed 's/^/        it says: /'
