-- Nights on which the clock changes, in four zones: an instant is open when its local time is, and time
-- counts as it passes. The truth is counted minute by minute with AT TIME ZONE.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL timezone = 'UTC';
SET LOCAL intervalstyle = 'postgres';
SELECT plan(111);

CREATE TEMP TABLE nights (center_id bigint, zone text, turn text, change timestamptz, night tstzrange, hours_of_day int);
INSERT INTO cc_center.center (center_id, code, name, time_zone, calendar) VALUES
    (9111, 'TZB', 'Berlin', 'Europe/Berlin', 'none'), (9112, 'TZP', 'Sao Paulo', 'America/Sao_Paulo', 'none'),
    (9113, 'TZT', 'Tehran', 'Asia/Tehran', 'none'), (9114, 'TZY', 'Sydney', 'Australia/Sydney', 'none');
INSERT INTO cc_center.official_year SELECT 'none', year, 'test' FROM generate_series(2015, 2026) year;
INSERT INTO nights VALUES
    (9111, 'Europe/Berlin', 'forward', '2024-03-31 01:00Z', '[2024-03-30 12:00Z,2024-04-01 12:00Z)', 23),
    (9111, 'Europe/Berlin', 'back', '2024-10-27 01:00Z', '[2024-10-26 12:00Z,2024-10-28 12:00Z)', 25),
    -- at midnight: the day begins at 01:00, or the day before ends twice
    (9112, 'America/Sao_Paulo', 'forward', '2018-11-04 03:00Z', '[2018-11-03 12:00Z,2018-11-05 12:00Z)', 23),
    (9112, 'America/Sao_Paulo', 'back', '2018-02-18 02:00Z', '[2018-02-17 12:00Z,2018-02-19 12:00Z)', 25),
    (9113, 'Asia/Tehran', 'forward', '2021-03-21 20:30Z', '[2021-03-21 06:00Z,2021-03-23 06:00Z)', 23),
    (9113, 'Asia/Tehran', 'back', '2021-09-21 19:30Z', '[2021-09-21 06:00Z,2021-09-23 06:00Z)', 25),
    (9114, 'Australia/Sydney', 'forward', '2024-10-05 16:00Z', '[2024-10-05 04:00Z,2024-10-07 04:00Z)', 23),
    (9114, 'Australia/Sydney', 'back', '2024-04-06 16:00Z', '[2024-04-06 04:00Z,2024-04-08 04:00Z)', 25);

-- the zones do change where the table says so
SELECT is((change AT TIME ZONE zone) - ((change - interval '1 microsecond') AT TIME ZONE zone) > interval '0', turn = 'forward',
          format('%s turns its clock %s at %s', zone, turn, change))
FROM nights;

-- timetables whose edges lie before, in and after the hour that is left out or repeated; the local time
-- of every minute is put to the timetable alone, which knows no zones
CREATE TEMP TABLE tables (hours cc_center.work_hours);
INSERT INTO tables VALUES ('24/7'), ('22:00-06:00'), ('00:30-03:30'), ('01:00-02:00'), ('02:15-02:45,00:15-00:45'),
    ('23:30-00:30'), ('00:00-01:00,02:00-03:00'), ('Su 01:30-26:30'), ('Sa,Sa-Mo 23:00-24:00; Mo off');
CREATE TEMP TABLE minutes AS
SELECT n.*, t.hours, m AS at, cc_center.is_open(t.hours, m AT TIME ZONE n.zone) AS open
FROM nights n CROSS JOIN tables t
CROSS JOIN LATERAL generate_series(lower(n.night), upper(n.night) - interval '1 minute', interval '1 minute') m;

SELECT ok(bool_and(cc_center.is_open(center_id, hours, at) = open AND cc_center.is_open(center_id, hours, at + interval '59.9 seconds') = open)
          AND cc_center.working_time(center_id, hours, lower(night), upper(night)) = count(*) FILTER (WHERE open) * interval '1 minute'
          AND (SELECT coalesce(sum(upper(p) - lower(p)), '0') FROM cc_center.open_periods(center_id, hours, night) p)
              = count(*) FILTER (WHERE open) * interval '1 minute'
          AND cc_center.next_open(center_id, hours, lower(night)) = coalesce(min(at) FILTER (WHERE open), cc_center.next_open(center_id, hours, upper(night)))
          AND (count(*) FILTER (WHERE open) = 0
               OR cc_center.add_working_time(center_id, hours, lower(night), count(*) FILTER (WHERE open) * interval '1 minute')
                  = max(at) FILTER (WHERE open) + interval '1 minute'
               AND cc_center.add_working_time(center_id, hours, upper(night), count(*) FILTER (WHERE open) * interval '-1 minute')
                  = min(at) FILTER (WHERE open)),
          format('%s %s: %s', zone, turn, hours))
