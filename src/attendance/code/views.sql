-- Attendance as people look at it.

CREATE OR REPLACE FUNCTION cc_center.at_time(at timestamptz, time_zone text)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT to_char(at AT TIME ZONE time_zone, CASE WHEN extract(microseconds FROM at)::bigint % 1000000 = 0 THEN 'YYYY-MM-DD HH24:MI:SS' ELSE 'YYYY-MM-DD HH24:MI:SS.US' END) $$;
COMMENT ON FUNCTION cc_center.at_time(timestamptz, text) IS 'An instant as the clock of a zone shows it, to the second, or where it is not whole to the microsecond.';
SELECT cc_center.share_function('cc_center.at_time(timestamptz, text)');

CREATE OR REPLACE FUNCTION cc_center.attendance_words(found cc_center.attendance_result)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT concat_ws(' ',
        CASE found.evidence
            WHEN 'first_case' THEN cc_center.translated('First action at %1, case %2: it lay %3{interval}.',
                cc_center.at_time(found.evidence_at, c.time_zone),
                coalesce((SELECT k.case_number FROM cc_center.cases k WHERE k.center_id = found.center_id AND k.case_id = found.case_id), found.case_id::text),
                date_trunc('milliseconds', greatest(found.evidence_at - found.evidence_from, interval '0'))::text)
            WHEN 'badge' THEN cc_center.translated('Signed in at %1.', cc_center.at_time(found.evidence_at, c.time_zone))
            WHEN 'stayed_on' THEN cc_center.translated('Stayed on from the shift before.')
            WHEN 'not_swiped' THEN cc_center.translated('Not signed in; first seen at %1.', cc_center.at_time(found.evidence_at, c.time_zone))
            WHEN 'present' THEN cc_center.translated('First seen at %1; no rule of lateness.', cc_center.at_time(found.evidence_at, c.time_zone))
            WHEN 'nothing' THEN cc_center.translated('No evidence, and no leave.')
            WHEN 'none' THEN CASE WHEN found.evidence_at IS NULL THEN cc_center.translated('No action in the whole shift.')
                                  ELSE cc_center.translated('No action in the whole shift; first seen at %1.', cc_center.at_time(found.evidence_at, c.time_zone)) END
            WHEN 'made_up' THEN cc_center.translated('Make-up sign-in %1; first seen at %2.', found.reference::text, cc_center.at_time(found.evidence_at, c.time_zone))
            WHEN 'permitted' THEN cc_center.translated('Make-up sign-in %1 was approved, and never signed.', found.reference::text)
            WHEN 'used_up' THEN cc_center.translated('Late, and the make-up sign-ins of the week are used up; first seen at %1.', cc_center.at_time(found.evidence_at, c.time_zone))
            WHEN 'leave' THEN cc_center.translated('Leave %1.', found.reference::text)
        END,
        CASE WHEN found.early_leave_from IS NOT NULL THEN
            CASE WHEN found.held_case_id IS NULL THEN cc_center.translated('Signed out at %1.', cc_center.at_time(found.early_leave_from, c.time_zone))
                 ELSE cc_center.translated('Case %1 was in hand at the end, since %2.',
                          coalesce((SELECT k.case_number FROM cc_center.cases k
                                    WHERE k.center_id = found.center_id AND k.case_id = found.held_case_id), found.held_case_id::text),
                          cc_center.at_time(found.early_leave_from, c.time_zone)) END END)
    FROM cc_center.center c WHERE c.center_id = found.center_id
$$;
COMMENT ON FUNCTION cc_center.attendance_words(cc_center.attendance_result) IS
    'The evidence of a result in one line, in the session''s language, instants by the center''s clock.';
SELECT cc_center.share_function('cc_center.attendance_words(cc_center.attendance_result)');

CREATE OR REPLACE VIEW cc_center.attendance_day WITH (security_invoker = true) AS
SELECT k.center_id, k.day, k.staff_no, s.name, k.role, k.shift, k.duty, k.result,
       CASE WHEN k.late_by IS NOT NULL THEN lower(k.duty) END AS late_from, lower(k.duty) + k.late_by AS late_until, k.late_by,
       CASE WHEN k.early_leave_by > interval '0' THEN upper(k.duty) - k.early_leave_by END AS early_leave_from,
       nullif(k.early_leave_by, interval '0') AS early_leave_by,
       k.away, k.evidence, k.clause, k.version, k.overridden_by, k.override_reason,
       k.judged_result, k.judged_late_by, k.judged_early_leave_by, k.asked_by, k.case_id, k.makeup_id, k.leave_id
