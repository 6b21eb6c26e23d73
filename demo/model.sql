-- The simulated people. What came in is real; who did what with it, and how fast, is made up here.
-- Every draw is a hash of the seed, the report and the step, so the same seed gives the same month,
-- in whatever order things happen.

CREATE FUNCTION demo.draw(about text) RETURNS double precision
LANGUAGE plpgsql STABLE
AS $$
BEGIN
  RETURN (('x' || substr(md5(current_setting('demo.seed') || ' ' || about), 1, 13))::bit(52)::bigint + 0.5) / 2 ^ 52;
END
$$;
COMMENT ON FUNCTION demo.draw(text) IS 'A number between 0 and 1, the same one whenever the same is asked.';

-- Times are lognormal; "distracted" is a share of times that take much longer: a long call on
-- another line, a question that must be asked back, an absence.
CREATE TABLE demo.pace (
  step             text PRIMARY KEY,
  median           interval NOT NULL,
  spread           double precision NOT NULL,
  distracted_share double precision NOT NULL,
  distracted       interval NOT NULL
);
INSERT INTO demo.pace (step, median, spread, distracted_share, distracted) VALUES
  ('arrive',     '2 minutes',  0.8, 0.03, '8 minutes'),
  ('notice',     '20 seconds', 0.7, 0.03, '9 minutes'),
  ('pre_filed',  '90 seconds', 0.6, 0.03, '9 minutes'),
  ('filed',      '45 seconds', 0.5, 0.01, '8 minutes'),
  ('dispatched', '2 minutes',  0.6, 0.00, '0'),
  ('disposed',   '20 hours',   0.9, 0.05, '5 days'),
  ('check_ordered', '30 seconds', 0.5, 0.01, '8 minutes'),
  ('checked',    '6 minutes',  0.4, 0.02, '12 minutes'),
  ('closed',     '45 seconds', 0.6, 0.01, '8 minutes');

CREATE FUNCTION demo.takes(step text, about text) RETURNS interval
LANGUAGE plpgsql STABLE
AS $$
DECLARE
  pace demo.pace;
  normal double precision := sqrt(-2 * ln(demo.draw(step || '1' || about))) * cos(2 * pi() * demo.draw(step || '2' || about));
  is_distracted boolean;
BEGIN
  SELECT * INTO pace FROM demo.pace p WHERE p.step = takes.step;
  is_distracted := demo.draw(step || '3' || about) < pace.distracted_share;
  RETURN date_trunc('second', pace.median * exp(pace.spread * normal) + pace.distracted * is_distracted::int);
END
$$;
COMMENT ON FUNCTION demo.takes(text, text) IS 'How long a step takes this time.';

-- Departments work in the daytime: what would end at night ends in the next morning.
CREATE FUNCTION demo.in_daytime(at timestamptz, about text) RETURNS timestamptz
LANGUAGE plpgsql STABLE
AS $$
DECLARE
  wall timestamp := at AT TIME ZONE 'Asia/Shanghai';
  morning timestamp := wall::date + time '08:30' + interval '3 hours' * demo.draw('morning' || about);
BEGIN
  RETURN CASE
    WHEN wall::time < '08:30' THEN date_trunc('second', morning) AT TIME ZONE 'Asia/Shanghai'
    WHEN wall::time >= '17:30' THEN (date_trunc('second', morning) + interval '1 day') AT TIME ZONE 'Asia/Shanghai'
    ELSE at END;
END
$$;
COMMENT ON FUNCTION demo.in_daytime(timestamptz, text) IS 'The instant itself, or one in the next morning.';

-- What comes of a step; by far most cases simply go on.
CREATE FUNCTION demo.outcome(step text, about text, OUT stage text, OUT reason text)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
  draw double precision := demo.draw('outcome' || step || about);
BEGIN
  stage := step;
  IF step = 'pre_filed' AND draw < 0.02 THEN
    stage := 'returned';
    reason := '描述不清，退回补充';
  ELSIF step = 'filed' AND draw < 0.03 THEN
    stage := 'void';
    reason := '重复上报';
  ELSIF step = 'checked' AND draw < 0.04 THEN
    stage := 'dispatched';
    reason := '现场未解决，返工';
  END IF;
END
$$;
COMMENT ON FUNCTION demo.outcome(text, text) IS 'The stage that a step leads to, and the reason where it is not the next one.';

CREATE TABLE demo.inspector AS
  SELECT street, staff_no FROM cc_center.street_inspector WHERE center_id = 1;

CREATE FUNCTION demo.department(category text) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
  SELECT CASE category WHEN '市容环卫' THEN '601' WHEN '环保水务' THEN '602'
                       WHEN '市政设施' THEN '603' WHEN '交通运输' THEN '603' ELSE '604' END
$$;
COMMENT ON FUNCTION demo.department(text) IS 'The department that disposes of a kind of case.';
