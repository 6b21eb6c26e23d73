-- The clauses that area service_levels keeps, or its part of them; the letters are explained at the table.

DELETE FROM cc_center.clause WHERE area = 'service_levels';
INSERT INTO cc_center.clause (clause, area, how, state, meaning, objects, tests)
VALUES
    ('F2.2', 'service_levels', 'T,V', 'enforced',
     'the service process is the rules'' transitions; service levels (服务级别约定) are rules, their figures and the appraisal''s rates are the quality indicators (质控指标); what missed them is named, case by case, and found every night (feedback)',
     '{cc_center.transition,"trigger cases_stage on cc_center.cases",cc_center.service_level,"cc_center.broken_service_levels(bigint,integer)",cc_center.service_level_month,cc_center.service_level_missed,"cc_center.missed_service_levels(bigint)",cc_center.appraisal_rates}',
     '{test/pgtap/service_levels/levels.sql,test/pgtap/service_levels/findings.sql}'),
    ('G2.1', 'service_levels', 'T,V', 'enforced',
     'service standards set the time that counts, within how much of it an answer, a step or a whole case is done, and what share of them; each month is held to them',
     '{cc_center.service_level,cc_center.service_level_item,cc_center.service_level_month}',
     '{test/pgtap/service_levels/levels.sql,test/pgtap/service_levels/hours.sql}'),
    ('G2.2', 'service_levels', 'T,V', 'enforced',
     'every enquiry is answered in time: one that is not, or lies unanswered past its time, is missed and named; the process that guides the staff to a solution is the rules'' transitions',
     '{cc_center.service_level_month,cc_center.service_level_missed,cc_center.transition,"trigger cases_stage on cc_center.cases"}',
     '{test/pgtap/service_levels/levels.sql}');
