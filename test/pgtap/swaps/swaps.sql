-- Swaps: request, consent, approval, limits, notice, repayment, and everything that is refused (I7, I35, I36, U12, U13).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL timezone = 'America/New_York';
SET LOCAL "cc_center.now" = '2018-01-01 08:00+08';
SELECT * FROM no_plan();
SET LOCAL test.center = 9301;
\ir ../../lib/call.sql

-- A call that leaves nothing behind: 'accepted' or the SQLSTATE.
CREATE FUNCTION pg_temp.try(staff_no text, call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answer text;
BEGIN
  answer := pg_temp.act(staff_no, call);
  RAISE EXCEPTION USING MESSAGE = answer;
EXCEPTION WHEN OTHERS THEN
  RETURN CASE WHEN SQLERRM ~ '^(UC|2[0-9]|4[0-9]|P0)[0-9A-Z]{3}$' THEN SQLERRM ELSE 'accepted' END;
END
$$;

CREATE FUNCTION pg_temp.try_at(instant text, staff_no text, call text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_temp.at(instant);
  RETURN pg_temp.try(staff_no, call);
END
$$;

CREATE FUNCTION pg_temp.stands(day date, shift text) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(staff_no, ',' ORDER BY staff_no) FROM cc_center.roster r
   WHERE r.center_id = 9301 AND r.day = stands.day AND r.shift = stands.shift AND r.role = 'operator'
$$;

-- ---- the center: 101 and 102 early in turn, 103 and 104 late in turn ---------------------------------------

DO $$ BEGIN PERFORM cc_center.create_center(9301, 'SWAP', '测试中心', 'Asia/Shanghai', 'gulou'); END $$;
INSERT INTO cc_center.staff (center_id, staff_no, name, role, active) VALUES
  (9301, '101', '甲', 'operator', '(,)'), (9301, '102', '乙', 'operator', '(,)'), (9301, '103', '丙', 'operator', '(,)'),
  (9301, '104', '丁', 'operator', '(,)'), (9301, '105', '戊', 'operator', '[2018-10-20,)'),
  (9301, '106', '己', 'operator', '(,2018-10-12)'), (9301, '107', '庚', 'operator', '(,)'),
  (9301, '201', '辛', 'shift_leader', '(,)'), (9301, '202', '壬', 'shift_leader', '(,)'),
  (9301, '301', '癸', 'supervisor', '(,)'), (9301, '302', '子', 'supervisor', '(,)'), (9301, '401', '丑', 'director', '(,)');
SELECT format('CREATE ROLE t9301_%s', staff_no) FROM cc_center.staff WHERE center_id = 9301 \gexec
CREATE ROLE t9301_app;
DO $$ BEGIN
  PERFORM cc_center.enrol(9301, staff_no, ('t9301_' || staff_no)::name) FROM cc_center.staff WHERE center_id = 9301;
  PERFORM cc_center.enrol(9301, NULL, 't9301_app');
END $$;
INSERT INTO cc_center.official_year (calendar, year, source) VALUES ('CN', 2020, 'test') ON CONFLICT DO NOTHING;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
SELECT 9301, d::date, k.shift, k.staff_no
  FROM (SELECT generate_series('2018-01-01'::timestamp, '2018-03-31', '1 day') UNION ALL
        SELECT generate_series('2018-10-01'::timestamp, '2019-02-10', '1 day') UNION ALL
        SELECT generate_series('2020-02-01'::timestamp, '2020-04-05', '1 day')) AS g (d)
 CROSS JOIN (VALUES ('early', '101', 1), ('early', '102', 0), ('late', '103', 1), ('late', '104', 0)) AS k (shift, staff_no, odd)
 WHERE (d::date - '2018-01-01'::date + 1) % 2 = k.odd;
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES
  (9301, '2018-10-09', 'late', '201'), (9301, '2018-10-10', 'late', '202');

SELECT is(pg_temp.try('101', $$request_swap(9301, '2018-10-10', 'early', '102')$$), 'UC601', 'I35 shifts of a draft are not swapped');
SELECT is(pg_temp.act('201', format($$publish_roster(9301, %L, 'test')$$, m)) ~ '^[0-9]+$', true, 'I2 a leader publishes ' || m)
  FROM unnest(ARRAY['2018-01-01', '2018-02-01', '2018-03-01', '2018-10-01', '2018-11-01', '2018-12-01', '2019-01-01',
                    '2020-02-01', '2020-03-01']::date[]) m;

-- ---- a single swap from request to repayment -----------------------------------------------------------------

-- 2018-10-10 is day 283 of the year, so odd: 101 early and 103 late; 102 and 104 the day after
SELECT pg_temp.at('2018-10-08 09:00+08');
SELECT pg_temp.act('101', $$request_swap(9301, '2018-10-10', 'early', '102', reason => '家事')$$) AS swap \gset
SELECT is(pg_temp.stands('2018-10-10', 'early'), '101', 'I35 a request alone changes nothing');
SELECT is(pg_temp.try('101', format($$request_swap_return(9301, %s, '2018-11-02', 'early')$$, :swap)), 'UC618', 'I35 what is not approved is not repaid');
SELECT is(pg_temp.act('301', format('approve_swap(9301, %s)', :swap)), 'UC614', 'I35 no approval without the partner''s consent');
SELECT is(pg_temp.act('103', format('consent_swap(9301, %s)', :swap)), 'UC615', 'I7 nobody else consents');
SELECT is(pg_temp.act('101', format('consent_swap(9301, %s)', :swap)), 'UC615', 'I7 the requester does not consent for the partner');
SELECT is(pg_temp.act('102', format('consent_swap(9301, %s)', :swap)), 'done', 'I35 the partner consents');
SELECT is(pg_temp.act('102', format('consent_swap(9301, %s)', :swap)), 'UC613', 'I35 once');
SELECT is(pg_temp.stands('2018-10-10', 'early'), '101', 'I35 consent alone changes nothing');
SELECT is(pg_temp.act('101', format('approve_swap(9301, %s)', :swap)), 'UC103', 'I7 the requester does not approve');
SELECT is(pg_temp.act('102', format('approve_swap(9301, %s)', :swap)), 'UC103', 'I7 the partner does not approve');
SELECT is(pg_temp.act('201', format('approve_swap(9301, %s)', :swap)), 'UC103', 'I35 a leader does not approve');
SELECT is(pg_temp.try('104', format($$refuse_swap(9301, %s, 'r')$$, :swap)), 'UC103', 'I7 an outsider does not refuse');
SELECT is(pg_temp.act('app', format('approve_swap(9301, %s)', :swap)), '42501', 'I7 an application does not approve');
SELECT is(pg_temp.act('301', format('approve_swap(9301, %s)', :swap)), 'done', 'I35 the supervisor approves');
SELECT is(pg_temp.act('301', format('approve_swap(9301, %s)', :swap)), 'UC613', 'I35 once');
SELECT is(pg_temp.stands('2018-10-10', 'early'), '102', 'I35 an approved swap changes the roster');
SELECT is(staff_no, ARRAY['102'], 'I35 and the routing at once')
  FROM cc_center.route(9301, 'operator', '湖南路', '2018-10-10 09:00+08');
SELECT is((SELECT array_agg(from_staff || to_staff || kind || changed_by) FROM cc_center.roster_change
            WHERE center_id = 9301 AND day = '2018-10-10' AND reference = :swap), '{101102swap301}', 'I35 the change is on record');
SELECT is((SELECT (used, swap_limit, remaining, owes, is_owed)::text FROM cc_center.swap_balance
            WHERE center_id = 9301 AND staff_no = '101' AND period = '2018-10-01'), '(1,1,0,1,0)', 'I35 the balance: used, left, due back');
SELECT is((SELECT (owed_by, owed_to, repay_by, state, overdue)::text FROM cc_center.swap_due WHERE center_id = 9301),
          '(101,102,2018-11-10,open,f)', 'I35 the shift is to be repaid within a month');
SELECT is(pg_temp.act('101', format('withdraw_swap(9301, %s)', :swap)), 'UC613', 'I35 an approved swap is not withdrawn');

-- the repayment
SELECT is(pg_temp.try('101', $$request_swap(9301, '2018-10-12', 'early', '102')$$), 'UC607', 'I35 one a month');
SELECT is(pg_temp.try('101', $$request_swap(9301, '2018-11-01', 'early', '102')$$), 'accepted', 'I35 the month is that of the shift given away');
SELECT is(pg_temp.try('102', format($$request_swap_return(9301, %s, '2018-11-02', 'early')$$, :swap)), 'UC616', 'I35 who owes asks to repay');
SELECT is(pg_temp.try('101', format($$request_swap_return(9301, %s, '2018-11-11', 'early')$$, :swap)), 'UC603', 'I35 only a shift of the partner''s repays');
SELECT is(pg_temp.try('101', format($$request_swap_return(9301, %s, '2018-11-12', 'early')$$, :swap)), 'UC619', 'I35 not after the month');
SELECT is(pg_temp.try('101', $$request_swap_return(9301, 999999, '2018-11-02', 'early')$$), 'UC617', 'I35 of an unknown swap');
SELECT pg_temp.act('101', format($$request_swap_return(9301, %s, '2018-11-10', 'early')$$, :swap)) AS back \gset
SELECT is(:'back' ~ '^\d+$', true, 'I35 on the last day of the month');
SELECT is(pg_temp.try('101', format($$request_swap_return(9301, %s, '2018-11-06', 'early')$$, :swap)), 'UC618', 'I35 a shift is repaid once');
SELECT throws_ok(format($$INSERT INTO cc_center.swap (center_id, swap_kind, requester, partner, returns, repays, version, requested_at)
                          VALUES (9301, 'swap_return', '101', '102', %s, 1, 1, now())$$, :swap), '23505', NULL, 'I35 a shift is repaid once, whoever writes it');
SELECT is(pg_temp.try('302', format($$take_back_swap(9301, %s, 'r')$$, :swap)), 'UC624', 'I35 a swap whose repayment is asked for is not taken back');
SELECT is(pg_temp.act('102', format('consent_swap(9301, %s)', :back)), 'done', 'I35 the partner consents to the repayment');
SELECT is(pg_temp.act('302', format('approve_swap(9301, %s)', :back)), 'done', 'I35 and the supervisor approves it');
SELECT is(pg_temp.try('302', format($$take_back_swap(9301, %s, 'r')$$, :swap)), 'UC624', 'I35 a swap whose repayment is approved is not taken back');
SELECT is(pg_temp.stands('2018-11-10', 'early'), '101', 'I35 the repayment changes the roster');
SELECT is(pg_temp.try('101', $$request_swap(9301, '2018-11-01', 'early', '102')$$), 'accepted', 'U12 a repayment counts for nobody: the requester');
SELECT is(pg_temp.try('102', $$request_swap(9301, '2018-11-02', 'early', '101')$$), 'accepted', 'U12 a repayment counts for nobody: the partner');
SELECT is(pg_temp.try('101', $$request_swap(9301, '2018-11-10', 'early', '102')$$), 'UC612', 'U12 a repayment is not swapped itself');
SELECT is((SELECT count(*) FROM cc_center.swap_due WHERE center_id = 9301 AND state <> 'approved'), 0::bigint, 'I35 nothing is owed any more');

-- ---- the limit ------------------------------------------------------------------------------------------------

SELECT pg_temp.act('103', $$request_swap(9301, '2018-10-12', 'late', '107')$$) AS swap \gset
SELECT is(pg_temp.try('103', $$request_swap(9301, '2018-10-14', 'late', '107')$$), 'UC607', 'I35 an open request holds the month''s place');
SELECT is(pg_temp.act('104', format('withdraw_swap(9301, %s)', :swap)), 'UC616', 'I7 only the requester withdraws');
SELECT is(pg_temp.act('103', format('withdraw_swap(9301, %s)', :swap)), 'done', 'I35 a request is withdrawn');
SELECT pg_temp.act('103', $$request_swap(9301, '2018-10-12', 'late', '107')$$) AS swap \gset
SELECT is(:'swap' ~ '^[0-9]+$', true, 'I35 a withdrawn request frees the place and the shift');
SELECT is(pg_temp.act('107', format('refuse_swap(9301, %s)', :swap)), 'done', 'I35 the partner declines');
SELECT pg_temp.act('103', $$request_swap(9301, '2018-10-12', 'late', '107')$$) AS swap \gset
SELECT pg_temp.act('107', format('consent_swap(9301, %s)', :swap));
SELECT is(pg_temp.act('301', format('refuse_swap(9301, %s)', :swap)), 'UC501', 'I35 the supervisor refuses with a reason');
SELECT is(pg_temp.act('301', format($$refuse_swap(9301, %s, '人手不足')$$, :swap)), 'done', 'I35 the supervisor refuses');
SELECT is(pg_temp.act('301', format('approve_swap(9301, %s)', :swap)), 'UC613', 'I35 what is refused is not approved');
SELECT is(pg_temp.try('103', $$request_swap(9301, '2018-10-12', 'late', '107')$$), 'accepted', 'I35 a refused request frees the place');
SELECT throws_ok(format($$INSERT INTO cc_center.swap (center_id, swap_kind, requester, partner, returns, repays, period, ordinal, swap_limit, version, requested_at)
                          VALUES (9301, %L, '103', '107', %L, %L, %L, %L, %L, 1, now())$$, v.kind, v.returns, v.repays, v.period, v.ordinal, v.places),
                 '23514', 'new row for relation "swap" violates check constraint "swap_within_limit"', v.title || ', whoever writes it')
  FROM (VALUES (1, 'single', NULL, NULL, '2018-10-01', 2, 1, 'I35 no place beyond the limit'),
               (2, 'single', NULL, NULL, '2018-10-01', 0, 1, 'I35 no place before the first'),
               (3, 'single', NULL, NULL, '2018-10-01', NULL, 1, 'I35 no request without its place'),
               (4, 'single', NULL, NULL, NULL, 1, 1, 'I35 no place of no month'),
               (5, 'single', NULL, NULL, '2018-10-01', 1, NULL, 'I35 no place of no limit'),
               (6, 'double', NULL, NULL, '2018-01-01', 3, 2, 'I36 no third place of the year'),
               (7, 'swap_return', :swap, 1, '2018-10-01', 1, 1, 'U12 no place for a repayment')
       ) AS v (n, kind, returns, repays, period, ordinal, places, title) ORDER BY v.n;
SELECT throws_ok($$INSERT INTO cc_center.swap (center_id, swap_kind, requester, partner, period, ordinal, swap_limit, version, requested_at)
                   VALUES (9301, 'single', '101', '107', '2018-10-01', 1, 1, 1, now())$$, '23505', NULL, 'I35 no place twice, whoever writes it');

-- ---- nobody in his own matter, nor in another center --------------------------------------------------------------

-- rules by which leaders approve too
SET LOCAL session_replication_role = replica;
UPDATE cc_center.approval_step SET approvers = approvers || '{shift_leader}' WHERE center_id = 9301 AND subject = 'single';
RESET session_replication_role;
SELECT pg_temp.act('202', $$request_swap(9301, '2018-10-10', 'late', '201')$$) AS swap \gset
SELECT is(pg_temp.try('202', format($$refuse_swap(9301, %s, 'r')$$, :swap)), 'UC411', 'I7 the requester does not decide, though leaders do');
SELECT pg_temp.act('201', format('consent_swap(9301, %s)', :swap));
SELECT is(pg_temp.try('202', format('approve_swap(9301, %s)', :swap)), 'UC411', 'I7 the requester does not approve his own swap');
SELECT is(pg_temp.try('201', format('approve_swap(9301, %s)', :swap)), 'UC411', 'I7 nor the partner, who gains by it');
SELECT is(pg_temp.try('301', format('approve_swap(9301, %s)', :swap)), 'accepted', 'I7 somebody else does');
SELECT is(pg_temp.act('202', format('withdraw_swap(9301, %s)', :swap)), 'done', 'I35 the requester withdraws it');
SET LOCAL session_replication_role = replica;
UPDATE cc_center.approval_step SET approvers = array_remove(approvers, 'shift_leader') WHERE center_id = 9301 AND subject = 'single';
RESET session_replication_role;

DO $$ BEGIN PERFORM cc_center.create_center(9302, 'NEXT', '邻近中心', 'Asia/Shanghai', 'gulou'); END $$;
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9302, '301', '寅', 'supervisor');
CREATE ROLE t9301_neighbour;
DO $$ BEGIN PERFORM cc_center.enrol(9302, '301', 't9301_neighbour'); END $$;
SELECT is(pg_temp.try('neighbour', v.call), 'UC102', v.title)
  FROM (VALUES (1, $$request_swap(9301, '2018-10-12', 'late', '107')$$, 'I7 nobody of another center asks'),
               (2, format('consent_swap(9301, %s)', :swap), 'I7 nor consents'),
               (3, format('withdraw_swap(9301, %s)', :swap), 'I7 nor withdraws'),
               (4, format('approve_swap(9301, %s)', :swap), 'I7 nor approves'),
               (5, format($$refuse_swap(9301, %s, 'r')$$, :swap), 'I7 nor refuses'),
               (6, format($$request_swap_return(9301, %s, '2018-11-02', 'early')$$, :swap), 'I7 nor repays')) AS v (n, call, title) ORDER BY v.n;

-- ---- double swaps ---------------------------------------------------------------------------------------------

-- November: 101 has the odd days of the year's count, so 11-01 (305), 11-03 ...
SELECT pg_temp.at('2018-10-08 09:00+08');
SELECT is(pg_temp.try('101', $$request_double_swap(9301, '{2018-11-11,2018-11-13}', '{early,early}', '107')$$), 'accepted', 'I36 two consecutive shifts');
SELECT is(pg_temp.try('101', $$request_double_swap(9301, '{2018-11-11,2018-11-15}', '{early,early}', '107')$$), 'UC609', 'I36 with a shift between them');
SELECT is(pg_temp.try('101', $$request_double_swap(9301, '{2018-11-13,2018-11-11}', '{early,early}', '107')$$), 'UC609', 'I36 in the wrong order');
SELECT is(pg_temp.try('101', $$request_double_swap(9301, '{2018-11-11,2018-11-11}', '{early,early}', '107')$$), 'UC609', 'I36 one shift twice');
SELECT is(pg_temp.try('101', $$request_double_swap(9301, '{2018-11-11}', '{early}', '107')$$), 'UC609', 'I36 one shift');
SELECT is(pg_temp.try('101', $$request_double_swap(9301, NULL, NULL, '107')$$), 'UC609', 'I36 no shift');
SELECT is(pg_temp.try('101', $$request_double_swap(9301, '{2018-11-11,2018-11-13}', '{early}', '107')$$), 'UC609', 'I36 fewer shifts than days');
SELECT is(pg_temp.try('101', $$request_double_swap(9301, '{2018-11-11,2018-11-13,2018-11-15}', '{early,early,early}', '107')$$), 'UC609', 'I36 three shifts');
SELECT is(pg_temp.try('101', $$request_double_swap(9301, '{2018-11-11,2018-11-14}', '{early,early}', '107')$$), 'UC603', 'I36 one of them another''s');
-- notice: a month ahead, in days of the center's zone
SELECT is(pg_temp.try_at(v.instant, '101', format($$request_double_swap(9301, %L, '{early,early}', '107')$$, v.days)), v.expected, v.title)
  FROM (VALUES (1, '2018-10-11 23:59:59+08', '{2018-11-11,2018-11-13}', 'accepted', 'I36 -1 s before the month''s notice ends'),
               (2, '2018-10-12 00:00:00+08', '{2018-11-11,2018-11-13}', 'UC608', 'I36 0 s: the notice has ended'),
               (3, '2018-10-12 00:00:01+08', '{2018-11-11,2018-11-13}', 'UC608', 'I36 +1 s'),
               (4, '2018-02-28 23:59:59+08', '{2018-03-30,2018-04-01}', 'UC603', 'I36 a second shift that is not rostered'),
               (5, '2018-02-28 23:59:59+08', '{2018-03-28,2018-03-30}', 'accepted', 'I36 28 March by 28 February'),
               (6, '2018-02-28 23:59:59+08', '{2018-03-29,2018-03-31}', 'UC603', 'I36 another''s days'),
               (7, '2020-02-29 23:59:59+08', '{2020-03-31,2020-04-02}', 'accepted', 'I36 the second shift in a month not published yet (U21)')
       ) AS v (n, instant, days, expected, title) ORDER BY v.n;
-- 30 and 31 March have the same last day to ask on, 28 February, or 29 in a leap year
SELECT is(pg_temp.try_at(v.instant, v.who, format($$request_double_swap(9301, %L, %L, '107')$$, v.days, v.shifts)), v.expected, v.title)
  FROM (VALUES (1, '101', '2020-02-29 23:59:59+08', '{2020-03-29,2020-03-31}', '{early,early}', 'accepted', 'I36 29 March by 29 February of a leap year'),
               (2, '101', '2020-03-01 00:00:00+08', '{2020-03-29,2020-03-31}', '{early,early}', 'UC608', 'I36 29 March not on 1 March'),
               (3, '101', '2018-03-01 00:00:00+08', '{2018-03-30,2018-03-28}', '{early,early}', 'UC609', 'I36 order is judged first'),
               (4, '102', '2018-02-28 23:59:59+08', '{2018-03-29,2018-03-31}', '{early,early}', 'accepted', 'I36 29 March by 28 February'),
               (5, '102', '2018-03-01 00:00:00+08', '{2018-03-29,2018-03-31}', '{early,early}', 'UC608', 'I36 29 March not on 1 March, no leap year')
       ) AS v (n, who, instant, days, shifts, expected, title) ORDER BY v.n;
-- two a year, and none of the month
SELECT pg_temp.at('2018-10-08 09:00+08');
SELECT pg_temp.act('104', $$request_double_swap(9301, '{2018-11-12,2018-11-14}', '{late,late}', '107')$$) AS one \gset
SELECT pg_temp.act('104', $$request_double_swap(9301, '{2018-12-30,2019-01-01}', '{late,late}', '107')$$) AS two \gset
SELECT is(:'one' ~ '^\d+$' AND :'two' ~ '^\d+$', true, 'I36 two a year; the year is that of the first shift');
SELECT is(pg_temp.try('104', $$request_double_swap(9301, '{2018-11-20,2018-11-22}', '{late,late}', '107')$$), 'UC607', 'I36 not a third');
SELECT is(pg_temp.try('104', $$request_double_swap(9301, '{2019-01-03,2019-01-05}', '{late,late}', '107')$$), 'accepted', 'I36 the next year has its own');
SELECT is(pg_temp.try('104', $$request_swap(9301, '2018-11-18', 'late', '107')$$), 'accepted', 'U13 a double takes nothing of the month');
SELECT is(pg_temp.try('104', $$request_swap(9301, '2018-11-12', 'late', '107')$$), 'UC610', 'I35 a shift is in one request');
SELECT pg_temp.act('107', format('consent_swap(9301, %s)', :one));
SELECT is(pg_temp.act('401', format('approve_swap(9301, %s)', :one)), 'done', 'I36 the director may approve');
SELECT is(pg_temp.stands('2018-11-12', 'late') || pg_temp.stands('2018-11-14', 'late'), '107107', 'I36 both shifts change hands');
SELECT is((SELECT array_agg(repay_by ORDER BY ordinal) FROM cc_center.swap_due WHERE swap_id = :one), '{2018-12-12,2018-12-14}', 'I36 both are repaid');

-- ---- what is refused ------------------------------------------------------------------------------------------

SELECT pg_temp.at('2018-10-08 09:00+08');
SELECT is(pg_temp.try(v.who, format('request_swap(9301, %L, %L, %L)', v.day, v.shift, v.partner)), v.expected, v.title)
  FROM (VALUES (1, '103', '2018-10-16', 'late', '103', 'UC605', 'I35 a swap with oneself'),
               (2, '103', '2018-10-17', 'late', '107', 'UC603', 'I35 another''s shift'),
               (3, '103', '2018-10-16', 'early', '107', 'UC603', 'I35 a shift one does not stand'),
               (4, '103', '2018-10-16', 'night', '107', 'UC603', 'I35 an unknown shift'),
               (5, '103', '2018-10-06', 'late', '107', 'UC602', 'I35 a past shift'),
               (6, '103', '2018-10-16', 'late', '777', 'UC105', 'I35 an unknown partner'),
               (7, '103', '2018-10-16', 'late', NULL, 'UC105', 'I35 no partner'),
               (8, '103', '2018-10-16', 'late', '105', 'UC401', 'I35 a partner not active yet'),
               (9, '103', '2018-10-16', 'late', '106', 'UC401', 'I35 a partner not active any more'),
               (10, '103', '2018-10-10', 'late', '106', 'accepted', 'I35 a partner still active'),
               (11, '103', '2018-10-20', 'late', '105', 'accepted', 'I35 a partner active from that day'),
               (12, '103', '2018-10-16', 'late', '201', 'UC606', 'I35 a partner of another role'),
               (13, '202', '2018-10-10', 'late', '107', 'UC606', 'I35 a leader''s shift to an operator'),
               (14, '202', '2018-10-10', 'late', '201', 'accepted', 'I35 leaders swap too'),
               (15, '103', '2018-10-16', 'late', '101', 'UC404', 'I35 a partner who stands another shift then'),
               (16, 'app', '2018-10-16', 'late', '107', '42501', 'I7 an application asks for nobody'),
               (17, '103', '2019-02-02', 'late', '107', 'UC603', 'I35 another''s day in a draft'),
               (18, '104', '2019-02-02', 'late', '107', 'UC601', 'I35 a month not published')
       ) AS v (n, who, day, shift, partner, expected, title) ORDER BY v.n;
SELECT is(pg_temp.try_at(v.instant, '103', $$request_swap(9301, '2018-10-16', 'late', '107')$$), v.expected, v.title)
  FROM (VALUES (1, '2018-10-16 09:29:59+08', 'accepted', 'I35 1 s before the shift begins'),
               (2, '2018-10-16 09:30:00+08', 'UC602', 'I35 when it begins'),
               (3, '2018-10-16 09:30:01+08', 'UC602', 'I35 1 s later')) AS v (n, instant, expected, title) ORDER BY v.n;

-- ---- an exchange: both shifts at once, also of the same day -----------------------------------------------------

SELECT pg_temp.at('2018-10-08 09:00+08');
SELECT is(pg_temp.try('103', $$request_swap(9301, '2018-10-18', 'late', '101', '2018-10-18', 'late')$$), 'UC620', 'I35 a shift for itself');
SELECT is(pg_temp.try('103', $$request_swap(9301, '2018-10-18', 'late', '101', '2018-11-19', 'early')$$), 'UC619', 'I35 a repayment after the month');
SELECT is(pg_temp.try('103', $$request_swap(9301, '2018-10-18', 'late', '101', '2018-10-19', 'early')$$), 'UC603', 'I35 a repayment the partner does not stand');
SELECT is(pg_temp.try('103', $$request_swap(9301, '2018-10-18', 'late', '101', '2018-10-18')$$), 'UC603', 'I35 a repayment without a shift');
SELECT is(pg_temp.try('103', $$request_swap(9301, '2018-10-18', 'late', '101', return_shift => 'early')$$), 'UC603', 'I35 a repayment without a day');
SELECT pg_temp.act('103', $$request_swap(9301, '2018-10-18', 'late', '101', '2018-10-18', 'early')$$) AS swap \gset
SELECT swap_id AS back FROM cc_center.swap WHERE center_id = 9301 AND returns = :swap \gset
SELECT is(pg_temp.act('101', format('consent_swap(9301, %s)', :back)), 'done', 'I35 consent to the whole exchange, by either id');
SELECT is(pg_temp.act('301', format('approve_swap(9301, %s)', :swap)), 'done', 'I35 early and late of one day change places');
SELECT is(pg_temp.stands('2018-10-18', 'late') || pg_temp.stands('2018-10-18', 'early'), '101103', 'I35 both rows have changed');
SELECT is((SELECT state || overdue FROM cc_center.swap_due WHERE swap_id = :swap), 'approvedfalse', 'I35 the exchange is repaid');
SELECT is(pg_temp.try('103', $$request_swap(9301, '2018-10-18', 'early', '107')$$), 'UC612', 'U12 the repayment of an exchange is not swapped');

-- ---- an exchange of two shifts for two ---------------------------------------------------------------------------

-- 101 and 103 stand early and late of one day, 102 the day after
SELECT is(pg_temp.try('101', format($$request_double_swap(9301, '{2018-12-01,2018-12-03}', '{early,early}', %L, %L, %L)$$,
                                    v.partner, v.days, v.shifts)), v.expected, v.title)
  FROM (VALUES (1, '103', NULL, NULL, 'UC404', 'I36 the partner stands other shifts then'),
               (2, '103', '{2018-12-01,2018-12-03}', '{late,late}', 'accepted', 'I36 unless they change places: judged both ways at once'),
               (3, '103', '{2018-12-03,2018-12-01}', '{late,late}', 'accepted', 'I36 in any order within the time'),
               (4, '103', '{2018-12-01,2018-12-05}', '{late,late}', 'UC404', 'I36 not where one of them keeps his shift'),
               (5, '102', '{2018-12-04,2018-12-06}', '{early,early}', 'accepted', 'I36 repaid on other days'),
               (6, '102', '{2018-12-04}', '{early}', 'UC622', 'I36 one repayment for two shifts'),
               (7, '102', '{2018-12-04,2018-12-06,2018-12-08}', '{early,early,early}', 'UC622', 'I36 three repayments'),
               (8, '102', '{}', '{}', 'UC622', 'I36 empty lists of repayments'),
               (9, '102', '{2018-12-04,2018-12-06}', NULL, 'UC622', 'I36 days of repayments without shifts'),
               (10, '102', NULL, '{early,early}', 'UC622', 'I36 shifts of repayments without days'),
               (11, '102', '{2018-12-04,2018-12-06}', '{early}', 'UC622', 'I36 fewer shifts than days'),
               (12, '102', '{2018-12-04}', '{early,early}', 'UC622', 'I36 fewer days than shifts'),
               (13, '102', '{2018-12-04,2018-12-04}', '{early,early}', 'UC622', 'I36 one shift does not repay two'),
               (14, '102', '{2018-12-04,NULL}', '{early,early}', 'UC603', 'I36 a repayment without a day'),
               (15, '102', '{2018-12-04,2018-12-06}', '{NULL,early}', 'UC603', 'I36 a repayment without a shift'),
               (16, '102', '{2018-12-04,2018-12-07}', '{early,early}', 'UC603', 'I36 a repayment that is not the partner''s shift'),
               (17, '102', '{2018-12-04,2018-12-06}', '{early,late}', 'UC603', 'I36 a repayment in a shift the partner does not stand'),
               (18, '102', '{2018-10-07,2018-12-06}', '{early,early}', 'UC602', 'I36 a past repayment'),
               (19, '102', '{2018-12-04,2018-12-03}', '{early,early}', 'UC620', 'I36 a shift for itself'),
               (20, '102', '{2019-01-01,2019-01-03}', '{early,early}', 'accepted', 'I36 each on the last day of its own month'),
               (21, '102', '{2019-01-03,2019-01-01}', '{early,early}', 'UC619', 'I36 the first repayment after its month'),
               (22, '102', '{2019-01-01,2019-01-05}', '{early,early}', 'UC619', 'I36 the second repayment after its month'),
               (23, '102', '{2018-12-04,2019-02-02}', '{early,early}', 'UC619', 'I36 a repayment too late, in a month not published yet'),
               (24, '107', '{2018-12-04,2018-12-06}', '{early,early}', 'UC603', 'I36 repayments of a third person')
       ) AS v (n, partner, days, shifts, expected, title) ORDER BY v.n;
SELECT is(pg_temp.try('102', $$request_double_swap(9301, '{2018-11-24,2018-11-26}', '{early,early}', '101', '{2018-11-10,2018-11-25}', '{early,early}')$$),
          'UC612', 'U12 a repayment does not repay another swap');
SELECT pg_temp.act('102', $$request_swap(9301, '2018-12-04', 'early', '107')$$) AS other \gset
SELECT is(pg_temp.try('101', $$request_double_swap(9301, '{2018-12-01,2018-12-03}', '{early,early}', '102', '{2018-12-04,2018-12-06}', '{early,early}')$$),
          'UC610', 'I36 a repayment that is in another request');
SELECT is(pg_temp.act('102', format('withdraw_swap(9301, %s)', :other)), 'done', 'I36 that request is withdrawn');
-- 107 stands a day of 102's and one of 101's, beside them
SELECT is(pg_temp.act('201', format($$correct_roster(9301, %L, 'early', NULL, '107', '增援')$$, d)) ~ '^\d+$', true, 'I2 a correction adds a person')
  FROM unnest('{2018-12-05,2018-12-06}'::date[]) d;
SELECT is(pg_temp.try('101', format($$request_double_swap(9301, '{2018-12-01,2018-12-03}', '{early,early}', '107', %L, '{early,early}')$$, v.days)), v.expected, v.title)
  FROM (VALUES (1, '{2018-12-06,2018-12-05}', 'UC404', 'I36 the requester stands the second repayment''s shift already'),
               (2, '{2018-12-05,2018-12-06}', 'UC404', 'I36 or the first one''s')) AS v (n, days, expected, title) ORDER BY v.n;
SELECT is(pg_temp.try('101', format($$request_swap(9301, '2018-12-01', 'early', '107', %L, 'early')$$, v.day)), v.expected, v.title)
  FROM (VALUES (1, '2018-12-06', 'accepted', 'I35 repaid on a day off'),
               (2, '2018-12-05', 'UC404', 'I35 not in a shift the requester stands already')) AS v (n, day, expected, title) ORDER BY v.n;

CREATE FUNCTION pg_temp.exchange() RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.act('101', $call$request_double_swap(9301, '{2018-12-01,2018-12-03}', '{early,early}', '103', '{2018-12-01,2018-12-03}', '{late,late}', '换班')$call$)
$$;
CREATE FUNCTION pg_temp.states(asked bigint) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(swap_kind || ' ' || status, ', ' ORDER BY swap_id) FROM cc_center.swap
   WHERE center_id = 9301 AND asked IN (swap_id, returns)
$$;
SELECT pg_temp.exchange() AS swap \gset
SELECT is(pg_temp.states(:swap), 'double requested, swap_return requested, swap_return requested', 'I36 both repayments go with the request');
SELECT is((SELECT array_agg((requester, partner, together, repays, num_nonnulls(period, ordinal, swap_limit))::text ORDER BY repays)
             FROM cc_center.swap WHERE center_id = 9301 AND returns = :swap), '{"(101,103,t,1,0)","(101,103,t,2,0)"}',
          'U12 a repayment named at once repays one shift each and holds no place');
SELECT is(pg_temp.try('103', $$request_swap(9301, '2018-12-03', 'late', '107')$$), 'UC610', 'I36 a shift named as repayment is in one request');
SELECT is((SELECT used FROM cc_center.swap_balance WHERE center_id = 9301 AND staff_no = '101' AND swap_kind = 'double'), 1::bigint,
          'U13 the exchange takes one place of the year');
SELECT is(pg_temp.act('101', format('withdraw_swap(9301, %s)', :swap)), 'done', 'I36 the requester withdraws it');
SELECT is(pg_temp.states(:swap), 'double withdrawn, swap_return withdrawn, swap_return withdrawn', 'I36 all three are withdrawn');
SELECT pg_temp.exchange() AS swap \gset
SELECT is(pg_temp.act('103', format('refuse_swap(9301, %s)', max(swap_id))), 'done', 'I36 the partner declines, by the id of a repayment')
  FROM cc_center.swap WHERE center_id = 9301 AND returns = :swap;
SELECT is(pg_temp.states(:swap), 'double refused, swap_return refused, swap_return refused', 'I36 all three are refused');
SELECT pg_temp.exchange() AS swap \gset
SELECT is(pg_temp.act('103', format('consent_swap(9301, %s)', max(swap_id))), 'done', 'I36 the partner consents, by the id of a repayment')
  FROM cc_center.swap WHERE center_id = 9301 AND returns = :swap;
SELECT is(pg_temp.states(:swap), 'double consented, swap_return consented, swap_return consented', 'I36 to all three');
CREATE FUNCTION pg_temp.note_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('test.moved', coalesce(current_setting('test.moved', true), '') || (SELECT count(*) FROM moved) || ' ', true);
  RETURN NULL;
END
$$;
CREATE TRIGGER zz_note AFTER UPDATE ON cc_center.roster REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.note_rows();
SELECT is(pg_temp.act('301', format('approve_swap(9301, %s)', :swap)), 'done', 'I36 the supervisor approves');
DROP TRIGGER zz_note ON cc_center.roster;
SELECT is(current_setting('test.moved'), '4 ', 'I36 four rows of the roster change hands in one statement');
SELECT is((SELECT string_agg(pg_temp.stands(d, s), ',' ORDER BY d, s) FROM unnest('{2018-12-01,2018-12-03}'::date[]) d, unnest('{early,late}'::text[]) s),
          '103,101,103,101', 'I36 early and late have changed places on both days');
SELECT is((SELECT array_agg((day, shift, from_staff, to_staff, coalesce(reason, '-'))::text ORDER BY day, shift) FROM cc_center.roster_change
            WHERE center_id = 9301 AND day IN ('2018-12-01', '2018-12-03')),
          '{"(2018-12-01,early,101,103,-)","(2018-12-01,late,103,101,-)","(2018-12-03,early,101,103,-)","(2018-12-03,late,103,101,-)"}',
          'I36 the four changes are on record, without the reason, which is not the center''s');
SELECT is((SELECT array_agg((ordinal, return_day, state, overdue)::text ORDER BY ordinal) FROM cc_center.swap_due WHERE swap_id = :swap),
          '{"(1,2018-12-01,approved,f)","(2,2018-12-03,approved,f)"}', 'I36 both shifts are repaid');
SELECT is(pg_temp.try('101', format($$request_swap_return(9301, %s, '2018-12-05', 'late')$$, :swap)), 'UC618', 'I36 nothing is owed any more');
SELECT is(pg_temp.try('101', $$request_swap(9301, '2018-12-03', 'late', '107')$$), 'UC612', 'U12 the second repayment is not swapped either');
SELECT is(pg_temp.try('101', $$request_double_swap(9301, '{2018-12-01,2018-12-03}', '{late,late}', '107')$$), 'UC612', 'U12 nor both together');

-- ---- month borders and overdue repayments ---------------------------------------------------------------------

SELECT pg_temp.at('2018-01-20 09:00+08');
SELECT pg_temp.act('101', $$request_swap(9301, '2018-01-31', 'early', '107')$$) AS swap \gset
SELECT is(pg_temp.try('101', $$request_swap(9301, '2018-01-29', 'early', '107')$$), 'UC607', 'U12 31 January counts in January');
SELECT is(pg_temp.try('101', $$request_swap(9301, '2018-02-02', 'early', '107')$$), 'accepted', 'U12 and not in February');
SELECT pg_temp.act('107', format('consent_swap(9301, %s)', :swap)), pg_temp.act('301', format('approve_swap(9301, %s)', :swap));
SELECT is((SELECT repay_by FROM cc_center.swap_due WHERE swap_id = :swap), '2018-02-28'::date, 'U12 31 January is repaid by 28 February');
SELECT pg_temp.at('2018-02-28 23:59:59+08');
SELECT is((SELECT overdue FROM cc_center.swap_due WHERE swap_id = :swap), false, 'I35 not overdue at the end of the last day');
SELECT pg_temp.at('2018-03-01 00:00:00+08');
SELECT is((SELECT overdue FROM cc_center.swap_due WHERE swap_id = :swap), true, 'I35 overdue the second after');
SELECT is((SELECT day || finding || staff_no || clause FROM cc_center.roster_findings
            WHERE center_id = 9301 AND month = '2018-02-01' AND concerns = 'swap'), '2018-02-28swap_return_overdue101I35',
          'I35 an overdue repayment is a finding');

-- what is overdue is repaid late rather than never, and stays a finding
SELECT pg_temp.at('2018-01-10 09:00+08');
SELECT pg_temp.act('103', $$request_swap(9301, '2018-01-15', 'late', '104')$$) AS swap \gset
SELECT pg_temp.act('104', format('consent_swap(9301, %s)', :swap)), pg_temp.act('301', format('approve_swap(9301, %s)', :swap));
SELECT is(pg_temp.try_at(v.instant, '103', format($$request_swap_return(9301, %s, '2018-03-01', 'late')$$, :swap)), v.expected, v.title)
  FROM (VALUES (1, '2018-02-15 23:59:59+08', 'UC619', 'I35 as long as it can be repaid in time it must'),
               (2, '2018-02-16 00:00:00+08', 'accepted', 'I35 what is overdue may be repaid late')) AS v (n, instant, expected, title) ORDER BY v.n;
SELECT pg_temp.act('103', format($$request_swap_return(9301, %s, '2018-03-01', 'late')$$, :swap)) AS back \gset
SELECT pg_temp.act('104', format('consent_swap(9301, %s)', :back)), pg_temp.act('301', format('approve_swap(9301, %s)', :back));
SELECT is((SELECT (state, overdue)::text FROM cc_center.swap_due WHERE swap_id = :swap), '(approved,t)', 'I35 and was late');
SELECT is((SELECT finding FROM cc_center.roster_findings WHERE center_id = 9301 AND month = '2018-02-01' AND concerns = 'swap' AND staff_no = '103'),
          'swap_returned_late', 'I35 which is a finding');

-- ---- judged again at approval -----------------------------------------------------------------------------------

SELECT pg_temp.at('2018-10-08 09:00+08');
SELECT pg_temp.act('103', $$request_swap(9301, '2018-11-15', 'late', '107')$$) AS swap \gset
SELECT pg_temp.act('107', format('consent_swap(9301, %s)', :swap));
SELECT is(pg_temp.act('201', $$correct_roster(9301, '2018-11-15', 'early', NULL, '107', '补位')$$) ~ '^\d+$', true, 'I2 a correction fills a gap');
SELECT is(pg_temp.act('301', format('approve_swap(9301, %s)', :swap)), 'UC404', 'I35 approved only if the partner is still free');
SELECT pg_temp.at('2018-11-15 09:30:00+08');
SELECT is(pg_temp.act('301', format('approve_swap(9301, %s)', :swap)), 'UC602', 'I35 nothing is approved once the shift has begun');
SELECT is(pg_temp.act('103', format('withdraw_swap(9301, %s)', :swap)), 'done', 'I35 it can still be withdrawn');

-- ---- nobody writes by himself -----------------------------------------------------------------------------------

CREATE FUNCTION pg_temp.dml(staff_no text, statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('role', 't9301_' || staff_no, true);
  EXECUTE statement;
  RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END
$$;
SELECT is(pg_temp.dml(v.who, v.statement), v.expected, v.title)
  FROM (VALUES ('101', $$UPDATE cc_center.swap SET status = 'approved'$$, '42501', 'I7 an operator does not write swaps'),
               ('301', $$UPDATE cc_center.swap SET status = 'approved'$$, '42501', 'I7 a supervisor neither'),
               ('101', $$DELETE FROM cc_center.swap_shift$$, '42501', 'I7 nobody deletes a swap'),
               ('101', $$UPDATE cc_center.roster SET staff_no = '107' WHERE staff_no = '101'$$, '42501', 'I7 an operator does not write the roster'),
               ('201', $$UPDATE cc_center.roster SET staff_no = '107' WHERE center_id = 9301 AND day = '2018-12-20'$$, 'UC406', 'I2 a leader does not change a published roster'),
               ('301', $$DELETE FROM cc_center.roster WHERE center_id = 9301 AND day = '2018-12-20'$$, 'UC406', 'I2 a supervisor neither'),
               ('201', $$INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9301, '2018-12-20', 'early', '107')$$, 'UC406', 'I2 nor adds to it')
       ) AS v (who, statement, expected, title);
RESET ROLE;
SELECT throws_ok($$TRUNCATE cc_center.swap CASCADE$$, 'UC005', NULL, 'I35 swaps are kept');
SELECT throws_ok($$DELETE FROM cc_center.swap$$, 'UC005', NULL, 'I35 swaps are kept, one by one');

SELECT * FROM finish();
ROLLBACK;
