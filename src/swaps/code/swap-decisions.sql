-- Consent, approval, refusal and withdrawal of a swap.

CREATE OR REPLACE FUNCTION cc_center.find_swap(center_id bigint, swap_id bigint)
RETURNS cc_center.swap LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found_swap cc_center.swap;
BEGIN
    SELECT s.* INTO found_swap FROM cc_center.swap s
    WHERE s.center_id = find_swap.center_id AND s.swap_id = find_swap.swap_id;
    IF found_swap.swap_id IS NULL THEN
        -- to a stranger what is there and what is not are the same
        PERFORM cc_center.acting_person(center_id);
        PERFORM cc_center.raise_error('unknown_swap', center_id::text, coalesce(swap_id::text, 'NULL'));
    ELSIF found_swap.together THEN
        -- decided with the request it was named in
        RETURN cc_center.find_swap(center_id, found_swap.returns);
    END IF;
    RETURN found_swap;
END
$$;
COMMENT ON FUNCTION cc_center.find_swap(bigint, bigint) IS 'A swap by its id; of a repayment that goes together with a swap, that swap.';

CREATE OR REPLACE FUNCTION cc_center.end_swap(center_id bigint, swap_id bigint, new_status text, actor text, decision text)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE cc_center.swap_shift x SET open = false
    FROM cc_center.swap s
    WHERE s.center_id = end_swap.center_id AND x.center_id = s.center_id AND x.swap_id = s.swap_id
      AND (s.swap_id = end_swap.swap_id OR s.returns = end_swap.swap_id AND s.together);
    UPDATE cc_center.swap s
    SET status = new_status, decided_by = actor, decided_at = cc_center.clock()
    WHERE s.center_id = end_swap.center_id
      AND (s.swap_id = end_swap.swap_id OR s.returns = end_swap.swap_id AND s.together);
    IF decision IS NOT NULL THEN
        INSERT INTO cc_center.swap_reason (center_id, swap_id, decision)
        SELECT s.center_id, s.swap_id, end_swap.decision
        FROM cc_center.swap s
        WHERE s.center_id = end_swap.center_id
          AND (s.swap_id = end_swap.swap_id OR s.returns = end_swap.swap_id AND s.together)
        ON CONFLICT ON CONSTRAINT swap_reason_pkey DO UPDATE SET decision = excluded.decision;
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.end_swap(bigint, bigint, text, text, text) IS
    'Ends a request: its shifts are free for other requests, and unless approved its slot is free too.';

CREATE OR REPLACE FUNCTION cc_center.lock_swap(request cc_center.swap, VARIADIC expected text[])
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    present text;
BEGIN
    SELECT s.status INTO present FROM cc_center.swap s
    WHERE s.center_id = request.center_id AND s.swap_id = request.swap_id FOR UPDATE;
    IF present <> ALL (expected) THEN
        IF present = 'requested' THEN
            PERFORM cc_center.raise_error('consent_missing', request.swap_id::text);
        END IF;
        PERFORM cc_center.raise_error('swap_not_open', request.swap_id::text, present);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.lock_swap(cc_center.swap, text[]) IS
    'Locks a request, which must be in one of the states: of an approval and a withdrawal at once one comes first and the other fails.';

