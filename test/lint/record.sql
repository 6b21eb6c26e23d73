-- Every table of the rules is recorded, or is named here with the reason why not.
BEGIN;
SELECT plan(4);

CREATE TEMP TABLE unrecorded (name, reason) AS VALUES
    ('site', 'which ids this site uses'), ('schema_step', 'the deployment''s own'), ('schema_part', 'the deployment''s own'),
    ('schema_object', 'the deployment''s own'), ('health_check', 'the deployment''s own'), ('rule_table', 'the deployment''s own'),
    ('rule_check', 'the deployment''s own'), ('step_requirement', 'the deployment''s own'), ('finding_check', 'the deployment''s own'), ('preset_part', 'the deployment''s own'), ('clause', 'the deployment''s own'),
    ('recorded_table', 'the deployment''s own'), ('record_entry', 'the record'), ('record_block', 'the record'),
    ('record_chain', 'the record'), ('record_salt', 'the record'), ('job', 'what is scheduled'),
    ('job_setting', 'what is scheduled'), ('job_center', 'what is scheduled'), ('job_excluded', 'what is scheduled'),
    ('job_run', 'the history of jobs'), ('finding', 'found anew every night'), ('integrity_finding', 'found anew every night'),
    ('contact_key', 'a secret'), ('reveal_place', 'places of what reveal_record says'), ('seat_session', 'a stream of marks'),
    ('duty_guard', 'a lock'), ('attendance_touch', 'work that waits'), ('duty_change', 'work that waits'),
    ('call_line', 'lines on their way into call'), ('call_number', 'a keyed hash of a call, which is recorded'),
    ('badge_line', 'lines on their way into sign_in'), ('case_reference', 'a reference of a case, which is recorded with it'),
    ('handover_note', 'becomes the note of a handover'), ('seat_state', 'a stream of what the telephones say'),
    ('attendance_result', 'judged anew from facts that are recorded'),
    ('official_year', 'comes with the extension'), ('official_day', 'comes with the extension, or is another server''s');

SELECT is_empty($$
  SELECT c.relname FROM pg_class c
   WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind = 'r'
     AND c.relname NOT IN (SELECT name FROM unrecorded) AND c.relname NOT IN (SELECT name FROM cc_center.recorded_table)
$$, 'every table is recorded, or listed with a reason');

SELECT is_empty($$
  SELECT u.name FROM unrecorded u WHERE u.name IN (SELECT name FROM cc_center.recorded_table)
$$, 'none is both');

SELECT is_empty($$
  SELECT r.name FROM cc_center.recorded_table r
   WHERE r.name <> 'leg'
     AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = ('cc_center.' || quote_ident(r.name))::regclass AND t.tgname = 'b0_record'
                        AND t.tgfoid = 'cc_center.record_change()'::regprocedure AND t.tgenabled = 'O')
$$, 'every recorded table has its trigger, but for the leg, which C tells of');

SELECT is_empty($$
  SELECT t.tgname FROM pg_trigger t
   WHERE t.tgrelid = 'cc_center.leg'::regclass AND NOT t.tgisinternal AND t.tgtype & (4 | 16) <> 0
$$, 'the leg has no trigger that would send every leg through the executor');

SELECT * FROM finish();
ROLLBACK;
