# What the whole-cluster tests share: a node with the extension, center 1 with its people, and the recount.
package CallCenter;

use strict;
use warnings;

use Exporter 'import';
use File::Basename;

# Ports are reserved in a folder that the tests may write.
BEGIN { $ENV{PG_TEST_PORT_DIR} ||= ($ENV{TESTDATADIR} || 'tmp_check') . '/portlock' }
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

our @EXPORT = qw(new_node deploy lib_file fill recounts_well indexes_hold psql_fails);

my $lib_folder = dirname(__FILE__) . '/../lib';

# A path below test/lib.
sub lib_file
{
  my ($name) = @_;
  return "$lib_folder/$name";
}

# A new cluster in UTF-8, not started. It is quick rather than safe against a power cut: what these
# tests kill are processes, and what a process has written survives it.
sub new_node
{
  my ($name, %settings) = @_;
  my $node = PostgreSQL::Test::Cluster->new($name);

  $node->init(
    extra => [ '-E', 'UTF8', '--locale=C.UTF-8', '--wal-segsize=1' ],
    ($settings{allows_streaming} ? (allows_streaming => delete $settings{allows_streaming}) : ()));
  %settings = (
    shared_preload_libraries => 'cc_center',
    log_statement            => 'none',
    timezone                 => 'UTC',
    max_connections          => 64,
    %settings);
  $node->append_conf('postgresql.conf', "$_ = '$settings{$_}'\n") foreach sort keys %settings;
  return $node;
}

# Puts the extension and its schema into a database.
sub deploy
{
  my ($node, $database) = @_;
  $node->safe_psql($database, 'SET client_min_messages = warning; CREATE EXTENSION cc_center CASCADE');
  return $node->safe_psql($database, 'SELECT cc_center.install()');
}

# Deploys, and fills in center 1 and the functions of the load.
sub fill
{
  my ($node, $database) = @_;
  deploy($node, $database);
  $node->safe_psql($database, slurp_file(lib_file('center.sql')));
  $node->safe_psql($database, slurp_file(lib_file('functions.sql')));
  return;
}

# One test: the recount finds no broken rule.
sub recounts_well
{
  my ($node, $database, $title) = @_;
  return is($node->safe_psql($database, slurp_file(lib_file('recount.sql'))), '', $title);
}

# One test: every index of the cases and legs knows every row, and the heaps are sound. Legs are put
# into their indexes by the extension's own hand.
sub indexes_hold
{
  my ($node, $database, $title) = @_;
  $node->safe_psql($database, 'CREATE EXTENSION IF NOT EXISTS amcheck');
  return is($node->safe_psql($database, q{
    SELECT count(bt_index_check(i.indexrelid, true)::text)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
    WHERE a.amname = 'btree' AND i.indrelid IN ('cc_center.cases'::regclass, 'cc_center.leg'::regclass, 'cc_center.handover'::regclass);
    SELECT relname, h.msg FROM (VALUES ('cc_center.cases'), ('cc_center.leg'), ('cc_center.handover')) v (relname),
           LATERAL verify_heapam(v.relname::regclass) h}),
    '9', $title);
}

# One test: a statement fails with a message that matches.
sub psql_fails
{
  my ($node, $database, $statement, $message, $title) = @_;
  my ($status, $out, $err) = $node->psql($database, "\\set VERBOSITY verbose\n$statement");
  return ok($status != 0 && $err =~ $message, $title) || diag("status $status, said: $err");
}

1;
