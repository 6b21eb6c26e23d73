-- Lateness, early leave and absenteeism by badge, at -1 us, 0 and +1 us, over midnight and with two shifts a day (B1.1, B1.2, B1.5).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
\ir ../../lib/act.sql
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9602, 'BADGE', 'office');
SELECT pg_temp.at('2018-10-01 08:00+08');

-- a version with a night shift, two shifts a day that touch, and a margin, for the cases the preset has not
SELECT pg_temp.set_up(9603, 'NIGHT', NULL);
SELECT pg_temp.at('2018-10-01 08:00+08');
INSERT INTO cc_center.rule_set (center_id, version, title, drafted_by) VALUES (9603, 1, 'Nights', 'role postgres');
INSERT INTO cc_center.shift (center_id, version, role, shift, name, hours, clause) VALUES
  (9603, 1, 'operator', 'night', '夜', 'Mo-Su 22:00-06:00', 'A3'),
  (9603, 1, 'operator', 'a', '一', 'Mo-Su 08:00-12:00', 'A3'),
  (9603, 1, 'operator', 'b', '二', 'Mo-Su 12:00-16:00', 'A3'),
  (9603, 1, 'operator', 'c', '三', 'Mo-Su 17:00-19:00', 'A3');
INSERT INTO cc_center.attendance_rule (center_id, version, subject, role, shift, source, grace, clause) VALUES
  (9603, 1, 'lateness', 'operator', '*', 'badge', '10 minutes', 'B1.2'), (9603, 1, 'lateness', 'operator', 'c', 'badge', NULL, 'B1.2'),
  (9603, 1, 'early_leave', 'operator', '*', 'badge', '5 minutes', 'B1.1'), (9603, 1, 'absence', 'operator', '*', 'badge', NULL, 'B1.5');
INSERT INTO cc_center.sign_in_rule (center_id, version, margin, clause) VALUES (9603, 1, '30 minutes', 'B1.2');
SET LOCAL session_replication_role = replica;
UPDATE cc_center.rule_set SET status = 'ratified', effective = '[2006-09-01,)', ratified_by = 'role x' WHERE center_id = 9603;
SET LOCAL session_replication_role = origin;

CREATE FUNCTION pg_temp.swipe(center bigint, who text, at text, direction text DEFAULT 'in') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_temp.at(swipe.at);
  PERFORM set_config('role', 'a' || center || '_app', true);
  INSERT INTO cc_center.sign_in (center_id, staff_no, direction, device) VALUES (center, who, swipe.direction, 'gate');
  PERFORM set_config('role', 'none', true);
END
$$;
CREATE FUNCTION pg_temp.found(center bigint, on_day date, who text) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(concat_ws(' ', shift, result, late_by, CASE WHEN early_leave_by IS NOT NULL THEN 'early ' || early_leave_by END, clause), '; ' ORDER BY lower(duty))
    FROM cc_center.attendance_day WHERE center_id = center AND day = on_day AND staff_no = who
$$;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9602, d::date, 'day', n FROM generate_series('2018-10-15'::timestamp, '2018-10-19', '1 day') d CROSS JOIN unnest('{101,102,201}'::text[]) n;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES
  (9603, '2018-10-15', 'night', '101'), (9603, '2018-10-16', 'a', '101'),
  (9603, '2018-10-17', 'a', '101'), (9603, '2018-10-17', 'b', '101'), (9603, '2018-10-17', 'c', '101'), (9603, '2018-10-18', 'night', '101'),
  (9603, '2018-10-15', 'a', '102'), (9603, '2018-10-16', 'a', '102'), (9603, '2018-10-17', 'a', '102'), (9603, '2018-10-18', 'a', '102'), (9603, '2018-10-19', 'a', '102');

