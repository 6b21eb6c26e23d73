-- Callers called back: by whom, after what, what is recorded, what is not solved, who reads what (A19, C8.6, F1.3).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SET LOCAL TimeZone = 'Asia/Shanghai';
\ir ../../lib/act.sql
\ir ../../lib/callbacks.sql
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9801, 'CB', 'hospital');
SELECT pg_temp.set_up(9802, 'CO', 'hospital');
SELECT pg_temp.set_up(9803, 'CS', 'office');
SELECT pg_temp.roster(9801);
SELECT pg_temp.at('2018-10-08 09:00+08');
SELECT pg_temp.take_in(9801, n) FROM generate_series(1, 8) n;
SELECT pg_temp.dispose(n) FROM generate_series(1, 7) n;
SELECT pg_temp.at('2018-10-08 10:00+08');
SELECT is((SELECT count(*) FROM cc_center.confirmation WHERE center_id = 9801 AND round = 4), 7::bigint, 'C8.6 seven cases are disposed of by their fourth leg');

-- who, when, what
SELECT is(v.got, v.expected, v.title)
  FROM (VALUES (1, pg_temp.call(8, 'solved'), 'UCM02', 'C8.6 not before the disposal'),
               (2, pg_temp.call(1, 'fine'), 'UCA23', 'C8.6 by a result there is'),
               (3, pg_temp.call(1, NULL), 'UCA23', 'C8.6 and not by none'),
               (4, pg_temp.call(1, 'solved', NULL), 'UCM06', 'F1.3 not without what was said'),
               (5, pg_temp.call(1, 'not_solved', E' \u3000'), 'UCM06', 'F1.3 nor with blanks'),
               (6, pg_temp.call(1, 'solved', repeat('长', 2667)), 'UCM06', 'F1.3 nor with more than 8000 bytes'),
               (7, pg_temp.call(1, 'solved', '好', 0), 'UCM04', 'F2.3 satisfaction is 1 at least'),
               (8, pg_temp.call(1, 'solved', '好', 6), 'UCM04', 'F2.3 and 5 at most'),
               (9, pg_temp.call(1, 'not_reached', NULL, 3), 'UCM04', 'F2.3 of who was reached'),
               (10, pg_temp.call(1, 'not_reached', NULL, NULL, called_in => true), 'UCM05', 'C8.6 who called himself was reached'),
               (11, pg_temp.call(1, 'solved', '好', 5, '301'), 'UC103', 'C8.6 by a role that the rules name'),
               (12, pg_temp.call(1, 'solved', '好', 5, 'app'), 'UC103', 'C8.6 by an app where they name it'),
               (13, pg_temp.call(1, 'solved', '好', 5, pg_temp.other(1)), 'UCM03', 'A7 by who may reach the caller'),
               (14, pg_temp.act('a9802_101', format('SELECT cc_center.record_callback(9801, %s, ''solved'', ''x'')', pg_temp.case_of(1))), 'UC102', 'C8.6 not by another center''s'),
               (15, pg_temp.act('a9802_101', format('SELECT cc_center.record_callback(9802, %s, ''solved'', ''x'')', pg_temp.case_of(1))), 'UC910', 'C8.6 nor of another center'),
               (16, pg_temp.act('a9801_101', 'SELECT cc_center.record_callback(NULL, NULL, NULL)'), 'UC102', 'C8.6 nothing of nothing'),
               (17, pg_temp.act('a9801_101', 'SELECT cc_center.record_callback(9801, NULL, ''solved'', ''x'')'), 'UC910', 'C8.6 no case'),
               (18, pg_temp.call(1, 'solved', '已解决', 5), 'done', 'C8.6 the first contact asks, and the caller confirms'),
               (19, pg_temp.call(2, 'solved', repeat('a', 8000)), 'done', 'F1.3 8000 bytes, without a number'),
               (20, pg_temp.call(3, 'not_reached'), 'done', 'C8.6 nobody answers')) v (n, got, expected, title) ORDER BY v.n;
SELECT is((SELECT string_agg(concat_ws(' ', round, call_no, result, satisfaction, by_staff = pg_temp.first(1), called_in, at), '; ' ORDER BY k.callback_id)
             FROM cc_center.callback k WHERE k.center_id = 9801 AND k.case_id = pg_temp.case_of(1)), '4 1 solved 5 t f 2018-10-08 10:00:00+08', 'C8.6 it is recorded, once');
SELECT is((SELECT said FROM cc_center.callback_said WHERE center_id = 9801 AND case_id = pg_temp.case_of(1)), '已解决', 'F1.3 with what was said');

