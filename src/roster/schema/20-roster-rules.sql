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
SELECT cc_center.register_rule_table('staffing', 'roster');

CREATE TABLE cc_center.work_limit (
    center_id    bigint NOT NULL,
    version      integer NOT NULL,
    role         text NOT NULL,
    hours_a_day  interval CHECK (hours_a_day > interval '0'),
    days_a_week  integer CHECK (days_a_week BETWEEN 1 AND 7),
    rest_between interval CHECK (rest_between > interval '0'),
    clause       text NOT NULL,
    PRIMARY KEY (center_id, version, role),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.work_limit IS
    'How long a person of a role may be rostered: hours a day without the rest, days in a week from Monday (a make-up workday adds one), hours between two shifts (B1.1, C6).';
SELECT cc_center.register_rule_table('work_limit', 'roster');

CREATE TABLE cc_center.required_qualification (
    center_id     bigint NOT NULL,
    version       integer NOT NULL,
    role          text NOT NULL,
    qualification text NOT NULL CHECK (qualification ~ '[^[:space:]]'),
    clause        text NOT NULL,
    PRIMARY KEY (center_id, version, role, qualification),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.required_qualification IS
    'What a person of a role must hold on every day on which he is rostered (H2.1, A17).';
SELECT cc_center.register_rule_table('required_qualification', 'roster');

CREATE TABLE cc_center.day_half (
    center_id bigint NOT NULL,
    version   integer NOT NULL,
    half      text NOT NULL CHECK (half IN ('morning', 'afternoon')),
    starts    interval NOT NULL CHECK (starts >= interval '0'),
    ends      interval NOT NULL CHECK (ends <= interval '24 hours'),
    clause    text NOT NULL,
    PRIMARY KEY (center_id, version, half),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    CHECK (starts < ends)
);
COMMENT ON TABLE cc_center.day_half IS
    'The two halves of a day in which leave is counted, by the wall clock; together they make the whole day (I32-I34).';
SELECT cc_center.register_rule_table('day_half', 'roster');

CREATE TABLE cc_center.leave_rule (
    center_id     bigint NOT NULL,
    version       integer NOT NULL,
    leave_kind    text NOT NULL CHECK (leave_kind IN ('sick_leave', 'personal_leave', 'leave_extension')),
    notice        interval CHECK (notice > interval '0'),
    in_advance    boolean NOT NULL,
    reason_needed boolean NOT NULL,
    papers        text[] NOT NULL DEFAULT '{}' CHECK (papers <@ '{certificate,slip}'),
    papers_from   numeric CHECK (papers_from >= 0),
    clause        text NOT NULL,
    PRIMARY KEY (center_id, version, leave_kind),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.leave_rule IS
    'For each kind of leave: how long before its first day it is asked for (calendar days), whether before the first shift it touches, whether with a reason, and the papers that a leave of papers_from days or more needs, due by the end of the first shift after it (I32-I34, B1.4).';
SELECT cc_center.register_rule_table('leave_rule', 'roster');

CREATE TABLE cc_center.approval_step (
    center_id bigint NOT NULL,
    version   integer NOT NULL,
    subject   text NOT NULL CHECK (subject IN ('sick_leave', 'personal_leave', 'leave_extension',
                                               'single', 'double', 'swap_return', 'seat')),
    step_no   integer NOT NULL CHECK (step_no > 0),
    from_days numeric NOT NULL DEFAULT 0,
    approvers text[] NOT NULL CHECK (cardinality(approvers) > 0),
    clause    text NOT NULL,
    PRIMARY KEY (center_id, version, subject, step_no),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    CHECK (step_no = 1 OR subject IN ('sick_leave', 'personal_leave', 'leave_extension'))
);
COMMENT ON TABLE cc_center.approval_step IS
    'Who approves what: each step from a length in days on, 以上 including the number (U14), given by one of the roles. A leave needs every step up to its length, counted over requests without a gap (I32-I36).';
SELECT cc_center.register_rule_table('approval_step', 'roster');

CREATE TABLE cc_center.swap_rule (
    center_id    bigint NOT NULL,
    version      integer NOT NULL,
    swap_kind    text NOT NULL CHECK (swap_kind IN ('single', 'double')),
    period       text CHECK (period IN ('month', 'year')),
    swap_limit   integer CHECK (swap_limit > 0),
    notice       interval CHECK (notice > interval '0'),
    repay_within interval CHECK (repay_within > interval '0'),
    clause       text NOT NULL,
    PRIMARY KEY (center_id, version, swap_kind),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    CHECK ((period IS NULL) = (swap_limit IS NULL))
);
COMMENT ON TABLE cc_center.swap_rule IS
    'For single and double swaps: how many a person may ask for in the month or year of the first shift given away (U12, U13), how long before (calendar days), and within what time a shift is repaid (I35, I36).';
SELECT cc_center.register_rule_table('swap_rule', 'roster');

CREATE TABLE cc_center.seat_rule (
    center_id    bigint NOT NULL,
    version      integer NOT NULL,
    role         text NOT NULL,
    by_relief    boolean NOT NULL,
    by_approval  boolean NOT NULL,
    leader_roles text[] NOT NULL CHECK (cardinality(leader_roles) > 0),
    clause       text NOT NULL,
    PRIMARY KEY (center_id, version, role),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.seat_rule IS
    'How a person of a role may leave the seat: with a relief, with a permission, or either; and whose presence makes a leader present (E3.4, B2.4).';
SELECT cc_center.register_rule_table('seat_rule', 'roster');

CREATE TABLE cc_center.qualification (
    center_id     bigint NOT NULL,
    staff_no      text NOT NULL,
    qualification text NOT NULL CHECK (qualification ~ '[^[:space:]]'),
    valid         daterange NOT NULL CHECK (NOT isempty(valid)),
    PRIMARY KEY (center_id, staff_no, qualification, valid),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    CONSTRAINT qualification_once EXCLUDE USING gist
        (center_id WITH =, staff_no WITH =, qualification WITH =, valid WITH &&)
);
COMMENT ON TABLE cc_center.qualification IS
    'What people have passed, and the days on which it holds: trainings, exams, quality evaluations (H2.1, A17).';
SELECT cc_center.share_table('qualification', cc_center.all_groups(), ARRAY['supervisor']);

CREATE FUNCTION cc_center.guard_qualification()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.acting_staff_no(CASE TG_OP WHEN 'DELETE' THEN OLD.center_id ELSE NEW.center_id END);
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.center_id, NEW.staff_no) IS DISTINCT FROM (OLD.center_id, OLD.staff_no) THEN
        PERFORM cc_center.raise_error('immutable_column', 'staff_no', 'qualification');
    END IF;
    IF actor = (CASE TG_OP WHEN 'DELETE' THEN OLD.staff_no ELSE NEW.staff_no END) THEN
        PERFORM cc_center.raise_error('own_request', 'H2.1');
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
COMMENT ON FUNCTION cc_center.guard_qualification() IS
    'Trigger: nobody writes what he himself has passed (H2.1, A17).';
CREATE TRIGGER aa_guard BEFORE INSERT OR UPDATE OR DELETE ON cc_center.qualification
    FOR EACH ROW EXECUTE FUNCTION cc_center.guard_qualification();
