-- When callers may be called: at the edges of the hours, of the least time between two tries, and of the limit; whose turn it is (A19, C8.6).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
-- the rules count in the center's zone, whatever the session's is
SET LOCAL TimeZone = 'America/New_York';
\ir ../../lib/act.sql
\ir ../../lib/callbacks.sql
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9801, 'CB', 'hospital');
SELECT pg_temp.roster(9801);
SELECT pg_temp.at('2018-10-08 09:00+08');
SELECT pg_temp.take_in(9801, n) FROM generate_series(1, 30) n;
SELECT pg_temp.dispose(n) FROM generate_series(1, 30) n;
SELECT pg_temp.rule($$UPDATE cc_center.callback_rule SET hours = '08:00-12:00,14:00-20:00', apart = '2 hours', tries = 3, callback_limit = '1 day', limit_hours = NULL$$);

-- each in a case of its own: hours are half open
SELECT is(pg_temp.called_at(n, at), expected, format('A19 %s is %s', at, CASE expected WHEN 'done' THEN 'in the hours' ELSE 'not' END))
  FROM (VALUES (1, '2018-10-08 11:59:59+08', 'done'), (2, '2018-10-08 12:00:00+08', 'UCM07'), (3, '2018-10-08 12:00:01+08', 'UCM07'),
               (4, '2018-10-08 13:59:59+08', 'UCM07'), (5, '2018-10-08 14:00:00+08', 'done'), (6, '2018-10-08 14:00:01+08', 'done'),
               (7, '2018-10-08 19:59:59+08', 'done'), (8, '2018-10-08 20:00:00+08', 'UCM07'), (9, '2018-10-08 20:00:01+08', 'UCM07'),
               (10, '2018-10-09 07:59:59+08', 'UCM07'), (11, '2018-10-09 08:00:00+08', 'done'), (12, '2018-10-08 21:00:00+08', 'UCM07')) v (n, at, expected) ORDER BY n;
SELECT pg_temp.at('2018-10-08 21:00+08');
SELECT is(pg_temp.call(12, 'solved', called_in => true), 'done', 'A19 a caller may call at any hour');
-- the least time between two tries, to the second
DO $$ BEGIN PERFORM pg_temp.called_at(n, '2018-10-08 09:00:00+08') FROM generate_series(13, 17) n; END $$;
SELECT is(pg_temp.called_at(n, at), expected, format('A19 %s after a try at 9:00: %s', at, expected))
  FROM (VALUES (13, '2018-10-08 10:59:59+08', 'UCM08'), (14, '2018-10-08 11:00:00+08', 'done'), (15, '2018-10-08 11:00:01+08', 'done')) v (n, at, expected) ORDER BY n;
SELECT pg_temp.at('2018-10-08 09:30+08');
SELECT is(pg_temp.call(16, 'solved', called_in => true), 'done', 'A19 a caller may call between two tries');
SELECT is(pg_temp.call(16, 'not_reached'), 'UCM08', 'A19 which is no try: the last one counts');
SELECT is(pg_temp.correct(17, NULL), 'done', 'C8.6 a try is taken back');
SELECT is(pg_temp.call(17, 'not_reached'), 'done', 'C8.6 and counts no more');
-- tries
SELECT is(pg_temp.called_at(18, '2018-10-08 14:00+08'), 'done', 'C8.6 a first try');
SELECT is(pg_temp.lacking(18), 'The caller has not been reached; tried: 1 of 3.', 'C8.6 is not enough');
SELECT is(pg_temp.called_at(18, '2018-10-08 16:00+08'), 'done', 'C8.6 nor');
SELECT is(pg_temp.lacking(18), 'The caller has not been reached; tried: 2 of 3.', 'C8.6 a second');
SELECT is(pg_temp.called_at(18, '2018-10-08 18:00+08'), 'done', 'C8.6 but a third');
SELECT is(pg_temp.lacking(18), NULL, 'C8.6 of three is');
SELECT is(pg_temp.called_at(18, '2018-10-09 08:00+08'), 'done', 'C8.6 one may go on trying');
SELECT is(pg_temp.lacking(18), NULL, 'C8.6 which takes nothing back');

-- whose turn it is
SELECT pg_temp.at('2018-10-08 11:30+08');
CREATE FUNCTION pg_temp.due(k integer) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', d.unanswered, to_char(d.next_at AT TIME ZONE 'Asia/Shanghai', 'DD HH24:MI:SS'), to_char(d.due_at AT TIME ZONE 'Asia/Shanghai', 'DD HH24:MI:SS'), d.overdue)
    FROM cc_center.callbacks_due d WHERE d.center_id = 9801 AND d.case_id = pg_temp.case_of(k)
