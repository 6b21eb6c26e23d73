-- Calls as they go on: each instant is the server's, and what is set stays.

DO $$
BEGIN
    PERFORM cc_center.share_table('call', cc_center.all_groups()), cc_center.share_table('call_transfer', cc_center.all_groups());
    PERFORM cc_center.share_table('call_number', '{}');
    PERFORM cc_center.keep_rows('call', 'Calls are a record.'), cc_center.keep_rows('call_number', ''), cc_center.keep_rows('call_transfer', '');
    PERFORM cc_center.register_rule_table('call_rule', 'calls');
    PERFORM cc_center.record_table(t) FROM unnest('{call,call_rule,call_transfer}'::text[]) t;
END
$$;

CREATE OR REPLACE FUNCTION cc_center.keep_call()
RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    changed text;
BEGIN
    SELECT o.key INTO changed FROM jsonb_each(to_jsonb(OLD)) o JOIN jsonb_each(to_jsonb(NEW)) n ON n.key = o.key
    WHERE o.value IS DISTINCT FROM n.value AND (o.value <> 'null' OR o.key NOT IN ('answered_at', 'answered_by', 'ended_at', 'staff_no', 'case_id', 'description'))
      -- who speaks to the caller changes by a transfer
      AND (o.key <> 'staff_no' OR OLD.ended_at IS NOT NULL);
    IF FOUND THEN
        PERFORM cc_center.raise_error('immutable_column', changed, 'call');
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cc_center.keep_call() IS 'Trigger: what is set of a call stays (C8.5); UC004 names the column.';
CREATE OR REPLACE TRIGGER aa_keep_call BEFORE UPDATE ON cc_center.call FOR EACH ROW EXECUTE FUNCTION cc_center.keep_call();

