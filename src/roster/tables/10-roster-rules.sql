-- Shifts, and who stands them on which day.

CREATE TABLE cc_center.shift (
    center_id bigint NOT NULL,
    version   integer NOT NULL,
    role      text NOT NULL,
    shift     text NOT NULL CHECK (cc_center.has_text(shift) AND octet_length(shift) <= 63),
    name      text NOT NULL,
    hours     cc_center.work_hours NOT NULL,
    clause    text NOT NULL,
    PRIMARY KEY (center_id, version, role, shift),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.shift IS
    'The shifts of a rule set, for each role: their timetable leaves out the rest (I19).';

-- Rules of the roster, of leave and of swaps: every number is a row, NULL where the regulation sets none.

CREATE TABLE cc_center.staffing (
    center_id bigint NOT NULL,
    version   integer NOT NULL,
    role      text NOT NULL,
    day_type  text NOT NULL CHECK (day_type IN ('weekday', 'weekend')),
    shift     text NOT NULL,
    people    integer NOT NULL CHECK (people >= 0),
    clause    text NOT NULL,
    PRIMARY KEY (center_id, version, role, day_type, shift),
    FOREIGN KEY (center_id, version, role, shift) REFERENCES cc_center.shift
);
COMMENT ON TABLE cc_center.staffing IS
    'How many people of a role at least stand a shift on a weekday and at a weekend, where its timetable is open that day (I6, I19, C6, B1.1).';

CREATE TABLE cc_center.work_limit (
    center_id    bigint NOT NULL,
    version      integer NOT NULL,
    role         text NOT NULL,
    hours_a_day  interval CHECK (hours_a_day >= interval '1 minute'),
    days_a_week  integer CHECK (days_a_week BETWEEN 1 AND 7),
    rest_between interval CHECK (rest_between >= interval '1 minute'),
    clause       text NOT NULL,
    PRIMARY KEY (center_id, version, role),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.work_limit IS
    'How long a person of a role may be rostered: hours a day without the rest, days in a week from Monday (a make-up workday adds one), hours between two shifts (B1.1, C6).';

CREATE TABLE cc_center.work_pattern (
    center_id bigint NOT NULL,
    version   integer NOT NULL,
    role      text NOT NULL,
    days_on   integer NOT NULL CHECK (days_on BETWEEN 1 AND 31),
    days_off  integer NOT NULL CHECK (days_off BETWEEN 1 AND 31),
    clause    text NOT NULL,
    PRIMARY KEY (center_id, version, role),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.work_pattern IS
    'The pattern by which a role''s months are planned: so many days on duty one after the other, then so many off. Proposals keep it where they can, and a month that breaks it says so, but is published: what must never be broken is a limit, in table work_limit (I50).';

CREATE TABLE cc_center.required_qualification (
    center_id     bigint NOT NULL,
    version       integer NOT NULL,
    role          text NOT NULL,
    qualification text NOT NULL CHECK (cc_center.has_text(qualification)),
    clause        text NOT NULL,
    PRIMARY KEY (center_id, version, role, qualification),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.required_qualification IS
    'What a person of a role must hold on every day on which he is rostered (H2.1, A17).';

CREATE TABLE cc_center.qualification (
    center_id     bigint NOT NULL,
    staff_no      text NOT NULL,
    qualification text NOT NULL CHECK (cc_center.has_text(qualification)),
    valid         daterange NOT NULL CHECK (NOT isempty(valid)),
    PRIMARY KEY (center_id, staff_no, qualification, valid),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    CONSTRAINT qualification_once EXCLUDE USING gist
        (center_id WITH =, staff_no WITH =, qualification WITH =, valid WITH &&)
);
COMMENT ON TABLE cc_center.qualification IS
    'What people have passed, and the days on which it holds: trainings, exams, quality evaluations (H2.1, A17).';
