-- A month when rules or calendar change under it, a month nobody drafted, and a double swap of a draft (I2, I19, I36, U10, U21).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL timezone = 'Asia/Shanghai';
SET LOCAL "cc_center.now" = '2018-09-28 09:00+08';
SELECT * FROM no_plan();
SET LOCAL test.center = 9865;
\ir ../../lib/call.sql

DO $$ BEGIN PERFORM cc_center.create_center(9865, 'AMEND', '测试中心', 'Asia/Shanghai', 'gulou'); END $$;
INSERT INTO cc_center.staff (center_id, staff_no, name, role)
SELECT 9865, n::text, '某', CASE n / 100 WHEN 1 THEN 'operator' WHEN 2 THEN 'shift_leader' WHEN 3 THEN 'supervisor' ELSE 'director' END
  FROM unnest(ARRAY[101, 102, 103, 104, 201, 202, 301, 401]) n;
SELECT format('CREATE ROLE t%s_%s', center_id, staff_no) FROM cc_center.staff WHERE center_id = 9865 \gexec
DO $$ BEGIN
  PERFORM cc_center.enrol(9865, staff_no, ('t9865_' || staff_no)::name) FROM cc_center.staff WHERE center_id = 9865;
END $$;

SELECT ok((SELECT count(*) > 100 FROM cc_center.roster_findings WHERE center_id = 9865 AND month = '2018-09-01' AND finding = 'understaffed'),
          'I2 a running month that nobody drafted is nothing but findings');

-- ---- a double swap of a draft (I36, U21) ---------------------------------------------------------------------------

INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES
  (9865, '2018-11-05', 'late', '103'), (9865, '2018-11-06', 'late', '103'), (9865, '2018-11-12', 'late', '102'), (9865, '2018-11-13', 'late', '102');
SELECT pg_temp.act('103', $$request_double_swap(9865, '{2018-11-05,2018-11-06}', '{late,late}', '104')$$) AS kept \gset
SELECT pg_temp.act('102', $$request_double_swap(9865, '{2018-11-12,2018-11-13}', '{late,late}', '104')$$) AS moved \gset
SELECT is(pg_temp.act('103', $$request_swap(9865, '2018-11-05', 'late', '104')$$), 'UC601', 'I35 a single swap waits for publication');
SELECT is(pg_temp.act('201', $$UPDATE cc_center.roster SET staff_no = '101' WHERE day = '2018-11-13' AND staff_no = '102' RETURNING 1$$), '1', 'I2 the leader edits the draft');
SELECT is((SELECT (status, decision)::text FROM cc_center.swap JOIN cc_center.swap_reason USING (center_id, swap_id) WHERE swap_id = :moved), '(void,"late 2018-11-13")', 'I36 the swap of what was moved is void');
SELECT is((SELECT count(*) FROM cc_center.swap_counted WHERE center_id = 9865 AND staff_no = '102'), 0::bigint, 'I36 and holds no place');
SELECT is(pg_temp.act('104', format('consent_swap(9865, %s)', :kept)), 'done', 'I36 the other is consented to');
SELECT is(pg_temp.act('201', $$publish_roster(9865, '2018-11-01', 'test')$$) ~ '^\d+$', true, 'I2 published');
SELECT is(pg_temp.act('301', format('approve_swap(9865, %s)', :kept)), 'done', 'I36 and approved');
SELECT is((SELECT string_agg(staff_no, ' ' ORDER BY day) FROM cc_center.roster WHERE center_id = 9865 AND day IN ('2018-11-05', '2018-11-06')), '104 104', 'I36 both shifts change hands');

-- ---- rules amended inside a published month (I2, I19) --------------------------------------------------------------

INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9865, d, v.shift, v.staff_no FROM unnest('{2018-10-08,2018-10-09}'::date[]) d,
  (VALUES ('early', '101'), ('middle', '102'), ('late', '103'), ('early', '201'), ('late', '202')) v (shift, staff_no);
