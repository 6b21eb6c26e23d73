-- A limit that changes: the rules in force count every live swap, by whatever rules it was asked for (I35, I36, U12, U13).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL timezone = 'Asia/Shanghai';
SET LOCAL "cc_center.now" = '2018-09-20 09:00+08';
SELECT * FROM no_plan();
SET LOCAL test.center = 9862;
\ir ../../lib/call.sql

-- Drafts, proposes and ratifies rules with another limit for single swaps, at an instant.
CREATE FUNCTION pg_temp.limit_is(instant text, version integer, period text, swap_limit integer) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_temp.at(instant);
  RETURN concat_ws(' ', pg_temp.act('202', 'draft_rules(9862, ''x'')'),
    pg_temp.act('202', format('UPDATE cc_center.swap_rule SET period = %L, swap_limit = %s WHERE version = %s AND swap_kind = ''single'' RETURNING 1',
                              period, swap_limit, version)),
    pg_temp.act('301', format('propose_rules(9862, %s)', version)), left(pg_temp.act('401', format('ratify_rules(9862, %s)', version)), 1));
END
$$;
CREATE FUNCTION pg_temp.live(staff_no text) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(day || ':' || place || '/' || swap_limit, ' ' ORDER BY day) FROM cc_center.swap_counted c
   WHERE c.center_id = 9862 AND c.staff_no = live.staff_no
$$;

DO $$ BEGIN PERFORM cc_center.create_center(9862, 'LIMIT', '测试中心', 'Asia/Shanghai', 'gulou'); END $$;
INSERT INTO cc_center.staff (center_id, staff_no, name, role)
SELECT 9862, n::text, '某', CASE n / 100 WHEN 1 THEN 'operator' WHEN 2 THEN 'shift_leader' WHEN 3 THEN 'supervisor' ELSE 'director' END
  FROM unnest(ARRAY[101, 102, 103, 201, 202, 301, 401]) n;
SELECT format('CREATE ROLE t%s_%s', center_id, staff_no) FROM cc_center.staff WHERE center_id = 9862 \gexec
DO $$ BEGIN
  PERFORM cc_center.enrol(9862, staff_no, ('t9862_' || staff_no)::name) FROM cc_center.staff WHERE center_id = 9862;
END $$;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9862, d::date, 'early', CASE WHEN d::date - '2018-10-01'::date & 1 = 0 THEN '101' ELSE '102' END
  FROM generate_series('2018-10-01'::timestamp, '2018-12-31', '1 day') d;
SELECT pg_temp.act('201', format('publish_roster(9862, %L, %L)', m, 'test')) FROM unnest('{2018-10-01,2018-11-01,2018-12-01}'::date[]) m;

SELECT is(pg_temp.limit_is('2018-09-21 09:00+08', 2, 'month', 2), '2 1 done [', 'A24 two a month');
SELECT pg_temp.at('2018-09-22 09:00+08');
SELECT pg_temp.act('101', $$request_swap(9862, '2018-10-09', 'early', '103')$$) AS first \gset
SELECT is(pg_temp.act('101', $$request_swap(9862, '2018-10-11', 'early', '103')$$) ~ '^\d+$', true, 'I35 a second one');
SELECT is(pg_temp.act('101', $$request_swap(9862, '2018-10-13', 'early', '103')$$), 'UC607', 'I35 no third one');
SELECT is(pg_temp.act('101', format('withdraw_swap(9862, %s)', :first)), 'done', 'I35 the first one is taken back');
SELECT is(pg_temp.limit_is('2018-09-23 09:00+08', 3, 'month', 1), '3 1 done [', 'A24 from now on one a month');
SELECT pg_temp.at('2018-09-24 09:00+08');
SELECT is(pg_temp.act('101', $$request_swap(9862, '2018-10-13', 'early', '103')$$), 'UC607', 'I35 what is live counts against the lower limit, whatever place it has');
SELECT is(pg_temp.act('101', $$request_swap(9862, '2018-11-06', 'early', '103')$$) ~ '^\d+$', true, 'I35 the next month has its own');
SELECT is(pg_temp.act('101', $$request_swap(9862, '2018-11-08', 'early', '103')$$), 'UC607', 'I35 and no more');
SELECT is(pg_temp.live('101'), '2018-10-11:1/1 2018-11-06:1/1', 'I35 one is counted in each month');

SELECT is(pg_temp.limit_is('2018-09-25 09:00+08', 4, 'year', 1), '4 1 done [', 'A24 from now on one a year');
SELECT pg_temp.at('2018-09-26 09:00+08');
SELECT is(pg_temp.act('101', $$request_swap(9862, '2018-12-04', 'early', '103')$$), 'UC607', 'I35 swaps of single months count in the year');
SELECT is(pg_temp.act('102', $$request_swap(9862, '2018-12-05', 'early', '103')$$) ~ '^\d+$', true, 'I35 who had none may');
SELECT is(pg_temp.live('101'), '2018-10-11:1/1 2018-11-06:2/1', 'I35 two are live where one is allowed');
SELECT is((SELECT array_agg((day, shift, staff_no, detail, clause, concerns)::text) FROM cc_center.month_findings(9862, '2018-11-01') WHERE finding = 'swap_over_limit'),
          '{"(2018-11-06,early,101,\"2 of 1\",I35,swap)"}', 'I35 the one over the limit is a finding');
SELECT is((SELECT array_agg((period, used, swap_limit, remaining)::text) FROM cc_center.swap_balance WHERE center_id = 9862 AND staff_no = '101'),
          '{"(2018-01-01,2,1,0)"}', 'I35 the balance counts as the rules in force do');
SELECT is(pg_temp.act('101', format('withdraw_swap(9862, %s)', swap_id)), 'done', 'I35 taken back')
  FROM cc_center.swap_counted WHERE center_id = 9862 AND place = 2;
SELECT is((SELECT count(*) FROM cc_center.month_findings(9862, '2018-11-01') WHERE finding = 'swap_over_limit'), 0::bigint, 'I35 and the finding is gone');
SELECT * FROM finish();
ROLLBACK;
