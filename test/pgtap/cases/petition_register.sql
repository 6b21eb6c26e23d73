-- Petitions: registered with the office's own number, verified by an inspector of the street, passed to the leader, answered; and
-- what the month makes of it (I3.3, I23).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'America/New_York';
SELECT no_plan();
\ir ../../lib/act.sql
-- a center that sets limits: 2 hours to verify, 8 working hours to answer, for the mayor's mailbox
INSERT INTO cc_center.preset_part (preset, area, rules)
SELECT 'limited', p.area, CASE WHEN p.area <> 'cases' THEN p.rules
       ELSE jsonb_set(p.rules, '{tables,petition_channel}', '[{"channel": "mayor_mailbox", "hours": "Mo-Fr 09:00-17:00", "verify_limit": "2 hours", "answer_limit": "8 hours", "clause": "I3.3"},
                                                              {"channel": "petition", "hours": null, "verify_limit": null, "answer_limit": null, "clause": "I3.3"}]') END
FROM cc_center.preset_part p WHERE p.preset = 'gulou';
SELECT pg_temp.set_up(9601, 'PRA');
-- one operator in the early shift, so that it is known who takes a case
DELETE FROM cc_center.roster WHERE center_id = 9601 AND staff_no = '102';
SELECT pg_temp.set_up(9602, 'PRB', 'limited');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) SELECT 9602, d::date, s, n
FROM unnest('{2018-10-08,2018-10-09,2018-10-31}'::text[]) d, (VALUES ('early', '101'), ('late', '121'), ('early', '201'), ('late', '221')) v (s, n);
INSERT INTO cc_center.staff (center_id, staff_no, name, role) SELECT c, n, '监' || n, 'inspector' FROM unnest('{9601,9602}'::bigint[]) c, unnest('{502,503}'::text[]) n;
CREATE ROLE a9601_502;
SELECT cc_center.enrol(9601, '502', 'a9601_502');
INSERT INTO cc_center.street_inspector (center_id, street, staff_no) VALUES (9601, '湖南路', '501'), (9601, '宁海路', '501'), (9601, '宁海路', '502');

