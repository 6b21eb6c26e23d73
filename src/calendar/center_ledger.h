/* Sums of a center's open time by UTC day: working time between instants as a difference of two sums. */
#ifndef CC_CENTER_LEDGER_H
#define CC_CENTER_LEDGER_H

#include "postgres.h"
#include "utils/timestamp.h"

#include "calendar/work_hours_schedule.h"

/*
 * Like the runs of a schedule, but of instants: changes of the zone's offset, special days and new
 * versions of a timetable are all worked in. Days of one stretch follow each other and are all
 * known; stretch 0 are days about which something is not known. The days lie in one array, so that
 * the place of an instant needs nothing but a division.
 */
typedef struct CCLedger
{
	struct CCTimeline *timeline;	/* whose part it is */
	MemoryContext context;
	MemoryContext room;			/* of the days */
	CCSum	   *days;
	TimestampTz begin;			/* of the first day */
	uint64		length;			/* of all days, in microseconds; 0 where there are none yet */
	int			low;			/* the days are those of the runs low to high */
	int			high;
	uint32		stretches;
	CCPlan	   *plans;
	int			nplans;
	int			plan_room;
	int			nbuckets;
	int		   *buckets;
} CCLedger;

extern bool cc_ledger_make(struct CCTimeline *timeline, TimestampTz from, TimestampTz to);

/* Returns the sums of an instant's day, and the open time before it. NULL where they are not compiled. */
static inline const CCSum *
cc_ledger_before(const CCLedger *ledger, TimestampTz at, int64 *before)
{
	uint64		passed = (uint64) at - (uint64) ledger->begin;
	uint64		day = passed / CC_DAY_USECS;
	const CCSum *sum;

	/* earlier ones are very large when seen as unsigned */
	if (passed >= ledger->length)
		return NULL;
	sum = &ledger->days[day];
	*before = sum->before + cc_plan_before(&ledger->plans[sum->plan], passed - day * CC_DAY_USECS);
	return sum;
}

/* Returns the open time between two instants; false where the ledger does not know it (yet). */
static inline bool
cc_ledger_time(const CCLedger *ledger, TimestampTz from, TimestampTz to, int64 *time)
{
	int64		before;
	int64		after;
	const CCSum *first = cc_ledger_before(ledger, from, &before);
	const CCSum *last = cc_ledger_before(ledger, to, &after);

	if (first == NULL || last == NULL || first->stretch != last->stretch || first->stretch == 0)
		return false;
	*time = after - before;
	return true;
}

#endif
