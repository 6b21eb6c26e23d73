-- What one person needs in front of him: his cases, who is on duty, what waits for his word.

-- Each center the person acts in leads to its open legs by their index; no other center's are looked at.
CREATE OR REPLACE VIEW cc_center.my_cases WITH (security_invoker = true) AS
SELECT c.center_id, c.case_number, l.case_id, c.street, c.channel, c.category, c.description, c.priority, c.stage,
       l.leg_kind, c.reported_at, l.received_at, l.clock_start, l.due_at, l.shift_ends_at,
       cc_center.clock() - c.reported_at AS total_age, coalesce(l.due_at < cc_center.clock(), false) AS overdue,
       nullif(l.holder, mine.staff_no) AS sits_in_for
-- whose hands they are, once for the whole statement
FROM (SELECT m.center_id, cc_center.acting_staff_no(m.center_id) AS staff_no,
             cc_center.in_whose_hands(m.center_id, cc_center.acting_staff_no(m.center_id)) AS holders
      FROM unnest(cc_center.acting_centers()) m (center_id) OFFSET 0) mine
JOIN cc_center.leg l ON l.center_id = mine.center_id AND l.finished_at IS NULL AND l.holder = ANY (mine.holders)
JOIN cc_center.cases c ON c.center_id = l.center_id AND c.case_id = l.case_id;
COMMENT ON VIEW cc_center.my_cases IS
    'The cases in the acting person''s hands, and, with sits_in_for, in those of the person whose seat he sits in (U23), with the instant until which each may lie; finds them among the open legs, unlike a search of all cases by holder (I24).';

CREATE OR REPLACE VIEW cc_center.on_duty WITH (security_invoker = true) AS
SELECT r.center_id, r.shift, r.role, r.staff_no, s.name, r.day, lower(r.duty) AS begins, upper(r.duty) AS ends,
       NOT EXISTS (SELECT FROM cc_center.seat_absence a
                   WHERE a.center_id = r.center_id AND a.staff_no = r.staff_no
                     AND a.left_at >= lower(r.duty) AND a.returned_at IS NULL) AS at_the_seat,
       (SELECT cc_center.relief_at_seat(a.center_id, a.absence_id) FROM cc_center.seat_absence a
        WHERE a.center_id = r.center_id AND a.staff_no = r.staff_no AND a.day = r.day AND a.shift = r.shift AND a.over_at IS NULL) AS relief
FROM cc_center.roster r
JOIN cc_center.staff s ON s.center_id = r.center_id AND s.staff_no = r.staff_no
WHERE r.duty @> cc_center.clock();
COMMENT ON VIEW cc_center.on_duty IS
    'Who is on duty now, from when until when, whether he is at the seat, and who sits there for him (I6, E3.4).';

CREATE OR REPLACE FUNCTION cc_center.lacking_approvers(center_id bigint, leave_id bigint)
RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT array_agg(DISTINCT a.role)
    FROM cc_center.leave_request l
    JOIN cc_center.approval_step s ON s.center_id = l.center_id AND s.version = l.version AND s.subject = l.leave_kind
         AND s.from_days <= cc_center.adjoining_days(l)
    CROSS JOIN LATERAL unnest(s.approvers) a (role)
    WHERE l.center_id = lacking_approvers.center_id AND l.leave_id = lacking_approvers.leave_id
      -- that somebody asked for leave is his own affair, and of those who decide
      AND (cc_center.may_read_leave(l.center_id, l.staff_no)
           OR EXISTS (SELECT FROM cc_center.approval_step d
                      WHERE d.center_id = l.center_id AND d.version = l.version AND d.subject = l.leave_kind
                        AND cc_center.acting_role(l.center_id) = ANY (d.approvers)))
      AND NOT EXISTS (SELECT FROM cc_center.leave_approval g
                      WHERE g.center_id = l.center_id AND g.leave_id = l.leave_id AND g.step_no = s.step_no)
$$;
COMMENT ON FUNCTION cc_center.lacking_approvers(bigint, bigint) IS
    'The roles that may give a step that a leave still lacks, by its length with all leave that adjoins it (U14); to whoever asked, to those who lead and to those who approve such leave, and NULL to others.';
SELECT cc_center.share_function('cc_center.lacking_approvers(bigint, bigint)');