-- what the closing lacks
SELECT is(pg_temp.lacking(1), NULL, 'C8.6 nothing where it is solved');
SELECT is(pg_temp.lacking(3), 'The caller has not been reached; tried: 1.', 'C8.6 an answer where nobody answered');
SELECT is(pg_temp.lacking(4), 'The caller has not been asked whether it is solved.', 'C8.6 a call where none was made');
SELECT is(pg_temp.lacking(8), 'The case has not been disposed of.', 'C8.6 everything before the disposal');
SELECT is(cc_center.lacking_confirmation(9801, -1, 'closed'), NULL, 'C8.6 nothing of a case there is not');

-- not solved: back to work where he may take that step, and not closed where he may not
SELECT is(pg_temp.call(4, 'not_solved', '水管仍漏', 1, rework => '重修水管'), 'done', 'A19 the caller says it is not solved');
SELECT is((SELECT concat_ws(' ', stage, stage_reason) FROM cc_center.cases WHERE center_id = 9801 AND case_id = pg_temp.case_of(4)), 'dispatched 重修水管', 'A19 and the case goes back, with what is to be done');
SELECT is(pg_temp.lacking(4), 'The case has not been disposed of.', 'A19 the next round is open');
SELECT is(pg_temp.call(4, 'solved'), 'UCM02', 'A19 nobody confirms what is being worked on');
SELECT is(pg_temp.dispose_again(4), 'done', 'A19 it is disposed of again');
SELECT is(pg_temp.lacking(4), 'The caller has not been asked whether it is solved.', 'A19 what was said of the last disposal says nothing of this one');
SELECT is(pg_temp.call(4, 'solved', '修好了', 4), 'done', 'A19 the caller is asked again');
SELECT is(pg_temp.lacking(4), NULL, 'A19 and confirms');
SELECT is((SELECT string_agg(round || ' ' || call_no || ' ' || result, ', ' ORDER BY callback_id) FROM cc_center.callback k WHERE k.center_id = 9801 AND k.case_id = pg_temp.case_of(4)),
          '4 1 not_solved, 6 1 solved', 'A19 two rounds');
SELECT pg_temp.rule($$UPDATE cc_center.transition SET roles = '{inspector}' WHERE to_stage = 'dispatched' AND from_stage = 'disposed'$$);
SELECT is(pg_temp.call(5, 'not_solved', '仍有噪音'), 'done', 'A19 who may not take the step back records it');
SELECT is((SELECT stage FROM cc_center.cases WHERE center_id = 9801 AND case_id = pg_temp.case_of(5)), 'disposed', 'A19 the case stays');
SELECT is(pg_temp.lacking(5), 'The caller says that it is not solved.', 'A19 and lacks what the caller misses');
SELECT is(pg_temp.call(5, 'not_reached'), 'done', 'A19 he is not reached later');
SELECT pg_temp.rule('UPDATE cc_center.callback_rule SET tries = 1');
SELECT is(pg_temp.lacking(5), 'The caller says that it is not solved.', 'A19 which does not solve it, however often he was tried');
SELECT is(pg_temp.call(5, 'solved', '今天好了', called_in => true), 'done', 'A19 he calls and says that it is');
SELECT is(pg_temp.lacking(5), NULL, 'A19 his last word counts');
SELECT is(pg_temp.call(5, 'not_solved', '又响了', called_in => true), 'done', 'A19 or that it is not');
SELECT is(pg_temp.lacking(5), 'The caller says that it is not solved.', 'A19 his very last');
SELECT is(pg_temp.lacking(3), NULL, 'C8.6 tried as often as the rules want is enough');
SELECT pg_temp.rule('UPDATE cc_center.callback_rule SET tries = 2');
SELECT is(pg_temp.lacking(3), 'The caller has not been reached; tried: 1 of 2.', 'C8.6 less is not');
SELECT pg_temp.rule('UPDATE cc_center.callback_rule SET tries = NULL');

