/* Whether a procedure may end transactions where it was called. */
#include "postgres.h"

#include "access/xact.h"
#include "executor/spi.h"
#include "fmgr.h"

PG_FUNCTION_INFO_V1(cc_may_commit);

/* SQL: false within a transaction block, a function, or a block with an exception handler. */
Datum
cc_may_commit(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(SPI_inside_nonatomic_context() && !IsSubTransaction());
}
