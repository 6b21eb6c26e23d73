-- A roster that changes under open legs: whoever is off it keeps none (B1.4, I29, I32).

SELECT cc_center.share_table('duty_change', ARRAY['supervisor', 'director']);

CREATE OR REPLACE FUNCTION cc_center.follow_duty(center_id bigint, staff_no text, at timestamptz, by_staff text, of_cases bigint[])
RETURNS integer LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ends timestamptz := (SELECT upper(r.duty) FROM cc_center.roster r
                         WHERE r.center_id = follow_duty.center_id AND r.staff_no = follow_duty.staff_no AND r.duty @> at);
    held record;
    passed integer := 0;
BEGIN
    FOR held IN
        SELECT l.case_id, l.leg_no FROM cc_center.leg l
        WHERE l.center_id = follow_duty.center_id AND l.case_id = ANY (of_cases) AND l.holder = follow_duty.staff_no
          AND l.finished_at IS NULL AND l.role IS NOT NULL
        ORDER BY l.case_id
    LOOP
        IF ends IS NULL THEN
            PERFORM cc_center.pass_leg(center_id, held.case_id, held.leg_no, at, NULL, by_staff, 'off_roster', NULL);
            passed := passed + 1;
        ELSE
            PERFORM cc_center.move_shift_end(center_id, held.case_id, held.leg_no, ends);
        END IF;
    END LOOP;
    RETURN passed;
END
$$;
COMMENT ON FUNCTION cc_center.follow_duty(bigint, text, timestamptz, text, bigint[]) IS
    'For callers that have locked these cases: what of them a person holds is passed on where he is off the roster now, each with its record; else its shift ends when his duty does. Returns how many were passed on.';

CREATE OR REPLACE FUNCTION cc_center.follow_lines(center_id bigint, gone cc_center.roster[], begins timestamptz)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    at timestamptz := cc_center.clock();
    people text[] := ARRAY(SELECT DISTINCT g.staff_no FROM unnest(gone) g WHERE g.duty @> at ORDER BY 1);
    locked bigint[];
BEGIN
    -- what comes in until this is committed does not see it: the sweep looks again
    INSERT INTO cc_center.duty_change AS d (center_id, staff_no, day, shift, duty)
    SELECT g.center_id, g.staff_no, g.day, g.shift, g.duty FROM unnest(gone) g
    WHERE upper(g.duty) > at AND lower(g.duty) <= at + interval '1 day'
    ORDER BY 1, 2, 3, 4
    ON CONFLICT ON CONSTRAINT duty_change_pkey DO UPDATE SET duty = range_merge(d.duty, excluded.duty);
    IF people = '{}' AND begins IS NULL THEN
        RETURN;
    END IF;
    -- all of them before the first is written, in the order of their ids, as everywhere: what is held and what waits
    locked := ARRAY(
        SELECT c.case_id FROM cc_center.cases c
        JOIN cc_center.leg l ON l.center_id = c.center_id AND l.case_id = c.case_id AND l.leg_no = c.leg_no
        WHERE l.center_id = follow_lines.center_id AND l.finished_at IS NULL AND l.role IS NOT NULL
          AND (l.holder = ANY (people) OR l.holder IS NULL AND l.attention_at > begins)
        ORDER BY c.case_id
        FOR UPDATE OF c);
    PERFORM cc_center.wake_leg(l.center_id, l.case_id, l.leg_no, begins)
    FROM cc_center.leg l
    WHERE l.center_id = follow_lines.center_id AND l.case_id = ANY (locked) AND l.finished_at IS NULL
      AND l.holder IS NULL AND l.role IS NOT NULL AND l.attention_at > begins;
    PERFORM cc_center.follow_duty(follow_lines.center_id, p.staff_no, at, cc_center.acting_staff_no(follow_lines.center_id), locked)
    FROM unnest(people) p (staff_no);
END
$$;
COMMENT ON FUNCTION cc_center.follow_lines(bigint, cc_center.roster[], timestamptz) IS
    'For changes of the roster, of a center''s rows as they were: locks once, in the order of their ids, what people hold whose duty runs and what waits beyond the begin of a changed row (NULL: nothing). The sweep looks at what waits then; what people hold follows their duty (B1.4, I29, U4).';

CREATE OR REPLACE FUNCTION cc_center.follow_roster()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM cc_center.follow_lines(c.center_id, c.lines, NULL)
    FROM (SELECT g.center_id, array_agg(g::cc_center.roster) AS lines FROM gone g GROUP BY 1 ORDER BY 1) c;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.follow_roster() IS
    'Trigger: whoever is taken off the roster in the middle of a shift hands over what he has in hand (B1.4, I29). What comes in at the same moment follows with the next sweep.';

CREATE OR REPLACE FUNCTION cc_center.follow_changed_roster()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM cc_center.follow_lines(c.center_id, c.lines, c.begins)
    FROM (SELECT g.center_id, array_agg(g::cc_center.roster) AS lines,
                 (SELECT min(lower(f.duty)) FROM fresh f WHERE f.center_id = g.center_id) AS begins
          FROM gone g GROUP BY 1 ORDER BY 1) c;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.follow_changed_roster() IS
    'Trigger: as follow_roster(), for rows that changed: where somebody''s shift ends earlier or later now, so do his legs, and what waits is looked at when a changed row begins (B1.4, I29, U4).';

CREATE OR REPLACE FUNCTION cc_center.sweep_duty_changes(center_id bigint, at timestamptz)
RETURNS integer LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    person record;
    held bigint[];
    passed integer := 0;
BEGIN
    DELETE FROM cc_center.duty_change d USING (
        SELECT o.staff_no, o.day, o.shift FROM cc_center.duty_change o
        WHERE o.center_id = sweep_duty_changes.center_id AND upper(o.duty) <= at
        FOR UPDATE SKIP LOCKED) over
    WHERE d.center_id = sweep_duty_changes.center_id AND (d.staff_no, d.day, d.shift) = (over.staff_no, over.day, over.shift);
    FOR person IN
        SELECT DISTINCT d.staff_no FROM cc_center.duty_change d
        WHERE d.center_id = sweep_duty_changes.center_id AND d.duty @> at ORDER BY 1
    LOOP
        -- a sweep waits for nobody
        held := ARRAY(
            SELECT c.case_id FROM cc_center.cases c
            JOIN cc_center.leg l ON l.center_id = c.center_id AND l.case_id = c.case_id AND l.leg_no = c.leg_no
            WHERE l.center_id = sweep_duty_changes.center_id AND l.holder = person.staff_no
              AND l.finished_at IS NULL AND l.role IS NOT NULL
            ORDER BY c.case_id
            FOR UPDATE OF c SKIP LOCKED);
        passed := passed + cc_center.follow_duty(center_id, person.staff_no, at, NULL, held);
    END LOOP;
    RETURN passed;
END
$$;
COMMENT ON FUNCTION cc_center.sweep_duty_changes(bigint, timestamptz) IS
    'For the sweep: what somebody got who was off the roster already, or whose shift had moved, when that was not yet committed (B1.4, I29). Returns how many legs were passed on.';

-- after zz_invalidate, so that the routing knows the roster as it is now
CREATE OR REPLACE TRIGGER zz_pass_legs AFTER DELETE ON cc_center.roster
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION cc_center.follow_roster();
CREATE OR REPLACE TRIGGER zz_pass_legs_changed AFTER UPDATE ON cc_center.roster
    REFERENCING OLD TABLE AS gone NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION cc_center.follow_changed_roster();
