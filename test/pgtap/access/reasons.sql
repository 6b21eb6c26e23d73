-- Why somebody swaps or leaves his seat is for him, for whom it concerns and for those who lead: illness is nobody else's (A7, I35, E3.4).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SELECT no_plan();
\ir ../../lib/act.sql
SELECT pg_temp.set_up(9576, 'WHY');
DELETE FROM cc_center.roster WHERE center_id = 9576 AND staff_no = '121' AND day = '2018-10-09';
UPDATE cc_center.roster_publication SET status = 'published', published_by = '201', published_at = cc_center.clock(), findings = 0 WHERE center_id = 9576;
CREATE FUNCTION pg_temp.read(who text, question text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act('a9576_' || who, format('SELECT string_agg(r::text, %L) FROM (%s) r', '; ', question))
$$;

SELECT pg_temp.act('a9576_101', $$ SELECT cc_center.request_swap(9576, '2018-10-09', 'early', '121', reason => '复查') $$) AS swap \gset
SELECT is(pg_temp.read(v.who, 'SELECT reason FROM cc_center.swap_reason'), v.answer, 'I35 why he swaps ' || v.whom)
FROM (VALUES ('101', '(复查)', 'he knows himself'), ('121', '(复查)', 'his partner knows'), ('201', '(复查)', 'a shift leader knows'),
             ('301', '(复查)', 'the supervisor knows'), ('401', '(复查)', 'the director knows'), ('102', 'done', 'a colleague does not know'),
             ('501', 'done', 'nor an inspector'), ('701', 'done', 'nor the system administrator'), ('app', 'done', 'nor an application')) v (who, answer, whom);
SELECT is(pg_temp.read('102', 'SELECT swap_kind, requester, partner FROM cc_center.swap'), '(single,101,121)', 'I35 that he swaps the center knows');
SELECT is(pg_temp.read('121', 'SELECT summary FROM cc_center.my_approvals'), '("single: 复查")', 'I35 the partner sees it with what waits for him');
SELECT is(pg_temp.act('a9576_121', format('SELECT cc_center.consent_swap(9576, %s)', :swap)), '', 'I35 he consents');
SELECT is(pg_temp.read('301', 'SELECT summary FROM cc_center.my_approvals'), '("single: 复查")', 'I35 so does the supervisor');
SELECT is(pg_temp.act('a9576_301', format('SELECT cc_center.approve_swap(9576, %s)', :swap)), '', 'I35 who approves');
SELECT is(pg_temp.read('102', 'SELECT kind, from_staff, to_staff, reason FROM cc_center.roster_change'), '(swap,101,121,)', 'I35 the change of the roster tells no reason');
SELECT is(pg_temp.act('a9576_302', format('SELECT cc_center.take_back_swap(9576, %s, %L)', :swap, '住院')), '', 'I35 it is taken back, with a reason');
SELECT is(pg_temp.read(v.who, 'SELECT reason, decision FROM cc_center.swap_reason'), v.answer, 'I35 that ' || v.whom)
FROM (VALUES ('101', '(复查,住院)', 'he knows'), ('102', 'done', 'a colleague does not')) v (who, answer, whom);
SELECT is(pg_temp.read('102', 'SELECT reason FROM cc_center.roster_change WHERE reason IS NOT NULL'), 'done', 'I35 nor from the roster');

SELECT pg_temp.at('2018-10-08 10:00+08');
SELECT pg_temp.act('a9576_101', $$ SELECT cc_center.ask_to_leave(9576, '腹泻') $$) AS absence \gset
SELECT is(pg_temp.read('201', 'SELECT summary FROM cc_center.my_approvals'), '("early: 腹泻")', 'E3.4 a leader sees why somebody asks to leave the seat');
SELECT pg_temp.act('a9576_201', $$ SELECT cc_center.permit_leaving(9576, '101', '去医院') $$);
SELECT is(pg_temp.read(v.who, 'SELECT reason, answer_note FROM cc_center.absence_reason'), v.answer, 'E3.4 why he leaves ' || v.whom)
FROM (VALUES ('101', '(腹泻,去医院)', 'he knows'), ('201', '(腹泻,去医院)', 'a shift leader knows'), ('301', '(腹泻,去医院)', 'the supervisor knows'),
             ('102', 'done', 'a colleague does not know'), ('121', 'done', 'another does not know'), ('701', 'done', 'nor the system administrator')) v (who, answer, whom);
SELECT pg_temp.act('a9576_101', $$ SELECT cc_center.leave_seat(9576) $$);
SELECT is(pg_temp.read('102', 'SELECT staff_no, left_at IS NOT NULL FROM cc_center.seat_absence'), '(101,t)', 'E3.4 that he is away the center knows');
SELECT is(pg_temp.read('101', 'SELECT reason FROM cc_center.absence_reason'), '(腹泻)', 'E3.4 what he said when he asked stays');
SELECT is_empty($$ SELECT a.attrelid::regclass, a.attname FROM pg_attribute a WHERE a.attrelid IN ('cc_center.swap'::regclass, 'cc_center.seat_absence'::regclass)
                   AND a.attname ~ 'reason|note|decision$' AND NOT a.attisdropped $$, 'A7 no words stand in what the center reads');
SELECT * FROM finish();
ROLLBACK;
