# shellcheck shell=bash
# Even distribution under load: applications insert cases of one street whose shift has four people.
# The spread is the most open legs that one of the four holds less the fewest, looked at all the while
# cases come in. What the choice costs is seen from the same load on the day with one person on duty.

EVEN_CLIENTS=(2 8 32)
SPREAD="SELECT max(n) - min(n) FROM (SELECT count(l.case_id) AS n FROM unnest(ARRAY['101', '102', '103', '104']) AS p (staff_no)
        LEFT JOIN %s.leg l ON l.center_id = 1 AND l.holder = p.staff_no AND l.finished_at IS NULL GROUP BY p.staff_no) c"

write_even_scripts() {
  local schema
  for schema in cc_center peer; do
    echo "INSERT INTO $schema.cases (street, channel, category, description, reference)
          VALUES ('湖南路', 'hotline', '占道经营', '路边摊贩占用人行道', 'R20181008');" | tr '\n' ' ' >"$SCRIPTS/even_$schema.pgbench"
  done
}

# Looks at the spread five times a second while a load runs, and notes the widest.
watch_spread() {
  local variant=$1 schema=$2 watcher query=${SPREAD//%s/$2}
  shift 2
  sql -c "SELECT bench.empty('$schema')" >"$OUTPUT/empty.out"
  echo "$query \watch 0.2" >"$OUTPUT/spread.sql"
  # psql itself and not the function sql, which would not pass the signal on
  psql -X -A -t -q -d "$BENCH_DB" -f "$OUTPUT/spread.sql" >"$OUTPUT/spread.out" 2>/dev/null &
  watcher=$!
  load "$variant" "$@"
  kill "$watcher"
  wait "$watcher" 2>/dev/null || true
  sql -c "$query" >"$OUTPUT/rest.out"
  note "$variant" spread "$(grep -ahxE '[0-9]+' "$OUTPUT/spread.out" "$OUTPUT/rest.out" | sort -n | tail -n 1)"
  note "$variant" rest "$(cat "$OUTPUT/rest.out")"
}

# The sampled runs and the timed ones are apart: looking costs time.
even_run() {
  local clients=${1#*_} timed=(-T $(((BENCH_SECONDS + 1) / 2)))
  case $1 in
    spread_*) watch_spread "$1" cc_center bench_app even_cc_center -c "$clients" -j 2 "${timed[@]}" ;;
    peer_*) watch_spread "$1" peer bench_app even_peer -c "$clients" -j 2 -t $((1600 / clients)) ;;
    several_*) load "$1" bench_app even_cc_center -c "$clients" -j 2 "${timed[@]}" ;;
    one_*) load "$1" bench_app_one even_cc_center -c "$clients" -j 2 "${timed[@]}" ;;
  esac
}

widest() {
  awk -F'\t' -v b="$BENCH" -v v="$1" -v m="$2" '$1 == b && $3 == v && $4 == m && $5 + 0 >= w {w = $5 + 0} END {print w + 0}' "$SAMPLES"
}

write_even_scripts
for clients in "${EVEN_CLIENTS[@]}"; do
  rounds "$BENCH_ROUNDS" even_run "several_$clients" "one_$clients"
  rounds 2 even_run "spread_$clients" "peer_$clients"
  report "$clients clients: widest spread" "$(widest "spread_$clients" spread)" '<=' "$(awk "BEGIN {print 2 + $clients / 8}")" \
    "$(widest "spread_$clients" rest) when at rest, of $(sql -c "SELECT count(*) FROM cc_center.leg") cases"
  report "$clients clients: peer, counting: widest spread" "$(widest "peer_$clients" spread)" '<=' - \
    "$(widest "peer_$clients" rest) when at rest, of 1600 cases"
  report "$clients clients: tps, four people on duty / one" "$(ratio "several_$clients" "one_$clients" tps)" '>=' 0.95 \
    "$(median "several_$clients" tps) against $(median "one_$clients" tps) tps"
done
sql -c "SELECT bench.empty('cc_center'), bench.empty('peer')" >"$OUTPUT/empty.out"
