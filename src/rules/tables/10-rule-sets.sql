-- Rule sets, the registries around them, and the clause catalogue.

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

CREATE TABLE cc_center.preset_part (
    preset text NOT NULL,
    area   text NOT NULL,
    rules  jsonb NOT NULL,
    shipped boolean NOT NULL DEFAULT false,
    PRIMARY KEY (preset, area)
);
COMMENT ON TABLE cc_center.preset_part IS
    'Rule sets shipped as data, a row for each area: the rows of its rule tables that a new center starts with. View cc_center.preset puts them together. Rows that are not shipped are somebody''s own and stay as they are.';

CREATE TABLE cc_center.rule_table (
    name      text PRIMARY KEY,
    area      text NOT NULL,
    versioned boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE cc_center.rule_table IS
    'The tables that hold rules; versioned ones belong to a rule-set version and freeze with it.';

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

CREATE TABLE cc_center.rule_setting (
    center_id bigint NOT NULL,
    version   integer NOT NULL,
    name      text NOT NULL,
    value     text,
    clause    text NOT NULL,
    PRIMARY KEY (center_id, version, name),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    CHECK (name <> 'day_type_by' OR value IN ('calendar', 'weekday'))
);
COMMENT ON TABLE cc_center.rule_setting IS
    'Single values of a rule set, each with its clause; a NULL value means the regulation sets none. day_type_by: calendar or weekday (U10). pass_at_rest: yes where the cover takes what somebody holds who goes into his rest (U19). live_from: YYYY-MM-DD or YYYY-MM-DD HH:MM in the center''s zone, before which cases come by import and from which on by INSERT (U26). reference_once: refuse or pass_over, for an app''s reference that comes again. mean_handling_limit: an interval (I24).';

CREATE TABLE cc_center.rule_check (
    area     text NOT NULL,
    function text PRIMARY KEY
);
COMMENT ON TABLE cc_center.rule_check IS
    'What makes a version of a center''s rules complete: functions (center_id, version) of schema cc_center that return what is missing, or NULL.';
