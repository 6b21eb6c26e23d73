-- Why a result is what it is: every fact and rule that led to it, in order.

CREATE OR REPLACE FUNCTION cc_center.explain_rule(rule cc_center.attendance_rule)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE
        WHEN rule.subject IS NULL THEN cc_center.translated('The rules set no lateness for this shift.')
        WHEN rule.grace IS NULL THEN cc_center.translated('The rules set no limit for lateness.')
        WHEN rule.source = 'cases' THEN cc_center.translated('Late is whose first leg lay more than %1{interval} in his hands.', rule.grace::text)
        ELSE cc_center.translated('Late is who signs in more than %1{interval} after the beginning.', rule.grace::text) END
$$;
COMMENT ON FUNCTION cc_center.explain_rule(cc_center.attendance_rule) IS 'A rule of lateness in words.';

CREATE OR REPLACE FUNCTION cc_center.explain_shift(found cc_center.attendance_result, time_zone text)
RETURNS TABLE (ordinal integer, at timestamptz, fact text, clause text) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT 1, lower(found.duty), cc_center.translated('Shift "%1{shift}", from %2 to %3.', found.shift,
               cc_center.at_time(lower(found.duty), time_zone), cc_center.at_time(upper(found.duty), time_zone)),
           (SELECT h.clause FROM cc_center.shift h JOIN cc_center.roster r ON r.center_id = h.center_id AND r.version = h.version
            WHERE r.center_id = found.center_id AND r.day = found.day AND r.staff_no = found.staff_no AND r.shift = found.shift
              AND h.role = found.role AND h.shift = found.shift)
    UNION ALL
    SELECT 2, c.changed_at, cc_center.translated('The roster was changed: %1 in place of %2 (%3).', coalesce(c.to_staff, '-'), coalesce(c.from_staff, '-'), c.kind), NULL
    FROM cc_center.roster_change c
    WHERE c.center_id = found.center_id AND c.day = found.day AND c.shift = found.shift AND found.staff_no IN (c.from_staff, c.to_staff)
    UNION ALL
    SELECT 3, l.decided_at, cc_center.translated('Leave %1, from %2 to %3.', l.leave_id::text,
               cc_center.at_time(lower(l.during), time_zone), cc_center.at_time(upper(l.during), time_zone)), found.result_clause
    FROM cc_center.leave_request l
    WHERE found.evidence = 'leave' AND l.center_id = found.center_id AND l.leave_id = found.reference
    UNION ALL
    SELECT 4, NULL, cc_center.explain_rule(r), r.clause
    FROM cc_center.attendance_rule_for(found.center_id, found.version, 'lateness', found.role, found.shift) r
    WHERE found.evidence <> 'leave'
    UNION ALL
    SELECT 5, i.at, CASE i.direction WHEN 'in' THEN cc_center.translated('Signed in (%1, %2).', i.device, i.source)
                                     ELSE cc_center.translated('Signed out (%1, %2).', i.device, i.source) END
               || coalesce(' ' || i.reason, ''), NULL
    FROM cc_center.sign_in i
    WHERE i.center_id = found.center_id AND i.staff_no = found.staff_no AND found.evidence <> 'leave'
      AND i.at BETWEEN lower(found.duty) - interval '4 hours' AND upper(found.duty) + interval '4 hours'
    UNION ALL
    SELECT 5, t.at, CASE t.state WHEN 'ready' THEN cc_center.translated('The seat is ready.') WHEN 'busy' THEN cc_center.translated('The seat is busy.')
                                 ELSE cc_center.translated('The seat is off.') END, NULL
    FROM cc_center.seat_state t
    WHERE t.center_id = found.center_id AND t.staff_no = found.staff_no AND t.at <@ found.duty
    UNION ALL
    SELECT 5, a.left_at, cc_center.translated('Left the seat until %1.', coalesce(cc_center.at_time(a.returned_at, time_zone), '-')), NULL
    FROM cc_center.seat_absence a
    WHERE a.center_id = found.center_id AND a.staff_no = found.staff_no AND a.day = found.day AND a.shift = found.shift AND a.left_at <@ found.duty
    UNION ALL
    -- up to the first leg that counts, those that do not
    SELECT 5, l.finished_at, CASE
               WHEN l.case_id = found.case_id AND l.leg_no = found.leg_no THEN
                   cc_center.translated('Case %1, finished; its clock began at %2: it lay %3{interval}.', c.case_number,
                       cc_center.at_time(l.clock_start, time_zone), date_trunc('milliseconds', greatest(l.finished_at - l.clock_start, interval '0'))::text)
               ELSE cc_center.translated('Case %1, finished; it had lain in the hands of %2, which is no evidence.', c.case_number,
                                         coalesce(l.taken_from, l.holder, '-')) END,
           CASE WHEN l.case_id = found.case_id AND l.leg_no = found.leg_no THEN found.result_clause END
    FROM cc_center.leg l
    JOIN cc_center.cases c ON c.center_id = l.center_id AND c.case_id = l.case_id
    WHERE l.center_id = found.center_id AND l.finished_by = found.staff_no AND l.outcome <> 'handed_over'
      AND l.finished_at >= lower(found.duty) AND l.finished_at < upper(found.duty)
      AND found.case_id IS NOT NULL
      AND (l.finished_at, l.case_id, l.leg_no) <= (found.evidence_at, found.case_id, found.leg_no)
      AND (l.case_id = found.case_id AND l.leg_no = found.leg_no OR l.holder IS DISTINCT FROM l.finished_by OR l.taken_from IS NOT NULL)
    UNION ALL
    SELECT 5, max(l.finished_at), cc_center.translated('Finished before it, and not counted: %1 legs of other kinds (%2).', count(*)::text,
                                                       string_agg(DISTINCT l.leg_kind, ', ' ORDER BY l.leg_kind)), NULL
    FROM cc_center.leg l
    WHERE l.center_id = found.center_id AND l.finished_by = found.staff_no AND l.outcome <> 'handed_over'
      AND l.finished_at >= lower(found.duty) AND l.finished_at < found.evidence_at
      AND found.case_id IS NOT NULL AND l.holder = l.finished_by AND l.taken_from IS NULL
    HAVING count(*) > 0
    UNION ALL
    SELECT 6, m.requested_at, cc_center.translated('Make-up sign-in %1 asked for: %2{status}.', m.makeup_id::text, m.status) || ' ' || m.reason, r.clause
    FROM cc_center.makeup_signin m
    LEFT JOIN cc_center.makeup_rule r ON r.center_id = m.center_id AND r.version = m.version
    WHERE m.center_id = found.center_id AND m.day = found.day AND m.staff_no = found.staff_no AND m.shift = found.shift
    UNION ALL
    SELECT 7, found.early_leave_from, cc_center.translated('Case %1 was in hand at the end, since %2.', c.case_number,
               cc_center.at_time(found.early_leave_from, time_zone)), found.early_leave_clause
    FROM cc_center.cases c
    WHERE found.early_leave_from IS NOT NULL AND c.center_id = found.center_id AND c.case_id = found.held_case_id
    UNION ALL
    SELECT 8, NULL, cc_center.translated('Away from the seat %1{interval} in all.', found.away::text), found.away_clause WHERE found.away IS NOT NULL
    UNION ALL
    SELECT 9, NULL, cc_center.translated('Judged: %1{attendance}. %2', found.result, cc_center.attendance_words(found)), found.result_clause
    UNION ALL
    SELECT 9, NULL, cc_center.translated('Early leave: %1{interval}.', (found.early_leave_until - found.early_leave_from)::text), found.early_leave_clause
    WHERE found.early_leave_from IS NOT NULL
    UNION ALL
    SELECT 10, q.requested_at, cc_center.translated('A correction was asked for: %1{status}.', q.status) || ' ' || q.reason, NULL
    FROM cc_center.correction_request q
    WHERE q.center_id = found.center_id AND q.day = found.day AND q.staff_no = found.staff_no AND q.shift = found.shift
    UNION ALL
    SELECT 11, o.at, CASE WHEN o.result IS NULL AND o.early_leave_by IS NULL THEN cc_center.translated('Staff number %1 took the override back.', o.by_staff)
                          WHEN o.result IS NULL THEN cc_center.translated('Staff number %1 set the early leave to %2{interval}.', o.by_staff, o.early_leave_by::text)
                          ELSE cc_center.translated('Staff number %1 overrode it: %2{attendance}.', o.by_staff, o.result) END || ' ' || o.reason, NULL
    FROM cc_center.attendance_override o
    WHERE o.center_id = found.center_id AND o.day = found.day AND o.staff_no = found.staff_no AND o.shift = found.shift
