-- Imposing discipline, step by step, on a person or a group; ending it early; and what is on file.

CREATE OR REPLACE FUNCTION cc_center.step_in_force(center_id bigint, step text)
RETURNS cc_center.discipline_step LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    rule cc_center.discipline_step;
BEGIN
    SELECT s.* INTO rule FROM cc_center.discipline_step s
    WHERE s.center_id = step_in_force.center_id AND s.step = step_in_force.step
      AND s.version = cc_center.version_in_force(step_in_force.center_id);
    IF rule.step IS NULL THEN
        PERFORM cc_center.raise_error('not_in_rules', center_id::text, 'step', coalesce(step, 'NULL'), 'discipline_step');
    END IF;
    RETURN rule;
END
$$;
COMMENT ON FUNCTION cc_center.step_in_force(bigint, text) IS 'A step of discipline by the rules that hold now; UCD16 where they know none of that name.';

CREATE OR REPLACE FUNCTION cc_center.offence_in_force(rule cc_center.discipline_step, clause text, offence text, company_rule text)
RETURNS cc_center.offence LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    known constant text[] := ARRAY(SELECT o.offence FROM cc_center.offence o
                                   WHERE o.center_id = rule.center_id AND o.version = rule.version AND o.clause = offence_in_force.clause ORDER BY 1);
    found cc_center.offence;
BEGIN
    IF NOT EXISTS (SELECT FROM cc_center.clause c WHERE c.clause = offence_in_force.clause) THEN
        PERFORM cc_center.raise_error('unknown_clause', coalesce(clause, 'NULL'));
    ELSIF offence IS NOT NULL AND offence <> ALL (known) THEN
        PERFORM cc_center.raise_error('not_in_rules', rule.center_id::text, 'offence', offence, 'offence');
    ELSIF offence IS NULL AND cardinality(known) > 1 THEN
        -- they differ in their grade, and so in what they lead to
        PERFORM cc_center.raise_error('offence_unsaid', clause, array_to_string(known, ', '));
    END IF;
    SELECT o.* INTO found FROM cc_center.offence o
    WHERE o.center_id = rule.center_id AND o.version = rule.version AND o.offence = coalesce(offence_in_force.offence, known[1]);
    IF found.names_rule AND NOT cc_center.has_text(company_rule) OR company_rule IS NOT NULL AND NOT cc_center.has_text(company_rule) THEN
        PERFORM cc_center.raise_error('offence_unsaid', clause, coalesce(found.offence, '-'));
    ELSIF found.step IS NOT NULL AND found.step <> rule.step THEN
        PERFORM cc_center.raise_error('step_out_of_place', rule.step, found.step, found.clause);
    END IF;
    RETURN found;
END
$$;
COMMENT ON FUNCTION cc_center.offence_in_force(cc_center.discipline_step, text, text, text) IS
    'The offence that a clause was broken by: the one named, or the only one the rules have for the clause; empty where they have none. It must lead to this step, and another rule of the company be named where it breaks one (B4.2, D5, A22). UC209, UCD16, UCD17, UCD20.';

CREATE OR REPLACE FUNCTION cc_center.effect_of(rule cc_center.discipline_step, effect daterange)
RETURNS daterange LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    today constant date := cc_center.local_day(rule.center_id, cc_center.clock());
BEGIN
    IF rule.barred_for IS NOT NULL AND effect IS NULL THEN
        RETURN daterange(today, (today + rule.barred_for)::date);
    ELSIF effect IS NULL AND rule.bars THEN
        PERFORM cc_center.raise_error('effect_unsaid', rule.clause);
    -- where the rules say how long, it is not for a person to say; and nothing reaches back over what was granted
    ELSIF rule.barred_for IS NOT NULL OR isempty(effect) OR NOT lower(effect) BETWEEN today AND today + interval '1 year'
          OR lower_inf(effect) OR upper(effect) = '-infinity' THEN
        PERFORM cc_center.raise_error('effect_unfit', effect::text);
    END IF;
    RETURN effect;
END
$$;
COMMENT ON FUNCTION cc_center.effect_of(cc_center.discipline_step, daterange) IS
    'The days a discipline has effect: from today for as long as the rules say, or as whoever decides says where they do not (B4.3). UCD18, UCD19.';

CREATE OR REPLACE FUNCTION cc_center.check_people(center_id bigint, people text[], actor text, clause text)
RETURNS text[] LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    sorted constant text[] := ARRAY(SELECT DISTINCT p FROM unnest(people) p ORDER BY 1);
    unknown text;
