-- What no ordinary day shows: coverage far ahead, absences nobody ends, shifts of the day before, counts after an abort, official
-- days that change under a running session (I20, I21, I24, I29, I30, E3.4).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
\ir ../../lib/act.sql
SELECT plan(27);

-- A case of a street, taken in by the center's app.
CREATE FUNCTION pg_temp.take_in(center bigint, street text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  new_id bigint;
BEGIN
  PERFORM set_config('role', format('a%s_app', center), true);
  INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (center, street, 'hotline', 'c', 'd')
  RETURNING case_id INTO new_id;
  PERFORM set_config('role', 'none', true);
  RETURN new_id;
END
$$;
-- Holder and due of a case, in the center's time.
CREATE FUNCTION pg_temp.held(id bigint) RETURNS text LANGUAGE sql AS $$
  SELECT coalesce(holder, '-') || ' ' || coalesce(to_char(due_at AT TIME ZONE 'Asia/Shanghai', 'MM-DD HH24:MI'), '-')
    FROM cc_center.cases WHERE case_id = id
$$;
CREATE FUNCTION pg_temp.swept(center bigint) RETURNS text LANGUAGE sql AS $$
  SELECT format('%s %s %s', given_out, handed_over, overdue) FROM cc_center.sweep(center)
$$;

-- coverage further ahead than three days, and none at all within the horizon
SELECT pg_temp.set_up(9251, 'QUIETA');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9251, '2018-10-20', 'early', '101');
SELECT pg_temp.at('2018-10-10 08:00+08');
SELECT pg_temp.take_in(9251, '湖南路') AS far \gset
SELECT is(pg_temp.held(:far), '- 10-20 08:45', 'I24 a case waits for coverage ten days ahead, and its due is of that day');
SELECT pg_temp.at('2018-10-20 08:30+08');
SELECT is(pg_temp.swept(9251), '1 0 0', 'I29 it is given out when coverage begins');
SELECT is(pg_temp.held(:far), '101 10-20 08:45', 'I24 with the due that was told');
SELECT pg_temp.at('2018-10-20 22:30+08');
SELECT pg_temp.take_in(9251, '湖南路') AS never \gset
SELECT is(pg_temp.held(:never), '- -', 'I24 where nobody is rostered at all, a case waits without a due');

-- the first contact of a case that nobody took at intake
SELECT is((SELECT first_contact FROM cc_center.cases WHERE case_id = :far), '101', 'I30 who is given a waiting case first is its first contact');
SELECT is((SELECT first_contact FROM cc_center.cases WHERE case_id = :never), NULL, 'I30 a case that nobody had yet has none');

-- an absence that is not ended before the shift is over
SELECT pg_temp.set_up(9252, 'QUIETB');
SELECT pg_temp.at('2018-10-08 16:00+08');
SELECT pg_temp.act('a9252_201', $$SELECT cc_center.arrange_relief(9252, '101', '102')$$);
SELECT is(pg_temp.act('a9252_101', $$SELECT cc_center.leave_seat(9252, '102') IS NOT NULL$$), 'true', 'E3.4 101 leaves the seat, 102 relieves him');
SELECT pg_temp.take_in(9252, '湖南路') AS one \gset
SELECT is(pg_temp.held(:one), '102 10-08 16:15', 'E3.4 whoever is away gets no case');
SELECT pg_temp.at('2018-10-09 08:35+08');
DO $$ BEGIN FOR n IN 1..4 LOOP PERFORM pg_temp.take_in(9252, '湖南路'); END LOOP; END $$;
SELECT set_eq($$ SELECT DISTINCT holder FROM cc_center.cases WHERE center_id = 9252 AND reported_at >= '2018-10-09' $$, ARRAY['101', '102'],
              'E3.4 an absence that nobody ended ends with its shift: the next day both take cases');

-- the fallback of a weekday without the middle shift
SELECT is((SELECT r.shift FROM cc_center.route(9252, 'operator', '中央门', '2018-10-09 10:00+08') r), 'early', 'I20 a weekday with nobody in the middle goes by the weekend''s rows');
SELECT pg_temp.at('2018-10-08 18:00+08');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9252, '2018-10-10', 'middle', '101'), (9252, '2018-10-10', 'early', '102');
SELECT is((SELECT r.shift FROM cc_center.route(9252, 'operator', '中央门', '2018-10-10 10:00+08') r), 'middle', 'I20 with somebody in the middle it is the middle''s street');

-- a shift that began the day before
SELECT pg_temp.set_up(9253, 'QUIETC', 'round_the_clock');
DO $$ BEGIN
  -- drafted by hand: one shift past midnight
  PERFORM set_config('session_replication_role', 'replica', true);
  UPDATE cc_center.shift SET hours = '16:00-26:00' WHERE center_id = 9253 AND shift = 'late';
  INSERT INTO cc_center.street VALUES (9253, '某街');
  PERFORM set_config('session_replication_role', 'origin', true);
  INSERT INTO cc_center.qualification (center_id, staff_no, qualification, valid)
  SELECT 9253, '121', q.qualification, '[2018-01-01,)' FROM cc_center.required_qualification q WHERE q.center_id = 9253 AND q.role = 'operator';
