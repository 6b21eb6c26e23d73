-- What the sessions of record_load.sh do, in centers 11 to 10 + :centers. What a transaction has written stands in a ledger that it
-- writes with it, so that the recount knows of every entry that there must be, and of no other.
SET client_min_messages = warning;
SELECT cc_center.create_center(10 + n, 'RL' || n, '留痕中心' || n) FROM generate_series(1, :centers) n \g /dev/null
CREATE SCHEMA record_load;
CREATE SEQUENCE record_load.number CACHE 20;
CREATE TABLE record_load.ledger (center_id bigint, relation text, operation text, key text);
CREATE TABLE record_load.setting AS SELECT :centers::integer AS centers;

CREATE FUNCTION record_load.some_center() RETURNS bigint LANGUAGE sql AS $$
    SELECT 11 + floor(random() * s.centers)::bigint FROM record_load.setting s
$$;

-- cases, so many in one statement
CREATE FUNCTION record_load.cases(many integer) RETURNS void LANGUAGE sql AS $$
    WITH c AS (INSERT INTO cc_center.cases (center_id, street, channel, category, description)
               SELECT k.center_id, '湖南路', 'hotline', 'c', 'd' FROM record_load.some_center() k (center_id), generate_series(1, many)
               RETURNING center_id, case_id)
    INSERT INTO record_load.ledger SELECT c.center_id, 'cases', 'insert', c.case_id FROM c
$$;

-- a person who comes and changes: salted digests, two entries of one row
CREATE FUNCTION record_load.person() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    center bigint := record_load.some_center();
    number text := nextval('record_load.number');
BEGIN
    INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (center, number, 'n', 'operator');
    UPDATE cc_center.staff s SET name = 'm' WHERE s.center_id = center AND s.staff_no = number;
    INSERT INTO record_load.ledger VALUES (center, 'staff', 'insert', number), (center, 'staff', 'update', number);
END
$$;

-- events, in several centers
CREATE FUNCTION record_load.events(many integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    center bigint;
    number text;
BEGIN
    FOR i IN 1 .. many LOOP
        center := record_load.some_center();
        number := nextval('record_load.number');
        PERFORM cc_center.record_event(center, 'load', 'event', number, 'because');
        INSERT INTO record_load.ledger VALUES (center, 'load', 'event', number);
    END LOOP;
END
$$;
