-- What tools/reference runs: prints the reference from the comments of the database; with chinese set, the errors in Chinese.

\pset tuples_only on
\pset format unaligned
LOAD 'cc_center';
SET client_min_messages = warning;

CREATE FUNCTION pg_temp.cell(value text) RETURNS text LANGUAGE sql
AS $$ SELECT replace(replace(replace(coalesce(value, ''), '|', '\|'), '<', '&lt;'), E'\n', ' ') $$;
CREATE FUNCTION pg_temp.brief(types text) RETURNS text LANGUAGE sql
AS $$
    SELECT replace(replace(replace(regexp_replace(types, '::[a-z ]+(\[\])?(?=[,)]|$)', '', 'g'), 'timestamp with time zone', 'timestamptz'),
                           'timestamp without time zone', 'timestamp'), 'cc_center.', '')
$$;
CREATE FUNCTION pg_temp.columns_of(relation oid) RETURNS text LANGUAGE sql
AS $$
    SELECT string_agg(format('`%s` %s', attname, pg_temp.brief(format_type(atttypid, atttypmod))), ', ' ORDER BY attnum)
    FROM pg_attribute WHERE attrelid = relation AND attnum > 0 AND NOT attisdropped
$$;

\if :{?chinese}
SET lc_messages = 'zh_CN.UTF-8';
\echo '# 参考'
\echo
\echo '[English](../reference.md) · [首页](../../README.zh-CN.md)'
\echo
\echo '本页由 `make reference` 从数据库生成，请勿手工修改。视图、函数、设定、条款、表、触发器和角色见[英文参考](../reference.md)，也可用 `\\dv+`、`\\df+`、`\\d+` 查看。'
\echo
\echo '## 错误'
\echo
\echo '| SQLSTATE | 名称 | 消息 | 详情 | 提示 |'
\echo '|---|---|---|---|---|'
\else
SET lc_messages = 'C';
\echo '# Reference'
\echo
\echo '[中文](zh-CN/reference.md) · [README](../README.md)'
\echo
\echo 'Printed by `make reference` from the comments of the database; not written by hand. In `psql`, `\\dv+`, `\\df+` and'
\echo '`\\d+` show the same. All names are in schema `cc_center`.'
\echo
\echo '[Views](#views) · [Functions](#functions) · [Server settings](#server-settings) · [Errors](#errors) · [Clauses](#clauses) ·'
\echo '[Tables](#tables) · [Triggers](#triggers) · [Roles](#roles)'
\echo
\echo '## Views'
\echo
\echo 'All show the asking role''s own centers only.'
SELECT format(E'\n### %s\n\n%s\n\n%s', c.relname, obj_description(c.oid, 'pg_class'), pg_temp.columns_of(c.oid))
       || coalesce((SELECT E'\n\n' || string_agg(format('- `%s`: %s', a.attname, d.description), E'\n' ORDER BY a.attnum)
                    FROM pg_attribute a JOIN pg_description d ON d.classoid = 'pg_class'::regclass
                                                             AND d.objoid = a.attrelid AND d.objsubid = a.attnum
                    WHERE a.attrelid = c.oid AND a.attnum > 0), '')
FROM pg_class c
WHERE c.relkind = 'v' AND c.relnamespace = 'cc_center'::regnamespace
ORDER BY c.relname COLLATE "C";

\echo
\echo '## Functions'
\echo
\echo 'Those that people and applications call. A function for everybody still sees only the caller''s centers.'
\echo
\echo '| function | meaning | for |'
\echo '|---|---|---|'
SELECT format('| `%s(%s)` → %s | %s | %s |', p.proname,
              pg_temp.brief(pg_temp.cell(pg_get_function_arguments(p.oid))),
              pg_temp.brief(pg_temp.cell(pg_get_function_result(p.oid))),
              pg_temp.cell(obj_description(p.oid, 'pg_proc')),
              CASE WHEN p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) a WHERE a.grantee = 0) THEN 'everybody'
                   ELSE coalesce((SELECT CASE WHEN count(*) >= (SELECT count(*) FROM cc_center.group_roles() g WHERE g.shared)
                                              THEN 'every group'
                                              ELSE string_agg(replace(r.rolname::text, 'cc_center_', ''), ', ' ORDER BY r.rolname::text COLLATE "C") END
                                  FROM aclexplode(p.proacl) a JOIN pg_roles r ON r.oid = a.grantee
                                  WHERE r.rolname LIKE 'cc\_center\_%' AND r.rolname <> 'cc_center_owner'), 'superuser') END)
