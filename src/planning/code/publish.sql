-- Publishing a month.

CREATE OR REPLACE FUNCTION cc_center.publish_roster(center_id bigint, month date, despite text DEFAULT NULL)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
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
      AND r.version IS DISTINCT FROM (SELECT p.version FROM cc_center.plan_duty(r.center_id, r.day, r.shift, r.role) p);
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
