-- The ladder of discipline, what offences lead to, and who gives rewards and promotes.

CREATE TABLE cc_center.discipline_step (
    center_id   bigint NOT NULL,
    version     integer NOT NULL,
    step        text NOT NULL CHECK (cc_center.has_text(step) AND octet_length(step) <= 63),
    ordinal     integer NOT NULL CHECK (ordinal > 0),
    name        text NOT NULL CHECK (cc_center.has_text(name)),
    roles       text[] NOT NULL CHECK (cardinality(roles) > 0),
    lift_roles  text[] NOT NULL CHECK (cardinality(lift_roles) > 0),
    only_after  text CHECK (only_after <> step),
    with_amount boolean NOT NULL,
    bars        boolean NOT NULL,
    barred_for  interval CHECK (barred_for >= interval '1 day'),
    clause      text NOT NULL,
    PRIMARY KEY (center_id, version, step),
    UNIQUE (center_id, version, ordinal),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    CHECK (bars OR barred_for IS NULL)
);
COMMENT ON TABLE cc_center.discipline_step IS
    'The steps of discipline in their order: who imposes each (roles) and who ends it early (lift_roles), whether it takes an amount (a fine, in yuan), and whether it bars promotion and rewards, and for how long: NULL where the regulation does not say, then whoever decides says it. only_after: the step that somebody must have had before, NULL where steps may be passed over; those passed over stay on record (B4.1, B4.3, A20, H3).';

CREATE TABLE cc_center.offence (
    center_id  bigint NOT NULL,
    version    integer NOT NULL,
    offence    text NOT NULL CHECK (cc_center.has_text(offence) AND octet_length(offence) <= 63),
    name       text NOT NULL CHECK (cc_center.has_text(name)),
    step       text,
    to_law     boolean NOT NULL,
    names_rule boolean NOT NULL DEFAULT false,
    clause     text NOT NULL,
    PRIMARY KEY (center_id, version, offence),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.offence IS
    'Offences by their grade: the only step that one leads to, NULL where the regulation leaves it open; to_law: it is handed over to the law as well; names_rule: it breaks another rule of the company, which is to be named (B4.2, D5, H3, A22).';

CREATE TABLE cc_center.reward_kind (
    center_id   bigint NOT NULL,
    version     integer NOT NULL,
    reward      text NOT NULL CHECK (cc_center.has_text(reward) AND octet_length(reward) <= 63 AND reward <> 'promotion'),
    name        text NOT NULL CHECK (cc_center.has_text(name)),
    roles       text[] NOT NULL CHECK (cardinality(roles) > 0),
    with_amount boolean NOT NULL,
    clause      text NOT NULL,
    PRIMARY KEY (center_id, version, reward),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.reward_kind IS
    'Kinds of rewards and honours, who gives them, and whether with an amount in yuan (A21, H3).';

CREATE TABLE cc_center.promotion_rule (
    center_id bigint NOT NULL,
    version   integer NOT NULL,
    from_role text NOT NULL CHECK (cc_center.is_person_role(from_role)),
    to_role   text NOT NULL CHECK (cc_center.is_person_role(to_role)),
    roles     text[] NOT NULL CHECK (cardinality(roles) > 0),
    clause    text NOT NULL,
    PRIMARY KEY (center_id, version, from_role, to_role),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    CHECK (from_role <> to_role)
);
COMMENT ON TABLE cc_center.promotion_rule IS
    'Which change of role is a promotion, and who promotes. A change that is not listed is none, and nothing bars it (B4.3).';
