-- When a shift stands: on a day, and over a month.

-- What is wrong with a month's roster, row by row, and what people read of roster, leave and swaps.

CREATE OR REPLACE FUNCTION cc_center.shift_duty(center_id bigint, version integer, hours cc_center.work_hours, day date)
RETURNS tstzrange LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    -- a shift past midnight belongs to the day it starts on: what ran before, also around the clock, is the day before's
    own tsrange := cc_center.rule_span(center_id, version, hours, day);
    zone text := (SELECT c.time_zone FROM cc_center.center c WHERE c.center_id = shift_duty.center_id);
    begins timestamptz;
    ends timestamptz;
BEGIN
    -- in an hour that the zone repeats, from its first pass
    begins := least(lower(own) AT TIME ZONE zone, (lower(own) - interval '1 hour') AT TIME ZONE zone + interval '1 hour');
    ends := least(upper(own), lower(own) + interval '1 day') AT TIME ZONE zone;
    IF begins < ends THEN
        RETURN (SELECT tstzrange(min(lower(p)), max(upper(p)))
                FROM cc_center.rule_periods(center_id, version, hours, tstzrange(begins, ends)) p
                -- what the clock shows for the second time is no shift of its own
                WHERE NOT cc_center.in_repeated_time(center_id, lower(p), upper(p))
                HAVING count(*) > 0);
    END IF;
    RETURN NULL;
END
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
