-- Publishing a month.

CREATE OR REPLACE FUNCTION cc_center.publish_roster(center_id bigint, month date, despite text DEFAULT NULL)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    actor text := cc_center.require_role(center_id, 'shift_leader', 'supervisor');
    first_day date := cc_center.roster_month_start(cc_center.require_plan_day(month));
    present text;
    found_rows integer;
BEGIN
    PERFORM FROM cc_center.center c WHERE c.center_id = publish_roster.center_id FOR KEY SHARE;
    INSERT INTO cc_center.roster_publication (center_id, month) VALUES (center_id, first_day)
    ON CONFLICT ON CONSTRAINT roster_publication_pkey DO NOTHING;
    SELECT p.status INTO present FROM cc_center.roster_publication p
    WHERE p.center_id = publish_roster.center_id AND p.month = first_day FOR UPDATE;
    IF present = 'published' THEN
        PERFORM cc_center.raise_error('already_published', center_id::text, to_char(first_day, 'YYYY-MM'));
    END IF;
    -- a row that somebody removed leaves nothing to collide with; a week on either side is judged with the month
    PERFORM cc_center.require_current_roster(center_id, first_day - 7, (first_day + interval '1 month')::date + 7);
    PERFORM cc_center.lock_people(center_id, ARRAY(
        SELECT DISTINCT r.staff_no FROM cc_center.roster r
        WHERE r.center_id = publish_roster.center_id
          AND r.day >= first_day AND r.day < (first_day + interval '1 month')::date));
    -- drafted under rules that have changed since: the instants are fixed now
    UPDATE cc_center.roster r SET shift = r.shift
    WHERE r.center_id = publish_roster.center_id
      AND r.day >= first_day AND r.day < (first_day + interval '1 month')::date
      -- what has begun stays what it was; a shift that is not held any more cannot be fixed: it is a finding
      AND lower(r.duty) > cc_center.clock()
      AND r.version <> (SELECT h.version FROM cc_center.held_duty(r.center_id, r.day, r.shift, r.role) h WHERE h.duty IS NOT NULL);
    SELECT count(*) INTO found_rows FROM cc_center.month_findings(center_id, first_day) f WHERE f.concerns = 'roster';
    IF found_rows > 0 AND NOT cc_center.has_text(despite) THEN
        PERFORM cc_center.raise_error('roster_has_findings', center_id::text, to_char(first_day, 'YYYY-MM'), found_rows::text);
    END IF;
    UPDATE cc_center.roster_publication p
    SET status = 'published', published_by = actor, published_at = cc_center.clock(), findings = found_rows,
        despite = CASE WHEN found_rows > 0 THEN publish_roster.despite END
    WHERE p.center_id = publish_roster.center_id AND p.month = first_day;
    RETURN found_rows;
END
$$;
COMMENT ON FUNCTION cc_center.publish_roster(bigint, date, text) IS
    'Publishes the month of a day; leaders and supervisors may. Refused while it has findings, unless a reason is given that stays on record. Returns the number of findings (I2, I6, B1.1, C6).';
GRANT EXECUTE ON FUNCTION cc_center.publish_roster(bigint, date, text) TO cc_center_shift_leader, cc_center_supervisor;

CREATE OR REPLACE FUNCTION cc_center.refix_row(line cc_center.roster, actor text, reason text)
RETURNS boolean LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO cc_center.roster_change (center_id, day, shift, role, from_staff, to_staff, kind, reason, changed_by)
    VALUES (line.center_id, line.day, line.shift, line.role, line.staff_no,
            CASE WHEN (SELECT h.duty FROM cc_center.held_duty(line.center_id, line.day, line.shift, line.role) h) IS NOT NULL
                 THEN line.staff_no END,
            'amendment', reason, actor);
    IF (SELECT h.duty FROM cc_center.held_duty(line.center_id, line.day, line.shift, line.role) h) IS NULL THEN
        DELETE FROM cc_center.roster r
        WHERE r.center_id = line.center_id AND r.day = line.day AND r.shift = line.shift AND r.staff_no = line.staff_no;
    ELSE
        UPDATE cc_center.roster r SET shift = r.shift
        WHERE r.center_id = line.center_id AND r.day = line.day AND r.shift = line.shift AND r.staff_no = line.staff_no;
    END IF;
    RETURN true;
EXCEPTION
    -- two places, a limit, no qualification, leave: the row stays as it was, and its finding with it
    WHEN SQLSTATE 'UC404' OR SQLSTATE 'UC407' OR SQLSTATE 'UC408' OR SQLSTATE 'UC409' OR SQLSTATE 'UC410' OR SQLSTATE 'UC502' THEN
        RETURN false;
END
$$;
COMMENT ON FUNCTION cc_center.refix_row(cc_center.roster, text, text) IS
    'Fixes one row by the rules in force, on record; takes it off where its shift is not held any more. False where the new rules do not let the person stand it.';

CREATE OR REPLACE FUNCTION cc_center.refix_roster(center_id bigint, month date, reason text)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    actor text := cc_center.require_role(center_id, 'shift_leader', 'supervisor');
    first_day date := cc_center.roster_month_start(cc_center.require_plan_day(month));
    line cc_center.roster;
    fixed integer := 0;
BEGIN
    IF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'I2');
    END IF;
    PERFORM cc_center.lock_months(center_id, ARRAY[first_day]);
    PERFORM cc_center.lock_people(center_id, ARRAY(SELECT f.staff_no FROM cc_center.row_findings(center_id, first_day) f));
    FOR line IN
        SELECT r.* FROM cc_center.row_findings(center_id, first_day) f
        JOIN cc_center.roster r ON r.center_id = refix_roster.center_id AND r.day = f.day AND r.shift = f.shift AND r.staff_no = f.staff_no
        ORDER BY r.day, r.shift, r.staff_no
    LOOP
        fixed := fixed + cc_center.refix_row(line, actor, reason)::integer;
    END LOOP;
    RETURN fixed;
END
$$;
COMMENT ON FUNCTION cc_center.refix_roster(bigint, date, text) IS
    'After an amendment of the rules, or a new holiday, a leader fixes the rows of a month that have not begun anew, published or not, with a reason: they take the hours in force, and rows of shifts not held any more go; each on record. Rows that the new rules do not allow stay, as findings. Returns how many were fixed (I2, I19).';
GRANT EXECUTE ON FUNCTION cc_center.refix_roster(bigint, date, text) TO cc_center_shift_leader, cc_center_supervisor;
