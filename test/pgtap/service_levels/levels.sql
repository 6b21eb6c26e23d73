-- Service levels as rules, what counts for them and when a month has met them, and who sees it (F2.2, G2.1, G2.2).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL lc_messages = 'C';
SELECT no_plan();
\ir ../../lib/act.sql
INSERT INTO cc_center.preset_part (preset, area, rules) VALUES ('gulou', 'service_levels', $$ {"tables": {"service_level": [
    {"service_level": "pre-filing", "subject": "leg", "leg_kind": "pre_filing", "within": "10 minutes", "share": 75, "clause": "F2.2"},
    {"service_level": "urgent", "subject": "leg", "leg_kind": "*", "priority": "urgent", "within": "5 minutes", "share": 100, "clause": "F2.2"},
    {"service_level": "solved", "subject": "case", "category": "投诉", "channel": "hotline", "within": "24 hours", "share": 90, "clause": "G2.2"},
    {"service_level": "answered", "subject": "call", "answer_seconds": 20, "share": 80, "clause": "G2.2"}]}} $$);
SELECT pg_temp.set_up(9921, 'SLA');
SELECT pg_temp.set_up(9922, 'SLB', 'office');
SELECT is((SELECT count(*)::integer FROM cc_center.service_level), 4, 'G2.1 a preset sets levels where it has them, and none where no regulation gives one');

-- ---- an enquiry from its coming to its end -------------------------------------------------------------------------

CREATE FUNCTION pg_temp.come(at text, priority text DEFAULT 'normal', category text DEFAULT '咨询') RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.at(at);
    RETURN pg_temp.act('a9921_app', format($i$ INSERT INTO cc_center.cases (street, channel, category, description, priority) VALUES ('湖南路', 'hotline', %L, '述', %L) RETURNING case_id $i$, category, priority));
