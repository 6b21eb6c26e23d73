-- Cases that belong together are joined, followed and parted; what is joined goes with its case where the rules say so.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'Asia/Shanghai';
SELECT no_plan();
\ir ../../lib/act.sql
ALTER TABLE cc_center.rule_setting DISABLE TRIGGER aa_guard;

CREATE FUNCTION pg_temp.enter(center bigint) RETURNS bigint LANGUAGE sql AS $$
    INSERT INTO cc_center.cases (center_id, street, channel, category, description)
    VALUES (center, '湖南路', 'hotline', '类', '述') RETURNING case_id
$$;
CREATE FUNCTION pg_temp.do(center bigint, person text, call text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act(format('a%s_%s', center, person), 'SELECT cc_center.' || call)
$$;
CREATE FUNCTION pg_temp.move(center bigint, person text, id bigint, stage text, more text DEFAULT '') RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act(format('a%s_%s', center, person), format('UPDATE cc_center.cases SET stage = %L%s WHERE center_id = %s AND case_id = %s', stage, more, center, id))
$$;
CREATE FUNCTION pg_temp.stages(center bigint) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(stage, ' ' ORDER BY case_id) FROM cc_center.cases WHERE center_id = center
$$;
CREATE FUNCTION pg_temp.to_the_end(center bigint, id bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    answer text;
    next_stage text;
BEGIN
    FOREACH next_stage IN ARRAY '{pre_filed,filed,dispatched,disposed,check_ordered,checked,closed}'::text[] LOOP
        IF next_stage = 'checked' THEN
            PERFORM pg_temp.do(center, '101', format('report_check(%s, %s, ''meets'')', center, id));
        END IF;
        answer := pg_temp.move(center, CASE next_stage WHEN 'checked' THEN '101' ELSE '201' END, id, next_stage);
        IF answer <> 'done' THEN
            RETURN next_stage || ' ' || answer;
        END IF;
    END LOOP;
    RETURN answer;
END
$$;

SELECT pg_temp.set_up(9411, 'RLA');
SELECT pg_temp.at('2018-10-08 09:00+08');
SELECT pg_temp.enter(9411) AS a, pg_temp.enter(9411) AS b, pg_temp.enter(9411) AS c, pg_temp.enter(9411) AS d \gset
SELECT is(pg_temp.do(9411, '201', format('join_case(9411, %s, %s, %L)', :b, :a, ' ')), 'UC958', 'I3.2 no case is joined without a reason');
SELECT is(pg_temp.do(9411, '201', format('join_case(9411, %s, %s, %L)', :b, :b, '同')), 'UC956', 'I3.2 nor to itself');
SELECT is(pg_temp.do(9411, '201', format('join_case(9411, %s, 0, %L)', :b, '同')), 'UC910', 'I3.2 nor to none');
SELECT is(pg_temp.do(9411, '301', format('join_case(9411, %s, %s, %L)', :b, :a, '同')), 'UC908', 'I3.2 it is a step, of whoever may take it');
SELECT is(pg_temp.stages(9411), 'reported reported reported reported', 'I3.2 a refusal leaves all as it was');
SELECT is((SELECT count(*) FROM cc_center.case_link WHERE center_id = 9411), 0::bigint, 'I3.2 the link too');
SELECT is(pg_temp.move(9411, '201', :b, 'joined', $$, stage_reason = '同'$$), 'UC954', 'I3.2 by the function, which says to what');
SELECT is(pg_temp.do(9411, '201', format('write_link(9411, %s, %L, %s, %L)', :b, 'same_as', :a, '同')), 'UC959', 'I3.2 and with the step');
SELECT is(pg_temp.do(9411, '201', format('join_case(9411, %s, %s, %L)', :b, :a, '同一处')), '', 'I3.2 a leader joins one to another') ;
SELECT is(pg_temp.stages(9411), 'reported joined reported reported', 'I3.2 which is a stage');
SELECT is((SELECT count(*) FROM cc_center.leg WHERE center_id = 9411 AND case_id = :b AND finished_at IS NULL), 0::bigint, 'I3.2 without a leg');
SELECT is(pg_temp.do(9411, '201', format('join_case(9411, %s, %s, %L)', :c, :b, '同')), 'UC956', 'I3.2 none is joined to what is joined');
SELECT is(pg_temp.do(9411, '201', format('join_case(9411, %s, %s, %L)', :a, :c, '同')), 'UC956', 'I3.2 nor what others are joined to');
SELECT is(pg_temp.do(9411, '201', format('join_case(9411, %s, %s, %L)', :b, :d, '同')), 'UC956', 'I3.2 nor is it joined twice');
SELECT is(pg_temp.move(9411, '201', :b, 'reported', $$, stage_reason = '因'$$), 'UC954', 'I3.2 no step leads back without parting');
SELECT is(pg_temp.do(9411, '201', format('undo_link(9411, %s, %L)', :b, '异')), 'UC959', 'I3.2 nor is the link undone without the step');
SELECT is(pg_temp.do(9411, '201', format('part_case(9411, %s, %L)', :c, '异')), 'UC959', 'I3.2 what is not joined is not parted');
SELECT is(pg_temp.do(9411, '201', format('part_case(9411, %s, %L)', :b, '另一处')), '', 'I3.2 parted');
SELECT is(pg_temp.stages(9411), 'reported reported reported reported', 'I3.2 it is reported again');
SELECT is((SELECT holder IS NOT NULL FROM cc_center.cases WHERE center_id = 9411 AND case_id = :b), true, 'I3.2 in somebody''s hands');
SELECT is(pg_temp.do(9411, '201', format('join_case(9411, %s, %s, %L)', :b, :a, '还是同')), '', 'I3.2 and joined again');
SELECT is(pg_temp.do(9411, '101', format('follow_case(9411, %s, %s, %L)', :d, :a, '后续')), 'done', 'I3.2 an operator notes what follows');
SELECT results_eq($$SELECT kind, stage, to_stage FROM cc_center.related_cases WHERE center_id = 9411 ORDER BY 1$$,
  $$VALUES ('follow_up', 'reported', 'reported'), ('same_as', 'joined', 'reported')$$, 'I3.2 the view shows both');

-- without the rule each is closed by itself
SELECT is(pg_temp.to_the_end(9411, :a), 'done', 'I3.2 the main case is closed');
SELECT is(pg_temp.stages(9411), 'closed joined reported reported', 'I3.2 without the rule the other is not');
SELECT is(pg_temp.do(9411, '201', format('join_case(9411, %s, %s, %L)', :c, :a, '同')), 'UC957', 'I3.2 none is joined to a closed case');
SELECT is(pg_temp.do(9411, '201', format('follow_case(9411, %s, %s, %L)', :c, :a, '后续')), 'done', 'I3.2 but may follow it');

-- with the rule they go together
SELECT pg_temp.set_up(9412, 'RLB');
INSERT INTO cc_center.rule_setting (center_id, version, name, value, clause) VALUES (9412, 1, 'joined_cases_follow', 'yes', 'I3.2');
SELECT pg_temp.at('2018-10-08 09:00+08');
SELECT pg_temp.enter(9412) AS a, pg_temp.enter(9412) AS b, pg_temp.enter(9412) AS c \gset
SELECT is(pg_temp.do(9412, '201', format('join_case(9412, %s, %s, %L)', :b, :a, '同')) || pg_temp.do(9412, '201', format('join_case(9412, %s, %s, %L)', :c, :a, '同')), '', 'I3.2 two are joined');
SELECT is(pg_temp.to_the_end(9412, :a), 'done', 'I3.2 the main case is closed');
SELECT results_eq('SELECT stage, closed_at, stage_reason IS NOT NULL FROM cc_center.cases WHERE center_id = 9412 AND case_id > ' || :a, $$VALUES ('closed', '2018-10-08 09:00+08'::timestamptz, true), ('closed', '2018-10-08 09:00+08', true)$$, 'I3.2 and what is joined with it');
SELECT is(pg_temp.move(9412, '201', :a, 'dispatched', $$, stage_reason = '又坏'$$), 'done', 'I3.2 reopened');
SELECT is(pg_temp.stages(9412), 'dispatched joined joined', 'I3.2 they are open again');
SELECT is((SELECT count(*) FROM cc_center.cases WHERE center_id = 9412 AND closed_at IS NOT NULL), 0::bigint, 'I3.2 all of them');
SELECT is((SELECT count(*) FROM cc_center.health() WHERE subject LIKE 'RL_-%'), 0::bigint, 'I3.2 and health() finds nothing wrong');
SELECT * FROM finish();
ROLLBACK;
