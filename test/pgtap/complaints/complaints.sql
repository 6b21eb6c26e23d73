-- Complaints from being taken in to the feedback: by whom, against whom or what, never in one's own matter, every step on record (A18, A19,
-- G2.3).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SET LOCAL TimeZone = 'Asia/Shanghai';
\ir ../../lib/act.sql
\ir ../../lib/complaints.sql
SELECT * FROM no_plan();
SELECT pg_temp.set_up_complaints(9941, 'COMPLAIN');
SELECT pg_temp.set_up(9942, 'COMPLAIG'), pg_temp.set_up(9943, 'COMPLAIH', 'hospital'), pg_temp.set_up(9944, 'COMPLAIO', 'office');
SELECT pg_temp.at('2018-10-08 09:00+08');
SET LOCAL ROLE a9941_app;
INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('A区', 'phone', 'c', 'd') RETURNING case_id \gset
RESET ROLE;
SET LOCAL session_replication_role = replica;
-- 201 finished a leg of it, 301 holds it now
UPDATE cc_center.leg SET finished_at = '2018-10-08 09:05+08', finished_by = '201', holder = '201', outcome = 'filed' WHERE center_id = 9941;
INSERT INTO cc_center.leg (center_id, case_id, leg_no, version, received_at, attention_at, leg_kind, street, holder)
SELECT center_id, case_id, 2, version, received_at, attention_at, 'closing', street, '302' FROM cc_center.leg WHERE center_id = 9941;
SET LOCAL session_replication_role = origin;

-- ---- taking in ------------------------------------------------------------------------------------------------------
SELECT is(pg_temp.as(9941, v.who, replace(v.call, 'CASE', :'case_id')), v.expected, v.title)
  FROM (VALUES (1, '101', $$complain(%s, '态度', 'person', '说话难听', '102')$$, 'done', 'A18 an operator takes in what a complainant says of a person'),
               (2, 'app', $$complain(%s, '态度', 'person', '不耐烦', '101')$$, 'done', 'A18 so does an app'),
               (3, '201', $$complain(%s, '时效', 'department', '拖延', '城管')$$, 'done', 'A18 of a department'),
               (4, '301', $$complain(%s, '结果', 'result', '没有解决', NULL, CASE)$$, 'done', 'A18 of a result'),
               (5, '101', $$complain(%s, '态度', 'person', '本人态度', '101')$$, 'done', 'A18 even against whoever takes it in'),
               (6, '501', $$complain(%s, '态度', 'person', 'x', '101')$$, 'UC103', 'A18 not by a role that the rules do not name'),
               (7, '101', $$complain(9943, '态度', 'person', 'x', '101')$$, 'UC102', 'A18 nor in another center'),
               (8, '101', $$complain(%s, '态度', 'person', 'x', '777')$$, 'UC105', 'A18 of a person there is'),
               (9, '101', $$complain(%s, '态度', 'person', 'x')$$, 'UCK04', 'A18 who is named'),
               (10, '101', $$complain(%s, '态度', 'department', 'x', E'\u3000')$$, 'UCK04', 'A18 as a department is'),
               (11, '101', $$complain(%s, '态度', 'result', 'x')$$, 'UCK04', 'A18 and a result its case'),
               (12, '101', $$complain(%s, '态度', 'result', 'x', '101', CASE)$$, 'UCK04', 'A18 and nothing besides'),
               (13, '101', $$complain(%s, '态度', 'result', 'x', NULL, 0)$$, 'UC910', 'A18 a case there is'),
               (14, '101', $$complain(%s, '态度', 'caller', 'x', '101')$$, 'UCK04', 'A18 nothing else'),
               (15, '101', $$complain(%s, '态度', NULL, 'x', '101')$$, 'UCK04', 'A18 nor nothing'),
               (16, '101', $$complain(%s, '天气', 'person', 'x', '101')$$, 'UCK03', 'A18 of a kind that the rules list'),
               (17, '101', $$complain(%s, '态度', 'person', E' \u200b', '101')$$, 'UCK05', 'A18 with what he says'),
               (18, '101', $$complain(9942, '态度', 'person', 'x', '101')$$, 'UC102', 'A18 nor elsewhere')) v (n, who, call, expected, title) ORDER BY v.n;
