-- One entry proved against a head, without the rest of the record.

CREATE OR REPLACE FUNCTION cc_center.path_json(path bytea)
RETURNS jsonb LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object(CASE get_byte(path, n) WHEN 0 THEN 'left' ELSE 'right' END,
                                                 encode(substr(path, n + 2, 32), 'hex')) ORDER BY n), '[]')
    FROM generate_series(0, length(path) - 33, 33) n
$$;
COMMENT ON FUNCTION cc_center.path_json(bytea) IS 'A path as an array: of each sibling on which side it stands, and its hash.';

CREATE OR REPLACE FUNCTION cc_center.entry_of_id(entry_id bigint)
RETURNS SETOF cc_center.record_entry LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    -- no index knows entries by their ids: each writer would pay for it
    SELECT e.*
    FROM cc_center.record_block b
    JOIN cc_center.record_entry e ON e.center_id = b.center_id AND e.cluster = b.cluster
     AND (e.xid, e.entry_id) >= (b.from_xid, b.from_entry) AND (e.xid, e.entry_id) < (b.until_xid, b.until_entry)
    WHERE int8range(b.lowest_id, b.highest_id, '[]') @> entry_of_id.entry_id AND e.entry_id = entry_of_id.entry_id
    UNION ALL
    SELECT e.*
    FROM (SELECT 0::bigint UNION ALL SELECT c.center_id FROM cc_center.center c) k (center_id)
    CROSS JOIN LATERAL cc_center.unsealed_parts(k.center_id) p
    JOIN cc_center.record_entry e ON e.center_id = k.center_id AND e.cluster = p.cluster
     AND (e.xid, e.entry_id) >= (p.from_xid, p.from_entry)
    WHERE e.entry_id = entry_of_id.entry_id
$$;
COMMENT ON FUNCTION cc_center.entry_of_id(bigint) IS
    'The entry of an id: in a block between whose lowest and highest id it is, or among what is not sealed.';

CREATE OR REPLACE FUNCTION cc_center.audit_proof(entry_id bigint, head_block bigint DEFAULT NULL)
RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    entry cc_center.record_entry;
    block cc_center.record_block;
    head cc_center.record_block;
    way record;
BEGIN
    SELECT e.* INTO entry FROM cc_center.entry_of_id(entry_id) e;
    IF entry.entry_id IS NULL THEN
        PERFORM cc_center.raise_error('unknown_entry', coalesce(entry_id::text, 'NULL'));
    END IF;
    PERFORM cc_center.require_auditor(entry.center_id);
    SELECT b.* INTO block FROM cc_center.record_block b
    WHERE b.center_id = entry.center_id AND b.cluster = entry.cluster
      AND (b.from_xid, b.from_entry) <= (entry.xid, entry.entry_id) AND (entry.xid, entry.entry_id) < (b.until_xid, b.until_entry);
    SELECT b.* INTO head FROM cc_center.record_block b
    WHERE b.center_id = entry.center_id AND b.block_no <= coalesce(head_block, b.block_no) ORDER BY b.block_no DESC LIMIT 1;
    IF block.block_no IS NULL OR head.block_no < block.block_no THEN
        PERFORM cc_center.raise_error('entry_not_sealed', entry_id::text);
    END IF;
    SELECT p.* INTO way FROM cc_center.block_path(entry.center_id, block.block_no, head.block_no) p;
    RETURN jsonb_build_object(
        'entry', to_jsonb(entry),
        'path', cc_center.path_json(cc_center.entry_path(entry.center_id, block.cluster, block.from_xid, block.from_entry,
                                                         block.until_xid, block.until_entry, entry.entry_id)),
        'block', encode(way.leaf, 'hex'),
        'block_path', cc_center.path_json(way.path),
        'head', format('%s:%s:%s', head.center_id, head.block_no, encode(head.head, 'hex')));
END
$$;
COMMENT ON FUNCTION cc_center.audit_proof(bigint, bigint) IS
    'Proves an entry against the head of a block, the last one by default, without the rest of the record: the entry, the hashes beside its way up to the root of its block, the bytes of the block, and the hashes beside its way up to the head. For the auditor. UCE08, UCE09.';
SELECT cc_center.share_function('cc_center.audit_proof(bigint, bigint)', ARRAY['auditor']);

CREATE OR REPLACE FUNCTION cc_center.climb(leaf bytea, path jsonb)
RETURNS bytea LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    hash bytea := sha256('\x00'::bytea || leaf);
    sibling jsonb;
BEGIN
    FOR sibling IN SELECT s.value FROM jsonb_array_elements(path) WITH ORDINALITY s (value, n) ORDER BY s.n LOOP
        hash := CASE WHEN sibling ? 'left' THEN sha256('\x01'::bytea || decode(sibling ->> 'left', 'hex') || hash)
                     ELSE sha256('\x01'::bytea || hash || decode(sibling ->> 'right', 'hex')) END;
    END LOOP;
    RETURN hash;
END
$$;
COMMENT ON FUNCTION cc_center.climb(bytea, jsonb) IS 'The root that a leaf and the hashes beside its way up come to.';

CREATE OR REPLACE FUNCTION cc_center.audit_check_proof(proof jsonb, head text)
RETURNS boolean LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    entry cc_center.record_entry;
    block bytea;
    root bytea;
    reached bytea;
BEGIN
    BEGIN
        entry := jsonb_populate_record(NULL::cc_center.record_entry, proof -> 'entry');
        block := decode(proof ->> 'block', 'hex');
        root := cc_center.climb(cc_center.record_leaf(entry), proof -> 'path');
        reached := cc_center.climb(block, proof -> 'block_path');
    EXCEPTION WHEN data_exception OR invalid_parameter_value THEN
        PERFORM cc_center.raise_error('proof_unreadable');
    END;
    IF entry.center_id IS NULL OR root IS NULL OR reached IS NULL OR head IS NULL THEN
        PERFORM cc_center.raise_error('proof_unreadable');
    END IF;
    -- of the bytes of a block the root of its entries comes after nine numbers
    RETURN root = substr(block, 73, 32)
       AND reached = (SELECT h.digest FROM cc_center.read_head(entry.center_id, head) h);
END
$$;
COMMENT ON FUNCTION cc_center.audit_check_proof(jsonb, text) IS
    'Whether a proof of audit_proof() holds against a head that was kept elsewhere. It asks nothing of this database, and takes no more than SHA-256: the hash of a leaf is that of a byte 0 and its bytes, the hash of a node that of a byte 1 and the two below it. UCE05, UCE06, UCE10.';
SELECT cc_center.share_function('cc_center.audit_check_proof(jsonb, text)'), cc_center.share_function('cc_center.climb(bytea, jsonb)'),
       cc_center.share_function('cc_center.record_leaf(record)');
