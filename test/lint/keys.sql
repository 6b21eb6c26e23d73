-- Keys and types that let many centers share one warehouse. Each query lists what breaks the rule.
BEGIN;
SELECT plan(10);

-- Tables of no center: the catalogues that all centers share, and the deployment's own book-keeping.
CREATE TEMP TABLE shared_table (name) AS
  VALUES ('clause'::name), ('preset_part'), ('rule_table'), ('rule_check'), ('health_check'), ('step_requirement'), ('finding_check'), ('schema_part'), ('official_day'), ('official_year'), ('job'), ('job_setting'), ('integrity_finding'), ('schema_step'), ('schema_object'), ('site'), ('badge_line'), ('call_line'), ('recorded_table');

CREATE TEMP VIEW center_table AS
  SELECT c.oid, c.relname FROM pg_class c
   WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind IN ('r', 'p')
     AND c.relname NOT IN (SELECT name FROM shared_table);

CREATE TEMP VIEW center_column AS
  SELECT a.attrelid, a.attnum, a.atttypid, a.attnotnull FROM pg_attribute a
   WHERE a.attname = 'center_id' AND NOT a.attisdropped;

SELECT is_empty($$
  SELECT name FROM shared_table WHERE to_regclass('cc_center.' || quote_ident(name)) IS NULL
$$, 'the list of shared tables names none that is gone');

SELECT is_empty($$
  SELECT t.relname FROM center_table t
   WHERE NOT EXISTS (SELECT FROM center_column a
                      WHERE a.attrelid = t.oid AND a.atttypid = 'bigint'::regtype AND a.attnotnull)
$$, 'every table but the shared ones has center_id, a bigint that is never NULL');

SELECT is_empty($$
  SELECT c.oid::regclass FROM pg_class c
   WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind IN ('r', 'p')
     AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p')
$$, 'every table has a primary key');

-- center.code is unique over all centers: it is what tells them apart in case numbers.
SELECT is_empty($$
  SELECT t.relname, k.conname FROM center_table t
    JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype IN ('p', 'u', 'x')
    JOIN center_column a ON a.attrelid = t.oid
   WHERE k.conkey[1] <> a.attnum AND k.conname <> 'center_code_key'
$$, 'primary keys, unique and exclusion constraints begin with center_id');

SELECT is_empty($$
  SELECT i.indexrelid::regclass FROM center_table t
    JOIN pg_index i ON i.indrelid = t.oid AND i.indisunique
    JOIN center_column a ON a.attrelid = t.oid
   WHERE i.indkey[0] <> a.attnum
     AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
$$, 'so do unique indexes');

SELECT is_empty($$
  SELECT k.conrelid::regclass, k.conname FROM pg_constraint k
    JOIN center_table r ON r.oid = k.confrelid
    JOIN center_column ra ON ra.attrelid = r.oid
    LEFT JOIN center_column a ON a.attrelid = k.conrelid
   WHERE k.contype = 'f' AND (k.conkey[1] IS DISTINCT FROM a.attnum OR k.confkey[1] <> ra.attnum)
$$, 'foreign keys to tables of centers begin with center_id');

SELECT is_empty($$
  SELECT k.conrelid::regclass, k.conname FROM pg_constraint k
   WHERE k.connamespace = 'cc_center'::regnamespace AND k.contype = 'f'
     AND (k.confdeltype <> 'a' OR k.confupdtype <> 'a')
$$, 'no foreign key deletes or changes rows by itself');

-- An instant without a zone would be read differently by every session.
SELECT is_empty($$
  SELECT c.oid::regclass, a.attname, a.atttypid::regtype FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
   WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind IN ('r', 'p', 'v')
     AND CASE WHEN a.attname ~ '_id$' THEN a.atttypid <> 'bigint'::regtype
              WHEN a.attname ~ '_at$' THEN a.atttypid NOT IN ('timestamptz'::regtype, 'timestamptz[]'::regtype)
              ELSE a.atttypid IN ('timestamp'::regtype, 'timetz'::regtype, 'tsrange'::regtype, 'money'::regtype,
                                  'varchar'::regtype, 'bpchar'::regtype, 'json'::regtype) END
$$, 'ids are bigints, instants carry a zone, and no type is one of those that are regretted');

SELECT is_empty($$
  SELECT c.oid::regclass, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
   WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND a.attidentity <> ''
$$, 'no id comes from an identity column: sites have ranges of their own');

SELECT is_empty($$
  SELECT c.oid::regclass, a.attname, a.atttypid::regtype FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    JOIN pg_type t ON t.oid = a.atttypid
   WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind IN ('v', 'm')
     AND t.typnamespace <> 'pg_catalog'::regnamespace
$$, 'views show built-in types only');

SELECT * FROM finish();
ROLLBACK;
