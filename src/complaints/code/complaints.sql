-- Complaints taken in, and corrected as long as nobody looked into them; who knows of them.

CREATE OR REPLACE FUNCTION cc_center.investigator_of(center_id bigint, complaint_id bigint)
RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.investigator FROM cc_center.complaint_step s
    WHERE s.center_id = investigator_of.center_id AND s.complaint_id = investigator_of.complaint_id
      AND s.center_id = ANY (cc_center.acting_centers())
    ORDER BY s.step_no DESC LIMIT 1
$$;
COMMENT ON FUNCTION cc_center.investigator_of(bigint, bigint) IS
    'The staff number of whoever a complaint is with; NULL for centers of others.';
SELECT cc_center.share_function('cc_center.investigator_of(bigint, bigint)');

CREATE OR REPLACE FUNCTION cc_center.named_in_place_of(center_id bigint, complaint_id bigint)
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH RECURSIVE later AS (
        SELECT c.complaint_id, c.staff_no FROM cc_center.complaint c
        WHERE c.center_id = named_in_place_of.center_id AND c.corrects = named_in_place_of.complaint_id
          AND c.center_id = ANY (cc_center.acting_centers())
        UNION ALL
        SELECT c.complaint_id, c.staff_no FROM later l
        JOIN cc_center.complaint c ON c.center_id = named_in_place_of.center_id AND c.corrects = l.complaint_id
    )
    SELECT EXISTS (SELECT FROM later l WHERE l.staff_no = cc_center.acting_staff_no(named_in_place_of.center_id))
$$;
COMMENT ON FUNCTION cc_center.named_in_place_of(bigint, bigint) IS
    'Whether a complaint that stands in the place of one that was corrected names the acting person: both have the same words (A7).';
SELECT cc_center.share_function('cc_center.named_in_place_of(bigint, bigint)');

CREATE OR REPLACE FUNCTION cc_center.may_read_complaint(center_id bigint, complaint_id bigint, named text, by_staff text)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.acting_staff_no(center_id) IS NOT NULL AND named IS DISTINCT FROM cc_center.acting_staff_no(center_id)
           AND (cc_center.acting_role(center_id) IN ('shift_leader', 'supervisor', 'director')
                OR by_staff = cc_center.acting_staff_no(center_id)
                OR cc_center.acting_staff_no(center_id) IS NOT DISTINCT FROM cc_center.investigator_of(center_id, complaint_id))
           AND NOT cc_center.named_in_place_of(center_id, complaint_id)
$$;
COMMENT ON FUNCTION cc_center.may_read_complaint(bigint, bigint, text, text) IS
    'The complainant''s words are known to those who lead, who took them in and who investigates; never to whom the complaint names, or the one that stands in its place, whatever his role, who sees complaints_about_me (A7).';
SELECT cc_center.share_function('cc_center.may_read_complaint(bigint, bigint, text, text)');

CREATE OR REPLACE FUNCTION cc_center.share_complaint(table_name text, condition text)
RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.share_rows(table_name, 'readers',
        'center_id = ANY ((SELECT cc_center.acting_centers())::bigint[]) AND ' || condition)
$$;
COMMENT ON FUNCTION cc_center.share_complaint(text, text) IS
    'Deployment: shares a table of complaints with those who belong to the center of a row and whom a condition lets read it.';
SELECT cc_center.share_complaint('complaint', 'cc_center.may_read_complaint(center_id, complaint_id, staff_no, by_staff)');
-- as their complaint
SELECT cc_center.share_complaint('complaint_step', 'EXISTS (SELECT FROM cc_center.complaint c
    WHERE c.center_id = complaint_step.center_id AND c.complaint_id = complaint_step.complaint_id)');
SELECT cc_center.keep_rows('complaint', 'Correct it with cc_center.correct_complaint().');
SELECT cc_center.keep_rows('complaint_step', 'Take a further step.');
SELECT cc_center.fix_facts('complaint', 'complaint_step');

CREATE OR REPLACE FUNCTION cc_center.check_complaint(
    center_id bigint, version integer, kind text, against text, subject text, case_id bigint)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT cc_center.has_text(kind) OR octet_length(kind) > 63 OR kind = '*'
       OR EXISTS (SELECT FROM cc_center.complaint_kind k WHERE k.center_id = check_complaint.center_id AND k.version = check_complaint.version)
          AND NOT EXISTS (SELECT FROM cc_center.complaint_kind k
                          WHERE k.center_id = check_complaint.center_id AND k.version = check_complaint.version AND k.kind = check_complaint.kind) THEN
        PERFORM cc_center.raise_error('unknown_complaint_kind', center_id::text, left(coalesce(kind, 'NULL'), 60));
    ELSIF (CASE against WHEN 'person' THEN cc_center.has_text(subject)
                        WHEN 'department' THEN cc_center.has_text(subject) AND octet_length(subject) <= 200
                        WHEN 'result' THEN subject IS NULL AND case_id IS NOT NULL END) IS NOT TRUE THEN
        PERFORM cc_center.raise_error('complaint_against');
    ELSIF against = 'person' AND NOT EXISTS (SELECT FROM cc_center.staff s
                                             WHERE s.center_id = check_complaint.center_id AND s.staff_no = subject) THEN
        PERFORM cc_center.raise_error('unknown_staff', center_id::text, left(subject, 63));
    ELSIF case_id IS NOT NULL AND NOT EXISTS (SELECT FROM cc_center.cases c
                                              WHERE c.center_id = check_complaint.center_id AND c.case_id = check_complaint.case_id) THEN
        PERFORM cc_center.raise_error('unknown_case', center_id::text, case_id::text);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.check_complaint(bigint, integer, text, text, text, bigint) IS
    'Fails for a kind that the rules do not list, and for a subject that is none: UCK03, UCK04, UC105, UC910.';

