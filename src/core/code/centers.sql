-- Centers: what is fixed in them.

SELECT cc_center.watch_table('center');
SELECT cc_center.keep_rows('center', '');

CREATE OR REPLACE FUNCTION cc_center.guard_center()
RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_timezone_names WHERE name = NEW.time_zone) THEN
        PERFORM cc_center.raise_error('unknown_time_zone', NEW.time_zone);
    END IF;
    IF TG_OP = 'UPDATE' THEN
        -- numbers already given carry the code, and instants were reckoned in the zone
        IF NEW.center_id <> OLD.center_id THEN
            PERFORM cc_center.raise_error('immutable_column', 'center_id', 'center');
        ELSIF NEW.code <> OLD.code THEN
            PERFORM cc_center.raise_error('immutable_column', 'code', 'center');
        ELSIF NEW.time_zone <> OLD.time_zone THEN
            PERFORM cc_center.raise_error('immutable_column', 'time_zone', 'center');
        END IF;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cc_center.guard_center() IS
    'Trigger: a center''s zone must be known, and its id, code and zone never change.';
CREATE OR REPLACE TRIGGER aa_guard BEFORE INSERT OR UPDATE ON cc_center.center
    FOR EACH ROW EXECUTE FUNCTION cc_center.guard_center();
