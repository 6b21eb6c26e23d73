-- What changes a running clock: suspended (挂账), deferred (缓办), extended (延期); asked for, decided, ended.

COMMENT ON COLUMN cc_center.clock_event.leg_no IS 'The leg that it was asked for; a clock that goes on in the next hands keeps it.';
COMMENT ON COLUMN cc_center.clock_event.version IS 'The version of the rules that the leg''s clock runs by: its clock_rule decides.';
COMMENT ON COLUMN cc_center.clock_event.until IS 'Until when it is to be suspended or deferred; then the clock runs on by itself.';
COMMENT ON COLUMN cc_center.clock_event.extra IS 'By how much more of the limit''s own time it is extended: of working hours where the limit counts these.';
COMMENT ON COLUMN cc_center.clock_event.decision IS 'What whoever decided said of it.';
COMMENT ON COLUMN cc_center.clock_event.ended_at IS 'When the clock ran on before the date given; NULL where nothing ended it before.';
COMMENT ON COLUMN cc_center.clock_event.ended_by IS 'Who ended it: by resume_case(), by a step, or by approving a longer one in its place.';

CREATE OR REPLACE FUNCTION cc_center.running_leg(held cc_center.cases, at timestamptz)
RETURNS cc_center.leg LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    lying cc_center.leg;
BEGIN
    -- locked, so that a snapshot older than a sweep's mark must try again
    SELECT l.* INTO lying FROM cc_center.leg l
    WHERE l.center_id = held.center_id AND l.case_id = held.case_id AND l.leg_no = held.leg_no AND l.finished_at IS NULL
    FOR UPDATE;
    IF lying.clock_start IS NULL OR lying.clock_start > at THEN
        PERFORM cc_center.raise_error('no_running_clock', held.case_id::text);
    ELSIF lying.due_at < at OR lying.overdue_at IS NOT NULL THEN
        PERFORM cc_center.raise_error('clock_ran_out', held.case_id::text);
    END IF;
    RETURN lying;
END
$$;
COMMENT ON FUNCTION cc_center.running_leg(cc_center.cases, timestamptz) IS
    'The open leg of a case that the caller has locked, locked too: its clock must have started by an instant (UC937) and not have run out, nor been found overdue by a sweep (UC938); exactly at the due it has not.';

CREATE OR REPLACE FUNCTION cc_center.write_pause(held cc_center.cases, until timestamptz)
RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE cc_center.cases c SET paused_until = write_pause.until
    WHERE c.center_id = held.center_id AND c.case_id = held.case_id
$$;
COMMENT ON FUNCTION cc_center.write_pause(cc_center.cases, timestamptz) IS
    'Writes until when the clock of a locked case is paused, also where nothing changes: whoever has seen the case before what was asked or decided of its clock must try again.';

CREATE OR REPLACE FUNCTION cc_center.clock_rule_of(lying cc_center.leg, kind text)
RETURNS cc_center.clock_rule LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    rule cc_center.clock_rule;
BEGIN
    SELECT r.* INTO rule FROM cc_center.clock_rule r
    WHERE r.center_id = lying.center_id AND r.version = lying.version AND r.kind = clock_rule_of.kind AND r.leg_kind = lying.leg_kind;
    IF rule.kind IS NULL THEN
        PERFORM cc_center.raise_error('clock_not_allowed', kind, lying.leg_kind, lying.version::text, lying.center_id::text);
    END IF;
    RETURN rule;
END
$$;
COMMENT ON FUNCTION cc_center.clock_rule_of(cc_center.leg, text) IS
    'The rule for suspending, deferring or extending a leg, of the version that its clock runs by; UC939 where that has none.';

CREATE OR REPLACE FUNCTION cc_center.require_clock_role(lying cc_center.leg, roles text[])
RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.require_role(lying.center_id, VARIADIC roles);
BEGIN
    -- another department's people have no say in its cases
    IF cc_center.acting_role(lying.center_id) = 'department' AND NOT EXISTS (
        SELECT FROM cc_center.department_staff d
        WHERE d.center_id = lying.center_id AND d.department = lying.department AND d.staff_no = actor) THEN
        PERFORM cc_center.raise_error('not_the_department', lying.case_id::text, coalesce(lying.department, '-'));
    END IF;
    RETURN actor;
