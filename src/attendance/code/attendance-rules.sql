-- The rules of attendance: registered, and found for a shift.

SELECT cc_center.register_rule_table('attendance_rule', 'attendance');
SELECT cc_center.register_rule_table('sign_in_rule', 'attendance');
SELECT cc_center.register_rule_table('makeup_rule', 'attendance');

CREATE OR REPLACE FUNCTION cc_center.attendance_rule_for(
    center_id bigint, version integer, subject text, role text, shift text)
RETURNS cc_center.attendance_rule LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r FROM cc_center.attendance_rule r
    WHERE r.center_id = attendance_rule_for.center_id AND r.version = attendance_rule_for.version
      AND r.subject = attendance_rule_for.subject AND r.role = attendance_rule_for.role
      AND r.shift IN (attendance_rule_for.shift, '*')
    ORDER BY r.shift = '*' LIMIT 1
$$;
COMMENT ON FUNCTION cc_center.attendance_rule_for(bigint, integer, text, text, text) IS
    'The rule of a subject that holds for a role''s shift: its own row, else that of every shift; NULL where there is none.';
