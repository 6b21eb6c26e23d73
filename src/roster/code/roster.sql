-- Who stands a shift: its duty is fixed when the row is written.

SELECT cc_center.watch_table('roster');
SELECT cc_center.share_table('roster', cc_center.all_groups(), ARRAY['shift_leader', 'supervisor']);

CREATE OR REPLACE FUNCTION cc_center.held_version(center_id bigint, day date)
RETURNS integer LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.rules_in_force(c.center_id, (held_version.day + time '12:00') AT TIME ZONE c.time_zone)
    FROM cc_center.center c WHERE c.center_id = held_version.center_id
$$;
COMMENT ON FUNCTION cc_center.held_version(bigint, date) IS 'The version of the rules by which a day''s roster is fixed, that of its noon.';

CREATE OR REPLACE FUNCTION cc_center.held_duty(
    center_id bigint, day date, shift text, role text, OUT duty tstzrange, OUT version integer)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
-- asked for each row of a roster: in SQL it would be planned anew each time
BEGIN
    SELECT cc_center.shift_duty(c.center_id, v.version, s.hours, held_duty.day), v.version INTO duty, version
    FROM cc_center.center c
    -- the version at noon: a version that starts at midnight holds for the whole day
    CROSS JOIN LATERAL (SELECT cc_center.rules_in_force(c.center_id, (held_duty.day + time '12:00') AT TIME ZONE c.time_zone) AS version) v
    JOIN cc_center.shift s ON s.center_id = c.center_id AND s.version = v.version
         AND s.role = held_duty.role AND s.shift = held_duty.shift
    WHERE c.center_id = held_duty.center_id;
END
$$;
COMMENT ON FUNCTION cc_center.held_duty(bigint, date, text, text) IS
    'When a role stands a shift on a day, by the rules in force then; NULL where it has no such shift, or it is not held that day (I19).';
SELECT cc_center.share_function('cc_center.held_duty(bigint, date, text, text)');

