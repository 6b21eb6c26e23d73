#!/usr/bin/env perl
# What is granted on a view or function stands in the file that makes it, by its name: when install() runs a changed file
# again, its objects' grants come with it, and nobody looks for them elsewhere. Tables, and functions of the extension,
# are made where no group role can be named; their grants stand in one file of the code of the same area. Of functions of
# one name, any of them counts.
#   grants.pl             checks the tree it is run in
#   grants.pl --selftest  plants a violation of each kind in a copy of the sources, and sees that it is found
use strict;
use warnings;

if (@ARGV && $ARGV[0] eq '--selftest') {
    exit selftest();
}
my $by_name = qr/share_view|share_table|share_rows|share_own_rows|share_attendance|share_with_leaders|share_quality|share_complaint|share_jobs|share_lines|let_roles_read|close_table|register_rule_table/;
my $helper = qr/$by_name|share_function|all_groups|person_groups/;
# Row-level security on centers asks who acts, which the area after that of the table knows.
my %elsewhere = ('src/people/code/sharing.sql center' => 1);
# By name: the files that make it, and for tables and the extension's functions the area.
my (%files, %areas, %granted, @broken);

sub slurp { local (@ARGV, $/) = ($_[0]); return scalar <>; }

for my $file (glob 'src/*/*.sql src/*/tables/*.sql src/*/code/*.sql') {
    my ($area, $is_code) = $file =~ m{^src/(\w+)/(code/)?};
    my $source = slurp($file);
    while ($source =~ /\bCREATE\s+(?:OR\s+REPLACE\s+)?(TABLE|VIEW|FUNCTION|PROCEDURE|SEQUENCE)\s+cc_center\.(\w+)/g) {
        if ($is_code && $1 ne 'TABLE') { $files{$2}{$file} = 1 }
        else { $areas{$2}{$area} = 1 }
    }
    $areas{"$1_$2_seq"}{$area} = 1 while $source =~ /^CREATE TABLE cc_center\.(\w+) \((?:(?!^\);).)*?\b(\w+)\s+bigint GENERATED/gms;
}

# The statements of a file that are run as it is deployed: not the bodies of functions, but those of DO.
sub statements {
    my ($source) = @_;
    $source =~ s{/\*.*?\*/}{ }gs;
    $source =~ s/--[^\n]*//g;
    $source =~ s/^COMMENT ON .*?(?<=');$//gms;
    $source =~ s/\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:FUNCTION|PROCEDURE|VIEW)\b(?:(?!\$\w*\$|;).)*(?:(\$\w*\$).*?\1)?[^;]*;//gs;
    return split /;|\bLOOP\b/, $source;
}

for my $file (glob 'src/*/code/*.sql') {
    my ($area) = $file =~ m{^src/(\w+)/};
    for my $statement (statements(slurp($file))) {
        next unless $statement =~ /\b(?:GRANT|REVOKE)\b.*\bON\b(?!\s+SCHEMA)|\bcc_center\.(?:share_\w+|$by_name)\(/s;
        1 while $statement =~ s/(\bcc_center\.(?!(?:$helper)\b)\w+)\s*\([^()]*\)/$1/g;    # types of arguments
        my @names = grep { !/^(?:$helper)$/ } $statement =~ /\bcc_center\.(\w+)/g;
        push @names, $statement =~ /\bcc_center\.(?:$by_name)\('(\w+)'/g;
        push @broken, "$file grants on what it does not name: " . $statement =~ s/\s+/ /gr if !@names;
        for my $name (@names) {
            $granted{$name}{$file} = 1 unless %{$files{$name} || {}};
            next if $files{$name}{$file} || $areas{$name}{$area} || $elsewhere{"$file $name"};
            my @homes = sort(keys %{$files{$name} || {}}, map { "area $_" } keys %{$areas{$name} || {}});
            push @broken, "$file grants on cc_center.$name, which is made in " . (join(' and ', @homes) || 'no file');
        }
    }
}
for my $name (sort keys %granted) {
    my @in = sort keys %{$granted{$name}};
    push @broken, map { "$_ grants on cc_center.$name, and so does $in[0]" } @in[1 .. $#in];
}
print "$_\n" for @broken;
exit(@broken ? 1 : 0);

# Plants one violation after another; each must be named. Returns the exit status.
sub selftest {
    require Cwd;
    require File::Temp;
    my $script = Cwd::abs_path($0);
    my $copy = File::Temp::tempdir(CLEANUP => 1);
    my @planted = (
        "SELECT cc_center.share_function('cc_center.local_day(bigint, timestamptz)');",
        "SELECT cc_center.share_view('calendar_gaps', ARRAY['operator']);",
        "SELECT cc_center.share_table('roster', cc_center.all_groups());",
        "SELECT cc_center.share_function('cc_center.route(bigint, text, text, timestamptz)');",
        "SELECT cc_center.share_function('cc_center.nowhere()');",
        'GRANT EXECUTE ON FUNCTION cc_center.local_day(bigint, timestamptz) TO cc_center_operator;',
        "SELECT cc_center.share_table('official_day', cc_center.all_groups());",
        'REVOKE SELECT ON cc_center.calendar_gaps FROM cc_center_operator;',
        "DO \$\$\nBEGIN\n    PERFORM cc_center.share_function(f) FROM unnest('{\"cc_center.local_day(bigint, timestamptz)\"}'::regprocedure[]) f;\nEND\n\$\$;",
        "DO \$\$\nBEGIN\n    EXECUTE format('GRANT SELECT ON cc_center.%I TO %I', 'a', 'b');\nEND\n\$\$;",
        "DO \$\$\nBEGIN\n    PERFORM cc_center.share_view(v) FROM unnest('{a,b}'::text[]) v;\nEND\n\$\$;");
    system('cp', '-R', 'src', $copy) == 0 or return 1;
    chdir $copy or return 1;
    system($^X, $script) == 0 or return 1;
    my $file = 'src/calendar/code/planted.sql';
    for my $violation (@planted) {
        open(my $out, '>', $file) or die "$file: $!";
        # a function and a comment before it must not hide it
        print $out "CREATE OR REPLACE FUNCTION cc_center.planted()\nRETURNS void LANGUAGE sql\nAS \$\$ SELECT 1; \$\$;\n",
            "COMMENT ON FUNCTION cc_center.planted() IS 'Planted.';\n$violation\n";
        close $out;
        my $said = `"$^X" "$script"`;
        if ($? == 0 || $said !~ /^\Q$file\E grants /m) {
            print "a planted violation is not found: $violation\n";
            return 1;
        }
        unlink $file;
    }
    chdir '/';
    return 0;
}
