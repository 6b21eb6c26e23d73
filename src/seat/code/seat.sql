-- Leaving the seat during a shift: asking, leaving, coming back (B2.4, E3.4, U23).

CREATE OR REPLACE FUNCTION cc_center.begin_absence(duty cc_center.roster)
RETURNS cc_center.seat_absence LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    at timestamptz := cc_center.clock();
    present cc_center.seat_absence;
BEGIN
    -- what he did not use or come back from in an earlier shift is over
    UPDATE cc_center.seat_relief s SET stood_up_at = greatest(s.sat_down_at, least(s.sits_until, at))
    FROM cc_center.seat_absence a
    WHERE a.center_id = duty.center_id AND a.staff_no = duty.staff_no AND a.over_at IS NULL
      AND (a.day, a.shift) <> (duty.day, duty.shift)
      AND s.center_id = a.center_id AND s.absence_id = a.absence_id AND s.stood_up_at IS NULL;
    UPDATE cc_center.seat_absence a SET over_at = at
    WHERE a.center_id = duty.center_id AND a.staff_no = duty.staff_no AND a.over_at IS NULL
      AND (a.day, a.shift) <> (duty.day, duty.shift);
    SELECT a.* INTO present FROM cc_center.seat_absence a
    WHERE a.center_id = duty.center_id AND a.staff_no = duty.staff_no AND a.over_at IS NULL;
    IF present.absence_id IS NULL THEN
        INSERT INTO cc_center.seat_absence AS a (center_id, staff_no, day, shift)
        VALUES (duty.center_id, duty.staff_no, duty.day, duty.shift) RETURNING a.* INTO present;
    END IF;
    RETURN present;
END
$$;
COMMENT ON FUNCTION cc_center.begin_absence(cc_center.roster) IS
    'For callers that hold the lock on the person: his request or absence of this shift, made where there is none; what was left open of an earlier shift is over.';

CREATE OR REPLACE FUNCTION cc_center.write_absence_reason(absence cc_center.seat_absence, reason text)
RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO cc_center.absence_reason (center_id, absence_id, reason)
    SELECT absence.center_id, absence.absence_id, write_absence_reason.reason WHERE write_absence_reason.reason IS NOT NULL
    ON CONFLICT (center_id, absence_id) DO UPDATE SET reason = excluded.reason
$$;
COMMENT ON FUNCTION cc_center.write_absence_reason(cc_center.seat_absence, text) IS
    'Keeps why somebody leaves the seat, in place of what he said when he asked, where he says it (A7, E3.4).';

