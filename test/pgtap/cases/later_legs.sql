-- The legs after filing: which department, which inspector, how long; what a step requires; emergencies.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'Asia/Shanghai';
SELECT no_plan();
\ir ../../lib/act.sql

-- Rules of the version in force are frozen; what these scenes need is put in past that.
ALTER TABLE cc_center.leg_limit DISABLE TRIGGER aa_guard;
ALTER TABLE cc_center.dispatch_rule DISABLE TRIGGER aa_guard;
ALTER TABLE cc_center.transition_requirement DISABLE TRIGGER aa_guard;
ALTER TABLE cc_center.rule_setting DISABLE TRIGGER aa_guard;

CREATE FUNCTION pg_temp.enter(center bigint, street text, category text DEFAULT '市政设施', priority text DEFAULT 'normal') RETURNS bigint LANGUAGE sql AS $$
    INSERT INTO cc_center.cases (center_id, street, channel, category, description, priority)
    VALUES (center, street, 'hotline', category, '述', priority) RETURNING case_id
$$;
CREATE FUNCTION pg_temp.move(center bigint, person text, id bigint, stage text, more text DEFAULT '') RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act(format('a%s_%s', center, person), format('UPDATE cc_center.cases SET stage = %L%s WHERE center_id = %s AND case_id = %s', stage, more, center, id))
$$;
CREATE FUNCTION pg_temp.open_leg(center bigint, id bigint) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', l.leg_kind, coalesce(l.role, '-'), coalesce(l.holder, '-'), coalesce(l.department, '-'), coalesce(to_char(l.due_at, 'MM-DD HH24:MI:SS'), '-'), l.due_clause)
    FROM cc_center.leg l WHERE l.center_id = center AND l.case_id = id AND l.finished_at IS NULL
$$;
-- A case that is filed, whose leader is to dispatch it.
CREATE FUNCTION pg_temp.filed(center bigint, category text DEFAULT '市政设施') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    id bigint := pg_temp.enter(center, '湖南路', category);
BEGIN
    PERFORM pg_temp.move(center, (SELECT holder FROM cc_center.cases c WHERE c.center_id = center AND case_id = id), id, 'pre_filed');
    IF pg_temp.move(center, '201', id, 'filed') <> 'done' THEN
        RAISE EXCEPTION 'not filed';
    END IF;
    RETURN id;
END
$$;

-- ---- departments (9401) ------------------------------------------------------------------------------------------
SELECT pg_temp.set_up(9401, 'LLA');
INSERT INTO cc_center.department (center_id, department, active) VALUES (9401, '市政所', true), (9401, '环卫所', true), (9401, '旧所', false);
INSERT INTO cc_center.department_staff VALUES (9401, '市政所', '601');
INSERT INTO cc_center.dispatch_rule (center_id, version, category, street, department, clause)
VALUES (9401, 1, '市政设施', '*', '市政所', 'I23'), (9401, 1, '*', '江东', '环卫所', 'I23'), (9401, 1, '市政设施', '江东', '环卫所', 'I23');
-- four working hours: normal; two on the clock: urgent; and three workdays for one category
INSERT INTO cc_center.leg_limit (center_id, version, leg_kind, category, priority, hours, leg_limit, clause)
VALUES (9401, 1, 'disposal', '*', '*', 'Mo-Fr 08:30-12:00,14:00-17:30; PH off', '4 hours', 'I23'),
       (9401, 1, 'disposal', '*', 'urgent', '24/7', '2 hours', 'C4.4'),
       (9401, 1, 'disposal', '园林绿化', '*', 'Mo-Fr; PH off', '3 days', 'I23'),
       (9401, 1, 'check', '*', '*', '24/7', '1 hour', 'I3.4');
INSERT INTO cc_center.street_inspector VALUES (9401, '湖南路', '501');
SELECT pg_temp.at('2018-10-08 09:00+08');
SELECT is(pg_temp.act('a9401_201', $$SELECT cc_center.department_for(9401, '市政设施', '湖南路') || cc_center.department_for(9401, '其他', '江东')
                                      || cc_center.department_for(9401, '市政设施', '江东')$$), '市政所环卫所环卫所', 'I23 a row that names more counts');
