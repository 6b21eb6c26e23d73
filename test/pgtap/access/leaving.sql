-- Whoever leaves loses all access, hands over what is open, and leaves his history; a role made anew inherits none of it (E2).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SELECT plan(51);
\ir ../../lib/act.sql
SELECT pg_temp.set_up(9511, 'LVA');
SELECT pg_temp.at('2018-10-08 10:00+08');
SET LOCAL ROLE a9511_app;
INSERT INTO cc_center.cases (street, channel, category, description) SELECT '湖南路', 'hotline', '类', '述' FROM generate_series(1, 6);
RESET ROLE;
SELECT count(*) AS held FROM cc_center.leg WHERE center_id = 9511 AND holder = '101' AND finished_at IS NULL \gset

CREATE FUNCTION pg_temp.leave(who text, leaver text, last_day text, at_once boolean DEFAULT false, reason text DEFAULT '辞职') RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act('a9511_' || who, format('SELECT cc_center.leave_service(9511, %L, %L, %L, %L)', leaver, last_day, reason, at_once))
$$;
SELECT cmp_ok(:held, '>', 0, 'E2 (he has cases in hand)');

-- ---- who may ------------------------------------------------------------------------------------------------------------

SELECT is(pg_temp.leave(v.who, v.leaver, v.day, v.at_once, v.reason), v.answer, 'E2 ' || v.what)
FROM (VALUES ('102', '101', '2018-10-09', false, 'x', '42501', 'an operator ends nobody''s service'), ('201', '101', '2018-10-09', false, 'x', '42501', 'nor does a leader'),
             ('401', '101', '2018-10-09', false, 'x', '42501', 'nor the director'), ('301', '301', '2018-10-09', false, 'x', 'UC411', 'a supervisor not his own'),
             ('301', '302', '2018-10-09', false, 'x', 'UC113', 'nor another supervisor''s'), ('301', '101', '2018-10-09', false, ' ', 'UC501', 'a reason is needed'),
             ('301', '999', '2018-10-09', false, 'x', 'UC105', 'and a person'), ('301', '101', '2018-10-09', true, 'x', 'UCE22', 'at once has no day to come'),
             ('301', '101', 'infinity', false, 'x', 'UC413', 'nor is there no end')) v (who, leaver, day, at_once, reason, answer, what) WHERE v.day <> 'infinity';

-- ---- with a last day to come -----------------------------------------------------------------------------------------------

INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9511, '2018-10-10', 'early', '102'), (9511, '2018-10-11', 'early', '102');
SELECT matches(pg_temp.act('a9511_102', $$ SELECT cc_center.request_leave(9511, 'personal_leave', '2018-10-11', reason => '家事') $$), '^\d+$', 'E2 (he has asked for leave)');
SELECT matches(pg_temp.leave('301', '102', '2018-10-09'), '^\d+$', 'E2 a supervisor ends somebody''s service with tomorrow');
SELECT results_eq($$ SELECT day FROM cc_center.roster WHERE center_id = 9511 AND staff_no = '102' ORDER BY day $$, $$ VALUES (date '2018-10-08'), ('2018-10-09') $$, 'E2 what he stands after his last day goes');
SELECT is((SELECT count(*)::integer FROM cc_center.roster_change WHERE center_id = 9511 AND from_staff = '102' AND changed_by = '301' AND reason = '辞职'), (SELECT shifts_taken FROM cc_center.service_end WHERE center_id = 9511 AND staff_no = '102'), 'E2 each shift on record');
SELECT is((SELECT string_agg(status, ',') FROM cc_center.leave_request WHERE center_id = 9511 AND staff_no = '102'), 'withdrawn', 'E2 leave of that time ends');
SELECT is((SELECT active FROM cc_center.staff WHERE center_id = 9511 AND staff_no = '102'), '(,2018-10-10)'::daterange, 'E2 his active days end');
SELECT is(pg_temp.act('a9511_102', 'SELECT cc_center.acting_staff_no(9511)'), '102', 'E2 until then he works');
SELECT pg_temp.at('2018-10-10 00:00+08');
SELECT is(pg_temp.act('a9511_102', 'SELECT coalesce(cc_center.acting_staff_no(9511), ''nobody'') || (SELECT count(*) FROM cc_center.cases)'), 'nobody0', 'E2 from then on he is nobody, and sees nothing');
SELECT is((SELECT subject || ' ' || severity FROM cc_center.health() WHERE finding = 'somebody who left is still enrolled' AND subject LIKE '9511%'), NULL, 'E2 on the first day that is no finding');
SELECT pg_temp.at('2018-10-11 00:00+08');
SELECT is((SELECT subject || ' ' || severity FROM cc_center.health() WHERE finding = 'somebody who left is still enrolled' AND subject LIKE '9511%'), '9511 102 warning', 'E2 later it is');
SELECT is(pg_temp.act('a9511_701', 'SELECT cc_center.end_left_access(9511) || '','' || cc_center.end_left_access(9511)'), '1,0', 'E2 his role is taken out of its group, once');
SELECT is(pg_has_role('a9511_102', 'cc_center_operator', 'MEMBER'), false, 'E2 so it is in none');
SELECT isnt((SELECT access_ended_at FROM cc_center.service_end WHERE center_id = 9511 AND staff_no = '102'), NULL, 'E2 which is on record');
SELECT is(pg_temp.act('a9511_102', 'TABLE cc_center.clause'), '42501', 'E2 not even what is no secret is open to him');

