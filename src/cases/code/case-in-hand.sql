-- Whose step it is: for functions that put something down about a case.

CREATE OR REPLACE FUNCTION cc_center.lock_case(center_id bigint, case_id bigint)
RETURNS cc_center.cases LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    held cc_center.cases;
BEGIN
    -- first, so that no refusal tells strangers which cases there are
    IF cc_center.acting_group(center_id) IS NULL THEN
        PERFORM cc_center.raise_error('acting_role_not_enrolled', cc_center.acting_login_role(), coalesce(center_id::text, 'NULL'));
    END IF;
    SELECT c.* INTO held FROM cc_center.cases c
    WHERE c.center_id = lock_case.center_id AND c.case_id = lock_case.case_id FOR UPDATE;
    IF held.case_id IS NULL THEN
        PERFORM cc_center.raise_error('unknown_case', coalesce(center_id::text, 'NULL'), coalesce(case_id::text, 'NULL'));
    END IF;
    RETURN held;
END
$$;
COMMENT ON FUNCTION cc_center.lock_case(bigint, bigint) IS 'A case, locked, so that no step is decided meanwhile; UC102 for who is not enrolled in the center, UC910 where there is none.';

CREATE OR REPLACE FUNCTION cc_center.leads_cases(center_id bigint)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(cc_center.acting_role(center_id)
                    = ANY (regexp_split_to_array(cc_center.setting_in_force(center_id, 'take_over_roles'), '\s*,\s*')), false)
$$;
COMMENT ON FUNCTION cc_center.leads_cases(bigint) IS
    'Whether the acting person may deal with what is in another''s hands: rule setting take_over_roles (I7).';

CREATE OR REPLACE FUNCTION cc_center.require_hand(held cc_center.cases)
RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.acting_person(held.center_id);
    actor_role text := cc_center.acting_role(held.center_id);
BEGIN
    IF held.closed_at IS NOT NULL THEN
        PERFORM cc_center.raise_error('case_is_closed', held.case_id::text);
    ELSIF cc_center.leads_cases(held.center_id) THEN
        RETURN actor;
    ELSIF held.holder IS NULL OR actor_role <> 'inspector' AND EXISTS (
        -- what an inspector says on the phone is taken down by whoever of another role may take the step
        SELECT FROM cc_center.leg l
        WHERE l.center_id = held.center_id AND l.case_id = held.case_id AND l.leg_no = held.leg_no AND l.finished_at IS NULL AND l.role IS NULL)
    THEN
        IF NOT EXISTS (SELECT FROM cc_center.transition t
                       WHERE t.center_id = held.center_id AND t.version = cc_center.rules_in_force(held.center_id)
                         AND t.from_stage = held.stage AND actor_role = ANY (t.roles)) THEN
            PERFORM cc_center.raise_error('not_the_holder', held.case_id::text);
        ELSIF actor_role = 'department' AND held.department IS NOT NULL AND NOT EXISTS (
            SELECT FROM cc_center.department_staff d
            WHERE d.center_id = held.center_id AND d.department = held.department AND d.staff_no = actor)
        THEN
            PERFORM cc_center.raise_error('not_the_department', held.case_id::text, held.department);
        END IF;
    ELSIF held.holder <> actor AND NOT cc_center.stands_in_for(held.center_id, actor, held.holder) THEN
        PERFORM cc_center.raise_error('not_the_holder', held.case_id::text);
    END IF;
    RETURN actor;
END
$$;
COMMENT ON FUNCTION cc_center.require_hand(cc_center.cases) IS
    'The staff number of the acting person, in whose hands a case must be: its holder, or who sits in for him (U23), a leader, or, while nobody holds it or an inspector does, whose role may take its next step. UC919 where it is closed, UC907 for anybody else, and what a step says for another department.';

CREATE OR REPLACE FUNCTION cc_center.case_round(center_id bigint, case_id bigint)
RETURNS integer LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT count(*)::integer FROM cc_center.leg l
    WHERE l.center_id = case_round.center_id AND l.case_id = case_round.case_id
      AND l.leg_kind = 'disposal' AND coalesce(l.outcome, '') NOT IN ('handed_over', 'filed')
$$;
COMMENT ON FUNCTION cc_center.case_round(bigint, bigint) IS
    'How often a case has gone to a department: 0 before it does, 1 the first time, and one more each time that it goes back to be rectified; what a department gives back undone is no round (I3.4).';
SELECT cc_center.share_function('cc_center.case_round(bigint, bigint)');

CREATE OR REPLACE FUNCTION cc_center.street_inspectors(center_id bigint, street text)
RETURNS text[] LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH active AS (
        SELECT s.staff_no FROM cc_center.staff s
        WHERE s.center_id = street_inspectors.center_id AND s.role = 'inspector'
          AND s.active @> cc_center.local_day(s.center_id, cc_center.clock())),
    named AS (
        SELECT a.staff_no FROM active a JOIN cc_center.street_inspector i ON i.staff_no = a.staff_no
        WHERE i.center_id = street_inspectors.center_id AND i.street = CASE WHEN EXISTS (
            SELECT FROM cc_center.street_inspector o WHERE o.center_id = i.center_id AND o.street = street_inspectors.street)
            THEN street_inspectors.street ELSE '*' END)
    SELECT ARRAY(SELECT n.staff_no FROM named n UNION SELECT a.staff_no FROM active a WHERE NOT EXISTS (SELECT FROM named) ORDER BY 1)
$$;
COMMENT ON FUNCTION cc_center.street_inspectors(bigint, text) IS
    'The active inspectors who verify and check in a street: those that street_inspector names for it, or for street * where it names none for it; everybody of that role where that leaves nobody (I3.3, I3.4).';
SELECT cc_center.share_function('cc_center.street_inspectors(bigint, text)');

CREATE OR REPLACE FUNCTION cc_center.require_inspector(held cc_center.cases, inspector text)
RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    known text[] := cc_center.street_inspectors(held.center_id, held.street);
    -- an inspector who was handed the case stands for those of the street
    holder text := (SELECT s.staff_no FROM cc_center.staff s
                    WHERE s.center_id = held.center_id AND s.staff_no = held.holder AND s.role = 'inspector');
    himself boolean := cc_center.acting_role(held.center_id) = 'inspector';
    meant text := coalesce(inspector, CASE WHEN himself THEN cc_center.acting_staff_no(held.center_id)
                                           WHEN holder IS NULL AND cardinality(known) = 1 THEN known[1] ELSE holder END);
BEGIN
    IF meant IS NULL THEN
        PERFORM cc_center.raise_error('inspector_missing', held.street, held.case_id::text, array_to_string(known, ', '));
    ELSIF meant <> ALL (known) AND meant IS DISTINCT FROM holder THEN
        PERFORM cc_center.raise_error('not_inspector_there', meant, held.street);
    ELSIF himself AND meant <> cc_center.acting_staff_no(held.center_id) THEN
        PERFORM cc_center.raise_error('not_own_check', meant);
    END IF;
    RETURN meant;
END
$$;
COMMENT ON FUNCTION cc_center.require_inspector(cc_center.cases, text) IS
    'The inspector of a case''s street who is meant: the one named, else the acting one, else the one who holds the case, else the only one there is. UC982 where that says nobody, UC974 for one of another street who does not hold the case, UC986 where an inspector names another (I7).';
