-- What the appraisal must know. A row is never changed: a further row corrects it, and the last word holds.

CREATE SEQUENCE cc_center.review_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.review_id_seq IS 'Ids of reviews, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.leg_review (
    center_id   bigint NOT NULL,
    review_id   bigint NOT NULL DEFAULT nextval('cc_center.review_id_seq'),
    case_id     bigint NOT NULL,
    leg_no      integer NOT NULL,
    staff_no    text NOT NULL,
    verdict     text CHECK (verdict IN ('right', 'wrong', 'mistaken')),
    version     integer NOT NULL,
    subject     text NOT NULL DEFAULT 'review' CHECK (subject = 'review'),
    at          timestamptz NOT NULL CHECK (isfinite(at)),
    month       date NOT NULL CHECK (extract(day FROM month) = 1),
    by_staff    text NOT NULL,
    given_at    timestamptz NOT NULL,
    reason      text NOT NULL CHECK (cc_center.has_text(reason)),
    corrects    bigint,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, review_id),
    CONSTRAINT leg_review_corrected_once UNIQUE (center_id, corrects),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    FOREIGN KEY (center_id, corrects) REFERENCES cc_center.leg_review,
    FOREIGN KEY (center_id, version, subject) REFERENCES cc_center.quality_rule,
    CHECK (by_staff <> staff_no),
    CHECK (verdict IS NOT NULL OR corrects IS NOT NULL)
);
COMMENT ON TABLE cc_center.leg_review IS
    'Approvals checked: a finished leg of a case was right, a wrong approval (错批, wrong) or a mistaken one (误批, mistaken), said by somebody whose role the rules name and never by staff_no, who finished it at the instant at, whose month the review counts in (A16, I49). corrects: the review whose word it replaces; a verdict of NULL takes that back. Nothing is ever changed or removed.';
CREATE INDEX leg_review_month ON cc_center.leg_review (center_id, month, staff_no);
COMMENT ON INDEX cc_center.leg_review_month IS 'A month''s facts, and a person''s.';
CREATE UNIQUE INDEX leg_review_once ON cc_center.leg_review (center_id, case_id, leg_no) WHERE corrects IS NULL;
COMMENT ON INDEX cc_center.leg_review_once IS 'A leg is reviewed once; what is said of it afterwards corrects.';

CREATE SEQUENCE cc_center.exam_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.exam_id_seq IS 'Ids of exam results, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.exam_result (
    center_id   bigint NOT NULL,
    exam_id     bigint NOT NULL DEFAULT nextval('cc_center.exam_id_seq'),
    staff_no    text NOT NULL,
    exam        text NOT NULL CHECK (cc_center.has_text(exam) AND octet_length(exam) <= 200),
    score       numeric CHECK (score >= 0),
    out_of      numeric NOT NULL CHECK (out_of > 0 AND out_of < 'Infinity'),
    passed      boolean,
    version     integer NOT NULL,
    subject     text NOT NULL DEFAULT 'exam' CHECK (subject = 'exam'),
    at          timestamptz NOT NULL CHECK (isfinite(at)),
    month       date NOT NULL CHECK (extract(day FROM month) = 1),
    by_staff    text NOT NULL,
    given_at    timestamptz NOT NULL,
    reason      text NOT NULL CHECK (cc_center.has_text(reason)),
    corrects    bigint,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, exam_id),
    CONSTRAINT exam_result_corrected_once UNIQUE (center_id, corrects),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    FOREIGN KEY (center_id, corrects) REFERENCES cc_center.exam_result,
    FOREIGN KEY (center_id, version, subject) REFERENCES cc_center.quality_rule,
    CHECK (by_staff <> staff_no),
    CHECK (score <= out_of),
    CHECK (score IS NOT NULL OR corrects IS NOT NULL)
);
COMMENT ON TABLE cc_center.exam_result IS
    'Results of exams, taken at the instant at: so many of so many points; passed by the pass mark of the rules, NULL where they set none (I49). corrects: the result it replaces; a score of NULL takes that back. Nothing is ever changed or removed.';
CREATE INDEX exam_result_month ON cc_center.exam_result (center_id, month, staff_no);
COMMENT ON INDEX cc_center.exam_result_month IS 'A month''s facts, and a person''s.';

CREATE SEQUENCE cc_center.task_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.task_id_seq IS 'Ids of set tasks, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.set_task (
    center_id   bigint NOT NULL,
    task_id     bigint NOT NULL DEFAULT nextval('cc_center.task_id_seq'),
    staff_no    text NOT NULL,
    task        text NOT NULL CHECK (cc_center.has_text(task) AND octet_length(task) <= 2000),
    due         timestamptz NOT NULL CHECK (isfinite(due)),
    month       date NOT NULL CHECK (extract(day FROM month) = 1),
    version     integer NOT NULL,
    subject     text NOT NULL DEFAULT 'task' CHECK (subject = 'task'),
    by_staff    text NOT NULL,
    given_at    timestamptz NOT NULL,
    reason      text NOT NULL CHECK (cc_center.has_text(reason)),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, task_id),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    FOREIGN KEY (center_id, version, subject) REFERENCES cc_center.quality_rule,
    CHECK (by_staff <> staff_no),
    CHECK (due > given_at)
);
COMMENT ON TABLE cc_center.set_task IS
    'Tasks set to a person: by whom, and until when (I49). What became of them stands in task_outcome; the month is that of the due instant. Nothing is ever changed or removed.';
