-- The one calculation: what quantities cost (I45-I47, U15), brackets, examples that a draft must keep (I43).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
\ir ../../lib/act.sql
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9701, 'CHARGE');
CREATE FUNCTION pg_temp.cost(quantities jsonb, version integer DEFAULT 1, role text DEFAULT 'operator') RETURNS text LANGUAGE sql AS $$
  SELECT coalesce(string_agg(concat_ws(' ', subject, trim_scale(quantity), coalesce(rate::text, 'all'), amount, charged, clause), '; '), '-')
    FROM cc_center.charges(9701, version, role, quantities)
$$;
SELECT is(pg_temp.cost(v.q::jsonb), v.expected, v.title)
  FROM (VALUES (1, '{}', '-', 'I45 nothing counted costs nothing'),
               (2, '{"sick_leave": 0}', '-', 'I46 0 days'),
               (3, '{"sick_leave": 0.5}', 'sick_leave 0.5 10.00 5.00 5.00 I46', 'I46 half a day pro rata'),
               (4, '{"sick_leave": 6.5}', 'sick_leave 6.5 10.00 65.00 65.00 I46', 'I46 6.5 days: 65'),
               (5, '{"sick_leave": 7}', 'sick_leave 7 all 200.00 200.00 I46', 'I46 7 days or more: the whole bonus'),
               (6, '{"sick_leave": 31}', 'sick_leave 31 all 200.00 200.00 I46', 'I46 31 days: no more than that'),
               (7, '{"personal_leave": 4.5}', 'personal_leave 4.5 30.00 135.00 135.00 I47', 'I47 4.5 days: 135'),
               (8, '{"personal_leave": 5}', 'personal_leave 5 all 200.00 200.00 I47', 'I47 5 days: the whole bonus'),
               (9, '{"sick_leave": 6.5, "personal_leave": 4.5}', 'sick_leave 6.5 10.00 65.00 65.00 I46; personal_leave 4.5 30.00 135.00 135.00 I47', 'I45 both kinds, tested apart: 200, exactly the bonus'),
               (10, '{"personal_leave": 4.5, "sick_leave": 7}', 'sick_leave 7 all 200.00 200.00 I46; personal_leave 4.5 30.00 135.00 0.00 I47', 'I45 capped at the bonus, in a fixed order'),
               (11, '{"lateness": 500, "absenteeism": 3}', '-', 'I48 no tariff set, nothing invented (U16)')) v (n, q, expected, title) ORDER BY v.n;
SELECT is(pg_temp.cost('{"sick_leave": 7}', 1, 'shift_leader'), '-', 'I45 a leader has no monthly bonus to lose');
SELECT throws_ok($$SELECT * FROM cc_center.charges(9701, 1, 'operator', '{"sickness": 1}')$$, 'UCD05', NULL, 'a subject there is');
SELECT throws_ok($$SELECT * FROM cc_center.charges(9701, 1, 'operator', '{"sick_leave": -1}')$$, 'UCD05', NULL, 'a quantity that is not negative');
SELECT throws_ok($$SELECT * FROM cc_center.charges(9701, 1, 'operator', '[1]')$$, 'UCD05', NULL, 'quantities by subject');
SELECT throws_ok($$INSERT INTO cc_center.tariff (center_id, version, role, subject, unit, quantity, rate, bonus, clause) VALUES (9701, 1, 'shift_leader', 'sick_leave', 'minute', '[0,)', 1, 'attendance_bonus', 'I46')$$, 'UC203', NULL, 'I43 what is ratified is frozen, whatever comes');
SELECT throws_ok($$SELECT * FROM cc_center.charges(9701, 1, 'operator', '{"sick_leave": "x"}')$$, 'UCD05', NULL, 'a number');
SELECT is(pg_temp.act('a9701_101', $$SELECT charged FROM cc_center.charges(9701, 1, 'operator', '{"sick_leave": 1}')$$), '10.00', 'I45 anybody of the center may ask');
CREATE ROLE a9701_stranger;
GRANT cc_center_operator TO a9701_stranger;
SELECT is(pg_temp.act('a9701_stranger', $$SELECT charged FROM cc_center.charges(9701, 1, 'operator', '{"sick_leave": 1}')$$), 'UC102', 'I45 nobody else');

-- brackets, in a draft: marginal, whole and fixed, a free quantity, half a fen
SELECT is(pg_temp.act('a9701_201', $$SELECT cc_center.draft_rules(9701, 'Brackets')$$), '2', 'I43 the call center drafts');
UPDATE cc_center.tariff SET rate = 1, quantity = '[15,60)' WHERE center_id = 9701 AND version = 2 AND subject = 'lateness';
INSERT INTO cc_center.tariff (center_id, version, role, subject, unit, quantity, rate, per, bonus, clause) VALUES
  (9701, 2, 'operator', 'lateness', 'minute', '[0,15)', 0, 'unit', 'attendance_bonus', 'I26'),
  (9701, 2, 'operator', 'lateness', 'minute', '[60,)', 2.005, 'unit', 'attendance_bonus', 'I26'),
  (9701, 2, 'operator', 'conduct', 'point', '[0,3)', 5, 'whole', 'appraisal_bonus', 'I49'),
  (9701, 2, 'operator', 'conduct', 'point', '[3,)', 50, 'fixed', 'appraisal_bonus', 'I49');
