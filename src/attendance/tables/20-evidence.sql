-- What shows that somebody was there: sign-ins and states of seats. Case actions are read from the legs, and never copied.

CREATE SEQUENCE cc_center.sign_in_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.sign_in_id_seq IS 'Ids of sign-ins, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.sign_in (
    center_id   bigint NOT NULL,
    sign_in_id  bigint NOT NULL DEFAULT nextval('cc_center.sign_in_id_seq'),
    staff_no    text NOT NULL,
    at          timestamptz NOT NULL,
    direction   text NOT NULL DEFAULT 'in' CHECK (direction IN ('in', 'out')),
    device      text NOT NULL DEFAULT 'desk' CHECK (cc_center.has_text(device) AND octet_length(device) <= 200),
    device_at   timestamptz CHECK (isfinite(device_at)),
    source      text NOT NULL CHECK (source IN ('live', 'import', 'added')),
    reason      text CHECK (source <> 'added' OR cc_center.has_text(reason)),
    by_staff    text,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, sign_in_id),
    CONSTRAINT sign_in_once UNIQUE (center_id, staff_no, at, direction, device),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff
);
COMMENT ON TABLE cc_center.sign_in IS
    'Sign-ins by badge or at the desk, and sign-outs (B1.2). An app inserts center_id, staff_no, and optionally direction, device and device_at, the instant that the device itself gives; at is the server''s, or, of an imported file, the file''s. source added: a supervisor added what a machine missed, with a reason. Nothing is ever changed or removed.';
CREATE UNIQUE INDEX sign_in_swipe_once ON cc_center.sign_in (center_id, staff_no, device, device_at, direction)
    WHERE device_at IS NOT NULL;
COMMENT ON INDEX cc_center.sign_in_swipe_once IS 'A swipe that a device sends twice counts once.';

CREATE INDEX sign_in_at ON cc_center.sign_in (center_id, at);
COMMENT ON INDEX cc_center.sign_in_at IS 'The sign-ins of a day.';

CREATE SEQUENCE cc_center.seat_state_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.seat_state_id_seq IS 'Ids of seat states, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.seat_state (
    center_id     bigint NOT NULL,
    seat_state_id bigint NOT NULL DEFAULT nextval('cc_center.seat_state_id_seq'),
    staff_no      text NOT NULL,
    state         text NOT NULL CHECK (state IN ('ready', 'busy', 'off')),
    at            timestamptz NOT NULL,
    by_staff      text,
    recorded_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by   name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, seat_state_id),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff
);
COMMENT ON TABLE cc_center.seat_state IS
    'What a softphone says of a seat: ready, busy (示忙) or off, from at on until the next (I6, I10). An app inserts center_id, staff_no and state; the rest is the server''s. Nothing is ever changed or removed.';
CREATE INDEX seat_state_person ON cc_center.seat_state (center_id, staff_no, at);
COMMENT ON INDEX cc_center.seat_state_person IS 'The states of a person''s seat in a shift.';

CREATE SEQUENCE cc_center.badge_line_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.badge_line_id_seq IS 'Keeps the lines of a badge file in their order.';

CREATE INDEX seat_state_at ON cc_center.seat_state USING brin (at) WITH (pages_per_range = 32);
COMMENT ON INDEX cc_center.seat_state_at IS 'The states of a day.';

CREATE TABLE cc_center.badge_line (
    line_no   bigint NOT NULL DEFAULT nextval('cc_center.badge_line_id_seq'),
    line      text,
    loaded_by text NOT NULL DEFAULT cc_center.acting_login_role(),
    PRIMARY KEY (line_no)
);
COMMENT ON TABLE cc_center.badge_line IS
    'Where a badge file is copied to, line by line as it is, for cc_center.import_sign_ins(), which empties it; each acting role sees its own lines only. They belong to no center until they are read.';

CREATE TYPE cc_center.badge_swipe AS (
    line_no   bigint,
    line      text,
    staff_no  text,
    at        timestamptz,
    month     date,
    direction text,
    device    text,
    reason    text
);
COMMENT ON TYPE cc_center.badge_swipe IS
    'A line of a badge file as read: whose sign-in, when, in which month by the center''s zone, or the reason why it is none.';
