-- What counts as written: a blank of any width is no reason, no name and no description (A12, I2, I3, I32-I35).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL timezone = 'Asia/Shanghai';
SET LOCAL "cc_center.now" = '2018-10-07 09:00+08';
SELECT * FROM no_plan();
SET LOCAL test.center = 9861;
\ir ../../lib/call.sql

SELECT is(cc_center.has_text(v.value), v.expected, 'A12 ' || v.title)
  FROM (VALUES (NULL, false, 'none'), ('', false, 'empty'), (' ', false, 'a blank'), (E'\t\r\n', false, 'a tab, a line end'),
               (U&'\3000', false, 'a full-width blank'), (U&' \3000 \3000', false, 'blanks of two widths'),
               (U&'\00A0', false, 'a no-break blank'), (U&'\200B', false, 'a zero-width blank'), (U&'\FEFF', false, 'a byte-order mark'),
               (U&'\2060\200D', false, 'joiners'), (U&'\2003\2009', false, 'em and thin blanks'), (U&'\3164', false, 'a Hangul filler'),
               (U&'\00AD', false, 'a soft hyphen'), (U&'\FE0F', false, 'a variation selector alone'), (U&'\+0E0020', false, 'a tag character'),
               ('x', true, 'a letter'), ('-', true, 'a hyphen'), (U&'\3000\4E8B', true, 'a word after a full-width blank'),
               (U&'\3001', true, 'a full-width comma'), (U&'\+01F600', true, 'a picture'), ('é', true, 'a letter with an accent')) AS v (value, expected, title);

DO $$ BEGIN PERFORM cc_center.create_center(9861, 'TEXT', '测试中心', 'Asia/Shanghai', 'gulou'); END $$;
INSERT INTO cc_center.staff (center_id, staff_no, name, role)
SELECT 9861, n::text, '某', CASE n / 100 WHEN 1 THEN 'operator' WHEN 2 THEN 'shift_leader' WHEN 3 THEN 'supervisor' ELSE 'director' END
  FROM unnest(ARRAY[101, 102, 103, 201, 301, 401]) n;
SELECT format('CREATE ROLE t%s_%s', center_id, staff_no) FROM cc_center.staff WHERE center_id = 9861 \gexec
DO $$ BEGIN
  PERFORM cc_center.enrol(9861, staff_no, ('t9861_' || staff_no)::name) FROM cc_center.staff WHERE center_id = 9861;
END $$;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9861, '2018-10-08', 'early', '101'), (9861, '2018-10-08', 'late', '102');
SELECT is(pg_temp.act('201', format('publish_roster(9861, %L, %L)', '2018-10-01', U&'\3000')), 'UC702', 'I2 a full-width blank is no reason to publish in spite of findings');
SELECT is(pg_temp.act('201', format('publish_roster(9861, %L, %L)', '2018-10-01', '试')) ~ '^\d+$', true, 'I2 a reason is one');
SELECT is(pg_temp.act('201', format('correct_roster(9861, %L, %L, NULL, %L, %L)', '2018-10-08', 'early', '103', U&'\3000\200B')), 'UC501', 'I2 nor to correct it');
SELECT is(pg_temp.act('101', format('request_leave(9861, %L, %L, reason => %L)', 'personal_leave', '2018-10-12', U&'\3000')), 'UC501', 'I33 nor for leave');
SELECT is(pg_temp.act('101', $$request_leave(9861, 'personal_leave', '2018-10-12', reason => '家事')$$) ~ '^\d+$', true, 'I33 a reason is one');
SELECT max(leave_id) AS leave FROM cc_center.leave_request WHERE center_id = 9861 \gset
SELECT is(pg_temp.act('301', format('refuse_leave(9861, %s, %L)', :leave, U&'\00A0')), 'UC501', 'I33 nor to refuse it');
SELECT is(pg_temp.act('101', $$request_swap(9861, '2018-10-08', 'early', '103')$$) ~ '^\d+$', true, 'I35 asked');
SELECT max(swap_id) AS swap FROM cc_center.swap WHERE center_id = 9861 \gset
SELECT is(pg_temp.act('301', format('refuse_swap(9861, %s, %L)', :swap, U&'\2003')), 'UC501', 'I35 nor to refuse a swap');
SELECT throws_ok(format('INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9861, %L, %L, %L)', '109', U&'\3000', 'operator'), '23514', NULL, 'A12 nor a name');
SELECT pg_temp.at('2018-10-08 10:00+08');
INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (9861, '湖南路', 'hotline', '类', '述');
SELECT is(pg_temp.act('101', format('UPDATE cc_center.cases SET stage = %L, stage_reason = %L RETURNING 1', 'void', U&'\3000')),
          (SELECT sqlstate FROM cc_center.error_codes() WHERE name = 'reason_needed'), 'I3.2 nor to void a case');
SELECT is(pg_temp.act('101', $$UPDATE cc_center.cases SET stage = 'void', stage_reason = '重复' RETURNING 1$$), '1', 'I3.2 a reason is one');
SELECT throws_ok(format('INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (9861, %L, %L, %L, %L)', '湖南路', 'hotline', U&'\200B', '述'),
                 (SELECT sqlstate::char(5) FROM cc_center.error_codes() WHERE name = 'missing_text'), NULL, 'A12 nor a category');
SELECT * FROM finish();
ROLLBACK;