CREATE OR REPLACE FUNCTION cc_center.open_complaint(complaint cc_center.complaint)
RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    new_id bigint;
BEGIN
    INSERT INTO cc_center.complaint AS c
        (center_id, version, kind, against, staff_no, department, case_id, description, taken_in_at, month, by_staff, corrects, reason)
    VALUES (complaint.center_id, complaint.version, complaint.kind, complaint.against, complaint.staff_no, complaint.department,
            complaint.case_id, complaint.description, complaint.taken_in_at,
            cc_center.month_of(complaint.center_id, complaint.taken_in_at), complaint.by_staff, complaint.corrects, complaint.reason)
    RETURNING c.complaint_id INTO new_id;
    INSERT INTO cc_center.complaint_step (center_id, complaint_id, step_no, step, at, month, by_staff, awaits, due_at, due_clause, version)
    SELECT complaint.center_id, new_id, 1, 'taken_in', complaint.taken_in_at, cc_center.month_of(complaint.center_id, complaint.taken_in_at),
           complaint.by_staff, 'accept', d.due_at, d.due_clause, complaint.version
    FROM cc_center.complaint_due(complaint.center_id, complaint.version, complaint.kind, 'accept', complaint.taken_in_at) d;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.open_complaint(cc_center.complaint) IS
    'Writes a complaint that has been checked, and its first step; returns its id.';

CREATE OR REPLACE FUNCTION cc_center.complain(
    center_id bigint, kind text, against text, description text, subject text DEFAULT NULL, case_id bigint DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor constant text := cc_center.complaint_actor(center_id, 'take_in');
    complaint cc_center.complaint;
BEGIN
    complaint.center_id := center_id;
    complaint.version := cc_center.version_in_force(center_id);
    PERFORM cc_center.check_complaint(center_id, complaint.version, kind, against, subject, case_id);
    IF NOT cc_center.has_text(description) THEN
        PERFORM cc_center.raise_error('complaint_unsaid');
    END IF;
    complaint.kind := kind;
    complaint.against := against;
    complaint.staff_no := CASE against WHEN 'person' THEN subject END;
    complaint.department := CASE against WHEN 'department' THEN subject END;
    complaint.case_id := case_id;
    complaint.description := description;
    complaint.taken_in_at := cc_center.clock();
    complaint.by_staff := actor;
    RETURN cc_center.open_complaint(complaint);
END
$$;
COMMENT ON FUNCTION cc_center.complain(bigint, text, text, text, text, bigint) IS
    'Somebody whose role the rules name, or an application, takes in a complaint of a kind, now: against a person (subject: the staff number), a department (subject: its name) or a result (that of case_id); description: the complainant''s words. case_id also where the complaint itself came in as a case: its case_contact is where the complainant is reached, and nothing of that belongs in the words (A18, D3.2). Returns its id. UCK01, UCK03 to UCK05, UC105, UC910.';

CREATE OR REPLACE FUNCTION cc_center.correct_complaint(
    center_id bigint, complaint_id bigint, kind text, against text, reason text, subject text DEFAULT NULL, case_id bigint DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor constant text := cc_center.acting_person(center_id);
    earlier cc_center.complaint;
    last_step cc_center.complaint_step;
BEGIN
    earlier := cc_center.lock_complaint(center_id, complaint_id);
    IF earlier.by_staff <> actor THEN
        PERFORM cc_center.complaint_actor(center_id, 'assign');
    END IF;
    last_step := cc_center.last_complaint_step(center_id, complaint_id, 'taken_in');
    IF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'A18');
    END IF;
    PERFORM cc_center.check_complaint(center_id, earlier.version, kind, against, subject, case_id);
    PERFORM cc_center.take_complaint_step(last_step, 'corrected', actor, note => reason);
    earlier.kind := kind;
    earlier.against := against;
    earlier.staff_no := CASE against WHEN 'person' THEN subject END;
    earlier.department := CASE against WHEN 'department' THEN subject END;
    earlier.case_id := case_id;
    earlier.by_staff := actor;
    earlier.corrects := complaint_id;
    earlier.reason := reason;
    RETURN cc_center.open_complaint(earlier);
END
$$;
COMMENT ON FUNCTION cc_center.correct_complaint(bigint, bigint, text, text, text, text, bigint) IS
    'What a complaint is of and against was named wrongly: another one with the same words, taken in at the same instant, stands in its place, with a reason, as long as it is with nobody yet; its limit goes on. For who took it in, and who may assign it, but nobody whom it names (UC411). Returns the new id. UCK02 to UCK04, UCK06, UC501.';

DO $$
BEGIN
    PERFORM cc_center.share_function('cc_center.complain(bigint, text, text, text, text, bigint)', cc_center.person_groups() || '{app}'::text[]);
    PERFORM cc_center.share_function('cc_center.correct_complaint(bigint, bigint, text, text, text, text, bigint)', cc_center.person_groups());
END
$$;
