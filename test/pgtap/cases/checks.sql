-- Checks: inspectors are told, urged, and report; what is below the closing standard is asked about by phone or goes back for another
-- round (I3.4, I25, I52).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'America/New_York';
SELECT no_plan();
\ir ../../lib/act.sql
SELECT pg_temp.set_up(9621, 'CHA');
-- one operator in the early shift, so that it is known who takes a case
DELETE FROM cc_center.roster WHERE center_id = 9621 AND staff_no = '102';
INSERT INTO cc_center.staff (center_id, staff_no, name, role) SELECT 9621, n, '监' || n, 'inspector' FROM unnest('{502,503}'::text[]) n;
CREATE ROLE a9621_502;
SELECT cc_center.enrol(9621, '502', 'a9621_502');
INSERT INTO cc_center.street_inspector (center_id, street, staff_no) VALUES (9621, '湖南路', '501'), (9621, '宁海路', '501'), (9621, '宁海路', '502');
CREATE FUNCTION pg_temp.enter(street text, channel text DEFAULT 'hotline') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE id bigint;
BEGIN
    INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (9621, street, channel, '占道', '占道经营') RETURNING case_id INTO id;
    RETURN id;
END
$$;
CREATE FUNCTION pg_temp.say(staff_no text, statement text, VARIADIC arguments text[] DEFAULT '{}') RETURNS text LANGUAGE sql AS $$
    SELECT CASE WHEN a ~ '^\d{2,}$' AND a <> '42501' THEN 'id' ELSE a END FROM pg_temp.act('a9621_' || staff_no, 'SELECT cc_center.' || format(statement, VARIADIC arguments)) a
