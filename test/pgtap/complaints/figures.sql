-- Complaints counted, and what follows of them: statistics of a month, the appraisal, closed months, what is overdue or with nobody (A18, G2.3,
-- I44, U16).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SET LOCAL TimeZone = 'Asia/Shanghai';
\ir ../../lib/act.sql
\ir ../../lib/complaints.sql
SELECT * FROM no_plan();
SELECT pg_temp.set_up_complaints(9971, 'FIGURES');
SELECT pg_temp.at('2018-10-08 09:00+08');
SET LOCAL ROLE a9971_app;
INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('A区', 'phone', 'c', 'd') RETURNING case_id \gset
RESET ROLE;
CREATE FUNCTION pg_temp.step(instant text, who text, n integer, call text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_temp.at(instant);
  RETURN pg_temp.as(9971, who, pg_temp.one(9971, n, replace(replace(call, '(', '(%%s, %s, '), '(%%s, %s, )', '(%%s, %s)')));
END
$$;
-- one is upheld in time; one is not, and was accepted a second late; one of a result is upheld late in the next month; one waits
SELECT is(pg_temp.as(9971, '101', $$complain(%s, '态度', 'person', 'a', '102')$$), 'done', 'A18 one');
SELECT is(pg_temp.step(v.at, v.who, 1, v.call), 'done', 'A18 one, ' || v.call)
  FROM (VALUES (1, '2018-10-08 10:00+08', '301', $$assign_complaint('201')$$), (2, '2018-10-09 10:00+08', '201', $$report_complaint('r')$$), (3, '2018-10-10 09:00+08', '301', $$conclude_complaint(true, '录音属实', '道歉')$$),
               (4, '2018-10-12 09:00+08', '201', $$feed_back('t', true)$$)) v (n, at, who, call) ORDER BY v.n;
SELECT is(pg_temp.as(9971, '101', $$complain(%s, '时效', 'person', 'b', '102')$$), 'done', 'A18 two');
SELECT is(pg_temp.step(v.at, v.who, 2, v.call), 'done', 'A18 two, ' || v.call)
  FROM (VALUES (1, '2018-10-13 09:00:01+08', '301', $$assign_complaint('201')$$), (2, '2018-10-14 10:00+08', '201', $$report_complaint('r')$$), (3, '2018-10-15 09:00+08', '301', $$conclude_complaint(false, 'r')$$)) v (n, at, who, call) ORDER BY v.n;
SELECT pg_temp.at('2018-10-30 09:00+08');
SELECT is(pg_temp.as(9971, '101', format($$complain(%%s, '结果', 'result', 'c', NULL, %s)$$, :'case_id')), 'done', 'A18 three');
SELECT is(pg_temp.step('2018-10-30 09:00+08', '301', 3, $$assign_complaint('221')$$), 'done', 'A18 three, assigned');
SELECT is(pg_temp.as(9971, '101', $$complain(%s, '时效', 'department', 'd', '城管')$$), 'done', 'A18 four');
CREATE FUNCTION pg_temp.figures(of_month text) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.act('a9971_301', format($q$SELECT string_agg(concat_ws(' ', counted_by, value, taken_in, concluded, upheld, coalesce(upheld_rate::text, '-'), steps_with_limit, steps_late, coalesce(mean_workdays::text, '-')), E'\n' ORDER BY counted_by, value)
    FROM cc_center.complaint_month WHERE month = '%s'$q$, of_month))
$$;
SELECT is(pg_temp.figures('2018-10-01'), E'against department 1 0 0 - 0 0 -\nagainst person 2 2 1 0.5000 5 1 1.50\nagainst result 1 0 0 - 1 0 -\nall 4 2 1 0.5000 6 1 1.50\ndepartment 城管 1 0 0 - 0 0 -\n'
          'kind 态度 1 1 1 1.0000 3 0 2.00\nkind 时效 2 1 0 0.0000 2 1 1.00\nkind 结果 1 0 0 - 1 0 -\nperson 102 2 2 1 0.5000 5 1 1.50\nstreet A区 1 0 0 - 1 0 -', 'A18 a month by kind, person, department, street: taken in, upheld, late, workdays');
SELECT is(pg_temp.step('2018-11-05 08:00+08', '221', 3, $$report_complaint('r')$$), 'done', 'A18 three, reported');
SELECT is(pg_temp.step('2018-11-05 09:00+08', '301', 3, $$conclude_complaint(true, 'r', 's')$$), 'done', 'A18 three, upheld');
SELECT is(pg_temp.figures('2018-11-01'), E'against result 0 1 1 1.0000 1 1 4.00\nall 0 1 1 1.0000 1 1 4.00\nkind 结果 0 1 1 1.0000 1 1 4.00\nstreet A区 0 1 1 1.0000 1 1 4.00', 'A18 concluded late in the next month, after four workdays');
SELECT is((SELECT count(*) FROM cc_center.complaint_month WHERE center_id = 9971), 0::bigint, 'A7 to nobody of no center');

-- ---- the appraisal --------------------------------------------------------------------------------------------------
SELECT pg_temp.at('2018-11-05 10:00+08');
CREATE FUNCTION pg_temp.counted(of_month text) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(concat_ws(' ', staff_no, role, unit, quantity), ', ') FROM cc_center.month_quantities(9971, of_month::date, false) WHERE subject = 'upheld_complaint'
$$;
SELECT is(pg_temp.counted('2018-10-01'), '102 operator occurrence 1', 'A18 what is upheld against a person is a fact of his month');
SELECT is(pg_temp.counted('2018-11-01'), NULL, 'A18 what is upheld against a result is nobody''s');
SAVEPOINT reopened;
SELECT is(pg_temp.step('2018-11-05 10:00+08', '301', 1, $$reopen_complaint('r')$$), 'done', 'A18 reopened');
SELECT is(pg_temp.counted('2018-10-01'), NULL, 'A18 it holds no more');
SELECT is(pg_temp.step(v.at, v.who, 1, v.call), 'done', 'A18 anew, ' || v.call)
  FROM (VALUES (1, '2018-11-05 11:00+08', '301', $$assign_complaint('201')$$), (2, '2018-11-05 11:00+08', '201', $$report_complaint('r')$$), (3, '2018-11-05 11:00+08', '301', $$conclude_complaint(true, 'r', 's')$$)) v (n, at, who, call) ORDER BY v.n;
SELECT is(concat_ws(';', pg_temp.counted('2018-10-01'), pg_temp.counted('2018-11-01')), '102 operator occurrence 1', 'A18 upheld anew it counts once, in the month of the last conclusion');
ROLLBACK TO reopened;
SELECT is(pg_temp.act('a9971_301', $$SELECT people > 0 FROM cc_center.appraise(9971, '2018-10-01')$$), 'true', 'I44 the month is appraised');
SELECT is((SELECT no_tariff FROM cc_center.payroll WHERE center_id = 9971 AND month = '2018-10-01' AND staff_no = '102'), '{upheld_complaint}', 'I44 no text sets a price: no tariff set (U16)');
SELECT is(pg_temp.act('a9971_102', $$SELECT string_agg(concat_ws(' ', subject, fact, quantity, clause, text), E'\n' ORDER BY step) FROM cc_center.explain_deduction(9971, '2018-10-01', '102')$$),
          format(E'upheld_complaint 1 upheld_complaint, 1 occurrence: no tariff set.\nupheld_complaint complaint %s 1 A18 录音属实', pg_temp.nth(9971, 1)), 'I44 explained to its person, without the complainant''s words');
SAVEPOINT priced;
SET LOCAL session_replication_role = replica;
INSERT INTO cc_center.bonus (center_id, version, role, bonus, amount, clause) VALUES (9971, 1, 'operator', 'appraisal_bonus', 200, 'A20');
INSERT INTO cc_center.tariff (center_id, version, role, subject, unit, quantity, rate, bonus, clause) VALUES (9971, 1, 'operator', 'upheld_complaint', 'occurrence', '[0,)', 50, 'appraisal_bonus', 'A20');
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.act('a9971_301', $$SELECT people > 0 FROM cc_center.appraise(9971, '2018-10-01')$$), 'true', 'I44 with a tariff');
SELECT is((SELECT appraisal_deduction FROM cc_center.payroll WHERE center_id = 9971 AND month = '2018-10-01' AND staff_no = '102'), 50.00, 'I44 it costs what the rules say');
ROLLBACK TO priced;

