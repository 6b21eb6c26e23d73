# The real pg_cron runs the jobs, under a role that may do nothing else; scheduling twice changes nothing. It looks at its
# jobs at every full minute, and at those of @reboot when the server starts: so this test restarts the server, as
# a downtime would, and does not wait.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use CallCenter;
use Test::More;

# The early shift's case waits for the sweep at the end of its shift.
my $node = new_node('cron', shared_preload_libraries => 'pg_cron,cc_center', 'cron.database_name' => 'postgres', 'cc_center.now' => '2018-10-08 17:20+08');
# Until jobs are wanted pg_cron reaches no server: at a full minute it would run what is scheduled by then.
$node->append_conf('postgresql.conf', "cron.host = '/nowhere'\n");
$node->start;
fill($node, 'postgres');
$node->safe_psql('postgres', q{
  SET ROLE load_app;
  INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('湖南路', 'hotline', 'c', 'd')});

# One value.
sub value { return $node->safe_psql('postgres', $_[0]) }

# ---- scheduling ----------------------------------------------------------------------------------------------

psql_fails($node, 'postgres', 'SELECT * FROM cc_center.schedule_jobs()', qr/UCF01/, 'without pg_cron there is an error of our own');
value('CREATE EXTENSION pg_cron');
psql_fails($node, 'postgres', "SET ROLE load_701; SELECT * FROM cc_center.$_", qr/42501/, "not everybody may ask for $_")
  foreach 'schedule_jobs()', 'unschedule_jobs()', "job_lines('crontab')";
psql_fails($node, 'postgres', "SELECT cc_center.${_}_jobs(9)", qr/UC101/, "there is no center 9 to ${_}") foreach 'schedule', 'unschedule';

my $jobs = 'SELECT jobid, schedule, command, database, username, active, jobname FROM cron.job ORDER BY jobid';
value('SELECT cc_center.schedule_jobs()');
my $scheduled = value($jobs);
like($scheduled, qr/^1\|\* \* \* \* \*\|CALL cc_center.run_job\('sweep'\)\|postgres\|cc_center_jobs\|t\|cc_center postgres sweep$/m,
  'the sweep is scheduled for every minute, under a role of its own');
is(value(q{SELECT string_agg(j.job, ' ' ORDER BY j.place) FROM cc_center.job j JOIN cron.job c ON c.command = format('CALL cc_center.run_job(%L)', j.job) AND c.active AND c.schedule = j.schedule}),
  'sweep close_touched close_days appraise findings integrity prune seal purge_contacts end_left_access', 'so is everything else');
my ($status, $out, $err) = $node->psql('postgres', 'SELECT cc_center.schedule_jobs()');
is("$status|$err", '0|', 'scheduling again is no error, and says nothing');
is(value($jobs), $scheduled, 'and changes nothing');
value(q{UPDATE cc_center.job SET schedule = '* 0-23 * * *' WHERE job = 'sweep'; SELECT cc_center.schedule_jobs()});
is(value(q{SELECT count(*), min(schedule) FROM cron.job WHERE jobid = 1}), '1|* 0-23 * * *', 'another schedule takes the place of the first');
is(value('SELECT cc_center.unschedule_jobs()') . '|' . value('SELECT count(*) FROM cron.job'), '10|0', 'what is taken from pg_cron is gone');
value('SELECT cc_center.schedule_jobs()');

