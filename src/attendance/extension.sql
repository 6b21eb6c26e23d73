-- attendance: a person's first action of a duty, found while the legs are read once

CREATE TYPE cc_center.leg_action AS (finished_at timestamptz, clock_start timestamptz, case_id bigint, leg_no integer);
COMMENT ON TYPE cc_center.leg_action IS 'The end of a leg: when it was finished, since when its retention counts, and which leg it was.';

CREATE FUNCTION cc_center.first_action_step(bytea, timestamptz, timestamptz, bigint, integer)
RETURNS bytea LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_first_action_step';
COMMENT ON FUNCTION cc_center.first_action_step(bytea, timestamptz, timestamptz, bigint, integer) IS
    'For aggregate first_action: keeps the earlier of the action found so far and a further one.';
CREATE FUNCTION cc_center.first_action_combine(bytea, bytea)
RETURNS bytea LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_first_action_combine';
COMMENT ON FUNCTION cc_center.first_action_combine(bytea, bytea) IS
    'For aggregate first_action: the earlier of two actions found.';
CREATE FUNCTION cc_center.first_action_end(bytea)
RETURNS cc_center.leg_action LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_first_action_end';
COMMENT ON FUNCTION cc_center.first_action_end(bytea) IS 'For aggregate first_action: the action found.';

CREATE AGGREGATE cc_center.first_action(finished_at timestamptz, clock_start timestamptz, case_id bigint, leg_no integer) (
    SFUNC = cc_center.first_action_step,
    STYPE = bytea,
    SSPACE = 40,
    COMBINEFUNC = cc_center.first_action_combine,
    FINALFUNC = cc_center.first_action_end,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE cc_center.first_action(timestamptz, timestamptz, bigint, integer) IS
    'The leg that was finished first, of several at one instant that of the smallest case; legs without an end or without a clock are passed over (I26).';
REVOKE ALL ON FUNCTION cc_center.first_action_step(bytea, timestamptz, timestamptz, bigint, integer),
    cc_center.first_action_combine(bytea, bytea), cc_center.first_action_end(bytea),
    cc_center.first_action(timestamptz, timestamptz, bigint, integer) FROM PUBLIC;

CREATE FUNCTION cc_center.next_transaction()
RETURNS xid8 LANGUAGE c VOLATILE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_next_transaction';
COMMENT ON FUNCTION cc_center.next_transaction() IS
    'The number that the next transaction gets: whatever may be under way has a smaller one.';
CREATE FUNCTION cc_center.is_settled(bound xid8)
RETURNS boolean LANGUAGE c VOLATILE STRICT
AS 'MODULE_PATHNAME', 'cc_is_settled';
COMMENT ON FUNCTION cc_center.is_settled(xid8) IS
    'Whether this statement sees what all other transactions with a number below the bound have done; true for a bound of another cluster.';
REVOKE ALL ON FUNCTION cc_center.next_transaction(), cc_center.is_settled(xid8) FROM PUBLIC;
