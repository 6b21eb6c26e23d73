-- Petitions: registered, verified by an inspector of the street, passed to the leader, answered (I3.3, I23).

SELECT cc_center.register_rule_table('petition_channel', 'cases');
SELECT cc_center.keep_rows('petition', 'Petitions are the record of a case.');
SELECT cc_center.share_table('petition', cc_center.all_groups());

CREATE OR REPLACE FUNCTION cc_center.register_petition(
    center_id bigint, case_id bigint, office text DEFAULT NULL, office_number text DEFAULT NULL,
    received_at timestamptz DEFAULT NULL, answer_due timestamptz DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    held cc_center.cases;
    rule cc_center.petition_channel;
    kept cc_center.petition;
    actor text := cc_center.acting_staff_no(center_id);
BEGIN
    IF cc_center.acting_group(center_id) IS DISTINCT FROM 'app' THEN
        actor := cc_center.require_role(center_id, 'operator', 'shift_leader', 'supervisor');
    END IF;
    held := cc_center.lock_case(center_id, case_id);
    SELECT k.* INTO rule FROM cc_center.petition_channel k
    WHERE k.center_id = held.center_id AND k.version = held.version AND k.channel = held.channel;
    SELECT p.* INTO kept FROM cc_center.petition p WHERE p.center_id = held.center_id AND p.case_id = held.case_id;
    IF rule.channel IS NULL THEN
        PERFORM cc_center.raise_error('not_a_petition', held.case_id::text, held.channel, held.center_id::text);
    ELSIF kept.answered_at IS NOT NULL THEN
        PERFORM cc_center.raise_error('petition_answered', held.case_id::text);
    ELSIF office IS NOT NULL AND (NOT cc_center.has_text(office) OR octet_length(office) > 200)
          OR office_number IS NOT NULL AND (NOT cc_center.has_text(office_number) OR octet_length(office_number) > 200) THEN
        PERFORM cc_center.raise_error('petition_text_missing');
    ELSIF received_at > cc_center.clock() THEN
        PERFORM cc_center.raise_error('petition_instant', received_at::text, held.case_id::text);
    ELSIF answer_due <= held.reported_at OR NOT isfinite(answer_due) OR NOT isfinite(received_at) THEN
        PERFORM cc_center.raise_error('petition_instant', coalesce(answer_due, received_at)::text, held.case_id::text);
    END IF;
    BEGIN
        INSERT INTO cc_center.petition AS p (center_id, case_id, version, channel, office, office_number, received_at, registered_at, registered_by,
                                             verify_due, answer_due, due_clause)
        VALUES (held.center_id, held.case_id, held.version, held.channel,
                coalesce(office, (SELECT n.name FROM cc_center.channel n WHERE n.center_id = held.center_id AND n.channel = held.channel)),
                office_number, received_at, cc_center.clock(), actor,
                cc_center.add_working_time(held.center_id, rule.hours, held.reported_at, rule.verify_limit),
                coalesce(answer_due, cc_center.add_working_time(held.center_id, rule.hours, held.reported_at, rule.answer_limit)),
                CASE WHEN rule.verify_limit IS NOT NULL OR answer_due IS NULL AND rule.answer_limit IS NOT NULL THEN rule.clause END)
        ON CONFLICT ON CONSTRAINT petition_pkey DO UPDATE
        SET office = coalesce(register_petition.office, p.office), office_number = coalesce(excluded.office_number, p.office_number),
            received_at = coalesce(excluded.received_at, p.received_at),
            answer_due = coalesce(register_petition.answer_due, p.answer_due);
    EXCEPTION WHEN unique_violation THEN
        PERFORM cc_center.raise_error('petition_number_taken', coalesce(office, kept.office, held.channel), office_number);
    END;
END
$$;
COMMENT ON FUNCTION cc_center.register_petition(bigint, bigint, text, text, timestamptz, timestamptz) IS
    'Registers what an office sent (I3.3): the office, by default the channel''s name, its own number, when it received the petition, and until when it wants an answer, by default as petition_channel has it. By an application, an operator, a leader or the supervisor; called again it corrects what it is given, until the petition is answered. UC910, UC970 for a case of another channel, UC972 for a number that the office gave before, UC973, UC975, UC976.';
SELECT cc_center.share_function('cc_center.register_petition(bigint, bigint, text, text, timestamptz, timestamptz)',
                                ARRAY['app', 'operator', 'shift_leader', 'supervisor']);

CREATE OR REPLACE FUNCTION cc_center.lock_petition(center_id bigint, case_id bigint)
RETURNS cc_center.petition LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    kept cc_center.petition;
BEGIN
    SELECT p.* INTO kept FROM cc_center.petition p
    WHERE p.center_id = lock_petition.center_id AND p.case_id = lock_petition.case_id FOR UPDATE;
    IF kept.case_id IS NULL THEN
        PERFORM cc_center.raise_error('petition_unregistered', case_id::text);
    ELSIF kept.answered_at IS NOT NULL THEN
        PERFORM cc_center.raise_error('petition_answered', case_id::text);
    END IF;
    RETURN kept;
END
$$;
COMMENT ON FUNCTION cc_center.lock_petition(bigint, bigint) IS
    'A petition that is not answered yet, locked after its case. UC971 where it is not registered, UC973.';

CREATE OR REPLACE FUNCTION cc_center.verify_petition(
    center_id bigint, case_id bigint, inspector text, verified_at timestamptz, finding text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    held cc_center.cases := cc_center.lock_case(center_id, case_id);
    at timestamptz := coalesce(verified_at, cc_center.clock());
    who text;
BEGIN
    PERFORM cc_center.lock_petition(center_id, case_id);
    -- an inspector of the street tells what he found, whoever holds the case
    IF cc_center.acting_role(center_id) <> 'inspector' OR held.closed_at IS NOT NULL THEN
        PERFORM cc_center.require_hand(held);
    END IF;
    who := cc_center.require_inspector(held, inspector);
    IF NOT cc_center.has_text(finding) THEN
        PERFORM cc_center.raise_error('petition_text_missing');
    ELSIF at < held.reported_at OR at > cc_center.clock() THEN
        PERFORM cc_center.raise_error('petition_instant', at::text, case_id::text);
    END IF;
    UPDATE cc_center.petition p
    SET inspector = who, verified_at = at, verified_by = actor, finding = verify_petition.finding
    WHERE p.center_id = held.center_id AND p.case_id = held.case_id;
    UPDATE cc_center.check_report r SET replied_at = cc_center.clock(), replied_by = actor
    WHERE r.center_id = held.center_id AND r.case_id = held.case_id AND r.kind = 'verify' AND r.replied_at IS NULL;
END
$$;
COMMENT ON FUNCTION cc_center.verify_petition(bigint, bigint, text, timestamptz, text) IS
    'Puts down what an inspector of the case''s street found on the spot, and when, now where NULL (I3.3): the inspector himself, or on the phone whoever has the case in hand. The last one counts. inspector NULL: the acting one, or who holds the case, or the only one of the street. UC910, UC971, UC973, UC907, UC919, UC974, UC982, UC986, UC975, UC976.';
SELECT cc_center.share_function('cc_center.verify_petition(bigint, bigint, text, timestamptz, text)', cc_center.person_groups());

CREATE OR REPLACE FUNCTION cc_center.answer_petition(center_id bigint, case_id bigint, answer text, answer_number text DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.require_role(center_id, 'operator', 'shift_leader', 'supervisor', 'director');
BEGIN
    PERFORM cc_center.lock_case(center_id, case_id);
    PERFORM cc_center.lock_petition(center_id, case_id);
    IF NOT cc_center.has_text(answer) OR answer_number IS NOT NULL AND NOT cc_center.has_text(answer_number) THEN
        PERFORM cc_center.raise_error('petition_text_missing');
    END IF;
    UPDATE cc_center.petition p
    SET answered_at = cc_center.clock(), answered_by = actor, answer = answer_petition.answer, answer_number = answer_petition.answer_number
    WHERE p.center_id = answer_petition.center_id AND p.case_id = answer_petition.case_id;
END
$$;
COMMENT ON FUNCTION cc_center.answer_petition(bigint, bigint, text, text) IS
    'Puts down what the office was told of its petition, now and once, and the number of the letter: by an operator, a leader, the supervisor or the director (I3.3). UC910, UC971, UC973 the second time, UC976.';
SELECT cc_center.share_function('cc_center.answer_petition(bigint, bigint, text, text)',
                                ARRAY['operator', 'shift_leader', 'supervisor', 'director']);

CREATE OR REPLACE FUNCTION cc_center.lacking_petition_verified(center_id bigint, case_id bigint, to_stage text)
RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN p.case_id IS NULL THEN cc_center.translated('The petition is not registered.')
                WHEN p.verified_at IS NULL THEN cc_center.translated('No inspector of street "%1" has verified the petition.', c.street) END
    FROM cc_center.cases c
    JOIN cc_center.petition_channel k ON k.center_id = c.center_id AND k.version = c.version AND k.channel = c.channel
    LEFT JOIN cc_center.petition p ON p.center_id = c.center_id AND p.case_id = c.case_id
    WHERE c.center_id = lacking_petition_verified.center_id AND c.case_id = lacking_petition_verified.case_id
$$;
COMMENT ON FUNCTION cc_center.lacking_petition_verified(bigint, bigint, text) IS
    'Requirement petition_verified: a case that came as a petition is registered and verified by an inspector of its street (I3.3); NULL for other cases.';
SELECT cc_center.register_step_requirement('petition_verified', 'cases', 'lacking_petition_verified');

CREATE OR REPLACE VIEW cc_center.petition_register WITH (security_invoker = true) AS
SELECT p.center_id, c.case_number, p.case_id, c.street, p.channel, p.office, p.office_number, p.received_at, c.reported_at,
       p.registered_by, p.inspector, s.name AS inspector_name, p.verified_at, p.finding, p.verified_by,
       g.given_at, g.given_by, g.leader, c.stage, p.answer_due, p.answered_at, p.answered_by, p.answer, p.answer_number
FROM cc_center.petition p
JOIN cc_center.cases c ON c.center_id = p.center_id AND c.case_id = p.case_id
LEFT JOIN cc_center.staff s ON s.center_id = p.center_id AND s.staff_no = p.inspector
LEFT JOIN LATERAL (
    SELECT l.received_at AS given_at, l.holder AS leader,
           (SELECT b.finished_by FROM cc_center.leg b
            WHERE b.center_id = l.center_id AND b.case_id = l.case_id AND b.leg_no = l.leg_no - 1) AS given_by
    FROM cc_center.leg l
    WHERE l.center_id = p.center_id AND l.case_id = p.case_id AND l.role = 'shift_leader'
    ORDER BY l.leg_no LIMIT 1) g ON true;
COMMENT ON VIEW cc_center.petition_register IS
    'The register of petitions that the leader keeps (I3.3): when it was accepted (受理时间, reported_at), the case number (受理案件号), the inspector who verified it (办理监督员) and what he found, when and by whom it first came to a leader, and what the office was told.';
SELECT cc_center.share_view('petition_register');

CREATE OR REPLACE VIEW cc_center.petitions_open WITH (security_invoker = true) AS
SELECT p.center_id, c.case_number, p.case_id, c.street, p.channel, p.office, p.office_number, c.reported_at, p.verified_at, p.verify_due,
       least(p.answer_due, c.deadline) AS due_at, least(p.answer_due, c.deadline) < cc_center.clock() AS overdue,
       o.level, o.office AS ordered_by_office, c.stage, c.holder, c.department,
       ARRAY(SELECT DISTINCT r FROM cc_center.transition t CROSS JOIN LATERAL unnest(t.roles) r
             WHERE t.center_id = c.center_id AND t.version = cc_center.rules_in_force(c.center_id) AND t.from_stage = c.stage
             ORDER BY 1) AS step_roles
FROM cc_center.petition p
JOIN cc_center.cases c ON c.center_id = p.center_id AND c.case_id = p.case_id
LEFT JOIN LATERAL (
    SELECT v.level, v.office FROM cc_center.supervision v
    WHERE v.center_id = p.center_id AND v.case_id = p.case_id AND v.lifted_at IS NULL
    ORDER BY v.deadline, v.supervision_id LIMIT 1) o ON true
WHERE p.answered_at IS NULL;
COMMENT ON VIEW cc_center.petitions_open IS
    'Petitions that the office has no answer to yet: by when, the earlier of its own limit and the deadline of an order from above, of which level and office; and whose step the case waits for: its holder, its department, or the roles that may take it (I3.3, I1).';
SELECT cc_center.share_view('petitions_open');

CREATE OR REPLACE VIEW cc_center.petition_month WITH (security_invoker = true) AS
SELECT f.center_id, f.month, f.channel, count(*) AS received, count(f.verified_at) AS verified,
       count(*) FILTER (WHERE f.verify_judged) AS verify_judged,
       count(*) FILTER (WHERE f.verify_judged AND f.verified_at <= f.verify_due) AS verified_in_time,
       round(100.0 * count(*) FILTER (WHERE f.verify_judged AND f.verified_at <= f.verify_due)
             / nullif(count(*) FILTER (WHERE f.verify_judged), 0), 2) AS verified_in_time_rate,
       count(f.answered_at) AS answered, count(*) FILTER (WHERE f.answer_judged) AS answer_judged,
       count(*) FILTER (WHERE f.answer_judged AND f.answered_at <= f.answer_due) AS answered_in_time,
       round(100.0 * count(*) FILTER (WHERE f.answer_judged AND f.answered_at <= f.answer_due)
             / nullif(count(*) FILTER (WHERE f.answer_judged), 0), 2) AS answered_in_time_rate
FROM (
    SELECT p.center_id, p.channel, date_trunc('month', c.reported_at AT TIME ZONE z.time_zone)::date AS month,
           p.verified_at, p.verify_due, p.answered_at, p.answer_due,
           p.verify_due IS NOT NULL AND (p.verified_at IS NOT NULL OR p.verify_due < cc_center.clock()) AS verify_judged,
           p.answer_due IS NOT NULL AND (p.answered_at IS NOT NULL OR p.answer_due < cc_center.clock()) AS answer_judged
    FROM cc_center.petition p
    JOIN cc_center.cases c ON c.center_id = p.center_id AND c.case_id = p.case_id
    JOIN cc_center.center z ON z.center_id = p.center_id) f
GROUP BY f.center_id, f.month, f.channel;
COMMENT ON VIEW cc_center.petition_month IS
    'The petitions that came in in a month of the center''s zone, by channel: how many were verified and answered; of those with a limit that can be judged, since it is past or the thing is done, how many in time, and in percent of them. Exactly at the limit is in time (I3.3).';
SELECT cc_center.share_view('petition_month');
