-- The relief gets the seat's new cases and may take steps in those in hand there, whatever his shift; the time away is on
-- record; a relief whose shift ends leaves an empty seat, which is seen (E3.4, U23).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL lc_messages = 'C';
SELECT no_plan();
\ir ../../lib/act.sql
SELECT pg_temp.set_up(9335, 'RLF');

CREATE FUNCTION pg_temp.take_in(street text DEFAULT '湖南路') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    taken record;
BEGIN
    INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (9335, street, 'hotline', '类', '述')
    RETURNING case_id, holder INTO taken;
    RETURN coalesce(taken.holder, 'waits');
END
$$;
CREATE FUNCTION pg_temp.does(number text, call text) RETURNS text LANGUAGE sql AS $$
    SELECT CASE WHEN answer ~ '^\d+$' THEN 'done' ELSE coalesce(nullif(answer, ''), 'done') END
    FROM pg_temp.act('a9335_' || number, 'SELECT cc_center.' || call) answer
$$;
-- A step in a case, from one stage to the next.
CREATE FUNCTION pg_temp.steps(number text, id bigint, to_stage text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act('a9335_' || number, format('UPDATE cc_center.cases SET stage = %L WHERE center_id = 9335 AND case_id = %s', to_stage, id))
$$;
CREATE FUNCTION pg_temp.latest() RETURNS bigint LANGUAGE sql AS $$ SELECT max(case_id) FROM cc_center.cases WHERE center_id = 9335 $$;
CREATE FUNCTION pg_temp.takers(instant text) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', r.shift, r.staff_no::text) FROM cc_center.route(9335, 'operator', '湖南路', instant::timestamptz) r
$$;

-- the early shift is 101 alone; 121 of the late shift sits in for him
DELETE FROM cc_center.roster WHERE center_id = 9335 AND staff_no = '102';
SELECT pg_temp.at('2018-10-08 10:00+08');
SELECT is(pg_temp.take_in(), '101', 'I20 the early shift''s street is 101''s');
SELECT pg_temp.latest() AS old \gset
SELECT is(pg_temp.steps('121', :old, 'pre_filed'), 'UC907', 'I7 another operator does nothing in it');
SELECT is(pg_temp.does('101', $$ask_to_leave(9335, '就医')$$), 'done', 'E3.4 asked');
SELECT is(pg_temp.act('a9335_' || n, $$ SELECT string_agg(subject || ' of ' || asked_by || ', ' || summary, ';') FROM cc_center.my_approvals $$), w, 'E3.4 it waits for ' || n || ': ' || coalesce(w, 'no'))
FROM (VALUES ('201', 'seat of 101, early: 就医'), ('301', 'seat of 101, early: 就医'), ('401', 'seat of 101, early: 就医'), ('121', 'done'), ('101', 'done')) v (n, w);
SELECT is(pg_temp.does('221', $$permit_leaving(9335, '101', '代', '121')$$), 'done', 'E3.4 a leader of the other shift names a relief of the other shift');
SELECT is(pg_temp.act('a9335_201', $$ SELECT count(*) FROM cc_center.my_approvals $$), '0', 'E3.4 what is answered waits no longer');
SELECT is(pg_temp.does('101', 'leave_seat(9335)'), 'UC811', 'E3.4 not before he sits there');
SELECT is(pg_temp.does('121', $$sit_down(9335, '101')$$), 'done', 'E3.4 he sits down');
SELECT is(pg_temp.steps('121', :old, 'pre_filed'), 'UC907', 'E3.4 while the other is there the cases are his');
SELECT is(pg_temp.take_in(), '101', 'E3.4 the new ones too');
SELECT pg_temp.latest() AS second \gset
SELECT is(pg_temp.takers('2018-10-08 10:00+08'), 'early {101}', 'E3.4 a relief does not cover before the other leaves');
SELECT pg_temp.at('2018-10-08 10:05+08');
SELECT is(pg_temp.does('101', $$leave_seat(9335, '121')$$), 'done', 'E3.4 then he leaves');
SELECT is(pg_temp.takers(v.instant), v.answer, 'E3.4 who takes the seat''s cases at ' || v.instant)
FROM (VALUES ('2018-10-08 10:04:59+08', 'early {101}'), ('2018-10-08 10:05:00+08', 'early {121}'), ('2018-10-08 11:59:59+08', 'early {121}'),
             ('2018-10-08 12:30:00+08', 'early {}'), ('2018-10-08 14:00:00+08', 'early {121}'), ('2018-10-08 17:29:59+08', 'early {121}'),
             ('2018-10-08 17:30:00+08', 'late {121}'), ('2018-10-09 10:00:00+08', 'early {101}')) v (instant, answer);
SELECT is(pg_temp.take_in(), '121', 'E3.4 the relief, of another shift, gets the seat''s new cases');
SELECT pg_temp.latest() AS fresh \gset
SELECT is((SELECT l.shift || to_char(l.shift_ends_at AT TIME ZONE 'Asia/Shanghai', ' HH24:MI') FROM cc_center.leg l WHERE l.center_id = 9335 AND l.case_id = :fresh),
          'early 22:00', 'E3.4 they are the seat''s, and lie in his hands to the end of his own shift');
SELECT is(pg_temp.act('a9335_121', $$ SELECT string_agg(coalesce('of ' || sits_in_for, 'own'), ', ' ORDER BY case_id) FROM cc_center.my_cases $$), 'of 101, of 101, own', 'E3.4 he sees what is in hand there');
SELECT is((SELECT relief FROM cc_center.on_duty WHERE center_id = 9335 AND staff_no = '101' AND NOT at_the_seat), '121', 'E3.4 who sits there is seen');
SELECT is(pg_temp.act('a9335_121', format($$ UPDATE cc_center.cases SET description = '详' WHERE case_id = %s $$, :old)), 'done', 'E3.4 he corrects them');
SELECT is(pg_temp.act('a9335_121', format('SELECT cc_center.reaches_caller(9335, %s)', :old)), 'true', 'E3.4 reaches their callers');
SELECT is(pg_temp.steps('121', :old, 'pre_filed'), 'done', 'E3.4 and takes their steps');
SELECT is((SELECT (l.holder, l.finished_by)::text FROM cc_center.leg l WHERE l.center_id = 9335 AND l.case_id = :old AND l.leg_no = 1), '(101,121)', 'E3.4 the leg was in the other''s hands, the step is his');
SELECT is((SELECT string_agg((kind, from_staff, to_staff, by_staff)::text, '') FROM cc_center.handover WHERE center_id = 9335 AND case_id = :old), '(relief,101,121,121)', 'E3.4 on record');
SELECT is_empty($$ SELECT 1 FROM cc_center.unacknowledged_handovers WHERE center_id = 9335 $$, 'E3.4 there is nothing to feed back on');
SELECT is(pg_temp.act('a9335_121', format('SELECT cc_center.handover(9335, ARRAY[%s], %L)', :second, '121')), 'UC907', 'E3.4 steps, not handovers');
SELECT pg_temp.at('2018-10-08 10:45+08');
SELECT is(pg_temp.does('101', 'return_to_seat(9335)'), '00:40:00', 'E3.4 back');
SELECT is(pg_temp.steps('121', :second, 'pre_filed'), 'UC907', 'E3.4 then the cases are his own again');
SELECT is(pg_temp.act('a9335_121', format('SELECT cc_center.reaches_caller(9335, %s)', :second)), 'false', 'E3.4 with their callers');
SELECT is(pg_temp.steps('121', :fresh, 'pre_filed'), 'done', 'U4 what the relief got stays with him');
SELECT is(pg_temp.take_in(), '101', 'E3.4 new ones are the other''s');
SELECT is((SELECT (left_at AT TIME ZONE 'Asia/Shanghai', away, relieved, empty, came_back, reliefs)::text FROM cc_center.seat_time WHERE center_id = 9335),
          '("2018-10-08 10:05:00",00:40:00,00:40:00,00:00:00,t,{121})', 'I6 the time away, with a relief');

-- granted at noon; then a leader places a relief in the empty seat, and another instead of him
SELECT pg_temp.at('2018-10-08 13:20+08');
SELECT is(pg_temp.does('201', $$permit_leaving(9335, '101')$$), 'done', 'E3.4 granted');
SELECT is(pg_temp.does('101', 'leave_seat(9335)'), 'done', 'E3.4 nobody sits there');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9335, '2018-10-08', 'middle', '102');
SELECT is(pg_temp.take_in(), 'waits', 'E3.4 a case of a seat that stands empty waits');
SELECT pg_temp.latest() AS waiting \gset
SELECT pg_temp.at('2018-10-08 13:30+08');
SELECT is(pg_temp.does('201', $$arrange_relief(9335, '101', '102', '顶')$$), 'done', 'E3.4 a leader arranges a relief');
SELECT is((SELECT holder FROM cc_center.cases WHERE case_id = :waiting), '102', 'E3.4 who takes what waited at once');
SELECT is(pg_temp.does('121', $$sit_down(9335, '101')$$), 'UC813', 'E3.4 the seat has its relief');
SELECT pg_temp.at('2018-10-08 13:50+08');
SELECT is(pg_temp.does('221', $$arrange_relief(9335, '101', '121')$$), 'done', 'E3.4 the leader places another');
SELECT is(pg_temp.does('102', $$stand_up(9335)$$), 'UC814', 'E3.4 the first is free');
SELECT is(pg_temp.take_in(), 'waits', 'I20 in his rest he takes none');
SELECT pg_temp.at('2018-10-08 14:00+08');
SELECT is(pg_temp.take_in(), '121', 'E3.4 then the new cases are his');
SELECT is(pg_temp.does('101', 'return_to_seat(9335)'), '00:40:00', 'E3.4 back again');
SELECT is((SELECT (answer, answered_by)::text FROM cc_center.seat_absence WHERE center_id = 9335 AND left_at = '2018-10-08 13:20+08'), '(granted,201)', 'E3.4 what he was told before he left stays on record');
SELECT is((SELECT string_agg((relief, seated_by, stood_up_at - sat_down_at)::text, '' ORDER BY turn) FROM cc_center.seat_relief JOIN cc_center.seat_absence USING (center_id, absence_id) WHERE center_id = 9335 AND left_at = '2018-10-08 13:20+08'),
          '(102,201,00:20:00)(121,221,00:10:00)', 'E3.4 both reliefs with their times');
