-- Months of attendance: open, or closed by lock; and the queue of what became known afterwards.

CREATE OR REPLACE FUNCTION cc_center.may_read_attendance(center_id bigint, staff_no text)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT center_id = ANY (cc_center.acting_centers())
           AND (cc_center.acting_role(center_id) IN ('shift_leader', 'supervisor', 'director', 'appraiser')
                OR staff_no = cc_center.acting_staff_no(center_id))
           OR pg_has_role(cc_center.acting_login_role(), 'cc_center_owner', 'MEMBER')
$$;
COMMENT ON FUNCTION cc_center.may_read_attendance(bigint, text) IS
    'Somebody''s attendance, quality and pay are known to himself, to those who lead and to the appraiser, and to a database administrator (A7, I44).';
SELECT cc_center.share_function('cc_center.may_read_attendance(bigint, text)');

CREATE OR REPLACE FUNCTION cc_center.require_reader(center_id bigint, staff_no text)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT coalesce(cc_center.may_read_attendance(center_id, staff_no), false) THEN
        PERFORM cc_center.require_role(center_id, 'shift_leader', 'supervisor', 'director', 'appraiser');
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.require_reader(bigint, text) IS
    'Fails unless the acting role may read somebody''s attendance; with NULL, everybody''s in the center.';

CREATE OR REPLACE FUNCTION cc_center.share_attendance(table_name text)
RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    -- as may_read_attendance() says
    SELECT cc_center.share_own_rows(table_name, 'own_attendance', true, '{shift_leader,supervisor,director,appraiser}')
$$;
COMMENT ON FUNCTION cc_center.share_attendance(text) IS
    'Deployment: shares a table whose rows are about one person each with himself, those who lead and the appraiser.';

CREATE OR REPLACE FUNCTION cc_center.share_with_leaders(table_name text)
RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$ SELECT cc_center.share_rows(table_name, 'leaders', 'cc_center.may_read_attendance(center_id, NULL)') $$;
COMMENT ON FUNCTION cc_center.share_with_leaders(text) IS
    'Deployment: shares a table whose rows are about a whole center with those who know everybody''s attendance.';

SELECT cc_center.share_table('attendance_month_close', cc_center.all_groups());
SELECT cc_center.share_table('attendance_close', cc_center.all_groups());
SELECT cc_center.share_table('attendance_touch', '{}');
SELECT cc_center.keep_rows('attendance_month_close', '');
SELECT cc_center.keep_rows('attendance_close', '');

CREATE OR REPLACE FUNCTION cc_center.lock_attendance_month(center_id bigint, day date)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    first_day constant date := cc_center.roster_month_start(day);
    month cc_center.attendance_month_close;
BEGIN
    SELECT m.* INTO month FROM cc_center.attendance_month_close m
    WHERE m.center_id = lock_attendance_month.center_id AND m.month = first_day FOR SHARE;
    IF month.center_id IS NULL THEN
        -- what a closing could lock must exist before
        INSERT INTO cc_center.attendance_month_close (center_id, month) VALUES (center_id, first_day)
        ON CONFLICT ON CONSTRAINT attendance_month_close_pkey DO NOTHING;
        SELECT m.* INTO month FROM cc_center.attendance_month_close m
        WHERE m.center_id = lock_attendance_month.center_id AND m.month = first_day FOR SHARE;
    END IF;
    IF month.closed_at IS NOT NULL THEN
        PERFORM cc_center.raise_error('attendance_closed', to_char(first_day, 'YYYY-MM'));
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.lock_attendance_month(bigint, date) IS
    'Keeps the month of a day from being closed before this transaction ends; UCA05 where it is closed.';

