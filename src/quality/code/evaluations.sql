-- Periodic evaluations, and the qualification that a passed one gives.

CREATE OR REPLACE FUNCTION cc_center.check_passed(rule cc_center.quality_rule, score numeric, out_of numeric, passed boolean)
RETURNS boolean LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF rule.pass_mark IS NULL AND passed IS NULL THEN
        PERFORM cc_center.raise_error('passed_unsaid', rule.clause);
    ELSIF rule.pass_mark IS NOT NULL AND passed IS NOT NULL THEN
        PERFORM cc_center.raise_error('passed_by_mark', rule.clause, rule.pass_mark::text);
    END IF;
    RETURN coalesce(cc_center.passes(rule, score, out_of), passed);
END
$$;
COMMENT ON FUNCTION cc_center.check_passed(cc_center.quality_rule, numeric, numeric, boolean) IS
    'Whether an evaluation is passed: by the pass mark, or by the evaluator''s word where the rules set none (UCB15, UCB16).';

CREATE OR REPLACE FUNCTION cc_center.check_validity(valid daterange)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF valid IS NULL OR isempty(valid) OR lower_inf(valid) OR NOT isfinite(lower(valid)) THEN
        PERFORM cc_center.raise_error('no_validity', coalesce(valid::text, 'NULL'));
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.check_validity(daterange) IS 'Fails for days that an evaluation cannot be valid for (UCB14).';

CREATE OR REPLACE FUNCTION cc_center.settle_qualification(
    center_id bigint, staff_no text, qualification text, affected datemultirange)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    held datemultirange;
    earned datemultirange := '{}'::datemultirange;
    word record;
BEGIN
    SELECT coalesce(range_agg(q.valid), '{}') INTO held FROM cc_center.qualification q
    WHERE q.center_id = settle_qualification.center_id AND q.staff_no = settle_qualification.staff_no
      AND q.qualification = settle_qualification.qualification;
    FOR word IN SELECT e.passed, e.valid FROM cc_center.quality_evaluation e
                WHERE e.center_id = settle_qualification.center_id AND e.staff_no = settle_qualification.staff_no
                  AND e.passed IS NOT NULL
                  AND NOT EXISTS (SELECT FROM cc_center.quality_evaluation c
                                  WHERE c.center_id = e.center_id AND c.corrects = e.evaluation_id)
                ORDER BY e.at, e.evaluation_id
    LOOP
        IF word.passed THEN
            earned := earned + word.valid::datemultirange;
        ELSE
            earned := earned - word.valid::datemultirange;
        END IF;
    END LOOP;
    -- days that no evaluation speaks of stay as they were
    held := held - affected + earned * affected;
    DELETE FROM cc_center.qualification q
    WHERE q.center_id = settle_qualification.center_id AND q.staff_no = settle_qualification.staff_no
      AND q.qualification = settle_qualification.qualification AND q.valid NOT IN (SELECT unnest(held));
    INSERT INTO cc_center.qualification AS q (center_id, staff_no, qualification, valid)
    SELECT settle_qualification.center_id, settle_qualification.staff_no, settle_qualification.qualification, v
    FROM unnest(held) v
    ON CONFLICT ON CONSTRAINT qualification_pkey DO NOTHING;
END
$$;
COMMENT ON FUNCTION cc_center.settle_qualification(bigint, text, text, datemultirange) IS
    'Makes a person''s qualification of the affected days what his evaluations, in their order, come to; for callers that hold his lock (A17).';

CREATE OR REPLACE FUNCTION cc_center.settle_evaluation()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    gives text;
    earlier daterange;
BEGIN
    SELECT r.qualification INTO gives FROM cc_center.quality_rule r
    WHERE r.center_id = NEW.center_id AND r.version = NEW.version AND r.subject = 'evaluation';
    IF gives IS NOT NULL THEN
        PERFORM cc_center.lock_people(NEW.center_id, ARRAY[NEW.staff_no]);
        SELECT e.valid INTO earlier FROM cc_center.quality_evaluation e
        WHERE e.center_id = NEW.center_id AND e.evaluation_id = NEW.corrects;
        PERFORM cc_center.settle_qualification(NEW.center_id, NEW.staff_no, gives,
            NEW.valid::datemultirange + coalesce(earlier::datemultirange, '{}'));
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.settle_evaluation() IS
    'Trigger: a passed evaluation gives the qualification that the rules name for the days it is valid for, a failed one takes it; who has none may not be rostered (A17).';
CREATE OR REPLACE TRIGGER zd_qualification AFTER INSERT ON cc_center.quality_evaluation
    FOR EACH ROW EXECUTE FUNCTION cc_center.settle_evaluation();

CREATE OR REPLACE FUNCTION cc_center.guard_evaluated()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    touched record;
    clause text;
BEGIN
    FOR touched IN SELECT OLD.center_id, OLD.qualification WHERE TG_OP <> 'INSERT'
                   UNION SELECT NEW.center_id, NEW.qualification WHERE TG_OP <> 'DELETE' LOOP
        SELECT r.clause INTO clause FROM cc_center.quality_rule r
        WHERE r.center_id = touched.center_id AND r.subject = 'evaluation' AND r.qualification = touched.qualification
          AND r.version = cc_center.rules_in_force(touched.center_id);
        IF clause IS NOT NULL AND cc_center.acting_staff_no(touched.center_id) IS NOT NULL THEN
            PERFORM cc_center.raise_error('given_by_evaluation', touched.qualification, clause);
        END IF;
    END LOOP;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
