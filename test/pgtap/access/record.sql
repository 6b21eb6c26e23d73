-- The record: what leaves an entry, who may read it, how it is sealed, and what is found when somebody has been at it (D3.1, H2.3).
-- several tests of one row stand each on a line of their own
\pset fieldsep '\n'
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
\ir ../../lib/act.sql
SELECT * FROM no_plan();
SELECT pg_temp.set_up(9701, 'RECA'), pg_temp.set_up(9702, 'RECB');
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9701, '801', '审计员', 'auditor'), (9702, '802', '审计员二', 'auditor'), (9702, '803', '话务员', 'operator');
CREATE ROLE a9701_801; CREATE ROLE a9702_802;
SELECT cc_center.enrol(9701, '801', 'a9701_801'), cc_center.enrol(9702, '802', 'a9702_802'), cc_center.enrol(9702, '803', 'a9701_801');
-- as if this transaction, whose entries these are, were over: what it wrote so far
CREATE FUNCTION pg_temp.seal(center bigint) RETURNS bigint LANGUAGE sql AS $$
  SELECT cc_center.seal_entries(center, p.cluster, p.from_xid, p.from_entry, '18446744073709551615', coalesce(b.block_no, 0),
                                coalesce(b.head, sha256('')), coalesce(b.peaks, ''))
    FROM cc_center.unsealed_parts(center) p
    LEFT JOIN (SELECT * FROM cc_center.record_block WHERE center_id = center ORDER BY block_no DESC LIMIT 1) b ON true
   WHERE p.cluster = cc_center.record_cluster()
$$;
CREATE FUNCTION pg_temp.entries(what text, happened text DEFAULT NULL) RETURNS bigint LANGUAGE sql AS $$
  SELECT count(*) FROM cc_center.record_entry WHERE center_id = 9701 AND relation = what AND operation = coalesce(happened, operation)
$$;
CREATE FUNCTION pg_temp.found() RETURNS text LANGUAGE sql AS $$
  SELECT coalesce(string_agg(DISTINCT concat_ws(' ', v.finding, v.relation, v.key), '; '), 'nothing') FROM cc_center.audit_verify(9701) v
$$;

-- what leaves an entry
SELECT pg_temp.at('2018-10-08 09:30+08');
SELECT pg_temp.act('a9701_app', $$INSERT INTO cc_center.cases (center_id, street, channel, category, description)
                                  VALUES (9701, '江东', 'hotline', 'c', 'd') RETURNING case_id$$) AS c \gset
SELECT results_eq(format($$SELECT operation, staff_no, login_role, session_role, clock_at, key, old_digest IS NULL, length(new_digest)
                             FROM cc_center.record_entry WHERE center_id = 9701 AND relation = 'cases' AND key = '%s'$$, :'c'),
                  format($$VALUES ('insert', NULL, 'a9701_app', %L, timestamptz '2018-10-08 09:30+08', '%s', true, 32)$$, session_user, :'c'),
                  'D3.1 a case leaves an entry: who acted, who logged in, which clock, and a digest');
SELECT holder AS h FROM cc_center.cases WHERE center_id = 9701 AND case_id = :c \gset
SELECT is(pg_temp.entries('leg'), 0::bigint, 'D3.1 a leg that is open leaves none');
SELECT pg_temp.at('2018-10-08 09:31+08');
SELECT is(pg_temp.act('a9701_' || :'h', format('UPDATE cc_center.cases SET stage = ''pre_filed'' WHERE case_id = %s', :'c')), 'done', 'D3.1 the holder takes a step');
SELECT results_eq($$SELECT operation, staff_no, key FROM cc_center.record_entry WHERE center_id = 9701 AND relation = 'leg'$$,
                  format($$VALUES ('insert', %L, '%s,1')$$, :'h', :'c'), 'D3.1 the leg that it ends leaves one, by the acting person');
