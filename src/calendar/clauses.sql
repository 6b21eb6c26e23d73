-- The clauses that area calendar keeps, or its part of them; the letters are explained at the table.

DELETE FROM cc_center.clause WHERE area = 'calendar';
INSERT INTO cc_center.clause (clause, area, how, state, meaning, objects, tests)
VALUES
    ('C6', 'calendar', 'T', 'enforced',
     '8:00-22:00 every day',
     '{cc_center.timetable,cc_center.shift}',
     '{test/pgtap/rules/presets.sql}');
