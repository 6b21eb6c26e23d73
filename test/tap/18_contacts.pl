# A canary: a phone number and an identity number that nobody may see are hunted for wherever a value can turn up - the server's log
# with every statement logged, errors, plans, statistics, COPY, dumps by somebody who is no superuser, notifications. And records of
# reveals hold over prepared transactions and lost power (A7, D3.2); one login in two places is a finding (I10).
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use CallCenter;
use PostgreSQL::Test::Utils;
use Test::More;

my $canary = '13987654321';
my $spelled = '139-8765-4321';
my $identity = '320199200202024321';
my $found = qr/1398765|139-8765|8765-?4321|3201992002/;

my $node = new_node('contacts', max_prepared_transactions => 5, 'cc_center.now' => '2018-10-08 09:00+08',
  log_min_duration_statement => '0', log_statement => 'all', log_min_messages => 'notice', log_parameter_max_length_on_error => '-1',
  log_error_verbosity => 'verbose', wal_writer_delay => '10s', listen_addresses => '127.0.0.1',
  log_lock_waits => 'on', session_preload_libraries => 'auto_explain', 'auto_explain.log_min_duration' => '0',
  'auto_explain.log_nested_statements' => 'on', 'auto_explain.log_verbose' => 'on', 'auto_explain.log_analyze' => 'on');
$node->append_conf('pg_hba.conf', "host all all 127.0.0.0/8 trust\n");
$node->start;
fill($node, 'postgres');
my ($case) = split /\n/, $node->safe_psql('postgres', q{
  ALTER ROLE load_app LOGIN; ALTER ROLE load_301 LOGIN; ALTER ROLE load_101 LOGIN;
  CREATE ROLE load_reader LOGIN; SELECT cc_center.enrol(1, NULL, 'load_reader', 'reader') IS NULL;
  SET ROLE load_app;
  INSERT INTO cc_center.cases (street, channel, category, description) SELECT '湖南路', 'hotline', 'c', 'd' FROM generate_series(1, 3) RETURNING case_id}) =~ /(\d+)\n/ ? $1 : 0;

# What everybody was told: results of statements that may show it are not in here.
my $told = '';
my $log_before = -s $node->logfile;

sub says
{
  my ($user, $statement, @more) = @_;
  my ($status, $out, $err) = $node->psql('postgres', "\\set VERBOSITY verbose\n$statement", extra_params => [ '-U', $user, @more ]);
  $told .= "$out\n" . join("\n", grep { !/^LINE \d|^\s*\^/ } split /\n/, $err) . "\n";
  return "$out$err";
}

# ---- recorded, corrected, and refused in every way there is ---------------------------------------------------------------

