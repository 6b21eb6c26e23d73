-- Months that are appraised, put in directly as for the month's report: :people people, each on duty every day, with a day
-- of leave and a fact of each kind of quality a month; :legs legs in the last of the :months months, a hundredth of them late.
INSERT INTO cc_center.staff (center_id, staff_no, name, role, active)
SELECT 1, n::text, '职工' || n, 'operator', '[2018-01-01,)' FROM generate_series(3001, 3000 + :people) AS n;
SET session_replication_role = replica;
CREATE TABLE bench.person_day AS
SELECT n::text AS staff_no, d::date AS day, CASE WHEN n % 2 = 0 THEN 'early' ELSE 'late' END AS shift, n, (d::date - date '2018-01-01') + n AS k,
       CASE WHEN n % 2 = 0 THEN tstzrange((d + '08:30') AT TIME ZONE 'Asia/Shanghai', (d + '17:30') AT TIME ZONE 'Asia/Shanghai')
            ELSE tstzrange((d + '09:30') AT TIME ZONE 'Asia/Shanghai', (d + '22:00') AT TIME ZONE 'Asia/Shanghai') END AS duty
  FROM generate_series('2020-11-01'::timestamp - (:months - 1) * interval '1 month', '2020-11-30', '1 day') d
  CROSS JOIN generate_series(3001, 3000 + :people) n;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no, role, duty, version)
SELECT 1, day, shift, staff_no, 'operator', duty, 1 FROM bench.person_day WHERE k % 30 <> 0;
INSERT INTO cc_center.attendance_result (center_id, day, staff_no, shift, role, duty, version, result, late_from, late_until,
                                         early_leave_from, early_leave_until, evidence)
SELECT 1, day, staff_no, shift, 'operator', duty, 1, CASE WHEN k % 30 = 0 THEN 'on_leave' WHEN k % 20 = 7 THEN 'late' WHEN k % 300 = 8 THEN 'absent' ELSE 'on_time' END,
       CASE WHEN k % 30 <> 0 AND k % 20 = 7 THEN lower(duty) END, CASE WHEN k % 30 <> 0 AND k % 20 = 7 THEN lower(duty) + interval '95 seconds' END,
       CASE WHEN k % 50 = 9 THEN upper(duty) - interval '5 minutes' END, CASE WHEN k % 50 = 9 THEN upper(duty) END,
       CASE WHEN k % 30 = 0 THEN 'leave' ELSE 'first_case' END
  FROM bench.person_day ORDER BY day, staff_no;
