# shellcheck shell=bash
# What a month end costs over the month's legs: 500 people, BENCH_LEGS legs (1,000,000), in the last of two months.
#   quantities all that is counted of the month: the legs finished too late, attendance, leave, quality
#   retention  retention_month: handling and rates of everybody
#   appraise   cc_center.appraise() as a whole, of a month that was appraised before
#   scan       one GROUP BY over the month's legs that counts the same
#   loop       the same count in PL/pgSQL, person by person; of ten people, taken times fifty
# The p_ variants are scan and the others with two parallel workers; there elapsed time counts, for what workers use is
# not in this session's account.

appraisal_run() {
  local what=${1#p_} times=5 query clock=measure workers=0
  case $what in
    quantities) query="SELECT count(*) FROM cc_center.month_quantities(1, '2020-11-01', false)" ;;
    retention) query="SELECT count(legs) FROM (SELECT * FROM cc_center.retention_month WHERE center_id = 1 AND month = '2020-11-01') k" ;;
    appraise) query="SELECT cc_center.appraise(1, '2020-11-01')" ;;
    scan) query='SELECT count(*) FROM bench.appraisal_scan' ;;
    loop) times=1 query='SELECT bench.appraisal_loop(10)' ;;
  esac
  [ "$what" = "$1" ] || clock=elapsed workers=2
  note "$1" ms "$(sql -c "SET max_parallel_workers_per_gather = $workers" -c "SELECT bench.$clock(\$q\$$query\$q\$)" \
    -c "SELECT round(bench.$clock(VARIADIC array_fill(\$q\$$query\$q\$::text, ARRAY[$times])) / 1000.0 / $times * CASE '$what' WHEN 'loop' THEN 50 ELSE 1 END, 2)" | tail -n 1)"
}

sql -c "SELECT bench.empty('cc_center')" >"$OUTPUT/empty.out"
sql -v people=500 -v months="${BENCH_MONTHS:-2}" -v legs="${BENCH_LEGS:-1000000}" -f "$SOURCE/appraisal.sql" >"$OUTPUT/appraisal.out"
rounds "$BENCH_ROUNDS" appraisal_run quantities retention appraise scan p_quantities p_retention p_appraise p_scan loop
report 'what is counted of a month: CPU / one GROUP BY scan' "$(ratio quantities scan ms)" '<=' 1.1 "$(median quantities ms) against $(median scan ms) ms"
report 'retention_month: CPU / one GROUP BY scan' "$(ratio retention scan ms)" '<=' 1.1 "$(median retention ms) ms"
report 'appraise() as a whole: CPU / one GROUP BY scan' "$(ratio appraise scan ms)" '<=' 1.1 "$(median appraise ms) ms"
report 'what is counted, two workers: elapsed / one GROUP BY scan' "$(ratio p_quantities p_scan ms)" '<=' 1.1 "$(median p_quantities ms) against $(median p_scan ms) ms"
report 'retention_month, two workers: elapsed / one GROUP BY scan' "$(ratio p_retention p_scan ms)" '<=' 1.1 "$(median p_retention ms) ms"
report 'appraise(), two workers: elapsed / one GROUP BY scan' "$(ratio p_appraise p_scan ms)" '<=' 1.1 "$(median p_appraise ms) ms"
report 'times as fast as a loop over people' "$(ratio loop quantities ms)" '>=' 6 "$(median loop ms) ms"
sql -c "SELECT bench.empty('cc_center')" >"$OUTPUT/empty.out"
sql <<'SQL'
DROP VIEW bench.appraisal_scan;
DROP FUNCTION bench.elapsed(text[]), bench.appraisal_loop(integer);
SET session_replication_role = replica;
DELETE FROM cc_center.payroll_deduction WHERE center_id = 1;
DELETE FROM cc_center.payroll_quantity WHERE center_id = 1;
DELETE FROM cc_center.payroll WHERE center_id = 1;
DELETE FROM cc_center.appraisal_month WHERE center_id = 1;
DELETE FROM cc_center.attendance_override WHERE center_id = 1;
DELETE FROM cc_center.attendance_result WHERE center_id = 1;
DELETE FROM cc_center.attendance_close WHERE center_id = 1;
DELETE FROM cc_center.leave_request WHERE center_id = 1;
DELETE FROM cc_center.leg_review WHERE center_id = 1;
DELETE FROM cc_center.conduct_record WHERE center_id = 1;
DELETE FROM cc_center.exam_result WHERE center_id = 1;
DELETE FROM cc_center.roster WHERE center_id = 1 AND day >= '2018-12-01' AND staff_no BETWEEN '3001' AND '3500';
DELETE FROM cc_center.staff WHERE center_id = 1 AND staff_no BETWEEN '3001' AND '3500';
SQL
