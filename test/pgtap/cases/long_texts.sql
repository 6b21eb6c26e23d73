-- Texts too long for a page: compressed, stored elsewhere, or both. The rules find the row they left (I7) although its
-- bytes are others by then, and steps do not lose it (A12).
BEGIN;
SELECT plan(12);
SET LOCAL cc_center.now = '2018-10-08 10:00+08';
DO $$ BEGIN PERFORM cc_center.create_center(9451, 'TXT', 'long texts', 'Asia/Shanghai', 'gulou'); END $$;
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9451, '101', 'n', 'operator'), (9451, '201', 'n', 'shift_leader');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9451, '2018-10-08', 'early', '101'), (9451, '2018-10-08', 'early', '201');
CREATE ROLE regress_cc_text_101;
CREATE ROLE regress_cc_text_201;
DO $$ BEGIN PERFORM cc_center.enrol(9451, '101', 'regress_cc_text_101'), cc_center.enrol(9451, '201', 'regress_cc_text_201'); END $$;

CREATE TEMP TABLE given (reference text, description text, long_category text);
-- given away whole, compressed in the row, and stored elsewhere
ALTER TABLE given ALTER description SET STORAGE EXTENDED;
INSERT INTO given VALUES
  ('short', 'd', 'c'),
  ('compressible', repeat('路边摊贩占用人行道', 900), 'c'),
  ('noise', (SELECT string_agg(md5(n::text), '') FROM generate_series(1, 400) n), 'c'),
  ('two', (SELECT string_agg(md5(n::text), '') FROM generate_series(1, 400) n), repeat('占道经营', 1500));
SELECT is((SELECT array_agg(pg_column_size(description) < octet_length(description) ORDER BY reference COLLATE "C") FROM given),
          '{t,f,f,f}', 'one of the texts is compressed where it comes from');

SELECT lives_ok($$INSERT INTO cc_center.cases (center_id, street, channel, category, description, reference)
                  SELECT 9451, '湖南路', 'hotline', long_category, description, reference FROM given$$,
                'A12 long texts come in from another table');
SELECT lives_ok($$INSERT INTO cc_center.cases (center_id, street, channel, category, description, reference)
                  SELECT 9451, '湖南路', 'hotline', long_category, description || '', 'new ' || reference FROM given$$,
                'A12 and as an app gives them');
SELECT is((SELECT count(*) FROM cc_center.cases c JOIN given g ON c.description = g.description AND c.category = g.long_category
           WHERE c.center_id = 9451 AND c.reference IN (g.reference, 'new ' || g.reference)), 8::bigint, 'A12 nothing of them is lost');
SELECT is((SELECT count(*) FROM cc_center.leg WHERE center_id = 9451), 8::bigint, 'I24 each has its leg');

SET LOCAL ROLE regress_cc_text_101;
SELECT lives_ok($$UPDATE cc_center.cases SET stage = 'pre_filed' WHERE center_id = 9451$$, 'I3.1 all of them take a step');
RESET ROLE;
SET LOCAL ROLE regress_cc_text_201;
SELECT lives_ok($$UPDATE cc_center.cases SET stage = 'filed', description = description || '!' WHERE center_id = 9451$$,
                'I3.1 a step and a correction of a long text go together');
RESET ROLE;
SELECT is((SELECT count(*) FROM cc_center.cases c JOIN given g ON c.description = g.description || '!' AND c.stage = 'filed'
           WHERE c.center_id = 9451 AND c.reference IN (g.reference, 'new ' || g.reference)), 8::bigint, 'A12 and the texts are those given');

-- A trigger that runs after the rules' own.
CREATE FUNCTION pg_temp.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF tg_argv[0] = 'rewrite' THEN
    NEW.category := NEW.category || '!';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER zz_touch BEFORE INSERT ON cc_center.cases FOR EACH ROW EXECUTE FUNCTION pg_temp.touch('read');
SELECT lives_ok($$INSERT INTO cc_center.cases (center_id, street, channel, category, description)
                  SELECT 9451, '湖南路', 'hotline', long_category, description FROM given$$, 'a trigger that leaves the row as it is does no harm');
DROP TRIGGER zz_touch ON cc_center.cases;
CREATE TRIGGER zz_touch BEFORE INSERT ON cc_center.cases FOR EACH ROW EXECUTE FUNCTION pg_temp.touch('rewrite');
SELECT throws_ok(format($$INSERT INTO cc_center.cases (center_id, street, channel, category, description)
                         SELECT 9451, '湖南路', 'hotline', long_category, description FROM given WHERE reference = %L$$, reference),
                 'UC913', NULL, 'I7 one that rewrites it is found out: ' || reference)
FROM given WHERE reference IN ('short', 'compressible', 'noise');
SELECT * FROM finish();
ROLLBACK;
