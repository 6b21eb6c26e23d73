-- calendar: timetables in OpenStreetMap opening_hours syntax

CREATE TYPE cc_center.work_hours;
CREATE FUNCTION cc_center.work_hours_in(cstring)
RETURNS cc_center.work_hours LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_work_hours_in';
CREATE FUNCTION cc_center.work_hours_out(cc_center.work_hours)
RETURNS cstring LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_work_hours_out';
CREATE FUNCTION cc_center.work_hours_recv(internal)
RETURNS cc_center.work_hours LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_work_hours_recv';
CREATE FUNCTION cc_center.work_hours_send(cc_center.work_hours)
RETURNS bytea LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_work_hours_send';
CREATE TYPE cc_center.work_hours (
    INPUT = cc_center.work_hours_in,
    OUTPUT = cc_center.work_hours_out,
    RECEIVE = cc_center.work_hours_recv,
    SEND = cc_center.work_hours_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = int4,
    STORAGE = extended
);
COMMENT ON TYPE cc_center.work_hours IS
    'A timetable in OpenStreetMap opening_hours syntax, kept in its canonical form.';
COMMENT ON FUNCTION cc_center.work_hours_in(cstring) IS 'Reads a timetable.';
COMMENT ON FUNCTION cc_center.work_hours_out(cc_center.work_hours) IS 'Writes a timetable in its canonical spelling.';
COMMENT ON FUNCTION cc_center.work_hours_recv(internal) IS 'Reads a timetable in binary form.';
COMMENT ON FUNCTION cc_center.work_hours_send(cc_center.work_hours) IS 'Writes a timetable in binary form.';

CREATE FUNCTION cc_center.work_hours_eq(cc_center.work_hours, cc_center.work_hours)
RETURNS boolean LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_work_hours_eq';
COMMENT ON FUNCTION cc_center.work_hours_eq(cc_center.work_hours, cc_center.work_hours) IS
    'Tells whether two timetables have the same canonical form.';
CREATE FUNCTION cc_center.work_hours_ne(cc_center.work_hours, cc_center.work_hours)
RETURNS boolean LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_work_hours_ne';
COMMENT ON FUNCTION cc_center.work_hours_ne(cc_center.work_hours, cc_center.work_hours) IS
    'Tells whether two timetables have different canonical forms.';
CREATE FUNCTION cc_center.work_hours_lt(cc_center.work_hours, cc_center.work_hours)
RETURNS boolean LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_work_hours_lt';
COMMENT ON FUNCTION cc_center.work_hours_lt(cc_center.work_hours, cc_center.work_hours) IS
    'Tells whether a timetable is sorted before another; the order has no meaning.';
CREATE FUNCTION cc_center.work_hours_le(cc_center.work_hours, cc_center.work_hours)
RETURNS boolean LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_work_hours_le';
COMMENT ON FUNCTION cc_center.work_hours_le(cc_center.work_hours, cc_center.work_hours) IS
    'Tells whether a timetable is sorted before another or equals it; the order has no meaning.';
CREATE FUNCTION cc_center.work_hours_ge(cc_center.work_hours, cc_center.work_hours)
RETURNS boolean LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_work_hours_ge';
COMMENT ON FUNCTION cc_center.work_hours_ge(cc_center.work_hours, cc_center.work_hours) IS
    'Tells whether a timetable is sorted after another or equals it; the order has no meaning.';
CREATE FUNCTION cc_center.work_hours_gt(cc_center.work_hours, cc_center.work_hours)
RETURNS boolean LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_work_hours_gt';
COMMENT ON FUNCTION cc_center.work_hours_gt(cc_center.work_hours, cc_center.work_hours) IS
    'Tells whether a timetable is sorted after another; the order has no meaning.';
CREATE FUNCTION cc_center.work_hours_cmp(cc_center.work_hours, cc_center.work_hours)
RETURNS integer LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_work_hours_cmp';
COMMENT ON FUNCTION cc_center.work_hours_cmp(cc_center.work_hours, cc_center.work_hours) IS
    'Returns how two timetables are sorted: negative, zero or positive.';
