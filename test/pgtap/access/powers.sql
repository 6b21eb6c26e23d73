-- Everything that could walk around the rules is a finding of health(), each with severity and remedy (G4.1).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SELECT plan(21);
\ir ../../lib/act.sql
SELECT pg_temp.set_up(9541, 'PWA');
CREATE FUNCTION pg_temp.finds(finding text, subject text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(concat_ws(': ', h.severity, h.remedy), ' | ') FROM cc_center.health() h WHERE h.finding = finds.finding AND h.subject = finds.subject
$$;
SELECT is(pg_temp.finds(v.finding, 'a9541_101'), NULL, 'G4.1 (nothing is said of: ' || v.finding || ')')
FROM (VALUES ('a role with access may make roles'), ('a role may switch triggers off for its session'), ('a role may act as the owner'), ('a role is enrolled in more than one center')) v (finding);
ALTER ROLE a9541_101 CREATEROLE;
SELECT is(pg_temp.finds('a role with access may make roles', 'a9541_101'), 'critical: ALTER ROLE a9541_101 NOCREATEROLE', 'G4.1 CREATEROLE is found');
ALTER ROLE a9541_102 BYPASSRLS;
SELECT isnt(pg_temp.finds('an enrolled role passes over row-level security', 'a9541_102'), NULL, 'G4.1 so is BYPASSRLS of somebody enrolled');
CREATE ROLE a9541_tool BYPASSRLS; GRANT cc_center_reader TO a9541_tool;
SELECT is(pg_temp.finds('a role with access passes over row-level security', 'a9541_tool'), 'critical: ALTER ROLE a9541_tool NOBYPASSRLS', 'G4.1 and of anybody with access');
GRANT SET ON PARAMETER session_replication_role TO a9541_201;
SELECT is(pg_temp.finds('a role may switch triggers off for its session', 'a9541_201'), 'critical: REVOKE SET ON PARAMETER session_replication_role FROM a9541_201', 'G4.1 session_replication_role');
GRANT cc_center_owner TO a9541_701;
SELECT is(pg_temp.finds('a role may act as the owner', 'a9541_701'), 'critical: REVOKE cc_center_owner FROM a9541_701', 'G4.1 membership in the owner');
REVOKE cc_center_owner FROM a9541_701;
SELECT pg_temp.set_up(9542, 'PWB');
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9542, '999', 'x', 'operator');
SELECT cc_center.enrol(9542, '999', 'a9541_501');
SELECT is(pg_temp.finds('a role is enrolled in more than one center', 'a9541_501'), 'info', 'G4.1 a role of two centers is told');
ALTER TABLE cc_center.case_contact NO FORCE ROW LEVEL SECURITY;
SELECT is(pg_temp.finds('row-level security is not forced', 'cc_center.case_contact'), 'warning: SELECT cc_center.install()', 'G4.1 row-level security that is not forced');
SELECT lives_ok('SELECT cc_center.tidy_forced()', 'G4.1 is forced again');
SELECT is(pg_temp.finds('row-level security is not forced', 'cc_center.case_contact'), NULL, 'G4.1 and so no finding');
ALTER TABLE cc_center.case_contact DISABLE ROW LEVEL SECURITY;
SELECT is(pg_temp.finds('row-level security switched off', 'cc_center.case_contact'), 'critical', 'G4.1 row-level security that is off');
ALTER TABLE cc_center.case_contact ENABLE ROW LEVEL SECURITY;
ALTER TABLE cc_center.cases DISABLE TRIGGER cases_stage;
SELECT is(pg_temp.finds('trigger switched off', 'cases_stage on cc_center.cases'), 'critical', 'G4.1 a trigger that is off');
DELETE FROM cc_center.official_year WHERE year = 2019;
SELECT pg_temp.at('2018-11-30 12:00+08');
SELECT is(pg_temp.finds('the official calendar does not cover a year', 'PWA 2019'), NULL, 'G4.1 a year that is not near is no finding');
SELECT pg_temp.at('2018-12-01 12:00+08');
SELECT is(pg_temp.finds('the official calendar does not cover a year', 'PWA 2019'), 'warning: Insert the year and its days.', 'G4.1 the next one is, from December on');
SELECT isnt((SELECT count(*) FROM cc_center.health() WHERE finding = 'a tariff is not set' AND subject LIKE 'PWA %' AND severity = 'info'), 0::bigint, 'G4.1 so are tariffs that are not set');
SELECT is((SELECT count(*) FROM cc_center.health() WHERE severity IS NULL OR severity NOT IN ('info', 'warning', 'critical')), 0::bigint, 'G4.1 every finding has its severity');
SELECT is_empty($$ SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind = 'r' AND NOT c.relforcerowsecurity
                   AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'center_id') $$, 'G4.1 row-level security is forced on every table of centers');
SELECT is(pg_temp.act('a9541_301', $$ SELECT cc_center.login_places() $$), '42501', 'G4.1 from where others are logged in is told to nobody');

SELECT * FROM finish();
ROLLBACK;
