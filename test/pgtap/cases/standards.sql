-- The standards of filing and closing: what a case must say by its category, answered by whoever has it in hand, each round of
-- closing anew; steps below a standard are refused, or passed and counted; difficult cases are collected (I2, I3.4).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'America/New_York';
SELECT no_plan();
\ir ../../lib/act.sql
INSERT INTO cc_center.preset_part (preset, area, rules)
SELECT 'standards', p.area, CASE WHEN p.area <> 'cases' THEN p.rules
       ELSE jsonb_set(p.rules, '{tables,case_standard}', '[
  {"standard": "filing", "category": "*", "ordinal": 1, "field": "description", "question": "现场情况", "least_length": 4, "allowed": null, "clause": "I2"},
  {"standard": "filing", "category": "*", "ordinal": 2, "field": "place", "question": "具体位置", "least_length": 2, "allowed": null, "clause": "I2"},
  {"standard": "filing", "category": "占道", "ordinal": 3, "field": "shop", "question": "有无店面", "least_length": null, "allowed": ["有", "无"], "clause": "I2"},
  {"standard": "filing", "category": "占道", "ordinal": 2, "field": "place", "question": "门牌号", "least_length": 5, "allowed": null, "clause": "I2"},
  {"standard": "filing", "category": "市长", "ordinal": 1, "field": "reference", "question": "来文编号", "least_length": null, "allowed": null, "clause": "I2"},
  {"standard": "closing", "category": "*", "ordinal": 1, "field": "restored", "question": "是否恢复原状", "least_length": null, "allowed": ["是", "否"], "clause": "I3.4"},
  {"standard": "closing", "category": "*", "ordinal": 2, "field": "place", "question": "核查位置", "least_length": null, "allowed": null, "clause": "I3.4"}]') END
FROM cc_center.preset_part p WHERE p.preset = 'gulou';
SELECT pg_temp.set_up(9611, 'STA', 'standards');
SELECT pg_temp.set_up(9612, 'STB');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
VALUES (9611, '2018-10-08', 'early', '101'), (9611, '2018-10-08', 'early', '201'), (9611, '2018-10-08', 'late', '121');
CREATE FUNCTION pg_temp.enter(center bigint, category text, description text DEFAULT '占道') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE id bigint;
BEGIN
    INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (center, '湖南路', 'hotline', category, description) RETURNING case_id INTO id;
    RETURN id;
