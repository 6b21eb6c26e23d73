-- The ladder of discipline, offences and their grades, what bars promotion and rewards, persons and groups, and that all of it
-- stays on file (A20, A21, A22, B4.1-B4.3, D5, H3).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SET LOCAL TimeZone = 'Asia/Shanghai';
\ir ../../lib/act.sql
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9741, 'DISCB', 'office'), pg_temp.set_up(9742, 'DISCA', 'round_the_clock'), pg_temp.set_up(9743, 'DISCI');
CREATE FUNCTION pg_temp.as(center bigint, who text, call text) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.act(format('a%s_%s', center, who), 'SELECT ''done'' FROM (SELECT cc_center.' || format(call, center) || ') k')
$$;
CREATE FUNCTION pg_temp.last(center bigint, who text) RETURNS bigint LANGUAGE sql AS $$
  SELECT max(discipline_id) FROM cc_center.discipline d WHERE d.center_id = center AND d.staff_no = who
$$;
SELECT pg_temp.at('2018-10-20 10:00+08');
-- the ladder as the text has it
SELECT is((SELECT string_agg(name, ' ' ORDER BY ordinal) FROM cc_center.discipline_step WHERE center_id = 9741), '口头警告 书面警告 罚款 停职 解雇', 'B4.1 the ladder');
SELECT is((SELECT count(*) FROM cc_center.discipline_step WHERE center_id = 9741 AND bars AND barred_for IS NULL), 5::bigint, 'B4.3 each bars, and the text does not say for how long');
SELECT is(pg_temp.as(v.center, v.who, v.call), v.expected, v.title)
  FROM (VALUES
    (1, 9741, '301', $$discipline(%s, '101', 'oral_warning', 'B2.5', '上班吸烟', '[2018-10-20,2018-11-20)')$$, 'done', 'B4.1 a supervisor gives an oral warning'),
    (2, 9741, '201', $$discipline(%s, '102', 'oral_warning', 'B2.5', 'x', '[2018-10-20,2018-11-20)')$$, 'UC103', 'B4.1 a leader does not'),
    (3, 9741, '301', $$discipline(%s, '102', 'suspension', 'B2.5', 'x', '[2018-10-20,2018-11-20)')$$, 'UC103', 'B4.1 nor a supervisor suspend'),
    (4, 9741, '401', $$discipline(%s, '102', 'suspension', 'B2.5', '屡教不改', '[2018-10-20,2018-10-27)')$$, 'done', 'B4.1 the director does, over the steps below'),
    (5, 9741, 'app', $$discipline(%s, '102', 'oral_warning', 'B2.5', 'x', '[2018-10-20,2018-11-20)')$$, '42501', 'B4.1 no app'),
    (6, 9742, '301', $$discipline(9741, '102', 'oral_warning', 'B2.5', 'x', '[2018-10-20,2018-11-20)')$$, 'UC102', 'B4.1 nor somebody of another center'),
    (7, 9741, '301', $$discipline(%s, '301', 'oral_warning', 'B2.5', 'x', '[2018-10-20,2018-11-20)')$$, 'UC411', 'B4.1 nobody himself'),
    (8, 9741, '301', $$discipline(%s, '777', 'oral_warning', 'B2.5', 'x', '[2018-10-20,2018-11-20)')$$, 'UC105', 'B4.1 somebody there is'),
    (9, 9741, '301', $$discipline(%s, NULL, 'oral_warning', 'B2.5', 'x', '[2018-10-20,2018-11-20)')$$, 'UC105', 'B4.1 and not nobody'),
    (10, 9741, '301', $$discipline(%s, '102', 'flogging', 'B2.5', 'x', '[2018-10-20,2018-11-20)')$$, 'UCD16', 'B4.1 a step there is'),
    (11, 9741, '301', $$discipline(%s, '102', NULL, 'B2.5', 'x', '[2018-10-20,2018-11-20)')$$, 'UCD16', 'B4.1 and not none'),
    (12, 9741, '301', $$discipline(%s, '102', 'oral_warning', 'Z9', 'x', '[2018-10-20,2018-11-20)')$$, 'UC209', 'A20 for a clause there is'),
    (13, 9741, '301', $$discipline(%s, '102', 'oral_warning', NULL, 'x', '[2018-10-20,2018-11-20)')$$, 'UC209', 'A20 and not for none'),
    (14, 9741, '301', $$discipline(%s, '102', 'oral_warning', 'B2.5', E'\u200b', '[2018-10-20,2018-11-20)')$$, 'UC501', 'A20 with a reason'),
    (15, 9741, '301', $$discipline(%s, '102', 'oral_warning', 'B2.5', 'x')$$, 'UCD18', 'B4.3 how long it bars must be said'),
    (16, 9741, '301', $$discipline(%s, '102', 'oral_warning', 'B2.5', 'x', 'empty')$$, 'UCD19', 'B4.3 not never'),
    (17, 9741, '301', $$discipline(%s, '102', 'oral_warning', 'B2.5', 'x', '[2018-10-19,2018-11-20)')$$, 'UCD19', 'B4.3 not from yesterday on'),
    (18, 9741, '301', $$discipline(%s, '102', 'oral_warning', 'B2.5', 'x', '(,2018-11-20)')$$, 'UCD19', 'B4.3 nor from ever'),
    (19, 9741, '301', $$discipline(%s, '102', 'oral_warning', 'B2.5', 'x', '[2019-10-21,)')$$, 'UCD19', 'B4.3 nor in a distant future'),
    (20, 9741, '301', $$discipline(%s, '102', 'oral_warning', 'B2.5', 'x', '[infinity,)')$$, 'UCD19', 'B4.3 nor at its end'),
    (21, 9741, '301', $$discipline(%s, '102', 'fine', 'B2.5', 'x', '[2018-10-20,2018-11-20)')$$, 'UCD21', 'B4.1 a fine has an amount'),
    (22, 9741, '301', $$discipline(%s, '102', 'fine', 'B2.5', 'x', '[2018-10-20,2018-11-20)', -5)$$, 'UCD21', 'B4.1 above 0'),
    (23, 9741, '301', $$discipline(%s, '102', 'fine', 'B2.5', 'x', '[2018-10-20,2018-11-20)', 0.004)$$, 'UCD21', 'B4.1 in fen'),
    (24, 9741, '301', $$discipline(%s, '102', 'fine', 'B2.5', 'x', '[2018-10-20,2018-11-20)', 'NaN')$$, 'UCD21', 'B4.1 a number'),
    (25, 9741, '301', $$discipline(%s, '102', 'fine', 'B2.5', 'x', '[2018-10-20,2018-11-20)', 1e11)$$, 'UCD21', 'B4.1 that can be paid'),
    (26, 9741, '301', $$discipline(%s, '102', 'oral_warning', 'B2.5', 'x', '[2018-10-20,2018-11-20)', 5)$$, 'UCD21', 'B4.1 and a warning has none'),
    (27, 9741, '401', $$discipline(%s, '121', 'oral_warning', 'B4.2', 'x', '[2018-10-20,)', offence => 'theft')$$, 'UCD20', 'B4.2 theft is no matter of a warning'),
    (28, 9741, '401', $$discipline(%s, '121', 'dismissal', 'B4.2', 'x', '[2018-10-20,)')$$, 'UCD17', 'B4.2 which offence must be said'),
    (29, 9741, '401', $$discipline(%s, '121', 'dismissal', 'B4.2', 'x', '[2018-10-20,)', offence => 'leak')$$, 'UCD16', 'B4.2 one of the clause'),
    (30, 9741, '301', $$discipline(%s, '121', 'dismissal', 'B4.2', 'x', '[2018-10-20,)', offence => 'theft')$$, 'UC103', 'B4.2 the director decides'),
    (31, 9741, '401', $$discipline(%s, '121', 'dismissal', 'B4.2', '偷窃电脑', '[2018-10-20,)', offence => 'theft')$$, 'done', 'B4.2 dismissal at once'),
    (32, 9742, '301', $$discipline(%s, '101', 'penalty', 'D5', 'x')$$, 'UCD17', 'D5 of which grade a leak is must be said'),
    (33, 9742, '301', $$discipline(%s, '101', 'penalty', 'D5', '误发客户信息', offence => 'leak_by_mistake')$$, 'done', 'D5 a leak by mistake'),
    (34, 9742, '301', $$discipline(%s, '102', 'penalty', 'D5', '出卖客户信息', offence => 'grave_leak')$$, 'done', 'D5 a grave one'),
    (35, 9742, '301', $$discipline(%s, '121', 'penalty', 'A22', 'x')$$, 'UCD17', 'A22 which rule of the company must be said'),
    (36, 9742, '301', $$discipline(%s, '121', 'penalty', 'A22', 'x', company_rule => ' ')$$, 'UCD17', 'A22 in words'),
    (37, 9742, '301', $$discipline(%s, '121', 'penalty', 'A22', '公车私用', company_rule => '《公务用车管理办法》第五条')$$, 'done', 'A22 the rule is named')
  ) v (n, center, who, call, expected, title) ORDER BY v.n;
