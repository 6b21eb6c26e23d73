-- A handover's note, beforehand and afterwards, and the receiver's feedback (I29).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'Asia/Shanghai';
SELECT no_plan();
\ir ../../lib/act.sql
CREATE FUNCTION pg_temp.says(who text, call text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act('a9571_' || who, 'SELECT coalesce(nullif(cc_center.' || call || '::text, ''''), ''done'')')
$$;
CREATE FUNCTION pg_temp.made(of_kind text) RETURNS bigint LANGUAGE sql AS $$
    SELECT max(handover_id) FROM cc_center.handover WHERE center_id = 9571 AND kind = of_kind
$$;

SELECT pg_temp.set_up(9571, 'HNA');
SELECT pg_temp.at('2018-10-08 17:00+08');
INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (9571, '湖南路', 'hotline', '类', '述');
SELECT case_id, holder, CASE holder WHEN '101' THEN '102' ELSE '101' END AS other FROM cc_center.cases WHERE center_id = 9571 \gset

-- beforehand, by the holder alone
SELECT is(pg_temp.says(:'other', format('note_next_handover(9571, %s, ''等回电'')', :case_id)), 'UC907', 'I29 another says nothing of it');
SELECT is(pg_temp.says('201', format('note_next_handover(9571, %s, ''等回电'')', :case_id)), 'UC907', 'I29 nor a leader for him');
SELECT is(pg_temp.says(:'holder', format('note_next_handover(9571, %s, ''等回电'')', 0)), 'UC910', 'I29 of a case that is there');
SELECT is(pg_temp.says(:'holder', format('note_next_handover(9571, %s, E'' \t　'')', :case_id)), 'UC927', 'I29 a blank is no note');
SELECT is(pg_temp.says(:'holder', format('note_next_handover(9571, %s, NULL)', :case_id)), 'UC927', 'I29 nor is nothing');
SELECT is(pg_temp.says(:'holder', format('note_next_handover(9571, %s, ''等回'')', :case_id)), 'done', 'I29 the holder writes his note');
SELECT is(pg_temp.says(:'holder', format('note_next_handover(9571, %s, ''等回电'')', :case_id)), 'done', 'I29 and betters it');
SELECT is_empty($$ SELECT 1 FROM cc_center.unacknowledged_handovers WHERE center_id = 9571 $$, 'I29 nothing has been handed over yet');

-- the sweep hands over at shift end, with the note
SELECT pg_temp.at('2018-10-08 17:30+08');
SELECT is((SELECT handed_over FROM cc_center.sweep(9571)), 1, 'I29 handed over at the shift''s end');
SELECT is((SELECT note FROM cc_center.handover WHERE center_id = 9571 AND kind = 'shift_end'), '等回电', 'I29 with the note');
SELECT is(pg_temp.act('a9571_121', $$ SELECT from_staff || receiver || note FROM cc_center.unacknowledged_handovers $$), :'holder' || '121等回电', 'I29 the receiver sees what waits for him');

-- afterwards, by who held it; until it is acknowledged
SELECT is(pg_temp.says(:'other', format('note_handover(9571, %s, ''甲'')', pg_temp.made('shift_end'))), 'UC924', 'I29 another writes no note');
SELECT is(pg_temp.says('121', format('note_handover(9571, %s, ''甲'')', pg_temp.made('shift_end'))), 'UC924', 'I29 nor does the receiver');
SELECT is(pg_temp.says(:'holder', 'note_handover(9571, 0, ''甲'')'), 'UC923', 'I29 of a handover that was');
SELECT is(pg_temp.says(:'holder', format('note_handover(9571, %s, '' '')', pg_temp.made('shift_end'))), 'UC927', 'I29 with words');
SELECT pg_temp.at('2018-10-08 18:10+08');
SELECT is(pg_temp.says(:'holder', format('note_handover(9571, %s, ''十九点前回电'')', pg_temp.made('shift_end'))), 'done', 'I29 after his shift he adds what he forgot');
SELECT is(pg_temp.act('a9571_' || :'holder', $$ UPDATE cc_center.handover SET note = 'x' $$), '42501', 'I29 by no other way');
SELECT is(pg_temp.act('a9571_121', $$ UPDATE cc_center.handover SET feedback = 'x' $$), '42501', 'I29 neither is the feedback');

-- feedback
SELECT is(pg_temp.says(:'holder', format('acknowledge_handover(9571, %s, ''知'')', pg_temp.made('shift_end'))), 'UC925', 'I29 who hands over does not receive');
SELECT is(pg_temp.says('201', format('acknowledge_handover(9571, %s, ''知'')', pg_temp.made('shift_end'))), 'UC925', 'I29 nor does a leader');
SELECT is(pg_temp.says('121', format('acknowledge_handover(9571, %s, '''')', pg_temp.made('shift_end'))), 'UC927', 'I29 saying nothing is no feedback');
SELECT is(pg_temp.says('121', 'acknowledge_handover(9571, NULL, ''知'')'), 'UC923', 'I29 of a handover that was');
SELECT is(pg_temp.says('121', format('acknowledge_handover(9571, %s, ''已接，已回电'')', pg_temp.made('shift_end'))), 'done', 'I29 the receiver feeds back');
SELECT is(pg_temp.says('121', format('acknowledge_handover(9571, %s, ''又'')', pg_temp.made('shift_end'))), 'UC926', 'I29 once');
SELECT is(pg_temp.says(:'holder', format('note_handover(9571, %s, ''改'')', pg_temp.made('shift_end'))), 'UC926', 'I29 what was received stays as it was');
SELECT results_eq($$ SELECT note, feedback, feedback_at FROM cc_center.handover WHERE center_id = 9571 AND kind = 'shift_end' $$,
    $$ VALUES ('十九点前回电', '已接，已回电', '2018-10-08 18:10+08'::timestamptz) $$, 'I29 on record');
