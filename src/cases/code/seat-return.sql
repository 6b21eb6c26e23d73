-- Who comes back to the seat, or sits down in an empty one, takes what waited for want of anybody (B2.4, E3.4).

CREATE OR REPLACE FUNCTION cc_center.give_out_waiting(center_id bigint, role text)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    at timestamptz := cc_center.clock();
    waiting record;
BEGIN
    -- waits for a sweep that has seen him away, and would look at the leg again only in an hour
    FOR waiting IN
        SELECT c.case_id, c.leg_no FROM cc_center.cases c
        JOIN cc_center.leg l ON l.center_id = c.center_id AND l.case_id = c.case_id AND l.leg_no = c.leg_no
        WHERE l.center_id = give_out_waiting.center_id AND l.finished_at IS NULL AND l.holder IS NULL
          AND l.role = give_out_waiting.role
        ORDER BY c.case_id
        FOR UPDATE OF c
    LOOP
        -- as it is now that its case is locked
        CONTINUE WHEN NOT EXISTS (
            SELECT FROM cc_center.leg l
            WHERE l.center_id = give_out_waiting.center_id AND l.case_id = waiting.case_id AND l.leg_no = waiting.leg_no
              AND l.holder IS NULL AND l.finished_at IS NULL);
        PERFORM cc_center.pass_leg(center_id, waiting.case_id, waiting.leg_no, at, NULL, NULL, 'given_out', NULL);
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.give_out_waiting(bigint, text) IS
    'Gives out at once what waits for a role, to whom the routing finds. What comes in at the same moment is found by the next sweep.';

CREATE OR REPLACE FUNCTION cc_center.follow_return()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF cc_center.at_the_seat(NEW.center_id, NEW.staff_no) THEN
        PERFORM cc_center.give_out_waiting(NEW.center_id, (cc_center.duty_now(NEW.center_id, NEW.staff_no)).role);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.follow_return() IS
    'Trigger: gives out at once what waits for a role when one of its people is back at the seat (E3.4).';

CREATE OR REPLACE FUNCTION cc_center.follow_relief()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    away cc_center.seat_absence;
BEGIN
    SELECT a.* INTO away FROM cc_center.seat_absence a
    WHERE a.center_id = NEW.center_id AND a.absence_id = NEW.absence_id AND a.left_at IS NOT NULL AND a.over_at IS NULL;
    IF away.absence_id IS NOT NULL THEN
        PERFORM cc_center.give_out_waiting(away.center_id, (cc_center.duty_now(away.center_id, away.staff_no)).role);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.follow_relief() IS
    'Trigger: gives out at once what waits for a role when a relief sits down in a seat that somebody has left (E3.4, U23).';

-- after zz_invalidate, so that the routing knows who is back
CREATE OR REPLACE TRIGGER zz_take_waiting AFTER UPDATE ON cc_center.seat_absence
    FOR EACH ROW WHEN (OLD.returned_at IS NULL AND NEW.returned_at IS NOT NULL)
    EXECUTE FUNCTION cc_center.follow_return();
CREATE OR REPLACE TRIGGER zz_take_waiting AFTER INSERT ON cc_center.seat_relief
    FOR EACH ROW EXECUTE FUNCTION cc_center.follow_relief();
