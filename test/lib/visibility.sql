-- Two centers, 50 people, and rows of all of them in every table: for tests of who sees what. Run with \ir, within one
-- transaction, as a superuser.
SELECT set_config('cc_center.now', '2018-10-08 09:00+08', true);
SELECT cc_center.create_center(9581, 'VMA', '甲中心'), cc_center.create_center(9582, 'VMB', '乙中心');

-- The people: in each center two of each role who are there only, and ten who are in both, each in another role there than
-- here. The numbers are the same in both centers, so that a number alone says nothing; OTHER is a colleague.
CREATE TEMP TABLE person AS
SELECT c.center_id, format('p%s', lpad(n::text, 2, '0')) AS staff_no, n, r.role,
       format('p%s', lpad((n % 30 + 1)::text, 2, '0')) AS other, n > 20 AS both,
       CASE WHEN n <= 20 THEN format('v%s_p%s', c.center_id, lpad(n::text, 2, '0'))
            -- who is number n in the first center is the next number in the second
            ELSE format('v_both%s', CASE WHEN c.center_id = 9581 THEN n - 20 ELSE (n - 20 + 8) % 10 + 1 END) END::name AS login
FROM unnest('{9581,9582}'::bigint[]) c (center_id)
CROSS JOIN generate_series(1, 30) n
CROSS JOIN LATERAL (SELECT (cc_center.person_groups())[(n - 1) % 10 + 1] AS role) r;

INSERT INTO cc_center.staff (center_id, staff_no, name, role) SELECT p.center_id, p.staff_no, '某' || p.n, p.role FROM person p;
SELECT set_config('test.logins', (SELECT string_agg(format('CREATE ROLE %I', login), ';') FROM (SELECT DISTINCT login FROM person) l), true);
DO $$
BEGIN
    EXECUTE current_setting('test.logins');
    CREATE ROLE v9581_app; CREATE ROLE v9581_reader; CREATE ROLE v9581_importer;
    CREATE ROLE v_scheduler; GRANT cc_center_scheduler TO v_scheduler;
    CREATE ROLE v_owner; GRANT cc_center_owner TO v_owner;
END
$$;
SELECT count(cc_center.enrol(p.center_id, p.staff_no, p.login)) AS enrolled FROM person p;
SELECT cc_center.enrol(9581, NULL, format('v9581_%s', g)::name, g) FROM unnest('{app,reader,importer}'::text[]) g;

-- What stands in a column of the row that a person has in a table: by its name, by the words its constraint allows, by its type.
CREATE FUNCTION pg_temp.value_in(table_name name, column_name name, type text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT v.value FROM (VALUES
            ('center_id', 'p.center_id'), ('staff_no', 'p.staff_no'), ('requester', 'p.staff_no'), ('from_staff', 'p.staff_no'),
            ('holder', 'p.staff_no'), ('relief', 'p.staff_no'), ('partner', 'p.other'), ('to_staff', 'p.other'),
            ('role', 'p.role'), ('login_role', 'p.login'), ('shift', '''early'''), ('version', '1'), ('case_id', 'p.n'), ('leg_no', '1'),
            ('month', 'date ''2018-10-01'''), ('day', 'date ''2018-10-08''')) v (column_name, value)
         WHERE v.column_name = value_in.column_name),
        CASE WHEN column_name ~ '(_by|^by_staff)$' AND type = 'text' THEN 'p.other' END,
        -- the first of the words
        (SELECT quote_literal((regexp_match(pg_get_constraintdef(k.oid), '= ANY \(ARRAY\[''([^'']*)''::text'))[1])
         FROM pg_constraint k
         WHERE k.conrelid = format('cc_center.%I', table_name)::regclass AND k.contype = 'c' AND cardinality(k.conkey) = 1
           AND k.conkey[1] = (SELECT a.attnum FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attname = column_name)
           AND pg_get_constraintdef(k.oid) ~ '= ANY \(ARRAY\[''' LIMIT 1),
        CASE
            WHEN type IN ('bigint', 'integer', 'smallint') THEN 'p.n' WHEN type LIKE 'numeric%' THEN '1'
            WHEN type IN ('text', 'name') THEN quote_literal('word') WHEN type = 'text[]' THEN quote_literal('{word}')
            WHEN type = 'date' THEN 'date ''2018-10-08''' WHEN type = 'timestamp with time zone' THEN 'timestamptz ''2018-10-08 08:40+08'''
            WHEN type = 'tstzrange' THEN 'tstzrange(''2018-10-08 08:30+08'', ''2018-10-08 17:30+08'')'
            WHEN type = 'daterange' THEN 'daterange(''2018-10-01'', ''2018-11-01'')'
            WHEN type = 'interval' THEN 'interval ''1 hour''' WHEN type = 'boolean' THEN 'false'
            WHEN type = 'bytea' THEN 'decode(repeat(''00'', 64), ''hex'')' WHEN type = 'jsonb' THEN quote_literal('{}')
            WHEN type = 'bigint[]' THEN quote_literal('{1}') WHEN type = 'xid8' THEN quote_literal('1') WHEN type = 'oid' THEN '0'
            WHEN type = 'cc_center.work_hours' THEN quote_literal('Mo-Su 08:00-18:00') END)
