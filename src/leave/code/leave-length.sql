-- How long leave is, in days of its kind.

CREATE OR REPLACE FUNCTION cc_center.longest_leave()
RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT 366 $$;
COMMENT ON FUNCTION cc_center.longest_leave() IS
    'Calendar days that one request may reach over. No regulation bounds leave; a longer request is a slip, and would keep the months and the rules busy for long.';
SELECT cc_center.share_function('cc_center.longest_leave()');

CREATE OR REPLACE FUNCTION cc_center.leave_span(
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

CREATE OR REPLACE FUNCTION cc_center.begun_halves(center_id bigint, version integer, during tstzrange)
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

CREATE OR REPLACE FUNCTION cc_center.leave_days(center_id bigint, version integer, during tstzrange)
RETURNS numeric LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT round(count(*) / 2.0, 1) FROM cc_center.begun_halves(center_id, version, during) $$;
COMMENT ON FUNCTION cc_center.leave_days(bigint, integer, tstzrange) IS
    'Calendar days of a stretch, counted in begun halves (U14).';
SELECT cc_center.share_function('cc_center.leave_days(bigint, integer, tstzrange)');

CREATE OR REPLACE FUNCTION cc_center.whole_halves(request cc_center.leave_request)
RETURNS tstzrange LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT range_merge(coalesce(range_agg(h), '{}') + tstzmultirange(request.during))
    FROM cc_center.begun_halves(request.center_id, request.version, request.during) h
$$;
COMMENT ON FUNCTION cc_center.whole_halves(cc_center.leave_request) IS
    'A leave to the end of the half in which its person came back: to return a minute early leaves no gap (U14).';

CREATE OR REPLACE FUNCTION cc_center.off_between(center_id bigint, staff_no text, gap tstzrange)
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

CREATE OR REPLACE FUNCTION cc_center.adjoining_days(request cc_center.leave_request)
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

CREATE OR REPLACE FUNCTION cc_center.time_off(leave cc_center.leave_request)
RETURNS tstzrange LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN leave.status <> 'approved' AND (leave.status <> 'requested' OR leave.away_from IS NULL)
                     OR leave.away_from >= upper(leave.during) THEN 'empty'
                ELSE tstzrange(greatest(lower(leave.during), leave.away_from), upper(leave.during)) END
$$;
COMMENT ON FUNCTION cc_center.time_off(cc_center.leave_request) IS
    'When leave keeps a person off the roster: from its approval on, or from its report where the rules let notice be enough (U20). What he stood, or should have stood, before it stays on the roster.';

CREATE OR REPLACE FUNCTION cc_center.leave_reach(leave cc_center.leave_request, away tstzrange, planned cc_center.roster)
RETURNS tstzrange LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN NOT away && planned.duty THEN 'empty'
                -- he who falls ill after midnight goes home: that leave was reported while it ran, and the shift too
                WHEN planned.day < k.first_day AND lower(leave.during) = (k.first_day + k.starts) AT TIME ZONE k.time_zone
                     AND NOT (lower(away) > lower(leave.during) AND planned.duty @> lower(away)) THEN 'empty'
                WHEN planned.day >= k.first_day AND upper(leave.during) = (k.last_day + k.ends) AT TIME ZONE k.time_zone
                THEN tstzrange(lower(away), greatest(upper(away), upper(planned.duty)))
                ELSE away END
    FROM (SELECT c.time_zone, cc_center.local_day(c.center_id, lower(leave.during)) AS first_day,
                 cc_center.local_day(c.center_id, upper(leave.during) - interval '1 microsecond') AS last_day,
                 (SELECT min(h.starts) FROM cc_center.day_half h
                  WHERE h.center_id = leave.center_id AND h.version = leave.version) AS starts,
                 (SELECT max(h.ends) FROM cc_center.day_half h
                  WHERE h.center_id = leave.center_id AND h.version = leave.version) AS ends
          FROM cc_center.center c WHERE c.center_id = leave.center_id) k
$$;
COMMENT ON FUNCTION cc_center.leave_reach(cc_center.leave_request, tstzrange, cc_center.roster) IS
    'The stretch in which a leave, away in that time, keeps its person from a shift; empty where it does not. A shift past midnight belongs to the day it starts on: leave from the beginning of a day leaves the shift of the evening before whole, leave to the end of a day has all of the shift that begins in it (I19, I32, I33).';
SELECT cc_center.share_function('cc_center.leave_reach(cc_center.leave_request, tstzrange, cc_center.roster)');

CREATE OR REPLACE FUNCTION cc_center.duty_besides_leave(planned cc_center.roster)
RETURNS tstzrange LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    left_over tstzmultirange := tstzmultirange(planned.duty);
    away tstzmultirange;
BEGIN
    SELECT range_agg(cc_center.leave_reach(l, cc_center.time_off(l), planned)) INTO away FROM cc_center.leave_request l
    WHERE l.center_id = planned.center_id AND l.staff_no = planned.staff_no
      AND l.status IN ('requested', 'approved') AND l.during && planned.duty;
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
    'What a shift leaves to stand besides leave that keeps the person away: all, one stretch, or an error. Where leave lies in the middle it is the stretch before.';

CREATE OR REPLACE FUNCTION cc_center.leave_out_leave()
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET jit = off
AS $$
BEGIN
    NEW.duty := cc_center.duty_besides_leave(NEW);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cc_center.leave_out_leave() IS
    'Trigger: a duty is fixed without leave that keeps the person away; UC502 where nothing is left of it.';
CREATE OR REPLACE TRIGGER ab_leave BEFORE INSERT OR UPDATE ON cc_center.roster
    FOR EACH ROW WHEN (NEW.day IS NOT NULL AND NEW.shift IS NOT NULL) EXECUTE FUNCTION cc_center.leave_out_leave();