BEGIN
    SELECT coalesce(p, 'NULL') INTO unknown FROM unnest(CASE WHEN cardinality(sorted) > 0 THEN sorted ELSE ARRAY[NULL] END) p
    WHERE NOT EXISTS (SELECT FROM cc_center.staff s WHERE s.center_id = check_people.center_id AND s.staff_no = p) LIMIT 1;
    IF FOUND THEN
        PERFORM cc_center.raise_error('unknown_staff', center_id::text, unknown);
    ELSIF actor = ANY (sorted) THEN
        PERFORM cc_center.raise_error('own_request', clause);
    END IF;
    RETURN sorted;
END
$$;
COMMENT ON FUNCTION cc_center.check_people(bigint, text[], text, text) IS
    'The people that are decided about, each once and in order; fails where there is none, one unknown, or the one who decides (UC105, UC411).';

CREATE OR REPLACE FUNCTION cc_center.check_measure_amount(name text, with_amount boolean, needed boolean, amount numeric)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF amount IS NULL AND with_amount AND needed OR amount IS NOT NULL AND NOT with_amount
       OR NOT (amount > 0 AND amount < 10000000000 AND amount = round(amount, 2)) THEN
        PERFORM cc_center.raise_error('amount_unfit', coalesce(amount::text, 'NULL'), name);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.check_measure_amount(text, boolean, boolean, numeric) IS
    'Fails for an amount that is none, or is given or missing against the rules (UCD21).';

CREATE OR REPLACE FUNCTION cc_center.impose(given cc_center.discipline, people text[], amount numeric)
RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor constant text := cc_center.acting_person(given.center_id);
    rule constant cc_center.discipline_step := cc_center.step_in_force(given.center_id, given.step);
    decision bigint;
    offence cc_center.offence;
    lacks text;
BEGIN
    PERFORM cc_center.require_role(given.center_id, VARIADIC rule.roles);
    people := cc_center.check_people(given.center_id, people, actor, rule.clause);
    IF NOT cc_center.has_text(given.reason) THEN
        PERFORM cc_center.raise_error('reason_missing', rule.clause);
    END IF;
    offence := cc_center.offence_in_force(rule, given.by_clause, given.offence, given.company_rule);
    given.effect := cc_center.effect_of(rule, given.effect);
    PERFORM cc_center.check_measure_amount(rule.step, rule.with_amount, true, amount);
    given.amount := amount;
    given.at := cc_center.clock();
    PERFORM cc_center.lock_attendance_month(given.center_id, cc_center.local_day(given.center_id, given.at));
    PERFORM cc_center.lock_people(given.center_id, people);
    SELECT p INTO lacks FROM unnest(people) p
    WHERE NOT EXISTS (SELECT FROM cc_center.discipline d
                      WHERE d.center_id = given.center_id AND d.staff_no = p AND d.step = rule.only_after);
    IF rule.only_after IS NOT NULL AND lacks IS NOT NULL THEN
        PERFORM cc_center.raise_error('step_out_of_place', rule.step, rule.only_after, rule.clause);
    END IF;
    decision := nextval('cc_center.discipline_id_seq');
    INSERT INTO cc_center.discipline (center_id, discipline_id, decision_id, people, staff_no, version, step, offence, by_clause, company_rule,
                                      reason, amount, effect, bars, to_law, passed_over, at, by_staff)
    SELECT given.center_id, CASE p.place WHEN 1 THEN decision ELSE nextval('cc_center.discipline_id_seq') END, decision, cardinality(people),
           p.staff_no, rule.version, rule.step, offence.offence, given.by_clause, given.company_rule, given.reason, given.amount, given.effect,
           rule.bars, coalesce(given.to_law, false) OR coalesce(offence.to_law, false),
           ARRAY(SELECT s.step FROM cc_center.discipline_step s
                 WHERE s.center_id = rule.center_id AND s.version = rule.version AND s.ordinal < rule.ordinal
                   AND NOT EXISTS (SELECT FROM cc_center.discipline d
                                   WHERE d.center_id = s.center_id AND d.staff_no = p.staff_no AND d.step = s.step)
                 ORDER BY s.ordinal), given.at, actor
    FROM unnest(people) WITH ORDINALITY p (staff_no, place) ORDER BY p.place;
    RETURN decision;
END
$$;
COMMENT ON FUNCTION cc_center.impose(cc_center.discipline, text[], numeric) IS
    'Puts a discipline on record for each of the people, by the rules and the acting person; the month before the people, each in order.';

