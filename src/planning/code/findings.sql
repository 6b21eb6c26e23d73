-- What is wrong with a month's roster, row by row.

CREATE OR REPLACE FUNCTION cc_center.staffing_findings(center_id bigint, month date)
RETURNS TABLE (day date, shift text, role text, found integer, needed integer, clause text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT k.day, k.shift, k.role, k.found, k.people, k.clause FROM (
        SELECT d.day, s.shift, s.role, s.people, s.clause,
               (SELECT count(*)::integer FROM cc_center.roster r
                WHERE r.center_id = s.center_id AND r.day = d.day AND r.role = s.role AND r.shift = s.shift
                  AND r.duty @> t.duty) AS found
        FROM cc_center.center c
        CROSS JOIN LATERAL (
            SELECT n AS day, cc_center.rules_in_force(c.center_id, (n + time '12:00') AT TIME ZONE c.time_zone) AS version
            FROM cc_center.month_days(staffing_findings.month) n) d
        JOIN cc_center.staffing s ON s.center_id = c.center_id AND s.version = d.version AND s.people > 0
             AND s.day_type = cc_center.day_type(c.center_id, d.version, d.day)
        JOIN cc_center.shift h ON h.center_id = s.center_id AND h.version = s.version AND h.role = s.role AND h.shift = s.shift
        CROSS JOIN LATERAL (SELECT cc_center.shift_duty(c.center_id, d.version, h.hours, d.day) AS duty) t
        WHERE c.center_id = staffing_findings.center_id AND t.duty IS NOT NULL) k
    WHERE k.found < k.people
$$;
COMMENT ON FUNCTION cc_center.staffing_findings(bigint, date) IS
    'The shifts of a month that fewer people stand, from beginning to end, than the rules ask (I6, I19, C6).';

CREATE OR REPLACE FUNCTION cc_center.row_findings(center_id bigint, month date)
RETURNS TABLE (day date, shift text, role text, staff_no text, finding text, detail text, clause text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH planned AS (
        SELECT r.* FROM cc_center.roster r
        WHERE r.center_id = row_findings.center_id AND r.day IN (SELECT cc_center.month_days(month)) AND lower(r.duty) > cc_center.clock()
    ), ruled AS (
        -- once for a shift, however many stand it
        SELECT k.*, h.duty AS held, o.clause, cc_center.shift_duty(k.center_id, k.version, o.hours, k.day) AS drafted
        FROM (SELECT DISTINCT p.center_id, p.day, p.shift, p.role, p.version FROM planned p) k
        LEFT JOIN LATERAL cc_center.held_duty(k.center_id, k.day, k.shift, k.role) h ON true
        JOIN cc_center.shift o ON o.center_id = k.center_id AND o.version = k.version AND o.role = k.role AND o.shift = k.shift
        WHERE h.duty IS NULL OR h.version <> k.version
    )
    SELECT p.day, p.shift, p.role, p.staff_no, CASE WHEN u.held IS NULL THEN 'not_held' ELSE 'rules_changed' END,
           CASE WHEN u.held IS NOT NULL THEN
               cc_center.translated('%1 of %2',
                   to_char(lower(u.held) AT TIME ZONE c.time_zone, 'HH24:MI-') || to_char(upper(u.held) AT TIME ZONE c.time_zone, 'HH24:MI'),
                   to_char(lower(u.drafted) AT TIME ZONE c.time_zone, 'HH24:MI-') || to_char(upper(u.drafted) AT TIME ZONE c.time_zone, 'HH24:MI')) END,
           u.clause
    FROM ruled u
    JOIN cc_center.center c ON c.center_id = u.center_id
    JOIN planned p ON p.center_id = u.center_id AND p.day = u.day AND p.shift = u.shift AND p.role = u.role AND p.version = u.version
    WHERE u.held IS DISTINCT FROM u.drafted OR u.held IS NULL
$$;
COMMENT ON FUNCTION cc_center.row_findings(bigint, date) IS
    'The rows of a month, not begun, whose shift the rules or the calendar hold at another time by now, or not at all: rules_changed with the hours in force and those drafted, not_held (I2, I19, U10). cc_center.refix_roster() fixes them anew.';

CREATE OR REPLACE FUNCTION cc_center.plan_as_ruled(plan cc_center.roster[])
RETURNS cc_center.roster[] LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT array_agg(ROW(p.center_id, p.day, p.shift, p.staff_no, p.role, p.duty,
                         CASE WHEN lower(p.duty) <= cc_center.clock() THEN p.version
                              ELSE coalesce(cc_center.rules_in_force(p.center_id, (p.day + time '12:00') AT TIME ZONE c.time_zone), p.version) END
                        )::cc_center.roster ORDER BY lower(p.duty))
    FROM unnest(plan) p JOIN cc_center.center c ON c.center_id = p.center_id
$$;
COMMENT ON FUNCTION cc_center.plan_as_ruled(cc_center.roster[]) IS
    'One person''s rows under the rules that hold by now: what has not begun is judged by them, whenever it was drafted (I2).';

CREATE OR REPLACE FUNCTION cc_center.person_findings(center_id bigint, month date)
RETURNS TABLE (day date, shift text, role text, staff_no text, finding text, detail text, clause text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    days date[] := ARRAY(SELECT cc_center.month_days(month));
    amended boolean := (SELECT count(*) > 1 FROM cc_center.rule_set v
                        WHERE v.center_id = person_findings.center_id AND v.status = 'ratified');
BEGIN
    RETURN QUERY
        SELECT f.day, f.shift, s.role, s.staff_no, f.finding,
               CASE f.finding WHEN 'not_qualified' THEN cc_center.translated('%1{qualification}', f.arguments[2])
                              WHEN 'rest_too_short' THEN cc_center.translated('%1{interval} of %2{interval}', f.arguments[4], f.arguments[5])
                              ELSE cc_center.translated('%1 of %2', f.arguments[2], f.arguments[4]) END,
               f.clause
        FROM cc_center.staff s
        CROSS JOIN LATERAL (SELECT cc_center.person_plan(s.center_id, s.staff_no, days) AS drafted) p
        CROSS JOIN LATERAL cc_center.duty_findings(CASE WHEN amended THEN cc_center.plan_as_ruled(p.drafted) ELSE p.drafted END, days) f
        WHERE s.center_id = person_findings.center_id
          AND EXISTS (SELECT FROM cc_center.roster r
                      WHERE r.center_id = s.center_id AND r.staff_no = s.staff_no AND r.day = ANY (days));
END
$$;
COMMENT ON FUNCTION cc_center.person_findings(bigint, date) IS
    'What the month breaks for single people: qualification, hours, days, rest (H2.1, A17, B1.1, C6).';

CREATE OR REPLACE FUNCTION cc_center.month_findings(center_id bigint, month date)
RETURNS TABLE (day date, shift text, role text, staff_no text, finding text, detail text, clause text, concerns text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    first_day date := (SELECT min(n) FROM cc_center.month_days(month) n);
BEGIN
    RETURN QUERY
        SELECT f.day, f.shift, f.role, NULL::text, 'understaffed',
               cc_center.translated('%1 of %2', f.found::text, f.needed::text), f.clause, 'roster'
        FROM cc_center.staffing_findings(month_findings.center_id, month_findings.month) f
        UNION ALL
        SELECT f.*, 'roster' FROM cc_center.person_findings(month_findings.center_id, month_findings.month) f
        UNION ALL
        SELECT f.*, 'roster' FROM cc_center.row_findings(month_findings.center_id, month_findings.month) f
        UNION ALL
        SELECT f.*, 'pattern' FROM cc_center.pattern_findings(month_findings.center_id, month_findings.month) f
        UNION ALL
        SELECT cc_center.local_day(l.center_id, d.due), NULL, p.role, l.staff_no, 'papers_late',
               cc_center.translated('%1{paper}', array_to_string(l.papers_needed, ', ')), r.clause, 'leave'
        FROM cc_center.leave_request l
        JOIN cc_center.staff p ON p.center_id = l.center_id AND p.staff_no = l.staff_no
        JOIN cc_center.leave_rule r ON r.center_id = l.center_id AND r.version = l.version AND r.leave_kind = l.leave_kind
        CROSS JOIN LATERAL (SELECT cc_center.papers_due(l) AS due) d
        WHERE l.center_id = month_findings.center_id AND l.status = 'approved' AND l.papers_needed <> '{}'
          AND d.due < coalesce(l.papers_at, cc_center.clock())
          AND cc_center.roster_month_start(cc_center.local_day(l.center_id, d.due)) = first_day
        UNION ALL
        SELECT cc_center.local_day(l.center_id, d.due), NULL, p.role, l.staff_no, 'leave_unconfirmed', cc_center.translated('entered by %1', l.entered_by),
               r.clause, 'leave'
        FROM cc_center.leave_request l
        JOIN cc_center.staff p ON p.center_id = l.center_id AND p.staff_no = l.staff_no
        JOIN cc_center.leave_rule r ON r.center_id = l.center_id AND r.version = l.version AND r.leave_kind = l.leave_kind
        CROSS JOIN LATERAL (SELECT min(upper(u.duty)) AS due FROM cc_center.roster u
                            WHERE u.center_id = l.center_id AND u.staff_no = l.staff_no AND lower(u.duty) >= upper(l.during)) d
        WHERE l.center_id = month_findings.center_id AND l.status IN ('requested', 'approved') AND l.entered_by IS NOT NULL
          AND d.due < coalesce(l.confirmed_at, cc_center.clock())
          AND cc_center.roster_month_start(cc_center.local_day(l.center_id, d.due)) = first_day
        UNION ALL
        SELECT s.repay_by, s.shift, p.role, s.owed_by, CASE WHEN s.state = 'approved' THEN 'swap_returned_late' ELSE 'swap_return_overdue' END,
               cc_center.translated('for %1', to_char(s.day, 'YYYY-MM-DD')), 'I35', 'swap'
        FROM cc_center.swap_due s
        JOIN cc_center.staff p ON p.center_id = s.center_id AND p.staff_no = s.owed_by
        WHERE s.center_id = month_findings.center_id AND s.overdue
          AND cc_center.roster_month_start(s.repay_by) = first_day
        UNION ALL
        SELECT s.day, s.shift, p.role, s.staff_no, 'swap_over_limit', cc_center.translated('%1 of %2', s.place::text, s.swap_limit::text), s.clause, 'swap'
        FROM cc_center.swap_counted s
        JOIN cc_center.staff p ON p.center_id = s.center_id AND p.staff_no = s.staff_no
        WHERE s.center_id = month_findings.center_id AND s.place > s.swap_limit
          AND cc_center.roster_month_start(s.day) = first_day;
END
$$;
COMMENT ON FUNCTION cc_center.month_findings(bigint, date) IS
    'All findings of a month of a center, as the reader may see them; those that concern the roster keep it from being published.';

CREATE OR REPLACE VIEW cc_center.roster_findings WITH (security_invoker = true) AS
SELECT m.center_id, m.month, f.day, f.shift, f.role, f.staff_no, f.finding, f.detail, f.clause, f.concerns
FROM (SELECT p.center_id, p.month FROM cc_center.roster_publication p
      UNION
      -- a month that runs and that nobody drafted has nothing but findings
      SELECT c.center_id, cc_center.roster_month_start(cc_center.local_day(c.center_id, cc_center.clock())) FROM cc_center.center c) m
CROSS JOIN LATERAL cc_center.month_findings(m.center_id, m.month) f;
COMMENT ON VIEW cc_center.roster_findings IS
    'What is wrong with each month''s roster, of the running month also where nobody drafted it: shifts understaffed, people over hours or days, without rest or qualification, or out of the work pattern; papers and repayments that are late, in the month in which they were due; swaps over a limit that was lowered since. finding is a code, detail is for people, in the session''s language. Only what concerns the roster keeps it from being published. Each with its clause (I6, I50, C6, B1.1, H2.1, A17, I34, I35).';
SELECT cc_center.share_view('roster_findings');
-- the views run with the rights of whoever asks
SELECT cc_center.share_function('cc_center.month_findings(bigint, date)');
SELECT cc_center.share_function('cc_center.staffing_findings(bigint, date)');
SELECT cc_center.share_function('cc_center.person_findings(bigint, date)');
SELECT cc_center.share_function('cc_center.row_findings(bigint, date)');
SELECT cc_center.share_function('cc_center.plan_as_ruled(cc_center.roster[])');
