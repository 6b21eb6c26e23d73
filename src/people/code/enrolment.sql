-- The database roles people and applications act through.

SELECT cc_center.watch_table('enrolment', 'login_role');
SELECT cc_center.share_table('enrolment', ARRAY['supervisor', 'director', 'system_admin']);

CREATE OR REPLACE FUNCTION cc_center.fill_enrolment()
RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.role_oid := (SELECT r.oid FROM pg_roles r WHERE r.rolname = NEW.login_role);
    NEW.server := (SELECT c.system_identifier FROM pg_control_system() c);
    IF NEW.role_oid IS NULL THEN
        PERFORM cc_center.raise_error('unknown_role_name', NEW.login_role::text);
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cc_center.fill_enrolment() IS
    'Trigger: notes which role has the name at present, so that another one under the same name later is not taken for it (E2).';
CREATE OR REPLACE TRIGGER aa_fill BEFORE INSERT OR UPDATE OF login_role ON cc_center.enrolment
    FOR EACH ROW EXECUTE FUNCTION cc_center.fill_enrolment();

CREATE OR REPLACE FUNCTION cc_center.is_in_group(role oid, as_group text, center_id bigint, staff_no text)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT pg_has_role(role, 'cc_center_' || coalesce(as_group, (
        SELECT s.role FROM cc_center.staff s
        WHERE s.center_id = is_in_group.center_id AND s.staff_no = is_in_group.staff_no)), 'MEMBER')
$$;
COMMENT ON FUNCTION cc_center.is_in_group(oid, text, bigint, text) IS
    'Whether a database role is a member of the group of what it is enrolled as.';

CREATE OR REPLACE FUNCTION cc_center.renew_enrolments()
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    renewed integer;
BEGIN
    UPDATE cc_center.enrolment e SET role_oid = r.oid, server = c.system_identifier
    FROM pg_roles r, pg_control_system() c
    WHERE r.rolname = e.login_role AND e.server <> c.system_identifier
      AND cc_center.is_in_group(r.oid, e.as_group, e.center_id, e.staff_no);
    GET DIAGNOSTICS renewed = ROW_COUNT;
    RETURN renewed;
END
$$;
COMMENT ON FUNCTION cc_center.renew_enrolments() IS
    'For a database administrator, after a dump was restored on another server: ties the enrolments to the roles of this server that have their names and are in their groups, and returns how many. Until then the group decides (E2).';

CREATE OR REPLACE FUNCTION cc_center.move_group()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    login name;
BEGIN
    SELECT e.login_role INTO login FROM cc_center.enrolment e
    WHERE e.center_id = NEW.center_id AND e.staff_no = NEW.staff_no
      AND EXISTS (SELECT FROM pg_roles r WHERE r.rolname = e.login_role);
    IF login IS NOT NULL THEN
        PERFORM cc_center.move_login(login, CASE WHEN NOT EXISTS (
            SELECT FROM cc_center.enrolment e JOIN cc_center.staff s USING (center_id, staff_no)
            WHERE e.login_role = login AND s.role = OLD.role) THEN OLD.role END, NEW.role);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cc_center.move_group() IS
    'Trigger: whoever changes role moves from its group role to that of the new one.';

