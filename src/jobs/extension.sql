-- jobs: what pg_cron runs

-- Row-level security of cron.job shows each role its own jobs only; so this runs with the rights of who created the extension.
CREATE FUNCTION cc_center.job_runs(schedule text, command text)
RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    runs boolean;
BEGIN
    IF to_regclass('cron.job') IS NULL THEN
        RETURN false;
    END IF;
    EXECUTE 'SELECT EXISTS (SELECT FROM cron.job j WHERE j.active AND j.database = current_database()
                            AND j.username = ''cc_center_jobs'' AND j.schedule = $1 AND j.command = $2)'
    INTO runs USING schedule, command;
    RETURN runs;
END
$$;
COMMENT ON FUNCTION cc_center.job_runs(text, text) IS
    'Whether pg_cron has an active job of role cc_center_jobs in this database that runs a command by a schedule. For health().';
REVOKE ALL ON FUNCTION cc_center.job_runs(text, text) FROM PUBLIC;
