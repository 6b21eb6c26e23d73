-- The center that is measured: preset gulou, invented people, two days of October 2018.
--   8 October   four operators in the early shift: cases go to the one with the least open legs
--   9 October   one operator, one leader: everything goes to them
-- Every role of the benchmark lives at 10:00 of one of these days, so a run does not depend on the
-- time at which it is started.
SET client_min_messages = warning;
CREATE EXTENSION cc_center CASCADE;
SELECT cc_center.install() \g /dev/null
SET "cc_center.now" = '2018-10-01 09:00+08';
SELECT cc_center.create_center(1, 'GL', '鼓楼区监督中心', 'Asia/Shanghai', 'gulou') \g /dev/null
SELECT cc_center.create_center(2, 'BE', 'Leitstelle', 'Europe/Berlin', 'gulou') \g /dev/null

INSERT INTO cc_center.staff (center_id, staff_no, name, role)
SELECT 1, n::text, '职工' || n, CASE WHEN n < 200 THEN 'operator' ELSE 'shift_leader' END
  FROM unnest(ARRAY[101, 102, 103, 104, 105, 106, 201, 202]) AS n;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 1, r.day::date, r.shift, r.staff_no
  FROM (VALUES ('2018-10-08', 'early', '101'), ('2018-10-08', 'early', '102'), ('2018-10-08', 'early', '103'),
               ('2018-10-08', 'early', '104'), ('2018-10-08', 'middle', '105'), ('2018-10-08', 'late', '106'),
               ('2018-10-08', 'early', '201'), ('2018-10-08', 'late', '202'),
               ('2018-10-09', 'early', '101'), ('2018-10-09', 'middle', '105'), ('2018-10-09', 'late', '106'),
               ('2018-10-09', 'early', '201'), ('2018-10-09', 'late', '202')) AS r (day, shift, staff_no);
RESET "cc_center.now";

-- Case numbers of one length, as those of any real day: where a digit is added in the middle of a day, its
-- numbers would no longer be the last of their index.
SELECT setval('cc_center.case_id_seq', 1000000) \g /dev/null

-- One application for each of the two days, and the two people who move cases.
CREATE ROLE bench_app LOGIN;
CREATE ROLE bench_app_one LOGIN;
CREATE ROLE bench_101 LOGIN;
CREATE ROLE bench_201 LOGIN;
SELECT cc_center.enrol(1, NULL, 'bench_app'), cc_center.enrol(1, NULL, 'bench_app_one'),
       cc_center.enrol(1, '101', 'bench_101'), cc_center.enrol(1, '201', 'bench_201') \g /dev/null
-- The superuser under whom the rules are measured without row-level security.
CREATE ROLE bench_super LOGIN SUPERUSER;

ALTER ROLE bench_app SET cc_center.now = '2018-10-08 10:00+08';
ALTER ROLE bench_app_one SET cc_center.now = '2018-10-09 10:00+08';
ALTER ROLE bench_super SET cc_center.now = '2018-10-08 10:00+08';
ALTER ROLE bench_101 SET cc_center.now = '2018-10-09 10:01+08';
ALTER ROLE bench_201 SET cc_center.now = '2018-10-09 10:02+08';

CREATE SCHEMA bench;
GRANT USAGE ON SCHEMA bench TO PUBLIC;

-- What the process has used of a processor so far, in microseconds. The kernel's ticks are the fallback
-- where it keeps no finer account. Whoever measures may ask.
CREATE FUNCTION bench.cpu() RETURNS bigint LANGUAGE sql VOLATILE SECURITY DEFINER AS $$
  SELECT coalesce((split_part(pg_read_file('/proc/self/schedstat', 0, 100, true), ' ', 1)::numeric / 1000)::bigint,
                  (SELECT 10000 * (s[12]::bigint + s[13]::bigint)
                     FROM string_to_array(regexp_replace(pg_read_file('/proc/self/stat', 0, 1000), '^.*\) ', '- '), ' ') AS s))
$$;

-- Runs statements and returns the processor time they took in this session, in microseconds.
CREATE FUNCTION bench.measure(VARIADIC statements text[]) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  before bigint := bench.cpu();
  statement text;
BEGIN
  FOREACH statement IN ARRAY statements LOOP
    EXECUTE statement;
  END LOOP;
  RETURN bench.cpu() - before;
END
$$;

-- What an app gives of 200,000 cases.
CREATE TABLE bench.arrival (center_id bigint, street text, channel text, category text, description text, reference text);
INSERT INTO bench.arrival
SELECT 1, (ARRAY['湖南路', '宁海路', '莫愁'])[1 + n % 3], 'hotline', '占道经营',
       '路边摊贩占用人行道，行人需走机动车道', 'R' || n
  FROM generate_series(1, 200000) AS n;
ANALYZE bench.arrival;