-- who else
SELECT pg_temp.rule('UPDATE cc_center.callback_rule SET by_another = true');
SELECT is(pg_temp.call(6, 'solved'), 'UC411', 'C8.6 not by who disposed of it, where the rules want another');
SELECT is(pg_temp.call(6, 'solved', called_in => true), 'UC411', 'C8.6 not even where the caller called');
SELECT pg_temp.rule($$UPDATE cc_center.callback_rule SET by_another = false, by_roles = '{supervisor,app}'$$);
SELECT is(pg_temp.call(6, 'not_reached', who => '301'), 'done', 'A7 by whose role may read every caller''s contact');
SELECT is(pg_temp.call(6, 'not_solved', '按键2', 2, 'app'), 'done', 'C8.6 by an app where the rules name it');
SELECT is((SELECT concat_ws(' ', by_staff, result, call_no) FROM cc_center.callback k WHERE k.center_id = 9801 AND k.case_id = pg_temp.case_of(6) AND call_no = 2), 'not_solved 2', 'C8.6 which is nobody');
SELECT is((SELECT stage FROM cc_center.cases WHERE center_id = 9801 AND case_id = pg_temp.case_of(6)), 'disposed', 'I7 and takes no step');
SELECT pg_temp.rule($$UPDATE cc_center.callback_rule SET by_roles = '{operator,shift_leader}'$$);
SELECT pg_temp.rule($$UPDATE cc_center.callback_rule SET channel = 'internal'$$);
SELECT is(pg_temp.call(7, 'solved'), 'UCM01', 'C8.6 not of a channel that the rules do not name');
SELECT is(pg_temp.lacking(7), NULL, 'C8.6 which lacks nothing');
SELECT pg_temp.rule($$UPDATE cc_center.callback_rule SET channel = 'phone', tries = 9; INSERT INTO cc_center.callback_rule (center_id, version, channel, by_roles, tries, clause) VALUES (9801, 1, '*', '{operator}', 3, 'C8.6')$$);
SELECT is((SELECT string_agg(DISTINCT tries::text, ',') FROM cc_center.confirmation WHERE center_id = 9801), '9', 'C8.6 the row that names the channel counts before that of every one');
SELECT pg_temp.rule($$DELETE FROM cc_center.callback_rule WHERE channel = '*'; UPDATE cc_center.callback_rule SET channel = '*', tries = NULL$$);

-- closed
SELECT is(pg_temp.close(1), 'done', 'C8.6 the case is closed');
SELECT is(pg_temp.call(1, 'not_solved'), 'UC919', 'C8.6 nothing more is said of it');
SELECT is(pg_temp.correct(1, 'not_solved'), 'UC919', 'C8.6 nor corrected');

-- corrected by a further word
SELECT is(v.got, v.expected, v.title)
  FROM (VALUES (1, pg_temp.correct(2, 'solved', ''), 'UC501', 'C8.6 with a reason'),
               (2, pg_temp.correct(2, 'better'), 'UCA23', 'C8.6 by a result there is'),
               (3, pg_temp.correct(2, 'not_reached', satisfaction => 1), 'UCM04', 'F2.3 satisfaction of who was reached'),
               (4, pg_temp.correct(2, 'solved', who => pg_temp.other(2)), 'UC103', 'C8.6 not by another operator'),
               (5, pg_temp.correct(2, 'solved', satisfaction => 3), 'done', 'C8.6 by who recorded it, and what was said stays said'),
               (6, pg_temp.correct(2, 'solved'), 'UCM10', 'C8.6 the first word not twice'),
               (7, pg_temp.correct(2, NULL, who => '301', nth => 1), 'done', 'C8.6 the last one, taken back by a supervisor'),
               (8, pg_temp.correct(3, 'not_solved'), 'UCM06', 'F1.3 what nobody said is not corrected into an answer'),
               (9, pg_temp.act('a9801_101', 'SELECT cc_center.correct_callback(9801, -1, NULL, ''x'')'), 'UCM09', 'C8.6 one there is'),
               (10, pg_temp.act('a9802_101', 'SELECT cc_center.correct_callback(9801, 1, NULL, ''x'')'), 'UC102', 'C8.6 not by another center''s'),
               (11, pg_temp.correct(4, 'solved'), 'UCM11', 'C8.6 not once its case went on')) v (n, got, expected, title) ORDER BY v.n;
SELECT is(pg_temp.lacking(2), 'The caller has not been asked whether it is solved.', 'C8.6 what was taken back confirms nothing');
SELECT is((SELECT concat_ws(' ', calls, unanswered, answer) FROM cc_center.confirmation WHERE center_id = 9801 AND case_id = pg_temp.case_of(2)), '1 0', 'C8.6 nor is it a try');
SELECT is(pg_temp.call(2, 'solved', '好'), 'done', 'C8.6 he is called again');
SELECT is((SELECT max(call_no) FROM cc_center.callback k WHERE k.center_id = 9801 AND k.case_id = pg_temp.case_of(2)), 2, 'C8.6 which is the second call');
SELECT is(pg_temp.correct(3, 'solved', said => '家人接的'), 'done', 'C8.6 an answer in place of none');
SELECT is(pg_temp.lacking(3), NULL, 'C8.6 counts');
SELECT pg_temp.rule($$UPDATE cc_center.transition SET roles = '{operator}' WHERE to_stage = 'dispatched' AND from_stage = 'disposed'$$);
SELECT is(pg_temp.correct(3, 'not_solved', nth => 1), 'done', 'A19 corrected to not solved');
SELECT is((SELECT stage FROM cc_center.cases WHERE center_id = 9801 AND case_id = pg_temp.case_of(3)), 'dispatched', 'A19 it goes back too');

