-- Requests of a swap, and of its repayment.

CREATE OR REPLACE FUNCTION cc_center.write_swap_shift(
    center_id bigint, swap_id bigint, ordinal integer, line cc_center.roster, taker text, repay_within interval)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO cc_center.swap_shift AS x (center_id, swap_id, ordinal, day, shift, from_staff, to_staff, repay_by)
    VALUES (center_id, swap_id, ordinal, line.day, line.shift, line.staff_no, taker, (line.day + repay_within)::date)
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        PERFORM cc_center.raise_error('swap_shift_taken', line.shift, to_char(line.day, 'YYYY-MM-DD'));
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.write_swap_shift(bigint, bigint, integer, cc_center.roster, text, interval) IS
    'Puts a shift into a request; fails where another open request has it.';

CREATE OR REPLACE FUNCTION cc_center.write_swap_reason(center_id bigint, swap_id bigint, reason text)
RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO cc_center.swap_reason (center_id, swap_id, reason)
    SELECT write_swap_reason.center_id, write_swap_reason.swap_id, write_swap_reason.reason WHERE write_swap_reason.reason IS NOT NULL
$$;
COMMENT ON FUNCTION cc_center.write_swap_reason(bigint, bigint, text) IS 'Keeps why a swap is asked for, where that is said (A7, I35).';

CREATE OR REPLACE FUNCTION cc_center.judge_return(back cc_center.roster, repay_by date, clause text)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- what is overdue already can only be repaid late, and stays a finding
    IF back.day > repay_by AND cc_center.local_day(back.center_id, cc_center.clock()) <= repay_by THEN
        PERFORM cc_center.raise_error('return_too_late', to_char(back.day, 'YYYY-MM-DD'), to_char(repay_by, 'YYYY-MM-DD'), clause);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.judge_return(cc_center.roster, date, text) IS
    'A repayment lies within its time, a month after the shift given away: 31 January is repaid by 28 February (I35, U12).';

CREATE OR REPLACE FUNCTION cc_center.swap_opening(center_id bigint, swap_kind text, partner text)
RETURNS cc_center.swap LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    request cc_center.swap;
BEGIN
    request.center_id := center_id;
    request.swap_kind := swap_kind;
    request.requester := cc_center.acting_person(center_id);
    request.partner := partner;
    request.version := cc_center.version_in_force(center_id);
    request.requested_at := cc_center.clock();
    IF NOT EXISTS (SELECT FROM cc_center.staff s
                   WHERE s.center_id = swap_opening.center_id AND s.staff_no = swap_opening.partner) THEN
        PERFORM cc_center.raise_error('unknown_staff', center_id::text, coalesce(partner, ''));
    ELSIF partner = request.requester THEN
        PERFORM cc_center.raise_error('swap_with_oneself');
    END IF;
    RETURN request;
END
$$;
COMMENT ON FUNCTION cc_center.swap_opening(bigint, text, text) IS
    'A request of the acting person, not written yet; nobody swaps with himself.';

CREATE OR REPLACE FUNCTION cc_center.judge_returns(
    request cc_center.swap, rule cc_center.swap_rule, lines cc_center.roster[], days date[], shifts text[])
RETURNS cc_center.roster[] LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    back cc_center.roster;
    returns cc_center.roster[] := ARRAY[]::cc_center.roster[];
BEGIN
    IF days IS NULL AND shifts IS NULL THEN
        RETURN returns;
    ELSIF cardinality(days) IS DISTINCT FROM cardinality(lines) OR cardinality(shifts) IS DISTINCT FROM cardinality(lines)
          OR (SELECT count(DISTINCT (r.day, r.shift)) < cardinality(lines) FROM unnest(days, shifts) r (day, shift)) THEN
        PERFORM cc_center.raise_error('returns_unpaired', rule.clause);
    END IF;
    FOR n IN 1 .. cardinality(lines) LOOP
        IF EXISTS (SELECT FROM unnest(lines) l WHERE l.day = days[n] AND l.shift = shifts[n]) THEN
            PERFORM cc_center.raise_error('swap_for_nothing', shifts[n], to_char(days[n], 'YYYY-MM-DD'));
        END IF;
        back := cc_center.judge_line(request.center_id, days[n], shifts[n], request.partner, request.swap_kind = 'double');
        PERFORM cc_center.judge_return(back, (lines[n].day + rule.repay_within)::date, rule.clause);
        returns := returns || back;
    END LOOP;
    RETURN returns;
