-- Until when each step of a complaint complies, and whether it was late: a truth table worked out by hand from the calendar, and not by the
-- code (A19, G2.3, U10). 2018 around National Day: Sat 09-29 and Sun 09-30 are make-up workdays, 10-01 to 10-07 are off; at New Year Sat 12-29
-- is a make-up workday, 12-30 to 01-01 are off. 10-13 and 10-14, 10-20 and 10-21 are plain weekends.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SET LOCAL TimeZone = 'America/New_York';
\ir ../../lib/act.sql
\ir ../../lib/complaints.sql
SELECT * FROM no_plan();
SELECT pg_temp.set_up_complaints(9961, 'LIMITSW', 'Mo-Fr; PH off'), pg_temp.set_up_complaints(9962, 'LIMITSC'), pg_temp.set_up_complaints(9963, 'LIMITSN');
SET LOCAL session_replication_role = replica;
-- one kind has limits of its own, the others those of *; the third center sets none
INSERT INTO cc_center.complaint_limit VALUES (9961, 1, '时效', 'accept', 'Mo-Fr 09:00-12:00,13:00-18:00; PH off', '8 hours', NULL, 'G2.3'), (9961, 1, '结果', 'accept', NULL, NULL, NULL, 'G2.3');
UPDATE cc_center.complaint_limit SET hours = NULL, complaint_limit = NULL WHERE center_id = 9963;
SET LOCAL session_replication_role = origin;

