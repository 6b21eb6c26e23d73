-- What a month's facts cost: bonuses, tariffs, what forfeits a bonus, and examples that a draft must keep.

CREATE TABLE cc_center.bonus (
    center_id bigint NOT NULL,
    version   integer NOT NULL,
    role      text NOT NULL,
    bonus     text NOT NULL CHECK (bonus IN ('attendance_bonus', 'appraisal_bonus')),
    amount    numeric(12,2) NOT NULL CHECK (amount >= 0 AND amount < 'Infinity'),
    clause    text NOT NULL,
    PRIMARY KEY (center_id, version, role, bonus),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.bonus IS
    'What a person of a role has a month, in yuan: attendance_bonus (考勤奖) and appraisal_bonus (考评奖). Deductions are taken from one of them, and never more than it has (I45, U15).';

CREATE TABLE cc_center.tariff (
    center_id bigint NOT NULL,
    version   integer NOT NULL,
    role      text NOT NULL,
    subject   text NOT NULL,
    unit      text NOT NULL CHECK (unit IN ('day', 'minute', 'occurrence', 'point', 'yuan')),
    quantity  numrange NOT NULL CHECK (NOT isempty(quantity) AND lower(quantity) >= 0 AND lower_inc(quantity) AND NOT upper_inc(quantity)),
    rate      numeric(12,2) CHECK (rate >= 0 AND rate < 'Infinity'),
    per       text NOT NULL DEFAULT 'unit' CHECK (per IN ('unit', 'whole', 'fixed')),
    bonus     text NOT NULL CHECK (bonus IN ('attendance_bonus', 'appraisal_bonus')),
    clause    text NOT NULL,
    PRIMARY KEY (center_id, version, role, subject, quantity),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    CHECK (cc_center.is_appraisal_subject(subject, unit)),
    CONSTRAINT tariff_brackets_never_overlap
        EXCLUDE USING gist (center_id WITH =, version WITH =, role WITH =, subject WITH =, quantity WITH &&)
);
COMMENT ON TABLE cc_center.tariff IS
    'What a subject costs, in yuan, by brackets of the month''s quantity that begin at 0 and have neither gap nor overlap. per unit: what of the quantity lies in the bracket, times rate; whole: where the whole quantity lies in it, all of it times rate; fixed: rate once, where the quantity reaches into it. A bracket at rate 0 is free. rate NULL: the regulation sets none, the quantity is shown and nothing is charged (I46, I47, U16).';

CREATE TABLE cc_center.forfeit (
    center_id     bigint NOT NULL,
    version       integer NOT NULL,
    role          text NOT NULL,
    subject       text NOT NULL,
    unit          text NOT NULL CHECK (unit IN ('day', 'minute', 'occurrence', 'point', 'yuan')),
    from_quantity numeric NOT NULL CHECK (from_quantity > 0),
    bonus         text NOT NULL CHECK (bonus IN ('attendance_bonus', 'appraisal_bonus')),
    clause        text NOT NULL,
    PRIMARY KEY (center_id, version, role, subject, bonus),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    CHECK (cc_center.is_appraisal_subject(subject, unit))
);
COMMENT ON TABLE cc_center.forfeit IS
    'From which quantity of a month, 以上 including the number, a subject loses the whole bonus, in place of its tariff (I46, I47, U14).';

CREATE TABLE cc_center.rule_example (
    center_id  bigint NOT NULL,
    version    integer NOT NULL,
    title      text NOT NULL CHECK (cc_center.has_text(title)),
    role       text NOT NULL,
    quantities jsonb NOT NULL CHECK (jsonb_typeof(quantities) = 'object' AND NOT jsonb_path_exists(quantities, '$.* ? (@.type() != "number")')),
    expected   jsonb NOT NULL CHECK (jsonb_typeof(expected) = 'object' AND NOT jsonb_path_exists(expected, '$.* ? (@.type() != "number")')),
    clause     text NOT NULL,
    PRIMARY KEY (center_id, version, title),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.rule_example IS
    'Examples of what a month costs, as {"sick_leave": 6.5} and {"attendance_bonus": 65}: quantities by subject, and what is expected to be taken from each bonus. A draft that breaks one is not proposed (I43).';

CREATE TABLE cc_center.appraisal_item (
    center_id bigint NOT NULL,
    version   integer NOT NULL,
    role      text NOT NULL,
    item      text NOT NULL CHECK (cc_center.is_appraisal_item(item)),
    better    text NOT NULL CHECK (better IN ('more', 'less')),
    target    numeric CHECK (target >= 0 AND target < 'Infinity'),
    weight    numeric CHECK (weight > 0 AND weight < 'Infinity'),
    scored_by text CHECK (scored_by IN ('value', 'target')),
    clause    text NOT NULL,
    PRIMARY KEY (center_id, version, role, item),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    CHECK ((weight IS NULL) = (scored_by IS NULL)),
    -- a time is no share of anything: it scores by its target
    CHECK (scored_by <> 'value' OR better = 'more' AND item <> 'mean_handling'),
    CHECK (scored_by <> 'target' OR target IS NOT NULL OR item = 'mean_handling'),
    CHECK (item = 'mean_handling' OR target <= 1)
);
COMMENT ON TABLE cc_center.appraisal_item IS
    'By which rates a person of a role is appraised. target: a share from 0 to 1, for mean_handling minutes, reached exactly too; NULL: the regulation leaves it open, the rate is counted and shown, "no target" (U16); mean_handling without one is held to rule setting mean_handling_limit. weight: what it counts in the month''s score, NULL for nothing; scored_by value: the share times its weight, target: the whole weight where the target is reached, else nothing (B3.1, I44, I49, U11).';

CREATE TABLE cc_center.dismissal_rule (
    center_id     bigint NOT NULL,
    version       integer NOT NULL,
    finding       text NOT NULL CHECK (cc_center.has_text(finding) AND octet_length(finding) <= 63),
    ordinal       integer NOT NULL CHECK (ordinal > 0),
    subjects      text[] NOT NULL CHECK (cardinality(subjects) > 0 AND array_position(subjects, NULL) IS NULL),
    unit          text NOT NULL CHECK (unit IN ('day', 'minute', 'occurrence', 'point')),
    within        text NOT NULL CHECK (within IN ('year', 'month')),
    more_than     numeric CHECK (more_than >= 0 AND more_than < 'Infinity'),
    from_quantity numeric CHECK (from_quantity > 0 AND from_quantity < 'Infinity'),
    clause        text NOT NULL,
    PRIMARY KEY (center_id, version, finding, ordinal),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    CHECK ((more_than IS NULL) <> (from_quantity IS NULL)),
    CHECK (cc_center.are_appraisal_subjects(subjects, unit))
);
COMMENT ON TABLE cc_center.dismissal_rule IS
    'What of a calendar year is brought before a person who decides on dismissal. A finding is made where each of its rows holds: what was counted of its subjects together, in the year or in its worst month, is more_than a quantity (超过, without the number) or from a quantity (以上, with it) (I46-I48, U14, U15).';
