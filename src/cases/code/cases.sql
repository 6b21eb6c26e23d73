-- What happens when a case comes in or moves, and who may see and write what.

COMMENT ON COLUMN cc_center.cases.holder IS 'Staff number of the person in whose hands the case is; NULL while it waits or has no holder.';
COMMENT ON COLUMN cc_center.cases.due_at IS 'Until when the present leg may lie; while it waits, until when it may from the next coverage on, as the roster stands (U4). NULL where no coverage is in sight or it has no limit.';
COMMENT ON COLUMN cc_center.cases.first_contact IS 'I30: who took the case first; stays the same through handovers.';
COMMENT ON COLUMN cc_center.cases.stage_reason IS 'The reason given with the last step; NULL where none was. An UPDATE that sends it along unchanged, with other columns it leaves as they are, gives no reason; one that names only what it sets may give the same again.';
COMMENT ON COLUMN cc_center.cases.recorded_at IS 'The wall clock at intake, whatever the setting cc_center.now says.';
COMMENT ON COLUMN cc_center.cases.recorded_by IS 'The session''s own role at intake: an employee''s, or an application''s pool.';
COMMENT ON COLUMN cc_center.cases.version IS 'The rule-set version in force when the case came in.';
COMMENT ON COLUMN cc_center.leg.attention_at IS 'When the sweep must look at the leg next, while it is open.';
COMMENT ON COLUMN cc_center.leg.recorded_at IS 'The wall clock when the leg was finished, whatever the setting cc_center.now says.';
COMMENT ON COLUMN cc_center.leg.recorded_by IS 'The session''s own role when the leg was finished.';
COMMENT ON COLUMN cc_center.leg.role IS 'The role the leg is routed to; NULL for a leg without a holder.';

CREATE OR REPLACE TRIGGER cases_intake BEFORE INSERT ON cc_center.cases
    FOR EACH ROW EXECUTE FUNCTION cc_center.case_intake();
CREATE OR REPLACE TRIGGER cases_intake_leg AFTER INSERT ON cc_center.cases
    FOR EACH ROW EXECUTE FUNCTION cc_center.case_intake_leg();
CREATE OR REPLACE TRIGGER cases_stage BEFORE UPDATE ON cc_center.cases
    FOR EACH ROW EXECUTE FUNCTION cc_center.case_stage();
CREATE OR REPLACE TRIGGER cases_stage_leg AFTER UPDATE ON cc_center.cases
    FOR EACH ROW EXECUTE FUNCTION cc_center.case_stage_leg();
SELECT cc_center.keep_rows('cases', 'Bring the case to stage void, with a reason.');
SELECT cc_center.keep_rows('leg', 'Legs are the record of a case.');
SELECT cc_center.keep_rows('handover', 'Handovers are the record of a case.');
SELECT cc_center.share_table('cases', cc_center.all_groups());
CREATE POLICY take_in ON cc_center.cases FOR INSERT
    WITH CHECK (cc_center.acting_group(center_id) IN ('app', 'operator', 'shift_leader', 'supervisor'));

-- which step who may take is a rule, kept by the trigger
CREATE POLICY move ON cc_center.cases FOR UPDATE USING (cc_center.acting_role(center_id) IS NOT NULL);
SELECT cc_center.share_table('leg', cc_center.all_groups());
SELECT cc_center.share_table('handover', cc_center.all_groups());
SELECT cc_center.keep_rows('case_correction', 'Corrections are the record of a case.');
SELECT cc_center.share_table('case_correction', cc_center.all_groups());
GRANT INSERT ON cc_center.cases TO cc_center_app, cc_center_operator, cc_center_shift_leader, cc_center_supervisor;
GRANT UPDATE (stage, stage_reason, category, description, priority, reference, department) ON cc_center.cases
    TO cc_center_operator, cc_center_shift_leader, cc_center_supervisor, cc_center_director,
       cc_center_inspector, cc_center_department;

CREATE OR REPLACE FUNCTION cc_center.reaches_caller(center_id bigint, case_id bigint)
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM cc_center.cases c
        WHERE c.center_id = reaches_caller.center_id AND c.case_id = reaches_caller.case_id
          AND (c.holder = cc_center.acting_staff_no(c.center_id)
               OR c.closed_at IS NULL AND c.first_contact = cc_center.acting_staff_no(c.center_id)
               OR c.holder IS NULL AND c.closed_at IS NULL AND EXISTS (
                   SELECT FROM cc_center.transition t
                   WHERE t.center_id = c.center_id AND t.version = cc_center.rules_in_force(c.center_id)
                     AND t.from_stage = c.stage AND t.next_leg_kind IS NULL AND NOT t.reason_needed
                     AND cc_center.acting_role(c.center_id) = ANY (t.roles))
               -- last: it asks most
               OR c.closed_at IS NULL AND cc_center.stands_in_for(c.center_id, cc_center.acting_staff_no(c.center_id), c.holder)))
$$;
COMMENT ON FUNCTION cc_center.reaches_caller(bigint, bigint) IS
    'Whether the acting person may reach the caller of a case: its holder, or who sits in for him (U23), who took it first, to its end (I30), and whoever may close it while nobody holds it.';
SELECT cc_center.share_function('cc_center.reaches_caller(bigint, bigint)', ARRAY['app'] || cc_center.person_groups());

SELECT cc_center.share_function('cc_center.route(bigint, text, text, timestamptz)');
SELECT cc_center.share_function('cc_center.retention_due(bigint, timestamptz, text, text, text, text)');
COMMENT ON COLUMN cc_center.cases.department IS 'The department that has the case, or had it last; NULL before it is dispatched and after a department gave it back.';
COMMENT ON COLUMN cc_center.cases.paused_until IS 'Until when the clock of the present leg is suspended or deferred; NULL where it runs.';
COMMENT ON COLUMN cc_center.cases.deadline IS 'The earliest deadline of the orders from above in force; NULL where there is none.';
COMMENT ON COLUMN cc_center.leg.department IS 'The department that the leg was dispatched to; NULL for other legs.';
