-- What the rules cannot stop, said openly.

CREATE FUNCTION cc_center.sees_center(center_id bigint)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT center_id = ANY (cc_center.acting_centers())
        OR pg_has_role(cc_center.acting_login_role(), 'cc_center_owner', 'MEMBER')
$$;
COMMENT ON FUNCTION cc_center.sees_center(bigint) IS
    'Whether the acting role may be told about a center: one of its own, or any for a database administrator.';

CREATE FUNCTION cc_center.health_of_schema()
RETURNS TABLE (finding text, subject text, detail text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('trigger switched off'), format('%s on %s', t.tgname, t.tgrelid::regclass),
           cc_center.translated('Rules are not kept while it is off.')
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = 'cc_center'::regnamespace AND NOT t.tgisinternal
      AND t.tgenabled <> CASE WHEN t.tgname LIKE 'zz\_invalidate%' THEN 'A' ELSE 'O' END
    UNION ALL
    SELECT cc_center.translated('row-level security switched off'), c.oid::regclass::text,
           cc_center.translated('Every role with a grant sees every center.')
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'center_id'
    WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind = 'r' AND NOT c.relrowsecurity
    UNION ALL
    SELECT cc_center.translated('the schema is not as it was deployed'), c.kind || ' ' || c.name,
           CASE c.change WHEN 'removed' THEN cc_center.translated('Somebody removed it.')
                         WHEN 'added' THEN cc_center.translated('Somebody added it.')
                         ELSE cc_center.translated('Somebody changed it.') END
    FROM cc_center.changed_objects() c
    UNION ALL
    SELECT cc_center.translated('a role may set the clock'), r.rolname,
           cc_center.translated('It can backdate what it records; wall clock and session role are recorded beside.')
    FROM pg_roles r WHERE NOT r.rolsuper AND has_parameter_privilege(r.oid, 'cc_center.now', 'SET')
    UNION ALL
    SELECT cc_center.translated('loads are not shared'), 'shared_preload_libraries',
           cc_center.translated('Concurrent sessions may choose the same person; add cc_center.')
    WHERE NOT cc_center.load_is_shared()
    UNION ALL
    SELECT cc_center.translated('a job is not scheduled'), j.job,
           cc_center.translated('Run cc_center.schedule_jobs() in the database of pg_cron.')
    FROM cc_center.job j
    WHERE j.scheduled_at IS NULL OR NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron')
$$;
COMMENT ON FUNCTION cc_center.health_of_schema() IS 'The part of health() about triggers, policies, settings and jobs.';

CREATE FUNCTION cc_center.health_of_people()
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
           cc_center.translated('Center %1; a new role of that name would be taken for the same person.', e.center_id::text)
    FROM cc_center.enrolment e WHERE cc_center.sees_center(e.center_id) AND NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = e.login_role)
    UNION ALL
    SELECT cc_center.translated('an enrolled role passes over row-level security'), r.rolname,
           cc_center.translated('Superusers and BYPASSRLS roles see every center.')
    FROM cc_center.enrolment e JOIN pg_roles r ON r.rolname = e.login_role WHERE cc_center.sees_center(e.center_id) AND (r.rolsuper OR r.rolbypassrls)
    UNION ALL
    SELECT cc_center.translated('a center has no rules in force'), c.code, cc_center.translated('It takes no cases.')
    FROM cc_center.center c WHERE cc_center.sees_center(c.center_id) AND cc_center.rules_in_force(c.center_id) IS NULL
$$;
COMMENT ON FUNCTION cc_center.health_of_people() IS 'The part of health() about roles, enrolments and rule sets.';

