-- What is done about a complaint: assigned, reported, concluded, fed back, reopened. Locks in the order month, people, case,
-- complaint; whoever waited for the complaint reads its last step again, and a step has its number once.

CREATE OR REPLACE FUNCTION cc_center.lock_complaint(center_id bigint, complaint_id bigint)
RETURNS cc_center.complaint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    complaint cc_center.complaint;
BEGIN
    SELECT c.* INTO complaint FROM cc_center.complaint c
    WHERE c.center_id = lock_complaint.center_id AND c.complaint_id = lock_complaint.complaint_id;
    IF complaint.staff_no = cc_center.acting_staff_no(center_id) THEN
        PERFORM cc_center.raise_error('own_request', 'A18');
    -- what somebody may not read is not there for him
    ELSIF complaint.complaint_id IS NULL
          OR NOT cc_center.may_read_complaint(center_id, complaint_id, complaint.staff_no, complaint.by_staff) THEN
        PERFORM cc_center.raise_error('unknown_complaint', center_id::text, coalesce(complaint_id::text, 'NULL'));
    END IF;
    IF complaint.against = 'result' THEN
        -- nobody finishes a leg of it meanwhile
        PERFORM FROM cc_center.cases c WHERE c.center_id = lock_complaint.center_id AND c.case_id = complaint.case_id FOR SHARE;
    END IF;
    PERFORM FROM cc_center.complaint c
    WHERE c.center_id = lock_complaint.center_id AND c.complaint_id = lock_complaint.complaint_id FOR UPDATE;
    RETURN complaint;
END
$$;
COMMENT ON FUNCTION cc_center.lock_complaint(bigint, bigint) IS
    'A complaint, locked, and its case before it where it is against a result. UCK02 where there is none that the acting person may read, UC411 for whom it names.';

CREATE OR REPLACE FUNCTION cc_center.last_complaint_step(center_id bigint, complaint_id bigint, VARIADIC allowed text[])
RETURNS cc_center.complaint_step LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    last_step cc_center.complaint_step;
    status text;
BEGIN
    SELECT s.* INTO last_step FROM cc_center.complaint_step s
    WHERE s.center_id = last_complaint_step.center_id AND s.complaint_id = last_complaint_step.complaint_id
    ORDER BY s.step_no DESC LIMIT 1;
    status := CASE WHEN last_step.step = 'fed_back' AND last_step.awaits IS NULL THEN 'closed' ELSE last_step.step END;
    IF status <> ALL (allowed) THEN
        PERFORM cc_center.raise_error('complaint_status', complaint_id::text, status);
    END IF;
    RETURN last_step;
END
$$;
COMMENT ON FUNCTION cc_center.last_complaint_step(bigint, bigint, text[]) IS
    'The last step of a complaint that the caller has locked; UCK06 unless it stands at one of these.';

CREATE OR REPLACE FUNCTION cc_center.take_complaint_step(
    last_step cc_center.complaint_step, step text, actor text, awaits text DEFAULT NULL, investigator text DEFAULT NULL, note text DEFAULT NULL,
    upheld boolean DEFAULT NULL, solution text DEFAULT NULL, reached boolean DEFAULT NULL)
RETURNS cc_center.complaint_step LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    at constant timestamptz := greatest(cc_center.clock(), last_step.at);
    in_force constant integer := cc_center.version_in_force(last_step.center_id);
    fresh cc_center.complaint_step;
    due record;
