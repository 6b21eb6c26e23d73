-- The month as a grid.

DO $$
DECLARE
    columns text;
BEGIN
    SELECT string_agg(format('max(h.name) FILTER (WHERE extract(day FROM r.day) = %s) AS d%s', n, lpad(n::text, 2, '0')), E',\n       ')
    INTO columns FROM generate_series(1, 31) n;
    EXECUTE format($view$
CREATE OR REPLACE VIEW cc_center.roster_month WITH (security_invoker = true) AS
SELECT r.center_id, cc_center.roster_month_start(r.day) AS month, r.role, r.staff_no, s.name,
       %s,
       count(*) AS shifts,
       count(*) FILTER (WHERE cc_center.day_type(r.center_id, r.version, r.day) = 'weekend') AS weekend_shifts,
       date_trunc('minute', sum(upper(r.duty) - lower(r.duty))) AS on_duty
FROM cc_center.roster r
JOIN cc_center.staff s ON s.center_id = r.center_id AND s.staff_no = r.staff_no
JOIN cc_center.shift h ON h.center_id = r.center_id AND h.version = r.version AND h.role = r.role AND h.shift = r.shift
GROUP BY r.center_id, cc_center.roster_month_start(r.day), r.role, r.staff_no, s.name$view$, columns);
END
$$;


COMMENT ON VIEW cc_center.roster_month IS
    'A month''s roster as a grid that a person reads: one row a person, a column for each day with the shift''s name, and how many shifts, at weekends and in all (I2).';
SELECT cc_center.share_view('roster_month');
