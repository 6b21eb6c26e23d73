-- A month of 1,000 people on weekdays, 100,000 legs a day, put in directly as for the month's report.
INSERT INTO cc_center.staff (center_id, staff_no, name, role)
SELECT 1, n::text, '职工' || n, 'operator' FROM generate_series(2001, 3000) AS n;
SET session_replication_role = replica;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no, role, duty, version)
SELECT 1, d::date, CASE WHEN n % 2 = 0 THEN 'early' ELSE 'late' END, n::text, 'operator',
       CASE WHEN n % 2 = 0 THEN tstzrange((d + '08:30') AT TIME ZONE 'Asia/Shanghai', (d + '17:30') AT TIME ZONE 'Asia/Shanghai')
            ELSE tstzrange((d + '09:30') AT TIME ZONE 'Asia/Shanghai', (d + '22:00') AT TIME ZONE 'Asia/Shanghai') END, 1
  FROM generate_series('2019-10-01'::timestamp, '2019-10-01'::timestamp + (:days - 1) * interval '1 day', '1 day') d CROSS JOIN generate_series(2001, 3000) n;
INSERT INTO cc_center.leg
       (center_id, case_id, leg_no, version, received_at, clock_start, due_at, shift_ends_at, attention_at, finished_at,
        leg_kind, role, street, shift, holder, finished_by, outcome)
SELECT 1, 10000000 + n, 1, 1, at, at, at + interval '15 minutes', at + interval '4 hours', at + interval '15 minutes',
       at + interval '1 second' * (30 + n % 1000), 'pre_filing', 'operator', '湖南路', 'early', p::text, p::text, 'pre_filed'
  FROM (SELECT n, 2001 + n % 1000 AS p,
               '2019-10-01 08:35+08'::timestamptz + (n / 100000) * interval '1 day' + (n % 100000) * interval '0.45 seconds' AS at
          FROM generate_series(0, :days * 100000 - 1) AS n) f;
RESET session_replication_role;
VACUUM ANALYZE cc_center.leg;
VACUUM ANALYZE cc_center.roster;
