-- The month as one queue of events in order of time. The clock is set to each event's instant, and
-- what it stands for is done by an ordinary statement under the role of whoever does it.
--   report  a report comes in: the app inserts a case
--   sweep   cc_center.sweep(), which pg_cron would call every minute
--   settle  a person is at his desk, at the start of the shift or after the rest
--   ready   a person on duty looks for the next case in his hands
--   done    he has finished with it, and brings it to the next stage
--   step    what a department or an inspector does outside: disposal, check
CREATE UNLOGGED TABLE demo.event (
  event_id bigint GENERATED ALWAYS AS IDENTITY,
  at       timestamptz NOT NULL,
  kind     text NOT NULL,
  staff_no text,
  case_id  bigint,
  leg_no   int,
  step     text,
  n        int
);
CREATE INDEX ON demo.event (at, event_id);

CREATE TABLE demo.refused (at timestamptz, street text, sqlstate text, message text);
CREATE UNLOGGED TABLE demo.at_work (staff_no text PRIMARY KEY);

-- When each person sits at his desk: his duty, less the rest that his shift's hours leave out, and less
-- the minutes until he is settled.
CREATE TABLE demo.desk AS
  SELECT r.staff_no, r.duty, lower(period) + demo.takes('arrive', r.staff_no || period) AS since, upper(period) AS until
    FROM cc_center.roster r
    JOIN cc_center.shift s ON (s.center_id, s.version, s.role, s.shift) = (r.center_id, r.version, r.role, r.shift)
   CROSS JOIN LATERAL cc_center.open_periods(r.center_id, s.hours, r.duty) AS period
   WHERE r.center_id = 1;
CREATE INDEX ON demo.desk (staff_no, since);

CREATE FUNCTION demo.now() RETURNS timestamptz LANGUAGE sql STABLE
AS $$ SELECT current_setting('cc_center.now')::timestamptz $$;

-- Whoever is idle, at his desk and has something in hand turns to it after a moment.
CREATE PROCEDURE demo.alert(person text, about text) LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM demo.desk d WHERE d.staff_no = person AND demo.now() >= d.since AND demo.now() < d.until)
     AND NOT EXISTS (SELECT FROM demo.at_work w WHERE w.staff_no = person) THEN
    INSERT INTO demo.at_work (staff_no) VALUES (person);
    INSERT INTO demo.event (at, kind, staff_no) VALUES (demo.now() + demo.takes('notice', about), 'ready', person);
  END IF;
END
$$;

CREATE PROCEDURE demo.on_report(report_no int) LANGUAGE plpgsql AS $$
DECLARE
  report demo.report;
  taken_by text;
BEGIN
  SELECT * INTO report FROM demo.report r WHERE r.n = report_no;
  BEGIN
    PERFORM set_config('role', 'gulou_app', false);
    INSERT INTO cc_center.cases (street, channel, category, description, reference)
    VALUES (report.street, report.channel, report.category, report.description, report.n::text)
    RETURNING holder INTO taken_by;
    PERFORM set_config('role', 'none', false);
  EXCEPTION WHEN SQLSTATE 'UC901' THEN
    INSERT INTO demo.refused (at, street, sqlstate, message) VALUES (report.at, report.street, SQLSTATE, SQLERRM);
  END;
  IF taken_by IS NOT NULL THEN
    CALL demo.alert(taken_by, report.n::text);
  END IF;
END
$$;

CREATE PROCEDURE demo.on_sweep() LANGUAGE plpgsql AS $$
DECLARE
  moved int;
  person text;
BEGIN
  SELECT s.given_out + s.handed_over INTO moved FROM cc_center.sweep(1) s;
  IF moved > 0 THEN
    FOR person IN SELECT DISTINCT l.holder FROM cc_center.leg l
                   WHERE l.center_id = 1 AND l.finished_at IS NULL AND l.holder IS NOT NULL ORDER BY 1 LOOP
      CALL demo.alert(person, person || demo.now());
    END LOOP;
  END IF;
END
$$;

