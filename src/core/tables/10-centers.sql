-- Centers, and the site whose range of ids this database gives out.

CREATE TABLE cc_center.center (
    center_id  bigint PRIMARY KEY,
    code       text NOT NULL UNIQUE CHECK (code ~ '^[[:alnum:]]{1,16}$'),
    name       text NOT NULL CHECK (cc_center.has_text(name)),
    time_zone  text NOT NULL DEFAULT 'Asia/Shanghai',
    calendar   text NOT NULL DEFAULT 'CN',
    created_at timestamptz NOT NULL DEFAULT cc_center.clock()
);
COMMENT ON TABLE cc_center.center IS
    'The centers: their code (part of every case number), their time zone, and the official calendar whose holidays they keep.';

CREATE TABLE cc_center.site (
    site bigint PRIMARY KEY CHECK (site BETWEEN 0 AND 9000000)
);
COMMENT ON TABLE cc_center.site IS 'The number of this site, one row: its ids come from a range of 10^12 numbers of its own.';