CREATE OR REPLACE FUNCTION cc_center.enrol(center_id bigint, staff_no text, login_role name, as_group text DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    person_role text;
    group_name text;
BEGIN
    IF NOT EXISTS (SELECT FROM cc_center.center c WHERE c.center_id = enrol.center_id) THEN
        PERFORM cc_center.raise_error('unknown_center', center_id::text);
    END IF;
    -- a database administrator enrols anybody; a system administrator only people of his own center
    IF NOT pg_has_role(cc_center.acting_login_role(), 'cc_center_owner', 'MEMBER') THEN
        PERFORM cc_center.require_role(center_id, 'system_admin');
        IF EXISTS (SELECT FROM pg_roles r WHERE r.rolname = enrol.login_role
                   AND pg_has_role(cc_center.acting_login_role(), r.oid, 'MEMBER')) THEN
            PERFORM cc_center.raise_error('unfit_login_role', login_role::text);
        END IF;
    END IF;
    IF login_role ~ '^(cc_center_|pg_)' OR (SELECT r.rolsuper FROM pg_roles r WHERE r.rolname = login_role) THEN
        PERFORM cc_center.raise_error('unfit_login_role', login_role::text);
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = enrol.login_role) THEN
        PERFORM cc_center.raise_error('unknown_role_name', login_role::text);
    ELSIF EXISTS (SELECT FROM cc_center.enrolment e
                  WHERE e.center_id = enrol.center_id AND e.login_role = enrol.login_role) THEN
        PERFORM cc_center.raise_error('role_taken', login_role::text, center_id::text);
    END IF;
    IF staff_no IS NOT NULL THEN
        SELECT s.role INTO person_role FROM cc_center.staff s
        WHERE s.center_id = enrol.center_id AND s.staff_no = enrol.staff_no;
        IF person_role IS NULL THEN
            PERFORM cc_center.raise_error('unknown_staff', center_id::text, staff_no);
        ELSIF EXISTS (SELECT FROM cc_center.enrolment e
                      WHERE e.center_id = enrol.center_id AND e.staff_no = enrol.staff_no) THEN
            PERFORM cc_center.raise_error('staff_enrolled', center_id::text, staff_no);
        END IF;
        group_name := person_role;
    ELSE
        group_name := coalesce(as_group, 'app');
        IF group_name NOT IN ('app', 'reader', 'importer') THEN
            PERFORM cc_center.raise_error('unfit_group', group_name);
        END IF;
    END IF;
    INSERT INTO cc_center.enrolment (center_id, login_role, staff_no, as_group)
    VALUES (center_id, login_role, staff_no, CASE WHEN staff_no IS NULL THEN group_name END);
    PERFORM cc_center.move_login(login_role, NULL, group_name);
END
$$;
COMMENT ON FUNCTION cc_center.enrol(bigint, text, name, text) IS
    'Enrols a database role as a person of a center, and puts it into the group role of that person''s role. With staff_no NULL it enrols an application (as_group app, reader or importer).';
GRANT EXECUTE ON FUNCTION cc_center.enrol(bigint, text, name, text) TO cc_center_system_admin;

CREATE OR REPLACE FUNCTION cc_center.end_enrolment(ended cc_center.enrolment)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    held constant text := coalesce(ended.as_group, (SELECT s.role FROM cc_center.staff s
                                                    WHERE s.center_id = ended.center_id AND s.staff_no = ended.staff_no));
BEGIN
    DELETE FROM cc_center.enrolment e WHERE e.center_id = ended.center_id AND e.login_role = ended.login_role;
    -- the same role may be in that group for another center
    IF EXISTS (SELECT FROM pg_roles r WHERE r.rolname = ended.login_role)
       AND NOT EXISTS (SELECT FROM cc_center.enrolment e LEFT JOIN cc_center.staff s USING (center_id, staff_no)
                       WHERE e.login_role = ended.login_role AND coalesce(e.as_group, s.role) = held) THEN
        PERFORM cc_center.move_login(ended.login_role, held, NULL);
    END IF;
END
$$;
COMMENT ON FUNCTION cc_center.end_enrolment(cc_center.enrolment) IS
    'Ends an enrolment, and takes its role out of the group if it is in that group nowhere else.';

CREATE OR REPLACE FUNCTION cc_center.unenrol(center_id bigint, login_role name)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ended cc_center.enrolment;
    held text;
BEGIN
    SELECT e.* INTO ended FROM cc_center.enrolment e
    WHERE e.center_id = unenrol.center_id AND e.login_role = unenrol.login_role;
    IF ended.login_role IS NULL THEN
        PERFORM cc_center.raise_error('not_enrolled', coalesce(login_role::text, ''), center_id::text);
    END IF;
    held := coalesce(ended.as_group, (SELECT s.role FROM cc_center.staff s
                                      WHERE s.center_id = ended.center_id AND s.staff_no = ended.staff_no));
    IF NOT pg_has_role(cc_center.acting_login_role(), 'cc_center_owner', 'MEMBER') THEN
        PERFORM cc_center.require_role(center_id, 'system_admin');
        IF held IN ('supervisor', 'director', 'system_admin') THEN
            PERFORM cc_center.raise_error('senior_staff', held);
        END IF;
    END IF;
    PERFORM cc_center.end_enrolment(ended);
END
$$;
COMMENT ON FUNCTION cc_center.unenrol(bigint, name) IS
    'Ends what a database role is in a center, and takes it out of the group role if it is in that group nowhere else: for somebody who left (E2), or a role that was dropped. What was done under the staff number stays; whoever is still rostered is named in a warning, UC415. A database administrator ends any enrolment; a system_admin those of his center but of supervisor, director and system_admin (UC113); UC114 where the role is not enrolled.';
GRANT EXECUTE ON FUNCTION cc_center.unenrol(bigint, name) TO cc_center_system_admin;
