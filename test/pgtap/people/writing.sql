-- Whatever writes, the rules hold: every kind of statement, every kind of person, other triggers on the same table, savepoints
-- (A12, I3.1, I7, D3.1).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'America/New_York';
SELECT plan(163);
\ir ../../lib/act.sql
SELECT pg_temp.set_up(9411, 'WRA');
SELECT pg_temp.at('2018-10-08 10:00+08');

-- What is wrong with the cases of the center: none without its leg, none whose leg says something else, no number twice.
CREATE FUNCTION pg_temp.wrong() RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FILTER (WHERE c.case_id IS NULL OR coalesce(l.fitting, 0) <> (c.stage NOT IN ('void', 'returned', 'closed'))::integer)
           + count(c.case_number) - count(DISTINCT c.case_number)
    FROM (SELECT * FROM cc_center.cases WHERE center_id = 9411) c
    FULL JOIN (SELECT l.case_id, count(*) FILTER (WHERE l.finished_at IS NULL AND (l.leg_no, l.holder, l.due_at) IS NOT DISTINCT FROM (k.leg_no, k.holder, k.due_at)) AS fitting
               FROM cc_center.leg l LEFT JOIN cc_center.cases k USING (center_id, case_id) WHERE l.center_id = 9411 GROUP BY 1) l USING (case_id)
$$;
CREATE TEMP VIEW leg_of AS SELECT c.reference, c.description, l.* FROM cc_center.leg l JOIN cc_center.cases c USING (center_id, case_id);
CREATE FUNCTION pg_temp.cases() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM cc_center.cases WHERE center_id = 9411 $$;
\set given '(street, channel, category, description)'
\set values '(''湖南路'', ''hotline'', ''类'', ''述'')'

-- ---- every kind of statement ----------------------------------------------------------------------------

