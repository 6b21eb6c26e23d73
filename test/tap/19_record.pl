# Sessions at every isolation level write entries of the record in several centers while two seal; then everything is recounted by
# a query that knows nothing of how it was done: every entry of a transaction that committed is sealed once, none of another,
# and the chains have no fork (D3.1, H2.3). The same load with 1,000,000 entries is test/bench/record_load.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use CallCenter;
use IPC::Run;
use Test::More;

my ($sessions, $entries, $centers) = split / /, $ENV{CC_RECORD_LOAD} || '32 20000 4';
my $node = new_node(
  'record',
  max_pred_locks_per_transaction => 1024,
  deadlock_timeout               => '100ms',
  shared_buffers                 => '256MB',
  log_min_messages               => 'log',
  log_min_error_statement        => 'panic');
$node->start;
deploy($node, 'postgres');

my ($out, $err) = ('', '');
local $ENV{PGHOST} = $node->host;
local $ENV{PGPORT} = $node->port;
local $ENV{PGDATABASE} = 'postgres';
my $done = IPC::Run::run([ 'bash', lib_file('record_load.sh'), $sessions, $entries, $centers ], '>', \$out, '2>', \$err);
diag($out . $err) unless $done;
note($out);
ok($done, 'D3.1 no session gave up, and the recount finds nothing wrong');
like($out, qr/^nothing is wrong$/m, 'D3.1 H2.3 every entry is sealed once, and no chain has a fork');
cmp_ok(($out =~ /^(\d+) entries by/m)[0], '>=', $entries, 'D3.1 all entries were written');
cmp_ok(($out =~ /(\d+) blocks made meanwhile/)[0], '>=', 3 * $centers, 'D3.1 many blocks were made meanwhile');

# What the recount says of a record that somebody has been at.
my $found = $node->safe_psql('postgres', q{
  BEGIN;
  ALTER TABLE cc_center.record_entry DISABLE TRIGGER ALL;
  ALTER TABLE cc_center.record_block DISABLE TRIGGER ALL;
  DELETE FROM cc_center.record_entry WHERE center_id = 11 AND entry_id = (SELECT max(entry_id) FROM cc_center.record_entry WHERE center_id = 11 AND relation = 'cases');
  UPDATE cc_center.record_block SET previous_head = sha256(head) WHERE center_id = 12 AND block_no = 2;
  UPDATE cc_center.record_block SET head = sha256(head) WHERE center_id = 13 AND block_no = (SELECT max(block_no) FROM cc_center.record_block WHERE center_id = 13);
  SELECT cc_center.record_event(14, 'other', 'event', 'x', NULL);
} . PostgreSQL::Test::Utils::slurp_file(lib_file('record_recount.sql')));
like($found, $_, "D3.1 the recount sees what is wrong: $_")
  foreach qr/^a block does not have the entries it was sealed with\|11\|\d+$/m, qr/^a block does not go on where the one before ends\|12\|2$/m,
  qr/^a head is not that of its blocks\|13\|/m, qr/^an entry is sealed 1 times\|\|$/m, qr/^an entry is sealed 0 times\|14\|/m,
  qr/^an entry is not of a transaction that committed\|14\|/m, qr/^ledger and record differ\|11\|cases /m, qr/^audit_verify\(\) finds: /m;
unlike(PostgreSQL::Test::Utils::slurp_file($node->logfile), qr/PANIC|terminated by signal/, 'the server came through');
$node->stop;
done_testing();
