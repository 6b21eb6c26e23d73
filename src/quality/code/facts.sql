-- What all facts of quality have in common: who records them, whom they are known to, and that they stay as they are.

SELECT cc_center.register_rule_table('quality_rule', 'quality');
SELECT cc_center.register_rule_table('conduct', 'quality');

CREATE OR REPLACE FUNCTION cc_center.may_read_quality(center_id bigint, staff_no text)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.may_read_attendance(center_id, staff_no)
           OR center_id = ANY (cc_center.acting_centers()) AND cc_center.acting_role(center_id) = 'quality_reviewer'
$$;
COMMENT ON FUNCTION cc_center.may_read_quality(bigint, text) IS
    'The facts of somebody''s quality are known to whom his attendance is known, and to the quality reviewers (A7, A16).';
SELECT cc_center.share_function('cc_center.may_read_quality(bigint, text)');

CREATE OR REPLACE FUNCTION cc_center.share_quality(table_name text)
RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    -- as may_read_quality() says
    SELECT cc_center.share_own_rows(table_name, 'own_quality', true, '{shift_leader,supervisor,director,appraiser,quality_reviewer}')
$$;
COMMENT ON FUNCTION cc_center.share_quality(text) IS
    'Deployment: shares a table of facts of quality with the person each row is about, those who lead, the appraiser and the quality reviewers.';

SELECT cc_center.share_quality('leg_review');
SELECT cc_center.share_quality('exam_result');
SELECT cc_center.share_quality('set_task');
SELECT cc_center.share_quality('task_outcome');
SELECT cc_center.share_quality('conduct_record');
SELECT cc_center.share_quality('quality_evaluation');
SELECT cc_center.keep_rows('leg_review', 'Correct it with cc_center.correct_review().');
SELECT cc_center.keep_rows('exam_result', 'Correct it with cc_center.correct_exam().');
SELECT cc_center.keep_rows('set_task', 'Correct it with cc_center.correct_task().');
SELECT cc_center.keep_rows('task_outcome', 'Correct it with cc_center.correct_task().');
SELECT cc_center.keep_rows('conduct_record', 'Correct it with cc_center.correct_conduct().');
SELECT cc_center.keep_rows('quality_evaluation', 'Correct it with cc_center.correct_evaluation().');

CREATE OR REPLACE FUNCTION cc_center.quality_rule_in_force(center_id bigint, subject text)
RETURNS cc_center.quality_rule LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    rule cc_center.quality_rule;
BEGIN
    SELECT r.* INTO rule FROM cc_center.quality_rule r
    WHERE r.center_id = quality_rule_in_force.center_id AND r.subject = quality_rule_in_force.subject
      AND r.version = cc_center.version_in_force(quality_rule_in_force.center_id);
    IF rule.center_id IS NULL THEN
        PERFORM cc_center.raise_error('no_quality_rule', center_id::text, subject);
    END IF;
    RETURN rule;
END
$$;
COMMENT ON FUNCTION cc_center.quality_rule_in_force(bigint, text) IS
    'The rule of a subject that holds now; UCB01 where there is none.';

CREATE OR REPLACE FUNCTION cc_center.quality_recorder(center_id bigint, subject text)
RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- who belongs to no such center hears that, and nothing of its rules
    PERFORM cc_center.acting_person(center_id);
    RETURN cc_center.require_role(center_id, VARIADIC (cc_center.quality_rule_in_force(center_id, subject)).roles);
END
$$;
COMMENT ON FUNCTION cc_center.quality_recorder(bigint, text) IS
    'The acting person, who must have a role that the rules name for the subject (A16, I44).';

CREATE OR REPLACE FUNCTION cc_center.check_fact(rule cc_center.quality_rule, actor text, staff_no text, reason text)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF actor = staff_no THEN
        PERFORM cc_center.raise_error('own_request', rule.clause);
    ELSIF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', rule.clause);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.check_fact(cc_center.quality_rule, text, text, text) IS
    'Fails where somebody speaks in his own matter, or without a reason (A16).';

CREATE OR REPLACE FUNCTION cc_center.check_correction(center_id bigint, actor text, writer text, given_at timestamptz)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ladder constant text[] := ARRAY['supervisor', 'director'];
    written_as text;
