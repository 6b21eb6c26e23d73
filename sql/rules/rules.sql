\set SHOW_CONTEXT never
-- A center starts with the rules of a preset; a change is drafted, proposed and ratified by three people.
SET timezone = 'Asia/Shanghai';
SELECT cc_center.create_center(10, 'RU', '规则中心');
SELECT version, title, status, effective, drafted_by = 'role ' || session_user AS adopted FROM cc_center.rule_set WHERE center_id = 10;
SELECT role, shift, name, hours FROM cc_center.shift WHERE center_id = 10 ORDER BY role, shift;
SELECT cc_center.create_center(11, 'XX', '错', 'Asia/Nanjing');
SELECT cc_center.create_center(11, 'XX', '错', preset => 'no such preset');
SELECT cc_center.create_center(11, 'XX', '还没有规则', preset => NULL);
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES
    (10, '1', '值班长甲', 'shift_leader'), (10, '2', '主管', 'supervisor'), (10, '3', '主任', 'director'), (10, '4', '接线员', 'operator');
CREATE ROLE regress_cc_leader;
CREATE ROLE regress_cc_supervisor;
CREATE ROLE regress_cc_director;
CREATE ROLE regress_cc_operator;
SELECT cc_center.enrol(10, '1', 'regress_cc_leader'), cc_center.enrol(10, '2', 'regress_cc_supervisor'),
       cc_center.enrol(10, '3', 'regress_cc_director'), cc_center.enrol(10, '4', 'regress_cc_operator');
SELECT cc_center.enrol(10, '4', 'regress_cc_operator');
SELECT cc_center.enrol(10, '9', 'regress_cc_nobody');
SET cc_center.now = '2018-10-08 09:00+08';
SET ROLE regress_cc_operator;
SELECT cc_center.draft_rules(10, '宽限');
RESET ROLE;
SET ROLE regress_cc_leader;
SELECT cc_center.draft_rules(10, '宽限');
UPDATE cc_center.retention_limit SET retention_limit = '20 minutes' WHERE center_id = 10 AND version = 2 AND ordinal = 2;
UPDATE cc_center.retention_limit SET retention_limit = '20 minutes' WHERE center_id = 10 AND version = 1;
SELECT cc_center.propose_rules(10, 2, '2018-10-09 00:00+08');
RESET ROLE;
SET ROLE regress_cc_supervisor;
SELECT cc_center.propose_rules(10, 2, '2018-10-09 00:00+08');
UPDATE cc_center.retention_limit SET retention_limit = '90 minutes' WHERE center_id = 10 AND version = 2;
SELECT cc_center.ratify_rules(10, 2);
RESET ROLE;
SET ROLE regress_cc_director;
SELECT cc_center.ratify_rules(10, 2);
SELECT cc_center.ratify_rules(10, 2);
SELECT cc_center.ratify_rules(10, 7);
RESET ROLE;
SELECT version, status, effective, drafted_by, proposed_by, ratified_by FROM cc_center.rule_set WHERE center_id = 10 AND version > 1
UNION ALL SELECT version, status, effective, NULL, NULL, NULL FROM cc_center.rule_set WHERE center_id = 10 AND version = 1 ORDER BY 1;
-- the day before keeps the rules it had
SELECT due_at, retention_limit, version FROM cc_center.retention_due(10, '2018-10-08 10:00+08');
SELECT due_at, retention_limit, version FROM cc_center.retention_due(10, '2018-10-09 10:00+08');
RESET cc_center.now;
REVOKE cc_center_shift_leader FROM regress_cc_leader;
REVOKE cc_center_supervisor FROM regress_cc_supervisor;
REVOKE cc_center_director FROM regress_cc_director;
REVOKE cc_center_operator FROM regress_cc_operator;
DROP ROLE regress_cc_leader, regress_cc_supervisor, regress_cc_director, regress_cc_operator;
