-- Days that seem over and are not, months that were closed in the middle of a week or of leave, and bad input (I2, B1.2, B1.3).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
\ir ../../lib/act.sql
SET LOCAL TimeZone = 'Asia/Shanghai';
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9640, 'CORN'), pg_temp.set_up(9641, 'CORNB', 'office');
SELECT pg_temp.at('2018-10-01 08:00+08');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES
  (9640, '2018-10-15', 'early', '101'), (9640, '2018-10-15', 'late', '121'), (9640, '2018-10-16', 'early', '101');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9641, d::date, 'day', '101' FROM generate_series('2018-10-29'::timestamp, '2018-11-09', '1 day') d WHERE extract(isodow FROM d) < 6;
CREATE FUNCTION pg_temp.found(center bigint, on_day date, who text) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(concat_ws(' ', shift, result), '; ' ORDER BY lower(duty)) FROM cc_center.attendance_day WHERE center_id = center AND day = on_day AND staff_no = who
$$;

-- all of the late shift are on leave: the day is over when they would be
SELECT pg_temp.at('2018-10-12 09:00+08');
SELECT is(pg_temp.act('a9640_121', $$SELECT 'asked' FROM (SELECT cc_center.request_leave(9640, 'personal_leave', '2018-10-15', reason => '家事')) k$$), 'asked', 'leave');
SELECT is(pg_temp.act('a9640_301', $$SELECT 'done' FROM (SELECT cc_center.approve_leave(9640, (SELECT max(leave_id) FROM cc_center.leave_request))) k$$), 'done', 'approved');
SELECT pg_temp.at('2018-10-15 21:59:59+08');
SELECT is(pg_temp.act('a9640_301', $$SELECT cc_center.close_day(9640, '2018-10-15')$$), 'UCA06', 'I2 the late shift is not over, though all of it are on leave');
SELECT pg_temp.at('2018-10-15 22:00+08');
SELECT is(pg_temp.act('a9640_301', $$SELECT cc_center.close_day(9640, '2018-10-15')::text$$), '(2,2)', 'I2 now it is');
SELECT is(pg_temp.found(9640, '2018-10-15', '121'), 'late on_leave', 'I33 on leave');
-- a shift of the evening, put in after the day was closed
SELECT pg_temp.at('2018-10-16 17:40+08');
SELECT is(pg_temp.act('a9640_301', $$SELECT cc_center.close_day(9640, '2018-10-16')::text$$), '(1,1)', 'I2 closed after its only shift');
SELECT is((SELECT close_touched IS NOT NULL FROM cc_center.close_touched(9640)), true, 'nothing is left over');
SELECT is(pg_temp.act('a9640_301', $$SELECT 'done' FROM (SELECT cc_center.correct_roster(9640, '2018-10-16', 'late', NULL, '102', '加班')) k$$), 'done', 'I2 another is put in');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9640, '2018-10-16', 'late', '201');
SELECT pg_temp.at('2018-10-16 18:00+08');
SELECT is((cc_center.close_touched(9640)).changed, 0, 'I2 it still runs');
SELECT pg_temp.at('2018-10-16 22:00+08');
SELECT is((cc_center.close_touched(9640)).changed, 2, 'I2 judged at its end');
SELECT is(pg_temp.found(9640, '2018-10-16', '102'), 'late no_evidence', 'I2 and found');

-- a week, and a leave, with one foot in a closed month
SELECT pg_temp.at('2018-10-31 08:00+08');
SELECT is(pg_temp.act('a9641_101', format('SELECT ''asked'' FROM (SELECT cc_center.request_makeup(9641, %L, ''堵车'')) k', d)), 'asked', 'B1.3 asked for ' || d)
  FROM unnest('{2018-10-31,2018-11-02}'::text[]) d;
SELECT is(pg_temp.act('a9641_301', $$SELECT 'done' FROM (SELECT cc_center.approve_makeup(9641, (SELECT makeup_id FROM cc_center.makeup_signin WHERE day = '2018-10-31'))) k$$), 'done', 'B1.3 approved');
SELECT pg_temp.at('2018-11-01 08:00+08'), cc_center.close_day(9641, d::date) FROM generate_series('2018-10-29'::timestamp, '2018-10-31', '1 day') d;
SELECT is(pg_temp.act('a9641_301', $$SELECT cc_center.close_attendance(9641, '2018-10-01')$$), '3', 'I2 October is closed on the Thursday of that week');
DO $$ BEGIN PERFORM cc_center.close_touched(9641); END $$;
SELECT is(pg_temp.act('a9641_301', $$SELECT 'done' FROM (SELECT cc_center.approve_makeup(9641, (SELECT makeup_id FROM cc_center.makeup_signin WHERE day = '2018-11-02'))) k$$), 'done', 'B1.3 Friday''s is approved all the same');
SELECT is(pg_temp.act('a9641_101', $$SELECT 'done' FROM (SELECT cc_center.withdraw_makeup(9641, (SELECT makeup_id FROM cc_center.makeup_signin WHERE day = '2018-10-31'))) k$$), 'UCA05', 'B1.3 Wednesday''s stays');
SELECT is((SELECT array_agg(DISTINCT day ORDER BY day)::text FROM cc_center.attendance_touch WHERE center_id = 9641 AND staff_no = '101' AND day > '2018-10-28'), '{2018-11-01,2018-11-02}', 'I2 what is settled is not touched');
DO $$ BEGIN
  PERFORM cc_center.touch_attendance(9641, '101', '2018-10-29', '2018-11-01');
