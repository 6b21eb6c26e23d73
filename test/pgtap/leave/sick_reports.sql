-- Phoning in sick, sickness entered for another or afterwards, and the steps of the ladder in their order (I32-I34, U20, U24).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL timezone = 'Asia/Shanghai';
SET LOCAL "cc_center.now" = '2018-10-07 09:00+08';
SELECT * FROM no_plan();
SET LOCAL test.center = 9863;
\ir ../../lib/call.sql

CREATE FUNCTION pg_temp.duty(staff_no text, day date) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(to_char(lower(duty), 'HH24:MI-') || to_char(upper(duty), 'HH24:MI'), ' ')
    FROM cc_center.roster r WHERE r.center_id = 9863 AND r.staff_no = duty.staff_no AND r.day = duty.day
$$;

DO $$ BEGIN PERFORM cc_center.create_center(9863, 'SICK', '测试中心', 'Asia/Shanghai', 'gulou'); END $$;
INSERT INTO cc_center.staff (center_id, staff_no, name, role)
SELECT 9863, n::text, '某', CASE n / 100 WHEN 1 THEN 'operator' WHEN 2 THEN 'shift_leader' WHEN 3 THEN 'supervisor' ELSE 'director' END
  FROM unnest(ARRAY[101, 102, 103, 104, 201, 202, 301, 302, 401]) n;
SELECT format('CREATE ROLE t%s_%s', center_id, staff_no) FROM cc_center.staff WHERE center_id = 9863 \gexec
CREATE ROLE t9863_app;
DO $$ BEGIN
  PERFORM cc_center.enrol(9863, staff_no, ('t9863_' || staff_no)::name) FROM cc_center.staff WHERE center_id = 9863;
  PERFORM cc_center.enrol(9863, NULL, 't9863_app');
END $$;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9863, d::date, k.shift, k.staff_no FROM generate_series('2018-10-08'::timestamp, '2018-10-31', '1 day') d
 CROSS JOIN (VALUES ('early', '101'), ('early', '102'), ('late', '103'), ('early', '201'), ('late', '202')) AS k (shift, staff_no);
SELECT pg_temp.act('201', $$publish_roster(9863, '2018-10-01', 'test')$$);

-- ---- who reports is away, whenever it is approved (I32, U20) ------------------------------------------------------

SELECT pg_temp.at('2018-10-08 07:00+08');
SELECT pg_temp.act('101', $$request_leave(9863, 'sick_leave', '2018-10-08')$$) AS sick \gset
SELECT is(pg_temp.duty('101', '2018-10-08'), NULL, 'I32 notified, he is off the roster');
SELECT is((SELECT (kind, changed_by)::text FROM cc_center.roster_change WHERE center_id = 9863 AND reference = :sick), '(leave,101)', 'I32 on record, on his own word');
SELECT pg_temp.at('2018-10-08 08:31+08');
SELECT is(pg_temp.act('app', $$INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('湖南路', 'hotline', 'c', 'd') RETURNING holder$$),
          '102', 'I32 the routing passes him over before anybody has approved');
SELECT pg_temp.at('2018-10-08 09:40+08');
SELECT is(pg_temp.act('301', format('approve_leave(9863, %s)', :sick)), 'approved', 'I32 approved after the shift began');
SELECT is(pg_temp.duty('101', '2018-10-08'), NULL, 'I32 it holds from its beginning');
SELECT is((SELECT approved_days FROM cc_center.leave_balance WHERE center_id = 9863 AND staff_no = '101'), 1.0, 'I32 one day');
SELECT is((SELECT count(*) FROM cc_center.person_findings(9863, '2018-10-01')), 0::bigint, 'I32 and no finding about him');

-- in the middle of a shift: at the earliest from the report
SELECT pg_temp.at('2018-10-09 10:00+08');
SELECT pg_temp.act('101', $$request_leave(9863, 'sick_leave', '2018-10-09')$$) AS middle \gset
SELECT is(pg_temp.duty('101', '2018-10-09'), '08:30-10:00', 'I32 what he stood before the report stays');
SELECT pg_temp.at('2018-10-09 12:00+08');
SELECT is(pg_temp.act('101', format('withdraw_leave(9863, %s)', :middle)), 'done', 'I32 he comes back');
SELECT is((SELECT (status, upper(during))::text FROM cc_center.leave_request WHERE leave_id = :middle), '(requested,"2018-10-09 12:00:00+08")', 'I32 what he was away stays to be decided');

