-- Doing the jobs: one short transaction for each center and day, with its record.

SELECT cc_center.share_jobs('job_center');
SELECT cc_center.share_jobs('job_run');
CREATE OR REPLACE TRIGGER aa_keep BEFORE TRUNCATE ON cc_center.job_run
    FOR EACH STATEMENT EXECUTE FUNCTION cc_center.refuse_change('');

CREATE OR REPLACE FUNCTION cc_center.begin_job_run(job text, center_id bigint, OUT run_id bigint, OUT centers bigint[])
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor constant text := cc_center.require_scheduler_or(0, VARIADIC '{}');
    each_center boolean;
BEGIN
    SELECT j.each_center INTO each_center FROM cc_center.job j WHERE j.job = begin_job_run.job;
    IF each_center IS NULL THEN
        PERFORM cc_center.raise_error('unknown_job', coalesce(job, 'NULL'));
    ELSIF center_id IS NOT NULL THEN
        PERFORM cc_center.require_center(center_id);
    END IF;
    centers := CASE WHEN NOT each_center THEN '{0}'
                    WHEN center_id IS NOT NULL THEN ARRAY[center_id]
                    ELSE ARRAY(SELECT c.center_id FROM cc_center.center c
                               WHERE NOT EXISTS (SELECT FROM cc_center.job_excluded x WHERE x.center_id = c.center_id)
                               ORDER BY c.center_id) END;
    -- what each transaction holds is there, and committed, before; one that somebody holds would be waited for
    INSERT INTO cc_center.job_center (center_id, job) SELECT n, begin_job_run.job FROM unnest(centers) n
    WHERE NOT EXISTS (SELECT FROM cc_center.job_center s WHERE s.center_id = n AND s.job = begin_job_run.job)
    ON CONFLICT ON CONSTRAINT job_center_pkey DO NOTHING;
    INSERT INTO cc_center.job_run AS r (center_id, job, started_at, by_role)
    VALUES (0, job, cc_center.clock(), cc_center.acting_login_role())
    RETURNING r.run_id INTO run_id;
END
$$;
COMMENT ON FUNCTION cc_center.begin_job_run(text, bigint) IS
    'Notes that a run of a job begins, and says for which centers. For the scheduler. UCF05, UC101.';

CREATE OR REPLACE FUNCTION cc_center.take_job(job text, center_id bigint, OUT taken boolean, OUT due date)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    next_due record;
BEGIN
    PERFORM cc_center.require_scheduler_or(0, VARIADIC '{}');
    taken := false;
    PERFORM FROM cc_center.job_center s WHERE s.center_id = take_job.center_id AND s.job = take_job.job FOR UPDATE SKIP LOCKED;
    IF FOUND THEN
        -- asked when nobody else is at it: what the one before did is done
        SELECT d.* INTO next_due FROM cc_center.job_due(job, center_id) d;
        due := next_due.due;
        taken := coalesce(next_due.since <= cc_center.clock(), false)
                 OR (SELECT j.due_by IS NULL FROM cc_center.job j WHERE j.job = take_job.job);
        -- somebody did by hand what had failed
        UPDATE cc_center.job_center s SET failures = 0, error = NULL
        WHERE s.center_id = take_job.center_id AND s.job = take_job.job AND s.error IS NOT NULL AND NOT taken;
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.take_job(text, bigint) IS
    'Takes a job of a center until the transaction ends, and says for which day; not taken where nothing is due, or while somebody else is at it.';

