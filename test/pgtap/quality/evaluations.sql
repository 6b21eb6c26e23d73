-- Periodic evaluations: by whom, passed by mark or word, and the qualification that lets a person be rostered (A16, A17).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SET LOCAL TimeZone = 'Asia/Shanghai';
\ir ../../lib/act.sql
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9731, 'EVALA', 'round_the_clock'), pg_temp.set_up(9732, 'EVALI'), pg_temp.set_up(9733, 'EVALM', 'round_the_clock');
INSERT INTO cc_center.staff (center_id, staff_no, name, role) SELECT c, n, '质检', 'quality_reviewer' FROM unnest('{9731,9732,9733}'::bigint[]) c, unnest('{801,802}'::text[]) n;
DO $$
BEGIN
  EXECUTE (SELECT string_agg(format('CREATE ROLE a%s_%s', s.center_id, s.staff_no), ';') FROM cc_center.staff s WHERE s.role = 'quality_reviewer');
  PERFORM cc_center.enrol(s.center_id, s.staff_no, format('a%s_%s', s.center_id, s.staff_no)::name) FROM cc_center.staff s WHERE s.role = 'quality_reviewer';
END
$$;
SET LOCAL session_replication_role = replica;
UPDATE cc_center.quality_rule SET pass_mark = 80 WHERE center_id = 9733 AND subject = 'evaluation';
SET LOCAL session_replication_role = origin;
CREATE FUNCTION pg_temp.as(center bigint, who text, call text) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.act(format('a%s_%s', center, who), 'SELECT ''done'' FROM (SELECT cc_center.' || format(call, center) || ') k')
$$;
CREATE FUNCTION pg_temp.held(center bigint, who text) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(valid::text, ' ' ORDER BY valid) FROM cc_center.qualification q WHERE q.center_id = center AND q.staff_no = who AND qualification = 'quality_evaluation'
$$;
CREATE FUNCTION pg_temp.stand(day text, center bigint DEFAULT 9731) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (center, day::date, 'early', '101');
  RETURN 'rostered';
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END
$$;
SELECT pg_temp.at('2018-10-20 10:00+08');
SELECT is(pg_temp.stand('2018-11-01'), 'UC410', 'A17 who was never evaluated is not rostered');
SELECT is((SELECT string_agg(staff_no, ' ' ORDER BY staff_no) FROM cc_center.evaluations_due WHERE center_id = 9731), '101 102 121', 'A17 the operators are due');
SELECT is(pg_temp.as(v.center, v.who, v.call), v.expected, v.title)
  FROM (VALUES (1, 9731, '201', $$evaluate_quality(%s, '101', 90, '[2018-11-01,2019-02-01)', 'x', passed => true)$$, 'UC103', 'A16 a leader does not evaluate'),
               (0, 9731, '401', $$evaluate_quality(%s, '101', 90, '[2018-11-01,2019-02-01)', 'x', passed => true)$$, 'UC103', 'A16 nor the director'),
               (2, 9731, '101', $$evaluate_quality(%s, '101', 90, '[2018-11-01,2019-02-01)', 'x', passed => true)$$, 'UC103', 'A16 nor the person himself'),
               (3, 9731, '801', $$evaluate_quality(%s, '801', 90, '[2018-11-01,2019-02-01)', 'x', passed => true)$$, 'UC411', 'A16 not even whose role evaluates'),
               (4, 9731, '801', $$evaluate_quality(%s, '101', 90, '[2018-11-01,2019-02-01)', ' ', passed => true)$$, 'UC501', 'A16 with a reason'),
               (5, 9731, '801', $$evaluate_quality(%s, '101', 101, '[2018-11-01,2019-02-01)', 'x', passed => true)$$, 'UCB07', 'A16 of the points there are'),
               (6, 9731, '801', $$evaluate_quality(%s, '101', NULL, '[2018-11-01,2019-02-01)', 'x', passed => true)$$, 'UCB07', 'A16 with a score'),
               (7, 9731, '801', $$evaluate_quality(%s, '101', 90, 'empty', 'x', passed => true)$$, 'UCB14', 'A17 valid for some days'),
               (8, 9731, '801', $$evaluate_quality(%s, '101', 90, NULL, 'x', passed => true)$$, 'UCB14', 'A17 which are said'),
               (9, 9731, '801', $$evaluate_quality(%s, '101', 90, '(,2019-02-01)', 'x', passed => true)$$, 'UCB14', 'A17 and begin'),
               (10, 9731, '801', $$evaluate_quality(%s, '101', 90, '[-infinity,2019-02-01)', 'x', passed => true)$$, 'UCB14', 'A17 some time'),
               (11, 9731, '801', $$evaluate_quality(%s, '101', 90, '[2018-11-01,2019-02-01)', 'x')$$, 'UCB15', 'A17 without a pass mark passing is said'),
               (12, 9733, '801', $$evaluate_quality(%s, '101', 90, '[2018-11-01,2019-02-01)', 'x', passed => false)$$, 'UCB16', 'A17 with one it is not'),
               (13, 9731, '801', $$evaluate_quality(%s, '777', 90, '[2018-11-01,2019-02-01)', 'x', passed => true)$$, 'UC105', 'A16 of somebody'),
               (14, 9732, '801', $$evaluate_quality(%s, '101', 90, '[2018-11-01,2019-02-01)', 'x', passed => true)$$, 'UCB01', 'A16 where the rules know evaluations'),
               (15, 9731, '801', $$evaluate_quality(%s, '101', 90, '[2018-11-01,2019-02-01)', '季度评估', passed => true)$$, 'done', 'A16 the quality-supervision unit evaluates'),
               (16, 9731, '801', $$correct_evaluation(%s, 0, 90, 'x')$$, 'UCB05', 'A16 unknown')) v (n, center, who, call, expected, title) ORDER BY v.n;
