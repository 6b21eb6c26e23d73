#!/usr/bin/env bash
# Writes entries of the record in several centers while two sessions seal them: record_load.sh SESSIONS ENTRIES CENTERS, with PGHOST,
# PGPORT and PGDATABASE of a database that has the schema deployed and no center yet. A third of the sessions each at READ
# COMMITTED, REPEATABLE READ and SERIALIZABLE; the two that seal go through these too. Transactions are rolled back, in part
# too, and some take long. Prints what it did, then everything that is wrong by an independent recount; the exit status
# is 0 when nothing is, nobody met a deadlock and no session gave up.
set -euo pipefail
sessions=$1 entries=$2 centers=$3
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'touch "$work/over"; wait; rm -rf "$work"' EXIT
query() { psql -X -A -t -q -v ON_ERROR_STOP=1 "$@"; }
levels=('read committed' 'repeatable read' 'serializable')
at_level() { local level=$1; shift; PGOPTIONS="-c default_transaction_isolation=${level// /\\ } -c client_min_messages=error" "$@"; }

query -v centers="$centers" -f "$here/record_load.sql"
query -c 'ANALYZE'
echo 'SELECT record_load.cases(1);' >"$work/case.sql"
echo 'SELECT record_load.cases(20);' >"$work/cases.sql"
echo 'SELECT record_load.person();' >"$work/person.sql"
echo 'SELECT record_load.events(10);' >"$work/events.sql"
printf 'BEGIN;\nSELECT record_load.events(5);\nSELECT record_load.cases(2);\nROLLBACK;\n' >"$work/undone.sql"
printf 'BEGIN;\nSAVEPOINT a;\nSELECT record_load.person();\nROLLBACK TO a;\nSELECT record_load.events(2);\nSAVEPOINT b;\nSELECT record_load.cases(1);\nCOMMIT;\n' >"$work/again.sql"
printf 'BEGIN;\nSELECT record_load.events(1);\n\\sleep 20 ms\nSELECT record_load.events(1);\nCOMMIT;\n' >"$work/slow.sql"

# Seals again and again, each time at another level: all centers, or one after another.
seal() {
  local n=0 what
  while [ ! -e "$work/over" ]; do
    what=
    [ "$1" = all ] || what=$((11 + n % centers))
    at_level "${levels[n % 3]}" query -c "SELECT cc_center.seal($what)" >>"$work/sealed" 2>>"$work/seal.err" || true
    n=$((n + 1))
  done
}

# A hundred transactions of this mixture leave about 680 entries.
transactions=$((entries * 100 / 660 / sessions + 1))
begin=$(date +%s)
pids=()
for level in "${levels[@]}"; do
  share=$(((sessions + 2 - ${#pids[@]}) / 3))
  at_level "$level" pgbench -n -c "$share" -j 1 -t "$transactions" --max-tries=100000 \
    -f "$work/case.sql@40" -f "$work/cases.sql@20" -f "$work/person.sql@10" -f "$work/events.sql@20" -f "$work/undone.sql@4" \
    -f "$work/again.sql@4" -f "$work/slow.sql@2" >"$work/${level% *}.out" 2>"$work/${level% *}.err" &
  pids+=($!)
done
seal all & sealers=($!)
seal one & sealers+=($!)
failed=0
for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
touch "$work/over"
for pid in "${sealers[@]}"; do wait "$pid" || failed=1; done
seconds=$(($(date +%s) - begin))
[ "$failed" -eq 0 ] || tail -n 5 "$work"/*.err
blocks=$(query -c 'SELECT count(*) FROM cc_center.record_block')
query -c 'SELECT cc_center.seal()' >>"$work/sealed"

for level in read repeatable serializable; do
  printf '%-12s %s\n' "$level" "$(grep -E '^number of transactions (actually|failed|retried|above)|^total number of retries' "$work/$level.out" | sed 's/^number of transactions //; s/^total number of //' | tr '\n' ';')"
done
query -F ' ' -c "SELECT (SELECT count(*) FROM cc_center.record_entry), 'entries by $sessions sessions in $centers centers in $seconds s;', '$blocks blocks made meanwhile by two that seal,',
  '$(grep -c 'could not serialize' "$work/seal.err" || true) times in vain'"
begin=$(date +%s)
broken=$(query -F ': ' -f "$here/record_recount.sql")
broken+=$(grep -E 'ERROR:|FATAL:|PANIC:|server closed' "$work/seal.err" | grep -v 'could not serialize' | head -n 5 || true)
broken+=$(query -c "SELECT deadlocks || ' deadlocks' FROM pg_stat_database WHERE datname = current_database() AND deadlocks > 0")
echo "recounted in $(($(date +%s) - begin)) s"
echo "${broken:-nothing is wrong}"
[ "$failed" -eq 0 ] && [ -z "$broken" ]
