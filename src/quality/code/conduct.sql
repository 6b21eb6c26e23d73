-- Conduct on record, by the catalogue of the rules.

CREATE OR REPLACE FUNCTION cc_center.conduct_version(center_id bigint, conduct text, at timestamptz)
RETURNS integer LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    version integer;
BEGIN
    SELECT c.version INTO version FROM cc_center.conduct c
    WHERE c.center_id = conduct_version.center_id AND c.conduct = conduct_version.conduct
      AND c.version = cc_center.rules_in_force(conduct_version.center_id, conduct_version.at);
    IF version IS NULL THEN
        PERFORM cc_center.raise_error('unknown_conduct', center_id::text, coalesce(conduct, 'NULL'));
    END IF;
    RETURN version;
END
$$;
COMMENT ON FUNCTION cc_center.conduct_version(bigint, text, timestamptz) IS
    'The rules that held at an instant, which must know the conduct (UCB08).';

CREATE OR REPLACE FUNCTION cc_center.record_conduct(
    center_id bigint, staff_no text, conduct text, reason text, at timestamptz DEFAULT cc_center.clock())
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.quality_recorder(center_id, 'conduct');
    rule cc_center.quality_rule := cc_center.quality_rule_in_force(center_id, 'conduct');
    new_id bigint;
BEGIN
    PERFORM cc_center.check_when(center_id, staff_no, at);
    PERFORM cc_center.check_fact(rule, actor, staff_no, reason);
    INSERT INTO cc_center.conduct_record AS r (center_id, staff_no, conduct, version, at, by_staff, given_at, reason)
    VALUES (center_id, staff_no, conduct, cc_center.conduct_version(center_id, conduct, at), at, actor, cc_center.clock(), reason)
    RETURNING r.record_id INTO new_id;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.record_conduct(bigint, text, text, text, timestamptz) IS
    'Somebody whose role the rules name records another person''s conduct, a reward or a fault of the catalogue, seen at an instant, now by default, in a month that is open; the reason says what was seen (A4, A5, A13, A22, B2.1, B2.5, C8.3, E3.1-E3.3, E3.6-E3.8, I3.5, I4, I8). Returns the id. UCB01, UCB08, UCA04, UCA05, UC105, UC401, UC411, UC501.';

CREATE OR REPLACE FUNCTION cc_center.correct_conduct(center_id bigint, record_id bigint, conduct text, reason text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.quality_recorder(center_id, 'conduct');
    rule cc_center.quality_rule := cc_center.quality_rule_in_force(center_id, 'conduct');
    earlier cc_center.conduct_record;
    new_id bigint;
BEGIN
    SELECT r.* INTO earlier FROM cc_center.conduct_record r
    WHERE r.center_id = correct_conduct.center_id AND r.record_id = correct_conduct.record_id;
    IF earlier.record_id IS NULL THEN
        PERFORM cc_center.raise_error('unknown_fact', center_id::text, 'conduct', coalesce(record_id::text, 'NULL'));
    END IF;
    PERFORM cc_center.check_fact(rule, actor, earlier.staff_no, reason);
    PERFORM cc_center.check_correction(center_id, actor, earlier.by_staff, earlier.given_at);
    INSERT INTO cc_center.conduct_record AS r (center_id, staff_no, conduct, version, at, by_staff, given_at, reason, corrects)
    VALUES (earlier.center_id, earlier.staff_no, conduct,
            CASE WHEN conduct IS NULL THEN earlier.version ELSE cc_center.conduct_version(center_id, conduct, earlier.at) END,
            earlier.at, actor, cc_center.clock(), reason, earlier.record_id)
    ON CONFLICT DO NOTHING RETURNING r.record_id INTO new_id;
    IF new_id IS NULL THEN
        PERFORM cc_center.raise_error('fact_corrected', 'conduct', record_id::text,
            (SELECT r.record_id::text FROM cc_center.conduct_record r WHERE r.center_id = earlier.center_id AND r.corrects = earlier.record_id));
    END IF;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.correct_conduct(bigint, bigint, text, text) IS
    'Other conduct in place of that of a record, by a further row that names it; NULL takes it back. For who said it, or of those roles one that is not lower, and while the same month is open; the record named must be the last word. Returns the new record''s id. UCB05, UCB06, UCB08, UCA05, UC411, UC501.';

DO $$
BEGIN
    PERFORM cc_center.share_function(f, cc_center.person_groups())
    FROM unnest('{"cc_center.record_conduct(bigint, text, text, text, timestamptz)",
                  "cc_center.correct_conduct(bigint, bigint, text, text)"}'::regprocedure[]) f;
END
$$;
