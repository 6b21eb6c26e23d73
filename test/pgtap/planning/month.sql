-- A month's roster: proposed, checked, published, corrected; hours, days, rest and qualification (I2, I6, C6, B1.1, H2.1, A17).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL timezone = 'America/New_York';
SET LOCAL "cc_center.now" = '2018-09-20 08:00+08';
SELECT * FROM no_plan();
\ir ../../lib/call.sql

CREATE FUNCTION pg_temp.row(center bigint, day date, shift text, staff_no text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (center, day, shift, staff_no);
  RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END
$$;

DO $$ BEGIN
  PERFORM cc_center.create_center(9321, 'MONTHI', '甲', 'Asia/Shanghai', 'gulou');
  PERFORM cc_center.create_center(9322, 'MONTHB', '乙', 'Asia/Shanghai', 'office');
  PERFORM cc_center.create_center(9323, 'MONTHC', '丙', 'Asia/Shanghai', 'hospital');
  PERFORM cc_center.create_center(9324, 'MONTHA', '丁', 'Asia/Shanghai', 'round_the_clock');
END $$;
INSERT INTO cc_center.staff (center_id, staff_no, name, role)
SELECT c, n::text, '某', CASE n / 100 WHEN 1 THEN 'operator' WHEN 2 THEN 'shift_leader' WHEN 3 THEN 'supervisor' ELSE 'director' END
  FROM unnest(ARRAY[9321, 9322, 9323, 9324]) c CROSS JOIN unnest(ARRAY[101, 102, 103, 104, 105, 106, 201, 202, 203, 301, 401]) n;
SELECT format('CREATE ROLE t%s_%s', center_id, staff_no) FROM cc_center.staff WHERE center_id BETWEEN 9321 AND 9324 \gexec
DO $$ BEGIN
  PERFORM cc_center.enrol(center_id, staff_no, format('t%s_%s', center_id, staff_no)::name) FROM cc_center.staff WHERE center_id BETWEEN 9321 AND 9324;
END $$;

-- ---- hours, days, rest (B1.1, C6) -------------------------------------------------------------------------------

SELECT is(pg_temp.row(9323, '2018-10-08', 'early', '101'), 'accepted', 'C6 eight hours a day');
SELECT is(pg_temp.row(9323, '2018-10-08', 'late', '101'), 'UC404', 'C6 two shifts that overlap');
-- an hour more than eight: a rule set with a longer shift
SET LOCAL session_replication_role = replica;
UPDATE cc_center.work_limit SET hours_a_day = v.limit FROM (VALUES (interval '7:59:59')) v ("limit") WHERE center_id = 9323 AND role = 'operator';
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.row(9323, '2018-10-09', 'early', '101'), 'UC407', 'C6 1 s over the hours of a day');
SET LOCAL session_replication_role = replica;
UPDATE cc_center.work_limit SET hours_a_day = '8 hours' WHERE center_id = 9323;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.row(9323, '2018-10-09', 'early', '101'), 'accepted', 'C6 exactly the hours of a day');
SELECT is(pg_temp.row(9323, d::date, 'early', '101'), 'accepted', 'C6 day of the week ' || d::date)
  FROM generate_series('2018-10-10'::timestamp, '2018-10-13', '1 day') d;
SELECT is((SELECT count(DISTINCT day) FROM cc_center.roster WHERE center_id = 9323 AND staff_no = '101'), 6::bigint, 'C6 six days a week');
SET LOCAL session_replication_role = replica;
UPDATE cc_center.work_limit SET days_a_week = 5, rest_between = '16 hours' WHERE center_id = 9323;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.row(9323, d::date, 'early', '102'), v.expected, 'C6 with five days a week: ' || d::date)
  FROM generate_series('2018-10-08'::timestamp, '2018-10-13', '1 day') d
 CROSS JOIN LATERAL (SELECT CASE WHEN d = '2018-10-13' THEN 'UC408' ELSE 'accepted' END AS expected) v;
