-- The record held against itself, against a head that was exported, and against the rows as they are.

CREATE OR REPLACE FUNCTION cc_center.require_auditor(center_id bigint)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT pg_has_role(cc_center.acting_login_role(), 'cc_center_owner', 'MEMBER') THEN
        PERFORM cc_center.require_role(center_id, 'auditor');
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.require_auditor(bigint) IS
    'Fails unless the acting person is the center''s auditor, or the acting role a database administrator''s.';

CREATE OR REPLACE FUNCTION cc_center.last_head(center_id bigint)
RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    head text := (SELECT format('%s:%s:%s', b.center_id, b.block_no, encode(b.head, 'hex')) FROM cc_center.record_block b
                  WHERE b.center_id = last_head.center_id ORDER BY b.block_no DESC LIMIT 1);
BEGIN
    IF head IS NULL THEN
        PERFORM cc_center.raise_error('nothing_sealed', coalesce(center_id::text, 'NULL'));
    END IF;
    RETURN head;
END
$$;
COMMENT ON FUNCTION cc_center.last_head(bigint) IS 'The head of a center''s record. UCE07 before anything is sealed.';

CREATE OR REPLACE FUNCTION cc_center.audit_head(center_id bigint)
RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM cc_center.require_auditor(center_id);
    RETURN cc_center.last_head(center_id);
END
$$;
COMMENT ON FUNCTION cc_center.audit_head(bigint) IS
    'The head of a center''s record, CENTER:BLOCK:DIGEST: whoever keeps it where nobody of this server can write - in a file, on paper, on another server - can prove later that nothing before it was changed (D3.1, H2.3). For the auditor. UCE07.';
SELECT cc_center.share_function('cc_center.audit_head(bigint)', ARRAY['auditor']);

CREATE OR REPLACE FUNCTION cc_center.audit_export(center_id bigint)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    head text;
BEGIN
    IF NOT pg_has_role(cc_center.acting_login_role(), 'cc_center_owner', 'MEMBER') THEN
        PERFORM cc_center.require_scheduler_or(center_id, 'auditor');
    END IF;
    head := cc_center.last_head(center_id);
    UPDATE cc_center.record_chain c
    SET exported_block = split_part(head, ':', 2)::bigint, exported_at = clock_timestamp(), exported_by = cc_center.acting_login_role()
    WHERE c.center_id = audit_export.center_id;
    PERFORM cc_center.record_event(center_id, 'record_block', 'export', split_part(head, ':', 2), NULL);
    RETURN head;
END
$$;
COMMENT ON FUNCTION cc_center.audit_export(bigint) IS
    'The head of a center''s record, as audit_head(), and notes that it was exported now: health() asks for one a day. For the auditor and the scheduler. UCE07.';
SELECT cc_center.share_function('cc_center.audit_export(bigint)', ARRAY['auditor', 'scheduler']);

CREATE OR REPLACE FUNCTION cc_center.read_head(center_id bigint, head text, OUT block_no bigint, OUT digest bytea)
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF head !~ '^\d{1,18}:\d{1,18}:[0-9a-f]{64}$' THEN
        PERFORM cc_center.raise_error('head_unreadable', head);
    ELSIF split_part(head, ':', 1)::bigint <> center_id THEN
        PERFORM cc_center.raise_error('head_of_other_center', split_part(head, ':', 1), center_id::text);
    END IF;
    block_no := split_part(head, ':', 2)::bigint;
    digest := decode(split_part(head, ':', 3), 'hex');
END
$$;
COMMENT ON FUNCTION cc_center.read_head(bigint, text) IS 'Takes a head apart. UCE05 where it is none, UCE06 where it is another center''s.';

SELECT cc_center.share_function('cc_center.read_head(bigint, text)');

