-- Where the confirmation of each case stands, and what it lacks.

CREATE OR REPLACE VIEW cc_center.confirmation WITH (security_invoker = true) AS
SELECT c.center_id, c.case_id, c.channel, c.stage, r.version, r.after_stage, r.rework_stage, r.by_roles, r.by_another, r.hours::text AS hours,
       r.apart, r.tries, r.callback_limit, r.limit_hours::text AS limit_hours, r.clause,
       d.leg_no AS round, d.finished_at AS disposed_at, d.finished_by AS disposed_by,
       coalesce(w.calls, 0) AS calls, coalesce(w.unanswered, 0) AS unanswered, w.last_try, w.answer
FROM cc_center.cases c
CROSS JOIN LATERAL (
    SELECT b.* FROM cc_center.callback_rule b
    WHERE b.center_id = c.center_id AND b.version = cc_center.rules_in_force(c.center_id) AND b.channel IN (c.channel, '*')
    ORDER BY b.channel = '*' LIMIT 1) r
LEFT JOIN LATERAL (
    -- a later leg of its kind is the rework
    SELECT l.leg_no, l.finished_at, l.finished_by FROM cc_center.leg l
    WHERE l.center_id = c.center_id AND l.case_id = c.case_id AND l.outcome = r.after_stage
      AND NOT EXISTS (SELECT FROM cc_center.leg n
                      WHERE n.center_id = l.center_id AND n.case_id = l.case_id AND n.leg_no > l.leg_no AND n.leg_kind = l.leg_kind)
    ORDER BY l.leg_no DESC LIMIT 1) d ON true
LEFT JOIN LATERAL (
    SELECT max(k.call_no) AS calls, count(*) FILTER (WHERE k.result = 'not_reached')::integer AS unanswered,
           max(k.at) FILTER (WHERE NOT k.called_in AND k.result IS NOT NULL) AS last_try,
           (array_agg(k.result ORDER BY k.call_no DESC) FILTER (WHERE k.result IN ('solved', 'not_solved')))[1] AS answer
    FROM cc_center.callback k
    WHERE k.center_id = c.center_id AND k.case_id = c.case_id AND k.round = d.leg_no
      AND NOT EXISTS (SELECT FROM cc_center.callback e WHERE e.center_id = k.center_id AND e.corrects = k.callback_id)) w ON true;
COMMENT ON VIEW cc_center.confirmation IS
    'The cases whose callers the rules in force ask, with their rule and where each stands: round, the leg that disposed of it, when and by whom, NULL before that and while it is worked on again; calls made in the round, unanswered of them, the last try of ours, and the answer last given: solved, not_solved, or NULL (C8.6).';
SELECT cc_center.share_view('confirmation');

CREATE OR REPLACE FUNCTION cc_center.lacking_confirmation(center_id bigint, case_id bigint, to_stage text)
RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE
        WHEN s.round IS NULL THEN cc_center.translated('The case has not been disposed of.')
        WHEN s.answer = 'solved' THEN NULL
        -- tries that came to nothing later do not make it solved
        WHEN s.answer = 'not_solved' THEN cc_center.translated('The caller says that it is not solved.')
        WHEN s.unanswered >= s.tries THEN NULL
        WHEN s.unanswered = 0 THEN cc_center.translated('The caller has not been asked whether it is solved.')
        WHEN s.tries IS NULL THEN cc_center.translated('The caller has not been reached; tried: %1.', s.unanswered::text)
        ELSE cc_center.translated('The caller has not been reached; tried: %1 of %2.', s.unanswered::text, s.tries::text) END
    FROM cc_center.confirmation s
    WHERE s.center_id = lacking_confirmation.center_id AND s.case_id = lacking_confirmation.case_id
$$;
COMMENT ON FUNCTION cc_center.lacking_confirmation(bigint, bigint, text) IS
    'What the confirmation of a case lacks, in the session''s language; NULL where its caller said, last in this round, that it is solved, or was tried as often as the rules want without any answer, or where the rules ask no callers of its channel (C8.6). What requirement confirmation asks, of a case that is about to be closed.';
