-- What the views read: a question about open legs, one case or one month goes by an index, under row-level security too.
BEGIN;
SET LOCAL client_min_messages = warning;
SELECT plan(21);

-- A year of 24,000 finished legs and 50 open ones, put in directly.
SELECT cc_center.create_center(9530, 'RD', '读数中心');
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9530, '101', '甲', 'operator'), (9530, '901', '乙', 'supervisor');
CREATE ROLE reads_supervisor;
SELECT cc_center.enrol(9530, '901', 'reads_supervisor');
SET LOCAL session_replication_role = replica;
INSERT INTO cc_center.leg (center_id, case_id, leg_no, version, received_at, clock_start, due_at, attention_at, finished_at,
                           leg_kind, role, street, holder, finished_by, outcome)
SELECT 9530, n, 1, 1, at, at, at + interval '15 minutes', at, CASE WHEN n <= 24000 THEN at + interval '1 minute' * (n % 20) END,
       'pre_filing', 'operator', '江东', '101', CASE WHEN n <= 24000 THEN '101' END, CASE WHEN n <= 24000 THEN 'pre_filed' END
FROM generate_series(1, 24050) n, LATERAL (SELECT '2018-01-01 00:00+08'::timestamptz + n * interval '21.9 minutes' AS at) t;
INSERT INTO cc_center.cases (center_id, case_id, leg_no, version, reported_at, case_number, street, channel, category, description,
                             stage, recorded_at, recorded_by)
SELECT center_id, case_id, leg_no, version, received_at, 'RD' || case_id, street, 'hotline', '类', '述', 'reported', received_at, 'test'
FROM cc_center.leg WHERE center_id = 9530;
SET LOCAL session_replication_role = origin;
-- as autovacuum leaves it, and without what other tests left in it
REINDEX INDEX cc_center.leg_finished;
ANALYZE cc_center.leg;
ANALYZE cc_center.cases;

-- How many legs a statement looks at, counting those it then leaves out.
CREATE FUNCTION pg_temp.legs_read(statement text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    plan jsonb;
BEGIN
    EXECUTE 'EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ' || statement INTO plan;
    RETURN (SELECT sum((n.node ->> 'Actual Loops')::numeric * ((n.node ->> 'Actual Rows')::numeric
                       + coalesce((n.node ->> 'Rows Removed by Filter')::numeric, 0)
                       + coalesce((n.node ->> 'Rows Removed by Index Recheck')::numeric, 0)))::bigint
            FROM jsonb_path_query(plan, 'strict $.**?(@."Relation Name" == "leg")') n (node));
END
$$;
SET LOCAL max_parallel_workers_per_gather = 0;

CREATE TEMP TABLE question (most bigint, statement text, about text);
INSERT INTO question VALUES
    (10, $$SELECT * FROM cc_center.case_timeline WHERE center_id = 9530 AND case_number = 'RD700'$$, 'I29 the timeline of a case by number reads its legs'),
    (10, $$SELECT * FROM cc_center.case_timeline WHERE center_id = 9530 AND case_id = 700$$, 'I29 and by id'),
    (200, $$SELECT * FROM cc_center.backlog WHERE center_id = 9530$$, 'I24 the backlog reads the open legs'),
    (200, $$SELECT * FROM cc_center.overdue WHERE center_id = 9530 AND finished_at IS NULL$$, 'I24 what lies too long now, too'),
    (200, $$SELECT * FROM cc_center.overdue WHERE center_id = 9530 AND due_at >= '2018-06-01 00:00+08' AND due_at < '2018-06-02 00:00+08'$$,
     'I24 and what was too late on a day'),
    (8000, $$SELECT * FROM cc_center.overdue WHERE center_id = 9530$$, 'I24 all that was ever too late reads hardly more than that'),
    (200, $$SELECT * FROM cc_center.workload WHERE center_id = 9530$$, 'and so does the workload'),
    (8000, $$SELECT * FROM cc_center.retention_month WHERE center_id = 9530 AND month = '2018-06-01'$$, 'I24 the figures of a month read about a month'),
    (26000, $$SELECT * FROM cc_center.retention_month WHERE center_id = 9530$$, 'I24 those of all months read every leg once'),
    (37000, $$SELECT * FROM cc_center.retention_month WHERE center_id = 9530 AND month >= '2018-01-01' AND month < '2019-01-01'$$,
     'I24 and those of a year hardly more');
GRANT SELECT ON question TO reads_supervisor;
SELECT cmp_ok(pg_temp.legs_read(statement), '<=', most, about) FROM question;
SET LOCAL track_functions = 'all';
SET LOCAL ROLE reads_supervisor;
SELECT cmp_ok(pg_temp.legs_read(statement), '<=', most, about || ', as a supervisor') FROM question;
RESET ROLE;
SELECT ok(sum(calls) BETWEEN 1 AND 300, 'who is asking is found out for each statement, not for each leg')
FROM pg_stat_xact_user_functions WHERE funcname ~ '^acting_';
SELECT * FROM finish();
ROLLBACK;
