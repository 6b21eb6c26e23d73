-- Every object of the schema says what it is for. Each query lists what does not.
BEGIN;
SELECT plan(7);

SELECT is_empty($$
  SELECT c.oid::regclass FROM pg_class c
   WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
     AND obj_description(c.oid, 'pg_class') IS NULL
$$, 'tables, views and sequences are commented');

-- An index that stands for a constraint is explained by it.
SELECT is_empty($$
  SELECT c.oid::regclass FROM pg_class c
   WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind IN ('i', 'I')
     AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid)
     AND obj_description(c.oid, 'pg_class') IS NULL
$$, 'indexes are commented');

SELECT is_empty($$
  SELECT p.oid::regprocedure FROM pg_proc p
   WHERE p.pronamespace = 'cc_center'::regnamespace AND obj_description(p.oid, 'pg_proc') IS NULL
$$, 'functions are commented');

SELECT is_empty($$
  SELECT t.oid::regtype FROM pg_type t
   WHERE t.typnamespace = 'cc_center'::regnamespace AND t.typrelid = 0 AND t.typelem = 0
     AND t.typtype <> 'm' AND obj_description(t.oid, 'pg_type') IS NULL
$$, 'types are commented');

SELECT is_empty($$
  SELECT o.oid::regoperator FROM pg_operator o
   WHERE o.oprnamespace = 'cc_center'::regnamespace AND obj_description(o.oid, 'pg_operator') IS NULL
$$, 'operators are commented');

SELECT isnt_empty($$
  SELECT FROM pg_extension e WHERE e.extname = 'cc_center' AND obj_description(e.oid, 'pg_extension') <> ''
$$, 'the extension is commented');

SELECT is_empty($$
  SELECT p.oid::regprocedure FROM pg_proc p
   WHERE p.pronamespace = 'cc_center'::regnamespace AND obj_description(p.oid, 'pg_proc') ~ '(TODO|FIXME|XXX)'
$$, 'no comment is a note to oneself');

SELECT * FROM finish();
ROLLBACK;
