-- Calls, from being offered to their end, and where they were transferred to.

CREATE SEQUENCE cc_center.call_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.call_id_seq IS 'Call ids, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.call (
    center_id   bigint NOT NULL REFERENCES cc_center.center,
    call_id     bigint NOT NULL DEFAULT nextval('cc_center.call_id_seq'),
    version     integer NOT NULL,
    offered_at  timestamptz NOT NULL CHECK (isfinite(offered_at)),
    answered_at timestamptz CHECK (answered_at >= offered_at),
    ended_at    timestamptz CHECK (ended_at >= offered_at),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    case_id     bigint,
    line        text NOT NULL CHECK (cc_center.has_text(line) AND octet_length(line) <= 200),
    reference   text CHECK (reference IS NULL OR cc_center.has_text(reference) AND octet_length(reference) <= 200),
    number_class text NOT NULL CHECK (number_class IN ('mobile', 'landline', 'other', 'hidden')),
    answered_by text,
    staff_no    text,
    description text CHECK (description IS NULL OR cc_center.has_text(description)),
    source      text NOT NULL CHECK (source IN ('live', 'import')),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, call_id),
    UNIQUE (center_id, line, reference),
    FOREIGN KEY (center_id, answered_by) REFERENCES cc_center.staff,
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    FOREIGN KEY (center_id, case_id) REFERENCES cc_center.cases,
    CHECK (ended_at >= answered_at),
    CHECK (answered_by IS NULL OR answered_at IS NOT NULL),
    CHECK ((staff_no IS NULL) = (answered_by IS NULL))
);
COMMENT ON TABLE cc_center.call IS
    'Calls (C4.1, C8.5): line, the switch''s own reference, when offered, answered and ended, who answered and, after transfers, who spoke to the caller last (staff_no), and the case or description of what it was about. A call that ended without being answered was abandoned. What is set stays: live calls are of the server''s instants, through offer_call(), answer_call(), transfer_call() and end_call(); past ones come by import_calls(). number_class: what kind of number called; the number itself is kept nowhere.';
CREATE INDEX call_offered ON cc_center.call (center_id, offered_at);
COMMENT ON INDEX cc_center.call_offered IS 'The calls of a day.';
CREATE INDEX call_open ON cc_center.call (center_id, offered_at) WHERE ended_at IS NULL;
COMMENT ON INDEX cc_center.call_open IS 'The calls that are going on.';
CREATE INDEX call_case ON cc_center.call (center_id, case_id) WHERE case_id IS NOT NULL;
COMMENT ON INDEX cc_center.call_case IS 'The calls of a case.';

CREATE TABLE cc_center.call_number (
    center_id   bigint NOT NULL,
    call_id     bigint NOT NULL,
    number_hash bytea NOT NULL,
    PRIMARY KEY (center_id, call_id),
    FOREIGN KEY (center_id, call_id) REFERENCES cc_center.call
);
COMMENT ON TABLE cc_center.call_number IS
    'The keyed hash of the number that called (C8.5, D3.2), apart from the call; nobody reads it.';
ALTER TABLE cc_center.call_number ALTER number_hash SET STATISTICS 0;

CREATE TABLE cc_center.call_transfer (
    center_id   bigint NOT NULL,
    call_id     bigint NOT NULL,
    ordinal     integer NOT NULL CHECK (ordinal > 0),
    from_staff  text NOT NULL,
    to_staff    text,
    department  text CHECK (department IS NULL OR cc_center.has_text(department) AND octet_length(department) <= 200),
    at          timestamptz NOT NULL,
    reason      text NOT NULL CHECK (cc_center.has_text(reason)),
    by_staff    text,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, call_id, ordinal),
    FOREIGN KEY (center_id, call_id) REFERENCES cc_center.call,
    FOREIGN KEY (center_id, to_staff) REFERENCES cc_center.staff,
    CHECK ((to_staff IS NULL) <> (department IS NULL))
);
COMMENT ON TABLE cc_center.call_transfer IS
    'Where a call beyond somebody''s competence was transferred to (转接): to a person or a department, when, by whom, why (C8.4). by_staff NULL: an app. Nothing is ever changed or removed.';

CREATE SEQUENCE cc_center.call_line_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.call_line_id_seq IS 'Keeps the lines of a file of calls in their order.';

CREATE TABLE cc_center.call_line (
    line_no   bigint NOT NULL DEFAULT nextval('cc_center.call_line_id_seq'),
    line      text,
    loaded_by text NOT NULL DEFAULT cc_center.acting_login_role(),
    PRIMARY KEY (line_no)
);
ALTER TABLE cc_center.call_line ALTER line SET STATISTICS 0;
COMMENT ON TABLE cc_center.call_line IS
    'Where a switch''s file of calls is copied to, line by line as it is, for cc_center.import_calls(), which empties it; each acting role sees its own lines only. They belong to no center until they are read.';
