-- Swaps and the shifts they move.

CREATE SEQUENCE cc_center.swap_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.swap_id_seq IS 'Ids of swaps, from the site''s own range; gaps are allowed.';

CREATE TABLE cc_center.swap (
    center_id    bigint NOT NULL,
    swap_id      bigint NOT NULL DEFAULT nextval('cc_center.swap_id_seq'),
    swap_kind    text NOT NULL CHECK (swap_kind IN ('single', 'double', 'swap_return')),
    requester    text NOT NULL,
    partner      text NOT NULL,
    status       text NOT NULL DEFAULT 'requested'
                 CHECK (status IN ('requested', 'consented', 'approved', 'refused', 'withdrawn', 'void')),
    period       date,
    ordinal      integer,
    swap_limit   integer,
    version      integer NOT NULL,
    returns      bigint,
    repays       integer,
    together     boolean NOT NULL DEFAULT false,
    requested_at timestamptz NOT NULL,
    consented_at timestamptz,
    decided_by   text,
    decided_at   timestamptz,
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by  name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, swap_id),
    FOREIGN KEY (center_id, requester) REFERENCES cc_center.staff,
    FOREIGN KEY (center_id, partner) REFERENCES cc_center.staff,
    FOREIGN KEY (center_id, returns) REFERENCES cc_center.swap,
    CHECK (requester <> partner),
    CHECK ((swap_kind = 'swap_return') = (returns IS NOT NULL)),
    CHECK ((returns IS NULL) = (repays IS NULL)),
    -- a request has a place within its limit, or the rules know no limit; a repayment never has one
    CONSTRAINT swap_within_limit CHECK (cc_center.within_limit(returns IS NULL, period, ordinal, swap_limit))
);
COMMENT ON TABLE cc_center.swap IS
    'Swaps: asked for, consented to by the partner, approved by the supervisor (I7, I35, I36). A live request holds a numbered slot of its person''s month or year; a swap_return repays a shift, holds none, and counts for nobody (U12).';
CREATE UNIQUE INDEX swap_slot ON cc_center.swap (center_id, requester, swap_kind, period, ordinal)
    WHERE status IN ('requested', 'consented', 'approved');
COMMENT ON INDEX cc_center.swap_slot IS
    'The slots of a month or year. They are part of the request itself: what is withdrawn, refused or rolled back cannot keep one.';
CREATE UNIQUE INDEX swap_repaid_once ON cc_center.swap (center_id, returns, repays)
    WHERE returns IS NOT NULL AND status IN ('requested', 'consented', 'approved');
COMMENT ON INDEX cc_center.swap_repaid_once IS 'A shift is repaid once.';

CREATE TABLE cc_center.swap_reason (
    center_id   bigint NOT NULL,
    swap_id     bigint NOT NULL,
    reason      text,
    decision    text,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by name NOT NULL DEFAULT session_user,
    PRIMARY KEY (center_id, swap_id),
    FOREIGN KEY (center_id, swap_id) REFERENCES cc_center.swap
);
COMMENT ON TABLE cc_center.swap_reason IS
    'Why a swap was asked for, and the word with which it was decided, apart from the swap, which the whole center may read: illness and family are for the two who swap and for those who lead (A7, I35). A swap without words has no row.';

CREATE TABLE cc_center.swap_shift (
    center_id  bigint NOT NULL,
    swap_id    bigint NOT NULL,
    ordinal    integer NOT NULL CHECK (ordinal IN (1, 2)),
    day        date NOT NULL,
    shift      text NOT NULL,
    from_staff text NOT NULL,
    to_staff   text NOT NULL,
    repay_by   date,
    open       boolean NOT NULL DEFAULT true,
    PRIMARY KEY (center_id, swap_id, ordinal),
    FOREIGN KEY (center_id, swap_id) REFERENCES cc_center.swap
);
COMMENT ON TABLE cc_center.swap_shift IS
    'The shifts that change hands in a swap, from whom to whom, and until which day each is repaid (I35, U12). Open until the swap is decided.';
CREATE UNIQUE INDEX swap_shift_once ON cc_center.swap_shift (center_id, day, shift, from_staff) WHERE open;
COMMENT ON INDEX cc_center.swap_shift_once IS 'A shift is in one open request at most.';
CREATE INDEX swap_shift_taken ON cc_center.swap_shift (center_id, day, shift, to_staff);
COMMENT ON INDEX cc_center.swap_shift_taken IS 'By which swap a person came to a shift.';
