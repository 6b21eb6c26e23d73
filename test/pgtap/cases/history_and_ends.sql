-- Imports that say which rows are wrong and are not taken twice; when a case was closed; when a waiting case was given out.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'Asia/Shanghai';
SET LOCAL cc_center.now = '2018-11-01 10:00+08';
SELECT no_plan();
\ir ../../lib/act.sql
SELECT pg_temp.set_up(9421, 'HEA');
SELECT pg_temp.at('2018-11-01 10:00+08');

-- ---- imports -----------------------------------------------------------------------------------------------------
CREATE FUNCTION pg_temp.refused(statement text) RETURNS TABLE (code text, detail text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE statement;
    code := 'done';
    RETURN NEXT;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    code := SQLSTATE;
    RETURN NEXT;
END
$$;
SELECT results_eq($$ SELECT * FROM pg_temp.refused($i$
        INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reference, reported_at, stages, stage_at)
        SELECT 9421, CASE n WHEN 7 THEN '无此路' ELSE '莫愁' END, 'hotline', 'c', CASE n WHEN 3 THEN ' ' WHEN 5 THEN NULL ELSE 'd' END, 'ref-' || n, '2018-10-20 09:00+08', '{pre_filed}',
               ARRAY[CASE WHEN n <> 9 THEN '2018-10-20 09:05+08'::timestamptz END] FROM generate_series(1, 10) n $i$) $$,
    $$ VALUES ('UC905', E'Row 3, reference ref-3: a case needs a description. A12: the need is recorded at once, with text, channel and time.\nRow 5, reference ref-5: a case needs a description. A12: the need is recorded at once, with text, channel and time.\nRow 7, reference ref-7: center 9421 has no street "无此路".\nRow 9, reference ref-9: stage "pre_filed" of an imported case has no instant.') $$,
    'A22 every wrong row is named by its place and reference, all in one answer');
SELECT is((SELECT count(*)::integer FROM regexp_matches(detail, 'Row', 'g')), 20, 'A22 twenty at once') FROM pg_temp.refused($$
    INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reported_at)
    SELECT 9421, '莫愁', 'hotline', 'c', '', '2018-10-20 09:00+08' FROM generate_series(1, 50) n $$);
SELECT matches(detail, 'And 30 mistakes more') FROM pg_temp.refused($$
    INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reported_at)
    SELECT 9421, '莫愁', 'hotline', 'c', '', '2018-10-20 09:00+08' FROM generate_series(1, 50) n $$);
PREPARE twice AS INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reference, reported_at)
    SELECT 9421, '莫愁', 'hotline', 'c', 'd', 'again-' || n, '2018-10-20 09:00+08' FROM generate_series(1, 50) n ON CONFLICT DO NOTHING;
EXECUTE twice;
EXECUTE twice;
SELECT is((SELECT count(*)::integer FROM cc_center.cases WHERE center_id = 9421 AND reference LIKE 'again-%'), 50, 'A22 the same file twice doubles nothing');
SELECT is((SELECT code FROM pg_temp.refused($$ INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reference, reported_at) VALUES (9421, '莫愁', 'hotline', 'c', 'd', 'again-1', '2018-10-20 09:00+08') $$)),
          '23505', 'A22 and is refused where it is not passed over');

-- ---- the end of a case ---------------------------------------------------------------------------------------------
INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reference, reported_at, stages, stage_at)
VALUES (9421, '莫愁', 'hotline', 'c', 'd', 'ended', '2018-10-20 10:00+08', '{pre_filed,filed,dispatched,disposed,check_ordered,checked,closed}', array_fill('2018-10-20 10:05+08'::timestamptz, ARRAY[7])),
       (9421, '莫愁', 'hotline', 'c', 'd', 'ending', '2018-10-20 10:00+08', '{pre_filed,filed,dispatched,disposed,check_ordered,checked}', array_fill('2018-10-20 10:05+08'::timestamptz, ARRAY[6]));
SELECT is(closed_at, '2018-10-20 10:05+08', 'I2 an imported case was closed when it was, though it may be reopened') FROM cc_center.cases WHERE center_id = 9421 AND reference = 'ended';
SELECT is(pg_temp.act('a9421_201', $$ UPDATE cc_center.cases SET stage = 'closed' WHERE center_id = 9421 AND reference = 'ending' $$), 'done', 'I2 a case is closed');
SELECT is(closed_at, '2018-11-01 10:00+08', 'I2 so is a case that is closed now') FROM cc_center.cases WHERE center_id = 9421 AND reference = 'ending';
SELECT is(pg_temp.act('a9421_201', $$ UPDATE cc_center.cases SET description = 'x' WHERE center_id = 9421 AND reference = 'ending' $$), 'UC919', 'I2 and says what it said');
SELECT is(pg_temp.act('a9421_201', $$ UPDATE cc_center.cases SET stage = 'dispatched', stage_reason = '复查' WHERE center_id = 9421 AND reference = 'ending' $$), 'done', 'I3.4 a case is reopened');
SELECT is(closed_at, NULL, 'I3.4 reopened it is open') FROM cc_center.cases WHERE center_id = 9421 AND reference = 'ending';
SELECT is_empty($$ SELECT 1 FROM cc_center.health() WHERE finding IN ('a case and its open leg disagree', 'an open case has no open leg') AND subject LIKE '%HEA%' $$, 'health() finds nothing in all this');

-- ---- a case that waited --------------------------------------------------------------------------------------------
SELECT pg_temp.set_up(9423, 'HEB');
SELECT pg_temp.at('2018-10-07 23:10+08');
INSERT INTO cc_center.cases (center_id, street, channel, category, description, reference) VALUES (9423, '湖南路', 'hotline', '类', '述', 'waited');
SELECT results_eq($$ SELECT c.holder, c.due_at, l.clock_start FROM cc_center.cases c JOIN cc_center.leg l USING (center_id, case_id) WHERE c.center_id = 9423 AND c.reference = 'waited' $$,
    $$ VALUES (NULL::text, '2018-10-08 08:45+08'::timestamptz, '2018-10-08 08:30+08'::timestamptz) $$, 'U4 while it waits its clock and due are those of the next coverage');
SELECT matches(col_description('cc_center.cases'::regclass, (SELECT attnum FROM pg_attribute WHERE attrelid = 'cc_center.cases'::regclass AND attname = 'due_at')), 'next coverage', 'U4 as its comment says');
SELECT pg_temp.at('2018-10-08 08:30+08');
SELECT is(given_out, 1, 'U4 the sweep gives it out') FROM cc_center.sweep(9423);
SELECT results_eq($$ SELECT t.at, t.event, t.staff_no IS NULL AS nobody FROM cc_center.case_timeline t
                     JOIN cc_center.cases c USING (center_id, case_id) WHERE t.center_id = 9423 AND c.reference = 'waited' $$,
    $$ VALUES ('2018-10-07 23:10+08'::timestamptz, 'received', true), ('2018-10-08 08:30+08', 'handover: given_out', true) $$,
    'U4 it came to nobody, and was given out later');
SELECT is(detail, '- -> ' || c.holder, 'U4 to whom, it says') FROM cc_center.case_timeline t JOIN cc_center.cases c USING (center_id, case_id)
WHERE t.center_id = 9423 AND c.reference = 'waited' AND t.event = 'handover: given_out';
SELECT * FROM finish();
ROLLBACK;
