-- The relief who sits down for another, by himself or because a leader arranges it (E3.4, U23).

CREATE OR REPLACE FUNCTION cc_center.is_fit_relief(duty cc_center.roster, relief text)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(relief <> duty.staff_no AND rule.by_relief
                    AND (cc_center.duty_now(duty.center_id, relief)).role = ANY (rule.relief_roles), false)
    FROM (SELECT (cc_center.rule_of_seat(duty)).*) rule
$$;
COMMENT ON FUNCTION cc_center.is_fit_relief(cc_center.roster, text) IS
    'Whether somebody may be the relief of a seat: another person on duty, of whatever shift, of a role that the rules name (U23).';

CREATE OR REPLACE FUNCTION cc_center.take_seat(duty cc_center.roster, relief text, leader text)
RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    at timestamptz := cc_center.clock();
    relief_duty cc_center.roster := cc_center.duty_now(duty.center_id, relief);
    sits_in_for text := cc_center.relieved_by(duty.center_id, relief);
    absence cc_center.seat_absence;
    seated text;
BEGIN
    IF NOT cc_center.is_fit_relief(duty, relief) OR NOT cc_center.at_the_seat(duty.center_id, relief)
       OR sits_in_for <> duty.staff_no THEN
        PERFORM cc_center.raise_error('unfit_relief', relief, duty.staff_no);
    END IF;
    absence := cc_center.begin_absence(duty);
    seated := cc_center.relief_at_seat(absence.center_id, absence.absence_id);
    IF leader IS NULL AND absence.left_at IS NULL AND absence.named_relief <> relief THEN
        PERFORM cc_center.raise_error('another_named', absence.named_relief, duty.staff_no);
    ELSIF seated = relief THEN
        RETURN absence.absence_id;
    ELSIF leader IS NULL AND seated IS NOT NULL AND (absence.left_at IS NOT NULL OR absence.named_relief IS DISTINCT FROM relief) THEN
        PERFORM cc_center.raise_error('seat_taken', seated, duty.staff_no);
    END IF;
    -- also what somebody did not stand up from in an earlier shift
    UPDATE cc_center.seat_relief s SET stood_up_at = greatest(s.sat_down_at, least(s.sits_until, at))
    WHERE s.center_id = absence.center_id AND s.stood_up_at IS NULL
      AND (s.absence_id = absence.absence_id OR s.relief = take_seat.relief);
    INSERT INTO cc_center.seat_relief (center_id, absence_id, turn, relief, seated_by, sat_down_at, sits_until)
    SELECT absence.center_id, absence.absence_id, 1 + count(*), take_seat.relief, leader, at,
           least(upper(duty.duty), upper(relief_duty.duty))
    FROM cc_center.seat_relief s WHERE s.center_id = absence.center_id AND s.absence_id = absence.absence_id;
    RETURN absence.absence_id;
END
$$;
COMMENT ON FUNCTION cc_center.take_seat(cc_center.roster, text, text) IS
    'For callers that hold the locks on both people: lets a relief sit in the seat of a shift, by himself or placed by a leader, who may also place him instead of another (E3.4, U23). UC804, UC812, UC813.';

CREATE OR REPLACE FUNCTION cc_center.sit_down(center_id bigint, staff_no text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    duty cc_center.roster;
BEGIN
    PERFORM cc_center.lock_people(center_id, ARRAY[actor, staff_no]);
    duty := cc_center.duty_now(center_id, staff_no);
    IF (cc_center.duty_now(center_id, actor)).staff_no IS NULL THEN
        PERFORM cc_center.raise_error('not_on_duty', actor);
    ELSIF duty.staff_no IS NULL THEN
        PERFORM cc_center.raise_error('not_on_duty', coalesce(staff_no, ''));
    END IF;
    RETURN cc_center.take_seat(duty, actor, NULL);
END
$$;
COMMENT ON FUNCTION cc_center.sit_down(bigint, text) IS
    'The acting person, on duty in whatever shift, sits down as the relief of a person on duty, before that one leaves, or in a seat that stands empty, as when the relief before him has gone home (E3.4, U23). From the other''s leaving on he gets the seat''s new cases and may take steps in those in hand there. Returns the absence''s id. UC801 off duty, UC804 unfit, UC812 another was named, UC813 another sits there.';

CREATE OR REPLACE FUNCTION cc_center.stand_up(center_id bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    sits_in_for text := cc_center.relieved_by(center_id, actor);
    absence cc_center.seat_absence;
BEGIN
    PERFORM cc_center.lock_people(center_id, ARRAY[actor, sits_in_for]);
    sits_in_for := cc_center.relieved_by(center_id, actor);
    IF sits_in_for IS NULL THEN
        PERFORM cc_center.raise_error('sits_for_nobody', actor);
    END IF;
    absence := cc_center.open_absence(cc_center.duty_now(center_id, sits_in_for));
    IF absence.left_at IS NOT NULL THEN
        PERFORM cc_center.raise_error('relieves_another', actor, sits_in_for,
                                      (cc_center.rule_of_seat(cc_center.duty_now(center_id, sits_in_for))).clause);
    END IF;
    UPDATE cc_center.seat_relief s SET stood_up_at = greatest(s.sat_down_at, cc_center.clock())
    WHERE s.center_id = absence.center_id AND s.absence_id = absence.absence_id AND s.stood_up_at IS NULL;
END
$$;
COMMENT ON FUNCTION cc_center.stand_up(bigint) IS
    'The acting person gives up the seat he sits in for another who has not left yet (E3.4). UC814 where he sits in for nobody, UC807 once the other is away: then he stays until that one is back, or a leader places another.';

CREATE OR REPLACE FUNCTION cc_center.arrange_relief(center_id bigint, staff_no text, relief text, note text DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    leader text := cc_center.require_answerer(center_id, staff_no);
    duty cc_center.roster;
    arranged bigint;
BEGIN
    PERFORM cc_center.lock_people(center_id, ARRAY[leader, staff_no, relief]);
    PERFORM cc_center.require_presence(center_id, leader);
    duty := cc_center.duty_now(center_id, staff_no);
    IF duty.staff_no IS NULL THEN
        PERFORM cc_center.raise_error('not_on_duty', coalesce(staff_no, ''));
    END IF;
    arranged := cc_center.take_seat(duty, relief, leader);
    -- why an absent person was let go is not rewritten
    UPDATE cc_center.seat_absence a
    SET answer = 'relief', answered_by = leader, answered_at = cc_center.clock(), named_relief = relief
    WHERE a.center_id = duty.center_id AND a.absence_id = arranged AND a.left_at IS NULL;
    IF FOUND THEN
        PERFORM cc_center.write_answer_note(center_id, arranged, note);
    END IF;
    RETURN arranged;
END
$$;
COMMENT ON FUNCTION cc_center.arrange_relief(bigint, text, text, text) IS
    'A leader who is present places a relief in the seat of a person on duty, who may then leave; or, while that one is away, in the place of whoever sits there or in the empty seat (E3.4, U23). Returns the absence''s id. UC801 off duty, UC411 for his own seat, UC804 for an unfit relief.';

DO $$
BEGIN
    PERFORM cc_center.share_function(f, ARRAY['operator', 'shift_leader'])
    FROM unnest('{"cc_center.sit_down(bigint, text)", cc_center.stand_up(bigint)}'::regprocedure[]) f;
    PERFORM cc_center.share_function('cc_center.arrange_relief(bigint, text, text, text)', ARRAY['shift_leader', 'supervisor', 'director']);
END
$$;