-- refused: he was missing
SELECT pg_temp.at('2018-10-10 08:00+08');
SELECT pg_temp.act('102', $$request_leave(9863, 'sick_leave', '2018-10-10', '2018-10-11')$$) AS refused \gset
SELECT is(pg_temp.duty('102', '2018-10-10'), NULL, 'I32 away');
SELECT pg_temp.at('2018-10-10 18:00+08');
SELECT is(pg_temp.act('301', format('refuse_leave(9863, %s, ''没有病'')', :refused)), 'done', 'I32 refused after the first day');
SELECT is(pg_temp.duty('102', '2018-10-10'), '08:30-17:30', 'I32 the shift he missed is his again');
SELECT is(pg_temp.duty('102', '2018-10-11'), '08:30-17:30', 'I32 and so is the next');
-- personal leave is no notice
SELECT is(pg_temp.act('103', $$request_leave(9863, 'personal_leave', '2018-10-15', reason => '家事')$$) ~ '^\d+$', true, 'I33 asked');
SELECT is(pg_temp.duty('103', '2018-10-15'), '09:30-22:00', 'I33 which changes nothing yet');

-- ---- entered for him, and afterwards ------------------------------------------------------------------------------

SELECT pg_temp.at('2018-10-16 08:00+08');
SELECT is(pg_temp.act(v.who, format('report_leave(9863, %L, %L, %L)', v.staff_no, v.kind, v.day)), v.expected, 'I32 ' || v.title)
  FROM (VALUES (1, '102', '101', 'sick_leave', '2018-10-16', '42501', 'a colleague does not report'),
               (2, '401', '101', 'sick_leave', '2018-10-16', '42501', 'nor does the director'),
               (3, '201', '201', 'sick_leave', '2018-10-16', 'UC411', 'a leader reports himself as everybody does'),
               (4, '201', '999', 'sick_leave', '2018-10-16', 'UC105', 'nobody unknown'),
               (5, '201', '101', 'personal_leave', '2018-10-18', 'UC503', 'personal leave is asked for by its person'),
               (6, '201', '101', 'sick_leave', '2018-10-15', 'UC506', 'a leader enters nothing that is over')) AS v (n, who, staff_no, kind, day, expected, title)
 ORDER BY v.n;
SELECT pg_temp.act('201', $$report_leave(9863, '101', 'sick_leave', '2018-10-16')$$) AS phoned \gset
SELECT is((SELECT (staff_no, entered_by, status)::text FROM cc_center.leave_request WHERE leave_id = :phoned), '(101,201,requested)', 'I32 a leader enters it, on record');
SELECT is(pg_temp.duty('101', '2018-10-16'), NULL, 'I32 and he is off the roster');
SELECT is(pg_temp.act('301', format('approve_leave(9863, %s)', :phoned)), 'approved', 'I32 approved');
SELECT pg_temp.at('2018-10-18 09:00+08');
SELECT is((SELECT array_agg((day, finding, detail, clause)::text) FROM cc_center.month_findings(9863, '2018-10-01') WHERE staff_no = '101' AND finding = 'leave_unconfirmed'),
          '{"(2018-10-17,leave_unconfirmed,\"entered by 201\",I32)"}', 'I32 not confirmed when the papers were due: a finding');
SELECT is(pg_temp.act('102', format('confirm_leave(9863, %s)', :phoned)), 'UC512', 'I7 nobody else confirms');
SELECT is(pg_temp.act('101', format('confirm_leave(9863, %s)', :phoned)), 'done', 'I32 he confirms');
SELECT is(pg_temp.act('101', format('confirm_leave(9863, %s)', :phoned)), 'UC523', 'I32 once');
SELECT is(pg_temp.act('101', format('confirm_leave(9863, %s)', :sick)), 'UC523', 'I32 what he asked for himself needs none');

