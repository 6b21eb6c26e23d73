-- Regularisation: what people ask to have corrected, and a supervisor's word in place of what was judged.

SELECT cc_center.share_attendance('correction_request');
SELECT cc_center.share_attendance('attendance_override');
SELECT cc_center.keep_rows('correction_request', '');
SELECT cc_center.keep_rows('attendance_override', 'A further override holds in place of an earlier one.');

CREATE OR REPLACE FUNCTION cc_center.request_correction(center_id bigint, day date, reason text, shift text DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    found_shift text;
    new_id bigint;
BEGIN
    IF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'I2');
    END IF;
    PERFORM cc_center.lock_attendance_month(center_id, cc_center.require_plan_day(day));
    found_shift := cc_center.find_person_shift(center_id, day, actor, shift);
    INSERT INTO cc_center.correction_request AS q (center_id, staff_no, day, shift, reason, requested_at)
    VALUES (center_id, actor, day, found_shift, reason, cc_center.clock())
    ON CONFLICT DO NOTHING RETURNING q.request_id INTO new_id;
    IF new_id IS NULL THEN
        PERFORM cc_center.raise_error('correction_known', actor, found_shift, to_char(day, 'YYYY-MM-DD'));
    END IF;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.request_correction(bigint, date, text, text) IS
    'The acting person asks a supervisor to correct what was found of one of his shifts, with a reason, while the month is open. Returns the id of the request.';

CREATE OR REPLACE FUNCTION cc_center.write_override(given cc_center.attendance_override)
RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    judged cc_center.attendance_result;
    length interval;
    new_id bigint;
BEGIN
    IF given.by_staff = given.staff_no THEN
        PERFORM cc_center.raise_error('own_request', 'I2');
    ELSIF NOT cc_center.has_text(given.reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'I2');
    ELSIF given.result NOT IN ('on_time', 'late', 'absent', 'no_evidence', 'on_leave') THEN
        PERFORM cc_center.raise_error('unknown_word', given.result, 'on_time, late, absent, no_evidence, on_leave');
    ELSIF given.late_by <= interval '0' OR given.late_by IS NOT NULL AND given.result IS DISTINCT FROM 'late' THEN
        PERFORM cc_center.raise_error('override_out_of_range', 'late_by', given.late_by::text);
    ELSIF given.early_leave_by < interval '0' THEN
        PERFORM cc_center.raise_error('override_out_of_range', 'early_leave_by', given.early_leave_by::text);
    END IF;
    PERFORM cc_center.lock_attendance_month(given.center_id, given.day);
    given.shift := cc_center.find_person_shift(given.center_id, given.day, given.staff_no, given.shift);
    SELECT r.* INTO judged FROM cc_center.attendance_result r
    WHERE r.center_id = given.center_id AND r.day = given.day AND r.staff_no = given.staff_no AND r.shift = given.shift;
    IF given.result = 'late' AND given.late_by IS NULL THEN
        -- what is judged may change; his word stays
        given.late_by := nullif(judged.late_until - judged.late_from, interval '0');
        IF given.late_by IS NULL THEN
            PERFORM cc_center.raise_error('override_incomplete', given.staff_no);
        END IF;
    END IF;
    -- nobody misses more than his shift, and an instant far off could not be shown
    SELECT upper(d.duty) - lower(d.duty) INTO length
    FROM (SELECT judged.duty WHERE judged.duty IS NOT NULL
          UNION ALL
          SELECT r.duty FROM cc_center.roster r
          WHERE r.center_id = given.center_id AND r.day = given.day AND r.staff_no = given.staff_no AND r.shift = given.shift) d
    ORDER BY 1 DESC LIMIT 1;
    IF given.late_by > length THEN
        PERFORM cc_center.raise_error('override_out_of_range', 'late_by', given.late_by::text);
    ELSIF given.early_leave_by > length THEN
        PERFORM cc_center.raise_error('override_out_of_range', 'early_leave_by', given.early_leave_by::text);
    END IF;
    INSERT INTO cc_center.attendance_override AS o
        (center_id, day, staff_no, shift, result, late_by, early_leave_by, reason, by_staff, at, request_id)
    VALUES (given.center_id, given.day, given.staff_no, given.shift, given.result, given.late_by, given.early_leave_by,
            given.reason, given.by_staff, cc_center.clock(), given.request_id)
    RETURNING o.override_id INTO new_id;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.write_override(cc_center.attendance_override) IS
    'Writes an override: not in one''s own matter, with a reason, in an open month.';

