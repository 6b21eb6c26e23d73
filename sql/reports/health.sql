\set SHOW_CONTEXT never
-- What the rules cannot stop is said openly.
SELECT finding, subject FROM cc_center.health() WHERE finding LIKE '%trigger%' OR finding LIKE '%disagree%';
ALTER TABLE cc_center.cases DISABLE TRIGGER cases_stage;
SELECT finding, subject, detail FROM cc_center.health() WHERE finding LIKE '%trigger%';
ALTER TABLE cc_center.cases ENABLE TRIGGER cases_stage;
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE cc_center.cases SET holder = '103' WHERE case_number = 'IN-20181010-001004';
SELECT finding, subject, detail FROM cc_center.health() WHERE finding LIKE '%disagree%';
ROLLBACK;