END
$$;
COMMENT ON FUNCTION cc_center.require_clock_role(cc_center.leg, text[]) IS
    'The staff number of the acting person, who must have one of the roles (UC103), and in role department belong to the department of the leg (UC953).';

CREATE OR REPLACE FUNCTION cc_center.judge_clock_event(asked cc_center.clock_event, held cc_center.cases, rule cc_center.clock_rule, at timestamptz)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF asked.kind = 'extend' THEN
        IF (asked.extra > interval '0') IS NOT TRUE THEN
            PERFORM cc_center.raise_error('extension_empty');
        END IF;
    ELSIF NOT coalesce(isfinite(asked.until) AND asked.until > greatest(at, held.paused_until), false) THEN
        PERFORM cc_center.raise_error('pause_not_ahead', asked.case_id::text);
    END IF;
    IF coalesce(asked.extra, asked.until - at) > rule.longest THEN
        PERFORM cc_center.raise_error('clock_event_too_long', rule.longest::text, rule.clause);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.judge_clock_event(cc_center.clock_event, cc_center.cases, cc_center.clock_rule, timestamptz) IS
    'Refuses what is asked of a clock where it is nothing (UC940), does not lie ahead of an instant and of the present pause (UC941), or is longer than the rule allows (UC942).';

CREATE OR REPLACE FUNCTION cc_center.ask_clock_event(
    center_id bigint, case_id bigint, kind text, until timestamptz, extra interval, reason text)
RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    held cc_center.cases;
    lying cc_center.leg;
    rule cc_center.clock_rule;
    asked cc_center.clock_event;
    at timestamptz;
    alive integer;
    counted integer;
BEGIN
    PERFORM cc_center.acting_person(center_id);
    held := cc_center.lock_case(center_id, case_id);
    at := cc_center.clock();
    lying := cc_center.running_leg(held, at);
    rule := cc_center.clock_rule_of(lying, kind);
    asked.asked_by := cc_center.require_clock_role(lying, rule.ask_roles);
    IF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', rule.clause);
    END IF;
    asked.case_id := case_id;
    asked.kind := kind;
    asked.until := until;
    asked.extra := extra;
    PERFORM cc_center.judge_clock_event(asked, held, rule, at);
    -- what was asked until an instant that has passed cannot be approved any more
    SELECT count(*) FILTER (WHERE e.status = 'asked'), count(*) FILTER (WHERE e.kind = rule.kind) INTO alive, counted
    FROM cc_center.clock_event e
    WHERE e.center_id = held.center_id AND e.case_id = held.case_id AND e.clock_start = lying.clock_start
      AND (e.status = 'approved' OR e.status = 'asked' AND coalesce(e.until > at, true));
    IF alive > 0 THEN
        PERFORM cc_center.raise_error('clock_event_waits', case_id::text);
    ELSIF counted >= rule.most THEN
        PERFORM cc_center.raise_error('clock_events_used_up', case_id::text, kind, rule.most::text, rule.clause);
    END IF;
    INSERT INTO cc_center.clock_event (center_id, case_id, leg_no, clock_start, kind, version, asked_by, asked_at, reason, until, extra)
    VALUES (held.center_id, held.case_id, lying.leg_no, lying.clock_start, rule.kind, rule.version, asked.asked_by, at,
            ask_clock_event.reason, asked.until, asked.extra)
    RETURNING event_id INTO asked.event_id;
    PERFORM cc_center.write_pause(held, held.paused_until);
    RETURN asked.event_id;
END
$$;
COMMENT ON FUNCTION cc_center.ask_clock_event(bigint, bigint, text, timestamptz, interval, text) IS
    'For suspend_case(), defer_case() and extend_case(): asks for the present leg of a case.';

