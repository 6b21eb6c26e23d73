-- Streets divided otherwise for a day: by whom, and what follows.

SELECT cc_center.watch_table('street_redivision');
SELECT cc_center.keep_rows('street_redivision', 'Decide anew: the last decision holds.');
SELECT cc_center.share_table('street_redivision', cc_center.all_groups());

CREATE OR REPLACE FUNCTION cc_center.judge_redivision(
    center_id bigint, day date, role text, street text, shifts text[], reason text)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    routed text[];
BEGIN
    IF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'I51');
    ELSIF day IS NULL OR NOT isfinite(day) OR day < cc_center.local_day(center_id, cc_center.clock()) THEN
        PERFORM cc_center.raise_error('day_is_divided', coalesce(day::text, 'NULL'));
    ELSIF NOT EXISTS (SELECT FROM cc_center.street s
                      WHERE s.center_id = judge_redivision.center_id AND s.street = judge_redivision.street AND s.active) THEN
        PERFORM cc_center.raise_error(
            CASE WHEN EXISTS (SELECT FROM cc_center.street s WHERE s.center_id = judge_redivision.center_id AND s.street = judge_redivision.street)
                 THEN 'inactive_street' ELSE 'unknown_street' END, center_id::text, coalesce(street, 'NULL'));
    END IF;
    SELECT array_agg(DISTINCT a.role ORDER BY a.role) INTO routed
    FROM cc_center.street_assignment a JOIN cc_center.center c ON c.center_id = a.center_id
    WHERE a.center_id = judge_redivision.center_id
      AND a.version = cc_center.rules_in_force(c.center_id, (judge_redivision.day + time '12:00') AT TIME ZONE c.time_zone);
    IF role IS NULL OR role <> ALL (coalesce(routed, '{}')) THEN
        PERFORM cc_center.raise_error('unrouted_role', coalesce(role, 'NULL'), center_id::text, array_to_string(routed, ', '));
    ELSIF shifts = '{}' OR array_ndims(shifts) > 1 OR array_position(shifts, NULL) IS NOT NULL
          OR cardinality(shifts) <> (SELECT count(DISTINCT s) FROM unnest(shifts) s) THEN
        PERFORM cc_center.raise_error('shifts_misnamed');
    END IF;
    -- each must be held that day
    PERFORM cc_center.plan_duty(center_id, day, s.shift, role) FROM unnest(shifts) s (shift);
END
$$;
COMMENT ON FUNCTION cc_center.judge_redivision(bigint, date, text, text, text[], text) IS
    'For redivide_street(): refuses what cannot be decided.';

CREATE OR REPLACE FUNCTION cc_center.redivide_street(
    center_id bigint, day date, role text, street text, shifts text[], reason text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    actor text := cc_center.require_role(center_id, 'shift_leader', 'supervisor');
    new_id bigint;
    waiting record;
BEGIN
    PERFORM cc_center.judge_redivision(center_id, day, role, street, shifts, reason);
    INSERT INTO cc_center.street_redivision (center_id, day, role, street, shifts, reason, decided_by, decided_at)
    VALUES (redivide_street.center_id, redivide_street.day, redivide_street.role, redivide_street.street,
            redivide_street.shifts, redivide_street.reason, actor, cc_center.clock())
    RETURNING redivision_id INTO new_id;
    -- what waits may be covered now: the next sweep looks
    FOR waiting IN
        SELECT c.case_id, c.leg_no FROM cc_center.cases c
        JOIN cc_center.leg l ON l.center_id = c.center_id AND l.case_id = c.case_id AND l.leg_no = c.leg_no
        WHERE l.center_id = redivide_street.center_id AND l.finished_at IS NULL AND l.holder IS NULL
          AND l.role = redivide_street.role AND l.street = redivide_street.street
        ORDER BY c.case_id
        FOR UPDATE OF c
    LOOP
        PERFORM cc_center.wake_leg(redivide_street.center_id, waiting.case_id, waiting.leg_no, cc_center.clock());
    END LOOP;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.redivide_street(bigint, date, text, text, text[], text) IS
    'Decides which shifts take a street''s new cases on a day, today or later, in order and in place of those that the rules name; shifts NULL gives it back to the rules. By a leader or the supervisor, with a reason, on record (I51). It ends with the day; what is in hand stays. Returns its id. UC501 without a reason, UC928 for a day that is over, UC901, UC930, UC917, UC929, and UC402, UC403 for a shift that the role does not stand that day.';
GRANT EXECUTE ON FUNCTION cc_center.redivide_street(bigint, date, text, text, text[], text)
    TO cc_center_shift_leader, cc_center_supervisor;

CREATE OR REPLACE VIEW cc_center.redivided_streets WITH (security_invoker = true) AS
SELECT r.center_id, r.day, r.role, r.street, r.shifts, r.reason, r.decided_by, s.name AS decided_by_name, r.decided_at, r.redivision_id
FROM cc_center.street_redivision r
LEFT JOIN cc_center.staff s ON s.center_id = r.center_id AND s.staff_no = r.decided_by
WHERE r.shifts IS NOT NULL
  AND NOT EXISTS (SELECT FROM cc_center.street_redivision n
                  WHERE n.center_id = r.center_id AND n.day = r.day AND n.role = r.role AND n.street = r.street
                    AND n.redivision_id > r.redivision_id);
COMMENT ON VIEW cc_center.redivided_streets IS
    'The streets that on some day go to other shifts than the rules name, in the order in which these are asked: why, and by whose decision (I51). Every decision, also what was decided anew, stands in street_redivision.';
SELECT cc_center.share_view('redivided_streets');
