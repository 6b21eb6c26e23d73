-- Who is at the seat, who sits in for whom, and which leader is present (E3.4).

SELECT cc_center.register_rule_table('seat_rule', 'seat');

SELECT cc_center.share_table('seat_absence', cc_center.all_groups());
SELECT cc_center.watch_table('seat_absence');
SELECT cc_center.keep_rows('seat_absence', '');
SELECT cc_center.let_roles_read('absence_reason', '{shift_leader,supervisor,director}');
CREATE POLICY own_absence ON cc_center.absence_reason FOR SELECT
    USING (EXISTS (SELECT FROM cc_center.seat_absence a WHERE a.center_id = absence_reason.center_id AND a.absence_id = absence_reason.absence_id
                   AND a.staff_no = cc_center.acting_staff_no(a.center_id)));
SELECT cc_center.share_view('absence_reason');
SELECT cc_center.keep_rows('absence_reason', '');
SELECT cc_center.share_table('seat_relief', cc_center.all_groups());
SELECT cc_center.watch_table('seat_relief');
SELECT cc_center.keep_rows('seat_relief', '');

CREATE OR REPLACE FUNCTION cc_center.duty_now(center_id bigint, staff_no text)
RETURNS cc_center.roster LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r FROM cc_center.roster r
    WHERE r.center_id = duty_now.center_id AND r.staff_no = duty_now.staff_no AND r.duty @> cc_center.clock()
$$;
COMMENT ON FUNCTION cc_center.duty_now(bigint, text) IS 'The shift a person stands now; NULL where none.';

CREATE OR REPLACE FUNCTION cc_center.at_the_seat(center_id bigint, staff_no text)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM cc_center.roster r
        WHERE r.center_id = at_the_seat.center_id AND r.staff_no = at_the_seat.staff_no AND r.duty @> cc_center.clock()
          AND NOT EXISTS (SELECT FROM cc_center.seat_absence a
                          WHERE a.center_id = r.center_id AND a.staff_no = r.staff_no
                            AND a.left_at >= lower(r.duty) AND a.returned_at IS NULL))
$$;
COMMENT ON FUNCTION cc_center.at_the_seat(bigint, text) IS 'Whether a person is on duty now and has not left the seat.';

CREATE OR REPLACE FUNCTION cc_center.leaders_on_duty(center_id bigint, roles text[])
RETURNS text[] LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(array_agg(r.staff_no ORDER BY r.staff_no), '{}') FROM cc_center.roster r
    WHERE r.center_id = leaders_on_duty.center_id AND r.role = ANY (roles) AND r.duty @> cc_center.clock()
$$;
COMMENT ON FUNCTION cc_center.leaders_on_duty(bigint, text[]) IS 'Who of these roles is on duty now.';

CREATE OR REPLACE FUNCTION cc_center.another_leader_at_seat(duty cc_center.roster, roles text[])
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM unnest(cc_center.leaders_on_duty(duty.center_id, roles)) l
                   WHERE l <> duty.staff_no AND cc_center.at_the_seat(duty.center_id, l))
$$;
COMMENT ON FUNCTION cc_center.another_leader_at_seat(cc_center.roster, text[]) IS
    'Whether somebody else of these roles is on duty and at the seat.';

CREATE OR REPLACE FUNCTION cc_center.leader_present(duty cc_center.roster, roles text[], answered_by text)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.another_leader_at_seat(duty, roles)
        -- who has no shifts was there when he answered
        OR EXISTS (SELECT FROM cc_center.staff s
                   WHERE s.center_id = duty.center_id AND s.staff_no = answered_by
                     AND s.role = ANY (roles) AND cc_center.duty_now(s.center_id, s.staff_no) IS NULL
                     AND NOT EXISTS (SELECT FROM cc_center.shift h
                                     WHERE h.center_id = duty.center_id AND h.version = duty.version AND h.role = s.role))
$$;
COMMENT ON FUNCTION cc_center.leader_present(cc_center.roster, text[], text) IS
    'Whether a leader is present for whoever stands this shift: another one at the seat, or the one who answered him, where that role has no shifts (E3.4).';