SELECT pg_temp.filed(9401) AS one \gset
SELECT pg_temp.at('2018-10-08 16:30+08');
SELECT is(pg_temp.move(9401, '201', :one, 'dispatched'), 'done', 'I23 the leader dispatches');
SELECT is(pg_temp.open_leg(9401, :one), 'disposal - - 市政所 10-09 11:30:00 I23', 'I23 to the department of the rules, with four working hours over the night and no holder');
SELECT is((SELECT department || ' ' || due_at FROM cc_center.cases WHERE center_id = 9401 AND case_id = :one), '市政所 2018-10-09 11:30:00+08', 'I23 which the case says');
SELECT pg_temp.at('2018-10-09 09:00+08');
SELECT isnt(pg_temp.act('a9401_201', format('UPDATE cc_center.cases SET department = %L WHERE center_id = 9401 AND case_id = %s', '环卫所', :one)), 'done', 'I23 no department is changed without a step');
SELECT is(pg_temp.move(9401, '601', :one, 'disposed'), 'done', 'I23 who acts for the department takes its step');
SELECT pg_temp.filed(9401) AS two \gset
SELECT is(pg_temp.move(9401, '201', :two, 'dispatched', $$, department = '环卫所'$$), 'UC952', 'I23 another department than the rules'' needs a reason');
SELECT is(pg_temp.move(9401, '201', :two, 'dispatched', $$, department = '旧所', stage_reason = '因'$$), 'UC950', 'I23 one out of use is none');
SELECT is(pg_temp.move(9401, '201', :two, 'dispatched', $$, department = '环卫所', stage_reason = '因'$$), 'done', 'I23 with a reason it is given');
SELECT is(pg_temp.move(9401, '601', :two, 'disposed'), 'UC953', 'I23 another department''s people do not take its step');
INSERT INTO cc_center.department_staff VALUES (9401, '环卫所', '601');
SELECT is(pg_temp.move(9401, '601', :two, 'filed', $$, stage_reason = '不归我管'$$), 'done', 'C4.6 a department gives a case back, with a reason');
SELECT is((SELECT coalesce(department, '-') FROM cc_center.cases WHERE center_id = 9401 AND case_id = :two), '-', 'I23 and has it no more');
SELECT is(pg_temp.move(9401, '201', :two, 'dispatched'), 'done', 'I23 it is dispatched again');
SELECT is((SELECT department FROM cc_center.cases WHERE center_id = 9401 AND case_id = :two), '市政所', 'I23 so that the rules decide anew');
SELECT pg_temp.filed(9401, '无人管') AS three \gset
SELECT is(pg_temp.move(9401, '201', :three, 'dispatched'), 'UC951', 'I23 without a row nobody is guessed');
SELECT is(pg_temp.act('a9401_app', $$INSERT INTO cc_center.cases (street, channel, category, description, department) VALUES ('江东', 'hotline', '类', '述', '市政所')$$), 'UC414', 'I23 an app names no department');

-- ---- limits follow what the case is about (9401) ------------------------------------------------------------------------
SELECT pg_temp.at('2018-10-09 10:00+08');
SELECT pg_temp.filed(9401, '市政设施') AS four \gset
SELECT is(pg_temp.move(9401, '201', :four, 'dispatched', $$, category = '园林绿化', department = '市政所', stage_reason = '改类'$$), 'done', 'I23 corrected in the same step');
SELECT is(pg_temp.open_leg(9401, :four), 'disposal - - 市政所 10-12 10:00:00 I23', 'I23 three workdays');
SELECT pg_temp.at('2018-10-09 11:00+08');
SELECT is(pg_temp.act('a9401_201', format($$UPDATE cc_center.cases SET priority = 'urgent' WHERE center_id = 9401 AND case_id = %s$$, :four)), 'done', 'C4.4 it becomes urgent');
SELECT is(pg_temp.open_leg(9401, :four), 'disposal - - 市政所 10-09 12:00:00 C4.4', 'C4.4 with its own limit, from the same beginning: what is used up stays so');
SELECT is((SELECT due_at FROM cc_center.cases WHERE center_id = 9401 AND case_id = :four), '2018-10-09 12:00+08', 'C4.4 the case says so');
SELECT pg_temp.at('2018-10-09 11:59:59+08');
SELECT cc_center.sweep(9401);
SELECT pg_temp.at('2018-10-09 12:00:00+08');
SELECT is((SELECT overdue FROM cc_center.sweep(9401)), 0, 'C4.4 at its due it complies');
SELECT pg_temp.at('2018-10-09 12:00:01+08');
SELECT is((SELECT overdue FROM cc_center.sweep(9401)), 1, 'C4.4 a second later it is overdue');
SELECT is(pg_temp.act('a9401_201', format($$UPDATE cc_center.cases SET priority = 'normal' WHERE center_id = 9401 AND case_id = %s$$, :four)) || ' ' || pg_temp.open_leg(9401, :four),
          'done disposal - - 市政所 10-12 10:00:00 I23', 'C4.4 and back');
