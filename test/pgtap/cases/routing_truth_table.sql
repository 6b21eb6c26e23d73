-- Who takes a case: I19-I22 read with U7-U10, as a truth table. The expectations are written down
-- from the text; nothing here asks the functions under test what they think is right.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
-- A zone that has nothing to do with the centers, so that a slip into session time shows.
SET LOCAL timezone = 'America/New_York';
SET LOCAL "cc_center.now" = '2018-09-01 08:00:00+08';
SELECT plan(4421);

-- ---- the truth ------------------------------------------------------------------------------

-- One row per stretch of the day in which one shift takes the street, half open. What no row
-- holds (before 08:30, from 22:00) is nobody's (U8). Only late rests (U7).
CREATE TEMP TABLE truth (split text, role text, street text, since interval, until interval, shift text);
INSERT INTO truth VALUES
  -- I20 operators on weekdays: early's three streets
  ('weekday', 'operator', '湖南路', '08:30', '17:30', 'early'),
  ('weekday', 'operator', '湖南路', '17:30', '22:00', 'late'),
  ('weekday', 'operator', '宁海路', '08:30', '17:30', 'early'),
  ('weekday', 'operator', '宁海路', '17:30', '22:00', 'late'),
  ('weekday', 'operator', '莫愁',   '08:30', '17:30', 'early'),
  ('weekday', 'operator', '莫愁',   '17:30', '22:00', 'late'),
  -- middle's two
  ('weekday', 'operator', '中央门', '08:30', '17:30', 'middle'),
  ('weekday', 'operator', '中央门', '17:30', '22:00', 'late'),
  ('weekday', 'operator', '华侨路', '08:30', '17:30', 'middle'),
  ('weekday', 'operator', '华侨路', '17:30', '22:00', 'late'),
  -- late's two, which early covers until late comes and while late rests
  ('weekday', 'operator', '江东',   '08:30', '09:30', 'early'),
  ('weekday', 'operator', '江东',   '09:30', '12:00', 'late'),
  ('weekday', 'operator', '江东',   '12:00', '14:00', 'early'),
  ('weekday', 'operator', '江东',   '14:00', '17:30', 'late'),
  ('weekday', 'operator', '江东',   '17:30', '22:00', 'late'),
  ('weekday', 'operator', '挹江门', '08:30', '09:30', 'early'),
  ('weekday', 'operator', '挹江门', '09:30', '12:00', 'late'),
  ('weekday', 'operator', '挹江门', '12:00', '14:00', 'early'),
  ('weekday', 'operator', '挹江门', '14:00', '17:30', 'late'),
  ('weekday', 'operator', '挹江门', '17:30', '22:00', 'late'),
  -- I21 operators at weekends: early's four streets
  ('weekend', 'operator', '湖南路', '08:30', '17:30', 'early'),
  ('weekend', 'operator', '湖南路', '17:30', '22:00', 'late'),
  ('weekend', 'operator', '宁海路', '08:30', '17:30', 'early'),
  ('weekend', 'operator', '宁海路', '17:30', '22:00', 'late'),
  ('weekend', 'operator', '莫愁',   '08:30', '17:30', 'early'),
  ('weekend', 'operator', '莫愁',   '17:30', '22:00', 'late'),
  ('weekend', 'operator', '中央门', '08:30', '17:30', 'early'),
  ('weekend', 'operator', '中央门', '17:30', '22:00', 'late'),
  -- late's three
  ('weekend', 'operator', '华侨路', '08:30', '09:30', 'early'),
  ('weekend', 'operator', '华侨路', '09:30', '12:00', 'late'),
  ('weekend', 'operator', '华侨路', '12:00', '14:00', 'early'),
  ('weekend', 'operator', '华侨路', '14:00', '17:30', 'late'),
  ('weekend', 'operator', '华侨路', '17:30', '22:00', 'late'),
  ('weekend', 'operator', '江东',   '08:30', '09:30', 'early'),
  ('weekend', 'operator', '江东',   '09:30', '12:00', 'late'),
  ('weekend', 'operator', '江东',   '12:00', '14:00', 'early'),
  ('weekend', 'operator', '江东',   '14:00', '17:30', 'late'),
  ('weekend', 'operator', '江东',   '17:30', '22:00', 'late'),
  ('weekend', 'operator', '挹江门', '08:30', '09:30', 'early'),
  ('weekend', 'operator', '挹江门', '09:30', '12:00', 'late'),
  ('weekend', 'operator', '挹江门', '12:00', '14:00', 'early'),
  ('weekend', 'operator', '挹江门', '14:00', '17:30', 'late'),
  ('weekend', 'operator', '挹江门', '17:30', '22:00', 'late'),
  -- I22 leaders, the same all week (U9)
  ('every day', 'shift_leader', '湖南路', '08:30', '17:30', 'early'),
  ('every day', 'shift_leader', '湖南路', '17:30', '22:00', 'late'),
  ('every day', 'shift_leader', '宁海路', '08:30', '17:30', 'early'),
  ('every day', 'shift_leader', '宁海路', '17:30', '22:00', 'late'),
  ('every day', 'shift_leader', '莫愁',   '08:30', '17:30', 'early'),
  ('every day', 'shift_leader', '莫愁',   '17:30', '22:00', 'late'),
  ('every day', 'shift_leader', '中央门', '08:30', '17:30', 'early'),
  ('every day', 'shift_leader', '中央门', '17:30', '22:00', 'late'),
  ('every day', 'shift_leader', '华侨路', '08:30', '09:30', 'early'),
  ('every day', 'shift_leader', '华侨路', '09:30', '12:00', 'late'),
  ('every day', 'shift_leader', '华侨路', '12:00', '14:00', 'early'),
  ('every day', 'shift_leader', '华侨路', '14:00', '17:30', 'late'),
  ('every day', 'shift_leader', '华侨路', '17:30', '22:00', 'late'),
  ('every day', 'shift_leader', '江东',   '08:30', '09:30', 'early'),
  ('every day', 'shift_leader', '江东',   '09:30', '12:00', 'late'),
  ('every day', 'shift_leader', '江东',   '12:00', '14:00', 'early'),
  ('every day', 'shift_leader', '江东',   '14:00', '17:30', 'late'),
  ('every day', 'shift_leader', '江东',   '17:30', '22:00', 'late'),
  ('every day', 'shift_leader', '挹江门', '08:30', '09:30', 'early'),
  ('every day', 'shift_leader', '挹江门', '09:30', '12:00', 'late'),
  ('every day', 'shift_leader', '挹江门', '12:00', '14:00', 'early'),
  ('every day', 'shift_leader', '挹江门', '14:00', '17:30', 'late'),
  ('every day', 'shift_leader', '挹江门', '17:30', '22:00', 'late');

