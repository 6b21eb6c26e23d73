-- Complaints as people look at them.

CREATE OR REPLACE VIEW cc_center.complaints WITH (security_invoker = true) AS
SELECT c.center_id, c.complaint_id, c.kind, c.against, c.staff_no, p.name, c.department, c.case_id, k.case_number, k.street, c.description,
       c.taken_in_at, c.by_staff AS taken_in_by, s.step AS status, s.at AS since, s.investigator, s.awaits, s.due_at, s.due_clause,
       cc_center.clock() > s.due_at AS overdue
FROM cc_center.complaint_step s
JOIN cc_center.complaint c ON c.center_id = s.center_id AND c.complaint_id = s.complaint_id
LEFT JOIN cc_center.staff p ON p.center_id = c.center_id AND p.staff_no = c.staff_no
LEFT JOIN cc_center.cases k ON k.center_id = c.center_id AND k.case_id = c.case_id
WHERE s.awaits IS NOT NULL
  AND NOT EXISTS (SELECT FROM cc_center.complaint_step n
                  WHERE n.center_id = s.center_id AND n.complaint_id = s.complaint_id AND n.step_no = s.step_no + 1);
COMMENT ON VIEW cc_center.complaints IS
    'Complaints that are not closed: against whom or what, the complainant''s words, status (taken_in, assigned, reported, concluded, fed_back without reaching him, reopened) since an instant, with whom, what is to come (awaits: accept, investigate, feedback), until when that complies, to the instant, and whether it is overdue; due_at and overdue NULL where the rules set no limit. For those who lead, who took one in and its investigator, never for whom it names (A18, A19, G2.3, A7).';
SELECT cc_center.share_view('complaints');

CREATE OR REPLACE VIEW cc_center.my_complaints WITH (security_invoker = true) AS
SELECT c.* FROM cc_center.complaints c
WHERE c.investigator = cc_center.acting_staff_no(c.center_id) AND c.awaits = 'investigate';
COMMENT ON VIEW cc_center.my_complaints IS 'Complaints that the acting person is to investigate (A18).';
SELECT cc_center.share_view('my_complaints');

CREATE OR REPLACE VIEW cc_center.complaint_timeline WITH (security_invoker = true) AS
SELECT s.center_id, s.complaint_id, s.step_no, s.step, s.at, s.by_staff, s.investigator, s.note, s.upheld, s.solution, s.reached,
       b.awaits AS ended, b.due_at AS was_due_at, b.due_clause AS was_due_clause,
       CASE WHEN s.at > b.due_at THEN s.at - b.due_at END AS late_by, s.awaits, s.due_at
FROM cc_center.complaint_step s
-- what a correction ended goes on in the other complaint
LEFT JOIN cc_center.complaint_step b ON b.center_id = s.center_id AND b.complaint_id = s.complaint_id AND b.step_no = s.step_no - 1
     AND b.awaits IS DISTINCT FROM s.awaits AND s.step <> 'corrected' AND s.step <> 'reopened';
COMMENT ON VIEW cc_center.complaint_timeline IS
    'Every step of the complaints that the acting person may read: which limit it ended (ended: accept, investigate, feedback), until when that was due, and by how much it was late, NULL for in time (exactly at the due is) or no limit (A18, A19, G2.3).';
SELECT cc_center.share_view('complaint_timeline');

CREATE OR REPLACE VIEW cc_center.complaint_conclusion WITH (security_invoker = true) AS
SELECT c.center_id, s.month, c.complaint_id, c.kind, c.against, c.staff_no, c.department, c.case_id, c.taken_in_at, s.at, s.by_staff,
       s.investigator, s.upheld, s.note AS reason, s.solution, s.version,
       (SELECT min(r.clause) FROM cc_center.complaint_role r
        WHERE r.center_id = s.center_id AND r.version = s.version AND r.duty = 'decide') AS clause
FROM cc_center.complaint_step s
JOIN cc_center.complaint c ON c.center_id = s.center_id AND c.complaint_id = s.complaint_id
WHERE s.upheld IS NOT NULL
  AND NOT EXISTS (SELECT FROM cc_center.complaint_step r
                  WHERE r.center_id = s.center_id AND r.complaint_id = s.complaint_id AND r.step = 'reopened' AND r.step_no > s.step_no);
COMMENT ON VIEW cc_center.complaint_conclusion IS
    'The conclusions on complaints that hold, with the month they count in: upheld or not, why, the solution. One that was reopened holds no more (A18).';
SELECT cc_center.share_view('complaint_conclusion');

CREATE OR REPLACE FUNCTION cc_center.own_complaints()
RETURNS TABLE (center_id bigint, complaint_id bigint, kind text, taken_in_at timestamptz, concluded_at timestamptz, upheld boolean,
               reason text, month date)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT c.center_id, c.complaint_id, c.kind, c.taken_in_at, k.at, k.upheld, k.note, k.month
    FROM cc_center.complaint c
    LEFT JOIN cc_center.complaint_step k ON k.center_id = c.center_id AND k.complaint_id = c.complaint_id AND k.upheld IS NOT NULL
         AND NOT EXISTS (SELECT FROM cc_center.complaint_step r
                         WHERE r.center_id = k.center_id AND r.complaint_id = k.complaint_id AND r.step = 'reopened' AND r.step_no > k.step_no)
    WHERE c.center_id = ANY ((SELECT cc_center.acting_centers())::bigint[])
      AND c.staff_no = ANY ((SELECT cc_center.acting_numbers())::text[]) AND c.staff_no = cc_center.acting_staff_no(c.center_id)
      AND NOT EXISTS (SELECT FROM cc_center.complaint n WHERE n.center_id = c.center_id AND n.corrects = c.complaint_id)
$$;
COMMENT ON FUNCTION cc_center.own_complaints() IS
    'The complaints against the acting person, without what the complainant said, for complaints_about_me (A7).';
SELECT cc_center.share_function('cc_center.own_complaints()');

CREATE OR REPLACE VIEW cc_center.complaints_about_me WITH (security_invoker = true) AS
SELECT o.center_id, o.complaint_id, o.kind, o.taken_in_at, o.concluded_at, o.upheld, o.reason, o.month FROM cc_center.own_complaints() o;
COMMENT ON VIEW cc_center.complaints_about_me IS
    'That there are complaints against the acting person, of which kind, and what became of them and why; not what the complainant said, nor who he is, nor who looks into it (A7, A18).';
SELECT cc_center.share_view('complaints_about_me');
