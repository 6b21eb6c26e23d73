-- Who owns and who may do what. Each query lists what breaks the rule.
BEGIN;
SELECT plan(11);

CREATE TEMP VIEW member AS
  SELECT d.classid, d.objid FROM pg_depend d
    JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
   WHERE e.extname = 'cc_center' AND d.deptype = 'e';

SELECT is_empty($$
  SELECT c.oid::regclass FROM pg_class c
   WHERE c.relnamespace = 'cc_center'::regnamespace
     AND (c.oid IN (SELECT objid FROM member WHERE classid = 'pg_class'::regclass)
          OR c.relowner <> 'cc_center_owner'::regrole)
$$, 'tables, views and sequences are ordinary objects of cc_center_owner, none the extension''s');

SELECT is_empty($$
  SELECT p.oid::regprocedure FROM pg_proc p
   WHERE p.pronamespace = 'cc_center'::regnamespace
     AND p.oid NOT IN (SELECT objid FROM member WHERE classid = 'pg_proc'::regclass)
     AND (p.proowner <> 'cc_center_owner'::regrole OR has_function_privilege('public', p.oid, 'EXECUTE'))
$$, 'deployed functions belong to cc_center_owner, and PUBLIC executes none of them');

-- What the extension owns and reads no table may be open: the type's functions, the clock, the registry of
-- errors, and the functions by which policies ask who is acting.
SELECT is_empty($$
  SELECT p.oid::regprocedure FROM pg_proc p
   WHERE p.oid IN (SELECT objid FROM member WHERE classid = 'pg_proc'::regclass)
     AND has_function_privilege('public', p.oid, 'EXECUTE') AND p.provolatile <> 'i'
     AND p.proname NOT IN ('raise_error', 'error_codes', 'clock', 'acting_centers', 'acting_staff_no',
                           'acting_role', 'acting_group', 'acting_login_role', 'load_is_shared')
$$, 'PUBLIC executes only what reads no table');

SELECT is_empty($$
  SELECT p.oid::regprocedure FROM pg_proc p
   WHERE p.pronamespace = 'cc_center'::regnamespace AND p.prorettype = 'trigger'::regtype
     AND has_function_privilege('public', p.oid, 'EXECUTE')
$$, 'trigger functions are closed to PUBLIC');

SELECT is_empty($$
  SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
   WHERE p.pronamespace = 'cc_center'::regnamespace AND (p.prosecdef OR l.lanname = 'plpgsql')
     AND NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (p.proconfig), false)
$$, 'every SECURITY DEFINER or PL/pgSQL function pins search_path to pg_catalog, pg_temp');

SELECT is_empty($$
  SELECT c.oid::regclass FROM pg_class c
   WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind IN ('r', 'p')
     AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'center_id')
     AND NOT (c.relrowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
$$, 'row-level security with a policy is on every table of centers');

SELECT is_empty($$
  SELECT c.oid::regclass, x.grantee::regrole, x.privilege_type FROM pg_class c, aclexplode(c.relacl) x
   WHERE c.relnamespace = 'cc_center'::regnamespace
     AND (x.grantee = 0 AND (c.relname NOT IN ('clause', 'preset') OR x.privilege_type <> 'SELECT')
          OR x.grantee <> c.relowner AND x.privilege_type IN ('TRUNCATE', 'TRIGGER', 'REFERENCES', 'MAINTAIN'))
$$, 'PUBLIC may read two catalogues and nothing else, and only the owner may truncate or put triggers on a table');

SELECT is_empty($$
  SELECT c.oid::regclass FROM pg_class c
   WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind = 'v'
     AND NOT coalesce(c.reloptions @> '{security_invoker=true}', false)
$$, 'views are read with the rights of whoever asks');

SELECT is_empty($$
  SELECT r.rolname FROM pg_roles r
   WHERE r.rolname ~ '^cc_center_' AND (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcanlogin)
     AND r.rolname <> 'cc_center_jobs'
$$, 'group roles cannot log in and have no special rights');

-- On a subscriber the rows arrive finished and must not be judged again; what compiled rules watch
-- must be seen there too.
SELECT is_empty($$
  SELECT t.tgrelid::regclass, t.tgname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
   WHERE c.relnamespace = 'cc_center'::regnamespace AND NOT t.tgisinternal
     AND t.tgenabled <> CASE WHEN t.tgname ~ '^zz_invalidate' THEN 'A' ELSE 'O' END
$$, 'triggers that invalidate compiled rules fire always, all others where the row originates');

SELECT is_empty($$
  SELECT r.name FROM cc_center.rule_table r
   WHERE (SELECT count(*) FROM pg_trigger t
           WHERE t.tgrelid = ('cc_center.' || quote_ident(r.name))::regclass
             AND t.tgname IN ('zz_invalidate', 'zz_invalidate_truncate')) <> 2
$$, 'every rule table is watched, row by row and for TRUNCATE');

SELECT * FROM finish();
ROLLBACK;
