# Errors speak Chinese where the server does: the whole registry, as raised from C and from PL/pgSQL, and the words,
# statuses and lengths of time in them.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use CallCenter;
use PostgreSQL::Test::Utils qw(slurp_file);
use Test::More;

my $source = "$FindBin::RealBin/../../src";

# The text of all files of a pattern below src.
sub sources
{
  return join "\n", map { slurp_file($_) } glob("$source/$_[0]");
}

# name => [message, detail, hint] of every error, as the sources have it, kinds of arguments and all.
sub templates
{
  my %found;
  my $string = qr/"((?:[^"\\]|\\.)*)"/;
  my $text = sources('*/errors.def');
  while ($text =~ /^CC_ERROR\((\w+), "\w+"((?:, (?:NULL|$string))+)\)/mg)
  {
    my ($name, $texts) = ($1, $2);
    $found{$name} = [ $texts =~ /NULL|"(?:[^"\\]|\\.)*"/g ];
  }
  return \%found;
}

# kind => its words.
sub words
{
  my %found;
  my $text = sources('*/words.def');
  push @{ $found{$1} }, $2 while $text =~ /^CC_WORD\((\w+), "(.*)"\)$/mg;
  return \%found;
}

# number => kind of the arguments of an error that are words.
sub kinds
{
  my %found = join(' ', @{ $_[0] }) =~ /%(\d)\{(\w+)\}/g;
  return \%found;
}

