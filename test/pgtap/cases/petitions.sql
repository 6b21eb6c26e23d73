-- Petitions go by street like every other case (I23); what is to be checked over noon waits (I25).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL timezone = 'America/New_York';
SELECT no_plan();
SELECT cc_center.create_center(9241, 'PE', '信访中心');
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES
    (9241, '101', '早班', 'operator'), (9241, '102', '中班', 'operator'), (9241, '103', '晚班', 'operator');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES
    (9241, '2018-10-10', 'early', '101'), (9241, '2018-10-10', 'middle', '102'), (9241, '2018-10-10', 'late', '103');
SET LOCAL cc_center.now = '2018-10-10 10:00+08';

-- every channel of petitions, on every street, goes to whom the street's assignment names
INSERT INTO cc_center.cases (center_id, street, channel, category, description)
SELECT 9241, s.street, c.channel, '信访', '求决'
FROM (VALUES ('湖南路'), ('宁海路'), ('莫愁'), ('中央门'), ('华侨路'), ('江东'), ('挹江门')) s(street),
     (VALUES ('petition'), ('mayor_mailbox'), ('district_mayor'), ('transferred'), ('hotline')) c(channel);
SELECT is(c.holder, expected.holder, format('I23 %s by %s goes to the %s shift', c.street, c.channel, expected.shift))
FROM cc_center.cases c
JOIN (VALUES ('湖南路', 'early', '101'), ('宁海路', 'early', '101'), ('莫愁', 'early', '101'), ('中央门', 'middle', '102'),
             ('华侨路', 'middle', '102'), ('江东', 'late', '103'), ('挹江门', 'late', '103')) expected(street, shift, holder)
  USING (street)
WHERE c.center_id = 9241 ORDER BY c.case_id;

SELECT is(d.clock_start, expected.clock_start::timestamptz, format('I25 check information of %s starts at %s', expected.at, expected.clock_start))
FROM (VALUES ('2018-10-10 12:59:59+08', '2018-10-10 12:59:59+08'), ('2018-10-10 13:00:00+08', '2018-10-10 14:00:00+08'),
             ('2018-10-10 13:00:01+08', '2018-10-10 14:00:00+08'), ('2018-10-10 13:59:59+08', '2018-10-10 14:00:00+08'),
             ('2018-10-10 14:00:00+08', '2018-10-10 14:00:00+08'), ('2018-10-10 14:00:01+08', '2018-10-10 14:00:01+08')) expected(at, clock_start),
     LATERAL cc_center.retention_due(9241, expected.at::timestamptz, 'check_order') d;
SELECT is(d.due_at, d.clock_start, 'I25 a kind of leg without a release window starts at once')
FROM (SELECT clock_start, '2018-10-10 13:30+08'::timestamptz AS due_at
      FROM cc_center.retention_due(9241, '2018-10-10 13:30+08', 'pre_filing')) d;
SELECT * FROM finish();
ROLLBACK;
