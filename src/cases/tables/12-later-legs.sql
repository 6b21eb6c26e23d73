-- The rules of the later legs: which department a case goes to, whose inspector checks it, how long such a leg may lie.

CREATE TABLE cc_center.department (
    center_id  bigint NOT NULL REFERENCES cc_center.center,
    department text NOT NULL CHECK (cc_center.has_text(department) AND department <> '*' AND octet_length(department) <= 200),
    active     boolean NOT NULL DEFAULT true,
    PRIMARY KEY (center_id, department)
);
COMMENT ON TABLE cc_center.department IS
    'The departments (专业部门) that cases are dispatched to; one no longer used is set inactive.';

CREATE TABLE cc_center.department_staff (
    center_id  bigint NOT NULL,
    department text NOT NULL,
    staff_no   text NOT NULL,
    PRIMARY KEY (center_id, department, staff_no),
    FOREIGN KEY (center_id, department) REFERENCES cc_center.department,
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff
);
COMMENT ON TABLE cc_center.department_staff IS
    'Who acts for a department: takes the steps of the cases that it was given, and asks for their clock events.';

CREATE TABLE cc_center.street_inspector (
    center_id bigint NOT NULL,
    street    text NOT NULL,
    staff_no  text NOT NULL,
    PRIMARY KEY (center_id, street, staff_no),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff
);
COMMENT ON TABLE cc_center.street_inspector IS
    'The inspectors (监督员) of a street, who verify and check there (I3.3, I3.4); street * stands for every street without rows of its own.';

CREATE TABLE cc_center.dispatch_rule (
    center_id  bigint NOT NULL,
    version    integer NOT NULL,
    category   text NOT NULL,
    street     text NOT NULL,
    department text NOT NULL,
    clause     text NOT NULL,
    PRIMARY KEY (center_id, version, category, street),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    FOREIGN KEY (center_id, department) REFERENCES cc_center.department
);
COMMENT ON TABLE cc_center.dispatch_rule IS
    'Which department a case is dispatched to, by category and street; * stands for every one, and the row that names more counts, a category before a street (I23).';

CREATE TABLE cc_center.leg_limit (
    center_id bigint NOT NULL,
    version   integer NOT NULL,
    leg_kind  text NOT NULL,
    category  text NOT NULL DEFAULT '*',
    priority  text NOT NULL DEFAULT '*' CHECK (priority IN ('*', 'normal', 'urgent')),
    hours     cc_center.work_hours NOT NULL,
    leg_limit interval NOT NULL CHECK (leg_limit > interval '0' AND extract(year FROM leg_limit) = 0 AND extract(month FROM leg_limit) = 0),
    runs_on   boolean NOT NULL DEFAULT true,
    clause    text NOT NULL,
    PRIMARY KEY (center_id, version, leg_kind, category, priority),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.leg_limit IS
    'How long a leg may lie by the case''s category and priority, in the time that hours hold: 24/7 is continuous time (紧急工作时), office hours make working hours (工作时), whole days of work make workdays (工作日); a day of it is 24 hours of that time. * stands for every one, and the row that names more counts, a priority before a category; it counts before those of retention_limit. runs_on: the clock goes on in the next hands; otherwise each holder has his own (U4).';
