-- For tests of attendance that give raw facts and say what must come of them. Run with \ir, behind act.sql.
-- Facts are written where they are kept, without the triggers that made them: what is judged is the facts.

-- A center with rules of its own: cases at five minutes (c: late only; l, n: early leave too), by badge without a grace (b, x, y, z; w
-- over midnight), with ten and five minutes (m), and where nothing makes evidence compulsory (g).
CREATE FUNCTION pg_temp.fact_center(center bigint, code text, zone text, margin interval DEFAULT '30 minutes') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.at('2018-01-01 00:00+00');
    PERFORM cc_center.create_center(center, code, code, zone, NULL, 'none');
    INSERT INTO cc_center.official_year SELECT 'none', year, 'test' FROM generate_series(2018, 2019) year ON CONFLICT DO NOTHING;
    INSERT INTO cc_center.rule_set (center_id, version, title, drafted_by) VALUES (center, 1, 'Facts', 'role postgres');
    INSERT INTO cc_center.shift (center_id, version, role, shift, name, hours, clause)
    SELECT center, 1, 'operator', s.shift, s.shift, s.hours::cc_center.work_hours, 'A3'
    FROM (VALUES ('c', 'Mo-Su 08:30-17:30'), ('l', 'Mo-Su 09:30-12:00,14:00-22:00'), ('n', 'Mo-Su 22:00-06:00'), ('b', 'Mo-Su 09:00-18:00'),
                 ('m', 'Mo-Su 07:00-15:00'), ('w', 'Mo-Su 22:00-06:00'), ('x', 'Mo-Su 08:00-12:00'), ('y', 'Mo-Su 14:00-18:00'), ('z', 'Mo-Su 12:15-13:45'),
                 ('g', 'Mo-Su 09:00-18:00')) s (shift, hours);
    INSERT INTO cc_center.attendance_rule (center_id, version, subject, role, shift, source, grace, leg_kinds, clause)
    SELECT center, 1, r.subject, 'operator', r.shift, r.source, r.grace::interval, r.kinds::text[], 'I26'
    FROM (VALUES ('lateness', 'c', 'cases', '5 minutes', '{pre_filing,filing}'), ('lateness', 'l', 'cases', '5 minutes', '{pre_filing,filing}'),
                 ('lateness', 'n', 'cases', '5 minutes', '{pre_filing,filing}'), ('lateness', '*', 'badge', '0', NULL),
                 ('lateness', 'm', 'badge', '10 minutes', NULL), ('early_leave', 'l', 'cases', NULL, NULL),
                 ('early_leave', 'n', 'cases', NULL, NULL), ('early_leave', 'b', 'badge', '0', NULL), ('early_leave', 'w', 'badge', '0', NULL),
                 ('early_leave', 'x', 'badge', '0', NULL), ('early_leave', 'y', 'badge', '0', NULL), ('early_leave', 'm', 'badge', '5 minutes', NULL),
                 ('absence', 'b', 'any', NULL, NULL), ('absence', 'm', 'badge', NULL, NULL), ('absence', 'w', 'badge', NULL, NULL),
                 ('absence', 'x', 'badge', NULL, NULL), ('absence', 'y', 'badge', NULL, NULL), ('absence', 'z', 'badge', NULL, NULL)) r (subject, shift, source, grace, kinds);
    INSERT INTO cc_center.sign_in_rule (center_id, version, margin, clause) VALUES (center, 1, margin, 'B1.2');
    PERFORM set_config('session_replication_role', 'replica', true);
    UPDATE cc_center.rule_set SET status = 'ratified', effective = '[2017-01-01,)', ratified_by = 'role x' WHERE center_id = center;
    PERFORM set_config('session_replication_role', 'origin', true);
END
$$;

-- An instant: 09:00 by the center's clock, +1/05:00 the day after, 01:30Z of whatever day it says in full; - is none.
CREATE FUNCTION pg_temp.instant(written text, day date, zone text) RETURNS timestamptz LANGUAGE sql AS $$
    SELECT CASE WHEN written = '-' THEN NULL WHEN written LIKE '%Z' THEN replace(written, '_', ' ')::timestamptz
                WHEN written LIKE '%/%' THEN (day + split_part(written, '/', 1)::integer + split_part(written, '/', 2)::time) AT TIME ZONE zone
                ELSE (day + written::time) AT TIME ZONE zone END
$$;

-- Writes the facts of a person: in T, out T, seat T, leg KIND RECEIVED CLOCK FINISHED [taken|by|for|passed|given], separated by semicolons.
-- taken: out of another's hands; by: another finished what he held; for: he finished what another held; passed: the sweep handed it
-- over; given: he handed it over.
CREATE FUNCTION pg_temp.write_facts(center bigint, who text, on_day date, facts text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    zone constant text := (SELECT c.time_zone FROM cc_center.center c WHERE c.center_id = write_facts.center);
    fact text[];
    new_id bigint;
BEGIN
    PERFORM set_config('session_replication_role', 'replica', true);
    FOR fact IN SELECT regexp_split_to_array(btrim(f), ' +') FROM regexp_split_to_table(facts, ';') f WHERE btrim(f) <> '' LOOP
        IF fact[1] IN ('in', 'out') THEN
            INSERT INTO cc_center.sign_in (center_id, staff_no, at, direction, device, source, reason)
            VALUES (center, who, pg_temp.instant(fact[2], on_day, zone), fact[1], 'gate', 'added', 'test');
        ELSIF fact[1] = 'seat' THEN
            INSERT INTO cc_center.seat_state (center_id, staff_no, state, at) VALUES (center, who, 'ready', pg_temp.instant(fact[2], on_day, zone));
        ELSE
            INSERT INTO cc_center.leg (center_id, case_id, leg_no, version, received_at, clock_start, attention_at, finished_at, recorded_at,
                                       leg_kind, role, street, holder, finished_by, outcome, taken_from)
            SELECT center, nextval('cc_center.case_id_seq'), 1, 1, pg_temp.instant(fact[3], on_day, zone), pg_temp.instant(fact[4], on_day, zone),
                   CASE WHEN ended IS NULL THEN pg_temp.instant(fact[4], on_day, zone) ELSE 'infinity' END, ended, ended, fact[2], 'operator', 'x', CASE WHEN fact[6] = 'for' THEN 'other' ELSE who END,
                   CASE WHEN ended IS NULL OR fact[6] = 'passed' THEN NULL WHEN fact[6] = 'by' THEN 'other' ELSE who END,
                   CASE WHEN ended IS NULL THEN NULL WHEN fact[6] IN ('passed', 'given') THEN 'handed_over' ELSE 'filed' END,
                   CASE WHEN fact[6] = 'taken' THEN 'other' END
            FROM (SELECT pg_temp.instant(fact[5], on_day, zone) AS ended) e
            RETURNING case_id INTO new_id;
            IF fact[6] IN ('passed', 'given') THEN
                INSERT INTO cc_center.handover (center_id, case_id, leg_no, new_leg_no, from_staff, to_staff, at, by_staff, kind)
                VALUES (center, new_id, 1, 2, who, 'other', pg_temp.instant(fact[5], on_day, zone), CASE WHEN fact[6] = 'given' THEN who END,
                        CASE WHEN fact[6] = 'given' THEN 'manual' ELSE 'shift_end' END);
            END IF;
        END IF;
    END LOOP;
    PERFORM set_config('session_replication_role', 'origin', true);
END
$$;
