-- Inspectors are told to verify or check, urged to reply, and report; what is below the standard goes back (I3.4, I52).

SELECT cc_center.keep_rows('check_report', 'Check reports are the record of a case.');
SELECT cc_center.share_table('check_report', cc_center.all_groups());
SELECT cc_center.keep_rows('check_urging', 'Urgings are the record of a case.');
SELECT cc_center.share_table('check_urging', cc_center.all_groups());

CREATE OR REPLACE FUNCTION cc_center.check_kind(held cc_center.cases)
RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    kind text;
BEGIN
    -- before a department has it there is nothing but the report to look at
    SELECT CASE WHEN l.leg_kind = 'check' THEN 'check' WHEN cc_center.case_round(held.center_id, held.case_id) = 0 THEN 'verify' END INTO kind
    FROM cc_center.leg l
    WHERE l.center_id = held.center_id AND l.case_id = held.case_id AND l.leg_no = held.leg_no AND l.finished_at IS NULL;
    IF kind IS NULL THEN
        PERFORM cc_center.raise_error('nothing_to_check', held.case_id::text);
    END IF;
    RETURN kind;
END
$$;
COMMENT ON FUNCTION cc_center.check_kind(cc_center.cases) IS
    'What an inspector can be told about a case now: verify (核实) before it goes to a department, check (核查) in a leg of that kind; UC981 otherwise.';

CREATE OR REPLACE FUNCTION cc_center.notify_inspector(
    center_id bigint, case_id bigint, inspector text DEFAULT NULL, how text DEFAULT 'phone')
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.require_role(center_id, 'operator', 'shift_leader', 'supervisor');
    held cc_center.cases := cc_center.lock_case(center_id, case_id);
    kind text;
    who text;
    new_id bigint;
BEGIN
    PERFORM cc_center.require_hand(held);
    kind := cc_center.check_kind(held);
    who := cc_center.require_inspector(held, inspector);
    IF how IS NULL OR how NOT IN ('phone', 'app') THEN
        PERFORM cc_center.raise_error('check_result', coalesce(how, 'NULL'));
    END IF;
    INSERT INTO cc_center.check_report AS r (center_id, case_id, leg_no, round, kind, inspector, notified_at, notified_by, how)
    VALUES (held.center_id, held.case_id, held.leg_no, cc_center.case_round(held.center_id, held.case_id), kind, who,
            cc_center.clock(), actor, notify_inspector.how)
    RETURNING r.report_id INTO new_id;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.notify_inspector(bigint, bigint, text, text) IS
    'Puts down that an inspector of the street was told to verify a report or to check what was done, by phone or app (I3.4, I52): by whoever has the case in hand, an operator, a leader or the supervisor. inspector NULL: the case''s holder if he is one, else the only one of the street. Told again, or another told, the last one owes the reply. Returns the id of the row. UC910, UC919, UC907, UC981, UC982, UC974, UC984.';
SELECT cc_center.share_function('cc_center.notify_inspector(bigint, bigint, text, text)', ARRAY['operator', 'shift_leader', 'supervisor']);

CREATE OR REPLACE FUNCTION cc_center.owed_report(held cc_center.cases, kind text)
RETURNS bigint LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT l.report_id FROM (
        SELECT r.report_id, r.replied_at FROM cc_center.check_report r
        WHERE r.center_id = held.center_id AND r.case_id = held.case_id AND r.kind = owed_report.kind
          AND r.round = cc_center.case_round(held.center_id, held.case_id)
        ORDER BY r.report_id DESC LIMIT 1) l
    WHERE l.replied_at IS NULL
$$;
COMMENT ON FUNCTION cc_center.owed_report(cc_center.cases, text) IS 'The reply that the inspector owes who was told last in the present round of a case; NULL where he has replied, or none was told.';

CREATE OR REPLACE FUNCTION cc_center.urge_inspector(center_id bigint, case_id bigint)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.require_role(center_id, 'operator', 'shift_leader', 'supervisor');
    held cc_center.cases := cc_center.lock_case(center_id, case_id);
    owed bigint;
BEGIN
    PERFORM cc_center.require_hand(held);
    owed := cc_center.owed_report(held, cc_center.check_kind(held));
    IF owed IS NULL THEN
        PERFORM cc_center.raise_error('nobody_owes_reply', held.case_id::text);
    END IF;
    INSERT INTO cc_center.check_urging (center_id, report_id, urged_at, urged_by) VALUES (held.center_id, owed, cc_center.clock(), actor);
    RETURN (SELECT count(*) FROM cc_center.check_urging u WHERE u.center_id = held.center_id AND u.report_id = owed);
