-- Discipline that runs bars promotion and rewards. Whatever imposes, ends or grants changes the person's duty_guard first, so that
-- of two at once the later sees the earlier, or fails with a serialization error.

SELECT cc_center.register_rule_table('discipline_step', 'appraisal');
SELECT cc_center.register_rule_table('offence', 'appraisal');
SELECT cc_center.register_rule_table('reward_kind', 'appraisal');
SELECT cc_center.register_rule_table('promotion_rule', 'appraisal');

SELECT cc_center.share_attendance('discipline');
SELECT cc_center.share_attendance('discipline_lift');
SELECT cc_center.share_attendance('reward');
SELECT cc_center.share_attendance('promotion');
SELECT cc_center.keep_rows('discipline', 'End it with cc_center.lift_discipline().');
SELECT cc_center.keep_rows('discipline_lift', '');
SELECT cc_center.keep_rows('reward', '');
SELECT cc_center.keep_rows('promotion', '');

CREATE OR REPLACE FUNCTION cc_center.broken_ladder(center_id bigint, version integer)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('Step "%1" comes after "%2", which is no earlier step.', s.step, s.only_after)
    FROM cc_center.discipline_step s
    WHERE s.center_id = broken_ladder.center_id AND s.version = broken_ladder.version AND s.only_after IS NOT NULL
      AND NOT EXISTS (SELECT FROM cc_center.discipline_step e
                      WHERE e.center_id = s.center_id AND e.version = s.version AND e.step = s.only_after AND e.ordinal < s.ordinal)
    UNION ALL
    SELECT cc_center.translated('Offence "%1" leads to "%2", which is no step.', o.offence, o.step)
    FROM cc_center.offence o
    WHERE o.center_id = broken_ladder.center_id AND o.version = broken_ladder.version AND o.step IS NOT NULL
      AND NOT EXISTS (SELECT FROM cc_center.discipline_step e
                      WHERE e.center_id = o.center_id AND e.version = o.version AND e.step = o.step)
    ORDER BY 1 LIMIT 1
$$;
COMMENT ON FUNCTION cc_center.broken_ladder(bigint, integer) IS
    'What is wrong with a version''s ladder of discipline: a step or an offence that names a step there is none of. NULL where nothing is.';
INSERT INTO cc_center.rule_check (area, function) VALUES ('appraisal', 'broken_ladder') ON CONFLICT DO NOTHING;

CREATE OR REPLACE FUNCTION cc_center.check_not_barred(center_id bigint, staff_no text, day date)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    bar cc_center.discipline;
BEGIN
    SELECT d.* INTO bar FROM cc_center.discipline d
    WHERE d.center_id = check_not_barred.center_id AND d.staff_no = check_not_barred.staff_no AND d.bars AND d.effect @> day
      AND NOT EXISTS (SELECT FROM cc_center.discipline_lift l
                      WHERE l.center_id = d.center_id AND l.discipline_id = d.discipline_id AND l.from_day <= day)
    ORDER BY upper(d.effect) DESC NULLS FIRST LIMIT 1;
    IF bar.discipline_id IS NOT NULL THEN
        PERFORM cc_center.raise_error('barred', staff_no, bar.discipline_id::text, bar.effect::text);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.check_not_barred(bigint, text, date) IS
    'Fails where a discipline bars promotion and rewards of somebody on a day; for callers that hold his duty_guard (B4.3). UCD23.';

CREATE OR REPLACE FUNCTION cc_center.lock_person()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM cc_center.lock_people(NEW.center_id, ARRAY[NEW.staff_no]);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cc_center.lock_person() IS
    'Trigger: one transaction at a time imposes discipline on somebody, ends it, or rewards or promotes him, at every isolation level.';

CREATE OR REPLACE FUNCTION cc_center.refuse_barred()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM cc_center.check_not_barred(NEW.center_id, NEW.staff_no, cc_center.local_day(NEW.center_id, NEW.at));
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cc_center.refuse_barred() IS 'Trigger: nobody is rewarded or promoted while a discipline bars it (B4.3). UCD23.';

-- the month before the person
CREATE OR REPLACE TRIGGER a0_month BEFORE INSERT ON cc_center.discipline
    FOR EACH ROW EXECUTE FUNCTION cc_center.lock_fact_month();
