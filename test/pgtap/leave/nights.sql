-- Shifts past midnight belong to the day they start on: leave (I32, I33), and the last night of somebody's active days (I19).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL timezone = 'Asia/Shanghai';
SET LOCAL "cc_center.now" = '2025-07-01 09:00+08';
SELECT * FROM no_plan();
\ir ../../lib/call.sql

DO $$ BEGIN
  PERFORM cc_center.create_center(9872, 'NIGHTS', '夜', 'Asia/Shanghai', 'gulou');
END $$;
SET LOCAL session_replication_role = replica;
INSERT INTO cc_center.shift (center_id, version, role, shift, name, hours, clause) VALUES (9872, 1, 'operator', 'night', '夜', '22:00-06:00', 'I19');
DELETE FROM cc_center.street_assignment WHERE center_id = 9872 AND role = 'operator';
INSERT INTO cc_center.street_assignment (center_id, version, role, day_type, street, ordinal, shift, clause)
SELECT 9872, 1, 'operator', d, '*', 1, 'night', 'I20' FROM unnest('{weekday,weekend}'::text[]) d;
SET LOCAL session_replication_role = origin;
INSERT INTO cc_center.staff (center_id, staff_no, name, role, active) VALUES
  (9872, '101', '某', 'operator', '[2025-01-01,2025-08-01)'), (9872, '102', '某', 'operator', '(,)'), (9872, '103', '某', 'operator', '(,)'), (9872, '301', '某', 'supervisor', '(,)');
SELECT format('CREATE ROLE t9872_%s', staff_no) FROM cc_center.staff WHERE center_id = 9872 \gexec
CREATE ROLE t9872_app;
DO $$ BEGIN
  PERFORM cc_center.enrol(9872, staff_no, format('t9872_%s', staff_no)::name) FROM cc_center.staff WHERE center_id = 9872;
  PERFORM cc_center.enrol(9872, NULL, 't9872_app');
END $$;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9872, d::date, 'night', p FROM generate_series('2025-07-10'::timestamp, '2025-07-16', '1 day') d, unnest('{101,102,103}'::text[]) p;
CREATE FUNCTION pg_temp.nights(who text) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(to_char(day, 'DD') || ' ' || to_char(lower(duty), 'HH24') || '-' || to_char(upper(duty), 'HH24'), ', ' ORDER BY day)
  FROM cc_center.roster WHERE center_id = 9872 AND staff_no = who
$$;

SELECT pg_temp.act('9872_101', $$request_leave(9872, 'sick_leave', '2025-07-14')$$) AS l \gset
SELECT is(pg_temp.act('9872_301', format('approve_leave(9872, %s)', :l)), 'approved', 'I32 leave for a day');
SELECT is(pg_temp.nights('101'), '10 22-06, 11 22-06, 12 22-06, 13 22-06, 15 22-06, 16 22-06', 'I32 the night that begins on it goes, the one of the evening before stays whole');
SELECT is(pg_temp.act('9872_301', $$INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9872, '2025-07-14', 'night', '101') RETURNING 1$$) IN ('42501', 'UC502'), true, 'I32 nor is it written again');
-- half days stay what they are: from the afternoon to the next morning is one day
SELECT pg_temp.act('9872_102', $$request_leave(9872, 'personal_leave', '2025-07-14', '2025-07-15', 'afternoon', 'morning', 'r')$$) AS l \gset
SELECT is(pg_temp.act('9872_301', format('approve_leave(9872, %s)', :l)), 'approved', 'I33 afternoon to morning');
SELECT is(pg_temp.nights('102'), '10 22-06, 11 22-06, 12 22-06, 13 22-06, 15 22-06, 16 22-06', 'I33 takes one night');
-- in the morning after the night of the 12th he asks for the 13th
SELECT pg_temp.at('2025-07-13 07:00+08');
SELECT pg_temp.act('9872_103', $$request_leave(9872, 'sick_leave', '2025-07-13')$$) AS l \gset
SELECT is(:'l' ~ '^\d+$', true, 'I32 the night that ended this morning is no shift of the leave''s day');
SELECT is(pg_temp.nights('103'), '10 22-06, 11 22-06, 12 22-06, 14 22-06, 15 22-06, 16 22-06', 'I32 the coming night is');
-- falling ill in the middle of the night, before and after midnight
SELECT pg_temp.at('2025-07-14 23:00+08');
SELECT is(pg_temp.act('9872_103', $$request_leave(9872, 'sick_leave', '2025-07-14')$$) ~ '^\d+$', true, 'I32 ill before midnight');
SELECT is(pg_temp.nights('103'), '10 22-06, 11 22-06, 12 22-06, 14 22-23, 15 22-06, 16 22-06', 'I32 the rest of the night goes, past midnight too');
SELECT pg_temp.at('2025-07-16 01:00+08');
SELECT is(pg_temp.act('9872_103', $$request_leave(9872, 'sick_leave', '2025-07-16')$$) ~ '^\d+$', true, 'I32 ill after midnight');
SELECT is(pg_temp.nights('103'), '10 22-06, 11 22-06, 12 22-06, 14 22-23, 15 22-01', 'I32 he goes home at once, and does not come in the evening');

-- the last night of somebody's active days
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9872, '2025-07-31', 'night', '101');
SELECT pg_temp.at('2025-08-01 01:55+08');
SELECT is(pg_temp.act('9872_app', $$INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (9872, '莫愁', 'hotline', 'a', 'x') RETURNING holder$$), '101', 'I19 in the last night he holds cases');
SELECT is(pg_temp.act('9872_101', $$acting_staff_no(9872)$$), '101', 'I19 and acts');
SELECT is(pg_temp.act('9872_101', $$UPDATE cc_center.cases SET stage = 'pre_filed' WHERE center_id = 9872 RETURNING 1$$), '1', 'I19 sees his case, and moves it');
SELECT pg_temp.at('2025-08-01 05:59:59+08');
SELECT is(pg_temp.act('9872_101', $$acting_staff_no(9872)$$), '101', 'I19 -1 s before the shift ends');
SELECT pg_temp.at('2025-08-01 06:00+08');
SELECT is(pg_temp.act('9872_101', $$SELECT coalesce(cc_center.acting_staff_no(9872), 'nobody')$$), 'nobody', 'I19 0 s: he is nobody');
SELECT is(pg_temp.act('9872_101', $$SELECT count(*) FROM cc_center.cases$$), '0', 'I19 and sees nothing');

SELECT * FROM finish();
ROLLBACK;
