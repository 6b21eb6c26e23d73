-- Timetables by name: rules of a center.

CREATE TABLE cc_center.timetable (
    center_id bigint NOT NULL,
    version   integer NOT NULL,
    timetable text NOT NULL CHECK (cc_center.has_text(timetable)),
    hours     cc_center.work_hours NOT NULL,
    clause    text NOT NULL,
    PRIMARY KEY (center_id, version, timetable),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.timetable IS
    'Timetables that functions and people call by name, like service; hours in OpenStreetMap opening_hours syntax, local time of the center.';
