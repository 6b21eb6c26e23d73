-- The clause catalogue against what there is: a part of a clause called enforced names objects and test files that exist, and every
-- clause that a test is named by is in the catalogue.
BEGIN;
SELECT plan(14);

-- Tests run from the root of the sources, or from the folder above it.
\set root `for d in . src ..; do if [ -d "$d/test/pgtap" ]; then cd "$d" && pwd; break; fi; done`
\set files `cd :'root' 2>/dev/null && find test sql -type f 2>/dev/null | sort | tr '\n' ' '`
\set names `cd :'root' 2>/dev/null && grep -roE "'[A-IU][0-9]+(\.[0-9]+)? " test/pgtap | tr -d "'" | sort -u | tr -d '\n'`
CREATE TEMP TABLE test_file AS SELECT f AS file FROM regexp_split_to_table(trim(:'files'), ' ') f WHERE f <> '';
CREATE TEMP TABLE test_name AS SELECT split_part(n, ':', 1) AS file, split_part(n, ':', 2) AS clause FROM regexp_split_to_table(trim(:'names'), ' ') n WHERE n <> '';
SELECT cmp_ok((SELECT count(*)::integer FROM test_file), '>', 10, 'the test files are found');
SELECT cmp_ok((SELECT count(*)::integer FROM test_name), '>', 5, 'and the clauses their tests are named by');

SELECT is((SELECT count(DISTINCT clause)::integer FROM cc_center.clause), 137, 'the catalogue has every clause');
SELECT is_empty($$ SELECT clause, area FROM cc_center.clause WHERE area <> ALL (cc_center.areas()) AND area NOT IN ('attendance', 'quality', 'duties', 'calls', 'appraisal', 'access') $$,
                'each part in an area');
SELECT is_empty($$ SELECT clause, how FROM cc_center.clause WHERE how !~ '^[TSVRA](,[TSVRA])*$' $$, 'each with its kinds of enforcement');
SELECT is_empty($$ SELECT clause FROM cc_center.clause WHERE clause !~ '^[A-I][0-9]+(\.[0-9]+)?$' OR meaning !~ '[[:alpha:]]{3}' $$, 'and what it means');
SELECT is_empty($$ SELECT clause FROM cc_center.clause WHERE state = 'enforced' AND (objects = '{}' OR tests = '{}') $$, 'an enforced clause names objects and tests');
SELECT is_empty($$ SELECT clause FROM cc_center.clause WHERE state = 'open' AND (objects <> '{}' OR tests <> '{}') $$, 'an open one does not pretend to');

-- An object is a function with its arguments, a table, view or type, or "trigger NAME on TABLE".
CREATE FUNCTION pg_temp.there_is(object text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF object ~ '^trigger ' THEN
        RETURN EXISTS (SELECT FROM pg_trigger t WHERE t.tgname = split_part(object, ' ', 2) AND t.tgrelid = to_regclass(split_part(object, ' ', 4)));
    ELSIF object ~ '\(' THEN
        RETURN to_regprocedure(object) IS NOT NULL;
    END IF;
    RETURN to_regclass(object) IS NOT NULL OR to_regtype(object) IS NOT NULL;
END
$$;
SELECT is_empty($$ SELECT c.clause, o FROM cc_center.clause c, unnest(c.objects) o WHERE NOT pg_temp.there_is(o) $$, 'every object that a clause names exists');
SELECT is_empty($$ SELECT c.clause, t FROM cc_center.clause c, unnest(c.tests) t WHERE t NOT IN (SELECT file FROM test_file) $$, 'every test that a clause names exists');
SELECT is_empty($$ SELECT clause FROM test_name n WHERE clause !~ '^U([1-9]|1[0-7])$' AND NOT EXISTS (SELECT FROM cc_center.clause c WHERE c.clause = n.clause) $$,
                'every clause that a test is named by is in the catalogue');
SELECT is_empty($$ SELECT clause, area FROM cc_center.clause c WHERE state = 'enforced' AND NOT EXISTS (SELECT FROM test_name n WHERE n.clause = c.clause AND n.file = ANY (c.tests)) $$,
                'the files that an enforced part names have tests named by its clause');

-- Rules name clauses, so none is taken away.
SELECT throws_ok('DELETE FROM cc_center.clause', 'UC005', NULL, 'clauses are kept');

-- The rules themselves name clauses: those of the presets, too, before anybody uses them.
SELECT is_empty($$ SELECT p.preset, t.key, r ->> 'clause' FROM cc_center.preset p, jsonb_each(p.rules) t, jsonb_array_elements(t.value) r
                   WHERE t.key IN (SELECT name FROM cc_center.rule_table WHERE versioned) AND NOT EXISTS (SELECT FROM cc_center.clause c WHERE c.clause = r ->> 'clause') $$,
                'every rule row of a preset names a clause');

SELECT * FROM finish();
ROLLBACK;
