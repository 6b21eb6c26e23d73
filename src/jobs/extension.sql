-- jobs: what pg_cron runs

-- Row-level security of cron.job shows each role its own jobs only; so this runs with the rights of who created the extension.
CREATE FUNCTION cc_center.cron_lines()
RETURNS TABLE (name text, schedule text, command text, active boolean, failure text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF to_regclass('cron.job') IS NULL OR to_regclass('cron.job_run_details') IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE
        'SELECT j.jobname::text, j.schedule, j.command, j.active,
                (SELECT CASE d.status WHEN ''failed'' THEN coalesce(d.return_message, d.status) END
                 FROM cron.job_run_details d WHERE d.jobid = j.jobid AND d.end_time IS NOT NULL
                 ORDER BY d.runid DESC LIMIT 1)
         FROM cron.job j
         WHERE j.database = current_database() AND j.username = ''cc_center_jobs''';
END
$$;
COMMENT ON FUNCTION cc_center.cron_lines() IS
    'What pg_cron has to run in this database as role cc_center_jobs: name, schedule, command, whether it is active, and what its last run failed with. For health().';
REVOKE ALL ON FUNCTION cc_center.cron_lines() FROM PUBLIC;

CREATE FUNCTION cc_center.may_commit()
RETURNS boolean LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'cc_may_commit';
COMMENT ON FUNCTION cc_center.may_commit() IS
    'Whether the procedure that asks may end transactions where it was called: not within a transaction block, a function, or a block with an exception handler.';
REVOKE ALL ON FUNCTION cc_center.may_commit() FROM PUBLIC;