END
$$;
CREATE FUNCTION pg_temp.states(level text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(i.state, ' ' ORDER BY i.began_at, i.case_id, i.leg_no) FROM cc_center.service_level_item i WHERE i.center_id = 9921 AND i.service_level = level
$$;
CREATE FUNCTION pg_temp.figures(level text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(concat_ws('/', m.version, m.counted, m.reached, m.missed, m.undecided, coalesce(m.share_reached::text, '-'), coalesce(m.met::text, '?')), '; ' ORDER BY m.month, m.version)
    FROM cc_center.service_level_month m WHERE m.center_id = 9921 AND m.service_level = level
$$;
SELECT pg_temp.come('2018-10-08 10:00:00+08') AS a \gset
SELECT is(pg_temp.states('pre-filing'), 'undecided', 'G2.2 an enquiry that came is undecided');
SELECT pg_temp.at('2018-10-08 10:10:00+08');
SELECT is(pg_temp.states('pre-filing'), 'undecided', 'G2.2 for as long as its time lasts');
SELECT pg_temp.at('2018-10-08 10:10:01+08');
SELECT is(pg_temp.states('pre-filing'), 'missed', 'G2.2 then it is missed while it still lies');
SELECT is((SELECT concat_ws(' ', case_number, holder, took, late_by, ended_at IS NULL) FROM cc_center.service_level_missed WHERE center_id = 9921),
          (SELECT concat_ws(' ', case_number, holder, '00:10:01 00:00:01 t') FROM cc_center.cases WHERE case_id = :a), 'G2.2 and is named with whose hands it lies in, and by how much it is too late');
SELECT is((SELECT holder IN ('101', '102') FROM cc_center.service_level_missed WHERE center_id = 9921), true, 'G2.2 who is its holder');
SELECT pg_temp.come('2018-10-08 10:20:00+08') AS b \gset
SELECT pg_temp.at('2018-10-08 10:30:00+08');
SELECT is(pg_temp.act('a9921_' || (SELECT holder FROM cc_center.cases WHERE case_id = :b), format($$ UPDATE cc_center.cases SET stage = 'pre_filed' WHERE case_id = %s $$, :b)), 'done', 'F2.2 a case takes the steps that the rules have');
SELECT is(pg_temp.act('a9921_201', format($$ UPDATE cc_center.cases SET stage = 'closed' WHERE case_id = %s $$, :b)) ~ '^UC', true, 'F2.2 and no others');
SELECT is(pg_temp.states('pre-filing'), 'missed reached', 'G2.2 what was done in exactly its time is reached');
SELECT is(pg_temp.figures('pre-filing'), '1/2/1/1/0/50.00/?', 'F2.2 the month has what came in it, and is met or not when it is over');

-- handed over in time it counts for nothing, too late it is missed; the next one's begins anew
SELECT pg_temp.come('2018-10-08 10:40:00+08') AS c \gset
SELECT pg_temp.at('2018-10-08 10:45:00+08');
SELECT pg_temp.act('a9921_201', format($$ SELECT cc_center.handover(9921, ARRAY[%s], '121', '忙') $$, :c));
SELECT is(pg_temp.states('pre-filing'), 'missed reached left undecided', 'F2.2 handed over within its time a leg counts for nothing');
SELECT pg_temp.at('2018-10-08 10:56:00+08');
SELECT pg_temp.act('a9921_201', format($$ SELECT cc_center.handover(9921, ARRAY[%s], '101', '忙') $$, :c));
SELECT is(pg_temp.states('pre-filing'), 'missed reached left missed undecided', 'F2.2 handed over later it is missed');

-- which legs a level is of
SELECT is(pg_temp.states('urgent'), NULL, 'F2.2 a level of urgent cases has no others');
SELECT pg_temp.come('2018-10-08 11:00:00+08', 'urgent') AS d \gset
SELECT is(pg_temp.states('urgent'), 'undecided', 'F2.2 but every urgent one');
SELECT pg_temp.at('2018-10-08 11:06:00+08');
SELECT is(pg_temp.states('urgent') || ', ' || pg_temp.states('pre-filing'), 'missed, missed reached left missed undecided undecided', 'F2.2 each level has its own time');

-- ---- a whole case, and calls ----------------------------------------------------------------------------------------

SELECT pg_temp.come('2018-10-08 11:10:00+08', category => '投诉') AS e \gset
SELECT is(pg_temp.states('solved'), 'undecided', 'G2.2 a level of cases is of its category');
SELECT pg_temp.at('2018-10-09 11:10:00+08');
SELECT is(pg_temp.states('solved'), 'undecided', 'G2.2 within its time');
SELECT pg_temp.at('2018-10-09 11:10:01+08');
SELECT is(pg_temp.states('solved'), 'missed', 'G2.2 and missed when it lies longer, whoever had it');
SELECT is((SELECT concat_ws(' ', case_id, leg_no, late_by) FROM cc_center.service_level_missed WHERE center_id = 9921 AND service_level = 'solved'), :e || ' 00:00:01', 'G2.2 which names the case');

SELECT pg_temp.at('2018-10-10 10:00+08');
SET LOCAL session_replication_role = replica;
INSERT INTO cc_center.call (center_id, call_id, version, offered_at, answered_at, ended_at, line, number_class, answered_by, staff_no, source)
SELECT 9921, -v.n, 1, '2018-10-09 23:00:00+08'::timestamptz + v.n * interval '1 minute', a.answered, CASE WHEN v.n < 5 THEN coalesce(a.answered, '2018-10-09 23:00:00+08'::timestamptz + v.n * interval '1 minute' + v.left_after * interval '1 s') END,
       'L', 'hidden', CASE WHEN a.answered IS NOT NULL THEN '101' END, CASE WHEN a.answered IS NOT NULL THEN '101' END, 'import'
FROM (VALUES (1, 20, NULL::integer), (2, 21, NULL), (3, NULL, 20), (4, NULL, 21), (5, NULL, NULL)) v (n, answered_after, left_after)
CROSS JOIN LATERAL (SELECT '2018-10-09 23:00:00+08'::timestamptz + v.n * interval '1 minute' + v.answered_after * interval '1 s' AS answered) a;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.states('answered'), 'reached missed left missed missed', 'G2.2 a call given up within the time counts for nothing; given up later, or still ringing, it is missed');
SELECT is(pg_temp.figures('answered'), '1/4/1/3/0/25.00/?', 'G2.2 and the month counts the others');

-- ---- when a month has met it ----------------------------------------------------------------------------------------

CREATE FUNCTION pg_temp.legs(first integer, last integer, month text, state text) RETURNS void LANGUAGE sql AS $$
    SELECT set_config('session_replication_role', 'replica', true);
    INSERT INTO cc_center.leg (center_id, case_id, leg_no, version, received_at, attention_at, finished_at, leg_kind, role, street, holder, outcome)
    SELECT 9921, -n, 1, 1, t.at, t.at, t.at + CASE state WHEN 'reached' THEN interval '10 min' WHEN 'missed' THEN interval '11 min' END, 'pre_filing', 'operator', '街', '101', CASE WHEN state <> 'undecided' THEN 'pre_filed' END
    FROM generate_series(first, last) n, LATERAL (SELECT CASE state WHEN 'undecided' THEN cc_center.clock() - interval '1 min' ELSE month::timestamptz + n * interval '1 min' END AS at) t;
    SELECT set_config('session_replication_role', 'origin', true);
$$;
CREATE FUNCTION pg_temp.month(month date) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws('/', m.counted, m.reached, m.missed, m.undecided, m.share_reached, coalesce(m.met::text, '?'))
    FROM cc_center.service_level_month m WHERE m.center_id = 9921 AND m.service_level = 'pre-filing' AND m.month = $1
$$;
SELECT pg_temp.at('2019-01-01 00:00:30+08');
SELECT pg_temp.legs(1, 75, '2018-11-01 00:00+08', 'reached'), pg_temp.legs(76, 100, '2018-11-01 00:00+08', 'missed');
SELECT is(pg_temp.month('2018-11-01'), '100/75/25/0/75.00/true', 'F2.2 exactly the share asked for is enough');
SELECT pg_temp.legs(101, 101, '2018-11-01 00:00+08', 'missed');
SELECT is(pg_temp.month('2018-11-01'), '101/75/26/0/74.26/false', 'F2.2 and one more missed is not');
SELECT pg_temp.legs(201, 274, '2018-12-01 00:00+08', 'reached'), pg_temp.legs(276, 300, '2018-12-01 00:00+08', 'missed'), pg_temp.legs(301, 301, NULL, 'undecided');
SELECT is(pg_temp.month('2018-12-01'), '99/74/25/1/74.75/?', 'F2.2 what is undecided can still bring exactly the share');
SELECT pg_temp.legs(302, 302, '2018-12-01 00:00+08', 'missed');
SELECT is(pg_temp.month('2018-12-01'), '100/74/26/1/74.00/false', 'F2.2 but is not waited for when even with all of it there would be too little');
SELECT pg_temp.legs(303, 308, '2018-12-01 00:00+08', 'reached');
SELECT is(pg_temp.month('2018-12-01'), '106/80/26/1/75.47/?', 'F2.2 nor is the share sure while it can still bring it down');
SELECT pg_temp.legs(309, 309, '2018-12-01 00:00+08', 'reached');
SELECT is(pg_temp.month('2018-12-01'), '107/81/26/1/75.70/true', 'F2.2 until it stands whatever becomes of it');
SELECT pg_temp.at('2018-12-31 23:59:59+08');
SELECT is(pg_temp.month('2018-12-01') ~ '/\?$', true, 'F2.2 nothing is said of a month that is not over');

-- ---- new rules ------------------------------------------------------------------------------------------------------

SELECT pg_temp.at('2018-10-15 09:00+08');
SELECT is(pg_temp.act('a9921_201', $$ SELECT cc_center.draft_rules(9921, '新服务级别') $$), '2', 'F2.2 levels are drafted like other rules');
CREATE FUNCTION pg_temp.try(rows text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    answer text;
BEGIN
    EXECUTE 'INSERT INTO cc_center.service_level (center_id, version, service_level, subject, leg_kind, hours, within, answer_seconds, share, channel, clause) SELECT 9921, 2, v.* FROM (VALUES ' || rows || ') v';
    PERFORM cc_center.require_complete_rules(9921, 2);
    RAISE EXCEPTION 'passes' USING ERRCODE = 'YY000';
EXCEPTION
    WHEN SQLSTATE 'YY000' THEN RETURN 'passes';
    WHEN SQLSTATE 'UC210' THEN GET STACKED DIAGNOSTICS answer = PG_EXCEPTION_DETAIL; RETURN answer;
    WHEN OTHERS THEN RETURN SQLSTATE;
END
$$;
SELECT is(pg_temp.try(v.rows), v.answer, 'F2.2 ' || v.about) FROM (VALUES
    ($$('x', 'leg', 'filing', '24/7'::cc_center.work_hours, interval '1 hour', NULL::integer, 90, '*', 'F2.2')$$, 'passes', 'a level of legs that there are'),
    ($$('x', 'leg', 'fileing', '24/7'::cc_center.work_hours, interval '1 hour', NULL::integer, 90, '*', 'F2.2')$$, 'Service level "x" is of legs "fileing", which no transition opens.', 'none of legs that there are not'),
    ($$('x', 'leg', '*', '24/7'::cc_center.work_hours, interval '1 hour', NULL::integer, 90, 'hotlime', 'F2.2')$$, 'Service level "x" is of channel "hotlime", which the center has not.', 'nor of a channel'),
    ($$('x', 'leg', '*', 'off'::cc_center.work_hours, interval '1 hour', NULL::integer, 90, '*', 'F2.2')$$, 'The hours of service level "x" never open.', 'hours open some day'),
    ($$('x', 'leg', '*', 'PH 09:00-12:00'::cc_center.work_hours, interval '1 hour', NULL::integer, 90, '*', 'F2.2')$$, 'passes', 'if on holidays only'),
    ($$('x', 'leg', 'pre_filing', '24/7'::cc_center.work_hours, interval '20 minutes', NULL::integer, 70, '*', 'F2.2')$$, 'Service level "x" asks for nothing that "pre-filing" does not ask for.', 'more time for less is nothing'),
    ($$('x', 'leg', 'pre_filing', '24/7'::cc_center.work_hours, interval '20 minutes', NULL::integer, 75, '*', 'F2.2')$$, 'Service level "x" asks for nothing that "pre-filing" does not ask for.', 'nor for as much'),
    ($$('x', 'leg', 'pre_filing', '24/7'::cc_center.work_hours, interval '20 minutes', NULL::integer, 95, '*', 'F2.2')$$, 'passes', 'more time for more is'),
    ($$('x', 'leg', 'pre_filing', 'Mo-Fr 09:00-17:00'::cc_center.work_hours, interval '20 minutes', NULL::integer, 70, '*', 'F2.2')$$, 'passes', 'and other hours are another matter'),
    ($$('x', 'call', NULL, '24/7'::cc_center.work_hours, NULL::interval, 30, 70, '*', 'F2.2')$$, 'Service level "x" asks for nothing that "answered" does not ask for.', 'of calls, too'),
    ($$('x', 'call', NULL, '24/7'::cc_center.work_hours, NULL::interval, 10, 50, '*', 'F2.2')$$, 'passes', 'where less time is asked of fewer'),
    ($$('x', 'call', NULL, '24/7'::cc_center.work_hours, NULL::interval, 10, 50, 'hotline', 'F2.2')$$, '23514', 'calls have no channel'),
    ($$('x', 'call', NULL, '24/7'::cc_center.work_hours, interval '1 hour', NULL::integer, 50, '*', 'F2.2')$$, '23514', 'and are answered within seconds'),
    ($$('x', 'case', NULL, '24/7'::cc_center.work_hours, interval '5 days', NULL::integer, 50, '*', 'F2.2')$$, '23514', 'how long a day is, is not guessed'),
    ($$('x', 'case', NULL, '24/7'::cc_center.work_hours, interval '30', NULL::integer, 50, '*', 'F2.2')$$, 'UC212', 'nor what a number without unit means'),
    ($$('x', 'case', NULL, '24/7'::cc_center.work_hours, interval '1 hour', NULL::integer, 101, '*', 'F2.2')$$, '23514', 'a share is at most all'),
    ($$('x', 'leg', NULL, '24/7'::cc_center.work_hours, interval '1 hour', NULL::integer, 50, '*', 'F2.2')$$, '23514', 'legs have a kind'),
    ($$('x', 'case', NULL, '24/7'::cc_center.work_hours, interval '1 hour', NULL::integer, 50, '*', 'F2.22')$$, 'UC209', 'and a level a clause')) v (rows, answer, about);
UPDATE cc_center.service_level SET share = 50, within = '5 minutes' WHERE center_id = 9921 AND version = 2 AND service_level = 'pre-filing';
SELECT is(pg_temp.act('a9921_301', $$ SELECT cc_center.propose_rules(9921, 2, '2018-10-16 00:00+08') $$), '', 'F2.2 proposed');
SELECT is(pg_temp.act('a9921_401', $$ SELECT cc_center.ratify_rules(9921, 2) IS NOT NULL $$), 'true', 'F2.2 and ratified');
SELECT is(pg_temp.act('a9921_301', $$ UPDATE cc_center.service_level SET share = 1 WHERE center_id = 9921 $$), 'UC203', 'F2.2 then they stand') ;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9921, '2018-10-17', 'early', '101');
SELECT pg_temp.come('2018-10-17 10:00:00+08');
SELECT pg_temp.at('2018-10-17 10:07:00+08');
SELECT is((SELECT string_agg(concat_ws('/', version, within, share, counted, missed), '; ' ORDER BY version) FROM cc_center.service_level_month
           WHERE center_id = 9921 AND service_level = 'pre-filing' AND month = '2018-10-01'), '1/00:10:00/75/6/5; 2/00:05:00/50/1/1', 'F2.2 each leg is held to the rules by which it came');

-- ---- who sees them --------------------------------------------------------------------------------------------------

SELECT is(pg_temp.act('a9921_301', 'SELECT count(DISTINCT center_id) FROM cc_center.service_level_month'), '1', 'F2.2 a supervisor reads his center''s');
SELECT cmp_ok(pg_temp.act('a9921_101', 'SELECT count(*) FROM cc_center.service_level_missed')::integer, '>', 3, 'F2.2 as does who works there');
SELECT is(pg_temp.act('a9922_301', 'SELECT (SELECT count(*) FROM cc_center.service_level_month) + (SELECT count(*) FROM cc_center.service_level_missed) + (SELECT count(*) FROM cc_center.service_level_item)'), '0', 'D3.2 and nobody another''s');
SELECT ok(EXISTS (SELECT FROM cc_center.record_entry WHERE relation = 'service_level' AND operation = 'update'), 'A24 what happens to a level is on record');
SELECT * FROM finish();
ROLLBACK;