SELECT is((SELECT string_agg(concat_ws(' ', staff_no, step, clause, effect, running, bars, to_law, passed_over, by_staff), E'\n' ORDER BY discipline_id) FROM cc_center.discipline_record WHERE center_id = 9741),
  E'101 oral_warning B2.5 [2018-10-20,2018-11-20) t t f {} 301\n102 suspension B2.5 [2018-10-20,2018-10-27) t t f {oral_warning,written_warning,fine} 401\n121 dismissal B4.2 [2018-10-20,) t t t {oral_warning,written_warning,fine,suspension} 401',
  'B4.1 on record, with the steps passed over');
SELECT is((SELECT string_agg(concat_ws(' ', offence, company_rule, to_law, bars), ', ' ORDER BY discipline_id) FROM cc_center.discipline_record WHERE center_id = 9742),
  'leak_by_mistake f f, grave_leak t f, company_rule 《公务用车管理办法》第五条 f f', 'D5 the grave leak goes to the law');
SELECT is((SELECT active FROM cc_center.staff WHERE center_id = 9741 AND staff_no = '121'), '(,)', 'B4.2 the database dismisses nobody');
-- barred
SELECT is(pg_temp.as(9741, v.who, v.call), v.expected, v.title)
  FROM (VALUES
    (1, '301', $$reward(%s, '101', 'reward', '业绩突出', 100)$$, 'UCD23', 'B4.3 no reward while discipline runs'),
    (2, '301', $$promote(%s, '101', 'shift_leader', '表现出色')$$, 'UCD23', 'B4.3 nor promotion'),
    (3, '301', $$reward_group(%s, '{102,201}', 'reward', '集体奖励', 100)$$, 'UCD23', 'B4.3 nor in a group'),
    (4, '301', $$reward(%s, '201', 'reward', '业绩突出', 100)$$, 'done', 'A21 others are rewarded'),
    (5, '301', $$reward(%s, '201', 'medal', 'x')$$, 'UCD16', 'A21 with what there is'),
    (6, '301', $$reward(%s, '201', 'reward', '')$$, 'UC501', 'A21 for a reason'),
    (7, '301', $$reward(%s, '301', 'reward', 'x')$$, 'UC411', 'A21 nobody himself'),
    (8, '201', $$reward(%s, '221', 'reward', 'x')$$, 'UC103', 'A21 by the roles of the rules'),
    (9, '301', $$reward(%s, '777', 'reward', 'x')$$, 'UC105', 'A21 somebody there is'),
    (10, '301', $$promote(%s, '221', 'director', 'x')$$, 'UCD16', 'B4.3 a promotion the rules know'),
    (11, '301', $$promote(%s, '221', 'shift_leader', 'x')$$, 'UCD16', 'B4.3 to what one is, is none'),
    (12, '301', $$promote(%s, '221', NULL, 'x')$$, 'UCD16', 'B4.3 nor to nothing'),
    (13, '301', $$promote(%s, '221', 'supervisor', 'x')$$, 'UC103', 'B4.3 by the roles of the rules'),
    (14, '401', $$promote(%s, '221', 'supervisor', 'x')$$, 'UC111', 'A24 a supervisor is made by an administrator'),
    (15, '201', $$promote(%s, '101', 'shift_leader', 'x')$$, 'UC103', 'B4.3 no leader promotes')
  ) v (n, who, call, expected, title) ORDER BY v.n;