-- nothing is changed or removed, and nothing written past the functions
SELECT throws_ok($$UPDATE cc_center.callback SET result = 'solved'$$, 'UCB12', NULL, 'C8.6 no callback is changed');
SELECT throws_ok($$UPDATE cc_center.callback_said SET said = 'x'$$, 'UCB12', NULL, 'F1.3 nor what was said');
SELECT throws_ok('DELETE FROM cc_center.callback', 'UC005', NULL, 'C8.6 nor removed');
SELECT throws_ok('DELETE FROM cc_center.callback_said', 'UC005', NULL, 'F1.3 neither is that');
SELECT is(pg_temp.act('a9801_201', $$INSERT INTO cc_center.callback (center_id, case_id, round, call_no, version, at, called_in, result, given_at) VALUES (9801, 1, 4, 9, 1, now(), false, 'solved', now())$$), '42501', 'C8.6 none is written past the function');

-- who reads what
SELECT is(pg_temp.act('a9801_601', 'SELECT count(*) > 8 FROM cc_center.callback'), 'true', 'F2.3 all of the center read the results');
SELECT is(pg_temp.act('a9802_101', 'SELECT count(*) FROM cc_center.callback'), '0', 'A7 no other center''s');
SELECT is(pg_temp.act('a9801_601', 'SELECT count(*) FROM cc_center.callback_said'), '0', 'A7 a department reads nothing of what others wrote');
SELECT is(pg_temp.act('a9801_app', 'SELECT count(*) FROM cc_center.callback_said'), '42501', 'A7 nor does an app');
SELECT is(pg_temp.act('a9801_301', 'SELECT count(DISTINCT case_id) FROM cc_center.callback_said'), '6', 'A7 those who lead read all of it');
SELECT is(pg_temp.act('a9801_' || pg_temp.first(2), format('SELECT count(*) FROM cc_center.callback_said WHERE case_id = %s', pg_temp.case_of(2))), '2', 'A7 who wrote it his own');
SELECT is(pg_temp.act('a9801_' || pg_temp.other(2), format('SELECT count(*) FROM cc_center.callback_said WHERE case_id = %s', pg_temp.case_of(2))), '0', 'A7 another operator not');
SELECT is(pg_temp.act('a9802_301', 'SELECT count(*) FROM cc_center.callback_said'), '0', 'A7 no other center''s leaders');

-- rules that do not go together
SELECT is(v.got, v.expected, v.title)
  FROM (VALUES (1, cc_center.broken_callback_rules(9801, 1), NULL, 'C8.6 the preset''s rules go together'),
               (2, cc_center.broken_callback_rules(9803, 1), NULL, 'C8.6 so do none'),
               (3, pg_temp.broken($$channel = 'telex'$$), 'callback_rule: channel telex', 'C8.6 a channel there is'),
               (4, pg_temp.broken($$by_roles = '{operator,clown}'$$), 'callback_rule: role clown', 'C8.6 a role there is'),
               (5, pg_temp.broken($$after_stage = 'void'$$), 'callback_rule: after_stage void', 'C8.6 a stage that ends a leg and begins one'),
               (6, pg_temp.broken($$after_stage = 'gone'$$), 'callback_rule: after_stage gone', 'C8.6 a stage there is'),
               (7, pg_temp.broken($$rework_stage = 'gone'$$), 'callback_rule: rework_stage gone', 'C8.6 one to go back to')) v (n, got, expected, title) ORDER BY v.n;
SELECT pg_temp.rule('DELETE FROM cc_center.callback_rule');
SELECT is(cc_center.broken_callback_rules(9801, 1), 'transition_requirement: confirmation', 'C8.6 a confirmation is required where somebody is asked');
SELECT results_eq($$ SELECT preset, jsonb_array_length(rules -> 'callback_rule'), jsonb_array_length(rules -> 'transition_requirement') FROM cc_center.preset WHERE rules ? 'callback_rule' ORDER BY 1 $$,
                  $$ VALUES ('hospital', 1, 1), ('round_the_clock', 1, 1) $$, 'A24 two presets ask callers');
SELECT * FROM finish();
ROLLBACK;
