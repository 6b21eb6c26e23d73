-- Handing the jobs to whatever runs them; never done by install(), because pg_cron lives in one database of the server.

SELECT cc_center.share_jobs('job_excluded');

CREATE OR REPLACE FUNCTION cc_center.job_call(job text)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT format('CALL cc_center.run_job(%L)', job) $$;
COMMENT ON FUNCTION cc_center.job_call(text) IS 'The statement that a scheduler runs for a job.';

CREATE OR REPLACE FUNCTION cc_center.job_line_name(job text)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    -- one pg_cron serves many databases, and its names end after 63 bytes
    SELECT format('cc_center %s %s', CASE WHEN octet_length(d) > 20 THEN left(md5(d), 8) ELSE d END, job)
    FROM current_database() AS d
$$;
COMMENT ON FUNCTION cc_center.job_line_name(text) IS 'The name that pg_cron knows a job of this database by.';

CREATE OR REPLACE FUNCTION cc_center.on_calendar(schedule text)
RETURNS text LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    field text[] := string_to_array(schedule, ' ');
    names constant text[] := ARRAY['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
    weekdays text := '';
BEGIN
    IF field[3] <> '*' AND field[5] <> '*' THEN
        PERFORM cc_center.raise_error('schedule_of_two_days', schedule);
    END IF;
    IF field[5] <> '*' THEN
        SELECT string_agg(DISTINCT names[(n % 7) + 1], ',') || ' ' INTO weekdays
        FROM (SELECT regexp_match(p, '^(?:(\d)(?:-(\d))?|\*)(?:/(\d))?$') AS m FROM unnest(string_to_array(field[5], ',')) p) r
        CROSS JOIN LATERAL generate_series(coalesce(m[1]::integer, 0), coalesce(m[2], m[1], '6')::integer, coalesce(m[3], '1')::integer) n;
    END IF;
    -- */5 begins at the first of its field, a-b is a..b
    FOR n IN 1 .. 4 LOOP
        field[n] := replace(replace(field[n], '*/', CASE WHEN n < 3 THEN '0/' ELSE '1/' END), '-', '..');
    END LOOP;
    RETURN format('%s*-%s-%s %s:%s:00', weekdays, field[4], field[3], field[2], field[1]);
END
$$;
COMMENT ON FUNCTION cc_center.on_calendar(text) IS 'A schedule of cron as OnCalendar of systemd says it. UCF07 where it cannot.';

CREATE OR REPLACE FUNCTION cc_center.job_connection()
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT format('host=%s port=%s user=cc_center_jobs dbname=%s application_name=cc_center',
                  CASE WHEN s.folder = '' THEN 'localhost' ELSE s.folder END, current_setting('port'),
                  '''' || replace(replace(current_database(), '\', '\\'), '''', '\''') || '''')
    FROM (SELECT btrim(split_part(current_setting('unix_socket_directories'), ',', 1), ' "') AS folder) s
$$;
COMMENT ON FUNCTION cc_center.job_connection() IS 'How the system''s scheduler connects to this database.';

CREATE OR REPLACE FUNCTION cc_center.job_lines(scheduler text)
RETURNS TABLE (file text, line text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    connection text := cc_center.job_connection();
    psql constant text := 'psql -X -q -v ON_ERROR_STOP=1';
BEGIN
    IF scheduler = 'pg_cron' THEN
        RETURN QUERY
            SELECT current_setting('cron.database_name', true),
                   format('SELECT cron.schedule_in_database(%L, %L, %L, %L, %L);', cc_center.job_line_name(j.job), j.schedule,
                          cc_center.job_call(j.job), current_database(), 'cc_center_jobs')
            FROM cc_center.job j ORDER BY j.place;
    ELSIF scheduler = 'crontab' THEN
        -- the shell takes what is between single quotes as it is; cron takes % for the end of the line
        RETURN QUERY
            SELECT '/etc/cron.d/cc_center',
                   format('%s postgres %s', j.schedule,
                          replace(format('%s -d ''%s'' -c "%s"', psql, replace(connection, '''', '''\'''''), cc_center.job_call(j.job)),
                                  '%', '\%'))
            FROM cc_center.job j ORDER BY j.place;
    ELSIF scheduler = 'systemd' THEN
        -- systemd takes % and $ for its own, and \ before " and \
        connection := replace(replace(replace(replace(connection, '\', '\\'), '"', '\"'), '%', '%%'), '$', repeat('$', 2));
        RETURN QUERY
            SELECT 'cc_center@.service', s.line
            FROM unnest(ARRAY['[Unit]', 'Description=cc_center: %i', 'After=postgresql.service', '', '[Service]', 'Type=oneshot',
                              'User=postgres', format('ExecStart=%s -d "%s" -c "CALL cc_center.run_job(''%%i'')"', psql, connection)]) s (line)
            UNION ALL
            SELECT n.file, t.line
            FROM (SELECT format('cc_center@%s.timer', j.job) AS file, j.* FROM cc_center.job j ORDER BY j.place) n
            CROSS JOIN LATERAL unnest(ARRAY[
                '[Unit]', 'Description=cc_center: ' || n.job, '', '[Timer]', 'OnCalendar=' || cc_center.on_calendar(n.schedule),
                'AccuracySec=1s', '', '[Install]', 'WantedBy=timers.target']) t (line);
    ELSE
        PERFORM cc_center.raise_error('unknown_scheduler', coalesce(scheduler, 'NULL'));
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.job_lines(text) IS
    'The jobs as another scheduler reads them, line by line, with the file, or for ''pg_cron'' the database, they belong to: ''pg_cron'' where it is in another database, ''systemd'' (a service and a timer for each job) or ''crontab''. They connect as cc_center_jobs. Run as superuser. UCF06, UCF07.';

CREATE OR REPLACE FUNCTION cc_center.create_job_role()
RETURNS name LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    job_role constant name := 'cc_center_jobs';
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = job_role) THEN
        EXECUTE format('CREATE ROLE %I LOGIN', job_role);
    END IF;
    IF NOT EXISTS (SELECT FROM pg_auth_members m WHERE m.member = job_role::regrole AND m.roleid = 'cc_center_scheduler'::regrole) THEN
        EXECUTE format('GRANT cc_center_scheduler TO %I', job_role);
    END IF;
    RETURN job_role;
END
$$;
COMMENT ON FUNCTION cc_center.create_job_role() IS 'Makes the role that the jobs run as, a scheduler and nothing else, where it is missing. Run as superuser.';

CREATE OR REPLACE FUNCTION cc_center.hand_to_pg_cron(job_role name)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    next_job record;
BEGIN
    -- what was a job once, or was named otherwise
    DELETE FROM cron.job c
    WHERE c.username = job_role AND c.database = current_database()
      AND coalesce(c.jobname::text, '') <> ALL (SELECT cc_center.job_line_name(j.job) FROM cc_center.job j);
    FOR next_job IN SELECT cc_center.job_line_name(j.job) AS name, j.schedule, cc_center.job_call(j.job) AS call FROM cc_center.job j ORDER BY j.place LOOP
        -- a job of the same name is changed, not doubled
        UPDATE cron.job c SET schedule = next_job.schedule, command = next_job.call, database = current_database(), active = true
        WHERE c.jobname = next_job.name AND c.username = job_role
          AND (c.schedule, c.command, c.database, c.active) IS DISTINCT FROM (next_job.schedule, next_job.call, current_database()::text, true);
        IF NOT EXISTS (SELECT FROM cron.job c WHERE c.jobname = next_job.name AND c.username = job_role) THEN
            PERFORM cron.schedule_in_database(next_job.name, next_job.schedule, next_job.call, current_database()::text, job_role::text, true);
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.hand_to_pg_cron(name) IS 'Brings the lines of pg_cron, which is in this database, to what cc_center.job says.';

CREATE OR REPLACE FUNCTION cc_center.serve_center(center_id bigint)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF center_id IS NULL THEN
        DELETE FROM cc_center.job_excluded;
    ELSE
        PERFORM cc_center.require_center(center_id);
        -- the first that is asked for is the only one
        INSERT INTO cc_center.job_excluded (center_id, excluded_at, by_role)
        SELECT c.center_id, cc_center.clock(), cc_center.acting_login_role() FROM cc_center.center c
        WHERE NOT EXISTS (SELECT FROM cc_center.job j WHERE j.scheduled_at IS NOT NULL)
        ON CONFLICT ON CONSTRAINT job_excluded_pkey DO NOTHING;
    END IF;
    DELETE FROM cc_center.job_excluded x WHERE x.center_id = serve_center.center_id;
    UPDATE cc_center.job j SET scheduled_at = cc_center.clock() WHERE j.scheduled_at IS NULL;
END
$$;
COMMENT ON FUNCTION cc_center.serve_center(bigint) IS 'Notes that the jobs are scheduled, for a center or, with NULL, for all.';

CREATE OR REPLACE FUNCTION cc_center.schedule_jobs(center_id bigint DEFAULT NULL)
RETURNS TABLE (job text, schedule text, command text)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    job_role name;
    cron_database constant text := current_setting('cron.database_name', true);
BEGIN
    IF cron_database = current_database() AND NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') THEN
        PERFORM cc_center.raise_error('no_pg_cron');
    END IF;
    job_role := cc_center.create_job_role();
    PERFORM cc_center.serve_center(center_id);
    IF cron_database = current_database() THEN
        PERFORM cc_center.hand_to_pg_cron(job_role);
        RETURN QUERY SELECT j.job, j.schedule, cc_center.job_call(j.job) FROM cc_center.job j ORDER BY j.place;
    ELSIF cron_database IS NOT NULL THEN
        PERFORM cc_center.raise_warning('pg_cron_elsewhere', cron_database);
        RETURN QUERY SELECT NULL, NULL, l.line FROM cc_center.job_lines('pg_cron') l;
    ELSE
        PERFORM cc_center.raise_warning('server_without_pg_cron');
        RETURN QUERY SELECT NULL, NULL, l.line FROM cc_center.job_lines('crontab') l;
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.schedule_jobs(bigint) IS
    'Hands the jobs to pg_cron in this database, to be run as role cc_center_jobs, which may do nothing else, and has them serve a center, or all that there are and will be; run again it changes nothing. Where pg_cron is in another database (UCF02) or not on the server (UCF03) it says so, and returns the lines to be given to it, or to cron. UCF01 while pg_cron is not installed, UC101. Run as superuser.';

CREATE OR REPLACE FUNCTION cc_center.unschedule_jobs(center_id bigint DEFAULT NULL)
RETURNS integer LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    gone integer := 0;
BEGIN
    IF center_id IS NOT NULL THEN
        PERFORM cc_center.require_center(center_id);
        INSERT INTO cc_center.job_excluded (center_id, excluded_at, by_role)
        VALUES (center_id, cc_center.clock(), cc_center.acting_login_role())
        ON CONFLICT ON CONSTRAINT job_excluded_pkey DO NOTHING;
        RETURN 0;
    END IF;
    UPDATE cc_center.job j SET scheduled_at = NULL WHERE j.scheduled_at IS NOT NULL;
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') THEN
        DELETE FROM cron.job c WHERE c.username = 'cc_center_jobs' AND c.database = current_database();
        GET DIAGNOSTICS gone = ROW_COUNT;
    ELSE
        PERFORM cc_center.raise_warning('jobs_go_on_elsewhere');
    END IF;
    RETURN gone;
END
$$;
COMMENT ON FUNCTION cc_center.unschedule_jobs(bigint) IS
    'Takes the jobs from pg_cron in this database, and returns how many lines that were; what others run them is named in a warning (UCF08). With a center, the jobs go on but serve it no more, until cc_center.schedule_jobs(center_id). UC101. Run as superuser.';
