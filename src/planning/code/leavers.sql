-- Whoever leaves the center is taken off the roster.

CREATE OR REPLACE FUNCTION cc_center.take_off_leaver(center_id bigint, staff_no text, from_day date, reason text)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    actor text := cc_center.require_role(center_id, 'shift_leader', 'supervisor');
    taken integer;
BEGIN
    IF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'I2');
    ELSIF actor = take_off_leaver.staff_no THEN
        PERFORM cc_center.raise_error('own_request', 'I7');
    ELSIF NOT EXISTS (SELECT FROM cc_center.staff s
                      WHERE s.center_id = take_off_leaver.center_id AND s.staff_no = take_off_leaver.staff_no) THEN
        PERFORM cc_center.raise_error('unknown_staff', center_id::text, coalesce(staff_no, ''));
    END IF;
    from_day := cc_center.require_plan_day(from_day);
    PERFORM cc_center.lock_months(center_id, ARRAY(
        SELECT r.day FROM cc_center.roster r
        WHERE r.center_id = take_off_leaver.center_id AND r.staff_no = take_off_leaver.staff_no AND r.day >= from_day));
    PERFORM cc_center.lock_people(center_id, ARRAY[take_off_leaver.staff_no]);
    INSERT INTO cc_center.roster_change (center_id, day, shift, role, from_staff, kind, reason, changed_by)
    SELECT r.center_id, r.day, r.shift, r.role, r.staff_no, 'correction', take_off_leaver.reason, actor
    FROM cc_center.roster r
    WHERE r.center_id = take_off_leaver.center_id AND r.staff_no = take_off_leaver.staff_no
      AND r.day >= from_day AND lower(r.duty) > cc_center.clock()
    ORDER BY r.day, r.shift;
    DELETE FROM cc_center.roster r
    WHERE r.center_id = take_off_leaver.center_id AND r.staff_no = take_off_leaver.staff_no
      AND r.day >= from_day AND lower(r.duty) > cc_center.clock();
    GET DIAGNOSTICS taken = ROW_COUNT;
    RETURN taken;
END
$$;
COMMENT ON FUNCTION cc_center.take_off_leaver(bigint, text, date, text) IS
    'A leader or supervisor takes somebody who leaves the center off the roster, from a day on, with a reason: all his shifts that have not begun, in drafts and published months, each on record. Then his active days can end, and others be put in with correct_roster(): for who is not active any more nobody stands in. Not in his own matter; a shift that runs is corrected with correct_roster(). Returns how many rows went (I2, E2).';
GRANT EXECUTE ON FUNCTION cc_center.take_off_leaver(bigint, text, date, text) TO cc_center_shift_leader, cc_center_supervisor;