-- The days asked for. split: the operators' table of that day; next_day: where 22:00 leads.
-- 9201 goes by the calendar with a full roster, 9202 by the literal weekday with a full roster,
-- 9203 by the calendar with nobody rostered but middle (so that the weekday split holds there).
CREATE TEMP TABLE scene (center_id bigint, day date, title text, split text, day_type text, crew text,
                         next_day date);
INSERT INTO scene VALUES
  (9201, '2018-10-10', 'weekday Wed',                        'weekday', 'weekday', 'full', '2018-10-11'),
  (9201, '2018-10-11', 'weekday Thu without middle (U10)',   'weekend', NULL,      'full', '2018-10-12'),
  (9201, '2018-10-13', 'weekend Sat',                        'weekend', 'weekend', 'full', '2018-10-14'),
  (9201, '2018-10-14', 'weekend Sun',                        'weekend', 'weekend', 'full', '2018-10-15'),
  (9201, '2018-10-01', 'public holiday Mon (U10)',           'weekend', 'weekend', 'full', '2018-10-02'),
  (9201, '2018-09-29', 'make-up workday Sat (U10)',          'weekday', 'weekday', 'full', '2018-09-30'),
  (9201, '2018-09-30', 'make-up workday Sun (U10)',          'weekday', 'weekday', 'full', '2018-10-01'),
  (9202, '2018-10-10', 'literal weekday Wed',                'weekday', 'weekday', 'full', '2018-10-11'),
  (9202, '2018-10-13', 'literal weekend Sat',                'weekend', 'weekend', 'full', '2018-10-14'),
  (9202, '2018-10-01', 'literal weekday, holiday Mon (U10)', 'weekday', 'weekday', 'full', '2018-10-02'),
  (9202, '2018-09-29', 'literal weekend, make-up Sat (U10)', 'weekend', 'weekend', 'full', '2018-09-30'),
  (9202, '2018-09-30', 'literal weekend, make-up Sun (U10)', 'weekend', 'weekend', 'full', '2018-10-01'),
  (9203, '2018-10-10', 'weekday, only middle rostered',      'weekday', 'weekday', 'middle', NULL),
  (9203, '2018-09-29', 'make-up day, only middle rostered',  'weekday', 'weekday', 'middle', NULL),
  (9203, '2018-10-13', 'weekend, nobody rostered',           'weekend', 'weekend', 'none', NULL),
  (9203, '2018-10-12', 'weekday, nobody rostered (U10)',     'weekend', NULL,      'none', NULL);

