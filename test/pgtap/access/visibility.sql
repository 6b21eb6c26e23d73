-- Who sees what: every relation and every role, of one's own rows, of colleagues' and of another center's; and what functions say
-- of another center. The tables below say what docs/roles-and-privacy.md promises; a relation that stands in none of them fails.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SELECT no_plan();
\ir ../../lib/visibility.sql

-- c the rows of the whole center, o those about oneself, w those of others that wait for one's word, - none; of all of them none
-- that is kept from somebody himself, as a complaint from whom it names
CREATE TEMP TABLE promised (class text, letters text);
INSERT INTO promised VALUES
--                        app op sl su di in de sy qr ap au rd im sc ow
    ('the center''s',    'c  c  c  c  c  c  c  c  c  c  c  c  c  -  c'),
    ('attendance, pay',  '-  o  c  c  c  o  o  o  o  c  o  -  -  -  c'),
    ('quality',          '-  o  c  c  c  o  o  o  c  c  o  -  -  -  c'),
    ('leave, reasons',   '-  o  c  c  c  o  o  o  o  o  o  -  -  -  c'),
    ('sessions',         '-  o  c  c  c  o  o  c  o  o  c  -  -  -  c'),
    ('callers',          '-  o  o  c  c  -  -  -  -  -  -  -  -  -  c'),
    ('what was said',    '-  o  c  c  c  o  o  o  c  o  o  -  -  -  c'),
    ('complaints',       '-  o  c  c  c  o  o  o  o  o  o  -  -  -  c'),
    ('complaints counted', '- o  c  c  c  o  o  o  c  c  o  -  -  -  -'),
    ('departments''',    'c  c  c  c  c  c  o  c  c  c  c  c  c  -  -'),
    ('one''s own desk',  '-  o  o  o  o  o  o  o  o  o  o  -  -  -  -'),
    ('waits for one',    '-  -  w  w  w  -  -  -  -  -  -  -  -  -  -'),
    ('reopening',        '-  -  c  c  c  -  -  -  -  c  -  -  -  -  c'),
    ('ranking',          '-  -  c  c  c  -  -  -  -  -  -  -  -  -  c'),
    ('decisions',        '-  -  -  c  c  -  -  -  -  -  -  -  -  -  c'),
    ('imports',          '-  -  -  c  c  -  -  -  -  -  -  -  c  -  c'),
    ('enrolments',       '-  -  -  c  c  -  -  c  -  -  -  -  -  -  c'),
    ('jobs',             '-  -  -  c  c  -  -  c  -  -  -  -  -  c  c'),
    ('health',           '-  -  -  c  c  -  -  c  -  -  -  -  -  -  c'),
    ('purges',           '-  -  -  c  c  -  -  c  -  -  c  -  -  -  c'),
    ('leavers',          '-  -  c  c  c  -  -  c  -  -  c  -  -  -  c'),
    ('the record',       '-  -  -  -  -  -  -  -  -  -  c  -  -  -  c'),
    ('nobody''s',        '-  -  -  -  -  -  -  -  -  -  -  -  -  -  c');

