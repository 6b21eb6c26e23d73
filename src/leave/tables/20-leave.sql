-- Requests for leave, and what approved leave leaves of a shift.

CREATE SEQUENCE cc_center.leave_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.leave_id_seq IS 'Ids of leave requests, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.leave_request (
    center_id     bigint NOT NULL,
    leave_id      bigint NOT NULL DEFAULT nextval('cc_center.leave_id_seq'),
    staff_no      text NOT NULL,
    leave_kind    text NOT NULL CHECK (leave_kind IN ('sick_leave', 'personal_leave', 'leave_extension')),
    during        tstzrange NOT NULL CHECK (NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)
                                            AND lower_inc(during) AND NOT upper_inc(during)
                                            AND upper(during) - lower(during) <= interval '367 days'),
    days          numeric NOT NULL CHECK (days > 0),
    extends       bigint,
    reason        text,
    status        text NOT NULL DEFAULT 'requested' CHECK (status IN ('requested', 'approved', 'refused', 'withdrawn')),
    requested_at  timestamptz NOT NULL,
    entered_by    text,
    confirmed_at  timestamptz,
    away_from     timestamptz,
    decided_by    text,
    decided_at    timestamptz,
    decision      text,
    papers_needed text[] NOT NULL DEFAULT '{}',
    certificate   text,
    papers_at     timestamptz,
    papers_by     text,
    version       integer NOT NULL,
    recorded_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by   name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, leave_id),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    FOREIGN KEY (center_id, extends) REFERENCES cc_center.leave_request,
    CHECK ((leave_kind = 'leave_extension') = (extends IS NOT NULL)),
    CONSTRAINT one_leave_at_a_time EXCLUDE USING gist
        (center_id WITH =, staff_no WITH =, during WITH &&) WHERE (status IN ('requested', 'approved'))
);
COMMENT ON TABLE cc_center.leave_request IS
    'Leave: whole and half days as one stretch of time, by whom it was asked for and decided, and the papers it needs. Entered_by: who reported it for him, which he confirms; away_from: from when it keeps him off the roster, its report or its approval (I32-I34, B1.4, U20). Its person, leaders, supervisor and director may read it.';
CREATE INDEX leave_begins ON cc_center.leave_request (center_id, lower(during)) WHERE status IN ('requested', 'approved');
COMMENT ON INDEX cc_center.leave_begins IS 'The leave of a stretch of time: none began more than 367 days before it.';

CREATE TABLE cc_center.leave_approval (
    center_id   bigint NOT NULL,
    leave_id    bigint NOT NULL,
    step_no     integer NOT NULL,
    approved_by text NOT NULL,
    approved_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, leave_id, step_no),
    FOREIGN KEY (center_id, leave_id) REFERENCES cc_center.leave_request
);
COMMENT ON TABLE cc_center.leave_approval IS
    'The steps of the ladder that were given for a leave, and by whom (I32-I34, U14).';