SELECT is(pg_temp.as(9942, '101', $$complain(%s, '态度', 'person', 'x', '102')$$), 'UCK01', 'A18 where no rule takes complaints in, none is');
SELECT is(pg_temp.as(9942, 'app', $$complain(%s, '态度', 'person', 'x', '102')$$), 'UCK01', 'A18 by no app either');
SELECT is(pg_temp.as(v.center, '101', $$complain(%s, '随便什么', 'person', 'x', '102')$$), 'done', 'G2.3 ' || v.title)
  FROM (VALUES (9943, 'the hospital tells no kinds apart'), (9944, 'nor does the office')) v (center, title);
SELECT is(pg_temp.as(9943, '101', $$complain(%s, '*', 'person', 'x', '102')$$), 'UCK03', 'G2.3 but * is none');
SELECT is((SELECT count(*) FROM cc_center.complaint_step s JOIN cc_center.complaint c USING (center_id, complaint_id) WHERE c.center_id IN (9943, 9944) AND s.due_at IS NULL AND s.due_clause = 'G2.3'), 2::bigint,
          'G2.3 whose texts want a limit and set none: nothing is due');
SELECT is((SELECT string_agg(concat_ws(' ', kind, against, staff_no, department, by_staff), ', ' ORDER BY complaint_id) FROM cc_center.complaint WHERE center_id = 9941),
          '态度 person 102 101, 态度 person 101 role a9941_app, 时效 department 城管 201, 结果 result 301, 态度 person 101 101', 'A18 as said');
SELECT is((SELECT count(*) FROM cc_center.complaint_step WHERE center_id = 9941 AND step = 'taken_in' AND step_no = 1 AND at = '2018-10-08 09:00+08' AND awaits = 'accept'), 5::bigint, 'A18 each is to be accepted');

-- ---- corrected before anybody looks into it -------------------------------------------------------------------------
SELECT pg_temp.at('2018-10-08 10:00+08');
SELECT is(pg_temp.as(9941, v.who, v.call), v.expected, v.title)
  FROM (VALUES (1, '101', pg_temp.one(9941, 1, $$correct_complaint(%%s, %s, '态度', 'person', '', '121')$$), 'UC501', 'A18 corrected with a reason'),
               (2, '102', pg_temp.one(9941, 1, $$correct_complaint(%%s, %s, '态度', 'person', 'x', '121')$$), 'UC411', 'A18 by nobody whom it names'),
               (3, '121', pg_temp.one(9941, 1, $$correct_complaint(%%s, %s, '态度', 'person', 'x', '121')$$), 'UCK02', 'A18 nor by who knows nothing of it'),
               (4, '201', pg_temp.one(9941, 1, $$correct_complaint(%%s, %s, '态度', 'person', 'x', '121')$$), 'UC103', 'A18 nor by a role that does not assign'),
               (5, '101', pg_temp.one(9941, 1, $$correct_complaint(%%s, %s, '天气', 'person', 'x', '121')$$), 'UCK03', 'A18 to a kind there is'),
               (6, '101', pg_temp.one(9941, 1, $$correct_complaint(%%s, %s, '态度', 'person', '听错工号', '121')$$), 'done', 'A18 who took it in corrects it'),
               (7, '101', pg_temp.one(9941, 1, $$correct_complaint(%%s, %s, '态度', 'person', '又错', '102')$$), 'UCK06', 'A18 once'),
               (8, '301', pg_temp.one(9941, 6, $$correct_complaint(%%s, %s, '时效', 'person', '类别', '121')$$), 'done', 'A18 and who assigns the correction'),
               (9, '301', pg_temp.one(9941, 1, $$assign_complaint(%%s, %s, '201')$$), 'UCK06', 'A18 one that was corrected goes nowhere')) v (n, who, call, expected, title) ORDER BY v.n;
SELECT is((SELECT concat_ws(' ', kind, staff_no, description, taken_in_at, corrects = pg_temp.nth(9941, 6), s.due_at) FROM cc_center.complaint c JOIN cc_center.complaint_step s USING (center_id, complaint_id) WHERE c.center_id = 9941 AND complaint_id = pg_temp.nth(9941, 7)),
          '时效 121 说话难听 2018-10-08 09:00:00+08 t 2018-10-09 09:00:00+08', 'A18 the words and the limit stay');

