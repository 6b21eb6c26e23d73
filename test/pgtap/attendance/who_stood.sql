-- Whose shift it was, and which part: swaps, half days, leave refused after another had been put in, make-up workdays (I2, I26, I33, I35, B1.2).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
\ir ../../lib/act.sql
SET LOCAL TimeZone = 'America/New_York';
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9650, 'STOOD'), pg_temp.set_up(9651, 'STOODB', 'office');
CREATE FUNCTION pg_temp.found(center bigint, on_day date, who text) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(concat_ws(' ', shift, result, to_char(lower(duty) AT TIME ZONE 'Asia/Shanghai', 'HH24:MI-') || to_char(upper(duty) AT TIME ZONE 'Asia/Shanghai', 'HH24:MI'), late_by,
                              'early ' || early_leave_by), '; ' ORDER BY lower(duty))
    FROM cc_center.attendance_day WHERE center_id = center AND day = on_day AND staff_no = who
$$;
CREATE FUNCTION pg_temp.call(who text, at text, call text) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.at(at); SELECT pg_temp.act('a9650_' || who, 'SELECT ''done'' FROM (SELECT cc_center.' || call || ') k')
$$;
SELECT pg_temp.at('2018-10-01 08:00+08');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9650, d::date, p.shift, p.staff_no FROM generate_series('2018-10-22'::timestamp, '2018-10-26', '1 day') d
 CROSS JOIN (VALUES ('early', '101'), ('late', '121'), ('early', '201'), ('late', '221')) p (shift, staff_no);
SELECT is(pg_temp.call('201', '2018-10-01 08:00+08', $$publish_roster(9650, '2018-10-01', 'x')$$), 'done', 'I2 published');
-- each stands the other's shift
SELECT is(pg_temp.call('101', '2018-10-15 09:00+08', $$request_swap(9650, '2018-10-22', 'early', '102', reason => '家事')$$), 'done', 'I35 asked');
SELECT is(pg_temp.call('102', '2018-10-15 09:01+08', 'consent_swap(9650, (SELECT max(swap_id) FROM cc_center.swap))'), 'done', 'I35 consented');
SELECT is(pg_temp.call('301', '2018-10-15 09:02+08', 'approve_swap(9650, (SELECT max(swap_id) FROM cc_center.swap))'), 'done', 'I35 approved');
-- half a day: at the border to the microsecond
SELECT is(pg_temp.call('101', '2018-10-15 09:03+08', $$request_leave(9650, 'personal_leave', '2018-10-23', first_half => 'morning', last_half => 'morning', reason => 'x')$$), 'done', 'I33 a morning');
SELECT is(pg_temp.call('301', '2018-10-15 09:04+08', 'approve_leave(9650, (SELECT max(leave_id) FROM cc_center.leave_request))'), 'done', 'I33 approved');
SELECT is(pg_temp.call('121', '2018-10-15 09:05+08', $$request_leave(9650, 'personal_leave', '2018-10-23', first_half => 'afternoon', last_half => 'afternoon', reason => 'x')$$), 'done', 'I33 an afternoon');
SELECT is(pg_temp.call('301', '2018-10-15 09:06+08', 'approve_leave(9650, (SELECT max(leave_id) FROM cc_center.leave_request))'), 'done', 'I33 approved');
-- history says who did what, when
SELECT pg_temp.at('2018-10-24 12:00+08');
CREATE ROLE a9650_imp;
DO $$ BEGIN PERFORM cc_center.enrol(9650, NULL, 'a9650_imp', 'importer'); END $$;
CREATE FUNCTION pg_temp.history(who text, came text, done text) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.act('a9650_imp', format('INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reported_at, stages, stage_at, stage_by)
    VALUES (9650, ''湖南路'', ''hotline'', ''c'', ''d'', %L, ''{pre_filed}'', %L, %L)', came, ARRAY[done], ARRAY[who]))
$$;
DO $$ BEGIN
  PERFORM pg_temp.history('102', '2018-10-22 08:29:59.999999+08', '2018-10-22 08:35+08'),
          pg_temp.history('101', '2018-10-23 12:50+08', '2018-10-23 12:59:59.999999+08'),
          pg_temp.history('101', '2018-10-23 13:10+08', '2018-10-23 13:15:00.000001+08'),
          pg_temp.history('121', '2018-10-23 11:50+08', '2018-10-23 11:55+08');
END $$;
SELECT cc_center.close_day(9650, d) FROM unnest('{2018-10-22,2018-10-23}'::date[]) d;
SELECT is(pg_temp.found(9650, '2018-10-22', '102'), 'early on_time 08:30-17:30', 'I35 U4 who took the shift stands it');
SELECT is(pg_temp.found(9650, '2018-10-22', '101'), NULL, 'I35 and who gave it has none');
SELECT is(pg_temp.found(9650, '2018-10-23', '101'), 'early late 13:00-17:30 00:15:00.000001', 'I33 what he does in his leave is no action of what is left; late from its beginning');
SELECT is(pg_temp.found(9650, '2018-10-23', '121'), 'late on_time 09:30-13:00', 'I33 until his leave begins; nothing of early leave where the end is not the shift''s');

-- sick on notice, another put in for him, and refused afterwards: neither on leave nor on the roster
SELECT is(pg_temp.call('101', '2018-10-25 08:00+08', $$request_leave(9650, 'sick_leave', '2018-10-25', reason => 'x')$$), 'done', 'I32 U20 sick');
SELECT is(pg_temp.call('301', '2018-10-25 08:05+08', $$correct_roster(9650, '2018-10-25', 'early', NULL, '102', 'x')$$), 'done', 'I2 another is put in');
SELECT pg_temp.at('2018-10-25 22:01+08');
SELECT cc_center.close_day(9650, '2018-10-25'), cc_center.close_touched(9650);
SELECT is(pg_temp.found(9650, '2018-10-25', '101'), 'early on_leave 08:30-17:30', 'I32 U20 on leave');
SELECT is(pg_temp.call('301', '2018-10-26 09:00+08', $$refuse_leave(9650, (SELECT max(leave_id) FROM cc_center.leave_request), '无证明')$$), 'done', 'I32 U20 refused');
SELECT is((cc_center.close_touched(9650)).changed, 1, 'I32 U20 judged again');
SELECT is(pg_temp.found(9650, '2018-10-25', '101'), NULL, 'I32 U20 the shift is another''s now');

-- a Saturday that is worked, and a Monday that is not
SELECT pg_temp.at('2018-09-20 08:00+08');
SELECT lives_ok($$INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9651, '2018-09-29', 'day', '101'), (9651, '2018-09-29', 'day', '102')$$, 'a make-up workday');
SELECT throws_ok($$INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9651, '2018-10-01', 'day', '101')$$, 'UC403', NULL, 'a holiday');
SELECT pg_temp.at('2018-09-29 09:00:00.000001+08'), pg_temp.act('a9651_app', $$INSERT INTO cc_center.sign_in (center_id, staff_no) VALUES (9651, '101')$$);
SELECT pg_temp.at('2018-09-30 09:00+08'), cc_center.close_day(9651, '2018-09-29');
SELECT is(pg_temp.found(9651, '2018-09-29', '101'), 'day late 09:00-18:00 00:00:00.000001', 'B1.2 late on it as on any other');
SELECT is(pg_temp.found(9651, '2018-09-29', '102'), 'day absent 09:00-18:00', 'B1.5 and absent');
SELECT * FROM finish();
ROLLBACK;