$$;

-- Columns that may be NULL or have a default, and get a value all the same; and values that a constraint, or a view to be looked
-- at, needs other than the rule above gives.
CREATE TEMP TABLE given (table_name name, column_name name, value text);
INSERT INTO given VALUES
    ('adjustment', 'of_month', 'date ''2018-09-01'''), ('attendance_result', 'result', '''no_evidence'''),
    ('call', 'answered_by', 'CASE WHEN p.n % 2 = 0 THEN p.staff_no END'), ('call', 'staff_no', 'CASE WHEN p.n % 2 = 0 THEN p.staff_no END'),
    ('call', 'answered_at', 'CASE WHEN p.n % 2 = 0 THEN timestamptz ''2018-10-08 08:40+08'' END'), ('call', 'ended_at', '''2018-10-08 08:41+08'''),
    ('callback', 'round', '1'), ('callback', 'result', 'CASE WHEN p.n BETWEEN 21 AND 25 THEN ''not_reached'' ELSE ''solved'' END'),
    ('callback', 'by_staff', 'p.other'), ('callback_rule', 'after_stage', '''word'''), ('callback_rule', 'channel', '''*'''),
    ('call_rule', 'connection_share', '95'), ('case_link', 'to_case_id', 'p.n % 30 + 1'), ('cases', 'paused_until', '''2018-10-08 18:00+08'''),
    ('check_report', 'notified_at', '''2018-10-08 08:45+08'''), ('check_report', 'notified_by', 'p.other'), ('check_report', 'how', '''phone'''),
    -- of the second leg, every second one approved
    ('clock_event', 'leg_no', '2'), ('clock_event', 'clock_start', '''2018-10-08 08:42+08'''), ('clock_event', 'until', '''2018-10-08 18:00+08'''),
    ('clock_event', 'status', 'CASE WHEN p.n % 2 = 0 THEN ''asked'' ELSE ''approved'' END'), ('clock_event', 'decided_by', 'p.other'),
    ('clock_event', 'decided_at', 'CASE WHEN p.n % 2 = 1 THEN timestamptz ''2018-10-08 08:44+08'' END'),
    ('clock_event', 'began_at', 'CASE WHEN p.n % 2 = 1 THEN timestamptz ''2018-10-08 08:44+08'' END'),
    ('clock_rule', 'leg_kind', '''disposal'''), ('complaint_step', 'step_no', '1'),
    -- concluded, and to be looked into again: so that one row is in every view
    ('complaint_step', 'step', '''concluded'''), ('complaint_step', 'upheld', 'true'), ('complaint_step', 'solution', '''word'''),
    ('complaint_step', 'note', '''word'''), ('complaint_step', 'awaits', '''investigate'''),
    ('complaint_step', 'investigator', 'format(''p%s'', lpad(((p.n + 1) % 30 + 1)::text, 2, ''0''))'),
    ('complaint', 'by_staff', 'CASE WHEN p.n > 25 THEN p.staff_no ELSE p.other END'),
    ('department', 'department', '''d'' || lpad(p.n::text, 2, ''0'')'), ('department_staff', 'department', '''d'' || lpad(p.n::text, 2, ''0'')'), ('case_contact', 'recorded_at', '''2018-10-08 08:40+08'''),
    ('cases', 'case_number', '''n'' || p.n'), ('cases', 'holder', 'p.staff_no'), ('cases', 'street', '''江东'''), ('cases', 'leg_no', 'CASE WHEN p.n BETWEEN 11 AND 20 THEN 1 ELSE 2 END'),
    ('case_reference', 'reference', '''r'' || p.n'), ('conduct_record', 'conduct', '(SELECT min(k.conduct) FROM cc_center.conduct k WHERE k.center_id = p.center_id)'),
    ('discipline', 'step', '(SELECT min(k.step) FROM cc_center.discipline_step k WHERE k.center_id = p.center_id)'),
    ('discipline_lift', 'imposed_by', 'p.staff_no'), ('exam_result', 'score', '1'), ('exam_result', 'out_of', '1'),
    ('handover', 'new_leg_no', '2'), ('leave_request', 'reason', '''word'''), ('leg', 'due_at', '''2018-10-08 08:41+08'''),
    ('leg', 'clock_start', '''2018-10-08 08:40+08'''), ('leg', 'finished_at', '''2018-10-08 08:42+08'''), ('leg', 'finished_by', 'p.staff_no'),
    -- the last ten were with inspectors
    ('leg', 'role', 'CASE WHEN p.n <= 20 THEN p.role END'), ('leg', 'leg_kind', '''disposal'''), ('leg', 'outcome', '''word'''), ('leg_review', 'verdict', '''right'''),
    ('payroll_quantity', 'subject', '''sick_leave'''), ('payroll_quantity', 'unit', '''day'''), ('payroll_quantity', 'quantity', '40'),
    ('promotion', 'from_role', '''operator'''), ('promotion', 'to_role', '''shift_leader'''),
    ('promotion_rule', 'from_role', '''operator'''), ('promotion_rule', 'to_role', '''shift_leader'''),
    ('qualification', 'valid', 'daterange(''2018-09-01'', ''2018-10-01'')'), ('quality_evaluation', 'score', '1'), ('quality_evaluation', 'out_of', '1'), ('quality_evaluation', 'passed', 'true'),
    ('quality_rule', 'qualification', '''word'''), ('quality_rule', 'subject', '''evaluation'''),
    ('reveal_record', 'reason', '''word'''), ('reward', 'reward', '(SELECT min(k.reward) FROM cc_center.reward_kind k WHERE k.center_id = p.center_id)'),
    ('seat_absence', 'asked_at', '''2018-10-08 08:44+08'''), ('seat_absence', 'left_at', '''2018-10-08 08:45+08'''),
    ('absence_reason', 'reason', '''word'''), ('set_task', 'due', '''2018-10-09 08:00+08'''), ('street_redivision', 'shifts', '''{early}'''),
    ('service_level', 'leg_kind', '''*'''), ('service_level', 'within', 'interval ''1 minute'''), ('step_exception', 'requirement', '''closing_standard'''),
    ('swap', 'status', '''approved'''), ('swap_reason', 'reason', '''word'''), ('swap_shift', 'ordinal', '1'), ('swap_shift', 'repay_by', 'date ''2018-11-08''');

-- Writes a row of each person into a table, past the triggers and foreign keys; returns how many.
CREATE FUNCTION pg_temp.fill(table_name name) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    columns text;
    rows bigint;
BEGIN
    SELECT string_agg(format('%I', c.attname), ', ') || ') SELECT '
           || string_agg(coalesce(c.value, pg_temp.value_in(fill.table_name, c.attname, c.type), 'NULL'), ', ')
    INTO columns
    FROM (SELECT a.attname, a.attnotnull, a.atthasdef, a.attnum, format_type(a.atttypid, NULL) AS type, g.value
          FROM pg_attribute a
          LEFT JOIN given g ON g.table_name = fill.table_name AND g.column_name = a.attname
          WHERE a.attrelid = format('cc_center.%I', fill.table_name)::regclass AND a.attnum > 0 AND NOT a.attisdropped) c
    WHERE c.value IS NOT NULL OR c.attnotnull AND NOT c.atthasdef OR c.attname IN ('center_id', 'staff_no', 'holder', 'from_staff', 'to_staff')
       OR c.attname ~ '_id$' AND c.type = 'bigint' AND (c.attnotnull OR c.attname = 'case_id');
    EXECUTE format('INSERT INTO cc_center.%I (%s FROM person p%s', fill.table_name, columns,
                   -- where the key is not of people, one person's row is enough
                   CASE WHEN EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = format('cc_center.%I', fill.table_name)::regclass AND k.condeferrable)
                        THEN '' ELSE ' ON CONFLICT DO NOTHING' END);
    GET DIAGNOSTICS rows = ROW_COUNT;
    RETURN rows;