FROM (
    SELECT r.center_id, r.day, r.staff_no, r.role, r.shift, r.duty, coalesce(o.result, r.result) AS result,
           CASE coalesce(o.result, r.result) WHEN 'late' THEN coalesce(o.late_by, r.late_until - r.late_from) END AS late_by,
           CASE WHEN coalesce(o.result, r.result) IN ('absent', 'on_leave') THEN NULL
                ELSE coalesce(o.early_leave_by, r.early_leave_until - r.early_leave_from) END AS early_leave_by,
           r.away, cc_center.attendance_words(r) AS evidence,
           nullif(concat_ws(', ', r.result_clause, CASE WHEN r.early_leave_clause <> r.result_clause OR r.result_clause IS NULL THEN r.early_leave_clause END), '') AS clause,
           r.version, o.by_staff AS overridden_by, o.reason AS override_reason,
           r.result AS judged_result, r.late_until - r.late_from AS judged_late_by,
           r.early_leave_until - r.early_leave_from AS judged_early_leave_by, q.staff_no AS asked_by, r.case_id,
           CASE WHEN r.evidence IN ('made_up', 'permitted') THEN r.reference END AS makeup_id,
           CASE WHEN r.evidence = 'leave' THEN r.reference END AS leave_id
    FROM cc_center.attendance_result r
    LEFT JOIN LATERAL (SELECT w.* FROM (SELECT v.* FROM cc_center.attendance_override v
                                        WHERE v.center_id = r.center_id AND v.day = r.day AND v.staff_no = r.staff_no AND v.shift = r.shift
                                        ORDER BY v.override_id DESC LIMIT 1) w
                       -- an override without any word takes the one before it back
                       WHERE w.result IS NOT NULL OR w.early_leave_by IS NOT NULL) o ON true
    LEFT JOIN cc_center.correction_request q ON q.center_id = o.center_id AND q.request_id = o.request_id
    UNION ALL
    SELECT p.center_id, p.day, p.staff_no, p.role, p.shift, p.duty, 'open' AS result, NULL::interval AS late_by,
           NULL::interval AS early_leave_by, NULL::interval AS away, NULL::text AS evidence, NULL::text AS clause, p.version,
           NULL::text AS overridden_by, NULL::text AS override_reason, NULL::text AS judged_result, NULL::interval AS judged_late_by,
           NULL::interval AS judged_early_leave_by, NULL::text AS asked_by, NULL::bigint AS case_id, NULL::bigint AS makeup_id,
           NULL::bigint AS leave_id
    FROM cc_center.roster p
    -- as the policies of attendance say it
    WHERE (p.center_id = ANY ((SELECT cc_center.acting_centers_as('{shift_leader,supervisor,director}'))::bigint[])
           OR p.staff_no = ANY ((SELECT cc_center.acting_numbers())::text[]) AND p.staff_no = cc_center.acting_staff_no(p.center_id)
           OR (SELECT pg_has_role(cc_center.acting_login_role(), 'cc_center_owner', 'MEMBER')))
      AND NOT EXISTS (SELECT FROM cc_center.attendance_result a
                      WHERE a.center_id = p.center_id AND a.day = p.day AND a.staff_no = p.staff_no AND a.shift = p.shift)
) k
JOIN cc_center.staff s ON s.center_id = k.center_id AND s.staff_no = k.staff_no;
COMMENT ON VIEW cc_center.attendance_day IS
    'Attendance, a row for each person-shift: on_time, late (from the duty''s beginning to the first action or sign-in), absent, no_evidence, on_leave, or open while its day is not closed; how early he left; the evidence in one line, clause and rule version. An override shows its own result, and what was judged stays in the judged_ columns. Everybody sees his own, leaders all (I2, I26-I28, B1.1-B1.5).';
SELECT cc_center.share_view('attendance_day');

-- Month by month, each by its own days, so that a question about one reads no other.
CREATE OR REPLACE VIEW cc_center.attendance_month WITH (security_invoker = true) AS
SELECT s.center_id, m.month, s.staff_no, s.name, s.role, m.shifts, m.on_time, m.late, m.late_minutes, m.early_leaves,
       m.early_leave_minutes, m.absences, m.no_evidence, m.leave_days, m.makeup_signins, m.overrides, m.open
