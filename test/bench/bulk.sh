# shellcheck shell=bash
# 200,000 cases in one statement, as a superuser; processor time of the server process for each row.
#   insert, copy              the rules
#   floor_insert, floor_copy  the same cases and legs, worked out before: one statement that inserts both
#                             from a table of one row a case, and one COPY for each of the two tables
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
    floor_insert) statements="'WITH c AS (INSERT INTO floor.cases SELECT $CASE_COLUMNS FROM bench.worked)
                               INSERT INTO floor.leg SELECT $LEG_COLUMNS FROM bench.worked'" ;;
    floor_copy) statements="'COPY floor.cases FROM ''$DATA/bench_cases''', 'COPY floor.leg FROM ''$DATA/bench_leg'''" ;;
    peer) statements="'INSERT INTO peer.cases ($BULK_GIVEN) SELECT * FROM bench.arrival LIMIT $rows'" ;;
  esac
  sql -c "SELECT bench.empty('$schema')" -c CHECKPOINT >"$OUTPUT/empty.out"
  note "$variant" cpu "$(awk "BEGIN {print $(measured "$statements") / $rows}")"
}

# The columns of a table, each in a format that takes its name once or twice.
columns() {
  sql -c "SELECT string_agg(format('$2', attname, attname), ', ' ORDER BY attnum) FROM pg_attribute
          WHERE attrelid = 'cc_center.$1'::regclass AND attnum > 0 AND NOT attisdropped"
}

sql -c "SELECT bench.empty('cc_center')" >"$OUTPUT/empty.out"
sql -U bench_super -c "INSERT INTO cc_center.cases ($BULK_GIVEN) SELECT * FROM bench.arrival"
LEG_RENAMED=$(columns leg '%I AS leg_%s')
CASE_COLUMNS=$(columns cases '%I')
LEG_COLUMNS=$(columns leg 'leg_%s')
sql -c "CREATE TABLE bench.worked AS SELECT c.*, l.* FROM cc_center.cases c
        JOIN (SELECT $LEG_RENAMED FROM cc_center.leg) l ON l.leg_center_id = c.center_id AND l.leg_case_id = c.case_id
        ORDER BY c.case_id" \
    -c 'VACUUM ANALYZE bench.worked, bench.arrival' \
    -c "COPY bench.arrival TO '$DATA/bench_arrival'" \
    -c "COPY cc_center.cases TO '$DATA/bench_cases'" -c "COPY cc_center.leg TO '$DATA/bench_leg'"
bulk_run insert
bulk_run floor_insert
rounds "$BENCH_ROUNDS" bulk_run insert floor_insert copy floor_copy peer
report 'INSERT ... SELECT: CPU / floor' "$(ratio insert floor_insert cpu)" '<=' 1.10 \
  "$(median insert cpu) against $(median floor_insert cpu) us a row"
report 'COPY: CPU / floor' "$(ratio copy floor_copy cpu)" '<=' 1.10 \
  "$(median copy cpu) against $(median floor_copy cpu) us a row"
report 'peer, PL/pgSQL triggers: CPU / floor' "$(ratio peer floor_insert cpu)" '<=' - "$(median peer cpu) us a row"
sql -c "SELECT bench.empty('cc_center'), bench.empty('floor'), bench.empty('peer')" \
    -c 'DROP TABLE bench.worked' >"$OUTPUT/empty.out"
