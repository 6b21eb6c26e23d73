-- Each preset makes a center that takes a case and routes it, and covers just those hours of a week that its regulation says:
-- A3 around the clock, B1.1 five days of eight hours, C6 every day from 8:00 to 22:00, I19 every day from 8:30 to 22:00.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'America/New_York';
SELECT plan(59);
\ir ../../lib/act.sql

-- What is expected: the clause of the hours, and the service hours of a week in a notation of our own.
CREATE TEMP TABLE expected (center bigint, preset text, clause text, hours int4range, days int4range, minute integer) ON COMMIT DROP;
INSERT INTO expected VALUES
    (9311, 'gulou', 'I19', '[8,22)', '[1,8)', 30),
    (9312, 'round_the_clock', 'A3', '[0,24)', '[1,8)', 0),
    (9313, 'office', 'B1.1', '[9,18)', '[1,6)', 0),
    (9314, 'hospital', 'C6', '[8,22)', '[1,8)', 0);
-- The rest of the office; gulou starts at half past eight.
CREATE FUNCTION pg_temp.is_served(e expected, local timestamp) RETURNS boolean LANGUAGE sql AS $$
    SELECT e.days @> extract(isodow FROM local)::integer AND e.hours @> extract(hour FROM local)::integer
           AND NOT (e.preset = 'office' AND extract(hour FROM local) = 12)
           AND NOT (e.preset = 'gulou' AND extract(hour FROM local) = 8 AND extract(minute FROM local) < e.minute)
$$;

SELECT set_eq('SELECT preset FROM cc_center.preset', 'SELECT preset FROM expected', 'A24 the presets are those that are tested here');
SELECT is_empty($$ SELECT preset FROM cc_center.preset WHERE coalesce(title, '') = '' OR effective_from IS NULL $$, 'A24 each has a title and a date from which it holds');
SELECT is_empty($$ SELECT p.preset, t FROM cc_center.preset p, jsonb_object_keys(p.rules) t WHERE t NOT IN (SELECT name FROM cc_center.rule_table) $$, 'A24 each fills rule tables only');
SELECT is_empty($$ SELECT p.preset FROM cc_center.preset p WHERE NOT p.rules ?& ARRAY['timetable', 'shift', 'street_assignment', 'transition', 'rule_setting', 'channel'] $$,
                'A24 each has timetables, shifts, coverage and a case flow');

-- What an upgrade tidies away: parts that are shipped no more, and nothing else.
INSERT INTO cc_center.preset_part (preset, area, shipped, rules) VALUES ('county', 'rules', false, '{"title": "own"}'), ('former', 'rules', true, '{"title": "former"}');
SELECT cc_center.tidy_rules();
SELECT is((SELECT count(*)::integer FROM cc_center.preset WHERE preset = 'county'), 1, 'A24 a preset of one''s own survives an upgrade');
SELECT is((SELECT count(*)::integer FROM cc_center.preset WHERE preset = 'former'), 0, 'A24 a preset that is shipped no more goes');
DELETE FROM cc_center.preset_part WHERE preset = 'county';

-- A center of each, with the people that its shifts need: everybody in one shift, all week.
SELECT pg_temp.at('2018-10-08 00:00+08');
DO $$
DECLARE
    e expected;
    s record;
BEGIN
    FOR e IN SELECT * FROM expected LOOP
        PERFORM cc_center.create_center(e.center, 'P' || e.center, e.preset, preset => e.preset);
        INSERT INTO cc_center.street (center_id, street) VALUES (e.center, '湖南路'), (e.center, '江东') ON CONFLICT DO NOTHING;
        INSERT INTO cc_center.channel (center_id, channel, name) VALUES (e.center, 'test', '测试');
        FOR s IN SELECT role, shift FROM cc_center.shift WHERE center_id = e.center LOOP
            INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (e.center, s.role || ' ' || s.shift, '某', s.role);
            -- what the rules ask of the role (A17)
            INSERT INTO cc_center.qualification (center_id, staff_no, qualification, valid)
            SELECT q.center_id, s.role || ' ' || s.shift, q.qualification, '(,)' FROM cc_center.required_qualification q
            WHERE q.center_id = e.center AND q.role = s.role;
            -- who has stood six days has the seventh off where his regulation says so (C6)
            INSERT INTO cc_center.staff (center_id, staff_no, name, role) SELECT e.center, s.role || ' ' || s.shift || ' 7', '某', s.role WHERE e.preset = 'hospital';
            INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
            SELECT e.center, d::date, s.shift, s.role || ' ' || s.shift || CASE WHEN e.preset = 'hospital' AND d = '2018-10-14' THEN ' 7' ELSE '' END FROM generate_series(date '2018-10-08', '2018-10-14', '1 day') d
            WHERE EXISTS (SELECT FROM cc_center.open_periods(e.center, (SELECT hours FROM cc_center.shift h WHERE h.center_id = e.center AND (h.role, h.shift) = (s.role, s.shift)),
                                                             tstzrange(d::timestamp AT TIME ZONE 'Asia/Shanghai', (d + interval '1 day')::timestamp AT TIME ZONE 'Asia/Shanghai')));
        END LOOP;
    END LOOP;
