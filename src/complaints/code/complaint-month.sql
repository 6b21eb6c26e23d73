-- Statistics of complaints, and what health() says of them.

CREATE OR REPLACE FUNCTION cc_center.workdays_between(center_id bigint, version integer, since timestamptz, until timestamptz)
RETURNS integer LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT count(*)::integer
    FROM generate_series(cc_center.local_day(center_id, since)::timestamp + interval '1 day', cc_center.local_day(center_id, until)::timestamp,
                         interval '1 day') d
    WHERE cc_center.day_type(center_id, version, d::date) = 'weekday'
$$;
COMMENT ON FUNCTION cc_center.workdays_between(bigint, integer, timestamptz, timestamptz) IS
    'How many workdays by the center''s calendar come after the day of an instant, up to that of another one: 0 on the same day (U10).';

CREATE OR REPLACE FUNCTION cc_center.complaint_figures(center_id bigint, month date DEFAULT NULL)
RETURNS TABLE (month date, counted_by text, value text, taken_in bigint, concluded bigint, upheld bigint, upheld_rate numeric,
               steps_with_limit bigint, steps_late bigint, mean_workdays numeric)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH events AS MATERIALIZED (
        SELECT c.complaint_id, c.month, 1 AS taken_in, 0 AS concluded, 0 AS upheld, 0 AS limited, 0 AS late, NULL::integer AS workdays
        FROM cc_center.complaint c
        WHERE c.center_id = complaint_figures.center_id AND (complaint_figures.month IS NULL OR c.month = complaint_figures.month)
          AND NOT EXISTS (SELECT FROM cc_center.complaint n WHERE n.center_id = c.center_id AND n.corrects = c.complaint_id)
        UNION ALL
        SELECT k.complaint_id, k.month, 0, 1, k.upheld::integer, 0, 0,
               cc_center.workdays_between(k.center_id, k.version, o.taken_in_at, k.at)
        FROM cc_center.complaint_step k
        JOIN cc_center.complaint o ON o.center_id = k.center_id AND o.complaint_id = k.complaint_id
        WHERE k.center_id = complaint_figures.center_id AND (complaint_figures.month IS NULL OR k.month = complaint_figures.month)
          AND k.upheld IS NOT NULL
          AND NOT EXISTS (SELECT FROM cc_center.complaint_step r
                          WHERE r.center_id = k.center_id AND r.complaint_id = k.complaint_id AND r.step = 'reopened' AND r.step_no > k.step_no)
        UNION ALL
        SELECT s.complaint_id, s.month, 0, 0, 0, 1, (s.at > b.due_at)::integer, NULL
        FROM cc_center.complaint_step s
        JOIN cc_center.complaint_step b ON b.center_id = s.center_id AND b.complaint_id = s.complaint_id AND b.step_no = s.step_no - 1
             AND b.awaits IS DISTINCT FROM s.awaits AND b.due_at IS NOT NULL
        WHERE s.center_id = complaint_figures.center_id AND (complaint_figures.month IS NULL OR s.month = complaint_figures.month)
          AND s.step IN ('assigned', 'concluded', 'fed_back')
    )
    SELECT e.month, v.counted_by, v.value, sum(e.taken_in), sum(e.concluded), sum(e.upheld),
           round(sum(e.upheld)::numeric / nullif(sum(e.concluded), 0), 4), sum(e.limited), sum(e.late), round(avg(e.workdays), 2)
    FROM events e
    JOIN cc_center.complaint c ON c.center_id = complaint_figures.center_id AND c.complaint_id = e.complaint_id
    LEFT JOIN cc_center.cases g ON g.center_id = c.center_id AND g.case_id = c.case_id
    CROSS JOIN LATERAL (VALUES ('all', NULL), ('kind', c.kind), ('against', c.against), ('person', c.staff_no), ('department', c.department),
                               ('street', g.street)) v (counted_by, value)
    WHERE complaint_figures.center_id = ANY (cc_center.acting_centers()) AND (v.counted_by = 'all' OR v.value IS NOT NULL)
    GROUP BY e.month, v.counted_by, v.value
    -- of people it is known to whom their quality is known
    HAVING v.counted_by <> 'person' OR cc_center.may_read_quality(complaint_figures.center_id, v.value)
