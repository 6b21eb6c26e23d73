-- The one calculation: from quantities and rules to what is charged, and nothing else.

SELECT cc_center.register_rule_table('bonus', 'appraisal');
SELECT cc_center.register_rule_table('tariff', 'appraisal');
SELECT cc_center.register_rule_table('forfeit', 'appraisal');
SELECT cc_center.register_rule_table('rule_example', 'appraisal');
SELECT cc_center.register_rule_table('appraisal_item', 'appraisal');
SELECT cc_center.register_rule_table('dismissal_rule', 'appraisal');
SELECT cc_center.share_function('cc_center.appraisal_subjects()');
SELECT cc_center.share_function('cc_center.is_appraisal_subject(text, text)');
SELECT cc_center.share_function('cc_center.are_appraisal_subjects(text[], text)');
SELECT cc_center.share_function('cc_center.is_appraisal_item(text)');

CREATE OR REPLACE FUNCTION cc_center.charges_of(center_id bigint, version integer, quantities cc_center.month_quantity[])
RETURNS TABLE (staff_no text, ordinal integer, bonus text, subject text, unit text, quantity numeric, rate numeric(12,2),
               amount numeric(12,2), charged numeric(12,2), forfeits boolean, by_clause text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
-- whatever the planner takes the list for, people and subjects are many
SET enable_nestloop = off
SET jit = off
AS $$
    WITH counted AS MATERIALIZED (
        SELECT q.staff_no, q.role, q.subject, q.unit, q.quantity, s.ordinal AS place
        FROM unnest(quantities) q
        JOIN cc_center.appraisal_subjects() s ON s.subject = q.subject AND s.unit = q.unit
        WHERE q.quantity > 0
    ), lost AS MATERIALIZED (
        SELECT c.*, f.bonus, f.clause
        FROM counted c
        JOIN cc_center.forfeit f ON f.center_id = charges_of.center_id AND f.version = charges_of.version
             AND f.role = c.role AND f.subject = c.subject AND f.unit = c.unit AND c.quantity >= f.from_quantity
    ), priced AS (
        -- what forfeits the bonus is not charged by its tariff besides
        SELECT c.staff_no, c.role, c.place, lower(t.quantity) AS bracket, t.bonus, c.subject, c.unit, p.portion AS quantity, t.rate,
               cc_center.round_half_up(CASE t.per WHEN 'fixed' THEN t.rate ELSE p.portion * t.rate END) AS amount,
               false AS forfeits, t.clause
        FROM counted c
        JOIN cc_center.tariff t ON t.center_id = charges_of.center_id AND t.version = charges_of.version
             AND t.role = c.role AND t.subject = c.subject AND t.unit = c.unit AND t.rate > 0
        CROSS JOIN LATERAL (
            SELECT CASE WHEN t.per IN ('whole', 'fixed') THEN c.quantity
                        ELSE least(c.quantity, coalesce(upper(t.quantity), c.quantity)) - lower(t.quantity) END AS portion) p
        WHERE CASE t.per WHEN 'whole' THEN t.quantity @> c.quantity
                         -- 以上 includes the number
                         WHEN 'fixed' THEN c.quantity >= lower(t.quantity)
                         ELSE c.quantity > lower(t.quantity) END
          AND NOT EXISTS (SELECT FROM lost l WHERE l.staff_no = c.staff_no AND l.subject = c.subject AND l.bonus = t.bonus)
        UNION ALL
        SELECT l.staff_no, l.role, l.place, 0, l.bonus, l.subject, l.unit, l.quantity, NULL, b.amount, true, l.clause
        FROM lost l
        JOIN cc_center.bonus b ON b.center_id = charges_of.center_id AND b.version = charges_of.version
             AND b.role = l.role AND b.bonus = l.bonus
    ), capped AS (
        SELECT p.*, coalesce(b.amount, 0) AS cap
        FROM priced p
        LEFT JOIN cc_center.bonus b ON b.center_id = charges_of.center_id AND b.version = charges_of.version
             AND b.role = p.role AND b.bonus = p.bonus
    ), shared AS (
        -- each row has what the ones before it left of the bonus
        SELECT c.*, cc_center.penalty_sum(c.amount, c.cap) OVER w AS up_to_here,
               row_number() OVER (PARTITION BY c.staff_no ORDER BY c.bonus DESC, c.place, c.bracket) AS ordinal
        FROM capped c
        WINDOW w AS (PARTITION BY c.staff_no, c.bonus ORDER BY c.place, c.bracket ROWS UNBOUNDED PRECEDING)
    )
    SELECT s.staff_no, s.ordinal::integer, s.bonus, s.subject, s.unit, s.quantity, s.rate, s.amount,
           (s.up_to_here - lag(s.up_to_here, 1, 0::numeric) OVER (PARTITION BY s.staff_no, s.bonus ORDER BY s.place, s.bracket))::numeric(12,2),
           s.forfeits, s.clause
    FROM shared s
$$;
COMMENT ON FUNCTION cc_center.charges_of(bigint, integer, cc_center.month_quantity[]) IS
    'What quantities of a month cost by a version of the rules, for all people at once: in yuan, rounded half up to the fen at each row; charged is what of it was left in the bonus, in a fixed order, so that rows and totals always agree (I45-I47, U15).';

CREATE OR REPLACE FUNCTION cc_center.charges(center_id bigint, version integer, role text, quantities jsonb)
RETURNS TABLE (bonus text, subject text, unit text, quantity numeric, rate numeric(12,2), amount numeric(12,2), charged numeric(12,2), clause text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    wrong text;
BEGIN
    IF NOT coalesce(cc_center.sees_center(charges.center_id), false) THEN
        PERFORM cc_center.raise_error('acting_role_not_enrolled', cc_center.acting_login_role(), coalesce(charges.center_id::text, 'NULL'));
    END IF;
    IF jsonb_typeof(charges.quantities) IS DISTINCT FROM 'object' THEN
        PERFORM cc_center.raise_error('unknown_quantity', coalesce(charges.quantities::text, 'NULL'));
    END IF;
    SELECT k.key INTO wrong FROM jsonb_each(charges.quantities) k
    WHERE NOT cc_center.is_appraisal_subject(k.key) OR jsonb_typeof(k.value) <> 'number' OR k.value::text::numeric < 0 LIMIT 1;
    IF wrong IS NOT NULL THEN
        PERFORM cc_center.raise_error('unknown_quantity', wrong);
    END IF;
    RETURN QUERY
        SELECT c.bonus, c.subject, c.unit, c.quantity, c.rate, c.amount, c.charged, c.by_clause
        FROM cc_center.charges_of(charges.center_id, charges.version, ARRAY(
            SELECT ROW('', charges.role, k.key, u.unit, k.value::text::numeric)::cc_center.month_quantity
            FROM jsonb_each(charges.quantities) k
            CROSS JOIN LATERAL (
                -- in the unit that the rules count it in, else in its first
                SELECT coalesce((SELECT min(t.unit) FROM cc_center.tariff t
                                 WHERE t.center_id = charges.center_id AND t.version = charges.version AND t.role = charges.role AND t.subject = k.key),
                                (SELECT f.unit FROM cc_center.forfeit f
                                 WHERE f.center_id = charges.center_id AND f.version = charges.version AND f.role = charges.role AND f.subject = k.key LIMIT 1),
                                (SELECT s.unit FROM cc_center.appraisal_subjects() s WHERE s.subject = k.key ORDER BY s.ordinal LIMIT 1)) AS unit) u)) c
        ORDER BY c.ordinal;
END
$$;
COMMENT ON FUNCTION cc_center.charges(bigint, integer, text, jsonb) IS
    'What quantities would cost a person of a role by a version of the rules, drafted ones too: quantities by subject, as {"sick_leave": 6.5}, in the unit that the rules count the subject in. A function of quantities and rules alone; UCD05 for a subject there is none of.';
SELECT cc_center.share_function('cc_center.charges(bigint, integer, text, jsonb)');

CREATE OR REPLACE FUNCTION cc_center.broken_tariffs(center_id bigint, version integer)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('The brackets of subject "%1{subject}" for role "%2{role}" begin above 0, have a gap, or change the unit.', k.subject, k.role)
    FROM (SELECT t.role, t.subject, t.unit, t.quantity, t.per, lag(t.per) OVER w AS per_before,
                 lag(upper(t.quantity)) OVER w AS ended, lag(t.unit) OVER w AS unit_before, row_number() OVER w AS n
          FROM cc_center.tariff t
          WHERE t.center_id = broken_tariffs.center_id AND t.version = broken_tariffs.version
          WINDOW w AS (PARTITION BY t.role, t.subject ORDER BY lower(t.quantity))) k
    WHERE k.n = 1 AND lower(k.quantity) > 0 OR k.n > 1 AND (k.ended IS DISTINCT FROM lower(k.quantity) OR k.unit_before <> k.unit
                                                   -- the same days would stand in two rows
                                                   OR k.per = 'whole' AND k.per_before = 'unit' OR k.per = 'unit' AND k.per_before = 'whole')
    ORDER BY k.role, k.subject LIMIT 1
$$;
COMMENT ON FUNCTION cc_center.broken_tariffs(bigint, integer) IS
    'What is wrong with the brackets of a version''s tariffs; NULL where nothing is.';

CREATE OR REPLACE FUNCTION cc_center.falling_tariffs(center_id bigint, version integer)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    -- what a unit or fixed bracket took stays; what a whole one took is gone beyond its end
    SELECT cc_center.translated('From %1 on, more of subject "%2{subject}" costs role "%3{role}" less, or another bonus.', k.begins::text, k.subject, k.role)
    FROM (SELECT t.role, t.subject, lower(t.quantity) AS begins, t.per, coalesce(t.rate, 0) AS rate, t.bonus,
                 lag(t.per) OVER w AS per_before, coalesce(lag(t.rate) OVER w, 0) AS rate_before, lag(t.bonus) OVER w AS bonus_before
          FROM cc_center.tariff t
          WHERE t.center_id = falling_tariffs.center_id AND t.version = falling_tariffs.version
          WINDOW w AS (PARTITION BY t.role, t.subject ORDER BY lower(t.quantity))) k
    WHERE k.per_before = 'whole' AND k.rate_before > 0
      AND (k.bonus <> k.bonus_before OR k.begins * k.rate_before > CASE k.per WHEN 'fixed' THEN k.rate ELSE k.begins * k.rate END)
    ORDER BY k.role, k.subject, k.begins LIMIT 1
$$;
COMMENT ON FUNCTION cc_center.falling_tariffs(bigint, integer) IS
    'Where by a version''s tariffs one fact more would cost less, or come out of another bonus, which a whole bracket can bring about; NULL where nowhere (I43).';

CREATE OR REPLACE FUNCTION cc_center.broken_examples(center_id bigint, version integer)
RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    example cc_center.rule_example;
    got jsonb;
BEGIN
    FOR example IN SELECT e.* FROM cc_center.rule_example e
                   WHERE e.center_id = broken_examples.center_id AND e.version = broken_examples.version ORDER BY e.title LOOP
        SELECT coalesce(jsonb_object_agg(k.bonus, k.charged), '{}') INTO got
        FROM (SELECT c.bonus, trim_scale(sum(c.charged)) AS charged
              FROM cc_center.charges(broken_examples.center_id, broken_examples.version, example.role, example.quantities) c
              GROUP BY c.bonus HAVING sum(c.charged) > 0) k;
        -- 65 and 65.00 are the same, and so are 0 and nothing
        IF EXISTS (SELECT FROM jsonb_each(example.expected) x
                   WHERE x.value::text::numeric <> coalesce((got ->> x.key)::numeric, 0))
           OR EXISTS (SELECT FROM jsonb_each(got) x WHERE NOT example.expected ? x.key) THEN
            RETURN cc_center.translated('Example "%1": expected %2, got %3.', example.title, example.expected::text, got::text);
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.broken_examples(bigint, integer) IS
    'The first example that a version does not keep, with what was expected and what came out; NULL where all are kept (I43).';
INSERT INTO cc_center.rule_check (area, function) VALUES ('appraisal', 'broken_tariffs'), ('appraisal', 'falling_tariffs'), ('appraisal', 'broken_examples') ON CONFLICT DO NOTHING;