END
$$;
SELECT is((SELECT r.status || ' ' || (lower(r.effective) AT TIME ZONE 'Asia/Shanghai')::date FROM cc_center.rule_set r WHERE r.center_id = e.center),
          'ratified ' || (SELECT effective_from FROM cc_center.preset p WHERE p.preset = e.preset), 'A24 ' || e.preset || ' is in force from its own date on')
FROM expected e;
SELECT is_empty(format('SELECT shift FROM cc_center.shift WHERE center_id = %s AND clause <> %L', e.center, e.clause), e.clause || ' ' || e.preset || ' names the clause of its hours')
FROM expected e;

-- Every half hour of the week: the service, the roster's route, and the timetable's.
CREATE TEMP TABLE week AS
SELECT e.center, e.preset, t AS local, t AT TIME ZONE 'Asia/Shanghai' AS at, pg_temp.is_served(e, t) AS served
FROM expected e, generate_series(timestamp '2018-10-08 00:00', '2018-10-14 23:30', '30 minutes') t;
SELECT is_empty(format($$ SELECT local, served FROM week WHERE center = %s AND served <> cc_center.is_open(center, 'service', at) $$, e.center),
                e.clause || ' ' || e.preset || ' is open when its regulation says, each half hour of a week')
FROM expected e;
SELECT is_empty(format($$ SELECT w.local, v.role, r.* FROM week w, (VALUES ('operator'), ('shift_leader')) v (role), cc_center.route(w.center, v.role, '湖南路', w.at) r
                          WHERE w.center = %s AND (w.served <> (r.shift IS NOT NULL) OR w.served <> (cardinality(r.staff_no) > 0) OR (w.served AND r.next_coverage <> w.at)) $$, e.center),
                e.clause || ' ' || e.preset || ' has somebody for a street in just those hours')
FROM expected e;
SELECT is_empty(format($$ SELECT w.local, r.next_coverage FROM week w, cc_center.route(w.center, 'operator', '江东', w.at) r
                          WHERE w.center = %1$s AND NOT w.served AND r.next_coverage <> (SELECT min(n.at) FROM week n WHERE n.center = %1$s AND n.served AND n.at > w.at) $$, e.center),
                e.clause || ' ' || e.preset || ' says when coverage comes back')
FROM expected e;

-- Hours of work: a day's shift is no longer than eight hours where the regulation says so.
SELECT is_empty($$ SELECT s.role, s.shift, d FROM expected e JOIN cc_center.shift s ON s.center_id = e.center, generate_series(timestamp '2018-10-08', '2018-10-14', '1 day') d
                   WHERE e.preset IN ('office', 'hospital', 'round_the_clock')
                     AND cc_center.working_time(s.hours, d, d + interval '1 day') NOT IN (interval '0', interval '8 hours') $$, 'C6 a shift is eight hours a day, or none');
SELECT is((SELECT array_agg(DISTINCT cc_center.working_time(s.hours, '2018-10-08', '2018-10-15')) FROM cc_center.shift s WHERE s.center_id = 9313), ARRAY[interval '40 hours'],
          'B1.1 five days a week');

-- ---- a case goes its way -------------------------------------------------------------------------------------

DO $$
DECLARE
    person record;
BEGIN
    FOR person IN SELECT s.center_id, s.staff_no FROM cc_center.staff s JOIN expected e ON e.center = s.center_id LOOP
        EXECUTE format('CREATE ROLE %I', format('a%s %s', person.center_id, person.staff_no));
        PERFORM cc_center.enrol(person.center_id, person.staff_no, format('a%s %s', person.center_id, person.staff_no)::name);
    END LOOP;
