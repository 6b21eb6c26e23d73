-- The clauses that area attendance keeps, or its part of them; the letters are explained at the table.

DELETE FROM cc_center.clause WHERE area = 'attendance';
INSERT INTO cc_center.clause (clause, area, how, state, meaning, objects, tests)
VALUES
    ('B1.1', 'attendance', 'S', 'enforced', 'no lateness, no early leave',
     '{"cc_center.close_day(bigint,date)",cc_center.attendance_rule,cc_center.attendance_day}', '{test/pgtap/attendance/badge.sql}'),
    ('B1.2', 'attendance', 'S', 'enforced', 'sign-in by badge with one''s own staff number (工号); none or late = late',
     '{cc_center.sign_in,"cc_center.close_day(bigint,date)",cc_center.attendance_rule,cc_center.sign_in_rule}', '{test/pgtap/attendance/badge.sql,test/pgtap/attendance/evidence.sql}'),
    ('B1.3', 'attendance', 'T', 'enforced', 'late: report beforehand, reason, approval, then make-up sign-in (补签), at most 2 a week; more = absenteeism (旷工)',
     '{cc_center.makeup_signin,"cc_center.request_makeup(bigint,date,text,text)",cc_center.makeup_rule}', '{test/pgtap/attendance/makeup.sql}'),
    ('B1.5', 'attendance', 'S,R', 'enforced', 'absence not approved = absenteeism: found here; what follows from it belongs to the appraisal',
     '{"cc_center.close_day(bigint,date)",cc_center.attendance_rule,cc_center.attendance_findings}', '{test/pgtap/attendance/badge.sql}'),
    ('B2.4', 'attendance', 'V', 'enforced', 'time away from the post (离岗) is counted in the attendance of the shift',
     '{cc_center.attendance_day,cc_center.attendance_findings,cc_center.seat_absence}', '{test/pgtap/attendance/away.sql}'),
    ('E3.4', 'attendance', 'V', 'enforced', 'a relief whose duty ends while the other is away is a finding',
     '{cc_center.attendance_findings}', '{test/pgtap/attendance/away.sql}'),
    ('I2', 'attendance', 'V', 'enforced', 'shift leader draws up the attendance statistics',
     '{"cc_center.close_day(bigint,date)",cc_center.attendance_month,cc_center.attendance_findings}', '{test/pgtap/attendance/cases.sql}'),
    ('I6', 'attendance', 'S', 'enforced', 'punctual; no long absence from the seat (窜岗): minutes away in a shift, a finding above the limit where the rules set one',
     '{cc_center.attendance_rule,cc_center.attendance_findings,cc_center.present_now}', '{test/pgtap/attendance/away.sql}'),
    ('I26', 'attendance', 'S', 'enforced', 'first pre-filing/filing after coming on duty: retention over 5 min = late, counted from shift start to that action',
     '{"cc_center.close_day(bigint,date)","cc_center.judge_attendance(bigint,date,date,integer,text)",cc_center.attendance_rule}', '{test/pgtap/attendance/cases.sql}'),
    ('I27', 'attendance', 'T', 'enforced', 'as a rule (原则上) requests for lateness on the day are not accepted',
     '{"cc_center.request_makeup(bigint,date,text,text)",cc_center.makeup_rule}', '{test/pgtap/attendance/makeup.sql}'),
    ('I28', 'attendance', 'S', 'enforced', 'late shift clears everything in hand and leaves at shift end; otherwise early leave (早退), from the arrival of the oldest case in hand to shift end',
     '{"cc_center.close_day(bigint,date)",cc_center.attendance_rule}', '{test/pgtap/attendance/early_leave.sql}');
