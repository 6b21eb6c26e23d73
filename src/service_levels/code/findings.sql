-- A month that missed a service level is found by the nightly look at the center.

CREATE OR REPLACE FUNCTION cc_center.missed_service_levels(center_id bigint)
RETURNS TABLE (concerns text, finding text, day date, shift text, role text, staff_no text, subject text, clause text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    last_month date := (cc_center.local_month(center_id, cc_center.clock()) - interval '1 month')::date;
BEGIN
    RETURN QUERY
        SELECT DISTINCT 'service_level', 'service_level_missed', m.month, NULL::text, NULL::text, NULL::text, m.service_level, m.clause
        FROM cc_center.service_level_month m
        WHERE m.center_id = missed_service_levels.center_id AND m.month = last_month AND NOT m.met;
EXCEPTION WHEN SQLSTATE 'UC314' THEN
    -- official days that are not known are a finding of their own
    RETURN;
END
$$;
COMMENT ON FUNCTION cc_center.missed_service_levels(bigint) IS
    'The part of a night''s look at a center that finds the service levels that its last month missed, day being the first of that month, once nothing undecided can turn it (F2.2, G2.1).';
SELECT cc_center.register_finding_check('service_levels', 'missed_service_levels');
