-- Rule tables: registered, and frozen with their version.

SELECT cc_center.close_table('clause');
GRANT SELECT ON cc_center.clause TO PUBLIC;
SELECT cc_center.share_table('rule_set', cc_center.all_groups());
SELECT cc_center.watch_table('rule_set');

-- rules name clauses
CREATE OR REPLACE TRIGGER aa_keep BEFORE DELETE OR TRUNCATE ON cc_center.clause
    FOR EACH STATEMENT WHEN (current_user <> 'cc_center_owner') EXECUTE FUNCTION cc_center.refuse_change('');
SELECT cc_center.keep_rows('rule_set', 'Withdraw the version instead.');

CREATE OR REPLACE FUNCTION cc_center.guard_rule_row()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    touched record;
    version_status text;
    short record;
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.center_id, NEW.version) IS DISTINCT FROM (OLD.center_id, OLD.version) THEN
        PERFORM cc_center.raise_error('immutable_column', 'version', TG_TABLE_NAME);
    END IF;
    IF TG_OP = 'DELETE' THEN touched := OLD; ELSE touched := NEW; END IF;
    -- a proposal waits for this transaction, and this one for a proposal; an UPDATE and no lock, so that a proposal with
    -- an older snapshot fails and judges no draft that is not any more. A version made or marked here already is our own.
    UPDATE cc_center.rule_set r SET drafted_at = r.drafted_at
    WHERE r.center_id = touched.center_id AND r.version = touched.version AND r.status = 'draft'
      AND r.xmin <> pg_current_xact_id()::xid;
    SELECT r.status INTO version_status FROM cc_center.rule_set r
    WHERE r.center_id = touched.center_id AND r.version = touched.version FOR SHARE;
    IF version_status IS NULL THEN
        PERFORM cc_center.raise_error('unknown_rule_set', touched.center_id::text, touched.version::text);
    ELSIF version_status <> 'draft' THEN
        PERFORM cc_center.raise_error('rules_frozen', touched.center_id::text, touched.version::text, version_status);
    ELSIF TG_OP <> 'DELETE' AND NOT EXISTS (SELECT FROM cc_center.clause c WHERE c.clause = touched.clause) THEN
        PERFORM cc_center.raise_error('unknown_clause', touched.clause);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        -- no rule counts in seconds: a number without its unit was read as such
        SELECT a.attname, given.value INTO short
        FROM pg_attribute a CROSS JOIN LATERAL (SELECT (to_jsonb(touched) ->> a.attname)::interval AS value) given
        WHERE a.attrelid = TG_RELID AND a.atttypid = 'interval'::regtype AND NOT a.attisdropped
          AND given.value > interval '0' AND given.value < interval '1 minute';
        IF FOUND THEN
            PERFORM cc_center.raise_error('interval_without_unit', TG_TABLE_NAME, short.attname, short.value::text);
        END IF;
    END IF;
    RETURN touched;
END
$$;
COMMENT ON FUNCTION cc_center.guard_rule_row() IS
    'Trigger: rows of a rule set change only while it is a draft; an interval of a few seconds is a number without its unit (UC212).';

CREATE OR REPLACE FUNCTION cc_center.register_rule_table(table_name text, area text, versioned boolean DEFAULT true)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO cc_center.rule_table (name, area, versioned) VALUES (table_name, area, versioned)
    ON CONFLICT ON CONSTRAINT rule_table_pkey DO UPDATE SET area = excluded.area, versioned = excluded.versioned;
    PERFORM cc_center.watch_table(table_name);
    IF versioned THEN
        EXECUTE format('CREATE OR REPLACE TRIGGER aa_guard BEFORE INSERT OR UPDATE OR DELETE ON cc_center.%I
                        FOR EACH ROW EXECUTE FUNCTION cc_center.guard_rule_row()', table_name);
        EXECUTE format('CREATE OR REPLACE TRIGGER aa_keep BEFORE TRUNCATE ON cc_center.%I
                        FOR EACH STATEMENT EXECUTE FUNCTION cc_center.refuse_change()', table_name);
        PERFORM cc_center.share_table(table_name, cc_center.all_groups(), ARRAY['shift_leader', 'supervisor']);
    ELSE
        PERFORM cc_center.share_table(table_name, cc_center.all_groups(), ARRAY['supervisor', 'system_admin']);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.register_rule_table(text, text, boolean) IS
    'Deployment: makes a table a rule table: watched, guarded, shared, and open to presets. A table that is not versioned holds a center''s master data.';
SELECT cc_center.register_rule_table('rule_setting', 'rules');

CREATE OR REPLACE FUNCTION cc_center.tidy_rules()
RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    DELETE FROM cc_center.rule_table t WHERE to_regclass(format('cc_center.%I', t.name)) IS NULL;
    DELETE FROM cc_center.rule_check c WHERE to_regproc(format('cc_center.%I', c.function)) IS NULL;
    DELETE FROM cc_center.preset_part p
    WHERE p.shipped AND NOT EXISTS (SELECT FROM cc_center.schema_sources() s
                      WHERE s.kind = 'code' AND s.area = p.area AND s.name = 'preset ' || p.preset);
$$;
COMMENT ON FUNCTION cc_center.tidy_rules() IS
    'Deployment: takes out of the registries what the schema no longer has.';
