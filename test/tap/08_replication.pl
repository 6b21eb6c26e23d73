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
# One more database, which keeps the record and nothing else.
$subscriber->safe_psql('postgres', 'CREATE DATABASE keeper TEMPLATE postgres');

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

# The record. What a side finds wrong with it, up to a head.
sub findings
{
  my ($node, $database, $head, $rows) = @_;
  return $node->safe_psql($database, "SELECT finding, relation, key FROM cc_center.audit_verify(1, '$head', $rows) ORDER BY 1, 2, 3");
}
$publisher->safe_psql('postgres', 'CREATE PUBLICATION record FOR TABLE cc_center.record_entry, cc_center.record_block, cc_center.record_chain');
$subscriber->safe_psql('keeper', "CREATE SUBSCRIPTION record CONNECTION '$connection' PUBLICATION record");
cmp_ok($publisher->safe_psql('postgres', 'SELECT cc_center.seal()'), '>', 100, 'D3.1 the record is sealed where it is written');
my $head = $publisher->safe_psql('postgres', 'SELECT cc_center.audit_head(1)');
$subscriber->wait_for_subscription_sync($publisher, 'record', 'keeper');
$publisher->wait_for_catchup($_) foreach 'centers', 'record';
foreach my $database ('postgres', 'keeper')
{
  is($subscriber->safe_psql($database, 'SELECT cc_center.audit_head(1)'), $head, "D3.1 a subscriber, database $database, has the same head");
  is(findings($subscriber, $database, $head, 'false'), '', 'D3.1 and finds the record whole up to it');
  psql_fails($subscriber, $database, 'SELECT cc_center.seal()', qr/UCE11/, 'D3.1 but does not seal');
  is($subscriber->safe_psql($database, "SELECT bool_and(cc_center.audit_check_proof(cc_center.audit_proof(e.entry_id), '$head')) FROM (SELECT entry_id FROM cc_center.record_entry WHERE center_id = 1 AND relation = 'leg' LIMIT 5) e"),
    't', 'D3.1 and proves entries');
}
is(findings($subscriber, 'postgres', $head, 'true'), '', 'D3.1 where the rows come too they are what their entries come to');
$subscriber->safe_psql('postgres', "SET session_replication_role = replica; UPDATE cc_center.leg SET finished_at = finished_at + interval '1 us' WHERE case_id = (SELECT min(case_id) FROM cc_center.leg WHERE finished_at IS NOT NULL) AND leg_no = 1");
like(findings($subscriber, 'postgres', $head, 'true'), qr/^a row was changed past the record\|leg\|\d+,1$/, 'D3.1 and one that is edited there is found there');
$subscriber->safe_psql('postgres', "SET session_replication_role = replica; UPDATE cc_center.leg SET finished_at = finished_at - interval '1 us' WHERE case_id = (SELECT min(case_id) FROM cc_center.leg WHERE finished_at IS NOT NULL) AND leg_no = 1");
is(findings($subscriber, 'keeper', $head, 'true'), $subscriber->safe_psql('keeper', q{SELECT 'rows cannot be verified here: they do not come with the record', name, NULL FROM cc_center.recorded_table ORDER BY 2}),
  'D3.1 where they do not it says that they cannot be verified');

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
$publisher->safe_psql('postgres', 'SELECT cc_center.seal()');
$head = $publisher->safe_psql('postgres', 'SELECT cc_center.audit_head(1)');
$publisher->safe_psql('postgres', 'SELECT load.intake(1)');
my $found = findings($publisher, 'postgres', $head, 'true');
$publisher->wait_for_catchup($standby);
is($standby->safe_psql('postgres', 'SELECT cc_center.audit_head(1)'), $head, 'D3.1 a standby has the same head');
is(findings($standby, 'postgres', $head, 'false'), '', 'D3.1 and finds the record whole up to it');
like($found, qr/^a row is gone past the record\|roster\|/, 'D3.1 the rows that were emptied past the record are missed where it is written');
is(findings($standby, 'postgres', $head, 'true'), $found, 'D3.1 and on the standby, and no others');
psql_fails($standby, 'postgres', 'SELECT cc_center.seal()', qr/25006/, 'D3.1 which does not seal');
is($standby->safe_psql('postgres', "SELECT shift, staff_no FROM cc_center.route(1, 'operator', '湖南路', '2018-10-08 10:00+08')"), 'early|{101,102}', 'a standby routes');
is($standby->safe_psql('postgres', 'SELECT count(*) FROM cc_center.backlog'), $publisher->safe_psql('postgres', 'SELECT count(*) FROM cc_center.backlog'), 'and shows the backlog');
psql_fails($standby, 'postgres', 'SELECT load.intake(1)', qr/25006/, 'but takes no case in');
psql_fails($standby, 'postgres', 'SELECT * FROM cc_center.sweep()', qr/25006/, 'and does not sweep');
$publisher->stop('immediate');
$standby->promote;
like($standby->safe_psql('postgres', q{
  SET ROLE load_app;
  INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('湖南路', 'hotline', 'c', 'd') RETURNING holder}), qr/^10[12]$/, 'promoted, it takes cases in');
cmp_ok($standby->safe_psql('postgres', 'SELECT cc_center.seal(1)'), '>', 0, 'D3.1 and seals');
is(findings($standby, 'postgres', $head, 'false'), '', 'D3.1 the chain goes on behind the head');
recounts_well($standby, 'postgres', 'everything recounts well');
indexes_hold($standby, 'postgres', 'every index knows every row');
$standby->stop;
done_testing();
