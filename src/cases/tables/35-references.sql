-- The references that apps gave, where the rules want each once.

CREATE TABLE cc_center.case_reference (
    center_id bigint NOT NULL,
    reference text NOT NULL,
    case_id   bigint NOT NULL,
    PRIMARY KEY (center_id, reference)
);
COMMENT ON TABLE cc_center.case_reference IS
    'Whose the references are that came in under rule setting reference_once. Its key is what keeps two sessions from taking in the same one at the same moment; a center without that rule has no rows here. Written by the rules only.';
