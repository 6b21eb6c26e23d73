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
