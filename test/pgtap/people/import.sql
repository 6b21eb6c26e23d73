-- Import of history: by whom, with the instants it gives, into the same cases and legs; one wrong row and nothing is written
-- (A12, I30).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'America/New_York';
SELECT plan(58);
\ir ../../lib/act.sql
SELECT pg_temp.set_up(9421, 'IMA');
SELECT pg_temp.set_up(9422, 'IMB');
SELECT pg_temp.at('2018-10-08 10:00+08');
CREATE ROLE a9421_importer;
SELECT cc_center.enrol(9421, NULL, 'a9421_importer', 'importer');

-- One past case: what differs from an ordinary one is given.
CREATE FUNCTION pg_temp.import(given jsonb DEFAULT '{}', login text DEFAULT 'a9421_importer') RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act(login, format('INSERT INTO cc_center.case_import (center_id, street, channel, category, description, priority, reference, reported_at, stages, stage_at, stage_by, reason)
        SELECT r.center_id, r.street, r.channel, r.category, r.description, r.priority, r.reference, r.reported_at, r.stages, r.stage_at, r.stage_by, r.reason
        FROM jsonb_populate_record(NULL::cc_center.case_import, %L) r',
        jsonb '{"center_id": 9421, "street": "湖南路", "channel": "hotline", "category": "类", "description": "述", "priority": "normal", "reference": "H-1", "reported_at": "2018-09-03 10:00+08",
                "stages": ["pre_filed", "filed"], "stage_at": ["2018-09-03 10:07+08", "2018-09-03 10:30+08"], "stage_by": ["101", "201"]}' || given))
$$;
CREATE TEMP VIEW leg_of AS SELECT c.reference, c.description, l.* FROM cc_center.leg l JOIN cc_center.cases c USING (center_id, case_id);
CREATE FUNCTION pg_temp.cases() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM cc_center.cases WHERE center_id = 9421 $$;

-- ---- one case ---------------------------------------------------------------------------------------------

SELECT is(pg_temp.import(), 'done', 'A12 an importer brings in a past case');
SELECT is((SELECT ROW(stage, reported_at, first_contact, holder, due_at, closed_at, version, leg_no, reference)::text FROM cc_center.cases WHERE center_id = 9421),
          ROW('filed', '2018-09-03 10:00+08'::timestamptz, '101', NULL::text, NULL::timestamptz, NULL::timestamptz, 1, 3, 'H-1')::text, 'I30 with the instants and people given');
SELECT matches((SELECT case_number FROM cc_center.cases WHERE center_id = 9421), '^IMA-20180903-[0-9]{6,}$', 'A12 numbered by the day it came in');
SELECT is((SELECT array_agg(ROW(leg_no, leg_kind, received_at, clock_start, due_at, finished_at, finished_by, outcome)::text ORDER BY leg_no) FROM cc_center.leg WHERE center_id = 9421),
          ARRAY[ROW(1, 'pre_filing', '2018-09-03 10:00+08'::timestamptz, '2018-09-03 10:00+08'::timestamptz, '2018-09-03 10:15+08'::timestamptz, '2018-09-03 10:07+08'::timestamptz, '101', 'pre_filed')::text,
                ROW(2, 'filing', '2018-09-03 10:07+08'::timestamptz, '2018-09-03 10:07+08'::timestamptz, '2018-09-03 10:22+08'::timestamptz, '2018-09-03 10:30+08'::timestamptz, '201', 'filed')::text,
                ROW(3, 'dispatch', '2018-09-03 10:30+08'::timestamptz, '2018-09-03 10:30+08'::timestamptz, NULL::timestamptz, NULL::timestamptz, NULL::text, NULL::text)::text],
          'I24 the legs are derived by the rules of then');
SELECT is((SELECT count(*)::integer FROM cc_center.overdue WHERE center_id = 9421), 1, 'I24 so the leader was too late');
SELECT is((SELECT imported_by FROM cc_center.case_import WHERE center_id = 9421), session_user, 'A12 who brought it in is on record');

-- the last stage is looked up by the number of stages
CREATE FUNCTION pg_temp.odd(stages text, stage_at text, stage_by text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act('a9421_importer', format('INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reported_at, stages, stage_at, stage_by)
        VALUES (9421, ''湖南路'', ''hotline'', ''类'', ''述'', ''2018-09-03 10:00+08'', %L, %L, %L)', stages, stage_at, stage_by))
$$;
SELECT is(pg_temp.odd('[0:1]={pre_filed,filed}', '{2018-09-03 10:07+08,2018-09-03 10:30+08}', '{}'), '23514', 'A12 stages are numbered from 1');
SELECT is(pg_temp.odd('{pre_filed,filed}', '[0:1]={2018-09-03 10:07+08,2018-09-03 10:30+08}', '{}'), '23514', 'A12 so are their instants');
SELECT is(pg_temp.odd('{{pre_filed,filed}}', '{{2018-09-03 10:07+08,2018-09-03 10:30+08}}', '{}'), '23514', 'A12 in one row');

-- A case that is still open goes on like any other.
SELECT is(pg_temp.import('{"reference": "H-2", "stages": [], "stage_at": [], "stage_by": []}'), 'done', 'A12 a past case that nobody touched yet');
SELECT is((SELECT stage || coalesce(holder, ' waits') FROM cc_center.cases WHERE reference = 'H-2' AND center_id = 9421), 'reported waits', 'U4 waits for the next sweep');
SELECT is((SELECT given_out FROM cc_center.sweep(9421)), 2, 'U4 which gives it out, and the one that is filed');
SELECT matches((SELECT holder FROM cc_center.cases WHERE reference = 'H-2' AND center_id = 9421), '^10[12]$', 'I20 to the shift of now');
SELECT is(pg_temp.act('a9421_' || (SELECT holder FROM cc_center.cases WHERE reference = 'H-2' AND center_id = 9421), $$ UPDATE cc_center.cases SET stage = 'pre_filed' WHERE reference = 'H-2' $$), 'done', 'I3.1 who moves it on');
SELECT is(pg_temp.act('a9421_201', $$ UPDATE cc_center.cases SET stage = 'dispatched' WHERE reference = 'H-1' $$), 'done', 'I30 the other one goes on, too');
SELECT is((SELECT array_agg(leg_kind ORDER BY leg_no) FROM leg_of c WHERE reference = 'H-1' AND center_id = 9421), '{pre_filing,filing,dispatch,disposal}', 'I30 its legs are one line');

-- Without names, closed long ago, returned and reported again.
SELECT is(pg_temp.import('{"reference": "H-3", "stage_by": []}'), 'done', 'A12 nobody knows any more who did it');
SELECT is((SELECT count(*)::integer FROM leg_of c WHERE reference = 'H-3' AND finished_by IS NULL AND finished_at IS NOT NULL), 2, 'A12 so the legs name nobody');
SELECT is(pg_temp.import('{"reference": "H-4", "stages": ["returned", "reported", "void"], "stage_at": ["2018-09-03 10:05+08", "2018-09-03 11:00+08", "2018-09-03 11:02+08"], "stage_by": ["101", "501", "101"], "reason": "重复"}'), 'done',
          'I3.2 a case that was returned and reported again');
SELECT is((SELECT array_agg(ROW(leg_no, received_at, finished_at, outcome)::text ORDER BY leg_no) FROM leg_of c WHERE reference = 'H-4'),
          ARRAY[ROW(1, '2018-09-03 10:00+08'::timestamptz, '2018-09-03 10:05+08'::timestamptz, 'returned')::text, ROW(2, '2018-09-03 11:00+08'::timestamptz, '2018-09-03 11:02+08'::timestamptz, 'void')::text],
          'I3.2 has no leg while it was away');
SELECT is((SELECT stage || stage_reason || ' ' || (closed_at = '2018-09-03 11:02+08') FROM cc_center.cases WHERE reference = 'H-4'), 'void重复 true', 'I3.2 and ended then, with its reason');

-- ---- who may ------------------------------------------------------------------------------------------------

SELECT is(pg_temp.import(login => 'a9421_' || n), '42501', 'A12 ' || n || ' imports nothing') FROM unnest(ARRAY['app', '101', '201', '301', '401', '701']) n;
SELECT is(pg_temp.import('{"center_id": 9422}'), '42501', 'A7 an importer brings nothing into another center');
SELECT is(pg_temp.act('a9421_importer', 'UPDATE cc_center.case_import SET reference = NULL'), '42501', 'D3.1 nor changes what was imported');
SELECT is(pg_temp.act('a9421_importer', 'INSERT INTO cc_center.case_import (center_id, case_id, street, channel, category, description, reported_at) VALUES (9421, 1, ''湖南路'', ''hotline'', ''c'', ''d'', now())'), '42501', 'A12 nor chooses a number');
SELECT is(pg_temp.act('a9421_importer', $$ INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('湖南路', 'hotline', 'c', 'd') $$), '42501', 'A12 nor enters a case of today');

-- ---- wrong rows -----------------------------------------------------------------------------------------------

SELECT pg_temp.cases() AS before \gset
SELECT is(pg_temp.import('{"reference": "wrong"}'::jsonb || v.given::jsonb), v.state, 'A12 refused: ' || v.what)
FROM (VALUES
    ('{"street": "无此路"}', 'UC901', 'an unknown street'),
    ('{"channel": "no such"}', 'UC902', 'an unknown channel'),
    ('{"category": " "}', 'UC905', 'a blank category'),
    ('{"description": ""}', 'UC905', 'an empty description'),
    ('{"priority": "high"}', 'UC909', 'an unknown priority'),
    ('{"stages": ["filed", "pre_filed"]}', 'UC904', 'stages in the wrong order'),
    ('{"stages": ["pre_filed", "nowhere"]}', 'UC904', 'an unknown stage'),
    ('{"stages": ["pre_filed", null]}', 'UC904', 'a stage that is missing'),
    ('{"stage_at": ["2018-09-03 10:40+08", "2018-09-03 10:30+08"]}', 'UC915', 'instants in the wrong order'),
    ('{"reported_at": "2018-09-03 10:08+08"}', 'UC915', 'a step before the report'),
    ('{"stage_at": ["2018-09-03 10:07+08", null]}', 'UC922', 'an instant that is missing'),
    ('{"stage_at": ["2018-09-03 10:07+08", "2018-10-08 10:00:01+08"]}', 'UC921', 'the future'),
    ('{"reported_at": "2018-10-08 10:00:01+08", "stages": [], "stage_at": [], "stage_by": []}', 'UC921', 'a report from the future'),
    ('{"reported_at": "2006-08-31 23:59+08", "stages": [], "stage_at": [], "stage_by": []}', 'UC202', 'a time before the rules'),
    ('{"stage_by": ["101", "999"]}', 'UC105', 'an unknown person'),
    ('{"stages": ["pre_filed"]}', '23514', 'instants without stages'),
    ('{"stage_by": ["101"]}', '23514', 'people without stages'),
    ('{"street": null}', '23502', 'no street'),
    ('{"reported_at": null}', '23502', 'no instant')) v (given, state, what);
SELECT is(pg_temp.cases(), :before::bigint, 'A12 nothing refused has left a case');

-- ---- a thousand -----------------------------------------------------------------------------------------------

CREATE FUNCTION pg_temp.thousand(wrong_one integer) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act('a9421_importer', format($q$ INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reported_at, stages, stage_at, stage_by)
        SELECT 9421, CASE i WHEN %s THEN '无此路' ELSE '莫愁' END, 'hotline', '类', '千' || i, t, '{pre_filed,filed}', ARRAY[t + interval '4 minutes', t + interval '9 minutes'], '{101,201}'
        FROM generate_series(1, 1000) i, LATERAL (SELECT timestamptz '2018-08-01 08:30+08' + i * interval '47 minutes') s (t) $q$, wrong_one))
$$;
SELECT is(pg_temp.thousand(777), 'UC901', 'A12 a thousand with one wrong row');
SELECT is(pg_temp.cases(), :before::bigint, 'A12 are refused wholly');
SELECT is(pg_temp.thousand(0), 'done', 'A12 a thousand in one statement');
SELECT is(pg_temp.cases(), :before + 1000::bigint, 'A12 are all there');
SELECT is((SELECT count(*)::integer FROM leg_of c WHERE c.description ~ '^千' AND center_id = 9421), 3000, 'A12 with three legs each');
SELECT is((SELECT count(DISTINCT case_number) FROM cc_center.cases WHERE center_id = 9421), pg_temp.cases(), 'A12 each with a number of its own');

-- The clock of what came at night starts with the next morning's coverage, in whatever year.
SELECT is_empty($$ SELECT c.reported_at, l.clock_start, r.clock_start, l.due_at, r.due_at
                   FROM cc_center.cases c JOIN cc_center.leg l USING (center_id, case_id) CROSS JOIN LATERAL cc_center.retention_due(9421, c.reported_at, 'pre_filing', c.street) r
                   WHERE c.center_id = 9421 AND c.description ~ '^千' AND l.leg_no = 1 AND (l.clock_start, l.due_at) IS DISTINCT FROM (r.clock_start, r.due_at) $$, 'U4 each leg has the clock and the limit of its instant');

SELECT * FROM finish();
ROLLBACK;
