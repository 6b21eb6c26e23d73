-- Who signs on signs off, at one place at a time; what is left open is a finding (I10, I40).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SELECT plan(22);
\ir ../../lib/act.sql
SELECT pg_temp.set_up(9521, 'SSA');
CREATE FUNCTION pg_temp.findings(who text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act('a9521_' || who, $q$ SELECT coalesce(string_agg(concat_ws(' ', staff_no, finding, to_char(at AT TIME ZONE 'Asia/Shanghai', 'MM-DD HH24:MI')), ', ' ORDER BY at, finding), 'none') FROM cc_center.session_findings $q$)
$$;
SELECT pg_temp.at('2018-10-08 08:20+08');
SELECT is(pg_temp.act('a9521_app', 'SELECT cc_center.session_open(9521)'), '42501', 'I10 an app is nobody to sign on');
SELECT is(pg_temp.act('a9521_101', 'SELECT cc_center.session_close(9521)'), 'UCE21', 'I40 who is not signed on does not sign off');
SELECT matches(pg_temp.act('a9521_101', 'SELECT cc_center.session_open(9521)'), '^\d+$', 'I40 a person signs on');
SELECT is((SELECT string_agg(staff_no || ' ' || login_role || ' ' || (backend_pid = pg_backend_pid()), ',') FROM cc_center.seat_session WHERE center_id = 9521), '101 a9521_101 true', 'I10 who, by which login and where is on record');
SELECT matches(pg_temp.act('a9521_102', 'SELECT cc_center.session_open(9521)'), '^\d+$', 'I40 so does another');
SELECT matches(pg_temp.act('a9521_301', 'SELECT cc_center.session_open(9521)'), '^\d+$', 'I40 and one without a shift');
SELECT is(pg_temp.act('a9521_101', format('SELECT cc_center.session_close(9521, %s)', (SELECT max(session_id) FROM cc_center.seat_session))), 'UCE21', 'I10 nobody signs another off');
SELECT is(pg_temp.act('a9521_101', 'SELECT count(*) FROM cc_center.seat_session') || pg_temp.act('a9521_201', 'SELECT count(*) FROM cc_center.seat_session'), '13', 'I40 he sees his own sign-on, a leader all');
SELECT is(pg_temp.act('a9521_101', v.statement), '42501', 'I40 nobody writes them by hand: ' || left(v.statement, 6))
FROM (VALUES ($$ UPDATE cc_center.seat_session SET signed_off = true $$), ($$ INSERT INTO cc_center.seat_session (center_id, staff_no, login_role, backend_pid, opened_at) VALUES (9521, '101', 'x', 1, now()) $$)) v (statement);
SELECT pg_temp.at('2018-10-08 17:29+08');
SELECT is(pg_temp.findings('201'), 'none', 'I40 before the shift is over nothing is wrong');
SELECT is(pg_temp.act('a9521_102', 'SELECT cc_center.session_close(9521)'), '09:09:00', 'I40 one signs off');
SELECT pg_temp.at('2018-10-08 17:30+08');
SELECT is(pg_temp.findings('201'), '101 left_open 10-08 17:30', 'I40 who has not by the end of his shift is a finding');
SELECT is(pg_temp.findings('101') || ',' || pg_temp.findings('102'), '101 left_open 10-08 17:30,none', 'I40 which he sees, and no colleague');
SELECT pg_temp.at('2018-10-09 00:00+08');
SELECT is(pg_temp.findings('401'), '101 left_open 10-08 17:30, 301 left_open 10-09 00:00', 'I40 without a shift at the end of the day');
SELECT pg_temp.at('2018-10-09 08:25+08');
SELECT matches(pg_temp.act('a9521_101', 'SELECT cc_center.session_open(9521)'), '^\d+$', 'I40 signing on again');
SELECT is((SELECT string_agg(signed_off::text || ' ' || (closed_at = '2018-10-09 08:25+08')::text, ',') FROM cc_center.seat_session WHERE center_id = 9521 AND staff_no = '101' AND closed_at IS NOT NULL), 'false true', 'I40 closes what was left open, which stays not signed off');
SELECT is(pg_temp.findings('401'), '101 left_open 10-08 17:30, 301 left_open 10-09 00:00', 'I40 and a finding');
-- another address
SELECT set_config('session_replication_role', 'replica', true);
INSERT INTO cc_center.seat_session (center_id, staff_no, login_role, client_addr, backend_pid, opened_at) VALUES (9521, '101', 'a9521_101', '10.0.0.7', 7, '2018-10-09 09:00+08');
SELECT set_config('session_replication_role', 'origin', true);
SELECT pg_temp.at('2018-10-09 10:00+08');
SELECT is(pg_temp.findings('101'), '101 left_open 10-08 17:30, 101 two_places 10-09 09:00', 'I10 signed on in two places at once is a finding');
SAVEPOINT here;
SELECT pg_temp.act('a9521_101', 'SELECT cc_center.session_open(9521)');
SELECT is((SELECT string_agg(coalesce(host(client_addr), 'here'), ',' ORDER BY opened_at) FROM cc_center.seat_session WHERE center_id = 9521 AND staff_no = '101' AND closed_at IS NULL), '10.0.0.7,here', 'I10 signing on closes what was left open here, and not elsewhere');
ROLLBACK TO here;
-- leaving the seat
SELECT pg_temp.act('a9521_201', $$ SELECT cc_center.permit_leaving(9521, '102', 'x') $$);
SELECT pg_temp.act('a9521_102', 'SELECT cc_center.session_open(9521)');
SELECT pg_temp.at('2018-10-09 10:03+08');
SELECT pg_temp.act('a9521_102', 'SELECT cc_center.leave_seat(9521)');
SELECT is(pg_temp.findings('102'), '102 left_seat_signed_on 10-09 10:03', 'I10 who leaves the seat signed on is one');
SELECT is(pg_temp.act('a9521_app', 'SELECT count(*) FROM cc_center.seat_session'), '42501', 'I40 apps read none of it');

SELECT * FROM finish();
ROLLBACK;
