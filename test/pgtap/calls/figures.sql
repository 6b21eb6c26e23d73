-- The figures of calls: in time at the limit, answered of offered, any 24 hours.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SELECT plan(11);
\ir ../../lib/act.sql
SELECT pg_temp.set_up(1, 'CG', 'hospital');
INSERT INTO cc_center.street (center_id, street) VALUES (1, '住院部');
INSERT INTO cc_center.channel (center_id, channel, name) VALUES (1, 'hotline', '热线') ON CONFLICT DO NOTHING;
SELECT pg_temp.at('2018-10-20 08:00:00+08');
CREATE FUNCTION pg_temp.call(reference text, offered timestamptz, waited integer, staff_no text, spoken integer DEFAULT 60) RETURNS void LANGUAGE sql AS $$
    INSERT INTO cc_center.call (center_id, version, offered_at, answered_at, ended_at, line, reference, number_class, answered_by, staff_no, source)
    SELECT 1, 1, offered, CASE WHEN staff_no IS NOT NULL THEN offered + make_interval(secs => waited) END,
           offered + make_interval(secs => waited + CASE WHEN staff_no IS NULL THEN 0 ELSE spoken END), 'L', reference, 'hidden', staff_no, staff_no, 'import'
$$;
SELECT pg_temp.call('a', '2018-10-08 09:00+08', 14, '101'), pg_temp.call('b', '2018-10-08 09:10+08', 15, '101', 120),
       pg_temp.call('c', '2018-10-08 09:20+08', 16, '102'), pg_temp.call('d', '2018-10-08 23:59:50+08', 20, NULL);
SELECT results_eq('SELECT in_time FROM cc_center.call_figures ORDER BY offered_at', 'VALUES (true), (true), (false), (NULL)', 'G2.1 at the limit is in time, a second later is not');
SELECT results_eq('SELECT day, offered, answered, abandoned, in_time, connection_rate, in_time_rate, mean_wait FROM cc_center.calls_day',
                  $$ VALUES (date '2018-10-08', 4::bigint, 3::bigint, 1::bigint, 2::bigint, 75.00, 66.67, interval '15 seconds') $$, 'B3.1 the rate is answered of offered, in time of answered');
SELECT results_eq('SELECT staff_no, answered, in_time, mean_spoken FROM cc_center.calls_person_month ORDER BY staff_no',
                  $$ VALUES ('101', 2::bigint, 2::bigint, interval '90 seconds'), ('102', 1, 0, '60 seconds') $$, 'B3.1 by person');
SELECT results_eq('SELECT hour, offered, connection_rate FROM cc_center.calls_hour ORDER BY hour',
                  $$ VALUES (timestamptz '2018-10-08 09:00+08', 3::bigint, 100.00), ('2018-10-08 23:00+08', 1, 0.00) $$, 'B3.1 by hour');
SELECT results_eq('SELECT until, offered, answered, connection_rate, connection_share FROM cc_center.connection_findings',
                  $$ VALUES (timestamptz '2018-10-09 00:00+08', 4::numeric, 3::numeric, 75.00, 95::numeric) $$, 'G2.1 24 hours below what the rules want are found');
-- nineteen of twenty are 95 percent
SELECT pg_temp.call('n' || i, '2018-10-12 10:00+08'::timestamptz + make_interval(mins => i), 5, '101') FROM generate_series(1, 19) i;
SELECT pg_temp.call('lost', '2018-10-12 12:00+08', 30, NULL);
SELECT is((SELECT count(*)::integer FROM cc_center.connection_findings WHERE until > '2018-10-12'), 0, 'G2.1 exactly what the rules want is enough');
SELECT pg_temp.call('next', '2018-10-13 11:30+08', 30, NULL);
SELECT results_eq($$ SELECT until, offered FROM cc_center.connection_findings WHERE until > '2018-10-12' $$,
                  $$ VALUES (timestamptz '2018-10-13 12:00+08', 2::numeric) $$, 'G2.1 what lies more than 24 hours back does not count');
SELECT is((SELECT count(*)::integer FROM cc_center.calls_day WHERE day = '2018-10-12' AND mean_wait = '5 seconds'), 1, 'B3.1 who was not answered does not wait in the mean');
INSERT INTO cc_center.call (center_id, version, offered_at, line, number_class, source) VALUES (1, 1, '2018-10-14 10:00+08', 'L', 'hidden', 'live');
SELECT is((SELECT count(*)::integer FROM cc_center.call_figures WHERE offered_at > '2018-10-14'), 0, 'B3.1 a call that goes on is in no figure');
SELECT is((SELECT count(*)::integer FROM cc_center.call_figures f JOIN cc_center.center c USING (center_id)), 25, 'B3.1 every other one is');
SELECT pg_temp.at('2018-10-20 08:00:00+08');
INSERT INTO cc_center.cases (center_id, street, channel, category, description) SELECT 1, '住院部', channel, 'c', 'd' FROM cc_center.channel WHERE center_id = 1 LIMIT 1;
SET LOCAL session_replication_role = replica;
INSERT INTO cc_center.leg (center_id, case_id, leg_no, version, received_at, clock_start, attention_at, finished_at, leg_kind, role, street, holder, finished_by, outcome)
SELECT 1, c.case_id, 9, 1, now, now, now, now, 'pre_filing', 'operator', '住院部', '101', '101', 'x' FROM cc_center.cases c, (VALUES (timestamptz '2018-10-09 09:00+08')) v (now);
SET LOCAL session_replication_role = origin;
SELECT is((SELECT concat_ws('/', numerator, denominator) FROM cc_center.appraisal_rates WHERE center_id = 1 AND month = '2018-10-01' AND staff_no IS NULL AND item = 'answer_rate'), '22/25', 'B3.1 the answer rate is among the center''s rates');
SELECT * FROM finish();
ROLLBACK;
