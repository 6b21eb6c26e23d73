-- What a leader answers who is asked: granted, a relief named, or refused (B2.4, E3.4, U23).

CREATE OR REPLACE FUNCTION cc_center.require_answerer(center_id bigint, staff_no text)
RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    approvers text[];
    actor text;
BEGIN
    SELECT a.approvers INTO approvers FROM cc_center.approval_step a
    WHERE a.center_id = require_answerer.center_id AND a.subject = 'seat'
      AND a.version = cc_center.version_in_force(require_answerer.center_id);
    actor := cc_center.require_role(center_id, VARIADIC coalesce(approvers, '{}'));
    IF actor = staff_no THEN
        PERFORM cc_center.raise_error('own_request', 'E3.4');
    END IF;
    RETURN actor;
END
$$;
COMMENT ON FUNCTION cc_center.require_answerer(bigint, text) IS
    'The acting person''s staff number, who may answer that one''s leaving of the seat by the rules and is somebody else; fails otherwise.';

CREATE OR REPLACE FUNCTION cc_center.require_presence(center_id bigint, leader text)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF cc_center.acting_role(center_id) = 'shift_leader' AND NOT cc_center.at_the_seat(center_id, leader) THEN
        PERFORM cc_center.raise_error('not_on_duty', leader);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.require_presence(bigint, text) IS 'Fails with UC801 for a shift leader who is not on duty and at the seat.';

CREATE OR REPLACE FUNCTION cc_center.write_answer_note(center_id bigint, absence_id bigint, note text)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE cc_center.absence_reason w SET answer_note = note
    WHERE w.center_id = write_answer_note.center_id AND w.absence_id = write_answer_note.absence_id;
    IF NOT FOUND AND note IS NOT NULL THEN
        INSERT INTO cc_center.absence_reason (center_id, absence_id, answer_note)
        VALUES (write_answer_note.center_id, write_answer_note.absence_id, note);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.write_answer_note(bigint, bigint, text) IS
    'For callers that hold the lock on the person: keeps what a leader notes with his answer, in place of what stood with the one before (A7, E3.4).';

CREATE OR REPLACE FUNCTION cc_center.permit_leaving(center_id bigint, staff_no text, note text DEFAULT NULL, relief text DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    leader text := cc_center.require_answerer(center_id, staff_no);
    duty cc_center.roster;
    request cc_center.seat_absence;
BEGIN
    PERFORM cc_center.lock_people(center_id, ARRAY[leader, staff_no, relief]);
    duty := cc_center.duty_now(center_id, staff_no);
    IF duty.staff_no IS NULL THEN
        PERFORM cc_center.raise_error('not_on_duty', coalesce(staff_no, ''));
    END IF;
    PERFORM cc_center.require_presence(center_id, leader);
    IF relief IS NOT NULL AND NOT cc_center.is_fit_relief(duty, relief) THEN
        PERFORM cc_center.raise_error('unfit_relief', relief, staff_no);
    END IF;
    request := cc_center.begin_absence(duty);
    IF request.left_at IS NOT NULL THEN
        PERFORM cc_center.raise_error('already_away', staff_no);
    ELSIF request.answer IS NOT NULL THEN
        PERFORM cc_center.raise_error('already_answered', staff_no, request.answered_by);
    END IF;
    UPDATE cc_center.seat_absence a
    SET answer = CASE WHEN relief IS NULL THEN 'granted' ELSE 'relief' END, answered_by = leader,
        answered_at = cc_center.clock(), named_relief = relief
    WHERE a.center_id = request.center_id AND a.absence_id = request.absence_id;
    PERFORM cc_center.write_answer_note(center_id, request.absence_id, note);
    RETURN request.absence_id;
END
$$;
COMMENT ON FUNCTION cc_center.permit_leaving(bigint, text, text, text) IS
    'A leader who is present lets a person on duty leave the seat once, asked by cc_center.ask_to_leave() or by word of mouth: at once, or, where a relief is named, when that one sits there (B2.4, E3.4, U23). Returns the id of the absence to come. UC411 for his own seat, UC801 off duty, UC802 away already, UC804 for an unfit relief, UC809 answered already.';

CREATE OR REPLACE FUNCTION cc_center.refuse_leaving(center_id bigint, staff_no text, note text DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    leader text := cc_center.require_answerer(center_id, staff_no);
    request cc_center.seat_absence;
BEGIN
    PERFORM cc_center.lock_people(center_id, ARRAY[leader, staff_no]);
    PERFORM cc_center.require_presence(center_id, leader);
    request := cc_center.open_absence(cc_center.duty_now(center_id, staff_no));
    IF request.left_at IS NOT NULL THEN
        PERFORM cc_center.raise_error('already_away', staff_no);
    ELSIF request.absence_id IS NULL THEN
        PERFORM cc_center.raise_error('not_asked', coalesce(staff_no, ''));
    END IF;
    UPDATE cc_center.seat_absence a
    SET answer = 'refused', answered_by = leader, answered_at = cc_center.clock(), named_relief = NULL
    WHERE a.center_id = request.center_id AND a.absence_id = request.absence_id;
    PERFORM cc_center.write_answer_note(center_id, request.absence_id, note);
    PERFORM cc_center.end_absence(request, NULL);
    RETURN request.absence_id;
END
$$;
COMMENT ON FUNCTION cc_center.refuse_leaving(bigint, text, text) IS
    'A leader who is present refuses a request to leave the seat, or takes back an answer not yet used (B2.4, E3.4); it may be asked again. Returns the request''s id. UC802 where he has left, UC810 where nothing was asked.';

DO $$
BEGIN
    PERFORM cc_center.share_function(f, ARRAY['shift_leader', 'supervisor', 'director'])
    FROM unnest('{"cc_center.permit_leaving(bigint, text, text, text)", "cc_center.refuse_leaving(bigint, text, text)"}'::regprocedure[]) f;
END
$$;
