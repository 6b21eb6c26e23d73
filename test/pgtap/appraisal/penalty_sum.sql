-- Penalties add up to their cap, exact to the fen: over groups, workers and frames, and the shares of the rows add up to the total.
BEGIN;
SET LOCAL client_min_messages = error;
\ir ../../lib/act.sql
SELECT * FROM no_plan();
SELECT setseed(0.2018);

SELECT is(cc_center.round_half_up(v.amount::numeric)::text, v.expected, format('%s is %s', v.amount, v.expected))
  FROM (VALUES ('0', '0.00'), ('7', '7.00'), ('0.004', '0.00'), ('0.005', '0.01'), ('0.00499999999999999999', '0.00'),
               ('0.0149', '0.01'), ('0.015', '0.02'), ('0.025', '0.03'), ('2.675', '2.68'), ('-0.005', '-0.01'), ('-0.004', '0.00'),
               ('9999999999.994', '9999999999.99'), ('-9999999999.99', '-9999999999.99')) v(amount, expected);
SELECT is(cc_center.round_half_up(NULL), NULL, 'no amount stays none');
SELECT is_empty($$
  SELECT n FROM generate_series(-10000, 10000) n WHERE cc_center.round_half_up(n / 1000.0) <> (n / 1000.0)::numeric(12,2)
$$, 'as a column of two decimals rounds');

-- rows: amounts and caps, one after the other.
CREATE FUNCTION pg_temp.sum_of(amounts text, caps text) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.act('none', format('SELECT cc_center.penalty_sum(amount, cap) FROM unnest(%L::numeric[], %L::numeric[]) r(amount, cap)', amounts, caps))
$$;
SELECT is(pg_temp.sum_of(v.amounts, v.caps), v.expected, v.title)
  FROM (VALUES (1, '{60,39.99}', '{100,100}', '99.99', 'a fen below the cap'),
               (2, '{60,40}', '{100,100}', '100.00', 'the cap'),
               (3, '{60,40.01}', '{100,100}', '100.00', 'a fen above it'),
               (4, '{60,40.01}', '{NULL,NULL}', '100.01', 'no cap'),
               (5, '{}', '{}', '0.00', 'no row'),
               (6, '{12.34}', '{100}', '12.34', 'one row'),
               (7, '{12.34}', '{12.33}', '12.33', 'one row above the cap'),
               (8, '{12.34}', '{0}', '0.00', 'a cap of 0'),
               (9, '{0}', '{100}', '0.00', 'a penalty of 0'),
               (10, '{NULL,NULL}', '{100,100}', '0.00', 'no amount'),
               (11, '{NULL,5,NULL}', '{100,100,100}', '5.00', 'rows without an amount are passed over'),
               (12, '{NULL,5,NULL}', '{1,100,NULL}', '5.00', 'and so are their caps'),
               (13, '{0.005,0.005,0.004}', '{1,1,1}', '0.02', 'rounded at the row, not at the end'),
               (14, '{1.00,0.01}', '{1.005,1.0149}', '1.01', 'the cap is rounded too'),
               (15, '{1,2}', '{10,10.00}', '3.00', 'caps are the same whatever their decimals'),
               (16, '{92233720368547758.07}', '{NULL}', '92233720368547758.07', 'the largest amount'),
               (17, '{1,2}', '{10,10.01}', 'UCD01', 'different caps'),
               (18, '{1,2}', '{10,NULL}', 'UCD01', 'a cap and none'),
               (19, '{1,2}', '{NULL,0}', 'UCD01', 'none and a cap'),
               (20, '{-0.01}', '{10}', 'UCD02', 'a negative amount'),
               (21, '{-0.001}', '{10}', 'UCD02', 'one that would round to 0'),
               (22, '{1}', '{-1}', 'UCD02', 'a negative cap'),
               (23, '{NaN}', '{10}', 'UCD03', 'an amount that is no number'),
               (24, '{Infinity}', '{10}', 'UCD03', 'an amount without end'),
               (25, '{1}', '{Infinity}', 'UCD03', 'a cap without end'),
               (26, '{92233720368547758.08}', '{10}', 'UCD04', 'an amount out of range'),
               (27, '{1e130000}', '{10}', 'UCD04', 'however large'),
               (28, '{92233720368547758.07,0.01}', '{10,10}', 'UCD04', 'a sum out of range'),
               (29, '{-1e130000}', '{10}', 'UCD04', 'negative and out of range')) v(no, amounts, caps, expected, title)
 ORDER BY v.no;
SELECT is(pg_temp.act('none', format('SELECT cc_center.round_half_up(%L)', v.amount)), v.expected, v.amount || ' is not rounded')
  FROM (VALUES ('NaN', 'UCD03'), ('-Infinity', 'UCD03'), ('9999999999.995', 'UCD04'), ('-1e130000', 'UCD04')) v(amount, expected);
