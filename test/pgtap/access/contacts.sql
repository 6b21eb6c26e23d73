-- What is known of callers: classes, masked forms, who may read it in clear, how often, by number; and what is purged (A7, C8.1, D3.2).
-- All of this is one transaction: that a record is committed first is kept by test/isolation/specs/reveal-reveal.spec.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SELECT plan(110);
\ir ../../lib/act.sql
SELECT pg_temp.set_up(9501, 'CTA', 'hospital');
SELECT pg_temp.set_up(9502, 'CTB');
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9501, '901', '审计', 'auditor'), (9502, '901', '审计', 'auditor');
CREATE ROLE a9501_901; CREATE ROLE a9502_901;
SELECT cc_center.enrol(9501, '901', 'a9501_901'), cc_center.enrol(9502, '901', 'a9502_901');

-- Makes what was recorded so far as if an earlier transaction had committed it.
CREATE FUNCTION pg_temp.committed() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('session_replication_role', 'replica', true);
    UPDATE cc_center.reveal_record SET written_in = '3';
    PERFORM set_config('session_replication_role', 'origin', true);
END
$$;
-- Changes a rule that is in force.
CREATE FUNCTION pg_temp.rule(change text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('session_replication_role', 'replica', true);
    EXECUTE change;
    PERFORM set_config('session_replication_role', 'origin', true);
END
$$;
CREATE FUNCTION pg_temp.ask(who text, case_id bigint, center bigint DEFAULT 9502) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act(format('a%s_%s', center, who), format('SELECT concat_ws('','', state, caller_name, phone, address, identity_no) FROM cc_center.reveal(%s, %s, ''回电'')', center, case_id))
$$;
-- Asks, as if that was committed, and reads.
CREATE FUNCTION pg_temp.read(who text, case_id bigint, center bigint DEFAULT 9502) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    answer text := pg_temp.ask(who, case_id, center);
BEGIN
    IF answer <> 'recorded' THEN
        RETURN answer;
    END IF;
    PERFORM pg_temp.committed();
    RETURN pg_temp.ask(who, case_id, center);
END
$$;

-- ---- forms ---------------------------------------------------------------------------------------------------------

SELECT is(encode(cc_center.keyed_hash(cc_center.padded_key(v.key::bytea, 54), cc_center.padded_key(v.key::bytea, 92), v.said), 'hex'), v.hash, 'C8.1 HMAC-SHA-256 as in RFC 4231: ' || v.said)
FROM (VALUES ('Jefe', 'what do ya want for nothing?', '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'),
             ('\x0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b', 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7')) v (key, said, hash);
SELECT is(cc_center.phone_digits(v.written), v.digits, format('C8.1 "%s" is %s', v.written, coalesce(v.digits, 'no number')))
FROM (VALUES ('13912345678', '13912345678'), ('+86 139-1234-5678', '13912345678'), ('0086 139 1234 5678', '13912345678'), ('８６１３９１２３４５６７８', '13912345678'),
             ('(025) 8311 0000', '02583110000'), ('+86 25 8311 0000', '02583110000'), ('0086-025-83110000', '02583110000'), ('025－83110000', '02583110000'),
             ('12345', '12345'), ('无', NULL), ('', NULL)) v (written, digits);
SELECT is(cc_center.masked(v.value, v.head, v.tail), v.masked, format('D3.2 "%s" is seen as "%s"', v.value, v.masked))
FROM (VALUES ('13800000000', 3, 4, '138****0000'), ('1380000000', 3, 4, '****'), ('320101199001011234', 1, 1, '3****4'), ('鼓楼区湖南路1号', 3, 0, '鼓楼区****'), ('湖南路', 3, 0, '****'), ('', 1, 1, '****')) v (value, head, tail, masked);
SELECT isnt((SELECT k.inner_pad FROM cc_center.contact_key k WHERE k.center_id = 9501), (SELECT k.inner_pad FROM cc_center.contact_key k WHERE k.center_id = 9502), 'C8.1 each center has a key of its own');
SELECT is(cc_center.phone_hash(9501, '+86 139 1234 5678'), cc_center.phone_hash(9501, '13912345678'), 'C8.1 a number has one hash, however it is written');
SELECT isnt(cc_center.phone_hash(9501, '13912345678'), cc_center.phone_hash(9502, '13912345678'), 'C8.1 and another in another center');

-- ---- recording and masked forms --------------------------------------------------------------------------------------

SELECT pg_temp.at('2018-10-08 10:00+08');
CREATE TEMP TABLE taken (center_id bigint, case_id bigint, holder text);
INSERT INTO cc_center.cases (center_id, street, channel, category, description)
SELECT 9502, '湖南路', 'hotline', '类', '述' FROM generate_series(1, 6);
INSERT INTO taken SELECT c.center_id, c.case_id, c.holder FROM cc_center.cases c WHERE c.center_id = 9502;
SELECT min(case_id) AS case_a, max(case_id) AS case_z FROM taken WHERE center_id = 9502 \gset
SELECT holder, CASE holder WHEN '101' THEN '102' ELSE '101' END AS other FROM taken WHERE case_id = :case_a \gset
SELECT is(pg_temp.act('a9502_app', format($$ INSERT INTO cc_center.case_contact (center_id, case_id, caller_name, phone, address, identity_no)
    SELECT center_id, case_id, '张三', '139-1234-5678', '鼓楼区湖南路1号', '320101199001011234' FROM cc_center.cases WHERE center_id = 9502 AND case_id < %s RETURNING case_id $$, :case_z)), :'case_a', 'D3.2 an app records contacts, and INSERT returns the case');
SELECT is(pg_temp.act('a9502_app', format($$ INSERT INTO cc_center.case_contact (center_id, case_id, masked_phone) VALUES (9502, %s, '13912345678') $$, :case_z)), '42501', 'D3.2 not what is seen of it');
SELECT is(pg_temp.act('a9502_401', format($$ SELECT concat_ws(',', caller_name, phone, address, identity_no) FROM cc_center.case_contact_masked WHERE case_id = %s $$, :case_a)), '张**,139****5678,鼓楼区****,3****4', 'A7 who may read sees masked forms');
SELECT is(pg_temp.act('a9502_' || v.who, format('SELECT count(*) FROM cc_center.case_contact_masked WHERE case_id = %s', :case_a)), v.seen, format('A7 %s sees %s', v.who, v.seen))
FROM (VALUES (:'holder', '1'), (:'other', '0'), ('201', '0'), ('301', '1')) v (who, seen);
SELECT is(pg_temp.act('a9502_app', 'SELECT count(case_id) FROM cc_center.case_contact'), '5', 'D3.2 an app sees of which cases it has just recorded one');
SELECT pg_temp.at('2018-10-08 10:01+08');
SELECT is(pg_temp.act('a9502_app', 'SELECT count(case_id) FROM cc_center.case_contact'), '0', 'D3.2 and a minute later of none');
SELECT pg_temp.at('2018-10-08 10:00+08');
SELECT is(pg_temp.act('a9502_' || v.who, v.statement), '42501', 'D3.2 ' || v.who || ' does not ' || v.what)
FROM (VALUES ('401', 'SELECT phone FROM cc_center.case_contact', 'select a number'), ('401', 'SELECT caller_name FROM cc_center.case_contact', 'select a name'),
             ('401', 'SELECT address FROM cc_center.case_contact', 'select an address'), ('401', 'SELECT identity_no FROM cc_center.case_contact', 'select an identity number'),
             ('401', 'SELECT phone_hash FROM cc_center.case_contact', 'select a hash'), ('401', 'SELECT * FROM cc_center.case_contact', 'select all'),
             ('401', 'SELECT c FROM cc_center.case_contact c', 'select a row'), ('401', 'SELECT to_jsonb(c) FROM cc_center.case_contact c', 'turn a row into json'),
             ('401', 'SELECT 1 FROM cc_center.case_contact ORDER BY phone', 'sort by number'), ('401', 'SELECT count(*) FROM cc_center.case_contact WHERE phone LIKE ''139%''', 'ask for a number'),
             ('401', 'SELECT inner_pad FROM cc_center.contact_key', 'read the key'), ('401', 'SELECT cc_center.phone_hash(9502, ''1'')', 'hash a number'), ('401', 'TABLE cc_center.reveal_record', 'read the record of reveals'),
             ('301', 'UPDATE cc_center.case_contact SET address = address || ''x''', 'change what it does not read'), ('301', 'UPDATE cc_center.case_contact SET address = ''x'' WHERE phone = ''13912345678''', 'try a number by UPDATE'),
             ('301', 'UPDATE cc_center.case_contact SET address = ''x'' WHERE case_id > 0 RETURNING phone', 'have UPDATE return a number'),
             ('301', 'UPDATE cc_center.case_contact SET address = phone WHERE case_id > 0', 'copy a number into another field'),
             ('101', 'INSERT INTO cc_center.case_contact (center_id, case_id, phone) SELECT center_id, case_id, ''1'' FROM cc_center.cases WHERE center_id = 9502 ON CONFLICT (center_id, case_id) DO UPDATE SET address = cc_center.case_contact.phone', 'have ON CONFLICT tell')) v (who, statement, what);
SELECT is((SELECT string_agg(a.attname, ',' ORDER BY a.attname) FROM pg_attribute a WHERE a.attrelid = 'cc_center.case_contact'::regclass AND a.attstattarget = 0 AND a.attnum > 0), 'address,caller_name,identity_no,phone,phone_hash', 'D3.2 no statistics are kept of the values');

-- ---- correcting -----------------------------------------------------------------------------------------------------

SELECT is(pg_temp.act('a9502_301', format($$ UPDATE cc_center.case_contact SET phone = '13800000000', address = '鼓楼区湖南路1号' WHERE case_id = %s $$, :case_a)), 'done', 'D3.1 a supervisor corrects without reading');
SELECT is((SELECT string_agg(column_name, ',' ORDER BY column_name) FROM cc_center.case_correction WHERE center_id = 9502), 'address,phone', 'D3.2 each field he set is on record, changed or not, so that the record tells nothing');
SELECT is((SELECT count(*)::integer FROM cc_center.case_correction WHERE center_id = 9502 AND (old_value IS NOT NULL OR new_value IS NOT NULL)), 0, 'D3.2 and no value');
SELECT is(pg_temp.act('a9502_401', format($$ SELECT phone FROM cc_center.case_contact_masked WHERE case_id = %s $$, :case_a)), '138****0000', 'A7 the masked form follows');

-- ---- revealing ------------------------------------------------------------------------------------------------------

SELECT is(pg_temp.ask(:'holder', :case_a), 'recorded', 'D3.2 the first time it is recorded, and nothing read');
SELECT is(pg_temp.ask(:'holder', :case_a), 'recorded', 'D3.2 so it is again in the same transaction');
SELECT is(pg_temp.read(:'holder', :case_a), 'revealed,张三,13800000000,鼓楼区湖南路1号,320101199001011234', 'D3.2 once that is committed the holder reads it');
SELECT is(string_agg(left(pg_temp.ask(:'holder', :case_a), 8), ','), 'revealed,revealed,recorded', 'D3.2 as often as it was recorded, and no more') FROM generate_series(1, 3);
SELECT is(pg_temp.read(v.who, :case_a), v.answer, format('A7 %s: %s', v.who, v.answer))
FROM (VALUES (:'other', 'UCE16'), ('121', 'UCE16'), ('201', 'UCE16'), ('501', 'UCE16'), ('601', 'UCE16'), ('701', 'UCE16'), ('901', 'UCE16'), ('app', 'UCE16'),
             ('301', 'revealed,张三,13800000000,鼓楼区湖南路1号,320101199001011234'), ('401', 'revealed,张三,13800000000,鼓楼区湖南路1号,320101199001011234')) v (who, answer);
SELECT is(pg_temp.act('a9501_401', format('SELECT state FROM cc_center.reveal(9502, %s, ''x'')', :case_a)), 'UC102', 'A7 nobody of another center');
SELECT is(pg_temp.act('a9502_401', format('SELECT state FROM cc_center.reveal(9502, %s, E'' \t'')', :case_a)), 'UC501', 'D3.2 without a reason nothing');
SELECT is(pg_temp.act('a9502_401', format('SELECT state FROM cc_center.reveal(9502, %s, ''x'')', :case_z)), 'UCE18', 'D3.2 nor where nothing is known');
SELECT pg_temp.ask('401', :case_a), pg_temp.committed();
SELECT pg_temp.at('2018-10-08 10:10+08');
SELECT is(pg_temp.ask('401', :case_a), 'recorded', 'D3.2 what was recorded ten minutes ago is no use any more');
SELECT pg_temp.committed();
SELECT pg_temp.rule($$ UPDATE cc_center.reveal_record SET recorded_by = 'pool' WHERE center_id = 9502 AND by_staff = '401' AND used_at IS NULL $$);
SELECT is(pg_temp.ask('401', :case_a), 'recorded', 'D3.2 nor what the same person recorded by another login');
SELECT pg_temp.committed();
SELECT is(pg_temp.act('a9502_401', $$ UPDATE cc_center.reveal_record SET reason = 'x' $$), '42501', 'D3.2 nobody rewrites the record');
SELECT throws_ok($$ UPDATE cc_center.reveal_record SET reason = 'x' $$, 'UCE20', NULL, 'D3.2 not even who owns it');
SELECT throws_ok($$ UPDATE cc_center.reveal_record SET used_at = used_at + interval '1 day' WHERE used_at IS NOT NULL $$, 'UCE20', NULL, 'D3.2 nor when it was read');
SELECT throws_ok($$ DELETE FROM cc_center.reveal_record $$, 'UC005', NULL, 'D3.2 or removes it');
SELECT is(pg_temp.act('a9502_901', $$ SELECT string_agg(DISTINCT by_staff || ' ' || reason, ', ') FROM cc_center.reveal_record WHERE used_at IS NOT NULL $$), (SELECT string_agg(w || ' 回电', ', ' ORDER BY w) FROM unnest(ARRAY[:'holder', '301', '401']) w), 'D3.2 the auditor reads who read and why');
SELECT is((SELECT string_agg(DISTINCT concat_ws(' ', e.operation, e.staff_no), ', ') FROM cc_center.record_entry e
           JOIN cc_center.reveal_record r ON r.record_id::text = e.key AND r.center_id = e.center_id
           WHERE e.center_id = 9502 AND e.relation = 'reveal_record' AND r.used_at IS NOT NULL AND r.by_staff = '401'), 'insert 401, update 401',
          'D3.2 asking and reading each leave an entry in the record, by whoever did');
SELECT is(pg_temp.act('a9501_901', $$ SELECT count(record_id) FROM cc_center.reveal_record $$), '0', 'D3.2 an auditor of another center does not');

-- ---- classes ----------------------------------------------------------------------------------------------------------

SELECT pg_temp.rule($$ DELETE FROM cc_center.reveal_rule WHERE center_id = 9502 AND class = 'identity' AND role = 'supervisor' $$);
SELECT is(pg_temp.read('301', :case_a), 'revealed,张三,13800000000,鼓楼区湖南路1号,3****4', 'D3.2 what is of a class he may not read stays masked');
SELECT is(cc_center.broken_contact_rules(9502, 1), NULL, 'D3.2 the preset''s rules are whole');
SELECT pg_temp.rule($$ UPDATE cc_center.contact_class SET fields = '{identity_no,phone}' WHERE center_id = 9502 AND class = 'identity' $$);
SELECT is(cc_center.broken_contact_rules(9502, 1), 'contact_class: phone', 'D3.2 a field is of one class');
SELECT pg_temp.rule($$ UPDATE cc_center.contact_class SET fields = '{identity_no}' WHERE center_id = 9502 AND class = 'identity' $$);
SELECT pg_temp.rule($$ UPDATE cc_center.reveal_rule SET class = 'secret' WHERE center_id = 9502 AND class = 'identity' AND role = 'director' $$);
SELECT is(cc_center.broken_contact_rules(9502, 1), 'reveal_rule: secret', 'D3.2 rules are about classes there are');

-- ---- places of an hour ----------------------------------------------------------------------------------------------------

SELECT pg_temp.at('2018-10-08 11:00+08');
SELECT pg_temp.rule($$ UPDATE cc_center.reveal_rule SET per_hour = 3 WHERE center_id = 9502 AND role = 'supervisor' $$);
SELECT is(string_agg(left(pg_temp.ask('301', c.case_id), 8), ',' ORDER BY c.case_id), 'recorded,recorded,recorded,UCE17', 'D3.2 three an hour are three') FROM (SELECT case_id FROM taken WHERE center_id = 9502 ORDER BY case_id LIMIT 4) c;
SELECT is(pg_temp.ask('302', :case_a), 'recorded', 'D3.2 each person has his own');
SELECT pg_temp.at('2018-10-08 11:59:59+08');
SELECT is(pg_temp.ask('301', :case_a), 'UCE17', 'D3.2 to the end of the hour');
SELECT pg_temp.at('2018-10-08 12:00+08');
SELECT is(pg_temp.ask('301', :case_a), 'recorded', 'D3.2 and in the next there are three again');
SELECT pg_temp.rule($$ UPDATE cc_center.reveal_rule SET per_hour = 1 WHERE center_id = 9502 AND role = 'operator' AND class = 'identity' $$);
SELECT is(pg_temp.read(:'holder', :case_a), 'revealed,张三,13800000000,鼓楼区湖南路1号,320101199001011234', 'D3.2 of each class there are as many as its rule says');
SELECT is(pg_temp.read(:'holder', :case_a), 'revealed,张三,13800000000,鼓楼区湖南路1号,3****4', 'D3.2 a class whose hour is full is left out, and the other read');
SELECT pg_temp.rule($$ UPDATE cc_center.reveal_rule SET per_hour = 30 WHERE center_id = 9502 AND role = 'operator' AND class = 'identity' $$);
SELECT pg_temp.ask(:'holder', :case_a), pg_temp.committed();
SELECT pg_temp.rule($$ DELETE FROM cc_center.reveal_rule WHERE center_id = 9502 AND role = 'operator' AND class = 'identity' $$);
SELECT is(pg_temp.ask(:'holder', :case_a), 'revealed,张三,13800000000,鼓楼区湖南路1号,3****4', 'D3.2 a rule that goes in the meantime lets nobody read any more');
SELECT throws_ok($$ INSERT INTO cc_center.reveal_place (center_id, by_staff, class, hour, ordinal, place_limit, record_id) SELECT center_id, by_staff, class, hour, 4, 3, record_id FROM cc_center.reveal_place WHERE place_limit = 3 LIMIT 1 $$, '23514', NULL, 'D3.2 there is no fourth place of three');

-- ---- by number --------------------------------------------------------------------------------------------------------

INSERT INTO cc_center.street (center_id, street) VALUES (9501, '门诊');
INSERT INTO cc_center.cases (center_id, street, channel, category, description) SELECT 9501, '门诊', 'phone', '类', '述' FROM generate_series(1, 3);
INSERT INTO taken SELECT c.center_id, c.case_id, c.holder FROM cc_center.cases c WHERE c.center_id = 9501;
SET LOCAL ROLE a9501_app;
INSERT INTO cc_center.case_contact (center_id, case_id, phone) SELECT center_id, case_id, CASE WHEN row_number() OVER (ORDER BY case_id) < 3 THEN '139 1234 5678' ELSE '139 1234 5679' END FROM cc_center.cases;
RESET ROLE;
CREATE FUNCTION pg_temp.find(who text, number text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.act('a9501_' || who, format('SELECT string_agg(concat_ws('' '', state, case_id), '','') FROM cc_center.find_caller(9501, %L)', number))
$$;
SELECT is(pg_temp.find('app', '+8613912345678'), 'recorded', 'C8.1 a look-up is recorded first');
SELECT pg_temp.committed();
SELECT is(pg_temp.find('app', '139-1234-5678'), (SELECT string_agg('found ' || case_id, ',' ORDER BY case_id DESC) FROM (SELECT case_id FROM taken WHERE center_id = 9501 ORDER BY case_id LIMIT 2) c), 'C8.1 and finds the cases of the number, newest first');
SELECT pg_temp.find('app', '1'), pg_temp.committed();
SELECT is(pg_temp.find('app', '1'), 'unknown', 'C8.1 or that there are none');
SELECT is(pg_temp.find('app', '无'), 'UCE19', 'C8.1 what has no digit is no number');
SELECT is(pg_temp.find('401', '1'), 'UCE16', 'C8.1 whom no rule lets look up does not');
SELECT is(pg_temp.act('a9502_app', $$ SELECT state FROM cc_center.find_caller(9502, '1') $$), 'UCE16', 'C8.1 nor anybody where the regulation does not ask for it');
SELECT is((SELECT count(*)::integer FROM cc_center.reveal_record WHERE kind = 'look_up' AND by_staff = 'role a9501_app' AND octet_length(phone_hash) = 32), 2, 'C8.1 each is on record, by keyed hash');
SELECT pg_temp.rule($$ UPDATE cc_center.reveal_rule SET per_hour = 3 WHERE center_id = 9501 $$);
SELECT is(pg_temp.find('app', '2') || ',' || pg_temp.find('app', '3'), 'recorded,UCE17', 'C8.1 and counted');

-- ---- purge --------------------------------------------------------------------------------------------------------------

SELECT is(pg_temp.act('a9502_701', 'SELECT cc_center.purge_contacts(9502)'), '0', 'D3.2 without a retention nothing is purged');
SELECT pg_temp.rule($$ UPDATE cc_center.contact_class SET retention = '30 days' WHERE center_id = 9502 AND class = 'identity' $$);
SELECT pg_temp.rule(format($$ UPDATE cc_center.cases SET closed_at = '2018-10-08 13:00+08' WHERE center_id = 9502 AND case_id <= %s $$, :case_a + 1));
SELECT pg_temp.at('2018-11-07 12:59:59+08');
SELECT is(pg_temp.act('a9502_701', 'SELECT cc_center.purge_contacts(9502)'), '0', 'D3.2 before it is over neither');
SELECT pg_temp.at('2018-11-07 13:00+08');
SELECT is(pg_temp.act('a9502_301', 'SELECT cc_center.purge_contacts(9502)'), '42501', 'D3.2 a supervisor does not purge');
SELECT is(pg_temp.act('a9502_701', 'SELECT cc_center.purge_contacts(9502, 1)'), '1', 'D3.2 as many at once as one says');
SELECT is(pg_temp.act('a9502_701', 'SELECT cc_center.purge_contacts(9502) || '','' || cc_center.purge_contacts(9502)'), '1,0', 'D3.2 each once');
SELECT results_eq($$ SELECT cases, fields, by_staff FROM cc_center.contact_purge WHERE center_id = 9502 ORDER BY purge_id $$,
    format($$ VALUES (ARRAY[%s::bigint], '{identity_no}'::text[], '701'), (ARRAY[%s::bigint], '{identity_no}', '701') $$, :case_a, :case_a + 1), 'D3.2 on record: of which cases');
SELECT is((SELECT count(*)::integer FROM cc_center.case_contact WHERE center_id = 9502 AND identity_no IS NULL AND masked_identity_no IS NULL AND phone IS NOT NULL), 2, 'D3.2 what is of the class is gone, and no other');
SELECT pg_temp.rule($$ UPDATE cc_center.contact_class SET retention = '30 days' WHERE center_id = 9502 AND class = 'contact' $$);
SELECT pg_temp.rule(format($$ UPDATE cc_center.cases SET closed_at = '2018-10-08 13:00+08' WHERE center_id = 9502 AND case_id = %s $$, :case_a + 2));
SELECT is(pg_temp.act('a9502_701', 'SELECT cc_center.purge_contacts(9502, 3) || '','' || cc_center.purge_contacts(9502, 3)'), '3,1', 'D3.2 of all classes together as many at once as one says');
SELECT is((SELECT count(*)::integer FROM cc_center.case_contact WHERE center_id = 9502 AND (caller_name, phone, address, identity_no, masked_name, masked_phone, masked_address, masked_identity_no, phone_hash) IS NULL), 3, 'D3.2 of name, number and address nothing is left, nor of its forms');
SELECT is((SELECT count(*)::integer FROM cc_center.case_correction WHERE center_id = 9502), 2, 'D3.2 a purge is no correction');

SELECT * FROM finish();
ROLLBACK;