# What pg_cron really runs counts, not the note of having handed it over.
my $missed = "SELECT count(*) FROM cc_center.health() WHERE finding = 'a job is not scheduled'";
is(value($missed), '0', 'health() finds the jobs');
foreach ([ 'switched off' => 'active = false' ], [ 'of another database' => "database = 'template1'" ], [ 'with another command' => "command = 'SELECT 1'" ], [ 'renamed to another role' => "username = 'postgres'" ])
{
  is(value("BEGIN; UPDATE cron.job SET $_->[1] WHERE jobname LIKE '%sweep'; $missed; ROLLBACK"), '1', "health() misses a job $_->[0]");
}
is(value("BEGIN; DELETE FROM cron.job; $missed; ROLLBACK"), '10', 'health() misses jobs that are gone');
foreach ([ "UPDATE cron.job SET command = 'SELECT 1' WHERE jobname LIKE '%sweep'" => 'pg_cron runs something else as the role of the jobs' ],
  [ 'GRANT UPDATE ON cron.job TO load_701' => 'a role may write the jobs of others' ],
  [ 'GRANT EXECUTE ON FUNCTION cron.alter_job TO load_701' => 'a role may write the jobs of others' ],
  [ 'GRANT cc_center_supervisor TO cc_center_jobs' => 'the role of the jobs has too many rights' ],
  [ 'ALTER ROLE cc_center_jobs CREATEROLE' => 'the role of the jobs has too many rights' ],
  [ 'ALTER ROLE cc_center_jobs NOLOGIN' => 'the role of the jobs has lost a right' ],
  [ 'REVOKE cc_center_scheduler FROM cc_center_jobs' => 'the role of the jobs has lost a right' ],
  [ 'SELECT cc_center.unschedule_jobs(1)' => 'the jobs leave a center out' ])
{
  my ($deed, $finding) = @$_;
  my $count = "SELECT count(*) FROM cc_center.health() WHERE finding = '$finding'";
  like(value("$count; BEGIN; $deed; $count; ROLLBACK"), qr/^0\n.*1$/s, "health() finds it: $deed");
}

# ---- what the role of the jobs may not -----------------------------------------------------------------------

is(value('SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = \'cc_center_jobs\''), 'f|f|f|f',
  'the role of the jobs has no attributes');
is(value('SET ROLE cc_center_jobs; SELECT count(*) FROM cc_center.cases'), '0', 'it sees no cases');
psql_fails($node, 'postgres', "SET ROLE cc_center_jobs; $_->[1]", qr/42501/, "it cannot $_->[0]")
  foreach [ 'read contacts' => 'SELECT * FROM cc_center.case_contact' ],
  [ 'enter cases' => "INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (1, '湖南路', 'hotline', 'c', 'd')" ],
  [ 'hand over' => "SELECT cc_center.handover(1, ARRAY[1], '102')" ],
  [ 'pass legs' => "SELECT cc_center.pass_leg(1, 1, 1, now(), '102', NULL, NULL, NULL)" ],
  [ 'enrol' => "SELECT cc_center.enrol(1, NULL, 'cc_center_jobs')" ],
  [ 'change what a job does' => "UPDATE cc_center.job SET command = 'SELECT 1'" ],
  [ 'change what was done' => 'UPDATE cc_center.job_run SET error = NULL' ],
  [ 'remove what was done' => 'DELETE FROM cc_center.job_run' ],
  [ 'schedule' => "SELECT cron.schedule('* * * * *', 'SELECT 1')" ];
psql_fails($node, 'postgres', "SET ROLE load_301; CALL cc_center.run_job('sweep')", qr/42501/, 'a supervisor cannot run the jobs');

# ---- pg_cron runs them ---------------------------------------------------------------------------------------

# From now on pg_cron begins when the server does, which comes up at another time.
value(q{UPDATE cron.job SET schedule = '@reboot', nodename = '} . $node->host . q{'});
$node->append_conf('postgresql.conf', "cron.host = '" . $node->host . "'\n");
sub come_up
{
  my ($now, @others) = @_;
  value("ALTER SYSTEM SET cc_center.now = '$now'");
  value($_) foreach @others;
  value('DELETE FROM cron.job_run_details');
  $node->restart;
  return ok($node->poll_query_until('postgres', q{SELECT count(*) = 10 FROM cron.job_run_details WHERE status IN ('succeeded', 'failed')}), "pg_cron has run everything at $now");
}
my $said = q{SELECT string_agg(DISTINCT status || ': ' || return_message, ',') FROM cron.job_run_details};

