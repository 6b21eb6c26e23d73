-- Centers, their rule sets, and the registries around them.

CREATE FUNCTION cc_center.watch_table(table_name text)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER zz_invalidate AFTER INSERT OR UPDATE OR DELETE ON cc_center.%I
                    FOR EACH ROW EXECUTE FUNCTION cc_center.invalidate_rules()', table_name);
    EXECUTE format('CREATE TRIGGER zz_invalidate_truncate AFTER TRUNCATE ON cc_center.%I
                    FOR EACH STATEMENT EXECUTE FUNCTION cc_center.invalidate_rules()', table_name);
    EXECUTE format('ALTER TABLE cc_center.%I ENABLE ALWAYS TRIGGER zz_invalidate', table_name);
    EXECUTE format('ALTER TABLE cc_center.%I ENABLE ALWAYS TRIGGER zz_invalidate_truncate', table_name);
END
$$;
COMMENT ON FUNCTION cc_center.watch_table(text) IS
    'Deployment: makes changes of a table known to the compiled rules of every session.';

CREATE FUNCTION cc_center.share_table(table_name text, readers text[], writers text[] DEFAULT '{}')
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    group_name text;
BEGIN
    EXECUTE format('ALTER TABLE cc_center.%I ENABLE ROW LEVEL SECURITY', table_name);
    -- asked once for a query, and not for each of its rows
    EXECUTE format('CREATE POLICY own_center ON cc_center.%I FOR SELECT
                    USING (center_id = ANY ((SELECT cc_center.acting_centers())::bigint[]))', table_name);
    -- a grant holds wherever its holder is enrolled; what he is in this center decides
    IF cardinality(writers) > 0 THEN
        EXECUTE format('CREATE POLICY own_role ON cc_center.%I
                        USING (cc_center.acting_role(center_id) = ANY (%L::text[]))', table_name, writers);
    END IF;
    FOREACH group_name IN ARRAY readers LOOP
        EXECUTE format('GRANT SELECT ON cc_center.%I TO %I', table_name, 'cc_center_' || group_name);
    END LOOP;
    FOREACH group_name IN ARRAY writers LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON cc_center.%I TO %I', table_name, 'cc_center_' || group_name);
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.share_table(text, text[], text[]) IS
    'Deployment: row-level security by center, and grants to the group roles named without their prefix; writers must have that role in the row''s center.';

CREATE FUNCTION cc_center.all_groups()
RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT ARRAY['app', 'operator', 'shift_leader', 'supervisor', 'director', 'inspector',
                   'department', 'system_admin', 'reader', 'importer', 'scheduler'] $$;
COMMENT ON FUNCTION cc_center.all_groups() IS 'The group roles, without their prefix cc_center_.';

CREATE FUNCTION cc_center.share_function(function regprocedure, groups text[] DEFAULT cc_center.all_groups())
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    group_name text;
BEGIN
    FOREACH group_name IN ARRAY groups LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', function, 'cc_center_' || group_name);
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.share_function(regprocedure, text[]) IS
    'Deployment: lets the group roles named without their prefix, or all of them, execute a function.';

DO $$
DECLARE
    group_name text;
BEGIN
    FOREACH group_name IN ARRAY cc_center.all_groups() LOOP
        EXECUTE format('GRANT USAGE ON SCHEMA cc_center TO %I', 'cc_center_' || group_name);
    END LOOP;
END
$$;

CREATE TABLE cc_center.clause (
    clause  text NOT NULL,
    area    text NOT NULL,
    how     text NOT NULL,
    state   text NOT NULL DEFAULT 'open' CHECK (state IN ('enforced', 'recorded', 'open')),
    meaning text NOT NULL,
    objects text[] NOT NULL DEFAULT '{}',
    tests   text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (clause, area)
);
COMMENT ON TABLE cc_center.clause IS
    'The clauses of the regulations, a row for each area that keeps a part of one: what that part asks, how it is enforced (T trigger or constraint, S scheduled check, V view, R record, A access), by which objects, and the test files that prove it. A clause is kept in full when none of its rows is open.';

GRANT SELECT ON cc_center.clause TO PUBLIC;

CREATE TABLE cc_center.preset (
    preset         text PRIMARY KEY GENERATED ALWAYS AS (rules ->> 'preset') STORED,
    title          text GENERATED ALWAYS AS (rules ->> 'title') STORED,
    rules          jsonb NOT NULL
);
COMMENT ON TABLE cc_center.preset IS
    'Rule sets shipped as data: for each rule table the rows that a new center starts with.';

GRANT SELECT ON cc_center.preset TO PUBLIC;

CREATE TABLE cc_center.rule_table (
    name      text PRIMARY KEY,
    area      text NOT NULL,
    versioned boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE cc_center.rule_table IS
    'The tables that hold rules; versioned ones belong to a rule-set version and freeze with it.';

CREATE TABLE cc_center.center (
    center_id  bigint PRIMARY KEY,
    code       text NOT NULL UNIQUE CHECK (code ~ '^[[:alnum:]]{1,16}$'),
    name       text NOT NULL CHECK (name ~ '[^[:space:]]'),
    time_zone  text NOT NULL DEFAULT 'Asia/Shanghai',
    calendar   text NOT NULL DEFAULT 'CN',
    created_at timestamptz NOT NULL DEFAULT cc_center.clock()
);
COMMENT ON TABLE cc_center.center IS
    'The centers: their code (part of every case number), their time zone, and the official calendar whose holidays they keep.';
SELECT cc_center.share_table('center', cc_center.all_groups());
SELECT cc_center.watch_table('center');

CREATE TABLE cc_center.rule_set (
    center_id     bigint NOT NULL REFERENCES cc_center.center,
    version       integer NOT NULL CHECK (version > 0),
    title         text NOT NULL,
    preset        text,
    status        text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'proposed', 'ratified', 'withdrawn')),
    effective     tstzrange,
    drafted_by    text NOT NULL,
    drafted_at    timestamptz NOT NULL DEFAULT cc_center.clock(),
    proposed_by   text,
    proposed_at   timestamptz,
    ratified_by   text,
    ratified_at   timestamptz,
    session_role  name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, version),
    CHECK (status <> 'ratified' OR (effective IS NOT NULL AND NOT isempty(effective) AND ratified_by IS NOT NULL)),
    CONSTRAINT rule_set_versions_never_overlap
        EXCLUDE USING gist (center_id WITH =, effective WITH &&) WHERE (status = 'ratified')
);
COMMENT ON TABLE cc_center.rule_set IS
    'Versions of a center''s rules: drafted, proposed and ratified by different people (A24, I14); a ratified version applies in its effective range. The *_by columns hold staff numbers, or "role NAME" for a database administrator.';
SELECT cc_center.share_table('rule_set', cc_center.all_groups());
SELECT cc_center.watch_table('rule_set');

CREATE FUNCTION cc_center.refuse_change()
RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM cc_center.raise_error('not_deletable', TG_TABLE_NAME, TG_ARGV[0]);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.refuse_change() IS
    'Trigger: refuses the event it is on; its argument is the hint.';

CREATE FUNCTION cc_center.keep_rows(table_name text, hint text)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER aa_keep BEFORE DELETE OR TRUNCATE ON cc_center.%I
                    FOR EACH STATEMENT EXECUTE FUNCTION cc_center.refuse_change(%L)', table_name, hint);
END
$$;
COMMENT ON FUNCTION cc_center.keep_rows(text, text) IS
    'Deployment: rows of the table can never be removed, neither one by one nor by TRUNCATE.';
SELECT cc_center.keep_rows('center', '');
-- rules name clauses
SELECT cc_center.keep_rows('clause', '');
SELECT cc_center.keep_rows('rule_set', 'Withdraw the version instead.');

CREATE FUNCTION cc_center.guard_center()
RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_timezone_names WHERE name = NEW.time_zone) THEN
        PERFORM cc_center.raise_error('unknown_time_zone', NEW.time_zone);
    END IF;
    IF TG_OP = 'UPDATE' THEN
        -- numbers already given carry the code, and instants were reckoned in the zone
        IF NEW.center_id <> OLD.center_id THEN
            PERFORM cc_center.raise_error('immutable_column', 'center_id', 'center');
        ELSIF NEW.code <> OLD.code THEN
            PERFORM cc_center.raise_error('immutable_column', 'code', 'center');
        ELSIF NEW.time_zone <> OLD.time_zone THEN
            PERFORM cc_center.raise_error('immutable_column', 'time_zone', 'center');
        END IF;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cc_center.guard_center() IS
    'Trigger: a center''s zone must be known, and its id, code and zone never change.';
CREATE TRIGGER aa_guard BEFORE INSERT OR UPDATE ON cc_center.center
    FOR EACH ROW EXECUTE FUNCTION cc_center.guard_center();

CREATE TABLE cc_center.site (
    site bigint PRIMARY KEY CHECK (site BETWEEN 0 AND 9000000)
);
COMMENT ON TABLE cc_center.site IS 'The number of this site, one row: its ids come from a range of 10^12 numbers of its own.';

CREATE FUNCTION cc_center.set_site(given bigint)
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
    'Deployment: gives new sequences the site''s own range of 10^12 ids, so that centers of several sites can share one warehouse. CC023 where another site than the first is given.';
