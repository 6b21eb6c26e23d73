-- Random walks: people of every role try steps, with and without reason and department, and corrections; a model of the
-- rules in this file says each time what must come of it, and the database must say the same.
-- More: psql -v steps=100000, in a database with the schema.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'Asia/Shanghai';
SELECT no_plan();
\if :{?steps}
\else
\set steps 5000
\endif
\ir ../../lib/act.sql
ALTER TABLE cc_center.leg_limit DISABLE TRIGGER aa_guard;
ALTER TABLE cc_center.dispatch_rule DISABLE TRIGGER aa_guard;

SELECT pg_temp.set_up(9421, 'SMA');
INSERT INTO cc_center.staff VALUES (9421, '502', '监督员二', 'inspector'), (9421, '602', '部门二', 'department');
CREATE ROLE a9421_502;
CREATE ROLE a9421_602;
SELECT cc_center.enrol(9421, '502', 'a9421_502'), cc_center.enrol(9421, '602', 'a9421_602');
INSERT INTO cc_center.department (center_id, department, active) VALUES (9421, '甲所', true), (9421, '乙所', true), (9421, '旧所', false);
INSERT INTO cc_center.department_staff VALUES (9421, '甲所', '601'), (9421, '乙所', '602');
INSERT INTO cc_center.street_inspector VALUES (9421, '湖南路', '501'), (9421, '*', '502');
INSERT INTO cc_center.dispatch_rule (center_id, version, category, street, department, clause)
VALUES (9421, 1, '市政', '*', '甲所', 'I23'), (9421, 1, '市容', '江东', '乙所', 'I23');
INSERT INTO cc_center.leg_limit (center_id, version, leg_kind, category, priority, hours, leg_limit, clause)
VALUES (9421, 1, 'disposal', '市政', '*', '24/7', '4 hours', 'I23'), (9421, 1, 'disposal', '*', 'urgent', '24/7', '2 hours', 'I23');
SELECT pg_temp.at('2018-10-08 10:00+08');

-- What the model knows of a case.
CREATE TEMP TABLE model (case_id bigint PRIMARY KEY, street text, category text, priority text, stage text, department text, legs integer, leg_kind text,
                         outside boolean, clock_start timestamptz, report text);
CREATE TEMP TABLE walker AS SELECT s.staff_no, s.role FROM cc_center.staff s WHERE s.center_id = 9421 AND s.role <> 'system_admin';
CREATE TEMP TABLE went (step integer, verdict text, expected text, what text);
CREATE TEMP TABLE stage_name AS SELECT DISTINCT to_stage AS stage FROM cc_center.transition WHERE center_id = 9421;

-- The department of the rules, said otherwise than in the product: by points.
CREATE FUNCTION pg_temp.rule_department(of_category text, of_street text) RETURNS text LANGUAGE sql AS $$
    SELECT department FROM cc_center.dispatch_rule WHERE center_id = 9421 AND (category = of_category OR category = '*') AND (street = of_street OR street = '*')
    ORDER BY (category <> '*')::int * 2 + (street <> '*')::int DESC LIMIT 1
$$;

