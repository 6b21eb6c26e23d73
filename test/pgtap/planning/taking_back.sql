-- What was approved by mistake is taken back, and whoever leaves is taken off, in one call each (I2, I7, I32-I35, E2).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL timezone = 'Asia/Shanghai';
SET LOCAL "cc_center.now" = '2018-10-07 09:00+08';
SELECT * FROM no_plan();
\ir ../../lib/call.sql
DO $$ BEGIN PERFORM cc_center.create_center(9873, 'BACK', '测试中心', 'Asia/Shanghai', 'gulou'); END $$;
INSERT INTO cc_center.staff (center_id, staff_no, name, role)
SELECT 9873, n::text, '某', CASE n / 100 WHEN 1 THEN 'operator' WHEN 2 THEN 'shift_leader' WHEN 3 THEN 'supervisor' ELSE 'director' END
  FROM unnest(ARRAY[101, 102, 103, 104, 201, 202, 301, 302, 401]) n;
SELECT format('CREATE ROLE t9873_%s', staff_no) FROM cc_center.staff WHERE center_id = 9873 \gexec
DO $$ BEGIN
  PERFORM cc_center.enrol(9873, staff_no, format('t9873_%s', staff_no)::name) FROM cc_center.staff WHERE center_id = 9873;
END $$;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9873, d::date, v.shift, v.p FROM unnest('{2018-10-08,2018-10-15,2018-10-22,2018-11-05}'::date[]) d,
       (VALUES ('early', '101'), ('middle', '102'), ('late', '103'), ('early', '201'), ('late', '202')) v(shift, p);
SELECT is(pg_temp.act('9873_301', $$publish_roster(9873, '2018-10-01', 'test')$$) ~ '^\d+$', true, 'I2 October is published, November a draft');
CREATE FUNCTION pg_temp.days(who text) RETURNS text LANGUAGE sql AS $$
  SELECT coalesce(string_agg(to_char(day, 'MM-DD') || ' ' || shift, ', ' ORDER BY day), '') FROM cc_center.roster WHERE center_id = 9873 AND staff_no = who
$$;

-- leave
SELECT pg_temp.act('9873_101', $$request_leave(9873, 'personal_leave', '2018-10-15', NULL, NULL, NULL, 'r')$$) AS l \gset
SELECT is(pg_temp.act('9873_301', format('approve_leave(9873, %s)', :l)), 'approved', 'I33 leave is approved');
SELECT is(pg_temp.days('101'), '10-08 early, 10-22 early, 11-05 early', 'I33 and takes its person off');
SELECT is(pg_temp.act(v.who, format('take_back_leave(9873, %s, %L)', :l, v.reason)), v.expected, v.title)
  FROM (VALUES (1, '9873_101', 'r', '42501', 'I7 its person withdraws instead'),
               (2, '9873_201', 'r', 'UC103', 'I33 a leader approves none and takes none back'),
               (3, '9873_301', '　', 'UC501', 'I33 not without a reason'),
               (4, '9873_302', '看错了日期', 'done', 'I33 a supervisor takes it back'),
               (5, '9873_302', 'r', 'UC511', 'I33 once')) AS v (n, who, reason, expected, title) ORDER BY v.n;
SELECT is(pg_temp.days('101'), '10-08 early, 10-15 early, 10-22 early, 11-05 early', 'I33 and he stands his shift again');
SELECT is((SELECT (status, decided_by, decision)::text FROM cc_center.leave_request WHERE center_id = 9873 AND leave_id = :l), '(withdrawn,302,看错了日期)', 'I33 by whom and why is on record');
SELECT is((SELECT array_agg(kind || ' ' || changed_by ORDER BY change_id) FROM cc_center.roster_change WHERE center_id = 9873 AND reference = :l), '{"leave 301","leave_withdrawn 302"}', 'I33 and both changes');

-- a swap
SELECT pg_temp.act('9873_101', $$request_swap(9873, '2018-10-15', 'early', '103')$$) AS overlap \gset
SELECT pg_temp.act('9873_101', $$request_swap(9873, '2018-10-15', 'early', '104')$$) AS s \gset
SELECT pg_temp.act('9873_104', format('consent_swap(9873, %s)', :s));
SELECT is(pg_temp.act('9873_301', format('take_back_swap(9873, %s, %L)', :s, 'r')), 'UC613', 'I35 what is not approved yet is refused instead');
SELECT is(pg_temp.act('9873_301', format('approve_swap(9873, %s)', :s)), 'done', 'I35 a swap is approved');
SELECT is(pg_temp.days('104'), '10-15 early', 'I35 and changes hands');
SELECT is(pg_temp.act(v.who, format('take_back_swap(9873, %s, %L)', :s, v.reason)), v.expected, v.title)
  FROM (VALUES (1, '9873_101', 'r', 'UC103', 'I7 not by who asked'),
               (2, '9873_301', NULL, 'UC501', 'I35 not without a reason')) AS v (n, who, reason, expected, title) ORDER BY v.n;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9873, '2018-11-06', 'early', '104');