CREATE OR REPLACE FUNCTION cc_center.consent_swap(center_id bigint, swap_id bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    request cc_center.swap := cc_center.find_swap(center_id, swap_id);
BEGIN
    IF actor <> request.partner THEN
        PERFORM cc_center.raise_error('not_the_partner', swap_id::text);
    END IF;
    PERFORM cc_center.lock_swap(request, 'requested');
    UPDATE cc_center.swap s SET status = 'consented', consented_at = cc_center.clock()
    WHERE s.center_id = request.center_id
      AND (s.swap_id = request.swap_id OR s.returns = request.swap_id AND s.together);
END
$$;
COMMENT ON FUNCTION cc_center.consent_swap(bigint, bigint) IS 'The partner agrees to a swap (I35).';

CREATE OR REPLACE FUNCTION cc_center.withdraw_swap(center_id bigint, swap_id bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    request cc_center.swap := cc_center.find_swap(center_id, swap_id);
BEGIN
    IF actor <> request.requester THEN
        PERFORM cc_center.raise_error('not_the_requester', swap_id::text);
    END IF;
    PERFORM cc_center.lock_swap(request, 'requested', 'consented');
    PERFORM cc_center.end_swap(center_id, request.swap_id, 'withdrawn', actor, NULL);
END
$$;
COMMENT ON FUNCTION cc_center.withdraw_swap(bigint, bigint) IS
    'The requester takes a request back before it is decided; its slot is free again.';

CREATE OR REPLACE FUNCTION cc_center.swap_approver(request cc_center.swap)
RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    approvers text[];
    actor text;
BEGIN
    SELECT a.approvers INTO approvers FROM cc_center.approval_step a
    WHERE a.center_id = request.center_id AND a.version = request.version AND a.subject = request.swap_kind;
    actor := cc_center.require_role(request.center_id, VARIADIC coalesce(approvers, '{}'));
    IF actor IN (request.requester, request.partner) THEN
        PERFORM cc_center.raise_error('own_request', 'I7');
    END IF;
    RETURN actor;
END
$$;
COMMENT ON FUNCTION cc_center.swap_approver(cc_center.swap) IS
    'The acting person, whose role approves such swaps; nobody approves a swap he is part of (I7, I35).';

CREATE OR REPLACE FUNCTION cc_center.refuse_swap(center_id bigint, swap_id bigint, reason text DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    request cc_center.swap := cc_center.find_swap(center_id, swap_id);
BEGIN
    IF actor <> request.partner THEN
        actor := cc_center.swap_approver(request);
        IF NOT cc_center.has_text(reason) THEN
            PERFORM cc_center.raise_error('reason_missing', 'I35');
        END IF;
    END IF;
    PERFORM cc_center.lock_swap(request, 'requested', 'consented');
    PERFORM cc_center.end_swap(center_id, request.swap_id, 'refused', actor, reason);
END
$$;
COMMENT ON FUNCTION cc_center.refuse_swap(bigint, bigint, text) IS
    'The partner declines, or the supervisor refuses with a reason; the slot is free again (I35).';

CREATE OR REPLACE FUNCTION cc_center.judge_swap(lines cc_center.swap_shift[])
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    line cc_center.swap_shift;
    rows cc_center.roster[] := ARRAY[]::cc_center.roster[];
    taker text;
BEGIN
    FOREACH line IN ARRAY lines LOOP
        rows := rows || cc_center.judge_line(line.center_id, line.day, line.shift, line.from_staff);
    END LOOP;
    FOR taker IN SELECT DISTINCT l.to_staff FROM unnest(lines) l ORDER BY 1 LOOP
        PERFORM cc_center.judge_taker(lines[1].center_id, taker,
            ARRAY(SELECT rows[n] FROM generate_subscripts(lines, 1) n WHERE lines[n].to_staff = taker),
            ARRAY(SELECT r FROM unnest(rows) r WHERE r.staff_no = taker));
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.judge_swap(cc_center.swap_shift[]) IS
    'Judges all shifts of a swap as they are now, both ways at once.';

CREATE OR REPLACE FUNCTION cc_center.approve_swap(center_id bigint, swap_id bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    request cc_center.swap := cc_center.find_swap(center_id, swap_id);
    actor text := cc_center.swap_approver(request);
    lines cc_center.swap_shift[];
    moved integer;
BEGIN
    SELECT array_agg(x ORDER BY x.swap_id, x.ordinal) INTO lines
    FROM cc_center.swap_shift x
    JOIN cc_center.swap s ON s.center_id = x.center_id AND s.swap_id = x.swap_id
    WHERE s.center_id = request.center_id
      AND (s.swap_id = request.swap_id OR s.returns = request.swap_id AND s.together);
    PERFORM cc_center.lock_months(center_id, ARRAY(SELECT l.day FROM unnest(lines) l));
    PERFORM cc_center.lock_people(center_id, ARRAY[request.requester, request.partner]);
    PERFORM cc_center.lock_swap(request, 'consented');
    PERFORM cc_center.judge_swap(lines);

    -- first, so that it is not taken for moved from under itself
    PERFORM cc_center.end_swap(center_id, request.swap_id, 'approved', actor, NULL);
    UPDATE cc_center.roster r SET staff_no = l.to_staff
    FROM unnest(lines) l
    WHERE r.center_id = l.center_id AND r.day = l.day AND r.shift = l.shift AND r.staff_no = l.from_staff;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved <> cardinality(lines) THEN
        PERFORM cc_center.raise_error('swap_not_open', swap_id::text, 'changed');
    END IF;
    INSERT INTO cc_center.roster_change (center_id, day, shift, role, from_staff, to_staff, kind, reference, changed_by)
    SELECT l.center_id, l.day, l.shift, r.role, l.from_staff, l.to_staff, 'swap', l.swap_id, actor
    FROM unnest(lines) l
    JOIN cc_center.roster r ON r.center_id = l.center_id AND r.day = l.day AND r.shift = l.shift AND r.staff_no = l.to_staff;
END
$$;
COMMENT ON FUNCTION cc_center.approve_swap(bigint, bigint) IS
    'The supervisor approves a swap the partner has consented to: judged anew, all its roster rows change hands in one statement (I7, I35, I36).';

CREATE OR REPLACE FUNCTION cc_center.judge_taking_back(lines cc_center.swap_shift[])
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    line cc_center.swap_shift;
    held cc_center.roster;
    rows cc_center.roster[] := ARRAY[]::cc_center.roster[];
    taker text;
BEGIN
    FOREACH line IN ARRAY lines LOOP
        SELECT r.* INTO held FROM cc_center.roster r
        WHERE r.center_id = line.center_id AND r.day = line.day AND r.shift = line.shift AND r.staff_no = line.to_staff;
        IF held.staff_no IS NULL THEN
            PERFORM cc_center.raise_error('not_rostered', line.to_staff, line.shift, to_char(line.day, 'YYYY-MM-DD'));
        ELSIF lower(held.duty) <= cc_center.clock() THEN
            PERFORM cc_center.raise_error('past_shift', line.shift, to_char(line.day, 'YYYY-MM-DD'));
        END IF;
        rows := rows || held;
    END LOOP;
    FOR taker IN SELECT DISTINCT l.from_staff FROM unnest(lines) l ORDER BY 1 LOOP
        PERFORM cc_center.judge_taker(lines[1].center_id, taker,
            ARRAY(SELECT rows[n] FROM generate_subscripts(lines, 1) n WHERE lines[n].from_staff = taker),
            ARRAY(SELECT r FROM unnest(rows) r WHERE r.staff_no = taker));
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.judge_taking_back(cc_center.swap_shift[]) IS
    'Judges whether all shifts of an approved swap can go back: held by whom they went to, not begun, and fitting those they come from.';

CREATE OR REPLACE FUNCTION cc_center.take_back_swap(center_id bigint, swap_id bigint, reason text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    request cc_center.swap := cc_center.find_swap(center_id, swap_id);
    actor text := cc_center.swap_approver(request);
    lines cc_center.swap_shift[];
BEGIN
    IF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'I35');
    END IF;
    SELECT array_agg(x ORDER BY x.swap_id, x.ordinal) INTO lines
    FROM cc_center.swap_shift x
    JOIN cc_center.swap s ON s.center_id = x.center_id AND s.swap_id = x.swap_id
    WHERE s.center_id = request.center_id
      AND (s.swap_id = request.swap_id OR s.returns = request.swap_id AND s.together);
    PERFORM cc_center.lock_months(center_id, ARRAY(SELECT l.day FROM unnest(lines) l));
    PERFORM cc_center.lock_people(center_id, ARRAY[request.requester, request.partner]);
    PERFORM cc_center.lock_swap(request, 'approved');
    IF EXISTS (SELECT FROM cc_center.swap s
               WHERE s.center_id = request.center_id AND s.returns = request.swap_id AND NOT s.together
                 AND s.status IN ('requested', 'consented', 'approved')) THEN
        PERFORM cc_center.raise_error('swap_repaid', swap_id::text);
    END IF;
    PERFORM cc_center.judge_taking_back(lines);
    PERFORM cc_center.end_swap(center_id, request.swap_id, 'void', actor, reason);
    INSERT INTO cc_center.roster_change (center_id, day, shift, role, from_staff, to_staff, kind, reference, changed_by)
    SELECT l.center_id, l.day, l.shift, r.role, l.to_staff, l.from_staff, 'swap', l.swap_id, actor
    FROM unnest(lines) l
    JOIN cc_center.roster r ON r.center_id = l.center_id AND r.day = l.day AND r.shift = l.shift AND r.staff_no = l.to_staff;
    UPDATE cc_center.roster r SET staff_no = l.from_staff
    FROM unnest(lines) l
    WHERE r.center_id = l.center_id AND r.day = l.day AND r.shift = l.shift AND r.staff_no = l.to_staff;
END
$$;
COMMENT ON FUNCTION cc_center.take_back_swap(bigint, bigint, text) IS
    'Whoever may approve such a swap takes back an approval that was a mistake, with a reason: before any of its shifts has begun, all of them go back in one statement, each on record; the swap is void, and its slot free. Refused where somebody no longer fits, and, UC624, where it has a repayment asked for on its own. A repayment taken back is owed again (I7, I35).';

DO $$
BEGIN
    PERFORM cc_center.share_function(f, cc_center.person_groups())
    FROM unnest('{"cc_center.consent_swap(bigint, bigint)",
                  "cc_center.withdraw_swap(bigint, bigint)",
                  "cc_center.refuse_swap(bigint, bigint, text)",
                  "cc_center.approve_swap(bigint, bigint)",
                  "cc_center.take_back_swap(bigint, bigint, text)"}'::regprocedure[]) f;
END
$$;
