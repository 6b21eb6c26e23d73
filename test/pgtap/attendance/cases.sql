-- Lateness by cases, to the microsecond, and what is no evidence (I26, U5, U18); the month's statistics (I2).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SET LOCAL "cc_center.now" = '2018-10-01 07:00+08';
SELECT * FROM no_plan();

CREATE FUNCTION pg_temp.at(instant text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('cc_center.now', instant, true);
END
$$;
-- Runs a call as somebody: its answer, or the SQLSTATE it ends with.
CREATE FUNCTION pg_temp.act(who text, call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answer text;
BEGIN
  PERFORM set_config('role', 't9601_' || who, true);
  EXECUTE 'SELECT ' || call INTO answer;
  PERFORM set_config('role', 'none', true);
  RETURN answer;
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END
$$;
-- A case comes in at an instant, and somebody takes a step on it at another.
CREATE FUNCTION pg_temp.work(came text, street text, who text, done text, stage text DEFAULT 'pre_filed') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  id bigint;
BEGIN
  PERFORM pg_temp.at(came);
  PERFORM set_config('role', 't9601_app', true);
  INSERT INTO cc_center.cases (street, channel, category, description) VALUES (street, 'hotline', 'c', 'd') RETURNING case_id INTO id;
  PERFORM set_config('role', 'none', true);
  IF done IS NOT NULL THEN
    PERFORM pg_temp.at(done);
    PERFORM cc_center.sweep(9601);
    PERFORM set_config('role', 't9601_' || who, true);
    UPDATE cc_center.cases SET stage = work.stage WHERE case_id = id;
    PERFORM set_config('role', 'none', true);
  END IF;
  RETURN id;
END
$$;
CREATE FUNCTION pg_temp.found(on_day date, who text) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(concat_ws(' ', result, late_by, early_leave_by), '; ' ORDER BY shift)
    FROM cc_center.attendance_day WHERE center_id = 9601 AND day = on_day AND staff_no = who
$$;

DO $$ BEGIN
  PERFORM cc_center.create_center(9601, 'ATT', '考勤', 'Asia/Shanghai', 'gulou');
END $$;
INSERT INTO cc_center.staff (center_id, staff_no, name, role)
SELECT 9601, n::text, '某', CASE n / 100 WHEN 1 THEN 'operator' WHEN 2 THEN 'shift_leader' ELSE 'supervisor' END
  FROM unnest(ARRAY[101, 102, 103, 201, 202, 301]) n;
SELECT format('CREATE ROLE t9601_%s', n) FROM unnest('{101,102,103,201,202,301,app}'::text[]) n \gexec
DO $$ BEGIN
  PERFORM cc_center.enrol(9601, staff_no, format('t9601_%s', staff_no)::name) FROM cc_center.staff WHERE center_id = 9601;
  PERFORM cc_center.enrol(9601, NULL, 't9601_app'::name);
END $$;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9601, d::date, s.shift, s.staff_no FROM generate_series('2018-10-08'::timestamp, '2018-10-19', '1 day') d
 CROSS JOIN (VALUES ('early', '101'), ('early', '201')) s (shift, staff_no);

-- five minutes to the microsecond, from the clock's start to the action; late counts from the duty's beginning
SELECT pg_temp.work('2018-10-08 09:00:00+08', '湖南路', '101', '2018-10-08 09:05:00+08');
SELECT pg_temp.work('2018-10-09 09:00:00+08', '湖南路', '101', '2018-10-09 09:05:00.000001+08');
SELECT pg_temp.work('2018-10-10 09:00:00+08', '湖南路', '101', '2018-10-10 09:04:59.999999+08');
SELECT pg_temp.work('2018-10-11 09:00:00+08', '湖南路', '101', '2018-10-11 09:05:01+08');
-- a case of the night: its clock starts with the shift
SELECT pg_temp.work('2018-10-12 07:00:00+08', '湖南路', '101', '2018-10-12 08:35:00+08');
SELECT pg_temp.work('2018-10-15 07:00:00+08', '湖南路', '101', '2018-10-15 08:35:00.000001+08');
-- the first action counts and no later one
SELECT pg_temp.work('2018-10-16 09:00:00+08', '湖南路', '101', '2018-10-16 09:01:00+08');
SELECT pg_temp.work('2018-10-16 09:02:00+08', '湖南路', '101', '2018-10-16 10:00:00+08');
SELECT pg_temp.at('2018-10-20 12:00+08');
SELECT is(pg_temp.act('301', format('(SELECT string_agg(c.judged || ''/'' || c.changed, '' '' ORDER BY d) FROM generate_series(%L::timestamp, %L, ''1 day'') d, cc_center.close_day(9601, d::date) c)', '2018-10-08', '2018-10-19')),
          '2/2 2/2 2/2 2/2 2/2 2/2 2/2 2/2 2/2 2/2 2/2 2/2', 'I2 a supervisor closes the days');
SELECT is(pg_temp.found(v.d::date, '101'), v.expected, v.title)
  FROM (VALUES (1, '2018-10-08', 'on_time', 'I26 exactly 5:00 is on time'),
               (2, '2018-10-09', 'late 00:35:00.000001', 'I26 a microsecond more is late, from the beginning of the shift to the action'),
               (3, '2018-10-10', 'on_time', 'I26 a microsecond less is on time'),
               (4, '2018-10-11', 'late 00:35:01', 'I26 a second more is late'),
               (5, '2018-10-12', 'on_time', 'I26 U4 what waited in the night counts from the beginning of the shift'),
               (6, '2018-10-15', 'late 00:05:00.000001', 'I26 U4 and is late from there too'),
               (7, '2018-10-16', 'on_time', 'I26 a later action does not matter'),
               (8, '2018-10-17', 'no_evidence', 'I26 U5 no action in the whole shift is no evidence, and not late')) v (n, d, expected, title) ORDER BY v.n;
SELECT is((SELECT (shifts, on_time, late, late_minutes, absences, no_evidence, open)::text FROM cc_center.attendance_month
            WHERE center_id = 9601 AND month = '2018-10-01' AND staff_no = '101'), '(12,4,3,75.02,0,5,0)', 'I2 the month''s statistics');
SELECT is((SELECT clause FROM cc_center.attendance_day WHERE center_id = 9601 AND day = '2018-10-09' AND staff_no = '101'), 'I26', 'I26 with its clause');
SELECT is(pg_temp.act('301', $$(SELECT c.changed FROM cc_center.close_day(9601, '2018-10-09') c)$$), '0', 'closed again nothing changes');
SELECT * FROM finish();
ROLLBACK;
