-- A roster that changes may cover what waits.

CREATE OR REPLACE FUNCTION cc_center.wake_waiting()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    begun record;
    waiting record;
BEGIN
    FOR begun IN SELECT f.center_id, min(lower(f.duty)) AS at FROM fresh f GROUP BY 1 ORDER BY 1 LOOP
        FOR waiting IN
            SELECT l.case_id, l.leg_no FROM cc_center.leg l
            WHERE l.center_id = begun.center_id AND l.finished_at IS NULL AND l.attention_at > begun.at
              AND l.holder IS NULL AND l.role IS NOT NULL
            ORDER BY l.case_id
        LOOP
            -- whoever writes a leg holds the lock on its case
            PERFORM FROM cc_center.cases c
            WHERE c.center_id = begun.center_id AND c.case_id = waiting.case_id FOR UPDATE;
            PERFORM cc_center.wake_leg(begun.center_id, waiting.case_id, waiting.leg_no, begun.at);
        END LOOP;
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.wake_waiting() IS
    'Trigger: lets the sweep look at waiting legs when a new roster row begins, if that is earlier than it would have.';
CREATE OR REPLACE TRIGGER zw_wake_insert AFTER INSERT ON cc_center.roster
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION cc_center.wake_waiting();
-- an UPDATE does it in follow_changed_roster(), with what its people hold: cases are locked once
