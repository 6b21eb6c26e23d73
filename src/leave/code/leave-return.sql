-- Leave that is taken back, and coming back from leave.

CREATE OR REPLACE FUNCTION cc_center.put_back(change cc_center.roster_change)
RETURNS boolean LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    planned tstzrange;
    present tstzrange;
    written tstzrange;
BEGIN
    IF NOT EXISTS (SELECT FROM cc_center.staff s
                   WHERE s.center_id = change.center_id AND s.staff_no = change.from_staff AND s.role = change.role) THEN
        RETURN false;
    END IF;
    SELECT p.duty INTO planned FROM cc_center.plan_duty(change.center_id, change.day, change.shift, change.role) p;
    SELECT r.duty INTO present FROM cc_center.roster r
    WHERE r.center_id = change.center_id AND r.day = change.day AND r.shift = change.shift AND r.staff_no = change.from_staff;
    -- what is over is not stood any more; but whose leave is refused was missing in it
    IF upper(planned) <= cc_center.clock()
       AND NOT EXISTS (SELECT FROM cc_center.leave_request l
                       WHERE l.center_id = change.center_id AND l.leave_id = change.reference AND l.status = 'refused') THEN
        RETURN false;
    ELSIF present IS NOT NULL THEN
        UPDATE cc_center.roster r SET shift = r.shift
        WHERE r.center_id = change.center_id AND r.day = change.day AND r.shift = change.shift AND r.staff_no = change.from_staff
        RETURNING r.duty INTO written;
        RETURN written <> present;
    -- somebody was put in for him, or he has something else to do by now
    ELSIF EXISTS (SELECT FROM cc_center.roster_change c
                  JOIN cc_center.roster r ON r.center_id = c.center_id AND r.day = c.day AND r.shift = c.shift AND r.staff_no = c.to_staff
                  WHERE c.center_id = change.center_id AND c.day = change.day AND c.shift = change.shift
                    AND c.role = change.role AND c.kind = 'correction' AND c.from_staff IS NULL
                    AND c.change_id > change.change_id)
          OR EXISTS (SELECT FROM cc_center.roster r
                     WHERE r.center_id = change.center_id AND r.staff_no = change.from_staff AND r.duty && planned) THEN
        RETURN false;
    END IF;
    INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
    VALUES (change.center_id, change.day, change.shift, change.from_staff);
    RETURN true;
EXCEPTION
    -- not active any more; no such shift, or not that day; over a limit or unqualified; on other leave
    WHEN SQLSTATE 'UC401' OR SQLSTATE 'UC402' OR SQLSTATE 'UC403' OR SQLSTATE 'UC407' OR SQLSTATE 'UC408'
      OR SQLSTATE 'UC409' OR SQLSTATE 'UC410' OR SQLSTATE 'UC502' THEN
        RETURN false;
END
$$;
COMMENT ON FUNCTION cc_center.put_back(cc_center.roster_change) IS
    'Puts a person back into a shift that leave took him off, or what is left of it; false where somebody was put in for him or he no longer fits: the hole stays a finding.';

CREATE OR REPLACE FUNCTION cc_center.put_back_on_roster(request cc_center.leave_request, actor text)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    change cc_center.roster_change;
BEGIN
    FOR change IN
        SELECT c.* FROM cc_center.roster_change c
        WHERE c.center_id = request.center_id AND c.reference = request.leave_id AND c.kind = 'leave'
        ORDER BY c.day, c.shift
    LOOP
        CONTINUE WHEN NOT cc_center.put_back(change);
        INSERT INTO cc_center.roster_change (center_id, day, shift, role, to_staff, kind, reference, changed_by)
        VALUES (change.center_id, change.day, change.shift, change.role, change.from_staff, 'leave_withdrawn',
                request.leave_id, actor);
    END LOOP;
END
$$;
COMMENT ON FUNCTION cc_center.put_back_on_roster(cc_center.leave_request, text) IS
    'Puts a person back into the shifts that his leave took him off, each with its record, where he still fits and nobody was put in for him.';

CREATE OR REPLACE FUNCTION cc_center.end_leave(request cc_center.leave_request, actor text, reason text)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    at timestamptz := cc_center.clock();
BEGIN
    IF request.status = 'approved' AND upper(request.during) <= at THEN
        PERFORM cc_center.raise_error('leave_not_open', request.leave_id::text, 'over');
    ELSIF (request.status = 'approved' OR request.away_from IS NOT NULL)
          AND lower(request.during) < at AND at < upper(request.during) THEN
        -- what was taken stays taken
        UPDATE cc_center.leave_request l
        SET during = tstzrange(lower(l.during), at),
            days = cc_center.leave_days(l.center_id, l.version, tstzrange(lower(l.during), at)),
            decision = coalesce(end_leave.reason, l.decision)
        WHERE l.center_id = request.center_id AND l.leave_id = request.leave_id;
    ELSE
        UPDATE cc_center.leave_request l
        SET status = 'withdrawn', decided_by = actor, decided_at = at, decision = coalesce(end_leave.reason, l.decision)
        WHERE l.center_id = request.center_id AND l.leave_id = request.leave_id;
    END IF;
    PERFORM cc_center.put_back_on_roster(request, actor);