SELECT is(pg_temp.act('a9741_301', $$UPDATE cc_center.staff SET role = 'shift_leader' WHERE center_id = 9741 AND staff_no = '101'$$), 'UCD23', 'B4.3 nor by writing table staff');
SELECT throws_ok($$UPDATE cc_center.staff SET role = 'supervisor' WHERE center_id = 9741 AND staff_no = '102'$$, 'UCD23', NULL, 'B4.3 not even by an administrator');
SELECT throws_ok($$INSERT INTO cc_center.reward (center_id, decision_id, people, staff_no, version, reward, reason, at, by_staff) VALUES (9741, 1, 1, '101', 1, 'reward', 'x', cc_center.clock(), '301')$$, 'UCD23', NULL, 'B4.3 nor past the function');
SELECT is(pg_temp.act('a9741_301', $$UPDATE cc_center.staff SET role = 'inspector' WHERE center_id = 9741 AND staff_no = '101'$$), 'done', 'B4.3 a change that is no promotion is not barred');
SELECT is(pg_temp.act('a9741_301', $$UPDATE cc_center.staff SET role = 'operator' WHERE center_id = 9741 AND staff_no = '101'$$), 'done', 'B4.3 and back');
SELECT is(pg_temp.as(9742, '301', $$discipline(%s, '101', 'penalty', 'A5', '停岗学习', '[2018-10-20,2018-10-27)')$$), 'done', 'A20 a penalty with days of effect');
SELECT is(pg_temp.as(9742, '301', $$reward(%s, '101', 'honour', '优秀员工')$$), 'done', 'A21 where the text bars nothing, nothing is barred');
SELECT is(pg_temp.as(9742, '301', $$reward(%s, '101', 'honour', 'x', 100)$$), 'UCD21', 'A21 an honour has no amount');
-- lifted by another person
SELECT is(pg_temp.as(9741, v.who, format(v.call, pg_temp.last(9741, '101'))), v.expected, v.title)
  FROM (VALUES
    (1, '301', $$lift_discipline(%%s, %s, '已改正')$$, 'UC411', 'B4.3 who imposed it does not lift it'),
    (2, '101', $$lift_discipline(%%s, %s, '已改正')$$, 'UC103', 'B4.3 nor the person'),
    (3, '302', $$lift_discipline(%%s, %s, ' ')$$, 'UC501', 'B4.3 for a reason'),
    (4, '302', $$lift_discipline(%%s, %s, 'x', '2018-10-19')$$, 'UCD24', 'B4.3 not for the past'),
    (5, '302', $$lift_discipline(%%s, %s, 'x', '2018-11-20')$$, 'UCD24', 'B4.3 nor when it is over'),
    (6, '302', $$lift_discipline(%%s, %s, 'x', '-infinity')$$, 'UCD24', 'B4.3 nor on no day'),
    (7, '302', $$lift_discipline(%%s, -%s, 'x')$$, 'UCD22', 'B4.3 one there is'),
    (8, '102', $$lift_discipline(%%s, %s, 'x')$$, 'UCD22', 'A7 of another one hears nothing'),
    (9, '302', $$lift_discipline(%%s, %s, '已改正', '2018-10-25')$$, 'done', 'B4.3 lifted early'),
    (10, '302', $$lift_discipline(%%s, %s, '已改正')$$, 'UCD24', 'B4.3 once')
  ) v (n, who, call, expected, title) ORDER BY v.n;
