-- Streets divided otherwise for a day, by a leader, with a reason, on record (I51).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'Asia/Shanghai';
SELECT no_plan();
\ir ../../lib/act.sql
-- A decision of center 9581: done, or what it was refused with.
CREATE FUNCTION pg_temp.decides(who text, day text, role text, street text, shifts text, reason text DEFAULT '人员变动') RETURNS text LANGUAGE sql AS $$
    SELECT replace(pg_temp.act('a9581_' || who, format('SELECT cc_center.redivide_street(9581, %L, %L, %L, %L, %L) > 0', day, role, street, shifts, reason)), 'true', 'done')
$$;
-- Which shift takes a street's case at an instant.
CREATE FUNCTION pg_temp.shift_of(words text, instant text, role text DEFAULT 'operator', center bigint DEFAULT 9581) RETURNS text LANGUAGE sql AS $$
    SELECT shift FROM cc_center.route(center, role, words, instant::timestamptz)
$$;
CREATE FUNCTION pg_temp.enter(words text) RETURNS text LANGUAGE sql AS $$
    INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (9581, words, 'hotline', '类', '述') RETURNING coalesce(holder, '-')
$$;

SELECT pg_temp.set_up(9581, 'RDA');
SELECT pg_temp.set_up(9582, 'RDB');
SELECT pg_temp.at('2018-10-08 10:00+08');
SELECT is(pg_temp.shift_of('湖南路', '2018-10-08 10:00+08'), 'early', 'I20 the rules give the street to the early shift');
SELECT ok(pg_temp.enter('湖南路') IN ('101', '102'), 'I20 whose operator gets a case');

-- who may decide what
SELECT is(pg_temp.decides('101', '2018-10-08', 'operator', '湖南路', '{late}'), '42501', 'I51 an operator does not divide the work');
SELECT is(pg_temp.act('a9582_201', $$ SELECT cc_center.redivide_street(9581, '2018-10-08', 'operator', '湖南路', '{late}', '变') $$), 'UC102', 'I51 nor does another center''s leader');
SELECT is(pg_temp.act('a9581_201', $$ INSERT INTO cc_center.street_redivision (center_id, day, role, street, shifts, reason, decided_by, decided_at) VALUES (9581, '2018-10-08', 'operator', '湖南路', '{late}', '变', '201', now()) $$), '42501', 'I51 there is no other way');
SELECT is(pg_temp.decides('201', '2018-10-08', 'operator', '湖南路', '{late}', ' 　'), 'UC501', 'I51 not without a reason');
SELECT is(pg_temp.decides('201', '2018-10-08', 'operator', '湖南路', '{late}', NULL), 'UC501', 'I51 nor with none given');
SELECT is(pg_temp.decides('201', '2018-10-07', 'operator', '湖南路', '{late}'), 'UC928', 'I51 not for a day that is over');
SELECT is(pg_temp.decides('201', NULL, 'operator', '湖南路', '{late}'), 'UC928', 'I51 nor for none');
SELECT is(pg_temp.decides('201', 'infinity', 'operator', '湖南路', '{late}'), 'UC928', 'I51 nor for all days');
SELECT is(pg_temp.decides('201', '2018-10-08', 'operator', '无名路', '{late}'), 'UC901', 'I51 a street of the center');
SELECT is(pg_temp.decides('201', '2018-10-08', 'inspector', '湖南路', '{late}'), 'UC917', 'I51 a role that takes streets');
SELECT is(pg_temp.decides('201', '2018-10-08', 'operator', '湖南路', '{}'), 'UC929', 'I51 some shift');
SELECT is(pg_temp.decides('201', '2018-10-08', 'operator', '湖南路', '{late,late}'), 'UC929', 'I51 each once');
SELECT is(pg_temp.decides('201', '2018-10-08', 'operator', '湖南路', '{late,NULL}'), 'UC929', 'I51 each by name');
SELECT is(pg_temp.decides('201', '2018-10-08', 'operator', '湖南路', '{night}'), 'UC402', 'I51 that the role has');
SELECT is(pg_temp.decides('201', '2018-10-13', 'operator', '湖南路', '{middle}'), 'UC403', 'I51 and that is held that day');