END
$$;
COMMENT ON FUNCTION cc_center.judge_returns(cc_center.swap, cc_center.swap_rule, cc_center.roster[], date[], text[]) IS
    'The partner''s shifts named as repayments with a request, none or one for each shift given away, in that order, each within its time (I35, U12).';

CREATE OR REPLACE FUNCTION cc_center.write_swap_shifts(
    request cc_center.swap, rule cc_center.swap_rule, swap_id bigint, lines cc_center.roster[], returns cc_center.roster[])
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    return_id bigint;
BEGIN
    FOR n IN 1 .. cardinality(lines) LOOP
        PERFORM cc_center.write_swap_shift(request.center_id, swap_id, n, lines[n], request.partner,
            -- who stands in is owed nothing by him whom the center repays for
            CASE WHEN rule.center_repays AND cardinality(returns) = 0 THEN NULL ELSE rule.repay_within END);
    END LOOP;
    FOR n IN 1 .. cardinality(returns) LOOP
        INSERT INTO cc_center.swap AS s (center_id, swap_kind, requester, partner, version, returns, repays, together, requested_at)
        VALUES (request.center_id, 'swap_return', request.requester, request.partner, request.version, write_swap_shifts.swap_id, n,
                true, request.requested_at)
        RETURNING s.swap_id INTO return_id;
        PERFORM cc_center.write_swap_shift(request.center_id, return_id, 1, returns[n], request.requester, NULL);
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.write_swap_shifts(cc_center.swap, cc_center.swap_rule, bigint, cc_center.roster[], cc_center.roster[]) IS
    'Puts the shifts given away into a request, and each repayment named with it into a linked swap that goes together with it.';

