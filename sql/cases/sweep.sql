\set SHOW_CONTEXT never
-- A center that cannot be swept is named in a warning, and keeps no other from being swept.
SET timezone = 'Asia/Shanghai';
BEGIN;
SET LOCAL client_min_messages = error;
SET LOCAL cc_center.now = '2018-10-08 07:00+08';
SELECT cc_center.create_center(51, 'SA', '甲'), cc_center.create_center(52, 'SB', '乙');
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (51, '101', '王芳', 'operator'), (52, '101', '李娜', 'operator');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (51, '2018-10-08', 'early', '101'), (52, '2018-10-08', 'early', '101');
ALTER SEQUENCE cc_center.case_id_seq RESTART 5001;
INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES
    (51, '湖南路', 'hotline', '市容环卫', '占道经营'), (52, '湖南路', 'hotline', '市容环卫', '占道经营');
SET LOCAL session_replication_role = replica;
UPDATE cc_center.rule_set SET effective = '[2006-09-01,2018-10-08)' WHERE center_id = 51;
SET LOCAL session_replication_role = origin;
SET LOCAL cc_center.now = '2018-10-08 08:30+08';
SET LOCAL client_min_messages = warning;
DO $$ BEGIN PERFORM cc_center.sweep(); END $$;
SELECT center_id, holder FROM cc_center.cases WHERE center_id IN (51, 52) ORDER BY 1;
SELECT * FROM cc_center.sweep(51);
ROLLBACK;
