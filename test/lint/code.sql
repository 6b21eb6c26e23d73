-- Code that cannot work, or works otherwise for others, is found before anybody calls it. Each query lists what is wrong.
BEGIN;
SET LOCAL client_min_messages = warning;
CREATE EXTENSION plpgsql_check;
-- schedule_jobs() speaks to it.
CREATE EXTENSION pg_cron;
SELECT plan(7);

-- Version 2.10 minds that stable functions ask the clock, which is volatile because it goes on during a statement.
SELECT is_empty($$
  SELECT p.oid::regprocedure, f.lineno, f.level, f.message FROM pg_proc p
    JOIN pg_language l ON l.oid = p.prolang AND l.lanname = 'plpgsql'
   CROSS JOIN LATERAL plpgsql_check_function_tb(p.oid, extra_warnings => false) f
   WHERE p.pronamespace = 'cc_center'::regnamespace AND p.prorettype <> 'trigger'::regtype
     AND NOT (f.message ~ 'marked as STABLE, but .* VOLATILE' AND p.prosrc ~ 'cc_center\.clock\(\)')
$$, 'plpgsql_check finds nothing in the functions');

SELECT is_empty($$
  SELECT DISTINCT p.oid::regprocedure, t.tgrelid::regclass, f.lineno, f.level, f.message FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid AND c.relnamespace = 'cc_center'::regnamespace
    JOIN pg_proc p ON p.oid = t.tgfoid
    JOIN pg_language l ON l.oid = p.prolang AND l.lanname = 'plpgsql'
   CROSS JOIN LATERAL plpgsql_check_function_tb(p.oid, t.tgrelid, extra_warnings => false,
                                                  oldtable => t.tgoldtable, newtable => t.tgnewtable) f
   WHERE NOT t.tgisinternal
$$, 'plpgsql_check finds nothing in the triggers, for each table they are on');

SELECT is_empty($$
  SELECT p.oid::regprocedure, p.proconfig FROM pg_proc p
   WHERE p.pronamespace = 'cc_center'::regnamespace AND p.prosecdef
     AND NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (p.proconfig), false)
$$, 'whatever runs as its owner has its path pinned');

-- These say nothing but names of pg_catalog and constants, and run with the rights of whoever calls. What commits has its
-- path pinned by statements, in each of its transactions.
SELECT set_eq($$
  SELECT p.proname::text FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
   WHERE p.pronamespace = 'cc_center'::regnamespace AND l.lanname <> 'c' AND p.prokind <> 'a'
     AND NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (p.proconfig), false)
$$, ARRAY['imported_steps', 'run_job'], 'so has everything else that is not C, but for two');

SELECT is_empty($$
  SELECT name, sqlstate
    FROM (SELECT *, count(*) OVER (PARTITION BY sqlstate) AS same_state, count(*) OVER (PARTITION BY name) AS same_name
            FROM cc_center.error_codes()) e
   WHERE same_state > 1 OR same_name > 1 OR sqlstate !~ '^UC[0-9A-Z][0-9]{2}$' OR coalesce(message, '') = ''
      OR message ~ '^[A-Z][a-z]' OR detail !~ '[.%0-9]$' OR hint !~ '[.%0-9]$'
$$, 'every error has an SQLSTATE of class UC of its own, and texts in the usual form');

SELECT is_empty($$
  SELECT p.oid::regprocedure, m[1] FROM pg_proc p, regexp_matches(p.prosrc, 'raise_error\(''([a-z_]+)''', 'g') m
   WHERE p.pronamespace = 'cc_center'::regnamespace AND m[1] NOT IN (SELECT name FROM cc_center.error_codes())
$$, 'every error raised is of the registry');

SELECT is_empty($$
  SELECT p.oid::regprocedure, p.proconfig FROM pg_proc p
   WHERE p.pronamespace = 'cc_center'::regnamespace AND array_to_string(p.proconfig, ' ') ~ 'enable_\w+=off'
     AND NOT 'jit=off' = ANY (p.proconfig)
$$, 'what switches ways of planning off is never compiled: a plan that must go such a way counts as dear');

SELECT * FROM finish();
ROLLBACK;
