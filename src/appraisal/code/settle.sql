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

CREATE OR REPLACE FUNCTION cc_center.check_settled(given cc_center.adjustment)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF given.by_staff = given.staff_no THEN
        PERFORM cc_center.raise_error('own_request', 'I44');
    ELSIF NOT cc_center.has_text(given.reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'I44');
    ELSIF NOT EXISTS (SELECT FROM cc_center.staff s WHERE s.center_id = given.center_id AND s.staff_no = given.staff_no) THEN
        PERFORM cc_center.raise_error('unknown_staff', given.center_id::text, coalesce(given.staff_no, 'NULL'));
    ELSIF cc_center.is_appraisal_subject(given.subject) IS NOT TRUE THEN
        PERFORM cc_center.raise_error('unknown_quantity', coalesce(given.subject, 'NULL'));
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.check_settled(cc_center.adjustment) IS
    'Fails where somebody settles his own matter, gives no reason, or names nobody and nothing that there is: UC411, UC501, UC105, UCD05.';

CREATE OR REPLACE FUNCTION cc_center.deducted_row(given cc_center.adjustment)
RETURNS cc_center.payroll_deduction LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    taken cc_center.payroll_deduction;
    rows_of_subject text[];
BEGIN
    IF NOT EXISTS (SELECT FROM cc_center.payroll p
                   WHERE p.center_id = given.center_id AND p.month = given.of_month AND p.staff_no = given.staff_no) THEN
        PERFORM cc_center.raise_error('not_appraised', given.staff_no, to_char(given.of_month, 'YYYY-MM'));
    END IF;
    rows_of_subject := ARRAY(SELECT d.ordinal::text FROM cc_center.payroll_deduction d
                             WHERE d.center_id = given.center_id AND d.month = given.of_month AND d.staff_no = given.staff_no
                               AND d.subject = given.subject ORDER BY d.ordinal);
    IF rows_of_subject = '{}' THEN
        PERFORM cc_center.raise_error('nothing_deducted', given.subject, to_char(given.of_month, 'YYYY-MM'));
    ELSIF given.ordinal IS NULL AND cardinality(rows_of_subject) > 1
          OR given.ordinal::text <> ALL (rows_of_subject) THEN
        PERFORM cc_center.raise_error('which_deduction', coalesce(given.ordinal::text, 'NULL'), given.subject, to_char(given.of_month, 'YYYY-MM'),
                                      array_to_string(rows_of_subject, ', '));
    END IF;
    SELECT d.* INTO taken FROM cc_center.payroll_deduction d
    WHERE d.center_id = given.center_id AND d.month = given.of_month AND d.staff_no = given.staff_no
      AND d.ordinal = coalesce(given.ordinal, rows_of_subject[1]::integer);
    RETURN taken;
END
$$;
COMMENT ON FUNCTION cc_center.deducted_row(cc_center.adjustment) IS
    'The row that an adjustment corrects: by its ordinal, which may be left out where the subject has one row only. UCD15, UCD10, UCD28.';

CREATE OR REPLACE FUNCTION cc_center.write_adjustment(given cc_center.adjustment)
RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    closed_at timestamptz;
    taken cc_center.payroll_deduction;
    given_back numeric;
    new_id bigint;
BEGIN
    PERFORM cc_center.check_settled(given);
    given.month := cc_center.month_of(given.center_id, cc_center.clock());
    -- nor is that month closed meanwhile
    PERFORM cc_center.lock_attendance_month(given.center_id, given.month);
    -- nor the other one opened again
    SELECT a.closed_at INTO closed_at FROM cc_center.appraisal_month a
    WHERE a.center_id = given.center_id AND a.month = given.of_month FOR SHARE;
    IF closed_at IS NULL THEN
        PERFORM cc_center.raise_error('month_not_closed', to_char(given.of_month, 'YYYY-MM'));
    END IF;
    -- two at once give back what is left one after the other: an UPDATE and no lock, at which an older snapshot fails
    UPDATE cc_center.payroll p SET digest = p.digest
    WHERE p.center_id = given.center_id AND p.month = given.of_month AND p.staff_no = given.staff_no;
    taken := cc_center.deducted_row(given);
    SELECT coalesce(sum(a.amount), 0) INTO given_back FROM cc_center.adjustment a
    WHERE a.center_id = given.center_id AND a.of_month = given.of_month AND a.staff_no = given.staff_no AND a.ordinal = taken.ordinal;
    IF given.amount > taken.charged - given_back THEN
        PERFORM cc_center.raise_error('adjustment_too_high', given.amount::text, (taken.charged - given_back)::numeric(12,2)::text);
    END IF;
    INSERT INTO cc_center.adjustment AS a (center_id, month, of_month, staff_no, ordinal, subject, amount, reason, by_staff, at, objection_id)
    VALUES (given.center_id, given.month, given.of_month, given.staff_no, taken.ordinal, given.subject, given.amount, given.reason,
            given.by_staff, cc_center.clock(), given.objection_id)
    RETURNING a.adjustment_id INTO new_id;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.write_adjustment(cc_center.adjustment) IS
    'Gives back in this month what a row of a closed one took: at most what it took and what was not given back yet.';

CREATE OR REPLACE FUNCTION cc_center.adjust(
    center_id bigint, staff_no text, of_month date, subject text, amount numeric, reason text, ordinal integer DEFAULT NULL)
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
    given.ordinal := ordinal;
    given.amount := amount;
    given.reason := reason;
    RETURN cc_center.write_adjustment(given);