CREATE OR REPLACE FUNCTION cc_center.call_number_class(number text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN d.digits IS NULL THEN 'hidden' WHEN d.digits ~ '^1[3-9]\d{9}$' THEN 'mobile'
                WHEN d.digits ~ '^0\d{9,11}$' OR d.digits ~ '^[2-8]\d{6,7}$' THEN 'landline' ELSE 'other' END
    FROM (SELECT cc_center.phone_digits(number) AS digits) d
$$;
COMMENT ON FUNCTION cc_center.call_number_class(text) IS
    'What kind of number called: mobile, landline, other, or hidden where there is no digit.';

CREATE OR REPLACE FUNCTION cc_center.call_actor(center_id bigint, staff_no text)
RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.acting_staff_no(center_id);
BEGIN
    IF actor IS NULL AND cc_center.acting_group(center_id) IS DISTINCT FROM 'app' THEN
        PERFORM cc_center.raise_error('acting_role_not_enrolled', cc_center.acting_login_role(), coalesce(center_id::text, 'NULL'));
    ELSIF actor <> staff_no THEN
        PERFORM cc_center.raise_error('not_own_sign_in', staff_no);
    END IF;
    RETURN coalesce(staff_no, actor);
END
$$;
COMMENT ON FUNCTION cc_center.call_actor(bigint, text) IS
    'Whose call it is: the acting person''s, or, for an app, of the staff number it gives. UCA01 for another''s number, UC102.';

CREATE OR REPLACE FUNCTION cc_center.lock_call(center_id bigint, call_id bigint)
RETURNS cc_center.call LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    call cc_center.call;
BEGIN
    SELECT k.* INTO call FROM cc_center.call k
    WHERE k.center_id = lock_call.center_id AND k.call_id = lock_call.call_id FOR UPDATE;
    IF call.call_id IS NULL THEN
        PERFORM cc_center.raise_error('unknown_call', coalesce(call_id::text, 'NULL'));
    ELSIF call.ended_at IS NOT NULL THEN
        PERFORM cc_center.raise_error('call_over', call_id::text, call.ended_at::text);
    END IF;
    RETURN call;
END
$$;
COMMENT ON FUNCTION cc_center.lock_call(bigint, bigint) IS 'A call that is going on, kept from being changed by others. UCI01, UCI02.';

CREATE OR REPLACE FUNCTION cc_center.offer_call(center_id bigint, line text, reference text DEFAULT NULL, number text DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    call cc_center.call;
    known bigint;
BEGIN
    PERFORM cc_center.call_actor(offer_call.center_id, NULL);
    IF NOT cc_center.has_text(line) OR octet_length(line) > 200 THEN
        PERFORM cc_center.raise_error('call_line_missing');
    ELSIF reference IS NOT NULL AND (NOT cc_center.has_text(reference) OR octet_length(reference) > 200) THEN
        PERFORM cc_center.raise_error('call_reference');
    END IF;
    INSERT INTO cc_center.call AS k (center_id, version, offered_at, line, reference, number_class, source)
    VALUES (offer_call.center_id, cc_center.rules_in_force(offer_call.center_id), cc_center.clock(), line, reference,
            cc_center.call_number_class(number), 'live')
    ON CONFLICT DO NOTHING RETURNING k.* INTO call;
    IF call.call_id IS NULL THEN
        SELECT k.call_id INTO known FROM cc_center.call k
        WHERE k.center_id = offer_call.center_id AND k.line = offer_call.line AND k.reference = offer_call.reference;
        PERFORM cc_center.raise_error('call_known', line, known::text);
    END IF;
    INSERT INTO cc_center.call_number (center_id, call_id, number_hash)
    SELECT offer_call.center_id, call.call_id, h.hash FROM (SELECT cc_center.phone_hash(offer_call.center_id, number) AS hash) h
    WHERE h.hash IS NOT NULL;
    RETURN call.call_id;
END
$$;
COMMENT ON FUNCTION cc_center.offer_call(bigint, text, text, text) IS
    'A call is offered on a line, now: reference is the switch''s own, once for each line; number the caller''s, of which a keyed hash and its class are kept (C8.5, D3.2). Returns the call''s id. UCI07 to UCI09, UC102.';

CREATE OR REPLACE FUNCTION cc_center.answer_call(center_id bigint, call_id bigint, staff_no text DEFAULT NULL)
RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    person text := cc_center.call_actor(center_id, staff_no);
    call cc_center.call := cc_center.lock_call(center_id, call_id);
    at constant timestamptz := greatest(cc_center.clock(), call.offered_at);
BEGIN
    IF call.answered_at IS NOT NULL THEN
        PERFORM cc_center.raise_error('call_answered', call.call_id::text, call.staff_no);
    END IF;
    PERFORM cc_center.check_evidence(center_id, person, at);
    UPDATE cc_center.call k SET answered_at = at, answered_by = person, staff_no = person WHERE k.center_id = call.center_id AND k.call_id = call.call_id;
    RETURN at;
END
$$;
COMMENT ON FUNCTION cc_center.answer_call(bigint, bigint, text) IS
    'The acting person, or whom an app names, answers a call, now; returns the instant (C4.1). UCI01 to UCI03, UCA01, UC105, UC102.';

CREATE OR REPLACE FUNCTION cc_center.transfer_call(
    center_id bigint, call_id bigint, reason text, to_staff text DEFAULT NULL, department text DEFAULT NULL)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.call_actor(center_id, NULL);
    call cc_center.call := cc_center.lock_call(center_id, call_id);
    place integer;
BEGIN
    IF call.answered_at IS NULL THEN
        PERFORM cc_center.raise_error('call_not_answered', call.call_id::text);
    ELSIF actor <> call.staff_no THEN
        PERFORM cc_center.raise_error('another_call', call.call_id::text, call.staff_no);
    ELSIF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'C8.4');
    ELSIF (to_staff IS NULL) = (NOT cc_center.has_text(department)) THEN
        PERFORM cc_center.raise_error('transfer_to');
    ELSIF to_staff = call.staff_no THEN
        PERFORM cc_center.raise_error('transfer_to_himself', to_staff);
    END IF;
    IF to_staff IS NOT NULL THEN
        PERFORM cc_center.check_evidence(center_id, to_staff, cc_center.clock());
    END IF;
    SELECT coalesce(max(t.ordinal), 0) + 1 INTO place FROM cc_center.call_transfer t
    WHERE t.center_id = call.center_id AND t.call_id = call.call_id;
    INSERT INTO cc_center.call_transfer (center_id, call_id, ordinal, from_staff, to_staff, department, at, reason, by_staff)
    VALUES (call.center_id, call.call_id, place, call.staff_no, to_staff, department, cc_center.clock(), reason, actor);
    IF to_staff IS NOT NULL THEN
        UPDATE cc_center.call k SET staff_no = to_staff WHERE k.center_id = call.center_id AND k.call_id = call.call_id;
    END IF;
    RETURN place;
END
$$;
COMMENT ON FUNCTION cc_center.transfer_call(bigint, bigint, text, text, text) IS
    'Whoever speaks to a caller, or an app for him, transfers the call, with a reason, to a person, whose call it is from now on, or to a department (C8.4). Returns which transfer of the call it is. UCI01, UCI02, UCI04, UCI05, UCI10, UCI11, UC501.';

CREATE OR REPLACE FUNCTION cc_center.end_call(center_id bigint, call_id bigint, case_id bigint DEFAULT NULL, description text DEFAULT NULL)
RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.call_actor(center_id, NULL);
    call cc_center.call := cc_center.lock_call(center_id, call_id);
    at constant timestamptz := greatest(cc_center.clock(), call.offered_at, call.answered_at);
BEGIN
    IF call.answered_at IS NOT NULL AND actor <> call.staff_no THEN
        PERFORM cc_center.raise_error('another_call', call.call_id::text, call.staff_no);
    ELSIF call.answered_at IS NOT NULL AND end_call.case_id IS NULL AND NOT cc_center.has_text(description) THEN
        PERFORM cc_center.raise_error('call_without_need', call.call_id::text);
    ELSIF end_call.case_id IS NOT NULL AND NOT EXISTS (SELECT FROM cc_center.cases c WHERE c.center_id = call.center_id AND c.case_id = end_call.case_id) THEN
        PERFORM cc_center.raise_error('unknown_case', center_id::text, end_call.case_id::text);
    END IF;
    UPDATE cc_center.call k SET ended_at = at, case_id = end_call.case_id,
           description = CASE WHEN cc_center.has_text(end_call.description) THEN end_call.description END
    WHERE k.center_id = call.center_id AND k.call_id = call.call_id;
    RETURN at;
END
$$;
COMMENT ON FUNCTION cc_center.end_call(bigint, bigint, bigint, text) IS
    'A call ends, now, and the instant is returned: one that was answered with its case or a description of what it was about (C8.5), by whoever speaks to the caller or an app; one that was not was abandoned. UCI01, UCI02, UCI05, UCI06, UC910, UC102.';

DO $$
BEGIN
    PERFORM cc_center.share_function(f, ARRAY['app', 'operator', 'shift_leader', 'supervisor'])
    FROM unnest('{"cc_center.offer_call(bigint, text, text, text)", "cc_center.answer_call(bigint, bigint, text)",
                  "cc_center.transfer_call(bigint, bigint, text, text, text)",
                  "cc_center.end_call(bigint, bigint, bigint, text)"}'::regprocedure[]) f;
END
$$;
