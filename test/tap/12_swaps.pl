# Sessions at every isolation level ask for swaps at once, double and single, withdraw, approve, refuse and repay them and
# roll requests back; then everything is recounted: nobody over a limit, no place lost (I35, I36). The same load with
# 1,000,000 requests is test/bench/swap_load.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use CallCenter;
use IPC::Run;
use Test::More;

my ($sessions, $requests, $people) = split / /, $ENV{CC_SWAP_LOAD} || '16 6000 40';
my $node = new_node(
	'swaps',
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
my $done = IPC::Run::run([ 'bash', lib_file('swap_load.sh'), $sessions, $requests, $people ], '>', \$out, '2>', \$err);
diag($err) unless $done;
note($out);
ok($done, 'I35 no session gave up, and the recount finds no broken rule');
like($out, qr/^no rule is broken$/m, 'I35 I36 nobody is over a limit and no place is lost');
cmp_ok(($out =~ /^(\d+) requests by/m)[0], '>=', $requests, "I35 all requests were made");
like($out, qr/^single .*approved \d+.*withdrawn \d+/m, 'I35 with approvals and withdrawals between them');
like($out, qr/^swap_return named at once .*approved \d+.*withdrawn \d+/m, 'I36 and exchanges, decided as a whole');
is($node->safe_psql('postgres', q{SELECT count(*) FROM cc_center.roster_findings f WHERE f.center_id = 2 AND f.role = 'operator' AND f.finding NOT IN ('understaffed', 'swap_return_overdue') AND f.concerns <> 'pattern'}),
	'0', 'I35 nobody breaks another rule by a swap');
unlike(PostgreSQL::Test::Utils::slurp_file($node->logfile), qr/PANIC|terminated by signal/, 'the server came through');
$node->stop;
done_testing();
