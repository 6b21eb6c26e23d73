-- A closed month opened again by two persons; adjustments by row; objections; what was edited past the rules (I44).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
\ir ../../lib/act.sql
SET LOCAL TimeZone = 'Asia/Shanghai';
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9705, 'REOPEN');
SET LOCAL session_replication_role = replica;
-- sick leave in two brackets, so that it is two rows
UPDATE cc_center.tariff SET quantity = '[0,2)' WHERE center_id = 9705 AND subject = 'sick_leave';
INSERT INTO cc_center.tariff (center_id, version, role, subject, unit, quantity, rate, bonus, clause) VALUES (9705, 1, 'operator', 'sick_leave', 'day', '[2,)', 15, 'attendance_bonus', 'I46');
SET LOCAL session_replication_role = origin;
CREATE FUNCTION pg_temp.leave(who text, kind text, first text, last text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  id bigint;
BEGIN
  PERFORM pg_temp.at(CASE kind WHEN 'sick_leave' THEN first ELSE '2018-10-20' END || ' 07:00+08');
  PERFORM set_config('role', 'a9705_' || who, true);
  id := cc_center.request_leave(9705, kind, first::date, last::date, NULL, NULL, '事由');
  PERFORM set_config('role', 'a9705_301', true);
  IF cc_center.approve_leave(9705, id) <> 'approved' THEN
    PERFORM set_config('role', 'a9705_401', true);
    PERFORM cc_center.approve_leave(9705, id);
  END IF;
  PERFORM set_config('role', 'none', true);
  RETURN (SELECT status FROM cc_center.leave_request WHERE leave_id = id);
END
$$;
CREATE FUNCTION pg_temp.pay(who text, of_month text DEFAULT '2018-10-01') RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ', attendance_deduction, adjustments, net, status) FROM cc_center.payroll_month WHERE center_id = 9705 AND month = of_month::date AND staff_no = who
$$;
CREATE FUNCTION pg_temp.done(who text, call text) RETURNS text LANGUAGE sql AS $$ SELECT pg_temp.act('a9705_' || who, 'SELECT ''done'' FROM (SELECT cc_center.' || call || ') k') $$;
SELECT is(pg_temp.leave('101', 'sick_leave', '2018-10-22', '2018-10-24'), 'approved', 'I46 three days sick');
SELECT is(pg_temp.leave('102', 'personal_leave', '2018-10-25', '2018-10-25'), 'approved', 'I47 a day personal');
SELECT pg_temp.at('2018-11-01 08:00+08');
SELECT cc_center.close_day(9705, d::date) FROM generate_series('2018-10-08'::timestamp, '2018-10-09', '1 day') d;
SELECT is(pg_temp.act('a9705_301', $$SELECT cc_center.reopen_month(9705, '2018-10-01', 'x')$$), 'UCD09', 'I44 what is not closed is not opened');
SELECT is(pg_temp.act('a9705_301', $$SELECT cc_center.close_month(9705, '2018-10-01')::text$$), '(5,5)', 'I44 closed');
SELECT is(pg_temp.pay('101'), '35.00 0.00 365.00 closed', 'I46 two days at 10, one at 15');
-- two persons, one of them the director
SELECT is(pg_temp.act('a9705_' || v.who, v.call), v.expected, v.title)
  FROM (VALUES (1, '201', $$SELECT cc_center.reopen_month(9705, '2018-10-01', 'x')$$, '42501', 'I44 no leader opens it'),
               (2, '301', $$SELECT cc_center.reopen_month(9705, '2018-10-01', ' ')$$, 'UC501', 'I44 with a reason'),
               (3, '301', $$SELECT cc_center.reopen_month(9705, '2018-10-15', '漏记病假')$$, 'requested', 'I44 a supervisor asks'),
               (4, '301', $$SELECT cc_center.reopen_month(9705, '2018-10-01', 'x')$$, 'UCD27', 'I44 who asked does not confirm'),
               (5, '302', $$SELECT cc_center.reopen_month(9705, '2018-10-01', 'x')$$, 'UCD27', 'I44 nor another supervisor'),
               (6, '301', $$SELECT cc_center.appraise(9705, '2018-10-01')$$, 'UCD07', 'I44 asked for, it is closed still'),
               (7, '401', $$SELECT cc_center.reopen_month(9705, '2018-10-01', '属实')$$, 'reopened', 'I44 the director confirms'),
               (8, '401', $$SELECT cc_center.reopen_month(9705, '2018-10-01', 'x')$$, 'UCD09', 'I44 once')) v (n, who, call, expected, title) ORDER BY v.n;
SELECT is((SELECT concat_ws(' ', closed_by, asked_by, asked_as, reason, confirmed_by, confirmed_as, confirmed_reason, asked_at = confirmed_at) FROM cc_center.month_reopening WHERE center_id = 9705),
          '301 301 supervisor 漏记病假 401 director 属实 t', 'I44 all of it is on record');
SELECT throws_ok($$DELETE FROM cc_center.month_reopening$$, 'UC005', NULL, 'I44 for good');
SELECT is(pg_temp.act('a9705_101', 'SELECT count(*) FROM cc_center.month_reopening') || pg_temp.act('a9705_201', 'SELECT count(*) FROM cc_center.month_reopening'), '01', 'A7 known to those who lead');
SELECT is(pg_temp.pay('101'), '35.00 0.00 365.00 draft', 'I44 a draft again');
-- its facts change, and it is drawn anew
SELECT is(pg_temp.done('301', $$take_back_leave(9705, (SELECT leave_id FROM cc_center.leave_request WHERE center_id = 9705 AND staff_no = '102'), 'x')$$), 'UC511', 'I44 what is over stays over');
UPDATE cc_center.leave_request SET status = 'withdrawn' WHERE center_id = 9705 AND staff_no = '102';
SELECT is((SELECT count(*) FROM cc_center.attendance_close WHERE center_id = 9705 AND seen IS NOT NULL), 2::bigint, 'I44 all its days are to be judged again');
SELECT is(pg_temp.act('a9705_301', $$SELECT cc_center.appraise(9705, '2018-10-01')::text$$), '(5,1)', 'I44 appraised anew');
SELECT is(pg_temp.pay('102'), '0.00 0.00 400.00 draft', 'I47 the leave is gone');
SELECT is(pg_temp.act('a9705_301', $$SELECT cc_center.close_month(9705, '2018-10-01')::text$$), '(5,0)', 'I44 and closed once more');
SELECT is((SELECT closing FROM cc_center.appraisal_month WHERE center_id = 9705), 2, 'I44 for the second time');
-- objections: once for a subject, and once more where the month was opened in between
SELECT is(pg_temp.act('a9705_' || v.who, v.call), v.expected, v.title)
  FROM (VALUES (1, '101', $$SELECT 'done' FROM (SELECT cc_center.object(9705, '2018-10-01', 'sick_leave', '有误')) k$$, 'done', 'I44 he objects'),
               (2, '102', $$SELECT cc_center.object(9705, '2018-10-01', 'personal_leave', 'x')$$, 'UCD10', 'I44 who was charged nothing does not'),
               (3, '301', $$SELECT coalesce(cc_center.decide_objection(9705, (SELECT max(objection_id) FROM cc_center.objection), NULL, '证据不足')::text, 'refused')$$, 'refused', 'I44 refused'),
               (4, '101', $$SELECT cc_center.object(9705, '2018-10-01', 'sick_leave', '还是有误')$$, 'UCD12', 'I44 and not repeated'),
               (5, '302', $$SELECT cc_center.reopen_month(9705, '2018-10-01', '再核')$$, 'requested', 'I44 asked for'),
               (6, '401', $$SELECT cc_center.reopen_month(9705, '2018-10-01', '同意')$$, 'reopened', 'I44 opened'),
               (7, '101', $$SELECT cc_center.object(9705, '2018-10-01', 'sick_leave', 'x')$$, 'UCD09', 'I44 nothing to object to'),
               (8, '301', $$SELECT people FROM cc_center.close_month(9705, '2018-10-01')$$, '5', 'I44 closed'),
               (9, '101', $$SELECT 'done' FROM (SELECT cc_center.object(9705, '2018-10-01', 'sick_leave', '仍有误')) k$$, 'done', 'I44 a closing anew is objected to anew'),
               (10, '301', $$SELECT cc_center.decide_objection(9705, (SELECT max(objection_id) FROM cc_center.objection), 5, 'x')$$, 'UCD28', 'I44 of two rows one is named'),
               (11, '301', $$SELECT cc_center.decide_objection(9705, (SELECT max(objection_id) FROM cc_center.objection), 15.01, 'x', 2)$$, 'UCD08', 'I44 never more than that row took'),
               (12, '301', $$SELECT 'done' FROM (SELECT cc_center.decide_objection(9705, (SELECT max(objection_id) FROM cc_center.objection), 15, '属实', 2)) k$$, 'done', 'I44 all of it'),
               (13, '301', $$SELECT cc_center.adjust(9705, '101', '2018-10-01', 'sick_leave', 1, 'x', 2)$$, 'UCD08', 'I44 nothing is left of that row'),
               (14, '301', $$SELECT 'done' FROM (SELECT cc_center.adjust(9705, '101', '2018-10-01', 'sick_leave', 20, '误计', 1)) k$$, 'done', 'I44 but of the other'),
               (15, '301', $$SELECT cc_center.adjust(9705, '777', '2018-10-01', 'sick_leave', 1, 'x')$$, 'UC105', 'I44 somebody there is'),
               (16, '301', $$SELECT cc_center.adjust(9705, '101', '2018-10-01', 'weather', 1, 'x')$$, 'UCD05', 'I44 a subject there is'),
               (17, '301', $$SELECT cc_center.adjust(9705, '101', '2018-10-01', 'personal_leave', 1, 'x')$$, 'UCD10', 'I44 that took something'),
               (18, '301', $$SELECT cc_center.adjust(9705, '101', '2018-10-01', 'sick_leave', 1, 'x', 3)$$, 'UCD28', 'I44 a row there is'),
               (19, '301', $$SELECT cc_center.adjust(9705, '401', '2018-10-01', 'sick_leave', 1, 'x')$$, 'UCD15', 'I44 of whom was appraised'),
               (20, '302', $$SELECT cc_center.reopen_month(9705, '2018-10-01', 'x')$$, 'UCD26', 'I44 what was given back would be drawn anew')) v (n, who, call, expected, title) ORDER BY v.n;
SELECT is((SELECT string_agg(concat_ws(' ', staff_no, subject, status, decided_by, decision, adjustment, given_back_in), ', ' ORDER BY objection_id) FROM cc_center.objections WHERE center_id = 9705),
          '101 sick_leave refused 301 证据不足, 101 sick_leave granted 301 属实 15.00 2018-11-01', 'I44 objections and what became of them');
SELECT is(pg_temp.act('a9705_101', 'SELECT count(*) FROM cc_center.objections') || pg_temp.act('a9705_102', 'SELECT count(*) FROM cc_center.objections')
          || pg_temp.act('a9705_201', 'SELECT count(*) FROM cc_center.objections'), '202', 'A7 known as pay is');
SELECT throws_ok($$INSERT INTO cc_center.adjustment (center_id, month, of_month, staff_no, ordinal, subject, amount, reason, by_staff, at)
                   VALUES (9705, '2018-11-01', '2018-10-01', '101', 9, 'sick_leave', 1, 'x', '301', now())$$, '23503', NULL, 'I44 an adjustment corrects a row');
-- edited past the rules
CREATE FUNCTION pg_temp.findings() RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(finding || ': ' || subject, '; ' ORDER BY finding, subject) FROM (SELECT * FROM cc_center.health_of_appraisal() UNION ALL SELECT * FROM cc_center.health_of_attendance()) k WHERE subject ~ '^9705/'
$$;
SELECT is(pg_temp.findings(), NULL, 'I44 nothing is found');
SAVEPOINT whole;
UPDATE cc_center.payroll SET attendance_deduction = 0 WHERE center_id = 9705 AND staff_no = '101';
SELECT is(pg_temp.findings(), 'a payroll is not what its quantities come to: 9705/2018-10-01/101; the payroll of a closed month was changed: 9705/2018-10-01', 'I44 a sum edited');
ROLLBACK TO whole;
UPDATE cc_center.payroll_deduction SET charged = 5 WHERE center_id = 9705 AND staff_no = '101' AND ordinal = 2;
SELECT is(pg_temp.findings(), 'a payroll is not what its quantities come to: 9705/2018-10-01/101; the payroll of a closed month was changed: 9705/2018-10-01', 'I44 a row edited');
ROLLBACK TO whole;
UPDATE cc_center.payroll SET no_tariff = '{exam}' WHERE center_id = 9705 AND staff_no = '102';
SELECT is(pg_temp.findings(), 'the payroll of a closed month was changed: 9705/2018-10-01', 'I44 what is in no sum');
ROLLBACK TO whole;
UPDATE cc_center.attendance_result SET result = 'late' WHERE center_id = 9705 AND staff_no = '102' AND day = '2018-10-08';
SELECT alike(pg_temp.findings(), '%the attendance of a closed month was changed: 9705/2018-10-01%', 'I44 a result edited');
ROLLBACK TO whole;
-- only while no later month is closed
SELECT pg_temp.at('2018-12-01 08:00+08');
SELECT is(pg_temp.act('a9705_301', $$SELECT people FROM cc_center.close_month(9705, '2018-11-01')$$), '5', 'I44 the next month');
SELECT is(pg_temp.findings(), NULL, 'I44 nothing is found');
SELECT is(pg_temp.act('a9705_301', $$SELECT cc_center.reopen_month(9705, '2018-10-01', 'x')$$), 'UCD25', 'I44 what later months stand on stays');
SELECT is(pg_temp.act('a9705_401', $$SELECT cc_center.reopen_month(9705, '2018-11-01', 'x')$$), 'requested', 'I44 the director may ask as well');
SELECT is(pg_temp.act('a9705_301', $$SELECT cc_center.reopen_month(9705, '2018-11-01', 'x')$$), 'reopened', 'I44 and a supervisor confirm');
-- the time to object
SELECT is(pg_temp.act('a9705_221', $$SELECT cc_center.draft_rules(9705, '异议期限')$$), '2', 'I44 a draft');
SELECT throws_ok(format($$UPDATE cc_center.rule_setting SET value = %L WHERE center_id = 9705 AND version = 2 AND name = 'objection_within'$$, v.value), 'UCD29', NULL, 'I44 no time: ' || v.value)
  FROM (VALUES ('soon'), ('-1 day'), ('0'), (''), ('9999999999 years')) v (value);
SELECT lives_ok($$UPDATE cc_center.rule_setting SET value = '7 days' WHERE center_id = 9705 AND version = 2 AND name = 'objection_within'$$, 'I44 a time');
SELECT is((SELECT count(*) FROM cc_center.rule_setting WHERE center_id = 9705 AND version = 1 AND name = 'objection_within' AND value IS NULL), 1::bigint, 'I44 the text sets none');
-- and none is closed while an earlier one is open again
SELECT pg_temp.at('2019-01-01 08:00+08');
SELECT is(pg_temp.act('a9705_301', $$SELECT cc_center.close_month(9705, '2018-12-01')$$), 'UCD30', 'I44 no month is closed on one that was opened again');
SELECT is(pg_temp.act('a9705_301', $$SELECT people FROM cc_center.close_month(9705, '2018-11-01')$$), '5', 'I44 that one first');
SELECT is(pg_temp.act('a9705_301', $$SELECT people FROM cc_center.close_month(9705, '2018-12-01')$$), '5', 'I44 then the next');
SELECT * FROM finish();
ROLLBACK;
