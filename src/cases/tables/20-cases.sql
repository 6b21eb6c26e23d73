-- Cases, their legs, and what was handed over.

CREATE SEQUENCE cc_center.case_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.case_id_seq IS 'Case ids, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.cases (
    center_id     bigint NOT NULL,
    case_id       bigint NOT NULL,
    leg_no        integer NOT NULL,
    version       integer NOT NULL,
    reported_at   timestamptz NOT NULL,
    due_at        timestamptz,
    closed_at     timestamptz,
    paused_until  timestamptz,
    deadline      timestamptz,
    recorded_at   timestamptz NOT NULL,
    case_number   text NOT NULL,
    street        text NOT NULL,
    channel       text NOT NULL,
    category      text NOT NULL,
    description   text NOT NULL,
    priority      text NOT NULL DEFAULT 'normal',
    reference     text,
    stage         text NOT NULL,
    stage_reason  text,
    first_contact text,
    holder        text,
    department    text,
    recorded_by   text NOT NULL,
    PRIMARY KEY (center_id, case_id),
    UNIQUE (center_id, case_number)
) WITH (fillfactor = 85);
COMMENT ON TABLE cc_center.cases IS
    'Cases. An app gives street, channel, category, description, and optionally center, priority and its own reference; everything else is set by the rules. A case moves by UPDATE of its stage.';
CREATE INDEX cases_reported ON cc_center.cases USING brin (reported_at) WITH (pages_per_range = 32);
COMMENT ON INDEX cc_center.cases_reported IS 'Reports over a stretch of time.';

CREATE TABLE cc_center.leg (
    center_id     bigint NOT NULL,
    case_id       bigint NOT NULL,
    leg_no        integer NOT NULL,
    version       integer NOT NULL,
    received_at   timestamptz NOT NULL,
    clock_start   timestamptz,
    due_at        timestamptz,
    shift_ends_at timestamptz,
    attention_at  timestamptz NOT NULL,
    overdue_at    timestamptz,
    finished_at   timestamptz,
    recorded_at   timestamptz,
    due_clause    text,
    leg_kind      text NOT NULL,
    role          text,
    street        text NOT NULL,
    shift         text,
    holder        text,
    finished_by   text,
    outcome       text,
    reason        text,
    recorded_by   text,
    taken_from    text,
    department    text,
    PRIMARY KEY (center_id, case_id, leg_no)
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);
COMMENT ON TABLE cc_center.leg IS
    'Legs: one holder''s stretch of a case. received_at: when it came; clock_start: when its retention began (U2, U4), and due_at: until when it complies; while it waits, both as of the next coverage on the roster, NULL where none is in sight; due_clause: the clause of the limit that due_at comes from, as decided with it; version: the rules that it comes from; overdue_at: when the sweep first found it late; outcome: the stage reached, or handed_over; taken_from: whose hands its holder himself took it out of, so that it says nothing of when he began to work (U18). Written by the rules only.';
CREATE INDEX leg_open ON cc_center.leg (center_id, attention_at) WHERE finished_at IS NULL;
COMMENT ON INDEX cc_center.leg_open IS 'The open legs of a center, by when the sweep must look at them.';
CREATE INDEX leg_finished ON cc_center.leg USING brin (finished_at) WITH (pages_per_range = 32) WHERE finished_at IS NOT NULL;
COMMENT ON INDEX cc_center.leg_finished IS 'The legs of a month. A leg that opens costs it nothing.';
CREATE INDEX leg_late ON cc_center.leg (center_id, due_at) WHERE finished_at > due_at;
COMMENT ON INDEX cc_center.leg_late IS 'The legs that were finished too late, by when they were due. One finished in time costs it nothing.';
CREATE INDEX leg_late_person ON cc_center.leg (center_id, finished_by, finished_at) WHERE finished_at > due_at;
COMMENT ON INDEX cc_center.leg_late_person IS 'What a person finished too late in a month. One finished in time costs it nothing.';

