-- Who may hold up a month, which days a roster reaches to, and what stays of a shift that has begun (I2, I7, I19, C6, A17).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL timezone = 'America/New_York';
SET LOCAL "cc_center.now" = '2018-10-01 08:00+08';
-- what would go on for ever fails
SET LOCAL statement_timeout = '60s';
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

-- The hours of a person's row, or NULL where there is none.
CREATE FUNCTION pg_temp.hours(day date, shift text, staff_no text) RETURNS text LANGUAGE sql AS $$
  SELECT to_char(lower(r.duty) AT TIME ZONE 'Asia/Shanghai', 'HH24:MI-') || to_char(upper(r.duty) AT TIME ZONE 'Asia/Shanghai', 'HH24:MI')
    FROM cc_center.roster r WHERE r.center_id = 9331 AND r.day = hours.day AND r.shift = hours.shift AND r.staff_no = hours.staff_no
$$;

CREATE FUNCTION pg_temp.routed(instant text) RETURNS text LANGUAGE sql AS $$
  SELECT array_to_string(staff_no, ',') FROM cc_center.route(9331, 'operator', '湖南路', instant::timestamptz)
$$;

DO $$ BEGIN
  PERFORM cc_center.create_center(9331, 'GUARDA', '甲', 'Asia/Shanghai', 'gulou');
  PERFORM cc_center.create_center(9332, 'GUARDB', '乙', 'Asia/Shanghai', 'office');
  PERFORM cc_center.create_center(9333, 'GUARDC', '丙', 'Asia/Shanghai', 'round_the_clock');
END $$;
INSERT INTO cc_center.staff (center_id, staff_no, name, role)
SELECT c, n::text, '某', CASE n / 100 WHEN 1 THEN 'operator' WHEN 2 THEN 'shift_leader' WHEN 3 THEN 'supervisor' ELSE 'director' END
  FROM unnest(ARRAY[9331, 9332, 9333]) c CROSS JOIN unnest(ARRAY[101, 102, 103, 104, 105, 201, 202, 301, 401]) n;
SELECT format('CREATE ROLE t%s_%s', center_id, staff_no) FROM cc_center.staff WHERE center_id BETWEEN 9331 AND 9333 \gexec
CREATE ROLE t9331_reader;
CREATE ROLE t9331_app;
DO $$ BEGIN
  PERFORM cc_center.enrol(center_id, staff_no, format('t%s_%s', center_id, staff_no)::name) FROM cc_center.staff WHERE center_id BETWEEN 9331 AND 9333;
  PERFORM cc_center.enrol(9331, NULL, 't9331_reader', 'reader');
  PERFORM cc_center.enrol(9331, NULL, 't9331_app');
END $$;

-- ---- who may hold up a month (I2) ---------------------------------------------------------------------------------

SELECT is(pg_temp.act(v.who, $$lock_months(9332, '{2018-11-01}')$$), '42501', 'I2 no month is held up by ' || v.who)
  FROM (VALUES ('9331_reader'), ('9331_101'), ('9331_201'), ('9332_201'), ('9332_301')) v (who);
SELECT is(pg_temp.act('9331_201', $$INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9332, '2018-12-03', 'day', '101')$$),
          '42501', 'I7 a leader writes no roster of another center');
SELECT is(pg_temp.act('9332_201', $$INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9332, '2018-11-05', 'day', '101') RETURNING 1$$),
          '1', 'I2 but his own');
