-- The sweep: what must happen by itself, every minute.

CREATE OR REPLACE FUNCTION cc_center.sweep_center(
    center_id bigint, OUT given_out integer, OUT handed_over integer, OUT overdue integer)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
-- a plan made while the table was small must not stay with a session for good
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    at timestamptz := cc_center.clock();
    due record;
    lying cc_center.leg;
BEGIN
    given_out := 0;
    handed_over := cc_center.sweep_duty_changes(center_id, at);
    overdue := 0;
    FOR due IN
        SELECT l.case_id, l.leg_no FROM cc_center.leg l
        WHERE l.center_id = sweep_center.center_id AND l.finished_at IS NULL AND l.attention_at <= at
        ORDER BY l.attention_at
    LOOP
        PERFORM FROM cc_center.cases c
        WHERE c.center_id = sweep_center.center_id AND c.case_id = due.case_id AND c.leg_no = due.leg_no
        FOR UPDATE SKIP LOCKED;
        CONTINUE WHEN NOT FOUND;
        -- as it is now that its case is locked
        SELECT l.* INTO lying FROM cc_center.leg l
        WHERE l.center_id = sweep_center.center_id AND l.case_id = due.case_id AND l.leg_no = due.leg_no
          AND l.finished_at IS NULL AND l.attention_at <= at;
        CONTINUE WHEN NOT FOUND;
        IF lying.holder IS NULL AND lying.role IS NOT NULL THEN
            IF cc_center.pass_leg(center_id, lying.case_id, lying.leg_no, at, NULL, NULL, 'given_out', NULL) IS NOT NULL THEN
                given_out := given_out + 1;
            END IF;
            CONTINUE;
        END IF;
        IF cc_center.mark_overdue(center_id, lying.case_id, lying.leg_no, at) THEN
            overdue := overdue + 1;
            PERFORM cc_center.tell('overdue', center_id, lying.case_id);
        END IF;
        IF lying.shift_ends_at <= at THEN
            PERFORM cc_center.pass_leg(center_id, lying.case_id, lying.leg_no, at, NULL, NULL, 'shift_end', NULL);
            handed_over := handed_over + 1;
        ELSIF cc_center.pass_at_rest(center_id, lying.case_id, lying.leg_no, at) THEN
            handed_over := handed_over + 1;
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.sweep_center(bigint) IS
    'The sweep of one center, at one instant. Two at once share the work: each passes over what the other has locked. Tells listeners of each leg found overdue.';

CREATE OR REPLACE FUNCTION cc_center.sweep(
    center_id bigint DEFAULT NULL, OUT given_out integer, OUT handed_over integer, OUT overdue integer)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    next_center bigint;
    at timestamptz := cc_center.clock();
    done record;
BEGIN
    given_out := 0;
    handed_over := 0;
    overdue := 0;
    IF sweep.center_id IS NOT NULL
       AND NOT EXISTS (SELECT FROM cc_center.center c WHERE c.center_id = sweep.center_id) THEN
        PERFORM cc_center.raise_error('unknown_center', sweep.center_id::text);
    END IF;
    -- the scheduler sweeps everywhere, people only their own center
    PERFORM cc_center.require_scheduler_or(coalesce(sweep.center_id, 0), 'supervisor', 'system_admin');
    -- one query looks at all centers: most of them, most of the time, have nothing that is due
    FOR next_center IN
        SELECT c.center_id FROM cc_center.center c
        WHERE (sweep.center_id IS NULL OR c.center_id = sweep.center_id)
          AND (EXISTS (SELECT FROM cc_center.leg l
                       WHERE l.center_id = c.center_id AND l.finished_at IS NULL AND l.attention_at <= at)
               OR c.center_id IN (SELECT d.center_id FROM cc_center.duty_change d WHERE lower(d.duty) <= at)
               OR cc_center.open_legs_are_doubtful(c.center_id))
        ORDER BY 1
    LOOP
        PERFORM cc_center.mend_open_legs(next_center);
        BEGIN
            SELECT s.* INTO done FROM cc_center.sweep_center(next_center) s;
            given_out := given_out + done.given_out;
            handed_over := handed_over + done.handed_over;
            overdue := overdue + done.overdue;
        EXCEPTION
            -- not this center's fault: the whole sweep is to be tried again, or stopped
            WHEN transaction_rollback OR invalid_transaction_state OR insufficient_resources
                 OR operator_intervention OR system_error THEN
                RAISE;
            WHEN OTHERS THEN
                IF sweep.center_id IS NOT NULL THEN
                    RAISE;
                END IF;
                PERFORM cc_center.raise_warning('center_not_swept', next_center::text, SQLSTATE, SQLERRM);
        END;
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.sweep(bigint) IS
    'Gives out waiting cases to the coverage of now, hands over what ended shifts left, what people hold who go into their rest, to the cover (U19), and what people hold who are off the roster, and marks legs overdue, once each; for one center or all. Idempotent; cheap when nothing is due; may run twice at once. Of all centers, one that cannot be swept is left as it was and named in a warning (UC920); of one center, its error is raised (I24, I29, U4).';
GRANT EXECUTE ON FUNCTION cc_center.sweep(bigint) TO cc_center_scheduler, cc_center_system_admin, cc_center_supervisor;
