-- retention_month against the query that one would write without regard to speed (I24), over legs around the
-- borders of months in zones whose clocks change there, and over legs of other years, rule versions and kinds.
BEGIN;
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'America/New_York';
SELECT plan(11);

-- A border is the beginning of a month in the zone.
CREATE TEMP TABLE border (center_id bigint, zone text, month date, why text);
INSERT INTO border VALUES
    (9511, 'Asia/Shanghai', '2018-10-01', 'no change of the clocks'),
    (9511, 'Asia/Shanghai', '1999-12-01', 'before the months that are looked for first'),
    (9511, 'Asia/Shanghai', '2000-01-01', 'the first of the months that are looked for first'),
    (9511, 'Asia/Shanghai', '2150-05-01', 'a moved clock'),
    (9511, 'Asia/Shanghai', (date_trunc('month', now()) + interval '1 month')::date, 'around now'),
    (9512, 'Europe/Berlin', '2018-04-01', 'summer time'),
    (9513, 'America/St_Johns', '2009-11-01', 'local time passes the border twice'),
    (9514, 'America/Havana', '2015-11-01', 'midnight comes twice'),
    (9515, 'America/Asuncion', '2017-10-01', 'midnight is left out'),
    (9516, 'Asia/Damascus', '2008-11-01', 'an hour before midnight comes twice'),
    (9517, 'Pacific/Kwajalein', '1969-10-01', 'almost a day comes twice'),
    (9518, 'Pacific/Kiritimati', '1995-01-01', 'a day is left out'),
    (9519, 'UTC', '2020-03-01', 'none');
SELECT cc_center.create_center(center_id, 'M' || center_id, zone, zone) FROM (SELECT DISTINCT center_id, zone FROM border) c;
SELECT cc_center.create_center(9520, 'M9520', 'no legs');
INSERT INTO cc_center.staff (center_id, staff_no, name, role)
SELECT DISTINCT b.center_id, p, p, 'operator' FROM border b, unnest('{101,102,103}'::text[]) p;

-- Later versions with mean limits of their own, and legs of all kinds, put in directly.
SET LOCAL session_replication_role = replica;
INSERT INTO cc_center.rule_setting (center_id, version, name, value, clause)
SELECT DISTINCT center_id, version, 'mean_handling_limit', version || ' minutes', 'I24' FROM border, generate_series(2, 3) version;
SELECT setseed(0.25);
INSERT INTO cc_center.leg (center_id, case_id, leg_no, version, received_at, clock_start, due_at, attention_at, finished_at,
                           leg_kind, role, street, holder, finished_by, outcome)
SELECT center_id, 900000000 + row_number() OVER (), 1, 1 + extract(month FROM at AT TIME ZONE 'UTC')::integer % 4, at - lain,
       CASE WHEN random() < 0.9 THEN at - lain END, CASE WHEN random() < 0.8 THEN at - lain + interval '15 minutes' END, 'infinity',
       CASE WHEN random() < 0.95 THEN at END, 'pre_filing', CASE WHEN random() < 0.95 THEN 'operator' END, '江东', '101',
       CASE WHEN random() < 0.95 THEN (101 + floor(4 * random()))::text END,
       CASE WHEN random() < 0.9 THEN 'pre_filed' ELSE 'handed_over' END
FROM (SELECT b.center_id, (b.month::timestamp AT TIME ZONE b.zone) + o.offset AS at,
             interval '1 second' * CASE WHEN random() < 0.1 THEN -60 ELSE floor(1200 * random()) END AS lain
      FROM border b
      CROSS JOIN (SELECT n * s.step AS offset FROM generate_series(-4, 4) n
                  CROSS JOIN unnest('{1 microsecond,31 minutes,00:59:30,7 hours,25 hours}'::interval[]) s (step)
                  CROSS JOIN generate_series(1, 5)
                  UNION ALL SELECT interval '40 days' * (random() - 0.5) FROM generate_series(1, 200)) o) f;
SET LOCAL session_replication_role = origin;

CREATE TEMP VIEW plain AS
SELECT m.center_id, m.month, m.staff_no, s.name, m.legs, m.mean_retention, m.longest_retention,
       m.over_limit, round(m.in_time::numeric / nullif(m.with_limit, 0), 4) AS in_time_share,
       m.with_limit, m.mean_limit, m.mean_retention <= m.mean_limit AS mean_within_limit,
       m.retention, m.own_with_limit, m.own_over_limit