CREATE OR REPLACE FUNCTION cc_center.relieved_by(center_id bigint, relief text)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT min(a.staff_no) FROM cc_center.seat_relief s
    JOIN cc_center.seat_absence a ON a.center_id = s.center_id AND a.absence_id = s.absence_id AND a.over_at IS NULL
    JOIN cc_center.roster r ON r.center_id = a.center_id AND r.staff_no = a.staff_no AND r.day = a.day AND r.shift = a.shift
        AND r.duty @> cc_center.clock()
    WHERE s.center_id = relieved_by.center_id AND s.relief = relieved_by.relief AND s.stood_up_at IS NULL
      AND (cc_center.duty_now(s.center_id, s.relief)).duty @> s.sat_down_at
$$;
COMMENT ON FUNCTION cc_center.relieved_by(bigint, text) IS
    'Whose seat a person sits in now, whether or not that one has left already; NULL where nobody''s.';

CREATE OR REPLACE FUNCTION cc_center.relief_at_seat(center_id bigint, absence_id bigint)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.relief FROM cc_center.seat_relief s
    WHERE s.center_id = relief_at_seat.center_id AND s.absence_id = relief_at_seat.absence_id AND s.stood_up_at IS NULL
      AND (cc_center.duty_now(s.center_id, s.relief)).duty @> s.sat_down_at AND cc_center.at_the_seat(s.center_id, s.relief)
$$;
COMMENT ON FUNCTION cc_center.relief_at_seat(bigint, bigint) IS
    'Who sits in the seat of an absence now; NULL where nobody does: none sat down, his shift is over, or he has left in turn.';

CREATE OR REPLACE FUNCTION cc_center.stands_in_for(center_id bigint, relief text, staff_no text)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM cc_center.seat_absence a
        JOIN cc_center.roster r ON r.center_id = a.center_id AND r.staff_no = a.staff_no AND r.day = a.day AND r.shift = a.shift
            AND r.duty @> cc_center.clock()
        WHERE a.center_id = stands_in_for.center_id AND a.staff_no = stands_in_for.staff_no
          AND a.left_at IS NOT NULL AND a.over_at IS NULL
          AND cc_center.relief_at_seat(a.center_id, a.absence_id) = stands_in_for.relief)
$$;
COMMENT ON FUNCTION cc_center.stands_in_for(bigint, text, text) IS
    'Whether a person sits in the seat of another, who has left it and is not back: he may then take steps in what that one has in hand (E3.4, U23).';

CREATE OR REPLACE FUNCTION cc_center.in_whose_hands(center_id bigint, staff_no text)
RETURNS text[] LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT ARRAY[in_whose_hands.staff_no] || ARRAY(
        SELECT s.other FROM (SELECT cc_center.relieved_by(in_whose_hands.center_id, in_whose_hands.staff_no) AS other) s
        WHERE cc_center.stands_in_for(in_whose_hands.center_id, in_whose_hands.staff_no, s.other))
$$;
COMMENT ON FUNCTION cc_center.in_whose_hands(bigint, text) IS
    'In whose hands the cases lie that a person may deal with now: his own, and those of the one whose seat he sits in (U23).';

CREATE OR REPLACE FUNCTION cc_center.open_absence(duty cc_center.roster)
RETURNS cc_center.seat_absence LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT a FROM cc_center.seat_absence a
    WHERE a.center_id = duty.center_id AND a.staff_no = duty.staff_no AND a.day = duty.day AND a.shift = duty.shift
      AND a.over_at IS NULL
$$;
COMMENT ON FUNCTION cc_center.open_absence(cc_center.roster) IS 'A person''s request or absence in the shift he stands; NULL where none.';

CREATE OR REPLACE FUNCTION cc_center.rule_of_seat(duty cc_center.roster)
RETURNS cc_center.seat_rule LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s FROM cc_center.seat_rule s
    WHERE s.center_id = duty.center_id AND s.version = duty.version AND s.role = duty.role
$$;
COMMENT ON FUNCTION cc_center.rule_of_seat(cc_center.roster) IS 'How the seat of this shift may be left; NULL where the rules say nothing.';

DO $$
BEGIN
    PERFORM cc_center.share_function(f)
    FROM unnest('{"cc_center.duty_now(bigint, text)", "cc_center.at_the_seat(bigint, text)", "cc_center.relieved_by(bigint, text)",
                  "cc_center.relief_at_seat(bigint, bigint)", "cc_center.stands_in_for(bigint, text, text)", "cc_center.in_whose_hands(bigint, text)"}'::regprocedure[]) f;
END
$$;
