\set SHOW_CONTEXT never
-- A roster row names day, shift and person; the rules say when that is.
SET timezone = 'Asia/Shanghai';
SELECT cc_center.create_center(20, 'RO', '值班中心');
INSERT INTO cc_center.staff (center_id, staff_no, name, role, active) VALUES
    (20, '101', '王芳', 'operator', '(,)'), (20, '102', '李敏', 'operator', '[2018-10-10,)'), (20, '201', '张伟', 'shift_leader', '(,)');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES
    (20, '2018-10-08', 'early', '101'), (20, '2018-10-09', 'late', '101'), (20, '2018-10-08', 'late', '201'),
    (20, '2018-10-10', 'middle', '102')
RETURNING day, shift, staff_no, role, duty, version;
-- refused
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (20, '2018-10-08', 'late', '101');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (20, '2018-10-13', 'middle', '101');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (20, '2018-10-11', 'night', '101');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (20, '2018-10-11', 'middle', '201');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (20, '2018-10-09', 'early', '102');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (20, '2018-10-09', 'early', '109');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (20, '2006-08-31', 'early', '101');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no, duty) VALUES (20, '2018-10-11', 'early', '101', '[2018-10-11,2018-10-12)');
DELETE FROM cc_center.staff WHERE center_id = 20;
-- who stands there now
SELECT shift, staff_no, day_type FROM cc_center.route(20, 'operator', '中央门', '2018-10-10 10:00+08');
SELECT shift, staff_no, next_coverage FROM cc_center.route(20, 'operator', '江东', '2018-10-09 12:30+08');
SELECT * FROM cc_center.route(20, 'director', '江东', '2018-10-09 12:30+08');
-- whose access ends while he is rostered is named, and it ends all the same
SET cc_center.now = '2018-10-08 07:00+08';
CREATE ROLE cc_regress_leaver;
SELECT cc_center.enrol(20, '101', 'cc_regress_leaver');
SELECT cc_center.unenrol(20, 'cc_regress_leaver');
SELECT count(*) FROM cc_center.enrolment WHERE center_id = 20;
RESET cc_center.now;
DROP ROLE cc_regress_leaver;
