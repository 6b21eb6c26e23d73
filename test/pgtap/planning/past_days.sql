-- Days that are over: neither a center's own days nor its roster change by hand, and both can be corrected late, on record (U10, I2, I7).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL timezone = 'Asia/Shanghai';
SET LOCAL "cc_center.now" = '2018-09-20 09:00+08';
SELECT * FROM no_plan();
SET LOCAL test.center = 9866;
\ir ../../lib/call.sql

DO $$ BEGIN
  PERFORM cc_center.create_center(9866, 'PAST', '测试中心', 'Asia/Shanghai', 'gulou');
  PERFORM cc_center.create_center(9867, 'PASTB', '测试中心', 'Asia/Shanghai', 'office');
END $$;
INSERT INTO cc_center.staff (center_id, staff_no, name, role)
SELECT c, n::text, '某', CASE n / 100 WHEN 1 THEN 'operator' WHEN 2 THEN 'shift_leader' WHEN 3 THEN 'supervisor' ELSE 'system_admin' END
  FROM unnest(ARRAY[9866, 9867]) c, unnest(ARRAY[101, 102, 103, 201, 202, 301, 701]) n;
SELECT format('CREATE ROLE t%s_%s', center_id, staff_no) FROM cc_center.staff WHERE center_id IN (9866, 9867) \gexec
DO $$ BEGIN
  PERFORM cc_center.enrol(center_id, staff_no, format('t%s_%s', center_id, staff_no)::name) FROM cc_center.staff WHERE center_id IN (9866, 9867);
END $$;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9866, d::date, k.shift, k.staff_no FROM generate_series('2018-10-08'::timestamp, '2018-10-31', '1 day') d
 CROSS JOIN (VALUES ('early', '101'), ('late', '102'), ('early', '201'), ('late', '202')) AS k (shift, staff_no);
SELECT pg_temp.act('201', $$publish_roster(9866, '2018-10-01', 'test')$$);
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9867, '2018-10-15', 'day', '101'), (9867, '2018-10-16', 'day', '101');

-- ---- a center's own days (U10) -------------------------------------------------------------------------------------

SELECT is(pg_temp.act('301', $$INSERT INTO cc_center.calendar_day (center_id, day, kind, name) VALUES (9866, '2018-10-11', 'holiday', '本地') RETURNING 1$$), '1', 'U10 a day to come');
CREATE FUNCTION pg_temp.worked() RETURNS interval LANGUAGE sql AS $$
  SELECT cc_center.working_time(9866, 'Mo-Fr 09:00-17:00; PH off'::cc_center.work_hours, '2018-10-11 00:00+08', '2018-10-12 00:00+08')
$$;
SELECT is(pg_temp.worked(), interval '0', 'U10 is off');
CREATE TEMP TABLE before AS SELECT count(*) AS findings FROM cc_center.roster_findings WHERE center_id = 9866 AND day = '2018-10-11';
SELECT is(pg_temp.at(v.instant)::text || pg_temp.act(v.who, v.statement), v.expected, 'U10 ' || v.title)
  FROM (VALUES
    (1, '2018-10-11 23:59:59+08', '301', $$UPDATE cc_center.calendar_day SET name = '本地节日' WHERE center_id = 9866 RETURNING 1$$, '1', 'today is not over'),
    (2, '2018-10-12 00:00+08', '301', $$UPDATE cc_center.calendar_day SET name = '节' WHERE center_id = 9866 RETURNING 1$$, 'UC317', 'at midnight it is'),
    (3, '2018-10-12 00:00+08', '301', $$DELETE FROM cc_center.calendar_day WHERE center_id = 9866 RETURNING 1$$, 'UC317', 'it is not taken away'),
    (4, '2018-10-12 00:00+08', '301', $$UPDATE cc_center.calendar_day SET day = '2018-12-24' WHERE center_id = 9866 RETURNING 1$$, 'UC317', 'nor moved out of the past'),
    (5, '2018-10-12 00:00+08', '701', $$INSERT INTO cc_center.calendar_day (center_id, day, kind, name) VALUES (9866, '2018-10-10', 'holiday', 'x') RETURNING 1$$, 'UC317', 'none is added to the past'),
    (6, '2018-10-12 00:00+08', '701', $$INSERT INTO cc_center.calendar_day (center_id, day, kind, name) VALUES (9866, '2018-10-12', 'holiday', 'x') RETURNING 1$$, '1', 'but to today'),
    (7, '2018-10-12 00:00+08', '701', $$UPDATE cc_center.calendar_day SET day = '2018-10-09' WHERE center_id = 9866 AND day = '2018-10-12' RETURNING 1$$, 'UC317', 'nor moved into it'),
    (8, '2018-10-12 00:00+08', '701', $$correct_calendar_day(9866, '2018-10-11', NULL, 'r')$$, '42501', 'a system administrator corrects nothing'),
    (9, '2018-10-12 00:00+08', '201', $$correct_calendar_day(9866, '2018-10-11', NULL, 'r')$$, '42501', 'nor does a leader'),
    (10, '2018-10-12 00:00+08', '9867_301', $$correct_calendar_day(9866, '2018-10-11', NULL, 'r')$$, 'UC102', 'nor another center''s supervisor'),
    (11, '2018-10-12 00:00+08', '301', $$correct_calendar_day(9866, '2018-10-11', NULL, '　')$$, 'UC318', 'a correction has a reason'),
    (12, '2018-10-12 00:00+08', '301', $$correct_calendar_day(9866, '2018-10-10', NULL, 'r')$$, 'UC320', 'and something to take away'),
    (13, '2018-10-12 00:00+08', '301', $$correct_calendar_day(9866, '2018-10-11', 'feast', 'r')$$, 'UC319', 'and a kind that there is'),
    (14, '2018-10-12 00:00+08', '301', $$correct_calendar_day(9866, '2018-10-11', 'makeup_workday', 'r')$$, 'UC319', 'a make-up workday acts as a weekday'),
    (15, '2018-10-12 00:00+08', '301', $$correct_calendar_day(9866, '2018-10-11', 'makeup_workday', 'r', acts_as => 8)$$, 'UC319', 'of those that there are'),
    (16, '2018-10-12 00:00+08', '301', $$correct_calendar_day(9866, '2018-10-11', 'holiday', 'r', acts_as => 1)$$, 'UC319', 'nothing else does'),
    (17, '2018-10-12 00:00+08', '301', $$correct_calendar_day(9866, 'infinity', 'holiday', 'r')$$, 'UC306', 'on a day that there is'),
    (18, '2018-10-12 00:00+08', '301', $$correct_calendar_day(9866, NULL, 'holiday', 'r')$$, 'UC306', 'not on none')
  ) AS v (n, instant, who, statement, expected, title) ORDER BY v.n;
