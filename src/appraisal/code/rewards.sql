-- Rewards and honours of persons and groups, and promotions.

CREATE OR REPLACE FUNCTION cc_center.reward_group(center_id bigint, people text[], reward text, reason text, amount numeric DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor constant text := cc_center.acting_person(center_id);
    rule cc_center.reward_kind;
    decision bigint;
    given_at timestamptz;
    named text[];
BEGIN
    SELECT k.* INTO rule FROM cc_center.reward_kind k
    WHERE k.center_id = reward_group.center_id AND k.reward = reward_group.reward
      AND k.version = cc_center.version_in_force(reward_group.center_id);
    IF rule.reward IS NULL THEN
        PERFORM cc_center.raise_error('not_in_rules', center_id::text, 'reward', coalesce(reward, 'NULL'), 'reward_kind');
    END IF;
    PERFORM cc_center.require_role(center_id, VARIADIC rule.roles);
    named := cc_center.check_people(center_id, people, actor, rule.clause);
    IF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', rule.clause);
    END IF;
    PERFORM cc_center.check_measure_amount(rule.reward, rule.with_amount, false, amount);
    PERFORM cc_center.lock_people(center_id, named);
    decision := nextval('cc_center.reward_id_seq');
    given_at := cc_center.clock();
    INSERT INTO cc_center.reward (center_id, reward_id, decision_id, people, staff_no, version, reward, reason, amount, at, by_staff)
    SELECT reward_group.center_id, CASE p.place WHEN 1 THEN decision ELSE nextval('cc_center.reward_id_seq') END, decision, cardinality(named),
           p.staff_no, rule.version, rule.reward, reward_group.reason, reward_group.amount, given_at, actor
    FROM unnest(named) WITH ORDINALITY p (staff_no, place) ORDER BY p.place;
    RETURN decision;
END
$$;
COMMENT ON FUNCTION cc_center.reward_group(bigint, text[], text, text, numeric) IS
    'Rewards a group, a row for each of its people, all or none: as cc_center.reward() does a person. people: staff numbers, or what cc_center.people_of() returns; amount is for each. Returns the decision''s id (A21, H3). Errors as there.';

CREATE OR REPLACE FUNCTION cc_center.reward(center_id bigint, staff_no text, reward text, reason text, amount numeric DEFAULT NULL)
RETURNS bigint LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$ SELECT cc_center.reward_group(center_id, ARRAY[staff_no], reward, reason, amount) $$;
COMMENT ON FUNCTION cc_center.reward(bigint, text, text, text, numeric) IS
    'Somebody whose role the rules name gives another person a reward or an honour of the kinds of the rules, with a reason, and with an amount in yuan where the kind has one; refused while a discipline bars it. Returns the id (A21, B4.3, H3). UCD16, UCD21, UCD23, UC105, UC411, UC501.';

CREATE OR REPLACE FUNCTION cc_center.promote(center_id bigint, staff_no text, role text, reason text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor constant text := cc_center.acting_person(center_id);
    today constant date := cc_center.local_day(center_id, cc_center.clock());
    in_force constant integer := cc_center.version_in_force(center_id);
    promoters text[];
    person cc_center.staff;
    rule cc_center.promotion_rule;
    new_id bigint;
BEGIN
    SELECT array_agg(DISTINCT r) INTO promoters
    FROM cc_center.promotion_rule p CROSS JOIN LATERAL unnest(p.roles) r
    WHERE p.center_id = promote.center_id AND p.version = in_force;
    IF promoters IS NULL THEN
        PERFORM cc_center.raise_error('not_in_rules', center_id::text, 'promotion', coalesce(role, 'NULL'), 'promotion_rule');
    END IF;
    -- what somebody is, is not for everybody to find out
    PERFORM cc_center.require_role(center_id, VARIADIC promoters);
    PERFORM cc_center.check_people(center_id, ARRAY[staff_no], actor, 'B4.3');
    PERFORM cc_center.lock_people(center_id, ARRAY[staff_no]);
    SELECT s.* INTO person FROM cc_center.staff s
    WHERE s.center_id = promote.center_id AND s.staff_no = promote.staff_no FOR NO KEY UPDATE;
    SELECT p.* INTO rule FROM cc_center.promotion_rule p
    WHERE p.center_id = promote.center_id AND p.version = in_force AND p.from_role = person.role AND p.to_role = promote.role;
    IF rule.to_role IS NULL THEN
        PERFORM cc_center.raise_error('not_in_rules', center_id::text, 'promotion', concat(person.role, ' -> ', coalesce(role, 'NULL')), 'promotion_rule');
    END IF;
    PERFORM cc_center.require_role(center_id, VARIADIC rule.roles);
    IF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', rule.clause);
    ELSIF NOT person.active @> today THEN
        PERFORM cc_center.raise_error('inactive_staff', center_id::text, staff_no, to_char(today, 'YYYY-MM-DD'));
    END IF;
    INSERT INTO cc_center.promotion AS p (center_id, staff_no, from_role, to_role, version, reason, at, by_staff)
    VALUES (center_id, staff_no, rule.from_role, rule.to_role, rule.version, reason, cc_center.clock(), actor)
    RETURNING p.promotion_id INTO new_id;
    UPDATE cc_center.staff s SET role = rule.to_role WHERE s.center_id = person.center_id AND s.staff_no = person.staff_no;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.promote(bigint, text, text, text) IS
    'Somebody whose role the rules name promotes another person to a role, with a reason: the role changes at once, and so does the group role of his login; refused while a discipline bars it. Supervisors, directors and system administrators are made by a database administrator only, who writes table staff. Returns the id (B4.3). UCD16, UCD23, UC105, UC111, UC113, UC401, UC411, UC501.';

CREATE OR REPLACE VIEW cc_center.reward_record WITH (security_invoker = true) AS
SELECT g.center_id, g.id, g.decision_id, g.people, g.staff_no, s.name, g.reward, g.reward_name, g.from_role, g.to_role, g.reason, g.amount,
       g.by_staff, g.at, g.clause, g.version
FROM (SELECT r.center_id, r.reward_id AS id, r.decision_id, r.people, r.staff_no, r.reward, k.name AS reward_name, NULL::text AS from_role,
             NULL::text AS to_role, r.reason, r.amount, r.by_staff, r.at, k.clause, r.version
      FROM cc_center.reward r
      JOIN cc_center.reward_kind k ON k.center_id = r.center_id AND k.version = r.version AND k.reward = r.reward
      UNION ALL
      SELECT p.center_id, p.promotion_id AS id, p.promotion_id AS decision_id, 1 AS people, p.staff_no, 'promotion' AS reward,
             cc_center.translated('promotion') AS reward_name, p.from_role, p.to_role, p.reason, NULL::numeric(12,2) AS amount, p.by_staff, p.at,
             k.clause, p.version
      FROM cc_center.promotion p
      JOIN cc_center.promotion_rule k ON k.center_id = p.center_id AND k.version = p.version AND k.from_role = p.from_role AND k.to_role = p.to_role) g
JOIN cc_center.staff s ON s.center_id = g.center_id AND s.staff_no = g.staff_no;
COMMENT ON VIEW cc_center.reward_record IS
    'Rewards, honours and promotions: who, what, from which role to which, why, with how much in yuan, by whom, when. Everybody sees his own, leaders all (A21, B4.3, H3).';
SELECT cc_center.share_view('reward_record');

DO $$
BEGIN
    PERFORM cc_center.share_function(f, cc_center.person_groups())
    FROM unnest('{"cc_center.reward(bigint, text, text, text, numeric)", "cc_center.reward_group(bigint, text[], text, text, numeric)",
                  "cc_center.promote(bigint, text, text, text)"}'::regprocedure[]) f;
END
$$;
