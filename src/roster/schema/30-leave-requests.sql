-- Requests for leave, and what approved leave leaves of a shift.

CREATE SEQUENCE cc_center.leave_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.leave_id_seq IS 'Ids of leave requests, from the site''s own range; gaps are allowed.';
CREATE TABLE cc_center.leave_request (
    center_id     bigint NOT NULL,
    leave_id      bigint NOT NULL DEFAULT nextval('cc_center.leave_id_seq'),
    staff_no      text NOT NULL,
    leave_kind    text NOT NULL CHECK (leave_kind IN ('sick_leave', 'personal_leave', 'leave_extension')),
    during        tstzrange NOT NULL CHECK (NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)
                                            AND lower_inc(during) AND NOT upper_inc(during)),
    days          numeric NOT NULL CHECK (days > 0),
    extends       bigint,
    reason        text,
    status        text NOT NULL DEFAULT 'requested' CHECK (status IN ('requested', 'approved', 'refused', 'withdrawn')),
    requested_at  timestamptz NOT NULL,
    decided_by    text,
    decided_at    timestamptz,
    decision      text,
    papers_needed text[] NOT NULL DEFAULT '{}',
    certificate   text,
    papers_at     timestamptz,
    papers_by     text,
    version       integer NOT NULL,
    recorded_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by   name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, leave_id),
    FOREIGN KEY (center_id, staff_no) REFERENCES cc_center.staff,
    FOREIGN KEY (center_id, extends) REFERENCES cc_center.leave_request,
    CHECK ((leave_kind = 'leave_extension') = (extends IS NOT NULL)),
    CONSTRAINT one_leave_at_a_time EXCLUDE USING gist
        (center_id WITH =, staff_no WITH =, during WITH &&) WHERE (status IN ('requested', 'approved'))
);
COMMENT ON TABLE cc_center.leave_request IS
    'Leave: whole and half days as one stretch of time, by whom it was asked for and decided, and the papers it needs (I32-I34, B1.4). Its person, leaders, supervisor and director may read it.';

CREATE TABLE cc_center.leave_approval (
    center_id   bigint NOT NULL,
    leave_id    bigint NOT NULL,
    step_no     integer NOT NULL,
    approved_by text NOT NULL,
    approved_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, leave_id, step_no),
    FOREIGN KEY (center_id, leave_id) REFERENCES cc_center.leave_request
);
COMMENT ON TABLE cc_center.leave_approval IS
    'The steps of the ladder that were given for a leave, and by whom (I32-I34, U14).';

CREATE FUNCTION cc_center.may_read_leave(center_id bigint, staff_no text)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT center_id = ANY (cc_center.acting_centers())
           AND (cc_center.acting_role(center_id) IN ('shift_leader', 'supervisor', 'director')
                OR staff_no = cc_center.acting_staff_no(center_id))
$$;
COMMENT ON FUNCTION cc_center.may_read_leave(bigint, text) IS
    'Why somebody is away is known to himself and to those who lead (A7).';
SELECT cc_center.share_function('cc_center.may_read_leave(bigint, text)');

DO $$
DECLARE
    group_name text;
BEGIN
    ALTER TABLE cc_center.leave_request ENABLE ROW LEVEL SECURITY;
    ALTER TABLE cc_center.leave_approval ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own_leave ON cc_center.leave_request FOR SELECT
        USING (cc_center.may_read_leave(center_id, staff_no));
    CREATE POLICY own_leave ON cc_center.leave_approval FOR SELECT
        USING (EXISTS (SELECT FROM cc_center.leave_request l
                       WHERE l.center_id = leave_approval.center_id AND l.leave_id = leave_approval.leave_id));
    FOREACH group_name IN ARRAY cc_center.all_groups() LOOP
        EXECUTE format('GRANT SELECT ON cc_center.leave_request, cc_center.leave_approval TO %I', 'cc_center_' || group_name);
    END LOOP;
