-- When a holder's rest begins, the cover on duty takes what he holds; with nobody there it stays; coming back moves nothing (I20, U19, U4).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = warning;
SET LOCAL timezone = 'Asia/Shanghai';
SELECT no_plan();
\ir ../../lib/act.sql

CREATE FUNCTION pg_temp.enter(center bigint, words text) RETURNS bigint LANGUAGE sql AS $$
    INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (center, words, 'hotline', '类', '述') RETURNING case_id
$$;
-- Sweeps at an instant: what was handed over and marked.
CREATE FUNCTION pg_temp.sweep_at(center bigint, instant text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.at(instant);
    SELECT handed_over || ' ' || overdue FROM cc_center.sweep(center)
$$;
CREATE FUNCTION pg_temp.hands(center bigint) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(CASE holder WHEN '102' THEN '101' ELSE holder END, ' ' ORDER BY case_id) FROM cc_center.cases WHERE center_id = center
$$;
CREATE FUNCTION pg_temp.looked_at(center bigint) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(to_char(attention_at, 'HH24:MI:SS'), ' ' ORDER BY case_id) FROM cc_center.leg WHERE center_id = center AND finished_at IS NULL
$$;
-- Sweeps at an instant, apart from the rest: who holds what then.
CREATE FUNCTION pg_temp.tried(center bigint, instant text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    answer text;
BEGIN
    PERFORM pg_temp.sweep_at(center, instant);
    answer := pg_temp.hands(center);
    RAISE EXCEPTION USING ERRCODE = 'TRIED', MESSAGE = answer;
EXCEPTION WHEN SQLSTATE 'TRIED' THEN
    RETURN SQLERRM;
END
$$;

-- ---- the cover takes it (9561): one case of the late operator, one of the early one --------------------------
SELECT pg_temp.set_up(9561, 'RSA');
SELECT pg_temp.at('2018-10-08 11:58+08');
SELECT pg_temp.enter(9561, '江东') AS late \gset
SELECT pg_temp.enter(9561, '湖南路') AS early \gset
SELECT is(pg_temp.hands(9561), '121 101', 'I20 before the rest the late shift has its street');
SELECT is(pg_temp.looked_at(9561), '12:00:00 12:28:00', 'I20 the sweep looks when the rest begins');
SELECT is(pg_temp.tried(9561, '2018-10-08 11:59:59+08'), '121 101', 'I20 at 11:59:59 it stays');
SELECT is(pg_temp.tried(9561, '2018-10-08 12:00:01+08'), '101 101', 'I20 at 12:00:01 the cover has it');
SELECT is(pg_temp.tried(9561, '2018-10-08 13:59:59+08'), '101 101', 'I20 up to the last second of the rest, should no sweep have come before');
SELECT is(pg_temp.tried(9561, '2018-10-08 14:00:00+08'), '121 101', 'U4 a rest that is over moves nothing');
SELECT is(pg_temp.sweep_at(9561, '2018-10-08 12:00:00+08'), '1 0', 'I20 at 12:00:00 the sweep passes one leg');
SELECT is(pg_temp.hands(9561), '101 101', 'I20 the cover has it, and the early shift its own');
SELECT results_eq($$ SELECT h.kind, h.from_staff, h.to_staff = c.holder, h.by_staff, h.at FROM cc_center.handover h JOIN cc_center.cases c USING (center_id, case_id) WHERE h.center_id = 9561 $$,
    $$ VALUES ('rest', '121', true, NULL, '2018-10-08 12:00+08'::timestamptz) $$, 'I20 on record');
SELECT results_eq($$ SELECT received_at, clock_start, due_at, reported_at, first_contact FROM cc_center.backlog WHERE center_id = 9561 AND street = '江东' $$,
    $$ VALUES ('2018-10-08 12:00+08'::timestamptz, '2018-10-08 12:00+08'::timestamptz, '2018-10-08 12:30+08'::timestamptz, '2018-10-08 11:58+08'::timestamptz, '121') $$,
    'I20 with a clock of its own; the age and the first contact go on');
SELECT is(pg_temp.sweep_at(9561, '2018-10-08 12:00:00+08'), '0 0', 'I20 a second sweep finds nothing to do');
SELECT is(pg_temp.sweep_at(9561, '2018-10-08 12:10+08') || pg_temp.hands(9561), '0 0101 101', 'I20 nor does it go back or on');
SELECT is(pg_temp.sweep_at(9561, '2018-10-08 14:00+08') || ' ' || pg_temp.hands(9561), '0 2 101 101', 'U4 coming back from the rest moves nothing');
SELECT is(pg_temp.looked_at(9561), '17:30:00 17:30:00', 'I29 from then on only the shift''s end is looked at');

-- ---- leaders rest in the same way, and what is overdue goes too (9562) ---------------------------------------
SELECT pg_temp.set_up(9562, 'RSB');
SELECT pg_temp.at('2018-10-08 10:00+08');
SELECT pg_temp.enter(9562, '江东') AS led \gset
SELECT is(pg_temp.act('a9562_121', $$ UPDATE cc_center.cases SET stage = 'pre_filed' $$), 'done', 'I22 pre-filed by the late operator');
SELECT pg_temp.enter(9562, '挹江门') AS slow \gset
SELECT is(pg_temp.hands(9562), '221 121', 'I22 the late leader and the late operator have one each');
SELECT is(pg_temp.sweep_at(9562, '2018-10-08 10:15:01+08'), '0 2', 'I24 both are late');
SELECT is(pg_temp.looked_at(9562), '12:00:00 12:00:00', 'I20 a late leg is looked at when the rest begins');
SELECT ok(cc_center.move_shift_end(9562, :slow, 1, '2018-10-08 21:00+08'), 'I29 the shift ends earlier');
SELECT is(pg_temp.looked_at(9562), '12:00:00 12:00:00', 'I20 which does not hide the rest');
SELECT is(pg_temp.sweep_at(9562, '2018-10-08 12:00+08') || ' ' || pg_temp.hands(9562), '2 0 201 101', 'I22 both go to the cover, each to that of its role');

-- ---- nobody covers (9563): it stays, and goes when somebody comes --------------------------------------------
SELECT pg_temp.set_up(9563, 'RSC');
DELETE FROM cc_center.roster WHERE center_id = 9563 AND shift = 'early' AND day = '2018-10-08';
INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (9563, '122', '晚二', 'operator');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9563, '2018-10-08', 'late', '122');
SELECT pg_temp.at('2018-10-08 11:58+08');
SELECT pg_temp.enter(9563, '江东') AS alone \gset
SELECT pg_temp.hands(9563) AS rests \gset
SELECT is(pg_temp.sweep_at(9563, '2018-10-08 12:00+08') || ' ' || pg_temp.hands(9563), '0 0 ' || :'rests', 'I20 with no cover it stays, and no resting colleague gets it');
SELECT is(pg_temp.looked_at(9563), '12:01:00', 'I20 it is looked at again after a minute');
SELECT is(pg_temp.tried(9563, '2018-10-08 14:00+08'), :'rests', 'U4 it is still his when he comes back');
SELECT is(pg_temp.sweep_at(9563, '2018-10-08 12:28:01+08') || ' ' || pg_temp.looked_at(9563), '0 1 12:29:01', 'I24 late in the rest, it is marked and still looked at');
INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (9563, '2018-10-08', 'early', '101');
SELECT is(pg_temp.sweep_at(9563, '2018-10-08 12:29:01+08') || ' ' || pg_temp.hands(9563), '1 0 101', 'I20 when cover appears it goes there');

-- ---- handed to somebody in his rest (9564): that is meant, and stays -----------------------------------------
SELECT pg_temp.set_up(9564, 'RSD');
SELECT pg_temp.at('2018-10-08 12:10+08');
SELECT pg_temp.enter(9564, '江东') AS given \gset
SELECT is(pg_temp.hands(9564), '101', 'I20 what comes in the rest goes to the cover');
SELECT is(pg_temp.act('a9564_201', format($$ SELECT cc_center.handover(9564, '{%s}', '121') $$, :given)), '1', 'I29 a leader hands it to who rests');
SELECT is(pg_temp.looked_at(9564), '12:40:00', 'I29 it is looked at when it is late');
SELECT is(pg_temp.sweep_at(9564, '2018-10-08 12:40:01+08') || ' ' || pg_temp.hands(9564), '0 1 121', 'I29 and stays where it was put');

-- ---- rules that do not have it so (9565) ---------------------------------------------------------------------
SELECT pg_temp.set_up(9565, 'RSE');
SET LOCAL session_replication_role = replica;
DELETE FROM cc_center.rule_setting WHERE center_id = 9565 AND name = 'pass_at_rest';
SET LOCAL session_replication_role = origin;
SELECT pg_temp.at('2018-10-08 11:58+08');
SELECT pg_temp.enter(9565, '江东') AS kept \gset
SELECT is(pg_temp.sweep_at(9565, '2018-10-08 12:00+08') || ' ' || pg_temp.hands(9565), '0 0 121', 'I20 a center that does not set it lets it lie');
SELECT is(pg_temp.looked_at(9565), '12:28:00', 'I20 and the sweep does not come back for it before it is late');

SELECT * FROM finish();
ROLLBACK;
