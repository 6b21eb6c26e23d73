-- What was corrected of days that are over.

CREATE SEQUENCE cc_center.calendar_change_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.calendar_change_id_seq IS 'Ids of calendar changes, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.calendar_change (
    center_id   bigint NOT NULL REFERENCES cc_center.center,
    change_id   bigint NOT NULL DEFAULT nextval('cc_center.calendar_change_id_seq'),
    day         date NOT NULL,
    old_kind    text,
    old_acts_as smallint,
    old_name    text,
    new_kind    text,
    new_acts_as smallint,
    new_name    text,
    reason      text NOT NULL CHECK (cc_center.has_text(reason)),
    changed_by  text NOT NULL,
    changed_at  timestamptz NOT NULL DEFAULT cc_center.clock(),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, change_id)
);
COMMENT ON TABLE cc_center.calendar_change IS
    'Every correction of a center''s own days on record: what the day was, and is since (NULL: no day of its own), by whom and why. Days that are over change in no other way.';
CREATE INDEX calendar_change_day ON cc_center.calendar_change (center_id, day);
COMMENT ON INDEX cc_center.calendar_change_day IS 'What was corrected of a day.';
