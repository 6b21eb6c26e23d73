-- install(): deploys the sources that the build has put into cc_center.schema_sources(), or brings them up to date.

CREATE FUNCTION cc_center.create_groups()
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    group_name text;
    member regprocedure;
BEGIN
    FOR group_name IN SELECT 'cc_center_' || g.name FROM cc_center.group_roles() g
                      WHERE NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = 'cc_center_' || g.name) LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', group_name);
        EXCEPTION
            -- another database of the cluster, whose install() our lock does not hold up, was first
            WHEN duplicate_object OR unique_violation THEN
                NULL;
        END;
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
        WHERE e.extname = 'cc_center' AND p.proname NOT IN ('install', 'create_groups')
          AND NOT has_function_privilege('cc_center_owner', p.oid, 'EXECUTE WITH GRANT OPTION')
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO cc_center_owner WITH GRANT OPTION', member);
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.create_groups() IS
    'Deployment: creates the group roles that are missing, and gives their owner what the schema needs.';
REVOKE ALL ON FUNCTION cc_center.create_groups() FROM PUBLIC;

CREATE FUNCTION cc_center.create_ledger()
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF to_regclass('cc_center.schema_step') IS NOT NULL THEN
        RETURN;
    END IF;
    ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
    CREATE TABLE cc_center.schema_step (
        area       text NOT NULL,
        name       text NOT NULL,
        kind       text NOT NULL CHECK (kind IN ('tables', 'code')),
        source_md5 text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (area, kind, name)
    );
    COMMENT ON TABLE cc_center.schema_step IS
        'The deployed version of the schema: one row for each file that cc_center.install() has run. A file of tables is run once and never changes, changes come as further files; a file of code is run again when its text differs.';
    CREATE TABLE cc_center.schema_part (
        kind text NOT NULL,
        name text NOT NULL,
        area text NOT NULL,
        file text NOT NULL,
        made_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (kind, name)
    );
    COMMENT ON TABLE cc_center.schema_part IS
        'Which file of code made each function, view, trigger and policy: install() removes what a later version of the file does not make any more.';
END
$$;
COMMENT ON FUNCTION cc_center.create_ledger() IS 'Deployment: the tables in which install() takes down what it has run.';
REVOKE ALL ON FUNCTION cc_center.create_ledger() FROM PUBLIC;

