-- PL/pgSQL that cannot work is found before anybody calls it. Each query lists what the checker says.
BEGIN;
SET LOCAL client_min_messages = warning;
CREATE EXTENSION plpgsql_check;
-- schedule_jobs() speaks to it.
CREATE EXTENSION pg_cron;
SELECT plan(2);

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

SELECT * FROM finish();
ROLLBACK;
