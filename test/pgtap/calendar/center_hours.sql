-- Timetables of a center: its zone, its day calendar, its rules in force (A3, B1.1, I19 with U10).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL timezone = 'America/New_York';
SET LOCAL "cc_center.now" = '2018-09-01 08:00:00+08';
SET LOCAL intervalstyle = 'postgres';
SELECT plan(78);

CREATE FUNCTION pg_temp.outcome(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
BEGIN
    EXECUTE query INTO result;
    RETURN result;
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END
$$;

-- B1.1: office hours Mo-Fr 09:00-12:00,13:00-18:00; PH off
SELECT is(cc_center.create_center(9101, 'TCA', '日历中心', 'Asia/Shanghai', 'office'), 9101::bigint, 'B1.1 an office center');

-- ---- the day calendar ---------------------------------------------------------------------------

-- National Day 2018: 1-7 October off, Saturday 29 and Sunday 30 September worked instead (U10)
SELECT is(cc_center.day_type(9101, day), type, format('I19 U10 %s is a %s', day, type))
FROM (VALUES (date '2018-09-28', 'weekday'), ('2018-09-29', 'weekday'), ('2018-09-30', 'weekday'), ('2018-10-01', 'weekend'),
             ('2018-10-05', 'weekend'), ('2018-10-07', 'weekend'), ('2018-10-08', 'weekday'), ('2018-10-13', 'weekend')) AS t (day, type);
SELECT is(cc_center.is_open(9101, 'service', (day || ' 10:00+08')::timestamptz), open, format('B1.1 U10 10:00 on %s', day))
FROM (VALUES ('2018-09-28', true), ('2018-09-29', true), ('2018-09-30', true), ('2018-10-01', false), ('2018-10-05', false),
             ('2018-10-07', false), ('2018-10-08', true), ('2018-10-13', false)) AS t (day, open);
SELECT is(cc_center.working_time(9101, 'service', '2018-09-24 00:00+08', '2018-10-15 00:00+08'), interval '88 hours',
          'B1.1 U10 three weeks with two holidays: 11 days of 8 hours');
SELECT is(cc_center.working_time(9101, 'service', '2018-10-15 00:00+08', '2018-09-24 00:00+08'), interval '-88 hours',
          'B1.1 working time runs backwards');
SELECT is(cc_center.add_working_time(9101, 'service', '2018-09-30 17:00+08', '2 hours'), '2018-10-08 10:00+08',
          'B1.1 two hours from the eve of the holiday end after it');
SELECT is(cc_center.add_working_time(9101, 'service', '2018-10-08 10:00+08', '-2 hours'), '2018-09-30 17:00+08',
          'B1.1 and backwards');
SELECT is(cc_center.next_open(9101, 'service', '2018-09-30 18:00+08'), '2018-10-08 09:00+08', 'B1.1 open again after the holiday');
SELECT is(cc_center.next_close(9101, 'service', '2018-09-30 18:00+08'), '2018-10-08 12:00+08', 'B1.1 and closed at its noon');
SELECT is(cc_center.next_open(9101, 'service', '2018-09-29 09:00+08'), '2018-09-29 09:00+08', 'B1.1 an open instant is its own next opening');
SELECT is((SELECT array_agg(p ORDER BY p) FROM cc_center.open_periods(9101, 'service', '[2018-09-30 11:00+08,2018-10-08 10:00+08)'::tstzrange) p),
          ARRAY['[2018-09-30 11:00+08,2018-09-30 12:00+08)', '[2018-09-30 13:00+08,2018-09-30 18:00+08)',
                '[2018-10-08 09:00+08,2018-10-08 10:00+08)']::tstzrange[], 'B1.1 open periods are cut to the range');
SELECT is(cc_center.is_open(9101, hours::cc_center.work_hours, (day || ' 10:00+08')::timestamptz), open,
          format('U10 %s on %s', hours, day))
FROM (VALUES ('Mo 08:00-12:00', '2018-09-29', false), ('Th 08:00-12:00', '2018-09-29', true), ('Sa 08:00-12:00', '2018-09-29', false),
             ('Fr 08:00-12:00', '2018-09-30', true), ('Su 08:00-12:00', '2018-09-30', false), ('Sa[5] 08:00-12:00', '2018-09-29', true),
             ('PH 08:00-12:00', '2018-09-29', false), ('PH 08:00-12:00', '2018-10-03', true), ('PH We 08:00-12:00', '2018-10-03', true),
             ('PH Th 08:00-12:00', '2018-10-03', false), ('Mo-Fr 08:00-12:00', '2018-10-03', true),
             ('PH -1 day 08:00-12:00', '2018-09-30', true), ('PH +1 day 08:00-12:00', '2018-10-08', true)) AS t (hours, day, open);

-- the center's own days stand in place of the official ones, at once
INSERT INTO cc_center.calendar_day (center_id, day, kind, acts_as, name) VALUES
    (9101, '2018-10-09', 'holiday', NULL, '停电'), (9101, '2018-10-13', 'makeup_workday', 2, '补班'), (9101, '2018-09-29', 'other', NULL, '不补班');
SELECT is(cc_center.working_time(9101, 'service', '2018-09-24 00:00+08', '2018-10-15 00:00+08'), interval '80 hours',
          'U10 own days count: one day off, one worked, one make-up day cancelled');
SELECT is(ARRAY(SELECT cc_center.day_type(9101, day) FROM unnest('{2018-10-09,2018-10-13,2018-09-29}'::date[]) day),
          '{weekend,weekday,weekend}', 'U10 own days have their own type');
DELETE FROM cc_center.calendar_day WHERE center_id = 9101;
SELECT is(cc_center.working_time(9101, 'service', '2018-09-24 00:00+08', '2018-10-15 00:00+08'), interval '88 hours',
          'U10 and without them all is as before');
SELECT is(pg_temp.outcome($$INSERT INTO cc_center.calendar_day (center_id, day, kind, name) VALUES (9101, '2018-10-09', 'makeup_workday', 'x') RETURNING 1$$),
          '23514', 'U10 a make-up workday must say which weekday it acts as');

-- ---- years without official days ----------------------------------------------------------------

SELECT is(ARRAY(SELECT year FROM cc_center.calendar_gaps WHERE center_id = 9101), '{}', 'U10 no gap in 2018');
SET LOCAL "cc_center.now" = '2026-09-01 08:00:00+08';
SELECT is(ARRAY(SELECT year FROM cc_center.calendar_gaps WHERE center_id = 9101), '{2027}', 'U10 next year is reported as a gap');
SELECT is(pg_temp.outcome(format('SELECT cc_center.%s', call)), result, format('U10 %s', call))
FROM (VALUES
    ($$working_time(9101, 'service', '2026-12-31 00:00+08', '2027-01-01 00:00+08')$$, '08:00:00'),
    ($$working_time(9101, 'service', '2026-12-31 00:00+08', '2027-01-01 00:00:01+08')$$, 'UC314'),
    ($$working_time(9101, 'service', '2028-12-31 00:00+08', '2025-01-01 00:00+08')$$, 'UC314'),
    ($$add_working_time(9101, 'service', '2026-12-31 10:00+08', '10 hours')$$, 'UC314'),
    ($$next_open(9101, 'service', '2026-12-31 18:00+08')$$, 'UC314'),
    ($$next_close(9101, 'service', '2026-12-31 12:30+08')$$, '2026-12-31 05:00:00-05'),
    ($$working_time(9101, '08:00-18:00'::cc_center.work_hours, '2030-12-31 00:00+08', '2031-01-02 00:00+08')$$, '20:00:00'),
    ($$is_open(9101, 'service', '2027-01-04 10:00+08')$$, 'true')) AS t (call, result);
INSERT INTO cc_center.official_year VALUES ('CN', 2027, 'test');
INSERT INTO cc_center.official_day (calendar, day, kind, name) VALUES ('CN', '2027-01-01', 'holiday', '元旦');
SELECT is(ARRAY(SELECT year FROM cc_center.calendar_gaps WHERE center_id = 9101), '{}', 'U10 one INSERT closes the gap');
SELECT is(cc_center.next_open(9101, 'service', '2026-12-31 18:00+08'), '2027-01-04 09:00+08', 'U10 and the next year is known');

-- ---- asked often, the sums of a ledger answer; they say the same ---------------------------------

CREATE TEMP TABLE spans AS
SELECT '2017-12-01 00:00+08'::timestamptz + n * interval '37 hours 13 minutes 11.25 seconds' AS a,
       '2019-06-01 00:00+08'::timestamptz - n * interval '29 hours 7 minutes 3.5 seconds' AS b
FROM generate_series(1, 300) n;
-- ever further down and up by turns, so that the ledger must grow at both ends
INSERT INTO spans
SELECT a, a + n * interval '3 days 5 hours'
FROM generate_series(1, 160) n
CROSS JOIN LATERAL (SELECT '2015-06-01 07:30+08'::timestamptz + (n % 2 * 2 - 1) * n * interval '20 days' AS a) t;
SELECT is(count(*) FILTER (WHERE asked = listed), 460::bigint, 'B1.1 460 spans, each against the sum of its open periods: ' || hours)
FROM unnest(ARRAY['Mo-Fr 09:00-12:00,13:00-18:00; PH off', '22:00-06:00', 'off', '24/7', 'Sa 20:00-44:00, PH 10:00-11:00']) hours
CROSS JOIN spans
CROSS JOIN LATERAL (SELECT cc_center.working_time(9101, hours::cc_center.work_hours, a, b) AS asked) t
CROSS JOIN LATERAL (
    SELECT coalesce(sum(upper(p) - lower(p)), '0') * CASE WHEN b < a THEN -1 ELSE 1 END AS listed
    FROM cc_center.open_periods(9101, hours::cc_center.work_hours, tstzrange(least(a, b), greatest(a, b))) p) l
GROUP BY hours;

-- ---- the rules in force -------------------------------------------------------------------------

-- version 2 from 8 October 2018 on: open until 20:00; written as a database administrator may
SET LOCAL session_replication_role = replica;
UPDATE cc_center.rule_set SET effective = tstzrange(lower(effective), '2018-10-08 00:00+08') WHERE center_id = 9101;
INSERT INTO cc_center.rule_set (center_id, version, title, status, effective, drafted_by, proposed_by, ratified_by)
VALUES (9101, 2, 'later', 'ratified', '[2018-10-08 00:00+08,2018-10-20 00:00+08)', 'a', 'b', 'c');
INSERT INTO cc_center.timetable VALUES (9101, 2, 'service', 'Mo-Fr 09:00-20:00; PH off', 'B1.1');
INSERT INTO cc_center.timetable VALUES (9101, 2, 'second', '24/7', 'B1.1');
SET LOCAL session_replication_role = origin;
SELECT is(cc_center.working_time(9101, 'service', '2018-09-30 00:00+08', '2018-10-09 00:00+08'), interval '19 hours',
          'A24 each day goes by the rules that held on it');
SELECT is(cc_center.is_open(9101, 'service', '2018-10-08 19:00+08'), true, 'A24 the new hours hold');
SELECT is(cc_center.is_open(9101, 'service', '2018-09-29 19:00+08'), false, 'A24 the past keeps its own');
SELECT is(cc_center.add_working_time(9101, 'service', '2018-09-30 17:00+08', '12 hours'), '2018-10-08 20:00+08', 'A24 over the change of rules');
SELECT is(cc_center.add_working_time(9101, 'service', '2018-10-08 20:00+08', '-12 hours'), '2018-09-30 17:00+08', 'A24 and back');
SELECT is((SELECT count(*) FROM cc_center.open_periods(9101, 'service', '[2018-09-30 00:00+08,2018-10-09 00:00+08)'::tstzrange)), 3::bigint,
          'A24 open periods of both rules');
SELECT is(pg_temp.outcome(format('SELECT cc_center.%s', call)), result, format('refused: %s', call))
FROM (VALUES
    ($$is_open(9101, 'service', '2018-10-20 00:00+08')$$, 'UC313'),
    ($$is_open(9101, 'service', '2003-06-01 00:00+08')$$, 'UC313'),
    ($$working_time(9101, 'service', '2018-10-19 00:00+08', '2018-10-21 00:00+08')$$, 'UC313'),
    ($$next_open(9101, 'service', '2018-10-19 21:00+08')$$, 'UC313'),
    ($$add_working_time(9101, 'second', '2018-10-08 08:00+08', '-9 hours')$$, 'UC313'),
    ($$is_open(9101, 'nights', '2018-10-08 09:00+08')$$, 'UC312'),
    ($$is_open(919101, 'service', '2018-10-08 09:00+08')$$, 'UC101'),
    ($$day_type(919101, '2018-10-08')$$, 'UC101'),
    ($$day_type(9101, 'infinity')$$, 'UC306'),
    ($$open_periods(9101, 'service', '[2018-10-08 00:00+08,)'::tstzrange)$$, 'UC307'),
    ($$add_working_time(9101, 'service', '2018-10-08 09:00+08', '1 day')$$, 'UC308'),
    ($$add_working_time(9101, 'off'::cc_center.work_hours, '2018-10-08 09:00+08', '1 second')$$, 'UC309'),
    ($$next_close(9101, '24/7'::cc_center.work_hours, '2018-10-08 09:00+08')$$, 'UC310')) AS t (call, result);

SELECT * FROM finish();
ROLLBACK;
