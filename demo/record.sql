-- The record of the month: the scheduler seals it, the auditor takes its head and holds everything against it.
RESET ROLE;
SET "cc_center.now" = '2018-11-01 09:00+08';
SET timezone = 'Asia/Shanghai';
\pset footer off
\pset null ''
\pset border 1
\pset linestyle unicode
\pset unicode_border_linestyle single

INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (1, '901', '周慎言', 'auditor');
CREATE ROLE gulou_901 LOGIN;
SELECT cc_center.enrol(1, '901', 'gulou_901') \g /dev/null
CREATE ROLE demo_scheduler LOGIN;
GRANT cc_center_scheduler TO demo_scheduler;

\echo '10. THE RECORD   (D3.1, H2.3: every change left an entry; now they are sealed)'
\echo
SET ROLE demo_scheduler;
SELECT cc_center.seal() AS "entries sealed";
RESET ROLE;
SET ROLE gulou_901;
SELECT e.relation, e.operation, count(*) AS entries FROM cc_center.record_entry e
 WHERE e.relation <> 'clock' GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 5;
SELECT cc_center.audit_head(1) AS head \gset
\pset format unaligned
\pset tuples_only on
\echo '   The head, to be kept where nobody of this server can write:'
SELECT format('   %s', :'head');
SELECT CASE WHEN count(*) = 0 THEN '   Held against it, the record is whole, and every row is what its entries come to.'
            ELSE format('   Held against it, %s things are wrong: %s', count(*), min(v.finding)) END
  FROM cc_center.audit_verify(1, :'head') v;
RESET ROLE;

-- What nobody should do: an administrator of the database moves the end of a finished leg by hand.
BEGIN;
ALTER TABLE cc_center.leg DISABLE TRIGGER USER;
UPDATE cc_center.leg SET finished_at = finished_at - interval '4 minutes'
 WHERE (center_id, case_id, leg_no) = (SELECT center_id, case_id, leg_no FROM cc_center.leg
                                       WHERE finished_at > received_at + interval '5 minutes' ORDER BY case_id, leg_no LIMIT 1);
ALTER TABLE cc_center.leg ENABLE TRIGGER USER;
SET LOCAL ROLE gulou_901;
\echo '   Had an administrator moved the end of one leg by hand, the auditor would read:'
SELECT format('   %s: %s %s', v.finding, v.relation, v.key) FROM cc_center.audit_verify(1, :'head') v;
ROLLBACK;
\pset format aligned
\pset tuples_only off
