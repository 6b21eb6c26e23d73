# Names as people give them: quotes, blanks, Chinese, 63 bytes; sessions with settings of their own.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use CallCenter;
use Test::More;

my $node = new_node('names', 'cc_center.now' => '2018-10-08 09:00+08');
$node->start;

my $database = q{呼叫 "中心" o'db \\ x};
(my $quoted = $database) =~ s/"/""/g;
$node->safe_psql('postgres', qq{CREATE DATABASE "$quoted"});
deploy($node, $database);
$node->safe_psql($database, q{
  SELECT cc_center.create_center(1, 'ODD', 'o''center "怪"');
  INSERT INTO cc_center.street (center_id, street) VALUES (1, 'o''street "一" \ %'), (1, repeat('路', 66));
  INSERT INTO cc_center.channel (center_id, channel, name) VALUES (1, 'tel "x"''y', 'n');
  INSERT INTO cc_center.staff (center_id, staff_no, name, role)
  VALUES (1, repeat('工', 21), 'a', 'operator'), (1, '号"''\ %', 'b', 'shift_leader'), (1, '301', 'c', 'supervisor'), (1, '401', 'd', 'director'),
         (1, '长', 'e', 'operator')});

my %roles = (
  app    => '应用 "app"',
  worker => '接线员' x 7,
  leader => q{值班长 "o'lead" \\ %},
  chief  => 'a' . '长' x 20,
  head   => 'PUBLIC ' . 'x' x 56);
foreach my $role (sort keys %roles)
{
  (my $name = $roles{$role}) =~ s/"/""/g;
  my $number = { app => 'NULL', worker => q{repeat('工', 21)}, leader => q{'号"''\ %'}, chief => q{'301'}, head => q{'401'} }->{$role};
  (my $text = $roles{$role}) =~ s/'/''/g;
  cmp_ok(length($roles{$role}), '<=', 63, "the role of the $role has a name that fits");
  $node->safe_psql($database, qq{CREATE ROLE "$name" LOGIN; SELECT cc_center.enrol(1, $number, '$text')});
  $roles{$role} = qq{"$name"};
}
$node->safe_psql($database, q{INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (1, '2018-10-08', 'early', repeat('工', 21)), (1, '2018-10-08', 'early', '号"''\ %')});

my $enter = q{INSERT INTO cc_center.cases (street, channel, category, description) VALUES (%s, 'tel "x"''y', '类', '述') RETURNING case_number, holder};
is($node->safe_psql($database, "SET ROLE $roles{app}; " . sprintf($enter, q{'湖南路'})), 'ODD-20181008-000001|' . '工' x 21, 'a case finds the person with the longest number');
is($node->safe_psql($database, qq{SET ROLE $roles{worker}; UPDATE cc_center.cases SET stage = 'pre_filed' WHERE case_id = 1 RETURNING holder}), q{号"'\\ %},
  'and goes on to the person with the oddest');
is($node->safe_psql($database, qq{SET ROLE $roles{leader}; UPDATE cc_center.cases SET stage = 'filed' WHERE case_id = 1 RETURNING stage}), 'filed', 'who files it');
is($node->safe_psql($database, "SET ROLE $roles{worker}; SELECT cc_center.acting_staff_no(1) = repeat('工', 21), cc_center.acting_login_role() = current_user"), 't|t', 'acting is known by role and number');

# A street that the rules assign to nobody waits.
like($node->safe_psql($database, "SET ROLE $roles{app}; " . sprintf($enter, q{'o''street "一" \\ %'})), qr/^ODD-20181008-000002\|$/, 'a street without a shift of its own waits');
like($node->safe_psql($database, "SET ROLE $roles{app}; " . sprintf($enter, q{repeat('路', 66)})), qr/^ODD-20181008-000003\|$/, 'so does one with a very long name');

# New rules by three people with odd names, with a shift whose name is long; nothing of it is cut off.
$node->safe_psql($database, qq{
  SET ROLE $roles{leader};
  SELECT cc_center.draft_rules(1, 'o''title "新"');
  INSERT INTO cc_center.shift (center_id, version, role, shift, name, hours, clause) SELECT 1, 2, 'operator', 'x' || repeat('班', 20), 'n', '08:00-20:00', 'I19';
  INSERT INTO cc_center.street_assignment (center_id, version, role, day_type, street, ordinal, shift, clause)
  SELECT 1, 2, 'operator', d, '*', 1, 'x' || repeat('班', 20), 'I20' FROM (VALUES ('weekday'), ('weekend')) v (d);
  SET ROLE $roles{chief};
  SELECT cc_center.propose_rules(1, 2);
  SET ROLE $roles{head};
  SELECT cc_center.ratify_rules(1, 2)});
# the roster goes by the rules at noon of its day
$node->safe_psql($database, q{INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (1, '2018-10-08', 'x' || repeat('班', 20), '长')});
$node->safe_psql($database, "SET ROLE $roles{app}; " . sprintf($enter, q{'o''street "一" \\ %'}));
is($node->safe_psql($database, q{SELECT l.holder, l.shift = 'x' || repeat('班', 20) FROM cc_center.leg l WHERE case_id = (SELECT max(case_id) FROM cc_center.cases)}), '长|t',
  'a leg names the whole shift, however long its name');

# Settings of the session change nothing.
my @settings = (
  "SET search_path = ''",
  "SET timezone = 'Pacific/Kiritimati'; SET datestyle = 'German'; SET intervalstyle = 'iso_8601'",
  "SET timezone = 'America/Anchorage'; SET datestyle = 'SQL, DMY'; SET lc_time = 'C'; SET extra_float_digits = -15",
  "SET standard_conforming_strings = off; SET escape_string_warning = off; SET backslash_quote = on; SET quote_all_identifiers = on; SET array_nulls = off; SET transform_null_equals = on",
  "SET enable_seqscan = off; SET enable_indexscan = off; SET enable_bitmapscan = off; SET plan_cache_mode = force_generic_plan; SET row_security = on; SET constraint_exclusion = on",
  "CREATE TEMP TABLE rule_set (x int); CREATE TEMP TABLE leg (x int); CREATE TEMP TABLE roster (x int); GRANT ALL ON rule_set, leg, roster TO PUBLIC; SET search_path = pg_temp, cc_center, pg_catalog",
  "CREATE SCHEMA evil; CREATE FUNCTION evil.eq(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT 1/0 = 1'; CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.eq); GRANT USAGE ON SCHEMA evil TO PUBLIC; SET search_path = evil, pg_catalog");
my $same = "SET ROLE $roles{app}; INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('宁海路', 'hotline', '类', '述') RETURNING holder, (due_at - reported_at) OPERATOR(pg_catalog.=) interval '15 minutes'";
foreach my $setting (@settings)
{
  my ($head) = $setting =~ /^([^;]{0,60})/;
  is((split /\n/, $node->safe_psql($database, "$setting; $same"))[-1], '工' x 21 . '|t', "the same with $head");
}
is($node->safe_psql($database, "SET search_path = evil, pg_catalog; SELECT * FROM cc_center.sweep()"), '2|0|0', 'the sweep, too, runs no operator of somebody else');

# A savepoint that was rolled back leaves no trace, and the session goes on.
is($node->safe_psql($database, qq{
  BEGIN;
  SET LOCAL ROLE $roles{app};
  SAVEPOINT a;
  INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('莫愁', 'hotline', 'c', 'taken back');
  ROLLBACK TO a;
  INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('莫愁', 'hotline', 'c', 'kept');
  RELEASE a;
  COMMIT;
  RESET ROLE;
  SELECT string_agg(description, ',') FROM cc_center.cases WHERE street = '莫愁'}), 'kept', 'a rolled-back savepoint takes its case with it');
recounts_well($node, $database, 'everything recounts well');

# Another encoding of the server that has the characters.
$ENV{PGCLIENTENCODING} = 'UTF8';
$node->safe_psql('postgres', "CREATE DATABASE $_ ENCODING '$_' LOCALE 'C' TEMPLATE template0") foreach 'EUC_CN', 'LATIN1';
my ($status, $out, $err) = $node->psql('euc_cn', 'SET client_min_messages = warning; CREATE EXTENSION cc_center CASCADE');
is($status, 0, 'the extension comes into a database in EUC_CN') || diag($err);
($status, $out, $err) = $node->psql('euc_cn', q{
  SELECT cc_center.install() > 0;
  SELECT cc_center.create_center(1, 'EUC', '鼓楼');
  INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (1, '工号', '王', 'operator');
  INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (1, '2018-10-08', 'early', '工号');
  INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (1, '湖南路', 'hotline', '类', '述') RETURNING holder});
is($out, "t\n1\n工号", 'and routes a case there') || diag($err);
psql_fails($node, 'euc_cn', q{INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (1, '湖南路', 'hotline', '类', '　')},
  qr/UC905/, 'where a blank is a blank, too');
psql_fails($node, 'latin1', 'CREATE EXTENSION cc_center CASCADE', qr/22P05/, 'one that has not the characters does not take it, rather than garble them');

$node->stop;
done_testing();
