-- Shifts past midnight and around the clock: when they stand, and that a month of them is proposed and published without a
-- finding (I19, A3).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL timezone = 'Asia/Shanghai';
SET LOCAL "cc_center.now" = '2018-10-07 09:00+08';
SELECT * FROM no_plan();
SET LOCAL test.center = 9864;
\ir ../../lib/call.sql
DO $$ BEGIN PERFORM cc_center.create_center(9864, 'NIGHT', '测试中心', 'Asia/Shanghai', 'gulou'); END $$;
SET LOCAL session_replication_role = replica;
DELETE FROM cc_center.staffing WHERE center_id = 9864;
INSERT INTO cc_center.shift (center_id, version, role, shift, name, hours, clause) VALUES
  (9864, 1, 'operator', 'night', '夜', '22:00-06:00', 'I19'), (9864, 1, 'operator', 'whole', '全', '00:00-24:00', 'I19'),
  (9864, 1, 'operator', 'weekend', '周', 'Sa-Su 00:00-24:00', 'I19');
INSERT INTO cc_center.staffing (center_id, version, role, day_type, shift, people, clause)
SELECT 9864, 1, 'operator', d, 'night', 1, 'I19' FROM unnest('{weekday,weekend}'::text[]) d;
SET LOCAL session_replication_role = origin;
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9864, '101', 'a', 'operator'), (9864, '102', 'b', 'operator'), (9864, '201', 'l', 'shift_leader');
CREATE ROLE t9864_201;
DO $$ BEGIN PERFORM cc_center.enrol(9864, '201', 't9864_201'); END $$;
SELECT is(cc_center.shift_duty(9864, 1, '22:00-06:00', '2018-11-05'), '[2018-11-05 22:00+08,2018-11-06 06:00+08)'::tstzrange, 'I19 the night before is no part of this day''s shift');
SELECT is(pg_temp.act('201', $$propose_roster(9864, '2018-11-01')$$), '30', 'I19 every night is proposed');
SELECT is((SELECT count(*) FROM cc_center.roster_findings WHERE center_id = 9864 AND month = '2018-11-01' AND concerns = 'roster'), 0::bigint, 'I19 and stood from beginning to end');
SELECT is(pg_temp.act('201', $$publish_roster(9864, '2018-11-01')$$), '0', 'I19 published');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES
  (9864, '2018-12-04', 'whole', '101'), (9864, '2018-12-05', 'whole', '101'), (9864, '2018-12-08', 'weekend', '101'), (9864, '2018-12-09', 'weekend', '102');
SELECT is((SELECT array_agg(duty ORDER BY day) FROM cc_center.roster WHERE center_id = 9864 AND day >= '2018-12-01'),
          ARRAY['[2018-12-04 00:00+08,2018-12-05 00:00+08)', '[2018-12-05 00:00+08,2018-12-06 00:00+08)',
                '[2018-12-08 00:00+08,2018-12-09 00:00+08)', '[2018-12-09 00:00+08,2018-12-10 00:00+08)']::tstzrange[], 'A3 around the clock each day is a shift of its own');
SELECT throws_ok($$INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9864, '2018-12-10', 'weekend', '101')$$, 'UC403', NULL, 'I19 not on a day on which it is not held');
SELECT * FROM finish();
ROLLBACK;
