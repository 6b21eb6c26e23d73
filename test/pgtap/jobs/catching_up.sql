-- Which day a job has to do is decided by the center's own wall clock and its shifts, over changes of summer time, nights
-- and months; what is missed is caught up in order, what fails is tried again, and nothing is done twice (I2, I44).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL lc_messages = 'C';
SELECT no_plan();
\ir ../../lib/act.sql

-- Three centers: one whose clock goes back on 28 October 2018 and on on 31 March 2019, one half an hour off, one that is plain.
SELECT pg_temp.at('2018-10-20 08:00+08');
SELECT cc_center.create_center(9601, 'JBE', '柏', 'Europe/Berlin'), cc_center.create_center(9602, 'JNF', '纽', 'America/St_Johns'),
       cc_center.create_center(9603, 'JSH', '沪');
INSERT INTO cc_center.staff (center_id, staff_no, name, role)
SELECT c, s.no, 'n', s.role FROM generate_series(9601, 9603) c, (VALUES ('1', 'operator'), ('2', 'operator'), ('3', 'shift_leader')) s (no, role);
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT c, d::date, s.shift, s.no
FROM generate_series(9601, 9603) c, generate_series(date '2018-10-25', '2018-11-04', '1 day') d, (VALUES ('early', '1'), ('late', '2')) s (shift, no)
-- a day without shifts
WHERE d <> '2018-10-30' AND NOT (s.shift = 'late' AND d = '2018-10-31');
DO $$ BEGIN CREATE ROLE t_jobs; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
GRANT cc_center_scheduler TO t_jobs;

-- All that is due of a job in a center, as the scheduler does it: how many were done.
CREATE FUNCTION pg_temp.run(job text, center bigint) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    one record;
    done integer := 0;
BEGIN
    PERFORM set_config('role', 't_jobs', true);
    PERFORM cc_center.begin_job_run(run.job, center);
    LOOP
        SELECT d.* INTO one FROM cc_center.do_job(run.job, CASE job WHEN 'integrity' THEN 0 ELSE center END) d;
        EXIT WHEN NOT one.taken;
        done := done + 1;
        EXIT WHEN one.failure IS NOT NULL;
    END LOOP;
    PERFORM set_config('role', 'none', true);
    RETURN done;
END
$$;
-- Looks at jobs every so often, and notes what was done when.
CREATE TEMP TABLE seen (center bigint, job text, due date, at timestamptz);
CREATE FUNCTION pg_temp.tick(jobs text[], from_time timestamptz, to_time timestamptz, step interval) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t timestamptz;
    j text;
    c bigint;
BEGIN
    FOR t IN SELECT generate_series(from_time, to_time, step) LOOP
        PERFORM pg_temp.at(t::text);
        FOREACH j IN ARRAY jobs LOOP
            FOR c IN 9601 .. 9603 LOOP
                PERFORM pg_temp.run(j, c);
                INSERT INTO seen SELECT c, j, r.due, r.started_at FROM cc_center.job_run r
                WHERE r.center_id = c AND r.job = j AND r.started_at = t AND r.error IS NULL;
            END LOOP;
        END LOOP;
    END LOOP;
END
$$;

-- What the roster itself says: the end of the last shift of each day, at the next look.
CREATE TEMP VIEW truth AS
SELECT r.center_id AS center, 'close_days' AS job, r.day AS due,
       date_bin('30 minutes', max(upper(r.duty)) + interval '30 minutes' - interval '1 microsecond', '2018-10-20 00:00+00') AS at
FROM cc_center.roster r WHERE r.center_id BETWEEN 9601 AND 9603 GROUP BY 1, 3;
SELECT pg_temp.tick('{close_days}', '2018-10-25 00:00+00', '2018-11-05 06:00+00', '30 minutes');
SELECT is((SELECT count(*) FROM truth), 30::bigint, 'I2 thirty days have shifts');
SELECT set_eq('SELECT * FROM seen', 'SELECT * FROM truth', 'I2 each day is closed once, as soon as its last shift is over, in three zones and over the end of summer time');
SELECT is(pg_temp.run('close_days', c), 0, 'I2 nothing is left in ' || c) FROM generate_series(9601, 9603) c;
SELECT is((SELECT string_agg(extract(epoch FROM s.at - lag)::integer / 3600 || 'h', ' ' ORDER BY due)
           FROM (SELECT due, at, lag(at) OVER (ORDER BY due) FROM seen WHERE center = 9601) s WHERE lag IS NOT NULL),
          '24h 24h 25h 24h 43h 28h 24h 24h 24h', 'I2 the day on which the clock goes back has 25 hours');

