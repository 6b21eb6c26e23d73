-- roster: what the guards ask

CREATE FUNCTION cc_center.last_rostered_day(center_id bigint, staff_no text, except_days daterange)
RETURNS date LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'cc_last_rostered_day';
COMMENT ON FUNCTION cc_center.last_rostered_day(bigint, text, daterange) IS
    'The last day, not over yet, on which a person is rostered outside some days, as committed now; NULL where there is none.';
REVOKE ALL ON FUNCTION cc_center.last_rostered_day(bigint, text, daterange) FROM PUBLIC;
