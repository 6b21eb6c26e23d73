-- Shifts of 24 hours that change in the morning: their times, staffing, proposals, rests, days a week, pattern, leave, and who
-- takes the cases (I19, A3, C6, I50, U3).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL timezone = 'Asia/Shanghai';
SET LOCAL "cc_center.now" = '2018-10-07 09:00+08';
SELECT * FROM no_plan();
SET LOCAL test.center = 9865;
\ir ../../lib/call.sql

-- ---- what begins on a day ------------------------------------------------------------------------------------------

SELECT is(cc_center.day_span(v.hours::cc_center.work_hours, v.day::date, v.holidays::datemultirange), v.expected::tsrange, format('I19 of %s on %s', v.hours, v.day))
  FROM (VALUES (1, '08:00-08:00', '2018-11-05', '{}', '[2018-11-05 08:00,2018-11-06 08:00)'),
               (2, '00:00-24:00', '2018-11-05', '{}', '[2018-11-05 00:00,2018-11-06 00:00)'),
               (3, '24/7', '2018-11-05', '{}', '[2018-11-05 00:00,2018-11-06 00:00)'),
               (4, '08:00-12:00,14:00-08:00', '2018-11-05', '{}', '[2018-11-05 08:00,2018-11-06 08:00)'),
               (5, '00:00-06:00,22:00-24:00', '2018-11-05', '{}', '[2018-11-05 00:00,2018-11-06 00:00)'),
               (6, 'Mo-Fr 22:00-06:00', '2018-11-10', '{}', NULL),
               (7, 'Mo-Fr 22:00-06:00', '2018-11-09', '{}', '[2018-11-09 22:00,2018-11-10 06:00)'),
               (8, 'Mo-Fr 08:00-08:00; PH off', '2018-11-05', '{[2018-11-05,2018-11-06)}', NULL),
               (9, 'Mo-Fr 08:00-08:00; Mo 09:00-10:00', '2018-11-05', '{}', '[2018-11-05 09:00,2018-11-05 10:00)')
       ) AS v (n, hours, day, holidays, expected) ORDER BY v.n;
SELECT throws_ok(format($$SELECT cc_center.day_span('08:00-08:00', %L)$$, d), 'UC306', NULL, 'I19 no span of ' || d) FROM unnest('{infinity,-infinity,5874897-12-31}'::text[]) d;

-- ---- the center ----------------------------------------------------------------------------------------------------

DO $$ BEGIN PERFORM cc_center.create_center(9865, 'DAYS', '测试中心', 'Asia/Shanghai', 'gulou'); END $$;
SET LOCAL session_replication_role = replica;
DELETE FROM cc_center.staffing WHERE center_id = 9865;
DELETE FROM cc_center.shift WHERE center_id = 9865 AND role = 'operator';
DELETE FROM cc_center.street_assignment WHERE center_id = 9865 AND role = 'operator';
DELETE FROM cc_center.work_pattern WHERE center_id = 9865;
DELETE FROM cc_center.work_limit WHERE center_id = 9865;
INSERT INTO cc_center.shift (center_id, version, role, shift, name, hours, clause) VALUES
  (9865, 1, 'operator', 'day24', '全', '08:00-08:00', 'I19'), (9865, 1, 'operator', 'rested', '休', '08:00-12:00,14:00-08:00', 'I19'),
  (9865, 1, 'operator', 'workdays', '平', 'Mo-Fr 08:00-08:00', 'I19'), (9865, 1, 'operator', 'whole', '整', 'Sa-Su 00:00-24:00', 'I19');
INSERT INTO cc_center.staffing (center_id, version, role, day_type, shift, people, clause)
SELECT 9865, 1, 'operator', d, 'day24', 1, 'I19' FROM unnest('{weekday,weekend}'::text[]) d;
INSERT INTO cc_center.street_assignment (center_id, version, role, day_type, street, ordinal, shift, clause)
SELECT 9865, 1, 'operator', d, '*', 1, 'day24', 'I20' FROM unnest('{weekday,weekend}'::text[]) d;
INSERT INTO cc_center.work_limit (center_id, version, role, days_a_week, rest_between, clause) VALUES (9865, 1, 'operator', 3, '47 hours', 'C6');
INSERT INTO cc_center.work_pattern (center_id, version, role, days_on, days_off, clause) VALUES (9865, 1, 'operator', 1, 2, 'I50');
SET LOCAL session_replication_role = origin;
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9865, '101', 'a', 'operator'), (9865, '102', 'b', 'operator'),
  (9865, '103', 'c', 'operator'), (9865, '201', 'l', 'shift_leader'), (9865, '301', 's', 'supervisor');
SELECT format('CREATE ROLE t9865_%s', staff_no) FROM cc_center.staff WHERE center_id = 9865 \gexec
CREATE ROLE t9865_app;
DO $$ BEGIN
  PERFORM cc_center.enrol(9865, staff_no, format('t9865_%s', staff_no)::name) FROM cc_center.staff WHERE center_id = 9865;
  PERFORM cc_center.enrol(9865, NULL, 't9865_app');
