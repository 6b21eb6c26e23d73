-- The clauses that area access keeps, or its part of them; the letters are explained at the table.

DELETE FROM cc_center.clause WHERE area = 'access';
INSERT INTO cc_center.clause (clause, area, how, state, meaning, objects, tests)
VALUES
    ('A7', 'access', 'A', 'open', 'customer privacy is not disclosed', '{}', '{}'),
    ('D3.1', 'access', 'A,T', 'open', 'no leak, private use, copying, alteration or deletion of business data: alteration and deletion are found, by the record',
     '{cc_center.record_entry,cc_center.record_block,"cc_center.audit_verify(bigint,text,boolean)"}', '{test/pgtap/access/record.sql,test/pgtap/access/tampering.sql}'),
    ('D3.2', 'access', 'A', 'open', 'name, phone, address, identity number not disclosed; customer data classified (分类管理)', '{}', '{}'),
    ('E2', 'access', 'A', 'open', 'no access to business data after leaving', '{}', '{}'),
    ('G4.1', 'access', 'A', 'open', 'access control, encryption', '{}', '{}'),
    ('H2.3', 'access', 'A,T,S', 'open', 'information system checked regularly, holes fixed; no unauthorised change, deletion or copy; access control: an unauthorised change is found, by the record',
     '{cc_center.record_entry,"cc_center.seal(bigint)","cc_center.audit_verify(bigint,text,boolean)"}', '{test/pgtap/access/record.sql,test/pgtap/access/tampering.sql}'),
    ('I10', 'access', 'A,T', 'open', 'no login with another''s password; leaving the seat = softphone off or busy (示忙)', '{}', '{}'),
    ('I40', 'access', 'T,S', 'open', 'own password; leaves the system on leaving the seat; clean shutdown so that the log is whole', '{}', '{}'),
    ('I44', 'access', 'A', 'open', 'an appointed appraiser has a role of his own', '{}', '{}');