SELECT is(pg_temp.worked(), interval '0', 'U10 working time of the past is what it was');
SELECT is((SELECT count(*) FROM cc_center.roster_findings WHERE center_id = 9866 AND day = '2018-10-11'), findings, 'U10 and so are the findings') FROM before;
SELECT is(pg_temp.act('301', $$correct_calendar_day(9866, '2018-10-11', NULL, '误录')$$) ~ '^\d+$', true, 'U10 a supervisor takes it away on record');
SELECT is(pg_temp.worked(), interval '8 hours', 'U10 working time is judged anew');
SELECT is(pg_temp.act('301', $$correct_calendar_day(9866, '2018-10-13', 'makeup_workday', '漏录', acts_as => 5)$$) ~ '^\d+$', true, 'U10 or enters one to come');
SELECT is(pg_temp.act('301', $$correct_calendar_day(9866, '2018-10-13', 'holiday', '再改', '本地')$$) ~ '^\d+$', true, 'U10 and changes it');
SELECT is((SELECT array_agg(concat_ws('/', day, old_kind, old_name, '>', new_kind, new_acts_as, new_name, reason, changed_by) ORDER BY change_id) FROM cc_center.calendar_change WHERE center_id = 9866),
          '{2018-10-11/holiday/本地节日/>/误录/301,2018-10-13/>/makeup_workday/5/漏录/漏录/301,2018-10-13/makeup_workday/漏录/>/holiday/本地/再改/301}', 'U10 each with what it was and is, why, and by whom');
SELECT throws_ok('DELETE FROM cc_center.calendar_change', 'UC005', NULL, 'U10 the record stays');
SELECT is(pg_temp.act('101', 'SELECT count(*) FROM cc_center.calendar_change'), '3', 'U10 everybody of the center reads it');
SELECT is(pg_temp.act('9867_101', 'SELECT count(*) FROM cc_center.calendar_change'), '0', 'U10 nobody else');
SELECT lives_ok($$INSERT INTO cc_center.calendar_day (center_id, day, kind, name) VALUES (9866, '2010-05-04', 'holiday', '旧')$$, 'U10 a database administrator brings in history');

-- ---- the roster (I2, I7) -------------------------------------------------------------------------------------------

