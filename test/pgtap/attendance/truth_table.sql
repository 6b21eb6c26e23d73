-- What the regulations make of raw facts, a line for each boundary: reckoned from their words and from U4-U6 and U18, not from the code
-- (I26, I28, B1.1, B1.2, B1.5); in three zones, on both nights when the clocks change, for numbers of every kind, whatever the session's settings.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SET LOCAL TimeZone = 'UTC';
SET LOCAL "DateStyle" = 'ISO, MDY';
\ir ../../lib/act.sql
\ir ../../lib/attendance_facts.sql
SELECT * FROM no_plan();
SELECT pg_temp.fact_center(9620, 'TRUTH', 'Asia/Shanghai'), pg_temp.fact_center(9621, 'TRUTHN', 'America/New_York'), pg_temp.fact_center(9622, 'TRUTHB', 'Europe/Berlin'),
       pg_temp.fact_center(9623, 'TRUTHM', 'Asia/Shanghai', NULL);

-- center, day, shifts of the person (b@-1: of the day before), facts, what comes of it: shift result [late_by] [early early_leave_by]
CREATE TEMP TABLE truth (no integer GENERATED ALWAYS AS IDENTITY, center_id bigint, day date, shifts text, facts text, expected text, title text, staff_no text);
CREATE FUNCTION pg_temp.truth(shifts text, facts text, expected text, title text, day date DEFAULT '2018-10-15', center bigint DEFAULT 9620)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO truth (center_id, day, shifts, facts, expected, title) VALUES (center, day, shifts, facts, expected, title)
$$;
DO $truth$ BEGIN
-- five minutes from the clock's start to the action: exactly is in time; late counts from the beginning of the shift
PERFORM pg_temp.truth('c', 'leg pre_filing 09:00 09:00 09:04:59', 'c on_time', 'I26 -1 s');
PERFORM pg_temp.truth('c', 'leg pre_filing 09:00 09:00 09:04:59.999999', 'c on_time', 'I26 -1 us');
PERFORM pg_temp.truth('c', 'leg pre_filing 09:00 09:00 09:05', 'c on_time', 'I26 0');
PERFORM pg_temp.truth('c', 'leg pre_filing 09:00 09:00 09:05:00.000001', 'c late 00:35:00.000001', 'I26 +1 us');
PERFORM pg_temp.truth('c', 'leg filing 09:00 09:00 09:05:01', 'c late 00:35:01', 'I26 +1 s, of a filing');
-- what came before the shift counts from it, and not from its coming
PERFORM pg_temp.truth('c', 'leg pre_filing 07:00 08:30 08:34:59', 'c on_time', 'I26 U4 -1 s');
PERFORM pg_temp.truth('c', 'leg pre_filing 07:00 08:30 08:35', 'c on_time', 'I26 U4 0');
PERFORM pg_temp.truth('c', 'leg pre_filing 07:00 08:30 08:35:00.000001', 'c late 00:05:00.000001', 'I26 U4 +1 us');
PERFORM pg_temp.truth('c', 'leg pre_filing 08:29:59.999999 08:30 08:35', 'c on_time', 'I26 U4 came a microsecond before the shift');
-- an action of the shift lies from its beginning to before its end
PERFORM pg_temp.truth('c', 'leg pre_filing 08:29 08:29 08:29:59.999999', 'c no_evidence', 'U5 a microsecond before the shift is no action of it');
PERFORM pg_temp.truth('c', 'leg pre_filing 08:29 08:29 08:30', 'c on_time', 'U5 at its beginning is');
PERFORM pg_temp.truth('c', 'leg pre_filing 08:20 08:20 08:30:00.000001', 'c late 00:00:00.000001', 'U5 late by a microsecond: kept from before, it lay ten minutes');
PERFORM pg_temp.truth('c', 'leg pre_filing 17:28 17:28 17:29:59.999999', 'c on_time', 'U5 a microsecond before its end is');
PERFORM pg_temp.truth('c', 'leg pre_filing 17:00 17:00 17:29:59.999999', 'c late 08:59:59.999999', 'U5 literally, even at the end of the shift');
PERFORM pg_temp.truth('c', 'leg pre_filing 17:29 17:29 17:30', 'c no_evidence', 'U5 at its end is not');
PERFORM pg_temp.truth('c', '', 'c no_evidence', 'U5 nothing at all is no evidence, and not late');
-- the first action of those kinds, in one's own hands, decides
PERFORM pg_temp.truth('c', 'leg pre_filing 08:40 08:40 08:41; leg pre_filing 09:00 09:00 09:30', 'c on_time', 'I26 a later action does not matter');
PERFORM pg_temp.truth('c', 'leg pre_filing 08:40 08:40 08:50; leg pre_filing 09:00 09:00 09:01', 'c late 00:20:00', 'I26 the first one does');
PERFORM pg_temp.truth('c', 'leg pre_filing 08:31 08:31 09:10; leg filing 09:00 09:00 09:01', 'c on_time', 'I26 first by the action, not by the coming');
PERFORM pg_temp.truth('c', 'leg closing 08:31 08:31 09:10; leg pre_filing 09:15 09:15 09:20', 'c on_time', 'I26 other steps are none of it');
PERFORM pg_temp.truth('c', 'leg closing 08:31 08:31 08:32', 'c no_evidence', 'I26 alone they are no evidence');
PERFORM pg_temp.truth('c', 'leg pre_filing 08:31 08:31 09:10 taken; leg pre_filing 09:15 09:15 09:20', 'c on_time', 'I26 U18 what he took from another does not make him late');
PERFORM pg_temp.truth('c', 'leg pre_filing 08:31 08:31 08:32 taken; leg pre_filing 09:15 09:15 09:25', 'c late 00:55:00', 'I26 U18 nor in time');
PERFORM pg_temp.truth('c', 'leg pre_filing 08:31 08:31 08:32 taken', 'c no_evidence', 'I26 U18 alone it is no evidence');
PERFORM pg_temp.truth('c', 'leg pre_filing 08:31 08:31 09:10 for', 'c no_evidence', 'I26 U18 what lay with another is no evidence about who finished it');
PERFORM pg_temp.truth('c', 'leg pre_filing 08:31 08:31 09:10 by', 'c no_evidence', 'U5 nor what another finished about who held it');
PERFORM pg_temp.truth('c', 'leg pre_filing 08:31 08:31 09:10 given', 'c no_evidence', 'I26 a handover is no filing');
PERFORM pg_temp.truth('c', 'leg pre_filing 08:31 08:31 09:10 passed; leg pre_filing 09:15 09:15 09:16', 'c on_time', 'I26 nor is one by the sweep');
-- early leave: from the coming to hand of the oldest left at the end
PERFORM pg_temp.truth('l', 'leg pre_filing 09:30 09:30 09:31; leg filing 21:00 21:00 -', 'l on_time early 01:00:00', 'I28 open still');
PERFORM pg_temp.truth('l', 'leg pre_filing 21:59 21:59 21:59:59.999999', 'l on_time', 'I28 finished a microsecond before the end');
PERFORM pg_temp.truth('l', 'leg pre_filing 21:00 21:00 22:00', 'l no_evidence', 'I28 at the end');
PERFORM pg_temp.truth('l', 'leg pre_filing 21:00 21:00 22:00:00.000001', 'l no_evidence', 'I28 U6 a microsecond after it: finishing clears it');
PERFORM pg_temp.truth('l', 'leg pre_filing 21:00 21:00 22:00:01', 'l no_evidence', 'I28 U6 a second after it');
PERFORM pg_temp.truth('l', 'leg pre_filing 21:00 21:00 22:00:00 passed', 'l no_evidence early 01:00:00', 'I28 U6 handed over by the sweep at the end');
PERFORM pg_temp.truth('l', 'leg pre_filing 21:00 21:00 22:00:00.000001 passed', 'l no_evidence early 01:00:00', 'I28 U6 a microsecond after it');
PERFORM pg_temp.truth('l', 'leg pre_filing 21:00 21:00 22:00:30 passed', 'l no_evidence early 01:00:00', 'I28 U6 at its next run');
PERFORM pg_temp.truth('l', 'leg pre_filing 21:00 21:00 22:05 given', 'l no_evidence early 01:00:00', 'I28 U6 handed over by himself after the end');
PERFORM pg_temp.truth('l', 'leg pre_filing 21:00 21:00 21:59:59.999999 given', 'l no_evidence', 'I28 before the end it is not in his hands any more');
PERFORM pg_temp.truth('l', 'leg pre_filing 21:59:59.999999 21:59:59.999999 -', 'l no_evidence early 00:00:00.000001', 'I28 came a microsecond before the end');
PERFORM pg_temp.truth('l', 'leg pre_filing 22:00 22:00 -', 'l no_evidence', 'I28 came at the end');
PERFORM pg_temp.truth('l', 'leg closing 20:00 20:00 -; leg pre_filing 21:00 21:00 -', 'l no_evidence early 02:00:00', 'I28 the oldest, of whatever kind');
PERFORM pg_temp.truth('l', 'leg closing 20:00 20:00 21:00; leg pre_filing 21:30 21:30 -', 'l no_evidence early 00:30:00', 'I28 the oldest that is left');
PERFORM pg_temp.truth('l', 'leg pre_filing 06:00 09:30 -', 'l no_evidence early 12:30:00', 'I28 U4 what waited came to hand with the shift');
PERFORM pg_temp.truth('c', 'leg pre_filing 17:00 17:00 -', 'c no_evidence', 'I28 only the shifts that the rules name');
-- by badge: grace, margin, beginning and end
PERFORM pg_temp.truth('b', 'in 08:59:59; out 18:00', 'b on_time', 'B1.2 -1 s');
PERFORM pg_temp.truth('b', 'in 08:59:59.999999; out 18:00:00.000001', 'b on_time', 'B1.2 -1 us; out +1 us');
PERFORM pg_temp.truth('b', 'in 09:00; out 17:59:59.999999', 'b on_time early 00:00:00.000001', 'B1.2 0; out -1 us');
PERFORM pg_temp.truth('b', 'in 09:00:00.000001; out 17:59:59', 'b late 00:00:00.000001 early 00:00:01', 'B1.2 +1 us; out -1 s');
PERFORM pg_temp.truth('b', 'in 09:00:01; out 18:00:01', 'b late 00:00:01', 'B1.2 +1 s; out +1 s');
PERFORM pg_temp.truth('b', 'in 08:30; out 18:30', 'b on_time', 'B1.2 exactly the margin before');
PERFORM pg_temp.truth('b', 'in 08:29:59.999999', 'b absent', 'B1.2 a microsecond earlier');
PERFORM pg_temp.truth('b', 'in 08:29:59', 'b absent', 'B1.2 a second earlier');
PERFORM pg_temp.truth('b', 'in 17:59:59.999999', 'b late 08:59:59.999999', 'B1.2 a microsecond before the end');
PERFORM pg_temp.truth('b', 'in 18:00', 'b absent', 'B1.2 at the end nobody comes to the shift');
PERFORM pg_temp.truth('b', 'in 18:00:01', 'b absent', 'B1.2 nor after it');
PERFORM pg_temp.truth('b', 'in 09:00; out 12:00; in 13:00; out 18:00', 'b on_time', 'B1.1 first in, last out');
PERFORM pg_temp.truth('b', 'in 09:00; out 12:00; out 17:00', 'b on_time early 01:00:00', 'B1.1 of several outs the last');
PERFORM pg_temp.truth('b', 'in 09:00; out 12:00', 'b on_time early 06:00:00', 'B1.1 left at noon');
PERFORM pg_temp.truth('b', 'in 09:00; out 12:00; in 13:00', 'b on_time', 'B1.1 and came back');
PERFORM pg_temp.truth('b', 'in 09:00', 'b on_time', 'B1.1 no sign-out is no early leave');
PERFORM pg_temp.truth('b', '', 'b absent', 'B1.5 nothing at all');
PERFORM pg_temp.truth('b', 'seat 10:00', 'b late 01:00:00', 'B1.2 without a badge late, where something shows him');
PERFORM pg_temp.truth('m', 'seat 10:00', 'm absent', 'B1.5 where the badge itself is compulsory');
PERFORM pg_temp.truth('m', 'in 07:09:59.999999; out 14:55', 'm on_time', 'B1.2 grace -1 us; early leave at its grace');
PERFORM pg_temp.truth('m', 'in 07:10; out 14:55:00.000001', 'm on_time', 'B1.2 grace 0');
PERFORM pg_temp.truth('m', 'in 07:10:00.000001; out 14:54:59.999999', 'm late 00:10:00.000001 early 00:05:00.000001', 'B1.2 grace +1 us, from the beginning and to the end');
PERFORM pg_temp.truth('g', '', 'g no_evidence', 'B1.5 where evidence is not compulsory');
PERFORM pg_temp.truth('g', 'in 09:00:00.000001', 'g late 00:00:00.000001', 'B1.2 and late as everywhere');
-- over midnight, two shifts a day, a night and the day after it: a sign-in belongs to one of them
PERFORM pg_temp.truth('w', 'in 21:58; out +1/06:00', 'w on_time', 'B1.2 over midnight');
PERFORM pg_temp.truth('w', 'in +1/00:10; out +1/05:59:59.999999', 'w late 02:10:00 early 00:00:00.000001', 'B1.2 came after midnight');
PERFORM pg_temp.truth('w', 'in 21:29:59.999999', 'w absent', 'B1.2 before the margin');
PERFORM pg_temp.truth('x,y', 'in 08:00; out 12:00; in 14:00; out 18:00', 'x on_time; y on_time', 'B1.2 two shifts a day');
PERFORM pg_temp.truth('x,y', 'in 08:00; out 12:00', 'x on_time; y absent', 'B1.2 the first of them only');
PERFORM pg_temp.truth('x,y', 'in 13:30; out 18:00', 'x absent; y on_time', 'B1.2 the second only');
PERFORM pg_temp.truth('x,y', 'in 13:29:59.999999', 'x absent; y absent', 'B1.2 before its margin it belongs to none');
PERFORM pg_temp.truth('x,y', 'in 11:59:59.999999; out 12:00', 'x late 03:59:59.999999; y absent', 'B1.2 a microsecond before the end of the first');
PERFORM pg_temp.truth('x,y', 'in 12:00', 'x absent; y absent', 'B1.2 at its end');
PERFORM pg_temp.truth('x,z', 'in 11:59:59.999999', 'x late 03:59:59.999999; z absent', 'B1.2 within the margin of the next, but in the first');
PERFORM pg_temp.truth('x,z', 'in 12:00', 'x absent; z on_time', 'B1.2 and at its end, of the next');
PERFORM pg_temp.truth('x,y', 'in 07:55; out 12:30; in 14:10; out 17:00', 'x on_time; y late 00:10:00 early 01:00:00', 'B1.1 each has its own in and out');
PERFORM pg_temp.truth('w@-1,b', 'in -1/21:58; out 06:00; in 08:40; out 18:00', 'b on_time', 'B1.2 a night and the day after it');
PERFORM pg_temp.truth('w@-1,b', 'in -1/21:58; out 06:00', 'b absent', 'B1.2 what was the night''s is not the day''s');
PERFORM pg_temp.truth('w@-1,b', 'in -1/21:58; in 05:59:59.999999', 'b absent', 'B1.2 a microsecond before the end of the night it is the night''s');
-- no margin: to the nearer of two duties; a device that knows no direction says that he came when he leaves
PERFORM pg_temp.truth('b@-1,b', 'in -1/08:55; in -1/18:05; in 11:00', 'b late 02:00:00', 'B1.2 a swipe after the duty of the day before is not one before this', center => 9623);
PERFORM pg_temp.truth('b@-1,b', 'in -1/08:55; in 01:29:59.999999', 'b absent', 'B1.2 a microsecond nearer to the day before', center => 9623);
PERFORM pg_temp.truth('b@-1,b', 'in -1/08:55; in 01:30:00.000001', 'b on_time', 'B1.2 a microsecond nearer to this day', center => 9623);
PERFORM pg_temp.truth('b', 'in 04:00', 'b on_time', 'B1.2 where no other duty is near', center => 9623);
-- nights in which the clock changes: time counts as it passes
PERFORM pg_temp.truth(v.shift, v.facts, v.expected, v.title, v.day::date, v.center)
   FROM (VALUES
     (9621, '2018-11-03', 'w', 'in 2018-11-04_02:00Z; out 2018-11-04_11:00Z', 'w on_time', 'New York, back: nine hours'),
     (9621, '2018-11-03', 'w', 'in 2018-11-04_06:30Z; out 2018-11-04_10:59:59.999999Z', 'w late 04:30:00 early 00:00:00.000001', 'New York, back: 01:30 the second time'),
     (9621, '2018-11-03', 'n', 'leg pre_filing 2018-11-04_05:58Z 2018-11-04_05:58Z 2018-11-04_06:03Z', 'n on_time', 'New York, back: from 01:58 to 01:03 are five minutes'),
     (9621, '2018-11-03', 'n', 'leg pre_filing 2018-11-04_05:58Z 2018-11-04_05:58Z 2018-11-04_06:03:00.000001Z', 'n late 04:03:00.000001', 'New York, back: and a microsecond'),
     (9621, '2018-11-03', 'n', 'leg pre_filing 2018-11-04_05:30Z 2018-11-04_05:30Z -', 'n no_evidence early 05:30:00', 'New York, back: early leave'),
     (9621, '2019-03-09', 'w', 'in 2019-03-10_03:00Z; out 2019-03-10_10:00Z', 'w on_time', 'New York, forward: seven hours'),
     (9621, '2019-03-09', 'n', 'leg pre_filing 2019-03-10_06:58Z 2019-03-10_06:58Z 2019-03-10_07:03Z', 'n on_time', 'New York, forward: from 01:58 to 03:03 are five minutes'),
     (9621, '2019-03-09', 'n', 'leg pre_filing 2019-03-10_06:58Z 2019-03-10_06:58Z 2019-03-10_07:03:00.000001Z', 'n late 04:03:00.000001', 'New York, forward: and a microsecond'),
     (9621, '2019-03-09', 'n', 'leg pre_filing 2019-03-10_06:30Z 2019-03-10_06:30Z -', 'n no_evidence early 03:30:00', 'New York, forward: early leave'),
     (9622, '2018-10-27', 'w', 'in 2018-10-27_20:00:00.000001Z; out 2018-10-28_05:00Z', 'w late 00:00:00.000001', 'Berlin, back'),
     (9622, '2018-10-27', 'n', 'leg pre_filing 2018-10-28_00:58Z 2018-10-28_00:58Z 2018-10-28_01:03Z', 'n on_time', 'Berlin, back: from 02:58 to 02:03'),
     (9622, '2019-03-30', 'w', 'in 2019-03-30_21:00Z; out 2019-03-31_03:59:59.999999Z', 'w on_time early 00:00:00.000001', 'Berlin, forward'),
     (9622, '2019-03-30', 'n', 'leg pre_filing 2019-03-31_00:58Z 2019-03-31_00:58Z 2019-03-31_01:03:01Z', 'n late 04:03:01', 'Berlin, forward: from 01:58 to 03:03')) v (center, day, shift, facts, expected, title);
