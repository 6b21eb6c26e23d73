-- Ways of acting as another, each of which must fail (3 and 5, by a real login, stand in test/tap/18_contacts.pl): nobody approves a case, or reads a contact, under another's number (I7, I10, G4.1).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SELECT plan(44);
\ir ../../lib/act.sql
SELECT pg_temp.set_up(9531, 'AAA');
SELECT pg_temp.at('2018-10-08 10:00+08');
SET LOCAL ROLE a9531_app;
INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('湖南路', 'hotline', '类', '述');
INSERT INTO cc_center.case_contact (center_id, case_id, phone) SELECT center_id, case_id, '13912345678' FROM cc_center.cases;
RESET ROLE;
SELECT c.case_id AS case_a, c.holder, CASE c.holder WHEN '101' THEN '102' ELSE '101' END AS other FROM cc_center.cases c WHERE c.center_id = 9531 \gset
GRANT TEMPORARY ON DATABASE :"DBNAME" TO PUBLIC;
CREATE SCHEMA open_to_all;
GRANT ALL ON SCHEMA open_to_all TO PUBLIC;

-- Runs statements one after another in a session that the other operator logged in to; the last one's first value, or its SQLSTATE.
CREATE FUNCTION pg_temp.tries(VARIADIC statements text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    answer text;
    next_statement text;
BEGIN
    PERFORM set_config('session_authorization', (SELECT 'a9531_' || CASE c.holder WHEN '101' THEN '102' ELSE '101' END FROM cc_center.cases c WHERE c.center_id = 9531), true);
    FOREACH next_statement IN ARRAY statements LOOP
        IF next_statement ~* '^\s*(SELECT|TABLE|WITH|FETCH)|RETURNING|^EXECUTE' THEN
            EXECUTE next_statement INTO answer;
        ELSE
            EXECUTE next_statement;
        END IF;
    END LOOP;
    RAISE EXCEPTION USING ERRCODE = 'ZZ000', MESSAGE = coalesce(answer, 'NULL');
EXCEPTION WHEN SQLSTATE 'ZZ000' THEN
    RETURN SQLERRM;
WHEN OTHERS THEN
    RETURN SQLSTATE;
END
$$;
SELECT format('a9531_%s', :'holder') AS holder_role, format('a9531_%s', :'other') AS other_role,
       format('UPDATE cc_center.cases SET stage = ''pre_filed'' WHERE case_id = %s', :case_a) AS step, 'SELECT cc_center.acting_staff_no(9531)' AS who \gset

SELECT is(pg_temp.tries(:'who'), :'other', 'I7 (he is himself)');
SELECT is(pg_temp.tries(:'step'), 'UC907', 'I7 he takes no step in another''s case');

-- ---- by SQL of the session ---------------------------------------------------------------------------------------------

SELECT is(pg_temp.tries(format('SET ROLE %I', :'holder_role')), '42501', 'I10 1 SET ROLE');
SELECT is(pg_temp.tries(format('SET LOCAL ROLE %I', :'holder_role')), '42501', 'I10 2 SET LOCAL ROLE');
SELECT is(pg_temp.tries(format('SELECT set_config(''role'', %L, false)', :'holder_role')), '42501', 'I10 4 set_config(role)');
SELECT is(pg_temp.tries('SET ROLE cc_center_owner'), '42501', 'G4.1 6 the owner''s role');
SELECT is(pg_temp.tries('SET ROLE cc_center_supervisor'), '42501', 'G4.1 7 another group''s role');
SELECT is(pg_temp.tries('SET ROLE cc_center_operator', 'SELECT coalesce(cc_center.acting_staff_no(9531), ''nobody'')'), 'nobody', 'I7 8 as his own group he is nobody');
SELECT is(pg_temp.tries('SET ROLE cc_center_operator', format('SELECT state FROM cc_center.reveal(9531, %s, ''x'')', :case_a)), 'UC102', 'A7 and reads nothing');
SELECT is(pg_temp.tries(format('SET cc_center.staff_no = %L', :'holder')), '42602', 'I7 9 a setting of his own in our name');
SELECT is(pg_temp.tries(format('SET app.login = %L', :'holder_role'), format('SET "app.staff_no" = %L', :'holder'), :'who'), :'other', 'I7 10 settings that apps know');
SELECT is(pg_temp.tries(format('SET application_name = %L', :'holder_role'), :'who'), :'other', 'I7 11 the application''s name');
SELECT is(pg_temp.tries($$ SET cc_center.now = '2018-10-08 08:00+08' $$), '42501', 'I7 12 another time');
SELECT is(pg_temp.tries('SET session_replication_role = replica'), '42501', 'G4.1 13 triggers off for the session');
SELECT is(pg_temp.tries('ALTER TABLE cc_center.cases DISABLE TRIGGER cases_stage'), '42501', 'G4.1 14 or for all');
SELECT is(pg_temp.tries('SET row_security = off', 'SELECT count(*) FROM cc_center.cases'), '42501', 'G4.1 15 row-level security off');
SELECT is(pg_temp.tries(format('GRANT %I TO %I', :'holder_role', :'other_role')), '42501', 'G4.1 16 membership by GRANT');
SELECT is(pg_temp.tries(format('ALTER ROLE %I RENAME TO a9531_x', :'holder_role')), '42501', 'I10 17 another''s name');
SELECT is(pg_temp.tries(format('ALTER ROLE %I PASSWORD ''x''', :'holder_role')), '42501', 'I10 18 another''s password');
SELECT is(pg_temp.tries(format('INSERT INTO cc_center.enrolment (center_id, login_role, staff_no) VALUES (9531, %L, %L)', :'other_role', :'holder')), '42501', 'I7 19 a row of enrolment');
SELECT is(pg_temp.tries(format('UPDATE cc_center.enrolment SET staff_no = %L', :'holder')), '42501', 'I7 20 another number in his own');
SELECT is(pg_temp.tries(format('SELECT cc_center.enrol(9531, %L, %L)', :'holder', :'other_role')), '42501', 'I7 21 enrol()');
SELECT is(pg_temp.tries(format('SELECT cc_center.move_login(%L, NULL, ''supervisor'')', :'other_role')), '42501', 'G4.1 22 move_login()');
SELECT is(pg_temp.tries(format('UPDATE cc_center.staff SET role = ''supervisor'' WHERE staff_no = %L', :'other')), '42501', 'G4.1 23 another role by hand');

-- ---- by objects of his own --------------------------------------------------------------------------------------------------

SELECT is(pg_temp.tries('CREATE FUNCTION open_to_all.acting_staff_no(bigint) RETURNS text LANGUAGE sql AS $f$ SELECT ''x'' $f$', 'SET search_path = open_to_all, cc_center, pg_catalog', :'step'), 'UC907', 'I7 24 a function of our name earlier in the path');
SELECT is(pg_temp.tries('CREATE TEMP TABLE enrolment (center_id bigint, login_role name, staff_no text, as_group text)', format('INSERT INTO enrolment VALUES (9531, %L, %L)', :'other_role', :'holder'), 'SET search_path = pg_temp, cc_center', :'who'), :'other', 'I7 25 a temporary table of our name');
SELECT is(pg_temp.tries('CREATE FUNCTION open_to_all.current_user() RETURNS name LANGUAGE sql AS $f$ SELECT ''a9531_301''::name $f$', 'CREATE FUNCTION open_to_all.clock() RETURNS timestamptz LANGUAGE sql AS $f$ SELECT ''2000-01-01''::timestamptz $f$', 'SET search_path = open_to_all, pg_catalog', :'who'), :'other', 'I7 26 functions of the server''s names');
SELECT is(pg_temp.tries('CREATE FUNCTION open_to_all.same(text, text) RETURNS boolean LANGUAGE sql AS $f$ SELECT true $f$', 'CREATE OPERATOR open_to_all.= (LEFTARG = text, RIGHTARG = text, FUNCTION = open_to_all.same)', 'SET search_path = open_to_all, pg_catalog', :'step'), 'UC907', 'I7 27 an operator that is always true');
SELECT is(pg_temp.tries('CREATE FUNCTION pg_temp.as_definer() RETURNS text LANGUAGE sql SECURITY DEFINER AS $f$ SELECT cc_center.acting_staff_no(9531) $f$', 'SELECT pg_temp.as_definer()'), :'other', 'I7 28 a function of his own that runs as its owner');
SELECT is(pg_temp.tries(format('CREATE FUNCTION pg_temp.with_role() RETURNS text LANGUAGE sql SET role = %I AS $f$ SELECT cc_center.acting_staff_no(9531) $f$', :'holder_role'), 'SELECT pg_temp.with_role()'), '42501', 'I10 29 a function with SET role');
SELECT is(pg_temp.tries('CREATE TRIGGER mine BEFORE UPDATE ON cc_center.cases FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()'), '42501', 'G4.1 30 a trigger on our tables');
SELECT is(pg_temp.tries('CREATE RULE mine AS ON UPDATE TO cc_center.cases DO INSTEAD NOTHING'), '42501', 'G4.1 31 a rule on them');
SELECT is(pg_temp.tries('CREATE FUNCTION cc_center.reaches_caller(numeric, numeric) RETURNS boolean LANGUAGE sql AS $f$ SELECT true $f$'), '42501', 'G4.1 32 a function in our schema');
SELECT is(pg_temp.tries('CREATE OR REPLACE VIEW cc_center.case_contact_masked AS SELECT 1'), '42501', 'G4.1 33 another view in place of ours');

-- What another made, and lends.
SET LOCAL ROLE :holder_role;
CREATE FUNCTION open_to_all.lent() RETURNS text LANGUAGE sql SECURITY DEFINER AS $$ SELECT cc_center.acting_staff_no(9531) $$;
CREATE VIEW open_to_all.lent_view AS SELECT cc_center.acting_staff_no(9531) AS who, (SELECT count(*) FROM cc_center.case_contact_masked) AS reached;
GRANT SELECT ON open_to_all.lent_view TO PUBLIC;
CREATE FUNCTION open_to_all.lent_step(id bigint) RETURNS text LANGUAGE sql SECURITY DEFINER AS $$ UPDATE cc_center.cases SET stage = 'pre_filed' WHERE case_id = id RETURNING stage $$;
CREATE FUNCTION open_to_all.lent_reveal(id bigint) RETURNS text LANGUAGE sql SECURITY DEFINER AS $$ SELECT state FROM cc_center.reveal(9531, id, 'x') $$;
RESET ROLE;
SELECT is(pg_temp.tries('SELECT open_to_all.lent()'), :'other', 'I7 34 another''s function that runs as its owner');
SELECT is(pg_temp.tries(format('SELECT open_to_all.lent_step(%s)', :case_a)), 'UC907', 'I7 35 that takes a step');
SELECT is(pg_temp.tries(format('SELECT open_to_all.lent_reveal(%s)', :case_a)), 'UCE16', 'A7 36 that reveals');
SELECT is(pg_temp.tries('SELECT who || '' '' || reached FROM open_to_all.lent_view'), :'other' || ' 0', 'I7 37 another''s view');

-- What was prepared or opened as one, and used as another: a pool that may be both is trusted, and still is who it is at each statement.
GRANT :holder_role TO :other_role;
SELECT is(pg_temp.tries(format('SET ROLE %I', :'holder_role'), 'PREPARE who AS SELECT cc_center.acting_staff_no(9531)', 'RESET ROLE', 'EXECUTE who'), :'other', 'I7 38 a statement prepared as another');
SELECT is(pg_temp.tries(format('SET ROLE %I', :'holder_role'), format('PREPARE step AS UPDATE cc_center.cases SET stage = ''pre_filed'' WHERE case_id = %s', :case_a), 'RESET ROLE', 'EXECUTE step'), 'UC907', 'I7 39 a step prepared as another');
SELECT is(pg_temp.tries('PREPARE seen AS SELECT count(*) FROM cc_center.case_contact_masked', 'EXECUTE seen', format('SET ROLE %I', :'holder_role'), 'RESET ROLE', 'EXECUTE seen'), '0', 'A7 40 a plan made as another');
SELECT is(pg_temp.tries(format('SET ROLE %I', :'holder_role'), 'RESET ROLE', format('SELECT state FROM cc_center.reveal(9531, %s, ''x'')', :case_a)), 'UCE16', 'A7 41 what one was');
SELECT is(pg_temp.tries(format('SET ROLE %I', :'holder_role'), format('SELECT state FROM cc_center.reveal(9531, %s, ''x'')', :case_a), 'RESET ROLE', 'SELECT count(*) FROM cc_center.reveal_record'), '42501', 'A7 42 nor does he see what he left on record');
REVOKE :holder_role FROM :other_role;

SELECT is((SELECT c.stage || ' ' || c.holder FROM cc_center.cases c WHERE c.case_id = :case_a AND c.center_id = 9531), 'reported ' || :'holder', 'I7 after all that the case is as it was');
SELECT * FROM finish();
ROLLBACK;