CREATE TEMP TABLE listed (class text, relations text);
INSERT INTO listed VALUES
    ('the center''s', 'center staff staff_role channel street calendar_day calendar_change calendar_gaps qualification
        roster roster_change roster_publication roster_month roster_findings on_duty seat_absence seat_relief seat_time
        swap swap_shift swap_due swap_counted swap_balance
        cases leg handover handover_note case_correction street_redivision redivided_streets backlog overdue workload case_timeline
        retention_month returned_cases time_in_hands unacknowledged_handovers
        call call_transfer call_figures calls_day calls_hour calls_person_month connection_findings
        attendance_close attendance_month_close appraisal_month'),
    ('the center''s', 'department department_staff street_inspector standby clock_event clock_events clock_events_waiting paused_cases
        supervision supervised_cases extension_month outside_month case_link related_cases step_exception standard_answer
        standard_exceptions_month difficult_case difficult_cases_month petition petition_register petitions_open petition_month
        check_report check_urging checks_due case_rounds callback callback_round callbacks_due confirmation satisfaction_month
        service_level_item service_level_month service_level_missed'),
    ('the center''s', 'rule_set rule_setting timetable shift staffing street_assignment required_qualification work_limit work_pattern
        release_window day_half leave_rule approval_step swap_rule seat_rule transition retention_limit call_rule
        attendance_rule sign_in_rule makeup_rule quality_rule conduct bonus tariff forfeit rule_example appraisal_item dismissal_rule
        discipline_step offence reward_kind promotion_rule contact_class reveal_rule
        dispatch_rule leg_limit clock_rule supervision_level transition_requirement petition_channel case_standard
        callback_rule complaint_kind complaint_role complaint_limit service_level'),
    ('attendance, pay', 'sign_in seat_state attendance_result attendance_override correction_request makeup_signin attendance_day
        attendance_month attendance_findings present_now finding payroll payroll_deduction payroll_quantity payroll_month deduction_detail adjustment
        objection objections discipline discipline_lift discipline_record reward reward_record promotion
        appraisal_rates appraisal_year rates_month'),
    ('quality', 'leg_review exam_result set_task task_outcome task_status conduct_record quality_evaluation quality_facts quality_month
        reviews_month evaluations_due'),
    ('complaints counted', 'complaint_month'),
    ('leave, reasons', 'leave_request leave_approval leave_balance swap_reason absence_reason'),
    ('sessions', 'seat_session session_findings'),
    ('callers', 'case_contact case_contact_masked'),
    ('what was said', 'callback_said'), ('complaints', 'complaint complaint_step complaints complaint_timeline complaint_conclusion'),
    ('departments''', 'department_cases'), ('one''s own desk', 'my_cases my_complaints complaints_about_me'), ('waits for one', 'my_approvals'),
    ('reopening', 'month_reopening'), ('ranking', 'appraisal_ranking'), ('decisions', 'dismissal_findings duty_change'),
    ('imports', 'case_import'), ('enrolments', 'enrolment'), ('jobs', 'job_center job_excluded job_run'), ('health', 'job_health'), ('purges', 'contact_purge'),
    ('leavers', 'service_end'), ('the record', 'record_entry record_block record_chain reveal_record reveal_place'),
    ('nobody''s', 'attendance_touch call_number case_reference duty_guard contact_key record_salt');

CREATE FUNCTION pg_temp.number(id text, further integer) RETURNS text LANGUAGE sql AS $$
    SELECT format('format(''p%%s'', lpad(((r.%s + %s) %% 30 + 1)::text, 2, ''0''))', id, further - 1)
$$;
-- Whom a row is about where it is not staff_no; what part is looked at where all of it takes long; what shows nothing but to whom it concerns;
-- from whom a row is kept.
CREATE TEMP TABLE particular (relation name, owners text, condition text, few boolean, never text);
INSERT INTO particular (relation, owners) VALUES
    ('leave_approval', 'ARRAY[format(''p%s'', lpad(r.leave_id::text, 2, ''0''))]'), ('absence_reason', 'ARRAY[format(''p%s'', lpad(r.absence_id::text, 2, ''0''))]'),
    ('swap_reason', 'ARRAY[format(''p%s'', lpad(r.swap_id::text, 2, ''0'')), format(''p%s'', lpad((r.swap_id % 30 + 1)::text, 2, ''0''))]'),
    ('case_contact', 'ARRAY[format(''p%s'', lpad(r.case_id::text, 2, ''0''))]'), ('case_contact_masked', 'ARRAY[format(''p%s'', lpad(r.case_id::text, 2, ''0''))]'),
    ('my_cases', 'ARRAY[format(''p%s'', lpad(r.case_id::text, 2, ''0''))]'), ('my_approvals', 'ARRAY[r.asked_by]');
INSERT INTO particular (relation, condition) VALUES ('attendance_month', 'r.month = ''2018-10-01''');
-- the complaint of a number names him; the next one took it in, or, of the last ones, he himself; the one after that looks into it
INSERT INTO particular (relation, owners, never)
SELECT relation, 'ARRAY[CASE WHEN r.complaint_id <= 25 THEN ' || pg_temp.number('complaint_id', 1) || ' END, ' || pg_temp.number('complaint_id', 2) || ']', 'ARRAY[' || pg_temp.number('complaint_id', 0) || ']'
FROM unnest('{complaint,complaint_step,complaints,complaint_timeline,complaint_conclusion}'::name[]) relation;
INSERT INTO particular (relation, owners) VALUES
    ('my_complaints', 'ARRAY[r.investigator]'), ('complaints_about_me', 'ARRAY[' || pg_temp.number('complaint_id', 0) || ']'),
    -- who wrote it, and the operator who may reach the caller
    ('callback_said', 'ARRAY[' || pg_temp.number('case_id', 1) || ', CASE WHEN r.case_id % 10 = 1 THEN ' || pg_temp.number('case_id', 0) || ' END]'),
    ('department_cases', 'ARRAY[''p'' || substr(r.department, 2)]');
-- its other rows count no persons
INSERT INTO particular (relation, owners, condition) VALUES ('complaint_month', 'ARRAY[r.value]', 'r.counted_by = ''person''');
-- of the ten who are in both centers two look
INSERT INTO particular (relation, few) VALUES ('roster_findings', true);

-- Of tables without a center: r readable, o only the lines one has loaded oneself, - no right.
CREATE TEMP TABLE promised_of_all (relations text, letters text);
INSERT INTO promised_of_all VALUES
--                                                                app op sl su di in de sy qr ap au rd im sc
    ('official_day official_year clause preset preset_part',     'r  r  r  r  r  r  r  r  r  r  r  r  r  r'),
    ('job job_setting',                                          '-  -  -  r  r  -  -  r  -  -  -  -  -  r'),
    ('badge_line call_line',                                     '-  -  -  -  -  -  -  -  -  -  -  -  o  -'),
    ('finding_check health_check integrity_finding recorded_table rule_check rule_table schema_object schema_part schema_step site step_requirement',
                                                                 '-  -  -  -  -  -  -  -  -  -  -  -  -  -');

CREATE TEMP TABLE promise AS
SELECT t.class, t.relation, g.role, g.letter, coalesce(p.owners, CASE WHEN EXISTS (
           SELECT FROM pg_attribute a WHERE a.attrelid = format('cc_center.%I', t.relation)::regclass AND a.attname = 'staff_no')
           THEN 'ARRAY[r.staff_no]' ELSE 'NULL::text[]' END) AS owners, coalesce(p.condition, 'true') AS condition, coalesce(p.few, false) AS few,
       coalesce(p.never, 'NULL::text[]') AS never
FROM (SELECT l.class, regexp_split_to_table(l.relations, '\s+')::name AS relation FROM listed l) t
JOIN promised m ON m.class = t.class
CROSS JOIN LATERAL unnest(regexp_split_to_array(m.letters, '\s+'), cc_center.all_groups() || 'owner'::text) g (letter, role)
LEFT JOIN particular p ON p.relation = t.relation;

SELECT is_empty($$ SELECT c.relname FROM pg_class c
                   WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
                     AND (SELECT count(*) FROM (SELECT relation FROM promise WHERE role = 'app'
                                                UNION ALL SELECT regexp_split_to_table(relations, '\s+')::name FROM promised_of_all) l
                          WHERE l.relation = c.relname) <> 1 $$, 'A7 it is said of every table and view who sees it, once');
SELECT is_empty($$ SELECT DISTINCT relation FROM promise WHERE to_regclass(format('cc_center.%I', relation)) IS NULL $$, 'A7 and of none that there is not');
SELECT is_empty($$ SELECT DISTINCT class FROM promise WHERE letter IS NULL OR role IS NULL $$, 'A7 for every role');
SELECT is_empty('SELECT table_name, why FROM unfilled', 'A7 rows of everybody are made for every table: what a constraint asks for else stands in test/lib/visibility.sql');
SELECT is((SELECT count(DISTINCT login)::integer FROM person), 50, 'A7 fifty people are enrolled');
SELECT is((SELECT array_agg(DISTINCT here ORDER BY here) FROM looker WHERE there IS NULL OR login IN ('v_scheduler', 'v_owner')),
          (SELECT array_agg(g.name ORDER BY g.name) FROM cc_center.group_roles() g), 'A7 of every role somebody looks');

-- What there is, as a superuser sees it. The desks show only one's own.
CREATE TEMP TABLE truth (relation name, center_id bigint, owners text[], never text[]);
CREATE FUNCTION pg_temp.take_down(relations name[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    next_one record;
BEGIN
    FOR next_one IN SELECT DISTINCT p.relation, p.owners, p.condition, p.few, p.never FROM promise p WHERE p.relation = ANY (relations) LOOP
        EXECUTE format('INSERT INTO truth SELECT %L, r.center_id, %s, %s FROM cc_center.%I r WHERE r.center_id IN (9581, 9582) AND %s',
                       next_one.relation, next_one.owners, next_one.never, next_one.relation, next_one.condition);
        -- one of each role, and everybody who is in both centers
        PERFORM pg_temp.look(next_one.relation, next_one.owners, next_one.condition, l.login)
        FROM looker l WHERE l.here IS NOT NULL AND l.login !~ CASE WHEN next_one.few THEN '_p(1[1-9]|20)$|both([3-9]|10)$' ELSE '_p(1[1-9]|20)$' END;
    END LOOP;
END
$$;
SELECT pg_temp.take_down(ARRAY(SELECT DISTINCT relation FROM promise WHERE relation <> 'job_health'));
-- no job runs in a center that is left out
SET LOCAL session_replication_role = replica;
DELETE FROM cc_center.job_excluded;
SET LOCAL session_replication_role = origin;
SELECT pg_temp.take_down('{job_health}');
INSERT INTO truth SELECT 'my_cases', l.center_id, ARRAY[l.holder] FROM cc_center.leg l WHERE l.center_id IN (9581, 9582) AND l.finished_at IS NULL;
INSERT INTO truth SELECT 'my_complaints', c.center_id, ARRAY[s.investigator]
FROM cc_center.complaint c JOIN cc_center.complaint_step s ON s.center_id = c.center_id AND s.complaint_id = c.complaint_id
WHERE c.center_id IN (9581, 9582);
INSERT INTO truth SELECT 'complaints_about_me', c.center_id, ARRAY[c.staff_no] FROM cc_center.complaint c WHERE c.center_id IN (9581, 9582);
INSERT INTO truth SELECT 'complaint_month', c.center_id, ARRAY[c.staff_no] FROM cc_center.complaint c WHERE c.center_id IN (9581, 9582);
INSERT INTO truth SELECT 'department_cases', l.center_id, ARRAY['p' || substr(l.department, 2)]
FROM cc_center.leg l WHERE l.center_id IN (9581, 9582) AND l.finished_at IS NULL AND l.department IS NOT NULL;
INSERT INTO truth SELECT 'my_approvals', a.center_id, ARRAY[a.staff_no] FROM cc_center.seat_absence a WHERE a.center_id IN (9581, 9582);
SELECT is_empty($$ SELECT p.relation, count(DISTINCT t.center_id) FROM promise p LEFT JOIN truth t ON t.relation = p.relation
                   GROUP BY p.relation HAVING count(DISTINCT t.center_id) <> 2 $$, 'A7 every table and view has rows of both centers');

-- what was promised against what was seen, in words
CREATE TEMP TABLE judged AS
SELECT s.relation, s.center_id, w.role, w.login, s.own, s.others, s.refused, coalesce(p.letter, '-') AS letter,
       CASE coalesce(p.letter, '-')
           WHEN 'c' THEN (s.own, s.others) = (k.own, k.others) AND k.own + k.others > 0
           WHEN 'o' THEN (s.own, s.others) = (k.own, 0) AND k.own > 0
           WHEN 'w' THEN s.own = 0 AND s.others > 0
           ELSE s.own + s.others = 0 END AS kept
FROM sight s
JOIN (SELECT l.login, 9581 AS center_id, l.here AS role, l.here_no AS staff_no FROM looker l
      UNION ALL SELECT l.login, 9582, l.there, l.there_no FROM looker l) w ON w.login = s.login AND w.center_id = s.center_id
LEFT JOIN promise p ON p.relation = s.relation AND p.role = w.role
LEFT JOIN (SELECT t.relation, t.center_id, count(*) AS rows FROM truth t GROUP BY 1, 2) a
       ON a.relation = s.relation AND a.center_id = s.center_id
LEFT JOIN (SELECT t.relation, t.center_id, o AS staff_no, count(*) AS rows FROM truth t, unnest(t.owners) o
           WHERE o = ANY (t.never) IS NOT TRUE GROUP BY 1, 2, 3) b
       ON b.relation = s.relation AND b.center_id = s.center_id AND b.staff_no = w.staff_no
LEFT JOIN (SELECT t.relation, t.center_id, n AS staff_no, count(*) AS rows FROM truth t, unnest(t.never) n GROUP BY 1, 2, 3) n
       ON n.relation = s.relation AND n.center_id = s.center_id AND n.staff_no = w.staff_no
CROSS JOIN LATERAL (SELECT coalesce(b.rows, 0) AS own, coalesce(a.rows, 0) - coalesce(b.rows, 0) - coalesce(n.rows, 0) AS others) k;
CREATE INDEX ON judged (relation) WHERE NOT kept;
ANALYZE judged;
SELECT is((SELECT string_agg(format('%s of center %s, who is %s there: %s', j.login, j.center_id, coalesce(j.role, 'nobody'),
                                    coalesce(j.refused, format('%s own, %s others', j.own, j.others))), E'\n')
           FROM judged j WHERE j.relation = c.relation AND NOT j.kept), NULL, format('A7 %s: %s', c.class, c.relation))
FROM (SELECT DISTINCT p.class, p.relation FROM promise p) c ORDER BY c.class, c.relation;

-- tables of all centers together
INSERT INTO cc_center.badge_line (line, loaded_by) VALUES ('another''s', 'somebody');
INSERT INTO cc_center.call_line (line, loaded_by) VALUES ('another''s', 'somebody');
CREATE FUNCTION pg_temp.letter(relation name, by_login name) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    rows bigint;
BEGIN
    PERFORM set_config('role', by_login, true);
    EXECUTE format('SELECT count(*) FROM cc_center.%I', relation) INTO rows;
    PERFORM set_config('role', 'none', true);
    RETURN CASE WHEN rows = 0 THEN 'o' ELSE 'r' END;
EXCEPTION WHEN insufficient_privilege THEN
    RETURN '-';
END
$$;
SELECT is((SELECT string_agg(pg_temp.letter(r.relation::name, l.login), '  ' ORDER BY array_position(cc_center.all_groups(), l.here))
           FROM looker l WHERE (l.there IS NULL OR l.login = 'v_scheduler') AND l.here IS NOT NULL AND l.login !~ '_p(1[1-9]|20)$'),
          r.letters, 'A7 of all centers: ' || r.relation)
FROM (SELECT regexp_split_to_table(a.relations, '\s+') AS relation, a.letters FROM promised_of_all a) r ORDER BY r.relation;

-- What functions say of another center: nothing, or that one is not enrolled there, whether a row is there or not; and they write nothing.
CREATE TEMP TABLE said AS
SELECT f.function, f.arguments, f.of_missing, l.login, l.here, l.there
FROM (SELECT p.oid::regprocedure AS function, pg_temp.arguments_of(p.oid, '2') AS arguments, pg_temp.arguments_of(p.oid, '987654321') AS of_missing
      FROM pg_proc p
      WHERE p.pronamespace = 'cc_center'::regnamespace AND p.prokind = 'f' AND p.prorettype <> 'trigger'::regtype
        AND EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                    WHERE a.grantee = 0 OR a.grantee::regrole::text ~ '^cc_center_' AND a.grantee <> 'cc_center_owner'::regrole)
        AND (p.proargnames[1:p.pronargs] @> '{center_id}'
             OR EXISTS (SELECT FROM unnest(p.proargtypes::oid[]) k JOIN pg_type t ON t.oid = k LEFT JOIN pg_type e ON e.oid = t.typelem
                        WHERE 'c' IN (t.typtype, e.typtype)))) f
JOIN looker l ON l.login !~ '_p(1[1-9]|20)$' AND l.here IS NOT NULL AND l.here <> ALL ('{scheduler,owner}')
     AND has_function_privilege(l.login, f.function, 'EXECUTE')
     -- in the second center they are nobody, or of no group that may call it
     AND (l.there IS NULL OR NOT has_function_privilege('cc_center_' || l.there, f.function, 'EXECUTE'));
ALTER TABLE said ADD answer text, ADD answer_of_missing text;
UPDATE said SET answer = pg_temp.tell(function, arguments, login),
                answer_of_missing = CASE WHEN of_missing <> arguments AND there IS NULL THEN pg_temp.tell(function, of_missing, login) END;
SELECT cmp_ok((SELECT count(DISTINCT function) FROM said), '>', 150::bigint, 'I7 all functions are asked about the other center');
SELECT is_empty($$ SELECT DISTINCT function, arguments FROM said WHERE arguments IS NULL OR answer ~ '^(22|42[^5]|XX)' $$, 'I7 with arguments that they take');
SELECT is_empty($$ SELECT DISTINCT function, login, answer FROM said WHERE there IS NULL AND answer ~ 'wrote' $$, 'I7 none writes there');
SELECT is_empty($$ SELECT DISTINCT function, answer, answer_of_missing FROM said
                   WHERE there IS NULL AND of_missing <> arguments AND answer IS DISTINCT FROM answer_of_missing $$,
                'I7 none tells by its refusal what is there');
CREATE TEMP TABLE excepted (functions text, answers text, reason text);
INSERT INTO excepted VALUES
    ('is_open working_time add_working_time next_open next_close open_periods day_span day_type local_month rules_in_force setting_in_force
      rule_periods rule_span live_from', '.*', 'hours and rules are no secret: docs/roles-and-privacy.md says that they answer everybody enrolled'),
    ('in_whose_hands', '^{p02}$', 'says the number back that it was asked about'),
    ('read_head', '^UCE05$', 'looks at its arguments only'),
    ('import_calls import_sign_ins', '^UC103$', 'importers only, wherever');
SELECT is_empty($$ SELECT DISTINCT s.function, s.answer FROM said s JOIN pg_proc p ON p.oid = s.function
                   WHERE s.there IS NULL AND s.answer <> 'UC102'
                     AND NOT EXISTS (SELECT FROM excepted e WHERE p.proname = ANY (regexp_split_to_array(e.functions, '\s+')) AND s.answer ~ e.answers) $$,
                'I7 every function refuses who is not enrolled there, or says nothing');
SELECT is_empty($$ SELECT n FROM excepted e, regexp_split_to_table(e.functions, '\s+') n
                   WHERE NOT EXISTS (SELECT FROM said s JOIN pg_proc p ON p.oid = s.function WHERE p.proname = n AND s.answer <> 'UC102') $$,
                'I7 but for those of which it is said why');
-- who may call a function for what he is in the first center, and not for what he is in the second
SELECT is_empty($$ SELECT DISTINCT s.function, s.here, s.there, s.answer FROM said s JOIN pg_proc p ON p.oid = s.function
                   WHERE s.there IS NOT NULL AND s.answer !~ '^UC...$' AND p.proname <> ALL ('{sign_in,set_seat_state,return_to_seat}') $$,
                'I7 a grant for one center moves nothing in another, but the seat and the sign-in of one''s own');
SELECT * FROM finish();
ROLLBACK;
