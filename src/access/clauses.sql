-- The clauses that area access keeps, or its part of them; the letters are explained at the table.

DELETE FROM cc_center.clause WHERE area = 'access';
INSERT INTO cc_center.clause (clause, area, how, state, meaning, objects, tests)
VALUES
    ('A7', 'access', 'A', 'enforced', 'customer privacy is not disclosed: who called is seen masked, and read in clear by whom the rules let, on record; illness and family of the staff only by those they concern and who lead',
     '{cc_center.case_contact,cc_center.case_contact_masked,cc_center.reveal_rule,"cc_center.reveal(bigint,bigint,text)",cc_center.swap_reason,cc_center.absence_reason}',
     '{test/pgtap/access/contacts.sql,test/pgtap/access/visibility.sql,test/pgtap/access/reasons.sql,test/pgtap/people/acting.sql,test/tap/18_contacts.pl}'),
    ('C8.1', 'access', 'A', 'enforced', 'caller identified by number: the cases of a number, by keyed hash, on record',
     '{"cc_center.find_caller(bigint,text)",cc_center.contact_key}', '{test/pgtap/access/contacts.sql}'),
    ('D3.2', 'access', 'A', 'enforced', 'name, phone, address, identity number not disclosed; customer data classified (分类管理): recorded first, counted by the hour, purged in time',
     '{cc_center.contact_class,cc_center.reveal_rule,cc_center.reveal_record,cc_center.reveal_place,"cc_center.reveal(bigint,bigint,text)","cc_center.purge_contacts(bigint,integer)",cc_center.contact_purge}',
     '{test/pgtap/access/contacts.sql,test/pgtap/access/two_centers.sql,test/isolation/specs/reveal-reveal.spec,test/tap/18_contacts.pl}'),
    ('E2', 'access', 'A', 'enforced', 'no access to business data after leaving: all of it ends at once, and a role made anew inherits none',
     '{"cc_center.leave_service(bigint,text,date,text,boolean)","cc_center.end_left_access(bigint)",cc_center.service_end,"trigger aa_fill on cc_center.enrolment"}',
     '{test/pgtap/access/leaving.sql,test/pgtap/people/acting.sql}'),
    ('G4.1', 'access', 'A', 'enforced', 'access control, encryption: one role a person, rows by center and role, numbers by keyed hash; what could walk around it, and sessions without TLS, are findings of health()',
     '{cc_center.enrolment,cc_center.contact_key,cc_center.health_of_powers(),cc_center.health_of_access(),cc_center.tidy_forced()}',
     '{test/pgtap/access/powers.sql,test/pgtap/access/as_another.sql}'),
    ('I7', 'access', 'A', 'enforced', 'no approving cases under another''s staff number (代人批案): nobody acts as another, whatever he sends or calls',
     '{cc_center.acting_staff_no(bigint),cc_center.enrolment}', '{test/pgtap/access/as_another.sql,test/pgtap/access/two_centers.sql,test/pgtap/people/acting.sql}'),
    ('I10', 'access', 'A,T', 'enforced', 'no login with another''s password; leaving the seat = softphone off or busy (示忙): a login in two places and a seat left signed on are findings',
     '{cc_center.seat_session,cc_center.session_findings,cc_center.health_of_access()}', '{test/pgtap/access/sessions.sql,test/tap/18_contacts.pl}'),
    ('I40', 'access', 'T,S', 'enforced', 'own password; leaves the system on leaving the seat; signs off: what is left open is a finding',
     '{cc_center.seat_session,"cc_center.session_open(bigint)","cc_center.session_close(bigint,bigint)",cc_center.session_findings}',
     '{test/pgtap/access/sessions.sql}'),
    ('D3.1', 'access', 'A,T', 'enforced', 'no leak, private use, copying, alteration or deletion of business data: read by role, callers on record only; an alteration or deletion past the rules is found by the record',
     '{"cc_center.reveal(bigint,bigint,text)",cc_center.record_entry,cc_center.record_block,"cc_center.audit_verify(bigint,text,boolean)"}', '{test/pgtap/access/record.sql,test/pgtap/access/tampering.sql}'),
    ('H2.3', 'access', 'A,T,S', 'enforced', 'information system checked regularly, holes fixed; no unauthorised change, deletion or copy; access control: an unauthorised change is found, by the record',
     '{cc_center.record_entry,"cc_center.seal(bigint)","cc_center.audit_verify(bigint,text,boolean)"}', '{test/pgtap/access/record.sql,test/pgtap/access/tampering.sql}');
