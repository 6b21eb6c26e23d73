-- The sweep of all centers: one that cannot be swept keeps no other from it, and what is no center's fault ends the whole (I24, I29).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SET LOCAL "cc_center.now" = '2018-10-08 07:00+08';
SELECT plan(21);

DO $$
DECLARE
  center bigint;
BEGIN
  FOREACH center IN ARRAY '{9241,9242,9243}'::bigint[] LOOP
    PERFORM cc_center.create_center(center, 'SWEEP' || center, '某', 'Asia/Shanghai', 'gulou');
    INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (center, '101', '某', 'operator'), (center, '102', '某', 'operator');
    INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (center, '2018-10-08', 'early', '101'), (center, '2018-10-08', 'late', '102');
    EXECUTE format('CREATE ROLE t%s_app', center);
    PERFORM cc_center.enrol(center, NULL, format('t%s_app', center)::name);
    EXECUTE format('SET LOCAL ROLE t%s_app', center);
    INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('湖南路', 'hotline', 'c', 'd');
    RESET ROLE;
  END LOOP;
END
$$;
-- Who holds the case of each center, in their order.
CREATE FUNCTION pg_temp.holders() RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(coalesce(holder, '-'), ' ' ORDER BY center_id) FROM cc_center.cases WHERE center_id BETWEEN 9241 AND 9243
$$;
-- Sweeps, apart from the rest: who holds what then and what was counted, or the SQLSTATE it ended with.
CREATE FUNCTION pg_temp.swept(center bigint DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answer text;
BEGIN
  SELECT format('%s %s', given_out, handed_over) INTO answer FROM cc_center.sweep(center);
  RAISE EXCEPTION '%', pg_temp.holders() || ' | ' || answer USING ERRCODE = 'TRIED';
EXCEPTION
  WHEN SQLSTATE 'TRIED' THEN RETURN SQLERRM;
  WHEN query_canceled THEN RETURN SQLSTATE;
  WHEN OTHERS THEN RETURN SQLSTATE;
END
$$;

SELECT is(pg_temp.holders(), '- - -', 'I24 at 7:00 every case waits');
SELECT set_config('cc_center.now', '2018-10-08 08:30+08', true);
SELECT is(pg_temp.swept(), '101 101 101 | 3 0', 'I24 at 8:30 all are given out');

-- a center without rules in force, though with cases
SET LOCAL session_replication_role = replica;
UPDATE cc_center.rule_set SET effective = '[2006-09-01,2018-10-08)' WHERE center_id = 9242;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.swept(), '101 - 101 | 2 0', 'I24 a center without rules keeps no other from being swept');
SELECT is(pg_temp.swept(9242), 'UC202', 'I24 who sweeps it alone gets its error');
SELECT is(pg_temp.swept(9243), '- - 101 | 1 0', 'I24 as for the others they are swept alone too');
SET LOCAL session_replication_role = replica;
UPDATE cc_center.rule_set SET effective = '[2006-09-01,)' WHERE center_id = 9242;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.swept(), '101 101 101 | 3 0', 'I24 put right, it is swept again');

-- what fails in the middle of a center is undone there, and there alone
DO $$ BEGIN PERFORM cc_center.sweep(); END $$;
SELECT is(pg_temp.holders(), '101 101 101', 'I24 given out');
SELECT set_config('cc_center.now', '2018-10-08 17:30+08', true);
SELECT is(pg_temp.swept(), '102 102 102 | 0 3', 'I29 at the shift''s end all are handed over');
CREATE FUNCTION pg_temp.fail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.center_id = 9242 THEN
    RAISE EXCEPTION 'on purpose' USING ERRCODE = current_setting('test.fails_with');
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER test_fail BEFORE INSERT ON cc_center.handover FOR EACH ROW EXECUTE FUNCTION pg_temp.fail();
CREATE FUNCTION pg_temp.swept_with(code text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('test.fails_with', code, true);
  RETURN pg_temp.swept();
END
$$;
SELECT is(pg_temp.swept_with(v.code), v.expected, v.title)
  FROM (VALUES (1, 'P0001', '102 101 102 | 0 2', 'I29 a refusal concerns its center'),
               (2, '23505', '102 101 102 | 0 2', 'I29 so does a violated constraint'),
               (3, 'XX001', '102 101 102 | 0 2', 'I29 and damaged data'),
               (4, 'UC101', '102 101 102 | 0 2', 'I29 and an error of ours'),
               (5, '40001', '40001', 'I29 a serialization failure ends the sweep'),
               (6, '40P01', '40P01', 'I29 so does a deadlock'),
               (7, '57014', '57014', 'I29 and who cancels it'),
               (8, '57P01', '57P01', 'I29 and the server''s shutdown'),
               (9, '53200', '53200', 'I29 and want of memory'),
               (10, '53100', '53100', 'I29 or of room on the disk'),
               (11, '58030', '58030', 'I29 and a disk that cannot be read'),
               (12, '25006', '25006', 'I29 and a transaction that may not write')) AS v (n, code, expected, title) ORDER BY v.n;
DROP TRIGGER test_fail ON cc_center.handover;
SELECT is(pg_temp.swept(), '102 102 102 | 0 3', 'I29 afterwards all is as it was');

SELECT * FROM finish();
ROLLBACK;
