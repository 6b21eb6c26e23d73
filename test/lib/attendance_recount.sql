-- The recount: what must hold of the attendance of center 1 when all is quiet and what was touched is judged. One row for
-- each rule that is broken, with how often; none when all is well.
WITH closed AS (
    SELECT a.day FROM cc_center.attendance_close a WHERE a.center_id = 1
), anew AS (
    SELECT j.* FROM closed c, cc_center.judge_day(1, c.day, NULL, NULL) j
), stored AS (
    SELECT r.* FROM cc_center.attendance_result r WHERE r.center_id = 1
), first_leg AS (
    -- the first pre-filing or filing of a duty, finished by who held it from the beginning
    SELECT r.day, r.staff_no, r.shift, min(l.finished_at) AS at
    FROM cc_center.roster r
    JOIN cc_center.leg l ON l.center_id = 1 AND l.finished_by = r.staff_no AND l.finished_at >= lower(r.duty) AND l.finished_at < upper(r.duty)
    WHERE r.center_id = 1 AND l.holder = l.finished_by AND l.taken_from IS NULL AND l.outcome <> 'handed_over' AND l.leg_kind IN ('pre_filing', 'filing')
    GROUP BY 1, 2, 3
), last_word AS (
    SELECT DISTINCT ON (o.day, o.staff_no, o.shift) o.* FROM cc_center.attendance_override o
    WHERE o.center_id = 1 ORDER BY o.day, o.staff_no, o.shift, o.override_id DESC
), found (rule, times) AS (
    SELECT 'what is stored is what the facts give', count(*) FROM (SELECT * FROM stored EXCEPT SELECT * FROM anew) k
    UNION ALL
    SELECT 'every person-shift of a closed day is stored', count(*) FROM (SELECT * FROM anew EXCEPT SELECT * FROM stored) k
    UNION ALL
    SELECT 'a person-shift of the roster has its result', count(*)
    FROM cc_center.roster r JOIN closed USING (day)
    WHERE r.center_id = 1 AND NOT EXISTS (SELECT FROM stored s WHERE (s.day, s.staff_no, s.shift) = (r.day, r.staff_no, r.shift))
    UNION ALL
    SELECT 'what cases show is what the legs show', count(*)
    FROM stored s LEFT JOIN first_leg f USING (day, staff_no, shift)
    WHERE s.role = 'operator' AND s.shift <> 'middle' AND (CASE WHEN s.case_id IS NOT NULL THEN s.evidence_at END) IS DISTINCT FROM f.at
    UNION ALL
    SELECT 'who signs in within his duty was there by then', count(*)
    FROM stored s JOIN cc_center.sign_in i ON i.center_id = 1 AND i.staff_no = s.staff_no AND i.direction = 'in' AND s.duty @> i.at
    WHERE s.shift = 'middle' AND (s.evidence IN ('nothing', 'none') OR s.evidence_at > i.at)
    UNION ALL
    SELECT 'a supervisor''s last word holds', count(*)
    FROM last_word o JOIN cc_center.attendance_day d USING (center_id, day, staff_no, shift)
    WHERE d.result <> 'open' AND (d.result, d.overridden_by) IS DISTINCT FROM (coalesce(o.result, d.judged_result), CASE WHEN o.result IS NOT NULL THEN o.by_staff END)
    UNION ALL
    SELECT 'a person has two make-up sign-ins a week', count(*) FROM (
        SELECT FROM cc_center.makeup_signin m WHERE m.center_id = 1 AND m.status IN ('requested', 'approved')
        GROUP BY m.staff_no, date_trunc('week', m.day::timestamp) HAVING count(*) > 2) k
    UNION ALL
    SELECT 'nothing waits to be judged', count(*) FROM cc_center.attendance_touch t JOIN closed USING (day)
    UNION ALL
    SELECT 'nothing is under way', count(*) FROM cc_center.attendance_close a WHERE a.seen IS NOT NULL
)
SELECT rule, times FROM found WHERE times > 0;
