-- Who may do what with complaints, and until when it is done in time.

SELECT cc_center.register_rule_table('complaint_kind', 'complaints');
SELECT cc_center.register_rule_table('complaint_role', 'complaints');
SELECT cc_center.register_rule_table('complaint_limit', 'complaints');

CREATE OR REPLACE FUNCTION cc_center.broken_complaint_rules(center_id bigint, version integer)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT k.broken
    FROM (SELECT 1 AS place, cc_center.translated('Complaints are taken in, and nobody may %1{complaint_duty}.', d.duty) AS broken
          FROM unnest('{take_in,assign,investigate,decide,feed_back}'::text[]) d (duty)
          WHERE EXISTS (SELECT FROM cc_center.complaint_role r
                        WHERE r.center_id = broken_complaint_rules.center_id AND r.version = broken_complaint_rules.version)
            AND NOT EXISTS (SELECT FROM cc_center.complaint_role r
                            WHERE r.center_id = broken_complaint_rules.center_id AND r.version = broken_complaint_rules.version
                              AND r.duty = d.duty)
          UNION ALL
          SELECT 2, cc_center.translated('A limit is set for kind of complaint "%1", which is not listed.', l.kind)
          FROM cc_center.complaint_limit l
          WHERE l.center_id = broken_complaint_rules.center_id AND l.version = broken_complaint_rules.version AND l.kind <> '*'
            AND EXISTS (SELECT FROM cc_center.complaint_kind k WHERE k.center_id = l.center_id AND k.version = l.version)
            AND NOT EXISTS (SELECT FROM cc_center.complaint_kind k
                            WHERE k.center_id = l.center_id AND k.version = l.version AND k.kind = l.kind)) k
    ORDER BY k.place, k.broken LIMIT 1
$$;
COMMENT ON FUNCTION cc_center.broken_complaint_rules(bigint, integer) IS
    'What is wrong with a version''s rules of complaints: a step that nobody may take, a limit of a kind that is not listed; NULL where nothing is.';
INSERT INTO cc_center.rule_check (area, function) VALUES ('complaints', 'broken_complaint_rules') ON CONFLICT DO NOTHING;

CREATE OR REPLACE FUNCTION cc_center.complaint_roles(center_id bigint, duty text)
RETURNS TABLE (roles text[], clause text) LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT array_agg(r.role ORDER BY r.role), min(r.clause) FROM cc_center.complaint_role r
    WHERE r.center_id = complaint_roles.center_id AND r.duty = complaint_roles.duty
      AND r.version = cc_center.version_in_force(complaint_roles.center_id)
    HAVING count(*) > 0;
    IF NOT FOUND THEN
        PERFORM cc_center.raise_error('no_complaint_role', complaint_roles.center_id::text, complaint_roles.duty);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.complaint_roles(bigint, text) IS
    'The roles that may do something with complaints by the rules in force now, and the clause that says so; UCK01 where there is none.';

CREATE OR REPLACE FUNCTION cc_center.complaint_actor(center_id bigint, duty text)
RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    allowed text[];
BEGIN
    IF NOT (duty = 'take_in' AND cc_center.acting_group(center_id) IS NOT DISTINCT FROM 'app') THEN
        -- who belongs to no such center hears that, and nothing of its rules
        PERFORM cc_center.acting_person(center_id);
    END IF;
    SELECT r.roles INTO allowed FROM cc_center.complaint_roles(center_id, duty) r;
    IF 'app' = ANY (allowed) AND cc_center.acting_staff_no(center_id) IS NULL THEN
        RETURN 'role ' || cc_center.acting_login_role();
    END IF;
    RETURN cc_center.require_role(center_id, VARIADIC allowed);
END
$$;
COMMENT ON FUNCTION cc_center.complaint_actor(bigint, text) IS
    'Who acts, and must have a role that the rules name for it: the staff number, or for an application, which only takes in, "role NAME" (A18). UCK01, UC102, UC103.';

CREATE OR REPLACE FUNCTION cc_center.complaint_due(
    center_id bigint, version integer, kind text, step text, at timestamptz, OUT due_at timestamptz, OUT due_clause text, OUT attempts integer)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    -- a day of a limit is 24 hours of its timetable
    SELECT cc_center.add_working_time(l.center_id, l.hours, complaint_due.at,
                                      make_interval(secs => extract(epoch FROM l.complaint_limit)::double precision)), l.clause, l.attempts
    FROM cc_center.complaint_limit l
    WHERE l.center_id = complaint_due.center_id AND l.version = complaint_due.version AND l.step = complaint_due.step
      AND l.kind IN (complaint_due.kind, '*')
    ORDER BY l.kind = '*' LIMIT 1
$$;
COMMENT ON FUNCTION cc_center.complaint_due(bigint, integer, text, text, timestamptz) IS
    'Until when a step of a complaint of a kind that begins at an instant complies, by the limit of the kind, else by that of all others (*); its clause, and after how many attempts a feedback is over. NULL where the rules set none (A19, G2.3).';
