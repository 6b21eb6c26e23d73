-- Appraising a month, closing it, and trying a drafted version on it.

SELECT cc_center.share_attendance('payroll');
SELECT cc_center.share_attendance('payroll_quantity');
SELECT cc_center.share_attendance('payroll_deduction');
SELECT cc_center.share_table('appraisal_month', cc_center.all_groups());
SELECT cc_center.keep_rows('appraisal_month', '');
CREATE OR REPLACE TRIGGER aa_keep BEFORE TRUNCATE ON cc_center.payroll
    FOR EACH STATEMENT EXECUTE FUNCTION cc_center.refuse_change('');
CREATE OR REPLACE TRIGGER aa_keep BEFORE TRUNCATE ON cc_center.payroll_quantity
    FOR EACH STATEMENT EXECUTE FUNCTION cc_center.refuse_change('');
CREATE OR REPLACE TRIGGER aa_keep BEFORE TRUNCATE ON cc_center.payroll_deduction
    FOR EACH STATEMENT EXECUTE FUNCTION cc_center.refuse_change('');

CREATE OR REPLACE FUNCTION cc_center.require_open_appraisal(center_id bigint, month date)
RETURNS date LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    first_day constant date := cc_center.roster_month_start(cc_center.require_plan_day(month, true));
BEGIN
    IF EXISTS (SELECT FROM cc_center.appraisal_month a
               WHERE a.center_id = require_open_appraisal.center_id AND a.month = first_day AND a.closed_at IS NOT NULL) THEN
        PERFORM cc_center.raise_error('appraisal_closed', to_char(first_day, 'YYYY-MM'));
    ELSIF cc_center.local_day(center_id, cc_center.clock()) < first_day + interval '1 month' THEN
        PERFORM cc_center.raise_error('month_not_over', to_char(first_day, 'YYYY-MM'));
    END IF;
    RETURN first_day;
END
$$;
COMMENT ON FUNCTION cc_center.require_open_appraisal(bigint, date) IS
    'The first day of a month that is over and not closed; UCD07, UCD06.';

CREATE OR REPLACE FUNCTION cc_center.require_no_reopened(center_id bigint, month date)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    reopened date;
BEGIN
    SELECT min(a.month) INTO reopened FROM cc_center.appraisal_month a
    WHERE a.center_id = require_no_reopened.center_id AND a.month < require_no_reopened.month AND a.closing > 0 AND a.closed_at IS NULL;
    IF reopened IS NOT NULL THEN
        PERFORM cc_center.raise_error('earlier_month_reopened', to_char(month, 'YYYY-MM'), to_char(reopened, 'YYYY-MM'));
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.require_no_reopened(bigint, date) IS
    'Fails where an earlier month was opened again and is not closed yet: a month opened again has no closed one after it (UCD30).';

CREATE OR REPLACE FUNCTION cc_center.write_payroll(
    center_id bigint, month date, actor text, OUT people integer, OUT changed integer)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET enable_nestloop = off
SET jit = off
AS $$
DECLARE
    version constant integer := cc_center.month_version(center_id, month);
    quantities constant cc_center.month_quantity[] := ARRAY(SELECT q FROM cc_center.month_quantities(center_id, month, false) q);
    charges constant cc_center.payroll_deduction[] := ARRAY(SELECT c FROM cc_center.month_charges(center_id, month, version, quantities) c);
    pay cc_center.payroll[];
    stale text[];
