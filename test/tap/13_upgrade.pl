# Upgrades: a database that came by 0.1.0, 0.2.0test and 0.3.0test has the same catalogue as a fresh one of that version;
# what others made stays or the upgrade is refused; what somebody switched off stays off; pg_upgrade carries everything.
# The later versions are made by test/lib/later_version.pl, and installed by test/run.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use CallCenter;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = new_node('upgrade', 'cc_center.now' => '2018-10-08 09:00+08');
$node->start;

# What makes a schema: two databases with equal lines are equal. Access lists are compared as sets, a missing one being the default.
my $catalogue = q{
  SET search_path = pg_catalog, pg_temp;
  CREATE TEMP VIEW ours AS SELECT c.* FROM pg_class c WHERE c.relnamespace = 'cc_center'::regnamespace;
  CREATE FUNCTION pg_temp.who(acl aclitem[]) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(concat_ws(' ', CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END, a.privilege_type, a.is_grantable), ','
                      ORDER BY a.grantee::regrole::text COLLATE "C", a.privilege_type) FROM aclexplode(acl) a WHERE a.grantee::regrole::text <> 'guest' $$;
  SELECT replace(o.line, chr(10), ' ') FROM (
  SELECT concat_ws(' | ', 'function', p.oid::regprocedure, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), p.prosrc, p.proconfig,
                   p.provolatile, p.proparallel, p.prosecdef, p.proisstrict, p.proowner::regrole,
                   pg_temp.who(coalesce(p.proacl, acldefault('f', p.proowner))), obj_description(p.oid, 'pg_proc'))
    FROM pg_proc p WHERE p.pronamespace = 'cc_center'::regnamespace AND p.proname <> 'schema_sources'
  UNION ALL SELECT 'sources ' || md5(string_agg(s::text, '' ORDER BY s.step)) FROM cc_center.schema_sources() s
  UNION ALL SELECT concat_ws(' | ', 'relation', o.relkind, o.relname, o.relowner::regrole, o.relrowsecurity, o.relforcerowsecurity, o.reloptions,
                             pg_temp.who(coalesce(o.relacl, acldefault(CASE o.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", o.relowner))),
                             obj_description(o.oid, 'pg_class'), CASE o.relkind WHEN 'v' THEN pg_get_viewdef(o.oid) END) FROM ours o
  UNION ALL SELECT concat_ws(' | ', 'column', o.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
                             pg_temp.who(a.attacl), pg_get_expr(d.adbin, d.adrelid), col_description(o.oid, a.attnum))
    FROM ours o JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = o.oid AND d.adnum = a.attnum
  UNION ALL SELECT concat_ws(' | ', 'constraint', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid))
    FROM pg_constraint k WHERE k.connamespace = 'cc_center'::regnamespace
  UNION ALL SELECT concat_ws(' | ', 'index', pg_get_indexdef(i.indexrelid), i.indisvalid) FROM pg_index i JOIN ours o ON o.oid = i.indrelid
  UNION ALL SELECT concat_ws(' | ', 'trigger', pg_get_triggerdef(t.oid), t.tgenabled, obj_description(t.oid, 'pg_trigger'))
    FROM pg_trigger t JOIN ours o ON o.oid = t.tgrelid WHERE NOT t.tgisinternal
  UNION ALL SELECT concat_ws(' | ', 'policy', o.relname, p.polname, p.polcmd, p.polpermissive, p.polroles::regrole[],
                             pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) FROM pg_policy p JOIN ours o ON o.oid = p.polrelid
  UNION ALL SELECT concat_ws(' | ', 'schema', pg_temp.who(n.nspacl), n.nspowner::regrole) FROM pg_namespace n WHERE n.nspname = 'cc_center'
  UNION ALL SELECT concat_ws(' | ', 'default', d.defaclrole::regrole, d.defaclobjtype, pg_temp.who(d.defaclacl)) FROM pg_default_acl d
  UNION ALL SELECT concat_ws(' | ', 'member', pg_describe_object(d.classid, d.objid, d.objsubid), e.extversion)
    FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype = 'e' AND e.extname = 'cc_center'
  UNION ALL SELECT 'clause ' || c::text FROM cc_center.clause c
  UNION ALL SELECT 'preset_part ' || p::text FROM cc_center.preset_part p
  UNION ALL SELECT 'rule_table ' || r::text FROM cc_center.rule_table r
  UNION ALL SELECT 'rule_check ' || r::text FROM cc_center.rule_check r
  UNION ALL SELECT 'health_check ' || h::text FROM cc_center.health_check h
  UNION ALL SELECT concat_ws(' | ', 'step', s.area, s.name, s.kind, s.source_md5) FROM cc_center.schema_step s
  UNION ALL SELECT concat_ws(' | ', 'part', s.kind, s.name, s.area, s.file) FROM cc_center.schema_part s
  UNION ALL SELECT 'object ' || o::text FROM cc_center.schema_object o
  ) o (line) ORDER BY replace(o.line, chr(10), ' ') COLLATE "C";
};

# The catalogue of a database, sorted.
sub catalogue_of
{
  my ($database) = @_;
  return $node->safe_psql($database, $catalogue);
}

# One test: two catalogues are the same.
sub same
{
  my ($was, $expected, $title) = @_;
  my %count;
  $count{$_}++ foreach split /^/, $was . "\n";
  $count{$_}-- foreach split /^/, $expected . "\n";
  my @differing = map { ($count{$_} > 0 ? '+' : '-') . substr($_, 0, 400) } grep { $count{$_} } sort keys %count;
  return ok($was eq $expected, $title) || diag(join "\n", @differing[0 .. ($#differing < 20 ? $#differing : 20)]);
}

sub create
{
  my ($database, $version) = @_;
  $node->safe_psql('postgres', "CREATE DATABASE $database");
  $node->safe_psql($database, "SET client_min_messages = warning; CREATE EXTENSION cc_center VERSION '$version' CASCADE");
  return;
}

sub upgrade
{
  my ($database, $version) = @_;
  $node->safe_psql($database, "SET client_min_messages = warning; ALTER EXTENSION cc_center UPDATE TO '$version'");
  return;
}

my $due = q{SELECT count(*) FROM cc_center.health() WHERE finding = 'the schema is not that of the extension'};

# An old database with a life in it.
create('old', '0.1.0');
cmp_ok($node->safe_psql('old', 'SELECT cc_center.install()'), '>', 50, 'the first version is deployed');
$node->safe_psql('old', slurp_file(lib_file($_))) foreach 'center.sql', 'functions.sql';
$node->safe_psql('old', 'SELECT load.intake(10)') foreach 1 .. 3;
my $first = catalogue_of('old');
my $counts = q{SELECT (SELECT count(*) FROM cc_center.cases), (SELECT count(*) FROM cc_center.leg), (SELECT count(*) FROM cc_center.roster),
  (SELECT count(*) FROM cc_center.staff), (SELECT count(*) FROM cc_center.enrolment), (SELECT count(*) FROM cc_center.rule_set)};
my $rows = $node->safe_psql('old', $counts);

# Each file of code leaves the schema as it was when it is run again without its neighbours: of each area the files with odd
# numbers, then those with even ones.
my @spoilt;
foreach my $half (split /\n/, $node->safe_psql('old', q{SELECT string_agg(quote_literal(area || '/' || name), ', ')
  FROM (SELECT area, name, row_number() OVER (PARTITION BY area ORDER BY name) % 2 AS half FROM cc_center.schema_step WHERE kind = 'code') f
  GROUP BY area, half ORDER BY 1}))
{
  $node->safe_psql('old', qq{
    UPDATE cc_center.schema_step SET source_md5 = '' WHERE kind = 'code' AND area || '/' || name IN ($half);
    SELECT cc_center.install()});
  my $now = catalogue_of('old');
  push @spoilt, $half if $now ne $first;
  same($now, $first, "$half alone") if $now ne $first && @spoilt < 4;
}
is("@spoilt", '', 'every file of code can be run again without its neighbours');

# What is somebody else's.
$node->safe_psql('old', q{
  CREATE ROLE guest;
  GRANT USAGE ON SCHEMA cc_center TO guest;
  GRANT SELECT ON cc_center.backlog TO guest WITH GRANT OPTION;
  GRANT EXECUTE ON FUNCTION cc_center.sweep(bigint) TO guest;
  CREATE POLICY of_ours ON cc_center.street FOR SELECT TO guest USING (true);
  CREATE TABLE kept (n integer);
  ALTER TABLE cc_center.cases DISABLE TRIGGER cases_stage;
  ALTER TABLE cc_center.street DISABLE ROW LEVEL SECURITY});
my $guest = q{SELECT has_table_privilege('guest', 'cc_center.backlog', 'SELECT WITH GRANT OPTION'), has_function_privilege('guest', 'cc_center.sweep(bigint)', 'EXECUTE'),
  (SELECT count(*) FROM pg_policy WHERE polname = 'of_ours'), (SELECT tgenabled FROM pg_trigger WHERE tgname = 'cases_stage'),
  (SELECT relrowsecurity FROM pg_class WHERE oid = 'cc_center.street'::regclass)};

foreach my $version ('0.2.0test', '0.3.0test')
{
  my $fresh = 'fresh' . ($version =~ s/\D//gr);
  upgrade('old', $version);
  is($node->safe_psql('old', $due), '1', "$version: health() says that install() is due");
  my ($status, $out, $err) = $node->psql('old', 'SELECT cc_center.install() > 0');
  is("$status $out", '0 t', "$version: install() upgrades") || diag($err);
  is($node->safe_psql('old', 'SELECT cc_center.install()'), '0', "$version: and then has nothing to do");
  is($node->safe_psql('old', $due), '0', "$version: health() is content with the version");
  is($node->safe_psql('old', $guest), 't|t|1|D|f', "$version: grants, policies and switches of others stay");
  is($node->safe_psql('old', q{SELECT string_agg(concat_ws(' ', finding, subject), ', ' ORDER BY finding, subject) FROM cc_center.health() WHERE finding ~ 'switched|deployed'}),
    'row-level security switched off cc_center.street, the schema is not as it was deployed policy of_ours on cc_center.street, trigger switched off cases_stage on cc_center.cases',
    "$version: and are findings as before");
  is($node->safe_psql('old', $counts), $rows, "$version: every row is there");
  $node->safe_psql('old', q{ALTER TABLE cc_center.cases ENABLE TRIGGER cases_stage; ALTER TABLE cc_center.street ENABLE ROW LEVEL SECURITY; DROP POLICY of_ours ON cc_center.street});
  create($fresh, $version);
  $node->safe_psql($fresh, 'SELECT cc_center.install()');
  same(catalogue_of('old'), catalogue_of($fresh), "$version: an upgraded database is a fresh one");
  $node->safe_psql('old', q{
    CREATE POLICY of_ours ON cc_center.street FOR SELECT TO guest USING (true);
    ALTER TABLE cc_center.cases DISABLE TRIGGER cases_stage;
    ALTER TABLE cc_center.street DISABLE ROW LEVEL SECURITY});
}
is($node->safe_psql('old', q{SELECT count(*) FROM pg_roles WHERE rolname = 'cc_center_listener'}), '1', 'the new group role is there');
$node->safe_psql('old', q{ALTER TABLE cc_center.cases ENABLE TRIGGER cases_stage; ALTER TABLE cc_center.street ENABLE ROW LEVEL SECURITY; DROP POLICY of_ours ON cc_center.street});
$node->safe_psql('old', 'SELECT load.intake(10)');
recounts_well($node, 'old', 'the upgraded database recounts well');

# Two versions at once, in one transaction with the first deployment.
create('leap', '0.1.0');
$node->safe_psql('leap', q{SELECT cc_center.install()});
$node->safe_psql('leap', q{SET client_min_messages = warning; BEGIN; ALTER EXTENSION cc_center UPDATE TO '0.2.0test'; SELECT cc_center.install();
  ALTER EXTENSION cc_center UPDATE TO '0.3.0test'; SELECT cc_center.install(); COMMIT});
same(catalogue_of('leap'), catalogue_of('fresh030'), 'so is one that came by two versions in one transaction');

# What others built on the schema is not dropped.
create('tied', '0.2.0test');
$node->safe_psql('tied', q{SELECT cc_center.install(); CREATE VIEW public.theirs AS SELECT * FROM cc_center.later_view; GRANT SELECT ON cc_center.later_view TO guest});
upgrade('tied', '0.3.0test');
my $before = catalogue_of('tied');
psql_fails($node, 'tied', 'SELECT cc_center.install()', qr/UC009: .*view public\.theirs depends on view cc_center\.later_view/s, 'an upgrade that would drop objects of others is refused');
same(catalogue_of('tied'), $before, 'and changes nothing');
is($node->safe_psql('tied', q{SELECT 'public.theirs'::regclass}), 'theirs', 'theirs is there');
$node->safe_psql('tied', 'DROP VIEW public.theirs; SELECT cc_center.install()');
same(catalogue_of('tied'), catalogue_of('fresh030'), 'without them it goes on');
is($node->safe_psql('tied', q{SELECT has_table_privilege('guest', 'cc_center.later_view', 'SELECT')}), 't', 'a grant of others survives that its view is made anew');

# What fails is named by file and line.
sub context_of
{
  my ($source) = @_;
  my ($status, $out, $err) = $node->psql('tied', "SELECT cc_center.run_source('src/x/code/y.sql', \$x\$$source\$x\$, true, true)");
  return $err;
}
like(context_of("SELECT 1;\n\n-- so\nSELECT 1 / 0;"), qr{CONTEXT: .*src/x/code/y\.sql, line 4}s, 'a statement that fails is named by file and line');
like(context_of("SELECT '中文';\nSELECT 1;\nSELEKT 1;\nSELECT 2;\n"), qr{syntax error.*src/x/code/y\.sql, line 3}s, 'so is one that cannot be read');
is($node->safe_psql('tied', q{
  DO $$ BEGIN
    FOR i IN 1 .. 3 LOOP
      BEGIN PERFORM cc_center.run_source('f', 'CREATE TABLE public.t (); SELECT 1 / 0', true, true); EXCEPTION WHEN division_by_zero THEN NULL; END;
    END LOOP;
    CREATE TABLE public.after ();
  END $$;
  SELECT to_regclass('public.t') IS NULL, to_regclass('public.after') IS NOT NULL}), 't|t', 'who catches the error goes on as if nothing had been run');

# The sources mean the same whatever the session prefers.
create('odd', '0.3.0test');
$node->safe_psql('odd', q{SET client_min_messages = warning; SET standard_conforming_strings = off; SET transform_null_equals = on; SET DateStyle = 'SQL, DMY'; SET IntervalStyle = 'iso_8601';
  SELECT cc_center.install()});
same(catalogue_of('odd'), catalogue_of('fresh030'), 'a session with other habits deploys the same');

# pg_upgrade, with the same binaries: into a new cluster, by links.
my $last = catalogue_of('old');
my $health = $node->safe_psql('old', 'SELECT finding, subject FROM cc_center.health() ORDER BY 1, 2');
$rows = $node->safe_psql('old', $counts);
$node->stop;
my $new = new_node('upgraded', 'cc_center.now' => '2018-10-08 11:00+08');
my $bin = (run_command([ 'pg_config', '--bindir' ]))[0];
my $folder = PostgreSQL::Test::Utils::tempdir();
chdir $folder or die $!;
command_ok([ 'pg_upgrade', '--no-sync', '--link', '-d', $node->data_dir, '-D', $new->data_dir, '-b', $bin, '-B', $bin, '-s', $node->host,
    '-p', $node->port, '-P', $new->port ], 'pg_upgrade');
$new->start;
$node = $new;
is($node->safe_psql('old', 'SELECT cc_center.install()'), '0', 'after pg_upgrade install() has nothing to do');
# the oids are the same, but it is another server
isnt($node->safe_psql('old', 'SELECT cc_center.renew_enrolments()'), '0', 'enrolments are tied to the roles of the new server');
is($node->safe_psql('old', 'SELECT finding, subject FROM cc_center.health() ORDER BY 1, 2'), $health, 'health() has nothing new to say');
same(catalogue_of('old'), $last, 'the catalogue is the same');
is($node->safe_psql('old', $counts), $rows, 'every row is there');
$node->safe_psql('old', 'SELECT load.intake(10)');
is($node->safe_psql('old', 'SELECT count(*) FROM cc_center.cases'), (split /\|/, $rows)[0] + 10, 'cases come in');
recounts_well($node, 'old', 'and recount well');

$node->stop;
done_testing();
