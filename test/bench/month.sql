-- A year of finished legs, 100,000 a month, by sixty people, put in directly: the rules would need the
-- people's roster of the year. They are ordered by when they came, like those of a year that went by.
INSERT INTO cc_center.staff (center_id, staff_no, name, role)
SELECT 1, n::text, '职工' || n, CASE WHEN n % 4 = 0 THEN 'shift_leader' ELSE 'operator' END FROM generate_series(1001, 1060) AS n;
SET session_replication_role = replica;
INSERT INTO cc_center.leg
       (center_id, case_id, leg_no, version, received_at, clock_start, due_at, shift_ends_at, attention_at, finished_at,
        leg_kind, role, street, shift, holder, finished_by, outcome)
SELECT 1, n, 1, 1, at, at, at + interval '15 minutes', at + interval '4 hours', at + interval '15 minutes',
       at + interval '1 second' * (30 + n % 1000),
       CASE WHEN p % 4 = 0 THEN 'filing' ELSE 'pre_filing' END, CASE WHEN p % 4 = 0 THEN 'shift_leader' ELSE 'operator' END,
       '湖南路', 'early', p::text, p::text, CASE WHEN p % 4 = 0 THEN 'filed' ELSE 'pre_filed' END
  FROM (SELECT n, 1001 + n % 60 AS p, '2018-01-01 00:00+08'::timestamptz + n * interval '26.28 seconds' AS at
          FROM generate_series(1, 1200000) AS n) f;
RESET session_replication_role;
VACUUM ANALYZE cc_center.leg;

-- One scan of the month's legs that works out the same figures of each person. A leg finished before its clock
-- starts has lain for no time.
CREATE VIEW bench.month_scan AS
SELECT l.finished_by, count(*) AS legs, avg(greatest(l.finished_at - l.clock_start, interval '0')) AS mean_retention,
       max(greatest(l.finished_at - l.clock_start, interval '0')) AS longest_retention, count(l.due_at) AS with_limit,
       count(*) FILTER (WHERE l.finished_at > l.due_at) AS over_limit,
       count(*) FILTER (WHERE l.finished_at <= l.due_at) AS in_time
  FROM cc_center.leg l
 WHERE l.center_id = 1 AND l.finished_at >= '2018-10-01 00:00+08' AND l.finished_at < '2018-11-01 00:00+08'
   AND l.role IS NOT NULL AND l.finished_by IS NOT NULL AND l.outcome <> 'handed_over' AND l.clock_start IS NOT NULL
 GROUP BY l.finished_by;

-- The same, person by person.
CREATE FUNCTION bench.month_loop() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  person text;
  figures record;
  people bigint := 0;
BEGIN
  FOR person IN SELECT s.staff_no FROM cc_center.staff s WHERE s.center_id = 1 AND s.staff_no > '1000' LOOP
    SELECT count(*) AS legs, avg(greatest(l.finished_at - l.clock_start, interval '0')) AS mean_retention,
           max(greatest(l.finished_at - l.clock_start, interval '0')) AS longest_retention, count(l.due_at) AS with_limit,
           count(*) FILTER (WHERE l.finished_at > l.due_at) AS over_limit,
           count(*) FILTER (WHERE l.finished_at <= l.due_at) AS in_time
      INTO figures
      FROM cc_center.leg l
     WHERE l.center_id = 1 AND l.finished_by = person
       AND l.finished_at >= '2018-10-01 00:00+08' AND l.finished_at < '2018-11-01 00:00+08'
       AND l.role IS NOT NULL AND l.outcome <> 'handed_over' AND l.clock_start IS NOT NULL;
    people := people + 1;
  END LOOP;
  RETURN people;
END
$$;

-- They must be the same figures.
DO $$
BEGIN
  IF EXISTS (SELECT FROM (SELECT * FROM cc_center.retention_month WHERE center_id = 1 AND month = '2018-10-01' AND staff_no IS NOT NULL) v
             FULL JOIN bench.month_scan s ON s.finished_by = v.staff_no
             WHERE (v.legs, v.mean_retention, v.longest_retention, v.with_limit, v.over_limit) IS DISTINCT FROM
                   (s.legs, date_trunc('milliseconds', s.mean_retention), s.longest_retention, s.with_limit, s.over_limit)) THEN
    RAISE 'retention_month and the scan differ';
  END IF;
END
$$;
