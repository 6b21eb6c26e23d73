-- Sign-ins and seat states: whose they may be, append-only, the server's time; badge files of every kind (B1.2).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
\ir ../../lib/act.sql
SET LOCAL TimeZone = 'UTC';
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9608, 'EVID', 'office');
SELECT pg_temp.set_up(9609, 'OTHER', 'office');
CREATE ROLE a9608_imp;
DO $$ BEGIN
  PERFORM cc_center.enrol(9608, NULL, 'a9608_imp'::name, 'importer');
  UPDATE cc_center.staff SET active = '(,2018-10-01)' WHERE center_id = 9608 AND staff_no = '102';
END $$;
SELECT pg_temp.at('2018-10-15 08:55+08');
SELECT is(pg_temp.act('a9608_' || v.who, v.call), v.expected, v.title)
  FROM (VALUES (1, '101', 'SELECT cc_center.sign_in(9608)', '2018-10-15 00:55:00+00', 'B1.2 at the server''s instant'),
               (2, '101', $$INSERT INTO cc_center.sign_in (center_id, staff_no) VALUES (9608, '121')$$, 'UCA01', 'B1.2 with one''s own number'),
               (3, '101', $$INSERT INTO cc_center.sign_in (center_id, staff_no) VALUES (9609, '101')$$, 'UC102', 'B1.2 of one''s own center'),
               (4, '101', $$INSERT INTO cc_center.sign_in (center_id, staff_no, at) VALUES (9608, '101', now())$$, '42501', 'B1.2 the instant is the server''s'),
               (5, 'app', $$INSERT INTO cc_center.sign_in (center_id, staff_no, device, device_at) VALUES (9608, '121', 'gate', '2018-10-15 08:54:30+08')$$, 'done', 'B1.2 an app for anybody'),
               (6, 'app', $$INSERT INTO cc_center.sign_in (center_id, staff_no, device, device_at) VALUES (9608, '121', 'gate', '2018-10-15 08:54:30+08')$$, 'UCA02', 'B1.2 the same swipe twice'),
               (7, 'app', $$INSERT INTO cc_center.sign_in (center_id, staff_no, device, device_at) VALUES (9608, '121', 'gate', '2018-10-17 08:54:30+08')$$, 'UCA04', 'B1.2 a device that is days ahead'),
               (8, 'app', $$INSERT INTO cc_center.sign_in (center_id, staff_no) VALUES (9608, '777')$$, 'UC105', 'B1.2 an unknown number'),
               (9, 'app', $$INSERT INTO cc_center.sign_in (center_id, staff_no) VALUES (9608, '102')$$, 'UC401', 'B1.2 somebody who has left'),
               (10, 'app', $$INSERT INTO cc_center.sign_in (center_id, staff_no, direction) VALUES (9608, '201', 'out')$$, 'UCA03', 'B1.2 out before in'),
               (11, '101', $$SELECT cc_center.sign_in(9608, 'sideways')$$, 'UCA23', 'B1.2 in or out'),
               (12, '101', $$UPDATE cc_center.sign_in SET direction = 'out'$$, '42501', 'B1.2 nothing is changed'),
               (13, '101', $$DELETE FROM cc_center.sign_in$$, '42501', 'B1.2 nothing is removed'),
               (14, '101', $$SELECT count(*) FROM cc_center.sign_in$$, '1', 'A7 everybody sees his own'),
               (15, '201', $$SELECT count(*) FROM cc_center.sign_in$$, '2', 'A7 leaders see all of their center'),
               (16, '101', $$SELECT cc_center.set_seat_state(9608, 'asleep')$$, 'UCA23', 'I10 a seat is ready, busy or off'),
               (17, '101', $$SELECT cc_center.set_seat_state(9608, 'busy')$$, '', 'I10 by himself'),
               (18, 'app', $$INSERT INTO cc_center.seat_state (center_id, staff_no, state) VALUES (9608, '121', 'off')$$, 'done', 'I10 by the softphone'),
               (19, '301', $$SELECT 'added' FROM (SELECT cc_center.add_sign_in(9608, '201', '2018-10-15 08:50+08', 'in', '机器故障')) k$$, 'added', 'a supervisor adds what a machine missed'),
               (20, '301', $$SELECT cc_center.add_sign_in(9608, '201', '2018-10-15 08:50+08', 'in', '机器故障')$$, 'UCA02', 'once'),
               (21, '301', $$SELECT cc_center.add_sign_in(9608, '301', '2018-10-15 08:50+08', 'in', '机器故障')$$, 'UC411', 'not his own'),
               (22, '301', $$SELECT cc_center.add_sign_in(9608, '201', '2018-10-15 08:55:01+08', 'in', '机器故障')$$, 'UCA04', 'not of the future'),
               (23, '301', $$SELECT cc_center.add_sign_in(9608, '201', '2018-10-15 08:51+08', 'in', ' ')$$, 'UC501', 'with a reason'),
               (24, '201', $$SELECT cc_center.add_sign_in(9608, '101', '2018-10-15 08:51+08', 'in', 'x')$$, '42501', 'a leader does not')) v (n, who, call, expected, title) ORDER BY v.n;
