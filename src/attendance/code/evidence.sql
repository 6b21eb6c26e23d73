-- Sign-ins and seat states: who may record them, and for whom.

DO $$
BEGIN
    PERFORM cc_center.share_attendance('sign_in'), cc_center.share_attendance('seat_state');
    PERFORM cc_center.keep_rows('sign_in', 'A supervisor adds what is missing with cc_center.add_sign_in(), or overrides what was judged.'),
            cc_center.keep_rows('seat_state', '');
    -- an app or a person adds; whose number it may be the trigger says
    CREATE POLICY record ON cc_center.sign_in FOR INSERT WITH CHECK (center_id = ANY ((SELECT cc_center.acting_centers())::bigint[]));
    CREATE POLICY record ON cc_center.seat_state FOR INSERT WITH CHECK (center_id = ANY ((SELECT cc_center.acting_centers())::bigint[]));
    GRANT INSERT (center_id, staff_no, direction, device, device_at) ON cc_center.sign_in TO cc_center_app, cc_center_operator,
        cc_center_shift_leader, cc_center_supervisor;
    GRANT INSERT (center_id, staff_no, state) ON cc_center.seat_state TO cc_center_app, cc_center_operator,
        cc_center_shift_leader, cc_center_supervisor;
    GRANT USAGE ON SEQUENCE cc_center.sign_in_id_seq, cc_center.seat_state_id_seq TO cc_center_app, cc_center_operator,
        cc_center_shift_leader, cc_center_supervisor;
END
$$;

CREATE OR REPLACE FUNCTION cc_center.check_evidence(center_id bigint, staff_no text, at timestamptz)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    person cc_center.staff;
    day constant date := cc_center.local_day(center_id, at);
BEGIN
    SELECT s.* INTO person FROM cc_center.staff s
    WHERE s.center_id = check_evidence.center_id AND s.staff_no = check_evidence.staff_no;
    IF person.staff_no IS NULL THEN
        PERFORM cc_center.raise_error('unknown_staff', coalesce(center_id::text, 'NULL'), coalesce(staff_no, 'NULL'));
    -- who left the center today may still sign out of last night's duty
    ELSIF NOT person.active @> day AND NOT person.active @> day - 1 THEN
        PERFORM cc_center.raise_error('inactive_staff', center_id::text, staff_no, to_char(day, 'YYYY-MM-DD'));
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.check_evidence(bigint, text, timestamptz) IS
    'Fails unless somebody of that number was active on the day of an instant or the day before.';

CREATE OR REPLACE FUNCTION cc_center.has_signed_in(center_id bigint, staff_no text, at timestamptz)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM cc_center.sign_in i
                   WHERE i.center_id = has_signed_in.center_id AND i.staff_no = has_signed_in.staff_no AND i.direction = 'in'
                     AND i.at <= has_signed_in.at AND i.at >= has_signed_in.at - interval '24 hours')
$$;
COMMENT ON FUNCTION cc_center.has_signed_in(bigint, text, timestamptz) IS
    'Whether somebody signed in within the 24 hours up to an instant.';

CREATE OR REPLACE FUNCTION cc_center.evidence_giver(center_id bigint, staff_no text)
RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.acting_staff_no(center_id);
BEGIN
    IF actor IS NULL AND cc_center.acting_group(center_id) IS DISTINCT FROM 'app'
       AND NOT pg_has_role(cc_center.acting_login_role(), 'cc_center_owner', 'MEMBER') THEN
        PERFORM cc_center.raise_error('acting_role_not_enrolled', cc_center.acting_login_role(), coalesce(center_id::text, 'NULL'));
    ELSIF actor <> staff_no THEN
        PERFORM cc_center.raise_error('not_own_sign_in', staff_no);
    END IF;
    PERFORM cc_center.check_evidence(center_id, staff_no, cc_center.clock());
    RETURN actor;
END
$$;
COMMENT ON FUNCTION cc_center.evidence_giver(bigint, text) IS
    'Who records evidence about somebody who is active now: himself, or NULL for an app (B1.2). UCA01 for another''s number, UC105, UC401.';

CREATE OR REPLACE FUNCTION cc_center.fill_sign_in()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.source IS NOT NULL THEN
        RETURN NEW;  -- imported or added, by a function that has checked it
    END IF;
    NEW.source := 'live';
    NEW.by_staff := cc_center.evidence_giver(NEW.center_id, NEW.staff_no);
    NEW.at := cc_center.clock();
    IF NEW.direction IS NULL OR NEW.direction NOT IN ('in', 'out') THEN
        PERFORM cc_center.raise_error('unknown_word', coalesce(NEW.direction, 'NULL'), 'in, out');
    ELSIF NOT cc_center.has_text(NEW.device) OR octet_length(NEW.device) > 200 THEN
        PERFORM cc_center.raise_error('sign_in_device');
    ELSIF NOT isfinite(NEW.device_at) OR NEW.device_at > NEW.at + interval '1 day' THEN
        PERFORM cc_center.raise_error('evidence_in_future', NEW.device_at::text);
    ELSIF NEW.direction = 'out' AND NOT cc_center.has_signed_in(NEW.center_id, NEW.staff_no, NEW.at) THEN
        PERFORM cc_center.raise_error('out_before_in', NEW.staff_no);
    ELSIF EXISTS (SELECT FROM cc_center.sign_in i
                  WHERE i.center_id = NEW.center_id AND i.staff_no = NEW.staff_no AND i.direction = NEW.direction
                    AND i.device = NEW.device AND (i.at = NEW.at OR i.device_at = NEW.device_at)) THEN
        PERFORM cc_center.raise_error('known_sign_in', NEW.staff_no);
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cc_center.fill_sign_in() IS
    'Trigger: a sign-in is of the server''s instant, of somebody who is active, and given by himself or an app (B1.2). UCA01 for another''s number, UCA02 for a swipe sent twice, UCA03 for a sign-out without a sign-in, UCA04 for a device more than a day ahead, UCA23, UCA24, UC105, UC401.';
