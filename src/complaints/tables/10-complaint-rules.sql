-- The rules of complaints: their kinds, who does what with them, and how long each step may take.

CREATE TABLE cc_center.complaint_kind (
    center_id bigint NOT NULL,
    version   integer NOT NULL,
    kind      text NOT NULL CHECK (cc_center.has_text(kind) AND octet_length(kind) <= 63 AND kind <> '*'),
    clause    text NOT NULL,
    PRIMARY KEY (center_id, version, kind),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.complaint_kind IS
    'The kinds of complaints that are told apart (A18). A version without a row tells none: whoever takes a complaint in names its kind as he likes.';

CREATE TABLE cc_center.complaint_role (
    center_id bigint NOT NULL,
    version   integer NOT NULL,
    duty      text NOT NULL CHECK (duty IN ('take_in', 'assign', 'investigate', 'decide', 'feed_back', 'reopen')),
    role      text NOT NULL CHECK (role = 'app' AND duty = 'take_in' OR cc_center.is_person_role(role)),
    clause    text NOT NULL,
    PRIMARY KEY (center_id, version, duty, role),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set
);
COMMENT ON TABLE cc_center.complaint_role IS
    'Who may do what with complaints, by role: take_in (also role app), assign to an investigator, investigate, decide, feed_back to the complainant, reopen (A18, G2.3). A version without rows takes no complaints. Whatever his role, nobody does it in his own matter.';

CREATE TABLE cc_center.complaint_limit (
    center_id       bigint NOT NULL,
    version         integer NOT NULL,
    kind            text NOT NULL CHECK (cc_center.has_text(kind) AND octet_length(kind) <= 63),
    step            text NOT NULL CHECK (step IN ('accept', 'investigate', 'feedback')),
    hours           cc_center.work_hours,
    complaint_limit interval CHECK (complaint_limit > interval '0'),
    attempts        integer CHECK (attempts > 0),
    clause          text NOT NULL,
    PRIMARY KEY (center_id, version, kind, step),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    CHECK ((hours IS NULL) = (complaint_limit IS NULL)),
    CHECK (extract(month FROM complaint_limit) = 0 AND extract(year FROM complaint_limit) = 0),
    CHECK (attempts IS NULL OR step = 'feedback')
);
COMMENT ON TABLE cc_center.complaint_limit IS
    'Within what time a step of a complaint of a kind, or of any other (*), is done (A19, G2.3): accept, from being taken in or reopened until somebody is to investigate it; investigate, from then until it is concluded; feedback, from then until the complainant hears of it. complaint_limit is time of the timetable hours by the center''s calendar, a day of it being 24 hours: 24/7 and 3 days run on, Mo-Fr; PH off and 3 days are three workdays. Both NULL: the regulation wants a limit and sets none; nothing is late. attempts: after how many that reached nobody the feedback is over, NULL: only reaching him ends it.';