SELECT is(pg_temp.entries('cases'), 1::bigint, 'D3.1 the step leaves none of the case, whose legs tell of it');
SELECT is(pg_temp.entries('clock', 'move') > 1, true, 'D3.1 that the clock was moved is an entry of its own');
UPDATE cc_center.staff SET name = '早一一' WHERE center_id = 9701 AND staff_no = '101';
SELECT is((SELECT (old_digest <> new_digest) FROM cc_center.record_entry WHERE center_id = 9701 AND relation = 'staff' AND operation = 'update'), true,
          'D3.1 a change leaves the digests of before and after');
UPDATE cc_center.staff SET name = name WHERE center_id = 9701;
SELECT is(pg_temp.entries('staff', 'update'), 1::bigint, 'D3.1 what changes nothing leaves none');
SELECT is((SELECT count(DISTINCT salt) = count(*) AND min(length(salt)) = 16 FROM cc_center.record_salt WHERE center_id = 9701 AND relation = 'staff'), true,
          'D3.2 each person''s row has a salt of its own');
DO $$ BEGIN
  BEGIN
    INSERT INTO cc_center.street (center_id, street, name) VALUES (9701, '不存在', 'x');
    RAISE EXCEPTION USING ERRCODE = 'P0042';
  EXCEPTION WHEN SQLSTATE 'P0042' OR undefined_column OR not_null_violation THEN NULL;
  END;
END $$;
SELECT is((SELECT count(*) FROM cc_center.record_entry WHERE center_id = 9701 AND key = '不存在'), 0::bigint, 'D3.1 what was rolled back to a savepoint leaves none');

-- an odd name is no way out of a key
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9701, 'a,b\c', '怪', 'operator');
SELECT is((SELECT key FROM cc_center.record_entry WHERE center_id = 9701 AND relation = 'staff' AND key LIKE 'a%'), 'a\,b\\c', 'D3.1 a comma within a key is told from one between parts');

-- whatever the session is set to, the digest is the same
SELECT r.digest AS d FROM cc_center.roster t, LATERAL cc_center.record_of_row('cc_center.roster', false, '', t) r WHERE t.center_id = 9701 AND r.key = '2018-10-08,101,early' \gset
SET LOCAL DateStyle = 'German'; SET LOCAL IntervalStyle = 'sql_standard'; SET LOCAL TimeZone = 'Asia/Shanghai'; SET LOCAL extra_float_digits = 0;
SELECT is((SELECT max(r.digest::text) FROM cc_center.roster t, LATERAL cc_center.record_of_row('cc_center.roster', false, '', t) r WHERE t.center_id = 9701 AND r.key = '2018-10-08,101,early'),
          :'d', 'D3.1 a digest does not depend on the settings of a session');
RESET DateStyle; RESET IntervalStyle; RESET TimeZone; RESET extra_float_digits;

-- who may read and write it
SELECT is(pg_temp.act('a9701_801', 'SELECT count(*) > 100 AND min(center_id) = 9701 AND max(center_id) = 9701 FROM cc_center.record_entry'), 'true',
          'D3.1 the auditor reads the record of the center whose auditor he is, and of no other that he is enrolled in');
SELECT is(pg_temp.act('a9701_' || n, 'SELECT 1 FROM cc_center.record_entry'), '42501', 'D3.1 ' || n || ' does not read the record')
  FROM unnest('{101,201,301,401,701,app}'::text[]) n;
SELECT is(pg_temp.act('a9701_301', 'SELECT cc_center.audit_verify(9701)'), '42501', 'D3.1 nor verifies it'),
       is(pg_temp.act('a9702_802', 'SELECT cc_center.audit_verify(9701)'), 'UC102', 'D3.1 nor does another center''s auditor'),
       is(pg_temp.act('a9701_801', 'SELECT salt FROM cc_center.record_salt'), '42501', 'D3.2 nobody reads a salt'),
       is(pg_temp.act('a9701_801', 'INSERT INTO cc_center.record_entry DEFAULT VALUES'), '42501', 'D3.1 nobody writes an entry');
