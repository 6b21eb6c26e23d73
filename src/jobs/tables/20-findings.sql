-- What the nightly jobs found, with when it came and when it went.

CREATE SEQUENCE cc_center.finding_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.finding_id_seq IS 'Ids of findings, from the site''s own range; gaps are allowed.';
CREATE TABLE cc_center.finding (
    center_id  bigint NOT NULL REFERENCES cc_center.center,
    finding_id bigint NOT NULL DEFAULT nextval('cc_center.finding_id_seq'),
    concerns   text NOT NULL,
    finding    text NOT NULL,
    day        date,
    shift      text,
    role       text,
    staff_no   text,
    subject    text,
    by_clause  text,
    found_at   timestamptz NOT NULL,
    gone_at    timestamptz,
    PRIMARY KEY (center_id, finding_id)
);
COMMENT ON TABLE cc_center.finding IS
    'What a night''s look at a center found: concerns is roster, pattern, leave (papers), swap (repayments), qualification, calendar, complaint, callback, or what a registered finding_check says; finding the code of what is wrong, as in roster_findings; subject the qualification, the year, the case number, what a complaint awaits and its id, or the service level. gone_at: when it was found no more. What happened later stands in the views it comes from.';
CREATE INDEX finding_present ON cc_center.finding (center_id) WHERE gone_at IS NULL;
COMMENT ON INDEX cc_center.finding_present IS 'What a center has of findings, for the night''s comparison.';

CREATE SEQUENCE cc_center.integrity_finding_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.integrity_finding_id_seq IS 'Ids of what health() found at night, from the site''s own range; gaps are allowed.';
CREATE TABLE cc_center.integrity_finding (
    integrity_finding_id bigint PRIMARY KEY DEFAULT nextval('cc_center.integrity_finding_id_seq'),
    finding              text NOT NULL,
    subject              text NOT NULL,
    found_at             timestamptz NOT NULL,
    gone_at              timestamptz
);
COMMENT ON TABLE cc_center.integrity_finding IS
    'What cc_center.health() said at night, over all centers, in the language of the role that asked, and when it said so no more. For database administrators.';

CREATE TABLE cc_center.finding_check (
    area     text NOT NULL,
    function text PRIMARY KEY
);
COMMENT ON TABLE cc_center.finding_check IS
    'What a night''s look at a center asks of areas that come after the jobs: functions (center_id) of schema cc_center that return concerns, finding, day, shift, role, staff_no, subject and clause.';
