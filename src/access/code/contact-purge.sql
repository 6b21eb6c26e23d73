-- What is known of callers goes when its time is over (D3.2).

SELECT cc_center.share_table('contact_purge', ARRAY['supervisor', 'director', 'system_admin', 'auditor']);
SELECT cc_center.keep_rows('contact_purge', 'It is the record of what was purged.');

CREATE OR REPLACE FUNCTION cc_center.purge_contacts(center_id bigint, at_most integer DEFAULT 5000)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.require_scheduler_or(center_id, 'system_admin');
    at timestamptz := cc_center.clock();
    class cc_center.contact_class;
    expired bigint[];
    emptied integer := 0;
BEGIN
    FOR class IN SELECT k.* FROM cc_center.contact_class k
                 WHERE k.center_id = purge_contacts.center_id AND k.version = cc_center.rules_in_force(k.center_id)
                   AND k.retention IS NOT NULL
                 ORDER BY k.class LOOP
        -- whoever corrects one at the moment keeps it until the next time
        expired := ARRAY(
            SELECT t.case_id FROM cc_center.case_contact t
            JOIN cc_center.cases c ON c.center_id = t.center_id AND c.case_id = t.case_id
            WHERE t.center_id = purge_contacts.center_id AND c.closed_at + class.retention <= at AND class.class <> ALL (t.purged)
            ORDER BY t.case_id LIMIT at_most - emptied
            FOR UPDATE OF t SKIP LOCKED);
        CONTINUE WHEN expired = '{}';
        UPDATE cc_center.case_contact t
        SET caller_name = CASE WHEN 'caller_name' <> ALL (class.fields) THEN t.caller_name END,
            phone = CASE WHEN 'phone' <> ALL (class.fields) THEN t.phone END,
            address = CASE WHEN 'address' <> ALL (class.fields) THEN t.address END,
            identity_no = CASE WHEN 'identity_no' <> ALL (class.fields) THEN t.identity_no END,
            purged = t.purged || class.class
        WHERE t.center_id = purge_contacts.center_id AND t.case_id = ANY (expired);
        INSERT INTO cc_center.contact_purge (center_id, class, fields, retention, cases, at, by_staff)
        VALUES (center_id, class.class, class.fields, class.retention, expired, at, actor);
        emptied := emptied + cardinality(expired);
    END LOOP;
    RETURN emptied;
END
$$;
COMMENT ON FUNCTION cc_center.purge_contacts(bigint, integer) IS
    'Empties what is known of the callers of cases that were closed longer ago than the class is kept (contact_class.retention), with a record in contact_purge of which cases, and returns how many; no more than at_most in one transaction, so run it again until it returns 0. A class without a retention stays. For the scheduler, nightly, or a system_admin. Their salts in the record go too. Old copies of the rows go with VACUUM and with the oldest backup (D3.2).';
SELECT cc_center.share_function('cc_center.purge_contacts(bigint, integer)', ARRAY['scheduler', 'system_admin']);
