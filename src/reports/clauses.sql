-- The clauses that area reports keeps, or its part of them; the letters are explained at the table.

DELETE FROM cc_center.clause WHERE area = 'reports';
INSERT INTO cc_center.clause (clause, area, how, state, meaning, objects, tests)
VALUES
    ('C4.5', 'reports', 'T,V', 'open', 'work data recorded and summarised', '{}', '{}'),
    ('I3.4', 'reports', 'S,R', 'open', 'the reply to a check is due in time; phone proof', '{}', '{}'),
    ('F2.4', 'reports', 'V', 'open', 'records serve follow-up and statistics', '{}', '{}'),
    ('I1', 'reports', 'V,T,S', 'open', 'supervisor (主管) answers for approval quality; moves staff by volume; regular meeting (例会); month-end report', '{}', '{}'),
    ('I2', 'reports', 'V', 'open', 'digest of difficult cases', '{}', '{}');
