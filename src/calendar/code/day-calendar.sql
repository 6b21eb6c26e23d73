-- The day calendar: who may read and write it, and the years it does not cover.

SELECT cc_center.register_rule_table('timetable', 'calendar');

SELECT cc_center.register_rule_table('calendar_day', 'calendar', false);

DO $$
DECLARE
    shared text;
    group_name text;
BEGIN
    FOREACH shared IN ARRAY ARRAY['official_year', 'official_day'] LOOP
        PERFORM cc_center.close_table(shared);
        PERFORM cc_center.watch_table(shared);
        EXECUTE format('ALTER TABLE cc_center.%I ENABLE ROW LEVEL SECURITY', shared);
        EXECUTE format('CREATE POLICY everybody ON cc_center.%I USING (true)', shared);
        FOREACH group_name IN ARRAY cc_center.all_groups() LOOP
            EXECUTE format('GRANT SELECT ON cc_center.%I TO %I', shared, 'cc_center_' || group_name);
        END LOOP;
    END LOOP;
END
$$;

CREATE OR REPLACE VIEW cc_center.calendar_gaps WITH (security_invoker = true) AS
SELECT c.center_id, c.calendar, y.year::integer AS year
FROM cc_center.center c
CROSS JOIN LATERAL (
    SELECT extract(year FROM coalesce(min(lower(r.effective)), c.created_at) AT TIME ZONE c.time_zone)::integer AS first_year
    FROM cc_center.rule_set r
    WHERE r.center_id = c.center_id AND r.status = 'ratified' AND NOT lower_inf(r.effective)
) used
CROSS JOIN LATERAL generate_series(
    used.first_year, extract(year FROM cc_center.clock() AT TIME ZONE c.time_zone)::integer + 1) AS y (year)
WHERE NOT EXISTS (
    SELECT FROM cc_center.official_year o WHERE o.calendar = c.calendar AND o.year = y.year);
COMMENT ON VIEW cc_center.calendar_gaps IS
    'Years in use by a center, from its first rules to next year, whose official days are not known. Working time in them is refused, not guessed.';

DO $$
DECLARE
    group_name text;
    member regprocedure;
BEGIN
    FOREACH group_name IN ARRAY cc_center.all_groups() LOOP
        EXECUTE format('GRANT SELECT ON cc_center.calendar_gaps TO %I', 'cc_center_' || group_name);
        FOR member IN
            SELECT p.oid FROM pg_proc p
            WHERE p.pronamespace = 'cc_center'::regnamespace
              AND p.proname IN ('is_open', 'working_time', 'add_working_time', 'next_open', 'next_close',
                                'open_periods', 'day_type')
              AND p.proargtypes[0] = 'bigint'::regtype
        LOOP
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', member, 'cc_center_' || group_name);
        END LOOP;
    END LOOP;
END
$$;