SELECT is(pg_temp.act('a9411_app', 'INSERT INTO cc_center.cases ' || :'given' || ' VALUES ' || :'values' || ', ' || :'values'), 'done', 'A12 an app enters two cases in one statement');
SELECT is(pg_temp.cases(), 2::bigint, 'A12 two are there');
SAVEPOINT inspector;
SELECT is(pg_temp.act('a9411_app', $$ INSERT INTO cc_center.cases (street, channel, category, description, reference) VALUES ('湖南路', 'inspector', '类', '述', 'I-1') RETURNING stage $$), 'reported', 'I3.1 a report of an inspector is accepted');
SELECT holder FROM cc_center.cases WHERE center_id = 9411 AND reference = 'I-1' \gset
SELECT is(pg_temp.act('a9411_' || :'holder', $$ UPDATE cc_center.cases SET stage = 'pre_filed' WHERE reference = 'I-1' $$), 'done', 'I3.1 it is pre-filed');
SELECT holder FROM cc_center.cases WHERE center_id = 9411 AND reference = 'I-1' \gset
SELECT is(pg_temp.act('a9411_' || :'holder', $$ UPDATE cc_center.cases SET stage = 'filed' WHERE reference = 'I-1' RETURNING stage $$), 'filed', 'I3.1 and filed by the leader');
ROLLBACK TO inspector;
SELECT is(pg_temp.act('a9411_app', 'INSERT INTO cc_center.cases ' || :'given' || ' SELECT ''莫愁'', ''hotline'', ''类'', ''述'' || i FROM generate_series(1, 3000) i'), 'done', 'A12 INSERT ... SELECT of 3,000');
SELECT is(pg_temp.cases(), 3002::bigint, 'A12 3,000 more are there');
SELECT is(pg_temp.wrong(), 0::bigint, 'A12 each with its leg and number');
SELECT cmp_ok((SELECT max(n) - min(n) FROM (SELECT count(*) AS n FROM cc_center.cases WHERE center_id = 9411 GROUP BY holder) s), '<=', 1::bigint, 'I20 given out evenly');
SELECT is(pg_temp.act('a9411_app', 'INSERT INTO cc_center.cases ' || :'given' || ' VALUES ' || :'values' || ' ON CONFLICT DO NOTHING'), 'done', 'A12 ON CONFLICT DO NOTHING');
SELECT is(pg_temp.act('a9411_app', 'INSERT INTO cc_center.cases ' || :'given' || ' VALUES ' || :'values' || ' ON CONFLICT (center_id, case_number) DO UPDATE SET stage = ''void'''), '42501', 'A12 an app has no right to ON CONFLICT DO UPDATE');
SELECT is(pg_temp.act('a9411_101', 'INSERT INTO cc_center.cases ' || :'given' || ' VALUES ' || :'values' || ' ON CONFLICT (center_id, case_number) DO UPDATE SET description = ''x'''), 'done', 'A12 an operator has, and nothing conflicts');
SELECT is(pg_temp.act('a9411_app', 'WITH entered AS (INSERT INTO cc_center.cases ' || :'given' || ' VALUES ' || :'values' || ' RETURNING *) SELECT count(*) FROM entered'), '1', 'A12 within WITH');
\set merge 'MERGE INTO cc_center.cases c USING (VALUES (''合并'', ''M-1'')) s (description, reference) ON c.reference = s.reference WHEN MATCHED THEN UPDATE SET description = s.description || ''二'' WHEN NOT MATCHED THEN INSERT (street, channel, category, description, reference) VALUES (''宁海路'', ''hotline'', ''类'', s.description, s.reference)'
SELECT is(pg_temp.act('a9411_101', :'merge'), 'done', 'A12 MERGE that inserts');
SELECT holder FROM cc_center.cases WHERE center_id = 9411 AND reference = 'M-1' \gset
SELECT is(pg_temp.act('a9411_' || :'holder', :'merge'), 'done', 'A12 MERGE that corrects');
SELECT is((SELECT description FROM cc_center.cases WHERE center_id = 9411 AND reference = 'M-1'), '合并二', 'A12 it has corrected');
SELECT is(pg_temp.act('a9411_' || :'holder', $$ MERGE INTO cc_center.cases c USING (VALUES ('M-1')) s (reference) ON c.reference = s.reference WHEN MATCHED THEN UPDATE SET stage = 'pre_filed' $$), 'done', 'I3.1 MERGE that moves');
SELECT is(pg_temp.act('a9411_101', $$ MERGE INTO cc_center.cases c USING (VALUES ('M-1')) s (reference) ON c.reference = s.reference WHEN MATCHED THEN DELETE $$), '42501', 'D3.1 MERGE that removes');
SELECT is((SELECT array_agg(leg_kind ORDER BY leg_no) FROM leg_of c WHERE reference = 'M-1' AND center_id = 9411), '{pre_filing,filing}', 'I3.1 the legs follow');
COPY cc_center.cases (center_id, street, channel, category, description, reference) FROM STDIN;
9411	湖南路	hotline	类	复制一	C-1
9411	江东	petition	类	复制二	C-2
\.
SELECT is((SELECT count(*)::integer FROM cc_center.cases WHERE reference IN ('C-1', 'C-2') AND center_id = 9411 AND holder IS NOT NULL), 2, 'A12 COPY');
PREPARE entered(text) AS INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (9411, '湖南路', 'hotline', '类', $1);
DO $$ BEGIN FOR i IN 1 .. 8 LOOP EXECUTE 'EXECUTE entered(''预备'')'; END LOOP; END $$;
SELECT is((SELECT count(*)::integer FROM cc_center.cases WHERE description = '预备' AND center_id = 9411), 8, 'A12 a prepared statement, again and again');
CREATE TEMP VIEW entry AS SELECT street, channel, category, description, center_id FROM cc_center.cases;
INSERT INTO entry VALUES ('湖南路', 'hotline', '类', '视图', 9411);
SELECT is((SELECT count(*)::integer FROM leg_of c WHERE c.description = '视图' AND center_id = 9411), 1, 'A12 through a view of somebody''s own');
SELECT is(pg_temp.wrong(), 0::bigint, 'A12 whatever wrote, every case has its leg');
SELECT pg_temp.cases() AS before \gset
SELECT is(pg_temp.act('a9411_app', 'INSERT INTO cc_center.cases ' || :'given' || ' SELECT CASE i WHEN 500 THEN ''无此路'' ELSE ''莫愁'' END, ''hotline'', ''类'', ''述'' FROM generate_series(1, 500) i'), 'UC901', 'A12 one wrong row of 500');
SELECT is(pg_temp.cases(), :before::bigint, 'A12 takes all of them back');
COPY cc_center.cases (center_id, street, channel, category, description) FROM STDIN WHERE description <> '不要';
9411	湖南路	hotline	类	不要
\.
SELECT is(pg_temp.cases(), :before::bigint, 'A12 COPY ... WHERE takes only what it says');

