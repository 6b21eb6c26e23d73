-- What people look at: views of built-in types, seen with the rights of whoever asks.

CREATE OR REPLACE VIEW cc_center.backlog WITH (security_invoker = true) AS
SELECT l.center_id, c.case_number, l.case_id, c.street, c.channel, c.category, c.priority, c.stage,
       l.leg_kind, l.shift, l.holder, c.first_contact, c.reported_at, l.received_at, l.clock_start, l.due_at,
       CASE WHEN l.clock_start IS NOT NULL THEN greatest(cc_center.clock() - l.clock_start, interval '0') END AS lies_for,
       cc_center.clock() - c.reported_at AS total_age,
       CASE WHEN l.holder IS NULL AND l.role IS NOT NULL THEN 'waiting'
            WHEN l.due_at < cc_center.clock() THEN 'overdue'
            WHEN l.holder IS NULL THEN 'open'
            ELSE 'in hand' END AS state
FROM cc_center.leg l
JOIN cc_center.cases c ON c.center_id = l.center_id AND c.case_id = l.case_id
WHERE l.finished_at IS NULL;
COMMENT ON VIEW cc_center.backlog IS
    'What lies now: every open leg with its holder, since when its clock runs, until when it may lie, and the case''s total age (I24, U4).';

-- Open legs and finished ones each have an index of their own, so each part is asked by itself.
CREATE OR REPLACE VIEW cc_center.overdue WITH (security_invoker = true) AS
SELECT l.center_id, c.case_number, l.case_id, l.leg_no, c.street, l.leg_kind, l.shift, l.holder, l.received_at,
       l.clock_start, l.due_at, l.due_at - l.clock_start AS retention_limit,
       cc_center.clock() - l.due_at AS late_by,
       l.overdue_at, l.finished_at, l.finished_by, l.due_clause AS clause, l.version
FROM cc_center.leg l
JOIN cc_center.cases c ON c.center_id = l.center_id AND c.case_id = l.case_id
WHERE l.finished_at IS NULL AND l.due_at < cc_center.clock()
UNION ALL
SELECT l.center_id, c.case_number, l.case_id, l.leg_no, c.street, l.leg_kind, l.shift, l.holder, l.received_at,
       l.clock_start, l.due_at, l.due_at - l.clock_start AS retention_limit,
       l.finished_at - l.due_at AS late_by,
       l.overdue_at, l.finished_at, l.finished_by, l.due_clause AS clause, l.version
FROM cc_center.leg l
JOIN cc_center.cases c ON c.center_id = l.center_id AND c.case_id = l.case_id
WHERE l.finished_at > l.due_at;
COMMENT ON VIEW cc_center.overdue IS
    'Legs that lay or lie too long, with limit, and the clause and rule version that it comes from (I24). Exactly at the limit complies.';

CREATE OR REPLACE VIEW cc_center.workload WITH (security_invoker = true) AS
SELECT s.center_id, s.staff_no, s.name, s.role,
       count(l.case_id) AS open_legs,
       count(l.case_id) FILTER (WHERE l.due_at < cc_center.clock()) AS overdue_legs,
       min(l.clock_start) AS oldest_clock_start,
       min(l.due_at) AS next_due
FROM cc_center.staff s
LEFT JOIN cc_center.leg l ON l.center_id = s.center_id AND l.holder = s.staff_no AND l.finished_at IS NULL
GROUP BY s.center_id, s.staff_no, s.name, s.role;
COMMENT ON VIEW cc_center.workload IS
    'How many legs each person holds now, and how many of them are overdue.';