CREATE OR REPLACE FUNCTION cc_center.ask_to_leave(center_id bigint, reason text DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    duty cc_center.roster;
    request cc_center.seat_absence;
BEGIN
    PERFORM cc_center.lock_people(center_id, ARRAY[actor]);
    duty := cc_center.duty_now(center_id, actor);
    IF duty.staff_no IS NULL THEN
        PERFORM cc_center.raise_error('not_on_duty', actor);
    END IF;
    request := cc_center.begin_absence(duty);
    IF request.left_at IS NOT NULL THEN
        PERFORM cc_center.raise_error('already_away', actor);
    ELSIF request.answer IS NOT NULL THEN
        PERFORM cc_center.raise_error('already_answered', actor, request.answered_by);
    ELSIF request.asked_at IS NOT NULL THEN
        PERFORM cc_center.raise_error('already_asked', actor);
    END IF;
    UPDATE cc_center.seat_absence a SET asked_at = cc_center.clock()
    WHERE a.center_id = request.center_id AND a.absence_id = request.absence_id;
    PERFORM cc_center.write_absence_reason(request, reason);
    RETURN request.absence_id;
END
$$;
COMMENT ON FUNCTION cc_center.ask_to_leave(bigint, text) IS
    'The acting person, on duty, asks a leader to be let leave the seat (请示; B2.4, E3.4); view my_approvals shows it to those who may answer. Returns the id of the absence to come. UC801 off duty, UC802 away already, UC808 asked already, UC809 answered already.';

CREATE OR REPLACE FUNCTION cc_center.withdraw_leaving(center_id bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    request cc_center.seat_absence;
BEGIN
    PERFORM cc_center.lock_people(center_id, ARRAY[actor]);
    request := cc_center.open_absence(cc_center.duty_now(center_id, actor));
    IF request.left_at IS NOT NULL THEN
        PERFORM cc_center.raise_error('already_away', actor);
    ELSIF request.absence_id IS NULL THEN
        PERFORM cc_center.raise_error('not_asked', actor);
    END IF;
    PERFORM cc_center.end_absence(request, NULL);
END
$$;
COMMENT ON FUNCTION cc_center.withdraw_leaving(bigint) IS
    'The acting person does not leave after all: his request, its answer and the relief who sat down are done with (E3.4). UC802 where he has left, UC810 where there is nothing to withdraw.';

CREATE OR REPLACE FUNCTION cc_center.end_absence(absence cc_center.seat_absence, returned_at timestamptz)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    at timestamptz := cc_center.clock();
BEGIN
    UPDATE cc_center.seat_relief s SET stood_up_at = greatest(s.sat_down_at, least(s.sits_until, at))
    WHERE s.center_id = absence.center_id AND s.absence_id = absence.absence_id AND s.stood_up_at IS NULL;
    UPDATE cc_center.seat_absence a SET returned_at = end_absence.returned_at, over_at = at
    WHERE a.center_id = absence.center_id AND a.absence_id = absence.absence_id;
END
$$;
COMMENT ON FUNCTION cc_center.end_absence(cc_center.seat_absence, timestamptz) IS
    'For callers that hold the lock on the person: he is back, at the instant given, or does not leave after all; his relief stands up.';

CREATE OR REPLACE FUNCTION cc_center.judge_leaving(duty cc_center.roster, relief text, request cc_center.seat_absence)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    rule cc_center.seat_rule := cc_center.rule_of_seat(duty);
    sits_in_for text := cc_center.relieved_by(duty.center_id, duty.staff_no);
    granted boolean := coalesce(request.answer = 'granted' AND rule.by_approval, false);
    present boolean;
BEGIN
    IF rule.role IS NULL THEN
        RETURN;
    END IF;
    present := cc_center.leader_present(duty, rule.leader_roles, request.answered_by);
    IF sits_in_for IS NOT NULL AND NOT (present AND granted) THEN
        PERFORM cc_center.raise_error('relieves_another', duty.staff_no, sits_in_for, rule.clause);
    ELSIF NOT present THEN
        IF relief IS NULL OR NOT rule.by_relief THEN
            PERFORM cc_center.raise_error('seat_empty', rule.clause);
        END IF;
    ELSIF request.answer = 'relief' AND rule.by_relief THEN
        IF relief IS DISTINCT FROM request.named_relief THEN
            PERFORM cc_center.raise_error('relief_not_seated', request.named_relief, duty.staff_no);
        END IF;
    ELSIF NOT granted AND (rule.asks_leader OR relief IS NULL OR NOT rule.by_relief) THEN
        PERFORM cc_center.raise_error('seat_not_released', rule.clause);
    END IF;
    -- the last leader stays while a seat is empty on a leader's word
    IF duty.role = ANY (rule.leader_roles) AND NOT cc_center.another_leader_at_seat(duty, rule.leader_roles)
       AND EXISTS (SELECT FROM cc_center.seat_absence a
                   JOIN cc_center.roster r ON r.center_id = a.center_id AND r.staff_no = a.staff_no AND r.day = a.day
                       AND r.shift = a.shift AND r.duty @> cc_center.clock()
                   WHERE a.center_id = duty.center_id AND a.left_at IS NOT NULL AND a.over_at IS NULL
                     AND cc_center.relief_at_seat(a.center_id, a.absence_id) IS NULL) THEN
        PERFORM cc_center.raise_error('seat_empty', rule.clause);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.judge_leaving(cc_center.roster, text, cc_center.seat_absence) IS
    'Whether the seat may be left: where a leader is present, as he answered, at once or when the relief he named sits there; where none is, once a relief sits there; and nobody who sits in for another, unless a leader grants it (B2.4, E3.4, U23).';

CREATE OR REPLACE FUNCTION cc_center.leave_seat(center_id bigint, relief text DEFAULT NULL, reason text DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    duty cc_center.roster := cc_center.duty_now(center_id, actor);
    seated text := cc_center.relief_at_seat(center_id, (cc_center.open_absence(duty)).absence_id);
    request cc_center.seat_absence;
BEGIN
    PERFORM cc_center.lock_people(center_id, ARRAY[actor, seated]
        || cc_center.leaders_on_duty(center_id, (cc_center.rule_of_seat(duty)).leader_roles));
    duty := cc_center.duty_now(center_id, actor);
    IF duty.staff_no IS NULL THEN
        PERFORM cc_center.raise_error('not_on_duty', actor);
    END IF;
    request := cc_center.begin_absence(duty);
    IF request.left_at IS NOT NULL THEN
        PERFORM cc_center.raise_error('already_away', actor);
    END IF;
    -- one who sat down since is not locked yet, and might be leaving himself
    PERFORM cc_center.lock_people(center_id, ARRAY[cc_center.relief_at_seat(center_id, request.absence_id)]);
    seated := cc_center.relief_at_seat(center_id, request.absence_id);
    PERFORM cc_center.judge_leaving(duty, seated, request);
    IF relief IS NOT NULL AND relief IS DISTINCT FROM seated THEN
        PERFORM cc_center.raise_error('relief_not_seated', relief, actor);
    END IF;
    UPDATE cc_center.seat_absence a SET left_at = cc_center.clock()
    WHERE a.center_id = request.center_id AND a.absence_id = request.absence_id;
    PERFORM cc_center.write_absence_reason(request, reason);
    RETURN request.absence_id;
END
$$;
COMMENT ON FUNCTION cc_center.leave_seat(bigint, text, text) IS
    'The acting person leaves the seat (B2.4, E3.4, U23): where a leader is present, as one answered him; where none is, once a relief sits there, never with nobody. relief: who that is, where the caller wants it checked. While he is away his relief, of whatever shift, gets the seat''s new cases and may take steps in those in hand there; without one they go to the others of his shift, and where nobody is left they wait. Returns the absence''s id. UC801, UC802, UC805 without an answer, UC806 never empty, UC807 who sits in for another, UC811 while the relief does not sit there.';

CREATE OR REPLACE FUNCTION cc_center.return_to_seat(center_id bigint)
RETURNS interval LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    at timestamptz;
    absence cc_center.seat_absence;
BEGIN
    PERFORM cc_center.lock_people(center_id, ARRAY[actor]);
    at := cc_center.clock();
    absence := cc_center.open_absence(cc_center.duty_now(center_id, actor));
    IF absence.left_at IS NULL THEN
        PERFORM cc_center.raise_error('not_away', actor);
    END IF;
    PERFORM cc_center.end_absence(absence, at);
    RETURN at - absence.left_at;
END
$$;
COMMENT ON FUNCTION cc_center.return_to_seat(bigint) IS
    'The acting person is back at the seat in his shift, and takes part in new cases again; his relief stands up and keeps what he got; what waited for want of anybody is given out at once (E3.4). Returns how long he was away. UC803 where he is not away.';

DO $$
BEGIN
    PERFORM cc_center.share_function(f, ARRAY['operator', 'shift_leader'])
    FROM unnest('{"cc_center.ask_to_leave(bigint, text)", cc_center.withdraw_leaving(bigint),
                  "cc_center.leave_seat(bigint, text, text)", cc_center.return_to_seat(bigint)}'::regprocedure[]) f;
END
$$;
