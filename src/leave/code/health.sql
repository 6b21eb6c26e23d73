-- What health() says of leave that was edited past the rules.

CREATE OR REPLACE FUNCTION cc_center.health_of_leave()
RETURNS TABLE (finding text, subject text, detail text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('leave is approved by nobody'), format('%s/%s', l.center_id, l.leave_id),
           cc_center.translated('Somebody edited rows past the rules.')
    FROM cc_center.leave_request l
    WHERE l.status = 'approved' AND l.center_id = ANY ((SELECT cc_center.seen_centers())::bigint[])
      AND NOT EXISTS (SELECT FROM cc_center.leave_approval a WHERE a.center_id = l.center_id AND a.leave_id = l.leave_id)
    UNION ALL
    SELECT cc_center.translated('somebody is rostered while on leave'), format('%s/%s', l.center_id, l.leave_id),
           cc_center.translated('Somebody edited rows past the rules.')
    FROM cc_center.leave_request l
    WHERE l.status = 'approved' AND l.center_id = ANY ((SELECT cc_center.seen_centers())::bigint[]) AND upper(l.during) > cc_center.clock()
      AND EXISTS (SELECT FROM cc_center.roster r
                  WHERE r.center_id = l.center_id AND r.staff_no = l.staff_no
                    AND r.duty && (l.during * tstzrange(cc_center.clock(), NULL)))
$$;
COMMENT ON FUNCTION cc_center.health_of_leave() IS 'The part of health() about leave that was edited past the rules.';
SELECT cc_center.register_health_check('leave', 'health_of_leave');
