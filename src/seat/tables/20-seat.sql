-- Leaving the seat during a shift: asked for, with a relief or with permission, and back again (B2.4, E3.4, U23).

CREATE SEQUENCE cc_center.absence_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.absence_id_seq IS 'Ids of seat absences, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.seat_absence (
    center_id    bigint NOT NULL,
    absence_id   bigint NOT NULL DEFAULT nextval('cc_center.absence_id_seq'),
    staff_no     text NOT NULL,
    day          date NOT NULL,
    shift        text NOT NULL,
    asked_at     timestamptz,
    answer       text CHECK (answer IN ('granted', 'relief', 'refused')),
    answered_by  text,
    answered_at  timestamptz,
    named_relief text,
    left_at      timestamptz,
    returned_at  timestamptz,
    over_at      timestamptz,
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by  name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, absence_id),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    FOREIGN KEY (center_id, answered_by) REFERENCES cc_center.staff,
    FOREIGN KEY (center_id, named_relief) REFERENCES cc_center.staff,
    CHECK (named_relief <> staff_no AND answered_by <> staff_no),
    CHECK ((answer IS NULL) = (answered_by IS NULL) AND (answer IS NULL) = (answered_at IS NULL)),
    CHECK ((named_relief IS NOT NULL) = (answer IS NOT DISTINCT FROM 'relief')),
    CHECK (returned_at >= left_at),
    CHECK (returned_at IS NULL OR (left_at IS NOT NULL AND over_at IS NOT NULL))
);
COMMENT ON TABLE cc_center.seat_absence IS
    'Who of which shift asked to leave the seat, what a leader answered, when he left and when he was back (B2.4, E3.4, U23). answer: granted, the seat may stand empty; relief, once named_relief sits there; refused. left_at NULL: not left. returned_at NULL: never came back in that shift, so away until its end. over_at: when the row was done with, by coming back, a refusal, a withdrawal or the next shift. From left_at on, until he is back or his shift ends, the routing passes him over. View seat_time has the time away.';
CREATE UNIQUE INDEX seat_absence_open ON cc_center.seat_absence (center_id, staff_no) WHERE over_at IS NULL;
COMMENT ON INDEX cc_center.seat_absence_open IS 'One request or absence of a person at a time.';
CREATE INDEX seat_absence_person ON cc_center.seat_absence (center_id, staff_no, left_at);
COMMENT ON INDEX cc_center.seat_absence_person IS 'The absences of a person in a shift.';

CREATE TABLE cc_center.absence_reason (
    center_id   bigint NOT NULL,
    absence_id  bigint NOT NULL,
    reason      text,
    answer_note text,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, absence_id),
    FOREIGN KEY (center_id, absence_id) REFERENCES cc_center.seat_absence
);
COMMENT ON TABLE cc_center.absence_reason IS
    'Why somebody asked to leave the seat, and what the leader noted with his answer, apart from the absence, which the whole center may read: for himself and those who lead (A7, E3.4). An absence without words has no row.';

CREATE TABLE cc_center.seat_relief (
    center_id   bigint NOT NULL,
    absence_id  bigint NOT NULL,
    turn        integer NOT NULL,
    relief      text NOT NULL,
    seated_by   text,
    sat_down_at timestamptz NOT NULL,
    sits_until  timestamptz NOT NULL,
    stood_up_at timestamptz,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, absence_id, turn),
    FOREIGN KEY (center_id, absence_id) REFERENCES cc_center.seat_absence,
    FOREIGN KEY (center_id, relief) REFERENCES cc_center.staff,
    FOREIGN KEY (center_id, seated_by) REFERENCES cc_center.staff,
    CHECK (stood_up_at >= sat_down_at)
);
COMMENT ON TABLE cc_center.seat_relief IS
    'Who sat in the seat of an absence, from when to when, one after another (E3.4, U23). seated_by: the leader who arranged it, NULL where the relief sat down by himself. sits_until: the end of his own shift or of the other''s, as of sitting down; a relief whose shift ends while the other is away has stood_up_at NULL or that instant, and returned_at of the absence is later.';
CREATE UNIQUE INDEX seat_relief_seat ON cc_center.seat_relief (center_id, absence_id) WHERE stood_up_at IS NULL;
COMMENT ON INDEX cc_center.seat_relief_seat IS 'One relief for a seat at a time.';
CREATE UNIQUE INDEX seat_relief_person ON cc_center.seat_relief (center_id, relief) WHERE stood_up_at IS NULL;
COMMENT ON INDEX cc_center.seat_relief_person IS 'One seat for a relief at a time.';