FROM minutes GROUP BY center_id, zone, turn, night, hours::text, hours ORDER BY zone, turn, hours::text;

-- known by heart: a night shift of 22:00-06:00 lasts an hour less or more, and so does the civil day
SELECT is(cc_center.working_time(center_id, '22:00-06:00'::cc_center.work_hours, lower(night), lower(night) + interval '24 hours'),
          CASE turn WHEN 'forward' THEN interval '7 hours' ELSE interval '9 hours' END, format('%s %s: the night shift', zone, turn))
FROM nights;
SELECT is(sum(upper(p) - lower(p)), hours_of_day * interval '1 hour', format('%s %s: the civil day', zone, turn))
FROM nights
CROSS JOIN LATERAL cc_center.open_periods(
    center_id, to_char(change AT TIME ZONE zone, 'YYYY Mon FMDD "open"')::cc_center.work_hours,
    tstzrange(lower(night) - interval '1 day', upper(night))) p
GROUP BY zone, turn, hours_of_day;

-- exactly at the change in Berlin: 01:59:59 is followed by 03:00:00, and in autumn 02:59:59 by 02:00:00
SELECT is(cc_center.is_open(9111, hours::cc_center.work_hours, at::timestamptz), open, format('Europe/Berlin %s at %s', hours, at))
FROM (VALUES ('02:00-03:00', '2024-03-31 00:59:59.999999Z', false), ('02:00-03:00', '2024-03-31 01:00Z', false),
             ('03:00-04:00', '2024-03-31 01:00Z', true), ('02:30-04:00', '2024-10-27 00:30Z', true),
             ('02:30-04:00', '2024-10-27 01:00Z', false), ('02:30-04:00', '2024-10-27 01:30Z', true)) AS t (hours, at, open);

-- far from today; each center is asked for the first time, when the offsets of its zone are only known near today
INSERT INTO cc_center.center (center_id, code, name, time_zone, calendar)
SELECT 9120 + n, 'TZF' || n, 'far', 'Europe/Berlin', 'none' FROM generate_series(1, 8) n;
SELECT is(cc_center.is_open(9120 + n, hours::cc_center.work_hours, at::timestamptz), true, format('Europe/Berlin %s at %s', hours, at))
FROM (VALUES (1, '10:00-10:10', '1850-07-01 09:10Z'), (2, '10:00-11:00', '2400-07-01 08:30Z'), (3, '10:00-11:00', '2438-07-01 08:30Z'),
             (4, '10:00-11:00', '9990-07-01 08:30Z'), (5, '10:00-11:00', '9990-12-01 09:30Z')) AS t (n, hours, at);
SELECT is(cc_center.working_time(9126, '24/7'::cc_center.work_hours, '1850-01-01 00:00Z', '2999-07-01 00:00Z'), timestamptz '2999-07-01 00:00Z' - '1850-01-01 00:00Z',
          'real time over all changes of the clock');
SELECT is(cc_center.add_working_time(9127, '10:00-11:00'::cc_center.work_hours, '2600-07-02 00:00Z', '30 minutes'), '2600-07-02 08:30Z', 'to an instant far from today');
SELECT results_eq($$ SELECT p FROM cc_center.open_periods(9128, '10:00-11:00'::cc_center.work_hours, '[2600-07-02 00:00Z,2600-07-03 00:00Z)'::tstzrange) p $$,
                  $$ VALUES (tstzrange('2600-07-02 08:00Z', '2600-07-02 09:00Z')) $$, 'a period far from today');
-- and timetables with holidays are summed over the year at which the offsets must be listed anew
INSERT INTO cc_center.official_year SELECT 'none', year, 'test' FROM generate_series(2199, 2201) year;
SELECT is(cc_center.working_time(9111, 'Mo-Su 00:00-24:00; PH off'::cc_center.work_hours, '2200-07-01 00:00Z', '2201-01-01 00:00Z'),
          timestamptz '2201-01-01 00:00Z' - '2200-07-01 00:00Z', 'up to the first instant that is usually not known');

SELECT * FROM finish();
ROLLBACK;