-- ---- at once ---------------------------------------------------------------------------------------------------------------

SELECT pg_temp.at('2018-10-08 10:30+08');
SELECT count(*) AS held FROM cc_center.leg WHERE center_id = 9511 AND holder = '101' AND finished_at IS NULL \gset
SELECT matches(pg_temp.act('a9511_101', 'SELECT cc_center.session_open(9511)'), '^\d+$', 'E2 (he is signed on)');
SELECT matches(pg_temp.leave('701', '101', '2018-10-08', true), '^\d+$', 'E2 an administrator ends it at once');
SELECT is((SELECT count(*)::integer FROM cc_center.leg WHERE center_id = 9511 AND holder = '101' AND finished_at IS NULL), 0, 'E2 he has nothing in hand');
SELECT is((SELECT legs_passed FROM cc_center.service_end WHERE center_id = 9511 AND staff_no = '101'), :held, 'E2 all of it was passed on');
SELECT cmp_ok((SELECT count(*)::integer FROM cc_center.handover WHERE center_id = 9511 AND from_staff = '101'), '>=', :held, 'E2 each with its handover');
SELECT results_eq($$ SELECT day, upper(duty) FROM cc_center.roster WHERE center_id = 9511 AND staff_no = '101' ORDER BY day $$, $$ VALUES (date '2018-10-08', timestamptz '2018-10-08 10:30+08') $$, 'E2 of the shift that ran what he stood is his, and no other is');
SELECT is((SELECT count(*)::integer FROM cc_center.enrolment WHERE center_id = 9511 AND staff_no = '101'), 0, 'E2 he is enrolled no more');
SELECT results_eq($$ SELECT closed_at, signed_off FROM cc_center.seat_session WHERE center_id = 9511 AND staff_no = '101' $$, $$ VALUES (timestamptz '2018-10-08 10:30+08', false) $$, 'E2 nor signed on');
SELECT is(pg_has_role('a9511_101', 'cc_center_operator', 'MEMBER'), false, 'E2 nor in the group');
SELECT is(pg_temp.act('a9511_101', 'SELECT count(*) FROM cc_center.cases'), '42501', 'E2 his next statement is refused');
SELECT is(pg_temp.act('a9511_101', $$ UPDATE cc_center.cases SET stage = 'pre_filed' $$), '42501', 'E2 whatever it is');
SELECT is((SELECT count(*)::integer FROM cc_center.staff WHERE center_id = 9511 AND staff_no = '101'), 1, 'E2 his number stays');
SELECT cmp_ok((SELECT count(*)::integer FROM cc_center.leg WHERE center_id = 9511 AND holder = '101'), '>=', :held, 'E2 with what was his');
SELECT matches(pg_temp.act('none', $$ SELECT cc_center.leave_service(9511, '302', '2018-10-08', '调离', true) $$), '^\d+$', 'E2 a database administrator ends a supervisor''s');
SELECT is((SELECT by_staff FROM cc_center.service_end WHERE center_id = 9511 AND staff_no = '302'), 'role ' || current_user, 'E2 on record as such');

