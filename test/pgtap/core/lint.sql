-- What the design asks of every object, whoever adds it: comments, keys, rights, pinned paths, trigger states, errors.
-- Each exception is listed here with its reason.
BEGIN;
SET LOCAL client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS plpgsql_check;
SELECT plan(41);

CREATE TEMP VIEW our_function AS
SELECT p.*, p.oid::regprocedure::text AS name, l.lanname,
       EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e') AS is_member
FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.pronamespace = 'cc_center'::regnamespace;
CREATE TEMP VIEW our_relation AS
SELECT c.*, EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'center_id' AND NOT a.attisdropped) AS has_center,
       EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') AS is_member
FROM pg_class c WHERE c.relnamespace = 'cc_center'::regnamespace;
CREATE TEMP VIEW our_trigger AS
SELECT t.*, t.tgrelid::regclass::text AS on_table FROM pg_trigger t JOIN our_relation c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal;

-- ---- comments -----------------------------------------------------------------------------------

SELECT is_empty($$ SELECT name FROM our_function WHERE obj_description(oid, 'pg_proc') IS NULL $$, 'every function is commented');
SELECT is_empty($$ SELECT oid::regclass FROM our_relation WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND obj_description(oid, 'pg_class') IS NULL $$,
                'every table and view is commented');
SELECT is_empty($$ SELECT oid::regclass FROM our_relation WHERE relkind = 'S' AND obj_description(oid, 'pg_class') IS NULL $$, 'every sequence is commented');
SELECT is_empty($$ SELECT oid::regclass FROM our_relation c WHERE relkind IN ('i', 'I') AND obj_description(oid, 'pg_class') IS NULL
                   AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid) $$, 'every index with a name of its own is commented');
SELECT is_empty($$ SELECT t.oid::regtype FROM pg_type t WHERE t.typnamespace = 'cc_center'::regnamespace AND t.typrelid = 0 AND t.typelem = 0
                   AND obj_description(t.oid, 'pg_type') IS NULL $$, 'every type is commented');
SELECT is_empty($$ SELECT o.oid::regoperator FROM pg_operator o WHERE o.oprnamespace = 'cc_center'::regnamespace AND obj_description(o.oid, 'pg_operator') IS NULL $$,
                'every operator is commented');
SELECT is_empty($$ SELECT extname FROM pg_extension e WHERE extname = 'cc_center' AND obj_description(oid, 'pg_extension') IS NULL $$, 'the extension is commented');
SELECT is_empty($$ SELECT name FROM our_function WHERE obj_description(oid, 'pg_proc') ~ '(TODO|FIXME|XXX)' $$, 'no comment is a note to oneself');

-- ---- keys ----------------------------------------------------------------------------------------

-- Tables that belong to the whole site, not to a center.
CREATE TEMP TABLE site_wide (name, reason) AS VALUES
    ('schema_step', 'what install() has run in this database'),
    ('site', 'the range that ids come from'),
    ('clause', 'the regulations are the same for all'),
    ('preset', 'rule sets to start from, shipped'),
    ('rule_table', 'which tables hold rules'),
    ('official_year', 'a country''s calendar'),
    ('official_day', 'a country''s calendar'),
    ('job', 'scheduled for all centers at once');
SELECT is_empty($$ SELECT relname FROM our_relation WHERE relkind IN ('r', 'p') AND NOT has_center AND relname NOT IN (SELECT name FROM site_wide) $$,
                'every table has a center_id, but those that belong to the site');
SELECT is_empty($$ SELECT name FROM site_wide WHERE to_regclass('cc_center.' || name) IS NULL $$, 'the list of site-wide tables names only tables');
SELECT is_empty($$ SELECT c.conrelid::regclass, c.conname FROM pg_constraint c JOIN our_relation r ON r.oid = c.conrelid
                   WHERE c.contype IN ('p', 'u', 'x') AND r.has_center AND c.conname <> 'center_code_key' -- two centers must not number cases alike
                     AND (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.conrelid AND a.attnum = c.conkey[1]) <> 'center_id' $$,
                'every primary key, unique and exclusion constraint begins with center_id');