FROM (
    SELECT c.center_id, n.month, k.staff_no,
           sum(k.shifts)::bigint AS shifts, sum(k.on_time)::bigint AS on_time, sum(k.late)::bigint AS late,
           sum(k.late_minutes) AS late_minutes, sum(k.early_leaves)::bigint AS early_leaves,
           sum(k.early_leave_minutes) AS early_leave_minutes, sum(k.absences)::bigint AS absences,
           sum(k.no_evidence)::bigint AS no_evidence, sum(k.leave_days) AS leave_days,
           sum(k.makeup_signins)::bigint AS makeup_signins, sum(k.overrides)::bigint AS overrides, sum(k.open)::bigint AS open
    FROM cc_center.center c
    CROSS JOIN LATERAL (
        -- whoever sees no rows of a kind has no months of it
        SELECT least((SELECT min(r.day) FROM cc_center.roster r WHERE r.center_id = c.center_id),
                     (SELECT min(a.day) FROM cc_center.attendance_close a WHERE a.center_id = c.center_id),
                     ((SELECT min(lower(l.during)) FROM cc_center.leave_request l
                       WHERE l.center_id = c.center_id AND l.status IN ('requested', 'approved')) AT TIME ZONE c.time_zone)::date) AS first_day,
               greatest((SELECT max(r.day) FROM cc_center.roster r WHERE r.center_id = c.center_id),
                        (SELECT max(a.day) FROM cc_center.attendance_close a WHERE a.center_id = c.center_id),
                        ((SELECT max(lower(l.during)) FROM cc_center.leave_request l
                          WHERE l.center_id = c.center_id AND l.status IN ('requested', 'approved')) AT TIME ZONE c.time_zone)::date
                        + cc_center.longest_leave()) AS last_day) f
    CROSS JOIN LATERAL (
        -- as dates that are there, not to be reckoned: what reckons may not come before row-level security, nor use an index
        SELECT t::date AS month, (t + interval '1 month')::date AS next_month
        FROM generate_series(date_trunc('month', f.first_day::timestamp), f.last_day::timestamp, interval '1 month') t OFFSET 0) n
    CROSS JOIN LATERAL (
        SELECT d.staff_no,
               count(*) FILTER (WHERE d.result <> 'on_leave') AS shifts,
               count(*) FILTER (WHERE d.result = 'on_time') AS on_time,
               count(*) FILTER (WHERE d.result = 'late') AS late,
               round(coalesce(sum(extract(epoch FROM d.late_by)), 0) / 60, 2) AS late_minutes,
               count(d.early_leave_by) AS early_leaves,
               round(coalesce(sum(extract(epoch FROM d.early_leave_by)), 0) / 60, 2) AS early_leave_minutes,
               count(*) FILTER (WHERE d.result = 'absent') AS absences,
               count(*) FILTER (WHERE d.result = 'no_evidence') AS no_evidence,
               0::numeric AS leave_days,
               count(*) FILTER (WHERE d.makeup_id IS NOT NULL) AS makeup_signins,
               count(d.overridden_by) AS overrides,
               count(*) FILTER (WHERE d.result = 'open') AS open
        FROM cc_center.attendance_day d
        WHERE d.center_id = c.center_id AND d.day >= n.month AND d.day < n.next_month
        GROUP BY d.staff_no
        UNION ALL
        SELECT x.staff_no, 0 AS shifts, 0 AS on_time, 0 AS late, 0 AS late_minutes, 0 AS early_leaves,
               0 AS early_leave_minutes, 0 AS absences, 0 AS no_evidence,
               x.days AS leave_days, 0 AS makeup_signins, 0 AS overrides, 0 AS open
        FROM cc_center.month_leave_days(c.center_id, n.month) x
        WHERE x.days > 0
    ) k
    GROUP BY c.center_id, n.month, k.staff_no
) m
JOIN cc_center.staff s ON s.center_id = m.center_id AND s.staff_no = m.staff_no;
COMMENT ON VIEW cc_center.attendance_month IS
    'The month''s attendance statistics, a row for each person: shifts stood or to be stood, how many on time, late and left early, with the minutes, absences, shifts without evidence, days of approved leave, make-up sign-ins, overrides, and how many are not closed yet (I2).';
SELECT cc_center.share_view('attendance_month');

