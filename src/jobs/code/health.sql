-- How the jobs do, and what health() says of them.

CREATE OR REPLACE VIEW cc_center.job_health WITH (security_invoker = true) AS
SELECT c.center_id, j.job,
       CASE WHEN s.error IS NOT NULL THEN 'failed'
            WHEN l.late > j.late_after THEN 'late'
            WHEN s.succeeded_at IS NULL AND (j.due_by IS NULL OR d.since <= cc_center.clock()) THEN 'never'
            ELSE 'ok' END AS state,
       s.succeeded_at AS last_success_at, cc_center.clock() - s.succeeded_at AS lag,
       d.due AS next_due, d.since AS next_at, CASE WHEN l.late > '0' THEN l.late END AS late_by,
       s.failures, s.failed_at, s.error
FROM cc_center.job j
JOIN (SELECT k.center_id, true AS each_center, k.created_at FROM cc_center.center k
      WHERE NOT EXISTS (SELECT FROM cc_center.job_excluded x WHERE x.center_id = k.center_id)
      UNION ALL
      SELECT 0 AS center_id, false AS each_center, NULL AS created_at) c ON c.each_center = j.each_center
LEFT JOIN cc_center.job_center s ON s.center_id = c.center_id AND s.job = j.job
CROSS JOIN LATERAL cc_center.job_due(j.job, c.center_id) d
-- nobody was late before there was anybody
CROSS JOIN LATERAL (SELECT CASE WHEN d.since IS NOT NULL OR j.due_by IS NULL AND j.scheduled_at IS NOT NULL
                                THEN cc_center.clock() - greatest(d.since, j.scheduled_at, c.created_at) END AS late) l
WHERE cc_center.may_see_jobs(c.center_id);
COMMENT ON VIEW cc_center.job_health IS
    'How each job does in each center, and with center 0 for the database: state is ok, late (by more than late_after of cc_center.job), failed (its last try; error says with what, failures how often in a row) or never; when it last succeeded, and how long ago; the day it has to do next, and since or from when it is due; by how much it is late. A job that fails in one center is a success in the others. For supervisor, director and system_admin.';
SELECT cc_center.share_view('job_health', ARRAY['supervisor', 'director', 'system_admin']);

