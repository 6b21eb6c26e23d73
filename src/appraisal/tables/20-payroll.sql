-- What a month came to, person by person, and what was settled afterwards.

CREATE TYPE cc_center.month_quantity AS (
    staff_no text,
    role     text,
    subject  text,
    unit     text,
    quantity numeric
);
COMMENT ON TYPE cc_center.month_quantity IS
    'How much of a subject a person of a role has in a month: what charges are reckoned from.';

CREATE TABLE cc_center.appraisal_month (
    center_id    bigint NOT NULL REFERENCES cc_center.center,
    month        date NOT NULL CHECK (extract(day FROM month) = 1),
    appraised_by text NOT NULL,
    appraised_at timestamptz NOT NULL,
    closed_by    text,
    closed_at    timestamptz,
    closing      integer NOT NULL DEFAULT 0 CHECK (closing >= 0),
    digest       text,
    PRIMARY KEY (center_id, month),
    CHECK ((closed_by IS NULL) = (closed_at IS NULL))
);
COMMENT ON TABLE cc_center.appraisal_month IS
    'The months that were appraised, and whether they are closed: from then on nothing of them changes, and what was wrong is settled by an adjustment in a later month. closing: how often it was closed, more than once where it was reopened; digest: of its payroll when it was closed, by which health() finds what was edited past the rules.';

CREATE SEQUENCE cc_center.reopening_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.reopening_id_seq IS 'Ids of reopenings, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.month_reopening (
    center_id        bigint NOT NULL,
    reopening_id     bigint NOT NULL DEFAULT nextval('cc_center.reopening_id_seq'),
    month            date NOT NULL CHECK (extract(day FROM month) = 1),
    closed_by        text NOT NULL,
    closed_at        timestamptz NOT NULL,
    asked_by         text NOT NULL,
    asked_as         text NOT NULL CHECK (asked_as IN ('supervisor', 'director')),
    asked_at         timestamptz NOT NULL,
    reason           text NOT NULL CHECK (cc_center.has_text(reason)),
    confirmed_by     text,
    confirmed_as     text CHECK (confirmed_as IN ('supervisor', 'director')),
    confirmed_at     timestamptz,
    confirmed_reason text CHECK (confirmed_reason IS NULL OR cc_center.has_text(confirmed_reason)),
    recorded_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by      name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, reopening_id),
    FOREIGN KEY (center_id, asked_by) REFERENCES cc_center.staff,
    FOREIGN KEY (center_id, confirmed_by) REFERENCES cc_center.staff,
    CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
    CHECK ((confirmed_by IS NULL) = (confirmed_as IS NULL)),
    CHECK ((confirmed_by IS NULL) = (confirmed_reason IS NULL)),
    CHECK (confirmed_by <> asked_by),
    CHECK (confirmed_as <> asked_as)
);
COMMENT ON TABLE cc_center.month_reopening IS
    'Closed months that were reopened, for good: which closing it undid, who asked for it, when and why, and who confirmed it; one is a supervisor, the other the director. confirmed_by NULL: asked for only, and the month is closed still (I44).';
CREATE UNIQUE INDEX month_reopening_asked ON cc_center.month_reopening (center_id, month) WHERE confirmed_by IS NULL;
COMMENT ON INDEX cc_center.month_reopening_asked IS 'A reopening is asked for once, and then confirmed.';

CREATE TABLE cc_center.payroll (
    center_id            bigint NOT NULL,
    month                date NOT NULL,
    staff_no             text NOT NULL,
    role                 text NOT NULL,
    version              integer NOT NULL,
    digest               text NOT NULL,
    attendance_bonus     numeric(12,2) NOT NULL,
    attendance_deduction numeric(12,2) NOT NULL,
    appraisal_bonus      numeric(12,2) NOT NULL,
    appraisal_deduction  numeric(12,2) NOT NULL,
    no_tariff            text[] NOT NULL,
    PRIMARY KEY (center_id, month, staff_no),
    FOREIGN KEY (center_id, month) REFERENCES cc_center.appraisal_month,
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    CHECK (attendance_deduction >= 0 AND attendance_deduction <= attendance_bonus),
    CHECK (appraisal_deduction >= 0 AND appraisal_deduction <= appraisal_bonus)
);
COMMENT ON TABLE cc_center.payroll IS
    'What a person''s month came to, by a version of the rules: bonuses and what was taken from them, and what was counted without a tariff. digest: of the quantities and the version; the same digest is not written again. Written by cc_center.appraise() only.';