$$;
COMMENT ON FUNCTION cc_center.complaint_figures(bigint, date) IS
    'The statistics of complaint_month for a center of the acting person, of the month that begins on a day, or with NULL of all (A18).';
SELECT cc_center.share_function('cc_center.complaint_figures(bigint, date)');

CREATE OR REPLACE VIEW cc_center.complaint_month WITH (security_invoker = true) AS
SELECT c.center_id, f.month, f.counted_by, f.value, f.taken_in, f.concluded, f.upheld, f.upheld_rate, f.steps_with_limit, f.steps_late,
       f.mean_workdays
FROM cc_center.center c CROSS JOIN LATERAL cc_center.complaint_figures(c.center_id) f;
COMMENT ON VIEW cc_center.complaint_month IS
    'Complaints of a month, counted over all, by kind, by what they are against, by person, department, and street of the case (A18): taken_in in the month; concluded in it, as it holds, and upheld of these (upheld_rate = upheld / concluded); steps_with_limit: the acceptances, conclusions and feedbacks of the month that the rules set a limit to, and steps_late of these; mean_workdays from the day of being taken in to that of the conclusion, of those concluded. The rows of people are for themselves, those who lead, the appraiser and the quality reviewers.';
SELECT cc_center.share_view('complaint_month');

CREATE OR REPLACE FUNCTION cc_center.overdue_complaints(center_id bigint)
RETURNS TABLE (complaint_id bigint, awaits text, due_at timestamptz, investigator text, gone boolean, clause text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.complaint_id, s.awaits, s.due_at, s.investigator, i.staff_no IS NULL AND s.awaits = 'investigate', s.due_clause
    FROM cc_center.complaint_step s
    LEFT JOIN cc_center.staff i ON i.center_id = s.center_id AND i.staff_no = s.investigator
         AND i.active @> cc_center.local_day(s.center_id, cc_center.clock())
    WHERE s.center_id = overdue_complaints.center_id AND s.awaits IS NOT NULL
      AND (s.due_at < cc_center.clock() OR i.staff_no IS NULL AND s.awaits = 'investigate')
      AND NOT EXISTS (SELECT FROM cc_center.complaint_step n
                      WHERE n.center_id = s.center_id AND n.complaint_id = s.complaint_id AND n.step_no = s.step_no + 1)
$$;
COMMENT ON FUNCTION cc_center.overdue_complaints(bigint) IS
    'Complaints of a center that are overdue, with what is to come, or whose investigator is not active any more (gone); for callers that may know.';

CREATE OR REPLACE FUNCTION cc_center.health_of_complaints()
RETURNS TABLE (finding text, subject text, detail text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('a complaint is with somebody who has left'), format('%s/%s', c.center_id, o.complaint_id),
           cc_center.translated('Give it to another investigator by cc_center.assign_complaint().')
    FROM cc_center.center c CROSS JOIN LATERAL cc_center.overdue_complaints(c.center_id) o
    WHERE o.gone AND cc_center.sees_center(c.center_id)
    UNION ALL
    SELECT cc_center.translated('a complaint was upheld in a closed month'), format('%s/%s', s.center_id, s.complaint_id),
           cc_center.translated('Somebody edited rows past the rules.')
    FROM cc_center.complaint_step s
    JOIN cc_center.attendance_month_close m ON m.center_id = s.center_id AND m.month = s.month
    WHERE s.upheld AND m.closed_at < s.at AND cc_center.sees_center(s.center_id)
$$;
COMMENT ON FUNCTION cc_center.health_of_complaints() IS
    'The part of health() about complaints: those that nobody investigates any more, and facts that came into a closed month past the rules.';
SELECT cc_center.register_health_check('complaints', 'health_of_complaints');
