-- The steps of leave: request, extension, approval by length, refusal.

CREATE OR REPLACE FUNCTION cc_center.write_leave(request cc_center.leave_request, rule cc_center.leave_rule)
RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    new_id bigint;
BEGIN
    IF rule.reason_needed AND NOT cc_center.has_text(request.reason) THEN
        PERFORM cc_center.raise_error('reason_missing', rule.clause);
    ELSIF EXISTS (SELECT FROM cc_center.leave_request l
                  WHERE l.center_id = request.center_id AND l.staff_no = request.staff_no
                    AND l.status IN ('requested', 'approved') AND l.during && request.during) THEN
        PERFORM cc_center.raise_error('leave_overlap');
    END IF;
    INSERT INTO cc_center.leave_request (center_id, staff_no, leave_kind, during, days, extends, reason, requested_at,
                                         papers_needed, version, entered_by, away_from, certificate, papers_at, papers_by)
    VALUES (request.center_id, request.staff_no, request.leave_kind, request.during, request.days, request.extends,
            request.reason, cc_center.clock(),
            CASE WHEN request.days >= rule.papers_from THEN rule.papers ELSE '{}' END, rule.version, request.entered_by,
            CASE WHEN rule.by_notice THEN cc_center.clock() END, request.certificate, request.papers_at, request.papers_by)
    RETURNING leave_id INTO new_id;
    RETURN new_id;
EXCEPTION
    -- another request of the same person came first
    WHEN exclusion_violation THEN
        PERFORM cc_center.raise_error('leave_overlap');
        RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.write_leave(cc_center.leave_request, cc_center.leave_rule) IS
    'Writes a request for leave: with its reason, and over no other leave (B1.4, I33).';

CREATE OR REPLACE FUNCTION cc_center.judge_leave_time(request cc_center.leave_request, rule cc_center.leave_rule)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    first_day date := cc_center.local_day(request.center_id, lower(request.during));
    ended record;
BEGIN
    IF upper(request.during) <= cc_center.clock() THEN
        PERFORM cc_center.raise_error('leave_past');
    ELSIF NOT cc_center.in_notice(request.center_id, first_day, rule.notice) THEN
        PERFORM cc_center.raise_error('leave_notice_short', rule.notice::text, rule.clause);
    ELSIF rule.in_advance AND cc_center.clock() >= coalesce(
              (SELECT min(lower(r.duty * request.during)) FROM cc_center.roster r
               WHERE r.center_id = request.center_id AND r.staff_no = request.staff_no AND r.duty && request.during
                 AND NOT isempty(cc_center.leave_reach(request, request.during, r))),
              upper(request.during)) THEN
        PERFORM cc_center.raise_error('leave_not_in_advance', rule.clause);
    END IF;
    SELECT r.shift, r.day INTO ended FROM cc_center.roster r
    WHERE r.center_id = request.center_id AND r.staff_no = request.staff_no AND r.duty && request.during
      AND upper(r.duty) <= cc_center.clock() AND NOT isempty(cc_center.leave_reach(request, request.during, r))
    ORDER BY r.duty LIMIT 1;
    IF ended.day IS NOT NULL THEN
        PERFORM cc_center.raise_error('leave_over_duty', ended.shift, to_char(ended.day, 'YYYY-MM-DD'));
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.judge_leave_time(cc_center.leave_request, cc_center.leave_rule) IS
    'Leave is asked for in time, and not over a shift that has ended (I33, B1.4).';

CREATE OR REPLACE FUNCTION cc_center.open_leave(
    request cc_center.leave_request, first_day date, last_day date, first_half text, last_half text)
RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    rule cc_center.leave_rule;
    after_the_fact boolean;
    new_id bigint;
