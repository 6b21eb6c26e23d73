-- The recount: what must hold of the cases, legs and handovers of every center whatever ran at once. One row for each
-- rule that is broken, with an example; none when all is well.
WITH opening AS (
    SELECT DISTINCT t.center_id, t.to_stage, t.next_leg_kind IS NOT NULL AS opens_leg FROM cc_center.transition t
), legs AS (
    SELECT l.center_id, l.case_id, count(*) AS legs, min(l.leg_no) AS first_leg, max(l.leg_no) AS last_leg,
           count(*) FILTER (WHERE l.finished_at IS NULL) AS open_legs
    FROM cc_center.leg l GROUP BY 1, 2
), found (rule, center_id, case_id) AS (
    SELECT 'a case has exactly one open leg where its stage has one', c.center_id, c.case_id
    FROM opening o JOIN cc_center.cases c ON (c.center_id, c.stage) = (o.center_id, o.to_stage)
    LEFT JOIN legs ON (legs.center_id, legs.case_id) = (c.center_id, c.case_id) WHERE coalesce(legs.open_legs, 0) <> o.opens_leg::integer
    UNION ALL
    SELECT 'legs are numbered without a gap, up to the case''s', c.center_id, c.case_id
    FROM cc_center.cases c LEFT JOIN legs USING (center_id, case_id)
    WHERE (legs.first_leg, legs.last_leg, legs.legs) IS DISTINCT FROM (1, c.leg_no, c.leg_no::bigint)
    UNION ALL
    SELECT 'holder and due of a case are those of its open leg', c.center_id, c.case_id
    FROM cc_center.cases c JOIN cc_center.leg l USING (center_id, case_id)
    WHERE l.finished_at IS NULL AND (l.leg_no, l.holder, l.due_at) IS DISTINCT FROM (c.leg_no, c.holder, c.due_at)
    UNION ALL
    SELECT 'a case without an open leg is in nobody''s hands', c.center_id, c.case_id
    FROM cc_center.cases c JOIN legs USING (center_id, case_id) WHERE legs.open_legs = 0 AND (c.holder, c.due_at) IS DISTINCT FROM (NULL, NULL)
    UNION ALL
    SELECT 'a leg belongs to a case', l.center_id, l.case_id
    FROM cc_center.leg l WHERE NOT EXISTS (SELECT FROM cc_center.cases c WHERE (c.center_id, c.case_id) = (l.center_id, l.case_id))
    UNION ALL
    SELECT 'a case number is given once', min(c.center_id), min(c.case_id) FROM cc_center.cases c GROUP BY c.case_number HAVING count(*) > 1
    UNION ALL
    SELECT 'a leg begins when the one before it has ended', l.center_id, l.case_id
    FROM cc_center.leg l JOIN cc_center.leg b ON (b.center_id, b.case_id, b.leg_no) = (l.center_id, l.case_id, l.leg_no - 1)
    WHERE b.finished_at IS NULL OR (b.outcome <> 'returned' AND b.finished_at IS DISTINCT FROM l.received_at)
    UNION ALL
    SELECT 'a leg has an outcome when, and only when, it has ended', l.center_id, l.case_id
    FROM cc_center.leg l WHERE (l.finished_at IS NULL) <> (l.outcome IS NULL)
    UNION ALL
    SELECT 'a leg is marked overdue only after its due', l.center_id, l.case_id
    FROM cc_center.leg l WHERE l.overdue_at IS NOT NULL AND (l.due_at IS NULL OR l.overdue_at <= l.due_at)
    UNION ALL
    SELECT 'the sweep will look at an open leg in time', l.center_id, l.case_id
    FROM cc_center.leg l WHERE l.finished_at IS NULL
      AND (l.attention_at > l.shift_ends_at
           OR (l.overdue_at IS NULL AND l.holder IS NOT NULL AND l.attention_at > l.due_at + interval '1 microsecond')
           OR (l.holder IS NULL AND l.role IS NOT NULL AND (l.attention_at > l.clock_start OR l.attention_at = 'infinity')))
    UNION ALL
    SELECT 'every leg handed over has its one record', l.center_id, l.case_id
    FROM cc_center.leg l WHERE l.outcome = 'handed_over'
      AND (SELECT count(*) FROM cc_center.handover h WHERE (h.center_id, h.case_id, h.leg_no, h.new_leg_no) = (l.center_id, l.case_id, l.leg_no, l.leg_no + 1)
           AND h.from_staff IS NOT DISTINCT FROM l.holder AND h.at = l.finished_at) <> 1
    UNION ALL
    SELECT 'every record of a handover has its leg, with the receiver', h.center_id, h.case_id
    FROM cc_center.handover h
    WHERE NOT EXISTS (SELECT FROM cc_center.leg l WHERE (l.center_id, l.case_id, l.leg_no) = (h.center_id, h.case_id, h.new_leg_no)
                      AND (h.kind IN ('take_over', 'relief') OR h.to_staff IS NULL OR l.holder = h.to_staff))
    UNION ALL
    SELECT 'two ratified versions never hold at once', a.center_id, a.version
    FROM cc_center.rule_set a JOIN cc_center.rule_set b ON a.center_id = b.center_id AND a.version < b.version
    WHERE a.status = 'ratified' AND b.status = 'ratified' AND a.effective && b.effective
    UNION ALL
    SELECT 'nobody is rostered in two places at once', a.center_id, NULL
    FROM cc_center.roster a JOIN cc_center.roster b ON a.center_id = b.center_id AND a.staff_no = b.staff_no
    WHERE (a.day, a.shift) < (b.day, b.shift) AND a.duty && b.duty
)
SELECT rule, count(*) AS times, min(case_id) AS example FROM found GROUP BY rule ORDER BY rule;