SELECT is((SELECT overdue_at IS NULL AND attention_at = due_at + interval '1 microsecond' FROM cc_center.leg WHERE center_id = 9401 AND case_id = :four AND finished_at IS NULL), true,
          'C4.4 by which it is not overdue, and is looked at after its due');

-- ---- inspectors (9401) ----------------------------------------------------------------------------------------------
INSERT INTO cc_center.staff VALUES (9401, '502', '监督员二', 'inspector');
CREATE ROLE a9401_502;
SELECT cc_center.enrol(9401, '502', 'a9401_502');
INSERT INTO cc_center.street_inspector VALUES (9401, '*', '502');
SELECT is(pg_temp.move(9401, (SELECT holder FROM cc_center.cases WHERE center_id = 9401 AND case_id = :one), :one, 'check_ordered'), 'done', 'I3.4 a check is ordered');
SELECT is(pg_temp.open_leg(9401, :one), 'check - 501 - 10-09 13:00:01 I3.4', 'I3.4 of the inspector of the street, with a limit for his reply, and no shift of his');
SELECT is(pg_temp.move(9401, '502', :one, 'checked'), 'UC907', 'I3.4 another inspector does not reply for him');
SELECT is(pg_temp.act('a9401_201', format('SELECT cc_center.handover(9401, ARRAY[%s], %L, %L)', :one, '101', '因')), 'UC912', 'I3.4 nor is it handed to an operator');
SELECT pg_temp.at('2018-10-09 12:30+08');
SELECT is(pg_temp.act('a9401_201', format('SELECT cc_center.handover(9401, ARRAY[%s], %L, %L)', :one, '502', '因')), '1', 'I3.4 but to another inspector');
SELECT is(pg_temp.open_leg(9401, :one), 'check - 502 - 10-09 13:00:01 I3.4', 'I3.4 the clock of the check runs on in his hands');
SELECT is(pg_temp.move(9401, '101', :one, 'checked'), 'done', 'I3.4 an operator takes down what he says on the phone');
SELECT is((SELECT count(*) FROM cc_center.handover WHERE center_id = 9401 AND case_id = :one AND kind = 'take_over'), 0::bigint, 'I3.4 which is no take-over');
SELECT is((SELECT count(*) FROM cc_center.retention_month WHERE center_id = 9401 AND staff_no = '501'), 0::bigint, 'I24 his leg is none of front or back office');
SELECT is((SELECT count(*) FROM cc_center.health() WHERE subject LIKE '9401 50%'), 0::bigint, 'I3.4 and health() misses nobody on duty');

SELECT is(pg_temp.act('a9401_601', $$SELECT string_agg(department || ' ' || stage || ' ' || round, ', ' ORDER BY case_id) FROM cc_center.department_cases WHERE center_id = 9401$$),
          '市政所 dispatched 2, 市政所 dispatched 1', 'I23 who acts for departments has their cases before him, with the round');
DELETE FROM cc_center.department_staff WHERE center_id = 9401 AND department = '市政所';
SELECT is(pg_temp.act('a9401_601', $$SELECT count(*) FROM cc_center.department_cases WHERE center_id = 9401$$), '0', 'I23 of his own only');
SELECT is(pg_temp.act('a9401_201', $$SELECT count(*) FROM cc_center.department_cases WHERE center_id = 9401$$), '2', 'I23 the center sees all of its own');
SELECT results_eq($$SELECT leg_kind, department, staff_no, finished, with_limit, in_time, sent_back FROM cc_center.outside_month WHERE center_id = 9401 AND month = '2018-10-01' ORDER BY 1, 2, 3$$,
  $$VALUES ('check', NULL, '502', 1::bigint, 1::bigint, 1::bigint, 0::bigint), ('disposal', '市政所', NULL, 1, 1, 1, 0), ('disposal', '环卫所', NULL, 1, 1, 1, 1)$$,
  'I3.4 what departments and inspectors finished in the month, in time, and gave back');