CREATE OR REPLACE TRIGGER a0_person BEFORE INSERT ON cc_center.discipline
    FOR EACH ROW EXECUTE FUNCTION cc_center.lock_person();
CREATE OR REPLACE TRIGGER a0_person BEFORE INSERT ON cc_center.discipline_lift
    FOR EACH ROW EXECUTE FUNCTION cc_center.lock_person();
CREATE OR REPLACE TRIGGER a0_person BEFORE INSERT ON cc_center.reward
    FOR EACH ROW EXECUTE FUNCTION cc_center.lock_person();
CREATE OR REPLACE TRIGGER a0_person BEFORE INSERT ON cc_center.promotion
    FOR EACH ROW EXECUTE FUNCTION cc_center.lock_person();
CREATE OR REPLACE TRIGGER ab_barred BEFORE INSERT ON cc_center.reward
    FOR EACH ROW EXECUTE FUNCTION cc_center.refuse_barred();
CREATE OR REPLACE TRIGGER ab_barred BEFORE INSERT ON cc_center.promotion
    FOR EACH ROW EXECUTE FUNCTION cc_center.refuse_barred();

SELECT cc_center.fix_facts('discipline', 'discipline_lift', 'reward', 'promotion');

-- A role can be written in table staff too: it is put on record like any promotion, and so is barred like one.
CREATE OR REPLACE FUNCTION cc_center.record_promotion()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor constant text := coalesce(cc_center.acting_staff_no(NEW.center_id), 'role ' || cc_center.acting_login_role());
BEGIN
    INSERT INTO cc_center.promotion (center_id, staff_no, from_role, to_role, version, at, by_staff)
    SELECT NEW.center_id, NEW.staff_no, OLD.role, NEW.role, p.version, cc_center.clock(), actor
    FROM cc_center.promotion_rule p
    WHERE p.center_id = NEW.center_id AND p.from_role = OLD.role AND p.to_role = NEW.role
      AND p.version = cc_center.rules_in_force(NEW.center_id);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.record_promotion() IS
    'Trigger: a promotion that was written in table staff stands on record like one by cc_center.promote(), without a reason, and is refused like one while a discipline bars it (B4.3). UCD23.';
-- promote() runs as the owner for somebody else, and keeps its own record
CREATE OR REPLACE TRIGGER zd_promotion AFTER UPDATE OF role ON cc_center.staff
    FOR EACH ROW WHEN (NEW.role <> OLD.role AND (current_user <> 'cc_center_owner' OR cc_center.acting_login_role() = 'cc_center_owner'))
    EXECUTE FUNCTION cc_center.record_promotion();

CREATE OR REPLACE FUNCTION cc_center.health_of_discipline()
RETURNS TABLE (finding text, subject text, detail text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('somebody was rewarded or promoted while a discipline barred it'), format('%s/%s %s', g.center_id, g.kind, g.id),
           cc_center.translated('Discipline %1, in effect for %2.', d.discipline_id::text, d.effect::text)
    FROM (SELECT r.center_id, r.staff_no, 'reward' AS kind, r.reward_id AS id, r.at FROM cc_center.reward r
          UNION ALL SELECT p.center_id, p.staff_no, 'promotion' AS kind, p.promotion_id AS id, p.at FROM cc_center.promotion p) g
    JOIN cc_center.discipline d ON d.center_id = g.center_id AND d.staff_no = g.staff_no AND d.bars AND d.at < g.at
    CROSS JOIN LATERAL (SELECT cc_center.local_day(g.center_id, g.at) AS day) t
    WHERE d.effect @> t.day AND cc_center.sees_health(g.center_id)
      AND NOT EXISTS (SELECT FROM cc_center.discipline_lift l
                      WHERE l.center_id = d.center_id AND l.discipline_id = d.discipline_id AND l.at < g.at AND l.from_day <= t.day)
$$;
COMMENT ON FUNCTION cc_center.health_of_discipline() IS 'The part of health() about discipline: grants that were written past a bar (B4.3).';
SELECT cc_center.register_health_check('appraisal', 'health_of_discipline');
