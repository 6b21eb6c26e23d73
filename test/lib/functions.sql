-- What the sessions of a load do, one function each. A shared tick moves the clock on by five seconds a call, so that shifts
-- begin and end under the load. A step that somebody else has overtaken is refused by the rules and given up;
-- serialization failures and deadlocks are the caller's to try again.
\set ON_ERROR_STOP 1
CREATE SCHEMA load;
GRANT USAGE ON SCHEMA load TO PUBLIC;
CREATE SEQUENCE load.tick CACHE 1;

CREATE FUNCTION load.at() RETURNS void LANGUAGE sql AS $$
    SELECT set_config('cc_center.now', (timestamptz '2018-10-08 08:30+08' + nextval('load.tick') * interval '5 s')::text, true)
$$;

CREATE FUNCTION load.act_as(staff_no text) RETURNS void LANGUAGE sql AS $$
    SELECT set_config('role', 'load_' || staff_no, true)
$$;

CREATE FUNCTION load.refused(state text, message text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF state !~ '^UC' THEN
        RAISE EXCEPTION USING ERRCODE = state, MESSAGE = message;
    END IF;
END
$$;

CREATE FUNCTION load.intake(cases integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load.at(), load.act_as('app');
    INSERT INTO cc_center.cases (street, channel, category, description)
    SELECT (ARRAY['湖南路', '宁海路', '莫愁', '中央门', '华侨路', '江东', '挹江门'])[1 + floor(random() * 7)], 'hotline', 'c', 'd'
    FROM generate_series(1, cases);
END
$$;

-- A case that lies open: one of the ten the sweep would look at next, or of the ten that came last among those it need not
-- look at, so that sessions often meet at the same.
CREATE FUNCTION load.some_case() RETURNS cc_center.cases LANGUAGE sql AS $$
    SELECT c FROM cc_center.cases c
    WHERE (c.center_id, c.case_id) IN (
        SELECT f.center_id, f.case_id
        FROM ((SELECT l.center_id, l.case_id FROM cc_center.leg l
               WHERE l.center_id = 1 AND l.finished_at IS NULL AND l.attention_at < 'infinity' ORDER BY l.attention_at LIMIT 10)
              UNION ALL
              (SELECT l.center_id, l.case_id FROM cc_center.leg l
               WHERE l.center_id = 1 AND l.finished_at IS NULL AND l.attention_at = 'infinity' ORDER BY l.attention_at DESC LIMIT 10)) f
        ORDER BY random() LIMIT 1)
$$;

CREATE FUNCTION load.step() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    next_case cc_center.cases := load.some_case();
    dice double precision := random();
    next_stage text;
BEGIN
    next_stage := CASE next_case.stage
        WHEN 'reported' THEN CASE WHEN dice < 0.05 THEN 'void' WHEN dice < 0.1 THEN 'returned' ELSE 'pre_filed' END
        WHEN 'pre_filed' THEN CASE WHEN dice < 0.1 THEN 'void' ELSE 'filed' END
        WHEN 'filed' THEN 'dispatched' WHEN 'dispatched' THEN 'disposed'
        WHEN 'disposed' THEN 'check_ordered'
        WHEN 'check_ordered' THEN CASE WHEN dice < 0.2 THEN 'dispatched' ELSE 'checked' END
        ELSE 'closed' END;
    PERFORM load.at(), load.act_as(coalesce(next_case.holder, CASE
        WHEN next_case.stage = 'dispatched' THEN '601' WHEN next_case.stage = 'check_ordered' THEN '501' ELSE '201' END));
    IF next_stage = 'checked' THEN
        PERFORM cc_center.report_check(1, next_case.case_id, 'meets');
    END IF;
    UPDATE cc_center.cases SET stage = next_stage, stage_reason = 'because'
    WHERE center_id = 1 AND case_id = next_case.case_id AND stage = next_case.stage;
EXCEPTION WHEN OTHERS THEN
    PERFORM load.refused(SQLSTATE, SQLERRM);
END
$$;

CREATE FUNCTION load.report_again() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    returned bigint := (SELECT case_id FROM cc_center.cases WHERE center_id = 1 AND stage = 'returned' LIMIT 1);
BEGIN
    PERFORM load.at(), load.act_as('501');
    UPDATE cc_center.cases SET stage = 'reported' WHERE center_id = 1 AND case_id = returned;
EXCEPTION WHEN OTHERS THEN
    PERFORM load.refused(SQLSTATE, SQLERRM);
END
$$;

CREATE FUNCTION load.hand_over() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    given bigint[] := ARRAY[(load.some_case()).case_id, (load.some_case()).case_id];
BEGIN
    PERFORM load.at(), load.act_as('301');
    PERFORM cc_center.handover(1, given, (101 + floor(random() * 10))::text, 'even load');
EXCEPTION WHEN OTHERS THEN
    PERFORM load.refused(SQLSTATE, SQLERRM);
END
$$;

CREATE FUNCTION load.sweep() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load.at(), cc_center.sweep();
END
$$;

-- Somebody else takes over a late shift of a coming day, or gives it back.
CREATE FUNCTION load.plan() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load.at(), load.act_as('201');
    UPDATE cc_center.roster SET shift = CASE shift WHEN 'late' THEN 'early' ELSE 'late' END
    WHERE center_id = 1 AND staff_no = '110' AND day = date '2018-10-09' + floor(random() * 10)::integer;
EXCEPTION WHEN OTHERS THEN
    PERFORM load.refused(SQLSTATE, SQLERRM);
END
$$;

-- A new version of the rules, by three people.
CREATE FUNCTION load.rules() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    drafted integer;
BEGIN
    PERFORM load.at(), load.act_as('201');
    drafted := cc_center.draft_rules(1, 'under load');
    UPDATE cc_center.retention_limit SET retention_limit = make_interval(mins => 5 + drafted % 10)
    WHERE center_id = 1 AND version = drafted AND ordinal = 2;
    PERFORM load.act_as('301');
    PERFORM cc_center.propose_rules(1, drafted);
    PERFORM load.act_as('401');
    PERFORM cc_center.ratify_rules(1, drafted);
EXCEPTION WHEN OTHERS THEN
    PERFORM load.refused(SQLSTATE, SQLERRM);
END
$$;
