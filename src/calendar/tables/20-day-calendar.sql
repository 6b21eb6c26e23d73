-- The day calendar: official days, shared by all centers of a country, and each center's own days.

CREATE TABLE cc_center.official_year (
    calendar text NOT NULL,
    year     integer NOT NULL CHECK (year BETWEEN 1 AND 9999),
    source   text NOT NULL CHECK (cc_center.has_text(source)),
    PRIMARY KEY (calendar, year)
);
COMMENT ON TABLE cc_center.official_year IS
    'The years whose official days are known, with their source. A year without a row is not covered: nothing is guessed about it.';

CREATE TABLE cc_center.official_day (
    calendar text NOT NULL,
    day      date NOT NULL CHECK (isfinite(day)),
    kind     text NOT NULL CHECK (kind IN ('holiday', 'makeup_workday')),
    acts_as  smallint,
    name     text NOT NULL,
    PRIMARY KEY (calendar, day),
    CHECK (CASE kind WHEN 'makeup_workday' THEN acts_as IS NOT NULL AND acts_as BETWEEN 1 AND 7 ELSE acts_as IS NULL END)
);
COMMENT ON TABLE cc_center.official_day IS
    'Official public holidays, and days off that are worked instead; acts_as is the weekday (1 = Monday) whose work a make-up workday does.';

CREATE TABLE cc_center.calendar_day (
    center_id bigint NOT NULL REFERENCES cc_center.center,
    day       date NOT NULL CHECK (isfinite(day)),
    kind      text NOT NULL CHECK (kind IN ('holiday', 'makeup_workday', 'other')),
    acts_as   smallint,
    name      text NOT NULL,
    PRIMARY KEY (center_id, day),
    CHECK (CASE kind WHEN 'makeup_workday' THEN acts_as IS NOT NULL AND acts_as BETWEEN 1 AND 7 ELSE acts_as IS NULL END)
);
COMMENT ON TABLE cc_center.calendar_day IS
    'A center''s own days, in place of the official ones: holiday, makeup_workday, or other, which makes an official day ordinary again.';