SELECT is_empty($$ SELECT c.conrelid::regclass, c.conname FROM pg_constraint c JOIN our_relation r ON r.oid = c.conrelid JOIN our_relation f ON f.oid = c.confrelid
                   WHERE c.contype = 'f' AND f.has_center
                     AND (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.conrelid AND a.attnum = c.conkey[1]) <> 'center_id' $$,
                'every reference to a table with a center begins with center_id');
SELECT is_empty($$ SELECT i.indexrelid::regclass FROM pg_index i JOIN our_relation r ON r.oid = i.indrelid
                   WHERE i.indisunique AND r.has_center AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
                     AND (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = i.indkey[0]) <> 'center_id' $$,
                'so does every unique index');
SELECT is_empty($$ SELECT c.conrelid::regclass, c.conname FROM pg_constraint c JOIN our_relation r ON r.oid = c.conrelid
                   WHERE c.contype = 'f' AND (c.confdeltype <> 'a' OR c.confupdtype <> 'a') $$, 'no reference removes or changes rows by itself');
SELECT is_empty($$ SELECT oid::regclass FROM our_relation WHERE relkind IN ('r', 'p') AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = our_relation.oid AND k.contype = 'p') $$,
                'every table has a primary key');
SELECT is_empty($$ SELECT a.attrelid::regclass, a.attname, a.atttypid::regtype FROM pg_attribute a JOIN our_relation r ON r.oid = a.attrelid
                   WHERE a.attnum > 0 AND NOT a.attisdropped AND r.relkind IN ('r', 'p', 'v')
                     AND CASE WHEN a.attname ~ '_id$' THEN a.atttypid <> 'bigint'::regtype
                              WHEN a.attname ~ '_at$' THEN a.atttypid NOT IN ('timestamptz'::regtype, 'timestamptz[]'::regtype)
                              ELSE a.atttypid IN ('timestamp'::regtype, 'tsrange'::regtype, 'money'::regtype, 'varchar'::regtype, 'bpchar'::regtype, 'json'::regtype) END $$,
                'ids are bigint, instants have a zone');
SELECT is_empty($$ SELECT a.attrelid::regclass, a.attname FROM pg_attribute a JOIN our_relation r ON r.oid = a.attrelid WHERE r.relkind IN ('r', 'p') AND a.attidentity <> '' $$,
                'no id comes from an identity column: sites have ranges of their own');

-- ---- who owns what ---------------------------------------------------------------------------------

SELECT is_empty($$ SELECT oid::regclass FROM our_relation WHERE relkind IN ('r', 'p', 'v', 'm', 'S') AND (is_member OR relowner <> 'cc_center_owner'::regrole) $$,
                'tables, views and sequences are ordinary objects of cc_center_owner');
SELECT is_empty($$ SELECT name FROM our_function WHERE NOT is_member AND proowner <> 'cc_center_owner'::regrole $$, 'so are deployed functions');
SELECT is_empty($$ SELECT rolname FROM pg_roles WHERE rolname ~ '^cc_center_' AND rolname <> 'cc_center_jobs'
                   AND (rolcanlogin OR rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls) $$, 'owner and groups are plain roles that nobody can log in as');

-- ---- rights ------------------------------------------------------------------------------------------

-- What everybody may execute.
CREATE TEMP TABLE harmless (name, reason) AS VALUES
    ('raise_error', 'only raises what the caller names'), ('error_codes', 'lists texts'), ('clock', 'tells the time'),
    ('work_hours_in', 'type'), ('work_hours_out', 'type'), ('work_hours_recv', 'type'), ('work_hours_send', 'type'),
    ('work_hours_eq', 'type'), ('work_hours_ne', 'type'), ('work_hours_lt', 'type'), ('work_hours_le', 'type'),
    ('work_hours_ge', 'type'), ('work_hours_gt', 'type'), ('work_hours_cmp', 'type'), ('work_hours_hash', 'type'), ('work_hours_hash_extended', 'type'),
    ('contains', 'only computes'), ('is_open', 'only computes'), ('working_time', 'only computes'), ('add_working_time', 'only computes'),
    ('next_open', 'only computes'), ('next_close', 'only computes'), ('open_periods', 'only computes'),
    ('acting_centers', 'who the caller is'), ('acting_staff_no', 'who the caller is'), ('acting_role', 'who the caller is'), ('acting_group', 'who the caller is'), ('acting_login_role', 'who the caller is'),
    ('load_is_shared', 'how the server was started'), ('case_number', 'writes a number; who may not read a center cannot know its ids');
