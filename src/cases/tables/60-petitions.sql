-- Petitions (信访): what an office asks of the center, who verified it, and what it was told.

CREATE TABLE cc_center.petition_channel (
    center_id    bigint NOT NULL,
    version      integer NOT NULL,
    channel      text NOT NULL,
    hours        cc_center.work_hours,
    verify_limit interval CHECK (verify_limit > interval '0'),
    answer_limit interval CHECK (answer_limit > interval '0'),
    clause       text NOT NULL,
    PRIMARY KEY (center_id, version, channel),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    CHECK (hours IS NOT NULL OR verify_limit IS NULL),
    CHECK (hours IS NOT NULL OR answer_limit IS NULL)
);
COMMENT ON TABLE cc_center.petition_channel IS
    'The channels whose cases are petitions (信访等举报, I3.3), and within how much of the time that hours hold, from when the case came in, they are to be verified and answered; NULL where the regulation says nothing.';

CREATE TABLE cc_center.petition (
    center_id     bigint NOT NULL,
    case_id       bigint NOT NULL,
    version       integer NOT NULL,
    channel       text NOT NULL,
    office        text NOT NULL CHECK (cc_center.has_text(office) AND octet_length(office) <= 200),
    office_number text CHECK (office_number IS NULL OR cc_center.has_text(office_number) AND octet_length(office_number) <= 200),
    received_at   timestamptz,
    registered_at timestamptz NOT NULL,
    registered_by text,
    verify_due    timestamptz,
    answer_due    timestamptz,
    due_clause    text,
    inspector     text,
    verified_at   timestamptz,
    verified_by   text,
    finding       text CHECK (finding IS NULL OR cc_center.has_text(finding)),
    answered_at   timestamptz,
    answered_by   text,
    answer        text CHECK (answer IS NULL OR cc_center.has_text(answer)),
    answer_number text CHECK (answer_number IS NULL OR cc_center.has_text(answer_number)),
    recorded_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by   name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, case_id),
    UNIQUE (center_id, office, office_number),
    FOREIGN KEY (center_id, case_id) REFERENCES cc_center.cases,
    CHECK ((verified_at IS NULL) = (inspector IS NULL)),
    CHECK ((verified_at IS NULL) = (verified_by IS NULL)),
    CHECK ((verified_at IS NULL) = (finding IS NULL)),
    CHECK ((answered_at IS NULL) = (answered_by IS NULL)),
    CHECK ((answered_at IS NULL) = (answer IS NULL))
);
COMMENT ON TABLE cc_center.petition IS
    'What is registered of a petition (I3.3): the office that sent it and its own number for it, when the office received it, until when it is to be verified and answered; which inspector (办理监督员) verified it on the spot, when, who put that down, and what he found; what the office was told. version: the rules it was registered by; due_clause: the clause that its limits come from, NULL where the office gave the one to answer by and there is no other. Written by the rules only.';
CREATE INDEX petition_open ON cc_center.petition (center_id, answer_due) WHERE answered_at IS NULL;
COMMENT ON INDEX cc_center.petition_open IS 'The petitions that are to be answered, by when.';
