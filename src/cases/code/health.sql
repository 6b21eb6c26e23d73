-- What health() says of cases.

CREATE OR REPLACE FUNCTION cc_center.health_of_cases()
RETURNS TABLE (finding text, subject text, detail text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('a case and its open leg disagree'), coalesce(c.case_number, l.case_id::text),
           cc_center.translated('Somebody edited rows past the rules.')
    FROM cc_center.leg l
    -- one by one: open legs are few, cases all there ever were
    LEFT JOIN LATERAL (SELECT k.* FROM cc_center.cases k WHERE k.center_id = l.center_id AND k.case_id = l.case_id OFFSET 0) c ON true
    WHERE l.finished_at IS NULL AND l.center_id = ANY ((SELECT cc_center.seen_centers())::bigint[])
      AND (c.leg_no, coalesce(c.holder, ''), coalesce(c.due_at, 'infinity')) IS DISTINCT FROM
          (l.leg_no, coalesce(l.holder, ''), coalesce(l.due_at, 'infinity'))
    UNION ALL
    SELECT cc_center.translated('an open case has no open leg'), c.case_number,
           cc_center.translated('Somebody edited rows past the rules.')
    FROM cc_center.cases c
    WHERE c.closed_at IS NULL AND c.center_id = ANY ((SELECT cc_center.seen_centers())::bigint[])
      -- by the key of the leg: before the first ANALYZE the index of open legs looks as good, and is read whole for each case
      AND NOT EXISTS (SELECT FROM (SELECT l.finished_at FROM cc_center.leg l
                                   WHERE l.center_id = c.center_id AND l.case_id = c.case_id AND l.leg_no = c.leg_no
                                   OFFSET 0) present
                      WHERE present.finished_at IS NULL)
      AND EXISTS (SELECT FROM cc_center.transition t WHERE t.center_id = c.center_id
                  AND t.version = cc_center.rules_in_force(c.center_id) AND t.to_stage = c.stage AND t.next_leg_kind IS NOT NULL)
$$;
COMMENT ON FUNCTION cc_center.health_of_cases() IS 'The part of health() that finds rows edited past the rules; reads all open cases.';
SELECT cc_center.register_health_check('cases', 'health_of_cases');

CREATE OR REPLACE FUNCTION cc_center.health_of_holders()
RETURNS TABLE (finding text, subject text, detail text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('somebody who is not on duty holds open legs'), k.center_id || ' ' || k.holder,
           format(cc_center.translated('%s open legs, the oldest of case %s; the sweep should have passed them on.'), k.legs, k.case_id)
    FROM (SELECT l.center_id, l.holder, count(*) AS legs, min(l.case_id) AS case_id FROM cc_center.leg l
          WHERE l.finished_at IS NULL AND l.holder IS NOT NULL AND l.role IS NOT NULL
            AND l.center_id = ANY ((SELECT cc_center.seen_centers())::bigint[])
          GROUP BY 1, 2) k
    -- the sweep comes every minute
    WHERE NOT EXISTS (SELECT FROM cc_center.roster r WHERE r.center_id = k.center_id AND r.staff_no = k.holder
                      AND r.duty && tstzrange(cc_center.clock() - interval '2 minutes', cc_center.clock(), '[]'))
$$;
COMMENT ON FUNCTION cc_center.health_of_holders() IS
    'The part of health() that finds open legs whose holder is not on duty by the roster, nor was two minutes ago (I29); reads all open legs.';
SELECT cc_center.register_health_check('cases', 'health_of_holders');

CREATE OR REPLACE FUNCTION cc_center.health_of_open_legs()
RETURNS TABLE (finding text, subject text, detail text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('counts of open legs are not shared'), 'shared_preload_libraries',
           cc_center.translated('Concurrent sessions may choose the same person; add cc_center.')
    WHERE NOT cc_center.open_legs_are_shared()
$$;
COMMENT ON FUNCTION cc_center.health_of_open_legs() IS 'The part of health() about counts of open legs that are not shared.';
SELECT cc_center.register_health_check('cases', 'health_of_open_legs');
