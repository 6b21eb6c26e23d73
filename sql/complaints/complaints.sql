\set SHOW_CONTEXT never
-- A complaint from being taken in to the feedback: limits, who may not, what its person and the statistics see.
SET timezone = 'Asia/Shanghai';
BEGIN;
SET LOCAL client_min_messages = error;
SET LOCAL cc_center.now = '2026-02-13 16:00+08';
SELECT cc_center.create_center(61, 'CP', '甲', preset => 'round_the_clock');
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (61, '101', '王芳', 'operator'), (61, '201', '赵敏', 'shift_leader'), (61, '301', '陈静', 'supervisor');
CREATE ROLE regress_61_101; CREATE ROLE regress_61_201; CREATE ROLE regress_61_301;
SELECT cc_center.enrol(61, n, ('regress_61_' || n)::name) FROM unnest('{101,201,301}'::text[]) n;
ALTER SEQUENCE cc_center.complaint_id_seq RESTART 6101;
SET LOCAL ROLE regress_61_301;
SELECT cc_center.draft_rules(61, '投诉时限') AS version \gset
INSERT INTO cc_center.complaint_kind (center_id, version, kind, clause) VALUES (61, :version, '态度', 'A18');
UPDATE cc_center.complaint_limit SET hours = 'Mo-Fr; PH off', complaint_limit = CASE step WHEN 'investigate' THEN interval '5 days' ELSE '1 day' END
 WHERE center_id = 61 AND version = :version;
RESET ROLE;
SET LOCAL session_replication_role = replica;
UPDATE cc_center.rule_set SET effective = tstzrange(lower(effective), '2026-02-13 00:00+08') WHERE center_id = 61 AND version = 1;
UPDATE cc_center.rule_set SET status = 'ratified', effective = '[2026-02-13 00:00+08,)' WHERE center_id = 61 AND version = 2;
SET LOCAL session_replication_role = origin;
-- Friday; Saturday 2026-02-14 is a make-up workday, 02-15 to 02-23 is Spring Festival
SET LOCAL ROLE regress_61_101;
SELECT cc_center.complain(61, '态度', 'person', '挂断电话', '101') AS complaint_id;
SAVEPOINT refused;
SELECT cc_center.complain(61, '噪音', 'person', '挂断电话', '101');
ROLLBACK TO refused;
SELECT cc_center.complain(61, '态度', 'result', '没有解决');
ROLLBACK TO refused;
SET LOCAL ROLE regress_61_301;
SELECT complaint_id, kind, against, staff_no, description, status, awaits, due_at, due_clause, overdue FROM cc_center.complaints;
SELECT cc_center.assign_complaint(61, 6101, '101');
ROLLBACK TO refused;
SET LOCAL ROLE regress_61_301;
SELECT cc_center.assign_complaint(61, 6101, '201') AS due_at;
SET LOCAL ROLE regress_61_101;
SELECT * FROM cc_center.complaints;
SELECT cc_center.report_complaint(61, 6101, '没有的事');
ROLLBACK TO refused;
SET LOCAL ROLE regress_61_301;
SELECT cc_center.assign_complaint(61, 6101, '201') AS due_at;
RESET ROLE;
SET LOCAL cc_center.now = '2026-02-24 09:00+08';
SET LOCAL ROLE regress_61_201;
SELECT complaint_id, due_at, overdue FROM cc_center.my_complaints;
SELECT cc_center.report_complaint(61, 6101, '录音属实') AS step_no;
SET LOCAL ROLE regress_61_301;
SELECT cc_center.conclude_complaint(61, 6101, true, '录音属实', '道歉并回电') AS due_at;
RESET ROLE;
SET LOCAL cc_center.now = '2026-02-25 09:00:01+08';
SET LOCAL ROLE regress_61_201;
SELECT cc_center.feed_back(61, 6101, '已道歉', true) AS closed;
SELECT step, at, by_staff, ended, was_due_at, late_by FROM cc_center.complaint_timeline ORDER BY step_no;
SET LOCAL ROLE regress_61_101;
SELECT * FROM cc_center.complaints_about_me;
SET LOCAL ROLE regress_61_301;
SELECT * FROM cc_center.complaint_month ORDER BY counted_by, value;
ROLLBACK;
