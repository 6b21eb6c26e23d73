-- What the rules cannot stop, said openly: each area registers what it checks.

CREATE OR REPLACE FUNCTION cc_center.health_of_schema()
RETURNS TABLE (finding text, subject text, detail text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('trigger switched off'), format('%s on %s', t.tgname, t.tgrelid::regclass),
           cc_center.translated('Rules are not kept while it is off.')
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = 'cc_center'::regnamespace AND NOT t.tgisinternal
      AND t.tgenabled <> CASE WHEN t.tgname ~ '^zz_invalidate|_always$' THEN 'A' ELSE 'O' END
    UNION ALL
    SELECT cc_center.translated('row-level security switched off'), c.oid::regclass::text,
           cc_center.translated('Every role with a grant sees every center.')
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'center_id'
    WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind = 'r' AND NOT c.relrowsecurity
    UNION ALL
    SELECT cc_center.translated('the schema is not as it was deployed'), c.kind || ' ' || c.name,
           CASE c.change WHEN 'removed' THEN cc_center.translated('Somebody removed it.')
                         WHEN 'added' THEN cc_center.translated('Somebody added it.')
                         ELSE cc_center.translated('Somebody changed it.') END
    FROM cc_center.changed_objects() c
    UNION ALL
    SELECT cc_center.translated('the schema is not that of the extension'), 'cc_center',
           cc_center.translated('Run SELECT cc_center.install().')
    WHERE EXISTS (SELECT FROM cc_center.source_digests() s
                  FULL JOIN cc_center.schema_step d ON d.kind = s.kind AND d.area = s.area AND d.name = s.name
                  WHERE d.source_md5 IS NULL OR d.kind = 'code' AND d.source_md5 IS DISTINCT FROM s.digest)
    UNION ALL
    SELECT cc_center.translated('a role may set the clock'), r.rolname,
           cc_center.translated('It can backdate what it records; wall clock and session role are recorded beside.')
    FROM pg_roles r WHERE NOT r.rolsuper AND has_parameter_privilege(r.oid, 'cc_center.now', 'SET')
$$;
COMMENT ON FUNCTION cc_center.health_of_schema() IS 'The part of health() about triggers, policies and settings.';

CREATE OR REPLACE FUNCTION cc_center.register_health_check(area text, function text, severity text DEFAULT 'warning')
RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO cc_center.health_check (area, function, ordinal, severity)
    VALUES (area, function, array_position(cc_center.areas(), area), severity)
    ON CONFLICT ON CONSTRAINT health_check_pkey
    DO UPDATE SET area = excluded.area, ordinal = excluded.ordinal, severity = excluded.severity
$$;
COMMENT ON FUNCTION cc_center.register_health_check(text, text, text) IS
    'Deployment: makes a function of an area part of health(); it takes nothing and returns finding, subject and detail, and may return severity and remedy of each; else the severity given holds.';
SELECT cc_center.register_health_check('core', 'health_of_schema', 'critical');

CREATE OR REPLACE FUNCTION cc_center.tidy_health()
RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    DELETE FROM cc_center.health_check c WHERE to_regproc(format('cc_center.%I', c.function)) IS NULL
$$;
COMMENT ON FUNCTION cc_center.tidy_health() IS 'Deployment: takes out of the registry what health() can no longer ask.';
