-- Until when a leg may lie whose clock was suspended, resumed and extended, against arithmetic of its own: a list of workdays
-- written down here, and the limit laid along the open time that no suspension covers (I24). Around the National Day of 2018.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'America/New_York';
SELECT no_plan();
\ir ../../lib/act.sql

-- ---- the truth -----------------------------------------------------------------------------------------------------------------
-- Workdays by the State Council's notice: 22 to 24 September and 1 to 7 October are off, 29 and 30 September are made up.
CREATE TEMP TABLE workday (day) AS
SELECT d::date FROM generate_series('2018-09-17'::timestamp, '2018-12-31', '1 day') d
WHERE (extract(isodow FROM d) < 6 AND d::date NOT IN ('2018-09-24', '2018-10-01', '2018-10-02', '2018-10-03', '2018-10-04', '2018-10-05'))
   OR d::date IN ('2018-09-29', '2018-09-30');
-- The time that a limit counts in, and its limit.
CREATE TEMP TABLE counted (category text PRIMARY KEY, hours text, "limit" interval, counts tstzmultirange);
INSERT INTO counted VALUES
    ('continuous', '24/7', '48:00', tstzmultirange(tstzrange('2018-09-01', '2019-01-01'))),
    ('working hours', 'Mo-Fr 08:30-12:00,14:00-17:30; PH off', '14:00',
     (SELECT range_agg(tstzrange((w.day + h.opens) AT TIME ZONE 'Asia/Shanghai', (w.day + h.closes) AT TIME ZONE 'Asia/Shanghai'))
      FROM workday w CROSS JOIN (VALUES (time '08:30', time '12:00'), ('14:00', '17:30')) h (opens, closes))),
    ('workdays', 'Mo-Fr; PH off', '3 days',
     (SELECT range_agg(tstzrange(w.day::timestamp AT TIME ZONE 'Asia/Shanghai', (w.day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')) FROM workday w));
-- When so much of it has passed since a start, with suspensions left out.
CREATE FUNCTION pg_temp.passes(counts tstzmultirange, starts timestamptz, amount interval, suspended tstzmultirange) RETURNS timestamptz LANGUAGE sql AS $$
    SELECT min(upper(p.piece) - (p.so_far - amount_of.seconds) * interval '1 second')
    FROM (SELECT extract(epoch FROM amount) AS seconds) amount_of
    CROSS JOIN (SELECT u AS piece, sum(extract(epoch FROM upper(u) - lower(u))) OVER (ORDER BY u) AS so_far
                FROM unnest(counts * tstzmultirange(tstzrange(starts, NULL)) - suspended) u) p
    WHERE p.so_far >= amount_of.seconds
$$;

-- Where clocks start: in the open, before it opens, at noon, in the evening, on days off, made up, and at their borders.
CREATE TEMP TABLE start (starts timestamptz);
INSERT INTO start SELECT (v::timestamp) AT TIME ZONE 'Asia/Shanghai' FROM unnest(ARRAY[
    '2018-09-20 08:30:00', '2018-09-21 12:00:00', '2018-09-22 11:00:00', '2018-09-28 16:45:30', '2018-09-29 09:00:00', '2018-09-30 17:29:59',
    '2018-10-01 00:00:00', '2018-10-07 23:59:59.5']) v;
-- What happens to them, by the time since the start: a suspension from the first until the second, ended at the third; or extended by so much.
CREATE TEMP TABLE happening (title text, ordinal integer, at interval, until interval, ended interval, extra interval);
INSERT INTO happening VALUES
    ('suspended for some hours', 1, '1:00', '5:30', NULL, NULL),
    ('suspended over days', 1, '0:30:01', '97:00', NULL, NULL),
    ('suspended at once', 1, '0:00', '30:00', NULL, NULL),
    ('suspended for weeks', 1, '3:00', '500:00', NULL, NULL),
    ('suspended and resumed', 1, '2:00', '300:00', '9:40:10', NULL),
    ('suspended and resumed at once', 1, '2:00', '300:00', '2:00', NULL),
    ('suspended three times', 1, '0:20', '1:00', NULL, NULL), ('suspended three times', 2, '3:00', '27:00', '26:59:59', NULL), ('suspended three times', 3, '30:00', '80:00', NULL, NULL),
    ('suspended twice without a gap', 1, '1:00', '24:00', NULL, NULL), ('suspended twice without a gap', 2, '24:00', '50:00', NULL, NULL),
    ('suspended on', 1, '1:00', '24:00', NULL, NULL), ('suspended on', 2, '20:00', '50:00', NULL, NULL),
    ('extended', 1, '1:00', NULL, NULL, '7:00'),
    ('extended twice', 1, '1:00', NULL, NULL, '1:30:30'), ('extended twice', 2, '1:00:01', NULL, NULL, '1 day'),
    ('extended and suspended', 1, '1:00', NULL, NULL, '7:00'), ('extended and suspended', 2, '2:00', '60:00', NULL, NULL),
    ('suspended and extended meanwhile', 1, '1:00', '60:00', NULL, NULL), ('suspended and extended meanwhile', 2, '30:00', NULL, NULL, '5:00'),
    ('suspended, resumed and extended', 1, '1:00', '60:00', '40:00', NULL), ('suspended, resumed and extended', 2, '40:30', NULL, NULL, '5:00');

-- ---- the center ----------------------------------------------------------------------------------------------------------------
INSERT INTO cc_center.preset_part (preset, area, rules)
SELECT 'timed', p.area, CASE WHEN p.area <> 'cases' THEN p.rules ELSE jsonb_set(jsonb_set(p.rules,
    '{tables,clock_rule}', $$ [{"kind": "suspend", "leg_kind": "disposal", "ask_roles": ["shift_leader"], "approve_roles": ["supervisor"], "clause": "I24"},
                               {"kind": "extend", "leg_kind": "disposal", "ask_roles": ["shift_leader"], "approve_roles": ["supervisor"], "clause": "I24"}] $$),
    '{tables,leg_limit}', (SELECT jsonb_agg(jsonb_build_object('leg_kind', 'disposal', 'category', c.category, 'priority', '*', 'hours', c.hours, 'leg_limit', c."limit", 'runs_on', true, 'clause', 'I24')) FROM counted c)
        || '[{"leg_kind": "disposal", "category": "*", "priority": "urgent", "hours": "24/7", "leg_limit": "50 hours", "runs_on": true, "clause": "C4.4"}]') END
FROM cc_center.preset_part p WHERE p.preset = 'gulou';
SELECT pg_temp.set_up(9671, 'CTT', 'timed');

CREATE FUNCTION pg_temp.act_at(instant timestamptz, who text, statement text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.at(instant::text);
    SELECT pg_temp.act('a9671_' || who, statement)
$$;
-- A case of a category, dispatched at an instant.
CREATE FUNCTION pg_temp.dispatched(category text, starts timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    new_case bigint;
    next_stage text;
    answer text;
BEGIN
    PERFORM pg_temp.at(starts::text);
    INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (9671, '湖南路', 'hotline', dispatched.category, '述') RETURNING case_id INTO new_case;
    FOREACH next_stage IN ARRAY ARRAY['pre_filed', 'filed', 'dispatched'] LOOP
        answer := pg_temp.act('a9671_201', format('UPDATE cc_center.cases SET stage = %L WHERE case_id = %s', next_stage, new_case));
        IF answer <> 'done' THEN
            RAISE EXCEPTION '%: %', next_stage, answer;
        END IF;
    END LOOP;
    RETURN new_case;
END
$$;
-- What happens to a case, as people do it.
CREATE FUNCTION pg_temp.happens(of_case bigint, starts timestamptz, of_title text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    next cc_center.clock_event;
    what record;
    answers text;
BEGIN
    FOR what IN SELECT * FROM happening h WHERE h.title = of_title ORDER BY h.ordinal LOOP
        answers := pg_temp.act_at(starts + what.at, '201', CASE WHEN what.extra IS NULL
            THEN format('SELECT cc_center.suspend_case(9671, %s, %L, ''等'')', of_case, starts + what.until)
            ELSE format('SELECT cc_center.extend_case(9671, %s, %L, ''等'')', of_case, what.extra) END);
        answers := answers || ' ' || pg_temp.act_at(starts + what.at, '301', format('SELECT cc_center.decide_clock_event(9671, %s, true)',
            (SELECT max(e.event_id) FROM cc_center.clock_event e WHERE e.case_id = of_case)));
        IF what.ended IS NOT NULL THEN
            answers := answers || ' ' || pg_temp.act_at(starts + what.ended, '301', format('SELECT cc_center.resume_case(9671, %s, ''急'')', of_case));
        END IF;
        IF answers ~ 'UC' THEN
            RAISE EXCEPTION '% %: %', of_title, what.ordinal, answers;
        END IF;
    END LOOP;
END
$$;
-- The truth about a start and what happens after it.
CREATE FUNCTION pg_temp.truth(of_category text, starts timestamptz, of_title text) RETURNS timestamptz LANGUAGE sql AS $$
    SELECT pg_temp.passes(c.counts, starts, c."limit" + coalesce((SELECT sum(h.extra) FROM happening h WHERE h.title = of_title), '0'),
                          coalesce((SELECT range_agg(tstzrange(starts + h.at, starts + coalesce(h.ended, h.until))) FROM happening h WHERE h.title = of_title AND h.extra IS NULL), '{}'))
    FROM counted c WHERE c.category = of_category
$$;
CREATE FUNCTION pg_temp.local(at timestamptz) RETURNS text LANGUAGE sql AS $$ SELECT coalesce(to_char(at AT TIME ZONE 'Asia/Shanghai', 'MM-DD HH24:MI:SS.US'), 'never') $$;

CREATE TEMP TABLE played (category text, starts timestamptz, title text, case_id bigint, due timestamptz);
CREATE FUNCTION pg_temp.play(category text, starts timestamptz, title text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    new_case bigint := pg_temp.dispatched(category, starts);
BEGIN
    PERFORM pg_temp.happens(new_case, starts, title);
    INSERT INTO played VALUES (category, starts, title, new_case, (SELECT c.due_at FROM cc_center.cases c WHERE c.case_id = new_case));
END
$$;
SELECT count(pg_temp.play(c.category, s.starts, h.title)) AS played FROM counted c CROSS JOIN start s CROSS JOIN (SELECT DISTINCT title FROM happening UNION ALL SELECT 'nothing happens') h (title);

-- ---- the table -----------------------------------------------------------------------------------------------------------------
SELECT is(pg_temp.local(pg_temp.passes(c.counts, v.starts::timestamptz, c."limit", '{}')), v.due, 'I24 by hand: ' || v.category || ' from ' || v.starts)
FROM (VALUES ('working hours', '2018-09-28 16:30+08', '09-30 16:30:00.000000'), ('working hours', '2018-09-29 17:30+08', '10-08 17:30:00.000000'),
             ('working hours', '2018-09-22 11:00+08', '09-26 17:30:00.000000'), ('workdays', '2018-09-28 16:30+08', '10-08 16:30:00.000000'),
             ('workdays', '2018-10-03 09:00+08', '10-11 00:00:00.000000'), ('continuous', '2018-10-03 09:00+08', '10-05 09:00:00.000000')) v (category, starts, due)
JOIN counted c USING (category);
SELECT is(pg_temp.local(p.due), pg_temp.local(pg_temp.truth(p.category, p.starts, p.title)), format('I24 %s from %s, %s', p.category, pg_temp.local(p.starts), p.title))
FROM played p ORDER BY p.case_id;
-- The sweep comes a second before the due of every third, exactly at it and a second after it: the first time after its own due it finds each.
CREATE TEMP TABLE look AS SELECT DISTINCT p.due + a.after AS at FROM (SELECT DISTINCT due FROM played WHERE case_id % 3 = 0) p CROSS JOIN (VALUES ('-1 second'::interval), ('0'), ('1 second')) a (after);
DO $$
DECLARE
    next timestamptz;
BEGIN
    FOR next IN SELECT l.at FROM look l ORDER BY 1 LOOP
        PERFORM pg_temp.at(next::text), cc_center.sweep(9671);
    END LOOP;
END
$$;
SELECT is(pg_temp.local(l.overdue_at), pg_temp.local((SELECT min(k.at) FROM look k WHERE k.at > p.due)), format('I24 %s from %s, %s: overdue right after %s', p.category, pg_temp.local(p.starts), p.title, pg_temp.local(p.due)))
FROM played p JOIN cc_center.leg l ON l.center_id = 9671 AND l.case_id = p.case_id AND l.due_at = p.due AND l.finished_at IS NULL
WHERE p.case_id % 3 = 0 ORDER BY p.due, p.case_id;

-- ---- corrected meanwhile -------------------------------------------------------------------------------------------------------
-- What has passed of one limit has passed of the other: the due is as if the case had been so from the beginning.
CREATE FUNCTION pg_temp.corrected(starts timestamptz, of_title text, columns text, counts_as text, OUT due timestamptz, OUT truth timestamptz) LANGUAGE plpgsql AS $$
DECLARE
    new_case bigint := pg_temp.dispatched('workdays', starts);
BEGIN
    PERFORM pg_temp.happens(new_case, starts, of_title);
    IF pg_temp.act_at(starts + interval '100 hours', '201', format('UPDATE cc_center.cases SET %s WHERE case_id = %s', columns, new_case)) <> 'done' THEN
        RAISE EXCEPTION '% was refused', columns;
    END IF;
    due := (SELECT c.due_at FROM cc_center.cases c WHERE c.case_id = new_case);
    truth := pg_temp.truth(counts_as, starts, of_title);
END
$$;
-- urgent, of whatever category
INSERT INTO counted SELECT 'urgent', '24/7', '50 hours', counts FROM counted WHERE category = 'continuous';
SELECT is(pg_temp.local(k.due), pg_temp.local(k.truth), format('C4.4 %s from %s, %s', v.columns, pg_temp.local(s.starts), h.title))
FROM (VALUES ($$category = 'working hours'$$, 'working hours'), ($$category = 'continuous'$$, 'continuous'), ($$priority = 'urgent'$$, 'urgent'), ($$priority = 'urgent', category = 'continuous'$$, 'urgent')) v (columns, counts_as)
CROSS JOIN (SELECT * FROM start WHERE starts IN ('2018-09-21 12:00+08', '2018-09-29 09:00+08', '2018-10-01 00:00+08')) s
CROSS JOIN (VALUES ('suspended over days'), ('suspended three times'), ('extended and suspended')) h (title)
CROSS JOIN LATERAL pg_temp.corrected(s.starts, h.title, v.columns, v.counts_as) k;

-- ---- other rules meanwhile -----------------------------------------------------------------------------------------------------
SELECT pg_temp.dispatched('working hours', '2018-11-05 09:00+08') AS old_rules \gset
SELECT is(pg_temp.act_at('2018-11-05 10:00+08', '201', $$ SELECT cc_center.draft_rules(9671, '新') $$), '2', 'I14 a second version is drafted');
SELECT is(pg_temp.act('a9671_201', $$ UPDATE cc_center.leg_limit SET leg_limit = '7 hours' WHERE center_id = 9671 AND version = 2 AND category = 'working hours' $$), 'done', 'I14 with half the limit');
SELECT is(pg_temp.act('a9671_201', $$ UPDATE cc_center.clock_rule SET longest = '1 hour', most = 1 WHERE center_id = 9671 AND version = 2 $$), 'done', 'I14 and an hour''s suspension, once');
SELECT isnt(left(pg_temp.act('a9671_301', 'SELECT cc_center.propose_rules(9671, 2)'), 2), 'UC', 'I14 proposed');
SELECT isnt(left(pg_temp.act_at('2018-11-05 11:00+08', '401', 'SELECT cc_center.ratify_rules(9671, 2)'), 2), 'UC', 'I14 ratified');
SELECT pg_temp.dispatched('working hours', '2018-11-05 11:00+08') AS new_rules \gset
INSERT INTO happening VALUES ('under other rules', 1, '3:00', '30:00', '28:30', NULL), ('under other rules', 2, '29:00', NULL, NULL, '2:00'), ('under other rules', 3, '29:00', '48:00', NULL, NULL);
SELECT pg_temp.happens(:old_rules, '2018-11-05 09:00+08', 'under other rules');
SELECT is(pg_temp.local((SELECT due_at FROM cc_center.cases WHERE case_id = :old_rules)), pg_temp.local(pg_temp.truth('working hours', '2018-11-05 09:00+08', 'under other rules')), 'I14 what began before goes by the rules that it began under');
SELECT is((SELECT array_agg(DISTINCT version) FROM cc_center.clock_event WHERE case_id = :old_rules), '{1}', 'I14 and says so');
SELECT is(pg_temp.local((SELECT due_at FROM cc_center.cases WHERE case_id = :new_rules)), '11-06 11:00:00.000000', 'I14 what began after has half the time');
SELECT is(pg_temp.act_at('2018-11-05 14:00+08', '201', format('SELECT cc_center.suspend_case(9671, %s, ''2018-11-05 15:00:01+08'', ''等'')', :new_rules)), 'UC942', 'I14 and is suspended for an hour at most');
SELECT isnt(left(pg_temp.act_at('2018-11-05 14:00+08', '201', format('SELECT cc_center.suspend_case(9671, %s, ''2018-11-05 15:00+08'', ''等'')', :new_rules)), 2), 'UC', 'I14 that long it is');

SELECT * FROM finish();
ROLLBACK;