CREATE OR REPLACE FUNCTION cc_center.plan_duty(
    center_id bigint, day date, shift text, role text, OUT duty tstzrange, OUT version integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    SELECT h.duty, h.version INTO duty, version FROM cc_center.held_duty(center_id, day, shift, role) h;
    IF duty IS NOT NULL THEN
        RETURN;
    ELSIF NOT EXISTS (SELECT FROM cc_center.center c WHERE c.center_id = plan_duty.center_id) THEN
        PERFORM cc_center.raise_error('unknown_center', center_id::text);
    ELSIF version IS NOT NULL THEN
        PERFORM cc_center.raise_error('shift_not_held', shift, to_char(day, 'YYYY-MM-DD'));
    END IF;
    SELECT cc_center.rules_in_force(c.center_id, (day + time '12:00') AT TIME ZONE c.time_zone) INTO version
    FROM cc_center.center c WHERE c.center_id = plan_duty.center_id;
    IF version IS NULL THEN
        PERFORM cc_center.raise_error('no_ratified_rules', center_id::text, to_char(day, 'YYYY-MM-DD'));
    END IF;
    PERFORM cc_center.raise_error('role_has_no_shift', role, shift, center_id::text);
END
$$;
COMMENT ON FUNCTION cc_center.plan_duty(bigint, date, text, text) IS
    'When a role stands a shift on a day, by the rules in force then. Fails where the role has no such shift or the shift is not held that day (I19).';

CREATE OR REPLACE FUNCTION cc_center.fill_roster_row()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    person cc_center.staff;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.role IS NOT NULL OR NEW.duty IS NOT NULL OR NEW.version IS NOT NULL THEN
            PERFORM cc_center.raise_error('rule_owned_column',
                CASE WHEN NEW.role IS NOT NULL THEN 'role' WHEN NEW.duty IS NOT NULL THEN 'duty' ELSE 'version' END);
        END IF;
    ELSIF (NEW.role, NEW.duty, NEW.version) IS DISTINCT FROM (OLD.role, OLD.duty, OLD.version) THEN
        PERFORM cc_center.raise_error('rule_owned_column', 'duty');
    ELSIF NEW.center_id <> OLD.center_id THEN
        PERFORM cc_center.raise_error('immutable_column', 'center_id', 'roster');
    END IF;
    IF NEW.day IS NULL OR NEW.shift IS NULL THEN
        RETURN NEW;  -- the columns refuse it themselves
    END IF;
    PERFORM cc_center.lock_people(NEW.center_id, ARRAY[NEW.staff_no]);
    -- a change of the person waits for this row, and this row for the change
    SELECT s.* INTO person FROM cc_center.staff s
    WHERE s.center_id = NEW.center_id AND s.staff_no = NEW.staff_no FOR SHARE;
    IF person.staff_no IS NULL THEN
        PERFORM cc_center.raise_error('unknown_staff', NEW.center_id::text, NEW.staff_no);
    ELSIF NOT person.active @> NEW.day THEN
        PERFORM cc_center.raise_error('inactive_staff', NEW.center_id::text, NEW.staff_no, to_char(NEW.day, 'YYYY-MM-DD'));
    END IF;
    NEW.role := person.role;
    SELECT p.duty, p.version INTO NEW.duty, NEW.version
    FROM cc_center.plan_duty(NEW.center_id, NEW.day, NEW.shift, NEW.role) p;
    -- nothing has been corrected in the middle of what has not begun
    IF lower(NEW.duty) < cc_center.clock() THEN
        NEW.duty := cc_center.corrected_duty(NEW, TG_OP = 'UPDATE' AND NEW.staff_no = OLD.staff_no);
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cc_center.fill_roster_row() IS
    'Trigger: a roster row names an active person whose role has the shift on that day; its concrete duty is fixed here, without what another stood before or after a correction.';
CREATE OR REPLACE TRIGGER aa_fill BEFORE INSERT OR UPDATE ON cc_center.roster
    FOR EACH ROW EXECUTE FUNCTION cc_center.fill_roster_row();

CREATE OR REPLACE FUNCTION cc_center.check_roster_overlap()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    clash record;
BEGIN
    -- where people change places in one statement, only its end can be judged
    IF TG_OP = 'INSERT' OR NEW.staff_no = OLD.staff_no THEN
        SELECT r.shift, r.day INTO clash FROM cc_center.roster r
        WHERE r.center_id = NEW.center_id AND r.staff_no = NEW.staff_no AND r.duty && NEW.duty
          -- the same row again is for the key to refuse, or for ON CONFLICT to pass over
          AND (r.day, r.shift) IS DISTINCT FROM (CASE TG_OP WHEN 'INSERT' THEN NEW.day ELSE OLD.day END,
                                                 CASE TG_OP WHEN 'INSERT' THEN NEW.shift ELSE OLD.shift END)
        LIMIT 1;
        IF clash.day IS NOT NULL THEN
            PERFORM cc_center.raise_error('roster_overlap', NEW.staff_no, NEW.shift, to_char(NEW.day, 'YYYY-MM-DD'),
                                          clash.shift, to_char(clash.day, 'YYYY-MM-DD'));
        END IF;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cc_center.check_roster_overlap() IS
    'Trigger: nobody is rostered twice at a time, once his duty is what is left of it. Two sessions that race past this friendly check meet the exclusion constraint.';
CREATE OR REPLACE TRIGGER ab_overlap BEFORE INSERT OR UPDATE ON cc_center.roster
    FOR EACH ROW WHEN (NEW.day IS NOT NULL AND NEW.shift IS NOT NULL) EXECUTE FUNCTION cc_center.check_roster_overlap();

CREATE OR REPLACE FUNCTION cc_center.guard_rostered_staff()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    last_day date;
BEGIN
    last_day := cc_center.last_rostered_day(NEW.center_id, NEW.staff_no,
                                            CASE WHEN NEW.role = OLD.role THEN NEW.active ELSE 'empty' END);
    IF last_day IS NOT NULL THEN
        PERFORM cc_center.raise_error('staff_in_use', NEW.staff_no, to_char(last_day, 'YYYY-MM-DD'));
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cc_center.guard_rostered_staff() IS
    'Trigger: someone rostered cannot become inactive or change role before the rows are given away.';
CREATE OR REPLACE TRIGGER ab_roster BEFORE UPDATE OF active, role ON cc_center.staff
    FOR EACH ROW EXECUTE FUNCTION cc_center.guard_rostered_staff();

CREATE OR REPLACE FUNCTION cc_center.warn_of_rostered()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    last_day date := cc_center.last_rostered_day(OLD.center_id, OLD.staff_no, 'empty');
BEGIN
    IF last_day IS NOT NULL THEN
        PERFORM cc_center.raise_warning('still_rostered', OLD.center_id::text, OLD.staff_no, to_char(last_day, 'YYYY-MM-DD'));
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.warn_of_rostered() IS
    'Trigger: whose enrolment ends while he is rostered is named, UC415. A warning, no error: access must end at once when it must, whatever the roster says (E2).';
CREATE OR REPLACE TRIGGER zm_warn_of_rostered AFTER DELETE ON cc_center.enrolment
    FOR EACH ROW WHEN (OLD.staff_no IS NOT NULL) EXECUTE FUNCTION cc_center.warn_of_rostered();
