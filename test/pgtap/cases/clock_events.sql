-- A clock that is suspended, deferred or extended: who asks, who decides, within what, and what ends it. Read with 'I24'.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'Asia/Shanghai';
SELECT no_plan();
\ir ../../lib/act.sql
INSERT INTO cc_center.preset_part (preset, area, rules)
SELECT 'clocked', p.area, CASE WHEN p.area <> 'cases' THEN p.rules ELSE jsonb_set(p.rules, '{tables,clock_rule}', $$ [
  {"kind": "suspend", "leg_kind": "pre_filing", "ask_roles": ["operator", "shift_leader"], "approve_roles": ["shift_leader", "supervisor"], "most": 2, "longest": "2 hours", "clause": "I24"},
  {"kind": "defer", "leg_kind": "pre_filing", "ask_roles": ["operator"], "approve_roles": ["supervisor"], "most": 1, "longest": "1 day", "clause": "I24"},
  {"kind": "extend", "leg_kind": "pre_filing", "ask_roles": ["operator"], "approve_roles": ["shift_leader"], "most": 1, "longest": "30 minutes", "clause": "I24"},
  {"kind": "suspend", "leg_kind": "disposal", "ask_roles": ["department"], "approve_roles": ["supervisor", "department"], "clause": "I30"}] $$) END
FROM cc_center.preset_part p WHERE p.preset = 'gulou';
SELECT pg_temp.set_up(9651, 'CKA', 'clocked'), pg_temp.set_up(9652, 'CKB', 'clocked'), pg_temp.set_up(9653, 'CKC');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT c, d.day, p.shift, p.staff_no
FROM (VALUES (9651), (9652)) k (c) CROSS JOIN (VALUES (date '2018-10-08'), ('2018-10-09')) d (day)
CROSS JOIN (VALUES ('early', '101'), ('late', '121'), ('early', '201'), ('late', '221')) p (shift, staff_no);
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9651, '602', '部门二', 'department'), (9651, '603', '部门三', 'department');
CREATE ROLE a9651_602; CREATE ROLE a9651_603;
SELECT cc_center.enrol(9651, '602', 'a9651_602'), cc_center.enrol(9651, '603', 'a9651_603');

