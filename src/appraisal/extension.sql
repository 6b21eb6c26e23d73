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
    (14, 'conduct', 'occurrence')
$$;
COMMENT ON FUNCTION cc_center.appraisal_subjects() IS
    'What a month is appraised by, and in which units it is counted, in the fixed order in which deductions share what a bonus has. overdue: legs that the person finished after their due; exam: exams not passed; set_task: tasks not done in time.';
REVOKE ALL ON FUNCTION cc_center.appraisal_subjects() FROM PUBLIC;

CREATE FUNCTION cc_center.is_appraisal_subject(name text)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT EXISTS (SELECT FROM cc_center.appraisal_subjects() s WHERE s.subject = name) $$;
COMMENT ON FUNCTION cc_center.is_appraisal_subject(text) IS 'Whether a month can be appraised by a subject of this name.';
REVOKE ALL ON FUNCTION cc_center.is_appraisal_subject(text) FROM PUBLIC;
