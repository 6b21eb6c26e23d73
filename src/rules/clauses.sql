-- The clauses that area rules keeps, or its part of them; the letters are explained at the table.

DELETE FROM cc_center.clause WHERE area = 'rules';
INSERT INTO cc_center.clause (clause, area, how, state, meaning, objects, tests)
VALUES
    ('A23', 'rules', 'T', 'open', 'rules take effect on issue; one department interprets them', '{}', '{}'),
    ('A24', 'rules', 'T', 'enforced',
     'a change of rules needs the department''s approval and the leadership''s ratification before it takes effect',
     '{cc_center.rule_set,"cc_center.draft_rules(bigint,text,text)","cc_center.propose_rules(bigint,integer,timestamptz)","cc_center.ratify_rules(bigint,integer)"}',
     '{test/pgtap/rules/rule_sets.sql}'),
    ('H5', 'rules', 'T', 'open', 'rules effective on issue, amended as needed', '{}', '{}'),
    ('I14', 'rules', 'T', 'enforced',
     'rules drafted by supervisor and leaders, passed by the office meeting (办公会议); handbook; an amendment needs the center''s consent',
     '{cc_center.rule_set,"cc_center.draft_rules(bigint,text,text)","cc_center.propose_rules(bigint,integer,timestamptz)","cc_center.ratify_rules(bigint,integer)"}',
     '{test/pgtap/rules/rule_sets.sql}'),
    ('I42', 'rules', 'T', 'open', 'work documents and handbook kept and shared', '{}', '{}'),
    ('I43', 'rules', 'T', 'open', 'appraisal rules drafted by the call center, approved by the supervision center', '{}', '{}');
