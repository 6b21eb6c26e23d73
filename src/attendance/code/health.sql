-- What health() says of attendance that was edited past the rules, or waits.

CREATE OR REPLACE FUNCTION cc_center.health_of_attendance()
RETURNS TABLE (finding text, subject text, detail text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('attendance waits to be judged again'), t.center_id::text,
           cc_center.translated('%1 person-days, the oldest %2. Run cc_center.close_touched().', count(DISTINCT (t.day, t.staff_no))::text, min(t.day)::text)
    FROM cc_center.attendance_touch t
    JOIN cc_center.attendance_close a ON a.center_id = t.center_id AND a.day = t.day
    WHERE cc_center.sees_health(t.center_id) AND t.day < (cc_center.clock() - interval '2 days')::date
    GROUP BY t.center_id
    UNION ALL
    SELECT cc_center.translated('a result of a closed month was changed'), format('%s/%s/%s/%s', o.center_id, o.day, o.staff_no, o.shift),
           cc_center.translated('Somebody edited rows past the rules.')
    FROM cc_center.attendance_override o
    JOIN cc_center.attendance_month_close m ON m.center_id = o.center_id AND m.month = date_trunc('month', o.day::timestamp)::date
    WHERE m.closed_at < o.at AND m.center_id = ANY ((SELECT cc_center.seen_centers())::bigint[])
    UNION ALL
    -- the last months of each center: those before were looked at while they were the last
    SELECT cc_center.translated('the attendance of a closed month was changed'), format('%s/%s', k.center_id, k.month),
           cc_center.translated('Somebody edited rows past the rules.')
    FROM cc_center.center c
    CROSS JOIN LATERAL (SELECT m.* FROM cc_center.attendance_month_close m
                        WHERE m.center_id = c.center_id AND m.closed_at IS NOT NULL ORDER BY m.month DESC LIMIT 3) k
    WHERE cc_center.sees_health(c.center_id) AND k.digest IS DISTINCT FROM cc_center.attendance_digest(k.center_id, k.month)
$$;
COMMENT ON FUNCTION cc_center.health_of_attendance() IS 'The part of health() about attendance.';
SELECT cc_center.register_health_check('attendance', 'health_of_attendance');