END
$$;

-- The tables of centers that have no rows of both, filled; and what some views need besides.
CREATE TEMP TABLE unfilled (table_name name, why text);
SET LOCAL session_replication_role = replica;
DO $$
DECLARE
    next_name name;
    present integer;
BEGIN
    FOR next_name IN SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'center_id'
                     WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1 LOOP
        EXECUTE format('SELECT count(DISTINCT t.center_id) FROM cc_center.%I t WHERE t.center_id IN (9581, 9582)', next_name) INTO present;
        IF present < 2 THEN
            BEGIN
                PERFORM pg_temp.fill(next_name);
            EXCEPTION WHEN OTHERS THEN
                INSERT INTO unfilled VALUES (next_name, SQLERRM);
            END;
        END IF;
    END LOOP;
    -- a case lies in its second leg, but those that were sent back
    INSERT INTO cc_center.leg (center_id, case_id, leg_no, version, received_at, clock_start, due_at, attention_at, leg_kind, street, role, department, holder, recorded_at, recorded_by)
    SELECT l.center_id, l.case_id, 2, 1, l.finished_at, l.finished_at, CASE WHEN l.case_id <= 25 THEN timestamptz '2018-10-08 08:50+08' END, 'infinity',
           CASE WHEN l.case_id BETWEEN 21 AND 25 THEN 'check' ELSE l.leg_kind END, l.street, l.role, 'd' || lpad(l.case_id::text, 2, '0'), l.holder,
           l.recorded_at, l.recorded_by
    FROM cc_center.leg l WHERE l.center_id IN (9581, 9582) AND l.case_id NOT BETWEEN 11 AND 20;
    PERFORM pg_temp.fill('quality_rule'), pg_temp.fill('clock_rule');
    INSERT INTO cc_center.clock_rule SELECT (r).* FROM (SELECT jsonb_populate_record(r, '{"kind": "extend"}') AS r FROM cc_center.clock_rule r
                                                        WHERE r.center_id IN (9581, 9582) AND r.leg_kind = 'disposal' AND r.kind = 'suspend') r;
    UPDATE cc_center.quality_rule SET qualification = 'word' WHERE center_id IN (9581, 9582) AND subject = 'evaluation';
    DELETE FROM cc_center.official_year WHERE year = 2019;
    INSERT INTO cc_center.rule_setting (center_id, version, name, value, clause)
    SELECT c, 1, 'live_from', '2018-10-08 08:00+08', 'U26' FROM unnest('{9581,9582}'::bigint[]) c
    ON CONFLICT (center_id, version, name) DO UPDATE SET value = excluded.value;
    -- one shift that lacks people is enough, and a shift for those who look
    DELETE FROM cc_center.roster WHERE center_id IN (9581, 9582) AND staff_no BETWEEN 'p11' AND 'p20';
    UPDATE cc_center.staffing SET people = 0
    WHERE center_id IN (9581, 9582) AND (role, shift, day_type) <> ('operator', 'early', 'weekend');
