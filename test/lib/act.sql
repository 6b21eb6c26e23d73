-- For tests that run within one transaction: doing something as somebody, and at an instant. Run with \ir.

-- Sets the clock.
CREATE FUNCTION pg_temp.at(instant text) RETURNS void LANGUAGE sql AS $$
    SELECT set_config('cc_center.now', instant, true)
$$;

-- Runs a statement as a role, apart from the rest: its first value; 'done' or 'no rows' for one without a result; or the
-- SQLSTATE it was refused with.
CREATE FUNCTION pg_temp.act(role_name text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    answer text;
    touched bigint;
BEGIN
    PERFORM set_config('role', role_name, true);
    IF statement ~* '^\s*(SELECT|TABLE|VALUES|WITH)|RETURNING' THEN
        EXECUTE statement INTO answer;
    ELSE
        EXECUTE statement;
    END IF;
    GET DIAGNOSTICS touched = ROW_COUNT;
    SET CONSTRAINTS ALL IMMEDIATE;
    PERFORM set_config('role', 'none', true);
    RETURN CASE WHEN touched = 0 THEN 'no rows' ELSE coalesce(answer, 'done') END;
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END
$$;

-- A center with one or two people of each role, in a shift on Monday 2018-10-08 and the day after where they have one, an app,
-- and a role for each: a CENTER_NUMBER, a CENTER_app.
CREATE FUNCTION pg_temp.set_up(center bigint, code text, preset text DEFAULT 'gulou') RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    number text;
BEGIN
    PERFORM pg_temp.at('2018-10-08 08:00+08');
    PERFORM cc_center.create_center(center, code, '测试中心' || code, preset => preset);
    INSERT INTO cc_center.staff (center_id, staff_no, name, role)
    VALUES (center, '101', '早一', 'operator'), (center, '102', '早二', 'operator'), (center, '121', '晚一', 'operator'),
           (center, '201', '早长', 'shift_leader'), (center, '221', '晚长', 'shift_leader'), (center, '301', '主管', 'supervisor'),
           (center, '302', '主管二', 'supervisor'), (center, '401', '主任', 'director'), (center, '501', '监督员', 'inspector'),
           (center, '601', '部门', 'department'), (center, '701', '管理员', 'system_admin');
    FOR number IN SELECT s.staff_no FROM cc_center.staff s WHERE s.center_id = center UNION ALL SELECT NULL LOOP
        EXECUTE format('CREATE ROLE %I', format('a%s_%s', center, coalesce(number, 'app')));
        PERFORM cc_center.enrol(center, number, format('a%s_%s', center, coalesce(number, 'app'))::name);
    END LOOP;
    IF preset = 'gulou' THEN
        INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
        SELECT center, d.day, p.shift, p.staff_no
        FROM (VALUES (date '2018-10-08'), ('2018-10-09')) d (day)
        CROSS JOIN (VALUES ('early', '101'), ('early', '102'), ('late', '121'), ('early', '201'), ('late', '221')) p (shift, staff_no);
    END IF;
END
$$;
