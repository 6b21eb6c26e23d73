-- A proposal for a month: fair, and the same whenever it is asked for.

CREATE OR REPLACE FUNCTION cc_center.pattern_places(pattern cc_center.work_pattern, day date, planned tstzrange)
RETURNS TABLE (staff_no text, place integer)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH near AS (
        SELECT r.staff_no, r.day, min(lower(r.duty)) AS starts
        FROM cc_center.roster r
        WHERE r.center_id = pattern.center_id AND r.role = pattern.role AND r.day <> pattern_places.day
          AND r.day BETWEEN pattern_places.day - greatest(pattern.days_on, pattern.days_off)
                        AND pattern_places.day + greatest(pattern.days_on, pattern.days_off)
        GROUP BY r.staff_no, r.day
    ), counted AS (
        -- the n-th day before, or after, that is n days away, is of the run that this day would be part of
        SELECT n.staff_no, n.starts, n.day - pattern_places.day AS apart,
               abs(n.day - pattern_places.day)
               = row_number() OVER (PARTITION BY n.staff_no, n.day < pattern_places.day ORDER BY abs(n.day - pattern_places.day)) AS same_run
        FROM near n
    ), summed AS (
        SELECT c.staff_no,
               count(*) FILTER (WHERE c.same_run) AS run,
               bool_or(c.apart = -1) OR coalesce(min(-c.apart) FILTER (WHERE c.apart < 0) > pattern.days_off, true) AS rested,
               bool_or(c.apart = 1) OR coalesce(min(c.apart) FILTER (WHERE c.apart > 0) > pattern.days_off, true) AS rests,
               -- from one beginning to the next: a day, or more or less of it
               min(lower(pattern_places.planned) - c.starts) FILTER (WHERE c.apart = -1) - interval '24 hours' AS later,
               min(c.starts - lower(pattern_places.planned)) FILTER (WHERE c.apart = 1) - interval '24 hours' AS next_later
        FROM counted c GROUP BY c.staff_no
    )
    SELECT s.staff_no,
           CASE WHEN s.run + 1 > pattern.days_on OR NOT s.rested OR NOT s.rests
                -- whoever is on duty for longest comes last, or one would stand every day
                THEN 4 + 2 * greatest(s.run + 1 - pattern.days_on, 0)::integer + k.short::integer
                WHEN k.short THEN 3
                WHEN NOT k.goes_on THEN 2
                WHEN s.later > interval '0' THEN 1
                ELSE 0 END
    FROM summed s
    CROSS JOIN LATERAL (SELECT coalesce(s.later < interval '0', false) OR coalesce(s.next_later < interval '0', false) AS short,
                               s.later IS NOT NULL AS goes_on) k
$$;
COMMENT ON FUNCTION cc_center.pattern_places(cc_center.work_pattern, date, tstzrange) IS
    'How well a shift on a day fits what the people of a role stand around it, by the work pattern, the best first: 0 a run goes on with a shift of the same beginning, 1 with a later one, 2 a run begins, 3 with less rest, as the shift the day before began later in the day; from 4 on the pattern is broken, the more the longer the run. Who is not named stands nothing near it, which is place 2 (I50).';

CREATE OR REPLACE FUNCTION cc_center.propose_people(
    center_id bigint, version integer, day date, day_type text, shift text, role text, planned tstzrange, weekends date[])
RETURNS SETOF text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH fits AS (
        SELECT f.staff_no, f.place FROM cc_center.work_pattern w
        CROSS JOIN LATERAL cc_center.pattern_places(w, propose_people.day, propose_people.planned) f
        WHERE w.center_id = propose_people.center_id AND w.version = propose_people.version AND w.role = propose_people.role
    ), so_far AS (
        SELECT r.staff_no, count(*) AS shifts, max(r.day) AS last_day,
               count(*) FILTER (WHERE r.shift = propose_people.shift) AS same,
               count(*) FILTER (WHERE r.day = ANY (propose_people.weekends)) AS weekends
        FROM cc_center.roster r
        WHERE r.center_id = propose_people.center_id AND r.role = propose_people.role
          AND r.day >= date_trunc('month', propose_people.day::timestamp)::date AND r.day < propose_people.day
        GROUP BY r.staff_no
    ), busy AS (
        SELECT r.staff_no FROM cc_center.roster r
        WHERE r.center_id = propose_people.center_id AND r.day BETWEEN propose_people.day - 2 AND propose_people.day + 2
          AND (r.day = propose_people.day OR r.duty && propose_people.planned)
        UNION ALL
        SELECT l.staff_no FROM cc_center.leave_request l
        WHERE l.center_id = propose_people.center_id AND l.status IN ('requested', 'approved') AND l.during && propose_people.planned
          AND NOT isempty(cc_center.leave_reach(l, l.during, ROW(l.center_id, propose_people.day, propose_people.shift, l.staff_no,
                                                                 propose_people.role, propose_people.planned, propose_people.version)::cc_center.roster))
    )
    SELECT s.staff_no
    FROM cc_center.staff s
    LEFT JOIN so_far h ON h.staff_no = s.staff_no
    LEFT JOIN fits f ON f.staff_no = s.staff_no
    WHERE s.center_id = propose_people.center_id AND s.role = propose_people.role AND s.active @> propose_people.day
      AND s.staff_no NOT IN (SELECT b.staff_no FROM busy b)
    ORDER BY coalesce(f.place, 2),
             coalesce(CASE WHEN propose_people.day_type = 'weekend' THEN h.weekends ELSE h.same END, 0), coalesce(h.same, 0),
             coalesce(h.shifts, 0), h.last_day NULLS FIRST, s.staff_no COLLATE "C"
