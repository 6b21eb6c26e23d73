\set SHOW_CONTEXT never
-- Two weeks of attendance as their leader sees it: what is refused, and with which words.
SET timezone = 'Asia/Shanghai';
SET intervalstyle = 'postgres';
BEGIN;
SET LOCAL client_min_messages = error;
SET LOCAL cc_center.now = '2018-10-07 09:00+08';
SELECT cc_center.create_center(61, 'AT', '考勤中心');
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES
    (61, '101', '王芳', 'operator'), (61, '121', '张敏', 'operator'), (61, '201', '马建国', 'shift_leader'), (61, '301', '陈静', 'supervisor');
CREATE ROLE regress_at_101;
CREATE ROLE regress_at_121;
CREATE ROLE regress_at_201;
CREATE ROLE regress_at_301;
CREATE ROLE regress_at_app;
SELECT cc_center.enrol(61, staff_no, ('regress_at_' || staff_no)::name) FROM cc_center.staff WHERE center_id = 61;
SELECT cc_center.enrol(61, NULL, 'regress_at_app');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES
    (61, '2018-10-08', 'early', '101'), (61, '2018-10-08', 'late', '121'), (61, '2018-10-08', 'early', '201'),
    (61, '2018-10-09', 'early', '101'), (61, '2018-10-09', 'late', '121');
ALTER SEQUENCE cc_center.case_id_seq RESTART 6101;

SET LOCAL cc_center.now = '2018-10-08 08:20+08';
SET LOCAL ROLE regress_at_app;
INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('湖南路', 'hotline', '市容环卫', '占道经营');
RESET ROLE;
SET LOCAL cc_center.now = '2018-10-08 08:37+08';
SELECT cc_center.sweep(61);
SET LOCAL ROLE regress_at_101;
UPDATE cc_center.cases SET stage = 'pre_filed' WHERE case_id = 6101;
RESET ROLE;
SET LOCAL cc_center.now = '2018-10-08 21:20+08';
SET LOCAL ROLE regress_at_app;
INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('江东', 'hotline', '市容环卫', '占道经营');
RESET ROLE;
SELECT staff_no, shift, state, open_legs FROM cc_center.present_now WHERE center_id = 61;

-- a day that has not ended, one's own request on the day, a result there is none of
SAVEPOINT s;
SET LOCAL ROLE regress_at_301;
SELECT * FROM cc_center.close_day(61, '2018-10-08');
ROLLBACK TO s;
SET LOCAL ROLE regress_at_121;
SELECT cc_center.request_makeup(61, '2018-10-08', '堵车');
ROLLBACK TO s;
SET LOCAL ROLE regress_at_121;
SELECT cc_center.sign_in(61, 'out');
ROLLBACK TO s;
SET LOCAL ROLE regress_at_121;
SELECT * FROM cc_center.explain_attendance(61, '2018-10-08', '101');
ROLLBACK TO s;

SET LOCAL cc_center.now = '2018-10-08 22:00:20+08';
SELECT * FROM cc_center.sweep(61);
SET LOCAL ROLE regress_at_201;
SELECT * FROM cc_center.close_day(61, '2018-10-08');
SELECT day, staff_no, name, role, shift, result, late_from, late_until, late_by, early_leave_from, early_leave_by, clause, version
FROM cc_center.attendance_day WHERE center_id = 61 ORDER BY day, shift, staff_no;
SELECT staff_no, evidence FROM cc_center.attendance_day WHERE center_id = 61 AND result <> 'open' ORDER BY staff_no;
SELECT staff_no, finding, amount, at, clause FROM cc_center.attendance_findings WHERE center_id = 61 ORDER BY staff_no, finding;
SELECT * FROM cc_center.explain_attendance(61, '2018-10-08', '121');
SET LOCAL ROLE regress_at_301;
SELECT cc_center.override_attendance(61, '2018-10-08', '121', NULL, '交接已说明', early_leave_by => '0') > 0 AS overridden;
SELECT staff_no, shifts, on_time, late, late_minutes, early_leaves, early_leave_minutes, absences, no_evidence, leave_days, makeup_signins, overrides, open
FROM cc_center.attendance_month WHERE center_id = 61 AND month = '2018-10-01' ORDER BY staff_no;
-- ten minutes in place of five, tried on the past
SELECT cc_center.draft_rules(61, '十分钟', 'gulou');
UPDATE cc_center.attendance_rule SET grace = '10 minutes' WHERE center_id = 61 AND version = 2 AND subject = 'lateness';
SELECT version, staff_no, result, late_until - late_from AS late_by FROM cc_center.judge_attendance(61, '2018-10-08', '2018-10-08', NULL, '101')
UNION ALL
SELECT version, staff_no, result, late_until - late_from FROM cc_center.judge_attendance(61, '2018-10-08', '2018-10-08', 2, '101');
ROLLBACK;