END
$$;
SET LOCAL session_replication_role = origin;
ANALYZE;

-- Who looks: everybody enrolled once, with what he is in each center, and two who are enrolled nowhere.
CREATE TEMP TABLE looker AS
SELECT l.login, max(l.role) FILTER (WHERE l.center_id = 9581) AS here, max(l.role) FILTER (WHERE l.center_id = 9582) AS there,
       max(l.staff_no) FILTER (WHERE l.center_id = 9581) AS here_no, max(l.staff_no) FILTER (WHERE l.center_id = 9582) AS there_no
FROM (SELECT p.login, p.center_id, p.role, p.staff_no FROM person p
      UNION ALL SELECT format('v9581_%s', g)::name AS login, 9581 AS center_id, g AS role, NULL AS staff_no FROM unnest('{app,reader,importer}'::text[]) g
      UNION ALL SELECT format('v_%s', g)::name AS login, c AS center_id, g AS role, NULL AS staff_no
                FROM unnest('{scheduler,owner}'::text[]) g, unnest('{9581,9582}'::bigint[]) c) l
GROUP BY l.login;

-- What a role sees of a relation: of each center the rows about himself and the rows about others; OWNERS is an array of those a
-- row is about.
CREATE TEMP TABLE sight (relation name, login name, center_id bigint, own bigint, others bigint, refused text);
GRANT SELECT ON looker TO PUBLIC;
CREATE FUNCTION pg_temp.look(relation name, owners text, condition text, by_login name) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    who looker := (SELECT l FROM looker l WHERE l.login = by_login);
    seen bigint[];
