-- The hour that the clock shows twice at the end of summer time: a duty is a stretch of instants, so whoever came at the first
-- 01:30 is there when it is 01:00 again, a rest is had once, and no shift stands twice (I19, I20).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SET LOCAL timezone = 'UTC';
SELECT no_plan();
\ir ../../lib/act.sql
SELECT pg_temp.at('2025-10-20 13:00+00');

-- a center whose shifts change at a local time, or rest in a stretch of local time, that is repeated
CREATE FUNCTION pg_temp.center(id bigint, zone text, shifts jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cc_center.preset_part (preset, area, rules)
    SELECT 'hour' || id, p.area,
           CASE p.area
               WHEN 'roster' THEN jsonb_set(p.rules, '{tables,shift}', (SELECT jsonb_agg(s || '{"role": "operator", "clause": "I19"}' || jsonb_build_object('name', s ->> 'shift')) FROM jsonb_array_elements(shifts) s)
                                      || '[{"role": "shift_leader", "shift": "l", "name": "l", "hours": "08:00-20:00", "clause": "I19"}]') #- '{tables,staffing}'
               WHEN 'cases' THEN jsonb_set(p.rules, '{tables,street_assignment}', (
                   SELECT jsonb_agg(jsonb_build_object('role', v.role, 'day_type', d.d, 'street', '*', 'ordinal', v.n, 'shift', v.shift, 'clause', 'I20'))
                   FROM (SELECT 'operator' AS role, n, s ->> 'shift' AS shift FROM jsonb_array_elements(shifts) WITH ORDINALITY x(s, n)
                         UNION ALL SELECT 'shift_leader', 1, 'l') v, (VALUES ('weekday'), ('weekend')) d (d)))
               ELSE p.rules END
    FROM cc_center.preset_part p WHERE p.preset = 'gulou';
    PERFORM cc_center.create_center(id, 'RH' || id, 'x', zone, 'hour' || id, calendar => 'none');
    INSERT INTO cc_center.staff (center_id, staff_no, name, role)
    SELECT id, n, s ->> 'shift', 'operator' FROM jsonb_array_elements(shifts) WITH ORDINALITY x(s, n);
END
$$;
CREATE FUNCTION pg_temp.there(id bigint, instant timestamptz) RETURNS text LANGUAGE sql AS $$
    SELECT array_to_string(r.staff_no, ',') FROM cc_center.route(id, 'operator', '莫愁', instant) r
$$;
INSERT INTO cc_center.official_year SELECT 'none', y, 'test' FROM generate_series(2024, 2027) y ON CONFLICT DO NOTHING;

-- ---- who comes in the middle of the hour -----------------------------------------------------------------------------
SELECT pg_temp.center(9471, 'America/New_York', '[{"shift": "a", "hours": "18:00-01:30"}, {"shift": "b", "hours": "01:30-09:00"}]');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
VALUES (9471, '2025-11-01', 'a', '1'), (9471, '2025-11-02', 'b', '2'), (9471, '2025-11-02', 'a', '1');
SELECT results_eq($$ SELECT shift, lower(duty), upper(duty) FROM cc_center.roster WHERE center_id = 9471 ORDER BY duty $$,
    $$ VALUES ('a', '2025-11-01 22:00Z'::timestamptz, '2025-11-02 05:30Z'::timestamptz), ('b', '2025-11-02 05:30Z', '2025-11-02 14:00Z'),
              ('a', '2025-11-02 23:00Z', '2025-11-03 06:30Z') $$,
    'I19 the evening shift of that day begins in the evening, not when the clock shows the night''s last hour again');
SELECT is(pg_temp.there(9471, v.instant), v.expected, 'I20 at ' || v.instant::text || ' it is ' || v.expected)
FROM (VALUES ('2025-11-02 05:29:59Z'::timestamptz, '1'), ('2025-11-02 05:30Z', '2'), ('2025-11-02 05:59:59Z', '2'), ('2025-11-02 06:00Z', '2'),
             ('2025-11-02 06:15Z', '2'), ('2025-11-02 06:29:59Z', '2'), ('2025-11-02 06:30Z', '2'), ('2025-11-02 13:59:59Z', '2'),
             ('2025-11-02 14:00Z', ''), ('2025-11-03 06:29:59Z', '1')) v (instant, expected);
SELECT pg_temp.at('2025-11-02 06:10+00');
INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (9471, '莫愁', 'hotline', 'c', 'd');
SELECT results_eq($$ SELECT l.holder, l.clock_start, l.shift_ends_at FROM cc_center.leg l WHERE l.center_id = 9471 $$,
    $$ VALUES ('2', '2025-11-02 06:10Z'::timestamptz, '2025-11-02 14:00Z'::timestamptz) $$, 'I20 a case of the repeated half hour goes to who is there, at once');
SELECT is((SELECT handed_over FROM cc_center.sweep(9471)), 0, 'I20 and stays with him: it is no rest');

-- ---- rests and short shifts within the hour -----------------------------------------------------------------------------
SELECT pg_temp.at('2025-10-20 13:00+00');
SELECT pg_temp.center(9472, 'Europe/Berlin', '[{"shift": "r", "hours": "00:30-02:15,02:45-06:00"}, {"shift": "s", "hours": "02:15-02:45"}, {"shift": "n", "hours": "00:30-01:30,03:30-05:00"}]');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
VALUES (9472, '2025-10-26', 'r', '1'), (9472, '2025-10-26', 's', '2');
SELECT results_eq($$ SELECT shift, lower(duty), upper(duty) FROM cc_center.roster WHERE center_id = 9472 ORDER BY duty $$,
    $$ VALUES ('r', '2025-10-25 22:30Z'::timestamptz, '2025-10-26 05:00Z'::timestamptz), ('s', '2025-10-26 00:15Z', '2025-10-26 00:45Z') $$,
    'I19 a shift within the hour stands once');
SELECT is(pg_temp.there(9472, v.instant), v.expected, 'I19 at ' || v.instant::text || ' it is ' || v.expected)
FROM (VALUES ('2025-10-26 00:14:59Z'::timestamptz, '1'), ('2025-10-26 00:15Z', '2'), ('2025-10-26 00:44:59Z', '2'), ('2025-10-26 00:45Z', '1'),
             ('2025-10-26 01:15Z', '1'), ('2025-10-26 01:44:59Z', '1'), ('2025-10-26 01:45Z', '1'), ('2025-10-26 04:59:59Z', '1')) v (instant, expected);
-- a rest longer than the hour goes on through it
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9472, '2025-10-26', 'n', '3');
DELETE FROM cc_center.roster WHERE center_id = 9472 AND staff_no <> '3';
SELECT is(pg_temp.there(9472, v.instant), v.expected, 'I19 at ' || v.instant::text || ' it is ' || coalesce(nullif(v.expected, ''), 'nobody'))
FROM (VALUES ('2025-10-25 23:29Z'::timestamptz, '3'), ('2025-10-25 23:30Z', ''), ('2025-10-26 00:30Z', ''), ('2025-10-26 01:30Z', ''),
             ('2025-10-26 02:29Z', ''), ('2025-10-26 02:30Z', '3')) v (instant, expected);

-- ---- what the clock shows again ----------------------------------------------------------------------------------------
SELECT is(cc_center.in_repeated_time(v.center, v.begins, v.ends), v.expected, v.title)
FROM (VALUES (9471, '2025-11-02 06:00Z'::timestamptz, '2025-11-02 07:00Z'::timestamptz, true, 'I19 the whole hour again'),
             (9471, '2025-11-02 05:59:59Z', '2025-11-02 06:30Z', false, 'I19 not what begins before it'),
             (9471, '2025-11-02 06:30Z', '2025-11-02 07:00:01Z', false, 'I19 nor what ends after it'),
             (9471, '2025-11-02 05:00Z', '2025-11-02 05:30Z', false, 'I19 nor the hour for the first time'),
             (9471, '2025-03-09 07:00Z', '2025-03-09 07:30Z', false, 'I19 nor what comes after an hour that is left out'),
             (9471, '2025-11-02 06:30Z', '2025-11-02 06:30Z', false, 'I19 nor nothing')) v (center, begins, ends, expected, title);
SELECT is(cc_center.in_repeated_time(1234567890, '2025-11-02 06:00Z', '2025-11-02 07:00Z'), false, 'I19 nor in a center that is none');
SELECT * FROM finish();
ROLLBACK;
