-- Who a month is appraised as, and what of it has no tariff.

CREATE OR REPLACE FUNCTION cc_center.month_staff(center_id bigint, month date)
RETURNS TABLE (staff_no text, role text, active daterange) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.staff_no, s.role, s.active
    FROM cc_center.staff_on(month_staff.center_id, (month + interval '1 month' - interval '1 day')::date) s
$$;
COMMENT ON FUNCTION cc_center.month_staff(bigint, date) IS
    'The people of a center with the role that a month is appraised by: the one they had at its end, or when they left. Whoever joined or left in it has its whole bonus, as the text sets none for a part of a month (I45).';

CREATE OR REPLACE FUNCTION cc_center.without_tariff(center_id bigint, version integer, quantities cc_center.month_quantity[])
RETURNS TABLE (staff_no text, subjects text[]) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
SET enable_nestloop = off
SET jit = off
AS $$
    SELECT k.staff_no, array_agg(k.subject ORDER BY k.subject)
    FROM (
        SELECT q.staff_no, q.subject
        FROM unnest(quantities) q
        LEFT JOIN cc_center.tariff t ON t.center_id = without_tariff.center_id AND t.version = without_tariff.version
             AND t.role = q.role AND t.subject = q.subject AND t.unit = q.unit
        -- a bonus that the subject forfeits is charged without its tariff
        LEFT JOIN cc_center.forfeit f ON f.center_id = without_tariff.center_id AND f.version = without_tariff.version
             AND f.role = q.role AND f.subject = q.subject AND f.unit = q.unit AND q.quantity >= f.from_quantity
             AND (t.bonus IS NULL OR f.bonus = t.bonus)
        GROUP BY q.staff_no, q.subject
        HAVING NOT bool_or(t.subject IS NOT NULL OR f.subject IS NOT NULL)
            OR bool_or(t.subject IS NOT NULL AND t.rate IS NULL AND f.subject IS NULL
                       AND CASE t.per WHEN 'whole' THEN t.quantity @> q.quantity
                                      WHEN 'fixed' THEN q.quantity >= lower(t.quantity)
                                      ELSE q.quantity > lower(t.quantity) END)) k
    GROUP BY k.staff_no
$$;
COMMENT ON FUNCTION cc_center.without_tariff(bigint, integer, cc_center.month_quantity[]) IS
    'What was counted of each person but has no tariff: subjects that the rules price in no unit they were counted in, and those whose quantity reaches a bracket without a rate (U16).';
