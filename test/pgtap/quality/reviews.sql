-- Approvals checked: by whom, once, corrected by a further row, and in an open month only (A16, I2, I49).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SET LOCAL TimeZone = 'Asia/Shanghai';
\ir ../../lib/act.sql
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9701, 'REVIEW');
SELECT pg_temp.set_up(9702, 'OTHER');
-- 101 finishes the first leg of six cases, the leader the second of one; one lies still
SELECT pg_temp.at('2018-10-08 09:00+08');
SELECT pg_temp.act('a9701_app', format($$INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('湖南路', 'hotline', 'c', '%s')$$, n))
FROM generate_series(1, 7) n;
SELECT pg_temp.at('2018-10-08 09:05+08');
CREATE TEMP TABLE work AS SELECT row_number() OVER (ORDER BY case_id) AS n, case_id FROM cc_center.cases WHERE center_id = 9701;
GRANT SELECT ON work TO PUBLIC;
DO $$ BEGIN PERFORM pg_temp.act('a9701_' || (SELECT holder FROM cc_center.leg l WHERE l.center_id = 9701 AND l.case_id = w.case_id), format('UPDATE cc_center.cases SET stage = ''pre_filed'' WHERE case_id = %s', w.case_id)) FROM work w WHERE w.n < 7; END $$;
DO $$ BEGIN PERFORM pg_temp.act('a9701_201', format('UPDATE cc_center.cases SET stage = ''filed'' WHERE case_id = %s', (SELECT case_id FROM work WHERE n = 1))); END $$;
SELECT is((SELECT count(*) FROM cc_center.leg WHERE center_id = 9701 AND finished_by IS NOT NULL), 7::bigint, 'seven legs are finished');
CREATE FUNCTION pg_temp.doer(k bigint) RETURNS text LANGUAGE sql AS $$
  SELECT finished_by FROM cc_center.leg WHERE center_id = 9701 AND leg_no = 1 AND case_id = (SELECT case_id FROM work WHERE n = k)
$$;
CREATE FUNCTION pg_temp.review(who text, k bigint, verdict text, reason text DEFAULT '抽查', leg integer DEFAULT 1) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.act('a9701_' || who, format('SELECT ''done'' FROM (SELECT cc_center.review_leg(9701, %s, %s, %L, %L)) k',
    coalesce((SELECT case_id FROM work WHERE n = k), 0), leg, verdict, reason))
$$;
CREATE FUNCTION pg_temp.correct(who text, k bigint, verdict text, reason text DEFAULT '复核有误', nth integer DEFAULT 0) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.act('a9701_' || who, format('SELECT ''done'' FROM (SELECT cc_center.correct_review(9701, %s, %L, %L)) k',
    coalesce((SELECT review_id FROM cc_center.leg_review r JOIN work w USING (case_id) WHERE w.n = k AND r.leg_no = 1 ORDER BY review_id OFFSET nth LIMIT 1), 0), verdict, reason))
$$;
SELECT pg_temp.at('2018-10-20 10:00+08');
SELECT is(v.got, v.expected, v.title)
  FROM (VALUES (1, pg_temp.review('101', 1, 'right'), 'UC103', 'A16 an operator reviews nothing'),
               (2, pg_temp.review('app', 1, 'right'), '42501', 'A16 nor does an app'),
               (3, pg_temp.review('301', 1, 'right'), 'done', 'I49 a supervisor reviews an approval'),
               (4, pg_temp.review('302', 1, 'wrong'), 'UCB04', 'I49 once'),
               (5, pg_temp.review('201', 1, 'right', '抽查', 2), 'UC411', 'A16 nobody reviews what he finished'),
               (6, pg_temp.review('301', 1, 'mistaken', '抽查', 2), 'done', 'I49 another does'),
               (7, pg_temp.review('301', 2, 'good'), 'UCA23', 'I49 by a verdict there is'),
               (8, pg_temp.review('301', 2, NULL), 'UCA23', 'I49 and not by none'),
               (9, pg_temp.review('301', 2, 'wrong', E' \u3000'), 'UC501', 'I49 with a reason'),
               (10, pg_temp.review('301', 2, 'wrong', NULL), 'UC501', 'I49 with some reason'),
               (11, pg_temp.review('301', 7, 'right'), 'UCB03', 'I49 not of a leg that runs'),
               (12, pg_temp.review('301', 2, 'right', 'x', 9), 'UCB02', 'I49 nor of one there is not'),
               (13, pg_temp.review('301', 99, 'right'), 'UCB02', 'I49 nor of a case there is not'),
               (14, pg_temp.act('a9702_301', format('SELECT cc_center.review_leg(9702, %s, 1, ''right'', ''x'')', (SELECT case_id FROM work WHERE n = 2))), 'UCB02', 'I49 nor of another center'),
               (15, pg_temp.act('a9702_301', format('SELECT cc_center.review_leg(9701, %s, 1, ''right'', ''x'')', (SELECT case_id FROM work WHERE n = 2))), 'UC102', 'I49 nor by another center''s'),
               (16, pg_temp.act('a9701_301', 'SELECT cc_center.review_leg(NULL, NULL, NULL, NULL, NULL)'), 'UC102', 'I49 nothing of nothing'),
               (17, pg_temp.review('201', 2, 'wrong'), 'done', 'I2 a shift leader reviews'),
               (18, pg_temp.review('301', 3, 'mistaken'), 'done', 'I49 mistaken'),
               (19, pg_temp.review('301', 4, 'right'), 'done', 'I49 right')) v (n, got, expected, title) ORDER BY v.n;
