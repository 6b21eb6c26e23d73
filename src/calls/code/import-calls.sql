-- A switch's files of calls: copied line by line as they are, then read in one statement; bad lines come back.

SELECT cc_center.share_lines('call_line');

CREATE OR REPLACE FUNCTION cc_center.calls_of_file(center_id bigint, layout text[])
RETURNS TABLE (line_no bigint, written text, line text, reference text, offered_at timestamptz, answered_at timestamptz,
               ended_at timestamptz, staff_no text, number text, description text, version integer, reason text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT k.line_no, k.written, k.line, k.reference, k.offered_at, k.answered_at, k.ended_at, k.staff_no, k.number, k.description, v.version,
           CASE WHEN k.line IS NULL OR octet_length(k.line) > 200 THEN cc_center.translated('The line cannot be read.')
                WHEN octet_length(k.reference) > 200 THEN cc_center.translated('The reference is too long.')
                WHEN k.offered_at IS NULL OR k.answered_bad OR k.ended_bad THEN cc_center.translated('The instant cannot be read.')
                WHEN k.ended_at IS NULL THEN cc_center.translated('The call has no end.')
                WHEN k.answered_at < k.offered_at OR k.ended_at < coalesce(k.answered_at, k.offered_at)
                    THEN cc_center.translated('The instants are not in order.')
                WHEN k.ended_at > cc_center.clock() THEN cc_center.translated('The instant has not come yet.')
                WHEN k.staff_no IS NOT NULL AND k.answered_at IS NULL THEN cc_center.translated('Nobody answers a call that was not answered.')
                WHEN k.staff_no IS NOT NULL AND s.staff_no IS NULL THEN cc_center.translated('The staff number is not known.')
                WHEN NOT s.active @> k.day AND NOT s.active @> k.day - 1 THEN cc_center.translated('The staff number was not active.')
                WHEN v.version IS NULL THEN cc_center.translated('No rules were in force then.') END
    FROM (
        SELECT f.line_no, f.written, t.offered_at, t.answered_at, t.ended_at,
               coalesce(nullif(f.fields[array_position(layout, 'line')], ''), CASE WHEN NOT 'line' = ANY (layout) THEN 'file' END) AS line,
               nullif(f.fields[array_position(layout, 'reference')], '') AS reference,
               nullif(f.fields[array_position(layout, 'staff_no')], '') AS staff_no,
               f.fields[array_position(layout, 'number')] AS number,
               CASE WHEN cc_center.has_text(f.fields[array_position(layout, 'description')])
                    THEN f.fields[array_position(layout, 'description')] END AS description,
               f.fields[array_position(layout, 'answered_at')] <> '' AND t.answered_at IS NULL AS answered_bad,
               f.fields[array_position(layout, 'ended_at')] <> '' AND t.ended_at IS NULL AS ended_bad,
               (t.offered_at AT TIME ZONE f.time_zone)::date AS day
        FROM (SELECT row_number() OVER (ORDER BY b.line_no) AS line_no, b.line AS written, cc_center.file_fields(b.line) AS fields, c.time_zone
              FROM cc_center.call_line b JOIN cc_center.center c ON c.center_id = calls_of_file.center_id
              WHERE b.loaded_by = cc_center.acting_login_role() AND cc_center.has_text(b.line)) f
        CROSS JOIN LATERAL (
            SELECT cc_center.read_instant(f.fields[array_position(layout, 'offered_at')], f.time_zone) AS offered_at,
                   cc_center.read_instant(f.fields[array_position(layout, 'answered_at')], f.time_zone) AS answered_at,
                   cc_center.read_instant(f.fields[array_position(layout, 'ended_at')], f.time_zone) AS ended_at) t) k
    CROSS JOIN LATERAL (SELECT cc_center.rules_in_force(calls_of_file.center_id, k.offered_at) AS version OFFSET 0) v
    LEFT JOIN cc_center.staff s ON s.center_id = calls_of_file.center_id AND s.staff_no = k.staff_no
$$;
COMMENT ON FUNCTION cc_center.calls_of_file(bigint, text[]) IS
    'The calls in the lines that this login loaded, read by a layout, each with what is wrong with it.';

CREATE OR REPLACE FUNCTION cc_center.import_calls(
    center_id bigint, layout text DEFAULT 'line,reference,offered_at,answered_at,ended_at,staff_no,number')
RETURNS TABLE (line_no bigint, reason text, line text) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    columns constant text[] := regexp_split_to_array(btrim(import_calls.layout), '\s*,\s*');
BEGIN
    IF cc_center.acting_group(import_calls.center_id) IS DISTINCT FROM 'importer' THEN
        -- nobody brings in his own
        PERFORM cc_center.raise_error('acting_role_not_allowed', coalesce(cc_center.acting_role(import_calls.center_id),
            cc_center.acting_group(import_calls.center_id), 'NULL'), 'importer');
    END IF;
    IF columns IS NULL OR NOT columns @> '{offered_at,reference}'
       OR NOT columns <@ '{line,reference,offered_at,answered_at,ended_at,staff_no,number,description,skip}'
       OR EXISTS (SELECT FROM unnest(columns) n WHERE n <> 'skip' GROUP BY n HAVING count(*) > 1) THEN
        PERFORM cc_center.raise_error('unknown_call_layout', coalesce(import_calls.layout, 'NULL'));
    END IF;
    RETURN QUERY
    WITH offered AS MATERIALIZED (
        SELECT nextval('cc_center.call_id_seq') AS call_id, w.line_no, w.written, w.line, w.reference, w.offered_at, w.answered_at, w.ended_at,
               w.staff_no, w.number, w.description, w.version,
               coalesce(w.reason, CASE WHEN w.reference IS NULL THEN cc_center.translated('The reference is missing.') END) AS reason
        FROM cc_center.calls_of_file(import_calls.center_id, columns) w
    ), kept AS (
        INSERT INTO cc_center.call (center_id, call_id, version, offered_at, answered_at, ended_at, line, reference, number_class,
                                    answered_by, staff_no, description, source)
        SELECT import_calls.center_id, w.call_id, w.version, w.offered_at, w.answered_at,
               w.ended_at, w.line, w.reference, cc_center.call_number_class(w.number), w.staff_no, w.staff_no, w.description, 'import'
        FROM offered w WHERE w.reason IS NULL ORDER BY w.line_no
        ON CONFLICT ON CONSTRAINT call_center_id_line_reference_key DO NOTHING
        RETURNING call_id
    ), numbered AS (
        INSERT INTO cc_center.call_number (center_id, call_id, number_hash)
        SELECT import_calls.center_id, h.call_id, h.hash
        FROM (SELECT k.call_id, cc_center.phone_hash(import_calls.center_id, w.number) AS hash
              FROM kept k JOIN offered w ON w.call_id = k.call_id) h
        WHERE h.hash IS NOT NULL
    ), emptied AS (
        DELETE FROM cc_center.call_line b WHERE b.loaded_by = cc_center.acting_login_role()
    )
    SELECT k.line_no, k.reason, k.written FROM (
        SELECT w.line_no, w.reason, w.written FROM offered w WHERE w.reason IS NOT NULL
        UNION ALL
        SELECT NULL AS line_no, cc_center.translated('%1 calls kept, %2 known before or twice in the file, %3 lines refused.',
                   (SELECT count(*) FROM kept)::text,
                   (count(*) FILTER (WHERE w.reason IS NULL) - (SELECT count(*) FROM kept))::text,
                   (count(*) FILTER (WHERE w.reason IS NOT NULL))::text) AS reason, NULL AS written
        FROM offered w) k
    ORDER BY k.line_no NULLS LAST;
END
$$;
COMMENT ON FUNCTION cc_center.import_calls(bigint, text) IS
    'Reads the file of calls that this login copied into call_line (COPY ... (line)): keeps the good lines once by line and reference, however often the file is sent, and returns the bad ones with line number, reason and line, in order, with a last row for the sum. layout names the fields, separated in the file by comma, semicolon or tab: reference, offered_at and ended_at, line (file where it names none), answered_at (empty: abandoned), staff_no, number (kept as keyed hash and class only), description, skip for others; instants as year, month, day, hour, minute, second in the center''s time. For importers (C8.5); UCI12.';
GRANT EXECUTE ON FUNCTION cc_center.import_calls(bigint, text) TO cc_center_importer;