SELECT is_empty($$ SELECT f.name FROM our_function f
                   WHERE (f.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(f.proacl) a WHERE a.grantee = 0))
                     AND (f.proname NOT IN (SELECT name FROM harmless) OR f.prosecdef OR f.provolatile = 'v' AND f.proname <> 'clock') $$,
                'PUBLIC may execute only what is listed as harmless');
SELECT is_empty($$ SELECT h.name FROM harmless h WHERE NOT EXISTS (SELECT FROM our_function f WHERE f.proname = h.name) $$, 'the list of harmless functions names only functions');
SELECT is_empty($$ SELECT f.name FROM our_function f
                   WHERE (f.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(f.proacl) a WHERE a.grantee = 0))
                     AND f.proname IN ('is_open', 'working_time', 'add_working_time', 'next_open', 'next_close', 'open_periods') AND f.proargtypes[0] = 'bigint'::regtype $$,
                'a center''s own timetables are not asked by PUBLIC');
SELECT is_empty($$ SELECT c.relname, a.privilege_type FROM our_relation c, aclexplode(c.relacl) a
                   WHERE a.grantee = 0 AND NOT (c.relname IN ('clause', 'preset') AND a.privilege_type = 'SELECT') $$, 'PUBLIC reads the regulations and the presets, nothing else');
SELECT is_empty($$ SELECT n.nspname FROM pg_namespace n, aclexplode(n.nspacl) a WHERE n.nspname = 'cc_center' AND a.grantee = 0 $$, 'PUBLIC has no right in the schema');
SELECT is_empty($$ SELECT c.relname, a.grantee::regrole, a.privilege_type FROM our_relation c, aclexplode(c.relacl) a
                   WHERE a.grantee <> c.relowner AND a.privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER') $$, 'nobody but the owner may truncate, reference or put triggers on a table');
SELECT is_empty($$ SELECT c.relname, a.grantee::regrole, a.privilege_type FROM our_relation c, aclexplode(c.relacl) a
                   WHERE a.grantee <> c.relowner AND a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE')
                     AND c.relname IN ('leg', 'handover', 'rule_set', 'enrolment', 'center', 'clause', 'preset', 'job', 'case_import') $$, 'records are written by the rules only');
SELECT is_empty($$ SELECT a.attrelid::regclass, a.attname FROM pg_attribute a JOIN our_relation c ON c.oid = a.attrelid, aclexplode(a.attacl) x
                   WHERE c.relname = 'cases' AND x.privilege_type = 'UPDATE' AND a.attname NOT IN ('stage', 'stage_reason', 'category', 'description', 'priority', 'reference') $$,
                'of a case only stage and texts may be updated');
SELECT is_empty($$ SELECT oid::regclass FROM our_relation c WHERE relkind IN ('r', 'p') AND has_center
                   AND NOT (relrowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)) $$, 'every table with a center has row-level security');
SELECT is_empty($$ SELECT oid::regclass FROM our_relation WHERE relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (reloptions), false) $$, 'views show what whoever asks may see');
SELECT is_empty($$ SELECT a.attrelid::regclass, a.attname FROM pg_attribute a JOIN our_relation r ON r.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
                   WHERE r.relkind = 'v' AND a.attnum > 0 AND t.typnamespace <> 'pg_catalog'::regnamespace $$, 'views have built-in types only');

-- ---- functions ---------------------------------------------------------------------------------------

SELECT is_empty($$ SELECT name, proconfig FROM our_function WHERE prosecdef AND NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (proconfig), false) $$,
                'whatever runs as its owner has its path pinned');
-- These say nothing but names of pg_catalog and constants, and run with the rights of whoever calls.
SELECT set_eq($$ SELECT proname::text FROM our_function WHERE lanname <> 'c' AND NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (proconfig), false) $$,
              ARRAY['all_groups', 'imported_steps', 'schema_sources'], 'so has everything else that is not C, but for three');
