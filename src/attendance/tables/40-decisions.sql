-- What people ask for and decide about attendance: make-up sign-ins, corrections, overrides.

CREATE SEQUENCE cc_center.makeup_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.makeup_id_seq IS 'Ids of make-up sign-ins, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.makeup_signin (
    center_id    bigint NOT NULL,
    makeup_id    bigint NOT NULL DEFAULT nextval('cc_center.makeup_id_seq'),
    staff_no     text NOT NULL,
    day          date NOT NULL,
    shift        text NOT NULL,
    status       text NOT NULL DEFAULT 'requested' CHECK (status IN ('requested', 'approved', 'refused', 'withdrawn')),
    week         date,
    ordinal      integer,
    a_week       integer,
    version      integer NOT NULL,
    reason       text NOT NULL CHECK (cc_center.has_text(reason)),
    requested_at timestamptz NOT NULL,
    decided_by   text,
    decided_at   timestamptz,
    decision     text,
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by  name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, makeup_id),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    CONSTRAINT makeup_within_limit CHECK (cc_center.within_limit(true, week, ordinal, a_week))
);
COMMENT ON TABLE cc_center.makeup_signin IS
    'Lateness reported beforehand, with its reason, and decided (B1.3): approved, and signed in, the person-shift counts as on time. A live request holds a numbered place of its person''s week.';
CREATE UNIQUE INDEX makeup_slot ON cc_center.makeup_signin (center_id, staff_no, week, ordinal)
    WHERE status IN ('requested', 'approved');
COMMENT ON INDEX cc_center.makeup_slot IS 'The places of a week; what is withdrawn, refused or rolled back cannot keep one.';
CREATE UNIQUE INDEX makeup_once ON cc_center.makeup_signin (center_id, day, staff_no, shift)
    WHERE status IN ('requested', 'approved');
COMMENT ON INDEX cc_center.makeup_once IS 'One live make-up sign-in of a person-shift.';

CREATE SEQUENCE cc_center.correction_request_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.correction_request_id_seq IS 'Ids of requests to correct attendance, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.correction_request (
    center_id    bigint NOT NULL,
    request_id   bigint NOT NULL DEFAULT nextval('cc_center.correction_request_id_seq'),
    staff_no     text NOT NULL,
    day          date NOT NULL,
    shift        text NOT NULL,
    reason       text NOT NULL CHECK (cc_center.has_text(reason)),
    requested_at timestamptz NOT NULL,
    status       text NOT NULL DEFAULT 'requested' CHECK (status IN ('requested', 'granted', 'refused', 'withdrawn')),
    decided_by   text,
    decided_at   timestamptz,
    decision     text,
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by  name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, request_id),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff
);
COMMENT ON TABLE cc_center.correction_request IS
    'What somebody says is wrong with the attendance found for him, and what a supervisor decided about it.';
CREATE UNIQUE INDEX correction_request_live ON cc_center.correction_request (center_id, day, staff_no, shift)
    WHERE status = 'requested';
COMMENT ON INDEX cc_center.correction_request_live IS 'One open request about a person-shift.';

CREATE SEQUENCE cc_center.override_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.override_id_seq IS 'Ids of overrides, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.attendance_override (
    center_id      bigint NOT NULL,
    override_id    bigint NOT NULL DEFAULT nextval('cc_center.override_id_seq'),
    day            date NOT NULL,
    staff_no       text NOT NULL,
    shift          text NOT NULL,
    result         text CHECK (result IN ('on_time', 'late', 'absent', 'no_evidence', 'on_leave')),
    late_by        interval CHECK (late_by > interval '0'),
    early_leave_by interval CHECK (early_leave_by >= interval '0'),
    reason         text NOT NULL CHECK (cc_center.has_text(reason)),
    by_staff       text NOT NULL,
    at             timestamptz NOT NULL,
    request_id     bigint,
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by    name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, override_id),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    FOREIGN KEY (center_id, request_id) REFERENCES cc_center.correction_request,
    CHECK (by_staff <> staff_no),
    CHECK ((late_by IS NOT NULL) <= (result = 'late'))
);
COMMENT ON TABLE cc_center.attendance_override IS
    'A supervisor''s word about a person-shift in place of what was judged, the last one holding; result NULL takes an earlier one back. What was judged stays beside it. early_leave_by NULL leaves the early leave as judged, 0 takes it away.';
CREATE INDEX attendance_override_shift ON cc_center.attendance_override (center_id, day, staff_no, shift, override_id);
COMMENT ON INDEX cc_center.attendance_override_shift IS 'The overrides of a person-shift.';
