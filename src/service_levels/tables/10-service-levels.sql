-- What a center promises its callers: what share of what is done within what time.

CREATE TABLE cc_center.service_level (
    center_id      bigint NOT NULL,
    version        integer NOT NULL,
    service_level  text NOT NULL CHECK (cc_center.has_text(service_level) AND octet_length(service_level) <= 200),
    subject        text NOT NULL CHECK (subject IN ('leg', 'case', 'call')),
    leg_kind       text,
    category       text NOT NULL DEFAULT '*' CHECK (cc_center.has_text(category)),
    priority       text NOT NULL DEFAULT '*' CHECK (priority IN ('*', 'normal', 'urgent')),
    channel        text NOT NULL DEFAULT '*' CHECK (cc_center.has_text(channel)),
    hours          cc_center.work_hours NOT NULL DEFAULT '24/7',
    within         interval CHECK (within > interval '0'),
    answer_seconds integer CHECK (answer_seconds > 0),
    share          numeric NOT NULL CHECK (share > 0 AND share <= 100),
    clause         text NOT NULL,
    PRIMARY KEY (center_id, version, service_level),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    CONSTRAINT service_level_of_legs_names_their_kind CHECK ((subject = 'leg') = (leg_kind IS NOT NULL)),
    CONSTRAINT service_level_of_calls_is_in_seconds CHECK ((subject = 'call') = (answer_seconds IS NOT NULL)),
    CONSTRAINT service_level_of_others_is_an_interval CHECK ((subject = 'call') = (within IS NULL)),
    CONSTRAINT service_level_in_hours_and_minutes CHECK (extract(month FROM within) = 0 AND extract(year FROM within) = 0 AND extract(day FROM within) = 0),
    CONSTRAINT service_level_of_calls_is_of_all CHECK (subject <> 'call' OR category = '*' AND priority = '*' AND channel = '*')
);
COMMENT ON TABLE cc_center.service_level IS
    'Service levels (服务级别约定; F2.2, G2.1): what share, in percent, of what is done within what time. subject leg: from received_at to the end of a leg of leg_kind (* for all); case: from reported_at to closed_at; call: from being offered to being answered, within answer_seconds. category, priority and channel, those of the case, * for all. hours: the time that counts, 24/7 for all of it, else the open time of the center, as in "Mo-Fr 09:00-17:00; PH off". within: hours and minutes of that time, no days, since how long a day is depends on the hours. Each item is held to the version of the rules by which it came. No regulation here sets one, so no preset has any.';

CREATE INDEX leg_received ON cc_center.leg USING brin (received_at) WITH (pages_per_range = 32);
COMMENT ON INDEX cc_center.leg_received IS 'The legs that came in a month.';
