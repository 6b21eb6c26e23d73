-- Streets divided otherwise for a day.

CREATE SEQUENCE cc_center.redivision_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.redivision_id_seq IS 'Ids of re-divisions, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.street_redivision (
    center_id     bigint NOT NULL,
    redivision_id bigint NOT NULL DEFAULT nextval('cc_center.redivision_id_seq'),
    day           date NOT NULL,
    role          text NOT NULL,
    street        text NOT NULL,
    shifts        text[] CHECK (shifts <> '{}'),
    reason        text NOT NULL CHECK (cc_center.has_text(reason)),
    decided_by    text NOT NULL,
    decided_at    timestamptz NOT NULL,
    recorded_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by   name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, redivision_id),
    FOREIGN KEY (center_id, street) REFERENCES cc_center.street
);
COMMENT ON TABLE cc_center.street_redivision IS
    'Which shifts take a street''s cases on one day in place of those that the rules name, in order, where work or people change (I51): the last decision on a day, role and street holds; shifts NULL: as the rules have it again. Written by cc_center.redivide_street() only.';
CREATE INDEX street_redivision_day ON cc_center.street_redivision (center_id, day);
COMMENT ON INDEX cc_center.street_redivision_day IS 'How a center''s streets are divided on a day.';
