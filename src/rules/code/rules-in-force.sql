-- Which version of a center's rules applies at an instant.

CREATE OR REPLACE FUNCTION cc_center.rules_in_force(center_id bigint, at timestamptz DEFAULT NULL)
RETURNS integer LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT r.version FROM cc_center.rule_set r
        WHERE r.center_id = rules_in_force.center_id AND r.status = 'ratified'
          AND r.effective @> coalesce(at, cc_center.clock()));
END
$$;
COMMENT ON FUNCTION cc_center.rules_in_force(bigint, timestamptz) IS
    'The ratified version of a center''s rules that applies at an instant (now by default); NULL where none does.';
SELECT cc_center.share_function('cc_center.rules_in_force(bigint, timestamptz)');

CREATE OR REPLACE FUNCTION cc_center.setting_in_force(center_id bigint, name text, at timestamptz DEFAULT NULL)
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

CREATE OR REPLACE FUNCTION cc_center.version_in_force(center_id bigint)
RETURNS integer LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    version integer := cc_center.rules_in_force(center_id);
BEGIN
    IF version IS NULL THEN
        PERFORM cc_center.raise_error('no_ratified_rules', center_id::text,
                                      to_char(cc_center.clock() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI"Z"'));
    END IF;
    RETURN version;
END
$$;
COMMENT ON FUNCTION cc_center.version_in_force(bigint) IS 'The rules in force now; fails where there are none.';