FROM (
    SELECT d.center_id, d.month, d.finished_by AS staff_no, count(*) AS legs,
           date_trunc('milliseconds', avg(d.retention)) AS mean_retention, max(d.retention) AS longest_retention,
           count(d.due_at) AS with_limit, count(*) FILTER (WHERE d.finished_at > d.due_at) AS over_limit,
           count(*) FILTER (WHERE d.finished_at <= d.due_at) AS in_time, max(d.mean_limit) AS mean_limit, sum(d.retention) AS retention,
           count(d.due_at) FILTER (WHERE d.own) AS own_with_limit, count(*) FILTER (WHERE d.finished_at > d.due_at AND d.own) AS own_over_limit
    FROM (
        SELECT l.*, date_trunc('month', l.finished_at AT TIME ZONE c.time_zone)::date AS month,
               greatest(l.finished_at - l.clock_start, interval '0') AS retention, r.value::interval AS mean_limit,
               l.holder = l.finished_by AND l.taken_from IS NULL AS own
        FROM cc_center.leg l
        JOIN cc_center.center c ON c.center_id = l.center_id
        LEFT JOIN cc_center.rule_setting r ON r.center_id = l.center_id AND r.version = l.version AND r.name = 'mean_handling_limit'
        WHERE l.finished_at IS NOT NULL AND l.role IS NOT NULL
          AND l.outcome <> 'handed_over' AND l.clock_start IS NOT NULL
    ) d
    GROUP BY GROUPING SETS ((d.center_id, d.month, d.finished_by), (d.center_id, d.month))
    -- whose finisher nobody knows is in the center's row only
    HAVING grouping(d.finished_by) = 1 OR d.finished_by IS NOT NULL
) m
LEFT JOIN cc_center.staff s ON s.center_id = m.center_id AND s.staff_no = m.staff_no;

-- As text: 24 hours and a day are equal, but not the same.
CREATE FUNCTION pg_temp.month_of(center bigint, wanted date) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY EXECUTE format('SELECT m::text FROM cc_center.retention_month m WHERE center_id = %L AND month = %L', center, wanted);
END
$$;
SELECT bag_eq('SELECT m::text FROM cc_center.retention_month m', 'SELECT p::text FROM plain p', 'I24 every month of every center is what the plain query says');
SELECT bag_eq($$ SELECT m FROM (SELECT DISTINCT center_id, month FROM plain) k, pg_temp.month_of(k.center_id, k.month) m $$,
              'SELECT p::text FROM plain p', 'I24 each month asked by itself, too');
SELECT bag_eq($$ SELECT m::text FROM cc_center.retention_month m WHERE month = '1999-12-01' $$,
              $$ SELECT p::text FROM plain p WHERE month = '1999-12-01' $$, 'I24 and a month of all centers');
SELECT bag_eq($$ SELECT m::text FROM cc_center.retention_month m WHERE center_id = 9513 AND staff_no = '102' $$,
              $$ SELECT p::text FROM plain p WHERE center_id = 9513 AND staff_no = '102' $$, 'I24 and a person''s months');
SELECT bag_eq($$ SELECT m::text FROM cc_center.retention_month m WHERE month >= '1995-01-01' AND month < '2020-03-01' $$,
              $$ SELECT p::text FROM plain p WHERE month >= '1995-01-01' AND month < '2020-03-01' $$, 'I24 and some years, more months than are read one by one');
SELECT bag_eq($$ SELECT m FROM generate_series(1, 9) n CROSS JOIN LATERAL (
                     SELECT r::text AS m FROM cc_center.retention_month r WHERE month = ('2009-10-01'::date + n * interval '1 month')::date OFFSET 0) m $$,
              $$ SELECT p::text FROM plain p WHERE month > '2009-10-01' AND month <= '2010-07-01' $$, 'I24 and one month after the other in one query');
SELECT is_empty('SELECT FROM cc_center.retention_month WHERE center_id = 9520', 'I24 a center without legs has no row');
SELECT is_empty($$ SELECT FROM cc_center.retention_month WHERE center_id = 9511 AND month = '2017-01-01' $$, 'I24 nor has a month without');
SELECT cmp_ok((SELECT count(*)::integer FROM plain), '>=', 100, 'there is something to compare');
SELECT cmp_ok((SELECT count(DISTINCT mean_limit)::integer FROM plain), '>=', 3, 'with mean limits of several versions');
SELECT isnt_empty($$ SELECT FROM (SELECT finished_at AT TIME ZONE 'America/St_Johns' AS local, finished_at FROM cc_center.leg WHERE center_id = 9513) a
                     JOIN (SELECT finished_at AT TIME ZONE 'America/St_Johns' AS local, finished_at FROM cc_center.leg WHERE center_id = 9513) b
                     ON b.finished_at > a.finished_at WHERE b.local < '2009-11-01' AND a.local >= '2009-11-01' $$,
                  'and legs that local time puts into the month before although they were finished later');
SELECT * FROM finish();
ROLLBACK;
