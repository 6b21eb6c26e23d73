-- What is no timetable is refused the same way, softly or not. PostgreSQL 16 and later can ask before they
-- store (pg_input_is_valid); where they cannot, the same inputs are tried and must fail with the same words.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL lc_messages = 'C';
SELECT no_plan();

CREATE FUNCTION pg_temp.version() RETURNS integer LANGUAGE sql AS $$ SELECT current_setting('server_version_num')::integer $$;
CREATE TYPE pg_temp.refusal AS (code text, message text, detail text, hint text);
CREATE DOMAIN pg_temp.office AS cc_center.work_hours CHECK (VALUE OPERATOR(cc_center.<>) '24/7');
CREATE DOMAIN pg_temp.offices AS cc_center.work_hours[] CHECK (cardinality(VALUE) < 3);
CREATE TYPE pg_temp.place AS (name text, hours pg_temp.office);

-- The error of a cast that fails; NULL where it does not.
CREATE FUNCTION pg_temp.hard(input text, type text) RETURNS pg_temp.refusal LANGUAGE plpgsql AS $$
DECLARE
    it pg_temp.refusal;
BEGIN
    EXECUTE format('SELECT $1::%s', type) USING input;
    RETURN NULL;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS it.message = MESSAGE_TEXT, it.detail = PG_EXCEPTION_DETAIL, it.hint = PG_EXCEPTION_HINT;
    it.code := SQLSTATE;
    RETURN it;
END
$$;

-- The same without an error, where the server can.
CREATE FUNCTION pg_temp.soft(input text, type text) RETURNS pg_temp.refusal LANGUAGE plpgsql AS $$
DECLARE
    it pg_temp.refusal;
BEGIN
    IF pg_temp.version() < 160000 THEN
        RETURN pg_temp.hard(input, type);
    END IF;
    EXECUTE 'SELECT sql_error_code, message, coalesce(detail, ''''), coalesce(hint, '''') FROM pg_input_error_info($1, $2)'
        INTO it USING input, type;
    RETURN CASE WHEN it.code IS NOT NULL THEN it END;
END
$$;

