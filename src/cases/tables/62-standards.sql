-- The standards of filing and closing: what must be known of a case, and what difficult cases taught.

CREATE TABLE cc_center.case_standard (
    center_id    bigint NOT NULL,
    version      integer NOT NULL,
    standard     text NOT NULL CHECK (standard IN ('filing', 'closing')),
    category     text NOT NULL DEFAULT '*',
    ordinal      integer NOT NULL CHECK (ordinal > 0),
    field        text NOT NULL CHECK (cc_center.has_text(field) AND octet_length(field) <= 200),
    question     text NOT NULL CHECK (cc_center.has_text(question)),
    least_length integer CHECK (least_length > 0),
    allowed      text[] CHECK (allowed <> '{}'),
    clause       text NOT NULL,
    PRIMARY KEY (center_id, version, standard, category, field),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.case_standard IS
    'What the standard of filing (立案标准) or of closing (结案标准) wants to know of a case of a category, * for every one; the row that names the category counts before that of * for the same field. field is description or reference, which are the case''s own, or else the name of a question that answer_standard() answers: with at least so many characters, or one of the answers allowed, where these are set (I2).';

CREATE SEQUENCE cc_center.standard_answer_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.standard_answer_id_seq IS 'Ids of answers, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.standard_answer (
    center_id   bigint NOT NULL,
    answer_id   bigint NOT NULL DEFAULT nextval('cc_center.standard_answer_id_seq'),
    case_id     bigint NOT NULL,
    leg_no      integer NOT NULL,
    round       integer NOT NULL,
    standard    text NOT NULL CHECK (standard IN ('filing', 'closing')),
    field       text NOT NULL,
    answer      text NOT NULL CHECK (cc_center.has_text(answer)),
    by_staff    text NOT NULL,
    at          timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, answer_id),
    FOREIGN KEY (center_id, case_id) REFERENCES cc_center.cases
);
COMMENT ON TABLE cc_center.standard_answer IS
    'What was answered to the questions of a standard, by whom, during which leg; the last answer counts, of the closing standard the last one of the present round, which is how often the case has gone to a department (I2, I3.4). Written by answer_standard() only.';
CREATE INDEX standard_answer_case ON cc_center.standard_answer (center_id, case_id);
COMMENT ON INDEX cc_center.standard_answer_case IS 'What was answered about a case.';

CREATE SEQUENCE cc_center.difficult_case_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.difficult_case_id_seq IS 'Ids of notes on difficult cases, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.difficult_case (
    center_id    bigint NOT NULL,
    difficult_id bigint NOT NULL DEFAULT nextval('cc_center.difficult_case_id_seq'),
    case_id      bigint NOT NULL,
    why          text NOT NULL CHECK (cc_center.has_text(why)),
    solution     text CHECK (solution IS NULL OR cc_center.has_text(solution)),
    marked_by    text NOT NULL,
    marked_at    timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by  name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, difficult_id),
    FOREIGN KEY (center_id, case_id) REFERENCES cc_center.cases
);
COMMENT ON TABLE cc_center.difficult_case IS
    'The difficult cases (疑难案件) that leaders collect: why a case was difficult, and what was decided, NULL while it is not; of one case the last note counts (I2). Written by mark_difficult() only.';
CREATE INDEX difficult_case_case ON cc_center.difficult_case (center_id, case_id);
COMMENT ON INDEX cc_center.difficult_case_case IS 'The notes on a case.';
