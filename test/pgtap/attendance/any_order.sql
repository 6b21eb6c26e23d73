-- Whatever becomes known in whatever order, and however often days are closed in between: what is stored is what one judging at the end
-- finds. Random days of two centers, by cases and by badge: a seed that fails is printed with what was done (I2, I26, I28, B1.2, B1.3).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
\ir ../../lib/act.sql
SET LOCAL TimeZone = 'Asia/Shanghai';
SET LOCAL jit = off;
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9631, 'ANYC'), pg_temp.set_up(9632, 'ANYB', 'office');
DO $$ BEGIN
  CREATE ROLE a9631_imp; CREATE ROLE a9632_imp;
  PERFORM cc_center.enrol(9631, NULL, 'a9631_imp', 'importer'), cc_center.enrol(9632, NULL, 'a9632_imp', 'importer');
  PERFORM pg_temp.at('2018-10-01 08:00+08');
END $$;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9631, d::date, p.shift, p.staff_no FROM generate_series('2018-10-15'::timestamp, '2018-10-18', '1 day') d
 CROSS JOIN (VALUES ('early', '101'), ('late', '121'), ('early', '201'), ('late', '221')) p (shift, staff_no);
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9632, d::date, 'day', n FROM generate_series('2018-10-15'::timestamp, '2018-10-18', '1 day') d CROSS JOIN unnest('{101,102,201}'::text[]) n;

CREATE FUNCTION pg_temp.pick(VARIADIC choice text[]) RETURNS text LANGUAGE sql VOLATILE AS $$ SELECT choice[1 + floor(random() * cardinality(choice))::integer] $$;
-- some instant of the last days, often one on a border of a duty
CREATE FUNCTION pg_temp.some_instant(at timestamptz) RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
  SELECT CASE WHEN random() < 0.5 THEN at - random() * interval '3 days'
              ELSE ((at::date - (random() * 3)::integer) + pg_temp.pick('08:30', '09:00', '09:30', '17:30', '18:00', '22:00')::time)::timestamptz
                   + pg_temp.pick('-1 us', '0', '1 us', '4 minutes', '-10 minutes')::interval END
$$;
-- Something happens, as random() has it: who does what.
CREATE FUNCTION pg_temp.something(center bigint, at timestamptz, OUT kind text, OUT who text, OUT call text) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  person text := CASE center WHEN 9632 THEN pg_temp.pick('101', '102', '201') ELSE pg_temp.pick('101', '101', '102', '121', '201', '221') END;
  shift text := CASE center WHEN 9632 THEN 'day' ELSE pg_temp.pick('early', 'late') END;
  day date := at::date + pg_temp.pick('-3', '-2', '-1', '0', '0', '1')::integer;
  a_case bigint := (SELECT case_id FROM cc_center.leg l WHERE l.center_id = center AND l.finished_at IS NULL ORDER BY random() LIMIT 1);
  holder text := (SELECT l.holder FROM cc_center.leg l WHERE l.center_id = center AND l.case_id = a_case AND l.finished_at IS NULL);
  a_leave bigint := (SELECT leave_id FROM cc_center.leave_request l WHERE l.center_id = center ORDER BY random() LIMIT 1);
  a_makeup bigint := (SELECT makeup_id FROM cc_center.makeup_signin m WHERE m.center_id = center ORDER BY random() LIMIT 1);
  sooner timestamptz := least(pg_temp.some_instant(at), at);
  picked text := pg_temp.pick('swipe', 'swipe', 'swipe', 'add', 'add', 'file', 'seat', 'case', 'case', 'case', 'step', 'step', 'pass', 'sweep', 'leave_seat',
                            'return', 'leave', 'sick', 'told', 'decide', 'decide', 'undo', 'correct', 'correct', 'put', 'take', 'other', 'makeup', 'makeup', 'approve', 'refuse', 'withdraw', 'override',
                            'import', 'import', 'import', 'close', 'close', 'close', 'close', 'close', 'touched');
