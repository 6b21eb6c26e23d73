-- The rates of a month with what they are shares of, targets, score, order and year (B3.1, B3.3, G1.2, I44, I45, I49, U11), against
-- counts made by hand.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SET LOCAL TimeZone = 'America/New_York';
\ir ../../lib/act.sql
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9541, 'RATE');
SELECT pg_temp.set_up(9542, 'RATEB', 'office');
-- Of 101: legs of 4, 5 and 15 minutes in his own hands, one of 16, one of 20 that he took out of another's, one without a limit; of 102: one
-- in the month's last microsecond, one in the first of the next; of nobody known: one of 40; a leg that was handed over is none.
CREATE TEMP TABLE work (n integer, who text, holder text, finished timestamptz, minutes numeric, has_limit boolean DEFAULT true, taken_from text, outcome text DEFAULT 'pre_filed');
INSERT INTO work (n, who, holder, finished, minutes) VALUES
  (1, '101', '101', '2018-10-10 10:04+08', 4), (2, '101', '101', '2018-10-10 11:00+08', 5), (3, '101', '101', '2018-10-10 12:00+08', 15), (4, '101', '101', '2018-10-10 13:00+08', 16),
  (7, '102', '102', '2018-10-31 23:59:59.999999+08', 3), (8, '102', '102', '2018-11-01 00:00+08', 17), (9, NULL, NULL, '2018-10-05 10:00+08', 40), (11, '201', '201', '2018-10-12 10:00+08', 6);
INSERT INTO work VALUES (5, '101', '101', '2018-10-11 10:00+08', 20, true, '102', 'pre_filed'), (6, '101', '101', '2018-10-11 11:00+08', 6, false, NULL, 'pre_filed'),
  (10, '102', '102', '2018-10-11 11:00+08', 60, true, NULL, 'handed_over');
SET LOCAL session_replication_role = replica;
INSERT INTO cc_center.leg (center_id, case_id, leg_no, version, received_at, clock_start, due_at, attention_at, finished_at, leg_kind, role, street, holder, finished_by, outcome, taken_from)
SELECT c, n, 1, 1, k.start, k.start, CASE WHEN has_limit THEN k.start + interval '15 minutes' END, k.start, finished, 'pre_filing', 'operator', '江东', holder, who, outcome, taken_from
  FROM work CROSS JOIN unnest('{9541,9542}'::bigint[]) c CROSS JOIN LATERAL (SELECT finished - minutes * interval '1 minute' AS start) k;
SET LOCAL session_replication_role = origin;
CREATE FUNCTION pg_temp.by_301(call text, center bigint DEFAULT 9541) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.act(format('a%s_301', center), 'SELECT ''done'' FROM (SELECT cc_center.' || format(call, center) || ') k')
$$;
SELECT pg_temp.at('2018-10-20 10:00+08');
SELECT is(pg_temp.by_301(v.call, v.center), 'done', 'I49 ' || v.call)
  FROM (VALUES (9541, $$review_leg(%s, 1, 1, 'right', '抽查')$$), (9541, $$review_leg(%s, 2, 1, 'wrong', '抽查')$$), (9541, $$review_leg(%s, 3, 1, 'right', '抽查')$$),
               (9541, $$record_exam(%s, '101', '业务', 40, 50, '月考')$$), (9541, $$record_exam(%s, '101', '业务二', 40, 100, '月考')$$), (9541, $$record_exam(%s, '201', '业务', 90, 100, '月考')$$),
               (9541, $$give_task(%s, '121', '卷宗', '2018-10-25 10:00+08', '布置')$$), (9542, $$evaluate_quality(%s, '101', 90, '[2018-11-01,2019-02-01)', '评估', passed => true)$$)) v (center, call);