CREATE FUNCTION cc_center.health_of_cases()
RETURNS TABLE (finding text, subject text, detail text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('a case and its open leg disagree'), coalesce(c.case_number, l.case_id::text),
           cc_center.translated('Somebody edited rows past the rules.')
    FROM cc_center.leg l
    LEFT JOIN cc_center.cases c ON c.center_id = l.center_id AND c.case_id = l.case_id
    WHERE l.finished_at IS NULL AND cc_center.sees_center(l.center_id)
      AND (c.leg_no, coalesce(c.holder, ''), coalesce(c.due_at, 'infinity')) IS DISTINCT FROM
          (l.leg_no, coalesce(l.holder, ''), coalesce(l.due_at, 'infinity'))
    UNION ALL
    SELECT cc_center.translated('an open case has no open leg'), c.case_number,
           cc_center.translated('Somebody edited rows past the rules.')
    FROM cc_center.cases c
    WHERE c.closed_at IS NULL AND cc_center.sees_center(c.center_id)
      AND NOT EXISTS (SELECT FROM cc_center.leg l WHERE l.center_id = c.center_id AND l.case_id = c.case_id
                      AND l.leg_no = c.leg_no AND l.finished_at IS NULL)
      AND EXISTS (SELECT FROM cc_center.transition t WHERE t.center_id = c.center_id
                  AND t.version = cc_center.rules_in_force(c.center_id) AND t.to_stage = c.stage AND t.next_leg_kind IS NOT NULL)
$$;
COMMENT ON FUNCTION cc_center.health_of_cases() IS 'The part of health() that finds rows edited past the rules; reads all open cases.';

CREATE FUNCTION cc_center.health_of_roster()
RETURNS TABLE (finding text, subject text, detail text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('leave is approved by nobody'), format('%s/%s', l.center_id, l.leave_id),
           cc_center.translated('Somebody edited rows past the rules.')
    FROM cc_center.leave_request l
    WHERE l.status = 'approved' AND cc_center.sees_center(l.center_id)
      AND NOT EXISTS (SELECT FROM cc_center.leave_approval a WHERE a.center_id = l.center_id AND a.leave_id = l.leave_id)
    UNION ALL
    SELECT cc_center.translated('somebody is rostered while on leave'), format('%s/%s', l.center_id, l.leave_id),
           cc_center.translated('Somebody edited rows past the rules.')
    FROM cc_center.leave_request l
    WHERE l.status = 'approved' AND cc_center.sees_center(l.center_id) AND upper(l.during) > cc_center.clock()
      AND EXISTS (SELECT FROM cc_center.roster r
                  WHERE r.center_id = l.center_id AND r.staff_no = l.staff_no
                    AND r.duty && (l.during * tstzrange(cc_center.clock(), NULL)))
    UNION ALL
    SELECT cc_center.translated('a swap has more than its rule gives'), format('%s/%s', s.center_id, s.swap_id),
           cc_center.translated('Somebody edited rows past the rules.')
    FROM cc_center.swap s
    LEFT JOIN cc_center.swap_rule r ON r.center_id = s.center_id AND r.version = s.version AND r.swap_kind = s.swap_kind
    WHERE s.status IN ('requested', 'consented', 'approved') AND s.swap_kind <> 'swap_return' AND cc_center.sees_center(s.center_id)
      AND s.swap_limit IS DISTINCT FROM r.swap_limit
    UNION ALL
    SELECT cc_center.translated('a roster was published by nobody'), format('%s/%s', p.center_id, to_char(p.month, 'YYYY-MM')),
           cc_center.translated('Somebody edited rows past the rules.')
    FROM cc_center.roster_publication p
    WHERE p.status = 'published' AND cc_center.sees_center(p.center_id)
      AND NOT EXISTS (SELECT FROM cc_center.staff s WHERE s.center_id = p.center_id AND s.staff_no = p.published_by)
$$;
COMMENT ON FUNCTION cc_center.health_of_roster() IS 'The part of health() that finds leave, swaps and rosters edited past the rules.';

CREATE FUNCTION cc_center.health()
RETURNS TABLE (finding text, subject text, detail text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT * FROM cc_center.health_of_schema()
    UNION ALL SELECT * FROM cc_center.health_of_people()
    UNION ALL SELECT * FROM cc_center.health_of_cases()
    UNION ALL SELECT * FROM cc_center.health_of_roster()
$$;
COMMENT ON FUNCTION cc_center.health() IS
    'What the rules cannot stop and what was done past them: triggers or policies switched off or changed since install(), roles trusted to act for others or to set the clock, rows edited by hand; in the session''s language. No row means nothing found.';
SELECT cc_center.share_function('cc_center.health()', ARRAY['supervisor', 'director', 'system_admin']);
