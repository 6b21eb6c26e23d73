-- What a year of a big center leaves behind besides its cases and legs (sweep.sql): shifts of 60 people, judged and closed day by
-- day and month by month; leave, swaps, facts of quality, calls and seats; what the jobs did every minute; a record of
-- 1,000,000 entries. All of it is put in directly.
SET session_replication_role = replica;
SET synchronous_commit = off;
INSERT INTO cc_center.staff (center_id, staff_no, name, role, active)
SELECT 1, n::text, '职工' || n, 'operator', '[2017-01-01,)' FROM generate_series(3001, 3060) n;
CREATE TABLE bench.person_day AS
SELECT n::text AS staff_no, d::date AS day, (d::date - date '2017-01-01') + n AS k,
       tstzrange((d + '08:30') AT TIME ZONE 'Asia/Shanghai', (d + '17:30') AT TIME ZONE 'Asia/Shanghai') AS duty
  FROM generate_series('2017-10-01'::timestamp, '2018-10-07', '1 day') d CROSS JOIN generate_series(3001, 3060) n;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no, role, duty, version)
SELECT 1, day, 'early', staff_no, 'operator', duty, 1 FROM bench.person_day WHERE k % 30 <> 0;
INSERT INTO cc_center.attendance_result (center_id, day, staff_no, shift, role, duty, version, result, evidence)
SELECT 1, day, staff_no, 'early', 'operator', duty, 1, CASE WHEN k % 30 = 0 THEN 'on_leave' ELSE 'on_time' END,
       CASE WHEN k % 30 = 0 THEN 'leave' ELSE 'first_case' END
  FROM bench.person_day;
INSERT INTO cc_center.attendance_override (center_id, override_id, day, staff_no, shift, result, reason, by_staff, at)
SELECT 1, nextval('cc_center.override_id_seq'), day, staff_no, 'early', 'on_time', '设备故障', '201', upper(duty) FROM bench.person_day WHERE k % 20 = 7;
INSERT INTO cc_center.attendance_close (center_id, day, closed_at, closed_by)
SELECT DISTINCT 1, day, (day + 1)::timestamptz, '201' FROM bench.person_day;
INSERT INTO cc_center.attendance_month_close (center_id, month, closed_at, closed_by, digest)
SELECT 1, m::date, m + interval '1 month 1 day', '301', cc_center.attendance_digest(1, m::date) FROM generate_series('2017-10-01'::timestamp, '2018-09-01', '1 month') m;
INSERT INTO cc_center.roster_publication (center_id, month, status, published_by, published_at, findings)
SELECT 1, m::date, 'published', '201', m, 0 FROM generate_series('2017-10-01'::timestamp, '2018-09-01', '1 month') m;
INSERT INTO cc_center.leave_request (center_id, leave_id, staff_no, leave_kind, during, days, status, requested_at, version)
SELECT 1, 1000000 + row_number() OVER (ORDER BY day, staff_no), staff_no, 'personal_leave',
       tstzrange(day::timestamp AT TIME ZONE 'Asia/Shanghai', (day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'), 1, 'approved', day::timestamptz, 1
  FROM bench.person_day WHERE k % 30 = 0;
INSERT INTO cc_center.leave_approval (center_id, leave_id, step_no, approved_by, approved_at)
SELECT 1, l.leave_id, 1, '201', l.requested_at FROM cc_center.leave_request l WHERE l.center_id = 1 AND l.leave_id > 1000000;
INSERT INTO cc_center.leg_review (center_id, case_id, leg_no, staff_no, verdict, version, at, month, by_staff, given_at, reason)
SELECT 1, 100000000 + row_number() OVER (), 1, staff_no, 'right', 1, lower(duty), date_trunc('month', day)::date, '201', upper(duty), '抽查'
  FROM bench.person_day WHERE k % 3 = 0;
-- three jobs every minute, of which one had something to do in the center, for as long as it is kept
INSERT INTO cc_center.job_run (center_id, job, started_at, ended_at, rows, by_role)
SELECT k.center_id, k.job, at, at, 1, 'cc_center_jobs'
  FROM generate_series('2018-09-25 10:00+08'::timestamptz, '2018-10-09 10:00+08', '1 minute') at
  CROSS JOIN (VALUES (0, 'sweep'), (0, 'close_touched'), (0, 'seal'), (1, 'sweep')) k (center_id, job);
RESET session_replication_role;
-- a record, sealed but for its end, as by a job every minute
SELECT count(*) FROM (SELECT cc_center.record_event(1, 'bench', 'event', g::text, NULL) FROM generate_series(1, 990000) g OFFSET 0) e;
SELECT cc_center.seal(1);
SELECT count(*) FROM (SELECT cc_center.record_event(1, 'bench', 'event', g::text, NULL) FROM generate_series(1, 10000) g OFFSET 0) e;
DROP TABLE bench.person_day;
VACUUM ANALYZE;

CREATE FUNCTION bench.elapsed(VARIADIC statements text[]) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  before timestamptz := clock_timestamp();
  statement text;
BEGIN
  FOREACH statement IN ARRAY statements LOOP
    EXECUTE statement;
  END LOOP;
  RETURN round(extract(epoch FROM clock_timestamp() - before) * 1000000);
END
$$;