BEGIN
  -- by badge cases do not matter, make-up sign-ins do
  kind := CASE WHEN center = 9632 AND picked IN ('case', 'step', 'pass', 'sweep', 'leave_seat') THEN pg_temp.pick('makeup', 'makeup', 'approve', 'approve', 'put') ELSE picked END;
  who := CASE kind WHEN 'swipe' THEN 'app' WHEN 'seat' THEN 'app' WHEN 'case' THEN 'app' WHEN 'file' THEN 'imp' WHEN 'import' THEN 'imp' WHEN 'step' THEN coalesce(pg_temp.pick(holder, '201'), '201')
                   WHEN 'pass' THEN coalesce(holder, '201') WHEN 'leave_seat' THEN person WHEN 'return' THEN person WHEN 'leave' THEN person WHEN 'sick' THEN person
                   WHEN 'makeup' THEN person WHEN 'withdraw' THEN (SELECT staff_no FROM cc_center.makeup_signin m WHERE m.center_id = center AND m.makeup_id = a_makeup)
                   WHEN 'undo' THEN (SELECT staff_no FROM cc_center.leave_request l WHERE l.center_id = center AND l.leave_id = a_leave)
                   WHEN 'put' THEN NULL WHEN 'take' THEN NULL WHEN 'other' THEN NULL WHEN 'sweep' THEN NULL ELSE '301' END;
  call := CASE kind
    WHEN 'swipe' THEN format('INSERT INTO cc_center.sign_in (center_id, staff_no, direction, device) VALUES (%s, %L, %L, ''gate'')', center, person, pg_temp.pick('in', 'in', 'out'))
    WHEN 'add' THEN format('SELECT cc_center.add_sign_in(%s, %L, %L, %L, ''x'')', center, person, sooner, pg_temp.pick('in', 'in', 'out'))
    WHEN 'file' THEN format('WITH l AS (INSERT INTO cc_center.badge_line (line) VALUES (%L) RETURNING 1) SELECT count(*) FROM l', person || ',' || to_char(sooner, 'YYYY-MM-DD HH24:MI:SS.US') || ',in')
    WHEN 'seat' THEN format('INSERT INTO cc_center.seat_state (center_id, staff_no, state) VALUES (%s, %L, %L)', center, person, pg_temp.pick('ready', 'off'))
    WHEN 'case' THEN format('INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (%s, %L, ''hotline'', ''c'', ''d'')', center, pg_temp.pick('江东', '湖南路'))
    WHEN 'step' THEN format('UPDATE cc_center.cases SET stage = %L WHERE case_id = %s', pg_temp.pick('pre_filed', 'filed'), coalesce(a_case, 0))
    WHEN 'pass' THEN format('SELECT cc_center.handover(%s, ''{%s}'', %L, ''x'')', center, coalesce(a_case, 0), person)
    WHEN 'sweep' THEN format('SELECT cc_center.sweep(%s)', center)
    WHEN 'leave_seat' THEN format('SELECT cc_center.leave_seat(%s, %L)', center, pg_temp.pick(NULL, '201', '102'))
    WHEN 'return' THEN format('SELECT cc_center.return_to_seat(%s)', center)
    WHEN 'leave' THEN format('SELECT cc_center.request_leave(%s, ''personal_leave'', %L, %L, first_half => %L, last_half => %L, reason => ''x'')', center, day + 1, day + 1,
                             pg_temp.pick(NULL, 'morning'), pg_temp.pick(NULL, 'morning'))
    WHEN 'sick' THEN format('SELECT cc_center.request_leave(%s, ''sick_leave'', %L, reason => ''x'')', center, day)
    WHEN 'told' THEN format('SELECT cc_center.report_leave(%s, %L, ''sick_leave'', %L, reason => ''x'', certificate => ''x'')', center, person, day)
    WHEN 'decide' THEN format('SELECT cc_center.%s', pg_temp.pick(format('approve_leave(%s, %s)', center, coalesce(a_leave, 0)), format('refuse_leave(%s, %s, ''x'')', center, coalesce(a_leave, 0))))
    WHEN 'undo' THEN format('SELECT cc_center.withdraw_leave(%s, %s)', center, coalesce(a_leave, 0))
    WHEN 'correct' THEN format('SELECT cc_center.correct_roster(%s, %L, %L, %L, %L, ''x'')', center, day, shift, pg_temp.pick(NULL, person), pg_temp.pick(NULL, '102'))
    -- as whoever administers the database mends a roster
    WHEN 'put' THEN format('INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (%s, %L, %L, %L)', center, day, shift, person)
    WHEN 'take' THEN format('DELETE FROM cc_center.roster WHERE center_id = %s AND day = %L AND staff_no = %L', center, day, person)
    WHEN 'other' THEN format('UPDATE cc_center.roster SET staff_no = %L WHERE center_id = %s AND day = %L AND staff_no = %L', pg_temp.pick('102', '121'), center, day, person)
    WHEN 'makeup' THEN format('SELECT cc_center.request_makeup(%s, %L, ''x'')', center, day)
    WHEN 'approve' THEN format('SELECT cc_center.approve_makeup(%s, %s)', center, coalesce(a_makeup, 0))
    WHEN 'refuse' THEN format('SELECT cc_center.refuse_makeup(%s, %s, ''x'')', center, coalesce(a_makeup, 0))
    WHEN 'withdraw' THEN format('SELECT cc_center.withdraw_makeup(%s, %s)', center, coalesce(a_makeup, 0))
    WHEN 'override' THEN format('SELECT cc_center.override_attendance(%s, %L, %L, %L, ''x'')', center, day, person, pg_temp.pick('on_time', 'absent'))
    WHEN 'import' THEN format('INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reported_at, stages, stage_at, stage_by)
                               VALUES (%s, ''江东'', ''hotline'', ''c'', ''d'', %L, ''{pre_filed,filed}'', %L, %L)', center, sooner, ARRAY[sooner + interval '3 minutes', sooner + interval '9 minutes'], ARRAY[person, '201'])
    WHEN 'close' THEN format('SELECT cc_center.close_day(%s, %L), cc_center.close_touched(%s)', center, at::date - floor(random() * 2)::integer, center)
    ELSE format('SELECT cc_center.close_touched(%s)', center) END;
END
$$;

-- What is stored, and what is judged now, where they differ.
CREATE FUNCTION pg_temp.different(center bigint) RETURNS text LANGUAGE sql AS $$
  WITH judged AS (SELECT j.* FROM cc_center.attendance_close a, cc_center.judge_day(center, a.day, NULL, NULL) j WHERE a.center_id = center),
       stored AS (SELECT r.* FROM cc_center.attendance_result r WHERE r.center_id = center)
  SELECT string_agg(k.side || k.line, E'\n') FROM (
    SELECT 'judged ' AS side, d::text AS line FROM (TABLE judged EXCEPT ALL TABLE stored) d
    UNION ALL SELECT 'stored ', d::text FROM (TABLE stored EXCEPT ALL TABLE judged) d) k
$$;
CREATE TEMP TABLE accepted (kind text);
-- One sequence, which leaves nothing behind: NULL, or what is wrong after which calls.
CREATE FUNCTION pg_temp.sequence(center bigint, seed double precision, steps integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz := '2018-10-15 07:00+08';
  before timestamptz;
  next record;
  answer text;
  log text := '';
  wrong text;
  done text[] := '{}';
BEGIN
  PERFORM setseed(seed);
  BEGIN
    FOR n IN 1 .. steps LOOP
      -- four days and a morning
      before := at;
      at := at + random() * 2 * interval '101 hours' / steps;
      PERFORM pg_temp.at(at::text);
      IF at::date > before::date THEN
        -- which it does every minute
        PERFORM cc_center.sweep(center);
      END IF;
      next := pg_temp.something(center, at);
      answer := pg_temp.act(coalesce('a' || center || '_' || next.who, 'postgres'), next.call);
      IF next.call LIKE '%badge_line%' THEN
        answer := pg_temp.act('a' || center || '_imp', format('SELECT cc_center.import_sign_ins(%s, ''staff_no,at,direction'')', center));
      END IF;
      IF answer !~ '^(UC|[0-9P][0-9][0-9A-Z]{3}$|no rows)' THEN
        log := log || format(E'\n%s %s: %s', at, next.who, next.call);
        done := done || coalesce(substring(next.call, '^SELECT cc_center.(\w+)'), next.kind);
      ELSIF answer LIKE 'XX%' THEN
        wrong := concat_ws(E'\n', wrong, answer || ' ' || next.call);
      END IF;
    END LOOP;
    PERFORM pg_temp.at('2018-10-21 12:00+08');
    PERFORM cc_center.sweep(center);
    PERFORM cc_center.close_day(center, d::date) FROM generate_series('2018-10-13'::timestamp, '2018-10-20', '1 day') d
      WHERE NOT EXISTS (SELECT FROM cc_center.attendance_close a WHERE a.center_id = center AND a.day = d::date);
    PERFORM cc_center.close_touched(center);
    wrong := concat_ws(E'\n', wrong, pg_temp.different(center));
    IF (cc_center.close_touched(center)).changed > 0 THEN
      wrong := concat_ws(E'\n', wrong, 'another close_touched() changes something');
    END IF;
    -- as if nothing had ever been closed
    PERFORM set_config('session_replication_role', 'replica', true);
    CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT * FROM cc_center.attendance_result r WHERE r.center_id = center;
    DELETE FROM cc_center.attendance_result r WHERE r.center_id = center;
    PERFORM set_config('session_replication_role', 'origin', true);
    PERFORM cc_center.close_day(center, d::date) FROM generate_series('2018-10-13'::timestamp, '2018-10-20', '1 day') d;
    wrong := concat_ws(E'\n', wrong, (SELECT string_agg('closed once at the end: ' || k::text, E'\n') FROM
      ((TABLE kept EXCEPT ALL SELECT r.* FROM cc_center.attendance_result r WHERE r.center_id = center)
       UNION ALL (SELECT r.* FROM cc_center.attendance_result r WHERE r.center_id = center EXCEPT ALL TABLE kept)) k));
    RAISE EXCEPTION USING ERRCODE = 'ZZ000', MESSAGE = 'undo';
  EXCEPTION WHEN SQLSTATE 'ZZ000' THEN
    NULL;
  END;
  INSERT INTO accepted SELECT unnest(done);
  RETURN CASE WHEN wrong <> '' THEN format(E'seed %s:\n%s\nafter%s', seed, wrong, log) END;
END
$$;
SELECT is(pg_temp.sequence(c.center, s / 100.0, 90), NULL, format('center %s, seed %s', c.center, s / 100.0))
  FROM generate_series(1, 8) s CROSS JOIN (VALUES (9631), (9632)) c (center) ORDER BY c.center, s;
SELECT is((SELECT array_agg(DISTINCT kind)::text[] @> '{add_sign_in,swipe,file,seat,case,step,handover,sweep,request_leave,approve_leave,refuse_leave,withdraw_leave,correct_roster,put,take,other,request_makeup,approve_makeup,refuse_makeup,withdraw_makeup,override_attendance,import,close_day,close_touched}'
             FROM accepted), true, 'and everything does happen');
SELECT * FROM finish();
ROLLBACK;
