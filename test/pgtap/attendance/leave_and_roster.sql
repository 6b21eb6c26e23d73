-- Attendance where the roster was changed: leave of days and half days, before and after the fact, swaps, corrections of a running shift; nights when the clocks change (I2, I26, I32, I35, U20).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
\ir ../../lib/act.sql
SET LOCAL TimeZone = 'Asia/Shanghai';
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9612, 'ROST');
SELECT pg_temp.at('2018-10-01 08:00+08');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9612, d::date, p.shift, p.staff_no FROM generate_series('2018-10-10'::timestamp, '2018-10-19', '1 day') d
 CROSS JOIN (VALUES ('early', '101'), ('late', '121'), ('early', '201'), ('late', '221')) p (shift, staff_no);
CREATE FUNCTION pg_temp.found(on_day date, who text) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(concat_ws(' ', shift, result, to_char(lower(duty), 'HH24:MI') || to_char(upper(duty), '-HH24:MI'), late_by, clause), '; ' ORDER BY lower(duty))
    FROM cc_center.attendance_day WHERE center_id = 9612 AND day = on_day AND staff_no = who
$$;
-- a whole day and a half day, asked for beforehand and approved
SELECT pg_temp.at('2018-10-08 09:00+08');
SELECT is(pg_temp.act('a9612_' || v.who, v.call), v.expected, v.title)
  FROM (VALUES (1, '101', $$SELECT 'asked' FROM (SELECT cc_center.request_leave(9612, 'personal_leave', '2018-10-11', first_half => NULL, reason => '家事')) k$$, 'asked', 'I33 asked for'),
               (2, '301', $$SELECT 'done' FROM (SELECT cc_center.approve_leave(9612, (SELECT max(leave_id) FROM cc_center.leave_request WHERE center_id = 9612))) k$$, 'done', 'I33 approved'),
               (3, '101', $$SELECT 'asked' FROM (SELECT cc_center.request_leave(9612, 'personal_leave', '2018-10-12', first_half => 'morning', last_half => 'morning', reason => '家事')) k$$, 'asked', 'I33 half a day'),
               (4, '301', $$SELECT 'done' FROM (SELECT cc_center.approve_leave(9612, (SELECT max(leave_id) FROM cc_center.leave_request WHERE center_id = 9612))) k$$, 'done', 'I33 approved')) v (n, who, call, expected, title) ORDER BY v.n;
-- the afternoon after half a day: late counts from its beginning
CREATE FUNCTION pg_temp.work(came text, street text, who text, done text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  id bigint;
BEGIN
  PERFORM pg_temp.at(came);
  PERFORM set_config('role', 'a9612_app', true);
  INSERT INTO cc_center.cases (street, channel, category, description) VALUES (street, 'hotline', 'c', 'd') RETURNING case_id INTO id;
  PERFORM set_config('role', 'none', true);
  PERFORM pg_temp.at(done);
  RETURN pg_temp.act('a9612_' || who, format('UPDATE cc_center.cases SET stage = ''pre_filed'' WHERE case_id = %s', id));
END
$$;
SELECT is(pg_temp.work('2018-10-12 14:30+08', '湖南路', '101', '2018-10-12 14:40+08'), 'done', 'work in the afternoon');
-- sick on the day, reported and then refused: he stands the shift again, and was missing
SELECT pg_temp.at('2018-10-15 08:00+08');
SELECT is(pg_temp.act('a9612_101', $$SELECT 'asked' FROM (SELECT cc_center.request_leave(9612, 'sick_leave', '2018-10-15', reason => '发烧')) k$$), 'asked', 'I32 U20 reported sick');
SELECT pg_temp.at('2018-10-16 12:00+08');
SELECT cc_center.close_day(9612, d::date) FROM generate_series('2018-10-10'::timestamp, '2018-10-15', '1 day') d;
SELECT is(pg_temp.found(v.d::date, v.who), v.expected, v.title)
  FROM (VALUES (1, '2018-10-11', '101', 'early on_leave 08:30-17:30 I33', 'I33 on leave'),
               (2, '2018-10-12', '101', 'early late 13:00-17:30 01:40:00 I26', 'I33 I26 half a day: late from the beginning of what is left'),
               (3, '2018-10-15', '101', 'early on_leave 08:30-17:30 I32', 'I32 U20 sick on notice')) v (n, d, who, expected, title) ORDER BY v.n;
SELECT is((SELECT (shifts, leave_days)::text FROM cc_center.attendance_month WHERE center_id = 9612 AND staff_no = '101' AND month = '2018-10-01'), '(10,1.5)', 'I2 days of leave approved, shifts without those on leave');
SELECT is(pg_temp.act('a9612_301', $$SELECT 'done' FROM (SELECT cc_center.refuse_leave(9612, (SELECT max(leave_id) FROM cc_center.leave_request WHERE center_id = 9612), '无证明')) k$$), 'done', 'I32 U20 refused afterwards');
SELECT is(pg_temp.found('2018-10-15', '101'), 'early on_leave 08:30-17:30 I32', 'as it was judged');
SELECT is((SELECT changed FROM cc_center.close_touched(9612)), 1, 'I32 U20 judged again');
SELECT is(pg_temp.found('2018-10-15', '101'), 'early no_evidence 08:30-17:30 I26', 'I32 U20 he was missing in it');
SELECT is((SELECT string_agg(fact, E'\n' ORDER BY step) FROM cc_center.explain_attendance(9612, '2018-10-11', '101')),
          (SELECT format(E'Shift "early", from 2018-10-11 08:30:00 to 2018-10-11 17:30:00.\nThe roster was changed: - in place of 101 (leave).\nLeave %1$s, from 2018-10-11 00:00:00 to 2018-10-12 00:00:00.\nJudged: on_leave. Leave %1$s.', leave_id)
             FROM cc_center.leave_request WHERE center_id = 9612 ORDER BY leave_id LIMIT 1), 'I33 explained');
-- a correction while the shift runs: each stands his part
SELECT pg_temp.at('2018-10-17 12:00+08');
SELECT is(pg_temp.act('a9612_301', $$SELECT 'done' FROM (SELECT cc_center.correct_roster(9612, '2018-10-17', 'early', '101', NULL, '急事')) k$$), 'done', 'I2 taken off while the shift runs');
SELECT is(pg_temp.act('a9612_301', $$SELECT 'done' FROM (SELECT cc_center.correct_roster(9612, '2018-10-17', 'early', NULL, '102', '补缺')) k$$), 'done', 'I2 put in while it runs');
SELECT is(pg_temp.work('2018-10-17 12:10+08', '湖南路', '102', '2018-10-17 12:14+08'), 'done', 'he works');
SELECT pg_temp.at('2018-10-18 12:00+08');
SELECT cc_center.close_day(9612, '2018-10-17');
SELECT is(pg_temp.found('2018-10-17', '101'), 'early no_evidence 08:30-12:00 I26', 'I2 what was stood stays with who stood it');
SELECT is(pg_temp.found('2018-10-17', '102'), 'early on_time 12:00-17:30 I26', 'I2 and the rest is the other''s');
SELECT * FROM finish();
ROLLBACK;
