-- How a month went by the service levels, and which items fell short of them.

-- Few rows are promised, so that a month asked for is expected to be one.
CREATE OR REPLACE FUNCTION cc_center.months_of_rules(center_id bigint)
RETURNS SETOF date LANGUAGE sql STABLE ROWS 24
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT m.month::date
    FROM (SELECT c.time_zone, CASE WHEN bool_or(lower_inf(r.effective)) THEN '1900-01-01' ELSE min(lower(r.effective)) END AS instant
          FROM cc_center.center c JOIN cc_center.rule_set r ON r.center_id = c.center_id AND r.effective IS NOT NULL
          WHERE c.center_id = months_of_rules.center_id
          GROUP BY c.center_id, c.time_zone) first
    CROSS JOIN LATERAL generate_series(date_trunc('month', first.instant AT TIME ZONE first.time_zone),
                                       cc_center.clock() AT TIME ZONE first.time_zone, interval '1 month') m (month)
$$;
COMMENT ON FUNCTION cc_center.months_of_rules(bigint) IS
    'The first days of the months of a center, by its clocks, from the first that it has rules for to the present: nothing came before.';
SELECT cc_center.share_function('cc_center.months_of_rules(bigint)');

-- The items of a month are those that came in it, so that the month asked for leads by an index to its stretch of legs, cases
-- or calls. WITH within a subquery and OFFSET 0 keep the stretch first, and from being read another way; with the outer join the
-- planner counts on as many rows as there are, where of the rules it knows nothing. Counted time is never longer than real time,
-- so that what was done soon enough by the clock needs no timetable.
CREATE OR REPLACE VIEW cc_center.service_level_item WITH (security_invoker = true) AS
SELECT x.center_id, x.month, i.service_level, i.version, i.subject, i.case_id, i.leg_no, i.call_id, i.leg_kind, i.holder,
       i.began_at, i.ended_at, i.within,
       cc_center.working_time(x.center_id, i.hours, i.began_at, coalesce(i.ended_at, x.now)) AS took, i.state
FROM (
    WITH present AS MATERIALIZED (SELECT cc_center.clock() AS now)
    SELECT c.center_id, m.month, p.now, m.month::timestamp AT TIME ZONE c.time_zone AS begins,
           (m.month + interval '1 month') AT TIME ZONE c.time_zone AS ends
    FROM cc_center.center c
    CROSS JOIN present p
    CROSS JOIN LATERAL cc_center.months_of_rules(c.center_id) m (month)
) x
CROSS JOIN LATERAL (
    SELECT u.*, CASE WHEN coalesce(u.ended_at, x.now) - u.began_at > u.within
                          AND cc_center.working_time(x.center_id, u.hours, u.began_at, coalesce(u.ended_at, x.now)) > u.within THEN 'missed'
                     WHEN u.done THEN 'reached'
                     WHEN u.ended_at IS NOT NULL THEN 'left'
                     ELSE 'undecided' END AS state
    FROM (
        SELECT s.service_level, s.version, s.subject, s.within, s.hours, g.case_id, g.leg_no, NULL::bigint AS call_id, g.leg_kind,
               g.holder, g.received_at AS began_at, g.finished_at AS ended_at, g.outcome <> 'handed_over' AS done
        FROM cc_center.leg g
        LEFT JOIN cc_center.service_level s ON s.center_id = g.center_id AND s.version = g.version AND s.subject = 'leg'
             AND s.leg_kind IN ('*', g.leg_kind)
             -- the case of a leg only where a level asks about it
             AND (s.category = '*' AND s.priority = '*' AND s.channel = '*'
                  OR (SELECT s.category IN ('*', k.category) AND s.priority IN ('*', k.priority) AND s.channel IN ('*', k.channel)
                      FROM cc_center.cases k WHERE k.center_id = g.center_id AND k.case_id = g.case_id))
        WHERE g.center_id = x.center_id AND g.received_at >= x.begins AND g.received_at < x.ends
        UNION ALL
        SELECT s.service_level, s.version, s.subject, s.within, s.hours, g.case_id, NULL::integer AS leg_no, NULL::bigint AS call_id,
               NULL::text AS leg_kind, g.holder, g.reported_at AS began_at, g.closed_at AS ended_at, g.closed_at IS NOT NULL AS done
        FROM cc_center.cases g
        LEFT JOIN cc_center.service_level s ON s.center_id = g.center_id AND s.version = g.version AND s.subject = 'case'
             AND s.category IN ('*', g.category) AND s.priority IN ('*', g.priority) AND s.channel IN ('*', g.channel)
        WHERE g.center_id = x.center_id AND g.reported_at >= x.begins AND g.reported_at < x.ends
        UNION ALL
        SELECT s.service_level, s.version, s.subject, make_interval(secs => s.answer_seconds) AS within, s.hours, g.case_id,
               NULL::integer AS leg_no, g.call_id, NULL::text AS leg_kind, g.answered_by AS holder, g.offered_at AS began_at,
               coalesce(g.answered_at, g.ended_at) AS ended_at, g.answered_at IS NOT NULL AS done
        FROM cc_center.call g
        LEFT JOIN cc_center.service_level s ON s.center_id = g.center_id AND s.version = g.version AND s.subject = 'call'
        WHERE g.center_id = x.center_id AND g.offered_at >= x.begins AND g.offered_at < x.ends
    ) u
    OFFSET 0) i