SELECT pg_temp.at('2018-10-24 23:59+08');
SELECT is(pg_temp.as(9741, '301', $$reward(%s, '101', 'reward', 'x')$$), 'UCD23', 'B4.3 the day before it still bars');
SELECT pg_temp.at('2018-10-25 00:00+08');
SELECT is(pg_temp.as(9741, '301', $$reward(%s, '101', 'reward', '改正后业绩突出', 50.5)$$), 'done', 'B4.3 from then on it does not');
SELECT is(pg_temp.as(9741, '301', $$promote(%s, '101', 'shift_leader', '')$$), 'UC501', 'B4.3 promoted for a reason');
SELECT is(pg_temp.as(9741, '301', $$promote(%s, '101', 'shift_leader', '竞聘上岗')$$), 'done', 'B4.3 promoted');
SELECT is((SELECT role FROM cc_center.staff WHERE center_id = 9741 AND staff_no = '101'), 'shift_leader', 'B4.3 the role changes');
SELECT ok(pg_has_role('a9741_101', 'cc_center_shift_leader', 'MEMBER') AND NOT pg_has_role('a9741_101', 'cc_center_operator', 'MEMBER'), 'B4.3 and the group with it');
SELECT pg_temp.at('2018-10-26 23:59+08');
SELECT is(pg_temp.as(9741, '301', $$promote(%s, '102', 'shift_leader', 'x')$$), 'UCD23', 'B4.3 until the last day');
SELECT pg_temp.at('2018-10-27 00:00+08');
SELECT is(pg_temp.act('a9741_301', $$UPDATE cc_center.staff SET role = 'shift_leader' WHERE center_id = 9741 AND staff_no = '102'$$), 'done', 'B4.3 over with its range');
SELECT is((SELECT string_agg(concat_ws(' ', staff_no, reward, from_role, to_role, coalesce(reason, 'none'), amount, by_staff, clause), E'\n' ORDER BY at, staff_no, reward) FROM cc_center.reward_record WHERE center_id = 9741),
  E'201 reward 业绩突出 100.00 301 B4.3\n101 promotion operator shift_leader 竞聘上岗 301 B4.3\n101 reward 改正后业绩突出 50.50 301 B4.3\n102 promotion operator shift_leader none 301 B4.3', 'A21 on record, the promotion in table staff too');
