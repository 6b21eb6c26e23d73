-- The clauses that area leave keeps, or its part of them; the letters are explained at the table.

DELETE FROM cc_center.clause WHERE area = 'leave';
INSERT INTO cc_center.clause (clause, area, how, state, meaning, objects, tests)
VALUES
    ('B1.4', 'leave', 'T', 'enforced',
     'leave is asked for in advance with slip and reason; leave during a shift needs colleagues told and work handed over',
     '{"cc_center.request_leave(bigint,text,date,date,text,text,text)",cc_center.leave_request,cc_center.leave_rule,"trigger zz_pass_legs on cc_center.roster"}',
     '{test/pgtap/leave/leave.sql,test/pgtap/leave/leave_edges.sql}'),
    ('I32', 'leave', 'T', 'enforced',
     'sick leave (病假): notify; half a day or more needs a certificate and slip; two days or more a written application, put by the supervisor to the director (主任), who approves; on file',
     '{cc_center.leave_request,cc_center.leave_rule,cc_center.approval_step,"cc_center.report_leave(bigint,text,text,date,date,text,text,text,text)","cc_center.approve_leave(bigint,bigint)","cc_center.return_papers(bigint,bigint,text)"}',
     '{test/pgtap/leave/leave.sql,test/pgtap/leave/leave_edges.sql,test/pgtap/leave/sick_reports.sql}'),
    ('I33', 'leave', 'T', 'enforced',
     'personal leave (事假): as a rule none; two days ahead with the slip; half a day by the supervisor; two days or more need the supervisor''s consent first, then the director; on file',
     '{cc_center.leave_request,cc_center.leave_rule,cc_center.approval_step,"cc_center.approve_leave(bigint,bigint)"}',
     '{test/pgtap/leave/leave.sql,test/pgtap/leave/sick_reports.sql}'),
    ('I34', 'leave', 'T,S', 'enforced',
     'extension (续假) likewise; two days or more by the director; papers on return',
     '{"cc_center.extend_leave(bigint,date,text,text)",cc_center.approval_step,cc_center.roster_findings}',
     '{test/pgtap/leave/leave.sql,test/pgtap/leave/leave_edges.sql}');
