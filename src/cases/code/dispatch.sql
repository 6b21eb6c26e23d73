-- Departments, for history and for whoever asks before a case is dispatched.

CREATE OR REPLACE FUNCTION cc_center.department_by_rule(center_id bigint, version integer, category text, street text)
RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT d.department FROM cc_center.dispatch_rule d
    WHERE d.center_id = department_by_rule.center_id AND d.version = department_by_rule.version
      AND d.category IN ('*', department_by_rule.category) AND d.street IN ('*', department_by_rule.street)
    ORDER BY d.category = '*', d.street = '*' LIMIT 1
$$;
COMMENT ON FUNCTION cc_center.department_by_rule(bigint, integer, text, text) IS
    'Which department a version of the rules dispatches a case to, by category and street; NULL where it names none (I23).';

CREATE OR REPLACE FUNCTION cc_center.department_for(center_id bigint, category text, street text)
RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.department_by_rule(c.center_id, cc_center.rules_in_force(c.center_id), category, street)
    FROM cc_center.center c WHERE c.center_id = department_for.center_id AND cc_center.sees_center(c.center_id)
$$;
COMMENT ON FUNCTION cc_center.department_for(bigint, text, text) IS
    'Which department the rules in force dispatch a case to, by category and street, in a center that the acting person sees; NULL where they name none (I23).';
SELECT cc_center.share_function('cc_center.department_for(bigint, text, text)');
