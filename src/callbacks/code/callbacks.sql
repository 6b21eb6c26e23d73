-- Calling callers back: what they said, once for each call, corrected by a further word.

DO $$
BEGIN
    PERFORM cc_center.share_table('callback', cc_center.all_groups());
    PERFORM cc_center.keep_rows('callback', 'Correct it with cc_center.correct_callback().'), cc_center.keep_rows('callback_said', '');
    PERFORM cc_center.fix_facts('callback', 'callback_said');
    PERFORM cc_center.record_table(t, personal => true) FROM unnest('{callback,callback_said}'::text[]) t;
END
$$;

SELECT cc_center.close_table('callback_said');
ALTER TABLE cc_center.callback_said ENABLE ROW LEVEL SECURITY;
-- the centers first, once for the whole statement; the case only of who is not let in by his role
CREATE POLICY leaders_read ON cc_center.callback_said FOR SELECT
    USING (center_id = ANY ((SELECT cc_center.acting_centers_as('{shift_leader,supervisor,director,quality_reviewer}'))::bigint[]));
CREATE POLICY own_callers ON cc_center.callback_said FOR SELECT
    USING (center_id = ANY ((SELECT cc_center.acting_centers_as('{operator}'))::bigint[]) AND cc_center.reaches_caller(center_id, case_id));
CREATE POLICY own_words ON cc_center.callback_said FOR SELECT
    USING (center_id = ANY ((SELECT cc_center.acting_centers())::bigint[])
           AND EXISTS (SELECT FROM cc_center.callback k
                       WHERE k.center_id = callback_said.center_id AND k.callback_id = callback_said.callback_id
                         AND k.by_staff = cc_center.acting_staff_no(k.center_id)));
-- whoever the rules let call reads what he wrote
DO $$
BEGIN
    EXECUTE (SELECT format('GRANT SELECT ON cc_center.callback_said TO %s', string_agg(format('%I', 'cc_center_' || g), ', '))
             FROM unnest(cc_center.person_groups()) g);
END
$$;

CREATE OR REPLACE FUNCTION cc_center.lock_confirmation(center_id bigint, case_id bigint)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    locked cc_center.cases := cc_center.lock_case(center_id, case_id);
BEGIN
    IF locked.closed_at IS NOT NULL THEN
        PERFORM cc_center.raise_error('case_is_closed', case_id::text);
    -- what is read from now on stays: whoever closes, reworks or calls back locks the case too
    ELSIF NOT EXISTS (SELECT FROM cc_center.confirmation s WHERE s.center_id = locked.center_id AND s.case_id = locked.case_id) THEN
        PERFORM cc_center.raise_error('no_callback_rule', center_id::text, locked.channel);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.lock_confirmation(bigint, bigint) IS
    'Keeps where the confirmation of an open case stands from being changed by others until the transaction ends. UC102, UC910, UC919, UCM01.';

CREATE OR REPLACE FUNCTION cc_center.check_calling(center_id bigint, case_id bigint)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor constant text := cc_center.acting_staff_no(center_id);
    as_group constant text := cc_center.acting_group(center_id);
    standing record;
BEGIN
    SELECT s.by_roles, s.round, s.after_stage, s.by_another, s.disposed_by, s.clause INTO standing FROM cc_center.confirmation s
    WHERE s.center_id = check_calling.center_id AND s.case_id = check_calling.case_id;
    IF as_group <> ALL (standing.by_roles) THEN
        PERFORM cc_center.raise_error('acting_role_not_allowed', as_group, array_to_string(standing.by_roles, ', '));
    ELSIF standing.round IS NULL THEN
        PERFORM cc_center.raise_error('not_disposed_of', case_id::text, standing.after_stage);
    ELSIF standing.by_another AND actor = standing.disposed_by THEN
        PERFORM cc_center.raise_error('own_request', standing.clause);
    ELSIF actor IS NOT NULL AND NOT cc_center.reaches_caller(center_id, case_id)
          AND NOT EXISTS (SELECT FROM cc_center.rules_of_reading(center_id, 'reveal', case_id)) THEN
        PERFORM cc_center.raise_error('another_calls', case_id::text);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.check_calling(bigint, bigint) IS
    'Fails unless the acting person may call the caller back: by his role, after the disposal, and where he may reach the caller. UC103, UC411, UCM02, UCM03.';

