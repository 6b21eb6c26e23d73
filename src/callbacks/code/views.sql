-- Which callers wait to be called, and how satisfied those are who were.

CREATE OR REPLACE VIEW cc_center.callbacks_due WITH (security_invoker = true) AS
SELECT s.center_id, s.case_id, c.case_number, c.channel, c.street, c.stage, c.holder, c.first_contact, s.disposed_at, s.unanswered, s.tries,
       s.last_try,
       CASE WHEN s.hours IS NULL THEN f.from_at ELSE cc_center.next_open(s.center_id, s.hours::cc_center.work_hours, f.from_at) END AS next_at,
       d.due_at, coalesce(d.due_at < cc_center.clock(), false) AS overdue, s.clause
-- from the open legs, which are few, case by case
FROM cc_center.leg o
CROSS JOIN LATERAL (SELECT n.* FROM cc_center.confirmation n WHERE n.center_id = o.center_id AND n.case_id = o.case_id OFFSET 0) s
JOIN cc_center.cases c ON c.center_id = s.center_id AND c.case_id = s.case_id
CROSS JOIN LATERAL (SELECT greatest(cc_center.clock(), cc_center.later_by(s.last_try, s.apart)) AS from_at) f
CROSS JOIN LATERAL (
    SELECT CASE WHEN s.limit_hours IS NULL THEN cc_center.later_by(s.disposed_at, s.callback_limit)
                ELSE cc_center.add_working_time(s.center_id, s.limit_hours::cc_center.work_hours, s.disposed_at, s.callback_limit) END AS due_at) d
WHERE o.finished_at IS NULL AND s.round IS NOT NULL AND s.answer IS NULL AND (s.tries IS NULL OR s.unanswered < s.tries);
COMMENT ON VIEW cc_center.callbacks_due IS
    'The cases that were disposed of and whose callers have not answered yet, until they have been tried as often as the rules want: tries so far, when the next may be made, until when one is due, and whether that is over (A19, C8.6). Finds them among the cases with an open leg.';
SELECT cc_center.share_view('callbacks_due');

CREATE OR REPLACE VIEW cc_center.callback_round WITH (security_invoker = true) AS
SELECT g.center_id, g.case_id, g.round, g.month, c.channel, c.first_contact,
       l.finished_by AS disposed_by, l.department, l.finished_at AS disposed_at, g.calls, g.unanswered,
       coalesce(g.answer, 'not_reached') AS result, g.satisfaction
FROM (
    SELECT k.center_id, k.case_id, k.round, k.month, count(*)::integer AS calls,
           count(*) FILTER (WHERE k.result = 'not_reached')::integer AS unanswered,
           (array_agg(k.result ORDER BY k.call_no DESC) FILTER (WHERE k.result <> 'not_reached'))[1] AS answer,
           (array_agg(k.satisfaction ORDER BY k.call_no DESC) FILTER (WHERE k.result <> 'not_reached'))[1] AS satisfaction
    FROM cc_center.callback k
    WHERE k.result IS NOT NULL
      AND NOT EXISTS (SELECT FROM cc_center.callback e WHERE e.center_id = k.center_id AND e.corrects = k.callback_id)
    GROUP BY k.center_id, k.case_id, k.round, k.month) g
JOIN cc_center.leg l ON l.center_id = g.center_id AND l.case_id = g.case_id AND l.leg_no = g.round
JOIN cc_center.cases c ON c.center_id = g.center_id AND c.case_id = g.case_id;
COMMENT ON VIEW cc_center.callback_round IS
    'Each disposal whose caller was called back, with the month of the center in which the case was disposed of, who took the case first, who disposed of it and for which department, and the last answer: solved, not_solved, or not_reached where none of the calls was answered; satisfaction as said with that answer. Calls that were taken back do not count (F2.3).';
SELECT cc_center.share_view('callback_round');

CREATE OR REPLACE VIEW cc_center.satisfaction_month WITH (security_invoker = true) AS
SELECT r.center_id, r.month, r.channel, r.first_contact AS staff_no, count(*) AS asked,
       count(*) FILTER (WHERE r.result <> 'not_reached') AS reached, count(*) FILTER (WHERE r.result = 'not_reached') AS not_reached,
       round(100.0 * count(*) FILTER (WHERE r.result = 'not_reached') / count(*), 2) AS not_reached_share,
       count(*) FILTER (WHERE r.result = 'solved') AS solved, count(*) FILTER (WHERE r.result = 'not_solved') AS not_solved,
       round(100.0 * count(*) FILTER (WHERE r.result = 'solved') / nullif(count(*) FILTER (WHERE r.result <> 'not_reached'), 0), 2) AS solved_share,
       count(r.satisfaction) AS rated, round(avg(r.satisfaction), 2) AS mean_satisfaction,
       count(*) FILTER (WHERE r.satisfaction = 1) AS rated_1, count(*) FILTER (WHERE r.satisfaction = 2) AS rated_2,
       count(*) FILTER (WHERE r.satisfaction = 3) AS rated_3, count(*) FILTER (WHERE r.satisfaction = 4) AS rated_4,
       count(*) FILTER (WHERE r.satisfaction = 5) AS rated_5
FROM cc_center.callback_round r
GROUP BY r.center_id, r.month, r.channel, r.first_contact;
COMMENT ON VIEW cc_center.satisfaction_month IS
    'How satisfied callers are (满意度), by the month in which their cases were disposed of, channel, and who took the case first and follows it to its end (staff_no, I30). asked: disposals whose caller was called; not_reached_share: not reached of asked; solved_share: solved of reached, both in percent; mean_satisfaction: of those rated, who are fewer than those reached where some gave no number; rated_1 to rated_5: how many gave which (F2.3, A19).';
SELECT cc_center.share_view('satisfaction_month');
