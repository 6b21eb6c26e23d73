-- Time away from the seat, reliefs that end, and who is present (I6, B2.4, E3.4, I10).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
\ir ../../lib/act.sql
SET LOCAL TimeZone = 'Asia/Shanghai';
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9610, 'AWAY');
CREATE FUNCTION pg_temp.do_at(at text, who text, call text) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.at(at); SELECT pg_temp.act('a9610_' || who, call)
$$;
CREATE FUNCTION pg_temp.states() RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(staff_no || ' ' || state || to_char(since, ' HH24:MI'), ', ' ORDER BY staff_no) FROM cc_center.present_now WHERE center_id = 9610
$$;
SELECT pg_temp.at('2018-10-08 08:35+08');
SELECT is(pg_temp.states(), '101 not_yet_seen 08:30, 102 not_yet_seen 08:30, 201 not_yet_seen 08:30', 'I6 nobody is seen yet');
SELECT pg_temp.do_at('2018-10-08 08:40+08', '101', $$SELECT cc_center.set_seat_state(9610, 'ready')$$), pg_temp.do_at('2018-10-08 08:41+08', '102', 'SELECT cc_center.sign_in(9610)');
SELECT pg_temp.do_at('2018-10-08 09:00+08', '101', $$SELECT cc_center.set_seat_state(9610, 'busy')$$);
SELECT is(pg_temp.states(), '101 busy 09:00, 102 ready 08:41, 201 not_yet_seen 08:30', 'I10 busy by the softphone, ready by sign-in');
SELECT is(pg_temp.do_at('2018-10-08 10:00+08', '201', $$SELECT 'done' FROM (SELECT cc_center.permit_leaving(9610, '101', '开会')) k$$), 'done', 'E3.4 a leader lets him go');
SELECT is(pg_temp.do_at('2018-10-08 10:00+08', '101', $$SELECT 'left' FROM (SELECT cc_center.leave_seat(9610)) k$$), 'left', 'E3.4 away');
SELECT is(pg_temp.states(), '101 away 10:00, 102 ready 08:41, 121 not_yet_seen 09:30, 201 not_yet_seen 08:30, 221 not_yet_seen 09:30', 'I6 away');
SELECT is(pg_temp.act('a9610_101', 'SELECT count(*) FROM cc_center.present_now'), '1', 'A7 everybody sees himself');
SELECT is(pg_temp.act('a9610_201', 'SELECT count(*) FROM cc_center.present_now'), '5', 'A7 a leader sees all');
-- the softphone is off during the absence and beyond it: what overlaps counts once
SELECT pg_temp.do_at('2018-10-08 10:10+08', '101', $$SELECT cc_center.set_seat_state(9610, 'off')$$);
SELECT is(pg_temp.do_at('2018-10-08 10:20+08', '101', 'SELECT cc_center.return_to_seat(9610)'), '00:20:00', 'E3.4 back');
SELECT pg_temp.do_at('2018-10-08 10:30+08', '101', $$SELECT cc_center.set_seat_state(9610, 'ready')$$);
-- the late shift's rest does not count: away 11:50 to 14:05
SELECT pg_temp.do_at('2018-10-08 11:00+08', '121', $$SELECT cc_center.set_seat_state(9610, 'ready')$$), pg_temp.do_at('2018-10-08 11:50+08', '121', $$SELECT cc_center.set_seat_state(9610, 'off')$$),
       pg_temp.do_at('2018-10-08 14:05+08', '121', $$SELECT cc_center.set_seat_state(9610, 'ready')$$);
-- never ready, he had not come; off at the end, he left
SELECT pg_temp.do_at('2018-10-08 11:00+08', '221', $$SELECT cc_center.set_seat_state(9610, 'off')$$);
SELECT pg_temp.do_at('2018-10-08 17:00+08', '102', $$SELECT cc_center.set_seat_state(9610, 'ready')$$), pg_temp.do_at('2018-10-08 17:25+08', '102', $$SELECT cc_center.set_seat_state(9610, 'off')$$);
SELECT pg_temp.at('2018-10-08 22:01+08'), cc_center.sweep(9610);
SELECT cc_center.close_day(9610, '2018-10-08');
SELECT is((SELECT string_agg(concat_ws(' ', staff_no, away), ', ' ORDER BY staff_no) FROM cc_center.attendance_day WHERE center_id = 9610 AND day = '2018-10-08'),
          '101 00:30:00, 102 00:05:00, 121 00:15:00, 201, 221', 'B2.4 I6 minutes away: together once, without the rest');
SELECT is((SELECT count(*) FROM cc_center.attendance_findings WHERE center_id = 9610 AND finding = 'away_too_long'), 0::bigint, 'I6 the regulation sets no limit: counted, held against nobody');
-- a limit tried on that day by a draft: exactly the limit is no finding
INSERT INTO cc_center.rule_set (center_id, version, title, drafted_by) VALUES (9610, 2, 'Draft', 'role postgres');
INSERT INTO cc_center.attendance_rule (center_id, version, subject, role, shift, grace, clause) VALUES (9610, 2, 'away', 'operator', '*', '15 minutes', 'I6');
SELECT is((SELECT string_agg(staff_no || ' ' || away_limit, ', ' ORDER BY staff_no) FROM cc_center.judge_attendance(9610, '2018-10-08', '2018-10-08', 2) WHERE away_limit IS NOT NULL),
          '101 00:15:00', 'I6 above the limit, not at it');
-- a relief whose duty ends first
DO $$ BEGIN PERFORM pg_temp.at('2018-10-09 07:00+08'); END $$;
INSERT INTO cc_center.seat_absence (center_id, absence_id, staff_no, day, shift, left_at, returned_at, over_at) VALUES
  (9610, 901, '121', '2018-10-09', 'late', '2018-10-09 17:00+08', '2018-10-09 17:30+08', '2018-10-09 17:30+08'),
  (9610, 902, '221', '2018-10-09', 'late', '2018-10-09 17:00+08', '2018-10-09 17:30:01+08', '2018-10-09 17:30:01+08');
INSERT INTO cc_center.seat_relief (center_id, absence_id, turn, relief, sat_down_at, sits_until, stood_up_at) VALUES
  (9610, 901, 1, '101', '2018-10-09 17:00+08', '2018-10-09 17:30+08', '2018-10-09 17:30+08'),
  (9610, 902, 1, '201', '2018-10-09 17:00+08', '2018-10-09 17:30+08', NULL);
SELECT pg_temp.at('2018-10-09 23:00+08'), cc_center.close_day(9610, '2018-10-09');
SELECT is((SELECT string_agg(staff_no || to_char(at, ' HH24:MI'), ', ') FROM cc_center.attendance_findings WHERE center_id = 9610 AND finding = 'relief_ended'), '221 17:30', 'E3.4 a relief whose duty ended while the other was away');
SELECT * FROM finish();
ROLLBACK;
