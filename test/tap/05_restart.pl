# After a restart the rules are compiled again, the open legs are counted again, and prepared transactions are still there.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use CallCenter;
use Test::More;

my $node = new_node('restart', max_prepared_transactions => 5, 'cc_center.now' => '2018-10-08 09:00+08');
$node->start;
fill($node, 'postgres');

# Cases for the four operators of the early shift.
sub take_in
{
  my ($cases) = @_;
  return $node->safe_psql('postgres', qq{
    SET ROLE load_app;
    INSERT INTO cc_center.cases (street, channel, category, description)
    SELECT '湖南路', 'hotline', 'c', 'd' FROM generate_series(1, $cases)});
}

# How many open legs the fullest and the emptiest of them holds.
sub spread
{
  return $node->safe_psql('postgres', q{
    SELECT max(n) || ' ' || min(n)
    FROM (SELECT count(l.case_id) AS n FROM unnest('{101,102,103,104}'::text[]) p (staff_no)
          LEFT JOIN cc_center.leg l ON l.holder = p.staff_no AND l.finished_at IS NULL GROUP BY p.staff_no) s});
}

is($node->safe_psql('postgres', 'SELECT cc_center.open_legs_are_shared()'), 't', 'preloaded, sessions share their counts of open legs');
take_in(40);
is(spread(), '10 10', 'forty cases are shared out evenly');

$node->safe_psql('postgres', q{
  SET ROLE load_102;
  UPDATE cc_center.cases SET stage = 'void', stage_reason = 'twice' WHERE holder = '102'});
is(spread(), '10 0', 'one operator has done all of his');
$node->restart;
take_in(9);
is(spread(), '10 9', 'after a restart he gets the next ones: open legs have been counted again');
take_in(3);
is(spread(), '11 10', 'and then it goes on evenly');
recounts_well($node, 'postgres', 'everything recounts well');

# The count is a hint: whatever happens to it, it comes back.
$node->safe_psql('postgres', q{
  SET session_replication_role = replica;
  DELETE FROM cc_center.leg WHERE holder = '103' AND finished_at IS NULL;
  DELETE FROM cc_center.cases WHERE holder = '103';
  SELECT cc_center.recount_open_legs(1)});
take_in(10);
is(spread(), '11 10', 'recount_open_legs() counts what a superuser removed');

# Transactions that wait for their second phase.
my $prepare = q{
  BEGIN;
  SET LOCAL ROLE load_app;
  INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('莫愁', 'hotline', 'c', '%s');
  RESET ROLE;
  PREPARE TRANSACTION '%s'};
$node->safe_psql('postgres', sprintf($prepare, $_, $_)) foreach 'kept', 'dropped';
$node->safe_psql('postgres', q{
  BEGIN;
  SET LOCAL ROLE load_101;
  UPDATE cc_center.cases SET stage = 'pre_filed' WHERE case_id = (SELECT min(case_id) FROM cc_center.cases WHERE holder = '101');
  RESET ROLE;
  PREPARE TRANSACTION 'step'});
$node->safe_psql('postgres', 'SELECT * FROM cc_center.sweep()');
recounts_well($node, 'postgres', 'prepared transactions are not there yet');
$node->stop('immediate');
$node->start;
$node->safe_psql('postgres', "COMMIT PREPARED 'kept'");
$node->safe_psql('postgres', "ROLLBACK PREPARED 'dropped'");
$node->safe_psql('postgres', "COMMIT PREPARED 'step'");
is($node->safe_psql('postgres', "SELECT string_agg(description, ',') FROM cc_center.cases WHERE street = '莫愁'"), 'kept',
  'a prepared case survives an immediate stop, and is there once it is committed');
is($node->safe_psql('postgres', "SELECT count(*) FROM cc_center.cases WHERE stage = 'pre_filed'"), '1', 'so does a prepared step');
recounts_well($node, 'postgres', 'with their legs');
indexes_hold($node, 'postgres', 'and their index entries');

# What a prepared transaction had finished is no longer counted; nobody hears that it was rolled back. Nothing is due then.
$node->safe_psql('postgres', 'SELECT * FROM cc_center.sweep()');
take_in(40);
$node->safe_psql('postgres', q{
  BEGIN;
  SET LOCAL ROLE load_101;
  UPDATE cc_center.cases SET stage = 'void', stage_reason = 'twice' WHERE holder = '101';
  RESET ROLE;
  PREPARE TRANSACTION 'done'});
$node->safe_psql('postgres', "ROLLBACK PREPARED 'done'");
is($node->safe_psql('postgres', 'SELECT * FROM cc_center.sweep()'), '0|0|0', 'a sweep with nothing due');
take_in(8);
my ($fullest, $emptiest) = split / /, spread();
cmp_ok($fullest - $emptiest, '<=', 1, 'counts anew what a prepared transaction that was rolled back had changed');

is($node->safe_psql('postgres', 'SELECT cc_center.install()'), '0', 'install() has nothing left to do');
$node->stop;
done_testing();