FROM pg_proc p
WHERE p.pronamespace = 'cc_center'::regnamespace AND p.prorettype <> 'trigger'::regtype
  AND p.proname !~ '^(work_hours_|contains$)'
  AND coalesce(obj_description(p.oid, 'pg_proc'), '') !~ '^(Deployment|Trigger)'
  AND (p.proname IN ('create_center', 'schedule_jobs', 'recount_open_legs')
       OR p.proacl IS NULL
       OR EXISTS (SELECT FROM aclexplode(p.proacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
                  WHERE a.grantee = 0 OR (r.rolname LIKE 'cc\_center\_%' AND r.rolname <> 'cc_center_owner')))
   OR p.oid = 'cc_center.install(bigint)'::regprocedure
ORDER BY p.proname COLLATE "C", pg_get_function_arguments(p.oid) COLLATE "C";

\echo
\echo '## Server settings'
\echo
\echo '| setting | default | may be set by | meaning |'
\echo '|---|---|---|---|'
SELECT format('| `%s` | %s | %s | %s |', name, CASE boot_val WHEN '' THEN 'empty' ELSE format('`%s`', boot_val) END,
              CASE context WHEN 'user' THEN 'everybody' WHEN 'superuser' THEN 'superusers and roles with `GRANT SET ON PARAMETER`'
                           WHEN 'postmaster' THEN 'the server''s start' ELSE context END,
              pg_temp.cell(concat_ws(' ', short_desc, extra_desc)))
FROM pg_settings WHERE name LIKE 'cc\_center.%' ORDER BY name COLLATE "C";
\echo
\echo 'What a center sets for itself is a row of table `rule_setting`, see [Rules](rules.md#rule-settings).'

\echo
\echo '## Errors'
\echo
\echo 'Class UC. `%1` to `%9` stand for what the case at hand puts there. Broken keys and checks of tables are refused with'
\echo 'PostgreSQL''s own codes.'
\echo
\echo '| SQLSTATE | name | message | detail | hint |'
\echo '|---|---|---|---|---|'
\endif
SELECT format('| %s | `%s` | %s | %s | %s |', sqlstate, name, pg_temp.cell(message), pg_temp.cell(detail), pg_temp.cell(hint))
FROM cc_center.error_codes() ORDER BY sqlstate COLLATE "C";

\if :{?chinese}
\q
\endif

\echo
\echo '## Clauses'
\echo
\echo 'The clauses of the regulations, a row for each area that keeps a part of one: enforced by the objects named, recorded,'
\echo 'or open.'
\echo
\echo '| clause | area | state | meaning | objects |'
\echo '|---|---|---|---|---|'
SELECT format('| %s | %s | %s | %s | %s |', clause, area, state, pg_temp.cell(meaning),
              pg_temp.cell(replace(array_to_string(objects, ', '), 'cc_center.', '')))
FROM cc_center.clause
ORDER BY left(clause, 1) COLLATE "C", substring(clause FROM '\d+')::integer, clause COLLATE "C", area COLLATE "C";

\echo
\echo '## Tables'
\echo
\echo '| table | columns | meaning |'
\echo '|---|---|---|'
SELECT format('| `%s` | %s | %s |', c.relname, pg_temp.columns_of(c.oid), pg_temp.cell(obj_description(c.oid, 'pg_class')))
FROM pg_class c
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'cc_center'::regnamespace
ORDER BY c.relname COLLATE "C";

\echo
\echo '## Triggers'
\echo
\echo 'In the order in which they fire. Left out are those named `aa_keep`, which refuse to remove what stays (UC005), and'
\echo '`zz_invalidate`, which make changes of rules known to every session.'
\echo
\echo '| table | trigger | fires | what it does |'
\echo '|---|---|---|---|'
SELECT format('| `%s` | `%s` | %s | %s |', c.relname, t.tgname,
              concat_ws(' ', CASE WHEN t.tgtype & 64 > 0 THEN 'instead of' WHEN t.tgtype & 2 > 0 THEN 'before' ELSE 'after' END,
                        concat_ws(' or ', CASE WHEN t.tgtype & 4 > 0 THEN 'insert' END, CASE WHEN t.tgtype & 16 > 0 THEN 'update' END,
                                  CASE WHEN t.tgtype & 8 > 0 THEN 'delete' END, CASE WHEN t.tgtype & 32 > 0 THEN 'truncate' END),
                        CASE WHEN t.tgtype & 1 > 0 THEN 'of a row' ELSE 'of a statement' END),
              pg_temp.cell(regexp_replace(obj_description(t.tgfoid, 'pg_proc'), '^Trigger[^:]*: ', '')))
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = 'cc_center'::regnamespace AND NOT t.tgisinternal AND t.tgname NOT LIKE 'zz\_invalidate%' AND t.tgname <> 'b0_record'
  AND t.tgfoid <> 'cc_center.refuse_change()'::regprocedure
ORDER BY c.relname COLLATE "C", t.tgname COLLATE "C";

\echo
\echo '## Roles'
\echo
\echo 'Group roles of the server, made by `install()`; what each may do is in [Roles and privacy](roles-and-privacy.md).'
\echo
\echo '| role | enrolled as |'
\echo '|---|---|'
SELECT format('| `cc_center_%s` | %s |', name,
              CASE WHEN person THEN 'a person' WHEN enrollable THEN 'an application' ELSE 'nobody' END)
FROM cc_center.group_roles() ORDER BY ordinal;