SELECT is((SELECT string_agg(concat_ws(' ', staff_no, running, lifted, lifted_by, lift_reason), ', ' ORDER BY discipline_id) FROM cc_center.discipline_record WHERE center_id = 9741), '101 f 2018-10-25 302 已改正, 102 f, 121 t', 'B4.3 what ran stays on file');
-- groups, all or none
SELECT is(pg_temp.as(9741, '401', $$discipline_group(%s, cc_center.people_of(%1$s, 'shift_leader'), 'written_warning', 'B2.1', '集体违规', '[2018-10-27,2018-11-27)')$$), 'done', 'H3 all of a role');
SELECT is((SELECT concat_ws(' ', string_agg(staff_no, ',' ORDER BY discipline_id), count(DISTINCT decision_id), max(people)) FROM cc_center.discipline_record WHERE center_id = 9741 AND step = 'written_warning'), '101,102,201,221 1 4', 'H3 a row for each, one decision');
SELECT is(pg_temp.as(9743, v.who, v.call), v.expected, v.title)
  FROM (VALUES
    (1, '301', $$reward_group(%s, cc_center.people_of(%1$s, shift => 'early', day => '2018-10-08'), 'commendation', '安全生产先进班组')$$, 'done', 'H3 a shift is commended'),
    (2, '301', $$reward_group(%s, '{121,121,221}', 'reward', '先进', 20)$$, 'done', 'H3 each once'),
    (3, '301', $$reward_group(%s, '{101,301}', 'commendation', 'x')$$, 'UC411', 'H3 no group with oneself'),
    (4, '301', $$reward_group(%s, '{101,777}', 'commendation', 'x')$$, 'UC105', 'H3 of people there are'),
    (5, '301', $$reward_group(%s, '{}', 'commendation', 'x')$$, 'UC105', 'H3 and not of none'),
    (6, '301', $$reward_group(%s, NULL, 'commendation', 'x')$$, 'UC105', 'H3 or of nobody'),
    (7, '301', $$reward_group(%s, '{101,NULL}', 'commendation', 'x')$$, 'UC105', 'H3 or of some nobody'),
    (8, '301', $$discipline_group(%s, '{101,102}', 'penalty', 'H3', '造成安全事故')$$, 'done', 'H3 the one offence of the clause'),
    (9, '301', $$promote(%s, '101', 'shift_leader', 'x')$$, 'UCD16', 'B4.3 where the rules know no promotion')
  ) v (n, who, call, expected, title) ORDER BY v.n;
SELECT is((SELECT string_agg(concat_ws(' ', staff_no, reward, people, amount), ', ' ORDER BY id) FROM cc_center.reward_record WHERE center_id = 9743), '101 commendation 3, 102 commendation 3, 201 commendation 3, 121 reward 2 20.00, 221 reward 2 20.00', 'H3 all of them');
SELECT is((SELECT string_agg(concat_ws(' ', staff_no, offence), ', ' ORDER BY staff_no) FROM cc_center.discipline_record WHERE center_id = 9743), '101 safety_accident, 102 safety_accident', 'H3 and both');
-- kept, and known to whom it concerns
SELECT throws_ok(format(v.statement, v.tbl), v.code, NULL, 'B4.3 ' || v.tbl || ' ' || v.title)
  FROM (SELECT t.tbl, s.* FROM unnest('{discipline,discipline_lift,reward,promotion}'::text[]) t (tbl)
        CROSS JOIN (VALUES ('UPDATE cc_center.%I SET reason = ''y''', 'UCB12', 'is not changed'), ('DELETE FROM cc_center.%I', 'UC005', 'is not removed'),
                           ('TRUNCATE cc_center.%I CASCADE', 'UC005', 'nor emptied')) s (statement, code, title)) v;
