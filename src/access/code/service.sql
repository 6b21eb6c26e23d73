-- Leaving the center: all access ends, what is open is handed over, the history stays (E2).

SELECT cc_center.share_table('service_end', ARRAY['shift_leader', 'supervisor', 'director', 'system_admin', 'auditor']);
SELECT cc_center.keep_rows('service_end', 'It is the record of who left.');

CREATE OR REPLACE FUNCTION cc_center.end_requests_of(center_id bigint, staff_no text, actor text, reason text, from_then timestamptz)
RETURNS integer LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    request cc_center.swap;
    next_leave bigint;
    absence cc_center.seat_absence;
    ended integer := 0;
BEGIN
    FOR request IN SELECT s.* FROM cc_center.swap s
                   WHERE s.center_id = end_requests_of.center_id AND s.status IN ('requested', 'consented')
                     AND end_requests_of.staff_no IN (s.requester, s.partner)
                     AND EXISTS (SELECT FROM cc_center.swap_shift x
                                 WHERE x.center_id = s.center_id AND x.swap_id = s.swap_id
                                   AND x.day >= cc_center.local_day(s.center_id, from_then))
                   ORDER BY s.swap_id LOOP
        -- ending a request ends its repayment with it
        CONTINUE WHEN NOT EXISTS (SELECT FROM cc_center.swap s
                                  WHERE s.center_id = request.center_id AND s.swap_id = request.swap_id
                                    AND s.status IN ('requested', 'consented'));
        PERFORM cc_center.lock_swap(request, 'requested', 'consented');
        PERFORM cc_center.end_swap(request.center_id, request.swap_id,
                                   CASE request.requester WHEN staff_no THEN 'withdrawn' ELSE 'void' END, actor, reason);
        ended := ended + 1;
    END LOOP;
    FOR next_leave IN SELECT l.leave_id FROM cc_center.leave_request l
                   WHERE l.center_id = end_requests_of.center_id AND l.staff_no = end_requests_of.staff_no
                     AND l.status IN ('requested', 'approved') AND upper(l.during) > from_then
                     AND (l.status = 'requested' OR lower(l.during) >= from_then)
                   ORDER BY l.leave_id LOOP
        PERFORM cc_center.end_leave(cc_center.lock_leave(center_id, next_leave, 'requested', 'approved'), actor, reason);
        ended := ended + 1;
    END LOOP;
    IF from_then <= cc_center.clock() THEN
        absence := cc_center.open_absence(cc_center.duty_now(center_id, staff_no));
        IF absence.absence_id IS NOT NULL THEN
            PERFORM cc_center.end_absence(absence, NULL);
            ended := ended + 1;
        END IF;
    END IF;
    RETURN ended;
END
$$;
COMMENT ON FUNCTION cc_center.end_requests_of(bigint, text, text, text, timestamptz) IS
    'Ends what somebody who leaves has asked for and what waits for his consent, of the time from an instant on: swaps, leave not begun, leaving the seat; returns how many.';

CREATE OR REPLACE FUNCTION cc_center.take_shifts_of(center_id bigint, staff_no text, actor text, reason text, from_day date)
RETURNS integer LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    at constant timestamptz := cc_center.clock();
    line cc_center.roster;
    taken integer := 0;
BEGIN
    FOR line IN SELECT r.* FROM cc_center.roster r
                WHERE r.center_id = take_shifts_of.center_id AND r.staff_no = take_shifts_of.staff_no
                  AND r.day >= from_day AND upper(r.duty) > at
                ORDER BY r.day, r.shift LOOP
        INSERT INTO cc_center.roster_change (center_id, day, shift, role, from_staff, kind, reason, changed_by, changed_at)
        VALUES (line.center_id, line.day, line.shift, line.role, line.staff_no, 'correction', reason, actor, at);
        IF lower(line.duty) < at THEN
            PERFORM cc_center.correct_running(line, line.staff_no, NULL, at);
        ELSE
            PERFORM cc_center.correct_planned(line, line.staff_no, NULL);
        END IF;
        taken := taken + 1;
    END LOOP;
    RETURN taken;
END
$$;
COMMENT ON FUNCTION cc_center.take_shifts_of(bigint, text, text, text, date) IS
    'For callers that have locked his months and himself: takes somebody who leaves off the roster from a day on, each shift with its record; of one that runs what was stood stays. Returns how many.';