SELECT is((SELECT array_agg(month::text || status) FROM cc_center.roster_publication WHERE center_id = 9332), '{2018-11-01draft}', 'I2 which makes its month a draft');
SELECT throws_ok($$INSERT INTO cc_center.roster_publication (center_id, month) VALUES (9332, 'infinity')$$, '23514', NULL, 'I2 no month without end');
SELECT throws_ok($$INSERT INTO cc_center.roster_publication (center_id, month) VALUES (9332, '2018-11-02')$$, '23514', NULL, 'I2 a month has a first day');
SET LOCAL session_replication_role = replica;
SELECT throws_ok($$INSERT INTO cc_center.roster VALUES (9332, 'infinity', 'day', '102', 'operator', '[2018-11-05,2018-11-06)', 1)$$, '23514', NULL, 'I19 no day without end');
SET LOCAL session_replication_role = origin;
INSERT INTO cc_center.roster_publication (center_id, month) VALUES (9332, '2018-07-01');
SELECT lives_ok($$DELETE FROM cc_center.roster_publication WHERE center_id = 9332 AND month = '2018-07-01'$$, 'I2 the owner may clear away a draft');
SELECT is(pg_temp.act('9332_201', $$DELETE FROM cc_center.roster_publication$$), '42501', 'I2 nobody else');

-- ---- days too far, and none (I2, I19) ------------------------------------------------------------------------------

SELECT is(pg_temp.act('9331_201', format(v.call, d.day)), 'UC412', format('I2 %s of %s', split_part(v.call, '(', 1), d.day))
  FROM (VALUES ('publish_roster(9331, %s)'), ('propose_roster(9331, %s)'), ($$correct_roster(9331, %s, 'early', NULL, '101', 'r')$$)) v (call),
       unnest(ARRAY['NULL', $$'infinity'$$, $$'-infinity'$$, $$'5874897-12-31'$$, $$'4713-01-01 BC'$$, $$'2028-11-01'$$, $$'2008-09-30'$$]) d (day);
SELECT is(pg_temp.act('9331_201', format('SELECT count(*) FROM cc_center.%s(9331, %s)', f, day)), 'UC412', format('I2 %s of %s', f, day))
  FROM unnest('{month_findings,staffing_findings,person_findings}'::text[]) f,
       unnest(ARRAY['NULL', $$'infinity'$$, $$'-infinity'$$, $$'5874897-12-31'$$, $$'2028-11-01'$$]) day;
SELECT is(pg_temp.act('9331_201', $$propose_roster(9331, '2028-10-31')$$) ~ '^\d+$', true, 'I2 ten years ahead is not too far');
SELECT is(pg_temp.act('9331_201', $$SELECT count(*) FROM cc_center.month_findings(9331, '2006-09-01')$$) ~ '^\d+$', true, 'I2 findings of any month of the past');
SELECT is(pg_temp.act('9331_201', $$SELECT count(*) FROM cc_center.month_findings(9331, '2018-11-17')$$),
          pg_temp.act('9331_201', $$SELECT count(*) FROM cc_center.month_findings(9331, '2018-11-01')$$), 'I2 findings of the month of a day');
SELECT is(pg_temp.act('9331_201', format($$INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9331, %L, 'early', '101')$$, day)), 'UC412',
          'I19 no row on ' || day) FROM unnest('{infinity,-infinity,5874897-12-31,2028-11-01}'::text[]) day;
SELECT is(pg_temp.row(9331, '2028-11-01', 'early', '101'), 'UC412', 'I19 nor by an administrator');

-- ---- what has begun is no plan any more (I2, I7) -------------------------------------------------------------------

SELECT is(pg_temp.row(9331, d::date, 'early', '101'), 'accepted', 'I19 an administrator writes history: ' || d::date)
  FROM generate_series('2018-09-03'::timestamp, '2018-09-04', '1 day') d;
