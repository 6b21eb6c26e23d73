-- Rules of callbacks: who may read and write them, and whether they go together.

SELECT cc_center.register_rule_table('callback_rule', 'callbacks');
SELECT cc_center.record_table('callback_rule');
SELECT cc_center.register_step_requirement('confirmation', 'callbacks', 'lacking_confirmation');

CREATE OR REPLACE FUNCTION cc_center.broken_callback_rules(center_id bigint, version integer)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH rule AS (
        SELECT r.* FROM cc_center.callback_rule r
        WHERE r.center_id = broken_callback_rules.center_id AND r.version = broken_callback_rules.version
    ), step AS (
        SELECT t.* FROM cc_center.transition t
        WHERE t.center_id = broken_callback_rules.center_id AND t.version = broken_callback_rules.version
    )
    SELECT coalesce(
        (SELECT format('callback_rule: channel %s', r.channel) FROM rule r
         WHERE r.channel <> '*' AND NOT EXISTS (SELECT FROM cc_center.channel c WHERE c.center_id = r.center_id AND c.channel = r.channel)
         ORDER BY r.channel LIMIT 1),
        (SELECT format('callback_rule: role %s', b.role) FROM rule r, unnest(r.by_roles) b (role)
         WHERE b.role <> 'app' AND NOT cc_center.is_person_role(b.role) ORDER BY b.role LIMIT 1),
        -- by the leg that ends there a round is known, and while the next one lies open its case waits for a callback
        (SELECT format('callback_rule: after_stage %s', r.after_stage) FROM rule r
         WHERE NOT EXISTS (SELECT FROM step t WHERE t.to_stage = r.after_stage)
            OR EXISTS (SELECT FROM step t WHERE t.to_stage = r.after_stage AND (t.leg_kind IS NULL OR t.next_leg_kind IS NULL))
         ORDER BY r.after_stage LIMIT 1),
        (SELECT format('callback_rule: rework_stage %s', r.rework_stage) FROM rule r
         WHERE NOT EXISTS (SELECT FROM step t WHERE t.to_stage = r.rework_stage) ORDER BY r.rework_stage LIMIT 1),
        (SELECT 'transition_requirement: confirmation' WHERE NOT EXISTS (SELECT FROM rule) AND EXISTS (
            SELECT FROM cc_center.transition_requirement q
            WHERE q.center_id = broken_callback_rules.center_id AND q.version = broken_callback_rules.version
              AND q.requirement = 'confirmation')))
$$;
COMMENT ON FUNCTION cc_center.broken_callback_rules(bigint, integer) IS
    'What is wrong with a version''s rules about callbacks: a channel or role there is not, a stage that no step reaches, or not with a leg that ends and one that begins, a confirmation required where nobody is asked; NULL where nothing is.';
INSERT INTO cc_center.rule_check (area, function) VALUES ('callbacks', 'broken_callback_rules') ON CONFLICT DO NOTHING;