BEGIN
    PERFORM set_config('role', who.login, true);
    EXECUTE format('SELECT ARRAY[count(*) FILTER (WHERE r.center_id = 9581 AND coalesce($1 = ANY (%1$s), false)),
                                 count(*) FILTER (WHERE r.center_id = 9581 AND NOT coalesce($1 = ANY (%1$s), false)),
                                 count(*) FILTER (WHERE r.center_id = 9582 AND coalesce($2 = ANY (%1$s), false)),
                                 count(*) FILTER (WHERE r.center_id = 9582 AND NOT coalesce($2 = ANY (%1$s), false))]
                    FROM cc_center.%2$I r WHERE %3$s', owners, relation, condition)
    INTO seen USING who.here_no, who.there_no;
    PERFORM set_config('role', 'none', true);
    INSERT INTO sight VALUES (relation, who.login, 9581, seen[1], seen[2], NULL), (relation, who.login, 9582, seen[3], seen[4], NULL);
EXCEPTION WHEN insufficient_privilege THEN
    INSERT INTO sight SELECT relation, by_login, c, 0, 0, SQLSTATE FROM unnest('{9581,9582}'::bigint[]) c;
END
$$;

-- Calls a function with arguments that name the second center and people and rows of it, as somebody of the first: the SQLSTATE it
-- was refused with, NULL where it says nothing, else what it says, or that it wrote. Whatever it did is undone.
CREATE FUNCTION pg_temp.argument(name text, type text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT v.value FROM (VALUES
            ('center_id', '9582'), ('version', '1'), ('day', '2018-10-08'), ('month', '2018-10-01'), ('at', '2018-10-08 08:40+08'),
            ('shift', 'early'), ('direction', 'in'), ('role', 'operator'), ('leave_kind', 'sick_leave'), ('subject', 'sick_leave'),
            ('street', '江东'), ('result', 'late'), ('state', 'ready'), ('staff_no', 'p02'), ('partner', 'p02'), ('relief', 'p02'),
            ('to_staff', 'p02'), ('from_staff', 'p03'), ('day_type', 'weekday'), ('timetable', 'Mo-Su 08:00-18:00'),
            ('days', '{2018-10-08,2018-10-09}')) v (name, value)
         WHERE v.name = argument.name AND (v.name, type) <> ('timetable', 'text')),
        CASE name WHEN 'timetable' THEN (SELECT min(t.timetable) FROM cc_center.timetable t WHERE t.center_id = 9582) WHEN 'name' THEN 'day_type_by' END,
        CASE
            WHEN type IN ('bigint', 'integer', 'smallint') THEN '2' WHEN type = 'numeric' THEN '1' WHEN type = 'text' THEN 'word'
            WHEN type = 'text[]' THEN '{p02}' WHEN type = 'bigint[]' THEN '{2}' WHEN type = 'name' THEN 'v9582_p02'
            WHEN type = 'date' THEN '2018-10-09' WHEN type = 'date[]' THEN '{2018-10-08,2018-10-09}'
            WHEN type = 'timestamp with time zone' THEN '2018-10-08 08:40+08' WHEN type = 'interval' THEN '1 hour'
            WHEN type = 'tstzrange' THEN '[2018-10-08 08:30+08,2018-10-09 17:30+08)' WHEN type = 'daterange' THEN '[2018-10-08,2018-10-10)'
            WHEN type = 'boolean' THEN 'false' WHEN type = 'jsonb' THEN '{"sick_leave": 1}' WHEN type = 'cc_center.work_hours' THEN 'Mo-Su 08:00-18:00' END)
