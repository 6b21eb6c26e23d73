-- A closed month opened again by two persons.

SELECT cc_center.share_with_leaders('month_reopening');
SELECT cc_center.keep_rows('month_reopening', '');

CREATE OR REPLACE FUNCTION cc_center.lock_closed_month(center_id bigint, month date)
RETURNS cc_center.attendance_month_close LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    attendance cc_center.attendance_month_close;
    closed cc_center.appraisal_month;
BEGIN
    PERFORM cc_center.lock_attendance(center_id);
    SELECT m.* INTO attendance FROM cc_center.attendance_month_close m
    WHERE m.center_id = lock_closed_month.center_id AND m.month = lock_closed_month.month FOR UPDATE;
    SELECT a.* INTO closed FROM cc_center.appraisal_month a
    WHERE a.center_id = lock_closed_month.center_id AND a.month = lock_closed_month.month FOR UPDATE;
    attendance.closed_by := coalesce(closed.closed_by, attendance.closed_by);
    attendance.closed_at := coalesce(closed.closed_at, attendance.closed_at);
    IF attendance.closed_at IS NULL THEN
        PERFORM cc_center.raise_error('month_not_closed', to_char(month, 'YYYY-MM'));
    END IF;
    RETURN attendance;
END
$$;
COMMENT ON FUNCTION cc_center.lock_closed_month(bigint, date) IS
    'Locks the center and a closed month, as closing does, and says who closed it and when; UCD09.';

CREATE OR REPLACE FUNCTION cc_center.check_reopening(center_id bigint, month date)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    later date;
    given_back text;
BEGIN
    SELECT min(k.month) INTO later
    FROM (SELECT a.month FROM cc_center.appraisal_month a
          WHERE a.center_id = check_reopening.center_id AND a.month > check_reopening.month AND a.closed_at IS NOT NULL
          UNION ALL
          SELECT m.month FROM cc_center.attendance_month_close m
          WHERE m.center_id = check_reopening.center_id AND m.month > check_reopening.month AND m.closed_at IS NOT NULL) k;
    IF later IS NOT NULL THEN
        PERFORM cc_center.raise_error('later_month_closed', to_char(month, 'YYYY-MM'), to_char(later, 'YYYY-MM'));
    END IF;
    -- what was given back names rows that would be drawn anew, and would be given back twice
    SELECT string_agg(a.adjustment_id::text, ', ' ORDER BY a.adjustment_id) INTO given_back
    FROM cc_center.adjustment a WHERE a.center_id = check_reopening.center_id AND a.of_month = check_reopening.month;
    IF given_back IS NOT NULL THEN
        PERFORM cc_center.raise_error('month_adjusted', to_char(month, 'YYYY-MM'), given_back);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.check_reopening(bigint, date) IS
    'Fails where a later month is closed (UCD25) or something of the month was given back already (UCD26); for callers that have locked it.';

CREATE OR REPLACE FUNCTION cc_center.reopen_month(center_id bigint, month date, reason text)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.require_role(center_id, 'supervisor', 'director');
    acts_as constant text := cc_center.acting_role(center_id);
    first_day constant date := cc_center.roster_month_start(cc_center.require_plan_day(month, true));
    closed cc_center.attendance_month_close;
    asked cc_center.month_reopening;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM cc_center.raise_error('needs_read_committed');
    ELSIF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'I44');
    END IF;
    closed := cc_center.lock_closed_month(center_id, first_day);
    PERFORM cc_center.check_reopening(center_id, first_day);
    SELECT r.* INTO asked FROM cc_center.month_reopening r
    WHERE r.center_id = reopen_month.center_id AND r.month = first_day AND r.confirmed_by IS NULL;
    IF asked.reopening_id IS NULL THEN
        INSERT INTO cc_center.month_reopening (center_id, month, closed_by, closed_at, asked_by, asked_as, asked_at, reason)
        VALUES (center_id, first_day, closed.closed_by, closed.closed_at, actor, acts_as, cc_center.clock(), reason);
        RETURN 'requested';
    ELSIF asked.asked_by = actor OR asked.asked_as = acts_as THEN
        PERFORM cc_center.raise_error('reopening_asked', to_char(first_day, 'YYYY-MM'), asked.asked_by,
            CASE asked.asked_as WHEN 'supervisor' THEN 'director' ELSE 'supervisor' END);
    END IF;
    UPDATE cc_center.month_reopening r
    SET confirmed_by = actor, confirmed_as = acts_as, confirmed_at = cc_center.clock(), confirmed_reason = reopen_month.reason
    WHERE r.center_id = asked.center_id AND r.reopening_id = asked.reopening_id;
    UPDATE cc_center.appraisal_month a SET closed_by = NULL, closed_at = NULL, digest = NULL
    WHERE a.center_id = reopen_month.center_id AND a.month = first_day;
    UPDATE cc_center.attendance_month_close m SET closed_by = NULL, closed_at = NULL, digest = NULL
    WHERE m.center_id = reopen_month.center_id AND m.month = first_day;
    -- what became known while it was closed was put into no queue: close_touched() judges all its days again
    UPDATE cc_center.attendance_close d SET seen = cc_center.next_transaction()
    WHERE d.center_id = reopen_month.center_id AND d.day >= first_day AND d.day < first_day + interval '1 month';
    RETURN 'reopened';
END
$$;
COMMENT ON FUNCTION cc_center.reopen_month(bigint, date, text) IS
    'Opens a closed month again, which takes a supervisor and the director: the first of them asks (returns requested), the other confirms (reopened), each with a reason, and month_reopening keeps both. From then on its facts may change, appraise() draws it anew, and close_month() closes it once more. Only while no later month is closed (UCD25), and while nothing of it was given back (UCD26): an adjustment names a row that would be drawn anew. At READ COMMITTED only. UCD09 where it is not closed, UCD27 for the same person or role twice, UC501, UCA20 (I44).';
SELECT cc_center.share_function('cc_center.reopen_month(bigint, date, text)', ARRAY['supervisor', 'director']);