CREATE OR REPLACE FUNCTION cc_center.suspend_case(center_id bigint, case_id bigint, until timestamptz, reason text)
RETURNS bigint LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$ SELECT cc_center.ask_clock_event(center_id, case_id, 'suspend', until, NULL, reason) $$;
COMMENT ON FUNCTION cc_center.suspend_case(bigint, bigint, timestamptz, text) IS
    'Asks to suspend (挂账) the clock of a case''s present leg until an instant, with a reason; by the roles that clock_rule names, of role department only by the leg''s own department. Nothing stands still before it is approved. Returns the event''s id, for decide_clock_event(). UC937 where no clock runs, UC938 where it has run out, UC939 where the rules do not allow it, UC941, UC942 for the instant, UC943 while something is asked already, UC944 where it was done as often as allowed, UC501 without a reason.';
SELECT cc_center.share_function('cc_center.suspend_case(bigint, bigint, timestamptz, text)',
                                ARRAY['operator', 'shift_leader', 'supervisor', 'director', 'inspector', 'department']);

CREATE OR REPLACE FUNCTION cc_center.defer_case(center_id bigint, case_id bigint, until timestamptz, reason text)
RETURNS bigint LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$ SELECT cc_center.ask_clock_event(center_id, case_id, 'defer', until, NULL, reason) $$;
COMMENT ON FUNCTION cc_center.defer_case(bigint, bigint, timestamptz, text) IS
    'Asks to defer (缓办) a case until an instant, as suspend_case() asks to suspend it; the rules may let others do so, as often and as long as they say.';
SELECT cc_center.share_function('cc_center.defer_case(bigint, bigint, timestamptz, text)',
                                ARRAY['operator', 'shift_leader', 'supervisor', 'director', 'inspector', 'department']);

CREATE OR REPLACE FUNCTION cc_center.extend_case(center_id bigint, case_id bigint, extra interval, reason text)
RETURNS bigint LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$ SELECT cc_center.ask_clock_event(center_id, case_id, 'extend', NULL, extra, reason) $$;
COMMENT ON FUNCTION cc_center.extend_case(bigint, bigint, interval, text) IS
    'Asks to extend (延期) the limit of a case''s present leg by so much more of the time that it counts in: of working hours where it counts these, 24 hours of them for each workday where it counts workdays. Otherwise as suspend_case(); UC940 for an extension by nothing.';
SELECT cc_center.share_function('cc_center.extend_case(bigint, bigint, interval, text)',
                                ARRAY['operator', 'shift_leader', 'supervisor', 'director', 'inspector', 'department']);

CREATE OR REPLACE FUNCTION cc_center.lock_clock_event(center_id bigint, event_id bigint)
RETURNS cc_center.clock_event LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    asked cc_center.clock_event;
BEGIN
    PERFORM cc_center.acting_person(center_id);
    SELECT e.* INTO asked FROM cc_center.clock_event e
    WHERE e.center_id = lock_clock_event.center_id AND e.event_id = lock_clock_event.event_id;
    IF asked.event_id IS NULL THEN
        PERFORM cc_center.raise_error('unknown_clock_event', center_id::text, coalesce(event_id::text, 'NULL'));
    END IF;
    PERFORM cc_center.lock_case(center_id, asked.case_id);
    SELECT e.* INTO asked FROM cc_center.clock_event e
    WHERE e.center_id = lock_clock_event.center_id AND e.event_id = lock_clock_event.event_id FOR UPDATE;
    IF asked.status <> 'asked' THEN
        PERFORM cc_center.raise_error('clock_event_decided', event_id::text, asked.status);
    END IF;
    RETURN asked;
END
$$;
COMMENT ON FUNCTION cc_center.lock_clock_event(bigint, bigint) IS
    'What was asked of a clock and is not decided, locked, and its case before it; UC946 where there is none, UC947 where it is decided.';

CREATE OR REPLACE FUNCTION cc_center.leg_of_event(asked cc_center.clock_event)
RETURNS cc_center.leg LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT l FROM cc_center.leg l
    WHERE l.center_id = asked.center_id AND l.case_id = asked.case_id AND l.leg_no = asked.leg_no
