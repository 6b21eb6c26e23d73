-- Center 1 of the whole-cluster and load tests: the gulou rules, ten operators, four leaders and one of each other role
-- rostered from 2018-10-08 to 2018-10-19, an app, and a database role for each. Run as superuser, with psql.
\set ON_ERROR_STOP 1
SET client_min_messages = warning;
SET cc_center.now = '2018-10-08 08:00+08';
SELECT cc_center.create_center(1, 'LT', '负载中心') AS created \gset
INSERT INTO cc_center.staff (center_id, staff_no, name, role)
SELECT 1, p.staff_no, '员工' || p.staff_no, p.role
FROM (SELECT i::text, 'operator' FROM generate_series(101, 110) i
      UNION ALL SELECT i::text, 'shift_leader' FROM generate_series(201, 204) i
      UNION ALL VALUES ('301', 'supervisor'), ('401', 'director'), ('501', 'inspector'), ('601', 'department'),
                       ('701', 'system_admin')) p (staff_no, role);
DO $$
DECLARE
    number text;
BEGIN
    FOR number IN SELECT s.staff_no FROM cc_center.staff s WHERE s.center_id = 1 UNION ALL SELECT NULL LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'load_' || coalesce(number, 'app')) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', 'load_' || coalesce(number, 'app'));
        END IF;
        PERFORM cc_center.enrol(1, number, ('load_' || coalesce(number, 'app'))::name);
    END LOOP;
END
$$;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 1, d::date, p.shift, p.staff_no
FROM generate_series(date '2018-10-08', '2018-10-19', '1 day') d
CROSS JOIN (VALUES ('early', '101'), ('early', '102'), ('early', '103'), ('early', '104'), ('middle', '105'), ('middle', '106'),
                   ('late', '107'), ('late', '108'), ('late', '109'), ('late', '110'),
                   ('early', '201'), ('early', '202'), ('late', '203'), ('late', '204')) p (shift, staff_no)
WHERE p.shift <> 'middle' OR extract(isodow FROM d) < 6;
