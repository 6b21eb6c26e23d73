-- A month as it really was: the first and the last call of agents of a bank's call centre, February 1999, as sign-ins and
-- sign-outs of a badge file (B1.1, B1.2). From the call records of the Technion's Service Enterprise Engineering
-- laboratory ("Anonymous Bank"), agents by number only: of each agent and day, a day ending at 06:00, the earliest begin and the
-- latest end of a call served. Which shift it was is the one whose begin lies nearest to the first call. The figures expected
-- were counted from the whole file of calls by another program.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
\ir ../../lib/act.sql
SET LOCAL TimeZone = 'UTC';
SELECT * FROM no_plan();
SELECT pg_temp.at('1999-01-31 08:00+02');
SELECT cc_center.create_center(9620, 'BANK', 'Bank', 'Asia/Jerusalem', NULL);
INSERT INTO cc_center.rule_set (center_id, version, title, drafted_by) VALUES (9620, 1, 'Bank', 'role postgres');
-- the week begins on Sunday; Friday ends early, Saturday begins late
CREATE TEMP TABLE hour (shift text, weekday text, begins interval, ends interval);
INSERT INTO hour VALUES ('s07', 'Su-Th', '07:00', '15:00'), ('s08', 'Su-Th', '08:00', '16:00'), ('s13', 'Su-Th', '13:00', '21:00'), ('s15', 'Su-Th', '15:00', '23:00'),
  ('s18', 'Su-Th', '18:00', '26:00'), ('s07', 'Fr', '07:00', '14:00'), ('s08', 'Fr', '08:00', '14:00'), ('s18', 'Sa', '20:00', '26:00');
INSERT INTO cc_center.shift (center_id, version, role, shift, name, hours, clause)
SELECT 9620, 1, 'operator', shift, shift, string_agg(format('%s %s-%s', weekday, to_char(begins, 'HH24:MI'), to_char(ends, 'HH24:MI')), '; ' ORDER BY begins, weekday DESC)::cc_center.work_hours, 'A3'
  FROM hour GROUP BY shift;
INSERT INTO cc_center.attendance_rule (center_id, version, subject, role, shift, source, grace, clause) VALUES
  (9620, 1, 'lateness', 'operator', '*', 'badge', '5 minutes', 'B1.2'), (9620, 1, 'early_leave', 'operator', '*', 'badge', '5 minutes', 'B1.1'),
  (9620, 1, 'absence', 'operator', '*', 'badge', NULL, 'B1.5');
INSERT INTO cc_center.sign_in_rule (center_id, version, margin, clause) VALUES (9620, 1, NULL, 'B1.2');
SET LOCAL session_replication_role = replica;
UPDATE cc_center.rule_set SET status = 'ratified', effective = '[1999-01-01,)', ratified_by = 'role x' WHERE center_id = 9620;
SET LOCAL session_replication_role = origin;

