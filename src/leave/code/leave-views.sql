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

CREATE OR REPLACE FUNCTION cc_center.month_leave_days(center_id bigint, month date)
RETURNS TABLE (staff_no text, days numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
    span constant tstzrange := cc_center.month_span(center_id, month);
BEGIN
    RETURN QUERY
    SELECT l.staff_no, cc_center.leave_days(l.center_id, l.version, l.during * span)
    FROM cc_center.leave_request l
    WHERE l.center_id = month_leave_days.center_id AND l.status = 'approved' AND l.during && span
      AND lower(l.during) < upper(span) AND lower(l.during) >= lower(span) - interval '367 days'
      AND (l.center_id = ANY ((SELECT cc_center.acting_centers_as('{shift_leader,supervisor,director}'))::bigint[])
           OR l.staff_no = ANY ((SELECT cc_center.acting_numbers())::text[]) AND l.staff_no = cc_center.acting_staff_no(l.center_id)
           OR (SELECT pg_has_role(cc_center.acting_login_role(), 'cc_center_owner', 'MEMBER')));
END
$$;
COMMENT ON FUNCTION cc_center.month_leave_days(bigint, date) IS
    'The approved leave of a month in days of the month, a row for each leave that the asking role may read: its own, or as a leader or a database administrator all. As a function of the owner''s it finds the month''s by an index, which row-level security would not let it (A7).';
SELECT cc_center.share_function('cc_center.month_leave_days(bigint, date)');
