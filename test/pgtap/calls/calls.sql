-- Calls as they go on: offered, answered, transferred, ended.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SELECT plan(44);
\ir ../../lib/act.sql
SELECT pg_temp.set_up(1, 'CA', 'hospital');
SELECT pg_temp.set_up(2, 'CB', 'hospital');
INSERT INTO cc_center.street (center_id, street) VALUES (1, '住院部');
INSERT INTO cc_center.channel (center_id, channel, name) VALUES (1, 'hotline_2', '热线') ON CONFLICT DO NOTHING;

SELECT pg_temp.at('2018-10-08 09:00:00+08');
CREATE TEMP TABLE call_of (name text, id bigint);
GRANT ALL ON call_of TO PUBLIC;

-- ---- from the offer to the end -------------------------------------------------------------------------------------

INSERT INTO call_of SELECT 'first', pg_temp.act('a1_app', $$ SELECT cc_center.offer_call(1, '62120', 'S-1', '+86 138-0013-8000') $$)::bigint;
SELECT results_eq($$ SELECT offered_at, number_class, source, version FROM cc_center.call WHERE call_id = (SELECT id FROM call_of WHERE name = 'first') $$,
                  $$ VALUES (timestamptz '2018-10-08 09:00:00+08', 'mobile', 'live', 1) $$, 'C8.5 a call is offered at the server''s instant');
SELECT is((SELECT number_hash FROM cc_center.call_number), cc_center.phone_hash(1, '13800138000'), 'C8.5 its number is kept as the keyed hash of its digits');
SELECT is((SELECT string_agg(k::text, '') LIKE '%13800138000%' OR string_agg(k::text, '') LIKE '%138-0013%' FROM cc_center.call k), false, 'D3.2 and nowhere else');
SELECT is(pg_temp.act('a1_app', $$ SELECT cc_center.offer_call(1, '62120', 'S-1') $$), 'UCI09', 'C8.5 a reference is given once on a line');
SELECT is(pg_temp.act('a1_app', $$ SELECT cc_center.offer_call(1, '62121', 'S-1') $$) ~ '^\d+$', true, 'C8.5 and again on another');
SELECT is(pg_temp.act('a1_app', $$ SELECT cc_center.offer_call(1, ' ', 'S-2') $$), 'UCI07', 'C8.5 a call has a line');
SELECT is(pg_temp.act('a1_app', $$ SELECT cc_center.offer_call(1, '62120', '') $$), 'UCI08', 'C8.5 and no empty reference');
SELECT is(pg_temp.act('a2_app', $$ SELECT cc_center.offer_call(1, '62120', 'S-3') $$), 'UC102', 'C8.5 an app of another center offers none');
SELECT is(pg_temp.act('a1_501', $$ SELECT cc_center.offer_call(1, '62120', 'S-3') $$), '42501', 'C8.5 nor does an inspector');
SELECT results_eq($$ SELECT cc_center.call_number_class(n) FROM unnest('{13800138000,02583638010,83638010,0086 25 8363 8010,110,匿名}'::text[]) n $$,
                  $$ VALUES ('mobile'), ('landline'), ('landline'), ('landline'), ('other'), ('hidden') $$, 'D3.2 the class of a number');

SELECT pg_temp.at('2018-10-08 09:00:15+08');
SELECT is(pg_temp.act('a1_101', format($$ SELECT cc_center.answer_call(1, %s, '102') $$, (SELECT id FROM call_of WHERE name = 'first'))), 'UCA01', 'I7 nobody answers under another number');
SELECT is(pg_temp.act('a1_app', format($$ SELECT cc_center.answer_call(1, %s, '999') $$, (SELECT id FROM call_of WHERE name = 'first'))), 'UC105', 'C4.1 nor an unknown person');
SELECT is(pg_temp.act('a1_101', format($$ SELECT cc_center.end_call(2, %s) $$, (SELECT id FROM call_of WHERE name = 'first'))), 'UC102', 'C8.5 nor in another center');
SELECT is(pg_temp.act('a1_101', format($$ SELECT cc_center.transfer_call(1, %s, '太难', '201') $$, (SELECT id FROM call_of WHERE name = 'first'))), 'UCI04', 'C8.4 what nobody answered is not transferred');
SELECT is(pg_temp.act('a1_101', format($$ SELECT cc_center.answer_call(1, %s) = '2018-10-08 09:00:15+08' $$, (SELECT id FROM call_of WHERE name = 'first'))), 'true', 'C4.1 it is answered at the server''s instant');
SELECT is(pg_temp.act('a1_102', format($$ SELECT cc_center.answer_call(1, %s) $$, (SELECT id FROM call_of WHERE name = 'first'))), 'UCI03', 'C4.1 and once');
SELECT is(pg_temp.act('a1_101', $$ SELECT cc_center.answer_call(1, -5) $$), 'UCI01', 'C4.1 a call that there is');

-- ---- beyond one's competence ---------------------------------------------------------------------------------------

