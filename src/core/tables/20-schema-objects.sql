-- What of the schema keeps the rules, as install() left it: health() compares what is there with it.

CREATE TABLE cc_center.schema_object (
    kind       text NOT NULL,
    name       text NOT NULL,
    definition text NOT NULL,
    PRIMARY KEY (kind, name)
);
COMMENT ON TABLE cc_center.schema_object IS
    'The triggers, policies, constraints, unique indexes and functions of the schema as install() left them. definition is the MD5 of what PostgreSQL shows of the object.';
