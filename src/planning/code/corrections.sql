-- A recorded correction of a roster: before a shift, while it runs, and late.

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
    'Corrects a shift that has not begun, or that is over, as a whole.';

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

CREATE OR REPLACE FUNCTION cc_center.judge_standing_in(line cc_center.roster, from_staff text, to_staff text)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    replaced text := from_staff;
    rule cc_center.swap_rule;
BEGIN
    IF to_staff IS NULL OR NOT cc_center.is_published(line.center_id, line.day) THEN
        RETURN;
    ELSIF replaced IS NULL THEN
        -- first taken off, then put in: the same in two steps. Who leaves the center is nobody's to stand in for.
        SELECT c.from_staff INTO replaced FROM cc_center.roster_change c
        JOIN cc_center.staff s ON s.center_id = c.center_id AND s.staff_no = c.from_staff AND s.active @> c.day
        WHERE c.center_id = line.center_id AND c.day = line.day AND c.shift = line.shift AND c.role = line.role
          AND c.kind = 'correction' AND c.to_staff IS NULL AND c.from_staff <> judge_standing_in.to_staff
          AND NOT EXISTS (SELECT FROM cc_center.roster_change f
                          WHERE f.center_id = c.center_id AND f.day = c.day AND f.shift = c.shift AND f.role = c.role
                            AND f.kind = 'correction' AND f.from_staff IS NULL AND f.change_id > c.change_id)
        ORDER BY c.change_id DESC LIMIT 1;
    END IF;
    IF replaced IS NULL THEN
        RETURN;
    END IF;
    SELECT r.* INTO rule FROM cc_center.swap_rule r
    WHERE r.center_id = line.center_id AND r.swap_kind = 'single' AND r.version = cc_center.version_in_force(line.center_id);
    IF rule.swap_kind IS NOT NULL
       AND (NOT rule.center_repays OR cc_center.acting_role(line.center_id) <> 'supervisor') THEN
        PERFORM cc_center.raise_error('standing_in', rule.clause);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.judge_standing_in(cc_center.roster, text, text) IS
    'No correction of a published month puts one in another''s place, at once or in two steps: that is standing in, a swap. Where the rules let the center give the time back a supervisor may; where they know no swaps anybody who corrects (I7, I35, U22).';

CREATE OR REPLACE FUNCTION cc_center.correct_roster(
    center_id bigint, day date, shift text, from_staff text, to_staff text, reason text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    actor text := cc_center.require_role(center_id, 'shift_leader', 'supervisor');
    line cc_center.roster;
    person_role text;
    planned tstzrange;
    at timestamptz;
    new_id bigint;
BEGIN
    IF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'I2');
    ELSIF actor IN (from_staff, to_staff) THEN
        -- a leader who gives away his own shift swaps, and swaps are approved by the supervisor
        PERFORM cc_center.raise_error('own_request', 'I7');
    END IF;
    PERFORM cc_center.lock_months(center_id, ARRAY[cc_center.require_plan_day(day)]);
    PERFORM cc_center.lock_people(center_id, ARRAY[from_staff, to_staff]);
    at := cc_center.clock();
    SELECT s.role INTO person_role FROM cc_center.staff s
    WHERE s.center_id = correct_roster.center_id AND s.staff_no = coalesce(from_staff, to_staff);
    IF person_role IS NULL THEN
        PERFORM cc_center.raise_error('unknown_staff', center_id::text, coalesce(from_staff, to_staff, ''));
    END IF;
    IF from_staff IS NOT NULL THEN
        SELECT r.* INTO line FROM cc_center.roster r
        WHERE r.center_id = correct_roster.center_id AND r.day = correct_roster.day
          AND r.shift = correct_roster.shift AND r.staff_no = from_staff;
    ELSE
        line.center_id := center_id;
        line.day := day;
        line.shift := shift;
        line.role := person_role;
    END IF;
    IF to_staff IS NOT NULL OR line.duty IS NULL THEN
        SELECT p.duty INTO planned FROM cc_center.plan_duty(center_id, day, shift, coalesce(line.role, person_role)) p;
    ELSE
        -- who stands a shift that is not held any more can always be taken off
        SELECT coalesce(h.duty, line.duty) INTO planned FROM cc_center.held_duty(center_id, day, shift, line.role) h;
    END IF;
    IF upper(planned) <= at THEN
        -- what was stood is recorded anew by whoever answers for it, and by nobody else
        IF cc_center.acting_role(center_id) <> 'supervisor' THEN
            PERFORM cc_center.raise_error('shift_over', shift, to_char(day, 'YYYY-MM-DD'));
        END IF;
    ELSIF upper(line.duty) <= at THEN
        PERFORM cc_center.raise_error('past_shift', shift, to_char(day, 'YYYY-MM-DD'));
    END IF;
    IF line.day IS NULL THEN
        PERFORM cc_center.raise_error('not_rostered', from_staff, shift, to_char(day, 'YYYY-MM-DD'));
    ELSIF EXISTS (SELECT FROM cc_center.roster r
                  WHERE r.center_id = line.center_id AND r.day = line.day AND r.shift = line.shift AND r.staff_no = to_staff) THEN
        PERFORM cc_center.raise_error('rostered_already', to_staff, shift, to_char(day, 'YYYY-MM-DD'));
    END IF;
    PERFORM cc_center.judge_standing_in(line, from_staff, to_staff);
    INSERT INTO cc_center.roster_change AS c
        (center_id, day, shift, role, from_staff, to_staff, kind, reason, changed_by, changed_at)
    VALUES (center_id, day, shift, line.role, from_staff, to_staff, 'correction', reason, actor, at)
    RETURNING c.change_id INTO new_id;
    IF lower(planned) < at AND at < upper(planned) THEN
        PERFORM cc_center.correct_running(line, from_staff, to_staff, at);
    ELSE
        PERFORM cc_center.correct_planned(line, from_staff, to_staff);
    END IF;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.correct_roster(bigint, date, text, text, text, text) IS
    'A leader''s recorded correction of a roster, with a reason: puts somebody in (from_staff NULL), takes somebody off (to_staff NULL) or, in a month not published, replaces one by another; in a published one that is standing in, UC704 (U22); not in his own matter (I2, I7). While the shift runs it holds from now on, and what was stood stays with who stood it; such a shift is a finding, as nobody stands it from beginning to end. A shift that is over a supervisor corrects as a whole, where it was recorded wrongly; a leader does not, UC705. Returns the record''s id.';
GRANT EXECUTE ON FUNCTION cc_center.correct_roster(bigint, date, text, text, text, text) TO cc_center_shift_leader, cc_center_supervisor;
