-- What is said at a handover: the note of whoever hands over, the feedback of whoever receives (I29).

COMMENT ON COLUMN cc_center.handover.note IS 'What whoever handed over says of the unfinished case (I29); NULL where nothing. Written by note_handover() and note_next_handover(), until it is acknowledged.';
COMMENT ON COLUMN cc_center.handover.feedback IS 'What the receiver recorded of it (I29), by acknowledge_handover(); NULL until then.';
COMMENT ON COLUMN cc_center.handover.feedback_at IS 'When the receiver fed back.';

SELECT cc_center.keep_rows('handover_note', 'Handovers are the record of a case.');
SELECT cc_center.share_table('handover_note', cc_center.all_groups());

CREATE OR REPLACE FUNCTION cc_center.lock_handover(center_id bigint, handover_id bigint)
RETURNS cc_center.handover LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    made cc_center.handover;
BEGIN
    SELECT h.* INTO made FROM cc_center.handover h
    WHERE h.center_id = lock_handover.center_id AND h.handover_id = lock_handover.handover_id FOR UPDATE;
    IF made.handover_id IS NULL THEN
        PERFORM cc_center.raise_error('unknown_handover', center_id::text, coalesce(handover_id::text, 'NULL'));
    END IF;
    RETURN made;
END
$$;
COMMENT ON FUNCTION cc_center.lock_handover(bigint, bigint) IS 'A handover, locked; UC923 where there is none.';

CREATE OR REPLACE FUNCTION cc_center.note_handover(center_id bigint, handover_id bigint, note text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    made cc_center.handover := cc_center.lock_handover(center_id, handover_id);
BEGIN
    IF actor IS DISTINCT FROM made.from_staff AND actor IS DISTINCT FROM made.by_staff THEN
        PERFORM cc_center.raise_error('not_the_giver', handover_id::text);
    ELSIF made.feedback_at IS NOT NULL THEN
        PERFORM cc_center.raise_error('handover_acknowledged', handover_id::text);
    ELSIF cc_center.has_text(note) IS NOT TRUE THEN
        PERFORM cc_center.raise_error('handover_text_missing');
    END IF;
    UPDATE cc_center.handover h SET note = note_handover.note
    WHERE h.center_id = note_handover.center_id AND h.handover_id = note_handover.handover_id;
END
$$;
COMMENT ON FUNCTION cc_center.note_handover(bigint, bigint, text) IS
    'Writes the note of a handover: by the person whose case it was, or who handed it over, also after the shift''s end, until the receiver has fed back (I29). UC923 for no such handover, UC924 for anybody else, UC926 once acknowledged, UC927 for a blank note.';
GRANT EXECUTE ON FUNCTION cc_center.note_handover(bigint, bigint, text)
    TO cc_center_operator, cc_center_shift_leader, cc_center_supervisor, cc_center_director;

CREATE OR REPLACE FUNCTION cc_center.note_next_handover(center_id bigint, case_id bigint, note text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    held cc_center.cases;
BEGIN
    SELECT c.* INTO held FROM cc_center.cases c
    WHERE c.center_id = note_next_handover.center_id AND c.case_id = note_next_handover.case_id FOR UPDATE;
    IF held.case_id IS NULL THEN
        PERFORM cc_center.raise_error('unknown_case', center_id::text, coalesce(case_id::text, 'NULL'));
    ELSIF held.holder IS DISTINCT FROM actor THEN
        PERFORM cc_center.raise_error('not_the_holder', case_id::text);
    ELSIF cc_center.has_text(note) IS NOT TRUE THEN
        PERFORM cc_center.raise_error('handover_text_missing');
    END IF;
    INSERT INTO cc_center.handover_note AS n (center_id, case_id, leg_no, note, by_staff, at)
    VALUES (held.center_id, held.case_id, held.leg_no, note_next_handover.note, actor, cc_center.clock())
    ON CONFLICT ON CONSTRAINT handover_note_pkey DO UPDATE SET note = excluded.note, at = excluded.at;
END
$$;
COMMENT ON FUNCTION cc_center.note_next_handover(bigint, bigint, text) IS
    'Writes beforehand the note of the handover that will end the leg in the holder''s hands, the sweep''s at shift end or at the rest too; the last one given counts (I29). UC910, UC907 for anybody but the holder, UC927 for a blank note.';
GRANT EXECUTE ON FUNCTION cc_center.note_next_handover(bigint, bigint, text)
    TO cc_center_operator, cc_center_shift_leader, cc_center_supervisor, cc_center_director;

CREATE OR REPLACE FUNCTION cc_center.acknowledge_handover(center_id bigint, handover_id bigint, feedback text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    made cc_center.handover := cc_center.lock_handover(center_id, handover_id);
BEGIN
    -- what nobody covered is received by whoever got it later
    IF actor IS DISTINCT FROM coalesce(made.to_staff, (
        SELECT l.holder FROM cc_center.leg l
        WHERE l.center_id = made.center_id AND l.case_id = made.case_id AND l.leg_no = made.new_leg_no)) THEN
        PERFORM cc_center.raise_error('not_the_receiver', handover_id::text);
    ELSIF made.feedback_at IS NOT NULL THEN
        PERFORM cc_center.raise_error('handover_acknowledged', handover_id::text);
    ELSIF cc_center.has_text(feedback) IS NOT TRUE THEN
        PERFORM cc_center.raise_error('handover_text_missing');
    END IF;
    UPDATE cc_center.handover h SET feedback = acknowledge_handover.feedback, feedback_at = cc_center.clock()
    WHERE h.center_id = acknowledge_handover.center_id AND h.handover_id = acknowledge_handover.handover_id;
END
$$;
COMMENT ON FUNCTION cc_center.acknowledge_handover(bigint, bigint, text) IS
    'The receiver records a handover and feeds back, once (I29): who got the case by it, or, where nobody covered then, who got it later. UC923 for no such handover, UC925 for anybody else, UC926 the second time, UC927 for blank feedback.';
GRANT EXECUTE ON FUNCTION cc_center.acknowledge_handover(bigint, bigint, text)
    TO cc_center_operator, cc_center_shift_leader, cc_center_supervisor, cc_center_director;
