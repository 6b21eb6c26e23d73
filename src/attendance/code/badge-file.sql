-- Badge files: copied line by line as they are, then read in one statement; bad lines come back.

SELECT cc_center.share_lines('badge_line');

CREATE OR REPLACE FUNCTION cc_center.read_instant(written text, time_zone text)
RETURNS timestamptz LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    -- by its parts, so that a wrong one is NULL and no error, whatever the session's DateStyle
    SELECT CASE WHEN p[2]::integer BETWEEN 1 AND 12 AND p[3]::integer >= 1
                 AND p[3]::integer <= extract(day FROM make_date(p[1]::integer, p[2]::integer, 1) + interval '1 month' - interval '1 day')
                 AND p[4]::integer <= 23 AND p[5]::integer <= 59 AND coalesce(p[6], '0')::numeric < 60
           THEN make_timestamp(p[1]::integer, p[2]::integer, p[3]::integer, p[4]::integer, p[5]::integer,
                               coalesce(p[6], '0')::double precision) AT TIME ZONE time_zone END
    FROM (SELECT CASE WHEN m[1] <> '0000' THEN m END AS p
          FROM regexp_match(btrim(written), '^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[ T]+(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d{1,6})?))?$') m) k
$$;
COMMENT ON FUNCTION cc_center.read_instant(text, text) IS
    'An instant written as year, month, day, hour, minute and optionally second, in that order, in the time of a zone; NULL for anything else.';

CREATE OR REPLACE FUNCTION cc_center.badge_swipes(center_id bigint, layout text[])
RETURNS SETOF cc_center.badge_swipe LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT k.line_no, k.line, k.staff_no, k.at, date_trunc('month', k.day::timestamp)::date, k.direction, k.device,
           CASE WHEN k.staff_no IS NULL THEN cc_center.translated('The staff number is missing.')
                WHEN k.at IS NULL THEN cc_center.translated('The instant cannot be read.')
                WHEN k.direction NOT IN ('in', 'out') THEN cc_center.translated('The direction is neither in nor out.')
                WHEN k.device IS NULL OR octet_length(k.device) > 200 THEN cc_center.translated('The device cannot be read.')
                WHEN s.staff_no IS NULL THEN cc_center.translated('The staff number is not known.')
                WHEN NOT s.active @> k.day AND NOT s.active @> k.day - 1 THEN cc_center.translated('The staff number was not active.')
                WHEN k.at > cc_center.clock() THEN cc_center.translated('The instant has not come yet.') END
    FROM (
        SELECT f.line_no, f.line, nullif(f.fields[array_position(layout, 'staff_no')], '') AS staff_no, t.at,
               CASE lower(coalesce(nullif(f.fields[array_position(layout, 'direction')], ''), 'in'))
                   WHEN 'in' THEN 'in' WHEN '进' THEN 'in' WHEN '上班' THEN 'in' WHEN '签到' THEN 'in'
                   WHEN 'out' THEN 'out' WHEN '出' THEN 'out' WHEN '下班' THEN 'out' WHEN '签退' THEN 'out' ELSE '?' END AS direction,
               CASE WHEN 'device' = ANY (layout) THEN CASE WHEN cc_center.has_text(f.fields[array_position(layout, 'device')])
                                                           THEN f.fields[array_position(layout, 'device')] END
                    ELSE 'file' END AS device,
               (t.at AT TIME ZONE c.time_zone)::date AS day
        FROM cc_center.center c
        CROSS JOIN (
            SELECT row_number() OVER (ORDER BY b.line_no) AS line_no, b.line, cc_center.file_fields(b.line) AS fields
            FROM cc_center.badge_line b WHERE b.loaded_by = cc_center.acting_login_role() AND cc_center.has_text(b.line)) f
        CROSS JOIN LATERAL cc_center.read_instant(f.fields[array_position(layout, 'at')], c.time_zone) t (at)
        WHERE c.center_id = badge_swipes.center_id) k
    LEFT JOIN cc_center.staff s ON s.center_id = badge_swipes.center_id AND s.staff_no = k.staff_no
$$;
COMMENT ON FUNCTION cc_center.badge_swipes(bigint, text[]) IS
    'The lines that this login loaded, read by a layout, each with what is wrong with it.';

CREATE OR REPLACE FUNCTION cc_center.import_sign_ins(center_id bigint, layout text DEFAULT 'staff_no,at,direction,device')
RETURNS TABLE (line_no bigint, reason text, line text) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    columns constant text[] := regexp_split_to_array(btrim(import_sign_ins.layout), '\s*,\s*');
    swipes cc_center.badge_swipe[];
    months date[];
    next_month date;