$$;
COMMENT ON FUNCTION cc_center.explain_shift(cc_center.attendance_result, text) IS
    'What led to the result of one person-shift; for the caller that has checked who asks.';

CREATE OR REPLACE FUNCTION cc_center.explain_attendance(center_id bigint, day date, staff_no text)
RETURNS TABLE (step integer, at timestamptz, fact text, clause text) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    zone text := (SELECT c.time_zone FROM cc_center.center c WHERE c.center_id = explain_attendance.center_id);
    found cc_center.attendance_result[];
BEGIN
    PERFORM cc_center.require_reader(explain_attendance.center_id, explain_attendance.staff_no);
    PERFORM cc_center.require_plan_day(explain_attendance.day, true);
    -- what is stored, and of a day that is not closed what is known by now
    found := ARRAY(SELECT r FROM cc_center.attendance_result r
                   WHERE r.center_id = explain_attendance.center_id AND r.day = explain_attendance.day AND r.staff_no = explain_attendance.staff_no
                   ORDER BY lower(r.duty));
    IF cardinality(found) = 0 THEN
        found := ARRAY(SELECT j FROM cc_center.judge_day(explain_attendance.center_id, explain_attendance.day, NULL,
                                                         ARRAY[explain_attendance.staff_no]) j ORDER BY lower(j.duty));
    END IF;
    IF cardinality(found) = 0 THEN
        PERFORM cc_center.raise_error('no_person_shift', coalesce(explain_attendance.staff_no, 'NULL'), '*', to_char(explain_attendance.day, 'YYYY-MM-DD'));
    END IF;
    RETURN QUERY
        SELECT (row_number() OVER (ORDER BY f.place, e.ordinal, e.at NULLS LAST, e.fact))::integer, e.at, e.fact, e.clause
        FROM generate_subscripts(found, 1) f (place)
        CROSS JOIN LATERAL cc_center.explain_shift(found[f.place], zone) e;
END
$$;
COMMENT ON FUNCTION cc_center.explain_attendance(bigint, date, text) IS
    'Every fact and rule that led to the attendance of a person on a day, in order, in the session''s language: the shift and its changes, leave, rule, sign-ins, seat, the first case and those that do not count, what was in hand at the end, what was judged, and overrides. For himself and those who lead; UCA17 where he had no shift that is over.';
SELECT cc_center.share_function('cc_center.explain_attendance(bigint, date, text)');
