-- A change of rules is drafted, proposed and ratified by three different people, takes effect from its instant on, in the same
-- session too, and leaves what was decided before as it was (A24, I14).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'America/New_York';
SELECT plan(92);
\ir ../../lib/act.sql
SELECT pg_temp.set_up(9301, 'RSA');
SELECT pg_temp.set_up(9302, 'RSB');

CREATE FUNCTION pg_temp.rules(number text, statement text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act('a9301_' || number, statement)
$$;
CREATE FUNCTION pg_temp.enter(instant text, center bigint DEFAULT 9301) RETURNS cc_center.cases LANGUAGE plpgsql AS $$
DECLARE
    entered cc_center.cases;
BEGIN
    PERFORM pg_temp.at(instant);
    INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (center, '湖南路', 'hotline', '类', '述') RETURNING * INTO entered;
    RETURN entered;
END
$$;
CREATE FUNCTION pg_temp.status(wanted integer) RETURNS text LANGUAGE sql AS $$
    SELECT format('%s %s %s %s', r.status, r.drafted_by, r.proposed_by, r.ratified_by) FROM cc_center.rule_set r WHERE r.center_id = 9301 AND r.version = wanted
$$;

-- ---- drafting ---------------------------------------------------------------------------------------

SELECT pg_temp.at('2018-10-08 09:00+08');
SELECT is(pg_temp.rules('101', $$ SELECT cc_center.draft_rules(9301, '新') $$), '42501', 'I14 an operator does not draft rules');
SELECT is(pg_temp.rules('app', $$ SELECT cc_center.draft_rules(9301, '新') $$), '42501', 'I14 nor does an app');
SELECT is(pg_temp.rules('401', $$ SELECT cc_center.draft_rules(9301, '新') $$), '42501', 'I14 nor the director, who ratifies');
SELECT is(pg_temp.rules('701', $$ SELECT cc_center.draft_rules(9301, '新') $$), '42501', 'I14 nor the system administrator');
SELECT is(pg_temp.act('none', $$ SELECT cc_center.draft_rules(9301, '新') $$), 'UC102', 'I14 nor a superuser who is nobody in the center');
SELECT is(pg_temp.rules('201', $$ SELECT cc_center.draft_rules(9302, '新') $$), 'UC102', 'I14 nor a leader of another center');
SELECT is(pg_temp.rules('201', $$ SELECT cc_center.draft_rules(9301, '新', 'nothing') $$), 'UC201', 'I14 a preset must exist');
SELECT is((SELECT count(*)::integer FROM cc_center.rule_set WHERE center_id = 9301), 1, 'I14 nothing refused has left a version');
SELECT is(pg_temp.rules('201', $$ SELECT cc_center.draft_rules(9301, '宽限') $$), '2', 'I14 a leader drafts');
SELECT is(pg_temp.status(2), 'draft 201  ', 'I14 with his number');
SELECT is(pg_temp.rules('301', $$ SELECT cc_center.draft_rules(9301, '另一', 'office') $$), '3', 'I14 a supervisor drafts, from another preset');

-- A draft is a copy of what holds: every rule table, every column.
CREATE FUNCTION pg_temp.rule_rows(wanted integer) RETURNS TABLE (name text, row_text jsonb) LANGUAGE plpgsql AS $$
BEGIN
    FOR name IN SELECT t.name FROM cc_center.rule_table t WHERE t.versioned LOOP
        RETURN QUERY EXECUTE format('SELECT %L::text, to_jsonb(r) - ''version'' FROM cc_center.%I r WHERE r.center_id = 9301 AND r.version = %s', name, name, wanted);
    END LOOP;
END
$$;
SELECT bag_eq('SELECT * FROM pg_temp.rule_rows(2)', 'SELECT * FROM pg_temp.rule_rows(1)', 'I14 a draft starts as a copy of the rules in force');
SELECT cmp_ok((SELECT count(DISTINCT name)::integer FROM pg_temp.rule_rows(2)), '>=', 6, 'I14 of all kinds of rules');
SELECT is((SELECT string_agg(shift, ',') FROM cc_center.shift WHERE center_id = 9301 AND version = 3 AND role = 'operator'), 'day', 'I14 or as a copy of the preset');

-- Only a draft can be edited, and only by those who draft.
\set edit 'UPDATE cc_center.retention_limit SET retention_limit = ''20 minutes'' WHERE center_id = 9301 AND ordinal = 2 AND version = '
SELECT is(pg_temp.rules('201', :'edit' || 2), 'done', 'I14 a leader edits a draft');
SELECT is(pg_temp.rules('302', :'edit' || 2), 'done', 'I14 so does a supervisor');
SELECT is(pg_temp.rules('101', :'edit' || 2), '42501', 'I14 an operator does not');
SELECT is(pg_temp.rules('401', :'edit' || 2), '42501', 'I14 nor the director');
SELECT is(pg_temp.act('a9302_201', :'edit' || 2), 'no rows', 'I14 another center''s leader does not see it');
SELECT is(pg_temp.rules('201', :'edit' || 1), 'UC203', 'A24 ratified rules are frozen');
SELECT is(pg_temp.act('none', :'edit' || 1), 'UC203', 'A24 for a superuser too');
SELECT is(pg_temp.act('none', $$ DELETE FROM cc_center.transition WHERE center_id = 9301 AND version = 1 $$), 'UC203', 'A24 none of their rows is removed');
SELECT is(pg_temp.act('none', $$ INSERT INTO cc_center.rule_setting (center_id, version, name, value, clause) VALUES (9301, 1, 'x', 'y', 'I24') $$), 'UC203', 'A24 none is added');
SELECT is(pg_temp.act('none', 'TRUNCATE cc_center.retention_limit'), 'UC005', 'A24 nor are all removed at once');
SELECT is(pg_temp.rules('201', $$ UPDATE cc_center.retention_limit SET version = 1 WHERE center_id = 9301 AND version = 2 $$), 'UC004', 'A24 no row moves into another version');
SELECT is(pg_temp.rules('201', $$ INSERT INTO cc_center.rule_setting (center_id, version, name, value, clause) VALUES (9301, 77, 'x', 'y', 'I24') $$), 'UC206', 'A24 nor into one that does not exist');
SELECT is(pg_temp.rules('201', $$ INSERT INTO cc_center.rule_setting (center_id, version, name, value, clause) VALUES (9301, 2, 'x', 'y', 'Z99') $$), 'UC209', 'A24 every rule names a clause');
SELECT is(pg_temp.act('a9302_201', $$ SELECT cc_center.draft_rules(9302, '新') $$), '2', 'A24 another center has a draft of its own');
SELECT is(pg_temp.rules('201', $$ INSERT INTO cc_center.rule_setting (center_id, version, name, value, clause) VALUES (9302, 2, 'x', 'y', 'I24') $$), '42501', 'A24 no row is put into it');

-- ---- proposing ----------------------------------------------------------------------------------------

SELECT is(pg_temp.rules('401', 'SELECT cc_center.ratify_rules(9301, 2)'), 'UC204', 'A24 a draft cannot be ratified');
SELECT is(pg_temp.rules('101', 'SELECT cc_center.propose_rules(9301, 2)'), '42501', 'A24 an operator does not propose');
SELECT is(pg_temp.rules('201', 'SELECT cc_center.propose_rules(9301, 2)'), 'UC205', 'A24 who drafted does not propose');
SELECT is(pg_temp.rules('301', 'SELECT cc_center.propose_rules(9301, 77)'), 'UC206', 'A24 what is proposed must exist');
SELECT is(pg_temp.rules('301', 'SELECT cc_center.propose_rules(9302, 1)'), 'UC102', 'A24 not in another center');
SELECT is(pg_temp.rules('301', $$ SELECT cc_center.propose_rules(9301, 2, '2018-10-08 10:00+08') $$), '', 'A24 another one proposes');
SELECT is(pg_temp.status(2), 'proposed 201 301 ', 'A24 with his number');
SELECT is(pg_temp.rules('301', 'SELECT cc_center.propose_rules(9301, 2)'), 'UC204', 'A24 once');
SELECT is(pg_temp.rules('201', :'edit' || 2), 'UC203', 'A24 a proposal is frozen');
SELECT is((pg_temp.enter('2018-10-08 10:00+08')).version, 1, 'A24 a proposal does not hold yet');

-- ---- ratifying ----------------------------------------------------------------------------------------

SELECT pg_temp.at('2018-10-08 09:30+08');
SELECT is(pg_temp.rules('201', 'SELECT cc_center.ratify_rules(9301, 2)'), '42501', 'A24 a leader does not ratify');
SELECT is(pg_temp.rules('302', 'SELECT cc_center.ratify_rules(9301, 2)'), '42501', 'A24 nor does a supervisor');
SELECT is(pg_temp.act('a9302_401', 'SELECT cc_center.ratify_rules(9301, 2)'), 'UC102', 'A24 nor another center''s director');
SELECT is(pg_temp.act('none', 'SELECT cc_center.ratify_rules(9301, 2)'), 'UC102', 'A24 nor a superuser who is nobody in the center');
SELECT is(pg_temp.rules('201', $$ UPDATE cc_center.rule_set SET status = 'ratified' WHERE center_id = 9301 AND version = 2 $$), '42501', 'A24 the status is not written by hand');

-- Who drafted and has become director since is still the same person.
DELETE FROM cc_center.roster WHERE center_id = 9301 AND staff_no = '201';
UPDATE cc_center.staff SET role = 'director' WHERE center_id = 9301 AND staff_no IN ('201', '301');
GRANT cc_center_director TO a9301_201, a9301_301;
SELECT is(pg_temp.rules('201', 'SELECT cc_center.ratify_rules(9301, 2)'), 'UC205', 'A24 who drafted does not ratify, whatever he has become');
SELECT is(pg_temp.rules('301', 'SELECT cc_center.ratify_rules(9301, 2)'), 'UC205', 'A24 nor does who proposed');
UPDATE cc_center.staff SET role = CASE staff_no WHEN '201' THEN 'shift_leader' ELSE 'supervisor' END WHERE center_id = 9301 AND staff_no IN ('201', '301');
REVOKE cc_center_director FROM a9301_201, a9301_301;

SELECT is((SELECT retention_limit FROM cc_center.retention_due(9301, '2018-10-08 10:05+08')), interval '15 minutes', 'A24 the session has the old rules compiled');
SELECT is(pg_temp.rules('401', $$ SELECT cc_center.ratify_rules(9301, 2) = tstzrange('2018-10-08 10:00+08', NULL) $$), 'true', 'A24 the director ratifies, from the proposed instant on');
SELECT is((SELECT retention_limit FROM cc_center.retention_due(9301, '2018-10-08 10:05+08')), interval '20 minutes', 'A24 the same session has the new rules at once');
SELECT is((SELECT retention_limit FROM cc_center.retention_due(9301, '2018-10-08 09:55+08')), interval '15 minutes', 'A24 before the instant the old ones hold');
SELECT is(pg_temp.status(2), 'ratified 201 301 401', 'A24 three numbers stand at the version');
SELECT is((SELECT ratified_at FROM cc_center.rule_set WHERE center_id = 9301 AND version = 2), '2018-10-08 09:30+08'::timestamptz, 'A24 and when it was ratified');
SELECT is(pg_temp.rules('401', 'SELECT cc_center.ratify_rules(9301, 2)'), 'UC204', 'A24 once');
SELECT is(pg_temp.rules('201', :'edit' || 2), 'UC203', 'A24 what is ratified is frozen');
SELECT is((SELECT effective FROM cc_center.rule_set WHERE center_id = 9301 AND version = 1), tstzrange('2006-09-01 00:00+08', '2018-10-08 10:00+08'), 'A24 the version before ends where the new one starts');
SELECT is((SELECT effective FROM cc_center.rule_set WHERE center_id = 9302 AND version = 1), tstzrange('2006-09-01 00:00+08', NULL), 'A24 another center''s rules stay as they are');

-- ---- in force -------------------------------------------------------------------------------------------

SELECT is((pg_temp.enter(v.instant)).version, v.version, 'A24 a case of ' || v.instant || ' has version ' || v.version)
FROM (VALUES ('2018-10-08 09:59:59+08', 1), ('2018-10-08 09:59:59.999999+08', 1), ('2018-10-08 10:00:00+08', 2), ('2018-10-08 10:00:01+08', 2)) v (instant, version);
SELECT is((pg_temp.enter('2018-10-08 09:59:59+08')).due_at, '2018-10-08 10:14:59+08'::timestamptz, 'I24 with the limit of its version');
SELECT is((pg_temp.enter('2018-10-08 10:00:00+08')).due_at, '2018-10-08 10:20:00+08'::timestamptz, 'I24 or the new one');
SELECT is(cc_center.rules_in_force(9301, '2018-10-08 09:59:59+08'), 1, 'A24 rules_in_force() before');
SELECT is(cc_center.rules_in_force(9301, '2018-10-08 10:00+08'), 2, 'A24 rules_in_force() from the instant on');
SELECT is(cc_center.rules_in_force(9301, '2006-08-31 23:59:59+08'), NULL, 'A24 rules_in_force() before the first version');
SELECT is(cc_center.setting_in_force(9301, 'take_over_roles', '2018-10-09 10:00+08'), 'shift_leader, supervisor, director', 'A24 setting_in_force()');

-- A case that came in under the old rules goes on under the new ones; each leg says which it followed.
SELECT (pg_temp.enter('2018-10-08 09:50+08')).case_id AS old_case \gset
SELECT holder AS holder FROM cc_center.cases WHERE center_id = 9301 AND case_id = :old_case \gset
SELECT pg_temp.at('2018-10-08 10:10+08');
SELECT is(pg_temp.rules(:'holder', format($$ UPDATE cc_center.cases SET stage = 'pre_filed' WHERE case_id = %s RETURNING due_at = '2018-10-08 10:30+08' $$, :old_case)), 'true',
          'A24 the next leg follows the new rules');
SELECT is((SELECT array_agg(version ORDER BY leg_no) FROM cc_center.leg WHERE center_id = 9301 AND case_id = :old_case), '{1,2}', 'A24 legs name their versions');
SELECT is((SELECT version FROM cc_center.cases WHERE center_id = 9301 AND case_id = :old_case), 1, 'A24 the case keeps the one it came in under');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9301, '2018-10-10', 'early', '101'), (9301, '2018-09-10', 'early', '101');
SELECT is((SELECT array_agg(version ORDER BY day) FROM cc_center.roster WHERE center_id = 9301 AND day IN ('2018-10-10', '2018-09-10')), '{1,2}', 'A24 so do rows of the roster');

