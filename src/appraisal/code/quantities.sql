-- The month's facts, counted: what there is to charge, by the attendance as stored or by a drafted version's. A month is
-- given by its first day.

CREATE OR REPLACE FUNCTION cc_center.month_attendance(
    center_id bigint, month date, judged boolean, version integer DEFAULT NULL, people text[] DEFAULT NULL)
RETURNS TABLE (day date, staff_no text, shift text, result text, late_by interval, early_leave_by interval, override_id bigint)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
-- of one person or of all is another plan
SET plan_cache_mode = force_custom_plan
SET enable_nestloop = on
AS $$
#variable_conflict use_column
DECLARE
    days constant date[] := ARRAY(SELECT d.day FROM cc_center.month_days(month) d (day));
BEGIN
    RETURN QUERY
    SELECT r.day, r.staff_no, r.shift, f.result,
           CASE f.result WHEN 'late' THEN coalesce(o.late_by, r.late_until - r.late_from) END,
           CASE WHEN f.result IN ('absent', 'on_leave') THEN NULL
                ELSE nullif(coalesce(o.early_leave_by, r.early_leave_until - r.early_leave_from), interval '0') END,
           o.override_id
    FROM (
        SELECT a.* FROM cc_center.attendance_result a
        WHERE NOT month_attendance.judged AND a.center_id = month_attendance.center_id
          AND a.day = ANY (days)
          AND (people IS NULL OR a.staff_no = ANY (people))
        UNION ALL
        -- days that are not closed have no attendance yet
        SELECT j.* FROM cc_center.attendance_close d
        CROSS JOIN LATERAL cc_center.judge_day(month_attendance.center_id, d.day, month_attendance.version, people) j
        WHERE month_attendance.judged AND d.center_id = month_attendance.center_id
          AND d.day = ANY (days)
    ) r
    LEFT JOIN (
        -- a supervisor's last word
        SELECT DISTINCT ON (v.day, v.staff_no, v.shift) v.*
        FROM cc_center.attendance_override v
        WHERE v.center_id = month_attendance.center_id
          AND v.day = ANY (days) AND (people IS NULL OR v.staff_no = ANY (people))
        ORDER BY v.day, v.staff_no, v.shift, v.override_id DESC
    ) o ON o.day = r.day AND o.staff_no = r.staff_no AND o.shift = r.shift AND (o.result IS NOT NULL OR o.early_leave_by IS NOT NULL)
    CROSS JOIN LATERAL (SELECT coalesce(o.result, r.result) AS result) f;
END
$$;
COMMENT ON FUNCTION cc_center.month_attendance(bigint, date, boolean, integer, text[]) IS
    'The attendance of a month''s closed days, as stored, or judged as of now by a version, NULL: by the rules in force on each day; with what a supervisor overrode; of some people, or all. Nothing is written.';

CREATE OR REPLACE FUNCTION cc_center.month_leave(center_id bigint, month date, person text DEFAULT NULL)
RETURNS TABLE (staff_no text, leave_id bigint, subject text, begins timestamptz, days numeric)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
-- of one person or of all is another plan
SET plan_cache_mode = force_custom_plan
SET enable_nestloop = on
AS $$
#variable_conflict use_column
DECLARE
    span constant tstzrange := cc_center.month_span(center_id, month);
BEGIN
    RETURN QUERY
    SELECT l.staff_no, l.leave_id, k.leave_kind, greatest(lower(l.during), lower(span)),
           cc_center.leave_days(l.center_id, l.version, l.during * span)
    FROM cc_center.leave_request l
    CROSS JOIN LATERAL (
        -- an extension is leave of the kind that it extends, however often
        WITH RECURSIVE up AS (
            SELECT l.leave_kind, l.extends
            UNION ALL
            SELECT f.leave_kind, f.extends FROM up
            JOIN cc_center.leave_request f ON f.center_id = month_leave.center_id AND f.leave_id = up.extends
        )
        SELECT up.leave_kind FROM up WHERE up.extends IS NULL LIMIT 1) k
    WHERE l.center_id = month_leave.center_id AND l.status = 'approved' AND l.during && span
      AND lower(l.during) < upper(span) AND lower(l.during) >= lower(span) - interval '367 days'
      AND (person IS NULL OR l.staff_no = person);
END
$$;
COMMENT ON FUNCTION cc_center.month_leave(bigint, date, text) IS
    'The approved leave of a month, of a person or, with NULL, of all, in calendar days of the month counted in halves, by kind (I46, I47, U15).';

