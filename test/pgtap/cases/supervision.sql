-- Orders from above (督办): relayed by whom the rules name, the earliest deadline counts (I1, I3.3).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'Asia/Shanghai';
SELECT no_plan();
\ir ../../lib/act.sql
SELECT pg_temp.set_up(9661, 'SVA'), pg_temp.set_up(9662, 'SVB'), pg_temp.set_up(9663, 'SVC', 'hospital');
CREATE FUNCTION pg_temp.try(instant text, who text, call text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.at('2018-10-' || CASE WHEN instant ~ '^\d\d ' THEN instant ELSE '08 ' || instant END || '+08');
    SELECT coalesce(nullif(pg_temp.act(CASE WHEN who ~ '_' THEN 'a' || who ELSE 'a9661_' || who END, 'SELECT cc_center.' || call), ''), 'done')
$$;
-- An order about a case: its id, or what it was refused with.
CREATE FUNCTION pg_temp.order(instant text, who text, of_case bigint, level text, deadline text, office text DEFAULT '市长信箱', reason text DEFAULT '来信', number text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.try(instant, who, format('supervise(9661, %s, %L, %L, %L, %L, %L)', of_case, level, deadline, office, number, reason))
$$;
CREATE FUNCTION pg_temp.enter(instant text, center bigint DEFAULT 9661) RETURNS bigint LANGUAGE sql AS $$
    SELECT pg_temp.at('2018-10-08 ' || instant || '+08');
    INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (center, '湖南路', 'hotline', '类', '述') RETURNING case_id
$$;
CREATE FUNCTION pg_temp.step(instant text, who text, of_case bigint, next_stage text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.at('2018-10-08 ' || instant || '+08');
    SELECT pg_temp.act('a9661_' || who, format('UPDATE cc_center.cases SET stage = %L, stage_reason = ''因'' WHERE case_id = %s', next_stage, of_case))
$$;
CREATE FUNCTION pg_temp.due(of_case bigint) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', to_char(l.due_at, 'HH24:MI:SS'), CASE WHEN c.due_at IS DISTINCT FROM l.due_at THEN 'unlike its case' END, to_char(c.deadline, '"deadline" HH24:MI'))
    FROM cc_center.cases c JOIN cc_center.leg l USING (center_id, case_id, leg_no) WHERE c.case_id = of_case
$$;

SELECT results_eq('SELECT ordinal, level, order_roles FROM cc_center.supervision_level WHERE center_id = 9661 ORDER BY 1',
    $$ VALUES (1, '市长信箱督办', '{supervisor,shift_leader}'::text[]), (2, '区长督办', '{supervisor,shift_leader}') $$, 'I3.3 the levels are those of the text');
SELECT pg_temp.enter('10:00') AS a \gset

-- ---- who relays what -----------------------------------------------------------------------------------------------------------
SELECT is(pg_temp.order('10:01', '101', :a, '区长督办', '2018-10-08 10:10+08'), 'UC103', 'I1 an operator relays no orders');
SELECT is(pg_temp.order('10:01', '401', :a, '区长督办', '2018-10-08 10:10+08'), 'UC103', 'I1 nor does who has none of the roles of the level');
SELECT is(pg_temp.order('10:01', '601', :a, '区长督办', '2018-10-08 10:10+08'), '42501', 'I1 nor a department');
SELECT is(pg_temp.order('10:01', '9662_301', :a, '区长督办', '2018-10-08 10:10+08'), 'UC102', 'I1 nor another center');
SELECT is(pg_temp.try('10:01', '9663_301', format('supervise(9663, %s, ''区长督办'', ''2018-10-08 12:00+08'', ''区'', NULL, ''因'')', :a)), 'UC960', 'I1 nor where the rules have no levels');
SELECT is(pg_temp.order('10:01', '301', :a, '省长督办', '2018-10-08 10:10+08'), 'UC960', 'I1 only of a level that the rules have');
SELECT is(pg_temp.order('10:01', '301', :a, NULL, '2018-10-08 10:10+08'), 'UC960', 'I1 and of some level');
SELECT is(pg_temp.order('10:01', '301', -1, '区长督办', '2018-10-08 10:10+08'), 'UC910', 'I1 about a case that is');
SELECT is(pg_temp.order('10:01', '301', :a, '区长督办', '2018-10-08 10:10+08', ' '), 'UC961', 'I1 from some office');
SELECT is(pg_temp.order('10:01', '301', :a, '区长督办', '2018-10-08 10:10+08', NULL), 'UC961', 'I1 that is named');
SELECT is(pg_temp.order('10:01', '301', :a, '区长督办', '2018-10-08 10:10+08', '区', NULL), 'UC501', 'I1 for some reason');
SELECT is(pg_temp.order('10:01', '301', :a, '区长督办', d.deadline), 'UC962', 'I1 deadline ' || coalesce(d.deadline, 'NULL'))
FROM (VALUES ('2018-10-08 10:01+08'), ('2018-10-08 10:00+08'), ('infinity'), ('-infinity'), (NULL)) d (deadline);
SELECT is(pg_temp.act('a9661_301', format('INSERT INTO cc_center.supervision (center_id, case_id, level, office, deadline, reason, version, due_clause, ordered_by, ordered_at) VALUES (9661, %s, ''区长督办'', ''区'', now(), ''因'', 1, ''I1'', ''301'', now())', :a)), '42501', 'I1 there is no other way');
SELECT is(pg_temp.act('a9661_301', format('UPDATE cc_center.cases SET deadline = now() WHERE case_id = %s', :a)), '42501', 'I1 nor by the case');
SELECT is_empty('SELECT 1 FROM cc_center.supervision', 'I1 nothing was ordered');

-- ---- the earliest counts -------------------------------------------------------------------------------------------------------
SELECT pg_temp.order('10:01', '301', :a, '区长督办', '2018-10-08 11:00+08', '区长热线', '催办', '区〔2018〕7号') AS far \gset
SELECT is(pg_temp.due(:a), '10:15:00 deadline 11:00', 'I1 a deadline after the due lengthens nothing');
SELECT pg_temp.order('10:02', '201', :a, '市长信箱督办', '2018-10-08 10:10+08') AS near \gset
SELECT is(pg_temp.due(:a), '10:10:00 deadline 10:10', 'I1 one before it shortens it; a leader relays it');
SELECT pg_temp.order('10:02', '201', :a, '市长信箱督办', '2018-10-08 10:12+08') AS middle \gset
SELECT is(pg_temp.due(:a), '10:10:00 deadline 10:10', 'I1 of several the earliest counts');
SELECT is((SELECT due_clause FROM cc_center.supervision WHERE supervision_id = :near), 'I1', 'I1 with its clause');
SELECT results_eq('SELECT level, office, office_number, deadline, state, in_time, left_to_answer, answered_at FROM cc_center.supervised_cases WHERE center_id = 9661 ORDER BY deadline',
    $$ VALUES ('市长信箱督办', '市长信箱', NULL, '2018-10-08 10:10+08'::timestamptz, 'open', NULL::boolean, '8 minutes'::interval, NULL::timestamptz),
              ('市长信箱督办', '市长信箱', NULL, '2018-10-08 10:12+08', 'open', NULL, '10 minutes', NULL),
              ('区长督办', '区长热线', '区〔2018〕7号', '2018-10-08 11:00+08', 'open', NULL, '58 minutes', NULL) $$, 'I1 what is ordered is to be seen, and how long there is');
SELECT is(pg_temp.act('a9661_101', 'SELECT count(*) FROM cc_center.supervised_cases'), '3', 'I1 by whom it concerns');
SELECT is(pg_temp.act('a9662_301', 'SELECT count(*) FROM cc_center.supervised_cases'), '0', 'A7 and by no other center');

-- ---- lifted --------------------------------------------------------------------------------------------------------------------
SELECT is(pg_temp.try('10:03', '101', format('lift_supervision(9661, %s, ''撤'')', :near)), 'UC103', 'I1 an operator lifts nothing');
SELECT is(pg_temp.try('10:03', '9662_301', format('lift_supervision(9661, %s, ''撤'')', :near)), 'UC102', 'I1 nor another center');
SELECT is(pg_temp.try('10:03', '301', 'lift_supervision(9661, -1, ''撤'')'), 'UC963', 'I1 nor anybody what is not there');
SELECT is(pg_temp.try('10:03', '301', format('lift_supervision(9661, %s, '' '')', :near)), 'UC501', 'I1 nor without a reason');
SELECT is(pg_temp.try('10:03', '301', format('lift_supervision(9661, %s, ''撤件'')', :near)), 'done', 'I1 whoever may order at the level lifts it');
SELECT is(pg_temp.due(:a), '10:12:00 deadline 10:12', 'I1 the next one counts');
SELECT is(pg_temp.try('10:03', '301', format('lift_supervision(9661, %s, ''撤'')', :near)), 'UC964', 'I1 once');
SELECT is(pg_temp.try('10:04', '201', format('lift_supervision(9661, %s, ''撤件'')', :middle)), 'done', 'I1 the next');
SELECT is(pg_temp.due(:a), '10:15:00 deadline 11:00', 'I1 and the limit has it again');
SELECT results_eq(format('SELECT state, in_time, left_to_answer, lifted_by, lifted_at, lift_reason FROM cc_center.supervised_cases WHERE supervision_id = %s', :near),
    $$ VALUES ('lifted', NULL::boolean, NULL::interval, '301', '2018-10-08 10:03+08'::timestamptz, '撤件') $$, 'I1 on record');

-- ---- from leg to leg, to the end -----------------------------------------------------------------------------------------------
SELECT is((SELECT count(*) FROM (VALUES (pg_temp.step('10:05', '201', :a, 'pre_filed')), (pg_temp.step('10:06', '201', :a, 'filed'))) s (done) WHERE done = 'done'), 2::bigint, 'I3.1 the case goes on');
SELECT is((SELECT deadline FROM cc_center.cases WHERE case_id = :a), '2018-10-08 11:00+08', 'I1 with its deadline');
SELECT pg_temp.at('2018-10-08 11:00+08');
SELECT is((SELECT state FROM cc_center.supervised_cases WHERE supervision_id = :far), 'open', 'I1 exactly at the deadline it is not late');
SELECT pg_temp.at('2018-10-08 11:00:00.000001+08');
SELECT results_eq(format('SELECT state, in_time, left_to_answer FROM cc_center.supervised_cases WHERE supervision_id = %s', :far),
    $$ VALUES ('overdue', false, '-0.000001 s'::interval) $$, 'I1 right after it, it is');
SELECT pg_temp.enter('10:00') AS b \gset
SELECT pg_temp.order('10:01', '301', :b, '区长督办', '2018-10-08 10:05+08') AS by_b \gset
SELECT is(pg_temp.step('10:05', '201', :b, 'void'), 'done', 'I3.2 closed exactly at the deadline');
SELECT results_eq(format('SELECT state, in_time, answered_at FROM cc_center.supervised_cases WHERE supervision_id = %s', :by_b),
    $$ VALUES ('answered', true, '2018-10-08 10:05+08'::timestamptz) $$, 'I1 is in time');
SELECT is(pg_temp.order('10:06', '301', :b, '区长督办', '2018-10-08 10:30+08'), 'UC919', 'I1 nothing is ordered of what is closed');
SELECT is(pg_temp.try('10:06', '301', format('lift_supervision(9661, %s, ''撤'')', :by_b)), 'UC919', 'I1 nor lifted');
SELECT pg_temp.enter('10:00') AS c \gset
SELECT pg_temp.order('10:01', '301', :c, '区长督办', '2018-10-08 10:05+08') AS by_c \gset
SELECT is(pg_temp.step('10:06', '201', :c, 'void'), 'done', 'I3.2 closed after it');
SELECT results_eq(format('SELECT state, in_time, answered_at FROM cc_center.supervised_cases WHERE supervision_id = %s', :by_c),
    $$ VALUES ('answered late', false, '2018-10-08 10:06+08'::timestamptz) $$, 'I1 is not');
-- lifted before it was closed: nobody waited for an answer any more
SELECT pg_temp.enter('10:00') AS e \gset
SELECT pg_temp.order('10:01', '301', :e, '区长督办', '2018-10-08 10:05+08') AS by_e \gset
SELECT pg_temp.at('2018-10-08 10:06+08');
SELECT cc_center.sweep(9661);
SELECT is((SELECT overdue_at FROM cc_center.leg WHERE case_id = :e AND finished_at IS NULL), '2018-10-08 10:06+08', 'I1 past the deadline the leg is overdue');
SELECT is((SELECT due_clause FROM cc_center.leg WHERE case_id = :e AND finished_at IS NULL), 'I1', 'I1 by the order''s clause');
SELECT is(pg_temp.try('10:07', '301', format('lift_supervision(9661, %s, ''撤'')', :by_e)), 'done', 'I1 late, but lifted');
SELECT is((SELECT overdue_at FROM cc_center.leg WHERE case_id = :e AND finished_at IS NULL), NULL, 'I1 it is not overdue any more');
SELECT is(pg_temp.step('10:08', '201', :e, 'void'), 'done', 'I3.2 closed then');
SELECT results_eq(format('SELECT state, in_time, answered_at FROM cc_center.supervised_cases WHERE supervision_id = %s', :by_e), $$ VALUES ('lifted', NULL::boolean, NULL::timestamptz) $$, 'I1 it answers nothing');
-- in nobody's charge, an order still has a deadline
SELECT pg_temp.enter('10:00') AS d \gset
SELECT is(pg_temp.step('10:01', '201', :d, 'returned'), 'done', 'I3.2 sent back');
SELECT matches(pg_temp.order('10:02', '301', :d, '区长督办', '2018-10-08 12:00+08'), '^\d+$', 'I1 what was sent back is ordered too');
SELECT is(pg_temp.step('10:03', '201', :d, 'reported'), 'done', 'I3.2 reported again');
SELECT is((SELECT deadline FROM cc_center.cases WHERE case_id = :d), '2018-10-08 12:00+08', 'I1 with the deadline');

-- ---- on record -----------------------------------------------------------------------------------------------------------------
SELECT results_eq(format($$ SELECT at, event, staff_no, detail, due_at FROM cc_center.case_timeline WHERE case_id = %s AND event IN ('ordered', 'lifted') $$, :a), $$ VALUES
    ('2018-10-08 10:01+08'::timestamptz, 'ordered', '301', '区长督办, 区长热线 区〔2018〕7号: 催办', '2018-10-08 11:00+08'::timestamptz),
    ('2018-10-08 10:02+08', 'ordered', '201', '市长信箱督办, 市长信箱: 来信', '2018-10-08 10:10+08'), ('2018-10-08 10:02+08', 'ordered', '201', '市长信箱督办, 市长信箱: 来信', '2018-10-08 10:12+08'),
    ('2018-10-08 10:03+08', 'lifted', '301', '市长信箱督办, 市长信箱: 撤件', NULL), ('2018-10-08 10:04+08', 'lifted', '201', '市长信箱督办, 市长信箱: 撤件', NULL) $$, 'I1 the timeline of a case has its orders');
SELECT throws_ok('DELETE FROM cc_center.supervision', 'UC005', NULL, 'I1 orders are kept');
SELECT * FROM finish();
ROLLBACK;
