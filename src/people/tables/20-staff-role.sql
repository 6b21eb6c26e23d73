-- Which role somebody had on which day: what counts in a month that is over is not what he is today.

CREATE TABLE cc_center.staff_role (
    center_id  bigint NOT NULL,
    staff_no   text NOT NULL,
    role       text NOT NULL CHECK (cc_center.is_person_role(role)),
    during     daterange NOT NULL CHECK (NOT isempty(during)),
    changed_at timestamptz NOT NULL DEFAULT cc_center.clock(),
    changed_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, staff_no, during),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    CONSTRAINT staff_role_one_a_day
        EXCLUDE USING gist (center_id WITH =, staff_no WITH =, during WITH &&)
);
COMMENT ON TABLE cc_center.staff_role IS
    'The roles of a person, each with the days he had it, one a day: written by a trigger on staff, where a change counts from its day on in the center''s zone, and the last change of a day is that day''s. Whether he was active on them says staff.';