SELECT throws_ok(s, 'UC005', NULL, 'D3.1 not even the superuser in passing: ' || s)
  FROM unnest(ARRAY['UPDATE cc_center.record_entry SET reason = NULL', 'DELETE FROM cc_center.record_entry', 'TRUNCATE cc_center.record_entry',
                    'UPDATE cc_center.record_block SET entries = 0', 'DELETE FROM cc_center.record_block', 'TRUNCATE cc_center.record_block']) s;
SET LOCAL session_replication_role = replica;
SELECT throws_ok('DELETE FROM cc_center.record_entry', 'UC005', NULL, 'D3.1 nor with triggers of the origin off');
SET LOCAL session_replication_role = origin;

-- sealing
SELECT is(pg_temp.act('a9701_801', 'SELECT cc_center.audit_head(9701)'), 'UCE07', 'D3.1 no head before anything is sealed');
SELECT is(cc_center.seal_until(9701, pg_current_xact_id()::text::xid8), 0::bigint, 'D3.1 what a transaction under way has written is not sealed');
SELECT is(pg_temp.seal(9701), (SELECT count(*) FROM cc_center.record_entry WHERE center_id = 9701), 'D3.1 what is over is');
SELECT is(pg_temp.seal(9701), 0::bigint, 'D3.1 and nothing twice');
SELECT cc_center.audit_head(9701) AS first_head \gset
SELECT is(pg_temp.found(), 'nothing', 'D3.1 a record that nobody has been at is whole');
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9701, '103', '早三', 'operator');
SELECT is(pg_temp.found(), 'nothing', 'D3.1 with entries not sealed yet too');
CREATE FUNCTION pg_temp.later(center bigint, n integer) RETURNS bigint LANGUAGE sql AS $$
  SELECT count(*) FROM (SELECT cc_center.record_event(center, 'test', 'event', g::text, NULL) FROM generate_series(1, n) g OFFSET 0) e
$$;
SELECT pg_temp.seal(9701);
DO $$ BEGIN FOR n IN 1 .. 8 LOOP PERFORM pg_temp.later(9701, n); PERFORM pg_temp.seal(9701); END LOOP; END $$;
SELECT cc_center.audit_head(9701) AS head \gset
SELECT is((SELECT count(*) FROM cc_center.record_block WHERE center_id = 9701), 10::bigint, 'D3.1 ten blocks');
SELECT is(string_agg(v.finding, '; '), NULL, 'D3.1 whole up to an early head') FROM cc_center.audit_verify(9701, :'first_head', false) v;
SELECT is(string_agg(v.finding, '; '), NULL, 'D3.1 and up to the last') FROM cc_center.audit_verify(9701, :'head', false) v;

-- proofs
SELECT is(bool_and(cc_center.audit_check_proof(cc_center.audit_proof(e.entry_id), :'head')), true, 'D3.1 entries are proved against the head, of the first block and the last')
  FROM (SELECT entry_id FROM cc_center.record_entry WHERE center_id = 9701 AND relation IN ('test', 'leg', 'roster')) e;
SELECT entry_id AS e FROM cc_center.record_entry WHERE center_id = 9701 AND relation = 'leg' \gset
SELECT is(cc_center.audit_check_proof(cc_center.audit_proof(:e, 1), :'first_head'), true, 'D3.1 and against an early one');
SELECT is(cc_center.audit_check_proof(cc_center.audit_proof(:e, 1), :'head'), false, 'D3.1 a proof is for one head');
SELECT is(cc_center.audit_check_proof(jsonb_set(cc_center.audit_proof(:e), '{entry,staff_no}', '"999"'), :'head'), false, 'D3.1 an entry that says something else is not proved');
SELECT is(pg_temp.act('a9701_101', format('SELECT cc_center.audit_check_proof(%L, %L)', cc_center.audit_proof(:e), :'head')), 'true', 'D3.1 anybody may check a proof');
SELECT throws_ok(format('SELECT cc_center.audit_check_proof(%L, %L)', p, h), s, NULL, format('D3.1 %s for a proof %s', s, p))
  FROM (VALUES ('{}', :'head', 'UCE10'), ('{"entry": {}}', :'head', 'UCE10'), ('[]', :'head', 'UCE10'), ('{"entry": {"at": "x"}}', :'head', 'UCE10'),
               ('{"entry": {"center_id": 9701}, "block": "zz", "path": [], "block_path": []}', :'head', 'UCE10'),
               (cc_center.audit_proof(:e)::text, 'x', 'UCE05'), (cc_center.audit_proof(:e)::text, '9702' || substr(:'head', 5), 'UCE06')) v (p, h, s);