-- A leader takes 3,000 cases over at once; a reason may be long.
SELECT is(pg_temp.act('a9411_201', 'UPDATE cc_center.cases SET stage = ''void'', stage_reason = ''一并作废'' WHERE street = ''莫愁'''), 'done', 'I3.2 one statement moves 3,000 cases');
SELECT is((SELECT count(*)::integer FROM cc_center.handover WHERE center_id = 9411 AND kind = 'take_over' AND to_staff = '201'), 3000, 'I7 each taken over with a record');
SELECT is((SELECT count(*)::integer FROM leg_of WHERE center_id = 9411 AND outcome = 'void' AND finished_by = '201' AND reason = '一并作废'), 3000, 'I3.2 each leg ended by the leader, with the reason');
INSERT INTO cc_center.cases (center_id, street, channel, category, description, reference) VALUES (9411, '湖南路', 'hotline', '类', repeat('长', 100000), 'L-1');
SELECT is(pg_temp.act('a9411_201', $$ UPDATE cc_center.cases SET stage = 'void', stage_reason = (SELECT string_agg(md5(i::text), ' ') FROM generate_series(1, 5000) i) WHERE reference = 'L-1' $$), 'done', 'I3.2 a reason of 165,000 letters');
SELECT is((SELECT reason FROM leg_of WHERE center_id = 9411 AND reference = 'L-1'), (SELECT string_agg(md5(i::text), ' ') FROM generate_series(1, 5000) i), 'I3.2 is kept whole');
SELECT is(pg_temp.wrong(), 0::bigint, 'I3.2 everything is as it should be');
SELECT pg_temp.cases() AS before \gset

-- ---- savepoints ---------------------------------------------------------------------------------------------

CREATE FUNCTION pg_temp.holders() RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(n::text, ' ' ORDER BY holder) FROM (SELECT holder, count(*) - 1000 AS n FROM cc_center.leg WHERE center_id = 9411 AND finished_at IS NULL AND holder IN ('101', '102') GROUP BY holder) s
$$;
SELECT pg_temp.holders() AS before_holders \gset
SAVEPOINT one;
INSERT INTO cc_center.cases (center_id, street, channel, category, description) SELECT 9411, '湖南路', 'hotline', '类', '收回' FROM generate_series(1, 7);
SAVEPOINT two;
INSERT INTO cc_center.cases (center_id, street, channel, category, description) SELECT 9411, '湖南路', 'hotline', '类', '收回' FROM generate_series(1, 7);
RELEASE two;
SELECT is(pg_temp.wrong(), 0::bigint, 'A12 in a savepoint cases have their legs');
ROLLBACK TO one;
SELECT is(pg_temp.cases(), :before::bigint, 'A12 rolled back, they are gone');
SELECT is((SELECT count(*)::integer FROM cc_center.leg l WHERE l.center_id = 9411 AND NOT EXISTS (SELECT FROM cc_center.cases c WHERE c.center_id = 9411 AND c.case_id = l.case_id)), 0, 'A12 and their legs with them');
INSERT INTO cc_center.cases (center_id, street, channel, category, description) SELECT 9411, '湖南路', 'hotline', '类', '之后' FROM generate_series(1, 2);
SELECT is((SELECT count(DISTINCT holder)::integer FROM cc_center.cases WHERE center_id = 9411 AND description = '之后'), 2, 'I20 the count of who has how many goes back, too');
SELECT holder AS h, case_id AS id FROM cc_center.cases WHERE center_id = 9411 AND description = '之后' LIMIT 1 \gset
SAVEPOINT one;
SELECT is(pg_temp.act('a9411_' || :'h', format('UPDATE cc_center.cases SET stage = ''pre_filed'' WHERE center_id = 9411 AND case_id = %s', :id)), 'done', 'I3.1 a step in a savepoint');
ROLLBACK TO one;
SELECT is(pg_temp.act('a9411_' || :'h', format('UPDATE cc_center.cases SET stage = ''void'', stage_reason = ''重复'' WHERE center_id = 9411 AND case_id = %s', :id)), 'done', 'I3.1 taken back, another step starts where it did');
SELECT is((SELECT string_agg(leg_no || outcome, ',') FROM cc_center.leg WHERE center_id = 9411 AND case_id = :id), '1void', 'I3.1 and leaves one leg');