SELECT pg_temp.at('2018-10-15 08:30+08');
SELECT is(pg_temp.act('9873_301', format('take_back_swap(9873, %s, %L)', :s, 'r')), 'UC602', 'I35 0 s: not of a shift that has begun');
SELECT pg_temp.at('2018-10-15 08:29:59+08');
SELECT is(pg_temp.act('9873_301', format('take_back_swap(9873, %s, %L)', :s, '两人工种不同')), 'done', 'I35 -1 s: taken back');
SELECT is(pg_temp.days('101') || ' | ' || pg_temp.days('104'), '10-08 early, 10-15 early, 10-22 early, 11-05 early | 11-06 early', 'I35 the shift is his again');
SELECT is((SELECT (status, decided_by, decision)::text FROM cc_center.swap JOIN cc_center.swap_reason USING (center_id, swap_id)
           WHERE center_id = 9873 AND swap_id = :s), '(void,301,两人工种不同)', 'I35 by whom and why is on record');
SELECT is((SELECT array_agg(concat_ws(' ', from_staff, to_staff, changed_by) ORDER BY change_id) FROM cc_center.roster_change WHERE center_id = 9873 AND kind = 'swap' AND reference = :s),
          '{"101 104 301","104 101 301"}', 'I35 and both changes');
SELECT is((SELECT count(*) FROM cc_center.swap_due WHERE center_id = 9873 AND swap_id = :s), 0::bigint, 'I35 nothing is owed for it');
SELECT is(pg_temp.act('9873_101', $$request_swap(9873, '2018-10-22', 'early', '104')$$) ~ '^\d+$', true, 'I35 and its place of the month is free');

-- who leaves
SELECT is(pg_temp.act(v.who, format('take_off_leaver(9873, %L, %L, %L)', v.staff_no, v.day, v.reason)), v.expected, v.title)
  FROM (VALUES (1, '9873_101', '102', '2018-10-16', 'r', '42501', 'I2 an operator takes nobody off'),
               (2, '9873_201', '201', '2018-10-16', 'r', 'UC411', 'I7 nobody himself'),
               (3, '9873_201', '999', '2018-10-16', 'r', 'UC105', 'I2 nobody unknown'),
               (4, '9873_201', '102', '2018-10-16', ' ', 'UC501', 'I2 not without a reason'),
               (5, '9873_201', '102', NULL, 'r', 'UC412', 'I2 nor without a day')) AS v (n, who, staff_no, day, reason, expected, title) ORDER BY v.n;
SELECT pg_temp.at('2018-10-15 10:00+08');
SELECT is(pg_temp.act('9873_201', $$take_off_leaver(9873, '102', '2018-10-01', '离职')$$), '2', 'E2 a leaver goes off the published month and the draft');
SELECT is(pg_temp.days('102'), '10-08 middle, 10-15 middle', 'E2 but not off what is over, or runs');
SELECT is((SELECT array_agg(concat_ws(' ', to_char(day, 'MM-DD'), from_staff, kind, reason, changed_by) ORDER BY day) FROM cc_center.roster_change WHERE center_id = 9873 AND from_staff = '102'),
          '{"10-22 102 correction 离职 201","11-05 102 correction 离职 201"}', 'E2 each on record');
SELECT is(pg_temp.act('9873_201', $$take_off_leaver(9873, '102', '2018-10-01', '离职')$$), '0', 'E2 once');
UPDATE cc_center.staff SET active = '(,2018-10-16)' WHERE center_id = 9873 AND staff_no = '102';
SELECT is(pg_temp.act('9873_201', $$correct_roster(9873, '2018-10-22', 'middle', NULL, '104', '补缺')$$) ~ '^\d+$', true, 'I2 another is put in for who is gone');

-- unenrol() names who is still rostered: read from the warning's registry entry
CREATE FUNCTION pg_temp.unenrol(login name) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM cc_center.unenrol(9873, login);
  RETURN (SELECT count(*) FROM cc_center.enrolment WHERE center_id = 9873 AND login_role = login);
END
$$;
SELECT is(pg_temp.unenrol('t9873_103'), '0', 'E2 access ends at once, whatever the roster says');

SELECT * FROM finish();
ROLLBACK;