CREATE FUNCTION pg_temp.valid(input text, type text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    it boolean;
BEGIN
    IF pg_temp.version() < 160000 THEN
        RETURN pg_temp.hard(input, type) IS NULL;
    END IF;
    EXECUTE 'SELECT pg_input_is_valid($1, $2)' INTO it USING input, type;
    RETURN it;
END
$$;

CREATE TEMP TABLE tried (number integer GENERATED ALWAYS AS IDENTITY, input text, type text, code text, message text, detail text, hint text);
INSERT INTO tried (input, type, code, message, detail, hint) VALUES
    ('Mo-Fr 08:30-17:30; PH off', 'cc_center.work_hours', NULL, NULL, NULL, NULL),
    ('Mo-Fr 8:30-', 'cc_center.work_hours', 'UC302', 'the timetable ends too early, at position 12',
     'A time like 17:30 belongs here.', 'A timetable is written like "Mo-Fr 08:30-12:00,14:00-17:30; PH off".'),
    ('', 'cc_center.work_hours', 'UC302', 'the timetable ends too early, at position 1',
     'The rule is empty.', 'A timetable is written like "Mo-Fr 08:30-12:00,14:00-17:30; PH off".'),
    ('周一 08:00-12:00', 'cc_center.work_hours', 'UC301', 'the timetable cannot be read at position 1, "周一"',
     'This is not a sign of opening_hours.', 'Write "Mo" instead.'),
    ('Feb 30 off', 'cc_center.work_hours', 'UC301', 'the timetable cannot be read at position 5, "30"',
     'The month has no such day.', 'A timetable is written like "Mo-Fr 08:30-12:00,14:00-17:30; PH off".'),
    ('Mo 10:00-12:00 open "' || repeat('x', 256) || '"', 'cc_center.work_hours', 'UC301',
     'the timetable cannot be read at position 21, ""' || repeat('x', 39) || '"',
     'The comment is longer than 255 bytes.', 'A timetable is written like "Mo-Fr 08:30-12:00,14:00-17:30; PH off".'),
    (repeat('Mo;', 65), 'cc_center.work_hours', 'UC301', 'the timetable cannot be read at position 193, "Mo"',
     'The timetable has more than 64 rules.', 'A timetable is written like "Mo-Fr 08:30-12:00,14:00-17:30; PH off".'),
    ('Mo 10:00+', 'cc_center.work_hours', 'UC303', 'the timetable has something unsupported at position 9, "+"',
     'An open end is not supported; write when it ends.', ''),
    ('sunrise-sunset', 'cc_center.work_hours', 'UC303', 'the timetable has something unsupported at position 1, "sunrise"',
     'Times of the sun are not supported.', ''),
    (repeat(';', 10000000), 'cc_center.work_hours', 'UC304', 'the timetable is too long', 'It has 10000000 bytes; 4096 are allowed.', ''),
    ('{24/7,NULL,"Mo 08:00-12:00,14:00-17:30"}', 'cc_center.work_hours[]', NULL, NULL, NULL, NULL),
    ('{24/7,"SH 08:00-12:00"}', 'cc_center.work_hours[]', 'UC303', 'the timetable has something unsupported at position 1, "SH"',
     'School holidays are not supported.', ''),
    ('Mo 08:00-12:00', 'pg_temp.office', NULL, NULL, NULL, NULL),
    ('24/7', 'pg_temp.office', '23514', 'value for domain office violates check constraint "office_check"', '', ''),
    ('Mo', 'pg_temp.office', NULL, NULL, NULL, NULL),
    ('Mo 24/7', 'pg_temp.office', 'UC301', 'the timetable cannot be read at position 4, "24/7"',
     '24/7 stands alone, without days or times.', 'A timetable is written like "Mo-Fr 08:30-12:00,14:00-17:30; PH off".'),
    ('{24/7,off}', 'pg_temp.offices', NULL, NULL, NULL, NULL),
    ('{24/7,off,open}', 'pg_temp.offices', '23514', 'value for domain offices violates check constraint "offices_check"', '', ''),
    ('(a,"Mo 08:00-12:00,14:00-17:30")', 'pg_temp.place', NULL, NULL, NULL, NULL),
    ('(a,dawn)', 'pg_temp.place', 'UC303', 'the timetable has something unsupported at position 1, "dawn"',
     'Times of the sun are not supported.', '');

SELECT is(pg_temp.soft(input, type), CASE WHEN code IS NOT NULL THEN (code, message, detail, hint)::pg_temp.refusal END,
          format('%s %s: %s', number, type, coalesce(code, 'accepted')))
FROM tried ORDER BY number;
SELECT is(pg_temp.hard(input, type), pg_temp.soft(input, type), format('%s the error is the same where it ends the statement', number))
FROM tried ORDER BY number;
SELECT is(pg_temp.valid(input, type), code IS NULL, format('%s is %svalid', number, CASE WHEN code IS NOT NULL THEN 'in' END))
FROM tried ORDER BY number;

-- Whoever loads rows can leave out those whose hours are no timetable: COPY from 17 on. Before, COPY ends there.
CREATE TEMP TABLE loaded (name text, hours cc_center.work_hours);
CREATE FUNCTION pg_temp.load() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE 'COPY loaded FROM PROGRAM $shell$printf ''a\tMo 08:00-12:00\nb\tdawn-dusk\nc\t24/7\n''$shell$'
         || CASE WHEN pg_temp.version() >= 170000 THEN ' (ON_ERROR ignore)' ELSE '' END;
    RETURN (SELECT string_agg(name || '=' || hours::text, ' ' ORDER BY name) FROM loaded);
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END
$$;
SELECT is(pg_temp.load(), CASE WHEN pg_temp.version() >= 170000 THEN 'a=Mo 08:00-12:00 c=24/7' ELSE 'UC303' END,
          'COPY takes the timetables and leaves out what is none, or ends there');

-- JSON likewise.
CREATE FUNCTION pg_temp.from_json(document jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    it text;
BEGIN
    EXECUTE CASE WHEN pg_temp.version() >= 170000
                 THEN 'SELECT JSON_VALUE($1, ''$.hours'' RETURNING cc_center.work_hours DEFAULT ''off'' ON ERROR)'
                 ELSE 'SELECT (jsonb_populate_record(NULL::loaded, $1)).hours' END INTO it USING document;
    RETURN it;
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END
$$;
SELECT is(pg_temp.from_json('{"hours": "mo 8:00-12:00"}'), 'Mo 08:00-12:00', 'JSON gives a timetable');
SELECT is(pg_temp.from_json('{"hours": "dawn-dusk"}'), CASE WHEN pg_temp.version() >= 170000 THEN 'off' ELSE 'UC303' END,
          'what is none in JSON is replaced, or ends the statement');

-- A refusal leaves nothing behind. While the statement runs nothing frees its memory, so what the parser forgot is seen.
CREATE TEMP TABLE texts AS SELECT 'Mo 08:00-12:00' AS good, 'Mo 08:00-12:00; Fr dawn-dusk' AS bad;
CREATE FUNCTION pg_temp.left_behind() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    it bigint;
BEGIN
    EXECUTE format('SELECT x.left_behind FROM (SELECT ARRAY[%s, %1$s, %1$s] AS answers,
                        (SELECT count(*) FROM pg_backend_memory_contexts WHERE name LIKE ''work_hours%%'') AS left_behind
                    FROM texts OFFSET 0) x WHERE x.answers IS NOT NULL',
                   CASE WHEN pg_temp.version() >= 160000 THEN 'pg_input_is_valid(bad, ''cc_center.work_hours'')'
                        ELSE 'good::cc_center.work_hours::text = good' END) INTO it;
    RETURN it;
END
$$;
SELECT is(pg_temp.left_behind(), 0::bigint, 'the parser''s memory is freed in the statement already');

CREATE FUNCTION pg_temp.growth(times integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    before bigint;
BEGIN
    FOR n IN 1 .. times LOOP
        IF n = times / 2 THEN
            before := (SELECT sum(used_bytes) FROM pg_backend_memory_contexts);
        END IF;
        PERFORM pg_temp.valid('Mo 08:00-12:00; Fr dawn-dusk', 'cc_center.work_hours');
    END LOOP;
    RETURN (SELECT sum(used_bytes) FROM pg_backend_memory_contexts) - before;
END
$$;
SELECT cmp_ok(pg_temp.growth(20000), '<', 65536::bigint, 'ten thousand refusals leave nothing in the session');

SELECT * FROM finish();
ROLLBACK;
