#!/usr/bin/env bash
# Loads a database with swap requests and recounts: swap_load.sh SESSIONS REQUESTS PEOPLE, with PGHOST, PGPORT and PGDATABASE
# of a database that has the schema deployed and no center 2 yet. A third of the sessions each at READ COMMITTED, REPEATABLE
# READ and SERIALIZABLE; approvals, refusals, withdrawals, repayments and rolled-back requests are mixed in. Prints what it
# did, then every broken rule; the exit status is 0 when no rule is broken and no session gave up.
set -euo pipefail
sessions=$1 requests=$2 people=$3
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
query() { psql -X -A -t -q -v ON_ERROR_STOP=1 "$@"; }

query -v people="$people" -f "$here/swaps.sql"
query -c 'ANALYZE'
echo 'SELECT swap_load.ask(false);' >"$work/ask.sql"
echo 'SELECT swap_load.ask(true);' >"$work/double.sql"
printf 'BEGIN;\nSELECT swap_load.ask(random() < 0.3);\nROLLBACK;\n' >"$work/undone.sql"
printf 'BEGIN;\nSAVEPOINT a;\nSELECT swap_load.ask(false);\nROLLBACK TO a;\nRESET ROLE;\nSELECT swap_load.ask(false);\nCOMMIT;\n' >"$work/again.sql"
echo 'SELECT swap_load.decide();' >"$work/decide.sql"
echo 'SELECT swap_load.withdraw();' >"$work/withdraw.sql"
echo 'SELECT swap_load.repay();' >"$work/repay.sql"

# Of a hundred transactions 81 ask once or twice.
transactions=$((requests * 100 / 81 / sessions + 1))
begin=$(date +%s)
pids=()
for level in 'read committed' 'repeatable read' 'serializable'; do
  share=$(((sessions + 2 - ${#pids[@]}) / 3))
  PGOPTIONS="-c default_transaction_isolation=${level// /\\ } -c client_min_messages=error" \
    pgbench -n -c "$share" -j 1 -t "$transactions" --max-tries=100000 \
    -f "$work/ask.sql@60" -f "$work/double.sql@15" -f "$work/undone.sql@4" -f "$work/again.sql@2" \
    -f "$work/decide.sql@7" -f "$work/withdraw.sql@10" -f "$work/repay.sql@2" >"$work/${level% *}.out" 2>"$work/${level% *}.err" &
  pids+=($!)
done
failed=0
for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
seconds=$(($(date +%s) - begin))
[ "$failed" -eq 0 ] || tail -n 5 "$work"/*.err
for level in read repeatable serializable; do
  [ -f "$work/$level.out" ] || continue
  printf '%-12s %s\n' "$level" "$(grep -E '^number of transactions (actually|failed|retried|above)|^total number of retries' "$work/$level.out" | sed 's/^number of transactions //; s/^total number of //' | tr '\n' ';')"
done
query -F ' ' -c "SELECT last_value, 'requests by $sessions sessions over $people people in $seconds s' FROM swap_load.requests"
query -F ' ' -c "SELECT kind, string_agg(status || ' ' || n, ', ' ORDER BY status) FROM (SELECT swap_kind || CASE WHEN together THEN ' named at once' ELSE '' END AS kind, status, count(*) AS n FROM cc_center.swap WHERE center_id = 2 GROUP BY 1, 2) k GROUP BY 1"
broken=$(query -F ': ' -f "$here/swap_recount.sql")
echo "${broken:-no rule is broken}"
[ "$failed" -eq 0 ] && [ -z "$broken" ]
