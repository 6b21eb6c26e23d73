-- Orders from above (督办): a deadline that an office sets, relayed by whom the rules name (I1, I3.3).

COMMENT ON COLUMN cc_center.supervision.office IS 'Who ordered it: the mayor''s mailbox, the district mayor, a bureau.';
COMMENT ON COLUMN cc_center.supervision.office_number IS 'The office''s own number of the order.';
COMMENT ON COLUMN cc_center.supervision.due_clause IS 'The clause that a leg''s due comes from while this deadline is the earliest.';
COMMENT ON COLUMN cc_center.supervision.lifted_at IS 'When it was lifted; NULL while it is in force, and also when the case was closed under it.';

CREATE OR REPLACE FUNCTION cc_center.follow_deadlines(held cc_center.cases)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE cc_center.cases c
    SET deadline = (SELECT min(s.deadline) FROM cc_center.supervision s
                    WHERE s.center_id = held.center_id AND s.case_id = held.case_id AND s.lifted_at IS NULL)
    WHERE c.center_id = held.center_id AND c.case_id = held.case_id;
    PERFORM cc_center.retime_leg(held.center_id, held.case_id);
END
$$;
COMMENT ON FUNCTION cc_center.follow_deadlines(cc_center.cases) IS
    'For supervise() and lift_supervision(), which have locked the case: its deadline is the earliest in force, and its leg''s due follows.';

CREATE OR REPLACE FUNCTION cc_center.supervise(
    center_id bigint, case_id bigint, level text, deadline timestamptz, office text, office_number text, reason text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    known cc_center.supervision_level;
    actor text := cc_center.acting_person(center_id);
    held cc_center.cases;
    at timestamptz;
    new_id bigint;
BEGIN
    SELECT v.* INTO known FROM cc_center.supervision_level v
    WHERE v.center_id = supervise.center_id AND v.version = cc_center.rules_in_force(supervise.center_id) AND v.level = supervise.level;
    IF known.level IS NULL THEN
        PERFORM cc_center.raise_error('unknown_supervision_level', center_id::text, coalesce(level, 'NULL'));
    END IF;
    PERFORM cc_center.require_role(center_id, VARIADIC known.order_roles);
    IF NOT cc_center.has_text(office) THEN
        PERFORM cc_center.raise_error('office_missing', known.clause);
    ELSIF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', known.clause);
    END IF;
    held := cc_center.lock_case(center_id, case_id);
    at := cc_center.clock();
    IF held.closed_at IS NOT NULL THEN
        PERFORM cc_center.raise_error('case_is_closed', case_id::text);
    ELSIF NOT coalesce(isfinite(deadline) AND deadline > at, false) THEN
        PERFORM cc_center.raise_error('deadline_not_ahead', case_id::text);
    END IF;
    INSERT INTO cc_center.supervision (center_id, case_id, level, office, office_number, deadline, reason, version, due_clause, ordered_by, ordered_at)
    VALUES (supervise.center_id, supervise.case_id, known.level, supervise.office, supervise.office_number, supervise.deadline,
            supervise.reason, known.version, known.clause, actor, at)
    RETURNING supervision_id INTO new_id;
    PERFORM cc_center.follow_deadlines(held);
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.supervise(bigint, bigint, text, timestamptz, text, text, text) IS
    'Relays an order from above (督办) about an open case: its level, the office and its own number, or NULL, and the deadline, which must lie ahead (I1, I3.3); by the roles that supervision_level names for the level. Of several the earliest counts; it shortens the due of each leg that would be later, and lengthens none. Returns its id. UC960 for a level that the rules do not have, UC961 without an office, UC501 without a reason, UC910, UC919 once the case is closed, UC962 for a deadline that has passed.';
SELECT cc_center.share_function('cc_center.supervise(bigint, bigint, text, timestamptz, text, text, text)',
                                ARRAY['operator', 'shift_leader', 'supervisor', 'director']);

CREATE OR REPLACE FUNCTION cc_center.lift_supervision(center_id bigint, supervision_id bigint, reason text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    given cc_center.supervision;
    held cc_center.cases;
BEGIN
    SELECT s.* INTO given FROM cc_center.supervision s
    WHERE s.center_id = lift_supervision.center_id AND s.supervision_id = lift_supervision.supervision_id;
    IF given.supervision_id IS NULL THEN
        PERFORM cc_center.raise_error('unknown_supervision', center_id::text, coalesce(supervision_id::text, 'NULL'));
    END IF;
    PERFORM cc_center.require_role(center_id, VARIADIC (
        SELECT v.order_roles FROM cc_center.supervision_level v
        WHERE v.center_id = given.center_id AND v.version = given.version AND v.level = given.level));
    IF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', given.due_clause);
    END IF;
    held := cc_center.lock_case(center_id, given.case_id);
    SELECT s.* INTO given FROM cc_center.supervision s
    WHERE s.center_id = given.center_id AND s.supervision_id = given.supervision_id FOR UPDATE;
    IF held.closed_at IS NOT NULL THEN
        PERFORM cc_center.raise_error('case_is_closed', given.case_id::text);
    ELSIF given.lifted_at IS NOT NULL THEN
        PERFORM cc_center.raise_error('supervision_lifted', supervision_id::text);
    END IF;
    UPDATE cc_center.supervision s
    SET lifted_by = actor, lifted_at = cc_center.clock(), lift_reason = lift_supervision.reason
    WHERE s.center_id = given.center_id AND s.supervision_id = given.supervision_id;
    PERFORM cc_center.follow_deadlines(held);
END
$$;
COMMENT ON FUNCTION cc_center.lift_supervision(bigint, bigint, text) IS
    'Lifts an order from above that holds no more, with a reason, by whoever may order at its level; the case''s deadline is the earliest of those that are left, and the leg''s due follows. UC963 where there is none, UC964 where it is lifted, UC919 once the case is closed, UC501.';
SELECT cc_center.share_function('cc_center.lift_supervision(bigint, bigint, text)',
                                ARRAY['operator', 'shift_leader', 'supervisor', 'director']);
