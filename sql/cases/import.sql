\set SHOW_CONTEXT never
-- History is imported with its own instants; legs are derived by the rules of their time.
SET timezone = 'Asia/Shanghai';
SELECT cc_center.create_center(40, 'IM', '历史中心');
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (40, '101', '王芳', 'operator'), (40, '201', '张伟', 'shift_leader');
CREATE ROLE regress_cc_import;
SELECT cc_center.enrol(40, NULL, 'regress_cc_import', 'importer');
ALTER SEQUENCE cc_center.case_id_seq RESTART 2001;
SET ROLE regress_cc_import;
INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reported_at, stages, stage_at, stage_by) VALUES
    (40, '江东', 'hotline', '市容环卫', '占道经营', '2010-05-05 11:20+08', '{pre_filed,filed}', '{2010-05-05 11:30+08,2010-05-05 11:50+08}', '{101,201}'),
    (40, '莫愁', 'petition', '市政设施', '井盖缺失', '2010-05-05 23:20+08', '{}', '{}', '{}');
-- one wrong row, and the whole statement is refused
INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reported_at, stages, stage_at) VALUES
    (40, '江东', 'hotline', '市容环卫', '占道经营', '2010-05-05 11:20+08', '{filed}', '{2010-05-05 11:30+08}');
INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reported_at, stages, stage_at) VALUES
    (40, '江东', 'hotline', '市容环卫', '占道经营', '2010-05-05 11:20+08', '{pre_filed}', '{2010-05-05 11:10+08}');
INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reported_at) VALUES
    (40, '江东', 'hotline', '市容环卫', '占道经营', '2006-08-31 11:20+08');
INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reported_at) VALUES
    (40, '江东', 'hotline', '市容环卫', '占道经营', '2222-08-31 11:20+08');
INSERT INTO cc_center.case_import (center_id, case_id, street, channel, category, description, reported_at) VALUES
    (40, 1, '江东', 'hotline', '市容环卫', '占道经营', '2010-05-05 11:20+08');
RESET ROLE;
SELECT case_number, stage, reported_at, holder, first_contact, due_at, leg_no, version FROM cc_center.cases WHERE center_id = 40 ORDER BY case_id;
SELECT case_id, leg_no, leg_kind, received_at, clock_start, due_at, finished_at, finished_by, outcome FROM cc_center.leg WHERE center_id = 40 ORDER BY 1, 2;
DROP OWNED BY regress_cc_import;
DROP ROLE regress_cc_import;