BEGIN
    IF cc_center.acting_group(import_sign_ins.center_id) IS DISTINCT FROM 'importer' THEN
        -- nobody brings in his own
        PERFORM cc_center.raise_error('acting_role_not_allowed', coalesce(cc_center.acting_role(import_sign_ins.center_id),
            cc_center.acting_group(import_sign_ins.center_id), 'NULL'), 'importer');
    END IF;
    IF columns IS NULL OR NOT columns @> '{staff_no,at}' OR NOT columns <@ '{staff_no,at,direction,device,skip}'
       OR EXISTS (SELECT FROM unnest(columns) n WHERE n <> 'skip' GROUP BY n HAVING count(*) > 1) THEN
        PERFORM cc_center.raise_error('unknown_layout', coalesce(import_sign_ins.layout, 'NULL'));
    END IF;
    -- the lines are read once; those of the months that are open by then are kept, and their months with them
    swipes := ARRAY(SELECT w FROM cc_center.badge_swipes(import_sign_ins.center_id, columns) w);
    months := ARRAY(SELECT DISTINCT w.month FROM unnest(swipes) w
                    WHERE w.reason IS NULL
                      AND NOT EXISTS (SELECT FROM cc_center.attendance_month_close m
                                      WHERE m.center_id = import_sign_ins.center_id AND m.month = w.month AND m.closed_at IS NOT NULL)
                    ORDER BY 1);
    FOREACH next_month IN ARRAY months LOOP
        PERFORM cc_center.lock_attendance_month(import_sign_ins.center_id, next_month);
    END LOOP;
    RETURN QUERY
    WITH swipe AS MATERIALIZED (
        SELECT w.line_no, w.line, w.staff_no, w.at, w.direction, w.device,
               -- a sign-out needs a sign-in of the 24 hours before it, in the file or on record
               coalesce(w.reason, CASE WHEN w.direction = 'out' AND (w.last_in IS NULL OR w.last_in < w.at - interval '24 hours')
                                            AND NOT cc_center.has_signed_in(import_sign_ins.center_id, w.staff_no, w.at)
                                       THEN cc_center.translated('There is no sign-in before it.') END) AS reason
        FROM (SELECT o.*, max(o.at) FILTER (WHERE o.direction = 'in' AND o.reason IS NULL)
                              OVER (PARTITION BY o.staff_no ORDER BY o.at, o.direction ROWS UNBOUNDED PRECEDING) AS last_in
              FROM (SELECT k.line_no, k.line, k.staff_no, k.at, k.direction, k.device,
                           coalesce(k.reason, CASE WHEN k.month <> ALL (months)
                                                   THEN cc_center.translated('The attendance of that month is closed.') END) AS reason
                    FROM unnest(swipes) k) o) w
    ), kept AS (
        INSERT INTO cc_center.sign_in (center_id, staff_no, at, direction, device, source, by_staff)
        SELECT DISTINCT import_sign_ins.center_id, w.staff_no, w.at, w.direction, w.device, 'import',
               cc_center.acting_staff_no(import_sign_ins.center_id)
        FROM swipe w WHERE w.reason IS NULL
        ON CONFLICT ON CONSTRAINT sign_in_once DO NOTHING
        RETURNING 1
    ), touched AS (
        INSERT INTO cc_center.attendance_touch (center_id, day, staff_no)
        SELECT DISTINCT import_sign_ins.center_id, (w.at AT TIME ZONE c.time_zone)::date, w.staff_no
        FROM swipe w JOIN cc_center.center c ON c.center_id = import_sign_ins.center_id
        WHERE w.reason IS NULL
    ), emptied AS (
        DELETE FROM cc_center.badge_line b WHERE b.loaded_by = cc_center.acting_login_role()
    )
    SELECT k.line_no, k.reason, k.line FROM (
        SELECT w.line_no, w.reason, w.line FROM swipe w WHERE w.reason IS NOT NULL
        UNION ALL
        SELECT NULL, cc_center.translated('%1 sign-ins kept, %2 known before or twice in the file, %3 lines refused.',
                   (SELECT count(*) FROM kept)::text,
                   (count(*) FILTER (WHERE w.reason IS NULL) - (SELECT count(*) FROM kept))::text,
                   (count(*) FILTER (WHERE w.reason IS NOT NULL))::text), NULL
        FROM swipe w) k
    ORDER BY k.line_no NULLS LAST;
END
$$;
COMMENT ON FUNCTION cc_center.import_sign_ins(bigint, text) IS
    'Reads the badge file that this login copied into badge_line (COPY ... (line), with ENCODING ''GBK'' where it is one): keeps the good lines once, however often the file is sent, and returns the bad ones with line number, reason and line, in order, with a last row for the sum. layout names the fields, separated in the file by comma, semicolon or tab: staff_no, at (year, month, day, hour, minute, second, in the center''s time), direction (in or out; 进 出, 上班 下班, 签到 签退; in where there is none), device, skip for others. For importers (B1.2); UCA21.';
GRANT EXECUTE ON FUNCTION cc_center.import_sign_ins(bigint, text) TO cc_center_importer;
