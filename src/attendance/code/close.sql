-- Closing days and months: what was judged is stored, with what it was judged by.

SELECT cc_center.share_attendance('attendance_result');
CREATE OR REPLACE TRIGGER aa_keep BEFORE TRUNCATE ON cc_center.attendance_result
    FOR EACH STATEMENT EXECUTE FUNCTION cc_center.refuse_change('');

CREATE OR REPLACE FUNCTION cc_center.store_attendance(
    center_id bigint, day date, people text[], OUT judged integer, OUT changed integer)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
-- the results of a day are compared by hashing, however few the planner expects
SET enable_nestloop = off
SET enable_seqscan = off
-- what is switched off counts as dear, and would be compiled for seconds
SET jit = off
AS $$
DECLARE
    fresh cc_center.attendance_result[];
    removed integer;
BEGIN
    fresh := ARRAY(SELECT j FROM cc_center.judge_day(center_id, day, NULL, people) j);
    judged := cardinality(fresh);
    -- what is as it was stays untouched
    DELETE FROM cc_center.attendance_result r
    WHERE r.center_id = store_attendance.center_id AND r.day = store_attendance.day
      AND (people IS NULL OR r.staff_no = ANY (people))
      AND NOT EXISTS (SELECT FROM unnest(fresh) f WHERE f.staff_no = r.staff_no AND f.shift = r.shift AND f IS NOT DISTINCT FROM r);
    GET DIAGNOSTICS removed = ROW_COUNT;
    INSERT INTO cc_center.attendance_result SELECT f.* FROM unnest(fresh) f
    ON CONFLICT ON CONSTRAINT attendance_result_pkey DO NOTHING;
    GET DIAGNOSTICS changed = ROW_COUNT;
    changed := greatest(changed, removed);
END
$$;
COMMENT ON FUNCTION cc_center.store_attendance(bigint, date, text[]) IS
    'Judges a day, of some people or all, and stores what is different; for callers that hold the center''s lock. Returns how many person-shifts were judged, and how many changed.';

CREATE OR REPLACE FUNCTION cc_center.lock_attendance(center_id bigint)
RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$ SELECT FROM cc_center.center c WHERE c.center_id = lock_attendance.center_id FOR NO KEY UPDATE $$;
COMMENT ON FUNCTION cc_center.lock_attendance(bigint) IS
    'Lets one transaction at a time judge a center: who judged earlier must not write over who judged later.';

CREATE OR REPLACE FUNCTION cc_center.mark_closed(center_id bigint, day date, actor text)
RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO cc_center.attendance_close AS a (center_id, day, closed_at, closed_by, seen)
    VALUES (mark_closed.center_id, mark_closed.day, cc_center.clock(), actor, cc_center.next_transaction())
    ON CONFLICT ON CONSTRAINT attendance_close_pkey
        DO UPDATE SET closed_at = excluded.closed_at, closed_by = excluded.closed_by, seen = excluded.seen
$$;
COMMENT ON FUNCTION cc_center.mark_closed(bigint, date, text) IS
    'Notes that a day is closed now, and what is still under way, before it is judged. At REPEATABLE READ two that judge at once collide here.';

CREATE OR REPLACE FUNCTION cc_center.close_day(center_id bigint, day date, OUT judged integer, OUT changed integer)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET jit = off
AS $$
DECLARE
    actor text := cc_center.require_scheduler_or(center_id, 'shift_leader', 'supervisor');
    running record;
BEGIN
    PERFORM cc_center.require_center(center_id);
    PERFORM cc_center.require_plan_day(day, true);
    -- also the shift whose people are all on leave
    SELECT r.shift, max(upper(r.duty)) AS ends, c.time_zone INTO running
    FROM cc_center.center c
    LEFT JOIN cc_center.all_person_shifts(close_day.center_id, close_day.day, NULL) r ON upper(r.duty) > cc_center.clock()
    WHERE c.center_id = close_day.center_id
    GROUP BY r.shift, c.time_zone ORDER BY 2 DESC NULLS LAST LIMIT 1;
    IF running.shift IS NOT NULL THEN
        PERFORM cc_center.raise_error('day_not_over', to_char(day, 'YYYY-MM-DD'),
            cc_center.translated('Shift "%1{shift}" runs until %2.', running.shift,
                                 to_char(running.ends AT TIME ZONE running.time_zone, 'YYYY-MM-DD HH24:MI')));
    ELSIF day > cc_center.local_day(center_id, cc_center.clock()) THEN
        PERFORM cc_center.raise_error('day_not_over', to_char(day, 'YYYY-MM-DD'), '');
    END IF;
    PERFORM cc_center.lock_attendance(center_id);
    PERFORM cc_center.lock_attendance_month(center_id, day);
    PERFORM cc_center.mark_closed(center_id, day, coalesce(cc_center.acting_staff_no(center_id), actor));
    SELECT s.judged, s.changed INTO judged, changed FROM cc_center.store_attendance(center_id, day, NULL) s;
