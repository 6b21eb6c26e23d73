-- Leaving the seat during a shift: with a relief or with permission, and back again (B2.4, E3.4).

SELECT cc_center.register_rule_table('seat_rule', 'seat');

SELECT cc_center.share_table('seat_absence', cc_center.all_groups());
SELECT cc_center.watch_table('seat_absence');
SELECT cc_center.keep_rows('seat_absence', '');

CREATE OR REPLACE FUNCTION cc_center.duty_now(center_id bigint, staff_no text)
RETURNS cc_center.roster LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r FROM cc_center.roster r
    WHERE r.center_id = duty_now.center_id AND r.staff_no = duty_now.staff_no AND r.duty @> cc_center.clock()
$$;
COMMENT ON FUNCTION cc_center.duty_now(bigint, text) IS 'The shift a person stands now; NULL where none.';

CREATE OR REPLACE FUNCTION cc_center.at_the_seat(center_id bigint, staff_no text)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM cc_center.roster r
        WHERE r.center_id = at_the_seat.center_id AND r.staff_no = at_the_seat.staff_no AND r.duty @> cc_center.clock()
          AND NOT EXISTS (SELECT FROM cc_center.seat_absence a
                          WHERE a.center_id = r.center_id AND a.staff_no = r.staff_no
                            AND a.left_at >= lower(r.duty) AND a.returned_at IS NULL))
$$;
COMMENT ON FUNCTION cc_center.at_the_seat(bigint, text) IS 'Whether a person is on duty now and has not left the seat.';

CREATE OR REPLACE FUNCTION cc_center.leaders_on_duty(center_id bigint, roles text[])
RETURNS text[] LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(array_agg(r.staff_no ORDER BY r.staff_no), '{}') FROM cc_center.roster r
    WHERE r.center_id = leaders_on_duty.center_id AND r.role = ANY (roles) AND r.duty @> cc_center.clock()
$$;
COMMENT ON FUNCTION cc_center.leaders_on_duty(bigint, text[]) IS 'Who of these roles is on duty now.';

CREATE OR REPLACE FUNCTION cc_center.relieved_by(center_id bigint, relief text)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT min(a.staff_no) FROM cc_center.seat_absence a
    JOIN cc_center.roster r ON r.center_id = a.center_id AND r.staff_no = a.staff_no AND r.duty @> cc_center.clock()
    WHERE a.center_id = relieved_by.center_id AND a.relief = relieved_by.relief
      AND a.left_at >= lower(r.duty) AND a.returned_at IS NULL
$$;
COMMENT ON FUNCTION cc_center.relieved_by(bigint, text) IS 'Whose seat a person sits in for now; NULL where nobody''s.';

