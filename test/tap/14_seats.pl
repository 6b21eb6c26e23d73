# Sessions at every isolation level ask, answer, sit down, leave, come back and take cases and steps at once: no seat is left
# empty without a leader's word, a seat has one relief and a relief one seat, and nobody meets another error than a refusal or a
# conflict to be tried again (E3.4).
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use CallCenter;
use IPC::Run;
use Test::More;

my ($sessions, $actions) = split / /, $ENV{CC_SEAT_LOAD} || '12 400';
my $node = new_node(
	'seats',
	deadlock_timeout        => '100ms',
	log_min_error_statement => 'panic');
$node->start;
deploy($node, 'postgres');
local $ENV{PGHOST} = $node->host;
local $ENV{PGPORT} = $node->port;
local $ENV{PGDATABASE} = 'postgres';
for my $file ('center.sql', 'seat_load.sql')
{
	my $err = '';
	ok(IPC::Run::run([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', lib_file($file) ], '>', \my $out, '2>', \$err), "E3.4 $file") or diag($err);
}
my $script = PostgreSQL::Test::Utils::tempdir() . '/act.sql';
PostgreSQL::Test::Utils::append_to_file($script, "SELECT seat_load.act();\n");
my @runs;
for my $level ('read committed', 'repeatable read', 'serializable')
{
	my $run = { level => $level, out => '', err => '' };
	(my $escaped = $level) =~ s/ /\\ /;
	local $ENV{PGOPTIONS} = "-c default_transaction_isolation=$escaped -c client_min_messages=error -c cc_center.now=2018-10-08\\ 10:00+08";
	$run->{handle} = IPC::Run::start([ 'pgbench', '-n', '-c', int($sessions / 3), '-j', 1, '-t', $actions, '--max-tries=100000', '-f', $script ],
		'>', \$run->{out}, '2>', \$run->{err});
	push @runs, $run;
}
for my $run (@runs)
{
	ok($run->{handle}->finish, "E3.4 $run->{level}: no session gave up") or diag($run->{err});
	like($run->{out}, qr/number of failed transactions: 0 /, "E3.4 $run->{level}: every action ended");
}
is($node->safe_psql('postgres', 'SELECT count(*) FROM seat_load.actions'), int($sessions / 3) * 3 * $actions, 'E3.4 all actions were tried');
note($node->safe_psql('postgres', q{SELECT action, string_agg(answer || ' ' || n, ', ' ORDER BY n DESC) FROM (SELECT action, answer, count(*) AS n FROM seat_load.actions GROUP BY 1, 2) k GROUP BY 1 ORDER BY 1}));
for my $action ('ask', 'sit', 'up', 'leave', 'return', 'permit', 'name', 'arrange', 'refuse', 'leader', 'step')
{
	cmp_ok($node->safe_psql('postgres', "SELECT count(*) FROM seat_load.actions WHERE action = '$action' AND answer = 'done'"), '>', 0, "E3.4 $action: some were let");
}
is($node->safe_psql('postgres', q{SET cc_center.now = '2018-10-08 10:00+08'; SELECT * FROM seat_load.broken()}), '', 'E3.4 no rule is broken');
note("steps of reliefs: " . $node->safe_psql("postgres", q{SELECT count(*) FROM cc_center.handover WHERE kind = 'relief'}));
cmp_ok($node->safe_psql('postgres', q{SELECT count(*) FROM cc_center.handover WHERE kind = 'relief'}), '>', 0, 'E3.4 reliefs took steps');
my $log = PostgreSQL::Test::Utils::slurp_file($node->logfile);
unlike($log, qr/PANIC|terminated by signal|XX000|tuple concurrently/, 'the server came through');
note('deadlocks: ' . scalar(() = $log =~ /deadlock detected/g));
$node->stop;
done_testing();
