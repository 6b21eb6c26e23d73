# A logical subscriber takes finished rows: the rules do not judge them again, but a change of rules that arrives counts in
# every running session at once. A physical standby answers questions, and goes on when it is promoted.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use CallCenter;
use Test::More;

my %now = ('cc_center.now' => '2018-10-08 09:00+08');
my $publisher = new_node('publisher', %now, allows_streaming => 'logical');
$publisher->start;
fill($publisher, 'postgres');
$publisher->safe_psql('postgres', 'SELECT load.intake(20)');
$publisher->safe_psql('postgres', join('', map { "SELECT load.step();\nRESET ROLE;\n" } 1 .. 30));

my $subscriber = new_node('subscriber', %now);
$subscriber->start;
deploy($subscriber, 'postgres');

# Everything that belongs to a center; what install() fills in is there already.
my $tables = $publisher->safe_psql('postgres', q{
  SELECT string_agg(c.oid::regclass::text, ', ') FROM pg_class c
  WHERE c.relnamespace = 'cc_center'::regnamespace AND c.relkind = 'r'
    AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'center_id' AND NOT a.attisdropped)});
$publisher->safe_psql('postgres', "CREATE PUBLICATION centers FOR TABLE $tables");
my $connection = $publisher->connstr . ' dbname=postgres';
$subscriber->safe_psql('postgres', "CREATE SUBSCRIPTION centers CONNECTION '$connection' PUBLICATION centers");
$subscriber->wait_for_subscription_sync($publisher, 'centers');

# The contents of both sides, table by table.
sub contents
{
  my ($node) = @_;
  return join "\n", map { "$_: " . $node->safe_psql('postgres', "SELECT count(*), md5(string_agg(t::text, ' ' ORDER BY t::text)) FROM $_ t") } split /, /, $tables;
}
is(contents($subscriber), contents($publisher), 'the first copy is the same');

$publisher->safe_psql('postgres', 'SELECT load.intake(20)');
$publisher->safe_psql('postgres', join('', map { "SELECT load.step();\nRESET ROLE;\n" } 1 .. 40));
$publisher->safe_psql('postgres', "SET cc_center.now = '2018-10-08 18:30+08'; SELECT * FROM cc_center.sweep()");
$publisher->wait_for_catchup('centers');
is(contents($subscriber), contents($publisher), 'cases, legs and handovers arrive as they are: nothing is judged or numbered again');
recounts_well($subscriber, 'postgres', 'the subscriber recounts well');

# A session of the subscriber that has compiled the rules before they change.
my $session = $subscriber->background_psql('postgres');
sub ask { return $session->query_safe($_[0]) }
my $route = "SELECT staff_no, version FROM cc_center.route(1, 'operator', '中央门', '2018-10-09 10:00+08')";
my $due = "SELECT retention_limit, version FROM cc_center.retention_due(1, '2018-10-09 10:00+08')";
is(ask($route), '{105,106}|1', 'a session of the subscriber knows roster and rules');
is(ask($due), '00:15:00|1', 'and limits');
$publisher->safe_psql('postgres', "UPDATE cc_center.roster SET staff_no = '110', shift = 'middle' WHERE staff_no = '110' AND day = '2018-10-09'");
$publisher->wait_for_catchup('centers');
is(ask($route), '{105,106,110}|1', 'a change of the roster arrives in the running session');
$publisher->safe_psql('postgres', 'SELECT load.rules()');
$publisher->wait_for_catchup('centers');
is(ask($due), '00:07:00|2', 'so does a new version of the rules');
is(ask("SELECT cc_center.acting_staff_no(1) IS NULL"), 't', 'a role that is not enrolled is nobody');
$publisher->safe_psql('postgres', "INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (1, '900', 'n', 'operator')");
$publisher->safe_psql('postgres', "INSERT INTO cc_center.enrolment (center_id, login_role, staff_no) VALUES (1, current_user, '900')");
$publisher->wait_for_catchup('centers');
is(ask("SELECT cc_center.acting_staff_no(1)"), '900', 'so does an enrolment');
$publisher->safe_psql('postgres', "SET session_replication_role = replica; TRUNCATE cc_center.roster");
$publisher->wait_for_catchup('centers');
is(ask("SELECT staff_no FROM cc_center.route(1, 'operator', '中央门', '2018-10-09 10:00+08')"), '{}', 'and a TRUNCATE');
$session->quit;
$subscriber->stop;

# A standby.
$publisher->safe_psql('postgres', "INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (1, '2018-10-08', 'early', '101'), (1, '2018-10-08', 'early', '102')");
$publisher->backup('copy');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($publisher, 'copy', has_streaming => 1);
$standby->start;
$publisher->safe_psql('postgres', 'SELECT load.intake(6)');
$publisher->wait_for_catchup($standby);
is($standby->safe_psql('postgres', "SELECT shift, staff_no FROM cc_center.route(1, 'operator', '湖南路', '2018-10-08 10:00+08')"), 'early|{101,102}', 'a standby routes');
is($standby->safe_psql('postgres', 'SELECT count(*) FROM cc_center.backlog'), $publisher->safe_psql('postgres', 'SELECT count(*) FROM cc_center.backlog'), 'and shows the backlog');
psql_fails($standby, 'postgres', 'SELECT load.intake(1)', qr/25006/, 'but takes no case in');
psql_fails($standby, 'postgres', 'SELECT * FROM cc_center.sweep()', qr/25006/, 'and does not sweep');
$publisher->stop('immediate');
$standby->promote;
like($standby->safe_psql('postgres', q{
  SET ROLE load_app;
  INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('湖南路', 'hotline', 'c', 'd') RETURNING holder}), qr/^10[12]$/, 'promoted, it takes cases in');
recounts_well($standby, 'postgres', 'everything recounts well');
indexes_hold($standby, 'postgres', 'every index knows every row');
$standby->stop;
done_testing();