SELECT throws_ok('SELECT cc_center.penalty_sum(1, n::numeric) FROM unnest(ARRAY[20, NULL]) n', 'UCD01',
                 'the penalties of one sum have different caps', 'what is wrong is said in words');

-- What falls to each row, in order.
SELECT results_eq($$
  SELECT cc_center.penalty_sum(amount, 100) OVER (ORDER BY no ROWS UNBOUNDED PRECEDING)
         - cc_center.penalty_sum(amount, 100) OVER (ORDER BY no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    FROM unnest('{60,NULL,39.995,0.005,30}'::numeric[]) WITH ORDINALITY r(amount, no) ORDER BY no
$$, ARRAY[60.00, 0.00, 40.00, 0.00, 0.00], 'the cap is used up row by row');

-- Frames that move, with rows that have no amount, against the rows of each frame added one by one.
CREATE TEMP TABLE line AS
  SELECT n AS no, n % 7 AS part, CASE WHEN random() < 0.7 THEN round((random() * 30)::numeric, 3) END AS amount,
         CASE n % 7 WHEN 0 THEN NULL ELSE (n % 7) * 15 END::numeric AS cap
    FROM generate_series(1, 3000) n;
CREATE FUNCTION pg_temp.frame_faults(first_row integer, last_row integer) RETURNS SETOF record LANGUAGE plpgsql AS $$
DECLARE
    bound text := CASE WHEN last_row < 0 THEN -last_row || ' PRECEDING' ELSE last_row || ' FOLLOWING' END;
BEGIN
    RETURN QUERY EXECUTE format($sql$
        WITH placed AS (
            SELECT *, row_number() OVER (PARTITION BY part ORDER BY no) AS place,
                   cc_center.penalty_sum(amount, cap) OVER (PARTITION BY part ORDER BY no ROWS BETWEEN %s PRECEDING AND %s) AS got
              FROM line)
        SELECT p.no, p.got, least(coalesce(sum(round(f.amount, 2)), 0), p.cap)
          FROM placed p LEFT JOIN placed f ON f.part = p.part AND f.place BETWEEN p.place - %s AND p.place + %s
         GROUP BY p.no, p.got, p.cap
        HAVING p.got IS DISTINCT FROM least(coalesce(sum(round(f.amount, 2)), 0), p.cap)$sql$, first_row, bound, first_row, last_row);
END
$$;
SELECT is_empty(format('SELECT * FROM pg_temp.frame_faults(%s, %s) f(no integer, got numeric, expected numeric)', v.first_row, v.last_row),
                format('frames from %s rows before to %s rows after', v.first_row, v.last_row))
  FROM (VALUES (0, 0), (1, 0), (4, 3), (5, -2), (40, 0)) v(first_row, last_row);
SELECT results_eq($$
  SELECT cc_center.penalty_sum(amount, cap) OVER (ORDER BY no ROWS 1 PRECEDING)
    FROM unnest('{7,NULL,9,NULL,NULL,4}'::numeric[], '{5,NULL,6,1,1,NULL}'::numeric[]) WITH ORDINALITY r(amount, cap, no) ORDER BY no
$$, ARRAY[5.00, 5.00, 6.00, 6.00, 0.00, 4.00], 'a cap leaves the frame with the last amount under it');
SELECT is(pg_temp.act('none', $$
  SELECT sum(s) FROM (SELECT cc_center.penalty_sum(1, n) OVER (ORDER BY n ROWS 1 PRECEDING) FROM generate_series(1, 3) n) f(s)
$$), 'UCD01', 'different caps in one frame');

-- Serial, parallel and combined.
CREATE TABLE penalty_lines AS
  SELECT n AS no, (random() * 500)::integer AS part, CASE WHEN random() < 0.95 THEN round((random() * 20)::numeric, 3) END AS amount, NULL::numeric AS cap
    FROM generate_series(1, 100000) n;
UPDATE penalty_lines SET cap = part * 8 WHERE part % 10 > 0;
ANALYZE penalty_lines;
SET LOCAL max_parallel_workers_per_gather = 0;
CREATE TEMP TABLE serial AS SELECT part, cc_center.penalty_sum(amount, cap) AS total FROM penalty_lines GROUP BY part;
CREATE TEMP TABLE serial_all AS SELECT cc_center.penalty_sum(amount, 300000) AS capped, cc_center.penalty_sum(amount, NULL) AS whole FROM penalty_lines;
SELECT is_empty($$
  SELECT s.part, s.total FROM serial s
    JOIN (SELECT part, least(sum(round(amount, 2)), max(cap)) AS total FROM penalty_lines GROUP BY part) e USING (part)
   WHERE s.total <> e.total
$$, 'each group is min(sum, cap)');
SELECT ok((SELECT count(*) FILTER (WHERE s.total = p.cap) > 50 AND count(*) FILTER (WHERE s.total < p.cap) > 50
             FROM serial s JOIN (SELECT DISTINCT part, cap FROM penalty_lines) p USING (part)), 'and caps are reached in some and not in others');
SET LOCAL max_parallel_workers_per_gather = 3;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL parallel_leader_participation = off;
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
SELECT matches(pg_temp.plan_of(v.query), 'Finalize (Group|Hash)?Aggregate.*Gather.*Partial (Group|Hash)?Aggregate.*Parallel Seq Scan', 'parallel: ' || v.query)
  FROM (VALUES ('SELECT part, cc_center.penalty_sum(amount, cap) FROM penalty_lines GROUP BY part'),
               ('SELECT cc_center.penalty_sum(amount, 300000) FROM penalty_lines')) v(query);
-- Tables, since what a test reads by a cursor is never read in parallel.
CREATE TEMP TABLE parallel AS SELECT part, cc_center.penalty_sum(amount, cap) AS total FROM penalty_lines GROUP BY part;
CREATE TEMP TABLE parallel_all AS SELECT cc_center.penalty_sum(amount, 300000) AS capped, cc_center.penalty_sum(amount, NULL) AS whole FROM penalty_lines;
SELECT bag_eq('TABLE parallel', 'TABLE serial', 'parallel as serial, by group');
SELECT results_eq('TABLE parallel_all', 'TABLE serial_all', 'parallel as serial, of all');
SELECT is(pg_temp.act('none', 'SELECT cc_center.penalty_sum(amount, no % 2) FROM penalty_lines'), 'UCD01', 'different caps of two workers or one');
SET LOCAL max_parallel_workers_per_gather = 0;

CREATE AGGREGATE pg_temp.part_sum(numeric, numeric) (SFUNC = cc_center.penalty_sum_step, STYPE = bytea);
CREATE AGGREGATE pg_temp.joined(bytea) (SFUNC = cc_center.penalty_sum_combine, STYPE = bytea, FINALFUNC = cc_center.penalty_sum_end);
SELECT is_empty(format($$
  SELECT part, pg_temp.joined(state ORDER BY random())
    FROM (SELECT part, pg_temp.part_sum(amount, cap) AS state FROM penalty_lines GROUP BY part, (random() * %1$s)::integer
           UNION ALL SELECT DISTINCT part, NULL::bytea FROM penalty_lines) s
   GROUP BY part EXCEPT ALL TABLE serial
$$, n), 'combined over random splits as serial: ' || n) FROM unnest(ARRAY[1, 2, 7, 300]) n;
SELECT is(pg_temp.act('none', $$
  SELECT pg_temp.joined(state) FROM (SELECT pg_temp.part_sum(1, n) AS state FROM generate_series(1, 2) n GROUP BY n) s
$$), 'UCD01', 'different caps of two workers');
SELECT is(pg_temp.act('none', $$
  SELECT pg_temp.joined(state) FROM (SELECT pg_temp.part_sum(92233720368547758, n) AS state FROM generate_series(5, 5) n, generate_series(1, 2) w GROUP BY w) s
$$), 'UCD04', 'a sum out of range of two workers');

-- 100,000 random groups: what falls to the rows adds up to what falls to the group.
CREATE TEMP TABLE month AS
  SELECT g.part, row_number() OVER () AS no, CASE WHEN random() < 0.9 THEN round((random() * 60)::numeric, 3) END AS amount, g.cap
    FROM (SELECT n AS part, CASE WHEN random() < 0.9 THEN round((random() * 150)::numeric, 2) END AS cap, 1 + (random() * 4)::integer AS rows
            FROM generate_series(1, 100000) n) g
   CROSS JOIN LATERAL generate_series(1, g.rows);
CREATE TEMP TABLE share AS
  SELECT part, no, amount, cap,
         cc_center.penalty_sum(amount, cap) OVER (PARTITION BY part ORDER BY no ROWS UNBOUNDED PRECEDING)
         - cc_center.penalty_sum(amount, cap) OVER (PARTITION BY part ORDER BY no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS charged
    FROM month;
CREATE TEMP TABLE of_group AS
  SELECT part, sum(charged) AS shares, cc_center.penalty_sum(amount, cap) AS total, least(coalesce(sum(round(amount, 2)), 0), max(cap)) AS expected
    FROM share GROUP BY part;
SELECT is((SELECT count(*) FROM of_group)::integer, 100000, 'as many groups');
SELECT is_empty('SELECT * FROM of_group WHERE shares <> expected OR shares IS NULL', 'shares add up to min(sum, cap)');
SELECT is_empty('SELECT * FROM of_group WHERE total <> expected OR total IS NULL', 'and so does the group');
SELECT is_empty('SELECT * FROM share WHERE charged NOT BETWEEN 0 AND coalesce(cc_center.round_half_up(amount), 0)', 'no share is negative, or more than the row');

SELECT is_empty($$
  SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'cc_center'::regnamespace AND p.proname ~ '^(penalty_sum|round_half_up)'
     AND has_function_privilege('public', p.oid, 'EXECUTE')
$$, 'PUBLIC executes none of it');
SELECT * FROM finish();
ROLLBACK;
