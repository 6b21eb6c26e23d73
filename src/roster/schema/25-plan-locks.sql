-- What is locked before anybody's plan changes, what is published, and the record of changes afterwards.

CREATE TABLE cc_center.roster_publication (
    center_id    bigint NOT NULL REFERENCES cc_center.center,
    month        date NOT NULL CHECK (extract(day FROM month) = 1),
    status       text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published')),
    published_by text,
    published_at timestamptz,
    findings     integer,
    despite      text,
    PRIMARY KEY (center_id, month),
    CHECK (status = 'draft' OR (published_by IS NOT NULL AND published_at IS NOT NULL AND findings IS NOT NULL)),
    CHECK (status = 'draft' OR findings = 0 OR despite IS NOT NULL)
);
COMMENT ON TABLE cc_center.roster_publication IS
    'The state of each month''s roster: a draft the leaders edit, or published, by whom, with how many findings and why in spite of them (I2).';
SELECT cc_center.share_table('roster_publication', cc_center.all_groups());
SELECT cc_center.keep_rows('roster_publication', '');

CREATE TABLE cc_center.duty_guard (
    center_id bigint NOT NULL,
    staff_no  text NOT NULL,
    changes   bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (center_id, staff_no),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff
) WITH (fillfactor = 50);
COMMENT ON TABLE cc_center.duty_guard IS
    'One row a person, changed by whatever changes his roster, leave or absence. An UPDATE, not a lock: at REPEATABLE READ a lock would let the later transaction judge by what it saw before, the UPDATE fails with a serialization error.';
SELECT cc_center.share_table('duty_guard', '{}');

CREATE FUNCTION cc_center.make_duty_guard()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO cc_center.duty_guard (center_id, staff_no) VALUES (NEW.center_id, NEW.staff_no) ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.make_duty_guard() IS 'Trigger: whoever joins gets the row that his plan is locked by.';
CREATE TRIGGER ac_guard AFTER INSERT ON cc_center.staff
    FOR EACH ROW EXECUTE FUNCTION cc_center.make_duty_guard();
INSERT INTO cc_center.duty_guard (center_id, staff_no) SELECT s.center_id, s.staff_no FROM cc_center.staff s;

CREATE FUNCTION cc_center.lock_months(center_id bigint, days date[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    next_month date;
BEGIN
    FOR next_month IN SELECT DISTINCT date_trunc('month', d::timestamp)::date FROM unnest(days) d WHERE d IS NOT NULL ORDER BY 1 LOOP
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
    'Keeps the months of these days from being published before this transaction ends.';

CREATE FUNCTION cc_center.lock_people(center_id bigint, people text[])
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

CREATE FUNCTION cc_center.is_published(center_id bigint, day date)
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM cc_center.roster_publication p
                   WHERE p.center_id = is_published.center_id AND p.status = 'published'
                     AND p.month = date_trunc('month', day::timestamp)::date)
$$;
COMMENT ON FUNCTION cc_center.is_published(bigint, date) IS 'Whether the month of a day has been published.';
SELECT cc_center.share_function('cc_center.is_published(bigint, date)');
SELECT cc_center.share_function('cc_center.lock_months(bigint, date[])');

CREATE SEQUENCE cc_center.roster_change_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.roster_change_id_seq IS 'Ids of roster changes, from the site''s own range; gaps are allowed.';
CREATE TABLE cc_center.roster_change (
    center_id   bigint NOT NULL,
    change_id   bigint NOT NULL DEFAULT nextval('cc_center.roster_change_id_seq'),
    day         date NOT NULL,
    shift       text NOT NULL,
    role        text NOT NULL,
    from_staff  text,
    to_staff    text,
    kind        text NOT NULL CHECK (kind IN ('leave', 'leave_withdrawn', 'swap', 'correction')),
    reference   bigint,
    reason      text,
    changed_by  text,
    changed_at  timestamptz NOT NULL DEFAULT cc_center.clock(),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, change_id),
    CHECK (kind <> 'correction' OR reason ~ '[^[:space:]]')
);
COMMENT ON TABLE cc_center.roster_change IS
    'Every change of a roster by leave, swap or a leader''s correction: who stood the shift, who stands it now (NULL: nobody), on whose word. Reference is the leave or the swap.';
CREATE INDEX roster_change_day ON cc_center.roster_change (center_id, day);
COMMENT ON INDEX cc_center.roster_change_day IS 'The changes of a month.';
SELECT cc_center.share_table('roster_change', cc_center.all_groups());
SELECT cc_center.keep_rows('roster_change', 'Changes are the record of a roster.');

CREATE FUNCTION cc_center.guard_published()
RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    changed cc_center.roster;
BEGIN
    IF TG_OP = 'INSERT' THEN changed := NEW; ELSE changed := OLD; END IF;
    PERFORM cc_center.lock_months(changed.center_id, ARRAY[changed.day, CASE WHEN TG_OP = 'UPDATE' THEN NEW.day ELSE changed.day END]);
    -- the functions that keep the record run as the table's owner
    IF current_user = (SELECT c.relowner::regrole::name FROM pg_class c WHERE c.oid = TG_RELID) THEN
        NULL;
    ELSIF cc_center.is_published(changed.center_id, changed.day)
          OR TG_OP = 'UPDATE' AND cc_center.is_published(NEW.center_id, NEW.day) THEN
        PERFORM cc_center.raise_error('roster_published', changed.center_id::text, to_char(changed.day, 'YYYY-MM'));
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cc_center.guard_published() IS
    'Trigger: rows of a published month change only through leave, swap, or a recorded correction (I2, I7). Runs as whoever writes, so that it can tell.';
CREATE TRIGGER a0_published BEFORE INSERT OR UPDATE OR DELETE ON cc_center.roster
    FOR EACH ROW EXECUTE FUNCTION cc_center.guard_published();
CREATE TRIGGER aa_keep BEFORE TRUNCATE ON cc_center.roster
    FOR EACH STATEMENT EXECUTE FUNCTION cc_center.refuse_change('Delete the rows of a draft one by one.');
