-- The month's roster is published; then people ask for leave and swap shifts, each under his own role, and supervisor and
-- director decide (I2, I32-I36). Run after setup.sql, before the month is replayed.
SET timezone = 'Asia/Shanghai';

CREATE FUNCTION demo.as(staff_no text, at timestamptz) RETURNS void LANGUAGE sql AS $$
  SELECT set_config('role', 'none', false), set_config('cc_center.now', at::text, false), set_config('role', 'gulou_' || staff_no, false)
$$;
GRANT USAGE ON SCHEMA demo TO PUBLIC;

SELECT demo.as('201', '2018-09-25 10:00+08') \g /dev/null
SELECT cc_center.publish_roster(1, '2018-10-01') AS findings \gset

-- A swap with its repayment named at once, and one that is still owed at the month's end.
SELECT demo.as('101', '2018-09-26 09:00+08') \g /dev/null
SELECT r.day, r.shift, o.day AS back_day, o.shift AS back_shift
  FROM cc_center.roster r, cc_center.roster o
 WHERE r.staff_no = '101' AND r.day >= '2018-10-09' AND o.staff_no = '106' AND o.day > r.day AND o.day <= r.day + 28
   AND NOT EXISTS (SELECT FROM cc_center.roster x WHERE x.staff_no = '106' AND x.day = r.day)
   AND NOT EXISTS (SELECT FROM cc_center.roster x WHERE x.staff_no = '101' AND x.day = o.day)
 ORDER BY 1, 3 LIMIT 1 \gset
SELECT cc_center.request_swap(1, :'day', :'shift', '106', :'back_day', :'back_shift', '家长会') AS swap \gset
SELECT demo.as('106', '2018-09-26 11:00+08') \g /dev/null
SELECT cc_center.consent_swap(1, :swap) \g /dev/null
SELECT demo.as('301', '2018-09-26 15:00+08') \g /dev/null
SELECT cc_center.approve_swap(1, :swap) \g /dev/null

-- Half a day, by the supervisor; three days, by the supervisor and the director.
SELECT demo.as('103', '2018-09-28 09:00+08') \g /dev/null
SELECT min(day) AS day FROM cc_center.roster WHERE staff_no = '103' AND day >= '2018-10-09' \gset
SELECT cc_center.request_leave(1, 'personal_leave', :'day', NULL, 'morning', 'morning', '办证') AS half \gset
SELECT demo.as('108', '2018-09-28 09:30+08') \g /dev/null
SELECT cc_center.request_leave(1, 'personal_leave', '2018-10-16', '2018-10-18', reason => '搬家') AS days \gset
SELECT demo.as('301', '2018-09-28 15:00+08') \g /dev/null
SELECT cc_center.approve_leave(1, :half), cc_center.approve_leave(1, :days) \g /dev/null
SELECT demo.as('401', '2018-09-28 16:00+08') \g /dev/null
SELECT cc_center.approve_leave(1, :days) \g /dev/null

SELECT set_config('role', 'none', false) \g /dev/null
SELECT count(*) AS changes FROM cc_center.roster_change \gset
RESET "cc_center.now";
\echo '       ' October published with :findings findings, then :changes changes by leave and swap.
