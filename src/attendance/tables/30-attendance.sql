-- What attendance comes to, person-shift by person-shift.

CREATE TABLE cc_center.attendance_result (
    center_id         bigint NOT NULL,
    day               date NOT NULL,
    staff_no          text NOT NULL,
    shift             text NOT NULL,
    role              text NOT NULL,
    duty              tstzrange NOT NULL,
    version           integer NOT NULL,
    result            text NOT NULL CHECK (result IN ('on_time', 'late', 'absent', 'no_evidence', 'on_leave')),
    late_from         timestamptz,
    late_until        timestamptz,
    early_leave_from  timestamptz,
    early_leave_until timestamptz,
    away              interval,
    away_limit        interval,
    relief_ended_at   timestamptz,
    unsettled         boolean NOT NULL DEFAULT false,
    result_clause     text,
    early_leave_clause text,
    away_clause       text,
    evidence          text NOT NULL,
    evidence_from     timestamptz,
    evidence_at       timestamptz,
    case_id           bigint,
    leg_no            integer,
    held_case_id      bigint,
    held_leg_no       integer,
    reference         bigint,
    PRIMARY KEY (center_id, day, staff_no, shift),
    CHECK (result = 'late' OR late_from IS NULL),
    CHECK ((early_leave_from IS NULL) = (early_leave_until IS NULL))
);
COMMENT ON TABLE cc_center.attendance_result IS
    'What cc_center.judge_attendance() found of each person-shift when its day was closed, with the rule version and the facts it comes from: the first action (case_id, leg_no, evidence_from to evidence_at) or sign-in (evidence_at), the oldest leg still held at the end (held_case_id, held_leg_no), the leave or the make-up sign-in (reference). unsettled: a leg held at the end was still open, and is looked at again. Written by cc_center.close_day() only.';
CREATE INDEX attendance_unsettled ON cc_center.attendance_result (center_id, day) WHERE unsettled;
COMMENT ON INDEX cc_center.attendance_unsettled IS 'What has to be judged again when a leg ends.';

CREATE INDEX attendance_held ON cc_center.attendance_result (center_id, day) WHERE held_case_id IS NOT NULL;
COMMENT ON INDEX cc_center.attendance_held IS 'Who held a leg at the end of a shift.';

CREATE TYPE cc_center.judged_shift AS (
    n              integer,
    staff_no       text,
    shift          text,
    role           text,
    duty           tstzrange,
    begins         timestamptz,
    ends           timestamptz,
    version        integer,
    judged_by      integer,
    leave_id       bigint,
    shift_end      timestamptz,
    late_source    text,
    late_grace     interval,
    leg_kinds      text[],
    late_clause    text,
    early_source   text,
    early_grace    interval,
    early_clause   text,
    absence_source text,
    absence_clause text,
    away_limit     interval,
    away_clause    text,
    margin         interval,
    by_device_time boolean,
    a_week         integer,
    makeup_clause  text,
    ended_before   timestamptz,
    begins_after   timestamptz
);
COMMENT ON TYPE cc_center.judged_shift IS
    'A person-shift that is over, with the rules it is judged by and the duties before and after it: what cc_center.judge_day() begins with.';

CREATE TABLE cc_center.attendance_close (
    center_id bigint NOT NULL REFERENCES cc_center.center,
    day       date NOT NULL,
    closed_at timestamptz NOT NULL,
    closed_by text NOT NULL,
    seen      xid8,
    PRIMARY KEY (center_id, day)
);
COMMENT ON TABLE cc_center.attendance_close IS
    'The days that were closed, when and by whom; seen is the number below which transactions may still have been running then: what they commit is judged once they have ended; NULL when all have.';
CREATE INDEX attendance_close_seen ON cc_center.attendance_close (center_id) WHERE seen IS NOT NULL;
COMMENT ON INDEX cc_center.attendance_close_seen IS 'The days during whose closing something was under way.';

CREATE SEQUENCE cc_center.attendance_touch_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.attendance_touch_id_seq IS 'Ids of what touches person-shifts, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.attendance_touch (
    center_id bigint NOT NULL,
    touch_id  bigint NOT NULL DEFAULT nextval('cc_center.attendance_touch_id_seq'),
    day       date NOT NULL,
    staff_no  text NOT NULL,
    PRIMARY KEY (center_id, day, staff_no, touch_id)
);
COMMENT ON TABLE cc_center.attendance_touch IS
    'The queue of person-days about which something became known, to be judged again where their day is closed already. Rows are only added, so that nobody waits for anybody.';

CREATE TABLE cc_center.attendance_month_close (
    center_id bigint NOT NULL REFERENCES cc_center.center,
    month     date NOT NULL CHECK (extract(day FROM month) = 1),
    closed_by text,
    closed_at timestamptz,
    digest    text,
    PRIMARY KEY (center_id, month)
);
COMMENT ON TABLE cc_center.attendance_month_close IS
    'The months of attendance and whether they are closed: whoever writes their facts locks the row, whoever closes the month changes it. In a closed month nothing is judged, added or overridden any more; digest is that of its results then, by which health() finds what was edited past the rules.';