CREATE OR REPLACE FUNCTION cc_center.changed_entries(center_id bigint, block_no bigint)
RETURNS TABLE (finding text, entry_id bigint, relation text, key text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH b AS MATERIALIZED (
        SELECT k.* FROM cc_center.record_block k WHERE k.center_id = changed_entries.center_id AND k.block_no = changed_entries.block_no
    ), sealed AS (
        SELECT ('x' || encode(substr(b.names, n, 8), 'hex'))::bit(64)::bigint AS entry_id, substr(b.names, n + 8, 8) AS print
        FROM b, generate_series(1, length(b.names) - 15, 16) n
    ), present AS (
        SELECT e.entry_id, e.relation, e.key, substr(sha256('\x00' || cc_center.record_leaf(e)), 1, 8) AS print
        FROM b JOIN cc_center.record_entry e ON e.center_id = b.center_id AND e.cluster = b.cluster
         AND (e.xid, e.entry_id) >= (b.from_xid, b.from_entry) AND (e.xid, e.entry_id) < (b.until_xid, b.until_entry)
    )
    SELECT CASE WHEN p.entry_id IS NULL THEN 'removed' WHEN s.entry_id IS NULL THEN 'added' ELSE 'edited' END,
           entry_id, p.relation, p.key
    FROM sealed s FULL JOIN present p USING (entry_id)
    WHERE p.print IS DISTINCT FROM s.print
    ORDER BY entry_id
$$;
COMMENT ON FUNCTION cc_center.changed_entries(bigint, bigint) IS
    'Which entries of a block are not what was sealed: removed, added or edited, by what the block says of their ids and hashes.';

CREATE OR REPLACE FUNCTION cc_center.tables_left_behind()
RETURNS text[] LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(array_agg(d.name ORDER BY d.name), '{}')
    FROM cc_center.recorded_table d
    WHERE cc_center.receives_record()
      AND (NOT EXISTS (SELECT FROM pg_subscription_rel s WHERE s.srrelid = to_regclass(format('cc_center.%I', d.name)))
           OR (d.personal AND NOT EXISTS (SELECT FROM pg_subscription_rel s WHERE s.srrelid = 'cc_center.record_salt'::regclass)))
$$;
COMMENT ON FUNCTION cc_center.tables_left_behind() IS
    'The recorded tables whose rows, or the salts of their rows, do not come with the record to a database that receives it: they cannot be held against it here. None where the record is written.';

CREATE OR REPLACE FUNCTION cc_center.changed_rows(center_id bigint)
RETURNS TABLE (finding text, relation text, key text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    left_behind text[] := cc_center.tables_left_behind();
    present text := (
        SELECT string_agg(format('UNION ALL SELECT %L::text, r.key, r.digest, -1 FROM cc_center.%I t, '
                                 'LATERAL cc_center.record_of_row(%L, %L, %L, t) r WHERE %s AND (%s)',
                                 d.name, d.name, format('cc_center.%I', d.name), d.personal, d.living,
                                 CASE WHEN EXISTS (SELECT FROM pg_attribute a
                                                   WHERE a.attrelid = format('cc_center.%I', d.name)::regclass AND a.attname = 'center_id')
                                      THEN 't.center_id = $1' ELSE '$1 = 0' END,
                                 d.condition), ' ' ORDER BY d.name)
        FROM cc_center.recorded_table d WHERE d.name <> ALL (left_behind));
BEGIN
    -- What came less what went is what is there. This holds in whatever order entries of one statement were written.
    RETURN QUERY EXECUTE
        'WITH moved (relation, key, digest, n) AS (
             SELECT e.relation, e.key, e.new_digest, 1 FROM cc_center.record_entry e
             WHERE e.center_id = $1 AND e.new_digest IS NOT NULL AND e.relation <> ALL ($2)
             UNION ALL
             SELECT e.relation, e.key, e.old_digest, -1 FROM cc_center.record_entry e
             WHERE e.center_id = $1 AND e.old_digest IS NOT NULL AND e.relation <> ALL ($2)
             ' || coalesce(present, '') || '
         ), left_over AS (
             SELECT m.relation, m.key, sum(m.n) AS n FROM moved m GROUP BY m.relation, m.key, m.digest HAVING sum(m.n) <> 0
         )
         SELECT CASE WHEN min(l.n) > 0 THEN ''gone'' WHEN max(l.n) > 0 THEN ''changed'' ELSE ''unknown'' END, l.relation, l.key
         FROM left_over l GROUP BY l.relation, l.key ORDER BY l.relation, l.key'
    USING center_id, left_behind;
END
$$;
COMMENT ON FUNCTION cc_center.changed_rows(bigint) IS
    'Which rows of recorded tables are not what their entries come to: changed past the rules, gone, or unknown to the record.';

CREATE OR REPLACE FUNCTION cc_center.audit_verify(center_id bigint, head text DEFAULT NULL, with_rows boolean DEFAULT true)
RETURNS TABLE (finding text, block_no bigint, entry_id bigint, relation text, key text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    asked_block bigint;
    asked_digest bytea;
    wrong record;
    last_block bigint;
BEGIN
    PERFORM cc_center.require_auditor(center_id);
    IF head IS NOT NULL THEN
        SELECT h.block_no, h.digest INTO asked_block, asked_digest FROM cc_center.read_head(center_id, head) h;
    END IF;
    FOR wrong IN SELECT c.* FROM cc_center.check_blocks(center_id, asked_block, asked_digest) c LOOP
        IF wrong.finding = 'entries' THEN
            RETURN QUERY
                SELECT CASE e.finding WHEN 'removed' THEN cc_center.translated('an entry was removed')
                                      WHEN 'added' THEN cc_center.translated('an entry was added')
                                      ELSE cc_center.translated('an entry was edited') END,
                       wrong.block_no, e.entry_id, e.relation, e.key
                FROM cc_center.changed_entries(center_id, wrong.block_no) e;
            CONTINUE WHEN FOUND;
        END IF;
        RETURN QUERY SELECT CASE wrong.finding
            WHEN 'removed' THEN cc_center.translated('a block was removed')
            WHEN 'head' THEN cc_center.translated('the record is not the one whose head is given')
            WHEN 'tail' THEN cc_center.translated('the record ends before the head that is given')
            ELSE cc_center.translated('a block was altered') END, wrong.block_no, NULL::bigint, NULL::text, NULL::text;
    END LOOP;
    SELECT max(b.block_no) INTO last_block FROM cc_center.record_block b WHERE b.center_id = audit_verify.center_id;
    RETURN QUERY SELECT cc_center.translated('the record ends before a head that was exported'), c.exported_block, NULL::bigint, NULL::text, NULL::text
        FROM cc_center.record_chain c WHERE c.center_id = audit_verify.center_id AND c.exported_block > coalesce(last_block, 0);
    IF with_rows THEN
        RETURN QUERY
            SELECT CASE r.finding WHEN 'gone' THEN cc_center.translated('a row is gone past the record')
                                  WHEN 'changed' THEN cc_center.translated('a row was changed past the record')
                                  ELSE cc_center.translated('a row came past the record') END, NULL::bigint, NULL::bigint, r.relation, r.key
            FROM cc_center.changed_rows(center_id) r;
        RETURN QUERY
            SELECT cc_center.translated('rows cannot be verified here: they do not come with the record'), NULL::bigint, NULL::bigint, t.name, NULL::text
            FROM unnest(cc_center.tables_left_behind()) t (name);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.audit_verify(bigint, text, boolean) IS
    'What is wrong with a center''s record (D3.1, H2.3): entries that were edited, removed, added or backdated, blocks that were altered or removed, a record that is not the one whose head is given or ends before it; and, with_rows, rows that are not what their entries come to, such as a finished leg edited by hand. Where a subscription brings the record without some tables, these are named. No row means nothing found. Without a head of somewhere else, whoever may write everything could have made all of it anew. For the auditor. UCE05, UCE06.';
SELECT cc_center.share_function('cc_center.audit_verify(bigint, text, boolean)', ARRAY['auditor']);