CREATE OR REPLACE FUNCTION cc_center.pass_legs_of(center_id bigint, staff_no text, actor text, reason text)
RETURNS integer LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    held record;
    passed integer := 0;
BEGIN
    FOR held IN
        SELECT c.case_id, l.leg_no FROM cc_center.cases c
        JOIN cc_center.leg l ON l.center_id = c.center_id AND l.case_id = c.case_id AND l.leg_no = c.leg_no
        WHERE l.center_id = pass_legs_of.center_id AND l.holder = pass_legs_of.staff_no
          AND l.finished_at IS NULL AND l.role IS NOT NULL
        ORDER BY c.case_id
        FOR UPDATE OF c
    LOOP
        PERFORM cc_center.pass_leg(center_id, held.case_id, held.leg_no, cc_center.clock(), NULL, actor, 'off_roster', reason);
        passed := passed + 1;
    END LOOP;
    RETURN passed;
END
$$;
COMMENT ON FUNCTION cc_center.pass_legs_of(bigint, text, text, text) IS
    'Passes on what somebody who leaves still has in hand, to whom the routing finds, each with its handover (I29); returns how many.';

CREATE OR REPLACE FUNCTION cc_center.end_access_of(center_id bigint, staff_no text)
RETURNS name LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ended cc_center.enrolment;
BEGIN
    SELECT e.* INTO ended FROM cc_center.enrolment e
    WHERE e.center_id = end_access_of.center_id AND e.staff_no = end_access_of.staff_no;
    IF ended.login_role IS NOT NULL THEN
        PERFORM cc_center.end_enrolment(ended);
    END IF;
    UPDATE cc_center.seat_session s SET closed_at = greatest(s.opened_at, cc_center.clock()), signed_off = false
    WHERE s.center_id = end_access_of.center_id AND s.staff_no = end_access_of.staff_no AND s.closed_at IS NULL;
    UPDATE cc_center.service_end s SET access_ended_at = cc_center.clock(), login_role = ended.login_role
    WHERE s.center_id = end_access_of.center_id AND s.staff_no = end_access_of.staff_no AND s.access_ended_at IS NULL;
    RETURN ended.login_role;
END
$$;
COMMENT ON FUNCTION cc_center.end_access_of(bigint, text) IS
    'Takes from a person''s database role its enrolment and its group, and notes it; returns the role, NULL where he had none.';

CREATE OR REPLACE FUNCTION cc_center.leave_service(
    center_id bigint, staff_no text, last_day date, reason text, at_once boolean DEFAULT false)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    today constant date := cc_center.local_day(center_id, cc_center.clock());
    actor text;
    ends timestamptz;
    new_id bigint;
    requests integer;
    shifts integer;
    legs integer := 0;