SELECT is(pg_temp.row(9323, '2018-10-15', 'early', '102'), 'accepted', 'C6 the next week has its own days');
SELECT is(pg_temp.row(9323, '2018-10-16', 'late', '102'), 'accepted', 'C6 rest of more than sixteen hours');
SELECT is(pg_temp.row(9323, '2018-10-17', 'early', '102'), 'UC409', 'C6 with sixteen hours of rest between: ten are too few');
SET LOCAL session_replication_role = replica;
UPDATE cc_center.work_limit SET rest_between = v.limit FROM (VALUES (interval '10:00:01')) v ("limit") WHERE center_id = 9323;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.row(9323, '2018-10-17', 'early', '102'), 'UC409', 'C6 1 s too little rest');
SET LOCAL session_replication_role = replica;
UPDATE cc_center.work_limit SET rest_between = '10 hours', days_a_week = 6 WHERE center_id = 9323;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.row(9323, '2018-10-17', 'early', '102'), 'accepted', 'C6 exactly the rest');
SELECT is(pg_temp.row(9322, d::date, 'day', '101'), 'accepted', 'B1.1 eight hours without the rest, five days: ' || d::date)
  FROM generate_series('2018-10-08'::timestamp, '2018-10-12', '1 day') d;
SELECT is(pg_temp.row(9322, d::date, 'day', '101'), 'accepted', 'B1.1 make-up workdays besides (U10): ' || d::date)
  FROM unnest('{2018-09-25,2018-09-26,2018-09-27,2018-09-28,2018-09-29,2018-09-30}'::date[]) d;
SELECT is(pg_temp.row(9322, d::date, 'day', '102'), 'accepted', 'B1.1 a make-up Sunday besides Monday to Friday (U10): ' || d::date)
  FROM unnest('{2018-02-05,2018-02-06,2018-02-07,2018-02-08,2018-02-09,2018-02-11}'::date[]) d;
SET LOCAL session_replication_role = replica;
UPDATE cc_center.work_limit SET days_a_week = 4 WHERE center_id = 9322;
SET LOCAL session_replication_role = origin;
SELECT is((SELECT array_agg(finding || ' ' || staff_no || ' ' || detail || ' ' || clause ORDER BY day) FROM cc_center.person_findings(9322, '2018-10-01')),
          '{"days_exceeded 101 5 of 4 B1.1"}', 'B1.1 what rows written earlier break is a finding');
-- the presets' own limits, with shifts that could break them: a minute longer, every day of the week
DO $$ BEGIN
  PERFORM cc_center.create_center(9325, 'MONTHBL', '乙', 'Asia/Shanghai', 'office');
  PERFORM cc_center.create_center(9326, 'MONTHCL', '丙', 'Asia/Shanghai', 'hospital');