-- ---- columns that the rules own -----------------------------------------------------------------------------

CREATE TEMP TABLE owned (name, value) AS VALUES
    ('case_id', '1'), ('case_number', '''X-1'''), ('stage', '''pre_filed'''), ('reported_at', 'now()'), ('first_contact', '''101'''), ('holder', '''101'''),
    ('due_at', 'now()'), ('leg_no', '1'), ('closed_at', 'now()'), ('version', '1');
SELECT is(pg_temp.act('a9411_app', format('INSERT INTO cc_center.cases (street, channel, category, description, %I) VALUES (''湖南路'', ''hotline'', ''c'', ''d'', %s)', name, value)), 'UC414', 'A12 no client gives ' || name)
FROM owned;
SELECT is(pg_temp.act('none', format('INSERT INTO cc_center.cases (center_id, street, channel, category, description, %I) VALUES (9411, ''湖南路'', ''hotline'', ''c'', ''d'', %s)', name, value)), 'UC414', 'A12 nor does a superuser give ' || name)
FROM owned;
SELECT is(pg_temp.act('none', format('UPDATE cc_center.cases SET %I = %s WHERE center_id = 9411 AND reference = ''C-1''', name, CASE name WHEN 'leg_no' THEN '9' WHEN 'version' THEN '9' WHEN 'holder' THEN '''x''' WHEN 'first_contact' THEN '''x''' ELSE value END)),
          CASE name WHEN 'stage' THEN 'UC102' ELSE 'UC414' END, 'A12 nor change ' || name)
FROM owned;
SELECT is(pg_temp.act('none', format('UPDATE cc_center.cases SET %s WHERE center_id = 9411 AND reference = ''C-1''', v.change)), 'UC004', 'A12 ' || v.change || ' is not possible')
FROM (VALUES ('center_id = 1'), ('street = ''莫愁'''), ('channel = ''petition''')) v (change);

-- ---- other triggers on the same table --------------------------------------------------------------------------

-- A trigger that runs after the rules' own, and rewrites a column.
CREATE FUNCTION pg_temp.rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_ARGV[0] = 'nothing' THEN
        RETURN NULL;
    END IF;
    RETURN jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[0], TG_ARGV[1]));
