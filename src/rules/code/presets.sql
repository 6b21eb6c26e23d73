-- Rule sets shipped as data, and the centers that start with them.

SELECT cc_center.close_table('preset_part');
GRANT SELECT ON cc_center.preset_part TO PUBLIC;

CREATE OR REPLACE VIEW cc_center.preset WITH (security_invoker = true) AS
SELECT p.preset, max(p.rules ->> 'title') AS title, max(p.rules ->> 'effective_from')::date AS effective_from,
       -- a table may have rows from several areas
       (SELECT jsonb_object_agg(k.key, k.rows)
        FROM (SELECT t.key, coalesce(jsonb_agg(r.row ORDER BY a.area, r.place) FILTER (WHERE r.place IS NOT NULL), '[]') AS rows
              FROM cc_center.preset_part a CROSS JOIN LATERAL jsonb_each(a.rules -> 'tables') t
              LEFT JOIN LATERAL jsonb_array_elements(t.value) WITH ORDINALITY r (row, place) ON true
              WHERE a.preset = p.preset GROUP BY t.key) k) AS rules
FROM cc_center.preset_part p
WHERE p.rules ? 'title' OR p.rules -> 'tables' <> '{}'
GROUP BY p.preset;
COMMENT ON VIEW cc_center.preset IS
    'The presets: their title, the day from which they hold, and for each rule table the rows that a new center starts with.';
GRANT SELECT ON cc_center.preset TO PUBLIC;

CREATE OR REPLACE FUNCTION cc_center.fill_from_preset(
    center_id bigint, version integer, preset text, with_master_data boolean DEFAULT true)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    rules jsonb;
    target record;
    next_row jsonb;
    columns text;
    bare record;
BEGIN
    SELECT p.rules INTO rules FROM cc_center.preset p WHERE p.preset = fill_from_preset.preset;
    IF rules IS NULL THEN
        PERFORM cc_center.raise_error('unknown_preset', preset);
    END IF;
    FOR target IN SELECT t.key AS name, t.value AS rows, r.versioned
                  FROM jsonb_each(rules) t LEFT JOIN cc_center.rule_table r ON r.name = t.key
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
            SELECT c.key, c.value #>> '{}' AS value INTO bare FROM jsonb_each(next_row) c
            JOIN pg_attribute a ON a.attrelid = format('cc_center.%I', target.name)::regclass AND a.attname = c.key
            WHERE a.atttypid = 'interval'::regtype AND jsonb_typeof(c.value) = 'number';
            IF FOUND THEN
                PERFORM cc_center.raise_error('interval_without_unit', target.name, bare.key, bare.value);
            END IF;
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

CREATE OR REPLACE FUNCTION cc_center.zone_of_china(time_zone text)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT time_zone IN ('Asia/Shanghai', 'Asia/Urumqi', 'Asia/Chongqing', 'Asia/Chungking', 'Asia/Harbin', 'Asia/Kashgar', 'PRC')
$$;
COMMENT ON FUNCTION cc_center.zone_of_china(text) IS 'Whether a time zone is one where China''s official calendar holds.';

CREATE OR REPLACE FUNCTION cc_center.create_center(
    center_id bigint, code text, name text,
    time_zone text DEFAULT 'Asia/Shanghai', preset text DEFAULT 'gulou', calendar text DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    founder text := 'role ' || session_user;
BEGIN
    INSERT INTO cc_center.center (center_id, code, name, time_zone, calendar)
    VALUES (center_id, code, name, time_zone, coalesce(calendar, 'CN'));
    IF calendar IS NULL AND NOT cc_center.zone_of_china(time_zone) THEN
        PERFORM cc_center.raise_warning('calendar_of_china', center_id::text, time_zone);
    END IF;
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
        effective = tstzrange(p.effective_from::timestamp AT TIME ZONE create_center.time_zone, NULL)
    FROM cc_center.preset p
    WHERE r.center_id = create_center.center_id AND r.version = 1 AND p.preset = create_center.preset;
    RETURN center_id;
END
$$;
COMMENT ON FUNCTION cc_center.create_center(bigint, text, text, text, text, text) IS
    'Creates a center whose rules are those of a preset, adopted as ratified from the preset''s own date. With preset NULL the center has no rules yet, and takes no cases, until a version is ratified. calendar names the official calendar whose holidays it keeps; without it that is China''s, with a warning (UC213) where the zone is not.';
