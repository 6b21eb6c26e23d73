-- Forms of what is known of callers that may be seen: masked, and hashed under the center's key (C8.1, D3.2, G4.1).

CREATE OR REPLACE FUNCTION cc_center.masked(value text, head integer, tail integer)
RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN char_length(value) < head + tail + 4 THEN '****'
                ELSE left(value, head) || '****' || right(value, tail) END
$$;
COMMENT ON FUNCTION cc_center.masked(text, integer, integer) IS
    'A text with its middle hidden: its first and last characters, and always four stars between them, so that not even its length is told; four stars alone where that would leave less than four hidden (D3.2).';

CREATE OR REPLACE FUNCTION cc_center.phone_digits(phone text)
RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    -- 0086 and +86 are the country's own; what is no mobile behind it is dialled with 0 at home
    SELECT CASE WHEN d.digits ~ '^(00)?861\d{10}$' THEN right(d.digits, 11)
                WHEN d.typed ~ '^\s*(\+|00)' AND d.digits ~ '^(00)?86\d{7,}$' THEN '0' || ltrim(regexp_replace(d.digits, '^(00)?86', ''), '0')
                ELSE nullif(d.digits, '') END
    FROM (SELECT t.typed, regexp_replace(t.typed, '\D', '', 'g') AS digits
          FROM (SELECT translate(phone, '０１２３４５６７８９＋', '0123456789+') AS typed) t) d
$$;
COMMENT ON FUNCTION cc_center.phone_digits(text) IS
    'A phone number as it is compared: its digits, without blanks, dashes, brackets and China''s prefix +86 or 0086; a landline with its 0. NULL where there is no digit (C8.1).';

CREATE OR REPLACE FUNCTION cc_center.padded_key(key bytea, pad integer)
RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    padded bytea := decode(repeat(lpad(to_hex(pad), 2, '0'), 64), 'hex');
BEGIN
    FOR i IN 0 .. octet_length(key) - 1 LOOP
        padded := set_byte(padded, i, get_byte(key, i) # pad);
    END LOOP;
    RETURN padded;
END
$$;
COMMENT ON FUNCTION cc_center.padded_key(bytea, integer) IS
    'A key of up to 64 bytes as HMAC uses it: filled up to 64 bytes, each XOR the pad, 0x36 inside and 0x5c outside (RFC 2104).';

CREATE OR REPLACE FUNCTION cc_center.keyed_hash(inner_pad bytea, outer_pad bytea, message text)
RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT sha256(outer_pad || sha256(inner_pad || convert_to(message, 'UTF8'))) $$;
COMMENT ON FUNCTION cc_center.keyed_hash(bytea, bytea, text) IS
    'HMAC-SHA-256 of a text, with the key in its two padded halves (RFC 2104).';

CREATE OR REPLACE FUNCTION cc_center.make_contact_key()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM cc_center.give_contact_key(NEW.center_id);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.make_contact_key() IS 'Trigger: a new center gets a key of its own for phone numbers (C8.1).';
CREATE OR REPLACE TRIGGER zd_contact_key AFTER INSERT ON cc_center.center
    FOR EACH ROW EXECUTE FUNCTION cc_center.make_contact_key();

CREATE OR REPLACE FUNCTION cc_center.give_contact_key(center_id bigint)
RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    -- three random uuids have 366 random bits between them
    INSERT INTO cc_center.contact_key (center_id, inner_pad, outer_pad)
    SELECT center_id, cc_center.padded_key(k.key, 54), cc_center.padded_key(k.key, 92)
    FROM (SELECT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) AS key OFFSET 0) k
    ON CONFLICT DO NOTHING
$$;
COMMENT ON FUNCTION cc_center.give_contact_key(bigint) IS
    'Gives a center a random key for phone numbers, where it has none; it stays the same from then on.';

CREATE OR REPLACE FUNCTION cc_center.phone_hash(center_id bigint, phone text)
RETURNS bytea LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.keyed_hash(k.inner_pad, k.outer_pad, cc_center.phone_digits(phone))
    FROM cc_center.contact_key k WHERE k.center_id = phone_hash.center_id
$$;
COMMENT ON FUNCTION cc_center.phone_hash(bigint, text) IS
    'The hash of a phone number under its center''s key; NULL where it has no digit (C8.1).';