CREATE OR REPLACE VIEW cc_center.attendance_findings WITH (security_invoker = true) AS
SELECT d.center_id, d.day, d.staff_no, d.name, d.role, d.shift, f.finding, f.amount, f.at, f.clause, d.overridden_by
FROM cc_center.attendance_day d
JOIN cc_center.attendance_result r ON r.center_id = d.center_id AND r.day = d.day AND r.staff_no = d.staff_no AND r.shift = d.shift
CROSS JOIN LATERAL (
    SELECT 'absent' AS finding, NULL::interval AS amount, lower(d.duty) AS at, r.result_clause AS clause WHERE d.result = 'absent'
    UNION ALL
    SELECT 'late' AS finding, d.late_by AS amount, d.late_until AS at, r.result_clause AS clause WHERE d.result = 'late'
    UNION ALL
    SELECT 'early_leave' AS finding, d.early_leave_by AS amount, d.early_leave_from AS at, r.early_leave_clause AS clause WHERE d.early_leave_by IS NOT NULL
    UNION ALL
    SELECT 'no_evidence' AS finding, NULL::interval AS amount, lower(d.duty) AS at, r.result_clause AS clause WHERE d.result = 'no_evidence'
    UNION ALL
    SELECT 'away_too_long' AS finding, r.away AS amount, NULL::timestamptz AS at, r.away_clause AS clause WHERE r.away_limit IS NOT NULL
    UNION ALL
    SELECT 'relief_ended' AS finding, NULL::interval AS amount, r.relief_ended_at AS at, 'E3.4' AS clause WHERE r.relief_ended_at IS NOT NULL) f;
COMMENT ON VIEW cc_center.attendance_findings IS
    'For the leader''s daily look: who was absent, late, left early, showed no action, was away from the seat longer than the rules allow in all, or whose relief''s duty ended while he was away (I2, I6, I26, I28, B1.2, B1.5, B2.4, E3.4).';
SELECT cc_center.share_view('attendance_findings');

CREATE OR REPLACE VIEW cc_center.present_now WITH (security_invoker = true) AS
SELECT d.center_id, d.staff_no, d.name, d.role, d.shift,
       CASE WHEN d.left_at IS NOT NULL OR t.state = 'off' THEN 'away'
            WHEN t.state = 'busy' THEN 'busy'
            WHEN t.state = 'ready' OR e.seen_at IS NOT NULL THEN 'ready'
            ELSE 'not_yet_seen' END AS state,
       CASE WHEN d.left_at IS NOT NULL THEN d.left_at
            WHEN t.state IS NOT NULL THEN t.at
            WHEN e.seen_at IS NOT NULL THEN e.seen_at
            ELSE d.begins END AS since,
       (SELECT count(*) FROM cc_center.leg l
        WHERE l.center_id = d.center_id AND l.holder = d.staff_no AND l.finished_at IS NULL) AS open_legs
FROM (SELECT r.center_id, r.staff_no, p.name, r.role, r.shift, lower(r.duty) AS begins,
             (SELECT max(a.left_at) FROM cc_center.seat_absence a
              WHERE a.center_id = r.center_id AND a.staff_no = r.staff_no AND a.day = r.day AND a.shift = r.shift
                AND a.over_at IS NULL) AS left_at
      FROM cc_center.roster r
      JOIN cc_center.staff p ON p.center_id = r.center_id AND p.staff_no = r.staff_no
      WHERE r.duty @> cc_center.clock()) d
LEFT JOIN LATERAL (SELECT s.state, s.at FROM cc_center.seat_state s
                   WHERE s.center_id = d.center_id AND s.staff_no = d.staff_no AND s.at >= d.begins - interval '1 hour'
                   ORDER BY s.at DESC, s.seat_state_id DESC LIMIT 1) t ON true
LEFT JOIN LATERAL (SELECT min(x.at) AS seen_at FROM (
                       SELECT i.at FROM cc_center.sign_in i
                       WHERE i.center_id = d.center_id AND i.staff_no = d.staff_no AND i.direction = 'in' AND i.at >= d.begins - interval '1 hour'
                       UNION ALL
                       SELECT l.finished_at FROM cc_center.leg l
                       WHERE l.center_id = d.center_id AND l.finished_by = d.staff_no AND l.finished_at >= d.begins) x) e ON true
WHERE cc_center.may_read_attendance(d.center_id, d.staff_no);
COMMENT ON VIEW cc_center.present_now IS
    'Who is on duty now and what is known of him: ready, busy (示忙), away, or not_yet_seen while nothing shows that he came; since when, and how many legs he holds. By his softphone where it reports, else by sign-in or first action. Everybody sees himself, leaders all (I6, I10).';
SELECT cc_center.share_view('present_now');
