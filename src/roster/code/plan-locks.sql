-- What is locked before anybody's plan changes, and what is published.

SELECT cc_center.share_table('roster_publication', cc_center.all_groups());
CREATE OR REPLACE TRIGGER aa_keep BEFORE DELETE ON cc_center.roster_publication
    FOR EACH ROW WHEN (OLD.status <> 'draft') EXECUTE FUNCTION cc_center.refuse_change('');
CREATE OR REPLACE TRIGGER aa_keep_all BEFORE TRUNCATE ON cc_center.roster_publication
    FOR EACH STATEMENT EXECUTE FUNCTION cc_center.refuse_change('');

CREATE OR REPLACE FUNCTION cc_center.plan_reach()
RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT interval '10 years' $$;
COMMENT ON FUNCTION cc_center.plan_reach() IS
    'How far from today people plan: beyond it a date is a slip, and would keep the rules busy for long.';

CREATE OR REPLACE FUNCTION cc_center.require_plan_day(day date, history boolean DEFAULT false)
RETURNS date LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    -- whole months, so that no month is planned in part
    this_month timestamp := date_trunc('month', cc_center.clock() AT TIME ZONE 'UTC');
BEGIN
    IF day IS NULL OR NOT isfinite(day) OR day >= this_month + cc_center.plan_reach() + interval '1 month'
       OR NOT history AND day < this_month - cc_center.plan_reach() THEN
        PERFORM cc_center.raise_error('day_out_of_reach', coalesce(day::text, 'NULL'), cc_center.plan_reach()::text);
    END IF;
    RETURN day;
END
$$;
COMMENT ON FUNCTION cc_center.require_plan_day(date, boolean) IS
    'A day on which a roster can be planned, from plan_reach() before this month to plan_reach() after it; with history any day before. Fails for others, and for none.';
SELECT cc_center.share_table('duty_guard', '{}');

CREATE OR REPLACE FUNCTION cc_center.make_duty_guard()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO cc_center.duty_guard (center_id, staff_no) VALUES (NEW.center_id, NEW.staff_no) ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.make_duty_guard() IS 'Trigger: whoever joins gets the row that his plan is locked by.';
CREATE OR REPLACE TRIGGER ba_guard AFTER INSERT ON cc_center.staff
    FOR EACH ROW EXECUTE FUNCTION cc_center.make_duty_guard();
INSERT INTO cc_center.duty_guard (center_id, staff_no) SELECT s.center_id, s.staff_no FROM cc_center.staff s ON CONFLICT DO NOTHING;

CREATE OR REPLACE FUNCTION cc_center.lock_months(center_id bigint, days date[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    next_month date;
BEGIN
    FOR next_month IN SELECT DISTINCT date_trunc('month', d::timestamp)::date FROM unnest(days) d
                      WHERE cc_center.require_plan_day(d, true) IS NOT NULL ORDER BY 1 LOOP
        PERFORM FROM cc_center.roster_publication p
        WHERE p.center_id = lock_months.center_id AND p.month = next_month FOR SHARE;
        IF NOT FOUND THEN
            -- what a publication could lock must exist before it is drafted
            INSERT INTO cc_center.roster_publication (center_id, month) VALUES (center_id, next_month)
            ON CONFLICT ON CONSTRAINT roster_publication_pkey DO NOTHING;
            PERFORM FROM cc_center.roster_publication p
            WHERE p.center_id = lock_months.center_id AND p.month = next_month FOR SHARE;
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.lock_months(bigint, date[]) IS
    'Keeps the months of these days from being published before this transaction ends. For functions and triggers: nobody else holds up a month. They lock months before people, each in order. Statements that each write another month cannot be put in order: where two transactions then wait for each other, PostgreSQL ends one, which can be tried again.';

CREATE OR REPLACE FUNCTION cc_center.lock_people(center_id bigint, people text[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    next_person text;
BEGIN
    FOR next_person IN SELECT DISTINCT p FROM unnest(people) p WHERE p IS NOT NULL ORDER BY 1 LOOP
        -- a row this transaction has changed already is its own
        UPDATE cc_center.duty_guard g SET changes = g.changes + 1
        WHERE g.center_id = lock_people.center_id AND g.staff_no = next_person
          AND g.xmin <> pg_current_xact_id()::xid;
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.lock_people(bigint, text[]) IS
    'Lets one transaction at a time change the plans of these people, locked in the order of their numbers, at every isolation level.';

CREATE OR REPLACE FUNCTION cc_center.is_published(center_id bigint, day date)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM cc_center.roster_publication p
                   WHERE p.center_id = c.center_id AND p.status = 'published'
                     AND p.month = date_trunc('month', day::timestamp)::date)
    FROM cc_center.center c WHERE c.center_id = is_published.center_id
$$;
COMMENT ON FUNCTION cc_center.is_published(bigint, date) IS
    'Whether the month of a day has been published; NULL of a center that the caller does not see.';
SELECT cc_center.share_function('cc_center.is_published(bigint, date)');

CREATE OR REPLACE FUNCTION cc_center.lock_roster_months()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM cc_center.lock_months(OLD.center_id, ARRAY[OLD.day]);
        RETURN OLD;
    END IF;
    PERFORM cc_center.lock_months(NEW.center_id, CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.day] ELSE ARRAY[OLD.day, NEW.day] END);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cc_center.lock_roster_months() IS
    'Trigger: no month is published while rows of it are written. Only those who may write rows get here, and row security keeps them to their own center.';
CREATE OR REPLACE TRIGGER a0_lock BEFORE INSERT OR UPDATE OR DELETE ON cc_center.roster
    FOR EACH ROW EXECUTE FUNCTION cc_center.lock_roster_months();

CREATE OR REPLACE FUNCTION cc_center.guard_published()
RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner oid := (SELECT c.relowner FROM pg_class c WHERE c.oid = TG_RELID);
    line cc_center.roster;
BEGIN
    FOREACH line IN ARRAY CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW] WHEN 'DELETE' THEN ARRAY[OLD] ELSE ARRAY[OLD, NEW] END LOOP
        -- the functions that keep the record run as the table's owner
        EXIT WHEN current_user = owner::regrole::name;
        IF cc_center.is_published(line.center_id, line.day) THEN
            PERFORM cc_center.raise_error('roster_published', line.center_id::text, to_char(line.day, 'YYYY-MM'));
        -- a database administrator may bring in history
        ELSIF lower(line.duty) <= cc_center.clock() AND NOT pg_has_role(owner, 'MEMBER') THEN
            PERFORM cc_center.raise_error('shift_begun', line.shift, to_char(line.day, 'YYYY-MM-DD'));
        END IF;
    END LOOP;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cc_center.guard_published() IS
    'Trigger: rows of a published month, and of shifts that have begun, change only through leave, swap, or a recorded correction (I2, I7). Runs as whoever writes, so that it can tell, and after the row has its duty.';
CREATE OR REPLACE TRIGGER ab_published BEFORE INSERT OR UPDATE OR DELETE ON cc_center.roster
    FOR EACH ROW EXECUTE FUNCTION cc_center.guard_published();
CREATE OR REPLACE TRIGGER aa_keep BEFORE TRUNCATE ON cc_center.roster
    FOR EACH STATEMENT EXECUTE FUNCTION cc_center.refuse_change('Delete the rows of a draft one by one.');
