-- 2,000 complaints and whatever anybody may try with them, against a model that knows the rules from the text: what is let through and what
-- not, where each complaint stands, what was late, and what counts against whom (A18, A19, G2.3). In eight centers, since rows that one
-- transaction changes thousands of times become slow.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL client_min_messages = error;
SET LOCAL TimeZone = 'Asia/Shanghai';
\ir ../../lib/act.sql
\ir ../../lib/complaints.sql
SELECT * FROM no_plan();
SELECT pg_temp.set_up_complaints(c, 'WALK' || c) FROM generate_series(9981, 9988) c;
SELECT setseed(0.18);

-- The model: where a complaint stands, whom it names, with whom it is, who took it in; tries; until when its next step is in time.
CREATE TEMP TABLE model (center bigint, n integer, id bigint, status text, named text, investigator text, taker text, kind text, tries integer, due timestamptz, PRIMARY KEY (center, n));
CREATE TEMP TABLE happened (center bigint, n integer, what text, month text, late boolean, upheld boolean);
CREATE FUNCTION pg_temp.pick(VARIADIC items text[]) RETURNS text LANGUAGE sql VOLATILE AS $$ SELECT items[1 + floor(random() * cardinality(items))::integer] $$;

-- Whether the rules let somebody do it, and nothing of how the code finds that out.
CREATE FUNCTION pg_temp.allowed(m model, deed text, who text, whom text) RETURNS boolean LANGUAGE sql AS $$
  SELECT coalesce(who IS DISTINCT FROM m.named AND CASE deed
    WHEN 'assign' THEN who IN ('301', '302', '401') AND m.status IN ('taken_in', 'assigned', 'reported', 'reopened') AND whom IN ('201', '221', '301', '302')
                       AND whom IS DISTINCT FROM m.named AND whom IS DISTINCT FROM m.investigator
    WHEN 'report' THEN who = m.investigator AND m.status IN ('assigned', 'reported')
    WHEN 'conclude' THEN who IN ('301', '302', '401') AND m.status = 'reported' AND who <> m.investigator
    WHEN 'feed_back' THEN who IN ('201', '221', '301', '302', '401') AND m.status IN ('concluded', 'fed_back')
    WHEN 'reopen' THEN who IN ('301', '302', '401') AND m.status IN ('concluded', 'fed_back', 'closed')
    WHEN 'correct' THEN m.status = 'taken_in' AND (who = m.taker OR who IN ('301', '302', '401'))
  END, false)
$$;

CREATE TEMP TABLE outcome (wrong integer, taken integer);
CREATE PROCEDURE pg_temp.walk(center bigint, steps integer, complaints integer) LANGUAGE plpgsql AS $$
DECLARE
  now_at timestamptz := '2018-10-08 09:00+08';
  m model;
  taken integer := 0;
  deed text; who text; whom text; answer text; yes boolean; ok boolean; wrong integer := 0; month text;
