-- A change of rules is drafted, proposed and ratified by three different people (A24, I14, I43).

CREATE OR REPLACE FUNCTION cc_center.draft_rules(
    center_id bigint, title text, preset text DEFAULT NULL)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    drafter text := cc_center.require_role(center_id, 'shift_leader', 'supervisor');
    base integer := cc_center.rules_in_force(center_id);
    new_version integer;
    rules_table text;
    columns text;
BEGIN
    PERFORM FROM cc_center.center c WHERE c.center_id = draft_rules.center_id FOR NO KEY UPDATE;
    SELECT coalesce(max(r.version), 0) + 1 INTO new_version
    FROM cc_center.rule_set r WHERE r.center_id = draft_rules.center_id;
    INSERT INTO cc_center.rule_set (center_id, version, title, preset, drafted_by)
    VALUES (center_id, new_version, title, preset, drafter);
    IF preset IS NOT NULL THEN
        PERFORM cc_center.fill_from_preset(center_id, new_version, preset, false);
        RETURN new_version;
    END IF;
    FOR rules_table IN SELECT t.name FROM cc_center.rule_table t WHERE t.versioned LOOP
        SELECT string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum) INTO columns
        FROM pg_attribute a
        WHERE a.attrelid = format('cc_center.%I', rules_table)::regclass AND a.attnum > 0
          AND NOT a.attisdropped AND a.attgenerated = '' AND a.attname NOT IN ('center_id', 'version');
        EXECUTE format('INSERT INTO cc_center.%I (center_id, version, %s)
                        SELECT center_id, $2, %s FROM cc_center.%I WHERE center_id = $1 AND version = $3',
                       rules_table, columns, columns, rules_table)
        USING center_id, new_version, base;
    END LOOP;
    RETURN new_version;
END
$$;
COMMENT ON FUNCTION cc_center.draft_rules(bigint, text, text) IS
    'Starts a new version of a center''s rules as a draft and returns its number: a copy of the rules in force, or of a preset. Shift leaders and supervisors draft (I14).';
GRANT EXECUTE ON FUNCTION cc_center.draft_rules(bigint, text, text) TO cc_center_shift_leader, cc_center_supervisor;

CREATE OR REPLACE FUNCTION cc_center.lock_rule_set(center_id bigint, version integer, VARIADIC expected text[])
RETURNS cc_center.rule_set LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found_set cc_center.rule_set;
BEGIN
    PERFORM FROM cc_center.center c WHERE c.center_id = lock_rule_set.center_id FOR NO KEY UPDATE;
    SELECT r.* INTO found_set FROM cc_center.rule_set r
    WHERE r.center_id = lock_rule_set.center_id AND r.version = lock_rule_set.version FOR UPDATE;
    IF found_set.version IS NULL THEN
        PERFORM cc_center.raise_error('unknown_rule_set', center_id::text, version::text);
    ELSIF found_set.status <> ALL (expected) THEN
        PERFORM cc_center.raise_error('wrong_rule_set_status', center_id::text, version::text,
                                      found_set.status, array_to_string(expected, ', '));
    END IF;
    RETURN found_set;
END
$$;
COMMENT ON FUNCTION cc_center.lock_rule_set(bigint, integer, text[]) IS
    'Locks the center and a version of its rules, which must have one of the statuses.';

CREATE OR REPLACE FUNCTION cc_center.require_complete_rules(center_id bigint, version integer)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    registered record;
    missing text;
BEGIN
    FOR registered IN SELECT c.function FROM cc_center.rule_check c ORDER BY c.function LOOP
        EXECUTE format('SELECT cc_center.%I($1, $2)', registered.function) INTO missing USING center_id, version;
        IF missing IS NOT NULL THEN
            PERFORM cc_center.raise_error('incomplete_rules', center_id::text, version::text, missing);
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.require_complete_rules(bigint, integer) IS
    'Fails with UC210 where a version could not take a case: no first leg, or a role that legs are routed to without streets.';