SELECT pg_temp.at('2018-11-20 10:00+08');
CREATE FUNCTION pg_temp.rates(center bigint, who text, m text DEFAULT '2018-10-01') RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' | ', concat_ws('/', legs_in_time, legs_with_limit) || ' ' || coalesce(timeliness_rate::text, 'NULL'),
                   concat_ws('/', approvals_right, approvals_reviewed) || ' ' || coalesce(accuracy_rate::text, 'NULL'),
                   concat_ws('/', retention, legs_finished) || ' ' || coalesce(mean_handling::text, 'NULL'),
                   concat_ws('/', exam_points, exam_points_possible) || ' ' || coalesce(exam_score::text, 'NULL'),
                   concat_ws('/', tasks_in_time, tasks_due) || ' ' || coalesce(task_rate::text, 'NULL'),
                   concat_ws('/', quality_points, quality_points_possible) || ' ' || coalesce(quality_score::text, 'NULL'))
    FROM cc_center.rates_month WHERE center_id = center AND month = m::date AND staff_no IS NOT DISTINCT FROM who
$$;
SELECT is(pg_temp.rates(9541, v.who, v.m), v.expected, v.title)
  FROM (VALUES (1, '101', '2018-10-01', '3/4 0.7500 | 2/3 0.6667 | 01:06:00/6 00:11:00 | 80/150 0.5333 |  NULL |  NULL', 'I49 U11 each rate with what it is a share of; what lay in another''s hands is no evidence of his timeliness (U18)'),
               (2, '102', '2018-10-01', '1/1 1.0000 |  NULL | 00:03:00/1 00:03:00 |  NULL |  NULL |  NULL', 'I49 U11 to the month''s last microsecond, in the center''s zone'),
               (3, '102', '2018-11-01', '0/1 0.0000 |  NULL | 00:17:00/1 00:17:00 |  NULL |  NULL |  NULL', 'I49 U11 and from the next month''s first'),
               (4, '121', '2018-10-01', ' NULL |  NULL |  NULL |  NULL | 0/1 0.0000 |  NULL', 'I49 U11 no legs: no mean'),
               (5, NULL, '2018-10-01', '5/8 0.6250 | 2/3 0.6667 | 01:55:00/9 00:12:46.666 | 170/250 0.6800 | 0/1 0.0000 |  NULL', 'I49 U11 the center, with the leg of whom nobody knows')) v (n, who, m, expected, title) ORDER BY v.n;
SELECT is((SELECT concat_ws(' ', reached, missed, no_target, no_facts, coalesce(score::text, 'no score')) FROM cc_center.rates_month WHERE center_id = 9541 AND staff_no = '101' AND month = '2018-10-01'),
          '{} {mean_handling} {accuracy_rate,exam_score,timeliness_rate} {task_rate} no score', 'I49 U16 held to the targets there are; the text weighs nothing');
SELECT is((SELECT concat_ws(' ', reached, missed, no_target, no_facts) FROM cc_center.rates_month WHERE center_id = 9541 AND staff_no = '102' AND month = '2018-10-01'),
          '{mean_handling} {} {timeliness_rate} {accuracy_rate,exam_score,task_rate}', 'I24 U11 five minutes on average are kept');
SELECT is((SELECT concat_ws(' ', state, trim_scale(target), clause) FROM cc_center.appraisal_rates WHERE center_id = 9541 AND staff_no = '102' AND month = '2018-10-01' AND item = 'mean_handling'), 'reached 5 I24', 'I24 by the setting of the rules');
-- B: problem solving, quality, efficiency; the answer rate is named, and nobody makes one up
SELECT is((SELECT string_agg(concat_ws(' ', item, state, clause), ', ' ORDER BY item) FROM cc_center.appraisal_rates WHERE center_id = 9542 AND staff_no = '101' AND month = '2018-10-01'),
          'accuracy_rate no_facts B3.1, answer_rate no_facts B3.1, mean_handling no_target B3.1, quality_score no_target B3.1, timeliness_rate no_target', 'B3.1 the rates that B names, and those that are counted besides');
