-- Nobody gets more rights than he was given: not by a second self, not by a group's role, not in another center (A24, I7).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SELECT no_plan();
SELECT cc_center.create_center(9601, 'ESA', '甲'), cc_center.create_center(9602, 'ESB', '乙');
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES
    (9601, '701', '系统管理员', 'system_admin'), (9601, '301', '主管', 'supervisor'), (9601, '101', '接线员', 'operator'),
    (9601, '302', '主管', 'supervisor'), (9601, '401', '主任', 'director');
CREATE ROLE e9601_701; CREATE ROLE e9601_301; CREATE ROLE e9601_101; CREATE ROLE e9601_new; CREATE ROLE e9601_two; CREATE ROLE e9601_401; CREATE ROLE e9601_app; CREATE ROLE e9601_gone;
SELECT cc_center.enrol(9601, '701', 'e9601_701'), cc_center.enrol(9601, '301', 'e9601_301'), cc_center.enrol(9601, '101', 'e9601_101');
SELECT cc_center.enrol(9601, NULL, 'e9601_two', 'importer'), cc_center.enrol(9602, NULL, 'e9601_two', 'reader'), cc_center.enrol(9601, NULL, 'e9601_gone');
-- the database administrator grants it too; it is taken away all the same
GRANT cc_center_operator TO e9601_101;

SET LOCAL ROLE e9601_701;
SELECT lives_ok($$ INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9601, 'g1', '新人', 'operator') $$,
    'I7 a system administrator records a new operator');
SELECT throws_ok($$ INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9601, 'g2', '新人', 'director') $$,
    'UC111', NULL, 'A24 but no director');
SELECT throws_ok($$ SELECT cc_center.enrol(9601, 'g1', 'cc_center_supervisor') $$, 'UC110', NULL, 'A24 a group role cannot be enrolled');
SELECT throws_ok($$ SELECT cc_center.enrol(9601, 'g1', 'e9601_701') $$, 'UC110', NULL, 'A24 nor the administrator''s own');
SELECT throws_ok($$ UPDATE cc_center.staff SET name = '我' WHERE center_id = 9601 AND staff_no = '701' $$, 'UC112', NULL, 'A24 nobody changes his own row');
SELECT lives_ok($$ SELECT cc_center.enrol(9601, 'g1', 'e9601_new') $$, 'I7 a role of the person''s own is enrolled');
SELECT throws_ok($$ SELECT cc_center.move_login('e9601_new', 'operator', 'director') $$, '42501', NULL, 'A24 group roles are not given out past enrol()');
SET LOCAL ROLE cc_center_owner;
SELECT cc_center.move_login('e9601_new', NULL, unnest(ARRAY['owner', 'scheduler']));
SELECT ok(NOT pg_has_role('e9601_new', 'cc_center_owner', 'MEMBER') AND NOT pg_has_role('e9601_new', 'cc_center_scheduler', 'MEMBER'),
    'A24 nor does the schema''s owner give out its own or the scheduler''s');
SET LOCAL ROLE e9601_301;
SELECT throws_ok($$ UPDATE cc_center.staff SET role = 'director' WHERE center_id = 9601 AND staff_no = '101' $$, 'UC111', NULL, 'A24 a supervisor makes no director');
SELECT lives_ok($$ UPDATE cc_center.staff SET role = 'shift_leader' WHERE center_id = 9601 AND staff_no = '101' $$, 'I2 but a shift leader');
RESET ROLE;
SELECT ok(pg_has_role('e9601_101', 'cc_center_shift_leader', 'MEMBER') AND NOT pg_has_role('e9601_101', 'cc_center_operator', 'MEMBER'),
    'I7 who changes role moves to its group');

-- those who check each other do not remove each other
SELECT cc_center.enrol(9601, '401', 'e9601_401');
SET LOCAL ROLE e9601_301;
SELECT throws_ok(format('UPDATE cc_center.staff SET %s WHERE center_id = 9601 AND staff_no = %L', change, person), 'UC113', NULL,
                 format('A24 a supervisor does not say %s of %s', change, person))
  FROM (VALUES ($$role = 'operator'$$), ($$active = 'empty'$$), ($$active = '(,2018-10-01)'$$)) c (change) CROSS JOIN unnest(ARRAY['302', '401', '701']) person;
