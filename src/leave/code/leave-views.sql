-- The balance of leave.

CREATE OR REPLACE VIEW cc_center.leave_balance WITH (security_invoker = true) AS
SELECT l.center_id, l.staff_no, p.name, d.month, l.leave_kind,
       sum(d.days) FILTER (WHERE l.status = 'approved') AS approved_days,
       sum(d.days) FILTER (WHERE l.status = 'requested') AS requested_days,
       count(*) FILTER (WHERE l.status = 'approved' AND l.papers_needed <> '{}' AND l.papers_at IS NULL) AS papers_missing
FROM cc_center.leave_request l
JOIN cc_center.staff p ON p.center_id = l.center_id AND p.staff_no = l.staff_no
JOIN cc_center.center c ON c.center_id = l.center_id
CROSS JOIN LATERAL (
    SELECT m::date AS month,
           cc_center.leave_days(l.center_id, l.version,
               l.during * tstzrange(m AT TIME ZONE c.time_zone, (m + interval '1 month') AT TIME ZONE c.time_zone)) AS days
    FROM generate_series(date_trunc('month', lower(l.during) AT TIME ZONE c.time_zone),
                         (upper(l.during) AT TIME ZONE c.time_zone) - interval '1 microsecond', interval '1 month') m) d
WHERE l.status IN ('requested', 'approved')
GROUP BY l.center_id, l.staff_no, p.name, d.month, l.leave_kind;
COMMENT ON VIEW cc_center.leave_balance IS
    'Days of leave of each person, month and kind, approved and asked for, and how many papers are missing (I32-I34); seen by the person and by those who lead.';
SELECT cc_center.share_view('leave_balance');
