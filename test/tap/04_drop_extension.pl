# DROP EXTENSION is refused while the schema uses it; what was recorded stays. Before it is deployed the extension comes
# and goes like any other.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use CallCenter;
use Test::More;

my $node = new_node('drop');
$node->start;

$node->safe_psql('postgres', 'SET client_min_messages = warning; CREATE EXTENSION cc_center CASCADE; DROP EXTENSION cc_center');
is($node->safe_psql('postgres', "SELECT count(*) FROM pg_proc WHERE pronamespace = 'cc_center'::regnamespace"), '0',
  'an extension that was not deployed leaves nothing behind');
$node->safe_psql('postgres', 'DROP SCHEMA cc_center; DROP EXTENSION btree_gist');

fill($node, 'postgres');
$node->safe_psql('postgres', 'SELECT load.intake(10)');
$node->safe_psql('postgres', 'SELECT load.step()') foreach 1 .. 5;
my $kept = $node->safe_psql('postgres', 'SELECT count(*), max(case_number) FROM cc_center.cases');

psql_fails($node, 'postgres', 'DROP EXTENSION cc_center', qr/2BP01.*depend/, 'DROP EXTENSION is refused');
psql_fails($node, 'postgres', 'DROP SCHEMA cc_center', qr/2BP01/, 'so is DROP SCHEMA');
psql_fails($node, 'postgres', 'DROP EXTENSION btree_gist', qr/2BP01/, 'and the extension that the exclusion constraints need');
psql_fails($node, 'postgres', 'DROP OWNED BY load_701; DROP ROLE cc_center_owner', qr/2BP01/, q{and the owner's role});
is($node->safe_psql('postgres', 'SELECT count(*), max(case_number) FROM cc_center.cases'), $kept, 'nothing is lost');
$node->safe_psql('postgres', 'SELECT load.intake(10)');
recounts_well($node, 'postgres', 'and cases still come in by the rules');

# With CASCADE a superuser takes the rules away, knowingly; the record is ordinary tables and stays.
$node->safe_psql('postgres', 'SET client_min_messages = warning; DROP EXTENSION cc_center CASCADE');
is($node->safe_psql('postgres', 'SELECT count(*) FROM cc_center.cases c JOIN cc_center.leg l USING (center_id, case_id) WHERE l.leg_no = 1'),
  '20', 'DROP EXTENSION CASCADE leaves the cases and their legs');

$node->stop;
done_testing();