SELECT pg_temp.row(9331, '2018-10-08', v.shift, v.staff_no) FROM (VALUES ('early', '101'), ('early', '102'), ('late', '103'), ('late', '201')) v (shift, staff_no);
SELECT pg_temp.row(9331, '2018-10-09', 'early', '104');
SELECT is(pg_temp.at(v.instant)::text || pg_temp.act('9331_201', v.statement), v.expected, v.title)
  FROM (VALUES
    (1, '2018-10-08 08:29:59+08', $$DELETE FROM cc_center.roster WHERE day = '2018-10-08' AND staff_no = '102' RETURNING 1$$, '1', 'I2 -1 s: a draft is the leader''s'),
    (2, '2018-10-08 08:29:59+08', $$INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9331, '2018-10-08', 'early', '102') RETURNING 1$$, '1', 'I2 -1 s: rows are added'),
    (3, '2018-10-08 08:30:00+08', $$DELETE FROM cc_center.roster WHERE day = '2018-10-08' AND staff_no = '102' RETURNING 1$$, 'UC413', 'I2 0 s: what has begun is not removed'),
    (4, '2018-10-08 08:30:00+08', $$INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9331, '2018-10-08', 'early', '105') RETURNING 1$$, 'UC413', 'I2 0 s: nor added'),
    (5, '2018-10-08 08:30:00+08', $$UPDATE cc_center.roster SET day = '2018-10-09' WHERE day = '2018-10-08' AND staff_no = '102' RETURNING 1$$, 'UC413', 'I2 0 s: nor moved out'),
    (6, '2018-10-08 08:30:00+08', $$UPDATE cc_center.roster SET day = '2018-10-08' WHERE day = '2018-10-09' AND staff_no = '104' RETURNING 1$$, 'UC413', 'I2 0 s: nor moved in'),
    (7, '2018-10-08 08:30:00+08', $$UPDATE cc_center.roster SET staff_no = '105' WHERE day = '2018-10-08' AND staff_no = '103' RETURNING 1$$, '1', 'I2 what has not begun is'),
    (8, '2018-10-08 08:30:00+08', $$INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9331, '2018-09-05', 'early', '101')$$, 'UC413', 'I2 no leader writes the past'),
    (9, '2018-10-08 08:30:00+08', $$DELETE FROM cc_center.roster WHERE day = '2018-09-03'$$, 'UC413', 'I2 nor removes it')
  ) AS v (n, instant, statement, expected, title) ORDER BY v.n;

-- ---- a correction during a shift (I2) -------------------------------------------------------------------------------

SELECT pg_temp.at('2018-10-08 16:00+08');
SELECT is(pg_temp.act('9331_201', v.call), v.expected, 'I2 ' || v.title)
  FROM (VALUES (1, $$correct_roster(9331, '2018-10-08', 'early', '101', '202', 'r')$$, 'UC606', 'during a shift: nobody of another role'),
               (2, $$correct_roster(9331, '2018-10-08', 'early', '101', '105', 'r')$$, 'UC404', 'during a shift: nobody into two places'),
               (3, $$correct_roster(9331, '2018-10-08', 'early', '101', '102', 'r')$$, 'UC703', 'during a shift: nobody twice'),
               (4, $$correct_roster(9331, '2018-10-08', 'early', '104', '103', 'r')$$, 'UC603', 'during a shift: only who stands it'),
               (5, $$correct_roster(9331, '2018-10-08', 'early', '101', '777', 'r')$$, 'UC105', 'during a shift: nobody unknown')
       ) AS v (n, call, expected, title) ORDER BY v.n;
INSERT INTO cc_center.channel (center_id, channel, name) VALUES (9331, 'test', 'test');
SELECT pg_temp.act('9331_app', $$INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('湖南路', 'test', 'c', 'd') RETURNING holder$$)
  FROM generate_series(1, 2);
SELECT is((SELECT array_agg(holder ORDER BY holder) FROM cc_center.cases WHERE center_id = 9331), '{101,102}', 'I29 each has a case in hand');
SELECT is(pg_temp.act('9331_201', $$correct_roster(9331, '2018-10-08', 'early', '101', '103', '换人')$$) ~ '^\d+$', true, 'I2 one is replaced by another');
SELECT is((SELECT array_agg(holder ORDER BY holder) FROM cc_center.cases WHERE center_id = 9331), '{102,103}', 'I29 what he has in hand goes to who stands there now');
SELECT is(ARRAY[pg_temp.hours('2018-10-08', 'early', '101'), pg_temp.hours('2018-10-08', 'early', '103')], '{08:30-16:00,16:00-17:30}', 'I2 each has the hours he stood');
SELECT is(ARRAY[pg_temp.routed('2018-10-08 09:00+08'), pg_temp.routed('2018-10-08 15:59:59+08'), pg_temp.routed('2018-10-08 16:00+08')],
          '{"101,102","101,102","102,103"}', 'I2 who stood there before is not rewritten');
