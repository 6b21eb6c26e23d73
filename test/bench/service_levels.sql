-- A year of legs, 100,000 a month, put in directly: a tenth is out of its time by the clock, half of that by the hours that count.
SET session_replication_role = replica;
INSERT INTO cc_center.service_level (center_id, version, service_level, subject, leg_kind, hours, within, share, clause)
VALUES (1, 1, 'in office hours', 'leg', 'pre_filing', 'Mo-Fr 09:00-17:00; PH off', '30 minutes', 90, 'G2.1'),
       (1, 1, 'by the clock', 'leg', 'filing', '24/7', '30 minutes', 90, 'G2.1');
INSERT INTO cc_center.leg
       (center_id, case_id, leg_no, version, received_at, clock_start, due_at, shift_ends_at, attention_at, finished_at,
        leg_kind, role, street, shift, holder, finished_by, outcome)
SELECT 1, n, 1, 1, at, at, at + interval '15 minutes', at + interval '4 hours', at + interval '15 minutes',
       at + CASE WHEN n % 10 = 0 THEN interval '40 minutes' ELSE interval '1 second' * (30 + n % 1000) END,
       CASE WHEN p % 4 = 0 THEN 'filing' ELSE 'pre_filing' END, CASE WHEN p % 4 = 0 THEN 'shift_leader' ELSE 'operator' END,
       '湖南路', 'early', p::text, p::text, CASE WHEN p % 4 = 0 THEN 'filed' ELSE 'pre_filed' END
  FROM (SELECT n, 1001 + n % 60 AS p, '2018-01-01 00:00+08'::timestamptz + n * interval '26.28 seconds' AS at
          FROM generate_series(1, 1200000) AS n) f;
RESET session_replication_role;
VACUUM ANALYZE cc_center.leg;

-- One scan of the month's legs that counts each kind's, and those that took longer by the clock.
CREATE VIEW bench.level_scan AS
SELECT l.leg_kind, count(*) AS legs, count(*) FILTER (WHERE l.finished_at - l.received_at > interval '30 minutes') AS longer
  FROM cc_center.leg l
 WHERE l.center_id = 1 AND l.received_at >= '2018-10-01 00:00+08' AND l.received_at < '2018-11-01 00:00+08'
 GROUP BY l.leg_kind;

-- Where all time counts they must be the same figures.
DO $$
BEGIN
  IF (SELECT (v.counted, v.missed) FROM cc_center.service_level_month v WHERE v.center_id = 1 AND v.month = '2018-10-01' AND v.service_level = 'by the clock')
     IS DISTINCT FROM (SELECT (s.legs, s.longer) FROM bench.level_scan s WHERE s.leg_kind = 'filing') THEN
    RAISE 'service_level_month and the scan differ';
  END IF;
END
$$;
