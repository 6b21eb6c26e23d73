-- What last month missed is found at night, once it is sure (F2.2).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SELECT no_plan();
\ir ../../lib/act.sql
INSERT INTO cc_center.preset_part (preset, area, rules) VALUES ('gulou', 'service_levels', $$ {"tables": {"service_level": [
    {"service_level": "pre-filing", "subject": "leg", "leg_kind": "pre_filing", "within": "10 minutes", "share": 75, "clause": "F2.2"},
    {"service_level": "filing", "subject": "leg", "leg_kind": "filing", "hours": "Mo-Fr 09:00-17:00; PH off", "within": "10 minutes", "share": 75, "clause": "G2.1"},
    {"service_level": "dispatch", "subject": "leg", "leg_kind": "dispatch", "within": "1 hour", "share": 75, "clause": "F2.2"}]}} $$);
SELECT pg_temp.set_up(9931, 'SLF');
SELECT pg_temp.set_up(9932, 'SLG', 'office');
DO $$ BEGIN CREATE ROLE t_jobs; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
GRANT cc_center_scheduler TO t_jobs;
CREATE FUNCTION pg_temp.legs(kind text, at timestamptz, minutes integer, count integer DEFAULT 1) RETURNS void LANGUAGE sql AS $$
    SELECT set_config('session_replication_role', 'replica', true);
    INSERT INTO cc_center.leg (center_id, case_id, leg_no, version, received_at, attention_at, finished_at, leg_kind, role, street, holder, outcome)
    SELECT 9931, nextval('cc_center.case_id_seq'), 1, 1, at, at, at + minutes * interval '1 min', kind, 'operator', '街', '101', CASE WHEN minutes IS NOT NULL THEN 'x' END FROM generate_series(1, count);
    SELECT set_config('session_replication_role', 'origin', true);
$$;
CREATE FUNCTION pg_temp.found(center bigint DEFAULT 9931) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.act('t_jobs', format('SELECT cc_center.record_findings(%s)', center));
    RETURN (SELECT string_agg(concat_ws(' ', f.finding, f.day, f.subject, f.by_clause), '; ' ORDER BY f.subject) FROM cc_center.finding f
            WHERE f.center_id = center AND f.concerns = 'service_level' AND f.gone_at IS NULL);
END
$$;
SELECT pg_temp.legs('pre_filing', '2018-10-10 10:00+08', 11, 2), pg_temp.legs('pre_filing', '2018-10-10 10:00+08', 10, 5),
       pg_temp.legs('filing', '2018-10-12 16:55+08', 4000), pg_temp.legs('dispatch', '2018-10-31 23:30+08', NULL);
SELECT pg_temp.at('2018-10-31 23:50+08');
SELECT is(pg_temp.found(), NULL, 'F2.2 a month that is not over has missed nothing yet');
SELECT pg_temp.at('2018-11-01 00:10+08');
SELECT is(pg_temp.found(), 'service_level_missed 2018-10-01 filing G2.1; service_level_missed 2018-10-01 pre-filing F2.2', 'F2.2 the levels that the last month missed are found');
SELECT is(pg_temp.act('t_jobs', 'SELECT cc_center.record_findings(9931)'), '0', 'F2.2 once');
SELECT is(pg_temp.act('a9931_301', $$ SELECT count(*) FROM cc_center.finding WHERE concerns = 'service_level' $$), '2', 'F2.2 which the supervisor reads');
SELECT pg_temp.at('2018-11-01 02:30+08');
SELECT is(pg_temp.found(), 'service_level_missed 2018-10-01 dispatch F2.2; service_level_missed 2018-10-01 filing G2.1; service_level_missed 2018-10-01 pre-filing F2.2',
          'F2.2 one that could still turn is found when it no longer can');
SELECT is((SELECT count(*)::integer FROM cc_center.service_level_missed WHERE center_id = 9931 AND month = '2018-10-01'), 4, 'F2.2 and the view names by what');
SELECT pg_temp.at('2018-12-01 02:30+08');
SELECT is(pg_temp.found(), NULL, 'F2.2 a month later it is past');
SELECT is(pg_temp.found(9932), NULL, 'F2.2 a center without levels misses none');
-- official days that are not known: the look goes on, and says so
SELECT pg_temp.legs('filing', '2034-12-12 16:55+08', 4000), pg_temp.at('2035-01-02 02:30+08');
SELECT throws_ok($$ SELECT state FROM cc_center.service_level_item WHERE center_id = 9931 AND month = '2034-12-01' $$, 'UC314', NULL, 'G2.1 working time is not guessed where official days are not known');
SELECT is(pg_temp.found(), NULL, 'F2.2 of which the look finds nothing');
SELECT ok(EXISTS (SELECT FROM cc_center.finding WHERE center_id = 9931 AND concerns = 'calendar' AND subject = '2034' AND gone_at IS NULL), 'F2.2 but that they are not known');
SELECT * FROM finish();
ROLLBACK;
