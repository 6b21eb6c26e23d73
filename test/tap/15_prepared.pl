# Two phases: what a prepared transaction would have given to somebody, and what is rolled back of it, skews the counts of open
# legs no longer than to the next sweep, and the cases go on evenly.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use CallCenter;
use Test::More;

my $node = new_node('prepared', max_prepared_transactions => 5, 'cc_center.now' => '2018-10-08 09:00+08');
$node->start;
fill($node, 'postgres');
# 101 alone stands the early shift; 102 comes later
$node->safe_psql('postgres', "DELETE FROM cc_center.roster WHERE shift IN ('early', 'middle') AND staff_no IN ('102', '103', '104', '105', '106')");
is($node->safe_psql('postgres', 'SELECT cc_center.open_legs_are_shared()'), 't', 'the sessions share their counts');

# Takes cases in, one transaction for all; returns how many 101 and 102 got.
sub take_in
{
  my ($count, $end) = @_;
  return $node->safe_psql('postgres', qq{
    BEGIN;
    CREATE TEMP TABLE taken (holder text) ON COMMIT DROP;
    GRANT INSERT ON taken TO load_app;
    SET LOCAL ROLE load_app;
    WITH entered AS (
      INSERT INTO cc_center.cases (street, channel, category, description)
      SELECT '湖南路', 'hotline', 'c', 'd' FROM generate_series(1, $count) RETURNING holder)
    INSERT INTO taken SELECT holder FROM entered;
    RESET ROLE;
    SELECT count(*) FILTER (WHERE holder = '101'), count(*) FILTER (WHERE holder = '102') FROM taken;
    $end});
}

# Prepares a transaction that takes cases in.
sub prepare
{
  my ($count, $name) = @_;
  return $node->safe_psql('postgres', qq{
    BEGIN;
    SET LOCAL ROLE load_app;
    INSERT INTO cc_center.cases (street, channel, category, description)
    SELECT '湖南路', 'hotline', 'c', '$name' FROM generate_series(1, $count);
    RESET ROLE;
    PREPARE TRANSACTION '$name'});
}

sub sweep { return $node->safe_psql('postgres', 'SELECT given_out, handed_over FROM cc_center.sweep()'); }

sub held
{
  return $node->safe_psql('postgres', "SELECT count(*) FILTER (WHERE holder = '101'), count(*) FILTER (WHERE holder = '102') FROM cc_center.leg WHERE finished_at IS NULL");
}

prepare(20, 'one');
$node->safe_psql('postgres', "INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (1, '2018-10-08', 'early', '102')");
$node->safe_psql('postgres', "ROLLBACK PREPARED 'one'");
is(held(), '0|0', 'what was rolled back lies in nobody\'s hands');
is(sweep(), '0|0', 'the next sweep gives nothing out');
is(take_in(12, 'COMMIT;'), '6|6', 'and counts anew: the next cases go evenly to both');

# A sweep between the phases counts what is committed, and the one after the second phase counts again.
prepare(8, 'two');
sweep();
is(take_in(4, 'ROLLBACK;'), '2|2', 'what is prepared and what is rolled back counts for nobody');
$node->safe_psql('postgres', "ROLLBACK PREPARED 'two'");
sweep();
is(take_in(6, 'COMMIT;'), '3|3', 'evenly after a sweep before the rollback, and one after it');

# Committed, its cases count: 102 is sent home meanwhile, so that all of them are 101's.
$node->safe_psql('postgres', "DELETE FROM cc_center.roster WHERE day = '2018-10-08' AND staff_no = '102' AND shift = 'early'");
sweep();
$node->safe_psql('postgres', "INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (1, '2018-10-08', 'early', '102')");
my ($first) = split /\|/, held();
is($first, 18, 'who is off the roster keeps nothing');
prepare(6, 'three');
sweep();
$node->safe_psql('postgres', "COMMIT PREPARED 'three'");
sweep();
my ($one, $two) = split /\|/, held();
is($one + $two, 24, 'what is committed lies in somebody\'s hands');
my $difference = abs($one - $two);
my ($to_one, $to_two) = split /\|/, take_in($difference, 'COMMIT;');
is(abs($to_one - $to_two), $difference, 'and counts: whoever has less gets the next ones');
($one, $two) = split /\|/, held();
is($one, $two, 'until both have as many');
recounts_well($node, 'postgres', 'everything recounts well');
$node->stop;
done_testing();
