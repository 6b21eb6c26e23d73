# Sessions at every isolation level sign in, work on cases, ask for make-up sign-ins, correct and override, import badge files
# and close days, all at once; then everything is recounted. A month is closed while others still write about it.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use CallCenter;
use IPC::Run;
use PostgreSQL::Test::Utils;
use Test::More;

my $seconds = $ENV{CC_LOAD_SECONDS} || 7;
my $node = new_node(
  'attendance',
  max_pred_locks_per_transaction => 1024,
  deadlock_timeout               => '50ms',
  shared_buffers                 => '128MB',
  log_error_verbosity            => 'verbose');
$node->start;
fill($node, 'postgres');
$node->safe_psql('postgres', slurp_file(lib_file('attendance_load.sql')));

my %weight = (
  intake => 6, step => 12, hand_over => 1, sweep => 1, sign => 10, seat => 4, ask_makeup => 8, end_makeup => 4,
  override => 5, correct => 1, import => 1, close => 3, touched => 3);
my $folder = PostgreSQL::Test::Utils::tempdir();
append_to_file("$folder/$_.sql", 'SELECT load.' . $_ . ($_ eq 'intake' ? '(1)' : '()') . ";\n") foreach keys %weight;
# some take their time before they commit
@weight{'slow_step', 'slow_ask_makeup'} = (1, 4);
append_to_file("$folder/slow_step.sql", "BEGIN;\nSELECT load.step();\n\\sleep 1000 ms\nCOMMIT;\n");
append_to_file("$folder/slow_ask_makeup.sql", "BEGIN;\nSELECT load.ask_makeup();\n\\sleep 20 ms\nCOMMIT;\n");

# Starts sessions of a level that run scripts, for some seconds.
sub start_load
{
  my ($level, $clients, $time, @names) = @_;
  my $run = { title => $level, out => '', err => '' };
  local $ENV{PGOPTIONS} = '-c default_transaction_isolation=' . ($level =~ s/ /\\ /gr);
  $run->{harness} = IPC::Run::start(
    [ 'pgbench', '-n', '-c', $clients, '-j', 1, '-T', $time, '--max-tries=10000', (map { ('-f', "$folder/$_.sql\@$weight{$_}") } sort @names),
      '-h', $node->host, '-p', $node->port, 'postgres' ],
    '>', \$run->{out}, '2>', \$run->{err});
  return $run;
}

# One test: no session gave up.
sub finish_load
{
  my ($run) = @_;
  my $ended = IPC::Run::finish($run->{harness});
  my ($processed) = $run->{out} =~ /number of transactions actually processed: (\d+)/;

  ok($ended && $processed && $run->{out} !~ /number of failed transactions: [1-9]/, "$run->{title}: every session went on to the end")
    || diag("$run->{out}\n$run->{err}");
  note("$run->{title}: $processed transactions, " . ($run->{out} =~ /^(total number of retries: \d+)/m)[0]);
  return;
}

# One test: the recount finds no broken rule.
sub recounts
{
  my ($title) = @_;
  is($node->safe_psql('postgres', "SET cc_center.now = '2018-11-01 12:00+08';\n" . slurp_file(lib_file('attendance_recount.sql'))), '', $title);
  return;
}

my @runs = map { start_load($_, 4, $seconds, keys %weight) } 'read committed', 'repeatable read', 'serializable';
finish_load($_) foreach @runs;
# what was touched while all went on is judged now, before any day is closed anew
note($node->safe_psql('postgres', q{SELECT 'the clock went to ' || timestamptz '2018-10-08 08:00+08' + last_value * interval '8 minutes' FROM load.tick}));
$node->safe_psql('postgres', q{SET cc_center.now = '2018-11-01 09:00+08'; SELECT cc_center.sweep(); SELECT cc_center.close_touched(1)});
recounts('what was judged under the load recounts well');
cmp_ok($node->safe_psql('postgres', 'SELECT count(*) FROM cc_center.attendance_close'), '>', 2, 'days were closed under the load');
cmp_ok($node->safe_psql('postgres', "SELECT count(DISTINCT evidence) FROM cc_center.attendance_result"), '>=', 3, 'with results of several kinds');
cmp_ok($node->safe_psql('postgres', 'SELECT count(*) FROM cc_center.attendance_override'), '>', 10, 'and overrides');
cmp_ok($node->safe_psql('postgres', 'SELECT count(*) FROM cc_center.makeup_signin'), '>', 3, 'and make-up sign-ins');

# The month is over, and closed while supervisors and badge files still add to it.
$node->safe_psql('postgres', q{
  SELECT setval('load.tick', 4400);
  SET cc_center.now = '2018-11-01 12:00+08';
  SELECT cc_center.close_day(1, d::date) FROM generate_series('2018-10-08'::timestamp, '2018-10-19', '1 day') d});
@runs = map { start_load($_, 2, 3, 'override', 'import', 'correct', 'touched') } 'read committed', 'repeatable read', 'serializable';
my ($out, $err, $status, $tries) = ('', '', 1, 0);
while ($status != 0 && $tries++ < 200)
{
  ($status, $out, $err) = $node->psql('postgres', q{
    SET cc_center.now = '2018-11-02 09:00+08';
    SET ROLE load_301;
    SELECT cc_center.close_attendance(1, '2018-10-01')});
  last if $status != 0 && $err !~ /deadlock|not settled/;
}
cmp_ok($out || 0, '>=', 144, "the month is closed in the middle of it (try $tries)") || diag($err);
my $words = $node->safe_psql('postgres', 'SELECT count(*) FROM cc_center.attendance_override');
finish_load($_) foreach @runs;
is($node->safe_psql('postgres', 'SELECT count(*) FROM cc_center.attendance_override'), $words, 'no word comes after it');
recounts('the closed month recounts well');
is($node->safe_psql('postgres', 'SELECT * FROM cc_center.health_of_attendance()'), '', 'health() finds nothing');
recounts_well($node, 'postgres', 'cases, legs and handovers recount well');
my $log = slurp_file($node->logfile);
unlike($log, qr/ (XX\w{3}|22\w{3}|23\w{3}|42\w{3}): /, 'no session met an internal error, nor one that is not in the registry');
unlike($log, qr/PANIC|terminated by signal/, 'the server came through');
$node->stop;
done_testing();
