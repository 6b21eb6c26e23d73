-- What the director asks for at the end of the month, read under the director's own role.
GRANT USAGE ON SCHEMA demo TO gulou_401;
GRANT SELECT ON demo.refused TO gulou_401;
SET "cc_center.now" = '2018-11-01 00:00+08';
SET timezone = 'Asia/Shanghai';
SET ROLE gulou_401;

\pset footer off
\pset null ''
\pset border 1
\pset linestyle unicode
\pset unicode_border_linestyle single

\echo
\echo '==== 鼓楼区监督中心, October 2018 ============================================================'
\echo
\echo '1. WHAT CAME IN   (real arrivals)'
\echo

\pset format unaligned
\pset tuples_only on
SELECT format('   %s cases taken, %s reports refused:', (SELECT count(*) FROM cc_center.cases), (SELECT count(*) FROM demo.refused));
SELECT format('      %s  %s (%s)', to_char(at, 'DD Mon HH24:MI'), message, sqlstate) FROM demo.refused ORDER BY at;
SELECT format('   Busiest day %s with %s cases, quietest %s with %s.',
              to_char(busy.day, 'Dy DD Mon'), busy.cases, to_char(quiet.day, 'Dy DD Mon'), quiet.cases)
  FROM (SELECT reported_at::date AS day, count(*) AS cases FROM cc_center.cases GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1) busy,
       (SELECT reported_at::date AS day, count(*) AS cases FROM cc_center.cases GROUP BY 1 ORDER BY 2, 1 LIMIT 1) quiet;
SELECT format('   %s came while nobody was on duty (22:00 to 8:30) and waited for the next coverage.', count(*))
  FROM cc_center.cases WHERE NOT cc_center.is_open(1, 'service', reported_at);
\pset format aligned
\pset tuples_only off
\echo

WITH calendar AS (
  SELECT d::date AS day, CASE WHEN o.kind = 'holiday' THEN 'public holiday (rules of a weekend)'
                              ELSE cc_center.day_type(1, d::date) END AS day_type
    FROM generate_series('2018-10-01'::timestamptz, '2018-10-31', '1 day') d
    LEFT JOIN cc_center.official_day o ON o.calendar = 'CN' AND o.day = d::date
), per_day AS (
  SELECT a.day_type, a.day, count(c.case_id) AS cases
    FROM calendar a LEFT JOIN cc_center.cases c ON c.reported_at::date = a.day
   GROUP BY 1, 2
)
SELECT day_type AS "day type", count(*) AS days, sum(cases) AS cases, round(avg(cases)) AS "per day", max(cases) AS "most in a day"
  FROM per_day GROUP BY 1 ORDER BY 2 DESC;

SELECT c.channel, h.name, count(*) AS cases, round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS "%"
  FROM cc_center.cases c JOIN cc_center.channel h USING (center_id, channel)
 GROUP BY 1, 2 ORDER BY 3 DESC;

SELECT street, count(*) AS cases, count(*) FILTER (WHERE stage = 'closed') AS closed,
       count(*) FILTER (WHERE stage = 'void') AS void, count(*) FILTER (WHERE stage = 'returned') AS returned,
       count(*) FILTER (WHERE stage NOT IN ('closed', 'void', 'returned')) AS "still open",
       mode() WITHIN GROUP (ORDER BY category) AS "mostly"
  FROM cc_center.cases GROUP BY 1 ORDER BY 2 DESC;

\echo '2. WHO HANDLED HOW MUCH   (simulated handling; retention of pre-filing and filing, I24)'
\echo
SELECT m.staff_no AS "no.", m.name, s.role, m.legs AS handled, to_char(m.mean_retention, 'MI:SS') AS mean,
       to_char(m.longest_retention, 'HH24:MI:SS') AS longest, m.over_limit AS "over limit",
       round(100 * m.in_time_share, 1) AS "in time %"
  FROM cc_center.retention_month m JOIN cc_center.staff s USING (center_id, staff_no)
 WHERE m.month = '2018-10-01' ORDER BY s.role, m.legs DESC;

\pset format unaligned
\pset tuples_only on
SELECT format('   At the end of shifts %s legs changed hands, %s of them into waiting because nobody covered (I29).',
              count(*), count(*) FILTER (WHERE to_staff IS NULL))
  FROM cc_center.handover WHERE kind = 'shift_end';
