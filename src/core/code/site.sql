-- The range of ids that a site gives out.

CREATE OR REPLACE FUNCTION cc_center.set_site(given bigint)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ids constant bigint := 1000000000000;
    own bigint;
    fresh record;
BEGIN
    SELECT s.site INTO own FROM cc_center.site s;
    IF own IS NULL THEN
        own := coalesce(given, 0);
        INSERT INTO cc_center.site (site) VALUES (own);
    ELSIF given <> own THEN
        PERFORM cc_center.raise_error('wrong_site', own::text, given::text);
    END IF;
    -- only sequences made since the last time have another range
    FOR fresh IN
        SELECT c.oid::regclass AS sequence
        FROM pg_class c JOIN pg_sequence q ON q.seqrelid = c.oid
        WHERE c.relnamespace = 'cc_center'::regnamespace
          AND (q.seqmin, q.seqmax) <> (own * ids + 1, (own + 1) * ids)
    LOOP
        EXECUTE format('ALTER SEQUENCE %s MINVALUE %s MAXVALUE %s START %s RESTART',
                       fresh.sequence, own * ids + 1, (own + 1) * ids, own * ids + 1);
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.set_site(bigint) IS
    'Deployment: gives new sequences the site''s own range of 10^12 ids, so that centers of several sites can share one warehouse. UC007 where another site than the first is given.';