SELECT is(pg_temp.cost(v.q::jsonb, 2), v.expected, v.title)
  FROM (VALUES (1, '{"lateness": 15}', '-', 'I26 free up to 15'),
               (2, '{"lateness": 15.01}', 'lateness 0.01 1.00 0.01 0.01 I26', 'I26 and from there on marginally'),
               (3, '{"lateness": 60}', 'lateness 45 1.00 45.00 45.00 I26', 'I26 to the bracket''s end'),
               (4, '{"lateness": 61.5}', 'lateness 45 1.00 45.00 45.00 I26; lateness 1.5 2.01 3.02 3.02 I26', 'I26 and beyond, half a fen rounded up at the row'),
               (5, '{"conduct": 2.5}', 'conduct 2.5 5.00 12.50 12.50 I49', 'I49 the whole quantity by its bracket'),
               (6, '{"conduct": 3}', 'conduct 3 50.00 50.00 50.00 I49', 'I49 U14 exactly 3 is 3 or more: once for all'),
               (7, '{"conduct": 3.5}', 'conduct 3.5 50.00 50.00 50.00 I49', 'I49 once for all')) v (n, q, expected, title) ORDER BY v.n;
SELECT throws_ok($$INSERT INTO cc_center.tariff (center_id, version, role, subject, unit, quantity, rate, bonus, clause) VALUES (9701, 2, 'operator', 'lateness', 'minute', '[10,20)', 1, 'attendance_bonus', 'I26')$$, '23P01', NULL, 'I43 brackets never overlap');
SELECT throws_ok($$INSERT INTO cc_center.tariff (center_id, version, role, subject, unit, quantity, rate, bonus, clause) VALUES (9701, 2, 'operator', 'sleep', 'minute', '[0,)', 1, 'attendance_bonus', 'I26')$$, '23514', NULL, 'I43 for subjects there are');
SELECT throws_ok($$UPDATE cc_center.tariff SET rate = -1 WHERE center_id = 9701 AND version = 2$$, '23514', NULL, 'I43 no negative amounts');
SELECT throws_ok($$UPDATE cc_center.tariff SET rate = 99 WHERE center_id = 9701 AND version = 1$$, 'UC203', NULL, 'I43 what is ratified is frozen');
-- a gap, an example that is not kept: not proposed, and told why
CREATE FUNCTION pg_temp.said(who text, call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  detail text;
BEGIN
  PERFORM set_config('role', 'a9701_' || who, true);
  EXECUTE 'SELECT cc_center.' || call;
  PERFORM set_config('role', 'none', true);
  RETURN 'done';
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
  RETURN SQLSTATE || ' ' || detail;
END
$$;
DELETE FROM cc_center.tariff WHERE center_id = 9701 AND version = 2 AND subject = 'lateness' AND quantity = '[15,60)';
SELECT is(pg_temp.said('301', 'propose_rules(9701, 2)'), 'UC210 The brackets of subject "lateness" for role "operator" begin above 0, have a gap, or change the unit.', 'I43 a gap is not proposed');
DELETE FROM cc_center.tariff WHERE center_id = 9701 AND version = 2 AND subject = 'lateness';
UPDATE cc_center.tariff SET rate = 11 WHERE center_id = 9701 AND version = 2 AND subject = 'sick_leave';
SELECT is(pg_temp.said('301', 'propose_rules(9701, 2)'), 'UC210 Example "病假3天、事假4天": expected {"attendance_bonus": 150}, got {"attendance_bonus": 153}.', 'I43 nor a draft that breaks an example');
UPDATE cc_center.tariff SET rate = 10 WHERE center_id = 9701 AND version = 2 AND subject = 'sick_leave';
UPDATE cc_center.tariff SET rate = 14.99 WHERE center_id = 9701 AND version = 2 AND subject = 'conduct' AND per = 'fixed';
SELECT is(pg_temp.said('301', 'propose_rules(9701, 2)'), 'UC210 From 3 on, more of subject "conduct" costs role "operator" less, or another bonus.', 'I43 nor one by which more would cost less');
UPDATE cc_center.tariff SET rate = 15, bonus = 'attendance_bonus' WHERE center_id = 9701 AND version = 2 AND subject = 'conduct' AND per = 'fixed';
SELECT is(pg_temp.said('301', 'propose_rules(9701, 2)'), 'UC210 From 3 on, more of subject "conduct" costs role "operator" less, or another bonus.', 'I43 or would come out of another bonus');
UPDATE cc_center.tariff SET rate = 15, bonus = 'appraisal_bonus' WHERE center_id = 9701 AND version = 2 AND subject = 'conduct' AND per = 'fixed';
INSERT INTO cc_center.rule_example (center_id, version, title, role, quantities, expected, clause) VALUES (9701, 2, 'Mine', 'operator', '{"conduct": 2}', '{"appraisal_bonus": 10, "attendance_bonus": 0}', 'I49');
SELECT is(pg_temp.said('301', 'propose_rules(9701, 2)'), 'done', 'I43 one that keeps all of them is');

SELECT * FROM finish();
ROLLBACK;
