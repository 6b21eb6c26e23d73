-- After a month is closed: objections, and adjustments in a later month.

SELECT cc_center.share_attendance('adjustment');
SELECT cc_center.share_attendance('objection');
SELECT cc_center.keep_rows('adjustment', '');
SELECT cc_center.keep_rows('objection', '');

CREATE OR REPLACE FUNCTION cc_center.require_amount(amount numeric)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF amount IS NULL OR NOT amount > 0 OR amount >= 10000000000 THEN
        PERFORM cc_center.raise_error('adjustment_too_high', coalesce(amount::text, 'NULL'), '-');
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.require_amount(numeric) IS 'Fails unless an amount is one that could have been taken.';

CREATE OR REPLACE FUNCTION cc_center.write_adjustment(given cc_center.adjustment)
RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    taken numeric;
    given_back numeric;
    new_id bigint;
BEGIN
    IF given.by_staff = given.staff_no THEN
        PERFORM cc_center.raise_error('own_request', 'I44');
    ELSIF NOT cc_center.has_text(given.reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'I44');
    ELSIF given.amount IS NULL OR NOT given.amount > 0 THEN
        PERFORM cc_center.raise_error('adjustment_too_high', coalesce(given.amount::text, 'NULL'), '0');
    END IF;
    -- two at once give back what is left one after the other: an UPDATE and no lock, at which an older snapshot fails
    UPDATE cc_center.payroll p SET digest = p.digest
    WHERE p.center_id = given.center_id AND p.month = given.of_month AND p.staff_no = given.staff_no;
    IF NOT EXISTS (SELECT FROM cc_center.appraisal_month a
                   WHERE a.center_id = given.center_id AND a.month = given.of_month AND a.closed_at IS NOT NULL) THEN
        PERFORM cc_center.raise_error('month_not_closed', to_char(given.of_month, 'YYYY-MM'));
    END IF;
    given.month := cc_center.month_of(given.center_id, cc_center.clock());
    -- nor is that month closed meanwhile
    PERFORM cc_center.lock_attendance_month(given.center_id, given.month);
    SELECT coalesce(sum(d.charged), 0) INTO taken FROM cc_center.payroll_deduction d
    WHERE d.center_id = given.center_id AND d.month = given.of_month AND d.staff_no = given.staff_no AND d.subject = given.subject;
    SELECT coalesce(sum(a.amount), 0) INTO given_back FROM cc_center.adjustment a
    WHERE a.center_id = given.center_id AND a.of_month = given.of_month AND a.staff_no = given.staff_no AND a.subject = given.subject;
    IF given.amount > taken - given_back THEN
        PERFORM cc_center.raise_error('adjustment_too_high', given.amount::text, (taken - given_back)::numeric(12,2)::text);
    END IF;
    INSERT INTO cc_center.adjustment AS a (center_id, month, of_month, staff_no, subject, amount, reason, by_staff, at, objection_id)
    VALUES (given.center_id, given.month, given.of_month, given.staff_no, given.subject, given.amount, given.reason, given.by_staff,
            cc_center.clock(), given.objection_id)
    RETURNING a.adjustment_id INTO new_id;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.write_adjustment(cc_center.adjustment) IS
    'Gives back in this month what a subject cost in a closed one: at most what was taken and not given back yet.';

