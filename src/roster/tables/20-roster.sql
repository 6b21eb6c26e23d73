CREATE TABLE cc_center.roster (
    center_id bigint NOT NULL,
    day       date NOT NULL CHECK (isfinite(day)),
    shift     text NOT NULL,
    staff_no  text NOT NULL,
    role      text NOT NULL,
    duty      tstzrange NOT NULL CHECK (NOT isempty(duty) AND NOT lower_inf(duty) AND NOT upper_inf(duty)),
    version   integer NOT NULL,
    PRIMARY KEY (center_id, day, staff_no, shift),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    CONSTRAINT nobody_in_two_places EXCLUDE USING gist (center_id WITH =, staff_no WITH =, duty WITH &&)
        -- at the end of a statement, in which two people change places
        DEFERRABLE INITIALLY IMMEDIATE
);
COMMENT ON TABLE cc_center.roster IS
    'Who stands which shift on which day. Role, duty (from the shift''s first to its last open instant, rest included, half-day leave left out) and rule version come from the rules in force at noon of the day (I19). The key is (center_id, day, staff_no, shift): INSERT ... ON CONFLICT names these columns, since the exclusion constraint is deferrable and serves no ON CONFLICT.';
CREATE INDEX roster_duty ON cc_center.roster USING gist (center_id, duty);
COMMENT ON INDEX cc_center.roster_duty IS 'Finds who is on duty on a day.';
