-- Leaving the seat during a shift: with a relief or with permission, and back again (B2.4, E3.4).

CREATE SEQUENCE cc_center.absence_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.absence_id_seq IS 'Ids of seat absences, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.seat_absence (
    center_id    bigint NOT NULL,
    absence_id   bigint NOT NULL DEFAULT nextval('cc_center.absence_id_seq'),
    staff_no     text NOT NULL,
    relief       text,
    permitted_by text,
    permitted_at timestamptz,
    left_at      timestamptz,
    returned_at  timestamptz,
    reason       text,
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by  name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, absence_id),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    FOREIGN KEY (center_id, relief) REFERENCES cc_center.staff,
    FOREIGN KEY (center_id, permitted_by) REFERENCES cc_center.staff,
    CHECK (relief <> staff_no AND permitted_by <> staff_no),
    CHECK (left_at IS NOT NULL OR permitted_at IS NOT NULL),
    CHECK (returned_at >= left_at)
);
COMMENT ON TABLE cc_center.seat_absence IS
    'Who left the seat when, who sat there for him or who allowed it, and when he was back (B2.4, E3.4). A permission not used yet has no left_at. From left_at on, until he is back or his shift ends, the routing passes him over.';
CREATE UNIQUE INDEX seat_absence_open ON cc_center.seat_absence (center_id, staff_no) WHERE returned_at IS NULL;
COMMENT ON INDEX cc_center.seat_absence_open IS 'One absence, or one permission, of a person at a time.';
CREATE INDEX seat_absence_person ON cc_center.seat_absence (center_id, staff_no, left_at);
COMMENT ON INDEX cc_center.seat_absence_person IS 'The absences of a person in a shift.';
