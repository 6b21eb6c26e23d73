-- The standards of filing and closing, and difficult cases (I2).

SELECT cc_center.register_rule_table('case_standard', 'cases');
SELECT cc_center.keep_rows('standard_answer', 'Answer anew: the last answer counts.');
SELECT cc_center.share_table('standard_answer', cc_center.all_groups());
SELECT cc_center.keep_rows('difficult_case', 'Mark the case anew: the last note counts.');
SELECT cc_center.share_table('difficult_case', cc_center.all_groups());

CREATE OR REPLACE FUNCTION cc_center.standard_of_case(held cc_center.cases, standard text)
RETURNS SETOF cc_center.case_standard LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT DISTINCT ON (s.field) s.* FROM cc_center.case_standard s
    WHERE s.center_id = held.center_id AND s.version = cc_center.rules_in_force(held.center_id)
      AND s.standard = standard_of_case.standard AND s.category IN (held.category, '*')
    ORDER BY s.field, s.category = held.category DESC
$$;
COMMENT ON FUNCTION cc_center.standard_of_case(cc_center.cases, text) IS
    'What a standard of the rules in force asks of a case, by its category.';

CREATE OR REPLACE FUNCTION cc_center.standard_needs(held cc_center.cases, standard text)
RETURNS TABLE (ordinal integer, field text, question text, least_length integer, allowed text[], answer text, lacking text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.ordinal, s.field, s.question, s.least_length, s.allowed, g.answer,
           CASE WHEN NOT cc_center.has_text(g.answer) THEN s.question
                WHEN char_length(btrim(g.answer)) < s.least_length
                THEN cc_center.translated('%1 (at least %2 characters)', s.question, s.least_length::text)
                WHEN g.answer <> ALL (s.allowed)
                THEN cc_center.translated('%1 (one of: %2)', s.question, array_to_string(s.allowed, ', ')) END
    FROM cc_center.standard_of_case(held, standard) s
    CROSS JOIN LATERAL (
        SELECT CASE s.field WHEN 'description' THEN held.description WHEN 'reference' THEN held.reference
               ELSE (SELECT a.answer FROM cc_center.standard_answer a
                     WHERE a.center_id = held.center_id AND a.case_id = held.case_id AND a.standard = s.standard AND a.field = s.field
                       AND (a.standard = 'filing' OR a.round = cc_center.case_round(held.center_id, held.case_id))
                     ORDER BY a.answer_id DESC LIMIT 1) END AS answer) g
$$;
COMMENT ON FUNCTION cc_center.standard_needs(cc_center.cases, text) IS
    'What a standard asks of a case, the answer that counts, and what is lacking of it, NULL where nothing is.';

CREATE OR REPLACE FUNCTION cc_center.lacking_of_standard(center_id bigint, case_id bigint, standard text)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT string_agg(n.lacking, '; ' ORDER BY n.ordinal, n.field)
    FROM cc_center.cases c CROSS JOIN LATERAL cc_center.standard_needs(c, lacking_of_standard.standard) n
    WHERE c.center_id = lacking_of_standard.center_id AND c.case_id = lacking_of_standard.case_id AND n.lacking IS NOT NULL
$$;
COMMENT ON FUNCTION cc_center.lacking_of_standard(bigint, bigint, text) IS
    'The questions of a standard that a case has no sufficient answer to; NULL where it has them all.';

CREATE OR REPLACE FUNCTION cc_center.lacking_filing_standard(center_id bigint, case_id bigint, to_stage text)
RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('The filing standard asks: %1.', l.questions)
    FROM (SELECT cc_center.lacking_of_standard(center_id, case_id, 'filing') AS questions) l WHERE l.questions IS NOT NULL
$$;
COMMENT ON FUNCTION cc_center.lacking_filing_standard(bigint, bigint, text) IS
    'Requirement filing_standard: what the filing standard (立案标准) asks and the case does not say; NULL where it says all (I2).';
SELECT cc_center.register_step_requirement('filing_standard', 'cases', 'lacking_filing_standard');

CREATE OR REPLACE FUNCTION cc_center.lacking_closing_standard(center_id bigint, case_id bigint, to_stage text)
RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('The closing standard asks: %1.', l.questions)
    FROM (SELECT cc_center.lacking_of_standard(center_id, case_id, 'closing') AS questions) l WHERE l.questions IS NOT NULL
$$;
COMMENT ON FUNCTION cc_center.lacking_closing_standard(bigint, bigint, text) IS
    'Requirement closing_standard: what the closing standard (结案标准) asks and was not answered in the present round; NULL where all was (I2, I3.4).';
SELECT cc_center.register_step_requirement('closing_standard', 'cases', 'lacking_closing_standard');

CREATE OR REPLACE FUNCTION cc_center.answer_standard(center_id bigint, case_id bigint, question text, answer text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    held cc_center.cases := cc_center.lock_case(center_id, case_id);
    actor text := cc_center.require_hand(held);
    round integer := cc_center.case_round(center_id, case_id);
    asked cc_center.case_standard;
    new_id bigint;
BEGIN
    IF question IN ('description', 'reference') THEN
        PERFORM cc_center.raise_error('standard_of_column', question);
    END IF;
    -- what both ask is of the one that comes next
    SELECT s.* INTO asked
    FROM unnest(ARRAY['filing', 'closing']) WITH ORDINALITY k (standard, place)
    CROSS JOIN LATERAL cc_center.standard_of_case(held, k.standard) s
    WHERE s.field = answer_standard.question
    ORDER BY (k.standard = CASE WHEN round = 0 THEN 'filing' ELSE 'closing' END) DESC LIMIT 1;
    IF asked.field IS NULL THEN
        PERFORM cc_center.raise_error('question_unknown', coalesce(question, 'NULL'), held.case_id::text);
    ELSIF NOT cc_center.has_text(answer) OR char_length(btrim(answer)) < asked.least_length THEN
        PERFORM cc_center.raise_error('answer_too_short', asked.question, coalesce(asked.least_length, 1)::text);
    ELSIF answer <> ALL (asked.allowed) THEN
        PERFORM cc_center.raise_error('answer_not_allowed', answer, asked.question, array_to_string(asked.allowed, ', '));
    END IF;
    INSERT INTO cc_center.standard_answer AS a (center_id, case_id, leg_no, round, standard, field, answer, by_staff, at)
    VALUES (held.center_id, held.case_id, held.leg_no, round, asked.standard, asked.field, answer_standard.answer, actor, cc_center.clock())
    RETURNING a.answer_id INTO new_id;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.answer_standard(bigint, bigint, text, text) IS
    'Answers a question that the filing or closing standard asks of an open case; the last answer counts, of the closing standard within the present round (I2). By whoever has the case in hand: its holder, or who sits in for him, a leader, or, while nobody holds it, whose role may take its next step. Returns the answer''s id. UC910, UC919, UC907, UC980 for what the case itself says, UC977 for what is not asked, UC978, UC979.';
SELECT cc_center.share_function('cc_center.answer_standard(bigint, bigint, text, text)', cc_center.person_groups());

CREATE OR REPLACE FUNCTION cc_center.case_needs(center_id bigint, case_id bigint)
RETURNS TABLE (requirement text, to_stage text, field text, question text, least_length integer, allowed text[], answer text, lacking text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    held cc_center.cases;
    asked record;
    said text;
BEGIN
    IF cc_center.acting_group(center_id) IS NULL THEN
        PERFORM cc_center.raise_error('acting_role_not_enrolled', cc_center.acting_login_role(), coalesce(center_id::text, 'NULL'));
    END IF;
    SELECT c.* INTO held FROM cc_center.cases c WHERE c.center_id = case_needs.center_id AND c.case_id = case_needs.case_id;
    IF held.case_id IS NULL THEN
        PERFORM cc_center.raise_error('unknown_case', coalesce(center_id::text, 'NULL'), coalesce(case_id::text, 'NULL'));
    ELSIF held.closed_at IS NOT NULL THEN
        RETURN;
    END IF;
    -- a standard is asked from its side of the disposal on, so that its form can be filled before the step
    RETURN QUERY
        SELECT k.requirement, t.to_stage, n.field, n.question, n.least_length, n.allowed, n.answer, n.lacking
        FROM (VALUES ('filing_standard', 'filing'), ('closing_standard', 'closing')) k (requirement, standard)
        CROSS JOIN LATERAL (
            SELECT min(t.to_stage) AS to_stage FROM cc_center.transition_requirement t
            WHERE t.center_id = held.center_id AND t.version = cc_center.rules_in_force(held.center_id)
              AND t.requirement = k.requirement
              AND (t.from_stage = held.stage
                   OR k.standard = CASE WHEN cc_center.case_round(held.center_id, held.case_id) = 0 THEN 'filing' ELSE 'closing' END)) t
        CROSS JOIN LATERAL cc_center.standard_needs(held, k.standard) n
        WHERE t.to_stage IS NOT NULL AND n.lacking IS NOT NULL
        ORDER BY k.standard DESC, n.ordinal, n.field;
    FOR asked IN
        SELECT t.requirement, r.function, t.to_stage
        FROM cc_center.transition_requirement t JOIN cc_center.step_requirement r USING (requirement)
        WHERE t.center_id = held.center_id AND t.version = cc_center.rules_in_force(held.center_id) AND t.from_stage = held.stage
          AND t.requirement NOT IN ('filing_standard', 'closing_standard')
        ORDER BY t.to_stage, t.requirement
    LOOP
        EXECUTE format('SELECT cc_center.%I($1, $2, $3)', asked.function) INTO said USING held.center_id, held.case_id, asked.to_stage;
        IF said IS NOT NULL THEN
            RETURN QUERY SELECT asked.requirement, asked.to_stage, NULL::text, NULL::text, NULL::integer, NULL::text[], NULL::text, said;
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.case_needs(bigint, bigint) IS
    'What a case still needs for the steps to come, each by the stage it leads to, so that an application can show a form: the open questions of the filing standard until it goes to a department, of the closing standard from then on, each with the answer that does not suffice; and for what else the steps from its stage require, what is lacking (I2). Nothing for a closed case. UC102 for who is not enrolled in the center, UC910 where there is no such case.';
SELECT cc_center.share_function('cc_center.case_needs(bigint, bigint)');

CREATE OR REPLACE VIEW cc_center.standard_exceptions_month WITH (security_invoker = true) AS
SELECT e.center_id, date_trunc('month', e.at AT TIME ZONE c.time_zone)::date AS month, e.requirement, e.by_staff, s.name,
       count(*) AS passed, count(DISTINCT e.case_id) AS cases
FROM cc_center.step_exception e
JOIN cc_center.center c ON c.center_id = e.center_id
LEFT JOIN cc_center.staff s ON s.center_id = e.center_id AND s.staff_no = e.by_staff
WHERE e.requirement IN ('filing_standard', 'closing_standard')
GROUP BY e.center_id, date_trunc('month', e.at AT TIME ZONE c.time_zone), e.requirement, e.by_staff, s.name;
COMMENT ON VIEW cc_center.standard_exceptions_month IS
    'Steps that were taken below the filing or closing standard in a month of the center''s zone, by whom: how many, and of how many cases; what lacked and the reasons stand in step_exception (I2).';
SELECT cc_center.share_view('standard_exceptions_month');

CREATE OR REPLACE FUNCTION cc_center.mark_difficult(center_id bigint, case_id bigint, why text, solution text DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.require_role(center_id, 'shift_leader', 'supervisor', 'director');
    held cc_center.cases := cc_center.lock_case(center_id, case_id);
    new_id bigint;
BEGIN
    IF NOT cc_center.has_text(why) OR solution IS NOT NULL AND NOT cc_center.has_text(solution) THEN
        PERFORM cc_center.raise_error('difficult_text_missing', held.case_id::text);
    END IF;
    INSERT INTO cc_center.difficult_case AS d (center_id, case_id, why, solution, marked_by, marked_at)
    VALUES (held.center_id, held.case_id, mark_difficult.why, mark_difficult.solution, actor, cc_center.clock())
    RETURNING d.difficult_id INTO new_id;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.mark_difficult(bigint, bigint, text, text) IS
    'A leader, the supervisor or the director notes why a case is difficult and what was decided, also when it is closed; of one case the last note counts (I2). Returns the note''s id. UC910, UC985 for a blank text.';
SELECT cc_center.share_function('cc_center.mark_difficult(bigint, bigint, text, text)', ARRAY['shift_leader', 'supervisor', 'director']);

CREATE OR REPLACE VIEW cc_center.difficult_cases_month WITH (security_invoker = true) AS
SELECT d.center_id, date_trunc('month', d.marked_at AT TIME ZONE z.time_zone)::date AS month, c.case_number, c.category, c.street,
       d.why, d.solution, d.marked_by, d.marked_at, c.stage,
       coalesce(c.closed_at, cc_center.clock()) - c.reported_at AS lasted, cc_center.case_round(c.center_id, c.case_id) AS rounds, d.case_id
FROM cc_center.difficult_case d
JOIN cc_center.cases c ON c.center_id = d.center_id AND c.case_id = d.case_id
JOIN cc_center.center z ON z.center_id = d.center_id
WHERE NOT EXISTS (SELECT FROM cc_center.difficult_case n
                  WHERE n.center_id = d.center_id AND n.case_id = d.case_id AND n.difficult_id > d.difficult_id);
COMMENT ON VIEW cc_center.difficult_cases_month IS
    'The digest of difficult cases (疑难案件), in the month of the last note on each: category, street, why it was difficult, what was decided, how long it lasted or lasts, and how often it went to a department (I2).';
SELECT cc_center.share_view('difficult_cases_month');
