-- Who is acting: the outer current role and its enrolment, nothing a client sends and nothing a function changes (I7, I10);
-- and what he may see and do, in his own center and in another's (A7, D3.2).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'America/New_York';
SELECT plan(125);
\ir ../../lib/act.sql
SELECT pg_temp.set_up(9401, 'ACA');
SELECT pg_temp.set_up(9402, 'ACB');
GRANT TEMPORARY ON DATABASE :"DBNAME" TO PUBLIC;

CREATE FUNCTION pg_temp.enter(center bigint, instant text DEFAULT '2018-10-08 10:00+08') RETURNS cc_center.cases LANGUAGE plpgsql AS $$
DECLARE
    entered cc_center.cases;
BEGIN
    PERFORM pg_temp.at(instant);
    INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (center, '湖南路', 'hotline', '类', '述') RETURNING * INTO entered;
    RETURN entered;
END
$$;
-- Runs a statement in a session that somebody logged in to himself.
CREATE FUNCTION pg_temp.logged_in(login text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    answer text;
BEGIN
    BEGIN
        PERFORM set_config('session_authorization', login, true);
        EXECUTE statement INTO answer;
        RAISE EXCEPTION USING ERRCODE = 'ZZ000', MESSAGE = coalesce(answer, 'NULL');
    EXCEPTION WHEN SQLSTATE 'ZZ000' THEN
        RETURN SQLERRM;
    WHEN OTHERS THEN
        RETURN SQLSTATE;
    END;
END
$$;
SELECT (pg_temp.enter(9401)).case_id AS case_a \gset
SELECT (pg_temp.enter(9402)).case_id AS case_b \gset
SELECT holder FROM cc_center.cases WHERE center_id = 9401 AND case_id = :case_a \gset

-- ---- the acting person ----------------------------------------------------------------------------------

SELECT is(pg_temp.act('a9401_101', 'SELECT cc_center.acting_staff_no(9401)'), '101', 'I7 a role acts as the person enrolled');
SELECT is(pg_temp.act('a9401_101', 'SELECT cc_center.acting_role(9401)'), 'operator', 'I7 with his role');
SELECT is(pg_temp.act('a9401_101', 'SELECT cc_center.acting_centers()'), '{9401}', 'I7 in his center');
SELECT is(pg_temp.act('a9401_101', 'SELECT cc_center.acting_staff_no(9402) IS NULL'), 'true', 'I7 in another one he is nobody');
SELECT is(pg_temp.act('a9401_app', 'SELECT cc_center.acting_staff_no(9401) IS NULL AND cc_center.acting_centers() = ''{9401}'''), 'true', 'I7 an app acts in its center, as nobody');
SELECT is(pg_temp.act('none', 'SELECT cc_center.acting_centers()'), '{}', 'I7 a superuser is nobody');
SELECT is(pg_temp.logged_in('a9401_101', 'SELECT cc_center.acting_login_role()'), 'a9401_101', 'I7 so it is after a login');
SELECT is(pg_temp.logged_in('a9401_101', $$ SELECT set_config('role', 'a9401_201', true) $$), '42501', 'I10 nobody becomes somebody else');
SELECT is(pg_temp.logged_in('a9401_app', $$ SELECT set_config('role', 'a9401_101', true) $$), '42501', 'I7 an app does not, unless it was trusted with it');
GRANT a9401_101 TO a9401_app;
SELECT is(pg_temp.logged_in('a9401_app', $$ SELECT cc_center.acting_staff_no(9401) FROM set_config('role', 'a9401_101', true) $$), '101', 'I7 a trusted app acts as the employee it sets its role to');
SELECT is(pg_temp.logged_in('a9401_app', $$ SELECT coalesce(cc_center.acting_staff_no(9401), 'nobody') $$), 'nobody', 'I7 membership alone does not make it one');

-- Functions that run as somebody else do not act as him.
CREATE SCHEMA lent;
GRANT USAGE, CREATE ON SCHEMA lent TO a9401_101, a9401_201, a9401_app;
SET LOCAL ROLE a9401_201;
CREATE FUNCTION lent.who() RETURNS text LANGUAGE sql SECURITY DEFINER AS $$ SELECT cc_center.acting_staff_no(9401) || ' ' || current_user $$;
CREATE FUNCTION lent.pre_file(id bigint) RETURNS text LANGUAGE sql SECURITY DEFINER
AS $$ UPDATE cc_center.cases SET stage = 'pre_filed' WHERE center_id = 9401 AND case_id = id RETURNING stage $$;
CREATE FUNCTION lent.draft() RETURNS integer LANGUAGE sql SECURITY DEFINER AS $$ SELECT cc_center.draft_rules(9401, 'lent') $$;
RESET ROLE;
SELECT is(pg_temp.act('a9401_102', 'SELECT 1 FROM lent.who()'), '42501', 'I7 (a function is lent to those who may use it)');
GRANT USAGE ON SCHEMA lent TO PUBLIC;
SELECT is(pg_temp.act('a9401_102', 'SELECT lent.who()'), '102 a9401_201', 'I7 in a leader''s function the caller acts, not the leader');
SELECT is(pg_temp.act('a9401_' || CASE :'holder' WHEN '101' THEN '102' ELSE '101' END, format('SELECT lent.pre_file(%s)', :case_a)), 'UC907', 'I7 so he cannot move another''s case with it');
SELECT is(pg_temp.act('a9401_501', format('SELECT lent.pre_file(%s)', :case_a)), 'UC908', 'I7 nor take a step of another role');
SELECT is(pg_temp.act('a9401_101', 'SELECT lent.draft()'), 'UC103', 'I14 nor draft rules');
SELECT is(pg_temp.act('a9401_201', 'SELECT lent.who()'), '201 a9401_201', 'I7 the leader himself acts as himself');
SELECT is(pg_temp.logged_in('a9401_101', $$ SELECT set_config('search_path', 'lent', true) || lent_who FROM (SELECT lent.who() AS lent_who) s $$), 'lent101 a9401_201', 'I7 also in a session of his own');
CREATE FUNCTION lent.become() RETURNS text LANGUAGE sql SET role = 'a9401_201' AS 'SELECT cc_center.acting_staff_no(9401)';
CREATE FUNCTION lent.become_definer() RETURNS text LANGUAGE sql SECURITY DEFINER SET role = 'a9401_201' AS 'SELECT cc_center.acting_staff_no(9401)';
SELECT is(pg_temp.logged_in('a9401_101', 'SELECT lent.become()'), '42501', 'I7 nor does a function that sets the role');
SELECT is(pg_temp.logged_in('a9401_101', 'SELECT lent.become_definer()'), '42501', 'I7 not even a superuser''s');

-- Who is not active today acts in no center, and sees nothing.
UPDATE cc_center.staff SET active = '[2018-10-09,2018-10-11)' WHERE center_id = 9401 AND staff_no = '302';
CREATE FUNCTION pg_temp.at_work(instant text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.at(instant);
    RETURN pg_temp.act('a9401_302', $q$ SELECT coalesce(cc_center.acting_role(9401), 'nobody') || ' ' || (SELECT count(*) FROM cc_center.cases) $q$);
END
$$;
SELECT is(pg_temp.at_work(v.instant), v.answer, 'E2 active from the 9th to the 10th: at ' || v.instant || ' ' || v.answer)
FROM (VALUES ('2018-10-08 23:59:59+08', 'nobody 0'), ('2018-10-09 00:00:00+08', 'supervisor 1'), ('2018-10-10 23:59:59+08', 'supervisor 1'), ('2018-10-11 00:00:00+08', 'nobody 0')) v (instant, answer);
UPDATE cc_center.staff SET active = 'empty' WHERE center_id = 9401 AND staff_no = '302';
SELECT is(pg_temp.at_work('2018-10-09 12:00+08'), 'nobody 0', 'E2 never active is nobody');
SELECT pg_temp.at('2018-10-08 10:05+08');

-- ---- enrolment -------------------------------------------------------------------------------------------

CREATE ROLE a9401_new;
SELECT is(pg_temp.act('a9401_101', $$ SELECT cc_center.enrol(9401, '101', 'a9401_new') $$), '42501', 'I10 an operator enrols nobody');
SELECT is(pg_temp.act('a9401_app', $$ SELECT cc_center.enrol(9401, NULL, 'a9401_new') $$), '42501', 'I10 nor does an app');
SELECT is(pg_temp.act('a9401_401', $$ SELECT cc_center.enrol(9401, NULL, 'a9401_new') $$), '42501', 'I10 nor the director');
SELECT is(pg_temp.act('a9401_701', v.call), v.answer, 'I10 ' || v.what)
FROM (VALUES ($$ SELECT cc_center.enrol(9401, '101', 'a9401_new') $$, 'UC108', 'a person has one role'),
             ($$ SELECT cc_center.enrol(9401, '999', 'a9401_new') $$, 'UC105', 'who is enrolled must exist'),
             ($$ SELECT cc_center.enrol(9401, NULL, 'nobody of this name') $$, 'UC106', 'so must his role'),
             ($$ SELECT cc_center.enrol(9401, NULL, 'a9401_102') $$, 'UC107', 'a role is one person'),
             ($$ SELECT cc_center.enrol(77, NULL, 'a9401_new') $$, 'UC101', 'of a center'),
             ($$ SELECT cc_center.enrol(9401, NULL, 'a9401_new', 'supervisor') $$, 'UC109', 'an app is no supervisor'),
             ($$ SELECT cc_center.enrol(9401, NULL, 'a9401_new', 'owner') $$, 'UC109', 'nor the owner')) v (call, answer, what);
-- An administrator of one center has no say in another.
SELECT isnt(pg_temp.act('a9401_701', $$ SELECT cc_center.enrol(9402, NULL, 'a9401_new') $$), '', 'I10 an administrator enrols nobody in another center');
SELECT is((SELECT count(*)::integer FROM cc_center.enrolment WHERE login_role = 'a9401_new'), 0, 'I10 nothing refused has left an enrolment');
SELECT is(pg_temp.act('a9401_701', $$ SELECT cc_center.enrol(9401, NULL, 'a9401_new', 'reader') $$), '', 'I10 an administrator enrols in his own');

-- ---- rights follow the role of the person, in its own center only ------------------------------------------

INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9402, '801', '两处', 'operator');
SELECT cc_center.enrol(9402, '801', 'a9401_301');
SELECT is(pg_temp.act('a9401_301', $$ SELECT cc_center.acting_role(9401) || ' ' || cc_center.acting_role(9402) $$), 'supervisor operator', 'I7 somebody supervises one center and is an operator in another');
SELECT is(pg_temp.act('a9401_301', $$ INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9401, '802', '新', 'operator') $$), 'done', 'I7 where he supervises he hires');
SELECT isnt(pg_temp.act('a9401_301', $$ INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9402, '802', '新', 'operator') $$), 'done', 'I7 where he is an operator he does not');
SELECT isnt(pg_temp.act('a9401_301', $$ INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9402, '2018-10-12', 'early', '801') $$), 'done', 'I7 nor does he write its roster');
SELECT isnt(pg_temp.act('a9401_301', $$ UPDATE cc_center.street SET active = active WHERE center_id = 9402 $$), 'done', 'I7 nor its streets');
SELECT isnt(pg_temp.act('a9401_301', $$ SELECT cc_center.draft_rules(9402, '别处的规则') $$), '2', 'I14 nor does he draft its rules');
SELECT is(pg_temp.act('a9401_301', $$ INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('湖南路', 'hotline', 'c', 'd') $$), 'UC104', 'A12 with two centers he must say which');