-- What waits for somebody: a leave for each step it still lacks, a swap for its partner and then for who decides, who asks
-- to leave the seat for a leader, what is asked of a clock for who decides, rules for who ratifies.
CREATE OR REPLACE VIEW cc_center.my_approvals WITH (security_invoker = true) AS
SELECT w.center_id, w.subject, w.id, w.asked_by, w.asked_at, w.waits_for, w.summary
FROM (
    SELECT l.center_id, 'leave' AS subject, l.leave_id AS id, l.staff_no AS asked_by, l.requested_at AS asked_at,
           'approval' AS waits_for, l.leave_kind || ' ' || l.days || ' d, ' || l.during::text AS summary
    FROM cc_center.leave_request l
    WHERE l.status = 'requested' AND l.staff_no <> cc_center.acting_staff_no(l.center_id)
      AND cc_center.acting_role(l.center_id) = ANY (cc_center.lacking_approvers(l.center_id, l.leave_id))
    UNION ALL
    SELECT x.center_id, 'swap' AS subject, x.swap_id, x.requester, x.requested_at,
           CASE x.status WHEN 'requested' THEN 'consent' ELSE 'approval' END AS waits_for, x.swap_kind || coalesce(': ' || w.reason, '') AS summary
    FROM cc_center.swap x
    LEFT JOIN cc_center.swap_reason w ON w.center_id = x.center_id AND w.swap_id = x.swap_id
    WHERE NOT x.together
      AND (x.status = 'requested' AND x.partner = cc_center.acting_staff_no(x.center_id)
           OR x.status = 'consented' AND cc_center.acting_staff_no(x.center_id) NOT IN (x.requester, x.partner)
              AND EXISTS (SELECT FROM cc_center.approval_step s
                          WHERE s.center_id = x.center_id AND s.version = x.version AND s.subject = x.swap_kind
                            AND cc_center.acting_role(x.center_id) = ANY (s.approvers)))
    UNION ALL
    SELECT a.center_id, 'seat' AS subject, a.absence_id, a.staff_no, a.asked_at, 'approval' AS waits_for, a.shift || coalesce(': ' || v.reason, '')
    FROM cc_center.seat_absence a
    LEFT JOIN cc_center.absence_reason v ON v.center_id = a.center_id AND v.absence_id = a.absence_id
    JOIN cc_center.roster d ON d.center_id = a.center_id AND d.staff_no = a.staff_no AND d.day = a.day AND d.shift = a.shift
         AND d.duty @> cc_center.clock()
    WHERE a.asked_at IS NOT NULL AND a.answer IS NULL AND a.over_at IS NULL AND a.staff_no <> cc_center.acting_staff_no(a.center_id)
      AND EXISTS (SELECT FROM cc_center.approval_step s
                  WHERE s.center_id = a.center_id AND s.version = cc_center.rules_in_force(a.center_id) AND s.subject = 'seat'
                    AND cc_center.acting_role(a.center_id) = ANY (s.approvers))
    UNION ALL
    SELECT k.center_id, 'clock' AS subject, k.event_id, k.asked_by, k.asked_at, 'approval' AS waits_for,
           k.kind || ' ' || k.case_number || ' ' || coalesce('until ' || k.until, '+ ' || k.extra) || ': ' || k.reason
    FROM cc_center.clock_events_waiting k
    WHERE k.asked_by <> cc_center.acting_staff_no(k.center_id) AND cc_center.acting_role(k.center_id) = ANY (k.waits_for)
      AND (cc_center.acting_role(k.center_id) <> 'department'
           OR EXISTS (SELECT FROM cc_center.department_staff d
                      WHERE d.center_id = k.center_id AND d.department = k.department AND d.staff_no = cc_center.acting_staff_no(k.center_id)))
    UNION ALL
    SELECT r.center_id, 'rules' AS subject, r.version, r.proposed_by, r.proposed_at, 'ratification' AS waits_for, r.title
    FROM cc_center.rule_set r
    WHERE r.status = 'proposed' AND cc_center.acting_role(r.center_id) = 'director'
      AND cc_center.acting_staff_no(r.center_id) NOT IN (r.drafted_by, r.proposed_by)
) w;
COMMENT ON VIEW cc_center.my_approvals IS
    'What waits for the acting person''s word: leave to approve, swaps to consent to or to approve, requests to leave the seat, what is asked of the clock of a case, rules to ratify (I7, I32-I36, E3.4).';

