/* Before something is read on the strength of a record, the record is on disk. */
#include "postgres.h"

#include "access/xlog.h"
#include "fmgr.h"

PG_FUNCTION_INFO_V1(cc_make_durable);

/* SQL: writes out the log up to the last record of this transaction; every commit that it has seen lies before that. */
Datum
cc_make_durable(PG_FUNCTION_ARGS)
{
	if (!XLogRecPtrIsInvalid(XactLastRecEnd))
		XLogFlush(XactLastRecEnd);
	PG_RETURN_VOID();
}
