/* The limits that people are held to by numbered slots of a period. */
#include "postgres.h"

#include "fmgr.h"

PG_FUNCTION_INFO_V1(cc_within_limit);

/*
 * SQL: tells whether a row is within its limit: it holds no slot (period, ordinal and limit are all
 * NULL), or it may hold one and its ordinal is from 1 to the limit, in some period. One call, because a
 * CHECK is read anew from its stored text by each statement, and the same in operators costs thrice.
 */
Datum
cc_within_limit(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(1) && PG_ARGISNULL(2) && PG_ARGISNULL(3))
		PG_RETURN_BOOL(true);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		PG_RETURN_BOOL(false);
	PG_RETURN_BOOL(PG_GETARG_BOOL(0) && PG_GETARG_INT32(2) >= 1 && PG_GETARG_INT32(2) <= PG_GETARG_INT32(3));
}