-- what follows
SELECT is(pg_temp.decides('201', '2018-10-08', 'operator', '湖南路', '{late,early}'), 'done', 'I51 the leader decides');
SELECT is(pg_temp.shift_of('湖南路', '2018-10-08 10:00+08'), 'late', 'I51 the street goes to the late shift');
SELECT is(pg_temp.shift_of('湖南路', '2018-10-08 12:30+08'), 'early', 'I51 in its rest to the next one named');
SELECT is(pg_temp.shift_of('宁海路', '2018-10-08 10:00+08'), 'early', 'I51 no other street');
SELECT is(pg_temp.shift_of('湖南路', '2018-10-08 10:00+08', 'shift_leader'), 'early', 'I51 no other role');
SELECT is(pg_temp.shift_of('湖南路', '2018-10-08 10:00+08', center => 9582), 'early', 'I51 no other center');
SELECT is(pg_temp.shift_of('湖南路', '2018-10-09 10:00+08'), 'early', 'I51 it ends with the day');
SELECT is(pg_temp.enter('湖南路'), '121', 'I51 a case follows it');
SELECT is((SELECT count(*) FROM cc_center.cases WHERE center_id = 9581 AND holder IN ('101', '102')), 1::bigint, 'I51 what is in hand stays');
SELECT results_eq($$ SELECT day, role, street, shifts, reason, decided_by, decided_at FROM cc_center.redivided_streets WHERE center_id = 9581 $$,
    $$ VALUES ('2018-10-08'::date, 'operator', '湖南路', '{late,early}'::text[], '人员变动', '201', '2018-10-08 10:00+08'::timestamptz) $$, 'I51 on record');
SELECT is(pg_temp.act('a9581_101', 'SELECT shifts FROM cc_center.redivided_streets'), '{late,early}', 'I51 whom it concerns reads it');
SELECT is(pg_temp.act('a9582_401', 'SELECT shifts FROM cc_center.redivided_streets'), 'no rows', 'I51 who is of another center does not');

-- decided anew, and given back to the rules
SELECT is(pg_temp.decides('301', '2018-10-08', 'operator', '湖南路', '{early}'), 'done', 'I51 the supervisor decides anew');
SELECT is(pg_temp.shift_of('湖南路', '2018-10-08 10:00+08'), 'early', 'I51 the last decision holds');
SELECT is(pg_temp.decides('301', '2018-10-08', 'operator', '湖南路', NULL), 'done', 'I51 given back to the rules');
SELECT is(pg_temp.shift_of('湖南路', '2018-10-08 18:00+08'), 'late', 'I20 which have it again');
SELECT is_empty($$ SELECT 1 FROM cc_center.redivided_streets WHERE center_id = 9581 $$, 'I51 nothing is divided otherwise');
SELECT is((SELECT count(*) FROM cc_center.street_redivision WHERE center_id = 9581), 3::bigint, 'I51 every decision stays on record');

-- what waits is looked at by the next sweep
DELETE FROM cc_center.roster WHERE center_id = 9581 AND staff_no IN ('101', '102') AND day = '2018-10-09';
SELECT pg_temp.at('2018-10-09 09:00+08');
SELECT is(pg_temp.enter('湖南路'), '-', 'U4 with the early shift away nobody covers at 9:00');
SELECT pg_temp.at('2018-10-09 09:00:30+08');
SELECT is(pg_temp.decides('201', '2018-10-09', 'operator', '湖南路', '{late}'), 'done', 'I51 the late shift is to have it');
SELECT ok((SELECT attention_at <= '2018-10-09 09:00:30+08' FROM cc_center.leg WHERE center_id = 9581 AND holder IS NULL AND finished_at IS NULL), 'I51 the sweep looks at it at once');
SELECT cc_center.sweep(9581);
SELECT pg_temp.at('2018-10-09 09:30+08');
SELECT cc_center.sweep(9581);
SELECT is((SELECT holder FROM cc_center.cases WHERE center_id = 9581 ORDER BY case_id DESC LIMIT 1), '121', 'I51 and the late shift gets it when it begins');

SELECT * FROM finish();
ROLLBACK;
