-- The recount: what must hold of the swaps of center 2 and its roster whatever ran at once. One row for each rule that is
-- broken, with how often; none when all is well.
WITH live AS (
    SELECT s.*, x.day AS first_day FROM cc_center.swap s
    JOIN cc_center.swap_shift x ON (x.center_id, x.swap_id, x.ordinal) = (s.center_id, s.swap_id, 1)
    WHERE s.center_id = 2 AND s.status IN ('requested', 'consented', 'approved')
), found (rule, times) AS (
    SELECT 'one single swap a month and person', count(*) FROM (
        SELECT FROM live WHERE swap_kind = 'single' GROUP BY requester, date_trunc('month', first_day) HAVING count(*) > 1) k
    UNION ALL
    SELECT 'two double swaps a year and person', count(*) FROM (
        SELECT FROM live WHERE swap_kind = 'double' GROUP BY requester, date_trunc('year', first_day) HAVING count(*) > 2) k
    UNION ALL
    SELECT 'a request holds a place of the month or year of its first shift', count(*) FROM live
    WHERE period IS DISTINCT FROM CASE swap_kind WHEN 'single' THEN date_trunc('month', first_day) WHEN 'double' THEN date_trunc('year', first_day) END::date
    UNION ALL
    SELECT 'a request has one shift, a double two', count(*) FROM cc_center.swap s
    WHERE s.center_id = 2 AND (SELECT count(*) FROM cc_center.swap_shift x WHERE (x.center_id, x.swap_id) = (s.center_id, s.swap_id))
                              <> CASE s.swap_kind WHEN 'double' THEN 2 ELSE 1 END
    UNION ALL
    SELECT 'shifts are open as long as their request', count(*) FROM cc_center.swap_shift x JOIN cc_center.swap s USING (center_id, swap_id)
    WHERE s.center_id = 2 AND x.open <> (s.status IN ('requested', 'consented'))
    UNION ALL
    SELECT 'a shift is in one open request', count(*) FROM (
        SELECT FROM cc_center.swap_shift x WHERE x.center_id = 2 AND x.open GROUP BY x.day, x.shift, x.from_staff HAVING count(*) > 1) k
    UNION ALL
    SELECT 'a shift is repaid once', count(*) FROM (
        SELECT FROM live WHERE swap_kind = 'swap_return' GROUP BY returns, repays HAVING count(*) > 1) k
    UNION ALL
    SELECT 'what goes together is decided together', count(*) FROM cc_center.swap r
    JOIN cc_center.swap s ON s.center_id = r.center_id AND s.swap_id = r.returns
    WHERE r.center_id = 2 AND r.together AND (r.status, r.decided_at) IS DISTINCT FROM (s.status, s.decided_at)
    UNION ALL
    SELECT 'an exchange repays every shift or none', count(*) FROM (
        SELECT FROM cc_center.swap r JOIN cc_center.swap s ON s.center_id = r.center_id AND s.swap_id = r.returns
        WHERE r.center_id = 2 AND r.together GROUP BY s.swap_id, s.swap_kind
        HAVING count(DISTINCT r.repays) <> CASE s.swap_kind WHEN 'double' THEN 2 ELSE 1 END) k
    UNION ALL
    SELECT 'a repayment is not swapped on', count(*) FROM cc_center.roster_change c
    JOIN cc_center.swap_shift x ON x.center_id = 2 AND (x.day, x.shift, x.to_staff) = (c.day, c.shift, c.from_staff)
    JOIN cc_center.swap s ON s.center_id = 2 AND s.swap_id = x.swap_id AND s.swap_kind = 'swap_return' AND s.status = 'approved'
    JOIN cc_center.roster_change e ON e.center_id = 2 AND e.reference = s.swap_id AND e.change_id < c.change_id
    WHERE c.center_id = 2
    UNION ALL
    SELECT 'every approved shift has its record', count(*) FROM cc_center.swap_shift x JOIN cc_center.swap s USING (center_id, swap_id)
    WHERE s.center_id = 2 AND (s.status = 'approved') <> EXISTS (
        SELECT FROM cc_center.roster_change c WHERE (c.center_id, c.reference, c.day, c.shift, c.from_staff, c.to_staff)
                                                    = (x.center_id, x.swap_id, x.day, x.shift, x.from_staff, x.to_staff))
    UNION ALL
    SELECT 'the roster is the published one with its recorded changes', count(*) FROM (
        SELECT day, shift, staff_no FROM (
            SELECT day, shift, staff_no, 1 AS n FROM swap_load.before
            UNION ALL SELECT day, shift, to_staff, 1 FROM cc_center.roster_change WHERE center_id = 2
            UNION ALL SELECT day, shift, from_staff, -1 FROM cc_center.roster_change WHERE center_id = 2
            UNION ALL SELECT day, shift, staff_no, -1 FROM cc_center.roster WHERE center_id = 2) k
        GROUP BY 1, 2, 3 HAVING sum(n) <> 0) u
    UNION ALL
    SELECT 'nobody stands two shifts at once', count(*) FROM cc_center.roster a
    JOIN cc_center.roster b ON b.center_id = a.center_id AND b.staff_no = a.staff_no AND (b.day, b.shift) > (a.day, a.shift) AND b.duty && a.duty
    WHERE a.center_id = 2
    UNION ALL
    SELECT 'no place is lost to a request that is gone', swap_load.lost_slots()
)
SELECT rule, times FROM found WHERE times > 0;
