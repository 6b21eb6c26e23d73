-- Rules of the roster: who may read and write them.

SELECT cc_center.register_rule_table('shift', 'roster');
SELECT cc_center.register_rule_table('staffing', 'roster');
SELECT cc_center.register_rule_table('work_limit', 'roster');
SELECT cc_center.register_rule_table('work_pattern', 'roster');
SELECT cc_center.register_rule_table('required_qualification', 'roster');
