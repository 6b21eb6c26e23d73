-- What no roster row may break, judged on final rows: qualification, hours, days, rest, leave.

CREATE OR REPLACE FUNCTION cc_center.limits_apply(plan cc_center.roster[])
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM unnest(plan) p
        WHERE EXISTS (SELECT FROM cc_center.work_limit w
                      WHERE w.center_id = p.center_id AND w.version = p.version AND w.role = p.role
                        AND num_nonnulls(w.hours_a_day, w.days_a_week, w.rest_between) > 0)
           OR EXISTS (SELECT FROM cc_center.required_qualification q
                      WHERE q.center_id = p.center_id AND q.version = p.version AND q.role = p.role))
$$;
COMMENT ON FUNCTION cc_center.limits_apply(cc_center.roster[]) IS
    'Whether the rules of any of these roster rows set limits at all.';

CREATE OR REPLACE FUNCTION cc_center.hours_findings(plan cc_center.roster[])
RETURNS TABLE (day date, found interval, allowed interval, clause text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    -- in hours, not as a day
    SELECT p.day, make_interval(secs => extract(epoch FROM sum(upper(x) - lower(x)))::float8), w.hours_a_day, w.clause
    FROM unnest(plan) p
    JOIN cc_center.work_limit w ON w.center_id = p.center_id AND w.version = p.version AND w.role = p.role
         AND w.hours_a_day IS NOT NULL
    JOIN cc_center.shift s ON s.center_id = p.center_id AND s.version = p.version
         AND s.role = p.role AND s.shift = p.shift
    CROSS JOIN LATERAL cc_center.rule_periods(p.center_id, p.version, s.hours, p.duty) x
    GROUP BY p.day, w.hours_a_day, w.clause
    HAVING sum(upper(x) - lower(x)) > w.hours_a_day
$$;
COMMENT ON FUNCTION cc_center.hours_findings(cc_center.roster[]) IS
    'The days of one person''s rows with more hours than the rules allow, rests left out (B1.1, C6).';

CREATE OR REPLACE FUNCTION cc_center.days_findings(plan cc_center.roster[], touched date[])
RETURNS TABLE (week date, found integer, allowed integer, clause text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH worked AS (
        SELECT p.*, date_trunc('week', p.day::timestamp)::date AS week FROM unnest(plan) p
    ), judged AS (
        SELECT DISTINCT p.week, p.center_id, p.version, w.days_a_week, w.clause
        FROM worked p
        JOIN cc_center.work_limit w ON w.center_id = p.center_id AND w.version = p.version AND w.role = p.role
             AND w.days_a_week IS NOT NULL
        WHERE p.day = ANY (touched)
    )
    -- where rules change within a week, it is judged by each day's, and found once, by the strictest
    SELECT DISTINCT ON (k.week) k.week, k.found, k.allowed, k.clause FROM (
        SELECT j.week, j.clause,
               (SELECT count(DISTINCT p.day)::integer FROM worked p WHERE p.week = j.week) AS found,
               -- a make-up workday is worked besides the week's usual days
               j.days_a_week + (SELECT count(*)::integer FROM generate_series(0, 6) n
                                WHERE extract(isodow FROM j.week + n) > 5
                                  AND cc_center.day_type(j.center_id, j.version, j.week + n) = 'weekday') AS allowed
        FROM judged j) k
    WHERE k.found > k.allowed
    ORDER BY k.week, k.allowed
$$;
COMMENT ON FUNCTION cc_center.days_findings(cc_center.roster[], date[]) IS
    'The weeks, from Monday, of one person''s rows with more days than the rules of the days touched allow; a make-up workday adds one (B1.1, C6, U10).';

CREATE OR REPLACE FUNCTION cc_center.rest_findings(plan cc_center.roster[])
RETURNS TABLE (day date, shift text, found interval, needed interval, clause text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT k.day, k.shift, k.starts - k.ended, k.rest_between, k.clause FROM (
        SELECT p.day, p.shift, lower(p.duty) AS starts, w.rest_between, w.clause,
               lag(upper(p.duty)) OVER (ORDER BY lower(p.duty)) AS ended
        FROM unnest(plan) p
        LEFT JOIN cc_center.work_limit w ON w.center_id = p.center_id AND w.version = p.version AND w.role = p.role) k
    WHERE k.starts - k.ended < k.rest_between
$$;
COMMENT ON FUNCTION cc_center.rest_findings(cc_center.roster[]) IS
    'The shifts of one person''s rows that begin too soon after the one before (C6).';

CREATE OR REPLACE FUNCTION cc_center.duty_findings(plan cc_center.roster[], touched date[])
RETURNS TABLE (day date, shift text, finding text, arguments text[], clause text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT cc_center.limits_apply(plan) THEN
        RETURN;
    END IF;
    RETURN QUERY
        SELECT p.day, p.shift, 'not_qualified', ARRAY[p.staff_no, q.qualification, to_char(p.day, 'YYYY-MM-DD'), q.clause], q.clause
        FROM unnest(plan) p
        JOIN cc_center.required_qualification q
          ON q.center_id = p.center_id AND q.version = p.version AND q.role = p.role
        WHERE p.day = ANY (touched)
          AND NOT EXISTS (SELECT FROM cc_center.qualification h
                          WHERE h.center_id = p.center_id AND h.staff_no = p.staff_no
                            AND h.qualification = q.qualification AND h.valid @> p.day);
    RETURN QUERY
        SELECT h.day, NULL::text, 'hours_exceeded',
               ARRAY[plan[1].staff_no, to_char(h.found, 'HH24:MI'), to_char(h.day, 'YYYY-MM-DD'),
                     to_char(h.allowed, 'HH24:MI'), h.clause], h.clause
        FROM cc_center.hours_findings(plan) h WHERE h.day = ANY (touched);
    RETURN QUERY
        SELECT (SELECT max(p.day) FROM unnest(plan) p WHERE p.day BETWEEN d.week AND d.week + 6), NULL::text,
               'days_exceeded', ARRAY[plan[1].staff_no, d.found::text, to_char(d.week, 'YYYY-MM-DD'), d.allowed::text, d.clause],
               d.clause
        FROM cc_center.days_findings(plan, touched) d;
    RETURN QUERY
        SELECT r.day, r.shift, 'rest_too_short',
               ARRAY[plan[1].staff_no, r.shift, to_char(r.day, 'YYYY-MM-DD'), r.found::text, r.needed::text, r.clause], r.clause
        FROM cc_center.rest_findings(plan) r
        -- the pair of shifts that a touched day is part of
        WHERE EXISTS (SELECT FROM unnest(touched) t WHERE r.day - t BETWEEN 0 AND 2);
END
$$;
COMMENT ON FUNCTION cc_center.duty_findings(cc_center.roster[], date[]) IS
    'What one person''s rows break around the days touched: the error''s name and arguments, and the clause (B1.1, C6, H2.1, A17).';

CREATE OR REPLACE FUNCTION cc_center.person_plan(center_id bigint, staff_no text, days date[])
RETURNS cc_center.roster[] LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT array_agg(r ORDER BY lower(r.duty)) FROM cc_center.roster r
    WHERE r.center_id = person_plan.center_id AND r.staff_no = person_plan.staff_no
      AND r.day BETWEEN (SELECT min(d) - 7 FROM unnest(days) d) AND (SELECT max(d) + 7 FROM unnest(days) d)
$$;
COMMENT ON FUNCTION cc_center.person_plan(bigint, text, date[]) IS
    'A person''s roster rows from a week before these days to a week after them.';

CREATE OR REPLACE FUNCTION cc_center.check_roster_row()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    broken record;
BEGIN
    IF NOT cc_center.limits_apply(ARRAY[NEW]) THEN
        RETURN NULL;
    -- whoever stands less of the same shift breaks nothing that he did not break before
    ELSIF TG_OP = 'UPDATE' AND (NEW.day, NEW.shift, NEW.staff_no, NEW.version) = (OLD.day, OLD.shift, OLD.staff_no, OLD.version)
          AND OLD.duty @> NEW.duty THEN
        RETURN NULL;
    END IF;
    SELECT f.finding, f.arguments INTO broken
    FROM cc_center.duty_findings(cc_center.person_plan(NEW.center_id, NEW.staff_no, ARRAY[NEW.day]), ARRAY[NEW.day]) f
    LIMIT 1;
    IF broken.finding IS NOT NULL THEN
        PERFORM cc_center.raise_error(broken.finding, VARIADIC broken.arguments);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.check_roster_row() IS
    'Trigger: whatever has written the rows, they break no limit of hours, days and rest, and nobody stands a shift unqualified (B1.1, C6, H2.1, A17). The person''s lock is held, so that no second session adds to them unseen.';
CREATE OR REPLACE TRIGGER ba_check AFTER INSERT OR UPDATE ON cc_center.roster
    FOR EACH ROW EXECUTE FUNCTION cc_center.check_roster_row();
-- the views run with the rights of whoever asks
SELECT cc_center.share_function('cc_center.person_plan(bigint, text, date[])');
SELECT cc_center.share_function('cc_center.duty_findings(cc_center.roster[], date[])');
SELECT cc_center.share_function('cc_center.limits_apply(cc_center.roster[])');
SELECT cc_center.share_function('cc_center.hours_findings(cc_center.roster[])');
SELECT cc_center.share_function('cc_center.days_findings(cc_center.roster[], date[])');
SELECT cc_center.share_function('cc_center.rest_findings(cc_center.roster[])');