-- Who gets another role has that role's rights, and no longer those of the one before.
UPDATE cc_center.staff SET role = 'inspector' WHERE center_id = 9402 AND staff_no = '302';
SELECT is(pg_temp.act('a9402_302', $$ SELECT cc_center.acting_role(9402) $$), 'inspector', 'I7 a supervisor has become an inspector');
SELECT isnt(pg_temp.act('a9402_302', $$ INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9402, '2018-10-12', 'early', '101') $$), 'done', 'I7 he writes no roster any more');
SELECT isnt(pg_temp.act('a9402_302', $$ UPDATE cc_center.staff SET name = 'x' WHERE center_id = 9402 AND staff_no = '101' $$), 'done', 'I7 nor about his colleagues');
SELECT is(pg_temp.act('a9402_302', $$ SELECT cc_center.draft_rules(9402, 'x') $$) IN ('UC103', '42501'), true, 'I14 nor does he draft rules');

-- ---- two centers -------------------------------------------------------------------------------------------

-- Every row of every table and view, as every kind of person of 9401 other than the one of two centers. (Center 0 is the database.)
CREATE TEMP TABLE kind_of_person AS SELECT e.login_role::text AS login FROM cc_center.enrolment e WHERE e.center_id = 9401 AND e.login_role <> 'a9401_301';
CREATE TEMP TABLE reach AS
SELECT k.login, c.relname, pg_temp.act(k.login, format('SELECT count(*) FROM cc_center.%I WHERE center_id NOT IN (0, 9401)', c.relname)) AS of_others
FROM kind_of_person k, pg_class c
WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind IN ('r', 'v')
  AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'center_id' AND NOT a.attisdropped);
