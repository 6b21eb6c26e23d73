/* Builds the sums of a center's open time, run by run. */
#include "postgres.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "calendar/center_calendar.h"

/* Spans that a day can have at most: every second minute one, twice where the clock is put back. */
#define MOST_SPANS 2048

/* More runs than this are not compiled; such a question is answered without a ledger. */
#define MOST_RUNS 256

/* Tells whether everything that a UTC day depends on is known. */
static bool
day_known(const CCTimeline *timeline, TimestampTz begin)
{
	CCCenterCalendar *center = timeline->center;
	TimestampTz end = begin + CC_DAY_USECS;

	for (int i = 0; i < timeline->count; i++)
	{
		const CCPiece *piece = &timeline->pieces[i];

		if (begin < piece->from || begin >= piece->to)
			continue;
		if (piece->zoned->needs_calendar &&
			!cc_is_covered(center, cc_local_time(center, begin), cc_local_time(center, end - 1)))
			return false;
		if (end <= piece->to)
			return true;
		begin = piece->to;
	}
	return false;
}

/* Collects the open spans of a UTC day, padded to the least number. */
static int
collect_day(CCTimeline *timeline, TimestampTz begin, CCOpenSpan *spans)
{
	int			count = 0;
	TimestampTz at = begin;
	TimestampTz from;
	TimestampTz to;

	while (count < MOST_SPANS && cc_timeline_next_period(timeline, at, begin + CC_DAY_USECS, &from, &to))
	{
		spans[count].from = from - begin;
		spans[count++].length = to - from;
		at = to;
	}
	for (; count < CC_LEAST_SPANS; count++)
	{
		spans[count].from = CC_DAY_USECS;
		spans[count].length = 0;
	}
	return count;
}

/* Returns the bucket where a plan with these spans is or belongs. */
static int
find_bucket(const CCLedger *ledger, const CCOpenSpan *spans, int nspans)
{
	int			bucket = hash_bytes((const unsigned char *) spans, nspans * sizeof(CCOpenSpan)) & (ledger->nbuckets - 1);

	while (ledger->buckets[bucket] != 0)
	{
		const CCPlan *plan = &ledger->plans[ledger->buckets[bucket] - 1];

		if (plan->nspans == nspans && memcmp(plan->spans, spans, nspans * sizeof(CCOpenSpan)) == 0)
			break;
		bucket = (bucket + 1) & (ledger->nbuckets - 1);
	}
	return bucket;
}

/* Makes room for more plans, with twice as many buckets as plans. */
static void
grow_plans(CCLedger *ledger)
{
	CCPlan	   *old = ledger->plans;
	int			room = Max(16, ledger->plan_room * 2);
	CCPlan	   *plans = MemoryContextAllocZero(ledger->context, room * sizeof(CCPlan));

	ledger->buckets = MemoryContextAllocZero(ledger->context, room * 2 * sizeof(int));
	ledger->nbuckets = room * 2;
	ledger->plans = plans;
	ledger->plan_room = room;
	for (int i = 0; i < ledger->nplans; i++)
	{
		ledger->plans[i] = old[i];
		ledger->buckets[find_bucket(ledger, old[i].spans, old[i].nspans)] = i + 1;
	}
}

/* Returns the plan with these spans, made where there is none yet. */
static uint32
find_plan(CCLedger *ledger, const CCOpenSpan *spans, int nspans)
{
	CCPlan		plan = {.nspans = nspans};
	int			bucket;

	if (ledger->nplans == ledger->plan_room)
		grow_plans(ledger);
	bucket = find_bucket(ledger, spans, nspans);
	if (ledger->buckets[bucket] != 0)
		return (uint32) ledger->buckets[bucket] - 1;
	plan.spans = MemoryContextAlloc(ledger->context, nspans * sizeof(CCOpenSpan));
	memcpy(plan.spans, spans, nspans * sizeof(CCOpenSpan));
	if (nspans > 0)
		memcpy(plan.first, spans, sizeof(plan.first));
	for (int i = 0; i < nspans; i++)
		plan.total += spans[i].length;
	ledger->plans[ledger->nplans] = plan;
	ledger->buckets[bucket] = ++ledger->nplans;
	return (uint32) ledger->nplans - 1;
}

/* Returns the instant at which a run begins. */
static TimestampTz
run_begin(int number)
{
	return (CC_FIRST_DAY + (int64) number * CC_RUN_DAYS) * CC_DAY_USECS;
}

