-- The appraisal's rates, what is ranked by them, and the year.

-- A row for each rate. The condition on who asks is put to a counted column, so that it is asked of each person's month
-- and not of each fact.
CREATE OR REPLACE VIEW cc_center.appraisal_rates WITH (security_invoker = true) AS
SELECT f.center_id, f.month, f.staff_no, s.name, coalesce(f.role, s.role) AS role, k.item, trim_scale(k.numerator) AS numerator, k.denominator,
       round(k.numerator / nullif(k.denominator, 0), 4) AS value, i.better, t.target, j.reached,
       CASE WHEN coalesce(k.denominator, 0) = 0 THEN 'no_facts' WHEN t.target IS NULL THEN 'no_target'
            WHEN j.reached THEN 'reached' ELSE 'missed' END AS state,
       i.weight,
       CASE WHEN k.denominator > 0 THEN CASE i.scored_by WHEN 'value' THEN i.weight * k.numerator / k.denominator
                                                         WHEN 'target' THEN CASE WHEN j.reached THEN i.weight WHEN NOT j.reached THEN 0 END END
       END AS points,
       coalesce(i.clause, t.clause) AS clause, v.version
FROM (
    SELECT g.center_id, g.month, g.staff_no, min(g.staff_no) AS whose, max(g.role) AS role,
           sum(g.in_time) AS in_time, sum(g.with_limit) AS with_limit, sum(g.minutes) AS minutes, sum(g.legs) AS legs,
           sum(g."right") AS "right", sum(g.reviewed) AS reviewed, sum(g.exam_points) AS exam_points, sum(g.exam_out_of) AS exam_out_of,
           sum(g.tasks_in_time) AS tasks_in_time, sum(g.tasks) AS tasks, sum(g.quality_points) AS quality_points,
           sum(g.quality_out_of) AS quality_out_of
    FROM (
        -- a person's timeliness is that of the legs in his own hands, the center's that of all (U18)
        SELECT r.center_id, r.month, r.staff_no, NULL::text AS role,
               CASE WHEN r.staff_no IS NULL THEN r.with_limit - r.over_limit ELSE r.own_with_limit - r.own_over_limit END AS in_time,
               CASE WHEN r.staff_no IS NULL THEN r.with_limit ELSE r.own_with_limit END AS with_limit,
               extract(epoch FROM r.retention) / 60 AS minutes, r.legs,
               NULL::bigint AS "right", NULL::bigint AS reviewed, NULL::numeric AS exam_points, NULL::numeric AS exam_out_of,
               NULL::bigint AS tasks_in_time, NULL::bigint AS tasks, NULL::numeric AS quality_points, NULL::numeric AS quality_out_of
        FROM cc_center.retention_month r
        UNION ALL
        SELECT q.center_id, q.month, w.staff_no, NULL::text AS role, NULL::bigint AS in_time, NULL::bigint AS with_limit,
               NULL::numeric AS minutes, NULL::bigint AS legs,
               sum((q.subject = 'right')::integer) FILTER (WHERE q.kind = 'review'), sum(1) FILTER (WHERE q.kind = 'review'),
               sum(q.points) FILTER (WHERE q.kind = 'exam'), sum(q.out_of) FILTER (WHERE q.kind = 'exam'),
               sum((q.subject = 'in_time')::integer) FILTER (WHERE q.kind = 'task'), sum(1) FILTER (WHERE q.kind = 'task'),
               sum(q.points) FILTER (WHERE q.kind = 'evaluation'), sum(q.out_of) FILTER (WHERE q.kind = 'evaluation')
        FROM cc_center.quality_facts q
        CROSS JOIN LATERAL (SELECT q.staff_no UNION ALL SELECT NULL AS staff_no) w (staff_no)
        WHERE q.kind <> 'conduct'
        GROUP BY 1, 2, 3
        UNION ALL
        -- who was appraised has a row, whether or not anything was measured, and the role that he was appraised in
        SELECT p.center_id, p.month, p.staff_no, p.role, NULL::bigint AS in_time, NULL::bigint AS with_limit, NULL::numeric AS minutes,
               NULL::bigint AS legs, NULL::bigint AS "right", NULL::bigint AS reviewed, NULL::numeric AS exam_points,
               NULL::numeric AS exam_out_of, NULL::bigint AS tasks_in_time, NULL::bigint AS tasks, NULL::numeric AS quality_points,
               NULL::numeric AS quality_out_of
        FROM cc_center.payroll p
    ) g
    GROUP BY g.center_id, g.month, g.staff_no
) f
JOIN cc_center.center c ON c.center_id = f.center_id
LEFT JOIN cc_center.staff s ON s.center_id = f.center_id AND s.staff_no = f.staff_no
LEFT JOIN cc_center.rule_set v ON v.center_id = f.center_id AND v.status = 'ratified'
     AND v.effective @> ((f.month + interval '1 month') AT TIME ZONE c.time_zone - interval '1 microsecond')
