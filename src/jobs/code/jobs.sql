-- Scheduled work, through pg_cron; never scheduled by install(), because pg_cron lives in one database.

SELECT cc_center.close_table('job');
GRANT SELECT ON cc_center.job TO cc_center_system_admin, cc_center_scheduler;
INSERT INTO cc_center.job (job, schedule, command)
VALUES ('cc_center sweep', '* * * * *', 'SELECT cc_center.sweep()')
ON CONFLICT (job) DO UPDATE SET schedule = excluded.schedule, command = excluded.command;

CREATE OR REPLACE FUNCTION cc_center.schedule_jobs()
RETURNS TABLE (job text, schedule text, command text)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    job_role constant name := 'cc_center_jobs';
    next_job record;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') THEN
        PERFORM cc_center.raise_error('no_pg_cron');
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = job_role) THEN
        EXECUTE format('CREATE ROLE %I LOGIN', job_role);
    END IF;
    EXECUTE format('GRANT cc_center_scheduler TO %I', job_role);
    EXECUTE format('GRANT USAGE ON SCHEMA cron TO %I', job_role);
    FOR next_job IN SELECT j.* FROM cc_center.job j ORDER BY j.job LOOP
        -- a job of the same name is changed, not doubled
        UPDATE cron.job c SET schedule = next_job.schedule, command = next_job.command, database = current_database()
        WHERE c.jobname = next_job.job AND c.username = job_role;
        IF NOT FOUND THEN
            PERFORM cron.schedule(next_job.job, next_job.schedule, next_job.command);
            UPDATE cron.job c SET username = job_role, database = current_database()
            WHERE c.jobname = next_job.job AND c.username = current_user;
        END IF;
        UPDATE cc_center.job j SET scheduled_at = clock_timestamp() WHERE j.job = next_job.job;
        RETURN QUERY SELECT next_job.job, next_job.schedule, next_job.command;
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.schedule_jobs() IS
    'Hands the jobs to pg_cron in this database, to be run as role cc_center_jobs, which may do nothing else; run again it changes nothing. UCF01 without pg_cron. Run as superuser.';
