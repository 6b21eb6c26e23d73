-- The load of swaps: center 2 with :people operators, two days on and two days off for three months, published; and what its
-- sessions do, one function each. Run as superuser, with psql -v people=N.
\set ON_ERROR_STOP 1
SET client_min_messages = warning;
SET cc_center.now = '2018-09-01 08:00+08';
SELECT cc_center.create_center(2, 'SW', '换班中心') AS created \gset
INSERT INTO cc_center.staff (center_id, staff_no, name, role)
SELECT 2, to_char(i, 'FM0000'), '员工' || i, 'operator' FROM generate_series(0, :people - 1) i
UNION ALL VALUES (2, '9201', '班长', 'shift_leader'), (2, '9301', '主管', 'supervisor');
SELECT format('CREATE ROLE %I', 'swap_' || staff_no) FROM cc_center.staff WHERE center_id = 2
   AND NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'swap_' || staff_no) \gexec
SELECT count(cc_center.enrol(2, staff_no, ('swap_' || staff_no)::name)) AS enrolled FROM cc_center.staff WHERE center_id = 2 \gset

CREATE SCHEMA swap_load;
GRANT USAGE ON SCHEMA swap_load TO PUBLIC;
CREATE TABLE swap_load.size AS SELECT :people AS people;
GRANT SELECT ON swap_load.size TO PUBLIC;
CREATE SEQUENCE swap_load.requests;
GRANT ALL ON swap_load.requests TO PUBLIC;

-- Who works when: one of four groups by the number's remainder.
CREATE FUNCTION swap_load.works(person integer, day date) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT (day - date '2018-10-01' + person) % 4 < 2
$$;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 2, d::date, CASE i % 8 / 4 WHEN 0 THEN 'early' ELSE 'late' END, to_char(i, 'FM0000')
FROM generate_series(0, :people - 1) i CROSS JOIN generate_series(date '2018-10-01', '2018-12-31', '1 day') d
WHERE swap_load.works(i, d::date);
SET ROLE swap_9201;
SELECT cc_center.publish_roster(2, m, 'leaders are not part of this') FROM unnest(ARRAY['2018-10-01', '2018-11-01', '2018-12-01']::date[]) m \g /dev/null
RESET ROLE;
CREATE TABLE swap_load.before AS SELECT day, shift, staff_no FROM cc_center.roster WHERE center_id = 2;

CREATE FUNCTION swap_load.act_as(staff_no text) RETURNS void LANGUAGE sql AS $$
    SELECT set_config('role', 'none', true), set_config('cc_center.now', '2018-09-01 09:00+08', true),
           set_config('role', 'swap_' || staff_no, true)
$$;

