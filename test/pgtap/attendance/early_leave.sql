-- Early leave of the late shift: what was in hand at its end, since when (I28, U6); what is no evidence of lateness (U18).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
\ir ../../lib/act.sql
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9604, 'EARLY');
CREATE FUNCTION pg_temp.case_at(came text, street text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  id bigint;
BEGIN
  PERFORM pg_temp.at(came);
  PERFORM set_config('role', 'a9604_app', true);
  INSERT INTO cc_center.cases (street, channel, category, description) VALUES (street, 'hotline', 'c', 'd') RETURNING case_id INTO id;
  PERFORM set_config('role', 'none', true);
  RETURN id;
END
$$;
CREATE FUNCTION pg_temp.done(id bigint, who text, at text, stage text DEFAULT 'pre_filed') RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_temp.at(done.at);
  RETURN pg_temp.act('a9604_' || who, format('UPDATE cc_center.cases SET stage = %L WHERE case_id = %s', stage, id));
END
$$;
CREATE FUNCTION pg_temp.found(on_day date, who text) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(concat_ws(' ', result, CASE WHEN early_leave_by IS NOT NULL THEN 'early ' || early_leave_by END, clause), '; ' ORDER BY shift)
    FROM cc_center.attendance_day WHERE center_id = 9604 AND day = on_day AND staff_no = who
$$;
SELECT pg_temp.at('2018-10-08 08:00+08');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9604, d::date, p.shift, p.staff_no FROM generate_series('2018-10-10'::timestamp, '2018-10-19', '1 day') d
 CROSS JOIN (VALUES ('early', '101'), ('early', '102'), ('late', '121'), ('early', '201'), ('late', '221')) p (shift, staff_no);

-- 8th: one case in hand at the end, passed on by the sweep
SELECT pg_temp.case_at('2018-10-08 21:00+08', '江东') AS a \gset
SELECT pg_temp.case_at('2018-10-08 21:30+08', '江东') AS b \gset
SELECT pg_temp.at('2018-10-08 22:00:30+08'), cc_center.sweep(9604);
-- 9th: finished after the end, before anybody else has it; 10th: in hand, and received only at the end itself
SELECT pg_temp.case_at('2018-10-09 21:50+08', '江东') AS c \gset
SELECT is(pg_temp.done(:c, '121', '2018-10-09 22:10+08'), 'done', 'finished after the end');
SELECT pg_temp.case_at('2018-10-10 21:59:59.999999+08', '江东') AS d \gset
SELECT pg_temp.at('2018-10-10 22:00:30+08'), cc_center.sweep(9604);
-- 11th: finished exactly at the end
SELECT pg_temp.case_at('2018-10-11 21:00+08', '江东') AS e \gset
SELECT is(pg_temp.done(:e, '121', '2018-10-11 22:00+08'), 'done', 'finished exactly at the end');
-- 12th: handed over by himself before the end; he does not hold it any more
SELECT pg_temp.case_at('2018-10-12 16:00+08', '江东') AS f \gset
SELECT pg_temp.at('2018-10-12 16:30+08'), pg_temp.act('a9604_121', format($$SELECT cc_center.handover(9604, '{%s}', '101', '请继续')$$, :f)) AS moved;
-- the early shift leaves what is in hand to the cover, and is not early
SELECT pg_temp.case_at('2018-10-12 17:00+08', '湖南路') AS g \gset
SELECT pg_temp.at('2018-10-12 17:30:30+08'), cc_center.sweep(9604);
SELECT pg_temp.at('2018-10-13 12:00+08');
SELECT cc_center.close_day(9604, d::date) FROM generate_series('2018-10-08'::timestamp, '2018-10-12', '1 day') d;
SELECT is(pg_temp.found(v.d::date, v.who), v.expected, v.title)
  FROM (VALUES (1, '2018-10-08', '121', 'no_evidence early 01:00:00 I26, I28', 'I28 from the coming to hand of the oldest to the end; the sweep''s handover does not clear it'),
               (2, '2018-10-09', '121', 'no_evidence I26', 'I28 U6 finished after the end clears it, and is no action of the shift'),
               (3, '2018-10-10', '121', 'no_evidence early 00:00:00.000001 I26, I28', 'I28 received a microsecond before the end'),
               (4, '2018-10-11', '121', 'no_evidence I26', 'I28 finished exactly at the end: nothing is left, though no action within the shift')) v (n, d, who, expected, title) ORDER BY v.n;
SELECT is((SELECT early_leave_by FROM cc_center.attendance_day WHERE center_id = 9604 AND day = '2018-10-12' AND staff_no = '121'),
          '04:29:30'::interval, 'I28 what the early shift left came to hand at 17:30:30; what he had handed over came back then');
SELECT is((SELECT early_leave_by FROM cc_center.attendance_day WHERE center_id = 9604 AND day = '2018-10-12' AND staff_no = '101'),
          NULL::interval, 'I28 early leave is for the shifts the rules name');

-- U18: a leader who takes what lies in another's hands shows nothing of when he began to work
SELECT pg_temp.case_at('2018-10-15 10:00+08', '江东') AS h \gset
SELECT is(pg_temp.done(:h, '121', '2018-10-15 10:01+08'), 'done', 'pre-filed, the filing lies with the late leader');
SELECT pg_temp.at('2018-10-15 10:02+08');
SELECT is(pg_temp.act('a9604_201', format($$SELECT cc_center.handover(9604, '{%s}', '201')$$, :h)), '1', 'the early leader takes it');
SELECT is((SELECT taken_from FROM cc_center.leg WHERE center_id = 9604 AND case_id = :h AND finished_at IS NULL), '221', 'I26 U18 which its leg says');
SELECT is(pg_temp.done(:h, '201', '2018-10-15 10:03+08', 'filed'), 'done', 'and files it');
-- without a handover: the step alone
SELECT pg_temp.case_at('2018-10-16 10:00+08', '江东') AS i \gset
SELECT is(pg_temp.done(:i, '201', '2018-10-16 10:20+08'), 'done', 'a leader pre-files what lies with an operator');
-- what another gives him counts from then
SELECT pg_temp.case_at('2018-10-17 10:00+08', '江东') AS j \gset
SELECT is(pg_temp.done(:j, '121', '2018-10-17 10:01+08'), 'done', 'pre-filed');
SELECT pg_temp.at('2018-10-17 10:02+08');
SELECT is(pg_temp.act('a9604_221', format($$SELECT cc_center.handover(9604, '{%s}', '201')$$, :j)), '1', 'the late leader gives it');
SELECT is(pg_temp.done(:j, '201', '2018-10-17 10:08+08', 'filed'), 'done', 'and the early one files it');
SELECT pg_temp.at('2018-10-18 12:00+08');
SELECT cc_center.close_day(9604, d::date) FROM generate_series('2018-10-15'::timestamp, '2018-10-17', '1 day') d;
SELECT is((SELECT string_agg(concat_ws(' ', result, late_by), ', ' ORDER BY day) FROM cc_center.attendance_day
            WHERE center_id = 9604 AND staff_no = '201' AND day BETWEEN '2018-10-15' AND '2018-10-17'),
          'no_evidence, no_evidence, late 01:38:00', 'I26 U18 taken, or done in another''s place: no evidence; given: his own clock counts');
SELECT is((SELECT string_agg(coalesce(clause, '-') || ': ' || fact, E'\n' ORDER BY step) FROM cc_center.explain_attendance(9604, '2018-10-17', '201')), $$I19: Shift "early", from 2018-10-17 08:30:00 to 2018-10-17 17:30:00.
I26: Late is whose first leg lay more than 5 minutes in his hands.
I26: Case $$ || (SELECT case_number FROM cc_center.cases WHERE case_id = :j) || $$, finished; its clock began at 2018-10-17 10:02:00: it lay 6 minutes.
I26: Judged: late. First action at 2018-10-17 10:08:00, case $$ || (SELECT case_number FROM cc_center.cases WHERE case_id = :j) || $$: it lay 6 minutes.$$, 'I26 and why');
SELECT * FROM finish();
ROLLBACK;
