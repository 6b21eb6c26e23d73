-- Who is acting, and what he may do.

CREATE OR REPLACE FUNCTION cc_center.require_role(center_id bigint, VARIADIC allowed text[])
RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    person_role text := cc_center.acting_role(center_id);
BEGIN
    IF person_role IS NULL THEN
        PERFORM cc_center.raise_error('acting_role_not_enrolled', cc_center.acting_login_role(), center_id::text);
    -- where the rules name nobody, nobody may
    ELSIF (person_role = ANY (allowed)) IS NOT TRUE THEN
        PERFORM cc_center.raise_error('acting_role_not_allowed', person_role, coalesce(nullif(array_to_string(allowed, ', '), ''), '-'));
    END IF;
    RETURN cc_center.acting_staff_no(center_id);
END
$$;
COMMENT ON FUNCTION cc_center.require_role(bigint, text[]) IS
    'The staff number of the acting person, who must have one of the roles; fails otherwise.';

CREATE OR REPLACE FUNCTION cc_center.require_scheduler_or(center_id bigint, VARIADIC allowed text[])
RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF pg_has_role(cc_center.acting_login_role(), 'cc_center_scheduler', 'MEMBER') THEN
        RETURN 'role ' || cc_center.acting_login_role();
    END IF;
    RETURN cc_center.require_role(center_id, VARIADIC allowed);
END
$$;
COMMENT ON FUNCTION cc_center.require_scheduler_or(bigint, text[]) IS
    'Who acts: the scheduler, who may in every center, as "role NAME", or the staff number of a person who must have one of the roles; fails otherwise.';

CREATE OR REPLACE FUNCTION cc_center.require_center(center_id bigint)
RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM cc_center.center c WHERE c.center_id = require_center.center_id) THEN
        PERFORM cc_center.raise_error('unknown_center', coalesce(center_id::text, 'NULL'));
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.require_center(bigint) IS 'Fails unless there is a center of that id (UC101); for functions of the owner.';

CREATE OR REPLACE FUNCTION cc_center.acting_person(center_id bigint)
RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor text := cc_center.acting_staff_no(center_id);
BEGIN
    IF actor IS NULL THEN
        PERFORM cc_center.raise_error('acting_role_not_enrolled', cc_center.acting_login_role(), center_id::text);
    END IF;
    RETURN actor;
END
$$;
COMMENT ON FUNCTION cc_center.acting_person(bigint) IS
    'The staff number of the acting person; fails for applications and for roles not enrolled, so that nobody asks for another (I7).';

CREATE OR REPLACE FUNCTION cc_center.acting_centers_as(roles text[])
RETURNS bigint[] LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT ARRAY(SELECT c FROM unnest(cc_center.acting_centers()) c WHERE cc_center.acting_group(c) = ANY (roles)) $$;
COMMENT ON FUNCTION cc_center.acting_centers_as(text[]) IS
    'The centers in which the acting person has one of the roles, or the acting application is enrolled as one of them (app, reader, importer); row-level security compares with it, once for a query.';
SELECT cc_center.share_function('cc_center.acting_centers_as(text[])');

CREATE OR REPLACE FUNCTION cc_center.acting_numbers()
RETURNS text[] LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT ARRAY(SELECT cc_center.acting_staff_no(c) FROM unnest(cc_center.acting_centers()) c WHERE cc_center.acting_staff_no(c) IS NOT NULL)
$$;
COMMENT ON FUNCTION cc_center.acting_numbers() IS
    'The staff numbers that the acting role has in its centers: a row of another number is not about it; in which center one is its own says acting_staff_no() (A7).';
SELECT cc_center.share_function('cc_center.acting_numbers()');
