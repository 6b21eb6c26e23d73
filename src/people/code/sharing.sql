-- Who reads and writes a table: row-level security by center, and grants to group roles.

CREATE OR REPLACE FUNCTION cc_center.close_table(table_name text)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    next_name text;
BEGIN
    FOR next_name IN SELECT format('%I', 'cc_center_' || g) FROM unnest(cc_center.all_groups()) g UNION ALL SELECT 'PUBLIC' LOOP
        EXECUTE format('REVOKE ALL ON cc_center.%I FROM %s', table_name, next_name);
        EXECUTE (SELECT format('REVOKE ALL (%s) ON cc_center.%I FROM %s',
                               string_agg(format('%I', a.attname), ', '), table_name, next_name)
                 FROM pg_attribute a
                 WHERE a.attrelid = format('cc_center.%I', table_name)::regclass AND a.attnum > 0 AND NOT a.attisdropped);
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.close_table(text) IS
    'Deployment: takes the group roles'' grants on a table away, before the file that gives them gives them anew.';

CREATE OR REPLACE FUNCTION cc_center.share_table(table_name text, readers text[], writers text[] DEFAULT '{}')
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    group_name text;
BEGIN
    PERFORM cc_center.close_table(table_name);
    EXECUTE format('ALTER TABLE cc_center.%I ENABLE ROW LEVEL SECURITY', table_name);
    -- a grant holds wherever its holder is enrolled; what he is in this center decides; asked once for a query, not for each row
    EXECUTE format('CREATE POLICY own_center ON cc_center.%I FOR SELECT USING (center_id = ANY ((SELECT %s)::bigint[]))', table_name,
                   CASE WHEN readers @> cc_center.all_groups() THEN 'cc_center.acting_centers()'
                        ELSE format('cc_center.acting_centers_as(%L::text[])', readers) END);
    IF cardinality(writers) > 0 THEN
        EXECUTE format('CREATE POLICY own_role ON cc_center.%I
                        USING (center_id = ANY ((SELECT cc_center.acting_centers_as(%L))::bigint[]))', table_name, writers);
    END IF;
    FOREACH group_name IN ARRAY readers LOOP
        EXECUTE format('GRANT SELECT ON cc_center.%I TO %I', table_name, 'cc_center_' || group_name);
    END LOOP;
    FOREACH group_name IN ARRAY writers LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON cc_center.%I TO %I', table_name, 'cc_center_' || group_name);
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.share_table(text, text[], text[]) IS
    'Deployment: row-level security by center, and grants to the group roles named without their prefix; readers, where not all are named, and writers must have that role in the row''s center.';

CREATE OR REPLACE FUNCTION cc_center.share_rows(table_name text, policy_name text, condition text)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    group_name text;
BEGIN
    PERFORM cc_center.close_table(table_name);
    EXECUTE format('ALTER TABLE cc_center.%I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('CREATE POLICY %I ON cc_center.%I FOR SELECT USING (%s)', policy_name, table_name, condition);
    FOREACH group_name IN ARRAY cc_center.all_groups() LOOP
        EXECUTE format('GRANT SELECT ON cc_center.%I TO %I', table_name, 'cc_center_' || group_name);
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.share_rows(text, text, text) IS
    'Deployment: lets every group read a table, and whoever asks those of its rows that a condition of their own names.';

CREATE OR REPLACE FUNCTION cc_center.let_roles_read(table_name text, roles text[])
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM cc_center.close_table(table_name);
    EXECUTE format('ALTER TABLE cc_center.%I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('CREATE POLICY own_role ON cc_center.%I FOR SELECT
                    USING (center_id = ANY ((SELECT cc_center.acting_centers_as(%L::text[]))::bigint[]))', table_name, roles);
END
$$;
COMMENT ON FUNCTION cc_center.let_roles_read(text, text[]) IS
    'Deployment: row-level security by which a table''s rows are read by whoever has one of the roles in the row''s center, and by nobody else; the grants, of the table or of columns, follow it.';

CREATE OR REPLACE FUNCTION cc_center.share_lines(table_name text)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM cc_center.close_table(table_name);
    EXECUTE format('ALTER TABLE cc_center.%I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('CREATE POLICY own_lines ON cc_center.%I USING (loaded_by = cc_center.acting_login_role())', table_name);
    EXECUTE format('GRANT SELECT, DELETE, INSERT (line) ON cc_center.%I TO cc_center_importer', table_name);
    EXECUTE format('GRANT USAGE ON SEQUENCE cc_center.%I TO cc_center_importer', table_name || '_id_seq');
END
$$;
COMMENT ON FUNCTION cc_center.share_lines(text) IS
    'Deployment: lets importers copy the lines of a file into a table (line, loaded_by, and a sequence TABLE_id_seq), where each sees his own only.';

CREATE OR REPLACE FUNCTION cc_center.share_own_rows(
    table_name text, policy_name text, administrators boolean, leaders text[] DEFAULT '{shift_leader,supervisor,director}')
RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    -- what is to be known of the centers is asked once for a query, and not for each of its rows
    SELECT cc_center.share_rows(table_name, policy_name, format($condition$
        center_id = ANY ((SELECT cc_center.acting_centers_as(%L::text[]))::bigint[])
        OR staff_no = ANY ((SELECT cc_center.acting_numbers())::text[]) AND staff_no = cc_center.acting_staff_no(center_id) $condition$,
        leaders) || CASE WHEN administrators THEN $also$ OR (SELECT pg_has_role(cc_center.acting_login_role(), 'cc_center_owner', 'MEMBER')) $also$
                ELSE '' END)
$$;
COMMENT ON FUNCTION cc_center.share_own_rows(text, text, boolean, text[]) IS
    'Deployment: shares a table whose rows are about one person each with himself and with those who lead his center, or the roles named, and where it is said so with database administrators (A7).';

SELECT cc_center.share_table('center', cc_center.all_groups());