END
$$;
COMMENT ON FUNCTION cc_center.end_leave(cc_center.leave_request, text, text) IS
    'Ends leave that is locked, before it begins all of it, later what is left of it, and puts its person back on the roster where he still fits.';

CREATE OR REPLACE FUNCTION cc_center.withdraw_leave(center_id bigint, leave_id bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    actor text := cc_center.acting_person(center_id);
    request cc_center.leave_request := cc_center.find_leave(center_id, leave_id);
BEGIN
    IF actor <> request.staff_no THEN
        PERFORM cc_center.raise_error('not_own_leave', leave_id::text);
    END IF;
    request := cc_center.lock_leave(center_id, leave_id, 'requested', 'approved');
    PERFORM cc_center.end_leave(request, actor, NULL);
END
$$;
COMMENT ON FUNCTION cc_center.withdraw_leave(bigint, bigint) IS
    'Takes leave back: before it begins all of it, later what is left of it. The person stands his shifts again where nobody was put in for him and he still fits; of a shift that leave cut in its middle he keeps what he stood.';

CREATE OR REPLACE FUNCTION cc_center.take_back_leave(center_id bigint, leave_id bigint, reason text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
    request cc_center.leave_request := cc_center.find_leave(center_id, leave_id);
    actor text := cc_center.leave_approver(request);
BEGIN
    IF NOT cc_center.has_text(reason) THEN
        PERFORM cc_center.raise_error('reason_missing', 'I32-I34');
    END IF;
    request := cc_center.lock_leave(center_id, leave_id, 'approved');
    PERFORM cc_center.end_leave(request, actor, reason);
END
$$;
COMMENT ON FUNCTION cc_center.take_back_leave(bigint, bigint, text) IS
    'Whoever may approve such leave takes back an approval that was a mistake, with a reason that stays on record: before the leave begins all of it, later what is left of it, none that is over. The person stands his shifts again where nobody was put in for him and he still fits (I32-I34). The steps given stay on record.';

CREATE OR REPLACE FUNCTION cc_center.return_papers(center_id bigint, leave_id bigint, certificate text DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    request cc_center.leave_request := cc_center.find_leave(center_id, leave_id);
    actor text := cc_center.leave_approver(request);
BEGIN
    request := cc_center.lock_leave(center_id, leave_id, 'requested', 'approved');
    IF request.papers_needed = '{}' OR request.papers_at IS NOT NULL THEN
        PERFORM cc_center.raise_error('papers_not_due', leave_id::text);
    ELSIF 'certificate' = ANY (request.papers_needed) AND NOT cc_center.has_text(certificate) THEN
        PERFORM cc_center.raise_error('certificate_missing', leave_id::text);
    END IF;
    UPDATE cc_center.leave_request l
    SET certificate = return_papers.certificate, papers_at = cc_center.clock(), papers_by = actor
    WHERE l.center_id = request.center_id AND l.leave_id = request.leave_id;
END
$$;
COMMENT ON FUNCTION cc_center.return_papers(bigint, bigint, text) IS
    'The supervisor or director records that the slip, and where needed the certificate with its number, were handed in (I32, I34).';

CREATE OR REPLACE FUNCTION cc_center.papers_due(request cc_center.leave_request)
RETURNS timestamptz LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT min(upper(r.duty)) FROM cc_center.roster r
    WHERE request.papers_needed <> '{}' AND request.status = 'approved'
      AND r.center_id = request.center_id AND r.staff_no = request.staff_no AND lower(r.duty) >= upper(request.during)
$$;
COMMENT ON FUNCTION cc_center.papers_due(cc_center.leave_request) IS
    'Until when the papers of a leave are due: the end of the first shift after it (I34); NULL while none is rostered.';

DO $$
BEGIN
    PERFORM cc_center.share_function(f, cc_center.person_groups())
    FROM unnest('{"cc_center.withdraw_leave(bigint, bigint)"}'::regprocedure[]) f;
    PERFORM cc_center.share_function(f, ARRAY['shift_leader', 'supervisor', 'director'])
    FROM unnest('{"cc_center.return_papers(bigint, bigint, text)", "cc_center.take_back_leave(bigint, bigint, text)"}'::regprocedure[]) f;
END
$$;
-- the views run with the rights of whoever asks
SELECT cc_center.share_function('cc_center.papers_due(cc_center.leave_request)');
