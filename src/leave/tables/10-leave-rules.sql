CREATE TABLE cc_center.day_half (
    center_id bigint NOT NULL,
    version   integer NOT NULL,
    half      text NOT NULL CHECK (half IN ('morning', 'afternoon')),
    starts    interval NOT NULL CHECK (starts >= interval '0'),
    ends      interval NOT NULL CHECK (ends <= interval '24 hours'),
    clause    text NOT NULL,
    PRIMARY KEY (center_id, version, half),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    CHECK (starts < ends)
);
COMMENT ON TABLE cc_center.day_half IS
    'The two halves of a day in which leave is counted, by the wall clock; together they make the whole day (I32-I34).';

CREATE TABLE cc_center.leave_rule (
    center_id     bigint NOT NULL,
    version       integer NOT NULL,
    leave_kind    text NOT NULL CHECK (leave_kind IN ('sick_leave', 'personal_leave', 'leave_extension')),
    notice        interval CHECK (notice > interval '0'),
    in_advance    boolean NOT NULL,
    reason_needed boolean NOT NULL,
    papers        text[] NOT NULL DEFAULT '{}' CHECK (papers <@ '{certificate,slip}'),
    papers_from   numeric CHECK (papers_from >= 0),
    by_notice     boolean NOT NULL DEFAULT false,
    after_days    integer CHECK (after_days >= 0),
    clause        text NOT NULL,
    PRIMARY KEY (center_id, version, leave_kind),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.leave_rule IS
    'For each kind of leave: how long before its first day it is asked for (calendar days), whether before the first shift it touches, whether with a reason, and the papers that a leave of papers_from days or more needs, due by the end of the first shift after it. By_notice: telling is enough to be away, approval may follow, and others may tell for him; after_days: within how many calendar days after its first day the supervisor may enter it when it is over (U20), NULL where he may not (I32-I34, B1.4).';

CREATE TABLE cc_center.approval_step (
    center_id bigint NOT NULL,
    version   integer NOT NULL,
    subject   text NOT NULL CHECK (subject IN ('sick_leave', 'personal_leave', 'leave_extension',
                                               'single', 'double', 'swap_return', 'seat')),
    step_no   integer NOT NULL CHECK (step_no > 0),
    from_days numeric NOT NULL DEFAULT 0,
    approvers text[] NOT NULL CHECK (cardinality(approvers) > 0),
    clause    text NOT NULL,
    PRIMARY KEY (center_id, version, subject, step_no),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    CHECK (step_no = 1 OR subject IN ('sick_leave', 'personal_leave', 'leave_extension'))
);
COMMENT ON TABLE cc_center.approval_step IS
    'Who approves what: each step from a length in days on, 以上 including the number (U14), given by one of the roles. A leave needs every step up to its length, counted over requests without a gap (I32-I36).';
