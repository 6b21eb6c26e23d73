-- What somebody did past the rules is found: a schema that is not as deployed, rows edited by hand.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SELECT no_plan();
SET LOCAL cc_center.now = '2018-10-08 10:00+08';
SELECT cc_center.create_center(9701, 'HEA', '甲', 'Asia/Shanghai', 'gulou');
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9701, '101', '某', 'operator'), (9701, '102', '某', 'operator');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9701, '2018-10-09', 'early', '101');

-- Does something as a superuser, and tells what health() finds that it did not find before; takes it all back.
CREATE FUNCTION pg_temp.found(deed text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
  before text[] := ARRAY(SELECT finding || ': ' || subject FROM cc_center.health());
  after text[];
BEGIN
  BEGIN
    SET LOCAL session_replication_role = replica;
    EXECUTE deed;
    SET LOCAL session_replication_role = origin;
    after := ARRAY(SELECT finding || ': ' || subject FROM cc_center.health());
    RAISE EXCEPTION USING ERRCODE = 'CCZZZ';
  EXCEPTION WHEN SQLSTATE 'CCZZZ' THEN
    NULL;
  END;
  RETURN QUERY SELECT f FROM unnest(after) f WHERE f <> ALL (before) ORDER BY f COLLATE "C";
END
$$;

SELECT is_empty($$ SELECT * FROM cc_center.changed_objects() $$, 'the schema is as install() left it');
SELECT results_eq(format('SELECT pg_temp.found(%L)', deed), ARRAY['the schema is not as it was deployed: ' || subject], deed)
  FROM (VALUES ('DROP TRIGGER cases_stage ON cc_center.cases', 'trigger cases_stage on cc_center.cases'),
               ('DROP INDEX cc_center.swap_slot', 'index cc_center.swap_slot'),
               ('ALTER TABLE cc_center.swap DROP CONSTRAINT swap_within_limit', 'constraint swap_within_limit on cc_center.swap'),
               ('DROP POLICY own_role ON cc_center.roster', 'policy own_role on cc_center.roster'),
               ('ALTER POLICY take_in ON cc_center.cases WITH CHECK (true)', 'policy take_in on cc_center.cases'),
               ('CREATE POLICY everything ON cc_center.roster USING (true)', 'policy everything on cc_center.roster'),
               ('CREATE OR REPLACE FUNCTION cc_center.at_the_seat(center_id bigint, staff_no text) RETURNS boolean LANGUAGE sql STABLE AS ''SELECT true''',
                'function cc_center.at_the_seat(bigint,text)'),
               ('ALTER FUNCTION cc_center.ratify_rules(bigint, integer) RESET ALL', 'function cc_center.ratify_rules(bigint,integer)')
       ) v (deed, subject);
SELECT is_empty($$ SELECT pg_temp.found('CREATE INDEX own ON cc_center.cases (category); ALTER TABLE cc_center.cases ADD own text, ADD CHECK (own <> '''')') $$,
                'an index, a column, a constraint of somebody''s own are none of it');
SELECT results_eq(format('SELECT pg_temp.found(%L)', deed), ARRAY[finding], finding)
  FROM (VALUES ('INSERT INTO cc_center.leave_request (center_id, leave_id, staff_no, leave_kind, during, days, status, version, requested_at)
                 SELECT 9701, 1, ''102'', ''sick_leave'', tstzrange(''2018-10-09 00:00+08'', ''2018-10-10 00:00+08''), 1, ''approved'', 1, ''2018-10-08 09:00+08''',
                'leave is approved by nobody: 9701/1'),
               ('INSERT INTO cc_center.swap (center_id, swap_id, swap_kind, requester, partner, status, period, ordinal, swap_limit, version, requested_at)
                 VALUES (9701, 1, ''single'', ''101'', ''102'', ''approved'', ''2018-10-01'', 50, 99, 1, ''2018-10-08 09:00+08'')',
                'a swap has more than its rule gives: 9701/1'),
               ('DELETE FROM cc_center.roster_publication WHERE center_id = 9701;
                 INSERT INTO cc_center.roster_publication (center_id, month, status, published_by, published_at, findings)
                 VALUES (9701, ''2018-10-01'', ''published'', ''nobody'', ''2018-10-08 09:00+08'', 0)',
                'a roster was published by nobody: 9701/2018-10')
       ) v (deed, finding);
SELECT results_eq($$ SELECT pg_temp.found('INSERT INTO cc_center.leave_request (center_id, leave_id, staff_no, leave_kind, during, days, status, version, requested_at)
                 SELECT 9701, 1, ''101'', ''sick_leave'', tstzrange(''2018-10-09 00:00+08'', ''2018-10-10 00:00+08''), 1, ''approved'', 1, ''2018-10-08 09:00+08''') $$,
                ARRAY['leave is approved by nobody: 9701/1', 'somebody is rostered while on leave: 9701/1'], 'who is on leave is not on the roster');

-- what was changed before a migration stays a finding after it
DROP POLICY own_role ON cc_center.roster;
CREATE OR REPLACE FUNCTION cc_center.roster_month_start(day date) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT day $$;
SELECT cc_center.record_objects(ARRAY['policy own_role on cc_center.roster']);
SELECT results_eq('SELECT name, change FROM cc_center.changed_objects()', $$ VALUES ('own_role on cc_center.roster', 'removed') $$, 'a migration does not cover up what was done before it');
SELECT * FROM finish();
ROLLBACK;
