CREATE TABLE cc_center.seat_rule (
    center_id    bigint NOT NULL,
    version      integer NOT NULL,
    role         text NOT NULL,
    asks_leader  boolean NOT NULL,
    by_relief    boolean NOT NULL,
    by_approval  boolean NOT NULL,
    relief_roles text[] NOT NULL CHECK (cardinality(relief_roles) > 0 OR NOT by_relief),
    leader_roles text[] NOT NULL CHECK (cardinality(leader_roles) > 0),
    clause       text NOT NULL,
    PRIMARY KEY (center_id, version, role),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.seat_rule IS
    'How a person of a role may leave the seat: whether a present leader is asked first (asks_leader), whether a relief may sit there (by_relief) and of which roles, whether a leader may let the seat stand empty (by_approval), and whose presence makes a leader present (E3.4, B2.4, U23).';
