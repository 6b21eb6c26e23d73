-- Timetables as people type them, and date ranges that leave their year: what they mean, day by day.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'UTC';
SELECT no_plan();

-- The days of a stretch on which a timetable is open.
CREATE FUNCTION pg_temp.days(hours text, first date, last date) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(lower(p)::date || CASE WHEN upper(p)::date - lower(p)::date > 1 THEN '..' || upper(p)::date - 1 ELSE '' END, ' ' ORDER BY p)
    FROM cc_center.open_periods(hours::cc_center.work_hours, tsrange(first, last + 1)) p
$$;
SELECT is(pg_temp.days(hours, first, last), days, hours)
FROM (VALUES
    ('Dec 20-Dec Su[-1] +4 days', date '2012-12-01', date '2013-02-01', '2012-12-20..2013-01-03'),
    ('Dec 20-Dec Su[-1] +4 days', '2013-01-01', '2013-02-01', '2013-01-01..2013-01-03'),
    ('Jan Su[1] -5 days-Jan 10', '2011-12-01', '2012-02-01', '2011-12-27..2012-01-10'),
    ('Jan Su[1] -5 days-Jan 10', '2011-12-01', '2011-12-31', '2011-12-27..2011-12-31'),
    ('Dec 30-Jan Su[1] -5 days', '2012-12-01', '2013-02-01', '2012-12-30..2013-01-01'),
    ('2012 Dec 20-2012 Dec Su[-1] +4 days', '2012-12-01', '2013-02-01', '2012-12-20..2013-01-03'),
    ('2012 Dec 20-Dec Su[-1] +4 days', '2011-12-01', '2014-02-01', '2012-12-20..2013-01-03'),
    ('2021 Mar 28-Apr 16', '2020-01-01', '2022-12-31', '2021-03-28..2021-04-16'),
    ('2024 Mar-2025 Feb', '2023-01-01', '2026-12-31', '2024-03-01..2025-02-28'),
    ('May Mo[-1],Sep Mo[1]', '2024-01-01', '2024-12-31', '2024-05-27 2024-09-02'),
    ('May 5,Sep Mo[1]', '2024-01-01', '2024-12-31', '2024-05-05 2024-09-02'),
    ('Jan 20: open', '2024-01-01', '2024-12-31', '2024-01-20')) v (hours, first, last, days);
SELECT is(cc_center.working_time('Mo-Fr 09:00-17:00; Dec 20-Dec Su[-1] +4 days off', timestamp '2013-01-01', timestamp '2013-01-04'), '0',
          'closed over New Year is closed after it too');

-- What is typed means what its canonical text means, and that text is read without a word.
CREATE TEMP TABLE typed (typed text, plain text) ON COMMIT DROP;
INSERT INTO typed VALUES
    ('Mo-Fr 08：30-12：00；PH off', 'Mo-Fr 08:30-12:00; PH off'), ('Ｍｏ－Ｆｒ　０８:３０－１２:００', 'Mo-Fr 08:30-12:00'),
    ('Mo-Fr 08:30-12:00、14:00-17:30', 'Mo-Fr 08:30-12:00,14:00-17:30'), ('Mo–Fr 08:30—12:00', 'Mo-Fr 08:30-12:00'),
    ('Mo~Fr 08:30～12:00', 'Mo-Fr 08:30-12:00'), ('Mo-Fr 8-17', 'Mo-Fr 08:00-17:00'), ('Mo-Fr 8-12,14-17:30', 'Mo-Fr 08:00-12:00,14:00-17:30'),
    ('22-6', '22:00-06:00'), ('Mo-Fr 8.30-17', 'Mo-Fr 08:30-17:00'), ('Mo-Fr 08:30-12:00;', 'Mo-Fr 08:30-12:00'),
    ('Mo-Fr 08:30-12:00，', 'Mo-Fr 08:30-12:00'), ('week 5 8-17', 'week 05 08:00-17:00'), ('Jan 8-17', 'Jan 08-17 00:00-24:00'),
    ('Jan 1,2024 Dec 5-2025 Jan 6 off', 'Jan 01,2024 Dec 05-2025 Jan 06 off');
SELECT is(t.typed::cc_center.work_hours::text, t.plain, t.typed) FROM typed t;
SELECT ok(t.plain::cc_center.work_hours OPERATOR(cc_center.=) t.typed::cc_center.work_hours, t.plain || ' reads back') FROM typed t;
SELECT * FROM finish();
ROLLBACK;