-- ---- a closed month -------------------------------------------------------------------------------------------------
SELECT is(pg_temp.act('a9971_301', $$SELECT people > 0 FROM cc_center.close_month(9971, '2018-10-01')$$), 'true', 'I44 the month is closed');
SELECT is(pg_temp.step('2018-11-05 12:00+08', '301', 1, $$reopen_complaint('r')$$), 'UCA05', 'I44 what was counted in it stays');
SELECT is(pg_temp.step('2018-11-05 12:00+08', '301', 2, $$reopen_complaint('r')$$), 'done', 'I44 what was not upheld counted nothing, and is reopened');
SELECT is(pg_temp.step('2018-11-05 12:00+08', '301', 3, $$reopen_complaint('r')$$), 'done', 'I44 as is what was upheld against no person');
SELECT is(pg_temp.step(v.at, v.who, 2, v.call), v.expected, 'I44 ' || v.title)
  FROM (VALUES (1, '2018-11-05 12:00+08', '301', $$assign_complaint('201')$$, 'done', 'assigned again'), (2, '2018-11-05 12:00+08', '201', $$report_complaint('r')$$, 'done', 'reported'),
               (3, '2018-10-31 23:59:59+08', '301', $$conclude_complaint(true, 'r', 's')$$, 'UCA05', 'nothing is concluded in a closed month'), (4, '2018-11-05 13:00+08', '301', $$conclude_complaint(true, 'r', 's')$$, 'done', 'but in the next')) v (n, at, who, call, expected, title) ORDER BY v.n;
