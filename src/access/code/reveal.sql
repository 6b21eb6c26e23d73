-- Reading what is known of a caller: recorded by one transaction, read in a later one (A7, C8.1, D3.2).

SELECT cc_center.let_roles_read('reveal_record', '{auditor}');
GRANT SELECT (center_id, record_id, kind, by_staff, case_id, classes, reason, at, used_at, recorded_at, recorded_by)
    ON cc_center.reveal_record TO cc_center_auditor;
SELECT cc_center.keep_rows('reveal_record', 'It is the record of who read what.');

SELECT cc_center.let_roles_read('reveal_place', '{auditor}');
GRANT SELECT ON cc_center.reveal_place TO cc_center_auditor;
SELECT cc_center.keep_rows('reveal_place', 'It is the record of who read how much.');

CREATE OR REPLACE FUNCTION cc_center.guard_reveal_record()
RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF to_jsonb(OLD) ->> 'used_at' IS NOT NULL OR (to_jsonb(NEW) - 'used_at') <> (to_jsonb(OLD) - 'used_at') THEN
        PERFORM cc_center.raise_error('reveal_record_kept', TG_TABLE_NAME);
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cc_center.guard_reveal_record() IS
    'Trigger: of the record of a reveal only that it was used is added, once (D3.2).';
CREATE OR REPLACE TRIGGER aa_guard BEFORE UPDATE ON cc_center.reveal_record
    FOR EACH ROW EXECUTE FUNCTION cc_center.guard_reveal_record();
CREATE OR REPLACE TRIGGER aa_guard BEFORE UPDATE ON cc_center.reveal_place
    FOR EACH ROW EXECUTE FUNCTION cc_center.guard_reveal_record();

CREATE OR REPLACE FUNCTION cc_center.revealer(center_id bigint)
RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF cc_center.acting_group(center_id) IS NULL THEN
        PERFORM cc_center.raise_error('acting_role_not_enrolled', cc_center.acting_login_role(), center_id::text);
    END IF;
    RETURN coalesce(cc_center.acting_staff_no(center_id), 'role ' || cc_center.acting_login_role());
END
$$;
COMMENT ON FUNCTION cc_center.revealer(bigint) IS
    'Who asks to read: the staff number of the acting person, or "role NAME" of an application; fails for roles not enrolled.';

CREATE OR REPLACE FUNCTION cc_center.rules_of_reading(center_id bigint, may text, case_id bigint)
RETURNS SETOF cc_center.reveal_rule LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.* FROM cc_center.reveal_rule r
    WHERE r.center_id = rules_of_reading.center_id AND r.version = cc_center.rules_in_force(r.center_id)
      AND r.role = cc_center.acting_group(r.center_id) AND r.may = rules_of_reading.may
      AND (NOT r.reaching OR cc_center.reaches_caller(r.center_id, rules_of_reading.case_id))
$$;
COMMENT ON FUNCTION cc_center.rules_of_reading(bigint, text, bigint) IS
    'The rules by which the acting person may reveal of a case, or look up; none where he may not.';

CREATE OR REPLACE FUNCTION cc_center.take_place(rule cc_center.reveal_rule, by_staff text, record_id bigint, at timestamptz)
RETURNS boolean LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this_hour constant timestamptz := date_trunc('hour', at, 'UTC');
    next_place integer;
BEGIN
    LOOP
        SELECT coalesce(max(p.ordinal), 0) + 1 INTO next_place FROM cc_center.reveal_place p
        WHERE p.center_id = rule.center_id AND p.by_staff = take_place.by_staff AND p.class = rule.class AND p.hour = this_hour;
        IF next_place > rule.per_hour THEN
            RETURN false;
        END IF;
        -- the key decides: who meets another on the same place takes the next
        INSERT INTO cc_center.reveal_place (center_id, by_staff, class, hour, ordinal, place_limit, record_id)
        VALUES (rule.center_id, by_staff, rule.class, this_hour, next_place, rule.per_hour, record_id)
        ON CONFLICT DO NOTHING;
        IF FOUND THEN
            RETURN true;
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.take_place(cc_center.reveal_rule, text, bigint, timestamptz) IS
    'Takes the next place of the hour for a person and class; false where the rule''s limit is reached, whoever took the last one. Under REPEATABLE READ and SERIALIZABLE two at one place end in 40001.';

