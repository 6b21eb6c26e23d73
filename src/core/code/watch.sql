-- Watching tables for what sessions compile from them.

CREATE OR REPLACE FUNCTION cc_center.watch_table(table_name text, key_column name DEFAULT 'center_id')
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    -- without that column a change is one of the whole table
    key text := coalesce((SELECT quote_literal(a.attname) FROM pg_attribute a
                          WHERE a.attrelid = format('cc_center.%I', table_name)::regclass
                            AND a.attname = key_column AND NOT a.attisdropped), '');
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER zz_invalidate AFTER INSERT OR UPDATE OR DELETE ON cc_center.%I
                    FOR EACH ROW EXECUTE FUNCTION cc_center.invalidate_rules(%s)', table_name, key);
    EXECUTE format('CREATE OR REPLACE TRIGGER zz_invalidate_truncate AFTER TRUNCATE ON cc_center.%I
                    FOR EACH STATEMENT EXECUTE FUNCTION cc_center.invalidate_rules()', table_name);
    EXECUTE format('ALTER TABLE cc_center.%I ENABLE ALWAYS TRIGGER zz_invalidate', table_name);
    EXECUTE format('ALTER TABLE cc_center.%I ENABLE ALWAYS TRIGGER zz_invalidate_truncate', table_name);
END
$$;
COMMENT ON FUNCTION cc_center.watch_table(text, name) IS
    'Deployment: makes changes of a table known to the compiled rules of every session, row by row under the value of the column given (bigint or name: the center''s by default), so that only what is compiled from rows of that value is compiled anew.';