BEGIN
    IF pg_has_role(cc_center.acting_login_role(), 'cc_center_owner', 'MEMBER') THEN
        actor := 'role ' || cc_center.acting_login_role();
    ELSE
        actor := cc_center.require_role(center_id, 'supervisor', 'system_admin');
    END IF;
    last_day := cc_center.require_plan_day(last_day);
    at_once := coalesce(at_once, false) OR last_day < today;
    IF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'E2');
    ELSIF actor = staff_no THEN
        PERFORM cc_center.raise_error('own_request', 'E2');
    ELSIF at_once AND last_day > today THEN
        PERFORM cc_center.raise_error('last_day_to_come', to_char(last_day, 'YYYY-MM-DD'));
    ELSIF NOT EXISTS (SELECT FROM cc_center.staff s
                      WHERE s.center_id = leave_service.center_id AND s.staff_no = leave_service.staff_no) THEN
        PERFORM cc_center.raise_error('unknown_staff', center_id::text, coalesce(staff_no, ''));
    END IF;
    ends := CASE WHEN at_once THEN cc_center.clock()
                 ELSE (SELECT (last_day + 1)::timestamp AT TIME ZONE c.time_zone FROM cc_center.center c
                       WHERE c.center_id = leave_service.center_id) END;
    PERFORM cc_center.lock_months(center_id, ARRAY(
        SELECT r.day FROM cc_center.roster r
        WHERE r.center_id = leave_service.center_id AND r.staff_no = leave_service.staff_no AND upper(r.duty) > cc_center.clock()));
    PERFORM cc_center.lock_people(center_id, ARRAY[leave_service.staff_no]);
    IF at_once THEN
        -- counted before: taking a running shift passes its legs on
        legs := (SELECT count(*) FROM cc_center.leg l
                 WHERE l.center_id = leave_service.center_id AND l.holder = leave_service.staff_no AND l.finished_at IS NULL AND l.role IS NOT NULL);
    END IF;
    -- requests before shifts: ended leave puts its person back on the roster
    requests := cc_center.end_requests_of(center_id, staff_no, actor, reason, ends);
    shifts := cc_center.take_shifts_of(center_id, staff_no, actor, reason, CASE WHEN at_once THEN today - 1 ELSE last_day + 1 END);
    UPDATE cc_center.staff s SET active = s.active * daterange(NULL, last_day + 1)
    WHERE s.center_id = leave_service.center_id AND s.staff_no = leave_service.staff_no
      AND s.active IS DISTINCT FROM s.active * daterange(NULL, last_day + 1);
    IF at_once THEN
        PERFORM cc_center.pass_legs_of(center_id, staff_no, actor, reason);
    END IF;
    INSERT INTO cc_center.service_end AS e
        (center_id, staff_no, last_day, reason, by_staff, at, shifts_taken, requests_ended, legs_passed)
    VALUES (center_id, staff_no, last_day, reason, actor, cc_center.clock(), shifts, requests, legs)
    RETURNING e.service_id INTO new_id;
    IF at_once THEN
        PERFORM cc_center.end_access_of(center_id, staff_no);
    END IF;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.leave_service(bigint, text, date, text, boolean) IS
    'Somebody leaves the center, with his last day and a reason (E2): his shifts after that day go, each on record; swaps and leave of that time end; his active days end. Until the end of the last day''s shift he acts as before, from then on as nobody; end_left_access() then takes his role out of its group. With a last day that is past, or at_once, all that happens with the call: also the shift that runs is taken from him, what he has in hand is handed over (I29), his enrolment ends, and his next statement is refused. What he did stays under his number. A supervisor or system_admin, not for himself (UC411); for a supervisor, director or system_admin a database administrator (UC113). Returns the record''s id, in service_end. Sessions that are open are cut off by pg_terminate_backend() of a database administrator.';

CREATE OR REPLACE FUNCTION cc_center.end_left_access(center_id bigint)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor constant text := cc_center.require_scheduler_or(center_id, 'system_admin');
    today constant date := cc_center.local_day(center_id, cc_center.clock());
    gone record;
    ended integer := 0;
BEGIN
    FOR gone IN SELECT e.service_id, e.staff_no, e.reason FROM cc_center.service_end e
                JOIN cc_center.staff s ON s.center_id = e.center_id AND s.staff_no = e.staff_no AND NOT s.active @> today
                WHERE e.center_id = end_left_access.center_id AND e.access_ended_at IS NULL AND e.last_day < today
                  AND (cc_center.duty_now(e.center_id, e.staff_no)).staff_no IS NULL
                ORDER BY e.staff_no LOOP
        PERFORM cc_center.lock_people(center_id, ARRAY[gone.staff_no]);
        UPDATE cc_center.service_end e
        SET legs_passed = e.legs_passed + cc_center.pass_legs_of(e.center_id, e.staff_no, actor, gone.reason)
        WHERE e.center_id = end_left_access.center_id AND e.service_id = gone.service_id;
        PERFORM cc_center.end_access_of(center_id, gone.staff_no);
        ended := ended + 1;
    END LOOP;
    RETURN ended;
END
$$;
COMMENT ON FUNCTION cc_center.end_left_access(bigint) IS
    'Takes from those who left, and whose last shift is over, enrolment and group, and passes on what they still have in hand; returns how many (E2). For the scheduler, nightly, or a system_admin; who left acts as nobody before that too.';

DO $$
BEGIN
    PERFORM cc_center.share_function('cc_center.leave_service(bigint, text, date, text, boolean)', ARRAY['supervisor', 'system_admin']);
    PERFORM cc_center.share_function('cc_center.end_left_access(bigint)', ARRAY['scheduler', 'system_admin']);
END
$$;
