-- No case is closed without its caller's word, or the tries of the rules, but by who may pass it with a reason (C8.6, A19).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
\ir ../../lib/act.sql
\ir ../../lib/callbacks.sql
SELECT plan(32);
SELECT pg_temp.set_up(9801, 'CB', 'hospital');
SELECT pg_temp.roster(9801);
SELECT pg_temp.at('2018-10-08 09:00+08');
SELECT pg_temp.take_in(9801, n) FROM generate_series(1, 6) n;
SELECT pg_temp.dispose(n) FROM generate_series(1, 6) n;
SELECT pg_temp.at('2018-10-08 10:00+08');
SELECT is(pg_temp.step(n, pg_temp.first(n), 'checked'), 'done', 'C8.6 checked: ' || n) FROM generate_series(1, 6) n;

SELECT is(pg_temp.step(1, pg_temp.first(1), 'closed'), 'UC954', 'C8.6 nobody was asked: it is not closed');
SELECT is(pg_temp.call(1, 'not_reached'), 'done', 'C8.6 nobody answers');
SELECT is(pg_temp.step(1, pg_temp.first(1), 'closed'), 'UC954', 'C8.6 it is not closed');
SELECT is(pg_temp.call(1, 'solved', '好了', 4), 'done', 'C8.6 the caller confirms');
SELECT is(pg_temp.correct(1, NULL, nth => 1), 'done', 'C8.6 which was a mistake');
SELECT is(pg_temp.step(1, pg_temp.first(1), 'closed'), 'UC954', 'C8.6 it is not closed');
SELECT is(pg_temp.call(1, 'solved', '好了', 4), 'done', 'C8.6 the caller confirms');
SELECT is(pg_temp.step(1, pg_temp.first(1), 'closed'), 'done', 'C8.6 it is closed');

-- another's word says nothing
SELECT is(pg_temp.step(2, pg_temp.first(2), 'closed'), 'UC954', 'C8.6 the word about another case closes none');

-- not solved: back, disposed of again, asked again
SELECT is(pg_temp.call(2, 'not_solved', '仍疼', 1), 'done', 'A19 it is not solved');
SELECT is(pg_temp.step(2, pg_temp.first(2), 'closed'), 'UC904', 'A19 it is being worked on, and nothing there is to close');
SELECT is(pg_temp.dispose_again(2) || pg_temp.step(2, pg_temp.first(2), 'checked') || pg_temp.step(2, pg_temp.first(2), 'closed'), 'donedoneUC954', 'A19 disposed of again it is not closed on the old word');
SELECT is(pg_temp.call(2, 'solved', '好了', 5), 'done', 'A19 but on a new one');
SELECT is(pg_temp.step(2, pg_temp.first(2), 'closed'), 'done', 'A19 it is closed');

-- where the step back is not for who calls
SELECT pg_temp.rule($$UPDATE cc_center.transition SET roles = '{inspector}' WHERE to_stage = 'dispatched' AND from_stage = 'checked'$$);
SELECT is(pg_temp.call(3, 'not_solved', '仍疼', 1) || pg_temp.step(3, pg_temp.first(3), 'closed'), 'doneUC954', 'A19 what is not solved stays, and is not closed');

SELECT pg_temp.rule($$UPDATE cc_center.transition SET roles = '{operator}' WHERE to_stage = 'dispatched' AND from_stage = 'checked';
    INSERT INTO cc_center.transition_requirement (center_id, version, from_stage, to_stage, requirement, clause) VALUES (9801, 1, 'checked', 'dispatched', 'confirmation', 'C8.6')$$);
SELECT is(pg_temp.call(6, 'not_solved', '仍疼', 1), 'done', 'A19 nor is the word lost where something keeps the case from going back');
SELECT is((SELECT concat_ws(' ', s.stage, s.answer) FROM cc_center.confirmation s WHERE s.center_id = 9801 AND s.case_id = pg_temp.case_of(6)), 'checked not_solved', 'A19 it stays');

-- tries
SELECT pg_temp.rule('UPDATE cc_center.callback_rule SET tries = 2');
SELECT is(pg_temp.call(4, 'not_reached') || pg_temp.step(4, pg_temp.first(4), 'closed'), 'doneUC954', 'C8.6 one of two tries closes nothing');
SELECT is(pg_temp.call(4, 'not_reached') || pg_temp.step(4, pg_temp.first(4), 'closed'), 'donedone', 'C8.6 two do');

-- passed, on record
SELECT is(pg_temp.act('a9801_' || pg_temp.first(5), format($$UPDATE cc_center.cases SET stage = 'closed', stage_reason = '电话空号' WHERE case_id = %s$$, pg_temp.case_of(5))), 'UC954', 'C8.6 an operator passes nothing, whatever the reason');
SELECT is(pg_temp.step(5, '201', 'closed'), 'UC954', 'C8.6 a leader not without one');
SELECT is(pg_temp.act('a9801_201', format($$UPDATE cc_center.cases SET stage = 'closed', stage_reason = '电话空号' WHERE case_id = %s$$, pg_temp.case_of(5))), 'done', 'C8.6 with one he does');
SELECT is((SELECT concat_ws(' ', requirement, lacking, reason, by_staff) FROM cc_center.step_exception WHERE center_id = 9801), 'confirmation The caller has not been asked whether it is solved. 电话空号 201', 'C8.6 which is recorded with what was lacking');

-- reopened: the word about the last disposal closes it no more
SELECT is(pg_temp.act('a9801_201', format($$UPDATE cc_center.cases SET stage = 'dispatched', stage_reason = '又疼' WHERE case_id = %s$$, pg_temp.case_of(1))), 'done', 'A19 a closed case is reopened');
SELECT is(pg_temp.dispose_again(1) || pg_temp.step(1, pg_temp.first(1), 'checked') || pg_temp.step(1, pg_temp.first(1), 'closed'), 'donedoneUC954', 'A19 and not closed again on the old word');
SELECT is(pg_temp.call(1, 'solved', '好了', 3) || pg_temp.step(1, pg_temp.first(1), 'closed'), 'donedone', 'A19 but on a new one');
SELECT * FROM finish();
ROLLBACK;
