-- Swaps: their rules, who asks, what may be asked.

SELECT cc_center.register_rule_table('swap_rule', 'swaps');

COMMENT ON COLUMN cc_center.swap.together IS 'A repayment named with the request: consented to and decided together with it.';
SELECT cc_center.share_table('swap', cc_center.all_groups());
SELECT cc_center.share_table('swap_shift', cc_center.all_groups());
SELECT cc_center.keep_rows('swap', 'Withdraw the request instead.');
SELECT cc_center.keep_rows('swap_shift', '');
SELECT cc_center.let_roles_read('swap_reason', '{shift_leader,supervisor,director}');
CREATE POLICY own_swap ON cc_center.swap_reason FOR SELECT
    USING (EXISTS (SELECT FROM cc_center.swap s WHERE s.center_id = swap_reason.center_id AND s.swap_id = swap_reason.swap_id
                   AND cc_center.acting_staff_no(s.center_id) IN (s.requester, s.partner)));
SELECT cc_center.share_view('swap_reason');
SELECT cc_center.keep_rows('swap_reason', '');

CREATE OR REPLACE FUNCTION cc_center.swap_rule_in_force(center_id bigint, version integer, swap_kind text)
RETURNS cc_center.swap_rule LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    rule cc_center.swap_rule;
BEGIN
    SELECT r.* INTO rule FROM cc_center.swap_rule r
    WHERE r.center_id = swap_rule_in_force.center_id AND r.version = swap_rule_in_force.version
      AND r.swap_kind = swap_rule_in_force.swap_kind;
    IF rule.swap_kind IS NULL THEN
        PERFORM cc_center.raise_error('no_swap_rule', center_id::text, swap_kind);
    END IF;
    RETURN rule;
END
$$;
COMMENT ON FUNCTION cc_center.swap_rule_in_force(bigint, integer, text) IS 'The rule for a kind of swap; fails where the rules know none.';

CREATE OR REPLACE FUNCTION cc_center.require_free_place(request cc_center.swap, first_day date, rule cc_center.swap_rule)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    period_start date := date_trunc(rule.period, first_day::timestamp)::date;
BEGIN
    -- as long as the limit was never another one, the numbered places keep it by themselves
    IF rule.swap_limit IS NULL OR NOT EXISTS (
           SELECT FROM cc_center.swap_rule o
           JOIN cc_center.rule_set v ON v.center_id = o.center_id AND v.version = o.version AND v.status = 'ratified'
           WHERE o.center_id = request.center_id AND o.swap_kind = request.swap_kind
             AND (o.period, o.swap_limit) IS DISTINCT FROM (rule.period, rule.swap_limit)) THEN
        RETURN;
    END IF;
    -- both people that the request will refer to, in order: a request on its way shares these locks
    PERFORM FROM cc_center.staff s
    WHERE s.center_id = request.center_id AND s.staff_no IN (request.requester, request.partner)
    ORDER BY s.staff_no FOR UPDATE;
    IF cc_center.live_swaps(request.center_id, request.requester, request.swap_kind, period_start,
                            (period_start + ('1 ' || rule.period)::interval)::date) >= rule.swap_limit THEN
        PERFORM cc_center.raise_error('swap_limit_reached', request.requester, request.swap_kind, rule.swap_limit::text,
                                      rule.period, to_char(period_start, 'YYYY-MM'), rule.clause);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.require_free_place(cc_center.swap, date, cc_center.swap_rule) IS
    'After a change of rules the limit in force counts every live swap of its month or year, by whatever rules it was asked for; UC607 where it is full (I35, I36).';

CREATE OR REPLACE FUNCTION cc_center.open_swap(
    request cc_center.swap, first_day date, rule cc_center.swap_rule, place integer DEFAULT 1)
RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    new_id bigint;
BEGIN
    IF place = 1 THEN
        PERFORM cc_center.require_free_place(request, first_day, rule);
    END IF;
    -- nearly every request finds the first place free: nothing is worked out before it is tried
    INSERT INTO cc_center.swap (center_id, swap_kind, requester, partner, period, ordinal, swap_limit, version, requested_at)
    VALUES (request.center_id, request.swap_kind, request.requester, request.partner,
            date_trunc(rule.period, first_day::timestamp)::date, CASE WHEN rule.swap_limit IS NOT NULL THEN place END,
            rule.swap_limit, request.version, request.requested_at)
    ON CONFLICT (center_id, requester, swap_kind, period, ordinal)
        WHERE status IN ('requested', 'consented', 'approved') DO NOTHING
    RETURNING swap_id INTO new_id;
    IF new_id IS NOT NULL THEN
        RETURN new_id;
    ELSIF place < rule.swap_limit THEN
        RETURN cc_center.open_swap(request, first_day, rule, place + 1);
    END IF;
    PERFORM cc_center.raise_error('swap_limit_reached', request.requester, request.swap_kind, rule.swap_limit::text, rule.period,
                                  to_char(date_trunc(rule.period, first_day::timestamp), 'YYYY-MM'), rule.clause);