-- grace 0: exactly at the beginning is in time, exactly at the end no early leave
SELECT pg_temp.swipe(9602, '101', '2018-10-15 09:00:00+08'), pg_temp.swipe(9602, '102', '2018-10-15 09:00:00.000001+08');
SELECT pg_temp.swipe(9602, '101', '2018-10-15 18:00:00+08', 'out'), pg_temp.swipe(9602, '102', '2018-10-15 17:59:59.999999+08', 'out');
-- the first in and the last out count; one who comes back in has not left
SELECT pg_temp.swipe(9602, '101', '2018-10-16 08:30+08'), pg_temp.swipe(9602, '102', '2018-10-16 08:40+08');
SELECT pg_temp.swipe(9602, '101', '2018-10-16 12:00+08', 'out'), pg_temp.swipe(9602, '101', '2018-10-16 13:10+08');
SELECT pg_temp.swipe(9602, '101', '2018-10-16 17:00+08', 'out'), pg_temp.swipe(9602, '102', '2018-10-16 17:10+08', 'out');
SELECT pg_temp.swipe(9602, '102', '2018-10-16 17:20+08');
-- no sign-in but another sign of him; nothing at all
SELECT pg_temp.at('2018-10-17 09:30+08'), pg_temp.act('a9602_102', $$INSERT INTO cc_center.seat_state (center_id, staff_no, state) VALUES (9602, '102', 'ready')$$);
SELECT pg_temp.at('2018-10-20 12:00+08');
SELECT cc_center.close_day(9602, d::date) FROM generate_series('2018-10-15'::timestamp, '2018-10-19', '1 day') d;
SELECT is(pg_temp.found(9602, v.d::date, v.who), v.expected, v.title)
  FROM (VALUES (1, '2018-10-15', '101', 'day on_time B1.2', 'B1.2 exactly at the beginning, and out exactly at the end'),
               (2, '2018-10-15', '102', 'day late 00:00:00.000001 early 00:00:00.000001 B1.2, B1.1', 'B1.2 B1.1 a microsecond'),
               (3, '2018-10-16', '101', 'day on_time early 01:00:00 B1.2, B1.1', 'B1.1 the first in, the last out'),
               (4, '2018-10-16', '102', 'day on_time B1.2', 'B1.1 who came back in has not left'),
               (5, '2018-10-17', '101', 'day absent B1.5', 'B1.5 nothing at all is absenteeism'),
               (6, '2018-10-17', '102', 'day late 00:30:00 B1.2', 'B1.2 none counts as late, not as absent, where something shows him')) v (n, d, who, expected, title) ORDER BY v.n;

-- margin, midnight, shifts that touch, a limit that is not set
SELECT pg_temp.swipe(9603, '102', '2018-10-15 07:30:00+08'), pg_temp.swipe(9603, '102', '2018-10-16 07:29:59.999999+08'),
       pg_temp.swipe(9603, '102', '2018-10-17 08:10:00+08'), pg_temp.swipe(9603, '102', '2018-10-18 08:10:00.000001+08');
SELECT pg_temp.swipe(9603, '102', '2018-10-17 11:55:00+08', 'out'), pg_temp.swipe(9603, '102', '2018-10-18 11:54:59.999999+08', 'out');
SELECT pg_temp.swipe(9603, '101', '2018-10-15 21:58+08'), pg_temp.swipe(9603, '101', '2018-10-16 05:50+08', 'out'),
       pg_temp.swipe(9603, '101', '2018-10-16 07:40+08'), pg_temp.swipe(9603, '101', '2018-10-16 12:30+08', 'out');
SELECT pg_temp.swipe(9603, '101', '2018-10-17 08:05+08'), pg_temp.swipe(9603, '101', '2018-10-17 16:00+08', 'out'),
       pg_temp.swipe(9603, '101', '2018-10-17 18:30+08'), pg_temp.swipe(9603, '101', '2018-10-18 22:20+08');