-- Each part finds its cases by itself, so that a question by case number reads that case only.
CREATE OR REPLACE VIEW cc_center.case_timeline WITH (security_invoker = true) AS
SELECT t.center_id, t.case_number, t.case_id, t.at, t.event, t.leg_no, t.leg_kind, t.staff_no, t.detail, t.due_at
FROM (
    SELECT l.center_id, c.case_number, l.case_id, e.at, e.event, l.leg_no, l.leg_kind, e.staff_no, e.detail, l.due_at, e.ordinal
    FROM cc_center.leg l
    JOIN cc_center.cases c ON c.center_id = l.center_id AND c.case_id = l.case_id
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM cc_center.handover g
                                       WHERE g.center_id = l.center_id AND g.case_id = l.case_id
                                         AND g.leg_no = l.leg_no AND g.new_leg_no = l.leg_no
                                         AND g.from_staff IS NULL) AS waited) w
    CROSS JOIN LATERAL (VALUES
        -- a leg that waited came to nobody; the handover that gave it out stands beside
        (2, l.received_at, 'received', CASE WHEN NOT waited THEN l.holder END, CASE WHEN NOT waited THEN l.shift END),
        (3, l.overdue_at, 'overdue', l.holder, NULL),
        (0, l.finished_at, l.outcome, l.finished_by, l.reason)) e (ordinal, at, event, staff_no, detail)
    WHERE e.at IS NOT NULL
    UNION ALL
    SELECT h.center_id, c.case_number, h.case_id, h.at, 'handover: ' || h.kind, h.leg_no, NULL::text AS leg_kind, h.by_staff,
           coalesce(h.from_staff, '-') || ' -> ' || coalesce(h.to_staff, '-') || coalesce(': ' || h.reason, '') || coalesce('; ' || h.note, ''),
           NULL::timestamptz AS due_at, 1
    FROM cc_center.handover h
    JOIN cc_center.cases c ON c.center_id = h.center_id AND c.case_id = h.case_id
    UNION ALL
    SELECT h.center_id, c.case_number, h.case_id, h.feedback_at, 'acknowledged' AS event, h.new_leg_no, NULL::text AS leg_kind, coalesce(h.to_staff, l.holder),
           h.feedback, NULL::timestamptz AS due_at, 4
    FROM cc_center.handover h
    JOIN cc_center.cases c ON c.center_id = h.center_id AND c.case_id = h.case_id
    JOIN cc_center.leg l ON l.center_id = h.center_id AND l.case_id = h.case_id AND l.leg_no = h.new_leg_no
    WHERE h.feedback_at IS NOT NULL
) t
ORDER BY t.center_id, t.case_id, t.at, t.leg_no, t.ordinal;
COMMENT ON VIEW cc_center.case_timeline IS
    'Everything that happened to a case, in order: legs received and finished, overdue marks, handovers with their reason and note, and the receivers'' feedback (I29, I30).';

-- Three months at most are reckoned one by one, center by center, by the index on the instants at which legs were
-- finished; for more all legs are read once. Which of it is due shows only while the months asked for come up, so they
-- are numbered as they do. Where the clocks change within a day before a month's border, local time may pass it twice;
-- there each leg's own local time decides. Months of 1900 to 2199.
CREATE OR REPLACE VIEW cc_center.retention_month WITH (security_invoker = true) AS
WITH whole AS MATERIALIZED (
    SELECT g.month, array_agg(g.center_id) AS center_id, array_agg(g.finished_by) AS finished_by, array_agg(g.version) AS version,
           array_agg(g.legs) AS legs, array_agg(g.retention) AS retention, array_agg(g.longest_retention) AS longest_retention,
           array_agg(g.with_limit) AS with_limit, array_agg(g.over_limit) AS over_limit,
           array_agg(g.own_with_limit) AS own_with_limit, array_agg(g.own_over_limit) AS own_over_limit
    FROM (
        SELECT k.month, l.center_id, l.finished_by, l.version,
               count(*) AS legs,
               sum(l.finished_at - least(l.clock_start, l.finished_at)) AS retention,
               max(l.finished_at - least(l.clock_start, l.finished_at)) AS longest_retention,
               count(l.due_at) AS with_limit,
               count(*) FILTER (WHERE l.finished_at > l.due_at) AS over_limit,
               count(l.due_at) FILTER (WHERE l.holder = l.finished_by AND l.taken_from IS NULL) AS own_with_limit,
               count(*) FILTER (WHERE l.finished_at > l.due_at AND l.holder = l.finished_by AND l.taken_from IS NULL) AS own_over_limit
        FROM cc_center.leg l
        JOIN (SELECT DISTINCT ('1900-01-01'::timestamp + n * interval '1 month')::date AS month FROM generate_series(0, 3599) n) k
             ON k.month = cc_center.local_month(l.center_id, l.finished_at)
        WHERE l.finished_at IS NOT NULL AND l.role IS NOT NULL
          AND l.outcome <> 'handed_over' AND l.clock_start IS NOT NULL
        GROUP BY 1, 2, 3, 4
    ) g
    GROUP BY g.month
)
SELECT f.center_id, f.month, f.staff_no, s.name, f.legs, f.mean_retention, f.longest_retention,
       f.over_limit, round((f.with_limit - f.over_limit)::numeric / nullif(f.with_limit, 0), 4) AS in_time_share,
       f.with_limit, f.mean_limit, f.mean_retention <= f.mean_limit AS mean_within_limit,
       f.retention, f.own_with_limit, f.own_over_limit
