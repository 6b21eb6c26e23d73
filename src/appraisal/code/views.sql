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

-- Which version of a year's rules: the one that the last of its months was appraised by, so that a year whose months are
-- closed stays as it was found.
CREATE OR REPLACE VIEW cc_center.dismissal_findings WITH (security_invoker = true) AS
WITH appraised AS MATERIALIZED (
    SELECT p.center_id, extract(year FROM p.month)::integer AS year, p.staff_no, max(p.month) AS last_month,
           (array_agg(p.version ORDER BY p.month DESC))[1] AS version
    FROM cc_center.payroll p
    GROUP BY 1, 2, 3
), counted AS (
    SELECT a.center_id, a.year, a.staff_no, a.version, r.finding, r.ordinal, r.clause, r.subjects, r.unit, r.within, r.more_than, r.from_quantity,
           CASE r.within WHEN 'year' THEN sum(m.quantity) ELSE max(m.quantity) END AS quantity
    FROM appraised a
    JOIN cc_center.dismissal_rule r ON r.center_id = a.center_id AND r.version = a.version
    JOIN (SELECT q.center_id, q.month, q.staff_no, r.version, r.finding, r.ordinal, sum(q.quantity) AS quantity
          FROM cc_center.payroll_quantity q
          JOIN cc_center.dismissal_rule r ON r.center_id = q.center_id AND r.unit = q.unit AND q.subject = ANY (r.subjects)
          GROUP BY 1, 2, 3, 4, 5, 6) m
         ON m.center_id = a.center_id AND m.staff_no = a.staff_no AND extract(year FROM m.month)::integer = a.year
            AND m.version = r.version AND m.finding = r.finding AND m.ordinal = r.ordinal
    GROUP BY a.center_id, a.year, a.staff_no, a.version, r.finding, r.ordinal, r.clause, r.subjects, r.unit, r.within, r.more_than, r.from_quantity
), held AS (
    SELECT c.*, (SELECT string_agg(cc_center.translated('%1{subject}', s.subject), ', ' ORDER BY s.n) FROM unnest(c.subjects) WITH ORDINALITY s (subject, n)) AS what
    FROM counted c
    WHERE c.quantity > c.more_than OR c.quantity >= c.from_quantity
)
SELECT f.center_id, f.year, f.staff_no, s.name, f.finding, f.detail, f.clause, f.version
FROM (
    SELECT h.center_id, h.year, h.staff_no, h.finding, string_agg(DISTINCT h.clause, ', ') AS clause, h.version, count(*) AS held,
           string_agg(CASE h.within WHEN 'year' THEN cc_center.translated('%1: %2 %3{unit} in the year', h.what, trim_scale(h.quantity)::text, h.unit)
                      ELSE cc_center.translated('%1: %2 %3{unit} in one month', h.what, trim_scale(h.quantity)::text, h.unit) END, '; ' ORDER BY h.ordinal) AS detail
    FROM held h
    GROUP BY h.center_id, h.year, h.staff_no, h.finding, h.version
) f
JOIN cc_center.staff s ON s.center_id = f.center_id AND s.staff_no = f.staff_no
WHERE f.held = (SELECT count(*) FROM cc_center.dismissal_rule r
                WHERE r.center_id = f.center_id AND r.version = f.version AND r.finding = f.finding)
  -- who has the grant as supervisor of another center reads these months here too
  AND (f.center_id = ANY ((SELECT cc_center.acting_centers_as('{supervisor,director}'))::bigint[])
       OR (SELECT pg_has_role(cc_center.acting_login_role(), 'cc_center_owner', 'MEMBER')));
COMMENT ON VIEW cc_center.dismissal_findings IS
    'Who, by the months appraised of a calendar year, did what dismissal_rule names, by the version that the last of these months was appraised by: for a person to decide, supervisor or director of that center, serious illness and special cases at his discretion, never an act of the database. Leave counts for the year in which its calendar days lie (I46-I48, U15).';
SELECT cc_center.share_view('dismissal_findings', ARRAY['supervisor', 'director']);
