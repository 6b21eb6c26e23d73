-- Who may ask health() about what, and what it says of roles and enrolments.

CREATE OR REPLACE FUNCTION cc_center.sees_all_centers()
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT pg_has_role(cc_center.acting_login_role(), 'cc_center_owner', 'MEMBER')
        OR pg_has_role(cc_center.acting_login_role(), 'cc_center_scheduler', 'MEMBER')
$$;
COMMENT ON FUNCTION cc_center.sees_all_centers() IS
    'Whether the acting role may be told about every center: a database administrator, and the scheduler, who checks them all at night.';

CREATE OR REPLACE FUNCTION cc_center.sees_center(center_id bigint)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT center_id = ANY (cc_center.acting_centers()) OR cc_center.sees_all_centers() $$;
COMMENT ON FUNCTION cc_center.sees_center(bigint) IS
    'Whether the acting role may be told what everybody in a center knows: in one of its own, or in any as sees_all_centers() says.';

CREATE OR REPLACE FUNCTION cc_center.sees_health(center_id bigint)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(cc_center.acting_role(center_id) = ANY ('{supervisor,director,system_admin}'), false) OR cc_center.sees_all_centers()
$$;
COMMENT ON FUNCTION cc_center.sees_health(bigint) IS
    'Whether the acting role may be told what health() finds in a center: as its supervisor, director or system_admin, whatever it is elsewhere, or in any center as sees_all_centers() says.';

CREATE OR REPLACE FUNCTION cc_center.health()
RETURNS TABLE (finding text, subject text, detail text, severity text, remedy text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    registered record;
BEGIN
    -- a group is one of the whole server: who leads or runs no center of this database is told nothing of it
    IF NOT (cc_center.sees_all_centers() OR cardinality(cc_center.acting_centers_as('{supervisor,director,system_admin}')) > 0) THEN
        RETURN;
    END IF;
    FOR registered IN SELECT c.function, c.severity FROM cc_center.health_check c ORDER BY c.ordinal, c.function LOOP
        RETURN QUERY EXECUTE format($q$
            SELECT h.finding, h.subject, h.detail, coalesce(to_jsonb(h) ->> 'severity', %L), to_jsonb(h) ->> 'remedy'
            FROM cc_center.%I() h$q$, registered.severity, registered.function);
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.health() IS
    'What the rules cannot stop and what was done past them: triggers or policies switched off or changed since install(), roles trusted to act for others or to set the clock, rows edited by hand; in the session''s language; how bad it is (critical: rules can be or were passed by; warning; info), and a remedy where there is one. Supervisor, director and system_admin are told of their own centers and of the database as a whole, the database administrator of all centers. No row means nothing found.';
SELECT cc_center.share_function('cc_center.health()', ARRAY['supervisor', 'director', 'system_admin']);

CREATE OR REPLACE FUNCTION cc_center.seen_centers()
RETURNS bigint[] LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT ARRAY(SELECT c.center_id FROM cc_center.center c WHERE cc_center.sees_health(c.center_id))
$$;
COMMENT ON FUNCTION cc_center.seen_centers() IS
    'The centers that health() tells the acting role about, asked once for all rows of a table: see sees_health().';

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
    WHERE e.staff_no IS NOT NULL AND cc_center.sees_health(e.center_id)
    GROUP BY m.rolname
    UNION ALL
    SELECT cc_center.translated('an enrolled role does not exist'), e.login_role,
           cc_center.translated('Center %1; end it with cc_center.unenrol().', e.center_id::text)
    FROM cc_center.enrolment e WHERE cc_center.sees_health(e.center_id) AND NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = e.login_role)
    UNION ALL
    SELECT cc_center.translated('an enrolled role was made anew'), e.login_role,
           cc_center.translated('Center %1; it acts as nobody there until it is enrolled again.', e.center_id::text)
    FROM cc_center.enrolment e JOIN pg_roles r ON r.rolname = e.login_role, pg_control_system() c
    WHERE cc_center.sees_health(e.center_id) AND e.server = c.system_identifier AND e.role_oid <> r.oid
    UNION ALL
    SELECT cc_center.translated('an enrolment comes from another server'), e.login_role,
           cc_center.translated('Center %1; a database administrator runs cc_center.renew_enrolments().', e.center_id::text)
    FROM cc_center.enrolment e JOIN pg_roles r ON r.rolname = e.login_role, pg_control_system() c
    WHERE cc_center.sees_health(e.center_id) AND e.server <> c.system_identifier
    UNION ALL
    SELECT cc_center.translated('an enrolled role passes over row-level security'), r.rolname,
           cc_center.translated('Superusers and BYPASSRLS roles see every center.')
    FROM cc_center.enrolment e JOIN pg_roles r ON r.rolname = e.login_role WHERE cc_center.sees_health(e.center_id) AND (r.rolsuper OR r.rolbypassrls)
$$;
COMMENT ON FUNCTION cc_center.health_of_people() IS 'The part of health() about roles and enrolments.';
SELECT cc_center.register_health_check('people', 'health_of_people');
