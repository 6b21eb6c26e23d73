# shellcheck shell=bash
# Even distribution under load: applications insert cases of one street whose shift has four people. The
# spread is the most open legs that one of the four holds less the fewest, at its widest when the cases are
# gone through in the order of their ids; so it counts those still uncommitted, too. What the choice
# costs is seen from the same load on the day with one person on duty.

EVEN_CLIENTS=(2 8 32)

# The widest spread, and the one at the end.
spread_of() {
  sql -F ' ' -c "SELECT max(s), (array_agg(s ORDER BY case_id DESC))[1] FROM (
      SELECT case_id, greatest(a, b, c, d) - least(a, b, c, d) AS s FROM (
        SELECT case_id, count(*) FILTER (WHERE holder = '101') OVER w AS a, count(*) FILTER (WHERE holder = '102') OVER w AS b,
               count(*) FILTER (WHERE holder = '103') OVER w AS c, count(*) FILTER (WHERE holder = '104') OVER w AS d
          FROM $1.leg WHERE center_id = 1 WINDOW w AS (ORDER BY case_id)) r) s"
}

write_even_scripts() {
  local schema
  for schema in cc_center peer; do
    echo "INSERT INTO $schema.cases (street, channel, category, description, reference)
          VALUES ('湖南路', 'hotline', '占道经营', '路边摊贩占用人行道', 'R20181008');" | tr '\n' ' ' >"$SCRIPTS/even_$schema.pgbench"
  done
}

# Both days begin with nothing in hand; nor has the peer, which counts, more than 1,600 cases.
even_run() {
  local clients=${1#*_} schema=cc_center login=bench_app length=(-T 1) spread
  case $1 in
    one_*) login=bench_app_one ;;
    peer_*)
      [ "$ROUND" -le 2 ] || return 0
      schema=peer length=(-t $((1600 / clients)))
      ;;
  esac
  sql -c "SELECT bench.empty('$schema')" >"$OUTPUT/empty.out"
  load "$1" "$login" "even_$schema" -c "$clients" -j 2 "${length[@]}"
  [[ $1 != one_* ]] || return 0
  spread=$(spread_of "$schema")
  note "$1" spread "${spread% *}"
  note "$1" rest "${spread#* }"
}

widest() {
  awk -F'\t' -v b="$BENCH" -v v="$1" -v m="$2" '$1 == b && $3 == v && $4 == m && $5 + 0 >= w {w = $5 + 0} END {print w + 0}' "$SAMPLES"
}

write_even_scripts
for clients in "${EVEN_CLIENTS[@]}"; do
  rounds $((BENCH_ROUNDS * 2)) even_run "several_$clients" "one_$clients" "peer_$clients"
  report "$clients clients: spread" "$(median "several_$clients" spread)" '<=' "$(awk "BEGIN {print 2 + $clients / 8}")" \
    "widest of all runs $(widest "several_$clients" spread), at the end $(widest "several_$clients" rest)"
  report "$clients clients: peer, counting: spread" "$(median "peer_$clients" spread)" '<=' - \
    "widest of all runs $(widest "peer_$clients" spread), at the end $(widest "peer_$clients" rest)"
  report "$clients clients: tps, four people on duty / one" "$(ratio "several_$clients" "one_$clients" tps)" '>=' 0.95 \
    "$(median "several_$clients" tps) against $(median "one_$clients" tps) tps"
  report "$clients clients: CPU, four people on duty / one" "$(ratio "several_$clients" "one_$clients" cpu)" '<=' - \
    "$(median "several_$clients" cpu) against $(median "one_$clients" cpu) us CPU"
done
sql -c "SELECT bench.empty('cc_center'), bench.empty('peer')" >"$OUTPUT/empty.out"
