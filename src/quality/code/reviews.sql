-- Approvals checked: finished legs that were right, wrong (错批) or mistaken (误批).

CREATE OR REPLACE FUNCTION cc_center.check_verdict(verdict text)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (verdict IN ('right', 'wrong', 'mistaken')) IS NOT TRUE THEN
        PERFORM cc_center.raise_error('unknown_word', coalesce(verdict, 'NULL'), 'right, wrong, mistaken');
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.check_verdict(text) IS 'Fails for a word that is no verdict (UCA23).';

CREATE OR REPLACE FUNCTION cc_center.review_leg(center_id bigint, case_id bigint, leg_no integer, verdict text, reason text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.quality_recorder(center_id, 'review');
    rule cc_center.quality_rule := cc_center.quality_rule_in_force(center_id, 'review');
    leg cc_center.leg;
    new_id bigint;
BEGIN
    PERFORM cc_center.check_verdict(verdict);
    SELECT l.* INTO leg FROM cc_center.leg l
    WHERE l.center_id = review_leg.center_id AND l.case_id = review_leg.case_id AND l.leg_no = review_leg.leg_no;
    IF leg.case_id IS NULL THEN
        PERFORM cc_center.raise_error('unknown_leg', coalesce(case_id::text, 'NULL'), coalesce(leg_no::text, 'NULL'));
    ELSIF leg.finished_at IS NULL OR leg.finished_by IS NULL OR leg.outcome = 'handed_over' THEN
        PERFORM cc_center.raise_error('leg_not_reviewable', case_id::text, leg_no::text);
    END IF;
    PERFORM cc_center.check_fact(rule, actor, leg.finished_by, reason);
    INSERT INTO cc_center.leg_review AS r (center_id, case_id, leg_no, staff_no, verdict, version, at, by_staff, given_at, reason)
    VALUES (leg.center_id, leg.case_id, leg.leg_no, leg.finished_by, verdict, rule.version, leg.finished_at, actor,
            cc_center.clock(), reason)
    -- waits for another reviewer who has not committed yet
    ON CONFLICT DO NOTHING RETURNING r.review_id INTO new_id;
    IF new_id IS NULL THEN
        SELECT max(r.review_id) INTO new_id FROM cc_center.leg_review r
        WHERE r.center_id = leg.center_id AND r.case_id = leg.case_id AND r.leg_no = leg.leg_no;
        PERFORM cc_center.raise_error('leg_reviewed', case_id::text, leg_no::text, new_id::text);
    END IF;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.review_leg(bigint, bigint, integer, text, text) IS
    'Somebody whose role the rules name reviews an approval, a leg that another person finished: right, wrong (错批) or mistaken (误批), with a reason, once, while the month in which it was finished is open (A16, I49). Returns the review''s id. UCB01 to UCB04, UCA05, UCA23, UC411, UC501.';

CREATE OR REPLACE FUNCTION cc_center.correct_review(center_id bigint, review_id bigint, verdict text, reason text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.quality_recorder(center_id, 'review');
    rule cc_center.quality_rule := cc_center.quality_rule_in_force(center_id, 'review');
    earlier cc_center.leg_review;
    new_id bigint;
BEGIN
    IF verdict IS NOT NULL THEN
        PERFORM cc_center.check_verdict(verdict);
    END IF;
    SELECT r.* INTO earlier FROM cc_center.leg_review r
    WHERE r.center_id = correct_review.center_id AND r.review_id = correct_review.review_id;
    IF earlier.review_id IS NULL THEN
        PERFORM cc_center.raise_error('unknown_fact', center_id::text, 'review', coalesce(review_id::text, 'NULL'));
    END IF;
    PERFORM cc_center.check_fact(rule, actor, earlier.staff_no, reason);
    PERFORM cc_center.check_correction(center_id, actor, earlier.by_staff, earlier.given_at);
    INSERT INTO cc_center.leg_review AS r
        (center_id, case_id, leg_no, staff_no, verdict, version, at, by_staff, given_at, reason, corrects)
    VALUES (earlier.center_id, earlier.case_id, earlier.leg_no, earlier.staff_no, verdict, rule.version, earlier.at, actor,
            cc_center.clock(), reason, earlier.review_id)
    ON CONFLICT DO NOTHING RETURNING r.review_id INTO new_id;
    IF new_id IS NULL THEN
        SELECT max(r.review_id) INTO new_id FROM cc_center.leg_review r
        WHERE r.center_id = earlier.center_id AND r.case_id = earlier.case_id AND r.leg_no = earlier.leg_no;
        PERFORM cc_center.raise_error('fact_corrected', 'review', review_id::text, new_id::text);
    END IF;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.correct_review(bigint, bigint, text, text) IS
    'Another word about a leg in place of that of a review, by a further row that names it: a verdict, or NULL, which takes it back. For who said it, or of those roles one that is not lower, and while the same month is open; the review named must be the last word. Returns the new review''s id. UCB05, UCB06, UCA05, UCA23, UC411, UC501.';

DO $$
BEGIN
    PERFORM cc_center.share_function(f, cc_center.person_groups())
    FROM unnest('{"cc_center.review_leg(bigint, bigint, integer, text, text)",
                  "cc_center.correct_review(bigint, bigint, text, text)"}'::regprocedure[]) f;
END
$$;
