-- Closing days and months, what is judged again and only that, overrides and corrections on record (I2).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
\ir ../../lib/act.sql
SET LOCAL TimeZone = 'Asia/Shanghai';
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9611, 'CLOSE', 'office');
SELECT pg_temp.at('2018-10-01 08:00+08');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9611, d::date, 'day', n FROM generate_series('2018-10-08'::timestamp, '2018-10-12', '1 day') d CROSS JOIN unnest('{101,102,201}'::text[]) n;
CREATE FUNCTION pg_temp.swipe(who text, at text) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.at(at); SELECT pg_temp.act('a9611_app', format('INSERT INTO cc_center.sign_in (center_id, staff_no, device) VALUES (9611, %L, ''gate'')', who))
$$;
CREATE FUNCTION pg_temp.row_of(on_day date, who text) RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ', result, late_by, 'judged ' || judged_result, judged_late_by, 'by ' || overridden_by, 'asked ' || asked_by) FROM cc_center.attendance_day
   WHERE center_id = 9611 AND day = on_day AND staff_no = who
$$;
SELECT is(pg_temp.row_of('2018-10-08', '101'), 'open', 'before its day is closed a shift is open');
SELECT pg_temp.swipe('101', '2018-10-08 08:59+08'), pg_temp.swipe('102', '2018-10-08 09:10+08'), pg_temp.swipe('201', '2018-10-08 08:59+08');
SELECT pg_temp.at('2018-10-08 17:59:59+08');
SELECT is(pg_temp.act('a9611_301', $$SELECT cc_center.close_day(9611, '2018-10-08')$$), 'UCA06', 'I2 a day is closed when its last shift is over');
SELECT is(pg_temp.act('a9611_301', $$SELECT cc_center.close_day(9611, '2018-10-09')$$), 'UCA06', 'I2 not a day to come');
SELECT is(pg_temp.act('a9611_301', $$SELECT cc_center.close_day(9611, '2018-11-20')$$), 'UCA06', 'I2 nor one without shifts');
SELECT is(pg_temp.act('a9611_301', $$SELECT cc_center.close_day(9611, NULL)$$), 'UC412', 'I2 no day');
SELECT is(pg_temp.act('a9611_101', $$SELECT cc_center.close_day(9611, '2018-10-08')$$), '42501', 'I2 not by an operator');
SELECT pg_temp.at('2018-10-08 18:00+08');
SELECT is(pg_temp.act('a9611_201', $$SELECT cc_center.close_day(9611, '2018-10-08')::text$$), '(3,3)', 'I2 a shift leader closes it');
SELECT is(pg_temp.act('a9611_201', $$SELECT cc_center.close_day(9611, '2018-10-08')::text$$), '(3,0)', 'I2 again, nothing changes');
SELECT is(pg_temp.act('a9611_101', $$SELECT count(*) FROM cc_center.attendance_day WHERE result <> 'open'$$), '1', 'A7 everybody sees his own');
SELECT is(pg_temp.act('a9611_201', $$SELECT count(*) FROM cc_center.attendance_day WHERE result <> 'open'$$), '3', 'A7 leaders all');
SELECT pg_temp.at('2018-10-13 12:00+08');
SELECT cc_center.close_day(9611, d::date) FROM generate_series('2018-10-09'::timestamp, '2018-10-12', '1 day') d;
DO $$ BEGIN PERFORM cc_center.close_touched(9611); END $$;
SELECT is((cc_center.close_touched(9611))::text, '(0,0)', 'nothing is touched, nothing is judged');
-- late-arriving evidence, roster corrections, leave: exactly what they touch
SELECT is(pg_temp.act('a9611_301', $$SELECT 'added' FROM (SELECT cc_center.add_sign_in(9611, '102', '2018-10-10 08:50+08', 'in', '机器故障')) k$$), 'added', 'evidence arrives late');
SELECT is((cc_center.close_touched(9611))::text, '(4,1)', 'the day and its neighbours of one person are judged again');
SELECT is(pg_temp.row_of('2018-10-10', '102'), 'on_time judged on_time', 'by it');
-- overrides
SELECT is(pg_temp.act('a9611_' || v.who, v.call), v.expected, v.title)
  FROM (VALUES (1, '102', $$SELECT 'asked' FROM (SELECT cc_center.request_correction(9611, '2018-10-08', '电梯故障')) k$$, 'asked', 'somebody asks for a correction'),
               (2, '102', $$SELECT 'asked' FROM (SELECT cc_center.request_correction(9611, '2018-10-08', '电梯故障')) k$$, 'UCA15', 'once'),
               (3, '102', $$SELECT cc_center.request_correction(9611, '2018-10-07', 'x')$$, 'UCA17', 'about a shift of his'),
               (4, '102', $$SELECT cc_center.request_correction(9611, '2018-10-09', ' ')$$, 'UC501', 'with a reason'),
               (5, '201', $$SELECT cc_center.override_attendance(9611, '2018-10-08', '102', 'on_time', 'x')$$, '42501', 'a leader decides nothing'),
               (6, '301', $$SELECT cc_center.decide_correction(9611, 99, 'on_time', 'x')$$, 'UCA13', 'unknown'),
               (7, '301', $$SELECT 'done' FROM (SELECT cc_center.decide_correction(9611, (SELECT max(request_id) FROM cc_center.correction_request), 'on_time', '属实')) k$$, 'done', 'the supervisor grants it'),
               (8, '301', $$SELECT cc_center.decide_correction(9611, (SELECT max(request_id) FROM cc_center.correction_request), 'on_time', '属实')$$, 'UCA14', 'once'),
               (9, '301', $$SELECT cc_center.override_attendance(9611, '2018-10-09', '101', 'late', 'x')$$, 'UCA16', 'late by how much'),
               (10, '301', $$SELECT 'done' FROM (SELECT cc_center.override_attendance(9611, '2018-10-09', '101', 'late', '监控为证', '00:12')) k$$, 'done', 'late by twelve minutes'),
               (11, '301', $$SELECT cc_center.override_attendance(9611, '2018-10-09', '101', 'drunk', 'x')$$, 'UCA23', 'a result there is'),
               (12, '301', $$SELECT cc_center.override_attendance(9611, '2018-10-09', '101', 'on_time', '')$$, 'UC501', 'with a reason'),
               (13, '301', $$SELECT cc_center.override_attendance(9611, '2018-10-09', '301', 'on_time', 'x')$$, 'UC411', 'not his own'),
               (14, '301', $$SELECT cc_center.override_attendance(9611, '2018-10-09', '777', 'on_time', 'x')$$, 'UCA17', 'of somebody who has that shift')) v (n, who, call, expected, title) ORDER BY v.n;
