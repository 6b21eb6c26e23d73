-- Import of history: given instants are kept, legs are derived by the rules of their time.

CREATE TABLE cc_center.case_import (
    center_id   bigint NOT NULL,
    case_id     bigint NOT NULL DEFAULT nextval('cc_center.case_id_seq'),
    imported_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    imported_by name NOT NULL DEFAULT session_user,
    street      text NOT NULL,
    channel     text NOT NULL,
    category    text,
    description text,
    priority    text NOT NULL DEFAULT 'normal',
    reference   text,
    reported_at timestamptz NOT NULL,
    stages      text[] NOT NULL DEFAULT '{}',
    stage_at    timestamptz[] NOT NULL DEFAULT '{}',
    stage_by    text[] NOT NULL DEFAULT '{}',
    reason      text,
    due_at      timestamptz CHECK (isfinite(due_at)),
    PRIMARY KEY (center_id, case_id),
    CHECK (cardinality(stages) = cardinality(stage_at)),
    -- the last stage is looked up by the number of stages
    CHECK (stages = '{}' OR (array_ndims(stages), array_lower(stages, 1), array_ndims(stage_at), array_lower(stage_at, 1)) = (1, 1, 1, 1)),
    CHECK (stage_by = '{}' OR (array_ndims(stage_by), array_lower(stage_by, 1)) = (1, 1)),
    CHECK (cardinality(stage_by) IN (0, cardinality(stages)))
);
COMMENT ON TABLE cc_center.case_import IS
    'History as it was given: INSERT one row for each past case, any number in one statement: when it was reported, the stages it went through after that, when, and by whom (staff numbers, or NULL). Cases and legs are derived with these instants, by the rules in force then. reason is that of the last stage. due_at: until when a department was to be done, as the source states it, in place of what the rules of the time would say; NULL where it states nothing.';
CREATE UNIQUE INDEX case_import_reference ON cc_center.case_import (center_id, reference);
COMMENT ON INDEX cc_center.case_import_reference IS
    'A reference is imported once for a center, so that the same file given again doubles nothing: refused, or passed over with ON CONFLICT DO NOTHING.';