SELECT is((SELECT (away, relieved, empty, reliefs)::text FROM cc_center.seat_time WHERE center_id = 9335 AND left_at = '2018-10-08 13:20+08'),
          '(00:40:00,00:30:00,00:10:00,"{102,121}")', 'I6 ten minutes of it empty');

-- with no leader present a relief sits down by himself; his shift ends while the other is away
SELECT pg_temp.at('2018-10-09 15:00+08');
DELETE FROM cc_center.roster WHERE center_id = 9335 AND day = '2018-10-09' AND staff_no IN ('201', '221');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9335, '2018-10-09', 'middle', '102');
SELECT is(pg_temp.does('121', 'leave_seat(9335)'), 'UC806', 'E3.4 with no leader never empty');
SELECT is(pg_temp.does('102', $$sit_down(9335, '121')$$), 'done', 'E3.4 a relief of another shift');
SELECT is(pg_temp.does('121', 'leave_seat(9335)'), 'done', 'E3.4 then he may, unasked');
SELECT is_empty($$ SELECT 1 FROM cc_center.health_of_seats() $$, 'E3.4 no seat is empty');
SELECT pg_temp.at('2018-10-09 17:29:59+08');
SELECT is(pg_temp.act('a9335_102', $$SELECT cc_center.stands_in_for(9335, '102', '121')$$), 'true', 'E3.4 to the end of his shift he sits there');
SELECT pg_temp.at('2018-10-09 17:30+08');
SELECT is(pg_temp.act('a9335_102', $$SELECT cc_center.stands_in_for(9335, '102', '121')$$), 'false', 'E3.4 and no longer');
SELECT is(pg_temp.take_in(), 'waits', 'E3.4 nobody is there');
SELECT pg_temp.latest() AS late \gset
SELECT is(pg_temp.act('a9335_301', $$ SELECT string_agg(finding || ': ' || subject, ';') FROM cc_center.health() WHERE finding ~ 'seat' $$), 'a seat stands empty and no leader is present: 9335 121', 'E3.4 health() says so');
SELECT pg_temp.at('2018-10-09 17:50+08');
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9335, '122', '晚二', 'operator');
CREATE ROLE a9335_122;
DO $$ BEGIN PERFORM cc_center.enrol(9335, '122', 'a9335_122'); END $$;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9335, '2018-10-09', 'late', '122');
SELECT pg_temp.at('2018-10-09 18:00+08');
SELECT is(pg_temp.does('122', $$sit_down(9335, '121')$$), 'done', 'E3.4 the next sits down in the empty seat');
SELECT is_empty($$ SELECT 1 FROM cc_center.health_of_seats() $$, 'E3.4 it is empty no longer');
SELECT is((SELECT holder FROM cc_center.cases WHERE case_id = :late), '122', 'E3.4 and takes what waited');
SELECT is((SELECT string_agg((relief, sat_down_at AT TIME ZONE 'Asia/Shanghai', stood_up_at AT TIME ZONE 'Asia/Shanghai')::text, '' ORDER BY turn) FROM cc_center.seat_relief JOIN cc_center.seat_absence USING (center_id, absence_id) WHERE center_id = 9335 AND staff_no = '121'),
          '(102,"2018-10-09 15:00:00","2018-10-09 17:30:00")(122,"2018-10-09 18:00:00",)', 'E3.4 the first sat there to the end of his shift');
