-- The month's retention figures (I24, U11), against counts made by hand.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL timezone = 'America/New_York';
SELECT no_plan();
SELECT cc_center.create_center(9501, 'MO', '月报中心');
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9501, '101', '甲', 'operator'), (9501, '102', '乙', 'operator'), (9501, '201', '丙', 'shift_leader');
-- 101: 4, 6 and 16 minutes (the last over the limit); 102: 15 minutes exactly, finished in the next month of the center
SET LOCAL cc_center.now = '2018-12-01 00:00+08';
INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reported_at, stages, stage_at, stage_by) VALUES
    (9501, '江东', 'hotline', '类', '述', '2018-10-10 10:00+08', '{pre_filed}', '{2018-10-10 10:04+08}', '{101}'),
    (9501, '江东', 'hotline', '类', '述', '2018-10-10 10:00+08', '{pre_filed,filed}', '{2018-10-10 10:06+08,2018-10-10 10:09+08}', '{101,201}'),
    (9501, '江东', 'hotline', '类', '述', '2018-10-11 10:00+08', '{pre_filed}', '{2018-10-11 10:16+08}', '{101}'),
    (9501, '江东', 'hotline', '类', '述', '2018-10-31 21:50+08', '{pre_filed}', '{2018-10-31 22:05+08}', '{102}'),
    (9501, '江东', 'hotline', '类', '述', '2018-11-01 10:00+08', '{pre_filed}', '{2018-11-01 10:15:01+08}', '{102}');
SELECT results_eq(
    $$ SELECT month, staff_no, legs, mean_retention, over_limit, in_time_share, mean_within_limit
       FROM cc_center.retention_month WHERE center_id = 9501 ORDER BY month, staff_no NULLS LAST $$,
    $$ VALUES ('2018-10-01'::date, '101', 3::bigint, '8 min 40 s'::interval, 1::bigint, 0.6667, false),
              ('2018-10-01', '102', 1, '15 min', 0, 1.0000, false),
              ('2018-10-01', '201', 1, '3 min', 0, 1.0000, true),
              ('2018-10-01', NULL, 5, '8 min 48 s', 1, 0.8000, false),
              ('2018-11-01', '102', 1, '15 min 1 s', 1, 0.0000, false),
              ('2018-11-01', NULL, 1, '15 min 1 s', 1, 0.0000, false) $$,
    'I24 count, mean, share in time and over the limit, per person and center, by the center''s month');
SELECT is(mean_limit, '5 minutes'::interval, 'I24 the mean limit is the rule set''s') FROM cc_center.retention_month WHERE center_id = 9501 LIMIT 1;
SELECT is_empty($$ SELECT 1 FROM cc_center.retention_month WHERE center_id = 9501 AND month = '2018-09-01' $$, 'I24 a month without legs has no row');
SELECT set_eq($$ SELECT holder, late_by, clause FROM cc_center.overdue WHERE center_id = 9501 AND finished_at IS NOT NULL $$,
    $$ VALUES ('101', '1 min'::interval, 'I24'), ('102', '1 s', 'I24') $$, 'I24 what lay too long, with limit and clause');
-- F08's kind: nobody knows who finished it, yet the center's month has it
INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reported_at, stages, stage_at, stage_by) VALUES
    (9501, '江东', 'hotline', '类', '述', '2018-09-05 10:00+08', '{pre_filed}', '{2018-09-05 10:04+08}', '{101}'),
    (9501, '江东', 'hotline', '类', '述', '2018-09-05 10:00+08', '{pre_filed}', '{2018-09-05 10:40+08}', '{NULL}');
SELECT results_eq(
    $$ SELECT staff_no, legs, over_limit, in_time_share FROM cc_center.retention_month
       WHERE center_id = 9501 AND month = '2018-09-01' ORDER BY staff_no NULLS LAST $$,
    $$ VALUES ('101', 1::bigint, 0::bigint, 1.0000), (NULL, 2, 1, 0.5000) $$,
    'I24 a leg without a known finisher counts in the center''s month');
SELECT * FROM finish();
ROLLBACK;
