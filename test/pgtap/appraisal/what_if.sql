-- A version tried on a month against what would be stored now: whatever is stale, nothing written (I43, I44).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
\ir ../../lib/act.sql
SET LOCAL TimeZone = 'Asia/Shanghai';
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9708, 'WHATIF');
SELECT pg_temp.at('2018-10-01 07:00+08');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9708, d::date, 'early', '101' FROM generate_series('2018-10-29'::timestamp, '2018-10-31', '1 day') d;
-- a late minute costs a yuan by the rules in force too
SET LOCAL session_replication_role = replica;
UPDATE cc_center.tariff SET rate = 1 WHERE center_id = 9708 AND version = 1 AND subject = 'lateness';
RESET session_replication_role;
CREATE FUNCTION pg_temp.late(instant text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  id bigint;
BEGIN
  PERFORM pg_temp.at(instant || ' 09:00+08');
  id := pg_temp.act('a9708_app', 'INSERT INTO cc_center.cases (street, channel, category, description) VALUES (''湖南路'', ''hotline'', ''c'', ''d'') RETURNING case_id')::bigint;
  PERFORM pg_temp.at(instant || ' 09:20+08');
  RETURN pg_temp.act('a9708_101', format('UPDATE cc_center.cases SET stage = ''pre_filed'' WHERE case_id = %s', id));
END
$$;
SELECT is(pg_temp.late('2018-10-29'), 'done', 'I26 late on the 29th');
SELECT is(pg_temp.late('2018-10-31'), 'done', 'I26 and on the 31st');
SELECT pg_temp.at('2018-11-01 08:00+08');
SELECT cc_center.close_day(9708, d::date) FROM generate_series('2018-10-08'::timestamp, '2018-10-30', '1 day') d;
SELECT is(pg_temp.act('a9708_201', $$SELECT cc_center.draft_rules(9708, '两元')$$), '2', 'I43 a draft');
UPDATE cc_center.tariff SET rate = 2 WHERE center_id = 9708 AND version = 2 AND subject = 'lateness';
CREATE FUNCTION pg_temp.tried(of_version integer) RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ', net_now, net_then, because) FROM cc_center.what_if(9708, '2018-10-01', of_version) WHERE staff_no = '101'
$$;
SELECT is(pg_temp.tried(2), '350.00 300.00 lateness', 'I43 fifty minutes at one yuan, at two; a day that is not closed counts in neither');
SELECT cc_center.close_touched(9708);
-- what is stored of the 29th is older than the facts, and waits to be judged again
SET LOCAL session_replication_role = replica;
UPDATE cc_center.attendance_result SET result = 'on_time', late_from = NULL, late_until = NULL WHERE center_id = 9708 AND staff_no = '101' AND day = '2018-10-29';
RESET session_replication_role;
CREATE FUNCTION pg_temp.late_minutes() RETURNS numeric LANGUAGE sql AS $$
  SELECT coalesce(sum(quantity), 0) FROM cc_center.payroll_quantity WHERE center_id = 9708 AND staff_no = '101' AND subject = 'lateness' AND unit = 'minute'
$$;
SELECT is(pg_temp.act('a9708_301', $$SELECT cc_center.appraise(9708, '2018-10-01')::text$$), '(5,5)', 'I44 appraised');
SELECT is(pg_temp.late_minutes(), 0::numeric, 'I44 attendance counts as it is stored');
SELECT cc_center.touch_attendance(9708, '101', '2018-10-29');
SELECT is(pg_temp.tried(1), '350.00 350.00', 'I43 the version in force changes nothing, however old what is stored is');
SELECT is(pg_temp.tried(2), '350.00 300.00 lateness', 'I43 nor does a draft differ by it');
CREATE TEMP TABLE now AS SELECT staff_no, net_now FROM cc_center.what_if(9708, '2018-10-01', 2) WHERE staff_no IS NOT NULL;
SELECT is(pg_temp.act('a9708_301', $$SELECT cc_center.appraise(9708, '2018-10-01')::text$$), '(5,1)', 'I44 what was touched is judged again before it is appraised');
SELECT is(pg_temp.late_minutes(), 50::numeric, 'I44 and counts');
SELECT results_eq('SELECT staff_no, net_now FROM now ORDER BY 1', $$SELECT staff_no, net FROM cc_center.payroll_month WHERE center_id = 9708 ORDER BY 1$$, 'I43 net_now was what is stored now');
-- trying writes nothing, also where the tables' owner tries
CREATE FUNCTION pg_temp.written() RETURNS numeric LANGUAGE sql AS $$
  SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables WHERE schemaname = 'cc_center'
$$;
SELECT pg_temp.written() AS before \gset
SELECT is(pg_temp.act('cc_center_owner', $$SELECT net_then FROM cc_center.what_if(9708, '2018-10-01', 2) WHERE staff_no = '101'$$), '300.00', 'I43 the tables'' owner tries it');
SELECT is(pg_temp.act('a9708_401', $$SELECT net_then FROM cc_center.what_if(9708, '2018-10-01', 2) WHERE staff_no = '101'$$), '300.00', 'I43 and the director');
SELECT is(pg_temp.written(), :before::numeric, 'I43 and nothing was written');
SAVEPOINT reading;
SET LOCAL transaction_read_only = on;
SELECT count(*) AS tried FROM cc_center.what_if(9708, '2018-10-01', 2) \gset
ROLLBACK TO reading;
SELECT is(:tried, 6, 'I43 it may be tried where nothing may be written');
SELECT * FROM finish();
ROLLBACK;
