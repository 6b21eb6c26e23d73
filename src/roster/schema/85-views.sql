-- The month as a grid, and the balances of leave and swaps.

CREATE VIEW cc_center.swap_balance WITH (security_invoker = true) AS
SELECT p.center_id, p.staff_no, p.name, k.swap_kind, k.period, k.used, k.swap_limit,
       k.swap_limit - k.used AS remaining,
       (SELECT count(*) FROM cc_center.swap_due d
        WHERE d.center_id = p.center_id AND d.owed_by = p.staff_no AND d.state <> 'approved') AS owes,
       (SELECT count(*) FROM cc_center.swap_due d
        WHERE d.center_id = p.center_id AND d.owed_to = p.staff_no AND d.state <> 'approved') AS is_owed
FROM cc_center.staff p
JOIN LATERAL (
    SELECT s.swap_kind, s.period, count(*) AS used, max(s.swap_limit) AS swap_limit
    FROM cc_center.swap s
    WHERE s.center_id = p.center_id AND s.requester = p.staff_no AND s.swap_kind <> 'swap_return'
      AND s.status IN ('requested', 'consented', 'approved')
    GROUP BY s.swap_kind, s.period) k ON true;
COMMENT ON VIEW cc_center.swap_balance IS
    'Swaps of each person by month (single) and year (double): used or asked for, the limit, what remains, and the shifts he owes and is owed now (I35, I36).';

CREATE VIEW cc_center.leave_balance WITH (security_invoker = true) AS
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

DO $$
DECLARE
    columns text;
BEGIN
    SELECT string_agg(format('max(h.name) FILTER (WHERE extract(day FROM r.day) = %s) AS d%s', n, lpad(n::text, 2, '0')), E',\n       ')
    INTO columns FROM generate_series(1, 31) n;
    EXECUTE format($view$
CREATE VIEW cc_center.roster_month WITH (security_invoker = true) AS
SELECT r.center_id, cc_center.roster_month_start(r.day) AS month, r.role, r.staff_no, s.name,
       %s,
       count(*) AS shifts,
       count(*) FILTER (WHERE cc_center.day_type(r.center_id, r.version, r.day) = 'weekend') AS weekend_shifts,
       date_trunc('minute', sum(upper(r.duty) - lower(r.duty))) AS on_duty
FROM cc_center.roster r
JOIN cc_center.staff s ON s.center_id = r.center_id AND s.staff_no = r.staff_no
JOIN cc_center.shift h ON h.center_id = r.center_id AND h.version = r.version AND h.role = r.role AND h.shift = r.shift
GROUP BY r.center_id, cc_center.roster_month_start(r.day), r.role, r.staff_no, s.name$view$, columns);
END
$$;
COMMENT ON VIEW cc_center.roster_month IS
    'A month''s roster as a grid that a person reads: one row a person, a column for each day with the shift''s name, and how many shifts, at weekends and in all (I2).';

DO $$
DECLARE
    view_name text;
    group_name text;
BEGIN
    FOREACH view_name IN ARRAY ARRAY['swap_due', 'roster_findings', 'swap_balance', 'leave_balance', 'roster_month'] LOOP
        FOREACH group_name IN ARRAY cc_center.all_groups() LOOP
            EXECUTE format('GRANT SELECT ON cc_center.%I TO %I', view_name, 'cc_center_' || group_name);
        END LOOP;
    END LOOP;
    -- the views run with the rights of whoever asks
    PERFORM cc_center.share_function(f)
    FROM unnest('{"cc_center.month_findings(bigint, date)", "cc_center.staffing_findings(bigint, date)",
                  "cc_center.person_findings(bigint, date)", "cc_center.person_plan(bigint, text, date[])",
                  "cc_center.duty_findings(cc_center.roster[], date[])", "cc_center.limits_apply(cc_center.roster[])",
                  "cc_center.hours_findings(cc_center.roster[])", "cc_center.days_findings(cc_center.roster[], date[])",
                  "cc_center.rest_findings(cc_center.roster[])", "cc_center.local_day(bigint, timestamptz)",
                  "cc_center.papers_due(cc_center.leave_request)",
                  "cc_center.rule_periods(bigint, integer, cc_center.work_hours, tstzrange)",
                  "cc_center.shift_duty(bigint, integer, cc_center.work_hours, date)"}'::regprocedure[]) f;
END
$$;
