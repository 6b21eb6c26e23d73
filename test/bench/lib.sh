# shellcheck shell=bash
# Sourced by run: measuring, comparing, reporting.
#
#   sql [psql options]                      runs SQL in the benchmark's database
#   load VARIANT ROLE SCRIPT [options]      one pgbench run; notes transactions a second and CPU a transaction
#   note VARIANT METRIC VALUE               notes one measured value of the current round
#   rounds N FUNCTION VARIANT ...           calls FUNCTION VARIANT for each variant, N times, turning the order
#   median VARIANT METRIC                   median of what was noted
#   ratio A B METRIC                        median of the paired ratios A/B, one pair a round
#   report WHAT VALUE OPERATOR GOAL [TEXT]  a line of the table; OPERATOR is >= or <=, GOAL may be -

BENCH_DB=${BENCH_DB:-cc_bench}
BENCH_ROUNDS=${BENCH_ROUNDS:-5}
BENCH_SECONDS=${BENCH_SECONDS:-3}
TICK_US=$((1000000 / $(getconf CLK_TCK)))
BENCH=
ROUND=0

sql() {
  psql -X -A -t -q -v ON_ERROR_STOP=1 -d "$BENCH_DB" "$@"
}

# The postmaster's account of backends that have ended: user and system time, in microseconds.
ended_backends_cpu() {
  local stat
  stat=$(<"/proc/$POSTMASTER/stat")
  # shellcheck disable=SC2086 # the fields are wanted as words
  set -- ${stat##*) }
  echo $(((${14} + ${15}) * TICK_US))
}

# Rounds count from 1; what is measured before them is a warm-up.
note() {
  [ "$ROUND" -gt 0 ] || return 0
  printf '%s\t%s\t%s\t%s\t%s\n' "$BENCH" "$ROUND" "$1" "$2" "$3" >>"$SAMPLES"
}

# One run of pgbench. A failing transaction ends the benchmark: it would be the fastest of all.
load() {
  local variant=$1 role=$2 script=$3 before transactions
  shift 3
  sql -c CHECKPOINT
  before=$(ended_backends_cpu)
  pgbench -n -M prepared -U "$role" -f "$SCRIPTS/$script.pgbench" "$@" "$BENCH_DB" >"$OUTPUT/pgbench.out" 2>&1 ||
    { tail -n 5 "$OUTPUT/pgbench.out" >&2; fail "$BENCH, $variant: pgbench failed"; }
  # The backends end a moment after their clients.
  sleep 0.3
  transactions=$(awk -F'[ :/]+' '/^number of transactions actually processed/ {print $6}' "$OUTPUT/pgbench.out")
  note "$variant" tps "$(awk '/^tps = / {print $3}' "$OUTPUT/pgbench.out")"
  note "$variant" cpu "$(awk "BEGIN {print ($(ended_backends_cpu) - $before) / $transactions}")"
}

# Every other round goes backwards, so that no variant is always the one after another.
rounds() {
  local count=$1 run=$2 variant
  shift 2
  for ((ROUND = 1; ROUND <= count; ROUND++)); do
    if ((ROUND % 2)); then
      for variant in "$@"; do "$run" "$variant"; done
    else
      for ((variant = $#; variant > 0; variant--)); do "$run" "${!variant}"; done
    fi
  done
  ROUND=0
}

median() {
  awk -F'\t' -v b="$BENCH" -v v="$1" -v m="$2" '$1 == b && $3 == v && $4 == m {print $5}' "$SAMPLES" |
    sort -g | awk '{x[NR] = $1} END {if (NR) printf "%.6g\n", (x[int((NR + 1) / 2)] + x[int(NR / 2) + 1]) / 2}'
}

ratio() {
  awk -F'\t' -v bench="$BENCH" -v a="$1" -v b="$2" -v m="$3" '
    $1 == bench && $4 == m && $3 == a {x[$2] = $5}
    $1 == bench && $4 == m && $3 == b {y[$2] = $5}
    END {for (r in x) if (r in y && y[r] > 0) printf "%.6f\n", x[r] / y[r]}' "$SAMPLES" |
    sort -g | awk '{x[NR] = $1} END {if (NR) printf "%.3f\n", (x[int((NR + 1) / 2)] + x[int(NR / 2) + 1]) / 2}'
}

report() {
  local verdict=
  if [ "$4" != - ]; then
    verdict=$(awk "BEGIN {print ($2 $3 $4) ? \"met\" : \"missed\"}")
    set -- "$1" "$2" "$3 $4" "${5:-}"
  else
    set -- "$1" "$2" "" "${5:-}"
  fi
  printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$BENCH" "$1" "$2" "$3" "$verdict" "$4" >>"$RESULTS"
  printf '        %-58s %9s  %-9s %-7s %s\n' "$1" "$2" "$3" "$verdict" "$4"
}

# A statement's processor time in the server, measured in a session that has run it once before.
measured() {
  sql -U "${ROLE:-bench_super}" -c 'SET jit = off' -c "SELECT bench.measure(VARIADIC ARRAY[$1])"
}
