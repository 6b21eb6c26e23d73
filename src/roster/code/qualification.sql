-- Qualifications: written by a supervisor, judged with the roster.

SELECT cc_center.share_table('qualification', cc_center.all_groups(), ARRAY['supervisor']);

CREATE OR REPLACE FUNCTION cc_center.guard_qualification()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.acting_staff_no(CASE TG_OP WHEN 'DELETE' THEN OLD.center_id ELSE NEW.center_id END);
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.center_id, NEW.staff_no) IS DISTINCT FROM (OLD.center_id, OLD.staff_no) THEN
        PERFORM cc_center.raise_error('immutable_column', 'staff_no', 'qualification');
    END IF;
    IF actor = (CASE TG_OP WHEN 'DELETE' THEN OLD.staff_no ELSE NEW.staff_no END) THEN
        PERFORM cc_center.raise_error('own_request', 'H2.1');
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
COMMENT ON FUNCTION cc_center.guard_qualification() IS
    'Trigger: nobody writes what he himself has passed (H2.1, A17).';
CREATE OR REPLACE TRIGGER aa_guard BEFORE INSERT OR UPDATE OR DELETE ON cc_center.qualification
    FOR EACH ROW EXECUTE FUNCTION cc_center.guard_qualification();

CREATE OR REPLACE FUNCTION cc_center.guard_held_qualification()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        PERFORM cc_center.lock_people(NEW.center_id, ARRAY[NEW.staff_no]);
    ELSE
        PERFORM cc_center.lock_people(OLD.center_id, ARRAY[OLD.staff_no]);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.guard_held_qualification() IS
    'Trigger: a qualification ends before or after a roster row is judged, never meanwhile. Rows written before it ended become findings.';
CREATE OR REPLACE TRIGGER ba_guard AFTER INSERT OR UPDATE OR DELETE ON cc_center.qualification
    FOR EACH ROW EXECUTE FUNCTION cc_center.guard_held_qualification();
