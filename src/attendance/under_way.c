/*
 * What was under way when a day was closed: case actions put nothing into a queue, so that nobody at work waits for a
 * closing; instead the closing remembers which transactions may have been running, and the day is judged again once
 * all of them can be seen.
 */
#include "postgres.h"

#include "access/transam.h"
#include "access/xact.h"
#include "fmgr.h"
#include "utils/snapmgr.h"
#include "utils/xid8.h"

PG_FUNCTION_INFO_V1(cc_next_transaction);
PG_FUNCTION_INFO_V1(cc_is_settled);

/*
 * The number that the next transaction gets: every transaction that has written anything has a smaller one. The end
 * of a snapshot is no such bound, since it is one past the last transaction that has ended.
 */
Datum
cc_next_transaction(PG_FUNCTION_ARGS)
{
	PG_RETURN_FULLTRANSACTIONID(ReadNextFullTransactionId());
}

/*
 * Whether the statement sees what all other transactions below a bound have done: none of them was running when its
 * snapshot was taken, or came to an end unseen since. A bound that has not been reached is that of another cluster, whose
 * transactions are no longer.
 */
Datum
cc_is_settled(PG_FUNCTION_ARGS)
{
	FullTransactionId bound = PG_GETARG_FULLTRANSACTIONID(0);
	FullTransactionId next = ReadNextFullTransactionId();
	Snapshot	snapshot = GetActiveSnapshot();
	TransactionId last = XidFromFullTransactionId(bound);
	TransactionId xid;

	/* older than any that could be running */
	if (FullTransactionIdFollows(bound, next) ||
		U64FromFullTransactionId(next) - U64FromFullTransactionId(bound) >= PG_INT32_MAX)
		PG_RETURN_BOOL(true);
	for (uint32 i = 0; i < snapshot->xcnt; i++)
	{
		if (TransactionIdPrecedes(snapshot->xip[i], last))
			PG_RETURN_BOOL(false);
	}
	for (xid = snapshot->xmax; TransactionIdPrecedes(xid, last);)
	{
		if (!TransactionIdIsCurrentTransactionId(xid) && !TransactionIdDidAbort(xid))
			PG_RETURN_BOOL(false);
		TransactionIdAdvance(xid);
	}
	PG_RETURN_BOOL(true);
}
