-- Rules of cases: who may read and write them.

SELECT cc_center.register_rule_table('street', 'cases', versioned => false);
SELECT cc_center.keep_rows('street', 'Set the street inactive instead.');
SELECT cc_center.register_rule_table('channel', 'cases', versioned => false);
SELECT cc_center.keep_rows('channel', 'Set the channel inactive instead.');
SELECT cc_center.register_rule_table('street_assignment', 'cases');
SELECT cc_center.register_rule_table('retention_limit', 'cases');
SELECT cc_center.register_rule_table('release_window', 'cases');
SELECT cc_center.register_rule_table('transition', 'cases');

INSERT INTO cc_center.rule_check (area, function) VALUES ('cases', 'incomplete_rules') ON CONFLICT DO NOTHING;

SELECT cc_center.share_table('case_reference', '{}');

CREATE OR REPLACE FUNCTION cc_center.check_case_setting()
RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.name = 'live_from' THEN
        IF NEW.value !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2})?$' THEN
            PERFORM cc_center.raise_error('live_from_misread', NEW.value);
        END IF;
        BEGIN
            PERFORM NEW.value::timestamp;
        EXCEPTION WHEN data_exception THEN
            PERFORM cc_center.raise_error('live_from_misread', NEW.value);
        END;
    ELSIF NEW.name = 'emergency_cover' THEN
        IF NEW.value NOT IN ('on_duty', 'standby') THEN
            PERFORM cc_center.raise_error('emergency_cover_misread', NEW.value);
        END IF;
    ELSIF NEW.value NOT IN ('refuse', 'pass_over') THEN
        PERFORM cc_center.raise_error('reference_once_misread', NEW.value);
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cc_center.check_case_setting() IS
    'Trigger: rule settings live_from, reference_once and emergency_cover can be read: UC935, UC936, UC955.';
CREATE OR REPLACE TRIGGER ab_case_setting BEFORE INSERT OR UPDATE ON cc_center.rule_setting
    FOR EACH ROW WHEN (NEW.name IN ('live_from', 'reference_once', 'emergency_cover') AND NEW.value IS NOT NULL)
    EXECUTE FUNCTION cc_center.check_case_setting();

CREATE OR REPLACE FUNCTION cc_center.live_from(center_id bigint, version integer)
RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.value::timestamp AT TIME ZONE c.time_zone
    FROM cc_center.center c JOIN cc_center.rule_setting s ON s.center_id = c.center_id
    WHERE c.center_id = live_from.center_id AND s.version = live_from.version AND s.name = 'live_from'
$$;
COMMENT ON FUNCTION cc_center.live_from(bigint, integer) IS
    'The instant from which, by a version of the rules, a center''s cases come by INSERT, and before which they come by import: rule setting live_from in the center''s zone; NULL where it sets none (U26).';
SELECT cc_center.share_function('cc_center.live_from(bigint, integer)');
