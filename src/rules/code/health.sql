-- What health() says of centers without rules in force.

CREATE OR REPLACE FUNCTION cc_center.health_of_rules()
RETURNS TABLE (finding text, subject text, detail text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('a center has no rules in force'), c.code, cc_center.translated('It takes no cases.')
    FROM cc_center.center c WHERE cc_center.sees_health(c.center_id) AND cc_center.rules_in_force(c.center_id) IS NULL
    UNION ALL
    SELECT cc_center.translated('a center abroad keeps the calendar of China'), c.code,
           cc_center.translated('Set calendar of cc_center.center and insert its years and days.')
    FROM cc_center.center c
    WHERE cc_center.sees_health(c.center_id) AND c.calendar = 'CN' AND NOT cc_center.zone_of_china(c.time_zone)
$$;
COMMENT ON FUNCTION cc_center.health_of_rules() IS 'The part of health() about centers without rules in force, or with China''s calendar abroad.';
SELECT cc_center.register_health_check('rules', 'health_of_rules');