-- One call by somebody at an instant: what it returned, done, or what it was refused with.
CREATE FUNCTION pg_temp.try(instant text, who text, call text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.at('2018-10-' || CASE WHEN instant ~ '^\d\d ' THEN instant ELSE '08 ' || instant END || '+08');
    SELECT coalesce(nullif(pg_temp.act(CASE WHEN who ~ '_' THEN 'a' || who ELSE 'a9651_' || who END, 'SELECT cc_center.' || call), ''), 'done')
$$;
CREATE FUNCTION pg_temp.enter(instant text, center bigint DEFAULT 9651) RETURNS bigint LANGUAGE sql AS $$
    SELECT pg_temp.at('2018-10-08 ' || instant || '+08');
    INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (center, '湖南路', 'hotline', '类', '述') RETURNING case_id
$$;
CREATE FUNCTION pg_temp.step(instant text, who text, of_case bigint, next_stage text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.at('2018-10-08 ' || instant || '+08');
    SELECT pg_temp.act('a9651_' || who, format('UPDATE cc_center.cases SET stage = %L, stage_reason = ''因'' WHERE case_id = %s', next_stage, of_case))
$$;
-- The last event of a case.
CREATE FUNCTION pg_temp.last(of_case bigint) RETURNS bigint LANGUAGE sql AS 'SELECT max(event_id) FROM cc_center.clock_event WHERE case_id = of_case';
CREATE FUNCTION pg_temp.state(of_case bigint) RETURNS text LANGUAGE sql AS 'SELECT state FROM cc_center.clock_events WHERE event_id = pg_temp.last(of_case)';
-- Until when its leg may lie, by leg and by case, and until when it is paused.
CREATE FUNCTION pg_temp.due(of_case bigint) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', to_char(l.due_at, 'HH24:MI:SS'), CASE WHEN c.due_at IS DISTINCT FROM l.due_at THEN 'unlike its case' END, to_char(c.paused_until, '"paused" HH24:MI'))
    FROM cc_center.cases c JOIN cc_center.leg l USING (center_id, case_id, leg_no) WHERE c.case_id = of_case
$$;

-- ---- who asks, and for what ----------------------------------------------------------------------------------------------------
SELECT pg_temp.enter('10:00') AS a \gset
SELECT is(pg_temp.due(:a), '10:15:00', 'I24 a case has its quarter of an hour');
SELECT is(pg_temp.try('10:05', '501', format('suspend_case(9651, %s, %L, ''等'')', :a, '2018-10-08 11:00+08')), 'UC103', 'I24 it is suspended by whom the rules name');
SELECT is(pg_temp.try('10:05', '301', format('suspend_case(9651, %s, %L, ''等'')', :a, '2018-10-08 11:00+08')), 'UC103', 'I24 and not by whoever approves');
SELECT is(pg_temp.try('10:05', 'app', format('suspend_case(9651, %s, %L, ''等'')', :a, '2018-10-08 11:00+08')), '42501', 'I24 nor by an application');
SELECT is(pg_temp.try('10:05', '9652_101', format('suspend_case(9651, %s, %L, ''等'')', :a, '2018-10-08 11:00+08')), 'UC102', 'I24 nor by another center');
SELECT is(pg_temp.try('10:05', '9653_101', format('suspend_case(9653, %s, %L, ''等'')', pg_temp.enter('10:00', 9653), '2018-10-08 11:00+08')), 'UC939', 'I24 not where the rules allow none');
SELECT is(pg_temp.try('10:05', '101', 'suspend_case(9651, -1, ''2018-10-08 11:00+08'', ''等'')'), 'UC910', 'I24 not a case that is none');
SELECT is(pg_temp.try('10:05', '101', format('suspend_case(9651, %s, %L, ''　'')', :a, '2018-10-08 11:00+08')), 'UC501', 'I24 not without a reason');
SELECT is(pg_temp.try('10:05', '101', format('suspend_case(9651, %s, %L, NULL)', :a, '2018-10-08 11:00+08')), 'UC501', 'I24 nor with none given');
SELECT is(pg_temp.try('10:05', '101', format('suspend_case(9651, %s, %L, ''等'')', :a, u.until)), u.answer, 'I24 suspended until ' || coalesce(u.until, 'NULL'))
FROM (VALUES ('2018-10-08 10:05+08', 'UC941'), (NULL, 'UC941'), ('infinity', 'UC941'), ('-infinity', 'UC941'), ('2018-10-08 12:05:00.000001+08', 'UC942')) u (until, answer);
SELECT is(pg_temp.try('10:05', '101', format('extend_case(9651, %s, %L, ''等'')', :a, x.extra)), x.answer, 'I24 extended by ' || coalesce(x.extra, 'NULL'))
FROM (VALUES ('0', 'UC940'), ('-5 minutes', 'UC940'), (NULL, 'UC940'), ('30 minutes 1 second', 'UC942')) x (extra, answer);
SELECT is(pg_temp.act('a9651_101', format('INSERT INTO cc_center.clock_event (center_id, case_id, leg_no, clock_start, kind, version, asked_by, asked_at, reason, until) SELECT 9651, %s, 1, now(), ''suspend'', 1, ''101'', now(), ''等'', now()', :a)), '42501', 'I24 there is no other way');
SELECT is(pg_temp.act('a9651_101', format('SELECT cc_center.ask_clock_event(9651, %s, ''suspend'', now(), NULL, ''等'')', :a)), '42501', 'I24 nor this');
SELECT is(pg_temp.act('a9651_201', format('SELECT cc_center.end_pause(9651, %s, now(), ''101'')', :a)), '42501', 'I24 nor an end');
SELECT is_empty('SELECT 1 FROM cc_center.clock_event WHERE center_id IN (9651, 9653)', 'I24 nothing was asked');
SELECT matches(pg_temp.try('10:05', '101', format('suspend_case(9651, %s, %L, ''等现场'')', :a, '2018-10-08 12:05+08')), '^\d+$', 'I24 exactly as long as the rule allows is asked for');
SELECT is(pg_temp.due(:a), '10:15:00', 'I24 what is asked stops nothing');
SELECT is(pg_temp.try('10:06', '101', format('extend_case(9651, %s, ''10 minutes'', ''等'')', :a)), 'UC943', 'I24 one thing is asked at a time');

-- ---- who decides ---------------------------------------------------------------------------------------------------------------
SELECT is(pg_temp.try('10:06', '101', format('decide_clock_event(9651, %s, true)', pg_temp.last(:a))), 'UC103', 'I24 an operator does not decide');
SELECT is(pg_temp.try('10:06', '9652_201', format('decide_clock_event(9651, %s, true)', pg_temp.last(:a))), 'UC102', 'I24 nor does another center');
SELECT is(pg_temp.try('10:06', '9652_201', format('decide_clock_event(9652, %s, true)', pg_temp.last(:a))), 'UC946', 'I24 whose event it is not');
SELECT is(pg_temp.try('10:06', '201', format('decide_clock_event(9651, %s, false)', pg_temp.last(:a))), 'UC501', 'I24 nobody refuses without a reason');
SELECT is(pg_temp.try('10:06', '201', format('decide_clock_event(9651, %s, NULL, '' '')', pg_temp.last(:a))), 'UC501', 'I24 nor says nothing');
SELECT results_eq($$ SELECT event_id = pg_temp.last(case_id), kind, asked_by, until, waits_for, left_to_decide FROM cc_center.clock_events_waiting WHERE center_id = 9651 $$,
    $$ VALUES (true, 'suspend', '101', '2018-10-08 12:05+08'::timestamptz, '{shift_leader,supervisor}'::text[], '9 minutes'::interval) $$, 'I24 what waits for a decision is to be seen, and for how long');
SELECT is(pg_temp.act('a9651_201', $$ SELECT summary FROM cc_center.my_approvals WHERE subject = 'clock' $$) ~ '^suspend CKA-\d+-\d+ until 2018-10-08 12:05:00\+08: 等现场$', true, 'I24 by whoever decides, among what waits for his word');
SELECT is(pg_temp.act('a9651_101', $$ SELECT summary FROM cc_center.my_approvals WHERE subject = 'clock' $$), 'no rows', 'I24 and by nobody else');
SELECT is(pg_temp.try('10:06', '201', format('decide_clock_event(9651, %s, false, ''马上办'')', pg_temp.last(:a))), 'done', 'I24 the leader refuses');
SELECT is(pg_temp.state(:a), 'refused', 'I24 which is on record');
SELECT is(pg_temp.try('10:06', '201', format('decide_clock_event(9651, %s, true)', pg_temp.last(:a))), 'UC947', 'I24 and is not decided again');
SELECT is(pg_temp.due(:a), '10:15:00', 'I24 and stops nothing');
SELECT isnt(pg_temp.try('10:07', '201', format('suspend_case(9651, %s, %L, ''等'')', :a, '2018-10-08 11:00+08')), NULL, 'I24 a leader asks');
SELECT is(pg_temp.try('10:08', '201', format('decide_clock_event(9651, %s, true)', pg_temp.last(:a))), 'UC949', 'I24 and does not decide on it himself');
SELECT is(pg_temp.act('a9651_201', $$ SELECT summary FROM cc_center.my_approvals WHERE subject = 'clock' $$), 'no rows', 'I24 so it does not wait for his word');
SELECT is(pg_temp.try('10:08', '101', format('withdraw_clock_event(9651, %s)', pg_temp.last(:a))), 'UC948', 'I24 nobody takes back what another asked');
SELECT is(pg_temp.try('10:08', '201', format('withdraw_clock_event(9651, %s)', pg_temp.last(:a))), 'done', 'I24 but everybody what he asked');
SELECT is(pg_temp.try('10:08', '201', format('withdraw_clock_event(9651, %s)', pg_temp.last(:a))), 'UC947', 'I24 once');
SELECT is(pg_temp.try('10:08', '201', 'withdraw_clock_event(9651, -1)'), 'UC946', 'I24 and nothing that is not');

-- ---- approved, resumed, by itself ----------------------------------------------------------------------------------------------
SELECT isnt(pg_temp.try('10:08', '101', format('suspend_case(9651, %s, %L, ''等现场'')', :a, '2018-10-08 11:00+08')), NULL, 'I24 refused and withdrawn ones count for nothing');
SELECT is(pg_temp.try('10:10', '221', format('decide_clock_event(9651, %s, true, ''可'')', pg_temp.last(:a))), 'done', 'I24 another leader approves, ten minutes being gone');
SELECT is(pg_temp.due(:a), '11:05:00 paused 11:00', 'I24 five minutes are left from 11:00 on');
SELECT results_eq(format('SELECT status, decided_by, decision, began_at, due_before, due_after FROM cc_center.clock_event WHERE event_id = pg_temp.last(%s)', :a),
    $$ VALUES ('approved', '221', '可', '2018-10-08 10:10+08'::timestamptz, '2018-10-08 10:15+08'::timestamptz, '2018-10-08 11:05+08'::timestamptz) $$, 'I24 on record, with the due before and after');
SELECT results_eq('SELECT case_id, kind, paused_at, paused_until, runs_on_in, asked_by, decided_by FROM cc_center.paused_cases WHERE center_id = 9651',
    format($$ VALUES (%s::bigint, 'suspend', '2018-10-08 10:10+08'::timestamptz, '2018-10-08 11:00+08'::timestamptz, '50 minutes'::interval, '101', '221') $$, :a), 'I24 it is seen to stand still');
SELECT is((SELECT state FROM cc_center.backlog WHERE case_id = :a), 'paused', 'I24 in the backlog too');
SELECT pg_temp.at('2018-10-08 10:59:59+08');
SELECT is((cc_center.sweep(9651)).overdue, 0, 'I24 the sweep finds nothing late');
SELECT pg_temp.at('2018-10-08 11:00+08');
SELECT is_empty('SELECT 1 FROM cc_center.paused_cases WHERE center_id = 9651', 'I24 at its date it runs, without a sweep');
SELECT is((SELECT state FROM cc_center.backlog WHERE case_id = :a), 'in hand', 'I24 in the backlog too');
SELECT is(pg_temp.state(:a), 'over', 'I24 the suspension is over');
SELECT is(pg_temp.try('11:00', '201', format('resume_case(9651, %s, ''急'')', :a)), 'UC945', 'I24 and is not ended any more');
SELECT is(pg_temp.try('11:05', '101', format('extend_case(9651, %s, ''30 minutes'', ''等'')', :a)) ~ '^\d+$', true, 'I24 exactly at the due more time is asked for');
SELECT is(pg_temp.try('11:05:00.000001', '201', format('decide_clock_event(9651, %s, true)', pg_temp.last(:a))), 'UC938', 'I24 and given no more right after it');
SELECT is(pg_temp.state(:a), 'lapsed', 'I24 what nobody decided has lapsed');
SELECT is(pg_temp.act('a9651_201', $$ SELECT summary FROM cc_center.my_approvals WHERE subject = 'clock' $$), 'no rows', 'I24 and waits for nobody');
SELECT is(pg_temp.try('11:06', '101', format('suspend_case(9651, %s, %L, ''等'')', :a, '2018-10-08 12:00+08')), 'UC938', 'I24 nor is it asked for');
SELECT is(pg_temp.try('11:06', '201', format('decide_clock_event(9651, %s, false, ''迟'')', pg_temp.last(:a))), 'done', 'I24 but refused it may be');
SELECT is((cc_center.sweep(9651)).overdue, 1, 'I24 now the sweep finds it late');

-- resumed before the date, by whom
SELECT pg_temp.enter('10:00') AS b \gset
SELECT isnt(pg_temp.try('10:05', '101', format('suspend_case(9651, %s, %L, ''等'')', :b, '2018-10-08 11:00+08')), NULL, 'I24 asked');
SELECT is(pg_temp.try('10:10', '201', format('resume_case(9651, %s, ''急'')', :b)), 'UC945', 'I24 what is only asked is not ended');
SELECT is(pg_temp.try('10:10', '201', format('decide_clock_event(9651, %s, true)', pg_temp.last(:b))), 'done', 'I24 approved');
SELECT is(pg_temp.try('10:20', '102', format('resume_case(9651, %s, ''急'')', :b)), 'UC103', 'I24 whoever neither asked nor approves ends nothing');
SELECT is(pg_temp.try('10:20', '101', format('resume_case(9651, %s, NULL)', :b)), 'UC501', 'I24 nor anybody without a reason');
SELECT is(pg_temp.try('10:20', '101', format('resume_case(9651, %s, ''已到现场'')', :b)), 'done', 'I24 who asked does');
SELECT is(pg_temp.due(:b), '10:25:00', 'I24 and the five minutes run');
SELECT results_eq(format('SELECT state, ended_at, ended_by, end_reason FROM cc_center.clock_events WHERE event_id = pg_temp.last(%s)', :b),
    $$ VALUES ('over', '2018-10-08 10:20+08'::timestamptz, '101', '已到现场') $$, 'I24 on record');
SELECT is(pg_temp.try('10:20', '101', format('resume_case(9651, %s, ''急'')', :b)), 'UC945', 'I24 once');
SELECT isnt(pg_temp.try('10:21', '201', format('suspend_case(9651, %s, %L, ''等'')', :b, '2018-10-08 11:00+08')), NULL, 'I24 a second time');
SELECT is(pg_temp.try('10:22', '301', format('decide_clock_event(9651, %s, true)', pg_temp.last(:b))), 'done', 'I24 is what the rules allow');
SELECT is(pg_temp.due(:b), '11:03:00 paused 11:00', 'I24 and three minutes are left');
SELECT is(pg_temp.try('10:23', '101', format('suspend_case(9651, %s, %L, ''等'')', :b, '2018-10-08 11:30+08')), 'UC944', 'I24 not a third time');
SELECT is(pg_temp.try('10:30', '221', format('resume_case(9651, %s, ''急'')', :b)), 'done', 'I24 whoever may approve ends it');
SELECT is(pg_temp.due(:b), '10:33:00', 'I24 and they run');
SELECT is(pg_temp.try('10:30', '101', format('extend_case(9651, %s, ''30 minutes'', ''等'')', :b)) ~ '^\d+$', true, 'I24 another kind has its own number');
SELECT is(pg_temp.try('10:31', '301', format('decide_clock_event(9651, %s, true)', pg_temp.last(:b))), 'UC103', 'I24 and others who approve');
SELECT is(pg_temp.try('10:31', '201', format('decide_clock_event(9651, %s, true)', pg_temp.last(:b))), 'done', 'I24 approved');
SELECT is(pg_temp.due(:b), '11:03:00', 'I24 half an hour more');
SELECT is(pg_temp.state(:b), 'approved', 'I24 on record');
SELECT is(pg_temp.try('10:32', '101', format('extend_case(9651, %s, ''1 minute'', ''等'')', :b)), 'UC944', 'I24 once');

-- a longer one in the place of one that lasts
SELECT pg_temp.enter('10:00') AS c \gset
SELECT isnt(pg_temp.try('10:05', '101', format('suspend_case(9651, %s, %L, ''等'')', :c, '2018-10-08 11:00+08')), NULL, 'I24 asked');
SELECT is(pg_temp.try('10:05', '201', format('decide_clock_event(9651, %s, true)', pg_temp.last(:c))), 'done', 'I24 approved');
SELECT is(pg_temp.try('10:30', '101', format('defer_case(9651, %s, %L, ''等'')', :c, '2018-10-08 11:00+08')), 'UC941', 'I24 what is paused is deferred beyond that only');
SELECT isnt(pg_temp.try('10:30', '101', format('defer_case(9651, %s, %L, ''缓'')', :c, '2018-10-09 10:00+08')), NULL, 'I24 to the next day');
SELECT is(pg_temp.try('10:40', '201', format('decide_clock_event(9651, %s, true)', pg_temp.last(:c))), 'UC103', 'I24 as another decides');
SELECT is(pg_temp.try('10:40', '301', format('decide_clock_event(9651, %s, true)', pg_temp.last(:c))), 'done', 'I24 approved');
SELECT is((SELECT due_at FROM cc_center.cases WHERE case_id = :c), '2018-10-09 10:10+08', 'I24 ten minutes are left from there on');
SELECT results_eq(format('SELECT kind, began_at, ended_at, ended_by FROM cc_center.clock_event WHERE case_id = %s ORDER BY event_id', :c),
    $$ VALUES ('suspend', '2018-10-08 10:05+08'::timestamptz, '2018-10-08 10:40+08'::timestamptz, '301'), ('defer', '2018-10-08 10:40+08', NULL, NULL) $$, 'I24 no two pauses lie over each other');
SELECT is((SELECT count(*)::integer FROM cc_center.paused_cases WHERE case_id = :c), 1, 'I24 and it is paused once');

-- an instant that passes undecided makes room
SELECT pg_temp.enter('11:20') AS d \gset
SELECT isnt(pg_temp.try('11:21', '101', format('defer_case(9651, %s, %L, ''等'')', :d, '2018-10-08 11:25+08')), NULL, 'I24 asked until 11:25');
SELECT is(pg_temp.try('11:24:59', '101', format('defer_case(9651, %s, %L, ''等'')', :d, '2018-10-08 11:40+08')), 'UC943', 'I24 until then nothing else');
SELECT is(pg_temp.try('11:25', '301', format('decide_clock_event(9651, %s, true)', pg_temp.last(:d))), 'UC941', 'I24 then it cannot be approved');
SELECT is(pg_temp.state(:d), 'lapsed', 'I24 and has lapsed');
SELECT is(pg_temp.try('11:25', '101', format('defer_case(9651, %s, %L, ''等'')', :d, '2018-10-08 11:40+08')) ~ '^\d+$', true, 'I24 and does not count');

-- ---- the leg ends meanwhile ----------------------------------------------------------------------------------------------------
SELECT is(pg_temp.step('11:26', '101', :d, 'pre_filed'), 'done', 'I24 the step is taken');
SELECT is(pg_temp.try('11:27', '301', format('decide_clock_event(9651, %s, true)', pg_temp.last(:d))), 'UC937', 'I24 what was asked of the leg before is not approved for the next');
SELECT is(pg_temp.state(:d), 'lapsed', 'I24 it has lapsed');
SELECT is(pg_temp.try('11:27', '201', format('suspend_case(9651, %s, %L, ''等'')', :d, '2018-10-08 12:00+08')), 'UC939', 'I24 and of the next kind nothing may be asked');
SELECT is(pg_temp.step('11:28', '201', :d, 'void'), 'done', 'I24 void');
SELECT is(pg_temp.try('11:29', '101', format('suspend_case(9651, %s, %L, ''等'')', :d, '2018-10-08 12:00+08')), 'UC937', 'I24 nothing is asked of what is closed');

-- ---- in other hands, at the due, after a pause that is over -------------------------------------------------------------------
SELECT pg_temp.enter('10:00') AS g \gset
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9651, '2018-10-08', 'early', '102');
SELECT isnt(pg_temp.try('10:05', '101', format('defer_case(9651, %s, %L, ''等'')', :g, '2018-10-08 11:00+08')), NULL, 'I24 asked in one''s hands');
SELECT is(pg_temp.try('10:06', '201', format('handover(9651, ARRAY[%s], ''102'', ''分'')', :g)), '1', 'I29 that go on to another''s');
SELECT is(pg_temp.try('10:07', '301', format('decide_clock_event(9651, %s, true)', pg_temp.last(:g))), 'UC937', 'I29 the new clock is not what was asked about');
SELECT is(pg_temp.state(:g), 'lapsed', 'I29 which has lapsed');
SELECT is_empty(format('SELECT 1 FROM cc_center.clock_events_waiting WHERE case_id = %s', :g), 'I29 and waits for nobody');
SELECT is(pg_temp.try('10:08', '101', format('defer_case(9651, %s, %L, ''等'')', :g, '2018-10-08 11:00+08')) ~ '^\d+$', true, 'I29 of it the same may be asked');
SELECT is(pg_temp.try('10:21', '301', format('decide_clock_event(9651, %s, true)', pg_temp.last(:g))), 'done', 'I24 exactly at the due it is approved');
SELECT is(pg_temp.due(:g), '11:00:00 paused 11:00', 'I24 and nothing is left after it');
SELECT is(pg_temp.try('10:30', '201', format('handover(9651, ARRAY[%s], ''101'', ''分'')', :g)), '1', 'I29 handed over while it stands still');
SELECT is(pg_temp.due(:g), '11:15:00 paused 11:00', 'I29 the next holder''s clock begins at the date');
SELECT is(pg_temp.try('10:35', '101', format('suspend_case(9651, %s, %L, ''等'')', :g, '2018-10-08 12:00+08')), 'UC937', 'I29 until then none runs that could be suspended');
SELECT is(pg_temp.try('10:40', '301', format('resume_case(9651, %s, ''急'')', :g)), 'done', 'I29 or when somebody ends it');
SELECT is(pg_temp.due(:g), '10:55:00', 'I29 from where he has his quarter of an hour');
SELECT is((SELECT clock_start FROM cc_center.leg WHERE case_id = :g AND finished_at IS NULL), '2018-10-08 10:40+08', 'I29 that his clock says');
SELECT pg_temp.enter('10:00') AS h \gset
SELECT isnt(pg_temp.try('10:05', '201', format('suspend_case(9651, %s, %L, ''等'')', :h, '2018-10-08 10:30+08')), NULL, 'I24 asked until 10:30');
SELECT is(pg_temp.try('10:06', '301', format('decide_clock_event(9651, %s, true)', pg_temp.last(:h))), 'done', 'I24 approved');
SELECT isnt(pg_temp.try('10:31', '201', format('suspend_case(9651, %s, %L, ''等'')', :h, '2018-10-08 11:00+08')), NULL, 'I24 asked after it');
SELECT is(pg_temp.try('10:32', '301', format('decide_clock_event(9651, %s, true)', pg_temp.last(:h))), 'done', 'I24 approved again');
SELECT is(pg_temp.due(:h), '11:07:00 paused 11:00', 'I24 both count');
SELECT is((SELECT count(ended_at) FROM cc_center.clock_event WHERE case_id = :h), 0::bigint, 'I24 and neither was ended');
SELECT is(pg_temp.step('10:40', '201', :h, 'void'), 'done', 'I24 a step ends what lasts');
SELECT results_eq(format('SELECT ended_at, ended_by FROM cc_center.clock_event WHERE case_id = %s ORDER BY event_id', :h), $$ VALUES (NULL::timestamptz, NULL), ('2018-10-08 10:40+08', '201') $$, 'I24 and nothing else');
SELECT is((SELECT paused_until FROM cc_center.cases WHERE case_id = :h), NULL, 'I24 and the case is not paused');
DELETE FROM cc_center.roster WHERE center_id = 9651 AND staff_no = '102';

-- ---- a clock that has not started ----------------------------------------------------------------------------------------------
INSERT INTO cc_center.cases (center_id, street, channel, category, description)
SELECT 9651, '湖南路', 'hotline', '类', '夜' FROM (SELECT pg_temp.at('2018-10-08 23:00+08')) night RETURNING case_id AS e \gset
SELECT is(pg_temp.try('08 23:30', '101', format('suspend_case(9651, %s, %L, ''等'')', :e, '2018-10-09 00:30+08')), 'UC937', 'U4 what waits for the coverage has no clock yet');

-- ---- departments ---------------------------------------------------------------------------------------------------------------
SELECT pg_temp.enter('10:00') AS f \gset
SELECT pg_temp.step('10:01', '201', :f, 'pre_filed'), pg_temp.step('10:02', '201', :f, 'filed'), pg_temp.step('10:03', '201', :f, 'dispatched');
INSERT INTO cc_center.department (center_id, department) VALUES (9651, '市政'), (9651, '园林');
INSERT INTO cc_center.department_staff (center_id, department, staff_no) VALUES (9651, '市政', '601'), (9651, '市政', '603'), (9651, '园林', '602');
SELECT is(pg_temp.try('10:05', '601', format('suspend_case(9651, %s, %L, ''待料'')', :f, '2018-10-20 11:00+08')), 'UC953', 'I30 what no department has, none suspends');
UPDATE cc_center.leg SET department = '市政' WHERE case_id = :f AND finished_at IS NULL;
SELECT is(pg_temp.try('10:05', '602', format('suspend_case(9651, %s, %L, ''待料'')', :f, '2018-10-20 11:00+08')), 'UC953', 'I30 nor another department');
SELECT is(pg_temp.try('10:05', '601', format('suspend_case(9651, %s, %L, ''待料'')', :f, '2018-10-20 11:00+08')) ~ '^\d+$', true, 'I30 its own does');
SELECT is(pg_temp.act('a9651_602', $$ SELECT summary FROM cc_center.my_approvals WHERE subject = 'clock' $$), 'no rows', 'I30 it waits for no other department');
SELECT is(pg_temp.try('10:06', '602', format('decide_clock_event(9651, %s, true)', pg_temp.last(:f))), 'UC953', 'I30 which does not decide either');
SELECT isnt(pg_temp.act('a9651_603', $$ SELECT summary FROM cc_center.my_approvals WHERE subject = 'clock' $$), 'no rows', 'I30 but for a colleague');
SELECT is(pg_temp.try('10:06', '603', format('decide_clock_event(9651, %s, true)', pg_temp.last(:f))), 'done', 'I30 who decides');
SELECT is((SELECT paused_until FROM cc_center.cases WHERE case_id = :f), '2018-10-20 11:00+08', 'I30 and it stands still');
SELECT is(pg_temp.try('10:07', '602', format('resume_case(9651, %s, ''急'')', :f)), 'UC953', 'I30 which no other department ends');

-- ---- how many are extended -----------------------------------------------------------------------------------------------------
-- By hand: of the clocks of pre-filing due in October those of cases that had one extension approved; a clock of two hands is one.
SELECT results_eq('SELECT month, leg_kind, department, due, extended, extension_rate FROM cc_center.extension_month WHERE center_id = 9651', $$
    SELECT date '2018-10-01', 'pre_filing', NULL::text, count(DISTINCT (case_id, clock_start)), 1::bigint, round(1 / count(DISTINCT (case_id, clock_start))::numeric, 4)
    FROM cc_center.leg WHERE center_id = 9651 AND leg_kind = 'pre_filing' AND due_at IS NOT NULL $$, 'I24 extended is one of those that were due');
SELECT cmp_ok((SELECT due FROM cc_center.extension_month WHERE center_id = 9651), '>=', 9::bigint, 'I24 which are all that were due, and not the extended only');
SELECT is_empty('SELECT 1 FROM cc_center.extension_month WHERE center_id = 9653', 'I24 where the rules extend nothing there is no rate');
INSERT INTO cc_center.cases (center_id, street, channel, category, description)
SELECT 9651, '湖南路', 'hotline', '类', '月末' FROM (SELECT pg_temp.at('2018-10-31 21:50+08')) night RETURNING case_id AS i \gset
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9651, '2018-10-31', 'late', '121');
SELECT pg_temp.at('2018-10-31 21:50+08'), cc_center.sweep(9651);
SELECT isnt(pg_temp.try('31 21:55', '121', format('extend_case(9651, %s, ''10 minutes'', ''等'')', :i)), NULL, 'I24 asked at the month''s end');
SELECT is(pg_temp.try('31 22:00', '201', format('decide_clock_event(9651, %s, true)', pg_temp.last(:i))), 'done', 'I24 approved');
UPDATE cc_center.clock_event SET due_before = '2018-10-31 23:59+08' WHERE case_id = :i;
UPDATE cc_center.leg SET due_at = '2018-11-01 00:09+08' WHERE case_id = :i;
SELECT is((SELECT string_agg(month || ' ' || extended, ', ') FROM cc_center.extension_month WHERE center_id = 9651), '2018-10-01 2', 'I24 what was extended counts in the month that it was due in before');

