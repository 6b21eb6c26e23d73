-- What of the schema keeps the rules, as install() left it: health() compares what is there with it.

CREATE OR REPLACE FUNCTION cc_center.schema_objects()
RETURNS TABLE (kind text, name text, definition text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT o.kind, o.name, md5(o.definition) FROM (
        SELECT 'trigger' AS kind, format('%I on %s', t.tgname, t.tgrelid::regclass) AS name, pg_get_triggerdef(t.oid) AS definition
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = 'cc_center'::regnamespace AND NOT t.tgisinternal
        UNION ALL
        SELECT 'policy', format('%I on %s', p.polname, p.polrelid::regclass),
               concat_ws(' ', p.polcmd, p.polpermissive, array_to_string(p.polroles::regrole[], ','),
                         pg_get_expr(p.polqual, p.polrelid), '/', pg_get_expr(p.polwithcheck, p.polrelid))
        FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
        WHERE c.relnamespace = 'cc_center'::regnamespace
        UNION ALL
        SELECT 'constraint', format('%I on %s', k.conname, k.conrelid::regclass), pg_get_constraintdef(k.oid)
        FROM pg_constraint k
        WHERE k.connamespace = 'cc_center'::regnamespace AND k.conrelid <> 0 AND k.contype IN ('c', 'f', 'p', 'u', 'x')
        UNION ALL
        SELECT 'index', i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE c.relnamespace = 'cc_center'::regnamespace AND i.indisunique
        UNION ALL
        SELECT 'function', f.oid::regprocedure::text, concat_ws(' ', f.prosecdef, f.proconfig, f.prosrc)
        FROM pg_proc f
        WHERE f.pronamespace = 'cc_center'::regnamespace
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = f.oid AND d.deptype = 'e')
    ) o
$$;
COMMENT ON FUNCTION cc_center.schema_objects() IS
    'The triggers, policies, constraints, unique indexes and functions of the schema as they are now.';

CREATE OR REPLACE FUNCTION cc_center.changed_objects()
RETURNS TABLE (kind text, name text, change text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT kind, name, CASE WHEN now.definition IS NULL THEN 'removed' WHEN was.definition IS NULL THEN 'added' ELSE 'changed' END
    FROM cc_center.schema_object was
    FULL JOIN cc_center.schema_objects() now USING (kind, name)
    WHERE was.definition IS DISTINCT FROM now.definition
      -- somebody's own triggers and constraints only forbid more; a policy permits more, and a function is called
      AND (was.definition IS NOT NULL OR kind = 'policy')
$$;
COMMENT ON FUNCTION cc_center.changed_objects() IS
    'What somebody removed from the schema, or changed in it, since install() deployed it, and policies he added.';

CREATE OR REPLACE FUNCTION cc_center.record_objects(besides text[])
RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    DELETE FROM cc_center.schema_object o
    WHERE o.kind || ' ' || o.name <> ALL (besides)
      AND NOT EXISTS (SELECT FROM cc_center.schema_objects() s WHERE s.kind = o.kind AND s.name = o.name);
    INSERT INTO cc_center.schema_object (kind, name, definition)
    SELECT s.kind, s.name, s.definition FROM cc_center.schema_objects() s WHERE s.kind || ' ' || s.name <> ALL (besides)
    ON CONFLICT (kind, name) DO UPDATE SET definition = excluded.definition;
$$;
COMMENT ON FUNCTION cc_center.record_objects(text[]) IS
    'Deployment: takes the schema down as it is now, besides what somebody had changed before, which stays a finding of health().';
