-- The clauses that area complaints keeps, or its part of them; the letters are explained at the table.

DELETE FROM cc_center.clause WHERE area = 'complaints';
INSERT INTO cc_center.clause (clause, area, how, state, meaning, objects, tests)
VALUES
    ('A18', 'complaints', 'T,V', 'enforced', 'a complaint unit investigates and counts complaints (投诉): investigated and decided by two people, none of them named in it or involved in its case, every step on record; statistics by kind, person, department and street; upheld against a person it is a fact for the appraisal',
     '{cc_center.complaint,cc_center.complaint_step,cc_center.complaint_role,cc_center.complaint_month,"cc_center.complain(bigint,text,text,text,text,bigint)","cc_center.assign_complaint(bigint,bigint,text,text)","cc_center.report_complaint(bigint,bigint,text)","cc_center.conclude_complaint(bigint,bigint,boolean,text,text)","cc_center.reopen_complaint(bigint,bigint,text)","cc_center.correct_complaint(bigint,bigint,text,text,text,text,bigint)"}',
     '{test/pgtap/complaints/complaints.sql,test/pgtap/complaints/readers.sql,test/pgtap/complaints/figures.sql,test/pgtap/complaints/random_walk.sql}'),
    ('A19', 'complaints', 'T,S', 'enforced', 'timely complaint handling and solution: each step has its limit, what is upheld is concluded with a solution, and the complainant is told',
     '{cc_center.complaint_limit,cc_center.complaints,cc_center.complaint_timeline,"cc_center.feed_back(bigint,bigint,text,boolean)"}', '{test/pgtap/complaints/complaints.sql,test/pgtap/complaints/truth-limits.sql}'),
    ('G2.3', 'complaints', 'T,S', 'enforced', 'complaint process with time limits and feedback: who does what and until when, by rule; what is overdue is found',
     '{cc_center.complaint_limit,cc_center.complaint_role,cc_center.complaints,cc_center.complaint_timeline,"cc_center.feed_back(bigint,bigint,text,boolean)"}', '{test/pgtap/complaints/truth-limits.sql,test/pgtap/complaints/complaints.sql}');
