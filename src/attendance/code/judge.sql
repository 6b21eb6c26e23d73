-- Judging attendance: a pure function of facts and rules, so that a drafted rule is tried on the past by the same code.

CREATE OR REPLACE FUNCTION cc_center.all_person_shifts(center_id bigint, day date, people text[])
RETURNS TABLE (staff_no text, shift text, role text, duty tstzrange, version integer, leave_id bigint)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.staff_no, r.shift, r.role, r.duty, r.version, NULL::bigint
    FROM cc_center.roster r
    WHERE r.center_id = all_person_shifts.center_id AND r.day = all_person_shifts.day AND (people IS NULL OR r.staff_no = ANY (people))
    UNION ALL
    -- what leave took off the roster
    SELECT c.from_staff, c.shift, c.role, h.duty, h.version, c.reference
    FROM (SELECT DISTINCT ON (k.from_staff, k.shift) k.*
          FROM cc_center.roster_change k
          WHERE k.center_id = all_person_shifts.center_id AND k.day = all_person_shifts.day AND k.kind = 'leave'
            AND (people IS NULL OR k.from_staff = ANY (people))
          ORDER BY k.from_staff, k.shift, k.change_id DESC) c
    -- looked up one by one, and not read with all leave there ever was
    CROSS JOIN LATERAL (SELECT k.* FROM cc_center.leave_request k
                        WHERE k.center_id = all_person_shifts.center_id AND k.leave_id = c.reference LIMIT 1) l
    CROSS JOIN LATERAL cc_center.held_duty(c.center_id, c.day, c.shift, c.role) h
    WHERE h.duty IS NOT NULL AND l.during && h.duty AND (l.status = 'approved' OR l.status = 'requested' AND l.away_from IS NOT NULL)
      AND NOT EXISTS (SELECT FROM cc_center.roster r
                      WHERE r.center_id = all_person_shifts.center_id AND r.day = all_person_shifts.day AND r.staff_no = c.from_staff AND r.shift = c.shift)
$$;
COMMENT ON FUNCTION cc_center.all_person_shifts(bigint, date, text[]) IS
    'The shifts of a day, of some people or all: who stands them, and who is on leave instead (B1.4, I32-I34).';

CREATE OR REPLACE FUNCTION cc_center.person_shifts(center_id bigint, day date, people text[])
RETURNS TABLE (staff_no text, shift text, role text, duty tstzrange, version integer, leave_id bigint)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.* FROM cc_center.all_person_shifts(center_id, day, people) s WHERE upper(s.duty) <= cc_center.clock()
$$;
COMMENT ON FUNCTION cc_center.person_shifts(bigint, date, text[]) IS
    'The shifts of a day that are over, of some people or all: who stood them, and who was on leave instead (B1.4, I32-I34).';

CREATE OR REPLACE FUNCTION cc_center.time_away(
    center_id bigint, day date, staff_no text, duty tstzrange, role text, shift text, version integer)
RETURNS interval LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT sum(upper(gone) - lower(gone))
    FROM (
        SELECT range_agg(a.during) * (SELECT range_agg(p)
                                      FROM cc_center.shift h
                                      CROSS JOIN LATERAL cc_center.rule_periods(h.center_id, h.version, h.hours, duty) p
                                      WHERE h.center_id = time_away.center_id AND h.version = time_away.version
                                        AND h.role = time_away.role AND h.shift = time_away.shift) AS stretches
        FROM (
            -- who never came back was away to the end
            SELECT tstzrange(a.left_at, greatest(coalesce(a.returned_at, upper(duty)), a.left_at)) * duty AS during
            FROM cc_center.seat_absence a
            WHERE a.center_id = time_away.center_id AND a.staff_no = time_away.staff_no
              AND a.day = time_away.day AND a.shift = time_away.shift AND a.left_at < upper(duty)
            UNION ALL
            -- switched off before he was ever ready he had not come yet
            SELECT tstzrange(s.at, coalesce(s.next_at, upper(duty))) * duty
            FROM (SELECT t.state, t.at, lead(t.at) OVER (ORDER BY t.at, t.seat_state_id) AS next_at,
                         bool_or(t.state <> 'off') OVER (ORDER BY t.at, t.seat_state_id) AS came
                  FROM cc_center.seat_state t
                  WHERE t.center_id = time_away.center_id AND t.staff_no = time_away.staff_no AND t.at <@ duty) s
            WHERE s.state = 'off' AND s.came) a
        WHERE NOT isempty(a.during)) g
    CROSS JOIN LATERAL unnest(g.stretches) gone