CREATE INDEX set_task_month ON cc_center.set_task (center_id, month, staff_no);
COMMENT ON INDEX cc_center.set_task_month IS 'A month''s tasks, and a person''s.';

CREATE SEQUENCE cc_center.outcome_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.outcome_id_seq IS 'Ids of what became of set tasks, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.task_outcome (
    center_id   bigint NOT NULL,
    outcome_id  bigint NOT NULL DEFAULT nextval('cc_center.outcome_id_seq'),
    task_id     bigint NOT NULL,
    staff_no    text NOT NULL,
    in_time     boolean,
    month       date NOT NULL CHECK (extract(day FROM month) = 1),
    by_staff    text NOT NULL,
    given_at    timestamptz NOT NULL,
    reason      text NOT NULL CHECK (cc_center.has_text(reason)),
    corrects    bigint,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, outcome_id),
    CONSTRAINT task_outcome_corrected_once UNIQUE (center_id, corrects),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    FOREIGN KEY (center_id, corrects) REFERENCES cc_center.task_outcome,
    FOREIGN KEY (center_id, task_id) REFERENCES cc_center.set_task
);
COMMENT ON TABLE cc_center.task_outcome IS
    'What became of a set task: finished, in time or not by the clock; or a leader''s word, which may correct an earlier one: in_time NULL takes the task back. A task that is overdue without a row was not done. Nothing is ever changed or removed.';
CREATE INDEX task_outcome_month ON cc_center.task_outcome (center_id, month, staff_no);
COMMENT ON INDEX cc_center.task_outcome_month IS 'A month''s facts, and a person''s.';
CREATE UNIQUE INDEX task_outcome_once ON cc_center.task_outcome (center_id, task_id) WHERE corrects IS NULL;
COMMENT ON INDEX cc_center.task_outcome_once IS 'A task is settled once; what is said of it afterwards corrects.';

CREATE SEQUENCE cc_center.record_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.record_id_seq IS 'Ids of records of conduct, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.conduct_record (
    center_id   bigint NOT NULL,
    record_id   bigint NOT NULL DEFAULT nextval('cc_center.record_id_seq'),
    staff_no    text NOT NULL,
    conduct     text,
    version     integer NOT NULL,
    at          timestamptz NOT NULL CHECK (isfinite(at)),
    month       date NOT NULL CHECK (extract(day FROM month) = 1),
    by_staff    text NOT NULL,
    given_at    timestamptz NOT NULL,
    reason      text NOT NULL CHECK (cc_center.has_text(reason)),
    corrects    bigint,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, record_id),
    CONSTRAINT conduct_record_corrected_once UNIQUE (center_id, corrects),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    FOREIGN KEY (center_id, corrects) REFERENCES cc_center.conduct_record,
    FOREIGN KEY (center_id, version, conduct) REFERENCES cc_center.conduct,
    CHECK (by_staff <> staff_no),
    CHECK (conduct IS NOT NULL OR corrects IS NOT NULL)
);
COMMENT ON TABLE cc_center.conduct_record IS
    'Conduct that somebody saw, of the catalogue of the rules that held at the instant at, which also say its points. corrects: the record it replaces; conduct NULL takes that back. Nothing is ever changed or removed.';
CREATE INDEX conduct_record_month ON cc_center.conduct_record (center_id, month, staff_no);
COMMENT ON INDEX cc_center.conduct_record_month IS 'A month''s facts, and a person''s.';

CREATE SEQUENCE cc_center.evaluation_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.evaluation_id_seq IS 'Ids of quality evaluations, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.quality_evaluation (
    center_id   bigint NOT NULL,
    evaluation_id bigint NOT NULL DEFAULT nextval('cc_center.evaluation_id_seq'),
    staff_no    text NOT NULL,
    score       numeric CHECK (score >= 0),
    out_of      numeric NOT NULL CHECK (out_of > 0 AND out_of < 'Infinity'),
    passed      boolean,
    valid       daterange NOT NULL CHECK (NOT isempty(valid) AND NOT lower_inf(valid)),
    version     integer NOT NULL,
    subject     text NOT NULL DEFAULT 'evaluation' CHECK (subject = 'evaluation'),
    at          timestamptz NOT NULL CHECK (isfinite(at)),
    month       date NOT NULL CHECK (extract(day FROM month) = 1),
    by_staff    text NOT NULL,
    given_at    timestamptz NOT NULL,
    reason      text NOT NULL CHECK (cc_center.has_text(reason)),
    corrects    bigint,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, evaluation_id),
    CONSTRAINT quality_evaluation_corrected_once UNIQUE (center_id, corrects),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    FOREIGN KEY (center_id, corrects) REFERENCES cc_center.quality_evaluation,
    FOREIGN KEY (center_id, version, subject) REFERENCES cc_center.quality_rule,
    CHECK (by_staff <> staff_no),
    CHECK (score <= out_of),
    CHECK ((score IS NULL) = (passed IS NULL)),
    CHECK (score IS NOT NULL OR corrects IS NOT NULL)
);
COMMENT ON TABLE cc_center.quality_evaluation IS
    'Periodic evaluations of a person''s service by the roles that supervise quality, never by himself (A16), at the instant at: so many of so many points, passed by the pass mark of the rules, or by the evaluator''s word where they set none, and the days it is valid for (A17). corrects: the evaluation it replaces; a score of NULL takes that back. Nothing is ever changed or removed.';
CREATE INDEX quality_evaluation_month ON cc_center.quality_evaluation (center_id, month, staff_no);
COMMENT ON INDEX cc_center.quality_evaluation_month IS 'A month''s facts, and a person''s.';