END $$;

SELECT is(cc_center.shift_duty(9865, 1, v.hours::cc_center.work_hours, v.day::date), v.expected::tstzrange, format('I19 %s stands on %s', v.hours, v.day))
  FROM (VALUES (1, '08:00-08:00', '2018-11-05', '[2018-11-05 08:00+08,2018-11-06 08:00+08)'),
               (2, '08:00-12:00,14:00-08:00', '2018-11-05', '[2018-11-05 08:00+08,2018-11-06 08:00+08)'),
               (3, 'Mo-Fr 08:00-08:00', '2018-11-09', '[2018-11-09 08:00+08,2018-11-10 08:00+08)'),
               (4, 'Mo-Fr 08:00-08:00', '2018-11-10', NULL),
               (5, 'Mo-Fr 08:00-08:00', '2018-11-12', '[2018-11-12 08:00+08,2018-11-13 08:00+08)'),
               (6, '08:00-08:00; PH off', '2018-10-01', NULL),
               (7, 'Sa-Su 00:00-24:00', '2018-11-10', '[2018-11-10 00:00+08,2018-11-11 00:00+08)'),
               (8, 'Sa-Su 00:00-24:00', '2018-11-11', '[2018-11-11 00:00+08,2018-11-12 00:00+08)'),
               (9, '08:00-10:00,14:00-12:00', '2018-11-05', '[2018-11-05 08:00+08,2018-11-06 08:00+08)'),
               -- the night that begins on the holiday before is not this day's, though its tail is open
               (10, 'Mo-Fr 20:00-04:00; PH off', '2018-10-08', '[2018-10-08 20:00+08,2018-10-09 04:00+08)')
       ) AS v (n, hours, day, expected) ORDER BY v.n;

-- ---- a month: proposed by the pattern, staffed from beginning to end, published ------------------------------------

SELECT is(pg_temp.act('201', $$propose_roster(9865, '2018-11-01')$$), '30', 'I2 every day is proposed');
SELECT is((SELECT array_agg(DISTINCT format('%s-%s', to_char(lower(duty) - day, 'HH24:MI'), upper(duty) - lower(duty))) FROM
             (SELECT day::timestamptz AS day, duty FROM cc_center.roster WHERE center_id = 9865) k), '{"08:00-1 day"}', 'I19 each from 8:00 to 8:00');
SELECT is((SELECT array_agg(n ORDER BY n) FROM (SELECT count(*) AS n FROM cc_center.roster WHERE center_id = 9865 GROUP BY staff_no) k), '{10,10,10}', 'I50 one on, two off');
SELECT is((SELECT count(*) FROM cc_center.roster_findings WHERE center_id = 9865 AND month = '2018-11-01'), 0::bigint, 'I6 and nothing is wrong with it');
SELECT is(pg_temp.act('201', $$publish_roster(9865, '2018-11-01')$$), '0', 'I2 published');

-- ---- limits: rest between, days a week, two places -----------------------------------------------------------------

CREATE FUNCTION pg_temp.row(day date, shift text, staff_no text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9865, day, shift, staff_no);
  RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END
$$;
SELECT is(pg_temp.row(v.day::date, v.shift, v.staff_no), v.expected, v.title)
  FROM (VALUES (1, '2018-12-03', 'day24', '101', 'accepted', 'I19 Monday to Tuesday morning'),
               (2, '2018-12-04', 'day24', '101', 'UC409', 'C6 not the next day again'),
               (3, '2018-12-05', 'rested', '101', 'UC409', 'C6 nor after 24 hours'),
               (4, '2018-12-06', 'rested', '101', 'accepted', 'C6 but after 48'),
               (5, '2018-12-08', 'whole', '101', 'UC409', 'C6 Saturday from midnight is too early'),
               (6, '2018-12-09', 'day24', '101', 'accepted', 'C6 Sunday at 8:00 is not: the third day of the week'),
               (7, '2018-12-04', 'day24', '102', 'accepted', 'I19 another takes over at 8:00'),
               (8, '2018-12-05', 'day24', '103', 'accepted', 'I19 and another')
       ) AS v (n, day, shift, staff_no, expected, title) ORDER BY v.n;
SET LOCAL session_replication_role = replica;
UPDATE cc_center.work_limit SET rest_between = NULL WHERE center_id = 9865;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.row('2018-12-07', 'day24', '101'), 'UC408', 'C6 a fourth day of the week: each counts once, where it begins');
SELECT is(pg_temp.row('2018-12-05', 'day24', '102'), 'accepted', 'C6 without rest between two: one after the other');
SELECT is(pg_temp.row('2018-12-05', 'rested', '102'), 'UC404', 'I19 nobody in two places');
SELECT is((SELECT array_agg(finding || ' ' || detail ORDER BY day) FROM cc_center.month_findings(9865, '2018-12-01') WHERE staff_no = '102' AND day < '2018-12-31'),
          '{"pattern_broken day 2 on duty, of 1"}', 'I50 the second day is against the pattern');
