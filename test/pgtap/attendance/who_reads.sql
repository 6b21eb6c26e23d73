-- Who reads whose attendance and leave, asked once for a query: by center, by role, by who acts now (A7).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
\ir ../../lib/act.sql
SET LOCAL TimeZone = 'Asia/Shanghai';
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9709, 'READS');
SELECT pg_temp.set_up(9710, 'READT');
SELECT pg_temp.at('2018-10-10 08:00+08');
SELECT cc_center.close_day(c, d::date) FROM unnest('{9709,9710}'::bigint[]) c, generate_series('2018-10-08'::timestamp, '2018-10-09', '1 day') d;
SET LOCAL session_replication_role = replica;
INSERT INTO cc_center.leave_request (center_id, staff_no, leave_kind, during, days, status, requested_at, version)
SELECT c, n, 'sick_leave', '[2018-10-20 00:00+08,2018-10-21 00:00+08)', 1, 'approved', '2018-10-10 08:00+08', 1
  FROM unnest('{9709,9710}'::bigint[]) c, unnest('{101,102}'::text[]) n;
RESET session_replication_role;
-- one who leads the first center and stands shifts in the second, under number 104; in the first 104 is another
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9709, '104', '甲', 'operator'), (9710, '104', '乙', 'operator');
SET LOCAL session_replication_role = replica;
INSERT INTO cc_center.attendance_result (center_id, day, staff_no, shift, role, duty, version, result, evidence)
SELECT c, '2018-10-08', '104', 'early', 'operator', '[2018-10-08 08:30+08,2018-10-08 17:30+08)', 1, 'on_time', 'none' FROM unnest('{9709,9710}'::bigint[]) c;
RESET session_replication_role;
CREATE ROLE a9709_both;
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9709, '205', '丙', 'shift_leader');
SELECT cc_center.enrol(9709, '205', 'a9709_both'), cc_center.enrol(9710, '104', 'a9709_both');
-- one and the same plan, whoever acts
CREATE FUNCTION pg_temp.seen() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN (SELECT string_agg(center_id || ':' || staff_no, ' ' ORDER BY center_id, staff_no) FROM cc_center.attendance_result
          WHERE center_id IN (9709, 9710) AND day = '2018-10-08')
         || ' | ' || coalesce((SELECT string_agg(center_id || ':' || staff_no, ' ' ORDER BY center_id, staff_no)
                               FROM cc_center.leave_request WHERE center_id IN (9709, 9710)), '')
         || ' | ' || (SELECT string_agg(concat(center_id, ':', staff_no, CASE WHEN leave_days > 0 THEN '*' END), ' ' ORDER BY center_id, staff_no)
                      FROM cc_center.attendance_month WHERE center_id IN (9709, 9710) AND month = '2018-10-01');
END
$$;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pg_temp TO PUBLIC;
SELECT is(pg_temp.act(v.who, 'SELECT pg_temp.seen()'), v.expected, v.title)
  FROM (VALUES (1, 'a9709_201', '9709:101 9709:102 9709:104 9709:121 9709:201 9709:221 | 9709:101 9709:102 | 9709:101* 9709:102* 9709:104 9709:121 9709:201 9709:221', 'A7 who leads sees his center'),
               (2, 'a9709_101', '9709:101 | 9709:101 | 9709:101*', 'A7 others see themselves'),
               (3, 'a9709_both', '9709:101 9709:102 9709:104 9709:121 9709:201 9709:221 9710:104 | 9709:101 9709:102 | 9709:101* 9709:102* 9709:104 9709:121 9709:201 9709:221 9710:104',
                'A7 who leads one center and works in another sees all of the one and himself in the other'),
               (4, 'a9710_102', '9710:102 | 9710:102 | 9710:102*', 'A7 and his own in the center he is of'),
               (5, 'a9709_401', '9709:101 9709:102 9709:104 9709:121 9709:201 9709:221 | 9709:101 9709:102 | 9709:101* 9709:102* 9709:104 9709:121 9709:201 9709:221', 'A7 the director his center''s')) v (n, who, expected, title) ORDER BY v.n;
SELECT is(pg_temp.act(who, $$SELECT (SELECT count(*) FROM cc_center.attendance_result) + (SELECT count(*) FROM cc_center.leave_request) + (SELECT count(*) FROM cc_center.attendance_month)$$), '0', 'A7 nobody''s for ' || who)
  FROM unnest('{a9709_501,a9709_701}'::text[]) who;
-- with the role taken from him he sees no more than himself, in the same session
UPDATE cc_center.staff SET role = 'operator' WHERE center_id = 9709 AND staff_no = '205';
SELECT is(pg_temp.act('a9709_both', $$SELECT string_agg(center_id || ':' || staff_no, ' ') FROM cc_center.attendance_result$$), '9710:104', 'A7 who leads no more sees no more than himself');
-- it is said once for a query, and a month is found by its days
CREATE FUNCTION pg_temp.plan(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  line text;
  lines text := '';
BEGIN
  FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP lines := lines || line || E'\n'; END LOOP;
  RETURN lines;
END
$$;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pg_temp TO PUBLIC;
-- years of days, so that which index is used is no matter of chance
SET LOCAL session_replication_role = replica;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no, role, duty, version)
SELECT 9709, d::date, 'early', n::text, 'operator', tstzrange(d AT TIME ZONE 'Asia/Shanghai', (d + '9 hours') AT TIME ZONE 'Asia/Shanghai'), 1
  FROM generate_series('2014-01-01'::timestamp, '2018-09-30', '1 day') d CROSS JOIN generate_series(101, 105) n;
INSERT INTO cc_center.attendance_result (center_id, day, staff_no, shift, role, duty, version, result, evidence)
SELECT r.center_id, r.day, r.staff_no, r.shift, r.role, r.duty, 1, 'on_time', 'none' FROM cc_center.roster r WHERE r.center_id = 9709 AND r.day < '2018-10-01';
RESET session_replication_role;
ANALYZE cc_center.roster, cc_center.attendance_result;
SET LOCAL enable_seqscan = off;
SET LOCAL enable_bitmapscan = off;
SET LOCAL enable_hashjoin = off;
SET LOCAL enable_mergejoin = off;
SELECT doesnt_match(pg_temp.act('a9709_201', format($$SELECT pg_temp.plan('SELECT FROM cc_center.%I')$$, t)), '(acting_role|may_read_\w+)\(', 'A7 a leader''s role is asked once: ' || t)
  FROM unnest('{attendance_result,attendance_override,leave_request,payroll,leg_review,roster}'::text[]) t;
SELECT is((SELECT count(*) FROM regexp_matches(pg_temp.act('a9709_201', $$SELECT pg_temp.plan('SELECT * FROM cc_center.attendance_month WHERE center_id = 9709 AND month = ''2018-10-01''')$$),
                                               'Index Cond: \([^\n]*day >= n\.month[^\n]*day < n\.next_month', 'g')), 2::bigint, 'I2 a month is read by its days, of attendance and of the roster');
SELECT * FROM finish();
ROLLBACK;
