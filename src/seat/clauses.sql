-- The clauses that area seat keeps, or its part of them; the letters are explained at the table.

DELETE FROM cc_center.clause WHERE area = 'seat';
INSERT INTO cc_center.clause (clause, area, how, state, meaning, objects, tests)
VALUES
    ('B2.4', 'seat', 'T,R', 'enforced',
     'no leaving the post (离岗) without approval',
     '{"cc_center.ask_to_leave(bigint,text)","cc_center.leave_seat(bigint,text,text)","cc_center.permit_leaving(bigint,text,text,text)","cc_center.refuse_leaving(bigint,text,text)",cc_center.seat_absence,cc_center.seat_rule}',
     '{test/pgtap/seat/seat.sql}'),
    ('E3.4', 'seat', 'T', 'enforced',
     'leaves the seat only after asking the leader (请示), once a relief (接替) sits there or the request is granted; where no leader is present the seat may never be empty',
     '{"cc_center.ask_to_leave(bigint,text)","cc_center.permit_leaving(bigint,text,text,text)","cc_center.arrange_relief(bigint,text,text,text)","cc_center.sit_down(bigint,text)","cc_center.leave_seat(bigint,text,text)",cc_center.return_to_seat(bigint),"cc_center.stands_in_for(bigint,text,text)",cc_center.health_of_seats(),cc_center.seat_absence,cc_center.seat_relief,cc_center.seat_rule,"cc_center.route(bigint,text,text,timestamptz)"}',
     '{test/pgtap/seat/seat.sql,test/pgtap/seat/relief.sql,test/isolation/specs/seat-relief.spec,test/tap/14_seats.pl}');
