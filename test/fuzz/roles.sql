-- What every group role is let loose on: center 1 with cases in every stage, contacts, calls, leave, swaps, closed days and an
-- appraisal; a center 2 that nobody of center 1 may know anything of; and a login fuzz_GROUP for each group role but the owner.
-- Contacts hold canaries, and so do the texts of center 2; the first characters and the last, which masked forms show, are not
-- among those that roles.sh hunts for. Run as superuser, with psql, from this folder.
\set ON_ERROR_STOP 1
\o /dev/null
SET client_min_messages = warning;
\ir ../lib/center.sql
\ir ../lib/functions.sql
SELECT setseed(0.5);
INSERT INTO cc_center.staff (center_id, staff_no, name, role)
VALUES (1, '801', '质检员', 'quality_reviewer'), (1, '802', '考核员', 'appraiser'), (1, '803', '审计员', 'auditor'), (1, '302', '主管二', 'supervisor');

-- One login for each group: what a person may, what an application may, and what the jobs may.
DO $$
DECLARE
    one record;
    login name;
BEGIN
    FOR one IN SELECT g.name, g.person, g.enrollable FROM cc_center.group_roles() g WHERE g.name <> 'owner' LOOP
        login := 'fuzz_' || one.name;
        EXECUTE format('CREATE ROLE %I LOGIN', login);
        IF NOT one.enrollable THEN
            EXECUTE format('GRANT %I TO %I', 'cc_center_' || one.name, login);
        ELSIF one.person THEN
            INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (1, 'F' || one.name, '甲乙', one.name);
            PERFORM cc_center.enrol(1, 'F' || one.name, login);
        ELSE
            PERFORM cc_center.enrol(1, NULL, login, one.name);
        END IF;
    END LOOP;
END
$$;
-- Center 2, with a canary in all that people write.
DO $$
BEGIN
    PERFORM cc_center.create_center(2, 'ZX', '他区中心', 'Asia/Shanghai', 'gulou');
    INSERT INTO cc_center.staff (center_id, staff_no, name, role)
    VALUES (2, 'z1', '他区青鸾员', 'operator'), (2, 'z2', '他区青鸾长', 'shift_leader'), (2, 'z3', '他区青鸾管', 'supervisor');
    CREATE ROLE strange_z1;
    CREATE ROLE strange_app;
    PERFORM cc_center.enrol(2, 'z1', 'strange_z1'), cc_center.enrol(2, NULL, 'strange_app');
    INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
    SELECT 2, d::date, 'early', k.staff_no FROM generate_series(date '2018-10-08', '2018-10-12', '1 day') d, unnest('{z1,z2}'::text[]) k (staff_no);
END
$$;
SET cc_center.now = '2018-10-08 10:00+08';
INSERT INTO cc_center.cases (center_id, street, channel, category, description)
SELECT 2, '湖南路', 'hotline', '类', '他区青鸾事' || i FROM generate_series(1, 10) i;
SET ROLE strange_app;
SELECT cc_center.offer_call(2, '62190', '青鸾-' || i, '13987654321') FROM generate_series(1, 3) i;
SET ROLE strange_z1;
SELECT cc_center.request_leave(2, 'personal_leave', '2018-10-12', reason => '他区青鸾私事');
RESET ROLE;

-- The load's own steps bring center 1's cases into every stage.
SELECT 'SELECT load.intake(60)' UNION ALL SELECT 'SELECT load.step()' FROM generate_series(1, 200) UNION ALL SELECT 'SELECT load.hand_over()' FROM generate_series(1, 10)
UNION ALL SELECT 'SELECT load.report_again()' \gexec
DROP SCHEMA load CASCADE;
SET cc_center.now = '2018-10-08 11:00+08';
-- those let loose come on duty, and hold of what comes from now on; so they reach its callers
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 1, d::date, 'early', k.staff_no FROM generate_series(date '2018-10-08', '2018-10-12', '1 day') d, unnest('{Foperator,Fshift_leader}'::text[]) k (staff_no);
INSERT INTO cc_center.cases (center_id, street, channel, category, description)
SELECT 1, '湖南路', 'hotline', '占道经营', '摊贩' || i FROM generate_series(1, 30) i;
INSERT INTO cc_center.case_contact (center_id, case_id, caller_name, phone, address, identity_no)
SELECT c.center_id, c.case_id, '甲雀丝', '13987654321', '湖南路金丝雀巷97号', '320199200202024321' FROM cc_center.cases c;
SET ROLE fuzz_app;
SELECT cc_center.offer_call(1, '62120', 'S-' || i, '13987654321') FROM generate_series(1, 8) i;
SET ROLE fuzz_operator;
SELECT cc_center.answer_call(1, c.call_id), cc_center.end_call(1, c.call_id, description => '咨询')
FROM (SELECT k.call_id FROM cc_center.call k WHERE k.center_id = 1 ORDER BY 1 LIMIT 3) c;
SELECT cc_center.request_leave(1, 'personal_leave', '2018-10-12', reason => '家中私事');
RESET ROLE;
SET ROLE load_101;
SELECT cc_center.request_leave(1, 'sick_leave', '2018-10-11', reason => '复诊');
RESET ROLE;
SET ROLE load_301;
SELECT cc_center.reveal(1, (SELECT min(c.case_id) FROM cc_center.cases c WHERE c.center_id = 1), '回访');
RESET ROLE;

-- What returns rows is not called by sqlsmith: so each such function gets a shell that returns them as one text, with the
-- caller's own rights. reveal() is for reading a contact, and is called by hand instead.
CREATE SCHEMA fuzz;
GRANT USAGE ON SCHEMA fuzz TO PUBLIC;
SELECT format('CREATE FUNCTION fuzz.%I(%s) RETURNS text LANGUAGE sql AS %L', p.proname, oidvectortypes(p.proargtypes),
              format('SELECT left(string_agg(t::text, E''\n''), 10000) FROM cc_center.%I(%s) t', p.proname,
                     (SELECT string_agg('$' || i, ', ') FROM generate_series(1, p.pronargs) i)))
FROM pg_proc p WHERE p.pronamespace = 'cc_center'::regnamespace AND p.proretset AND p.proname <> 'reveal' \gexec
ANALYZE;
\o