SELECT pg_temp.at('2018-10-19 08:20+08');
SELECT is(pg_temp.act('103', $$request_leave(9863, 'sick_leave', '2018-10-18')$$), 'UC506', 'I32 nobody asks for what is over himself');
SELECT is(pg_temp.act('301', $$report_leave(9863, '103', 'sick_leave', '2018-10-18')$$), 'UC522', 'I32 afterwards not without the certificate');
SELECT is(pg_temp.act('301', $$report_leave(9863, '103', 'sick_leave', '2018-10-15', certificate => '证1')$$), 'UC521', 'I32 nor after the days that the rules set');
SELECT pg_temp.act('301', $$report_leave(9863, '103', 'sick_leave', '2018-10-18', certificate => '证1')$$) AS after \gset
SELECT is((SELECT (status, certificate, papers_by, entered_by)::text FROM cc_center.leave_request WHERE leave_id = :after), '(requested,证1,301,301)', 'I32 the supervisor enters it with the papers');
SELECT is(pg_temp.act('301', format('approve_leave(9863, %s)', :after)), 'approved', 'I32 approved');
SELECT is(pg_temp.duty('103', '2018-10-18'), '09:30-22:00', 'I32 what was rostered then stays rostered');

-- ---- the ladder (I32, I33, U24) -------------------------------------------------------------------------------------

SELECT pg_temp.at('2018-10-19 10:00+08');
SELECT pg_temp.act('102', $$request_leave(9863, 'personal_leave', '2018-10-22', '2018-10-24', reason => '事')$$) AS long \gset
SELECT is(pg_temp.act('401', format('approve_leave(9863, %s)', :long)), 'UC520', 'I33 the director alone is not enough');
SELECT is(pg_temp.act('301', format('approve_leave(9863, %s)', :long)), 'waits for director', 'I33 the supervisor agrees first');
SELECT is(pg_temp.act('401', format('approve_leave(9863, %s)', :long)), 'approved', 'I33 then the director approves');
SELECT is((SELECT string_agg(step_no || ':' || approved_by, ' ' ORDER BY step_no) FROM cc_center.leave_approval WHERE center_id = 9863 AND leave_id = :long),
          '1:301 2:401', 'I33 each step by its own person');
SELECT pg_temp.act('301', $$request_leave(9863, 'personal_leave', '2018-10-25', '2018-10-26', reason => '事')$$) AS senior \gset
SELECT is(pg_temp.act('401', format('approve_leave(9863, %s)', :senior)), 'UC520', 'I33 a supervisor''s own waits for another supervisor');
UPDATE cc_center.staff SET active = '(,2018-10-19)' WHERE center_id = 9863 AND staff_no = '302';
SELECT is(pg_temp.act('401', format('approve_leave(9863, %s)', :senior)), 'approved', 'I33 with no other supervisor active the director is enough');

-- ---- sickness over an open swap: he is away, and the swap falls (I32, I35, U20) ---------------------------------------