CREATE OR REPLACE TRIGGER aa_fill BEFORE INSERT ON cc_center.sign_in FOR EACH ROW EXECUTE FUNCTION cc_center.fill_sign_in();

CREATE OR REPLACE FUNCTION cc_center.fill_seat_state()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.by_staff := cc_center.evidence_giver(NEW.center_id, NEW.staff_no);
    NEW.at := cc_center.clock();
    IF NEW.state IS NULL OR NEW.state NOT IN ('ready', 'busy', 'off') THEN
        PERFORM cc_center.raise_error('unknown_word', coalesce(NEW.state, 'NULL'), 'ready, busy, off');
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cc_center.fill_seat_state() IS
    'Trigger: a seat state is of the server''s instant, and given by its person or an app (I6, I10). UCA01, UCA23, UC105, UC401.';
CREATE OR REPLACE TRIGGER aa_fill BEFORE INSERT ON cc_center.seat_state FOR EACH ROW EXECUTE FUNCTION cc_center.fill_seat_state();

CREATE OR REPLACE FUNCTION cc_center.touch_evidence()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM cc_center.touch_attendance(NEW.center_id, NEW.staff_no, cc_center.local_day(NEW.center_id, NEW.at));
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.touch_evidence() IS 'Trigger: evidence of a closed day has its person judged again; UCA05 where the month is closed.';
CREATE OR REPLACE TRIGGER zd_touch AFTER INSERT ON cc_center.sign_in
    FOR EACH ROW WHEN (NEW.source <> 'import') EXECUTE FUNCTION cc_center.touch_evidence();
CREATE OR REPLACE TRIGGER zd_touch AFTER INSERT ON cc_center.seat_state
    FOR EACH ROW EXECUTE FUNCTION cc_center.touch_evidence();

CREATE OR REPLACE FUNCTION cc_center.sign_in(
    center_id bigint, direction text DEFAULT 'in', device text DEFAULT 'desk', device_at timestamptz DEFAULT NULL)
RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    signed_at timestamptz;
BEGIN
    IF direction IS NULL OR direction NOT IN ('in', 'out') THEN
        PERFORM cc_center.raise_error('unknown_word', coalesce(direction, 'NULL'), 'in, out');
    END IF;
    INSERT INTO cc_center.sign_in AS i (center_id, staff_no, direction, device, device_at)
    VALUES (center_id, actor, direction, device, device_at)
    RETURNING i.at INTO signed_at;
    RETURN signed_at;
END
$$;
COMMENT ON FUNCTION cc_center.sign_in(bigint, text, text, timestamptz) IS
    'The acting person signs in, or out with direction out, at the server''s instant, which is returned (B1.2).';

CREATE OR REPLACE FUNCTION cc_center.set_seat_state(center_id bigint, state text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF state IS NULL OR state NOT IN ('ready', 'busy', 'off') THEN
        PERFORM cc_center.raise_error('unknown_word', coalesce(state, 'NULL'), 'ready, busy, off');
    END IF;
    INSERT INTO cc_center.seat_state (center_id, staff_no, state)
    VALUES (center_id, cc_center.acting_person(center_id), state);
END
$$;
COMMENT ON FUNCTION cc_center.set_seat_state(bigint, text) IS
    'The acting person''s seat is ready, busy or off from now on (I6, I10).';

CREATE OR REPLACE FUNCTION cc_center.add_sign_in(center_id bigint, staff_no text, at timestamptz, direction text, reason text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.require_role(center_id, 'supervisor');
    new_id bigint;
BEGIN
    IF actor = staff_no THEN
        PERFORM cc_center.raise_error('own_request', 'B1.2');
    ELSIF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'B1.2');
    ELSIF direction IS NULL OR direction NOT IN ('in', 'out') THEN
        PERFORM cc_center.raise_error('unknown_word', coalesce(direction, 'NULL'), 'in, out');
    ELSIF at IS NULL OR NOT isfinite(at) OR at > cc_center.clock() THEN
        PERFORM cc_center.raise_error('evidence_in_future', coalesce(at::text, 'NULL'));
    END IF;
    PERFORM cc_center.require_plan_day(cc_center.local_day(center_id, at), true);
    PERFORM cc_center.check_evidence(center_id, staff_no, at);
    INSERT INTO cc_center.sign_in AS i (center_id, staff_no, at, direction, device, source, reason, by_staff)
    VALUES (center_id, staff_no, at, direction, 'added', 'added', reason, actor)
    ON CONFLICT DO NOTHING RETURNING i.sign_in_id INTO new_id;
    IF new_id IS NULL THEN
        PERFORM cc_center.raise_error('known_sign_in', staff_no);
    END IF;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.add_sign_in(bigint, text, timestamptz, text, text) IS
    'A supervisor adds a sign-in or sign-out that a machine missed, with a reason, not his own and only in an open month. Returns its id.';
GRANT EXECUTE ON FUNCTION cc_center.add_sign_in(bigint, text, timestamptz, text, text) TO cc_center_supervisor;

DO $$
BEGIN
    PERFORM cc_center.share_function(f, ARRAY['operator', 'shift_leader', 'supervisor'])
    FROM unnest('{"cc_center.sign_in(bigint, text, text, timestamptz)", "cc_center.set_seat_state(bigint, text)"}'::regprocedure[]) f;
END
$$;