END
$$;
CREATE FUNCTION pg_temp.enter(center bigint, instant text) RETURNS cc_center.cases LANGUAGE plpgsql AS $$
DECLARE
    entered cc_center.cases;
BEGIN
    PERFORM pg_temp.at(instant);
    INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (center, '湖南路', 'test', '类', '述') RETURNING * INTO entered;
    RETURN entered;
END
$$;
CREATE FUNCTION pg_temp.step(center bigint, to_stage text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act(format('a%s %s', center, c.holder), format('UPDATE cc_center.cases SET stage = %L WHERE center_id = %s AND case_id = %s RETURNING stage', to_stage, center, c.case_id))
    FROM cc_center.cases c WHERE c.center_id = center AND c.holder IS NOT NULL
$$;
DO $$ BEGIN PERFORM pg_temp.enter(center, '2018-10-10 10:00+08') FROM expected; END $$;
SELECT matches(c.holder, '^operator ', 'A12 ' || e.preset || ' takes a case and gives it to an operator') FROM expected e JOIN cc_center.cases c ON c.center_id = e.center;
SELECT is(c.due_at - c.reported_at, CASE e.preset WHEN 'gulou' THEN interval '15 minutes' END, e.clause || ' ' || e.preset || ' has the limit of its regulation, or none')
FROM expected e JOIN cc_center.cases c ON c.center_id = e.center;
SELECT is(pg_temp.step(e.center, 'pre_filed'), 'pre_filed', 'I3.1 ' || e.preset || ' pre-files it') FROM expected e;
SELECT matches(c.holder, '^shift_leader ', 'I22 ' || e.preset || ' gives it on to a leader') FROM expected e JOIN cc_center.cases c ON c.center_id = e.center;
SELECT is(pg_temp.step(e.center, 'filed'), 'filed', 'I3.1 ' || e.preset || ' files it') FROM expected e;

-- Outside the hours it waits, and the sweep gives it out.
SELECT is((pg_temp.enter(9313, '2018-10-12 18:00+08')).holder, NULL, 'B1.1 the office closes at 18:00 on Friday');
SELECT is((pg_temp.enter(9314, '2018-10-14 22:00+08')).holder, NULL, 'C6 the hospital closes at 22:00');
SELECT isnt((pg_temp.enter(9314, '2018-10-14 21:59+08')).holder, NULL, 'C6 and is open on Sunday');
SELECT isnt((pg_temp.enter(9312, '2018-10-14 03:00+08')).holder, NULL, 'A3 around the clock there is somebody on Sunday at three in the morning');
-- Nobody rostered around the clock is a finding, each of three shifts, each day, for each role.
SELECT is((SELECT array_agg(DISTINCT clause || ' ' || finding || ' ' || n) FROM (
             SELECT clause, finding, count(*) AS n FROM cc_center.roster_findings WHERE center_id = 9312 AND month = '2018-10-01' GROUP BY 1, 2) k),
          ARRAY['A3 understaffed ' || (31 - 7) * 3 * 2], 'A3 a time of the month with nobody rostered is a finding');
-- What regulations B and C say of every case.
SELECT is(pg_temp.act('none', $$ UPDATE cc_center.cases SET stage = 'closed' WHERE center_id = 9313 AND stage = 'filed' $$) ~ '^UC', true, 'B2.1 no step that the process does not have');
SELECT is(pg_temp.act('none', format($$ INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (9314, '湖南路', 'test', '类', %L) $$, words)),
          'UC905', 'C8.2 no case without the need') FROM unnest(ARRAY['', '　']) words;
SELECT is((SELECT count(*)::integer FROM cc_center.calendar_gaps WHERE center_id IN (SELECT center FROM expected)), 0, 'A24 the calendar covers the years in use');

-- ---- bad input ------------------------------------------------------------------------------------------------

SELECT is(pg_temp.act('none', $$ SELECT cc_center.create_center(9319, 'PX', 'x', preset => 'none such') $$), 'UC201', 'A24 a preset must exist');
SELECT is(pg_temp.act('none', $$ SELECT cc_center.create_center(9319, 'PX', 'x', 'Asia/Nanjing') $$), 'UC003', 'A24 so must the time zone');

SELECT * FROM finish();
ROLLBACK;
