-- A proposal for a month: fair, and the same whenever it is asked for.

CREATE OR REPLACE FUNCTION cc_center.propose_person(center_id bigint, day date, day_type text, shift text, role text, planned tstzrange)
RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    candidate record;
    line cc_center.roster;
BEGIN
    SELECT p.duty, p.version INTO line.duty, line.version FROM cc_center.plan_duty(center_id, day, shift, role) p;
    line.center_id := center_id;
    line.day := day;
    line.shift := shift;
    line.role := role;
    FOR candidate IN
        SELECT s.staff_no
        FROM cc_center.staff s
        LEFT JOIN LATERAL (
            SELECT count(*) AS shifts, max(r.day) AS last_day,
                   count(*) FILTER (WHERE r.shift = propose_person.shift) AS same,
                   count(*) FILTER (WHERE cc_center.day_type(r.center_id, r.version, r.day) = 'weekend') AS weekends
            FROM cc_center.roster r
            WHERE r.center_id = s.center_id AND r.staff_no = s.staff_no
              AND r.day >= cc_center.roster_month_start(propose_person.day) AND r.day < propose_person.day) h ON true
        WHERE s.center_id = propose_person.center_id AND s.role = propose_person.role AND s.active @> propose_person.day
          AND NOT EXISTS (SELECT FROM cc_center.roster r
                          WHERE r.center_id = s.center_id AND r.staff_no = s.staff_no
                            AND (r.day = propose_person.day OR r.duty && planned))
          AND NOT EXISTS (SELECT FROM cc_center.leave_request l
                          WHERE l.center_id = s.center_id AND l.staff_no = s.staff_no
                            AND l.status IN ('requested', 'approved') AND l.during && planned)
        ORDER BY CASE WHEN propose_person.day_type = 'weekend' THEN h.weekends ELSE h.same END, h.same, h.shifts,
                 h.last_day NULLS FIRST, s.staff_no COLLATE "C"
    LOOP
        line.staff_no := candidate.staff_no;
        IF NOT EXISTS (SELECT FROM cc_center.duty_findings(
                           cc_center.person_plan(center_id, candidate.staff_no, ARRAY[day]) || line, ARRAY[day])) THEN
            RETURN candidate.staff_no;
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.propose_person(bigint, date, text, text, text, tstzrange) IS
    'Who should stand a shift: free that day, not on leave, within the limits; of those who has least weekends or least of that shift in the month so far, then least shifts, then the longest rest, then the lowest number.';

CREATE OR REPLACE FUNCTION cc_center.propose_roster(center_id bigint, month date, people integer DEFAULT 0)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    first_day date := cc_center.roster_month_start(cc_center.require_plan_day(month));
    place record;
    chosen text;
    written integer := 0;
BEGIN
    PERFORM cc_center.require_role(center_id, 'shift_leader', 'supervisor');
    PERFORM cc_center.lock_months(center_id, ARRAY[first_day]);
    IF cc_center.is_published(center_id, first_day) THEN
        PERFORM cc_center.raise_error('roster_published', center_id::text, to_char(first_day, 'YYYY-MM'));
    END IF;
    FOR place IN
        SELECT d.day, s.role, s.shift, s.day_type, t.duty,
               greatest(s.people, propose_roster.people)
               - (SELECT count(*)::integer FROM cc_center.roster r
                  WHERE r.center_id = s.center_id AND r.day = d.day AND r.role = s.role AND r.shift = s.shift) AS missing
        FROM cc_center.center c
        CROSS JOIN LATERAL (
            SELECT n::date AS day, cc_center.rules_in_force(c.center_id, (n + interval '12 hours') AT TIME ZONE c.time_zone) AS version
            FROM generate_series(first_day::timestamp, first_day + interval '1 month' - interval '1 day', interval '1 day') n) d
        JOIN cc_center.staffing s ON s.center_id = c.center_id AND s.version = d.version
             AND s.day_type = cc_center.day_type(c.center_id, d.version, d.day)
        JOIN cc_center.shift h ON h.center_id = s.center_id AND h.version = s.version AND h.role = s.role AND h.shift = s.shift
        CROSS JOIN LATERAL (SELECT cc_center.shift_duty(c.center_id, d.version, h.hours, d.day) AS duty) t
        WHERE c.center_id = propose_roster.center_id AND t.duty IS NOT NULL AND lower(t.duty) > cc_center.clock()
        -- the last shift of a day is the hardest to fill
        ORDER BY d.day, s.role, lower(t.duty) DESC, s.shift
    LOOP
        FOR n IN 1 .. place.missing LOOP
            chosen := cc_center.propose_person(center_id, place.day, place.day_type, place.shift, place.role, place.duty);
            EXIT WHEN chosen IS NULL;
            INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (center_id, place.day, place.shift, chosen);
            written := written + 1;
        END LOOP;
    END LOOP;
    RETURN written;
END
$$;
COMMENT ON FUNCTION cc_center.propose_roster(bigint, date, integer) IS
    'Fills the empty places of a draft month, from now on: as many people a shift as the rules ask, or more where people says so; even shares of weekends and of each shift, leave and limits respected. Returns the number of rows written, for the leader to edit; what could not be filled is a finding (I2).';
GRANT EXECUTE ON FUNCTION cc_center.propose_roster(bigint, date, integer) TO cc_center_shift_leader, cc_center_supervisor;