CREATE OR REPLACE FUNCTION cc_center.permit_leaving(center_id bigint, staff_no text, reason text DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    approvers text[];
    actor text;
    duty cc_center.roster := cc_center.duty_now(center_id, staff_no);
    new_id bigint;
BEGIN
    SELECT a.approvers INTO approvers FROM cc_center.approval_step a
    WHERE a.center_id = permit_leaving.center_id AND a.subject = 'seat'
      AND a.version = cc_center.version_in_force(permit_leaving.center_id);
    actor := cc_center.require_role(center_id, VARIADIC coalesce(approvers, '{}'));
    IF actor = staff_no THEN
        PERFORM cc_center.raise_error('own_request', 'E3.4');
    ELSIF duty.staff_no IS NULL THEN
        PERFORM cc_center.raise_error('not_on_duty', coalesce(staff_no, ''));
    ELSIF cc_center.acting_role(center_id) = 'shift_leader' AND NOT cc_center.at_the_seat(center_id, actor) THEN
        PERFORM cc_center.raise_error('not_on_duty', actor);
    END IF;
    PERFORM cc_center.lock_people(center_id, ARRAY[staff_no, actor]);
    -- what he did not use or come back from in an earlier shift is over
    UPDATE cc_center.seat_absence a SET returned_at = greatest(a.left_at, lower(duty.duty))
    WHERE a.center_id = duty.center_id AND a.staff_no = duty.staff_no AND a.returned_at IS NULL
      AND coalesce(a.left_at, a.permitted_at) < lower(duty.duty);
    INSERT INTO cc_center.seat_absence AS a (center_id, staff_no, permitted_by, permitted_at, reason)
    VALUES (center_id, staff_no, actor, cc_center.clock(), reason)
    ON CONFLICT DO NOTHING RETURNING a.absence_id INTO new_id;
    IF new_id IS NULL THEN
        PERFORM cc_center.raise_error('already_away', staff_no);
    END IF;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.permit_leaving(bigint, text, text) IS
    'A leader who is present allows a person on duty to leave the seat, once (B2.4, E3.4). Returns the id of the absence to come.';

CREATE OR REPLACE FUNCTION cc_center.judge_leaving(duty cc_center.roster, relief text, permission cc_center.seat_absence)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    rule cc_center.seat_rule;
    leaders text[];
    leader_present boolean;
BEGIN
    SELECT s.* INTO rule FROM cc_center.seat_rule s
    WHERE s.center_id = duty.center_id AND s.version = duty.version AND s.role = duty.role;
    IF rule.role IS NULL THEN
        RETURN;
    END IF;
    leaders := array_remove(cc_center.leaders_on_duty(duty.center_id, rule.leader_roles), duty.staff_no);
    leader_present := EXISTS (SELECT FROM unnest(leaders) l WHERE cc_center.at_the_seat(duty.center_id, l))
        -- who has no shifts was there when he allowed it
        OR EXISTS (SELECT FROM cc_center.staff s
                   WHERE s.center_id = duty.center_id AND s.staff_no = permission.permitted_by
                     AND s.role = ANY (rule.leader_roles) AND cc_center.duty_now(s.center_id, s.staff_no) IS NULL
                     AND NOT EXISTS (SELECT FROM cc_center.shift h
                                     WHERE h.center_id = duty.center_id AND h.version = duty.version AND h.role = s.role));
    IF relief IS NOT NULL AND rule.by_relief THEN
        IF cc_center.relieved_by(duty.center_id, duty.staff_no) IS NOT NULL THEN
            PERFORM cc_center.raise_error('relieves_another', duty.staff_no,
                                          cc_center.relieved_by(duty.center_id, duty.staff_no), rule.clause);
        ELSIF relief = duty.staff_no OR NOT cc_center.at_the_seat(duty.center_id, relief)
           OR cc_center.relieved_by(duty.center_id, relief) IS NOT NULL
           OR (cc_center.duty_now(duty.center_id, relief)).role <> duty.role THEN
            PERFORM cc_center.raise_error('unfit_relief', relief, duty.staff_no);
        END IF;
    ELSIF NOT leader_present THEN
        PERFORM cc_center.raise_error('seat_empty', rule.clause);
    ELSIF permission.absence_id IS NULL OR NOT rule.by_approval THEN
        PERFORM cc_center.raise_error('seat_not_released', rule.clause);
    END IF;
    -- the last leader stays while a seat is empty on a leader's word
    IF duty.role = ANY (rule.leader_roles) AND NOT EXISTS (SELECT FROM unnest(leaders) l WHERE cc_center.at_the_seat(duty.center_id, l))
       AND EXISTS (SELECT FROM cc_center.seat_absence a
                   JOIN cc_center.roster r ON r.center_id = a.center_id AND r.staff_no = a.staff_no AND r.duty @> cc_center.clock()
                   WHERE a.center_id = duty.center_id AND a.left_at >= lower(r.duty) AND a.returned_at IS NULL AND a.relief IS NULL) THEN
        PERFORM cc_center.raise_error('seat_empty', rule.clause);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.judge_leaving(cc_center.roster, text, cc_center.seat_absence) IS
    'Whether the seat may be left: with a fit relief, or with permission while a leader is present; never empty without one, and nobody relieved sits in for another (B2.4, E3.4).';

CREATE OR REPLACE FUNCTION cc_center.leave_seat(center_id bigint, relief text DEFAULT NULL, reason text DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    duty cc_center.roster := cc_center.duty_now(center_id, actor);
    permission cc_center.seat_absence;
    new_id bigint;
BEGIN
    IF duty.staff_no IS NULL THEN
        PERFORM cc_center.raise_error('not_on_duty', actor);
    END IF;
    PERFORM cc_center.lock_people(center_id, ARRAY[actor, relief]
        || cc_center.leaders_on_duty(center_id, ARRAY['shift_leader', 'supervisor', 'director']));
    IF NOT cc_center.at_the_seat(center_id, actor) THEN
        PERFORM cc_center.raise_error('already_away', actor);
    END IF;
    SELECT a.* INTO permission FROM cc_center.seat_absence a
    WHERE a.center_id = duty.center_id AND a.staff_no = actor AND a.left_at IS NULL AND a.returned_at IS NULL
      AND a.permitted_at >= lower(duty.duty);
    PERFORM cc_center.judge_leaving(duty, relief, permission);
    UPDATE cc_center.seat_absence a SET returned_at = greatest(a.left_at, lower(duty.duty))
    WHERE a.center_id = duty.center_id AND a.staff_no = actor AND a.returned_at IS NULL
      AND a.absence_id IS DISTINCT FROM permission.absence_id;
    IF permission.absence_id IS NOT NULL THEN
        UPDATE cc_center.seat_absence a
        SET left_at = cc_center.clock(), relief = leave_seat.relief, reason = coalesce(leave_seat.reason, a.reason)
        WHERE a.center_id = duty.center_id AND a.absence_id = permission.absence_id;
        RETURN permission.absence_id;
    END IF;
    INSERT INTO cc_center.seat_absence AS a (center_id, staff_no, relief, left_at, reason)
    VALUES (duty.center_id, actor, relief, cc_center.clock(), reason)
    RETURNING a.absence_id INTO new_id;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.leave_seat(bigint, text, text) IS
    'The acting person leaves the seat: with a relief of his role who is on duty and nobody else''s relief, or with a leader''s permission; with no leader present never without a relief (B2.4, E3.4). While he is away new cases go to the others of his shift, his relief among them; where nobody is left they wait. Returns the absence''s id.';

CREATE OR REPLACE FUNCTION cc_center.return_to_seat(center_id bigint)
RETURNS interval LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    away interval;
BEGIN
    PERFORM cc_center.lock_people(center_id, ARRAY[actor]);
    UPDATE cc_center.seat_absence a SET returned_at = cc_center.clock()
    WHERE a.center_id = return_to_seat.center_id AND a.staff_no = actor AND a.left_at IS NOT NULL AND a.returned_at IS NULL
    RETURNING a.returned_at - a.left_at INTO away;
    IF away IS NULL THEN
        PERFORM cc_center.raise_error('not_away', actor);
    END IF;
    RETURN away;
END
$$;
COMMENT ON FUNCTION cc_center.return_to_seat(bigint) IS 'The acting person is back at the seat, and takes part in new cases again; what waited for want of anybody is given out at once. Returns how long he was away (E3.4).';

DO $$
BEGIN
    PERFORM cc_center.share_function(f, ARRAY['operator', 'shift_leader'])
    FROM unnest('{"cc_center.leave_seat(bigint, text, text)", "cc_center.return_to_seat(bigint)"}'::regprocedure[]) f;
    PERFORM cc_center.share_function('cc_center.permit_leaving(bigint, text, text)', ARRAY['shift_leader', 'supervisor', 'director']);
END
$$;
