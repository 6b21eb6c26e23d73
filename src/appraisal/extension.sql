-- appraisal: what can be appraised

CREATE FUNCTION cc_center.appraisal_subjects()
RETURNS TABLE (ordinal integer, subject text, unit text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
VALUES
    (1, 'absenteeism', 'occurrence'),
    (2, 'sick_leave', 'day'),
    (3, 'personal_leave', 'day'),
    (4, 'lateness', 'minute'),
    (5, 'lateness', 'occurrence'),
    (6, 'early_leave', 'minute'),
    (7, 'early_leave', 'occurrence'),
    (8, 'overdue', 'occurrence'),
    (9, 'wrong_approval', 'occurrence'),
    (10, 'mistaken_approval', 'occurrence'),
    (11, 'exam', 'occurrence'),
    (12, 'set_task', 'occurrence'),
    (13, 'conduct', 'point'),
    (14, 'conduct', 'occurrence'),
    (15, 'fine', 'yuan'),
    (16, 'upheld_complaint', 'occurrence')
$$;
COMMENT ON FUNCTION cc_center.appraisal_subjects() IS
    'What a month is appraised by, and in which units it is counted, in the fixed order in which deductions share what a bonus has. overdue: legs that the person finished after their due; exam: exams not passed; set_task: tasks not done in time; upheld_complaint: complaints against the person that were upheld in the month; fine: what discipline imposed, charged where a tariff says so, at rate 1 as it stands.';
REVOKE ALL ON FUNCTION cc_center.appraisal_subjects() FROM PUBLIC;

CREATE FUNCTION cc_center.is_appraisal_subject(name text, counted_in text DEFAULT NULL)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT EXISTS (SELECT FROM cc_center.appraisal_subjects() s WHERE s.subject = name AND (counted_in IS NULL OR s.unit = counted_in)) $$;
COMMENT ON FUNCTION cc_center.is_appraisal_subject(text, text) IS 'Whether a month can be appraised by a subject of this name, counted in that unit.';
REVOKE ALL ON FUNCTION cc_center.is_appraisal_subject(text, text) FROM PUBLIC;

CREATE FUNCTION cc_center.are_appraisal_subjects(names text[], counted_in text)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT bool_and(cc_center.is_appraisal_subject(n, counted_in)) FROM unnest(names) n $$;
COMMENT ON FUNCTION cc_center.are_appraisal_subjects(text[], text) IS 'Whether a month can be appraised by each of these subjects, counted in that unit.';
REVOKE ALL ON FUNCTION cc_center.are_appraisal_subjects(text[], text) FROM PUBLIC;

CREATE FUNCTION cc_center.is_appraisal_item(name text)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT name IN ('timeliness_rate', 'accuracy_rate', 'mean_handling', 'exam_score', 'task_rate', 'quality_score', 'answer_rate')
$$;
COMMENT ON FUNCTION cc_center.is_appraisal_item(text) IS
    'Whether a month can be appraised by a rate of this name: timeliness_rate (及时率), accuracy_rate (准确率), mean_handling (mean retention, minutes), exam_score, task_rate, quality_score, and answer_rate (接听率), of which there are no facts as long as no calls are recorded.';
REVOKE ALL ON FUNCTION cc_center.is_appraisal_item(text) FROM PUBLIC;
-- appraisal: money in fen, and the sum of penalties up to a cap

CREATE FUNCTION cc_center.round_half_up(numeric)
RETURNS numeric LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_round_half_up';
COMMENT ON FUNCTION cc_center.round_half_up(numeric) IS
    'An amount in yuan rounded to the fen, as numeric(12,2): half a fen rounds up (四舍五入), and a negative amount as the same amount without its sign. UCD03 for NaN and infinity, UCD04 for what numeric(12,2) cannot hold.';

CREATE FUNCTION cc_center.penalty_sum_step(bytea, numeric, numeric)
RETURNS bytea LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_penalty_sum_step';
COMMENT ON FUNCTION cc_center.penalty_sum_step(bytea, numeric, numeric) IS
    'For aggregate penalty_sum: adds an amount under its cap to what was added so far. UCD01 to UCD04.';
CREATE FUNCTION cc_center.penalty_sum_back(bytea, numeric, numeric)
RETURNS bytea LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_penalty_sum_back';
COMMENT ON FUNCTION cc_center.penalty_sum_back(bytea, numeric, numeric) IS
    'For aggregate penalty_sum over a moving frame: takes back an amount that was added.';
CREATE FUNCTION cc_center.penalty_sum_combine(bytea, bytea)
RETURNS bytea LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_penalty_sum_combine';
COMMENT ON FUNCTION cc_center.penalty_sum_combine(bytea, bytea) IS
    'For aggregate penalty_sum: what two workers have added, together. UCD01 and UCD04.';
CREATE FUNCTION cc_center.penalty_sum_end(bytea)
RETURNS numeric LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_penalty_sum_end';
COMMENT ON FUNCTION cc_center.penalty_sum_end(bytea) IS
    'For aggregate penalty_sum: the sum, at most the cap, 0.00 where nothing was added.';

CREATE AGGREGATE cc_center.penalty_sum(amount numeric, cap numeric) (
    SFUNC = cc_center.penalty_sum_step,
    STYPE = bytea,
    SSPACE = 32,
    COMBINEFUNC = cc_center.penalty_sum_combine,
    FINALFUNC = cc_center.penalty_sum_end,
    MSFUNC = cc_center.penalty_sum_step,
    MINVFUNC = cc_center.penalty_sum_back,
    MSTYPE = bytea,
    MSSPACE = 32,
    MFINALFUNC = cc_center.penalty_sum_end,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE cc_center.penalty_sum(numeric, numeric) IS
    'The sum of penalties in yuan, at most the cap they share (NULL: no cap), exact to the fen: amount and cap are rounded half up once, row by row. Rows without an amount are passed over, cap and all; without any row it is 0.00. What of the cap falls to a row, in the order of a window: the sum ROWS UNBOUNDED PRECEDING less the sum ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING; over a group these shares add up to its sum. UCD01 for different caps in one group or frame, UCD02 for a negative amount or cap, UCD03 for NaN and infinity, UCD04 for more than 92233720368547758.07.';
REVOKE ALL ON FUNCTION cc_center.round_half_up(numeric), cc_center.penalty_sum_step(bytea, numeric, numeric),
    cc_center.penalty_sum_back(bytea, numeric, numeric), cc_center.penalty_sum_combine(bytea, bytea),
    cc_center.penalty_sum_end(bytea), cc_center.penalty_sum(numeric, numeric) FROM PUBLIC;
