-- What quantities of leave cost, as the sentences say, worked out by hand: 病假 扣发10元/天, 当月累计7天或7天以上 扣除当月全部考勤奖;
-- 事假 扣发30元/天, 当月累计5天或5天以上 扣除本月全部考勤奖; 考勤奖200元 (I45-I47); half days pro rata, at most the bonus, the kinds
-- tested apart (U15); 以上 includes the number (U14); what has no tariff costs nothing (U16).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
\ir ../../lib/act.sql
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9711, 'TRUTHC');
-- days sick, days of personal leave, yuan taken for sick leave, for personal leave, and left of the 400
CREATE TEMP TABLE truth (sick numeric, personal numeric, for_sick numeric, for_personal numeric, remain numeric);
INSERT INTO truth VALUES
  (0, 0, 0, 0, 400), (0.5, 0, 5, 0, 395), (1, 0, 10, 0, 390), (1.5, 0, 15, 0, 385), (2, 0, 20, 0, 380), (3, 0, 30, 0, 370),
  (6, 0, 60, 0, 340), (6.5, 0, 65, 0, 335), (7, 0, 200, 0, 200), (7.5, 0, 200, 0, 200), (8, 0, 200, 0, 200), (20, 0, 200, 0, 200),
  (28, 0, 200, 0, 200), (29, 0, 200, 0, 200), (30, 0, 200, 0, 200), (31, 0, 200, 0, 200),
  (0, 0.5, 0, 15, 385), (0, 1, 0, 30, 370), (0, 1.5, 0, 45, 355), (0, 2, 0, 60, 340), (0, 4, 0, 120, 280), (0, 4.5, 0, 135, 265),
  (0, 5, 0, 200, 200), (0, 5.5, 0, 200, 200), (0, 28, 0, 200, 200), (0, 31, 0, 200, 200),
  -- both: each by its own number of days, together no more than the 200
  (0.5, 0.5, 5, 15, 380), (6.5, 0.5, 65, 15, 320), (0.5, 4.5, 5, 135, 260), (3, 4, 30, 120, 250), (4, 3, 40, 90, 270),
  (6, 4.5, 60, 135, 205), (6.5, 4, 65, 120, 215), (6.5, 4.5, 65, 135, 200), (7, 0.5, 200, 0, 200), (7, 5, 200, 0, 200),
  (0.5, 5, 5, 195, 200), (6.5, 5, 65, 135, 200), (5, 2, 50, 60, 290), (14, 14, 200, 0, 200);
SELECT is((SELECT concat_ws(' ', trim_scale(coalesce(sum(c.charged) FILTER (WHERE c.subject = 'sick_leave'), 0)),
                            trim_scale(coalesce(sum(c.charged) FILTER (WHERE c.subject = 'personal_leave'), 0)),
                            trim_scale(400 - coalesce(sum(c.charged), 0)), bool_and(c.bonus = 'attendance_bonus'))
             FROM cc_center.charges(9711, 1, 'operator', jsonb_build_object('sick_leave', t.sick, 'personal_leave', t.personal)) c),
          concat_ws(' ', trim_scale(t.for_sick), trim_scale(t.for_personal), trim_scale(t.remain), CASE WHEN t.remain < 400 THEN true END),
          format('%s %s days sick, %s of personal leave', CASE WHEN t.personal = 0 THEN 'I46' WHEN t.sick = 0 THEN 'I47' ELSE 'I45' END, t.sick, t.personal))
  FROM truth t;
-- what the text sets no price for, however much of it
SELECT is_empty(format($$SELECT * FROM cc_center.charges(9711, 1, 'operator', '{"%s": 1000}')$$, s.subject), 'I48 no tariff for ' || s.subject)
  FROM (SELECT DISTINCT subject FROM cc_center.appraisal_subjects() WHERE subject NOT IN ('sick_leave', 'personal_leave')) s ORDER BY s.subject;
-- 值班长的考评成绩作为年度考核评定的依据: no monthly money, whatever happened
SELECT is_empty(format($$SELECT * FROM cc_center.charges(9711, 1, %L, '{"sick_leave": 31, "personal_leave": 31}')$$, r), 'I45 no bonus to take from: ' || r)
  FROM unnest('{shift_leader,supervisor,director,inspector}'::text[]) r;
SELECT results_eq($$SELECT role, bonus, amount FROM cc_center.bonus WHERE center_id = 9711 ORDER BY 2$$,
                  $$VALUES ('operator', 'appraisal_bonus', 200.00), ('operator', 'attendance_bonus', 200.00)$$, 'I45 200 and 200, for operators');
SELECT * FROM finish();
ROLLBACK;
