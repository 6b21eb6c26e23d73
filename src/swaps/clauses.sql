-- The clauses that area swaps keeps, or its part of them; the letters are explained at the table.

DELETE FROM cc_center.clause WHERE area = 'swaps';
INSERT INTO cc_center.clause (clause, area, how, state, meaning, objects, tests)
VALUES
    ('I7', 'swaps', 'T,A', 'enforced',
     'no swap without permission',
     '{"cc_center.approve_swap(bigint,bigint)","trigger ab_published on cc_center.roster",cc_center.acting_person(bigint)}',
     '{test/pgtap/swaps/swaps.sql,test/pgtap/planning/month.sql}'),
    ('I35', 'swaps', 'T,S', 'enforced',
     'standing in for another or swapping (替班, 换班): supervisor approves; at most 1 a month; repaid (还班) within one month',
     '{cc_center.swap,cc_center.swap_slot,"cc_center.request_swap(bigint,date,text,text,date,text,text)","cc_center.approve_swap(bigint,bigint)","cc_center.request_swap_return(bigint,bigint,date,text)",cc_center.swap_due}',
     '{test/pgtap/swaps/swaps.sql,test/pgtap/swaps/swap_limits.sql,test/tap/12_swaps.pl}'),
    ('I36', 'swaps', 'T,V', 'enforced',
     'two consecutive shifts swapped together: at most 2 a year, asked for one month ahead; counts in the month''s appraisal; an approved swap costs no bonus',
     '{cc_center.swap,cc_center.swap_slot,"cc_center.request_double_swap(bigint,date[],text[],text,date[],text[],text)",cc_center.swap_balance}',
     '{test/pgtap/swaps/swaps.sql,test/pgtap/swaps/swap_limits.sql,test/tap/12_swaps.pl}');
