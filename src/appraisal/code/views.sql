-- The month end as people look at it.

CREATE OR REPLACE VIEW cc_center.payroll_month WITH (security_invoker = true) AS
SELECT p.center_id, p.month, p.staff_no, s.name, p.role, p.attendance_bonus, p.attendance_deduction, p.appraisal_bonus,
       p.appraisal_deduction, coalesce(a.amount, 0)::numeric(12,2) AS adjustments,
       (p.attendance_bonus - p.attendance_deduction + p.appraisal_bonus - p.appraisal_deduction + coalesce(a.amount, 0))::numeric(12,2) AS net,
       CASE WHEN m.closed_at IS NULL THEN 'draft' ELSE 'closed' END AS status, p.version, p.no_tariff
FROM cc_center.payroll p
JOIN cc_center.appraisal_month m ON m.center_id = p.center_id AND m.month = p.month
JOIN cc_center.staff s ON s.center_id = p.center_id AND s.staff_no = p.staff_no
LEFT JOIN LATERAL (SELECT sum(j.amount) AS amount FROM cc_center.adjustment j
                   WHERE j.center_id = p.center_id AND j.month = p.month AND j.staff_no = p.staff_no) a ON true;
COMMENT ON VIEW cc_center.payroll_month IS
    'What everybody''s month came to, in yuan: bonuses, what is taken from them, what is given back of earlier months, the net, draft or closed, by which version, and what was counted but has no tariff. Everybody sees his own, leaders all (I45-I47).';
SELECT cc_center.share_view('payroll_month');

CREATE OR REPLACE VIEW cc_center.deduction_detail WITH (security_invoker = true) AS
SELECT d.center_id, d.month, d.staff_no, d.bonus, d.subject, d.quantity, d.unit, d.rate, d.amount, d.charged, d.by_clause AS clause, p.version,
       CASE WHEN d.forfeits THEN cc_center.translated('%1{subject}, %2 %3{unit}: the whole bonus is forfeited.', d.subject, trim_scale(d.quantity)::text, d.unit)
            ELSE cc_center.translated('%1{subject}, %2 %3{unit} at %4 yuan.', d.subject, trim_scale(d.quantity)::text, d.unit, d.rate::text) END
       || CASE WHEN d.charged < d.amount THEN ' ' || cc_center.translated('Only %1 yuan were left in the bonus.', d.charged::text) ELSE '' END AS reason,
       d.ordinal
FROM cc_center.payroll_deduction d
JOIN cc_center.payroll p ON p.center_id = d.center_id AND p.month = d.month AND p.staff_no = d.staff_no;
COMMENT ON VIEW cc_center.deduction_detail IS
    'What was taken in a month, row by row: the quantity of a subject, its rate, the amount before the cap and what was charged, by clause and version. The charges of a person add up to his bonuses less what he was left (I46, I47, U15).';
SELECT cc_center.share_view('deduction_detail');

CREATE OR REPLACE VIEW cc_center.appraisal_ranking WITH (security_invoker = true) AS
SELECT p.center_id, p.month, p.role, rank() OVER (PARTITION BY p.center_id, p.month, p.role ORDER BY p.net DESC) AS rank, p.staff_no, p.name, p.net
FROM cc_center.payroll_month p;
COMMENT ON VIEW cc_center.appraisal_ranking IS
    'Who kept how much of the month''s bonus, in order, within each role; whoever sees only himself has no order (B3.3, G1.2).';
SELECT cc_center.share_view('appraisal_ranking', ARRAY['shift_leader', 'supervisor', 'director']);

CREATE OR REPLACE VIEW cc_center.appraisal_year WITH (security_invoker = true) AS
SELECT y.center_id, y.year, y.staff_no, s.name, y.role, y.months, y.bonus, y.net, q.sick_days, q.personal_days, q.absences, q.late, q.early_leaves, q.overdue
FROM (SELECT p.center_id, extract(year FROM p.month)::integer AS year, p.staff_no, max(p.role) AS role, count(*) AS months,
             sum(p.attendance_bonus + p.appraisal_bonus) AS bonus, sum(p.net) AS net
      FROM cc_center.payroll_month p GROUP BY 1, 2, 3) y
