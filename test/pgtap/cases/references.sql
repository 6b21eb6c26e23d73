-- An app's own reference comes once where a center's rules want it so: a second INSERT is refused and names the case, or is passed
-- over; centers without the rule are as before (U26).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'Asia/Shanghai';
SELECT no_plan();
\ir ../../lib/act.sql
INSERT INTO cc_center.preset_part (preset, area, rules)
SELECT m.mode, p.area, CASE WHEN p.area <> 'rules' THEN p.rules
       ELSE jsonb_set(p.rules, '{tables,rule_setting}', p.rules #> '{tables,rule_setting}' || jsonb_build_array(jsonb_build_object('name', 'reference_once', 'value', m.mode, 'clause', 'A12'))) END
FROM cc_center.preset_part p, (VALUES ('refuse'), ('pass_over')) m (mode) WHERE p.preset = 'gulou';
SELECT pg_temp.set_up(9431, 'RFA', 'refuse');
SELECT pg_temp.set_up(9432, 'RFB', 'pass_over');
SELECT pg_temp.set_up(9433, 'RFC');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT c, '2018-10-08', s, n FROM unnest('{9431,9432}'::bigint[]) c, (VALUES ('early', '101'), ('early', '201')) v (s, n);
SELECT pg_temp.at('2018-10-08 09:00+08');
CREATE FUNCTION pg_temp.enter(center bigint, reference text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act('a' || center || '_app', format('INSERT INTO cc_center.cases (center_id, street, channel, category, description, reference)
                       VALUES (%s, ''湖南路'', ''hotline'', ''类'', ''述'', %L) RETURNING reference', center, reference))
$$;
CREATE FUNCTION pg_temp.cases(center bigint) RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM cc_center.cases WHERE center_id = center $$;

-- ---- refused -------------------------------------------------------------------------------------------------------------
SELECT is(pg_temp.enter(9431, 'R-1'), 'R-1', 'A12 a case with a reference of its own');
SELECT is(pg_temp.enter(9431, 'R-1'), 'UC934', 'A12 the same reference again is refused');
SELECT is(pg_temp.enter(9431, 'r-1'), 'r-1', 'A12 another one is not');
SELECT is(pg_temp.enter(9431, NULL), 'done', 'A12 nor none') FROM generate_series(1, 2);
SELECT is(pg_temp.enter(9431, '　'), '　', 'A12 nor a blank one, which refers to nothing') FROM generate_series(1, 2);
SELECT case_id AS first FROM cc_center.cases WHERE center_id = 9431 AND reference = 'R-1' \gset
SELECT is(pg_temp.cases(9431), 6::bigint, 'A12 each has a case, and a refused one has none');
CREATE FUNCTION pg_temp.words(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
BEGIN
    EXECUTE statement;
    RETURN NULL;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RETURN concat_ws(' | ', SQLSTATE, SQLERRM, detail);
END
$$;
SELECT is(pg_temp.words($$ INSERT INTO cc_center.cases (center_id, street, channel, category, description, reference) VALUES (9431, '湖南路', 'hotline', 'c', 'd', 'R-1') ON CONFLICT DO NOTHING $$),
          'UC934 | center 9431 has a case with reference "R-1" | It is case ' || :first || '.', 'A12 which the error names; ON CONFLICT changes nothing of it');
SELECT is(pg_temp.words($$ INSERT INTO cc_center.cases (center_id, street, channel, category, description, reference) SELECT 9431, '湖南路', 'hotline', 'c', 'd', 'two' FROM generate_series(1, 2) $$) ~ '^UC934', true,
          'A12 twice in one statement is twice, too');
SELECT is(pg_temp.enter(9431, 'two'), 'two', 'A12 and a refused one is free again');

-- a correction takes the new reference and gives the old one back
SELECT is(pg_temp.act('a9431_201', format('UPDATE cc_center.cases SET reference = %L WHERE case_id = %s', 'two', :first)), 'UC934', 'A12 a reference that another case has is not put into a second one');
SELECT is(pg_temp.act('a9431_201', format('UPDATE cc_center.cases SET reference = %L WHERE case_id = %s', 'R-2', :first)), 'done', 'A12 a free one is');
SELECT is(pg_temp.enter(9431, 'R-2'), 'UC934', 'A12 and is taken then');
SELECT is(pg_temp.enter(9431, 'R-1'), 'R-1', 'A12 and the old one free');
SELECT is(pg_temp.act('a9431_201', format('UPDATE cc_center.cases SET reference = NULL WHERE case_id = %s', :first)), 'done', 'A12 none is no reference');
SELECT is(pg_temp.enter(9431, 'R-2'), 'R-2', 'A12 so it may come again');

-- history and intake have one set of references
CREATE FUNCTION pg_temp.bring(reference text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.words(format('INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reference, reported_at) VALUES (9431, ''莫愁'', ''hotline'', ''c'', ''d'', %L, ''2018-10-01 09:00+08'')', reference))
$$;
SELECT is(pg_temp.bring('R-1') ~ '^UC934 .*Row 1, reference R-1: center 9431 has a case with reference "R-1"\. It is case [0-9]+\.$', true, 'A12 nor is it imported');
SELECT is(pg_temp.bring('H-1'), NULL, 'A12 a free one is');
SELECT is(pg_temp.enter(9431, 'H-1'), 'UC934', 'A12 and does not come in again');
SELECT is(pg_temp.words($$ INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reference, reported_at) VALUES (9431, '莫愁', 'hotline', 'c', 'd', 'H-1', '2018-10-01 09:00+08') ON CONFLICT DO NOTHING $$), NULL,
          'A12 the same file again is passed over as before');

-- ---- passed over ------------------------------------------------------------------------------------------------------------
SELECT is(pg_temp.enter(9432, 'R-1'), 'R-1', 'A12 another center has references of its own');
SELECT is(pg_temp.enter(9432, 'R-1'), 'no rows', 'A12 by rule the same one again is passed over, and returns nothing');
SELECT is(pg_temp.act('a9432_app', $$ WITH made AS (INSERT INTO cc_center.cases (center_id, street, channel, category, description, reference)
                      SELECT 9432, '湖南路', 'hotline', 'c', 'd', 'R-' || n % 3 FROM generate_series(1, 9) n RETURNING reference) SELECT string_agg(reference, ' ' ORDER BY reference) FROM made $$), 'R-0 R-2', 'A12 of many those that are new come in');
SELECT is((SELECT count(*)::integer FROM cc_center.leg WHERE center_id = 9432), 3, 'A12 with one leg each');
SELECT is(pg_temp.act('a9432_201', $$ UPDATE cc_center.cases SET reference = 'R-0' WHERE reference = 'R-1' $$), 'UC934', 'A12 a correction is not passed over');

-- ---- without the rule ---------------------------------------------------------------------------------------------------------
SELECT is(pg_temp.enter(9433, 'R-1'), 'R-1', 'A12 without the rule a reference comes any number of times') FROM generate_series(1, 2);
SELECT is((SELECT count(*)::integer FROM cc_center.case_reference WHERE center_id = 9433), 0, 'A12 and nothing is kept of it');

-- the rule is a rule like others
SELECT is(pg_temp.act('a9433_201', $$ SELECT cc_center.draft_rules(9433, '编号') $$), '2', 'I14 a leader drafts it');
SELECT is(pg_temp.act('a9433_201', format('INSERT INTO cc_center.rule_setting VALUES (9433, 2, %L, %L, %L)', v.name, v.value, 'A12')), v.expected, 'I14 ' || v.title)
FROM (VALUES ('reference_once', 'yes', 'UC936', 'not with a value that says nothing'), ('reference_once', 'refuse', 'done', 'with one that does')) v (name, value, expected, title);
SELECT is(pg_temp.act('a9433_301', 'SELECT cc_center.propose_rules(9433, 2)') IS NOT NULL, true, 'I14 proposed');
SELECT is(pg_temp.act('a9433_401', $$ SELECT cc_center.ratify_rules(9433, 2) $$) !~ '^UC', true, 'I14 and ratified');
SELECT is(pg_temp.enter(9433, 'R-1'), 'R-1', 'A12 what came before it is not compared');
SELECT is(pg_temp.enter(9433, 'R-1'), 'UC934', 'A12 what comes under it is');
SELECT is(pg_temp.act('a9433_401', 'SELECT * FROM cc_center.case_reference'), '42501', 'A12 nobody reads or writes the table behind it');
SELECT * FROM finish();
ROLLBACK;
