-- What health() asks.

CREATE TABLE cc_center.health_check (
    area     text NOT NULL,
    function text PRIMARY KEY,
    ordinal  integer NOT NULL,
    severity text NOT NULL DEFAULT 'warning' CHECK (severity IN ('info', 'warning', 'critical'))
);
COMMENT ON TABLE cc_center.health_check IS
    'The parts of health(): functions of schema cc_center, each with its area, and how bad what it finds is where it does not say so itself.';