END
$$;
COMMENT ON FUNCTION cc_center.close_day(bigint, date) IS
    'Judges the attendance of a day whose shifts are all over, and stores it: how many person-shifts were judged, and how many changed (I2, I26-I28, B1.2-B1.5). May be run again at any time until the month is closed; the same facts give the same. For the scheduler, shift leaders and supervisors. UCA06 before the day''s last shift is over, UCA05 in a closed month.';

CREATE OR REPLACE FUNCTION cc_center.touched_days(center_id bigint)
RETURNS TABLE (day date, people text[]) LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    WITH touch AS (
        DELETE FROM cc_center.attendance_touch t
        WHERE t.center_id = touched_days.center_id
          -- a shift that was put in after its day had been closed waits for its end
          AND NOT EXISTS (SELECT FROM cc_center.roster r
                          JOIN cc_center.attendance_close a ON a.center_id = r.center_id AND a.day = r.day
                          WHERE r.center_id = t.center_id AND r.staff_no = t.staff_no
                            AND r.day BETWEEN t.day - 1 AND t.day + 1 AND upper(r.duty) > cc_center.clock())
        RETURNING t.day, t.staff_no
    ), due AS (
        -- a sign-in before midnight may belong to the next day, a sign-out to a night that ended the day before
        SELECT DISTINCT n::date AS day, t.staff_no
        FROM touch t CROSS JOIN LATERAL generate_series(t.day::timestamp - interval '2 days', t.day + interval '1 day', interval '1 day') n
        UNION
        SELECT r.day, r.staff_no FROM cc_center.attendance_result r
        WHERE r.center_id = touched_days.center_id AND r.unsettled
        UNION
        SELECT a.day, NULL FROM cc_center.attendance_close a
        WHERE a.center_id = touched_days.center_id AND a.seen IS NOT NULL AND cc_center.is_settled(a.seen)
    )
    SELECT d.day, CASE WHEN bool_and(d.staff_no IS NOT NULL) THEN array_agg(d.staff_no) END
    FROM due d
    JOIN cc_center.attendance_close a ON a.center_id = touched_days.center_id AND a.day = d.day
    WHERE NOT EXISTS (SELECT FROM cc_center.attendance_month_close m
                      WHERE m.center_id = a.center_id AND m.month = date_trunc('month', a.day::timestamp)::date AND m.closed_at IS NOT NULL)
    GROUP BY d.day ORDER BY d.day
$$;
COMMENT ON FUNCTION cc_center.touched_days(bigint) IS
    'Empties the queue of what became known: the closed days to judge again, for some people, or with people NULL for all, where something was under way when the day was closed.';

CREATE OR REPLACE FUNCTION cc_center.close_touched_of(center_id bigint, OUT judged integer, OUT changed integer)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    due record;
    done record;
BEGIN
    judged := 0;
    changed := 0;
    PERFORM cc_center.lock_attendance(center_id);
    FOR due IN SELECT t.day, t.people FROM cc_center.touched_days(center_id) t LOOP
        -- the whole day is settled now; a mark besides, at which two at REPEATABLE READ collide
        UPDATE cc_center.attendance_close a SET seen = CASE WHEN due.people IS NOT NULL THEN a.seen END
        WHERE a.center_id = close_touched_of.center_id AND a.day = due.day;
        SELECT s.* INTO done FROM cc_center.store_attendance(center_id, due.day, due.people) s;
        judged := judged + done.judged;
        changed := changed + done.changed;
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.close_touched_of(bigint) IS
    'Judges again what was touched in one center.';

CREATE OR REPLACE FUNCTION cc_center.close_touched(center_id bigint DEFAULT NULL, OUT judged integer, OUT changed integer)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET jit = off
AS $$
DECLARE
    next_center bigint;
    done record;
