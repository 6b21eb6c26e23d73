-- Rule tables: registered, frozen with their version, filled from presets.

CREATE FUNCTION cc_center.guard_rule_row()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    touched record;
    version_status text;
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.center_id, NEW.version) IS DISTINCT FROM (OLD.center_id, OLD.version) THEN
        PERFORM cc_center.raise_error('immutable_column', 'version', TG_TABLE_NAME);
    END IF;
    IF TG_OP = 'DELETE' THEN touched := OLD; ELSE touched := NEW; END IF;
    -- the lock makes a proposal wait for this transaction, and this one for a proposal
    SELECT r.status INTO version_status FROM cc_center.rule_set r
    WHERE r.center_id = touched.center_id AND r.version = touched.version FOR SHARE;
    IF version_status IS NULL THEN
        PERFORM cc_center.raise_error('unknown_rule_set', touched.center_id::text, touched.version::text);
    ELSIF version_status <> 'draft' THEN
        PERFORM cc_center.raise_error('rules_frozen', touched.center_id::text, touched.version::text, version_status);
    ELSIF TG_OP <> 'DELETE' AND NOT EXISTS (SELECT FROM cc_center.clause c WHERE c.clause = touched.clause) THEN
        PERFORM cc_center.raise_error('unknown_clause', touched.clause);
    END IF;
    RETURN touched;
END
$$;
COMMENT ON FUNCTION cc_center.guard_rule_row() IS
    'Trigger: rows of a rule set change only while it is a draft.';