-- Nobody goes to lunch with a case in hand, but when the shift ends he goes.
CREATE PROCEDURE demo.on_ready(person text) LANGUAGE plpgsql AS $$
DECLARE
  in_hand record;
BEGIN
  IF EXISTS (SELECT FROM demo.desk d WHERE d.staff_no = person AND d.duty @> demo.now()) THEN
    SELECT l.case_id, l.leg_no, CASE l.leg_kind WHEN 'pre_filing' THEN 'pre_filed' WHEN 'filing' THEN 'filed' WHEN 'dispatch' THEN 'dispatched'
                                            WHEN 'check_order' THEN 'check_ordered' ELSE 'closed' END AS step
      INTO in_hand
      FROM cc_center.leg l
     WHERE l.center_id = 1 AND l.finished_at IS NULL AND l.attention_at < 'infinity' AND l.holder = person
     ORDER BY l.due_at, l.case_id LIMIT 1;
  END IF;
  IF in_hand IS NULL THEN
    DELETE FROM demo.at_work w WHERE w.staff_no = person;
  ELSE
    INSERT INTO demo.event (at, kind, staff_no, case_id, leg_no, step)
    VALUES (demo.now() + demo.takes(in_hand.step, in_hand.case_id || ' ' || in_hand.leg_no),
            'done', person, in_hand.case_id, in_hand.leg_no, in_hand.step);
  END IF;
END
$$;

