# shellcheck shell=bash
# The sweep with 5,000 open legs over 100,000, 1,000,000 and (BENCH_FULL) 10,000,000 past cases. Each size
# has a database of its own, so that the sizes are measured in turn. Every busy sweep is rolled back.
#   idle     nothing is due: one call
#   cold     the same as the only call of a session, which is what pg_cron makes of it; without what the
#            session takes by itself
#   overdue  all 5,000 have become overdue
#   mark     one UPDATE that marks them
#   handed   the shift of all 5,000 has ended: they go to the shift that covers then

SWEEP_SIZES=(100000 1000000)
[ -z "${BENCH_FULL:-}" ] || SWEEP_SIZES+=(10000000)

# Microseconds of processor time, in a session that has swept before; rolled back. What was not done
# to all 5,000 legs is no measurement.
swept() {
  local used swept_legs
  { read -r used; read -r swept_legs; } < <(
    sql -U bench_super -c "SET cc_center.now = '2018-10-09 10:01+08'" -c 'DO $$ BEGIN PERFORM cc_center.sweep(1); END $$' \
      -c "SET cc_center.now = '$1'" -c BEGIN -c "SELECT bench.measure('$2')" -c "SELECT count(*) FROM cc_center.leg l
      WHERE l.center_id = 1 AND l.received_at > '2018-10-09' AND ($3)" -c ROLLBACK)
  [ "$swept_legs" = 5000 ] || fail "sweep: $swept_legs of 5,000 legs were swept"
  echo "$used"
}

# What a session takes from its start to its end, in microseconds, on the average of twenty.
sessions_cpu() {
  local before after
  before=$(ended_backends_cpu)
  for _ in {1..20}; do
    sql -U bench_super -c "$1" >"$OUTPUT/session.out" || return
  done
  sleep 0.3
  after=$(ended_backends_cpu)
  echo $(((after - before) / 20))
}

sweep_run() {
  local measure=${1%_*} used
  BENCH_DB=$SWEEP_DB_PREFIX${1#*_}
  case $measure in
    idle)
      used=$(sql -U bench_super -c "SET cc_center.now = '2018-10-09 10:01+08'" -c 'SELECT * FROM cc_center.sweep(1)' \
        -c "SELECT bench.measure('SELECT cc_center.sweep(1) FROM generate_series(1, 10000)')" | tail -n 1)
      used=$(awk "BEGIN {print $used / 10000}")
      ;;
    cold) used=$(($(sessions_cpu 'SELECT cc_center.sweep(1)') - $(sessions_cpu 'SELECT 1'))) ;;
    overdue) used=$(swept '2018-10-09 10:30+08' 'SELECT cc_center.sweep(1)' 'overdue_at IS NOT NULL') ;;
    mark) used=$(swept '2018-10-09 10:30+08' "SELECT bench.mark_overdue(''2018-10-09 10:30+08'')" 'overdue_at IS NOT NULL') ;;
    handed) used=$(swept '2018-10-09 17:30+08' 'SELECT cc_center.sweep(1)' "leg_no = 2 AND holder = '106'") ;;
  esac
  note "$1" us "$used"
}

# A fresh copy of the prepared center; what the earlier benchmarks wrote is not in it.
SWEEP_DB_PREFIX=${BENCH_DB}_
sweep_main=$BENCH_DB
sql -c "SELECT bench.empty('cc_center'), bench.empty('floor'), bench.empty('peer')" >"$OUTPUT/empty.out"
for size in "${SWEEP_SIZES[@]}"; do
  psql -X -q -d postgres -c "DROP DATABASE IF EXISTS $SWEEP_DB_PREFIX$size" \
    -c "CREATE DATABASE $SWEEP_DB_PREFIX$size TEMPLATE $sweep_main" 2>/dev/null
  BENCH_DB=$SWEEP_DB_PREFIX$size
  sql -v past="$size" -f "$SOURCE/sweep.sql"
  say "sweep: $size past cases are in place"
done
variants=()
for size in "${SWEEP_SIZES[@]}"; do
  variants+=("idle_$size" "cold_$size" "overdue_$size" "mark_$size" "handed_$size")
done
rounds "$BENCH_ROUNDS" sweep_run "${variants[@]}"
for size in "${SWEEP_SIZES[@]}"; do
  report "$size past cases, nothing due: us CPU a call" "$(printf %.1f "$(median "idle_$size" us)")" '<=' 150 \
    "the only call of a session $(awk "BEGIN {printf \"%.1f\", $(median "cold_$size" us) / 1000}") ms"
  report "$size past cases, 5,000 overdue: us CPU a leg" "$(awk "BEGIN {printf \"%.1f\", $(median "overdue_$size" us) / 5000}")" '<=' - \
    "one UPDATE takes $(awk "BEGIN {printf \"%.1f\", $(median "mark_$size" us) / 5000}")"
  report "$size past cases, 5,000 handed over: us CPU a leg" "$(awk "BEGIN {printf \"%.1f\", $(median "handed_$size" us) / 5000}")" '<=' -
  [ "$size" = 100000 ] || {
    goal=-
    [ "$size" != 10000000 ] || goal=1.15
    for measure in idle overdue handed; do
      report "$measure: $size past cases / 100000" "$(ratio "${measure}_$size" "${measure}_100000" us)" '<=' "$goal"
    done
  }
  psql -X -q -d postgres -c "DROP DATABASE $SWEEP_DB_PREFIX$size"
done
BENCH_DB=$sweep_main
