-- Triggers: when they fire, and what compiled rules hear of. Each query lists what breaks the rule.
BEGIN;
SELECT plan(5);

-- On a subscriber the rows arrive finished and must not be judged again; what compiled rules watch
-- must be seen there too.
SELECT is_empty($$
  SELECT t.tgrelid::regclass, t.tgname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
   WHERE c.relnamespace = 'cc_center'::regnamespace AND NOT t.tgisinternal
     AND t.tgenabled <> CASE WHEN t.tgfoid = 'cc_center.invalidate_rules()'::regprocedure THEN 'A' ELSE 'O' END
$$, 'triggers that invalidate compiled rules fire always, all others where the row originates');

SELECT is_empty($$
  SELECT r.name FROM cc_center.rule_table r WHERE to_regclass('cc_center.' || quote_ident(r.name)) IS NULL
$$, 'every rule table exists');

SELECT is_empty($$
  SELECT c.relname FROM pg_class c
   WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind = 'r' AND c.relname <> 'clause'
     AND c.relname NOT IN (SELECT name FROM cc_center.rule_table)
     AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'clause')
$$, 'every table whose rows name a clause is registered as a rule table');

-- The tables that compiled rules are made of: the rule tables, and those that the sources watch. Of cases, leg and sequences only
-- the definition is watched.
\set watched `for d in . src ..; do if [ -d "$d/src/core" ]; then cat "$d"/src/*/*.c | tr -d '\n\t' | grep -o '\.tables = {[^}]*}' | grep -o '"[a-z_]*"' | tr -d '"' | sort -u | tr '\n' ' '; break; fi; done`
CREATE TEMP VIEW watched AS
  SELECT name FROM cc_center.rule_table
   UNION
  SELECT w FROM regexp_split_to_table(trim(:'watched'), ' ') w
   WHERE w NOT IN ('', 'cases', 'leg')
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

SELECT * FROM finish();
ROLLBACK;
