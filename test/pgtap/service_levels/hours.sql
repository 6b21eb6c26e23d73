-- What a service level counts: its hours and nothing else, over weekends, holidays and make-up workdays; exactly within complies.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'America/New_York';
SELECT no_plan();
INSERT INTO cc_center.preset_part (preset, area, rules) VALUES ('office', 'service_levels', $$ {"tables": {"service_level": [
    {"service_level": "in office hours", "subject": "leg", "leg_kind": "pre_filing", "hours": "Mo-Fr 09:00-17:00; PH off", "within": "8 hours", "share": 90, "clause": "G2.1"},
    {"service_level": "by the clock", "subject": "leg", "leg_kind": "filing", "within": "15 minutes", "share": 90, "clause": "G2.1"},
    {"service_level": "case in office hours", "subject": "case", "hours": "Mo-Fr 09:00-17:00; PH off", "within": "16 hours", "share": 90, "clause": "G2.1"},
    {"service_level": "call", "subject": "call", "hours": "09:00-17:00", "answer_seconds": 20, "share": 80, "clause": "G2.1"}]}} $$);
SET LOCAL cc_center.now = '2018-10-20 12:00+08';
SELECT cc_center.create_center(9911, 'SLH', '时段中心', preset => 'office');

-- From when to when, in the center's zone, and by how much that is too late: none where it is in time. 29 and 30 September
-- 2018 are make-up workdays, 1 to 7 October holidays.
CREATE TEMP TABLE truth (n integer GENERATED ALWAYS AS IDENTITY, subject text, kind text, began text, "limit" text, about text);
INSERT INTO truth (subject, kind, began, "limit", about) VALUES
    ('leg', 'pre_filing', '2018-09-12 09:00:00', '2018-09-13 09:00:00', 'a whole day, ended by the evening, complies until the next day begins'),
    ('leg', 'pre_filing', '2018-09-12 10:30:00', '2018-09-13 10:30:00', 'from day to day'),
    ('leg', 'pre_filing', '2018-09-12 03:00:00', '2018-09-13 09:00:00', 'what comes in the night waits for the morning'),
    ('leg', 'pre_filing', '2018-09-14 16:59:59', '2018-09-17 16:59:59', 'over a weekend'),
    ('leg', 'pre_filing', '2018-09-15 12:00:00', '2018-09-18 09:00:00', 'come on a Saturday'),
    ('leg', 'pre_filing', '2018-09-28 16:00:00', '2018-09-29 16:00:00', 'on to a Saturday that is worked'),
    ('leg', 'pre_filing', '2018-09-29 16:00:00', '2018-09-30 16:00:00', 'on to a Sunday that is worked'),
    ('leg', 'pre_filing', '2018-09-30 12:00:00', '2018-10-08 12:00:00', 'over seven holidays'),
    ('leg', 'pre_filing', '2018-10-03 12:00:00', '2018-10-09 09:00:00', 'come on a holiday'),
    ('leg', 'filing', '2018-10-03 23:50:00', '2018-10-04 00:05:00', 'all time counts, holidays and nights'),
    ('leg', 'filing', '2018-09-30 23:59:59', '2018-10-01 00:14:59', 'and the end of a month'),
    ('leg', 'filing', '2018-10-01 00:00:00', '2018-10-01 00:15:00', 'and the beginning of one'),
    ('case', NULL, '2018-09-29 16:00:00', '2018-10-08 16:00:00', 'two days of it, over a make-up workday and the holidays'),
    ('case', NULL, '2018-10-11 17:00:00', '2018-10-16 09:00:00', 'come as the day ends'),
    ('call', NULL, '2018-10-10 10:00:00', '2018-10-10 10:00:20', 'a call'),
    ('call', NULL, '2018-10-10 16:59:50', '2018-10-11 09:00:10', 'a call outside the hours waits for them');
SET LOCAL session_replication_role = replica;
INSERT INTO cc_center.leg (center_id, case_id, leg_no, version, received_at, attention_at, finished_at, leg_kind, role, street, holder, finished_by, outcome)
SELECT 9911, t.n, o.s + 2, 1, t.began::timestamp AT TIME ZONE 'Asia/Shanghai', now(), (t."limit"::timestamp AT TIME ZONE 'Asia/Shanghai') + o.s * interval '1 second',
       t.kind, 'operator', '街', '101', '101', 'filed'
FROM truth t CROSS JOIN generate_series(-1, 1) o (s) WHERE t.subject = 'leg';
INSERT INTO cc_center.cases (center_id, case_id, leg_no, version, reported_at, closed_at, recorded_at, case_number, street, channel, category, description, stage, recorded_by)
SELECT 9911, t.n * 10 + o.s, 1, 1, t.began::timestamp AT TIME ZONE 'Asia/Shanghai', (t."limit"::timestamp AT TIME ZONE 'Asia/Shanghai') + o.s * interval '1 second',
       now(), 'SLH-' || (t.n * 10 + o.s), '街', 'phone', '类', '述', 'closed', 'x'
FROM truth t CROSS JOIN generate_series(-1, 1) o (s) WHERE t.subject = 'case';
INSERT INTO cc_center.call (center_id, call_id, version, offered_at, answered_at, ended_at, line, number_class, source)
SELECT 9911, t.n * 10 + o.s, 1, t.began::timestamp AT TIME ZONE 'Asia/Shanghai', a.at, a.at + interval '1 minute', 'L', 'hidden', 'import'
FROM truth t CROSS JOIN generate_series(-1, 1) o (s)
CROSS JOIN LATERAL (SELECT (t."limit"::timestamp AT TIME ZONE 'Asia/Shanghai') + o.s * interval '1 second' AS at) a WHERE t.subject = 'call';
SET LOCAL session_replication_role = origin;

CREATE TEMP TABLE item AS SELECT * FROM cc_center.service_level_item WHERE center_id = 9911;
CREATE TEMP TABLE said AS
SELECT t.n, i.place AS offset_s, i.state, i.took - i.within AS late_by, i.month
FROM (SELECT i.*, CASE subject WHEN 'leg' THEN case_id WHEN 'case' THEN (case_id + 1) / 10 ELSE (call_id + 1) / 10 END AS n,
             CASE subject WHEN 'leg' THEN leg_no - 2 WHEN 'case' THEN (case_id + 1) % 10 - 1 ELSE (call_id + 1) % 10 - 1 END AS place FROM item i) i
JOIN truth t ON t.n = i.n AND t.subject = i.subject;
SELECT is((SELECT count(*)::integer FROM said), 48, 'G2.1 each stands in one month, by one level');
SELECT is((SELECT state FROM said s WHERE s.n = t.n AND offset_s = -1), 'reached', format('G2.1 %s: a second less complies', about)) FROM truth t ORDER BY n;
SELECT is((SELECT state FROM said s WHERE s.n = t.n AND offset_s = 0), 'reached', format('G2.1 %s: exactly within complies', about)) FROM truth t ORDER BY n;
SELECT is((SELECT state || ' ' || late_by FROM said s WHERE s.n = t.n AND offset_s = 1), 'missed 00:00:01', format('G2.1 %s: a second more is missed by it', about)) FROM truth t ORDER BY n;
SELECT set_eq('SELECT n, month::text FROM said WHERE n IN (11, 12)', $$ VALUES (11, '2018-09-01'), (12, '2018-10-01') $$, 'G2.1 the month is that in which it came, in the center''s zone');
SELECT * FROM finish();
ROLLBACK;
