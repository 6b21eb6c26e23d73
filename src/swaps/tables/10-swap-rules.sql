CREATE TABLE cc_center.swap_rule (
    center_id    bigint NOT NULL,
    version      integer NOT NULL,
    swap_kind    text NOT NULL CHECK (swap_kind IN ('single', 'double')),
    period       text CHECK (period IN ('month', 'year')),
    swap_limit   integer CHECK (swap_limit > 0),
    notice       interval CHECK (notice > interval '0'),
    repay_within interval CHECK (repay_within > interval '0'),
    center_repays boolean NOT NULL DEFAULT false,
    clause       text NOT NULL,
    PRIMARY KEY (center_id, version, swap_kind),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    CHECK ((period IS NULL) = (swap_limit IS NULL))
);
COMMENT ON TABLE cc_center.swap_rule IS
    'For single and double swaps: how many a person may ask for in the month or year of the first shift given away (U12, U13), how long before (calendar days), and within what time a shift is repaid, or whether the center gives the time back to whoever stands in (I35, I36, U22).';
