# Errors speak Chinese where the server does: the whole registry, as raised from C and from PL/pgSQL.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use CallCenter;
use PostgreSQL::Test::Utils qw(slurp_file);
use Test::More;

my $node = new_node('messages', 'cc_center.now' => '2018-10-08 09:00+08', log_error_verbosity => 'verbose');
$node->start;
fill($node, 'postgres');

my $chinese = "SET lc_messages = 'zh_CN.UTF-8';";
my $registry = "FROM cc_center.error_codes() WHERE %s !~ '[一-龥]'";
is($node->safe_psql('postgres', "SELECT count(*) > 50 AND bool_and(message !~ '[一-龥]') FROM cc_center.error_codes()"), 't', 'the registry is in English first');
foreach my $part ('message', 'detail', 'hint')
{
  # a text that is nothing but its arguments needs no translation
  is($node->safe_psql('postgres', "$chinese SELECT string_agg(name, ' ') " . sprintf($registry, $part) . " AND regexp_replace($part, '%[0-9]', '', 'g') ~ '[[:alpha:]]{2}'"), '',
    "every $part of the registry has a Chinese text");
}
is($node->safe_psql('postgres', qq{
  CREATE TABLE english AS SELECT sqlstate, message || coalesce(detail, '') || coalesce(hint, '') AS texts FROM cc_center.error_codes();
  $chinese
  SELECT string_agg(name, ' ')
  FROM cc_center.error_codes() c JOIN english e USING (sqlstate)
  WHERE (SELECT array_agg(DISTINCT m[1] ORDER BY m[1]) FROM regexp_matches(e.texts, '%[0-9]', 'g') m)
        IS DISTINCT FROM (SELECT array_agg(DISTINCT m[1] ORDER BY m[1]) FROM regexp_matches(c.message || coalesce(c.detail, '') || coalesce(c.hint, ''), '%[0-9]', 'g') m)}), '',
  'each Chinese text takes the arguments of the English one');

psql_fails($node, 'postgres', "$chinese SET ROLE load_app; INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('无名路', 'hotline', 'c', 'd')",
  qr/UC901: .*\p{Han}|UC901: .*[\xe4-\xe9][\x80-\xbf]{2}.*\xe6\x97\xa0\xe5\x90\x8d\xe8\xb7\xaf/, 'an error from C is in Chinese, with its arguments');
psql_fails($node, 'postgres', "$chinese INSERT INTO cc_center.roster (center_id, day, shift, staff_no) VALUES (1, '2018-10-08', 'early', '999')",
  qr/UC105: .*[\xe4-\xe9][\x80-\xbf]{2}/, 'an error from PL/pgSQL is in Chinese');
psql_fails($node, 'postgres', "$chinese SELECT 'Mo-Fr 25:00'::cc_center.work_hours", qr/UC30[1-3]: .*[\xe4-\xe9][\x80-\xbf]{2}/, 'so is an unreadable timetable');
psql_fails($node, 'postgres', "$chinese TRUNCATE cc_center.cases CASCADE", qr/UC005: .*\xe4\xbd\x9c\xe5\xba\x9f/s, 'so is the hint of a table that keeps its rows');
is($node->safe_psql('postgres', "CREATE ROLE pool IN ROLE load_701; ALTER TABLE cc_center.cases DISABLE TRIGGER cases_stage; $chinese SELECT bool_and(finding ~ '[一-龥]' AND detail ~ '[一-龥]'), bool_or(subject = 'pool' AND detail LIKE '% 1 %') FROM cc_center.health()"), 't|t',
  'what health() finds is in Chinese, with its arguments');
psql_fails($node, 'postgres', "SET lc_messages = 'C'; SELECT cc_center.raise_error('unknown_center', '7')", qr/UC101: +center 7 does not exist/, 'without a locale they are in English');

# Raised through a macro, so its place is where a rule is broken, not where errors are made.
my $unknown_street = "SET ROLE load_app; INSERT INTO cc_center.cases (street, channel, category, description) VALUES ('x', 'hotline', 'c', 'd')";
my $log_start = -s $node->logfile;
my (undef, undef, $said) = $node->psql('postgres', "\\set VERBOSITY verbose\n$unknown_street");
like($said, qr/^LOCATION:  \w+, intake\.c:\d+$/m, 'LOCATION is the place of the rule');
my ($function, $line) = $said =~ /^LOCATION:  (\w+), intake\.c:(\d+)$/m;
my @intake = split /\n/, slurp_file("src/cases/intake.c");
like($intake[($line || 1) - 1], qr/cc_fail\(unknown_street, /, 'and the line raises the error');
ok((grep { /^\Q$function\E\(/ } @intake[0 .. ($line || 1) - 1]), 'in the function named');
like(slurp_file($node->logfile, $log_start), qr/LOCATION:  $function, intake\.c:$line/, 'and the log says so too');
(undef, undef, $said) = $node->psql('postgres', "\\set VERBOSITY verbose\nSELECT 'Mo-Fr 25:00'::cc_center.work_hours");
like($said, qr/^LOCATION:  \w+, work_hours_type\.c:\d+$/m, 'so it is for an error that may be soft');

$node->stop;
done_testing();