$$;
COMMENT ON FUNCTION cc_center.propose_people(bigint, integer, date, text, text, text, tstzrange, date[]) IS
    'Who could stand a shift, the best first: free that day, not on leave; who keeps the work pattern best, where the rules have one (I50); who has least weekends or least of that shift in the month so far, then least shifts, then the longest rest, then the lowest number.';

CREATE OR REPLACE FUNCTION cc_center.fill_place(line cc_center.roster, people text[], missing integer)
RETURNS integer LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    limited constant boolean := cc_center.limits_apply(ARRAY[line]);
    written integer := 0;
BEGIN
    IF NOT limited THEN
        -- in one statement, so that what follows a change of the roster follows once
        INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
        SELECT line.center_id, line.day, line.shift, p FROM unnest(people[1:missing]) p;
        GET DIAGNOSTICS written = ROW_COUNT;
        RETURN written;
    END IF;
    FOREACH line.staff_no IN ARRAY people LOOP
        EXIT WHEN written >= missing;
        CONTINUE WHEN EXISTS (SELECT FROM cc_center.duty_findings(
            cc_center.person_plan(line.center_id, line.staff_no, ARRAY[line.day]) || line, ARRAY[line.day]));
        INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
        VALUES (line.center_id, line.day, line.shift, line.staff_no);
        written := written + 1;
    END LOOP;
    RETURN written;
END
$$;
COMMENT ON FUNCTION cc_center.fill_place(cc_center.roster, text[], integer) IS
    'Writes the first of these people who break no limit into a shift, as many as are missing; returns how many.';

CREATE OR REPLACE FUNCTION cc_center.propose_roster(center_id bigint, month date, people integer DEFAULT 0)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    first_day date := cc_center.roster_month_start(cc_center.require_plan_day(month));
    place record;
    line cc_center.roster;
    weekends date[];
    written integer := 0;
BEGIN
    PERFORM cc_center.require_role(center_id, 'shift_leader', 'supervisor');
    PERFORM cc_center.lock_months(center_id, ARRAY[first_day]);
    IF cc_center.is_published(center_id, first_day) THEN
        PERFORM cc_center.raise_error('roster_published', center_id::text, to_char(first_day, 'YYYY-MM'));
    END IF;
    weekends := ARRAY(SELECT n FROM cc_center.month_days(first_day) n
                      WHERE cc_center.day_type(center_id, cc_center.held_version(center_id, n), n) = 'weekend');
    FOR place IN
        SELECT d.day, d.version, s.role, s.shift, s.day_type, t.duty,
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
        CONTINUE WHEN place.missing <= 0;
        line := ROW(center_id, place.day, place.shift, NULL, place.role, place.duty, place.version)::cc_center.roster;
        written := written + cc_center.fill_place(line, ARRAY(
            SELECT p FROM cc_center.propose_people(center_id, place.version, place.day, place.day_type, place.shift, place.role, place.duty, weekends) p),
            place.missing);
    END LOOP;
    RETURN written;
END
$$;
COMMENT ON FUNCTION cc_center.propose_roster(bigint, date, integer) IS
    'Fills the empty places of a draft month, from now on: as many people a shift as the rules ask, or more where people says so; the work pattern kept where people are enough for it, even shares of weekends and of each shift, leave and limits respected. Returns the number of rows written, for the leader to edit; what could not be filled is a finding, and so is a broken pattern (I2, I50).';
GRANT EXECUTE ON FUNCTION cc_center.propose_roster(bigint, date, integer) TO cc_center_shift_leader, cc_center_supervisor;