like(says('load_app', "INSERT INTO cc_center.case_contact (center_id, case_id, caller_name, phone, identity_no) VALUES (1, $case, '张三', '$canary', '$identity') RETURNING case_id"), qr/^$case/, 'A7 a contact is recorded');
like(says('load_app', "INSERT INTO cc_center.case_contact (center_id, case_id, phone) VALUES (1, $case, '$canary')"), qr/23505/, 'D3.2 a second one is refused');
like(says('load_app', "INSERT INTO cc_center.case_contact (center_id, case_id, phone) VALUES (1, NULL, '$canary')"), qr/23502|42501/, 'D3.2 so is one of no case');
like(says('load_app', "INSERT INTO cc_center.case_contact (center_id, case_id, phone) VALUES (1, 99, '$canary')"), qr/23503|42501/, 'D3.2 one of an unknown case');
like(says('load_app', "INSERT INTO cc_center.case_contact (center_id, case_id, phone) VALUES (77, $case, '$canary')"), qr/42501/, 'D3.2 one of another center');
like(says('load_app', "INSERT INTO cc_center.case_contact (center_id, case_id, phone, caller_name) VALUES (1, ($case + 1)::text::date, '$canary', 'x')"), qr/42804|22\w{3}|42846/, 'D3.2 one of a wrong type');
like(says('load_app', "PREPARE p AS INSERT INTO cc_center.case_contact (center_id, case_id, phone) VALUES (1, $case, \$1)") , qr/^$|NOTICE/, 'D3.2 prepared');
like(says('load_app', "PREPARE p AS INSERT INTO cc_center.case_contact (center_id, case_id, phone) VALUES (1, $case, \$1); EXECUTE p('$canary')"), qr/23505/, 'D3.2 and executed it is refused too');
like(says('load_301', "UPDATE cc_center.case_contact SET phone = '$spelled' WHERE case_id = $case"), qr/^$/, 'D3.1 a number is corrected');
like(says('load_301', "UPDATE cc_center.case_contact SET address = 'x' WHERE phone = '$canary'"), qr/42501/, 'D3.2 and not tried');
like(says('load_301', "COPY cc_center.case_contact TO STDOUT"), qr/42501/, 'D3.2 COPY gives nothing');
like(says('load_301', "COPY (SELECT phone FROM cc_center.case_contact) TO STDOUT"), qr/42501/, 'D3.2 nor COPY of a query');
like(says('load_301', "COPY (SELECT * FROM cc_center.case_contact_masked) TO STDOUT"), qr/139\*\*\*\*4321/, 'D3.2 but of what is masked');
like(says('load_301', "EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM cc_center.case_contact_masked"), qr/Output:/, 'D3.2 plans are shown');
# as a superuser, whose errors show rows elsewhere
like(says('postgres', "INSERT INTO cc_center.case_contact (center_id, case_id, phone) VALUES (1, $case, '$canary')"), qr/23505/, 'D3.2 a superuser is refused');
like(says('postgres', "INSERT INTO cc_center.case_contact (center_id, case_id, phone) VALUES (1, NULL, '$canary')"), qr/23502/, 'D3.2 without his row');
like(says('postgres', "COPY cc_center.case_contact (center_id, case_id, phone) FROM STDIN;\n1\tx\t$canary\n\\.\n"), qr/22P02/, 'D3.2 nor the line of a COPY');
like(says('postgres', "ANALYZE cc_center.case_contact; SELECT string_agg(s::text, ' ') FROM pg_stats s WHERE tablename = 'case_contact'"), qr/recorded_at/, 'D3.2 there are statistics');

# ---- looked up and revealed ------------------------------------------------------------------------------------------------

$node->safe_psql('postgres', "SET session_replication_role = replica; INSERT INTO cc_center.reveal_rule (center_id, version, class, role, may, clause) VALUES (1, 1, 'contact', 'app', 'look_up', 'C8.1')");
like(says('load_app', "SELECT * FROM cc_center.find_caller(1, '$canary')"), qr/recorded/, 'C8.1 a look-up is recorded');
like(says('load_app', "SELECT * FROM cc_center.find_caller(1, '$spelled')"), qr/found\|$case/, 'C8.1 and finds');
like(says('load_301', "SELECT * FROM cc_center.reveal(1, $case, 'call back')"), qr/recorded/, 'D3.2 a reveal is recorded');
my ($status, $out) = $node->psql('postgres', "SELECT phone, identity_no FROM cc_center.reveal(1, $case, 'call back')", extra_params => [ '-U', 'load_301' ]);
is($out, "$spelled|$identity", 'A7 and read, as it was written');
like(says('load_101', 'LISTEN cc_center; SELECT 1'), qr/1/, 'D3.2 nothing is notified');

# ---- dumps -----------------------------------------------------------------------------------------------------------------

foreach my $user (qw(load_reader load_301 load_app)) {
  my ($dump_out, $dump_err) = ('', '');
  ok(!IPC::Run::run([ 'pg_dump', '-h', $node->host, '-p', $node->port, '-U', $user, '-t', 'cc_center.case_contact', 'postgres' ], '>', \$dump_out, '2>', \$dump_err), "D3.2 $user dumps no contacts");
  $told .= $dump_out . $dump_err;
  IPC::Run::run([ 'pg_dump', '-h', $node->host, '-p', $node->port, '-U', $user, '--enable-row-security', '--inserts', '-t', 'cc_center.case_contact', 'postgres' ], '>', \$dump_out, '2>', \$dump_err);
  $told .= $dump_out . $dump_err;
}

