-- A month's figures and what missed them, against a recount of random items that adds up their open days one by one and sorts them
-- into months by their local text; and what a question about one month reads (F2.2, G2.1).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'America/New_York';
SELECT no_plan();
INSERT INTO cc_center.preset_part (preset, area, rules) VALUES ('office', 'service_levels', $$ {"tables": {"service_level": [
    {"service_level": "a", "subject": "leg", "leg_kind": "pre_filing", "hours": "Mo-Fr 09:00-17:00; PH off", "within": "8 hours", "share": 90, "clause": "G2.1"},
    {"service_level": "b", "subject": "leg", "leg_kind": "*", "within": "30 hours", "share": 60, "clause": "G2.1"},
    {"service_level": "c", "subject": "leg", "leg_kind": "filing", "category": "投诉", "priority": "urgent", "hours": "Mo-Fr 09:00-17:00; PH off", "within": "4 hours", "share": 50, "clause": "G2.1"},
    {"service_level": "d", "subject": "case", "channel": "phone", "hours": "Mo-Fr 09:00-17:00; PH off", "within": "24 hours", "share": 66.6, "clause": "G2.1"},
    {"service_level": "e", "subject": "case", "priority": "urgent", "within": "20 hours", "share": 40, "clause": "G2.1"},
    {"service_level": "f", "subject": "call", "hours": "Mo-Fr 09:00-17:00; PH off", "answer_seconds": 30, "share": 80, "clause": "G2.1"}]}} $$);
SET LOCAL cc_center.now = '2018-10-20 12:00+08';
SELECT cc_center.create_center(9941, 'SLR', '复算中心', preset => 'office'), cc_center.create_center(9942, 'SLS', '另一中心', preset => 'office');

-- From August to the present, over the holidays and make-up workdays of September and October; some left, some open.
SELECT setseed(0.4711);
CREATE TEMP TABLE item AS
SELECT n, 9941 + (n % 7 = 0)::integer AS center_id, (ARRAY['leg', 'leg', 'case', 'call'])[1 + n % 4] AS subject,
       (ARRAY['pre_filing', 'filing', 'closing'])[1 + (random() * 2.99)::integer % 3] AS kind, (ARRAY['投诉', '咨询'])[1 + n % 2] AS category,
       (ARRAY['urgent', 'normal'])[1 + (random() * 1.99)::integer % 2] AS priority, (ARRAY['phone', 'web'])[1 + (random() * 1.99)::integer % 2] AS channel,
       date_trunc('second', '2018-08-01 00:00+08'::timestamptz + random() * interval '80 days') AS began, random() AS luck, random() AS length
FROM generate_series(1, 1600) n;
ALTER TABLE item ADD ended timestamptz, ADD left_so boolean;
UPDATE item SET ended = CASE WHEN luck < 0.9 THEN began + CASE subject WHEN 'call' THEN (length * 60)::integer * interval '1 second' ELSE (length * 400000)::integer * interval '1 second' END END,
                left_so = subject <> 'case' AND luck < 0.15;
UPDATE item SET ended = NULL, left_so = false WHERE ended > '2018-10-20 12:00+08';
SET LOCAL session_replication_role = replica;
INSERT INTO cc_center.cases (center_id, case_id, leg_no, version, reported_at, closed_at, recorded_at, case_number, street, channel, category, description, priority, stage, recorded_by)
SELECT center_id, n, 1, CASE WHEN subject = 'case' THEN 1 ELSE 0 END, began, ended, began, 'SLR-' || n, '街', channel, category, '述', priority, 'x', 'x' FROM item WHERE subject <> 'call';
INSERT INTO cc_center.leg (center_id, case_id, leg_no, version, received_at, attention_at, finished_at, leg_kind, role, street, holder, outcome)
SELECT center_id, n, 1, 1, began, began, ended, kind, 'operator', '街', '101', CASE WHEN ended IS NOT NULL THEN CASE WHEN left_so THEN 'handed_over' ELSE 'filed' END END FROM item WHERE subject = 'leg';
INSERT INTO cc_center.call (center_id, call_id, version, offered_at, answered_at, ended_at, line, number_class, source)
SELECT center_id, n, 1, began, CASE WHEN NOT left_so THEN ended END, ended, 'L', 'hidden', 'import' FROM item WHERE subject = 'call';
SET LOCAL session_replication_role = origin;