END $$;
SELECT throws_ok($$SELECT cc_center.touch_attendance(9641, '101', '2018-10-29', '2018-10-31')$$, 'UCA05', NULL, 'I2 of a closed month alone nothing becomes known');

-- bad input has its own errors
SELECT pg_temp.at('2018-11-01 18:30+08');
DO $$ BEGIN PERFORM cc_center.close_day(9641, '2018-11-01'); END $$;
SELECT is(pg_temp.act('a9641_' || v.who, v.call), v.expected, v.title)
  FROM (VALUES (1, '301', $$SELECT cc_center.close_day(9641, 'infinity')$$, 'UC412', 'no day'),
               (2, '301', $$SELECT cc_center.close_day(77, '2018-10-15')$$, 'UC102', 'another center'),
               (3, '301', $$SELECT cc_center.close_touched(NULL)$$, 'UC102', 'all centers are the scheduler''s'),
               (4, '301', $$SELECT cc_center.close_attendance(9641, 'infinity')$$, 'UC412', 'no month'),
               (5, '301', $$SELECT count(*) FROM cc_center.judge_attendance(9641, '2018-10-15', 'infinity')$$, 'UC412', 'days without an end'),
               (6, '301', $$SELECT count(*) FROM cc_center.judge_attendance(9641, '-infinity', '2018-10-15')$$, 'UC412', 'days without a beginning'),
               (7, '301', $$SELECT count(*) FROM cc_center.judge_attendance(9641, '2018-10-15', NULL)$$, 'UC412', 'no last day'),
               (8, '301', $$SELECT count(*) FROM cc_center.judge_attendance(9641, '2017-10-15', '2018-10-17')$$, 'UCA18', 'more than a year'),
               (9, '301', $$SELECT count(*) FROM cc_center.judge_attendance(9641, '2018-10-15', '2018-10-15', 99)$$, 'UC206', 'unknown rules'),
               (10, '301', $$SELECT count(*) FROM cc_center.explain_attendance(9641, 'infinity', '101')$$, 'UC412', 'explained: no day'),
               (11, '301', $$SELECT count(*) FROM cc_center.explain_attendance(9641, '2018-11-01', NULL)$$, 'UCA17', 'explained: nobody'),
               (12, '301', $$SELECT cc_center.add_sign_in(9641, '101', 'infinity', 'in', 'x')$$, 'UCA04', 'added: never'),
               (13, '301', $$SELECT cc_center.add_sign_in(9641, '101', '-infinity', 'in', 'x')$$, 'UCA04', 'added: always'),
               (14, '301', $$SELECT cc_center.add_sign_in(9641, NULL, '2018-11-01 09:00+08', 'in', 'x')$$, 'UC105', 'added: nobody'),
               (15, '301', $$SELECT cc_center.add_sign_in(9641, '101', '2018-11-01 09:00+08', 'up', 'x')$$, 'UCA23', 'added: neither in nor out'),
               (16, '101', $$SELECT cc_center.sign_in(9641, 'in', '')$$, 'UCA24', 'B1.2 no device'),
               (17, '101', $$SELECT cc_center.sign_in(9641, 'in', NULL)$$, 'UCA24', 'B1.2 no device at all'),
               (18, '101', format('SELECT cc_center.sign_in(9641, ''in'', %L)', repeat('x', 201)), 'UCA24', 'B1.2 a device too long'),
               (19, '101', $$SELECT cc_center.sign_in(9641, 'in', 'gate', '-infinity')$$, 'UCA04', 'B1.2 a device without a clock'),
               (20, 'app', $$INSERT INTO cc_center.sign_in (center_id, staff_no, direction) VALUES (9641, '101', 'up')$$, 'UCA23', 'B1.2 neither in nor out'),
               (21, 'app', $$INSERT INTO cc_center.sign_in (center_id, staff_no, direction) VALUES (9641, '101', NULL)$$, 'UCA23', 'B1.2 no direction'),
               (22, 'app', $$INSERT INTO cc_center.sign_in (center_id, staff_no) VALUES (9641, NULL)$$, 'UC105', 'B1.2 nobody'),
               (23, 'app', $$INSERT INTO cc_center.sign_in (center_id, staff_no) VALUES (NULL, '101')$$, 'UC102', 'B1.2 nowhere'),
               (24, 'app', $$INSERT INTO cc_center.seat_state (center_id, staff_no, state) VALUES (9641, '101', 'asleep')$$, 'UCA23', 'I10 no state of a seat'),
               (25, 'app', $$INSERT INTO cc_center.seat_state (center_id, staff_no, state) VALUES (9641, '101', NULL)$$, 'UCA23', 'I10 none at all'),
               (26, '301', $$SELECT cc_center.override_attendance(9641, '2018-11-01', '101', 'late', 'x', '-1 minute')$$, 'UCA25', 'late by less than nothing'),
               (27, '301', $$SELECT cc_center.override_attendance(9641, '2018-11-01', '101', 'on_time', 'x', '1 minute')$$, 'UCA25', 'on time by a minute'),
               (28, '301', $$SELECT cc_center.override_attendance(9641, '2018-11-01', '101', 'late', 'x', '09:00:00.000001')$$, 'UCA25', 'late by more than the shift'),
               (29, '301', $$SELECT cc_center.override_attendance(9641, '2018-11-01', '101', 'late', 'x', '178000000 years')$$, 'UCA25', 'late by more than time'),
               (30, '301', $$SELECT cc_center.override_attendance(9641, '2018-11-01', '101', 'on_time', 'x', NULL, '-1 s')$$, 'UCA25', 'left early by less than nothing'),
               (31, '301', $$SELECT cc_center.override_attendance(9641, '2018-11-01', '101', 'on_time', 'x', NULL, '10:00')$$, 'UCA25', 'left before he came'),
               (32, '301', $$SELECT 'done' FROM (SELECT cc_center.override_attendance(9641, '2018-11-01', '101', 'late', 'x', '09:00')) k$$, 'done', 'late by the whole shift'),
               (33, '301', $$SELECT (late_by, late_until) FROM cc_center.attendance_day WHERE center_id = 9641 AND day = '2018-11-01'$$, '(09:00:00,"2018-11-01 18:00:00+08")', 'is to its end'),
               (34, '101', $$SELECT cc_center.request_makeup(9641, 'infinity', 'x')$$, 'UC412', 'B1.3 no day'),
               (35, '101', $$SELECT cc_center.request_correction(9641, NULL, 'x')$$, 'UC412', 'asked for: no day'),
               (36, '101', $$SELECT cc_center.withdraw_correction(9641, NULL)$$, 'UCA13', 'no request'),
               (37, '301', $$SELECT cc_center.decide_correction(9641, NULL, 'on_time', 'x')$$, 'UCA13', 'no request to decide'),
               (38, '301', $$SELECT count(*) FROM cc_center.import_sign_ins(9641, NULL)$$, '42501', 'B1.2 nobody who has sign-ins of his own brings in a file'),
               (39, '301', $$SELECT count(*) FROM cc_center.import_sign_ins(9641, 'staff_no,at,at')$$, '42501', 'B1.2 with whatever layout')) v (n, who, call, expected, title) ORDER BY v.n;
