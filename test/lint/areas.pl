#!/usr/bin/env perl
# No area refers to a later one: neither by an include, nor by the name of an SQL object, in SQL or in C.
# The order is the Makefile's AREAS. The clause catalogue may name what keeps a clause wherever it is.
#   areas.pl             checks the tree it is run in
#   areas.pl --selftest  plants a violation of each kind in a copy of the sources, and sees that it is found
use strict;
use warnings;

if (@ARGV && $ARGV[0] eq '--selftest') {
    exit selftest();
}
my ($areas) = map { /^AREAS = (.*)/ ? $1 : () } slurp('Makefile') =~ /^.*$/mg;
my @areas = split ' ', $areas;
my %rank = map { $areas[$_] => $_ } 0 .. $#areas;
my (%home, %includes);

sub slurp { local (@ARGV, $/) = ($_[0]); return scalar <>; }

# Comments may speak of whatever they like; COMMENT ON is no comment.
sub without_comments {
    my ($text) = @_;
    $text =~ s{/\*.*?\*/}{ }gs;
    $text =~ s/--[^\n]*//g;
    $text =~ s/^COMMENT ON .*?(?<=');$//gms;
    return $text;
}

for my $area (@areas) {
    for my $file (glob "src/$area/*.sql src/$area/tables/*.sql src/$area/code/*.sql") {
        my $text = slurp($file);
        while ($text =~ /\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:TABLE|VIEW|FUNCTION|PROCEDURE|SEQUENCE|TYPE|AGGREGATE|DOMAIN)\s+cc_center\.(\w+)/g) {
            $home{$1} = $area unless defined $home{$1} && $rank{$home{$1}} <= $rank{$area};
        }
    }
}

my @broken;
for my $area (@areas) {
    for my $file (glob "src/$area/*.[ch] src/$area/*.sql src/$area/tables/*.sql src/$area/code/*.sql") {
        next if $file =~ m{/clauses\.sql$};
        my $text = without_comments(slurp($file));
        my %seen;
        while ($text =~ /#include "((\w+)\/[^"]+)"/g) {
            # PostgreSQL has headers in a folder "access" too
            my ($header, $other) = ($1, $2);
            next if $other eq 'access' && !-e "src/$header";
            push @broken, "$file includes area $other" if exists $rank{$other} && $rank{$other} > $rank{$area};
        }
        my @names = $text =~ /\bcc_center\.(\w+)/g;
        # in C tables stand without their schema: in what a watch watches, and in cc_relation()
        push @names, $text =~ /\bcc_relation\("(\w+)"\)/g;
        push @names, map { /"(\w+)"/g } $text =~ /\.tables\s*=\s*\{([^}]*)\}/g;
        for my $name (@names) {
            next if $seen{$name}++ || !defined $home{$name};
            push @broken, "$file refers to cc_center.$name of area $home{$name}" if $rank{$home{$name}} > $rank{$area};
        }
    }
}
print "$_\n" for @broken;
exit(@broken ? 1 : 0);

# Plants one violation after another; each must be named. Returns the exit status.
sub selftest {
    require Cwd;
    require File::Temp;
    my $script = Cwd::abs_path($0);
    my $copy = File::Temp::tempdir(CLEANUP => 1);
    my %planted = (
        'src/core/planted.h'        => '#include "cases/rules.h"',
        'src/core/planted.c'        => 'static CCWatch watch = {.tables = {"center",' . "\n" . '"roster", NULL}};',
        'src/people/planted.c'      => 'Oid relid = cc_relation("leg");',
        'src/rules/planted.c'       => 'SPI_execute("SELECT FROM cc_center.cases", true, 0);',
        'src/people/code/planted.sql' => 'SELECT cc_center.sweep();');
    system('cp', '-R', 'Makefile', 'src', $copy) == 0 or return 1;
    chdir $copy or return 1;
    system($^X, $script) == 0 or return 1;
    for my $file (sort keys %planted) {
        open(my $out, '>', $file) or die "$file: $!";
        print $out "$planted{$file}\n";
        close $out;
        my $said = `"$^X" "$script"`;
        if ($? == 0 || $said !~ /^\Q$file\E /m) {
            print "a planted violation is not found: $file\n";
            return 1;
        }
        unlink $file;
    }
    chdir '/';
    return 0;
}
