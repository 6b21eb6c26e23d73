-- Who left the center, and how (E2).

CREATE SEQUENCE cc_center.service_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.service_id_seq IS 'Ids of leavings, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.service_end (
    center_id       bigint NOT NULL,
    service_id      bigint NOT NULL DEFAULT nextval('cc_center.service_id_seq'),
    staff_no        text NOT NULL,
    last_day        date NOT NULL,
    reason          text NOT NULL CHECK (cc_center.has_text(reason)),
    by_staff        text NOT NULL,
    at              timestamptz NOT NULL,
    shifts_taken    integer NOT NULL DEFAULT 0,
    requests_ended  integer NOT NULL DEFAULT 0,
    legs_passed     integer NOT NULL DEFAULT 0,
    login_role      name,
    access_ended_at timestamptz,
    recorded_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by     name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, service_id),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff
);
COMMENT ON TABLE cc_center.service_end IS
    'Who left the center, with which last day, why and by whom, what was taken off the roster, ended and passed on, and when his database role lost what it had (E2). access_ended_at NULL: it still is enrolled, and acts until the shift of the last day is over, not longer. What he did stays under his staff number.';
CREATE INDEX service_end_person ON cc_center.service_end (center_id, staff_no);
COMMENT ON INDEX cc_center.service_end_person IS 'The leavings of a person.';
