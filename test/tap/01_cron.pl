# The real pg_cron runs the sweep every minute, under a role that may do nothing else; scheduling twice changes nothing.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use CallCenter;
use Test::More;

# The early shift's case waits for the sweep at the end of its shift.
my $node = new_node('cron', shared_preload_libraries => 'pg_cron,cc_center', 'cron.database_name' => 'postgres', 'cc_center.now' => '2018-10-08 17:20+08');
$node->append_conf('postgresql.conf', "cron.host = '" . $node->host . "'\n");
$node->start;
fill($node, 'postgres');
$node->safe_psql('postgres', q{
  SET ROLE load_app;
  INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('湖南路', 'hotline', 'c', 'd')});

psql_fails($node, 'postgres', 'SELECT * FROM cc_center.schedule_jobs()', qr/UCF01/, 'without pg_cron there is an error of our own');
$node->safe_psql('postgres', 'CREATE EXTENSION pg_cron');
psql_fails($node, 'postgres', 'SET ROLE load_701; SELECT * FROM cc_center.schedule_jobs()', qr/42501/, 'not everybody may schedule');

my $jobs = 'SELECT jobid, schedule, command, database, username, active, jobname FROM cron.job ORDER BY jobid';
$node->safe_psql('postgres', 'SELECT * FROM cc_center.schedule_jobs()');
my $scheduled = $node->safe_psql('postgres', $jobs);
like($scheduled, qr/^1\|\* \* \* \* \*\|SELECT cc_center.sweep\(\)\|postgres\|cc_center_jobs\|t\|[^\n]+$/, 'the sweep is scheduled for every minute, under a role of its own');
my ($status, $out, $err) = $node->psql('postgres', 'SELECT * FROM cc_center.schedule_jobs()');
is($status, 0, 'scheduling again is no error') || diag($err);
is($node->safe_psql('postgres', $jobs), $scheduled, 'and changes nothing');
$node->safe_psql('postgres', q{UPDATE cc_center.job SET schedule = '* 0-23 * * *'});
$node->psql('postgres', 'SELECT * FROM cc_center.schedule_jobs()');
is($node->safe_psql('postgres', 'SELECT count(*), min(schedule) FROM cron.job'), '1|* 0-23 * * *', 'another schedule takes the place of the first');

# What pg_cron really runs counts, not the note of having handed it over.
my $missed = "SELECT count(*) FROM cc_center.health() WHERE finding = 'a job is not scheduled'";
is($node->safe_psql('postgres', $missed), '0', 'health() finds the job');
foreach ([ 'switched off' => 'active = false' ], [ 'of another database' => "database = 'template1'" ], [ 'with another command' => "command = 'SELECT 1'" ], [ 'renamed to another role' => "username = 'postgres'" ])
{
  is($node->safe_psql('postgres', "BEGIN; UPDATE cron.job SET $_->[1]; $missed; ROLLBACK"), '1', "health() misses a job $_->[0]");
}
is($node->safe_psql('postgres', "BEGIN; DELETE FROM cron.job; $missed; ROLLBACK"), '1', 'health() misses a job that is gone');

# What the role of the jobs may not.
is($node->safe_psql('postgres', 'SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = \'cc_center_jobs\''), 'f|f|f|f',
  'the role of the jobs has no attributes');
is($node->safe_psql('postgres', 'SET ROLE cc_center_jobs; SELECT count(*) FROM cc_center.cases'), '0', 'it sees no cases');
psql_fails($node, 'postgres', "SET ROLE cc_center_jobs; $_->[1]", qr/42501/, "it cannot $_->[0]")
  foreach [ 'read contacts' => 'SELECT * FROM cc_center.case_contact' ],
  [ 'enter cases' => "INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (1, '湖南路', 'hotline', 'c', 'd')" ],
  [ 'hand over' => "SELECT cc_center.handover(1, ARRAY[1], '102')" ],
  [ 'pass legs' => "SELECT cc_center.pass_leg(1, 1, 1, now(), '102', NULL, NULL, NULL)" ],
  [ 'enrol' => "SELECT cc_center.enrol(1, NULL, 'cc_center_jobs')" ];

# Nothing is due yet; from now on it is. pg_cron starts at the next full minute.
my $finished = "SELECT count(*) FROM cron.job_run_details WHERE status = 'succeeded' AND username = 'cc_center_jobs'";
$node->safe_psql('postgres', q{ALTER SYSTEM SET cc_center.now = '2018-10-08 17:30+08'});
$node->safe_psql('postgres', 'SELECT pg_reload_conf()');
ok($node->poll_query_until('postgres', "SELECT ($finished) > 0"), 'pg_cron has run the sweep');
is($node->safe_psql('postgres', q{SELECT string_agg(DISTINCT status || ': ' || return_message, ',') FROM cron.job_run_details WHERE status NOT IN ('starting', 'running')}), 'succeeded: 1 row',
  'and nothing failed');
like($node->safe_psql('postgres', 'SELECT holder FROM cc_center.cases'), qr/^10[789]|110$/, 'the case is now with the late shift');
is($node->safe_psql('postgres', q{SELECT kind, by_staff IS NULL, at FROM cc_center.handover}), 'shift_end|t|2018-10-08 09:30:00+00', 'with a record that names the sweep');
recounts_well($node, 'postgres', 'everything recounts well');

$node->stop;
done_testing();