$$;
CREATE FUNCTION pg_temp.row_of(relation oid, in_array boolean) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    answer text;
BEGIN
    IF EXISTS (SELECT FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'center_id' WHERE c.oid = relation AND c.relkind = 'r') THEN
        EXECUTE format('SELECT %s FROM %s t WHERE t.center_id = 9582 LIMIT 1', CASE WHEN in_array THEN 'ARRAY[t]::text' ELSE 't::text' END,
                       relation::regclass) INTO answer;
    END IF;
    RETURN answer;
END
$$;
CREATE FUNCTION pg_temp.written() RETURNS numeric LANGUAGE sql AS $$
    SELECT sum(s.n_tup_ins + s.n_tup_upd + s.n_tup_del) FROM pg_stat_xact_user_tables s WHERE s.schemaname = 'cc_center'
$$;
CREATE FUNCTION pg_temp.tell(function oid, arguments text, by_login name, counting boolean DEFAULT false) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    of_function constant pg_proc := (SELECT p FROM pg_proc p WHERE p.oid = function);
    before constant numeric := CASE WHEN counting THEN pg_temp.written() END;
    answer text;
BEGIN
    PERFORM set_config('role', by_login, true);
    EXECUTE format('SELECT string_agg(f::text, '' | '') FROM cc_center.%I(%s) f', of_function.proname, arguments) INTO answer;
    PERFORM set_config('role', 'none', true);
    RAISE EXCEPTION USING ERRCODE = 'TS001', MESSAGE = concat_ws(' ', CASE WHEN of_function.prorettype = 'void'::regtype THEN 'done'
        -- a record without values, no array, no, none: nothing is said
        WHEN answer !~ '^(false|0(\.0)?|[(){}, |f]*)$' THEN answer END, CASE WHEN counting AND pg_temp.written() <> before THEN 'and wrote' END);
EXCEPTION
    WHEN SQLSTATE 'TS001' THEN
        -- what was not refused is done again, and its rows are counted
        RETURN CASE WHEN of_function.provolatile = 'v' AND NOT counting THEN pg_temp.tell(function, arguments, by_login, true) ELSE nullif(SQLERRM, '') END;
    WHEN OTHERS THEN RETURN SQLSTATE;
END
$$;

-- The functions that somebody of a group may call and that name a center, or a row of one.
CREATE FUNCTION pg_temp.arguments_of(of_function oid, ids text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT string_agg(format('%L::%s', coalesce(
               CASE WHEN a.name <> 'center_id' AND a.type = 'bigint' THEN ids WHEN a.type = 'bigint[]' THEN '{' || ids || '}' END,
               pg_temp.argument(a.name, a.type), pg_temp.row_of(a.typrelid, false), pg_temp.row_of(a.of_element, true)), a.type), ', ' ORDER BY a.n)
    FROM (SELECT p.proargnames[k.n] AS name, format_type(k.type, NULL) AS type, k.n, t.typrelid, coalesce(e.typrelid, 0) AS of_element
          FROM pg_proc p, unnest(p.proargtypes::oid[]) WITH ORDINALITY k (type, n)
          JOIN pg_type t ON t.oid = k.type LEFT JOIN pg_type e ON e.oid = t.typelem
          WHERE p.oid = of_function) a
$$;
