-- What changes a running clock: a case that is suspended or deferred, a limit that is extended, an order from above.

CREATE TABLE cc_center.clock_rule (
    center_id     bigint NOT NULL,
    version       integer NOT NULL,
    kind          text NOT NULL CHECK (kind IN ('suspend', 'defer', 'extend')),
    leg_kind      text NOT NULL,
    ask_roles     text[] NOT NULL CHECK (ask_roles <> '{}'),
    approve_roles text[] NOT NULL CHECK (approve_roles <> '{}'),
    most          integer CHECK (most > 0),
    longest       interval CHECK (longest > interval '0'),
    clause        text NOT NULL,
    PRIMARY KEY (center_id, version, kind, leg_kind),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.clock_rule IS
    'Which legs'' clocks may be suspended (挂账), deferred (缓办) or extended (延期): who may ask, who approves, how often at most on one clock, and how long at most at once, in time on the wall for suspending and deferring, in the time of the limit for extending; NULL: no limit.';

CREATE SEQUENCE cc_center.clock_event_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.clock_event_id_seq IS 'Ids of clock events, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.clock_event (
    center_id   bigint NOT NULL,
    event_id    bigint NOT NULL DEFAULT nextval('cc_center.clock_event_id_seq'),
    case_id     bigint NOT NULL,
    leg_no      integer NOT NULL,
    clock_start timestamptz NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('suspend', 'defer', 'extend')),
    version     integer NOT NULL,
    asked_by    text NOT NULL,
    asked_at    timestamptz NOT NULL,
    reason      text NOT NULL CHECK (cc_center.has_text(reason)),
    until       timestamptz,
    extra       interval CHECK (extra > interval '0' AND extract(year FROM extra) = 0 AND extract(month FROM extra) = 0),
    status      text NOT NULL DEFAULT 'asked' CHECK (status IN ('asked', 'approved', 'refused', 'withdrawn')),
    decided_by  text,
    decided_at  timestamptz,
    decision    text,
    began_at    timestamptz,
    ended_at    timestamptz,
    ended_by    text,
    end_reason  text,
    due_before  timestamptz,
    due_after   timestamptz,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, event_id),
    CHECK ((kind = 'extend') = (extra IS NOT NULL)),
    CHECK ((kind = 'extend') = (until IS NULL)),
    CHECK ((status = 'asked') = (decided_at IS NULL)),
    CHECK ((status = 'approved') = (began_at IS NOT NULL)),
    CHECK (ended_at >= began_at)
);
COMMENT ON TABLE cc_center.clock_event IS
    'What was asked of a leg''s clock, and what became of it: suspended (挂账) or deferred (缓办) from the approval, began_at, until the date given, or until ended_at where it was resumed before or a step ended it; or extended (延期) by so much more of the time that the limit counts in. clock_start names the clock: it goes on in the next hands where the rules say so. due_before, due_after: the leg''s due as the approval found and left it. Written by the rules only.';
CREATE INDEX clock_event_case ON cc_center.clock_event (center_id, case_id);
COMMENT ON INDEX cc_center.clock_event_case IS 'The clock events of a case.';
CREATE INDEX clock_event_asked ON cc_center.clock_event (center_id, asked_at) WHERE status = 'asked';
COMMENT ON INDEX cc_center.clock_event_asked IS 'What waits for a decision.';

CREATE TABLE cc_center.supervision_level (
    center_id  bigint NOT NULL,
    version    integer NOT NULL,
    level      text NOT NULL CHECK (cc_center.has_text(level) AND octet_length(level) <= 100),
    ordinal    integer NOT NULL CHECK (ordinal > 0),
    order_roles text[] NOT NULL CHECK (order_roles <> '{}'),
    clause     text NOT NULL,
    PRIMARY KEY (center_id, version, level),
    UNIQUE (center_id, version, ordinal),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.supervision_level IS
    'The levels of orders from above (督办), 1 the highest, and the roles that relay them (I1).';

CREATE SEQUENCE cc_center.supervision_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.supervision_id_seq IS 'Ids of orders from above, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.supervision (
    center_id      bigint NOT NULL,
    supervision_id bigint NOT NULL DEFAULT nextval('cc_center.supervision_id_seq'),
    case_id        bigint NOT NULL,
    level          text NOT NULL,
    office         text NOT NULL CHECK (cc_center.has_text(office)),
    office_number  text,
    deadline       timestamptz NOT NULL,
    reason         text NOT NULL CHECK (cc_center.has_text(reason)),
    version        integer NOT NULL,
    due_clause     text NOT NULL,
    ordered_by     text NOT NULL,
    ordered_at     timestamptz NOT NULL,
    lifted_by      text,
    lifted_at      timestamptz,
    lift_reason    text,
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by    name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, supervision_id)
);
COMMENT ON TABLE cc_center.supervision IS
    'Orders from above (督办): a case that an office wants done by a deadline, of a level of the rules, relayed by ordered_by (I1, I3.3). The earliest deadline in force shortens the due of each leg that comes before it, and lengthens none. Written by the rules only.';
CREATE INDEX supervision_case ON cc_center.supervision (center_id, case_id);
COMMENT ON INDEX cc_center.supervision_case IS 'The orders about a case.';
CREATE INDEX supervision_deadline ON cc_center.supervision (center_id, deadline) WHERE lifted_at IS NULL;
COMMENT ON INDEX cc_center.supervision_deadline IS 'The orders in force by their deadlines.';

CREATE TABLE cc_center.standby (
    center_id bigint NOT NULL,
    role      text NOT NULL,
    staff_no  text NOT NULL,
    duty      tstzrange NOT NULL CHECK (NOT isempty(duty) AND lower(duty) IS NOT NULL AND upper(duty) IS NOT NULL AND lower_inc(duty) AND NOT upper_inc(duty)),
    PRIMARY KEY (center_id, role, staff_no, duty),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff
);
COMMENT ON TABLE cc_center.standby IS
    'Who stands by outside the shifts: an urgent case that nobody on duty can take goes to whoever stands by in the role, where rule setting emergency_cover is standby (C4.4).';
CREATE INDEX standby_duty ON cc_center.standby USING gist (center_id, role, duty);
COMMENT ON INDEX cc_center.standby_duty IS 'Who stands by at an instant.';
