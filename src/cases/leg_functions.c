/*
 * SQL: what the sweep, a changing roster and the import write of legs. Their callers hold the lock on the case, or
 * have just made it.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "cases/leg_store.h"
#include "cases/route.h"
#include "core/clock.h"

PG_FUNCTION_INFO_V1(cc_mark_overdue);
PG_FUNCTION_INFO_V1(cc_move_shift_end);
PG_FUNCTION_INFO_V1(cc_wake_leg);
PG_FUNCTION_INFO_V1(cc_write_leg);

/* Reads the open leg that the first three arguments name. */
static bool
read_leg(FunctionCallInfo fcinfo, CCLeg *leg)
{
	return cc_leg_read_open(PG_GETARG_INT64(0), PG_GETARG_INT64(1), PG_GETARG_INT32(2), leg);
}

/* Marks a leg overdue, once; from then on only its holder's rests and the end of his shift are of interest. */
Datum
cc_mark_overdue(PG_FUNCTION_ARGS)
{
	TimestampTz at = PG_GETARG_TIMESTAMPTZ(3);
	CCLeg		leg;

	if (!read_leg(fcinfo, &leg) || leg.due_at == DT_NOEND || leg.due_at >= at || leg.overdue_at != DT_NOEND)
		PG_RETURN_BOOL(false);
	leg.overdue_at = at;
	cc_days_begin();
	leg.attention_at = cc_leg_attention(&leg, at);
	PG_RETURN_BOOL(cc_leg_attend(&leg));
}

/* Lets the shift of a leg end at another instant. */
Datum
cc_move_shift_end(PG_FUNCTION_ARGS)
{
	TimestampTz ends = PG_GETARG_TIMESTAMPTZ(3);
	CCLeg		leg;

	if (!read_leg(fcinfo, &leg) || leg.shift_ends_at == ends)
		PG_RETURN_BOOL(false);
	leg.shift_ends_at = ends;
	cc_days_begin();
	leg.attention_at = cc_leg_attention(&leg, cc_clock());
	PG_RETURN_BOOL(cc_leg_attend(&leg));
}

/* Lets the sweep look at a waiting leg earlier than it would have. */
Datum
cc_wake_leg(PG_FUNCTION_ARGS)
{
	TimestampTz at = PG_GETARG_TIMESTAMPTZ(3);
	CCLeg		leg;

	if (!read_leg(fcinfo, &leg) || leg.holder != NULL || leg.role == NULL || leg.attention_at <= at)
		PG_RETURN_BOOL(false);
	leg.attention_at = at;
	PG_RETURN_BOOL(cc_leg_attend(&leg));
}

/* Writes a leg of the past as it is given. */
Datum
cc_write_leg(PG_FUNCTION_ARGS)
{
	CCLeg		leg;

	cc_leg_from_record(PG_GETARG_HEAPTUPLEHEADER(0), &leg);
	cc_leg_insert(&leg);
	PG_RETURN_VOID();
}
