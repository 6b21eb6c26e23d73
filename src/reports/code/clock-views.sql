-- What changed the clocks of cases: asked for and waiting, paused now, ordered from above.

CREATE OR REPLACE VIEW cc_center.clock_events WITH (security_invoker = true) AS
SELECT e.center_id, e.event_id, c.case_number, e.case_id, e.leg_no, l.leg_kind, l.department, e.kind,
       CASE WHEN e.status = 'asked' AND (p.finished_at IS NOT NULL OR p.clock_start IS DISTINCT FROM e.clock_start OR p.leg_kind <> l.leg_kind
                                         OR p.due_at < t.clock OR e.until <= t.clock) THEN 'lapsed'
            WHEN e.status <> 'approved' THEN e.status
            WHEN e.kind = 'extend' THEN 'approved'
            WHEN coalesce(e.ended_at, e.until) > t.clock THEN 'paused'
            ELSE 'over' END AS state,
       e.asked_by, e.asked_at, e.reason, e.until, e.extra, e.decided_by, e.decided_at, e.decision, e.began_at,
       CASE WHEN e.status = 'approved' AND e.kind <> 'extend' AND coalesce(e.ended_at, e.until) <= t.clock THEN coalesce(e.ended_at, e.until) END AS ended_at,
       e.ended_by, e.end_reason, e.due_before, e.due_after, r.approve_roles, r.clause, e.version
FROM cc_center.clock_event e
JOIN cc_center.cases c ON c.center_id = e.center_id AND c.case_id = e.case_id
JOIN cc_center.leg l ON l.center_id = e.center_id AND l.case_id = e.case_id AND l.leg_no = e.leg_no
-- the present leg, where a clock may go on in the next hands
JOIN cc_center.leg p ON p.center_id = c.center_id AND p.case_id = c.case_id AND p.leg_no = c.leg_no
LEFT JOIN cc_center.clock_rule r ON r.center_id = e.center_id AND r.version = e.version AND r.kind = e.kind AND r.leg_kind = l.leg_kind
CROSS JOIN (SELECT cc_center.clock() AS clock OFFSET 0) t;
COMMENT ON VIEW cc_center.clock_events IS
    'Everything that was asked of the clocks of cases, suspend (挂账), defer (缓办) or extend (延期), and what became of it: asked, withdrawn, refused; lapsed, where nobody decided while the clock ran; paused, while it stands still, and over, since ended_at, by whom where it was before the date; approved, for what was extended. due_before, due_after: the leg''s due as the approval found and left it; approve_roles and clause: of the rule.';
SELECT cc_center.share_view('clock_events');

-- From what is not decided by its index, whatever was asked in earlier years.
CREATE OR REPLACE VIEW cc_center.clock_events_waiting WITH (security_invoker = true) AS
SELECT e.center_id, e.event_id, c.case_number, e.case_id, c.street, p.department, p.leg_kind, e.kind, e.asked_by, e.asked_at, e.reason, e.until, e.extra,
       r.approve_roles AS waits_for, p.due_at, least(p.due_at, e.until) - cc_center.clock() AS left_to_decide
FROM cc_center.clock_event e
JOIN cc_center.cases c ON c.center_id = e.center_id AND c.case_id = e.case_id
JOIN cc_center.leg l ON l.center_id = e.center_id AND l.case_id = e.case_id AND l.leg_no = e.leg_no
JOIN cc_center.leg p ON p.center_id = c.center_id AND p.case_id = c.case_id AND p.leg_no = c.leg_no AND p.finished_at IS NULL
     AND p.clock_start = e.clock_start AND p.leg_kind = l.leg_kind
JOIN cc_center.clock_rule r ON r.center_id = e.center_id AND r.version = e.version AND r.kind = e.kind AND r.leg_kind = l.leg_kind
WHERE e.status = 'asked' AND coalesce(p.due_at >= cc_center.clock(), true) AND coalesce(e.until > cc_center.clock(), true);
COMMENT ON VIEW cc_center.clock_events_waiting IS
    'What is asked of a clock and waits for one of the roles waits_for, another person than asked_by: the clock runs on meanwhile, and left_to_decide is how long it still can be approved, NULL where nothing sets an end.';
SELECT cc_center.share_view('clock_events_waiting');

CREATE OR REPLACE VIEW cc_center.paused_cases WITH (security_invoker = true) AS
SELECT c.center_id, c.case_number, c.case_id, c.street, c.category, c.priority, c.stage, l.leg_kind, c.department, c.holder, e.kind,
       e.began_at AS paused_at, c.paused_until, c.paused_until - cc_center.clock() AS runs_on_in, c.due_at, e.reason, e.asked_by, e.decided_by, e.event_id
