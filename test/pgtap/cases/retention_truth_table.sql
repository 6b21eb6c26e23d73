-- How long a case may lie: I24 and I25 read with U1-U4, as a truth table written down from the text.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL timezone = 'America/New_York';
SET LOCAL "cc_center.now" = '2018-09-01 08:00:00+08';
SELECT plan(538);

-- ---- the truth ------------------------------------------------------------------------------

-- came: when the leg comes to hand; starts: when its clock starts; due: clock start plus the limit.
-- All as time since midnight of the day it came; 32:30 is 08:30 of the next day. The windows hold
-- every day (U1), so the table is one and the days are crossed with it.
CREATE TEMP TABLE truth (leg_kind text, came interval, starts interval, retention_limit interval, due interval);
INSERT INTO truth VALUES
  -- U4: nobody covers before 08:30, so the clock starts there
  ('pre_filing', '00:00:00', '08:30:00', '00:15', '08:45:00'),
  ('pre_filing', '08:29:59', '08:30:00', '00:15', '08:45:00'),
  ('pre_filing', '08:30:00', '08:30:00', '00:15', '08:45:00'),
  ('pre_filing', '08:30:01', '08:30:01', '00:15', '08:45:01'),
  -- U1: the limit that holds when it comes to hand stays its limit
  ('pre_filing', '11:20:00', '11:20:00', '00:15', '11:35:00'),
  ('pre_filing', '11:29:59', '11:29:59', '00:15', '11:44:59'),
  ('pre_filing', '11:30:00', '11:30:00', '00:30', '12:00:00'),
  ('pre_filing', '11:30:01', '11:30:01', '00:30', '12:00:01'),
  ('pre_filing', '12:59:59', '12:59:59', '00:30', '13:29:59'),
  ('pre_filing', '13:00:00', '13:00:00', '00:30', '13:30:00'),
  ('pre_filing', '13:00:01', '13:00:01', '00:30', '13:30:01'),
  ('pre_filing', '13:50:00', '13:50:00', '00:30', '14:20:00'),
  ('pre_filing', '13:59:59', '13:59:59', '00:30', '14:29:59'),
  ('pre_filing', '14:00:00', '14:00:00', '00:15', '14:15:00'),
  ('pre_filing', '14:00:01', '14:00:01', '00:15', '14:15:01'),
  ('pre_filing', '16:59:59', '16:59:59', '00:15', '17:14:59'),
  ('pre_filing', '17:00:00', '17:00:00', '00:30', '17:30:00'),
  ('pre_filing', '17:00:01', '17:00:01', '00:30', '17:30:01'),
  ('pre_filing', '17:59:59', '17:59:59', '00:30', '18:29:59'),
  ('pre_filing', '18:00:00', '18:00:00', '00:15', '18:15:00'),
  ('pre_filing', '18:00:01', '18:00:01', '00:15', '18:15:01'),
  -- the last second of cover still starts its clock; from 22:00 it waits for the next day
  ('pre_filing', '21:59:59', '21:59:59', '00:15', '22:14:59'),
  ('pre_filing', '22:00:00', '32:30:00', '00:15', '32:45:00'),
  ('pre_filing', '22:00:01', '32:30:00', '00:15', '32:45:00'),
  ('pre_filing', '23:59:59', '32:30:00', '00:15', '32:45:00'),
  -- U3: the leader's leg has a full limit of its own, by the same windows
  ('filing',     '00:00:00', '08:30:00', '00:15', '08:45:00'),
  ('filing',     '08:29:59', '08:30:00', '00:15', '08:45:00'),
  ('filing',     '08:30:00', '08:30:00', '00:15', '08:45:00'),
  ('filing',     '08:30:01', '08:30:01', '00:15', '08:45:01'),
  ('filing',     '11:20:00', '11:20:00', '00:15', '11:35:00'),
  ('filing',     '11:29:59', '11:29:59', '00:15', '11:44:59'),
  ('filing',     '11:30:00', '11:30:00', '00:30', '12:00:00'),
  ('filing',     '11:30:01', '11:30:01', '00:30', '12:00:01'),
  ('filing',     '12:59:59', '12:59:59', '00:30', '13:29:59'),
  ('filing',     '13:00:00', '13:00:00', '00:30', '13:30:00'),
  ('filing',     '13:00:01', '13:00:01', '00:30', '13:30:01'),
  ('filing',     '13:50:00', '13:50:00', '00:30', '14:20:00'),
  ('filing',     '13:59:59', '13:59:59', '00:30', '14:29:59'),
  ('filing',     '14:00:00', '14:00:00', '00:15', '14:15:00'),
  ('filing',     '14:00:01', '14:00:01', '00:15', '14:15:01'),
  ('filing',     '16:59:59', '16:59:59', '00:15', '17:14:59'),
  ('filing',     '17:00:00', '17:00:00', '00:30', '17:30:00'),
  ('filing',     '17:00:01', '17:00:01', '00:30', '17:30:01'),
  ('filing',     '17:59:59', '17:59:59', '00:30', '18:29:59'),
  ('filing',     '18:00:00', '18:00:00', '00:15', '18:15:00'),
  ('filing',     '18:00:01', '18:00:01', '00:15', '18:15:01'),
  ('filing',     '21:59:59', '21:59:59', '00:15', '22:14:59'),
  ('filing',     '22:00:00', '32:30:00', '00:15', '32:45:00'),
  ('filing',     '22:00:01', '32:30:00', '00:15', '32:45:00'),
  ('filing',     '23:59:59', '32:30:00', '00:15', '32:45:00'),
  -- U2: what is to be checked between 13:00 and 14:00 waits for 14:00 and has the limit of 14:00
  ('check_order', '00:00:00', '08:30:00', '00:15', '08:45:00'),
  ('check_order', '08:29:59', '08:30:00', '00:15', '08:45:00'),
  ('check_order', '08:30:00', '08:30:00', '00:15', '08:45:00'),
  ('check_order', '08:30:01', '08:30:01', '00:15', '08:45:01'),
  ('check_order', '11:20:00', '11:20:00', '00:15', '11:35:00'),
  ('check_order', '11:29:59', '11:29:59', '00:15', '11:44:59'),
  ('check_order', '11:30:00', '11:30:00', '00:30', '12:00:00'),
  ('check_order', '11:30:01', '11:30:01', '00:30', '12:00:01'),
  ('check_order', '12:59:59', '12:59:59', '00:30', '13:29:59'),
  ('check_order', '13:00:00', '14:00:00', '00:15', '14:15:00'),
  ('check_order', '13:00:01', '14:00:00', '00:15', '14:15:00'),
  ('check_order', '13:50:00', '14:00:00', '00:15', '14:15:00'),
  ('check_order', '13:59:59', '14:00:00', '00:15', '14:15:00'),
  ('check_order', '14:00:00', '14:00:00', '00:15', '14:15:00'),
  ('check_order', '14:00:01', '14:00:01', '00:15', '14:15:01'),
  ('check_order', '16:59:59', '16:59:59', '00:15', '17:14:59'),
  ('check_order', '17:00:00', '17:00:00', '00:30', '17:30:00'),
  ('check_order', '17:00:01', '17:00:01', '00:30', '17:30:01'),
  ('check_order', '17:59:59', '17:59:59', '00:30', '18:29:59'),
  ('check_order', '18:00:00', '18:00:00', '00:15', '18:15:00'),
  ('check_order', '18:00:01', '18:00:01', '00:15', '18:15:01'),
  ('check_order', '21:59:59', '21:59:59', '00:15', '22:14:59'),
  ('check_order', '22:00:00', '32:30:00', '00:15', '32:45:00'),
  ('check_order', '22:00:01', '32:30:00', '00:15', '32:45:00'),
  ('check_order', '23:59:59', '32:30:00', '00:15', '32:45:00');

