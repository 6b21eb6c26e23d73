-- What the load of seats does (test/tap/14_seats.pl), in the center of center.sql at 10:00 on 2018-10-08: one action of somebody
-- on duty chosen at random. What the rules refuse is counted; anything else goes to the client.
CREATE SCHEMA seat_load;
CREATE TABLE seat_load.actions (action text, answer text);
GRANT USAGE ON SCHEMA seat_load TO PUBLIC;
GRANT INSERT ON seat_load.actions TO PUBLIC;
DO $$
DECLARE
    login text;
BEGIN
    FOR login IN SELECT e.login_role FROM cc_center.enrolment e WHERE e.center_id = 1 LOOP
        EXECUTE format('GRANT %I TO current_user', login);
    END LOOP;
END
$$;
-- the leaders may not be there, so that reliefs matter: 203 alone is left, and comes and goes
DELETE FROM cc_center.roster WHERE center_id = 1 AND day = '2018-10-08' AND role = 'shift_leader' AND staff_no <> '203';

CREATE FUNCTION seat_load.act() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    operator text := (101 + floor(random() * 10))::text;
    other text := (101 + floor(random() * 10))::text;
    leader text := CASE WHEN random() < 0.7 THEN '203' ELSE '301' END;
    action text := (ARRAY['ask', 'sit', 'sit', 'sit', 'up', 'leave', 'leave', 'return', 'return', 'return', 'withdraw', 'permit', 'name', 'arrange', 'refuse', 'leader', 'leader', 'let_leader', 'case', 'case', 'case', 'step', 'step', 'step', 'step', 'step'])[1 + floor(random() * 26)];
    who text := CASE WHEN action IN ('permit', 'name', 'arrange', 'refuse') THEN leader WHEN action = 'leader' THEN '203' WHEN action = 'let_leader' THEN '301' WHEN action = 'case' THEN 'app' ELSE operator END;
    outcome text := 'done';
BEGIN
    PERFORM set_config('role', 'load_' || who, true);
    BEGIN
        CASE action
            WHEN 'ask' THEN PERFORM cc_center.ask_to_leave(1);
            WHEN 'sit' THEN PERFORM cc_center.sit_down(1, other);
            WHEN 'up' THEN PERFORM cc_center.stand_up(1);
            WHEN 'leave' THEN PERFORM cc_center.leave_seat(1);
            WHEN 'return' THEN PERFORM cc_center.return_to_seat(1);
            WHEN 'withdraw' THEN PERFORM cc_center.withdraw_leaving(1);
            WHEN 'permit' THEN PERFORM cc_center.permit_leaving(1, operator);
            WHEN 'name' THEN PERFORM cc_center.permit_leaving(1, operator, relief => other);
            WHEN 'arrange' THEN PERFORM cc_center.arrange_relief(1, operator, other);
            WHEN 'refuse' THEN PERFORM cc_center.refuse_leaving(1, operator);
            WHEN 'leader' THEN IF random() < 0.5 THEN PERFORM cc_center.leave_seat(1); ELSE PERFORM cc_center.return_to_seat(1); END IF;
            WHEN 'let_leader' THEN PERFORM cc_center.permit_leaving(1, '203');
            WHEN 'case' THEN INSERT INTO cc_center.cases (center_id, street, channel, category, description)
                SELECT 1, (ARRAY['湖南路', '中央门', '江东'])[1 + floor(random() * 3)], 'hotline', 'c', 'd';
            ELSE UPDATE cc_center.cases SET stage = 'pre_filed'
                WHERE center_id = 1 AND case_id = (SELECT m.case_id FROM cc_center.my_cases m WHERE m.stage = 'reported' ORDER BY m.sits_in_for IS NULL, random() LIMIT 1);
        END CASE;
    EXCEPTION WHEN OTHERS THEN
        IF SQLSTATE !~ '^UC' THEN
            RAISE;
        END IF;
        outcome := SQLSTATE;
    END;
    INSERT INTO seat_load.actions VALUES (action, outcome);
END
$$;

-- Every rule that is broken, one a line.
CREATE FUNCTION seat_load.broken() RETURNS SETOF text LANGUAGE sql AS $$
    SELECT a.staff_no || ' left unasked, and nobody sat there' FROM cc_center.seat_absence a
    WHERE a.left_at IS NOT NULL AND a.answer IS DISTINCT FROM 'granted'
      AND NOT EXISTS (SELECT FROM cc_center.seat_relief s WHERE s.center_id = a.center_id AND s.absence_id = a.absence_id)
    UNION ALL
    SELECT a.staff_no || ' is away, not granted, and nobody sits there' FROM cc_center.seat_absence a
    WHERE a.left_at IS NOT NULL AND a.over_at IS NULL AND a.answer IS DISTINCT FROM 'granted'
      AND cc_center.relief_at_seat(a.center_id, a.absence_id) IS NULL
      -- a relief may be let go by a leader, who is there then
      AND NOT EXISTS (SELECT FROM cc_center.seat_relief s
                      JOIN cc_center.seat_absence b ON b.center_id = s.center_id AND b.staff_no = s.relief AND b.over_at IS NULL
                      WHERE s.center_id = a.center_id AND s.absence_id = a.absence_id AND s.stood_up_at IS NULL AND b.answer = 'granted')
    UNION ALL
    SELECT s.relief || ' still sits for one who is back' FROM cc_center.seat_relief s
    JOIN cc_center.seat_absence a USING (center_id, absence_id) WHERE a.over_at IS NOT NULL AND s.stood_up_at IS NULL
    UNION ALL
    SELECT 'a step of ' || l.finished_by || ' in a case of ' || l.holder || ' is no relief''s' FROM cc_center.leg l
    WHERE l.finished_by <> l.holder AND l.outcome = 'pre_filed'
      AND NOT EXISTS (SELECT FROM cc_center.handover h
                      JOIN cc_center.seat_relief s ON s.center_id = h.center_id AND s.relief = h.by_staff
                      JOIN cc_center.seat_absence a ON a.center_id = s.center_id AND a.absence_id = s.absence_id AND a.staff_no = h.from_staff AND a.left_at IS NOT NULL
                      WHERE h.center_id = l.center_id AND h.case_id = l.case_id AND h.kind = 'relief')
    UNION ALL
    SELECT 'case ' || c.case_id || ' and its leg disagree' FROM cc_center.cases c
    JOIN cc_center.leg l ON l.center_id = c.center_id AND l.case_id = c.case_id AND l.leg_no = c.leg_no
    WHERE l.finished_at IS NULL AND l.holder IS DISTINCT FROM c.holder
$$;