END
$$;
COMMENT ON FUNCTION cc_center.adjust(bigint, text, date, text, numeric, text, integer) IS
    'A supervisor gives back, in this month, what a row of deduction_detail (its ordinal, which may be left out where the subject has one row only) took from somebody in a closed month, in yuan, with a reason, not in his own matter, and never more than that row took. Returns the adjustment''s id. UC105 for an unknown person, UCD05 subject, UCD28 row; UCD08 to UCD10, UCD15, UC411, UC501.';
GRANT EXECUTE ON FUNCTION cc_center.adjust(bigint, text, date, text, numeric, text, integer) TO cc_center_supervisor;

CREATE OR REPLACE FUNCTION cc_center.check_appraisal_setting()
RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    within interval;
BEGIN
    BEGIN
        within := NEW.value::interval;
    EXCEPTION WHEN data_exception THEN
        NULL;
    END;
    IF (within > interval '0') IS NOT TRUE THEN
        PERFORM cc_center.raise_error('setting_no_interval', NEW.name, NEW.value);
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cc_center.check_appraisal_setting() IS
    'Trigger: rule setting objection_within is a time that passes: UCD29.';
CREATE OR REPLACE TRIGGER ab_appraisal_setting BEFORE INSERT OR UPDATE ON cc_center.rule_setting
    FOR EACH ROW WHEN (NEW.name = 'objection_within' AND NEW.value IS NOT NULL)
    EXECUTE FUNCTION cc_center.check_appraisal_setting();

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
    SELECT a.* INTO closed FROM cc_center.appraisal_month a WHERE a.center_id = object.center_id AND a.month = first_day FOR SHARE;
    IF closed.closed_at IS NULL THEN
        PERFORM cc_center.raise_error('month_not_closed', to_char(first_day, 'YYYY-MM'));
    ELSIF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'I44');
    ELSIF NOT EXISTS (SELECT FROM cc_center.payroll_deduction d
                      WHERE d.center_id = object.center_id AND d.month = first_day AND d.staff_no = actor AND d.subject = object.subject
                        AND d.charged > 0) THEN
        PERFORM cc_center.raise_error('nothing_deducted', coalesce(subject, 'NULL'), to_char(first_day, 'YYYY-MM'));
    END IF;
    within := cc_center.setting_in_force(center_id, 'objection_within')::interval;
    IF cc_center.clock() > closed.closed_at + within THEN
        PERFORM cc_center.raise_error('objection_too_late', within::text, to_char(first_day, 'YYYY-MM'));
    END IF;
    INSERT INTO cc_center.objection AS o (center_id, month, closing, staff_no, subject, reason, objected_at)
    VALUES (center_id, first_day, closed.closing, actor, subject, reason, cc_center.clock())
    ON CONFLICT DO NOTHING RETURNING o.objection_id INTO new_id;
    IF new_id IS NULL THEN
        PERFORM cc_center.raise_error('objection_known', subject, to_char(first_day, 'YYYY-MM'));
    END IF;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.object(bigint, date, text, text) IS
    'The acting person objects to what a subject cost him in a closed month, with a reason, within the time of rule setting objection_within after the closing (an interval; NULL: no limit). Once for a subject and month, whatever becomes of it: who was refused says nothing new by saying it again, and a supervisor may always adjust; once more where the month was reopened and closed anew. Returns the objection''s id. UCD09 to UCD12.';

CREATE OR REPLACE FUNCTION cc_center.decide_objection(
    center_id bigint, objection_id bigint, amount numeric, reason text, ordinal integer DEFAULT NULL)
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
    given.ordinal := ordinal;
    given.amount := amount;
    given.reason := reason;
    given.by_staff := actor;
    given.objection_id := objection.objection_id;
    RETURN cc_center.write_adjustment(given);
END
$$;
COMMENT ON FUNCTION cc_center.decide_objection(bigint, bigint, numeric, text, integer) IS
    'A supervisor or the director, never the person himself, decides an objection with a reason: amount is given back as an adjustment of this month, of the row with that ordinal, which may be left out where the subject has one row only; NULL refuses. Returns the adjustment''s id, NULL where refused. UCD08, UCD13, UCD14, UCD28, UC411, UC501; UCD09 where the month was reopened meanwhile.';

DO $$
BEGIN
    PERFORM cc_center.share_function('cc_center.object(bigint, date, text, text)',
        cc_center.person_groups());
    PERFORM cc_center.share_function('cc_center.decide_objection(bigint, bigint, numeric, text, integer)', ARRAY['supervisor', 'director']);
END
$$;

CREATE OR REPLACE VIEW cc_center.objections WITH (security_invoker = true) AS
SELECT o.center_id, o.objection_id, o.month, o.staff_no, s.name, o.subject, o.reason, o.objected_at, o.status, o.decided_by, o.decided_at, o.decision,
       a.amount AS adjustment, a.adjustment_id, a.month AS given_back_in
FROM cc_center.objection o
JOIN cc_center.staff s ON s.center_id = o.center_id AND s.staff_no = o.staff_no
LEFT JOIN cc_center.adjustment a ON a.center_id = o.center_id AND a.of_month = o.month AND a.staff_no = o.staff_no AND a.objection_id = o.objection_id;
COMMENT ON VIEW cc_center.objections IS
    'Objections to deductions of closed months: requested, granted or refused, by whom and why, and what was given back, in yuan, in which month. Everybody sees his own, leaders and the appraiser all (I44).';
SELECT cc_center.share_view('objections');