-- Everybody rostered in a shift is in its list, by staff number.
CREATE TEMP TABLE crew (crew text, role text, shift text, staff_no text[]);
INSERT INTO crew VALUES
  ('full',   'operator',     'early',  '{101,102}'),
  ('full',   'operator',     'middle', '{111,112}'),
  ('full',   'operator',     'late',   '{121,122}'),
  ('full',   'shift_leader', 'early',  '{201}'),
  ('full',   'shift_leader', 'late',   '{221}'),
  ('middle', 'operator',     'early',  '{}'),
  ('middle', 'operator',     'middle', '{111,112}'),
  ('middle', 'operator',     'late',   '{}'),
  ('middle', 'shift_leader', 'early',  '{}'),
  ('middle', 'shift_leader', 'late',   '{}'),
  ('none',   'operator',     'early',  '{}'),
  ('none',   'operator',     'late',   '{}'),
  ('none',   'shift_leader', 'early',  '{}'),
  ('none',   'shift_leader', 'late',   '{}');

-- Each boundary of I19-I22 one second before, on it, one second after; the edges of the day; and,
-- where finest is set, the last microsecond before a boundary.
CREATE TEMP TABLE instant (since_midnight interval, finest boolean);
INSERT INTO instant VALUES
  ('00:00:00', false),
  ('08:29:59', false), ('08:29:59.999999', true), ('08:30:00', false), ('08:30:01', false),
  ('09:29:59', false), ('09:29:59.999999', true), ('09:30:00', false), ('09:30:01', false),
  ('11:59:59', false), ('11:59:59.999999', true), ('12:00:00', false), ('12:00:01', false),
  ('13:59:59', false), ('13:59:59.999999', true), ('14:00:00', false), ('14:00:01', false),
  ('17:29:59', false), ('17:29:59.999999', true), ('17:30:00', false), ('17:30:01', false),
  ('21:59:59', false), ('21:59:59.999999', true), ('22:00:00', false), ('22:00:01', false),
  ('23:59:59', false);

