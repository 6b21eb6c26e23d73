-- For truth tables of the appraisal: people who take leave as a table says, approved as the rules want it. Run with \ir,
-- behind act.sql. Table truth_leave (who, kind, first, last, first_half, last_half): who is enrolled on his first row.
CREATE TEMP TABLE truth_leave (n serial, who text, kind text, first date, last date, first_half text, last_half text);

-- Takes the leave of truth_leave, row by row: asked for three days before it begins where notice is due, else on its first morning.
CREATE FUNCTION pg_temp.take_leave(center bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t truth_leave;
    id bigint;
BEGIN
    FOR t IN SELECT * FROM truth_leave ORDER BY n LOOP
        IF NOT EXISTS (SELECT FROM cc_center.staff s WHERE s.center_id = center AND s.staff_no = t.who) THEN
            INSERT INTO cc_center.staff (center_id, staff_no, name, role, active) VALUES (center, t.who, t.who, 'operator', '[2010-01-01,)');
            EXECUTE format('CREATE ROLE %I', format('a%s_%s', center, t.who));
            PERFORM cc_center.enrol(center, t.who, format('a%s_%s', center, t.who)::name);
        END IF;
        PERFORM pg_temp.at(CASE t.kind WHEN 'personal_leave' THEN (t.first - 3)::text ELSE t.first::text END || ' 00:00+08');
        PERFORM set_config('role', format('a%s_%s', center, t.who), true);
        id := cc_center.request_leave(center, t.kind, t.first, t.last, t.first_half, t.last_half, '事由');
        PERFORM set_config('role', format('a%s_301', center), true);
        IF cc_center.approve_leave(center, id) <> 'approved' THEN
            PERFORM set_config('role', format('a%s_401', center), true);
            PERFORM cc_center.approve_leave(center, id);
        END IF;
        PERFORM set_config('role', 'none', true);
    END LOOP;
END
$$;
