-- The peer: the same rules as PL/pgSQL triggers that look everything up by query, as one would write
-- them without C. It is given what helps it: hours as plain times of day instead of timetables, an index
-- for counting a person's open legs, past cases and statistics, so that its plans use the indexes.
CREATE SCHEMA peer;
GRANT USAGE ON SCHEMA peer TO PUBLIC;
SELECT bench.twin('peer', 'cases', true), bench.twin('peer', 'leg', false) \g /dev/null
CREATE INDEX ON peer.leg (center_id, holder) WHERE finished_at IS NULL;
CREATE SEQUENCE peer.case_id_seq START 1000001;

-- Hours of shifts, limits and release windows on a weekday, as plain times.
CREATE TABLE peer.hours (kind text, role text, name text, ordinal int, opens time, closes time, lasts interval);
INSERT INTO peer.hours
SELECT s.kind, s.role, s.name, s.ordinal, lower(p)::time,
       CASE WHEN upper(p)::time = '00:00' THEN '24:00' ELSE upper(p)::time END, s.lasts
  FROM (SELECT 'shift' AS kind, role, shift AS name, NULL::int AS ordinal, hours, NULL::interval AS lasts
          FROM cc_center.shift WHERE center_id = 1
         UNION ALL
        SELECT 'limit', leg_kind, NULL, ordinal, hours, retention_limit FROM cc_center.retention_limit WHERE center_id = 1
         UNION ALL
        SELECT 'release', leg_kind, NULL, NULL, hours, NULL FROM cc_center.release_window WHERE center_id = 1) s
 CROSS JOIN cc_center.open_periods(s.hours, '[2018-10-08, 2018-10-09)'::tsrange) p;
CREATE INDEX ON peer.hours (kind, role, name);
ANALYZE peer.hours;