-- ---- assigned, investigated, decided --------------------------------------------------------------------------------
SELECT pg_temp.at('2018-10-08 11:00+08');
SELECT is(pg_temp.as(9941, v.who, v.call), v.expected, v.title)
  FROM (VALUES (1, '201', pg_temp.one(9941, 7, $$assign_complaint(%%s, %s, '221')$$), 'UC103', 'A18 assigned by whom the rules name'),
               (2, '301', pg_temp.one(9941, 7, $$assign_complaint(%%s, %s, '102')$$), 'UCK07', 'A18 to a role that investigates'),
               (3, '301', pg_temp.one(9941, 7, $$assign_complaint(%%s, %s, '777')$$), 'UC105', 'A18 to somebody'),
               (4, '301', pg_temp.one(9941, 7, $$assign_complaint(%%s, %s, NULL)$$), 'UC105', 'A18 not to nobody'),
               (5, '301', pg_temp.one(9941, 7, $$assign_complaint(%%s, %s, '299')$$), 'UC401', 'A18 who is there still'),
               (6, '301', pg_temp.one(9941, 7, $$conclude_complaint(%%s, %s, true, 'x', 'x')$$), 'UCK06', 'A18 not concluded before'),
               (7, '301', pg_temp.one(9941, 7, $$feed_back(%%s, %s, 'x', true)$$), 'UCK06', 'A19 nor fed back'),
               (8, '301', pg_temp.one(9941, 7, $$reopen_complaint(%%s, %s, 'x')$$), 'UCK06', 'A18 nor reopened'),
               (9, '301', $$assign_complaint(%s, 0, '221')$$, 'UCK02', 'A18 one there is'),
               (10, '301', pg_temp.one(9941, 7, $$assign_complaint(%%s, %s, '221')$$), 'done', 'A18 assigned'),
               (11, '301', pg_temp.one(9941, 7, $$assign_complaint(%%s, %s, '221', 'x')$$), 'UCK13', 'A18 once'),
               (12, '301', pg_temp.one(9941, 7, $$assign_complaint(%%s, %s, '201')$$), 'UC501', 'A18 to another with a reason'),
               (13, '301', pg_temp.one(9941, 7, $$assign_complaint(%%s, %s, '201', '221休假')$$), 'done', 'A18 to another'),
               (14, '221', pg_temp.one(9941, 7, $$report_complaint(%%s, %s, '录音属实')$$), 'UCK10', 'A18 reported by none but the investigator'),
               (15, '301', pg_temp.one(9941, 7, $$conclude_complaint(%%s, %s, true, '属实', '道歉')$$), 'UCK11', 'A18 concluded once investigated'),
               (16, '201', pg_temp.one(9941, 7, $$report_complaint(%%s, %s, ' ')$$), 'UC501', 'A18 with what was found'),
               (17, '201', pg_temp.one(9941, 7, $$report_complaint(%%s, %s, '录音属实')$$), 'done', 'A18 reported'),
               (18, '201', pg_temp.one(9941, 7, $$report_complaint(%%s, %s, '同事证实')$$), 'done', 'A18 and more'),
               (19, '121', pg_temp.one(9941, 7, $$report_complaint(%%s, %s, '没有的事')$$), 'UC411', 'A18 not by whom it names'),
               (20, '201', pg_temp.one(9941, 7, $$conclude_complaint(%%s, %s, false, 'x')$$), 'UC103', 'A18 decided by whom the rules name'),
               (21, '301', pg_temp.one(9941, 7, $$conclude_complaint(%%s, %s, NULL, 'x', 'x')$$), 'UCK12', 'A18 upheld or not'),
               (22, '301', pg_temp.one(9941, 7, $$conclude_complaint(%%s, %s, true, '属实', E'\u3000')$$), 'UCK12', 'A19 upheld with the solution'),
               (23, '301', pg_temp.one(9941, 7, $$conclude_complaint(%%s, %s, true, '', '道歉')$$), 'UC501', 'A18 with the reason'),
               (24, '301', pg_temp.one(9941, 7, $$conclude_complaint(%%s, %s, true, '录音属实', '道歉')$$), 'done', 'A18 upheld'),
               (25, '302', pg_temp.one(9941, 7, $$conclude_complaint(%%s, %s, false, 'x')$$), 'UCK06', 'A18 once'),
               (26, '201', pg_temp.one(9941, 7, $$report_complaint(%%s, %s, 'x')$$), 'UCK06', 'A18 nothing is found afterwards'),
               (27, '301', pg_temp.one(9941, 7, $$assign_complaint(%%s, %s, '221', 'x')$$), 'UCK06', 'A18 nor assigned'),
               -- who decides is not who investigates
               (30, '301', pg_temp.one(9941, 2, $$assign_complaint(%%s, %s, '301')$$), 'done', 'A18 a supervisor investigates'),
               (31, '301', pg_temp.one(9941, 2, $$report_complaint(%%s, %s, '查无实据')$$), 'done', 'A18 and reports'),
               (32, '301', pg_temp.one(9941, 2, $$conclude_complaint(%%s, %s, false, 'x')$$), 'UCK09', 'A18 but does not decide'),
               (33, '401', pg_temp.one(9941, 2, $$conclude_complaint(%%s, %s, false, '查无实据')$$), 'done', 'A18 the director does'),
               -- of a result: who had the case in hand
               (40, '301', pg_temp.one(9941, 4, $$assign_complaint(%%s, %s, '201')$$), 'UCK08', 'A18 never to who finished a leg of the case'),
               (41, '301', pg_temp.one(9941, 4, $$assign_complaint(%%s, %s, '302')$$), 'UCK08', 'A18 nor to who holds it'),
               (42, '301', pg_temp.one(9941, 4, $$assign_complaint(%%s, %s, '221')$$), 'done', 'A18 to another leader'),
               (43, '221', pg_temp.one(9941, 4, $$report_complaint(%%s, %s, '未整改')$$), 'done', 'A18 who reports'),
               (44, '302', pg_temp.one(9941, 4, $$conclude_complaint(%%s, %s, true, 'x', 'x')$$), 'UCK08', 'A18 nor does who holds it decide')) v (n, who, call, expected, title) ORDER BY v.n;
