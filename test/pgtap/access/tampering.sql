-- 10,000 random tamperings by a superuser, with the triggers off: each is found against the head that was exported (D3.1, H2.3). The
-- seed is printed where one is not.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
\ir ../../lib/act.sql
SET LOCAL jit = off;
SELECT plan(30);
SELECT pg_temp.set_up(9711, 'TAMP');
-- a small record of six blocks, beside the center's own
CREATE FUNCTION pg_temp.seal(center bigint) RETURNS bigint LANGUAGE sql AS $$
  SELECT cc_center.seal_entries(center, p.cluster, p.from_xid, p.from_entry, '18446744073709551615', coalesce(b.block_no, 0),
                                coalesce(b.head, sha256('')), coalesce(b.peaks, ''))
    FROM cc_center.unsealed_parts(center) p
    LEFT JOIN (SELECT * FROM cc_center.record_block WHERE center_id = center ORDER BY block_no DESC LIMIT 1) b ON true
   WHERE p.cluster = cc_center.record_cluster()
$$;
CREATE TABLE pg_temp.old_entries (LIKE cc_center.record_entry);
CREATE TABLE pg_temp.old_blocks (LIKE cc_center.record_block);
DO $$
BEGIN
  FOR b IN 1 .. 6 LOOP
    FOR n IN 1 .. 5 + b LOOP
      PERFORM cc_center.record_event(9712, 'test', CASE n % 2 WHEN 0 THEN 'insert' ELSE 'update' END, format('%s,%s', b, n), 'because ' || n);
    END LOOP;
    PERFORM pg_temp.seal(9712);
    IF b = 4 THEN
      -- a copy, to be restored over what came later
      INSERT INTO pg_temp.old_entries SELECT * FROM cc_center.record_entry WHERE center_id = 9712;
      INSERT INTO pg_temp.old_blocks SELECT * FROM cc_center.record_block WHERE center_id = 9712;
    END IF;
  END LOOP;
END $$;
SELECT cc_center.audit_head(9712) AS head \gset
SELECT set_config('test.head', :'head', true) AS head \gset
SELECT is(string_agg(v.finding, '; '), NULL, 'D3.1 the record is whole before') FROM cc_center.audit_verify(9712, :'head', false) v;
ALTER TABLE cc_center.record_entry DISABLE TRIGGER ALL;
ALTER TABLE cc_center.record_block DISABLE TRIGGER ALL;

-- tampers in a random way; says how
CREATE FUNCTION pg_temp.tamper() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  way integer := floor(random() * 12);
  a cc_center.record_entry; b cc_center.record_entry; k cc_center.record_block;
  piece text;
