-- Prints :count calls of functions that role :'login' may call, with values as they are found here and values that are nobody's.
-- Everything that returns nothing but a trigger is called; reveal() is not, whose answer may hold a contact.
\set QUIET 1
\set ON_ERROR_STOP 1
\pset format unaligned
\pset tuples_only on
-- the same for a role every time, and another for each
SELECT setseed((hashtext(:'login') % 1000 + :seed) / 100000.0) \g /dev/null
CREATE TEMP TABLE pool (type text, value text);
INSERT INTO pool
SELECT 'bigint', v::text FROM (SELECT 1 UNION ALL SELECT 1 UNION ALL SELECT 1 UNION ALL SELECT 1 UNION ALL VALUES (2), (0), (-1), (9223372036854775807), (NULL)
                               UNION ALL (SELECT case_id FROM cc_center.cases WHERE center_id = 1 ORDER BY random() LIMIT 4)
                               UNION ALL (SELECT case_id FROM cc_center.cases WHERE center_id = 2 ORDER BY random() LIMIT 1)
                               UNION ALL SELECT leave_id FROM cc_center.leave_request
                               UNION ALL (SELECT call_id FROM cc_center.call ORDER BY random() LIMIT 3)) n (v)
UNION ALL SELECT 'integer', v FROM unnest('{1,2,0,-1,100,2147483647,-2147483648,NULL}'::text[]) v
UNION ALL SELECT 'smallint', v FROM unnest('{1,0,-32768,NULL}'::text[]) v
UNION ALL SELECT 'numeric', v FROM unnest('{1,0,-1,0.5,1e30,NaN,NULL}'::text[]) v
UNION ALL SELECT 'double precision', v FROM unnest('{1,0,-1,NaN,Infinity,NULL}'::text[]) v
UNION ALL SELECT 'boolean', v FROM unnest('{true,false,NULL}'::text[]) v
UNION ALL SELECT 'date', v FROM unnest('{2018-10-08,2018-10-09,2018-10-01,2018-10-12,2018-11-01,1970-01-01,infinity,-infinity,4713-01-01 BC,5874897-12-31,NULL}'::text[]) v
UNION ALL SELECT 'timestamp with time zone', v
          FROM unnest('{2018-10-08 11:00+08,2018-10-08 08:30+08,2018-10-09 09:00+08,infinity,-infinity,4713-01-01 BC,294276-12-31,NULL}'::text[]) v
UNION ALL SELECT 'timestamp without time zone', v FROM unnest('{2018-10-08 11:00,infinity,-infinity,NULL}'::text[]) v
UNION ALL SELECT 'time without time zone', v FROM unnest('{08:30,00:00,24:00,NULL}'::text[]) v
UNION ALL SELECT 'interval', v FROM unnest('{1 hour,0,-1 day,1 mon,178000000 years,-178000000 years,NULL}'::text[]) v
UNION ALL SELECT 'tstzrange', v FROM unnest('{"[2018-10-08 08:30+08,2018-10-08 17:30+08)","(,)",empty,"[2018-10-08,infinity]",NULL}'::text[]) v
UNION ALL SELECT 'daterange', v FROM unnest('{"[2018-10-08,2018-10-12)","(,)",empty,"[-infinity,infinity]",NULL}'::text[]) v
UNION ALL SELECT 'jsonb', v FROM unnest(ARRAY['{}', '[]', 'null', '1', '[{"phone": "1"}]', '{"entry": {}, "path": [1], "block": "zz"}', '{"staff": [{"staff_no": "101"}], "a": {"b": []}}', NULL]) v
UNION ALL SELECT 'bytea', v FROM unnest(ARRAY['', '\x00', '\xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', NULL]) v
UNION ALL SELECT 'xid8', v FROM unnest('{0,3,18446744073709551615,NULL}'::text[]) v
UNION ALL SELECT 'text', v FROM unnest(ARRAY['101', '201', 'Foperator', 'F' || substr(:'login', 6), 'z1', 'early', 'late', 'operator', 'supervisor', 'app', 'personal_leave', 'sick_leave',
                                             '湖南路', 'hotline', 'Mo-Fr 08:00-12:00', 'Mo[99]-,;"', '回访', 'pgtap', '', ' ', E'\t\n', '%1$s %s %', '{', '-', repeat('长', 3000),
                                             '1:1:' || repeat('0', 64), 'first', 'second', 'cases', 'case_contact', 'phone', 'pg_cron', 'cron', '13800000000', '+86', 'UC101', '2018-10', NULL]) v
UNION ALL SELECT 'text', name FROM (SELECT DISTINCT t.to_stage FROM cc_center.transition t UNION SELECT c.job FROM cc_center.job c
                                    UNION SELECT DISTINCT l.leg_kind FROM cc_center.leg l) w (name)
UNION ALL SELECT 'name', v FROM unnest(ARRAY['fuzz_app', 'load_101', 'postgres', 'nobody', '', NULL]) v
UNION ALL SELECT 'regclass', v FROM unnest('{cc_center.cases,pg_class,cc_center.case_contact,0,NULL}'::text[]) v;

-- One value of a type, as it is written; of an array none, one, two or three, or NULL for one of them.
CREATE FUNCTION pg_temp.one_of(asked oid) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    element oid := (SELECT t.typelem FROM pg_type t WHERE t.oid = asked AND t.typcategory = 'A');
    value text;
BEGIN
    IF element <> 0 THEN
        RETURN CASE WHEN random() < 0.1 THEN format('NULL::%s', format_type(asked, NULL))
                    ELSE format('ARRAY[%s]::%s', (SELECT string_agg(pg_temp.one_of(element), ', ') FROM generate_series(1, floor(random() * 4)::integer) i),
                                format_type(asked, NULL)) END;
    END IF;
    SELECT p.value INTO value FROM pool p WHERE p.type = format_type(asked, NULL) ORDER BY random() LIMIT 1;
    RETURN format('%L::%s', value, format_type(asked, NULL));
END
$$;

SELECT format('SELECT * FROM %I.%I(%s);', n.nspname, p.proname,
              (SELECT string_agg(CASE WHEN p.proargnames[a.nth] = 'center_id' AND random() < 0.85 THEN '1' ELSE pg_temp.one_of(a.type) END, ', ' ORDER BY a.nth)
               FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY a (type, nth)
               -- the last arguments that have a default are left out now and then
               WHERE a.nth <= p.pronargs - floor(random() * (p.pronargdefaults + 1) * 0.99)))
FROM generate_series(1, :count) k (i)
CROSS JOIN LATERAL (SELECT q.* FROM pg_proc q
                    WHERE q.pronamespace = 'cc_center'::regnamespace AND q.prokind = 'f' AND q.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype, 'internal'::regtype)
                      AND has_function_privilege(:'login', q.oid, 'EXECUTE') AND q.proname <> 'reveal' AND k.i > 0
                    ORDER BY random() LIMIT 1) p
JOIN pg_namespace n ON n.oid = p.pronamespace;
