\set SHOW_CONTEXT never
-- Service levels: drafted with what is refused, and a month that is held to them.
SET timezone = 'Asia/Shanghai';
SET intervalstyle = 'postgres';
BEGIN;
SET LOCAL client_min_messages = error;
SET LOCAL cc_center.now = '2018-10-08 08:00+08';
SELECT cc_center.create_center(71, 'SV', '服务级别中心');
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES
    (71, '101', '王芳', 'operator'), (71, '201', '马建国', 'shift_leader'), (71, '301', '陈静', 'supervisor'), (71, '401', '赵强', 'director');
CREATE ROLE regress_sv_201;
CREATE ROLE regress_sv_301;
CREATE ROLE regress_sv_401;
CREATE ROLE regress_sv_101;
CREATE ROLE regress_sv_app;
SELECT cc_center.enrol(71, staff_no, ('regress_sv_' || staff_no)::name) FROM cc_center.staff WHERE center_id = 71;
SELECT cc_center.enrol(71, NULL, 'regress_sv_app');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (71, '2018-10-09', 'early', '101'), (71, '2018-10-09', 'early', '201');
ALTER SEQUENCE cc_center.case_id_seq RESTART 7101;
SET LOCAL ROLE regress_sv_201;
SELECT cc_center.draft_rules(71, '服务级别');
INSERT INTO cc_center.service_level (center_id, version, service_level, subject, leg_kind, within, share, clause)
VALUES (71, 2, '预立案', 'leg', 'pre_filing', '10 minutes', 80, 'G2.1'), (71, 2, '宽', 'leg', 'pre_filing', '1 hour', 70, 'G2.1');
RESET ROLE;
SET LOCAL ROLE regress_sv_301;
SAVEPOINT vain;
SELECT cc_center.propose_rules(71, 2, '2018-10-09 00:00+08');
ROLLBACK TO vain;
UPDATE cc_center.service_level SET share = 99 WHERE center_id = 71 AND version = 2 AND service_level = '宽';
SAVEPOINT days;
UPDATE cc_center.service_level SET within = '1 day' WHERE center_id = 71 AND version = 2 AND service_level = '宽';
ROLLBACK TO days;
SELECT cc_center.propose_rules(71, 2, '2018-10-09 00:00+08');
RESET ROLE;
SET LOCAL ROLE regress_sv_401;
SELECT cc_center.ratify_rules(71, 2);
RESET ROLE;

SET LOCAL cc_center.now = '2018-10-09 10:00+08';
SET LOCAL ROLE regress_sv_app;
INSERT INTO cc_center.cases (street, channel, category, description) SELECT '湖南路', 'hotline', '咨询', '第' || n FROM generate_series(1, 4) n;
RESET ROLE;
SET LOCAL cc_center.now = '2018-10-09 10:10+08';
SET LOCAL ROLE regress_sv_101;
UPDATE cc_center.cases SET stage = 'pre_filed' WHERE case_id IN (7101, 7102);
RESET ROLE;
SET LOCAL cc_center.now = '2018-10-09 10:12:30+08';
SET LOCAL ROLE regress_sv_101;
UPDATE cc_center.cases SET stage = 'pre_filed' WHERE case_id = 7103;
SELECT service_level, case_id, state, took FROM cc_center.service_level_item ORDER BY service_level, case_id;
SELECT service_level, counted, reached, missed, undecided, share_reached, met FROM cc_center.service_level_month ORDER BY service_level;
RESET ROLE;
SET LOCAL cc_center.now = '2018-11-01 02:30+08';
SET LOCAL ROLE regress_sv_301;
SELECT month, service_level, version, subject, within, hours, share, counted, reached, missed, undecided, share_reached, met, clause
FROM cc_center.service_level_month ORDER BY service_level;
SELECT service_level, case_number, leg_no, leg_kind, holder, took, late_by FROM cc_center.service_level_missed ORDER BY service_level, case_number;
SELECT cc_center.record_findings(71) > 0 AS something_new;
SELECT concerns, finding, day, subject, by_clause FROM cc_center.finding WHERE concerns = 'service_level' ORDER BY subject;
RESET ROLE;
ROLLBACK;