SELECT is(pg_temp.act('9331_201', $$correct_roster(9331, '2018-10-08', 'early', '102', '101', 'r')$$), 'UC703', 'I2 nobody comes back into a shift he left');
SELECT is(pg_temp.act('9331_201', $$correct_roster(9331, '2018-10-08', 'early', '101', NULL, 'r')$$), 'UC602', 'I2 nor leaves it twice');
SELECT pg_temp.at('2018-10-08 16:30+08');
SELECT is(pg_temp.act('9331_201', $$correct_roster(9331, '2018-10-08', 'early', '102', NULL, '调走')$$) ~ '^\d+$', true, 'I2 one is taken off');
SELECT is(pg_temp.act('9331_201', $$correct_roster(9331, '2018-10-08', 'early', NULL, '104', '加班')$$) ~ '^\d+$', true, 'I2 one is put in');
SELECT is(ARRAY[pg_temp.hours('2018-10-08', 'early', '102'), pg_temp.hours('2018-10-08', 'early', '104')], '{08:30-16:30,16:30-17:30}', 'I2 from now on');
SELECT pg_temp.at('2018-10-08 17:00+08');
SELECT is(pg_temp.act('9331_201', $$correct_roster(9331, '2018-10-08', 'early', '103', NULL, '调走')$$) ~ '^\d+$', true, 'I2 who took over goes, too');
SELECT is(pg_temp.hours('2018-10-08', 'early', '103'), '16:00-17:00', 'I2 and has what he stood');
SELECT is((SELECT array_agg(concat_ws('>', coalesce(from_staff, '-'), coalesce(to_staff, '-')) || to_char(changed_at AT TIME ZONE 'Asia/Shanghai', ' HH24:MI') ORDER BY change_id)
             FROM cc_center.roster_change WHERE center_id = 9331), '{"101>103 16:00","102>- 16:30","->104 16:30","103>- 17:00"}', 'I2 all on record, at their instants');
SELECT lives_ok($$UPDATE cc_center.roster SET shift = shift WHERE center_id = 9331 AND day = '2018-10-08'$$, 'I2 rows written again');
SELECT is((SELECT array_agg(pg_temp.hours('2018-10-08', 'early', s) ORDER BY s) FROM unnest('{101,102,103,104}'::text[]) s),
          '{08:30-16:00,08:30-16:30,16:00-17:00,16:30-17:30}', 'I2 keep what was stood');
SELECT is((SELECT count(*) FROM cc_center.staffing_findings(9331, '2018-10-01') WHERE day = '2018-10-08' AND shift = 'early' AND role = 'operator'),
          1::bigint, 'I6 a shift that nobody stands from beginning to end is a finding');

-- the same row again
SELECT lives_ok($$INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9331, '2018-10-09', 'early', '104')
                  ON CONFLICT (center_id, day, staff_no, shift) DO NOTHING$$, 'I19 a row that is there is passed over by its key');
SELECT is(pg_temp.row(9331, '2018-10-09', 'early', '104'), '23505', 'I19 and refused without');
SELECT is(pg_temp.row(9331, '2018-10-09', 'late', '104'), 'UC404', 'I19 another at that time is refused');
SELECT throws_ok($$INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9331, '2018-10-09', 'late', '104')
                   ON CONFLICT (center_id, day, staff_no, shift) DO NOTHING$$, 'UC404', NULL, 'I19 also then');
