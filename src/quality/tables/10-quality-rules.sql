-- The rules of quality: who records what, from which score something is passed, and the catalogue of conduct.

CREATE TABLE cc_center.quality_rule (
    center_id     bigint NOT NULL,
    version       integer NOT NULL,
    subject       text NOT NULL CHECK (subject IN ('review', 'exam', 'task', 'conduct', 'evaluation')),
    roles         text[] NOT NULL CHECK (cardinality(roles) > 0),
    pass_mark     numeric CHECK (pass_mark >= 0 AND pass_mark <= 100),
    qualification text CHECK (qualification IS NULL OR cc_center.has_text(qualification)),
    clause        text NOT NULL,
    PRIMARY KEY (center_id, version, subject),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    CHECK (pass_mark IS NULL OR subject IN ('exam', 'evaluation')),
    CHECK (qualification IS NULL OR subject = 'evaluation')
);
COMMENT ON TABLE cc_center.quality_rule IS
    'Who records facts of quality, by role, and corrects them: reviews of finished legs, exams, set tasks, conduct, evaluations (A16, I44, I49); a subject without a row is not recorded. pass_mark: percent of the points there are from which on an exam or an evaluation is passed, NULL where the regulation sets none. qualification: what a passed evaluation gives for the days it is valid, and only an evaluation gives (A17).';

CREATE TABLE cc_center.conduct (
    center_id bigint NOT NULL,
    version   integer NOT NULL,
    conduct   text NOT NULL CHECK (cc_center.has_text(conduct) AND octet_length(conduct) <= 63),
    name      text NOT NULL CHECK (cc_center.has_text(name)),
    kind      text NOT NULL CHECK (kind IN ('reward', 'fault')),
    points    numeric CHECK (points >= 0 AND points < 'Infinity'),
    clause    text NOT NULL,
    PRIMARY KEY (center_id, version, conduct),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.conduct IS
    'The catalogue of conduct that is recorded: a reward or a fault, its points, NULL where the regulation sets none, and the clause (A4, A5, A13, A22, B2.1, B2.5, C8.3, E3.1-E3.3, E3.6-E3.8, I3.5, I4, I8).';
