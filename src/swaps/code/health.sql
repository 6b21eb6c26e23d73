-- What health() says of swaps that were edited past the rules.

CREATE OR REPLACE FUNCTION cc_center.health_of_swaps()
RETURNS TABLE (finding text, subject text, detail text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('a swap has more than its rule gives'), format('%s/%s', s.center_id, s.swap_id),
           cc_center.translated('Somebody edited rows past the rules.')
    FROM cc_center.swap s
    LEFT JOIN cc_center.swap_rule r ON r.center_id = s.center_id AND r.version = s.version AND r.swap_kind = s.swap_kind
    WHERE s.status IN ('requested', 'consented', 'approved') AND s.swap_kind <> 'swap_return' AND cc_center.sees_health(s.center_id)
      AND s.swap_limit IS DISTINCT FROM r.swap_limit
$$;
COMMENT ON FUNCTION cc_center.health_of_swaps() IS 'The part of health() about swaps that were edited past the rules.';
SELECT cc_center.register_health_check('swaps', 'health_of_swaps');
