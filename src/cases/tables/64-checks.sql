-- What inspectors were asked to verify or check, and what they reported.

CREATE SEQUENCE cc_center.check_report_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.check_report_id_seq IS 'Ids of check reports, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.check_report (
    center_id   bigint NOT NULL,
    report_id   bigint NOT NULL DEFAULT nextval('cc_center.check_report_id_seq'),
    case_id     bigint NOT NULL,
    leg_no      integer NOT NULL,
    round       integer NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('verify', 'check')),
    inspector   text NOT NULL,
    notified_at timestamptz,
    notified_by text,
    how         text CHECK (how IN ('phone', 'app')),
    replied_at  timestamptz,
    replied_by  text,
    result      text CHECK (result IN ('meets', 'below')),
    proof       text CHECK (proof IN ('site', 'phone')),
    note        text CHECK (note IS NULL OR cc_center.has_text(note)),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, report_id),
    FOREIGN KEY (center_id, case_id) REFERENCES cc_center.cases,
    CHECK ((notified_at IS NULL) = (notified_by IS NULL)),
    CHECK ((notified_at IS NULL) = (how IS NULL)),
    CHECK ((replied_at IS NULL) = (replied_by IS NULL)),
    CHECK (notified_at IS NOT NULL OR replied_at IS NOT NULL),
    CHECK (kind = 'verify' OR (replied_at IS NULL) = (result IS NULL)),
    CHECK ((result IS NULL) = (proof IS NULL))
);
COMMENT ON TABLE cc_center.check_report IS
    'Inspectors (监督员) told to verify (核实) a report or to check (核查) what a department did, and their replies: whether it meets the closing standard, on the spot or asked by phone (电话求证). round is how often the case had gone to a department by then. notified_at NULL: he reported unasked (I3.4, I52). Written by the rules only.';
CREATE INDEX check_report_case ON cc_center.check_report (center_id, case_id);
COMMENT ON INDEX cc_center.check_report_case IS 'The checks of a case.';

CREATE SEQUENCE cc_center.check_urging_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.check_urging_id_seq IS 'Ids of urgings, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.check_urging (
    center_id   bigint NOT NULL,
    urging_id   bigint NOT NULL DEFAULT nextval('cc_center.check_urging_id_seq'),
    report_id   bigint NOT NULL,
    urged_at    timestamptz NOT NULL,
    urged_by    text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, urging_id),
    FOREIGN KEY (center_id, report_id) REFERENCES cc_center.check_report
);
COMMENT ON TABLE cc_center.check_urging IS
    'Each time that an inspector was urged to reply (敦促按期回复), and by whom (I52). Written by urge_inspector() only.';
CREATE INDEX check_urging_report ON cc_center.check_urging (center_id, report_id);
COMMENT ON INDEX cc_center.check_urging_report IS 'How often a reply was urged.';
