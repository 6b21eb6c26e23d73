-- Rows that can never be removed.

CREATE OR REPLACE FUNCTION cc_center.refuse_change()
RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM cc_center.raise_error('not_deletable', TG_TABLE_NAME, TG_ARGV[0]);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.refuse_change() IS
    'Trigger: refuses the event it is on; its argument is the hint.';

CREATE OR REPLACE FUNCTION cc_center.keep_rows(table_name text, hint text)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER aa_keep BEFORE DELETE OR TRUNCATE ON cc_center.%I
                    FOR EACH STATEMENT EXECUTE FUNCTION cc_center.refuse_change(%L)', table_name, hint);
END
$$;
COMMENT ON FUNCTION cc_center.keep_rows(text, text) IS
    'Deployment: rows of the table can never be removed, neither one by one nor by TRUNCATE.';