BEGIN
    judged := 0;
    changed := 0;
    PERFORM cc_center.require_scheduler_or(coalesce(close_touched.center_id, 0), 'shift_leader', 'supervisor');
    FOR next_center IN
        SELECT c.center_id FROM cc_center.center c
        WHERE (close_touched.center_id IS NULL OR c.center_id = close_touched.center_id)
          AND (EXISTS (SELECT FROM cc_center.attendance_touch t WHERE t.center_id = c.center_id)
               OR EXISTS (SELECT FROM cc_center.attendance_result r WHERE r.center_id = c.center_id AND r.unsettled)
               OR EXISTS (SELECT FROM cc_center.attendance_close a WHERE a.center_id = c.center_id AND a.seen IS NOT NULL))
        ORDER BY 1
    LOOP
        SELECT t.* INTO done FROM cc_center.close_touched_of(next_center) t;
        judged := judged + done.judged;
        changed := changed + done.changed;
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.close_touched(bigint) IS
    'Judges again, of days that are closed, exactly the person-shifts about which something became known since: later sign-ins, corrections of the roster, leave, make-up sign-ins, imported cases; those with a leg that was still open; and days during whose closing something was under way. Of one center or all; how many person-shifts, and how many changed. For the scheduler, shift leaders and supervisors.';

CREATE OR REPLACE FUNCTION cc_center.await_case_actions(month date)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    -- a statement that finishes a leg has its lock on cases before it reads the clock; prepared ones have no process
    acting text[] := ARRAY(SELECT DISTINCT l.virtualtransaction FROM pg_locks l
                           WHERE l.locktype = 'relation' AND l.granted AND l.mode IN ('RowShareLock', 'RowExclusiveLock')
                             AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
                             AND l.relation IN ('cc_center.cases'::regclass, 'cc_center.leg'::regclass)
                             AND l.pid IS DISTINCT FROM pg_backend_pid());
    patience constant timestamptz := clock_timestamp() + interval '1 second';
BEGIN
    WHILE cardinality(acting) > 0 LOOP
        IF clock_timestamp() > patience THEN
            PERFORM cc_center.raise_error('days_not_settled', to_char(month, 'YYYY-MM'),
                to_char(month + interval '1 month' - interval '1 day', 'YYYY-MM-DD'));
        END IF;
        PERFORM pg_sleep(0.005);
        -- whoever came since has the clock of a month that is over
        acting := ARRAY(SELECT DISTINCT l.virtualtransaction FROM pg_locks l
                        WHERE l.locktype = 'relation' AND l.virtualtransaction = ANY (acting)
                          AND l.relation IN ('cc_center.cases'::regclass, 'cc_center.leg'::regclass));
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.await_case_actions(date) IS
    'Waits, a second at most, until everybody who is moving cases on now has come to an end: case actions take no lock of the month, and one of its last evening may still be under way, after its day was closed, when the month is. UCA26 where it goes on. To be called once the month is over and before anything is locked.';

CREATE OR REPLACE FUNCTION cc_center.attendance_digest(center_id bigint, month date)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
SET "DateStyle" = 'ISO, YMD'
SET "IntervalStyle" = 'postgres'
AS $$
    SELECT md5(coalesce(string_agg(md5(ROW(r.day, r.staff_no, r.shift, r.role, r.duty, r.version, r.result, r.late_from, r.late_until,
                                           r.early_leave_from, r.early_leave_until, r.away)::text), '' ORDER BY r.day, r.staff_no, r.shift), ''))
    FROM cc_center.attendance_result r
    WHERE r.center_id = attendance_digest.center_id AND r.day >= month AND r.day < month + interval '1 month'
$$;
COMMENT ON FUNCTION cc_center.attendance_digest(bigint, date) IS
    'What the stored results of a month come to in one word, whatever the session''s settings.';

CREATE OR REPLACE FUNCTION cc_center.close_attendance_as(center_id bigint, first_day date, actor text)
RETURNS integer LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    missing text;
    judged integer;
