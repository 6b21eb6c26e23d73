-- From a deduction back to the facts that it comes from.

CREATE OR REPLACE FUNCTION cc_center.deduction_facts(center_id bigint, month date, staff_no text)
RETURNS TABLE (subject text, unit text, fact text, at timestamptz, quantity numeric, clause text, text text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT l.subject, 'day', 'leave ' || l.leave_id, l.begins, l.days, NULL,
           cc_center.translated('Leave %1: %2 days of the month.', l.leave_id::text, trim_scale(l.days)::text)
    FROM cc_center.month_leave(center_id, month, deduction_facts.staff_no) l
    UNION ALL
    SELECT k.subject, k.unit, format('person-shift %s %s', a.day, a.shift), lower(r.duty), k.quantity, r.result_clause,
           concat_ws(' ', cc_center.attendance_words(r.found),
                     CASE WHEN a.override_id IS NOT NULL THEN cc_center.translated('Overridden (%1).', a.override_id::text) END)
    FROM cc_center.month_attendance(center_id, month, false, NULL, ARRAY[deduction_facts.staff_no]) a
    -- looked up one by one, however many the planner expects
    CROSS JOIN LATERAL (SELECT f AS found, f.duty, f.result_clause FROM cc_center.attendance_result f
                        WHERE f.center_id = deduction_facts.center_id AND f.day = a.day AND f.staff_no = a.staff_no AND f.shift = a.shift LIMIT 1) r
    CROSS JOIN LATERAL (
        SELECT 'absenteeism' AS subject, 'occurrence' AS unit, 1::numeric AS quantity WHERE a.result = 'absent'
        UNION ALL SELECT 'lateness', 'occurrence', 1 WHERE a.late_by IS NOT NULL
        UNION ALL SELECT 'lateness', 'minute', trim_scale(round(extract(epoch FROM a.late_by) / 60, 6)) WHERE a.late_by IS NOT NULL
        UNION ALL SELECT 'early_leave', 'occurrence', 1 WHERE a.early_leave_by IS NOT NULL
        UNION ALL SELECT 'early_leave', 'minute', trim_scale(round(extract(epoch FROM a.early_leave_by) / 60, 6)) WHERE a.early_leave_by IS NOT NULL) k
    UNION ALL
    SELECT 'overdue', 'occurrence', format('leg %s/%s', g.case_id, g.leg_no), g.finished_at, 1, g.due_clause,
           cc_center.translated('Case %1, due at %2, finished at %3.', c.case_number, cc_center.at_time(g.due_at, z.time_zone), cc_center.at_time(g.finished_at, z.time_zone))
    FROM cc_center.center z
    CROSS JOIN cc_center.month_span(deduction_facts.center_id, month) s (span)
    JOIN cc_center.leg g ON g.center_id = z.center_id AND g.finished_at >= lower(s.span) AND g.finished_at < upper(s.span)
         AND g.finished_at > g.due_at AND g.finished_by = deduction_facts.staff_no AND g.role IS NOT NULL AND g.outcome <> 'handed_over'
          AND g.holder = g.finished_by AND g.taken_from IS NULL
    JOIN cc_center.cases c ON c.center_id = g.center_id AND c.case_id = g.case_id
    WHERE z.center_id = deduction_facts.center_id
    UNION ALL
    SELECT q.subject, q.unit, q.fact, q.at, q.quantity, q.clause, q.reason
    FROM cc_center.counted_quality(deduction_facts.center_id, month, deduction_facts.staff_no) q
    UNION ALL
    SELECT 'fine', 'yuan', f.fact, f.at, f.quantity, f.clause, f.reason
    FROM cc_center.counted_fines(deduction_facts.center_id, month, deduction_facts.staff_no) f
    UNION ALL
    SELECT 'upheld_complaint', 'occurrence', u.fact, u.at, u.quantity, u.clause, u.reason
    FROM cc_center.counted_complaints(deduction_facts.center_id, month, deduction_facts.staff_no) u
$$;
COMMENT ON FUNCTION cc_center.deduction_facts(bigint, date, text) IS
    'The facts of a person''s month that are counted, each by its key; for the caller that has checked who asks.';

CREATE OR REPLACE FUNCTION cc_center.explain_deduction(center_id bigint, month date, staff_no text)
RETURNS TABLE (step integer, subject text, fact text, at timestamptz, quantity numeric, rule text, rate numeric(12,2), amount numeric(12,2),
               charged numeric(12,2), clause text, text text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    first_day constant date := cc_center.roster_month_start(cc_center.require_plan_day(explain_deduction.month, true));
BEGIN
    PERFORM cc_center.require_reader(explain_deduction.center_id, explain_deduction.staff_no);
    IF NOT EXISTS (SELECT FROM cc_center.payroll p WHERE p.center_id = explain_deduction.center_id AND p.month = first_day
                   AND p.staff_no = explain_deduction.staff_no) THEN
        PERFORM cc_center.raise_error('not_appraised', coalesce(explain_deduction.staff_no, 'NULL'), to_char(first_day, 'YYYY-MM'));
    END IF;
    RETURN QUERY
    WITH facts AS MATERIALIZED (
        SELECT f.* FROM cc_center.deduction_facts(explain_deduction.center_id, first_day, explain_deduction.staff_no) f
    ), line AS (
        SELECT p.version, d.ordinal, d.bonus, d.subject, d.unit, d.quantity, d.rate, d.amount, d.charged, d.by_clause,
               (SELECT v.reason FROM cc_center.deduction_detail v
                WHERE v.center_id = d.center_id AND v.month = d.month AND v.staff_no = d.staff_no AND v.ordinal = d.ordinal) AS reason
        FROM cc_center.payroll_deduction d
        JOIN cc_center.payroll p ON p.center_id = d.center_id AND p.month = d.month AND p.staff_no = d.staff_no
        WHERE d.center_id = explain_deduction.center_id AND d.month = first_day AND d.staff_no = explain_deduction.staff_no
    ), uncharged AS (
        SELECT q.subject, min(q.unit) AS unit, (array_agg(q.quantity ORDER BY q.unit))[1] AS quantity
        FROM cc_center.payroll_quantity q
        WHERE q.center_id = explain_deduction.center_id AND q.month = first_day AND q.staff_no = explain_deduction.staff_no
          AND NOT EXISTS (SELECT FROM line l WHERE l.subject = q.subject)
        GROUP BY q.subject
    )
    SELECT (row_number() OVER (ORDER BY k.place, k.level, k.at NULLS FIRST, k.fact))::integer, k.subject, k.fact, k.at, k.quantity, k.rule, k.rate,
           k.amount, k.charged, k.clause, k.text
    FROM (
        SELECT l.ordinal AS place, 1 AS level, l.subject, NULL::text AS fact, NULL::timestamptz AS at, l.quantity,
               format('%s, version %s', l.bonus, l.version) AS rule, l.rate, l.amount, l.charged, l.by_clause AS clause, l.reason AS text
        FROM line l
        UNION ALL
        SELECT l.ordinal, 2, f.subject, f.fact, f.at, f.quantity, NULL, NULL, NULL, NULL, f.clause, f.text
        FROM line l JOIN facts f ON f.subject = l.subject AND f.unit = l.unit
        UNION ALL
        SELECT 1000, 1, u.subject, NULL, NULL, u.quantity, NULL, NULL, NULL, NULL, NULL,
               cc_center.translated('%1{subject}, %2 %3{unit}: no tariff set.', u.subject, trim_scale(u.quantity)::text, u.unit)
        FROM uncharged u
        UNION ALL
        SELECT 1000, 2, f.subject, f.fact, f.at, f.quantity, NULL, NULL, NULL, NULL, f.clause, f.text
        FROM uncharged u JOIN facts f ON f.subject = u.subject AND f.unit = u.unit
        UNION ALL
        SELECT 2000, 1, a.subject, 'adjustment ' || a.adjustment_id, a.at, NULL, NULL, NULL, -a.amount, -a.amount, NULL,
               cc_center.translated('%1 yuan of month %2 given back: %3', a.amount::text, to_char(a.of_month, 'YYYY-MM'), a.reason)
        FROM cc_center.adjustment a
        WHERE a.center_id = explain_deduction.center_id AND a.month = first_day AND a.staff_no = explain_deduction.staff_no) k;
END
$$;
COMMENT ON FUNCTION cc_center.explain_deduction(bigint, date, text) IS
    'Where a person''s deductions of a month come from, in order: each with quantity, rate, amount and what was charged, and under it the facts by their keys (leave, person-shift, leg, discipline); what was counted without a tariff; what was given back of earlier months. For himself and those who lead; UCD15 where the month was not appraised.';
SELECT cc_center.share_function('cc_center.explain_deduction(bigint, date, text)');