CREATE TEMP TABLE scene (day date, title text);
INSERT INTO scene VALUES
  ('2018-10-10', 'weekday Wed'), ('2018-10-13', 'weekend Sat'), ('2018-10-14', 'weekend Sun'),
  ('2018-10-01', 'public holiday Mon'), ('2018-09-29', 'make-up workday Sat'), ('2018-09-30', 'make-up workday Sun');

-- An instant of the center as a person there would write it.
CREATE FUNCTION pg_temp.local(at timestamptz) RETURNS text LANGUAGE sql
  AS $$SELECT coalesce(to_char(at AT TIME ZONE 'Asia/Shanghai', 'MM-DD HH24:MI:SS'), 'never')$$;

DO $$
BEGIN
  PERFORM cc_center.create_center(9211, 'TRD', '测试中心丁', 'Asia/Shanghai', 'gulou');
  INSERT INTO cc_center.street (center_id, street)
  SELECT 9211, unnest(ARRAY['湖南路', '宁海路', '莫愁', '中央门', '华侨路', '江东', '挹江门'])
  ON CONFLICT DO NOTHING;
END
$$;

SELECT is((SELECT count(*) FROM truth WHERE starts + retention_limit <> due), 0::bigint,
          'I24 the truth table adds up');

-- ---- the table ------------------------------------------------------------------------------

-- Nobody is rostered in this center: what counts for the clock is the timetable's cover.
SELECT is(format('starts %s due %s limit %s', pg_temp.local(r.clock_start), pg_temp.local(r.due_at),
                 coalesce(r.retention_limit::text, 'none')),
          format('starts %s due %s limit %s', to_char(s.day + t.starts, 'MM-DD HH24:MI:SS'),
                 to_char(s.day + t.due, 'MM-DD HH24:MI:SS'), t.retention_limit),
          format('%s %s %s %s %s -> due %s', CASE t.leg_kind WHEN 'check_order' THEN 'I25' ELSE 'I24' END,
                 t.leg_kind, s.title, s.day, t.came, to_char(s.day + t.due, 'MM-DD HH24:MI:SS')))
  FROM scene AS s
 CROSS JOIN truth AS t
  LEFT JOIN LATERAL cc_center.retention_due(9211, (s.day || ' 00:00:00+08')::timestamptz + t.came, t.leg_kind) AS r ON true
 ORDER BY s.day, t.leg_kind DESC, t.came;