-- ---- reopened (9401) -------------------------------------------------------------------------------------------------
SELECT is(pg_temp.move(9401, (SELECT holder FROM cc_center.cases WHERE center_id = 9401 AND case_id = :one), :one, 'closed'), 'done', 'I3.4 closed');
SELECT is(pg_temp.move(9401, '201', :one, 'dispatched'), 'UC906', 'I3.4 a closed case is reopened with a reason only');
SELECT is(pg_temp.move(9401, '201', :one, 'dispatched', $$, stage_reason = '又坏'$$), 'done', 'I3.4 and then goes to its department again');
SELECT results_eq(format($$SELECT closed_at IS NULL, department, first_contact IS NOT NULL, (SELECT count(*) FROM cc_center.leg l WHERE l.center_id = 9401 AND l.case_id = c.case_id AND leg_kind = 'disposal')
  FROM cc_center.cases c WHERE center_id = 9401 AND case_id = %s$$, :one), $$VALUES (true, '市政所', true, 2::bigint)$$, 'I3.4 with its number, its first contact and its history, and a new round');

-- ---- requirements (9402) -----------------------------------------------------------------------------------------------
SELECT pg_temp.set_up(9402, 'LLB');
CREATE FUNCTION cc_center.lacking_word(center_id bigint, case_id bigint, to_stage text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT '缺字' FROM cc_center.cases c WHERE c.center_id = lacking_word.center_id AND c.case_id = lacking_word.case_id AND c.description <> '好'
$$;
SELECT cc_center.register_step_requirement('word', 'cases', 'lacking_word');
INSERT INTO cc_center.transition_requirement VALUES (9402, 1, 'pre_filed', 'filed', 'word', '{supervisor}', 'I2'), (9402, 1, 'reported', 'pre_filed', 'word', '{shift_leader}', 'I2');
SELECT pg_temp.at('2018-10-08 09:00+08');
SELECT pg_temp.enter(9402, '湖南路') AS one \gset
SELECT holder AS op FROM cc_center.cases WHERE center_id = 9402 AND case_id = :one \gset
SELECT is(pg_temp.move(9402, :'op', :one, 'pre_filed'), 'UC954', 'I2 what the rules require is asked');
SELECT is(pg_temp.move(9402, :'op', :one, 'pre_filed', $$, stage_reason = '因'$$), 'UC954', 'I2 a reason of somebody who may not pass it is none');
SELECT is(pg_temp.move(9402, '201', :one, 'pre_filed'), 'UC954', 'I2 nor is his word without a reason');
SELECT is(pg_temp.move(9402, '201', :one, 'pre_filed', $$, stage_reason = '急'$$), 'done', 'I2 who may passes it with a reason');
SELECT results_eq($$SELECT requirement, lacking, reason, by_staff, to_stage FROM cc_center.step_exception WHERE center_id = 9402$$, $$VALUES ('word', '缺字', '急', '201', 'pre_filed')$$, 'I2 which is counted');
SELECT is(pg_temp.move(9402, '201', :one, 'filed', $$, stage_reason = '急'$$), 'UC954', 'I2 each step names who may');
SELECT is(pg_temp.move(9402, '201', :one, 'filed', $$, description = '好'$$), 'done', 'I2 what the same UPDATE corrects counts');
SELECT is((SELECT count(*) FROM cc_center.step_exception WHERE center_id = 9402), 1::bigint, 'I2 and is no exception');

-- ---- emergencies (9403) ------------------------------------------------------------------------------------------------
SELECT pg_temp.set_up(9403, 'LLC');
SELECT pg_temp.at('2018-10-08 23:00+08');
SELECT pg_temp.enter(9403, '湖南路', priority => 'urgent') AS before \gset
SELECT is((SELECT coalesce(holder, '-') FROM cc_center.cases WHERE center_id = 9403 AND case_id = :before), '-', 'C4.4 without the rule an urgent case waits like others');
INSERT INTO cc_center.rule_setting (center_id, version, name, value, clause) VALUES (9403, 1, 'emergency_cover', 'standby', 'C4.4');
SELECT throws_ok($$UPDATE cc_center.rule_setting SET value = 'x' WHERE center_id = 9403 AND name = 'emergency_cover'$$, 'UC955');
SELECT pg_temp.enter(9403, '湖南路', priority => 'urgent') AS one \gset
SELECT is((SELECT coalesce(holder, '-') FROM cc_center.cases WHERE center_id = 9403 AND case_id = :one), '-', 'C4.4 nobody stands by');
INSERT INTO cc_center.standby VALUES (9403, 'operator', '102', '[2018-10-08 22:30+08,2018-10-09 08:00+08)');
SELECT pg_temp.enter(9403, '湖南路', priority => 'urgent') AS two \gset
SELECT pg_temp.enter(9403, '湖南路') AS calm \gset
SELECT is((SELECT string_agg(coalesce(holder, '-'), ' ' ORDER BY case_id) FROM cc_center.cases WHERE center_id = 9403 AND case_id IN (:two, :calm)), '102 -', 'C4.4 an urgent case goes to whoever stands by, another one waits');
SELECT is((SELECT shift || ' ' || shift_ends_at FROM cc_center.leg WHERE center_id = 9403 AND case_id = :two), 'standby 2018-10-09 08:00:00+08', 'C4.4 until his standby ends');
SELECT is(pg_temp.act('a9403_102', format($$UPDATE cc_center.cases SET stage = 'pre_filed' WHERE center_id = 9403 AND case_id = %s$$, :two)), 'done', 'C4.4 who takes the step');
SELECT pg_temp.at('2018-10-08 23:01+08');
SELECT is((SELECT given_out FROM cc_center.sweep(9403)), 2, 'C4.4 the sweep gives out the urgent ones that came before he stood by');
-- at 08:40 the early shift alone is there, whose streets are others; a late street's case is covered by it: take a street of nobody
DELETE FROM cc_center.roster WHERE center_id = 9403 AND day = '2018-10-09' AND shift = 'early' AND staff_no IN ('101', '102');
SELECT pg_temp.at('2018-10-09 09:00+08');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9403, '2018-10-09', 'middle', '101');
SELECT pg_temp.at('2018-10-09 09:10+08');
SELECT pg_temp.enter(9403, '湖南路', priority => 'urgent') AS three \gset
SELECT pg_temp.enter(9403, '湖南路') AS four \gset
SELECT is((SELECT string_agg(coalesce(holder, '-'), ' ' ORDER BY case_id) FROM cc_center.cases WHERE center_id = 9403 AND case_id IN (:three, :four)), '101 -',
          'C4.4 within the hours it goes to whoever is on duty at all, in whatever shift');
