-- Random pairs of instants, up to sixty days apart, and what the peers need.
CREATE TABLE bench.pair (from_time timestamptz, to_time timestamptz, span interval);
SELECT setseed(0.5) \g /dev/null
INSERT INTO bench.pair
SELECT t, t + d, d
  FROM (SELECT '2018-01-01 00:00+08'::timestamptz + random() * interval '300 days' AS t, random() * interval '60 days' AS d
          FROM generate_series(1, 1000000)) r;
VACUUM ANALYZE bench.pair;
CREATE TABLE bench.few_pairs AS SELECT * FROM bench.pair LIMIT 1000;
ANALYZE bench.few_pairs;

-- A loop over days: for a timetable of one stretch a day, all days alike, in a zone with a fixed offset.
CREATE FUNCTION bench.day_loop(from_time timestamptz, to_time timestamptz, zone text, opens time, closes time)
RETURNS interval LANGUAGE plpgsql STABLE AS $$
DECLARE
  first_local timestamp := from_time AT TIME ZONE zone;
  last_local timestamp := to_time AT TIME ZONE zone;
  total interval := '0';
  day date := first_local::date;
BEGIN
  WHILE day <= last_local::date LOOP
    total := total + greatest(least(day + closes, last_local) - greatest(day + opens, first_local), interval '0');
    day := day + 1;
  END LOOP;
  RETURN total;
END
$$;

-- The same as a query over the series of days.
CREATE FUNCTION bench.day_series(from_time timestamptz, to_time timestamptz, zone text, opens time, closes time)
RETURNS interval LANGUAGE sql STABLE AS $$
  SELECT sum(greatest(least(d + closes, to_time AT TIME ZONE zone) - greatest(d + opens, from_time AT TIME ZONE zone), interval '0'))
    FROM generate_series((from_time AT TIME ZONE zone)::date::timestamp, (to_time AT TIME ZONE zone)::date::timestamp, interval '1 day') d
$$;

-- Minutes counted one by one.
CREATE FUNCTION bench.minute_series(from_time timestamptz, to_time timestamptz, zone text, opens time, closes time)
RETURNS interval LANGUAGE sql STABLE AS $$
  SELECT count(*) * interval '1 minute' FROM generate_series(from_time, to_time - interval '1 minute', interval '1 minute') m
   WHERE (m AT TIME ZONE zone)::time >= opens AND (m AT TIME ZONE zone)::time < closes
$$;
