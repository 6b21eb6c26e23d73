-- Handing over by a person.

CREATE OR REPLACE FUNCTION cc_center.handover(center_id bigint, case_ids bigint[], to_staff_no text, reason text DEFAULT NULL)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    leaders text := coalesce(cc_center.setting_in_force(center_id, 'take_over_roles'), '');
    actor text := cc_center.acting_staff_no(center_id);
    actor_role text := cc_center.acting_role(center_id);
    receiver cc_center.staff;
    next_case cc_center.cases;
    leg_role text;
    next_id bigint;
    at timestamptz;
    moved integer := 0;
BEGIN
    IF actor IS NULL THEN
        PERFORM cc_center.raise_error('acting_role_not_enrolled', cc_center.acting_login_role(), center_id::text);
    END IF;
    SELECT s.* INTO receiver FROM cc_center.staff s
    WHERE s.center_id = handover.center_id AND s.staff_no = to_staff_no;
    IF receiver.staff_no IS NULL THEN
        PERFORM cc_center.raise_error('unknown_staff', center_id::text, to_staff_no);
    END IF;
    -- cases are locked in the order of their ids, everywhere
    FOR next_id IN SELECT DISTINCT i FROM unnest(case_ids) i ORDER BY 1 LOOP
        SELECT c.* INTO next_case FROM cc_center.cases c
        WHERE c.center_id = handover.center_id AND c.case_id = next_id FOR UPDATE;
        IF next_case.case_id IS NULL THEN
            PERFORM cc_center.raise_error('unknown_case', center_id::text, coalesce(next_id::text, 'NULL'));
        END IF;
        at := cc_center.clock();
        -- what no shift takes, an inspector holds
        SELECT coalesce(l.role, CASE WHEN l.holder IS NOT NULL THEN 'inspector' END) INTO leg_role FROM cc_center.leg l
        WHERE l.center_id = handover.center_id AND l.case_id = next_id AND l.leg_no = next_case.leg_no
          AND l.finished_at IS NULL;
        IF leg_role IS NULL OR next_case.holder = to_staff_no THEN
            PERFORM cc_center.raise_error('nothing_to_hand_over', next_id::text);
        ELSIF actor IS DISTINCT FROM next_case.holder
              AND actor_role <> ALL (regexp_split_to_array(leaders, '\s*,\s*')) THEN
            PERFORM cc_center.raise_error('not_the_holder', next_id::text);
        ELSIF receiver.role <> leg_role THEN
            PERFORM cc_center.raise_error('unfit_receiver', to_staff_no, next_case.stage, leg_role);
        END IF;
        PERFORM cc_center.pass_leg(center_id, next_id, next_case.leg_no, at, to_staff_no, actor, 'manual', reason);
        moved := moved + 1;
    END LOOP;
    RETURN moved;
END
$$;
COMMENT ON FUNCTION cc_center.handover(bigint, bigint[], text, text) IS
    'Hands cases over to a person on duty, with a record and a new personal clock (I29); returns how many. The holder may, and a leader. UC907 for anybody else, UC911 where nothing is open, UC912 and UC918 for a receiver of another role or off duty; one refusal moves none.';
GRANT EXECUTE ON FUNCTION cc_center.handover(bigint, bigint[], text, text)
    TO cc_center_operator, cc_center_shift_leader, cc_center_supervisor, cc_center_director;
