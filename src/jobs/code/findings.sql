-- What is looked for every night: papers, repayments, coverage, qualifications, official days and callbacks; and the integrity of all.

SELECT cc_center.share_attendance('finding');
SELECT cc_center.keep_rows('finding', '');
SELECT cc_center.close_table('integrity_finding');
SELECT cc_center.keep_rows('integrity_finding', '');

CREATE OR REPLACE FUNCTION cc_center.look_at_center(center_id bigint)
RETURNS TABLE (concerns text, finding text, day date, shift text, role text, staff_no text, subject text, clause text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH today AS (
        SELECT c.center_id, cc_center.local_day(c.center_id, cc_center.clock()) AS day
        FROM cc_center.center c WHERE c.center_id = look_at_center.center_id
    ), months AS (
        -- what was due in the last days of a month is late in the next
        SELECT p.month FROM cc_center.roster_publication p JOIN today t ON t.center_id = p.center_id
        WHERE p.month >= cc_center.roster_month_start(t.day) - interval '1 month'
        UNION
        SELECT cc_center.roster_month_start(t.day) FROM today t
    )
    SELECT DISTINCT f.concerns, f.finding, f.day, f.shift, f.role, f.staff_no, NULL::text AS subject, f.clause
    FROM months m CROSS JOIN LATERAL cc_center.month_findings(look_at_center.center_id, m.month) f
    UNION ALL
    SELECT 'qualification', CASE WHEN h.until IS NULL THEN 'not_qualified' ELSE 'qualification_ends' END,
           h.until, NULL, s.role, s.staff_no, q.qualification, q.clause
    FROM today t
    JOIN cc_center.staff s ON s.center_id = t.center_id AND s.active @> t.day
    JOIN cc_center.required_qualification q ON q.center_id = s.center_id AND q.role = s.role
         AND q.version = cc_center.rules_in_force(s.center_id)
    -- one that goes on without a gap has not ended
    LEFT JOIN LATERAL (SELECT upper(r) - 1 AS until
                       FROM (SELECT unnest(range_agg(v.valid)) AS r FROM cc_center.qualification v
                             WHERE v.center_id = s.center_id AND v.staff_no = s.staff_no AND v.qualification = q.qualification) k
                       WHERE r @> t.day AND NOT upper_inf(r)) h ON true
    WHERE NOT EXISTS (SELECT FROM cc_center.qualification v
                      WHERE v.center_id = s.center_id AND v.staff_no = s.staff_no AND v.qualification = q.qualification AND v.valid @> t.day)
       OR h.until < t.day + 30
    UNION ALL
    SELECT 'calendar', 'official_days_unknown', make_date(g.year, 1, 1), NULL, NULL, NULL, g.year::text, NULL
    FROM cc_center.calendar_gaps g WHERE g.center_id = look_at_center.center_id
    UNION ALL
    SELECT 'complaint', CASE WHEN o.gone THEN 'investigator_gone' ELSE 'complaint_overdue' END,
           cc_center.local_day(look_at_center.center_id, o.due_at), NULL, NULL, o.investigator, o.awaits || ' ' || o.complaint_id, o.clause
    FROM cc_center.overdue_complaints(look_at_center.center_id) o
    UNION ALL
    SELECT 'callback', 'callback_overdue', cc_center.local_day(d.center_id, d.due_at), NULL, NULL, d.first_contact, d.case_number, d.clause
    FROM cc_center.callbacks_due d WHERE d.center_id = look_at_center.center_id AND d.overdue
    UNION ALL
    SELECT r.* FROM cc_center.registered_findings(look_at_center.center_id) r
$$;
COMMENT ON FUNCTION cc_center.look_at_center(bigint) IS
    'What is wrong in a center today: the findings of its months from the last one on, people without a qualification that their role needs or whose one ends within 30 days, years without official days, complaints that are overdue or with nobody any more, callers not called back in time, and what later areas have registered.';

CREATE OR REPLACE FUNCTION cc_center.register_finding_check(area text, function text)
RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO cc_center.finding_check (area, function) VALUES (area, function)
    ON CONFLICT ON CONSTRAINT finding_check_pkey DO UPDATE SET area = excluded.area
$$;
COMMENT ON FUNCTION cc_center.register_finding_check(text, text) IS
    'Deployment: lets a night''s look at a center ask a function of an area that comes after the jobs; finding_check says what it returns.';

CREATE OR REPLACE FUNCTION cc_center.tidy_findings()
RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    DELETE FROM cc_center.finding_check c WHERE to_regproc(format('cc_center.%I', c.function)) IS NULL
$$;
COMMENT ON FUNCTION cc_center.tidy_findings() IS 'Deployment: takes out of the registry what the nightly look can no longer ask.';

CREATE OR REPLACE FUNCTION cc_center.registered_findings(center_id bigint)
RETURNS TABLE (concerns text, finding text, day date, shift text, role text, staff_no text, subject text, clause text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    registered record;
BEGIN
    FOR registered IN SELECT c.function FROM cc_center.finding_check c ORDER BY c.function LOOP
        RETURN QUERY EXECUTE format('SELECT f.concerns, f.finding, f.day, f.shift, f.role, f.staff_no, f.subject, f.clause
                                     FROM cc_center.%I($1) f', registered.function) USING center_id;
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.registered_findings(bigint) IS 'What the registered functions of later areas find wrong in a center.';

CREATE OR REPLACE FUNCTION cc_center.record_findings(center_id bigint)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    fresh cc_center.finding;
    found integer := 0;
BEGIN
    PERFORM cc_center.require_scheduler_or(center_id, 'supervisor');
    -- two at once would both find the same for the first time
    PERFORM cc_center.lock_attendance(center_id);
    FOR fresh IN
        WITH seen AS MATERIALIZED (
            SELECT l.* FROM cc_center.look_at_center(record_findings.center_id) l
        ), gone AS (
            UPDATE cc_center.finding f SET gone_at = cc_center.clock()
            WHERE f.center_id = record_findings.center_id AND f.gone_at IS NULL
              AND NOT EXISTS (SELECT FROM seen s
                              WHERE (s.concerns, s.finding, s.day, s.shift, s.role, s.staff_no, s.subject, s.clause)
                                    IS NOT DISTINCT FROM (f.concerns, f.finding, f.day, f.shift, f.role, f.staff_no, f.subject, f.by_clause))
        )
        INSERT INTO cc_center.finding (center_id, concerns, finding, day, shift, role, staff_no, subject, by_clause, found_at)
        SELECT record_findings.center_id, s.*, cc_center.clock() FROM seen s
        WHERE NOT EXISTS (SELECT FROM cc_center.finding f
                          WHERE f.center_id = record_findings.center_id AND f.gone_at IS NULL
                            AND (s.concerns, s.finding, s.day, s.shift, s.role, s.staff_no, s.subject, s.clause)
                                IS NOT DISTINCT FROM (f.concerns, f.finding, f.day, f.shift, f.role, f.staff_no, f.subject, f.by_clause))
        RETURNING *
    LOOP
        found := found + 1;
        PERFORM cc_center.tell(fresh.finding, fresh.center_id, fresh.finding_id);
    END LOOP;
    RETURN found;
END
$$;
COMMENT ON FUNCTION cc_center.record_findings(bigint) IS
    'Looks at a center and keeps what is new in cc_center.finding, with what is found no more; returns how many are new, and tells listeners of each. For the scheduler and the supervisor (I6, I34, I35, H2.1, A17, C6, A19).';

CREATE OR REPLACE FUNCTION cc_center.check_integrity()
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    fresh bigint;
    found integer := 0;
BEGIN
    PERFORM cc_center.require_scheduler_or(0, VARIADIC '{}');
    LOCK TABLE cc_center.integrity_finding IN SHARE ROW EXCLUSIVE MODE;
    FOR fresh IN
        WITH said AS MATERIALIZED (
            SELECT DISTINCT h.finding, coalesce(h.subject, '') AS subject FROM cc_center.health() h
        ), gone AS (
            UPDATE cc_center.integrity_finding f SET gone_at = cc_center.clock()
            WHERE f.gone_at IS NULL AND NOT EXISTS (SELECT FROM said s WHERE s.finding = f.finding AND s.subject = f.subject)
        )
        INSERT INTO cc_center.integrity_finding (finding, subject, found_at)
        SELECT s.finding, s.subject, cc_center.clock() FROM said s
        WHERE NOT EXISTS (SELECT FROM cc_center.integrity_finding f
                          WHERE f.gone_at IS NULL AND s.finding = f.finding AND s.subject = f.subject)
        RETURNING integrity_finding_id
    LOOP
        found := found + 1;
        PERFORM cc_center.tell('integrity', 0, fresh);
    END LOOP;
    RETURN found;
END
$$;
COMMENT ON FUNCTION cc_center.check_integrity() IS
    'Asks health() about all centers, and keeps what it says for the first time in cc_center.integrity_finding, with what it says no more; returns how many are new, and tells listeners of each. For the scheduler.';

CREATE OR REPLACE FUNCTION cc_center.prune_job_runs()
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    gone bigint;
BEGIN
    PERFORM cc_center.require_scheduler_or(0, VARIADIC '{}');
    DELETE FROM cc_center.job_run r
    WHERE r.started_at < cc_center.clock() - (SELECT s.value FROM cc_center.job_setting s WHERE s.name = 'history');
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;
COMMENT ON FUNCTION cc_center.prune_job_runs() IS
    'Removes what job_run has from before the time that job_setting gives as history; returns how many rows. For the scheduler.';

DO $$
BEGIN
    PERFORM cc_center.share_function('cc_center.record_findings(bigint)', ARRAY['scheduler', 'supervisor']);
    PERFORM cc_center.share_function(f, ARRAY['scheduler'])
    FROM unnest('{"cc_center.check_integrity()", "cc_center.prune_job_runs()"}'::regprocedure[]) f;
END
$$;