CREATE OR REPLACE FUNCTION cc_center.counted_quality(center_id bigint, month date, person text DEFAULT NULL)
RETURNS TABLE (staff_no text, subject text, unit text, quantity numeric, fact text, at timestamptz, clause text, reason text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
-- of one person or of all is another plan
SET plan_cache_mode = force_custom_plan
SET enable_nestloop = on
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT f.staff_no, k.subject, k.unit, k.quantity, f.kind || ' ' || f.fact, f.at, f.clause, f.reason
    FROM cc_center.quality_facts f
    LEFT JOIN cc_center.conduct d ON d.center_id = f.center_id AND d.version = f.version AND d.conduct = f.subject
         AND f.kind = 'conduct' AND d.kind = 'fault'
    CROSS JOIN LATERAL (
        SELECT CASE f.subject WHEN 'wrong' THEN 'wrong_approval' ELSE 'mistaken_approval' END AS subject, 'occurrence' AS unit, 1::numeric AS quantity
        WHERE f.kind = 'review' AND f.subject IN ('wrong', 'mistaken')
        UNION ALL SELECT 'exam', 'occurrence', 1 WHERE f.kind = 'exam' AND f.subject = 'failed'
        UNION ALL SELECT 'set_task', 'occurrence', 1 WHERE f.kind = 'task' AND f.subject = 'missed'
        UNION ALL SELECT 'conduct', 'occurrence', 1 WHERE d.conduct IS NOT NULL
        UNION ALL SELECT 'conduct', 'point', d.points WHERE d.points > 0) k
    WHERE f.center_id = counted_quality.center_id AND f.month = counted_quality.month
      AND (person IS NULL OR f.staff_no = person);
END
$$;
COMMENT ON FUNCTION cc_center.counted_quality(bigint, date, text) IS
    'What of the quality facts of a month is counted against somebody: wrong and mistaken approvals, exams not passed, tasks missed, faults of conduct and their points, each by its key (I44, I49).';

CREATE OR REPLACE FUNCTION cc_center.counted_complaints(center_id bigint, month date, person text DEFAULT NULL)
RETURNS TABLE (staff_no text, quantity numeric, fact text, at timestamptz, clause text, reason text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT k.staff_no, 1::numeric, 'complaint ' || k.complaint_id, k.at, k.clause, k.reason
    FROM cc_center.complaint_conclusion k
    WHERE k.center_id = counted_complaints.center_id AND k.month = counted_complaints.month AND k.upheld AND k.against = 'person'
      AND (person IS NULL OR k.staff_no = person)
$$;
COMMENT ON FUNCTION cc_center.counted_complaints(bigint, date, text) IS
    'The complaints upheld against somebody in a month, as it holds, each by its key, with the reason of the decision and nothing of what the complainant said (A18).';

CREATE OR REPLACE FUNCTION cc_center.month_quantities(center_id bigint, month date, judged boolean, version integer DEFAULT NULL)
RETURNS SETOF cc_center.month_quantity LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
SET enable_nestloop = off
SET jit = off
AS $$
    WITH attendance AS MATERIALIZED (
        SELECT a.* FROM cc_center.month_attendance(center_id, month, judged, month_quantities.version) a
    ), counted AS (
        SELECT a.staff_no, k.subject, k.unit, k.quantity
        FROM (SELECT t.staff_no,
                     count(*) FILTER (WHERE t.result = 'absent') AS absent,
                     count(t.late_by) AS late, sum(extract(epoch FROM t.late_by)) / 60 AS late_minutes,
                     count(t.early_leave_by) AS early, sum(extract(epoch FROM t.early_leave_by)) / 60 AS early_minutes
              FROM attendance t GROUP BY t.staff_no) a
        CROSS JOIN LATERAL (VALUES ('absenteeism', 'occurrence', a.absent::numeric), ('lateness', 'occurrence', a.late),
            ('lateness', 'minute', round(a.late_minutes, 2)), ('early_leave', 'occurrence', a.early),
            ('early_leave', 'minute', round(a.early_minutes, 2))) k (subject, unit, quantity)
        UNION ALL
        SELECT l.staff_no, l.subject, 'day', sum(l.days) FROM cc_center.month_leave(center_id, month) l GROUP BY l.staff_no, l.subject
        UNION ALL
        SELECT g.finished_by, 'overdue', 'occurrence', count(*)
        FROM cc_center.leg g, cc_center.month_span(month_quantities.center_id, month) s (span)
        WHERE g.center_id = month_quantities.center_id AND g.finished_at >= lower(s.span) AND g.finished_at < upper(s.span)
          AND g.finished_at > g.due_at AND g.due_at < upper(s.span)
          AND g.finished_by IS NOT NULL AND g.role IS NOT NULL AND g.outcome <> 'handed_over'
          AND g.holder = g.finished_by AND g.taken_from IS NULL
        GROUP BY g.finished_by
        UNION ALL
        SELECT q.staff_no, q.subject, q.unit, sum(q.quantity)
        FROM cc_center.counted_quality(month_quantities.center_id, month) q GROUP BY 1, 2, 3
        UNION ALL
        SELECT f.staff_no, 'fine', 'yuan', sum(f.quantity) FROM cc_center.counted_fines(month_quantities.center_id, month) f GROUP BY 1
        UNION ALL
        SELECT u.staff_no, 'upheld_complaint', 'occurrence', sum(u.quantity)
        FROM cc_center.counted_complaints(month_quantities.center_id, month) u GROUP BY 1
    )
    SELECT c.staff_no, s.role, c.subject, c.unit, c.quantity
    FROM counted c
    JOIN cc_center.month_staff(month_quantities.center_id, month) s ON s.staff_no = c.staff_no
    WHERE c.quantity > 0
    ORDER BY 1, 3, 4
$$;
COMMENT ON FUNCTION cc_center.month_quantities(bigint, date, boolean, integer) IS
    'How much of each subject everybody has in a month: attendance as stored, or judged as of now, by a version or the rules in force on each day, leave, overdue legs, quality, fines, upheld complaints. Minutes to two decimals, as attendance_month shows them. One pass for all people.';

CREATE OR REPLACE FUNCTION cc_center.month_version(center_id bigint, month date)
RETURNS integer LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    version integer := cc_center.rules_in_force(center_id, upper(cc_center.month_span(center_id, month)) - interval '1 microsecond');
BEGIN
    IF version IS NULL THEN
        PERFORM cc_center.raise_error('no_ratified_rules', center_id::text, to_char(month, 'YYYY-MM'));
    END IF;
    RETURN version;
END
$$;
COMMENT ON FUNCTION cc_center.month_version(bigint, date) IS
    'The version of the rules that a month is appraised by: the one in force at its end.';

CREATE OR REPLACE FUNCTION cc_center.month_charges(center_id bigint, month date, version integer, quantities cc_center.month_quantity[])
RETURNS SETOF cc_center.payroll_deduction LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT center_id, month, c.staff_no, c.ordinal, c.bonus, c.subject, c.unit, c.quantity, c.rate, c.amount, c.charged, c.forfeits, c.by_clause
    FROM cc_center.charges_of(center_id, version, quantities) c
$$;
COMMENT ON FUNCTION cc_center.month_charges(bigint, date, integer, cc_center.month_quantity[]) IS
    'What the quantities of a month cost by a version, as rows that can be stored; reckoned once, however often they are needed.';

CREATE OR REPLACE FUNCTION cc_center.month_pay(
    center_id bigint, month date, version integer, quantities cc_center.month_quantity[], charges cc_center.payroll_deduction[])
RETURNS TABLE (staff_no text, role text, digest text, attendance_bonus numeric(12,2), attendance_deduction numeric(12,2),
               appraisal_bonus numeric(12,2), appraisal_deduction numeric(12,2), no_tariff text[])
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
SET enable_nestloop = off
SET jit = off
AS $$
    WITH charged AS MATERIALIZED (
        SELECT c.staff_no, c.bonus, sum(c.charged) AS charged FROM unnest(charges) c GROUP BY c.staff_no, c.bonus
    ), counted AS MATERIALIZED (
        SELECT q.staff_no, md5(month_pay.version || string_agg(concat_ws(' ', q.role, q.subject, q.unit, q.quantity), ', ' ORDER BY q.subject, q.unit)) AS digest
        FROM unnest(quantities) q GROUP BY q.staff_no
    )
    SELECT s.staff_no, s.role, coalesce(k.digest, md5(month_pay.version || '')), coalesce(ab.amount, 0), coalesce(ac.charged, 0),
           coalesce(pb.amount, 0), coalesce(pc.charged, 0), coalesce(n.subjects, '{}')
    FROM (SELECT month_pay.center_id, m.* FROM cc_center.month_staff(month_pay.center_id, month_pay.month) m) s
    LEFT JOIN counted k ON k.staff_no = s.staff_no
    LEFT JOIN cc_center.without_tariff(month_pay.center_id, month_pay.version, quantities) n ON n.staff_no = s.staff_no
    LEFT JOIN cc_center.bonus ab ON ab.center_id = s.center_id AND ab.version = month_pay.version AND ab.role = s.role AND ab.bonus = 'attendance_bonus'
    LEFT JOIN cc_center.bonus pb ON pb.center_id = s.center_id AND pb.version = month_pay.version AND pb.role = s.role AND pb.bonus = 'appraisal_bonus'
    LEFT JOIN charged ac ON ac.staff_no = s.staff_no AND ac.bonus = 'attendance_bonus'
    LEFT JOIN charged pc ON pc.staff_no = s.staff_no AND pc.bonus = 'appraisal_bonus'
    WHERE s.center_id = month_pay.center_id
      AND (k.staff_no IS NOT NULL
           -- who has left may still have something to be given back
           OR s.staff_no IN (SELECT j.staff_no FROM cc_center.adjustment j
                             WHERE j.center_id = month_pay.center_id AND j.month = month_pay.month)
           OR (ab.bonus IS NOT NULL OR pb.bonus IS NOT NULL
               OR s.role IN (SELECT h.role FROM cc_center.shift h WHERE h.center_id = month_pay.center_id AND h.version = month_pay.version))
           AND s.active && daterange(month, (month + interval '1 month')::date))
$$;
COMMENT ON FUNCTION cc_center.month_pay(bigint, date, integer, cc_center.month_quantity[], cc_center.payroll_deduction[]) IS
    'What a month, its quantities and their charges come to for everybody whose role has a bonus or stands shifts, or of whom anything is counted: bonuses, what is taken from them, and what has no tariff.';