BEGIN
    -- a limit that runs on is not set anew
    IF awaits IS NOT DISTINCT FROM last_step.awaits THEN
        SELECT last_step.due_at, last_step.due_clause INTO due;
    ELSE
        SELECT d.due_at, d.due_clause INTO due
        FROM cc_center.complaint c
        CROSS JOIN LATERAL cc_center.complaint_due(c.center_id, in_force, c.kind, awaits, at) d
        WHERE c.center_id = last_step.center_id AND c.complaint_id = last_step.complaint_id;
    END IF;
    INSERT INTO cc_center.complaint_step AS s (center_id, complaint_id, step_no, step, at, month, by_staff, investigator, note, upheld, solution,
                                               reached, awaits, due_at, due_clause, version)
    VALUES (last_step.center_id, last_step.complaint_id, last_step.step_no + 1, step, at, cc_center.month_of(last_step.center_id, at), actor,
            investigator, note, upheld, solution, reached, awaits, due.due_at, due.due_clause, in_force)
    -- with an older snapshot than somebody else's step, this fails and is tried again
    ON CONFLICT DO NOTHING RETURNING s.* INTO fresh;
    IF fresh.complaint_id IS NULL THEN
        PERFORM cc_center.last_complaint_step(last_step.center_id, last_step.complaint_id, VARIADIC '{}'::text[]);
    END IF;
    RETURN fresh;
END
$$;
COMMENT ON FUNCTION cc_center.take_complaint_step(cc_center.complaint_step, text, text, text, text, text, boolean, text, boolean) IS
    'Writes the step after the last one, now, with what is to come and until when; for callers that hold the complaint. UCK06 where somebody else was first.';

CREATE OR REPLACE FUNCTION cc_center.is_involved(complaint cc_center.complaint, staff_no text)
RETURNS boolean LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT is_involved.staff_no IS NOT DISTINCT FROM complaint.staff_no
           OR complaint.against = 'result'
              AND EXISTS (SELECT FROM cc_center.leg l
                          WHERE l.center_id = complaint.center_id AND l.case_id = complaint.case_id
                            AND (l.finished_by = is_involved.staff_no OR l.holder = is_involved.staff_no AND l.finished_at IS NULL))
$$;
COMMENT ON FUNCTION cc_center.is_involved(cc_center.complaint, text) IS
    'Whether somebody is named in a complaint, or, where it is against a result, finished a leg of the case or holds it now.';

CREATE OR REPLACE FUNCTION cc_center.assign_complaint(center_id bigint, complaint_id bigint, investigator text, reason text DEFAULT NULL)
RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor constant text := cc_center.complaint_actor(center_id, 'assign');
    complaint cc_center.complaint;
    last_step cc_center.complaint_step;
    allowed text[];
    person cc_center.staff;
BEGIN
    -- who leaves the center meanwhile gets none
    PERFORM cc_center.lock_people(center_id, ARRAY[investigator]);
    complaint := cc_center.lock_complaint(center_id, complaint_id);
    last_step := cc_center.last_complaint_step(center_id, complaint_id, 'taken_in', 'assigned', 'reported', 'reopened');
    SELECT s.* INTO person FROM cc_center.staff s
    WHERE s.center_id = assign_complaint.center_id AND s.staff_no = assign_complaint.investigator;
    SELECT r.roles INTO allowed FROM cc_center.complaint_roles(center_id, 'investigate') r;
    IF person.staff_no IS NULL THEN
        PERFORM cc_center.raise_error('unknown_staff', center_id::text, left(coalesce(investigator, 'NULL'), 63));
    ELSIF NOT person.active @> cc_center.local_day(center_id, cc_center.clock()) THEN
        PERFORM cc_center.raise_error('inactive_staff', center_id::text, investigator,
            to_char(cc_center.local_day(center_id, cc_center.clock()), 'YYYY-MM-DD'));
    ELSIF person.role <> ALL (allowed) THEN
        PERFORM cc_center.raise_error('not_an_investigator', person.role, array_to_string(allowed, ', '));
    ELSIF cc_center.is_involved(complaint, investigator) THEN
        PERFORM cc_center.raise_error('complaint_involved', complaint_id::text, investigator);
    ELSIF last_step.investigator = investigator THEN
        PERFORM cc_center.raise_error('investigator_known', complaint_id::text, investigator);
    ELSIF last_step.investigator IS NOT NULL AND NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'A18');
    END IF;
    last_step := cc_center.take_complaint_step(last_step, 'assigned', actor, 'investigate', investigator,
                                               CASE WHEN cc_center.has_text(reason) THEN reason END);
    RETURN last_step.due_at;