CREATE OR REPLACE FUNCTION cc_center.override_attendance(
    center_id bigint, day date, staff_no text, result text, reason text,
    late_by interval DEFAULT NULL, early_leave_by interval DEFAULT NULL, shift text DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    given cc_center.attendance_override;
BEGIN
    given.by_staff := cc_center.require_role(center_id, 'supervisor');
    given.center_id := center_id;
    given.day := cc_center.require_plan_day(day, true);
    given.staff_no := staff_no;
    given.shift := shift;
    given.result := result;
    given.late_by := late_by;
    given.early_leave_by := early_leave_by;
    given.reason := reason;
    RETURN cc_center.write_override(given);
END
$$;
COMMENT ON FUNCTION cc_center.override_attendance(bigint, date, text, text, text, interval, interval, text) IS
    'A supervisor sets another result of a person-shift (on_time, late, absent, no_evidence, on_leave; NULL takes his word back), with a reason, not his own, while the month is open (U5). late_by: how late, by default as judged; early_leave_by: how early he left, 0 for not at all, by default as judged. What was judged stays visible beside it, and so does a result judged anew later. Returns the override''s id. UCA05, UCA16, UCA17, UCA22, UCA25, UC411.';

CREATE OR REPLACE FUNCTION cc_center.decide_correction(
    center_id bigint, request_id bigint, result text, reason text, late_by interval DEFAULT NULL, early_leave_by interval DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.require_role(center_id, 'supervisor');
    request cc_center.correction_request;
    given cc_center.attendance_override;
BEGIN
    SELECT q.* INTO request FROM cc_center.correction_request q
    WHERE q.center_id = decide_correction.center_id AND q.request_id = decide_correction.request_id FOR UPDATE;
    IF request.request_id IS NULL THEN
        PERFORM cc_center.raise_error('unknown_correction_request', coalesce(request_id::text, 'NULL'));
    ELSIF request.status <> 'requested' THEN
        PERFORM cc_center.raise_error('correction_decided', request_id::text, request.status);
    ELSIF actor = request.staff_no THEN
        PERFORM cc_center.raise_error('own_request', 'I2');
    ELSIF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'I2');
    END IF;
    UPDATE cc_center.correction_request q
    SET status = CASE WHEN decide_correction.result IS NULL AND decide_correction.early_leave_by IS NULL THEN 'refused' ELSE 'granted' END,
        decided_by = actor, decided_at = cc_center.clock(), decision = decide_correction.reason
    WHERE q.center_id = request.center_id AND q.request_id = request.request_id;
    IF result IS NULL AND early_leave_by IS NULL THEN
        RETURN NULL;
    END IF;
    given.by_staff := actor;
    given.center_id := request.center_id;
    given.day := request.day;
    given.staff_no := request.staff_no;
    given.shift := request.shift;
    given.result := result;
    given.late_by := late_by;
    given.early_leave_by := early_leave_by;
    given.reason := reason;
    given.request_id := request.request_id;
    RETURN cc_center.write_override(given);
END
$$;
COMMENT ON FUNCTION cc_center.decide_correction(bigint, bigint, text, text, interval, interval) IS
    'A supervisor decides a request to correct attendance, with a reason: grants it by an override as cc_center.override_attendance() writes one, or refuses it with result NULL. Returns the override''s id, NULL where refused. UCA13, UCA14, UCA25, UC411.';

CREATE OR REPLACE FUNCTION cc_center.withdraw_correction(center_id bigint, request_id bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    request cc_center.correction_request;
BEGIN
    SELECT q.* INTO request FROM cc_center.correction_request q
    WHERE q.center_id = withdraw_correction.center_id AND q.request_id = withdraw_correction.request_id AND q.staff_no = actor FOR UPDATE;
    IF request.request_id IS NULL THEN
        PERFORM cc_center.raise_error('unknown_correction_request', coalesce(request_id::text, 'NULL'));
    ELSIF request.status <> 'requested' THEN
        PERFORM cc_center.raise_error('correction_decided', request_id::text, request.status);
    END IF;
    UPDATE cc_center.correction_request q SET status = 'withdrawn', decided_by = actor, decided_at = cc_center.clock()
    WHERE q.center_id = request.center_id AND q.request_id = request.request_id;
END
$$;
COMMENT ON FUNCTION cc_center.withdraw_correction(bigint, bigint) IS
    'The acting person takes back his request to correct his attendance, while nobody has decided it.';

DO $$
BEGIN
    PERFORM cc_center.share_function(f, cc_center.person_groups())
    FROM unnest('{"cc_center.request_correction(bigint, date, text, text)", "cc_center.withdraw_correction(bigint, bigint)"}'::regprocedure[]) f;
    PERFORM cc_center.share_function(f, ARRAY['supervisor'])
    FROM unnest('{"cc_center.override_attendance(bigint, date, text, text, text, interval, interval, text)",
                  "cc_center.decide_correction(bigint, bigint, text, text, interval, interval)"}'::regprocedure[]) f;
END
$$;