unlike($told, $found, 'D3.2 nobody was told the number');
my $log = slurp_file($node->logfile, $log_before);
like($log, qr/a statement about callers' contacts is not shown/, 'D3.2 the log says that something is hidden');
like($log, qr/duration: [\d.]+ ms  \(a statement/, 'D3.2 and how long it took');
unlike($log, $found, 'D3.2 and the number is not in it') || diag(join "\n", (grep { /$found/ } split /\n/, $log)[0 .. 5]);
like($log, qr/23505/, 'D3.2 errors are logged all the same');

# ---- a record is committed, or nothing is read ---------------------------------------------------------------------------------

$node->safe_psql('postgres', "SET cc_center.now = '2018-10-08 11:00+08'; SET ROLE load_301; BEGIN; SELECT * FROM cc_center.reveal(1, $case, 'x'); PREPARE TRANSACTION 'one'");
$node->safe_psql('postgres', "ROLLBACK PREPARED 'one'");
is($node->safe_psql('postgres', "SET cc_center.now = '2018-10-08 11:00+08'; SET ROLE load_301; SELECT state FROM cc_center.reveal(1, $case, 'x')"), 'recorded', 'D3.2 what was prepared and rolled back lets nobody read');
is($node->safe_psql('postgres', "SET cc_center.now = '2018-10-08 12:00+08'; SET ROLE load_301; BEGIN; SELECT state FROM cc_center.reveal(1, $case, 'x'); PREPARE TRANSACTION 'two'"), 'recorded', 'D3.2 prepared');
$node->safe_psql('postgres', "COMMIT PREPARED 'two'");
is($node->safe_psql('postgres', "SET cc_center.now = '2018-10-08 12:01+08'; SET ROLE load_301; SELECT state FROM cc_center.reveal(1, $case, 'x')"), 'revealed', 'D3.2 and committed it does');
$node->safe_psql('postgres', "SET synchronous_commit = off; SET cc_center.now = '2018-10-08 13:00+08'; SET ROLE load_301; SELECT state FROM cc_center.reveal(1, $case, 'lost')");
is($node->safe_psql('postgres', "SET synchronous_commit = off; SET cc_center.now = '2018-10-08 13:01+08'; SET ROLE load_301; SELECT state FROM cc_center.reveal(1, $case, 'lost')"), 'revealed', 'D3.2 read on a record that was committed in memory only');
$node->stop('immediate');
$node->start;
# the server's own writer of the log would have come later
is($node->safe_psql('postgres', "SELECT count(*) FROM cc_center.reveal_record WHERE reason = 'lost'"), '1', 'D3.2 which is there after the crash');

# ---- nobody becomes another by a login of his own (I10) ----------------------------------------------------------------------

foreach my $statement ('SET SESSION AUTHORIZATION load_301', "SELECT set_config('session_authorization', 'load_301', false)", 'SET ROLE load_301',
  "DO \$\$ BEGIN EXECUTE 'SET SESSION AUTHORIZATION load_301'; END \$\$") {
  like(says('load_101', $statement), qr/42501/, "I10 $statement");
}
is((says('load_101', 'SET SESSION AUTHORIZATION DEFAULT; SELECT cc_center.acting_staff_no(1)') =~ /(\d+)/)[0], '101', 'I10 he stays who he is');

# ---- two places ------------------------------------------------------------------------------------------------------------------

SKIP: {
  my @running;
  foreach my $host ('127.0.0.1') {
    foreach my $source ('127.0.0.1', '127.0.0.2') {
      my ($in, $said) = ("SELECT pg_sleep(20);\n", '');
      # a client cannot choose its address with psql; a socket of Perl can
      require IO::Socket::INET;
      my $socket = IO::Socket::INET->new(PeerAddr => $host, PeerPort => $node->port, LocalAddr => $source, Proto => 'tcp') or next;
      my $body = pack('N', 196608) . "user\0load_101\0database\0postgres\0\0";
      print $socket pack('N', length($body) + 4) . $body;
      $socket->flush;
      my $answer;
      sysread $socket, $answer, 4096;
      push @running, $socket;
    }
  }
  skip 'no second address here', 1 if @running < 2;
  $node->poll_query_until('postgres', q{SELECT count(DISTINCT client_addr) = 2 FROM pg_stat_activity WHERE usename = 'load_101'});
  is($node->safe_psql('postgres', q{SELECT subject || ' ' || severity FROM cc_center.health() WHERE finding = 'a role is logged in from two places'}), 'load_101 critical', 'I10 one login in two places is a finding');
}
$node->stop;
done_testing();