SELECT is(pg_temp.act('a1_102', format($$ SELECT cc_center.transfer_call(1, %s, '太难', '201') $$, (SELECT id FROM call_of WHERE name = 'first'))), 'UCI05', 'C8.4 another''s call is not transferred');
SELECT is(pg_temp.act('a1_101', format($$ SELECT cc_center.transfer_call(1, %s, ' ', '201') $$, (SELECT id FROM call_of WHERE name = 'first'))), 'UC501', 'C8.4 nor without a reason');
SELECT is(pg_temp.act('a1_101', format($$ SELECT cc_center.transfer_call(1, %s, '太难') $$, (SELECT id FROM call_of WHERE name = 'first'))), 'UCI10', 'C8.4 nor to nobody');
SELECT is(pg_temp.act('a1_101', format($$ SELECT cc_center.transfer_call(1, %s, '太难', '201', '药剂科') $$, (SELECT id FROM call_of WHERE name = 'first'))), 'UCI10', 'C8.4 nor to two');
SELECT is(pg_temp.act('a1_101', format($$ SELECT cc_center.transfer_call(1, %s, '太难', '101') $$, (SELECT id FROM call_of WHERE name = 'first'))), 'UCI11', 'C8.4 nor to himself');
SELECT is(pg_temp.act('a1_101', format($$ SELECT cc_center.transfer_call(1, %s, '太难', '201') $$, (SELECT id FROM call_of WHERE name = 'first'))), '1', 'C8.4 it is transferred to a leader');
SELECT is(pg_temp.act('a1_101', format($$ SELECT cc_center.end_call(1, %s, description => '咨询') $$, (SELECT id FROM call_of WHERE name = 'first'))), 'UCI05', 'C8.4 whose call it is then');
SELECT is(pg_temp.act('a1_201', format($$ SELECT cc_center.transfer_call(1, %s, '用药', department => '药剂科') $$, (SELECT id FROM call_of WHERE name = 'first'))), '2', 'C8.4 and to a department');
SELECT results_eq($$ SELECT ordinal, from_staff, to_staff, department, reason, by_staff FROM cc_center.call_transfer ORDER BY ordinal $$,
                  $$ VALUES (1, '101', '201', NULL, '太难', '101'), (2, '201', NULL, '药剂科', '用药', '201') $$, 'C8.4 on record, with the reasons');
SELECT is((SELECT answered_by || staff_no FROM cc_center.call WHERE call_id = (SELECT id FROM call_of WHERE name = 'first')), '101201', 'C4.1 who answered it stays');

-- ---- the end -------------------------------------------------------------------------------------------------------

SELECT pg_temp.at('2018-10-08 09:04:00+08');
SELECT is(pg_temp.act('a1_201', format($$ SELECT cc_center.end_call(1, %s) $$, (SELECT id FROM call_of WHERE name = 'first'))), 'UCI06', 'C8.5 no answered call ends without what it was about');
SELECT is(pg_temp.act('a1_201', format($$ SELECT cc_center.end_call(1, %s, -1) $$, (SELECT id FROM call_of WHERE name = 'first'))), 'UC910', 'C8.5 nor with a case that there is not');
SELECT is(pg_temp.act('a1_201', format($$ SELECT cc_center.end_call(1, %s, description => '问床位') = '2018-10-08 09:04+08' $$, (SELECT id FROM call_of WHERE name = 'first'))), 'true', 'C8.5 with a description it does');
SELECT is(pg_temp.act('a1_201', format($$ SELECT cc_center.end_call(1, %s, description => '问床位') $$, (SELECT id FROM call_of WHERE name = 'first'))), 'UCI02', 'C8.5 once');
SELECT is(pg_temp.act('a1_201', format($$ SELECT cc_center.transfer_call(1, %s, 'x', '101') $$, (SELECT id FROM call_of WHERE name = 'first'))), 'UCI02', 'C8.4 nor is a call that is over transferred');
INSERT INTO call_of SELECT 'lost', pg_temp.act('a1_app', $$ SELECT cc_center.offer_call(1, '62120', 'S-9') $$)::bigint;
SELECT is(pg_temp.act('a1_app', format($$ SELECT cc_center.end_call(1, %s) IS NOT NULL $$, (SELECT id FROM call_of WHERE name = 'lost'))), 'true', 'C8.5 a caller who hangs up before it is answered leaves a call without a need');

-- ---- what is set stays, and who sees it ----------------------------------------------------------------------------

SELECT is(pg_temp.act('a1_301', 'UPDATE cc_center.call SET ended_at = NULL'), '42501', 'C8.5 nobody changes a call');
SELECT is(pg_temp.act('a1_301', 'DELETE FROM cc_center.call'), '42501', 'C8.5 nor removes it');
SELECT throws_ok('UPDATE cc_center.call SET ended_at = ended_at + interval ''1 second'' WHERE ended_at IS NOT NULL', 'UC004', NULL, 'C8.5 not even the owner, what is set');
SELECT throws_ok('UPDATE cc_center.call SET offered_at = offered_at - interval ''1 minute''', 'UC004', NULL, 'C8.5 nor when it came');
SELECT throws_ok('TRUNCATE cc_center.call_transfer', 'UC005', NULL, 'C8.4 transfers are kept');
SELECT is(pg_temp.act('a1_301', 'SELECT count(*) FROM cc_center.call_number'), '42501', 'D3.2 nobody reads the numbers');
SELECT is(pg_temp.act('a1_401', 'SELECT count(*) FROM cc_center.call'), '3', 'C8.5 the center sees its calls');
SELECT is(pg_temp.act('a2_401', 'SELECT count(*) FROM cc_center.call'), '0', 'C8.5 another center does not');
SELECT is(pg_temp.act('a2_401', 'SELECT count(*) FROM cc_center.call_figures'), '0', 'C8.5 nor its figures');
SELECT is((SELECT count(*)::integer FROM cc_center.call k WHERE k.ended_at IS NULL), 1, 'C8.5 and one goes on');
SELECT is(pg_temp.act('a1_app', 'SELECT cc_center.offer_call(NULL, ''x'')'), 'UC102', 'C8.5 a call has a center');
SELECT * FROM finish();
ROLLBACK;
