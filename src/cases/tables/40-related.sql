-- Cases that belong together.

CREATE SEQUENCE cc_center.link_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.link_id_seq IS 'Ids of links between cases, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.case_link (
    center_id   bigint NOT NULL,
    link_id     bigint NOT NULL DEFAULT nextval('cc_center.link_id_seq'),
    case_id     bigint NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('same_as', 'follow_up')),
    to_case_id  bigint NOT NULL,
    reason      text NOT NULL CHECK (cc_center.has_text(reason)),
    by_staff    text NOT NULL,
    at          timestamptz NOT NULL,
    undone_by   text,
    undone_at   timestamptz,
    undone_for  text,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, link_id),
    FOREIGN KEY (center_id, case_id) REFERENCES cc_center.cases,
    FOREIGN KEY (center_id, to_case_id) REFERENCES cc_center.cases,
    CHECK (case_id <> to_case_id),
    CHECK ((undone_at IS NULL) = (undone_by IS NULL)),
    CHECK ((undone_at IS NULL) = (undone_for IS NULL))
);
COMMENT ON TABLE cc_center.case_link IS
    'Cases that belong together: one says the same as another (same_as), and is joined to it, or follows from it (follow_up). Written by cc_center.join_case(), follow_case() and part_case() only (I3.2).';
CREATE UNIQUE INDEX case_link_joined_once ON cc_center.case_link (center_id, case_id) WHERE kind = 'same_as' AND undone_at IS NULL;
COMMENT ON INDEX cc_center.case_link_joined_once IS 'A case is joined to one other.';
CREATE INDEX case_link_case ON cc_center.case_link (center_id, case_id);
COMMENT ON INDEX cc_center.case_link_case IS 'What a case is joined to, or follows.';
CREATE INDEX case_link_to ON cc_center.case_link (center_id, to_case_id);
COMMENT ON INDEX cc_center.case_link_to IS 'What is joined to a case, or follows from it.';