CREATE OR REPLACE FUNCTION cc_center.health_of_jobs()
RETURNS TABLE (finding text, subject text, detail text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH line AS MATERIALIZED (
        SELECT c.* FROM cc_center.cron_lines() c
    ), run AS MATERIALIZED (
        -- one probe of the index for each job: of a job there are as many runs as minutes
        SELECT r.* FROM cc_center.job j
        CROSS JOIN LATERAL (SELECT k.* FROM cc_center.job_run k WHERE k.center_id = 0 AND k.job = j.job
                            ORDER BY k.started_at DESC, k.run_id DESC LIMIT 1) r
    ), state AS MATERIALIZED (
        SELECT h.* FROM cc_center.job_health h
    )
    SELECT cc_center.translated('a job is not scheduled'), j.job,
           cc_center.translated('Run cc_center.schedule_jobs().')
    FROM cc_center.job j
    WHERE NOT EXISTS (SELECT FROM line l WHERE l.active AND l.schedule = j.schedule AND l.command = cc_center.job_call(j.job))
      -- whoever else runs it
      AND NOT EXISTS (SELECT FROM run r WHERE r.job = j.job AND r.started_at > cc_center.clock() - j.late_after)
    UNION ALL
    SELECT cc_center.translated('a job fails'), format('%s/%s', h.center_id, h.job),
           cc_center.translated('%1 times since %2: %3. It is tried again; remove what keeps it.', h.failures::text,
                                coalesce(h.last_success_at, h.failed_at)::timestamptz(0)::text, h.error)
    FROM state h WHERE h.state = 'failed'
    UNION ALL
    SELECT cc_center.translated('a job is late'), format('%s/%s', h.center_id, h.job),
           cc_center.translated('By %1{interval}. See whether cc_center_jobs can connect, and what the scheduler says.', h.late_by::text)
    FROM state h WHERE h.late_by > (SELECT j.late_after FROM cc_center.job j WHERE j.job = h.job)
    UNION ALL
    SELECT cc_center.translated('a run of a job did not end'), r.job,
           cc_center.translated('It began at %1: it hangs, or was killed. The next run does what it left.', r.started_at::timestamptz(0)::text)
    FROM run r JOIN cc_center.job j ON j.job = r.job
    WHERE r.ended_at IS NULL AND r.started_at < cc_center.clock() - j.late_after
    UNION ALL
    SELECT cc_center.translated('pg_cron cannot run a job'), l.name,
           cc_center.translated('It says: %1. Remove what keeps it.', btrim(l.failure, E' \n'))
    FROM line l WHERE l.failure IS NOT NULL AND l.failure !~ 'UCF04|job "[a-z_]+" failed in'
    UNION ALL
    SELECT cc_center.translated('pg_cron runs something else as the role of the jobs'), coalesce(l.name, l.command),
           cc_center.translated('Remove it with cc_center.schedule_jobs().')
    FROM line l WHERE l.command NOT IN (SELECT cc_center.job_call(j.job) FROM cc_center.job j)
    UNION ALL
    SELECT cc_center.translated('the role of the jobs has lost a right'), r.rolname,
           cc_center.translated('Give it back with cc_center.schedule_jobs(), and LOGIN and CONNECT by hand.')
    FROM pg_roles r
    WHERE r.rolname = 'cc_center_jobs'
      AND NOT (r.rolcanlogin AND pg_has_role(r.oid, 'cc_center_scheduler', 'USAGE')
               AND has_database_privilege(r.oid, current_database(), 'CONNECT')
               AND has_schema_privilege(r.oid, 'cc_center', 'USAGE')
               AND has_function_privilege(r.oid, 'cc_center.run_job(text, bigint)'::regprocedure, 'EXECUTE'))
    UNION ALL
    SELECT cc_center.translated('the role of the jobs has too many rights'), r.rolname,
           cc_center.translated('It needs no attributes, and no role but cc_center_scheduler.')
    FROM pg_roles r
    WHERE r.rolname = 'cc_center_jobs'
      AND (r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls
           OR EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid AND m.roleid <> 'cc_center_scheduler'::regrole))
    UNION ALL
    SELECT cc_center.translated('a role may write the jobs of others'), coalesce(r.rolname, 'PUBLIC'),
           cc_center.translated('%1 on %2 of pg_cron lets it run anything as anybody. Revoke it.', string_agg(DISTINCT g.right, ', '), g.object)
    FROM (SELECT 'cron.job' AS object, a.grantee, a.privilege_type AS right, c.relowner AS owner
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN LATERAL aclexplode(c.relacl) a
          WHERE n.nspname = 'cron' AND c.relname = 'job' AND a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER')
          UNION ALL
          SELECT 'cron.' || p.proname AS object, a.grantee, a.privilege_type AS right, p.proowner AS owner
          FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace CROSS JOIN LATERAL aclexplode(p.proacl) a
          WHERE n.nspname = 'cron' AND p.proname IN ('alter_job', 'schedule_in_database')) g
    LEFT JOIN pg_roles r ON r.oid = g.grantee
    WHERE g.grantee <> g.owner AND NOT coalesce(r.rolsuper, false)
    GROUP BY r.rolname, g.object
    UNION ALL
    SELECT cc_center.translated('the jobs leave a center out'), x.center_id::text,
           cc_center.translated('Run cc_center.schedule_jobs(%1).', x.center_id::text)
    FROM cc_center.job_excluded x WHERE cc_center.sees_health(x.center_id)
$$;
COMMENT ON FUNCTION cc_center.health_of_jobs() IS 'The part of health() about jobs that are not scheduled, fail, are late, hang, or may do too little or too much; what cc_center.job notes of the scheduling is not believed, since a dump carries it along.';
SELECT cc_center.register_health_check('jobs', 'health_of_jobs');
