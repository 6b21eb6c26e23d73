-- Make-up sign-ins: reported beforehand, approved, signed; two a week, the third lateness is absenteeism (B1.3); none on the day at gulou (I27, U17).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
\ir ../../lib/act.sql
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9605, 'MAKEUP', 'office');
SELECT pg_temp.set_up(9606, 'GULOUM');
SELECT pg_temp.set_up(9607, 'NONE', 'hospital');
SELECT pg_temp.at('2018-10-08 08:00+08');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9605, d::date, 'day', n FROM generate_series('2018-10-15'::timestamp, '2018-10-26', '1 day') d CROSS JOIN unnest('{101,201}'::text[]) n
 WHERE extract(isodow FROM d) < 6;
CREATE FUNCTION pg_temp.ask(who text, day text, reason text DEFAULT '堵车', center bigint DEFAULT 9605) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.act(format('a%s_%s', center, who), format('SELECT ''asked'' FROM (SELECT cc_center.request_makeup(%s, %L, %L)) k', center, day, reason))
$$;
CREATE FUNCTION pg_temp.decide(who text, day text, call text DEFAULT 'approve_makeup(9605, %s)', center bigint DEFAULT 9605) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.act(format('a%s_%s', center, who), format('SELECT ''done'' FROM (SELECT cc_center.' || call || ') k',
    (SELECT max(makeup_id) FROM cc_center.makeup_signin m WHERE m.center_id = decide.center AND m.day = decide.day::date)))
$$;
SELECT pg_temp.at('2018-10-15 08:00+08');
SELECT is(v.got, v.expected, v.title)
  FROM (VALUES (1, pg_temp.ask('101', '2018-10-14'), 'UCA08', 'B1.3 not after the day'),
               (2, pg_temp.ask('101', '2018-10-15', E' \u3000'), 'UC501', 'B1.3 with a reason'),
               (3, pg_temp.ask('101', '2018-10-20'), 'UCA17', 'B1.3 for a shift of his'),
               (4, pg_temp.ask('101', '2018-10-15'), 'asked', 'B1.3 on the day'),
               (5, pg_temp.ask('101', '2018-10-15'), 'UCA10', 'B1.3 once'),
               (6, pg_temp.decide('201', '2018-10-15'), 'UC103', 'B1.3 the supervisor decides, not the leader'),
               (7, pg_temp.decide('301', '2018-10-15'), 'done', 'B1.3 the supervisor approves'),
               (8, pg_temp.decide('301', '2018-10-15'), 'UCA12', 'B1.3 once'),
               (9, pg_temp.ask('101', '2018-10-16'), 'asked', 'B1.3 before the day'),
               (10, pg_temp.ask('101', '2018-10-17'), 'UCA09', 'B1.3 no third in a week'),
               (11, pg_temp.ask('101', '2018-10-21'), 'UCA17', 'B1.3 Sunday is no shift of his'),
               (12, pg_temp.ask('101', '2018-10-22'), 'asked', 'B1.3 Monday is another week'),
               (13, pg_temp.decide('301', '2018-10-16', $$refuse_makeup(9605, %s, '')$$), 'UC501', 'B1.3 refused with a reason'),
               (14, pg_temp.decide('301', '2018-10-16', $$refuse_makeup(9605, %s, '人手不足')$$), 'done', 'B1.3 refused'),
               (15, pg_temp.ask('101', '2018-10-17'), 'asked', 'B1.3 which frees its place'),
               (16, pg_temp.decide('301', '2018-10-17'), 'done', 'B1.3 approved'),
               (17, pg_temp.decide('101', '2018-10-22', 'withdraw_makeup(9605, %s)'), 'done', 'B1.3 withdrawn'),
               (18, pg_temp.decide('101', '2018-10-22', 'withdraw_makeup(9605, %s)'), 'UCA12', 'B1.3 once'),
               (19, pg_temp.act('a9605_301', 'SELECT cc_center.approve_makeup(9605, 77)'), 'UCA11', 'B1.3 unknown'),
               (20, pg_temp.ask('101', '2018-10-15', '堵车', 9606), 'UCA08', 'I27 gulou: no request about lateness on the day'),
               (21, pg_temp.ask('101', '2018-10-15', '堵车', 9607), 'UCA07', 'B1.3 U17 other regulations know none')) v (n, got, expected, title) ORDER BY v.n;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9606, '2018-10-16', 'early', '101');
