-- The group roles, and what all of them may do.

CREATE OR REPLACE FUNCTION cc_center.all_groups()
RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT array_agg(g.name ORDER BY g.ordinal) FROM cc_center.group_roles() g WHERE g.shared $$;
COMMENT ON FUNCTION cc_center.all_groups() IS 'The group roles, without their prefix cc_center_.';

CREATE OR REPLACE FUNCTION cc_center.person_groups()
RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT array_agg(g.name ORDER BY g.ordinal) FROM cc_center.group_roles() g WHERE g.person $$;
COMMENT ON FUNCTION cc_center.person_groups() IS 'The group roles that people have, without their prefix cc_center_.';

CREATE OR REPLACE FUNCTION cc_center.share_function(function regprocedure, groups text[] DEFAULT cc_center.all_groups())
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    group_name text;
BEGIN
    FOREACH group_name IN ARRAY groups LOOP
        EXECUTE format('GRANT EXECUTE ON ROUTINE %s TO %I', function, 'cc_center_' || group_name);
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.share_function(regprocedure, text[]) IS
    'Deployment: lets the group roles named without their prefix, or all of them, execute a function.';

CREATE OR REPLACE FUNCTION cc_center.share_view(view_name text, groups text[] DEFAULT cc_center.all_groups())
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    group_name text;
BEGIN
    FOREACH group_name IN ARRAY groups LOOP
        EXECUTE format('GRANT SELECT ON cc_center.%I TO %I', view_name, 'cc_center_' || group_name);
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.share_view(text, text[]) IS
    'Deployment: lets the group roles named without their prefix, or all of them, read a view.';

-- the views that speak to people run with the rights of whoever asks
SELECT cc_center.share_function('cc_center.translated(text, text[])');

DO $$
DECLARE
    group_name text;
BEGIN
    FOREACH group_name IN ARRAY cc_center.all_groups() LOOP
        EXECUTE format('GRANT USAGE ON SCHEMA cc_center TO %I', 'cc_center_' || group_name);
    END LOOP;
END
$$;
