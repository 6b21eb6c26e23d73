-- What health() says of roles and enrolments.

CREATE OR REPLACE FUNCTION cc_center.sees_center(center_id bigint)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT center_id = ANY (cc_center.acting_centers())
        OR pg_has_role(cc_center.acting_login_role(), 'cc_center_owner', 'MEMBER')
        OR pg_has_role(cc_center.acting_login_role(), 'cc_center_scheduler', 'MEMBER')
$$;
COMMENT ON FUNCTION cc_center.sees_center(bigint) IS
    'Whether the acting role may be told about a center: one of its own, or any for a database administrator and for the scheduler, who checks them all at night.';

CREATE OR REPLACE FUNCTION cc_center.seen_centers()
RETURNS bigint[] LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT ARRAY(SELECT c.center_id FROM cc_center.center c WHERE cc_center.sees_center(c.center_id))
$$;
COMMENT ON FUNCTION cc_center.seen_centers() IS
    'The centers that the acting role may be told about, asked once for all rows of a table: see sees_center().';

CREATE OR REPLACE FUNCTION cc_center.health_of_people()
RETURNS TABLE (finding text, subject text, detail text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('a role may act for others'), m.rolname,
           cc_center.translated('It can SET ROLE to %1 enrolled roles: a trusted pool, or a mistake.', count(*)::text)
    FROM cc_center.enrolment e
    JOIN pg_roles r ON r.rolname = e.login_role
    JOIN pg_auth_members a ON a.roleid = r.oid
    JOIN pg_roles m ON m.oid = a.member
    WHERE e.staff_no IS NOT NULL AND cc_center.sees_center(e.center_id)
    GROUP BY m.rolname
    UNION ALL
    SELECT cc_center.translated('an enrolled role does not exist'), e.login_role,
           cc_center.translated('Center %1; end it with cc_center.unenrol().', e.center_id::text)
    FROM cc_center.enrolment e WHERE cc_center.sees_center(e.center_id) AND NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = e.login_role)
    UNION ALL
    SELECT cc_center.translated('an enrolled role was made anew'), e.login_role,
           cc_center.translated('Center %1; it acts as nobody there until it is enrolled again.', e.center_id::text)
    FROM cc_center.enrolment e JOIN pg_roles r ON r.rolname = e.login_role, pg_control_system() c
    WHERE cc_center.sees_center(e.center_id) AND e.server = c.system_identifier AND e.role_oid <> r.oid
    UNION ALL
    SELECT cc_center.translated('an enrolment comes from another server'), e.login_role,
           cc_center.translated('Center %1; a database administrator runs cc_center.renew_enrolments().', e.center_id::text)
    FROM cc_center.enrolment e JOIN pg_roles r ON r.rolname = e.login_role, pg_control_system() c
    WHERE cc_center.sees_center(e.center_id) AND e.server <> c.system_identifier
    UNION ALL
    SELECT cc_center.translated('an enrolled role passes over row-level security'), r.rolname,
           cc_center.translated('Superusers and BYPASSRLS roles see every center.')
    FROM cc_center.enrolment e JOIN pg_roles r ON r.rolname = e.login_role WHERE cc_center.sees_center(e.center_id) AND (r.rolsuper OR r.rolbypassrls)
$$;
COMMENT ON FUNCTION cc_center.health_of_people() IS 'The part of health() about roles and enrolments.';
SELECT cc_center.register_health_check('people', 'health_of_people');