-- who sees what
SELECT is(pg_temp.act('a9541_101', $$SELECT string_agg(DISTINCT coalesce(staff_no, 'center'), ' ') FROM cc_center.rates_month$$), '101', 'I44 everybody sees his own');
SELECT is(pg_temp.act('a9541_101', $$SELECT timeliness_rate FROM cc_center.rates_month WHERE month = '2018-10-01'$$), '0.7500', 'I44 whole');
SELECT is(pg_temp.act('a9541_201', $$SELECT string_agg(DISTINCT coalesce(staff_no, 'center'), ' ' ORDER BY coalesce(staff_no, 'center')) FROM cc_center.rates_month$$), '101 102 121 201 center', 'I44 leaders all of their center');
SELECT is(pg_temp.act('a9541_201', $$SELECT accuracy_rate FROM cc_center.rates_month WHERE month = '2018-10-01' AND staff_no IS NULL$$), '0.6667', 'I44 and the center''s');
SELECT is(pg_temp.act('a9541_501', $$SELECT count(*) FROM cc_center.rates_month$$), '0', 'I44 an inspector has none');
-- appraised: what is counted against somebody is what his rate lacks; who has no facts has a row
SELECT lives_ok(format($$SELECT cc_center.write_payroll(9541, %L, '301')$$, m), 'I44 appraised') FROM unnest('{2018-10-01,2018-11-01}'::date[]) m;
SELECT is_empty($$SELECT r.staff_no, r.month FROM cc_center.rates_month r LEFT JOIN cc_center.payroll_quantity q ON (q.center_id, q.month, q.staff_no, q.subject) = (r.center_id, r.month, r.staff_no, 'overdue')
                   WHERE r.center_id = 9541 AND r.staff_no IS NOT NULL AND coalesce(r.legs_with_limit - r.legs_in_time, 0) <> coalesce(q.quantity, 0)$$, 'I49 late legs of the rate are those that are charged');
SELECT is(pg_temp.rates(9541, '221'), ' NULL |  NULL |  NULL |  NULL |  NULL |  NULL', 'I44 who was appraised has a row');
-- the order: without weights by what was kept of the bonus
CREATE FUNCTION pg_temp.ranking(m text DEFAULT '2018-10-01') RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(concat_ws(' ', staff_no, coalesce(rank::text, '-'), measure, tied_with), '; ' ORDER BY rank, staff_no) FROM cc_center.appraisal_ranking WHERE center_id = 9541 AND month = m::date AND role = 'operator'
$$;
SELECT is(pg_temp.ranking(), '101 1 400.00 {102,121}; 102 1 400.00 {101,121}; 121 1 400.00 {101,102}', 'B3.3 G1.2 who kept the same has the same place, and ties are named');
SET LOCAL session_replication_role = replica;
UPDATE cc_center.payroll SET attendance_deduction = 50 WHERE center_id = 9541 AND staff_no = '101';
UPDATE cc_center.payroll SET attendance_deduction = 20 WHERE center_id = 9541 AND month = '2018-10-01' AND staff_no = '102';
INSERT INTO cc_center.adjustment (center_id, month, of_month, staff_no, ordinal, subject, amount, reason, by_staff, at) VALUES (9541, '2018-11-01', '2018-10-01', '101', 1, 'sick_leave', 40, 'x', '301', now());
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.ranking(), '121 1 400.00 {}; 101 2 390.00 {}; 102 3 380.00 {}', 'B3.3 what was given back of the month counts for it');
SELECT is(pg_temp.ranking('2018-11-01'), '102 1 400.00 {121}; 121 1 400.00 {102}; 101 3 350.00 {}', 'G1.2 and not for the month in which it is given');
-- with weights: by the score of the rates that were measured
SET LOCAL session_replication_role = replica;
UPDATE cc_center.appraisal_item SET weight = 60, scored_by = 'value' WHERE center_id = 9541 AND item = 'timeliness_rate';
UPDATE cc_center.appraisal_item SET weight = 40, scored_by = 'target', target = 0.5 WHERE center_id = 9541 AND item = 'accuracy_rate';
UPDATE cc_center.appraisal_item SET weight = 20, scored_by = 'target' WHERE center_id = 9541 AND item = 'mean_handling';
SET LOCAL session_replication_role = origin;
SELECT is((SELECT string_agg(concat_ws(' ', staff_no, score, weight_measured, weight), '; ' ORDER BY staff_no) FROM cc_center.rates_month WHERE center_id = 9541 AND month = '2018-10-01' AND role = 'operator'),
          '101 70.83 120 120; 102 100.00 80 120; 121 120', 'B3.1 the score: (60 x 0.75 + 40 + 0) of 120, (60 + 20) of the 80 that were measured, nothing of nothing');