$$;
COMMENT ON FUNCTION cc_center.time_away(bigint, date, text, tstzrange, text, text, integer) IS
    'How long a person was away from the seat in a duty, by what he recorded and by what his softphone says, without the rest; NULL where never (I6, B2.4).';

CREATE OR REPLACE FUNCTION cc_center.relief_ended(center_id bigint, day date, staff_no text, shift text, duty tstzrange)
RETURNS timestamptz LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT min(s.sits_until)
    FROM cc_center.seat_absence a
    JOIN cc_center.seat_relief s ON s.center_id = a.center_id AND s.absence_id = a.absence_id
    WHERE a.center_id = relief_ended.center_id AND a.staff_no = relief_ended.staff_no
      AND a.day = relief_ended.day AND a.shift = relief_ended.shift AND a.left_at IS NOT NULL
      AND s.sits_until < least(coalesce(a.returned_at, upper(duty)), upper(duty))
      AND coalesce(s.stood_up_at >= s.sits_until, true)
$$;
COMMENT ON FUNCTION cc_center.relief_ended(bigint, date, text, text, tstzrange) IS
    'When the duty of somebody''s relief ended while he was still away; NULL where it did not (E3.4).';

CREATE OR REPLACE FUNCTION cc_center.shifts_to_judge(center_id bigint, day date, version integer, people text[])
RETURNS SETOF cc_center.judged_shift LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
-- what the planner takes for a row may be a thousand
SET enable_nestloop = off
-- what is switched off counts as dear, and would be compiled for seconds
SET jit = off
AS $$
    WITH person_shift AS MATERIALIZED (
        SELECT s.* FROM cc_center.person_shifts(center_id, day, people) s
    ), ruled AS MATERIALIZED (
        -- once for a shift, however many stand it
        SELECT k.role, k.shift, k.version, k.judged_by,
               upper(cc_center.shift_duty(shifts_to_judge.center_id, k.version, h.hours, shifts_to_judge.day)) AS shift_end,
               late.source AS late_source, late.grace AS late_grace, late.leg_kinds, late.clause AS late_clause,
               early.source AS early_source, early.grace AS early_grace, early.clause AS early_clause,
               absence.source AS absence_source, absence.clause AS absence_clause,
               away.grace AS away_limit, away.clause AS away_clause, i.margin, coalesce(i.by_device_time, false) AS by_device_time,
               m.a_week, m.clause AS makeup_clause
        FROM (SELECT DISTINCT s.role, s.shift, s.version, coalesce(shifts_to_judge.version, s.version) AS judged_by FROM person_shift s) k
        LEFT JOIN cc_center.shift h ON h.center_id = shifts_to_judge.center_id AND h.version = k.version
             AND h.role = k.role AND h.shift = k.shift
        CROSS JOIN LATERAL cc_center.attendance_rule_for(shifts_to_judge.center_id, k.judged_by, 'lateness', k.role, k.shift) late
        CROSS JOIN LATERAL cc_center.attendance_rule_for(shifts_to_judge.center_id, k.judged_by, 'early_leave', k.role, k.shift) early
        CROSS JOIN LATERAL cc_center.attendance_rule_for(shifts_to_judge.center_id, k.judged_by, 'absence', k.role, k.shift) absence
        CROSS JOIN LATERAL cc_center.attendance_rule_for(shifts_to_judge.center_id, k.judged_by, 'away', k.role, k.shift) away
        LEFT JOIN cc_center.sign_in_rule i ON i.center_id = shifts_to_judge.center_id AND i.version = k.judged_by
        LEFT JOIN cc_center.makeup_rule m ON m.center_id = shifts_to_judge.center_id AND m.version = k.judged_by
    ), near AS MATERIALIZED (
        SELECT r.staff_no, r.day, r.shift, lag(upper(r.duty)) OVER w AS ended_before, lead(lower(r.duty)) OVER w AS begins_after
        FROM cc_center.roster r
        WHERE r.center_id = shifts_to_judge.center_id AND r.day BETWEEN shifts_to_judge.day - 2 AND shifts_to_judge.day + 2
          AND (people IS NULL OR r.staff_no = ANY (people))
        WINDOW w AS (PARTITION BY r.staff_no ORDER BY r.duty)
    )
    SELECT (row_number() OVER ())::integer, s.staff_no, s.shift, s.role, s.duty, lower(s.duty), upper(s.duty), s.version, u.judged_by,
           s.leave_id, u.shift_end, u.late_source, u.late_grace, u.leg_kinds, u.late_clause, u.early_source, u.early_grace, u.early_clause,
           u.absence_source, u.absence_clause, u.away_limit, u.away_clause, u.margin, u.by_device_time, u.a_week, u.makeup_clause,
           n.ended_before, n.begins_after
    FROM person_shift s
    JOIN ruled u ON u.role = s.role AND u.shift = s.shift AND u.version = s.version
    LEFT JOIN near n ON n.staff_no = s.staff_no AND n.shift = s.shift AND n.day = shifts_to_judge.day
