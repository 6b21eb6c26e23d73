-- Legs: due, clause and version come of one decision, instants are in order, and the next leg goes to who has waited longest
-- (U1, U4, I24, I29).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SET LOCAL "cc_center.now" = '2018-10-07 08:00+08';
SELECT plan(21);
\ir ../../lib/act.sql

SELECT cc_center.create_center(9251, 'LEGS', '某', 'Asia/Shanghai', 'gulou') AS created \gset
INSERT INTO cc_center.staff (center_id, staff_no, name, role)
VALUES (9251, '101', '某', 'operator'), (9251, '102', '某', 'operator'), (9251, '103', '某', 'operator'), (9251, '201', '某', 'shift_leader'),
       (9251, '301', '某', 'supervisor'), (9251, '401', '某', 'director');
CREATE ROLE t9251_101; CREATE ROLE t9251_102; CREATE ROLE t9251_201; CREATE ROLE t9251_301; CREATE ROLE t9251_401;
SELECT count(cc_center.enrol(9251, n, ('t9251_' || n)::name)) AS enrolled FROM unnest('{101,102,201,301,401}'::text[]) n \gset
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
VALUES (9251, '2018-10-08', 'early', '101'), (9251, '2018-10-08', 'late', '102'), (9251, '2018-10-08', 'early', '201'),
       (9251, '2018-10-09', 'early', '101'), (9251, '2018-10-09', 'early', '102'), (9251, '2018-10-09', 'late', '103');