-- Every street is covered from 08:30 to 22:00 by one shift or the other, so naming it changes nothing.
SELECT is(format('starts %s due %s', pg_temp.local(r.clock_start), pg_temp.local(r.due_at)),
          format('starts %s due %s', to_char(s.day + t.starts, 'MM-DD HH24:MI:SS'), to_char(s.day + t.due, 'MM-DD HH24:MI:SS')),
          format('I24 %s %s %s %s %s -> due %s', t.leg_kind, w.street, s.title, s.day, t.came, to_char(s.day + t.due, 'MM-DD HH24:MI:SS')))
  FROM scene AS s
 CROSS JOIN truth AS t
 CROSS JOIN (VALUES ('湖南路'), ('中央门'), ('江东')) AS w (street)
  LEFT JOIN LATERAL cc_center.retention_due(9211, (s.day || ' 00:00:00+08')::timestamptz + t.came, t.leg_kind, w.street) AS r ON true
 WHERE s.day IN ('2018-10-10', '2018-10-13') AND t.leg_kind <> 'check_order'
   AND t.came IN ('08:29:59', '11:30:00', '12:59:59', '14:00:00', '17:59:59', '22:00:00')
 ORDER BY s.day, t.leg_kind DESC, t.came, w.street;

-- ---- the examples of the readings ---------------------------------------------------------------

SELECT is(r.due_at, v.due::timestamptz, format('I24 %s -> %s (U1)', v.at, v.due))
  FROM (VALUES (1, '2018-10-08 11:20:00+08', '2018-10-08 11:35:00+08'),
               (2, '2018-10-08 13:50:00+08', '2018-10-08 14:20:00+08')) AS v (n, at, due)
  LEFT JOIN LATERAL cc_center.retention_due(9211, v.at::timestamptz) AS r ON true
 ORDER BY v.n;

-- ---- edges -----------------------------------------------------------------------------------

-- Half open to the microsecond: the last moment before a boundary belongs to what ends there.
SELECT is(coalesce(r.retention_limit::text, 'none'), v.retention_limit, format('I24 %s %s -> limit %s', v.leg_kind, v.at, v.retention_limit))
  FROM (VALUES (1, 'pre_filing', '2018-10-10 11:29:59.999999+08', '00:15:00'),
               (2, 'pre_filing', '2018-10-10 13:59:59.999999+08', '00:30:00'),
               (3, 'pre_filing', '2018-10-10 16:59:59.999999+08', '00:15:00'),
               (4, 'pre_filing', '2018-10-10 17:59:59.999999+08', '00:30:00'),
               (5, 'check_order', '2018-10-10 12:59:59.999999+08', '00:30:00'),
               (6, 'check_order', '2018-10-10 13:59:59.999999+08', '00:15:00')) AS v (n, leg_kind, at, retention_limit)
  LEFT JOIN LATERAL cc_center.retention_due(9211, v.at::timestamptz, v.leg_kind) AS r ON true
 ORDER BY v.n;
SELECT is(r.clock_start, '2018-10-10 08:30:00+08'::timestamptz, 'I24 pre_filing 08:29:59.999999 -> starts 08:30')
  FROM cc_center.retention_due(9211, '2018-10-10 08:29:59.999999+08') AS r;
SELECT is(r.clock_start, '2018-10-10 21:59:59.999999+08'::timestamptz, 'I24 pre_filing 21:59:59.999999 -> starts at once')
  FROM cc_center.retention_due(9211, '2018-10-10 21:59:59.999999+08') AS r;

-- The default leg is the operator's, the answer names its clause and version, and the present time is nothing to it.
SELECT is(r.due_at, '2018-10-10 14:20:00+08'::timestamptz, 'I24 without a leg kind it is the pre-filing leg')
  FROM cc_center.retention_due(9211, '2018-10-10 13:50:00+08') AS r;
SELECT is(r.clause, v.clause, format('I24 the limit at %s names its clause', v.at))
  FROM (VALUES (1, '2018-10-10 10:00:00+08', 'I24'), (2, '2018-10-10 12:00:00+08', 'I24')) AS v (n, at, clause)
  LEFT JOIN LATERAL cc_center.retention_due(9211, v.at::timestamptz) AS r ON true
 ORDER BY v.n;
SELECT is(r.version, (SELECT min(version) FROM cc_center.rule_set WHERE center_id = 9211 AND status = 'ratified'),
          'I24 the answer names the rule version it comes from')
  FROM cc_center.retention_due(9211, '2018-10-10 10:00:00+08') AS r;
SET LOCAL "cc_center.now" = '2018-10-10 17:30:00+08';
SELECT is(r.due_at, '2018-10-10 11:35:00+08'::timestamptz, 'I24 the answer does not depend on the present time')
  FROM cc_center.retention_due(9211, '2018-10-10 11:20:00+08') AS r;

SELECT * FROM finish();
ROLLBACK;
