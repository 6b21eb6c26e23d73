-- What one person needs in front of him: his cases, who is on duty, what waits for his word, what was sent back, and the time a
-- case spent in several hands (I24, I29, I30).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'America/New_York';
SELECT no_plan();
\ir ../../lib/act.sql
SELECT pg_temp.set_up(9511, 'DKA');

SELECT pg_temp.at('2018-10-08 10:00+08');
INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (9511, '湖南路', 'hotline', '类', '述');
SELECT case_id, holder, CASE holder WHEN '101' THEN '102' ELSE '101' END AS other FROM cc_center.cases WHERE center_id = 9511 \gset
SELECT is(pg_temp.act('a9511_' || :'holder', 'SELECT count(*) FROM cc_center.my_cases'), '1', 'I24 who holds a case has it among his own');
SELECT is(pg_temp.act('a9511_' || :'other', 'SELECT count(*) FROM cc_center.my_cases'), '0', 'I24 nobody else has');
SELECT is(pg_temp.act('a9511_' || v.number, $$ SELECT string_agg(staff_no, ',' ORDER BY staff_no) FROM cc_center.on_duty WHERE role = 'operator' AND at_the_seat $$), v.answer, 'I6 on duty, as ' || v.number || ' sees it')
FROM (SELECT v.number, (SELECT string_agg(r.staff_no, ',' ORDER BY r.staff_no) FROM cc_center.roster r WHERE r.center_id = 9511 AND r.role = 'operator' AND r.duty @> '2018-10-08 10:00+08'::timestamptz) AS answer
      FROM (VALUES ('101'), ('201'), ('401')) v (number)) v;

-- r17: two handovers, 14 minutes in each hand; no leg is late, the case and the first hand are
SELECT pg_temp.at('2018-10-08 10:14+08');
SELECT is(pg_temp.act('a9511_' || :'holder', format('SELECT cc_center.handover(9511, ARRAY[%s], %L)', :case_id, :'other')), '1', 'I29 handed over');
SELECT pg_temp.at('2018-10-08 10:28+08');
SELECT is(pg_temp.act('a9511_' || :'other', format('SELECT cc_center.handover(9511, ARRAY[%s], %L)', :case_id, :'holder')), '1', 'I29 and back');
SELECT pg_temp.at('2018-10-08 10:42+08');
SELECT is_empty($$ SELECT 1 FROM cc_center.overdue WHERE center_id = 9511 $$, 'I29 each hand has its own clock');
SELECT results_eq($$ SELECT hands, total, over_limit_in_total, person_over_limit, by_person FROM cc_center.time_in_hands WHERE center_id = 9511 $$,
    format($$ VALUES (3, '42 min'::interval, true, %L, '{"%s": "00:28:00", "%s": "00:14:00"}'::jsonb) $$, :'holder', :'holder', :'other'),
    'I29 the whole time and the sum by person stay visible and are judged');

-- r16: sent back, and found again
SELECT is(pg_temp.act('a9511_' || :'holder', format($$ UPDATE cc_center.cases SET stage = 'returned', stage_reason = '照片不清' WHERE case_id = %s $$, :case_id)), 'done', 'I3.2 sent back');
SELECT results_eq($$ SELECT stage_reason, returned_by, may_become FROM cc_center.returned_cases WHERE center_id = 9511 $$,
    format($$ VALUES ('照片不清', %L, '{reported}'::text[]) $$, :'holder'), 'I3.2 it is among those that were');
SELECT is(pg_temp.act('a9511_501', format($$ UPDATE cc_center.cases SET stage = 'reported' WHERE case_id = %s $$, :case_id)), 'done', 'I3.2 it comes back');
SELECT is_empty($$ SELECT 1 FROM cc_center.returned_cases WHERE center_id = 9511 $$, 'I3.2 and is not among them any more');

-- what waits for somebody's word
SELECT is(pg_temp.act('a9511_121', $$ SELECT cc_center.request_leave(9511, 'personal_leave', '2018-10-15', reason => '事') > 0 $$), 'true', 'I33 leave is asked for');
CREATE FUNCTION pg_temp.waits(number text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act('a9511_' || number, 'SELECT coalesce(string_agg(subject || '' of '' || asked_by, '', ''), ''nothing'') FROM cc_center.my_approvals')
$$;
SELECT is(pg_temp.waits('121'), 'nothing', 'I33 nobody waits for himself');
SELECT is(pg_temp.waits('101'), 'nothing', 'I33 nor for a colleague');
SELECT is((SELECT string_agg(role, ',' ORDER BY role) FROM cc_center.staff s, unnest(cc_center.lacking_approvers(9511, 1)) r WHERE false), NULL, 'U14 nothing of leave that is not there');
SELECT is((SELECT count(*)::integer FROM unnest('{201,301,401}'::text[]) n WHERE pg_temp.waits(n) = 'leave of 121'),
    (SELECT count(DISTINCT s.role)::integer FROM cc_center.approval_step a JOIN cc_center.staff s ON s.center_id = 9511 AND s.role = ANY (a.approvers) AND s.staff_no IN ('201', '301', '401')
     WHERE a.center_id = 9511 AND a.subject = 'personal_leave' AND a.from_days <= 1), 'I33 it waits for those whose step it lacks');
SELECT is(pg_temp.act('a9511_301', $$ SELECT cc_center.approve_leave(9511, id) FROM cc_center.my_approvals $$) ~ '^(approved|waits)', true, 'I33 a step is given');
SELECT is(pg_temp.waits('301'), 'nothing', 'I33 and waits for him no longer');
SELECT * FROM finish();
ROLLBACK;