CREATE OR REPLACE VIEW cc_center.returned_cases WITH (security_invoker = true) AS
SELECT c.center_id, c.case_number, c.case_id, c.street, c.channel, c.category, c.priority, c.stage, c.stage_reason,
       l.finished_by AS returned_by, l.finished_at AS returned_at, cc_center.clock() - c.reported_at AS total_age,
       ARRAY(SELECT t.to_stage FROM cc_center.transition t
             WHERE t.center_id = c.center_id AND t.version = cc_center.rules_in_force(c.center_id) AND t.from_stage = c.stage
             ORDER BY t.to_stage) AS may_become
FROM cc_center.cases c
JOIN cc_center.leg l ON l.center_id = c.center_id AND l.case_id = c.case_id AND l.leg_no = c.leg_no
WHERE c.closed_at IS NULL AND l.finished_at IS NOT NULL;
COMMENT ON VIEW cc_center.returned_cases IS
    'Cases that are neither closed nor in anybody''s charge: sent back to where they came from, with the reason, by whom and when, and the stages by which they come back (I3.2).';

-- One kind of leg from hand to hand: a handover begins a new personal clock, but not a new age.
CREATE OR REPLACE VIEW cc_center.time_in_hands WITH (security_invoker = true) AS
SELECT h.center_id, c.case_number, h.case_id, h.leg_kind, h.hands, h.began_at, h.ended_at, h.total, h.by_person, h.first_limit,
       h.total > h.first_limit AS over_limit_in_total, h.person_over_limit
FROM (
    SELECT p.center_id, p.case_id, p.leg_kind, sum(p.legs)::integer AS hands, min(p.began_at) AS began_at, max(p.ended_at) AS ended_at,
           max(coalesce(p.ended_at, cc_center.clock())) - min(p.began_at) AS total,
           jsonb_object_agg(coalesce(p.holder, '-'), p.held) AS by_person, max(p.first_limit) AS first_limit,
           string_agg(p.holder, ', ' ORDER BY p.holder) FILTER (WHERE p.held > p.person_limit) AS person_over_limit
    FROM (
        SELECT l.center_id, l.case_id, l.leg_kind, l.holder, count(*) AS legs, min(l.clock_start) AS began_at,
               CASE WHEN bool_and(l.finished_at IS NOT NULL) THEN max(l.finished_at) END AS ended_at,
               sum(greatest(coalesce(l.finished_at, cc_center.clock()) - l.clock_start, interval '0')) AS held,
               max(l.due_at - l.clock_start) AS person_limit,
               (array_agg(l.due_at - l.clock_start ORDER BY l.leg_no))[1] AS first_limit
        FROM cc_center.leg l
        WHERE l.clock_start IS NOT NULL
        GROUP BY l.center_id, l.case_id, l.leg_kind, l.holder
    ) p
    GROUP BY p.center_id, p.case_id, p.leg_kind
) h
JOIN cc_center.cases c ON c.center_id = h.center_id AND c.case_id = h.case_id
WHERE h.hands > 1;
COMMENT ON VIEW cc_center.time_in_hands IS
    'Legs that went from hand to hand: how many hands, the whole time and each person''s sum, and whether the whole or a person''s sum is over the limit of one leg, which no single leg need be (I24, I29).';

CREATE OR REPLACE VIEW cc_center.unacknowledged_handovers WITH (security_invoker = true) AS
SELECT h.center_id, h.handover_id, c.case_number, h.case_id, c.street, c.stage, h.kind, h.at, h.from_staff,
       coalesce(h.to_staff, l.holder) AS receiver, h.reason, h.note, cc_center.clock() - h.at AS waits_for
FROM cc_center.handover h
JOIN cc_center.cases c ON c.center_id = h.center_id AND c.case_id = h.case_id
JOIN cc_center.leg l ON l.center_id = h.center_id AND l.case_id = h.case_id AND l.leg_no = h.new_leg_no
WHERE h.feedback_at IS NULL AND h.from_staff IS NOT NULL AND h.kind <> 'relief';
COMMENT ON VIEW cc_center.unacknowledged_handovers IS
    'Cases that went from one person to another, on which the receiver has not fed back yet (I29): with the note, how long ago, and the receiver, NULL while nobody has got what nobody covered.';

SELECT cc_center.share_view('my_cases');
SELECT cc_center.share_view('unacknowledged_handovers');
SELECT cc_center.share_view('on_duty');
SELECT cc_center.share_view('my_approvals');
SELECT cc_center.share_view('returned_cases');
SELECT cc_center.share_view('time_in_hands');
