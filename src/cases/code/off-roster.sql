-- A roster that changes under open legs: whoever is off it keeps none (B1.4, I29, I32).

CREATE OR REPLACE FUNCTION cc_center.pass_on_legs(center_id bigint, staff_no text, reason text)
RETURNS integer LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    at timestamptz := cc_center.clock();
    held record;
    new_holder text;
    passed integer := 0;
BEGIN
    FOR held IN
        SELECT c.case_id, c.leg_no FROM cc_center.cases c
        JOIN cc_center.leg l ON l.center_id = c.center_id AND l.case_id = c.case_id AND l.leg_no = c.leg_no
        WHERE l.center_id = pass_on_legs.center_id AND l.holder = pass_on_legs.staff_no
          AND l.finished_at IS NULL AND l.role IS NOT NULL
        ORDER BY c.case_id
        FOR UPDATE OF c
    LOOP
        -- as it is now that its case is locked
        CONTINUE WHEN NOT EXISTS (
            SELECT FROM cc_center.leg l
            WHERE l.center_id = pass_on_legs.center_id AND l.case_id = held.case_id AND l.leg_no = held.leg_no
              AND l.holder = pass_on_legs.staff_no AND l.finished_at IS NULL);
        new_holder := cc_center.pass_leg(center_id, held.case_id, held.leg_no, at, NULL, cc_center.acting_staff_no(center_id));
        INSERT INTO cc_center.handover
            (center_id, case_id, leg_no, new_leg_no, from_staff, to_staff, at, by_staff, kind, reason)
        VALUES (center_id, held.case_id, held.leg_no, held.leg_no + 1, staff_no, new_holder, at,
                cc_center.acting_staff_no(center_id), 'off_roster', reason);
        passed := passed + 1;
    END LOOP;
    RETURN passed;
END
$$;
COMMENT ON FUNCTION cc_center.pass_on_legs(bigint, text, text) IS
    'Passes a person''s open legs on to whom the routing chooses, each with its record; returns how many.';

CREATE OR REPLACE FUNCTION cc_center.follow_roster()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    at timestamptz := cc_center.clock();
    person record;
    ends timestamptz;
BEGIN
    FOR person IN
        SELECT DISTINCT g.center_id, g.staff_no FROM gone g WHERE g.duty @> at ORDER BY 1, 2
    LOOP
        SELECT upper(r.duty) INTO ends FROM cc_center.roster r
        WHERE r.center_id = person.center_id AND r.staff_no = person.staff_no AND r.duty @> at;
        IF ends IS NULL THEN
            PERFORM cc_center.pass_on_legs(person.center_id, person.staff_no, NULL);
        ELSE
            UPDATE cc_center.leg l
            SET shift_ends_at = ends, attention_at = least(CASE WHEN l.overdue_at IS NULL THEN l.due_at END, ends)
            WHERE l.center_id = person.center_id AND l.holder = person.staff_no AND l.finished_at IS NULL
              AND l.shift_ends_at <> ends;
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.follow_roster() IS
    'Trigger: whoever is taken off the roster in the middle of a shift hands over what he has in hand; where his shift ends earlier or later now, so do his legs (B1.4, I29).';

-- after zz_invalidate, so that the routing knows the roster as it is now
CREATE OR REPLACE TRIGGER zz_pass_legs AFTER DELETE ON cc_center.roster
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION cc_center.follow_roster();
CREATE OR REPLACE TRIGGER zz_pass_legs_changed AFTER UPDATE ON cc_center.roster
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION cc_center.follow_roster();
