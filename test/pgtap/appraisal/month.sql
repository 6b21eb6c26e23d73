-- A month from facts to payroll, closed by lock; settled afterwards; tried by a draft (I43-I48, U15, U16).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
\ir ../../lib/act.sql
SET LOCAL TimeZone = 'Asia/Shanghai';
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9702, 'MONTH');
SELECT pg_temp.at('2018-10-01 07:00+08');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9702, d::date, 'early', n FROM generate_series('2018-10-10'::timestamp, '2018-10-31', '1 day') d CROSS JOIN unnest('{101,102,201}'::text[]) n;
CREATE FUNCTION pg_temp.leave(who text, kind text, first text, last text DEFAULT NULL, half text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  id bigint;
  answer text;
BEGIN
  PERFORM set_config('role', 'a9702_' || who, true);
  id := cc_center.request_leave(9702, kind, first::date, coalesce(last, first)::date, half, NULL, '事由');
  PERFORM set_config('role', 'a9702_301', true);
  answer := cc_center.approve_leave(9702, id);
  PERFORM set_config('role', 'a9702_401', true);
  IF answer <> 'approved' THEN answer := cc_center.approve_leave(9702, id); END IF;
  PERFORM set_config('role', 'none', true);
  RETURN answer;
END
$$;
-- 101: 1.5 days personal; sick from the last days of October into November: what lies in October counts for October
SELECT is(pg_temp.leave('101', 'personal_leave', '2018-10-15'), 'approved', 'I47 a day of personal leave');
SELECT is(pg_temp.leave('101', 'personal_leave', '2018-10-17', '2018-10-17', 'afternoon'), 'approved', 'I47 and half a day');
SELECT pg_temp.at('2018-10-30 07:00+08');
SELECT is(pg_temp.leave('101', 'sick_leave', '2018-10-30', '2018-11-02'), 'approved', 'I46 sick over the month''s end');
SELECT pg_temp.at('2018-10-20 07:00+08');
SELECT is(pg_temp.leave('102', 'sick_leave', '2018-10-20', '2018-10-26'), 'approved', 'I46 seven days');
-- 102 is late on the 29th
SELECT pg_temp.at('2018-10-29 09:00+08');
SET LOCAL ROLE a9702_app;
INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('湖南路', 'hotline', 'c', 'd') RETURNING case_id, holder \gset
RESET ROLE;
SELECT pg_temp.at('2018-10-29 09:20+08');
SELECT is(pg_temp.act('a9702_' || :'holder', format('UPDATE cc_center.cases SET stage = ''pre_filed'' WHERE case_id = %s', :case_id)), 'done', 'I26 late, and the leg too');
SELECT pg_temp.at('2018-10-31 23:00+08');
SELECT is(pg_temp.act('a9702_301', $$SELECT cc_center.appraise(9702, '2018-10-01')$$), 'UCD06', 'I44 a month that runs is not appraised');
SELECT pg_temp.at('2018-11-01 08:00+08');
SELECT cc_center.close_day(9702, d::date) FROM generate_series('2018-10-08'::timestamp, '2018-10-31', '1 day') d;
SELECT is(pg_temp.act('a9702_201', $$SELECT cc_center.appraise(9702, '2018-10-01')$$), '42501', 'I44 by the supervisor');
SELECT is(pg_temp.act('a9702_301', $$SELECT cc_center.appraise(9702, '2018-10-15')::text$$), '(5,5)', 'I44 appraised');
SELECT is(pg_temp.act('a9702_301', $$SELECT cc_center.appraise(9702, '2018-10-01')::text$$), '(5,0)', 'I44 the same facts write nothing');
CREATE FUNCTION pg_temp.pay(who text, of_month text DEFAULT '2018-10-01') RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ', attendance_bonus, attendance_deduction, appraisal_bonus, appraisal_deduction, adjustments, net, status, no_tariff)
    FROM cc_center.payroll_month WHERE center_id = 9702 AND month = of_month::date AND staff_no = who
$$;
SELECT is(pg_temp.pay('101'), '200.00 65.00 200.00 0.00 0.00 335.00 draft ' || CASE WHEN :'holder' = '101' THEN '{lateness,overdue}' ELSE '{}' END, 'I45 1.5 days personal 45, two days sick in October 20');
SELECT is(pg_temp.pay('102'), '200.00 200.00 200.00 0.00 0.00 200.00 draft ' || CASE WHEN :'holder' = '102' THEN '{lateness,overdue}' ELSE '{}' END, 'I46 seven days sick: the whole attendance bonus; lateness has no tariff (U16)');
SELECT is(pg_temp.pay('121'), '200.00 0.00 200.00 0.00 0.00 400.00 draft {}', 'I45 400 a month');
SELECT is(pg_temp.pay('201'), '0.00 0.00 0.00 0.00 0.00 0.00 draft {}', 'I45 a leader has no monthly bonus');
SELECT is((SELECT string_agg(concat_ws(' ', bonus, subject, trim_scale(quantity), unit, rate, amount, charged, clause, reason), E'\n' ORDER BY ordinal) FROM cc_center.deduction_detail WHERE center_id = 9702 AND staff_no = '101'),
          E'attendance_bonus sick_leave 2 day 10.00 20.00 20.00 I46 sick_leave, 2 day at 10.00 yuan.\nattendance_bonus personal_leave 1.5 day 30.00 45.00 45.00 I47 personal_leave, 1.5 day at 30.00 yuan.', 'I46 I47 row by row');
SELECT is_empty($$SELECT p.staff_no FROM cc_center.payroll_month p LEFT JOIN (SELECT staff_no, sum(charged) AS charged FROM cc_center.deduction_detail WHERE center_id = 9702 GROUP BY 1) d USING (staff_no)
                   WHERE p.center_id = 9702 AND coalesce(d.charged, 0) <> p.attendance_bonus + p.appraisal_bonus + p.adjustments - p.net$$, 'I45 charges add up to what is missing of the bonus');
SELECT is(pg_temp.act('a9702_101', $$SELECT count(*) FROM cc_center.payroll_month$$), '1', 'A7 everybody sees his own month');
SELECT is(pg_temp.act('a9702_101', $$SELECT count(*) FROM cc_center.explain_deduction(9702, '2018-10-01', '102')$$), 'UC103', 'A7 and nobody else''s');
SELECT is((SELECT string_agg(concat_ws(' ', subject, trim_scale(quantity), charged, regexp_replace(fact, '\d+$', 'N')), '; ' ORDER BY step) FROM cc_center.explain_deduction(9702, '2018-10-01', '101') WHERE subject LIKE '%leave'),
          'sick_leave 2 20.00; sick_leave 2 leave N; personal_leave 1.5 45.00; personal_leave 1 leave N; personal_leave 0.5 leave N', 'I46 I47 from the amount to the leave it comes from');
SELECT is((SELECT string_agg(concat_ws(' ', subject, quantity, fact), '; ' ORDER BY step) FROM cc_center.explain_deduction(9702, '2018-10-01', :'holder') WHERE subject = 'lateness'),
          'lateness 50.00; lateness 50 person-shift 2018-10-29 early', 'I26 what is counted without a tariff, and its facts');
-- quality: a wrong approval and a fault of conduct are counted, and have no tariff
SELECT is(pg_temp.act('a9702_301', format($$SELECT 'done' FROM (SELECT cc_center.review_leg(9702, %s, (SELECT min(leg_no) FROM cc_center.leg WHERE case_id = %s), 'wrong', '错批')) k$$, :case_id, :case_id)), 'done', 'I49 an approval is found wrong');
SELECT is(pg_temp.act('a9702_301', $$SELECT cc_center.appraise(9702, '2018-10-01')::text$$), '(5,1)', 'I44 who it concerns is appraised anew, and nobody else');
SELECT is((SELECT concat_ws(' ', subject, trim_scale(quantity), regexp_replace(fact, '\d+$', 'N'), text) FROM cc_center.explain_deduction(9702, '2018-10-01', :'holder') WHERE subject = 'wrong_approval' AND fact IS NOT NULL),
          'wrong_approval 1 review N 错批', 'I49 and why');
-- swaps cost nothing
SELECT is_empty($$SELECT t FROM cc_center.tariff t WHERE t.center_id = 9702 AND t.subject ~ 'swap'$$, 'I36 an approved swap costs no bonus');
-- a draft tried on the month: writes nothing, goes through attendance too
SELECT is(pg_temp.act('a9702_201', $$SELECT cc_center.draft_rules(9702, '每分钟一元')$$), '2', 'I43 a draft');
UPDATE cc_center.tariff SET rate = 1 WHERE center_id = 9702 AND version = 2 AND subject = 'lateness';
SELECT is((SELECT string_agg(concat_ws(' ', coalesce(staff_no, name), net_now, net_then, difference, because), '; ' ORDER BY staff_no NULLS LAST) FROM cc_center.what_if(9702, '2018-10-01', 2) WHERE difference <> 0 OR staff_no IS NULL),
          CASE WHEN :'holder' = '101' THEN '101 335.00 285.00 -50.00 lateness; sum 935.00 885.00 -50.00' ELSE '102 200.00 200.00 0.00 lateness; sum 935.00 935.00 0.00' END, 'I43 what a tariff would change');
UPDATE cc_center.attendance_rule SET grace = '20 minutes' WHERE center_id = 9702 AND version = 2 AND subject = 'lateness';
SELECT is((SELECT difference FROM cc_center.what_if(9702, '2018-10-01', 2) WHERE staff_no IS NULL), 0.00, 'I43 with another grace he is not late at all');
SELECT is(pg_temp.act('a9702_301', $$SELECT cc_center.appraise(9702, '2018-10-01')::text$$), '(5,0)', 'I43 trying has written nothing');
SELECT is(pg_temp.act('a9702_201', $$SELECT cc_center.what_if(9702, '2018-10-01', 7)$$), 'UC206', 'I43 a version of the center');
SELECT is(pg_temp.act('a9702_101', $$SELECT cc_center.what_if(9702, '2018-10-01', 2)$$), '42501', 'I43 for those who lead');
-- closed: facts, results and payroll stay as they are
SELECT is(pg_temp.act('a9702_101', $$SELECT cc_center.object(9702, '2018-10-01', 'sick_leave', '有误')$$), 'UCD09', 'I44 a draft is corrected, not objected to');
SAVEPOINT undecided;
UPDATE cc_center.leave_request SET status = 'requested' WHERE center_id = 9702 AND leave_kind = 'sick_leave' AND staff_no = '102';
SELECT is(pg_temp.act('a9702_301', $$SELECT cc_center.close_month(9702, '2018-10-01')$$), 'UCA27', 'I44 leave that is not decided keeps the month open');
ROLLBACK TO undecided;
SELECT is(pg_temp.act('a9702_301', $$SELECT cc_center.close_month(9702, '2018-10-01')::text$$), '(5,0)', 'I44 closed');
SELECT is(pg_temp.act('a9702_301', v.call), v.expected, v.title)
  FROM (VALUES (1, $$SELECT cc_center.close_month(9702, '2018-10-01')$$, 'UCD07', 'I44 once'),
               (2, $$SELECT cc_center.appraise(9702, '2018-10-01')$$, 'UCD07', 'I44 nothing is appraised'),
               (3, $$SELECT cc_center.override_attendance(9702, '2018-10-29', '101', 'on_time', 'x')$$, 'UCA05', 'I44 nothing is overridden'),
               (4, $$SELECT cc_center.take_back_leave(9702, (SELECT min(leave_id) FROM cc_center.leave_request WHERE center_id = 9702 AND staff_no = '101'), 'x')$$, 'UC511', 'I44 leave that is over stays')) v (n, call, expected, title) ORDER BY v.n;
SELECT throws_ok($$UPDATE cc_center.leave_request SET status = 'withdrawn' WHERE center_id = 9702 AND staff_no = '102'$$, 'UCA05', NULL, 'I44 the month''s leave does not change, whoever tries');
SELECT is(pg_temp.pay('101'), '200.00 65.00 200.00 0.00 0.00 335.00 closed ' || CASE WHEN :'holder' = '101' THEN '{lateness,overdue,wrong_approval}' ELSE '{}' END, 'I44 closed');
-- settled in a later month
SELECT is(pg_temp.act('a9702_' || v.who, v.call), v.expected, v.title)
  FROM (VALUES (1, '101', $$SELECT 'done' FROM (SELECT cc_center.object(9702, '2018-10-01', 'sick_leave', '有证明')) k$$, 'done', 'I44 somebody objects'),
               (2, '101', $$SELECT cc_center.object(9702, '2018-10-01', 'sick_leave', '有证明')$$, 'UCD12', 'I44 once'),
               (3, '101', $$SELECT cc_center.object(9702, '2018-10-01', 'overdue', 'x')$$, 'UCD10', 'I44 against what was deducted'),
               (4, '121', $$SELECT cc_center.object(9702, '2018-10-01', 'sick_leave', 'x')$$, 'UCD10', 'I44 from him'),
               (5, '301', $$SELECT cc_center.decide_objection(9702, 99, 1, 'x')$$, 'UCD13', 'I44 unknown'),
               (6, '301', $$SELECT cc_center.decide_objection(9702, (SELECT max(objection_id) FROM cc_center.objection), 20.01, '属实')$$, 'UCD08', 'I44 never more than was taken'),
               (7, '301', $$SELECT 'done' FROM (SELECT cc_center.decide_objection(9702, (SELECT max(objection_id) FROM cc_center.objection), 20, '属实')) k$$, 'done', 'I44 granted'),
               (8, '301', $$SELECT cc_center.decide_objection(9702, (SELECT max(objection_id) FROM cc_center.objection), 20, '属实')$$, 'UCD14', 'I44 once'),
               (9, '301', $$SELECT cc_center.adjust(9702, '101', '2018-10-01', 'sick_leave', 0.01, 'x')$$, 'UCD08', 'I44 nothing is left of it'),
               (10, '301', $$SELECT cc_center.adjust(9702, '101', '2018-10-01', 'personal_leave', -1, 'x')$$, 'UCD08', 'I44 nothing is taken afterwards'),
               (14, '301', $$SELECT cc_center.adjust(9702, '101', '2018-10-01', 'personal_leave', 1e12, 'x')$$, 'UCD08', 'I44 no amount beyond all sense'),
               (11, '301', $$SELECT cc_center.adjust(9702, '101', '2018-10-01', 'personal_leave', 1, ' ')$$, 'UC501', 'I44 with a reason'),
               (12, '301', $$SELECT 'done' FROM (SELECT cc_center.adjust(9702, '101', '2018-10-01', 'personal_leave', 15.5, '误计')) k$$, 'done', 'I44 a part'),
               (13, '301', $$SELECT cc_center.adjust(9702, '101', '2018-11-01', 'personal_leave', 1, 'x')$$, 'UCD09', 'I44 of a closed month')) v (n, who, call, expected, title) ORDER BY v.n;
SELECT pg_temp.at('2018-12-01 08:00+08');
SELECT is(pg_temp.act('a9702_301', $$SELECT people FROM cc_center.appraise(9702, '2018-11-01')$$), '5', 'I44 the next month');
SELECT is(pg_temp.pay('101', '2018-11-01'), '200.00 20.00 200.00 0.00 35.50 415.50 draft {}', 'I44 what was wrong is given back in it; of November two days sick');
SELECT is((SELECT concat_ws(' ', months, bonus, net, trim_scale(sick_days), trim_scale(personal_days)) FROM cc_center.appraisal_year WHERE center_id = 9702 AND staff_no = '101' AND year = 2018), '2 800.00 750.50 4 1.5', 'I45 the year so far');
SELECT is((SELECT months FROM cc_center.appraisal_year WHERE center_id = 9702 AND staff_no = '201'), 2::bigint, 'I45 a leader''s as well');
SELECT is((SELECT quantity FROM cc_center.payroll_quantity WHERE center_id = 9702 AND staff_no = :'holder' AND subject = 'overdue'), 1::numeric, 'I49 a leg finished too late is counted');
-- flags of the year, for a person to decide
SELECT is_empty('SELECT * FROM cc_center.dismissal_findings WHERE center_id = 9702', 'I46 nine days of a year are no cause');
SET LOCAL session_replication_role = replica;
INSERT INTO cc_center.payroll_quantity (center_id, month, staff_no, subject, unit, quantity) VALUES
  (9702, '2018-11-01', '102', 'sick_leave', 'day', 23), (9702, '2018-11-01', '121', 'personal_leave', 'day', 30), (9702, '2018-11-01', '102', 'absenteeism', 'occurrence', 1),
  (9702, '2018-11-01', '102', 'early_leave', 'occurrence', 1);
SET LOCAL session_replication_role = origin;
SELECT is((SELECT string_agg(staff_no || ' ' || finding || ' ' || clause, ', ' ORDER BY finding) FROM cc_center.dismissal_findings WHERE center_id = 9702), '102 grave I48', 'I48 absent, early and long sick in one year; 30 days exactly are no more than a month');
SET LOCAL session_replication_role = replica;
UPDATE cc_center.payroll_quantity SET quantity = quantity + 0.5 WHERE center_id = 9702 AND month = '2018-11-01' AND unit = 'day';
SET LOCAL session_replication_role = origin;
SELECT is((SELECT string_agg(staff_no || ' ' || finding || ' ' || clause, ', ' ORDER BY finding) FROM cc_center.dismissal_findings WHERE center_id = 9702), '102 grave I48, 121 personal_leave I47, 102 sick_leave I46', 'I46 I47 half a day more are');
SELECT * FROM finish();
ROLLBACK;
