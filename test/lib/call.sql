-- For tests of leave, rosters and swaps: calling a function as a person, and at an instant. Run with \ir.

-- Sets the clock.
CREATE FUNCTION pg_temp.at(instant text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('cc_center.now', instant, true);
END
$$;

-- Runs one call of cc_center or statement as a person, apart from the rest: its value, or the SQLSTATE it was refused with.
-- A person without his center is of the one that the setting test.center names.
CREATE FUNCTION pg_temp.act(who text, call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answer text;
BEGIN
  PERFORM set_config('role', 't' || CASE WHEN who ~ '_' THEN who ELSE current_setting('test.center') || '_' || who END, true);
  EXECUTE CASE WHEN call ~ '^(SELECT|UPDATE|INSERT|DELETE)' THEN call ELSE 'SELECT cc_center.' || call END INTO answer;
  SET CONSTRAINTS ALL IMMEDIATE;
  PERFORM set_config('role', 'none', true);
  RETURN coalesce(nullif(answer, ''), 'done');
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END
$$;