-- one without a shift that runs, who has something in hand all the same; and one whose last shift ends after his last day
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9511, '103', '早三', 'operator'), (9511, '104', '夜四', 'operator');
SELECT min(case_id) AS kept FROM cc_center.cases WHERE center_id = 9511 AND closed_at IS NULL \gset
SELECT set_config('session_replication_role', 'replica', true);
UPDATE cc_center.cases SET holder = '103' WHERE center_id = 9511 AND case_id = :kept;
UPDATE cc_center.leg SET holder = '103' WHERE center_id = 9511 AND case_id = :kept AND finished_at IS NULL;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no, role, duty, version)
VALUES (9511, '2018-10-09', 'late', '104', 'operator', '[2018-10-09 17:00+08,2018-10-10 01:00+08)', 1);
SELECT set_config('session_replication_role', 'origin', true);
SELECT cc_center.recount_open_legs(9511);
SELECT matches(pg_temp.leave('301', '103', '2018-10-08', true), '^\d+$', 'E2 one who is not on duty leaves at once');
SELECT is((SELECT count(*) FROM cc_center.leg WHERE center_id = 9511 AND holder = '103' AND finished_at IS NULL), 0::bigint, 'E2 what he has in hand is passed on too');
SELECT matches(pg_temp.leave('301', '104', '2018-10-09'), '^\d+$', 'E2 another with tomorrow, at night');
SELECT pg_temp.at('2018-10-10 00:59:59+08');
SELECT is(pg_temp.act('a9511_701', 'SELECT cc_center.end_left_access(9511)'), '0', 'E2 he keeps his access until his last shift is over');
SELECT pg_temp.at('2018-10-10 01:00+08');
SELECT is(pg_temp.act('a9511_701', 'SELECT cc_center.end_left_access(9511)'), '1', 'E2 and no longer');
SELECT pg_temp.at('2018-10-08 10:30+08');

-- ---- a role made anew ---------------------------------------------------------------------------------------------------------

SELECT is(pg_temp.act('a9511_121', 'SELECT cc_center.acting_staff_no(9511)'), '121', 'E2 a role is who was enrolled');
DROP ROLE a9511_121;
CREATE ROLE a9511_121;
GRANT cc_center_operator TO a9511_121;
SELECT is(pg_temp.act('a9511_121', 'SELECT coalesce(cc_center.acting_staff_no(9511), ''nobody'') || cardinality(cc_center.acting_centers())'), 'nobody0', 'E2 another one under its name is nobody, in whatever group');
SELECT is((SELECT severity FROM cc_center.health() WHERE finding = 'an enrolled role was made anew' AND subject = 'a9511_121'), 'warning', 'E2 and a finding');
SELECT is(pg_temp.act('a9511_701', $$ SELECT cc_center.enrol(9511, '121', 'a9511_121') $$), 'UC107', 'E2 nor is it enrolled over the old one');
SELECT is(pg_temp.act('a9511_701', $$ SELECT cc_center.unenrol(9511, 'a9511_121') $$) || pg_temp.act('a9511_701', $$ SELECT cc_center.enrol(9511, '121', 'a9511_121') $$) || pg_temp.act('a9511_121', 'SELECT cc_center.acting_staff_no(9511)'), '121', 'E2 until that one is ended');
-- from another server the oids mean nothing: there the group decides
SELECT set_config('session_replication_role', 'replica', true);
UPDATE cc_center.enrolment SET server = 1, role_oid = 1 WHERE center_id = 9511 AND staff_no IN ('121', '201');
SELECT set_config('session_replication_role', 'origin', true);
REVOKE cc_center_shift_leader FROM a9511_201;
GRANT cc_center_operator TO a9511_201;
SELECT is(pg_temp.act('a9511_121', 'SELECT cc_center.acting_staff_no(9511)') || pg_temp.act('a9511_201', 'SELECT coalesce(cc_center.acting_staff_no(9511), ''nobody'')'), '121nobody', 'E2 after a restore a role is who it was while it is in the group of that');
SELECT is(cc_center.renew_enrolments(), 1, 'E2 which is renewed');
SELECT is((SELECT string_agg(subject, ',') FROM cc_center.health() WHERE finding = 'an enrolment comes from another server'), 'a9511_201', 'E2 what is not stays a finding');

SELECT * FROM finish();
ROLLBACK;
