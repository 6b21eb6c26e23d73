#!/usr/bin/env perl
# Makes a later version, for the tests of upgrades, out of a copy of the tree: later_version.pl 2|3, run in the copy.
# Version 0.3.0test is made of a copy that is 0.2.0test. Then `make build/cc_center--B.sql build/cc_center--A--B.sql`.
use strict;
use warnings;

sub slurp { local (@ARGV, $/) = ($_[0]); return scalar <>; }

sub spew {
    my ($file, $text) = @_;
    open(my $out, '>', $file) or die "$file: $!";
    print $out $text;
    close $out or die "$file: $!";
    return;
}

# Replaces a text that must be there.
sub edit {
    my ($file, $from, $to) = @_;
    my $text = slurp($file);
    my $at = index($text, $from);
    die "$file has no: $from" if $at < 0;
    substr($text, $at, length $from, $to);
    spew($file, $text);
    return;
}

# The extension's own function as the sources make it, for the script of an update.
sub group_roles {
    slurp('src/core/extension.sql') =~ /^CREATE (FUNCTION cc_center\.group_roles\(\).*?^\$\$;\n)/ms or die 'no group_roles()';
    return "CREATE OR REPLACE $1";
}

my %step = (
    2 => sub {
        edit('cc_center.control', "'0.1.0'", "'0.2.0test'");
        edit('src/cases/code/sweep.sql', "BEGIN\n    given_out := 0;", "BEGIN\n    -- the later version\n    given_out := 0;");
        edit('src/cases/code/sweep.sql', "'The sweep of one center, at one instant.", "'The sweep of one center, at its instant.");
        edit('src/cases/clauses.sql', 'follows the case to its end', 'follows the case to its very end');
        edit('src/cases/presets/gulou.json', '"name": "群众热线电话"', '"name": "群众热线"');
        edit('src/core/extension.sql', "(15, 'scheduler', false, false, true)", "(15, 'scheduler', false, false, true),\n    (16, 'listener', false, true, true)");
        spew('src/people/tables/90-later.sql', <<'SQL');
CREATE TABLE cc_center.later (
    center_id bigint NOT NULL REFERENCES cc_center.center,
    word      text NOT NULL CHECK (word <> ''),
    PRIMARY KEY (center_id, word)
);
COMMENT ON TABLE cc_center.later IS 'A table of a later version.';
SQL
        spew('src/people/code/later.sql', <<'SQL');
-- What a later version has.

SELECT cc_center.share_table('later', cc_center.all_groups(), ARRAY['supervisor']);
SELECT cc_center.keep_rows('later', '');
SELECT cc_center.watch_table('later');
CREATE POLICY later_words ON cc_center.later FOR DELETE USING (word <> 'kept');

CREATE OR REPLACE FUNCTION cc_center.later_words(center_id bigint)
RETURNS bigint LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT count(*) FROM cc_center.later l WHERE l.center_id = later_words.center_id $$;
COMMENT ON FUNCTION cc_center.later_words(bigint) IS 'How many words.';
SELECT cc_center.share_function('cc_center.later_words(bigint)');

CREATE OR REPLACE FUNCTION cc_center.later_guard()
RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$ BEGIN RETURN NEW; END $$;
COMMENT ON FUNCTION cc_center.later_guard() IS 'Trigger: lets everything pass.';
CREATE OR REPLACE TRIGGER aa_guard BEFORE INSERT ON cc_center.later FOR EACH ROW EXECUTE FUNCTION cc_center.later_guard();

CREATE OR REPLACE FUNCTION cc_center.health_of_later()
RETURNS TABLE (finding text, subject text, detail text) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT 'a', 'b', 'c' WHERE false $$;
COMMENT ON FUNCTION cc_center.health_of_later() IS 'The part of health() about words.';
SELECT cc_center.register_health_check('people', 'health_of_later');

CREATE OR REPLACE VIEW cc_center.later_view WITH (security_invoker) AS
SELECT l.center_id, l.word, cc_center.later_words(l.center_id) AS words FROM cc_center.later l;
COMMENT ON VIEW cc_center.later_view IS 'The words.';
SELECT cc_center.share_view('later_view');
SQL
        spew('src/people/code/passing.sql', <<'SQL');
-- What only this version has: a file that goes.

CREATE OR REPLACE FUNCTION cc_center.passing()
RETURNS integer LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT 1 $$;
COMMENT ON FUNCTION cc_center.passing() IS 'One.';
CREATE OR REPLACE VIEW cc_center.passing_view AS SELECT cc_center.passing() AS one;
COMMENT ON VIEW cc_center.passing_view IS 'One.';
CREATE POLICY passing ON cc_center.later USING (cc_center.passing() = 1);
SQL
        mkdir 'updates';
        spew('updates/cc_center--0.1.0--0.2.0test.sql', "-- From 0.1.0 to 0.2.0test.\n\n" . group_roles());
    },
    3 => sub {
        edit('cc_center.control', "'0.2.0test'", "'0.3.0test'");
        unlink 'src/people/code/passing.sql';
        my $later = 'src/people/code/later.sql';
        # a view with other columns, a comment and a grant less, a function, a trigger, a policy and a check that are gone
        edit($later, 'SELECT l.center_id, l.word, cc_center.later_words(l.center_id) AS words', 'SELECT l.word, l.center_id AS center');
        edit($later, "SELECT cc_center.share_view('later_view');\n", '');
        edit($later, "CREATE POLICY later_words ON cc_center.later FOR DELETE USING (word <> 'kept');\n", '');
        my $text = slurp($later);
        $text =~ s/^CREATE OR REPLACE FUNCTION cc_center\.$_.*?(?=^CREATE OR REPLACE)//ms or die $_ foreach 'later_words', 'later_guard', 'health_of_later';
        $text =~ s/^CREATE OR REPLACE TRIGGER aa_guard.*\n//m or die 'no trigger';
        spew($later, $text);
        edit('src/cases/code/sweep.sql', '-- the later version', '-- the version after it');
        edit('src/roster/code/roster.sql', "SELECT cc_center.share_table('roster', cc_center.all_groups(), ARRAY['shift_leader', 'supervisor']);",
            "SELECT cc_center.share_table('roster', cc_center.all_groups(), ARRAY['supervisor']);");
        spew('src/people/tables/91-later.sql', "ALTER TABLE cc_center.later ALTER COLUMN word TYPE varchar(80);\n");
        spew('updates/cc_center--0.2.0test--0.3.0test.sql', "-- From 0.2.0test to 0.3.0test.\n\n" . group_roles());
    });

my $number = shift // '';
($step{$number} // die "usage: later_version.pl 2|3\n")->();
