# install() after an update runs what is new, once, and leaves alone what there is: rows, ids, and the site's range. Two at once
# do not get into each other's way.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use CallCenter;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = new_node('again', 'cc_center.now' => '2018-10-08 09:00+08');
$node->start;

# A site of its own: ids come from its range.
$node->safe_psql('postgres', 'SET client_min_messages = warning; CREATE EXTENSION cc_center CASCADE');
cmp_ok($node->safe_psql('postgres', 'SELECT cc_center.install(7)'), '>', 10, 'install() deploys the schema, step by step');
$node->safe_psql('postgres', slurp_file(lib_file($_))) foreach 'center.sql', 'functions.sql';
$node->safe_psql('postgres', 'SELECT load.intake(10)');
is($node->safe_psql('postgres', 'SELECT min(case_id), max(case_id) FROM cc_center.cases'), '7000000000001|7000000000010',
  'cases of site 7 have ids of its range');
is($node->safe_psql('postgres', 'SELECT cc_center.install(), cc_center.install(7)'), '0|0', 'install() again has nothing to do');
psql_fails($node, 'postgres', 'SELECT cc_center.install(3)', qr/UC007/, 'a site keeps its number');

# The next version brings another catalogue of clauses.
my $before = $node->safe_psql('postgres', 'SELECT count(*) FROM cc_center.schema_step');
$node->safe_psql('postgres', "DELETE FROM cc_center.schema_step WHERE kind = 'code' AND area = 'cases' AND name = 'clauses'");
is($node->safe_psql('postgres', 'SELECT cc_center.install()'), '1', 'a step that is new is run');
is($node->safe_psql('postgres', 'SELECT cc_center.install()'), '0', 'once');
is($node->safe_psql('postgres', 'SELECT count(*) FROM cc_center.schema_step'), $before, 'and noted');
my ($status, $out, $err) = $node->psql('postgres', 'SELECT load.intake(10)');
is($status, 0, 'cases still come in') || diag($err);
is($node->safe_psql('postgres', 'SELECT min(case_id), max(case_id) FROM cc_center.cases'), '7000000000001|7000000000020',
  'with the next ids of the site');
recounts_well($node, 'postgres', 'everything recounts well');

# The version before had another text of this file, which stands in the middle of the list.
$node->safe_psql('postgres', q{
  UPDATE cc_center.schema_step SET source_md5 = md5('') WHERE kind = 'code' AND area = 'cases' AND name = 'sweep';
});
($status, $out, $err) = $node->psql('postgres', 'SELECT cc_center.install()');
is("$status $out", '0 1', 'a step that comes in the midst of the others is run, and only that one') || diag(substr($err, 0, 300));
is($node->safe_psql('postgres', 'SELECT count(*), count(DISTINCT (area, kind, name)) FROM cc_center.schema_step'), "$before|$before", 'and every step is noted once');

# Two at once, in one database and in two: roles belong to the cluster.
$node->safe_psql('postgres', "CREATE DATABASE $_") foreach 'one', 'two';
$node->safe_psql($_, 'SET client_min_messages = warning; CREATE EXTENSION cc_center CASCADE') foreach 'one', 'two';
my @sessions = map { { database => $_, out => '', err => '' } } 'one', 'one', 'two';
foreach my $session (@sessions)
{
  $session->{harness} = IPC::Run::start(
    [ 'psql', '-X', '-q', '-A', '-t', '-d', $node->connstr($session->{database}), '-c', 'SELECT cc_center.install() > 0' ],
    '>', \$session->{out}, '2>', \$session->{err});
}
IPC::Run::finish($_->{harness}) foreach @sessions;
is(join(' ', sort map { $_->{out} =~ s/\s//gr } grep { $_->{database} eq 'one' } @sessions), 'f t', 'of two at once one deploys, the other finds it done')
  || diag(map { $_->{err} } @sessions);
is($node->safe_psql($_, 'SELECT cc_center.install()'), '0', "database $_ is complete") foreach 'one', 'two';

psql_fails($node, 'postgres', 'SET ROLE load_701; SELECT cc_center.install()', qr/42501/, 'not everybody may install');

$node->stop;
done_testing();
