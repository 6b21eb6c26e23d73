-- Make-up sign-ins: lateness reported beforehand, approved, then signed in; so many a week.

SELECT cc_center.share_attendance('makeup_signin');
SELECT cc_center.keep_rows('makeup_signin', 'Withdraw the request instead.');

CREATE OR REPLACE FUNCTION cc_center.find_person_shift(center_id bigint, day date, staff_no text, shift text)
RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    shifts text[] := ARRAY(
        SELECT k.shift FROM (
            SELECT r.shift FROM cc_center.roster r
            WHERE r.center_id = find_person_shift.center_id AND r.day = find_person_shift.day AND r.staff_no = find_person_shift.staff_no
            UNION
            SELECT a.shift FROM cc_center.attendance_result a
            WHERE a.center_id = find_person_shift.center_id AND a.day = find_person_shift.day AND a.staff_no = find_person_shift.staff_no) k
        WHERE find_person_shift.shift IS NULL OR k.shift = find_person_shift.shift
        ORDER BY 1);
BEGIN
    IF cardinality(shifts) = 0 THEN
        PERFORM cc_center.raise_error('no_person_shift', coalesce(staff_no, 'NULL'), coalesce(shift, '*'), to_char(day, 'YYYY-MM-DD'));
    ELSIF cardinality(shifts) > 1 THEN
        PERFORM cc_center.raise_error('several_shifts', staff_no, to_char(day, 'YYYY-MM-DD'), array_to_string(shifts, ', '));
    END IF;
    RETURN shifts[1];
END
$$;
COMMENT ON FUNCTION cc_center.find_person_shift(bigint, date, text, text) IS
    'The shift of a person on a day, which is to be named where he has several (UCA22); UCA17 where he has none.';

CREATE OR REPLACE FUNCTION cc_center.take_makeup_place(makeup cc_center.makeup_signin)
RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    new_id bigint;
    live integer;
    elsewhere integer;
BEGIN
    -- asked for under another limit, or under none, they count as well, whatever place they hold
    SELECT count(*), count(*) FILTER (WHERE (m.ordinal <= makeup.a_week) IS NOT TRUE) INTO live, elsewhere
    FROM cc_center.makeup_signin m
    WHERE m.center_id = makeup.center_id AND m.staff_no = makeup.staff_no AND m.status IN ('requested', 'approved')
      AND m.day BETWEEN date_trunc('week', makeup.day::timestamp)::date AND date_trunc('week', makeup.day::timestamp)::date + 6;
    IF elsewhere > 0 AND live >= makeup.a_week THEN
        RETURN NULL;
    END IF;
    FOR place IN 1 .. coalesce(makeup.a_week - elsewhere, 1) LOOP
        INSERT INTO cc_center.makeup_signin AS m
            (center_id, staff_no, day, shift, week, ordinal, a_week, version, reason, requested_at)
        VALUES (makeup.center_id, makeup.staff_no, makeup.day, makeup.shift,
                CASE WHEN makeup.a_week IS NOT NULL THEN date_trunc('week', makeup.day::timestamp)::date END,
                CASE WHEN makeup.a_week IS NOT NULL THEN place END, makeup.a_week, makeup.version, makeup.reason, cc_center.clock())
        -- waits for a rival of the same place that has not committed yet
        ON CONFLICT DO NOTHING RETURNING m.makeup_id INTO new_id;
        EXIT WHEN new_id IS NOT NULL;
        IF EXISTS (SELECT FROM cc_center.makeup_signin m
                   WHERE m.center_id = makeup.center_id AND m.day = makeup.day AND m.staff_no = makeup.staff_no
                     AND m.shift = makeup.shift AND m.status IN ('requested', 'approved')) THEN
            PERFORM cc_center.raise_error('makeup_known', makeup.staff_no, makeup.shift, to_char(makeup.day, 'YYYY-MM-DD'));
        END IF;
    END LOOP;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.take_makeup_place(cc_center.makeup_signin) IS
    'Writes a request into the first free place of its week; NULL where none is free.';