SELECT pg_temp.at('2018-11-20 09:00+08');
SELECT is(pg_temp.act(v.who, v.statement), v.expected, v.title)
  FROM (VALUES
    (1, '201', $$DELETE FROM cc_center.roster WHERE center_id = 9866 AND day = '2018-10-15' RETURNING 1$$, 'UC406', 'I2 nobody takes rows of a published month away'),
    (2, '9867_301', $$DELETE FROM cc_center.roster WHERE center_id = 9867 AND day = '2018-10-15' RETURNING 1$$, 'UC413', 'I2 nor of a draft that is over'),
    (3, '9867_301', $$INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9867, '2018-10-15', 'day', '102') RETURNING 1$$, 'UC413', 'I2 nor adds any'),
    (4, '201', $$correct_roster(9866, '2018-10-15', 'early', NULL, '103', 'r')$$, 'UC705', 'I2 a leader corrects nothing late'),
    (5, '201', $$correct_roster(9866, '2018-10-15', 'early', '101', NULL, 'r')$$, 'UC705', 'I2 neither way'),
    (6, '301', $$correct_roster(9866, '2018-10-15', 'early', NULL, '103', ' ')$$, 'UC501', 'I2 a late correction has a reason'),
    (7, '301', $$correct_roster(9866, '2018-10-15', 'early', '103', NULL, 'r')$$, 'UC603', 'I2 and somebody who stood there'),
    (8, '301', $$correct_roster(9866, '2018-10-15', 'early', NULL, '101', 'r')$$, 'UC703', 'I2 not twice'),
    (9, '301', $$correct_roster(9866, '2018-10-15', 'late', NULL, '101', 'r')$$, 'UC404', 'I2 nor in two places'),
    (10, '301', $$correct_roster(9866, '2018-10-15', 'early', '101', '103', 'r')$$, 'UC704', 'I35 one in another''s place is standing in, late too'),
    (11, '9867_301', $$correct_roster(9867, '2018-10-13', 'day', NULL, '102', 'r')$$, 'UC403', 'I2 not where no shift is held')
  ) AS v (n, who, statement, expected, title) ORDER BY v.n;
SELECT is(pg_temp.act('301', $$correct_roster(9866, '2018-10-15', 'early', NULL, '103', '漏登')$$) ~ '^\d+$', true, 'I2 a supervisor enters who stood there, and was forgotten');
SELECT is(pg_temp.act('301', $$correct_roster(9866, '2018-10-16', 'late', '102', NULL, '未到岗')$$) ~ '^\d+$', true, 'I2 and takes off who did not');
SELECT is(pg_temp.act('301', $$correct_roster(9866, '2018-10-16', 'late', NULL, '103', 'r')$$), 'UC704', 'I35 not to put another there in two steps');
SELECT is(pg_temp.act('9867_301', $$correct_roster(9867, '2018-10-15', 'day', '101', '102', '记错人')$$) ~ '^\d+$', true, 'I2 where the month was never published one by another, as a whole');
SELECT is((SELECT array_agg(format('%s %s %s', r.center_id, r.day, r.duty = h.duty) ORDER BY r.day) FROM cc_center.roster r, cc_center.held_duty(r.center_id, r.day, r.shift, r.role) h
            WHERE r.staff_no = '103' AND r.center_id = 9866 OR r.staff_no = '102' AND r.center_id = 9867), '{"9866 2018-10-15 t","9867 2018-10-15 t"}', 'I2 each from the shift''s beginning to its end');
SELECT is((SELECT count(*) FROM cc_center.roster WHERE center_id = 9866 AND day = '2018-10-16' AND shift = 'late' AND staff_no = '102'), 0::bigint, 'I2 the other is off');
SELECT is((SELECT array_agg(concat_ws(' ', center_id, day, shift, coalesce(from_staff, '-'), coalesce(to_staff, '-'), kind, reason, changed_by, changed_at) ORDER BY change_id) FROM cc_center.roster_change WHERE center_id IN (9866, 9867)),
          ARRAY['9866 2018-10-15 early - 103 correction 漏登 301 2018-11-20 09:00:00+08', '9866 2018-10-16 late 102 - correction 未到岗 301 2018-11-20 09:00:00+08',
                '9867 2018-10-15 day 101 102 correction 记错人 301 2018-11-20 09:00:00+08'], 'I2 on record, with the instant at which it was late');

-- a month published late fixes nothing that has begun
SET LOCAL session_replication_role = replica;
UPDATE cc_center.rule_set SET effective = tstzrange(lower(effective), '2018-10-16 00:00+08') WHERE center_id = 9867;
INSERT INTO cc_center.rule_set SELECT r.* FROM cc_center.rule_set b, jsonb_populate_record(b, '{"version": 2, "effective": "[2018-10-16 00:00+08,)"}') r WHERE b.center_id = 9867;
INSERT INTO cc_center.shift SELECT r.* FROM cc_center.shift b, jsonb_populate_record(b, '{"version": 2, "hours": "Mo-Fr 10:00-18:00"}') r WHERE b.center_id = 9867;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.act('9867_301', $$publish_roster(9867, '2018-10-01', 'late')$$) ~ '^\d+$', true, 'I2 a month is published when it is over');
SELECT is((SELECT version || ' ' || duty FROM cc_center.roster WHERE center_id = 9867 AND day = '2018-10-16'), '1 ["2018-10-16 09:00:00+08","2018-10-16 18:00:00+08")', 'I2 what was stood stays as it was');
SELECT * FROM finish();
ROLLBACK;
