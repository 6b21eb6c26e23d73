-- Results of exams.

CREATE OR REPLACE FUNCTION cc_center.record_exam(
    center_id bigint, staff_no text, exam text, score numeric, out_of numeric, reason text, at timestamptz DEFAULT cc_center.clock())
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.quality_recorder(center_id, 'exam');
    rule cc_center.quality_rule := cc_center.quality_rule_in_force(center_id, 'exam');
    new_id bigint;
BEGIN
    PERFORM cc_center.check_when(center_id, staff_no, at);
    PERFORM cc_center.check_fact(rule, actor, staff_no, reason);
    PERFORM cc_center.check_score(score, out_of);
    IF NOT cc_center.has_text(exam) OR octet_length(exam) > 200 THEN
        PERFORM cc_center.raise_error('name_missing', left(coalesce(exam, 'NULL'), 60), 'exam');
    END IF;
    INSERT INTO cc_center.exam_result AS e (center_id, staff_no, exam, score, out_of, passed, version, at, by_staff, given_at, reason)
    VALUES (center_id, staff_no, exam, score, out_of, cc_center.passes(rule, score, out_of), rule.version, at, actor,
            cc_center.clock(), reason)
    RETURNING e.exam_id INTO new_id;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.record_exam(bigint, text, text, numeric, numeric, text, timestamptz) IS
    'Somebody whose role the rules name records another person''s exam: score points of out_of, taken at an instant, now by default, in a month that is open, with a reason; passed by the pass mark of the rules, where they set one (I44, I49). Returns the id. UCB01, UCB07, UCB13, UCA04, UCA05, UC105, UC401, UC411, UC501.';

CREATE OR REPLACE FUNCTION cc_center.correct_exam(
    center_id bigint, exam_id bigint, score numeric, reason text, out_of numeric DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.quality_recorder(center_id, 'exam');
    rule cc_center.quality_rule := cc_center.quality_rule_in_force(center_id, 'exam');
    earlier cc_center.exam_result;
    new_id bigint;
BEGIN
    SELECT e.* INTO earlier FROM cc_center.exam_result e
    WHERE e.center_id = correct_exam.center_id AND e.exam_id = correct_exam.exam_id;
    IF earlier.exam_id IS NULL THEN
        PERFORM cc_center.raise_error('unknown_fact', center_id::text, 'exam', coalesce(exam_id::text, 'NULL'));
    END IF;
    PERFORM cc_center.check_fact(rule, actor, earlier.staff_no, reason);
    PERFORM cc_center.check_correction(center_id, actor, earlier.by_staff, earlier.given_at);
    out_of := coalesce(out_of, earlier.out_of);
    PERFORM cc_center.check_score(coalesce(score, 0), out_of);
    -- judged by the pass mark it was first judged by
    SELECT r.* INTO rule FROM cc_center.quality_rule r
    WHERE r.center_id = earlier.center_id AND r.version = earlier.version AND r.subject = 'exam';
    INSERT INTO cc_center.exam_result AS e
        (center_id, staff_no, exam, score, out_of, passed, version, at, by_staff, given_at, reason, corrects)
    VALUES (earlier.center_id, earlier.staff_no, earlier.exam, score, out_of, cc_center.passes(rule, score, out_of), rule.version,
            earlier.at, actor, cc_center.clock(), reason, earlier.exam_id)
    ON CONFLICT DO NOTHING RETURNING e.exam_id INTO new_id;
    IF new_id IS NULL THEN
        PERFORM cc_center.raise_error('fact_corrected', 'exam', exam_id::text,
            (SELECT e.exam_id::text FROM cc_center.exam_result e WHERE e.center_id = earlier.center_id AND e.corrects = earlier.exam_id));
    END IF;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.correct_exam(bigint, bigint, numeric, text, numeric) IS
    'Another score in place of that of a result, by a further row that names it; NULL takes it back. Judged by the rules it was first judged by. For who said it, or of those roles one that is not lower, and while the same month is open; the result named must be the last word. Returns the new result''s id. UCB05 to UCB07, UCA05, UC411, UC501.';

DO $$
BEGIN
    PERFORM cc_center.share_function(f, cc_center.person_groups())
    FROM unnest('{"cc_center.record_exam(bigint, text, text, numeric, numeric, text, timestamptz)",
                  "cc_center.correct_exam(bigint, bigint, numeric, text, numeric)"}'::regprocedure[]) f;
END
$$;