$$;
COMMENT ON FUNCTION cc_center.shifts_to_judge(bigint, date, integer, text[]) IS
    'The shifts of a day that are over, of some people or all, with the rules of a version, NULL: those of the roster.';

CREATE OR REPLACE FUNCTION cc_center.judge_day(center_id bigint, day date, version integer, people text[])
RETURNS SETOF cc_center.attendance_result LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
-- how many shifts there are and the span of their day are constants for the planner: a plan made while the tables
-- were small is none for a month of legs. Everything is read by its time and joined by hashing; where one leg is
-- looked up it is said so.
SET plan_cache_mode = force_custom_plan
SET enable_seqscan = off
SET enable_nestloop = off
SET enable_sort = off
-- what is switched off counts as dear, and would be compiled for seconds
SET jit = off
AS $$
DECLARE
    shifts cc_center.judged_shift[] := ARRAY(SELECT s FROM cc_center.shifts_to_judge(center_id, day, version, people) s);
    span tstzrange := (SELECT tstzrange(min(s.begins), max(s.ends)) FROM unnest(shifts) s);
    monday date := date_trunc('week', day::timestamp)::date;
BEGIN
    IF cardinality(shifts) = 0 THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH stood AS MATERIALIZED (
        SELECT s.* FROM unnest(shifts) s WHERE s.leave_id IS NULL
    ), acted AS MATERIALIZED (
        -- a leg that lay in another's hands says nothing of when he began to work (U18)
        SELECT s.n,
               cc_center.first_action(l.finished_at, l.clock_start, l.case_id, l.leg_no)
                   FILTER (WHERE s.late_source = 'cases' AND l.holder = l.finished_by AND l.taken_from IS NULL
                             AND (s.leg_kinds IS NULL OR l.leg_kind = ANY (s.leg_kinds))) AS first,
               min(l.finished_at) AS acted_at
        FROM stood s
        JOIN cc_center.leg l ON l.finished_by = s.staff_no AND l.finished_at >= s.begins AND l.finished_at < s.ends
        WHERE l.center_id = judge_day.center_id AND l.finished_at >= lower(span) AND l.finished_at < upper(span)
          AND l.outcome <> 'handed_over'
        GROUP BY s.n
    ), leaving AS MATERIALIZED (
        -- who stood to the shift's own end, and leaves early by what he holds then
        SELECT s.n, s.staff_no, s.shift, s.begins, s.ends FROM stood s WHERE s.early_source = 'cases' AND s.ends = s.shift_end
    ), held AS MATERIALIZED (
        SELECT DISTINCT ON (k.n) k.n, k.case_id, k.leg_no, k.open, greatest(k.in_hand, k.begins) AS since
        FROM (SELECT c.n, c.begins, c.ends, l.case_id, l.leg_no, l.finished_at IS NULL AS open,
                     -- a leg that had waited came to hand when it was given out
                     coalesce((SELECT max(g.at) FROM cc_center.handover g
                               WHERE g.center_id = l.center_id AND g.case_id = l.case_id AND g.new_leg_no = l.leg_no
                                 AND g.to_staff = l.holder), l.received_at) AS in_hand
              FROM (
                  SELECT s.n, s.staff_no, s.begins, s.ends, h.case_id, h.leg_no
                  FROM leaving s
                  JOIN cc_center.handover h ON h.from_staff = s.staff_no AND h.at >= s.ends
                  WHERE h.center_id = judge_day.center_id
                    AND h.at >= lower(span) AND h.at < upper(span) + interval '2 days'
                  UNION
                  SELECT s.n, s.staff_no, s.begins, s.ends, o.case_id, o.leg_no
                  FROM leaving s
                  JOIN cc_center.leg o ON o.holder = s.staff_no AND o.received_at < s.ends
                  WHERE o.center_id = judge_day.center_id
                    AND o.finished_at IS NULL AND o.attention_at <= cc_center.clock()
                  UNION
                  -- what was found before the leg ended, however long ago
                  SELECT s.n, s.staff_no, s.begins, s.ends, a.held_case_id, a.held_leg_no
                  FROM leaving s
                  JOIN cc_center.attendance_result a ON a.center_id = judge_day.center_id AND a.day = judge_day.day
                       AND a.staff_no = s.staff_no AND a.shift = s.shift AND a.held_case_id IS NOT NULL) c
              CROSS JOIN LATERAL (
                  SELECT g.* FROM cc_center.leg g
                  WHERE g.center_id = judge_day.center_id AND g.case_id = c.case_id AND g.leg_no = c.leg_no
                    AND g.holder = c.staff_no AND g.received_at < c.ends
                    AND (g.finished_at IS NULL OR g.outcome = 'handed_over' AND g.finished_at >= c.ends)
                  LIMIT 1) l) k
        WHERE k.in_hand < k.ends
        ORDER BY k.n, k.in_hand, k.case_id
    ), swiped AS MATERIALIZED (
        SELECT w.n, min(w.used_at) AS swiped_at, min(w.used_at) FILTER (WHERE w.direction = 'in') AS in_at,
               max(w.used_at) FILTER (WHERE w.direction = 'in') AS last_in,
               max(w.used_at) FILTER (WHERE w.direction = 'out') AS out_at
        FROM (SELECT u.*, max(u.used_at) FILTER (WHERE u.direction = 'out' AND u.used_at <= u.begins) OVER (PARTITION BY u.n) AS left_at,
                     min(u.used_at) FILTER (WHERE u.direction = 'in' AND u.used_at >= u.ends) OVER (PARTITION BY u.n) AS back_at
              FROM (SELECT s.n, s.begins, s.ends, s.margin, s.ended_before, s.begins_after, i.direction,
                           -- the device's instant is an app's word, and nobody's own
                            CASE WHEN s.by_device_time AND i.by_staff IS NULL THEN coalesce(i.device_at, i.at) ELSE i.at END AS used_at
                    FROM stood s
                    JOIN cc_center.sign_in i ON i.staff_no = s.staff_no
                         AND i.at BETWEEN s.begins - interval '2 days' AND s.ends + interval '2 days'
                    WHERE i.center_id = judge_day.center_id
                      AND i.at BETWEEN lower(span) - interval '2 days' AND upper(span) + interval '2 days') u) w
        -- each belongs to one duty: coming in to the one it lies in or the next, going out to the one it lies in or the last;
        -- who had gone again before it began has not come to it, and who came back after its end goes out of something else
        WHERE CASE w.direction
                  WHEN 'in' THEN w.used_at < w.ends AND w.used_at >= greatest(
                      w.begins - coalesce(w.margin, interval '1 day'), w.ended_before, w.left_at,
                      -- without a margin the nearer duty's: who is still there after one has not come to the next
                      CASE WHEN w.margin IS NULL THEN w.ended_before + (w.begins - w.ended_before) / 2 END)
                  ELSE w.used_at > w.begins AND w.used_at <= least(w.ends + interval '1 day', w.begins_after, w.back_at) END
        GROUP BY w.n
    ), seated AS MATERIALIZED (
        SELECT s.n, min(t.at) FILTER (WHERE t.state <> 'off') AS seated_at, bool_or(t.state = 'off') AS gone
        FROM stood s
        JOIN cc_center.seat_state t ON t.staff_no = s.staff_no AND t.at >= s.begins AND t.at < s.ends
        WHERE t.center_id = judge_day.center_id AND t.at >= lower(span) AND t.at < upper(span)
        GROUP BY s.n
    ), gone AS MATERIALIZED (
        -- most are never away, and the time away is reckoned for the others only
        SELECT s.n
        FROM stood s
        JOIN cc_center.seat_absence a ON a.staff_no = s.staff_no AND a.shift = s.shift AND a.left_at < s.ends
        WHERE a.center_id = judge_day.center_id AND a.day = judge_day.day
        UNION
        SELECT t.n FROM seated t WHERE t.gone
    ), facts AS MATERIALIZED (
        SELECT s.*, (a.first).finished_at AS first_at, (a.first).clock_start AS first_clock, (a.first).case_id, (a.first).leg_no,
               a.acted_at, b.swiped_at, b.in_at, b.last_in, b.out_at, p.seated_at,
               least(a.acted_at, b.swiped_at, p.seated_at) AS seen_at,
               s.ended_before = s.begins AND s.late_source = 'badge' AND b.in_at IS NULL AND coalesce((
                   SELECT i.direction = 'in' FROM cc_center.sign_in i
                   WHERE i.center_id = judge_day.center_id AND i.staff_no = s.staff_no
                     AND i.at < s.begins AND i.at >= s.begins - interval '1 day'
                   ORDER BY i.at DESC, i.direction LIMIT 1), false) AS stayed_on,
               o.case_id AS held_case_id, o.leg_no AS held_leg_no, o.since AS held_since, coalesce(o.open, false) AS held_open,
               CASE WHEN g.n IS NOT NULL THEN
                   cc_center.time_away(judge_day.center_id, judge_day.day, s.staff_no, s.duty, s.role, s.shift, s.version) END AS away,
               CASE WHEN g.n IS NOT NULL THEN
                   cc_center.relief_ended(judge_day.center_id, judge_day.day, s.staff_no, s.shift, s.duty) END AS relief_ended_at,
               m.makeup_id, w.approved >= s.a_week AS used_up
        FROM stood s
        LEFT JOIN acted a ON a.n = s.n
        LEFT JOIN held o ON o.n = s.n
        LEFT JOIN swiped b ON b.n = s.n
        LEFT JOIN gone g ON g.n = s.n
        LEFT JOIN seated p ON p.n = s.n
        LEFT JOIN cc_center.makeup_signin m ON m.center_id = judge_day.center_id AND m.day = judge_day.day
             AND m.staff_no = s.staff_no AND m.shift = s.shift AND m.status = 'approved'
        LEFT JOIN (SELECT u.staff_no, count(*) AS approved FROM cc_center.makeup_signin u
                   WHERE u.center_id = judge_day.center_id AND u.week = monday AND u.day <= judge_day.day AND u.status = 'approved'
                   GROUP BY u.staff_no) w ON w.staff_no = s.staff_no
    ), found AS (
        SELECT f.*, CASE
                   WHEN f.absence_source IS NOT NULL AND f.stayed_on IS NOT TRUE
                        AND CASE f.absence_source WHEN 'badge' THEN f.swiped_at WHEN 'cases' THEN f.acted_at ELSE f.seen_at END IS NULL
                        THEN 'nothing'
                   WHEN f.late_source = 'cases' AND f.first_at IS NOT NULL THEN 'first_case'
                   WHEN f.late_source = 'badge' AND f.in_at IS NOT NULL THEN 'badge'
                   WHEN f.stayed_on THEN 'stayed_on'
                   WHEN f.late_source = 'badge' AND f.seen_at IS NOT NULL THEN 'not_swiped'
                   WHEN f.late_source IS NULL AND f.seen_at IS NOT NULL THEN 'present'
                   ELSE 'none' END AS basis
        FROM facts f
    ), judged AS (
        SELECT f.*, CASE f.basis
                   WHEN 'first_case' THEN CASE WHEN f.first_at - f.first_clock > f.late_grace THEN 'late' ELSE 'on_time' END
                   WHEN 'badge' THEN CASE WHEN f.in_at > f.begins + f.late_grace THEN 'late' ELSE 'on_time' END
                   WHEN 'not_swiped' THEN CASE WHEN f.late_grace IS NOT NULL THEN 'late' ELSE 'on_time' END
                   WHEN 'nothing' THEN 'absent'
                   WHEN 'none' THEN 'no_evidence'
                   ELSE 'on_time' END AS verdict
        FROM found f
    ), made AS (
        SELECT j.*, CASE
                   WHEN j.makeup_id IS NOT NULL AND j.seen_at IS NOT NULL AND j.verdict IN ('late', 'absent') THEN 'made_up'
                   WHEN j.makeup_id IS NOT NULL AND j.verdict = 'absent' THEN 'permitted'
                   WHEN j.verdict = 'late' AND j.used_up THEN 'used_up' END AS made
        FROM judged j
    )
    SELECT judge_day.center_id, judge_day.day, m.staff_no, m.shift, m.role, m.duty, m.judged_by, e.result,
           CASE WHEN e.result = 'late' THEN m.begins END,
           CASE WHEN e.result = 'late' THEN greatest(CASE m.basis WHEN 'first_case' THEN m.first_at WHEN 'badge' THEN m.in_at ELSE m.seen_at END,
                                                     m.begins) END,
           x.early_from, CASE WHEN x.early_from IS NOT NULL THEN m.ends END,
           m.away, CASE WHEN m.away > m.away_limit THEN m.away_limit END, m.relief_ended_at,
           m.held_open,
           CASE WHEN m.made IS NOT NULL THEN m.makeup_clause WHEN e.result = 'absent' THEN m.absence_clause ELSE m.late_clause END,
           CASE WHEN x.early_from IS NOT NULL THEN m.early_clause END, CASE WHEN m.away IS NOT NULL THEN m.away_clause END,
           coalesce(m.made, m.basis),
           CASE WHEN m.basis = 'first_case' THEN m.first_clock END,
           CASE m.basis WHEN 'first_case' THEN m.first_at WHEN 'badge' THEN m.in_at ELSE m.seen_at END,
           CASE WHEN m.basis = 'first_case' THEN m.case_id END, CASE WHEN m.basis = 'first_case' THEN m.leg_no END,
           CASE WHEN e.result <> 'absent' THEN m.held_case_id END, CASE WHEN e.result <> 'absent' THEN m.held_leg_no END,
           CASE WHEN m.made IN ('made_up', 'permitted') THEN m.makeup_id END
    FROM made m
    CROSS JOIN LATERAL (SELECT CASE m.made WHEN 'made_up' THEN 'on_time' WHEN 'permitted' THEN 'no_evidence' WHEN 'used_up' THEN 'absent'
                                           ELSE m.verdict END AS result) e
    CROSS JOIN LATERAL (SELECT CASE
                            WHEN e.result = 'absent' THEN NULL
                            WHEN m.early_source = 'cases' THEN m.held_since
                            WHEN m.early_source = 'badge' AND m.ends = m.shift_end AND m.out_at > coalesce(m.last_in, '-infinity')
                                 AND m.out_at < m.ends - m.early_grace THEN m.out_at END AS early_from) x
    UNION ALL
    SELECT judge_day.center_id, judge_day.day, s.staff_no, s.shift, s.role, s.duty, coalesce(judge_day.version, s.version), 'on_leave',
           NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, r.clause, NULL, NULL, 'leave', lower(l.during), upper(l.during),
           NULL, NULL, NULL, NULL, s.leave_id
    FROM unnest(shifts) s
    CROSS JOIN LATERAL (SELECT k.* FROM cc_center.leave_request k
                        WHERE k.center_id = judge_day.center_id AND k.leave_id = s.leave_id LIMIT 1) l
    LEFT JOIN cc_center.leave_rule r ON r.center_id = l.center_id AND r.version = l.version AND r.leave_kind = l.leave_kind
    WHERE s.leave_id IS NOT NULL;
