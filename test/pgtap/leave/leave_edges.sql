-- Leave at its edges: what was stood stays stood, splitting in seconds or around days off, extensions left behind,
-- coming back to a roster that has changed, and leave that nobody can approve (I32-I34, B1.4, U14).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL timezone = 'America/New_York';
SET LOCAL "cc_center.now" = '2018-10-01 08:00+08';
SELECT * FROM no_plan();
SET LOCAL test.center = 9313;
\ir ../../lib/call.sql

-- Writes the roster as the functions that keep its record do.
CREATE FUNCTION pg_temp.as_owner(statement text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  SET LOCAL ROLE cc_center_owner;
  EXECUTE statement;
  RESET ROLE;
END
$$;

CREATE FUNCTION pg_temp.duty(staff_no text, day date, center_id bigint DEFAULT 9313) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(to_char(lower(duty) AT TIME ZONE 'Asia/Shanghai', 'HH24:MI-') || to_char(upper(duty) AT TIME ZONE 'Asia/Shanghai', 'HH24:MI'), ' ')
    FROM cc_center.roster r WHERE r.center_id = duty.center_id AND r.staff_no = duty.staff_no AND r.day = duty.day
$$;

DO $$ BEGIN
  PERFORM cc_center.create_center(9313, 'EDGES', '测试中心', 'Asia/Shanghai', 'gulou');
  PERFORM cc_center.create_center(9314, 'EDGESB', '测试中心乙', 'Asia/Shanghai', 'round_the_clock');
END $$;
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES
  (9313, '101', '甲', 'operator'), (9313, '102', '乙', 'operator'), (9313, '103', '丙', 'operator'), (9313, '104', '丁', 'operator'),
  (9313, '105', '戊', 'operator'), (9313, '201', '辛', 'shift_leader'), (9313, '301', '癸', 'supervisor'), (9313, '401', '丑', 'director'),
  (9314, '101', '甲', 'operator'), (9314, '301', '癸', 'supervisor');
SELECT format('CREATE ROLE t%s_%s', center_id, staff_no) FROM cc_center.staff WHERE center_id IN (9313, 9314) \gexec
DO $$ BEGIN
  PERFORM cc_center.enrol(center_id, staff_no, format('t%s_%s', center_id, staff_no)::name) FROM cc_center.staff WHERE center_id IN (9313, 9314);
END $$;
-- 104 has the weekends off; nobody has planned December
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9313, d::date, k.shift, k.staff_no FROM generate_series('2018-10-01'::timestamp, '2018-11-30', '1 day') d
 CROSS JOIN (VALUES ('early', '101'), ('late', '102'), ('early', '103'), ('late', '201'), ('late', '104')) AS k (shift, staff_no)
 WHERE k.staff_no <> '104' OR extract(isodow FROM d) < 6;
SELECT pg_temp.act('201', $$publish_roster(9313, '2018-10-01', 'test')$$);

-- here leave holds from its approval; sick_reports.sql is about rules that let notice be enough
SET LOCAL session_replication_role = replica;
UPDATE cc_center.leave_rule SET by_notice = false WHERE center_id = 9313;
SET LOCAL session_replication_role = origin;

-- ---- no month comes into being by leave -------------------------------------------------------------------------

SELECT pg_temp.act('101', $$request_leave(9313, 'sick_leave', '2019-11-06', '2020-11-05')$$) AS far \gset
SELECT is((SELECT days FROM cc_center.leave_request WHERE leave_id = :far), 366.0, 'I32 a leap year''s leave');
SELECT is(pg_temp.act('101', format('withdraw_leave(9313, %s)', :far)), 'done', 'I32 taken back');
SELECT is((SELECT string_agg(month::text, ' ' ORDER BY month) FROM cc_center.roster_publication WHERE center_id = 9313),
          '2018-10-01 2018-11-01', 'I32 leave makes no months that nobody plans');

-- ---- what was stood stays stood ---------------------------------------------------------------------------------

SELECT pg_temp.at('2018-10-02 07:30+08');
SELECT pg_temp.act('101', $$request_leave(9313, 'sick_leave', '2018-10-03')$$) AS slow \gset
SELECT pg_temp.act('103', $$request_leave(9313, 'sick_leave', '2018-10-03')$$) AS quick \gset
SELECT pg_temp.act('102', $$request_leave(9313, 'sick_leave', '2018-10-02')$$) AS running \gset
SELECT pg_temp.at('2018-10-02 11:00+08');
SELECT is(pg_temp.act('301', format('approve_leave(9313, %s)', :running)), 'approved', 'I32 approved while the shift runs');
SELECT is(pg_temp.duty('102', '2018-10-02'), '09:30-11:00', 'I32 what he stood until then stays with him');
SELECT is((SELECT count(*) FROM cc_center.roster_change WHERE reference = :running), 1::bigint, 'I32 on record');
SELECT is((SELECT array_length(staff_no, 1) FROM cc_center.route(9313, 'operator', '湖南路', '2018-10-02 11:00+08') WHERE '102' = ANY (staff_no)), NULL, 'I32 off the routing at once');
SELECT pg_temp.at('2018-10-02 12:00+08');
SELECT is(pg_temp.act('102', format('withdraw_leave(9313, %s)', :running)), 'done', 'I32 back an hour later');
SELECT is(pg_temp.duty('102', '2018-10-02'), '09:30-11:00', 'I32 a shift cut in its middle keeps what was stood');
SELECT is((SELECT count(*) FROM cc_center.roster_change WHERE reference = :running), 1::bigint, 'I32 and no record says otherwise');
SELECT pg_temp.at('2018-10-03 17:29:59+08');
SELECT is(pg_temp.act('301', format('approve_leave(9313, %s)', :quick)), 'approved', 'I32 approved 1 s before the shift ends');
SELECT is((SELECT upper(duty) FROM cc_center.roster WHERE center_id = 9313 AND staff_no = '103' AND day = '2018-10-03'),
          '2018-10-03 17:29:59+08'::timestamptz, 'I32 -1 s: only the rest of it goes');
SELECT pg_temp.at('2018-10-03 17:30:00+08');
SELECT is(pg_temp.act('301', format('approve_leave(9313, %s)', :slow)), 'approved', 'I32 approved when the shift is over');
SELECT is(pg_temp.duty('101', '2018-10-03'), '08:30-17:30', 'I32 0 s: the roster is as it was');
SELECT is((SELECT count(*) FROM cc_center.roster_change WHERE reference = :slow), 0::bigint, 'I32 nothing changed, nothing on record');
SELECT pg_temp.at('2018-10-04 08:00+08');
SELECT pg_temp.as_owner($$UPDATE cc_center.roster SET shift = shift WHERE center_id = 9313 AND staff_no = '101' AND day = '2018-10-03'$$);
SELECT is(pg_temp.duty('101', '2018-10-03'), '08:30-17:30', 'I32 nor when its row is written again');
SELECT is(pg_temp.act('102', $$request_leave(9313, 'sick_leave', '2018-10-03', '2018-10-05')$$), 'UC516', 'I32 days that are over do not become leave');
SELECT is(pg_temp.act('105', $$request_leave(9313, 'sick_leave', '2018-10-03', '2018-10-04')$$) ~ '^[0-9]+$', true, 'I32 who was not rostered may say so later');
SELECT pg_temp.act('102', $$request_leave(9313, 'sick_leave', '2018-10-04')$$) AS past \gset
SELECT pg_temp.at('2018-10-31 08:00+08');
SELECT is(pg_temp.act('301', format('approve_leave(9313, %s)', :past)), 'approved', 'I32 approved weeks later');
SELECT is(pg_temp.duty('102', '2018-10-04'), '09:30-22:00', 'I32 the published past is not rewritten');
-- leave in the middle of a shift that runs: its beginning is not lost
SELECT is((SELECT cc_center.duty_besides_leave(r) FROM (SELECT x.* FROM cc_center.roster x
            WHERE x.center_id = 9313 AND x.staff_no = '102' AND x.day = '2018-10-02') r), '[2018-10-02 09:30+08,2018-10-02 11:00+08)'::tstzrange,
          'I32 besides leave in the middle the first stretch is stood');

-- ---- splitting by seconds, and around days off ---------------------------------------------------------------------

SELECT pg_temp.at('2018-10-08 08:00+08');
SELECT pg_temp.act('101', $$request_leave(9313, 'sick_leave', '2018-10-08')$$) AS monday \gset
SELECT is(pg_temp.act('301', format('approve_leave(9313, %s)', :monday)), 'approved', 'I32 a day by the supervisor');
SELECT pg_temp.at('2018-10-08 23:59:59+08');
SELECT pg_temp.act('101', format('withdraw_leave(9313, %s)', :monday));
SELECT pg_temp.at('2018-10-09 00:00:01+08');
SELECT pg_temp.act('101', $$request_leave(9313, 'sick_leave', '2018-10-09')$$) AS tuesday \gset
SELECT is(pg_temp.act('301', format('approve_leave(9313, %s)', :tuesday)), 'waits for director', 'I32 back for one second leaves no gap: the director (U14)');
SELECT is(pg_temp.act('401', format('approve_leave(9313, %s)', :tuesday)), 'approved', 'I32 the director approves');
-- back in the morning: the afternoon is worked, so the next day is leave of its own
SELECT pg_temp.act('103', $$request_leave(9313, 'sick_leave', '2018-10-09')$$) AS morning \gset
SELECT pg_temp.act('301', format('approve_leave(9313, %s)', :morning));
SELECT pg_temp.at('2018-10-09 12:00+08');
SELECT pg_temp.act('103', format('withdraw_leave(9313, %s)', :morning));
SELECT is(pg_temp.duty('103', '2018-10-09'), '12:00-17:30', 'I32 he stands the afternoon');
SELECT pg_temp.act('103', $$request_leave(9313, 'sick_leave', '2018-10-10', '2018-10-11', NULL, 'morning')$$) AS later \gset
SELECT is(pg_temp.act('301', format('approve_leave(9313, %s)', :later)), 'approved', 'I32 half a day worked is a gap: a day and a half by the supervisor');

CREATE FUNCTION pg_temp.split(who text, first_day date, second_day date) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answer text;
BEGIN
  PERFORM pg_temp.act('301', format('approve_leave(9313, %s)', pg_temp.act(who, format($call$request_leave(9313, 'sick_leave', %L)$call$, first_day))));
  answer := pg_temp.act('301', format('approve_leave(9313, %s)', pg_temp.act(who, format($call$request_leave(9313, 'sick_leave', %L)$call$, second_day))));
  RAISE EXCEPTION USING MESSAGE = answer;
EXCEPTION WHEN OTHERS THEN
  RETURN SQLERRM;
END
$$;
SELECT is(pg_temp.split(v.who, v.first_day::date, v.second_day::date), v.expected, 'I32 ' || v.title)
  FROM (VALUES (1, '104', '2018-10-12', '2018-10-15', 'waits for director', 'Friday and Monday, the weekend off: two days (U14)'),
               (2, '104', '2018-10-15', '2018-10-12', 'waits for director', 'in whatever order (U14)'),
               (3, '104', '2018-10-11', '2018-10-15', 'approved', 'Thursday and Monday: Friday is worked'),
               (4, '101', '2018-10-12', '2018-10-15', 'approved', 'Friday and Monday, the weekend worked'),
               (5, '105', '2018-10-12', '2018-10-15', 'approved', 'who is not on the roster has no days off'),
               (6, '104', '2018-11-09', '2018-11-12', 'approved', 'in a draft nobody knows the days off'),
               (7, '104', '2018-10-31', '2018-11-02', 'approved', 'nor from a published month to a draft')
       ) AS v (n, who, first_day, second_day, expected, title) ORDER BY v.n;

-- ---- an extension follows approved leave --------------------------------------------------------------------------

SELECT pg_temp.at('2018-10-16 07:00+08');
SELECT pg_temp.act('103', $$request_leave(9313, 'sick_leave', '2018-10-16')$$) AS sick \gset
SELECT pg_temp.act('301', format('approve_leave(9313, %s)', :sick));
SELECT pg_temp.act('103', $$request_leave(9313, 'sick_leave', '2018-10-17', '2018-10-19')$$) AS asked \gset
SELECT is(pg_temp.act('103', $$extend_leave(9313, '2018-10-20')$$), 'UC508', 'I34 leave only asked for is not extended');
SELECT is(pg_temp.act('103', format('withdraw_leave(9313, %s)', :asked)), 'done', 'I34 until it is taken back');
SELECT pg_temp.act('103', $$extend_leave(9313, '2018-10-17', 'morning')$$) AS first \gset
SELECT is((SELECT during FROM cc_center.leave_request WHERE leave_id = :first), '[2018-10-17 00:00+08,2018-10-17 13:00+08)'::tstzrange,
          'I34 an extension begins where approved leave ends');
SELECT pg_temp.at('2018-10-16 12:00+08');
SELECT pg_temp.act('103', format('withdraw_leave(9313, %s)', :sick));
SELECT is(pg_temp.act('301', format('approve_leave(9313, %s)', :first)), 'UC518', 'I34 back at noon: nothing is left to extend');
SELECT is(pg_temp.act('103', $$extend_leave(9313, '2019-10-18')$$), 'UC509', 'I34 nor is he on leave');
SELECT is(pg_temp.act('103', format('withdraw_leave(9313, %s)', :first)), 'done', 'I34 he takes it back');
SELECT pg_temp.act('103', $$request_leave(9313, 'sick_leave', '2018-10-16', NULL, 'afternoon')$$) AS pm \gset
SELECT pg_temp.act('301', format('approve_leave(9313, %s)', :pm));
SELECT pg_temp.at('2018-10-16 14:00+08');
SELECT is(pg_temp.act('103', $$extend_leave(9313, '2019-10-18')$$), 'UC517', 'I34 an extension has its longest too');
SELECT pg_temp.act('103', $$extend_leave(9313, '2018-10-17', 'morning')$$) AS second \gset
SELECT pg_temp.at('2018-10-16 23:59:59+08');
SELECT pg_temp.act('103', format('withdraw_leave(9313, %s)', :pm));
SELECT is(pg_temp.act('301', format('approve_leave(9313, %s)', :second)), 'approved', 'I34 the last half taken back by a second: it still follows');

-- ---- coming back to another role, or not at all -------------------------------------------------------------------

SELECT pg_temp.at('2018-10-21 22:30+08');
SELECT pg_temp.as_owner($$DELETE FROM cc_center.roster WHERE center_id = 9313 AND staff_no = '102' AND day >= '2018-10-24'$$);
SELECT pg_temp.act('102', $$request_leave(9313, 'sick_leave', '2018-10-22', '2018-10-23')$$) AS move \gset
SELECT pg_temp.act('301', format('approve_leave(9313, %s)', :move));
SELECT pg_temp.act('401', format('approve_leave(9313, %s)', :move));
UPDATE cc_center.staff SET role = 'shift_leader' WHERE center_id = 9313 AND staff_no = '102';
SELECT is(pg_temp.act('102', format('withdraw_leave(9313, %s)', :move)), 'done', 'I32 leave is taken back in another role');
SELECT is((SELECT count(*) FROM cc_center.roster WHERE center_id = 9313 AND staff_no = '102' AND day > '2018-10-21'), 0::bigint,
          'I32 nobody is put on the roster in a role he was not planned in');
SELECT is((SELECT count(*) FROM cc_center.roster_change WHERE reference = :move AND kind = 'leave_withdrawn'), 0::bigint, 'I32 and nothing says he was');
SELECT pg_temp.as_owner($$DELETE FROM cc_center.roster WHERE center_id = 9313 AND staff_no = '101' AND day >= '2018-10-24'$$);
SELECT pg_temp.act('101', $$request_leave(9313, 'sick_leave', '2018-10-22', '2018-10-23')$$) AS gone \gset
SELECT pg_temp.act('301', format('approve_leave(9313, %s)', :gone));
SELECT pg_temp.act('401', format('approve_leave(9313, %s)', :gone));
UPDATE cc_center.staff SET active = '(,2018-10-23)' WHERE center_id = 9313 AND staff_no = '101';
SELECT is(pg_temp.act('101', format('withdraw_leave(9313, %s)', :gone)), 'done', 'I32 leave is taken back by somebody who leaves');
SELECT is(pg_temp.duty('101', '2018-10-22'), '08:30-17:30', 'I32 he stands the day on which he is active');
SELECT is(pg_temp.duty('101', '2018-10-23'), NULL, 'I32 and not the next');

-- ---- half a day's leave of somebody no longer qualified ------------------------------------------------------------

INSERT INTO cc_center.qualification VALUES (9314, '101', 'quality_evaluation', '[2018-01-01,2019-01-01)');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9314, '2018-10-25', 'early', '101');
UPDATE cc_center.qualification SET valid = '[2018-01-01,2018-10-25)' WHERE center_id = 9314;
SELECT pg_temp.act('9314_101', $$request_leave(9314, 'sick_leave', '2018-10-25', NULL, 'afternoon')$$) AS half \gset
SELECT is(pg_temp.act('9314_301', format('approve_leave(9314, %s)', :half)), 'approved', 'A17 who is no longer qualified may still fall ill for half a day');
SELECT is(upper(duty), '2018-10-25 12:00+08'::timestamptz, 'A17 his row only gets shorter')
  FROM cc_center.roster WHERE center_id = 9314 AND day = '2018-10-25';