SELECT is_empty($$ SELECT * FROM reach WHERE of_others NOT IN ('0', '42501') $$, 'A7 nobody sees a row of another center, in any table or view');
SELECT cmp_ok((SELECT count(*)::integer FROM reach WHERE of_others = '0'), '>', 200, 'A7 (of those that he may read)');
SELECT is(pg_temp.act(k.login, $$ UPDATE cc_center.cases SET description = 'x' WHERE center_id = 9402 $$) IN ('no rows', '42501'), true, 'A7 ' || k.login || ' changes no case of another center') FROM kind_of_person k;
SELECT is(pg_temp.act(k.login, $$ INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (9402, '湖南路', 'hotline', 'c', 'd') $$), '42501',
          'A7 ' || k.login || ' enters no case in another center') FROM kind_of_person k WHERE k.login !~ '(302)$';
SELECT is(pg_temp.act('a9401_app', format($$ INSERT INTO cc_center.case_contact (center_id, case_id, caller_name, phone) VALUES (9402, %s, 'x', '1') $$, :case_b)), '42501', 'A7 an app records no contact in another center');
SELECT is(pg_temp.act('a9401_201', format($$ SELECT cc_center.handover(9402, ARRAY[%s], '102') $$, :case_b)), 'UC102', 'A7 a leader hands over nothing there');
SELECT isnt(pg_temp.act('a9401_201', $$ SELECT staff_no FROM cc_center.route(9402, 'operator', '湖南路', '2018-10-08 10:00+08') $$), '{101,102}', 'A7 and is not told who is on duty there');
SELECT isnt(pg_temp.act('a9401_201', $$ SELECT duty FROM cc_center.plan_duty(9402, '2018-10-08', 'early', 'operator') $$), '["2018-10-07 20:30:00-04","2018-10-08 05:30:00-04")', 'A7 nor when');
SELECT is((SELECT count(*)::integer FROM cc_center.cases WHERE center_id = 9402), 1, 'A7 the other center is as it was');