SELECT throws_ok($$DELETE FROM cc_center.sign_in$$, 'UC005', NULL, 'B1.2 not even a database administrator removes one');

-- badge files
CREATE FUNCTION pg_temp.import(lines text[], layout text DEFAULT 'staff_no,at,direction,device') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answer text;
BEGIN
  PERFORM set_config('role', 'a9608_imp', true);
  INSERT INTO cc_center.badge_line (line) SELECT unnest(lines);
  SELECT string_agg(concat_ws(' ', i.line_no, i.reason, '[' || i.line || ']'), E'\n') INTO answer FROM cc_center.import_sign_ins(9608, layout) i;
  PERFORM set_config('role', 'none', true);
  RETURN answer;
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;
SELECT is(pg_temp.import(ARRAY[E'\uFEFF101,2018-10-12 08:58:00,in,gate', E'101;2018/10/12 18:02:11;签退;gate\r', '"201","2018-10-12 9:05","上班","gate"', '', '101,2018-10-12 08:58:00,in,gate',
   '101,2018-10-12 2', '777,2018-10-12 08:58:00,in,gate', '101,2018-02-30 08:58:00,in,gate', '101,2018-10-12 24:00:00,in,gate', '101,2018-10-12 08:58:00,up,gate',
   ',2018-10-12 08:58:00,in,gate', '102,2018-10-12 08:58:00,in,gate', '101,2018-10-16 08:58:00,in,gate', '201,2018-10-14 18:00,out,gate', 'staff_no,at,direction,device', '101,2018-10-11 08:58,in,',
   '101,0000-10-11 08:58,in,gate']),
  E'5 The instant cannot be read. [101,2018-10-12 2]\n6 The staff number is not known. [777,2018-10-12 08:58:00,in,gate]\n7 The instant cannot be read. [101,2018-02-30 08:58:00,in,gate]\n'
  '8 The instant cannot be read. [101,2018-10-12 24:00:00,in,gate]\n9 The direction is neither in nor out. [101,2018-10-12 08:58:00,up,gate]\n10 The staff number is missing. [,2018-10-12 08:58:00,in,gate]\n'
  '11 The staff number was not active. [102,2018-10-12 08:58:00,in,gate]\n12 The instant has not come yet. [101,2018-10-16 08:58:00,in,gate]\n13 There is no sign-in before it. [201,2018-10-14 18:00,out,gate]\n'
  '14 The instant cannot be read. [staff_no,at,direction,device]\n15 The device cannot be read. [101,2018-10-11 08:58,in,]\n16 The instant cannot be read. [101,0000-10-11 08:58,in,gate]\n'
  '3 sign-ins kept, 1 known before or twice in the file, 12 lines refused.', 'B1.2 good lines are kept, bad ones come back');
SELECT is(pg_temp.import(ARRAY['101,2018-10-12 08:58:00,in,gate', '201,2018-10-12 09:05,in,gate']), '0 sign-ins kept, 2 known before or twice in the file, 0 lines refused.', 'B1.2 a file sent twice adds nothing');
SELECT is(pg_temp.import(ARRAY['x,2018-10-11 08:58:00,101'], 'skip,at,staff_no'), '1 sign-ins kept, 0 known before or twice in the file, 0 lines refused.', 'B1.2 another layout');
SELECT is(pg_temp.import(ARRAY['x'], 'staff_no,at,at'), 'UCA21 the layout "staff_no,at,at" of a badge file is not known', 'B1.2 two instants');
SELECT is(left(pg_temp.import(ARRAY['x'], NULL), 5), 'UCA21', 'B1.2 no layout');
SELECT is(pg_temp.import(ARRAY['x'], 'at,number'), 'UCA21 the layout "at,number" of a badge file is not known', 'B1.2 a layout that is none');
SELECT is(pg_temp.import('{}'), '0 sign-ins kept, 0 known before or twice in the file, 0 lines refused.', 'B1.2 an empty file');
SELECT is((SELECT string_agg(staff_no || to_char(at AT TIME ZONE 'Asia/Shanghai', ' DD HH24:MI:SS ') || direction || ' ' || source, ', ' ORDER BY at) FROM cc_center.sign_in WHERE center_id = 9608 AND source = 'import'),
          '101 11 08:58:00 in import, 101 12 08:58:00 in import, 201 12 09:05:00 in import, 101 12 18:02:11 out import', 'B1.2 what is kept');
SET LOCAL "DateStyle" = 'German, DMY';
SET LOCAL TimeZone = 'America/New_York';
SELECT is(pg_temp.import(ARRAY['101,2018-10-10 08:58:00,in,gate']), '1 sign-ins kept, 0 known before or twice in the file, 0 lines refused.', 'B1.2 whatever the session''s DateStyle and zone');
SELECT is((SELECT at FROM cc_center.sign_in WHERE center_id = 9608 AND source = 'import' ORDER BY at LIMIT 1), make_timestamptz(2018, 10, 10, 8, 58, 0, 'Asia/Shanghai'), 'B1.2 by the center''s clock');
SELECT * FROM finish();
ROLLBACK;
