# Where pg_cron is in another database, or nowhere, the lines for it and for the system's cron do the same. Jobs that are
# killed leave nothing half done; several at once share the centers; a center that fails stops no other.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use CallCenter;
use IPC::Run;
use PostgreSQL::Test::Utils;
use Test::More;

my $database = q{a 'b%$"};
my $node = new_node('jobs', restart_after_crash => 'on', 'cc_center.now' => '2018-10-08 08:00+08');
$node->start;
$node->safe_psql('postgres', q{CREATE DATABASE "a 'b%$"""});
fill($node, $database);

# One value.
sub value { return $node->safe_psql($database, $_[0]) }
# The clock of all sessions from now on.
sub at { value("ALTER SYSTEM SET cc_center.now = '$_[0]'"); return value('SELECT pg_reload_conf()') }

# ---- no pg_cron ----------------------------------------------------------------------------------------------

my ($status, $out, $err) = $node->psql($database, 'SELECT command FROM cc_center.schedule_jobs()');
like($err, qr/^psql:.*WARNING:  the jobs are not scheduled yet: this server does not run pg_cron\n.*HINT: /s, 'a server without pg_cron is said to be one');
is($out, value(q{SELECT line FROM cc_center.job_lines('crontab')}), 'and the lines for cron are returned');
psql_fails($node, $database, q{SELECT * FROM cc_center.job_lines('at')}, qr/UCF06/, 'there are no lines for others');
is(value(q{SELECT count(*) FROM cc_center.health() WHERE finding = 'a job is not scheduled'}), '10', 'health() says that nothing runs');

# Each line is run as cron runs it: the sixth column is the user, and \% is a %.
foreach my $line (split /\n/, $out)
{
  my ($command) = $line =~ m{^(?:[0-9*/,-]+ ){5}postgres (.*)$};
  $command =~ s/\\%/%/g;
  is(system('sh', '-c', $command), 0, "cron's line runs: " . ($command =~ /(run_job.*)"/)[0]);
}
is(value('SELECT count(DISTINCT job), min(by_role), max(error) FROM cc_center.job_run WHERE center_id = 0'), '10|cc_center_jobs|', 'each has run its job');
is(value(q{SELECT count(*) FROM cc_center.health() WHERE finding = 'a job is not scheduled'}), '0', 'now health() sees that somebody runs them');
psql_fails($node, $database, "CALL cc_center.run_job('x')", qr/UCF05/, 'there is no other job');
# It commits, and so needs to be called by itself.
psql_fails($node, $database, "$_->[1]", qr/UCF09: +job "sweep" cannot be run inside a transaction\n.*HINT: /s, "no job is run $_->[0]")
  foreach [ 'between BEGIN and COMMIT' => "BEGIN; CALL cc_center.run_job('sweep')" ],
  [ 'in a function' => q{CREATE FUNCTION pg_temp.f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CALL cc_center.run_job('sweep'); END $$; SELECT pg_temp.f()} ],
  [ 'where an exception is handled' => q{DO $$ BEGIN CALL cc_center.run_job('sweep'); EXCEPTION WHEN division_by_zero THEN NULL; END $$} ];
is(value(q{DO $$ BEGIN CALL cc_center.run_job('sweep'); END $$}), '', 'in a block that may commit it is');

my $folder = PostgreSQL::Test::Utils::tempdir();
foreach my $row (split /\n/, value(q{SELECT file, line FROM cc_center.job_lines('systemd')}))
{
  my ($file, $line) = split /\|/, $row, 2;
  append_to_file("$folder/$file", "$line\n");
}
my @units = map { s{.*/}{}r } sort glob("$folder/*");
is(scalar @units, 11, 'systemd has a service, and a timer for each job');
SKIP:
{
  skip 'no systemd here', 2 unless grep { -x "$_/systemd-analyze" } split /:/, $ENV{PATH};
  # the user postgres may be missing where the tests run as another
  my $known = IPC::Run::run([ 'sh', '-c', "cd '$folder' && for t in *.timer; do ln -s cc_center\@.service \${t%.timer}.service; done; SYSTEMD_LOG_LEVEL=warning systemd-analyze verify --man=no --recursive-errors=no ./*.timer ./cc_center\@sweep.service" ], '>', \my $verified, '2>', \my $complaint);
  is($complaint =~ s/^.*(?:cgroup|audit|postgresql\.service).*\n//gmr, '', 'systemd finds nothing wrong with them');
  my @calendars = map { slurp_file("$folder/$_") =~ /^OnCalendar=(.*)$/m } grep { /timer$/ } @units;
  ok((!grep { system("systemd-analyze calendar '$_' >/dev/null") } @calendars), 'and reads the times');
}
my ($start) = slurp_file("$folder/cc_center\@.service") =~ /^ExecStart=(.*)$/m;
# what systemd makes of it: specifiers and variables are no more, and the shell is to leave the rest
$start =~ s/%%/%/g;
$start =~ s/%i/sweep/g;
$start =~ s/\$\$/\\\$/g;
my $runs = "SELECT count(*) FROM cc_center.job_run WHERE job = 'sweep' AND center_id = 0";
my $before = value($runs);
is(system('sh', '-c', $start), 0, "systemd's command runs");
is(value($runs), $before + 1, 'and has run the job');

# ---- catching up, killed -------------------------------------------------------------------------------------

# A second center is in Berlin, where October ends with an hour twice; the first has shifts until the end of November.
value(q{
  SELECT cc_center.create_center(2, 'BE', '柏林', 'Europe/Berlin');
  INSERT INTO cc_center.staff (center_id, staff_no, name, role) VALUES (2, '1', 'n', 'operator');
  INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
  SELECT 2, d::date, 'late', '1' FROM generate_series(date '2018-10-26', '2018-10-29', '1 day') d;
  INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
  SELECT 1, d::date, p.shift, p.staff_no
  FROM generate_series(date '2018-10-20', '2018-11-30', '1 day') d
  CROSS JOIN (VALUES ('early', '101'), ('late', '107'), ('early', '201'), ('late', '203')) p (shift, staff_no)});
my $closed = q{SELECT count(*) FROM cc_center.attendance_close};
my $slow = q{UPDATE cc_center.job SET command = 'SELECT d.judged FROM cc_center.close_day($1, $2) d, pg_sleep(0.02)' WHERE job = 'close_days'};
value($slow);
at('2018-12-01 09:00+08');
my $connection = $node->connstr($database) . ' user=cc_center_jobs';
my ($killed, @grown) = (0);
foreach my $n (1 .. 20)
{
  my $job = IPC::Run::start([ 'psql', '-X', '-q', '-d', $connection, '-c', "CALL cc_center.run_job('close_days')" ], '>', \my $o, '2>', \my $e);
  my $ended = $node->poll_query_until($database, q{SELECT count(*) > 0 FROM pg_stat_activity WHERE usename = 'cc_center_jobs' AND backend_type = 'client backend'});
  # anywhere in it
  select(undef, undef, undef, rand(0.06));
  my $pid = value(q{SELECT pid FROM pg_stat_activity WHERE usename = 'cc_center_jobs' AND backend_type = 'client backend'});
  if ($pid)
  {
    $killed += kill('KILL', $pid);
    # the server notices, and comes up again
    $job->finish;
    $node->poll_query_until($database, 'SELECT true');
  }
  else { $job->finish }
  push @grown, value($closed);
}
cmp_ok($killed, '>=', 15, "jobs were killed ($killed of 20)");
cmp_ok($grown[0], '<', 54, 'while there was something to do');
# a run that a kill cut off has no end
is(value(q{SELECT count(*) FROM cc_center.job_run WHERE job = 'close_days' AND center_id = 0 AND ended_at IS NULL}) > 0, 1, 'a killed run is seen to have no end');
at('2018-12-01 11:00+08');
like(value('SELECT finding, subject FROM cc_center.health()'), qr/^a run of a job did not end\|close_days$/m, 'health() says so as long as no other run ended');
value("CALL cc_center.run_job('close_days')");
unlike(value('SELECT finding, subject FROM cc_center.health()'), qr/did not end/m, 'and no more when one has');
my $history = q{SELECT string_agg(to_char(due, 'MMDD'), ' ' ORDER BY run_id) FROM cc_center.job_run WHERE job = 'close_days' AND center_id = %d};
is(value(sprintf $history, 1), join(' ', (map { "10$_" } '08' .. '31'), (map { "11$_" } '01' .. '30')), 'every day of the one center was closed once, in order');
is(value(sprintf $history, 2), '1026 1027 1028 1029', 'and of the other');
is(value(q{SELECT sum((cc_center.close_day(1, day)).changed) FROM cc_center.attendance_close WHERE center_id = 1}), '0', 'with the same results as by hand');
value("CALL cc_center.run_job('appraise')");
is(value(q{SELECT string_agg(center_id || ':' || to_char(month, 'YYYY-MM'), ' ' ORDER BY center_id, month) FROM cc_center.appraisal_month}), '1:2018-10 1:2018-11 2:2018-10', 'both months are drafted');

# ---- several at once, and a center that fails ----------------------------------------------------------------

value(q{
  INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
  SELECT c.center_id, d::date, 'late', c.staff_no
  FROM (VALUES (1, '107'), (2, '1')) c (center_id, staff_no), generate_series(date '2018-12-03', '2018-12-14', '1 day') d});
at('2018-12-15 09:00+08');
my @at_once = map { IPC::Run::start([ 'psql', '-X', '-q', '-d', $connection, '-c', "CALL cc_center.run_job('close_days')" ], '2>', \my $e) } 1 .. 4;
$_->finish foreach @at_once;
is(scalar(grep { $_->result } @at_once), 0, 'four at once end well');
is(value(q{SELECT count(*), count(DISTINCT (center_id, due)) FROM cc_center.job_run WHERE job = 'close_days' AND center_id <> 0 AND due >= '2018-12-01'}), '24|24', 'and no day was closed twice');

# what keeps the first center from being closed: a trigger of somebody's own
value(q{
  CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not this day'; END $$;
  CREATE TRIGGER refuse BEFORE INSERT ON cc_center.attendance_close FOR EACH ROW WHEN (NEW.center_id = 1 AND NEW.day = '2018-12-18') EXECUTE FUNCTION refuse();
  INSERT INTO cc_center.roster (center_id, day, shift, staff_no)
  SELECT c.center_id, d::date, 'late', c.staff_no
  FROM (VALUES (1, '107'), (2, '1')) c (center_id, staff_no), generate_series(date '2018-12-17', '2018-12-19', '1 day') d});
at('2018-12-20 09:00+08');
psql_fails($node, $database, "CALL cc_center.run_job('close_days')", qr/UCF04: +job "close_days" failed in 1 centers of 2\nDETAIL:  1: P0001: not this day/, 'a day that cannot be closed is said');
my $last = q{SELECT string_agg(center_id || ':' || done, ' ' ORDER BY center_id) FROM cc_center.job_center WHERE job = 'close_days'};
is(value($last), '1:2018-12-17 2:2018-12-19', 'its center waits for it, the other does not');
is(value(q{SELECT string_agg(center_id || ':' || state, ' ' ORDER BY center_id) FROM cc_center.job_health WHERE job = 'close_days'}), '1:failed 2:ok', 'job_health tells them apart');
is(value(q{SET ROLE load_301; SELECT center_id, state FROM cc_center.job_health WHERE job = 'close_days'}), '1|failed', 'to the supervisor of his own center alone');
is(value(q{SET ROLE load_101; SELECT count(*) FROM cc_center.job_run}), '0', 'and to no operator');
value('DROP TRIGGER refuse ON cc_center.attendance_close');
value("CALL cc_center.run_job('close_days')");
is(value($last), '1:2018-12-19 2:2018-12-19', 'it is tried again');
is(value(q{SELECT string_agg(DISTINCT state, ' ') FROM cc_center.job_health WHERE job = 'close_days'}), 'ok', 'and all is well');

# Whoever listens is told of a breach and of findings: kind, center and id, and nothing about people.
value(q{
  INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (1, '2018-12-20', 'early', '101');
  INSERT INTO cc_center.cases (center_id, street, channel, category, description) VALUES (1, '湖南路', 'hotline', '类', '机密')});
at('2018-12-20 16:00+08');
my ($told) = run_command([ 'psql', '-X', '-q', '-d', $node->connstr($database), '-c', 'LISTEN cc_center', '-c', "CALL cc_center.run_job('sweep')", '-c', "CALL cc_center.run_job('findings')" ]);
my @payloads = $told =~ /^Asynchronous notification "cc_center" with payload "(.*)" received/mg;
my $case = value('SELECT max(case_id) FROM cc_center.cases');
is(scalar(grep { $_ eq qq({"kind" : "overdue", "center" : 1, "id" : $case}) } @payloads), 1, 'a leg that the sweep finds overdue is told to listeners');
cmp_ok(scalar(grep { /"understaffed"/ } @payloads), '>', 5, 'so are new findings');
is(scalar(grep { !/^\{"kind" : "[a-z_]+", "center" : \d+, "id" : \d+\}$/ } @payloads), 0, 'and nothing else');
at('2018-12-20 09:00+08');

# A center that the jobs leave out.
value('SELECT cc_center.unschedule_jobs(2)');
value("CALL cc_center.run_job('sweep')");
is(value(q{SELECT string_agg(DISTINCT center_id::text, ' ') FROM cc_center.job_health}), '0 1', 'a center that was taken out is not served');
# History is kept as long as it is set.
value(q{UPDATE cc_center.job_setting SET value = '3 days' WHERE name = 'history'});
value("CALL cc_center.run_job('prune')");
is(value(q{SELECT count(*) > 0, min(started_at) >= timestamptz '2018-12-17 09:00+08' FROM cc_center.job_run}), 't|t', 'what is older than the history goes');

# ---- pg_cron in another database -----------------------------------------------------------------------------

$node->append_conf('postgresql.conf', "shared_preload_libraries = 'pg_cron,cc_center'\ncron.database_name = 'postgres'\ncron.host = '" . $node->host . "'\n");
$node->restart;
$node->safe_psql('postgres', 'CREATE EXTENSION pg_cron');
($status, $out, $err) = $node->psql($database, 'SELECT command FROM cc_center.schedule_jobs()');
like($err, qr/WARNING:  the jobs are not scheduled yet: pg_cron is in database "postgres"\n.*HINT: /s, 'that pg_cron is elsewhere is said');
is(() = $out =~ /^SELECT cron.schedule_in_database\(.*\);$/mg, 10, 'with the statements to run there');
$node->safe_psql('postgres', $out);
$node->safe_psql('postgres', q{UPDATE cron.job SET schedule = '@reboot'});
at('2018-12-20 10:00+08');
$node->restart;
ok($node->poll_query_until('postgres', q{SELECT count(*) = 10 FROM cron.job_run_details WHERE status IN ('succeeded', 'failed')}), 'they are run from there');
is($node->safe_psql('postgres', q{SELECT string_agg(DISTINCT status || ': ' || return_message, ',') FROM cron.job_run_details}), 'succeeded: CALL', 'and nothing fails');
like(value('SELECT string_agg(DISTINCT job, $$ $$) FROM cc_center.job_run WHERE center_id = 0 AND started_at >= $$2018-12-20 10:00+08$$'), qr/^appraise close_days close_touched end_left_access findings integrity prune purge_contacts seal sweep$/, 'all of them in the database of the centers');
(undef, undef, $err) = $node->psql($database, 'SELECT cc_center.unschedule_jobs()');
like($err, qr/WARNING:  whatever else runs the jobs goes on doing so/, 'what cannot be taken from there is said');

$node->stop;
done_testing();