-- The recount. Open seconds are added up day by day, from lists of days off and of Saturdays and Sundays worked.
CREATE TEMP TABLE wanted (level text, subject text, kind text, category text, priority text, channel text, office boolean, seconds integer, share numeric);
INSERT INTO wanted VALUES ('a', 'leg', 'pre_filing', NULL, NULL, NULL, true, 28800, 90), ('b', 'leg', NULL, NULL, NULL, NULL, false, 108000, 60),
    ('c', 'leg', 'filing', '投诉', 'urgent', NULL, true, 14400, 50), ('d', 'case', NULL, NULL, NULL, 'phone', true, 86400, 66.6),
    ('e', 'case', NULL, NULL, 'urgent', NULL, false, 72000, 40), ('f', 'call', NULL, NULL, NULL, NULL, true, 30, 80);
CREATE TEMP TABLE office_day AS
SELECT d::date AS day, tstzrange((d::date + time '09:00') AT TIME ZONE 'Asia/Shanghai', (d::date + time '17:00') AT TIME ZONE 'Asia/Shanghai') AS open
FROM generate_series('2018-07-31'::timestamp, '2018-10-21', '1 day') d
WHERE (to_char(d, 'Dy') NOT IN ('Sat', 'Sun') OR d::date IN ('2018-09-29', '2018-09-30'))
  AND d::date NOT IN ('2018-09-24', '2018-10-01', '2018-10-02', '2018-10-03', '2018-10-04', '2018-10-05');
CREATE TEMP TABLE recount AS
SELECT i.center_id, i.n, w.level, left((i.began AT TIME ZONE 'Asia/Shanghai')::text, 7) || '-01' AS month, w.share, w.seconds, t.took,
       CASE WHEN t.took > w.seconds THEN 'missed' WHEN i.ended IS NULL THEN 'undecided' WHEN i.left_so THEN 'left' ELSE 'reached' END AS state
FROM item i
JOIN wanted w ON w.subject = i.subject AND coalesce(w.kind, i.kind) = i.kind AND coalesce(w.category, i.category) = i.category
     AND coalesce(w.priority, i.priority) = i.priority AND coalesce(w.channel, i.channel) = i.channel
CROSS JOIN LATERAL (SELECT coalesce(i.ended, '2018-10-20 12:00+08') AS until) u
CROSS JOIN LATERAL (
    SELECT CASE WHEN w.office THEN (SELECT coalesce(sum(extract(epoch FROM least(u.until, upper(o.open)) - greatest(i.began, lower(o.open)))), 0)
                                    FROM office_day o WHERE o.open && tstzrange(i.began, u.until))
                ELSE extract(epoch FROM u.until - i.began) END AS took) t;
SELECT cmp_ok((SELECT count(DISTINCT (level, state))::integer FROM recount), '>=', 20, 'F2.2 the items are of all kinds');
SELECT set_eq($$ SELECT center_id, coalesce(case_id, call_id), service_level, month::text, extract(epoch FROM took)::numeric, state FROM cc_center.service_level_item WHERE center_id IN (9941, 9942) $$,
              $$ SELECT center_id, n::bigint, level, month, took::numeric, state FROM recount $$, 'F2.2 each item is as recounted');
SELECT set_eq($$ SELECT center_id, month::text, service_level, counted, reached, missed, undecided, share_reached FROM cc_center.service_level_month WHERE center_id IN (9941, 9942) $$,
              $$ SELECT center_id, month, level, count(*) FILTER (WHERE state IN ('reached', 'missed')) AS c, count(*) FILTER (WHERE state = 'reached') AS r,
                        count(*) FILTER (WHERE state = 'missed') AS m, count(*) FILTER (WHERE state = 'undecided') AS u,
                        round(avg(CASE state WHEN 'reached' THEN 100.0 WHEN 'missed' THEN 0 END), 2)
                 FROM recount GROUP BY 1, 2, 3 $$, 'F2.2 so are the months');
