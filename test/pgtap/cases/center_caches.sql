-- What a session compiles of centers: a change in one leaves the others' alone, and of enrolments it keeps only those of the
-- roles it acts as (I20, E2). That nothing is stale: isolation/center-caches.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SET LOCAL "cc_center.now" = '2018-10-08 10:00+08';
SELECT plan(15);

DO $$
BEGIN
  CREATE ROLE t926_app;
  FOR center IN 9261..9263 LOOP
    PERFORM cc_center.create_center(center, 'CACHE' || center, '某', 'Asia/Shanghai', 'gulou');
    INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (center, '101', '某', 'operator'), (center, '102', '某', 'operator');
    INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (center, '2018-10-08', 'early', '101');
    PERFORM cc_center.enrol(center, NULL, 't926_app');
  END LOOP;
END
$$;
-- A case in each of some centers, as an application; who holds them.
CREATE FUNCTION pg_temp.cases(VARIADIC centers bigint[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  center bigint;
  held text;
  holders text[] := '{}';
BEGIN
  SET LOCAL ROLE t926_app;
  FOREACH center IN ARRAY centers LOOP
    INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (center, '湖南路', 'hotline', 'c', 'd')
    RETURNING holder INTO held;
    holders := holders || coalesce(held, '-');
  END LOOP;
  RESET ROLE;
  RETURN array_to_string(holders, ' ');
END
$$;
-- How many centers are compiled: rules, days, calendars.
CREATE FUNCTION pg_temp.compiled() RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ', count(*) FILTER (WHERE name = 'cc_center center'),
                   count(*) FILTER (WHERE name = 'cc_center center''s days' AND used_bytes > 1000),
                   count(*) FILTER (WHERE name = 'cc_center calendar'))
    FROM pg_backend_memory_contexts
$$;

SELECT is(pg_temp.cases(9261, 9262, 9263), '101 101 101', 'three centers are served');
SELECT is(pg_temp.compiled(), '3 3 3', 'and compiled');
UPDATE cc_center.roster SET staff_no = '102' WHERE center_id = 9261;
SELECT is(pg_temp.cases(9262), '101', 'another center''s roster changes');
SELECT is(pg_temp.compiled(), '3 3 3', 'nothing of the others is compiled anew');
SELECT is(pg_temp.cases(9261, 9263), '102 101', 'the changed center follows its roster');
UPDATE cc_center.street SET active = false WHERE center_id = 9262 AND street = '湖南路';
SELECT is(pg_temp.cases(9261, 9263), '102 101', 'another center''s rules change');
SELECT is(pg_temp.compiled(), '3 3 3', 'nothing of the others is compiled anew');
SELECT throws_ok('SELECT pg_temp.cases(9262)', 'UC930', NULL, 'the changed center follows its rules');
UPDATE cc_center.street SET active = true WHERE center_id = 9262;
INSERT INTO cc_center.calendar_day (center_id, day, kind, name) VALUES (9262, '2018-10-08', 'holiday', '某');
SELECT is(cc_center.day_type(9261, '2018-10-08') || cc_center.day_type(9262, '2018-10-08'), 'weekdayweekend', 'a calendar changes');
DELETE FROM cc_center.roster WHERE center_id = 9263;
SELECT is(pg_temp.cases(9261, 9262, 9263), '102 101 -', 'a roster is emptied');

-- one statement on many centers and many rows
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT c, date '2018-10-09' + n, 'early', (101 + n % 2)::text FROM generate_series(0, 99) n, generate_series(9261, 9263) c ORDER BY n;
SELECT is(pg_temp.cases(9261, 9262, 9263), '102 101 -', 'the days asked for are the same');
UPDATE cc_center.roster SET staff_no = '101' WHERE center_id = 9261 AND day = '2018-10-08';
SELECT is(pg_temp.cases(9261), '101', 'and follow a change after that');

INSERT INTO cc_center.staff (center_id, staff_no, name, role) SELECT 9263, 'S' || n, '某', 'operator' FROM generate_series(1, 3000) n;
-- without roles of their own, which would take long to make
SELECT set_config('session_replication_role', 'replica', true);
INSERT INTO cc_center.enrolment (center_id, login_role, staff_no, role_oid, server) SELECT 9263, 't926_' || n, 'S' || n, 0, 0 FROM generate_series(1, 3000) n;
SELECT set_config('session_replication_role', 'origin', true);
SELECT is(pg_temp.cases(9261), '101', 'thousands of others are enrolled');
SELECT cmp_ok((SELECT sum(total_bytes) FROM pg_backend_memory_contexts WHERE name IN ('cc_center enrolments', 'cc_center logins', 'cc_center login')),
              '<', 65536::numeric, 'a session keeps only enrolments of its own');
SET LOCAL ROLE t926_app;
SELECT is(cc_center.acting_centers(), '{9261,9262,9263}', 'and knows them');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