CREATE FUNCTION cc_center.register_rule_table(table_name text, area text, versioned boolean DEFAULT true)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO cc_center.rule_table (name, area, versioned) VALUES (table_name, area, versioned);
    PERFORM cc_center.watch_table(table_name);
    IF versioned THEN
        EXECUTE format('CREATE TRIGGER aa_guard BEFORE INSERT OR UPDATE OR DELETE ON cc_center.%I
                        FOR EACH ROW EXECUTE FUNCTION cc_center.guard_rule_row()', table_name);
        EXECUTE format('CREATE TRIGGER aa_keep BEFORE TRUNCATE ON cc_center.%I
                        FOR EACH STATEMENT EXECUTE FUNCTION cc_center.refuse_change()', table_name);
        PERFORM cc_center.share_table(table_name, cc_center.all_groups(), ARRAY['shift_leader', 'supervisor']);
    ELSE
        PERFORM cc_center.share_table(table_name, cc_center.all_groups(), ARRAY['supervisor', 'system_admin']);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.register_rule_table(text, text, boolean) IS
    'Deployment: makes a table a rule table: watched, guarded, shared, and open to presets. A table that is not versioned holds a center''s master data.';

CREATE TABLE cc_center.rule_setting (
    center_id bigint NOT NULL,
    version   integer NOT NULL,
    name      text NOT NULL,
    value     text,
    clause    text NOT NULL,
    PRIMARY KEY (center_id, version, name),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    CHECK (name <> 'day_type_by' OR value IN ('calendar', 'weekday'))
);
COMMENT ON TABLE cc_center.rule_setting IS
    'Single values of a rule set, each with its clause; a NULL value means the regulation sets none. day_type_by: calendar or weekday (U10). mean_handling_limit, first_action_limit: intervals (I24, I26).';
SELECT cc_center.register_rule_table('rule_setting', 'core');

CREATE FUNCTION cc_center.rules_in_force(center_id bigint, at timestamptz DEFAULT NULL)
RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.version FROM cc_center.rule_set r
    WHERE r.center_id = rules_in_force.center_id AND r.status = 'ratified'
      AND r.effective @> coalesce(at, cc_center.clock())
$$;
COMMENT ON FUNCTION cc_center.rules_in_force(bigint, timestamptz) IS
    'The ratified version of a center''s rules that applies at an instant (now by default); NULL where none does.';
SELECT cc_center.share_function('cc_center.rules_in_force(bigint, timestamptz)');

CREATE FUNCTION cc_center.setting_in_force(center_id bigint, name text, at timestamptz DEFAULT NULL)
RETURNS text LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.value FROM cc_center.rule_setting s
    WHERE s.center_id = setting_in_force.center_id AND s.name = setting_in_force.name
      AND s.version = cc_center.rules_in_force(setting_in_force.center_id, at)
$$;
COMMENT ON FUNCTION cc_center.setting_in_force(bigint, text, timestamptz) IS
    'The value of a rule setting that applies at an instant (now by default); NULL where the regulation sets none.';
SELECT cc_center.share_function('cc_center.setting_in_force(bigint, text, timestamptz)');

CREATE FUNCTION cc_center.fill_from_preset(
    center_id bigint, version integer, preset text, with_master_data boolean DEFAULT true)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    rules jsonb;
    target record;
    next_row jsonb;
    columns text;
BEGIN
    SELECT p.rules INTO rules FROM cc_center.preset p WHERE p.preset = fill_from_preset.preset;
    IF rules IS NULL THEN
        PERFORM cc_center.raise_error('unknown_preset', preset);
    END IF;
    FOR target IN SELECT t.key AS name, t.value AS rows, r.versioned
                  FROM jsonb_each(rules -> 'tables') t LEFT JOIN cc_center.rule_table r ON r.name = t.key
                  ORDER BY r.versioned, t.key
    LOOP
        IF target.versioned IS NULL THEN
            PERFORM cc_center.raise_error('preset_broken', preset, target.name);
        END IF;
        CONTINUE WHEN NOT target.versioned AND NOT with_master_data;
        FOR next_row IN SELECT jsonb_array_elements(target.rows) LOOP
            next_row := next_row || jsonb_build_object('center_id', center_id);
            IF target.versioned THEN
                next_row := next_row || jsonb_build_object('version', version);
            END IF;
            SELECT string_agg(format('%I', k), ', ') INTO columns FROM jsonb_object_keys(next_row) k;
            EXECUTE format('INSERT INTO cc_center.%I (%s) SELECT %s FROM jsonb_populate_record(NULL::cc_center.%I, $1)%s',
                           target.name, columns, columns, target.name,
                           CASE WHEN target.versioned THEN '' ELSE ' ON CONFLICT DO NOTHING' END)
            USING next_row;
        END LOOP;
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.fill_from_preset(bigint, integer, text, boolean) IS
    'Deployment: copies the rows of a preset into a drafted version, and for a new center its master data (streets, channels).';

CREATE FUNCTION cc_center.create_center(
    center_id bigint, code text, name text,
    time_zone text DEFAULT 'Asia/Shanghai', preset text DEFAULT 'gulou')
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    founder text := 'role ' || session_user;
BEGIN
    INSERT INTO cc_center.center (center_id, code, name, time_zone) VALUES (center_id, code, name, time_zone);
    IF preset IS NULL THEN
        RETURN center_id;
    END IF;
    IF NOT EXISTS (SELECT FROM cc_center.preset p WHERE p.preset = create_center.preset) THEN
        PERFORM cc_center.raise_error('unknown_preset', preset);
    END IF;
    INSERT INTO cc_center.rule_set (center_id, version, title, preset, drafted_by)
    SELECT create_center.center_id, 1, p.title, p.preset, founder
    FROM cc_center.preset p WHERE p.preset = create_center.preset;
    PERFORM cc_center.fill_from_preset(center_id, 1, preset);
    -- the regulation was ratified before the database knew it: adopted as it stands, from its own date
    UPDATE cc_center.rule_set r
    SET status = 'ratified', proposed_by = founder, proposed_at = cc_center.clock(),
        ratified_by = founder, ratified_at = cc_center.clock(),
        effective = tstzrange((p.rules ->> 'effective_from')::timestamp AT TIME ZONE create_center.time_zone, NULL)
    FROM cc_center.preset p
    WHERE r.center_id = create_center.center_id AND r.version = 1 AND p.preset = create_center.preset;
    RETURN center_id;
END
$$;
COMMENT ON FUNCTION cc_center.create_center(bigint, text, text, text, text) IS
    'Creates a center whose rules are those of a preset, adopted as ratified from the preset''s own date. With preset NULL the center has no rules yet, and takes no cases, until a version is ratified.';