# A text of SQL.
sub quoted
{
  my ($text) = @_;
  $text =~ s/'/''/g;
  return "'$text'";
}

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
like($said, qr/^LOCATION:  \w+, case_checks\.c:\d+$/m, 'LOCATION is the place of the rule');
my ($function, $line) = $said =~ /^LOCATION:  (\w+), case_checks\.c:(\d+)$/m;
my @checks = split /\n/, slurp_file("src/cases/case_checks.c");
like($checks[($line || 1) - 1], qr/cc_fail\(unknown_street, /, 'and the line raises the error');
ok((grep { /^\Q$function\E\(/ } @checks[0 .. ($line || 1) - 1]), 'in the function named');
like(slurp_file($node->logfile, $log_start), qr/LOCATION:  $function, case_checks\.c:$line/, 'and the log says so too');
(undef, undef, $said) = $node->psql('postgres', "\\set VERBOSITY verbose\nSELECT 'Mo-Fr 25:00'::cc_center.work_hours");
like($said, qr/^LOCATION:  \w+, work_hours_type\.c:\d+$/m, 'so it is for an error that may be soft');

# ---- words and lengths of time -------------------------------------------------------------------------------

$node->safe_psql('postgres', q{
  ALTER TABLE cc_center.cases ENABLE TRIGGER cases_stage;
  -- what an error says, in the session's language
  CREATE FUNCTION said(statement text) RETURNS text LANGUAGE plpgsql AS $$
  DECLARE message text; detail text; hint text;
  BEGIN
    EXECUTE statement;
    RETURN 'no error';
  EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(' / ', message, nullif(detail, ''), nullif(hint, ''));
  END $$;
  -- what a text has of Latin words besides SQL, clauses, and names of the schema and the server
  CREATE FUNCTION latin(said text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(w[1], ' ')
    FROM regexp_matches(regexp_replace(said, '“Mo-Fr[^”]*”|[a-z]+（[一-龥]+）|''(?:40|8) hours''|''30 minutes''', '', 'g'), '[A-Za-z_][A-Za-z_0-9]*(?:[.][A-Za-z_0-9]+)*', 'g') w
    WHERE w[1] !~ '^([A-Z]{2,}|[A-I][0-9]+([.][0-9]+)?|cc_center[.]9)$'
      AND w[1] NOT IN ('cc_center', 'pg_cron', 'cron.database_name', 'center_id', 'stage_reason', 'staff', 'live_from', 'reference_once', 'refuse', 'pass_over', 'emergency_cover', 'on_duty', 'standby', 'holiday', 'makeup_workday', 'other', 'staff_no', 'at', 'direction', 'device', 'skip', 'late_by', 'early_leave_by', 'passed', 'ordinal', 'offence', 'company_rule', 'effect', 'systemd', 'cron', 'crontab', 'case_id', 'description', 'offered_at', 'answered_at', 'ended_at', 'reference', 'line', 'number')
      AND to_regclass(w[1]) IS NULL
      AND NOT EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = 'cc_center'::regnamespace AND 'cc_center.' || p.proname = w[1])
  $$});
is($node->safe_psql('postgres', "$chinese SELECT string_agg(c.name || ': ' || l, '; ') FROM cc_center.error_codes() c, latin(concat_ws(' ', c.message, c.detail, c.hint)) l WHERE l <> ''"), '',
  'no text of the registry has a Latin word that is no name or SQL');

my $templates = templates();
my $words = words();
my (@raised, %missed);
foreach my $name (sort keys %$templates)
{
  my $kinds = kinds($templates->{$name});
  my ($longest) = sort { $b <=> $a } 1, map { scalar @{ $words->{$_} || [] } } values %$kinds;
  foreach my $n (0 .. $longest - 1)
  {
    my @arguments = map {
      my $kind = $kinds->{$_};
      quoted(!$kind ? '9' : $kind eq 'interval' ? '1 mon 2 days 08:30:00' : $words->{$kind}[$n % @{ $words->{$kind} }]);
    } 1 .. 7;
    push @raised, 'SELECT ' . quoted($name) . ', ' . quoted("SELECT cc_center.raise_error('$name', " . join(', ', @arguments) . ')');
  }
}
cmp_ok(scalar keys %$templates, '==', $node->safe_psql('postgres', 'SELECT count(*) FROM cc_center.error_codes()'), 'the sources have every error of the registry');
is($node->safe_psql('postgres', "$chinese SELECT string_agg(DISTINCT r.name || ': ' || l, '; ') FROM (" . join(' UNION ALL ', @raised) . ') r (name, statement), said(r.statement) s, latin(s) l WHERE l <> \'\''), '',
  'nor has any error as raised, with every word that it takes');

# An argument that by its expression is a status, a kind, a role and so on is one for which the text has a kind.
my $word = qr/(?:^|\.)(?:status|present|role|person_role|leg_role|shift|stage|\w+_stage|period|swap_kind|leave_kind|notice)(?:::text)?$/;
my %typed = map { $_ => 1 } ('unknown_stage 1', 'unrouted_role 1', 'not_in_rules 3');    # shown as it was written
my $callers = sources('*/code/*.sql') . sources('*/*.c');
while ($callers =~ /(?:raise_error\('|cc_fail\()(\w+)'?, ((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)/g)
{
  my ($name, $list, $n) = ($1, $2, 0);
  next if !$templates->{$name};
  my $kinds = kinds($templates->{$name});
  foreach my $argument ($list =~ /((?:[^,()]|\((?:[^()]|\([^()]*\))*\))+)/g)
  {
    $argument =~ s/^\s+|\s+$//g;
    $n++;
    $argument =~ s/^\w+ \? (\w+) : "NULL"$/$1/;
    $argument =~ s/^coalesce\((.*), '\w*'\)$/$1/;
    $missed{"$name $n"} = $argument if $argument =~ $word && !$kinds->{$n} && !$typed{"$name $n"};
  }
}
is_deeply(\%missed, {}, 'what the sources raise with a status, kind or role has a text that takes it as a word');

my %kind_of = (role => 'role', next_role => 'role', shift => 'shift', from_stage => 'stage', to_stage => 'stage',
  leave_kind => 'leave_kind', swap_kind => 'swap_kind', period => 'period', qualification => 'qualification');
my $codes = join ', ', map { "('$_', '$kind_of{$_}')" } sort keys %kind_of;
is($node->safe_psql('postgres', qq{
  $chinese
  SELECT string_agg(DISTINCT k.kind || ' ' || c.code, '; ')
  FROM (VALUES $codes) k (key, kind)
  CROSS JOIN LATERAL (
    SELECT p.content #>> '{}' FROM cc_center.preset_part s, jsonb_path_query(s.rules, '\$.**') o (content),
           LATERAL (SELECT o.content -> k.key AS content WHERE jsonb_typeof(o.content) = 'object') p
    UNION
    SELECT m[1] FROM pg_constraint x, regexp_matches(pg_get_constraintdef(x.oid), '''([a-z_]+)''::text', 'g') m
    WHERE x.contype = 'c' AND x.connamespace = 'cc_center'::regnamespace AND pg_get_constraintdef(x.oid) LIKE 'CHECK ((' || k.key || ' = ANY%'
    UNION
    SELECT g.name FROM cc_center.group_roles() g WHERE k.key = 'role' AND g.person
  ) c (code)
  WHERE c.code <> '*' AND cc_center.translated('%1{' || k.kind || '}', c.code) !~ '[一-龥]'}), '', 'every code of the shipped rules has a Chinese word');

sub said
{
  my ($role, $call, $setting) = @_;
  return $node->safe_psql('postgres', ($setting // '') . "$chinese SELECT said(\$\$ SET LOCAL ROLE load_$role; SELECT cc_center.$call \$\$)");
}
like(said(107, "request_leave(1, 'personal_leave', '2018-10-09', reason => '事')"), qr/^该假期已超过申请期限 \/ I33：须提前 2 天申请。$/, 'I33 a notice in Chinese');
like(said(107, "request_leave(1, 'personal_leave', '2018-10-09', reason => '事')", 'SET intervalstyle = iso_8601;'), qr/须提前 2 天申请/, 'I33 in whatever style the session writes intervals');
my $leave = $node->safe_psql('postgres', "SET ROLE load_101; SELECT cc_center.request_leave(1, 'personal_leave', '2018-10-17', '2018-10-18', reason => '事')");
is(said(201, "approve_leave(1, $leave)"), '岗位“值班长”无权执行此操作 / 有权的岗位：主任、主管。', 'I33 roles in Chinese');
is($node->safe_psql('postgres', "$chinese SET ROLE load_301; SELECT cc_center.approve_leave(1, $leave)"), '待主任批准', 'I33 what an approval answers is in Chinese');
is($node->safe_psql('postgres', "$chinese SET ROLE load_401; SELECT cc_center.approve_leave(1, $leave)"), '已批准', 'I33 to the last');
is(said(401, "approve_leave(1, $leave)"), "请假申请 $leave 已批准", 'a status in Chinese');
is($node->safe_psql('postgres', "$chinese SET ROLE load_501; SELECT finding, detail FROM cc_center.month_findings(1, '2018-10-01') WHERE finding = 'understaffed' LIMIT 1"), 'understaffed|实际 0，规定 1',
  'I6 a finding is a code, its detail in Chinese, for whoever may read it');
is($node->safe_psql('postgres', q{SELECT string_agg(cc_center.translated('%1{interval}', i), '; ') FROM unnest('{1 mon,16:00:00,1 year 1 day 00:01:30,00:00:00,PT30M,00:00:01.5}'::text[]) i}),
  '1 month; 16 hours; 1 year 1 day 1 minute 30 seconds; 0 minutes; 30 minutes; 1.5 seconds', 'a length of time in English');
is($node->safe_psql('postgres', "$chinese " . q{SELECT string_agg(cc_center.translated('%1{interval}', i), '; ') FROM unnest('{1 mon,16:00:00,1 year 1 day 00:01:30,00:00:00,PT30M,00:00:01.5}'::text[]) i}),
  '1 个月; 16 小时; 1 年 1 天 1 分钟 30 秒; 0 分钟; 30 分钟; 1.5 秒', 'and in Chinese');
is($node->safe_psql('postgres', "$chinese SELECT cc_center.translated('%1{shift}', 'dawn'), cc_center.translated('%1{role}', 'operator or shift_leader, dawn')"), 'dawn|接线员或值班长、dawn',
  'a word that the catalogue lacks stays as it is, and lists are lists');
is($node->safe_psql('postgres', q{SET ROLE cc_center_operator; SELECT string_agg(t, ' ') FROM (SELECT '%' || chr(c) FROM generate_series(32, 126) c) a (t) WHERE t !~ '[1-9]' AND cc_center.translated(t) <> t}),
  '', 'what is no argument stays as it is, whoever asks');
is($node->safe_psql('postgres', "$chinese SELECT '<' || cc_center.translated('') || '>', '<' || cc_center.translated('%3', 'x') || '>'"), '<>|<>', 'nothing is nothing in every language');
is($node->safe_psql('postgres', q{SET statement_timeout = '20s'; SELECT length(cc_center.translated('%1{role}', repeat('a, ', 1000000)))}), 3000000, 'a long list takes no longer than its words');
is($node->safe_psql('postgres', "SET statement_timeout = '20s'; SELECT length(cc_center.translated(repeat('%1{', 2000000), 'a'))"), 4000000, 'nor a text of brackets that are never closed');

$node->stop;
done_testing();