SELECT lives_ok($$ UPDATE cc_center.staff SET name = '又名' WHERE center_id = 9601 AND staff_no = '302' $$, 'I1 he may write another''s name');
SET LOCAL ROLE e9601_701;
SELECT throws_ok($$ SELECT cc_center.unenrol(9601, 'e9601_401') $$, 'UC113', NULL, 'A24 a system administrator does not end the director''s enrolment');
SELECT throws_ok($$ SELECT cc_center.unenrol(9601, 'e9601_701') $$, 'UC113', NULL, 'A24 nor his own');
SELECT throws_ok($$ SELECT cc_center.unenrol(9602, 'e9601_two') $$, 'UC102', NULL, 'I7 nor one of another center');
SELECT throws_ok($$ SELECT cc_center.unenrol(9601, 'nobody') $$, 'UC114', NULL, 'I7 who is not enrolled is told');
SELECT throws_ok($$ DELETE FROM cc_center.enrolment WHERE login_role = 'e9601_new' $$, '42501', NULL, 'I7 no enrolment is removed past unenrol()');
SELECT lives_ok($$ SELECT cc_center.unenrol(9601, 'e9601_new') $$, 'E2 he ends an operator''s enrolment');
SET LOCAL ROLE e9601_301;
SELECT throws_ok($$ SELECT cc_center.unenrol(9601, 'e9601_two') $$, '42501', NULL, 'I7 a supervisor ends none');
RESET ROLE;
SELECT ok(NOT pg_has_role('e9601_new', 'cc_center_operator', 'MEMBER'), 'E2 who left is in the group no more');
SELECT is((SELECT count(*) FROM cc_center.enrolment WHERE login_role = 'e9601_new'), 0::bigint, 'E2 and acts for nobody');
SELECT lives_ok($$ SELECT cc_center.enrol(9601, 'g1', 'e9601_new') $$, 'I7 he may be enrolled again');
SELECT cc_center.enrol(9602, NULL, 'e9601_app'), cc_center.enrol(9601, NULL, 'e9601_app');
SELECT cc_center.unenrol(9601, 'e9601_app');
SELECT ok(pg_has_role('e9601_app', 'cc_center_app', 'MEMBER'), 'E2 an application of another center stays in its group');
SELECT cc_center.unenrol(9602, 'e9601_app');
SELECT ok(NOT pg_has_role('e9601_app', 'cc_center_app', 'MEMBER'), 'E2 until it is enrolled nowhere');
SELECT lives_ok($$ UPDATE cc_center.staff SET active = '(,2018-10-01)' WHERE center_id = 9601 AND staff_no = '401' $$, 'A24 a database administrator ends a director''s time');
DROP ROLE e9601_gone;
SELECT lives_ok($$ SELECT cc_center.unenrol(9601, 'e9601_gone') $$, 'E2 a role that was dropped is taken off the list');

SET LOCAL ROLE e9601_two;
SELECT throws_ok($$ INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reported_at)
                    VALUES (9602, '江东', 'hotline', '类', '述', '2018-09-01 10:00+08') $$, '42501', NULL, 'I7 an importer here imports nothing there');
SELECT lives_ok($$ INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reported_at)
                   VALUES (9601, '江东', 'hotline', '类', '述', '2018-09-01 10:00+08') $$, 'I7 but here');
RESET ROLE;
SELECT throws_ok($$ SET LOCAL ROLE e9601_301; SELECT cc_center.sweep(9602) $$, 'UC102', NULL, 'I7 nobody sweeps another center');
RESET ROLE;
-- rules are compiled in a parallel query too
SET LOCAL parallel_setup_cost = 0; SET LOCAL parallel_tuple_cost = 0; SET LOCAL min_parallel_table_scan_size = 0;
CREATE TABLE public.e9601_many AS SELECT '2018-10-10 10:00+08'::timestamptz + g * interval '1 second' AS at FROM generate_series(1, 20000) g;
ANALYZE public.e9601_many;
UPDATE cc_center.staff SET name = '又名' WHERE center_id = 9601 AND staff_no = '301';
SELECT lives_ok($$ SELECT count(*), max((cc_center.retention_due(9601, at)).due_at) FROM public.e9601_many WHERE at > '2018-10-10 10:00+08' $$,
    'I24 a parallel query asks for due instants');
SELECT * FROM finish();
ROLLBACK;
