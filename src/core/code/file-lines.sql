-- Lines of other systems' files.

CREATE OR REPLACE FUNCTION cc_center.file_fields(line text)
RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    -- a byte-order mark before the first field, carriage returns of other systems, quotes of spreadsheets
    SELECT array_agg(btrim(u.field, E' \t"' || CASE getdatabaseencoding() WHEN 'UTF8' THEN chr(65279) ELSE '' END) ORDER BY u.place)
    FROM regexp_split_to_table(rtrim(line, E'\r'), '[,;\t]') WITH ORDINALITY u (field, place)
$$;
COMMENT ON FUNCTION cc_center.file_fields(text) IS
    'The fields of a line of a file, separated by comma, semicolon or tab, without blanks and quotes around them.';