CREATE FUNCTION cc_center.work_hours_hash(cc_center.work_hours)
RETURNS integer LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_work_hours_hash';
COMMENT ON FUNCTION cc_center.work_hours_hash(cc_center.work_hours) IS 'Hash of a timetable.';
CREATE FUNCTION cc_center.work_hours_hash_extended(cc_center.work_hours, bigint)
RETURNS bigint LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_work_hours_hash_extended';
COMMENT ON FUNCTION cc_center.work_hours_hash_extended(cc_center.work_hours, bigint) IS 'Seeded hash of a timetable.';

CREATE OPERATOR cc_center.= (
    LEFTARG = cc_center.work_hours, RIGHTARG = cc_center.work_hours,
    FUNCTION = cc_center.work_hours_eq, COMMUTATOR = OPERATOR(cc_center.=), NEGATOR = OPERATOR(cc_center.<>),
    RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR cc_center.= (cc_center.work_hours, cc_center.work_hours) IS 'equal';
CREATE OPERATOR cc_center.<> (
    LEFTARG = cc_center.work_hours, RIGHTARG = cc_center.work_hours,
    FUNCTION = cc_center.work_hours_ne, COMMUTATOR = OPERATOR(cc_center.<>), NEGATOR = OPERATOR(cc_center.=),
    RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR cc_center.<> (cc_center.work_hours, cc_center.work_hours) IS 'not equal';
CREATE OPERATOR CLASS cc_center.work_hours_ops DEFAULT FOR TYPE cc_center.work_hours USING hash AS
    OPERATOR 1 cc_center.= (cc_center.work_hours, cc_center.work_hours),
    FUNCTION 1 cc_center.work_hours_hash(cc_center.work_hours),
    FUNCTION 2 cc_center.work_hours_hash_extended(cc_center.work_hours, bigint);
COMMENT ON OPERATOR CLASS cc_center.work_hours_ops USING hash IS 'Equality of timetables.';
COMMENT ON OPERATOR FAMILY cc_center.work_hours_ops USING hash IS 'Equality of timetables.';
CREATE OPERATOR cc_center.< (
    LEFTARG = cc_center.work_hours, RIGHTARG = cc_center.work_hours,
    FUNCTION = cc_center.work_hours_lt, COMMUTATOR = OPERATOR(cc_center.>), NEGATOR = OPERATOR(cc_center.>=),
    RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR cc_center.< (cc_center.work_hours, cc_center.work_hours) IS 'less than';
CREATE OPERATOR cc_center.<= (
    LEFTARG = cc_center.work_hours, RIGHTARG = cc_center.work_hours,
    FUNCTION = cc_center.work_hours_le, COMMUTATOR = OPERATOR(cc_center.>=), NEGATOR = OPERATOR(cc_center.>),
    RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR cc_center.<= (cc_center.work_hours, cc_center.work_hours) IS 'less than or equal';
CREATE OPERATOR cc_center.>= (
    LEFTARG = cc_center.work_hours, RIGHTARG = cc_center.work_hours,
    FUNCTION = cc_center.work_hours_ge, COMMUTATOR = OPERATOR(cc_center.<=), NEGATOR = OPERATOR(cc_center.<),
    RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR cc_center.>= (cc_center.work_hours, cc_center.work_hours) IS 'greater than or equal';
CREATE OPERATOR cc_center.> (
    LEFTARG = cc_center.work_hours, RIGHTARG = cc_center.work_hours,
    FUNCTION = cc_center.work_hours_gt, COMMUTATOR = OPERATOR(cc_center.<), NEGATOR = OPERATOR(cc_center.<=),
    RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR cc_center.> (cc_center.work_hours, cc_center.work_hours) IS 'greater than';
CREATE OPERATOR CLASS cc_center.work_hours_ops DEFAULT FOR TYPE cc_center.work_hours USING btree AS
    OPERATOR 1 cc_center.< (cc_center.work_hours, cc_center.work_hours),
    OPERATOR 2 cc_center.<= (cc_center.work_hours, cc_center.work_hours),
    OPERATOR 3 cc_center.= (cc_center.work_hours, cc_center.work_hours),
    OPERATOR 4 cc_center.>= (cc_center.work_hours, cc_center.work_hours),
    OPERATOR 5 cc_center.> (cc_center.work_hours, cc_center.work_hours),
    FUNCTION 1 cc_center.work_hours_cmp(cc_center.work_hours, cc_center.work_hours);
COMMENT ON OPERATOR CLASS cc_center.work_hours_ops USING btree IS 'Order of timetables, for sorting and unique keys.';
COMMENT ON OPERATOR FAMILY cc_center.work_hours_ops USING btree IS 'Order of timetables, for sorting and unique keys.';

-- a timetable alone: local time, holidays given by the caller

CREATE FUNCTION cc_center.is_open(hours cc_center.work_hours, at timestamp, holidays datemultirange DEFAULT '{}')
RETURNS boolean LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_hours_is_open';
COMMENT ON FUNCTION cc_center.is_open(cc_center.work_hours, timestamp, datemultirange) IS
    'Tells whether the timetable is open at a local time. PH in it means the days of holidays.';
CREATE FUNCTION cc_center.contains(hours cc_center.work_hours, at timestamp)
RETURNS boolean LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_hours_contains';
COMMENT ON FUNCTION cc_center.contains(cc_center.work_hours, timestamp) IS
    'Tells whether the timetable is open at a local time; fails where it asks for holidays.';
CREATE OPERATOR cc_center.@> (
    LEFTARG = cc_center.work_hours, RIGHTARG = timestamp, FUNCTION = cc_center.contains,
    RESTRICT = contsel, JOIN = contjoinsel
);
COMMENT ON OPERATOR cc_center.@> (cc_center.work_hours, timestamp) IS 'is open at';
CREATE FUNCTION cc_center.working_time(
    hours cc_center.work_hours, from_time timestamp, to_time timestamp, holidays datemultirange DEFAULT '{}')
RETURNS interval LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_hours_working_time';
COMMENT ON FUNCTION cc_center.working_time(cc_center.work_hours, timestamp, timestamp, datemultirange) IS
    'Returns the open time between two local times, in hours, minutes and seconds; negative where they are in reverse.';
CREATE FUNCTION cc_center.add_working_time(
    hours cc_center.work_hours, from_time timestamp, amount interval, holidays datemultirange DEFAULT '{}')
RETURNS timestamp LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_hours_add_working_time';
COMMENT ON FUNCTION cc_center.add_working_time(cc_center.work_hours, timestamp, interval, datemultirange) IS
    'Returns the first local time at which that much open time has passed; the last one for a negative amount.';
CREATE FUNCTION cc_center.next_open(hours cc_center.work_hours, at timestamp, holidays datemultirange DEFAULT '{}')
RETURNS timestamp LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_hours_next_open';
COMMENT ON FUNCTION cc_center.next_open(cc_center.work_hours, timestamp, datemultirange) IS
    'Returns the first open local time at or after another.';
CREATE FUNCTION cc_center.next_close(hours cc_center.work_hours, at timestamp, holidays datemultirange DEFAULT '{}')
RETURNS timestamp LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_hours_next_close';
COMMENT ON FUNCTION cc_center.next_close(cc_center.work_hours, timestamp, datemultirange) IS
    'Returns the first local time after another at which open time ends.';
CREATE FUNCTION cc_center.open_periods(hours cc_center.work_hours, within tsrange, holidays datemultirange DEFAULT '{}')
RETURNS SETOF tsrange LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 100
AS 'MODULE_PATHNAME', 'cc_hours_open_periods';
COMMENT ON FUNCTION cc_center.open_periods(cc_center.work_hours, tsrange, datemultirange) IS
    'Lists the open periods within a range of local time, cut to it, joined over midnight.';

CREATE FUNCTION cc_center.day_span(hours cc_center.work_hours, day date, holidays datemultirange DEFAULT '{}')
RETURNS tsrange LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_hours_day_span';
COMMENT ON FUNCTION cc_center.day_span(cc_center.work_hours, date, datemultirange) IS
    'From when the open time that begins on a day begins until it ends at the latest, perhaps on the next day: of 08:00-08:00 from 8:00 to 8:00 of the next day. What the day before leaves over midnight is no part of it. Local time; NULL where nothing begins on the day.';

-- the timetables of a center: instants, its zone, its day calendar

CREATE FUNCTION cc_center.is_open(center_id bigint, timetable text, at timestamptz)
RETURNS boolean LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_center_is_open';
REVOKE ALL ON FUNCTION cc_center.is_open(bigint, text, timestamptz) FROM PUBLIC;
COMMENT ON FUNCTION cc_center.is_open(bigint, text, timestamptz) IS
    'Tells whether a center is open at an instant, by a timetable of its rules in force.';
CREATE FUNCTION cc_center.is_open(center_id bigint, hours cc_center.work_hours, at timestamptz)
RETURNS boolean LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_center_is_open';
REVOKE ALL ON FUNCTION cc_center.is_open(bigint, cc_center.work_hours, timestamptz) FROM PUBLIC;
COMMENT ON FUNCTION cc_center.is_open(bigint, cc_center.work_hours, timestamptz) IS
    'Tells whether a center is open at an instant, by given hours.';
CREATE FUNCTION cc_center.working_time(center_id bigint, timetable text, from_time timestamptz, to_time timestamptz)
RETURNS interval LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_center_working_time';
REVOKE ALL ON FUNCTION cc_center.working_time(bigint, text, timestamptz, timestamptz) FROM PUBLIC;
COMMENT ON FUNCTION cc_center.working_time(bigint, text, timestamptz, timestamptz) IS
    'Returns the open time of a center between two instants, real time across changes of the clock, by a timetable of its rules in force.';
CREATE FUNCTION cc_center.working_time(center_id bigint, hours cc_center.work_hours, from_time timestamptz, to_time timestamptz)
RETURNS interval LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_center_working_time';
REVOKE ALL ON FUNCTION cc_center.working_time(bigint, cc_center.work_hours, timestamptz, timestamptz) FROM PUBLIC;
COMMENT ON FUNCTION cc_center.working_time(bigint, cc_center.work_hours, timestamptz, timestamptz) IS
    'Returns the open time of a center between two instants, real time across changes of the clock, by given hours.';
CREATE FUNCTION cc_center.add_working_time(center_id bigint, timetable text, from_time timestamptz, amount interval)
RETURNS timestamptz LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_center_add_working_time';
REVOKE ALL ON FUNCTION cc_center.add_working_time(bigint, text, timestamptz, interval) FROM PUBLIC;
COMMENT ON FUNCTION cc_center.add_working_time(bigint, text, timestamptz, interval) IS
    'Returns the instant at which that much open time of a center has passed, by a timetable of its rules in force.';
CREATE FUNCTION cc_center.add_working_time(center_id bigint, hours cc_center.work_hours, from_time timestamptz, amount interval)
RETURNS timestamptz LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_center_add_working_time';
REVOKE ALL ON FUNCTION cc_center.add_working_time(bigint, cc_center.work_hours, timestamptz, interval) FROM PUBLIC;
COMMENT ON FUNCTION cc_center.add_working_time(bigint, cc_center.work_hours, timestamptz, interval) IS
    'Returns the instant at which that much open time of a center has passed, by given hours.';
CREATE FUNCTION cc_center.next_open(center_id bigint, timetable text, at timestamptz)
RETURNS timestamptz LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_center_next_open';
REVOKE ALL ON FUNCTION cc_center.next_open(bigint, text, timestamptz) FROM PUBLIC;
COMMENT ON FUNCTION cc_center.next_open(bigint, text, timestamptz) IS
    'Returns a center''s first open instant at or after another, by a timetable of its rules in force.';
CREATE FUNCTION cc_center.next_open(center_id bigint, hours cc_center.work_hours, at timestamptz)
RETURNS timestamptz LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_center_next_open';
REVOKE ALL ON FUNCTION cc_center.next_open(bigint, cc_center.work_hours, timestamptz) FROM PUBLIC;
COMMENT ON FUNCTION cc_center.next_open(bigint, cc_center.work_hours, timestamptz) IS
    'Returns a center''s first open instant at or after another, by given hours.';
CREATE FUNCTION cc_center.next_close(center_id bigint, timetable text, at timestamptz)
RETURNS timestamptz LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_center_next_close';
REVOKE ALL ON FUNCTION cc_center.next_close(bigint, text, timestamptz) FROM PUBLIC;
COMMENT ON FUNCTION cc_center.next_close(bigint, text, timestamptz) IS
    'Returns the first instant after another at which a center''s open time ends, by a timetable of its rules in force.';
CREATE FUNCTION cc_center.next_close(center_id bigint, hours cc_center.work_hours, at timestamptz)
RETURNS timestamptz LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_center_next_close';
REVOKE ALL ON FUNCTION cc_center.next_close(bigint, cc_center.work_hours, timestamptz) FROM PUBLIC;
COMMENT ON FUNCTION cc_center.next_close(bigint, cc_center.work_hours, timestamptz) IS
    'Returns the first instant after another at which a center''s open time ends, by given hours.';
CREATE FUNCTION cc_center.open_periods(center_id bigint, timetable text, within tstzrange)
RETURNS SETOF tstzrange LANGUAGE c STABLE STRICT PARALLEL RESTRICTED ROWS 100
AS 'MODULE_PATHNAME', 'cc_center_open_periods';
REVOKE ALL ON FUNCTION cc_center.open_periods(bigint, text, tstzrange) FROM PUBLIC;
COMMENT ON FUNCTION cc_center.open_periods(bigint, text, tstzrange) IS
    'Lists a center''s open periods within a range of instants, cut to it, by a timetable of its rules in force.';
CREATE FUNCTION cc_center.open_periods(center_id bigint, hours cc_center.work_hours, within tstzrange)
RETURNS SETOF tstzrange LANGUAGE c STABLE STRICT PARALLEL RESTRICTED ROWS 100
AS 'MODULE_PATHNAME', 'cc_center_open_periods';
REVOKE ALL ON FUNCTION cc_center.open_periods(bigint, cc_center.work_hours, tstzrange) FROM PUBLIC;
COMMENT ON FUNCTION cc_center.open_periods(bigint, cc_center.work_hours, tstzrange) IS
    'Lists a center''s open periods within a range of instants, cut to it, by given hours.';
CREATE FUNCTION cc_center.day_span(center_id bigint, hours cc_center.work_hours, day date)
RETURNS tsrange LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_center_day_span';
REVOKE ALL ON FUNCTION cc_center.day_span(bigint, cc_center.work_hours, date) FROM PUBLIC;
COMMENT ON FUNCTION cc_center.day_span(bigint, cc_center.work_hours, date) IS
    'The same by a center''s day calendar, in its local time.';
CREATE FUNCTION cc_center.local_month(center_id bigint, at timestamptz)
RETURNS date LANGUAGE c STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_center_local_month';
REVOKE ALL ON FUNCTION cc_center.local_month(bigint, timestamptz) FROM PUBLIC;
COMMENT ON FUNCTION cc_center.local_month(bigint, timestamptz) IS
    'Returns the first day of the month in which an instant lies by the center''s clocks.';
CREATE FUNCTION cc_center.day_type(center_id bigint, day date)
RETURNS text LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_day_type';
REVOKE ALL ON FUNCTION cc_center.day_type(bigint, date) FROM PUBLIC;
COMMENT ON FUNCTION cc_center.day_type(bigint, date) IS
    'Returns weekday or weekend by the center''s day calendar: a holiday is weekend, a make-up workday is the weekday it acts as.';
CREATE FUNCTION cc_center.day_type(center_id bigint, day date, by_weekday boolean)
RETURNS text LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_day_type';
REVOKE ALL ON FUNCTION cc_center.day_type(bigint, date, boolean) FROM PUBLIC;
COMMENT ON FUNCTION cc_center.day_type(bigint, date, boolean) IS
    'Returns weekday or weekend, where by_weekday is true by the weekday alone, else by the center''s day calendar (U10).';
CREATE FUNCTION cc_center.in_repeated_time(center_id bigint, begins timestamptz, ends timestamptz)
RETURNS boolean LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'cc_in_repeated_time_sql';
REVOKE ALL ON FUNCTION cc_center.in_repeated_time(bigint, timestamptz, timestamptz) FROM PUBLIC;
COMMENT ON FUNCTION cc_center.in_repeated_time(bigint, timestamptz, timestamptz) IS
    'Whether a stretch of time lies wholly in an hour that the center''s clock shows for the second time, as at the end of summer time. A shift is stood once: what its timetable has in that hour again is neither a shift nor a rest of its own (I19).';
