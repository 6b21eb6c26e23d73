-- The rules of cases: who takes a street, how long a case may lie, which stage follows which.

CREATE TABLE cc_center.street (
    center_id bigint NOT NULL REFERENCES cc_center.center,
    street    text NOT NULL CHECK (cc_center.has_text(street) AND street <> '*' AND octet_length(street) <= 200),
    active    boolean NOT NULL DEFAULT true,
    PRIMARY KEY (center_id, street)
);
COMMENT ON TABLE cc_center.street IS 'The streets of a center; a street no longer served is set inactive.';

CREATE TABLE cc_center.channel (
    center_id bigint NOT NULL REFERENCES cc_center.center,
    channel   text NOT NULL CHECK (cc_center.has_text(channel) AND octet_length(channel) <= 200),
    name      text NOT NULL,
    active    boolean NOT NULL DEFAULT true,
    PRIMARY KEY (center_id, channel)
);
COMMENT ON TABLE cc_center.channel IS 'The channels that cases come in by; one no longer used is set inactive.';

CREATE TABLE cc_center.street_assignment (
    center_id bigint NOT NULL,
    version   integer NOT NULL,
    role      text NOT NULL,
    day_type  text NOT NULL CHECK (day_type IN ('weekday', 'weekend')),
    street    text NOT NULL,
    ordinal   integer NOT NULL CHECK (ordinal > 0),
    shift     text NOT NULL,
    clause    text NOT NULL,
    PRIMARY KEY (center_id, version, role, day_type, street, ordinal),
    UNIQUE (center_id, version, role, day_type, street, shift),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    FOREIGN KEY (center_id, version, role, shift) REFERENCES cc_center.shift
        DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE cc_center.street_assignment IS
    'Which shifts take a street''s cases, in order: the first one on duty takes them (I20-I23). Street * stands for every street without rows of its own.';

CREATE TABLE cc_center.retention_limit (
    center_id       bigint NOT NULL,
    version         integer NOT NULL,
    leg_kind        text NOT NULL,
    ordinal         integer NOT NULL CHECK (ordinal > 0),
    hours           cc_center.work_hours NOT NULL,
    retention_limit interval NOT NULL CHECK (retention_limit > interval '0'),
    clause          text NOT NULL,
    PRIMARY KEY (center_id, version, leg_kind, ordinal),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.retention_limit IS
    'How long a leg may lie: the first row whose hours hold the instant the leg came to hand (I24, U1).';

CREATE TABLE cc_center.release_window (
    center_id bigint NOT NULL,
    version   integer NOT NULL,
    leg_kind  text NOT NULL,
    hours     cc_center.work_hours NOT NULL,
    clause    text NOT NULL,
    PRIMARY KEY (center_id, version, leg_kind),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.release_window IS
    'Hours in which a leg''s clock does not start: it starts when they end (I25, U2).';

CREATE TABLE cc_center.transition (
    center_id     bigint NOT NULL,
    version       integer NOT NULL,
    from_stage    text NOT NULL,
    to_stage      text NOT NULL CHECK (to_stage <> from_stage),
    roles         text[] NOT NULL CHECK (roles <> '{}'),
    leg_kind      text,
    next_leg_kind text,
    next_role     text,
    reason_needed boolean NOT NULL DEFAULT false,
    clause        text NOT NULL,
    PRIMARY KEY (center_id, version, from_stage, to_stage),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    CHECK (next_role IS NULL OR next_leg_kind IS NOT NULL)
);
COMMENT ON TABLE cc_center.transition IS
    'Which stage may follow which, the roles that may take the step, the leg it ends and the leg it opens; next_role is the role that leg is routed to, NULL for a leg without a holder.';
