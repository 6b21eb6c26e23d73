-- The role that a month is appraised by; joining and leaving in mid-month; who appraises; what has no tariff (I44, I45, U16).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
\ir ../../lib/act.sql
SET LOCAL TimeZone = 'Asia/Shanghai';
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9704, 'ROLES');
INSERT INTO cc_center.staff (center_id, staff_no, name, role, active)
VALUES (9704, '103', '来', 'operator', '[2018-10-20,)'), (9704, '104', '走', 'operator', '[2018-01-01,2018-10-11)'),
       (9704, '105', '早走', 'operator', '[2018-01-01,2018-10-01)'), (9704, '801', '考评员', 'appraiser', '(,)');
CREATE ROLE a9704_801;
SELECT cc_center.enrol(9704, '801', 'a9704_801');
CREATE FUNCTION pg_temp.role_of(who text, day text) RETURNS text LANGUAGE sql AS $$ SELECT role FROM cc_center.staff_on(9704, day::date) WHERE staff_no = who $$;
CREATE FUNCTION pg_temp.pay(who text, of_month text DEFAULT '2018-10-01') RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ', role, attendance_bonus, attendance_deduction, net) FROM cc_center.payroll_month WHERE center_id = 9704 AND month = of_month::date AND staff_no = who
$$;
-- history
SELECT is((SELECT string_agg(role || ' ' || during, ', ' ORDER BY during) FROM cc_center.staff_role WHERE center_id = 9704 AND staff_no = '101'), 'operator (,)', 'I45 a role is his from the first');
SELECT pg_temp.at('2018-10-15 23:59+08');
UPDATE cc_center.staff SET role = 'inspector' WHERE center_id = 9704 AND staff_no = '101';
UPDATE cc_center.staff SET role = 'shift_leader' WHERE center_id = 9704 AND staff_no = '101';
-- after he has left
UPDATE cc_center.staff SET role = 'inspector' WHERE center_id = 9704 AND staff_no = '104';
SELECT is((SELECT string_agg(role || ' ' || during, ', ' ORDER BY during) FROM cc_center.staff_role WHERE center_id = 9704 AND staff_no = '101'), 'operator (,2018-10-15), shift_leader [2018-10-15,)', 'I45 and ends when another begins; of a day the last one counts');
SELECT is(pg_temp.role_of('101', '2018-10-14') || ' ' || pg_temp.role_of('101', '2018-10-15'), 'operator shift_leader', 'I45 by day, in the center''s zone');
SELECT throws_ok($$INSERT INTO cc_center.staff_role (center_id, staff_no, role, during) VALUES (9704, '101', 'operator', '[2018-10-20,2018-10-21)')$$, '23P01', NULL, 'I45 never two on a day');
SELECT throws_ok($$DELETE FROM cc_center.staff_role$$, 'UC005', NULL, 'I45 none is removed');
SELECT is(pg_temp.act('a9704_301', $$UPDATE cc_center.staff_role SET role = 'director' WHERE staff_no = '102'$$), '42501', 'I45 nor written by hand');
UPDATE cc_center.staff SET name = '改名' WHERE center_id = 9704 AND staff_no = '102';
SELECT is((SELECT count(*) FROM cc_center.staff_role WHERE center_id = 9704 AND staff_no = '102'), 1::bigint, 'I45 nothing else is a change of role');
-- 102 is promoted after the month is over, before it is appraised
SELECT pg_temp.at('2018-11-02 08:00+08');
UPDATE cc_center.staff SET role = 'shift_leader' WHERE center_id = 9704 AND staff_no = '102';
SELECT cc_center.close_day(9704, d::date) FROM generate_series('2018-10-08'::timestamp, '2018-10-09', '1 day') d;
-- by whom
SELECT is(pg_temp.act('a9704_' || v.who, v.call), v.expected, v.title)
  FROM (VALUES (1, '101', $$SELECT cc_center.appraise(9704, '2018-10-01')$$, '42501', 'I44 a leader does not appraise'),
               (2, '801', $$SELECT people FROM cc_center.appraise(9704, '2018-10-01')$$, '7', 'I44 an appointed appraiser does'),
               (3, '801', $$SELECT count(*) FROM cc_center.payroll_month$$, '7', 'I44 and sees everybody''s'),
               (4, '801', $$SELECT count(*) FROM cc_center.explain_deduction(9704, '2018-10-01', '102')$$, '0', 'I44 and where it comes from'),
               (5, '801', $$SELECT net_now FROM cc_center.what_if(9704, '2018-10-01', 1) WHERE staff_no IS NULL$$, '1600.00', 'I43 and tries rules'),
               (6, '801', $$SELECT cc_center.close_month(9704, '2018-10-01')$$, '42501', 'I44 he closes nothing'),
               (7, '801', $$SELECT cc_center.adjust(9704, '101', '2018-10-01', 'sick_leave', 1, 'x')$$, '42501', 'I44 and gives nothing back'),
               (8, '501', $$SELECT count(*) FROM cc_center.payroll_month$$, '0', 'A7 others see theirs')) v (n, who, call, expected, title) ORDER BY v.n;