CREATE SEQUENCE cc_center.handover_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.handover_id_seq IS 'Handover ids, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.handover (
    center_id    bigint NOT NULL,
    handover_id  bigint NOT NULL DEFAULT nextval('cc_center.handover_id_seq'),
    case_id      bigint NOT NULL,
    leg_no       integer NOT NULL,
    new_leg_no   integer NOT NULL,
    from_staff   text,
    to_staff     text,
    at           timestamptz NOT NULL,
    by_staff     text,
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by  name NOT NULL DEFAULT session_user,
    kind         text NOT NULL CHECK (kind IN ('manual', 'shift_end', 'take_over', 'off_roster', 'given_out', 'rest', 'relief')),
    reason       text,
    note         text CHECK (note IS NULL OR cc_center.has_text(note)),
    feedback     text CHECK (feedback IS NULL OR cc_center.has_text(feedback)),
    feedback_at  timestamptz,
    PRIMARY KEY (center_id, handover_id),
    CHECK ((feedback IS NULL) = (feedback_at IS NULL))
);
COMMENT ON TABLE cc_center.handover IS
    'Every change of hands (I29): manual, at shift end by the sweep, rest when the sweep passes to the cover what somebody holds who goes into his rest (U19), a leader''s take-over, relief when whoever sits in for the holder took the step (U23), off_roster when the holder is taken off the roster, or given_out when a case that waited for coverage finds somebody; by_staff NULL is the sweep, to_staff NULL means that nobody covered then. note: what whoever handed over says of the unfinished case; feedback: what the receiver records of it, and when.';
CREATE INDEX handover_case ON cc_center.handover (center_id, case_id);
COMMENT ON INDEX cc_center.handover_case IS 'The handovers of a case.';
CREATE INDEX handover_unacknowledged ON cc_center.handover (center_id, at) WHERE feedback_at IS NULL AND from_staff IS NOT NULL;
COMMENT ON INDEX cc_center.handover_unacknowledged IS 'What no receiver has fed back on yet.';

CREATE INDEX handover_at ON cc_center.handover USING brin (at) WITH (pages_per_range = 32);
COMMENT ON INDEX cc_center.handover_at IS 'The handovers of a day.';

CREATE TABLE cc_center.handover_note (
    center_id bigint NOT NULL,
    case_id   bigint NOT NULL,
    leg_no    integer NOT NULL,
    note      text NOT NULL CHECK (cc_center.has_text(note)),
    by_staff  text NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (center_id, case_id, leg_no),
    FOREIGN KEY (center_id, case_id) REFERENCES cc_center.cases
);
COMMENT ON TABLE cc_center.handover_note IS
    'What the holder of a case says of it beforehand: the note of the handover that ends his leg, by whomever and whenever (I29). Written by cc_center.note_next_handover() only.';

CREATE TABLE cc_center.duty_change (
    center_id bigint NOT NULL,
    staff_no  text NOT NULL,
    day       date NOT NULL,
    shift     text NOT NULL,
    duty      tstzrange NOT NULL,
    PRIMARY KEY (center_id, staff_no, day, shift)
);
COMMENT ON TABLE cc_center.duty_change IS
    'Duties as they were before the roster changed in the middle of them, or within a day before: until they are over, each sweep looks at what their people hold, since a case that came in at the same moment did not see the change (B1.4, I29).';

CREATE SEQUENCE cc_center.correction_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.correction_id_seq IS 'Correction ids, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.case_correction (
    center_id     bigint NOT NULL,
    correction_id bigint NOT NULL DEFAULT nextval('cc_center.correction_id_seq'),
    case_id       bigint NOT NULL,
    at            timestamptz NOT NULL,
    by_staff      text NOT NULL,
    column_name   text NOT NULL,
    old_value     text,
    new_value     text,
    recorded_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by   name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, correction_id)
);
COMMENT ON TABLE cc_center.case_correction IS
    'What was corrected in a case''s category, description, priority or reference, by whom: its holder, or who sat in for him, a leader, or, while nobody held it, whose role may take its next step.';
CREATE INDEX case_correction_case ON cc_center.case_correction (center_id, case_id);
COMMENT ON INDEX cc_center.case_correction_case IS 'The corrections of a case.';
