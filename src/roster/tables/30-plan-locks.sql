-- What is locked before anybody's plan changes, what is published, and the record of changes afterwards.

CREATE TABLE cc_center.roster_publication (
    center_id    bigint NOT NULL REFERENCES cc_center.center,
    month        date NOT NULL CHECK (isfinite(month) AND extract(day FROM month) = 1),
    status       text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published')),
    published_by text,
    published_at timestamptz,
    findings     integer,
    despite      text,
    PRIMARY KEY (center_id, month),
    CHECK (status = 'draft' OR (published_by IS NOT NULL AND published_at IS NOT NULL AND findings IS NOT NULL)),
    CHECK (status = 'draft' OR findings = 0 OR despite IS NOT NULL)
);
COMMENT ON TABLE cc_center.roster_publication IS
    'The state of each month''s roster: a draft the leaders edit, or published, by whom, with how many findings and why in spite of them (I2).';

CREATE TABLE cc_center.duty_guard (
    center_id bigint NOT NULL,
    staff_no  text NOT NULL,
    changes   bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (center_id, staff_no),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff
) WITH (fillfactor = 50);
COMMENT ON TABLE cc_center.duty_guard IS
    'One row a person, changed by whatever changes his roster, leave or absence. An UPDATE, not a lock: at REPEATABLE READ a lock would let the later transaction judge by what it saw before, the UPDATE fails with a serialization error.';

CREATE SEQUENCE cc_center.roster_change_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.roster_change_id_seq IS 'Ids of roster changes, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.roster_change (
    center_id   bigint NOT NULL,
    change_id   bigint NOT NULL DEFAULT nextval('cc_center.roster_change_id_seq'),
    day         date NOT NULL,
    shift       text NOT NULL,
    role        text NOT NULL,
    from_staff  text,
    to_staff    text,
    kind        text NOT NULL CHECK (kind IN ('leave', 'leave_withdrawn', 'swap', 'correction', 'amendment')),
    reference   bigint,
    reason      text,
    changed_by  text,
    changed_at  timestamptz NOT NULL DEFAULT cc_center.clock(),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, change_id),
    CHECK (kind NOT IN ('correction', 'amendment') OR cc_center.has_text(reason))
);
COMMENT ON TABLE cc_center.roster_change IS
    'Every change of a roster by leave, swap, a leader''s correction or an amendment of the rules: who stood the shift, who stands it now (NULL: nobody), on whose word. Reference is the leave or the swap.';
CREATE INDEX roster_change_day ON cc_center.roster_change (center_id, day);
COMMENT ON INDEX cc_center.roster_change_day IS 'The changes of a month.';