-- the investigator becomes involved: he is no more
SAVEPOINT involved;
SET LOCAL session_replication_role = replica;
UPDATE cc_center.leg SET finished_at = '2018-10-08 10:30+08', finished_by = '221', outcome = 'closed' WHERE center_id = 9941 AND leg_no = 2;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.as(9941, '301', pg_temp.one(9941, 4, $$conclude_complaint(%%s, %s, true, 'x', 'x')$$)), 'UCK08', 'A18 whose investigator finished a leg meanwhile is not concluded');
SELECT is(pg_temp.as(9941, '301', pg_temp.one(9941, 4, $$assign_complaint(%%s, %s, '301', '回避')$$)), 'done', 'A18 but assigned to another');
ROLLBACK TO involved;
SELECT is(pg_temp.as(9941, '301', pg_temp.one(9941, 4, $$conclude_complaint(%%s, %s, true, '未整改', '派人复查')$$)), 'done', 'A18 decided by who had no part in it');
-- nobody in his own matter, whatever his role
SELECT is(pg_temp.as(9941, '101', $$complain(%s, '态度', 'person', '主管推诿', '302')$$), 'done', 'A18 against a supervisor');
SELECT is(pg_temp.as(9941, v.who, pg_temp.one(9941, 8, v.call)), v.expected, v.title)
  FROM (VALUES (1, '302', $$assign_complaint(%%s, %s, '221')$$, 'UC411', 'A18 he does not assign it'),
               (2, '301', $$assign_complaint(%%s, %s, '302')$$, 'UCK08', 'A18 he does not investigate it'),
               (3, '301', $$assign_complaint(%%s, %s, '221')$$, 'done', 'A18 another does'),
               (4, '221', $$report_complaint(%%s, %s, '属实')$$, 'done', 'A18 and reports'),
               (5, '302', $$conclude_complaint(%%s, %s, false, 'x')$$, 'UC411', 'A18 he does not decide'),
               (6, '401', $$conclude_complaint(%%s, %s, true, '属实', '更换经办人')$$, 'done', 'A18 another does'),
               (7, '302', $$feed_back(%%s, %s, 'x', true)$$, 'UC411', 'A19 he does not speak to the complainant'),
               (8, '302', $$reopen_complaint(%%s, %s, 'x')$$, 'UC411', 'A18 nor open it again')) v (n, who, call, expected, title) ORDER BY v.n;

