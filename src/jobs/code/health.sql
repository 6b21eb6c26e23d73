-- What health() says of jobs that are not scheduled.

CREATE OR REPLACE FUNCTION cc_center.health_of_jobs()
RETURNS TABLE (finding text, subject text, detail text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('a job is not scheduled'), j.job,
           cc_center.translated('Run cc_center.schedule_jobs() in the database of pg_cron.')
    FROM cc_center.job j
    WHERE NOT cc_center.job_runs(j.schedule, j.command)
$$;
COMMENT ON FUNCTION cc_center.health_of_jobs() IS 'The part of health() about jobs that no active job of pg_cron runs in this database; what cc_center.job notes of it is not believed, since a dump carries it along.';
SELECT cc_center.register_health_check('jobs', 'health_of_jobs');