INSERT INTO cc_center.attendance_override (center_id, override_id, day, staff_no, shift, result, reason, by_staff, at)
SELECT 1, nextval('cc_center.override_id_seq'), day, staff_no, shift, 'on_time', '设备故障', '201', upper(duty) FROM bench.person_day WHERE k % 100 = 7;
INSERT INTO cc_center.attendance_close (center_id, day, closed_at, closed_by)
SELECT DISTINCT 1, day, (day + 1)::timestamptz, '201' FROM bench.person_day;
-- every tenth leave goes on for a day
INSERT INTO cc_center.leave_request (center_id, leave_id, staff_no, leave_kind, during, days, status, requested_at, version)
SELECT 1, 1000000 + row_number() OVER (ORDER BY day, staff_no), staff_no, CASE WHEN n % 2 = 0 THEN 'sick_leave' ELSE 'personal_leave' END,
       tstzrange(day::timestamp AT TIME ZONE 'Asia/Shanghai', (day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'), 1, 'approved', day::timestamptz, 1
  FROM bench.person_day WHERE k % 30 = 0;
INSERT INTO cc_center.leave_request (center_id, leave_id, staff_no, leave_kind, during, days, extends, status, requested_at, version)
SELECT 1, 1000000 + leave_id, staff_no, 'leave_extension', tstzrange(upper(during), upper(during) + interval '1 day'), 1, leave_id, 'approved', requested_at, 1
  FROM cc_center.leave_request WHERE center_id = 1 AND leave_id BETWEEN 1000000 AND 1999999 AND leave_id % 10 = 0;
INSERT INTO cc_center.leg_review (center_id, case_id, leg_no, staff_no, verdict, version, at, month, by_staff, given_at, reason)
SELECT 1, 100000000 + row_number() OVER (), 1, staff_no, CASE WHEN n % 3 = 0 THEN 'wrong' ELSE 'right' END, 1, lower(duty), date_trunc('month', day)::date, '201', upper(duty), '抽查'
  FROM bench.person_day WHERE k % 10 = 3;
INSERT INTO cc_center.conduct_record (center_id, staff_no, conduct, version, at, month, by_staff, given_at, reason)
SELECT 1, staff_no, 'posture', 1, lower(duty), date_trunc('month', day)::date, '201', upper(duty), '巡查' FROM bench.person_day WHERE k % 30 = 4;
INSERT INTO cc_center.exam_result (center_id, staff_no, exam, score, out_of, version, at, month, by_staff, given_at, reason, passed)
SELECT 1, staff_no, '月考', k % 100, 100, 1, lower(duty), date_trunc('month', day)::date, '201', upper(duty), '月考', k % 100 >= 60
  FROM bench.person_day WHERE k % 30 = 5;
INSERT INTO cc_center.leg
       (center_id, case_id, leg_no, version, received_at, clock_start, due_at, shift_ends_at, attention_at, finished_at,
        leg_kind, role, street, shift, holder, finished_by, outcome)
SELECT 1, 20000000 + n, 1, 1, at, at, at + interval '15 minutes', at + interval '4 hours', at + interval '15 minutes',
       at + interval '1 second' * (30 + n % 879), 'pre_filing', 'operator', '湖南路', 'early', p::text, p::text, 'pre_filed'
  FROM (SELECT n, 3001 + n % :people AS p,
               '2020-11-01 00:00+08'::timestamptz + n * (interval '2591000 seconds' / :legs) AS at
          FROM generate_series(0, :legs - 1) AS n) f;
RESET session_replication_role;
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

-- One scan of the month's legs that counts what is finished and what of it too late, by person.
CREATE VIEW bench.appraisal_scan AS
SELECT l.finished_by, count(*) AS legs, avg(greatest(l.finished_at - l.clock_start, interval '0')) AS mean_retention,
       count(*) FILTER (WHERE l.finished_at > l.due_at AND l.holder = l.finished_by AND l.taken_from IS NULL) AS overdue
  FROM cc_center.leg l
 WHERE l.center_id = 1 AND l.finished_at >= '2020-11-01 00:00+08' AND l.finished_at < '2020-12-01 00:00+08'
   AND l.role IS NOT NULL AND l.finished_by IS NOT NULL AND l.outcome <> 'handed_over'
 GROUP BY l.finished_by;

-- The same, person by person, of so many of them.
CREATE FUNCTION bench.appraisal_loop(of_people integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  person text;
  figures record;
  people bigint := 0;
BEGIN
  FOR person IN SELECT s.staff_no FROM cc_center.staff s WHERE s.center_id = 1 AND s.staff_no > '3000' ORDER BY 1 LIMIT of_people LOOP
    SELECT count(*) AS legs, avg(greatest(l.finished_at - l.clock_start, interval '0')) AS mean_retention,
           count(*) FILTER (WHERE l.finished_at > l.due_at AND l.holder = l.finished_by AND l.taken_from IS NULL) AS overdue
      INTO figures
      FROM cc_center.leg l
     WHERE l.center_id = 1 AND l.finished_by = person
       AND l.finished_at >= '2020-11-01 00:00+08' AND l.finished_at < '2020-12-01 00:00+08'
       AND l.role IS NOT NULL AND l.outcome <> 'handed_over';
    people := people + 1;
  END LOOP;
  RETURN people;
END
$$;

-- What the appraisal counts must be what the scan counts.
SELECT cc_center.appraise(1, '2020-11-01');
DO $$
BEGIN
  IF EXISTS (SELECT FROM cc_center.payroll_quantity q
             FULL JOIN bench.appraisal_scan s ON s.finished_by = q.staff_no
             WHERE (q.subject = 'overdue' OR q.subject IS NULL) AND q.quantity IS DISTINCT FROM nullif(s.overdue, 0)) THEN
    RAISE 'the appraisal and the scan differ';
  END IF;
END
$$;
ANALYZE cc_center.payroll, cc_center.payroll_quantity, cc_center.payroll_deduction;