SELECT is((SELECT string_agg(concat_ws(' ', month, subject, by_staff, at, clause, points), '; ' ORDER BY fact) FROM cc_center.quality_facts
            WHERE center_id = 9701 AND kind = 'review' AND staff_no = pg_temp.doer(2) AND fact IN (SELECT review_id FROM cc_center.leg_review JOIN work USING (case_id) WHERE n = 2)),
          '2018-10-01 wrong 201 2018-10-08 09:05:00+08 I49', 'I49 it counts when the approval was given');
SET LOCAL session_replication_role = replica;
UPDATE cc_center.leg SET outcome = 'handed_over' WHERE center_id = 9701 AND leg_no = 1 AND case_id = (SELECT case_id FROM work WHERE n = 6);
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.review('301', 6, 'right'), 'UCB03', 'I49 who handed a leg over approved nothing');
-- the last word holds
SELECT is(v.got, v.expected, v.title)
  FROM (VALUES (1, pg_temp.correct('301', 2, 'right'), 'done', 'I49 corrected'),
               (2, pg_temp.correct('301', 2, 'wrong'), 'UCB06', 'I49 the first word not twice'),
               (3, pg_temp.correct('302', 2, 'mistaken', '再核', 1), 'done', 'I49 but the last one'),
               (4, pg_temp.correct('301', 3, NULL, '重复'), 'done', 'I49 taken back'),
               (5, pg_temp.correct('301', 3, 'right', '应予恢复', 1), 'done', 'I49 and said again'),
               (6, pg_temp.correct('301', 99, 'right'), 'UCB05', 'I49 unknown'),
               (7, pg_temp.correct('301', 4, 'good'), 'UCA23', 'I49 by a verdict there is'),
               (8, pg_temp.correct('301', 4, 'wrong', ''), 'UC501', 'I49 with a reason'),
               (9, pg_temp.correct(pg_temp.doer(4), 4, 'right'), 'UC103', 'A16 not by who gave the approval'),
               (10, pg_temp.review('301', 3, 'right'), 'UCB04', 'I49 a leg has one first review')) v (n, got, expected, title) ORDER BY v.n;
SELECT is(pg_temp.act('a9701_201', format('SELECT cc_center.correct_review(9701, %s, ''right'', ''x'')', (SELECT review_id FROM cc_center.leg_review WHERE center_id = 9701 AND leg_no = 2))), 'UC411', 'A16 nobody corrects what is said of him');
SELECT is((SELECT string_agg(w.n || ' ' || f.subject || ' ' || f.by_staff, ', ' ORDER BY w.n, r.leg_no) FROM cc_center.quality_facts f JOIN cc_center.leg_review r ON r.center_id = f.center_id AND r.review_id = f.fact JOIN work w USING (case_id)
            WHERE f.center_id = 9701 AND f.kind = 'review'), '1 right 301, 1 mistaken 301, 2 mistaken 302, 3 right 301, 4 right 301', 'I49 one fact for each leg, the last word');
