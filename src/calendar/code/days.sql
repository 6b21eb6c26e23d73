-- What type of day a day is, in a center's zone, by the rules in force.

CREATE OR REPLACE FUNCTION cc_center.rule_periods(
    center_id bigint, version integer, hours cc_center.work_hours, span tstzrange)
RETURNS SETOF tstzrange LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    zone text;
BEGIN
    IF EXISTS (SELECT FROM cc_center.rule_setting s
               WHERE s.center_id = rule_periods.center_id AND s.version = rule_periods.version
                 AND s.name = 'day_type_by' AND s.value = 'weekday') THEN
        SELECT c.time_zone INTO zone FROM cc_center.center c WHERE c.center_id = rule_periods.center_id;
        RETURN QUERY
            SELECT tstzrange(lower(p) AT TIME ZONE zone, upper(p) AT TIME ZONE zone)
            FROM cc_center.open_periods(hours, tsrange(lower(span) AT TIME ZONE zone, upper(span) AT TIME ZONE zone)) p;
    ELSE
        RETURN QUERY SELECT p FROM cc_center.open_periods(center_id, hours, span) p;
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.rule_periods(bigint, integer, cc_center.work_hours, tstzrange) IS
    'The open periods of a rule''s hours: by the center''s day calendar, or by the weekday alone where the rule set says so (U10).';

CREATE OR REPLACE FUNCTION cc_center.rule_span(center_id bigint, version integer, hours cc_center.work_hours, day date)
RETURNS tsrange LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM cc_center.rule_setting s
               WHERE s.center_id = rule_span.center_id AND s.version = rule_span.version
                 AND s.name = 'day_type_by' AND s.value = 'weekday') THEN
        RETURN cc_center.day_span(hours, day);
    END IF;
    RETURN cc_center.day_span(center_id, hours, day);
END
$$;
COMMENT ON FUNCTION cc_center.rule_span(bigint, integer, cc_center.work_hours, date) IS
    'From when a rule''s hours that begin on a day begin until they end at the latest, in local time: by the center''s day calendar, or by the weekday alone where the rule set says so (U10). NULL where none begin on the day.';

CREATE OR REPLACE FUNCTION cc_center.local_day(center_id bigint, at timestamptz)
RETURNS date LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT (at AT TIME ZONE c.time_zone)::date FROM cc_center.center c WHERE c.center_id = local_day.center_id $$;
COMMENT ON FUNCTION cc_center.local_day(bigint, timestamptz) IS 'The day of an instant in the center''s zone.';

CREATE OR REPLACE FUNCTION cc_center.in_notice(center_id bigint, first_day date, notice interval)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT notice IS NULL OR cc_center.local_day(center_id, cc_center.clock()) <= (first_day - notice)::date
$$;
COMMENT ON FUNCTION cc_center.in_notice(bigint, date, interval) IS
    'Whether it is early enough to ask for a day: notice counts calendar days of the center''s zone, so the last moment is the end of the day that lies the notice before it.';

CREATE OR REPLACE FUNCTION cc_center.day_type(center_id bigint, version integer, day date)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.day_type(c.center_id, day_type.day, EXISTS (
        SELECT FROM cc_center.rule_setting s
        WHERE s.center_id = c.center_id AND s.version = day_type.version
          AND s.name = 'day_type_by' AND s.value = 'weekday'))
    FROM cc_center.center c
    WHERE c.center_id = day_type.center_id
$$;
COMMENT ON FUNCTION cc_center.day_type(bigint, integer, date) IS
    'weekday or weekend, by the day calendar or by the weekday alone as the rules say (U10).';
SELECT cc_center.share_function('cc_center.day_type(bigint, integer, date)');

-- Publishing a month, and correcting it afterwards.

CREATE OR REPLACE FUNCTION cc_center.roster_month_start(day date)
RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT date_trunc('month', day::timestamp)::date $$;
COMMENT ON FUNCTION cc_center.roster_month_start(date) IS 'The first day of a day''s month.';
SELECT cc_center.share_function('cc_center.roster_month_start(date)');
-- the views run with the rights of whoever asks
SELECT cc_center.share_function('cc_center.local_day(bigint, timestamptz)');
SELECT cc_center.share_function('cc_center.rule_periods(bigint, integer, cc_center.work_hours, tstzrange)');
SELECT cc_center.share_function('cc_center.rule_span(bigint, integer, cc_center.work_hours, date)');

CREATE OR REPLACE FUNCTION cc_center.month_span(center_id bigint, month date)
RETURNS tstzrange LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT tstzrange(date_trunc('month', month::timestamp) AT TIME ZONE c.time_zone,
                     (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE c.time_zone)
    FROM cc_center.center c WHERE c.center_id = month_span.center_id
$$;
COMMENT ON FUNCTION cc_center.month_span(bigint, date) IS 'A month from its first instant to the next month''s, in the center''s zone.';

CREATE OR REPLACE FUNCTION cc_center.month_of(center_id bigint, at timestamptz)
RETURNS date LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT cc_center.roster_month_start(cc_center.local_day(center_id, at)) $$;
COMMENT ON FUNCTION cc_center.month_of(bigint, timestamptz) IS 'The first day of the month of an instant in the center''s zone.';
