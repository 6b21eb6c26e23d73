-- Set tasks: given until an instant, and done in time or not.

CREATE OR REPLACE FUNCTION cc_center.lock_task_month()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.month := cc_center.month_of(NEW.center_id, NEW.due);
    PERFORM cc_center.lock_attendance_month(NEW.center_id, NEW.month);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cc_center.lock_task_month() IS
    'Trigger: a task counts in the month it is due in, which stays open until its transaction ends; UCA05 where it is closed.';
CREATE OR REPLACE TRIGGER a0_month BEFORE INSERT ON cc_center.set_task
    FOR EACH ROW EXECUTE FUNCTION cc_center.lock_task_month();

CREATE OR REPLACE FUNCTION cc_center.lock_outcome_month()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    task cc_center.set_task;
BEGIN
    SELECT t.* INTO task FROM cc_center.set_task t WHERE t.center_id = NEW.center_id AND t.task_id = NEW.task_id;
    NEW.month := task.month;
    -- overdue it was missed already: finishing it late changes nothing that counts
    IF NEW.in_time IS DISTINCT FROM false OR NEW.corrects IS NOT NULL OR NEW.given_at <= task.due THEN
        PERFORM cc_center.lock_attendance_month(NEW.center_id, NEW.month);
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cc_center.lock_outcome_month() IS
    'Trigger: what changes whether a task was done in time is said while the month it was due in is open (UCA05).';
CREATE OR REPLACE TRIGGER a0_month BEFORE INSERT ON cc_center.task_outcome
    FOR EACH ROW EXECUTE FUNCTION cc_center.lock_outcome_month();

CREATE OR REPLACE FUNCTION cc_center.give_task(center_id bigint, staff_no text, task text, due timestamptz, reason text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.quality_recorder(center_id, 'task');
    rule cc_center.quality_rule := cc_center.quality_rule_in_force(center_id, 'task');
    now_at constant timestamptz := cc_center.clock();
    new_id bigint;
BEGIN
    PERFORM cc_center.check_when(center_id, staff_no, now_at);
    PERFORM cc_center.check_fact(rule, actor, staff_no, reason);
    IF due IS NULL OR NOT isfinite(due) OR due <= now_at THEN
        PERFORM cc_center.raise_error('task_due', coalesce(due::text, 'NULL'));
    ELSIF NOT cc_center.has_text(task) OR octet_length(task) > 2000 THEN
        PERFORM cc_center.raise_error('name_missing', left(coalesce(task, 'NULL'), 60), 'task');
    END IF;
    PERFORM cc_center.require_plan_day(cc_center.local_day(center_id, due));
    INSERT INTO cc_center.set_task AS t (center_id, staff_no, task, due, version, by_staff, given_at, reason)
    VALUES (center_id, staff_no, task, due, rule.version, actor, now_at, reason)
    RETURNING t.task_id INTO new_id;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.give_task(bigint, text, text, timestamptz, text) IS
    'Somebody whose role the rules name sets another person a task, due at an instant to come, with a reason (I49). Returns its id. UCB01, UCB09, UCB13, UC105, UC401, UC411, UC501.';

CREATE OR REPLACE FUNCTION cc_center.find_task(center_id bigint, task_id bigint)
RETURNS cc_center.set_task LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found_task cc_center.set_task;
BEGIN
    SELECT t.* INTO found_task FROM cc_center.set_task t WHERE t.center_id = find_task.center_id AND t.task_id = find_task.task_id;
    IF found_task.task_id IS NULL THEN
        PERFORM cc_center.raise_error('unknown_fact', coalesce(center_id::text, 'NULL'), 'task', coalesce(task_id::text, 'NULL'));
    END IF;
    RETURN found_task;
END
$$;
COMMENT ON FUNCTION cc_center.find_task(bigint, bigint) IS 'A task; UCB05 where there is none.';

CREATE OR REPLACE FUNCTION cc_center.finish_task(center_id bigint, task_id bigint, reason text)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    rule cc_center.quality_rule := cc_center.quality_rule_in_force(center_id, 'task');
    task constant cc_center.set_task := cc_center.find_task(center_id, task_id);
    now_at constant timestamptz := cc_center.clock();
    new_id bigint;
BEGIN
    IF actor <> task.staff_no AND cc_center.acting_role(center_id) <> ALL (rule.roles) THEN
        PERFORM cc_center.raise_error('not_own_task', task_id::text);
    ELSIF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', rule.clause);
    END IF;
    INSERT INTO cc_center.task_outcome AS o (center_id, task_id, staff_no, in_time, by_staff, given_at, reason)
    VALUES (task.center_id, task.task_id, task.staff_no, now_at <= task.due, actor, now_at, reason)
    ON CONFLICT DO NOTHING RETURNING o.outcome_id INTO new_id;
    IF new_id IS NULL THEN
        PERFORM cc_center.raise_error('task_settled', task_id::text);
    END IF;
    RETURN now_at <= task.due;
END
$$;
COMMENT ON FUNCTION cc_center.finish_task(bigint, bigint, text) IS
    'Who a task was set to, or who may set tasks, says that it is done and how (reason); whether that is in time the clock says, to the instant it was due at. Returns it (I49). UCB05, UCB10, UCB11, UC501.';

CREATE OR REPLACE FUNCTION cc_center.correct_task(center_id bigint, task_id bigint, in_time boolean, reason text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.quality_recorder(center_id, 'task');
    rule cc_center.quality_rule := cc_center.quality_rule_in_force(center_id, 'task');
    task constant cc_center.set_task := cc_center.find_task(center_id, task_id);
    earlier cc_center.task_outcome;
    new_id bigint;
BEGIN
    PERFORM cc_center.check_fact(rule, actor, task.staff_no, reason);
    SELECT o.* INTO earlier FROM cc_center.task_outcome o
    WHERE o.center_id = task.center_id AND o.task_id = task.task_id
      AND NOT EXISTS (SELECT FROM cc_center.task_outcome c WHERE c.center_id = o.center_id AND c.corrects = o.outcome_id);
    -- what the clock said of it is the word of who set it
    IF earlier.by_staff <> task.staff_no THEN
        PERFORM cc_center.check_correction(center_id, actor, earlier.by_staff, earlier.given_at);
    ELSE
        PERFORM cc_center.check_correction(center_id, actor, task.by_staff, task.given_at);
    END IF;
    INSERT INTO cc_center.task_outcome AS o (center_id, task_id, staff_no, in_time, by_staff, given_at, reason, corrects)
    VALUES (task.center_id, task.task_id, task.staff_no, in_time, actor, cc_center.clock(), reason, earlier.outcome_id)
    -- somebody else spoke meanwhile: who corrects must have read it
    ON CONFLICT DO NOTHING RETURNING o.outcome_id INTO new_id;
    IF new_id IS NULL THEN
        PERFORM cc_center.raise_error('task_settled', task_id::text);
    END IF;
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION cc_center.correct_task(bigint, bigint, boolean, text) IS
    'Somebody whose role the rules name says of another person''s task that it was done in time, or not, or with NULL takes it back, in place of what the clock or an earlier word said, while the month it was due in is open; UC103 where somebody of a higher role said it. Returns the id of his word. UCB05, UCB11 where somebody else spoke meanwhile, UCA05, UC411, UC501.';

DO $$
BEGIN
    PERFORM cc_center.share_function(f, cc_center.person_groups())
    FROM unnest('{"cc_center.give_task(bigint, text, text, timestamptz, text)", "cc_center.finish_task(bigint, bigint, text)",
                  "cc_center.correct_task(bigint, bigint, boolean, text)"}'::regprocedure[]) f;
END
$$;