-- calls are offered on a line, and to nobody alone: the answer rate is the center's
LEFT JOIN LATERAL (SELECT count(k.answered_at)::numeric AS answered, count(*)::numeric AS offered FROM cc_center.call k
                   WHERE f.staff_no IS NULL AND k.center_id = f.center_id AND k.ended_at IS NOT NULL
                     AND k.offered_at >= f.month::timestamp AT TIME ZONE c.time_zone
                     AND k.offered_at < (f.month + interval '1 month') AT TIME ZONE c.time_zone) a ON true
CROSS JOIN LATERAL (VALUES
    ('timeliness_rate', f.in_time::numeric, f.with_limit::numeric),
    ('accuracy_rate', f."right", f.reviewed),
    ('mean_handling', f.minutes, f.legs),
    ('exam_score', f.exam_points, f.exam_out_of),
    ('task_rate', f.tasks_in_time, f.tasks),
    ('quality_score', f.quality_points, f.quality_out_of),
    ('answer_rate', a.answered, a.offered)) k (item, numerator, denominator)
LEFT JOIN cc_center.appraisal_item i ON i.center_id = f.center_id AND i.version = v.version AND i.role = coalesce(f.role, s.role) AND i.item = k.item
LEFT JOIN cc_center.rule_setting m ON m.center_id = f.center_id AND m.version = v.version AND m.name = 'mean_handling_limit'
     AND k.item = 'mean_handling'
CROSS JOIN LATERAL (SELECT coalesce(i.target, trim_scale(extract(epoch FROM m.value::interval) / 60)) AS target,
                           CASE WHEN i.target IS NULL THEN m.clause END AS clause) t
CROSS JOIN LATERAL (
    SELECT CASE WHEN k.denominator > 0
                THEN CASE coalesce(i.better, CASE k.item WHEN 'mean_handling' THEN 'less' ELSE 'more' END)
                          WHEN 'more' THEN k.numerator >= t.target * k.denominator ELSE k.numerator <= t.target * k.denominator END
           END AS reached) j
WHERE (k.denominator > 0 OR i.item IS NOT NULL) AND cc_center.may_read_attendance(f.center_id, f.whose);
COMMENT ON VIEW cc_center.appraisal_rates IS
    'The rates that a month is appraised by, a row for each person and rate, and with staff_no NULL for the center, which only those who lead see: numerator / denominator = value (mean_handling in minutes, points of exams and evaluations by the points there were, else counts), held to the target of the rules in force at the month''s end. state: reached, missed, no_target (the regulation leaves it open), no_facts (named by the rules, nothing recorded: calls are offered on a line, so that the answer_rate is the center''s, and has no facts for a person). points: what it adds to the score (B3.1, I24, I49, U11, U16).';
SELECT cc_center.share_view('appraisal_rates');

CREATE OR REPLACE VIEW cc_center.rates_month WITH (security_invoker = true) AS
SELECT r.center_id, r.month, r.staff_no, r.name, r.role,
       (max(r.numerator) FILTER (WHERE r.item = 'timeliness_rate'))::bigint AS legs_in_time,
       (max(r.denominator) FILTER (WHERE r.item = 'timeliness_rate'))::bigint AS legs_with_limit,
       max(r.value) FILTER (WHERE r.item = 'timeliness_rate') AS timeliness_rate,
       (max(r.numerator) FILTER (WHERE r.item = 'accuracy_rate'))::bigint AS approvals_right,
       (max(r.denominator) FILTER (WHERE r.item = 'accuracy_rate'))::bigint AS approvals_reviewed,
       max(r.value) FILTER (WHERE r.item = 'accuracy_rate') AS accuracy_rate,
       make_interval(secs => (round(60 * max(r.numerator) FILTER (WHERE r.item = 'mean_handling'), 6))::double precision) AS retention,
       (max(r.denominator) FILTER (WHERE r.item = 'mean_handling'))::bigint AS legs_finished,
       make_interval(secs => (trunc(60 * max(r.numerator / nullif(r.denominator, 0)) FILTER (WHERE r.item = 'mean_handling'), 3))::double precision) AS mean_handling,
       max(r.numerator) FILTER (WHERE r.item = 'exam_score') AS exam_points,
       max(r.denominator) FILTER (WHERE r.item = 'exam_score') AS exam_points_possible,
       max(r.value) FILTER (WHERE r.item = 'exam_score') AS exam_score,
       (max(r.numerator) FILTER (WHERE r.item = 'task_rate'))::bigint AS tasks_in_time,
       (max(r.denominator) FILTER (WHERE r.item = 'task_rate'))::bigint AS tasks_due,
       max(r.value) FILTER (WHERE r.item = 'task_rate') AS task_rate,
       max(r.numerator) FILTER (WHERE r.item = 'quality_score') AS quality_points,
       max(r.denominator) FILTER (WHERE r.item = 'quality_score') AS quality_points_possible,
       max(r.value) FILTER (WHERE r.item = 'quality_score') AS quality_score,
       coalesce(array_agg(r.item ORDER BY r.item) FILTER (WHERE r.state = 'reached'), '{}') AS reached,
       coalesce(array_agg(r.item ORDER BY r.item) FILTER (WHERE r.state = 'missed'), '{}') AS missed,
       coalesce(array_agg(r.item ORDER BY r.item) FILTER (WHERE r.state = 'no_target'), '{}') AS no_target,
       coalesce(array_agg(r.item ORDER BY r.item) FILTER (WHERE r.state = 'no_facts'), '{}') AS no_facts,
       round(100 * sum(r.points) / sum(r.weight) FILTER (WHERE r.points IS NOT NULL), 2) AS score,
       sum(r.weight) FILTER (WHERE r.points IS NOT NULL) AS weight_measured,
       sum(r.weight) AS weight,
       r.version
