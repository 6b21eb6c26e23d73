-- Who read what of which caller, and the numbered places of an hour (D3.2).

CREATE SEQUENCE cc_center.reveal_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.reveal_id_seq IS 'Ids of reveals and look-ups, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.reveal_record (
    center_id   bigint NOT NULL REFERENCES cc_center.center,
    record_id   bigint NOT NULL DEFAULT nextval('cc_center.reveal_id_seq'),
    kind        text NOT NULL CHECK (kind IN ('reveal', 'look_up')),
    by_staff    text NOT NULL,
    case_id     bigint,
    phone_hash  bytea,
    classes     text[] NOT NULL CHECK (cardinality(classes) > 0),
    reason      text CHECK (reason IS NULL OR cc_center.has_text(reason)),
    at          timestamptz NOT NULL,
    written_in  xid8 NOT NULL DEFAULT pg_current_xact_id(),
    used_at     timestamptz,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, record_id),
    FOREIGN KEY (center_id, case_id) REFERENCES cc_center.cases,
    CHECK ((kind = 'reveal') = (case_id IS NOT NULL AND reason IS NOT NULL)),
    CHECK ((kind = 'look_up') = (phone_hash IS NOT NULL))
);
COMMENT ON TABLE cc_center.reveal_record IS
    'Every request to read a caller''s contact or to look a number up: who (acting and session), which case or, by keyed hash, number, which classes, why, when (D3.2). Written before anything is read, in a transaction of its own, written_in; used_at: when it was read. The auditor reads it.';
CREATE INDEX reveal_record_unused ON cc_center.reveal_record (center_id, by_staff, record_id) WHERE used_at IS NULL;
COMMENT ON INDEX cc_center.reveal_record_unused IS 'What a person has asked for and not read yet.';
CREATE INDEX reveal_record_case ON cc_center.reveal_record (center_id, case_id) WHERE case_id IS NOT NULL;
COMMENT ON INDEX cc_center.reveal_record_case IS 'Who asked for the contact of a case.';

CREATE TABLE cc_center.reveal_place (
    center_id   bigint NOT NULL REFERENCES cc_center.center,
    by_staff    text NOT NULL,
    class       text NOT NULL,
    hour        timestamptz NOT NULL,
    ordinal     integer NOT NULL CHECK (ordinal >= 1),
    place_limit integer,
    record_id   bigint NOT NULL,
    PRIMARY KEY (center_id, by_staff, class, hour, ordinal),
    FOREIGN KEY (center_id, record_id) REFERENCES cc_center.reveal_record,
    CHECK (ordinal <= place_limit)
);
COMMENT ON TABLE cc_center.reveal_place IS
    'The places of an hour, numbered for each person and class: a reveal or look-up takes the next, and there is none beyond the rule''s limit, whoever else asks at the same moment (D3.2).';
