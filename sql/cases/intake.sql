\set SHOW_CONTEXT never
-- An app inserts a case; the rules number, stamp and route it.
SET timezone = 'Asia/Shanghai';
SELECT cc_center.create_center(30, 'IN', '受理中心');
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES
    (30, '101', '王芳', 'operator'), (30, '102', '李敏', 'operator'), (30, '103', '陈静', 'operator'),
    (30, '201', '张伟', 'shift_leader'), (30, '301', '主管', 'supervisor');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES
    (30, '2018-10-10', 'early', '101'), (30, '2018-10-10', 'early', '102'), (30, '2018-10-10', 'late', '103'),
    (30, '2018-10-10', 'early', '201'), (30, '2018-10-11', 'early', '101'), (30, '2018-10-11', 'early', '201');
CREATE ROLE regress_cc_app;
CREATE ROLE regress_cc_nobody IN ROLE cc_center_app;
CREATE ROLE regress_cc_101;
CREATE ROLE regress_cc_102;
CREATE ROLE regress_cc_103;
CREATE ROLE regress_cc_201;
SELECT cc_center.enrol(30, NULL, 'regress_cc_app'), cc_center.enrol(30, '101', 'regress_cc_101'),
       cc_center.enrol(30, '102', 'regress_cc_102'), cc_center.enrol(30, '103', 'regress_cc_103'),
       cc_center.enrol(30, '201', 'regress_cc_201');
ALTER SEQUENCE cc_center.case_id_seq RESTART 1001;

SET cc_center.now = '2018-10-10 09:10+08';
SET ROLE regress_cc_app;
INSERT INTO cc_center.cases (street, channel, category, description) VALUES
    ('江东', 'hotline', '市容环卫', '占道经营'), ('江东', 'hotline', '市容环卫', '垃圾未清'), ('湖南路', 'inspector', '市政设施', '路灯不亮')
RETURNING case_number, stage, reported_at, holder, due_at;
INSERT INTO cc_center.case_contact (center_id, case_id, caller_name, phone) VALUES (30, 1001, '某女士', '13900000000');
-- refused, and nothing is written
INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('长安街', 'hotline', '市容环卫', '占道经营');
INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('江东', 'telex', '市容环卫', '占道经营');
INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('江东', 'hotline', '市容环卫', '　 ');
INSERT INTO cc_center.cases (street, channel, category, description, holder) VALUES ('江东', 'hotline', '市容环卫', '占道经营', '101');
INSERT INTO cc_center.cases (street, channel, category, description, stage) VALUES ('江东', 'hotline', '市容环卫', '占道经营', 'closed');
INSERT INTO cc_center.cases (street, channel, category, description, priority) VALUES ('江东', 'hotline', '市容环卫', '占道经营', 'high');
INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (999, '江东', 'hotline', '市容环卫', '占道经营');
INSERT INTO cc_center.leg (center_id, case_id, leg_no, version, received_at, attention_at, leg_kind, street) VALUES (30, 1, 1, 1, now(), now(), 'filing', '江东');
DELETE FROM cc_center.cases;
RESET ROLE;
SELECT cc_center.create_center(31, 'NO', '还没有规则', preset => NULL);
INSERT INTO cc_center.street VALUES (31, '江东');
INSERT INTO cc_center.channel VALUES (31, 'hotline', '热线');
INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (31, '江东', 'hotline', '市容环卫', '占道经营');
SET ROLE regress_cc_nobody;
INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('江东', 'hotline', '市容环卫', '占道经营');
RESET ROLE;
TRUNCATE cc_center.leg;
SELECT count(*) FROM cc_center.cases WHERE center_id IN (30, 31);

-- the holder moves his case; nobody else does
SET cc_center.now = '2018-10-10 09:20+08';
SET ROLE regress_cc_102;
UPDATE cc_center.cases SET stage = 'pre_filed' WHERE case_number = 'IN-20181010-001001';
UPDATE cc_center.cases SET stage = 'filed' WHERE case_number = 'IN-20181010-001002';
UPDATE cc_center.cases SET stage = 'dispatched' WHERE case_number = 'IN-20181010-001002';
UPDATE cc_center.cases SET stage = 'gone' WHERE case_number = 'IN-20181010-001002';
UPDATE cc_center.cases SET stage = 'void' WHERE case_number = 'IN-20181010-001002';
UPDATE cc_center.cases SET due_at = '2030-01-01' WHERE case_number = 'IN-20181010-001002';
UPDATE cc_center.cases SET stage = 'pre_filed' WHERE case_number = 'IN-20181010-001002' RETURNING stage, holder, due_at;
SELECT caller_name FROM cc_center.case_contact_masked;
RESET ROLE;
SET ROLE regress_cc_101;
SELECT caller_name, phone FROM cc_center.case_contact;
SELECT caller_name, phone FROM cc_center.case_contact_masked;
UPDATE cc_center.cases SET stage = 'void', stage_reason = '重复' WHERE case_number = 'IN-20181010-001001' RETURNING stage, stage_reason, holder, closed_at;
RESET ROLE;
-- a leader takes over, and it is on record
SET ROLE regress_cc_201;
UPDATE cc_center.cases SET stage = 'pre_filed' WHERE case_number = 'IN-20181010-001003';
UPDATE cc_center.cases SET stage = 'filed' WHERE case_number = 'IN-20181010-001003' RETURNING stage, holder, due_at;
RESET ROLE;
SELECT case_id, leg_no, from_staff, to_staff, kind FROM cc_center.handover WHERE center_id = 30;

-- at night cases wait for the next coverage
SET cc_center.now = '2018-10-10 23:00+08';
SET ROLE regress_cc_app;
INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('湖南路', 'hotline', '市容环卫', '施工噪音')
RETURNING case_number, reported_at, holder, due_at;
RESET ROLE;
SELECT * FROM cc_center.sweep(30);
SET cc_center.now = '2018-10-11 08:30:20+08';
SELECT * FROM cc_center.sweep(30);
SELECT * FROM cc_center.sweep(30);
SELECT leg_no, leg_kind, shift, holder, received_at, clock_start, due_at FROM cc_center.leg WHERE center_id = 30 AND case_id = 1004;
SET cc_center.now = '2018-10-11 08:45+08';
SELECT * FROM cc_center.sweep(30);
SET cc_center.now = '2018-10-11 08:45:00.000001+08';
SELECT * FROM cc_center.sweep(30);
SELECT case_number, leg_kind, holder, retention_limit, late_by, clause FROM cc_center.overdue WHERE center_id = 30 ORDER BY case_id, leg_no;
SELECT case_number, street, leg_kind, holder, lies_for, total_age, state FROM cc_center.backlog WHERE center_id = 30 ORDER BY case_id;
SELECT at, event, leg_no, leg_kind, staff_no, detail FROM cc_center.case_timeline WHERE center_id = 30 AND case_number LIKE '%1003';
SELECT month, staff_no, legs, mean_retention, over_limit, in_time_share, mean_within_limit FROM cc_center.retention_month WHERE center_id = 30 ORDER BY 1, 2;
SELECT staff_no, name, open_legs, overdue_legs FROM cc_center.workload WHERE center_id = 30 ORDER BY 1;
RESET cc_center.now;
DROP OWNED BY regress_cc_app, regress_cc_101, regress_cc_102, regress_cc_103, regress_cc_201;
DROP ROLE regress_cc_app, regress_cc_nobody, regress_cc_101, regress_cc_102, regress_cc_103, regress_cc_201;
