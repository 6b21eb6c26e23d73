-- What people look at: views of built-in types, seen with the rights of whoever asks.

CREATE VIEW cc_center.backlog WITH (security_invoker = true) AS
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

CREATE VIEW cc_center.overdue WITH (security_invoker = true) AS
SELECT l.center_id, c.case_number, l.case_id, l.leg_no, c.street, l.leg_kind, l.shift, l.holder, l.received_at,
       l.clock_start, l.due_at, l.due_at - l.clock_start AS retention_limit,
       coalesce(l.finished_at, cc_center.clock()) - l.due_at AS late_by,
       l.overdue_at, l.finished_at, l.finished_by, limits.clause, l.version
FROM cc_center.leg l
JOIN cc_center.cases c ON c.center_id = l.center_id AND c.case_id = l.case_id
LEFT JOIN LATERAL (
    SELECT r.clause FROM cc_center.retention_limit r
    WHERE r.center_id = l.center_id AND r.version = l.version AND r.leg_kind = l.leg_kind
      AND r.retention_limit = l.due_at - l.clock_start
    ORDER BY r.ordinal LIMIT 1) limits ON true
WHERE coalesce(l.finished_at, cc_center.clock()) > l.due_at;
COMMENT ON VIEW cc_center.overdue IS
    'Legs that lay or lie too long, with limit, clause and rule version (I24). Exactly at the limit complies.';

CREATE VIEW cc_center.workload WITH (security_invoker = true) AS
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

CREATE VIEW cc_center.case_timeline WITH (security_invoker = true) AS
SELECT t.center_id, c.case_number, t.case_id, t.at, t.event, t.leg_no, t.leg_kind, t.staff_no, t.detail, t.due_at
FROM (
    SELECT l.center_id, l.case_id, l.received_at AS at, 'received'::text AS event, l.leg_no, l.leg_kind,
           l.holder AS staff_no, l.shift AS detail, l.due_at, 2 AS ordinal
    FROM cc_center.leg l
    UNION ALL
    SELECT l.center_id, l.case_id, l.overdue_at AS at, 'overdue'::text AS event, l.leg_no, l.leg_kind,
           l.holder AS staff_no, NULL::text AS detail, l.due_at, 3 AS ordinal
    FROM cc_center.leg l WHERE l.overdue_at IS NOT NULL
    UNION ALL
    SELECT l.center_id, l.case_id, l.finished_at AS at, l.outcome AS event, l.leg_no, l.leg_kind,
           l.finished_by AS staff_no, l.reason AS detail, l.due_at, 0 AS ordinal
    FROM cc_center.leg l WHERE l.finished_at IS NOT NULL
    UNION ALL
    SELECT h.center_id, h.case_id, h.at, 'handover: ' || h.kind AS event, h.leg_no, NULL::text AS leg_kind,
           h.by_staff AS staff_no,
           coalesce(h.from_staff, '-') || ' -> ' || coalesce(h.to_staff, '-') || coalesce(': ' || h.reason, '') AS detail,
           NULL::timestamptz AS due_at, 1 AS ordinal
    FROM cc_center.handover h
) t
JOIN cc_center.cases c ON c.center_id = t.center_id AND c.case_id = t.case_id
ORDER BY t.center_id, t.case_id, t.at, t.leg_no, t.ordinal;
COMMENT ON VIEW cc_center.case_timeline IS
    'Everything that happened to a case, in order: legs received and finished, overdue marks, handovers with their reason (I29, I30).';

CREATE VIEW cc_center.retention_month WITH (security_invoker = true) AS
SELECT m.center_id, m.month, m.staff_no, s.name, m.legs, m.mean_retention, m.longest_retention,
       m.over_limit, round(m.in_time::numeric / nullif(m.with_limit, 0), 4) AS in_time_share,
       m.with_limit, m.mean_limit, m.mean_retention <= m.mean_limit AS mean_within_limit
FROM (
    SELECT d.center_id, d.month, d.staff_no,
           count(*) AS legs,
           date_trunc('milliseconds', avg(d.retention)) AS mean_retention,
           max(d.retention) AS longest_retention,
           count(d.due_at) AS with_limit,
           count(*) FILTER (WHERE d.finished_at > d.due_at) AS over_limit,
           count(*) FILTER (WHERE d.finished_at <= d.due_at) AS in_time,
           max(d.mean_limit) AS mean_limit
    FROM (
        SELECT l.center_id, l.finished_by AS staff_no, l.finished_at, l.due_at,
               date_trunc('month', l.finished_at AT TIME ZONE c.time_zone)::date AS month,
               greatest(l.finished_at - l.clock_start, interval '0') AS retention,
               mean.value::interval AS mean_limit
        FROM cc_center.leg l
        JOIN cc_center.center c ON c.center_id = l.center_id
        LEFT JOIN cc_center.rule_setting mean ON mean.center_id = l.center_id AND mean.version = l.version
             AND mean.name = 'mean_handling_limit'
        WHERE l.finished_at IS NOT NULL AND l.role IS NOT NULL AND l.finished_by IS NOT NULL
          AND l.outcome <> 'handed_over' AND l.clock_start IS NOT NULL
    ) d
    GROUP BY GROUPING SETS ((d.center_id, d.month, d.staff_no), (d.center_id, d.month))
) m
LEFT JOIN cc_center.staff s ON s.center_id = m.center_id AND s.staff_no = m.staff_no;
COMMENT ON VIEW cc_center.retention_month IS
    'Retention of the legs finished in a calendar month of the center''s zone, per person (by who finished them) and, with staff_no NULL, per center: count, mean, share in time of the legs with a limit, over the limit, and the mean limit of I24 (5 minutes; reported, blocks nothing).';

DO $$
DECLARE
    view_name text;
    group_name text;
BEGIN
    FOREACH view_name IN ARRAY ARRAY['backlog', 'overdue', 'workload', 'case_timeline', 'retention_month'] LOOP
        FOREACH group_name IN ARRAY cc_center.all_groups() LOOP
            EXECUTE format('GRANT SELECT ON cc_center.%I TO %I', view_name, 'cc_center_' || group_name);
        END LOOP;
    END LOOP;
END
$$;