COMMENT ON FUNCTION cc_center.guard_evaluated() IS
    'Trigger: what an evaluation gives nobody writes by hand (UCB17), so that only those evaluate whom the rules name (A16).';
CREATE OR REPLACE TRIGGER ab_evaluated BEFORE INSERT OR UPDATE OR DELETE ON cc_center.qualification
    FOR EACH ROW WHEN (current_user <> 'cc_center_owner') EXECUTE FUNCTION cc_center.guard_evaluated();

CREATE OR REPLACE FUNCTION cc_center.evaluate_quality(
    center_id bigint, staff_no text, score numeric, valid daterange, reason text,
    out_of numeric DEFAULT 100, passed boolean DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.quality_recorder(center_id, 'evaluation');
    rule cc_center.quality_rule := cc_center.quality_rule_in_force(center_id, 'evaluation');
    now_at constant timestamptz := cc_center.clock();
    new_id bigint;
BEGIN
    PERFORM cc_center.check_when(center_id, staff_no, now_at);
    PERFORM cc_center.check_fact(rule, actor, staff_no, reason);
    PERFORM cc_center.check_score(score, out_of);
    PERFORM cc_center.check_validity(valid);
    INSERT INTO cc_center.quality_evaluation AS e
        (center_id, staff_no, score, out_of, passed, valid, version, at, by_staff, given_at, reason)
    VALUES (center_id, staff_no, score, out_of, cc_center.check_passed(rule, score, out_of, passed), valid, rule.version,
            now_at, actor, now_at, reason)
    RETURNING e.evaluation_id INTO new_id;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.evaluate_quality(bigint, text, numeric, daterange, text, numeric, boolean) IS
    'Somebody of the roles that supervise quality evaluates another person''s service: score points of out_of, 100 by default, valid for days, with a reason; passed by the pass mark, or as said where the rules set none. A passed evaluation lets him be rostered on those days where the rules ask for it (A16, A17). Returns the id. UCB01, UCB07, UCB14 to UCB16, UCA05, UC105, UC401, UC411, UC501.';

CREATE OR REPLACE FUNCTION cc_center.correct_evaluation(
    center_id bigint, evaluation_id bigint, score numeric, reason text,
    valid daterange DEFAULT NULL, out_of numeric DEFAULT NULL, passed boolean DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.quality_recorder(center_id, 'evaluation');
    rule cc_center.quality_rule := cc_center.quality_rule_in_force(center_id, 'evaluation');
    earlier cc_center.quality_evaluation;
    new_id bigint;
BEGIN
    SELECT e.* INTO earlier FROM cc_center.quality_evaluation e
    WHERE e.center_id = correct_evaluation.center_id AND e.evaluation_id = correct_evaluation.evaluation_id;
    IF earlier.evaluation_id IS NULL THEN
        PERFORM cc_center.raise_error('unknown_fact', center_id::text, 'evaluation', coalesce(evaluation_id::text, 'NULL'));
    END IF;
    PERFORM cc_center.check_fact(rule, actor, earlier.staff_no, reason);
    PERFORM cc_center.check_correction(center_id, actor, earlier.by_staff, earlier.given_at);
    out_of := coalesce(out_of, earlier.out_of);
    valid := coalesce(valid, earlier.valid);
    PERFORM cc_center.check_score(coalesce(score, 0), out_of), cc_center.check_validity(valid);
    -- judged by the pass mark it was first judged by
    SELECT r.* INTO rule FROM cc_center.quality_rule r
    WHERE r.center_id = earlier.center_id AND r.version = earlier.version AND r.subject = 'evaluation';
    INSERT INTO cc_center.quality_evaluation AS e
        (center_id, staff_no, score, out_of, passed, valid, version, at, by_staff, given_at, reason, corrects)
    VALUES (earlier.center_id, earlier.staff_no, score, out_of,
            CASE WHEN score IS NOT NULL THEN cc_center.check_passed(rule, score, out_of, passed) END,
            valid, rule.version, earlier.at, actor, cc_center.clock(), reason, earlier.evaluation_id)
    ON CONFLICT DO NOTHING RETURNING e.evaluation_id INTO new_id;
    IF new_id IS NULL THEN
        PERFORM cc_center.raise_error('fact_corrected', 'evaluation', evaluation_id::text,
            (SELECT e.evaluation_id::text FROM cc_center.quality_evaluation e
             WHERE e.center_id = earlier.center_id AND e.corrects = earlier.evaluation_id));
    END IF;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.correct_evaluation(bigint, bigint, numeric, text, daterange, numeric, boolean) IS
    'Another score, or other days, in place of those of an evaluation, by a further row that names it; a score of NULL takes it back. The qualification follows. For who said it, or of those roles one that is not lower, and while the month of the evaluation is open; the evaluation named must be the last word. Returns the new evaluation''s id. UCB05 to UCB07, UCB14 to UCB16, UCA05, UC411, UC501.';

DO $$
BEGIN
    PERFORM cc_center.share_function(f, cc_center.person_groups())
    FROM unnest('{"cc_center.evaluate_quality(bigint, text, numeric, daterange, text, numeric, boolean)",
                  "cc_center.correct_evaluation(bigint, bigint, numeric, text, daterange, numeric, boolean)"}'::regprocedure[]) f;
END
$$;
