#!/usr/bin/env perl
# No area refers to a later one: neither by an include, nor by the name of an SQL object, in SQL or in C.
# The order is the Makefile's AREAS. The clause catalogue may name what keeps a clause wherever it is.
use strict;
use warnings;

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
        while ($text =~ /\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:TABLE|VIEW|FUNCTION|SEQUENCE|TYPE|AGGREGATE|DOMAIN)\s+cc_center\.(\w+)/g) {
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
        while ($text =~ /#include "(\w+)\/[^"]+"/g) {
            push @broken, "$file includes area $1" if exists $rank{$1} && $rank{$1} > $rank{$area};
        }
        while ($text =~ /\bcc_center\.(\w+)/g) {
            next if $seen{$1}++ || !defined $home{$1};
            push @broken, "$file refers to cc_center.$1 of area $home{$1}" if $rank{$home{$1}} > $rank{$area};
        }
    }
}
print "$_\n" for @broken;
exit(@broken ? 1 : 0);
