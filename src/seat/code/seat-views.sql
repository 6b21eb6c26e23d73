-- The time away from the seat, and seats that stand empty (E3.4, I6).

CREATE OR REPLACE FUNCTION cc_center.time_relieved(absence cc_center.seat_absence, away tstzrange)
RETURNS tstzmultirange LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(range_agg(sat.during * away), '{}')
           - coalesce((SELECT range_agg(tstzrange(b.left_at, greatest(b.left_at, least(b.returned_at, b.over_at, upper(q.duty)))))
                       FROM cc_center.seat_relief s
                       JOIN cc_center.roster q ON q.center_id = s.center_id AND q.staff_no = s.relief AND q.duty @> s.sat_down_at
                       JOIN cc_center.seat_absence b ON b.center_id = q.center_id AND b.staff_no = q.staff_no AND b.day = q.day AND b.shift = q.shift
                       WHERE s.center_id = absence.center_id AND s.absence_id = absence.absence_id AND b.left_at IS NOT NULL), '{}')
    FROM (SELECT tstzrange(s.sat_down_at, greatest(s.sat_down_at, least(s.stood_up_at, coalesce(upper(r.duty), s.sits_until)))) AS during
          FROM cc_center.seat_relief s
          LEFT JOIN cc_center.roster r ON r.center_id = s.center_id AND r.staff_no = s.relief AND r.duty @> s.sat_down_at
          WHERE s.center_id = absence.center_id AND s.absence_id = absence.absence_id) sat
$$;
COMMENT ON FUNCTION cc_center.time_relieved(cc_center.seat_absence, tstzrange) IS
    'Of the time somebody was away, the stretches in which a relief sat there: until he stood up, his shift ended, or he left in turn (E3.4).';
SELECT cc_center.share_function('cc_center.time_relieved(cc_center.seat_absence, tstzrange)');

CREATE OR REPLACE VIEW cc_center.seat_time WITH (security_invoker = true) AS
SELECT t.center_id, t.absence_id, t.staff_no, t.day, t.shift, t.asked_at, t.answer, t.answered_by, t.left_at, upper(t.away) AS away_until,
       t.returned_at IS NOT NULL AS came_back, upper(t.away) - lower(t.away) AS away,
       coalesce((SELECT sum(upper(p) - lower(p)) FROM unnest(t.relieved) p), interval '0') AS relieved,
       coalesce((SELECT sum(upper(p) - lower(p)) FROM unnest(tstzmultirange(t.away) - t.relieved) p), interval '0') AS empty,
       ARRAY(SELECT s.relief FROM cc_center.seat_relief s
             WHERE s.center_id = t.center_id AND s.absence_id = t.absence_id ORDER BY s.turn) AS reliefs
FROM (SELECT a.*, e.away, cc_center.time_relieved(a, e.away) AS relieved
      FROM cc_center.seat_absence a
      LEFT JOIN cc_center.roster r ON r.center_id = a.center_id AND r.staff_no = a.staff_no AND r.day = a.day AND r.shift = a.shift
      CROSS JOIN LATERAL (
          SELECT tstzrange(a.left_at, greatest(a.left_at, least(coalesce(a.returned_at, upper(r.duty), a.over_at), cc_center.clock()))) AS away) e
      WHERE a.left_at IS NOT NULL) t;
COMMENT ON VIEW cc_center.seat_time IS
    'Who was away from the seat, from when until when, now at the latest, and for how long: away = relieved, in which somebody sat there, + empty (E3.4, I6). Who never came back was away to the end of his shift (came_back false). A relief whose shift ends while the other is away leaves the rest empty.';
SELECT cc_center.share_view('seat_time');

CREATE OR REPLACE FUNCTION cc_center.health_of_seats()
RETURNS TABLE (finding text, subject text, detail text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('a seat stands empty and no leader is present'), a.center_id || ' ' || a.staff_no,
           cc_center.translated('A relief sits down by sit_down().')
    FROM cc_center.seat_absence a
    JOIN cc_center.roster r ON r.center_id = a.center_id AND r.staff_no = a.staff_no AND r.day = a.day AND r.shift = a.shift
        AND r.duty @> cc_center.clock()
    JOIN cc_center.seat_rule k ON k.center_id = r.center_id AND k.version = r.version AND k.role = r.role
    WHERE a.left_at IS NOT NULL AND a.over_at IS NULL AND cc_center.sees_health(a.center_id)
      AND cc_center.relief_at_seat(a.center_id, a.absence_id) IS NULL
      AND NOT cc_center.leader_present(r, k.leader_roles, a.answered_by)
$$;
COMMENT ON FUNCTION cc_center.health_of_seats() IS
    'The part of health() that finds seats that stand empty with no leader present, as when a relief''s shift has ended (E3.4).';
SELECT cc_center.register_health_check('seat', 'health_of_seats');
