-- cases: triggers, routing, legs

CREATE FUNCTION cc_center.case_intake() RETURNS trigger LANGUAGE c AS 'MODULE_PATHNAME', 'cc_case_intake';
COMMENT ON FUNCTION cc_center.case_intake() IS
    'Trigger BEFORE INSERT on cases: numbers, stamps and routes a new case (A12, I20-I25, I30). UC901, UC902, UC930, UC931, UC414, UC905 for what a client may not give; UC932 before the center''s live_from, UC934 for a reference that the rules want once (U26).';
CREATE FUNCTION cc_center.case_intake_leg() RETURNS trigger LANGUAGE c AS 'MODULE_PATHNAME', 'cc_case_intake_leg';
COMMENT ON FUNCTION cc_center.case_intake_leg() IS
    'Trigger AFTER INSERT on cases: opens the first leg; UC913 where another trigger rewrote the case.';
CREATE FUNCTION cc_center.case_stage() RETURNS trigger LANGUAGE c AS 'MODULE_PATHNAME', 'cc_case_stage';
COMMENT ON FUNCTION cc_center.case_stage() IS
    'Trigger BEFORE UPDATE on cases: checks corrections and steps to another stage, and routes the next leg (I3, I7, I22).';
CREATE FUNCTION cc_center.case_stage_leg() RETURNS trigger LANGUAGE c AS 'MODULE_PATHNAME', 'cc_case_stage_leg';
COMMENT ON FUNCTION cc_center.case_stage_leg() IS
    'Trigger AFTER UPDATE on cases: ends the leg that a step ends and opens the next.';

CREATE FUNCTION cc_center.route(
    center_id bigint, role text, street text, at timestamptz,
    OUT shift text, OUT staff_no text[], OUT day_type text, OUT next_coverage timestamptz, OUT version integer)
LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_route_sql';
COMMENT ON FUNCTION cc_center.route(bigint, text, text, timestamptz) IS
    'Which shift, and which people on duty and at the seat, would take a street''s case at an instant (I20-I23, E3.4). Where nobody is there the timetable''s shift is named, without people; NULL where no shift covers. next_coverage: the instant from which somebody does; when somebody away comes back nobody knows, so it counts on those who are not.';

CREATE FUNCTION cc_center.retention_due(
    center_id bigint, at timestamptz, leg_kind text DEFAULT 'pre_filing', street text DEFAULT NULL,
    category text DEFAULT NULL, priority text DEFAULT 'normal',
    OUT clock_start timestamptz, OUT due_at timestamptz, OUT retention_limit interval, OUT clause text, OUT version integer)
LANGUAGE c STABLE CALLED ON NULL INPUT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_retention_due';
COMMENT ON FUNCTION cc_center.retention_due(bigint, timestamptz, text, text, text, text) IS
    'When the clock of a leg that comes at an instant starts, by the timetables (U4, I25), and until when it may lie, by the limit for its category and priority, or by the hour (I24, U1): finished exactly at due_at complies.';

CREATE FUNCTION cc_center.pass_leg(
    center_id bigint, case_id bigint, leg_no integer, at timestamptz, to_staff text, by_staff text, kind text, reason text)
RETURNS text LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'cc_pass_leg';
COMMENT ON FUNCTION cc_center.pass_leg(bigint, bigint, integer, timestamptz, text, text, text, text) IS
    'For callers that hold the lock on the case: ends an open leg and opens its successor with a person, or with whom the routing chooses, and records it as a handover of a kind; a leg that waits is given out, recorded where kind is not NULL. Never before the leg came (I29). Returns the new holder, NULL where nobody covers. UC911 where the leg is not open, UC918 for a person off duty.';

CREATE FUNCTION cc_center.pass_at_rest(center_id bigint, case_id bigint, leg_no integer, at timestamptz)
RETURNS boolean LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'cc_pass_at_rest';
COMMENT ON FUNCTION cc_center.pass_at_rest(bigint, bigint, integer, timestamptz) IS
    'For the sweep, which holds the lock on the case: passes an open leg to the cover on duty when its holder is in a rest that began while he held it, recorded as a handover of kind rest; where it stays, says when to look at it again (I20, U19). Returns whether it was passed.';

CREATE FUNCTION cc_center.mark_overdue(center_id bigint, case_id bigint, leg_no integer, at timestamptz)
RETURNS boolean LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'cc_mark_overdue';
COMMENT ON FUNCTION cc_center.mark_overdue(bigint, bigint, integer, timestamptz) IS
    'For the sweep, which holds the lock on the case: marks an open leg overdue at an instant after its due, once (I24). Returns whether it did.';

