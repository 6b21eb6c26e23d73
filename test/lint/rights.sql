-- Who owns and who may do what. Each query lists what breaks the rule.
BEGIN;
SELECT plan(12);

CREATE TEMP VIEW member AS
  SELECT d.classid, d.objid FROM pg_depend d
    JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
   WHERE e.extname = 'cc_center' AND d.deptype = 'e';

SELECT is_empty($$
  SELECT c.oid::regclass FROM pg_class c
   WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind <> 'c'
     AND (c.oid IN (SELECT objid FROM member WHERE classid = 'pg_class'::regclass)
          OR c.relowner <> 'cc_center_owner'::regrole)
$$, 'tables, views and sequences are ordinary objects of cc_center_owner, none the extension''s');

SELECT is_empty($$
  SELECT p.oid::regprocedure FROM pg_proc p
   WHERE p.pronamespace = 'cc_center'::regnamespace
     AND p.oid NOT IN (SELECT objid FROM member WHERE classid = 'pg_proc'::regclass)
     AND (p.proowner <> 'cc_center_owner'::regrole OR has_function_privilege('public', p.oid, 'EXECUTE'))
$$, 'deployed functions belong to cc_center_owner, and PUBLIC executes none of them');

-- What everybody may execute.
CREATE TEMP TABLE harmless (name, reason) AS VALUES
    ('raise_error', 'only raises what the caller names'), ('error_codes', 'lists texts'), ('clock', 'tells the time'),
    ('work_hours_in', 'type'), ('work_hours_out', 'type'), ('work_hours_recv', 'type'), ('work_hours_send', 'type'),
    ('work_hours_eq', 'type'), ('work_hours_ne', 'type'), ('work_hours_lt', 'type'), ('work_hours_le', 'type'),
    ('work_hours_ge', 'type'), ('work_hours_gt', 'type'), ('work_hours_cmp', 'type'), ('work_hours_hash', 'type'), ('work_hours_hash_extended', 'type'),
    ('contains', 'only computes'), ('is_open', 'only computes'), ('working_time', 'only computes'),
    ('add_working_time', 'only computes'), ('next_open', 'only computes'), ('next_close', 'only computes'), ('open_periods', 'only computes'), ('day_span', 'only computes'),
    ('acting_centers', 'who the caller is'), ('acting_staff_no', 'who the caller is'), ('acting_role', 'who the caller is'),
    ('acting_group', 'who the caller is'), ('acting_login_role', 'who the caller is'),
    ('has_text', 'only computes'), ('open_legs_are_shared', 'how the server was started'),
    ('areas', 'only computes'), ('group_roles', 'only computes'), ('is_person_role', 'only computes'),
    ('case_number', 'writes a number; who may not read a center cannot know its ids');

SELECT is_empty($$
  SELECT p.oid::regprocedure FROM pg_proc p LEFT JOIN harmless h ON h.name = p.proname
   WHERE p.pronamespace = 'cc_center'::regnamespace AND has_function_privilege('public', p.oid, 'EXECUTE')
     AND (h.name IS NULL OR p.prosecdef OR p.provolatile = 'v' AND p.proname <> 'clock'
          OR p.provolatile <> 'i' AND (h.reason IN ('type', 'only computes') OR h.name = 'case_number'))
$$, 'PUBLIC executes only what is listed as harmless, and what only computes is immutable');

SELECT is_empty($$
  SELECT h.name FROM harmless h
   WHERE NOT EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = 'cc_center'::regnamespace AND p.proname = h.name)
$$, 'the list of harmless functions names only functions');

SELECT is_empty($$
  SELECT p.oid::regprocedure FROM pg_proc p
   WHERE p.pronamespace = 'cc_center'::regnamespace AND has_function_privilege('public', p.oid, 'EXECUTE')
     AND p.proname IN ('is_open', 'working_time', 'add_working_time', 'next_open', 'next_close', 'open_periods', 'day_span')
     AND p.proargtypes[0] = 'bigint'::regtype
$$, 'a center''s own timetables are not asked by PUBLIC');

SELECT is_empty($$
  SELECT c.oid::regclass FROM pg_class c
   WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind IN ('r', 'p')
     AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'center_id')
     AND NOT (c.relrowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
$$, 'row-level security with a policy is on every table of centers');

SELECT is_empty($$
  SELECT c.oid::regclass, x.grantee::regrole, x.privilege_type FROM pg_class c, aclexplode(c.relacl) x
   WHERE c.relnamespace = 'cc_center'::regnamespace
     AND (x.grantee = 0 AND (c.relname NOT IN ('clause', 'preset', 'preset_part') OR x.privilege_type <> 'SELECT')
          OR x.grantee <> c.relowner AND x.privilege_type IN ('TRUNCATE', 'TRIGGER', 'REFERENCES', 'MAINTAIN'))
$$, 'PUBLIC may read two catalogues and nothing else, and only the owner may truncate or put triggers on a table');

SELECT is_empty($$
  SELECT c.oid::regclass FROM pg_class c
   WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind = 'v'
     AND NOT coalesce(c.reloptions @> '{security_invoker=true}', false)
$$, 'views are read with the rights of whoever asks');

SELECT is_empty($$
  SELECT r.rolname FROM pg_roles r
   WHERE r.rolname ~ '^cc_center_' AND r.rolname <> 'cc_center_jobs'
     AND (r.rolcanlogin OR r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls)
$$, 'owner and groups are plain roles that nobody can log in as');

SELECT is_empty($$
  SELECT x.privilege_type FROM pg_namespace n, aclexplode(n.nspacl) x WHERE n.nspname = 'cc_center' AND x.grantee = 0
$$, 'PUBLIC has no right in the schema');

SELECT is_empty($$
  SELECT c.oid::regclass, x.grantee::regrole, x.privilege_type FROM pg_class c, aclexplode(c.relacl) x
   WHERE c.relnamespace = 'cc_center'::regnamespace AND x.grantee <> c.relowner
     AND x.privilege_type IN ('INSERT', 'UPDATE', 'DELETE')
     AND c.relname IN ('leg', 'handover', 'rule_set', 'enrolment', 'center', 'clause', 'preset_part', 'job', 'case_import')
$$, 'records are written by the rules only');

SELECT is_empty($$
  SELECT a.attname FROM pg_attribute a, aclexplode(a.attacl) x
   WHERE a.attrelid = 'cc_center.cases'::regclass AND x.privilege_type = 'UPDATE'
     AND a.attname NOT IN ('stage', 'stage_reason', 'category', 'description', 'priority', 'reference', 'department')
$$, 'of a case only stage, texts and department may be updated');

SELECT * FROM finish();
ROLLBACK;