END $truth$;

-- a person for each line, with numbers of every kind
UPDATE truth SET staff_no = CASE no % 7 WHEN 0 THEN 'O''Neil "' || no || '"' WHEN 1 THEN '工号' || no WHEN 2 THEN '{' || no || ',NULL}' WHEN 3 THEN '\' || no
                                WHEN 4 THEN no || repeat('工', 20) WHEN 5 THEN '%1 $$ ' || no ELSE no::text END;
INSERT INTO cc_center.staff (center_id, staff_no, name, role) SELECT center_id, staff_no, 'n', 'operator' FROM truth;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) 
SELECT center_id, day + coalesce(nullif(split_part(s, '@', 2), ''), '0')::integer, split_part(s, '@', 1), staff_no FROM truth, regexp_split_to_table(shifts, ',') s;
DO $$ BEGIN PERFORM pg_temp.write_facts(center_id, staff_no, day, facts) FROM truth; END $$;
SELECT pg_temp.at('2019-04-10 12:00+00');
CREATE TEMP TABLE days AS SELECT DISTINCT center_id, day FROM truth;
DO $$ BEGIN PERFORM cc_center.close_day(center_id, day) FROM days; END $$;
SELECT is((SELECT string_agg(concat_ws(' ', d.shift, d.result, d.late_by, 'early ' || d.early_leave_by), '; ' ORDER BY lower(d.duty)) FROM cc_center.attendance_day d
            WHERE d.center_id = t.center_id AND d.day = t.day AND d.staff_no = t.staff_no), t.expected, format('%s [%s: %s]', t.title, t.shifts, t.facts))
  FROM truth t ORDER BY t.no;

