-- What is known of callers, the classes of it, and who may read which (A7, C8.1, D3.2).

CREATE TABLE cc_center.contact_class (
    center_id bigint NOT NULL,
    version   integer NOT NULL,
    class     text NOT NULL CHECK (cc_center.has_text(class) AND octet_length(class) <= 63),
    fields    text[] NOT NULL CHECK (cardinality(fields) > 0 AND fields <@ '{caller_name,phone,address,identity_no}'),
    retention interval CHECK (retention > interval '0'),
    clause    text NOT NULL,
    PRIMARY KEY (center_id, version, class),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.contact_class IS
    'The classes of what is known of callers: which fields of case_contact are of one class, and how long they are kept once the case is closed (D3.2). retention NULL: the regulation sets none, and nothing is purged.';

CREATE TABLE cc_center.reveal_rule (
    center_id bigint NOT NULL,
    version   integer NOT NULL,
    class     text NOT NULL,
    role      text NOT NULL CHECK (role = 'app' OR cc_center.is_person_role(role)),
    may       text NOT NULL CHECK (may IN ('reveal', 'look_up')),
    reaching  boolean NOT NULL DEFAULT false,
    per_hour  integer CHECK (per_hour > 0),
    clause    text NOT NULL,
    PRIMARY KEY (center_id, version, class, role, may),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.reveal_rule IS
    'Who may read what of callers, class by class: by reveal(), the contact of a case; by look_up, find_caller(), the cases of a number (A7, C8.1, D3.2). reaching: only whoever may reach the caller of the case, as reaches_caller() says. per_hour: how many of both an hour, NULL where the regulation sets no limit; each is recorded all the same. Roles without a row read none.';

CREATE TABLE cc_center.contact_key (
    center_id bigint PRIMARY KEY REFERENCES cc_center.center,
    inner_pad bytea NOT NULL CHECK (octet_length(inner_pad) = 64),
    outer_pad bytea NOT NULL CHECK (octet_length(outer_pad) = 64),
    made_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE cc_center.contact_key IS
    'The key of a center under which phone numbers are hashed (HMAC-SHA-256), as its two padded halves; nobody reads it but the rules (C8.1, G4.1). It goes into a dump by a superuser along with the hashes: who has both can try numbers.';

CREATE TABLE cc_center.case_contact (
    center_id          bigint NOT NULL,
    case_id            bigint NOT NULL,
    caller_name        text,
    phone              text,
    address            text,
    identity_no        text,
    masked_name        text,
    masked_phone       text,
    masked_address     text,
    masked_identity_no text,
    phone_hash         bytea,
    purged             text[] NOT NULL DEFAULT '{}',
    recorded_at        timestamptz NOT NULL DEFAULT cc_center.clock(),
    PRIMARY KEY (center_id, case_id),
    FOREIGN KEY (center_id, case_id) REFERENCES cc_center.cases
);
COMMENT ON TABLE cc_center.case_contact IS
    'What is known of the caller of a case: name, phone, address, identity number, apart from the case (A7, D3.2). Apps, operators and leaders record it; nobody selects it: reveal() is the way to read it, case_contact_masked shows masked forms. Those who read these, but the director, correct it, on record in case_correction. purged: the classes whose retention is over.';
CREATE INDEX case_contact_phone ON cc_center.case_contact (center_id, phone_hash) WHERE phone_hash IS NOT NULL;
COMMENT ON INDEX cc_center.case_contact_phone IS 'The cases of a phone number, for find_caller(); it holds keyed hashes.';

-- statistics hold values as they are
ALTER TABLE cc_center.case_contact ALTER caller_name SET STATISTICS 0, ALTER phone SET STATISTICS 0, ALTER address SET STATISTICS 0,
    ALTER identity_no SET STATISTICS 0, ALTER phone_hash SET STATISTICS 0;

CREATE SEQUENCE cc_center.purge_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.purge_id_seq IS 'Ids of purges, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.contact_purge (
    center_id   bigint NOT NULL REFERENCES cc_center.center,
    purge_id    bigint NOT NULL DEFAULT nextval('cc_center.purge_id_seq'),
    class       text NOT NULL,
    fields      text[] NOT NULL,
    retention   interval NOT NULL,
    cases       bigint[] NOT NULL CHECK (cardinality(cases) > 0),
    at          timestamptz NOT NULL,
    by_staff    text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, purge_id)
);
COMMENT ON TABLE cc_center.contact_purge IS
    'What was purged of callers, by class: of which cases, when, by whom, under which retention (D3.2); what it was is gone.';