-- ---- more versions ------------------------------------------------------------------------------------------

SELECT pg_temp.at('2018-10-08 11:00+08');
SELECT is(pg_temp.rules('201', $$ SELECT cc_center.draft_rules(9301, '第四') $$), '4', 'I14 numbers go on');
SELECT is((SELECT retention_limit FROM cc_center.retention_limit WHERE center_id = 9301 AND version = 4 AND leg_kind = 'filing' AND ordinal = 2), interval '20 minutes', 'I14 from what holds now');
SELECT is(pg_temp.rules('302', $$ SELECT cc_center.propose_rules(9301, 4, '2018-10-08 10:30+08') $$), '', 'A24 proposed for an instant that has passed');
SELECT is(pg_temp.rules('401', $$ SELECT cc_center.ratify_rules(9301, 4) = tstzrange('2018-10-08 11:00+08', NULL) $$), 'true', 'A24 rules hold never from before they are ratified');
SELECT is((SELECT effective FROM cc_center.rule_set WHERE center_id = 9301 AND version = 2), tstzrange('2018-10-08 10:00+08', '2018-10-08 11:00+08'), 'A24 what held until then held');
SELECT is(pg_temp.rules('302', $$ SELECT cc_center.propose_rules(9301, 3) $$), '', 'A24 the supervisor''s draft is proposed');
SELECT is(pg_temp.rules('401', $$ SELECT cc_center.ratify_rules(9301, 3) $$), 'UC207', 'A24 two versions cannot start at one instant');
SELECT is(pg_temp.act('none', $$ UPDATE cc_center.rule_set SET effective = tstzrange('2018-10-08 09:00+08', NULL) WHERE center_id = 9301 AND version = 4 $$), '23P01', 'A24 nor overlap by a superuser''s hand');
SELECT is((SELECT count(*)::integer FROM cc_center.rule_set a JOIN cc_center.rule_set b ON a.center_id = b.center_id AND a.version < b.version AND a.effective && b.effective
           WHERE a.status = 'ratified' AND b.status = 'ratified'), 0, 'A24 no two versions overlap');
