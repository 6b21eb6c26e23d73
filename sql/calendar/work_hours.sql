\set SHOW_CONTEXT never
-- The type work_hours: what it reads, how it writes it, and what it refuses and why.
SET search_path = cc_center, pg_catalog;
SET client_min_messages = warning;

-- canonical spelling
SELECT input, input::work_hours AS canonical
FROM unnest(ARRAY[
    '24/7',
    'open',
    '00:00-24:00',
    'off',
    '"by appointment"',
    'mo-fr8:30-17:30',
    'Monday-Friday 08:30-12:00,14:00-17:30; PH off',
    'Mo,Tu,We,Th,Fr 08:30-17:30',
    'Fr-Mo 10:00-12:00',
    'Mo-Su 10:00-12:00',
    'Mo 14:00-16:00,08:00-12:00,11:00-13:00',
    'Tu 20:00-02:00',
    'Tu 20:00-26:00',
    'Tu 20:00-20:00',
    'Tu 20:00-46:00',
    'Mo[1] 10:00-12:00',
    'Mo[1,3,-1] 10:00-12:00',
    'Mo[2-4],Mo[1] +1 day 10:00-12:00',
    'Mo[1] -2 days 10:00-12:00',
    'PH,Mo-Fr 10:00-12:00',
    'Mo-Fr,PH 10:00-12:00',
    'PH Mo-Fr 10:00-12:00',
    'PH -1 day 10:00-12:00',
    'closed "moved"',
    'unknown "ask"',
    'Mo-Fr 08:00-18:00 open "front desk"',
    'jan-march,Dec: 10:00-12:00',
    'December-February 10:00-12:00',
    'Dec 24-Jan 2 off',
    'Dec 24,26,30-31 off',
    'Jan 23-31/3 10:00-12:00',
    '2020 Jan 5 off',
    '2020 Dec 24-2021 Jan 2 off',
    '2020 10:00-12:00',
    '2020-2026/2 Jan 10:00-12:00',
    '2020+ 10:00-12:00',
    '2020/4 10:00-12:00',
    'week 1-53/2 Fr 09:00-12:00',
    'week 5,week 7-9: Mo 09:00-12:00',
    'easter off',
    'easter -2 days-easter +1 day off',
    'Mar Su[-1]-Oct Su[-1] 08:00-18:00',
    '2021 Mar Su[-1]-2021 Oct Su[-1] 08:00-18:00',
    'Mar Su[-1] 08:00-18:00',
    'Mo 08:00-12:00, Tu 09:00-13:00',
    'Mo 08:00-12:00 open, 09:00-13:00',
    'Mo-Fr 08:00-12:00 || "by phone"',
    'Jan: off',
    'Jan 20: off',
    'easter -2 days-easter +2 days: open',
    '2021 Mar 28-Apr 16 off',
    '2024 Mar-2025 Feb 09:00-17:00',
    'May Mo[-1],Sep Mo[1] off',
    'Sep Mo[1],May Mo[-1],Dec 24,easter off',
    '2024 May Mo[-1],Sep Mo[1] +1 day: 8-12',
    'Dec 20-Dec Su[-1] +4 days off',
    'Mo-Fr ０８：３０－１２：００；ＰＨ　off',
    'Mo–Fr 8.30~12，14–17:30',
    'Mo-Fr 8-17, Sa 9-12;',
    'Mo-Fr 08:00-12:00, ',
    'Mo 10:00-12:00 open "全角：８～９；"'
]) AS input;

-- all of it reads back equal
SELECT bool_and((hours::text)::work_hours = hours AND (hours::text)::work_hours::text = hours::text) AS stable
FROM unnest(ARRAY['24/7', 'Tu 20:00-20:00', 'Mo 08:00-12:00 open, 09:00-13:00', 'PH Mo-Fr,Sa[1] +1 day off',
                  'Jan,2020 Jan 5-2021 Feb 3 week 3-9/3 PH,Su 22:00-06:00 unknown "x y"']::work_hours[]) hours;

-- each spelling that is not the syntax's is read with a notice, the canonical one without; so is a night cut off
RESET client_min_messages;
SELECT '周'::text = '周' AS quiet, 'Mo-Fr 08:30-12:00; PH off'::work_hours;
SELECT 'Mo-Fr ０８:30-12:00'::work_hours;
SELECT 'Mo-Fr 08:30–12:00'::work_hours;
SELECT 'Mo-Fr 08:30~12:00'::work_hours;
SELECT 'Mo-Fr 8-12'::work_hours;
SELECT 'Mo-Fr 8.30-12.00'::work_hours;
SELECT 'Mo-Fr 08:30-12:00;'::work_hours;
SELECT 'Mo–Fr ８.30-12；'::work_hours;
SELECT 'Mo-Th 22:00-06:00; Fr 20:00-06:00'::work_hours;
SELECT 'Mo-Th 22:00-06:00, Fr 20:00-06:00'::work_hours;
SELECT 'Mo-Su 22:00-06:00; PH off'::work_hours;
SELECT 'Mo-Su 22:00-06:00; PH 10:00-12:00'::work_hours;
SELECT 'Mo-Su 22:00-06:00; 2031 Jan 1 10:00-12:00'::work_hours;
SELECT 'Mo-Su 22:00-06:00; Mo-Su 20:00-04:00'::work_hours;
SET client_min_messages = warning;

