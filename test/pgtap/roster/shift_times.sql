-- When a rostered person is on duty and what may be rostered: I19 with the day types of U10, and
-- the bad roster rows that are refused.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL timezone = 'America/New_York';
SET LOCAL "cc_center.now" = '2018-09-01 08:00:00+08';
SELECT plan(89);

-- Runs one statement apart from the rest: 'accepted', 'no rows', or the SQLSTATE it was refused with.
CREATE FUNCTION pg_temp.attempt(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  touched bigint;
BEGIN
  EXECUTE statement;
  GET DIAGNOSTICS touched = ROW_COUNT;
  SET CONSTRAINTS ALL IMMEDIATE;
  RETURN CASE WHEN touched > 0 THEN 'accepted' ELSE 'no rows' END;
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;

CREATE FUNCTION pg_temp.roster(center bigint, day date, shift text, staff_no text) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.attempt(format('INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (%s, %L, %L, %L)',
                                center, day, shift, staff_no))
$$;

-- ---- the centers: 9221 by the calendar, 9222 by the literal weekday -------------------------------

DO $$
BEGIN
  PERFORM cc_center.create_center(9221, 'TRE', '测试中心戊', 'Asia/Shanghai', 'gulou');
  PERFORM cc_center.create_center(9222, 'TRF', '测试中心己', 'Asia/Shanghai', 'gulou');
END
$$;
INSERT INTO cc_center.staff (center_id, staff_no, name, role)
SELECT c.center_id, s.staff_no, '某' || s.staff_no, s.role
  FROM (VALUES (9221), (9222)) AS c (center_id)
 CROSS JOIN (VALUES ('101', 'operator'), ('102', 'operator'), ('103', 'operator'), ('104', 'operator'), ('105', 'operator'),
                    ('111', 'operator'), ('121', 'operator'), ('201', 'shift_leader'), ('202', 'shift_leader'),
                    ('221', 'shift_leader'), ('301', 'supervisor'), ('401', 'director'), ('501', 'inspector'),
                    ('601', 'department'), ('701', 'system_admin')) AS s (staff_no, role);
INSERT INTO cc_center.staff (center_id, staff_no, name, role, active) VALUES
  (9221, '108', '未来', 'operator', '[2018-10-11,)'),
  (9221, '109', '已离', 'operator', '[2018-01-01,2018-10-01)');
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9222, '999', '他处', 'operator');

-- Nobody published holidays for 2006 here; the effective date is what is tested.
INSERT INTO cc_center.official_year (calendar, year, source) VALUES ('CN', 2006, 'test') ON CONFLICT DO NOTHING;

-- See routing_truth_table.sql: the change itself is tested elsewhere.
SET LOCAL session_replication_role = replica;
INSERT INTO cc_center.rule_setting (center_id, version, name, value, clause)
SELECT center_id, version, 'day_type_by', 'weekday', 'I20' FROM cc_center.rule_set WHERE center_id = 9222
ON CONFLICT (center_id, version, name) DO UPDATE SET value = excluded.value;
SET LOCAL session_replication_role = origin;

-- ---- duty times -------------------------------------------------------------------------------

CREATE TEMP TABLE scene (day date, title text, has_middle boolean);
INSERT INTO scene VALUES
  ('2018-10-10', 'weekday Wed', true),          ('2018-10-12', 'weekday Fri', true),
  ('2018-10-13', 'weekend Sat', false),         ('2018-10-14', 'weekend Sun', false),
  ('2018-10-01', 'public holiday Mon', false),
  ('2018-09-29', 'make-up workday Sat', true),  ('2018-09-30', 'make-up workday Sun', true);

-- The text's three lines; late's rest is inside its range, a roster row is one stretch.
CREATE TEMP TABLE truth (role text, shift text, staff_no text, since interval, until interval);
INSERT INTO truth VALUES
  ('operator',     'early',  '101', '08:30', '17:30'),
  ('operator',     'middle', '111', '08:30', '17:30'),
  ('operator',     'late',   '121', '09:30', '22:00'),
  ('shift_leader', 'early',  '201', '08:30', '17:30'),
  ('shift_leader', 'late',   '221', '09:30', '22:00');

CREATE TEMP TABLE outcome AS
SELECT s.day, s.title, t.*, pg_temp.roster(9221, s.day, t.shift, t.staff_no) AS outcome
  FROM scene AS s CROSS JOIN truth AS t
 WHERE s.has_middle OR t.shift <> 'middle';

