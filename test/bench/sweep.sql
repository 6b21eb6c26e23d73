-- Past cases, put in directly, two finished legs each, as a year would leave them behind; then 5,000 open
-- legs of people on duty on 9 October. :past is the number of past cases.
SET session_replication_role = replica;
SET synchronous_commit = off;
INSERT INTO cc_center.cases (center_id, case_id, leg_no, version, reported_at, closed_at, case_number, street, channel,
                             category, description, stage, first_contact, recorded_at, recorded_by)
SELECT 1, n, 2, 1, at, at + interval '1 hour', 'GL-' || n, '湖南路', 'hotline', '占道经营', '路边摊贩占用人行道', 'closed', '101', at, 'bench'
  FROM (SELECT n, '2018-10-01 00:00+08'::timestamptz - (:past - n) * interval '1 year' / :past AS at
          FROM generate_series(1, :past) AS n) c;
INSERT INTO cc_center.leg (center_id, case_id, leg_no, version, received_at, clock_start, due_at, shift_ends_at, attention_at,
                           finished_at, leg_kind, role, street, shift, holder, finished_by, outcome)
SELECT 1, n, l, 1, at, at, at + interval '15 minutes', at + interval '4 hours', at + interval '15 minutes',
       at + interval '10 minutes', CASE l WHEN 1 THEN 'pre_filing' ELSE 'filing' END,
       CASE l WHEN 1 THEN 'operator' ELSE 'shift_leader' END, '湖南路', 'early', '101', '101',
       CASE l WHEN 1 THEN 'pre_filed' ELSE 'filed' END
  FROM (SELECT n, l, '2018-10-01 00:00+08'::timestamptz - (:past - n) * interval '1 year' / :past + l * interval '10 minutes' AS at
          FROM generate_series(1, :past) AS n, generate_series(1, 2) AS l) p;
SELECT setval('cc_center.case_id_seq', :past + 10000000) \g /dev/null
RESET session_replication_role;
SET cc_center.now = '2018-10-09 10:00+08';
INSERT INTO cc_center.cases (center_id, street, channel, category, description, reference)
SELECT * FROM bench.arrival LIMIT 5000;
RESET cc_center.now;
VACUUM (FREEZE, ANALYZE) cc_center.cases, cc_center.leg;

-- The floor of marking legs overdue: one UPDATE of the same rows, found by the same index.
CREATE FUNCTION bench.mark_overdue(at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  marked bigint;
BEGIN
  UPDATE cc_center.leg l SET overdue_at = at, attention_at = coalesce(l.shift_ends_at, 'infinity')
   WHERE l.center_id = 1 AND l.finished_at IS NULL AND l.attention_at <= at AND l.overdue_at IS NULL;
  GET DIAGNOSTICS marked = ROW_COUNT;
  RETURN marked;
END
$$;