END
$$;
CREATE FUNCTION pg_temp.say(staff_no text, statement text, VARIADIC arguments text[] DEFAULT '{}') RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act('a9611_' || staff_no, 'SELECT cc_center.' || format(statement, VARIADIC arguments))
$$;
CREATE FUNCTION pg_temp.move(staff_no text, id bigint, stage text, reason text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act('a9611_' || staff_no, format('UPDATE cc_center.cases SET stage = %L%s WHERE case_id = %s', stage, coalesce(', stage_reason = ' || quote_literal(reason), ''), id))
$$;
CREATE FUNCTION pg_temp.answers(staff_no text, id bigint, question text, answer text) RETURNS text LANGUAGE sql AS $$
    SELECT CASE WHEN a ~ '^\d+$' AND a <> '42501' THEN 'answered' ELSE a END
    FROM pg_temp.act('a9611_' || staff_no, format('SELECT cc_center.answer_standard(9611, %s, %L, %L)', id, question, answer)) a
$$;
-- what a case needs, as an operator sees it
CREATE FUNCTION pg_temp.needs(id bigint, staff_no text DEFAULT '101') RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act('a9611_' || staff_no, format('SELECT coalesce(string_agg(coalesce(n.field, n.requirement), '' ''), ''nothing'') FROM cc_center.case_needs(9611, %s) n WHERE n.to_stage <> ''joined''', id))
$$;

-- ---- filing ----------------------------------------------------------------------------------------------------------------
SELECT pg_temp.at('2018-10-08 09:00+08');
SELECT pg_temp.enter(9611, '占道') AS a, pg_temp.enter(9611, '噪音', '工地夜间施工') AS b, pg_temp.enter(9611, '市长', '督办事项') AS c \gset
SELECT is(pg_temp.needs(:a), 'description place shop', 'I2 the category''s questions, and those of every one');
SELECT is(pg_temp.needs(:b), 'place', 'I2 another category has others');
SELECT is(pg_temp.needs(:c), 'reference place', 'I2 the app''s reference may be asked for');
SELECT is(cc_center.lacking_filing_standard(9611, :a, 'filed'), 'The filing standard asks: 现场情况 (at least 4 characters); 门牌号; 有无店面.', 'I2 what lacks is named');
SELECT results_eq(format('SELECT question, least_length, allowed, answer FROM cc_center.standard_needs((SELECT c FROM cc_center.cases c WHERE case_id = %s), ''filing'') ORDER BY ordinal, field', :a),
                  $$ VALUES ('现场情况', 4, NULL::text[], '占道'), ('门牌号', 5, NULL, NULL), ('有无店面', NULL, '{有,无}', NULL) $$, 'I2 an app can show the form');
SELECT is(pg_temp.answers('102', :a, 'shop', '有'), 'UC907', 'I2 who does not hold the case answers nothing');
SELECT is(pg_temp.answers('501', :a, 'shop', '有'), 'UC907', 'I2 nor does an inspector whose step it is not');
SELECT is(pg_temp.answers('101', :a, 'shop', '可能'), 'UC978', 'I2 an answer is one of those allowed');
SELECT is(pg_temp.answers('101', :a, 'shop', ' '), 'UC979', 'I2 and is not blank');
SELECT is(pg_temp.answers('101', :a, 'shop', NULL), 'UC979', 'I2 nor missing');
SELECT is(pg_temp.answers('101', :a, 'place', '12号 '), 'UC979', 'I2 nor too short for the category');
SELECT is(pg_temp.answers('101', :b, 'shop', '有'), 'UC977', 'I2 what the category does not ask is not answered');
SELECT is(pg_temp.answers('101', :a, 'description', '占道经营'), 'UC980', 'I2 what the case says is corrected there');
SELECT is(pg_temp.answers('101', :a, NULL, '占道经营'), 'UC977', 'I2 nothing is asked without a name');
SELECT is(pg_temp.answers('101', :a, 'shop', '有'), 'answered', 'I2 the holder answers');
SELECT is(pg_temp.answers('101', :a, 'shop', '无'), 'answered', 'I2 and again');
SELECT is(pg_temp.answers('101', :a, 'place', '湖南路12号'), 'answered', 'I2 in his words');
SELECT is(pg_temp.act('a9611_101', format('SELECT string_agg(field || '' '' || answer || '' '' || by_staff, '', '' ORDER BY answer_id) FROM cc_center.standard_answer WHERE case_id = %s', :a)),
          'shop 有 101, shop 无 101, place 湖南路12号 101', 'I2 every answer is kept');
SELECT is(pg_temp.needs(:a), 'description', 'I2 what is answered is not asked any more');
SELECT is(pg_temp.move('101', :a, 'pre_filed'), 'done', 'I2 it is pre-filed all the same');
SELECT is(pg_temp.move('201', :a, 'filed'), 'UC954', 'I2 but not filed below the standard');
SELECT is(pg_temp.act('a9611_201', format('UPDATE cc_center.cases SET description = ''店外占道经营'' WHERE case_id = %s', :a)), 'done', 'I2 the leader completes it');
SELECT is(pg_temp.move('201', :a, 'filed'), 'done', 'I2 and files it');
SELECT is(pg_temp.needs(:a), 'nothing', 'I2 it needs nothing now');
-- a leader may pass over it, with a reason, and that counts
SELECT is(pg_temp.move('101', :b, 'pre_filed'), 'done', 'I2 a case without its place');
SELECT is(pg_temp.move('201', :b, 'filed', '位置随后补报'), 'done', 'I2 is passed with a reason');
SELECT is_empty($$ SELECT FROM cc_center.standard_exceptions_month WHERE center_id = 9611 AND month <> '2018-10-01' $$, 'I2 which counts in the month');
SELECT is(pg_temp.act('a9611_301', 'SELECT requirement || by_staff || passed || cases FROM cc_center.standard_exceptions_month'), 'filing_standard20111', 'I2 as passed below the standard by whom');
-- the category is corrected, and with it what is asked
SELECT is(pg_temp.act('a9611_101', format('UPDATE cc_center.cases SET category = ''占道'' WHERE case_id = %s', :c)), 'done', 'I2 another category');
SELECT is(pg_temp.needs(:c), 'place shop', 'I2 asks its own questions');
SELECT is(pg_temp.act('a9612_101', format('SELECT count(*) FROM cc_center.case_needs(9611, %s)', :c)), 'UC102', 'I2 another center sees nothing of it');

-- ---- closing, round by round -------------------------------------------------------------------------------------------------
SELECT is(cc_center.case_round(9611, :a), 0, 'I3.4 no department had it yet');
SELECT is(pg_temp.answers('201', :a, 'place', '湖南路14号'), 'answered', 'I2 a question of both standards is one of filing until then');
SELECT is(cc_center.lacking_closing_standard(9611, :a, 'closed'), 'The closing standard asks: 是否恢复原状; 核查位置.', 'I2 so closing asks it yet');
SELECT is(pg_temp.move('201', :a, 'dispatched'), 'done', 'I3.4 it goes to a department');
SELECT is(pg_temp.needs(:a), 'restored place', 'I3.4 what closing will ask is to be seen from then on');
SELECT is(pg_temp.move('601', :a, 'disposed'), 'done', 'I3.4 is disposed of');
SELECT is(pg_temp.move(c.holder, :a, 'check_ordered'), 'done', 'I3.4 a check is ordered') FROM cc_center.cases c WHERE case_id = :a;
SELECT is(pg_temp.answers('501', :a, 'place', '店前'), 'answered', 'I2 the inspector answers while it is his step');
SELECT is(pg_temp.answers('501', :a, 'restored', '是'), 'answered', 'I2 all of it');
SELECT is(cc_center.lacking_closing_standard(9611, :a, 'closed'), NULL, 'I2 so nothing lacks');
SELECT is(pg_temp.answers('501', :a, 'restored', '否'), 'answered', 'I2 the last answer counts');
SELECT is(pg_temp.act('a9611_501', format('SELECT cc_center.report_check(9611, %s, ''below'', ''未恢复'') > 0', :a)), 'true', 'I3.4 it is below the standard');
SELECT is(pg_temp.move('501', :a, 'dispatched', '未恢复原状'), 'done', 'I3.4 and goes back');
SELECT is(cc_center.case_round(9611, :a), 2, 'I3.4 for another round');
SELECT is(cc_center.lacking_closing_standard(9611, :a, 'closed'), 'The closing standard asks: 是否恢复原状; 核查位置.', 'I2 in which all is asked anew');
SELECT is(pg_temp.move('601', :a, 'disposed'), 'done', 'I3.4 it is disposed of again');
SELECT is(pg_temp.move(c.holder, :a, 'check_ordered'), 'done', 'I3.4 and checked') FROM cc_center.cases c WHERE case_id = :a;
SELECT is(pg_temp.act('a9611_501', format('SELECT cc_center.report_check(9611, %s, ''meets'') > 0', :a)), 'true', 'I3.4 it meets the standard');
SELECT is(pg_temp.move('501', :a, 'checked'), 'done', 'I3.4 is checked');
SELECT c.holder AS closer FROM cc_center.cases c WHERE case_id = :a \gset
SELECT is(pg_temp.move(:'closer', :a, 'closed', '已了解'), 'UC954', 'I2 an operator closes nothing below the standard, with whatever reason');
SELECT is(pg_temp.answers(:'closer', :a, 'restored', '是'), 'answered', 'I2 what was asked is answered');
SELECT is(pg_temp.move(:'closer', :a, 'closed'), 'UC954', 'I2 all of it is');
SELECT is(pg_temp.answers(:'closer', :a, 'place', '店前'), 'answered', 'I2 the rest too');
SELECT is(pg_temp.move(:'closer', :a, 'closed'), 'done', 'I2 then it closes');
SELECT is(pg_temp.answers('201', :a, 'place', '店后'), 'UC919', 'I2 of a closed case nothing is answered');
SELECT is(pg_temp.needs(:a), 'nothing', 'I2 nor asked');
-- a center without rows of its own
SELECT pg_temp.enter(9612, '占道') AS n \gset
SELECT is(cc_center.lacking_filing_standard(9612, :n, 'filed'), NULL, 'I2 the text sets no questions: without rows nothing is asked');

-- ---- difficult cases ---------------------------------------------------------------------------------------------------------
SELECT pg_temp.at('2018-11-01 00:30+08');
SELECT is(pg_temp.say('101', 'mark_difficult(9611, %s, ''两家权属不清'')', :'a'), '42501', 'I2 leaders collect difficult cases');
SELECT is(pg_temp.say('201', 'mark_difficult(9611, %s, '' '')', :'a'), 'UC985', 'I2 and say why');
SELECT is(pg_temp.say('201', 'mark_difficult(9611, %s, ''权属不清'', '' '')', :'a'), 'UC985', 'I2 and what was decided, or nothing of it');
SELECT matches(pg_temp.say('201', 'mark_difficult(9611, %s, ''权属不清'')', :'a'), '^\d+$', 'I2 closed ones too');
SELECT matches(pg_temp.say('201', 'mark_difficult(9611, %s, ''两家权属不清'', ''由街道协调'')', :'a'), '^\d+$', 'I2 the last note counts');
SELECT results_eq('SELECT month, category, street, why, solution, rounds, lasted < interval ''1 hour'' FROM cc_center.difficult_cases_month WHERE center_id = 9611',
                  $$ VALUES (date '2018-11-01', '占道', '湖南路', '两家权属不清', '由街道协调', 2, true) $$, 'I2 the digest of the month, in the center''s zone');
SELECT throws_ok('DELETE FROM cc_center.difficult_case', 'UC005', NULL, 'I2 no note goes');
SELECT throws_ok('DELETE FROM cc_center.standard_answer', 'UC005', NULL, 'I2 nor an answer');
SELECT * FROM finish();
ROLLBACK;