CREATE OR REPLACE FUNCTION cc_center.record_reading(
    center_id bigint, by_staff text, kind text, case_id bigint, phone_hash bytea, reason text)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    at constant timestamptz := cc_center.clock();
    new_id constant bigint := nextval('cc_center.reveal_id_seq');
    rules cc_center.reveal_rule[];
    granted text[];
    rule cc_center.reveal_rule;
BEGIN
    rules := ARRAY(SELECT r FROM cc_center.rules_of_reading(center_id, kind, case_id) r ORDER BY r.class);
    IF rules = '{}' THEN
        PERFORM cc_center.raise_error('reading_refused', cc_center.acting_group(center_id));
    END IF;
    granted := ARRAY(SELECT r.class FROM unnest(rules) r
                     WHERE r.per_hour IS NULL OR r.per_hour > (
                         SELECT coalesce(max(p.ordinal), 0) FROM cc_center.reveal_place p
                         WHERE p.center_id = r.center_id AND p.by_staff = record_reading.by_staff AND p.class = r.class
                           AND p.hour = date_trunc('hour', at, 'UTC'))
                     ORDER BY r.class);
    IF granted = '{}' THEN
        PERFORM cc_center.raise_error('hour_is_full', (SELECT max(r.per_hour)::text FROM unnest(rules) r));
    END IF;
    INSERT INTO cc_center.reveal_record (center_id, record_id, kind, by_staff, case_id, phone_hash, classes, reason, at)
    VALUES (center_id, new_id, kind, by_staff, case_id, phone_hash, granted, reason, at);
    FOREACH rule IN ARRAY rules LOOP
        CONTINUE WHEN rule.class <> ALL (granted);
        -- somebody was quicker: what was granted a moment ago is not there any more
        IF NOT cc_center.take_place(rule, by_staff, new_id, at) THEN
            PERFORM cc_center.raise_error('hour_is_full', rule.per_hour::text);
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.record_reading(bigint, text, text, bigint, bytea, text) IS
    'Records that somebody asks to read, by the rules in force, with a place of the hour for each class: classes whose hour is full are left out. UCE16 where no rule lets him, UCE17 where the hour is full (D3.2).';

CREATE OR REPLACE FUNCTION cc_center.use_record(center_id bigint, by_staff text, kind text, case_id bigint, phone_hash bytea)
RETURNS text[] LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this_instant constant timestamptz := cc_center.clock();
    granted text[];
BEGIN
    -- of another transaction, and seen: so it is committed, and no rollback of this one takes it away
    UPDATE cc_center.reveal_record r SET used_at = this_instant
    WHERE r.center_id = use_record.center_id AND r.record_id = (
        SELECT u.record_id FROM cc_center.reveal_record u
        WHERE u.center_id = use_record.center_id AND u.by_staff = use_record.by_staff AND u.used_at IS NULL
          AND u.kind = use_record.kind AND u.recorded_by = session_user
          AND u.case_id IS NOT DISTINCT FROM use_record.case_id AND u.phone_hash IS NOT DISTINCT FROM use_record.phone_hash
          AND u.at <= this_instant AND u.at > this_instant - interval '10 minutes'
          AND u.written_in <> pg_current_xact_id()
        ORDER BY u.record_id LIMIT 1 FOR UPDATE)
    RETURNING r.classes INTO granted;
    IF granted IS NOT NULL THEN
        PERFORM cc_center.make_durable();
    END IF;
    RETURN granted;
END
$$;
COMMENT ON FUNCTION cc_center.use_record(bigint, text, text, bigint, bytea) IS
    'Uses up what the same person in the same session role recorded within ten minutes, in a transaction that is committed and on disk: the classes he may read; NULL where there is none yet (D3.2).';

