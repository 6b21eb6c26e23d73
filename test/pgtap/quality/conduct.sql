-- Conduct on record, by the catalogue of each regulation: who records it, its points, corrections, closed months (A4, A5, A13, A22, B2.1,
-- B2.5, C8.3, E3.1-E3.8, I3.5, I4, I8).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SET LOCAL TimeZone = 'Asia/Shanghai';
\ir ../../lib/act.sql
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9721, 'CONDUCTI'), pg_temp.set_up(9722, 'CONDUCTA', 'round_the_clock'), pg_temp.set_up(9723, 'CONDUCTB', 'office'), pg_temp.set_up(9724, 'CONDUCTC', 'hospital');
CREATE FUNCTION pg_temp.as(center bigint, who text, call text) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.act(format('a%s_%s', center, who), 'SELECT ''done'' FROM (SELECT cc_center.' || format(call, center) || ') k')
$$;
SELECT pg_temp.at('2018-10-20 10:00+08');
-- each clause has its conduct where its regulation holds
SELECT is((SELECT array_agg(DISTINCT clause ORDER BY clause) FROM cc_center.conduct WHERE center_id = v.center AND kind = 'fault'), v.clauses::text[], v.title)
  FROM (VALUES (1, 9721, '{E3.1,E3.2,E3.3,E3.6,E3.7,E3.8,I3.5,I4,I8}', 'I8 gulou'), (2, 9722, '{A13,A22,A4,A5,E3.1,E3.2,E3.3,E3.6,E3.7,E3.8}', 'A22 round the clock'),
               (3, 9723, '{B2.1,B2.5}', 'B2.5 office'), (4, 9724, '{C8.3,E3.1,E3.2,E3.3,E3.6,E3.7,E3.8}', 'C8.3 hospital')) v (n, center, clauses, title) ORDER BY v.n;
SELECT is(pg_temp.as(c.center_id, '301', format('record_conduct(%%s, ''101'', %L, ''巡查发现'')', c.conduct)), 'done', c.clause || ' ' || c.conduct || ' can be recorded in ' || c.center_id)
  FROM cc_center.conduct c WHERE c.center_id BETWEEN 9721 AND 9724 ORDER BY c.center_id, c.conduct;
SELECT is((SELECT count(*) FROM cc_center.quality_facts f JOIN cc_center.conduct c ON c.center_id = f.center_id AND c.version = f.version AND c.conduct = f.subject AND c.clause = f.clause
            WHERE f.kind = 'conduct' AND f.center_id BETWEEN 9721 AND 9724 AND f.points IS NULL),
          (SELECT count(*) FROM cc_center.conduct WHERE center_id BETWEEN 9721 AND 9724), 'A22 each is a fact with its clause, of no points, for no text sets any');
SELECT is((SELECT string_agg(concat_ws(' ', clause, quantity), ', ' ORDER BY clause, subject) FROM cc_center.quality_month WHERE center_id = 9722 AND staff_no = '101' AND clause LIKE 'A%'),
          'A13 1, A21 1, A22 1, A4 1, A4 1, A4 1, A5 1, A5 1, A5 1', 'A4 counted for each person');
-- who, of whom, when, why
SELECT is(pg_temp.as(9721, v.who, v.call), v.expected, v.title)
  FROM (VALUES (1, '201', $$record_conduct(%s, '101', 'noise', '上班聊天')$$, 'done', 'I8 a leader records it'),
               (2, '101', $$record_conduct(%s, '102', 'noise', 'x')$$, 'UC103', 'I8 an operator does not'),
               (3, 'app', $$record_conduct(%s, '102', 'noise', 'x')$$, '42501', 'I8 nor an app'),
               (4, '201', $$record_conduct(%s, '201', 'noise', 'x')$$, 'UC411', 'I8 nobody his own'),
               (5, '201', $$record_conduct(%s, '102', 'noise', E'\u200b')$$, 'UC501', 'I8 with a reason'),
               (6, '201', $$record_conduct(%s, '102', 'smoking', 'x')$$, 'UCB08', 'B2.5 what another regulation forbids is not recorded'),
               (7, '201', $$record_conduct(%s, '102', NULL, 'x')$$, 'UCB08', 'I8 nor nothing'),
               (8, '201', $$record_conduct(%s, '777', 'noise', 'x')$$, 'UC105', 'I8 of somebody'),
               (9, '201', $$record_conduct(%s, '102', 'noise', 'x', '2018-10-20 10:00:00.000001+08')$$, 'UCA04', 'I8 not before it happened'),
               (10, '201', $$record_conduct(%s, '102', 'noise', 'x', 'infinity')$$, 'UCA04', 'I8 nor ever'),
               (11, '201', $$record_conduct(%s, '102', 'noise', 'x', '1990-01-01 00:00+08')$$, 'UCB08', 'I8 before there were rules there is no conduct'),
               (12, '201', $$record_conduct(9722, '102', 'impolite', 'x')$$, 'UC102', 'I8 nor of another center')) v (n, who, call, expected, title) ORDER BY v.n;