-- the same by the pure judgement, and of one person alone
CREATE TEMP TABLE stored AS SELECT r.* FROM cc_center.attendance_result r JOIN days USING (center_id, day);
CREATE FUNCTION pg_temp.otherwise() RETURNS bigint LANGUAGE sql SET search_path = '' AS $$
  WITH judged AS (SELECT j.* FROM pg_temp.days d, cc_center.judge_attendance(d.center_id, d.day, d.day) j)
  SELECT pg_catalog.count(*) + (SELECT pg_catalog.count(*) FROM judged) - (SELECT pg_catalog.count(*) FROM pg_temp.stored)
    FROM (TABLE judged EXCEPT ALL TABLE pg_temp.stored) k
$$;
CREATE FUNCTION pg_temp.words() RETURNS text LANGUAGE sql AS $$
  SELECT md5(string_agg(concat_ws('|', a.staff_no, a.shift, a.evidence, e.facts), E'\n' ORDER BY a.center_id, a.day, a.staff_no, a.shift))
    FROM cc_center.attendance_day a JOIN truth t ON (t.center_id, t.day, t.staff_no) = (a.center_id, a.day, a.staff_no) AND t.no % 5 = 0
   CROSS JOIN LATERAL (SELECT string_agg(x.fact, '|' ORDER BY x.step) AS facts FROM cc_center.explain_attendance(a.center_id, a.day, a.staff_no) x) e