END
$$;
COMMENT ON FUNCTION cc_center.judge_day(bigint, date, integer, text[]) IS
    'What attendance comes to of the shifts of a day that are over, by the facts as they are and the rules of a version, NULL: those in force on the day; of some people, or all. Writes nothing. A late shift''s unfinished leg counts as held where it was passed on within two days of the end, lies open still, or was found before (I26-I28, B1.2, B1.3, B1.5, U5, U6, U18).';

CREATE OR REPLACE FUNCTION cc_center.judge_attendance(
    center_id bigint, first_day date, last_day date, version integer DEFAULT NULL, staff_no text DEFAULT NULL)
RETURNS SETOF cc_center.attendance_result LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    next_day date;
BEGIN
    PERFORM cc_center.require_reader(center_id, NULL);
    PERFORM cc_center.require_plan_day(first_day, true), cc_center.require_plan_day(last_day, true);
    IF judge_attendance.version IS NOT NULL
       AND NOT EXISTS (SELECT FROM cc_center.rule_set s WHERE s.center_id = judge_attendance.center_id AND s.version = judge_attendance.version) THEN
        PERFORM cc_center.raise_error('unknown_rule_set', center_id::text, judge_attendance.version::text);
    ELSIF last_day - first_day > 366 THEN
        PERFORM cc_center.raise_error('too_many_days', (last_day - first_day + 1)::text);
    END IF;
    FOR next_day IN SELECT n::date FROM generate_series(first_day::timestamp, last_day::timestamp, interval '1 day') n LOOP
        RETURN QUERY SELECT j.* FROM cc_center.judge_day(center_id, next_day, judge_attendance.version,
                                                         CASE WHEN judge_attendance.staff_no IS NOT NULL
                                                              THEN ARRAY[judge_attendance.staff_no] END) j;
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.judge_attendance(bigint, date, date, integer, text) IS
    'Judges the attendance of days, by the rules in force on each or by those of a version, drafted ones too, and writes nothing: so a rule is tried on the past before it is proposed. For those who lead the center; a year at most at once, UCA18.';
GRANT EXECUTE ON FUNCTION cc_center.judge_attendance(bigint, date, date, integer, text)
    TO cc_center_shift_leader, cc_center_supervisor, cc_center_director;
