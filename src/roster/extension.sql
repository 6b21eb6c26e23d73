-- roster: what the guards ask

CREATE FUNCTION cc_center.last_rostered_day(center_id bigint, staff_no text, except_days daterange)
RETURNS date LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'cc_last_rostered_day';
COMMENT ON FUNCTION cc_center.last_rostered_day(bigint, text, daterange) IS
    'The last day, not over yet, on which a person is rostered outside some days, as committed now; NULL where there is none.';
REVOKE ALL ON FUNCTION cc_center.last_rostered_day(bigint, text, daterange) FROM PUBLIC;

CREATE FUNCTION cc_center.require_current_roster(center_id bigint, first_day date, last_day date)
RETURNS void LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'cc_require_current_roster';
COMMENT ON FUNCTION cc_center.require_current_roster(bigint, date, date) IS
    'Fails with a serialization error (40001), to be tried again, where the roster rows of these days are not committed as the transaction sees them (I2).';
REVOKE ALL ON FUNCTION cc_center.require_current_roster(bigint, date, date) FROM PUBLIC;

CREATE FUNCTION cc_center.within_limit(may_hold boolean, period date, ordinal integer, slots integer)
RETURNS boolean LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cc_within_limit';
COMMENT ON FUNCTION cc_center.within_limit(boolean, date, integer, integer) IS
    'For a CHECK: a row holds no slot, its period, ordinal and limit being NULL, or it may hold one and the ordinal is from 1 to the limit (I35, I36).';
REVOKE ALL ON FUNCTION cc_center.within_limit(boolean, date, integer, integer) FROM PUBLIC;
