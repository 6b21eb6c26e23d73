-- The history of people's roles.

SELECT cc_center.share_table('staff_role', cc_center.all_groups());
SELECT cc_center.keep_rows('staff_role', 'Change the role in table staff.');

CREATE OR REPLACE FUNCTION cc_center.keep_role()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    today date;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO cc_center.staff_role (center_id, staff_no, role, during) VALUES (NEW.center_id, NEW.staff_no, NEW.role, '(,)');
        RETURN NULL;
    END IF;
    SELECT (cc_center.clock() AT TIME ZONE c.time_zone)::date INTO today FROM cc_center.center c WHERE c.center_id = NEW.center_id;
    -- who was entered past the triggers has had one role so far
    INSERT INTO cc_center.staff_role (center_id, staff_no, role, during)
    SELECT NEW.center_id, NEW.staff_no, OLD.role, '(,)'
    WHERE NOT EXISTS (SELECT FROM cc_center.staff_role r WHERE r.center_id = NEW.center_id AND r.staff_no = NEW.staff_no);
    UPDATE cc_center.staff_role r SET role = NEW.role, changed_at = cc_center.clock(), changed_by = session_user
    WHERE r.center_id = NEW.center_id AND r.staff_no = NEW.staff_no AND lower(r.during) >= today;
    IF NOT FOUND THEN
        UPDATE cc_center.staff_role r SET during = daterange(lower(r.during), today)
        WHERE r.center_id = NEW.center_id AND r.staff_no = NEW.staff_no AND upper_inf(r.during);
        INSERT INTO cc_center.staff_role (center_id, staff_no, role, during)
        VALUES (NEW.center_id, NEW.staff_no, NEW.role, daterange(today, NULL));
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.keep_role() IS
    'Trigger: a role begins on the day it is given, and ends the day before the next one.';
CREATE OR REPLACE TRIGGER zd_role_new AFTER INSERT ON cc_center.staff
    FOR EACH ROW EXECUTE FUNCTION cc_center.keep_role();
CREATE OR REPLACE TRIGGER zd_role_changed AFTER UPDATE OF role ON cc_center.staff
    FOR EACH ROW WHEN (NEW.role <> OLD.role) EXECUTE FUNCTION cc_center.keep_role();

CREATE OR REPLACE FUNCTION cc_center.staff_on(center_id bigint, day date)
RETURNS TABLE (staff_no text, role text, active daterange) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.staff_no, coalesce(r.role, s.role), s.active
    FROM cc_center.staff s
    LEFT JOIN cc_center.staff_role r ON r.center_id = s.center_id AND r.staff_no = s.staff_no
         -- who had left by then: as he left
         AND r.during @> least(day, upper(s.active) - 1)
    WHERE s.center_id = staff_on.center_id
$$;
COMMENT ON FUNCTION cc_center.staff_on(bigint, date) IS
    'The people of a center with the role they had on a day, or on their last active day where that is earlier; for callers that have checked who asks.';