come_up('2018-10-08 17:30+08');
is(value($said), 'succeeded: CALL', 'and nothing failed');
like(value('SELECT holder FROM cc_center.cases'), qr/^10[789]|110$/, 'the case is now with the late shift');
is(value(q{SELECT kind, by_staff IS NULL, at FROM cc_center.handover}), 'shift_end|t|2018-10-08 09:30:00+00', 'with a record that names the sweep');
is(value(q{SELECT string_agg(DISTINCT state, ',') FROM cc_center.job_health}), 'ok', 'all jobs are well');
is(value(q{SELECT count(*), min(by_role), count(*) FILTER (WHERE ended_at IS NULL), max(error) FROM cc_center.job_run WHERE center_id = 0}), '10|cc_center_jobs|0|', 'each run is on record');
is(value(q{SELECT center_id, rows FROM cc_center.job_run WHERE job = 'sweep' AND center_id <> 0}), '1|1', 'so is what the sweep did');
recounts_well($node, 'postgres', 'everything recounts well');

# Down over many midnights and the end of the month.
my $order = q{SELECT string_agg(to_char(due, 'DD'), ' ' ORDER BY run_id) FROM cc_center.job_run WHERE job = 'close_days' AND center_id = 1};
come_up('2018-11-02 09:00+08');
is(value($said), 'succeeded: CALL', 'nothing failed');
is(value($order), '08 09 10 11 12 13 14 15 16 17 18 19', 'every day that was missed is closed, in order');
come_up('2018-11-02 09:10+08', 'ALTER SYSTEM SET cron.use_background_workers = on');
is(value($said), 'succeeded: CALL', 'nothing fails in workers of the background either');
is(value(q{SELECT to_char(month, 'YYYY-MM'), appraised_by FROM cc_center.appraisal_month}), '2018-10|role cc_center_jobs', 'the month that is over is drafted when its days are closed');
is(value($order), '08 09 10 11 12 13 14 15 16 17 18 19', 'nothing was closed twice');

# A right is lost: everything fails, and it is said.
come_up('2018-11-03 09:10+08', 'REVOKE cc_center_scheduler FROM cc_center_jobs');
is(value(q{SELECT string_agg(DISTINCT status, ',') FROM cron.job_run_details}), 'failed', 'without its right no job runs');
is(value(q{SELECT string_agg(job, ' ' ORDER BY job) FROM cc_center.job_health WHERE state = 'late'}), 'close_touched end_left_access findings integrity seal sweep', 'job_health says which are late by now');
is(value(q{SELECT string_agg(DISTINCT finding, ', ' ORDER BY finding) FROM cc_center.health() WHERE finding ~ 'job' AND finding <> 'a job is not scheduled'}),
  'a job is late, pg_cron cannot run a job, the role of the jobs has lost a right', 'health() says so, and why');

value(q{BEGIN; SELECT cc_center.schedule_jobs(); UPDATE cron.job SET schedule = '@reboot'; COMMIT});
come_up('2018-11-03 09:20+08', 'ALTER SYSTEM RESET cron.use_background_workers');
is(value($said), 'succeeded: CALL', 'scheduling again gives it back');
is(value(q{SELECT string_agg(DISTINCT state, ',') FROM cc_center.job_health}), 'ok', 'and all jobs are well');

# One right of one job: the others go on.
come_up('2018-11-03 09:30+08', 'REVOKE EXECUTE ON FUNCTION cc_center.sweep(bigint) FROM cc_center_scheduler');
is(value(q{SELECT count(*) FILTER (WHERE status = 'failed'), count(*) FILTER (WHERE return_message ~ 'job "sweep" failed in 1 centers of 1') FROM cron.job_run_details}), '1|1', 'a job that failed is a failure to pg_cron');
is(value(q{SELECT job, failures, left(error, 5) FROM cc_center.job_health WHERE state = 'failed'}), 'sweep|1|42501', 'job_health says which and with what');
is(value(q{SELECT finding, subject, detail FROM cc_center.health() WHERE finding ~ 'job' AND finding <> 'a job is not scheduled'}),
  'a job fails|1/sweep|1 times since 2018-11-03 01:20:00+00: 42501: permission denied for function sweep. It is tried again; remove what keeps it.', 'so does health()');

$node->stop;
done_testing();