END
$$;
CREATE FUNCTION pg_temp.rewriting(event text, column_name text, value text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    answer text;
BEGIN
    EXECUTE format('CREATE TRIGGER zz_rewrite BEFORE %s ON cc_center.cases FOR EACH ROW EXECUTE FUNCTION pg_temp.rewrite(%L, %L)', event, column_name, value);
    answer := pg_temp.act(CASE event WHEN 'INSERT' THEN 'none' ELSE (SELECT 'a9411_' || holder FROM cc_center.cases WHERE center_id = 9411 AND reference = 'C-1') END, statement);
    DROP TRIGGER zz_rewrite ON cc_center.cases;
    RETURN answer;
END
$$;
CREATE TEMP TABLE rewritten (name, value) AS VALUES
    ('case_id', '999999'), ('case_number', 'X-1'), ('stage', 'closed'), ('reported_at', '2018-10-01 10:00+08'), ('first_contact', '121'), ('holder', '121'),
    ('due_at', '2019-10-01 10:00+08'), ('leg_no', '7'), ('closed_at', '2018-10-08 10:00+08'), ('version', '7'), ('center_id', '1');
-- The number is an element of a row that has been checked already; its id of one that has been noted.
SELECT is(pg_temp.rewriting('INSERT', name, value, 'INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (9411, ''湖南路'', ''hotline'', ''c'', ''d'')'), 'UC913',
          'I7 a trigger that rewrites ' || name || ' of a new case is found out') FROM rewritten;
SELECT is(pg_temp.rewriting('UPDATE', name, value, 'UPDATE cc_center.cases SET stage = ''pre_filed'' WHERE center_id = 9411 AND reference = ''C-1'''),
          CASE name WHEN 'center_id' THEN '42501' ELSE 'UC913' END, 'I7 a trigger that rewrites ' || name || ' of a moved case is found out') FROM rewritten WHERE name <> 'stage';
SELECT matches(pg_temp.rewriting('UPDATE', name, value, 'UPDATE cc_center.cases SET description = ''更正'' WHERE center_id = 9411 AND reference = ''C-1'''), '^(UC414|UC913|UC004|42501)$',
          'I7 a trigger that rewrites ' || name || ' of a corrected case is found out') FROM rewritten WHERE name NOT IN ('version', 'first_contact', 'case_number');
-- What a client gives has been checked before, too.
SELECT isnt(pg_temp.rewriting('INSERT', name, value, 'INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (9411, ''湖南路'', ''hotline'', ''c'', ''d'')'), 'done',
          'A12 a trigger that makes the ' || name || ' of a new case wrong does not get past the rules')
FROM (VALUES ('street', '无此路'), ('channel', 'no such'), ('description', ' '), ('category', ''), ('priority', 'none such')) v (name, value);
SELECT isnt(pg_temp.rewriting('UPDATE', name, value, 'UPDATE cc_center.cases SET stage = ''pre_filed'' WHERE center_id = 9411 AND reference = ''C-1'''), 'done',
          'A12 nor one that makes the ' || name || ' of a moved case wrong')
FROM (VALUES ('street', '无此路'), ('channel', 'no such'), ('description', ' ')) v (name, value);
SELECT is(pg_temp.rewriting('INSERT', 'nothing', '', 'INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (9411, ''湖南路'', ''hotline'', ''c'', ''d'')'), 'no rows', 'A12 a trigger that drops the row drops it');
SELECT is(pg_temp.rewriting('UPDATE', 'nothing', '', 'UPDATE cc_center.cases SET stage = ''pre_filed'' WHERE center_id = 9411 AND reference = ''C-1'''), 'no rows', 'A12 of a step, too');
SELECT is(pg_temp.wrong(), 0::bigint, 'A12 and no leg without its case is left');

-- A step that failed half way leaves nothing that another's step could be taken for: neither the person nor the instant.
SELECT pg_temp.at('2018-10-08 11:00+08');
SELECT case_id AS id FROM cc_center.cases WHERE center_id = 9411 AND description = '视图' \gset
CREATE FUNCTION pg_temp.step(number text, id bigint, to_stage text, afterwards text DEFAULT 'stage') RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act('a9411_' || number, format('UPDATE cc_center.cases SET stage = %L WHERE center_id = 9411 AND case_id = %s RETURNING %s', to_stage, id, afterwards))
$$;
SELECT is(pg_temp.step((SELECT holder FROM cc_center.cases WHERE center_id = 9411 AND case_id = :id), :id, v.to_stage), v.to_stage, 'I3.1 a case on its way: ' || v.to_stage)
FROM (VALUES ('pre_filed')) v (to_stage);
SELECT is(pg_temp.step((SELECT holder FROM cc_center.cases WHERE center_id = 9411 AND case_id = :id), :id, 'filed'), 'filed', 'I3.1 a case on its way: filed');
SELECT is(pg_temp.step('201', :id, 'dispatched', '1 / (leg_no - leg_no)'), '22012', 'I7 a leader''s step that fails after the rules have decided');
SELECT pg_temp.at('2018-10-08 11:30+08');
SELECT is(pg_temp.step('221', :id, 'dispatched'), 'dispatched', 'I7 another leader takes it later');
SELECT is((SELECT finished_by || ' ' || (finished_at AT TIME ZONE 'Asia/Shanghai')::time FROM leg_of WHERE center_id = 9411 AND case_id = :id AND leg_kind = 'dispatch'), '221 11:30:00', 'I7 and stands in the record, with his instant');

-- The rules' functions are of no use as triggers elsewhere.
CREATE TEMP TABLE elsewhere (LIKE cc_center.cases);
CREATE TRIGGER a BEFORE UPDATE ON elsewhere FOR EACH ROW EXECUTE FUNCTION cc_center.case_intake();
INSERT INTO elsewhere SELECT * FROM cc_center.cases WHERE center_id = 9411 LIMIT 1;
SELECT is(pg_temp.act('none', 'UPDATE elsewhere SET street = street'), 'UC006', 'I7 a trigger function of the rules knows its event');
SELECT is(pg_temp.act('a9411_101', 'SELECT cc_center.case_intake()'), '42501', 'I7 and is not called by hand');

-- ---- nobody writes the record ------------------------------------------------------------------------------------

-- Which groups may write which tables at all.
CREATE TEMP TABLE writer (relname, groups) AS
SELECT t.name, CASE WHEN t.versioned THEN '{shift_leader,supervisor}' ELSE '{supervisor,system_admin}' END::text[] FROM cc_center.rule_table t
UNION ALL SELECT v.name, v.groups::text[] FROM (VALUES ('roster', '{shift_leader,supervisor}'), ('staff', '{supervisor,system_admin}')) v (name, groups);
SELECT is_empty($$ SELECT w.relname, g.name, p.privilege FROM writer w, unnest(cc_center.all_groups()) g (name), (VALUES ('INSERT'), ('UPDATE'), ('DELETE')) p (privilege)
                   WHERE g.name <> ALL (w.groups) AND has_table_privilege('cc_center_' || g.name, 'cc_center.' || w.relname, p.privilege) $$,
                'I7 rules, roster and staff are written by those whose work it is');
SELECT is(pg_temp.act('a9411_' || p.number, s.statement), '42501', 'I7 ' || p.number || ' is refused: ' || left(s.statement, 44))
FROM (VALUES ('101'), ('301'), ('401'), ('app')) p (number),
     (VALUES ('INSERT INTO cc_center.leg SELECT * FROM cc_center.leg'), ('UPDATE cc_center.leg SET due_at = NULL'), ('DELETE FROM cc_center.handover'),
             ('UPDATE cc_center.cases SET holder = ''101'''), ('DELETE FROM cc_center.cases'), ('TRUNCATE cc_center.leg')) s (statement);
SELECT is(pg_temp.act('none', format('DELETE FROM cc_center.%I', t)), 'UC005', 'D3.1 not even a superuser removes rows of ' || t)
FROM unnest(ARRAY['center', 'rule_set', 'staff', 'cases', 'leg', 'handover', 'street', 'channel', 'case_import']) t;
SELECT is(pg_temp.act('none', format('TRUNCATE cc_center.%I CASCADE', t)), 'UC005', 'D3.1 nor all of them: ' || t)
FROM unnest(ARRAY['center', 'rule_set', 'staff', 'cases', 'leg', 'handover', 'street', 'channel', 'case_import']) t;
SELECT is(pg_temp.wrong(), 0::bigint, 'D3.1 everything is as it was');

SELECT * FROM finish();
ROLLBACK;