/* Compiles a run of days, each known day in the stretch of the one before. Returns the open time of all. */
static int64
compile_run(CCLedger *ledger, int number, CCSum *days, uint32 stretch)
{
	CCOpenSpan *spans = palloc(MOST_SPANS * sizeof(CCOpenSpan));
	int64		before = 0;

	for (int i = 0; i < CC_RUN_DAYS; i++)
	{
		TimestampTz begin = run_begin(number) + i * CC_DAY_USECS;
		bool		known = begin > CC_FIRST_DAY * CC_DAY_USECS && begin < CC_LAST_DAY * CC_DAY_USECS &&
		day_known(ledger->timeline, begin);

		if (known && stretch == 0)
			stretch = ++ledger->stretches;
		if (!known)
			stretch = 0;
		days[i].stretch = stretch;
		days[i].plan = find_plan(ledger, spans, known ? collect_day(ledger->timeline, begin, spans) : 0);
		days[i].before = before;
		before += ledger->plans[days[i].plan].total;
	}
	pfree(spans);
	return before;
}

/* Adds an amount to the sums of a run. */
static void
raise_sums(CCSum *days, int64 amount)
{
	for (int i = 0; i < CC_RUN_DAYS; i++)
		days[i].before += amount;
}

/* Compiles a run that leads up to the one above it; its last days get the stretch of that one. */
static void
compile_below(CCLedger *ledger, int number, CCSum *days)
{
	const CCSum *above = days + CC_RUN_DAYS;
	int64		total = compile_run(ledger, number, days, 0);
	uint32		own = days[CC_RUN_DAYS - 1].stretch;

	raise_sums(days, above->before - total);
	for (int i = CC_RUN_DAYS - 1; own != 0 && above->stretch != 0 && i >= 0 && days[i].stretch == own; i--)
		days[i].stretch = above->stretch;
}

/* Compiles a run that continues the one below it. */
static void
compile_above(CCLedger *ledger, int number, CCSum *days)
{
	const CCSum *last = days - 1;

	(void) compile_run(ledger, number, days, last->stretch);
	raise_sums(days, last->before + ledger->plans[last->plan].total);
}

/*
 * Makes the ledger reach from one run to another, at least as far as it does already. What is compiled
 * takes the place of the old days once it is complete, because it can be interrupted.
 */
static void
widen(CCLedger *ledger, int low, int high)
{
	MemoryContext room = AllocSetContextCreate(CurrentMemoryContext, "cc_center ledger", ALLOCSET_SMALL_SIZES);
	CCSum	   *days = MemoryContextAlloc(room, (high - low + 1) * CC_RUN_DAYS * sizeof(CCSum));
	int			first = low;
	int			last = low;

	if (ledger->length == 0)
		(void) compile_run(ledger, low, days, 0);
	else
	{
		first = ledger->low;
		last = ledger->high;
		memcpy(days + (first - low) * CC_RUN_DAYS, ledger->days, (last - first + 1) * CC_RUN_DAYS * sizeof(CCSum));
	}
	while (first > low)
	{
		first--;
		compile_below(ledger, first, days + (first - low) * CC_RUN_DAYS);
		CHECK_FOR_INTERRUPTS();
	}
	while (last < high)
	{
		last++;
		compile_above(ledger, last, days + (last - low) * CC_RUN_DAYS);
		CHECK_FOR_INTERRUPTS();
	}
	MemoryContextSetParent(room, ledger->context);
	if (ledger->room)
		MemoryContextDelete(ledger->room);
	ledger->room = room;
	ledger->days = days;
	ledger->low = low;
	ledger->high = high;
	ledger->begin = run_begin(low);
	ledger->length = (uint64) (high - low + 1) * CC_RUN_DAYS * CC_DAY_USECS;
}

/*
 * Makes the ledger of a timetable reach over two instants. Worth its while only where it is asked often,
 * which the caller knows. Returns false where it would become too large.
 */
bool
cc_ledger_make(CCTimeline *timeline, TimestampTz from, TimestampTz to)
{
	CCLedger   *ledger = &timeline->ledger;
	int			low = cc_run_of(cc_instant_day(Min(from, to)));
	int			high = cc_run_of(cc_instant_day(Max(from, to)));

	ledger->timeline = timeline;
	ledger->context = GetMemoryChunkContext(timeline->pieces);
	if (ledger->length > 0)
	{
		low = Min(low, ledger->low);
		high = Max(high, ledger->high);
	}
	if (high - low >= MOST_RUNS)
		return false;
	widen(ledger, low, high);
	return true;
}
