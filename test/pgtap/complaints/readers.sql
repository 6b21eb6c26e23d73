-- Who knows what of complaints: the complainant's words never whom they name, whatever his role; he hears that there is one, and what became of
-- it and why (A7, A18).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SET LOCAL TimeZone = 'Asia/Shanghai';
\ir ../../lib/act.sql
\ir ../../lib/complaints.sql
SELECT * FROM no_plan();
SELECT pg_temp.set_up_complaints(9951, 'READERS'), pg_temp.set_up_complaints(9952, 'READERST');
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9951, '801', '质检', 'quality_reviewer'), (9951, '901', '考评', 'appraiser');
CREATE ROLE a9951_801; CREATE ROLE a9951_901;
SELECT cc_center.enrol(9951, '801', 'a9951_801'), cc_center.enrol(9951, '901', 'a9951_901');
SELECT pg_temp.at('2018-10-08 09:00+08');
-- 1 against 102, taken in by 101; 2 against the leader 201; 3 against the supervisor 302, by an app
SELECT is(pg_temp.as(9951, v.who, v.call), 'done', 'A18 taken in')
  FROM (VALUES (1, '101', $$complain(%s, '态度', 'person', '原话甲', '102')$$), (2, '101', $$complain(%s, '态度', 'person', '原话乙', '201')$$),
               (3, 'app', $$complain(%s, '态度', 'person', '原话丙', '302')$$)) v (n, who, call) ORDER BY v.n;
SELECT is(pg_temp.as(9951, '301', pg_temp.one(9951, v.n, format($$assign_complaint(%%%%s, %%s, '%s')$$, v.who))), 'done', 'A18 assigned') FROM (VALUES (1, '801'), (2, '221'), (3, '801')) v (n, who) ORDER BY v.n;
SELECT is(pg_temp.as(9951, '801', pg_temp.one(9951, 1, $$report_complaint(%%s, %s, '据投诉人讲')$$)), 'done', 'A18 reported');

CREATE FUNCTION pg_temp.seen(who text, what text DEFAULT 'complaints', col text DEFAULT 'description') RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.act('a9951_' || who, format('SELECT coalesce(string_agg(DISTINCT %s::text, '','' ORDER BY %s::text), ''none'') FROM cc_center.%I', col, col, what))
$$;
SELECT is(pg_temp.seen(v.who, v.what), v.expected, format('A7 %s reads in %s: %s', v.who, v.what, v.expected))
  FROM (VALUES (1, '101', 'complaint', '原话乙,原话甲'), (2, '102', 'complaint', 'none'), (3, '121', 'complaint', 'none'), (4, '201', 'complaint', '原话丙,原话甲'), (5, '221', 'complaint', '原话丙,原话乙,原话甲'),
               (6, '302', 'complaint', '原话乙,原话甲'), (7, '301', 'complaint', '原话丙,原话乙,原话甲'), (8, '401', 'complaint', '原话丙,原话乙,原话甲'), (9, '801', 'complaint', '原话丙,原话甲'),
               (10, '901', 'complaint', 'none'), (11, '501', 'complaint', 'none'), (12, '601', 'complaint', 'none'), (13, '701', 'complaint', 'none'), (14, 'app', 'complaint', 'none'),
               (20, '102', 'complaints', 'none'), (21, '302', 'complaints', '原话乙,原话甲'), (22, '801', 'my_complaints', '原话丙,原话甲'), (23, '221', 'my_complaints', '原话乙'), (24, '301', 'my_complaints', 'none')) v (n, who, what, expected) ORDER BY v.n;
