# Everything works without shared_preload_libraries; only the choice of the least loaded is then each session's own.
# Without preloading, the library comes into a session with its first use: nobody may have moved the clock before.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use CallCenter;
use Test::More;

my $node = new_node('plain', shared_preload_libraries => '');
$node->start;
fill($node, 'postgres');
my $morning = "SET cc_center.now = '2018-10-08 09:00+08';";

# Runs a statement as the login of an employee, or of the app.
sub as
{
  my ($role, $statement, %more) = @_;
  local $ENV{PGOPTIONS} = $more{options} // '';
  my ($status, $out, $err) = $node->psql('postgres', $statement, extra_params => [ '-U', $role ]);
  return wantarray ? ($status, $out, $err) : $out;
}

is($node->safe_psql('postgres', 'SELECT cc_center.open_legs_are_shared()'), 'f', 'sessions count for themselves');
my $enter = "INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (1, '湖南路', 'hotline', 'c', 'd')";
$node->safe_psql('postgres', "$morning $enter") foreach 1 .. 8;
$node->safe_psql('postgres', join(';', $morning, ($enter) x 8));
is($node->safe_psql('postgres', "SELECT string_agg(n::text, ' ') FROM (SELECT count(*) AS n FROM cc_center.cases GROUP BY holder ORDER BY holder) s"),
  '4 4 4 4', 'cases are still shared out evenly, from one session or from many');
$node->safe_psql('postgres', "$morning SET ROLE load_101; UPDATE cc_center.cases SET stage = 'pre_filed' WHERE holder = '101'");
is($node->safe_psql('postgres', "SET cc_center.now = '2018-10-08 17:30+08'; SELECT * FROM cc_center.sweep()"), '0|16|16', 'stages and the sweep work');
recounts_well($node, 'postgres', 'everything recounts well');
indexes_hold($node, 'postgres', 'every index knows every row');

# The clock is the server's, for everybody but those who may set it.
my $is_real = "SELECT abs(extract(epoch FROM cc_center.clock() - clock_timestamp())) < 3600";
is(scalar as('load_101', $is_real), 't', q{the clock is the server's});
is(scalar as('load_101', "SET cc_center.now = '2018-10-08 09:00+08'; $is_real"), 't', 'set before the library is loaded, the setting does not count');
is(scalar as('load_101', $is_real, options => '-c cc_center.now=2018-10-08T09:00+08'), 't', 'nor as an option of the connection');
is(scalar as('load_101', "BEGIN; SAVEPOINT a; SELECT set_config('cc_center.now', '2018-10-08 09:00+08', true) IS NULL; $is_real; COMMIT"), "f\nt",
  'nor for a transaction');
my ($status, $out, $err) = as('load_101', "SELECT cc_center.clock() IS NULL; SET cc_center.now = '2018-10-08 09:00+08'");
like($err, qr/permission denied to set parameter/, 'set afterwards, it is refused');
($status, $out, $err) = as('load_101', "ALTER ROLE load_101 SET cc_center.now = '2018-10-08 09:00+08'");
like($err, qr/permission denied/, 'nor can an employee set it for his own logins');
($status, $out, $err) = as('load_101', "SELECT cc_center.clock() IS NULL; SET cc_center.later = 'x'");
like($err, qr/cc_center/, 'the prefix is reserved');
$node->safe_psql('postgres', 'GRANT SET ON PARAMETER cc_center.now TO load_701');
is(scalar as('load_701', "SET cc_center.now = '2018-10-08 09:00+08'; SELECT cc_center.clock() = '2018-10-08 09:00+08'"), 't',
  'who was granted SET may move it, also before the library is loaded');
($status, $out, $err) = $node->psql('postgres', "SELECT cc_center.clock() IS NULL; SET cc_center.now = '2018-10-08 09:00'");
like($err, qr/invalid value/, 'an instant without a zone is refused');

$node->stop;
done_testing();