CREATE OR REPLACE FUNCTION cc_center.discipline_group(
    center_id bigint, people text[], step text, clause text, reason text, effect daterange DEFAULT NULL, amount numeric DEFAULT NULL,
    offence text DEFAULT NULL, company_rule text DEFAULT NULL, to_law boolean DEFAULT false)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    given cc_center.discipline;
BEGIN
    given.center_id := center_id;
    given.step := step;
    given.by_clause := clause;
    given.reason := reason;
    given.effect := effect;
    given.offence := offence;
    given.company_rule := company_rule;
    given.to_law := to_law;
    RETURN cc_center.impose(given, people, amount);
END
$$;
COMMENT ON FUNCTION cc_center.discipline_group(bigint, text[], text, text, text, daterange, numeric, text, text, boolean) IS
    'Imposes a step of discipline on a group, a row for each of its people, all or none: as cc_center.discipline() does on a person. people: staff numbers, or what cc_center.people_of() returns. Returns the decision''s id (H3). Errors as there.';

CREATE OR REPLACE FUNCTION cc_center.discipline(
    center_id bigint, staff_no text, step text, clause text, reason text, effect daterange DEFAULT NULL, amount numeric DEFAULT NULL,
    offence text DEFAULT NULL, company_rule text DEFAULT NULL, to_law boolean DEFAULT false)
RETURNS bigint LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$ SELECT cc_center.discipline_group(center_id, ARRAY[staff_no], step, clause, reason, effect, amount, offence, company_rule, to_law) $$;
COMMENT ON FUNCTION cc_center.discipline(bigint, text, text, text, text, daterange, numeric, text, text, boolean) IS
    'Somebody whose role the rules name imposes a step of the ladder on another person for breaking a clause, with a reason, and puts it on file for good. effect: the days it has effect, needed where it bars promotion and rewards and the rules do not say for how long. amount: of a fine, in yuan. offence: which one, where the rules have several for the clause; it may demand its step (B4.2) and lead to the law (D5). company_rule: the other rule of the company that was broken (A22). Steps may be passed over unless the rules want one first; those passed over stay on record. Returns the id (A20, B4.1-B4.3, D5, H3). UCD16 to UCD21, UC105, UC209, UC411, UC501.';

CREATE OR REPLACE FUNCTION cc_center.people_of(center_id bigint, role text DEFAULT NULL, shift text DEFAULT NULL, day date DEFAULT NULL)
RETURNS text[] LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(array_agg(s.staff_no ORDER BY s.staff_no), '{}')
    FROM cc_center.staff s
    CROSS JOIN LATERAL (SELECT coalesce(people_of.day, cc_center.local_day(s.center_id, cc_center.clock())) AS day) t
    WHERE s.center_id = people_of.center_id AND s.active @> t.day
      AND (people_of.role IS NULL OR s.role = people_of.role)
      AND (people_of.shift IS NULL OR EXISTS (SELECT FROM cc_center.roster r
                                              WHERE r.center_id = s.center_id AND r.staff_no = s.staff_no AND r.day = t.day AND r.shift = people_of.shift))
$$;
COMMENT ON FUNCTION cc_center.people_of(bigint, text, text, date) IS
    'The staff numbers of a group: who is active on a day, today by default, has the role, and stands the shift on that day, each where it is given (H3).';

CREATE OR REPLACE FUNCTION cc_center.lift_discipline(center_id bigint, discipline_id bigint, reason text, from_day date DEFAULT NULL)
RETURNS date LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor constant text := cc_center.acting_person(center_id);
    today constant date := cc_center.local_day(center_id, cc_center.clock());
    lifted cc_center.discipline;
    rule cc_center.discipline_step;
    ends constant date := coalesce(from_day, today);
    with_fine boolean := true;
