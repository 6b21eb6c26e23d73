-- core: errors, clock, cache invalidation, install

-- whoever owns the schema, or may create in it, could put functions of his own before ours
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_roles r ON r.oid = n.nspowner
               WHERE n.nspname = 'cc_center' AND NOT r.rolsuper AND r.rolname <> 'cc_center_owner')
       OR EXISTS (SELECT FROM pg_catalog.pg_namespace n, pg_catalog.aclexplode(n.nspacl) a
                  LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
                  WHERE n.nspname = 'cc_center' AND a.privilege_type = 'CREATE' AND a.grantee <> n.nspowner
                    AND coalesce(r.rolname, '') <> 'cc_center_owner') THEN
        RAISE EXCEPTION 'schema cc_center is in other hands'
            USING ERRCODE = 'CC025', DETAIL = 'Its owner is no superuser, or somebody else may create objects in it.',
                  HINT = 'Drop the schema, or take it over and revoke CREATE on it.';
    END IF;
END
$$;

CREATE FUNCTION cc_center.raise_error(name text, VARIADIC arguments text[] DEFAULT '{}')
RETURNS void LANGUAGE c STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_raise_error';
COMMENT ON FUNCTION cc_center.raise_error(text, text[]) IS
    'Raises an error of the registry by its name, with the arguments its texts take.';

CREATE FUNCTION cc_center.raise_warning(name text, VARIADIC arguments text[] DEFAULT '{}')
RETURNS void LANGUAGE c VOLATILE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_raise_warning';
COMMENT ON FUNCTION cc_center.raise_warning(text, text[]) IS
    'Warns with an entry of the registry by its name, and goes on.';
REVOKE ALL ON FUNCTION cc_center.raise_warning(text, text[]) FROM PUBLIC;

CREATE FUNCTION cc_center.translated(text text, VARIADIC arguments text[] DEFAULT '{}')
RETURNS text LANGUAGE c STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_translated';
COMMENT ON FUNCTION cc_center.translated(text, text[]) IS
    'A text of the message catalogue in the session''s language, %1 to %9 replaced by the arguments.';
REVOKE ALL ON FUNCTION cc_center.translated(text, text[]) FROM PUBLIC;

CREATE FUNCTION cc_center.error_codes(
    OUT sqlstate text, OUT name text, OUT message text, OUT detail text, OUT hint text)
RETURNS SETOF record LANGUAGE c STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_error_codes';
COMMENT ON FUNCTION cc_center.error_codes() IS
    'The registry of errors, class CC, with their texts in the session''s language.';

CREATE FUNCTION cc_center.clock()
RETURNS timestamptz LANGUAGE c VOLATILE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_clock_sql';
COMMENT ON FUNCTION cc_center.clock() IS
    'The instant the rules take for now: the server''s clock at the call, or the setting cc_center.now.';

CREATE FUNCTION cc_center.invalidate_rules()
RETURNS trigger LANGUAGE c
AS 'MODULE_PATHNAME', 'cc_invalidate_rules';
COMMENT ON FUNCTION cc_center.invalidate_rules() IS
    'Trigger: makes every session compile anew what it compiled from the trigger''s table.';
REVOKE ALL ON FUNCTION cc_center.invalidate_rules() FROM PUBLIC;

CREATE FUNCTION cc_center.install(site bigint DEFAULT NULL)
RETURNS integer LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $$
DECLARE
    groups constant text[] := ARRAY['owner', 'app', 'operator', 'shift_leader', 'supervisor', 'director', 'inspector',
                                    'department', 'system_admin', 'reader', 'importer', 'scheduler'];
    group_name text;
    member regprocedure;
    caller_role text := current_setting('role');
    next_step record;
    applied integer := 0;
    changed_before text[] := ARRAY[]::text[];
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('cc_center.install', 0));

    FOREACH group_name IN ARRAY groups LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cc_center_' || group_name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', 'cc_center_' || group_name);
        END IF;
    END LOOP;

    -- grants in a restored dump are made by the schema's owner, in any order
    IF (SELECT n.nspowner FROM pg_namespace n WHERE n.nspname = 'cc_center') <> 'cc_center_owner'::regrole THEN
        ALTER SCHEMA cc_center OWNER TO cc_center_owner;
    END IF;
    -- without grant option no function the extension owns could be handed on by the deployed schema
    FOR member IN
        SELECT p.oid FROM pg_proc p
        JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
        JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
        WHERE e.extname = 'cc_center' AND p.proname <> 'install'
          AND NOT has_function_privilege('cc_center_owner', p.oid, 'EXECUTE WITH GRANT OPTION')
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO cc_center_owner WITH GRANT OPTION', member);
    END LOOP;

    PERFORM set_config('role', 'cc_center_owner', true);
    IF to_regclass('cc_center.schema_step') IS NULL THEN
        ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
        CREATE TABLE cc_center.schema_step (
            area       text NOT NULL,
            name       text NOT NULL,
            source_md5 text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            PRIMARY KEY (area, name)
        );
        COMMENT ON TABLE cc_center.schema_step IS
            'The deployed version of the schema: one row for each step that cc_center.install() has run. A step that was run never changes; changes come as further steps.';
    END IF;
    IF to_regclass('cc_center.schema_object') IS NOT NULL THEN
        changed_before := ARRAY(SELECT c.kind || ' ' || c.name FROM cc_center.changed_objects() c
                                WHERE EXISTS (SELECT FROM cc_center.schema_object));
    END IF;
    FOR next_step IN
        SELECT s.* FROM cc_center.schema_sources() s
        WHERE NOT EXISTS (SELECT FROM cc_center.schema_step d WHERE d.area = s.area AND d.name = s.name)
        ORDER BY s.step
    LOOP
        EXECUTE next_step.source;
        INSERT INTO cc_center.schema_step (area, name, source_md5)
        VALUES (next_step.area, next_step.name, md5(next_step.source));
        applied := applied + 1;
    END LOOP;
    -- an emptied table has it taken down anew, as after an upgrade of PostgreSQL that shows definitions in other words
    IF applied > 0 OR NOT EXISTS (SELECT FROM cc_center.schema_object) THEN
        PERFORM cc_center.record_objects(changed_before);
    END IF;
    PERFORM cc_center.set_site(install.site);
    PERFORM set_config('role', caller_role, true);
    RETURN applied;
END
$$;
COMMENT ON FUNCTION cc_center.install(bigint) IS
    'Deploys or migrates the schema as ordinary objects of role cc_center_owner; returns the number of steps run, 0 when nothing was left to do. Site numbers the range that ids of this database come from: 0 unless given at the first call, and fixed from then on (CC023). Run as superuser.';
REVOKE ALL ON FUNCTION cc_center.install(bigint) FROM PUBLIC;
