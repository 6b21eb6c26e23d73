-- What a center's calendar and timetables say may be asked by everybody in a group role.
SELECT cc_center.share_function(p.oid::regprocedure)
FROM pg_proc p
WHERE p.pronamespace = 'cc_center'::regnamespace
  AND p.proname IN ('is_open', 'open_periods', 'working_time', 'add_working_time', 'next_open', 'next_close', 'day_type')
  AND p.proargnames[1] = 'center_id';
