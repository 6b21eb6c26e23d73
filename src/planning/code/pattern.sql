-- Where a month's roster breaks the work pattern.

CREATE OR REPLACE FUNCTION cc_center.pattern_findings(center_id bigint, month date)
RETURNS TABLE (day date, shift text, role text, staff_no text, finding text, detail text, clause text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH days AS (
        SELECT min(n) AS first, max(n) AS last FROM cc_center.month_days(pattern_findings.month) n
    ), worked AS (
        -- from a month before: no pattern is longer
        SELECT r.staff_no, r.day, min(r.role) AS role, min(r.version) AS version, string_agg(r.shift, ', ' ORDER BY r.duty) AS shift,
               r.day - row_number() OVER (PARTITION BY r.staff_no ORDER BY r.day)::integer AS run,
               r.day - lag(r.day) OVER (PARTITION BY r.staff_no ORDER BY r.day) - 1 AS off
        FROM days d
        JOIN cc_center.roster r ON r.center_id = pattern_findings.center_id AND r.day BETWEEN d.first - 31 AND d.last
        GROUP BY r.staff_no, r.day
    ), placed AS (
        SELECT k.*, row_number() OVER (PARTITION BY k.staff_no, k.run ORDER BY k.day) AS nth FROM worked k
    )
    SELECT k.day, k.shift, k.role, k.staff_no, 'pattern_broken',
           CASE WHEN k.nth > w.days_on THEN cc_center.translated('day %1 on duty, of %2', k.nth::text, w.days_on::text)
                ELSE cc_center.translated('after %1 days off, of %2', k.off::text, w.days_off::text) END,
           w.clause
    FROM placed k
    JOIN cc_center.work_pattern w ON w.center_id = pattern_findings.center_id AND w.version = k.version AND w.role = k.role
    WHERE k.day >= (SELECT d.first FROM days d) AND (k.nth > w.days_on OR k.nth = 1 AND k.off < w.days_off)
$$;
COMMENT ON FUNCTION cc_center.pattern_findings(bigint, date) IS
    'The days of a month on which somebody is on duty against the work pattern: for more days than it has one after the other, or before his days off are over. Who stands less than the pattern breaks nothing (I50).';
-- the views run with the rights of whoever asks
SELECT cc_center.share_function('cc_center.pattern_findings(bigint, date)');
