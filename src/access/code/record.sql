-- The record: who may read it, and how it is sealed.

CREATE OR REPLACE TRIGGER aa_keep_always BEFORE UPDATE OR DELETE OR TRUNCATE ON cc_center.record_entry
    FOR EACH STATEMENT EXECUTE FUNCTION cc_center.refuse_change('The record is only added to.');
ALTER TABLE cc_center.record_entry ENABLE ALWAYS TRIGGER aa_keep_always;
CREATE OR REPLACE TRIGGER aa_keep_always BEFORE UPDATE OR DELETE OR TRUNCATE ON cc_center.record_block
    FOR EACH STATEMENT EXECUTE FUNCTION cc_center.refuse_change('The record is only added to.');
ALTER TABLE cc_center.record_block ENABLE ALWAYS TRIGGER aa_keep_always;
SELECT cc_center.let_roles_read('record_entry', '{auditor}');
GRANT SELECT ON cc_center.record_entry TO cc_center_auditor;
SELECT cc_center.let_roles_read('record_block', '{auditor}');
GRANT SELECT ON cc_center.record_block TO cc_center_auditor;
SELECT cc_center.let_roles_read('record_chain', '{auditor}');
GRANT SELECT ON cc_center.record_chain TO cc_center_auditor;
-- a salt is nobody's to read: with it, a digest could be tried out
SELECT cc_center.close_table('record_salt');
ALTER TABLE cc_center.record_salt ENABLE ROW LEVEL SECURITY;
CREATE POLICY nobody ON cc_center.record_salt USING (false);

CREATE OR REPLACE FUNCTION cc_center.receives_record()
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM pg_subscription_rel s WHERE s.srrelid = 'cc_center.record_entry'::regclass)
$$;
COMMENT ON FUNCTION cc_center.receives_record() IS 'Whether a subscription writes the record of this database.';

CREATE OR REPLACE FUNCTION cc_center.unsealed_parts(center_id bigint)
RETURNS TABLE (cluster bigint, from_xid xid8, from_entry bigint)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    -- one probe of the index for each cluster, of which there is mostly one
    WITH RECURSIVE known (cluster) AS (
        SELECT min(e.cluster) FROM cc_center.record_entry e WHERE e.center_id = unsealed_parts.center_id
        UNION ALL
        SELECT (SELECT min(e.cluster) FROM cc_center.record_entry e
                WHERE e.center_id = unsealed_parts.center_id AND e.cluster > k.cluster)
        FROM known k WHERE k.cluster IS NOT NULL
    )
    SELECT k.cluster, coalesce(b.until_xid, '0'), coalesce(b.until_entry, 0)
    FROM known k LEFT JOIN LATERAL (
        SELECT l.until_xid, l.until_entry FROM cc_center.record_block l
        WHERE l.center_id = unsealed_parts.center_id AND l.cluster = k.cluster
        ORDER BY l.block_no DESC LIMIT 1) b ON true
    WHERE k.cluster IS NOT NULL
    -- what came from another cluster is older than what is written here
    ORDER BY k.cluster = cc_center.record_cluster(), k.cluster
$$;
COMMENT ON FUNCTION cc_center.unsealed_parts(bigint) IS
    'From where on the entries of a center are not sealed, in each cluster that its record has been written in.';

CREATE OR REPLACE FUNCTION cc_center.seal_until(center_id bigint, horizon xid8)
RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    part record;
    last record;
    sealed bigint := 0;
BEGIN
    FOR part IN SELECT p.* FROM cc_center.unsealed_parts(center_id) p LOOP
        SELECT b.block_no, b.head, b.peaks INTO last FROM cc_center.record_block b
        WHERE b.center_id = seal_until.center_id ORDER BY b.block_no DESC LIMIT 1;
        sealed := sealed + cc_center.seal_entries(
            center_id, part.cluster, part.from_xid, part.from_entry,
            CASE WHEN part.cluster = cc_center.record_cluster() THEN horizon ELSE '18446744073709551615' END,
            coalesce(last.block_no, 0), coalesce(last.head, sha256('')), coalesce(last.peaks, ''));
    END LOOP;
    RETURN sealed;
END
$$;
COMMENT ON FUNCTION cc_center.seal_until(bigint, xid8) IS
    'For seal(): seals the entries of transactions before a horizon, and those that came from another cluster. Returns how many.';

CREATE OR REPLACE FUNCTION cc_center.has_unsealed(center_id bigint, horizon xid8)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM cc_center.unsealed_parts(has_unsealed.center_id) p
        WHERE EXISTS (SELECT FROM cc_center.record_entry e
                      WHERE e.center_id = has_unsealed.center_id AND e.cluster = p.cluster
                        AND (e.xid, e.entry_id) >= (p.from_xid, p.from_entry)
                        AND (e.xid < horizon OR p.cluster <> cc_center.record_cluster())))
$$;
COMMENT ON FUNCTION cc_center.has_unsealed(bigint, xid8) IS 'Whether a center has entries to seal, of transactions before a horizon.';

CREATE OR REPLACE FUNCTION cc_center.seal(center_id bigint DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    one bigint := center_id;
    next_center bigint;
    sealed bigint := 0;
BEGIN
    IF NOT pg_has_role(cc_center.acting_login_role(), 'cc_center_owner', 'MEMBER') THEN
        PERFORM cc_center.require_scheduler_or(coalesce(one, 0), 'auditor', 'system_admin');
    END IF;
    IF cc_center.receives_record() THEN
        PERFORM cc_center.raise_error('record_comes_from_elsewhere');
    END IF;
    FOR next_center IN
        SELECT c.center_id FROM (SELECT 0::bigint UNION ALL SELECT k.center_id FROM cc_center.center k) c (center_id)
        WHERE one IS NULL OR c.center_id = one ORDER BY c.center_id
    LOOP
        CONTINUE WHEN NOT cc_center.has_unsealed(next_center, pg_snapshot_xmin(pg_current_snapshot()));
        -- where there is one, whoever is at it would be waited for
        INSERT INTO cc_center.record_chain (center_id)
        SELECT next_center WHERE NOT EXISTS (SELECT FROM cc_center.record_chain c WHERE c.center_id = next_center)
        ON CONFLICT ON CONSTRAINT record_chain_pkey DO NOTHING;
        IF one IS NULL THEN
            -- whoever seals there now does what there is to do
            PERFORM FROM cc_center.record_chain c WHERE c.center_id = next_center FOR UPDATE SKIP LOCKED;
            CONTINUE WHEN NOT FOUND;
        END IF;
        -- written and not only locked, so that at REPEATABLE READ nobody continues behind a block that is not the last
        UPDATE cc_center.record_chain c SET sealed_at = clock_timestamp() WHERE c.center_id = next_center;
        sealed := sealed + cc_center.seal_until(next_center, pg_snapshot_xmin(pg_current_snapshot()));
    END LOOP;
    RETURN sealed;
END
$$;
COMMENT ON FUNCTION cc_center.seal(bigint) IS
    'Seals what has been recorded by transactions that are over, of one center or of all: makes blocks of it and chains them to the ones before. One session at a time in a center; a call for all passes over a center where somebody else is at it. Returns how many entries. For the scheduler; for one center also its auditor and system_admin. UCE04 behind a block that was tampered with; UCE11 where a subscription writes the record.';
SELECT cc_center.share_function('cc_center.seal(bigint)', ARRAY['scheduler', 'auditor', 'system_admin']);
