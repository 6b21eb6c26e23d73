-- Leaving the seat: with a relief or a leader's permission, never empty without a leader (E3.4, B2.4).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL "cc_center.now" = '2018-10-08 10:00+08';
SELECT * FROM no_plan();

CREATE FUNCTION pg_temp.at(instant text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('cc_center.now', instant, true);
END
$$;
CREATE FUNCTION pg_temp.act(who text, call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answer text;
BEGIN
  PERFORM set_config('role', 't' || who, true);
  EXECUTE 'SELECT cc_center.' || call INTO answer;
  PERFORM set_config('role', 'none', true);
  RETURN CASE WHEN answer ~ '^\d+$' THEN 'left' ELSE answer END;
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END
$$;

DO $$ BEGIN
  PERFORM cc_center.create_center(9331, 'SEATI', '甲', 'Asia/Shanghai', 'gulou');
  PERFORM cc_center.create_center(9332, 'SEATB', '乙', 'Asia/Shanghai', 'office');
END $$;
INSERT INTO cc_center.staff (center_id, staff_no, name, role)
SELECT c, n::text, '某', CASE n / 100 WHEN 1 THEN 'operator' WHEN 2 THEN 'shift_leader' WHEN 3 THEN 'supervisor' ELSE 'director' END
  FROM unnest(ARRAY[9331, 9332]) c CROSS JOIN unnest(ARRAY[101, 102, 103, 201, 202, 301]) n;
SELECT format('CREATE ROLE t%s_%s', center_id, staff_no) FROM cc_center.staff WHERE center_id IN (9331, 9332) \gexec
DO $$ BEGIN
  PERFORM cc_center.enrol(center_id, staff_no, format('t%s_%s', center_id, staff_no)::name) FROM cc_center.staff WHERE center_id IN (9331, 9332);
END $$;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9331, d, s.shift, s.staff_no FROM unnest('{2018-10-08,2018-10-09}'::date[]) d
 CROSS JOIN (VALUES ('early', '101'), ('early', '102'), ('late', '201')) s (shift, staff_no);
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES
  (9332, '2018-10-08', 'day', '101'), (9332, '2018-10-08', 'day', '102'), (9332, '2018-10-08', 'day', '201');

-- with a relief
SELECT is(pg_temp.act(v.who, v.call), v.expected, v.title)
  FROM (VALUES (1, '9331_103', $$leave_seat(9331, '101')$$, 'CC261', 'E3.4 who is not on duty has no seat to leave'),
               (2, '9331_101', $$leave_seat(9331, '101')$$, 'CC264', 'E3.4 nobody relieves himself'),
               (3, '9331_101', $$leave_seat(9331, '103')$$, 'CC264', 'E3.4 a relief is on duty'),
               (4, '9331_101', $$leave_seat(9331, '201')$$, 'CC264', 'E3.4 a relief has the same role'),
               (5, '9331_101', $$leave_seat(9331, '777')$$, 'CC264', 'E3.4 a relief is known'),
               (6, '9331_101', $$leave_seat(9331)$$, 'CC265', 'E3.4 without relief or approval: refused'),
               (7, '9331_101', $$leave_seat(9331, '102')$$, 'left', 'E3.4 with a relief'),
               (8, '9331_101', $$leave_seat(9331, '102')$$, 'CC262', 'E3.4 away already'),
               (9, '9331_102', $$leave_seat(9331, '101')$$, 'CC264', 'E3.4 who is away relieves nobody'),
               (10, '9331_102', $$return_to_seat(9331)$$, 'CC263', 'E3.4 who is there does not come back')
       ) AS v (n, who, call, expected, title) ORDER BY v.n;
SELECT pg_temp.at('2018-10-08 10:12+08');
SELECT is(pg_temp.act('9331_101', 'return_to_seat(9331)'), '00:12:00', 'E3.4 back again, after how long');
SELECT is((SELECT (staff_no, relief, returned_at - left_at)::text FROM cc_center.seat_absence WHERE center_id = 9331), '(101,102,00:12:00)', 'E3.4 on record');
-- with a permission
SELECT is(pg_temp.act(v.who, v.call), v.expected, v.title)
  FROM (VALUES (1, '9331_101', $$permit_leaving(9331, '102')$$, '42501', 'B2.4 operators permit nothing'),
               (2, '9331_202', $$permit_leaving(9331, '101')$$, 'CC261', 'E3.4 a leader who is not there permits nothing'),
               (3, '9331_201', $$permit_leaving(9331, '201')$$, 'CC223', 'B2.4 nobody permits himself'),
               (4, '9331_201', $$permit_leaving(9331, '103')$$, 'CC261', 'E3.4 for somebody not on duty'),
               (5, '9331_201', $$permit_leaving(9331, '101', '就医')$$, 'left', 'B2.4 a leader on duty permits'),
               (6, '9331_201', $$permit_leaving(9331, '101')$$, 'CC262', 'B2.4 once'),
               (7, '9331_102', $$leave_seat(9331)$$, 'CC265', 'B2.4 a permission is one person''s'),
               (8, '9331_101', $$leave_seat(9331)$$, 'left', 'B2.4 with permission'),
               (9, '9331_301', $$permit_leaving(9331, '201')$$, 'left', 'B2.4 a supervisor permits'),
               (10, '9331_201', $$leave_seat(9331)$$, 'CC266', 'E3.4 the last leader stays while a seat is empty on his word'),
               (11, '9331_101', $$return_to_seat(9331)$$, '00:00:00', 'E3.4 back'),
               (12, '9331_201', $$leave_seat(9331)$$, 'left', 'E3.4 then he may'),
               (13, '9331_101', $$leave_seat(9331)$$, 'CC266', 'E3.4 no leader present: never empty'),
               (14, '9331_101', $$leave_seat(9331, '102')$$, 'left', 'E3.4 but with a relief')
       ) AS v (n, who, call, expected, title) ORDER BY v.n;
-- a permission is no help once the leader is gone
SELECT pg_temp.at('2018-10-09 10:00+08');
SELECT is(pg_temp.act('9331_101', 'leave_seat(9331)'), 'CC265', 'E3.4 yesterday''s absence is over');
SELECT pg_temp.act('9331_201', $$permit_leaving(9331, '101')$$);
SELECT pg_temp.at('2018-10-09 09:00+08');
SELECT is(pg_temp.act('9331_102', 'leave_seat(9331)'), 'CC266', 'E3.4 before the leader''s shift nobody is present');
SELECT pg_temp.at('2018-10-09 10:05+08');
SELECT pg_temp.act('9331_301', $$permit_leaving(9331, '201')$$);
SELECT is(pg_temp.act('9331_201', 'leave_seat(9331)'), 'left', 'B2.4 the leader goes');
SELECT is(pg_temp.act('9331_101', 'leave_seat(9331)'), 'CC266', 'E3.4 the permission of a leader who is gone does not leave a seat empty');
-- regulation B: approval, not relief
SELECT pg_temp.at('2018-10-08 10:00+08');
SELECT is(pg_temp.act('9332_101', $$leave_seat(9332, '102')$$), 'CC265', 'B2.4 a relief is no approval');
SELECT pg_temp.act('9332_201', $$permit_leaving(9332, '101')$$);
SELECT is(pg_temp.act('9332_101', 'leave_seat(9332)'), 'left', 'B2.4 with approval');
SELECT throws_ok('DELETE FROM cc_center.seat_absence', 'CC013', NULL, 'B2.4 absences are kept');

SELECT * FROM finish();
ROLLBACK;