BEGIN
  SELECT * INTO a FROM cc_center.record_entry WHERE center_id = 9712 ORDER BY random() LIMIT 1;
  SELECT * INTO b FROM cc_center.record_entry WHERE center_id = 9712 AND entry_id <> a.entry_id ORDER BY random() LIMIT 1;
  SELECT * INTO k FROM cc_center.record_block WHERE center_id = 9712 ORDER BY random() LIMIT 1;
  CASE way
    WHEN 0, 1 THEN
      piece := (ARRAY['staff_no', 'login_role', 'session_role', 'relation', 'operation', 'key', 'reason'])[1 + floor(random() * 7)];
      EXECUTE format('UPDATE cc_center.record_entry SET %I = coalesce(%I, '''') || ''x'' WHERE center_id = 9712 AND entry_id = $1', piece, piece) USING a.entry_id;
      RETURN 'edit ' || piece;
    WHEN 2 THEN
      UPDATE cc_center.record_entry SET at = at - random() * interval '1 hour' - interval '1 us' WHERE center_id = 9712 AND entry_id = a.entry_id;
      RETURN 'backdate';
    WHEN 3 THEN
      UPDATE cc_center.record_entry SET new_digest = sha256(random()::text::bytea) WHERE center_id = 9712 AND entry_id = a.entry_id;
      RETURN 'edit a digest';
    WHEN 4 THEN
      DELETE FROM cc_center.record_entry WHERE center_id = 9712 AND entry_id = a.entry_id;
      RETURN 'remove an entry';
    WHEN 5 THEN
      UPDATE cc_center.record_entry e SET key = CASE e.entry_id WHEN a.entry_id THEN b.key ELSE a.key END
      WHERE center_id = 9712 AND entry_id IN (a.entry_id, b.entry_id);
      RETURN 'swap two';
    WHEN 6 THEN
      INSERT INTO cc_center.record_entry SELECT (jsonb_populate_record(a, jsonb_build_object('entry_id', a.entry_id - 1000000, 'xid', (a.xid::text::bigint - floor(random() * 2)::bigint)::text))).*;
      RETURN 'add one in the past';
    WHEN 7 THEN
      EXECUTE format('UPDATE cc_center.record_block SET %s WHERE center_id = 9712 AND block_no = $1',
        (ARRAY['entries = entries + 1', 'root = sha256(root)', 'head = sha256(head)', 'previous_head = sha256(previous_head)', 'peaks = peaks || ''\x00''',
               'names = substr(names, 17)', 'sealed_at = sealed_at - interval ''1 us''', 'until_entry = until_entry + 1', 'from_entry = from_entry + 1',
               'cluster = cluster + 1', 'root = ''\x''', 'until_xid = ''0'''])[1 + floor(random() * 12)]) USING k.block_no;
      RETURN 'alter a block';
    WHEN 8 THEN
      DELETE FROM cc_center.record_block WHERE center_id = 9712 AND block_no = k.block_no;
      RETURN 'remove a block';
    WHEN 9 THEN
      -- the tail, with its entries or without
      DELETE FROM cc_center.record_block WHERE center_id = 9712 AND block_no >= k.block_no;
      IF random() < 0.5 THEN
        DELETE FROM cc_center.record_entry WHERE center_id = 9712 AND (xid, entry_id) >= (k.from_xid, k.from_entry);
      END IF;
      RETURN 'cut the tail';
    WHEN 10 THEN
      DELETE FROM cc_center.record_block WHERE center_id = 9712;
      DELETE FROM cc_center.record_entry WHERE center_id = 9712;
      INSERT INTO cc_center.record_entry SELECT * FROM pg_temp.old_entries;
      INSERT INTO cc_center.record_block SELECT * FROM pg_temp.old_blocks;
      RETURN 'restore an old copy';
    ELSE
      -- edits, and seals everything anew from there on, as many blocks as there were
      UPDATE cc_center.record_entry SET reason = 'another' WHERE center_id = 9712 AND entry_id = a.entry_id;
      DELETE FROM cc_center.record_block WHERE center_id = 9712;
      PERFORM pg_temp.seal(9712);
      RETURN 'seal anew';
  END CASE;
END $$;
CREATE FUNCTION pg_temp.try(times integer) RETURNS TABLE (way text, tried bigint, found bigint) LANGUAGE plpgsql AS $$
DECLARE
  did text; hit boolean; seed double precision;
  ways text[] := '{}'; hits boolean[] := '{}';
BEGIN
  FOR i IN 1 .. times LOOP
    seed := (i % 10000) / 10000.0;
    BEGIN
      PERFORM setseed(seed);
      did := pg_temp.tamper();
      hit := EXISTS (SELECT FROM cc_center.check_blocks(9712, split_part(current_setting('test.head'), ':', 2)::bigint,
                                                          decode(split_part(current_setting('test.head'), ':', 3), 'hex')));
      RAISE EXCEPTION USING ERRCODE = 'P0042';
    EXCEPTION WHEN SQLSTATE 'P0042' THEN
      ways[i] := did; hits[i] := hit;
      IF NOT hit THEN RAISE WARNING 'not found: % with seed %', did, seed; END IF;
    END;
  END LOOP;
  RETURN QUERY SELECT w.way, count(*), count(*) FILTER (WHERE w.hit) FROM unnest(ways, hits) w (way, hit) GROUP BY w.way;
END $$;
CREATE TABLE pg_temp.tried AS SELECT * FROM pg_temp.try(10000);
SELECT is(found, tried, 'H2.3 found whenever somebody did this: ' || way) FROM pg_temp.tried ORDER BY way COLLATE "C";
SELECT is(sum(tried), 10000::numeric, 'H2.3 of 10,000 tamperings') FROM pg_temp.tried;
SELECT is(count(*) >= 14, true, 'D3.1 in all ways') FROM pg_temp.tried;
SELECT is(string_agg(v.finding, '; '), NULL, 'D3.1 the record is whole afterwards') FROM cc_center.audit_verify(9712, :'head', false) v;