FROM (
    SELECT g.center_id, m.month, who.staff_no,
           sum(g.legs)::bigint AS legs,
           date_trunc('milliseconds', sum(g.retention) / sum(g.legs)::double precision) AS mean_retention,
           max(g.longest_retention) AS longest_retention,
           sum(g.with_limit)::bigint AS with_limit,
           sum(g.over_limit)::bigint AS over_limit,
           sum(g.retention) AS retention,
           sum(g.own_with_limit)::bigint AS own_with_limit,
           sum(g.own_over_limit)::bigint AS own_over_limit,
           max(mean.value::interval) AS mean_limit
    FROM (
        -- the first and the last three are no months: whoever names his months does not ask for them
        SELECT ('1900-01-01'::timestamp + n * interval '1 month')::date AS month, cc_center.nth_row() <= 3 AS few
        FROM unnest(ARRAY[-9999, -9998, -9997, 12997, 12998, 12999] || ARRAY(SELECT generate_series(0, 3599))) n
    ) m
    CROSS JOIN LATERAL (
        SELECT a.center_id, a.finished_by, a.version, a.legs, a.retention, a.longest_retention, a.with_limit, a.over_limit,
               a.own_with_limit, a.own_over_limit
        FROM (
            SELECT c.center_id, l.*
            FROM cc_center.center c
            CROSS JOIN LATERAL (
                SELECT min(at.instant - CASE WHEN even.steady THEN interval '0' ELSE interval '24 hours' END) AS begins,
                       max(at.instant) AS ends, bool_and(even.steady) AS steady
                FROM (VALUES (m.month::timestamp), (m.month + interval '1 month')) border (local)
                CROSS JOIN LATERAL (SELECT border.local AT TIME ZONE c.time_zone AS instant) at
                CROSS JOIN LATERAL (
                    SELECT (at.instant - interval '24 hours') AT TIME ZONE c.time_zone = border.local - interval '1 day' AS steady) even
            ) span
            CROSS JOIN LATERAL (
                SELECT l.finished_by, l.version,
                       count(*) AS legs,
                       sum(l.finished_at - least(l.clock_start, l.finished_at)) AS retention,
                       max(l.finished_at - least(l.clock_start, l.finished_at)) AS longest_retention,
                       count(l.due_at) AS with_limit,
                       count(*) FILTER (WHERE l.finished_at > l.due_at) AS over_limit,
                       count(l.due_at) FILTER (WHERE l.holder = l.finished_by AND l.taken_from IS NULL) AS own_with_limit,
                       count(*) FILTER (WHERE l.finished_at > l.due_at AND l.holder = l.finished_by AND l.taken_from IS NULL) AS own_over_limit
                FROM cc_center.leg l
                WHERE l.center_id = c.center_id AND l.finished_at >= span.begins AND l.finished_at < span.ends
                  AND (span.steady OR cc_center.local_month(l.center_id, l.finished_at) = m.month)
                  AND l.role IS NOT NULL AND l.outcome <> 'handed_over' AND l.clock_start IS NOT NULL
                GROUP BY l.finished_by, l.version
            ) l
            WHERE m.few AND m.month BETWEEN '1900-01-01' AND '2199-12-01'
        ) a
        UNION ALL
        SELECT b.*
        FROM whole w
        CROSS JOIN LATERAL unnest(w.center_id, w.finished_by, w.version, w.legs, w.retention, w.longest_retention,
                                  w.with_limit, w.over_limit, w.own_with_limit, w.own_over_limit) b
        WHERE NOT m.few AND w.month = m.month
    ) g
    LEFT JOIN cc_center.rule_setting mean ON mean.center_id = g.center_id AND mean.version = g.version
         AND mean.name = 'mean_handling_limit'
    -- each person's legs count once for him and once for the center; whose finisher nobody knows, for the center only
    CROSS JOIN LATERAL (SELECT g.finished_by WHERE g.finished_by IS NOT NULL UNION ALL SELECT NULL AS finished_by) who (staff_no)
    GROUP BY g.center_id, m.month, who.staff_no
) f
LEFT JOIN cc_center.staff s ON s.center_id = f.center_id AND s.staff_no = f.staff_no;
COMMENT ON VIEW cc_center.retention_month IS
    'Retention of the legs finished in a calendar month of the center''s zone, per person (by who finished them) and, with staff_no NULL, per center, there with legs whose finisher is not known: count, mean, share in time of the legs with a limit, over the limit, and the mean limit of I24 (5 minutes; reported, blocks nothing). retention: the sum that the mean is of. own_with_limit, own_over_limit: of the legs with a limit those that lay in their finisher''s own hands from the beginning, which tell of him (U18).';

SELECT cc_center.share_view('backlog');
SELECT cc_center.share_view('overdue');
SELECT cc_center.share_view('workload');
SELECT cc_center.share_view('case_timeline');
SELECT cc_center.share_view('retention_month');
SELECT cc_center.share_function('cc_center.nth_row()');

CREATE OR REPLACE VIEW cc_center.related_cases WITH (security_invoker = true) AS
SELECT k.center_id, k.case_id, c.case_number, k.kind, k.to_case_id, o.case_number AS to_case_number, k.reason, k.by_staff, k.at,
       c.stage, o.stage AS to_stage
FROM cc_center.case_link k
JOIN cc_center.cases c ON c.center_id = k.center_id AND c.case_id = k.case_id
JOIN cc_center.cases o ON o.center_id = k.center_id AND o.case_id = k.to_case_id
WHERE k.undone_at IS NULL;
COMMENT ON VIEW cc_center.related_cases IS
    'Cases that belong together: same_as, one joined to another that says the same; follow_up, one that follows from another (I3.2).';
SELECT cc_center.share_view('related_cases');