END
$$;
COMMENT ON FUNCTION cc_center.open_swap(cc_center.swap, date, cc_center.swap_rule, integer) IS
    'Writes a request into the first free slot of its month or year from a place on; waits for a rival that has not committed yet; fails when none is free (I35, I36).';

CREATE OR REPLACE FUNCTION cc_center.judge_line(center_id bigint, day date, shift text, giver text, of_draft boolean DEFAULT false)
RETURNS cc_center.roster LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    line cc_center.roster;
BEGIN
    SELECT r.* INTO line FROM cc_center.roster r
    WHERE r.center_id = judge_line.center_id AND r.day = judge_line.day AND r.shift = judge_line.shift
      AND r.staff_no = giver;
    IF line.staff_no IS NULL THEN
        PERFORM cc_center.raise_error('not_rostered', giver, coalesce(shift, ''), coalesce(to_char(day, 'YYYY-MM-DD'), ''));
    ELSIF lower(line.duty) <= cc_center.clock() THEN
        PERFORM cc_center.raise_error('past_shift', shift, to_char(day, 'YYYY-MM-DD'));
    ELSIF NOT of_draft AND NOT cc_center.is_published(center_id, day) THEN
        PERFORM cc_center.raise_error('roster_not_published', center_id::text, to_char(day, 'YYYY-MM'));
    ELSIF EXISTS (SELECT FROM cc_center.swap_shift x
                  JOIN cc_center.swap s ON s.center_id = x.center_id AND s.swap_id = x.swap_id
                  WHERE x.center_id = judge_line.center_id AND x.day = judge_line.day AND x.shift = judge_line.shift
                    AND x.to_staff = giver AND s.swap_kind = 'swap_return' AND s.status = 'approved') THEN
        PERFORM cc_center.raise_error('return_not_swappable', shift, to_char(day, 'YYYY-MM-DD'));
    ELSIF EXISTS (SELECT FROM cc_center.leave_request l
                  WHERE l.center_id = judge_line.center_id AND l.staff_no = giver
                    AND l.status IN ('requested', 'approved') AND l.during && line.duty
                    AND NOT isempty(cc_center.leave_reach(l, l.during, line))) THEN
        PERFORM cc_center.raise_error('swap_over_leave', giver, shift, to_char(day, 'YYYY-MM-DD'));
    END IF;
    RETURN line;
END
$$;
COMMENT ON FUNCTION cc_center.judge_line(bigint, date, text, text, boolean) IS
    'The roster row that somebody wants to give away: his own, not begun, published, or of a draft where its notice is longer than months are published ahead (U21), not itself a repayment (I35, U12), and not under leave he has or asks for.';

CREATE OR REPLACE FUNCTION cc_center.judge_taker(center_id bigint, taker text, taken cc_center.roster[], given cc_center.roster[])
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    person cc_center.staff;
    plan cc_center.roster[];
    line cc_center.roster;
    clash record;
    days date[];
BEGIN
    SELECT s.* INTO person FROM cc_center.staff s WHERE s.center_id = judge_taker.center_id AND s.staff_no = taker;
    IF person.staff_no IS NULL THEN
        PERFORM cc_center.raise_error('unknown_staff', center_id::text, coalesce(taker, ''));
    END IF;
    IF cardinality(taken) = 0 THEN
        RETURN;
    END IF;
    SELECT array_agg(t.day) INTO days FROM unnest(taken) t;
    SELECT array_agg(p) INTO plan FROM unnest(cc_center.person_plan(center_id, taker, days)) p
    WHERE NOT EXISTS (SELECT FROM unnest(given) g WHERE g.day = p.day AND g.shift = p.shift);
    FOREACH line IN ARRAY taken LOOP
        IF NOT person.active @> line.day THEN
            PERFORM cc_center.raise_error('inactive_staff', center_id::text, taker, to_char(line.day, 'YYYY-MM-DD'));
        ELSIF person.role <> line.role THEN
            PERFORM cc_center.raise_error('swap_other_role', taker, line.shift, to_char(line.day, 'YYYY-MM-DD'), line.role);
        END IF;
        SELECT p.duty INTO line.duty FROM cc_center.plan_duty(center_id, line.day, line.shift, line.role) p;
        IF EXISTS (SELECT FROM cc_center.leave_request l
                   WHERE l.center_id = judge_taker.center_id AND l.staff_no = taker
                     AND l.status IN ('requested', 'approved') AND l.during && line.duty
                     AND NOT isempty(cc_center.leave_reach(l, l.during, line))) THEN
            PERFORM cc_center.raise_error('swap_over_leave', taker, line.shift, to_char(line.day, 'YYYY-MM-DD'));
        END IF;
        SELECT p.shift, p.day INTO clash FROM unnest(plan) p WHERE p.duty && line.duty LIMIT 1;
        IF clash.day IS NOT NULL THEN
            PERFORM cc_center.raise_error('roster_overlap', taker, line.shift, to_char(line.day, 'YYYY-MM-DD'),
                                          clash.shift, to_char(clash.day, 'YYYY-MM-DD'));
        END IF;
        line.staff_no := taker;
        plan := plan || line;
    END LOOP;
    SELECT f.finding, f.arguments INTO clash FROM cc_center.duty_findings(plan, days) f LIMIT 1;
    IF clash.finding IS NOT NULL THEN
        PERFORM cc_center.raise_error(clash.finding, VARIADIC clash.arguments);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.judge_taker(bigint, text, cc_center.roster[], cc_center.roster[]) IS
    'Whether a person can stand the shifts taken once those given are gone: active, of that role, qualified, not on leave, nowhere else, within hours, days and rest (I35, B1.1, C6, H2.1).';