-- Takes a case in: its id.
CREATE FUNCTION pg_temp.take_in(instant text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  answer bigint;
BEGIN
  PERFORM pg_temp.at(instant);
  INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (9251, '湖南路', 'hotline', 'c', 'd') RETURNING case_id INTO answer;
  RETURN answer;
END
$$;
-- The latest leg of a case: number, version, clause, how long it may lie, holder.
CREATE FUNCTION pg_temp.leg(wanted bigint) RETURNS text LANGUAGE sql AS $$
  SELECT format('%s v%s %s %s %s', l.leg_no, l.version, coalesce(l.due_clause, '-'), l.due_at - l.clock_start, coalesce(l.holder, '-'))
  FROM cc_center.leg l WHERE l.center_id = 9251 AND l.case_id = wanted ORDER BY l.leg_no DESC LIMIT 1
$$;

-- Rules that change while a case waits: the clock starts before the change, the sweep comes after it.
SELECT pg_temp.take_in('2018-10-08 08:00+08') AS early_bird \gset
SELECT pg_temp.at('2018-10-08 08:10+08') \g /dev/null
SELECT pg_temp.act('t9251_201', $$SELECT cc_center.draft_rules(9251, 'shorter')$$) \g /dev/null
SELECT pg_temp.act('t9251_201', $$UPDATE cc_center.retention_limit SET retention_limit = '15 minutes', clause = 'I25' WHERE center_id = 9251 AND version = 2$$) \g /dev/null
SELECT pg_temp.act('t9251_301', $$SELECT cc_center.propose_rules(9251, 2, '2018-10-08 08:30:30+08')$$) \g /dev/null
SELECT pg_temp.act('t9251_401', $$SELECT cc_center.ratify_rules(9251, 2)$$) \g /dev/null
SELECT is((SELECT count(*) FROM cc_center.rule_set WHERE center_id = 9251 AND status = 'ratified'), 2::bigint, 'two versions are ratified');
SELECT is(pg_temp.leg(:early_bird), '1 v1 I24 00:15:00 -', 'a waiting leg''s due is that of the next coverage, with its clause');
SELECT pg_temp.at('2018-10-08 08:31+08') \g /dev/null
SELECT is((SELECT given_out FROM cc_center.sweep(9251)), 1, 'the sweep gives it out');
SELECT is(pg_temp.leg(:early_bird), '1 v1 I24 00:15:00 101', 'version and clause are those its due comes from, and not those of the sweep');
SELECT pg_temp.take_in('2018-10-08 08:31+08') AS later \gset
SELECT is(pg_temp.leg(:later), '1 v2 I25 00:15:00 101', 'the same length under another clause');
SELECT is((SELECT version FROM cc_center.cases WHERE center_id = 9251 AND case_id = :early_bird), 1, 'a case keeps the version it came in by');
SELECT pg_temp.at('2018-10-08 09:00+08') \g /dev/null
SELECT is((SELECT string_agg(format('%s %s', version, clause), ', ' ORDER BY case_id) FROM cc_center.overdue WHERE center_id = 9251), '1 I24, 2 I25',
          'overdue names the clause that was decided by, not one of the same length');
SELECT is(cc_center.mark_overdue(9251, :later, 1, '2018-10-08 08:46+08'), false, 'exactly at its due a leg is not late');
SELECT is(cc_center.mark_overdue(9251, :later, 1, '2018-10-08 08:46:01+08'), true, 'after it it is');
SELECT is(cc_center.mark_overdue(9251, :later, 1, '2018-10-08 08:47+08'), false, 'once');
SELECT is((SELECT to_char(attention_at AT TIME ZONE 'Asia/Shanghai', 'HH24:MI') FROM cc_center.leg WHERE center_id = 9251 AND case_id = :later), '17:30', 'and then lies until its shift ends');

-- Who waited for a lock comes with an instant from before the leg.
SELECT pg_temp.take_in('2018-10-08 10:00+08') AS passed \gset
SELECT is(cc_center.pass_leg(9251, :passed, 1, '2018-10-08 09:59+08', '102', '101', 'manual', 'r'), '102', 'a leg is passed on by who began before it came');
SELECT is((SELECT string_agg(format('%s %s', to_char(received_at AT TIME ZONE 'Asia/Shanghai', 'HH24:MI'),
                                    to_char(finished_at AT TIME ZONE 'Asia/Shanghai', 'HH24:MI')), ', ' ORDER BY leg_no)
           FROM cc_center.leg WHERE center_id = 9251 AND case_id = :passed), '10:00 10:00, 10:00 ', 'when it came, and not before');
SELECT is((SELECT string_agg(format('%s %s %s %s %s %s %s', leg_no, new_leg_no, from_staff, to_staff, by_staff, kind, reason), ', ')
           FROM cc_center.handover WHERE center_id = 9251 AND case_id = :passed AND at = '2018-10-08 10:00+08'), '1 2 101 102 101 manual r', 'with its one record');
SELECT pg_temp.take_in('2018-10-08 10:10+08') AS moved \gset
SELECT holder AS moved_by FROM cc_center.cases WHERE center_id = 9251 AND case_id = :moved \gset
SELECT pg_temp.at('2018-10-08 10:09+08') \g /dev/null
SELECT is(pg_temp.act('t9251_' || :'moved_by', format($$UPDATE cc_center.cases SET stage = 'pre_filed' WHERE case_id = %s RETURNING stage$$, :moved)), 'pre_filed', 'a step by a clock that was set back');
SELECT is((SELECT string_agg(format('%s %s', to_char(received_at AT TIME ZONE 'Asia/Shanghai', 'HH24:MI'),
                                    to_char(finished_at AT TIME ZONE 'Asia/Shanghai', 'HH24:MI')), ', ' ORDER BY leg_no)
           FROM cc_center.leg WHERE center_id = 9251 AND case_id = :moved), '10:10 10:10, 10:10 ', 'ends no leg before it came, and the next begins then');

-- 101 got many, the last in the morning; 102 one, but later. Both have nothing left.
SELECT count(pg_temp.take_in('2018-10-08 09:10+08')) AS many FROM generate_series(1, 4) \gset
SELECT pg_temp.take_in('2018-10-08 20:00+08') AS late \gset
SELECT is((SELECT holder FROM cc_center.cases WHERE center_id = 9251 AND case_id = :late), '102', 'in the evening the late shift takes it');
SELECT pg_temp.act('t9251_101', $$UPDATE cc_center.cases SET stage = 'void', stage_reason = 'x' WHERE center_id = 9251 AND holder = '101'$$) \g /dev/null
SELECT pg_temp.act('t9251_102', $$UPDATE cc_center.cases SET stage = 'void', stage_reason = 'x' WHERE center_id = 9251 AND holder = '102'$$) \g /dev/null
SELECT is((SELECT count(*) FROM cc_center.leg WHERE center_id = 9251 AND finished_at IS NULL AND holder IN ('101', '102')), 0::bigint, 'both are done');
SELECT pg_temp.take_in('2018-10-09 09:00+08') AS tie \gset
SELECT is((SELECT holder FROM cc_center.cases WHERE center_id = 9251 AND case_id = :tie), '101', 'of two with nothing in hand the one gets it who has waited longer');

-- A roster that changes past the rules leaves a holder who is not on duty.
SELECT is((SELECT count(*) FROM cc_center.health_of_holders() WHERE subject LIKE '9251 101'), 0::bigint, 'health() says nothing of who is on duty');
SET LOCAL session_replication_role = replica;
DELETE FROM cc_center.roster WHERE center_id = 9251 AND day = '2018-10-09' AND staff_no = '101';
SET LOCAL session_replication_role = origin;
SELECT is((SELECT string_agg(detail, ',') FROM cc_center.health_of_holders() WHERE subject LIKE '9251 101'),
          format('1 open legs, the oldest of case %s; the sweep should have passed them on.', :tie), 'and names who holds something without a duty');
SELECT * FROM finish();
ROLLBACK;