CREATE OR REPLACE FUNCTION cc_center.check_try(center_id bigint, case_id bigint)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    at constant timestamptz := cc_center.clock();
    standing record;
BEGIN
    SELECT s.hours, s.last_try, cc_center.later_by(s.last_try, s.apart) AS next_try INTO standing FROM cc_center.confirmation s
    WHERE s.center_id = check_try.center_id AND s.case_id = check_try.case_id;
    IF NOT cc_center.is_open(center_id, standing.hours::cc_center.work_hours, at) THEN
        PERFORM cc_center.raise_error('not_calling_hours', at::text, standing.hours);
    ELSIF at < standing.next_try THEN
        PERFORM cc_center.raise_error('called_just_now', case_id::text, standing.last_try::text, standing.next_try::text);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.check_try(bigint, bigint) IS
    'Fails outside the hours in which callers may be called, and before the least time since the last try is over. UCM07, UCM08.';

CREATE OR REPLACE FUNCTION cc_center.later_by(at timestamptz, span interval)
RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT at + make_interval(secs => extract(epoch FROM span)::double precision) $$;
COMMENT ON FUNCTION cc_center.later_by(timestamptz, interval) IS
    'So much real time later: a day is 24 hours, whatever the session''s zone does with its clocks.';
SELECT cc_center.share_function('cc_center.later_by(timestamptz, interval)');

CREATE OR REPLACE FUNCTION cc_center.check_answer(result text, satisfaction integer, said text, called_in boolean)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (result IN ('solved', 'not_solved', 'not_reached')) IS NOT TRUE THEN
        PERFORM cc_center.raise_error('unknown_word', coalesce(result, 'NULL'), 'solved, not_solved, not_reached');
    ELSIF called_in AND result = 'not_reached' THEN
        PERFORM cc_center.raise_error('called_in_unreached');
    ELSIF satisfaction NOT BETWEEN 1 AND 5 OR satisfaction IS NOT NULL AND result = 'not_reached' THEN
        PERFORM cc_center.raise_error('no_satisfaction');
    ELSIF result <> 'not_reached' AND NOT cc_center.has_text(said) OR octet_length(said) > 8000 THEN
        PERFORM cc_center.raise_error('said_missing');
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.check_answer(text, integer, text, boolean) IS
    'Fails for what is no answer: a result there is not, satisfaction outside 1 to 5 or of nobody, nothing said (F1.3). UCA23, UCM04 to UCM06.';

CREATE OR REPLACE FUNCTION cc_center.send_back(center_id bigint, case_id bigint, reason text)
RETURNS boolean LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE cc_center.cases c
    SET stage = s.rework_stage,
        stage_reason = CASE WHEN cc_center.has_text(reason) THEN reason ELSE cc_center.translated('The caller says that it is not solved.') END
    FROM cc_center.confirmation s
    WHERE s.center_id = send_back.center_id AND s.case_id = send_back.case_id
      AND c.center_id = send_back.center_id AND c.case_id = send_back.case_id;
    RETURN FOUND;
EXCEPTION WHEN OTHERS THEN
    -- what the rules of cases refuse, or an app asks: the word stays, and whoever may take the step finds it
    IF SQLSTATE !~ '^UC9' AND SQLSTATE NOT IN ('UC102', '42501') THEN
        RAISE;
    END IF;
    RETURN false;
END
$$;
COMMENT ON FUNCTION cc_center.send_back(bigint, bigint, text) IS
    'Sends a case that is not solved back to be worked on again, where the acting person may take that step; false where he may not. It runs as whoever calls it: the step is his, and the rules of steps decide.';