$$;
SELECT is((SELECT count(*) FROM truth), (SELECT count(DISTINCT (center_id, day, staff_no)) FROM stored), 'every line is judged');
SELECT is(pg_temp.otherwise(), 0::bigint, 'the pure judgement finds what is stored');
SELECT is((SELECT count(*) FROM (SELECT j.* FROM truth t, cc_center.judge_day(t.center_id, t.day, NULL, ARRAY[t.staff_no]) j EXCEPT ALL TABLE stored) k), 0::bigint,
          'one person alone is judged as among all');
CREATE TEMP TABLE said AS SELECT pg_temp.words() AS words;
-- whatever the session's settings
CREATE FUNCTION pg_temp.under(setting text, value text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answer text;
BEGIN
  PERFORM set_config(setting, value, true);
  SELECT pg_temp.otherwise() || ' ' || (pg_temp.words() = words) INTO answer FROM said;
  RETURN answer;
END
$$;
SELECT is(pg_temp.under(v.setting, v.value), '0 true', format('the same with %s %s', v.setting, v.value))
  FROM (VALUES (1, 'TimeZone', 'Pacific/Kiritimati'), (2, 'TimeZone', 'America/St_Johns'), (3, 'DateStyle', 'German, DMY'), (4, 'DateStyle', 'SQL, MDY'),
               (5, 'DateStyle', 'Postgres, DMY'), (6, 'IntervalStyle', 'sql_standard'), (7, 'IntervalStyle', 'iso_8601'), (8, 'extra_float_digits', '-5')) v (n, setting, value) ORDER BY v.n;
SELECT * FROM finish();
ROLLBACK;