FROM cc_center.clock_event e
JOIN cc_center.cases c ON c.center_id = e.center_id AND c.case_id = e.case_id AND c.paused_until = e.until
JOIN cc_center.leg l ON l.center_id = c.center_id AND l.case_id = c.case_id AND l.leg_no = c.leg_no
WHERE e.status = 'approved' AND e.ended_at IS NULL AND e.until > cc_center.clock();
COMMENT ON VIEW cc_center.paused_cases IS
    'The cases whose clock stands still now, since when, until when, why, and by whose word: after paused_until it runs by itself, to due_at.';
SELECT cc_center.share_view('paused_cases');

CREATE OR REPLACE VIEW cc_center.supervised_cases WITH (security_invoker = true) AS
SELECT s.center_id, s.supervision_id, c.case_number, s.case_id, c.street, c.category, c.stage, c.department, c.holder,
       v.ordinal, s.level, s.office, s.office_number, s.deadline, s.ordered_by, s.ordered_at, s.reason,
       CASE WHEN s.lifted_at IS NOT NULL THEN 'lifted'
            WHEN c.closed_at <= s.deadline THEN 'answered'
            WHEN c.closed_at IS NOT NULL THEN 'answered late'
            WHEN s.deadline < cc_center.clock() THEN 'overdue'
            ELSE 'open' END AS state,
       CASE WHEN s.lifted_at IS NULL THEN c.closed_at END AS answered_at,
       CASE WHEN s.lifted_at IS NULL AND (c.closed_at IS NOT NULL OR s.deadline < cc_center.clock()) THEN coalesce(c.closed_at <= s.deadline, false) END AS in_time,
       CASE WHEN s.lifted_at IS NULL AND c.closed_at IS NULL THEN s.deadline - cc_center.clock() END AS left_to_answer,
       c.due_at, c.paused_until, s.lifted_by, s.lifted_at, s.lift_reason, s.due_clause AS clause, s.version
FROM cc_center.supervision s
JOIN cc_center.cases c ON c.center_id = s.center_id AND c.case_id = s.case_id
LEFT JOIN cc_center.supervision_level v ON v.center_id = s.center_id AND v.version = s.version AND v.level = s.level;
COMMENT ON VIEW cc_center.supervised_cases IS
    'The orders from above (督办) with their cases: level, office, its number and the deadline; when the case was answered, that is closed, and whether in time; left_to_answer, negative once the deadline has passed; due_at of the present leg. state: open, overdue, answered, answered late, lifted. Closed exactly at the deadline is in time (I1, I3.3).';
SELECT cc_center.share_view('supervised_cases');

-- A clock goes on in the next hands where the rules say so, and counts once.
CREATE OR REPLACE VIEW cc_center.extension_month WITH (security_invoker = true) AS
SELECT k.center_id, cc_center.local_month(k.center_id, k.due_at) AS month, k.leg_kind, k.department,
       count(*) AS due, count(k.extended) AS extended, round(count(k.extended)::numeric / count(*), 4) AS extension_rate
FROM (
    SELECT l.center_id, l.leg_kind, (array_agg(l.department ORDER BY l.leg_no DESC))[1] AS department,
           coalesce(e.due_before, (array_agg(l.due_at ORDER BY l.leg_no DESC))[1]) AS due_at, e.due_before AS extended
    FROM cc_center.leg l
    JOIN cc_center.clock_rule r ON r.center_id = l.center_id AND r.version = l.version AND r.kind = 'extend' AND r.leg_kind = l.leg_kind
    LEFT JOIN LATERAL (SELECT min(x.due_before) AS due_before FROM cc_center.clock_event x
                       WHERE x.center_id = l.center_id AND x.case_id = l.case_id AND x.clock_start = l.clock_start
                         AND x.kind = 'extend' AND x.status = 'approved') e ON true
    WHERE l.due_at IS NOT NULL
    GROUP BY l.center_id, l.case_id, l.leg_kind, l.clock_start, e.due_before
) k
GROUP BY 1, 2, 3, 4;
COMMENT ON VIEW cc_center.extension_month IS
    'How many clocks were extended (延期率): extension_rate = extended / due, by kind of leg and the department that had it; the denominator is all clocks that were due in a calendar month of the center''s zone, of the kinds that the rules let be extended. One that was extended counts in the month that it was due in before. Reads the legs of these kinds.';
SELECT cc_center.share_view('extension_month');
