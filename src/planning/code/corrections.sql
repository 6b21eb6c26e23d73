-- A recorded correction of a roster, before and while a shift runs.

CREATE OR REPLACE FUNCTION cc_center.correct_planned(line cc_center.roster, from_staff text, to_staff text)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF from_staff IS NULL THEN
        INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (line.center_id, line.day, line.shift, to_staff);
    ELSIF to_staff IS NULL THEN
        DELETE FROM cc_center.roster r
        WHERE r.center_id = line.center_id AND r.day = line.day AND r.shift = line.shift AND r.staff_no = from_staff;
    ELSE
        PERFORM cc_center.judge_taker(line.center_id, to_staff, ARRAY[line], '{}');
        UPDATE cc_center.roster r SET staff_no = to_staff
        WHERE r.center_id = line.center_id AND r.day = line.day AND r.shift = line.shift AND r.staff_no = from_staff;
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.correct_planned(cc_center.roster, text, text) IS
    'Corrects a shift that has not begun.';

CREATE OR REPLACE FUNCTION cc_center.correct_running(line cc_center.roster, from_staff text, to_staff text, at timestamptz)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    taker_role text;
BEGIN
    IF to_staff IS NOT NULL THEN
        SELECT s.role INTO taker_role FROM cc_center.staff s
        WHERE s.center_id = line.center_id AND s.staff_no = to_staff;
        IF taker_role <> line.role THEN
            PERFORM cc_center.raise_error('swap_other_role', to_staff, line.shift, to_char(line.day, 'YYYY-MM-DD'), line.role);
        END IF;
        -- first, so that what the other has in hand goes to him
        INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (line.center_id, line.day, line.shift, to_staff);
    END IF;
    IF lower(line.duty) < at THEN
        -- written again, its duty ends with the record
        UPDATE cc_center.roster r SET shift = r.shift
        WHERE r.center_id = line.center_id AND r.day = line.day AND r.shift = line.shift AND r.staff_no = from_staff;
    ELSE
        DELETE FROM cc_center.roster r
        WHERE r.center_id = line.center_id AND r.day = line.day AND r.shift = line.shift AND r.staff_no = from_staff;
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.correct_running(cc_center.roster, text, text, timestamptz) IS
    'Corrects a shift from now on: what was stood of it stays with who stood it.';

CREATE OR REPLACE FUNCTION cc_center.correct_roster(
    center_id bigint, day date, shift text, from_staff text, to_staff text, reason text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    actor text := cc_center.require_role(center_id, 'shift_leader', 'supervisor');
    line cc_center.roster;
    planned tstzrange;
    at timestamptz;
    new_id bigint;
BEGIN
    IF coalesce(reason, '') !~ '[^[:space:]]' THEN
        PERFORM cc_center.raise_error('reason_missing', 'I2');
    ELSIF actor IN (from_staff, to_staff) THEN
        -- a leader who gives away his own shift swaps, and swaps are approved by the supervisor
        PERFORM cc_center.raise_error('own_request', 'I7');
    END IF;
    PERFORM cc_center.lock_months(center_id, ARRAY[cc_center.require_plan_day(day)]);
    PERFORM cc_center.lock_people(center_id, ARRAY[from_staff, to_staff]);
    at := cc_center.clock();
    SELECT s.role INTO line.role FROM cc_center.staff s
    WHERE s.center_id = correct_roster.center_id AND s.staff_no = coalesce(from_staff, to_staff);
    IF line.role IS NULL THEN
        PERFORM cc_center.raise_error('unknown_staff', center_id::text, coalesce(from_staff, to_staff, ''));
    END IF;
    SELECT p.duty INTO planned FROM cc_center.plan_duty(center_id, day, shift, line.role) p;
    IF from_staff IS NOT NULL THEN
        SELECT r.* INTO line FROM cc_center.roster r
        WHERE r.center_id = correct_roster.center_id AND r.day = correct_roster.day
          AND r.shift = correct_roster.shift AND r.staff_no = from_staff;
    ELSE
        line.center_id := center_id;
        line.day := day;
        line.shift := shift;
    END IF;
    IF upper(coalesce(line.duty, planned)) <= at THEN
        PERFORM cc_center.raise_error('past_shift', shift, to_char(day, 'YYYY-MM-DD'));
    ELSIF line.day IS NULL THEN
        PERFORM cc_center.raise_error('not_rostered', from_staff, shift, to_char(day, 'YYYY-MM-DD'));
    ELSIF EXISTS (SELECT FROM cc_center.roster r
                  WHERE r.center_id = line.center_id AND r.day = line.day AND r.shift = line.shift AND r.staff_no = to_staff) THEN
        PERFORM cc_center.raise_error('rostered_already', to_staff, shift, to_char(day, 'YYYY-MM-DD'));
    END IF;
    INSERT INTO cc_center.roster_change AS c
        (center_id, day, shift, role, from_staff, to_staff, kind, reason, changed_by, changed_at)
    VALUES (center_id, day, shift, line.role, from_staff, to_staff, 'correction', reason, actor, at)
    RETURNING c.change_id INTO new_id;
    IF lower(planned) < at THEN
        PERFORM cc_center.correct_running(line, from_staff, to_staff, at);
    ELSE
        PERFORM cc_center.correct_planned(line, from_staff, to_staff);
    END IF;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.correct_roster(bigint, date, text, text, text, text) IS
    'A leader''s recorded correction of a roster, with a reason: puts somebody in (from_staff NULL), takes somebody off (to_staff NULL) or replaces one by another; not of shifts that are over, not in his own matter (I2, I7). While the shift runs it holds from now on, and what was stood stays with who stood it; such a shift is a finding, as nobody stands it from beginning to end. Returns the record''s id.';
GRANT EXECUTE ON FUNCTION cc_center.correct_roster(bigint, date, text, text, text, text) TO cc_center_shift_leader, cc_center_supervisor;
