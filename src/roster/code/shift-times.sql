-- When a shift stands: on a day, and over a month.

-- What is wrong with a month's roster, row by row, and what people read of roster, leave and swaps.

CREATE OR REPLACE FUNCTION cc_center.shift_duty(center_id bigint, version integer, hours cc_center.work_hours, day date)
RETURNS tstzrange LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    -- a shift past midnight belongs to the day it starts on: what ran before, also around the clock, is the day before's
    SELECT tstzrange(min(lower(p)), max(upper(p)))
    FROM cc_center.center c
    CROSS JOIN LATERAL (SELECT cc_center.rule_span(c.center_id, shift_duty.version, hours, shift_duty.day) AS own) s
    CROSS JOIN LATERAL (
        -- in an hour that the zone repeats, from its first pass
        SELECT least(lower(s.own) AT TIME ZONE c.time_zone,
                     (lower(s.own) - interval '1 hour') AT TIME ZONE c.time_zone + interval '1 hour') AS begins,
               least(upper(s.own), lower(s.own) + interval '1 day') AT TIME ZONE c.time_zone AS ends) k
    CROSS JOIN LATERAL cc_center.rule_periods(c.center_id, shift_duty.version, hours,
        CASE WHEN k.begins < k.ends THEN tstzrange(k.begins, k.ends) ELSE 'empty' END) p
    WHERE c.center_id = shift_duty.center_id
    HAVING count(*) > 0
$$;
COMMENT ON FUNCTION cc_center.shift_duty(bigint, integer, cc_center.work_hours, date) IS
    'When a shift stands on a day: from the first to the last instant of its hours that begin on that day, 24 hours at most; NULL where it is not held.';

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