CREATE FUNCTION pg_temp.enter(center bigint, street text, channel text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE id bigint;
BEGIN
    INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (center, street, channel, '信访', '占道经营') RETURNING case_id INTO id;
    RETURN id;
END
$$;
CREATE FUNCTION pg_temp.say(staff_no text, statement text, VARIADIC arguments text[] DEFAULT '{}') RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act('a9601_' || staff_no, 'SELECT cc_center.' || format(statement, VARIADIC arguments))
$$;
CREATE FUNCTION pg_temp.move(staff_no text, id bigint, stage text, reason text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act('a9601_' || staff_no, format('UPDATE cc_center.cases SET stage = %L%s WHERE case_id = %s', stage, coalesce(', stage_reason = ' || quote_literal(reason), ''), id))
$$;
CREATE FUNCTION pg_temp.kept(id bigint) RETURNS cc_center.petition LANGUAGE sql AS $$ SELECT p FROM cc_center.petition p WHERE p.case_id = id $$;

-- ---- registered ------------------------------------------------------------------------------------------------------------
SELECT pg_temp.at('2018-10-08 09:00+08');
SELECT pg_temp.enter(9601, '湖南路', 'petition') AS p \gset
SELECT pg_temp.enter(9601, '湖南路', 'petition') AS q \gset
SELECT pg_temp.enter(9601, '湖南路', 'hotline') AS h \gset
SELECT pg_temp.at('2018-10-08 09:02+08');
SELECT is(pg_temp.say('101', 'register_petition(9601, %s, ''市容局'', ''信-1'', ''2018-10-07 16:00+08'', ''2018-10-15 17:00+08'')', :'p'), '', 'I3.3 an operator registers what the office sent');
SELECT is((pg_temp.kept(:p)).office_number, '信-1', 'I3.3 with its own number');
SELECT is((pg_temp.kept(:p)).answer_due, '2018-10-15 17:00+08'::timestamptz, 'I3.3 and its own limit');
SELECT is((pg_temp.kept(:p)).registered_by, '101', 'I3.3 by whom');
SELECT is(pg_temp.say('app', 'register_petition(9601, %s)', :'q'), '', 'I3.3 an app registers as well');
SELECT is((pg_temp.kept(:q)).office, '市容局信访举报', 'I3.3 the office is the channel''s where none is named');
SELECT is((pg_temp.kept(:q)).answer_due, NULL, 'I3.3 the regulation sets no limit');
SELECT is(pg_temp.say('101', 'register_petition(9601, %s, ''市容局'', ''信-1'')', :'q'), 'UC972', 'I3.3 an office''s number comes once');
SELECT is(pg_temp.say('101', 'register_petition(9601, %s, ''区政府'', ''信-1'')', :'q'), '', 'I3.3 another office may have the same');
SELECT is((pg_temp.kept(:q)).office, '区政府', 'I3.3 called again it corrects');
SELECT is(pg_temp.say('101', 'register_petition(9601, %s)', :'h'), 'UC970', 'I3.3 a call on the hotline is no petition');
SELECT is(pg_temp.say('101', 'register_petition(9601, 12345678)'), 'UC910', 'I3.3 nor is a case there is not');
SELECT is(pg_temp.say('501', 'register_petition(9601, %s)', :'q'), '42501', 'I3.3 an inspector registers none');
SELECT is(pg_temp.say('101', 'register_petition(9602, %s)', :'q'), 'UC102', 'I3.3 nor anybody in another center');
SELECT is(pg_temp.say('101', 'register_petition(9601, %s, ''　'')', :'q'), 'UC976', 'I3.3 an office has a name');
SELECT is(pg_temp.say('101', 'register_petition(9601, %s, office_number => '' '')', :'q'), 'UC976', 'I3.3 and a number that is no blank');
SELECT is(pg_temp.say('101', 'register_petition(9601, %s, received_at => ''2018-10-08 09:03+08'')', :'q'), 'UC975', 'I3.3 it received nothing that is to come');
SELECT is(pg_temp.say('101', 'register_petition(9601, %s, answer_due => ''2018-10-08 09:00+08'')', :'q'), 'UC975', 'I3.3 and wants no answer before the case came in');
SELECT is(pg_temp.say('101', 'register_petition(9601, %s, answer_due => ''infinity'')', :'q'), 'UC975', 'I3.3 nor at no time');

-- ---- verified --------------------------------------------------------------------------------------------------------------
SELECT is(cc_center.lacking_petition_verified(9601, :p, 'pre_filed'), 'No inspector of street "湖南路" has verified the petition.', 'I3.3 what lacks is said');
SELECT is(cc_center.lacking_petition_verified(9601, :h, 'pre_filed'), NULL, 'I3.3 of other cases nothing does');
SELECT pg_temp.enter(9601, '湖南路', 'transferred') AS r \gset
SELECT is(cc_center.lacking_petition_verified(9601, :r, 'pre_filed'), 'The petition is not registered.', 'I3.3 nor is it verified before it is registered');
SELECT is(pg_temp.move(c.holder, :r, 'pre_filed'), 'UC954', 'I3.3 so it is not pre-filed') FROM cc_center.cases c WHERE case_id = :r;
SELECT is(pg_temp.move('101', :p, 'pre_filed'), 'UC954', 'I3.3 nor is one that nobody verified');
SELECT is(pg_temp.move('201', :p, 'pre_filed', '领导已知'), 'UC954', 'I3.3 a leader does not pass over it either');
SELECT is(pg_temp.move('101', :h, 'pre_filed'), 'done', 'I3.3 a case of another channel is');
SELECT is(pg_temp.say('101', 'verify_petition(9601, %s, ''501'', NULL, ''属实'')', :'r'), 'UC971', 'I3.3 what is not registered is not verified');
SELECT is(pg_temp.move('101', :p, 'verify_ordered'), 'done', 'I3.3 the inspector is called: the case waits for him, and not in the operator''s hands');
SELECT is(c.holder, '501', 'I3.3 it lies with the inspector of the street') FROM cc_center.cases c WHERE case_id = :p;
SELECT is(c.due_at, NULL, 'I3.3 and without the 15 minutes of the offices') FROM cc_center.cases c WHERE case_id = :p;
SELECT pg_temp.at('2018-10-08 09:40+08');
SELECT is(pg_temp.say('502', 'verify_petition(9601, %s, NULL, NULL, ''属实'')', :'p'), 'UC974', 'I3.3 an inspector of another street does not');
SELECT is(pg_temp.say('501', 'verify_petition(9601, %s, ''502'', NULL, ''属实'')', :'p'), 'UC974', 'I3.3 nor is he named');
SELECT is(pg_temp.say('501', 'verify_petition(9601, %s, NULL, NULL, '' '')', :'p'), 'UC976', 'I3.3 he says what he found');
SELECT is(pg_temp.say('501', 'verify_petition(9601, %s, NULL, NULL, NULL)', :'p'), 'UC976', 'I3.3 in words');
SELECT is(pg_temp.say('501', 'verify_petition(9601, %s, NULL, ''2018-10-08 08:59+08'', ''属实'')', :'p'), 'UC975', 'I3.3 not before the petition came in');
SELECT is(pg_temp.say('501', 'verify_petition(9601, %s, NULL, ''2018-10-08 09:41+08'', ''属实'')', :'p'), 'UC975', 'I3.3 nor later than now');
SELECT is(pg_temp.say('601', 'verify_petition(9601, %s, ''501'', NULL, ''属实'')', :'p'), 'UC907', 'I3.3 a department puts down nothing of it');
SELECT is(pg_temp.say('501', 'verify_petition(9601, %s, NULL, ''2018-10-08 09:30+08'', ''属实'')', :'p'), '', 'I3.3 the inspector of the street does');
SELECT is((pg_temp.kept(:p)).inspector || ' ' || (pg_temp.kept(:p)).verified_by, '501 501', 'I3.3 himself');
SELECT is((pg_temp.kept(:p)).verified_at, '2018-10-08 09:30+08'::timestamptz, 'I3.3 when he was there');
SELECT is(cc_center.lacking_petition_verified(9601, :p, 'pre_filed'), NULL, 'I3.3 so nothing lacks');
SELECT is(pg_temp.move('102', :p, 'pre_filed'), 'done', 'I3.3 and an operator passes it to the leader');
SELECT results_eq(format('SELECT reported_at, inspector, inspector_name, given_at, given_by, leader FROM cc_center.petition_register WHERE case_id = %s', :p),
                  format('SELECT ''2018-10-08 09:00+08''::timestamptz, ''501'', ''监督员'', ''2018-10-08 09:40+08''::timestamptz, ''102'', ''201''', ''),
                  'I3.3 whose register has when it was accepted, the inspector, and by whom it was passed on');
-- on the phone, by whoever has the case in hand
SELECT c.holder AS has, CASE c.holder WHEN '101' THEN '102' ELSE '101' END AS has_not FROM cc_center.cases c WHERE case_id = :q \gset
SELECT is(pg_temp.say(:'has_not', 'verify_petition(9601, %s, ''501'', NULL, ''属实'')', :'q'), 'UC907', 'I3.3 not who does not hold the case');
SELECT is(pg_temp.say(:'has', 'verify_petition(9601, %s, ''503'', NULL, ''属实'')', :'q'), 'UC974', 'I3.3 of no inspector of another street');
SELECT is(pg_temp.say(:'has', 'verify_petition(9601, %s, NULL, NULL, ''不实'')', :'q'), '', 'I3.3 its holder puts down what the only one of the street said');
SELECT is((pg_temp.kept(:q)).inspector || ' ' || (pg_temp.kept(:q)).verified_by, '501 ' || :'has', 'I3.3 who said it and who put it down');
SELECT is(pg_temp.say('201', 'verify_petition(9601, %s, ''501'', NULL, ''属实'')', :'q'), '', 'I3.3 a leader may');
SELECT is((pg_temp.kept(:q)).finding, '属实', 'I3.3 the last one counts');
-- streets without rows, and a row for every street
SELECT is(cc_center.street_inspectors(9601, '莫愁'), '{501,502,503}', 'I3.3 where no row names anybody, all of the role');
SELECT is(cc_center.street_inspectors(9601, '宁海路'), '{501,502}', 'I3.3 those of the street where it has rows');
INSERT INTO cc_center.street_inspector (center_id, street, staff_no) VALUES (9601, '*', '503');
SELECT is(cc_center.street_inspectors(9601, '莫愁'), '{503}', 'I3.3 else those for every street');
SELECT is(cc_center.street_inspectors(9601, '宁海路'), '{501,502}', 'I3.3 which do not add to a street''s own');
SELECT pg_temp.enter(9601, '宁海路', 'district_mayor') AS d \gset
SELECT is(pg_temp.say('201', 'register_petition(9601, %s)', :'d'), '', 'I3.3 a leader registers');
SELECT is(pg_temp.say('201', 'verify_petition(9601, %s, NULL, NULL, ''属实'')', :'d'), 'UC982', 'I3.3 of two inspectors one is named');
UPDATE cc_center.staff SET active = '[2006-01-01,2018-10-08)' WHERE center_id = 9601 AND staff_no = '502';
SELECT is(cc_center.street_inspectors(9601, '宁海路'), '{501}', 'I3.3 who has left is none');

-- ---- open, and answered ------------------------------------------------------------------------------------------------------
SELECT results_eq(format('SELECT due_at, overdue, stage, holder, step_roles FROM cc_center.petitions_open WHERE case_id = %s', :p),
                  $$ SELECT '2018-10-15 17:00+08'::timestamptz, false, 'pre_filed', '201', '{shift_leader}'::text[] $$, 'I3.3 an open petition: by when, in whose hands');
SELECT is(pg_temp.say('501', 'answer_petition(9601, %s, ''已处理'')', :'p'), '42501', 'I3.3 an inspector answers nothing');
SELECT is(pg_temp.say('101', 'answer_petition(9601, %s, '' '')', :'p'), 'UC976', 'I3.3 an answer has words');
SELECT is(pg_temp.say('101', 'answer_petition(9601, %s, ''已处理'')', :'r'), 'UC971', 'I3.3 what is not registered is not answered');
SELECT pg_temp.at('2018-10-15 17:00+08');
SELECT is(o.overdue, false, 'I3.3 exactly at the limit it is not overdue') FROM cc_center.petitions_open o WHERE case_id = :p;
SELECT is(pg_temp.say('101', 'answer_petition(9601, %s, ''已处理'', ''复-1'')', :'p'), '', 'I3.3 the office is answered');
SELECT is((pg_temp.kept(:p)).answered_by || ' ' || (pg_temp.kept(:p)).answer_number, '101 复-1', 'I3.3 by whom, under which number');
SELECT is(pg_temp.say('101', 'answer_petition(9601, %s, ''已处理'')', :'p'), 'UC973', 'I3.3 once');
SELECT is(pg_temp.say('101', 'register_petition(9601, %s, ''市政府'')', :'p'), 'UC973', 'I3.3 and is not registered otherwise after that');
SELECT is(pg_temp.say('201', 'verify_petition(9601, %s, ''501'', NULL, ''不实'')', :'p'), 'UC973', 'I3.3 nor verified otherwise');
SELECT is_empty(format('SELECT FROM cc_center.petitions_open WHERE case_id = %s', :p), 'I3.3 it is not open any more');
SELECT is(pg_temp.act('a9601_201', format('UPDATE cc_center.petition SET finding = ''x'' WHERE case_id = %s', :q)), '42501', 'I3.3 nobody writes past the functions');
SELECT throws_ok(format('DELETE FROM cc_center.petition WHERE case_id = %s', :q), 'UC005', NULL, 'I3.3 no row goes');
SELECT is(pg_temp.act('a9602_101', 'SELECT count(*) FROM cc_center.petition_register'), '0', 'I3.3 another center sees none of it');

-- ---- in time: random petitions against a recount -----------------------------------------------------------------------------
SELECT setseed(0.25);
CREATE FUNCTION pg_temp.petition(nth integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    came timestamptz := '2018-10-05 09:00+08'::timestamptz + (floor(random() * 40) * interval '15 hours');
    id bigint;
BEGIN
    PERFORM pg_temp.at(came::text);
    id := pg_temp.enter(9602, '莫愁', CASE WHEN random() < 0.8 THEN 'mayor_mailbox' ELSE 'petition' END);
    PERFORM pg_temp.act('a9602_201', format('SELECT cc_center.register_petition(9602, %s, office_number => ''N%s'')', id, nth));
    IF random() < 0.8 THEN
        PERFORM pg_temp.at((came + floor(random() * 9) * interval '15 minutes' + CASE WHEN random() < 0.3 THEN interval '3 days' ELSE '0' END)::text);
        PERFORM pg_temp.act('a9602_201', format('SELECT cc_center.verify_petition(9602, %s, ''501'', NULL, ''属实'')', id));
    END IF;
    IF random() < 0.7 THEN
        PERFORM pg_temp.at((came + interval '4 days' * random() ^ 3 + CASE WHEN random() < 0.5 THEN interval '0' ELSE '1 day' END)::text);
        PERFORM pg_temp.act('a9602_201', format('SELECT cc_center.answer_petition(9602, %s, ''已处理'')', id));
    END IF;
END
$$;
SELECT count(pg_temp.petition(n)) AS made FROM generate_series(1, 150) n \gset
SELECT pg_temp.at('2018-11-02 12:00+08');
-- counted from the hours of work themselves, half-open seconds of Monday to Friday 9 to 17 in Shanghai, no holiday but those of October
CREATE FUNCTION pg_temp.worked(c bigint, from_time timestamptz, to_time timestamptz) RETURNS interval LANGUAGE sql AS $$
    SELECT cc_center.working_time(c, 'Mo-Fr 09:00-17:00'::cc_center.work_hours, from_time, to_time)
$$;
CREATE TEMP TABLE judged AS
SELECT p.channel, to_char(c.reported_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS month,
       p.verified_at IS NOT NULL AS verified, p.answered_at IS NOT NULL AS answered,
       CASE WHEN p.channel = 'mayor_mailbox' AND (p.verified_at IS NOT NULL OR pg_temp.worked(9602, c.reported_at, cc_center.clock() - interval '1 second') >= '2 hours')
            THEN coalesce(pg_temp.worked(9602, c.reported_at, p.verified_at - interval '1 microsecond') < '2 hours', false) END AS verified_in_time,
       CASE WHEN p.channel = 'mayor_mailbox' AND (p.answered_at IS NOT NULL OR pg_temp.worked(9602, c.reported_at, cc_center.clock() - interval '1 second') >= '8 hours')
            THEN coalesce(pg_temp.worked(9602, c.reported_at, p.answered_at - interval '1 microsecond') < '8 hours', false) END AS answered_in_time
FROM cc_center.petition p JOIN cc_center.cases c USING (center_id, case_id) WHERE p.center_id = 9602;
SELECT cmp_ok((SELECT count(*)::integer FROM judged WHERE verified_in_time), '>', 10, 'I3.3 random petitions, many verified in time');
SELECT cmp_ok((SELECT count(*)::integer FROM judged WHERE NOT verified_in_time), '>', 10, 'I3.3 many not');
SELECT cmp_ok((SELECT count(*)::integer FROM judged WHERE answered_in_time), '>', 10, 'I3.3 many answered in time');
SELECT cmp_ok((SELECT count(*)::integer FROM judged WHERE NOT answered_in_time), '>', 10, 'I3.3 many not');
SELECT results_eq($$ SELECT to_char(month, 'YYYY-MM'), channel, received, verified, verify_judged, verified_in_time, answered, answer_judged, answered_in_time
                       FROM cc_center.petition_month WHERE center_id = 9602 ORDER BY 1, 2 $$,
                  $$ SELECT month, channel, count(*), count(*) FILTER (WHERE verified), count(verified_in_time), count(*) FILTER (WHERE verified_in_time),
                            count(*) FILTER (WHERE answered), count(answered_in_time), count(*) FILTER (WHERE answered_in_time)
                       FROM judged GROUP BY 1, 2 ORDER BY 1, 2 $$, 'I3.3 the month counts what a recount counts');
-- exactly at the limit is in time
SELECT pg_temp.at('2018-10-31 09:00+08');
SELECT pg_temp.enter(9602, '莫愁', 'mayor_mailbox') AS e \gset
SELECT pg_temp.act('a9602_201', format('SELECT cc_center.register_petition(9602, %s)', :e)) AS registered \gset
SELECT is((pg_temp.kept(:e)).verify_due, '2018-10-31 11:00+08'::timestamptz, 'I3.3 a limit of the rules');
SELECT is((pg_temp.kept(:e)).answer_due, '2018-10-31 17:00+08'::timestamptz, 'I3.3 in working hours');
SELECT verified_in_time AS before FROM cc_center.petition_month WHERE center_id = 9602 AND month = '2018-10-01' AND channel = 'mayor_mailbox' \gset
SELECT pg_temp.at('2018-10-31 11:00+08');
SELECT pg_temp.act('a9602_201', format('SELECT cc_center.verify_petition(9602, %s, ''501'', NULL, ''属实'')', :e)) AS verified \gset
SELECT is(verified_in_time, :before + 1::bigint, 'I3.3 exactly at the limit complies') FROM cc_center.petition_month WHERE center_id = 9602 AND month = '2018-10-01' AND channel = 'mayor_mailbox';
SELECT * FROM finish();
ROLLBACK;
