-- The clauses that area callbacks keeps, or its part of them; the letters are explained at the table.

DELETE FROM cc_center.clause WHERE area = 'callbacks';
INSERT INTO cc_center.clause (clause, area, how, state, meaning, objects, tests)
VALUES
    ('A19', 'callbacks', 'T,S,V', 'enforced',
     'customers are called back (回访): no case is closed before its caller was asked, what is not solved goes back to be solved, and satisfaction is on record',
     '{cc_center.callback_rule,cc_center.callback,"cc_center.record_callback(bigint,bigint,text,text,integer,boolean,text)","cc_center.lacking_confirmation(bigint,bigint,text)",cc_center.callbacks_due,cc_center.satisfaction_month}',
     '{test/pgtap/callbacks/callbacks.sql,test/pgtap/callbacks/hours.sql}'),
    ('C8.6', 'callbacks', 'T', 'enforced',
     'before a case is closed, its caller confirms whether it is solved; the result is recorded',
     '{cc_center.callback_rule,cc_center.callback,"cc_center.record_callback(bigint,bigint,text,text,integer,boolean,text)","cc_center.correct_callback(bigint,bigint,text,text,text,integer,text)","cc_center.lacking_confirmation(bigint,bigint,text)",cc_center.confirmation}',
     '{test/pgtap/callbacks/callbacks.sql,test/pgtap/callbacks/closing.sql}'),
    ('F1.3', 'callbacks', 'T,R', 'enforced',
     'accurate, timely and complete information is given to the caller: no callback that was answered is recorded without what was exchanged (item 6)',
     '{cc_center.callback_said,"cc_center.record_callback(bigint,bigint,text,text,integer,boolean,text)"}',
     '{test/pgtap/callbacks/callbacks.sql}'),
    ('F2.3', 'callbacks', 'T,V', 'enforced',
     'satisfaction is followed up, by month, channel and person, with the share of callers not reached',
     '{cc_center.callback_round,cc_center.satisfaction_month}',
     '{test/pgtap/callbacks/figures.sql}');
