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
            USING ERRCODE = 'UC008', DETAIL = 'Its owner is no superuser, or somebody else may create objects in it.',
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
    'A text of the message catalogue in the session''s language, %1 to %9 replaced by the arguments, %1{kind} by the word of that kind, %1{interval} by a length of time.';
REVOKE ALL ON FUNCTION cc_center.translated(text, text[]) FROM PUBLIC;

CREATE FUNCTION cc_center.error_codes(
    OUT sqlstate text, OUT name text, OUT message text, OUT detail text, OUT hint text)
RETURNS SETOF record LANGUAGE c STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_error_codes';
COMMENT ON FUNCTION cc_center.error_codes() IS
    'The registry of errors, class UC, with their texts in the session''s language.';

CREATE FUNCTION cc_center.has_text(value text)
RETURNS boolean LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_has_text_sql';
COMMENT ON FUNCTION cc_center.has_text(text) IS
    'Whether a text holds anything that can be seen: blanks of any width or of none (full-width, zero-width, no-break) are no reason and no name; false for NULL.';

CREATE FUNCTION cc_center.clock()
RETURNS timestamptz LANGUAGE c VOLATILE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_clock_sql';
COMMENT ON FUNCTION cc_center.clock() IS
    'The instant the rules take for now: the server''s clock at the call, or the setting cc_center.now.';

CREATE FUNCTION cc_center.invalidate_rules()
RETURNS trigger LANGUAGE c
AS 'MODULE_PATHNAME', 'cc_invalidate_rules';
COMMENT ON FUNCTION cc_center.invalidate_rules() IS
    'Trigger: makes every session compile anew what it compiled from the trigger''s table: from rows with the changed row''s value in the column that the argument names (bigint or name), or from the whole table without an argument.';
REVOKE ALL ON FUNCTION cc_center.invalidate_rules() FROM PUBLIC;

CREATE FUNCTION cc_center.run_source(file text, source text, functions boolean, others boolean)
RETURNS xid LANGUAGE c STRICT
AS 'MODULE_PATHNAME', 'cc_run_source';
COMMENT ON FUNCTION cc_center.run_source(text, text, boolean, boolean) IS
    'Deployment: runs the statements of a file that make functions, or the others, or both, in a subtransaction whose id it returns. An error names the file and the line.';
REVOKE ALL ON FUNCTION cc_center.run_source(text, text, boolean, boolean) FROM PUBLIC;

CREATE FUNCTION cc_center.group_roles()
RETURNS TABLE (ordinal integer, name text, person boolean, enrollable boolean, shared boolean)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
VALUES
    (1, 'owner', false, false, false),
    (2, 'app', false, true, true),
    (3, 'operator', true, true, true),
    (4, 'shift_leader', true, true, true),
    (5, 'supervisor', true, true, true),
    (6, 'director', true, true, true),
    (7, 'inspector', true, true, true),
    (8, 'department', true, true, true),
    (9, 'system_admin', true, true, true),
    (10, 'quality_reviewer', true, true, true),
    (11, 'appraiser', true, true, true),
    (12, 'auditor', true, true, true),
    (13, 'reader', false, true, true),
    (14, 'importer', false, true, true),
    (15, 'scheduler', false, false, true)
$$;
COMMENT ON FUNCTION cc_center.group_roles() IS
    'The group roles, without their prefix cc_center_: whether people have that role, whether somebody is enrolled in it, and whether it reads what everybody reads. A further role is a further row.';

CREATE FUNCTION cc_center.is_person_role(name text)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT EXISTS (SELECT FROM cc_center.group_roles() g WHERE g.name = is_person_role.name AND g.person) $$;
COMMENT ON FUNCTION cc_center.is_person_role(text) IS 'Whether people can have a role of this name.';