-- refused, with position, token and reason
CREATE FUNCTION pg_temp.refusal(input text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    message text;
    detail text;
BEGIN
    PERFORM input::cc_center.work_hours;
    RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
    RETURN SQLSTATE || ' ' || message || ': ' || detail;
END
$$;
\pset format unaligned
\pset fieldsep '  '
SELECT input, pg_temp.refusal(input)
FROM unnest(ARRAY[
    '',
    ';',
    '|| Mo',
    'Xx 10:00-12:00',
    '周一 08:00-12:00',
    'Mo 10:00',
    'Mo 10:00+',
    'Mo 10:00-12:00+',
    'Mo 10:00-16:00/90',
    'Mo 10:00-',
    'Mo 10:75-12:00',
    'Mo 24:00-26:00',
    'Mo 10:00-49:00',
    'sunrise-sunset',
    '10:00-sunset',
    '(sunrise+01:00)-12:00',
    'SH 10:00-12:00',
    'Mo,SH 10:00-12:00',
    'Mo 24/7',
    'Mo-Mo 10:00-12:00',
    'Mo-Fr[1] 10:00-12:00',
    'Mo[0] 10:00-12:00',
    'Mo[6] 10:00-12:00',
    'Mo[3-1] 10:00-12:00',
    'Mo[1 10:00-12:00',
    'Mo[1] +9 days 10:00-12:00',
    'Mo PH 10:00-12:00',
    'PH,PH +1 day Mo 10:00-12:00',
    'PH +Mo 10:00-12:00',
    'Mo Jan 10:00-12:00',
    '10:00-12:00 Mo',
    'Mo, Jan 10:00-12:00',
    'Jan, Mo 10:00-12:00',
    'Jan 32 off',
    'Feb 30 off',
    'Jan 0 off',
    'Jan 5-3 off',
    'Jan-Jan off',
    'Jan-Mar 5 off',
    'Jan 5+ off',
    'Jan 5 +1 day off',
    'Mar 2-Mar 1 off',
    'Jan 5-2020 Feb 3 off',
    '2020 Jan 5,Feb 3 off',
    '2020-2022 2020 Jan 5 off',
    '2021 Jan 5-2020 Feb 3 off',
    '2020-2020 off',
    '2022-2020 off',
    '2020,2020 off',
    '1234 off',
    '12345 off',
    '2020/0 off',
    'Mar Su[1,2]-Oct Su[1] off',
    'easter -100 days off',
    'easter +0 days off',
    'week 0 off',
    'week 54 off',
    'week 20-10 off',
    'week 1-53/1 off',
    '"winter": Mo 10:00-12:00',
    'Mo 10:00-12:00 ""',
    'Mo 10:00-12:00 "open',
    'Mo 10:00-12:00 off off',
    'Mo 10:00-12:00 "x" open',
    'Mo (10:00-12:00)',
    'Mo 10:00-12:00 | Tu',
    '；',
    'Jan 8-17 off; Jan-Mar 8-17',
    'Mo 8-12:75',
    'Mo 25-26',
    'Mo 8-49',
    '2021 Dec 28-Jan 3 off',
    '2024 Mar-2023 Jan off',
    '2024 Mar-2025 Jan 5 off',
    'May Mo[-1],Sep off',
    'Jan,May Mo[-1],Dec 24 off',
    'May Mo[1],May Mo[1] off',
    'May 5,Sep Mo[1,3] off',
    'Mo－Fr ０８：００－２５：７５'
]) AS input;

-- what was probably meant is in the hint
CREATE FUNCTION pg_temp.hint(input text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    hint text;
BEGIN
    PERFORM input::cc_center.work_hours;
    RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
    RETURN hint;
END
$$;
SELECT input, pg_temp.hint(input)
FROM unnest(ARRAY['周一 08:00-12:00', '星期三至星期五 08:00-12:00', 'Mo至Fr 08:00-12:00', 'Thurs 08:00-12:00', 'Sept off',
                  'Mondays 08:00-12:00', 'Mo to Fr 08:00-12:00', 'Mo 0830-1730', 'weekdays 08:00-12:00', '节假日 off',
                  'PH 休息', 'xyz', 'Mo 10:75-12:00']) AS input;
\pset format aligned

-- too much of anything is refused at once
SELECT pg_temp.refusal(repeat(';', 10000000));
SELECT pg_temp.refusal(repeat('Mo 10:00-12:00; ', 100));
SELECT pg_temp.refusal('Mo ' || string_agg(format('10:%s-10:%s', lpad(n::text, 2, '0'), lpad(n::text, 2, '0')), ','))
FROM generate_series(0, 59) n;
SELECT pg_temp.refusal('Mo 10:00-12:00 open "' || repeat('x', 256) || '"');

-- equality and hash
SELECT 'Mo-Fr 8:00-12:00'::work_hours = 'mo,tu,we,th,fr 08:00-12:00' AS same,
       'Mo-Fr 08:00-12:00'::work_hours <> 'Mo-Sa 08:00-12:00' AS different,
       work_hours_hash('Mo-Fr 8:00-12:00') = work_hours_hash('mo,tu,we,th,fr 08:00-12:00') AS same_hash,
       work_hours_hash_extended('24/7', 1) <> work_hours_hash_extended('24/7', 2) AS seeded;
CREATE TEMP TABLE places (place text, hours work_hours);
INSERT INTO places VALUES ('a', 'Mo-Fr 08:00-17:00'), ('b', 'Mo-Fr 8:00-17:00'), ('c', '24/7'), ('d', NULL);
SELECT hours, count(*) FROM places GROUP BY hours ORDER BY count(*) DESC, hours::text;
CREATE INDEX ON places USING hash (hours);
SET enable_seqscan = off;
SELECT place FROM places WHERE hours = '24/7';
RESET enable_seqscan;

-- order, without a meaning: unique keys, counting different ones, sorting, merging
SELECT count(DISTINCT hours) FROM places;
CREATE TEMP TABLE shared (hours work_hours PRIMARY KEY);
INSERT INTO shared SELECT DISTINCT hours FROM places WHERE hours IS NOT NULL;
INSERT INTO shared VALUES ('monday-friday 08:00-17:00');
SET enable_hashjoin = off;
SET enable_nestloop = off;
SELECT count(*) FROM places JOIN shared USING (hours);
RESET enable_hashjoin;
RESET enable_nestloop;
-- long ones are stored compressed
INSERT INTO shared SELECT string_agg(format('week %s Mo-Fr 08:00-09:00,%s:00-%s:00,15:00-16:00', n, a, b), '; ' ORDER BY n)::work_hours
FROM generate_series(1, 53) n CROSS JOIN (VALUES (10, 12), (11, 13), (10, 13)) t (a, b) GROUP BY a, b;
SELECT count(*) FILTER (WHERE pg_column_compression(hours) IS NOT NULL) AS compressed FROM shared;
WITH sorted AS (SELECT hours, row_number() OVER (ORDER BY hours) AS place FROM shared)
SELECT count(*) AS pairs, bool_and((a.hours < b.hours) = (a.place < b.place) AND (a.hours <= b.hours) = (a.place <= b.place)
       AND (a.hours > b.hours) = (a.place > b.place) AND (a.hours >= b.hours) = (a.place >= b.place)
       AND sign(work_hours_cmp(a.hours, b.hours)) = sign(a.place - b.place)) AS in_order
FROM sorted a CROSS JOIN sorted b;

-- binary form, arrays, domains, JSON
SELECT encode(work_hours_send('Mo 10:00-12:00'), 'escape') AS binary;
CREATE TEMP TABLE copied (hours work_hours);
-- a bytea column is framed like one of this type, so any bytes can be given to it
CREATE FUNCTION pg_temp.receive(wire bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    path text := current_setting('data_directory') || '/work_hours_wire';
    result text;
BEGIN
    EXECUTE format('COPY (SELECT %L::bytea) TO %L (FORMAT binary)', wire, path);
    EXECUTE format('COPY copied FROM %L (FORMAT binary)', path);
    DELETE FROM copied RETURNING hours::text INTO result;
    RETURN result;
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;
SELECT pg_temp.receive(work_hours_send('Mo-Fr 8:00-17:00; PH off'));
SELECT pg_temp.receive(work_hours_send(hours)) = hours::text AS same FROM places WHERE hours IS NOT NULL;
SELECT pg_temp.receive('\x02');
SELECT pg_temp.receive('\x01');
SELECT pg_temp.receive('\x014d6f2078');
SELECT pg_temp.receive('\x01ff');
SELECT ARRAY['24/7', 'Mo 8:00-9:00']::work_hours[];
CREATE DOMAIN pg_temp.office AS work_hours CHECK (VALUE <> '24/7');
SELECT 'Mo 8:00-9:00'::pg_temp.office;
SELECT '24/7'::pg_temp.office;
SELECT to_jsonb(p) FROM places p ORDER BY place LIMIT 1;
SELECT * FROM jsonb_populate_record(NULL::places, '{"place": "e", "hours": "Sa 9:00-12:00"}');