-- Where a leg goes: shift, person, end of duty, clock and due.
CREATE FUNCTION peer.place(center bigint, rules int, leg_kind text, next_role text, at_street text, at timestamptz,
                           OUT shift text, OUT person text, OUT ends timestamptz, OUT starts timestamptz, OUT due timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  zone text;
  local_at timestamp;
  kind_of_day text;
BEGIN
  SELECT c.time_zone INTO zone FROM cc_center.center c WHERE c.center_id = center;
  local_at := at AT TIME ZONE zone;
  starts := at;
  IF next_role IS NOT NULL THEN
    SELECT d.kind INTO kind_of_day FROM cc_center.calendar_day d WHERE d.center_id = center AND d.day = local_at::date;
    IF NOT FOUND THEN
      SELECT d.kind INTO kind_of_day FROM cc_center.center c
        JOIN cc_center.official_day d ON d.calendar = c.calendar AND d.day = local_at::date WHERE c.center_id = center;
    END IF;
    kind_of_day := CASE kind_of_day WHEN 'holiday' THEN 'weekend' WHEN 'makeup_workday' THEN 'weekday'
                   ELSE CASE WHEN extract(isodow FROM local_at) > 5 THEN 'weekend' ELSE 'weekday' END END;
    SELECT a.shift INTO shift
      FROM cc_center.street_assignment a
      JOIN cc_center.roster r ON r.center_id = a.center_id AND r.role = a.role AND r.shift = a.shift AND r.duty @> at
      JOIN peer.hours h ON h.kind = 'shift' AND h.role = a.role AND h.name = a.shift
       AND local_at::time >= h.opens AND local_at::time < h.closes
     WHERE a.center_id = center AND a.version = rules AND a.role = next_role AND a.day_type = kind_of_day
       AND a.street = at_street
     ORDER BY a.ordinal LIMIT 1;
    SELECT r.staff_no, upper(r.duty) INTO person, ends
      FROM cc_center.roster r
     WHERE r.center_id = center AND r.role = next_role AND r.shift = place.shift AND r.duty @> at
     ORDER BY (SELECT count(*) FROM peer.leg l
                WHERE l.center_id = center AND l.holder = r.staff_no AND l.finished_at IS NULL), r.staff_no
     LIMIT 1;
  END IF;
  SELECT (local_at::date + h.closes) AT TIME ZONE zone INTO starts FROM peer.hours h
   WHERE h.kind = 'release' AND h.role = leg_kind AND local_at::time >= h.opens AND local_at::time < h.closes;
  starts := coalesce(starts, at);
  SELECT starts + h.lasts INTO due FROM peer.hours h
   WHERE h.kind = 'limit' AND h.role = leg_kind
     AND (starts AT TIME ZONE zone)::time >= h.opens AND (starts AT TIME ZONE zone)::time < h.closes
   ORDER BY h.ordinal LIMIT 1;
END
$$;

CREATE FUNCTION peer.intake() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  at timestamptz := cc_center.clock();
  placed record;
  own_center cc_center.center;
BEGIN
  IF (NEW.case_id, NEW.case_number, NEW.stage, NEW.reported_at, NEW.first_contact, NEW.holder, NEW.due_at, NEW.leg_no,
      NEW.closed_at, NEW.version, NEW.stage_reason, NEW.recorded_at, NEW.recorded_by) IS DISTINCT FROM
     (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL) THEN
    RAISE EXCEPTION 'the rules own this column';
  END IF;
  IF NEW.center_id IS NULL THEN
    SELECT e.center_id INTO STRICT NEW.center_id FROM cc_center.enrolment e WHERE e.login_role = session_user;
  END IF;
  SELECT c.* INTO STRICT own_center FROM cc_center.center c WHERE c.center_id = NEW.center_id;
  SELECT r.version INTO STRICT NEW.version FROM cc_center.rule_set r
   WHERE r.center_id = NEW.center_id AND r.status = 'ratified' AND r.effective @> at;
  IF NOT EXISTS (SELECT FROM cc_center.street s WHERE s.center_id = NEW.center_id AND s.street = NEW.street AND s.active)
     OR NOT EXISTS (SELECT FROM cc_center.channel c WHERE c.center_id = NEW.center_id AND c.channel = NEW.channel AND c.active) THEN
    RAISE EXCEPTION 'unknown street or channel';
  ELSIF NEW.category !~ '[^[:space:]]' OR NEW.description !~ '[^[:space:]]' OR NEW.priority NOT IN ('normal', 'urgent') THEN
    RAISE EXCEPTION 'something is missing';
  END IF;
  SELECT p.* INTO placed FROM peer.place(NEW.center_id, NEW.version, 'pre_filing', 'operator', NEW.street, at) p;
  NEW.case_id := nextval('peer.case_id_seq');
  NEW.case_number := own_center.code || to_char(at AT TIME ZONE own_center.time_zone, '-YYYYMMDD-') || lpad(NEW.case_id::text, greatest(6, length(NEW.case_id::text)), '0');
  NEW.stage := 'reported';
  NEW.reported_at := at;
  NEW.leg_no := 1;
  NEW.holder := placed.person;
  NEW.first_contact := placed.person;
  NEW.due_at := placed.due;
  NEW.recorded_at := clock_timestamp();
  NEW.recorded_by := session_user;
  RETURN NEW;
END
$$;

CREATE FUNCTION peer.open_leg() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  duty record;
BEGIN
  SELECT r.shift, upper(r.duty) AS ends INTO duty FROM cc_center.roster r
   WHERE r.center_id = NEW.center_id AND r.staff_no = NEW.holder AND r.duty @> NEW.reported_at;
  INSERT INTO peer.leg (center_id, case_id, leg_no, version, received_at, clock_start, due_at, shift_ends_at,
                        attention_at, leg_kind, role, street, shift, holder)
  VALUES (NEW.center_id, NEW.case_id, 1, NEW.version, NEW.reported_at, NEW.reported_at, NEW.due_at, duty.ends,
          least(duty.ends, NEW.due_at + interval '1 microsecond'), 'pre_filing', 'operator', NEW.street, duty.shift, NEW.holder);
  RETURN NULL;
END
$$;

CREATE FUNCTION peer.step() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  at timestamptz := cc_center.clock();
  actor cc_center.staff;
  taken cc_center.transition;
  placed record;
BEGIN
  IF (NEW.center_id, NEW.case_id, NEW.case_number, NEW.reported_at, NEW.first_contact, NEW.holder, NEW.due_at, NEW.leg_no,
      NEW.version, NEW.street, NEW.channel, NEW.recorded_at, NEW.recorded_by) IS DISTINCT FROM
     (OLD.center_id, OLD.case_id, OLD.case_number, OLD.reported_at, OLD.first_contact, OLD.holder, OLD.due_at, OLD.leg_no,
      OLD.version, OLD.street, OLD.channel, OLD.recorded_at, OLD.recorded_by) THEN
    RAISE EXCEPTION 'the rules own this column';
  ELSIF NEW.stage = OLD.stage THEN
    RETURN NEW;
  END IF;
  SELECT s.* INTO STRICT actor FROM cc_center.enrolment e
    JOIN cc_center.staff s ON s.center_id = e.center_id AND s.staff_no = e.staff_no AND s.active @> at::date
   WHERE e.center_id = NEW.center_id AND e.login_role = session_user;
  SELECT t.* INTO STRICT taken FROM cc_center.rule_set r
    JOIN cc_center.transition t ON t.center_id = r.center_id AND t.version = r.version
     AND t.from_stage = OLD.stage AND t.to_stage = NEW.stage AND actor.role = ANY (t.roles)
   WHERE r.center_id = NEW.center_id AND r.status = 'ratified' AND r.effective @> at;
  IF OLD.holder <> actor.staff_no AND actor.role = 'operator' THEN
    RAISE EXCEPTION 'not the holder';
  ELSIF taken.reason_needed AND NEW.stage_reason IS NULL THEN
    RAISE EXCEPTION 'a reason is needed';
  END IF;
  UPDATE peer.leg l SET finished_at = at, finished_by = actor.staff_no, outcome = NEW.stage, reason = NEW.stage_reason,
         recorded_at = clock_timestamp(), recorded_by = session_user
   WHERE l.center_id = NEW.center_id AND l.case_id = NEW.case_id AND l.leg_no = OLD.leg_no AND l.finished_at IS NULL;
  NEW.holder := NULL;
  NEW.due_at := NULL;
  IF taken.next_leg_kind IS NOT NULL THEN
    SELECT p.* INTO placed FROM peer.place(NEW.center_id, taken.version, taken.next_leg_kind, taken.next_role, NEW.street, at) p;
    NEW.leg_no := OLD.leg_no + 1;
    NEW.holder := placed.person;
    NEW.due_at := placed.due;
    INSERT INTO peer.leg (center_id, case_id, leg_no, version, received_at, clock_start, due_at, shift_ends_at,
                          attention_at, leg_kind, role, street, shift, holder)
    VALUES (NEW.center_id, NEW.case_id, NEW.leg_no, taken.version, at, placed.starts, placed.due, placed.ends,
            coalesce(least(placed.ends, placed.due + interval '1 microsecond'), 'infinity'),
            taken.next_leg_kind, taken.next_role, NEW.street, placed.shift, placed.person);
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER intake BEFORE INSERT ON peer.cases FOR EACH ROW EXECUTE FUNCTION peer.intake();
CREATE TRIGGER open_leg AFTER INSERT ON peer.cases FOR EACH ROW EXECUTE FUNCTION peer.open_leg();
CREATE TRIGGER step BEFORE UPDATE ON peer.cases FOR EACH ROW EXECUTE FUNCTION peer.step();