END
$$;
COMMENT ON FUNCTION cc_center.urge_inspector(bigint, bigint) IS
    'Puts down that the inspector who was told last was urged to reply (敦促按期回复, I52), by whoever has the case in hand; returns how often by now. UC910, UC919, UC907, UC981, UC983 where nobody owes a reply.';
SELECT cc_center.share_function('cc_center.urge_inspector(bigint, bigint)', ARRAY['operator', 'shift_leader', 'supervisor']);

CREATE OR REPLACE FUNCTION cc_center.report_check(
    center_id bigint, case_id bigint, result text, note text DEFAULT NULL, proof text DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    held cc_center.cases := cc_center.lock_case(center_id, case_id);
    actor text := cc_center.require_hand(held);
    himself constant boolean := cc_center.acting_role(center_id) = 'inspector';
    shown text := coalesce(proof, CASE WHEN himself THEN 'site' ELSE 'phone' END);
    kind text := cc_center.check_kind(held);
    owed bigint := cc_center.owed_report(held, kind);
    who text;
BEGIN
    IF result IS NULL OR result NOT IN ('meets', 'below') THEN
        PERFORM cc_center.raise_error('check_result', coalesce(result, 'NULL'));
    ELSIF shown NOT IN ('site', 'phone') OR himself AND shown <> 'site' THEN
        PERFORM cc_center.raise_error('check_result', shown);
    ELSIF result = 'below' AND NOT cc_center.has_text(note) THEN
        PERFORM cc_center.raise_error('check_note_missing', held.case_id::text);
    END IF;
    SELECT r.inspector INTO who FROM cc_center.check_report r WHERE r.center_id = held.center_id AND r.report_id = owed;
    -- who was told may still be asked when the street is another's by now; an inspector reports for himself
    IF who IS NULL OR himself AND who <> actor THEN
        who := cc_center.require_inspector(held, NULL);
        owed := NULL;
    END IF;
    UPDATE cc_center.check_report r
    SET replied_at = cc_center.clock(), replied_by = actor, result = report_check.result, proof = shown, note = nullif(btrim(report_check.note), '')
    WHERE r.center_id = held.center_id AND r.report_id = owed;
    IF NOT FOUND THEN
        INSERT INTO cc_center.check_report AS r (center_id, case_id, leg_no, round, kind, inspector, replied_at, replied_by, result, proof, note)
        VALUES (held.center_id, held.case_id, held.leg_no, cc_center.case_round(held.center_id, held.case_id), kind, who,
                cc_center.clock(), actor, report_check.result, shown, nullif(btrim(report_check.note), ''))
        RETURNING r.report_id INTO owed;
    END IF;
    RETURN owed;
END
$$;
COMMENT ON FUNCTION cc_center.report_check(bigint, bigint, text, text, text) IS
    'Puts down the result of a check, whether it meets the closing standard or is below it, and then why, or of verifying a report before it is dispatched, whether it is as reported (I3.4, I52; a petition has verify_petition()): the inspector himself, on the spot (site), or who has the case in hand, what he said or proved on the phone (phone, the default for them). The last one of a round counts. Returns the id of the row. UC910, UC919, UC907, UC981, UC984, UC987, UC974, UC982.';
SELECT cc_center.share_function('cc_center.report_check(bigint, bigint, text, text, text)', cc_center.person_groups());

CREATE OR REPLACE FUNCTION cc_center.lacking_check_report(center_id bigint, case_id bigint, to_stage text)
RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN l.report_id IS NULL THEN cc_center.translated('No check of this round is reported.')
                WHEN l.result = 'below' AND l.proof <> 'phone'
                THEN cc_center.translated('The check found it below the closing standard, and nobody has asked by phone: %1', l.note) END
    FROM (SELECT true) one
    LEFT JOIN LATERAL (
        SELECT r.report_id, r.result, r.proof, r.note FROM cc_center.check_report r
        WHERE r.center_id = lacking_check_report.center_id AND r.case_id = lacking_check_report.case_id
          AND r.kind = 'check' AND r.replied_at IS NOT NULL
          AND r.round = cc_center.case_round(lacking_check_report.center_id, lacking_check_report.case_id)
        ORDER BY r.replied_at DESC, r.report_id DESC LIMIT 1) l ON true
$$;
COMMENT ON FUNCTION cc_center.lacking_check_report(bigint, bigint, text) IS
    'Requirement check_report: the last check of the present round is reported, and meets the closing standard or was asked about by phone (电话求证, I3.4); NULL where that is so.';
SELECT cc_center.register_step_requirement('check_report', 'cases', 'lacking_check_report');

CREATE OR REPLACE VIEW cc_center.checks_due WITH (security_invoker = true) AS
SELECT l.center_id, c.case_number, l.case_id, c.street, l.leg_kind, coalesce(r.kind, CASE l.leg_kind WHEN 'check' THEN 'check' ELSE 'verify' END) AS kind,
       r.inspector, s.name AS inspector_name, r.notified_at, r.notified_by, l.received_at, l.due_at,
       coalesce(l.due_at < cc_center.clock(), false) AS overdue, coalesce(u.times, 0) AS urged, u.last_at AS last_urged_at,
       CASE WHEN r.report_id IS NULL THEN 'notify' WHEN l.due_at < cc_center.clock() THEN 'urge' ELSE 'wait' END AS next_act
FROM cc_center.leg l
JOIN cc_center.cases c ON c.center_id = l.center_id AND c.case_id = l.case_id
LEFT JOIN LATERAL (
    SELECT k.* FROM cc_center.check_report k
    WHERE k.center_id = l.center_id AND k.case_id = l.case_id AND k.round = cc_center.case_round(l.center_id, l.case_id)
    ORDER BY k.report_id DESC LIMIT 1) r ON true
LEFT JOIN cc_center.staff s ON s.center_id = r.center_id AND s.staff_no = r.inspector
LEFT JOIN LATERAL (
    SELECT count(*) AS times, max(g.urged_at) AS last_at FROM cc_center.check_urging g
    WHERE g.center_id = r.center_id AND g.report_id = r.report_id) u ON true
WHERE l.finished_at IS NULL AND (l.leg_kind IN ('check', 'verify') OR r.kind = 'verify' AND cc_center.case_round(l.center_id, l.case_id) = 0)
  AND r.replied_at IS NULL;
COMMENT ON VIEW cc_center.checks_due IS
    'Cases whose inspector is to be told, or owes a reply: who was told and when, until when the leg may lie, whether that is past, how often he was urged and when last, and what is to be done: notify, wait, or urge (I3.4, I52).';
SELECT cc_center.share_view('checks_due');

CREATE OR REPLACE VIEW cc_center.case_rounds WITH (security_invoker = true) AS
SELECT d.center_id, c.case_number, d.case_id, d.round, d.department, d.finished_by AS disposed_by, d.finished_at AS disposed_at,
       k.inspector, k.replied_at AS checked_at, k.result, k.proof, k.note,
       (SELECT CASE WHEN p.outcome = 'dispatched' THEN p.reason END FROM cc_center.leg p
        WHERE p.center_id = d.center_id AND p.case_id = d.case_id AND p.leg_no < d.next_leg_no
        ORDER BY p.leg_no DESC LIMIT 1) AS rework_reason,
       d.next_leg_no IS NOT NULL AS reworked
FROM (
    SELECT l.*, row_number() OVER w AS round,
           -- the first leg of the round to come: the department's hands may change within one
           (SELECT min(n.leg_no) FROM cc_center.leg n
            WHERE n.center_id = l.center_id AND n.case_id = l.case_id AND n.leg_no > l.leg_no AND n.leg_kind = 'disposal') AS next_leg_no
    FROM cc_center.leg l
    WHERE l.leg_kind = 'disposal' AND coalesce(l.outcome, '') NOT IN ('handed_over', 'filed')
    WINDOW w AS (PARTITION BY l.center_id, l.case_id ORDER BY l.leg_no)) d
JOIN cc_center.cases c ON c.center_id = d.center_id AND c.case_id = d.case_id
LEFT JOIN LATERAL (
    SELECT r.* FROM cc_center.check_report r
    WHERE r.center_id = d.center_id AND r.case_id = d.case_id AND r.round = d.round AND r.kind = 'check' AND r.replied_at IS NOT NULL
    ORDER BY r.replied_at DESC, r.report_id DESC LIMIT 1) k ON true;
COMMENT ON VIEW cc_center.case_rounds IS
    'How often a case went to a department: each round with the department, who disposed of it and when, the last check of it, and, where it was sent back to be rectified (整改), why (I3.4).';
SELECT cc_center.share_view('case_rounds');