SELECT is(pg_temp.held(9731, '101'), '[2018-11-01,2019-02-01)', 'A17 passed, it holds for its days');
SELECT is(pg_temp.stand('2018-11-01'), 'rostered', 'A17 on which he is rostered');
SELECT is(pg_temp.stand('2018-10-31'), 'UC410', 'A17 and on no other');
SELECT is(pg_temp.stand('2019-02-01'), 'UC410', 'A17 nor after');
SELECT is((SELECT string_agg(concat_ws(' ', staff_no, kind, subject, points, out_of, by_staff, clause, month), ', ') FROM cc_center.quality_facts WHERE center_id = 9731),
          '101 evaluation passed 90 100 801 A16 2018-10-01', 'A16 a fact');
-- what evaluations give nobody writes by hand
SELECT is(pg_temp.act('a9731_301', v.statement), v.expected, v.title)
  FROM (VALUES (1, $$INSERT INTO cc_center.qualification VALUES (9731, '102', 'quality_evaluation', '[2018-11-01,2019-02-01)')$$, 'UCB17', 'A16 no qualification past the evaluation'),
               (2, $$UPDATE cc_center.qualification SET valid = '(,)' WHERE staff_no = '101'$$, 'UCB17', 'A16 none lengthened'),
               (3, $$DELETE FROM cc_center.qualification WHERE staff_no = '101'$$, 'UCB17', 'A16 none removed'),
               (4, $$INSERT INTO cc_center.qualification VALUES (9731, '102', 'first_aid', '[2018-11-01,2019-02-01)')$$, 'done', 'H2.1 others are'),
               (5, $$UPDATE cc_center.qualification SET qualification = 'quality_evaluation' WHERE staff_no = '102'$$, 'UCB17', 'A16 nor made of another')) v (n, statement, expected, title) ORDER BY v.n;
-- a later evaluation speaks of its own days; a correction of those of both
SELECT pg_temp.at('2018-10-21 10:00+08');
SELECT is(pg_temp.as(9731, '802', $$evaluate_quality(%s, '101', 40, '[2018-12-01,2019-01-01)', '投诉多', passed => false)$$), 'done', 'A17 a later one failed');
SELECT is(pg_temp.held(9731, '101'), '[2018-11-01,2018-12-01) [2019-01-01,2019-02-01)', 'A17 takes its days');
SELECT is((SELECT string_agg(finding, ' ') FROM cc_center.person_findings(9731, '2018-12-01')), NULL, 'A17 nobody stood then');
CREATE FUNCTION pg_temp.correct(who text, given text, nth integer) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.as(9731, who, format('correct_evaluation(%%s, %s, %s)', (SELECT evaluation_id FROM cc_center.quality_evaluation WHERE center_id = 9731 ORDER BY evaluation_id OFFSET nth - 1 LIMIT 1), given))
$$;
SELECT is(v.got, v.expected, v.title)
  FROM (VALUES (1, pg_temp.correct('801', $$92, '算错', '[2018-11-10,2019-01-20)', passed => true$$, 1), 'done', 'A17 the first one corrected'),
               (2, pg_temp.correct('801', $$91, '算错', passed => true$$, 1), 'UCB06', 'A17 once'),
               (3, pg_temp.correct('201', $$91, '算错', passed => true$$, 3), 'UC103', 'A16 by who evaluates'),
               (4, pg_temp.correct('801', $$91, '算错'$$, 3), 'UCB15', 'A17 and passing said'),
               (5, pg_temp.correct('801', $$91, ''$$, 3), 'UC501', 'A16 with a reason')) v (n, got, expected, title) ORDER BY v.n;
