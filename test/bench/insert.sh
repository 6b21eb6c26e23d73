# shellcheck shell=bash
# Single-row INSERT of a case, two clients, one statement a transaction.
#   app      the rules, as an enrolled application under row-level security
#   super    the rules, as a superuser
#   floor_*  one statement that writes the same case and leg, in the same role
#   two      an app that knows the rules itself: BEGIN, INSERT case, INSERT leg, COMMIT
#   peer     the rules as PL/pgSQL triggers

GIVEN='street, channel, category, description, reference'
GIVEN_VARIABLES=':street, :channel, :category, :description, :reference'
# What an app gives reaches the server as parameters in every variant.
APP=(-D street=湖南路 -D channel=hotline -D category=占道经营 -D description=路边摊贩占用人行道，行人需走机动车道
     -D reference=R20181008)

# Writes a script whose transactions count up, the clients interleaved as a sequence would do it.
numbered_script() {
  {
    echo '\set n :n + 1'
    echo '\set case_id :first + :n * :clients + :client_id'
    echo '\set case_number 201810080000000000 + :case_id'
    cat
  } >"$SCRIPTS/$1.pgbench"
}

# The rows are those of a case that the rules wrote in the role and at the instant of the run.
write_insert_scripts() {
  local login=$1 insert_case insert_leg variables="ARRAY['case_id', 'case_number', 'street', 'channel', 'category', 'description', 'reference']"
  sql -c "SELECT bench.empty('cc_center')" >"$OUTPUT/empty.out"
  sql -U "$login" -c "INSERT INTO cc_center.cases (center_id, $GIVEN) SELECT center_id, $GIVEN FROM (VALUES
    (1, '湖南路', 'hotline', '占道经营', '路边摊贩占用人行道，行人需走机动车道', 'R20181008')) v (center_id, $GIVEN)"
  insert_case=$(sql -c "SELECT bench.insert_of('floor.cases', 'cc_center.cases', 'true', $variables)")
  insert_leg=$(sql -c "SELECT bench.insert_of('floor.leg', 'cc_center.leg', 'true', $variables)")
  echo "WITH new_case AS ($insert_case) $insert_leg;" | numbered_script floor
  printf '%s;\n' BEGIN "$insert_case" "$insert_leg" COMMIT | numbered_script two
  echo "INSERT INTO cc_center.cases ($GIVEN) VALUES ($GIVEN_VARIABLES);" >"$SCRIPTS/app.pgbench"
  echo "INSERT INTO cc_center.cases (center_id, $GIVEN) VALUES (1, $GIVEN_VARIABLES);" >"$SCRIPTS/super.pgbench"
  echo "INSERT INTO peer.cases ($GIVEN) VALUES ($GIVEN_VARIABLES);" >"$SCRIPTS/peer.pgbench"
}

# The peer counts open legs, so it gets short runs and starts each one with none, over 20,000 past cases.
seed_peer() {
  sql -c "SELECT bench.empty('peer')" -c "SET session_replication_role = replica" -c "
    INSERT INTO peer.cases SELECT (jsonb_populate_record(c, jsonb_build_object('case_id', n, 'case_number', 'P' || n,
      'holder', NULL, 'stage', 'closed'))).* FROM cc_center.cases c, generate_series(1, 20000) n" -c "
    INSERT INTO peer.leg SELECT (jsonb_populate_record(l, jsonb_build_object('case_id', n,
      'finished_at', l.received_at))).* FROM cc_center.leg l, generate_series(1, 20000) n" \
    -c 'VACUUM ANALYZE peer.cases, peer.leg' >"$OUTPUT/seed.out"
}

# The floor's ids rise from run to run, as those of a sequence do.
FLOOR_FIRST=1000000
floor_load() {
  FLOOR_FIRST=$((FLOOR_FIRST + 5000000))
  load "$@" -c 2 -j 2 -T 1 "${APP[@]}" -D n=0 -D clients=2 -D first=$FLOOR_FIRST
}

# Where the scheduler puts clients and servers decides much of a run's speed, so there are many runs of a
# second. The peers are in every fourth round.
insert_run() {
  case $1 in
    app | super) load "$1" "bench_$1" "$1" -c 2 -j 2 -T 1 "${APP[@]}" ;;
    floor_*) floor_load "$1" "bench_${1#floor_}" floor ;;
    two) [ $((ROUND % 4)) -ne 1 ] || floor_load two bench_app two ;;
    peer)
      [ $((ROUND % 4)) -eq 1 ] || return 0
      sql -c 'DELETE FROM peer.leg WHERE finished_at IS NULL' -c "DELETE FROM peer.cases WHERE stage = 'reported'" \
        -c 'VACUUM peer.cases, peer.leg'
      load peer bench_app peer -c 2 -j 2 -t 500 "${APP[@]}"
      ;;
  esac
}

write_insert_scripts bench_super
seed_peer
sql -c "SELECT bench.empty('cc_center'), bench.empty('floor')" >"$OUTPUT/empty.out"
rounds $((BENCH_ROUNDS * 4)) insert_run app floor_app super floor_super two peer
cost="$(median app cpu) against $(median floor_app cpu) us CPU"
report 'app, no fsync: tps / floor' "$(ratio app floor_app tps)" '>=' 0.95 "$(median app tps) against $(median floor_app tps) tps"
report 'app, no fsync: CPU / floor' "$(ratio app floor_app cpu)" '<=' - "$cost"
report 'superuser, no fsync: tps / floor' "$(ratio super floor_super tps)" '>=' 0.95 "$(median super tps) against $(median floor_super tps) tps"
report 'superuser, no fsync: CPU / floor' "$(ratio super floor_super cpu)" '<=' - "$(median super cpu) against $(median floor_super cpu) us CPU"
report 'peer, PL/pgSQL triggers: tps / floor' "$(ratio peer floor_app tps)" '>=' - "$(median peer tps) tps, $(median peer cpu) us CPU"
report 'peer, two statements of the app: tps / floor' "$(ratio two floor_app tps)" '>=' - "$(median two tps) tps, $(median two cpu) us CPU"
report 'app: times the tps of the PL/pgSQL triggers' "$(ratio app peer tps)" '>=' -

# shellcheck disable=SC2034 # lib.sh reads it
BENCH=insert_fsync
sql -c "SELECT bench.empty('cc_center'), bench.empty('floor')" -c 'CHECKPOINT' >"$OUTPUT/empty.out"
sql -c 'ALTER SYSTEM SET fsync = on' -c 'SELECT pg_reload_conf()' >"$OUTPUT/fsync.out"
# Everything written so far goes to disk now, and not during the first round.
sync
insert_run app
rounds $((BENCH_ROUNDS * 3)) insert_run app floor_app two
sql -c 'ALTER SYSTEM SET fsync = off' -c 'SELECT pg_reload_conf()' >"$OUTPUT/fsync.out"
report 'app, fsync: tps / floor' "$(ratio app floor_app tps)" '>=' 0.97 "$(median app tps) against $(median floor_app tps) tps"
report 'peer, two statements of the app: tps / floor' "$(ratio two floor_app tps)" '>=' - "$(median two tps) tps"