-- ---- feedback -------------------------------------------------------------------------------------------------------
SELECT pg_temp.at('2018-10-09 09:00+08');
SELECT is(pg_temp.as(9941, v.who, v.call), v.expected, v.title)
  FROM (VALUES (1, '101', pg_temp.one(9941, 7, $$feed_back(%%s, %s, 'x', true)$$), 'UC103', 'A19 fed back by whom the rules name'),
               (2, '201', pg_temp.one(9941, 7, $$feed_back(%%s, %s, ' ', true)$$), 'UCK14', 'A19 with what was told'),
               (3, '201', pg_temp.one(9941, 7, $$feed_back(%%s, %s, '已道歉', NULL)$$), 'UCK14', 'A19 reached or not')) v (n, who, call, expected, title) ORDER BY v.n;
SELECT is(pg_temp.act('a9941_201', v.call), v.expected, v.title)
  FROM (VALUES (1, format($$SELECT cc_center.feed_back(9941, %s, '无人接听', false)$$, pg_temp.nth(9941, 7)), 'false', 'A19 not reached, it stays open'),
               (2, format($$SELECT cc_center.feed_back(9941, %s, '已致歉并说明处理', true)$$, pg_temp.nth(9941, 7)), 'true', 'A19 reached, it is closed'),
               (3, format($$SELECT cc_center.feed_back(9941, %s, 'x', true)$$, pg_temp.nth(9941, 7)), 'UCK06', 'A19 once'),
               (4, format($$SELECT cc_center.feed_back(9941, %s, '无人接听', false)$$, pg_temp.nth(9941, 4)), 'false', 'A19 one attempt of three'),
               (5, format($$SELECT cc_center.feed_back(9941, %s, '无人接听', false)$$, pg_temp.nth(9941, 4)), 'false', 'A19 two'),
               (6, format($$SELECT cc_center.feed_back(9941, %s, '停机', false)$$, pg_temp.nth(9941, 4)), 'true', 'A19 after three it is over, as the rules say'),
               (7, format($$SELECT cc_center.feed_back(9941, %s, '无人接听', false)$$, pg_temp.nth(9941, 2)), 'false', 'A19 another one')) v (n, call, expected, title) ORDER BY v.n;

-- ---- reopened -------------------------------------------------------------------------------------------------------
SELECT is(pg_temp.as(9941, v.who, v.call), v.expected, v.title)
  FROM (VALUES (1, '201', pg_temp.one(9941, 4, $$reopen_complaint(%%s, %s, 'x')$$), 'UC103', 'A18 reopened by whom the rules name'),
               (2, '301', pg_temp.one(9941, 4, $$reopen_complaint(%%s, %s, '')$$), 'UC501', 'A18 with a reason'),
               (3, '301', pg_temp.one(9941, 4, $$reopen_complaint(%%s, %s, '投诉人补充证据')$$), 'done', 'A18 reopened'),
               (4, '301', pg_temp.one(9941, 4, $$conclude_complaint(%%s, %s, false, 'x')$$), 'UCK06', 'A18 it is investigated anew'),
               (5, '301', pg_temp.one(9941, 4, $$assign_complaint(%%s, %s, '221')$$), 'done', 'A18 by the same if need be'),
               (6, '301', pg_temp.one(9941, 4, $$conclude_complaint(%%s, %s, false, 'x')$$), 'UCK11', 'A18 who reports anew'),
               (7, '221', pg_temp.one(9941, 4, $$report_complaint(%%s, %s, '已整改')$$), 'done', 'A18 reported'),
               (8, '301', pg_temp.one(9941, 4, $$conclude_complaint(%%s, %s, false, '已整改')$$), 'done', 'A18 concluded otherwise'),
               (9, '201', pg_temp.one(9941, 4, $$feed_back(%%s, %s, '无人接听', false)$$), 'done', 'A19 attempts are counted anew'),
               (10, '201', pg_temp.one(9941, 4, $$feed_back(%%s, %s, '已说明', true)$$), 'done', 'A19 reached')) v (n, who, call, expected, title) ORDER BY v.n;
SELECT is((SELECT string_agg(concat_ws(' ', step, investigator, upheld, reached, awaits), ', ' ORDER BY step_no) FROM cc_center.complaint_step WHERE center_id = 9941 AND complaint_id = pg_temp.nth(9941, 4)),
          'taken_in accept, assigned 221 investigate, reported 221 investigate, concluded 221 t feedback, fed_back 221 f feedback, fed_back 221 f feedback, fed_back 221 f, reopened accept, '
          'assigned 221 investigate, reported 221 investigate, concluded 221 f feedback, fed_back 221 f feedback, fed_back 221 t', 'A18 every step is on record');