-- Brings a case to a stage as a person, and returns who holds it then.
CREATE FUNCTION demo.bring(person text, moved_case bigint, to_stage text, why text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  next_holder text;
BEGIN
  PERFORM set_config('role', 'gulou_' || person, false);
  IF to_stage = 'checked' THEN
    PERFORM cc_center.report_check(1, moved_case, 'meets');
  END IF;
  IF why IS NULL THEN
    UPDATE cc_center.cases SET stage = to_stage
     WHERE center_id = 1 AND case_id = moved_case RETURNING holder INTO next_holder;
  ELSE
    UPDATE cc_center.cases SET stage = to_stage, stage_reason = why
     WHERE center_id = 1 AND case_id = moved_case RETURNING holder INTO next_holder;
  END IF;
  PERFORM set_config('role', 'none', false);
  RETURN next_holder;
END
$$;

-- What follows a step: whoever has the case in hand then is told; outside, a department or an inspector is on his way.
CREATE PROCEDURE demo.goes_on(gone_case bigint, next_holder text, stage text, about text) LANGUAGE plpgsql AS $$
DECLARE
  next_step text := CASE stage WHEN 'dispatched' THEN 'disposed' WHEN 'check_ordered' THEN 'checked' END;
  next_at timestamptz;
BEGIN
  IF next_step IS NOT NULL THEN
    next_at := demo.now() + demo.takes(next_step, about);
    INSERT INTO demo.event (at, kind, case_id, step)
    VALUES (CASE WHEN next_step = 'disposed' THEN demo.in_daytime(next_at, about) ELSE next_at END, 'step', gone_case, next_step);
  ELSIF next_holder IS NOT NULL THEN
    CALL demo.alert(next_holder, about);
  END IF;
END
$$;

CREATE PROCEDURE demo.on_done(done demo.event) LANGUAGE plpgsql AS $$
DECLARE
  about text := done.case_id || ' ' || done.leg_no;
  decision record;
BEGIN
  -- At the end of a shift the sweep may have taken the case out of his hands.
  IF EXISTS (SELECT FROM cc_center.leg l WHERE l.center_id = 1 AND l.case_id = done.case_id
                AND l.leg_no = done.leg_no AND l.finished_at IS NULL AND l.holder = done.staff_no) THEN
    SELECT * INTO decision FROM demo.outcome(done.step, about);
    CALL demo.goes_on(done.case_id, demo.bring(done.staff_no, done.case_id, decision.stage, decision.reason), decision.stage, about);
  END IF;
  CALL demo.on_ready(done.staff_no);
END
$$;

-- Who takes a step that is nobody's in the center.
CREATE FUNCTION demo.actor(step text, street text, category text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE step WHEN 'disposed' THEN demo.department(category)
                   ELSE (SELECT i.staff_no FROM demo.inspector i WHERE i.street = actor.street) END
$$;

CREATE PROCEDURE demo.on_step(due demo.event) LANGUAGE plpgsql AS $$
DECLARE
  target record;
  decision record;
BEGIN
  SELECT c.street, c.category, c.case_id || ' ' || c.leg_no AS about INTO target
    FROM cc_center.cases c WHERE c.center_id = 1 AND c.case_id = due.case_id;
  SELECT * INTO decision FROM demo.outcome(due.step, target.about);
  CALL demo.goes_on(due.case_id, demo.bring(demo.actor(due.step, target.street, target.category), due.case_id,
                                            decision.stage, decision.reason), decision.stage, target.about);
END
$$;

CREATE PROCEDURE demo.day_line(day date) LANGUAGE plpgsql AS $$
DECLARE
  since timestamptz := day::timestamp AT TIME ZONE 'Asia/Shanghai';
BEGIN
  RAISE NOTICE '%', (
    SELECT format('%s  %4s came in  %4s filed  %4s closed  %4s over the limit', to_char(day, 'Dy DD Mon'),
                  count(*) FILTER (WHERE leg_no = 1 AND received_at >= since),
                  count(*) FILTER (WHERE outcome = 'filed' AND finished_at >= since),
                  count(*) FILTER (WHERE outcome = 'closed' AND finished_at >= since),
                  count(*) FILTER (WHERE overdue_at >= since))
      FROM cc_center.leg
     WHERE center_id = 1 AND greatest(received_at, finished_at, overdue_at) >= since);
END
$$;

CREATE PROCEDURE demo.replay(first_day date, last_day date) LANGUAGE plpgsql AS $$
DECLARE
  next demo.event;
  day date := first_day;
BEGIN
  INSERT INTO demo.event (at, kind, n) SELECT r.at, 'report', r.n FROM demo.report r ORDER BY r.at, r.n;
  INSERT INTO demo.event (at, kind) SELECT at, 'sweep'
    FROM generate_series(first_day::timestamp AT TIME ZONE 'Asia/Shanghai',
                         (last_day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai', interval '1 minute') AS s (at);
  INSERT INTO demo.event (at, kind, staff_no)
  SELECT d.since, 'settle', d.staff_no FROM demo.desk d ORDER BY d.since, d.staff_no;
  ANALYZE demo.event;
  SELECT '-infinity', 0 INTO next.at, next.event_id;
  LOOP
    SELECT e.* INTO next FROM demo.event e
     WHERE (e.at, e.event_id) > (next.at, next.event_id) ORDER BY e.at, e.event_id LIMIT 1;
    WHILE next.at IS NULL OR next.at >= (day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' LOOP
      CALL demo.day_line(day);
      -- A month has nights in which autovacuum does this; half a minute has not.
      ANALYZE cc_center.cases, cc_center.leg;
      day := day + 1;
      EXIT WHEN day > last_day;
    END LOOP;
    EXIT WHEN day > last_day;
    PERFORM set_config('cc_center.now', next.at::text, false);
    CASE next.kind
      WHEN 'report' THEN CALL demo.on_report(next.n);
      WHEN 'sweep' THEN CALL demo.on_sweep();
      WHEN 'settle' THEN CALL demo.alert(next.staff_no, next.event_id::text);
      WHEN 'ready' THEN CALL demo.on_ready(next.staff_no);
      WHEN 'done' THEN CALL demo.on_done(next);
      WHEN 'step' THEN CALL demo.on_step(next);
    END CASE;
    COMMIT;
  END LOOP;
  RAISE NOTICE '%', (
    SELECT format('%s INSERTs of the app, %s UPDATEs of operators, leaders and others, %s sweeps',
                  (SELECT count(*) FROM demo.arrival), count(*), (SELECT count(*) FROM demo.event WHERE kind = 'sweep'))
      FROM cc_center.leg WHERE finished_by IS NOT NULL);
END
$$;