CREATE OR REPLACE FUNCTION cc_center.reveal(center_id bigint, case_id bigint, reason text)
RETURNS TABLE (state text, caller_name text, phone text, address text, identity_no text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor constant text := cc_center.revealer(center_id);
    may_read text[];
    granted text[];
    fields text[];
BEGIN
    may_read := ARRAY(SELECT r.class FROM cc_center.rules_of_reading(center_id, 'reveal', case_id) r);
    IF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'D3.2');
    ELSIF may_read = '{}' THEN
        PERFORM cc_center.raise_error('reading_refused', cc_center.acting_group(center_id));
    ELSIF NOT EXISTS (SELECT FROM cc_center.case_contact t WHERE t.center_id = reveal.center_id AND t.case_id = reveal.case_id) THEN
        PERFORM cc_center.raise_error('no_contact', case_id::text);
    END IF;
    granted := cc_center.use_record(center_id, actor, 'reveal', case_id, NULL);
    IF granted IS NULL THEN
        PERFORM cc_center.record_reading(center_id, actor, 'reveal', case_id, NULL, reason);
        RETURN QUERY SELECT 'recorded', NULL::text, NULL::text, NULL::text, NULL::text;
        RETURN;
    END IF;
    -- what he may still read of what he might when he asked
    fields := ARRAY(SELECT unnest(k.fields) FROM cc_center.contact_class k
                    WHERE k.center_id = reveal.center_id AND k.version = cc_center.rules_in_force(k.center_id)
                      AND k.class = ANY (granted) AND k.class = ANY (may_read));
    RETURN QUERY
    SELECT 'revealed', CASE WHEN 'caller_name' = ANY (fields) THEN t.caller_name ELSE t.masked_name END,
           CASE WHEN 'phone' = ANY (fields) THEN t.phone ELSE t.masked_phone END,
           CASE WHEN 'address' = ANY (fields) THEN t.address ELSE t.masked_address END,
           CASE WHEN 'identity_no' = ANY (fields) THEN t.identity_no ELSE t.masked_identity_no END
    FROM cc_center.case_contact t WHERE t.center_id = reveal.center_id AND t.case_id = reveal.case_id;
END
$$;
COMMENT ON FUNCTION cc_center.reveal(bigint, bigint, text) IS
    'The contact of a case''s caller in clear, the only way to read it (A7, D3.2). The first call records who asks, for which case and why, takes a place of the hour, and answers "recorded" and nothing else; once that is committed, a call of a later transaction within ten minutes answers "revealed" with what the rules (reveal_rule) let the acting person read, in masked form what they do not, and uses the record up. UC501 without a reason, UCE16 where no rule lets him, UCE17 where the hour is full, UCE18 where the case has no contact.';
SELECT cc_center.share_function('cc_center.reveal(bigint, bigint, text)', ARRAY['app'] || cc_center.person_groups());

CREATE OR REPLACE FUNCTION cc_center.find_caller(center_id bigint, phone text)
RETURNS TABLE (state text, case_id bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor constant text := cc_center.revealer(center_id);
    hash constant bytea := cc_center.phone_hash(center_id, phone);
BEGIN
    IF hash IS NULL THEN
        PERFORM cc_center.raise_error('no_number');
    ELSIF NOT EXISTS (SELECT FROM cc_center.rules_of_reading(center_id, 'look_up', NULL)) THEN
        PERFORM cc_center.raise_error('reading_refused', cc_center.acting_group(center_id));
    ELSIF cc_center.use_record(center_id, actor, 'look_up', NULL, hash) IS NULL THEN
        PERFORM cc_center.record_reading(center_id, actor, 'look_up', NULL, hash, NULL);
        RETURN QUERY SELECT 'recorded', NULL::bigint;
        RETURN;
    END IF;
    RETURN QUERY SELECT 'found', t.case_id FROM cc_center.case_contact t
                 WHERE t.center_id = find_caller.center_id AND t.phone_hash = hash ORDER BY t.case_id DESC;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'unknown', NULL::bigint;
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.find_caller(bigint, text) IS
    'The cases of a phone number, newest first, however it is written (+86, blanks, dashes): who called before is known at the next call (C8.1). Recorded first and counted like a reveal: the first call answers "recorded", a call of a later transaction within ten minutes "found" with each case, or "unknown". It says no contact. UCE16 where no rule lets the acting role look up, UCE17 where the hour is full, UCE19 where there is no digit.';
SELECT cc_center.share_function('cc_center.find_caller(bigint, text)', ARRAY['app'] || cc_center.person_groups());