END $$;
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9325, '101', '某', 'operator'), (9326, '101', '某', 'operator');
CREATE FUNCTION pg_temp.open_until(ends text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  SET LOCAL session_replication_role = replica;
  UPDATE cc_center.shift SET hours = CASE shift WHEN 'day' THEN 'Mo-Su 09:00-12:00,13:00-18:' || ends ELSE 'Mo-Su 08:00-16:' || ends END::cc_center.work_hours
   WHERE center_id IN (9325, 9326) AND shift IN ('day', 'early');
  SET LOCAL session_replication_role = origin;
END
$$;
SELECT pg_temp.open_until('01');
SELECT is(pg_temp.row(9325, '2018-10-15', 'day', '101'), 'UC407', 'B1.1 a minute over eight hours a day');
SELECT is(pg_temp.row(9326, '2018-10-15', 'early', '101'), 'UC407', 'C6 a minute over eight hours a day');
SELECT pg_temp.open_until('00');
SELECT is(pg_temp.row(9325, d::date, 'day', '101'), CASE WHEN d < '2018-10-20' THEN 'accepted' ELSE 'UC408' END, 'B1.1 five days a week: ' || d::date)
  FROM generate_series('2018-10-15'::timestamp, '2018-10-21', '1 day') d;
SELECT is(pg_temp.row(9326, d::date, 'early', '101'), CASE WHEN d < '2018-10-21' THEN 'accepted' ELSE 'UC408' END, 'C6 six days a week: ' || d::date)
  FROM generate_series('2018-10-15'::timestamp, '2018-10-21', '1 day') d;
-- 29 December was a make-up workday for the 31st; the hospital keeps no holidays
SELECT is((SELECT (count(*), min(clause), max(clause))::text FROM cc_center.staffing_findings(v.center, '2018-12-01')), v.expected, v.title)
  FROM (VALUES (9322, '(42,B1.1,B1.1)', 'B1.1 somebody of each role on 21 workdays'),
               (9323, '(124,C6,C6)', 'C6 somebody of each role in both shifts of 31 days')) AS v (center, expected, title);

-- ---- qualification (H2.1, A17) -----------------------------------------------------------------------------------

INSERT INTO cc_center.qualification (center_id, staff_no, qualification, valid) VALUES
  (9324, '101', 'quality_evaluation', '[2018-10-08,2018-10-10)'), (9324, '102', 'first_aid', '(,)'), (9321, '103', 'quality_evaluation', '(,)');
SELECT is(pg_temp.row(9324, v.day::date, v.shift, v.staff_no), v.expected, v.title)
  FROM (VALUES (1, '2018-10-07', 'early', '101', 'UC410', 'A17 the day before the qualification begins'),
               (2, '2018-10-08', 'early', '101', 'accepted', 'A17 on its first day'),
               (3, '2018-10-09', 'late', '101', 'accepted', 'A17 on its last day'),
               (4, '2018-10-10', 'early', '101', 'UC410', 'A17 the day after'),
               (5, '2018-10-08', 'early', '102', 'UC410', 'A17 with another qualification'),
               (6, '2018-10-08', 'early', '103', 'UC410', 'H2.1 without any; another center''s 103 is another person'),
               (7, '2018-10-08', 'early', '201', 'accepted', 'A17 a leader needs none here')
       ) AS v (n, day, shift, staff_no, expected, title) ORDER BY v.n;
SELECT is(pg_temp.act('9324_301', $$UPDATE cc_center.roster SET staff_no = '103' WHERE staff_no = '101' AND day = '2018-10-08'$$), 'UC410', 'H2.1 nor put in another''s place');
SELECT is(pg_temp.act('9324_301', $$INSERT INTO cc_center.qualification VALUES (9324, '301', 'quality_evaluation', '(,)')$$), 'UC411', 'H2.1 nobody qualifies himself');
SELECT is(pg_temp.act('9324_101', $$UPDATE cc_center.qualification SET valid = '(,)'$$), '42501', 'H2.1 an operator writes no qualification');
UPDATE cc_center.qualification SET valid = '[2018-10-08,2018-10-09)' WHERE center_id = 9324 AND staff_no = '101';
SELECT is((SELECT array_agg(day || ' ' || finding || ' ' || detail || ' ' || clause) FROM cc_center.person_findings(9324, '2018-10-01')),
          '{"2018-10-09 not_qualified quality_evaluation A17"}', 'A17 a qualification lost is a finding');
-- a swap never puts an unqualified person on duty, nor breaks hours and days
SELECT is(pg_temp.act('9324_301', $$publish_roster(9324, '2018-10-01', 'test')$$) ~ '^\d+$', true, 'I2 published in spite of its findings');
SELECT is(pg_temp.act('9324_101', $$request_swap(9324, '2018-10-08', 'early', '103')$$), 'UC410', 'A17 no swap to an unqualified partner');
SELECT is(pg_temp.act('9323_301', $$publish_roster(9323, '2018-10-01', 'test')$$) ~ '^\d+$', true, 'I2 published');
SELECT is(pg_temp.act('9323_102', $$request_swap(9323, '2018-10-15', 'early', '101')$$) ~ '^\d+$', true, 'C6 a swap within six days a week');
SELECT is(pg_temp.act('9323_102', $$request_swap(9323, '2018-10-16', 'late', '101')$$) ~ '^\d+$', true, 'C6 where the text names no limit there is none');
SELECT is(pg_temp.act('9323_101', $$request_swap(9323, '2018-10-13', 'early', '102')$$) ~ '^\d+$', true, 'C6 a sixth day by a swap');
SET LOCAL session_replication_role = replica;
UPDATE cc_center.work_limit SET days_a_week = 5 WHERE center_id = 9323;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.act('9323_101', $$request_swap(9323, '2018-10-12', 'early', '103')$$) ~ '^\d+$', true, 'C6 a first day by a swap');
SELECT swap_id AS sixth FROM cc_center.swap WHERE center_id = 9323 AND requester = '101' AND partner = '102' \gset
SELECT pg_temp.act('9323_102', format('consent_swap(9323, %s)', :sixth));
SELECT is(pg_temp.act('9323_301', format('approve_swap(9323, %s)', :sixth)), 'UC408', 'C6 a swap does not add a day too many');