SELECT is(pg_temp.ranking(), '102 1 100.00 {}; 101 2 70.83 {}; 121 - {}', 'B3.3 the order by score; of whom nothing was measured has no place');
SELECT is(pg_temp.act('a9541_101', 'SELECT count(*) FROM cc_center.appraisal_ranking'), '42501', 'B3.3 for those who decide');
-- a leader's year
SELECT is((SELECT concat_ws(' ', months, closed_months, bonus, concat_ws('/', legs_in_time, legs_with_limit), timeliness_rate, mean_handling, concat_ws('/', exam_points, exam_points_possible), exam_score, mean_score, months_scored)
             FROM cc_center.appraisal_year WHERE center_id = 9541 AND staff_no = '201' AND year = 2018), '2 0 0.00 1/1 1.0000 00:06:00 90/100 0.9000 75.00 1', 'I45 a leader''s year: no bonus, the months'' results');
SELECT is((SELECT concat_ws(' ', months, concat_ws('/', legs_in_time, legs_with_limit), timeliness_rate, mean_handling) FROM cc_center.appraisal_year WHERE center_id = 9541 AND staff_no = '102' AND year = 2018),
          '2 1/2 0.5000 00:10:00', 'I45 a year''s rates are of its sums');
-- rules that would say nothing
SELECT is(pg_temp.act('a9541_201', $$SELECT cc_center.draft_rules(9541, '草案')$$), '2', 'I43 a draft');
SELECT throws_ok(format($$INSERT INTO cc_center.appraisal_item (center_id, version, role, item, better, target, weight, scored_by, clause) VALUES (9541, 2, 'inspector', %s, 'I49')$$, v), '23514', NULL, 'I49 no such item: ' || v)
  FROM unnest(ARRAY[$$'smile', 'more', NULL, NULL, NULL$$, $$'task_rate', 'more', 1.01, NULL, NULL$$, $$'task_rate', 'more', NULL, 1, NULL$$, $$'task_rate', 'more', NULL, 1, 'target'$$, $$'task_rate', 'less', NULL, 1, 'value'$$,
                    $$'mean_handling', 'less', NULL, 1, 'value'$$, $$'task_rate', 'more', -1, NULL, NULL$$, $$'task_rate', 'more', NULL, 0, 'value'$$]) v;
SELECT throws_ok(format($$INSERT INTO cc_center.dismissal_rule (center_id, version, finding, ordinal, subjects, unit, within, more_than, from_quantity, clause) VALUES (9541, 2, 'x', 1, %s, 'I48')$$, v), '23514', NULL, 'I48 no such rule: ' || v)
  FROM unnest(ARRAY[$$'{sleep}', 'day', 'year', 1, NULL$$, $$'{sick_leave}', 'minute', 'year', 1, NULL$$, $$'{sick_leave}', 'day', 'week', 1, NULL$$, $$'{sick_leave}', 'day', 'year', 1, 1$$, $$'{sick_leave}', 'day', 'year', NULL, NULL$$,
                    $$'{}', 'day', 'year', 1, NULL$$, $$'{sick_leave,NULL}', 'day', 'year', 1, NULL$$, $$'{sick_leave}', 'day', 'year', NULL, 0$$]) v;
SELECT * FROM finish();
ROLLBACK;
