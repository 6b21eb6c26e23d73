-- The clauses that area calendar keeps, or its part of them; the letters are explained at the table.

DELETE FROM cc_center.clause WHERE area = 'calendar';
INSERT INTO cc_center.clause (clause, area, how, state, meaning, objects, tests)
VALUES
    ('A3', 'calendar', 'S', 'open', 'service runs 24 h a day, all year (全年无休): a time with nobody rostered is a finding', '{}', '{}'),
    ('C6', 'calendar', 'T', 'enforced',
     '8:00-22:00, 6 days a week',
     '{cc_center.timetable,cc_center.shift}',
     '{test/pgtap/rules/presets.sql}');
