# A dump is restored in plain, custom and directory format, into the same cluster and into another one that got its roles
# by pg_dumpall: a second dump is the same, and the rules go on working.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use CallCenter;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = new_node('origin', 'cc_center.now' => '2018-10-09 09:00+08');
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE origin');
fill($node, 'origin');

# A life before the dump: cases in every stage, handovers, imported history, contacts, a draft, a calendar of one's own.
$node->safe_psql('origin', 'SELECT load.intake(5)') foreach 1 .. 12;
$node->safe_psql('origin', join('', map { "SELECT load.step();\nRESET ROLE;\n" } 1 .. 250));
$node->safe_psql('origin', 'SELECT load.hand_over()') foreach 1 .. 5;
$node->safe_psql('origin', 'SELECT cc_center.sweep()');
$node->safe_psql('origin', 'SELECT load.rules()');
$node->safe_psql('origin', q{
  INSERT INTO cc_center.case_contact (center_id, case_id, caller_name, phone) SELECT center_id, case_id, '王"\'', '025-8' FROM cc_center.cases LIMIT 3;
  INSERT INTO cc_center.calendar_day (center_id, day, kind, acts_as, name) VALUES (1, '2018-12-24', 'makeup_workday', 1, '补班');
  INSERT INTO cc_center.case_import (center_id, street, channel, category, description, reported_at, stages, stage_at, stage_by)
  VALUES (1, '莫愁', 'hotline', 'c', E'tab\there, line\nthere, \\\\N', '2018-09-03 10:00+08', '{pre_filed,void}', '{2018-09-03 10:05+08,2018-09-03 10:09+08}', '{101,201}');
  SELECT cc_center.create_center(2, 'OTHER', '别处', 'Europe/Berlin', 'office');
  INSERT INTO cc_center.street (center_id, street) VALUES (2, '一街');
  SET ROLE load_201;
  SELECT cc_center.draft_rules(1, '草案')} =~ s/\\'/''/r);
# Attendance: a closed month, a closed day of which something was under way, and a correction not yet judged. The cluster
# has counted more transactions than any that the dump is restored into.
$node->safe_psql('origin', q{
  DO $$ BEGIN FOR n IN 1 .. 50000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$;
  SET ROLE load_301;
  SELECT cc_center.close_attendance(1, '2018-09-01');
  SELECT cc_center.close_day(1, '2018-10-08');
  SELECT cc_center.override_attendance(1, '2018-10-08', '101', 'absent', '监控');
  RESET ROLE;
  DELETE FROM cc_center.roster WHERE center_id = 1 AND day = '2018-10-08' AND staff_no = '106'});
recounts_well($node, 'origin', 'the origin recounts well');

# The record, sealed, and its head as it is kept elsewhere.
$node->safe_psql('origin', 'SELECT cc_center.seal()');
my $head = $node->safe_psql('origin', 'SELECT cc_center.audit_export(1)');
like($head, qr/^1:\d+:[0-9a-f]{64}$/, 'the record has a head');

# The text of a dump, but for the tokens that differ each time. Rows stand in it as they lie in the table; while they are
# restored a short one may go into a gap of an earlier page, so within a table they are put in order.
sub dump_of
{
  my ($from, $database) = @_;
  my ($out, $err) = run_command([ 'pg_dump', '-d', $from->connstr($database) ]);
  is($err, '', "pg_dump of $database says nothing");
  $out =~ s/^\\(un)?restrict .*\n//mg;
  $out =~ s/^(COPY [^\n]* FROM stdin;\n)(.*?)^(\\\.\n)/$1 . join('', sort split(m{^}m, $2)) . $3/gmse;
  return $out;
}

my $dump = dump_of($node, 'origin');
cmp_ok(length($dump), '>', 100_000, 'there is something to compare');
my $folder = PostgreSQL::Test::Utils::tempdir();
append_to_file("$folder/first.sql", $dump);
my @origin = ('pg_dump', '-d', $node->connstr('origin'));
command_ok([ @origin, '-f', "$folder/plain.sql" ], 'dumped plain');
command_ok([ @origin, '-Fc', '-f', "$folder/custom" ], 'dumped in custom format');
command_ok([ @origin, '-Fd', '-j', 2, '-f', "$folder/directory" ], 'dumped as a directory');
command_ok([ 'pg_dumpall', '--globals-only', '-d', $node->connstr('postgres'), '-f', "$folder/globals.sql" ], 'roles dumped');

# Restores a format into a new database and compares.
sub restore
{
  my ($to, $database, $format) = @_;
  $to->safe_psql('postgres', "CREATE DATABASE $database TEMPLATE template0");
  my @command = $format eq 'plain' ? ('psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', "$folder/plain.sql", '-d', $to->connstr($database))
    : ('pg_restore', '--exit-on-error', ($format eq 'directory' ? ('-j', 2) : ()), '-d', $to->connstr($database), "$folder/$format");
  command_ok(\@command, "$format restores into $database without an error");
  my $second = dump_of($to, $database);
  append_to_file("$folder/$database.sql", $second);
  ok($second eq $dump, "$database: the second dump is the first")
    || diag(substr((run_command([ 'diff', '-U1', "$folder/first.sql", "$folder/$database.sql" ]))[0], 0, 4000));
  return;
}

# The attendance of a database as it came: what was closed is closed, what waited is judged, and nothing is under way.
sub attends
{
  my ($to, $database) = @_;
  my $stored = q{SELECT count(*), count(*) FILTER (WHERE staff_no = '106'), count(overridden_by) FROM cc_center.attendance_day WHERE day = '2018-10-08' AND result <> 'open'};

  is($to->safe_psql($database, $stored), '14|1|1', "$database: the results of a closed day, an override among them");
  is($to->safe_psql($database, 'SET ROLE load_301; SELECT changed > 0 FROM cc_center.close_touched(1)'), 't', "$database: what waited is judged");
  is($to->safe_psql($database, $stored), '13|0|1', "$database: as it was corrected");
  is($to->safe_psql($database, q{SELECT count(*) FROM cc_center.attendance_close WHERE seen IS NULL}), '1', "$database: and the day is settled");
  is($to->safe_psql($database, q{
    SELECT * FROM cc_center.attendance_result EXCEPT SELECT * FROM cc_center.judge_day(1, '2018-10-08', NULL, NULL)}), '', "$database: by the facts");
  psql_fails($to, $database, q{SET ROLE load_301; SELECT cc_center.add_sign_in(1, '101', '2018-09-05 08:00+08', 'in', 'x')}, qr/UCA05/,
    "$database: a closed month stays closed");
  is($to->safe_psql($database, q{SET ROLE load_101; SELECT cc_center.sign_in(1) = '2018-10-09 09:00+08'}), 't', "$database: who signs in");
  return;
}

# The record of a database, held against the head from before the dump; what came since is sealed behind it.
sub keeps_record
{
  my ($to, $database) = @_;

  is($to->safe_psql($database, "SELECT count(*), string_agg(concat_ws(' ', finding, relation, key), '; ') FROM cc_center.audit_verify(1, '$head')"), '0|',
    "$database: the record is whole, up to the head from before the dump");
  isnt($to->safe_psql($database, 'SELECT cc_center.seal()'), '0', "$database: and goes on being sealed");
  isnt($to->safe_psql($database, 'SELECT cc_center.audit_head(1)'), $head, "$database: behind that head");
  is($to->safe_psql($database, "SELECT count(*), string_agg(concat_ws(' ', finding, relation, key), '; ') FROM cc_center.audit_verify(1, '$head')"), '0|',
    "$database: and is whole then too");
  is($to->safe_psql($database, 'SELECT count(*) = 0 FROM cc_center.record_entry e WHERE e.center_id = 1 AND NOT EXISTS (
    SELECT FROM cc_center.record_block b WHERE b.center_id = 1 AND b.cluster = e.cluster
       AND (e.xid, e.entry_id) >= (b.from_xid, b.from_entry) AND (e.xid, e.entry_id) < (b.until_xid, b.until_entry))'), 't',
    "$database: with nothing left unsealed");
  return;
}

# What must still work in a restored database.
sub works
{
  my ($to, $database) = @_;
  my $cases = $to->safe_psql($database, 'SELECT count(*) FROM cc_center.cases');

  is($to->safe_psql($database, 'SELECT cc_center.install()'), '0', "$database: install() has nothing left to do");
  is($to->safe_psql($database, 'SELECT * FROM cc_center.changed_objects()'), '', "$database: the schema is as it was deployed");
  psql_fails($to, $database, 'DROP EXTENSION cc_center', qr/2BP01/, "$database: DROP EXTENSION is refused");
  recounts_well($to, $database, "$database: recounts well as it came");
  attends($to, $database);
  my $new = $to->safe_psql($database, q{
    SET ROLE load_app;
    INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('湖南路', 'hotline', 'c', 'after') RETURNING holder});
  like($new, qr/^10[1-4]$/, "$database: a new case finds its operator");
  is($to->safe_psql($database, qq{
    SET ROLE load_$new;
    UPDATE cc_center.cases SET stage = 'pre_filed' WHERE description = 'after' AND holder = '$new' RETURNING stage}), 'pre_filed',
    "$database: who moves it on");
  is($to->safe_psql($database, "SELECT count(*) = $cases + 1 AND max(case_id) = (SELECT case_id FROM cc_center.cases WHERE description = 'after') FROM cc_center.cases"), 't',
    "$database: its number is a new one");
  psql_fails($to, $database, "SET ROLE load_101; INSERT INTO cc_center.leg SELECT * FROM cc_center.leg", qr/42501/, "$database: legs cannot be written");
  psql_fails($to, $database, "DELETE FROM cc_center.cases", qr/UC005/, "$database: cases cannot be removed");
  is($to->safe_psql($database, 'SET ROLE load_101; SELECT count(*) FROM cc_center.street WHERE center_id = 2'), '0', "$database: another center's rows are not seen");
  is($to->safe_psql($database, q{SET ROLE load_201; SELECT cc_center.draft_rules(1, '又一草案') > 1}), 't', "$database: rules can be drafted");
  $to->safe_psql($database, q{SET cc_center.now = '2018-10-10 10:00+08'; SELECT cc_center.sweep()});
  recounts_well($to, $database, "$database: recounts well after that");
  keeps_record($to, $database);
  indexes_hold($to, $database, "$database: every index knows every row");
  return;
}

foreach my $format ('plain', 'custom', 'directory')
{
  restore($node, "from_$format", $format);
  works($node, "from_$format");
}

# In parallel the parts of a dump come in no fixed order; whichever it is, it must do.
my @failed;
foreach my $time (1 .. 10)
{
  $node->safe_psql('postgres', 'CREATE DATABASE parallel TEMPLATE template0');
  my ($said, $complaint) = run_command([ 'pg_restore', '--exit-on-error', '-j', 3, '-d', $node->connstr('parallel'), "$folder/directory" ]);
  push @failed, $complaint if $complaint;
  $node->safe_psql('postgres', 'DROP DATABASE parallel');
}
is(scalar(@failed), 0, 'ten restores in parallel succeed') || diag(substr($failed[0], 0, 300));

my $other = new_node('other', 'cc_center.now' => '2018-10-09 09:00+08', shared_preload_libraries => '');
$other->start;
# The superuser exists already; every other role must come without an error.
my ($out, $err) = run_command([ 'psql', '-X', '-q', '-d', $other->connstr('postgres'), '-f', "$folder/globals.sql" ]);
is(scalar(grep { /ERROR/ } split /\n/, $err), 1, 'the roles restore') || diag($err);
foreach my $format ('plain', 'custom', 'directory')
{
  restore($other, "other_$format", $format);
}
is($other->safe_psql('other_custom', 'SELECT seen > cc_center.next_transaction() FROM cc_center.attendance_close'), 't',
  'the other cluster has counted fewer transactions');
works($other, 'other_custom');
is($node->safe_psql('origin', 'SELECT count(*) FROM cc_center.cases WHERE description = \'after\''), '0', 'the origin is as it was');

$node->stop;
$other->stop;
done_testing();