SELECT is(pg_temp.act('9314_101', format('withdraw_leave(9314, %s)', :half)), 'done', 'A17 taken back');
SELECT is(upper(duty), '2018-10-25 12:00+08'::timestamptz, 'A17 nobody is put back unqualified')
  FROM cc_center.roster WHERE center_id = 9314 AND day = '2018-10-25';

-- ---- the only director's own leave ---------------------------------------------------------------------------------

SELECT pg_temp.act('401', $$request_leave(9313, 'personal_leave', '2018-10-29', reason => 'r')$$) AS short \gset
SELECT is(pg_temp.act('301', format('approve_leave(9313, %s)', :short)), 'approved', 'I33 the director''s day by the supervisor');
SELECT pg_temp.act('401', $$request_leave(9313, 'personal_leave', '2018-11-05', '2018-11-06', reason => 'r')$$) AS own \gset
SELECT is(pg_temp.act('401', format('approve_leave(9313, %s)', :own)), 'UC411', 'I33 not two days by himself');
SELECT is(pg_temp.act('301', format('approve_leave(9313, %s)', :own)), 'UC519', 'I33 and the regulation names nobody else: it says so');
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9313, '402', '寅', 'director');
SELECT is(pg_temp.act('301', format('approve_leave(9313, %s)', :own)), 'waits for director', 'I33 with a second director it waits for him');
UPDATE cc_center.staff SET active = '(,2018-10-21)' WHERE center_id = 9313 AND staff_no = '402';
SELECT is(pg_temp.act('301', format('approve_leave(9313, %s)', :own)), 'UC519', 'I33 not once he has left');

SELECT * FROM finish();
ROLLBACK;
