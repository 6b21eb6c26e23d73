-- Signing on at the seat and off again: nobody uses another's login, or leaves his own open (I10, I40).

SELECT cc_center.close_table('seat_session');
ALTER TABLE cc_center.seat_session ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_and_led ON cc_center.seat_session FOR SELECT
    USING (center_id = ANY ((SELECT cc_center.acting_centers())::bigint[])
           AND (staff_no = cc_center.acting_staff_no(center_id)
                OR cc_center.acting_role(center_id) = ANY ('{shift_leader,supervisor,director,system_admin,auditor}')));
SELECT cc_center.share_view('seat_session', cc_center.person_groups());
SELECT cc_center.keep_rows('seat_session', 'Close the session instead.');

CREATE OR REPLACE FUNCTION cc_center.session_open(center_id bigint)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor constant text := cc_center.acting_person(center_id);
    at timestamptz;
    new_id bigint;
BEGIN
    PERFORM cc_center.lock_people(center_id, ARRAY[actor]);
    at := cc_center.clock();
    UPDATE cc_center.seat_session s SET closed_at = greatest(s.opened_at, at), signed_off = false
    WHERE s.center_id = session_open.center_id AND s.staff_no = actor AND s.closed_at IS NULL
      AND s.client_addr IS NOT DISTINCT FROM inet_client_addr();
    INSERT INTO cc_center.seat_session AS s (center_id, staff_no, login_role, client_addr, backend_pid, opened_at)
    VALUES (center_id, actor, cc_center.acting_login_role(), inet_client_addr(), pg_backend_pid(), at)
    RETURNING s.session_id INTO new_id;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.session_open(bigint) IS
    'The acting person signs on, for apps to call at the login: from which address is on record. What he left open at the same address is closed, and stays a finding. Returns the session''s id (I10, I40).';

CREATE OR REPLACE FUNCTION cc_center.session_close(center_id bigint, session_id bigint DEFAULT NULL)
RETURNS interval LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor constant text := cc_center.acting_person(center_id);
    ended cc_center.seat_session;
BEGIN
    PERFORM cc_center.lock_people(center_id, ARRAY[actor]);
    UPDATE cc_center.seat_session s SET closed_at = greatest(s.opened_at, cc_center.clock()), signed_off = true
    WHERE s.center_id = session_close.center_id AND s.session_id = (
        SELECT o.session_id FROM cc_center.seat_session o
        WHERE o.center_id = session_close.center_id AND o.staff_no = actor AND o.closed_at IS NULL
          AND CASE WHEN session_close.session_id IS NULL THEN o.client_addr IS NOT DISTINCT FROM inet_client_addr()
                   ELSE o.session_id = session_close.session_id END
        ORDER BY o.session_id DESC LIMIT 1)
    RETURNING s.* INTO ended;
    IF ended.session_id IS NULL THEN
        PERFORM cc_center.raise_error('no_session', actor);
    END IF;
    RETURN ended.closed_at - ended.opened_at;
END
$$;
COMMENT ON FUNCTION cc_center.session_close(bigint, bigint) IS
    'The acting person signs off, at leaving the seat and at the end of his shift: the session of that id, or the one of this address. Returns how long it was. UCE21 where he is not signed on (I10, I40).';

CREATE OR REPLACE VIEW cc_center.session_findings WITH (security_invoker = true) AS
SELECT s.center_id, s.staff_no, s.session_id, 'left_open' AS finding, s.client_addr, s.opened_at, e.ends_at AS at, 'I40' AS clause
FROM cc_center.seat_session s
JOIN cc_center.center c ON c.center_id = s.center_id
CROSS JOIN LATERAL (
    -- the end of the shift he signed on for, or of the day where he has none
    SELECT coalesce((SELECT upper(r.duty) FROM cc_center.roster r
                     WHERE r.center_id = s.center_id AND r.staff_no = s.staff_no AND upper(r.duty) > s.opened_at
                       AND lower(r.duty) < (((s.opened_at AT TIME ZONE c.time_zone)::date + 1)::timestamp AT TIME ZONE c.time_zone)
                     ORDER BY r.duty LIMIT 1),
                    ((s.opened_at AT TIME ZONE c.time_zone)::date + 1)::timestamp AT TIME ZONE c.time_zone) AS ends_at) e
WHERE s.signed_off IS NOT TRUE AND (s.closed_at IS NOT NULL OR e.ends_at <= cc_center.clock())
UNION ALL
SELECT s.center_id, s.staff_no, s.session_id, 'left_seat_signed_on', s.client_addr, s.opened_at, a.left_at, 'I40'
FROM cc_center.seat_session s
JOIN cc_center.seat_absence a ON a.center_id = s.center_id AND a.staff_no = s.staff_no
     AND a.left_at > s.opened_at AND a.left_at < coalesce(s.closed_at, 'infinity')
UNION ALL
SELECT s.center_id, s.staff_no, s.session_id, 'two_places', s.client_addr, s.opened_at, o.opened_at, 'I10'
FROM cc_center.seat_session s
JOIN cc_center.seat_session o ON o.center_id = s.center_id AND o.staff_no = s.staff_no AND o.session_id <> s.session_id
     AND o.client_addr IS DISTINCT FROM s.client_addr
     AND (o.opened_at, o.session_id) > (s.opened_at, s.session_id) AND o.opened_at < coalesce(s.closed_at, 'infinity');
COMMENT ON VIEW cc_center.session_findings IS
    'What is wrong with sessions at the seat: left_open, not signed off by the end of the shift, or of the day where there is none (I40); left_seat_signed_on, the seat was left while signed on (I10, I40); two_places, signed on at another address, at the instant given, while signed on here (I10). Everybody sees his own, leaders, supervisor, director, system_admin and auditor all of the center.';
SELECT cc_center.share_view('session_findings', cc_center.person_groups());

DO $$
BEGIN
    PERFORM cc_center.share_function(f, cc_center.person_groups())
    FROM unnest('{cc_center.session_open(bigint), "cc_center.session_close(bigint, bigint)"}'::regprocedure[]) f;
END
$$;