-- ---- on record -----------------------------------------------------------------------------------------------------------------
SELECT pg_temp.at('2018-10-09 12:00+08');
SELECT results_eq(format($$ SELECT at, event, staff_no, detail, due_at FROM cc_center.case_timeline WHERE case_id = %s AND event ~ ':|resumed' AND event !~ 'handover' $$, :b), $$ VALUES
    ('2018-10-08 10:05+08'::timestamptz, 'asked: suspend', '101', 'until 2018-10-08 11:00:00+08: 等', NULL::timestamptz),
    ('2018-10-08 10:10+08', 'approved: suspend', '201', NULL, '2018-10-08 11:05+08'), ('2018-10-08 10:20+08', 'resumed', '101', '已到现场', NULL),
    ('2018-10-08 10:21+08', 'asked: suspend', '201', 'until 2018-10-08 11:00:00+08: 等', NULL), ('2018-10-08 10:22+08', 'approved: suspend', '301', NULL, '2018-10-08 11:03+08'),
    ('2018-10-08 10:30+08', 'resumed', '221', '急', NULL), ('2018-10-08 10:30+08', 'asked: extend', '101', '+ 00:30:00: 等', NULL),
    ('2018-10-08 10:31+08', 'approved: extend', '201', NULL, '2018-10-08 11:03+08') $$, 'I30 the timeline of a case has all of it');
SELECT is((SELECT string_agg(concat_ws(' ', at, staff_no), '; ') FROM cc_center.case_timeline WHERE case_id = :a AND event = 'resumed'), '2018-10-08 11:00:00+08', 'I30 and when it ran on by itself');
SELECT is(pg_temp.act('a9652_401', 'SELECT count(*) FROM cc_center.clock_events'), '0', 'A7 another center sees none');
SELECT throws_ok('DELETE FROM cc_center.clock_event', 'UC005', NULL, 'A12 events are kept');
SELECT * FROM finish();
ROLLBACK;