SELECT is(pg_temp.pay('102'), 'operator 200.00 0.00 400.00', 'I45 a month is paid by the role he had in it');
SELECT is(pg_temp.pay('101'), 'shift_leader 0.00 0.00 0.00', 'I45 changed within the month: by the role at its end');
SELECT is(pg_temp.pay('103'), 'operator 200.00 0.00 400.00', 'I45 who joins within the month has its bonus');
SELECT is(pg_temp.pay('104'), 'operator 200.00 0.00 400.00', 'I45 who leaves has it too, by the role he left in');
SELECT is(pg_temp.pay('105'), NULL, 'I45 who had left before has none');
-- what has no tariff: by unit and bracket
CREATE FUNCTION pg_temp.open_subjects(VARIADIC given text[]) RETURNS text LANGUAGE sql AS $$
  SELECT n.subjects::text FROM (SELECT 1) k LEFT JOIN cc_center.without_tariff(9704, 2, ARRAY(
    SELECT ROW('101', 'operator', split_part(g, ' ', 1), split_part(g, ' ', 2), split_part(g, ' ', 3)::numeric)::cc_center.month_quantity FROM unnest(given) g)) n ON true
$$;
SELECT is(pg_temp.act('a9704_221', $$SELECT cc_center.draft_rules(9704, '有价有免')$$), '2', 'U16 a draft');
DELETE FROM cc_center.tariff WHERE center_id = 9704 AND version = 2 AND subject IN ('lateness', 'overdue', 'exam');
INSERT INTO cc_center.tariff (center_id, version, role, subject, unit, quantity, rate, per, bonus, clause) VALUES
  (9704, 2, 'operator', 'lateness', 'minute', '[0,10)', 0, 'unit', 'attendance_bonus', 'I26'), (9704, 2, 'operator', 'lateness', 'minute', '[10,)', NULL, 'unit', 'attendance_bonus', 'I26'),
  (9704, 2, 'operator', 'overdue', 'occurrence', '[0,5)', NULL, 'whole', 'appraisal_bonus', 'I49'), (9704, 2, 'operator', 'overdue', 'occurrence', '[5,)', 2, 'whole', 'appraisal_bonus', 'I49'),
  (9704, 2, 'operator', 'conduct', 'point', '[0,)', 1, 'unit', 'appraisal_bonus', 'I44');
INSERT INTO cc_center.forfeit (center_id, version, role, subject, unit, from_quantity, bonus, clause) VALUES (9704, 2, 'operator', 'absenteeism', 'occurrence', 3, 'attendance_bonus', 'I48');
SELECT is(pg_temp.open_subjects(VARIADIC v.given), v.expected, v.title)
  FROM (VALUES (1, '{lateness minute 10,lateness occurrence 1}'::text[], NULL, 'U16 what is free has a tariff, and what is counted besides needs none'),
               (2, '{lateness minute 10.01,lateness occurrence 1}', '{lateness}', 'U16 what reaches a bracket without a rate has none'),
               (3, '{overdue occurrence 4}', '{overdue}', 'U16 the whole in a bracket without one'),
               (4, '{overdue occurrence 5}', NULL, 'U16 and in one with one'),
               (5, '{exam occurrence 1}', '{exam}', 'U16 what the rules do not name'),
               (6, '{conduct occurrence 1}', '{conduct}', 'U16 or only in a unit that is not counted'),
               (7, '{conduct occurrence 1,conduct point 2}', NULL, 'U16 or is'),
               (8, '{absenteeism occurrence 2}', '{absenteeism}', 'U16 no rate'),
               (9, '{absenteeism occurrence 3}', NULL, 'U16 but the whole bonus')) v (n, given, expected, title) ORDER BY v.n;
SELECT * FROM finish();
ROLLBACK;
