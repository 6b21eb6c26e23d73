-- Leave by the calendar days of the month that it lies in: half days, 29 February, months of 28 to 31 days, month and year ends,
-- joining and leaving in mid-month. Worked out by hand from I45-I47, U14 and U15.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SET LOCAL TimeZone = 'Asia/Shanghai';
\ir ../../lib/act.sql
\ir ../../lib/leave_truth.sql
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9712, 'TRUTHL');
INSERT INTO truth_leave (who, kind, first, last, first_half, last_half) VALUES
  ('half', 'sick_leave', '2019-02-28', '2019-02-28', NULL, 'morning'),
  ('halves', 'sick_leave', '2019-02-27', '2019-02-28', 'afternoon', 'morning'),
  ('feb28', 'sick_leave', '2019-02-28', '2019-03-01', NULL, NULL),
  ('feb29', 'sick_leave', '2020-02-28', '2020-03-01', NULL, NULL),
  ('noon29', 'personal_leave', '2020-02-29', '2020-03-01', 'afternoon', 'morning'),
  ('m28', 'sick_leave', '2019-02-01', '2019-02-28', NULL, NULL),
  ('m29', 'sick_leave', '2020-02-01', '2020-02-29', NULL, NULL),
  ('m30', 'personal_leave', '2019-04-01', '2019-04-30', NULL, NULL),
  ('m31', 'personal_leave', '2019-05-01', '2019-05-31', NULL, NULL),
  ('longer', 'sick_leave', '2019-03-15', '2019-05-10', NULL, NULL),
  -- ten days in two months: seven in neither
  ('border', 'sick_leave', '2019-04-26', '2019-05-05', NULL, NULL),
  ('border7', 'sick_leave', '2019-04-24', '2019-05-03', NULL, NULL),
  ('newyear', 'sick_leave', '2018-12-28', '2019-01-05', NULL, NULL),
  ('night', 'personal_leave', '2018-12-31', '2019-01-01', 'afternoon', 'morning'),
  -- a weekend counts: calendar days
  ('weekend', 'personal_leave', '2019-03-08', '2019-03-12', NULL, NULL),
  -- what lies apart adds up in the month (累计)
  ('twice', 'sick_leave', '2019-03-04', '2019-03-06', NULL, NULL),
  ('twice', 'sick_leave', '2019-03-20', '2019-03-23', NULL, 'morning'),
  ('seven', 'sick_leave', '2019-03-04', '2019-03-06', NULL, NULL),
  ('seven', 'sick_leave', '2019-03-20', '2019-03-23', NULL, NULL),
  ('half5', 'personal_leave', '2019-03-04', '2019-03-08', NULL, 'morning'),
  ('five', 'personal_leave', '2019-03-04', '2019-03-07', NULL, NULL),
  ('five', 'personal_leave', '2019-03-11', '2019-03-11', NULL, 'morning'),
  ('five', 'personal_leave', '2019-03-12', '2019-03-12', 'afternoon', NULL),
  ('both', 'sick_leave', '2019-03-04', '2019-03-10', NULL, 'morning'),
  ('both', 'personal_leave', '2019-03-20', '2019-03-24', NULL, 'morning'),
  -- four of one kind and three of the other are seven of neither
  ('apart', 'sick_leave', '2019-03-04', '2019-03-07', NULL, NULL),
  ('apart', 'personal_leave', '2019-03-20', '2019-03-22', NULL, NULL);
SELECT lives_ok('SELECT pg_temp.take_leave(9712)', 'I46 the leave is taken');
-- in the middle of the month
INSERT INTO cc_center.staff (center_id, staff_no, name, role, active) VALUES
  (9712, 'joins', '新', 'operator', '[2019-03-15,)'), (9712, 'leaves', '旧', 'operator', '[2010-01-01,2019-03-15)'),
  (9712, 'lastday', '旧', 'operator', '[2010-01-01,2019-03-02)'), (9712, 'gone', '旧', 'operator', '[2010-01-01,2019-03-01)'), (9712, 'later', '新', 'operator', '[2019-04-01,)');
SELECT pg_temp.at('2020-06-01 08:00+08');
SELECT lives_ok(format($$SELECT cc_center.write_payroll(9712, %L, '301')$$, m), 'I44 appraised: ' || m) FROM unnest('{2018-12-01,2019-01-01,2019-02-01,2019-03-01,2019-04-01,2019-05-01,2020-02-01,2020-03-01}'::date[]) m;

