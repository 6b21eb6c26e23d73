-- Prints a query of each relation that role :'login' may read anything of, with all columns that it may read: those of the
-- schema, and of the server's own catalogues and statistics.
\set QUIET 1
\set ON_ERROR_STOP 1
\pset format unaligned
\pset tuples_only on
SELECT format('SELECT %s FROM %I.%I;', string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum), n.nspname, c.relname)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'v', 'm', 'p', 'S') AND n.nspname NOT LIKE 'pg\_toast%' AND n.nspname <> 'before'
  AND has_schema_privilege(:'login', n.oid, 'USAGE') AND has_column_privilege(:'login', c.oid, a.attnum, 'SELECT')
GROUP BY n.nspname, c.relname ORDER BY 1;