-- ---- a proposal (I2) ----------------------------------------------------------------------------------------------

SELECT is(pg_temp.act('9321_101', $$propose_roster(9321, '2018-11-01')$$), '42501', 'I2 operators draft nothing');
SELECT is(pg_temp.act('9321_401', $$propose_roster(9321, '2018-11-01')$$), '42501', 'I2 nor does the director');
INSERT INTO cc_center.leave_request (center_id, staff_no, leave_kind, during, days, requested_at, version, status)
VALUES (9321, '101', 'personal_leave', '[2018-11-05 00:00+08,2018-11-09 00:00+08)', 4, now(), 1, 'approved');
SELECT is(pg_temp.act('9321_201', $$propose_roster(9321, '2018-11-15')$$), (30 * 4 + 22)::text, 'I2 every place of the month, a middle shift on weekdays');
SELECT is((SELECT count(*) FROM cc_center.staffing_findings(9321, '2018-11-01')), 0::bigint, 'I6 no shift is empty, weekends included');
CREATE TEMP TABLE first_try AS SELECT day, shift, staff_no FROM cc_center.roster WHERE center_id = 9321;
SELECT is(pg_temp.act('9321_202', $$propose_roster(9321, '2018-11-01')$$), '0', 'I2 nothing is left to propose');
DELETE FROM cc_center.roster WHERE center_id = 9321;
SELECT pg_temp.act('9321_202', $$propose_roster(9321, '2018-11-01')$$);
SELECT is((SELECT count(*) FROM first_try f JOIN cc_center.roster r USING (day, shift, staff_no) WHERE r.center_id = 9321), 142::bigint, 'I2 the same again');
SELECT ok((SELECT max(n) - min(n) <= 2 FROM (SELECT count(*) FILTER (WHERE shift = 'late') AS n FROM cc_center.roster WHERE center_id = 9321 AND role = 'operator' AND staff_no <> '101' GROUP BY staff_no) k),
          'I2 even shares of the late shift, to a run of two (I50)');
SELECT ok((SELECT max(n) - min(n) <= 2 FROM (SELECT count(*) FILTER (WHERE extract(isodow FROM day) > 5) AS n FROM cc_center.roster WHERE center_id = 9321 AND role = 'operator' GROUP BY staff_no) k),
          'I2 even shares of weekends');
SELECT is((SELECT count(*) FROM cc_center.roster WHERE center_id = 9321 AND staff_no = '101' AND day BETWEEN '2018-11-05' AND '2018-11-08'), 0::bigint, 'I2 nobody on leave is proposed');
SELECT is(pg_temp.act('9322_201', $$propose_roster(9322, '2018-11-01')$$) ~ '^\d+$' AND NOT EXISTS (SELECT FROM cc_center.person_findings(9322, '2018-11-01')), true, 'B1.1 a proposal keeps the limits');
SELECT is(pg_temp.act('9323_201', $$propose_roster(9323, '2018-12-01')$$), '124', 'C6 a proposal for every place');
SELECT ok((SELECT max(early) - min(early) <= 1 AND max(late) - min(late) <= 1 AND min(least(early, late)) > 0
             FROM (SELECT count(*) FILTER (WHERE shift = 'early') AS early, count(*) FILTER (WHERE shift = 'late') AS late
                     FROM cc_center.roster WHERE center_id = 9323 AND role = 'operator' AND day >= '2018-12-01' GROUP BY staff_no) k),
          'C6 shifts rotate: everybody stands early and late ones, in even shares');

