-- What health() says of the record.

CREATE OR REPLACE FUNCTION cc_center.health_of_record()
RETURNS TABLE (finding text, subject text, detail text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('the head of the record was not exported for a day'), c.center_id::text,
           cc_center.translated('Take it with cc_center.audit_export(), and keep it where nobody of this server can write.')
    FROM cc_center.record_chain c
    WHERE (cc_center.sees_health(c.center_id) OR c.center_id = 0)
      AND coalesce(c.exported_at, '-infinity') < clock_timestamp() - interval '1 day'
      AND (SELECT b.sealed_at FROM cc_center.record_block b
           WHERE b.center_id = c.center_id AND b.block_no = coalesce(c.exported_block, 0) + 1) < clock_timestamp() - interval '1 day'
    UNION ALL
    SELECT cc_center.translated('entries of the record are not sealed'), k.center_id::text,
           cc_center.translated('The oldest is of %1. Run cc_center.seal(), which a job does every minute.', min(e.at)::text)
    FROM (SELECT 0::bigint UNION ALL SELECT c.center_id FROM cc_center.center c) k (center_id)
    CROSS JOIN LATERAL cc_center.unsealed_parts(k.center_id) p
    CROSS JOIN LATERAL (SELECT o.at FROM cc_center.record_entry o
                        WHERE o.center_id = k.center_id AND o.cluster = p.cluster AND (o.xid, o.entry_id) >= (p.from_xid, p.from_entry)
                        ORDER BY o.xid, o.entry_id LIMIT 1) e
    WHERE (cc_center.sees_health(k.center_id) OR k.center_id = 0)
      AND e.at < clock_timestamp() - interval '1 hour' AND NOT cc_center.receives_record()
    GROUP BY k.center_id
    UNION ALL
    SELECT cc_center.translated('a table is not recorded'), r.name, cc_center.translated('Its trigger b0_record is missing or switched off.')
    FROM cc_center.recorded_table r
    WHERE r.name <> 'leg'
      AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = to_regclass(format('cc_center.%I', r.name))
                      AND t.tgfoid = 'cc_center.record_change()'::regprocedure AND t.tgenabled IN ('O', 'A'))
$$;
COMMENT ON FUNCTION cc_center.health_of_record() IS 'The part of health() about the record: heads not exported, entries not sealed, tables not recorded.';
SELECT cc_center.register_health_check('access', 'health_of_record');
