-- people: who is acting

CREATE FUNCTION cc_center.acting_centers()
RETURNS bigint[] LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_acting_centers';
COMMENT ON FUNCTION cc_center.acting_centers() IS
    'The centers the outer current role is enrolled in today; row-level security compares with it.';

CREATE FUNCTION cc_center.acting_staff_no(center_id bigint)
RETURNS text LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_acting_staff_no';
COMMENT ON FUNCTION cc_center.acting_staff_no(bigint) IS
    'The staff number of the acting person in a center: the enrolment of the outer current role; NULL for applications and for roles not enrolled.';

CREATE FUNCTION cc_center.acting_role(center_id bigint)
RETURNS text LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_acting_role';
COMMENT ON FUNCTION cc_center.acting_role(bigint) IS
    'The role (operator, shift_leader, ...) of the acting person in a center; NULL for applications and for roles not enrolled.';

CREATE FUNCTION cc_center.acting_login_role()
RETURNS text LANGUAGE c STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_acting_login_role';
COMMENT ON FUNCTION cc_center.acting_login_role() IS
    'The outer current role: what SET ROLE or the login chose, also inside functions that run as somebody else.';

CREATE FUNCTION cc_center.acting_group(center_id bigint)
RETURNS text LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_acting_group';
COMMENT ON FUNCTION cc_center.acting_group(bigint) IS
    'What the acting role is in a center: a person''s role, or app, reader or importer; NULL for roles not enrolled.';

-- PostgreSQL 16 and later take a grant back only for who made it. So one hand makes and takes all of them, the
-- superuser's, which is also whose they are after an upgrade from 15 and whose the database administrator's own are.
CREATE FUNCTION cc_center.move_login(login_role name, old_group text, new_group text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    groups constant text[] := ARRAY(SELECT g.name FROM cc_center.group_roles() g WHERE g.enrollable);
BEGIN
    IF new_group = ANY (groups) THEN
        EXECUTE format('GRANT %I TO %I', 'cc_center_' || new_group, login_role);
    END IF;
    IF old_group = ANY (groups) THEN
        EXECUTE format('REVOKE %I FROM %I', 'cc_center_' || old_group, login_role);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.move_login(name, text, text) IS
    'Takes a database role from one group role to another, each named without its prefix; NULL is none, and only groups that people or applications are enrolled in are touched. For the deployed schema; runs with the rights of who created the extension.';
REVOKE ALL ON FUNCTION cc_center.move_login(name, text, text) FROM PUBLIC;