-- ---- contacts --------------------------------------------------------------------------------------------------

SELECT pg_temp.at('2018-10-08 10:05+08');
SELECT is(pg_temp.act('a9401_app', format($$ INSERT INTO cc_center.case_contact (center_id, case_id, caller_name, phone) VALUES (9401, %s, '来电人', '025-83110000') $$, :case_a)), 'done', 'A7 the app records who called');
SELECT pg_temp.at('2018-10-08 10:07+08');
CREATE FUNCTION pg_temp.phone(number text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act('a9401_' || number, 'SELECT (SELECT phone FROM cc_center.case_contact_masked)')
$$;
SELECT is(pg_temp.phone(:'holder'), '025****0000', 'A7 who holds the case reads the phone number, masked');
SELECT is(pg_temp.phone(v.number), v.answer, 'D3.2 ' || v.number || ' reads: ' || v.answer)
FROM (SELECT CASE :'holder' WHEN '101' THEN '102' ELSE '101' END AS number, 'done' AS answer
      UNION ALL VALUES ('121', 'done'), ('201', 'done'), ('221', 'done'), ('302', 'done'), ('401', '025****0000'), ('501', '42501'), ('601', '42501'), ('701', '42501'), ('app', 'done'), ('new', '42501')) v;
SELECT is(pg_temp.act('a9402_401', 'SELECT (SELECT phone FROM cc_center.case_contact_masked)'), 'done', 'D3.2 another center''s director reads nothing');
SELECT is(pg_temp.act('a9401_' || :'holder', format($$ UPDATE cc_center.cases SET stage = 'pre_filed' WHERE center_id = 9401 AND case_id = %s $$, :case_a)), 'done', 'A7 the case goes on to a leader');
SELECT is(pg_temp.phone(:'holder'), '025****0000', 'I30 who took it first still reaches the caller');
SELECT is(pg_temp.phone((SELECT c.holder FROM cc_center.cases c WHERE c.center_id = 9401 AND c.case_id = :case_a)), '025****0000', 'A7 who holds it now does');
SELECT is(pg_temp.act('a9401_app', $$ UPDATE cc_center.case_contact SET phone = 'x' $$), 'no rows', 'D3.1 an app does not change it');
SELECT is(pg_temp.act('a9401_app', format($$ INSERT INTO cc_center.case_contact (center_id, case_id, recorded_at) VALUES (9401, %s, 'infinity') $$, :case_a)), '42501', 'D3.1 nor says when it was recorded');
SELECT is(pg_temp.act('a9401_401', $$ DELETE FROM cc_center.case_contact $$), '42501', 'D3.1 nobody removes it');
SELECT is(pg_temp.act('a9401_app', $$ SELECT count(recorded_at) FROM cc_center.case_contact $$), '0', 'D3.2 an app sees no contact of before');
SELECT (pg_temp.enter(9401, '2018-10-08 10:08+08')).case_id AS called \gset
SELECT is(pg_temp.act('a9401_app', format($$ INSERT INTO cc_center.case_contact (center_id, case_id, phone) VALUES (9401, %s, '1') RETURNING case_id $$, :called)), :'called', 'D3.1 but INSERT returns what it wrote');
SELECT is(pg_temp.act('a9401_401', $$ UPDATE cc_center.case_contact SET phone = 'x' $$), '42501', 'D3.1 a director corrects no number');
SELECT is(pg_temp.act('a9401_121', $$ UPDATE cc_center.case_contact SET phone = 'x' WHERE case_id > 0 RETURNING case_id $$), 'no rows', 'D3.1 nor does who does not reach the caller');
SELECT is(pg_temp.act('a9401_' || :'holder', $$ UPDATE cc_center.case_contact SET phone = '025-2' WHERE case_id > 0 RETURNING masked_phone $$), '****', 'D3.1 who took the call corrects a wrong number');
SELECT results_eq(format($$ SELECT by_staff, column_name, old_value, new_value FROM cc_center.case_correction WHERE center_id = 9401 AND case_id = %s AND column_name IN ('phone', 'caller_name') $$, :case_a),
    format($$ VALUES (%L, 'phone', NULL::text, NULL::text) $$, :'holder'), 'D3.1 the correction is on record, the number is not');

-- ---- the clock ---------------------------------------------------------------------------------------------------

SELECT is(pg_temp.logged_in(k.login, $$ SELECT set_config('cc_center.now', '2018-10-08 08:00+08', true) $$), '42501', 'I7 ' || k.login || ' does not set the clock') FROM kind_of_person k;
GRANT SET ON PARAMETER cc_center.now TO a9401_701;
SELECT is(pg_temp.logged_in('a9401_701', $$ SELECT set_config('cc_center.now', '2018-10-08 08:00+08', true) $$), '2018-10-08 08:00+08', 'I7 unless he was granted it');
SELECT is(pg_temp.act('none', format($$ SELECT set_config('cc_center.now', %L, true) $$, v.text)), '22023', 'I7 "' || v.text || '" is no instant')
FROM (VALUES ('2018-10-08 08:00'), ('tomorrow'), ('now'), ('2018-13-01 00:00+08'), ('08:00+08'), ('infinity'), ('2018-10-08')) v (text);

SELECT * FROM finish();
ROLLBACK;
