-- access: what is recorded first, and then read

CREATE FUNCTION cc_center.make_durable()
RETURNS void LANGUAGE c VOLATILE STRICT
AS 'MODULE_PATHNAME', 'cc_make_durable';
COMMENT ON FUNCTION cc_center.make_durable() IS
    'For a transaction that has written something: waits until that, and with it all that was committed before, is on disk, whatever synchronous_commit their sessions chose. What is read on the strength of a record does not outlive it in a crash (D3.2).';
REVOKE ALL ON FUNCTION cc_center.make_durable() FROM PUBLIC;

-- Where sessions come from is seen by a superuser only; health() is told how many places and how many without TLS, and no address.
CREATE FUNCTION cc_center.login_places()
RETURNS TABLE (login_role name, places bigint, unencrypted bigint)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT a.usename, count(DISTINCT a.client_addr), count(*) FILTER (WHERE a.client_addr IS NOT NULL AND a.client_addr << '127.0.0.0/8' IS FALSE AND a.client_addr <> '::1' AND NOT s.ssl)
    FROM pg_stat_activity a LEFT JOIN pg_stat_ssl s ON s.pid = a.pid
    WHERE a.usename IS NOT NULL AND a.backend_type = 'client backend'
    GROUP BY a.usename
$$;
COMMENT ON FUNCTION cc_center.login_places() IS
    'For health(): from how many network addresses each database role is logged in at present, and how many of its sessions come over the network without TLS (G4.1, I10). Runs with the rights of who created the extension.';
REVOKE ALL ON FUNCTION cc_center.login_places() FROM PUBLIC;
