-- Import of history: given instants are kept, legs are derived by the rules of their time.

SELECT cc_center.keep_rows('case_import', 'Imported rows are the record of what was given.');
SELECT cc_center.close_table('case_import');
ALTER TABLE cc_center.case_import ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_center ON cc_center.case_import FOR SELECT USING (center_id = ANY ((SELECT cc_center.acting_centers())::bigint[]));
CREATE POLICY import ON cc_center.case_import FOR INSERT WITH CHECK (cc_center.acting_group(center_id) = 'importer');
GRANT SELECT ON cc_center.case_import TO cc_center_importer, cc_center_supervisor, cc_center_director;
GRANT INSERT (center_id, street, channel, category, description, priority, reference, reported_at,
              stages, stage_at, stage_by, reason, due_at) ON cc_center.case_import TO cc_center_importer;
GRANT USAGE ON SEQUENCE cc_center.case_id_seq TO cc_center_importer;

CREATE OR REPLACE FUNCTION cc_center.imported_steps(center_id bigint, reported_at timestamptz,
                                         stages text[], stage_at timestamptz[], stage_by text[])
RETURNS TABLE (ordinal bigint, from_stage text, to_stage text, at timestamptz, by_staff text,
               next_stage text, next_at timestamptz, next_by text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT s.ordinal, lag(s.stage, 1, 'new') OVER w, s.stage, s.at, s.staff_no,
           lead(s.stage) OVER w, lead(s.at) OVER w, lead(s.staff_no) OVER w
    FROM unnest('reported'::text || stages, reported_at || stage_at, NULL::text || stage_by)
         WITH ORDINALITY s(stage, at, staff_no, ordinal)
    WINDOW w AS (ORDER BY s.ordinal)
$$;
COMMENT ON FUNCTION cc_center.imported_steps(bigint, timestamptz, text[], timestamptz[], text[]) IS
    'The steps of an imported case, each with the one after it.';

CREATE OR REPLACE FUNCTION cc_center.check_import()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    shown constant integer := 20;
    mistake record;
    refused text;
    arguments text[];
    list text;
    hint text;
    total bigint := 0;
BEGIN
    FOR mistake IN
        WITH given AS MATERIALIZED (SELECT row_number() OVER () AS place, n.* FROM fresh n),
        step AS MATERIALIZED (
            SELECT g.place, g.reference, g.center_id, s.*, r.version
            FROM given g
            CROSS JOIN LATERAL cc_center.imported_steps(g.center_id, g.reported_at, g.stages, g.stage_at, g.stage_by) s
            LEFT JOIN cc_center.rule_set r ON r.center_id = g.center_id AND r.status = 'ratified' AND r.effective @> s.at),
        version AS MATERIALIZED (
            SELECT v.*, cc_center.live_from(v.center_id, v.version) AS live_from
            FROM (SELECT DISTINCT s.center_id, s.version FROM step s WHERE s.version IS NOT NULL) v),
        wrong AS (
            SELECT g.place, g.reference, 1 AS rank, 'unknown_street' AS error, ARRAY[g.center_id::text, g.street] AS args FROM given g
            WHERE NOT EXISTS (SELECT FROM cc_center.street s WHERE s.center_id = g.center_id AND s.street = g.street)
            UNION ALL
            SELECT g.place, g.reference, 2, 'unknown_channel', ARRAY[g.center_id::text, g.channel] FROM given g
            WHERE NOT EXISTS (SELECT FROM cc_center.channel c WHERE c.center_id = g.center_id AND c.channel = g.channel)
            UNION ALL
            SELECT g.place, g.reference, 3, 'missing_text', ARRAY[text.name] FROM given g
            CROSS JOIN LATERAL (VALUES ('category', g.category), ('description', g.description)) text (name, value)
            WHERE NOT cc_center.has_text(text.value)
            UNION ALL
            SELECT g.place, g.reference, 4, 'unknown_priority', ARRAY[g.priority] FROM given g WHERE g.priority NOT IN ('normal', 'urgent')
            UNION ALL
            SELECT g.place, g.reference, 5, 'import_in_future', '{}' FROM given g
            WHERE g.reported_at > cc_center.clock() OR cc_center.clock() < ANY (g.stage_at)
            UNION ALL
            SELECT g.place, g.reference, 6, 'no_ratified_rules', ARRAY[g.center_id::text, g.reported_at::text] FROM given g
            WHERE NOT EXISTS (SELECT FROM cc_center.rule_set r WHERE r.center_id = g.center_id
                              AND r.status = 'ratified' AND r.effective @> g.reported_at)
            UNION ALL
            SELECT s.place, s.reference, 7, 'import_instant_missing', ARRAY[s.to_stage] FROM step s WHERE s.at IS NULL
            UNION ALL
            SELECT s.place, s.reference, 8, 'import_out_of_order', ARRAY[s.next_stage, s.to_stage] FROM step s WHERE s.next_at < s.at
            UNION ALL
            SELECT s.place, s.reference, 9, 'impossible_transition',
                   ARRAY[coalesce(s.from_stage, 'NULL'), coalesce(s.to_stage, 'NULL'), s.center_id::text]
            FROM step s
            WHERE s.version IS NOT NULL
              AND NOT EXISTS (SELECT FROM cc_center.transition t WHERE t.center_id = s.center_id AND t.version = s.version
                              AND t.from_stage = s.from_stage AND t.to_stage = s.to_stage)
            UNION ALL
            SELECT g.place, g.reference, 10, 'unknown_staff', ARRAY[g.center_id::text, p.staff_no]
            FROM given g CROSS JOIN LATERAL unnest(g.stage_by) p (staff_no)
            WHERE p.staff_no IS NOT NULL
              AND NOT EXISTS (SELECT FROM cc_center.staff s WHERE s.center_id = g.center_id AND s.staff_no = p.staff_no)
            UNION ALL
            -- in the role of the day, where the roster knows it
            SELECT s.place, s.reference, 11, 'step_not_allowed',
                   ARRAY[held.role, s.from_stage, s.to_stage, array_to_string(t.roles, ', ')]
            FROM step s
            JOIN cc_center.transition t ON t.center_id = s.center_id AND t.version = s.version
                 AND t.from_stage = s.from_stage AND t.to_stage = s.to_stage
            JOIN cc_center.staff p ON p.center_id = s.center_id AND p.staff_no = s.by_staff
            CROSS JOIN LATERAL (SELECT coalesce((SELECT r.role FROM cc_center.roster r WHERE r.center_id = s.center_id
                                                 AND r.staff_no = s.by_staff AND r.duty @> s.at), p.role) AS role) held
            WHERE held.role <> ALL (t.roles)
            UNION ALL
            (SELECT DISTINCT ON (s.place) s.place, s.reference, 12, 'import_of_living',
                    ARRAY[s.to_stage, v.live_from::text, s.center_id::text]
             FROM step s JOIN version v ON v.center_id = s.center_id AND v.version = s.version
             WHERE s.at >= v.live_from ORDER BY s.place, s.ordinal)
            UNION ALL
            SELECT g.place, g.reference, 13, 'reference_taken', ARRAY[g.center_id::text, g.reference, x.case_id::text]
            FROM given g
            JOIN cc_center.case_reference x ON x.center_id = g.center_id AND x.reference = g.reference
            JOIN cc_center.rule_set r ON r.center_id = g.center_id AND r.status = 'ratified' AND r.effective @> g.reported_at
            JOIN cc_center.rule_setting o ON o.center_id = r.center_id AND o.version = r.version AND o.name = 'reference_once'
            WHERE o.value IS NOT NULL)
        SELECT w.place, w.reference, w.error, w.args, count(*) OVER () AS total FROM wrong w ORDER BY w.place, w.rank LIMIT shown
    LOOP
        refused := coalesce(refused, mistake.error);
        arguments := coalesce(arguments, mistake.args);
        total := mistake.total;
        list := concat_ws(E'\n', list, cc_center.translated('Row %1, reference %2: %3.', mistake.place::text, coalesce(mistake.reference, '-'),
            (SELECT concat_ws('. ', cc_center.translated(e.message, VARIADIC mistake.args),
                              rtrim(cc_center.translated(e.detail, VARIADIC mistake.args), '.。'))
             FROM cc_center.error_codes() e WHERE e.name = mistake.error)));
    END LOOP;
    IF refused IS NULL THEN
        RETURN NULL;
    ELSIF total > shown THEN
        list := concat_ws(E'\n', list, cc_center.translated('And %1 mistakes more.', (total - shown)::text));
    END IF;
    -- the first mistake gives the SQLSTATE and the message, the detail names every row
    BEGIN
        PERFORM cc_center.raise_error(refused, VARIADIC arguments);
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
        RAISE EXCEPTION USING ERRCODE = SQLSTATE, MESSAGE = SQLERRM, DETAIL = list,
                              HINT = coalesce(nullif(hint, ''), cc_center.translated('Nothing of the statement was imported.'));
    END;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.check_import() IS
    'Trigger: refuses a whole statement of history for its wrong rows, and names them in the detail by their place in the statement and their reference, 20 at once: UC901, UC902, UC905, UC909, UC904 (no such step), UC915 (instants out of order), UC921 (future), UC922 (a step without instant), UC202 (no rules then), UC105, UC908 (a step by somebody whose role then could not take it), UC933 (living cases, U26), UC934 (a reference that the rules want once). BEGIN, INSERT, ROLLBACK is a dry run.';

CREATE OR REPLACE FUNCTION cc_center.derive_import()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    taken record;
BEGIN
    -- as at intake: who takes the same one at this moment is waited for
    WITH meant AS (
        SELECT n.center_id, n.reference, n.case_id FROM fresh n
        JOIN cc_center.rule_set r ON r.center_id = n.center_id AND r.status = 'ratified' AND r.effective @> n.reported_at
        JOIN cc_center.rule_setting o ON o.center_id = r.center_id AND o.version = r.version AND o.name = 'reference_once'
        WHERE o.value IS NOT NULL AND cc_center.has_text(n.reference)),
    made AS (
        INSERT INTO cc_center.case_reference (center_id, reference, case_id)
        SELECT m.center_id, m.reference, m.case_id FROM meant m ORDER BY 1, 2
        ON CONFLICT DO NOTHING RETURNING center_id, case_id)
    SELECT m.* INTO taken FROM meant m
    WHERE NOT EXISTS (SELECT FROM made d WHERE d.center_id = m.center_id AND d.case_id = m.case_id) LIMIT 1;
    IF FOUND THEN
        PERFORM cc_center.raise_error('reference_taken', taken.center_id::text, taken.reference, '-');
    END IF;
    PERFORM cc_center.write_leg(g) FROM (
        SELECT n.center_id, n.case_id,
               (row_number() OVER (PARTITION BY n.center_id, n.case_id ORDER BY s.ordinal))::integer AS leg_no,
               d.version, s.at AS received_at, d.clock_start, stated.due_at, NULL::timestamptz AS shift_ends_at,
               CASE WHEN s.next_at IS NOT NULL THEN 'infinity'
                    WHEN t.next_role IS NOT NULL AND NOT outside.is THEN s.at
                    ELSE coalesce(stated.due_at + interval '1 microsecond', 'infinity') END AS attention_at,
               NULL::timestamptz AS overdue_at, s.next_at AS finished_at,
               CASE WHEN s.next_at IS NOT NULL THEN n.imported_at END AS recorded_at,
               CASE WHEN NOT stated.is THEN d.clause END AS due_clause, t.next_leg_kind AS leg_kind, CASE WHEN NOT outside.is THEN t.next_role END AS role, n.street, NULL::text AS shift,
               s.next_by AS holder, s.next_by AS finished_by, s.next_stage AS outcome,
               CASE WHEN s.ordinal = cardinality(n.stages) THEN n.reason END AS reason,
               CASE WHEN s.next_at IS NOT NULL THEN n.imported_by::text END AS recorded_by, NULL::text AS taken_from,
               CASE WHEN t.next_role = 'department' AND outside.is THEN cc_center.department_by_rule(t.center_id, t.version, n.category, n.street) END AS department
        FROM fresh n
        CROSS JOIN LATERAL cc_center.imported_steps(n.center_id, n.reported_at, n.stages, n.stage_at, n.stage_by) s
        JOIN cc_center.rule_set r ON r.center_id = n.center_id AND r.status = 'ratified' AND r.effective @> s.at
        JOIN cc_center.transition t ON t.center_id = r.center_id AND t.version = r.version
             AND t.from_stage = s.from_stage AND t.to_stage = s.to_stage
        CROSS JOIN LATERAL cc_center.retention_due(n.center_id, s.at, t.next_leg_kind, n.street, n.category, n.priority) d
        CROSS JOIN LATERAL (SELECT t.next_role IN ('department', 'inspector')
                                   AND NOT EXISTS (SELECT FROM cc_center.street_assignment a WHERE a.center_id = t.center_id
                                                   AND a.version = t.version AND a.role = t.next_role) AS is) outside
        CROSS JOIN LATERAL (SELECT CASE WHEN said.is THEN n.due_at ELSE d.due_at END AS due_at, said.is
                            FROM (SELECT n.due_at IS NOT NULL AND outside.is AND t.next_role = 'department' AS is) said) stated
        WHERE t.next_leg_kind IS NOT NULL) g;

    INSERT INTO cc_center.cases
        (center_id, case_id, leg_no, version, reported_at, due_at, closed_at, case_number, street, channel,
         category, description, priority, reference, stage, stage_reason, first_contact, department,
         recorded_at, recorded_by)
    SELECT n.center_id, n.case_id, last_leg.leg_no, r.version, n.reported_at,
           CASE WHEN last_leg.finished_at IS NULL THEN last_leg.due_at END,
           CASE WHEN n.stages[cardinality(n.stages)] = 'closed' OR NOT EXISTS (SELECT FROM cc_center.transition t WHERE t.center_id = n.center_id
                                 AND t.version = r.version AND t.from_stage = n.stages[cardinality(n.stages)])
                THEN n.stage_at[cardinality(n.stages)] END,
           cc_center.case_number(n.center_id, n.reported_at, n.case_id), n.street, n.channel, n.category,
           n.description, n.priority, n.reference, coalesce(n.stages[cardinality(n.stages)], 'reported'),
           n.reason, n.stage_by[1], last_leg.department, n.imported_at, n.imported_by
    FROM fresh n
    JOIN cc_center.rule_set r ON r.center_id = n.center_id AND r.status = 'ratified' AND r.effective @> n.reported_at
    CROSS JOIN LATERAL (SELECT l.leg_no, l.finished_at, l.due_at,
                               (SELECT d.department FROM cc_center.leg d WHERE d.center_id = n.center_id AND d.case_id = n.case_id
                                AND d.department IS NOT NULL ORDER BY d.leg_no DESC LIMIT 1) AS department FROM cc_center.leg l
                        WHERE l.center_id = n.center_id AND l.case_id = n.case_id
                        ORDER BY l.leg_no DESC LIMIT 1) last_leg;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.derive_import() IS
    'Trigger: writes the cases and legs of imported history. An open leg that the rules route waits for the next sweep, and keeps its age then.';
CREATE OR REPLACE TRIGGER ba_check AFTER INSERT ON cc_center.case_import
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION cc_center.check_import();
CREATE OR REPLACE TRIGGER zd_derive AFTER INSERT ON cc_center.case_import
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION cc_center.derive_import();