SELECT is((SELECT count(*) FROM cc_center.handover WHERE center_id = 9403 AND at >= '2018-10-09 09:00+08' AND from_staff IS NOT NULL), 0::bigint, 'C4.4 nothing is taken out of hands for it');

-- ---- the deadline of an order (9404) -----------------------------------------------------------------------------------
SELECT pg_temp.set_up(9404, 'LLD');
INSERT INTO cc_center.leg_limit (center_id, version, leg_kind, hours, leg_limit, clause) VALUES (9404, 1, 'disposal', '24/7', '10 hours', 'I23');
SELECT pg_temp.at('2018-10-08 09:00+08');
SELECT pg_temp.filed(9404) AS one \gset
INSERT INTO cc_center.supervision (center_id, case_id, level, office, deadline, reason, version, due_clause, ordered_by, ordered_at)
VALUES (9404, :one, '区', '区长', '2018-10-08 12:00+08', '急', 1, 'I1', '301', '2018-10-08 09:00+08');
SELECT set_config('session_replication_role', 'replica', true);
UPDATE cc_center.cases SET deadline = '2018-10-08 12:00+08' WHERE center_id = 9404 AND case_id = :one;
SELECT set_config('session_replication_role', 'origin', true);
SELECT cc_center.retime_leg(9404, :one);
SELECT is(pg_temp.open_leg(9404, :one), 'dispatch shift_leader 201 - 10-08 12:00:00 I1', 'I1 an order shortens a leg without a limit');
SELECT pg_temp.move(9404, '201', :one, 'dispatched');
SELECT is(pg_temp.open_leg(9404, :one), 'disposal - - - 10-08 12:00:00 I1', 'I1 and the next one');
SELECT pg_temp.at('2018-10-08 12:30+08');
SELECT pg_temp.move(9404, '201', :one, 'disposed');
SELECT pg_temp.move(9404, (SELECT holder FROM cc_center.cases WHERE center_id = 9404 AND case_id = :one), :one, 'check_ordered');
SELECT pg_temp.move(9404, '101', :one, 'dispatched', $$, stage_reason = '返工'$$);
SELECT is(pg_temp.open_leg(9404, :one), 'disposal - - - 10-08 22:30:00 I23', 'I1 a leg that comes when the deadline has passed has its own limit');

