-- Service levels are rules like others; a draft of them is looked at before it is proposed.

SELECT cc_center.register_rule_table('service_level', 'service_levels');
SELECT cc_center.record_table('service_level');

CREATE OR REPLACE FUNCTION cc_center.broken_service_levels(center_id bigint, version integer)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH level AS (
        SELECT s.*, coalesce(s.within, make_interval(secs => s.answer_seconds)) AS allowed, s.hours::text AS hours_text
        FROM cc_center.service_level s
        WHERE s.center_id = broken_service_levels.center_id AND s.version = broken_service_levels.version
    )
    SELECT cc_center.translated('Service level "%1" is of legs "%2", which no transition opens.', s.service_level, s.leg_kind)
    FROM level s
    WHERE s.leg_kind <> '*'
      AND NOT EXISTS (SELECT FROM cc_center.transition t
                      WHERE t.center_id = s.center_id AND t.version = s.version AND t.next_leg_kind = s.leg_kind)
    UNION ALL
    SELECT cc_center.translated('Service level "%1" is of channel "%2", which the center has not.', s.service_level, s.channel)
    FROM level s
    WHERE s.channel <> '*'
      AND NOT EXISTS (SELECT FROM cc_center.channel k WHERE k.center_id = s.center_id AND k.channel = s.channel)
    UNION ALL
    -- 28 years have every weekday on every date; hours of holidays only are open, too
    SELECT cc_center.translated('The hours of service level "%1" never open.', s.service_level)
    FROM level s
    WHERE cc_center.working_time(s.hours, '2001-01-01', '2029-01-01', '{[2001-01-01,2001-02-01)}') = interval '0'
    UNION ALL
    SELECT cc_center.translated('Service level "%1" asks for nothing that "%2" does not ask for.', s.service_level, o.service_level)
    FROM level s
    JOIN level o ON o.service_level <> s.service_level AND o.subject = s.subject AND o.leg_kind IS NOT DISTINCT FROM s.leg_kind
         AND (o.category, o.priority, o.channel, o.hours_text) = (s.category, s.priority, s.channel, s.hours_text)
    WHERE o.allowed <= s.allowed AND o.share >= s.share
    ORDER BY 1 LIMIT 1
$$;
COMMENT ON FUNCTION cc_center.broken_service_levels(bigint, integer) IS
    'What is wrong with a version''s service levels: one of legs or a channel that there are none of, hours that never open, or one that gives more time for no greater share of the same. NULL where nothing is (F2.2, G2.1).';
INSERT INTO cc_center.rule_check (area, function) VALUES ('service_levels', 'broken_service_levels') ON CONFLICT DO NOTHING;
