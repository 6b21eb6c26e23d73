-- What the sessions of a load do that closes days while people sign in, work, ask and correct; to be run after center.sql
-- and functions.sql. Eight minutes pass with each transaction.
\set ON_ERROR_STOP 1
-- middle shifts by badge, and two make-up sign-ins a week, on the day too
SET session_replication_role = replica;
INSERT INTO cc_center.attendance_rule (center_id, version, subject, role, shift, source, grace, clause) VALUES
    (1, 1, 'lateness', 'operator', 'middle', 'badge', '5 minutes', 'B1.2'), (1, 1, 'early_leave', 'operator', 'middle', 'badge', '5 minutes', 'B1.1'),
    (1, 1, 'absence', 'operator', 'middle', 'badge', NULL, 'B1.5');
UPDATE cc_center.makeup_rule SET on_the_day = true, a_week = 2 WHERE center_id = 1;
SET session_replication_role = origin;
CREATE ROLE load_importer LOGIN;
SELECT cc_center.enrol(1, NULL, 'load_importer', 'importer');

-- The transaction has its number before it looks at the clock, as whoever moves a case on has.
CREATE OR REPLACE FUNCTION load.at() RETURNS void LANGUAGE sql AS $$
    SELECT pg_current_xact_id();
    SELECT set_config('cc_center.now', (timestamptz '2018-10-08 08:00+08' + nextval('load.tick') * interval '8 minutes')::text, true)
$$;
CREATE FUNCTION load.some_operator() RETURNS text LANGUAGE sql AS $$ SELECT (101 + floor(random() * 10))::text $$;
CREATE FUNCTION load.some_day() RETURNS date LANGUAGE sql AS $$
    SELECT greatest(date '2018-10-08', least(date '2018-10-19', (cc_center.clock() AT TIME ZONE 'Asia/Shanghai')::date - floor(random() * 3)::integer))
$$;

CREATE FUNCTION load.sign() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load.at(), load.act_as(load.some_operator());
    PERFORM cc_center.sign_in(1, CASE WHEN random() < 0.6 THEN 'in' ELSE 'out' END);
EXCEPTION WHEN OTHERS THEN
    PERFORM load.refused(SQLSTATE, SQLERRM);
END
$$;

CREATE FUNCTION load.seat() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load.at(), load.act_as(load.some_operator());
    PERFORM cc_center.set_seat_state(1, (ARRAY['ready', 'busy', 'off'])[1 + floor(random() * 3)]);
EXCEPTION WHEN OTHERS THEN
    PERFORM load.refused(SQLSTATE, SQLERRM);
END
$$;

CREATE FUNCTION load.ask_makeup() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load.at();
    PERFORM load.act_as((105 + floor(random() * 2))::text);
    PERFORM cc_center.request_makeup(1, (cc_center.clock() AT TIME ZONE 'Asia/Shanghai')::date + floor(random() * 4)::integer, 'load');
EXCEPTION WHEN OTHERS THEN
    PERFORM load.refused(SQLSTATE, SQLERRM);
END
$$;

CREATE FUNCTION load.end_makeup() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    chosen cc_center.makeup_signin := (SELECT m FROM cc_center.makeup_signin m WHERE m.status IN ('requested', 'approved') ORDER BY random() LIMIT 1);
    dice double precision := random();
BEGIN
    PERFORM load.at();
    IF dice < 0.5 THEN
        PERFORM load.act_as('301');
        PERFORM cc_center.approve_makeup(1, chosen.makeup_id);
    ELSIF dice < 0.6 THEN
        PERFORM load.act_as('301');
        PERFORM cc_center.refuse_makeup(1, chosen.makeup_id, 'load');
    ELSIF dice < 0.8 THEN
        PERFORM load.act_as(coalesce(chosen.staff_no, '105'));
        PERFORM cc_center.withdraw_makeup(1, chosen.makeup_id);
    END IF;
EXCEPTION WHEN OTHERS THEN
    PERFORM load.refused(SQLSTATE, SQLERRM);
END
$$;

-- A supervisor's word about something that was judged, or an event a machine missed.
CREATE FUNCTION load.override() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    chosen cc_center.attendance_result := (SELECT r FROM cc_center.attendance_result r ORDER BY random() LIMIT 1);
BEGIN
    PERFORM load.at(), load.act_as('301');
    IF random() < 0.5 THEN
        PERFORM cc_center.override_attendance(1, chosen.day, chosen.staff_no, (ARRAY['on_time', 'absent', NULL])[1 + floor(random() * 3)], 'load', shift => chosen.shift);
    ELSE
        PERFORM cc_center.add_sign_in(1, load.some_operator(), cc_center.clock() - random() * interval '3 days',
                                      CASE WHEN random() < 0.5 THEN 'in' ELSE 'out' END, 'load');
    END IF;
EXCEPTION WHEN OTHERS THEN
    PERFORM load.refused(SQLSTATE, SQLERRM);
END
$$;

-- A database administrator brings the plan of a day that has begun into line with what was worked.
CREATE FUNCTION load.correct() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load.at();
    UPDATE cc_center.roster SET shift = CASE shift WHEN 'late' THEN 'early' ELSE 'late' END
    WHERE center_id = 1 AND staff_no = '110' AND day = load.some_day();
EXCEPTION WHEN OTHERS THEN
    PERFORM load.refused(SQLSTATE, SQLERRM);
END
$$;

CREATE FUNCTION load.import() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load.at(), set_config('role', 'load_importer', true);
    INSERT INTO cc_center.badge_line (line)
    SELECT format('%s,%s', 101 + floor(random() * 10), to_char(cc_center.clock() AT TIME ZONE 'Asia/Shanghai' - random() * interval '2 days', 'YYYY-MM-DD HH24:MI'))
    FROM generate_series(1, 5);
    PERFORM cc_center.import_sign_ins(1, 'staff_no,at');
EXCEPTION WHEN OTHERS THEN
    PERFORM load.refused(SQLSTATE, SQLERRM);
END
$$;

CREATE FUNCTION load.close() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load.at(), load.act_as('201');
    PERFORM cc_center.close_day(1, load.some_day());
EXCEPTION WHEN OTHERS THEN
    PERFORM load.refused(SQLSTATE, SQLERRM);
END
$$;

CREATE FUNCTION load.touched() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load.at(), load.act_as('301');
    PERFORM cc_center.close_touched(1);
EXCEPTION WHEN OTHERS THEN
    PERFORM load.refused(SQLSTATE, SQLERRM);
END
$$;
