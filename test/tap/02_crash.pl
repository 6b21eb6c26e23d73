# Twenty times the server dies under load, killed or stopped at once: whatever was acknowledged is there, every case has its
# leg, every number is given once.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use CallCenter;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(usleep);

my $rounds = 20;
my $node = new_node('crash', max_prepared_transactions => 0);
$node->start;
fill($node, 'postgres');

my $folder = PostgreSQL::Test::Utils::tempdir();
my %acknowledged;    # case id => stage that the last acknowledged statement gave it

# What a session does again and again: take a case in, pre-file it as its holder, and say so after each statement has been
# acknowledged. At every third case it says nothing before the whole transaction has.
sub session_script
{
  my ($clock) = @_;
  my $enter = "SET LOCAL ROLE load_app;\nINSERT INTO cc_center.cases (street, channel, category, description) "
    . "VALUES ('湖南路', 'hotline', 'c', 'd') RETURNING case_id, 'load_' || holder AS holder \\gset\n";
  my $file = "SET LOCAL ROLE :holder;\nUPDATE cc_center.cases SET stage = 'pre_filed' WHERE center_id = 1 AND case_id = :case_id;\n";
  my $single = "BEGIN;\n${enter}COMMIT;\n\\echo :case_id reported\nBEGIN;\n${file}COMMIT;\n\\echo :case_id pre_filed\n";
  my $whole = "BEGIN;\n${enter}RESET ROLE;\nSAVEPOINT a;\n${file}COMMIT;\n\\echo :case_id pre_filed\n";
  return "SET cc_center.now = '$clock';\n" . ("$single$single$whole" x 3000);
}

# Tells whether a process runs; a zombie does not.
sub is_alive
{
  my ($process) = @_;
  open(my $stat, '<', "/proc/$process/stat") || return 0;
  return <$stat> !~ /\) [ZX] /;
}

# Kills every process of the server at once, as a crash of the machine would, and waits for the last one.
sub kill_all
{
  open(my $file, '<', $node->data_dir . '/postmaster.pid') || die "no postmaster.pid: $!";
  my $postmaster = <$file>;
  close($file);
  chomp $postmaster;
  my @processes = ($postmaster, split ' ', slurp_file("/proc/$postmaster/task/$postmaster/children"));
  kill 'STOP', $postmaster;
  kill 'KILL', @processes;
  $node->{_pid} = undef;
  foreach my $process (@processes)
  {
    usleep(10_000) while is_alive($process);
  }
  # until its parent asks for it, a dead postmaster counts as one that still holds folder and socket
  unlink $node->data_dir . '/postmaster.pid', $node->host . '/.s.PGSQL.' . $node->port . '.lock' if kill(0, $postmaster);
  return;
}

sub one_round
{
  my ($round) = @_;
  my $clock = $node->safe_psql('postgres', "SELECT timestamptz '2018-10-08 09:00+08' + $round * interval '31 minutes'");
  my @sessions;

  append_to_file("$folder/session_$round.sql", session_script($clock));
  append_to_file("$folder/sweep_$round.sql", "SET cc_center.now = '$clock';\n" . "SELECT cc_center.sweep();\nSELECT load.plan();\n" x 5000);
  foreach my $number (1 .. 7)
  {
    my $session = { out => '', err => '' };
    my $script = $number == 7 ? "sweep_$round.sql" : "session_$round.sql";
    $session->{harness} = IPC::Run::start(
      [ 'psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('postgres'), '-f', "$folder/$script" ],
      '>', \$session->{out}, '2>', \$session->{err});
    push @sessions, $session;
  }
  usleep(300_000 + 40_000 * ($round % 7));
  $round % 2 ? kill_all() : $node->stop('immediate');
  foreach my $session (@sessions)
  {
    IPC::Run::finish($session->{harness});
    my @said = $session->{out} =~ /^(\d+) (\w+)$/mg;
    while (my ($case, $stage) = splice @said, 0, 2)
    {
      $acknowledged{$case} = $stage;
    }
  }
  my @strange = grep { $_->{err} !~ /server closed the connection|terminating connection|connection to server (was lost|on socket)|could not send/ } @sessions;
  is(join("\n", map { $_->{err} } @strange), '', "round $round: every session worked until the server died");
  $node->start;
  return;
}

# How many acknowledged statements have left no trace, and which stage a case has lost.
sub lost
{
  my $kept = $node->safe_psql('postgres', 'SELECT case_id, stage FROM cc_center.cases');
  my %kept = map { split /\|/ } split /\n/, $kept;
  return join ' ', grep { !defined $kept{$_} || ($acknowledged{$_} eq 'pre_filed' && $kept{$_} ne 'pre_filed') } sort keys %acknowledged;
}

foreach my $round (1 .. $rounds)
{
  my $before = keys %acknowledged;
  one_round($round);
  is(lost(), '', "round $round: nothing acknowledged is lost");
  recounts_well($node, 'postgres', "round $round: every case has its leg, every number is given once");
  cmp_ok(scalar(keys %acknowledged), '>', $before, "round $round: there was a load");
}
indexes_hold($node, 'postgres', 'every index knows every row');
note(scalar(keys %acknowledged) . ' acknowledged cases');

$node->stop;
done_testing();
