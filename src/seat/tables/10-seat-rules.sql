CREATE TABLE cc_center.seat_rule (
    center_id    bigint NOT NULL,
    version      integer NOT NULL,
    role         text NOT NULL,
    by_relief    boolean NOT NULL,
    by_approval  boolean NOT NULL,
    leader_roles text[] NOT NULL CHECK (cardinality(leader_roles) > 0),
    clause       text NOT NULL,
    PRIMARY KEY (center_id, version, role),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.seat_rule IS
    'How a person of a role may leave the seat: with a relief, with a permission, or either; and whose presence makes a leader present (E3.4, B2.4).';