-- points, where a center sets them; a fault takes, a reward gives
SET LOCAL session_replication_role = replica;
UPDATE cc_center.conduct SET points = 2.5 WHERE center_id = 9722 AND conduct IN ('impolite', 'outstanding_service');
SET LOCAL session_replication_role = origin;
SELECT is((SELECT string_agg(subject || ' ' || points, ', ' ORDER BY subject) FROM cc_center.quality_facts WHERE center_id = 9722 AND points IS NOT NULL), 'impolite -2.5, outstanding_service 2.5', 'A4 points of the rules');
-- the last word holds
CREATE FUNCTION pg_temp.correct(who text, conduct text, reason text DEFAULT '误记') RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.as(9722, who, format('correct_conduct(%%s, %s, %L, %L)', (SELECT min(record_id) FROM cc_center.conduct_record r WHERE r.center_id = 9722 AND r.conduct = 'impolite'), conduct, reason))
$$;
SELECT is(v.got, v.expected, v.title)
  FROM (VALUES (1, pg_temp.correct('101', 'slow_answer'), 'UC103', 'A4 an operator corrects nothing'),
               (2, pg_temp.correct('301', 'slow_answer', ''), 'UC501', 'A4 with a reason'),
               (3, pg_temp.correct('301', 'noise'), 'UCB08', 'A4 to conduct there is'),
               (4, pg_temp.correct('201', 'slow_answer'), 'UC103', 'A4 a leader does not overrule a supervisor'),
               (40, pg_temp.correct('302', 'slow_answer'), 'done', 'A4 another of his rank does'),
               (50, pg_temp.correct('301', 'slow_answer'), 'UCB06', 'A4 once'),
               (6, pg_temp.as(9722, '301', 'correct_conduct(%s, 0, NULL, ''x'')'), 'UCB05', 'A4 unknown')) v (n, got, expected, title) ORDER BY v.n;
SELECT is((SELECT string_agg(subject || ' ' || quantity, ', ' ORDER BY subject) FROM cc_center.quality_month WHERE center_id = 9722 AND clause = 'A4'), 'slow_answer 2, wrong_answer 1', 'A4 the last word counts');
SELECT is(pg_temp.as(9722, '301', format('correct_conduct(%%s, %s, NULL, ''查无此事'')', (SELECT max(record_id) FROM cc_center.conduct_record WHERE center_id = 9722))), 'done', 'A4 taken back');
SELECT is((SELECT string_agg(subject || ' ' || quantity, ', ' ORDER BY subject) FROM cc_center.quality_month WHERE center_id = 9722 AND clause = 'A4'), 'slow_answer 1, wrong_answer 1', 'A4 counts no more');
-- whose word it is, by what he was when he said it
SELECT is(pg_temp.as(9722, v.who, v.call), v.expected, v.title)
  FROM (VALUES (1, '401', $$record_conduct(%s, '121', 'impatience', 'x')$$, 'done', 'A13 the director records'),
               (2, '301', $$correct_conduct(%s, (SELECT max(record_id) FROM cc_center.conduct_record), NULL, 'x')$$, 'UC103', 'A13 no supervisor overrules him'),
               (3, '401', $$correct_conduct(%s, (SELECT max(record_id) FROM cc_center.conduct_record), NULL, 'x')$$, 'done', 'A13 he himself does'),
               (4, '201', $$record_conduct(%s, '121', 'impatience', 'x')$$, 'done', 'A13 a leader records'),
               (5, '301', $$correct_conduct(%s, (SELECT max(record_id) FROM cc_center.conduct_record), NULL, 'x')$$, 'done', 'A13 a supervisor is above him'),
               (6, '201', $$record_conduct(%s, '121', 'impatience', 'x')$$, 'done', 'A13 another one')) v (n, who, call, expected, title) ORDER BY v.n;
UPDATE cc_center.staff SET role = 'supervisor' WHERE center_id = 9722 AND staff_no = '201';
SELECT pg_temp.at('2018-10-21 10:00+08');
SELECT is(pg_temp.as(9722, '221', $$correct_conduct(%s, (SELECT max(record_id) FROM cc_center.conduct_record), NULL, 'x')$$), 'UC103', 'A13 of one day the last role counts');
SELECT throws_ok($$UPDATE cc_center.conduct_record SET conduct = 'noise'$$, 'UCB12', NULL, 'A22 no record is changed');
SELECT throws_ok($$DELETE FROM cc_center.conduct_record$$, 'UC005', NULL, 'A22 nor removed');
SELECT throws_ok($$TRUNCATE cc_center.conduct_record CASCADE$$, 'UC005', NULL, 'A22 nor all of them');
SELECT throws_ok($$INSERT INTO cc_center.conduct VALUES (9721, 1, 'x', 'x', 'fault', NULL, 'I8')$$, 'UC203', NULL, 'I14 the catalogue is a rule, and frozen');
SELECT is(pg_temp.act('a9722_101', $$SELECT count(DISTINCT staff_no) FROM cc_center.conduct_record$$), '1', 'A7 everybody sees his own');
SELECT is(pg_temp.act('a9722_102', $$SELECT count(*) FROM cc_center.conduct_record$$), '0', 'A7 and no other''s');
-- the rules of the instant, not those of today
SELECT pg_temp.at('2018-11-02 09:00+08');
DO $$ BEGIN PERFORM cc_center.close_day(9721, '2018-10-08'), cc_center.close_day(9721, '2018-10-09'); END $$;
SELECT is(pg_temp.as(9721, '301', $$close_attendance(%s, '2018-10-01')$$), 'done', 'the month is closed');
SELECT is(pg_temp.as(9721, '301', $$record_conduct(%s, '101', 'noise', 'x', '2018-10-31 23:59+08')$$), 'UCA05', 'I8 nothing is added to a closed month');
SELECT is(pg_temp.as(9721, '301', format('correct_conduct(%%s, %s, NULL, ''x'')', (SELECT max(record_id) FROM cc_center.conduct_record WHERE center_id = 9721))), 'UCA05', 'I8 nor taken back');
SELECT is(pg_temp.as(9721, '301', $$record_conduct(%s, '101', 'noise', 'x')$$), 'done', 'I8 the next is open');
SELECT * FROM finish();
ROLLBACK;
