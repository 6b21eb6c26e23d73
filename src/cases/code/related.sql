-- Cases that belong together: joined, followed, parted; and what is joined is closed and reopened with its case.

SELECT cc_center.keep_rows('case_link', 'Part the cases instead.');
SELECT cc_center.share_table('case_link', cc_center.all_groups());

CREATE OR REPLACE FUNCTION cc_center.lock_pair(center_id bigint, case_id bigint, other_id bigint)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    next_id bigint;
BEGIN
    PERFORM cc_center.require_role(center_id, 'operator', 'shift_leader', 'supervisor');
    -- in the order of their ids, everywhere
    FOR next_id IN SELECT i FROM unnest(ARRAY[case_id, other_id]) i ORDER BY 1 LOOP
        PERFORM FROM cc_center.cases c WHERE c.center_id = lock_pair.center_id AND c.case_id = next_id FOR UPDATE;
        IF NOT FOUND THEN
            PERFORM cc_center.raise_error('unknown_case', center_id::text, coalesce(next_id::text, 'NULL'));
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.lock_pair(bigint, bigint, bigint) IS 'Locks two cases for whoever joins or parts them.';

CREATE OR REPLACE FUNCTION cc_center.write_link(center_id bigint, case_id bigint, kind text, to_case_id bigint, reason text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    main cc_center.cases;
BEGIN
    PERFORM cc_center.lock_pair(center_id, case_id, to_case_id);
    SELECT c.* INTO main FROM cc_center.cases c WHERE c.center_id = write_link.center_id AND c.case_id = to_case_id;
    IF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('link_without_reason');
    ELSIF case_id = to_case_id OR EXISTS (
        SELECT FROM cc_center.case_link k WHERE k.center_id = write_link.center_id AND k.case_id = write_link.to_case_id AND k.kind = 'same_as' AND k.undone_at IS NULL
        UNION ALL
        SELECT FROM cc_center.case_link k WHERE k.center_id = write_link.center_id AND k.to_case_id = write_link.case_id AND k.kind = 'same_as'
           AND k.undone_at IS NULL AND write_link.kind = 'same_as') THEN
        PERFORM cc_center.raise_error('joined_in_turn', to_case_id::text);
    ELSIF kind = 'same_as' AND EXISTS (
        SELECT FROM cc_center.case_link k WHERE k.center_id = write_link.center_id AND k.case_id = write_link.case_id AND k.kind = 'same_as' AND k.undone_at IS NULL) THEN
        PERFORM cc_center.raise_error('joined_in_turn', case_id::text);
    ELSIF kind = 'same_as' AND main.closed_at IS NOT NULL THEN
        PERFORM cc_center.raise_error('joined_to_closed', to_case_id::text);
    END IF;
    -- the step comes behind the link, also where somebody wants constraints checked at once
    SET CONSTRAINTS cc_center.ba_join DEFERRED;
    INSERT INTO cc_center.case_link (center_id, case_id, kind, to_case_id, reason, by_staff, at)
    VALUES (center_id, case_id, kind, to_case_id, reason, cc_center.acting_staff_no(center_id), cc_center.clock());
    -- an UPDATE and no lock, so that whoever closes it with an older snapshot fails, and is not blind to what joined
    UPDATE cc_center.cases c SET leg_no = c.leg_no WHERE c.center_id = write_link.center_id AND c.case_id = to_case_id;
END
$$;
COMMENT ON FUNCTION cc_center.write_link(bigint, bigint, text, bigint, text) IS
    'Writes that cases belong together, with both locked: for join_case() and follow_case().';

CREATE OR REPLACE FUNCTION cc_center.join_case(center_id bigint, case_id bigint, to_case_id bigint, reason text)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM cc_center.write_link(center_id, case_id, 'same_as', to_case_id, reason);
    UPDATE cc_center.cases c SET stage = 'joined', stage_reason = reason
    WHERE c.center_id = join_case.center_id AND c.case_id = join_case.case_id;
END
$$;
COMMENT ON FUNCTION cc_center.join_case(bigint, bigint, bigint, text) IS
    'Joins a case to another open one that says the same, as a step to stage joined by whoever may take it: it has no leg of its own any more, and where rule setting joined_cases_follow is yes it is closed and reopened with that case (I3.2). UC956 where one of them is joined already, or has some joined to it, UC957 where the other is closed, UC958 without a reason, and the refusals of a step.';

CREATE OR REPLACE FUNCTION cc_center.follow_case(center_id bigint, case_id bigint, to_case_id bigint, reason text)
RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.write_link(center_id, case_id, 'follow_up', to_case_id, reason)
$$;
COMMENT ON FUNCTION cc_center.follow_case(bigint, bigint, bigint, text) IS
    'Notes that a case follows from another, which may be closed; each goes its own way. UC956 where the other is joined to a third, UC958 without a reason.';

CREATE OR REPLACE FUNCTION cc_center.undo_link(center_id bigint, case_id bigint, reason text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    main bigint;
BEGIN
    PERFORM cc_center.require_role(center_id, 'operator', 'shift_leader', 'supervisor');
    SELECT k.to_case_id INTO main FROM cc_center.case_link k
    WHERE k.center_id = undo_link.center_id AND k.case_id = undo_link.case_id AND k.kind = 'same_as' AND k.undone_at IS NULL;
    IF main IS NULL THEN
        PERFORM cc_center.raise_error('not_joined', case_id::text);
    ELSIF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('link_without_reason');
    END IF;
    PERFORM cc_center.lock_pair(center_id, case_id, main);
    SET CONSTRAINTS cc_center.ba_join DEFERRED;
    UPDATE cc_center.case_link k SET undone_by = cc_center.acting_staff_no(k.center_id), undone_at = cc_center.clock(), undone_for = undo_link.reason
    WHERE k.center_id = undo_link.center_id AND k.case_id = undo_link.case_id AND k.kind = 'same_as' AND k.undone_at IS NULL;
    UPDATE cc_center.cases c SET leg_no = c.leg_no WHERE c.center_id = undo_link.center_id AND c.case_id = main;
    RETURN main;
END
$$;
COMMENT ON FUNCTION cc_center.undo_link(bigint, bigint, text) IS 'Writes that a case is joined no more, with both locked: for part_case().';

CREATE OR REPLACE FUNCTION cc_center.part_case(center_id bigint, case_id bigint, reason text)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM cc_center.undo_link(center_id, case_id, reason);
    UPDATE cc_center.cases c SET stage = 'reported', stage_reason = reason
    WHERE c.center_id = part_case.center_id AND c.case_id = part_case.case_id;
END
$$;
COMMENT ON FUNCTION cc_center.part_case(bigint, bigint, text) IS
    'Parts a case from the one it was joined to: it is reported again, with a leg of its own (I3.2). UC958 without a reason, UC959 where it is not joined, and the refusals of a step.';

CREATE OR REPLACE FUNCTION cc_center.joined_cases(center_id bigint, case_id bigint)
RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT k.case_id FROM cc_center.case_link k
    WHERE k.center_id = joined_cases.center_id AND k.to_case_id = joined_cases.case_id AND k.kind = 'same_as' AND k.undone_at IS NULL
      AND cc_center.setting_in_force(k.center_id, 'joined_cases_follow') = 'yes' AND cc_center.sees_center(k.center_id)
    ORDER BY 1
$$;
COMMENT ON FUNCTION cc_center.joined_cases(bigint, bigint) IS
    'The cases that are closed and reopened with another, in the order of their ids; none where the rules do not say so.';

CREATE OR REPLACE FUNCTION cc_center.follow_main()
RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    next_id bigint;
BEGIN
    -- as the acting person, by steps of the rules; theirs are as many as were joined
    FOR next_id IN SELECT j FROM cc_center.joined_cases(NEW.center_id, NEW.case_id) j LOOP
        UPDATE cc_center.cases c
        SET stage = CASE WHEN NEW.closed_at IS NOT NULL THEN 'closed' ELSE 'joined' END,
            stage_reason = cc_center.translated('With case %1.', NEW.case_number)
        WHERE c.center_id = NEW.center_id AND c.case_id = next_id AND c.stage = CASE WHEN NEW.closed_at IS NOT NULL THEN 'joined' ELSE 'closed' END;
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.follow_main() IS
    'Trigger: what is joined to a case is closed and reopened with it, where rule setting joined_cases_follow is yes.';
CREATE OR REPLACE TRIGGER zd_follow AFTER UPDATE OF stage ON cc_center.cases
    FOR EACH ROW WHEN ((OLD.closed_at IS NULL) <> (NEW.closed_at IS NULL)) EXECUTE FUNCTION cc_center.follow_main();

CREATE OR REPLACE FUNCTION cc_center.lacking_join(center_id bigint, case_id bigint, to_stage text)
RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    -- to stage joined with what it is joined to, and out of it without
    SELECT CASE WHEN to_stage = 'joined' AND NOT joined.is THEN cc_center.translated('It is joined by cc_center.join_case().')
                WHEN to_stage <> 'joined' AND joined.is THEN cc_center.translated('It is parted by cc_center.part_case().') END
    FROM (SELECT EXISTS (SELECT FROM cc_center.case_link k WHERE k.center_id = lacking_join.center_id AND k.case_id = lacking_join.case_id
                         AND k.kind = 'same_as' AND k.undone_at IS NULL) AS is) joined
$$;
COMMENT ON FUNCTION cc_center.lacking_join(bigint, bigint, text) IS
    'Requirement joined: what is lacking for a step into stage joined, or out of it back to work.';
SELECT cc_center.register_step_requirement('joined', 'cases', 'lacking_join');

CREATE OR REPLACE FUNCTION cc_center.check_join()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM cc_center.cases c JOIN cc_center.case_link k ON k.center_id = c.center_id AND k.case_id = c.case_id
               WHERE c.center_id = NEW.center_id AND c.case_id = NEW.case_id AND k.kind = 'same_as' AND k.undone_at IS NULL
                 AND c.stage NOT IN ('joined', 'closed'))
       OR NEW.undone_at IS NOT NULL AND EXISTS (
           SELECT FROM cc_center.cases c WHERE c.center_id = NEW.center_id AND c.case_id = NEW.case_id AND c.stage = 'joined'
              AND NOT EXISTS (SELECT FROM cc_center.case_link k WHERE k.center_id = c.center_id AND k.case_id = c.case_id
                              AND k.kind = 'same_as' AND k.undone_at IS NULL)) THEN
        PERFORM cc_center.raise_error('not_joined', NEW.case_id::text);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.check_join() IS 'Trigger: at the end of the transaction what is joined to another is in stage joined, or closed, and what is in stage joined is joined.';
-- a constraint trigger is not replaced in place
DROP TRIGGER IF EXISTS ba_join ON cc_center.case_link;
CREATE CONSTRAINT TRIGGER ba_join AFTER INSERT OR UPDATE ON cc_center.case_link
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cc_center.check_join();

SELECT cc_center.share_function('cc_center.join_case(bigint, bigint, bigint, text)', '{operator,shift_leader,supervisor}');
SELECT cc_center.share_function('cc_center.follow_case(bigint, bigint, bigint, text)', '{operator,shift_leader,supervisor}');
SELECT cc_center.share_function('cc_center.part_case(bigint, bigint, text)', '{operator,shift_leader,supervisor}');
SELECT cc_center.share_function('cc_center.write_link(bigint, bigint, text, bigint, text)', '{operator,shift_leader,supervisor}');
SELECT cc_center.share_function('cc_center.undo_link(bigint, bigint, text)', '{operator,shift_leader,supervisor}');
SELECT cc_center.share_function('cc_center.joined_cases(bigint, bigint)');