CREATE OR REPLACE FUNCTION cc_center.record_job(
    job text, center_id bigint, due date, began_at timestamptz, worked bigint, failure text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM cc_center.require_scheduler_or(0, VARIADIC '{}');
    UPDATE cc_center.job_center s
    SET done = CASE WHEN failure IS NULL THEN coalesce(record_job.due, s.done) ELSE s.done END,
        succeeded_at = CASE WHEN failure IS NULL THEN cc_center.clock() ELSE s.succeeded_at END,
        failed_at = CASE WHEN failure IS NULL THEN s.failed_at ELSE cc_center.clock() END,
        failures = CASE WHEN failure IS NULL THEN 0 ELSE s.failures + 1 END,
        error = failure
    WHERE s.center_id = record_job.center_id AND s.job = record_job.job;
    -- center 0 has the row of the run itself
    IF center_id <> 0 AND (due IS NOT NULL OR worked > 0 OR failure IS NOT NULL) THEN
        INSERT INTO cc_center.job_run (center_id, job, due, started_at, ended_at, rows, error, by_role)
        VALUES (center_id, job, due, began_at, cc_center.clock(), worked, failure, cc_center.acting_login_role());
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.record_job(text, bigint, date, timestamptz, bigint, text) IS
    'Notes what came of a job in a center, in the transaction that did it.';

CREATE OR REPLACE FUNCTION cc_center.do_job(
    job text, center_id bigint, OUT taken boolean, OUT worked bigint, OUT failure text)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    began_at constant timestamptz := cc_center.clock();
    due date;
    answer text;
BEGIN
    SELECT t.taken, t.due INTO taken, due FROM cc_center.take_job(job, center_id) t;
    IF NOT taken THEN
        RETURN;
    END IF;
    BEGIN
        EXECUTE (SELECT j.command FROM cc_center.job j WHERE j.job = do_job.job) INTO answer USING center_id, due;
        worked := CASE WHEN answer ~ '^[0-9]{1,18}$' THEN answer::bigint END;
    EXCEPTION
        WHEN OTHERS THEN
            failure := SQLSTATE || ': ' || SQLERRM;
    END;
    PERFORM cc_center.record_job(job, center_id, due, began_at, worked, failure);
END
$$;
COMMENT ON FUNCTION cc_center.do_job(text, bigint) IS
    'Does what a job has to do next in a center, with the rights of the caller, and notes it: not taken where nothing is due or somebody else is at it; else how many rows were worked on, or what it failed with. What failed is as it was, and due again.';

CREATE OR REPLACE FUNCTION cc_center.end_job_run(run_id bigint, worked bigint, failure text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM cc_center.require_scheduler_or(0, VARIADIC '{}');
    UPDATE cc_center.job_run r SET ended_at = cc_center.clock(), rows = worked, error = failure
    WHERE r.center_id = 0 AND r.run_id = end_job_run.run_id AND r.ended_at IS NULL AND r.by_role = cc_center.acting_login_role();
END
$$;
COMMENT ON FUNCTION cc_center.end_job_run(bigint, bigint, text) IS 'Notes that a run is over, and what it came to; once.';

-- What commits can have no SET of its own: each transaction sets what it needs.
CREATE OR REPLACE PROCEDURE cc_center.run_job(job text, center_id bigint DEFAULT NULL)
LANGUAGE plpgsql
AS $$
DECLARE
    begun record;
    one record;
    next_center bigint;
    worked bigint := 0;
    failed integer := 0;
    failure text;
BEGIN
    IF NOT cc_center.may_commit() THEN
        PERFORM cc_center.raise_error('job_in_transaction', coalesce(run_job.job, 'NULL'));
    END IF;
    COMMIT;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
    PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    SELECT b.run_id, b.centers INTO begun FROM cc_center.begin_job_run(run_job.job, run_job.center_id) b;
    FOREACH next_center IN ARRAY begun.centers LOOP
        LOOP
            COMMIT;
            SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
            PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
            SELECT d.taken, d.worked, d.failure INTO one FROM cc_center.do_job(run_job.job, next_center) d;
            EXIT WHEN NOT one.taken;
            worked := worked + coalesce(one.worked, 0);
            IF one.failure IS NOT NULL THEN
                failed := failed + 1;
                failure := coalesce(failure, next_center || ': ' || one.failure);
            END IF;
            -- one day after another, up to the first that fails
            EXIT WHEN one.failure IS NOT NULL
                      OR (SELECT j.due_by IS NULL FROM cc_center.job j WHERE j.job = run_job.job);
        END LOOP;
    END LOOP;
    COMMIT;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
    PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    PERFORM cc_center.end_job_run(begun.run_id, worked, failure);
    COMMIT;
    -- all is committed; this is for whoever called
    IF failed > 0 THEN
        PERFORM cc_center.raise_error('job_failed', run_job.job, failed::text, cardinality(begun.centers)::text, failure);
    END IF;
END
$$;
COMMENT ON PROCEDURE cc_center.run_job(text, bigint) IS
    'Does a job in every center that the jobs serve, or in one: all days that are due, in order, each in a transaction of its own. A center where it fails stops with that day, which is tried again the next time, and no other center''s; the end is UCF04 then. Several at once share the centers. For the scheduler. UCF05, UCF09 inside a transaction, UC101.';

DO $$
BEGIN
    PERFORM cc_center.share_function(f, ARRAY['scheduler'])
    FROM unnest('{"cc_center.begin_job_run(text, bigint)", "cc_center.take_job(text, bigint)",
                  "cc_center.record_job(text, bigint, date, timestamptz, bigint, text)", "cc_center.do_job(text, bigint)",
                  "cc_center.end_job_run(bigint, bigint, text)", "cc_center.run_job(text, bigint)", cc_center.may_commit()}'::regprocedure[]) f;
END
$$;
