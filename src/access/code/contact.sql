-- What is known of callers: recorded and corrected by those who may, selected by nobody (A7, D3.2).

SELECT cc_center.register_rule_table('contact_class', 'access');
SELECT cc_center.register_rule_table('reveal_rule', 'access');

CREATE OR REPLACE FUNCTION cc_center.broken_contact_rules(center_id bigint, version integer)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(
        (SELECT format('contact_class: %s', f.field) FROM cc_center.contact_class c, unnest(c.fields) f (field)
         WHERE c.center_id = broken_contact_rules.center_id AND c.version = broken_contact_rules.version
         GROUP BY f.field HAVING count(*) > 1 ORDER BY f.field LIMIT 1),
        (SELECT format('reveal_rule: %s', r.class) FROM cc_center.reveal_rule r
         WHERE r.center_id = broken_contact_rules.center_id AND r.version = broken_contact_rules.version
           AND NOT EXISTS (SELECT FROM cc_center.contact_class c
                           WHERE c.center_id = r.center_id AND c.version = r.version AND c.class = r.class
                             AND (r.may = 'reveal' OR 'phone' = ANY (c.fields)))
         ORDER BY r.class LIMIT 1))
$$;
COMMENT ON FUNCTION cc_center.broken_contact_rules(bigint, integer) IS
    'What is wrong with a version''s rules about callers'' contacts: a field in two classes, a rule for a class that is not there, a look-up by a class without the phone number; NULL where nothing is.';
INSERT INTO cc_center.rule_check (area, function) VALUES ('access', 'broken_contact_rules') ON CONFLICT DO NOTHING;

SELECT cc_center.close_table('contact_key');
ALTER TABLE cc_center.contact_key ENABLE ROW LEVEL SECURITY;
CREATE POLICY nobody ON cc_center.contact_key USING (false);
DO $$ BEGIN PERFORM cc_center.give_contact_key(c.center_id) FROM cc_center.center c; END $$;

SELECT cc_center.close_table('case_contact');
ALTER TABLE cc_center.case_contact ENABLE ROW LEVEL SECURITY;
CREATE POLICY record_contact ON cc_center.case_contact FOR INSERT
    WITH CHECK (cc_center.acting_group(center_id) IN ('app', 'operator', 'shift_leader'));
-- the centers first, once for the whole statement; the case only of who is not let in by his role
CREATE POLICY holder_reads ON cc_center.case_contact FOR SELECT
    USING (center_id = ANY ((SELECT cc_center.acting_centers_as('{supervisor,director}'))::bigint[])
           OR (center_id = ANY ((SELECT cc_center.acting_centers_as('{operator,shift_leader}'))::bigint[])
               AND cc_center.reaches_caller(center_id, case_id)));
-- what an application wrote this minute, so that INSERT may return it: whoever may act for others has their grants too
CREATE POLICY app_returns ON cc_center.case_contact FOR SELECT
    USING (center_id = ANY ((SELECT cc_center.acting_centers_as('{app}'))::bigint[])
           AND recorded_at > cc_center.clock() - interval '1 minute');
-- said in full here too: an UPDATE without a condition reads nothing, and so is not held to the policies of SELECT
CREATE POLICY correct ON cc_center.case_contact FOR UPDATE
    USING (center_id = ANY ((SELECT cc_center.acting_centers_as('{supervisor}'))::bigint[])
           OR (center_id = ANY ((SELECT cc_center.acting_centers_as('{operator,shift_leader}'))::bigint[])
               AND cc_center.reaches_caller(center_id, case_id)));
-- of the fields themselves nobody has SELECT: neither a query nor the condition of an UPDATE tells them
GRANT INSERT (center_id, case_id, caller_name, phone, address, identity_no) ON cc_center.case_contact
    TO cc_center_app, cc_center_operator, cc_center_shift_leader;