CREATE OR REPLACE FUNCTION cc_center.adjust(center_id bigint, staff_no text, of_month date, subject text, amount numeric, reason text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    given cc_center.adjustment;
BEGIN
    given.by_staff := cc_center.require_role(center_id, 'supervisor');
    PERFORM cc_center.require_amount(amount);
    given.center_id := center_id;
    given.of_month := cc_center.roster_month_start(cc_center.require_plan_day(of_month, true));
    given.staff_no := staff_no;
    given.subject := subject;
    given.amount := amount;
    given.reason := reason;
    RETURN cc_center.write_adjustment(given);
END
$$;
COMMENT ON FUNCTION cc_center.adjust(bigint, text, date, text, numeric, text) IS
    'A supervisor gives back, in this month, what a subject cost somebody in a closed month, in yuan, with a reason, not in his own matter, and never more than was taken. Returns the adjustment''s id. UCD08, UCD09, UC411.';
GRANT EXECUTE ON FUNCTION cc_center.adjust(bigint, text, date, text, numeric, text) TO cc_center_supervisor;

CREATE OR REPLACE FUNCTION cc_center.object(center_id bigint, month date, subject text, reason text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    first_day constant date := cc_center.roster_month_start(cc_center.require_plan_day(month, true));
    closed cc_center.appraisal_month;
    within interval;
    new_id bigint;
BEGIN
    SELECT a.* INTO closed FROM cc_center.appraisal_month a WHERE a.center_id = object.center_id AND a.month = first_day;
    IF closed.closed_at IS NULL THEN
        PERFORM cc_center.raise_error('month_not_closed', to_char(first_day, 'YYYY-MM'));
    ELSIF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'I44');
    ELSIF NOT EXISTS (SELECT FROM cc_center.payroll_deduction d
                      WHERE d.center_id = object.center_id AND d.month = first_day AND d.staff_no = actor AND d.subject = object.subject) THEN
        PERFORM cc_center.raise_error('nothing_deducted', coalesce(subject, 'NULL'), to_char(first_day, 'YYYY-MM'));
    END IF;
    within := cc_center.setting_in_force(center_id, 'objection_within')::interval;
    IF cc_center.clock() > closed.closed_at + within THEN
        PERFORM cc_center.raise_error('objection_too_late', within::text, to_char(first_day, 'YYYY-MM'));
    END IF;
    INSERT INTO cc_center.objection AS o (center_id, month, staff_no, subject, reason, objected_at)
    VALUES (center_id, first_day, actor, subject, reason, cc_center.clock())
    ON CONFLICT DO NOTHING RETURNING o.objection_id INTO new_id;
    IF new_id IS NULL THEN
        PERFORM cc_center.raise_error('objection_known', subject, to_char(first_day, 'YYYY-MM'));
    END IF;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.object(bigint, date, text, text) IS
    'The acting person objects to what a subject cost him in a closed month, with a reason, within the time of rule setting objection_within after the closing (an interval; NULL: no limit). Returns the objection''s id. UCD09 to UCD12.';

CREATE OR REPLACE FUNCTION cc_center.decide_objection(center_id bigint, objection_id bigint, amount numeric, reason text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.require_role(center_id, 'supervisor', 'director');
    objection cc_center.objection;
    given cc_center.adjustment;
BEGIN
    SELECT o.* INTO objection FROM cc_center.objection o
    WHERE o.center_id = decide_objection.center_id AND o.objection_id = decide_objection.objection_id FOR UPDATE;
    IF objection.objection_id IS NULL THEN
        PERFORM cc_center.raise_error('unknown_objection', coalesce(objection_id::text, 'NULL'));
    ELSIF objection.status <> 'requested' THEN
        PERFORM cc_center.raise_error('objection_decided', objection_id::text, objection.status);
    ELSIF actor = objection.staff_no THEN
        PERFORM cc_center.raise_error('own_request', 'I44');
    ELSIF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'I44');
    END IF;
    IF amount IS NOT NULL THEN
        PERFORM cc_center.require_amount(amount);
    END IF;
    UPDATE cc_center.objection o
    SET status = CASE WHEN amount IS NULL THEN 'refused' ELSE 'granted' END, decided_by = actor, decided_at = cc_center.clock(),
        decision = decide_objection.reason
    WHERE o.center_id = objection.center_id AND o.objection_id = objection.objection_id;
    IF amount IS NULL THEN
        RETURN NULL;
    END IF;
    given.center_id := objection.center_id;
    given.of_month := objection.month;
    given.staff_no := objection.staff_no;
    given.subject := objection.subject;
    given.amount := amount;
    given.reason := reason;
    given.by_staff := actor;
    given.objection_id := objection.objection_id;
    RETURN cc_center.write_adjustment(given);
END
$$;
COMMENT ON FUNCTION cc_center.decide_objection(bigint, bigint, numeric, text) IS
    'A supervisor or the director, never the person himself, decides an objection with a reason: amount is given back as an adjustment of this month; NULL refuses. Returns the adjustment''s id, NULL where refused. UCD08, UCD13, UCD14, UC411.';

DO $$
BEGIN
    PERFORM cc_center.share_function('cc_center.object(bigint, date, text, text)',
        cc_center.person_groups());
    PERFORM cc_center.share_function('cc_center.decide_objection(bigint, bigint, numeric, text)', ARRAY['supervisor', 'director']);
END
$$;