SELECT pg_temp.at('2018-10-10 09:00+08');
SELECT is((SELECT (left_at AT TIME ZONE 'Asia/Shanghai', away_until AT TIME ZONE 'Asia/Shanghai', relieved, empty, came_back)::text FROM cc_center.seat_time WHERE center_id = 9335 AND staff_no = '121'),
          '("2018-10-09 15:00:00","2018-10-09 22:00:00",06:30:00,00:30:00,f)', 'I6 who never came back was away to the end of his shift, half an hour of it with nobody there');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9335, '2018-10-10', 'late', '121'), (9335, '2018-10-10', 'late', '122');
SELECT pg_temp.at('2018-10-10 10:00+08');
SELECT is(pg_temp.does('121', 'return_to_seat(9335)'), 'UC803', 'E3.4 the next day he is there');
SELECT is(pg_temp.does('122', $$sit_down(9335, '121')$$), 'done', 'E3.4 and the relief of yesterday is free to be his again');
SELECT is((SELECT (returned_at, over_at AT TIME ZONE 'Asia/Shanghai')::text FROM cc_center.seat_absence WHERE center_id = 9335 AND day = '2018-10-09' AND staff_no = '121'),
          '(,"2018-10-10 10:00:00")', 'I6 nothing says that he came back');

SELECT * FROM finish();
ROLLBACK;
