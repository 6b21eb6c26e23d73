-- What health() says of everything that could walk around the rules by who may do what.

CREATE OR REPLACE FUNCTION cc_center.health_of_powers()
RETURNS TABLE (finding text, subject text, detail text, severity text, remedy text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('a role with access may make roles'), r.rolname,
           cc_center.translated('CREATEROLE lets it give itself the groups, and change others'' passwords.'), 'critical',
           format('ALTER ROLE %I NOCREATEROLE', r.rolname)
    FROM pg_roles r
    WHERE r.rolcreaterole AND NOT r.rolsuper AND has_schema_privilege(r.oid, 'cc_center', 'USAGE')
    UNION ALL
    SELECT cc_center.translated('a role with access passes over row-level security'), r.rolname,
           cc_center.translated('Superusers and BYPASSRLS roles see every center.'), 'critical',
           format('ALTER ROLE %I NOBYPASSRLS', r.rolname)
    FROM pg_roles r
    WHERE r.rolbypassrls AND NOT r.rolsuper AND has_schema_privilege(r.oid, 'cc_center', 'USAGE')
      AND NOT EXISTS (SELECT FROM cc_center.enrolment e WHERE e.login_role = r.rolname)
    UNION ALL
    SELECT cc_center.translated('a role may switch triggers off for its session'), r.rolname,
           cc_center.translated('With session_replication_role it writes past the rules.'), 'critical',
           format('REVOKE SET ON PARAMETER session_replication_role FROM %I', r.rolname)
    FROM pg_roles r WHERE NOT r.rolsuper AND has_parameter_privilege(r.oid, 'session_replication_role', 'SET')
    UNION ALL
    SELECT cc_center.translated('a role may act as the owner'), m.rolname,
           cc_center.translated('cc_center_owner can switch triggers off and edit rows.'), 'critical',
           format('REVOKE cc_center_owner FROM %I', m.rolname)
    FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member
    WHERE a.roleid = 'cc_center_owner'::regrole AND NOT m.rolsuper
    UNION ALL
    SELECT cc_center.translated('row-level security is not forced'), c.oid::regclass::text,
           cc_center.translated('Functions of the owner show rows in errors.'), 'warning', 'SELECT cc_center.install()'
    FROM pg_class c
    WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind = 'r' AND c.relrowsecurity AND NOT c.relforcerowsecurity
      AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'center_id')
$$;
COMMENT ON FUNCTION cc_center.health_of_powers() IS
    'The part of health() about roles that could walk around the rules: CREATEROLE, BYPASSRLS, session_replication_role, members of the owner; and tables whose row-level security is not forced.';
SELECT cc_center.register_health_check('access', 'health_of_powers', 'critical');

CREATE OR REPLACE FUNCTION cc_center.health_of_access()
RETURNS TABLE (finding text, subject text, detail text, severity text, remedy text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('somebody who left is still enrolled'), format('%s %s', s.center_id, s.staff_no),
           cc_center.translated('He acts as nobody; his role %1 is still in its group.', e.login_role::text), 'warning',
           format('SELECT cc_center.end_left_access(%s)', s.center_id)
    FROM cc_center.staff s JOIN cc_center.enrolment e USING (center_id, staff_no)
    WHERE upper(s.active) < cc_center.local_day(s.center_id, cc_center.clock()) AND cc_center.sees_health(s.center_id)
    UNION ALL
    SELECT cc_center.translated('a role is enrolled in more than one center'), e.login_role,
           cc_center.translated('It is one person in %1 centers, or two.', count(*)::text), 'info', NULL
    FROM cc_center.enrolment e WHERE e.staff_no IS NOT NULL
    GROUP BY e.login_role HAVING count(*) > 1 AND bool_or(cc_center.sees_health(e.center_id))
    UNION ALL
    SELECT cc_center.translated('a role is logged in from two places'), p.login_role,
           cc_center.translated('From %1 addresses at once.', p.places::text), 'critical', cc_center.translated('Ask whose login it is; change its password.')
    FROM cc_center.login_places() p
    WHERE p.places > 1 AND EXISTS (SELECT FROM cc_center.enrolment e
                                   WHERE e.login_role = p.login_role AND e.staff_no IS NOT NULL AND cc_center.sees_health(e.center_id))
    UNION ALL
    SELECT cc_center.translated('a role is logged in without encryption'), p.login_role,
           cc_center.translated('%1 sessions over the network without TLS.', p.unencrypted::text), 'warning',
           cc_center.translated('Use hostssl in pg_hba.conf.')
    FROM cc_center.login_places() p
    WHERE p.unencrypted > 0 AND EXISTS (SELECT FROM cc_center.enrolment e
                                        WHERE e.login_role = p.login_role AND cc_center.sees_health(e.center_id))
    UNION ALL
    SELECT cc_center.translated('the official calendar does not cover a year'), format('%s %s', c.code, y.year),
           cc_center.translated('Its holidays are taken for ordinary days.'), 'warning', cc_center.translated('Insert the year and its days.')
    FROM cc_center.center c
    CROSS JOIN LATERAL (SELECT cc_center.local_day(c.center_id, cc_center.clock()) AS today) d
    -- the next year from December on
    CROSS JOIN LATERAL generate_series(extract(year FROM d.today)::integer, extract(year FROM d.today + 31)::integer) y (year)
    WHERE NOT EXISTS (SELECT FROM cc_center.official_year o WHERE o.calendar = c.calendar AND o.year = y.year)
      AND cc_center.sees_health(c.center_id)
    UNION ALL
    SELECT cc_center.translated('a tariff is not set'), format('%s %s %s', c.code, t.role, t.subject),
           cc_center.translated('Its quantity is shown, and nothing is charged (%1).', t.clause), 'info', NULL
    FROM cc_center.center c
    JOIN cc_center.tariff t ON t.center_id = c.center_id AND t.version = cc_center.rules_in_force(c.center_id)
    WHERE t.rate IS NULL AND cc_center.sees_health(c.center_id)
$$;
COMMENT ON FUNCTION cc_center.health_of_access() IS
    'The part of health() about who is logged in and from where, who left and is still enrolled, and what centers lack: years of the official calendar, tariffs.';
SELECT cc_center.register_health_check('access', 'health_of_access');