SELECT is((SELECT string_agg(concat_ws(' ', reviewed, "right", wrong_approvals, mistaken_approvals, accuracy_rate), '; ') FROM (
             SELECT sum(reviewed) AS reviewed, sum("right") AS "right", sum(wrong_approvals) AS wrong_approvals, sum(mistaken_approvals) AS mistaken_approvals,
                    round(sum(accuracy_rate * reviewed) / sum(reviewed), 2) AS accuracy_rate
               FROM cc_center.reviews_month WHERE center_id = 9701 AND month = '2018-10-01' AND staff_no <> '201') k), '4 3 0 1 0.75', 'I49 accuracy is right of those reviewed');
SELECT is((SELECT accuracy_rate FROM cc_center.reviews_month WHERE center_id = 9701 AND staff_no = '201'), 0::numeric, 'I49 of none right it is 0');
-- nothing is changed or removed, whoever tries
SELECT throws_ok($$UPDATE cc_center.leg_review SET verdict = 'right'$$, 'UCB12', NULL, 'A16 no review is changed');
SELECT throws_ok($$DELETE FROM cc_center.leg_review$$, 'UC005', NULL, 'A16 nor removed');
SELECT is(pg_temp.act('a9701_301', $$UPDATE cc_center.leg_review SET verdict = 'right'$$), '42501', 'A16 nor by a supervisor');
SELECT is(pg_temp.act('a9701_301', $$INSERT INTO cc_center.leg_review (center_id, case_id, leg_no, staff_no, verdict, version, at, by_staff, given_at, reason) VALUES (9701, 1, 1, '101', 'right', 1, now(), '301', now(), 'x')$$), '42501', 'A16 none is written past the function');
-- who sees what
SELECT is(pg_temp.act('a9701_' || pg_temp.doer(1), 'SELECT count(DISTINCT staff_no) FROM cc_center.quality_facts'), '1', 'A16 everybody sees his own');
SELECT is(pg_temp.act('a9701_601', 'SELECT count(*) FROM cc_center.quality_facts'), '0', 'A16 and no other''s');
SELECT is(pg_temp.act('a9701_601', 'SELECT count(*) FROM cc_center.leg_review'), '0', 'A16 in no table');
SELECT is(pg_temp.act('a9701_401', 'SELECT count(*) FROM cc_center.quality_facts'), '5', 'A16 those who lead all');
SELECT is(pg_temp.act('a9702_301', 'SELECT count(*) FROM cc_center.quality_facts'), '0', 'A16 of their center');
-- a closed month stays as it is
DO $$ BEGIN
  PERFORM pg_temp.at('2018-11-02 09:00+08');
  PERFORM cc_center.close_day(9701, '2018-10-08'), cc_center.close_day(9701, '2018-10-09');
END $$;
SELECT is(pg_temp.act('a9701_301', $$SELECT 'closed' FROM (SELECT cc_center.close_attendance(9701, '2018-10-01')) k$$), 'closed', 'the month is closed');
SELECT is(v.got, v.expected, v.title)
  FROM (VALUES (1, pg_temp.review('301', 5, 'right'), 'UCA05', 'I49 its approvals are reviewed no more'),
               (2, pg_temp.correct('301', 4, 'wrong'), 'UCA05', 'I49 its reviews corrected no more')) v (n, got, expected, title) ORDER BY v.n;
SELECT throws_ok($$INSERT INTO cc_center.leg_review (center_id, case_id, leg_no, staff_no, verdict, version, at, by_staff, given_at, reason)
                   SELECT 9701, case_id, 1, '101', 'right', 1, '2018-10-31 23:59:59+08', '301', cc_center.clock(), 'x' FROM work WHERE n = 5$$, 'UCA05', NULL, 'I49 not even by a database administrator');
SELECT is((SELECT count(*) FROM cc_center.health_of_quality()), 0::bigint, 'health has nothing to say');
SET LOCAL session_replication_role = replica;
INSERT INTO cc_center.leg_review (center_id, case_id, leg_no, staff_no, verdict, version, at, month, by_staff, given_at, reason)
SELECT 9701, case_id, 1, '101', 'right', 1, '2018-10-31 23:59:59+08', '2018-10-01', '301', cc_center.clock() + interval '1 day', 'x' FROM work WHERE n = 5;
SET LOCAL session_replication_role = origin;
SELECT is((SELECT count(*) FROM cc_center.health_of_quality()), 1::bigint, 'but of what was written with triggers off');
SELECT * FROM finish();
ROLLBACK;
