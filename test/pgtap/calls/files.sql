-- Files of a switch: what is good is kept once, what is bad comes back.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SELECT plan(14);
\ir ../../lib/act.sql
SELECT pg_temp.set_up(1, 'CF', 'hospital');
CREATE ROLE f1_importer;
SELECT cc_center.enrol(1, NULL, 'f1_importer', 'importer');
SELECT pg_temp.at('2018-10-20 08:00:00+08');

CREATE FUNCTION pg_temp.load(VARIADIC lines text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    SET LOCAL ROLE f1_importer;
    INSERT INTO cc_center.call_line (line) SELECT unnest(lines);
    RESET ROLE;
END
$$;
CREATE TEMP TABLE answer (line_no bigint, reason text, line text);
GRANT ALL ON answer TO PUBLIC;
SELECT pg_temp.load(
    E'\uFEFFL1,1,2018-10-08 09:00:00,2018-10-08 09:00:15,2018-10-08 09:03:00,101,13800138000\r',
    'L1;2;2018/10/08 09:01:00;;2018/10/08 09:02:00;;025-83638010',
    'L1,1,2018-10-08 09:00:00,2018-10-08 09:00:15,2018-10-08 09:03:00,101,13800138000',
    'L1,3,2018-10-08 25:00:00,,2018-10-08 09:02:00,,',
    'L1,4,2018-10-08 09:00:00,yesterday,2018-10-08 09:02:00,,',
    'L1,5,2018-10-08 09:00:00,2018-10-08 08:59:59,2018-10-08 09:02:00,101,',
    'L1,6,2018-10-08 09:00:00,2018-10-08 09:00:01,2018-10-08 09:02:00,777,',
    'L1,7,2018-10-08 09:00:00,,2018-10-08 09:02:00,101,',
    'L1,8,2018-10-21 09:00:00,,2018-10-21 09:02:00,,',
    'L1,9,2018-10-08 09:00:00,,,,',
    'L1,,2018-10-08 09:00:00,,2018-10-08 09:02:00,,',
    ' ');
SELECT is(pg_temp.act('f1_importer', 'INSERT INTO answer SELECT * FROM cc_center.import_calls(1)'), 'done', 'C8.5 a file is imported');
SELECT results_eq('SELECT line_no, reason FROM answer ORDER BY line_no NULLS LAST',
                  $$ VALUES (4::bigint, 'The instant cannot be read.'), (5, 'The instant cannot be read.'), (6, 'The instants are not in order.'),
                            (7, 'The staff number is not known.'), (8, 'Nobody answers a call that was not answered.'),
                            (9, 'The instant has not come yet.'), (10, 'The call has no end.'), (11, 'The reference is missing.'),
                            (NULL, '2 calls kept, 1 known before or twice in the file, 8 lines refused.') $$, 'C8.5 bad lines come back with what is wrong');
SELECT results_eq('SELECT line, reference, offered_at, answered_at, ended_at, answered_by, number_class, source FROM cc_center.call ORDER BY reference',
                  $$ VALUES ('L1', '1', timestamptz '2018-10-08 09:00:00+08', timestamptz '2018-10-08 09:00:15+08', timestamptz '2018-10-08 09:03:00+08', '101', 'mobile', 'import'),
                            ('L1', '2', '2018-10-08 09:01:00+08', NULL, '2018-10-08 09:02:00+08', NULL, 'landline', 'import') $$, 'C8.5 good ones are kept as they are');
SELECT is((SELECT count(*)::integer FROM cc_center.call_number n JOIN cc_center.call k USING (center_id, call_id)
           WHERE n.number_hash = cc_center.phone_hash(1, CASE k.reference WHEN '1' THEN '13800138000' ELSE '02583638010' END)), 2, 'C8.5 with the keyed hashes of their numbers');
SELECT is((SELECT count(*)::integer FROM cc_center.call_line), 0, 'D3.2 the lines are gone');
SELECT pg_temp.load('L1,1,2018-10-08 09:00:00,2018-10-08 09:00:15,2018-10-08 09:03:00,101,13800138000');
TRUNCATE answer;
SELECT is(pg_temp.act('f1_importer', 'INSERT INTO answer SELECT * FROM cc_center.import_calls(1)'), 'done', 'C8.5 a file sent twice');
SELECT results_eq('SELECT reason FROM answer', $$ VALUES ('0 calls kept, 1 known before or twice in the file, 0 lines refused.') $$, 'C8.5 counts once');
SELECT is(pg_temp.act('f1_importer', $$ SELECT cc_center.import_calls(1, 'reference,offered_at,colour') $$), 'UCI12', 'C8.5 an unknown layout');
SELECT is(pg_temp.act('f1_importer', $$ SELECT cc_center.import_calls(1, 'line,ended_at') $$), 'UCI12', 'C8.5 one without what is needed');
SELECT is(pg_temp.act('f1_importer', $$ SELECT cc_center.import_calls(2) $$), 'UC103', 'C8.5 another center''s file');
SELECT is(pg_temp.act('a1_301', $$ SELECT cc_center.import_calls(1) $$), '42501', 'C8.5 nobody else imports');
SELECT pg_temp.load('X,2018-10-09 09:00:00,2018-10-09 09:00:10,Z9,');
TRUNCATE answer;
SELECT is(pg_temp.act('f1_importer', $$ INSERT INTO answer SELECT * FROM cc_center.import_calls(1, 'skip, offered_at, ended_at, reference') $$), 'done', 'C8.5 a layout of one''s own');
SELECT is((SELECT line FROM cc_center.call WHERE reference = 'Z9'), 'file', 'C8.5 where no line is named it is the file');
SELECT is((SELECT string_agg(x::text, '') ~ '13800138000|83638010' FROM cc_center.call x), false, 'D3.2 no number is in the calls');
SELECT * FROM finish();
ROLLBACK;