-- Nights, by the wall clock: one a date, over an hour that comes twice and one that does not come.
TRUNCATE seen;
DELETE FROM cc_center.job_run WHERE center_id BETWEEN 9601 AND 9603;
SELECT pg_temp.tick('{findings}', '2018-10-26 12:00+00', '2018-10-30 12:00+00', '15 minutes');
SELECT is((SELECT string_agg(to_char(due, 'MMDD ') || to_char(at AT TIME ZONE 'Europe/Berlin', 'HH24:MI'), ', ' ORDER BY at) FROM seen WHERE center = 9601),
          '1026 14:00, 1027 02:30, 1028 02:30, 1029 02:30, 1030 02:30', 'C6 each night is looked at once when the clock goes back');
SELECT is((SELECT min(at) FROM seen WHERE center = 9601 AND due = '2018-10-28'), '2018-10-28 01:30+00'::timestamptz, 'C6 at the second 2:30');
TRUNCATE seen;
SELECT pg_temp.tick('{findings}', '2019-03-30 12:00+00', '2019-04-01 12:00+00', '15 minutes');
SELECT is((SELECT string_agg(to_char(due, 'MMDD ') || to_char(at AT TIME ZONE 'Europe/Berlin', 'HH24:MI'), ', ' ORDER BY at) FROM seen WHERE center = 9601),
          '0330 13:00, 0331 03:30, 0401 02:30', 'C6 once when it goes on, though there is no 2:30; of the nights missed before, only the last is done');
SELECT is((SELECT string_agg(to_char(due, 'MMDD ') || to_char(at AT TIME ZONE 'America/St_Johns', 'HH24:MI'), ', ' ORDER BY at) FROM seen WHERE center = 9602),
          '0330 09:30, 0331 02:30, 0401 02:30', 'C6 and half an hour off');
UPDATE cc_center.job_setting SET value = '23:00' WHERE name = 'night';
SELECT pg_temp.at('2019-04-01 22:59+08');
SELECT is(pg_temp.run('findings', 9603), 0, 'C6 the night may be set to another time');
SELECT pg_temp.at('2019-04-02 23:00+08');
SELECT is(pg_temp.run('findings', 9603), 1, 'C6 and comes then');

-- Months: the draft comes when the month is over and its days are closed.
SELECT pg_temp.at('2018-12-01 00:00+08');
SELECT is(pg_temp.run('appraise', 9603), 2, 'I44 both months that are over are drafted');
SELECT is((SELECT string_agg(to_char(month, 'YYYY-MM'), ' ' ORDER BY month) FROM cc_center.appraisal_month WHERE center_id = 9603), '2018-10 2018-11', 'I44 they are October and November');
SELECT is(pg_temp.run('appraise', 9603), 0, 'I44 once');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) SELECT 9603, d::date, 'late', '2' FROM generate_series(date '2018-12-28', '2019-01-02', '1 day') d;
SELECT pg_temp.at('2018-12-31 22:30+08');
SELECT is(pg_temp.run('close_days', 9603), 4, 'I2 December is closed');
SELECT is(pg_temp.run('appraise', 9603), 0, 'I44 December is not over in its last hour');
SELECT pg_temp.at('2019-01-01 00:00+08');
SELECT is(pg_temp.run('appraise', 9603), 1, 'I44 it is drafted at the first minute of the 1st');
-- days of the month that are not closed
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) SELECT 9603, d::date, 'late', '2' FROM generate_series(date '2019-01-03', '2019-01-31', '1 day') d;
SELECT pg_temp.at('2019-02-01 00:00+08');
SELECT is(pg_temp.run('appraise', 9603), 0, 'I44 while days are to be closed there is no draft');

-- What cannot be closed.
CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not this day'; END $$;
CREATE TRIGGER refuse BEFORE INSERT ON cc_center.attendance_close FOR EACH ROW
    WHEN (NEW.center_id = 9603 AND NEW.day = '2019-01-10') EXECUTE FUNCTION pg_temp.refuse();
SELECT is(pg_temp.run('close_days', 9603), 10, 'I2 nine days are closed, and the tenth fails');
SELECT is((SELECT format('%s %s %s', done, failures, error) FROM cc_center.job_center WHERE center_id = 9603 AND job = 'close_days'),
          '2019-01-09 1 P0001: not this day', 'I2 where and why is noted');
