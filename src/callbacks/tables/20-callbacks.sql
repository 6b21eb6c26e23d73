-- What callers said when they were called back.

CREATE SEQUENCE cc_center.callback_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.callback_id_seq IS 'Ids of callbacks, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.callback (
    center_id    bigint NOT NULL,
    callback_id  bigint NOT NULL DEFAULT nextval('cc_center.callback_id_seq'),
    case_id      bigint NOT NULL,
    round        integer NOT NULL,
    call_no      integer NOT NULL CHECK (call_no > 0),
    month        date NOT NULL CHECK (extract(day FROM month) = 1),
    version      integer NOT NULL,
    at           timestamptz NOT NULL,
    called_in    boolean NOT NULL,
    result       text CHECK (result IN ('solved', 'not_solved', 'not_reached')),
    satisfaction integer CHECK (satisfaction BETWEEN 1 AND 5),
    by_staff     text,
    corrects     bigint,
    reason       text CHECK (reason IS NULL OR cc_center.has_text(reason)),
    given_at     timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by  name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, callback_id),
    UNIQUE (center_id, corrects),
    FOREIGN KEY (center_id, case_id) REFERENCES cc_center.cases,
    FOREIGN KEY (center_id, corrects) REFERENCES cc_center.callback,
    FOREIGN KEY (center_id, by_staff) REFERENCES cc_center.staff,
    CHECK (result IS NOT NULL OR corrects IS NOT NULL),
    CHECK (satisfaction IS NULL OR result IN ('solved', 'not_solved')),
    CHECK (NOT called_in OR result IS DISTINCT FROM 'not_reached'),
    CHECK (corrects IS NULL OR reason IS NOT NULL)
);
COMMENT ON TABLE cc_center.callback IS
    'Callbacks (回访): whether the caller of a case was reached, says that it is solved, and how satisfied he is, 1 to 5. round: the leg whose end disposed of the case, month: the month of the center in which it did; call_no: which call of the round; called_in: the caller called himself. A correction is a further row that names the one it corrects, with the same round, call and instant; result NULL takes it back. by_staff NULL: an app. What was said stands in callback_said. Nothing is ever changed or removed (A19, C8.6, F1.3).';
CREATE UNIQUE INDEX callback_call ON cc_center.callback (center_id, case_id, round, call_no) WHERE corrects IS NULL;
COMMENT ON INDEX cc_center.callback_call IS 'One word for each call of a round: who has not seen the last one does not add another.';
CREATE INDEX callback_case ON cc_center.callback (center_id, case_id);
COMMENT ON INDEX cc_center.callback_case IS 'The callbacks of a case.';

CREATE INDEX callback_month ON cc_center.callback (center_id, month);
COMMENT ON INDEX cc_center.callback_month IS 'The callbacks about what was disposed of in a month.';

CREATE TABLE cc_center.callback_said (
    center_id   bigint NOT NULL,
    callback_id bigint NOT NULL,
    case_id     bigint NOT NULL,
    said        text NOT NULL CHECK (cc_center.has_text(said) AND octet_length(said) <= 8000),
    PRIMARY KEY (center_id, callback_id),
    FOREIGN KEY (center_id, callback_id) REFERENCES cc_center.callback
);
COMMENT ON TABLE cc_center.callback_said IS
    'What was exchanged with the caller in a callback (F1.3), apart from its result: for those who lead, quality reviewers, who wrote it, and operators who may reach the caller.';
ALTER TABLE cc_center.callback_said ALTER said SET STATISTICS 0;
