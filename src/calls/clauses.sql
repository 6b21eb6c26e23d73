-- The clauses that area calls keeps, or its part of them; the letters are explained at the table.

DELETE FROM cc_center.clause WHERE area = 'calls';
INSERT INTO cc_center.clause (clause, area, how, state, meaning, objects, tests)
VALUES
    ('C4.1', 'calls', 'R', 'recorded', 'answers calls of patients, relatives and departments: each is on record, with who answered it',
     '{cc_center.call,"cc_center.answer_call(bigint,bigint,text)",cc_center.calls_person_month}', '{test/pgtap/calls/calls.sql}'),
    ('C8.4', 'calls', 'T', 'enforced', 'beyond one''s competence: transferred (转接) to a department or leader, with a reason',
     '{cc_center.call_transfer,"cc_center.transfer_call(bigint,bigint,text,text,text)"}', '{test/pgtap/calls/calls.sql}'),
    ('C8.5', 'calls', 'T', 'enforced', 'call time, number and description logged for every call: none that was answered ends without its case or a description',
     '{cc_center.call,cc_center.call_number,"cc_center.end_call(bigint,bigint,bigint,text)","cc_center.import_calls(bigint,text)"}',
     '{test/pgtap/calls/calls.sql,test/pgtap/calls/files.sql}'),
    ('B3.1', 'calls', 'V', 'enforced', 'the answer rate (接听率) that the appraisal looks at',
     '{cc_center.call_figures,cc_center.calls_day,cc_center.calls_person_month}', '{test/pgtap/calls/figures.sql}'),
    ('G2.1', 'calls', 'T,V', 'enforced', 'response speed is set by the rules, and what falls short of it is found',
     '{cc_center.call_rule,cc_center.calls_hour,cc_center.connection_findings}', '{test/pgtap/calls/figures.sql}');