BEGIN
    INSERT INTO cc_center.appraisal_month AS a (center_id, month, appraised_by, appraised_at)
    VALUES (center_id, month, actor, cc_center.clock())
    ON CONFLICT ON CONSTRAINT appraisal_month_pkey DO UPDATE SET appraised_by = excluded.appraised_by, appraised_at = excluded.appraised_at;
    pay := ARRAY(SELECT ROW(write_payroll.center_id, write_payroll.month, p.staff_no, p.role, version, p.digest, p.attendance_bonus,
                            p.attendance_deduction, p.appraisal_bonus, p.appraisal_deduction, p.no_tariff)::cc_center.payroll
                 FROM cc_center.month_pay(center_id, month, version, quantities, charges) p);
    people := cardinality(pay);
    -- who is as he was stays untouched; who has nothing in the month any more goes
    stale := ARRAY(SELECT coalesce(n.staff_no, k.staff_no)
                   FROM unnest(pay) n
                   FULL JOIN (SELECT o.* FROM cc_center.payroll o
                              WHERE o.center_id = write_payroll.center_id AND o.month = write_payroll.month) k ON k.staff_no = n.staff_no
                   WHERE n IS DISTINCT FROM k);
    changed := cardinality(stale);
    DELETE FROM cc_center.payroll_deduction d
    WHERE d.center_id = write_payroll.center_id AND d.month = write_payroll.month AND d.staff_no = ANY (stale);
    DELETE FROM cc_center.payroll_quantity d
    WHERE d.center_id = write_payroll.center_id AND d.month = write_payroll.month AND d.staff_no = ANY (stale);
    DELETE FROM cc_center.payroll d
    WHERE d.center_id = write_payroll.center_id AND d.month = write_payroll.month AND d.staff_no = ANY (stale);
    INSERT INTO cc_center.payroll SELECT n.* FROM unnest(pay) n WHERE n.staff_no = ANY (stale);
    INSERT INTO cc_center.payroll_quantity (center_id, month, staff_no, subject, unit, quantity)
    SELECT write_payroll.center_id, write_payroll.month, q.staff_no, q.subject, q.unit, q.quantity
    FROM unnest(quantities) q WHERE q.staff_no = ANY (stale);
    INSERT INTO cc_center.payroll_deduction SELECT c.* FROM unnest(charges) c WHERE c.staff_no = ANY (stale);
END
$$;
COMMENT ON FUNCTION cc_center.write_payroll(bigint, date, text) IS
    'Appraises a month and writes what is different; for callers that hold the center''s lock. Returns how many people, and how many changed.';

CREATE OR REPLACE FUNCTION cc_center.appraise(center_id bigint, month date, OUT people integer, OUT changed integer)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.require_scheduler_or(center_id, 'supervisor', 'appraiser');
    first_day date;
BEGIN
    PERFORM cc_center.require_center(center_id);
    PERFORM cc_center.lock_attendance(center_id);
    first_day := cc_center.require_open_appraisal(center_id, month);
    -- what became known since its days were closed belongs to it
    PERFORM cc_center.close_touched_of(center_id);
    SELECT w.people, w.changed INTO people, changed FROM cc_center.write_payroll(center_id, first_day, actor) w;
END
$$;
COMMENT ON FUNCTION cc_center.appraise(bigint, date) IS
    'Appraises a month that is over, as a draft: what everybody''s attendance of the days that are closed, leave and work come to, by the rules in force at its end; person-shifts about which something became known since are judged again first. How many people, and how many are different from before; the same facts write nothing. For the appraiser, who closes nothing, the supervisor and the scheduler (I44, I45). UCD06, UCD07.';

CREATE OR REPLACE FUNCTION cc_center.close_month(center_id bigint, month date, OUT people integer, OUT changed integer)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.require_role(center_id, 'supervisor');
    first_day date;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM cc_center.raise_error('needs_read_committed');
    END IF;
    -- before anything is locked that those may wait for whom it waits for
    PERFORM cc_center.await_case_actions(cc_center.require_open_appraisal(center_id, month));
    PERFORM cc_center.lock_attendance(center_id);
    -- somebody else may have closed it meanwhile
    first_day := cc_center.require_open_appraisal(center_id, month);
    PERFORM cc_center.require_no_reopened(center_id, first_day);
    -- from here on nobody adds a fact to the month
    IF NOT EXISTS (SELECT FROM cc_center.attendance_month_close m
                   WHERE m.center_id = close_month.center_id AND m.month = first_day AND m.closed_at IS NOT NULL) THEN
        PERFORM cc_center.close_attendance_as(center_id, first_day, actor);
    END IF;
    SELECT w.people, w.changed INTO people, changed FROM cc_center.write_payroll(center_id, first_day, actor) w;
    UPDATE cc_center.appraisal_month a
    SET closed_by = actor, closed_at = cc_center.clock(), closing = a.closing + 1, digest = cc_center.payroll_digest(a.center_id, a.month)
    WHERE a.center_id = close_month.center_id AND a.month = first_day;
END
$$;
COMMENT ON FUNCTION cc_center.close_month(bigint, date) IS
    'A supervisor closes a month: its attendance is closed, it is appraised a last time, and from then on no fact of it changes, and no payroll; what was wrong is settled by cc_center.adjust() in a later month. cc_center.reopen_month() opens it again. At READ COMMITTED only. UCD06, UCD07, UCD30 where an earlier month was reopened, UCA19, UCA20, UCA26, UCA27.';

