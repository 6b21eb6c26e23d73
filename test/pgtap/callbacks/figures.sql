-- Satisfaction by month, channel and person: counted anew, one row after the other, from random callbacks (F2.3, A19).
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SET LOCAL TimeZone = 'America/New_York';
\ir ../../lib/act.sql
\ir ../../lib/callbacks.sql
SELECT plan(11);
SELECT pg_temp.set_up(9801, 'CB', 'hospital');
SELECT pg_temp.set_up(9802, 'CO', 'hospital');
SELECT pg_temp.roster(9801);

-- Cases as if disposed of at an instant, and words about them, written past the rules.
CREATE FUNCTION pg_temp.disposed(center bigint, case_id bigint, round integer, at timestamptz, channel text, first_contact text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO cc_center.cases (center_id, case_id, leg_no, version, reported_at, recorded_at, case_number, street, channel, category, description, stage, first_contact, recorded_by)
    VALUES (center, case_id, 9, 1, at, at, 'N-' || center || '-' || case_id, '住院部', channel, 'c', 'd', 'disposed', first_contact, 'x') ON CONFLICT DO NOTHING;
    INSERT INTO cc_center.leg (center_id, case_id, leg_no, version, received_at, clock_start, attention_at, finished_at, leg_kind, street, finished_by, outcome)
    VALUES (center, case_id, round, 1, at, at, at, at, 'disposal', '住院部', '102', 'disposed')
$$;
CREATE FUNCTION pg_temp.word(center bigint, id bigint, case_id bigint, round integer, call_no integer, result text, satisfaction integer, corrects bigint DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
    INSERT INTO cc_center.callback (center_id, callback_id, case_id, round, call_no, month, version, at, called_in, result, satisfaction, by_staff, corrects, reason, given_at)
    VALUES (center, id, case_id, round, call_no, (SELECT cc_center.local_month(center, l.finished_at) FROM cc_center.leg l WHERE l.center_id = center AND l.case_id = word.case_id AND l.leg_no = round), 1, '2018-11-05 10:00+08', false, result, satisfaction, '101', corrects, CASE WHEN corrects IS NOT NULL THEN 'x' END, '2018-11-05 10:00+08')
$$;
SET LOCAL session_replication_role = replica;

-- months begin at midnight of the center
SELECT pg_temp.disposed(9801, 1, 4, '2018-10-31 23:59:59+08', 'phone', '101'), pg_temp.disposed(9801, 2, 4, '2018-11-01 00:00:00+08', 'phone', '101'),
       pg_temp.disposed(9801, 3, 4, '2018-11-01 00:00:01+08', 'phone', '101');
SELECT pg_temp.word(9801, 1, 1, 4, 1, 'solved', 5), pg_temp.word(9801, 2, 2, 4, 1, 'solved', 2), pg_temp.word(9801, 3, 3, 4, 1, 'not_reached', NULL);
SELECT results_eq('SELECT month, channel, staff_no, asked, reached, not_reached, not_reached_share, solved, not_solved, solved_share, rated, mean_satisfaction, rated_2, rated_5 FROM cc_center.satisfaction_month WHERE center_id = 9801 ORDER BY 1',
                  $$ VALUES (date '2018-10-01', 'phone', '101', 1::bigint, 1::bigint, 0::bigint, 0.00, 1::bigint, 0::bigint, 100.00, 1::bigint, 5.00, 0::bigint, 1::bigint),
                            ('2018-11-01', 'phone', '101', 2, 1, 1, 50.00, 1, 0, 100.00, 1, 2.00, 1, 0) $$, 'F2.3 a disposal counts in the month of the center in which it was made');
SELECT pg_temp.word(9801, 4, 3, 4, 2, 'not_solved', 1), pg_temp.word(9801, 5, 2, 4, 1, NULL, NULL, 2);
SELECT results_eq('SELECT asked, reached, not_reached_share, solved, not_solved, solved_share, mean_satisfaction FROM cc_center.satisfaction_month WHERE center_id = 9801 AND month = ''2018-11-01''',
                  $$ VALUES (1::bigint, 1::bigint, 0.00, 0::bigint, 1::bigint, 0.00, 1.00) $$, 'F2.3 the last answer counts, and what was taken back does not');
SELECT pg_temp.disposed(9801, 3, 6, '2018-11-02 00:00:01+08', 'phone', '101');
SELECT pg_temp.word(9801, 6, 3, 6, 1, 'solved', NULL);
SELECT results_eq('SELECT asked, reached, solved, not_solved, solved_share, rated, mean_satisfaction FROM cc_center.satisfaction_month WHERE center_id = 9801 AND month = ''2018-11-01''',
                  $$ VALUES (2::bigint, 2::bigint, 1::bigint, 1::bigint, 50.00, 1::bigint, 1.00) $$, 'F2.3 each disposal counts, and who gives no number is not in the mean');
SELECT results_eq('SELECT case_id, round, disposed_by, calls, unanswered, result, satisfaction FROM cc_center.callback_round WHERE center_id = 9801 ORDER BY 1, 2',
                  $$ VALUES (1::bigint, 4, '102', 1, 0, 'solved', 5), (3, 4, '102', 2, 1, 'not_solved', 1), (3, 6, '102', 1, 0, 'solved', NULL) $$, 'F2.3 one row for each disposal that was asked about');

-- thousands of random ones in two centers
SELECT setseed(0.8);
DO $$
DECLARE
    id bigint := 100;
    old_id bigint;
    answer text;
    this_round integer;
BEGIN
    FOR n IN 101 .. 1500 LOOP
        PERFORM pg_temp.disposed(9801 + n % 2, n, 4, timestamptz '2018-09-01 00:00+08' + random() * interval '120 days', (ARRAY['phone', 'internal'])[1 + floor(random() * 2)], (ARRAY['101', '102', '201'])[1 + floor(random() * 3)]);
        IF random() < 0.3 THEN
            PERFORM pg_temp.disposed(9801 + n % 2, n, 6, timestamptz '2018-12-01 00:00+08' + random() * interval '60 days', 'phone', '101');
        END IF;
        FOR this_round IN SELECT l.leg_no FROM cc_center.leg l WHERE l.center_id = 9801 + n % 2 AND l.case_id = n LOOP
            FOR k IN 1 .. floor(random() * 5)::integer LOOP
                answer := (ARRAY['solved', 'not_solved', 'not_reached'])[1 + floor(random() * 3)];
                id := id + 1;
                PERFORM pg_temp.word(9801 + n % 2, id, n, this_round, k, answer, CASE WHEN answer <> 'not_reached' AND random() < 0.8 THEN 1 + floor(random() * 5)::integer END);
                WHILE random() < 0.2 LOOP
                    old_id := id;
                    id := id + 1;
                    answer := (ARRAY['solved', 'not_solved', 'not_reached', NULL])[1 + floor(random() * 4)];
                    PERFORM pg_temp.word(9801 + n % 2, id, n, this_round, k, answer, CASE WHEN answer <> 'not_reached' AND random() < 0.8 THEN 1 + floor(random() * 5)::integer END, old_id);
                END LOOP;
            END LOOP;
        END LOOP;
    END LOOP;
END
$$;
SET LOCAL session_replication_role = origin;

-- The same, one disposal and one word after the other.
CREATE TEMP TABLE recount (center_id bigint, month date, channel text, staff_no text, asked integer DEFAULT 0, reached integer DEFAULT 0, solved integer DEFAULT 0, rates integer[] DEFAULT '{}',
                           PRIMARY KEY (center_id, month, channel, staff_no));
DO $$
DECLARE
    d record;
    call record;
    w record;
    last_said text;
    rate integer;
    asked boolean;
BEGIN
    FOR d IN SELECT l.center_id, l.case_id, l.leg_no, to_char(l.finished_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-01')::date AS month, c.channel, c.first_contact
             FROM cc_center.leg l JOIN cc_center.cases c USING (center_id, case_id) WHERE l.outcome = 'disposed' LOOP
        last_said := NULL; rate := NULL; asked := false;
        FOR call IN SELECT * FROM cc_center.callback k WHERE (k.center_id, k.case_id, k.round) = (d.center_id, d.case_id, d.leg_no) AND k.corrects IS NULL ORDER BY k.call_no LOOP
            -- along the chain of corrections to its end
            w := call;
            WHILE EXISTS (SELECT FROM cc_center.callback n WHERE n.center_id = w.center_id AND n.corrects = w.callback_id) LOOP
                SELECT n.* INTO w FROM cc_center.callback n WHERE n.center_id = w.center_id AND n.corrects = w.callback_id;
            END LOOP;
            CONTINUE WHEN w.result IS NULL;
            asked := true;
            IF w.result <> 'not_reached' THEN
                last_said := w.result;
                rate := w.satisfaction;
            END IF;
        END LOOP;
        CONTINUE WHEN NOT asked;
        INSERT INTO recount (center_id, month, channel, staff_no) VALUES (d.center_id, d.month, d.channel, d.first_contact) ON CONFLICT DO NOTHING;
        UPDATE recount r SET asked = r.asked + 1, reached = r.reached + (last_said IS NOT NULL)::integer, solved = r.solved + coalesce(last_said = 'solved', false)::integer,
               rates = CASE WHEN rate IS NULL THEN r.rates ELSE r.rates || rate END
        WHERE (r.center_id, r.month, r.channel, r.staff_no) = (d.center_id, d.month, d.channel, d.first_contact);
    END LOOP;
END
$$;
SELECT cmp_ok((SELECT count(*)::integer FROM recount), '>', 40, 'F2.3 there are many rows to compare');
SELECT set_eq('SELECT center_id, month, channel, staff_no, asked, reached, not_reached, solved, not_solved, rated FROM cc_center.satisfaction_month',
              'SELECT center_id, month, channel, staff_no, asked::bigint, reached::bigint, (asked - reached)::bigint AS a, solved::bigint, (reached - solved)::bigint AS b, cardinality(rates)::bigint AS c FROM recount',
              'F2.3 the counts are those counted anew');
SELECT set_eq('SELECT center_id, month, channel, staff_no, not_reached_share, solved_share, mean_satisfaction FROM cc_center.satisfaction_month',
              $$ SELECT center_id, month, channel, staff_no, round((asked - reached) * 100 / asked::numeric, 2) AS a, CASE WHEN reached > 0 THEN round(solved * 100 / reached::numeric, 2) END AS b,
                        CASE WHEN rates <> '{}' THEN round((SELECT sum(x) FROM unnest(rates) x)::numeric / cardinality(rates), 2) END AS c FROM recount $$,
              'F2.3 so are shares and mean, each of its own denominator');
SELECT set_eq('SELECT center_id, month, channel, staff_no, rated_1, rated_2, rated_3, rated_4, rated_5 FROM cc_center.satisfaction_month',
              $$ SELECT center_id, month, channel, staff_no, cardinality(array_positions(rates, 1))::bigint AS r1, cardinality(array_positions(rates, 2))::bigint AS r2, cardinality(array_positions(rates, 3))::bigint AS r3,
                        cardinality(array_positions(rates, 4))::bigint AS r4, cardinality(array_positions(rates, 5))::bigint AS r5 FROM recount $$, 'F2.3 and how many gave which number');
SELECT is(pg_temp.act('a9801_601', 'SELECT count(DISTINCT center_id) FROM cc_center.satisfaction_month'), '1', 'F2.3 all of a center read its figures');
SELECT is(pg_temp.act('a9802_601', 'SELECT min(center_id) FROM cc_center.satisfaction_month'), '9802', 'F2.3 and no other''s');
SELECT is_empty('SELECT FROM cc_center.callback_round r JOIN cc_center.center c USING (center_id) WHERE r.month <> cc_center.month_of(r.center_id, r.disposed_at)', 'F2.3 months are the center''s');
SELECT * FROM finish();
ROLLBACK;
