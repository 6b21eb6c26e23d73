-- What is owed from swaps, and what is left of their limits.

CREATE OR REPLACE VIEW cc_center.swap_due WITH (security_invoker = true) AS
SELECT x.center_id, x.swap_id, x.ordinal, s.swap_kind, s.requester AS owed_by, s.partner AS owed_to,
       x.day, x.shift, x.repay_by, r.swap_id AS returned_by, rx.day AS return_day, rx.shift AS return_shift,
       coalesce(r.status, 'open') AS state,
       CASE WHEN r.status = 'approved' THEN rx.day > x.repay_by
            ELSE cc_center.local_day(x.center_id, cc_center.clock()) > x.repay_by END AS overdue
FROM cc_center.swap_shift x
JOIN cc_center.swap s ON s.center_id = x.center_id AND s.swap_id = x.swap_id AND s.status = 'approved'
     AND s.swap_kind <> 'swap_return'
LEFT JOIN cc_center.swap r ON r.center_id = x.center_id AND r.returns = x.swap_id AND r.repays = x.ordinal
     AND r.status IN ('requested', 'consented', 'approved')
LEFT JOIN cc_center.swap_shift rx ON rx.center_id = r.center_id AND rx.swap_id = r.swap_id
WHERE x.repay_by IS NOT NULL;
COMMENT ON VIEW cc_center.swap_due IS
    'Every swapped shift that is to be repaid: by whom, to whom, until when, and the repayment; overdue also where it was repaid late (I35, U12).';

CREATE OR REPLACE VIEW cc_center.swap_counted WITH (security_invoker = true) AS
SELECT s.center_id, s.swap_id, s.requester AS staff_no, s.swap_kind, x.day, x.shift,
       date_trunc(r.period, x.day::timestamp)::date AS period,
       row_number() OVER (PARTITION BY s.center_id, s.requester, s.swap_kind, date_trunc(r.period, x.day::timestamp)
                          ORDER BY s.requested_at, s.swap_id) AS place,
       r.swap_limit, r.clause
FROM cc_center.swap s
JOIN cc_center.swap_shift x ON x.center_id = s.center_id AND x.swap_id = s.swap_id AND x.ordinal = 1
LEFT JOIN cc_center.swap_rule r ON r.center_id = s.center_id AND r.swap_kind = s.swap_kind
     AND r.version = cc_center.rules_in_force(s.center_id)
WHERE s.swap_kind <> 'swap_return' AND s.status IN ('requested', 'consented', 'approved');
COMMENT ON VIEW cc_center.swap_counted IS
    'Live swaps as the rules in force now count them: the month or year, the how-manieth of its person in it, and the limit; a place over the limit is a finding (I35, I36, U12, U13).';

-- The balances of swaps.

CREATE OR REPLACE VIEW cc_center.swap_balance WITH (security_invoker = true) AS
SELECT p.center_id, p.staff_no, p.name, k.swap_kind, k.period, k.used, k.swap_limit,
       greatest(k.swap_limit - k.used, 0) AS remaining,
       (SELECT count(*) FROM cc_center.swap_due d
        WHERE d.center_id = p.center_id AND d.owed_by = p.staff_no AND d.state <> 'approved') AS owes,
       (SELECT count(*) FROM cc_center.swap_due d
        WHERE d.center_id = p.center_id AND d.owed_to = p.staff_no AND d.state <> 'approved') AS is_owed
FROM cc_center.staff p
JOIN (SELECT c.center_id, c.staff_no, c.swap_kind, c.period, count(*) AS used, max(c.swap_limit) AS swap_limit
      FROM cc_center.swap_counted c
      GROUP BY c.center_id, c.staff_no, c.swap_kind, c.period) k ON k.center_id = p.center_id AND k.staff_no = p.staff_no;
COMMENT ON VIEW cc_center.swap_balance IS
    'Swaps of each person by month (single) and year (double) as the rules in force count: used or asked for, the limit, what remains, and the shifts he owes and is owed now (I35, I36).';
SELECT cc_center.share_view('swap_due');
SELECT cc_center.share_view('swap_counted');
SELECT cc_center.share_view('swap_balance');
