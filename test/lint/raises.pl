#!/usr/bin/env perl
# Whoever raises an error gives it as many arguments as its texts take. In C the compiler sees to it, and this looks
# that it does; in SQL what raise_error(), raise_warning() and translated() are given is counted, VARIADIC excepted.
# Run at the root of a built tree, with pg_config in the path.
use strict;
use warnings;

my @faults;
my %takes = map { /^#define CC_ARGUMENTS_(\w+) (\d)$/ ? ($1 => $2) : () } split /\n/, slurp('build/error_arguments.h');

sub slurp { local (@ARGV, $/) = ($_[0]); return scalar <>; }

# The arguments of the call whose opening bracket has just been passed in $$text; undef if it has no end.
sub arguments {
    my ($text) = @_;
    my ($depth, $argument, @found) = (1, '');
    while ($$text =~ /\G('(?:[^']|'')*'|[^'()\[\],]+|.)/gcs) {
        my $token = $1;
        $depth++ if $token =~ /^[(\[]$/;
        $depth-- if $token =~ /^[)\]]$/;
        return (@found, length $argument ? $argument : ()) if $depth == 0;
        if ($token eq ',' && $depth == 1) { push @found, $argument; $argument = ''; }
        else { $argument .= $token; }
    }
    return;
}

my $calls = 0;
for my $file (glob 'src/*/*.sql src/*/tables/*.sql src/*/code/*.sql') {
    my $text = slurp($file);
    $text =~ s/--[^\n]*//g;
    while ($text =~ /\bcc_center\.(raise_error|raise_warning|translated)\(\s*(?=')/g) {
        my $function = $1;
        my $line = 1 + (substr($text, 0, pos $text) =~ tr/\n//);
        my ($name, @given) = arguments(\$text);
        $calls++;
        next if grep { /^\s*VARIADIC\b/ } @given;
        my ($bare) = $name =~ /^'(.*)'\s*$/s or next;
        my ($expected) = $function eq 'translated' ? (sort { $b <=> $a } 0, $bare =~ /%([1-9])/g) : $takes{$bare};
        if (!defined $expected) { push @faults, "$file:$line: \"$bare\" is not an error"; }
        elsif ($expected != @given) { push @faults, "$file:$line: $function('$bare') takes $expected arguments, not " . @given; }
    }
}
push @faults, "only $calls calls found in SQL" if $calls < 100;

# Whether a C file with this statement compiles.
sub compiles {
    my ($statement) = @_;
    my ($server) = map { s/\s+$//r } `pg_config --includedir-server`;
    my $compiler = "cc -S -o /dev/null -Wall -Werror -Isrc -Ibuild -I'$server' -xc - 2>/dev/null";
    open(my $c, '|-', $compiler) or die "cc: $!\n";
    print $c qq{#include "postgres.h"\n#include "core/errors.h"\n};
    print $c qq{extern int f(Node *n, char *s);\nint f(Node *n, char *s) { $statement }\n};
    return close $c;
}

# f() has no return: that it compiles without a warning shows that cc_fail() is known not to come back.
my %right = ('cc_fail(unknown_center, s);' => 1, 'cc_fail(no_open_time);' => 1,
    'cc_fail_soft(n, unknown_center, s); return 0;' => 1, 'cc_fail(unknown_center);' => 0,
    'cc_fail(unknown_center, s, s);' => 0, 'cc_fail(no_open_time, s);' => 0, 'cc_fail(unknown_center, 7);' => 0,
    'cc_fail_soft(n, unknown_center, s, s); return 0;' => 0, 'cc_fail(no_such_error);' => 0,
    'errcode(0);' => 0);
for (sort keys %right) {
    push @faults, "C: \"$_\" " . ($right{$_} ? 'does not compile' : 'compiles') if !!compiles($_) != !!$right{$_};
}

print "$_\n" for @faults;
exit(@faults ? 1 : 0);