$$;
COMMENT ON FUNCTION cc_center.leg_of_event(cc_center.clock_event) IS
    'The leg that something was asked for; in the next hands the same clock may have another.';

CREATE OR REPLACE FUNCTION cc_center.end_pause(center_id bigint, case_id bigint, at timestamptz, staff_no text, reason text DEFAULT NULL)
RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE cc_center.clock_event e
    SET ended_at = greatest(end_pause.at, e.began_at), ended_by = end_pause.staff_no, end_reason = end_pause.reason
    WHERE e.center_id = end_pause.center_id AND e.case_id = end_pause.case_id
      AND e.status = 'approved' AND e.kind <> 'extend' AND e.ended_at IS NULL AND e.until > end_pause.at
$$;
COMMENT ON FUNCTION cc_center.end_pause(bigint, bigint, timestamptz, text, text) IS
    'For callers that hold the lock on the case, and write its paused_until: what is suspended or deferred of it ends at an instant, by a person.';

CREATE OR REPLACE FUNCTION cc_center.approve_clock_event(asked cc_center.clock_event, actor text, reason text)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    held cc_center.cases := cc_center.lock_case(asked.center_id, asked.case_id);
    first_leg cc_center.leg := cc_center.leg_of_event(asked);
    at timestamptz := cc_center.clock();
    lying cc_center.leg := cc_center.running_leg(held, at);
    due timestamptz;
BEGIN
    IF (lying.leg_kind, lying.clock_start) <> (first_leg.leg_kind, asked.clock_start) THEN
        PERFORM cc_center.raise_error('no_running_clock', asked.case_id::text);
    END IF;
    PERFORM cc_center.judge_clock_event(asked, held, cc_center.clock_rule_of(first_leg, asked.kind), at);
    IF asked.kind <> 'extend' THEN
        -- a longer one takes the place of one that lasts
        PERFORM cc_center.end_pause(asked.center_id, asked.case_id, at, actor);
        held.paused_until := asked.until;
    END IF;
    UPDATE cc_center.clock_event e
    SET status = 'approved', decided_by = actor, decided_at = at, decision = approve_clock_event.reason, began_at = at,
        due_before = lying.due_at
    WHERE e.center_id = asked.center_id AND e.event_id = asked.event_id;
    PERFORM cc_center.write_pause(held, held.paused_until);
    due := cc_center.retime_leg(asked.center_id, asked.case_id);
    UPDATE cc_center.clock_event e SET due_after = due
    WHERE e.center_id = asked.center_id AND e.event_id = asked.event_id;
END
$$;
COMMENT ON FUNCTION cc_center.approve_clock_event(cc_center.clock_event, text, text) IS
    'For decide_clock_event(): what was asked holds from now on, where the clock that it was asked for still runs.';

