-- What health() says of rosters that were edited past the rules.

CREATE OR REPLACE FUNCTION cc_center.health_of_roster()
RETURNS TABLE (finding text, subject text, detail text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('a roster was published by nobody'), format('%s/%s', p.center_id, to_char(p.month, 'YYYY-MM')),
           cc_center.translated('Somebody edited rows past the rules.')
    FROM cc_center.roster_publication p
    WHERE p.status = 'published' AND cc_center.sees_health(p.center_id)
      AND NOT EXISTS (SELECT FROM cc_center.staff s WHERE s.center_id = p.center_id AND s.staff_no = p.published_by)
$$;
COMMENT ON FUNCTION cc_center.health_of_roster() IS 'The part of health() about rosters that were edited past the rules.';
SELECT cc_center.register_health_check('roster', 'health_of_roster');
