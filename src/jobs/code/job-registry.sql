-- What is done by itself. A later area adds what it has by register_job() in its own code.

SELECT cc_center.close_table('job');
GRANT SELECT ON cc_center.job TO cc_center_supervisor, cc_center_director, cc_center_system_admin, cc_center_scheduler;
SELECT cc_center.close_table('job_setting');
GRANT SELECT ON cc_center.job_setting TO cc_center_supervisor, cc_center_director, cc_center_system_admin, cc_center_scheduler;

CREATE OR REPLACE FUNCTION cc_center.register_job(
    job text, schedule text, command text, due_by text DEFAULT NULL, each_center boolean DEFAULT true,
    late_after interval DEFAULT '10 minutes')
RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO cc_center.job (job, schedule, command, due_by, each_center, late_after, place)
    VALUES (job, schedule, command, due_by, each_center, late_after, (SELECT coalesce(max(j.place), 0) + 1 FROM cc_center.job j))
    -- how often, and from when it is late, is the administrator's
    ON CONFLICT ON CONSTRAINT job_pkey
        DO UPDATE SET command = excluded.command, due_by = excluded.due_by, each_center = excluded.each_center
$$;
COMMENT ON FUNCTION cc_center.register_job(text, text, text, text, boolean, interval) IS
    'Deployment: makes a statement a job. It is run with the rights of cc_center_scheduler for center $1 and day $2, and its one value, where it is a number, is how many rows it worked on. due_by names a function of center and last day done that returns the day due next and since or from when; without one the job is due whenever it is looked at.';

SELECT cc_center.register_job('sweep', '* * * * *', 'SELECT s.given_out + s.handed_over + s.overdue FROM cc_center.sweep($1) s');
SELECT cc_center.register_job('close_touched', '* * * * *', 'SELECT t.changed FROM cc_center.close_touched($1) t');
SELECT cc_center.register_job('close_days', '*/5 * * * *', 'SELECT d.judged FROM cc_center.close_day($1, $2) d', 'due_close', late_after => '1 hour');
SELECT cc_center.register_job('appraise', '*/10 * * * *', 'SELECT a.people FROM cc_center.appraise($1, $2) a', 'due_appraisal', late_after => '1 day');
SELECT cc_center.register_job('findings', '*/10 * * * *', 'SELECT cc_center.record_findings($1)', 'due_night', late_after => '6 hours');
SELECT cc_center.register_job('integrity', '*/10 * * * *', 'SELECT cc_center.check_integrity()', 'due_night', false, '6 hours');
SELECT cc_center.register_job('prune', '*/10 * * * *', 'SELECT cc_center.prune_job_runs()', 'due_night', false, '2 days');
SELECT cc_center.register_job('seal', '* * * * *', 'SELECT cc_center.seal($1)');
SELECT cc_center.register_job('purge_contacts', '*/10 * * * *', 'SELECT cc_center.purge_contacts($1, 50000)', 'due_night', late_after => '1 day');
SELECT cc_center.register_job('end_left_access', '*/10 * * * *', 'SELECT cc_center.end_left_access($1)', 'due_night', late_after => '6 hours');
