-- Centers, their rule sets, and the registries around them.

CREATE OR REPLACE FUNCTION cc_center.watch_table(table_name text)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER zz_invalidate AFTER INSERT OR UPDATE OR DELETE ON cc_center.%I
                    FOR EACH ROW EXECUTE FUNCTION cc_center.invalidate_rules()', table_name);
    EXECUTE format('CREATE OR REPLACE TRIGGER zz_invalidate_truncate AFTER TRUNCATE ON cc_center.%I
                    FOR EACH STATEMENT EXECUTE FUNCTION cc_center.invalidate_rules()', table_name);
    EXECUTE format('ALTER TABLE cc_center.%I ENABLE ALWAYS TRIGGER zz_invalidate', table_name);
    EXECUTE format('ALTER TABLE cc_center.%I ENABLE ALWAYS TRIGGER zz_invalidate_truncate', table_name);
END
$$;
COMMENT ON FUNCTION cc_center.watch_table(text) IS
    'Deployment: makes changes of a table known to the compiled rules of every session.';
