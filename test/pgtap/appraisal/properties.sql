-- 20,000 random months (or as many as psql's variable months says: 100,000 take a minute) by 100 random sets of tariffs, brackets, forfeits and bonuses: charges and what is left always make up the bonus, the
-- order of facts and the way of adding up change nothing, and one fact more never leaves more (I43, I45, U15).
\if :{?months} \else \set months 20000 \endif
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SET LOCAL jit = off;
SET LOCAL work_mem = '64MB';
SELECT plan(18);
SELECT setseed(0.42);
SELECT cc_center.create_center(9714, 'PROP', '性质中心');
-- versions that are put in by the tables' own conditions only, and then checked as a draft is
SET LOCAL session_replication_role = replica;
INSERT INTO cc_center.rule_set (center_id, version, title, drafted_by) SELECT 9714, v, '随机', '201' FROM generate_series(101, 200) v;
INSERT INTO cc_center.bonus (center_id, version, role, bonus, amount, clause)
SELECT 9714, v, 'operator', b, round((random() * 400)::numeric, 2), 'I45' FROM generate_series(101, 200) v CROSS JOIN unnest('{attendance_bonus,appraisal_bonus}'::text[]) b WHERE random() < 0.95;
CREATE TEMP TABLE subject AS
SELECT DISTINCT ON (v, s.subject) v AS version, s.subject, s.unit, CASE WHEN random() < 0.5 THEN 'attendance_bonus' ELSE 'appraisal_bonus' END AS bonus,
       (ARRAY['unit', 'whole', 'fixed'])[1 + floor(random() * 3)::integer] AS per, 1 + floor(random() * 4)::integer AS brackets
  FROM generate_series(101, 200) v CROSS JOIN cc_center.appraisal_subjects() s ORDER BY v, s.subject, random();
CREATE TEMP TABLE bracket AS
SELECT s.*, n, sum(step) OVER w - step AS begins, sum(step) OVER w AS ends,
       CASE s.per WHEN 'whole' THEN sum(rate) OVER w ELSE CASE WHEN s.per = 'fixed' OR random() < 0.9 THEN rate END END AS price
  FROM subject s CROSS JOIN LATERAL generate_series(1, s.brackets) n
  -- n in it makes each bracket's numbers its own
  CROSS JOIN LATERAL (SELECT round((0.5 + 5 * random())::numeric + 0 * n, n % 2) AS step, round((random() * 30)::numeric + 0 * n, 2) * (random() < 0.9)::integer AS rate) k
WINDOW w AS (PARTITION BY s.version, s.subject ORDER BY n);
INSERT INTO cc_center.tariff (center_id, version, role, subject, unit, quantity, rate, per, bonus, clause)
SELECT 9714, version, 'operator', subject, unit, numrange(begins, CASE WHEN n < brackets THEN ends END), price, per, bonus, 'I49' FROM bracket WHERE hashtext(version || subject) % 8 <> 0;
INSERT INTO cc_center.forfeit (center_id, version, role, subject, unit, from_quantity, bonus, clause)
SELECT 9714, version, 'operator', subject, unit, round((1 + random() * 12)::numeric, 1), CASE WHEN random() < 0.8 THEN bonus ELSE 'attendance_bonus' END, 'I46' FROM subject WHERE random() < 0.2;
CREATE TEMP TABLE person AS SELECT n, 101 + n % 100 AS version, n::text AS staff_no, (random() * 1)::integer AS part FROM generate_series(1, :months) n;
CREATE TEMP TABLE fact AS
SELECT p.version, p.staff_no, s.subject, s.unit, round((random() * random() * 20)::numeric, (random() * 2)::integer) AS quantity
  FROM person p JOIN subject s USING (version) WHERE random() < 0.35;
INSERT INTO cc_center.staff (center_id, staff_no, name, role) SELECT 9714, staff_no, '某', 'operator' FROM person WHERE version = 101;
SET LOCAL session_replication_role = origin;
CREATE INDEX ON fact (version);
ANALYZE cc_center.staff; ANALYZE cc_center.tariff; ANALYZE cc_center.forfeit; ANALYZE cc_center.bonus; ANALYZE fact; ANALYZE person;
SELECT cmp_ok((SELECT count(*)::integer FROM cc_center.tariff WHERE center_id = 9714), '>', 1500, 'I43 the tariffs are many');
SELECT is_empty('SELECT v, cc_center.broken_tariffs(9714, v) FROM generate_series(101, 200) v WHERE cc_center.broken_tariffs(9714, v) IS NOT NULL', 'I43 their brackets have no gaps');
SELECT is_empty('SELECT v, cc_center.falling_tariffs(9714, v) FROM generate_series(101, 200) v WHERE cc_center.falling_tariffs(9714, v) IS NOT NULL', 'I43 and by none of them more costs less');

CREATE FUNCTION pg_temp.facts(of_version integer, piece integer DEFAULT NULL) RETURNS cc_center.month_quantity[] LANGUAGE sql AS $$
  SELECT array_agg(ROW(f.staff_no, 'operator', f.subject, f.unit, f.quantity)::cc_center.month_quantity ORDER BY random())
    FROM fact f JOIN person p USING (staff_no) WHERE f.version = of_version AND (piece IS NULL OR p.part = piece)
$$;
CREATE FUNCTION pg_temp.charges() RETURNS TABLE (staff_no text, ordinal integer, bonus text, subject text, unit text, quantity numeric, rate numeric, amount numeric, charged numeric, forfeits boolean, by_clause text) LANGUAGE sql AS $$
  SELECT c.* FROM generate_series(101, 200) v CROSS JOIN LATERAL cc_center.charges_of(9714, v, pg_temp.facts(v)) c
$$;
CREATE FUNCTION pg_temp.charged(of_version integer) RETURNS cc_center.payroll_deduction[] LANGUAGE sql AS $$
  SELECT ARRAY(SELECT c FROM cc_center.month_charges(9714, '2018-10-01', of_version, pg_temp.facts(of_version)) c)
$$;
-- a table that parallel workers can read, gone with the transaction
CREATE TABLE property_line AS SELECT * FROM pg_temp.charges();
CREATE TEMP TABLE pay AS SELECT p.staff_no, coalesce(a.amount, 0) AS attendance_bonus, coalesce(b.amount, 0) AS appraisal_bonus
  FROM person p LEFT JOIN cc_center.bonus a ON a.center_id = 9714 AND a.version = p.version AND a.bonus = 'attendance_bonus' LEFT JOIN cc_center.bonus b ON b.center_id = 9714 AND b.version = p.version AND b.bonus = 'appraisal_bonus';
CREATE TEMP TABLE charged AS SELECT staff_no, bonus, sum(amount) AS amount, sum(charged) AS charged FROM property_line GROUP BY 1, 2;
SELECT ok(count(*) FILTER (WHERE amount > charged) > :months / 10 AND count(*) FILTER (WHERE amount = charged AND charged > 0) > :months / 10, 'I45 bonuses are used up in many and not in many others') FROM charged;
SELECT ok(count(*) FILTER (WHERE forfeits) > :months / 20, 'I46 and forfeited in many') FROM property_line;
SELECT is_empty($$SELECT c.* FROM charged c JOIN pay p USING (staff_no) WHERE c.charged <> least(c.amount, CASE c.bonus WHEN 'attendance_bonus' THEN p.attendance_bonus ELSE p.appraisal_bonus END)$$,
                'I45 of a bonus the sum of its amounts is charged, and at most the bonus');
CREATE TEMP TABLE month_pay AS SELECT * FROM cc_center.month_pay(9714, '2018-10-01', 101, pg_temp.facts(101), pg_temp.charged(101));
SELECT is_empty($$SELECT staff_no FROM month_pay p LEFT JOIN (SELECT staff_no, sum(charged) AS charged FROM property_line GROUP BY 1) c USING (staff_no)
                   WHERE coalesce(c.charged, 0) <> (p.attendance_bonus + p.appraisal_bonus) - (p.attendance_bonus - p.attendance_deduction + p.appraisal_bonus - p.appraisal_deduction)$$,
                'I45 the sum of charges is the bonus less the net');
SELECT set_eq($$SELECT * FROM cc_center.month_pay(9714, '2018-10-01', 101, pg_temp.facts(101), pg_temp.charged(101))$$, 'TABLE month_pay', 'I45 reckoned again nothing is different, the digest neither');
SELECT is_empty($$SELECT * FROM (SELECT l.*, b.amount AS cap, coalesce(sum(l.amount) OVER (PARTITION BY l.staff_no, l.bonus ORDER BY l.ordinal ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
                                   FROM property_line l JOIN fact f ON f.staff_no = l.staff_no AND f.subject = l.subject LEFT JOIN cc_center.bonus b ON b.center_id = 9714 AND b.version = f.version AND b.bonus = l.bonus) k
                   WHERE charged <> greatest(least(amount, coalesce(cap, 0) - before), 0)$$, 'I45 row by row: what the ones before it left');
SELECT is_empty($$SELECT l.staff_no, l.ordinal FROM property_line l JOIN fact f ON f.staff_no = l.staff_no AND f.subject = l.subject LEFT JOIN cc_center.tariff t ON t.center_id = 9714 AND t.version = f.version AND t.subject = l.subject AND t.rate = l.rate
                   WHERE NOT l.forfeits AND t.role IS NULL OR l.quantity > f.quantity OR l.amount < 0$$, 'I45 each by a tariff, of no more than there was');
SELECT is_empty($$SELECT l.staff_no, l.subject FROM property_line l JOIN fact f ON f.staff_no = l.staff_no AND f.subject = l.subject JOIN cc_center.tariff t ON t.center_id = 9714 AND t.version = f.version AND t.subject = l.subject AND lower(t.quantity) = 0
                   WHERE t.per = 'unit' GROUP BY 1, 2, f.quantity HAVING sum(l.quantity) FILTER (WHERE NOT l.forfeits) > f.quantity$$, 'I45 no minute, day or point stands in two rows');

-- again, in pieces, each in another order
CREATE TEMP TABLE pieces AS SELECT c.* FROM generate_series(101, 200) v CROSS JOIN generate_series(0, 1) g CROSS JOIN LATERAL cc_center.charges_of(9714, v, pg_temp.facts(v, g)) c;
SELECT is_empty('SELECT staff_no, ordinal FROM property_line l FULL JOIN pieces p USING (staff_no, ordinal) WHERE l IS DISTINCT FROM p', 'I45 reckoned again in pieces, and the facts in another order, it is the same, row by row');
-- the sum: serial, parallel, and combined over random splits
ALTER TABLE property_line ADD cap numeric;
UPDATE property_line l SET cap = coalesce((SELECT b.amount FROM cc_center.bonus b WHERE b.center_id = 9714 AND b.version = 101 + l.staff_no::integer % 100 AND b.bonus = l.bonus), 0);
ANALYZE property_line;
SET LOCAL max_parallel_workers_per_gather = 0;
CREATE TEMP TABLE serial AS SELECT staff_no, bonus, cc_center.penalty_sum(amount, cap) AS charged FROM property_line GROUP BY 1, 2;
SET LOCAL max_parallel_workers_per_gather = 2;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
CREATE FUNCTION pg_temp.plan_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    line text;
    plan text := '';
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (COSTS off) ' || query LOOP
        plan := plan || line || E'\n';
    END LOOP;
    RETURN plan;
END
$$;
SELECT matches(pg_temp.plan_of('SELECT staff_no, bonus, cc_center.penalty_sum(amount, cap) AS charged FROM property_line GROUP BY 1, 2'), 'Gather', 'I45 workers add up');
CREATE TEMP TABLE parallel AS SELECT staff_no, bonus, cc_center.penalty_sum(amount, cap) AS charged FROM property_line GROUP BY 1, 2;
SET LOCAL max_parallel_workers_per_gather = 0;
CREATE AGGREGATE pg_temp.part_sum(numeric, numeric) (SFUNC = cc_center.penalty_sum_step, STYPE = bytea);
CREATE AGGREGATE pg_temp.joined(bytea) (SFUNC = cc_center.penalty_sum_combine, STYPE = bytea, FINALFUNC = cc_center.penalty_sum_end);
CREATE TEMP TABLE combined AS SELECT staff_no, bonus, pg_temp.joined(state ORDER BY random()) AS charged
  FROM (SELECT staff_no, bonus, pg_temp.part_sum(amount, cap) AS state FROM property_line GROUP BY 1, 2, (random() * 3)::integer) k GROUP BY 1, 2;
SELECT is_empty('SELECT staff_no FROM charged a FULL JOIN serial b USING (staff_no, bonus) WHERE a.charged IS DISTINCT FROM b.charged', 'I45 the sum of what the rows were charged is the capped sum');
SELECT is_empty('SELECT staff_no FROM parallel a FULL JOIN serial b USING (staff_no, bonus) WHERE a.charged IS DISTINCT FROM b.charged', 'I45 parallel as serial');
SELECT is_empty('SELECT staff_no FROM combined a FULL JOIN serial b USING (staff_no, bonus) WHERE a.charged IS DISTINCT FROM b.charged', 'I45 combined over random splits as serial');
-- one fact more: half a unit on one of the month's subjects, or the first of another
UPDATE fact f SET quantity = quantity + 0.5 FROM (SELECT DISTINCT ON (staff_no) staff_no, subject FROM fact ORDER BY staff_no, hashtext(subject || staff_no)) k
 WHERE f.staff_no = k.staff_no AND f.subject = k.subject AND f.staff_no::integer % 3 > 0;
INSERT INTO fact SELECT DISTINCT ON (p.n) p.version, p.staff_no, s.subject, s.unit, 1 FROM person p JOIN subject s USING (version)
 WHERE p.n % 3 = 0 AND (p.staff_no, s.subject) NOT IN (SELECT f.staff_no, f.subject FROM fact f) ORDER BY p.n, hashtext(s.subject || p.staff_no);
CREATE TEMP TABLE more AS SELECT staff_no, bonus, sum(charged) AS charged FROM pg_temp.charges() GROUP BY 1, 2;
SELECT is_empty($$SELECT c.* FROM charged c LEFT JOIN more m USING (staff_no, bonus) WHERE coalesce(m.charged, 0) < c.charged$$, 'I45 one fact more never leaves more, of neither bonus');
SELECT cmp_ok((SELECT count(*)::integer FROM more m LEFT JOIN charged c USING (staff_no, bonus) WHERE m.charged > coalesce(c.charged, 0)), '>', :months / 5, 'I45 and often less');
SELECT * FROM finish();
ROLLBACK;
