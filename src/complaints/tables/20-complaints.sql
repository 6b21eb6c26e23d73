-- Complaints and their steps. A row is never changed: what happens to a complaint is a further step, and a further complaint
-- corrects one.

CREATE SEQUENCE cc_center.complaint_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.complaint_id_seq IS 'Ids of complaints, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.complaint (
    center_id    bigint NOT NULL,
    complaint_id bigint NOT NULL DEFAULT nextval('cc_center.complaint_id_seq'),
    version      integer NOT NULL,
    kind         text NOT NULL CHECK (cc_center.has_text(kind) AND octet_length(kind) <= 63 AND kind <> '*'),
    against      text NOT NULL CHECK (against IN ('person', 'department', 'result')),
    staff_no     text,
    department   text CHECK (department IS NULL OR cc_center.has_text(department) AND octet_length(department) <= 200),
    case_id      bigint,
    description  text NOT NULL CHECK (cc_center.has_text(description)),
    taken_in_at  timestamptz NOT NULL CHECK (isfinite(taken_in_at)),
    month        date NOT NULL CHECK (extract(day FROM month) = 1),
    by_staff     text NOT NULL,
    corrects     bigint,
    reason       text CHECK (reason IS NULL OR cc_center.has_text(reason)),
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by  name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, complaint_id),
    CONSTRAINT complaint_corrected_once UNIQUE (center_id, corrects),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    FOREIGN KEY (center_id, case_id) REFERENCES cc_center.cases,
    FOREIGN KEY (center_id, corrects) REFERENCES cc_center.complaint,
    CHECK ((against = 'person') = (staff_no IS NOT NULL)),
    CHECK ((against = 'department') = (department IS NOT NULL)),
    CHECK (against <> 'result' OR case_id IS NOT NULL),
    CHECK ((corrects IS NULL) = (reason IS NULL))
);
COMMENT ON TABLE cc_center.complaint IS
    'Complaints (投诉): against a person (staff_no), a department, or a result, that of case_id; description: what the complainant says; case_id also where the complaint came in as a case, whose case_contact is where he is reached. by_staff: who took it in, or the role of an application. corrects: the complaint, named wrongly, in whose place it stands, and reason why (A18). Who is named in it never reads it, whatever his role (A7). Nothing is ever changed or removed.';
CREATE INDEX complaint_of_month ON cc_center.complaint (center_id, month);
COMMENT ON INDEX cc_center.complaint_of_month IS 'The complaints of a month.';
CREATE INDEX complaint_person ON cc_center.complaint (center_id, staff_no) WHERE staff_no IS NOT NULL;
COMMENT ON INDEX cc_center.complaint_person IS 'The complaints against a person.';
CREATE INDEX complaint_case ON cc_center.complaint (center_id, case_id) WHERE case_id IS NOT NULL;
COMMENT ON INDEX cc_center.complaint_case IS 'The complaints about a case.';

CREATE TABLE cc_center.complaint_step (
    center_id    bigint NOT NULL,
    complaint_id bigint NOT NULL,
    step_no      integer NOT NULL CHECK (step_no > 0),
    step         text NOT NULL CHECK (step IN ('taken_in', 'assigned', 'reported', 'concluded', 'fed_back', 'reopened', 'corrected')),
    at           timestamptz NOT NULL CHECK (isfinite(at)),
    month        date NOT NULL CHECK (extract(day FROM month) = 1),
    by_staff     text NOT NULL,
    investigator text,
    note         text CHECK (note IS NULL OR cc_center.has_text(note)),
    upheld       boolean,
    solution     text CHECK (solution IS NULL OR cc_center.has_text(solution)),
    reached      boolean,
    awaits       text CHECK (awaits IN ('accept', 'investigate', 'feedback')),
    due_at       timestamptz,
    due_clause   text,
    version      integer NOT NULL,
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by  name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, complaint_id, step_no),
    FOREIGN KEY (center_id, complaint_id) REFERENCES cc_center.complaint,
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    FOREIGN KEY (center_id, investigator) REFERENCES cc_center.staff,
    CHECK ((step = 'concluded') = (upheld IS NOT NULL)),
    CHECK (step = 'concluded' OR solution IS NULL),
    CHECK (NOT upheld OR solution IS NOT NULL),
    CHECK ((step = 'fed_back') = (reached IS NOT NULL)),
    CHECK (step IN ('taken_in', 'assigned', 'corrected') OR note IS NOT NULL),
    CHECK (awaits IS NOT NULL OR due_at IS NULL),
    CHECK (step <> 'concluded' OR investigator <> by_staff)
);
COMMENT ON TABLE cc_center.complaint_step IS
    'What happened to a complaint, step by step: taken_in, assigned to an investigator, who reported (note: what he found), concluded, upheld or not (note: why), fed_back to the complainant, reached or not (note: what was told), reopened (note: why), corrected where another complaint stands in its place. As of each step: investigator; awaits: what is to come, NULL for nothing; due_at: until when that complies, to the instant, as decided then, NULL where the rules set no limit, by due_clause and the rules version. month: what the step counts in. A step has its number once, so that of two at a time one comes first (A18, G2.3).';
CREATE INDEX complaint_step_of_month ON cc_center.complaint_step (center_id, month);
COMMENT ON INDEX cc_center.complaint_step_of_month IS 'The steps of a month.';
CREATE INDEX complaint_step_upheld ON cc_center.complaint_step (center_id, month) WHERE upheld;
COMMENT ON INDEX cc_center.complaint_step_upheld IS 'The complaints upheld in a month, for the appraisal.';
