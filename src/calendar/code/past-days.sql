-- A center's own days that are over: kept, or corrected on record.

SELECT cc_center.share_table('calendar_change', cc_center.all_groups());
SELECT cc_center.keep_rows('calendar_change', 'Changes are the record of a calendar.');

CREATE OR REPLACE FUNCTION cc_center.guard_past_day()
RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner oid := (SELECT c.relowner FROM pg_class c WHERE c.oid = TG_RELID);
    touched cc_center.calendar_day;
BEGIN
    FOREACH touched IN ARRAY CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW] WHEN 'DELETE' THEN ARRAY[OLD] ELSE ARRAY[OLD, NEW] END LOOP
        -- the correction runs as the table's owner, and a database administrator may bring in history
        EXIT WHEN pg_has_role(owner, 'MEMBER');
        IF touched.day < cc_center.local_day(touched.center_id, cc_center.clock()) THEN
            PERFORM cc_center.raise_error('calendar_day_over', to_char(touched.day, 'YYYY-MM-DD'), touched.center_id::text);
        END IF;
    END LOOP;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cc_center.guard_past_day() IS
    'Trigger: a day that is over stays what it was, UC317; shifts, findings and working time were judged by it. Runs as whoever writes, so that it can tell.';
CREATE OR REPLACE TRIGGER aa_past BEFORE INSERT OR UPDATE OR DELETE ON cc_center.calendar_day
    FOR EACH ROW EXECUTE FUNCTION cc_center.guard_past_day();

CREATE OR REPLACE FUNCTION cc_center.correct_calendar_day(
    center_id bigint, day date, kind text, reason text, name text DEFAULT NULL, acts_as integer DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.require_role(center_id, 'supervisor');
    before cc_center.calendar_day;
    after cc_center.calendar_day;
    new_id bigint;
BEGIN
    IF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('calendar_reason_missing');
    ELSIF day IS NULL OR NOT isfinite(day) THEN
        PERFORM cc_center.raise_error('instant_out_of_range', coalesce(day::text, 'NULL'));
    ELSIF kind NOT IN ('holiday', 'makeup_workday', 'other')
          OR coalesce(kind = 'makeup_workday', false) <> (acts_as IS NOT NULL) OR acts_as NOT BETWEEN 1 AND 7 THEN
        PERFORM cc_center.raise_error('calendar_kind_unknown', coalesce(kind, 'NULL'));
    END IF;
    SELECT d.* INTO before FROM cc_center.calendar_day d
    WHERE d.center_id = correct_calendar_day.center_id AND d.day = correct_calendar_day.day FOR UPDATE;
    IF kind IS NULL THEN
        IF before.day IS NULL THEN
            PERFORM cc_center.raise_error('calendar_day_unknown', center_id::text, to_char(day, 'YYYY-MM-DD'));
        END IF;
        DELETE FROM cc_center.calendar_day d
        WHERE d.center_id = correct_calendar_day.center_id AND d.day = correct_calendar_day.day;
    ELSE
        INSERT INTO cc_center.calendar_day AS d (center_id, day, kind, acts_as, name)
        VALUES (center_id, day, kind, acts_as, coalesce(correct_calendar_day.name, before.name, reason))
        ON CONFLICT ON CONSTRAINT calendar_day_pkey DO UPDATE
        SET kind = excluded.kind, acts_as = excluded.acts_as, name = excluded.name
        RETURNING d.* INTO after;
    END IF;
    INSERT INTO cc_center.calendar_change AS c
        (center_id, day, old_kind, old_acts_as, old_name, new_kind, new_acts_as, new_name, reason, changed_by)
    VALUES (center_id, day, before.kind, before.acts_as, before.name, after.kind, after.acts_as, after.name, reason, actor)
    RETURNING c.change_id INTO new_id;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.correct_calendar_day(bigint, date, text, text, text, integer) IS
    'A supervisor corrects one of the center''s own days on record, with a reason, also one that is over: holiday, makeup_workday with the weekday it acts as (1 = Monday), other, or NULL to take the center''s own day away. What was stored by then, like the dues of legs and the duties of shifts, stays; findings and working time are judged anew. UC318 without a reason, UC319 for no such kind, UC320 where there is nothing to take away. Returns the record''s id (U10).';
SELECT cc_center.share_function('cc_center.correct_calendar_day(bigint, date, text, text, text, integer)', ARRAY['supervisor']);