SELECT pg_temp.at('2018-10-07 09:00+08');
SELECT pg_temp.act('201', $$publish_roster(9865, '2018-10-01', 'test')$$);
SELECT is(pg_temp.act('201', $$draft_rules(9865, 'v2')$$), '2', 'A24 drafted');
SELECT pg_temp.act('201', $$UPDATE cc_center.shift SET hours = '09:00-18:00' WHERE version = 2 AND shift = 'early' RETURNING 1$$);
SELECT pg_temp.act('201', $$INSERT INTO cc_center.required_qualification VALUES (9865, 2, 'operator', '培训', 'H2.1') RETURNING 1$$);
SELECT pg_temp.act('301', $$propose_rules(9865, 2, '2018-10-09 00:00+08')$$);
SELECT pg_temp.act('401', $$ratify_rules(9865, 2)$$);
SELECT is((SELECT array_agg((day, shift, staff_no, finding, detail)::text ORDER BY staff_no, finding) FROM cc_center.roster_findings
            WHERE center_id = 9865 AND day BETWEEN '2018-10-08' AND '2018-10-09' AND staff_no IN ('101', '201')),
          '{"(2018-10-09,early,101,not_qualified,培训)","(2018-10-09,early,101,rules_changed,\"09:00-18:00 of 08:30-17:30\")","(2018-10-09,early,201,rules_changed,\"09:00-18:00 of 08:30-17:30\")"}',
          'I2 rows under rules that changed are judged by those in force');
SELECT is(pg_temp.act('101', $$refix_roster(9865, '2018-10-01', 'r')$$), '42501', 'I2 an operator fixes nothing');
SELECT is(pg_temp.act('201', format('refix_roster(9865, %L, %L)', '2018-10-01', U&'\3000')), 'UC501', 'I2 nor does a leader without a reason');
INSERT INTO cc_center.qualification (center_id, staff_no, qualification, valid) VALUES (9865, '102', '培训', '(,)');
SELECT is(pg_temp.act('201', $$refix_roster(9865, '2018-10-01', '新作息')$$), '1', 'I2 he fixes what the new rules allow');
SELECT is((SELECT string_agg(staff_no || to_char(lower(duty), ' HH24:MI-') || to_char(upper(duty), 'HH24:MI'), ', ' ORDER BY staff_no)
             FROM cc_center.roster WHERE center_id = 9865 AND day = '2018-10-09' AND shift = 'early'), '101 08:30-17:30, 201 09:00-18:00', 'I19 with the hours in force; who lacks what they ask stays a finding');
SELECT is((SELECT (from_staff, to_staff, kind, reason, changed_by)::text FROM cc_center.roster_change WHERE center_id = 9865 AND kind = 'amendment'),
          '(201,201,amendment,新作息,201)', 'I2 on record');

-- ---- a day that becomes a holiday (U10) -----------------------------------------------------------------------------

SELECT pg_temp.act('301', $$INSERT INTO cc_center.calendar_day (center_id, day, kind, name) VALUES (9865, '2018-10-08', 'holiday', 'announced') RETURNING 1$$);
SELECT is((SELECT array_agg((shift, staff_no, finding)::text) FROM cc_center.roster_findings WHERE center_id = 9865 AND day = '2018-10-08' AND finding = 'not_held'),
          '{"(middle,102,not_held)"}', 'I19 a shift that is not held any more is a finding');
SELECT is(pg_temp.act('102', $$request_leave(9865, 'sick_leave', '2018-10-08', first_half => 'morning', last_half => 'morning')$$) ~ '^\d+$', true, 'I32 half a day of leave takes him off it');
SELECT is((SELECT count(*) FROM cc_center.roster WHERE center_id = 9865 AND day = '2018-10-08' AND shift = 'middle'), 0::bigint, 'I32 off the roster');
SELECT is(pg_temp.act('201', $$correct_roster(9865, '2018-10-08', 'late', '103', NULL, '假日')$$) ~ '^\d+$', true, 'I2 a correction takes people off as ever');
SELECT * FROM finish();
ROLLBACK;
