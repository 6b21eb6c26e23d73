-- What somebody may see in one center gives him nothing in another, where he is something else or nobody (I7, A7).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SELECT no_plan();
\ir ../../lib/act.sql
SELECT pg_temp.set_up(9571, 'VWA'), pg_temp.set_up(9572, 'VWB');
-- people of the first center who are something less in the second, one who is nothing there, and a tool that imports in the first
INSERT INTO cc_center.staff (center_id, staff_no, name, role)
VALUES (9572, '801', '两地', 'operator'), (9572, '802', '两地', 'operator'), (9572, '803', '两地', 'operator'), (9572, '804', '两地', 'department');
SELECT cc_center.enrol(9572, '801', 'a9571_301'), cc_center.enrol(9572, '802', 'a9571_401'), cc_center.enrol(9572, '803', 'a9571_701'),
       cc_center.enrol(9572, '804', 'a9571_101');
CREATE ROLE a9571_import;
SELECT cc_center.enrol(9571, NULL, 'a9571_import', 'importer'), cc_center.enrol(9572, NULL, 'a9571_import', 'reader');

-- what only some may read, in both centers
SET LOCAL session_replication_role = replica;
INSERT INTO cc_center.duty_change (center_id, staff_no, day, shift, duty)
SELECT c, '101', '2018-10-08', 'early', '[2018-10-08 08:30+08,2018-10-08 17:30+08)' FROM unnest('{9571,9572}'::bigint[]) c;
INSERT INTO cc_center.service_end (center_id, staff_no, last_day, reason, by_staff, at, shifts_taken, requests_ended, legs_passed)
SELECT c, '102', '2018-10-08', '病', '301', '2018-10-08 09:00+08', 0, 0, 0 FROM unnest('{9571,9572}'::bigint[]) c;
INSERT INTO cc_center.contact_purge (center_id, class, fields, retention, cases, at, by_staff)
SELECT c, 'contact', '{phone}', '1 day', '{1}', '2018-10-08 09:00+08', '701' FROM unnest('{9571,9572}'::bigint[]) c;
INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reported_at)
SELECT c, '江东', 'hotline', '类', '述', '2018-09-01 10:00+08' FROM unnest('{9571,9572}'::bigint[]) c;
SET LOCAL session_replication_role = origin;
CREATE FUNCTION pg_temp.centers_read(who text, table_name text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act(who, format('SELECT array_agg(DISTINCT center_id ORDER BY center_id) FROM cc_center.%I WHERE center_id IN (9571, 9572)', table_name))
$$;
SELECT is(pg_temp.centers_read(v.who, v.name), '{9571}', format('I7 %s of the first center reads %s there, and not as an operator of the second', v.role, v.name))
FROM (VALUES ('a9571_301', 'supervisor', 'enrolment'), ('a9571_401', 'director', 'enrolment'), ('a9571_701', 'system_admin', 'enrolment'),
             ('a9571_301', 'supervisor', 'duty_change'), ('a9571_401', 'director', 'service_end'), ('a9571_701', 'system_admin', 'contact_purge'),
             ('a9571_301', 'supervisor', 'case_import'), ('a9571_import', 'importer', 'case_import')) v (who, role, name);
SELECT is(pg_temp.centers_read('a9571_301', 'roster'), '{9571,9572}', 'I6 what everybody reads he reads in both');

-- is a month of another center published?
UPDATE cc_center.roster_publication SET status = 'published', published_by = '201', published_at = cc_center.clock(), findings = 0
WHERE center_id IN (9571, 9572);
SELECT is(pg_temp.act('a9571_201', $$ SELECT cc_center.is_published(9571, '2018-10-08') $$), 'true', 'I2 everybody knows what his own center has published');
SELECT is(pg_temp.act('a9571_201', $$ SELECT coalesce(cc_center.is_published(9572, '2018-10-08')::text, 'nothing') $$), 'nothing', 'I7 and of another nothing');

-- whose word a leave still needs
SELECT pg_temp.act('a9571_102', $$ SELECT cc_center.request_leave(9571, 'sick_leave', '2018-10-09') $$) AS leave \gset
CREATE FUNCTION pg_temp.lacking(who text, leave bigint) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act(who, format('SELECT coalesce(cc_center.lacking_approvers(9571, %s)::text, %L)', leave, 'nothing'))
$$;
SELECT is(pg_temp.lacking(v.who, :leave), v.answer, 'A7 whose word a leave lacks is known to ' || v.whom)
FROM (VALUES ('a9571_102', '{supervisor}', 'who asked'), ('a9571_301', '{supervisor}', 'who decides'), ('a9571_201', '{supervisor}', 'who leads'),
             ('a9571_401', '{supervisor}', 'the director'), ('a9571_121', 'nothing', 'no colleague'), ('a9571_701', 'nothing', 'no system administrator'),
             ('a9571_app', 'nothing', 'no application'), ('a9572_301', 'nothing', 'no supervisor elsewhere')) v (who, answer, whom);

-- what health() finds in the second center
INSERT INTO cc_center.staff (center_id, staff_no, name, role, active) VALUES (9572, '105', '已走', 'operator', '(,2018-10-01)'), (9571, '105', '已走', 'operator', '(,2018-10-01)');
CREATE ROLE a9571_105; CREATE ROLE a9572_105;
SELECT cc_center.enrol(9571, '105', 'a9571_105'), cc_center.enrol(9572, '105', 'a9572_105');
CREATE FUNCTION pg_temp.told_of(who text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act(who, $q$ SELECT string_agg(DISTINCT h.subject, ', ' ORDER BY h.subject) FROM cc_center.health() h WHERE h.subject ~ '^95\d\d 105' $q$)
$$;
SELECT is(pg_temp.told_of('a9572_301'), '9572 105', 'I7 the supervisor is told what health() finds in his center');
SELECT is(pg_temp.told_of(v.who), '9571 105', format('I7 who is %s in the first center and operator in the second is told of the first', v.role))
FROM (VALUES ('a9571_301', 'supervisor'), ('a9571_401', 'director'), ('a9571_701', 'system_admin')) v (who, role);
SELECT is_empty($$ SELECT h FROM pg_temp.act('a9571_301', $q$ SELECT string_agg(concat_ws(' ', h.subject, h.detail, h.remedy), E'\n') FROM cc_center.health() h $q$) h
                   WHERE h ~ 'VWB|9572' $$, 'I7 nothing he is told names the second');
CREATE ROLE a9571_elsewhere; GRANT cc_center_supervisor TO a9571_elsewhere;
SELECT is(pg_temp.act('a9571_elsewhere', $$ SELECT count(*) FROM cc_center.health() $$), '0', 'I7 who has the group for another database is told nothing');

-- contacts: an UPDATE that reads no column is held to its own policy alone
SELECT pg_temp.at('2018-10-08 09:00+08');
INSERT INTO cc_center.cases (center_id, street, channel, category, description)
SELECT c, '湖南路', 'hotline', '类', '述' FROM unnest('{9571,9572}'::bigint[]) c, generate_series(1, 2);
INSERT INTO cc_center.case_contact (center_id, case_id, phone) SELECT c.center_id, c.case_id, '13900000000' FROM cc_center.cases c WHERE c.center_id IN (9571, 9572);
SELECT is(pg_temp.act('a9571_101', $$ UPDATE cc_center.case_contact SET phone = '13800000000' $$), 'done', 'D3.2 an operator corrects contacts');
SELECT is((SELECT array_agg(DISTINCT (k.center_id, c.holder)::text) FROM cc_center.case_contact k JOIN cc_center.cases c USING (center_id, case_id)
           WHERE k.center_id IN (9571, 9572) AND k.phone = '13800000000'), '{"(9571,101)"}',
          'D3.2 of the callers he may reach and of nobody else: neither a colleague''s, nor in a center where he is something else');
SELECT is(pg_temp.act('a9571_301', $$ UPDATE cc_center.case_contact SET address = '某路' $$), 'done', 'D3.2 a supervisor corrects contacts');
SELECT is((SELECT array_agg(DISTINCT k.center_id) FROM cc_center.case_contact k WHERE k.center_id IN (9571, 9572) AND k.address = '某路'), '{9571}',
          'D3.2 of every caller of his center, and of no other');
SELECT * FROM finish();
ROLLBACK;