-- ---- the truth ------------------------------------------------------------------------------------------------------
-- accept: one day, investigate: three, feedback: two, of workdays in center 9961, running on in 9962
CREATE TEMP TABLE truth (center bigint, kind text, step text, begins timestamp, due timestamp);
INSERT INTO truth VALUES
  -- an ordinary day
  (9961, '态度', 'accept', '2018-10-10 10:00:00', '2018-10-11 10:00:00'), (9961, '态度', 'investigate', '2018-10-10 10:00:00', '2018-10-15 10:00:00'), (9961, '态度', 'feedback', '2018-10-10 10:00:00', '2018-10-12 10:00:00'),
  -- over a weekend, the second before it, at it, after it
  (9961, '态度', 'accept', '2018-10-12 00:00:00', '2018-10-13 00:00:00'), (9961, '态度', 'accept', '2018-10-12 00:00:01', '2018-10-15 00:00:01'),
  (9961, '态度', 'accept', '2018-10-12 09:59:59', '2018-10-15 09:59:59'), (9961, '态度', 'accept', '2018-10-12 10:00:00', '2018-10-15 10:00:00'), (9961, '态度', 'accept', '2018-10-12 10:00:01', '2018-10-15 10:00:01'),
  (9961, '态度', 'accept', '2018-10-12 23:59:59', '2018-10-15 23:59:59'), (9961, '态度', 'accept', '2018-10-13 00:00:00', '2018-10-16 00:00:00'), (9961, '态度', 'accept', '2018-10-13 00:00:01', '2018-10-16 00:00:00'),
  (9961, '态度', 'accept', '2018-10-14 23:59:59', '2018-10-16 00:00:00'), (9961, '态度', 'accept', '2018-10-15 00:00:00', '2018-10-16 00:00:00'), (9961, '态度', 'accept', '2018-10-15 00:00:01', '2018-10-16 00:00:01'),
  (9961, '态度', 'investigate', '2018-10-12 10:00:00', '2018-10-17 10:00:00'), (9961, '态度', 'investigate', '2018-10-13 12:00:00', '2018-10-18 00:00:00'), (9961, '态度', 'feedback', '2018-10-11 17:00:00', '2018-10-15 17:00:00'),
  (9961, '态度', 'feedback', '2018-10-14 23:59:59', '2018-10-17 00:00:00'),
  -- onto make-up workdays, between them, and over the holiday
  (9961, '态度', 'accept', '2018-09-28 10:00:00', '2018-09-29 10:00:00'), (9961, '态度', 'accept', '2018-09-28 23:59:59', '2018-09-29 23:59:59'), (9961, '态度', 'accept', '2018-09-29 00:00:00', '2018-09-30 00:00:00'),
  (9961, '态度', 'accept', '2018-09-29 00:00:01', '2018-09-30 00:00:01'), (9961, '态度', 'accept', '2018-09-29 10:00:00', '2018-09-30 10:00:00'), (9961, '态度', 'accept', '2018-09-30 00:00:00', '2018-10-01 00:00:00'),
  (9961, '态度', 'accept', '2018-09-30 00:00:01', '2018-10-08 00:00:01'), (9961, '态度', 'accept', '2018-09-30 10:00:00', '2018-10-08 10:00:00'), (9961, '态度', 'accept', '2018-09-30 23:59:59', '2018-10-08 23:59:59'),
  (9961, '态度', 'accept', '2018-10-01 00:00:00', '2018-10-09 00:00:00'), (9961, '态度', 'accept', '2018-10-03 12:00:00', '2018-10-09 00:00:00'), (9961, '态度', 'accept', '2018-10-07 23:59:59', '2018-10-09 00:00:00'),
  (9961, '态度', 'accept', '2018-10-08 00:00:00', '2018-10-09 00:00:00'), (9961, '态度', 'accept', '2018-10-08 00:00:01', '2018-10-09 00:00:01'),
  (9961, '态度', 'investigate', '2018-09-27 10:00:00', '2018-09-30 10:00:00'), (9961, '态度', 'investigate', '2018-09-28 10:00:00', '2018-10-08 10:00:00'), (9961, '态度', 'investigate', '2018-10-05 10:00:00', '2018-10-11 00:00:00'),
  (9961, '态度', 'feedback', '2018-09-28 23:59:59', '2018-09-30 23:59:59'), (9961, '态度', 'feedback', '2018-09-29 09:00:00', '2018-10-08 09:00:00'), (9961, '态度', 'feedback', '2018-12-28 09:00:00', '2019-01-02 09:00:00'),
  (9961, '态度', 'feedback', '2018-12-29 09:00:00', '2019-01-03 09:00:00'), (9961, '态度', 'accept', '2018-12-29 23:59:59', '2019-01-02 23:59:59'), (9961, '态度', 'accept', '2018-12-30 00:00:00', '2019-01-03 00:00:00'),
  -- a kind of its own: eight hours of the office, with its noon
  (9961, '时效', 'accept', '2018-10-12 09:00:00', '2018-10-12 18:00:00'), (9961, '时效', 'accept', '2018-10-12 10:00:00', '2018-10-15 10:00:00'), (9961, '时效', 'accept', '2018-10-12 12:30:00', '2018-10-15 12:00:00'),
  (9961, '时效', 'accept', '2018-10-12 18:00:00', '2018-10-15 18:00:00'), (9961, '时效', 'accept', '2018-09-30 17:00:00', '2018-10-08 17:00:00'), (9961, '时效', 'accept', '2018-09-28 17:00:00', '2018-09-29 17:00:00'),
  -- the other steps of that kind by *; a kind whose limit is left open has none
  (9961, '时效', 'investigate', '2018-10-10 10:00:00', '2018-10-15 10:00:00'), (9961, '结果', 'accept', '2018-10-10 10:00:00', NULL), (9961, '结果', 'feedback', '2018-10-10 10:00:00', '2018-10-12 10:00:00'),
  -- running on, whatever the day
  (9962, '态度', 'accept', '2018-10-12 10:00:00', '2018-10-13 10:00:00'), (9962, '态度', 'accept', '2018-10-12 23:59:59', '2018-10-13 23:59:59'), (9962, '态度', 'accept', '2018-10-13 00:00:00', '2018-10-14 00:00:00'),
  (9962, '态度', 'accept', '2018-10-01 00:00:01', '2018-10-02 00:00:01'), (9962, '态度', 'investigate', '2018-09-29 10:00:00', '2018-10-02 10:00:00'), (9962, '态度', 'feedback', '2018-12-31 00:00:00', '2019-01-02 00:00:00'),
  (9963, '态度', 'accept', '2018-10-10 10:00:00', NULL), (9963, '态度', 'investigate', '2018-10-10 10:00:00', NULL), (9963, '态度', 'feedback', '2018-10-10 10:00:00', NULL);
SELECT is(d.due_at AT TIME ZONE 'Asia/Shanghai', t.due, format('G2.3 %s %s %s from %s', t.center, t.kind, t.step, t.begins))
  FROM truth t CROSS JOIN LATERAL cc_center.complaint_due(t.center, 1, t.kind, t.step, t.begins AT TIME ZONE 'Asia/Shanghai') d ORDER BY t.center, t.kind, t.step, t.begins;

