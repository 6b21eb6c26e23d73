-- When a shift stands: on a day, and over a month.

-- What is wrong with a month's roster, row by row, and what people read of roster, leave and swaps.

CREATE OR REPLACE FUNCTION cc_center.shift_duty(center_id bigint, version integer, hours cc_center.work_hours, day date)
RETURNS tstzrange LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- a shift past midnight belongs to the day it starts on, so what ran before midnight is no beginning
    RETURN (
    SELECT tstzrange(min(k.starts), max(least(k.ends, ((k.starts AT TIME ZONE k.time_zone) + interval '1 day') AT TIME ZONE k.time_zone)))
    FROM (SELECT greatest(lower(p), d.begins) AS starts, upper(p) AS ends, c.time_zone
          FROM cc_center.center c
          CROSS JOIN LATERAL (SELECT shift_duty.day::timestamp AT TIME ZONE c.time_zone AS begins,
                                     (shift_duty.day + 1)::timestamp AT TIME ZONE c.time_zone AS ends) d
          CROSS JOIN LATERAL cc_center.rule_periods(c.center_id, shift_duty.version, hours,
                                                    tstzrange(d.begins - interval '1 day', d.ends + interval '1 day')) p
          WHERE c.center_id = shift_duty.center_id
            -- days open around the clock come as one period: each is a shift of its own
            AND (lower(p) >= d.begins AND lower(p) < d.ends OR lower(p) < d.begins AND upper(p) >= d.ends)) k
    HAVING count(*) > 0);
END
$$;
COMMENT ON FUNCTION cc_center.shift_duty(bigint, integer, cc_center.work_hours, date) IS
    'When a shift stands on a day; NULL where it is not held.';

CREATE OR REPLACE FUNCTION cc_center.month_days(month date)
RETURNS SETOF date LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    first_day date := cc_center.roster_month_start(cc_center.require_plan_day(month, true));
BEGIN
    RETURN QUERY SELECT n::date FROM generate_series(first_day::timestamp, first_day + interval '1 month' - interval '1 day',
                                                     interval '1 day') n;
END
$$;
COMMENT ON FUNCTION cc_center.month_days(date) IS
    'The days of a day''s month; fails for no day, an infinite one, and one too far ahead.';
SELECT cc_center.share_function('cc_center.month_days(date)');
-- the views run with the rights of whoever asks
SELECT cc_center.share_function('cc_center.shift_duty(bigint, integer, cc_center.work_hours, date)');