FROM cc_center.appraisal_rates r
GROUP BY r.center_id, r.month, r.staff_no, r.name, r.role, r.version;
COMMENT ON VIEW cc_center.rates_month IS
    'The rates of a calendar month of the center''s zone, a row for each person and, with staff_no NULL, for the center: timeliness (及时率) = legs_in_time / legs_with_limit, of legs in the person''s own hands; accuracy (准确率) = approvals_right / approvals_reviewed, not all that were given; mean_handling = retention / legs_finished; exam_score, task_rate, quality_score likewise; NULL where nothing was counted. reached, missed, no_target, no_facts: which of them, by the rules in force at the month''s end. score: of 100, by the weights of the rates that were measured (weight_measured of weight); NULL where the rules set no weights. Everybody sees his own, leaders all (B3.1, I24, I44, I49, U11).';
SELECT cc_center.share_view('rates_month');

CREATE OR REPLACE VIEW cc_center.appraisal_ranking WITH (security_invoker = true) AS
SELECT k.center_id, k.month, k.role, CASE WHEN k.measure IS NOT NULL THEN rank() OVER (PARTITION BY k.center_id, k.month, k.role ORDER BY k.measure DESC NULLS LAST) END AS rank,
       k.staff_no, k.name, k.net, k.ranked_by, k.measure,
       CASE WHEN k.measure IS NOT NULL
            THEN array_remove(array_agg(k.staff_no) OVER (PARTITION BY k.center_id, k.month, k.role, k.measure ORDER BY k.staff_no
                                                          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING), k.staff_no)
            ELSE '{}' END AS tied_with
FROM (
    SELECT p.center_id, p.month, p.role, p.staff_no, p.name, p.net, b.ranked_by,
           CASE b.ranked_by WHEN 'score' THEN r.score ELSE p.net - p.adjustments + coalesce(a.amount, 0) END AS measure
    FROM cc_center.payroll_month p
    CROSS JOIN LATERAL (
        SELECT CASE WHEN EXISTS (SELECT FROM cc_center.appraisal_item i
                                 WHERE i.center_id = p.center_id AND i.version = p.version AND i.role = p.role AND i.weight IS NOT NULL)
                    THEN 'score' ELSE 'net' END AS ranked_by) b
    LEFT JOIN cc_center.rates_month r ON r.center_id = p.center_id AND r.month = p.month AND r.staff_no = p.staff_no
    LEFT JOIN LATERAL (SELECT sum(j.amount) AS amount FROM cc_center.adjustment j
                       WHERE j.center_id = p.center_id AND j.of_month = p.month AND j.staff_no = p.staff_no) a ON true
    -- who has the grant for another center would find himself alone here, and first
    WHERE p.center_id = ANY ((SELECT cc_center.acting_centers_as('{shift_leader,supervisor,director}'))::bigint[])
       OR (SELECT pg_has_role(cc_center.acting_login_role(), 'cc_center_owner', 'MEMBER'))
) k;
COMMENT ON VIEW cc_center.appraisal_ranking IS
    'The order within each role of a month that drives bonus, promotion and post: by score where the rules of the month give the role''s rates weights, else by net (ranked_by), that is by what was kept of the month''s own bonus, with what was given back of it later and without what was given back of earlier months (measure). People with the same have the same rank, and tied_with names the others; of whom nothing was measured has no rank. Whoever decides on promotion is a person (B3.3, G1.2).';