END $$;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9253, '2018-10-08', 'late', '121');
SELECT pg_temp.at('2018-10-09 01:00+08');
SELECT is((SELECT r.shift FROM cc_center.route(9253, 'operator', '某街', '2018-10-09 01:00+08') r), 'late', 'I20 after midnight the shift of the day before still covers');
SELECT is((SELECT r.shift FROM cc_center.route(9253, 'operator', '某街', '2018-10-09 03:00+08') r), 'night', 'I20 and no longer once it is over');

-- a leader corrects no closed case
SELECT pg_temp.set_up(9254, 'QUIETD');
SELECT pg_temp.at('2018-10-08 09:00+08');
SELECT pg_temp.take_in(9254, '湖南路') AS done \gset
SELECT is(pg_temp.act('a9254_201', format('UPDATE cc_center.cases SET description = ''e'' WHERE case_id = %s', :done)), 'done', 'I29 a leader corrects an open case');
SELECT is(pg_temp.act('a9254_201', format('UPDATE cc_center.cases SET stage = ''void'', stage_reason = ''r'' WHERE case_id = %s', :done)), 'done', 'I3.2 he voids it');
SELECT is(pg_temp.act('a9254_201', format('UPDATE cc_center.cases SET description = ''f'' WHERE case_id = %s', :done)), 'UC919', 'I29 and corrects it no more: it is closed');

-- counts of open legs after an abort, a savepoint and a handover: the next case goes to whom has least
SELECT pg_temp.set_up(9255, 'QUIETE');
SELECT pg_temp.at('2018-10-08 09:00+08');
SELECT pg_temp.take_in(9255, '湖南路') AS first \gset
SELECT holder AS had, CASE holder WHEN '101' THEN '102' ELSE '101' END AS free FROM cc_center.cases WHERE case_id = :first \gset
SAVEPOINT before;
SELECT pg_temp.take_in(9255, '湖南路') AS undone \gset
ROLLBACK TO before;
SELECT pg_temp.take_in(9255, '湖南路') AS second \gset
SELECT is((SELECT holder FROM cc_center.cases WHERE case_id = :second), :'free', 'I20 a case that was undone counts for nobody');
SELECT is(pg_temp.act('a9255_' || :'had', format('SELECT cc_center.handover(9255, ARRAY[%s], %L)', :first, :'free')), '1', 'I29 one hands his case over');
SELECT pg_temp.take_in(9255, '湖南路') AS third \gset
SELECT is((SELECT holder FROM cc_center.cases WHERE case_id = :third), :'had', 'I20 and has none then, so the next is his');
SELECT pg_temp.take_in(9255, '湖南路') AS fourth \gset
SELECT is((SELECT holder FROM cc_center.cases WHERE case_id = :fourth), :'had', 'I20 and the next, as the other has two');

-- official days that change under a running session
SELECT pg_temp.set_up(9256, 'QUIETF');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9256, '2018-10-10', 'early', '101'), (9256, '2018-10-10', 'middle', '102'), (9256, '2018-10-10', 'late', '121');
SELECT is((SELECT r.shift FROM cc_center.route(9256, 'operator', '华侨路', '2018-10-10 10:00+08') r), 'middle', 'I20 on a weekday the middle has this street');
INSERT INTO cc_center.official_day (calendar, day, kind, name) VALUES ('CN', '2018-10-10', 'holiday', '某节');
SELECT is((SELECT r.shift FROM cc_center.route(9256, 'operator', '华侨路', '2018-10-10 10:00+08') r), 'late', 'I21 the same session sees at once that the day is a holiday');
DELETE FROM cc_center.official_day WHERE calendar = 'CN' AND day = '2018-10-10';
SELECT is((SELECT r.shift FROM cc_center.route(9256, 'operator', '华侨路', '2018-10-10 10:00+08') r), 'middle', 'I20 and that it is none any more');

-- somebody's active days end while his shift runs
SELECT pg_temp.set_up(9257, 'QUIETG');
SELECT pg_temp.at('2018-10-08 10:00+08');
SELECT is(pg_temp.act('a9257_701', $$UPDATE cc_center.staff SET active = daterange('2018-01-01', '2018-10-09') WHERE center_id = 9257 AND staff_no = '101'$$),
          'UC405', 'E2 who is rostered later stays active');
SELECT is(pg_temp.act('a9257_701', $$UPDATE cc_center.staff SET active = daterange('2018-01-01', '2018-10-08') WHERE center_id = 9257 AND staff_no = '102'$$),
          'UC405', 'E2 who stands a shift that runs stays active');
DELETE FROM cc_center.roster WHERE center_id = 9257 AND staff_no = '102' AND day = '2018-10-09';
SELECT is(pg_temp.act('a9257_701', $$UPDATE cc_center.staff SET active = daterange('2018-01-01', '2018-10-08') WHERE center_id = 9257 AND staff_no = '102'$$),
          'UC405', 'E2 also who stands no later one');
SELECT is(pg_temp.act('a9257_701', $$UPDATE cc_center.staff SET active = daterange('2018-01-01', '2018-10-09') WHERE center_id = 9257 AND staff_no = '102'$$),
          'done', 'E2 at the end of the day he may go');

SELECT * FROM finish();
ROLLBACK;
