# shellcheck shell=bash
# Working time between two instants, summed over 1,000,000 random pairs, against subtracting them. The
# cost of the loop is that of summing a stored column of the same rows; it is taken off both sides. The sum
# is taken several times over, because processor time comes in ticks.
#   fixed, fixed_name   center in Asia/Shanghai: timetable given as work_hours, or by its name
#   dst, dst_name       center in Europe/Berlin

PAIRS=1000000
REPEATS=5
declare -A WORKING_TIME=(
  [loop]='span' [subtract]='to_time - from_time'
  [fixed]="cc_center.working_time(1, ''08:30-22:00''::cc_center.work_hours, from_time, to_time)"
  [fixed_name]="cc_center.working_time(1, ''service'', from_time, to_time)"
  [dst]="cc_center.working_time(2, ''08:30-22:00''::cc_center.work_hours, from_time, to_time)"
  [dst_name]="cc_center.working_time(2, ''service'', from_time, to_time)"
  [day_loop]="bench.day_loop(from_time, to_time, ''Asia/Shanghai'', ''08:30'', ''22:00'')"
  [day_series]="bench.day_series(from_time, to_time, ''Asia/Shanghai'', ''08:30'', ''22:00'')"
  [minute_series]="bench.minute_series(from_time, to_time, ''Asia/Shanghai'', ''08:30'', ''22:00'')"
)

# Nanoseconds a pair; the first run in the session compiles the rules and is not measured.
working_time_run() {
  local rows=$PAIRS from=bench.pair repeats=$REPEATS used
  case $1 in
    npm_hours) npm_hours_run; return ;;
    day_loop | day_series) rows=1000 repeats=1 from=bench.few_pairs ;;
    minute_series) rows=10 repeats=1 from='(SELECT * FROM bench.few_pairs LIMIT 10) AS f' ;;
  esac
  used=$(sql -U bench_super -c "SELECT sum(${WORKING_TIME[$1]//\'\'/\'}) FROM (SELECT * FROM bench.few_pairs LIMIT 10) AS f" \
    -c "SELECT bench.measure(VARIADIC array_fill('SELECT sum(${WORKING_TIME[$1]}) FROM $from'::text, ARRAY[$repeats]))" | tail -n 1)
  note "$1" ns "$(awk "BEGIN {print $used * 1000 / ($rows * $repeats)}")"
}

# npm opening_hours, by its own processor time: without a server and without a database's rows.
has_npm_hours() {
  command -v node >/dev/null && command -v npm >/dev/null &&
    timeout 180 make -s -C "$SOURCE/../fuzz" node_modules >"$OUTPUT/npm.out" 2>&1
}

npm_hours_run() {
  local ns sum
  read -r ns sum < <(TZ=Asia/Shanghai node "$SOURCE/../fuzz/working_time.mjs" '08:30-22:00' <"$OUTPUT/few_pairs")
  # it knows only whole milliseconds
  awk "BEGIN {exit !($sum - $few_seconds < 2 && $few_seconds - $sum < 2)}" ||
    fail "npm opening_hours has $sum seconds of working time in 1,000 pairs, not $few_seconds"
  note npm_hours ns "$ns"
}

# A ratio of what is left when the loop is taken off, pair by pair.
net_ratio() {
  awk -F'\t' -v b="$BENCH" -v a="$1" '$1 == b {v[$3, $2] = $5; if ($3 == a) rounds[$2]}
    END {for (r in rounds) printf "%.6f\n", (v[a, r] - v["loop", r]) / (v["subtract", r] - v["loop", r])}' "$SAMPLES" |
    sort -g | awk '{x[NR] = $1} END {printf "%.2f\n", (x[int((NR + 1) / 2)] + x[int(NR / 2) + 1]) / 2}'
}

net() {
  awk "BEGIN {printf \"%.1f\n\", $(median "$1" ns) - $(median loop ns)}"
}

sql -f "$SOURCE/working_time.sql"
# That peers and rules agree is shown before they are compared.
disagree=$(sql -U bench_super -c "SELECT count(*) FROM bench.few_pairs WHERE cc_center.working_time(1, 'service', from_time, to_time)
  IS DISTINCT FROM bench.day_loop(from_time, to_time, 'Asia/Shanghai', '08:30', '22:00')
  OR bench.day_series(from_time, to_time, 'Asia/Shanghai', '08:30', '22:00')
  IS DISTINCT FROM bench.day_loop(from_time, to_time, 'Asia/Shanghai', '08:30', '22:00')")
[ "$disagree" = 0 ] || fail "$disagree of 1,000 pairs have another working time by the day loop"
peers=(day_loop day_series minute_series)
if has_npm_hours; then
  peers+=(npm_hours)
  few_seconds=$(sql -U bench_super -c "SELECT extract(epoch FROM sum(cc_center.working_time(1, 'service', from_time, to_time))) FROM bench.few_pairs")
  sql -F ' ' -c "SELECT (extract(epoch FROM from_time) * 1000)::bigint, (extract(epoch FROM to_time) * 1000)::bigint
    FROM bench.few_pairs" >"$OUTPUT/few_pairs"
else
  report 'times as fast as npm opening_hours' 'left out' - - 'no node, no npm, or the package cannot be installed'
fi
rounds "$BENCH_ROUNDS" working_time_run loop subtract fixed fixed_name dst dst_name "${peers[@]}"
while read -r variant goal what; do
  report "$what / subtraction" "$(net_ratio "$variant")" '<=' "$goal" \
    "$(net "$variant") against $(net subtract) ns; with the loop $(ratio "$variant" subtract ns)"
done <<'END'
fixed 1.5 fixed zone, by work_hours
fixed_name - fixed zone, by name
dst 2 zone with DST, by work_hours
dst_name - zone with DST, by name
END
while read -r variant goal what; do
  [[ " ${peers[*]} " = *" $variant "* ]] || continue
  report "times as fast as $what" "$(awk "BEGIN {printf \"%.0f\n\", ($(median "$variant" ns) - $(median loop ns)) / $(net fixed)}")" '>=' "$goal" \
    "$(awk "BEGIN {printf \"%.0f\", $(median "$variant" ns) / 1000}") us a pair"
done <<'END'
day_loop 100 a PL/pgSQL loop over days
day_series 100 a query over days
minute_series 100 a query over minutes
npm_hours 100 npm opening_hours
END
sql -c 'DROP TABLE bench.pair, bench.few_pairs'
