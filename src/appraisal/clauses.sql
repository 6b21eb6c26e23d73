-- The clauses that area appraisal keeps, or its part of them; the letters are explained at the table.

DELETE FROM cc_center.clause WHERE area = 'appraisal';
INSERT INTO cc_center.clause (clause, area, how, state, meaning, objects, tests)
VALUES
    ('A20', 'appraisal', 'R', 'open', 'penalties for breaking the rules: the discipline ladder', '{}', '{}'),
    ('A21', 'appraisal', 'R', 'open', 'honours for good work, of persons and groups', '{}', '{}'),
    ('A22', 'appraisal', 'R', 'open', 'other rules of the company hold too: conduct record names them', '{}', '{}'),
    ('B3.1', 'appraisal', 'V', 'open', 'appraisal by answer rate (接听率), problem solving, quality, efficiency', '{}', '{}'),
    ('B3.3', 'appraisal', 'V', 'open', 'result drives bonus, promotion and post', '{}', '{}'),
    ('B4.1', 'appraisal', 'T', 'open', 'discipline ladder: oral warning, written warning, fine, suspension, dismissal', '{}', '{}'),
    ('B4.2', 'appraisal', 'R', 'open', 'theft, deliberate harm or serious breach = immediate dismissal (by a person''s decision), and the law', '{}', '{}'),
    ('B4.3', 'appraisal', 'T', 'open', 'discipline stays on file; promotion and rewards barred for a period', '{}', '{}'),
    ('D5', 'appraisal', 'R', 'open', 'liability for leaks: by grade, to dismissal and the law', '{}', '{}'),
    ('G1.2', 'appraisal', 'V', 'open', 'fair appraisal, bonus and promotion', '{}', '{}'),
    ('H3', 'appraisal', 'R', 'open', 'reward or penalty, person or group', '{}', '{}'),
    ('I36', 'appraisal', 'V', 'enforced', 'an approved swap costs no bonus: nothing is charged for one',
     '{cc_center.tariff}', '{test/pgtap/appraisal/month.sql}'),
    ('I43', 'appraisal', 'T', 'enforced', 'appraisal rules are drafted by the call center and approved: a draft that breaks its own examples is not proposed, and is tried on the past before',
     '{cc_center.rule_example,"cc_center.what_if(bigint,date,integer)","cc_center.propose_rules(bigint,integer,timestamptz)"}', '{test/pgtap/appraisal/charges.sql,test/pgtap/appraisal/month.sql}'),
    ('I44', 'appraisal', 'T,V', 'enforced', 'every month is appraised from attendance, approval quality, exams and conduct, by an appointed appraiser who has a role of his own, and closed by lock; opened again by two persons only',
     '{"cc_center.appraise(bigint,date)","cc_center.close_month(bigint,date)","cc_center.reopen_month(bigint,date,text)","cc_center.object(bigint,date,text,text)",cc_center.payroll_month,cc_center.objections,cc_center.month_reopening}', '{test/pgtap/appraisal/month.sql,test/pgtap/appraisal/reopening.sql,test/pgtap/appraisal/roles_of_a_month.sql}'),
    ('I45', 'appraisal', 'V', 'enforced', 'operator: attendance bonus (考勤奖) 200 + appraisal bonus (考评奖) 200 = 400 yuan a month; leader: result feeds the yearly appraisal',
     '{cc_center.bonus,cc_center.payroll_month,cc_center.appraisal_year}', '{test/pgtap/appraisal/charges.sql,test/pgtap/appraisal/month.sql}'),
    ('I46', 'appraisal', 'V,S', 'enforced', 'sick leave: 10 yuan a day; 7 days or more in the month lose the whole attendance bonus; over one month in the year: dismissal, serious illness at discretion',
     '{cc_center.tariff,cc_center.forfeit,cc_center.deduction_detail,cc_center.dismissal_findings}', '{test/pgtap/appraisal/charges.sql,test/pgtap/appraisal/month.sql}'),
    ('I47', 'appraisal', 'V,S', 'enforced', 'personal leave: 30 yuan a day; 5 days or more lose the whole attendance bonus; over one month in the year: dismissal (special cases at discretion)',
     '{cc_center.tariff,cc_center.forfeit,cc_center.deduction_detail,cc_center.dismissal_findings}', '{test/pgtap/appraisal/charges.sql,test/pgtap/appraisal/month.sql}'),
    ('I48', 'appraisal', 'S', 'enforced', 'absenteeism and lateness/early leave and long sick leave in one year: dismissal (a flag for a person to decide)',
     '{cc_center.dismissal_findings}', '{test/pgtap/appraisal/month.sql}'),
    ('I49', 'appraisal', 'V', 'enforced', 'timeliness: the legs that somebody finished too late are counted in his month',
     '{cc_center.payroll_quantity,"cc_center.explain_deduction(bigint,date,text)"}', '{test/pgtap/appraisal/month.sql}');
