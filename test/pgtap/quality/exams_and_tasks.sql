-- Exams and set tasks: scores and pass marks; done in time by the clock, to the microsecond (I49).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SET LOCAL TimeZone = 'Asia/Shanghai';
\ir ../../lib/act.sql
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9711, 'EXAM');
SELECT pg_temp.set_up(9712, 'HOSP', 'hospital');
-- a pass mark, where the rules set one
SET LOCAL session_replication_role = replica;
UPDATE cc_center.quality_rule SET pass_mark = 60 WHERE center_id = 9712 AND subject = 'exam';
SET LOCAL session_replication_role = origin;
CREATE FUNCTION pg_temp.as(who text, call text, center bigint DEFAULT 9711) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.act(format('a%s_%s', center, who), format('SELECT coalesce(nullif(k::text, ''''), ''NULL'') FROM (SELECT cc_center.' || call || ') k (k)', center))
$$;
CREATE FUNCTION pg_temp.done(answer text) RETURNS text LANGUAGE sql AS $$ SELECT CASE WHEN answer ~ '^\d{1,4}$' THEN 'done' ELSE answer END $$;
SELECT pg_temp.at('2018-10-20 10:00+08');
SELECT is(pg_temp.done(pg_temp.as(v.who, v.call)), v.expected, v.title)
  FROM (VALUES (1, '301', $$record_exam(%s, '101', '业务知识', 85, 100, '月考')$$, 'done', 'I49 a supervisor records an exam'),
               (2, '201', $$record_exam(%s, '101', '业务知识', 85, 100, '月考')$$, 'UC103', 'I49 a leader does not, by these rules'),
               (3, '301', $$record_exam(%s, '301', '业务知识', 85, 100, '月考')$$, 'UC411', 'I49 nobody his own'),
               (4, '301', $$record_exam(%s, '102', '业务知识', 100.5, 100, '月考')$$, 'UCB07', 'I49 no more points than there are'),
               (5, '301', $$record_exam(%s, '102', '业务知识', -1, 100, '月考')$$, 'UCB07', 'I49 nor fewer than none'),
               (6, '301', $$record_exam(%s, '102', '业务知识', 'NaN', 'NaN', '月考')$$, 'UCB07', 'I49 a number'),
               (7, '301', $$record_exam(%s, '102', '业务知识', 1, 'Infinity', '月考')$$, 'UCB07', 'I49 of a number'),
               (8, '301', $$record_exam(%s, '102', '业务知识', NULL, 100, '月考')$$, 'UCB07', 'I49 and not none'),
               (9, '301', $$record_exam(%s, '102', '业务知识', 0, 0, '月考')$$, 'UCB07', 'I49 of some points'),
               (10, '301', $$record_exam(%s, '102', E'\u3000', 50, 100, '月考')$$, 'UCB13', 'I49 with a name'),
               (11, '301', $$record_exam(%s, '102', repeat('x', 201), 50, 100, '月考')$$, 'UCB13', 'I49 not a novel'),
               (12, '301', $$record_exam(%s, '102', '业务知识', 50, 100, ' ')$$, 'UC501', 'I49 with a reason'),
               (13, '301', $$record_exam(%s, '777', '业务知识', 50, 100, '月考')$$, 'UC105', 'I49 of somebody'),
               (14, '301', $$record_exam(%s, NULL, '业务知识', 50, 100, '月考')$$, 'UC105', 'I49 who has a number'),
               (15, '301', $$record_exam(%s, '102', '业务知识', 50, 100, '月考', '2018-10-20 10:00:00.000001+08')$$, 'UCA04', 'I49 not before it was taken'),
               (16, '301', $$record_exam(%s, '102', '业务知识', 50, 100, '月考', NULL)$$, 'UCA04', 'I49 at an instant'),
               (17, '301', $$record_exam(%s, '102', '业务知识', 50, 100, '月考', '-infinity')$$, 'UCA04', 'I49 that was one'),
               (18, '301', $$record_exam(%s, '102', '业务知识', 0, 100, '缺考', '2018-10-19 10:00+08')$$, 'done', 'I49 no points are a score'),
               (19, '301', $$correct_exam(%s, 0, 50, 'x')$$, 'UCB05', 'I49 unknown')) v (n, who, call, expected, title) ORDER BY v.n;
SELECT is((SELECT string_agg(concat_ws(' ', staff_no, subject, points, out_of, clause), ', ' ORDER BY fact) FROM cc_center.quality_facts WHERE center_id = 9711),
          '101 no_pass_mark 85 100 I49, 102 no_pass_mark 0 100 I49', 'I49 where the text sets no pass mark, nobody passes or fails');
-- the pass mark, exactly
SELECT is(pg_temp.done(pg_temp.as('301', v.call, 9712)), 'done', v.call)
  FROM (VALUES (1, $$record_exam(%s, '101', 'x', 30, 50, 'x')$$), (2, $$record_exam(%s, '102', 'x', 29.99, 50, 'x')$$), (3, $$record_exam(%s, '121', 'x', 33.33, 55.55, 'x')$$)) v (n, call) ORDER BY v.n;
SELECT is((SELECT string_agg(staff_no || ' ' || subject, ', ' ORDER BY staff_no) FROM cc_center.quality_facts WHERE center_id = 9712), '101 passed, 102 failed, 121 passed', 'I49 passed from the mark on, exactly');
CREATE FUNCTION pg_temp.exam(nth integer) RETURNS text LANGUAGE sql AS $$ SELECT e.exam_id::text FROM cc_center.exam_result e WHERE center_id = 9712 ORDER BY e.exam_id OFFSET nth LIMIT 1 $$;
SELECT is(pg_temp.done(pg_temp.as('301', format('correct_exam(%%s, %s, 30, ''漏算'')', pg_temp.exam(1)), 9712)), 'done', 'I49 corrected');
SELECT is(pg_temp.done(pg_temp.as('301', format('correct_exam(%%s, %s, 31, ''漏算'')', pg_temp.exam(1)), 9712)), 'UCB06', 'I49 once');
SELECT is(pg_temp.done(pg_temp.as('301', format('correct_exam(%%s, %s, 51, ''漏算'')', pg_temp.exam(3)), 9712)), 'UCB07', 'I49 to a score there is');
SELECT is(pg_temp.done(pg_temp.as('301', format('correct_exam(%%s, %s, NULL, ''作废'')', pg_temp.exam(0)), 9712)), 'done', 'I49 taken back');
SELECT is((SELECT string_agg(staff_no || ' ' || subject, ', ' ORDER BY staff_no) FROM cc_center.quality_facts WHERE center_id = 9712), '102 passed, 121 passed', 'I49 the last word holds');
SELECT is(pg_temp.as('301', $$give_task(%s, '101', 'x', '2018-10-21 10:00+08', 'x')$$, 9712), 'UCB01', 'I49 where the rules set no tasks, nobody does');

-- set tasks
SELECT is(pg_temp.done(pg_temp.as(v.who, v.call)), v.expected, v.title)
  FROM (VALUES (1, '201', $$give_task(%s, '101', '整理知识库', '2018-10-25 18:00+08', '月度安排')$$, 'done', 'I49 a leader sets a task'),
               (2, '101', $$give_task(%s, '102', '整理知识库', '2018-10-25 18:00+08', 'x')$$, 'UC103', 'I49 an operator does not'),
               (3, '201', $$give_task(%s, '201', '整理知识库', '2018-10-25 18:00+08', 'x')$$, 'UC411', 'I49 nobody himself'),
               (4, '201', $$give_task(%s, '101', '整理知识库', '2018-10-20 10:00+08', 'x')$$, 'UCB09', 'I49 due after it is given'),
               (5, '201', $$give_task(%s, '101', '整理知识库', 'infinity', 'x')$$, 'UCB09', 'I49 at some time'),
               (6, '201', $$give_task(%s, '101', '整理知识库', NULL, 'x')$$, 'UCB09', 'I49 that is said'),
               (7, '201', $$give_task(%s, '101', '', '2018-10-25 18:00+08', 'x')$$, 'UCB13', 'I49 with what is to be done'),
               (8, '201', $$give_task(%s, '101', 'x', '2018-10-25 18:00+08', '')$$, 'UC501', 'I49 with a reason'),
               (9, '201', $$give_task(%s, '777', 'x', '2018-10-25 18:00+08', 'x')$$, 'UC105', 'I49 to somebody'),
               (10, '201', $$give_task(%s, '101', 'x', '4018-10-25 18:00+08', 'x')$$, 'UC412', 'I49 in this life'),
               (11, '201', $$give_task(%s, '102', '二', '2018-10-25 18:00+08', 'x')$$, 'done', 'I49 a second'),
               (12, '201', $$give_task(%s, '121', '三', '2018-10-25 18:00+08', 'x')$$, 'done', 'I49 a third'),
               (13, '201', $$give_task(%s, '121', '四', '2018-10-25 18:00+08', 'x')$$, 'done', 'I49 a fourth'),
               (14, '201', $$give_task(%s, '121', '五', '2018-11-05 18:00+08', 'x')$$, 'done', 'I49 a fifth, for the next month')) v (n, who, call, expected, title) ORDER BY v.n;
CREATE FUNCTION pg_temp.task(nth integer) RETURNS text LANGUAGE sql AS $$ SELECT coalesce((SELECT t.task_id::text FROM cc_center.set_task t WHERE center_id = 9711 ORDER BY t.task_id OFFSET nth - 1 LIMIT 1), '0') $$;
CREATE FUNCTION pg_temp.tasks() RETURNS text LANGUAGE sql AS $$ SELECT string_agg(status, ' ' ORDER BY task_id) FROM cc_center.task_status WHERE center_id = 9711 $$;
CREATE FUNCTION pg_temp.task_facts() RETURNS text LANGUAGE sql AS $$ SELECT string_agg(concat_ws(' ', staff_no, subject, by_staff, reason), ', ' ORDER BY fact) FROM cc_center.quality_facts WHERE center_id = 9711 AND kind = 'task' $$;
SELECT is(pg_temp.tasks(), 'open open open open open', 'I49 five are open');
SELECT is(pg_temp.task_facts(), NULL, 'I49 which is no fact yet');
SELECT pg_temp.at('2018-10-25 18:00+08');
SELECT is(pg_temp.as('101', format('finish_task(%%s, %s, ''已完成'')', pg_temp.task(2))), 'UCB10', 'I49 another''s task');
SELECT is(pg_temp.as('101', format('finish_task(%%s, %s, '''')', pg_temp.task(1))), 'UC501', 'I49 finished, and how');
SELECT is(pg_temp.as('101', 'finish_task(%s, 0, ''x'')'), 'UCB05', 'I49 unknown');
SELECT is(pg_temp.as('101', format('finish_task(%%s, %s, ''已完成'')', pg_temp.task(1))), 'true', 'I49 in time at the very instant');
SELECT is(pg_temp.as('101', format('finish_task(%%s, %s, ''已完成'')', pg_temp.task(1))), 'UCB11', 'I49 once');
SELECT pg_temp.at('2018-10-25 18:00:00.000001+08');
SELECT is(pg_temp.tasks(), 'in_time overdue overdue overdue open', 'I49 what is not done is overdue');
SELECT is(pg_temp.task_facts(), '101 in_time 101 已完成, 102 missed 201 x, 121 missed 201 x, 121 missed 201 x', 'I49 and missed');
SELECT is(pg_temp.as('201', format('finish_task(%%s, %s, ''代报'')', pg_temp.task(2))), 'false', 'I49 a microsecond late is late');
SELECT is(pg_temp.as('101', format('correct_task(%%s, %s, true, ''x'')', pg_temp.task(2))), 'UC103', 'I49 an operator corrects nothing');
SELECT is(pg_temp.done(pg_temp.as('301', format('correct_task(%%s, %s, true, ''系统故障'')', pg_temp.task(2)))), 'done', 'I49 a supervisor says it was in time');
SELECT is(pg_temp.done(pg_temp.as('301', format('correct_task(%%s, %s, NULL, ''取消'')', pg_temp.task(3)))), 'done', 'I49 takes one back');
SELECT is(pg_temp.done(pg_temp.as('301', format('correct_task(%%s, %s, false, '''')', pg_temp.task(1)))), 'UC501', 'I49 with a reason');
SELECT is(pg_temp.done(pg_temp.as('301', format('correct_task(%%s, %s, false, ''质量不合格'')', pg_temp.task(1)))), 'done', 'I49 or that it was not');
SELECT is(pg_temp.as('121', format('finish_task(%%s, %s, ''x'')', pg_temp.task(3))), 'UCB11', 'I49 what is taken back is not finished');
SELECT is(pg_temp.tasks(), 'late in_time taken_back overdue open', 'I49 the last word holds');
SELECT is(pg_temp.task_facts(), '101 missed 301 质量不合格, 102 in_time 301 系统故障, 121 missed 201 x', 'I49 of each one fact');
SELECT is(pg_temp.act('a9711_121', 'SELECT count(*) FROM cc_center.task_status'), '3', 'A7 everybody sees his own');
SELECT is(pg_temp.act('a9711_201', 'SELECT count(*) FROM cc_center.task_status'), '5', 'A7 leaders all');
SELECT is(pg_temp.act('a9711_121', 'SELECT count(*) FROM cc_center.exam_result'), '0', 'A7 nobody another''s exams');
SELECT throws_ok(format('UPDATE cc_center.%I SET reason = ''x''', t), 'UCB12', NULL, 'I49 nothing is changed in ' || t) FROM unnest('{exam_result,set_task,task_outcome}'::text[]) t;
SELECT throws_ok(format('DELETE FROM cc_center.%I', t), 'UC005', NULL, 'I49 nor removed from ' || t) FROM unnest('{exam_result,set_task,task_outcome}'::text[]) t;

-- a closed month stays as it is
DO $$ BEGIN
  PERFORM pg_temp.at('2018-11-02 09:00+08');
  PERFORM cc_center.close_day(9711, '2018-10-08'), cc_center.close_day(9711, '2018-10-09');
END $$;
SELECT is(pg_temp.as('301', $$close_attendance(%s, '2018-10-01')$$), '10', 'the month is closed');
CREATE TEMP TABLE before AS SELECT * FROM cc_center.quality_facts WHERE center_id = 9711;
SELECT is(pg_temp.done(pg_temp.as('301', v.call)), 'UCA05', v.title)
  FROM (VALUES (1, $$record_exam(%s, '101', 'x', 1, 100, 'x', '2018-10-31 23:59:59.999999+08')$$, 'I49 no exam is added'),
               (2, format('correct_exam(%%s, %s, 1, ''x'')', (SELECT min(exam_id) FROM cc_center.exam_result WHERE center_id = 9711)), 'I49 none corrected'),
               (3, format('correct_task(%%s, %s, true, ''x'')', pg_temp.task(1)), 'I49 no task corrected'),
               (4, format('correct_task(%%s, %s, NULL, ''x'')', pg_temp.task(4)), 'I49 nor taken back'),
               (5, format('correct_task(%%s, %s, true, ''x'')', pg_temp.task(4)), 'I49 nor said to have been done')) v (n, call, title) ORDER BY v.n;
SELECT is(pg_temp.as('121', format('finish_task(%%s, %s, ''补做'')', pg_temp.task(4))), 'false', 'I49 a missed task may be finished later');
SELECT set_eq('SELECT * FROM cc_center.quality_facts WHERE center_id = 9711', 'SELECT * FROM before', 'I49 which changes no fact of the closed month');
SELECT is(pg_temp.done(pg_temp.as('301', $$record_exam(%s, '101', 'x', 1, 100, 'x', '2018-11-01 00:00+08')$$)), 'done', 'I49 the next month is open from its first instant');
SELECT * FROM finish();
ROLLBACK;
