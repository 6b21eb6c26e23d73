-- For tests of complaints, after act.sql: a center of the round-the-clock preset, with kinds and limits of its own. Run with \ir.

CREATE FUNCTION pg_temp.as(center bigint, who text, call text) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.act(format('a%s_%s', center, who), 'SELECT ''done'' FROM (SELECT cc_center.' || format(call, center) || ') k')
$$;

-- The nth complaint of a center.
CREATE FUNCTION pg_temp.nth(center bigint, n integer) RETURNS bigint LANGUAGE sql SECURITY DEFINER AS $$
  SELECT c.complaint_id FROM cc_center.complaint c WHERE c.center_id = center ORDER BY c.complaint_id OFFSET n - 1 LIMIT 1
$$;

-- A call about the nth complaint there will be: it is looked up when the call is run.
CREATE FUNCTION pg_temp.one(center bigint, n integer, call text) RETURNS text LANGUAGE sql AS $$
  SELECT format(call, format('(SELECT pg_temp.nth(%s, %s))', center, n))
$$;
GRANT EXECUTE ON FUNCTION pg_temp.nth(bigint, integer) TO PUBLIC;

CREATE FUNCTION pg_temp.set_up_complaints(center bigint, code text, hours text DEFAULT '24/7') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.set_up(center, code, 'round_the_clock');
    INSERT INTO cc_center.staff (center_id, staff_no, name, role, active) VALUES (center, '299', '离职', 'shift_leader', '(,2018-10-01)');
    INSERT INTO cc_center.street (center_id, street) VALUES (center, 'A区'), (center, 'B区') ON CONFLICT DO NOTHING;
    SET LOCAL session_replication_role = replica;
    INSERT INTO cc_center.complaint_kind VALUES (center, 1, '态度', 'A18'), (center, 1, '时效', 'A18'), (center, 1, '结果', 'A18');
    UPDATE cc_center.complaint_limit l SET hours = set_up_complaints.hours::cc_center.work_hours, complaint_limit = v.allowed, attempts = v.attempts
    FROM (VALUES ('accept', interval '1 day', NULL), ('investigate', '3 days', NULL), ('feedback', '2 days', 3)) v (step, allowed, attempts)
    WHERE l.center_id = center AND l.step = v.step;
    SET LOCAL session_replication_role = origin;
END
$$;