SELECT throws_ok('SELECT cc_center.audit_proof(-1)', 'UCE08', NULL, 'D3.1 an entry that is not there');
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9701, '104', '早四', 'operator');
SELECT throws_ok(format('SELECT cc_center.audit_proof(%s)', max(entry_id)), 'UCE09', NULL, 'D3.1 and one that is not sealed') FROM cc_center.record_entry WHERE relation = 'staff' AND key = '104';
SELECT throws_ok(format('SELECT * FROM cc_center.audit_verify(9701, %L)', h), s, NULL, 'D3.1 a head ' || h)
  FROM (VALUES ('x', 'UCE05'), ('9702:1:' || repeat('0', 64), 'UCE06')) v (h, s);

-- rows past the record
SAVEPOINT rows;
ALTER TABLE cc_center.leg DISABLE TRIGGER USER; ALTER TABLE cc_center.roster DISABLE TRIGGER USER; ALTER TABLE cc_center.staff DISABLE TRIGGER USER;
UPDATE cc_center.leg SET finished_at = finished_at - interval '1 us' WHERE center_id = 9701 AND finished_at IS NOT NULL;
SELECT is(pg_temp.found(), 'a row was changed past the record leg ' || :'c' || ',1', 'D3.1 a finished leg that was edited by hand is found');
ROLLBACK TO rows;
ALTER TABLE cc_center.roster DISABLE TRIGGER USER;
DELETE FROM cc_center.roster WHERE center_id = 9701 AND day = '2018-10-08' AND staff_no = '101';
SELECT is(pg_temp.found(), 'a row is gone past the record roster 2018-10-08,101,early', 'D3.1 a row that went past the rules is found');
ROLLBACK TO rows;
ALTER TABLE cc_center.staff DISABLE TRIGGER USER;
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9701, '105', '早五', 'operator');
SELECT is(pg_temp.found(), 'a row came past the record staff 105', 'D3.1 and one that came so');
UPDATE cc_center.staff SET name = '早' WHERE center_id = 9701 AND staff_no = '101';
ALTER TABLE cc_center.staff ENABLE TRIGGER USER;
UPDATE cc_center.staff SET name = '早一' WHERE center_id = 9701 AND staff_no = '101';
SELECT matches(pg_temp.found(), 'a row was changed past the record staff 101', 'D3.1 a change past the rules is found after another by them');
ROLLBACK TO rows;

-- the life of contacts: entered, corrected, purged
INSERT INTO cc_center.case_contact (center_id, case_id, caller_name, phone) VALUES (9701, :c, '王五', '13800138000');
UPDATE cc_center.case_contact SET phone = '13800138001' WHERE center_id = 9701 AND case_id = :c;
SELECT is(pg_temp.found(), 'nothing', 'D3.2 a contact that was corrected is as recorded');
SELECT is((SELECT count(*) FROM cc_center.record_entry e WHERE center_id = 9701 AND e::text ~ '1380013800|王五'), 0::bigint, 'D3.2 nothing of it stands in the record');
SELECT is((SELECT new_digest = sha256(convert_to('', 'UTF8')) OR EXISTS (SELECT FROM cc_center.record_entry f WHERE f.new_digest = e.new_digest AND f.entry_id <> e.entry_id)
             FROM cc_center.record_entry e WHERE center_id = 9701 AND relation = 'case_contact' AND operation = 'insert'), false, 'D3.2 nor does a digest that another has');