SELECT cc_center.share_view('appraisal_ranking', ARRAY['shift_leader', 'supervisor', 'director']);

CREATE OR REPLACE VIEW cc_center.appraisal_year WITH (security_invoker = true) AS
SELECT y.center_id, y.year, y.staff_no, s.name, y.role, y.months, y.bonus, y.net,
       coalesce(q.sick_days, 0) AS sick_days, coalesce(q.personal_days, 0) AS personal_days, coalesce(q.absences, 0) AS absences,
       coalesce(q.late, 0) AS late, coalesce(q.early_leaves, 0) AS early_leaves, coalesce(q.overdue, 0) AS overdue, y.closed_months, y.legs_in_time, y.legs_with_limit,
       round(y.legs_in_time / nullif(y.legs_with_limit, 0), 4) AS timeliness_rate,
       y.approvals_right, y.approvals_reviewed, round(y.approvals_right / nullif(y.approvals_reviewed, 0), 4) AS accuracy_rate,
       y.legs_finished, date_trunc('milliseconds', y.retention / nullif(y.legs_finished, 0)::double precision) AS mean_handling,
       y.exam_points, y.exam_points_possible, round(y.exam_points / nullif(y.exam_points_possible, 0), 4) AS exam_score,
       y.tasks_in_time, y.tasks_due, round(y.tasks_in_time / nullif(y.tasks_due, 0), 4) AS task_rate,
       y.quality_points, y.quality_points_possible, round(y.quality_points / nullif(y.quality_points_possible, 0), 4) AS quality_score,
       y.mean_score, y.months_scored
FROM (SELECT p.center_id, extract(year FROM p.month)::integer AS year, p.staff_no, (array_agg(p.role ORDER BY p.month DESC))[1] AS role,
             count(*) AS months, sum(p.attendance_bonus + p.appraisal_bonus) AS bonus, sum(p.net) AS net,
             count(*) FILTER (WHERE p.status = 'closed') AS closed_months,
             sum(r.legs_in_time) AS legs_in_time, sum(r.legs_with_limit) AS legs_with_limit, sum(r.approvals_right) AS approvals_right,
             sum(r.approvals_reviewed) AS approvals_reviewed, sum(r.retention) AS retention, sum(r.legs_finished) AS legs_finished,
             sum(r.exam_points) AS exam_points, sum(r.exam_points_possible) AS exam_points_possible, sum(r.tasks_in_time) AS tasks_in_time,
             sum(r.tasks_due) AS tasks_due, sum(r.quality_points) AS quality_points, sum(r.quality_points_possible) AS quality_points_possible,
             round(avg(r.score), 2) AS mean_score, count(r.score) AS months_scored
      FROM cc_center.payroll_month p
      LEFT JOIN cc_center.rates_month r ON r.center_id = p.center_id AND r.month = p.month AND r.staff_no = p.staff_no
      GROUP BY 1, 2, 3) y
JOIN cc_center.staff s ON s.center_id = y.center_id AND s.staff_no = y.staff_no
LEFT JOIN (
    SELECT k.center_id, extract(year FROM k.month)::integer AS year, k.staff_no,
           sum(k.quantity) FILTER (WHERE k.subject = 'sick_leave') AS sick_days,
           sum(k.quantity) FILTER (WHERE k.subject = 'personal_leave') AS personal_days,
           sum(k.quantity) FILTER (WHERE k.subject = 'absenteeism') AS absences,
           sum(k.quantity) FILTER (WHERE k.subject = 'lateness' AND k.unit = 'occurrence') AS late,
           sum(k.quantity) FILTER (WHERE k.subject = 'early_leave' AND k.unit = 'occurrence') AS early_leaves,
           sum(k.quantity) FILTER (WHERE k.subject = 'overdue') AS overdue
    FROM cc_center.payroll_quantity k
    GROUP BY 1, 2, 3
) q ON q.center_id = y.center_id AND q.staff_no = y.staff_no AND q.year = y.year;
COMMENT ON VIEW cc_center.appraisal_year IS
    'The months appraised of a calendar year taken together, a row for each person, in the role of the last: bonuses and what was kept of them, days of leave, how often absent, late, early and overdue, the year''s rates by the sums of what they are made of, and the mean of the months'' scores. What a leader''s yearly appraisal, which has no bonus, is made from; how it is judged is left to a person (I45).';
SELECT cc_center.share_view('appraisal_year');
