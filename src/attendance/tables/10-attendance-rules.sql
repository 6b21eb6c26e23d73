-- The rules of attendance: every number is a row, NULL where the regulation sets none.

CREATE TABLE cc_center.attendance_rule (
    center_id bigint NOT NULL,
    version   integer NOT NULL,
    subject   text NOT NULL CHECK (subject IN ('lateness', 'early_leave', 'absence', 'away')),
    role      text NOT NULL,
    shift     text NOT NULL,
    source    text CHECK (source IN ('cases', 'badge', 'any')),
    grace     interval CHECK (grace >= interval '0'),
    leg_kinds text[] CHECK (leg_kinds <> '{}'),
    clause    text NOT NULL,
    PRIMARY KEY (center_id, version, subject, role, shift),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    CHECK ((source IS NULL) = (subject = 'away')),
    CHECK (source <> 'any' OR subject = 'absence'),
    CHECK (leg_kinds IS NULL OR subject = 'lateness' AND source = 'cases')
);
COMMENT ON TABLE cc_center.attendance_rule IS
    'How a role''s person-shifts are judged, shift * standing for every shift without a row of its own. lateness by cases: the first leg of leg_kinds (NULL: of any) that he finished lay longer than grace, reckoned in his own hands (I26, U5, U18); by badge: the first sign-in came later than grace after the duty''s beginning (B1.2). early_leave by cases: what he still held at the duty''s end (I28, U6); by badge: the last sign-out was earlier than grace before it. absence: whose person-shift without evidence of that source is absenteeism (B1.5); without a row it is only no_evidence. away: how long in a shift the seat may be left in all (I6). A grace that is NULL is a number that the regulation does not set: counted, never held against anybody.';

CREATE TABLE cc_center.sign_in_rule (
    center_id      bigint NOT NULL,
    version        integer NOT NULL,
    margin         interval CHECK (margin >= interval '0'),
    by_device_time boolean NOT NULL DEFAULT false,
    clause         text NOT NULL,
    PRIMARY KEY (center_id, version),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.sign_in_rule IS
    'How long before a duty a sign-in still belongs to it, NULL: as long as no other duty is nearer; and whether the instant that the device gave counts in place of the server''s (B1.2).';

CREATE TABLE cc_center.makeup_rule (
    center_id  bigint NOT NULL,
    version    integer NOT NULL,
    on_the_day boolean NOT NULL,
    a_week     integer CHECK (a_week > 0),
    approvers  text[] NOT NULL CHECK (cardinality(approvers) > 0),
    clause     text NOT NULL,
    PRIMARY KEY (center_id, version),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.makeup_rule IS
    'Whether lateness may be reported on its day or only before it (I27), how many make-up sign-ins a person has in a week from Monday, NULL: not limited, and who approves them (B1.3, U17). Without a row a center knows none.';
