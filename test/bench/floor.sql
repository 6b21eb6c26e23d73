-- The floor: tables like those of the extension, with the same columns, indexes, storage settings and
-- policies, and without triggers. What is written into them is copied from rows that the rules wrote
-- before, so the floor writes the same rows and works nothing out.
CREATE SCHEMA floor;
GRANT USAGE ON SCHEMA floor TO PUBLIC;

CREATE FUNCTION bench.twin(twin_schema text, table_name text, with_policies boolean)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  options text;
  policy record;
BEGIN
  EXECUTE format('CREATE TABLE %I.%I (LIKE cc_center.%2$I INCLUDING ALL)', twin_schema, table_name);
  SELECT array_to_string(c.reloptions, ', ') INTO options FROM pg_class c
   WHERE c.oid = format('cc_center.%I', table_name)::regclass;
  IF options IS NOT NULL THEN
    EXECUTE format('ALTER TABLE %I.%I SET (%s)', twin_schema, table_name, options);
  END IF;
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I.%I TO PUBLIC', twin_schema, table_name);
  IF with_policies THEN
    EXECUTE format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY', twin_schema, table_name);
    FOR policy IN SELECT p.* FROM pg_policies p WHERE p.schemaname = 'cc_center' AND p.tablename = table_name LOOP
      EXECUTE format('CREATE POLICY %I ON %I.%I AS %s FOR %s TO %s', policy.policyname, twin_schema, table_name,
                     policy.permissive, policy.cmd, array_to_string(policy.roles, ', '))
              || coalesce(' USING (' || policy.qual || ')', '')
              || coalesce(' WITH CHECK (' || policy.with_check || ')', '');
    END LOOP;
  END IF;
END
$$;

-- The rules write legs as the tables' owner, whom no policy holds up; so the floor's legs have none.
SELECT bench.twin('floor', 'cases', true), bench.twin('floor', 'leg', false) \g /dev/null

-- Empties the tables of a schema, or of cc_center; the triggers that forbid it do not fire for a replica.
CREATE FUNCTION bench.empty(of_schema text)
RETURNS void LANGUAGE plpgsql SET session_replication_role = replica AS $$
BEGIN
  IF of_schema = 'cc_center' THEN
    TRUNCATE cc_center.cases, cc_center.leg, cc_center.handover, cc_center.case_contact, cc_center.handover_note, cc_center.reveal_record,
      cc_center.reveal_place, cc_center.call, cc_center.call_number, cc_center.call_transfer;
    PERFORM cc_center.recount_open_legs(1);
  ELSE
    EXECUTE format('TRUNCATE %I.cases, %1$I.leg', of_schema);
  END IF;
END
$$;

-- Copies what the rules wrote into the twins of another schema.
CREATE FUNCTION bench.copy_to(of_schema text)
RETURNS void LANGUAGE plpgsql SET session_replication_role = replica AS $$
BEGIN
  EXECUTE format('INSERT INTO %I.cases SELECT * FROM cc_center.cases', of_schema);
  EXECUTE format('INSERT INTO %I.leg SELECT * FROM cc_center.leg', of_schema);
END
$$;

-- A row as text, column by column.
CREATE FUNCTION bench.row_of(relation regclass, which text)
RETURNS TABLE (ordinal int, name text, value text) LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY EXECUTE format(
    'SELECT a.attnum::int, a.attname::text, j.value
       FROM (SELECT to_jsonb(t) AS image FROM %s t WHERE %s) r
       JOIN pg_attribute a ON a.attrelid = %L::regclass AND a.attnum > 0 AND NOT a.attisdropped
       JOIN LATERAL jsonb_each_text(r.image) j ON j.key = a.attname', relation, which, relation);
END
$$;

-- An INSERT of a given row; columns that pgbench has as variables are taken from there.
CREATE FUNCTION bench.insert_of(target text, relation regclass, which text, variables text[])
RETURNS text LANGUAGE sql AS $$
  SELECT format('INSERT INTO %s (%s) VALUES (%s)', target, string_agg(quote_ident(r.name), ', ' ORDER BY r.ordinal),
                string_agg(CASE WHEN r.name = ANY (variables) THEN ':' || r.name ELSE quote_nullable(r.value) END,
                           ', ' ORDER BY r.ordinal))
    FROM bench.row_of(relation, which) r
$$;

-- The columns that differ between two images of a row, as a SET list.
CREATE FUNCTION bench.set_list(before jsonb, after jsonb) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(format('%I = %L', a.key, a.value), ', ' ORDER BY a.key)
    FROM jsonb_each_text(after) a JOIN jsonb_each_text(before) b USING (key)
   WHERE a.value IS DISTINCT FROM b.value
$$;

-- Has a role take a step with a case under the rules, and returns the floor's statement for it: end the
-- leg, open the next, update the case.
CREATE FUNCTION bench.step_floor(stepping bigint, login text, to_stage text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  key constant text := format('center_id = 1 AND case_id = %s', stepping);
  leg_before jsonb;
  leg_after jsonb;
  case_before jsonb;
  case_after jsonb;
BEGIN
  SELECT to_jsonb(c) INTO case_before FROM cc_center.cases c WHERE c.center_id = 1 AND c.case_id = stepping;
  SELECT to_jsonb(l) INTO leg_before FROM cc_center.leg l
   WHERE l.center_id = 1 AND l.case_id = stepping AND l.leg_no = (case_before ->> 'leg_no')::int;
  PERFORM set_config('cc_center.now', (SELECT split_part(s, '=', 2) FROM pg_db_role_setting d, unnest(d.setconfig) s
                                        WHERE d.setrole = login::regrole AND s LIKE 'cc_center.now=%'), true),
          set_config('role', login, true);
  UPDATE cc_center.cases SET stage = to_stage WHERE center_id = 1 AND case_id = stepping;
  PERFORM set_config('role', 'none', true);
  SELECT to_jsonb(c) INTO case_after FROM cc_center.cases c WHERE c.center_id = 1 AND c.case_id = stepping;
  SELECT to_jsonb(l) INTO leg_after FROM cc_center.leg l
   WHERE l.center_id = 1 AND l.case_id = stepping AND l.leg_no = (case_before ->> 'leg_no')::int;
  RETURN format('WITH ended AS (UPDATE floor.leg SET %s WHERE center_id = 1 AND case_id = :case_id AND leg_no = %s), '
                'opened AS (%s) UPDATE floor.cases SET %s WHERE center_id = 1 AND case_id = :case_id',
                bench.set_list(leg_before, leg_after), case_before ->> 'leg_no',
                bench.insert_of('floor.leg', 'cc_center.leg', key || ' AND leg_no = ' || (case_after ->> 'leg_no'),
                                ARRAY['case_id']),
                bench.set_list(case_before, case_after));
END
$$;