CREATE FUNCTION cc_center.move_shift_end(center_id bigint, case_id bigint, leg_no integer, ends timestamptz)
RETURNS boolean LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'cc_move_shift_end';
COMMENT ON FUNCTION cc_center.move_shift_end(bigint, bigint, integer, timestamptz) IS
    'For callers that hold the lock on the case: the holder''s shift ends at another instant, and so does what is left of an open leg in his hands (I29). Returns whether it changed.';

CREATE FUNCTION cc_center.wake_leg(center_id bigint, case_id bigint, leg_no integer, at timestamptz)
RETURNS boolean LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'cc_wake_leg';
COMMENT ON FUNCTION cc_center.wake_leg(bigint, bigint, integer, timestamptz) IS
    'For callers that hold the lock on the case: lets the sweep look at a waiting leg at an instant, if that is earlier (U4). Returns whether it changed.';

CREATE FUNCTION cc_center.retime_leg(center_id bigint, case_id bigint)
RETURNS timestamptz LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'cc_retime_leg_sql';
COMMENT ON FUNCTION cc_center.retime_leg(bigint, bigint) IS
    'For callers that hold the lock on the case: reckons the due of its open leg anew from the start of its clock, after the clock was paused or extended, or a deadline or what the limit depends on changed. Returns the due, NULL where there is none.';

CREATE FUNCTION cc_center.write_leg(leg record)
RETURNS void LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'cc_write_leg';
COMMENT ON FUNCTION cc_center.write_leg(record) IS
    'For the import of history: writes a leg from a record that has the columns of table leg.';

CREATE FUNCTION cc_center.recount_open_legs(center_id bigint)
RETURNS void LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'cc_recount_open_legs';
COMMENT ON FUNCTION cc_center.recount_open_legs(bigint) IS
    'Counts anew how many open legs each person of a center holds; routing uses the counts to choose.';

CREATE FUNCTION cc_center.mend_open_legs(center_id bigint)
RETURNS boolean LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'cc_mend_open_legs';
COMMENT ON FUNCTION cc_center.mend_open_legs(bigint) IS
    'For the sweep: counts anew where the counts of open legs may be wrong, because a transaction was prepared or ended while they were counted. Returns whether it counted.';

CREATE FUNCTION cc_center.open_legs_are_doubtful(center_id bigint)
RETURNS boolean LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'cc_open_legs_are_doubtful';
COMMENT ON FUNCTION cc_center.open_legs_are_doubtful(bigint) IS
    'For the sweep: whether a center''s counts of open legs may be wrong and are to be mended.';

CREATE FUNCTION cc_center.open_legs_are_shared()
RETURNS boolean LANGUAGE c STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_open_legs_are_shared';
COMMENT ON FUNCTION cc_center.open_legs_are_shared() IS
    'Whether sessions share their counts of open legs: true when the library is in shared_preload_libraries.';

REVOKE ALL ON FUNCTION cc_center.case_intake(), cc_center.case_intake_leg(), cc_center.case_stage(),
    cc_center.case_stage_leg(), cc_center.pass_leg(bigint, bigint, integer, timestamptz, text, text, text, text),
    cc_center.pass_at_rest(bigint, bigint, integer, timestamptz),
    cc_center.mark_overdue(bigint, bigint, integer, timestamptz), cc_center.wake_leg(bigint, bigint, integer, timestamptz),
    cc_center.move_shift_end(bigint, bigint, integer, timestamptz), cc_center.write_leg(record),
    cc_center.retime_leg(bigint, bigint),
    cc_center.mend_open_legs(bigint), cc_center.open_legs_are_doubtful(bigint),
    cc_center.recount_open_legs(bigint), cc_center.route(bigint, text, text, timestamptz),
    cc_center.retention_due(bigint, timestamptz, text, text, text, text) FROM PUBLIC;

CREATE FUNCTION cc_center.case_number(center_id bigint, at timestamptz, case_id bigint)
RETURNS text LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_case_number_sql';
COMMENT ON FUNCTION cc_center.case_number(bigint, timestamptz, bigint) IS
    'The number of a case: the center''s code, the day of its arrival in the center''s zone, and its id; unique, gaps allowed.';
REVOKE ALL ON FUNCTION cc_center.case_number(bigint, timestamptz, bigint) FROM PUBLIC;

CREATE FUNCTION cc_center.incomplete_rules(center_id bigint, version integer)
RETURNS text LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'cc_incomplete_rules';
COMMENT ON FUNCTION cc_center.incomplete_rules(bigint, integer) IS
    'What keeps a version of a center''s rules from taking a case, as committed now; NULL where nothing does.';
REVOKE ALL ON FUNCTION cc_center.incomplete_rules(bigint, integer) FROM PUBLIC;