SAVEPOINT purge;
CREATE TEMP TABLE salt_before AS SELECT salt FROM cc_center.record_salt WHERE center_id = 9701 AND relation = 'case_contact';
CREATE TEMP TABLE digest_before AS SELECT new_digest AS digest FROM cc_center.record_entry WHERE center_id = 9701 AND relation = 'case_contact';
SET LOCAL session_replication_role = replica;
UPDATE cc_center.contact_class SET retention = '1 day' WHERE center_id = 9701;
UPDATE cc_center.cases SET closed_at = '2018-10-08 10:00+08' WHERE center_id = 9701 AND case_id = :c;
SET LOCAL session_replication_role = origin;
SELECT pg_temp.at('2018-10-12 10:00+08');
SELECT is(pg_temp.act('a9701_701', 'SELECT cc_center.purge_contacts(9701) > 0'), 'true', 'D3.2 the contact is purged');
SELECT is((SELECT count(*) FROM cc_center.record_salt s JOIN salt_before USING (salt)), 0::bigint, 'D3.2 the salt with which its number could be tried out is gone'),
       is((SELECT count(*) FROM cc_center.record_salt WHERE center_id = 9701 AND relation = 'case_contact'), 1::bigint, 'D3.2 and what is left has another'),
       is((SELECT count(*) FROM salt_before), 1::bigint, 'D3.2 there was one'),
       is((SELECT count(*) FROM cc_center.record_entry e JOIN digest_before d ON d.digest = e.new_digest
            WHERE e.center_id = 9701 AND e.relation = 'case_contact'), 2::bigint, 'D3.2 its entries stay');
SELECT is(string_agg(DISTINCT concat_ws(' ', v.finding, v.relation, v.key), '; '), NULL, 'D3.2 the record is whole behind the purge') FROM cc_center.audit_verify(9701) v
 WHERE v.relation IS DISTINCT FROM 'contact_class' AND v.relation IS DISTINCT FROM 'cases';
SELECT pg_temp.seal(9701);
SELECT is(string_agg(DISTINCT concat_ws(' ', v.finding, v.relation, v.key), '; '), NULL, 'D3.2 sealed too') FROM cc_center.audit_verify(9701, NULL, false) v;
ALTER TABLE cc_center.case_contact DISABLE TRIGGER USER;
UPDATE cc_center.case_contact SET purged = '{}' WHERE center_id = 9701 AND case_id = :c;
SELECT is((SELECT string_agg(v.finding, '; ') FROM cc_center.audit_verify(9701) v WHERE v.relation = 'case_contact'), 'a row was changed past the record', 'D3.2 what is left of it is still covered');
ROLLBACK TO purge;
ALTER TABLE cc_center.case_contact DISABLE TRIGGER USER;
UPDATE cc_center.case_contact SET phone = '13800138002' WHERE center_id = 9701 AND case_id = :c;
SELECT is(pg_temp.found(), 'a row was changed past the record case_contact ' || :'c', 'D3.2 one that was edited by hand is found');
UPDATE cc_center.case_contact SET phone = '13800138001' WHERE center_id = 9701 AND case_id = :c;
ALTER TABLE cc_center.case_contact ENABLE TRIGGER USER;
DELETE FROM cc_center.case_contact WHERE center_id = 9701 AND case_id = :c;
SELECT is((SELECT count(*) FROM cc_center.record_salt WHERE center_id = 9701 AND relation = 'case_contact'), 0::bigint, 'D3.2 the salt goes with the contact');
SELECT is(pg_temp.found(), 'nothing', 'D3.2 and the record is whole');
SELECT pg_temp.seal(9701);
SELECT is(pg_temp.found(), 'nothing', 'D3.2 sealed too');