BEGIN
  FOR i IN 1 .. steps LOOP
    now_at := now_at + make_interval(secs => floor(random() * 9000)::integer);
    PERFORM set_config('cc_center.now', now_at::text, true);
    month := to_char(now_at, 'YYYY-MM');
    IF taken < complaints AND (taken < 20 OR random() < 0.25) THEN
      taken := taken + 1;
      who := pg_temp.pick('101', '102', '121', '201', '301');
      whom := pg_temp.pick('101', '102', '121', '201', '302', NULL);
      m := ROW(center, taken, pg_temp.act(format('a%s_%s', center, who), format($q$SELECT cc_center.complain(%s, %L, %L, 'x', %L)$q$, center, pg_temp.pick('态度', '时效'), CASE WHEN whom IS NULL THEN 'department' ELSE 'person' END, coalesce(whom, '城管')))::bigint,
               'taken_in', whom, NULL, who, NULL, 0, now_at + interval '1 day');
      INSERT INTO model SELECT m.*;
      INSERT INTO happened VALUES (center, taken, 'taken_in', month);
      CONTINUE;
    END IF;
    -- mostly one of the last ones, which are not over
    SELECT k.* INTO m FROM model k WHERE k.center = walk.center AND k.n = greatest(1, taken - floor(abs(random() + random() - 1) * 60)::integer);
    who := pg_temp.pick('101', '102', '201', '221', '301', '302', '301', '302', '401', coalesce(m.investigator, '401'), coalesce(m.named, '301'));
    whom := pg_temp.pick('101', '201', '221', '301', '302', '201', '221', coalesce(m.named, '201'));
    deed := CASE WHEN random() < 0.75 THEN CASE m.status WHEN 'taken_in' THEN 'assign' WHEN 'reopened' THEN 'assign' WHEN 'assigned' THEN 'report' WHEN 'reported' THEN 'conclude' ELSE 'feed_back' END
                 ELSE pg_temp.pick('assign', 'report', 'conclude', 'feed_back', 'reopen', 'correct') END;
    IF random() < 0.5 THEN
      who := CASE deed WHEN 'report' THEN coalesce(m.investigator, who) WHEN 'conclude' THEN '401' WHEN 'assign' THEN '301' ELSE who END;
    END IF;
    yes := random() < 0.5;
    answer := pg_temp.act(format('a%s_%s', center, who), format(CASE deed
      WHEN 'assign' THEN $q$SELECT cc_center.assign_complaint(%4$s, %1$s, %2$L, 'r')$q$ WHEN 'report' THEN $q$SELECT cc_center.report_complaint(%4$s, %1$s, 'r')$q$
      WHEN 'conclude' THEN $q$SELECT cc_center.conclude_complaint(%4$s, %1$s, %3$L, 'r', 's')$q$ WHEN 'feed_back' THEN $q$SELECT cc_center.feed_back(%4$s, %1$s, 't', %3$L)$q$
      WHEN 'reopen' THEN $q$SELECT cc_center.reopen_complaint(%4$s, %1$s, 'r')$q$ ELSE $q$SELECT cc_center.correct_complaint(%4$s, %1$s, '态度', 'person', 'r', %2$L)$q$ END, m.id, whom, yes, center));
    -- ids have fewer figures than an SQLSTATE
    ok := answer !~ '^[0-9A-Z]{5}$';
    IF ok IS DISTINCT FROM pg_temp.allowed(m, deed, who, whom) THEN
      wrong := wrong + 1;
      RAISE WARNING '% of % by % (%): % against the model, status %, named %, with %', deed, m.n, who, whom, answer, m.status, m.named, m.investigator;
    END IF;
    CONTINUE WHEN NOT ok;
    CASE deed
    WHEN 'assign' THEN
      IF m.status IN ('taken_in', 'reopened') THEN
        INSERT INTO happened VALUES (center, m.n, 'limit', month, now_at > m.due);
        m.due := now_at + interval '3 days';
      END IF;
      m.status := 'assigned'; m.investigator := whom;
    WHEN 'report' THEN m.status := 'reported';
    WHEN 'conclude' THEN
      INSERT INTO happened VALUES (center, m.n, 'limit', month, now_at > m.due, NULL), (center, m.n, 'concluded', month, NULL, yes);
      m.status := 'concluded'; m.tries := 0; m.due := now_at + interval '2 days';
    WHEN 'feed_back' THEN
      m.tries := m.tries + 1;
      m.status := CASE WHEN yes OR m.tries = 3 THEN 'closed' ELSE 'fed_back' END;
      IF m.status = 'closed' THEN INSERT INTO happened VALUES (center, m.n, 'limit', month, now_at > m.due); END IF;
      IF (answer = 'true') IS DISTINCT FROM (m.status = 'closed') THEN wrong := wrong + 1; END IF;
    WHEN 'reopen' THEN
      DELETE FROM happened h WHERE h.center = walk.center AND h.n = m.n AND h.what = 'concluded';
      m.status := 'reopened'; m.investigator := NULL; m.due := now_at + interval '1 day';
    WHEN 'correct' THEN
      m.id := answer::bigint; m.named := whom; m.taker := who;
    END CASE;
    UPDATE model k SET id = m.id, status = m.status, named = m.named, investigator = m.investigator, taker = m.taker, tries = m.tries, due = m.due WHERE k.center = walk.center AND k.n = m.n;
  END LOOP;
  INSERT INTO outcome VALUES (wrong, taken);