END
$$;
COMMENT ON FUNCTION cc_center.assign_complaint(bigint, bigint, text, text) IS
    'Somebody whose role the rules name gives a complaint to an investigator, active today and of a role that investigates; never to whom it names, nor, where it is against a result, to who finished a leg of the case or holds it. To another one later, with a reason: the limit goes on. Returns until when it is to be concluded, NULL where the rules set no limit (A18, G2.3). UCK01, UCK02, UCK06 to UCK08, UCK13, UC105, UC401, UC411, UC501.';

CREATE OR REPLACE FUNCTION cc_center.report_complaint(center_id bigint, complaint_id bigint, findings text)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor constant text := cc_center.acting_person(center_id);
    complaint constant cc_center.complaint := cc_center.lock_complaint(center_id, complaint_id);
    last_step cc_center.complaint_step;
BEGIN
    last_step := cc_center.last_complaint_step(center_id, complaint_id, 'assigned', 'reported');
    IF last_step.investigator <> actor THEN
        PERFORM cc_center.raise_error('not_the_investigator', complaint.complaint_id::text);
    ELSIF NOT cc_center.has_text(findings) THEN
        PERFORM cc_center.raise_error('reason_missing', 'A18');
    END IF;
    last_step := cc_center.take_complaint_step(last_step, 'reported', actor, 'investigate', actor, findings);
    RETURN last_step.step_no;
END
$$;
COMMENT ON FUNCTION cc_center.report_complaint(bigint, bigint, text) IS
    'The investigator of a complaint says what he found; again, where more came out. Returns the number of the step (A18). UCK02, UCK06, UCK10, UC411, UC501.';

CREATE OR REPLACE FUNCTION cc_center.conclude_complaint(center_id bigint, complaint_id bigint, upheld boolean, reason text, solution text DEFAULT NULL)
RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor constant text := cc_center.complaint_actor(center_id, 'decide');
    complaint cc_center.complaint;
    last_step cc_center.complaint_step;
    involved text;
BEGIN
    -- the appraisal of this month waits for it
    PERFORM cc_center.lock_attendance_month(center_id, cc_center.month_of(center_id, cc_center.clock()));
    complaint := cc_center.lock_complaint(center_id, complaint_id);
    last_step := cc_center.last_complaint_step(center_id, complaint_id, 'assigned', 'reported');
    SELECT p INTO involved FROM unnest(ARRAY[actor, last_step.investigator]) p WHERE cc_center.is_involved(complaint, p) LIMIT 1;
    IF last_step.investigator = actor THEN
        PERFORM cc_center.raise_error('investigates_and_decides', complaint_id::text);
    ELSIF involved IS NOT NULL THEN
        PERFORM cc_center.raise_error('complaint_involved', complaint_id::text, involved);
    ELSIF last_step.step <> 'reported' THEN
        PERFORM cc_center.raise_error('not_investigated', complaint_id::text);
    ELSIF upheld IS NULL OR upheld AND NOT cc_center.has_text(solution) THEN
        PERFORM cc_center.raise_error('upheld_unsaid', complaint_id::text);
    ELSIF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'A18');
    END IF;
    last_step := cc_center.take_complaint_step(last_step, 'concluded', actor, 'feedback', last_step.investigator, reason, upheld,
                                               CASE WHEN cc_center.has_text(solution) THEN solution END);
    RETURN last_step.due_at;
END
$$;
COMMENT ON FUNCTION cc_center.conclude_complaint(bigint, bigint, boolean, text, text) IS
    'Somebody whose role the rules name decides on a complaint that its investigator has reported on: upheld, with the solution for the complainant, or not; with a reason, which whom it names reads. Never the investigator himself, nor whom it names, nor, where it is against a result, who finished a leg of the case or holds it; nor where that became true of the investigator, and another one must look into it. Upheld against a person it is a fact of the month for the appraisal. Returns until when the complainant is to hear of it (A18, A19, G2.3). UCK01, UCK02, UCK06, UCK08, UCK09, UCK11, UCK12, UCA05, UC411, UC501.';