SELECT ok(obj_description('cc_center.roster'::regclass) ~ 'center_id, day, staff_no, shift' AND obj_description('cc_center.roster'::regclass) ~ 'noon',
          'I19 the key, and whose rules hold, are told');

-- ---- a week in which rules change (C6, B1.1) ------------------------------------------------------------------------

-- version 2 from Thursday on: a day less
SET LOCAL session_replication_role = replica;
UPDATE cc_center.rule_set SET effective = tstzrange(lower(effective), '2018-12-06 00:00+08') WHERE center_id = 9332;
INSERT INTO cc_center.rule_set SELECT r.* FROM cc_center.rule_set b,
  jsonb_populate_record(b, '{"version": 2, "effective": "[2018-12-06 00:00+08,)"}') r WHERE b.center_id = 9332;
INSERT INTO cc_center.shift SELECT r.* FROM cc_center.shift b, jsonb_populate_record(b, '{"version": 2}') r WHERE b.center_id = 9332;
INSERT INTO cc_center.work_limit SELECT r.* FROM cc_center.work_limit b, jsonb_populate_record(b, '{"version": 2}') r WHERE b.center_id = 9332;
UPDATE cc_center.shift SET hours = 'Mo-Su 09:00-12:00,14:00-17:00' WHERE center_id = 9332;
UPDATE cc_center.work_limit SET days_a_week = 6 - version WHERE center_id = 9332;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.row(9332, d::date, 'day', '101'), CASE WHEN d < '2018-12-07' THEN 'accepted' ELSE 'UC408' END, 'C6 four days from then on: ' || d::date)
  FROM generate_series('2018-12-03'::timestamp, '2018-12-09', '1 day') d;
SELECT is((SELECT array_agg(version ORDER BY day) FROM cc_center.roster WHERE center_id = 9332 AND day > '2018-12-01'), '{1,1,1,2}', 'C6 under both versions');
SELECT is(pg_temp.row(9332, d::date, 'day', '102'), 'accepted', 'C6 the days of the later version first: ' || d::date)
  FROM unnest('{2018-12-06,2018-12-07,2018-12-08,2018-12-09}'::date[]) d;
SELECT is(pg_temp.row(9332, '2018-12-03', 'day', '102'), 'accepted', 'C6 the earlier version allows five');
SELECT is(pg_temp.row(9332, '2018-12-04', 'day', '102'), 'UC408', 'C6 but no sixth, whichever version the others have');
SELECT is((SELECT array_agg(concat_ws(' ', staff_no, finding, detail)) FROM cc_center.person_findings(9332, '2018-12-01')), '{"102 days_exceeded 5 of 4"}', 'C6 the stricter version finds it once');

-- ---- rows that only get shorter (A17) ---------------------------------------------------------------------------------

INSERT INTO cc_center.qualification (center_id, staff_no, qualification, valid) VALUES (9333, '101', 'quality_evaluation', '(,)');
SELECT is(pg_temp.row(9333, '2018-12-03', 'early', '101'), 'accepted', 'A17 a qualified person is rostered');
UPDATE cc_center.qualification SET valid = '[2018-01-01,2018-12-01)' WHERE center_id = 9333;
INSERT INTO cc_center.leave_request (center_id, staff_no, leave_kind, during, days, requested_at, version, status)
SELECT 9333, '101', 'sick_leave', tstzrange(upper(duty) - interval '2 hours', upper(duty)), 0.5, now(), 1, 'approved' FROM cc_center.roster WHERE center_id = 9333;
SELECT lives_ok($$UPDATE cc_center.roster SET shift = shift WHERE center_id = 9333$$, 'A17 leave shortens the shift of somebody who has lost it');
SELECT throws_ok($$UPDATE cc_center.roster SET day = '2018-12-04' WHERE center_id = 9333$$, 'UC410', NULL, 'A17 but no other shift is stood');

SELECT * FROM finish();
ROLLBACK;
