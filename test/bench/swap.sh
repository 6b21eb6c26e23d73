# shellcheck shell=bash
# Swap requests, 32 clients: the place of a month that a request takes, against the same INSERT by the same kind of function
# without protection: into a table of the same columns, checks and foreign keys, with an index to look a person's month up by, but
# without places, and without the index that lets a shift be repaid once. No two requests want the same place, so nothing is
# refused and only the protection's price is left.
SWAP_CLIENTS=32

sql <<'SQL'
SELECT cc_center.create_center(3, 'SB', '换班测速', preset => 'gulou') \g /dev/null
INSERT INTO cc_center.staff (center_id, staff_no, name, role) SELECT 3, to_char(i, 'FM0000'), '员工', 'operator' FROM generate_series(0, 499) i;
CREATE SEQUENCE bench.swap_no CACHE 1;
CREATE TABLE bench.swap (LIKE cc_center.swap INCLUDING DEFAULTS INCLUDING CONSTRAINTS, PRIMARY KEY (center_id, swap_id),
    FOREIGN KEY (center_id, requester) REFERENCES cc_center.staff, FOREIGN KEY (center_id, partner) REFERENCES cc_center.staff,
    FOREIGN KEY (center_id, returns) REFERENCES bench.swap);
ALTER TABLE bench.swap DROP CONSTRAINT swap_within_limit;
CREATE INDEX ON bench.swap (center_id, requester, swap_kind, period);
CREATE FUNCTION bench.swap_request(n bigint) RETURNS cc_center.swap LANGUAGE plpgsql AS $$
DECLARE
    request cc_center.swap;
BEGIN
    request.center_id := 3;
    request.swap_kind := 'single';
    request.requester := to_char(n % 500, 'FM0000');
    request.partner := to_char((n + 1) % 500, 'FM0000');
    request.version := 1;
    request.requested_at := now();
    RETURN request;
END
$$;
CREATE FUNCTION bench.swap_protected() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    n bigint := nextval('bench.swap_no');
    rule cc_center.swap_rule;
BEGIN
    SELECT r.* INTO rule FROM cc_center.swap_rule r WHERE r.center_id = 3 AND r.version = 1 AND r.swap_kind = 'single';
    RETURN cc_center.open_swap(bench.swap_request(n), date '2000-01-15' + (n / 500 * 31)::integer, rule);
END
$$;
CREATE FUNCTION bench.open_swap(request cc_center.swap, first_day date, rule cc_center.swap_rule) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    new_id bigint;
BEGIN
    INSERT INTO bench.swap (center_id, swap_kind, requester, partner, period, version, requested_at)
    VALUES (request.center_id, request.swap_kind, request.requester, request.partner, date_trunc(rule.period, first_day::timestamp)::date,
            request.version, request.requested_at)
    RETURNING swap_id INTO new_id;
    RETURN new_id;
END
$$;
CREATE FUNCTION bench.swap_plain() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    n bigint := nextval('bench.swap_no');
    rule cc_center.swap_rule;
BEGIN
    SELECT r.* INTO rule FROM cc_center.swap_rule r WHERE r.center_id = 3 AND r.version = 1 AND r.swap_kind = 'single';
    RETURN bench.open_swap(bench.swap_request(n), date '2000-01-15' + (n / 500 * 31)::integer, rule);
END
$$;
GRANT USAGE ON SEQUENCE bench.swap_no TO PUBLIC;
-- as wherever a request begins
ALTER ROLE bench_super SET enable_seqscan = off;
SQL
echo 'SELECT bench.swap_protected();' >"$SCRIPTS/swap_protected.pgbench"
echo 'SELECT bench.swap_plain();' >"$SCRIPTS/swap_plain.pgbench"

swap_run() {
  load "$1" bench_super "swap_$1" -c "$SWAP_CLIENTS" -j 2 -T "$BENCH_SECONDS"
}

rounds "$BENCH_ROUNDS" swap_run protected plain
report "$SWAP_CLIENTS clients: tps, with the month's place / without" "$(ratio protected plain tps)" '>=' 0.9 \
  "$(median protected tps) against $(median plain tps) tps, $(median protected cpu) against $(median plain cpu) us CPU"
report "requests over the limit" "$(sql -c "SELECT count(*) FROM (SELECT FROM cc_center.swap WHERE center_id = 3 GROUP BY requester, period HAVING count(*) > 1) k")" '<=' 0
sql -c 'ALTER ROLE bench_super RESET enable_seqscan'
