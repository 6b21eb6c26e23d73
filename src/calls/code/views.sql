-- How many calls are answered, and how fast (接通率, B3.1, G2.1; GB/T 33358-2016).

CREATE OR REPLACE VIEW cc_center.call_figures WITH (security_invoker = true) AS
SELECT k.center_id, k.call_id, k.line, k.answered_by, k.offered_at, (k.offered_at AT TIME ZONE c.time_zone)::date AS day,
       k.answered_at IS NOT NULL AS answered, k.answered_at IS NULL AS abandoned,
       CASE WHEN r.answer_seconds IS NOT NULL THEN k.answered_at <= k.offered_at + make_interval(secs => r.answer_seconds) END AS in_time,
       k.answered_at - k.offered_at AS waited, k.ended_at - k.answered_at AS spoken, r.answer_share, r.connection_share, k.version
FROM cc_center.call k
JOIN cc_center.center c ON c.center_id = k.center_id
LEFT JOIN cc_center.call_rule r ON r.center_id = k.center_id AND r.version = k.version
WHERE k.ended_at IS NOT NULL;
COMMENT ON VIEW cc_center.call_figures IS
    'The calls that are over, each with the day of the center on which it was offered, whether it was answered, and in time by the version then in force (at the limit is in time; NULL where there is no limit or no answer), how long the caller waited and spoke; what the figures of calls are made from (C8.5).';
SELECT cc_center.share_view('call_figures');

CREATE OR REPLACE VIEW cc_center.calls_day WITH (security_invoker = true) AS
SELECT f.center_id, f.day, count(*) AS offered, count(*) FILTER (WHERE f.answered) AS answered,
       count(*) FILTER (WHERE f.abandoned) AS abandoned, count(*) FILTER (WHERE f.in_time) AS in_time,
       round(100.0 * count(*) FILTER (WHERE f.answered) / count(*), 2) AS connection_rate,
       round(100.0 * count(*) FILTER (WHERE f.in_time) / nullif(count(*) FILTER (WHERE f.in_time IS NOT NULL), 0), 2) AS in_time_rate,
       avg(f.waited) AS mean_wait, avg(f.spoken) AS mean_spoken
FROM cc_center.call_figures f
GROUP BY f.center_id, f.day;
COMMENT ON VIEW cc_center.calls_day IS
    'The calls of a day of the center: connection_rate is answered of offered (接通率), in_time_rate answered in time of answered, both in percent; mean waiting and speaking time of those answered (B3.1, G2.1).';
SELECT cc_center.share_view('calls_day');

CREATE OR REPLACE VIEW cc_center.calls_hour WITH (security_invoker = true) AS
SELECT f.center_id, date_trunc('hour', f.offered_at) AS hour, count(*) AS offered, count(*) FILTER (WHERE f.answered) AS answered,
       count(*) FILTER (WHERE f.abandoned) AS abandoned, count(*) FILTER (WHERE f.in_time) AS in_time,
       round(100.0 * count(*) FILTER (WHERE f.answered) / count(*), 2) AS connection_rate,
       round(100.0 * count(*) FILTER (WHERE f.in_time) / nullif(count(*) FILTER (WHERE f.in_time IS NOT NULL), 0), 2) AS in_time_rate,
       min(f.connection_share) AS connection_share
FROM cc_center.call_figures f
GROUP BY f.center_id, date_trunc('hour', f.offered_at);
COMMENT ON VIEW cc_center.calls_hour IS
    'The calls of an hour: as calls_day, with the connection rate that the rules want (B3.1, G2.1).';
SELECT cc_center.share_view('calls_hour');

CREATE OR REPLACE VIEW cc_center.calls_person_month WITH (security_invoker = true) AS
SELECT f.center_id, date_trunc('month', f.day::timestamp)::date AS month, f.answered_by AS staff_no, s.name, count(*) AS answered,
       count(*) FILTER (WHERE f.in_time) AS in_time,
       round(100.0 * count(*) FILTER (WHERE f.in_time) / nullif(count(*) FILTER (WHERE f.in_time IS NOT NULL), 0), 2) AS in_time_rate,
       avg(f.waited) AS mean_wait, avg(f.spoken) AS mean_spoken
FROM cc_center.call_figures f
JOIN cc_center.staff s ON s.center_id = f.center_id AND s.staff_no = f.answered_by
GROUP BY f.center_id, date_trunc('month', f.day::timestamp), f.answered_by, s.name;
COMMENT ON VIEW cc_center.calls_person_month IS
    'The calls that somebody answered in a month: how many, how many of them in time, in percent of answered, and their mean waiting and speaking time (B3.1).';
SELECT cc_center.share_view('calls_person_month');

CREATE OR REPLACE VIEW cc_center.connection_findings WITH (security_invoker = true) AS
SELECT w.center_id, w.until, w.offered, w.answered, round(100.0 * w.answered / w.offered, 2) AS connection_rate, w.connection_share
FROM (
    SELECT h.center_id, h.hour + interval '1 hour' AS until, h.connection_share,
           sum(h.offered) OVER past AS offered, sum(h.answered) OVER past AS answered
    FROM cc_center.calls_hour h
    WINDOW past AS (PARTITION BY h.center_id ORDER BY h.hour RANGE BETWEEN interval '23 hours' PRECEDING AND CURRENT ROW)) w
WHERE 100.0 * w.answered < w.connection_share * w.offered;
COMMENT ON VIEW cc_center.connection_findings IS
    'The 24 hours, up to each full hour in which calls came, in which fewer of the calls offered were answered than the rules want (GB/T 33358-2016, G2.1).';
SELECT cc_center.share_view('connection_findings');