SELECT is(pg_temp.act('a9741_121', $$SELECT string_agg(DISTINCT staff_no, ',') FROM cc_center.discipline_record$$), '121', 'A7 everybody sees his own');
SELECT is(pg_temp.act('a9743_501', $$SELECT count(*) FROM cc_center.discipline_record$$), '0', 'A7 and no other''s');
SELECT is(pg_temp.act('a9743_501', $$SELECT count(*) FROM cc_center.reward_record$$), '0', 'A7 nor rewards');
SELECT is(pg_temp.act('a9743_app', $$SELECT count(*) FROM cc_center.discipline_record$$), '0', 'A7 an app nothing');
SELECT is(pg_temp.act('a9743_201', $$SELECT count(DISTINCT center_id) FROM cc_center.discipline_record$$), '1', 'A7 leaders those of their center');
SELECT is(pg_temp.act('a9743_301', $$INSERT INTO cc_center.reward SELECT * FROM cc_center.reward LIMIT 1$$), '42501', 'A21 nothing is written past the functions');
-- a ladder of a center's own
SELECT is(pg_temp.act('a9741_201', $$SELECT cc_center.draft_rules(9741, '处分办法')$$), '2', 'B4.1 drafted');
SELECT is(pg_temp.act('a9741_201', $$UPDATE cc_center.discipline_step SET barred_for = CASE step WHEN 'fine' THEN interval '1 month' WHEN 'oral_warning' THEN interval '10 days' END, only_after = CASE step WHEN 'written_warning' THEN 'fine' WHEN 'fine' THEN 'oral_warning' END WHERE version = 2$$), 'done', 'B4.1 with times and an order');
SELECT is(pg_temp.act('a9741_302', $$SELECT cc_center.propose_rules(9741, 2)$$), 'UC210', 'B4.1 an order that goes backwards is not proposed');
SELECT is(cc_center.broken_ladder(9741, 2), 'Step "written_warning" comes after "fine", which is no earlier step.', 'B4.1 and it says why');
SELECT is(pg_temp.act('a9741_201', $$UPDATE cc_center.discipline_step SET only_after = NULL WHERE version = 2 AND step = 'written_warning'$$), 'done', 'B4.1 mended');
SELECT is(pg_temp.act('a9741_201', $$UPDATE cc_center.offence SET step = 'flogging' WHERE version = 2$$), 'done', 'B4.2 an offence that leads nowhere');
SELECT is(cc_center.broken_ladder(9741, 2), 'Offence "grave_breach" leads to "flogging", which is no step.', 'B4.2 neither');
SELECT is(pg_temp.act('a9741_201', $$UPDATE cc_center.offence SET step = 'dismissal' WHERE version = 2$$), 'done', 'B4.2 mended');
SELECT is(pg_temp.act('a9741_201', $$INSERT INTO cc_center.bonus VALUES (9741, 2, 'operator', 'appraisal_bonus', 300, 'B3.3')$$), 'done', 'B4.1 a bonus');
SELECT is(pg_temp.act('a9741_201', $$INSERT INTO cc_center.tariff VALUES (9741, 2, 'operator', 'fine', 'yuan', '[0,)', 1, 'unit', 'appraisal_bonus', 'B4.1')$$), 'done', 'B4.1 that fines are taken from');
SELECT is(pg_temp.act('a9741_302', $$SELECT 'done' FROM cc_center.propose_rules(9741, 2)$$), 'done', 'B4.1 proposed');
SELECT is(pg_temp.act('a9741_401', $$SELECT 'done' FROM cc_center.ratify_rules(9741, 2)$$), 'done', 'B4.1 ratified');
SELECT is(pg_temp.as(9741, v.who, v.call), v.expected, v.title)
  FROM (VALUES
    (1, '301', $$discipline(%s, '102', 'fine', 'B2.5', 'x', NULL, 50)$$, 'UCD20', 'B4.1 no fine before a warning where the rules want one'),
    (2, '301', $$discipline(%s, '102', 'oral_warning', 'B2.5', 'x', '[2018-10-27,2018-10-28)')$$, 'UCD19', 'B4.3 nor for as long as one likes where they say how long'),
    (3, '301', $$discipline(%s, '102', 'oral_warning', 'B2.5', 'x')$$, 'done', 'B4.1 first the warning'),
    (4, '301', $$discipline(%s, '102', 'fine', 'B2.5', '再次吸烟', NULL, 50)$$, 'done', 'B4.1 then the fine'),
    (5, '301', $$discipline(%s, '101', 'fine', 'B2.5', '再次吸烟', NULL, 30)$$, 'done', 'B4.1 and another')
  ) v (n, who, call, expected, title) ORDER BY v.n;
