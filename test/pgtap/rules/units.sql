-- Intervals of rules have a unit (F18's kind), and a center abroad does not keep China's calendar unasked.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SET LOCAL timezone = 'America/New_York';
SET LOCAL cc_center.now = '2025-07-01 09:00+08';
SELECT no_plan();
\ir ../../lib/act.sql

INSERT INTO cc_center.preset_part (preset, area, rules)
SELECT 'bare', p.area, CASE WHEN p.rules #> '{tables,work_limit}' IS NULL THEN p.rules
       ELSE jsonb_set(p.rules, '{tables,work_limit,0,hours_a_day}', '8') END
FROM cc_center.preset_part p WHERE p.preset = 'office';
SELECT is(pg_temp.act('none', $$ SELECT cc_center.create_center(9320, 'UA', '无单位', 'Asia/Shanghai', 'bare') $$), 'UC212', 'B1.1 a bare number in a preset is no interval');
SELECT cc_center.create_center(9321, 'UB', '单位', 'Asia/Shanghai', 'office');
INSERT INTO cc_center.rule_set (center_id, version, title, drafted_by) VALUES (9321, 2, 'draft', 'x');
SELECT is(pg_temp.act('none', format($$ INSERT INTO cc_center.work_limit (center_id, version, role, hours_a_day, clause) VALUES (9321, 2, 'role ' || %1$L, %1$L, 'B1.1') $$, v.given)), v.answer,
          'B1.1 hours a day given as ' || v.given)
FROM (VALUES ('8', 'UC212'), ('8 hours', 'done'), ('8:00', 'done'), ('00:00:59', 'UC212')) v (given, answer);
SELECT is(pg_temp.act('none', $$ INSERT INTO cc_center.retention_limit (center_id, version, leg_kind, ordinal, hours, retention_limit, clause) VALUES (9321, 2, 'pre_filing', 1, '24/7', '15', 'I24') $$), 'UC212',
          'I24 nor is a limit of 15 seconds one');

SELECT cc_center.create_center(9322, 'DE', 'Berlin', 'Europe/Berlin', 'office'), cc_center.create_center(9323, 'DF', 'Bonn', 'Europe/Berlin', 'office', 'DE');
SELECT set_eq($$ SELECT code, calendar FROM cc_center.center WHERE center_id BETWEEN 9321 AND 9323 $$,
              $$ VALUES ('UB', 'CN'), ('DE', 'CN'), ('DF', 'DE') $$, 'U10 a center keeps the calendar it was given, or China''s');
SELECT set_eq($$ SELECT subject FROM cc_center.health() WHERE finding = 'a center abroad keeps the calendar of China' AND subject IN ('UB', 'DE', 'DF') $$,
              $$ VALUES ('DE') $$, 'U10 health() names who keeps China''s abroad');
SELECT throws_ok($$ SELECT cc_center.working_time(9323, 'service', '2026-02-16 10:00+01', '2026-02-17 10:00+01') $$, 'UC314', NULL, 'U10 a calendar without its year answers nothing');
SELECT * FROM finish();
ROLLBACK;