CREATE OR REPLACE FUNCTION cc_center.request_swap(
    center_id bigint, day date, shift text, partner text,
    return_day date DEFAULT NULL, return_shift text DEFAULT NULL, reason text DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- a plan made while the tables were small must not stay with a session for good; so wherever a call begins
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    request cc_center.swap := cc_center.swap_opening(center_id, 'single', partner);
    rule cc_center.swap_rule := cc_center.swap_rule_in_force(center_id, request.version, 'single');
    lines cc_center.roster[] := ARRAY[cc_center.judge_line(center_id, day, shift, request.requester)];
    exchange boolean := num_nonnulls(return_day, return_shift) > 0;
    returns cc_center.roster[];
    new_id bigint;
BEGIN
    IF NOT cc_center.in_notice(center_id, day, rule.notice) THEN
        PERFORM cc_center.raise_error('swap_notice_short', request.swap_kind, to_char(day, 'YYYY-MM-DD'), rule.notice::text, rule.clause);
    END IF;
    new_id := cc_center.open_swap(request, day, rule);
    PERFORM cc_center.write_swap_reason(center_id, new_id, reason);
    returns := cc_center.judge_returns(request, rule, lines, CASE WHEN exchange THEN ARRAY[return_day] END,
                                       CASE WHEN exchange THEN ARRAY[return_shift] END);
    PERFORM cc_center.judge_taker(center_id, request.requester, returns, lines);
    PERFORM cc_center.judge_taker(center_id, partner, lines, returns);
    PERFORM cc_center.write_swap_shifts(request, rule, new_id, lines, returns);
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.request_swap(bigint, date, text, text, date, text, text) IS
    'Asks that the partner stand a shift of the acting person; with return_day and return_shift the repayment is named at once and goes together with it. Takes the slot of the month of the shift given away (I35, U12). Returns the swap''s id.';

CREATE OR REPLACE FUNCTION cc_center.request_double_swap(
    center_id bigint, days date[], shifts text[], partner text,
    return_days date[] DEFAULT NULL, return_shifts text[] DEFAULT NULL, reason text DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    request cc_center.swap := cc_center.swap_opening(center_id, 'double', partner);
    rule cc_center.swap_rule := cc_center.swap_rule_in_force(center_id, request.version, 'double');
    lines cc_center.roster[];
    returns cc_center.roster[];
    new_id bigint;
BEGIN
    IF cardinality(days) IS DISTINCT FROM 2 OR cardinality(shifts) IS DISTINCT FROM 2 THEN
        PERFORM cc_center.raise_error('not_consecutive', rule.clause);
    END IF;
    -- a month ahead the month may still be a draft
    lines := ARRAY[cc_center.judge_line(center_id, days[1], shifts[1], request.requester, true),
                   cc_center.judge_line(center_id, days[2], shifts[2], request.requester, true)];
    IF lower(lines[1].duty) >= lower(lines[2].duty)
       OR EXISTS (SELECT FROM cc_center.roster r
                  WHERE r.center_id = request_double_swap.center_id AND r.staff_no = request.requester
                    AND lower(r.duty) > lower(lines[1].duty) AND lower(r.duty) < lower(lines[2].duty)) THEN
        PERFORM cc_center.raise_error('not_consecutive', rule.clause);
    ELSIF NOT cc_center.in_notice(center_id, days[1], rule.notice) THEN
        PERFORM cc_center.raise_error('swap_notice_short', request.swap_kind, to_char(days[1], 'YYYY-MM-DD'), rule.notice::text, rule.clause);
    END IF;
    new_id := cc_center.open_swap(request, days[1], rule);
    PERFORM cc_center.write_swap_reason(center_id, new_id, reason);
    returns := cc_center.judge_returns(request, rule, lines, return_days, return_shifts);
    PERFORM cc_center.judge_taker(center_id, request.requester, returns, lines);
    PERFORM cc_center.judge_taker(center_id, partner, lines, returns);
    PERFORM cc_center.write_swap_shifts(request, rule, new_id, lines, returns);
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.request_double_swap(bigint, date[], text[], text, date[], text[], text) IS
    'Asks that the partner stand two consecutive shifts of the acting person, with none of his own between them, a notice ahead; with return_days and return_shifts both repayments are named at once, in the order of the shifts they repay, and go together with it. May be asked for over a drafted month, and becomes void where one of its shifts is moved before it is approved (U21). Takes a slot of the year of the first shift and none of the month (I36, U13). Returns the swap''s id.';

CREATE OR REPLACE FUNCTION cc_center.request_swap_return(center_id bigint, swap_id bigint, day date, shift text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    owed cc_center.swap;
    debt cc_center.swap_shift;
    back cc_center.roster;
    new_id bigint;
BEGIN
    -- whoever takes its approval back meanwhile comes before or after, at every isolation level: an UPDATE, not a lock
    UPDATE cc_center.swap s SET status = s.status
    WHERE s.center_id = request_swap_return.center_id AND s.swap_id = request_swap_return.swap_id
    RETURNING s.* INTO owed;
    IF owed.swap_id IS NULL THEN
        PERFORM cc_center.raise_error('unknown_swap', center_id::text, swap_id::text);
    ELSIF actor <> owed.requester THEN
        PERFORM cc_center.raise_error('not_the_requester', swap_id::text);
    END IF;
    SELECT x.* INTO debt FROM cc_center.swap_shift x
    WHERE x.center_id = owed.center_id AND x.swap_id = owed.swap_id AND x.repay_by IS NOT NULL
      AND owed.status = 'approved'
      AND NOT EXISTS (SELECT FROM cc_center.swap r
                      WHERE r.center_id = owed.center_id AND r.returns = owed.swap_id AND r.repays = x.ordinal
                        AND r.status IN ('requested', 'consented', 'approved'))
    ORDER BY x.ordinal LIMIT 1;
    IF debt.swap_id IS NULL THEN
        PERFORM cc_center.raise_error('return_not_owed', swap_id::text);
    END IF;
    back := cc_center.judge_line(center_id, day, shift, owed.partner);
    PERFORM cc_center.judge_return(back, debt.repay_by, 'I35');
    PERFORM cc_center.judge_taker(center_id, actor, ARRAY[back], '{}');
    INSERT INTO cc_center.swap AS s (center_id, swap_kind, requester, partner, version, returns, repays, requested_at)
    VALUES (center_id, 'swap_return', actor, owed.partner, cc_center.version_in_force(center_id),
            owed.swap_id, debt.ordinal, cc_center.clock())
    ON CONFLICT DO NOTHING
    RETURNING s.swap_id INTO new_id;
    IF new_id IS NULL THEN
        PERFORM cc_center.raise_error('return_not_owed', swap_id::text);
    END IF;
    PERFORM cc_center.write_swap_shift(center_id, new_id, 1, back, actor, NULL);
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.request_swap_return(bigint, bigint, date, text) IS
    'Asks to repay a swapped shift by standing a shift of the partner''s, within its time; counts for nobody (I35, U12). Returns the repayment''s id.';

DO $$
BEGIN
    PERFORM cc_center.share_function(f, cc_center.person_groups())
    FROM unnest('{"cc_center.request_swap(bigint, date, text, text, date, text, text)",
                  "cc_center.request_double_swap(bigint, date[], text[], text, date[], text[], text)",
                  "cc_center.request_swap_return(bigint, bigint, date, text)"}'::regprocedure[]) f;
END
$$;