SELECT is((SELECT range_agg(effective) FROM cc_center.rule_set WHERE center_id = 9301 AND status = 'ratified'), tstzmultirange(tstzrange('2006-09-01 00:00+08', NULL)), 'A24 nor is there a gap');

-- ---- withdrawing ----------------------------------------------------------------------------------------------

SELECT is(pg_temp.rules('101', 'SELECT cc_center.withdraw_rules(9301, 3)'), '42501', 'I14 an operator does not withdraw');
SELECT is(pg_temp.rules('201', 'SELECT cc_center.withdraw_rules(9301, 3)'), '', 'I14 a leader withdraws what is not ratified');
SELECT is(pg_temp.rules('201', 'SELECT cc_center.withdraw_rules(9301, 4)'), 'UC204', 'I14 what is ratified is not withdrawn');
SELECT is(pg_temp.rules('401', 'SELECT cc_center.ratify_rules(9301, 3)'), 'UC204', 'A24 what was withdrawn is not ratified');
SELECT is(pg_temp.rules('201', :'edit' || 3), 'no rows', 'A24 a draft from a preset without limits has none to edit');
SELECT is(pg_temp.rules('201', $$ DELETE FROM cc_center.shift WHERE center_id = 9301 AND version = 3 $$), 'UC203', 'A24 what was withdrawn is frozen');
SELECT is(pg_temp.act('none', 'DELETE FROM cc_center.rule_set WHERE center_id = 9301 AND version = 3'), 'UC005', 'A24 and stays on record');
SELECT is(pg_temp.act('none', 'TRUNCATE cc_center.rule_set CASCADE'), 'UC005', 'A24 all of them');

-- ---- a center that starts without rules -------------------------------------------------------------------------

SELECT pg_temp.set_up(9303, 'RSC', NULL);
INSERT INTO cc_center.street (center_id, street) VALUES (9303, '湖南路');
INSERT INTO cc_center.channel (center_id, channel, name) VALUES (9303, 'hotline', '热线');
SELECT pg_temp.at('2018-10-08 12:00+08');
SELECT is(pg_temp.act('none', $$ SELECT (pg_temp.enter('2018-10-08 12:00+08', 9303)).case_id $$), 'UC202', 'A24 without ratified rules no case comes in');
SELECT is(pg_temp.act('a9303_201', $$ SELECT cc_center.draft_rules(9303, '首', 'gulou') $$), '1', 'I14 the first version is drafted');
SELECT is(pg_temp.act('a9303_301', 'SELECT cc_center.propose_rules(9303, 1)') || pg_temp.act('a9303_401', 'SELECT cc_center.ratify_rules(9303, 1) IS NOT NULL'), 'true', 'A24 proposed and ratified');
SELECT is((pg_temp.enter('2018-10-08 12:00+08', 9303)).version, 1, 'A24 and from then on cases come in');

SELECT * FROM finish();
ROLLBACK;
