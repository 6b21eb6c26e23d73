-- What is wrong afterwards, one line each; none when all is well.
\set ON_ERROR_STOP 1
\set QUIET 1
\pset format unaligned
\pset tuples_only on
SELECT format('SELECT %L, count(*) FROM (TABLE before.%I EXCEPT SELECT %s FROM cc_center.%I) k HAVING count(*) > 0', 'rows are gone from ' || c.relname, c.relname,
              (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0), c.relname)
FROM pg_class c WHERE c.relnamespace = 'before'::regnamespace AND c.relkind = 'r' AND c.relname <> 'health()' \gexec
SELECT 'health() says' AS rule, h.* FROM (SELECT * FROM cc_center.health() EXCEPT TABLE before."health()") h WHERE h.severity = 'critical';
SELECT cc_center.seal() \g /dev/null
SELECT 'the record of center ' || c.center_id AS rule, v.*
FROM (SELECT 0::bigint UNION ALL SELECT k.center_id FROM cc_center.center k) c (center_id) CROSS JOIN LATERAL cc_center.audit_verify(c.center_id) v;
SELECT 'the record is empty' WHERE NOT EXISTS (SELECT FROM cc_center.record_block b WHERE b.center_id = 1);
\ir ../lib/recount.sql