-- What a swap is, and why.
CREATE FUNCTION pg_temp.swap_is(id bigint) RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ', status, decided_by, decision) FROM cc_center.swap LEFT JOIN cc_center.swap_reason USING (center_id, swap_id) WHERE center_id = 9863 AND swap_id = id
$$;
SELECT pg_temp.at('2018-10-20 09:00+08');
SELECT pg_temp.act('103', $$request_swap(9863, '2018-10-27', 'late', '104')$$) AS given \gset
SELECT pg_temp.act('104', format('consent_swap(9863, %s)', :given));
SELECT is(pg_temp.act('103', $$request_leave(9863, 'sick_leave', '2018-10-27', first_half => 'afternoon')$$) ~ '^\d+$', true, 'I32 half a day over a shift that he gives away');
SELECT is(pg_temp.duty('103', '2018-10-27'), '09:30-13:00', 'I32 shortens it');
SELECT is(pg_temp.swap_is(:given), 'void late 2018-10-27', 'I35 and the swap is void');
SELECT is((SELECT count(*) FROM cc_center.swap_shift WHERE center_id = 9863 AND swap_id = :given AND open), 0::bigint, 'I35 its shift is free');
SELECT is(pg_temp.act('301', format('approve_swap(9863, %s)', :given)), 'UC613', 'I35 nobody approves it any more');
SELECT pg_temp.act('201', $$correct_roster(9863, '2018-10-28', 'early', '101', NULL, 'r')$$);
SELECT pg_temp.act('201', $$correct_roster(9863, '2018-10-28', 'late', NULL, '104', 'r')$$);
SELECT pg_temp.act('101', $$request_swap(9863, '2018-10-30', 'early', '104', '2018-10-28', 'late')$$) AS both \gset
SELECT is(pg_temp.act('202', $$report_leave(9863, '104', 'sick_leave', '2018-10-29')$$) ~ '^\d+$', true, 'I32 a day beside the swap, reported by a leader');
SELECT is(pg_temp.swap_is(:both), 'requested', 'I35 lets it be');
SELECT is(pg_temp.act('202', $$report_leave(9863, '104', 'sick_leave', '2018-10-28')$$) ~ '^\d+$', true, 'I32 over the repayment that he gives');
SELECT is(pg_temp.swap_is(:both), 'void late 2018-10-28', 'I35 the whole exchange is void');
SELECT is((SELECT count(*) FROM cc_center.swap WHERE center_id = 9863 AND returns = :both AND status = 'void'), 1::bigint, 'I35 with its repayment');
SELECT pg_temp.act('101', $$request_swap(9863, '2018-10-31', 'early', '104')$$) AS taken \gset
SELECT is(pg_temp.act('104', $$request_leave(9863, 'personal_leave', '2018-10-31', reason => 'r')$$), 'UC621', 'I33 personal leave over a shift that he takes is refused');
SELECT is(pg_temp.act('104', $$request_leave(9863, 'sick_leave', '2018-10-31')$$) ~ '^\d+$', true, 'I32 sickness over a shift that he takes');
SELECT is(pg_temp.swap_is(:taken), 'void early 2018-10-31', 'I35 the swap is void, the shift stays with who has it');
SELECT is(pg_temp.duty('101', '2018-10-31'), '08:30-17:30', 'I35 and is stood by him');

-- ---- coming back: who was put in before he fell ill took nobody's place ------------------------------------------------

SELECT is(pg_temp.act('201', $$correct_roster(9863, '2018-10-26', 'early', NULL, '104', '加人')$$) ~ '^\d+$', true, 'I2 one more for a day');
SELECT pg_temp.act('101', $$request_leave(9863, 'sick_leave', '2018-10-26')$$) AS flu \gset
SELECT is(pg_temp.duty('101', '2018-10-26'), NULL, 'I32 then he falls ill');
SELECT pg_temp.act('101', format('withdraw_leave(9863, %s)', :flu));
SELECT is(pg_temp.duty('101', '2018-10-26'), '08:30-17:30', 'I32 well again, he stands his shift');
SELECT is(pg_temp.duty('104', '2018-10-26'), '08:30-17:30', 'I32 beside who was there before');

-- ---- papers: due in the shift that begins at the instant at which leave ends ------------------------------------------

DO $$ BEGIN PERFORM cc_center.create_center(9868, 'SICKN', '测试中心', 'Asia/Shanghai', 'round_the_clock'); END $$;
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9868, '201', '某', 'shift_leader');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9868, '2018-10-25', 'night', '201'), (9868, '2018-10-26', 'early', '201');
INSERT INTO cc_center.leave_request (center_id, staff_no, leave_kind, during, days, requested_at, version, status, papers_needed)
VALUES (9868, '201', 'sick_leave', '[2018-10-24 00:00+08,2018-10-25 00:00+08)', 1, '2018-10-23 00:00+08', 1, 'approved', '{slip}');
SELECT is((SELECT cc_center.papers_due(l) FROM cc_center.leave_request l WHERE l.center_id = 9868), '2018-10-25 08:00+08', 'I34 by the end of the night that begins at midnight');
SELECT * FROM finish();
ROLLBACK;
