-- Leaving the seat: with a relief or a leader's permission, never empty without a leader (E3.4, B2.4).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL "cc_center.now" = '2018-10-08 10:00+08';
SELECT * FROM no_plan();

CREATE FUNCTION pg_temp.at(instant text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('cc_center.now', instant, true);
END
$$;
CREATE FUNCTION pg_temp.act(who text, call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answer text;
BEGIN
  PERFORM set_config('role', 't' || who, true);
  EXECUTE 'SELECT cc_center.' || call INTO answer;
  PERFORM set_config('role', 'none', true);
  RETURN CASE WHEN answer ~ '^\d+$' THEN 'left' ELSE coalesce(nullif(answer, ''), 'done') END;
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END
$$;

DO $$ BEGIN
  PERFORM cc_center.create_center(9331, 'SEATI', '甲', 'Asia/Shanghai', 'gulou');
  PERFORM cc_center.create_center(9332, 'SEATB', '乙', 'Asia/Shanghai', 'office');
END $$;
INSERT INTO cc_center.staff (center_id, staff_no, name, role)
SELECT c, n::text, '某', CASE n / 100 WHEN 1 THEN 'operator' WHEN 2 THEN 'shift_leader' WHEN 3 THEN 'supervisor' ELSE 'director' END
  FROM unnest(ARRAY[9331, 9332]) c CROSS JOIN unnest(ARRAY[101, 102, 103, 201, 202, 301]) n;
SELECT format('CREATE ROLE t%s_%s', center_id, staff_no) FROM cc_center.staff WHERE center_id IN (9331, 9332) \gexec
DO $$ BEGIN
  PERFORM cc_center.enrol(center_id, staff_no, format('t%s_%s', center_id, staff_no)::name) FROM cc_center.staff WHERE center_id IN (9331, 9332);
END $$;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9331, d, s.shift, s.staff_no FROM unnest('{2018-10-08,2018-10-09}'::date[]) d
 CROSS JOIN (VALUES ('early', '101'), ('early', '102'), ('late', '201')) s (shift, staff_no);
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES
  (9332, '2018-10-08', 'day', '101'), (9332, '2018-10-08', 'day', '102'), (9332, '2018-10-08', 'day', '201');

-- with a relief, whom a leader who is present arranges, names or lets go
SELECT is(pg_temp.act(v.who, v.call), v.expected, v.title)
  FROM (VALUES (1, '9331_103', $$leave_seat(9331)$$, 'UC801', 'E3.4 who is not on duty has no seat to leave'),
               (2, '9331_101', $$sit_down(9331, '101')$$, 'UC804', 'E3.4 nobody relieves himself'),
               (3, '9331_103', $$sit_down(9331, '101')$$, 'UC801', 'E3.4 a relief is on duty'),
               (4, '9331_201', $$sit_down(9331, '101')$$, 'UC804', 'E3.4 a relief has a role that the rules name'),
               (5, '9331_101', $$sit_down(9331, '777')$$, 'UC801', 'E3.4 nobody relieves one who is not there'),
               (6, '9331_101', $$leave_seat(9331)$$, 'UC805', 'E3.4 without asking: refused'),
               (7, '9331_102', $$sit_down(9331, '101')$$, 'left', 'E3.4 a relief sits down'),
               (8, '9331_102', $$sit_down(9331, '101')$$, 'left', 'E3.4 and is there when he says so again'),
               (9, '9331_101', $$leave_seat(9331, '102')$$, 'UC805', 'E3.4 a leader who is present is asked all the same'),
               (10, '9331_101', $$ask_to_leave(9331, '就医')$$, 'left', 'E3.4 he is asked'),
               (11, '9331_101', $$ask_to_leave(9331, '就医')$$, 'UC808', 'E3.4 once'),
               (12, '9331_101', $$leave_seat(9331)$$, 'UC805', 'E3.4 and answers first'),
               (13, '9331_101', $$permit_leaving(9331, '102', '', '101')$$, '42501', 'E3.4 operators name nobody'),
               (14, '9331_201', $$permit_leaving(9331, '101', NULL, '103')$$, 'UC804', 'E3.4 nobody is named who is not on duty'),
               (15, '9331_201', $$permit_leaving(9331, '101', NULL, '102')$$, 'left', 'E3.4 the leader names a relief'),
               (16, '9331_101', $$ask_to_leave(9331)$$, 'UC809', 'E3.4 that is the answer'),
               (17, '9331_101', $$leave_seat(9331, '103')$$, 'UC811', 'E3.4 another is not the relief'),
               (18, '9331_101', $$leave_seat(9331, '102')$$, 'left', 'E3.4 the relief sits there: he leaves'),
               (19, '9331_101', $$leave_seat(9331, '102')$$, 'UC802', 'E3.4 away already'),
               (20, '9331_101', $$ask_to_leave(9331)$$, 'UC802', 'E3.4 there is nothing to ask'),
               (21, '9331_101', $$withdraw_leaving(9331)$$, 'UC802', 'E3.4 nor to withdraw'),
               (22, '9331_201', $$refuse_leaving(9331, '101')$$, 'UC802', 'E3.4 nor to refuse'),
               (23, '9331_102', $$leave_seat(9331)$$, 'UC807', 'E3.4 a relief does not leave in turn'),
               (24, '9331_102', $$stand_up(9331)$$, 'UC807', 'E3.4 nor stands up'),
               (25, '9331_102', $$return_to_seat(9331)$$, 'UC803', 'E3.4 who is there does not come back')
       ) AS v (n, who, call, expected, title) ORDER BY v.n;
SELECT pg_temp.at('2018-10-08 10:12+08');
SELECT is(pg_temp.act('9331_101', 'return_to_seat(9331)'), '00:12:00', 'E3.4 back again, after how long');
SELECT is((SELECT (staff_no, day, shift, answer, answered_by, named_relief, returned_at - left_at)::text FROM cc_center.seat_absence WHERE center_id = 9331 AND left_at IS NOT NULL),
          '(101,2018-10-08,early,relief,201,102,00:12:00)', 'E3.4 on record');
SELECT is((SELECT (turn, relief, seated_by, stood_up_at - sat_down_at)::text FROM cc_center.seat_relief WHERE center_id = 9331), '(1,102,,00:12:00)', 'E3.4 with who sat there');
-- with a permission
SELECT is(pg_temp.act(v.who, v.call), v.expected, v.title)
  FROM (VALUES (1, '9331_101', $$permit_leaving(9331, '102')$$, '42501', 'B2.4 operators permit nothing'),
               (2, '9331_202', $$permit_leaving(9331, '101')$$, 'UC801', 'E3.4 a leader who is not there permits nothing'),
               (3, '9331_201', $$permit_leaving(9331, '201')$$, 'UC411', 'B2.4 nobody permits himself'),
               (4, '9331_201', $$permit_leaving(9331, '103')$$, 'UC801', 'E3.4 for somebody not on duty'),
               (5, '9331_202', $$refuse_leaving(9331, '101')$$, 'UC801', 'E3.4 a leader who is not there refuses nothing'),
               (6, '9331_201', $$refuse_leaving(9331, '101')$$, 'UC810', 'E3.4 nor what was not asked'),
               (7, '9331_101', $$withdraw_leaving(9331)$$, 'UC810', 'E3.4 nor is that withdrawn'),
               (8, '9331_101', $$ask_to_leave(9331, '就医')$$, 'left', 'E3.4 asked'),
               (9, '9331_201', $$refuse_leaving(9331, '101', '忙')$$, 'left', 'E3.4 and refused'),
               (10, '9331_101', $$leave_seat(9331)$$, 'UC805', 'E3.4 so he stays'),
               (11, '9331_101', $$ask_to_leave(9331)$$, 'left', 'E3.4 asked again'),
               (12, '9331_201', $$permit_leaving(9331, '101')$$, 'left', 'B2.4 a leader on duty permits'),
               (13, '9331_301', $$permit_leaving(9331, '101')$$, 'UC809', 'B2.4 one answers'),
               (14, '9331_301', $$refuse_leaving(9331, '101')$$, 'left', 'B2.4 what was not used is taken back'),
               (15, '9331_101', $$leave_seat(9331)$$, 'UC805', 'B2.4 and is of no use then'),
               (16, '9331_201', $$permit_leaving(9331, '101', '就医')$$, 'left', 'B2.4 a leader permits unasked'),
               (17, '9331_102', $$leave_seat(9331)$$, 'UC805', 'B2.4 a permission is one person''s'),
               (18, '9331_101', $$leave_seat(9331)$$, 'left', 'B2.4 with permission'),
               (19, '9331_201', $$permit_leaving(9331, '101')$$, 'UC802', 'B2.4 who is away needs none'),
               (20, '9331_301', $$permit_leaving(9331, '201')$$, 'left', 'B2.4 a supervisor permits'),
               (21, '9331_201', $$leave_seat(9331)$$, 'UC806', 'E3.4 the last leader stays while a seat is empty on his word'),
               (22, '9331_101', $$return_to_seat(9331)$$, '00:00:00', 'E3.4 back'),
               (23, '9331_201', $$leave_seat(9331)$$, 'left', 'E3.4 then he may'),
               (24, '9331_101', $$leave_seat(9331)$$, 'UC806', 'E3.4 no leader present: never empty'),
               (25, '9331_102', $$sit_down(9331, '101')$$, 'left', 'E3.4 a relief sits down'),
               (26, '9331_101', $$leave_seat(9331)$$, 'left', 'E3.4 first: then he leaves unasked')
       ) AS v (n, who, call, expected, title) ORDER BY v.n;
-- a permission is no help once the leader is gone
SELECT pg_temp.at('2018-10-09 10:00+08');
SELECT is(pg_temp.act('9331_101', 'leave_seat(9331)'), 'UC805', 'E3.4 yesterday''s absence is over');
SELECT pg_temp.act('9331_201', $$permit_leaving(9331, '101')$$);
SELECT pg_temp.at('2018-10-09 09:00+08');
SELECT is(pg_temp.act('9331_102', 'leave_seat(9331)'), 'UC806', 'E3.4 before the leader''s shift nobody is present');
SELECT pg_temp.at('2018-10-09 10:05+08');
SELECT pg_temp.act('9331_301', $$permit_leaving(9331, '201')$$);
SELECT is(pg_temp.act('9331_201', 'leave_seat(9331)'), 'left', 'B2.4 the leader goes');
SELECT is(pg_temp.act('9331_101', 'leave_seat(9331)'), 'UC806', 'E3.4 the permission of a leader who is gone does not leave a seat empty');
-- a relief sits in for one, and stays
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9331, '2018-10-10', 'early', '101'), (9331, '2018-10-10', 'early', '102'), (9331, '2018-10-10', 'early', '103');
SELECT pg_temp.at('2018-10-10 10:00+08');
SELECT is(pg_temp.act(v.who, v.call), v.expected, v.title)
  FROM (VALUES (1, '9331_102', $$sit_down(9331, '101')$$, 'left', 'E3.4 without a leader a relief sits in'),
               (2, '9331_103', $$sit_down(9331, '101')$$, 'UC813', 'E3.4 a seat has one relief'),
               (3, '9331_102', $$sit_down(9331, '103')$$, 'UC804', 'E3.4 nobody sits in for two'),
               (4, '9331_102', $$stand_up(9331)$$, 'done', 'E3.4 before the other leaves he may stand up'),
               (5, '9331_102', $$stand_up(9331)$$, 'UC814', 'E3.4 once'),
               (6, '9331_101', $$leave_seat(9331)$$, 'UC806', 'E3.4 then the other stays'),
               (7, '9331_102', $$sit_down(9331, '101')$$, 'left', 'E3.4 a relief again'),
               (8, '9331_101', $$withdraw_leaving(9331)$$, 'done', 'E3.4 the other does not leave after all'),
               (9, '9331_102', $$stand_up(9331)$$, 'UC814', 'E3.4 and his relief is free'),
               (10, '9331_102', $$sit_down(9331, '101')$$, 'left', 'E3.4 a relief a third time'),
               (11, '9331_101', $$leave_seat(9331, '102')$$, 'left', 'E3.4 with him'),
               (12, '9331_101', $$sit_down(9331, '103')$$, 'UC804', 'E3.4 who is away relieves nobody'),
               (13, '9331_103', $$sit_down(9331, '102')$$, 'left', 'E3.4 somebody sits down for the relief'),
               (14, '9331_102', $$leave_seat(9331, '103')$$, 'UC807', 'E3.4 but a relief is not relieved in turn'),
               (15, '9331_301', $$permit_leaving(9331, '102')$$, 'left', 'B2.4 a supervisor lets him go'),
               (16, '9331_102', $$leave_seat(9331)$$, 'left', 'B2.4 then he may'),
               (17, '9331_101', $$return_to_seat(9331)$$, '00:00:00', 'E3.4 the first is back'),
               (18, '9331_102', $$return_to_seat(9331)$$, '00:00:00', 'E3.4 his relief too'),
               (19, '9331_103', $$leave_seat(9331)$$, 'UC806', 'E3.4 and nobody sits for the third')
       ) AS v (n, who, call, expected, title) ORDER BY v.n;
-- regulation B: approval, not relief
SELECT pg_temp.at('2018-10-08 10:00+08');
SELECT is(pg_temp.act('9332_102', $$sit_down(9332, '101')$$), 'UC804', 'B2.4 regulation B knows no reliefs');
SELECT is(pg_temp.act('9332_101', $$leave_seat(9332, '102')$$), 'UC805', 'B2.4 a relief is no approval');
SELECT is(pg_temp.act('9332_201', $$permit_leaving(9332, '101', NULL, '102')$$), 'UC804', 'B2.4 nor is one named');
SELECT is(pg_temp.act('9332_101', $$ask_to_leave(9332, '就医')$$), 'left', 'B2.4 asked ahead');
SELECT pg_temp.act('9332_201', $$permit_leaving(9332, '101')$$);
SELECT is(pg_temp.act('9332_101', 'leave_seat(9332)'), 'left', 'B2.4 with approval');
SELECT throws_ok('DELETE FROM cc_center.' || t, 'UC005', NULL, 'B2.4 ' || t || ' is kept') FROM unnest('{seat_absence,seat_relief}'::text[]) t;

-- ---- routing passes over who has left ---------------------------------------------------------------------------

DO $$ BEGIN
  PERFORM cc_center.create_center(9333, 'SEATR', '丙', 'Asia/Shanghai', 'gulou');
END $$;
INSERT INTO cc_center.channel (center_id, channel, name) VALUES (9333, 'test', 'test');
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES
  (9333, '101', '某', 'operator'), (9333, '102', '某', 'operator'), (9333, '103', '某', 'operator'), (9333, '201', '某', 'shift_leader');
SELECT format('CREATE ROLE t9333_%s', n) FROM unnest('{101,102,103,201,app}'::text[]) n \gexec
DO $$ BEGIN
  PERFORM cc_center.enrol(9333, nullif(n, 'app'), format('t9333_%s', n)::name) FROM unnest('{101,102,103,201,app}'::text[]) n;
END $$;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES
  (9333, '2018-10-08', 'early', '101'), (9333, '2018-10-08', 'early', '102'), (9333, '2018-10-08', 'early', '201'),
  (9333, '2018-10-09', 'early', '101'), (9333, '2018-10-09', 'early', '102'), (9333, '2018-10-09', 'early', '201'), (9333, '2018-10-09', 'late', '103');
CREATE FUNCTION pg_temp.takers(instant text) RETURNS text LANGUAGE sql AS $$
  SELECT staff_no::text FROM cc_center.route(9333, 'operator', '湖南路', instant::timestamptz)
$$;
-- Enters a case: its holder, when it starts to count, and until when it may lie.
CREATE FUNCTION pg_temp.enter() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  entered bigint;
BEGIN
  SET LOCAL ROLE t9333_app;
  INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('湖南路', 'test', 'c', 'd') RETURNING case_id INTO entered;
  RESET ROLE;
  RETURN entered;
END
$$;
CREATE FUNCTION pg_temp.placed(id text) RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ', coalesce(l.holder, 'waits'), to_char(l.clock_start AT TIME ZONE 'Asia/Shanghai', 'DD HH24:MI'), to_char(l.due_at AT TIME ZONE 'Asia/Shanghai', 'HH24:MI'))
    FROM cc_center.leg l JOIN cc_center.cases c USING (center_id, case_id, leg_no, holder) WHERE l.case_id = id::bigint
  UNION ALL
  SELECT 'waits ' || to_char(l.clock_start AT TIME ZONE 'Asia/Shanghai', 'DD HH24:MI') FROM cc_center.leg l JOIN cc_center.cases c USING (center_id, case_id, leg_no)
   WHERE l.case_id = id::bigint AND l.holder IS NULL AND c.holder IS NULL
$$;

SELECT pg_temp.at('2018-10-08 10:00+08');
SELECT is(pg_temp.takers('2018-10-08 10:00+08'), '{101,102}', 'E3.4 two at their seats');
SELECT is(pg_temp.act('9333_201', $$arrange_relief(9333, '101', '102')$$), 'left', 'E3.4 a leader arranges a relief');
SELECT is(pg_temp.act('9333_101', $$leave_seat(9333, '102')$$), 'left', 'E3.4 one leaves, relieved by the other');
SELECT is(pg_temp.takers(v.instant), v.expected, v.title)
  FROM (VALUES (1, '2018-10-08 09:59:59+08', '{101,102}', 'E3.4 1 s before he left he takes cases'),
               (2, '2018-10-08 10:00:00+08', '{102}', 'E3.4 from then on the relief alone'),
               (3, '2018-10-08 17:29:59+08', '{102}', 'E3.4 to the end of the shift, as far as is known'),
               (4, '2018-10-09 08:30:00+08', '{101,102}', 'E3.4 but in no later shift')) AS v (n, instant, expected, title) ORDER BY v.n;
SELECT is(pg_temp.placed(pg_temp.enter()), '102 08 10:00 10:15', 'E3.4 the relief takes new cases: ' || n) FROM generate_series(1, 3) n;
SELECT pg_temp.act('9333_201', $$permit_leaving(9333, '102')$$);
SELECT is(pg_temp.takers('2018-10-08 10:00+08'), '{102}', 'B2.4 whoever may leave is there until he does');
SELECT pg_temp.at('2018-10-08 10:02+08');
SELECT is(pg_temp.act('9333_102', $$leave_seat(9333)$$), 'left', 'B2.4 the other leaves with permission');
SELECT is((SELECT (shift, staff_no, next_coverage AT TIME ZONE 'Asia/Shanghai')::text FROM cc_center.route(9333, 'operator', '湖南路', '2018-10-08 10:02+08')),
          '(early,{},"2018-10-09 08:30:00")', 'E3.4 nobody is there, and the next who is known to come is the next shift');
SELECT pg_temp.enter() AS first, pg_temp.enter() AS second \gset
SELECT is(pg_temp.placed(:'first'), 'waits 09 08:30', 'E3.4 with nobody there a case waits for the next coverage');
SELECT pg_temp.at('2018-10-08 10:04+08');
DO $$ BEGIN PERFORM cc_center.sweep(9333); END $$;
SELECT is(pg_temp.placed(:'first'), 'waits 09 08:30', 'E3.4 the sweep gives it to nobody who is away');
SELECT pg_temp.at('2018-10-08 10:05+08');
SELECT is(pg_temp.act('9333_102', 'return_to_seat(9333)'), '00:03:00', 'E3.4 one is back');
SELECT is(pg_temp.placed(v.id), '102 08 10:05 10:20', 'E3.4 and takes what waited, with a clock from then on (U4)') FROM (VALUES (:'first'), (:'second')) AS v (id);
SELECT pg_temp.at('2018-10-08 10:10+08');
SELECT pg_temp.act('9333_101', 'return_to_seat(9333)');
SELECT is(pg_temp.takers(v.instant), v.expected, v.title)
  FROM (VALUES (1, '2018-10-08 10:01:59+08', '{102}', 'E3.4 afterwards it is on record: one was there'),
               (2, '2018-10-08 10:02:00+08', '{}', 'E3.4 then nobody'),
               (3, '2018-10-08 10:04:59+08', '{}', 'E3.4 until 1 s before one was back'),
               (4, '2018-10-08 10:05:00+08', '{102}', 'E3.4 then one'),
               (5, '2018-10-08 10:10:00+08', '{101,102}', 'E3.4 then both')) AS v (n, instant, expected, title) ORDER BY v.n;
SELECT is(pg_temp.placed(pg_temp.enter()), '101 08 10:10 10:25', 'E3.4 who is back with fewer cases takes the next');
-- twice in a shift, and not back when it ends
SELECT pg_temp.at('2018-10-08 17:00+08');
SELECT pg_temp.act('9333_201', $$arrange_relief(9333, '101', '102')$$);
SELECT pg_temp.act('9333_101', $$leave_seat(9333, '102')$$);
SELECT is(pg_temp.takers('2018-10-08 10:07+08') || pg_temp.takers('2018-10-08 12:00+08') || pg_temp.takers('2018-10-08 17:00+08'), '{102}{101,102}{102}', 'E3.4 away twice in a shift');
SELECT pg_temp.at('2018-10-09 10:00+08');
SELECT is(pg_temp.takers('2018-10-09 10:00+08'), '{101,102}', 'E3.4 an absence ends with its shift');
-- the next shift of the street takes over
SELECT pg_temp.act('9333_201', $$arrange_relief(9333, '101', '102')$$);
SELECT pg_temp.act('9333_101', $$leave_seat(9333, '102')$$);
SELECT pg_temp.act('9333_201', $$permit_leaving(9333, '102')$$);
SELECT pg_temp.act('9333_102', $$leave_seat(9333)$$);
SELECT is(pg_temp.placed(pg_temp.enter()), '103 09 10:00 10:15', 'E3.4 with nobody there the street''s next shift takes the case');
-- what is taken back has not happened
SAVEPOINT back;
SELECT pg_temp.act('9333_102', 'return_to_seat(9333)');
SELECT is(pg_temp.takers('2018-10-09 10:00+08'), '{102}', 'E3.4 back');
ROLLBACK TO back;
SELECT is(pg_temp.takers('2018-10-09 10:00+08'), '{103}', 'E3.4 and not, once that is rolled back');

SELECT * FROM finish();
ROLLBACK;