WHERE i.service_level IS NOT NULL;
COMMENT ON VIEW cc_center.service_level_item IS
    'What the service levels are reckoned from: each leg, case and call with the level that it is held to, by the version of the rules by which it came, in the month of the center''s zone in which it came. took: the counted time from began_at until it was done, or left, or until now. state: missed when that is more than within, whether it was done or lies still (exactly within complies); else reached when it was done, left when it was handed over or the caller gave up before, which counts for nothing, and undecided while its time is not up. holder: in whose hands the leg or the case is or was, or who answered (F2.2, G2.1, G2.2).';
SELECT cc_center.share_view('service_level_item');

-- The level is looked up when its items have been counted.
CREATE OR REPLACE VIEW cc_center.service_level_month WITH (security_invoker = true) AS
SELECT f.center_id, f.month, f.service_level, f.version, s.subject, s.within, s.hours, s.share, f.reached + f.missed AS counted, f.reached, f.missed, f.undecided,
       round(100.0 * f.reached / nullif(f.reached + f.missed, 0), 2) AS share_reached,
       CASE WHEN cc_center.local_month(f.center_id, cc_center.clock()) <= f.month THEN NULL
            WHEN 100.0 * (f.reached + f.undecided) < s.share * (f.reached + f.missed + f.undecided) THEN false
            WHEN f.reached + f.missed > 0 AND 100.0 * f.reached >= s.share * (f.reached + f.missed + f.undecided) THEN true END AS met,
       s.clause
FROM (
    SELECT i.center_id, i.month, i.service_level, i.version, count(*) FILTER (WHERE i.state = 'reached') AS reached,
           count(*) FILTER (WHERE i.state = 'missed') AS missed, count(*) FILTER (WHERE i.state = 'undecided') AS undecided
    FROM cc_center.service_level_item i
    GROUP BY i.center_id, i.month, i.service_level, i.version
) f
CROSS JOIN LATERAL (
    SELECT l.subject, coalesce(l.within, make_interval(secs => l.answer_seconds)) AS within, l.hours::text AS hours, l.share, l.clause
    FROM cc_center.service_level l
    WHERE l.center_id = f.center_id AND l.version = f.version AND l.service_level = f.service_level OFFSET 0) s;
COMMENT ON VIEW cc_center.service_level_month IS
    'How a calendar month of the center''s zone went by each service level, a row for each version of the rules by which something came in it: counted = reached + missed are the legs, cases or calls that came in the month and were done in time or whose time is up, whether done or not; undecided came in it and are still within their time. share_reached: reached of counted, in percent. met: whether that is the share asked for; NULL before the month is over, and where the undecided can still turn it. A month in which nothing came has no row (F2.2, G2.1, G2.2).';
SELECT cc_center.share_view('service_level_month');

CREATE OR REPLACE VIEW cc_center.service_level_missed WITH (security_invoker = true) AS
SELECT i.center_id, i.month, i.service_level, i.version, i.subject, k.case_number, i.case_id, i.leg_no, i.call_id, i.leg_kind, i.holder,
       i.began_at, i.ended_at, i.within, i.took, i.took - i.within AS late_by
FROM cc_center.service_level_item i
LEFT JOIN cc_center.cases k ON k.center_id = i.center_id AND k.case_id = i.case_id
WHERE i.state = 'missed';
COMMENT ON VIEW cc_center.service_level_missed IS
    'By which legs, cases and calls a month missed its service levels: how much counted time each took, or lies so far where ended_at is NULL, and by how much that is too late; in whose hands it was (F2.2, G2.2).';
SELECT cc_center.share_view('service_level_missed');