SELECT is(pg_temp.ask('101', '2018-10-16', '就医', 9606), 'asked', 'I27 the day before it is accepted');
-- the own request of a supervisor
INSERT INTO cc_center.makeup_signin (center_id, staff_no, day, shift, version, reason, requested_at, week, ordinal, a_week)
VALUES (9605, '301', '2018-10-18', 'day', 1, 'x', now(), '2018-10-15', 1, 2);
SELECT is(pg_temp.decide('301', '2018-10-18'), 'UC411', 'B1.3 nobody approves his own');

-- late every day of the week: two made up, a third is absenteeism; approved but never signed is neither
CREATE FUNCTION pg_temp.swipe(who text, at text) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.at(at); SELECT pg_temp.act('a9605_app', format('INSERT INTO cc_center.sign_in (center_id, staff_no, device) VALUES (9605, %L, ''gate'')', who))
$$;
SELECT pg_temp.swipe('101', '2018-10-15 09:30+08'), pg_temp.swipe('101', '2018-10-17 09:40+08'), pg_temp.swipe('101', '2018-10-18 09:01+08'),
       pg_temp.swipe('101', '2018-10-19 08:59+08');
SELECT pg_temp.at('2018-10-22 07:00+08');
SELECT is(pg_temp.ask('101', '2018-10-22'), 'asked', 'B1.3 the next week has two again');
SELECT is(pg_temp.decide('301', '2018-10-22'), 'done', 'B1.3 approved');
SELECT pg_temp.swipe('101', '2018-10-23 09:30+08');
SELECT pg_temp.at('2018-10-27 12:00+08');
SELECT cc_center.close_day(9605, d::date) FROM generate_series('2018-10-15'::timestamp, '2018-10-26', '1 day') d;
SELECT is((SELECT string_agg(to_char(day, 'DD ') || result, ', ' ORDER BY day) FROM cc_center.attendance_day
            WHERE center_id = 9605 AND staff_no = '101' AND day BETWEEN '2018-10-15' AND '2018-10-23'),
          '15 on_time, 16 absent, 17 on_time, 18 absent, 19 on_time, 22 no_evidence, 23 late', 'B1.3 made up, nothing, made up, the third lateness, in time; never signed, one lateness of a week with places left');
SELECT is((SELECT clause FROM cc_center.attendance_day WHERE center_id = 9605 AND staff_no = '101' AND day = '2018-10-18'), 'B1.3', 'B1.3 by its clause');
SELECT is((SELECT makeup_signins FROM cc_center.attendance_month WHERE center_id = 9605 AND staff_no = '101' AND month = '2018-10-01'), 3::bigint, 'B1.3 counted in the month');
-- approved afterwards: judged again by the queue alone
SELECT cc_center.close_touched(9605);
SELECT pg_temp.at('2018-10-23 08:00+08'), pg_temp.ask('101', '2018-10-23');
SELECT pg_temp.at('2018-10-27 13:00+08');
SELECT is((SELECT (judged, changed)::text FROM cc_center.close_touched(9605)), '(0,0)', 'a request changes nothing yet');
SELECT is(pg_temp.decide('301', '2018-10-23'), 'done', 'B1.3 approved after the day');
SELECT is((SELECT changed FROM cc_center.close_touched(9605)), 1, 'B1.3 judged again');
SELECT is((SELECT result FROM cc_center.attendance_day WHERE center_id = 9605 AND staff_no = '101' AND day = '2018-10-23'), 'on_time', 'B1.3 made up');
-- a limit that comes while the week runs: what was asked for without one counts
SELECT pg_temp.at('2018-10-23 08:00+08');
SET LOCAL session_replication_role = replica;
UPDATE cc_center.makeup_rule SET a_week = NULL WHERE center_id = 9605;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.ask('201', '2018-10-24'), 'asked', 'B1.3 without a limit');
SET LOCAL session_replication_role = replica;
UPDATE cc_center.makeup_rule SET a_week = 2 WHERE center_id = 9605;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.ask('201', '2018-10-25'), 'asked', 'B1.3 the second of the week');
SELECT is(pg_temp.ask('201', '2018-10-26'), 'UCA09', 'B1.3 no third, though one of them holds no place');
SELECT is(pg_temp.decide('101', '2018-10-15', 'withdraw_makeup(9605, %s)'), 'UCA12', 'B1.3 what was used is not withdrawn afterwards, to free its place');
SELECT * FROM finish();
ROLLBACK;