-- What the rules refuse is part of the load; serialization failures and deadlocks are the session's to try again.
CREATE FUNCTION swap_load.refused(state text, message text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF state !~ '^UC' THEN
        RAISE EXCEPTION USING ERRCODE = state, MESSAGE = message;
    END IF;
    RETURN false;
END
$$;

CREATE FUNCTION swap_load.somebody() RETURNS integer LANGUAGE sql VOLATILE AS $$
    SELECT floor(random() * people)::integer FROM swap_load.size
$$;

-- A request for a random shift to a random colleague who is off then; of two consecutive shifts if double. A third of them name
-- the repayment at once: what the colleague stands on the next two days.
CREATE FUNCTION swap_load.ask(double boolean) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    person integer := swap_load.somebody();
    partner integer := (person + 2 + 4 * swap_load.somebody()) % (SELECT people FROM swap_load.size);
    day date := date '2018-10-01' + floor(random() * 90)::integer;
    shift text := CASE person % 8 / 4 WHEN 0 THEN 'early' ELSE 'late' END;
    back text := CASE partner % 8 / 4 WHEN 0 THEN 'early' ELSE 'late' END;
    exchange boolean := random() < 0.33;
BEGIN
    PERFORM nextval('swap_load.requests');
    -- the first of his two days
    day := day - (day - date '2018-10-01' + person) % 4 + 4;
    PERFORM swap_load.act_as(to_char(person, 'FM0000'));
    IF double AND exchange THEN
        PERFORM cc_center.request_double_swap(2, ARRAY[day, day + 1], ARRAY[shift, shift], to_char(partner, 'FM0000'),
                                              ARRAY[day + 2, day + 3], ARRAY[back, back]);
    ELSIF double THEN
        PERFORM cc_center.request_double_swap(2, ARRAY[day, day + 1], ARRAY[shift, shift], to_char(partner, 'FM0000'));
    ELSIF exchange THEN
        PERFORM cc_center.request_swap(2, day, shift, to_char(partner, 'FM0000'), day + 2, back);
    ELSE
        PERFORM cc_center.request_swap(2, day + (random() < 0.5)::integer, shift, to_char(partner, 'FM0000'));
    END IF;
    RETURN true;
EXCEPTION WHEN OTHERS THEN
    RETURN swap_load.refused(SQLSTATE, SQLERRM);
END
$$;

-- A live swap of somebody.
CREATE FUNCTION swap_load.some_swap(VARIADIC states text[]) RETURNS cc_center.swap LANGUAGE sql VOLATILE AS $$
    SELECT s FROM cc_center.swap s, (SELECT to_char(swap_load.somebody(), 'FM0000') AS person OFFSET 0) p
    WHERE s.center_id = 2 AND s.requester = p.person AND s.status IN ('requested', 'consented', 'approved') AND s.status = ANY (states)
    ORDER BY random() LIMIT 1
$$;

CREATE FUNCTION swap_load.decide() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    chosen cc_center.swap := swap_load.some_swap('requested', 'consented');
BEGIN
    IF chosen.swap_id IS NULL THEN
        RETURN false;
    END IF;
    IF chosen.status = 'requested' THEN
        PERFORM swap_load.act_as(chosen.partner);
        PERFORM cc_center.consent_swap(2, chosen.swap_id);
    END IF;
    PERFORM swap_load.act_as('9301');
    IF random() < 0.3 THEN
        PERFORM cc_center.refuse_swap(2, chosen.swap_id, 'load');
    ELSE
        PERFORM cc_center.approve_swap(2, chosen.swap_id);
    END IF;
    RETURN true;
EXCEPTION WHEN OTHERS THEN
    RETURN swap_load.refused(SQLSTATE, SQLERRM);
END
$$;

CREATE FUNCTION swap_load.withdraw() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    chosen cc_center.swap := swap_load.some_swap('requested', 'consented');
BEGIN
    IF chosen.swap_id IS NULL THEN
        RETURN false;
    END IF;
    PERFORM swap_load.act_as(chosen.requester);
    PERFORM cc_center.withdraw_swap(2, chosen.swap_id);
    RETURN true;
EXCEPTION WHEN OTHERS THEN
    RETURN swap_load.refused(SQLSTATE, SQLERRM);
END
$$;

CREATE FUNCTION swap_load.repay() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    debt cc_center.swap := swap_load.some_swap('approved');
    given record;
BEGIN
    IF debt.swap_id IS NULL THEN
        RETURN false;
    END IF;
    SELECT r.day, r.shift INTO given FROM cc_center.roster r
    WHERE r.center_id = 2 AND r.staff_no = debt.partner ORDER BY random() LIMIT 1;
    PERFORM swap_load.act_as(debt.requester);
    PERFORM cc_center.request_swap_return(2, debt.swap_id, given.day, given.shift);
    RETURN true;
EXCEPTION WHEN OTHERS THEN
    RETURN swap_load.refused(SQLSTATE, SQLERRM);
END
$$;

-- Places held by nobody: whoever has none of the month's in use can ask. Run when all is quiet.
CREATE FUNCTION swap_load.lost_slots() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    person record;
    lost bigint := 0;
    free date;
BEGIN
    FOR person IN
        SELECT s.staff_no, m.month FROM cc_center.staff s CROSS JOIN unnest(ARRAY['2018-10-01', '2018-11-01', '2018-12-01']::date[]) m (month)
        WHERE s.center_id = 2 AND s.role = 'operator'
          AND NOT EXISTS (SELECT FROM cc_center.swap w WHERE w.center_id = 2 AND w.requester = s.staff_no AND w.swap_kind = 'single'
                          AND w.period = m.month AND w.status IN ('requested', 'consented', 'approved'))
    LOOP
        BEGIN
            PERFORM cc_center.open_swap(jsonb_populate_record(NULL::cc_center.swap, jsonb_build_object(
                        'center_id', 2, 'swap_kind', 'single', 'requester', person.staff_no, 'partner', '9301', 'version', 1, 'requested_at', now())),
                    person.month, r) FROM cc_center.swap_rule r WHERE r.center_id = 2 AND r.swap_kind = 'single';
            RAISE EXCEPTION 'taken back';
        EXCEPTION WHEN OTHERS THEN
            IF SQLERRM <> 'taken back' THEN
                lost := lost + 1;
            END IF;
        END;
    END LOOP;
    RETURN lost;
END
$$;