-- What must come of a step: 'done' or the SQLSTATE, by the rows of the rules and what the model knows.
CREATE FUNCTION pg_temp.expected(c model, holder text, person text, person_role text, to_name text, reason text, given text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    t cc_center.transition;
    leads boolean := person_role = ANY (regexp_split_to_array((SELECT value FROM cc_center.rule_setting WHERE center_id = 9421 AND name = 'take_over_roles'), ',\s*'));
    by_rule text := pg_temp.rule_department(c.category, c.street);
    names boolean := given IS DISTINCT FROM c.department AND given IS NOT NULL;
BEGIN
    IF to_name = c.stage THEN
        RETURN CASE WHEN names THEN 'UC414' WHEN reason IS NOT NULL THEN 'UC916' ELSE 'done' END;
    END IF;
    SELECT * INTO t FROM cc_center.transition WHERE center_id = 9421 AND from_stage = c.stage AND to_stage = to_name;
    IF t.to_stage IS NULL THEN
        RETURN 'UC904';
    ELSIF NOT person_role = ANY (t.roles) THEN
        RETURN 'UC908';
    ELSIF person_role = 'department' AND c.department IS NOT NULL AND c.department <> (ARRAY['甲所', '乙所'])[(person = '602')::int + 1] THEN
        RETURN 'UC953';
    ELSIF holder IS NOT NULL AND holder <> person AND NOT leads AND (NOT c.outside OR person_role = 'inspector') THEN
        RETURN 'UC907';
    ELSIF t.reason_needed AND reason IS NULL THEN
        RETURN 'UC906';
    ELSIF t.next_role IS DISTINCT FROM 'department' AND names THEN
        RETURN 'UC414';
    ELSIF t.next_role = 'department' AND NOT names AND c.department IS NULL AND by_rule IS NULL THEN
        RETURN 'UC951';
    ELSIF t.next_role = 'department' AND names AND given = '旧所' THEN
        RETURN 'UC950';
    ELSIF t.next_role = 'department' AND names AND by_rule <> given AND reason IS NULL THEN
        RETURN 'UC952';
    ELSIF to_name = 'joined' OR to_name = 'checked' AND coalesce(c.report, 'below site') = 'below site' THEN
        RETURN 'UC954';
    END IF;
    RETURN 'done';
END
$$;

CREATE PROCEDURE pg_temp.walk(how_many integer) LANGUAGE plpgsql AS $$
DECLARE
    c model;
    w walker;
    t cc_center.transition;
    actual cc_center.cases;
    to_name text;
    reason text;
    given text;
    verdict text;
    must text;
    streets text[] := '{湖南路,江东}';
    categories text[] := '{市政,市容,无人管}';
BEGIN
    PERFORM setseed(0.20181008);
    FOR i IN 1..how_many LOOP
        PERFORM set_config('cc_center.now', (timestamptz '2018-10-08 10:00+08' + i * interval '100 milliseconds' / (1 + how_many / 60000))::text, true);
        IF i % 25 = 1 THEN
            c := NULL;
            c.street := streets[1 + floor(random() * 2)];
            c.category := categories[1 + floor(random() * 3)];
            c.priority := CASE WHEN random() < 0.2 THEN 'urgent' ELSE 'normal' END;
            INSERT INTO cc_center.cases (center_id, street, channel, category, description, priority)
            VALUES (9421, c.street, 'hotline', c.category, '述', c.priority) RETURNING case_id INTO c.case_id;
            INSERT INTO model VALUES (c.case_id, c.street, c.category, c.priority, 'reported', NULL, 1, 'pre_filing', false, cc_center.clock());
        END IF;
        SELECT m.* INTO c FROM model m ORDER BY m.case_id DESC OFFSET floor(random() * least(4, (SELECT count(*) FROM model))) LIMIT 1;
        SELECT k.* INTO actual FROM cc_center.cases k WHERE k.center_id = 9421 AND k.case_id = c.case_id;
        SELECT * INTO w FROM walker ORDER BY random() LIMIT 1;
        -- of some checks a report comes first, of the round that it is
        IF c.stage = 'check_ordered' AND random() < 0.4 THEN
            c.report := (ARRAY['meets phone', 'meets site', 'below phone', 'below site'])[1 + floor(random() * 4)];
            IF pg_temp.act('a9421_201', format('SELECT cc_center.report_check(9421, %s, %L, ''注'', %L)', c.case_id, split_part(c.report, ' ', 1), split_part(c.report, ' ', 2))) !~ '^\d+$' THEN
                RAISE EXCEPTION 'no report of case %', c.case_id;
            END IF;
            UPDATE model m SET report = c.report WHERE m.case_id = c.case_id;
        END IF;
        -- mostly somewhere the rules lead, and mostly by somebody of whom they speak
        SELECT x.to_stage INTO to_name FROM cc_center.transition x WHERE x.center_id = 9421 AND x.from_stage = c.stage
        ORDER BY random() * CASE WHEN x.to_stage IN ('void', 'returned') THEN 0.5 ELSE 1 END DESC LIMIT 1;
        IF to_name IS NULL OR random() < 0.2 THEN
            SELECT stage INTO to_name FROM stage_name ORDER BY random() LIMIT 1;
        END IF;
        IF random() < 0.7 THEN
            SELECT k.* INTO w FROM walker k JOIN cc_center.transition x ON x.center_id = 9421 AND x.from_stage = c.stage AND x.to_stage = to_name AND k.role = ANY (x.roles)
            ORDER BY k.staff_no = actual.holder DESC NULLS LAST, random() LIMIT 1;
            IF w.staff_no IS NULL THEN
                SELECT * INTO w FROM walker ORDER BY random() LIMIT 1;
            END IF;
        END IF;
        reason := CASE WHEN random() < 0.6 THEN '因' || i END;
        given := CASE WHEN random() < CASE to_name WHEN 'dispatched' THEN 0.5 ELSE 0.1 END THEN (ARRAY['甲所', '乙所', '旧所'])[1 + floor(random() * 3)] END;
        must := pg_temp.expected(c, actual.holder, w.staff_no, w.role, to_name, reason, given);
        verdict := pg_temp.act('a9421_' || w.staff_no, format('UPDATE cc_center.cases SET stage = %L%s%s WHERE center_id = 9421 AND case_id = %s', to_name,
            CASE WHEN reason IS NOT NULL THEN format(', stage_reason = %L', reason) ELSE '' END,
            CASE WHEN given IS NOT NULL THEN format(', department = %L', given) ELSE '' END, c.case_id));
        INSERT INTO went VALUES (i, verdict, must, format('%s %s: %s -> %s, reason %s, department %s, had %s', w.role, w.staff_no, c.stage, to_name, reason, given, c.department));
        CONTINUE WHEN verdict <> 'done' OR must <> 'done' OR to_name = c.stage;
        SELECT * INTO t FROM cc_center.transition x WHERE x.center_id = 9421 AND x.from_stage = c.stage AND x.to_stage = to_name;
        UPDATE model m SET stage = to_name, report = CASE WHEN to_name <> 'dispatched' THEN m.report END, legs = m.legs + (t.next_leg_kind IS NOT NULL)::int, leg_kind = t.next_leg_kind,
            outside = coalesce(t.next_role = 'inspector', false), clock_start = CASE WHEN t.next_leg_kind IS NOT NULL THEN cc_center.clock() END,
            department = CASE WHEN t.next_role = 'department' THEN coalesce(given, m.department, pg_temp.rule_department(m.category, m.street))
                              WHEN c.leg_kind = 'disposal' AND t.reason_needed THEN NULL ELSE m.department END
        WHERE m.case_id = c.case_id;
        -- now and then the category is corrected behind it
        IF random() < 0.1 AND to_name <> 'closed' AND to_name <> 'void' THEN
            c.category := categories[1 + floor(random() * 3)];
            IF pg_temp.act('a9421_201', format('UPDATE cc_center.cases SET category = %L WHERE center_id = 9421 AND case_id = %s', c.category, c.case_id)) = 'done' THEN
                UPDATE model m SET category = c.category WHERE m.case_id = c.case_id;
            END IF;
        END IF;
    END LOOP;
END
$$;
CALL pg_temp.walk(:steps);

SELECT is((SELECT count(*) FROM went), :steps::bigint, 'B2.1 every step was tried');
SELECT is_empty('SELECT * FROM went WHERE verdict <> expected LIMIT 5', 'B2.1 each came out as the model says');
SELECT set_eq('SELECT DISTINCT verdict FROM went', $$VALUES ('done'), ('UC414'), ('UC904'), ('UC906'), ('UC907'), ('UC908'), ('UC916'), ('UC950'), ('UC951'), ('UC952'), ('UC953'), ('UC954')$$,
              'B2.1 all verdicts came up');
SELECT set_eq($$SELECT DISTINCT (regexp_match(what, '-> ([a-z_]+)'))[1] FROM went WHERE verdict = 'done'$$, $$SELECT stage FROM stage_name WHERE stage <> 'joined'$$, 'B2.1 and all stages');
SELECT is_empty($$SELECT m.*, c.stage, c.department FROM model m JOIN cc_center.cases c ON c.center_id = 9421 AND c.case_id = m.case_id
  WHERE (c.stage, c.department, c.category, c.leg_no) IS DISTINCT FROM (m.stage, m.department, m.category, m.legs) LIMIT 5$$, 'B2.1 the cases are where the model has them');
SELECT is_empty($$SELECT m.*, l.leg_kind FROM model m LEFT JOIN cc_center.leg l ON l.center_id = 9421 AND l.case_id = m.case_id AND l.finished_at IS NULL
  WHERE (l.leg_kind, l.clock_start) IS DISTINCT FROM (m.leg_kind, m.clock_start) LIMIT 5$$, 'B2.1 with the one open leg that it has, and its clock');
SELECT is_empty($$SELECT l.case_id, l.due_at, l.clock_start, m.category, m.priority FROM model m JOIN cc_center.leg l ON l.center_id = 9421 AND l.case_id = m.case_id AND l.finished_at IS NULL
  WHERE l.leg_kind = 'disposal' AND l.due_at - l.clock_start IS DISTINCT FROM CASE WHEN m.priority = 'urgent' THEN interval '2 hours' WHEN m.category = '市政' THEN interval '4 hours' END$$,
  'I23 and the limit of what it is about');
SELECT is_empty($$SELECT l.case_id FROM cc_center.leg l LEFT JOIN cc_center.staff s ON s.center_id = 9421 AND s.staff_no = l.holder
  WHERE l.center_id = 9421 AND (l.role IS NOT NULL AND l.holder IS NOT NULL AND s.role <> l.role OR l.role IS NULL AND l.holder IS NOT NULL AND s.role <> 'inspector'
         OR l.department IS NOT NULL AND (l.holder IS NOT NULL OR l.leg_kind <> 'disposal')) LIMIT 5$$, 'I3.4 whoever holds one has its role');
SELECT is((SELECT count(*) FROM cc_center.health() WHERE subject LIKE 'SMA-%'), 0::bigint, 'B2.1 and health() finds nothing wrong');
SELECT * FROM finish();
ROLLBACK;
