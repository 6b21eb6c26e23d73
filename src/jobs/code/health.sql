-- What health() says of jobs that are not scheduled.

CREATE OR REPLACE FUNCTION cc_center.health_of_jobs()
RETURNS TABLE (finding text, subject text, detail text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('a job is not scheduled'), j.job,
           cc_center.translated('Run cc_center.schedule_jobs() in the database of pg_cron.')
    FROM cc_center.job j
    WHERE j.scheduled_at IS NULL OR NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron')
$$;
COMMENT ON FUNCTION cc_center.health_of_jobs() IS 'The part of health() about jobs that are not scheduled.';
SELECT cc_center.register_health_check('jobs', 'health_of_jobs');