-- ---- as it happens --------------------------------------------------------------------------------------------------
-- A complaint whose step begins then, and ends at its due, or a second before or after it; how late the view says it was.
CREATE FUNCTION pg_temp.how_late(t truth, seconds integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  begins constant timestamptz := t.begins AT TIME ZONE 'Asia/Shanghai';
  ends constant timestamptz := coalesce(t.due, t.begins + interval '100 days') AT TIME ZONE 'Asia/Shanghai' + make_interval(secs => seconds);
  id bigint;
BEGIN
  PERFORM pg_temp.at(begins::text);
  PERFORM set_config('role', format('a%s_101', t.center), true);
  id := cc_center.complain(t.center, t.kind, 'person', 'x', '102');
  PERFORM set_config('role', 'none', true);
  IF t.step = 'accept' THEN PERFORM pg_temp.at(ends::text); END IF;
  PERFORM set_config('role', format('a%s_301', t.center), true);
  PERFORM cc_center.assign_complaint(t.center, id, '201');
  PERFORM set_config('role', 'none', true);
  IF t.step = 'investigate' THEN PERFORM pg_temp.at(ends::text); END IF;
  PERFORM set_config('role', format('a%s_201', t.center), true);
  IF t.step <> 'accept' THEN
    PERFORM cc_center.report_complaint(t.center, id, 'x');
    PERFORM set_config('role', format('a%s_301', t.center), true);
    PERFORM cc_center.conclude_complaint(t.center, id, false, 'x');
  END IF;
  IF t.step = 'feedback' THEN
    PERFORM set_config('role', 'none', true);
    PERFORM pg_temp.at(ends::text);
    PERFORM set_config('role', format('a%s_301', t.center), true);
    PERFORM cc_center.feed_back(t.center, id, 'x', true);
  END IF;
  PERFORM set_config('role', 'none', true);
  RETURN (SELECT coalesce(l.late_by::text, 'in time') FROM cc_center.complaint_timeline l WHERE l.center_id = t.center AND l.complaint_id = id AND l.ended = t.step);
END
$$;
SELECT is(pg_temp.how_late(t, s), CASE WHEN s > 0 AND t.due IS NOT NULL THEN '00:00:01' ELSE 'in time' END, format('%s %s %s from %s, %s s after its due', CASE t.step WHEN 'feedback' THEN 'A19' ELSE 'G2.3' END, t.center, t.step, t.begins, s))
  FROM truth t CROSS JOIN generate_series(-1, 1) s WHERE NOT (t.due <= t.begins + interval '1 second') ORDER BY t.center, t.step, t.begins, s;
-- what is open: overdue after the due, and not at it
SELECT pg_temp.at('2018-10-12 10:00+08');
SELECT is(pg_temp.as(9961, '101', $$complain(%s, '态度', 'person', 'open', '121')$$), 'done', 'G2.3 one more');
CREATE FUNCTION pg_temp.overdue(instant text) RETURNS boolean LANGUAGE sql AS $$
  SELECT pg_temp.at(instant);
  SELECT overdue FROM cc_center.complaints WHERE center_id = 9961 AND description = 'open'
$$;
SELECT is(pg_temp.overdue(v.instant), v.overdue, 'G2.3 overdue at ' || v.instant) FROM (VALUES ('2018-10-15 09:59:59+08', false), ('2018-10-15 10:00:00+08', false), ('2018-10-15 10:00:01+08', true)) v (instant, overdue);
-- given to another, the limit goes on; reopened, it begins anew
SELECT pg_temp.at('2018-10-15 09:00+08');
SELECT is(pg_temp.act('a9961_301', format($$SELECT cc_center.%s AT TIME ZONE 'Asia/Shanghai'$$, v.call)), v.expected, 'G2.3 ' || v.title)
  FROM (VALUES (1, $$assign_complaint(9961, (SELECT max(complaint_id) FROM cc_center.complaint), '201')$$, '2018-10-18 09:00:00', 'three workdays from being assigned')) v (n, call, expected, title);
SELECT pg_temp.at('2018-10-17 09:00+08');
SELECT is(pg_temp.act('a9961_301', $$SELECT cc_center.assign_complaint(9961, (SELECT max(complaint_id) FROM cc_center.complaint), '221', '休假') AT TIME ZONE 'Asia/Shanghai'$$), '2018-10-18 09:00:00', 'G2.3 given to another the limit goes on');
SELECT is(pg_temp.as(9961, '221', $$report_complaint(%s, (SELECT max(complaint_id) FROM cc_center.complaint), 'x')$$), 'done', 'G2.3 reported');
SELECT is(pg_temp.act('a9961_301', $$SELECT cc_center.conclude_complaint(9961, (SELECT max(complaint_id) FROM cc_center.complaint), false, 'x') AT TIME ZONE 'Asia/Shanghai'$$), '2018-10-19 09:00:00', 'A19 two workdays for the feedback');
SELECT pg_temp.at('2018-10-18 09:00+08');
SELECT is(pg_temp.as(9961, '201', $$feed_back(%s, (SELECT max(complaint_id) FROM cc_center.complaint), '无人接听', false)$$), 'done', 'A19 an attempt');
SELECT is((SELECT due_at AT TIME ZONE 'Asia/Shanghai' FROM cc_center.complaints WHERE center_id = 9961 AND description = 'open'), '2018-10-19 09:00:00', 'A19 does not prolong it');
SELECT pg_temp.at('2018-10-19 10:00+08');
SELECT is(pg_temp.act('a9961_301', $$SELECT cc_center.reopen_complaint(9961, (SELECT max(complaint_id) FROM cc_center.complaint), 'x') AT TIME ZONE 'Asia/Shanghai'$$), '2018-10-22 10:00:00', 'G2.3 reopened the limit begins anew');
SELECT * FROM finish();
ROLLBACK;