SELECT is((SELECT string_agg(n || ' ' || upheld, ', ' ORDER BY n) FROM generate_series(1, 8) n JOIN cc_center.complaint_conclusion k ON k.center_id = 9941 AND k.complaint_id = pg_temp.nth(9941, n)), '2 false, 4 false, 7 true, 8 true', 'A18 the last conclusion holds');
SELECT is((SELECT string_agg(status, ', ' ORDER BY complaint_id) FROM cc_center.complaints WHERE center_id = 9941), 'fed_back, taken_in, taken_in, concluded', 'A18 what is not closed');
SELECT throws_ok(format('%s cc_center.%s%s', v.verb, v.tab, v.rest), v.state, NULL, 'A18 ' || v.title)
  FROM (VALUES ('UPDATE', 'complaint', $$ SET description = 'x'$$, 'UCB12', 'no complaint is changed'), ('DELETE FROM', 'complaint', '', 'UC005', 'nor removed'), ('TRUNCATE', 'complaint', ' CASCADE', 'UC005', 'nor all of them'),
               ('UPDATE', 'complaint_step', ' SET upheld = false', 'UCB12', 'nor a step'), ('DELETE FROM', 'complaint_step', '', 'UC005', 'nor removed'), ('TRUNCATE', 'complaint_step', '', 'UC005', 'nor all steps')) v (verb, tab, rest, state, title);
SELECT is(pg_temp.act('a9941_301', $$INSERT INTO cc_center.complaint_step (center_id, complaint_id, step_no, step, at, month, by_staff, version) SELECT 9941, complaint_id, 99, 'corrected', at, month, '301', 1 FROM cc_center.complaint_step LIMIT 1$$), '42501', 'A18 nobody writes a step past the functions');
SELECT is((SELECT count(DISTINCT relation) FROM cc_center.record_entry WHERE center_id = 9941 AND relation IN ('complaint', 'complaint_step')), 2::bigint, 'A18 all of it is in the record');

-- ---- the rules ------------------------------------------------------------------------------------------------------
SELECT throws_ok($$INSERT INTO cc_center.complaint_role VALUES (9943, 1, 'decide', 'operator', 'A18')$$, 'UC203', NULL, 'A24 who decides is a rule, and frozen');
SELECT is(pg_temp.act('a9943_301', $$SELECT cc_center.draft_rules(9943, '投诉')$$), '2', 'A24 drafted anew');
CREATE FUNCTION pg_temp.broken() RETURNS text LANGUAGE sql AS $$ SELECT cc_center.broken_complaint_rules(9943, 2) $$;
SELECT is(pg_temp.broken(), NULL, 'A24 as it was it can be proposed');
INSERT INTO cc_center.complaint_kind VALUES (9943, 2, '态度', 'A18');
INSERT INTO cc_center.complaint_limit VALUES (9943, 2, '时效', 'accept', '24/7', '1 day', NULL, 'G2.3');
SELECT matches(pg_temp.broken(), 'A limit is set for kind of complaint "时效", which is not listed.', 'G2.3 a limit of a kind that is not listed');
DELETE FROM cc_center.complaint_role WHERE center_id = 9943 AND version = 2 AND duty = 'decide';
SELECT matches(pg_temp.broken(), 'Complaints are taken in, and nobody may decide.', 'A18 complaints that nobody may decide');
SELECT throws_ok(format($$INSERT INTO cc_center.complaint_limit VALUES (9943, 2, '态度', %s, 'G2.3')$$, v.what), '23514', NULL, 'G2.3 ' || v.title)
  FROM (VALUES ($$'accept', '24/7', '0', NULL$$, 'a limit of nothing is none'), ($$'accept', '24/7', '1 month', NULL$$, 'nor is one of a month, which has no length'), ($$'accept', NULL, '1 day', NULL$$, 'nor one without its hours'),
               ($$'accept', '24/7', '1 day', 3$$, 'attempts are of the feedback'), ($$'feedback', '24/7', '1 day', 0$$, 'and some'), ($$'close', '24/7', '1 day', NULL$$, 'of a step there is')) v (what, title);
SELECT * FROM finish();
ROLLBACK;
