-- The facts that hold, as people and the appraisal look at them.

CREATE OR REPLACE VIEW cc_center.task_status WITH (security_invoker = true) AS
SELECT t.center_id, t.month, t.task_id, t.staff_no, s.name, t.task, t.due, t.by_staff AS given_by, t.given_at,
       CASE WHEN o.outcome_id IS NULL THEN CASE WHEN t.due < cc_center.clock() THEN 'overdue' ELSE 'open' END
            WHEN o.in_time IS NULL THEN 'taken_back'
            WHEN o.in_time THEN 'in_time'
            ELSE 'late' END AS status,
       o.by_staff, o.given_at AS said_at, o.reason, r.clause,
       -- finished late, it was missed when it became due already
       o.in_time = false AND o.corrects IS NULL AND o.given_at > t.due AS was_overdue, t.reason AS given_for
FROM cc_center.set_task t
JOIN cc_center.staff s ON s.center_id = t.center_id AND s.staff_no = t.staff_no
JOIN cc_center.quality_rule r ON r.center_id = t.center_id AND r.version = t.version AND r.subject = t.subject
LEFT JOIN cc_center.task_outcome o ON o.center_id = t.center_id AND o.task_id = t.task_id
     AND NOT EXISTS (SELECT FROM cc_center.task_outcome c WHERE c.center_id = o.center_id AND c.corrects = o.outcome_id AND c.corrects IS NOT NULL);
COMMENT ON VIEW cc_center.task_status IS
    'Set tasks and what became of them: open, overdue, in_time, late, or taken_back; who said so last, when and why. month is that in which it is due. Everybody sees his own, those who lead see all (I49).';
SELECT cc_center.share_view('task_status');

-- Few facts correct another: IS NOT NULL lets them be found before it is asked who may read all the others.
CREATE OR REPLACE VIEW cc_center.quality_facts WITH (security_invoker = true) AS
SELECT f.center_id, f.month, f.staff_no, s.name, f.kind, f.subject, f.fact, f.at, f.quantity, f.points, f.out_of, f.by_staff,
       f.reason, f.clause, f.version
FROM (
    SELECT v.center_id, v.month, v.staff_no, 'review' AS kind, v.verdict AS subject, v.review_id AS fact, v.at, 1 AS quantity,
           NULL::numeric AS points, NULL::numeric AS out_of, v.by_staff, v.reason, r.clause, v.version
    FROM cc_center.leg_review v
    JOIN cc_center.quality_rule r ON r.center_id = v.center_id AND r.version = v.version AND r.subject = v.subject
    WHERE v.verdict IS NOT NULL
      AND NOT EXISTS (SELECT FROM cc_center.leg_review c WHERE c.center_id = v.center_id AND c.corrects = v.review_id AND c.corrects IS NOT NULL)
    UNION ALL
    SELECT e.center_id, e.month, e.staff_no, 'exam' AS kind,
           CASE WHEN e.passed THEN 'passed' WHEN NOT e.passed THEN 'failed' ELSE 'no_pass_mark' END,
           e.exam_id, e.at, 1, e.score, e.out_of, e.by_staff, e.reason, r.clause, e.version
    FROM cc_center.exam_result e
    JOIN cc_center.quality_rule r ON r.center_id = e.center_id AND r.version = e.version AND r.subject = e.subject
    WHERE e.score IS NOT NULL
      AND NOT EXISTS (SELECT FROM cc_center.exam_result c WHERE c.center_id = e.center_id AND c.corrects = e.exam_id AND c.corrects IS NOT NULL)
    UNION ALL
    SELECT t.center_id, t.month, t.staff_no, 'task' AS kind, CASE t.status WHEN 'in_time' THEN 'in_time' ELSE 'missed' END,
           t.task_id, t.due, 1, NULL::numeric AS points, NULL::numeric AS out_of,
           CASE WHEN t.status = 'overdue' OR t.was_overdue THEN t.given_by ELSE t.by_staff END,
           CASE WHEN t.status = 'overdue' OR t.was_overdue THEN t.given_for ELSE t.reason END, t.clause, k.version
    FROM cc_center.task_status t
    JOIN cc_center.set_task k ON k.center_id = t.center_id AND k.task_id = t.task_id
    WHERE t.status IN ('in_time', 'late', 'overdue')
    UNION ALL
    SELECT d.center_id, d.month, d.staff_no, 'conduct' AS kind, d.conduct, d.record_id, d.at, 1,
           CASE k.kind WHEN 'fault' THEN -k.points ELSE k.points END, NULL::numeric AS out_of, d.by_staff, d.reason, k.clause, d.version
    FROM cc_center.conduct_record d
    JOIN cc_center.conduct k ON k.center_id = d.center_id AND k.version = d.version AND k.conduct = d.conduct
    WHERE NOT EXISTS (SELECT FROM cc_center.conduct_record c WHERE c.center_id = d.center_id AND c.corrects = d.record_id AND c.corrects IS NOT NULL)
    UNION ALL
    SELECT q.center_id, q.month, q.staff_no, 'evaluation' AS kind, CASE WHEN q.passed THEN 'passed' ELSE 'failed' END,
           q.evaluation_id, q.at, 1, q.score, q.out_of, q.by_staff, q.reason, r.clause, q.version
    FROM cc_center.quality_evaluation q
    JOIN cc_center.quality_rule r ON r.center_id = q.center_id AND r.version = q.version AND r.subject = q.subject
    WHERE q.score IS NOT NULL
      AND NOT EXISTS (SELECT FROM cc_center.quality_evaluation c WHERE c.center_id = q.center_id AND c.corrects = q.evaluation_id AND c.corrects IS NOT NULL)
) f
JOIN cc_center.staff s ON s.center_id = f.center_id AND s.staff_no = f.staff_no;
COMMENT ON VIEW cc_center.quality_facts IS
    'The facts of quality that hold, a row for each, with the corrected and taken back ones left out. kind and subject: review (right, wrong, mistaken), exam (passed, failed, no_pass_mark), task (in_time, missed), conduct (of the catalogue), evaluation (passed, failed); fact: its id; at: the instant it counts at, in month by the center''s zone; quantity: 1, for counting; points: the score, of out_of, or of conduct its points, negative for a fault, NULL where the regulation sets none. Everybody sees his own, those who lead see all (A4, A16, I44, I49).';
