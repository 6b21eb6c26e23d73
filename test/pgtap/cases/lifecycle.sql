-- A case from intake to its end as an app and the people at their desks see it: A12, I3, I7, I24, I29, I30.
-- Each scene has a center of its own, so that the counts of one sweep are those of its scene.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL timezone = 'America/New_York';
SELECT plan(248);

-- ---- tools ------------------------------------------------------------------------------------

-- Sets the clock; every scene says what time it is.
CREATE FUNCTION pg_temp.at(instant text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('cc_center.now', instant, true);
END
$$;

-- Runs one statement as a login role, apart from the rest: its first value, 'done' or 'no rows' where it has none, or
-- the SQLSTATE and message it was refused with. A refusal takes the role change back with it.
CREATE FUNCTION pg_temp.act(login_role text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answer text;
  touched bigint;
BEGIN
  PERFORM set_config('role', login_role, true);
  IF statement ~* '(^\s*SELECT|RETURNING)' THEN
    EXECUTE statement INTO answer;
  ELSE
    EXECUTE statement;
  END IF;
  GET DIAGNOSTICS touched = ROW_COUNT;
  SET CONSTRAINTS ALL IMMEDIATE;
  PERFORM set_config('role', 'none', true);
  RETURN CASE WHEN touched = 0 THEN 'no rows' ELSE coalesce(answer, 'done') END;
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;

-- The login role of a center's person.
CREATE FUNCTION pg_temp.login(center bigint, staff_no text) RETURNS text LANGUAGE sql
  AS $$SELECT format('t%s_%s', center, staff_no)$$;

-- A person moves a case.
CREATE FUNCTION pg_temp.move(center bigint, staff_no text, id bigint, stage text, reason text DEFAULT NULL)
RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.act(pg_temp.login(center, staff_no),
                     format('UPDATE cc_center.cases SET stage = %L%s WHERE center_id = %s AND case_id = %s', stage,
                            CASE WHEN reason IS NULL THEN '' ELSE format(', stage_reason = %L', reason) END, center, id))
$$;

-- The app enters a case and learns its id.
CREATE FUNCTION pg_temp.enter(center bigint, street text, words text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  answer text := pg_temp.act(pg_temp.login(center, 'app'),
    format('INSERT INTO cc_center.cases (street, channel, category, description) VALUES (%L, ''test'', ''占道'', %L) RETURNING case_id',
           street, words));
BEGIN
  IF answer !~ '^[0-9]+$' THEN
    RAISE EXCEPTION 'case not entered: %', answer;
  END IF;
  RETURN answer::bigint;
END
$$;

CREATE FUNCTION pg_temp.sweep(center bigint) RETURNS text LANGUAGE sql
  AS $$SELECT format('given out %s, handed over %s, overdue %s', given_out, handed_over, overdue) FROM cc_center.sweep(center)$$;

CREATE FUNCTION pg_temp.case_now(center bigint, id bigint) RETURNS cc_center.cases LANGUAGE sql
  AS $$SELECT c FROM cc_center.cases AS c WHERE c.center_id = center AND c.case_id = id$$;

-- The leg the case is in.
CREATE FUNCTION pg_temp.leg_now(center bigint, id bigint) RETURNS cc_center.leg LANGUAGE sql
  AS $$SELECT l FROM cc_center.leg AS l JOIN cc_center.cases AS c USING (center_id, case_id, leg_no)
        WHERE l.center_id = center AND l.case_id = id$$;

-- The other of two colleagues in a shift.
CREATE FUNCTION pg_temp.colleague(staff_no text) RETURNS text LANGUAGE sql AS $$
  SELECT CASE staff_no WHEN '101' THEN '102' WHEN '102' THEN '101' WHEN '121' THEN '122' WHEN '122' THEN '121' END
$$;

-- A center with two operators and one leader a shift on Wednesday 2018-10-10 and the two days after,
-- one person of each other role, an app, and a login role for each.
CREATE FUNCTION pg_temp.set_up(center bigint, code text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  person record;
BEGIN
  PERFORM pg_temp.at('2018-10-01 08:00:00+08');
  PERFORM cc_center.create_center(center, code, '测试中心' || code, 'Asia/Shanghai', 'gulou');
  INSERT INTO cc_center.street (center_id, street)
  SELECT center, unnest(ARRAY['湖南路', '宁海路', '莫愁', '中央门', '华侨路', '江东', '挹江门']) ON CONFLICT DO NOTHING;
  INSERT INTO cc_center.channel (center_id, channel, name) VALUES (center, 'test', '测试渠道') ON CONFLICT DO NOTHING;
  INSERT INTO cc_center.staff (center_id, staff_no, name, role)
  VALUES (center, '101', '早一', 'operator'), (center, '102', '早二', 'operator'), (center, '111', '中一', 'operator'),
         (center, '121', '晚一', 'operator'), (center, '122', '晚二', 'operator'), (center, '201', '早长', 'shift_leader'),
         (center, '221', '晚长', 'shift_leader'), (center, '301', '主管', 'supervisor'), (center, '401', '主任', 'director'),
         (center, '501', '监督员', 'inspector'), (center, '601', '部门', 'department'), (center, '701', '管理员', 'system_admin');
  FOR person IN SELECT s.staff_no FROM cc_center.staff AS s WHERE s.center_id = center LOOP
    EXECUTE format('CREATE ROLE %I LOGIN', pg_temp.login(center, person.staff_no));
    PERFORM cc_center.enrol(center, person.staff_no, pg_temp.login(center, person.staff_no)::name);
  END LOOP;
  EXECUTE format('CREATE ROLE %I LOGIN', pg_temp.login(center, 'app'));
  PERFORM cc_center.enrol(center, NULL, pg_temp.login(center, 'app')::name);
  INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
  SELECT center, d.day, p.shift, p.staff_no
    FROM (VALUES (date '2018-10-10'), ('2018-10-11'), ('2018-10-12')) AS d (day)
   CROSS JOIN (VALUES ('early', '101'), ('early', '102'), ('middle', '111'), ('late', '121'), ('late', '122'),
                      ('early', '201'), ('late', '221')) AS p (shift, staff_no);
END
$$;

-- ---- intake (9231) ------------------------------------------------------------------------------

SELECT pg_temp.set_up(9231, 'TLA');
SELECT pg_temp.at('2018-10-10 10:00:00+08');
SELECT pg_temp.enter(9231, '湖南路', '路灯不亮') AS a \gset

SELECT is((pg_temp.case_now(9231, :a)).center_id, 9231::bigint, 'A12 the center follows from the app''s role');
SELECT is((pg_temp.case_now(9231, :a)).stage::text, 'reported', 'A12 a new case is reported');
SELECT is((pg_temp.case_now(9231, :a)).reported_at, '2018-10-10 10:00:00+08'::timestamptz, 'A12 the server says when');
SELECT isnt((pg_temp.case_now(9231, :a)).case_number, NULL, 'A12 a case has a number');
SELECT matches((pg_temp.case_now(9231, :a)).case_number, 'TLA.*2018-?10-?10', 'A12 the number carries center code and day');
SELECT is((pg_temp.case_now(9231, :a)).description, '路灯不亮', 'A12 the text is kept as given');
SELECT matches((pg_temp.case_now(9231, :a)).holder, '^10[12]$', 'I20 an early operator holds a 湖南路 case of 10:00');
SELECT is((pg_temp.case_now(9231, :a)).first_contact, (pg_temp.case_now(9231, :a)).holder, 'I30 the first holder is the first contact');
SELECT is((pg_temp.case_now(9231, :a)).due_at, '2018-10-10 10:15:00+08'::timestamptz, 'I24 a case of 10:00 is due 10:15');
SELECT is((pg_temp.case_now(9231, :a)).closed_at, NULL, 'A12 a new case is not closed');
SELECT is((pg_temp.leg_now(9231, :a)).leg_kind::text, 'pre_filing', 'A12 the first leg is pre-filing');
SELECT is((pg_temp.leg_now(9231, :a)).role::text, 'operator', 'A12 the first leg is an operator''s');
SELECT is((pg_temp.leg_now(9231, :a)).shift, 'early', 'I20 the leg names the shift');
SELECT is((pg_temp.leg_now(9231, :a)).holder, (pg_temp.case_now(9231, :a)).holder, 'I20 case and leg name the same holder');
SELECT is((pg_temp.leg_now(9231, :a)).received_at, '2018-10-10 10:00:00+08'::timestamptz, 'I24 it comes to hand at once');
SELECT is((pg_temp.leg_now(9231, :a)).clock_start, '2018-10-10 10:00:00+08'::timestamptz, 'I24 its clock starts at once');
SELECT is((pg_temp.leg_now(9231, :a)).due_at, '2018-10-10 10:15:00+08'::timestamptz, 'I24 case and leg are due at the same instant');
SELECT is((pg_temp.leg_now(9231, :a)).finished_at, NULL, 'A12 the first leg is open');
SELECT is((SELECT count(*) FROM cc_center.leg WHERE center_id = 9231 AND case_id = :a), 1::bigint, 'A12 one case, one leg');
SELECT is((pg_temp.leg_now(9231, :a)).version, (SELECT min(version) FROM cc_center.rule_set WHERE center_id = 9231 AND status = 'ratified'),
          'A12 the leg records the rule version');

-- Two cases at one instant to a shift of two go to both (least open legs).
SELECT pg_temp.enter(9231, '湖南路', '井盖破损') AS b \gset
SELECT is((pg_temp.case_now(9231, :b)).holder, pg_temp.colleague((pg_temp.case_now(9231, :a)).holder), 'I20 the person with fewer open cases gets the next');
SELECT isnt((pg_temp.case_now(9231, :b)).case_number, (pg_temp.case_now(9231, :a)).case_number, 'A12 numbers differ');

-- The app may name its own center, and give priority and reference.
SELECT matches(pg_temp.act('t9231_app', $$INSERT INTO cc_center.cases (center_id, street, channel, category, description, reference)
  VALUES (9231, '江东', 'test', '占道', '出店经营', 'APP-1') RETURNING case_id$$), '^[0-9]+$', 'A12 center and reference may be given');

CREATE TEMP TABLE taken AS SELECT count(*) AS cases, (SELECT count(*) FROM cc_center.leg WHERE center_id = 9231) AS legs
  FROM cc_center.cases WHERE center_id = 9231;

CREATE TEMP TABLE refused (n int GENERATED ALWAYS AS IDENTITY, title text, state text, statement text);
INSERT INTO refused (title, state, statement)
SELECT title, '^UC', format('INSERT INTO cc_center.cases (%s) VALUES (%s)', columns, given)
  FROM (VALUES
    ('A12 no text, no case',                  'street, channel, category',              '''湖南路'', ''test'', ''占道'''),
    ('A12 NULL text, no case',                'street, channel, category, description', '''湖南路'', ''test'', ''占道'', NULL'),
    ('A12 empty text, no case',               'street, channel, category, description', '''湖南路'', ''test'', ''占道'', '''''),
    ('A12 blank text, no case',               'street, channel, category, description', '''湖南路'', ''test'', ''占道'', E'' \t\n '''),
    ('A12 no channel, no case',               'street, category, description',          '''湖南路'', ''占道'', ''文'''),
    ('A12 NULL channel, no case',             'street, channel, category, description', '''湖南路'', NULL, ''占道'', ''文'''),
    ('A12 unknown channel',                   'street, channel, category, description', '''湖南路'', ''pigeon'', ''占道'', ''文'''),
    ('A12 no category, no case',              'street, channel, description',           '''湖南路'', ''test'', ''文'''),
    ('A12 empty category, no case',           'street, channel, category, description', '''湖南路'', ''test'', '''', ''文'''),
    ('A12 no street, no case',                'channel, category, description',         '''test'', ''占道'', ''文'''),
    ('A12 NULL street, no case',              'street, channel, category, description', 'NULL, ''test'', ''占道'', ''文'''),
    ('I20 unknown street',                    'street, channel, category, description', '''长江路'', ''test'', ''占道'', ''文'''),
    ('I20 empty street',                      'street, channel, category, description', ''''', ''test'', ''占道'', ''文''')
  ) AS v (title, columns, given);
-- A value for a column of the rules is refused, even one they would have come to themselves.
INSERT INTO refused (title, state, statement)
SELECT format('A12 an app may not give %s', own), '^UC',
       format('INSERT INTO cc_center.cases (street, channel, category, description, %s) VALUES (''湖南路'', ''test'', ''占道'', ''文'', %s)', own, given)
  FROM (VALUES ('case_id', '77'), ('case_number', '''TLA20181010-77'''), ('stage', '''reported'''),
               ('reported_at', '''2018-10-10 10:00:00+08'''), ('first_contact', '''101'''), ('holder', '''101'''),
               ('due_at', '''2018-10-10 10:15:00+08'''), ('leg_no', '1'), ('closed_at', '''2018-10-10 10:00:00+08'''),
               ('version', '1')) AS v (own, given);
INSERT INTO refused (title, state, statement) VALUES
  ('A12 an app may not enter a case for another center', '^(UC|42501)', $$INSERT INTO cc_center.cases
     (center_id, street, channel, category, description) VALUES (9232, '湖南路', 'test', '占道', '文')$$),
  ('A12 one bad case of two refuses both', '^UC', $$INSERT INTO cc_center.cases (street, channel, category, description)
     VALUES ('湖南路', 'test', '占道', '文'), ('长江路', 'test', '占道', '文')$$),
  ('A12 an app writes no legs', '^(UC|42501)', format('INSERT INTO cc_center.leg (center_id, case_id, leg_no, leg_kind, role) VALUES (9231, %s, 9, ''filing'', ''shift_leader'')', :a)),
  ('I29 an app writes no handovers', '^(UC|42501)', format('INSERT INTO cc_center.handover (center_id, case_id, leg_no, from_staff, to_staff, kind) VALUES (9231, %s, 1, ''101'', ''102'', ''manual'')', :a)),
  ('I7 an app deletes no cases', '^(UC|42501)', format('DELETE FROM cc_center.cases WHERE center_id = 9231 AND case_id = %s', :a)),
  ('I7 an app is not a person and moves no case', '^(UC|42501)', format('UPDATE cc_center.cases SET stage = ''pre_filed'' WHERE center_id = 9231 AND case_id = %s', :a));
SELECT pg_temp.set_up(9232, 'TLB');
SELECT pg_temp.at('2018-10-10 10:00:30+08');
SELECT matches(pg_temp.act('t9231_app', statement), state, title) FROM refused ORDER BY n;

-- The holder himself moves the stage and nothing else.
SELECT matches(pg_temp.act(pg_temp.login(9231, (pg_temp.case_now(9231, :a)).holder),
                           format('UPDATE cc_center.cases SET %s = %s WHERE center_id = 9231 AND case_id = %s', v.own, v.given, :a)),
               '^(UC|42501)', format('A12 the holder may not change %s', v.own))
  FROM (VALUES (1, 'center_id', '9232'), (2, 'case_id', '77'), (3, 'case_number', '''TLA20181010-77'''),
               (4, 'reported_at', '''2018-10-10 10:05:00+08'''), (5, 'first_contact', '''121'''), (6, 'holder', '''121'''),
               (7, 'due_at', '''2018-10-10 18:00:00+08'''), (8, 'leg_no', '7'), (9, 'closed_at', '''2018-10-10 10:00:00+08'''),
               (10, 'version', '7')) AS v (n, own, given)
 ORDER BY v.n;
-- Setting two at once does not smuggle one in.
SELECT matches(pg_temp.act(pg_temp.login(9231, (pg_temp.case_now(9231, :a)).holder),
                           format('UPDATE cc_center.cases SET stage = ''pre_filed'', due_at = ''2018-10-10 18:00:00+08'' WHERE center_id = 9231 AND case_id = %s', :a)),
               '^(UC|42501)', 'A12 a good stage does not carry a bad due_at in');
SELECT is((SELECT count(*) FROM cc_center.cases WHERE center_id = 9231), cases, 'A12 nothing refused has left a case') FROM taken;
SELECT is((SELECT count(*) FROM cc_center.leg WHERE center_id = 9231), legs, 'A12 nothing refused has left a leg') FROM taken;
SELECT is((pg_temp.case_now(9231, :a)).due_at, '2018-10-10 10:15:00+08'::timestamptz, 'A12 nothing refused has changed the case');

-- ---- a case nobody covers (9232) -----------------------------------------------------------------

SELECT pg_temp.at('2018-10-10 07:50:00+08');
SELECT pg_temp.enter(9232, '江东', '清晨来电') AS a \gset
SELECT is((pg_temp.case_now(9232, :a)).holder, NULL, 'I20 before 08:30 nobody holds the case (U8)');
SELECT is((pg_temp.case_now(9232, :a)).stage::text, 'reported', 'A12 a waiting case is recorded all the same');
SELECT is((pg_temp.case_now(9232, :a)).reported_at, '2018-10-10 07:50:00+08'::timestamptz, 'A12 a waiting case has its instant');
SELECT is((SELECT count(*) FROM cc_center.leg WHERE center_id = 9232 AND case_id = :a), 1::bigint, 'A12 a waiting case has its leg');
SELECT is((pg_temp.leg_now(9232, :a)).clock_start, '2018-10-10 08:30:00+08'::timestamptz, 'I24 its clock starts with the coverage (U4)');
SELECT is((pg_temp.leg_now(9232, :a)).due_at, '2018-10-10 08:45:00+08'::timestamptz, 'I24 it is due 15 min after that');
SELECT pg_temp.at('2018-10-10 08:29:59+08');
SELECT is(pg_temp.sweep(9232), 'given out 0, handed over 0, overdue 0', 'I20 sweep 08:29:59: nothing to give out to');
SELECT is((pg_temp.case_now(9232, :a)).holder, NULL, 'I20 08:29:59 still nobody holds it');
SELECT pg_temp.at('2018-10-10 08:30:00+08');
SELECT is(pg_temp.sweep(9232), 'given out 1, handed over 0, overdue 0', 'I20 sweep 08:30:00 gives it out');
SELECT matches((pg_temp.case_now(9232, :a)).holder, '^10[12]$', 'I20 江东 at 08:30 goes to early');
SELECT is((pg_temp.case_now(9232, :a)).first_contact, (pg_temp.case_now(9232, :a)).holder, 'I30 who takes the waiting case is its first contact');
SELECT is((pg_temp.leg_now(9232, :a)).clock_start, '2018-10-10 08:30:00+08'::timestamptz, 'I24 given out 08:30, clock from 08:30');
SELECT is((pg_temp.case_now(9232, :a)).due_at, '2018-10-10 08:45:00+08'::timestamptz, 'I24 given out 08:30, due 08:45');
SELECT is(pg_temp.sweep(9232), 'given out 0, handed over 0, overdue 0', 'I20 a second sweep does nothing');
-- U4: late comes at 09:30 and does not take it away.
SELECT (pg_temp.case_now(9232, :a)).holder AS first_holder \gset
SELECT pg_temp.at('2018-10-10 08:40:00+08');
SELECT pg_temp.enter(9232, '挹江门', '早班代管') AS b \gset
SELECT is(pg_temp.move(9232, :'first_holder', :a, 'pre_filed'), 'done', 'I20 its holder pre-files it 08:40');
SELECT (pg_temp.case_now(9232, :b)).holder AS b_holder \gset
SELECT pg_temp.at('2018-10-10 09:30:00+08');
SELECT is((SELECT handed_over FROM cc_center.sweep(9232)), 0, 'I20 sweep 09:30: what early took for late stays with early (U4)');
SELECT is((pg_temp.case_now(9232, :b)).holder, :'b_holder', 'I20 the holder of the 08:40 挹江门 case is the same after 09:30');
SELECT is((pg_temp.case_now(9232, :b)).due_at, '2018-10-10 08:55:00+08'::timestamptz, 'I24 and so is its due instant');
-- After 22:00; the sweep comes late, the clock does not.
SELECT pg_temp.at('2018-10-10 22:00:00+08');
SELECT pg_temp.enter(9232, '湖南路', '二十二点整') AS c \gset
SELECT pg_temp.at('2018-10-10 23:40:00+08');
SELECT pg_temp.enter(9232, '中央门', '深夜来电') AS d \gset
SELECT is((pg_temp.case_now(9232, :c)).holder, NULL, 'I20 a case of 22:00:00 waits (U8)');
SELECT is((pg_temp.case_now(9232, :d)).holder, NULL, 'I20 a case of 23:40:00 waits (U8)');
SELECT pg_temp.at('2018-10-10 23:59:59+08');
SELECT is((SELECT given_out FROM cc_center.sweep(9232)), 0, 'I20 the night''s sweep gives nothing out');
SELECT pg_temp.at('2018-10-11 08:31:20+08');
SELECT cmp_ok((SELECT given_out FROM cc_center.sweep(9232)), '>=', 2, 'I20 the first sweep of the next day gives both out');
SELECT matches((pg_temp.case_now(9232, :c)).holder, '^10[12]$', 'I20 湖南路 of 22:00 goes to early the next day');
SELECT is((pg_temp.case_now(9232, :d)).holder, '111', 'I20 中央门 of 23:40 goes to middle the next day');
SELECT is((pg_temp.leg_now(9232, :c)).clock_start, '2018-10-11 08:30:00+08'::timestamptz, 'I24 swept 08:31:20, clock from 08:30 (U4)');
SELECT is((pg_temp.leg_now(9232, :d)).clock_start, '2018-10-11 08:30:00+08'::timestamptz, 'I24 the same for the other');
SELECT is((pg_temp.case_now(9232, :d)).due_at, '2018-10-11 08:45:00+08'::timestamptz, 'I24 due 08:45 the next day');
SELECT is((pg_temp.case_now(9232, :d)).reported_at, '2018-10-10 23:40:00+08'::timestamptz, 'I24 the total age still counts from the call');
SELECT is((pg_temp.leg_now(9232, :d)).overdue_at, NULL, 'I24 waiting for coverage is not overdue');

-- ---- who may move what (9233) ---------------------------------------------------------------------

SELECT pg_temp.set_up(9233, 'TLC');
SELECT pg_temp.at('2018-10-10 10:00:00+08');
SELECT pg_temp.enter(9233, '湖南路', '第一件') AS a \gset
SELECT (pg_temp.case_now(9233, :a)).holder AS h \gset
SELECT pg_temp.colleague(:'h') AS other \gset
SELECT pg_temp.at('2018-10-10 10:05:00+08');
SELECT matches(pg_temp.move(9233, :'other', :a, 'pre_filed'), '^UC', 'I7 a colleague may not move the holder''s case');
SELECT matches(pg_temp.move(9233, '121', :a, 'pre_filed'), '^UC', 'I7 an operator of another shift may not either');
SELECT matches(pg_temp.move(9233, '501', :a, 'pre_filed'), '^(UC|42501)', 'I7 an inspector does not pre-file');
SELECT matches(pg_temp.move(9233, '601', :a, 'pre_filed'), '^(UC|42501|no rows)', 'I7 a department does not pre-file');
SELECT matches(pg_temp.act('t9231_101', format('UPDATE cc_center.cases SET stage = ''pre_filed'' WHERE center_id = 9233 AND case_id = %s', :a)),
               '^(UC|42501|no rows)', 'I7 a person of another center does not see it or may not move it');
SELECT is((pg_temp.case_now(9233, :a)).stage::text, 'reported', 'I7 after all that it is still reported');
SELECT is((pg_temp.leg_now(9233, :a)).finished_at, NULL, 'I7 and its leg is still open');
SELECT matches(pg_temp.move(9233, :'h', :a, v.stage), '^UC', format('I3.1 reported -> %s is impossible', v.stage))
  FROM (VALUES (1, 'filed'), (2, 'dispatched'), (3, 'disposed'), (4, 'checked'), (5, 'closed')) AS v (n, stage) ORDER BY v.n;
SELECT matches(pg_temp.move(9233, :'h', :a, 'somewhere'), '^UC', 'I3.1 an unknown stage is refused');
SELECT matches(pg_temp.move(9233, :'h', :a, NULL), '^UC', 'I3.1 no stage at all is refused');
SELECT is(pg_temp.move(9233, :'h', :a, 'pre_filed'), 'done', 'I3.1 the holder pre-files');
SELECT is((pg_temp.case_now(9233, :a)).stage::text, 'pre_filed', 'I3.1 the case is pre-filed');
SELECT is((SELECT ROW(finished_at, finished_by)::text FROM cc_center.leg WHERE center_id = 9233 AND case_id = :a AND leg_no = 1),
          ROW('2018-10-10 10:05:00+08'::timestamptz, :'h'::text)::text, 'I3.1 the leg says when and by whom');
SELECT is((pg_temp.leg_now(9233, :a)).leg_kind::text, 'filing', 'I3.1 the next leg is filing');
SELECT is((pg_temp.leg_now(9233, :a)).holder, '201', 'I22 the early leader holds it');
SELECT is((pg_temp.case_now(9233, :a)).holder, '201', 'I22 and the case says so');
SELECT is((pg_temp.leg_now(9233, :a)).clock_start, '2018-10-10 10:05:00+08'::timestamptz, 'I24 the leader''s clock starts with his leg');
SELECT is((pg_temp.case_now(9233, :a)).due_at, '2018-10-10 10:20:00+08'::timestamptz, 'I24 the leader has a full limit (U3)');
SELECT is((pg_temp.case_now(9233, :a)).first_contact, :'h', 'I30 the first contact has not changed');
SELECT is((pg_temp.case_now(9233, :a)).reported_at, '2018-10-10 10:00:00+08'::timestamptz, 'I24 nor has the report''s instant');
SELECT matches(pg_temp.move(9233, :'h', :a, 'filed'), '^UC', 'I7 the operator does not file');
SELECT matches(pg_temp.move(9233, :'h', :a, 'reported'), '^UC', 'I3.1 there is no way back to reported');
SELECT matches(pg_temp.move(9233, '201', :a, 'closed'), '^UC', 'I3.1 pre_filed -> closed is impossible');
SELECT pg_temp.at('2018-10-10 10:10:00+08');
SELECT is((SELECT array_agg(DISTINCT t.roles::text ORDER BY t.roles::text) FROM cc_center.transition t WHERE t.center_id = 9233 AND t.from_stage = 'pre_filed'), '{"{shift_leader}"}', 'I2 nobody but a leader files, returns or voids what is pre-filed');
SELECT is(pg_temp.move(9233, '201', :a, 'filed'), 'done', 'I2 the leader files');
SELECT is((pg_temp.case_now(9233, :a)).stage::text, 'filed', 'I3.1 the case is filed');
SELECT is((SELECT ROW(leg_kind, finished_at, finished_by)::text FROM cc_center.leg WHERE center_id = 9233 AND case_id = :a AND leg_no = 2),
          ROW('filing', '2018-10-10 10:10:00+08'::timestamptz, '201')::text, 'I3.1 the filing leg says when and by whom');
SELECT is((SELECT count(*) FROM cc_center.handover WHERE center_id = 9233), 0::bigint, 'I29 the ordinary way needs no handover');

-- A leader takes over.
SELECT pg_temp.enter(9233, '湖南路', '第二件') AS b \gset
SELECT (pg_temp.case_now(9233, :b)).holder AS bh \gset
SELECT pg_temp.at('2018-10-10 10:12:00+08');
SELECT is(pg_temp.move(9233, '201', :b, 'pre_filed'), 'done', 'I7 a leader may take an operator''s case over');
SELECT is((SELECT array_agg(ROW(kind::text, from_staff, to_staff, by_staff, at)::text) FROM cc_center.handover WHERE center_id = 9233 AND case_id = :b),
          ARRAY[ROW('take_over', :'bh'::text, '201', '201', '2018-10-10 10:12:00+08'::timestamptz)::text], 'I7 with one handover row of kind take_over');
SELECT is((SELECT array_agg(DISTINCT finished_by) FROM cc_center.leg WHERE center_id = 9233 AND case_id = :b AND leg_kind = 'pre_filing'
              AND finished_by = '201'), ARRAY['201'], 'I7 the work is on record under the leader''s own number');
SELECT is((pg_temp.case_now(9233, :b)).first_contact, :'bh', 'I30 a take-over leaves the first contact');

-- Void and returned need a reason.
SELECT pg_temp.enter(9233, '湖南路', '第三件') AS c \gset
SELECT (pg_temp.case_now(9233, :c)).holder AS ch \gset
SELECT matches(pg_temp.move(9233, :'ch', :c, 'void'), '^UC', 'I3.2 void without a reason is refused');
SELECT matches(pg_temp.move(9233, :'ch', :c, 'void', ''), '^UC', 'I3.2 void with an empty reason is refused');
SELECT matches(pg_temp.move(9233, :'ch', :c, 'void', '  '), '^UC', 'I3.2 void with a blank reason is refused');
SELECT matches(pg_temp.move(9233, :'ch', :c, 'returned'), '^UC', 'I3.2 returned without a reason is refused');
SELECT matches(pg_temp.move(9233, pg_temp.colleague(:'ch'), :c, 'void', '重复'), '^UC', 'I7 a colleague may not void it');
SELECT is((pg_temp.case_now(9233, :c)).stage::text, 'reported', 'I3.2 it is still reported');
SELECT is(pg_temp.move(9233, :'ch', :c, 'void', '重复'), 'done', 'I3.2 void with a reason is taken');
SELECT is((pg_temp.case_now(9233, :c)).stage::text, 'void', 'I3.2 the case is void');
SELECT is((SELECT reason FROM cc_center.leg WHERE center_id = 9233 AND case_id = :c AND leg_no = 1), '重复', 'I3.2 the leg keeps the reason');
SELECT is((SELECT count(*) FROM cc_center.leg WHERE center_id = 9233 AND case_id = :c AND finished_at IS NULL), 0::bigint, 'I3.2 a void case has no open leg');
SELECT matches(pg_temp.move(9233, :'ch', :c, v.stage, '又'), '^UC', format('I3.2 void -> %s is impossible', v.stage))
  FROM (VALUES (1, 'pre_filed'), (2, 'filed'), (3, 'closed')) AS v (n, stage) ORDER BY v.n;
SELECT pg_temp.enter(9233, '湖南路', '第四件') AS d \gset
SELECT (pg_temp.case_now(9233, :d)).holder AS dh \gset
SELECT is(pg_temp.move(9233, :'dh', :d, 'returned', '不在范围'), 'done', 'I3.2 an ineligible report is sent back with a reason');
-- The reason of the step before, written back by an app that sends every column, is none for the next step.
CREATE FUNCTION pg_temp.write_back(staff_no text, id bigint, stage text, changes text DEFAULT '') RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.act(pg_temp.login(9233, staff_no), format(
    'UPDATE cc_center.cases SET stage = %L, stage_reason = stage_reason%s WHERE center_id = 9233 AND case_id = %s', stage, changes, id))
$$;
SELECT pg_temp.enter(9233, '湖南路', '第五件') AS e \gset
SELECT is(pg_temp.move(9233, (pg_temp.case_now(9233, :e)).holder, :e, 'pre_filed', '重复'), 'done', 'I3.2 a reason where none is needed');
SELECT matches(pg_temp.write_back('201', :e, 'void', ', category = category, priority = priority'), '^UC906', 'I3.2 the old reason among unchanged columns is no reason');
SELECT is(pg_temp.write_back('201', :e, 'filed', ', description = description'), 'done', 'I3.2 nor is it where none is needed');
SELECT is((SELECT (c.stage_reason, l.reason)::text FROM cc_center.cases c JOIN cc_center.leg l USING (center_id, case_id) WHERE c.case_id = :e AND l.leg_no = 2),
          '(,)', 'I3.2 and is not recorded again');
SELECT matches(pg_temp.write_back('201', :e, 'void'), '^UC906', 'I3.2 then there is none to send along');
SELECT is(pg_temp.act('t9233_201', format('UPDATE cc_center.cases SET stage = ''void'', stage_reason = ''重复'', category = category WHERE case_id = %s', :e)),
          'done', 'I3.2 a new reason among unchanged columns is one');
SELECT pg_temp.enter(9233, '湖南路', '第六件') AS f \gset
SELECT pg_temp.move(9233, (pg_temp.case_now(9233, :f)).holder, :f, 'pre_filed', '重复');
SELECT is(pg_temp.move(9233, '201', :f, 'void', '重复'), 'done', 'I3.2 the same reason may be given twice');

-- The whole way to the end. Who does the later steps is a rule; the test takes whoever the rule names.
CREATE FUNCTION pg_temp.advance(center bigint, id bigint, next_stage text) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.move(center, coalesce((pg_temp.leg_now(center, id)).holder, (
           SELECT s.staff_no FROM cc_center.transition AS t JOIN cc_center.staff AS s ON s.center_id = t.center_id AND s.role = ANY (t.roles)
            WHERE t.center_id = center AND t.from_stage = (pg_temp.case_now(center, id)).stage AND t.to_stage = next_stage
            ORDER BY s.role <> 'shift_leader', s.staff_no LIMIT 1)), id, next_stage, '按规定')
$$;
SELECT pg_temp.at('2018-10-10 15:00:00+08');
SELECT is(pg_temp.advance(9233, :a, 'dispatched'), 'done', 'I3.1 filed -> dispatched');
SELECT pg_temp.at('2018-10-10 15:10:00+08');
SELECT is(pg_temp.advance(9233, :a, 'disposed'), 'done', 'I3.4 dispatched -> disposed');
SELECT pg_temp.at('2018-10-10 15:20:00+08');
SELECT is((pg_temp.leg_now(9233, :a)).leg_kind || ' ' || (pg_temp.leg_now(9233, :a)).role, 'check_order operator', 'I24 ordering the check is a leg of the front office');
SELECT is((pg_temp.leg_now(9233, :a)).due_at, '2018-10-10 15:25:00+08'::timestamptz, 'I24 with a limit of its own');
SELECT matches(pg_temp.move(9233, '501', :a, 'checked'), '^UC', 'I3.4 nothing is checked before it is ordered');
SELECT is(pg_temp.advance(9233, :a, 'check_ordered'), 'done', 'I3.4 disposed -> check ordered');
SELECT is((pg_temp.leg_now(9233, :a)).due_at, NULL, 'I24 the inspector''s way there has no limit in the text');
SELECT matches(pg_temp.advance(9233, :a, 'checked'), '^UC954', 'I3.4 nothing is checked before its check is reported');
SELECT matches(pg_temp.act('t9233_501', format('SELECT cc_center.report_check(9233, %s, ''meets'')', :a)), '^\d+$', 'I3.4 the inspector reports');
SELECT is(pg_temp.advance(9233, :a, 'checked'), 'done', 'I3.4 check ordered -> checked');
SELECT is((pg_temp.leg_now(9233, :a)).leg_kind || ' ' || ((pg_temp.leg_now(9233, :a)).holder = (pg_temp.case_now(9233, :a)).holder)::text, 'closing true',
          'I20 closing goes by street and is in somebody''s hands');
SELECT is((pg_temp.leg_now(9233, :a)).due_at, '2018-10-10 15:35:00+08'::timestamptz, 'I24 with a limit of its own');
SELECT matches(pg_temp.move(9233, '121', :a, 'closed'), '^UC', 'I20 who does not have it in hand does not close it');
SELECT is((pg_temp.case_now(9233, :a)).closed_at, NULL, 'I3.4 a checked case is not closed yet');
SELECT pg_temp.at('2018-10-10 15:30:00+08');
SELECT is(pg_temp.advance(9233, :a, 'closed'), 'done', 'I3.4 checked -> closed');
SELECT is((pg_temp.case_now(9233, :a)).closed_at, '2018-10-10 15:30:00+08'::timestamptz, 'I3.4 the closing instant is the server''s');
SELECT is((SELECT count(*) FROM cc_center.leg WHERE center_id = 9233 AND case_id = :a AND finished_at IS NULL), 0::bigint, 'I30 a closed case has no open leg');
SELECT is((pg_temp.case_now(9233, :a)).first_contact, :'h', 'I30 the first contact follows the case to its end');
SELECT matches(pg_temp.move(9233, '201', :a, 'filed'), '^UC', 'I3.4 a closed case is not opened again');

-- ---- handover (9234) --------------------------------------------------------------------------------

SELECT pg_temp.set_up(9234, 'TLD');
SELECT pg_temp.at('2018-10-10 10:00:00+08');
SELECT pg_temp.enter(9234, '湖南路', '交接件') AS a \gset
SELECT (pg_temp.case_now(9234, :a)).holder AS h \gset
SELECT pg_temp.colleague(:'h') AS other \gset
SELECT pg_temp.at('2018-10-10 10:10:00+08');
CREATE FUNCTION pg_temp.hand(by_staff text, id bigint, to_staff text) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.act(pg_temp.login(9234, by_staff), format('SELECT cc_center.handover(9234, ARRAY[%s]::bigint[], %L, %L)', id, to_staff, '去开会'))
$$;
SELECT matches(pg_temp.hand(:'other', :a, :'other'), '^UC', 'I29 a colleague may not take it for himself');
SELECT matches(pg_temp.hand('121', :a, :'other'), '^UC', 'I29 an operator of another shift may not hand it over');
SELECT matches(pg_temp.hand('app', :a, :'other'), '^(UC|42501)', 'I29 nor may an app');
SELECT matches(pg_temp.hand(:'h', :a, '777'), '^UC', 'I29 not to an unknown person');
SELECT matches(pg_temp.hand(:'h', :a, '501'), '^UC', 'I29 a pre-filing leg goes to no inspector');
SELECT is((SELECT count(*) FROM cc_center.handover WHERE center_id = 9234), 0::bigint, 'I29 nothing refused has left a record');
SELECT is(pg_temp.hand(:'h', :a, :'other'), '1', 'I29 the holder hands one case over');
SELECT is((pg_temp.case_now(9234, :a)).holder, :'other', 'I29 the colleague holds it');
SELECT is((pg_temp.case_now(9234, :a)).stage::text, 'reported', 'I29 the stage is the same');
SELECT is((pg_temp.case_now(9234, :a)).first_contact, :'h', 'I30 the first contact is the same');
SELECT is((pg_temp.case_now(9234, :a)).reported_at, '2018-10-10 10:00:00+08'::timestamptz, 'I29 the total age is the same');
SELECT is((pg_temp.leg_now(9234, :a)).leg_kind::text, 'pre_filing', 'I29 the leg''s kind is the same');
SELECT is((pg_temp.leg_now(9234, :a)).clock_start, '2018-10-10 10:10:00+08'::timestamptz, 'I29 the receiver has a clock of his own (U4)');
SELECT is((pg_temp.case_now(9234, :a)).due_at, '2018-10-10 10:25:00+08'::timestamptz, 'I29 and a limit of his own');
SELECT is((SELECT array_agg(ROW(kind::text, from_staff, to_staff, by_staff, at, reason, leg_no, new_leg_no)::text) FROM cc_center.handover
            WHERE center_id = 9234 AND case_id = :a),
          ARRAY[ROW('manual', :'h'::text, :'other'::text, :'h'::text, '2018-10-10 10:10:00+08'::timestamptz, '去开会', 1, 2)::text],
          'I29 one handover row says what happened');
SELECT is((SELECT finished_at FROM cc_center.leg WHERE center_id = 9234 AND case_id = :a AND leg_no = 1),
          '2018-10-10 10:10:00+08'::timestamptz, 'I29 the giver''s leg ends');
SELECT matches(pg_temp.move(9234, :'h', :a, 'pre_filed'), '^UC', 'I7 the former holder may not move it any more');
SELECT matches(pg_temp.hand(:'h', :a, :'h'), '^UC', 'I29 nor fetch it back');
SELECT pg_temp.at('2018-10-10 11:40:00+08');
SELECT is(pg_temp.hand('201', :a, :'h'), '1', 'I29 a leader may hand it over');
SELECT is((pg_temp.case_now(9234, :a)).due_at, '2018-10-10 12:10:00+08'::timestamptz, 'I24 handed over 11:40, due 12:10');
SELECT is((SELECT by_staff FROM cc_center.handover WHERE center_id = 9234 AND case_id = :a AND new_leg_no = 3), '201', 'I29 the row says who did it');
SELECT is((pg_temp.case_now(9234, :a)).first_contact, :'h', 'I30 the first contact is still the same');
SELECT pg_temp.at('2018-10-10 11:45:00+08');
SELECT is(pg_temp.move(9234, :'h', :a, 'pre_filed'), 'done', 'I29 the receiver finishes it');
SELECT matches(pg_temp.hand(:'h', :a, :'other'), '^UC', 'I29 who holds nothing hands nothing over');

-- ---- overdue (9235) -----------------------------------------------------------------------------------

SELECT pg_temp.set_up(9235, 'TLE');
SELECT pg_temp.at('2018-10-10 10:00:00+08');
SELECT pg_temp.enter(9235, '湖南路', '超时件') AS a \gset
SELECT pg_temp.at('2018-10-10 10:14:59+08');
SELECT is(pg_temp.sweep(9235), 'given out 0, handed over 0, overdue 0', 'I24 sweep 10:14:59: nothing overdue');
SELECT pg_temp.at('2018-10-10 10:15:00+08');
SELECT is(pg_temp.sweep(9235), 'given out 0, handed over 0, overdue 0', 'I24 sweep 10:15:00: exactly at the limit complies (U1)');
SELECT is((pg_temp.leg_now(9235, :a)).overdue_at, NULL, 'I24 not marked at its limit');
SELECT pg_temp.at('2018-10-10 10:15:01+08');
SELECT is(pg_temp.sweep(9235), 'given out 0, handed over 0, overdue 1', 'I24 sweep 10:15:01: overdue');
SELECT ok((pg_temp.leg_now(9235, :a)).overdue_at BETWEEN '2018-10-10 10:15:00+08' AND '2018-10-10 10:15:01+08', 'I24 marked with the instant');
SELECT (pg_temp.leg_now(9235, :a)).overdue_at AS marked \gset
SELECT is(pg_temp.sweep(9235), 'given out 0, handed over 0, overdue 0', 'I24 the same sweep again marks nothing');
SELECT pg_temp.at('2018-10-10 10:30:00+08');
SELECT is(pg_temp.sweep(9235), 'given out 0, handed over 0, overdue 0', 'I24 a later sweep marks nothing');
SELECT is((pg_temp.leg_now(9235, :a)).overdue_at, :'marked'::timestamptz, 'I24 the instant stays');
SELECT is((pg_temp.case_now(9235, :a)).stage::text, 'reported', 'I24 overdue changes no stage');
SELECT is(pg_temp.move(9235, (pg_temp.case_now(9235, :a)).holder, :a, 'pre_filed'), 'done', 'I24 an overdue case can be worked on');
SELECT is((SELECT overdue_at FROM cc_center.leg WHERE center_id = 9235 AND case_id = :a AND leg_no = 1), :'marked'::timestamptz, 'I24 the mark outlives the leg');
SELECT is((pg_temp.leg_now(9235, :a)).overdue_at, NULL, 'I24 the leader''s leg starts without it');
SELECT is(pg_temp.move(9235, '201', :a, 'filed'), 'done', 'I24 the leader files in time');
SELECT pg_temp.at('2018-10-10 11:00:00+08');
SELECT pg_temp.enter(9235, '湖南路', '刚好') AS b \gset
SELECT pg_temp.at('2018-10-10 11:15:00+08');
SELECT is(pg_temp.move(9235, (pg_temp.case_now(9235, :b)).holder, :b, 'pre_filed'), 'done', 'I24 handled exactly at the limit');
SELECT pg_temp.at('2018-10-10 11:15:01+08');
SELECT pg_temp.sweep(9235);
SELECT is((SELECT overdue_at FROM cc_center.leg WHERE center_id = 9235 AND case_id = :b AND leg_no = 1), NULL, 'I24 what was handled at its limit is not marked afterwards');

-- ---- shift end (9236) -----------------------------------------------------------------------------------

SELECT pg_temp.set_up(9236, 'TLF');
SELECT pg_temp.at('2018-10-10 17:20:00+08');
SELECT pg_temp.enter(9236, '湖南路', '早班留下') AS a \gset
SELECT pg_temp.enter(9236, '中央门', '中班留下') AS b \gset
SELECT pg_temp.enter(9236, '江东', '晚班自己的') AS c \gset
SELECT pg_temp.enter(9236, '宁海路', '值班长留下') AS d \gset
SELECT (pg_temp.case_now(9236, :a)).holder AS ah, (pg_temp.case_now(9236, :c)).holder AS ch, (pg_temp.case_now(9236, :d)).holder AS dh \gset
SELECT pg_temp.at('2018-10-10 17:25:00+08');
SELECT is(pg_temp.move(9236, :'dh', :d, 'pre_filed'), 'done', 'I29 one goes on to the early leader');
SELECT is((pg_temp.case_now(9236, :a)).due_at, '2018-10-10 17:50:00+08'::timestamptz, 'I24 a case of 17:20 is due 17:50');
SELECT is((pg_temp.case_now(9236, :b)).holder, '111', 'I20 中央门 at 17:20 is middle''s');
SELECT is((pg_temp.case_now(9236, :d)).holder, '201', 'I22 宁海路 at 17:25 is the early leader''s');
SELECT pg_temp.at('2018-10-10 17:29:59+08');
SELECT is(pg_temp.sweep(9236), 'given out 0, handed over 0, overdue 0', 'I29 sweep 17:29:59: the shift is not over');
SELECT pg_temp.at('2018-10-10 17:30:00+08');
SELECT is(pg_temp.sweep(9236), 'given out 0, handed over 3, overdue 0', 'I29 sweep 17:30:00 hands over what early, middle and the early leader left');
SELECT matches((pg_temp.case_now(9236, :a)).holder, '^12[12]$', 'I20 early''s case goes to late');
SELECT matches((pg_temp.case_now(9236, :b)).holder, '^12[12]$', 'I20 middle''s case goes to late');
SELECT is((pg_temp.case_now(9236, :c)).holder, :'ch', 'I20 late keeps its own');
SELECT is((pg_temp.case_now(9236, :d)).holder, '221', 'I22 the early leader''s case goes to the late leader');
SELECT is((SELECT array_agg(ROW(kind::text, from_staff, to_staff, at)::text) FROM cc_center.handover WHERE center_id = 9236 AND case_id = :a),
          ARRAY[ROW('shift_end', :'ah'::text, (pg_temp.case_now(9236, :a)).holder, '2018-10-10 17:30:00+08'::timestamptz)::text], 'I29 the handover is recorded');
SELECT is((SELECT array_agg(ROW(kind::text, from_staff, to_staff)::text) FROM cc_center.handover WHERE center_id = 9236 AND case_id = :d),
          ARRAY[ROW('shift_end', '201', '221')::text], 'I29 and so is the leader''s');
SELECT is((SELECT count(*) FROM cc_center.handover WHERE center_id = 9236), 3::bigint, 'I29 three rows in all');
SELECT is((pg_temp.leg_now(9236, :a)).clock_start, '2018-10-10 17:30:00+08'::timestamptz, 'I29 the receiver''s clock starts 17:30');
SELECT is((pg_temp.case_now(9236, :a)).due_at, '2018-10-10 18:00:00+08'::timestamptz, 'I24 handed over 17:30, due 18:00');
SELECT is((pg_temp.case_now(9236, :a)).first_contact, :'ah', 'I30 the first contact stays with early');
SELECT is((pg_temp.case_now(9236, :c)).due_at, '2018-10-10 17:50:00+08'::timestamptz, 'I24 late''s own case keeps its limit');
SELECT is(pg_temp.sweep(9236), 'given out 0, handed over 0, overdue 0', 'I29 a second sweep does nothing');
SELECT is(pg_temp.move(9236, (pg_temp.case_now(9236, v.id)).holder, v.id, 'pre_filed'), 'done', 'I29 late pre-files it')
  FROM (VALUES (:a), (:b), (:c)) AS v (id);
SELECT is(pg_temp.move(9236, '221', v.id, 'filed'), 'done', 'I22 the late leader files it') FROM (VALUES (:a), (:b), (:c), (:d)) AS v (id);

-- 22:00: nobody covers, so what late left waits for the next day.
SELECT pg_temp.at('2018-10-10 21:50:00+08');
SELECT pg_temp.enter(9236, '湖南路', '过夜件') AS e \gset
SELECT (pg_temp.case_now(9236, :e)).holder AS eh \gset
SELECT matches(:'eh'::text, '^12[12]$', 'I20 湖南路 at 21:50 is late''s');
SELECT pg_temp.at('2018-10-10 22:00:00+08');
SELECT is((SELECT given_out FROM cc_center.sweep(9236)), 0, 'I29 sweep 22:00:00 gives it to nobody');
SELECT pg_temp.at('2018-10-10 23:00:00+08');
SELECT is((SELECT given_out FROM cc_center.sweep(9236)), 0, 'I29 sweep 23:00:00 gives it to nobody');
SELECT is(coalesce((pg_temp.case_now(9236, :e)).holder, :'eh'), :'eh', 'I29 no other person holds it overnight');
SELECT is((SELECT count(*) FROM cc_center.handover WHERE center_id = 9236 AND case_id = :e AND to_staff IS NOT NULL), 0::bigint,
          'I29 nobody has received it overnight');
SELECT is((SELECT count(*) FROM cc_center.leg WHERE center_id = 9236 AND case_id = :e AND finished_at IS NULL), 1::bigint, 'I29 it is not lost: one leg is open');
SELECT pg_temp.at('2018-10-11 08:29:59+08');
SELECT is((SELECT given_out + handed_over FROM cc_center.sweep(9236)), 0, 'I29 sweep 08:29:59: still waiting');
SELECT pg_temp.at('2018-10-11 08:30:00+08');
SELECT is((SELECT given_out + handed_over FROM cc_center.sweep(9236)), 5, 'I29 sweep 08:30:00 moves it on, and what lies filed');
SELECT matches((pg_temp.case_now(9236, :e)).holder, '^10[12]$', 'I20 early has it the next day');
SELECT is((pg_temp.leg_now(9236, :e)).clock_start, '2018-10-11 08:30:00+08'::timestamptz, 'I29 with a clock from 08:30');
SELECT is((pg_temp.case_now(9236, :e)).due_at, '2018-10-11 08:45:00+08'::timestamptz, 'I24 due 08:45');
SELECT is((pg_temp.case_now(9236, :e)).first_contact, :'eh', 'I30 the first contact is still late''s operator');
SELECT is((SELECT count(*) FROM cc_center.handover WHERE center_id = 9236 AND case_id = :e AND from_staff = :'eh' AND kind = 'shift_end'), 1::bigint,
          'I29 the handover from the evening before is on record once');

SELECT * FROM finish();
ROLLBACK;