SELECT set_eq($$ SELECT center_id, month::text, service_level, met FROM cc_center.service_level_month WHERE center_id IN (9941, 9942) $$,
              $$ SELECT center_id, month, level, CASE WHEN month < '2018-10' AND decided > 0 AND best = worst THEN best END
                 FROM (SELECT center_id, month, level, count(*) FILTER (WHERE state IN ('reached', 'missed')) AS decided,
                              avg(CASE state WHEN 'reached' THEN 100 WHEN 'undecided' THEN 100 WHEN 'missed' THEN 0 END) >= max(share) AS best,
                              avg(CASE state WHEN 'reached' THEN 100 WHEN 'undecided' THEN 0 WHEN 'missed' THEN 0 END) >= max(share) AS worst
                       FROM recount GROUP BY 1, 2, 3) f $$, 'F2.2 and whether they met it, at the best and at the worst');
SELECT set_eq($$ SELECT center_id, coalesce(case_id, call_id), service_level, extract(epoch FROM late_by)::numeric FROM cc_center.service_level_missed WHERE center_id IN (9941, 9942) $$,
              $$ SELECT center_id, n::bigint, level, (took - seconds)::numeric FROM recount WHERE state = 'missed' $$, 'F2.2 by those that are named, each by as much as it was too late');

-- ---- what a question reads ------------------------------------------------------------------------------------------

INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9941, '901', '乙', 'supervisor');
CREATE ROLE recount_supervisor;
SELECT cc_center.enrol(9941, '901', 'recount_supervisor');
SET LOCAL session_replication_role = replica;
INSERT INTO cc_center.leg (center_id, case_id, leg_no, version, received_at, attention_at, finished_at, leg_kind, role, street, holder, outcome)
SELECT 9941, n, 2, 1, at, at, at + interval '1 minute', 'pre_filing', 'operator', '街', '101', 'x'
FROM generate_series(10001, 34000) n, LATERAL (SELECT '2017-10-15 00:00+08'::timestamptz + (n - 10000) * interval '21.9 minutes' AS at) t;
INSERT INTO cc_center.cases (center_id, case_id, leg_no, version, reported_at, recorded_at, case_number, street, channel, category, description, stage, recorded_by)
SELECT center_id, case_id, leg_no, version, received_at, received_at, 'SLR' || case_id, '街', 'web', '类', '述', 'x', 'x' FROM cc_center.leg WHERE center_id = 9941 AND leg_no = 2;
INSERT INTO cc_center.call (center_id, call_id, version, offered_at, ended_at, line, number_class, source)
SELECT center_id, case_id, 1, received_at, received_at, 'L', 'hidden', 'import' FROM cc_center.leg WHERE center_id = 9941 AND leg_no = 2;
SET LOCAL session_replication_role = origin;
REINDEX INDEX cc_center.leg_received;
REINDEX INDEX cc_center.cases_reported;
ANALYZE cc_center.leg;
ANALYZE cc_center.cases;
ANALYZE cc_center.call;
CREATE FUNCTION pg_temp.rows_read(relation text, statement text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    plan jsonb;
BEGIN
    EXECUTE 'EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ' || statement INTO plan;
    RETURN (SELECT sum((n.node ->> 'Actual Loops')::numeric * ((n.node ->> 'Actual Rows')::numeric
                       + coalesce((n.node ->> 'Rows Removed by Filter')::numeric, 0)
                       + coalesce((n.node ->> 'Rows Removed by Index Recheck')::numeric, 0)))::bigint
            FROM jsonb_path_query(plan, 'strict $.**?(@."Relation Name" == $r)', jsonb_build_object('r', relation)) n (node));
END
$$;
SET LOCAL max_parallel_workers_per_gather = 0;
CREATE TEMP TABLE question (relation text, most bigint, statement text, about text);
INSERT INTO question
SELECT r.relation, v.most, v.statement, v.about || r.relation FROM (VALUES ('leg'), ('cases'), ('call')) r (relation)
CROSS JOIN (VALUES (12000, $$ SELECT * FROM cc_center.service_level_month WHERE center_id = 9941 AND month = '2018-06-01' $$, 'F2.2 the figures of a month read about a month of '),
                   (12000, $$ SELECT * FROM cc_center.service_level_missed WHERE center_id = 9941 AND month = '2018-06-01' $$, 'F2.2 so does what missed it of ')) v (most, statement, about);
GRANT SELECT ON question TO recount_supervisor;
SELECT cmp_ok(pg_temp.rows_read(relation, statement), '<=', most, about) FROM question;
SET LOCAL ROLE recount_supervisor;
SELECT cmp_ok(pg_temp.rows_read(relation, statement), '<=', most, about || ', for a supervisor') FROM question;
RESET ROLE;
SELECT * FROM finish();
ROLLBACK;