-- ---- publishing ----------------------------------------------------------------------------------------------------

DELETE FROM cc_center.roster WHERE center_id = 9321 AND day = '2018-11-10' AND shift = 'late' AND role = 'operator';
SELECT is(pg_temp.act('9321_101', $$publish_roster(9321, '2018-11-01')$$), '42501', 'I2 operators do not publish');
SELECT is(pg_temp.act('9321_401', $$publish_roster(9321, '2018-11-01')$$), '42501', 'I2 nor does the director');
SELECT is(pg_temp.act('9321_201', $$publish_roster(9321, '2018-11-01')$$), 'UC702', 'I6 a month with an empty shift at a weekend is not published');
SELECT is((SELECT array_agg(concat_ws(' ', day, shift, role, finding, detail, clause)) FROM cc_center.roster_findings WHERE center_id = 9321 AND month = '2018-11-01' AND concerns = 'roster'),
          '{"2018-11-10 late operator understaffed 0 of 1 I6"}', 'I6 the finding names day, shift and clause');
SELECT is(pg_temp.act('9321_201', $$publish_roster(9321, '2018-11-01', ' ')$$), 'UC702', 'I6 nor with an empty reason');
SELECT is(pg_temp.act('9321_201', $$INSERT INTO cc_center.roster (center_id, day, shift, staff_no) SELECT 9321, '2018-11-10', 'late', s.staff_no
  FROM cc_center.staff s WHERE s.role = 'operator' AND NOT EXISTS (SELECT FROM cc_center.roster r WHERE r.staff_no = s.staff_no AND r.day = '2018-11-10')
  ORDER BY 1 LIMIT 1 RETURNING 1$$), '1', 'I2 the leader edits the draft');
SELECT is(pg_temp.act('9321_201', $$publish_roster(9321, '2018-11-30')$$), '0', 'I2 published without findings');
SELECT is(pg_temp.act('9321_301', $$publish_roster(9321, '2018-11-01')$$), 'UC701', 'I2 once');
SELECT is((SELECT (status, published_by, findings, despite)::text FROM cc_center.roster_publication WHERE center_id = 9321 AND month = '2018-11-01'),
          '(published,201,0,)', 'I2 by whom is on record');
SELECT is(pg_temp.act('9321_201', $$propose_roster(9321, '2018-11-01')$$), 'UC406', 'I2 nothing is proposed for a published month');
SELECT is(pg_temp.act('9321_201', v.statement), 'UC406', 'I2 ' || v.title)
  FROM (VALUES ($$INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9321, '2018-11-10', 'early', '106')$$, 'no row is added'),
               ($$DELETE FROM cc_center.roster WHERE day = '2018-11-10'$$, 'no row is removed'),
               ($$UPDATE cc_center.roster SET day = '2018-12-10' WHERE day = '2018-11-10' AND shift = 'late'$$, 'no row is moved out')) AS v (statement, title);
SELECT is(pg_temp.act('9321_201', $$UPDATE cc_center.roster SET staff_no = '106' WHERE day = '2018-11-10' AND shift = 'late'$$), 'UC406', 'I7 no shift changes hands without permission');
SELECT is(pg_temp.act('9322_301', $$publish_roster(9322, '2018-10-01', 'test')$$) ~ '^\d+$', true, 'I2 published');
SELECT is(pg_temp.act('9322_201', $$DELETE FROM cc_center.roster WHERE staff_no = '101' AND day = '2018-10-10'$$), 'UC406', 'B1.1 a published roster is followed, not edited');
SELECT is(pg_temp.row(9321, '2018-12-10', 'early', '101'), 'accepted', 'I2 the next month is a draft');
SELECT d::date AS off FROM generate_series('2018-11-10'::timestamp, '2018-11-30', '1 day') d
 WHERE NOT EXISTS (SELECT FROM cc_center.roster r WHERE r.center_id = 9321 AND r.staff_no = '101' AND r.day = d) LIMIT 1 \gset