BEGIN
    PERFORM cc_center.lock_attendance(center_id);
    PERFORM cc_center.lock_attendance_month(center_id, first_day);
    -- from here on nobody adds to the month; what others committed meanwhile is seen by the statements that follow
    PERFORM FROM cc_center.attendance_month_close m
    WHERE m.center_id = close_attendance_as.center_id AND m.month = first_day FOR UPDATE;
    SELECT string_agg(to_char(d.day, 'YYYY-MM-DD'), ', ' ORDER BY d.day) INTO missing
    FROM (SELECT DISTINCT r.day FROM cc_center.roster r
          WHERE r.center_id = close_attendance_as.center_id AND r.day >= first_day AND r.day < first_day + interval '1 month'
            AND (upper(r.duty) > cc_center.clock()
                 OR NOT EXISTS (SELECT FROM cc_center.attendance_close a WHERE a.center_id = r.center_id AND a.day = r.day))) d;
    IF missing IS NOT NULL THEN
        PERFORM cc_center.raise_error('days_not_closed', to_char(first_day, 'YYYY-MM'), missing);
    END IF;
    -- what is decided later would change what the month came to
    SELECT string_agg(l.leave_id::text, ', ' ORDER BY l.leave_id) INTO missing
    FROM cc_center.leave_request l
    WHERE l.center_id = close_attendance_as.center_id AND l.status = 'requested'
      AND l.during && cc_center.month_span(close_attendance_as.center_id, first_day);
    IF missing IS NOT NULL THEN
        PERFORM cc_center.raise_error('leave_undecided', to_char(first_day, 'YYYY-MM'), missing);
    END IF;
    -- who writes facts of the month holds its lock until he commits, but those who move cases on do not
    SELECT string_agg(to_char(a.day, 'YYYY-MM-DD'), ', ' ORDER BY a.day) INTO missing
    FROM cc_center.attendance_close a
    WHERE a.center_id = close_attendance_as.center_id AND a.day >= first_day AND a.day < first_day + interval '1 month'
      AND a.seen IS NOT NULL AND NOT cc_center.is_settled(a.seen);
    IF missing IS NOT NULL THEN
        PERFORM cc_center.raise_error('days_not_settled', to_char(first_day, 'YYYY-MM'), missing);
    END IF;
    SELECT sum((cc_center.store_attendance(a.center_id, a.day, NULL)).judged)::integer INTO judged
    FROM cc_center.attendance_close a
    WHERE a.center_id = close_attendance_as.center_id AND a.day >= first_day AND a.day < first_day + interval '1 month';
    UPDATE cc_center.attendance_close a SET seen = NULL
    WHERE a.center_id = close_attendance_as.center_id AND a.day >= first_day AND a.day < first_day + interval '1 month' AND a.seen IS NOT NULL;
    UPDATE cc_center.attendance_month_close m
    SET closed_by = actor, closed_at = cc_center.clock(), digest = cc_center.attendance_digest(m.center_id, m.month)
    WHERE m.center_id = close_attendance_as.center_id AND m.month = first_day;
    RETURN coalesce(judged, 0);
END
$$;
COMMENT ON FUNCTION cc_center.close_attendance_as(bigint, date, text) IS
    'Closes the attendance of a month that is over; for callers that have checked who closes it, and waited for case actions.';

CREATE OR REPLACE FUNCTION cc_center.close_attendance(center_id bigint, month date)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.require_role(center_id, 'supervisor');
    first_day constant date := cc_center.roster_month_start(cc_center.require_plan_day(month, true));
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM cc_center.raise_error('needs_read_committed');
    ELSIF cc_center.local_day(center_id, cc_center.clock()) < first_day + interval '1 month' THEN
        PERFORM cc_center.raise_error('day_not_over', to_char(first_day + interval '1 month' - interval '1 day', 'YYYY-MM-DD'), '');
    END IF;
    PERFORM cc_center.await_case_actions(first_day);
    RETURN cc_center.close_attendance_as(center_id, first_day, actor);
END
$$;
COMMENT ON FUNCTION cc_center.close_attendance(bigint, date) IS
    'A supervisor closes the attendance of a month that is over and whose days are all closed: it is judged a last time, and then nothing of it changes any more. Returns how many person-shifts it has. UCA27 where leave of the month is not decided, UCA19 where days are not closed, UCA26 while something that was under way when a day was closed, or somebody who moves cases on, has not ended, UCA20 at another isolation level than READ COMMITTED.';

DO $$
BEGIN
    PERFORM cc_center.share_function(f, ARRAY['scheduler', 'shift_leader', 'supervisor'])
    FROM unnest('{"cc_center.close_day(bigint, date)", "cc_center.close_touched(bigint)"}'::regprocedure[]) f;
END
$$;
GRANT EXECUTE ON FUNCTION cc_center.close_attendance(bigint, date) TO cc_center_supervisor;