CREATE TABLE cc_center.payroll_quantity (
    center_id bigint NOT NULL,
    month     date NOT NULL,
    staff_no  text NOT NULL,
    subject   text NOT NULL,
    unit      text NOT NULL,
    quantity  numeric NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (center_id, month, staff_no, subject, unit),
    FOREIGN KEY (center_id, month, staff_no) REFERENCES cc_center.payroll
);
COMMENT ON TABLE cc_center.payroll_quantity IS
    'What was counted of a person in a month, whether or not there is a tariff for it.';

CREATE TABLE cc_center.payroll_deduction (
    center_id bigint NOT NULL,
    month     date NOT NULL,
    staff_no  text NOT NULL,
    ordinal   integer NOT NULL,
    bonus     text NOT NULL,
    subject   text NOT NULL,
    unit      text NOT NULL,
    quantity  numeric NOT NULL,
    rate      numeric(12,2),
    amount    numeric(12,2) NOT NULL,
    charged   numeric(12,2) NOT NULL,
    forfeits  boolean NOT NULL,
    by_clause text NOT NULL,
    PRIMARY KEY (center_id, month, staff_no, ordinal),
    FOREIGN KEY (center_id, month, staff_no) REFERENCES cc_center.payroll,
    CHECK (charged BETWEEN 0 AND amount)
);
COMMENT ON TABLE cc_center.payroll_deduction IS
    'The deductions of a person''s month in their fixed order: amount as the tariff says, charged what of it was left in the bonus. rate NULL: the whole bonus is forfeited.';

CREATE SEQUENCE cc_center.adjustment_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.adjustment_id_seq IS 'Ids of adjustments, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.adjustment (
    center_id     bigint NOT NULL,
    adjustment_id bigint NOT NULL DEFAULT nextval('cc_center.adjustment_id_seq'),
    month         date NOT NULL CHECK (extract(day FROM month) = 1),
    of_month      date NOT NULL CHECK (extract(day FROM of_month) = 1),
    staff_no      text NOT NULL,
    ordinal       integer NOT NULL,
    subject       text NOT NULL,
    amount        numeric(12,2) NOT NULL CHECK (amount > 0),
    reason        text NOT NULL CHECK (cc_center.has_text(reason)),
    by_staff      text NOT NULL,
    at            timestamptz NOT NULL,
    objection_id  bigint,
    recorded_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by   name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, adjustment_id),
    FOREIGN KEY (center_id, of_month, staff_no, ordinal) REFERENCES cc_center.payroll_deduction,
    CHECK (month > of_month),
    CHECK (by_staff <> staff_no)
);
COMMENT ON TABLE cc_center.adjustment IS
    'What is given back in a later, open month of what one row of payroll_deduction (of_month, staff_no, ordinal) took in a closed one, with its reason; never more than that row took.';
CREATE INDEX adjustment_person ON cc_center.adjustment (center_id, of_month, staff_no, ordinal);
COMMENT ON INDEX cc_center.adjustment_person IS 'What was given back of a row of a person''s month.';
CREATE INDEX adjustment_month ON cc_center.adjustment (center_id, month, staff_no);
COMMENT ON INDEX cc_center.adjustment_month IS 'What is given back in a month.';

CREATE SEQUENCE cc_center.objection_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.objection_id_seq IS 'Ids of objections, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.objection (
    center_id    bigint NOT NULL,
    objection_id bigint NOT NULL DEFAULT nextval('cc_center.objection_id_seq'),
    month        date NOT NULL,
    closing      integer NOT NULL,
    staff_no     text NOT NULL,
    subject      text NOT NULL,
    reason       text NOT NULL CHECK (cc_center.has_text(reason)),
    objected_at  timestamptz NOT NULL,
    status       text NOT NULL DEFAULT 'requested' CHECK (status IN ('requested', 'granted', 'refused')),
    decided_by   text,
    decided_at   timestamptz,
    decision     text,
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by  name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, objection_id),
    -- a reopened month is drawn anew, and may have other rows
    FOREIGN KEY (center_id, month) REFERENCES cc_center.appraisal_month,
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    CONSTRAINT objection_once UNIQUE (center_id, month, closing, staff_no, subject),
    CHECK (decided_by <> staff_no),
    CHECK ((status = 'requested') = (decided_by IS NULL))
);
COMMENT ON TABLE cc_center.objection IS
    'What somebody says against a deduction of a closed month, and what another decided; granted, it is an adjustment, and the history stays. A subject of a month is objected to once, refused or not; once more where the month was reopened and closed again (closing).';
CREATE UNIQUE INDEX objection_live ON cc_center.objection (center_id, month, staff_no, subject) WHERE status = 'requested';
COMMENT ON INDEX cc_center.objection_live IS 'One open objection to a deduction.';