END
$$;
SELECT cc_center.keep_rows('leave_request', 'Withdraw the request instead.');
SELECT cc_center.keep_rows('leave_approval', '');

CREATE FUNCTION cc_center.acting_person(center_id bigint)
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

CREATE FUNCTION cc_center.version_in_force(center_id bigint)
RETURNS integer LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    version integer := cc_center.rules_in_force(center_id);
BEGIN
    IF version IS NULL THEN
        PERFORM cc_center.raise_error('no_ratified_rules', center_id::text,
                                      to_char(cc_center.clock() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI"Z"'));
    END IF;
    RETURN version;
END
$$;
COMMENT ON FUNCTION cc_center.version_in_force(bigint) IS 'The rules in force now; fails where there are none.';

CREATE FUNCTION cc_center.local_day(center_id bigint, at timestamptz)
RETURNS date LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT (at AT TIME ZONE c.time_zone)::date FROM cc_center.center c WHERE c.center_id = local_day.center_id $$;
COMMENT ON FUNCTION cc_center.local_day(bigint, timestamptz) IS 'The day of an instant in the center''s zone.';

CREATE FUNCTION cc_center.in_notice(center_id bigint, first_day date, notice interval)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT notice IS NULL OR cc_center.local_day(center_id, cc_center.clock()) <= (first_day - notice)::date
$$;
COMMENT ON FUNCTION cc_center.in_notice(bigint, date, interval) IS
    'Whether it is early enough to ask for a day: notice counts calendar days of the center''s zone, so the last moment is the end of the day that lies the notice before it.';

CREATE FUNCTION cc_center.day_type(center_id bigint, version integer, day date)
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE
        WHEN s.value IS DISTINCT FROM 'weekday' AND k.kind = 'holiday' THEN 'weekend'
        WHEN coalesce(CASE WHEN s.value IS DISTINCT FROM 'weekday' AND k.kind = 'makeup_workday' THEN k.acts_as END,
                      extract(isodow FROM day)) IN (6, 7) THEN 'weekend'
        ELSE 'weekday' END
    FROM cc_center.center c
    LEFT JOIN cc_center.rule_setting s
           ON s.center_id = c.center_id AND s.version = day_type.version AND s.name = 'day_type_by'
    LEFT JOIN LATERAL (
        SELECT x.kind, x.acts_as FROM (
            SELECT d.kind, d.acts_as, 1 AS ordinal FROM cc_center.calendar_day d
            WHERE d.center_id = c.center_id AND d.day = day_type.day
            UNION ALL
            SELECT o.kind, o.acts_as, 2 FROM cc_center.official_day o
            WHERE o.calendar = c.calendar AND o.day = day_type.day) x
        ORDER BY x.ordinal LIMIT 1) k ON true
    WHERE c.center_id = day_type.center_id
$$;
COMMENT ON FUNCTION cc_center.day_type(bigint, integer, date) IS
    'weekday or weekend, by the day calendar or by the weekday alone as the rules say (U10).';
SELECT cc_center.share_function('cc_center.day_type(bigint, integer, date)');

CREATE FUNCTION cc_center.longest_leave()
RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT 366 $$;
COMMENT ON FUNCTION cc_center.longest_leave() IS
    'Calendar days that one request may reach over. No regulation bounds leave; a longer request is a slip, and would keep the months and the rules busy for long.';

CREATE FUNCTION cc_center.leave_span(
    center_id bigint, version integer, first_day date, first_half text, last_day date, last_half text,
    OUT during tstzrange, OUT days numeric)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    zone text;
    first_starts interval;
    last_ends interval;
    far date;
BEGIN
    SELECT d INTO far FROM unnest(ARRAY[first_day, last_day]) d WHERE NOT d BETWEEN '0001-01-01' AND '9999-12-31' LIMIT 1;
    IF far IS NOT NULL THEN
        PERFORM cc_center.raise_error('instant_out_of_range', far::text);
    ELSIF last_day - first_day >= cc_center.longest_leave() THEN
        PERFORM cc_center.raise_error('leave_too_long', cc_center.longest_leave()::text);
    END IF;
    SELECT c.time_zone INTO zone FROM cc_center.center c WHERE c.center_id = leave_span.center_id;
    SELECT min(h.starts) FILTER (WHERE h.half = first_half OR first_half IS NULL),
           max(h.ends) FILTER (WHERE h.half = last_half OR last_half IS NULL)
    INTO first_starts, last_ends
    FROM cc_center.day_half h
    WHERE h.center_id = leave_span.center_id AND h.version = leave_span.version;
    IF first_starts IS NULL OR last_ends IS NULL THEN
        PERFORM cc_center.raise_error('unknown_half',
            CASE WHEN first_starts IS NULL THEN coalesce(first_half, '') ELSE coalesce(last_half, '') END);
    ELSIF first_day IS NULL OR last_day IS NULL OR first_day + first_starts >= last_day + last_ends THEN
        PERFORM cc_center.raise_error('leave_empty');
    END IF;
    during := tstzrange((first_day + first_starts) AT TIME ZONE zone, (last_day + last_ends) AT TIME ZONE zone);
    days := cc_center.leave_days(center_id, version, during);
END
$$;
COMMENT ON FUNCTION cc_center.leave_span(bigint, integer, date, text, date, text) IS
    'The stretch from one half day to another, and its length in days, by the rules'' halves.';

CREATE FUNCTION cc_center.begun_halves(center_id bigint, version integer, during tstzrange)
RETURNS SETOF tstzrange LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT x.half
    FROM cc_center.center c
    CROSS JOIN LATERAL generate_series(date_trunc('day', lower(during) AT TIME ZONE c.time_zone),
                                       upper(during) AT TIME ZONE c.time_zone, interval '1 day') d
    JOIN cc_center.day_half h ON h.center_id = c.center_id AND h.version = begun_halves.version
    CROSS JOIN LATERAL (SELECT tstzrange((d + h.starts) AT TIME ZONE c.time_zone, (d + h.ends) AT TIME ZONE c.time_zone) AS half) x
    WHERE c.center_id = begun_halves.center_id AND x.half && during
$$;
COMMENT ON FUNCTION cc_center.begun_halves(bigint, integer, tstzrange) IS
    'The half days that a stretch touches, by the rules'' halves.';
SELECT cc_center.share_function('cc_center.begun_halves(bigint, integer, tstzrange)');

CREATE FUNCTION cc_center.leave_days(center_id bigint, version integer, during tstzrange)
RETURNS numeric LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT round(count(*) / 2.0, 1) FROM cc_center.begun_halves(center_id, version, during) $$;
COMMENT ON FUNCTION cc_center.leave_days(bigint, integer, tstzrange) IS
    'Calendar days of a stretch, counted in begun halves (U14).';
SELECT cc_center.share_function('cc_center.leave_days(bigint, integer, tstzrange)');

CREATE FUNCTION cc_center.whole_halves(request cc_center.leave_request)
RETURNS tstzrange LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT range_merge(coalesce(range_agg(h), '{}') + tstzmultirange(request.during))
    FROM cc_center.begun_halves(request.center_id, request.version, request.during) h
$$;
COMMENT ON FUNCTION cc_center.whole_halves(cc_center.leave_request) IS
    'A leave to the end of the half in which its person came back: to return a minute early leaves no gap (U14).';

CREATE FUNCTION cc_center.off_between(center_id bigint, staff_no text, gap tstzrange)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT NOT EXISTS (SELECT FROM cc_center.roster r
                       WHERE r.center_id = off_between.center_id AND r.staff_no = off_between.staff_no AND r.duty && gap)
           -- where the roster is no plan any more, and he is on it
           AND (SELECT count(*) FROM cc_center.roster_publication p
                WHERE p.center_id = off_between.center_id AND p.status = 'published' AND p.month BETWEEN m.first AND m.last)
               = (extract(year FROM m.last) - extract(year FROM m.first)) * 12
                 + extract(month FROM m.last) - extract(month FROM m.first) + 1
           AND EXISTS (SELECT FROM cc_center.roster r
                       WHERE r.center_id = off_between.center_id AND r.staff_no = off_between.staff_no
                         AND r.day >= m.first AND r.day < (m.last + interval '1 month')::date)
    FROM (SELECT date_trunc('month', cc_center.local_day(center_id, lower(gap))::timestamp)::date AS first,
                 date_trunc('month', cc_center.local_day(center_id, upper(gap))::timestamp)::date AS last) m
$$;
COMMENT ON FUNCTION cc_center.off_between(bigint, text, tstzrange) IS
    'Whether a person who is on the published roster of those months has no duty in a stretch. While a month is a draft nobody knows.';

CREATE FUNCTION cc_center.adjoining_days(request cc_center.leave_request)
RETURNS numeric LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH live AS (
        SELECT w.whole, l.days
        FROM cc_center.leave_request l CROSS JOIN LATERAL cc_center.whole_halves(l) AS w (whole)
        WHERE l.center_id = request.center_id AND l.staff_no = request.staff_no
          AND (l.status IN ('requested', 'approved') OR l.leave_id = request.leave_id)
    ), stretch AS (
        SELECT s.whole, lag(upper(s.whole)) OVER (ORDER BY s.whole) AS before
        FROM unnest((SELECT range_agg(live.whole) FROM live)) AS s (whole)
    ), absence AS (
        SELECT s.whole, count(*) FILTER (WHERE NOT coalesce(
                   cc_center.off_between(request.center_id, request.staff_no, tstzrange(s.before, lower(s.whole))), false))
               OVER (ORDER BY s.whole) AS absence_no
        FROM stretch s
    )
    SELECT sum(live.days) FROM live JOIN absence a ON a.whole @> live.whole
    WHERE a.absence_no = (SELECT x.absence_no FROM absence x WHERE x.whole @> request.during)
$$;
COMMENT ON FUNCTION cc_center.adjoining_days(cc_center.leave_request) IS
    'The length of a leave together with all requested or approved leave, of any kind, that is contiguous with it: it touches, counted in begun halves, or the person has no duty on the published roster in between. Splitting does not dodge the director (U14).';

CREATE FUNCTION cc_center.time_off(approved cc_center.leave_request)
RETURNS tstzrange LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN approved.decided_at >= upper(approved.during) THEN 'empty'
                ELSE tstzrange(greatest(lower(approved.during), approved.decided_at), upper(approved.during)) END
$$;
COMMENT ON FUNCTION cc_center.time_off(cc_center.leave_request) IS
    'When approved leave keeps a person off the roster: from its approval on, since what he stood, or should have stood, before it stays on the roster.';

CREATE FUNCTION cc_center.duty_besides_leave(planned cc_center.roster)
RETURNS tstzrange LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    left_over tstzmultirange := tstzmultirange(planned.duty);
    away tstzmultirange;
BEGIN
    SELECT range_agg(cc_center.time_off(l)) INTO away FROM cc_center.leave_request l
    WHERE l.center_id = planned.center_id AND l.staff_no = planned.staff_no
      AND l.status = 'approved' AND l.during && planned.duty;
    IF away IS NULL THEN
        RETURN planned.duty;
    END IF;
    left_over := left_over - away;
    IF isempty(left_over) THEN
        PERFORM cc_center.raise_error('on_leave', planned.staff_no, planned.shift, to_char(planned.day, 'YYYY-MM-DD'));
    END IF;
    -- the first stretch: it may have been stood already
    RETURN (SELECT s FROM unnest(left_over) s ORDER BY s LIMIT 1);
END
$$;
COMMENT ON FUNCTION cc_center.duty_besides_leave(cc_center.roster) IS
    'What a shift leaves to stand besides the person''s approved leave: all, one stretch, or an error. Where leave lies in the middle it is the stretch before.';
