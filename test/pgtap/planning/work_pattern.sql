-- Two days on, two days off (I50): proposals keep it, a month that breaks it says so and is published all the same.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL timezone = 'America/New_York';
SET LOCAL "cc_center.now" = '2018-10-20 09:00+08';
SELECT * FROM no_plan();
\ir ../../lib/call.sql

DO $$ BEGIN
  PERFORM cc_center.create_center(9871, 'PATTERN', '甲', 'Asia/Shanghai', 'gulou');
END $$;
INSERT INTO cc_center.staff (center_id, staff_no, name, role)
SELECT 9871, n::text, '某', CASE n / 100 WHEN 1 THEN 'operator' WHEN 2 THEN 'shift_leader' ELSE 'supervisor' END
  FROM unnest(ARRAY[101, 102, 103, 104, 105, 106, 201, 202, 203, 204, 301]) n;
SELECT format('CREATE ROLE t9871_%s', staff_no) FROM cc_center.staff WHERE center_id = 9871 \gexec
DO $$ BEGIN
  PERFORM cc_center.enrol(9871, staff_no, format('t9871_%s', staff_no)::name) FROM cc_center.staff WHERE center_id = 9871;
END $$;

SELECT is((SELECT array_agg(concat_ws(' ', role, days_on, days_off, clause) ORDER BY role) FROM cc_center.work_pattern WHERE center_id = 9871),
          '{"operator 2 2 I50","shift_leader 2 2 I50"}', 'I50 the pattern is a row of the rules');
SELECT is(pg_temp.act('9871_201', $$propose_roster(9871, '2018-11-01')$$), (30 * 4 + 22)::text, 'I50 every place is filled');
CREATE TEMP VIEW runs AS
  SELECT role, staff_no, f, n, f - lag(l) OVER (PARTITION BY staff_no ORDER BY f) - 1 AS gap FROM (
    SELECT role, staff_no, min(day) AS f, max(day) AS l, count(*) AS n FROM (
      SELECT role, staff_no, day, day - row_number() OVER (PARTITION BY staff_no ORDER BY day)::integer AS g
        FROM cc_center.roster WHERE center_id = 9871 AND day BETWEEN '2018-11-01' AND '2018-11-30') x GROUP BY role, staff_no, g) y;
SELECT is((SELECT max(n) FROM runs), 2::bigint, 'I50 nobody is on duty for more than two days');
SELECT is((SELECT min(gap) FROM runs), 2, 'I50 nobody is off for less than two');
SELECT is((SELECT count(*) FROM runs WHERE role = 'shift_leader' AND (n <> 2 OR gap <> 2)), 0::bigint, 'I50 four leaders for two places: two on, two off, all month');
SELECT ok((SELECT count(*) FILTER (WHERE n = 2) >= 0.8 * count(*) FROM runs WHERE role = 'operator'), 'I50 operators too, but for the weekends that need fewer');
SELECT is((SELECT count(*) FROM cc_center.roster a JOIN cc_center.roster b USING (center_id, staff_no)
            WHERE a.center_id = 9871 AND b.day = a.day + 1 AND a.shift = 'late' AND b.shift <> 'late'), 0::bigint, 'I50 nobody goes home at 22:00 to begin at 8:30');
SELECT is((SELECT count(*) FROM cc_center.month_findings(9871, '2018-11-01')), 0::bigint, 'I50 a proposal without findings');

-- a pattern broken by hand: before and after the two days, and after one day off
SELECT staff_no AS who, f AS from_day FROM runs WHERE role = 'shift_leader' AND f BETWEEN '2018-11-10' AND '2018-11-20' ORDER BY f, staff_no LIMIT 1 \gset
SELECT is(pg_temp.act('9871_202', format($$INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9871, %L, 'early', %L) RETURNING 1$$, date :'from_day' + 2, :'who')),
          '1', 'I50 a leader may break it');
SELECT is((SELECT array_agg(concat_ws(' ', day - date :'from_day', staff_no = :'who', finding, detail, clause, concerns) ORDER BY day) FROM cc_center.month_findings(9871, '2018-11-01')),
          '{"2 t pattern_broken day 3 on duty, of 2 I50 pattern","4 t pattern_broken after 1 days off, of 2 I50 pattern"}',
          'I50 the third day, and the return after one day off, are findings');
SELECT is(pg_temp.act('9871_201', $$publish_roster(9871, '2018-11-01')$$), '0', 'I50 which keep no month from being published');
SELECT is((SELECT count(*) FROM cc_center.roster_findings WHERE center_id = 9871 AND month = '2018-11-01' AND finding = 'pattern_broken'), 2::bigint, 'I50 and stay');

-- over the turn of the month, and too few people: the pattern gives way, not the place
SELECT is(pg_temp.act('9871_201', $$propose_roster(9871, '2018-12-01')$$) > '0', true, 'I50 the next month');
SELECT is((SELECT count(*) FROM cc_center.month_findings(9871, '2018-12-01') WHERE day < '2018-12-05'), 0::bigint, 'I50 goes on where the last one ended');
UPDATE cc_center.staff SET active = '(,2019-01-01)' WHERE center_id = 9871 AND staff_no IN ('103', '104', '105', '106');
SELECT pg_temp.act('9871_201', $$propose_roster(9871, '2019-01-01')$$);
SELECT is((SELECT count(*) FROM cc_center.roster WHERE center_id = 9871 AND role = 'operator' AND day = '2019-01-03'), 2::bigint, 'I50 with two operators left both stand every day');
SELECT ok((SELECT count(*) > 20 FROM cc_center.month_findings(9871, '2019-01-01') WHERE finding = 'pattern_broken' AND staff_no = '101'), 'I50 and the month says so');

SELECT is((SELECT count(*) FROM cc_center.roster WHERE center_id = 9871 AND role = 'shift_leader' AND day >= '2019-01-01'), 62::bigint, 'I50 the leaders are enough');
UPDATE cc_center.staff SET active = '(,2019-02-01)' WHERE center_id = 9871 AND staff_no = '204';
SELECT pg_temp.act('9871_201', $$propose_roster(9871, '2019-02-01')$$);
SELECT ok((SELECT max(n) <= 19 AND min(n) >= 18 FROM (SELECT count(*) AS n FROM cc_center.roster
            WHERE center_id = 9871 AND role = 'shift_leader' AND day >= '2019-02-01' GROUP BY staff_no) k), 'I50 three leaders for two places: the burden is shared');
-- without a pattern no finding
SET LOCAL session_replication_role = replica;
DELETE FROM cc_center.work_pattern WHERE center_id = 9871;
SET LOCAL session_replication_role = origin;
SELECT is((SELECT count(*) FROM cc_center.month_findings(9871, '2019-01-01') WHERE finding = 'pattern_broken'), 0::bigint, 'I50 rules without a pattern find nothing broken');

SELECT * FROM finish();
ROLLBACK;