CREATE OR REPLACE FUNCTION cc_center.touch_attendance(center_id bigint, staff_no text, first_day date, last_day date DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    days constant date[] := ARRAY(SELECT n::date FROM generate_series(first_day::timestamp, coalesce(last_day, first_day)::timestamp,
                                                                      interval '1 day') n);
    months constant date[] := ARRAY(SELECT DISTINCT date_trunc('month', n::timestamp)::date FROM unnest(days) n ORDER BY 1);
    -- a closed month is settled, and does not keep what reaches into an open one from being decided
    settled constant date[] := ARRAY(SELECT m.month FROM cc_center.attendance_month_close m
                                     WHERE m.center_id = touch_attendance.center_id AND m.month = ANY (months) AND m.closed_at IS NOT NULL);
BEGIN
    PERFORM cc_center.lock_attendance_month(touch_attendance.center_id, n.month)
    FROM unnest(months) WITH ORDINALITY n (month, place)
    WHERE n.month <> ALL (settled) OR settled @> months
    ORDER BY n.place;
    INSERT INTO cc_center.attendance_touch (center_id, day, staff_no)
    SELECT touch_attendance.center_id, n, touch_attendance.staff_no FROM unnest(days) n
    WHERE date_trunc('month', n::timestamp)::date <> ALL (settled);
END
$$;
COMMENT ON FUNCTION cc_center.touch_attendance(bigint, text, date, date) IS
    'Notes that something became known about a person''s days, which are judged again where they are closed; days of a closed month stay as they are, and UCA05 where there are no others.';

CREATE OR REPLACE FUNCTION cc_center.touch_roster()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM cc_center.touch_attendance(OLD.center_id, OLD.staff_no, OLD.day);
    END IF;
    IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND (NEW.staff_no, NEW.day) <> (OLD.staff_no, OLD.day) THEN
        PERFORM cc_center.touch_attendance(NEW.center_id, NEW.staff_no, NEW.day);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.touch_roster() IS
    'Trigger: a change of a shift that has begun is one of its attendance, and refused where the month is closed (UCA05).';
-- a day may be closed already when a shift of its evening is put in
CREATE OR REPLACE TRIGGER zd_touch_new AFTER INSERT ON cc_center.roster
    FOR EACH ROW WHEN (lower(NEW.duty) <= cc_center.clock() + interval '2 days') EXECUTE FUNCTION cc_center.touch_roster();
CREATE OR REPLACE TRIGGER zd_touch_changed AFTER UPDATE ON cc_center.roster
    FOR EACH ROW WHEN (lower(OLD.duty) <= cc_center.clock() OR lower(NEW.duty) <= cc_center.clock() + interval '2 days')
    EXECUTE FUNCTION cc_center.touch_roster();
CREATE OR REPLACE TRIGGER zd_touch_gone AFTER DELETE ON cc_center.roster
    FOR EACH ROW WHEN (lower(OLD.duty) <= cc_center.clock()) EXECUTE FUNCTION cc_center.touch_roster();

CREATE OR REPLACE FUNCTION cc_center.touch_leave()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM cc_center.touch_attendance(NEW.center_id, NEW.staff_no, cc_center.local_day(NEW.center_id, lower(NEW.during)),
        cc_center.local_day(NEW.center_id, greatest(least(upper(NEW.during), cc_center.clock()), lower(NEW.during))));
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.touch_leave() IS 'Trigger: leave that has begun and is decided otherwise changes the attendance of its days.';
CREATE OR REPLACE TRIGGER zd_touch AFTER UPDATE OF status, during ON cc_center.leave_request
    FOR EACH ROW WHEN (lower(NEW.during) <= cc_center.clock()
                       AND (OLD.status, OLD.during) IS DISTINCT FROM (NEW.status, NEW.during))
    EXECUTE FUNCTION cc_center.touch_leave();

CREATE OR REPLACE FUNCTION cc_center.touch_absence()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM cc_center.touch_attendance(NEW.center_id, NEW.staff_no, cc_center.local_day(NEW.center_id, coalesce(NEW.returned_at, NEW.left_at)));
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.touch_absence() IS 'Trigger: leaving the seat and coming back counts in the attendance of the day (I6).';
CREATE OR REPLACE TRIGGER zd_touch AFTER INSERT OR UPDATE ON cc_center.seat_absence
    FOR EACH ROW WHEN (NEW.left_at IS NOT NULL) EXECUTE FUNCTION cc_center.touch_absence();

CREATE OR REPLACE FUNCTION cc_center.touch_import()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM cc_center.lock_attendance_month(k.center_id, k.month)
    FROM (SELECT DISTINCT n.center_id, date_trunc('month', s.at AT TIME ZONE c.time_zone)::date AS month
          FROM fresh n
          JOIN cc_center.center c ON c.center_id = n.center_id
          CROSS JOIN LATERAL unnest(n.stage_at, n.stage_by) s (at, staff_no)
          WHERE s.staff_no IS NOT NULL AND s.at IS NOT NULL
          ORDER BY 1, 2) k;
    INSERT INTO cc_center.attendance_touch (center_id, day, staff_no)
    SELECT DISTINCT n.center_id, (s.at AT TIME ZONE c.time_zone)::date, s.staff_no
    FROM fresh n
    JOIN cc_center.center c ON c.center_id = n.center_id
    CROSS JOIN LATERAL unnest(n.stage_at, n.stage_by) s (at, staff_no)
    WHERE s.staff_no IS NOT NULL AND s.at IS NOT NULL;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.touch_import() IS 'Trigger: imported steps are evidence of when people worked (I26); UCA05 where that month is closed.';
CREATE OR REPLACE TRIGGER zd_touch AFTER INSERT ON cc_center.case_import
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION cc_center.touch_import();
