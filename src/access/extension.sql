-- access: what is recorded first and then read; the record of what changed, in C

CREATE FUNCTION cc_center.make_durable()
RETURNS void LANGUAGE c VOLATILE STRICT
AS 'MODULE_PATHNAME', 'cc_make_durable';
COMMENT ON FUNCTION cc_center.make_durable() IS
    'For a transaction that has written something: waits until that, and with it all that was committed before, is on disk, whatever synchronous_commit their sessions chose. What is read on the strength of a record does not outlive it in a crash (D3.2).';
REVOKE ALL ON FUNCTION cc_center.make_durable() FROM PUBLIC;

-- Where sessions come from is seen by a superuser only; health() is told how many places and how many without TLS, and no address.
CREATE FUNCTION cc_center.login_places()
RETURNS TABLE (login_role name, places bigint, unencrypted bigint)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT a.usename, count(DISTINCT a.client_addr), count(*) FILTER (WHERE a.client_addr IS NOT NULL AND a.client_addr << '127.0.0.0/8' IS FALSE AND a.client_addr <> '::1' AND NOT s.ssl)
    FROM pg_stat_activity a LEFT JOIN pg_stat_ssl s ON s.pid = a.pid
    WHERE a.usename IS NOT NULL AND a.backend_type = 'client backend'
    GROUP BY a.usename
$$;
COMMENT ON FUNCTION cc_center.login_places() IS
    'For health(): from how many network addresses each database role is logged in at present, and how many of its sessions come over the network without TLS (G4.1, I10). Runs with the rights of who created the extension.';
REVOKE ALL ON FUNCTION cc_center.login_places() FROM PUBLIC;

-- access: the record of what changed, in C

CREATE FUNCTION cc_center.record_change() RETURNS trigger LANGUAGE c AS 'MODULE_PATHNAME', 'cc_record_change';
COMMENT ON FUNCTION cc_center.record_change() IS
    'Trigger AFTER INSERT, UPDATE or DELETE of a row: leaves an entry of it in the record, in the same transaction (D3.1). Arguments: personal or open, and the columns that digests do not cover, with commas between them. UCE01 without a primary key.';

CREATE FUNCTION cc_center.record_event(center_id bigint, relation text, operation text, key text, reason text)
RETURNS void LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'cc_record_event';
COMMENT ON FUNCTION cc_center.record_event(bigint, text, text, text, text) IS
    'For functions of the schema: leaves an entry of something that changes no row, such as an export. UCE02 where anything but the reason is missing.';

CREATE FUNCTION cc_center.record_of_row(
    relation regclass, personal boolean, living text, row_value record, OUT key text, OUT digest bytea)
LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_record_of_row';
COMMENT ON FUNCTION cc_center.record_of_row(regclass, boolean, text, record) IS
    'The key by which the record names a row, and the digest that its entries come to: SHA-256, with the row''s salt where the table is personal, NULL where it has none.';

CREATE FUNCTION cc_center.record_leaf(entry record)
RETURNS bytea LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_record_leaf';
COMMENT ON FUNCTION cc_center.record_leaf(record) IS
    'The bytes that stand for an entry in the tree of its block: of each column a byte, 1 where it is set, and then its value; numbers, and instants as microseconds since 2000, in 8 bytes with the highest first, texts in UTF-8 and digests after their length in 4 bytes. UCE03 where it is no entry.';

CREATE FUNCTION cc_center.record_cluster()
RETURNS bigint LANGUAGE c STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_record_cluster_sql';
COMMENT ON FUNCTION cc_center.record_cluster() IS
    'The identifier of the cluster, in whose count of transactions the entries written here stand.';

CREATE FUNCTION cc_center.seal_entries(
    center_id bigint, cluster bigint, from_xid xid8, from_entry bigint, horizon xid8, block_no bigint, head bytea, peaks bytea)
RETURNS bigint LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'cc_seal_entries';
COMMENT ON FUNCTION cc_center.seal_entries(bigint, bigint, xid8, bigint, xid8, bigint, bytea, bytea) IS
    'For seal(), which holds the lock on the center''s chain: seals the entries of a cluster from a place to the horizon, or to the last one where that is the highest xid8 there is, behind the block of that number, head and peaks. Returns how many. UCE04 where head or peaks are none.';

CREATE FUNCTION cc_center.check_blocks(center_id bigint, head_block bigint, head bytea, OUT block_no bigint, OUT finding text)
RETURNS SETOF record LANGUAGE c STABLE CALLED ON NULL INPUT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_check_blocks';
COMMENT ON FUNCTION cc_center.check_blocks(bigint, bigint, bytea) IS
    'What is wrong with the blocks of a center, in one pass over all entries: removed, altered, entries (they are not those that were sealed), head (it is not the one given) or tail (there is no block of the head given).';

CREATE FUNCTION cc_center.entry_path(
    center_id bigint, cluster bigint, from_xid xid8, from_entry bigint, until_xid xid8, until_entry bigint, entry_id bigint)
RETURNS bytea LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_entry_path';
COMMENT ON FUNCTION cc_center.entry_path(bigint, bigint, xid8, bigint, xid8, bigint, bigint) IS
    'The way from an entry up to the root of the block between two places: of each sibling a byte, 0 where it stands on the left, and its hash; NULL where the entry is not there.';

CREATE FUNCTION cc_center.block_path(center_id bigint, block_no bigint, head_block bigint, OUT leaf bytea, OUT path bytea)
LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_block_path';
COMMENT ON FUNCTION cc_center.block_path(bigint, bigint, bigint) IS
    'The bytes of a block, and its way up to the head of a later one, as in entry_path().';

REVOKE ALL ON FUNCTION cc_center.record_change(), cc_center.record_event(bigint, text, text, text, text),
    cc_center.record_of_row(regclass, boolean, text, record), cc_center.record_leaf(record), cc_center.record_cluster(),
    cc_center.seal_entries(bigint, bigint, xid8, bigint, xid8, bigint, bytea, bytea), cc_center.check_blocks(bigint, bigint, bytea),
    cc_center.entry_path(bigint, bigint, xid8, bigint, xid8, bigint, bigint), cc_center.block_path(bigint, bigint, bigint) FROM PUBLIC;
