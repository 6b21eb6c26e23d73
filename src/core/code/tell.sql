-- Telling listeners that something was found: a convenience on which nothing depends.

CREATE OR REPLACE FUNCTION cc_center.tell(kind text, center_id bigint, id bigint)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- a queue that nobody empties would fail the transaction when it is full
    IF pg_notification_queue_usage() < 0.5 THEN
        PERFORM pg_notify('cc_center', json_build_object('kind', kind, 'center', center_id, 'id', id)::text);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.tell(text, bigint, bigint) IS
    'Sends NOTIFY cc_center at the commit, with kind, center and id as JSON, and nothing else: whoever listens asks the views, where he sees what he may. A full queue is passed over.';