CREATE TEMP TABLE truth (who text, month date, sick numeric, personal numeric, taken numeric);
INSERT INTO truth VALUES
  ('half', '2019-02-01', 0.5, 0, 5), ('halves', '2019-02-01', 1, 0, 10),
  ('feb28', '2019-02-01', 1, 0, 10), ('feb28', '2019-03-01', 1, 0, 10),
  ('feb29', '2020-02-01', 2, 0, 20), ('feb29', '2020-03-01', 1, 0, 10),
  ('noon29', '2020-02-01', 0, 0.5, 15), ('noon29', '2020-03-01', 0, 0.5, 15),
  ('m28', '2019-02-01', 28, 0, 200), ('m28', '2019-03-01', 0, 0, 0), ('m29', '2020-02-01', 29, 0, 200), ('m29', '2020-03-01', 0, 0, 0),
  ('m30', '2019-03-01', 0, 0, 0), ('m30', '2019-04-01', 0, 30, 200), ('m30', '2019-05-01', 0, 0, 0), ('m31', '2019-04-01', 0, 0, 0), ('m31', '2019-05-01', 0, 31, 200),
  ('longer', '2019-03-01', 17, 0, 200), ('longer', '2019-04-01', 30, 0, 200), ('longer', '2019-05-01', 10, 0, 200),
  ('border', '2019-04-01', 5, 0, 50), ('border', '2019-05-01', 5, 0, 50),
  ('border7', '2019-04-01', 7, 0, 200), ('border7', '2019-05-01', 3, 0, 30),
  ('newyear', '2018-12-01', 4, 0, 40), ('newyear', '2019-01-01', 5, 0, 50),
  ('night', '2018-12-01', 0, 0.5, 15), ('night', '2019-01-01', 0, 0.5, 15),
  ('weekend', '2019-03-01', 0, 5, 200),
  ('twice', '2019-03-01', 6.5, 0, 65), ('seven', '2019-03-01', 7, 0, 200), ('half5', '2019-03-01', 0, 4.5, 135), ('five', '2019-03-01', 0, 5, 200),
  ('both', '2019-03-01', 6.5, 4.5, 200), ('apart', '2019-03-01', 4, 3, 130),
  -- the text gives the month's bonus and no share of it: who was there on a day of the month has it
  ('joins', '2019-03-01', 0, 0, 0), ('leaves', '2019-03-01', 0, 0, 0), ('lastday', '2019-03-01', 0, 0, 0);
SELECT is((SELECT concat_ws(' ', (SELECT trim_scale(coalesce(sum(quantity), 0)) FROM cc_center.payroll_quantity q
                                  WHERE (q.center_id, q.month, q.staff_no) = (p.center_id, p.month, p.staff_no) AND q.subject = 'sick_leave'),
                                 (SELECT trim_scale(coalesce(sum(quantity), 0)) FROM cc_center.payroll_quantity q
                                  WHERE (q.center_id, q.month, q.staff_no) = (p.center_id, p.month, p.staff_no) AND q.subject = 'personal_leave'),
                                 trim_scale(p.attendance_deduction), trim_scale(p.appraisal_deduction), trim_scale(p.net))
             FROM cc_center.payroll_month p WHERE p.center_id = 9712 AND p.month = t.month AND p.staff_no = t.who),
          concat_ws(' ', trim_scale(t.sick), trim_scale(t.personal), trim_scale(t.taken), 0, trim_scale(400 - t.taken)),
          format('%s %s in %s', CASE WHEN t.personal = 0 THEN 'I46' WHEN t.sick = 0 THEN 'I47' ELSE 'I45' END, t.who, to_char(t.month, 'YYYY-MM')))
  FROM truth t;
SELECT is_empty($$SELECT staff_no, month FROM cc_center.payroll WHERE center_id = 9712 AND (staff_no = 'gone' AND month >= '2019-03-01' OR staff_no = 'later' AND month < '2019-04-01'
                   OR staff_no = 'joins' AND month < '2019-03-01' OR staff_no IN ('leaves', 'lastday') AND month > '2019-03-01')$$, 'I45 who was not there has no month');
-- no day of leave is lost or counted twice between the months and years
SELECT results_eq($$SELECT w.who, (SELECT sum(quantity) FROM cc_center.payroll_quantity q WHERE q.center_id = 9712 AND q.staff_no = w.who AND q.unit = 'day') FROM (SELECT DISTINCT who FROM truth_leave) w ORDER BY 1$$,
                  $$SELECT who, sum(last - first + 1 - CASE WHEN first_half = 'afternoon' THEN 0.5 ELSE 0 END - CASE WHEN last_half = 'morning' THEN 0.5 ELSE 0 END) FROM truth_leave GROUP BY 1 ORDER BY 1$$,
                  'I46 the days of the months are the days of the leave');
SELECT * FROM finish();
ROLLBACK;