SELECT is((SELECT string_agg(concat_ws(' ', staff_no, step, effect), ', ' ORDER BY discipline_id) FROM cc_center.discipline WHERE center_id = 9741 AND version = 2),
  '102 oral_warning [2018-10-27,2018-11-06), 102 fine [2018-10-27,2018-11-27), 101 fine [2018-10-27,2018-11-27)', 'B4.3 for as long as the rules say');
UPDATE cc_center.staff SET role = 'operator' WHERE center_id = 9741 AND staff_no IN ('101', '102');
-- a fine counts once, in its month, and leads back to the discipline
SELECT is((SELECT string_agg(concat_ws(' ', staff_no, quantity, unit), ', ' ORDER BY staff_no) FROM cc_center.month_quantities(9741, '2018-10-01', NULL) WHERE subject = 'fine'), '101 30.00 yuan, 102 50.00 yuan', 'B4.1 fines are counted');
SELECT is(pg_temp.as(9741, '302', format($$lift_discipline(%%s, %s, '查无此事')$$, pg_temp.last(9741, '101'))), 'done', 'B4.1 one is lifted while the month is open');
SELECT pg_temp.at('2018-11-02 09:00+08');
DO $$ BEGIN PERFORM cc_center.close_day(9741, d::date) FROM generate_series('2018-10-08'::timestamp, '2018-10-31', '1 day') d; END $$;
SELECT is(pg_temp.as(9741, '301', $$close_month(%s, '2018-10-01')$$), 'done', 'B4.1 the month is closed');
SELECT is((SELECT string_agg(concat_ws(' ', staff_no, subject, quantity, unit, rate, charged, clause), ', ') FROM cc_center.deduction_detail WHERE center_id = 9741 AND subject = 'fine'), '102 fine 50.00 yuan 1.00 50.00 B4.1', 'B4.1 a fine is charged once');
SELECT is((SELECT string_agg(concat_ws(' ', subject, fact, quantity, clause, text), ' / ' ORDER BY step) FROM cc_center.explain_deduction(9741, '2018-10-01', '102') WHERE subject = 'fine' AND fact IS NOT NULL),
  format('fine discipline %s 50.00 B2.5 再次吸烟', pg_temp.last(9741, '102')), 'B4.1 and explained by the discipline');
SELECT is(pg_temp.as(9741, '302', format($$lift_discipline(%%s, %s, '从轻')$$, pg_temp.last(9741, '102'))), 'done', 'B4.3 lifted when the month is closed');
SELECT is((SELECT with_fine FROM cc_center.discipline_lift WHERE center_id = 9741 AND discipline_id = pg_temp.last(9741, '102')), false, 'B4.1 what a closed month cost stays');
SELECT is((SELECT sum(quantity) FROM cc_center.counted_fines(9741, '2018-10-01')), 50.00, 'B4.1 and is counted as before');
UPDATE cc_center.staff SET active = '(,2018-11-01)' WHERE center_id = 9741 AND staff_no = '221';
SELECT is(pg_temp.as(9741, '301', $$reward(%s, '221', 'reward', 'x')$$), 'UCD23', 'B4.3 who has left has it on file');
-- found by health() where somebody switched the triggers off
SELECT is_empty($$SELECT * FROM cc_center.health_of_discipline()$$, 'B4.3 nothing is found');
SET LOCAL session_replication_role = replica;
INSERT INTO cc_center.reward (center_id, decision_id, people, staff_no, version, reward, reason, at, by_staff) VALUES (9741, 1, 1, '221', 1, 'reward', 'x', cc_center.clock(), '301');
SET LOCAL session_replication_role = origin;
SELECT is((SELECT count(*) FROM cc_center.health_of_discipline()), 1::bigint, 'B4.3 a reward past the bar is');
SELECT * FROM finish();
ROLLBACK;