SELECT is(concat_ws(';', pg_temp.counted('2018-10-01'), pg_temp.counted('2018-11-01')), '102 operator occurrence 1;102 operator occurrence 1', 'I44 each in its month');

-- ---- overdue, or with nobody ----------------------------------------------------------------------------------------
SELECT set_eq($$SELECT subject, clause FROM cc_center.look_at_center(9971) WHERE finding = 'complaint_overdue'$$, format($$VALUES ('accept %s', 'G2.3')$$, pg_temp.nth(9971, 4)), 'G2.3 what is overdue is found at night');
SELECT is((SELECT count(*) FROM cc_center.health_of_complaints()), 0::bigint, 'G2.3 health() has nothing to say');
SELECT is(pg_temp.step('2018-11-05 14:00+08', '301', 4, $$assign_complaint('221')$$), 'done', 'A18 assigned');
SELECT is((SELECT count(*) FROM cc_center.look_at_center(9971) WHERE concerns = 'complaint'), 0::bigint, 'G2.3 nothing is overdue any more');
SELECT is(pg_temp.act('a9971_301', $$SELECT cc_center.leave_service(9971, '221', '2018-11-04', '离职') > 0$$), 'true', 'E2 its investigator leaves');
SELECT set_eq($$SELECT finding, staff_no FROM cc_center.look_at_center(9971) WHERE concerns = 'complaint'$$, $$VALUES ('investigator_gone', '221')$$, 'A18 a complaint with nobody is found');
SELECT is((SELECT string_agg(finding || ' ' || subject, ', ') FROM cc_center.health_of_complaints()), format('a complaint is with somebody who has left 9971/%s', pg_temp.nth(9971, 4)), 'A18 and health() says so');
SELECT is(pg_temp.step('2018-11-05 14:00+08', '301', 4, $$assign_complaint('201', '离职')$$), 'done', 'A18 given to another');
SELECT is((SELECT count(*) FROM cc_center.health_of_complaints()), 0::bigint, 'A18 it is well again');
SET LOCAL session_replication_role = replica;
UPDATE cc_center.complaint_step SET month = '2018-10-01' WHERE center_id = 9971 AND upheld AND at > '2018-11-05 12:30+08';
SET LOCAL session_replication_role = origin;
SELECT is((SELECT string_agg(finding || ' ' || subject, ', ') FROM cc_center.health_of_complaints()), format('a complaint was upheld in a closed month 9971/%s', pg_temp.nth(9971, 2)), 'I44 a fact put into a closed month is found');
SELECT * FROM finish();
ROLLBACK;
