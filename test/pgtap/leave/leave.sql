-- Leave: notice, papers, the ladder by length, extension, withdrawal, and what it does to roster, routing and open legs
-- (I32-I34, B1.4, I29, U14).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL timezone = 'America/New_York';
SET LOCAL "cc_center.now" = '2018-10-01 08:00+08';
SELECT * FROM no_plan();
SET LOCAL test.center = 9311;
\ir ../../lib/call.sql

-- A call that leaves nothing behind: 'accepted' or the SQLSTATE.
CREATE FUNCTION pg_temp.try(who text, call text, instant text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  IF instant IS NOT NULL THEN PERFORM pg_temp.at(instant); END IF;
  RAISE EXCEPTION USING MESSAGE = pg_temp.act(who, call);
EXCEPTION WHEN OTHERS THEN
  RETURN CASE WHEN SQLERRM ~ '^(UC|2[0-9]|4[0-9]|P0)[0-9A-Z]{3}$' THEN SQLERRM ELSE 'accepted' END;
END
$$;

CREATE FUNCTION pg_temp.duty(staff_no text, day date) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(to_char(lower(duty) AT TIME ZONE 'Asia/Shanghai', 'HH24:MI-') || to_char(upper(duty) AT TIME ZONE 'Asia/Shanghai', 'HH24:MI'), ' ')
    FROM cc_center.roster r WHERE r.center_id = 9311 AND r.staff_no = duty.staff_no AND r.day = duty.day
$$;

DO $$ BEGIN
  PERFORM cc_center.create_center(9311, 'LEAVE', '测试中心', 'Asia/Shanghai', 'gulou');
  PERFORM cc_center.create_center(9312, 'LEAVEB', '测试中心乙', 'Asia/Shanghai', 'office');
END $$;
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES
  (9311, '101', '甲', 'operator'), (9311, '102', '乙', 'operator'), (9311, '103', '丙', 'operator'), (9311, '104', '丁', 'operator'),
  (9311, '201', '辛', 'shift_leader'), (9311, '301', '癸', 'supervisor'), (9311, '302', '子', 'supervisor'), (9311, '401', '丑', 'director'),
  (9312, '101', '甲', 'operator'), (9312, '301', '癸', 'supervisor');
SELECT format('CREATE ROLE t%s_%s', center_id, staff_no) FROM cc_center.staff WHERE center_id IN (9311, 9312) \gexec
CREATE ROLE t9311_app;
DO $$ BEGIN
  PERFORM cc_center.enrol(center_id, staff_no, format('t%s_%s', center_id, staff_no)::name) FROM cc_center.staff WHERE center_id IN (9311, 9312);
  PERFORM cc_center.enrol(9311, NULL, 't9311_app');
END $$;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9311, d::date, k.shift, k.staff_no FROM generate_series('2018-10-01'::timestamp, '2018-11-30', '1 day') d
 CROSS JOIN (VALUES ('early', '101'), ('late', '102'), ('early', '103'), ('late', '201')) AS k (shift, staff_no);
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9312, d::date, 'day', '101' FROM generate_series('2018-10-08'::timestamp, '2018-10-12', '1 day') d;

-- ---- personal leave: two days ahead, with a reason ------------------------------------------------------------

SELECT is(pg_temp.try('101', $$request_leave(9311, 'personal_leave', '2018-10-12', reason => '家事')$$, v.instant), v.expected, v.title)
  FROM (VALUES (1, '2018-10-10 23:59:59+08', 'accepted', 'I33 -1 s before the notice ends, two days ahead'),
               (2, '2018-10-11 00:00:00+08', 'UC507', 'I33 0 s: the notice has ended'),
               (3, '2018-10-11 00:00:01+08', 'UC507', 'I33 +1 s')) AS v (n, instant, expected, title) ORDER BY v.n;
SELECT is(pg_temp.try(v.who, $$request_leave(9311, 'sick_leave', '2018-10-12')$$, v.instant), v.expected, v.title)
  FROM (VALUES (1, '101', '2018-10-12 12:00:00+08', 'accepted', 'I32 sick leave needs no notice, only word'),
               (2, '101', '2018-10-12 17:29:59+08', 'accepted', 'I32 -1 s before the shift ends'),
               (3, '101', '2018-10-12 17:30:00+08', 'UC516', 'I32 0 s: a shift that is over does not become leave'),
               (4, '101', '2018-10-12 17:30:01+08', 'UC516', 'I32 +1 s'),
               (5, '104', '2018-10-12 23:59:59+08', 'accepted', 'I32 not rostered: -1 s before it is over'),
               (6, '104', '2018-10-13 00:00:00+08', 'UC506', 'I32 0 s: it is over'),
               (7, '104', '2018-10-13 00:00:01+08', 'UC506', 'I32 +1 s')) AS v (n, who, instant, expected, title) ORDER BY v.n;
SELECT pg_temp.at('2018-10-02 09:00+08');
SELECT is(pg_temp.try(v.who, 'request_leave(9311, ' || v.arguments || ')'), v.expected, v.title)
  FROM (VALUES (1, '101', $$'personal_leave', '2018-10-12'$$, 'UC501', 'I33 a reason is needed'),
               (2, '101', $$'personal_leave', '2018-10-12', reason => '  '$$, 'UC501', 'I33 not an empty one'),
               (3, '101', $$'leave_extension', '2018-10-12', reason => 'r'$$, 'UC503', 'I34 an extension is not asked for so'),
               (4, '101', $$'holiday', '2018-10-12', reason => 'r'$$, 'UC503', 'I33 an unknown kind'),
               (5, '101', $$NULL, '2018-10-12', reason => 'r'$$, 'UC503', 'I33 no kind'),
               (6, '101', $$'personal_leave', NULL, reason => 'r'$$, 'UC505', 'I33 no day'),
               (7, '101', $$'personal_leave', '2018-10-12', '2018-10-11', reason => 'r'$$, 'UC505', 'I33 it ends before it begins'),
               (8, '101', $$'personal_leave', '2018-10-12', NULL, 'afternoon', 'morning', 'r'$$, 'UC505', 'I33 afternoon to morning of one day'),
               (9, '101', $$'personal_leave', '2018-10-12', NULL, 'evening', NULL, 'r'$$, 'UC504', 'I33 an unknown half'),
               (10, 'app', $$'sick_leave', '2018-10-12'$$, '42501', 'I7 an application asks for nobody'),
               (11, '101', $$'personal_leave', '2020-02-29', reason => 'r'$$, 'accepted', 'I33 a leap day'),
               (12, '101', $$'personal_leave', '2018-12-01', '2019-12-01', reason => 'r'$$, 'accepted', 'I33 366 days in one request'),
               (13, '101', $$'personal_leave', '2018-12-01', '2019-12-02', reason => 'r'$$, 'UC517', 'I33 367 are a slip'),
               (14, '101', $$'sick_leave', '2018-11-06', '6018-11-06'$$, 'UC517', 'I32 4000 years too'),
               (15, '101', $$'sick_leave', '2018-11-06', 'infinity'$$, 'UC306', 'I32 no day without end'),
               (16, '101', $$'sick_leave', '-infinity', '2018-11-06'$$, 'UC306', 'I32 nor without beginning'),
               (17, '101', $$'sick_leave', '5000000-01-01'$$, 'UC306', 'I32 nor beyond what instants reach')
       ) AS v (n, who, arguments, expected, title) ORDER BY v.n;

-- ---- half days -----------------------------------------------------------------------------------------------

SELECT pg_temp.act('101', $$request_leave(9311, 'personal_leave', '2018-10-15', NULL, 'morning', 'morning', '办证')$$) AS half \gset
SELECT is((SELECT days FROM cc_center.leave_request WHERE leave_id = :half), 0.5, 'I33 half a day');
SELECT is(pg_temp.try('101', $$request_leave(9311, 'personal_leave', '2018-10-15', NULL, 'morning', NULL, 'r')$$), 'UC508', 'I33 half days that overlap');
SELECT is(pg_temp.try('101', $$request_leave(9311, 'sick_leave', '2018-10-14', '2018-10-15', NULL, 'morning')$$), 'UC508', 'I32 leave that overlaps from the day before');
SELECT is(pg_temp.try('101', $$request_leave(9311, 'personal_leave', '2018-10-15', NULL, 'afternoon', NULL, 'r')$$), 'accepted', 'I33 the other half does not overlap');
SELECT throws_ok($$INSERT INTO cc_center.leave_request (center_id, staff_no, leave_kind, during, days, requested_at, version)
                   VALUES (9311, '101', 'sick_leave', '[2018-10-15 08:00+08,2018-10-15 09:00+08)', 1, now(), 1)$$,
                 '23P01', NULL, 'I33 leave never overlaps, whoever writes it');
SELECT is(pg_temp.duty('101', '2018-10-15'), '08:30-17:30', 'I33 a request alone changes nothing');
SELECT is(pg_temp.act('101', format('approve_leave(9311, %s)', :half)), '42501', 'I33 operators approve nothing');
SELECT is(pg_temp.act('201', format('approve_leave(9311, %s)', :half)), 'UC103', 'I33 a leader does not approve');
SELECT is(pg_temp.act('301', format('approve_leave(9311, %s)', :half)), 'approved', 'I33 half a day: the supervisor');
SELECT is(pg_temp.duty('101', '2018-10-15'), '13:00-17:30', 'I33 half the shift is left');
SELECT is((SELECT staff_no FROM cc_center.route(9311, 'operator', '湖南路', '2018-10-15 09:00+08')), '{103}', 'I33 the routing passes over him in the morning');
SELECT is((SELECT staff_no FROM cc_center.route(9311, 'operator', '湖南路', '2018-10-15 13:00+08')), '{101,103}', 'I33 and knows him again in the afternoon');
SELECT is(pg_temp.act('301', format('approve_leave(9311, %s)', :half)), 'UC511', 'I33 approved once');
SELECT is((SELECT count(*) FROM cc_center.roster_change WHERE reference = :half AND kind = 'leave' AND from_staff = '101' AND changed_by = '301'), 1::bigint, 'I33 on record');

-- ---- the ladder by length ------------------------------------------------------------------------------------

CREATE FUNCTION pg_temp.ladder(kind text, first_day date, last_day date, last_half text, approver text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  id text;
  answer text;
BEGIN
  id := pg_temp.act('102', format('request_leave(9311, %L, %L, %L, NULL, %L, %L)', kind, first_day, last_day, last_half, 'r'));
  answer := pg_temp.act(approver, format('approve_leave(9311, %s)', id));
  RAISE EXCEPTION USING MESSAGE = answer;
EXCEPTION WHEN OTHERS THEN
  RETURN SQLERRM;
END
$$;
SELECT is(pg_temp.ladder(v.kind, v.first_day::date, v.last_day::date, v.half, v.approver), v.expected,
          CASE v.kind WHEN 'sick_leave' THEN 'I32 ' ELSE 'I33 ' END || v.kind || ' ' || v.title)
  FROM (VALUES (1, 'personal_leave', '2018-10-15', '2018-10-15', 'morning', '301', 'approved', 'half a day by the supervisor'),
               (2, 'personal_leave', '2018-10-15', '2018-10-15', NULL, '301', 'approved', 'a day by the supervisor (U14)'),
               (3, 'personal_leave', '2018-10-15', '2018-10-16', 'morning', '301', 'approved', 'a day and a half by the supervisor (U14)'),
               (4, 'personal_leave', '2018-10-15', '2018-10-16', NULL, '301', 'waits for director', 'two days not by the supervisor alone (U14)'),
               (5, 'personal_leave', '2018-10-15', '2018-10-16', NULL, '401', 'UC520', 'two days not by the director alone (U24)'),
               (6, 'personal_leave', '2018-10-15', '2018-10-20', NULL, '301', 'waits for director', 'six days not by the supervisor alone'),
               (7, 'sick_leave', '2018-10-15', '2018-10-16', 'morning', '301', 'approved', 'a day and a half by the supervisor'),
               (8, 'sick_leave', '2018-10-15', '2018-10-16', NULL, '301', 'waits for director', 'two days not by the supervisor alone'),
               (9, 'sick_leave', '2018-10-15', '2018-10-16', NULL, '401', 'UC520', 'two days not by the director alone (U24)')
       ) AS v (n, kind, first_day, last_day, half, approver, expected, title) ORDER BY v.n;
-- both steps, in turn
SELECT pg_temp.act('102', $$request_leave(9311, 'personal_leave', '2018-10-22', '2018-10-23', reason => 'r')$$) AS long \gset
SELECT is(pg_temp.act('301', format('approve_leave(9311, %s)', :long)), 'waits for director', 'I33 the supervisor agrees');
SELECT is(pg_temp.duty('102', '2018-10-22'), '09:30-22:00', 'I33 which alone changes nothing');
SELECT is(pg_temp.act('302', format('approve_leave(9311, %s)', :long)), 'UC520', 'I33 a second supervisor is no director');
SELECT is(pg_temp.act('401', format('approve_leave(9311, %s)', :long)), 'approved', 'I33 the director approves');
SELECT is(pg_temp.duty('102', '2018-10-22'), NULL, 'I33 he is off the roster');
SELECT is((SELECT array_agg(step_no || approved_by ORDER BY step_no) FROM cc_center.leave_approval WHERE leave_id = :long), '{1301,2401}', 'I33 both steps are on record');
-- splitting does not dodge the director
SELECT pg_temp.act('101', $$request_leave(9311, 'personal_leave', '2018-10-24', reason => 'r')$$) AS one \gset
SELECT is(pg_temp.act('301', format('approve_leave(9311, %s)', :one)), 'approved', 'I33 a day by the supervisor');
SELECT pg_temp.act('101', $$request_leave(9311, 'personal_leave', '2018-10-25', reason => 'r')$$) AS two \gset
SELECT is(pg_temp.act('301', format('approve_leave(9311, %s)', :two)), 'waits for director', 'I33 with the day before it is two: the director (U14)');
SELECT pg_temp.act('101', $$request_leave(9311, 'sick_leave', '2018-10-23', NULL, 'afternoon', NULL)$$) AS three \gset
SELECT is(pg_temp.act('301', format('approve_leave(9311, %s)', :three)), 'waits for director', 'I32 of another kind too (U14)');
SELECT pg_temp.act('101', $$request_leave(9311, 'personal_leave', '2018-10-27', reason => 'r')$$) AS apart \gset
SELECT is(pg_temp.act('301', format('approve_leave(9311, %s)', :apart)), 'approved', 'I33 with a day between them they do not add up');
-- nobody approves his own
SELECT pg_temp.act('301', $$request_leave(9311, 'personal_leave', '2018-10-15', reason => 'r')$$) AS own \gset
SELECT is(pg_temp.act('301', format('approve_leave(9311, %s)', :own)), 'UC411', 'I33 a supervisor does not approve his own leave');
SELECT is(pg_temp.act('301', format($$refuse_leave(9311, %s, 'r')$$, :own)), 'UC411', 'I33 nor decide on it otherwise');
SELECT is(pg_temp.act('302', format('refuse_leave(9311, %s, NULL)', :own)), 'UC501', 'I33 refused only with a reason');
SELECT is(pg_temp.act('302', format($$refuse_leave(9311, %s, '原则上不批')$$, :own)), 'done', 'I33 refused');
SELECT is(pg_temp.act('302', format('approve_leave(9311, %s)', :own)), 'UC511', 'I33 what is refused is not approved');
SELECT is(pg_temp.act('302', 'approve_leave(9311, 999999)'), 'UC510', 'I33 an unknown leave');

-- ---- extension: only while on leave ---------------------------------------------------------------------------

SELECT pg_temp.at('2018-11-01 08:00+08');
SELECT pg_temp.act('101', $$request_leave(9311, 'sick_leave', '2018-11-05')$$) AS sick \gset
SELECT is(pg_temp.act('301', format('approve_leave(9311, %s)', :sick)), 'approved', 'I32 a day of sick leave by the supervisor');
SELECT is(pg_temp.try('101', $$extend_leave(9311, '2018-11-06', 'morning')$$, v.instant), v.expected, v.title)
  FROM (VALUES (1, '2018-11-04 23:59:59+08', 'UC509', 'I34 -1 s before the leave begins: no extension'),
               (2, '2018-11-05 00:00:00+08', 'accepted', 'I34 from its beginning'),
               (3, '2018-11-05 23:59:59+08', 'accepted', 'I34 to its last second'),
               (4, '2018-11-06 00:00:00+08', 'UC509', 'I34 not when it is over'),
               (5, '2018-11-06 00:00:01+08', 'UC509', 'I34 nor 1 s later')) AS v (n, instant, expected, title) ORDER BY v.n;
SELECT pg_temp.at('2018-11-05 10:00+08');
SELECT is(pg_temp.try('102', $$extend_leave(9311, '2018-11-06')$$), 'UC509', 'I34 nobody at work extends leave');
SELECT is(pg_temp.try('101', $$extend_leave(9311, '2018-11-05')$$), 'UC505', 'I34 an extension is longer');
SELECT is(pg_temp.try('101', $$extend_leave(9311, '2018-11-06', 'evening')$$), 'UC504', 'I34 an unknown half');
SELECT pg_temp.act('101', $$extend_leave(9311, '2018-11-06', 'morning')$$) AS more \gset
SELECT is((SELECT leave_kind || days || extends FROM cc_center.leave_request WHERE leave_id = :more), 'leave_extension0.5' || :sick, 'I34 half a day more, of that leave');
SELECT is(pg_temp.act('301', format('approve_leave(9311, %s)', :more)), 'approved', 'I34 a day and a half in all: the supervisor');
SELECT is(pg_temp.duty('101', '2018-11-06'), '13:00-17:30', 'I34 off the roster in that half');
SELECT pg_temp.act('101', $$extend_leave(9311, '2018-11-06')$$) AS more2 \gset
SELECT is(pg_temp.act('301', format('approve_leave(9311, %s)', :more2)), 'waits for director', 'I34 with what it extends two days: the director (U14)');
SELECT is(pg_temp.act('401', format('approve_leave(9311, %s)', :more2)), 'approved', 'I34 the director approves');

-- ---- papers ----------------------------------------------------------------------------------------------------

SELECT is((SELECT (days, papers_needed)::text FROM cc_center.leave_request WHERE leave_id = :three), '(0.5,"{certificate,slip}")', 'I32 half a day of sick leave needs a certificate and a slip');
SELECT is((SELECT papers_needed FROM cc_center.leave_request WHERE leave_id = :sick), '{certificate,slip}', 'I32 so does a day');
SELECT is((SELECT papers_needed FROM cc_center.leave_request WHERE leave_id = :more), '{slip}', 'I34 an extension needs its papers');
SELECT is((SELECT papers_needed FROM cc_center.leave_request WHERE leave_id = :one), '{}', 'I33 the request is personal leave''s slip');
SELECT is(pg_temp.act('101', format($$return_papers(9311, %s, 'Z-1')$$, :sick)), '42501', 'I34 papers are handed to the supervisor');
CREATE FUNCTION pg_temp.late(instant text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_temp.at(instant);
  RETURN (SELECT string_agg(staff_no || ' ' || clause || ' ' || detail, ';' ORDER BY clause, detail) FROM cc_center.roster_findings
           WHERE center_id = 9311 AND month = '2018-11-01' AND finding = 'papers_late');
END
$$;
-- the first shift after the leave is that of 7 November, 8:30 to 17:30
SELECT is(pg_temp.late('2018-11-07 17:30:00+08'), NULL, 'I34 papers are in time until the first shift after leave ends');
SELECT is(pg_temp.late('2018-11-07 17:30:01+08'), '101 I32 certificate, slip;101 I34 slip;101 I34 slip', 'I34 1 s later each missing paper is a finding');
SELECT is(pg_temp.act('301', format('return_papers(9311, %s)', :sick)), 'UC514', 'I32 a certificate is needed');
SELECT is(pg_temp.act('301', format($$return_papers(9311, %s, ' ')$$, :sick)), 'UC514', 'I32 and not an empty one');
SELECT pg_temp.at('2018-11-07 09:00+08');
SELECT is(pg_temp.act('301', format($$return_papers(9311, %s, 'Z-1')$$, :sick)), 'done', 'I32 the certificate is handed in');
SELECT is(pg_temp.act('301', format($$return_papers(9311, %s, 'Z-1')$$, :sick)), 'UC513', 'I32 once');
SELECT is(pg_temp.act('301', format('return_papers(9311, %s)', :one)), 'UC513', 'I33 none where none is needed');
SELECT is(pg_temp.late('2018-11-07 17:30:01+08'), '101 I34 slip;101 I34 slip', 'I34 papers in time are no finding');
SELECT pg_temp.act('301', format('return_papers(9311, %s)', :more));
SELECT is(pg_temp.late('2018-11-07 18:00:00+08'), '101 I34 slip;101 I34 slip', 'I34 papers handed in late stay a finding');
SELECT is((SELECT string_agg(leave_kind || approved_days, ' ' ORDER BY leave_kind) FROM cc_center.leave_balance
            WHERE center_id = 9311 AND staff_no = '101' AND month = '2018-11-01'), 'leave_extension1.0 sick_leave1.0', 'I34 the balance of the month');

-- ---- withdrawal -------------------------------------------------------------------------------------------------

SELECT pg_temp.at('2018-10-02 09:00+08');
SELECT is(pg_temp.act('101', format('withdraw_leave(9311, %s)', :long)), 'UC512', 'I7 nobody withdraws another''s leave');
SELECT is(pg_temp.act('102', format('withdraw_leave(9311, %s)', :long)), 'done', 'I33 leave is taken back');
SELECT is(pg_temp.duty('102', '2018-10-22') || pg_temp.duty('102', '2018-10-23'), '09:30-22:0009:30-22:00', 'I33 he stands his shifts again');
SELECT is(pg_temp.act('102', format('withdraw_leave(9311, %s)', :long)), 'UC511', 'I33 once');
SELECT is(pg_temp.act('101', format('withdraw_leave(9311, %s)', :half)), 'done', 'I33 half a day is taken back');
SELECT is(pg_temp.duty('101', '2018-10-15'), '08:30-17:30', 'I33 and the whole shift is his again');
-- running: what was taken stays taken
SELECT pg_temp.at('2018-10-27 12:00+08');
SELECT is(pg_temp.act('101', format('withdraw_leave(9311, %s)', :apart)), 'done', 'I33 back at noon');
SELECT is(pg_temp.duty('101', '2018-10-27'), '12:00-17:30', 'I33 the rest of the shift is his');
SELECT is((SELECT status || days FROM cc_center.leave_request WHERE leave_id = :apart), 'approved0.5', 'I33 half a day was taken');
SELECT pg_temp.at('2018-10-28 00:00+08');
SELECT is(pg_temp.act('101', format('withdraw_leave(9311, %s)', :apart)), 'UC511', 'I33 leave that is over is not withdrawn');
-- a place taken meanwhile is not given back
SELECT pg_temp.at('2018-10-02 09:00+08');
SELECT pg_temp.act('102', $$request_leave(9311, 'personal_leave', '2018-10-22', reason => 'r')$$) AS again \gset
SELECT pg_temp.act('301', format('approve_leave(9311, %s)', :again));
SELECT is((SELECT count(*) FROM cc_center.roster_findings WHERE center_id = 9311 AND day = '2018-10-22' AND shift = 'late' AND role = 'operator'
             AND finding = 'understaffed' AND clause = 'I19'), 1::bigint, 'I32 the hole is a finding');
SELECT pg_temp.act('201', $$correct_roster(9311, '2018-10-22', 'late', NULL, '104', '顶班')$$);
SELECT is((SELECT count(*) FROM cc_center.roster_findings WHERE center_id = 9311 AND day = '2018-10-22' AND shift = 'late' AND role = 'operator'),
          0::bigint, 'I32 until it is covered');
SELECT pg_temp.act('102', format('withdraw_leave(9311, %s)', :again));
SELECT is(pg_temp.duty('102', '2018-10-22'), NULL, 'I33 a place taken meanwhile is not given back');
SELECT is(pg_temp.duty('104', '2018-10-22'), '09:30-22:00', 'I33 who took it keeps it');

-- ---- leave and the roster ---------------------------------------------------------------------------------------

SELECT pg_temp.act('104', $$request_leave(9311, 'personal_leave', '2018-10-29', reason => 'r')$$) AS away \gset
SELECT pg_temp.act('301', format('approve_leave(9311, %s)', :away));
SELECT is(pg_temp.try('201', $$correct_roster(9311, '2018-10-29', 'late', NULL, '104', 'r')$$), 'UC502', 'I32 nobody is rostered on leave');
SELECT is(pg_temp.try('201', $$correct_roster(9311, '2018-10-29', 'late', '102', '104', 'r')$$), 'UC611', 'I32 nor put in another''s place');
SELECT throws_ok($$INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9311, '2018-10-29', 'early', '104')$$, 'UC502', NULL, 'I32 whoever writes it');

-- ---- leave and swaps ---------------------------------------------------------------------------------------------

SELECT pg_temp.act('201', $$publish_roster(9311, '2018-10-01', 'test')$$);
SELECT pg_temp.act('103', $$request_swap(9311, '2018-10-18', 'early', '104')$$) AS swap \gset
SELECT is(pg_temp.try('103', $$request_leave(9311, 'personal_leave', '2018-10-18', reason => 'r')$$), 'UC621', 'I33 leave over a swap: who gives the shift');
SELECT is(pg_temp.try('104', $$request_leave(9311, 'personal_leave', '2018-10-18', reason => 'r')$$), 'UC621', 'I33 leave over a swap: who takes it');
SELECT is(pg_temp.try('104', $$request_leave(9311, 'sick_leave', '2018-10-18')$$), 'accepted', 'I32 sickness is notified over any swap');
SELECT is(pg_temp.try('103', $$request_leave(9311, 'personal_leave', '2018-10-19', reason => 'r')$$), 'accepted', 'I33 not the day after');
SELECT pg_temp.act('103', format('withdraw_swap(9311, %s)', :swap));
SELECT is(pg_temp.try('103', $$request_leave(9311, 'personal_leave', '2018-10-18', reason => 'r')$$), 'accepted', 'I33 nor once the swap is withdrawn');
SELECT pg_temp.act('103', $$request_leave(9311, 'personal_leave', '2018-10-18', NULL, 'morning', 'morning', 'r')$$);
SELECT is(pg_temp.try('103', $$request_swap(9311, '2018-10-18', 'early', '104')$$), 'UC611', 'I35 a swap over leave: who gives the shift');
SELECT is(pg_temp.try('102', $$request_swap(9311, '2018-10-29', 'late', '104')$$), 'UC611', 'I35 a swap over leave: who takes it');

-- ---- leave during a shift: open legs are handed over (B1.4, I29) ---------------------------------------------------

INSERT INTO cc_center.channel (center_id, channel, name) VALUES (9311, 'test', 'test');
SELECT pg_temp.at('2018-10-30 08:00+08');
SELECT pg_temp.act('201', $$correct_roster(9311, '2018-10-30', 'early', '103', NULL, '调走')$$);
SELECT pg_temp.at('2018-10-30 10:00+08');
SELECT pg_temp.act('app', $$INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('湖南路', 'test', 'c', 'd') RETURNING case_id$$) AS id \gset
SELECT is((SELECT holder FROM cc_center.cases WHERE case_id = :id), '101', 'B1.4 a case in 101''s hands');
SELECT pg_temp.act('201', $$correct_roster(9311, '2018-10-30', 'early', NULL, '103', '加班')$$);
SELECT pg_temp.act('101', $$request_leave(9311, 'sick_leave', '2018-10-30', NULL, 'afternoon')$$) AS pm \gset
SELECT pg_temp.act('301', format('approve_leave(9311, %s)', :pm));
SELECT is((SELECT holder FROM cc_center.cases WHERE case_id = :id), '101', 'B1.4 until his leave begins he keeps it');
SELECT is((SELECT shift_ends_at FROM cc_center.leg WHERE case_id = :id AND finished_at IS NULL), '2018-10-30 13:00+08'::timestamptz, 'B1.4 but his shift ends then');
SELECT pg_temp.act('101', $$request_leave(9311, 'sick_leave', '2018-10-30', NULL, 'morning', 'morning')$$) AS am \gset
SELECT pg_temp.at('2018-10-30 10:30+08');
SELECT pg_temp.act('301', format('approve_leave(9311, %s)', :am));
SELECT is(pg_temp.act('401', format('approve_leave(9311, %s)', :am)), 'UC511', 'I32 a whole day in two halves is a day, the supervisor''s');
SELECT is((SELECT holder FROM cc_center.cases WHERE case_id = :id), '103', 'B1.4 taken off in the middle of a shift, his open legs are handed over');
SELECT is((SELECT from_staff || to_staff || kind || by_staff FROM cc_center.handover WHERE case_id = :id), '101103off_roster101', 'I29 with its record');
SELECT is((SELECT outcome FROM cc_center.leg WHERE case_id = :id AND leg_no = 1), 'handed_over', 'I29 and a new personal clock for who takes it');
SELECT is((SELECT staff_no FROM cc_center.route(9311, 'operator', '湖南路', '2018-10-30 10:30+08')), '{103}', 'I32 off the routing at once');

-- ---- regulation B: in advance, with slip and reason -----------------------------------------------------------------

SELECT is(pg_temp.try('9312_101', $$request_leave(9312, 'personal_leave', '2018-10-10', reason => 'r')$$, v.instant), v.expected, v.title)
  FROM (VALUES (1, '2018-10-10 08:59:59+08', 'accepted', 'B1.4 -1 s before the shift it begins in'),
               (2, '2018-10-10 09:00:00+08', 'UC515', 'B1.4 0 s: not in advance'),
               (3, '2018-10-10 09:00:01+08', 'UC515', 'B1.4 +1 s')) AS v (n, instant, expected, title) ORDER BY v.n;
SELECT is(pg_temp.try('9312_101', $$request_leave(9312, 'personal_leave', '2018-10-10', NULL, 'afternoon', NULL, 'r')$$, '2018-10-10 11:59:59+08'), 'accepted', 'B1.4 during a shift, before the half begins');
SELECT is(pg_temp.try('9312_101', $$request_leave(9312, 'personal_leave', '2018-10-11')$$, '2018-10-10 10:00+08'), 'UC501', 'B1.4 with a reason');
SELECT pg_temp.at('2018-10-10 10:00+08');
SELECT pg_temp.act('9312_101', $$request_leave(9312, 'personal_leave', '2018-10-11', reason => 'r')$$) AS slip \gset
SELECT is((SELECT papers_needed FROM cc_center.leave_request WHERE leave_id = :slip), '{slip}', 'B1.4 with a slip');

-- ---- who reads what --------------------------------------------------------------------------------------------------

SELECT is(pg_temp.act('104', $$SELECT count(*) FROM cc_center.leave_request WHERE staff_no <> '104'$$), '0', 'I32 nobody reads a colleague''s leave');
SELECT isnt(pg_temp.act('104', $$SELECT count(*) FROM cc_center.leave_request$$), '0', 'I32 everybody reads his own');
SELECT isnt(pg_temp.act('301', $$SELECT count(*) FROM cc_center.leave_request WHERE staff_no = '104'$$), '0', 'I32 the supervisor reads all');
SELECT is(pg_temp.act('301', $$UPDATE cc_center.leave_request SET status = 'approved' RETURNING 1$$), '42501', 'I32 and writes none');
SELECT throws_ok($$DELETE FROM cc_center.leave_request$$, 'UC005', NULL, 'I32 leave is kept');

SELECT * FROM finish();
ROLLBACK;