SELECT is(coalesce(to_char(lower(r.duty) AT TIME ZONE 'Asia/Shanghai', '[YYYY-MM-DD HH24:MI:SS,')
                   || to_char(upper(r.duty) AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS)'), o.outcome),
          to_char(o.day + o.since, '[YYYY-MM-DD HH24:MI:SS,') || to_char(o.day + o.until, 'YYYY-MM-DD HH24:MI:SS)'),
          format('I19 %s %s %s %s on duty %s-%s', o.title, o.day, o.role, o.shift, o.since, o.until))
  FROM outcome AS o
  LEFT JOIN cc_center.roster AS r ON r.center_id = 9221 AND r.day = o.day AND r.staff_no = o.staff_no AND r.shift = o.shift
 ORDER BY o.role, o.day, o.shift;

SELECT is((SELECT count(*) FROM cc_center.roster AS r JOIN outcome AS o USING (day, staff_no, shift)
            WHERE r.center_id = 9221 AND lower_inc(r.duty) AND NOT upper_inc(r.duty) AND r.role = o.role
              AND r.version = (SELECT min(version) FROM cc_center.rule_set WHERE center_id = 9221 AND status = 'ratified')),
          32::bigint, 'I19 every row is half open and records its role and rule version');

-- ---- what is rostered all the same -----------------------------------------------------------------

SELECT is(pg_temp.roster(v.center_id, v.day::date, v.shift, v.staff_no), 'accepted', format('%s center %s', v.title, v.center_id))
  FROM (VALUES (1, 9221, '2018-10-11', 'early', '121', 'I19 early the morning after late does not overlap'),
               (2, 9221, '2018-09-30', 'early', '109', 'I19 a person is rostered up to his last active day'),
               (3, 9221, '2018-10-11', 'early', '108', 'I19 a person is rostered from his first active day'),
               (4, 9222, '2018-10-10', 'early', '101', 'I19 another center''s 101 is another person'),
               (5, 9222, '2018-10-01', 'middle', '111', 'I19 by the literal weekday a Monday has a middle shift (U10)'),
               (6, 9221, '2006-09-01', 'early', '101', 'I19 rules hold from 2006-09-01')
       ) AS v (n, center_id, day, shift, staff_no, title)
 ORDER BY v.n;

SELECT is(r.duty, tstzrange('2006-09-01 08:30:00+08', '2006-09-01 17:30:00+08'), 'I19 2006-09-01 early 08:30-17:30')
  FROM cc_center.roster AS r WHERE r.center_id = 9221 AND r.day = '2006-09-01' AND r.staff_no = '101';

-- ---- what is refused -------------------------------------------------------------------------------

CREATE TEMP TABLE before AS SELECT count(*) AS roster_rows FROM cc_center.roster WHERE center_id IN (9221, 9222);

-- state: what the SQLSTATE must look like.
CREATE TEMP TABLE refused (n int GENERATED ALWAYS AS IDENTITY, title text, state text, center_id bigint, day date, shift text, staff_no text);
INSERT INTO refused (title, state, center_id, day, shift, staff_no) VALUES
  ('I19 no middle on a weekend Sat',                     '^UC', 9221, '2018-10-13', 'middle', '102'),
  ('I19 no middle on a weekend Sun',                     '^UC', 9221, '2018-10-14', 'middle', '102'),
  ('I19 no middle on a public holiday Mon',              '^UC', 9221, '2018-10-01', 'middle', '102'),
  ('I19 no middle on a public holiday Wed',              '^UC', 9221, '2018-10-03', 'middle', '102'),
  ('I19 no middle on a public holiday Sun',              '^UC', 9221, '2018-10-07', 'middle', '102'),
  ('I19 by the literal weekday a make-up Saturday has no middle', '^UC', 9222, '2018-09-29', 'middle', '102'),
  ('I19 by the literal weekday a make-up Sunday has no middle',   '^UC', 9222, '2018-09-30', 'middle', '102'),
  ('I19 leaders have no middle on a weekday',            '^UC', 9221, '2018-10-10', 'middle', '202'),
  ('I19 leaders have no middle on a weekend',            '^UC', 9221, '2018-10-13', 'middle', '202'),
  ('I19 leaders have no middle on a public holiday',     '^UC', 9221, '2018-10-01', 'middle', '202'),
  ('I19 leaders have no middle on a make-up workday',    '^UC', 9221, '2018-09-29', 'middle', '202'),
  ('I19 unknown shift night',                            '^UC', 9221, '2018-10-10', 'night', '102'),
  ('I19 unknown shift, wrong case',                      '^UC', 9221, '2018-10-10', 'Early', '102'),
  ('I19 unknown shift, the Chinese name',                '^UC', 9221, '2018-10-10', '早班', '102'),
  ('I19 unknown shift, empty',                           '^UC', 9221, '2018-10-10', '', '102'),
  ('I19 no shift at all',                                '^(UC|23502)', 9221, '2018-10-10', NULL, '102'),
  ('I19 no person',                                      '^(UC|23502)', 9221, '2018-10-10', 'early', NULL),
  ('I19 no day',                                         '^(UC|23502)', 9221, NULL, 'early', '102'),
  ('I19 unknown person',                                 '^(UC|23503)', 9221, '2018-10-10', 'early', '777'),
  ('I19 a person of another center',                     '^(UC|23503)', 9221, '2018-10-10', 'early', '999'),
  ('I19 unknown center',                                 '^(UC|23503)', 9229, '2018-10-10', 'early', '101'),
  ('I19 a supervisor has no shift',                      '^UC', 9221, '2018-10-10', 'early', '301'),
  ('I19 a director has no shift',                        '^UC', 9221, '2018-10-10', 'late', '401'),
  ('I19 an inspector has no shift',                      '^UC', 9221, '2018-10-10', 'early', '501'),
  ('I19 a department has no shift',                      '^UC', 9221, '2018-10-10', 'early', '601'),
  ('I19 a system administrator has no shift',            '^UC', 9221, '2018-10-10', 'early', '701'),
  ('I19 late on top of early',                           '^(UC|23P01)', 9221, '2018-10-10', 'late', '101'),
  ('I19 middle on top of early',                         '^(UC|23P01)', 9221, '2018-10-10', 'middle', '101'),
  ('I19 early on top of middle',                         '^(UC|23P01)', 9221, '2018-10-10', 'early', '111'),
  ('I19 early on top of late',                           '^(UC|23P01)', 9221, '2018-10-10', 'early', '121'),
  ('I19 early on top of late, leader',                   '^(UC|23P01)', 9221, '2018-10-10', 'early', '221'),
  ('I19 late on top of early, leader at a weekend',      '^(UC|23P01)', 9221, '2018-10-13', 'late', '201'),
  ('I19 the same row twice',                             '^(UC|23P01|23505)', 9221, '2018-10-10', 'early', '101'),
  ('I19 a person who has left, on the day he is gone',   '^UC', 9221, '2018-10-01', 'early', '109'),
  ('I19 a person who has left, later',                   '^UC', 9221, '2018-10-10', 'early', '109'),
  ('I19 a person who has not come yet',                  '^UC', 9221, '2018-10-10', 'early', '108'),
  ('I19 no ratified rules on 2006-08-31, operator',      '^UC', 9221, '2006-08-31', 'early', '102'),
  ('I19 no ratified rules on 2006-08-31, leader',        '^UC', 9221, '2006-08-31', 'late', '202');

SELECT matches(pg_temp.roster(center_id, day, shift, staff_no), state, title) FROM refused ORDER BY n;

-- The columns the roster works out itself are not taken from a client, and a change of row is judged like a new one.
CREATE TEMP TABLE refused_statement (n int GENERATED ALWAYS AS IDENTITY, title text, state text, statement text);
INSERT INTO refused_statement (title, state, statement) VALUES
  ('I19 duty may not be given', '^UC', $$INSERT INTO cc_center.roster (center_id, day, shift, staff_no, duty)
     VALUES (9221, '2018-10-10', 'early', '103', '[2018-10-10 08:30+08,2018-10-10 12:00+08)')$$),
  ('I19 role may not be given', '^UC', $$INSERT INTO cc_center.roster (center_id, day, shift, staff_no, role)
     VALUES (9221, '2018-10-10', 'early', '103', 'operator')$$),
  ('I19 version may not be given', '^UC', $$INSERT INTO cc_center.roster (center_id, day, shift, staff_no, version)
     VALUES (9221, '2018-10-10', 'early', '103', 1)$$),
  ('I19 duty may not be changed', '^UC', $$UPDATE cc_center.roster SET duty = '[2018-10-10 08:30+08,2018-10-10 12:00+08)'
     WHERE center_id = 9221 AND day = '2018-10-10' AND staff_no = '101'$$),
  ('I19 middle may not be moved to a holiday', '^UC', $$UPDATE cc_center.roster SET day = '2018-10-01'
     WHERE center_id = 9221 AND day = '2018-10-10' AND staff_no = '111'$$),
  ('I19 a row may not be moved before the rules', '^UC', $$UPDATE cc_center.roster SET day = '2006-08-31'
     WHERE center_id = 9221 AND day = '2018-10-10' AND staff_no = '101'$$),
  ('I19 one bad row of two refuses both', '^(UC|23P01)', $$INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
     VALUES (9221, '2018-10-10', 'early', '104'), (9221, '2018-10-10', 'late', '101')$$),
  ('I19 a person twice in one statement', '^(UC|23P01)', $$INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
     VALUES (9221, '2018-10-10', 'early', '104'), (9221, '2018-10-10', 'late', '104')$$);

SELECT matches(pg_temp.attempt(statement), state, title) FROM refused_statement ORDER BY n;

SELECT is((SELECT count(*) FROM cc_center.roster WHERE center_id IN (9221, 9222)), roster_rows,
          'I19 nothing refused has left a row') FROM before;

-- Whether a row may change its shift or must be replaced, its times are never another shift's.
SELECT isnt(pg_temp.attempt($$UPDATE cc_center.roster SET shift = 'late'
     WHERE center_id = 9221 AND day = '2018-10-12' AND staff_no = '101'$$), 'no rows', 'I19 a change of shift is taken or refused');
SELECT is(r.duty, CASE r.shift WHEN 'early' THEN tstzrange('2018-10-12 08:30:00+08', '2018-10-12 17:30:00+08')
                               WHEN 'late'  THEN tstzrange('2018-10-12 09:30:00+08', '2018-10-12 22:00:00+08') END,
          'I19 after a change of shift the times are the shift''s')
  FROM cc_center.roster AS r WHERE r.center_id = 9221 AND r.day = '2018-10-12' AND r.staff_no = '101';

SELECT * FROM finish();
ROLLBACK;
