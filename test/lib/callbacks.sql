-- For tests of callbacks in center 9801 of preset hospital, after act.sql: cases by number, disposed of, called back. Run with \ir.

CREATE TEMP TABLE work (n integer PRIMARY KEY, case_id bigint NOT NULL);
GRANT SELECT ON work TO PUBLIC;

CREATE FUNCTION pg_temp.case_of(k integer) RETURNS bigint LANGUAGE sql AS $$ SELECT case_id FROM work WHERE n = k $$;

-- Two operators and a leader, on duty from 8 to 16 on two days.
CREATE FUNCTION pg_temp.roster(center bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO cc_center.street (center_id, street) VALUES (center, '住院部');
    INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
    SELECT center, d.day, 'early', s FROM (VALUES (date '2018-10-08'), ('2018-10-09')) d (day), unnest('{101,102,201}'::text[]) s
$$;

CREATE FUNCTION pg_temp.take_in(center bigint, k integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO work VALUES (k, pg_temp.act(format('a%s_app', center), format(
        $q$INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('住院部', 'phone', 'c', 'case %s') RETURNING case_id$q$, k))::bigint);
END
$$;

-- Who took a case first, and the operator who did not.
CREATE FUNCTION pg_temp.first(k integer) RETURNS text LANGUAGE sql AS $$
    SELECT c.first_contact FROM cc_center.cases c WHERE c.center_id = 9801 AND c.case_id = pg_temp.case_of(k)
$$;
CREATE FUNCTION pg_temp.other(k integer) RETURNS text LANGUAGE sql AS $$
    SELECT CASE pg_temp.first(k) WHEN '101' THEN '102' ELSE '101' END
$$;

CREATE FUNCTION pg_temp.step(k integer, who text, to_stage text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act('a9801_' || who, format('UPDATE cc_center.cases SET stage = %L WHERE case_id = %s', to_stage, pg_temp.case_of(k)))
$$;

-- From the first leg to the disposal, by the operator who took the case first.
CREATE FUNCTION pg_temp.to_dispatch(k integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.step(k, pg_temp.first(k), 'pre_filed'), pg_temp.step(k, '201', 'filed'), pg_temp.step(k, '201', 'dispatched');
END
$$;
CREATE FUNCTION pg_temp.dispose(k integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.to_dispatch(k), pg_temp.step(k, pg_temp.first(k), 'disposed');
END
$$;
CREATE FUNCTION pg_temp.dispose_again(k integer) RETURNS text LANGUAGE sql AS $$ SELECT pg_temp.step(k, pg_temp.first(k), 'disposed') $$;
CREATE FUNCTION pg_temp.close(k integer) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.step(k, pg_temp.first(k), 'checked');
    RETURN pg_temp.step(k, pg_temp.first(k), 'closed');
END
$$;

-- A callback by who took the case first, or somebody else: done, or the SQLSTATE.
CREATE FUNCTION pg_temp.call(k integer, result text, said text DEFAULT '问过了', satisfaction integer DEFAULT NULL, who text DEFAULT NULL,
                             called_in boolean DEFAULT false, rework text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act('a9801_' || coalesce(who, pg_temp.first(k)), format(
        'SELECT ''done'' FROM (SELECT cc_center.record_callback(9801, %s, %L, %L, %L, %L, %L)) x',
        pg_temp.case_of(k), result, CASE WHEN result = 'not_reached' THEN NULL ELSE said END, satisfaction, called_in, rework))
$$;

-- A try at an instant that nobody answers.
CREATE FUNCTION pg_temp.called_at(k integer, instant text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.at(instant);
    RETURN pg_temp.call(k, 'not_reached');
END
$$;

CREATE FUNCTION pg_temp.overdue() RETURNS integer LANGUAGE sql AS $$
    SELECT count(*)::integer FROM cc_center.look_at_center(9801) WHERE finding = 'callback_overdue'
$$;

-- A correction of the nth word about a case, from 0.
CREATE FUNCTION pg_temp.correct(k integer, result text, reason text DEFAULT '记错了', who text DEFAULT NULL, nth integer DEFAULT 0, said text DEFAULT NULL,
                                satisfaction integer DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act('a9801_' || coalesce(who, pg_temp.first(k)), format(
        'SELECT ''done'' FROM (SELECT cc_center.correct_callback(9801, %s, %L, %L, %L, %L)) x',
        (SELECT b.callback_id FROM cc_center.callback b WHERE b.center_id = 9801 AND b.case_id = pg_temp.case_of(k) ORDER BY b.callback_id OFFSET nth LIMIT 1),
        result, reason, said, satisfaction))
$$;

CREATE FUNCTION pg_temp.lacking(k integer) RETURNS text LANGUAGE sql AS $$
    SELECT cc_center.lacking_confirmation(9801, pg_temp.case_of(k), 'closed')
$$;

-- The rules in force changed as no session may.
CREATE FUNCTION pg_temp.rule(statement text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    SET LOCAL session_replication_role = replica;
    EXECUTE statement;
    SET LOCAL session_replication_role = origin;
END
$$;

-- What is wrong with the callback rules once they are so.
CREATE FUNCTION pg_temp.broken(change text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    said text;
BEGIN
    BEGIN
        PERFORM pg_temp.rule('UPDATE cc_center.callback_rule SET ' || change || ' WHERE center_id = 9801');
        said := cc_center.broken_callback_rules(9801, 1);
        RAISE EXCEPTION 'undone';
    EXCEPTION WHEN raise_exception THEN
        RETURN said;
    END;
END
$$;