$$;
SELECT is(pg_temp.due(20), '0 08 11:30:00 09 09:00:00 f', 'A19 who was not called may be called now');
SELECT is(pg_temp.called_at(20, '2018-10-08 11:30+08'), 'done', 'A19 he is not reached');
SELECT is(pg_temp.due(20), '1 08 14:00:00 09 09:00:00 f', 'A19 the next try is made after two hours, in the hours');
SELECT pg_temp.at('2018-10-08 21:00+08');
SELECT is(pg_temp.due(20), '1 09 08:00:00 09 09:00:00 f', 'A19 at night in the morning');
SELECT pg_temp.at('2018-10-09 09:00:00+08');
SELECT is(pg_temp.due(20), '1 09 09:00:00 09 09:00:00 f', 'A19 at the limit it is in time');
SELECT is(pg_temp.overdue(), 0, 'A19 and nothing is found');
SELECT pg_temp.at('2018-10-09 09:00:01+08');
SELECT is(pg_temp.due(20), '1 09 09:00:01 09 09:00:00 t', 'A19 a second later it is overdue');
SELECT is(pg_temp.overdue(), (SELECT count(*)::integer FROM cc_center.callbacks_due WHERE center_id = 9801), 'A19 each one that waits is found');
SELECT is((SELECT string_agg(DISTINCT concat_ws(' ', l.day, l.staff_no = pg_temp.first(20), l.clause), ';') FROM cc_center.look_at_center(9801) l JOIN cc_center.cases c ON c.case_number = l.subject
            WHERE l.finding = 'callback_overdue' AND c.case_id = pg_temp.case_of(20)), '2018-10-09 t C8.6', 'A19 with the day it was due, and who took the case first');
SELECT is(pg_temp.due(18), NULL, 'A19 who was tried often enough waits no more');
SELECT is(pg_temp.due(16), NULL, 'A19 nor who answered');
SELECT is(pg_temp.call(21, 'not_solved', '仍漏', called_in => true), 'done', 'A19 nor whose case');
SELECT is(pg_temp.due(21), NULL, 'A19 went back to work');
SELECT pg_temp.rule($$UPDATE cc_center.callback_rule SET callback_limit = '3 hours', limit_hours = '14:00-16:00'$$);
SELECT is(pg_temp.due(20), '1 09 09:00:01 09 15:00:00 f', 'A19 a limit in hours of its own');
SELECT pg_temp.rule($$UPDATE cc_center.callback_rule SET callback_limit = NULL, limit_hours = NULL, hours = NULL, apart = NULL$$);
SELECT is(pg_temp.due(20), '1 09 09:00:01 f', 'A19 without any');
SELECT is(pg_temp.called_at(22, '2018-10-09 03:00+08') || pg_temp.called_at(22, '2018-10-09 03:00+08'), 'donedone', 'A19 without hours at any, twice at once');
SELECT is(pg_temp.act('a9801_601', 'SELECT count(*) > 5 FROM cc_center.callbacks_due'), 'true', 'A19 all of the center read who waits');
-- the month of the disposal, by the center's clock
SELECT pg_temp.at('2018-10-09 09:00+08');
SELECT pg_temp.take_in(9801, n) FROM generate_series(31, 33) n;
SELECT pg_temp.at(at), pg_temp.to_dispatch(n), pg_temp.dispose_again(n) FROM (VALUES (31, '2018-10-31 23:59:59+08'), (32, '2018-11-01 00:00:00+08'), (33, '2018-11-01 00:00:01+08')) v (n, at);
SELECT pg_temp.at('2018-12-01 12:00+08');
SELECT is(pg_temp.call(n, 'solved', '好'), 'done', 'F2.3 called in December: ' || n) FROM generate_series(31, 33) n;
SELECT results_eq('SELECT w.n, r.month, k.month FROM work w JOIN cc_center.callback_round r USING (case_id) JOIN cc_center.callback k USING (case_id) WHERE w.n > 30 ORDER BY 1',
                  $$ VALUES (31, date '2018-10-01', date '2018-10-01'), (32, '2018-11-01', '2018-11-01'), (33, '2018-11-01', '2018-11-01') $$, 'F2.3 what was disposed of at the last second of October is of October');
SELECT is(cc_center.later_by('2026-03-08 01:30-05', '1 day'), '2026-03-09 01:30-05'::timestamptz, 'A19 a day is 24 hours, also where the session''s clocks change');
SELECT * FROM finish();
ROLLBACK;
