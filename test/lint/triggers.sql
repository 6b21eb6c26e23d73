-- Triggers: when they fire, and what compiled rules hear of. Each query lists what breaks the rule.
BEGIN;
SELECT plan(7);

-- On a subscriber the rows arrive finished and must not be judged again; what compiled rules watch
-- must be seen there too.
SELECT is_empty($$
  SELECT t.tgrelid::regclass, t.tgname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
   WHERE c.relnamespace = 'cc_center'::regnamespace AND NOT t.tgisinternal
     AND t.tgenabled <> CASE WHEN t.tgfoid = 'cc_center.invalidate_rules()'::regprocedure OR t.tgname ~ '_always$' THEN 'A' ELSE 'O' END
$$, 'triggers that invalidate compiled rules fire always, and those that say so; all others where the row originates');

SELECT is_empty($$
  SELECT r.name FROM cc_center.rule_table r WHERE to_regclass('cc_center.' || quote_ident(r.name)) IS NULL
$$, 'every rule table exists');

SELECT is_empty($$
  SELECT c.relname FROM pg_class c
   WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind = 'r' AND c.relname <> 'clause'
     AND c.relname NOT IN (SELECT name FROM cc_center.rule_table)
     AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'clause')
$$, 'every table whose rows name a clause is registered as a rule table');

-- The tables that compiled rules are made of: the rule tables, and those that the sources watch. Of cases, leg, record_entry and sequences only
-- the definition is watched.
\set watched `for d in . src ..; do if [ -d "$d/src/core" ]; then cat "$d"/src/*/*.c | tr -d '\n\t' | grep -o '\.tables = {[^}]*}' | grep -o '"[a-z_]*"' | tr -d '"' | sort -u | tr '\n' ' '; break; fi; done`
CREATE TEMP VIEW watched AS
  SELECT name FROM cc_center.rule_table
   UNION
  SELECT w FROM regexp_split_to_table(trim(:'watched'), ' ') w
   WHERE w NOT IN ('', 'cases', 'leg', 'record_entry')
     AND NOT EXISTS (SELECT FROM pg_class s
                      WHERE s.relnamespace = 'cc_center'::regnamespace AND s.relname = w AND s.relkind = 'S');

SELECT cmp_ok((SELECT count(*)::integer FROM watched), '>=', 15, 'the sources say which tables are watched');

-- INSERT, DELETE and UPDATE row by row, TRUNCATE by statement; all of them afterwards.
SELECT is_empty($$
  SELECT w.name, e.event FROM watched w, (VALUES (4), (8), (16), (32)) e (event)
   WHERE NOT EXISTS (SELECT FROM pg_trigger t
                      WHERE t.tgrelid = to_regclass('cc_center.' || quote_ident(w.name))
                        AND t.tgfoid = 'cc_center.invalidate_rules()'::regprocedure
                        AND t.tgtype & e.event <> 0 AND t.tgtype & 2 = 0 AND (t.tgtype & 1 = 1) = (e.event <> 32))
$$, 'every watched table tells of each change');

-- Triggers of one event fire by name. The order, explained in CONTRIBUTING.md.
CREATE TEMP VIEW prefix (pattern, before, what) AS VALUES
  ('^a0_', true, 'locks'), ('^aa_', true, 'guards, fills, keeps'), ('^ab_', true, 'further checks'),
  ('^b0_', false, 'the record'), ('^ba_', false, 'checks of what stands'),
  ('^z[dmvw]_', false, 'consequences'), ('^zz_', false, 'passing on, invalidation');
CREATE FUNCTION pg_temp.misnamed(name text, is_before boolean, table_name text) RETURNS boolean LANGUAGE sql AS $$
  SELECT NOT EXISTS (SELECT FROM pg_temp.prefix p WHERE name ~ p.pattern AND p.before = is_before)
     -- the triggers in C that run the life of a case
     AND NOT (table_name = 'cases' AND name ~ '^cases_(intake|stage)(_leg)?$' AND (name ~ '_leg$') <> is_before)
$$;

SELECT is_empty($$
  SELECT t.tgrelid::regclass, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
   WHERE c.relnamespace = 'cc_center'::regnamespace AND NOT t.tgisinternal
     AND pg_temp.misnamed(t.tgname, t.tgtype & 2 = 2, c.relname)
$$, 'a trigger''s name begins with a prefix of the documented order that goes with its time');

SELECT results_eq($$
  VALUES (pg_temp.misnamed('aa_guard', true, 'staff')), (pg_temp.misnamed('aa_guard', false, 'staff')), (pg_temp.misnamed('ac_guard', true, 'staff')),
         (pg_temp.misnamed('guard', true, 'staff')), (pg_temp.misnamed('cases_stage', true, 'cases')), (pg_temp.misnamed('cases_stage', true, 'leg'))
$$, $$SELECT unnest('{f,t,t,t,f,t}'::boolean[])$$, 'which a name out of the order has not');

SELECT * FROM finish();
ROLLBACK;