SELECT is(pg_temp.held(9731, '101'), '[2018-11-10,2018-12-01) [2019-01-01,2019-01-20)', 'A17 the later one still speaks of its days');
SELECT is((SELECT string_agg(DISTINCT finding || ' ' || day, ' ') FROM cc_center.person_findings(9731, '2018-11-01')), 'not_qualified 2018-11-01', 'A17 who stands without is a finding');
SELECT is(pg_temp.correct('801', $$NULL, '撤销'$$, 2), 'done', 'A17 the later one taken back');
SELECT is(pg_temp.held(9731, '101'), '[2018-11-10,2019-01-20)', 'A17 so what the first said holds again');
SELECT is(pg_temp.correct('801', $$NULL, '撤销'$$, 3), 'done', 'A17 the first taken back');
SELECT is(pg_temp.held(9731, '101'), NULL, 'A17 nothing is left');
SELECT is((SELECT count(*) FROM cc_center.quality_facts WHERE center_id = 9731), 0::bigint, 'A16 nor counted');
-- what was held before evaluations were kept here stays, but for the days they speak of
INSERT INTO cc_center.qualification VALUES (9731, '102', 'quality_evaluation', '[2018-01-01,2018-12-31)');
SELECT is(pg_temp.as(9731, '801', $$evaluate_quality(%s, '102', 10, '[2018-12-01,)', '不合格', passed => false)$$), 'done', 'A17 failed from a day on');
SELECT is(pg_temp.held(9731, '102'), '[2018-01-01,2018-12-01)', 'A17 what was before stays');
SELECT is((SELECT string_agg(staff_no, ' ' ORDER BY staff_no) FROM cc_center.evaluations_due WHERE center_id = 9731), '101 121', 'A17 who holds one is not due');
SELECT pg_temp.at('2018-12-01 00:00+08');
SELECT is((SELECT string_agg(concat_ws(' ', staff_no, holds_until), ', ' ORDER BY staff_no) FROM cc_center.evaluations_due WHERE center_id = 9731), '101, 102 2018-11-30, 121', 'A17 whose has lapsed is');
SELECT is(pg_temp.act('a9731_102', 'SELECT count(*) FROM cc_center.evaluations_due'), '1', 'A7 everybody sees his own');
SELECT is(pg_temp.act('a9731_801', 'SELECT count(*) FROM cc_center.evaluations_due'), '3', 'A16 the unit that evaluates sees all');
SELECT is(pg_temp.act('a9731_801', 'SELECT count(*) > 3 FROM cc_center.quality_evaluation'), 'true', 'A16 and the evaluations');
SELECT is(pg_temp.act('a9731_801', 'SELECT count(*) FROM cc_center.attendance_result'), '0', 'A7 but not how people attend');
SELECT is(pg_temp.act('a9731_121', 'SELECT count(*) FROM cc_center.quality_evaluation'), '0', 'A7 and no other''s evaluations');
-- by the mark, exactly
SELECT is(pg_temp.as(9733, '801', format('evaluate_quality(%%s, %L, %s, %L, ''x'', %s)', v.who, v.score, '[2018-12-01,2019-01-01)', v.out_of)), 'done', 'A17 ' || v.score)
  FROM (VALUES (1, '101', 80, 100), (2, '102', 79.999, 100), (3, '121', 8, 10)) v (n, who, score, out_of) ORDER BY v.n;
SELECT is((SELECT string_agg(staff_no || ' ' || subject, ', ' ORDER BY staff_no) FROM cc_center.quality_facts WHERE center_id = 9733), '101 passed, 102 failed, 121 passed', 'A17 passed from the mark on');
SELECT is(pg_temp.stand('2018-12-02', 9733), 'rostered', 'A17 and rostered');
SELECT throws_ok($$UPDATE cc_center.quality_evaluation SET passed = true$$, 'UCB12', NULL, 'A16 no evaluation is changed');
SELECT throws_ok($$DELETE FROM cc_center.quality_evaluation$$, 'UC005', NULL, 'A16 nor removed');
-- a closed month stays as it is
SELECT pg_temp.at('2019-01-02 09:00+08');
DO $$ BEGIN PERFORM cc_center.close_day(9733, '2018-12-02'); END $$;
SELECT is(pg_temp.as(9733, '301', $$close_attendance(%s, '2018-12-01')$$), 'done', 'the month is closed');
SELECT is(pg_temp.as(9733, '801', format('correct_evaluation(%%s, %s, 1, ''x'')', (SELECT min(evaluation_id) FROM cc_center.quality_evaluation WHERE center_id = 9733))), 'UCA05', 'A16 none of it is corrected');
SELECT is(pg_temp.held(9733, '101'), '[2018-12-01,2019-01-01)', 'A17 and what it gave stays');
SELECT * FROM finish();
ROLLBACK;
