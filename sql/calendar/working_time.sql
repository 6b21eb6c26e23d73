\set SHOW_CONTEXT never
-- Questions to a timetable alone: local time, holidays given by the caller.
SET search_path = cc_center, pg_catalog;
SET datestyle = 'ISO';
SET intervalstyle = 'postgres';

-- open periods; spans past midnight belong to the day they start at
SELECT open_periods('Mo-Fr 08:30-12:00,14:00-17:30'::work_hours, '[2018-10-08,2018-10-10)'::tsrange);
SELECT open_periods('Mo-Fr 08:30-12:00,14:00-17:30'::work_hours, '[2018-10-08 09:00,2018-10-08 15:00]'::tsrange);
SELECT open_periods('Su 20:00-02:00'::work_hours, '[2018-10-07,2018-10-09)'::tsrange);
SELECT open_periods('Mo-Su 20:00-06:00; PH off'::work_hours, '[2018-10-01,2018-10-04)'::tsrange, '{[2018-10-02,2018-10-03)}');
SELECT open_periods('24/7'::work_hours, '[2018-10-01,2018-11-01)'::tsrange);
SELECT open_periods('off'::work_hours, '[2018-10-01,2018-11-01)'::tsrange);
SELECT open_periods('24/7'::work_hours, 'empty'::tsrange);
SELECT count(*), sum(upper(p) - lower(p)) FROM open_periods('Fr[-1] 09:00-17:00'::work_hours, '[1950-01-01,2050-01-01)'::tsrange) p;

-- a later rule takes the day, an additional one adds to it, a fallback fills what is left
SELECT rules, array_agg(lower(p)::time || '-' || upper(p)::time ORDER BY p) AS wednesday
FROM unnest(ARRAY[
    'Mo-Fr 08:00-12:00; We 14:00-16:00',
    'Mo-Fr 08:00-12:00, We 14:00-16:00',
    'Mo-Fr 08:00-12:00; We 10:00-11:00 off',
    'Mo-Fr 08:00-12:00; We off',
    'Mo-Fr 08:00-12:00; 10:00-16:00',
    'Mo-Fr 08:00-12:00; 24/7 off',
    'Mo-Fr 08:00-12:00 || 11:00-13:00',
    'Tu 22:00-03:00',
    'Tu 22:00-03:00; We 10:00-12:00',
    'Tu 22:00-03:00, We 10:00-12:00',
    'We 08:00-12:00; We 09:00-10:00 unknown'
]) rules
LEFT JOIN LATERAL open_periods(rules::work_hours, '[2018-10-10,2018-10-11)'::tsrange) p ON true
GROUP BY rules ORDER BY rules COLLATE "C";

-- working time
SELECT working_time('Mo-Fr 08:30-12:00,14:00-17:30'::work_hours, '2018-10-08', '2018-10-15') AS week,
       working_time('Mo-Fr 08:30-12:00,14:00-17:30'::work_hours, '2018-10-08 11:59:59.5', '2018-10-08 14:00:00.25') AS over_noon,
       working_time('Mo-Fr 08:30-12:00,14:00-17:30'::work_hours, '2018-10-15', '2018-10-08') AS backwards,
       working_time('Mo-Fr 08:30-12:00,14:00-17:30; PH off'::work_hours, '2018-10-01', '2018-11-01', '{[2018-10-01,2018-10-08)}') AS october,
       working_time('off'::work_hours, '2018-01-01', '2019-01-01') AS never,
       working_time('24/7'::work_hours, '0001-01-01', '9999-12-31') AS ever,
       working_time('Feb 29'::work_hours, '2001-01-01', '2101-01-01') AS leap_days;

-- the instant after an amount of it, and before
SELECT amount, add_working_time('Mo-Fr 09:00-12:00,13:00-18:00'::work_hours, '2018-10-08 11:00', amount)
FROM unnest('{0,1 hour,61 minutes,2 hours,8 hours,40 hours,4000 hours,-2 hours,-121 minutes,-8 hours}'::interval[]) amount;
SELECT next_open('Mo-Fr 09:00-18:00'::work_hours, t), next_close('Mo-Fr 09:00-18:00'::work_hours, t)
FROM unnest('{2018-10-08 08:59,2018-10-08 09:00,2018-10-08 17:59:59,2018-10-08 18:00,2018-10-12 18:00}'::timestamp[]) t;
SELECT is_open('Mo-Fr 09:00-18:00'::work_hours, t), 'Mo-Fr 09:00-18:00'::work_hours @> t AS contains
FROM unnest('{2018-10-08 08:59:59.999999,2018-10-08 09:00,2018-10-08 17:59:59.999999,2018-10-08 18:00,2018-10-06 12:00}'::timestamp[]) t;
SELECT is_open('PH 10:00-12:00'::work_hours, '2018-10-01 10:00'), is_open('PH 10:00-12:00'::work_hours, '2018-10-01 10:00', '{[2018-10-01,2018-10-02)}'),
       is_open('PH +1 day 10:00-12:00'::work_hours, '2018-10-02 10:00', '{[2018-10-01,2018-10-02)}'),
       is_open('PH off; 10:00-12:00'::work_hours, '2018-10-01 10:00', '{(,)}');

-- refused
SELECT add_working_time('off'::work_hours, '2018-10-08', '1 hour');
SELECT next_open('2017 Jan 1 10:00-12:00'::work_hours, '2018-10-08');
SELECT next_open('2200 Jan 1 10:00-12:00'::work_hours, '2018-10-08');
SELECT next_close('24/7'::work_hours, '2018-10-08');
SELECT next_close('Jan-Dec'::work_hours, '2018-10-08');
SELECT add_working_time('24/7'::work_hours, '2018-10-08', '1 day');
SELECT add_working_time('24/7'::work_hours, '2018-10-08', '2000000 hours') AS in_range;
SELECT add_working_time('24/7'::work_hours, '2018-10-08', '2000000000 hours');
SELECT is_open('24/7'::work_hours, 'infinity');
SELECT is_open('24/7'::work_hours, '10000-01-01');
SELECT is_open('24/7'::work_hours, '0002-01-01 BC');
SELECT open_periods('24/7'::work_hours, '[2018-01-01,)'::tsrange);
SELECT open_periods('24/7'::work_hours, '[2018-01-01,infinity)'::tsrange);
SELECT 'PH off'::work_hours @> timestamp '2018-10-08';
SELECT is_open(NULL::work_hours, '2018-10-08') IS NULL AS strict;