-- agent, day, first call, last call
CREATE TEMP TABLE served (agent text, day date, first_at timestamp, last_at timestamp);
INSERT INTO served
SELECT f[1], d, d + f[3]::time + CASE WHEN f[3] < '06' THEN interval '1 day' ELSE '0' END, d + f[4]::time + CASE WHEN f[4] < '06' THEN interval '1 day' ELSE '0' END
  FROM (SELECT string_to_array(line, ',') AS f FROM string_to_table($$
A07,02-01,15:49:26,19:11:21
A22,02-01,18:09:38,23:58:01
A07,02-02,15:57:29,17:19:09
A19,02-02,07:21:39,09:36:51
A07,02-03,10:58:51,12:22:54
A19,02-03,07:48:09,09:52:37
A22,02-03,18:00:19,23:58:34
A07,02-04,23:34:20,23:34:37
A22,02-04,18:02:45,23:48:52
A19,02-05,09:27:39,12:25:13
A19,02-06,19:25:12,23:46:50
A19,02-07,11:54:18,17:37:02
A22,02-07,17:55:46,23:02:19
A19,02-08,11:36:32,13:56:38
A22,02-08,18:12:21,23:58:53
A22,02-09,18:03:09,23:49:28
A22,02-10,18:09:34,00:00:58
A22,02-11,18:13:00,00:00:29
A07,02-13,19:41:09,23:51:20
A07,02-14,11:01:44,11:12:11
A19,02-14,21:25:52,22:18:43
A22,02-14,18:12:28,23:53:06
A19,02-15,16:32:10,23:01:56
A22,02-15,17:54:03,00:00:42
A19,02-17,17:32:26,23:58:56
A07,02-18,11:08:33,12:42:24
A19,02-18,16:07:19,17:10:15
A22,02-18,18:02:28,23:50:01
A07,02-21,23:40:35,23:42:00
A19,02-21,07:17:45,10:13:00
A22,02-21,19:11:22,23:54:15
A19,02-22,13:55:21,18:49:56
A22,02-22,18:01:58,23:57:51
A22,02-23,17:58:01,23:47:56
A07,02-24,17:35:01,17:50:43
A22,02-24,17:56:21,23:58:58
A07,02-25,17:55:50,22:06:08
A22,02-25,18:13:41,23:52:47
A19,02-27,20:07:00,23:33:55
A19,02-28,17:45:52,18:59:10
A22,02-28,18:08:31,23:42:00
$$, E'\n') line WHERE line <> '') k, LATERAL (SELECT ('1999-' || f[2])::date) n (d);
INSERT INTO cc_center.staff (center_id, staff_no, name, role) SELECT DISTINCT 9620, agent, agent, 'operator' FROM served;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9620, s.day, h.shift, s.agent FROM served s
 CROSS JOIN LATERAL (SELECT h.shift FROM hour h
                      WHERE h.weekday = CASE extract(dow FROM s.day) WHEN 5 THEN 'Fr' WHEN 6 THEN 'Sa' ELSE 'Su-Th' END
                      ORDER BY abs(extract(epoch FROM s.first_at - (s.day + h.begins))), h.shift LIMIT 1) h;

-- the badge file, as a machine writes it
CREATE ROLE a9620_imp;
SELECT cc_center.enrol(9620, NULL, 'a9620_imp', 'importer');
SELECT pg_temp.at('1999-03-01 09:00+02');
GRANT SELECT ON served TO a9620_imp;
SET LOCAL ROLE a9620_imp;
INSERT INTO cc_center.badge_line (line)
SELECT format('%s;%s;%s', agent, to_char(at, 'YYYY/MM/DD HH24:MI:SS'), direction)
  FROM (SELECT agent, first_at AS at, 'in' AS direction FROM served UNION ALL SELECT agent, last_at, 'out' FROM served) k ORDER BY at, direction;
SELECT is((SELECT string_agg(reason, ' ') FROM cc_center.import_sign_ins(9620, 'staff_no,at,direction')),
          (SELECT format('%s sign-ins kept, 0 known before or twice in the file, 0 lines refused.', 2 * count(*)) FROM served), 'B1.2 the badge file is read');
RESET ROLE;
SELECT is((SELECT sum((cc_center.close_day(9620, d::date)).judged) FROM generate_series('1999-02-01'::timestamp, '1999-02-28', '1 day') d),
          (SELECT count(*) FROM served), 'B1.2 every person-shift is judged');
SELECT results_eq($$SELECT staff_no, shifts::integer, late::integer, late_minutes, early_leaves::integer, early_leave_minutes, absences::integer
                      FROM cc_center.attendance_month WHERE center_id = 9620 AND month = '1999-02-01' ORDER BY staff_no$$,
  $$VALUES -- agent, shifts, late, minutes, early leaves, minutes, absences
               ('A07', 10, 4, 781.83, 6, 1215.42, 4),
               ('A19', 14, 7, 462.58, 14, 3398.97, 0),
               ('A22', 17, 8, 150.58, 17, 2184.83, 0)$$,
  'B1.1 B1.2 the month, agent by agent');
SELECT is((SELECT count(*) FROM cc_center.attendance_month WHERE center_id = 9620 AND open > 0), 0::bigint, 'nothing is open');
SELECT * FROM finish();
ROLLBACK;

