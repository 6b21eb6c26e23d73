-- reports: what their views need of C

CREATE FUNCTION cc_center.nth_row() RETURNS bigint LANGUAGE c VOLATILE PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'cc_nth_row';
REVOKE ALL ON FUNCTION cc_center.nth_row() FROM PUBLIC;
COMMENT ON FUNCTION cc_center.nth_row() IS
    'Returns how often this place of a query has been asked in this execution, 1 the first time: numbers rows as a scan finds them, after its conditions and before it has found all.';