CREATE OR REPLACE FUNCTION cc_center.request_makeup(center_id bigint, day date, reason text, shift text DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    makeup cc_center.makeup_signin;
    rule cc_center.makeup_rule;
    today date;
    new_id bigint;
BEGIN
    makeup.center_id := center_id;
    makeup.staff_no := cc_center.acting_person(center_id);
    makeup.day := cc_center.require_plan_day(day);
    makeup.reason := reason;
    today := cc_center.local_day(center_id, cc_center.clock());
    SELECT m.* INTO rule FROM cc_center.makeup_rule m
    WHERE m.center_id = request_makeup.center_id AND m.version = cc_center.version_in_force(request_makeup.center_id);
    IF rule.center_id IS NULL THEN
        PERFORM cc_center.raise_error('no_makeup_rule', center_id::text);
    ELSIF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', rule.clause);
    ELSIF today > day OR today = day AND NOT rule.on_the_day THEN
        PERFORM cc_center.raise_error('makeup_too_late', to_char(day, 'YYYY-MM-DD'), rule.clause,
            CASE WHEN rule.on_the_day THEN cc_center.translated('On the day itself at the latest.')
                 ELSE cc_center.translated('At the latest the day before.') END);
    END IF;
    PERFORM cc_center.lock_attendance_month(center_id, day);
    makeup.shift := cc_center.find_person_shift(center_id, day, makeup.staff_no, shift);
    makeup.version := rule.version;
    makeup.a_week := rule.a_week;
    new_id := cc_center.take_makeup_place(makeup);
    IF new_id IS NULL THEN
        PERFORM cc_center.raise_error('makeup_limit', to_char(day, 'YYYY-MM-DD'), rule.clause, rule.a_week::text);
    END IF;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.request_makeup(bigint, date, text, text) IS
    'The acting person reports that he will come late to a shift, with a reason: on its day at the latest, or before it where the rules say so, and so many a week from Monday as they give; approved, and then signed in, the shift counts as on time (B1.3, I27, U17). Returns the id. UCA07 to UCA10.';

CREATE OR REPLACE FUNCTION cc_center.end_makeup(center_id bigint, makeup_id bigint, new_status text, actor text, decision text)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    makeup cc_center.makeup_signin;
BEGIN
    SELECT m.* INTO makeup FROM cc_center.makeup_signin m
    WHERE m.center_id = end_makeup.center_id AND m.makeup_id = end_makeup.makeup_id;
    IF makeup.makeup_id IS NULL THEN
        PERFORM cc_center.raise_error('unknown_makeup', coalesce(makeup_id::text, 'NULL'));
    END IF;
    PERFORM cc_center.lock_attendance_month(center_id, makeup.day);
    SELECT m.* INTO makeup FROM cc_center.makeup_signin m
    WHERE m.center_id = end_makeup.center_id AND m.makeup_id = end_makeup.makeup_id FOR UPDATE;
    IF (new_status = 'withdrawn') <> (actor = makeup.staff_no) THEN
        PERFORM cc_center.raise_error('own_request', 'B1.3');
    ELSIF makeup.status <> 'requested'
          -- once its shift has begun it is used, and frees no place
          AND NOT (new_status = 'withdrawn' AND makeup.status = 'approved'
                   AND NOT EXISTS (SELECT FROM cc_center.roster r
                                   WHERE r.center_id = makeup.center_id AND r.day = makeup.day AND r.staff_no = makeup.staff_no
                                     AND r.shift = makeup.shift AND lower(r.duty) <= cc_center.clock())) THEN
        PERFORM cc_center.raise_error('makeup_decided', makeup_id::text, makeup.status);
    END IF;
    UPDATE cc_center.makeup_signin m
    SET status = new_status, decided_by = actor, decided_at = cc_center.clock(), decision = end_makeup.decision
    WHERE m.center_id = end_makeup.center_id AND m.makeup_id = end_makeup.makeup_id;
    PERFORM cc_center.touch_attendance(center_id, makeup.staff_no, date_trunc('week', makeup.day::timestamp)::date,
        greatest(least(date_trunc('week', makeup.day::timestamp)::date + 6, cc_center.local_day(center_id, cc_center.clock())), makeup.day));
END
$$;
COMMENT ON FUNCTION cc_center.end_makeup(bigint, bigint, text, text, text) IS
    'Decides or withdraws a make-up sign-in, which its whole week is judged by; UCA11, UCA12.';

CREATE OR REPLACE FUNCTION cc_center.makeup_approver(center_id bigint, makeup_id bigint)
RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    approvers text[];
BEGIN
    SELECT r.approvers INTO approvers
    FROM cc_center.makeup_signin m
    JOIN cc_center.makeup_rule r ON r.center_id = m.center_id AND r.version = m.version
    WHERE m.center_id = makeup_approver.center_id AND m.makeup_id = makeup_approver.makeup_id;
    IF approvers IS NULL THEN
        -- to a stranger what is there and what is not are the same
        PERFORM cc_center.acting_person(center_id);
        PERFORM cc_center.raise_error('unknown_makeup', coalesce(makeup_id::text, 'NULL'));
    END IF;
    RETURN cc_center.require_role(center_id, VARIADIC approvers);
END
$$;
COMMENT ON FUNCTION cc_center.makeup_approver(bigint, bigint) IS
    'The acting person, who must have a role that approves such a make-up sign-in.';

CREATE OR REPLACE FUNCTION cc_center.approve_makeup(center_id bigint, makeup_id bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM cc_center.end_makeup(center_id, makeup_id, 'approved', cc_center.makeup_approver(center_id, makeup_id), NULL);
END
$$;
COMMENT ON FUNCTION cc_center.approve_makeup(bigint, bigint) IS
    'Whoever the rules name approves a make-up sign-in, not his own; in an open month also after the day (B1.3).';

CREATE OR REPLACE FUNCTION cc_center.refuse_makeup(center_id bigint, makeup_id bigint, reason text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'B1.3');
    END IF;
    PERFORM cc_center.end_makeup(center_id, makeup_id, 'refused', cc_center.makeup_approver(center_id, makeup_id), reason);
END
$$;
COMMENT ON FUNCTION cc_center.refuse_makeup(bigint, bigint, text) IS
    'Whoever the rules name refuses a make-up sign-in, with a reason; its place in the week is free again (B1.3).';

CREATE OR REPLACE FUNCTION cc_center.withdraw_makeup(center_id bigint, makeup_id bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM cc_center.end_makeup(center_id, makeup_id, 'withdrawn', cc_center.acting_person(center_id), NULL);
END
$$;
COMMENT ON FUNCTION cc_center.withdraw_makeup(bigint, bigint) IS
    'The acting person takes his make-up sign-in back; its place in the week is free again (B1.3).';

DO $$
BEGIN
    PERFORM cc_center.share_function(f, cc_center.person_groups())
    FROM unnest('{"cc_center.request_makeup(bigint, date, text, text)", "cc_center.withdraw_makeup(bigint, bigint)"}'::regprocedure[]) f;
    PERFORM cc_center.share_function(f, ARRAY['shift_leader', 'supervisor', 'director'])
    FROM unnest('{"cc_center.approve_makeup(bigint, bigint)", "cc_center.refuse_makeup(bigint, bigint, text)"}'::regprocedure[]) f;
END
$$;
