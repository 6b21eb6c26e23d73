-- The day calendar: who may read and write it, and the years it does not cover.

SELECT cc_center.register_rule_table('timetable', 'calendar');

SELECT cc_center.register_rule_table('calendar_day', 'calendar', false);

SELECT cc_center.close_table('official_year');
SELECT cc_center.watch_table('official_year');
ALTER TABLE cc_center.official_year ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON cc_center.official_year USING (true);
SELECT cc_center.share_view('official_year');

SELECT cc_center.close_table('official_day');
SELECT cc_center.watch_table('official_day');
ALTER TABLE cc_center.official_day ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON cc_center.official_day USING (true);
SELECT cc_center.share_view('official_day');

CREATE OR REPLACE VIEW cc_center.calendar_gaps WITH (security_invoker = true) AS
SELECT c.center_id, c.calendar, y.year::integer AS year
FROM cc_center.center c
CROSS JOIN LATERAL (
    SELECT extract(year FROM coalesce(min(lower(r.effective)), c.created_at) AT TIME ZONE c.time_zone)::integer AS first_year
    FROM cc_center.rule_set r
    WHERE r.center_id = c.center_id AND r.status = 'ratified' AND NOT lower_inf(r.effective)
) used
CROSS JOIN LATERAL generate_series(
    used.first_year, extract(year FROM cc_center.clock() AT TIME ZONE c.time_zone)::integer + 1) AS y (year)
WHERE NOT EXISTS (
    SELECT FROM cc_center.official_year o WHERE o.calendar = c.calendar AND o.year = y.year);
COMMENT ON VIEW cc_center.calendar_gaps IS
    'Years in use by a center, from its first rules to next year, whose official days are not known. Working time in them is refused, not guessed.';

SELECT cc_center.share_view('calendar_gaps');

SELECT cc_center.share_function(f)
FROM unnest('{"cc_center.is_open(bigint, text, timestamptz)",
              "cc_center.working_time(bigint, text, timestamptz, timestamptz)",
              "cc_center.add_working_time(bigint, text, timestamptz, interval)",
              "cc_center.next_open(bigint, text, timestamptz)",
              "cc_center.next_close(bigint, text, timestamptz)",
              "cc_center.open_periods(bigint, text, tstzrange)",
              "cc_center.is_open(bigint, cc_center.work_hours, timestamptz)",
              "cc_center.working_time(bigint, cc_center.work_hours, timestamptz, timestamptz)",
              "cc_center.add_working_time(bigint, cc_center.work_hours, timestamptz, interval)",
              "cc_center.next_open(bigint, cc_center.work_hours, timestamptz)",
              "cc_center.next_close(bigint, cc_center.work_hours, timestamptz)",
              "cc_center.open_periods(bigint, cc_center.work_hours, tstzrange)",
              "cc_center.day_span(bigint, cc_center.work_hours, date)",
              "cc_center.local_month(bigint, timestamptz)",
              "cc_center.day_type(bigint, date)",
              "cc_center.day_type(bigint, date, boolean)",
              "cc_center.in_repeated_time(bigint, timestamptz, timestamptz)"}'::regprocedure[]) f;