CREATE OR REPLACE FUNCTION cc_center.void_swaps_under_leave(request cc_center.leave_request)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    fallen record;
    whole cc_center.swap;
BEGIN
    -- in the order of an approval: months, people, then swaps
    PERFORM cc_center.lock_leave(request.center_id, request.leave_id, 'requested');
    FOR fallen IN
        SELECT x.swap_id, x.day, x.shift
        FROM cc_center.swap_shift x
        JOIN cc_center.roster r ON r.center_id = x.center_id AND r.day = x.day AND r.shift = x.shift AND r.staff_no = x.from_staff
        WHERE x.center_id = request.center_id AND x.open AND request.staff_no IN (x.from_staff, x.to_staff)
          AND NOT isempty(cc_center.leave_reach(request, cc_center.time_off(request), r))
        ORDER BY x.swap_id, x.ordinal
    LOOP
        whole := cc_center.find_swap(request.center_id, fallen.swap_id);
        CONTINUE WHEN whole.status NOT IN ('requested', 'consented');
        PERFORM cc_center.end_swap(request.center_id, whole.swap_id, 'void', NULL,
                                   format('%s %s', fallen.shift, to_char(fallen.day, 'YYYY-MM-DD')));
        PERFORM cc_center.raise_warning('swap_void_by_leave', whole.swap_id::text, request.staff_no, fallen.shift,
                                        to_char(fallen.day, 'YYYY-MM-DD'));
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.void_swaps_under_leave(cc_center.leave_request) IS
    'Ends, with a warning (UC625), the open swaps in which somebody gives or takes a shift that leave of which notice was enough keeps him from: he is away, whatever was asked for before (U20, I35).';

CREATE OR REPLACE FUNCTION cc_center.guard_leave_over_swap()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    request cc_center.leave_request := NEW;
    swapped record;
BEGIN
    IF request.away_from IS NOT NULL THEN
        PERFORM cc_center.void_swaps_under_leave(request);
        RETURN NULL;
    END IF;
    SELECT x.day, x.shift INTO swapped
    FROM cc_center.swap_shift x
    JOIN cc_center.roster r ON r.center_id = x.center_id AND r.day = x.day AND r.shift = x.shift AND r.staff_no = x.from_staff
    WHERE x.center_id = request.center_id AND x.open AND request.staff_no IN (x.from_staff, x.to_staff)
      AND r.duty && request.during
    ORDER BY x.day LIMIT 1;
    IF swapped.day IS NOT NULL THEN
        PERFORM cc_center.raise_error('leave_over_swap', swapped.shift, to_char(swapped.day, 'YYYY-MM-DD'));
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.guard_leave_over_swap() IS
    'Trigger: no leave is asked for over a shift that is in an open swap, UC621; where notice is enough the leave holds and the swap becomes void, with a warning and on record (I35, U20).';
CREATE OR REPLACE TRIGGER ba_no_swap AFTER INSERT ON cc_center.leave_request
    FOR EACH ROW EXECUTE FUNCTION cc_center.guard_leave_over_swap();

CREATE OR REPLACE FUNCTION cc_center.void_moved_swap()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    moved cc_center.swap;
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.day, NEW.shift, NEW.staff_no) = (OLD.day, OLD.shift, OLD.staff_no) THEN
        RETURN NULL;
    END IF;
    SELECT s.* INTO moved FROM cc_center.swap_shift x
    JOIN cc_center.swap s ON s.center_id = x.center_id AND s.swap_id = x.swap_id
    WHERE x.center_id = OLD.center_id AND x.day = OLD.day AND x.shift = OLD.shift AND x.from_staff = OLD.staff_no AND x.open;
    IF moved.swap_id IS NOT NULL THEN
        moved := cc_center.find_swap(moved.center_id, moved.swap_id);
        PERFORM cc_center.end_swap(moved.center_id, moved.swap_id, 'void', NULL,
                                   format('%s %s', OLD.shift, to_char(OLD.day, 'YYYY-MM-DD')));
        PERFORM cc_center.raise_warning('swap_void', moved.swap_id::text, OLD.shift, to_char(OLD.day, 'YYYY-MM-DD'));
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.void_moved_swap() IS
    'Trigger: an open request becomes void, with a warning and on record, where one of its shifts is moved from under it (U21).';
CREATE OR REPLACE TRIGGER zv_void_swap AFTER UPDATE OR DELETE ON cc_center.roster
    FOR EACH ROW EXECUTE FUNCTION cc_center.void_moved_swap();
