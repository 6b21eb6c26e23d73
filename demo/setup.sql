-- A center under preset gulou, its people, their database roles, and the roster of October 2018.
-- The names are invented.
SET client_min_messages = warning;
CREATE EXTENSION cc_center CASCADE;
SELECT cc_center.install() AS steps \gset
CREATE SCHEMA demo;

-- The rules see the injected clock: it is a week before the month, and the roster is being drawn up.
SET "cc_center.now" = '2018-09-24 09:00+08';
SELECT cc_center.create_center(1, 'GL', '鼓楼区监督中心', 'Asia/Shanghai', 'gulou') AS center \gset

INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES
  (1, '101', '王芳', 'operator'), (1, '102', '李娜', 'operator'), (1, '103', '张敏', 'operator'),
  (1, '104', '刘洋', 'operator'), (1, '105', '陈静', 'operator'), (1, '106', '杨丽', 'operator'),
  (1, '107', '赵婷', 'operator'), (1, '108', '黄蕾', 'operator'), (1, '109', '周倩', 'operator'),
  (1, '110', '吴磊', 'operator'), (1, '111', '徐慧', 'operator'), (1, '112', '孙悦', 'operator'),
  (1, '201', '马建国', 'shift_leader'), (1, '202', '朱秀英', 'shift_leader'),
  (1, '203', '胡志强', 'shift_leader'), (1, '204', '郭海燕', 'shift_leader'),
  (1, '301', '何文斌', 'supervisor'), (1, '401', '高明远', 'director'),
  (1, '501', '林涛', 'inspector'), (1, '502', '罗军', 'inspector'), (1, '503', '梁勇', 'inspector'),
  (1, '504', '宋超', 'inspector'), (1, '505', '郑杰', 'inspector'), (1, '506', '谢辉', 'inspector'),
  (1, '507', '韩冬', 'inspector'),
  (1, '601', '城管专业部门', 'department'), (1, '602', '环保水务专业部门', 'department'),
  (1, '603', '市政专业部门', 'department'), (1, '604', '综合专业部门', 'department');

-- One role per employee, and one for the application that takes the reports.
CREATE ROLE gulou_app LOGIN;
SELECT format('CREATE ROLE %I LOGIN', 'gulou_' || staff_no) FROM cc_center.staff WHERE center_id = 1 \gexec
SELECT count(cc_center.enrol(1, staff_no, ('gulou_' || staff_no)::name)) AS people
  FROM cc_center.staff WHERE center_id = 1 \gset
SELECT cc_center.enrol(1, NULL, 'gulou_app') AS app \gset

INSERT INTO cc_center.channel (center_id, channel, name) VALUES
  (1, '12345', '政府服务热线'), (1, '12319', '城管热线'), (1, '固话投诉', '固话投诉'),
  (1, '政府信箱', '政府信箱'), (1, '美丽深圳', '公众号 美丽深圳'), (1, '@坪山', '微信 @坪山');

-- What the regulation leaves to the center: departments, inspectors of the streets, and how long a disposal and a reply
-- may take. A leader drafts it, the supervisor proposes it, the director ratifies it.
INSERT INTO cc_center.department (center_id, department)
SELECT 1, name FROM cc_center.staff WHERE center_id = 1 AND role = 'department';
INSERT INTO cc_center.department_staff (center_id, department, staff_no)
SELECT 1, name, staff_no FROM cc_center.staff WHERE center_id = 1 AND role = 'department';
INSERT INTO cc_center.street_inspector (center_id, street, staff_no)
SELECT 1, street, (500 + row_number() OVER (ORDER BY street))::text FROM cc_center.street WHERE center_id = 1;
SET ROLE gulou_201;
SELECT cc_center.draft_rules(1, '处置和核查时限') AS draft \gset
INSERT INTO cc_center.dispatch_rule (center_id, version, category, street, department, clause) VALUES
  (1, :draft, '市容环卫', '*', '城管专业部门', 'I23'), (1, :draft, '环保水务', '*', '环保水务专业部门', 'I23'),
  (1, :draft, '市政设施', '*', '市政专业部门', 'I23'), (1, :draft, '交通运输', '*', '市政专业部门', 'I23'),
  (1, :draft, '*', '*', '综合专业部门', 'I23');
INSERT INTO cc_center.leg_limit (center_id, version, leg_kind, category, priority, hours, leg_limit, clause) VALUES
  (1, :draft, 'disposal', '*', '*', 'Mo-Fr; PH off', '2 days', 'I23'),
  (1, :draft, 'disposal', '*', 'urgent', '24/7', '4 hours', 'I23'),
  (1, :draft, 'check', '*', '*', '24/7', '15 minutes', 'I3.4');
SET ROLE gulou_301;
SELECT cc_center.propose_rules(1, :draft, '2018-10-01 00:00+08') \g /dev/null
SET ROLE gulou_401;
SELECT cc_center.ratify_rules(1, :draft) \g /dev/null
RESET ROLE;

-- Two days on, two days off (I33): ten operators in two groups, three of a group early and two late,
-- changing places from one turn to the next; the leaders likewise, one early and one late. Two
-- operators have the middle shift on the days on which its timetable is open (I19, U10).
WITH turn AS (
  SELECT day::date AS day, (n - 1) / 2 % 2 AS on_duty, ((n - 1) / 4)::int AS turn
    FROM generate_series('2018-10-01'::date, '2018-10-31'::date, '1 day') WITH ORDINALITY AS d (day, n)
), placed AS (
  SELECT t.day, s.staff_no, (s.staff_no::int - 101 + t.turn) % 5 < 3 AS early
    FROM turn t JOIN cc_center.staff s ON s.role = 'operator' AND s.staff_no <= '110'
   WHERE (s.staff_no::int - 101) / 5 = t.on_duty
  UNION ALL
  SELECT t.day, s.staff_no, (s.staff_no::int + t.turn) % 2 = 1
    FROM turn t JOIN cc_center.staff s ON s.role = 'shift_leader'
   WHERE (s.staff_no::int - 201) / 2 = t.on_duty
)
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 1, day, CASE WHEN early THEN 'early' ELSE 'late' END, staff_no FROM placed
UNION ALL
SELECT 1, t.day, 'middle', s.staff_no
  FROM turn t
  JOIN cc_center.shift h ON h.center_id = 1 AND h.role = 'operator' AND h.shift = 'middle' AND h.version = :draft
  JOIN cc_center.staff s ON s.staff_no IN ('111', '112')
 WHERE cc_center.is_open(1, h.hours, (t.day + time '10:00') AT TIME ZONE 'Asia/Shanghai');

RESET "cc_center.now";
\echo '       ' A center, :people people, :steps steps of schema.
