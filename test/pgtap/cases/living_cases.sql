-- Living cases and history: before a center's live_from cases come by import, from then on by INSERT (U26); an imported step was
-- taken by somebody whose role could; an imported open leg keeps its age (U4); what is not used any more is called inactive.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'America/New_York';
SELECT no_plan();
\ir ../../lib/act.sql
CREATE FUNCTION pg_temp.preset(name text, live text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO cc_center.preset_part (preset, area, rules)
    SELECT name, p.area, CASE WHEN p.area <> 'rules' THEN p.rules
           ELSE jsonb_set(p.rules, '{tables,rule_setting}', p.rules #> '{tables,rule_setting}' || jsonb_build_array(jsonb_build_object('name', 'live_from', 'value', live, 'clause', 'A12'))) END
    FROM cc_center.preset_part p WHERE p.preset = 'gulou'
$$;
SELECT pg_temp.preset('live', '2018-10-08 09:00'), pg_temp.preset('live_day', '2018-10-08'), pg_temp.preset('live_null', NULL);
SELECT pg_temp.set_up(9441, 'LVA', 'live');
SELECT pg_temp.set_up(9442, 'LVB', 'live_day');
SELECT pg_temp.set_up(9443, 'LVC', 'live_null');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT c, '2018-10-08', s, n FROM unnest('{9441,9442,9443}'::bigint[]) c, (VALUES ('early', '101'), ('early', '201')) v (s, n);
CREATE FUNCTION pg_temp.enter(center bigint, instant text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.at(instant);
    SELECT pg_temp.act('a' || center || '_app', format('INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (%s, ''湖南路'', ''hotline'', ''类'', ''述'')', center))
$$;
-- One import: done, or SQLSTATE and detail.
CREATE FUNCTION pg_temp.bring(center bigint, reported text, stages text DEFAULT '{}', stage_at text DEFAULT '{}', stage_by text DEFAULT '{}', given_reference text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
BEGIN
    INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reference, reported_at, stages, stage_at, stage_by)
    VALUES (center, '湖南路', 'hotline', '类', '述', given_reference, reported::timestamptz, stages::text[], stage_at::timestamptz[], stage_by::text[]);
    RETURN 'done';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RETURN concat_ws(' ', SQLSTATE, detail);
END
$$;

-- ---- live_from ---------------------------------------------------------------------------------------------------------------
SELECT is(cc_center.live_from(9441, 1), '2018-10-08 09:00+08', 'A12 an instant in the center''s zone, whatever the session''s');
SELECT is(cc_center.live_from(9442, 1), '2018-10-08 00:00+08', 'A12 a day is its first instant');
SELECT is(cc_center.live_from(9443, 1), NULL, 'A12 a rule without a value sets none');
SELECT is(pg_temp.enter(9441, '2018-10-08 08:59:59.999999+08'), 'UC932', 'A12 before it no case comes by INSERT');
SELECT is(pg_temp.enter(9441, '2018-10-08 09:00+08'), 'done', 'A12 from that instant on it does');
SELECT is(pg_temp.enter(9442, '2018-10-07 23:59:59+08'), 'UC932', 'A12 so it is with a day');
SELECT is(pg_temp.enter(9442, '2018-10-08 00:00+08'), 'done', 'A12 which begins at midnight there');
SELECT is(pg_temp.enter(9443, '2018-09-08 00:00+08'), 'done', 'A12 without one cases come whenever they do');
SELECT pg_temp.at('2018-10-09 10:00+08');
SELECT is(pg_temp.bring(9441, '2018-10-08 08:59:59.999999+08'), 'done', 'A12 what came before it is imported');
SELECT is(pg_temp.bring(9441, '2018-10-08 09:00+08', given_reference => 'at'), 'UC933 Row 1, reference at: an imported case reaches into the time of living cases. "reported" is not before 2018-10-07 21:00:00-04, the live_from of center 9441.',
          'A12 what came at it, or later, is not');
SELECT matches(pg_temp.bring(9441, '2018-10-08 08:00+08', '{pre_filed,filed}', '{2018-10-08 08:10+08,2018-10-08 09:30+08}', '{101,201}'), '^UC933 Row 1, reference -: .* "filed" is not before', 'A12 nor a step that was taken then: it is an UPDATE');
SELECT is(pg_temp.bring(9441, '2018-10-08 08:00+08', '{pre_filed,filed}', '{2018-10-08 08:10+08,2018-10-08 08:59+08}', '{101,201}'), 'done', 'A12 one before it is history');
SELECT is(pg_temp.bring(9443, '2018-10-08 09:30+08'), 'done', 'A12 without one anything past is');
-- drafted, and read, like other rules
SELECT pg_temp.at('2018-10-09 10:00+08');
SELECT is(pg_temp.act('a9443_201', $$ SELECT cc_center.draft_rules(9443, '上线') $$), '2', 'I14 a leader drafts live_from');
SELECT is(pg_temp.act('a9443_201', format('UPDATE cc_center.rule_setting SET value = %L WHERE center_id = 9443 AND version = 2 AND name = ''live_from''', v.value)), v.expected, 'I14 live_from ' || v.value)
FROM (VALUES ('tomorrow', 'UC935'), ('2018-13-01', 'UC935'), ('2018-02-29', 'UC935'), ('2018-10-09 24:61', 'UC935'), ('2018-10-10T08:00', 'UC935'), ('infinity', 'UC935'), ('', 'UC935'),
             ('2018-10-10 08:00', 'done')) v (value, expected);
SELECT is(pg_temp.act('a9443_301', 'SELECT cc_center.propose_rules(9443, 2)') IS NOT NULL, true, 'I14 proposed');
SELECT is(pg_temp.act('a9443_401', 'SELECT cc_center.ratify_rules(9443, 2)') !~ '^UC', true, 'I14 ratified');
SELECT is(pg_temp.enter(9443, '2018-10-10 07:59+08'), 'UC932', 'A12 it holds from its version on');
SELECT is(pg_temp.enter(9443, '2018-10-10 08:00+08'), 'done', 'A12 and cases come from its instant on');
SELECT is(pg_temp.bring(9443, '2018-10-08 12:00+08'), 'done', 'A12 the rules of then had none');

-- ---- who took a step ------------------------------------------------------------------------------------------------------------
SELECT pg_temp.set_up(9444, 'LVD');
SELECT pg_temp.at('2018-10-08 10:05+08');
SELECT is(pg_temp.bring(9444, '2018-10-08 09:01+08', '{pre_filed,filed}', '{2018-10-08 09:02+08,2018-10-08 09:03+08}', '{101,102}', 'own'),
          'UC908 Row 1, reference own: role "operator" may not bring a case from stage "pre_filed" to "filed". Allowed: shift_leader.', 'I22 an operator has filed nothing');
SELECT is(pg_temp.bring(9444, '2018-10-08 09:01+08', '{pre_filed,filed}', '{2018-10-08 09:02+08,2018-10-08 09:03+08}', '{101,201}'), 'done', 'I22 a leader has');
SELECT is(pg_temp.bring(9444, '2018-10-08 09:01+08', '{pre_filed,filed}', '{2018-10-08 09:02+08,2018-10-08 09:03+08}', '{NULL,NULL}'), 'done', 'I30 nobody knows who');
-- somebody who was promoted since: the roster knows what he was
SELECT pg_temp.at('2018-10-10 10:00+08');
UPDATE cc_center.staff SET role = 'shift_leader' WHERE center_id = 9444 AND staff_no = '102';
SELECT is(pg_temp.bring(9444, '2018-10-08 09:01+08', '{pre_filed}', '{2018-10-08 09:02+08}', '{102}'), 'done', 'I22 a leader of today was an operator then');
SELECT matches(pg_temp.bring(9444, '2018-10-08 09:01+08', '{pre_filed,filed}', '{2018-10-08 09:02+08,2018-10-08 09:03+08}', '{101,102}'), '^UC908 ', 'I22 and filed nothing then');
SELECT is(pg_temp.bring(9444, '2018-10-07 09:01+08', '{pre_filed,filed}', '{2018-10-07 09:02+08,2018-10-07 09:03+08}', '{101,102}'), 'done', 'I22 where the roster says nothing, he is what he is');
CREATE FUNCTION pg_temp.three() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
BEGIN
    INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reference, reported_at, stages, stage_at, stage_by)
    VALUES (9441, '湖南路', 'hotline', '类', '述', 'role', '2018-10-01 09:00+08', '{pre_filed,filed}', '{2018-10-01 09:01+08,2018-10-01 09:02+08}', '{101,101}'),
           (9441, '湖南路', 'hotline', '类', '述', 'good', '2018-10-01 09:00+08', '{}', '{}', '{}'),
           (9441, '湖南路', 'hotline', '类', '述', 'late', '2018-10-08 09:00+08', '{pre_filed}', '{2018-10-08 09:01+08}', '{501}'),
           (9441, '无此路', 'hotline', '类', '述', 'street', '2018-10-01 09:00+08', '{}', '{}', '{}');
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RETURN SQLSTATE || ' ' || (SELECT string_agg(m[1], ' ') FROM regexp_matches(detail, 'reference (\w+):', 'g') m);
END
$$;
SELECT pg_temp.at('2018-10-09 10:00+08');
SELECT is(pg_temp.three(), 'UC908 role late late street', 'A12 every mistake of a statement is named, in one answer');
SELECT is((SELECT count(*)::integer FROM cc_center.case_import WHERE center_id = 9441 AND reference IN ('role', 'good', 'late', 'street')), 0, 'A12 and nothing of it is imported');

-- ---- the age of an open leg --------------------------------------------------------------------------------------------------------
SELECT pg_temp.set_up(9445, 'LVE');
SELECT pg_temp.at('2018-10-08 10:00+08');
SELECT is(pg_temp.bring(9445, '2018-10-05 09:10+08', given_reference => 'old'), 'done', 'U4 a case that has lain since Friday');
SELECT is(pg_temp.bring(9445, '2018-10-08 09:58+08', '{pre_filed}', '{2018-10-08 09:59+08}', '{101}', 'young'), 'done', 'U4 and one of this morning');
SELECT is((SELECT given_out FROM cc_center.sweep(9445)), 2, 'U4 are given out');
SELECT results_eq($$ SELECT c.reference, c.holder IS NOT NULL, l.received_at, l.clock_start, l.due_at, c.due_at, l.due_clause FROM cc_center.cases c JOIN cc_center.leg l USING (center_id, case_id, leg_no) WHERE c.center_id = 9445 ORDER BY 1 $$,
    $$ SELECT v.*, r.clock_start, r.due_at, r.due_at, r.clause
       FROM (VALUES ('old', true, '2018-10-05 09:10+08'::timestamptz), ('young', true, '2018-10-08 09:59+08')) v (reference, held, at)
       CROSS JOIN LATERAL cc_center.retention_due(9445, v.at, CASE v.reference WHEN 'old' THEN 'pre_filing' ELSE 'filing' END, '湖南路') r $$,
    'U4 each with the clock and the due of when it came');
SELECT is((SELECT l.due_at < '2018-10-06' FROM cc_center.leg l JOIN cc_center.cases c USING (center_id, case_id) WHERE c.center_id = 9445 AND c.reference = 'old'), true, 'I24 the old one has been due since');
SELECT is((SELECT overdue FROM cc_center.sweep(9445)), 1, 'I24 and is overdue with the next sweep');
SELECT is((SELECT overdue FROM cc_center.sweep(9445)), 0, 'I24 once');
SELECT is((SELECT handed_over FROM cc_center.sweep(9445)), 0, 'I29 it stays in hand');
-- nobody covers yet: it goes on waiting, as old as it is
SELECT pg_temp.at('2018-10-09 23:30+08');
SELECT is(pg_temp.bring(9445, '2018-10-05 09:10+08', given_reference => 'night'), 'done', 'U4 imported at night');
SELECT is((SELECT given_out FROM cc_center.sweep(9445)), 0, 'U4 it waits');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9445, '2018-10-10', 'early', '101');
SELECT pg_temp.at('2018-10-10 08:30+08');
SELECT is((SELECT given_out FROM cc_center.sweep(9445)) >= 1, true, 'U4 until the morning');
SELECT results_eq($$ SELECT c.holder, l.clock_start FROM cc_center.cases c JOIN cc_center.leg l USING (center_id, case_id, leg_no) WHERE c.center_id = 9445 AND c.reference = 'night' $$,
    $$ SELECT '101', r.clock_start FROM cc_center.retention_due(9445, '2018-10-05 09:10+08', 'pre_filing', '湖南路') r $$, 'U4 with the age it has');
-- a leg that came here is as old as its wait
SELECT pg_temp.at('2018-10-10 07:00+08');
INSERT INTO cc_center.cases (center_id, street, channel, category, description, reference) VALUES (9445, '湖南路', 'hotline', 'c', 'd', 'here');
SELECT pg_temp.at('2018-10-10 08:31+08');
SELECT is((SELECT given_out FROM cc_center.sweep(9445)), 1, 'U4 a case that came here before the shift');
SELECT is((SELECT l.clock_start FROM cc_center.leg l JOIN cc_center.cases c USING (center_id, case_id) WHERE c.center_id = 9445 AND c.reference = 'here'), '2018-10-10 08:30+08', 'U4 has the clock of its coverage');

-- ---- inactive ------------------------------------------------------------------------------------------------------------------
UPDATE cc_center.street SET active = false WHERE center_id = 9444 AND street = '湖南路';
UPDATE cc_center.channel SET active = false WHERE center_id = 9444 AND channel = 'petition';
SELECT pg_temp.at('2018-10-08 10:05+08');
CREATE FUNCTION pg_temp.by(given_street text, given_channel text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act('a9444_app', format('INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (9444, %L, %L, ''c'', ''d'')', given_street, given_channel))
$$;
SELECT is(pg_temp.by(v.street, v.channel), v.expected, 'A12 ' || v.title)
FROM (VALUES ('湖南路', 'hotline', 'UC930', 'an inactive street is called inactive'), ('无此路', 'hotline', 'UC901', 'an unknown one unknown'),
             ('莫愁', 'petition', 'UC931', 'an inactive channel is called inactive'), ('莫愁', 'fax', 'UC902', 'an unknown one unknown'), ('莫愁', 'hotline', 'done', 'others take cases')) v (street, channel, expected, title);
SELECT throws_ok($$ SELECT cc_center.route(9444, 'operator', '湖南路', '2018-10-08 10:05+08') $$, 'UC930', 'street "湖南路" of center 9444 is inactive', 'I20 so says who asks for the routing');
SELECT throws_ok($$ SELECT cc_center.retention_due(9444, '2018-10-08 10:05+08', 'pre_filing', '湖南路') $$, 'UC930', NULL, 'I24 and for the limit');
SELECT is(pg_temp.act('a9444_201', $$ SELECT cc_center.redivide_street(9444, '2018-10-08', 'operator', '湖南路', '{late}', '变') $$), 'UC930', 'I51 and who divides it');
SELECT * FROM finish();
ROLLBACK;
