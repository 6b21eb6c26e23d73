-- Which day a job has to do next, and since when or from when. Day by day, so that what a downtime left out is done in order.

CREATE OR REPLACE FUNCTION cc_center.due_close(center_id bigint, done date, OUT due date, OUT since timestamptz)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    SELECT d.day INTO due
    -- the days that are not closed first, which are few: looking for the shifts of a day takes a thousand times as long
    FROM (SELECT n::date AS day
          FROM generate_series((SELECT min(r.day) FROM cc_center.roster r WHERE r.center_id = due_close.center_id)::timestamp,
                               cc_center.local_day(center_id, cc_center.clock()) + interval '1 day', interval '1 day') n
          WHERE NOT EXISTS (SELECT FROM cc_center.attendance_close a WHERE a.center_id = due_close.center_id AND a.day = n::date)
            AND NOT EXISTS (SELECT FROM cc_center.attendance_month_close m
                            WHERE m.center_id = due_close.center_id AND m.month = cc_center.roster_month_start(n::date)
                              AND m.closed_at IS NOT NULL)
          ORDER BY n OFFSET 0) d
    WHERE EXISTS (SELECT FROM cc_center.all_person_shifts(due_close.center_id, d.day, NULL))
    ORDER BY d.day LIMIT 1;
    since := (SELECT max(upper(s.duty)) FROM cc_center.all_person_shifts(center_id, due, NULL) s);
END
$$;
COMMENT ON FUNCTION cc_center.due_close(bigint, date) IS
    'The first day with shifts that is not closed, of a month that is not, and the end of its last shift: a day is over when its shifts are, in whatever zone and on whatever date that is.';

CREATE OR REPLACE FUNCTION cc_center.due_appraisal(center_id bigint, done date, OUT due date, OUT since timestamptz)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    unclosed date;
BEGIN
    SELECT m.month INTO due
    FROM (SELECT n::date AS month
          FROM generate_series((SELECT cc_center.roster_month_start(min(r.day)) FROM cc_center.roster r
                                WHERE r.center_id = due_appraisal.center_id)::timestamp,
                               cc_center.month_of(center_id, cc_center.clock()), interval '1 month') n) m
    WHERE NOT EXISTS (SELECT FROM cc_center.appraisal_month a
                      WHERE a.center_id = due_appraisal.center_id AND a.month = m.month
                        AND (a.closed_at IS NOT NULL
                             OR a.appraised_at >= greatest(upper(cc_center.month_span(a.center_id, m.month)),
                                                           (SELECT max(k.closed_at) FROM cc_center.attendance_close k
                                                            WHERE k.center_id = a.center_id AND k.day >= m.month
                                                              AND k.day < m.month + interval '1 month'))))
      AND EXISTS (SELECT FROM cc_center.roster r
                  WHERE r.center_id = due_appraisal.center_id AND r.day >= m.month AND r.day < m.month + interval '1 month')
    ORDER BY m.month LIMIT 1;
    since := upper(cc_center.month_span(center_id, due));
    unclosed := (SELECT d.due FROM cc_center.due_close(center_id, NULL) d);
    -- the night that runs into the 1st, and what a downtime left out, is closed first; but what cannot be closed keeps no draft back
    IF unclosed < due + interval '1 month'
       AND NOT EXISTS (SELECT FROM cc_center.job_center s
                       WHERE s.center_id = due_appraisal.center_id AND s.job = 'close_days' AND s.error IS NOT NULL) THEN
        since := NULL;
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.due_appraisal(bigint, date) IS
    'The first month with shifts that nobody closed, and nobody appraised since it was over and its days were closed, and its end; since NULL while its days are still to be closed.';

CREATE OR REPLACE FUNCTION cc_center.due_night(center_id bigint, done date, OUT due date, OUT since timestamptz)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    night constant interval := (SELECT s.value FROM cc_center.job_setting s WHERE s.name = 'night');
    zone text := (SELECT c.time_zone FROM cc_center.center c WHERE c.center_id = due_night.center_id);
    latest date;
BEGIN
    -- the database has the zone of its first center
    zone := coalesce(zone, (SELECT c.time_zone FROM cc_center.center c ORDER BY c.center_id LIMIT 1), 'UTC');
    -- a date and a time, and no instant: an hour that the zone leaves out or repeats makes no night less or more
    latest := ((cc_center.clock() AT TIME ZONE zone) - night)::date;
    IF done >= latest THEN
        due := done + 1;
    ELSE
        due := latest;
    END IF;
    since := (coalesce(done + 1, latest) + night) AT TIME ZONE zone;
END
$$;
COMMENT ON FUNCTION cc_center.due_night(bigint, date) IS
    'The night to be done next, by the center''s own wall clock. Of several that were missed only the last, since each looks at what there is now; but since tells the first of them.';

CREATE OR REPLACE FUNCTION cc_center.may_see_jobs(center_id bigint)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.acting_role(center_id) = ANY ('{supervisor,director,system_admin}')
           AND center_id = ANY (cc_center.acting_centers())
        OR pg_has_role(cc_center.acting_login_role(), 'cc_center_owner', 'MEMBER')
        OR pg_has_role(cc_center.acting_login_role(), 'cc_center_scheduler', 'MEMBER')
        OR center_id = 0 AND pg_has_role(cc_center.acting_login_role(), 'cc_center_system_admin', 'MEMBER')
$$;
COMMENT ON FUNCTION cc_center.may_see_jobs(bigint) IS
    'Whether the acting role may know how the jobs of a center do: supervisor, director and system_admin of the center, and of center 0, the database''s own, any system_admin.';
SELECT cc_center.share_function('cc_center.may_see_jobs(bigint)');

CREATE OR REPLACE FUNCTION cc_center.share_jobs(table_name text)
RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$ SELECT cc_center.share_rows(table_name, 'of_the_jobs', 'cc_center.may_see_jobs(center_id)') $$;
COMMENT ON FUNCTION cc_center.share_jobs(text) IS
    'Deployment: shares a table about the jobs of centers with whoever may see how they do.';

CREATE OR REPLACE FUNCTION cc_center.job_due(job text, center_id bigint, OUT due date, OUT since timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    asked cc_center.job;
    state cc_center.job_center;
BEGIN
    IF NOT coalesce(cc_center.may_see_jobs(center_id), false) THEN
        RETURN;
    END IF;
    SELECT j.* INTO asked FROM cc_center.job j WHERE j.job = job_due.job;
    SELECT s.* INTO state FROM cc_center.job_center s WHERE s.center_id = job_due.center_id AND s.job = job_due.job;
    IF asked.due_by IS NULL THEN
        since := state.succeeded_at + interval '1 minute';
    ELSE
        EXECUTE format('SELECT d.due, d.since FROM cc_center.%I($1, $2) d', asked.due_by) INTO due, since USING center_id, state.done;
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.job_due(text, bigint) IS
    'What a job has to do next in a center: the day, and since when or from when; NULL where there is nothing, and for who may not know.';
SELECT cc_center.share_function('cc_center.job_due(text, bigint)');