CREATE OR REPLACE FUNCTION cc_center.propose_rules(center_id bigint, version integer, effective_from timestamptz DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    proposer text := cc_center.require_role(center_id, 'shift_leader', 'supervisor');
    draft cc_center.rule_set := cc_center.lock_rule_set(center_id, version, 'draft');
BEGIN
    IF proposer = draft.drafted_by THEN
        PERFORM cc_center.raise_error('same_person_twice', center_id::text, 'proposed');
    END IF;
    IF NOT isfinite(effective_from) THEN
        PERFORM cc_center.raise_error('invalid_start', effective_from::text);
    END IF;
    PERFORM cc_center.require_complete_rules(center_id, version);
    UPDATE cc_center.rule_set r
    SET status = 'proposed', proposed_by = proposer, proposed_at = cc_center.clock(),
        effective = tstzrange(effective_from, NULL)
    WHERE r.center_id = propose_rules.center_id AND r.version = propose_rules.version;
END
$$;
COMMENT ON FUNCTION cc_center.propose_rules(bigint, integer, timestamptz) IS
    'Proposes a drafted version to take effect at an instant, or as soon as it is ratified. Another person than the drafter must do it; UC210 where the version could not take a case.';
GRANT EXECUTE ON FUNCTION cc_center.propose_rules(bigint, integer, timestamptz) TO cc_center_shift_leader, cc_center_supervisor;

CREATE OR REPLACE FUNCTION cc_center.ratify_rules(center_id bigint, version integer)
RETURNS tstzrange LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ratifier text := cc_center.require_role(center_id, 'director');
    proposal cc_center.rule_set := cc_center.lock_rule_set(center_id, version, 'proposed');
    starts timestamptz := greatest(lower(proposal.effective), cc_center.clock());
    later integer;
BEGIN
    IF ratifier IN (proposal.drafted_by, proposal.proposed_by) THEN
        PERFORM cc_center.raise_error('same_person_twice', center_id::text, 'ratified');
    END IF;
    SELECT min(r.version) INTO later FROM cc_center.rule_set r
    WHERE r.center_id = ratify_rules.center_id AND r.status = 'ratified' AND lower(r.effective) >= starts;
    IF later IS NOT NULL THEN
        PERFORM cc_center.raise_error('overlapping_rules', center_id::text, version::text, later::text);
    END IF;
    UPDATE cc_center.rule_set r SET effective = tstzrange(lower(r.effective), starts)
    WHERE r.center_id = ratify_rules.center_id AND r.status = 'ratified' AND r.effective @> starts;
    UPDATE cc_center.rule_set r
    SET status = 'ratified', ratified_by = ratifier, ratified_at = cc_center.clock(),
        effective = tstzrange(starts, NULL)
    WHERE r.center_id = ratify_rules.center_id AND r.version = ratify_rules.version;
    RETURN tstzrange(starts, NULL);
END
$$;
COMMENT ON FUNCTION cc_center.ratify_rules(bigint, integer) IS
    'Ratifies a proposed version; it applies from the proposed instant, never from before its ratification, and ends the version before it. Returns the effective range. The director ratifies (A24, I14).';
GRANT EXECUTE ON FUNCTION cc_center.ratify_rules(bigint, integer) TO cc_center_director;

CREATE OR REPLACE FUNCTION cc_center.withdraw_rules(center_id bigint, version integer)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    withdrawn cc_center.rule_set;
BEGIN
    PERFORM cc_center.require_role(center_id, 'shift_leader', 'supervisor', 'director');
    withdrawn := cc_center.lock_rule_set(center_id, version, 'draft', 'proposed', 'ratified');
    IF withdrawn.status = 'ratified' THEN
        IF lower(withdrawn.effective) <= cc_center.clock() THEN
            PERFORM cc_center.raise_error('wrong_rule_set_status', center_id::text, version::text, 'in force', 'not in force yet');
        END IF;
        PERFORM cc_center.require_role(center_id, 'director');
    END IF;
    UPDATE cc_center.rule_set r SET status = 'withdrawn'
    WHERE r.center_id = withdraw_rules.center_id AND r.version = withdraw_rules.version;
    IF withdrawn.status = 'ratified' THEN
        -- the version it would have ended goes on
        UPDATE cc_center.rule_set r SET effective = tstzrange(lower(r.effective), upper(withdrawn.effective))
        WHERE r.center_id = withdraw_rules.center_id AND r.status = 'ratified'
          AND upper(r.effective) = lower(withdrawn.effective);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.withdraw_rules(bigint, integer) IS
    'Withdraws a version that is not ratified yet, or, by the director, one that is not in force yet: the version before it goes on.';
GRANT EXECUTE ON FUNCTION cc_center.withdraw_rules(bigint, integer) TO cc_center_shift_leader, cc_center_supervisor, cc_center_director;