-- what came from another cluster: a dump restored elsewhere goes on
INSERT INTO cc_center.record_entry (center_id, cluster, xid, entry_id, at, login_role, session_role, relation, operation, key)
VALUES (9702, 42, '99999999999', nextval('cc_center.record_entry_id_seq'), now(), 'x', 'x', 'test', 'event', '1');
SELECT cc_center.seal_until(9702, ((pg_current_xact_id()::text)::bigint + 1)::text::xid8);
SELECT results_eq('SELECT cluster = 42, until_xid = ''99999999999'' FROM cc_center.record_block WHERE center_id = 9702 ORDER BY block_no',
                  'VALUES (true, true), (false, false)', 'D3.1 what another cluster left is sealed first, to its last entry');
SELECT is(string_agg(v.finding, '; '), NULL, 'D3.1 and is whole') FROM cc_center.audit_verify(9702) v;

-- where somebody has hung more on the tables, everything is written all the same
SAVEPOINT hung;
CREATE INDEX ON cc_center.record_entry (relation) WHERE relation = 'leg';
ALTER TABLE cc_center.leg ADD CHECK (leg_no > 0);
SELECT pg_temp.act('a9701_app', $$INSERT INTO cc_center.cases (center_id, street, channel, category, description)
                                  VALUES (9701, '江东', 'hotline', 'c', 'd') RETURNING case_id$$) AS d \gset
SELECT holder AS h FROM cc_center.cases WHERE center_id = 9701 AND case_id = :d \gset
SELECT is(pg_temp.act('a9701_' || :'h', format('UPDATE cc_center.cases SET stage = ''pre_filed'' WHERE case_id = %s', :'d')), 'done', 'D3.1 a step');
SELECT is((SELECT count(*) FROM cc_center.record_entry WHERE center_id = 9701 AND relation IN ('leg', 'cases') AND key IN (:'d', :'d' || ',1')), 2::bigint,
          'D3.1 leaves its entries through the executor too');
SELECT is(pg_temp.found(), 'nothing', 'D3.1 which are right');
ROLLBACK TO hung;

-- health
SELECT is((SELECT count(*) FROM cc_center.health_of_record()), 0::bigint, 'H2.3 health() finds nothing of it');
ALTER TABLE cc_center.roster DISABLE TRIGGER b0_record;
SELECT is((SELECT string_agg(finding || ' ' || subject, '; ') FROM cc_center.health_of_record()), 'a table is not recorded roster', 'H2.3 a table whose trigger is off is named');
ALTER TABLE cc_center.roster ENABLE TRIGGER b0_record;
INSERT INTO cc_center.record_entry (center_id, cluster, xid, entry_id, at, login_role, session_role, relation, operation, key)
VALUES (9702, cc_center.record_cluster(), ((pg_current_xact_id()::text)::bigint + 5)::text::xid8, nextval('cc_center.record_entry_id_seq'), now() - interval '2 hours', 'x', 'x', 'test', 'event', '2');
SELECT is((SELECT string_agg(finding || ' ' || subject, '; ') FROM cc_center.health_of_record()), 'entries of the record are not sealed 9702', 'H2.3 entries that wait for long are named');
INSERT INTO cc_center.record_chain (center_id) VALUES (9701);
ALTER TABLE cc_center.record_block DISABLE TRIGGER ALL;
UPDATE cc_center.record_block SET sealed_at = sealed_at - interval '2 days' WHERE center_id = 9701;
SELECT is((SELECT string_agg(subject, '; ') FROM cc_center.health_of_record() WHERE finding ~ 'exported'), '9701', 'H2.3 a head that nobody took is named');
SELECT matches(pg_temp.act('a9701_801', 'SELECT cc_center.audit_export(9701)'), '^9701:11:[0-9a-f]{64}$', 'H2.3 the auditor exports it');
SELECT is((SELECT string_agg(subject, '; ') FROM cc_center.health_of_record() WHERE finding ~ 'exported'), NULL, 'H2.3 and is asked no more'),
       is((SELECT staff_no || ' ' || key FROM cc_center.record_entry WHERE center_id = 9701 AND operation = 'export'), '801 11', 'H2.3 which is an entry');

SELECT * FROM finish();
ROLLBACK;