-- and they are named
SAVEPOINT named;
SELECT entry_id AS e FROM cc_center.record_entry WHERE center_id = 9712 AND key = '3,4' \gset
UPDATE cc_center.record_entry SET reason = 'x' WHERE center_id = 9712 AND key = '3,4';
DELETE FROM cc_center.record_entry WHERE center_id = 9712 AND key = '5,1';
DELETE FROM cc_center.record_block WHERE center_id = 9712 AND block_no = 2;
SELECT results_eq(format($$SELECT finding, block_no, entry_id = %s, key FROM cc_center.audit_verify(9712, %L, false)$$, :'e', :'head'),
                  $$VALUES ('a block was removed', 2::bigint, NULL, NULL), ('an entry was edited', 3, true, '3,4'), ('an entry was removed', 5, false, NULL)$$,
                  'D3.1 what was edited, removed or taken out of the chain is named');
ROLLBACK TO named;
DELETE FROM cc_center.record_block WHERE center_id = 9712 AND block_no = 6;
SELECT is((SELECT count(*) FROM cc_center.audit_verify(9712, NULL, false)), 0::bigint, 'D3.1 without a head nobody sees that the tail was cut');
SELECT is((SELECT string_agg(finding, '; ') FROM cc_center.audit_verify(9712, :'head', false)), 'the record ends before the head that is given', 'D3.1 with one everybody does');
INSERT INTO cc_center.record_chain (center_id, exported_block) VALUES (9712, 6);
SELECT is((SELECT string_agg(finding, '; ') FROM cc_center.audit_verify(9712, NULL, false)), 'the record ends before a head that was exported', 'D3.1 and who cut it after an export must hide that too');
ROLLBACK TO named;
-- a block whose digests fit each other, but that does not say what was before it: the leaf ends with that
UPDATE cc_center.record_block b SET previous_head = sha256('x'), head = k.head, peaks = k.head
FROM (SELECT sha256('\x00'::bytea || overlay(p.leaf PLACING sha256('x') FROM length(p.leaf) - 31)) AS head
      FROM (SELECT decode(cc_center.audit_proof(e.entry_id, 1) ->> 'block', 'hex') AS leaf
            FROM cc_center.record_entry e WHERE e.center_id = 9712 AND e.key = '1,1') p) k
WHERE b.center_id = 9712 AND b.block_no = 1;
DELETE FROM cc_center.record_block WHERE center_id = 9712 AND block_no > 1;
SELECT is((SELECT string_agg(finding, '; ') FROM cc_center.audit_verify(9712, NULL, false)), 'a block was altered', 'D3.1 a block says what was before it');
ROLLBACK TO named;
-- what grows on from a block must be what the blocks come to, also where nothing has grown on yet
UPDATE cc_center.record_block SET peaks = sha256('x') || substr(peaks, 33) WHERE center_id = 9712 AND block_no = 6;
SELECT is((SELECT string_agg(finding, '; ') FROM cc_center.audit_verify(9712, :'head', false)), 'a block was altered', 'D3.1 a later block cannot grow on from something else');
ROLLBACK TO named;
-- without the head of somewhere else, what does not fit is found all the same
UPDATE cc_center.record_entry SET reason = 'x' WHERE center_id = 9712 AND key = '6,1';
SELECT is((SELECT string_agg(finding, '; ') FROM cc_center.audit_verify(9712, NULL, false)), 'an entry was edited', 'D3.1 an entry that was edited needs no head to be found');
ROLLBACK TO named;
-- a block that leaves out what came before it, and is sealed as any other
SELECT cc_center.record_event(9713, 'test', 'insert', n::text, NULL), CASE n WHEN 3 THEN pg_temp.seal(9713) END FROM generate_series(1, 6) n;
SELECT cc_center.seal_entries(9713, b.cluster, e.xid, e.entry_id, '18446744073709551615', 1, b.head, b.peaks)
FROM cc_center.record_block b JOIN cc_center.record_entry e ON e.center_id = 9713 AND e.key = '5' WHERE b.center_id = 9713;
SELECT is((SELECT string_agg(finding || ' ' || block_no, '; ') FROM cc_center.audit_verify(9713, NULL, false)), 'a block was altered 2', 'D3.1 no block leaves out an entry');
ROLLBACK TO named;
-- what was cut off and then sealed anew, as far as it went
DELETE FROM cc_center.record_block WHERE center_id = 9712;
SELECT pg_temp.seal(9712);
SELECT pg_temp.seal(9712) FROM (SELECT cc_center.record_event(9712, 'test', 'insert', format('9,%s', n), NULL), pg_temp.seal(9712) FROM generate_series(1, 5) n OFFSET 0) e;
SELECT is((SELECT string_agg(DISTINCT finding, '; ') FROM cc_center.audit_verify(9712, :'head', false)), 'the record is not the one whose head is given', 'D3.1 a record sealed anew is another one');
ROLLBACK TO named;
SELECT * FROM finish();
ROLLBACK;
