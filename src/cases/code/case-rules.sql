-- Rules of cases: who may read and write them.

SELECT cc_center.register_rule_table('street', 'cases', versioned => false);
SELECT cc_center.keep_rows('street', 'Set the street inactive instead.');
SELECT cc_center.register_rule_table('channel', 'cases', versioned => false);
SELECT cc_center.keep_rows('channel', 'Set the channel inactive instead.');
SELECT cc_center.register_rule_table('street_assignment', 'cases');
SELECT cc_center.register_rule_table('retention_limit', 'cases');
SELECT cc_center.register_rule_table('release_window', 'cases');
SELECT cc_center.register_rule_table('transition', 'cases');

INSERT INTO cc_center.rule_check (area, function) VALUES ('cases', 'incomplete_rules') ON CONFLICT DO NOTHING;
