-- What type of day each day of a year is, for all who ask: routing, the roster's rules, reports (I19, I20 with U10).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SET LOCAL "cc_center.now" = '2018-01-01 08:00+08';
SELECT plan(13);

-- 9271 reckons by the calendar, 9272 by the weekday alone; round_the_clock has no shift without which a weekday is none.
DO $$
BEGIN
  FOR center IN 9271..9272 LOOP
    PERFORM cc_center.create_center(center, 'DAYTYPE' || center, '某', 'Asia/Shanghai', 'round_the_clock');
    INSERT INTO cc_center.street (center_id, street) VALUES (center, '某');
  END LOOP;
END
$$;
-- Three people change a rule, which is tested elsewhere: only the checks are asleep, nothing is compiled yet.
SET LOCAL session_replication_role = replica;
DELETE FROM cc_center.rule_setting WHERE center_id = 9272 AND name = 'day_type_by';
INSERT INTO cc_center.rule_setting (center_id, version, name, value, clause)
SELECT center_id, version, 'day_type_by', 'weekday', 'A3' FROM cc_center.rule_set WHERE center_id = 9272;
-- a version that is not in force has its own setting
INSERT INTO cc_center.rule_setting (center_id, version, name, value, clause)
VALUES (9271, 77, 'day_type_by', 'weekday', 'A3'), (9272, 77, 'day_type_by', 'calendar', 'A3'), (9272, 78, 'day_type_by', NULL, 'A3');
SET LOCAL session_replication_role = origin;

-- Own days, in place of an official holiday, of an official make-up workday, and of plain days.
CREATE TEMP TABLE own (day date, kind text, acts_as integer, type text);
INSERT INTO own VALUES
  ('2018-10-03', 'makeup_workday', 3, 'weekday'), ('2018-10-04', 'makeup_workday', 7, 'weekend'), ('2018-10-05', 'other', NULL, 'weekday'),
  ('2018-10-07', 'other', NULL, 'weekend'),
  ('2018-09-29', 'holiday', NULL, 'weekend'), ('2018-09-30', 'other', NULL, 'weekend'),
  ('2018-06-11', 'holiday', NULL, 'weekend'), ('2018-06-12', 'makeup_workday', 6, 'weekend'), ('2018-06-13', 'makeup_workday', 5, 'weekday'),
  ('2018-06-14', 'other', NULL, 'weekday'),
  ('2018-06-23', 'makeup_workday', 1, 'weekday'), ('2018-06-24', 'makeup_workday', 7, 'weekend'), ('2018-06-30', 'makeup_workday', 6, 'weekend');
INSERT INTO cc_center.calendar_day (center_id, day, kind, acts_as, name)
SELECT center, day, kind, acts_as, '某' FROM own, generate_series(9271, 9272) center;

-- What each day must be, worked out from the rows alone.
CREATE TEMP TABLE expected AS
SELECT n::date AS day, CASE WHEN extract(isodow FROM n) > 5 THEN 'weekend' ELSE 'weekday' END AS by_weekday,
       CASE WHEN own.type IS NOT NULL THEN own.type
            WHEN o.kind = 'holiday' OR coalesce(o.acts_as, extract(isodow FROM n)) > 5 THEN 'weekend'
            ELSE 'weekday' END AS by_calendar
  FROM generate_series(timestamp '2018-01-01', '2018-12-31', '1 day') n
  LEFT JOIN own ON own.day = n
  LEFT JOIN cc_center.official_day o ON o.calendar = 'CN' AND o.day = n;
SELECT is((SELECT ARRAY[count(*), count(*) FILTER (WHERE by_weekday = 'weekend'), count(*) FILTER (WHERE by_calendar <> by_weekday),
                        count(*) FILTER (WHERE by_calendar = 'weekday' AND by_weekday = 'weekend')] FROM expected),
          '{365,104,24,6}', 'U10 a year in which calendar and weekday differ, both ways');

CREATE FUNCTION pg_temp.differ(asked text, type text) RETURNS date[] LANGUAGE plpgsql AS $$
DECLARE
  days date[];
BEGIN
  EXECUTE format('SELECT array_agg(day ORDER BY day) FROM expected WHERE (%s) IS DISTINCT FROM %I', asked, type) INTO days;
  RETURN days;
END
$$;
SELECT is(pg_temp.differ(asked, type), NULL, format('U10 %s %s: %s', title, type, asked)) FROM (VALUES
  ('a center', 'by_calendar', 'cc_center.day_type(9271, day)'),
  ('and where the rules go', 'by_calendar', 'cc_center.day_type(9272, day)'),
  ('it is asked', 'by_calendar', 'cc_center.day_type(9272, day, false)'),
  ('it is asked', 'by_weekday', 'cc_center.day_type(9271, day, true)'),
  ('the rules say', 'by_calendar', 'cc_center.day_type(9271, (SELECT min(version) FROM cc_center.rule_set WHERE center_id = 9271), day)'),
  ('the rules say', 'by_weekday', 'cc_center.day_type(9272, (SELECT min(version) FROM cc_center.rule_set WHERE center_id = 9272), day)'),
  ('another version says', 'by_weekday', 'cc_center.day_type(9271, 77, day)'),
  ('another version says', 'by_calendar', 'cc_center.day_type(9272, 77, day)'),
  ('a version that says nothing goes', 'by_calendar', 'cc_center.day_type(9272, 78, day)'),
  ('routing goes', 'by_calendar', $q$(cc_center.route(9271, 'operator', '某', (day + time '12:00') AT TIME ZONE 'Asia/Shanghai')).day_type$q$),
  ('routing goes', 'by_weekday', $q$(cc_center.route(9272, 'operator', '某', (day + time '12:00') AT TIME ZONE 'Asia/Shanghai')).day_type$q$)
  ) AS t (title, type, asked);
SELECT is(cc_center.day_type(927199, 1, '2018-01-01'), NULL, 'no day of a center that is not there');

SELECT * FROM finish();
ROLLBACK;