CREATE TEMP TABLE expected AS
SELECT row_number() OVER (ORDER BY s.center_id, s.day, w.role, w.street, i.since_midnight) AS n,
       CASE w.role WHEN 'shift_leader' THEN 'I22'
                   ELSE CASE s.split WHEN 'weekday' THEN 'I20' ELSE 'I21' END END AS clause,
       s.center_id, s.day, s.title, w.role, w.street, i.since_midnight,
       (s.day || ' 00:00:00+08')::timestamptz + i.since_midnight AS at,
       CASE WHEN t.shift IS NOT NULL THEN t.shift || ' ' || c.staff_no::text
            WHEN s.next_day IS NULL THEN 'nobody {}'
            WHEN i.since_midnight < '08:30' THEN 'nobody {} until ' || s.day || ' 08:30:00'
            ELSE 'nobody {} until ' || s.next_day || ' 08:30:00' END AS answer
  FROM scene AS s
 CROSS JOIN (VALUES ('operator'), ('shift_leader')) AS r (role)
 CROSS JOIN LATERAL (SELECT DISTINCT r.role, street FROM truth) AS w
 CROSS JOIN instant AS i
  LEFT JOIN truth AS t ON t.role = w.role AND t.street = w.street
        AND t.split = CASE w.role WHEN 'operator' THEN s.split ELSE 'every day' END
        AND t.since <= i.since_midnight AND i.since_midnight < t.until
  LEFT JOIN crew AS c ON c.crew = s.crew AND c.role = t.role AND c.shift = t.shift
 WHERE (NOT i.finest OR (s.center_id = 9201 AND s.day IN ('2018-10-10', '2018-10-13')))
   AND (i.since_midnight NOT IN ('00:00:00', '23:59:59') OR s.center_id = 9201);

-- A hole or an overlap in the table above would be a mistake in the truth itself.
SELECT is((SELECT count(*) FROM expected), 4396::bigint, 'I20 the truth table is complete');
SELECT is((SELECT count(*) FROM expected WHERE answer IS NULL), 0::bigint, 'I20 the truth table has no hole');
SELECT is((SELECT count(*) FROM (SELECT 1 FROM expected GROUP BY center_id, at, role, street HAVING count(*) > 1) AS twice),
          0::bigint, 'I20 the truth table has no overlap');

-- ---- the centers ----------------------------------------------------------------------------

DO $$
DECLARE
  a_center bigint;
BEGIN
  PERFORM cc_center.create_center(9201, 'TRA', '测试中心甲', 'Asia/Shanghai', 'gulou');
  PERFORM cc_center.create_center(9202, 'TRB', '测试中心乙', 'Asia/Shanghai', 'gulou');
  PERFORM cc_center.create_center(9203, 'TRC', '测试中心丙', 'Asia/Shanghai', 'gulou');
  FOREACH a_center IN ARRAY ARRAY[9201, 9202, 9203] LOOP
    INSERT INTO cc_center.street (center_id, street)
    SELECT a_center, street FROM (SELECT DISTINCT street FROM truth) AS s
    ON CONFLICT DO NOTHING;
    -- Not in the order of the numbers: the list must be sorted, not merely read.
    INSERT INTO cc_center.staff (center_id, staff_no, name, role)
    VALUES (a_center, '122', '晚二', 'operator'),     (a_center, '102', '早二', 'operator'),
           (a_center, '221', '晚长', 'shift_leader'), (a_center, '112', '中二', 'operator'),
           (a_center, '121', '晚一', 'operator'),     (a_center, '111', '中一', 'operator'),
           (a_center, '201', '早长', 'shift_leader'), (a_center, '101', '早一', 'operator');
  END LOOP;
END
$$;

-- The literal weekday is a setting of the rule set (U10). How a rule is changed by three people is
-- tested elsewhere, so the row is put in place with the checks, but not the cache's triggers, asleep.
SET LOCAL session_replication_role = replica;
INSERT INTO cc_center.rule_setting (center_id, version, name, value, clause)
SELECT center_id, version, 'day_type_by', 'weekday', 'I20' FROM cc_center.rule_set WHERE center_id = 9202
ON CONFLICT (center_id, version, name) DO UPDATE SET value = excluded.value;
SET LOCAL session_replication_role = origin;

INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT c.center_id, d.day, p.shift, p.staff_no
  FROM (VALUES (9201), (9202)) AS c (center_id)
 CROSS JOIN (VALUES (date '2018-09-29'), ('2018-09-30'), ('2018-10-01'), ('2018-10-02'), ('2018-10-10'),
                    ('2018-10-11'), ('2018-10-12'), ('2018-10-13'), ('2018-10-14'), ('2018-10-15')) AS d (day)
 CROSS JOIN (VALUES ('late', '122'), ('late', '121'), ('early', '102'), ('early', '101'),
                    ('late', '221'), ('early', '201')) AS p (shift, staff_no);

INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT d.center_id, d.day, 'middle', p.staff_no
  FROM (VALUES (9201, date '2018-09-29'), (9201, '2018-09-30'), (9201, '2018-10-10'), (9201, '2018-10-12'),
               (9201, '2018-10-15'),
               (9202, '2018-10-01'), (9202, '2018-10-02'), (9202, '2018-10-10'), (9202, '2018-10-11'),
               (9203, '2018-10-10'), (9203, '2018-09-29')) AS d (center_id, day)
 CROSS JOIN (VALUES ('112'), ('111')) AS p (staff_no);

-- ---- the table ------------------------------------------------------------------------------

SELECT is(CASE WHEN r.shift IS NOT NULL THEN r.shift || ' ' || coalesce(r.staff_no::text, 'NULL')
               WHEN e.answer = 'nobody {}' THEN 'nobody ' || coalesce(r.staff_no::text, 'NULL')
               ELSE 'nobody ' || coalesce(r.staff_no::text, 'NULL') || ' until '
                    || coalesce(to_char(r.next_coverage AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS'), 'ever') END,
          e.answer,
          format('%s %s %s %s %s %s -> %s', e.clause, e.street, e.title, e.day, e.since_midnight, e.role, e.answer))
  FROM expected AS e
  LEFT JOIN LATERAL cc_center.route(e.center_id, e.role, e.street, e.at) AS r ON true
 ORDER BY e.n;

-- ---- what goes with the answer ----------------------------------------------------------------

SELECT is(r.day_type, s.day_type, format('I21 day type of %s %s in center %s', s.title, s.day, s.center_id))
  FROM scene AS s
  LEFT JOIN LATERAL cc_center.route(s.center_id, 'operator', '江东', (s.day || ' 12:00:00+08')::timestamptz) AS r ON true
 WHERE s.day_type IS NOT NULL
 ORDER BY s.center_id, s.day;

SELECT is(r.version, (SELECT min(version) FROM cc_center.rule_set WHERE center_id = 9201 AND status = 'ratified'),
          'I20 the answer names the rule version it comes from')
  FROM cc_center.route(9201, 'operator', '江东', '2018-10-10 12:00:00+08') AS r;

-- A question about any instant is answered for that instant, whatever the clock says.
SET LOCAL "cc_center.now" = '2018-10-13 12:30:00+08';
SELECT is(r.shift, 'middle', 'I20 the answer does not depend on the present time')
  FROM cc_center.route(9201, 'operator', '中央门', '2018-10-10 12:00:00+08') AS r;

-- The same instant in another zone's spelling is the same instant.
SELECT is(r.shift, v.shift, format('I20 江东 operator at %s -> %s', v.at, v.shift))
  FROM (VALUES (1, '2018-10-10 04:00:00+00', 'early'), (2, '2018-10-10 03:59:59Z', 'late'),
               (3, '2018-10-10 02:00:00-04', 'late'), (4, '2018-10-10 07:00:00+03', 'early')) AS v (n, at, shift)
  LEFT JOIN LATERAL cc_center.route(9201, 'operator', '江东', v.at::timestamptz) AS r ON true
 ORDER BY v.n;

SET LOCAL "cc_center.now" = '2018-09-01 08:00:00+08';
-- A person leaves the list with his roster row, in the same session at once.
DELETE FROM cc_center.roster WHERE center_id = 9201 AND day = '2018-10-10' AND staff_no = '122';
SELECT is(r.staff_no, '{121}'::text[], 'I20 a person taken off the roster is no longer in the list')
  FROM cc_center.route(9201, 'operator', '江东', '2018-10-10 10:00:00+08') AS r;
DELETE FROM cc_center.roster WHERE center_id = 9201 AND day = '2018-10-10' AND shift = 'middle';
SELECT is(r.shift || ' ' || r.staff_no::text, 'early {101,102}',
          'I21 中央门 goes by the weekend split as soon as no middle is rostered')
  FROM cc_center.route(9201, 'operator', '中央门', '2018-10-10 10:00:00+08') AS r;

SELECT * FROM finish();
ROLLBACK;