BEGIN
    SELECT r.* INTO rule FROM cc_center.leave_rule r
    WHERE r.center_id = request.center_id AND r.version = cc_center.version_in_force(request.center_id)
      AND r.leave_kind = request.leave_kind AND r.leave_kind <> 'leave_extension'
      AND (r.by_notice OR request.entered_by IS NULL);
    IF rule.leave_kind IS NULL THEN
        PERFORM cc_center.raise_error('leave_kind_unknown', request.center_id::text, coalesce(request.leave_kind, ''));
    END IF;
    request.version := rule.version;
    SELECT s.during, s.days INTO request.during, request.days
    FROM cc_center.leave_span(request.center_id, rule.version, first_day, first_half, coalesce(last_day, first_day), last_half) s;
    after_the_fact := request.entered_by IS NOT NULL
                      AND cc_center.acting_role(request.center_id) = 'supervisor'
                      AND rule.after_days IS NOT NULL AND lower(request.during) <= cc_center.clock();
    IF NOT after_the_fact THEN
        PERFORM cc_center.judge_leave_time(request, rule);
    ELSIF cc_center.local_day(request.center_id, cc_center.clock()) - first_day > rule.after_days THEN
        PERFORM cc_center.raise_error('leave_too_late', rule.after_days::text, rule.clause);
    ELSIF upper(request.during) <= cc_center.clock() AND request.days >= rule.papers_from AND rule.papers <> '{}' THEN
        IF 'certificate' = ANY (rule.papers) AND NOT cc_center.has_text(request.certificate) THEN
            PERFORM cc_center.raise_error('papers_first', rule.clause);
        END IF;
        request.papers_at := cc_center.clock();
        request.papers_by := request.entered_by;
    END IF;
    IF request.papers_at IS NULL THEN
        request.certificate := NULL;
    END IF;
    new_id := cc_center.write_leave(request, rule);
    IF rule.by_notice THEN
        request := cc_center.lock_leave(request.center_id, new_id, 'requested');
        PERFORM cc_center.take_off_roster(request, coalesce(request.entered_by, request.staff_no));
    END IF;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.open_leave(cc_center.leave_request, date, date, text, text) IS
    'Writes leave asked for or reported. Where notice is enough its person is off the roster from now on, before anybody has decided (U20).';

