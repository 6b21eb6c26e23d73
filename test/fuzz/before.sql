-- Keeps what must still be there afterwards: the keys of all rows of tables that refuse every DELETE, and what health() says.
\set ON_ERROR_STOP 1
CREATE SCHEMA before;
SELECT format('CREATE TABLE before.%I AS SELECT %s FROM cc_center.%I', c.relname,
              (SELECT string_agg(quote_ident(a.attname), ', ') FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey::smallint[])
               WHERE i.indrelid = c.oid AND i.indisprimary), c.relname)
FROM pg_class c
WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind = 'r'
  AND EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname IN ('aa_keep', 'aa_keep_always') AND t.tgtype & 8 <> 0) \gexec
CREATE TABLE before."health()" AS SELECT h.* FROM cc_center.health() h;
