-- The people of a center.

SELECT cc_center.watch_table('staff');
SELECT cc_center.share_table('staff', cc_center.all_groups(), ARRAY['supervisor', 'system_admin']);
SELECT cc_center.keep_rows('staff', 'End the active range instead.');

CREATE OR REPLACE FUNCTION cc_center.guard_staff()
RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    senior constant text[] := ARRAY['supervisor', 'director', 'system_admin'];
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.center_id, NEW.staff_no) IS DISTINCT FROM (OLD.center_id, OLD.staff_no) THEN
        PERFORM cc_center.raise_error('immutable_column', 'staff_no', 'staff');
    END IF;
    IF NOT pg_has_role(cc_center.acting_login_role(), 'cc_center_owner', 'MEMBER') THEN
        -- whoever could make himself, or a second self, director could ratify alone what he drafted (A24)
        IF cc_center.acting_staff_no(NEW.center_id) = NEW.staff_no THEN
            PERFORM cc_center.raise_error('own_staff_row');
        ELSIF NEW.role = ANY (senior) AND (TG_OP = 'INSERT' OR NEW.role <> OLD.role) THEN
            PERFORM cc_center.raise_error('senior_role', NEW.role);
        ELSIF TG_OP = 'UPDATE' AND OLD.role = ANY (senior) AND (NEW.role, NEW.active) IS DISTINCT FROM (OLD.role, OLD.active) THEN
            PERFORM cc_center.raise_error('senior_staff', OLD.role);
        END IF;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cc_center.guard_staff() IS
    'Trigger: a staff number is fixed for good (UC004); only a database administrator makes somebody supervisor, director or system_admin (UC111) or takes it from him (UC113), and nobody changes his own row (UC112).';
CREATE OR REPLACE TRIGGER aa_guard BEFORE INSERT OR UPDATE ON cc_center.staff
    FOR EACH ROW EXECUTE FUNCTION cc_center.guard_staff();
CREATE OR REPLACE TRIGGER zm_move_group AFTER UPDATE OF role ON cc_center.staff
    FOR EACH ROW WHEN (NEW.role <> OLD.role) EXECUTE FUNCTION cc_center.move_group();