SELECT is(pg_temp.row_of('2018-10-08', '102'), 'on_time judged late 00:10:00 by 301 asked 102', 'both values stay visible, and who asked');
SELECT is(pg_temp.row_of('2018-10-09', '101'), 'late 00:12:00 judged absent by 301', 'his word, and what was judged');
SELECT is((SELECT overrides FROM cc_center.attendance_month WHERE center_id = 9611 AND staff_no = '102' AND month = '2018-10-01'), 1::bigint, 'counted in the month');
SELECT is(pg_temp.act('a9611_301', $$SELECT 'done' FROM (SELECT cc_center.override_attendance(9611, '2018-10-09', '101', NULL, '误')) k$$), 'done', 'taken back');
SELECT is(pg_temp.row_of('2018-10-09', '101'), 'absent judged absent', 'as it was judged');
-- a month is closed by lock
SELECT is(pg_temp.act('a9611_301', $$SELECT cc_center.close_attendance(9611, '2018-10-01')$$), 'UCA06', 'a month that runs is not closed');
SELECT pg_temp.at('2018-11-01 09:00+08');
SELECT is(pg_temp.act('a9611_201', $$SELECT cc_center.close_attendance(9611, '2018-10-01')$$), '42501', 'by a supervisor only');
DO $$ BEGIN PERFORM pg_temp.at('2018-10-01 08:00+08'); INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9611, '2018-10-15', 'day', '101'); PERFORM pg_temp.at('2018-11-01 09:00+08'); END $$;
SELECT is(pg_temp.act('a9611_301', $$SELECT cc_center.close_attendance(9611, '2018-10-01')$$), 'UCA19', 'with days that are not closed it is not');
DO $$ BEGIN PERFORM cc_center.close_day(9611, '2018-10-15'); END $$;
SELECT is(pg_temp.act('a9611_301', $$SELECT cc_center.close_attendance(9611, '2018-10-01')$$), '16', 'closed, with so many person-shifts');
SELECT is(pg_temp.act('a9611_301', $$SELECT cc_center.close_attendance(9611, '2018-10-31')$$), 'UCA05', 'once');
SELECT is(pg_temp.act('a9611_' || v.who, v.call), 'UCA05', v.title)
  FROM (VALUES (1, '301', $$SELECT cc_center.close_day(9611, '2018-10-09')$$, 'nothing is judged'),
               (2, '301', $$SELECT cc_center.override_attendance(9611, '2018-10-09', '101', 'on_time', 'x')$$, 'nothing is overridden'),
               (3, '301', $$SELECT cc_center.add_sign_in(9611, '101', '2018-10-09 08:50+08', 'in', 'x')$$, 'no evidence is added'),
               (4, '102', $$SELECT cc_center.request_correction(9611, '2018-10-09', 'x')$$, 'nothing is asked for')) v (n, who, call, title) ORDER BY v.n;
SELECT throws_ok($$DELETE FROM cc_center.roster WHERE center_id = 9611 AND day = '2018-10-09'$$, 'UCA05', NULL, 'nor is its roster changed');
SELECT throws_ok($$DELETE FROM cc_center.attendance_close$$, 'UC005', NULL, 'nobody opens a day again by removing it');
SELECT * FROM finish();
ROLLBACK;