GRANT SELECT (center_id, case_id, masked_name, masked_phone, masked_address, masked_identity_no, purged, recorded_at) ON cc_center.case_contact
    TO cc_center_operator, cc_center_shift_leader, cc_center_supervisor, cc_center_director;
GRANT SELECT (center_id, case_id, recorded_at) ON cc_center.case_contact TO cc_center_app;
GRANT UPDATE (caller_name, phone, address, identity_no) ON cc_center.case_contact
    TO cc_center_operator, cc_center_shift_leader, cc_center_supervisor;

CREATE OR REPLACE FUNCTION cc_center.mask_contact()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.masked_name := CASE WHEN char_length(NEW.caller_name) > 1 THEN left(NEW.caller_name, 1) || '**' WHEN NEW.caller_name IS NOT NULL THEN '**' END;
    NEW.masked_phone := cc_center.masked(coalesce(cc_center.phone_digits(NEW.phone), NEW.phone), 3, 4);
    NEW.masked_address := cc_center.masked(NEW.address, 3, 0);
    NEW.masked_identity_no := cc_center.masked(NEW.identity_no, 1, 1);
    NEW.phone_hash := cc_center.phone_hash(NEW.center_id, NEW.phone);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cc_center.mask_contact() IS
    'Trigger: what may be seen of a contact is worked out when it is written: masked forms, and the keyed hash of the number (C8.1, D3.2).';
CREATE OR REPLACE TRIGGER aa_mask BEFORE INSERT OR UPDATE ON cc_center.case_contact
    FOR EACH ROW EXECUTE FUNCTION cc_center.mask_contact();

CREATE OR REPLACE FUNCTION cc_center.record_contact_correction()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- also where it was the same before: whether a row is written tells nothing
    INSERT INTO cc_center.case_correction (center_id, case_id, at, by_staff, column_name)
    VALUES (NEW.center_id, NEW.case_id, cc_center.clock(),
            coalesce(cc_center.acting_staff_no(NEW.center_id), 'role ' || session_user), TG_ARGV[0]);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.record_contact_correction() IS
    'Trigger: a corrected field of a caller''s contact, which its argument names, is on record, by whom and when, without what it was or is (A7, D3.2).';
CREATE OR REPLACE TRIGGER zd_record_name AFTER UPDATE OF caller_name ON cc_center.case_contact
    FOR EACH ROW WHEN (NEW.purged = OLD.purged) EXECUTE FUNCTION cc_center.record_contact_correction('caller_name');
CREATE OR REPLACE TRIGGER zd_record_phone AFTER UPDATE OF phone ON cc_center.case_contact
    FOR EACH ROW WHEN (NEW.purged = OLD.purged) EXECUTE FUNCTION cc_center.record_contact_correction('phone');
CREATE OR REPLACE TRIGGER zd_record_address AFTER UPDATE OF address ON cc_center.case_contact
    FOR EACH ROW WHEN (NEW.purged = OLD.purged) EXECUTE FUNCTION cc_center.record_contact_correction('address');
CREATE OR REPLACE TRIGGER zd_record_identity_no AFTER UPDATE OF identity_no ON cc_center.case_contact
    FOR EACH ROW WHEN (NEW.purged = OLD.purged) EXECUTE FUNCTION cc_center.record_contact_correction('identity_no');

CREATE OR REPLACE VIEW cc_center.case_contact_masked WITH (security_invoker = true) AS
SELECT c.center_id, c.case_id, c.masked_name AS caller_name, c.masked_phone AS phone, c.masked_address AS address,
       c.masked_identity_no AS identity_no, c.purged, c.recorded_at
FROM cc_center.case_contact c;
COMMENT ON VIEW cc_center.case_contact_masked IS
    'Callers'' contacts in masked form (138****0000), of the cases whose callers the acting person may reach, and to supervisor and director of all (A7, D3.2). reveal() gives them in clear.';
SELECT cc_center.share_view('case_contact_masked', ARRAY['operator', 'shift_leader', 'supervisor', 'director']);