JOIN cc_center.staff s ON s.center_id = y.center_id AND s.staff_no = y.staff_no
CROSS JOIN LATERAL (
    SELECT coalesce(sum(k.quantity) FILTER (WHERE k.subject = 'sick_leave'), 0) AS sick_days,
           coalesce(sum(k.quantity) FILTER (WHERE k.subject = 'personal_leave'), 0) AS personal_days,
           coalesce(sum(k.quantity) FILTER (WHERE k.subject = 'absenteeism'), 0) AS absences,
           coalesce(sum(k.quantity) FILTER (WHERE k.subject = 'lateness' AND k.unit = 'occurrence'), 0) AS late,
           coalesce(sum(k.quantity) FILTER (WHERE k.subject = 'early_leave' AND k.unit = 'occurrence'), 0) AS early_leaves,
           coalesce(sum(k.quantity) FILTER (WHERE k.subject = 'overdue'), 0) AS overdue
    FROM cc_center.payroll_quantity k
    WHERE k.center_id = y.center_id AND k.staff_no = y.staff_no AND extract(year FROM k.month)::integer = y.year) q;
COMMENT ON VIEW cc_center.appraisal_year IS
    'The months appraised of a calendar year taken together, a row for each person: bonuses and what was kept of them, days of leave, and how often absent, late, early and overdue; what a leader''s yearly appraisal is made from (I45).';
SELECT cc_center.share_view('appraisal_year');

-- Sick and personal leave of a calendar year in days, and what else of the year I48 names together.
CREATE OR REPLACE VIEW cc_center.dismissal_findings WITH (security_invoker = true) AS
SELECT f.center_id, f.year, f.staff_no, s.name, f.finding, f.detail, f.clause
FROM (
    SELECT y.center_id, y.year, y.staff_no, k.finding, k.detail, k.clause
    FROM (
        SELECT d.center_id, extract(year FROM p.month)::integer AS year, d.staff_no,
               sum(d.quantity) FILTER (WHERE d.subject = 'sick_leave') AS sick_days,
               sum(d.quantity) FILTER (WHERE d.subject = 'personal_leave') AS personal_days,
               max(d.quantity) FILTER (WHERE d.subject = 'sick_leave') AS longest_sick,
               sum(d.quantity) FILTER (WHERE d.subject = 'absenteeism') AS absences,
               sum(d.quantity) FILTER (WHERE d.subject IN ('lateness', 'early_leave') AND d.unit = 'occurrence') AS late
        FROM cc_center.payroll_quantity d
        JOIN cc_center.payroll p ON p.center_id = d.center_id AND p.month = d.month AND p.staff_no = d.staff_no
        GROUP BY 1, 2, 3
    ) y
    CROSS JOIN LATERAL (
        SELECT 'sick_leave' AS finding, cc_center.translated('%1 days of sick leave in the year', trim_scale(y.sick_days)::text) AS detail, 'I46' AS clause
        WHERE y.sick_days > 30
        UNION ALL
        SELECT 'personal_leave' AS finding, cc_center.translated('%1 days of personal leave in the year', trim_scale(y.personal_days)::text) AS detail, 'I47' AS clause
        WHERE y.personal_days > 30
        UNION ALL
        SELECT 'grave' AS finding, cc_center.translated('absent %1 times, late or left early %2 times, %3 days sick in one month', y.absences::text, y.late::text,
                                             trim_scale(y.longest_sick)::text) AS detail, 'I48' AS clause
        WHERE y.absences > 0 AND y.late > 0 AND y.longest_sick >= 7) k
) f
JOIN cc_center.staff s ON s.center_id = f.center_id AND s.staff_no = f.staff_no;
COMMENT ON VIEW cc_center.dismissal_findings IS
    'Who, by the months appraised of a calendar year, was more than 30 calendar days on sick or on personal leave, or absent without leave, late or early, and seven days or more sick in a month: for a person to decide, serious illness at his discretion, never an act of the database (I46-I48, U15).';
SELECT cc_center.share_view('dismissal_findings', ARRAY['supervisor', 'director']);
