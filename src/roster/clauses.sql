-- The clauses that area roster keeps, or its part of them; the letters are explained at the table.

DELETE FROM cc_center.clause WHERE area = 'roster';
INSERT INTO cc_center.clause (clause, area, how, state, meaning, objects, tests)
VALUES
    ('A17', 'roster', 'T', 'enforced',
     'who has not passed the evaluation may not be rostered',
     '{cc_center.qualification,cc_center.required_qualification,"trigger ba_check on cc_center.roster","cc_center.person_findings(bigint,date)"}',
     '{test/pgtap/planning/month.sql}'),
    ('B1.1', 'roster', 'T,S', 'enforced',
     '5 days a week, 8 hours a day; follow the roster',
     '{cc_center.work_limit,"trigger ba_check on cc_center.roster","trigger ab_published on cc_center.roster",cc_center.roster_findings}',
     '{test/pgtap/planning/month.sql}'),
    ('C6', 'roster', 'T', 'enforced',
     '6 days a week and at most 8 hours a day per person, rotating shifts',
     '{cc_center.work_limit,cc_center.staffing,"trigger ba_check on cc_center.roster","cc_center.propose_roster(bigint,date,integer)"}',
     '{test/pgtap/planning/month.sql}'),
    ('H2.1', 'roster', 'T', 'enforced',
     'trained before duty: no roster row without it',
     '{cc_center.qualification,cc_center.required_qualification,"trigger ba_check on cc_center.roster"}',
     '{test/pgtap/planning/month.sql}'),
    ('I2', 'roster', 'T,V', 'enforced',
     'shift leader (值班长) draws up the monthly roster (班表)',
     '{"cc_center.propose_roster(bigint,date,integer)","cc_center.publish_roster(bigint,date,text)","cc_center.correct_roster(bigint,date,text,text,text,text)",cc_center.roster_publication,"trigger ab_published on cc_center.roster",cc_center.roster_findings}',
     '{test/pgtap/planning/month.sql}'),
    ('I6', 'roster', 'T,S', 'enforced',
     'weekends covered',
     '{cc_center.staffing,"cc_center.staffing_findings(bigint,date)","cc_center.publish_roster(bigint,date,text)",cc_center.roster_findings}',
     '{test/pgtap/planning/month.sql}'),
    ('I19', 'roster', 'T', 'enforced',
     'early (早班) 8:30-17:30; middle (中班) 8:30-17:30, operators Mon-Fri only; late (晚班) 9:30-22:00 with rest (午休) 12:00-14:00; leaders early and late all week; from 2006-09-01',
     '{cc_center.shift,cc_center.roster,cc_center.timetable,"cc_center.route(bigint,text,text,timestamptz)"}',
     '{test/pgtap/cases/routing_truth_table.sql,test/pgtap/roster/shift_times.sql}');
