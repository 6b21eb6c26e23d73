/* Sums of a center's open time by UTC day: working time between instants as a difference of two sums. */
#ifndef CC_CENTER_LEDGER_H
#define CC_CENTER_LEDGER_H

#include "calendar/center_calendar.h"
#include "calendar/work_hours_schedule.h"

/*
 * Like the runs of a schedule, but of instants: changes of the zone's offset, special days and new
 * versions of a timetable are all worked in. Days of one stretch follow each other and are all
 * known; stretch 0 are days about which something is not known.
 */
typedef struct CCLedger
{
	CCTimeline *timeline;
	MemoryContext context;
	CCRun	  **runs;
	int64	   *run_before;
	int			low;
	int			high;
	uint32		stretches;
	CCPlan	   *plans;
	int			nplans;
	int			plan_room;
	int			nbuckets;
	int		   *buckets;
} CCLedger;

extern bool cc_ledger_make(CCTimeline *timeline, TimestampTz from, TimestampTz to);

/* Returns the sums of an instant's day, and the open time before it. NULL where they are not compiled. */
static inline const CCSum *
cc_ledger_before(const CCLedger *ledger, TimestampTz at, int64 *before)
{
	int64		days = at / CC_DAY_USECS - (at % CC_DAY_USECS < 0 ? 1 : 0);
	int			run = cc_run_of((int32) days);
	const CCSum *sum;

	if (run < ledger->low || run > ledger->high)
		return NULL;
	sum = &ledger->runs[run]->days[cc_run_slot((int32) days)];
	*before = ledger->run_before[run] + sum->before +
		cc_plan_before(&ledger->plans[sum->plan], at - days * CC_DAY_USECS);
	return sum;
}

/* Returns the open time between two instants; false where the ledger does not know it (yet). */
static inline bool
cc_ledger_time(const CCLedger *ledger, TimestampTz from, TimestampTz to, int64 *time)
{
	int64		before = 0;
	int64		after = 0;
	const CCSum *first = cc_ledger_before(ledger, from, &before);
	const CCSum *last = cc_ledger_before(ledger, to, &after);

	*time = after - before;
	return first && last && first->stretch == last->stretch && first->stretch != 0;
}

#endif