CREATE OR REPLACE FUNCTION cc_center.what_if(center_id bigint, month date, version integer)
RETURNS TABLE (staff_no text, name text, net_now numeric(12,2), net_then numeric(12,2), difference numeric(12,2), because text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_nestloop = off
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    first_day constant date := cc_center.roster_month_start(cc_center.require_plan_day(what_if.month, true));
    version_now integer;
    quantities_now cc_center.month_quantity[];
    quantities_then cc_center.month_quantity[];
    charges_now cc_center.payroll_deduction[];
    charges_then cc_center.payroll_deduction[];
BEGIN
    PERFORM cc_center.require_reader(what_if.center_id, NULL);
    IF NOT EXISTS (SELECT FROM cc_center.rule_set r WHERE r.center_id = what_if.center_id AND r.version = what_if.version) THEN
        PERFORM cc_center.raise_error('unknown_rule_set', what_if.center_id::text, coalesce(what_if.version::text, 'NULL'));
    END IF;
    version_now := cc_center.month_version(what_if.center_id, first_day);
    -- both judged as of now: what is stored may be older than the facts
    quantities_now := ARRAY(SELECT q FROM cc_center.month_quantities(what_if.center_id, first_day, true) q);
    quantities_then := ARRAY(SELECT q FROM cc_center.month_quantities(what_if.center_id, first_day, true, what_if.version) q);
    charges_now := ARRAY(SELECT c FROM cc_center.month_charges(what_if.center_id, first_day, version_now, quantities_now) c);
    charges_then := ARRAY(SELECT c FROM cc_center.month_charges(what_if.center_id, first_day, what_if.version, quantities_then) c);
    RETURN QUERY
    WITH pay AS (
        SELECT coalesce(n.staff_no, t.staff_no) AS staff_no,
               coalesce(n.attendance_bonus - n.attendance_deduction + n.appraisal_bonus - n.appraisal_deduction, 0) AS net_now,
               coalesce(t.attendance_bonus - t.attendance_deduction + t.appraisal_bonus - t.appraisal_deduction, 0) AS net_then
        FROM cc_center.month_pay(what_if.center_id, first_day, version_now, quantities_now, charges_now) n
        FULL JOIN cc_center.month_pay(what_if.center_id, first_day, what_if.version, quantities_then, charges_then) t ON t.staff_no = n.staff_no
    ), different AS (
        SELECT k.staff_no, string_agg(k.subject, ', ' ORDER BY k.subject) AS because
        FROM (SELECT coalesce(n.staff_no, t.staff_no) AS staff_no, coalesce(n.subject, t.subject) AS subject
              FROM (SELECT c.staff_no, c.subject, sum(c.charged) AS charged FROM unnest(charges_now) c GROUP BY 1, 2) n
              FULL JOIN (SELECT c.staff_no, c.subject, sum(c.charged) AS charged FROM unnest(charges_then) c GROUP BY 1, 2) t
                   ON t.staff_no = n.staff_no AND t.subject = n.subject
              WHERE n.charged IS DISTINCT FROM t.charged) k
        GROUP BY k.staff_no
    )
    SELECT r.staff_no, r.name, r.net_now, r.net_then, r.net_then - r.net_now, r.because
    FROM (SELECT p.staff_no, s.name, p.net_now::numeric(12,2) AS net_now, p.net_then::numeric(12,2) AS net_then, d.because
          FROM pay p
          JOIN cc_center.staff s ON s.center_id = what_if.center_id AND s.staff_no = p.staff_no
          LEFT JOIN different d ON d.staff_no = p.staff_no
          UNION ALL
          SELECT NULL, cc_center.translated('sum'), sum(p.net_now)::numeric(12,2), sum(p.net_then)::numeric(12,2), NULL FROM pay p) r
    ORDER BY r.staff_no NULLS LAST;
END
$$;
COMMENT ON FUNCTION cc_center.what_if(bigint, date, integer) IS
    'What a month would come to by a version, drafted ones too, against what cc_center.appraise() would store now: everybody''s net now and then, the difference, and the subjects that it comes from; a last row for the sum. The attendance of its closed days is judged from the facts as they are, by the rules in force on each and by the version. Writes nothing (I43).';

DO $$
BEGIN
    PERFORM cc_center.share_function('cc_center.appraise(bigint, date)', ARRAY['scheduler', 'supervisor', 'appraiser']);
    PERFORM cc_center.share_function('cc_center.close_month(bigint, date)', ARRAY['supervisor']);
    PERFORM cc_center.share_function('cc_center.what_if(bigint, date, integer)', ARRAY['shift_leader', 'supervisor', 'director', 'appraiser']);
END
$$;
