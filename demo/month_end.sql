-- The month end: attendance of every day, the payroll, one deduction down to its facts, a drafted tariff tried on the month, and
-- the month closed. Supervisor and leader act under their own roles.
RESET ROLE;
SET "cc_center.now" = '2018-11-01 08:00+08';
SET timezone = 'Asia/Shanghai';
\pset footer off
\pset null ''
\pset border 1
\pset linestyle unicode
\pset unicode_border_linestyle single

SET ROLE gulou_301;
\echo '8. ATTENDANCE   (I26-I28, judged from the cases that people really finished)'
\echo
SELECT sum(c.judged) AS "person-shifts judged" FROM generate_series('2018-10-01'::timestamp, '2018-10-31', '1 day') d, cc_center.close_day(1, d::date) c;
SELECT m.staff_no AS "no.", m.name, m.shifts, m.on_time AS "on time", m.late, m.late_minutes AS "minutes late", m.early_leaves AS "left early",
       m.early_leave_minutes AS "minutes early", m.no_evidence AS "no action", m.leave_days AS "leave days"
  FROM cc_center.attendance_month m WHERE m.center_id = 1 AND m.month = '2018-10-01' ORDER BY m.role, m.staff_no;
SELECT d.day AS late_day, d.staff_no AS late_no FROM cc_center.attendance_day d WHERE d.result = 'late' ORDER BY d.late_by DESC, d.day, d.staff_no LIMIT 1 \gset
\echo '   The latest of all, and why:'
SELECT e.step, to_char(e.at, 'DD Mon HH24:MI:SS') AS at, e.fact, e.clause FROM cc_center.explain_attendance(1, :'late_day', :'late_no') e;

\echo '9. PAYROLL   (I45-I47, in yuan; lateness has no tariff in the text and is charged to nobody)'
\echo
SELECT a.people, a.changed FROM cc_center.appraise(1, '2018-10-01') a;
SELECT p.staff_no AS "no.", p.name, p.attendance_bonus AS "attendance bonus", p.attendance_deduction AS deducted, p.appraisal_bonus AS "appraisal bonus",
       p.appraisal_deduction AS "deducted", p.net, array_to_string(p.no_tariff, ', ') AS "counted, no tariff"
  FROM cc_center.payroll_month p WHERE p.month = '2018-10-01' AND p.role = 'operator' ORDER BY p.staff_no;
SELECT p.staff_no AS paid_no FROM cc_center.payroll_month p WHERE p.month = '2018-10-01' ORDER BY p.attendance_deduction DESC, p.staff_no LIMIT 1 \gset
\echo '   The greatest deduction, down to its facts:'
SELECT e.step, e.subject, e.fact, to_char(e.at, 'DD Mon') AS at, e.quantity, e.rate, e.amount, e.charged, e.clause, e.text
  FROM cc_center.explain_deduction(1, '2018-10-01', :'paid_no') e WHERE e.subject LIKE '%leave';
RESET ROLE;

\echo '   What if a minute of lateness cost one yuan? A leader drafts it, and tries it on the month; nothing is written:'
SET ROLE gulou_201;
SELECT cc_center.draft_rules(1, '迟到每分钟一元') AS draft \gset
UPDATE cc_center.tariff SET rate = 1 WHERE center_id = 1 AND version = :draft AND subject = 'lateness';
SELECT w.staff_no AS "no.", w.name, w.net_now AS "net now", w.net_then AS "net then", w.difference, w.because
  FROM cc_center.what_if(1, '2018-10-01', :draft) w WHERE w.difference <> 0 OR w.staff_no IS NULL;
RESET ROLE;
SET ROLE gulou_301;
SELECT c.people AS "people in the closed month" FROM cc_center.close_month(1, '2018-10-01') c;
RESET ROLE;
