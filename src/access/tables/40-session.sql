-- Who signed on at which place, and off again (I10, I40).

CREATE SEQUENCE cc_center.session_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.session_id_seq IS 'Ids of sessions at a seat, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.seat_session (
    center_id   bigint NOT NULL,
    session_id  bigint NOT NULL DEFAULT nextval('cc_center.session_id_seq'),
    staff_no    text NOT NULL,
    login_role  name NOT NULL,
    client_addr inet,
    backend_pid integer NOT NULL,
    opened_at   timestamptz NOT NULL,
    closed_at   timestamptz,
    signed_off  boolean,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, session_id),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    CHECK (closed_at >= opened_at),
    CHECK ((closed_at IS NULL) = (signed_off IS NULL))
);
COMMENT ON TABLE cc_center.seat_session IS
    'Who signed on where and when, and signed off (I10, I40): marks that apps give by session_open() and session_close(). client_addr NULL: at the server itself. signed_off false: done with only because the same person signed on there again. View session_findings says what is wrong.';
CREATE INDEX seat_session_open ON cc_center.seat_session (center_id, staff_no) WHERE closed_at IS NULL;
COMMENT ON INDEX cc_center.seat_session_open IS 'Where a person is signed on.';
CREATE INDEX seat_session_person ON cc_center.seat_session (center_id, staff_no, opened_at);
COMMENT ON INDEX cc_center.seat_session_person IS 'The sessions of a person in the order of time.';