$$;
CREATE FUNCTION pg_temp.move(staff_no text, id bigint, stage text, reason text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act('a9621_' || staff_no, format('UPDATE cc_center.cases SET stage = %L%s WHERE case_id = %s', stage, coalesce(', stage_reason = ' || quote_literal(reason), ''), id))
$$;
-- brings a case to a stage by whoever may
CREATE FUNCTION pg_temp.bring(id bigint, VARIADIC stages text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    stage text;
    said text;
    holder text;
BEGIN
    FOREACH stage IN ARRAY stages LOOP
        SELECT c.holder INTO holder FROM cc_center.cases c WHERE c.case_id = id;
        said := pg_temp.move(coalesce(holder, CASE stage WHEN 'disposed' THEN '601' WHEN 'checked' THEN '501' WHEN 'dispatched' THEN '201' END), id, stage);
        IF said <> 'done' THEN RETURN stage || ' ' || said; END IF;
    END LOOP;
    RETURN 'done';
END
$$;
ALTER SEQUENCE cc_center.check_report_id_seq RESTART 100;

-- ---- told and urged ----------------------------------------------------------------------------------------------------------
SELECT pg_temp.at('2018-10-08 09:00+08');
SELECT pg_temp.enter('湖南路') AS a, pg_temp.enter('宁海路') AS b \gset
SELECT is(pg_temp.say('102', 'notify_inspector(9621, %s)', :'a'), 'UC907', 'I52 who does not hold a report tells nobody of it');
SELECT is(pg_temp.say('101', 'notify_inspector(9621, %s)', :'a'), 'id', 'I52 its holder tells the inspector of the street to verify it');
SELECT is(r.kind || r.inspector || r.how || r.round, 'verify501phone0', 'I52 by phone, before any department has it') FROM cc_center.check_report r WHERE case_id = :a;
SELECT is(d.next_act || ' ' || d.kind || ' ' || d.inspector_name, 'wait verify 监督员', 'I52 he owes a reply') FROM cc_center.checks_due d WHERE case_id = :a;
SELECT pg_temp.at('2018-10-08 09:16+08');
SELECT is(d.next_act, 'urge', 'I52 who lets the limit pass is to be urged') FROM cc_center.checks_due d WHERE case_id = :a;
SELECT is(pg_temp.say('101', 'urge_inspector(9621, %s)', :'a'), '1', 'I52 he is urged');
SELECT is(pg_temp.say('101', 'urge_inspector(9621, %s)', :'a'), '2', 'I52 and again');
SELECT is(d.urged::text || d.overdue, '2true', 'I52 which counts') FROM cc_center.checks_due d WHERE case_id = :a;
SELECT is(pg_temp.say('101', 'report_check(9621, %s, ''meets'', ''属实'')', :'a'), 'id', 'I52 his reply on the phone');
SELECT is(r.kind || r.proof || r.note, 'verifyphone属实', 'I52 is one to the verification') FROM cc_center.check_report r WHERE case_id = :a;
SELECT is(pg_temp.say('101', 'notify_inspector(9621, %s)', :'a'), 'id', 'I52 he may be told again');
SELECT is(pg_temp.bring(:a, 'pre_filed', 'filed', 'dispatched'), 'done', 'I3.4 the case goes on');
SELECT is(pg_temp.say('201', 'report_check(9621, %s, ''meets'')', :'a'), 'UC981', 'I3.4 nothing is checked before the department is done');
SELECT is(pg_temp.bring(:b, 'pre_filed', 'filed', 'dispatched'), 'done', 'I3.4 both do');
SELECT is_empty('SELECT FROM cc_center.checks_due WHERE center_id = 9621', 'I52 what goes on is not verified any more');
SELECT is(pg_temp.say('201', 'notify_inspector(9621, %s)', :'a'), 'UC981', 'I52 nobody is told of what a department is at');
SELECT is(pg_temp.bring(:a, 'disposed', 'check_ordered'), 'done', 'I3.4 a check is ordered');
SELECT is(pg_temp.bring(:b, 'disposed', 'check_ordered'), 'done', 'I3.4 two are');
SELECT is(d.next_act || d.kind, 'notifycheck', 'I52 whose inspector is to be told') FROM cc_center.checks_due d WHERE case_id = :a;
SELECT is(pg_temp.say('101', 'urge_inspector(9621, %s)', :'a'), 'UC983', 'I52 who was not told is not urged');
SELECT is(pg_temp.say('601', 'notify_inspector(9621, %s)', :'a'), '42501', 'I52 a department tells nobody');
SELECT c.holder AS has, CASE c.holder WHEN '501' THEN '502' ELSE '501' END AS other FROM cc_center.cases c WHERE case_id = :b \gset
SELECT is(pg_temp.say('101', 'notify_inspector(9621, %s)', :'b'), 'id', 'I52 who holds the case is told where nobody is named');
SELECT is(d.inspector, :'has', 'I52 of two inspectors') FROM cc_center.checks_due d WHERE case_id = :b;
SELECT is(pg_temp.say('101', 'notify_inspector(9621, %s, ''503'')', :'b'), 'UC974', 'I52 of the street');
SELECT is(pg_temp.say('101', 'notify_inspector(9621, %s, %L, ''letter'')', :'b', :'other'), 'UC984', 'I52 by phone or app');
SELECT is(pg_temp.say('101', 'notify_inspector(9621, %s, %L, ''app'')', :'b', :'other'), 'id', 'I52 another of the street may be told then');
SELECT is(pg_temp.say('121', 'notify_inspector(9621, %s)', :'a'), 'id', 'I52 any operator tells, while nobody holds the case');

-- ---- reported ----------------------------------------------------------------------------------------------------------------
SELECT pg_temp.at('2018-10-08 10:00+08');
SELECT is(cc_center.lacking_check_report(9621, :a, 'checked'), 'No check of this round is reported.', 'I3.4 without a report');
SELECT is(pg_temp.move('501', :a, 'checked'), 'UC954', 'I3.4 nothing is checked');
SELECT is(pg_temp.move('101', :a, 'checked', '电话'), 'UC954', 'I3.4 by nobody');
SELECT is(pg_temp.say('501', 'report_check(9621, %s, ''good'')', :'a'), 'UC984', 'I3.4 it meets the standard or is below it');
SELECT is(pg_temp.say('501', 'report_check(9621, %s, ''below'', '' '')', :'a'), 'UC987', 'I3.4 what is below it is said');
SELECT is(pg_temp.say('501', 'report_check(9621, %s, ''meets'', proof => ''phone'')', :'a'), 'UC984', 'I3.4 an inspector was on the spot');
SELECT is(pg_temp.say('502', 'report_check(9621, %s, ''meets'')', :'a'), 'UC907', 'I3.4 whose case it is');
SELECT is(pg_temp.say('601', 'report_check(9621, %s, ''meets'')', :'a'), 'UC907', 'I3.4 a department does not check itself');
SELECT is(pg_temp.say('501', 'report_check(9621, %s, ''below'', ''垃圾未清'')', :'a'), 'id', 'I3.4 the inspector replies');
SELECT is(r.result || r.proof || r.replied_by || (r.notified_by), 'belowsite501121', 'I3.4 to what he was told') FROM cc_center.check_report r WHERE case_id = :a AND kind = 'check';
SELECT is_empty(format('SELECT FROM cc_center.checks_due WHERE case_id = %s', :a), 'I52 so he owes nothing');
SELECT is(pg_temp.say('101', 'urge_inspector(9621, %s)', :'a'), 'UC983', 'I52 and is not urged');
SELECT is(cc_center.lacking_check_report(9621, :a, 'checked'), 'The check found it below the closing standard, and nobody has asked by phone: 垃圾未清', 'I3.4 below the standard');
SELECT is(pg_temp.move('501', :a, 'checked'), 'UC954', 'I3.4 it is not checked');
SELECT is(pg_temp.move('501', :a, 'dispatched'), 'UC906', 'I3.4 but goes back, with a reason');
SELECT is(pg_temp.move('501', :a, 'dispatched', '垃圾未清,整改'), 'done', 'I3.4 to be rectified');
SELECT is(pg_temp.bring(:a, 'disposed', 'check_ordered'), 'done', 'I3.4 for another round');
SELECT is(cc_center.lacking_check_report(9621, :a, 'checked'), 'No check of this round is reported.', 'I3.4 which has a check of its own');
SELECT is(pg_temp.say('501', 'report_check(9621, %s, ''below'', ''仍有少量'')', :'a'), 'id', 'I3.4 he reports unasked');
SELECT is(pg_temp.say('101', 'report_check(9621, %s, ''below'', ''电话求证:当晚清完'')', :'a'), 'id', 'I3.4 an operator asks by phone');
SELECT is(pg_temp.move('501', :a, 'checked'), 'done', 'I3.4 and so it goes on');
SELECT is(pg_temp.bring(:a, 'closed'), 'done', 'I3.4 to its closing');
SELECT is(pg_temp.say('501', 'report_check(9621, %s, ''meets'')', :'a'), 'UC919', 'I3.4 a closed case is not checked');
SELECT is(pg_temp.say(:'has', 'report_check(9621, %s, ''meets'')', :'b'), 'id', 'I3.4 another inspector of the street than was told last');
SELECT is(string_agg(r.inspector || coalesce(r.result, '-'), ' ' ORDER BY report_id), format('%s- %s- %s', :'has', :'other', :'has' || 'meets'), 'I3.4 reports for himself') FROM cc_center.check_report r WHERE case_id = :b;
SELECT is(pg_temp.move('101', :b, 'checked'), 'done', 'I3.4 what meets the standard is checked');
SELECT results_eq(format('SELECT round::integer, disposed_by, disposed_at, result, proof, reworked, rework_reason FROM cc_center.case_rounds WHERE case_id = %s ORDER BY round', :a),
                  $$ VALUES (1, '601', '2018-10-08 09:16+08'::timestamptz, 'below', 'site', true, '垃圾未清,整改'), (2, '601', '2018-10-08 10:00+08', 'below', 'phone', false, NULL) $$,
                  'I3.4 each round with its check, and why it was reworked');
-- a petition's verification is the reply to being told
SELECT pg_temp.enter('湖南路', 'petition') AS p \gset
SELECT pg_temp.act('a9621_201', format('SELECT cc_center.register_petition(9621, %s)', :p)) AS registered \gset
SELECT is(pg_temp.move('201', :p, 'verify_ordered'), 'done', 'I52 a petition is to be verified');
SELECT is(d.next_act || d.kind, 'notifyverify', 'I52 its inspector is to be told') FROM cc_center.checks_due d WHERE case_id = :p;
SELECT is(pg_temp.say('101', 'notify_inspector(9621, %s)', :'p'), 'id', 'I52 is told');
SELECT is(pg_temp.say('501', 'verify_petition(9621, %s, NULL, NULL, ''属实'')', :'p'), '', 'I52 and replies');
SELECT is_empty(format('SELECT FROM cc_center.checks_due WHERE case_id = %s', :p), 'I52 he owes nothing');
SELECT throws_ok('DELETE FROM cc_center.check_report', 'UC005', NULL, 'I52 no report goes');
SELECT throws_ok('DELETE FROM cc_center.check_urging', 'UC005', NULL, 'I52 nor an urging');

-- ---- random walks against a recount --------------------------------------------------------------------------------------------
SELECT setseed(0.5);
CREATE TEMP TABLE walked (case_id bigint, round integer, reason text);
CREATE FUNCTION pg_temp.walk(nth integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    id bigint := pg_temp.enter('湖南路');
    rounds integer := 1;
    passed text;
    why text;
BEGIN
    PERFORM pg_temp.bring(id, 'pre_filed', 'filed', 'dispatched');
    LOOP
        PERFORM pg_temp.bring(id, 'disposed', 'check_ordered');
        EXIT WHEN random() < 0.1;
        IF random() < 0.5 THEN
            PERFORM pg_temp.say('501', 'report_check(9621, %s, ''meets'')', id::text), pg_temp.bring(id, 'checked');
            IF random() < 0.5 THEN
                PERFORM pg_temp.bring(id, 'closed');
                EXIT;
            END IF;
        END IF;
        why := format('整改%s.%s', nth, rounds);
        passed := pg_temp.move(CASE WHEN (SELECT c.stage FROM cc_center.cases c WHERE c.case_id = id) = 'checked' THEN '201' ELSE '501' END, id, 'dispatched', why);
        IF passed <> 'done' THEN RAISE EXCEPTION '%', passed; END IF;
        INSERT INTO walked VALUES (id, rounds, why);
        rounds := rounds + 1;
    END LOOP;
    INSERT INTO walked VALUES (id, rounds, NULL);
    RETURN rounds;
END
$$;
SELECT cmp_ok(sum(pg_temp.walk(n))::integer, '>', 60, 'I3.4 random cases go to departments again and again') FROM generate_series(1, 40) n;
SELECT results_eq('SELECT r.case_id, r.round::integer, CASE WHEN r.reworked THEN r.rework_reason END FROM cc_center.case_rounds r JOIN (SELECT DISTINCT case_id FROM walked) w USING (case_id) ORDER BY 1, 2',
                  'SELECT case_id, round, reason FROM walked ORDER BY 1, 2', 'I3.4 the rounds are those that were walked');
SELECT results_eq('SELECT DISTINCT case_id, cc_center.case_round(9621, case_id) FROM walked ORDER BY 1', 'SELECT case_id, max(round) FROM walked GROUP BY 1 ORDER BY 1', 'I3.4 and so is their number');
SELECT * FROM finish();
ROLLBACK;
