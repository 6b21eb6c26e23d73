-- access: what is recorded first, and then read

CREATE FUNCTION cc_center.make_durable()
RETURNS void LANGUAGE c VOLATILE STRICT
AS 'MODULE_PATHNAME', 'cc_make_durable';
COMMENT ON FUNCTION cc_center.make_durable() IS
    'For a transaction that has written something: waits until that, and with it all that was committed before, is on disk, whatever synchronous_commit their sessions chose. What is read on the strength of a record does not outlive it in a crash (D3.2).';
REVOKE ALL ON FUNCTION cc_center.make_durable() FROM PUBLIC;