BEGIN
    IF actor = writer THEN
        RETURN;
    END IF;
    SELECT s.role INTO written_as FROM cc_center.staff_on(center_id, cc_center.local_day(center_id, given_at)) s WHERE s.staff_no = writer;
    IF coalesce(array_position(ladder, cc_center.acting_role(center_id)), 0) < coalesce(array_position(ladder, written_as), 0) THEN
        PERFORM cc_center.raise_error('acting_role_not_allowed', cc_center.acting_role(center_id),
            array_to_string(ladder[array_position(ladder, written_as):], ', '));
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.check_correction(bigint, text, text, timestamptz) IS
    'A word is corrected by who said it, or by somebody whose role is not below the one he said it in: of those who record, the director is above the supervisor, and both are above all others (UC103).';

CREATE OR REPLACE FUNCTION cc_center.check_when(center_id bigint, staff_no text, at timestamptz)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF at IS NULL OR NOT isfinite(at) OR at > cc_center.clock() THEN
        PERFORM cc_center.raise_error('evidence_in_future', coalesce(at::text, 'NULL'));
    END IF;
    PERFORM cc_center.check_evidence(center_id, staff_no, at);
END
$$;
COMMENT ON FUNCTION cc_center.check_when(bigint, text, timestamptz) IS
    'Fails for an instant that has not come, or at which nobody of that number was active.';

CREATE OR REPLACE FUNCTION cc_center.check_score(score numeric, out_of numeric)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- NaN is above all numbers
    IF (score >= 0 AND score <= out_of AND out_of > 0 AND out_of < 'Infinity') IS NOT TRUE THEN
        PERFORM cc_center.raise_error('no_score', coalesce(score::text, 'NULL'), coalesce(out_of::text, 'NULL'));
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.check_score(numeric, numeric) IS 'Fails for a score that is none (UCB07).';

CREATE OR REPLACE FUNCTION cc_center.passes(rule cc_center.quality_rule, score numeric, out_of numeric)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT score * 100 >= rule.pass_mark * out_of $$;
COMMENT ON FUNCTION cc_center.passes(cc_center.quality_rule, numeric, numeric) IS
    'Whether a score reaches the pass mark; NULL where the rules set none.';

CREATE OR REPLACE FUNCTION cc_center.lock_fact_month()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.month := cc_center.month_of(NEW.center_id, NEW.at);
    PERFORM cc_center.lock_attendance_month(NEW.center_id, NEW.month);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cc_center.lock_fact_month() IS
    'Trigger: a fact counts in the month of its instant, which stays open until its transaction ends; UCA05 where it is closed.';
CREATE OR REPLACE TRIGGER a0_month BEFORE INSERT ON cc_center.leg_review
    FOR EACH ROW EXECUTE FUNCTION cc_center.lock_fact_month();
CREATE OR REPLACE TRIGGER a0_month BEFORE INSERT ON cc_center.exam_result
    FOR EACH ROW EXECUTE FUNCTION cc_center.lock_fact_month();
CREATE OR REPLACE TRIGGER a0_month BEFORE INSERT ON cc_center.conduct_record
    FOR EACH ROW EXECUTE FUNCTION cc_center.lock_fact_month();
CREATE OR REPLACE TRIGGER a0_month BEFORE INSERT ON cc_center.quality_evaluation
    FOR EACH ROW EXECUTE FUNCTION cc_center.lock_fact_month();

CREATE OR REPLACE FUNCTION cc_center.refuse_new_word()
RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM cc_center.raise_error('fact_kept', TG_TABLE_NAME);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.refuse_new_word() IS 'Trigger: a fact is never changed (UCB12).';

CREATE OR REPLACE FUNCTION cc_center.fix_facts(VARIADIC table_names text[])
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    table_name text;
BEGIN
    FOREACH table_name IN ARRAY table_names LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER aa_fixed BEFORE UPDATE ON cc_center.%I
                        FOR EACH STATEMENT EXECUTE FUNCTION cc_center.refuse_new_word()', table_name);
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.fix_facts(text[]) IS 'Deployment: rows of the tables are never changed (UCB12).';
SELECT cc_center.fix_facts('leg_review', 'exam_result', 'set_task', 'task_outcome', 'conduct_record', 'quality_evaluation');