SELECT cc_center.share_view('quality_facts');

CREATE OR REPLACE VIEW cc_center.quality_month WITH (security_invoker = true) AS
SELECT f.center_id, f.month, f.staff_no, f.name, f.kind, f.subject, f.clause, sum(f.quantity) AS quantity, sum(f.points) AS points,
       sum(f.out_of) AS out_of
FROM cc_center.quality_facts f
GROUP BY f.center_id, f.month, f.staff_no, f.name, f.kind, f.subject, f.clause;
COMMENT ON VIEW cc_center.quality_month IS
    'The facts of quality of a month, counted for each person by kind, subject and clause; points NULL where the regulation sets none (A4, I44).';
SELECT cc_center.share_view('quality_month');

CREATE OR REPLACE VIEW cc_center.reviews_month WITH (security_invoker = true) AS
SELECT f.center_id, f.month, f.staff_no, f.name,
       count(*) AS reviewed,
       count(*) FILTER (WHERE f.subject = 'right') AS "right",
       count(*) FILTER (WHERE f.subject = 'wrong') AS wrong_approvals,
       count(*) FILTER (WHERE f.subject = 'mistaken') AS mistaken_approvals,
       round(count(*) FILTER (WHERE f.subject = 'right')::numeric / count(*), 4) AS accuracy_rate
FROM cc_center.quality_facts f
WHERE f.kind = 'review'
GROUP BY f.center_id, f.month, f.staff_no, f.name;
COMMENT ON VIEW cc_center.reviews_month IS
    'Accuracy of approvals (准确率) by the month in which they were finished: accuracy_rate = right / reviewed, the denominator being the approvals that were reviewed, not all that were given; wrong_approvals 错批, mistaken_approvals 误批. Who had none reviewed has no row (I49).';
SELECT cc_center.share_view('reviews_month');

CREATE OR REPLACE VIEW cc_center.evaluations_due WITH (security_invoker = true) AS
SELECT s.center_id, s.staff_no, s.name, s.role, e.last_evaluated_at, h.holds_until, c.clause
FROM cc_center.staff s
JOIN cc_center.quality_rule r ON r.center_id = s.center_id AND r.subject = 'evaluation'
     AND r.version = cc_center.rules_in_force(s.center_id)
JOIN cc_center.required_qualification c ON c.center_id = s.center_id AND c.version = r.version AND c.role = s.role
     AND c.qualification = r.qualification
LEFT JOIN LATERAL (SELECT max(v.at) AS last_evaluated_at FROM cc_center.quality_evaluation v
                   WHERE v.center_id = s.center_id AND v.staff_no = s.staff_no) e ON true
LEFT JOIN LATERAL (SELECT max(coalesce(upper(q.valid) - 1, 'infinity'::date)) AS holds_until FROM cc_center.qualification q
                   WHERE q.center_id = s.center_id AND q.staff_no = s.staff_no AND q.qualification = r.qualification) h ON true
WHERE s.active @> cc_center.local_day(s.center_id, cc_center.clock())
  AND cc_center.may_read_quality(s.center_id, s.staff_no)
  AND NOT EXISTS (SELECT FROM cc_center.qualification q
                  WHERE q.center_id = s.center_id AND q.staff_no = s.staff_no AND q.qualification = r.qualification
                    AND q.valid @> cc_center.local_day(s.center_id, cc_center.clock()));
COMMENT ON VIEW cc_center.evaluations_due IS
    'People of a role that must have passed the periodic evaluation and whose evaluation does not hold today: never passed, failed since, or lapsed after the day holds_until. They may not be rostered (A17).';
SELECT cc_center.share_view('evaluations_due');
