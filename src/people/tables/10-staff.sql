-- The people of a center and the database roles they act through.

CREATE TABLE cc_center.staff (
    center_id bigint NOT NULL REFERENCES cc_center.center,
    staff_no  text NOT NULL CHECK (cc_center.has_text(staff_no) AND octet_length(staff_no) <= 63),
    name      text NOT NULL CHECK (cc_center.has_text(name)),
    role      text NOT NULL CHECK (cc_center.is_person_role(role)),
    active    daterange NOT NULL DEFAULT '(,)',
    PRIMARY KEY (center_id, staff_no)
);
COMMENT ON TABLE cc_center.staff IS
    'The people of a center: staff number, name, role, and the days on which they are active. Whoever leaves gets an end date; his rows stay.';

CREATE TABLE cc_center.enrolment (
    center_id   bigint NOT NULL REFERENCES cc_center.center,
    login_role  name NOT NULL,
    staff_no    text,
    as_group    text CHECK (as_group IN ('app', 'reader', 'importer')),
    enrolled_at timestamptz NOT NULL DEFAULT cc_center.clock(),
    enrolled_by name NOT NULL DEFAULT session_user,
    role_oid    oid NOT NULL,
    server      bigint NOT NULL,
    PRIMARY KEY (center_id, login_role),
    UNIQUE (center_id, staff_no),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    CHECK ((staff_no IS NULL) <> (as_group IS NULL))
);
COMMENT ON TABLE cc_center.enrolment IS
    'Who acts: database role to staff number, one role for each person; staff_no NULL is an application, a reporting tool or an importer, as as_group says. role_oid: which role had the name when it was enrolled, on which server (its system identifier): a role made anew under the name is not it (E2).';
CREATE INDEX enrolment_login ON cc_center.enrolment (login_role);
COMMENT ON INDEX cc_center.enrolment_login IS 'Finds what the acting role is enrolled as.';
