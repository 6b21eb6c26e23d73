-- What the nightly look finds is kept with when it came and went, and said once; the integrity check sees all centers; who
-- may see what (H2.1, A17, C6, H2.3).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL lc_messages = 'C';
SELECT no_plan();
\ir ../../lib/act.sql
SELECT pg_temp.set_up(9611, 'FND');
DO $$ BEGIN CREATE ROLE t_jobs; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
GRANT cc_center_scheduler TO t_jobs;
CREATE FUNCTION pg_temp.found() RETURNS text LANGUAGE sql AS $$ SELECT pg_temp.act('t_jobs', 'SELECT cc_center.record_findings(9611)') $$;

SELECT pg_temp.at('2018-10-09 02:30+08');
SELECT cmp_ok(pg_temp.found()::integer, '>', 20, 'C6 the first look finds what is wrong');
SELECT is(pg_temp.found(), '0', 'C6 the second finds nothing new');
SELECT set_eq($$ SELECT f.concerns, f.finding, f.day, f.shift, f.role, f.staff_no, f.by_clause FROM cc_center.finding f WHERE center_id = 9611 AND concerns NOT IN ('qualification', 'calendar') $$,
              $$ SELECT f.concerns, f.finding, f.day, f.shift, f.role, f.staff_no, f.clause FROM cc_center.roster_findings f WHERE center_id = 9611 $$,
              'I6 what concerns the roster is what roster_findings says');

-- Qualifications, where the rules ask operators for one: none, one that ends within 30 days, one that goes on without a gap,
-- one that does not end.
SELECT pg_temp.set_up(9612, 'FNQ', 'round_the_clock');
SELECT pg_temp.at('2018-10-09 02:30+08');
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9612, '109', '新人', 'operator');
INSERT INTO cc_center.qualification (center_id, staff_no, qualification, valid)
VALUES (9612, '101', 'quality_evaluation', '[2018-01-01,2018-11-01)'), (9612, '121', 'quality_evaluation', '[2018-01-01,)'),
       (9612, '102', 'quality_evaluation', '[2018-01-01,2018-11-01)'), (9612, '102', 'quality_evaluation', '[2018-11-01,2019-11-01)');
SELECT pg_temp.act('t_jobs', 'SELECT cc_center.record_findings(9612)');
SELECT is((SELECT string_agg(concat_ws(' ', staff_no, finding, day, subject, by_clause), '; ' ORDER BY staff_no) FROM cc_center.finding
           WHERE center_id = 9612 AND concerns = 'qualification' AND gone_at IS NULL),
          '101 qualification_ends 2018-10-31 quality_evaluation A17; 109 not_qualified quality_evaluation A17',
          'A17 whoever has not what his role needs is found, and whose qualification ends within 30 days');

-- What is repaired is gone, and comes back as another.
CREATE TEMP TABLE hole AS SELECT f.day, f.shift, f.role FROM cc_center.finding f
WHERE center_id = 9611 AND finding = 'understaffed' AND role = 'shift_leader' AND day > '2018-10-20' AND gone_at IS NULL ORDER BY day LIMIT 1;
SELECT pg_temp.at('2018-10-10 02:30+08');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9611, h.day, h.shift, s.staff_no FROM hole h, cc_center.staff s WHERE s.center_id = 9611 AND s.role = 'shift_leader' ORDER BY s.staff_no LIMIT 2;
SELECT pg_temp.found();
SELECT is((SELECT gone_at FROM cc_center.finding f JOIN hole h USING (day, shift, role) WHERE f.center_id = 9611 AND f.finding = 'understaffed'), '2018-10-10 02:30+08'::timestamptz,
          'I6 what was put right is gone');
SELECT pg_temp.at('2018-10-11 02:30+08');
DELETE FROM cc_center.roster r USING hole h WHERE r.center_id = 9611 AND (r.day, r.shift, r.role) = (h.day, h.shift, h.role);
SELECT pg_temp.found();
SELECT is((SELECT count(*) FROM cc_center.finding f JOIN hole h USING (day, shift, role) WHERE f.center_id = 9611 AND f.finding = 'understaffed'), 2::bigint, 'I6 what comes again is found again');

-- A year without official days.
SELECT pg_temp.at('2035-01-01 02:30+08');
SELECT pg_temp.found();
SELECT ok(EXISTS (SELECT FROM cc_center.finding WHERE center_id = 9611 AND concerns = 'calendar' AND subject = '2035' AND gone_at IS NULL), 'B1.1 years whose official days are not known are found');