CREATE OR REPLACE FUNCTION cc_center.decide_clock_event(center_id bigint, event_id bigint, approve boolean, reason text DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    asked cc_center.clock_event := cc_center.lock_clock_event(center_id, event_id);
    asked_for cc_center.leg := cc_center.leg_of_event(asked);
    rule cc_center.clock_rule := cc_center.clock_rule_of(asked_for, asked.kind);
    actor text := cc_center.require_clock_role(asked_for, rule.approve_roles);
    held cc_center.cases;
BEGIN
    IF actor = asked.asked_by THEN
        PERFORM cc_center.raise_error('own_clock_event', event_id::text);
    ELSIF approve THEN
        PERFORM cc_center.approve_clock_event(asked, actor, reason);
        RETURN;
    ELSIF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', rule.clause);
    END IF;
    UPDATE cc_center.clock_event e
    SET status = 'refused', decided_by = actor, decided_at = cc_center.clock(), decision = decide_clock_event.reason
    WHERE e.center_id = asked.center_id AND e.event_id = asked.event_id;
    held := cc_center.lock_case(asked.center_id, asked.case_id);
    PERFORM cc_center.write_pause(held, held.paused_until);
END
$$;
COMMENT ON FUNCTION cc_center.decide_clock_event(bigint, bigint, boolean, text) IS
    'Decides what was asked of a case''s clock: by a role that clock_rule names, another person than who asked; refused with a reason. Approved, it holds from now on: the clock stands still until the instant asked for, or has so much more time, and the leg''s due follows. UC946 where there is no such event, UC947 where it is decided, UC949 for who asked; approved only while the same clock runs: UC937 where the leg has ended, UC938 where it has run out meanwhile, UC941 where the instant has passed.';
SELECT cc_center.share_function('cc_center.decide_clock_event(bigint, bigint, boolean, text)',
                                ARRAY['operator', 'shift_leader', 'supervisor', 'director', 'inspector', 'department']);

CREATE OR REPLACE FUNCTION cc_center.withdraw_clock_event(center_id bigint, event_id bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    asked cc_center.clock_event := cc_center.lock_clock_event(center_id, event_id);
    held cc_center.cases := cc_center.lock_case(center_id, asked.case_id);
BEGIN
    IF actor <> asked.asked_by THEN
        PERFORM cc_center.raise_error('not_the_asker', event_id::text);
    END IF;
    UPDATE cc_center.clock_event e SET status = 'withdrawn', decided_by = actor, decided_at = cc_center.clock()
    WHERE e.center_id = asked.center_id AND e.event_id = asked.event_id;
    PERFORM cc_center.write_pause(held, held.paused_until);
END
$$;
COMMENT ON FUNCTION cc_center.withdraw_clock_event(bigint, bigint) IS
    'Takes back what one has asked of a clock oneself, while nobody has decided. UC946, UC947, UC948 for anybody else.';
SELECT cc_center.share_function('cc_center.withdraw_clock_event(bigint, bigint)',
                                ARRAY['operator', 'shift_leader', 'supervisor', 'director', 'inspector', 'department']);

CREATE OR REPLACE FUNCTION cc_center.resume_case(center_id bigint, case_id bigint, reason text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    held cc_center.cases := cc_center.lock_case(center_id, case_id);
    at timestamptz := cc_center.clock();
    pause cc_center.clock_event;
    paused cc_center.leg;
    rule cc_center.clock_rule;
BEGIN
    IF held.paused_until > at THEN
        SELECT e.* INTO pause FROM cc_center.clock_event e
        WHERE e.center_id = held.center_id AND e.case_id = held.case_id AND e.status = 'approved' AND e.kind <> 'extend'
          AND e.ended_at IS NULL AND e.until = held.paused_until
        ORDER BY e.event_id DESC LIMIT 1;
    END IF;
    IF pause.event_id IS NULL THEN
        PERFORM cc_center.raise_error('case_not_paused', case_id::text);
    END IF;
    paused := cc_center.leg_of_event(pause);
    rule := cc_center.clock_rule_of(paused, pause.kind);
    IF actor <> pause.asked_by THEN
        PERFORM cc_center.require_clock_role(paused, rule.approve_roles);
    END IF;
    IF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', rule.clause);
    END IF;
    PERFORM cc_center.end_pause(center_id, case_id, at, actor, reason);
    PERFORM cc_center.write_pause(held, NULL);
    -- a clock that was to begin in the next hands at the date begins now
    UPDATE cc_center.leg l SET clock_start = at
    WHERE l.center_id = held.center_id AND l.case_id = held.case_id AND l.leg_no = held.leg_no AND l.finished_at IS NULL
      AND l.clock_start = held.paused_until;
    PERFORM cc_center.retime_leg(center_id, case_id);
END
$$;
COMMENT ON FUNCTION cc_center.resume_case(bigint, bigint, text) IS
    'Lets the clock of a suspended or deferred case run on before the date, with a reason: by who asked for it, or a role that could approve it. UC910, UC945 where it is not paused, UC501. By itself it runs on at the date, and with any step that somebody takes.';
SELECT cc_center.share_function('cc_center.resume_case(bigint, bigint, text)',
                                ARRAY['operator', 'shift_leader', 'supervisor', 'director', 'inspector', 'department']);