END
$$;
DO $$ BEGIN FOR c IN 9981 .. 9988 LOOP CALL pg_temp.walk(c, 1500, 250); END LOOP; END $$;
ANALYZE cc_center.complaint, cc_center.complaint_step;
SELECT is((SELECT sum(taken) FROM outcome), 2000::bigint, 'A18 2,000 complaints');
SELECT is((SELECT sum(wrong) FROM outcome), 0::bigint, 'A18 what is let through is what the model lets through');
SELECT cmp_ok((SELECT count(DISTINCT status) FROM model), '>=', 6::bigint, 'A18 and they stand at every place');
SELECT is_empty($$SELECT m.center, m.n, m.status, s.step, m.investigator, s.investigator FROM model m
  CROSS JOIN LATERAL (SELECT k.* FROM cc_center.complaint_step k WHERE k.center_id = m.center AND k.complaint_id = m.id ORDER BY k.step_no DESC LIMIT 1) s
  WHERE (m.status, m.investigator) IS DISTINCT FROM (CASE WHEN s.step = 'fed_back' AND s.awaits IS NULL THEN 'closed' ELSE s.step END, s.investigator)
     OR CASE WHEN m.status <> 'closed' THEN m.due END IS DISTINCT FROM s.due_at$$,
  'G2.3 each complaint stands where the model has it, with whom, and until when');
SELECT is((SELECT count(*) FROM cc_center.complaint WHERE center_id BETWEEN 9981 AND 9988), (SELECT 2000 + count(*) FROM cc_center.complaint_step WHERE center_id BETWEEN 9981 AND 9988 AND step = 'corrected'), 'A18 none is lost');
CREATE FUNCTION pg_temp.figures(center bigint) RETURNS text LANGUAGE sql AS $$
  SELECT pg_temp.act(format('a%s_301', center), $q$SELECT string_agg(concat_ws(' ', to_char(month, 'YYYY-MM'), taken_in, concluded, upheld, steps_with_limit, steps_late), E'\n' ORDER BY month) FROM cc_center.complaint_month WHERE counted_by = 'all'$q$)
$$;
SELECT is(pg_temp.figures(c),
  (SELECT string_agg(concat_ws(' ', h.month, h.taken, h.concluded, h.upheld, h.ended, h.late), E'\n' ORDER BY h.month)
     FROM (SELECT month, count(*) FILTER (WHERE what = 'taken_in') AS taken, count(*) FILTER (WHERE what = 'concluded') AS concluded, count(*) FILTER (WHERE upheld) AS upheld,
                  count(*) FILTER (WHERE what = 'limit') AS ended, count(*) FILTER (WHERE late) AS late FROM happened WHERE center = c GROUP BY month) h), 'A18 the statistics of each month of ' || c)
  FROM generate_series(9981, 9988) c;
SELECT cmp_ok((SELECT count(*) FILTER (WHERE late) FROM happened), '>', 100::bigint, 'A19 some were late');
SELECT cmp_ok((SELECT count(*) FROM happened WHERE upheld), '>', 100::bigint, 'A18 some were upheld');
SELECT results_eq($$SELECT k.center_id, to_char(k.month, 'YYYY-MM'), c.staff_no, sum(c.quantity)::bigint
    FROM (SELECT DISTINCT center_id, month FROM cc_center.complaint_step WHERE center_id BETWEEN 9981 AND 9988) k CROSS JOIN LATERAL cc_center.counted_complaints(k.center_id, k.month) c GROUP BY 1, 2, 3 ORDER BY 1, 2, 3$$,
  $$SELECT h.center, h.month, m.named, count(*) FROM happened h JOIN model m USING (center, n) WHERE h.upheld AND m.named IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3$$, 'A18 what counts against whom');
SELECT is_empty($$SELECT s.complaint_id FROM cc_center.complaint_step s JOIN cc_center.complaint c USING (center_id, complaint_id)
  WHERE c.staff_no = s.investigator OR s.step = 'concluded' AND s.investigator = s.by_staff OR s.step_no > 1 AND c.staff_no = s.by_staff$$, 'A18 nobody in his own matter');
SELECT is_empty($$SELECT complaint_id FROM cc_center.complaint_step GROUP BY center_id, complaint_id HAVING max(step_no) <> count(*)$$, 'A18 steps without a gap');
SELECT * FROM finish();
ROLLBACK;