-- Who sees them.
SELECT pg_temp.at('2018-10-11 03:00+08');
SELECT cmp_ok(pg_temp.act('a9611_301', 'SELECT count(*) FROM cc_center.finding')::integer, '>', 20, 'I6 the supervisor reads them');
SELECT is(pg_temp.act('a9611_101', $$ SELECT count(*) FILTER (WHERE staff_no IS DISTINCT FROM '101') FROM cc_center.finding $$), '0', 'A7 an operator reads none but what is about himself');
SELECT is(pg_temp.act('a9611_301', 'DELETE FROM cc_center.finding'), '42501', 'H2.3 nobody removes one');
SELECT is(pg_temp.act('a9611_101', 'SELECT cc_center.record_findings(9611)'), '42501', 'H2.3 nor do operators look');
SELECT is(pg_temp.act('a9611_301', 'SELECT cc_center.check_integrity()'), '42501', 'H2.3 the integrity check is the scheduler''s');

-- The integrity check sees what was done past the rules, wherever.
SELECT pg_temp.at('2018-10-08 10:00+08');
INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (9611, '湖南路', 'hotline', '类', '述');
SELECT pg_temp.act('t_jobs', 'SELECT cc_center.check_integrity()');
SELECT is(pg_temp.act('t_jobs', 'SELECT cc_center.check_integrity()'), '0', 'H2.3 what was said is not said again');
SET LOCAL session_replication_role = replica;
UPDATE cc_center.leg SET due_at = due_at + interval '1 year' WHERE center_id = 9611;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.act('t_jobs', 'SELECT cc_center.check_integrity()'), '1', 'H2.3 a row edited past the rules is found');
SELECT is((SELECT finding FROM cc_center.integrity_finding ORDER BY integrity_finding_id DESC LIMIT 1), 'a case and its open leg disagree', 'H2.3 and kept');
SET LOCAL session_replication_role = replica;
UPDATE cc_center.leg SET due_at = due_at - interval '1 year' WHERE center_id = 9611;
SET LOCAL session_replication_role = origin;
SELECT pg_temp.act('t_jobs', 'SELECT cc_center.check_integrity()');
SELECT is((SELECT gone_at IS NOT NULL FROM cc_center.integrity_finding ORDER BY integrity_finding_id DESC LIMIT 1), true, 'H2.3 with when it was put back');
SELECT is(pg_temp.act('a9611_701', 'SELECT * FROM cc_center.integrity_finding'), '42501', 'H2.3 for database administrators, since it is about all centers');

-- Another area's job.
SELECT lives_ok($$ SELECT cc_center.register_job('extra', '* * * * *', 'SELECT $1', each_center => true) $$, 'I2 a further job is a call');
SELECT pg_temp.act('t_jobs', $$ SELECT d.worked FROM cc_center.begin_job_run('extra', 9611) b, cc_center.do_job('extra', CASE WHEN b.run_id > 0 THEN 9611 END) d $$);
SELECT is((SELECT rows FROM cc_center.job_run WHERE job = 'extra' AND center_id = 9611), 9611::bigint, 'I2 and is done');
UPDATE cc_center.job SET schedule = '*/7 * * * *' WHERE job = 'extra';
SELECT cc_center.register_job('extra', '* * * * *', 'SELECT $1 + 0', each_center => true);
SELECT is((SELECT format('%s %s', schedule, command) FROM cc_center.job WHERE job = 'extra'), '*/7 * * * * SELECT $1 + 0', 'I2 its schedule stays the administrator''s');

-- the history is kept as long as it is set, to the instant
INSERT INTO cc_center.job_run (center_id, job, started_at, by_role)
SELECT 9611, 'extra', cc_center.clock() - s.value - b.before, 'history' FROM cc_center.job_setting s, unnest('{0,1 us}'::interval[]) b (before) WHERE s.name = 'history';
SELECT pg_temp.act('t_jobs', 'SELECT cc_center.prune_job_runs()');
SELECT is((SELECT string_agg((r.started_at = cc_center.clock() - s.value)::text, ',') FROM cc_center.job_run r, cc_center.job_setting s
           WHERE r.by_role = 'history' AND s.name = 'history'), 'true', 'I2 what is older than the history is removed, and nothing else');

SELECT * FROM finish();
ROLLBACK;
