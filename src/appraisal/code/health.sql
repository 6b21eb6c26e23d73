-- What health() says of payrolls that were edited past the rules.

CREATE OR REPLACE FUNCTION cc_center.payroll_digest(center_id bigint, month date)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT md5(concat_ws(' ',
        (SELECT md5(string_agg(ROW(p.staff_no, p.role, p.version, p.digest, p.attendance_bonus, p.attendance_deduction, p.appraisal_bonus,
                                   p.appraisal_deduction, p.no_tariff)::text, '' ORDER BY p.staff_no))
         FROM cc_center.payroll p WHERE p.center_id = payroll_digest.center_id AND p.month = payroll_digest.month),
        (SELECT md5(string_agg(ROW(q.staff_no, q.subject, q.unit, q.quantity)::text, '' ORDER BY q.staff_no, q.subject, q.unit))
         FROM cc_center.payroll_quantity q WHERE q.center_id = payroll_digest.center_id AND q.month = payroll_digest.month),
        (SELECT md5(string_agg(ROW(d.staff_no, d.ordinal, d.bonus, d.subject, d.unit, d.quantity, d.rate, d.amount, d.charged, d.forfeits,
                                   d.by_clause)::text, '' ORDER BY d.staff_no, d.ordinal))
         FROM cc_center.payroll_deduction d WHERE d.center_id = payroll_digest.center_id AND d.month = payroll_digest.month)))
$$;
COMMENT ON FUNCTION cc_center.payroll_digest(bigint, date) IS
    'What the stored payroll of a month comes to in one word.';

CREATE OR REPLACE FUNCTION cc_center.edited_payrolls(center_id bigint, month date, version integer)
RETURNS TABLE (staff_no text) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
SET enable_nestloop = off
SET jit = off
AS $$
    WITH pay AS MATERIALIZED (
        SELECT p.* FROM cc_center.payroll p
        WHERE p.center_id = edited_payrolls.center_id AND p.month = edited_payrolls.month AND p.version = edited_payrolls.version
    ), due AS MATERIALIZED (
        SELECT c.* FROM cc_center.charges_of(edited_payrolls.center_id, edited_payrolls.version, ARRAY(
            SELECT ROW(q.staff_no, p.role, q.subject, q.unit, q.quantity)::cc_center.month_quantity
            FROM cc_center.payroll_quantity q JOIN pay p ON p.staff_no = q.staff_no
            WHERE q.center_id = edited_payrolls.center_id AND q.month = edited_payrolls.month)) c
    ), taken AS MATERIALIZED (
        SELECT d.* FROM cc_center.payroll_deduction d JOIN pay p ON p.staff_no = d.staff_no
        WHERE d.center_id = edited_payrolls.center_id AND d.month = edited_payrolls.month
    )
    SELECT coalesce(c.staff_no, d.staff_no)
    FROM due c FULL JOIN taken d ON d.staff_no = c.staff_no AND d.ordinal = c.ordinal
    WHERE (c.bonus, c.subject, c.unit, c.quantity, c.rate, c.amount, c.charged, c.forfeits, c.by_clause)
          IS DISTINCT FROM (d.bonus, d.subject, d.unit, d.quantity, d.rate, d.amount, d.charged, d.forfeits, d.by_clause)
    UNION
    SELECT p.staff_no
    FROM pay p
    LEFT JOIN (SELECT c.staff_no, sum(c.charged) FILTER (WHERE c.bonus = 'attendance_bonus') AS attendance,
                      sum(c.charged) FILTER (WHERE c.bonus = 'appraisal_bonus') AS appraisal
               FROM due c GROUP BY c.staff_no) c ON c.staff_no = p.staff_no
    LEFT JOIN cc_center.bonus ab ON ab.center_id = p.center_id AND ab.version = p.version AND ab.role = p.role AND ab.bonus = 'attendance_bonus'
    LEFT JOIN cc_center.bonus pb ON pb.center_id = p.center_id AND pb.version = p.version AND pb.role = p.role AND pb.bonus = 'appraisal_bonus'
    WHERE (p.attendance_deduction, p.appraisal_deduction, p.attendance_bonus, p.appraisal_bonus)
          <> (coalesce(c.attendance, 0), coalesce(c.appraisal, 0), coalesce(ab.amount, 0), coalesce(pb.amount, 0))
$$;
COMMENT ON FUNCTION cc_center.edited_payrolls(bigint, date, integer) IS
    'Whose stored month is not what its stored quantities come to by the version it was appraised by.';

CREATE OR REPLACE FUNCTION cc_center.health_of_appraisal()
RETURNS TABLE (finding text, subject text, detail text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    -- the last months of each center: those before were looked at while they were the last
    WITH recent AS MATERIALIZED (
        SELECT a.*
        FROM cc_center.center c
        CROSS JOIN LATERAL (SELECT m.* FROM cc_center.appraisal_month m WHERE m.center_id = c.center_id ORDER BY m.month DESC LIMIT 3) a
        WHERE cc_center.sees_health(c.center_id)
    )
    SELECT cc_center.translated('the payroll of a closed month was changed'), format('%s/%s', r.center_id, r.month),
           cc_center.translated('Somebody edited rows past the rules.')
    FROM recent r WHERE r.closed_at IS NOT NULL AND r.digest IS DISTINCT FROM cc_center.payroll_digest(r.center_id, r.month)
    UNION ALL
    SELECT cc_center.translated('a payroll is not what its quantities come to'), format('%s/%s/%s', v.center_id, v.month, e.staff_no),
           cc_center.translated('Somebody edited rows past the rules.')
    FROM (SELECT DISTINCT r.center_id, r.month, p.version
          FROM recent r JOIN cc_center.payroll p ON p.center_id = r.center_id AND p.month = r.month) v
    CROSS JOIN LATERAL cc_center.edited_payrolls(v.center_id, v.month, v.version) e
$$;
COMMENT ON FUNCTION cc_center.health_of_appraisal() IS
    'The part of health() about payrolls: of the last three months of each center, by the digest taken at closing, and by charging the stored quantities again.';
SELECT cc_center.register_health_check('appraisal', 'health_of_appraisal');
