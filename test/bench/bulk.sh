# shellcheck shell=bash
# 200,000 cases in one statement, as a superuser; processor time of the server process for each row.
#   insert, copy              the rules
#   floor_insert, floor_copy  the same cases and legs, worked out before: one statement that inserts both,
#                             and one COPY for each of the two tables
#   peer                      the rules as PL/pgSQL triggers, for 20,000 of the rows

BULK_ROWS=200000
BULK_GIVEN='center_id, street, channel, category, description, reference'

bulk_run() {
  local variant=$1 rows=$BULK_ROWS schema=floor statements
  case $variant in
    insert | copy) schema=cc_center ;;
    peer) schema=peer rows=20000 ;;
  esac
  case $variant in
    insert) statements="'INSERT INTO cc_center.cases ($BULK_GIVEN) SELECT * FROM bench.arrival'" ;;
    copy) statements="'COPY cc_center.cases ($BULK_GIVEN) FROM ''$DATA/bench_arrival'''" ;;
    floor_insert) statements="'WITH c AS (INSERT INTO floor.cases SELECT * FROM bench.worked_cases)
                               INSERT INTO floor.leg SELECT * FROM bench.worked_leg'" ;;
    floor_copy) statements="'COPY floor.cases FROM ''$DATA/bench_cases''', 'COPY floor.leg FROM ''$DATA/bench_leg'''" ;;
    peer) statements="'INSERT INTO peer.cases ($BULK_GIVEN) SELECT * FROM bench.arrival LIMIT $rows'" ;;
  esac
  sql -c "SELECT bench.empty('$schema')" -c CHECKPOINT >"$OUTPUT/empty.out"
  note "$variant" cpu "$(awk "BEGIN {print $(measured "$statements") / $rows}")"
}

sql -c "SELECT bench.empty('cc_center')" >"$OUTPUT/empty.out"
sql -U bench_super -c "INSERT INTO cc_center.cases ($BULK_GIVEN) SELECT * FROM bench.arrival"
sql -c 'CREATE TABLE bench.worked_cases AS SELECT * FROM cc_center.cases' \
    -c 'CREATE TABLE bench.worked_leg AS SELECT * FROM cc_center.leg' \
    -c 'VACUUM ANALYZE bench.worked_cases, bench.worked_leg, bench.arrival' \
    -c "COPY bench.arrival TO '$DATA/bench_arrival'" \
    -c "COPY bench.worked_cases TO '$DATA/bench_cases'" -c "COPY bench.worked_leg TO '$DATA/bench_leg'"
bulk_run insert
bulk_run floor_insert
rounds "$BENCH_ROUNDS" bulk_run insert floor_insert copy floor_copy peer
report 'INSERT ... SELECT: CPU / floor' "$(ratio insert floor_insert cpu)" '<=' 1.10 \
  "$(median insert cpu) against $(median floor_insert cpu) us a row"
report 'COPY: CPU / floor' "$(ratio copy floor_copy cpu)" '<=' 1.10 \
  "$(median copy cpu) against $(median floor_copy cpu) us a row"
report 'peer, PL/pgSQL triggers: CPU / floor' "$(ratio peer floor_insert cpu)" '<=' - "$(median peer cpu) us a row"
sql -c "SELECT bench.empty('cc_center'), bench.empty('floor'), bench.empty('peer')" \
    -c 'DROP TABLE bench.worked_cases, bench.worked_leg' >"$OUTPUT/empty.out"
