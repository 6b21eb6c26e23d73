-- Leave and its rules: who may read them.

SELECT cc_center.register_rule_table('day_half', 'leave');
SELECT cc_center.register_rule_table('leave_rule', 'leave');
SELECT cc_center.register_rule_table('approval_step', 'leave');

CREATE OR REPLACE FUNCTION cc_center.may_read_leave(center_id bigint, staff_no text)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT center_id = ANY (cc_center.acting_centers())
           AND (cc_center.acting_role(center_id) IN ('shift_leader', 'supervisor', 'director')
                OR staff_no = cc_center.acting_staff_no(center_id))
$$;
COMMENT ON FUNCTION cc_center.may_read_leave(bigint, text) IS
    'Why somebody is away is known to himself and to those who lead (A7).';
SELECT cc_center.share_function('cc_center.may_read_leave(bigint, text)');
SELECT cc_center.keep_rows('leave_request', 'Withdraw the request instead.');
SELECT cc_center.keep_rows('leave_approval', '');

-- How long leave is, what it is contiguous with, and what it leaves of a shift.

-- as may_read_leave() says
SELECT cc_center.share_own_rows('leave_request', 'own_leave', false);
SELECT cc_center.share_rows('leave_approval', 'own_leave',
    'EXISTS (SELECT FROM cc_center.leave_request l WHERE l.center_id = leave_approval.center_id AND l.leave_id = leave_approval.leave_id)');
