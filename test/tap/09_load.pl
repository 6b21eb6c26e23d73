# Sixteen sessions take cases in, move them on, hand them over, sweep, and change roster and rules, at every
# isolation level and at all of them together; then everything is recounted.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use CallCenter;
use PostgreSQL::Test::Utils;
use Test::More;

my $seconds = $ENV{CC_LOAD_SECONDS} || 8;
my $node = new_node(
  'load',
  max_pred_locks_per_transaction => 1024,
  deadlock_timeout               => '50ms',
  shared_buffers                 => '256MB',
  log_min_messages               => 'log');
$node->start;
fill($node, 'postgres');

# What a session does, and how often.
my @scripts = (
  [ intake      => 8, 'SELECT load.intake(1);' ],
  [ bulk        => 1, 'SELECT load.intake(5);' ],
  [ step        => 24, 'SELECT load.step();' ],
  [ two_steps   => 2, "BEGIN;\nSELECT load.step();\nRESET ROLE;\nSELECT load.step();\nCOMMIT;" ],
  [ again       => 1, 'SELECT load.report_again();' ],
  [ hand_over   => 1, 'SELECT load.hand_over();' ],
  [ taken_back  => 1, "BEGIN;\nSELECT load.intake(1);\nRESET ROLE;\nSAVEPOINT a;\nSELECT load.step();\nROLLBACK TO a;\nROLLBACK;" ],
  [ sweep       => 1, 'SELECT load.sweep();' ]);
my $folder = PostgreSQL::Test::Utils::tempdir();
my @files;
foreach my $script (@scripts)
{
  my ($name, $weight, $text) = @$script;
  append_to_file("$folder/$name.sql", "$text\n");
  push @files, '-f', "$folder/$name.sql\@$weight";
}
my @roster = ('-f', "$folder/plan.sql\@9", '-f', "$folder/rules.sql\@1");
append_to_file("$folder/plan.sql", "SELECT load.plan();\n\\sleep 20 ms\n");
append_to_file("$folder/rules.sql", "SELECT load.rules();\n\\sleep 20 ms\n");

my $expected = 0;

# Starts sessions of a level that run scripts, for some seconds; the caller finishes them.
sub start_load
{
  my ($title, $level, $clients, @what) = @_;
  my $run = { title => $title, out => '', err => '' };
  local $ENV{PGOPTIONS} = '-c default_transaction_isolation=' . ($level =~ s/ /\\ /gr);
  $run->{harness} = IPC::Run::start(
    [ 'pgbench', '-n', '-c', $clients, '-j', 1, '--max-tries=10000', @what,
      '-h', $node->host, '-p', $node->port, 'postgres' ],
    '>', \$run->{out}, '2>', \$run->{err});
  return $run;
}

# One test: no session gave up. Adds up the cases that were acknowledged.
sub finish_load
{
  my ($run) = @_;
  my $ended = IPC::Run::finish($run->{harness});
  my ($processed) = $run->{out} =~ /number of transactions actually processed: (\d+)/;
  my ($failed) = $run->{out} =~ /number of failed transactions: (\d+)/;

  ok($ended && $processed && !$failed, "$run->{title}: every session went on to the end")
    || diag("$run->{out}\n$run->{err}");
  my %done = $run->{out} =~ /^SQL script \d+: \S*\/(\w+)\.sql\n(?: - .*\n)*? - (\d+) transactions/mg;
  $expected += ($done{intake} // 0) + 5 * ($done{bulk} // 0);
  return;
}

# Two tests: the cases are those that were acknowledged, and everything about them recounts well.
sub check
{
  my ($title) = @_;
  is($node->safe_psql('postgres', 'SELECT count(*) FROM cc_center.cases'), $expected, "$title: every acknowledged case is there, and no other");
  recounts_well($node, 'postgres', "$title: cases, legs and handovers recount well");
  return;
}

foreach my $level ('read committed', 'repeatable read', 'serializable')
{
  my $load = start_load($level, $level, 16, @files, '-T', $seconds);
  my $planner = start_load("$level, planner", $level, 1, @roster, '-T', $seconds);
  finish_load($load);
  finish_load($planner);
  check($level);
}

my @runs = map { start_load("mixed levels, $_", $_, 5, @files, '-T', $seconds) } 'read committed', 'repeatable read', 'serializable';
finish_load($_) foreach @runs;
check('mixed levels');
finish_load(start_load('clearing up', 'read committed', 4, '-f', "$folder/step.sql", '-t', 400));
check('clearing up');

indexes_hold($node, 'postgres', 'every index knows every row');
is($node->safe_psql('postgres', 'SELECT * FROM cc_center.health_of_cases()'), '', 'health() finds no row that was edited past the rules');
cmp_ok($node->safe_psql('postgres', "SELECT count(DISTINCT to_stage) FROM cc_center.transition t JOIN cc_center.cases c ON c.stage = t.to_stage"), '>=', 6,
  'the load has reached most stages');
cmp_ok($node->safe_psql('postgres', "SELECT count(*) FROM cc_center.handover WHERE kind IN ('shift_end', 'off_roster')"), '>', 0, 'shifts have ended, or their people were taken off them, under the load');
cmp_ok($node->safe_psql('postgres', 'SELECT count(DISTINCT version) FROM cc_center.cases'), '>', 1, 'rules have changed under the load');

$node->stop;
done_testing();
