-- Rules of the later legs: who may read and write them.

SELECT cc_center.register_rule_table('department', 'cases', versioned => false);
SELECT cc_center.keep_rows('department', 'Set the department inactive instead.');
SELECT cc_center.register_rule_table('dispatch_rule', 'cases');
SELECT cc_center.register_rule_table('leg_limit', 'cases');
SELECT cc_center.register_rule_table('transition_requirement', 'cases');
SELECT cc_center.register_rule_table('clock_rule', 'cases');
SELECT cc_center.register_rule_table('supervision_level', 'cases');

-- who does what, as it is today
SELECT cc_center.share_table('department_staff', cc_center.all_groups(), ARRAY['supervisor', 'system_admin']);
SELECT cc_center.share_table('street_inspector', cc_center.all_groups(), ARRAY['shift_leader', 'supervisor', 'system_admin']);
SELECT cc_center.share_table('standby', cc_center.all_groups(), ARRAY['shift_leader', 'supervisor']);

SELECT cc_center.keep_rows('step_exception', 'Exceptions are the record of a case.');
SELECT cc_center.share_table('step_exception', cc_center.all_groups());
SELECT cc_center.keep_rows('clock_event', 'Clock events are the record of a case.');
SELECT cc_center.share_table('clock_event', cc_center.all_groups());
SELECT cc_center.keep_rows('supervision', 'Orders from above are the record of a case; lift one that holds no more.');
SELECT cc_center.share_table('supervision', cc_center.all_groups());

SELECT cc_center.close_table('step_requirement');

CREATE OR REPLACE FUNCTION cc_center.register_step_requirement(requirement text, area text, function_name name)
RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO cc_center.step_requirement (requirement, area, function) VALUES (requirement, area, function_name)
    ON CONFLICT ON CONSTRAINT step_requirement_pkey DO UPDATE SET area = excluded.area, function = excluded.function
$$;
COMMENT ON FUNCTION cc_center.register_step_requirement(text, text, name) IS
    'Deployment: makes something that a step may require known: a STABLE function of schema cc_center (center_id bigint, case_id bigint, to_stage text) that returns what is lacking, NULL where nothing is. It is asked with the newest committed rows, while the case is locked; whoever changes what it reads locks the case first.';
