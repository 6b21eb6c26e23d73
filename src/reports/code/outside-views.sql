-- What lies outside the center's shifts: with departments and inspectors.

-- Each center the person acts in leads to its open legs by their index.
CREATE OR REPLACE VIEW cc_center.department_cases WITH (security_invoker = true) AS
SELECT c.center_id, c.case_number, l.case_id, l.department, c.street, c.channel, c.category, c.description, c.priority, c.stage,
       l.leg_kind, c.reported_at, l.received_at, l.clock_start, l.due_at, c.paused_until, c.deadline,
       (SELECT count(*) FROM cc_center.leg r WHERE r.center_id = l.center_id AND r.case_id = l.case_id AND r.leg_no <= l.leg_no
           AND r.department IS NOT NULL AND r.outcome IS DISTINCT FROM 'handed_over') AS round,
       coalesce(l.due_at < cc_center.clock(), false) AS overdue
FROM (SELECT m.center_id, cc_center.acting_staff_no(m.center_id) AS staff_no, cc_center.acting_role(m.center_id) AS role
      FROM unnest(cc_center.acting_centers()) m (center_id) OFFSET 0) mine
JOIN cc_center.leg l ON l.center_id = mine.center_id AND l.finished_at IS NULL AND l.department IS NOT NULL
JOIN cc_center.cases c ON c.center_id = l.center_id AND c.case_id = l.case_id
WHERE mine.role IS DISTINCT FROM 'department'
   OR EXISTS (SELECT FROM cc_center.department_staff d
              WHERE d.center_id = l.center_id AND d.department = l.department AND d.staff_no = mine.staff_no);
COMMENT ON VIEW cc_center.department_cases IS
    'The cases that lie with departments, until when each may, whether its clock is paused or an order from above has a deadline, and in which round: whoever acts for departments sees those of his own, others all of their center (I23, I3.4).';
SELECT cc_center.share_view('department_cases');

CREATE OR REPLACE VIEW cc_center.outside_month WITH (security_invoker = true) AS
SELECT l.center_id, cc_center.local_month(l.center_id, l.finished_at) AS month, l.leg_kind, l.department,
       CASE WHEN l.department IS NULL THEN l.holder END AS staff_no,
       count(*) AS finished, count(l.due_at) AS with_limit, count(*) FILTER (WHERE l.finished_at <= l.due_at) AS in_time,
       round(count(*) FILTER (WHERE l.finished_at <= l.due_at)::numeric / nullif(count(l.due_at), 0), 4) AS in_time_share,
       count(t.to_stage) AS sent_back,
       date_trunc('seconds', avg(l.finished_at - l.clock_start)) AS mean_time
FROM cc_center.leg l
LEFT JOIN (SELECT DISTINCT r.center_id, r.version, r.to_stage, r.leg_kind FROM cc_center.transition r WHERE r.reason_needed) t
     ON t.center_id = l.center_id AND t.version = l.version AND t.to_stage = l.outcome AND t.leg_kind = l.leg_kind
WHERE l.finished_at IS NOT NULL AND l.role IS NULL AND (l.department IS NOT NULL OR l.holder IS NOT NULL) AND l.outcome <> 'handed_over'
GROUP BY 1, 2, 3, 4, 5;
COMMENT ON VIEW cc_center.outside_month IS
    'What departments and inspectors finished in a calendar month of the center''s zone, by kind of leg: in_time of with_limit (按时处置率, 按时核查率), in_time_share; sent_back: ended by a step that needs a reason, such as a case that a department gives back, or a check that sends it to be rectified; mean_time on the wall (U25, I3.4).';
SELECT cc_center.share_view('outside_month');