SELECT pg_temp.at('2018-10-21 12:00+08');
SELECT cc_center.close_day(9603, d::date) FROM generate_series('2018-10-15'::timestamp, '2018-10-19', '1 day') d;
SELECT is(pg_temp.found(9603, v.d::date, v.who), v.expected, v.title)
  FROM (VALUES (1, '2018-10-15', '102', 'a on_time B1.2', 'B1.2 exactly the margin before belongs to the duty'),
               (2, '2018-10-16', '102', 'a absent B1.5', 'B1.2 a microsecond earlier does not'),
               (3, '2018-10-17', '102', 'a on_time B1.2', 'B1.2 exactly the grace after is in time, and exactly the grace before the end'),
               (4, '2018-10-18', '102', 'a late 00:10:00.000001 early 00:05:00.000001 B1.2, B1.1', 'B1.2 a microsecond more is not'),
               (5, '2018-10-15', '101', 'night on_time early 00:10:00 B1.2, B1.1', 'B1.1 out after midnight belongs to the night'),
               (6, '2018-10-16', '101', 'a on_time B1.2', 'B1.2 in within the margin belongs to the morning'),
               (7, '2018-10-17', '101', 'a on_time B1.2; b on_time B1.2; c on_time B1.2', 'B1.2 who stays on needs no second sign-in, and out at the end is out of the last'),
               (8, '2018-10-18', '101', 'night late 00:20:00 B1.2', 'B1.2 in to the night')) v (n, d, who, expected, title) ORDER BY v.n;
SELECT is((SELECT evidence FROM cc_center.attendance_day WHERE center_id = 9603 AND day = '2018-10-17' AND shift = 'b' AND staff_no = '101'),
          'Stayed on from the shift before.', 'B1.2 which is said');
SELECT is((SELECT string_agg(finding, ' ' ORDER BY finding) FROM cc_center.attendance_findings WHERE center_id = 9602 AND day = '2018-10-17'),
          'absent absent late', 'B1.5 findings of the day');
-- who goes again before his duty begins has not come; a sign-out may come a day after the night it belongs to
SELECT pg_temp.at('2018-10-15 07:00+08');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9603, '2018-10-19', 'c', '121'), (9603, '2018-10-15', 'night', '121');
SELECT pg_temp.swipe(9603, '121', '2018-10-15 21:58+08'), pg_temp.swipe(9603, '121', '2018-10-16 05:00+08', 'out');
SELECT pg_temp.swipe(9603, '121', '2018-10-19 16:40+08'), pg_temp.swipe(9603, '121', '2018-10-19 16:50+08', 'out');
SELECT pg_temp.at('2018-10-21 12:00+08');
SELECT cc_center.close_touched(9603);
SELECT is(pg_temp.found(9603, '2018-10-19', '121'), 'c absent B1.5', 'B1.2 who has gone again before the duty has not come to it');
SELECT is(pg_temp.found(9603, '2018-10-15', '121'), 'night on_time early 01:00:00 B1.2, B1.1', 'B1.1 out of the night too early');
SELECT is(pg_temp.act('a9603_301', $$SELECT 'added' FROM (SELECT cc_center.add_sign_in(9603, '121', '2018-10-17 05:30+08', 'out', '漏刷')) k$$), 'added', 'B1.2 a sign-out long after it');
SELECT cc_center.close_touched(9603);
SELECT is_empty($$SELECT * FROM cc_center.attendance_result r WHERE r.center_id = 9603
                  EXCEPT SELECT j.* FROM generate_series('2018-10-15'::timestamp, '2018-10-19', '1 day') d, cc_center.judge_day(9603, d::date, NULL, NULL) j$$,
                'B1.2 has every duty judged again that it may belong to');
-- a drafted rule is tried on the past by the same code
INSERT INTO cc_center.rule_set (center_id, version, title, drafted_by) VALUES (9603, 2, 'Draft', 'role postgres');
INSERT INTO cc_center.attendance_rule (center_id, version, subject, role, shift, source, grace, clause) VALUES
  (9603, 2, 'lateness', 'operator', '*', 'badge', '20 minutes', 'B1.2');
SELECT is((SELECT string_agg(day || ' ' || result, ', ' ORDER BY day) FROM cc_center.judge_day(9603, '2018-10-18', 2, NULL)), '2018-10-18 on_time, 2018-10-18 on_time',
          'B1.2 a drafted rule tried on the past');
SELECT * FROM finish();
ROLLBACK;