SET LOCAL session_replication_role = replica;
UPDATE cc_center.work_limit SET days_a_week = NULL, hours_a_day = '22 hours' WHERE center_id = 9865;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.row('2018-12-10', 'day24', '103'), 'UC407', 'C6 24 hours are more than 22');
SELECT throws_ok($$INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9865, '2018-12-10', 'day24', '103')$$, 'UC407',
                 'staff number "103" would work 24:00 hours on 2018-12-10', 'C6 which the message says');
SELECT is(pg_temp.row('2018-12-10', 'rested', '103'), 'accepted', 'C6 with a rest of two they are 22');

-- ---- leave: of a day it takes the shift that begins in it ----------------------------------------------------------

SELECT staff_no AS who, day AS off FROM cc_center.roster WHERE center_id = 9865 AND day = '2018-11-20' \gset
SELECT is(pg_temp.act(:'who', $$request_leave(9865, 'personal_leave', '2018-11-21', reason => 'r')$$) ~ '^\d+$', true, 'I33 leave on the day after');
SELECT pg_temp.act('301', format('approve_leave(9865, %s)', max(leave_id))) FROM cc_center.leave_request WHERE center_id = 9865;
SELECT is((SELECT duty FROM cc_center.roster WHERE center_id = 9865 AND day = '2018-11-20'), '[2018-11-20 08:00+08,2018-11-21 08:00+08)'::tstzrange, 'I33 leaves the shift of the day before whole');
SELECT is(pg_temp.act(:'who', $$request_leave(9865, 'personal_leave', '2018-11-20', first_half => 'afternoon', reason => 'r')$$) ~ '^\d+$', true, 'I33 leave from noon');
SELECT pg_temp.act('301', format('approve_leave(9865, %s)', max(leave_id))) FROM cc_center.leave_request WHERE center_id = 9865;
SELECT is((SELECT array_agg(duty) FROM cc_center.roster WHERE center_id = 9865 AND day = '2018-11-20'),
          (SELECT ARRAY[tstzrange('2018-11-20 08:00+08', date '2018-11-20' + starts)] FROM cc_center.day_half WHERE center_id = 9865 AND half = 'afternoon'), 'I33 takes all of the night too');

-- ---- who takes the cases -------------------------------------------------------------------------------------------

SELECT is((SELECT array_to_string(staff_no, ',') FROM cc_center.route(9865, 'operator', '湖南路', v.instant::timestamptz)),
          (SELECT staff_no FROM cc_center.roster WHERE center_id = 9865 AND day = v.day::date AND shift = 'day24'), format('I20 at %s it is the one of %s', v.instant, v.day))
  FROM (VALUES (1, '2018-11-06 07:59:59+08', '2018-11-05'), (2, '2018-11-06 08:00+08', '2018-11-06'), (3, '2018-11-06 23:59+08', '2018-11-06'),
               (4, '2018-11-07 03:00+08', '2018-11-06')) AS v (n, instant, day) ORDER BY v.n;
SELECT is((SELECT array_agg(p ORDER BY p) FROM cc_center.roster r JOIN cc_center.shift s USING (center_id, version, role, shift),
             cc_center.rule_periods(r.center_id, r.version, s.hours, r.duty) p WHERE r.center_id = 9865 AND r.day = '2018-12-06' AND r.shift = 'rested'),
          '{"[2018-12-06 08:00+08,2018-12-06 12:00+08)","[2018-12-06 14:00+08,2018-12-07 08:00+08)"}'::tstzrange[], 'I20 the rest lies within the shift');

-- ---- where the clock changes ---------------------------------------------------------------------------------------

DO $$ BEGIN PERFORM cc_center.create_center(9866, 'DAYSNY', '纽约', 'America/New_York', 'gulou', 'CN'); END $$;
SELECT is(cc_center.shift_duty(9866, 1, v.hours::cc_center.work_hours, v.day::date), v.expected::tstzrange, format('I19 %s on %s in New York', v.hours, v.day))
  FROM (VALUES (1, '08:00-08:00', '2018-11-03', '[2018-11-03 08:00-04,2018-11-04 08:00-05)'),
               (2, '01:30-09:00', '2018-11-04', '[2018-11-04 01:30-04,2018-11-04 09:00-05)'),
               (3, '22:00-01:30', '2018-11-03', '[2018-11-03 22:00-04,2018-11-04 01:30-04)'),
               (4, '02:30-02:30', '2018-03-10', '[2018-03-10 02:30-05,2018-03-11 03:30-04)'),
               (5, '02:15-02:45', '2018-03-11', NULL),
               (6, '08:00-08:00', '2018-03-10', '[2018-03-10 08:00-05,2018-03-11 08:00-04)')
       ) AS v (n, hours, day, expected) ORDER BY v.n;
SELECT * FROM finish();
ROLLBACK;