BEGIN
    SELECT d.* INTO lifted FROM cc_center.discipline d
    WHERE d.center_id = lift_discipline.center_id AND d.discipline_id = lift_discipline.discipline_id;
    SELECT s.* INTO rule FROM cc_center.discipline_step s
    WHERE s.center_id = lifted.center_id AND s.version = lifted.version AND s.step = lifted.step;
    IF lifted.discipline_id IS NULL OR NOT cc_center.may_read_attendance(center_id, lifted.staff_no) THEN
        PERFORM cc_center.raise_error('unknown_discipline', center_id::text, coalesce(discipline_id::text, 'NULL'));
    END IF;
    PERFORM cc_center.require_role(center_id, VARIADIC rule.lift_roles);
    IF actor IN (lifted.staff_no, lifted.by_staff) THEN
        PERFORM cc_center.raise_error('own_request', rule.clause);
    ELSIF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', rule.clause);
    END IF;
    BEGIN
        PERFORM cc_center.lock_attendance_month(center_id, lifted.month);
    EXCEPTION WHEN SQLSTATE 'UCA05' THEN
        -- what a closed month cost stays, and is given back by an adjustment
        with_fine := false;
    END;
    PERFORM cc_center.lock_people(center_id, ARRAY[lifted.staff_no]);
    IF NOT isfinite(ends) OR ends < today OR ends >= upper(lifted.effect)
       OR EXISTS (SELECT FROM cc_center.discipline_lift l WHERE l.center_id = lifted.center_id AND l.discipline_id = lifted.discipline_id) THEN
        PERFORM cc_center.raise_error('not_liftable', lifted.discipline_id::text, ends::text);
    END IF;
    INSERT INTO cc_center.discipline_lift (center_id, discipline_id, staff_no, imposed_by, from_day, with_fine, reason, at, by_staff)
    VALUES (lifted.center_id, lifted.discipline_id, lifted.staff_no, lifted.by_staff, ends, with_fine AND lifted.amount IS NOT NULL, reason, cc_center.clock(), actor);
    RETURN ends;
END
$$;
COMMENT ON FUNCTION cc_center.lift_discipline(bigint, bigint, text, date) IS
    'Somebody whose role the rules name, neither the person himself nor who imposed it, ends a discipline early, from a day on (today by default), with a reason; it stays on file. Its fine is not charged if the month it was imposed in is still open. Returns the day (B4.3). UCD22, UCD24, UC103, UC411, UC501.';

CREATE OR REPLACE FUNCTION cc_center.counted_fines(center_id bigint, month date, person text DEFAULT NULL)
RETURNS TABLE (staff_no text, quantity numeric, fact text, at timestamptz, clause text, reason text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT d.staff_no, d.amount, 'discipline ' || d.discipline_id, d.at, d.by_clause, d.reason
    FROM cc_center.discipline d
    WHERE d.center_id = counted_fines.center_id AND d.month = counted_fines.month AND d.amount IS NOT NULL
      AND (person IS NULL OR d.staff_no = person)
      AND NOT EXISTS (SELECT FROM cc_center.discipline_lift l
                      WHERE l.center_id = d.center_id AND l.discipline_id = d.discipline_id AND l.with_fine)
$$;
COMMENT ON FUNCTION cc_center.counted_fines(bigint, date, text) IS
    'The fines imposed in a month, of one person or of all, in yuan, each by its key; but those that were lifted while the month was open (B4.1).';

CREATE OR REPLACE VIEW cc_center.discipline_record WITH (security_invoker = true) AS
SELECT d.center_id, d.discipline_id, d.decision_id, d.people, d.staff_no, s.name, d.step, r.name AS step_name, d.offence, d.by_clause AS clause,
       d.company_rule, d.reason, d.amount, d.effect, d.bars,
       coalesce(d.effect @> t.today AND (l.from_day IS NULL OR l.from_day > t.today), false) AS running, d.to_law, d.passed_over, d.by_staff, d.at,
       l.from_day AS lifted, l.by_staff AS lifted_by, l.reason AS lift_reason, d.version
FROM cc_center.discipline d
JOIN cc_center.staff s ON s.center_id = d.center_id AND s.staff_no = d.staff_no
JOIN cc_center.discipline_step r ON r.center_id = d.center_id AND r.version = d.version AND r.step = d.step
LEFT JOIN cc_center.discipline_lift l ON l.center_id = d.center_id AND l.discipline_id = d.discipline_id
CROSS JOIN LATERAL (SELECT cc_center.local_day(d.center_id, cc_center.clock()) AS today) t;
COMMENT ON VIEW cc_center.discipline_record IS
    'What is on file: who, which step, for which clause and why, the fine in yuan, the days of effect and whether it runs today, whether it bars promotion and rewards and goes to the law, the steps passed over, by whom, and from which day it was lifted, by whom and why. Everybody sees his own, leaders all (B4.1-B4.3, D5, H3).';
SELECT cc_center.share_view('discipline_record');

DO $$
BEGIN
    PERFORM cc_center.share_function(f, cc_center.person_groups())
    FROM unnest('{"cc_center.discipline(bigint, text, text, text, text, daterange, numeric, text, text, boolean)",
                  "cc_center.discipline_group(bigint, text[], text, text, text, daterange, numeric, text, text, boolean)",
                  "cc_center.people_of(bigint, text, text, date)",
                  "cc_center.lift_discipline(bigint, bigint, text, date)"}'::regprocedure[]) f;
END
$$;