CREATE FUNCTION cc_center.source_digests()
RETURNS TABLE (step integer, area text, kind text, name text, file text, source text, digest text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- what a file of code leaves behind depends on the groups, and on the helpers it calls, as well as on its text
    RETURN QUERY
    WITH common (digest) AS (
        SELECT md5((SELECT string_agg(g::text, ' ' ORDER BY g.ordinal) FROM cc_center.group_roles() g)
                   || (SELECT string_agg(h.source, '' ORDER BY h.step) FROM cc_center.schema_sources() h
                       WHERE h.kind = 'code' AND h.source ~ '\mIS\s+''Deployment: '))
    )
    SELECT s.step, s.area, s.kind, s.name, s.file, s.source,
           CASE s.kind WHEN 'code' THEN md5(s.source || c.digest) ELSE md5(s.source) END
    FROM cc_center.schema_sources() s, common c;
END
$$;
COMMENT ON FUNCTION cc_center.source_digests() IS
    'Deployment: the sources of the build with what schema_step notes of each: a file of code is due again when its text changes, or a group role, or a file with helpers of the deployment.';
REVOKE ALL ON FUNCTION cc_center.source_digests() FROM PUBLIC;

CREATE FUNCTION cc_center.switched_off()
RETURNS TABLE (object text, switch text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT format('%I on cc_center.%I', t.tgname, c.relname),
           format('ALTER TABLE cc_center.%I %s TRIGGER %I', c.relname,
                  CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE' END,
                  t.tgname)
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = 'cc_center'::regnamespace AND NOT t.tgisinternal
      AND t.tgenabled <> CASE WHEN t.tgname ~ '^zz_invalidate|_always$' THEN 'A' ELSE 'O' END
    UNION ALL
    SELECT format('cc_center.%I', c.relname), format('ALTER TABLE cc_center.%I DISABLE ROW LEVEL SECURITY', c.relname)
    FROM pg_class c
    WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relrowsecurity
      AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)
$$;
COMMENT ON FUNCTION cc_center.switched_off() IS
    'Deployment: triggers and row-level security that somebody switched off, and the statement that does it again.';
REVOKE ALL ON FUNCTION cc_center.switched_off() FROM PUBLIC;

CREATE FUNCTION cc_center.record_parts(area text, file text, made_by xid, functions boolean)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO cc_center.schema_part (kind, name, area, file)
    SELECT 'function', p.oid::regprocedure::text, record_parts.area, record_parts.file FROM pg_proc p
    WHERE p.pronamespace = 'cc_center'::regnamespace AND p.xmin = made_by
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
      AND (functions OR NOT EXISTS (SELECT FROM cc_center.schema_part o
                                    WHERE o.kind = 'function' AND o.name = p.oid::regprocedure::text
                                      AND (o.area, o.file) <> (record_parts.area, record_parts.file)))
    UNION ALL
    SELECT 'view', format('cc_center.%I', c.relname), record_parts.area, record_parts.file
    FROM pg_rewrite w JOIN pg_class c ON c.oid = w.ev_class
    WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind = 'v' AND w.xmin = made_by
    UNION ALL
    SELECT 'trigger', format('%I ON cc_center.%I', t.tgname, c.relname), record_parts.area, record_parts.file
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = 'cc_center'::regnamespace AND NOT t.tgisinternal AND t.xmin = made_by
    UNION ALL
    SELECT 'policy', format('%I ON cc_center.%I', p.polname, c.relname), record_parts.area, record_parts.file
    FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
    WHERE c.relnamespace = 'cc_center'::regnamespace AND p.xmin = made_by
    ON CONFLICT ON CONSTRAINT schema_part_pkey
    DO UPDATE SET area = excluded.area, file = excluded.file, made_at = excluded.made_at;
END
$$;
COMMENT ON FUNCTION cc_center.record_parts(text, text, xid, boolean) IS
    'Deployment: takes down what a transaction has made or replaced as parts of a file. To be called at once: a later grant changes the rows of functions too. Unless the transaction ran the statements that make functions, one that is another file''s was only granted.';
REVOKE ALL ON FUNCTION cc_center.record_parts(text, text, xid, boolean) FROM PUBLIC;

CREATE FUNCTION cc_center.reset_parts()
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    groups constant text := (SELECT string_agg(format('%I', 'cc_center_' || g.name), ', ') FROM cc_center.group_roles() g WHERE g.shared);
    part record;
BEGIN
    -- the time tells them from what is made again, and is earlier than any that now() gives
    FOR part IN UPDATE cc_center.schema_part p SET made_at = '-infinity'
                WHERE NOT EXISTS (SELECT FROM cc_center.schema_step d WHERE d.kind = 'code' AND d.area = p.area AND d.name = p.file)
                RETURNING p.kind, p.name LOOP
        IF part.kind = 'policy' THEN
            EXECUTE format('DROP POLICY IF EXISTS %s', part.name);
        ELSIF to_regprocedure(CASE part.kind WHEN 'function' THEN part.name END) IS NOT NULL
              OR to_regclass(CASE part.kind WHEN 'view' THEN part.name END) IS NOT NULL THEN
            EXECUTE format('COMMENT ON %s %s IS NULL', CASE part.kind WHEN 'view' THEN 'VIEW' ELSE 'ROUTINE' END, part.name);
            EXECUTE format('REVOKE ALL ON %s %s FROM PUBLIC, %s',
                           CASE part.kind WHEN 'view' THEN 'TABLE' ELSE 'ROUTINE' END, part.name, groups);
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.reset_parts() IS
    'Deployment: takes comments, policies and the group roles'' grants off what files of code without a step made, before they are run again. What others were granted stays.';
REVOKE ALL ON FUNCTION cc_center.reset_parts() FROM PUBLIC;

CREATE FUNCTION cc_center.drop_parts(kind text, names text[])
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    next_name text;
    others text;
BEGIN
    IF kind IN ('trigger', 'policy') THEN
        FOREACH next_name IN ARRAY names LOOP
            EXECUTE format('DROP %s IF EXISTS %s', kind, next_name);
        END LOOP;
    ELSIF cardinality(names) > 0 THEN
        -- procedures are taken down as functions
        EXECUTE format('DROP %s IF EXISTS %s', CASE kind WHEN 'function' THEN 'routine' ELSE kind END, array_to_string(names, ', '));
    END IF;
EXCEPTION
    WHEN dependent_objects_still_exist THEN
        GET STACKED DIAGNOSTICS others = PG_EXCEPTION_DETAIL;
        PERFORM cc_center.raise_error('depended_upon', others);
END
$$;
COMMENT ON FUNCTION cc_center.drop_parts(text, text[]) IS
    'Deployment: drops objects of one kind that files of code have made. UC009 while objects of others depend on them.';
REVOKE ALL ON FUNCTION cc_center.drop_parts(text, text[]) FROM PUBLIC;

CREATE FUNCTION cc_center.drop_code()
RETURNS text[] LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    grants text[];
    part record;
BEGIN
    SELECT array_agg(format('GRANT %s ON %s %s TO %I%s', a.privilege_type, o.kind, o.name, r.rolname,
                            CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END))
    INTO grants
    FROM (SELECT 'TABLE' AS kind, p.name, c.relacl AS acl, c.relowner AS owner
          FROM cc_center.schema_part p JOIN pg_class c ON c.oid = to_regclass(p.name) WHERE p.kind = 'view'
          UNION ALL
          SELECT 'ROUTINE', p.name, f.proacl, f.proowner
          FROM cc_center.schema_part p JOIN pg_proc f ON f.oid = to_regprocedure(p.name) WHERE p.kind = 'function') o
    CROSS JOIN LATERAL aclexplode(o.acl) a
    JOIN pg_roles r ON r.oid = a.grantee
    WHERE a.grantee NOT IN (o.owner, 0)
      AND NOT EXISTS (SELECT FROM cc_center.group_roles() g WHERE r.rolname = 'cc_center_' || g.name);
    FOR part IN SELECT p.kind, array_agg(p.name) AS names FROM cc_center.schema_part p
                GROUP BY p.kind ORDER BY array_position('{trigger,policy,view,function}', p.kind) LOOP
        PERFORM cc_center.drop_parts(part.kind, part.names);
    END LOOP;
    DELETE FROM cc_center.schema_part;
    DELETE FROM cc_center.schema_step s WHERE s.kind = 'code';
    RETURN coalesce(grants, '{}');
END
$$;
COMMENT ON FUNCTION cc_center.drop_code() IS
    'Deployment: drops all that files of code have made, for where it cannot be replaced in place; refused while objects of others depend on it. Returns the grants that others had on it.';
REVOKE ALL ON FUNCTION cc_center.drop_code() FROM PUBLIC;

CREATE FUNCTION cc_center.deploy_tables()
RETURNS integer LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    next_step record;
    applied integer := 0;
BEGIN
    FOR next_step IN
        SELECT s.* FROM cc_center.source_digests() s
        WHERE s.kind = 'tables'
          AND NOT EXISTS (SELECT FROM cc_center.schema_step d WHERE d.kind = s.kind AND d.area = s.area AND d.name = s.name)
        ORDER BY s.step
    LOOP
        PERFORM cc_center.run_source(next_step.file, next_step.source, true, true);
        INSERT INTO cc_center.schema_step (area, kind, name, source_md5)
        VALUES (next_step.area, next_step.kind, next_step.name, next_step.digest);
        applied := applied + 1;
    END LOOP;
    RETURN applied;
END
$$;
COMMENT ON FUNCTION cc_center.deploy_tables() IS
    'Deployment: runs the files of tables that have not been run; returns how many.';
REVOKE ALL ON FUNCTION cc_center.deploy_tables() FROM PUBLIC;

CREATE FUNCTION cc_center.deploy_code()
RETURNS integer LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET check_function_bodies = off
AS $$
DECLARE
    next_file record;
    left_over record;
    applied integer := 0;
BEGIN
    -- what is no file any more leaves its parts to be removed
    DELETE FROM cc_center.schema_step d
    WHERE d.kind = 'code'
      AND NOT EXISTS (SELECT FROM cc_center.source_digests() s
                      WHERE s.kind = 'code' AND s.area = d.area AND s.name = d.name AND s.digest = d.source_md5);
    PERFORM cc_center.reset_parts();
    -- functions first, of whatever file: views, triggers and policies need them
    FOR next_file IN
        SELECT s.* FROM cc_center.schema_sources() s
        WHERE s.kind = 'code'
          AND NOT EXISTS (SELECT FROM cc_center.schema_step d WHERE d.kind = 'code' AND d.area = s.area AND d.name = s.name)
        ORDER BY s.step
    LOOP
        PERFORM cc_center.record_parts(next_file.area, next_file.name,
                                       cc_center.run_source(next_file.file, next_file.source, true, false), true);
    END LOOP;
    FOR next_file IN
        SELECT s.* FROM cc_center.source_digests() s
        WHERE s.kind = 'code'
          AND NOT EXISTS (SELECT FROM cc_center.schema_step d WHERE d.kind = 'code' AND d.area = s.area AND d.name = s.name)
        ORDER BY s.step
    LOOP
        PERFORM cc_center.record_parts(next_file.area, next_file.name,
                                       cc_center.run_source(next_file.file, next_file.source, false, true), false);
        applied := applied + 1;
    END LOOP;
    -- those of a kind in one statement, so that they may depend on each other; triggers and policies first
    FOR left_over IN
        WITH gone AS (DELETE FROM cc_center.schema_part p WHERE p.made_at = '-infinity' RETURNING p.kind, p.name)
        SELECT g.kind, array_agg(g.name) AS names FROM gone g
        GROUP BY g.kind ORDER BY array_position('{trigger,policy,view,function}', g.kind)
    LOOP
        PERFORM cc_center.drop_parts(left_over.kind, left_over.names);
    END LOOP;
    INSERT INTO cc_center.schema_step (area, kind, name, source_md5)
    SELECT s.area, s.kind, s.name, s.digest FROM cc_center.source_digests() s WHERE s.kind = 'code'
    ON CONFLICT DO NOTHING;
    RETURN applied;
END
$$;
COMMENT ON FUNCTION cc_center.deploy_code() IS
    'Deployment: runs the files of code whose text differs from what was run, and removes what they, or files that are gone, made before and make no more; returns how many were run.';
REVOKE ALL ON FUNCTION cc_center.deploy_code() FROM PUBLIC;

CREATE FUNCTION cc_center.deploy()
RETURNS integer LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    applied integer;
    kept text[];
    next_grant text;
BEGIN
    BEGIN
        applied := cc_center.deploy_tables();
        RETURN applied + cc_center.deploy_code();
    EXCEPTION
        -- a view with other columns, a function with another result, a column that views read, something in use
        WHEN invalid_table_definition OR invalid_function_definition OR dependent_objects_still_exist
          OR feature_not_supported OR wrong_object_type OR SQLSTATE 'UC009' THEN
            IF NOT EXISTS (SELECT FROM cc_center.schema_part) THEN
                RAISE;
            END IF;
    END;
    kept := cc_center.drop_code();
    applied := cc_center.deploy_tables();
    applied := applied + cc_center.deploy_code();
    FOREACH next_grant IN ARRAY kept LOOP
        BEGIN
            EXECUTE next_grant;
        EXCEPTION
            WHEN undefined_table OR undefined_function OR undefined_object THEN
                NULL;  -- what it was given on is gone
        END;
    END LOOP;
    RETURN applied;
END
$$;
COMMENT ON FUNCTION cc_center.deploy() IS
    'Deployment: tables, then code, replaced in place where that is possible, else dropped and made anew with the grants others had on it. Returns the number of files run.';
REVOKE ALL ON FUNCTION cc_center.deploy() FROM PUBLIC;

CREATE FUNCTION cc_center.install(site bigint DEFAULT NULL)
RETURNS integer LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
-- the sources mean the same whatever the session prefers
SET standard_conforming_strings = on
SET transform_null_equals = off
SET row_security = on
SET DateStyle = 'ISO, YMD'
SET IntervalStyle = 'postgres'
AS $$
DECLARE
    caller_role text := current_setting('role');
    applied integer;
    tidier regprocedure;
    changed_before text[] := ARRAY[]::text[];
    switches text[];
    switch text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('cc_center.install', 0));
    PERFORM cc_center.create_groups();
    PERFORM set_config('role', 'cc_center_owner', true);
    PERFORM cc_center.create_ledger();
    IF to_regclass('cc_center.schema_object') IS NOT NULL THEN
        changed_before := ARRAY(SELECT c.kind || ' ' || c.name FROM cc_center.changed_objects() c
                                WHERE EXISTS (SELECT FROM cc_center.schema_object));
    END IF;
    switches := ARRAY(SELECT o.switch FROM cc_center.switched_off() o);
    applied := cc_center.deploy();
    IF applied > 0 THEN
        -- what files of code made anew just now is again as it was deployed
        changed_before := ARRAY(SELECT b.name FROM unnest(changed_before) b (name)
                                WHERE NOT EXISTS (SELECT FROM cc_center.schema_part p
                                                  WHERE p.made_at = now() AND b.name = p.kind || ' ' || replace(p.name, ' ON ', ' on ')));
        FOR tidier IN SELECT p.oid FROM pg_proc p
                      WHERE p.pronamespace = 'cc_center'::regnamespace AND p.proname LIKE 'tidy\_%' ORDER BY p.proname LOOP
            EXECUTE format('SELECT %s', tidier);
        END LOOP;
        -- what somebody switched off was made anew switched on; it stays his decision, and a finding of health()
        FOREACH switch IN ARRAY switches LOOP
            BEGIN
                EXECUTE switch;
            EXCEPTION
                WHEN undefined_object OR undefined_table THEN
                    NULL;  -- the new version has it no more
            END;
        END LOOP;
    END IF;
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
    'Deploys the schema as ordinary objects of role cc_center_owner, or brings it up to date: new files of tables are run once, files of code again when their text differs, and what a later version no longer has is removed. Returns the number of files run, 0 when nothing was left to do. Site numbers the range that ids of this database come from: 0 unless given at the first call, and fixed from then on (UC007). An error names the file and the line. Run as superuser.';
REVOKE ALL ON FUNCTION cc_center.install(bigint) FROM PUBLIC;