SELECT is(pg_temp.run('close_days', 9603), 1, 'I2 it is tried again');
SELECT is((SELECT format('%s %s %s %s', state, next_due, failures, late_by) FROM cc_center.job_health WHERE center_id = 9603 AND job = 'close_days'),
          'failed 2019-01-10 2 21 days 02:00:00', 'I2 job_health says how often, and how late it is');
SELECT is(pg_temp.run('appraise', 9603), 1, 'I44 the draft does not wait for what cannot be closed');
DROP TRIGGER refuse ON cc_center.attendance_close;
SELECT pg_temp.at('2019-02-01 01:00+08');
SELECT is(pg_temp.run('close_days', 9603), 22, 'I2 the rest is closed when it can be');
SELECT is((SELECT state FROM cc_center.job_health WHERE center_id = 9603 AND job = 'close_days'), 'ok', 'I2 all is well');
SELECT is((SELECT format('%s %s', failures, coalesce(error, 'none')) FROM cc_center.job_center WHERE center_id = 9603 AND job = 'close_days'), '0 none', 'I2 a success ends the count of failures');
SELECT is(pg_temp.run('appraise', 9603), 1, 'I44 and the draft is made anew with it');
SELECT is(pg_temp.run('appraise', 9603), 0, 'I44 once');

-- What somebody did by hand is no failure any more.
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9603, '2019-02-01', 'early', '1');
CREATE TRIGGER refuse BEFORE INSERT ON cc_center.attendance_close FOR EACH ROW EXECUTE FUNCTION pg_temp.refuse();
SELECT pg_temp.at('2019-02-02 01:00+08');
SELECT is(pg_temp.run('close_days', 9603), 1, 'I2 it fails');
DROP TRIGGER refuse ON cc_center.attendance_close;
SELECT lives_ok($$ SELECT cc_center.close_day(9603, '2019-02-01') $$, 'I2 it is closed by hand');
SELECT is(pg_temp.run('close_days', 9603), 0, 'I2 nothing is due');
SELECT is((SELECT format('%s %s', state, failures) FROM cc_center.job_health WHERE center_id = 9603 AND job = 'close_days'), 'ok 0', 'I2 and nothing failed');
-- nor is a day of a closed month due
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9603, '2019-02-02', 'early', '1');
INSERT INTO cc_center.attendance_month_close (center_id, month, closed_by, closed_at) VALUES (9603, '2019-02-01', '3', cc_center.clock())
ON CONFLICT (center_id, month) DO UPDATE SET closed_by = '3', closed_at = excluded.closed_at;
SELECT pg_temp.at('2019-02-03 01:00+08');
SELECT is(pg_temp.run('close_days', 9603), 0, 'I2 a closed month is left alone');

-- What is on record of runs.
SELECT pg_temp.act('t_jobs', $$ SELECT d.taken FROM cc_center.begin_job_run('sweep', 9603) b, cc_center.do_job('sweep', CASE WHEN b.run_id > 0 THEN 9603 END) d $$);
SELECT is((SELECT count(*) FROM cc_center.job_run WHERE center_id = 9603 AND job = 'sweep'), 0::bigint, 'I2 a center where there was nothing to do has no row');
CREATE TEMP TABLE begun (run_id bigint, centers bigint[]);
GRANT ALL ON begun TO t_jobs;
INSERT INTO cc_center.job_excluded (center_id, excluded_at, by_role) VALUES (9602, cc_center.clock(), 'x');
SELECT pg_temp.act('t_jobs', $$ INSERT INTO begun SELECT b.run_id, b.centers FROM cc_center.begin_job_run('sweep', NULL) b $$);
SELECT is((SELECT array_agg(c ORDER BY c) FROM begun, unnest(centers) c WHERE c BETWEEN 9601 AND 9603), '{9601,9603}', 'I2 a center that was taken out is not served');
SELECT pg_temp.act('t_jobs', $$ SELECT cc_center.end_job_run(run_id, 5, NULL), cc_center.end_job_run(run_id, 7, 'x') FROM begun $$);
SELECT is((SELECT concat_ws(' ', r.rows, r.error) FROM cc_center.job_run r JOIN begun USING (run_id) WHERE r.center_id = 0), '5', 'I2 a run ends once');

SELECT * FROM finish();
ROLLBACK;
