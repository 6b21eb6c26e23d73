/* Numbers the rows of a scan: what a view can know of how many rows a condition leaves, before it has seen all. */
#include "postgres.h"

#include "fmgr.h"

PG_FUNCTION_INFO_V1(cc_nth_row);

/* SQL: returns how often this place of a query has been asked: 1 the first time. */
Datum
cc_nth_row(PG_FUNCTION_ARGS)
{
	int64	   *count = fcinfo->flinfo->fn_extra;

	if (count == NULL)
		fcinfo->flinfo->fn_extra = count = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(int64));
	PG_RETURN_INT64(++*count);
}
