-- The rules of calls: how fast one is answered, and how many are.

CREATE TABLE cc_center.call_rule (
    center_id        bigint NOT NULL,
    version          integer NOT NULL,
    answer_seconds   integer CHECK (answer_seconds > 0),
    answer_share     numeric CHECK (answer_share > 0 AND answer_share <= 100),
    connection_share numeric CHECK (connection_share > 0 AND connection_share <= 100),
    clause           text NOT NULL,
    PRIMARY KEY (center_id, version),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.call_rule IS
    'Within how many seconds a call is answered in time, what percent of the answered calls must be, and what percent of the calls offered in any 24 hours must be answered (G2.1, B3.1). NULL: neither the regulation nor a standard sets it; counted, and held against nobody.';
