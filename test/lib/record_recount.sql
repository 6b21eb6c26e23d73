-- The record recounted without the functions that made it: from the rows, by the words of docs/record.md and RFC 6962. Prints what is wrong.
SET jit = off;
CREATE OR REPLACE FUNCTION pg_temp.some(bytes bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN bytes IS NULL THEN '\x00'::bytea ELSE '\x01'::bytea || bytes END
$$;
CREATE OR REPLACE FUNCTION pg_temp.sized(bytes bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT int4send(length(bytes)) || bytes
$$;
CREATE OR REPLACE FUNCTION pg_temp.root(nodes bytea[]) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    WHILE cardinality(nodes) > 1 LOOP
        -- the last one of an odd number goes up as it is
        SELECT array_agg(CASE WHEN nodes[i + 1] IS NULL THEN nodes[i] ELSE sha256('\x01'::bytea || nodes[i] || nodes[i + 1]) END ORDER BY i)
        INTO nodes FROM generate_series(1, cardinality(nodes), 2) i;
    END LOOP;
    RETURN nodes[1];
END
$$;
CREATE TEMP TABLE leaf AS
SELECT e.center_id, e.cluster, e.xid, e.entry_id,
       sha256('\x00'::bytea || pg_temp.some(int8send(e.center_id)) || pg_temp.some(int8send(e.cluster)) || pg_temp.some(xid8send(e.xid))
           || pg_temp.some(int8send(e.entry_id)) || pg_temp.some(timestamptz_send(e.at)) || pg_temp.some(timestamptz_send(e.clock_at))
           || pg_temp.some(pg_temp.sized(textsend(e.staff_no))) || pg_temp.some(pg_temp.sized(textsend(e.login_role)))
           || pg_temp.some(pg_temp.sized(textsend(e.session_role))) || pg_temp.some(pg_temp.sized(textsend(e.relation)))
           || pg_temp.some(pg_temp.sized(textsend(e.operation))) || pg_temp.some(pg_temp.sized(textsend(e.key)))
           || pg_temp.some(pg_temp.sized(textsend(e.reason))) || pg_temp.some(pg_temp.sized(e.old_digest))
           || pg_temp.some(pg_temp.sized(e.new_digest))) AS hash
FROM cc_center.record_entry e;
CREATE INDEX ON leaf (center_id, cluster, xid, entry_id);
ANALYZE leaf;
CREATE TEMP TABLE block AS
SELECT b.*, r.count, r.root AS recounted, r.ids,
       sha256('\x00'::bytea || int8send(b.center_id) || int8send(b.block_no) || int8send(b.cluster) || xid8send(b.from_xid) || int8send(b.from_entry)
           || xid8send(b.until_xid) || int8send(b.until_entry) || int8send(b.entries) || timestamptz_send(b.sealed_at) || b.root
           || sha256(b.names) || b.previous_head) AS hash
FROM cc_center.record_block b
CROSS JOIN LATERAL (
    SELECT count(*), pg_temp.root(array_agg(l.hash ORDER BY l.xid, l.entry_id)) AS root,
           string_agg(int8send(l.entry_id) || substr(l.hash, 1, 8), '' ORDER BY l.xid, l.entry_id) AS ids
    FROM leaf l WHERE l.center_id = b.center_id AND l.cluster = b.cluster
     AND (l.xid, l.entry_id) >= (b.from_xid, b.from_entry) AND (l.xid, l.entry_id) < (b.until_xid, b.until_entry)) r;

SELECT 'a block does not have the entries it was sealed with', b.center_id, b.block_no FROM block b
WHERE (b.count, b.recounted, b.ids) IS DISTINCT FROM (b.entries, b.root, b.names);
SELECT 'a block does not go on where the one before ends', b.center_id, b.block_no
FROM (SELECT k.*, lag(k.head) OVER w AS head_before, lag(k.until_xid) OVER w AS xid_before, lag(k.until_entry) OVER w AS entry_before,
             row_number() OVER w AS n
      FROM block k WINDOW w AS (PARTITION BY k.center_id ORDER BY k.block_no)) b
WHERE b.n <> b.block_no OR b.previous_head <> coalesce(b.head_before, sha256(''))
   OR (b.from_xid, b.from_entry) <> (coalesce(b.xid_before, '0'), coalesce(b.entry_before, 0));
SELECT 'a head is not that of its blocks', b.center_id, max(b.block_no) FROM block b
GROUP BY b.center_id HAVING pg_temp.root(array_agg(b.hash ORDER BY b.block_no)) <> (array_agg(b.head ORDER BY b.block_no DESC))[1];
SELECT 'an entry is sealed ' || coalesce(s.times, 0) || ' times', e.center_id, e.entry_id FROM cc_center.record_entry e
FULL JOIN (SELECT i.id, count(*) AS times
           FROM block b, generate_series(1, length(b.names), 16) n, LATERAL (SELECT ('x' || encode(substr(b.names, n, 8), 'hex'))::bit(64)::bigint) i (id)
           GROUP BY i.id) s ON s.id = e.entry_id
WHERE e.entry_id IS NULL OR s.times IS DISTINCT FROM 1 LIMIT 10;
SELECT 'an entry is not of a transaction that committed', e.center_id, e.entry_id FROM cc_center.record_entry e
WHERE pg_xact_status(e.xid) <> 'committed' LIMIT 10;
SELECT 'ledger and record differ', center_id, relation || ' ' || key FROM (
    SELECT center_id, relation, operation, key, 1 AS n FROM record_load.ledger
    UNION ALL
    SELECT e.center_id, e.relation, e.operation, e.key, -1 FROM cc_center.record_entry e
    WHERE e.center_id > 10 AND e.relation IN (SELECT DISTINCT l.relation FROM record_load.ledger l)) d
GROUP BY center_id, relation, operation, key HAVING sum(n) <> 0 LIMIT 10;
SELECT 'audit_verify() finds: ' || v.finding, c.center_id, v.key
FROM (SELECT 0::bigint UNION ALL SELECT k.center_id FROM cc_center.center k) c (center_id), cc_center.audit_verify(c.center_id) v;