SELECT is(pg_temp.act('9321_201', format($$UPDATE cc_center.roster SET day = %L WHERE day = '2018-12-10' AND staff_no = '101' RETURNING 1$$, :'off')), 'UC406', 'I2 no row is moved in');
SELECT is((SELECT ARRAY[d09, d10] FROM cc_center.roster_month WHERE center_id = 9321 AND month = '2018-12-01' AND staff_no = '101'), ARRAY[NULL, '早班'], 'I2 the month as a grid');
SELECT is((SELECT sum(shifts) FROM cc_center.roster_month WHERE center_id = 9321 AND month = '2018-11-01'), 142::numeric, 'I2 the grid holds the whole month');

-- ---- corrections ---------------------------------------------------------------------------------------------------

SELECT staff_no AS who FROM cc_center.roster WHERE center_id = 9321 AND day = '2018-11-20' AND shift = 'early' AND role = 'operator' \gset
SELECT staff_no AS free FROM cc_center.staff s WHERE center_id = 9321 AND role = 'operator'
   AND NOT EXISTS (SELECT FROM cc_center.roster r WHERE r.center_id = 9321 AND r.staff_no = s.staff_no AND r.day = '2018-11-20') ORDER BY 1 LIMIT 1 \gset
SELECT staff_no AS late FROM cc_center.roster WHERE center_id = 9321 AND day = '2018-11-20' AND shift = 'late' AND role = 'operator' \gset
SELECT is(pg_temp.act(v.actor, format('correct_roster(9321, %L, %L, %L, %L, %L)', v.day, v.shift, v.from_staff, v.to_staff, v.reason)), v.expected, v.title)
  FROM (VALUES (1, '9321_201', '2018-11-20', 'early', :'who', :'free', '', 'UC501', 'I2 a correction needs a reason'),
               (2, '9321_101', '2018-11-20', 'early', :'who', :'free', 'r', '42501', 'I2 operators do not correct'),
               (3, '9321_201', '2018-11-20', 'early', :'who', :'late', 'r', 'UC704', 'I35 nobody stands in, neither in two places'),
               (4, '9321_201', '2018-11-20', 'early', :'free', :'who', 'r', 'UC603', 'I2 of a row that is not there'),
               (5, '9321_201', '2018-11-20', 'early', :'who', '203', 'r', 'UC704', 'I35 nor of another role'),
               (6, '9321_201', '2018-11-20', 'early', :'who', '777', 'r', 'UC704', 'I35 nor unknown'),
               (7, '9321_201', '2018-11-20', 'early', NULL, NULL, 'r', 'UC105', 'I2 of nobody'),
               (8, '9321_201', '2018-11-20', 'early', '201', '203', 'r', 'UC411', 'I7 a leader does not give away his own shift so'),
               (9, '9321_201', '2018-11-20', 'early', '203', '201', 'r', 'UC411', 'I7 nor take one')
       ) AS v (n, actor, day, shift, from_staff, to_staff, reason, expected, title) ORDER BY v.n;