-- ---- a pause, and the step that ends it (9404) ---------------------------------------------------------------------------
INSERT INTO cc_center.clock_event (center_id, case_id, leg_no, clock_start, kind, version, asked_by, asked_at, reason, until, status, decided_by, decided_at, began_at)
SELECT 9404, :one, c.leg_no, '2018-10-08 12:30+08', 'suspend', 1, '201', '2018-10-08 13:30+08', '待料', '2018-10-08 18:30+08', 'approved', '301', '2018-10-08 13:30+08', '2018-10-08 13:30+08'
FROM cc_center.cases c WHERE c.center_id = 9404 AND c.case_id = :one;
SELECT set_config('session_replication_role', 'replica', true);
UPDATE cc_center.cases SET paused_until = '2018-10-08 18:30+08' WHERE center_id = 9404 AND case_id = :one;
SELECT set_config('session_replication_role', 'origin', true);
SELECT is(cc_center.retime_leg(9404, :one), '2018-10-09 03:30+08', 'I23 five hours of pause later: one hour was used up before');
SELECT pg_temp.at('2018-10-08 15:30+08');
SELECT is(pg_temp.move(9404, '201', :one, 'disposed'), 'done', 'I23 who is done while the clock pauses says so');
SELECT is((SELECT ended_at || ' ' || ended_by FROM cc_center.clock_event WHERE center_id = 9404), '2018-10-08 15:30:00+08 201', 'I23 which ends the pause');
SELECT is((SELECT paused_until FROM cc_center.cases WHERE center_id = 9404 AND case_id = :one), NULL, 'I23 also in the case');

-- ---- history takes them too (9405) ------------------------------------------------------------------------------------
SELECT pg_temp.set_up(9405, 'LLE');
INSERT INTO cc_center.department (center_id, department) VALUES (9405, '市政所');
INSERT INTO cc_center.dispatch_rule (center_id, version, category, street, department, clause) VALUES (9405, 1, '*', '*', '市政所', 'I23');
INSERT INTO cc_center.leg_limit (center_id, version, leg_kind, hours, leg_limit, clause) VALUES (9405, 1, 'disposal', 'Mo-Fr 08:30-12:00,14:00-17:30; PH off', '4 hours', 'I23');
CREATE ROLE a9405_import;
SELECT cc_center.enrol(9405, NULL, 'a9405_import', 'importer');
SELECT pg_temp.at('2018-10-09 20:00+08');
SELECT is(pg_temp.act('a9405_import', $$INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reported_at, stages, stage_at, stage_by)
  VALUES (9405, '湖南路', 'hotline', '类', '述', '2018-10-08 16:00+08', '{pre_filed,filed,dispatched,disposed,check_ordered}',
          '{2018-10-08 16:05+08,2018-10-08 16:10+08,2018-10-08 16:30+08,2018-10-09 11:31+08,2018-10-09 14:00+08}', '{101,201,201,601,101}')$$), 'done', 'I23 history of later legs');
SELECT results_eq($$SELECT leg_kind, role, department, due_at, finished_at > due_at FROM cc_center.leg WHERE center_id = 9405 AND leg_kind IN ('disposal', 'check') ORDER BY leg_no$$,
  $$VALUES ('disposal', NULL, '市政所', '2018-10-09 11:30+08'::timestamptz, true), ('check', NULL, NULL, NULL, NULL)$$, 'I23 with department and limit as living ones');
SELECT is((SELECT department FROM cc_center.cases WHERE center_id = 9405), '市政所', 'I23 the case says which department had it');
SELECT is(pg_temp.act('a9405_import', $$INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reported_at, stages, stage_at, due_at)
  VALUES (9405, '湖南路', 'hotline', '类', '述', '2018-10-08 17:00+08', '{pre_filed,filed,dispatched,disposed,check_ordered}',
          '{2018-10-08 17:05+08,2018-10-08 17:10+08,2018-10-08 17:20+08,2018-10-09 17:00+08,2018-10-09 17:01+08}', '2018-10-09 17:00+08')$$), 'done', 'I23 history may state its own due');
SELECT results_eq($$SELECT leg_kind, due_at, due_clause, finished_at > due_at FROM cc_center.leg l WHERE center_id = 9405 AND received_at >= '2018-10-08 17:00+08' AND leg_kind IN ('filing', 'disposal') AND l.case_id = (SELECT max(case_id) FROM cc_center.leg WHERE center_id = 9405) ORDER BY leg_no$$,
  $$VALUES ('filing', '2018-10-08 17:35+08'::timestamptz, 'I24', false), ('disposal', '2018-10-09 17:00+08', NULL, false)$$, 'I23 of the department, of no clause; at it is in time; the others go by the rules');
SELECT * FROM finish();
ROLLBACK;
