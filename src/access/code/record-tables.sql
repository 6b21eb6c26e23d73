-- Which tables are recorded.

CREATE OR REPLACE FUNCTION cc_center.record_table(
    table_name text, personal boolean DEFAULT false, living text DEFAULT '', condition text DEFAULT 'true', by_trigger boolean DEFAULT true)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    center text := CASE WHEN EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = format('cc_center.%I', table_name)::regclass
                                     AND a.attname = 'center_id' AND NOT a.attisdropped) THEN 't.center_id' ELSE '0' END;
BEGIN
    -- where rows came before their table was recorded, the record begins with them
    IF NOT EXISTS (SELECT FROM cc_center.recorded_table r WHERE r.name = table_name) THEN
        IF personal THEN
            EXECUTE format('INSERT INTO cc_center.record_salt (center_id, relation, key, salt)
                            SELECT %s, %L, r.key, uuid_send(gen_random_uuid())
                            FROM cc_center.%I t, LATERAL cc_center.record_of_row(%L, true, %L, t) r WHERE %s',
                           center, table_name, table_name, format('cc_center.%I', table_name), living, condition);
        END IF;
        EXECUTE format('INSERT INTO cc_center.record_entry (center_id, cluster, xid, entry_id, at, login_role, session_role, relation,
                                                            operation, key, new_digest)
                        SELECT %s, cc_center.record_cluster(), pg_current_xact_id(), nextval(''cc_center.record_entry_id_seq''),
                               clock_timestamp(), cc_center.acting_login_role(), session_user, %L, ''insert'', r.key, r.digest
                        FROM cc_center.%I t, LATERAL cc_center.record_of_row(%L, %L, %L, t) r WHERE %s',
                       center, table_name, table_name, format('cc_center.%I', table_name), personal, living, condition);
    END IF;
    IF by_trigger THEN
        EXECUTE format('CREATE OR REPLACE TRIGGER b0_record AFTER INSERT OR UPDATE OR DELETE ON cc_center.%I
                        FOR EACH ROW EXECUTE FUNCTION cc_center.record_change(%L, %L)',
                       table_name, CASE WHEN personal THEN 'personal' ELSE 'open' END, living);
    END IF;
    INSERT INTO cc_center.recorded_table (name, personal, living, condition)
    VALUES (table_name, personal, living, condition)
    ON CONFLICT ON CONSTRAINT recorded_table_pkey
    DO UPDATE SET personal = excluded.personal, living = excluded.living, condition = excluded.condition;
END
$$;
COMMENT ON FUNCTION cc_center.record_table(text, boolean, text, text, boolean) IS
    'Deployment: lets every change of a table leave an entry in the record, with salted digests where it is personal, and without the living columns; by_trigger false where C does it. Rows that are there already get an entry.';
SELECT cc_center.close_table('recorded_table');

-- what happens to a case is in its legs; the rest of it is fixed, or corrected on record
SELECT cc_center.record_table('cases', living => 'leg_no,due_at,stage,stage_reason,holder,department,paused_until,deadline');
SELECT cc_center.record_table('leg', condition => 'finished_at IS NOT NULL', by_trigger => false);
SELECT cc_center.record_table(t, personal => true)
FROM unnest(ARRAY['case_contact', 'staff', 'leave_request', 'leave_approval', 'swap_reason', 'absence_reason', 'complaint', 'complaint_step', 'makeup_signin', 'conduct_record', 'quality_evaluation',
                  'staff_role', 'discipline', 'discipline_lift', 'reward', 'promotion', 'reveal_record', 'service_end']) t;
SELECT cc_center.record_table(t)
FROM unnest(ARRAY[
    'center', 'enrolment',
    'rule_set', 'rule_setting', 'timetable', 'calendar_day', 'calendar_change',
    'shift', 'staffing', 'work_limit', 'work_pattern', 'required_qualification', 'qualification',
    'roster', 'roster_publication', 'roster_change',
    'day_half', 'leave_rule', 'approval_step',
    'swap_rule', 'swap', 'swap_shift',
    'seat_rule', 'seat_absence', 'seat_relief',
    'street', 'channel', 'street_assignment', 'retention_limit', 'release_window', 'transition',
    'department', 'department_staff', 'street_inspector', 'dispatch_rule', 'leg_limit', 'transition_requirement', 'step_exception',
    'clock_rule', 'clock_event', 'supervision_level', 'supervision', 'standby',
    'handover', 'case_correction', 'case_link', 'case_import', 'street_redivision',
    'attendance_rule', 'sign_in_rule', 'makeup_rule', 'sign_in', 'attendance_close', 'attendance_month_close', 'correction_request',
    'attendance_override',
    'quality_rule', 'conduct', 'leg_review', 'exam_result', 'set_task', 'task_outcome',
    'complaint_kind', 'complaint_role', 'complaint_limit',
    'bonus', 'tariff', 'forfeit', 'rule_example', 'appraisal_month', 'payroll', 'payroll_quantity', 'payroll_deduction', 'adjustment',
    'objection', 'month_reopening', 'appraisal_item', 'dismissal_rule', 'discipline_step', 'offence', 'reward_kind', 'promotion_rule',
    'contact_class', 'reveal_rule', 'contact_purge']) t
-- an area that is being rebuilt takes its tables out, and the lint says which new ones are missing here
WHERE to_regclass(format('cc_center.%I', t)) IS NOT NULL;

CREATE OR REPLACE FUNCTION cc_center.tidy_recorded_tables()
RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    DELETE FROM cc_center.recorded_table r WHERE to_regclass(format('cc_center.%I', r.name)) IS NULL
$$;
COMMENT ON FUNCTION cc_center.tidy_recorded_tables() IS 'Deployment: takes out of the registry tables that are gone.';
SELECT cc_center.tidy_recorded_tables();
