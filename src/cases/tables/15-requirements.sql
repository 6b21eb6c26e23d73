-- What a step needs beside the right role: a standard that is met, a caller who confirmed.

CREATE TABLE cc_center.step_requirement (
    requirement text PRIMARY KEY,
    area        text NOT NULL,
    function    name NOT NULL
);
COMMENT ON TABLE cc_center.step_requirement IS
    'What a step may require, and the function of schema cc_center, (center, case, stage to come) to text, that says what is lacking, NULL where nothing is.';

CREATE TABLE cc_center.transition_requirement (
    center_id   bigint NOT NULL,
    version     integer NOT NULL,
    from_stage  text NOT NULL,
    to_stage    text NOT NULL,
    requirement text NOT NULL REFERENCES cc_center.step_requirement,
    passed_by   text[] NOT NULL DEFAULT '{}',
    clause      text NOT NULL,
    PRIMARY KEY (center_id, version, from_stage, to_stage, requirement),
    FOREIGN KEY (center_id, version, from_stage, to_stage) REFERENCES cc_center.transition DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE cc_center.transition_requirement IS
    'What a step from stage to stage requires; whoever has one of the roles passed_by may take it all the same, with a reason, which is counted (I2).';

CREATE SEQUENCE cc_center.step_exception_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.step_exception_id_seq IS 'Ids of exceptions, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.step_exception (
    center_id    bigint NOT NULL,
    exception_id bigint NOT NULL DEFAULT nextval('cc_center.step_exception_id_seq'),
    case_id      bigint NOT NULL,
    leg_no       integer NOT NULL,
    to_stage     text NOT NULL,
    requirement  text NOT NULL,
    lacking      text NOT NULL,
    reason       text NOT NULL CHECK (cc_center.has_text(reason)),
    by_staff     text NOT NULL,
    at           timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by  name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, exception_id)
);
COMMENT ON TABLE cc_center.step_exception IS
    'Steps that were taken though something that the rules require was lacking: what, with which reason, by whom (I2). Written by the rules only.';
CREATE INDEX step_exception_at ON cc_center.step_exception (center_id, at);
COMMENT ON INDEX cc_center.step_exception_at IS 'The exceptions of a month.';