\pset format aligned
\pset tuples_only off
\echo
\echo '3. WHAT LAY TOO LONG'
\echo
SELECT to_char(o.clock_start, 'Dy DD Mon') AS day, count(*) AS "over limit",
       count(*) FILTER (WHERE o.leg_kind = 'pre_filing') AS "pre-filing", count(*) FILTER (WHERE o.leg_kind = 'filing') AS filing,
       count(*) FILTER (WHERE o.leg_kind = 'check') AS check, to_char(max(o.late_by), 'HH24:MI:SS') AS "latest by",
       max(a.cases) AS "cases that day", max(a.busiest) AS "in the busiest hour"
  FROM cc_center.overdue o
  JOIN (SELECT day, sum(cases) AS cases, max(cases) AS busiest
          FROM (SELECT reported_at::date AS day, count(*) AS cases
                  FROM cc_center.cases GROUP BY 1, date_trunc('hour', reported_at)) h
         GROUP BY 1) a ON a.day = o.clock_start::date
 GROUP BY 1, o.clock_start::date ORDER BY 2 DESC, o.clock_start::date LIMIT 5;

\echo '   The longest of each day, the ten worst:'
SELECT * FROM (
  SELECT DISTINCT ON (o.clock_start::date)
         o.case_number AS case, o.leg_kind AS leg, o.street, s.name AS holder, to_char(o.received_at, 'DD Mon HH24:MI') AS received,
         to_char(o.clock_start, 'DD Mon HH24:MI') AS "clock from", to_char(o.retention_limit, 'MI" min"') AS "limit", o.clause,
         to_char(o.late_by, 'HH24:MI:SS') AS "late by"
    FROM cc_center.overdue o LEFT JOIN cc_center.staff s ON s.center_id = o.center_id AND s.staff_no = o.holder
   ORDER BY o.clock_start::date, o.late_by DESC, o.case_number) worst
 ORDER BY "late by" DESC LIMIT 10;

\echo '4. THE MONTH AGAINST THE RULE   (I24: mean handling at most 5 minutes; reported, blocks nothing)'
\echo
SELECT m.legs, to_char(m.mean_retention, 'MI:SS') AS mean, to_char(m.mean_limit, 'MI:SS') AS "mean allowed",
       CASE WHEN m.mean_within_limit THEN 'kept' ELSE 'missed' END AS "I24 mean", m.over_limit AS "over limit",
       round(100 * m.in_time_share, 1) AS "in time %", to_char(m.longest_retention, 'HH24:MI:SS') AS longest
  FROM cc_center.retention_month m WHERE m.month = '2018-10-01' AND m.staff_no IS NULL;

\echo '5. WHAT DEPARTMENTS AND INSPECTORS TOOK   (two workdays for a disposal, four hours if urgent; 15 minutes for a reply)'
\echo
SELECT coalesce(l.department, 'inspectors') AS who, count(*) AS done, count(*) FILTER (WHERE l.finished_at > l.due_at) AS late,
       round(100.0 * count(*) FILTER (WHERE l.finished_at <= l.due_at) / count(*), 1) AS "in time %",
       round((extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY l.finished_at - l.clock_start)) / 3600)::numeric, 1) AS "half within, h"
  FROM cc_center.leg l
 WHERE l.leg_kind IN ('disposal', 'check') AND l.finished_at IS NOT NULL
 GROUP BY 1 ORDER BY count(*) DESC;

SELECT r.rounds, count(*) AS cases, count(*) FILTER (WHERE closed) AS closed
  FROM (SELECT count(*) AS rounds, bool_or(c.closed_at IS NOT NULL) AS closed FROM cc_center.leg l JOIN cc_center.cases c USING (center_id, case_id)
         WHERE l.leg_kind = 'disposal' GROUP BY l.center_id, l.case_id) r
 GROUP BY 1 ORDER BY 1;

\echo '6. WHAT IS OPEN AS THE MONTH ENDS'
\echo
SELECT b.leg_kind AS leg, b.state, count(*) AS cases, to_char(min(b.reported_at), 'DD Mon HH24:MI') AS "oldest came in",
       extract(day FROM max(b.total_age)) AS "its age in days"
  FROM cc_center.backlog b GROUP BY 1, 2 ORDER BY 3 DESC;

\echo '7. ONE CASE FROM ITS ARRIVAL TO ITS END   (of those that changed hands, the one with the longest story)'
\echo
SELECT t.case_id AS told FROM cc_center.case_timeline t
 GROUP BY 1 ORDER BY bool_or(t.event = 'handover: shift_end') DESC, count(*) DESC, 1 LIMIT 1 \gset
-- no join, which would give up the view's order
SELECT to_char(t.at, 'DD Mon HH24:MI:SS') AS at, t.event, t.leg_kind AS leg, t.staff_no AS "no.",
       (SELECT s.name FROM cc_center.staff s WHERE s.center_id = t.center_id AND s.staff_no = t.staff_no) AS name,
       to_char(t.due_at, 'HH24:MI:SS') AS due, t.detail
  FROM cc_center.case_timeline t
 WHERE t.case_id = :told;
\echo