CREATE OR REPLACE FUNCTION cc_center.add_callback(word cc_center.callback, said text)
RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    new_id bigint;
BEGIN
    INSERT INTO cc_center.callback AS k (center_id, case_id, round, call_no, month, version, at, called_in, result, satisfaction,
                                         by_staff, corrects, reason, given_at)
    VALUES (word.center_id, word.case_id, word.round, word.call_no, word.month, cc_center.version_in_force(word.center_id), word.at,
            word.called_in, word.result, word.satisfaction, cc_center.acting_staff_no(word.center_id), word.corrects, word.reason, cc_center.clock())
    -- who reads with an older snapshot than another's word fails here with 40001
    ON CONFLICT DO NOTHING RETURNING k.callback_id INTO new_id;
    IF new_id IS NULL THEN
        PERFORM cc_center.raise_error('callback_corrected', word.corrects::text,
            (SELECT k.callback_id::text FROM cc_center.callback k WHERE k.center_id = word.center_id AND k.corrects = word.corrects));
    END IF;
    INSERT INTO cc_center.callback_said (center_id, callback_id, case_id, said)
    SELECT word.center_id, new_id, word.case_id, add_callback.said WHERE cc_center.has_text(add_callback.said);
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.add_callback(cc_center.callback, text) IS 'Writes a word about a call, and what was said. UCM10.';

CREATE OR REPLACE FUNCTION cc_center.write_callback(
    center_id bigint, case_id bigint, result text, said text, satisfaction integer, called_in boolean)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    word cc_center.callback;
BEGIN
    PERFORM cc_center.lock_confirmation(center_id, case_id);
    PERFORM cc_center.check_calling(center_id, case_id);
    word.called_in := coalesce(called_in, false);
    PERFORM cc_center.check_answer(result, satisfaction, said, word.called_in);
    IF NOT word.called_in THEN
        PERFORM cc_center.check_try(center_id, case_id);
    END IF;
    SELECT s.round, s.calls + 1, cc_center.local_month(s.center_id, s.disposed_at) INTO word.round, word.call_no, word.month
    FROM cc_center.confirmation s
    WHERE s.center_id = write_callback.center_id AND s.case_id = write_callback.case_id;
    word.center_id := center_id;
    word.case_id := case_id;
    word.at := cc_center.clock();
    word.result := result;
    word.satisfaction := satisfaction;
    RETURN cc_center.add_callback(word, said);
END
$$;
COMMENT ON FUNCTION cc_center.write_callback(bigint, bigint, text, text, integer, boolean) IS
    'The part of record_callback() that checks and writes; it moves no case.';