SELECT is((SELECT count(*) FROM cc_center.sign_in WHERE center_id = 9641), 0::bigint, 'nothing of it was kept');

-- what may be asked for until when, by the center's clock and no session's
SET LOCAL TimeZone = 'Pacific/Kiritimati';
SELECT pg_temp.at('2018-10-31 08:00+08');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9640, '2018-11-12', 'early', '101'), (9640, '2018-11-13', 'early', '101');
SELECT is((SELECT pg_temp.act(format('a%s_101', v.center), format('SELECT ''asked'' FROM (SELECT cc_center.request_makeup(%s, %L, ''x'')) k', v.center, v.day)) FROM pg_temp.at(v.instant)), v.expected, v.title)
  FROM (VALUES (1, 9640, '2018-11-11 23:59:59.999999+08', '2018-11-12', 'asked', 'I27 a microsecond before the day'),
               (2, 9640, '2018-11-13 00:00:00+08', '2018-11-13', 'UCA08', 'I27 at its beginning'),
               (3, 9640, '2018-11-13 00:00:00.000001+08', '2018-11-13', 'UCA08', 'I27 a microsecond later'),
               (4, 9641, '2018-11-05 23:59:59.999999+08', '2018-11-05', 'asked', 'B1.3 a microsecond before the day is over'),
               (5, 9641, '2018-11-06 00:00:00+08', '2018-11-05', 'UCA08', 'B1.3 at its end'),
               (6, 9641, '2018-11-06 00:00:00.000001+08', '2018-11-06', 'asked', 'B1.3 of the new day'),
               (7, 9641, '2018-11-06 00:00:00.000001+08', '2018-11-07', 'UCA09', 'B1.3 no third in a week')) v (n, center, instant, day, expected, title) ORDER BY v.n;
SELECT * FROM finish();
ROLLBACK;
