-- Row-level security holds for the owner of the tables too.

CREATE OR REPLACE FUNCTION cc_center.tidy_forced()
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    next_name name;
BEGIN
    FOR next_name IN SELECT c.relname FROM pg_class c
                     WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind = 'r'
                       AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)
                       AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'center_id')
                       AND NOT (c.relforcerowsecurity
                                AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'owner_all'))
    LOOP
        EXECUTE format('ALTER TABLE cc_center.%I FORCE ROW LEVEL SECURITY', next_name);
        EXECUTE format('DROP POLICY IF EXISTS owner_all ON cc_center.%I', next_name);
        EXECUTE format('CREATE POLICY owner_all ON cc_center.%I TO cc_center_owner USING (true) WITH CHECK (true)', next_name);
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.tidy_forced() IS
    'Deployment: forces row-level security on the owner of every table of centers too, with a policy of his own that lets all of its rows through: errors of what runs as the owner then show no row and no key of anybody (D3.2).';