SELECT is(pg_temp.act('9321_201', format('correct_roster(9321, %L, %L, %L, %L, %L)', '2018-11-20', 'early', :'who', :'free', '家长会')), 'UC704', 'I35 one in another''s place is standing in, no correction');
SELECT is(pg_temp.act('9321_301', format('correct_roster(9321, %L, %L, %L, %L, %L)', '2018-11-20', 'early', :'who', :'free', '家长会')), 'UC704', 'I35 nor is it a supervisor''s');
CREATE FUNCTION pg_temp.in_two_steps(who text, to_staff text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answer text;
BEGIN
  PERFORM pg_temp.act('9321_201', format('correct_roster(9321, %L, %L, %L, NULL, %L)', '2018-11-20', 'early', who, 'r'));
  answer := pg_temp.act('9321_201', format('correct_roster(9321, %L, %L, NULL, %L, %L)', '2018-11-20', 'early', to_staff, 'r'));
  RAISE EXCEPTION USING MESSAGE = answer;
EXCEPTION WHEN OTHERS THEN
  RETURN CASE WHEN SQLERRM ~ '^UC' THEN SQLERRM ELSE 'done' END;
END
$$;
SELECT is(pg_temp.in_two_steps(:'who', :'free'), 'UC704', 'I35 nor in two steps');
SELECT is(pg_temp.in_two_steps(:'who', :'who'), 'done', 'I2 who was taken off by mistake is put back');
-- where the rules let the center give the time back it is a supervisor's step
SET LOCAL session_replication_role = replica;
UPDATE cc_center.swap_rule SET center_repays = true WHERE center_id = 9321;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.act('9321_201', format('correct_roster(9321, %L, %L, %L, %L, %L)', '2018-11-20', 'early', :'who', :'free', '调度')), 'UC704', 'I35 not a leader''s');
SELECT is(pg_temp.act('9321_301', format('correct_roster(9321, %L, %L, %L, %L, %L)', '2018-11-20', 'early', :'who', :'free', '调度')) ~ '^\d+$', true, 'I35 the center repays: the supervisor''s');
SET LOCAL session_replication_role = replica;
UPDATE cc_center.swap_rule SET center_repays = false WHERE center_id = 9321;
SET LOCAL session_replication_role = origin;
SELECT is((SELECT (from_staff, to_staff, kind, reason, changed_by)::text FROM cc_center.roster_change WHERE center_id = 9321 AND day = '2018-11-20'),
          format('(%s,%s,correction,调度,301)', :'who', :'free'), 'I2 and on record');
SELECT pg_temp.at('2018-11-20 17:29:59+08');
SELECT is(pg_temp.act('9321_201', format('correct_roster(9321, %L, %L, %L, %L, %L)', '2018-11-20', 'early', :'free', NULL, 'r')) ~ '^\d+$', true, 'I2 -1 s before the shift ends');
SELECT pg_temp.at('2018-11-20 17:30:00+08');
SELECT is(pg_temp.act('9321_201', format('correct_roster(9321, %L, %L, %L, %L, %L)', '2018-11-20', 'early', NULL, :'who', 'r')), 'UC705', 'I2 0 s: a shift that is over stays as it was');
SELECT throws_ok('TRUNCATE cc_center.roster', 'UC005', NULL, 'I2 no TRUNCATE');
SELECT throws_ok('DELETE FROM cc_center.roster_change', 'UC005', NULL, 'I2 the record is kept');

-- ---- nobody permits his own swap, even where his role permits swaps (I7) ---------------------------------------------

SET LOCAL session_replication_role = replica;
UPDATE cc_center.approval_step SET approvers = '{shift_leader}' WHERE center_id = 9321 AND subject = 'single';
SET LOCAL session_replication_role = origin;
SELECT r.day, r.shift FROM cc_center.roster r
 WHERE r.center_id = 9321 AND r.staff_no = '201' AND r.day > '2018-11-22'
   AND NOT EXISTS (SELECT FROM cc_center.roster o WHERE o.center_id = 9321 AND o.staff_no = '202' AND o.day = r.day)
 ORDER BY 1 LIMIT 1 \gset
SELECT pg_temp.act('9321_201', format('request_swap(9321, %L, %L, %L)', :'day', :'shift', '202')) AS swap \gset
SELECT is(pg_temp.act('9321_202', format('consent_swap(9321, %s)', :swap)), 'done', 'I7 two leaders agree on a swap');
SELECT is(pg_temp.act(v.who, format('approve_swap(9321, %s)', :swap)), v.expected, v.title)
  FROM (VALUES (1, '9321_201', 'UC411', 'I7 who asks for a swap does not permit it'),
               (2, '9321_202', 'UC411', 'I7 nor does his partner'),
               (3, '9321_203', 'done', 'I7 another leader does')) AS v (n, who, expected, title) ORDER BY v.n;

SELECT * FROM finish();
ROLLBACK;