CREATE OR REPLACE FUNCTION cc_center.feed_back(center_id bigint, complaint_id bigint, told text, reached boolean)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor constant text := cc_center.complaint_actor(center_id, 'feed_back');
    complaint constant cc_center.complaint := cc_center.lock_complaint(center_id, complaint_id);
    last_step cc_center.complaint_step;
    concluded cc_center.complaint_step;
    attempts integer;
    tried integer;
BEGIN
    last_step := cc_center.last_complaint_step(center_id, complaint_id, 'concluded', 'fed_back');
    IF reached IS NULL OR NOT cc_center.has_text(told) THEN
        PERFORM cc_center.raise_error('reached_unsaid');
    END IF;
    SELECT s.* INTO concluded FROM cc_center.complaint_step s
    WHERE s.center_id = feed_back.center_id AND s.complaint_id = feed_back.complaint_id AND s.step = 'concluded'
    ORDER BY s.step_no DESC LIMIT 1;
    -- with this one; nothing else happens between two
    tried := last_step.step_no - concluded.step_no + 1;
    SELECT d.attempts INTO attempts
    FROM cc_center.complaint_due(center_id, concluded.version, complaint.kind, 'feedback', concluded.at) d;
    last_step := cc_center.take_complaint_step(last_step, 'fed_back', actor, CASE WHEN NOT reached AND (tried < attempts) IS NOT FALSE THEN 'feedback' END,
                                               last_step.investigator, told, reached => reached);
    RETURN last_step.awaits IS NULL;
END
$$;
COMMENT ON FUNCTION cc_center.feed_back(bigint, bigint, text, boolean) IS
    'Somebody whose role the rules name tells the complainant what became of his complaint, and of the solution: told, and whether he was reached. One who was not is tried again, until the rules'' number of attempts is used up, where they set one. Returns whether the complaint is closed with it (A19, G2.3). UCK01, UCK02, UCK06, UCK14, UC411.';

CREATE OR REPLACE FUNCTION cc_center.reopen_complaint(center_id bigint, complaint_id bigint, reason text)
RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor constant text := cc_center.complaint_actor(center_id, 'reopen');
    complaint cc_center.complaint;
    last_step cc_center.complaint_step;
BEGIN
    complaint := cc_center.lock_complaint(center_id, complaint_id);
    last_step := cc_center.last_complaint_step(center_id, complaint_id, 'concluded', 'fed_back', 'closed');
    IF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'A18');
    END IF;
    -- what was counted against somebody stays where his month is closed; whoever closes one waits for no complaint
    PERFORM cc_center.lock_attendance_month(s.center_id, s.month)
    FROM (SELECT k.* FROM cc_center.complaint_step k
          WHERE k.center_id = reopen_complaint.center_id AND k.complaint_id = reopen_complaint.complaint_id AND k.step = 'concluded'
          ORDER BY k.step_no DESC LIMIT 1) s
    WHERE s.upheld AND complaint.against = 'person';
    last_step := cc_center.take_complaint_step(last_step, 'reopened', actor, 'accept', NULL, reason);
    RETURN last_step.due_at;
END
$$;
COMMENT ON FUNCTION cc_center.reopen_complaint(bigint, bigint, text) IS
    'Somebody whose role the rules name opens a concluded complaint again, with a reason: it is assigned, investigated and concluded anew, each within its limit, and what was concluded holds no more; where it was upheld against a person, only while the month it counts in is open. Returns until when it is to be assigned (A18). UCK01, UCK02, UCK06, UCA05, UC411, UC501.';

DO $$
BEGIN
    PERFORM cc_center.share_function(f, cc_center.person_groups())
    FROM unnest('{"cc_center.assign_complaint(bigint, bigint, text, text)", "cc_center.report_complaint(bigint, bigint, text)",
                  "cc_center.conclude_complaint(bigint, bigint, boolean, text, text)",
                  "cc_center.feed_back(bigint, bigint, text, boolean)",
                  "cc_center.reopen_complaint(bigint, bigint, text)"}'::regprocedure[]) f;
END
$$;