SELECT is_empty($$ SELECT 1 FROM cc_center.unacknowledged_handovers WHERE center_id = 9571 $$, 'I29 nothing waits any more');
SELECT results_eq($$ SELECT event, staff_no, detail FROM cc_center.case_timeline WHERE center_id = 9571 AND event ~ 'handover|ack' $$,
    format($$ VALUES ('handover: shift_end', NULL, '%s -> 121; 十九点前回电'), ('acknowledged', '121', '已接，已回电') $$, :'holder'), 'I30 and in the course of the case');

-- nobody covers at 22:00: whoever gets it in the morning receives it
SELECT pg_temp.at('2018-10-08 22:00+08');
SELECT is((SELECT handed_over FROM cc_center.sweep(9571)), 1, 'I29 left by the last shift');
SELECT is((SELECT receiver FROM cc_center.unacknowledged_handovers WHERE center_id = 9571), NULL, 'I29 nobody has received it');
SELECT is(pg_temp.says('121', format('acknowledge_handover(9571, %s, ''知'')', pg_temp.made('shift_end'))), 'UC925', 'I29 so nobody feeds back');
SELECT is(pg_temp.says('121', format('note_handover(9571, %s, ''明早回电'')', pg_temp.made('shift_end'))), 'done', 'I29 its last holder writes his note');
SELECT pg_temp.at('2018-10-09 08:30+08');
SELECT is((SELECT given_out FROM cc_center.sweep(9571)), 1, 'U4 given out in the morning');
SELECT receiver FROM cc_center.unacknowledged_handovers WHERE center_id = 9571 \gset
SELECT is(pg_temp.says(:'receiver', format('acknowledge_handover(9571, %s, ''知'')', pg_temp.made('shift_end'))), 'done', 'I29 who gets it feeds back');
SELECT is_empty($$ SELECT 1 FROM cc_center.unacknowledged_handovers WHERE center_id = 9571 $$, 'I29 what was given out of waiting comes from nobody');

-- another center's people see and say nothing
SELECT pg_temp.set_up(9572, 'HNB');
SELECT pg_temp.at('2018-10-09 08:31+08');
SELECT is(pg_temp.act('a9572_101', format('SELECT cc_center.acknowledge_handover(9571, %s, ''x'')::text', pg_temp.made('shift_end'))), 'UC102', 'A7 who is of another center has no say here');

SELECT * FROM finish();
ROLLBACK;