CREATE OR REPLACE FUNCTION cc_center.record_callback(
    center_id bigint, case_id bigint, result text, said text DEFAULT NULL, satisfaction integer DEFAULT NULL,
    called_in boolean DEFAULT false, rework text DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    new_id constant bigint := cc_center.write_callback(center_id, case_id, result, said, satisfaction, called_in);
BEGIN
    IF result = 'not_solved' THEN
        PERFORM cc_center.send_back(center_id, case_id, rework);
    END IF;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.record_callback(bigint, bigint, text, text, integer, boolean, text) IS
    'Records that the acting person, whose role the rules name, or an app where they name it, called the caller of a case that has been disposed of, now: solved, not_solved or not_reached; what was said, satisfaction from 1 to 5 (A19, C8.6, F1.3). Only in the hours of the rules, and not before their least time since the last try, unless the caller called himself (called_in). Of one that is not solved the case goes back to be worked on again, rework saying what is to be done, where the acting person may take that step; where he may not it stays, and is not closed. Returns the callback''s id. UC102, UC103, UC411, UC910, UC919, UCA23, UCM01 to UCM08.';

CREATE OR REPLACE FUNCTION cc_center.check_correcting(earlier cc_center.callback, reason text)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor constant text := cc_center.acting_staff_no(earlier.center_id);
    standing record;
BEGIN
    IF (actor = earlier.by_staff) IS NOT TRUE THEN
        PERFORM cc_center.require_role(earlier.center_id, 'shift_leader', 'supervisor');
    END IF;
    SELECT s.round, s.by_another, s.disposed_by, s.clause INTO standing FROM cc_center.confirmation s
    WHERE s.center_id = earlier.center_id AND s.case_id = earlier.case_id;
    IF standing.round IS DISTINCT FROM earlier.round THEN
        PERFORM cc_center.raise_error('callback_settled', earlier.callback_id::text, earlier.case_id::text);
    ELSIF standing.by_another AND actor = standing.disposed_by THEN
        PERFORM cc_center.raise_error('own_request', standing.clause);
    ELSIF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', standing.clause);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.check_correcting(cc_center.callback, text) IS
    'Fails unless the acting person recorded the callback, or leads, gives a reason, and the case has not been worked on since. UC103, UC411, UC501, UCM11.';

CREATE OR REPLACE FUNCTION cc_center.write_correction(
    center_id bigint, callback_id bigint, result text, reason text, said text, satisfaction integer)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    word cc_center.callback;
BEGIN
    IF cc_center.acting_group(center_id) IS NULL THEN
        PERFORM cc_center.raise_error('acting_role_not_enrolled', cc_center.acting_login_role(), coalesce(center_id::text, 'NULL'));
    END IF;
    SELECT k.* INTO word FROM cc_center.callback k
    WHERE k.center_id = write_correction.center_id AND k.callback_id = write_correction.callback_id;
    IF word.callback_id IS NULL THEN
        PERFORM cc_center.raise_error('unknown_callback', center_id::text, coalesce(callback_id::text, 'NULL'));
    END IF;
    PERFORM cc_center.lock_confirmation(center_id, word.case_id);
    PERFORM cc_center.check_correcting(word, reason);
    IF result IS NOT NULL THEN
        -- what was said then stays said
        PERFORM cc_center.check_answer(result, satisfaction, coalesce(said, (
            SELECT string_agg(t.said, '') FROM cc_center.callback_said t
            JOIN cc_center.callback k ON k.center_id = t.center_id AND k.callback_id = t.callback_id
            WHERE k.center_id = word.center_id AND k.case_id = word.case_id AND k.round = word.round AND k.call_no = word.call_no)), word.called_in);
    END IF;
    word.corrects := word.callback_id;
    word.result := result;
    word.satisfaction := CASE WHEN result IS NOT NULL THEN satisfaction END;
    word.reason := reason;
    RETURN cc_center.add_callback(word, said);
END
$$;
COMMENT ON FUNCTION cc_center.write_correction(bigint, bigint, text, text, text, integer) IS
    'The part of correct_callback() that checks and writes; it moves no case.';

CREATE OR REPLACE FUNCTION cc_center.correct_callback(
    center_id bigint, callback_id bigint, result text, reason text, said text DEFAULT NULL, satisfaction integer DEFAULT NULL,
    rework text DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    new_id constant bigint := cc_center.write_correction(center_id, callback_id, result, reason, said, satisfaction);
BEGIN
    IF result = 'not_solved' THEN
        PERFORM cc_center.send_back(center_id, (SELECT k.case_id FROM cc_center.callback k
            WHERE k.center_id = correct_callback.center_id AND k.callback_id = new_id), rework);
    END IF;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.correct_callback(bigint, bigint, text, text, text, integer, text) IS
    'Another word about a call in place of an earlier one, by a further row that names it: an answer, or with result NULL none, which takes it back. For who recorded it, a shift leader or a supervisor, with a reason, while the case is open and has not been worked on since. Returns the new callback''s id. UC102, UC103, UC411, UC501, UC919, UCA23, UCM04 to UCM06, UCM09 to UCM11.';

-- record_callback() and correct_callback() run as whoever calls them, so that a step back is his own
DO $$
BEGIN
    PERFORM cc_center.share_function(f, ARRAY['app'] || cc_center.person_groups())
    FROM unnest('{"cc_center.record_callback(bigint, bigint, text, text, integer, boolean, text)",
                  "cc_center.correct_callback(bigint, bigint, text, text, text, integer, text)",
                  "cc_center.write_callback(bigint, bigint, text, text, integer, boolean)",
                  "cc_center.write_correction(bigint, bigint, text, text, text, integer)",
                  "cc_center.send_back(bigint, bigint, text)"}'::regprocedure[]) f;
END
$$;