SELECT is_empty($$ SELECT f.name, c.* FROM our_function f, LATERAL plpgsql_check_function(f.oid, fatal_errors => false, performance_warnings => false, extra_warnings => false,
                       relid => coalesce((SELECT min(t.tgrelid) FROM our_trigger t WHERE t.tgfoid = f.oid), 0),
                       newtable => (SELECT min(t.tgnewtable) FROM our_trigger t WHERE t.tgfoid = f.oid),
                       oldtable => (SELECT min(t.tgoldtable) FROM our_trigger t WHERE t.tgfoid = f.oid)) c
                   WHERE f.lanname = 'plpgsql' AND f.prosrc !~ '\mcron\.' -- a schema that is not there; tested with the real pg_cron
                     AND NOT (f.prorettype = 'trigger'::regtype AND NOT EXISTS (SELECT FROM our_trigger t WHERE t.tgfoid = f.oid)) $$,
                'plpgsql_check finds nothing');

-- ---- triggers ------------------------------------------------------------------------------------------

SELECT is_empty($$ SELECT on_table, tgname, tgenabled FROM our_trigger WHERE tgenabled <> CASE WHEN tgfoid = 'cc_center.invalidate_rules()'::regprocedure THEN 'A' ELSE 'O' END $$,
                'rule caches are invalidated always; everything else is judged once, where it was written');
SELECT is_empty($$ SELECT r.name FROM cc_center.rule_table r WHERE to_regclass('cc_center.' || r.name) IS NULL $$, 'every rule table exists');
SELECT is_empty($$ SELECT c.relname FROM our_relation c WHERE c.relkind = 'r' AND c.relname NOT IN (SELECT name FROM cc_center.rule_table)
                   AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'clause') AND c.relname <> 'clause' $$, 'every table whose rows name a clause is registered as a rule table');

-- The tables that compiled rules are made of: the rule tables, and those that the sources watch. Of cases, leg and sequences only
-- the definition is watched.
\set watched `for d in . src ..; do if [ -d "$d/src/core" ]; then cat "$d"/src/*/*.c | tr -d '\n\t' | grep -o '\.tables = {[^}]*}' | grep -o '"[a-z_]*"' | tr -d '"' | sort -u | tr '\n' ' '; break; fi; done`
CREATE TEMP VIEW watched AS
SELECT name FROM cc_center.rule_table UNION SELECT w FROM regexp_split_to_table(trim(:'watched'), ' ') w
WHERE w NOT IN ('', 'cases', 'leg') AND NOT EXISTS (SELECT FROM our_relation s WHERE s.relname = w AND s.relkind = 'S');
SELECT cmp_ok((SELECT count(*)::integer FROM watched), '>=', 15, 'the sources say which tables are watched');
SELECT is_empty($$ SELECT w.name, e.event FROM watched w, (VALUES (4), (8), (16), (32)) e (event) -- INSERT, DELETE, UPDATE, TRUNCATE
                   WHERE NOT EXISTS (SELECT FROM our_trigger t WHERE t.tgrelid = to_regclass('cc_center.' || w.name) AND t.tgfoid = 'cc_center.invalidate_rules()'::regprocedure
                                     AND t.tgtype & e.event <> 0 AND t.tgtype & 2 = 0 AND (t.tgtype & 1 = 1) = (e.event <> 32)) $$, 'every watched table tells of each change');

-- ---- errors --------------------------------------------------------------------------------------------

SELECT is_empty($$ SELECT name, sqlstate FROM (SELECT *, count(*) OVER (PARTITION BY sqlstate) AS same_state, count(*) OVER (PARTITION BY name) AS same_name FROM cc_center.error_codes()) e
                   WHERE same_state > 1 OR same_name > 1 OR sqlstate !~ '^CC[0-9]{3}$' OR coalesce(message, '') = '' OR message ~ '^[A-Z][a-z]' OR detail !~ '[.%0-9]$' OR hint !~ '[.%0-9]$' $$,
                'every error has an SQLSTATE of class CC of its own, and texts in the usual form');
SELECT is_empty($$ SELECT f.name, m[1] FROM our_function f, regexp_matches(f.prosrc, 'raise_error\(''([a-z_]+)''', 'g') m WHERE NOT f.is_member AND m[1] NOT IN (SELECT name FROM cc_center.error_codes()) $$,
                'every error raised is of the registry');

SELECT * FROM finish();
ROLLBACK;
