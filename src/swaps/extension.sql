-- swaps: what is live

CREATE FUNCTION cc_center.live_swaps(center_id bigint, requester text, swap_kind text, first_day date, before_day date)
RETURNS bigint LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'cc_live_swaps';
COMMENT ON FUNCTION cc_center.live_swaps(bigint, text, text, date, date) IS
    'How many live swaps of a kind a person asked for whose first shift lies between two days, as committed now, by whatever rules (I35, I36).';
REVOKE ALL ON FUNCTION cc_center.live_swaps(bigint, text, text, date, date) FROM PUBLIC;