SELECT is(pg_temp.seen('102', 'complaint_step', 'note'), 'none', 'A7 nor what was found');
SELECT is(pg_temp.seen('102', 'complaint_timeline', 'step'), 'none', 'A7 nor what is done');
SELECT is(pg_temp.seen('801', 'complaint_step', 'note'), '据投诉人讲', 'A18 the investigator does');
SELECT is(pg_temp.act('a9952_301', 'SELECT count(*) FROM cc_center.complaint'), '0', 'A7 nobody of another center');
SELECT is(pg_temp.act('a9952_301', 'SELECT cc_center.investigator_of(9951, ' || pg_temp.nth(9951, 1) || ') IS NULL'), 'true', 'A7 nor with whom one is');
-- he who is named, of himself
SELECT is(pg_temp.seen('102', 'complaints_about_me', $$concat_ws(' ', kind, taken_in_at::date, coalesce(upheld::text, 'open'), reason)$$), '态度 2018-10-08 open', 'A7 he knows that there is one');
SELECT is(pg_temp.as(9951, '301', pg_temp.one(9951, 1, $$conclude_complaint(%%s, %s, true, '录音里语气生硬', '致歉')$$)), 'done', 'A18 concluded');
SELECT is(pg_temp.seen('102', 'complaints_about_me', $$concat_ws(' ', kind, taken_in_at::date, coalesce(upheld::text, 'open'), reason)$$), '态度 2018-10-08 true 录音里语气生硬', 'A7 and what became of it, and why');
SELECT is(pg_temp.seen('102', 'complaint'), 'none', 'A7 the words he does not read afterwards either');
SELECT is(pg_temp.seen('302', 'complaints_about_me', 'upheld IS NULL'), 'true', 'A7 a supervisor of his own likewise');
SELECT is(pg_temp.seen('101', 'complaints_about_me', 'kind'), 'none', 'A7 nobody another''s');
SELECT is((SELECT count(*) FROM information_schema.columns WHERE table_schema = 'cc_center' AND table_name = 'complaints_about_me' AND column_name IN ('description', 'by_staff', 'investigator', 'case_id', 'note')), 0::bigint, 'A7 nothing there tells who complained');
-- one corrected is another's now
SELECT is(pg_temp.as(9951, '101', $$complain(%s, '态度', 'person', '原话丁', '102')$$), 'done', 'A18 four');
SELECT is(pg_temp.as(9951, '101', pg_temp.one(9951, 4, $$correct_complaint(%%s, %s, '态度', 'person', '听错', '121')$$)), 'done', 'A18 against another');
SELECT is(pg_temp.act('a9951_102', 'SELECT count(*) FROM cc_center.complaints_about_me'), '1', 'A18 he who was named wrongly has none of it');
SELECT is(pg_temp.act('a9951_121', 'SELECT count(*) FROM cc_center.complaints_about_me'), '1', 'A18 the other has');
-- the statistics of people: of oneself, for who leads, and the appraiser
SELECT is(pg_temp.act('a9951_' || v.who, $$SELECT coalesce(string_agg(value || ' ' || taken_in, ', ' ORDER BY value), 'none') FROM cc_center.complaint_month WHERE counted_by = 'person'$$), v.expected, 'A7 statistics of people for ' || v.who)
  FROM (VALUES ('102', '102 1'), ('101', 'none'), ('501', 'none'), ('201', '102 1, 121 1, 201 1, 302 1'), ('302', '102 1, 121 1, 201 1, 302 1'), ('901', '102 1, 121 1, 201 1, 302 1')) v (who, expected);
SELECT is(pg_temp.act('a9951_101', $$SELECT concat_ws(' ', taken_in, concluded, upheld, upheld_rate) FROM cc_center.complaint_month WHERE counted_by = 'all'$$), '4 1 1 1.0000', 'A18 over all, for everybody');
SELECT is(pg_temp.act('a9952_301', $$SELECT count(*) FROM cc_center.complaint_month$$), '0', 'A7 of no other center');
-- the words of a complaint that was corrected are those of the one in its place: whom that names does not read them there either
SELECT is(pg_temp.as(9951, '101', $$complain(%s, '态度', 'person', '原话戊', '102')$$), 'done', 'A18 another one');
SELECT is(pg_temp.seen('201', 'complaint'), '原话丁,原话丙,原话戊,原话甲', 'A7 a leader reads it as long as it names somebody else');
SELECT is(pg_temp.as(9951, '101', pg_temp.one(9951, 6, $$correct_complaint(%%s, %s, '态度', 'person', '听错', '201')$$)), 'done', 'A18 it is against the leader');
SELECT is(pg_temp.seen('201', v.what, v.col), v.expected, 'A7 from then on no more: ' || v.what)
  FROM (VALUES ('complaint', 'description', '原话丁,原话丙,原话甲'), ('complaints', 'description', '原话丁,原话丙,原话甲')) v (what, col, expected);
SELECT is(pg_temp.seen('221', 'complaint'), '原话丁,原话丙,原话乙,原话戊,原话甲', 'A7 another leader does');
SELECT * FROM finish();
ROLLBACK;