CREATE OR REPLACE FUNCTION cc_center.request_leave(
    center_id bigint, leave_kind text, first_day date, last_day date DEFAULT NULL,
    first_half text DEFAULT NULL, last_half text DEFAULT NULL, reason text DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    request cc_center.leave_request;
BEGIN
    request.center_id := center_id;
    request.staff_no := cc_center.acting_person(center_id);
    request.leave_kind := leave_kind;
    request.reason := reason;
    RETURN cc_center.open_leave(request, first_day, last_day, first_half, last_half);
END
$$;
COMMENT ON FUNCTION cc_center.request_leave(bigint, text, date, date, text, text, text) IS
    'Asks for sick_leave or personal_leave of the acting person, from a half of the first day to a half of the last; whole days where no half is named (I32, I33, B1.4). At the latest before the first shift in it ends: a shift that is over stays on the roster. Where the rules let notice be enough, as for sick_leave in preset gulou, he is off the roster from now on (U20). Returns the leave''s id.';

CREATE OR REPLACE FUNCTION cc_center.report_leave(
    center_id bigint, staff_no text, leave_kind text, first_day date, last_day date DEFAULT NULL,
    first_half text DEFAULT NULL, last_half text DEFAULT NULL, reason text DEFAULT NULL, certificate text DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    request cc_center.leave_request;
BEGIN
    request.center_id := center_id;
    request.entered_by := cc_center.require_role(center_id, 'shift_leader', 'supervisor');
    request.staff_no := staff_no;
    request.leave_kind := leave_kind;
    request.reason := reason;
    request.certificate := certificate;
    IF request.staff_no = request.entered_by THEN
        PERFORM cc_center.raise_error('own_request', 'I32');
    ELSIF NOT EXISTS (SELECT FROM cc_center.staff s
                      WHERE s.center_id = request.center_id AND s.staff_no = request.staff_no) THEN
        PERFORM cc_center.raise_error('unknown_staff', center_id::text, coalesce(staff_no, ''));
    END IF;
    RETURN cc_center.open_leave(request, first_day, last_day, first_half, last_half);
END
$$;
COMMENT ON FUNCTION cc_center.report_leave(bigint, text, text, date, date, text, text, text, text) IS
    'A leader or supervisor enters leave, of a kind of which notice is enough, for somebody who phoned in and cannot ask himself; he is off the roster from now on, and confirms with confirm_leave(). A supervisor may enter it when it has begun or is over, within the days the rules set; when it is over, with the certificate. What was missed before the entry stays on the roster (I32, U20). Returns the leave''s id.';

CREATE OR REPLACE FUNCTION cc_center.confirm_leave(center_id bigint, leave_id bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    request cc_center.leave_request := cc_center.find_leave(center_id, leave_id);
BEGIN
    IF actor <> request.staff_no THEN
        PERFORM cc_center.raise_error('not_own_leave', leave_id::text);
    END IF;
    request := cc_center.lock_leave(center_id, leave_id, 'requested', 'approved');
    IF request.entered_by IS NULL OR request.confirmed_at IS NOT NULL THEN
        PERFORM cc_center.raise_error('nothing_to_confirm', leave_id::text);
    END IF;
    UPDATE cc_center.leave_request l SET confirmed_at = cc_center.clock()
    WHERE l.center_id = request.center_id AND l.leave_id = request.leave_id;
END
$$;
COMMENT ON FUNCTION cc_center.confirm_leave(bigint, bigint) IS
    'The person confirms leave that a leader or supervisor entered for him; not confirmed by when its papers are due it is a finding (I32, U20).';

CREATE OR REPLACE FUNCTION cc_center.extend_leave(
    center_id bigint, last_day date, last_half text DEFAULT NULL, reason text DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    request cc_center.leave_request;
    rule cc_center.leave_rule;
    ends timestamptz;
BEGIN
    request.center_id := center_id;
    request.staff_no := cc_center.acting_person(center_id);
    request.leave_kind := 'leave_extension';
    request.reason := reason;
    SELECT r.* INTO rule FROM cc_center.leave_rule r
    WHERE r.center_id = request.center_id AND r.version = cc_center.version_in_force(request.center_id)
      AND r.leave_kind = request.leave_kind;
    IF rule.leave_kind IS NULL THEN
        PERFORM cc_center.raise_error('leave_kind_unknown', center_id::text, 'leave_extension');
    END IF;
    SELECT l.leave_id INTO request.extends FROM cc_center.leave_request l
    WHERE l.center_id = request.center_id AND l.staff_no = request.staff_no AND l.status = 'approved'
      AND l.during @> cc_center.clock();
    IF request.extends IS NULL THEN
        PERFORM cc_center.raise_error('not_on_leave');
    END IF;
    -- the end of the approved leave that runs now, with all that follows it without a gap
    SELECT upper(s.whole) INTO ends FROM unnest((
        SELECT range_agg(l.during) FROM cc_center.leave_request l
        WHERE l.center_id = request.center_id AND l.staff_no = request.staff_no AND l.status = 'approved'
    )) AS s (whole) WHERE s.whole @> cc_center.clock();
    SELECT tstzrange(ends, upper(s.during)) INTO request.during
    FROM cc_center.leave_span(center_id, rule.version, cc_center.local_day(center_id, ends), NULL, last_day, last_half) s
    WHERE upper(s.during) > ends;
    IF request.during IS NULL THEN
        PERFORM cc_center.raise_error('leave_empty');
    END IF;
    request.days := cc_center.leave_days(center_id, rule.version, request.during);
    RETURN cc_center.write_leave(request, rule);
END
$$;
COMMENT ON FUNCTION cc_center.extend_leave(bigint, date, text, text) IS
    'Asks to extend the leave the acting person is on, to a half of a later day; only while on leave, approved like leave (I34). Returns the extension''s id.';

CREATE OR REPLACE FUNCTION cc_center.find_leave(center_id bigint, leave_id bigint)
RETURNS cc_center.leave_request LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found_leave cc_center.leave_request;
BEGIN
    SELECT l.* INTO found_leave FROM cc_center.leave_request l
    WHERE l.center_id = find_leave.center_id AND l.leave_id = find_leave.leave_id;
    IF found_leave.leave_id IS NULL THEN
        -- to a stranger what is there and what is not are the same
        PERFORM cc_center.acting_person(center_id);
        PERFORM cc_center.raise_error('unknown_leave', center_id::text, coalesce(leave_id::text, 'NULL'));
    END IF;
    RETURN found_leave;
END
$$;
COMMENT ON FUNCTION cc_center.find_leave(bigint, bigint) IS 'A leave by its id.';

CREATE OR REPLACE FUNCTION cc_center.lock_leave(center_id bigint, leave_id bigint, VARIADIC expected text[])
RETURNS cc_center.leave_request LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    request cc_center.leave_request := cc_center.find_leave(center_id, leave_id);
BEGIN
    -- a month that nobody plans yet needs no lock: who first plans the person in it waits for him
    PERFORM cc_center.lock_months(center_id, ARRAY(
        SELECT p.month FROM cc_center.roster_publication p
        WHERE p.center_id = lock_leave.center_id
          AND p.month BETWEEN date_trunc('month', cc_center.local_day(lock_leave.center_id, lower(request.during))::timestamp)
                          AND cc_center.local_day(lock_leave.center_id, upper(request.during))));
    PERFORM cc_center.lock_people(center_id, ARRAY[request.staff_no]);
    SELECT l.* INTO request FROM cc_center.leave_request l
    WHERE l.center_id = lock_leave.center_id AND l.leave_id = lock_leave.leave_id FOR UPDATE;
    IF request.status <> ALL (expected) THEN
        PERFORM cc_center.raise_error('leave_not_open', leave_id::text, request.status);
    END IF;
    RETURN request;
END
$$;
COMMENT ON FUNCTION cc_center.lock_leave(bigint, bigint, text[]) IS
    'Locks the months, the person and the leave, which must be in one of the states.';

CREATE OR REPLACE FUNCTION cc_center.leave_approver(request cc_center.leave_request)
RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    roles text[];
    actor text;
BEGIN
    SELECT array_agg(DISTINCT a ORDER BY a) INTO roles
    FROM cc_center.approval_step s CROSS JOIN LATERAL unnest(s.approvers) a
    WHERE s.center_id = request.center_id AND s.version = request.version AND s.subject = request.leave_kind;
    actor := cc_center.require_role(request.center_id, VARIADIC coalesce(roles, '{}'));
    IF actor = request.staff_no THEN
        PERFORM cc_center.raise_error('own_request', 'I32-I34');
    END IF;
    RETURN actor;
END
$$;
COMMENT ON FUNCTION cc_center.leave_approver(cc_center.leave_request) IS
    'The acting person, whose role has a step on the ladder of such leave; nobody approves his own.';

CREATE OR REPLACE FUNCTION cc_center.step_approvers(request cc_center.leave_request, step cc_center.approval_step)
RETURNS text[] LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN EXISTS (
               SELECT FROM cc_center.staff s
               WHERE s.center_id = request.center_id AND s.staff_no <> request.staff_no AND s.role = ANY (step.approvers)
                 AND s.active @> cc_center.local_day(s.center_id, cc_center.clock())) THEN step.approvers
           ELSE coalesce((SELECT array_agg(DISTINCT a ORDER BY a)
                          FROM cc_center.approval_step h CROSS JOIN LATERAL unnest(h.approvers) a
                          WHERE h.center_id = step.center_id AND h.version = step.version AND h.subject = step.subject
                            AND h.step_no > step.step_no), step.approvers) END
$$;
COMMENT ON FUNCTION cc_center.step_approvers(cc_center.leave_request, cc_center.approval_step) IS
    'Whose role gives a step: where nobody but the asking person could, as no supervisor is active, those of the steps above it (U24).';

CREATE OR REPLACE FUNCTION cc_center.require_other_approver(request cc_center.leave_request, approvers text[])
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM cc_center.staff s
               WHERE s.center_id = request.center_id AND s.staff_no = request.staff_no AND s.role = ANY (approvers))
       AND NOT EXISTS (SELECT FROM cc_center.staff s
                       WHERE s.center_id = request.center_id AND s.staff_no <> request.staff_no AND s.role = ANY (approvers)
                         AND s.active @> cc_center.local_day(s.center_id, cc_center.clock())) THEN
        PERFORM cc_center.raise_error('no_other_approver', request.leave_id::text, array_to_string(approvers, ' or '));
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.require_other_approver(cc_center.leave_request, text[]) IS
    'Fails where the next step is only the asking person''s own to give. The regulation names nobody for the only director''s leave, so nobody is invented (I32-I34).';

CREATE OR REPLACE FUNCTION cc_center.give_steps(request cc_center.leave_request, actor text)
RETURNS text[] LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor_role text := cc_center.acting_role(request.center_id);
    step cc_center.approval_step;
    approvers text[];
    given integer := 0;
BEGIN
    FOR step IN
        SELECT s.* FROM cc_center.approval_step s
        WHERE s.center_id = request.center_id AND s.version = request.version AND s.subject = request.leave_kind
          AND s.from_days <= cc_center.adjoining_days(request)
          AND NOT EXISTS (SELECT FROM cc_center.leave_approval a
                          WHERE a.center_id = s.center_id AND a.leave_id = request.leave_id AND a.step_no = s.step_no)
        ORDER BY s.step_no
    LOOP
        approvers := cc_center.step_approvers(request, step);
        IF actor_role = ANY (approvers) THEN
            INSERT INTO cc_center.leave_approval (center_id, leave_id, step_no, approved_by, approved_at)
            VALUES (request.center_id, request.leave_id, step.step_no, actor, cc_center.clock());
            given := given + 1;
            CONTINUE;
        END IF;
        PERFORM cc_center.require_other_approver(request, approvers);
        IF given = 0 AND NOT EXISTS (SELECT FROM cc_center.leave_approval a
                                     WHERE a.center_id = request.center_id AND a.leave_id = request.leave_id
                                       AND a.approved_by = actor) THEN
            PERFORM cc_center.raise_error('step_before', request.leave_id::text, array_to_string(approvers, ' or '), step.clause);
        END IF;
        RETURN approvers;
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.give_steps(cc_center.leave_request, text) IS
    'Gives the steps of the ladder, one after the other, that the acting person''s role may give; returns who gives the next, NULL after the last. Fails where an earlier step is not his to give and still missing (U24).';

CREATE OR REPLACE FUNCTION cc_center.approve_leave(center_id bigint, leave_id bigint)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    request cc_center.leave_request := cc_center.find_leave(center_id, leave_id);
    actor text := cc_center.leave_approver(request);
    missing text[];
BEGIN
    request := cc_center.lock_leave(center_id, leave_id, 'requested');
    IF request.leave_kind = 'leave_extension' AND NOT EXISTS (
           SELECT FROM cc_center.leave_request l
           WHERE l.center_id = request.center_id AND l.staff_no = request.staff_no AND l.status = 'approved'
             AND l.during << request.during AND upper(cc_center.whole_halves(l)) >= lower(request.during)) THEN
        PERFORM cc_center.raise_error('extension_apart', leave_id::text);
    END IF;
    missing := cc_center.give_steps(request, actor);
    IF missing IS NOT NULL THEN
        RETURN cc_center.translated('waits for %1{role}', array_to_string(missing, ' or '));
    END IF;
    UPDATE cc_center.leave_request l
    SET status = 'approved', decided_by = actor, decided_at = cc_center.clock(),
        away_from = coalesce(l.away_from, cc_center.clock())
    WHERE l.center_id = request.center_id AND l.leave_id = request.leave_id
    RETURNING l.* INTO request;
    PERFORM cc_center.take_off_roster(request, actor);
    RETURN cc_center.translated('%1{status}', 'approved');
END
$$;
COMMENT ON FUNCTION cc_center.approve_leave(bigint, bigint) IS
    'Gives the steps of the ladder, in their order, that the acting person''s role may give, counted over all contiguous leave; with the last of them the leave is approved and the person is off the roster from now on, or, where notice was enough, from its report on (I32-I34, U14, U20, U24). An extension must still follow approved leave. Returns for people, in the session''s language, approved or for whom it waits; a program reads the leave''s status.';

CREATE OR REPLACE FUNCTION cc_center.take_off_roster(request cc_center.leave_request, actor text)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    off tstzrange := cc_center.time_off(request);
    next_row cc_center.roster;
BEGIN
    FOR next_row IN
        SELECT r.* FROM cc_center.roster r
        WHERE r.center_id = request.center_id AND r.staff_no = request.staff_no AND r.duty && off
          AND NOT isempty(cc_center.leave_reach(request, off, r))
        ORDER BY r.day, r.shift
    LOOP
        INSERT INTO cc_center.roster_change (center_id, day, shift, role, from_staff, kind, reference, changed_by)
        VALUES (next_row.center_id, next_row.day, next_row.shift, next_row.role, next_row.staff_no, 'leave',
                request.leave_id, actor);
        -- nothing is left either of a shift that is not held any more
        IF next_row.duty <@ cc_center.leave_reach(request, off, next_row)
           OR (SELECT h.duty FROM cc_center.held_duty(next_row.center_id, next_row.day, next_row.shift, next_row.role) h) IS NULL THEN
            DELETE FROM cc_center.roster r
            WHERE r.center_id = next_row.center_id AND r.day = next_row.day
              AND r.staff_no = next_row.staff_no AND r.shift = next_row.shift;
        ELSE
            -- written again, its duty comes out shorter
            UPDATE cc_center.roster r SET shift = r.shift
            WHERE r.center_id = next_row.center_id AND r.day = next_row.day
              AND r.staff_no = next_row.staff_no AND r.shift = next_row.shift;
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.take_off_roster(cc_center.leave_request, text) IS
    'Takes a person off the roster for his leave, from its approval or report on: shifts it covers go, shifts it touches are shortened, each with its record.';

CREATE OR REPLACE FUNCTION cc_center.refuse_leave(center_id bigint, leave_id bigint, reason text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    request cc_center.leave_request;
    actor text := cc_center.leave_approver(cc_center.find_leave(center_id, leave_id));
BEGIN
    IF NOT cc_center.has_text(refuse_leave.reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'I32-I34');
    END IF;
    request := cc_center.lock_leave(center_id, leave_id, 'requested');
    UPDATE cc_center.leave_request l
    SET status = 'refused', decided_by = actor, decided_at = cc_center.clock(), decision = refuse_leave.reason
    WHERE l.center_id = refuse_leave.center_id AND l.leave_id = refuse_leave.leave_id;
    PERFORM cc_center.put_back_on_roster(request, actor);
END
$$;
COMMENT ON FUNCTION cc_center.refuse_leave(bigint, bigint, text) IS 'Refuses leave, with a reason (I33: as a rule none). Who was away on notice stands his shifts again, those that are over included: he was missing in them (U20).';

DO $$
BEGIN
    PERFORM cc_center.share_function(f, cc_center.person_groups())
    FROM unnest('{"cc_center.request_leave(bigint, text, date, date, text, text, text)",
                  "cc_center.extend_leave(bigint, date, text, text)", "cc_center.confirm_leave(bigint, bigint)"}'::regprocedure[]) f;
    PERFORM cc_center.share_function('cc_center.report_leave(bigint, text, text, date, date, text, text, text, text)',
                                     ARRAY['shift_leader', 'supervisor']);
    PERFORM cc_center.share_function(f, ARRAY['shift_leader', 'supervisor', 'director'])
    FROM unnest('{"cc_center.approve_leave(bigint, bigint)", "cc_center.refuse_leave(bigint, bigint, text)"}'::regprocedure[]) f;
END
$$;
