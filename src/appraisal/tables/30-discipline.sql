-- Discipline, rewards and promotions on record, for good. A row is never changed: lifting a discipline is a further row.

CREATE SEQUENCE cc_center.discipline_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.discipline_id_seq IS 'Ids of disciplines, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.discipline (
    center_id     bigint NOT NULL,
    discipline_id bigint NOT NULL DEFAULT nextval('cc_center.discipline_id_seq'),
    decision_id   bigint NOT NULL,
    people        integer NOT NULL CHECK (people > 0),
    staff_no      text NOT NULL,
    version       integer NOT NULL,
    step          text NOT NULL,
    offence       text,
    by_clause     text NOT NULL,
    company_rule  text CHECK (company_rule IS NULL OR cc_center.has_text(company_rule)),
    reason        text NOT NULL CHECK (cc_center.has_text(reason)),
    amount        numeric(12,2) CHECK (amount > 0),
    effect        daterange CHECK (NOT isempty(effect) AND NOT lower_inf(effect)),
    bars          boolean NOT NULL,
    to_law        boolean NOT NULL,
    passed_over   text[] NOT NULL,
    at            timestamptz NOT NULL CHECK (isfinite(at)),
    month         date NOT NULL CHECK (extract(day FROM month) = 1),
    by_staff      text NOT NULL,
    recorded_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by   name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, discipline_id),
    CONSTRAINT discipline_once UNIQUE (center_id, decision_id, staff_no),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    FOREIGN KEY (center_id, version, step) REFERENCES cc_center.discipline_step,
    FOREIGN KEY (center_id, version, offence) REFERENCES cc_center.offence,
    CHECK (by_staff <> staff_no),
    CHECK (NOT bars OR effect IS NOT NULL)
);
COMMENT ON TABLE cc_center.discipline IS
    'Discipline imposed on a person: the step and the clause broken, the rule of the company where it is another one, why, by whom, when; the amount of a fine in yuan; the days it has effect, and whether promotion and rewards are barred on them; whether it is handed over to the law; and the steps below that he never had. A decision about a group is a row for each of its people, with one decision_id. Kept for good: nothing is ever changed or removed (A20, A22, B4.1-B4.3, D5, H3).';
CREATE INDEX discipline_person ON cc_center.discipline (center_id, staff_no);
COMMENT ON INDEX cc_center.discipline_person IS 'What somebody has on record.';
CREATE INDEX discipline_fine ON cc_center.discipline (center_id, month) WHERE amount IS NOT NULL;
COMMENT ON INDEX cc_center.discipline_fine IS 'The fines of a month.';

CREATE TABLE cc_center.discipline_lift (
    center_id     bigint NOT NULL,
    discipline_id bigint NOT NULL,
    staff_no      text NOT NULL,
    imposed_by    text NOT NULL,
    from_day      date NOT NULL CHECK (isfinite(from_day)),
    with_fine     boolean NOT NULL,
    reason        text NOT NULL CHECK (cc_center.has_text(reason)),
    at            timestamptz NOT NULL CHECK (isfinite(at)),
    by_staff      text NOT NULL,
    recorded_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by   name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, discipline_id),
    FOREIGN KEY (center_id, discipline_id) REFERENCES cc_center.discipline,
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    CHECK (by_staff <> staff_no),
    CHECK (by_staff <> imposed_by)
);
COMMENT ON TABLE cc_center.discipline_lift IS
    'Disciplines ended early, from a day on, by another person than who imposed it (imposed_by), with a reason. with_fine: the month of the fine was open, so that it is not charged either. Nothing is ever changed or removed.';

CREATE SEQUENCE cc_center.reward_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.reward_id_seq IS 'Ids of rewards, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.reward (
    center_id   bigint NOT NULL,
    reward_id   bigint NOT NULL DEFAULT nextval('cc_center.reward_id_seq'),
    decision_id bigint NOT NULL,
    people      integer NOT NULL CHECK (people > 0),
    staff_no    text NOT NULL,
    version     integer NOT NULL,
    reward      text NOT NULL,
    reason      text NOT NULL CHECK (cc_center.has_text(reason)),
    amount      numeric(12,2) CHECK (amount > 0),
    at          timestamptz NOT NULL CHECK (isfinite(at)),
    by_staff    text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, reward_id),
    CONSTRAINT reward_once UNIQUE (center_id, decision_id, staff_no),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    FOREIGN KEY (center_id, version, reward) REFERENCES cc_center.reward_kind,
    CHECK (by_staff <> staff_no)
);
COMMENT ON TABLE cc_center.reward IS
    'Rewards and honours given to a person, with an amount in yuan where there is one: why, by whom, when. A decision about a group is a row for each of its people, with one decision_id. Nothing is ever changed or removed (A21, H3).';
CREATE INDEX reward_person ON cc_center.reward (center_id, staff_no);
COMMENT ON INDEX cc_center.reward_person IS 'What somebody was given.';

CREATE SEQUENCE cc_center.promotion_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.promotion_id_seq IS 'Ids of promotions, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.promotion (
    center_id    bigint NOT NULL,
    promotion_id bigint NOT NULL DEFAULT nextval('cc_center.promotion_id_seq'),
    staff_no     text NOT NULL,
    from_role    text NOT NULL,
    to_role      text NOT NULL,
    version      integer NOT NULL,
    reason       text CHECK (reason IS NULL OR cc_center.has_text(reason)),
    at           timestamptz NOT NULL CHECK (isfinite(at)),
    by_staff     text NOT NULL,
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by  name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, promotion_id),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    FOREIGN KEY (center_id, version, from_role, to_role) REFERENCES cc_center.promotion_rule,
    CHECK (by_staff <> staff_no)
);
COMMENT ON TABLE cc_center.promotion IS
    'Promotions: from which role to which, why, by whom (a staff number, or "role NAME" for a database administrator), when. reason NULL: the role was written in table staff, without cc_center.promote(). Nothing is ever changed or removed (B4.3).';
CREATE INDEX promotion_person ON cc_center.promotion (center_id, staff_no);
COMMENT ON INDEX cc_center.promotion_person IS 'When somebody was promoted.';
