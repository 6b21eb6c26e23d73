# shellcheck shell=bash
# Stage UPDATE by the person in whose hands the case is, two clients, one step a transaction. Each round
# has fresh cases, all held by one operator and then by one leader.
#   pre_filed   ends the operator's leg; the next is routed to a leader
#   filed       ends the leader's leg; the next has no holder
#   rules_*     UPDATE of the stage
#   floor_*     one statement in the same role that updates case and leg and inserts the next leg
#   peer_*      the rules as a PL/pgSQL trigger, for fewer cases

STAGE_CASES=${STAGE_CASES:-30000}
STAGE_PEER_CASES=2000
STAGE_FRESH=

# Fills the case tables with cases of the day on which one operator and one leader are on duty.
fresh_cases() {
  sql -c "SELECT bench.empty('cc_center'), bench.empty('floor'), bench.empty('peer')" \
      -c "SET cc_center.now = '2018-10-09 10:00+08'" \
      -c "INSERT INTO cc_center.cases (center_id, street, channel, category, description, reference)
          SELECT * FROM bench.arrival LIMIT $1" \
      -c "SELECT bench.copy_to('floor'), bench.copy_to('peer')" \
      -c 'VACUUM ANALYZE cc_center.cases, cc_center.leg, floor.cases, floor.leg, peer.cases, peer.leg' >"$OUTPUT/fresh.out"
  STAGE_FIRST=$(sql -c 'SELECT min(case_id) FROM cc_center.cases')
}

# The floor's statements come from the steps of one case that went through the rules.
write_stage_scripts() {
  local login stage
  fresh_cases 1
  while read -r login stage; do
    {
      echo "UPDATE cc_center.cases SET stage = '$stage' WHERE center_id = 1 AND case_id = :case_id;"
    } | stage_script "rules_$stage"
    sql -c "SELECT bench.step_floor($STAGE_FIRST, 'bench_$login', '$stage') || ';'" | stage_script "floor_$stage"
    echo "UPDATE peer.cases SET stage = '$stage' WHERE center_id = 1 AND case_id = :case_id;" | stage_script "peer_$stage"
  done <<<$'101 pre_filed\n201 filed'
}

stage_script() {
  {
    echo '\set n :n + 1'
    echo '\set case_id :first + :n * 2 + :client_id'
    cat
  } >"$SCRIPTS/$1.pgbench"
}

stage_run() {
  local variant=$1 login=bench_201 cases=$STAGE_CASES
  if [ "$STAGE_FRESH" != "$ROUND" ]; then
    fresh_cases "$STAGE_CASES"
    STAGE_FRESH=$ROUND
  fi
  [[ $variant != peer* ]] || cases=$STAGE_PEER_CASES
  # Backwards or forwards, a case is pre-filed before it is filed.
  for stage in pre_filed filed; do
    [ $stage = filed ] || login=bench_101
    load "${variant}_$stage" "$login" "${variant}_$stage" -c 2 -j 2 -t $((cases / 2)) -D n=-1 -D first="$STAGE_FIRST"
    login=bench_201
  done
}

write_stage_scripts
rounds "$BENCH_ROUNDS" stage_run rules floor peer
for stage in pre_filed filed; do
  report "$stage: tps / floor" "$(ratio rules_$stage floor_$stage tps)" '>=' 1.05 \
    "$(median rules_$stage tps) against $(median floor_$stage tps) tps"
  report "$stage: CPU / floor" "$(ratio rules_$stage floor_$stage cpu)" '<=' - \
    "$(median rules_$stage cpu) against $(median floor_$stage cpu) us CPU"
  report "$stage: peer, PL/pgSQL trigger: tps / floor" "$(ratio peer_$stage floor_$stage tps)" '>=' - \
    "$(median peer_$stage tps) tps, $(median peer_$stage cpu) us CPU"
done
sql -c "SELECT bench.empty('cc_center'), bench.empty('floor'), bench.empty('peer')" >"$OUTPUT/empty.out"
