-- The record: what changed, who changed it and when, and the blocks that seal it.

CREATE SEQUENCE cc_center.record_entry_id_seq AS bigint INCREMENT BY 64;
COMMENT ON SEQUENCE cc_center.record_entry_id_seq IS
    'Entry ids, from the site''s own range; a value stands for as many ids as the increment, which a session gives out one by one; gaps are allowed.';

CREATE TABLE cc_center.record_entry (
    center_id    bigint NOT NULL,
    cluster      bigint NOT NULL,
    xid          xid8 NOT NULL,
    entry_id     bigint NOT NULL,
    at           timestamptz NOT NULL,
    clock_at     timestamptz,
    staff_no     text,
    login_role   text NOT NULL,
    session_role text NOT NULL,
    relation     text NOT NULL,
    operation    text NOT NULL,
    key          text NOT NULL,
    reason       text,
    old_digest   bytea,
    new_digest   bytea,
    PRIMARY KEY (center_id, cluster, xid, entry_id)
);
COMMENT ON TABLE cc_center.record_entry IS
    'The record (D3.1, H2.3): an entry for every change of a recorded table, for legs when they finish, and for events. center_id: 0 where the table has no center; cluster and xid: in whose count of transactions, and which one; at: the server''s clock; clock_at: the rules'' clock where it was moved; staff_no: the acting person, login_role: the acting role, session_role: who logged in; relation and key: which row, its primary key but for the center, parts with commas between them; operation: insert, update, delete, or what an event was; reason: what the row gives as one; old_digest and new_digest: SHA-256 of the row before and after, salted where the table is personal. Written in the transaction of the change, by nobody else, and never changed.';

CREATE TABLE cc_center.record_block (
    center_id     bigint NOT NULL,
    block_no      bigint NOT NULL,
    cluster       bigint NOT NULL,
    from_xid      xid8 NOT NULL,
    from_entry    bigint NOT NULL,
    until_xid     xid8 NOT NULL,
    until_entry   bigint NOT NULL,
    entries       bigint NOT NULL,
    sealed_at     timestamptz NOT NULL,
    root          bytea NOT NULL,
    previous_head bytea NOT NULL,
    head          bytea NOT NULL,
    peaks         bytea NOT NULL,
    names         bytea NOT NULL,
    lowest_id     bigint NOT NULL,
    highest_id    bigint NOT NULL,
    PRIMARY KEY (center_id, block_no)
);
ALTER TABLE cc_center.record_block ALTER COLUMN names SET STORAGE EXTERNAL;
COMMENT ON TABLE cc_center.record_block IS
    'Sealed blocks of the record: the entries of a center and cluster from a place on (from_xid, from_entry) and before another, in the order of transaction and entry; root: of the Merkle tree over them; head: of the tree over all blocks up to this one, as in RFC 6962, of which each has the head before it; peaks: what that tree grows on from; names: of each entry its id and the first 8 bytes of its hash, so that what was changed can be named; lowest_id and highest_id: between which ids they are, so that one is found by its id without an index over all entries.';
CREATE INDEX record_block_cluster ON cc_center.record_block (center_id, cluster, block_no);
COMMENT ON INDEX cc_center.record_block_cluster IS 'How far the blocks of a cluster have come.';
CREATE INDEX record_block_ids ON cc_center.record_block USING gist (int8range(lowest_id, highest_id, '[]'));
COMMENT ON INDEX cc_center.record_block_ids IS 'The blocks in which an entry of some id may be.';

CREATE TABLE cc_center.record_chain (
    center_id      bigint PRIMARY KEY,
    sealed_at      timestamptz,
    exported_block bigint,
    exported_at    timestamptz,
    exported_by    text
);
COMMENT ON TABLE cc_center.record_chain IS
    'Whose record is sealed: the row is locked by who seals, so that nobody else does; and which head was exported last, when and by which role.';

CREATE TABLE cc_center.record_salt (
    center_id bigint NOT NULL,
    relation  text NOT NULL,
    key       text NOT NULL,
    salt      bytea NOT NULL,
    PRIMARY KEY (center_id, relation, key)
);
COMMENT ON TABLE cc_center.record_salt IS
    'The salts of personal rows, 16 random bytes each; a salt goes with its row, and then nobody finds out any more what a digest stood for (D3.2).';

CREATE TABLE cc_center.recorded_table (
    name      text PRIMARY KEY,
    personal  boolean NOT NULL,
    living    text NOT NULL,
    condition text NOT NULL
);
COMMENT ON TABLE cc_center.recorded_table IS
    'The tables of which the record keeps what happens to their rows; personal: digests are salted; living: the columns that digests do not cover, with commas between them; condition: which rows have an entry.';
