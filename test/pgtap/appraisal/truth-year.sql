-- The year: 全年累计病假(事假)超过一个月, that is more than 30 calendar days (U15), of the calendar year in which they lie; and 一年内有旷工、又有迟到(早退)、
-- 又有长时间病假者. Worked out by hand from I46-I48.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SET LOCAL TimeZone = 'Asia/Shanghai';
\ir ../../lib/act.sql
\ir ../../lib/leave_truth.sql
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9713, 'TRUTHY');
INSERT INTO truth_leave (who, kind, first, last, first_half, last_half) VALUES
  ('s30', 'sick_leave', '2019-02-01', '2019-02-15', NULL, NULL), ('s30', 'sick_leave', '2019-08-01', '2019-08-15', NULL, NULL),
  ('s30h', 'sick_leave', '2019-02-01', '2019-02-15', NULL, NULL), ('s30h', 'sick_leave', '2019-08-01', '2019-08-16', NULL, 'morning'),
  ('p30', 'personal_leave', '2019-01-02', '2019-01-31', NULL, NULL),
  ('p30h', 'personal_leave', '2019-01-02', '2019-01-31', NULL, NULL), ('p30h', 'personal_leave', '2019-12-31', '2019-12-31', 'afternoon', NULL),
  -- the kinds apart: 20 and 20 are 40 of neither
  ('mixed', 'sick_leave', '2019-03-01', '2019-03-20', NULL, NULL), ('mixed', 'personal_leave', '2019-06-01', '2019-06-20', NULL, NULL),
  -- over the year's end: 20 days of December are 2018's, 25 of January 2019's
  ('split', 'sick_leave', '2018-12-12', '2019-01-25', NULL, NULL),
  -- and here 2019 has 31 of them
  ('split31', 'sick_leave', '2018-12-12', '2019-01-31', NULL, NULL),
  ('feb29', 'sick_leave', '2020-02-01', '2020-03-01', NULL, NULL), ('feb29h', 'sick_leave', '2020-02-01', '2020-03-02', NULL, 'morning'),
  ('long', 'sick_leave', '2019-03-01', '2019-03-07', NULL, NULL), ('short', 'sick_leave', '2019-03-01', '2019-03-07', NULL, 'morning'),
  -- seven days, and in no month
  ('over', 'sick_leave', '2019-03-28', '2019-04-03', NULL, NULL),
  ('nolate', 'sick_leave', '2019-03-01', '2019-03-07', NULL, NULL), ('noabs', 'sick_leave', '2019-03-01', '2019-03-07', NULL, NULL),
  ('early', 'sick_leave', '2019-03-01', '2019-03-07', NULL, NULL), ('years', 'sick_leave', '2019-03-01', '2019-03-07', NULL, NULL);
SELECT lives_ok('SELECT pg_temp.take_leave(9713)', 'I46 the leave is taken');
SELECT pg_temp.at('2020-06-01 08:00+08');
SELECT count(cc_center.write_payroll(9713, m::date, '301')) FROM generate_series('2018-12-01'::timestamp, '2020-03-01', '1 month') m;
-- what a shift was judged as stands in the month
SET LOCAL session_replication_role = replica;
INSERT INTO cc_center.payroll_quantity (center_id, month, staff_no, subject, unit, quantity)
SELECT 9713, k.month::date, k.who, k.subject, 'occurrence', 1
  FROM (VALUES ('long', '2019-05-01', 'absenteeism'), ('long', '2019-11-01', 'lateness'), ('short', '2019-05-01', 'absenteeism'), ('short', '2019-11-01', 'lateness'),
               ('over', '2019-05-01', 'absenteeism'), ('over', '2019-11-01', 'lateness'), ('nolate', '2019-05-01', 'absenteeism'), ('noabs', '2019-11-01', 'lateness'),
               ('early', '2019-05-01', 'absenteeism'), ('early', '2019-01-01', 'early_leave'), ('years', '2019-05-01', 'absenteeism'), ('years', '2020-01-01', 'lateness'))
       k (who, month, subject);
SET LOCAL session_replication_role = origin;
SELECT results_eq($$SELECT year, staff_no, finding, clause FROM cc_center.dismissal_findings WHERE center_id = 9713 ORDER BY 1, 2, 3$$,
                  $$VALUES (2019, 'early', 'grave', 'I48'), (2019, 'long', 'grave', 'I48'), (2019, 'p30h', 'personal_leave', 'I47'), (2019, 's30h', 'sick_leave', 'I46'),
                           (2019, 'split31', 'sick_leave', 'I46'), (2020, 'feb29h', 'sick_leave', 'I46')$$, 'I46 I47 I48 30 days are no more than a month, 30.5 are; all three of I48 in one year');
SELECT results_eq($$SELECT year, trim_scale(sick_days) FROM cc_center.appraisal_year WHERE center_id = 9713 AND staff_no = 'split' ORDER BY 1$$,
                  $$VALUES (2018, 20::numeric), (2019, 25), (2020, 0)$$, 'I46 leave over the year''s end is split by calendar days');
SELECT is((SELECT detail FROM cc_center.dismissal_findings WHERE center_id = 9713 AND staff_no = 's30h'), 'sick_leave: 30.5 day in the year', 'I46 and says how much');
SELECT is((SELECT detail FROM cc_center.dismissal_findings WHERE center_id = 9713 AND staff_no = 'early'),
          'absenteeism: 1 occurrence in the year; lateness, early_leave: 1 occurrence in the year; sick_leave: 7 day in one month', 'I48 and what came together');
-- a rule, and no constant: by the version that the last of the months was appraised by
CREATE FUNCTION pg_temp.rules(mark text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  draft integer;
BEGIN
  PERFORM pg_temp.at('2019-11-15 08:00+08');
  PERFORM set_config('role', 'a9713_201', true);
  draft := cc_center.draft_rules(9713, mark);
  PERFORM set_config('role', 'none', true);
  UPDATE cc_center.dismissal_rule SET more_than = 29 WHERE center_id = 9713 AND version = draft AND finding = 'sick_leave';
  PERFORM set_config('role', 'a9713_301', true);
  PERFORM cc_center.propose_rules(9713, draft, '2019-12-01 00:00+08');
  PERFORM set_config('role', 'a9713_401', true);
  PERFORM cc_center.ratify_rules(9713, draft);
  PERFORM set_config('role', 'none', true);
  PERFORM pg_temp.at('2020-06-01 08:00+08');
  RETURN draft;
END
$$;
SELECT is(pg_temp.rules('二十九天'), 2, 'I46 a center that reads it otherwise changes a row');
SELECT is((SELECT count(*) FROM cc_center.dismissal_findings WHERE center_id = 9713 AND staff_no = 's30'), 0::bigint, 'I46 a year that is appraised stays as it was');
SELECT count(cc_center.write_payroll(9713, m::date, '301')) FROM generate_series('2018-12-01'::timestamp, '2020-03-01', '1 month') m;
SELECT is((SELECT string_agg(year || ' ' || version, ', ') FROM cc_center.dismissal_findings WHERE center_id = 9713 AND staff_no IN ('s30', 'feb29')), '2019 2, 2020 2', 'I46 appraised by it, 30 days are too many');
SELECT * FROM finish();
ROLLBACK;
