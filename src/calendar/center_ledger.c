/* Builds the sums of a center's open time, run by run. */
#include "postgres.h"

#include "common/hashfn.h"
#include "miscadmin.h"

#include "calendar/center_ledger.h"

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
			!cc_is_covered(center, begin + center->zone.offsets[cc_zone_find(center, begin)].offset,
						   end - 1 + center->zone.offsets[cc_zone_find(center, end - 1)].offset))
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

	ledger->plan_room = Max(16, ledger->plan_room * 2);
	ledger->nbuckets = ledger->plan_room * 2;
	ledger->plans = MemoryContextAllocZero(ledger->context, ledger->plan_room * sizeof(CCPlan));
	ledger->buckets = MemoryContextAllocZero(ledger->context, ledger->nbuckets * sizeof(int));
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
	CCPlan		plan = {NULL, nspans, 0, 0, 0};
	int			bucket;

	if (ledger->nplans == ledger->plan_room)
		grow_plans(ledger);
	bucket = find_bucket(ledger, spans, nspans);
	if (ledger->buckets[bucket] != 0)
		return (uint32) ledger->buckets[bucket] - 1;
	plan.spans = MemoryContextAlloc(ledger->context, nspans * sizeof(CCOpenSpan));
	memcpy(plan.spans, spans, nspans * sizeof(CCOpenSpan));
	for (int i = 0; i < nspans; i++)
		plan.total += spans[i].length;
	ledger->plans[ledger->nplans] = plan;
	ledger->buckets[bucket] = ++ledger->nplans;
	return (uint32) ledger->nplans - 1;
}

/* Compiles a run of days, each known day in the stretch of the one before. */
static CCRun *
compile_run(CCLedger *ledger, int number, uint32 stretch)
{
	CCRun	   *run = MemoryContextAllocZero(ledger->context, sizeof(CCRun));
	CCOpenSpan *spans = palloc(MOST_SPANS * sizeof(CCOpenSpan));

	for (int i = 0; i < CC_RUN_DAYS; i++)
	{
		TimestampTz begin = (CC_FIRST_DAY + number * CC_RUN_DAYS + i) * CC_DAY_USECS;
		bool		known = begin > CC_FIRST_DAY * CC_DAY_USECS && begin < CC_LAST_DAY * CC_DAY_USECS &&
			day_known(ledger->timeline, begin);
		CCSum	   *sum = &run->days[i];

		if (known && stretch == 0)
			stretch = ++ledger->stretches;
		if (!known)
			stretch = 0;
		sum->stretch = stretch;
		if (known)
			sum->plan = find_plan(ledger, spans, collect_day(ledger->timeline, begin, spans));
		else
			sum->plan = find_plan(ledger, spans, 0);
		run->days[i + 1].before = sum->before + ledger->plans[sum->plan].total;
	}
	pfree(spans);
	return run;
}

/* Gives the last days of a run the stretch of the run above, which they lead up to. */
static void
join_stretch(CCRun *run, const CCRun *above)
{
	uint32		own = run->days[CC_RUN_DAYS - 1].stretch;

	for (int i = CC_RUN_DAYS - 1; own != 0 && above->days[0].stretch != 0 && i >= 0 && run->days[i].stretch == own; i--)
		run->days[i].stretch = above->days[0].stretch;
}

/* Compiles the runs from low to high that are missing. */
static void
compile_runs(CCLedger *ledger, int low, int high)
{
	if (ledger->high < ledger->low)
	{
		ledger->runs[low] = compile_run(ledger, low, 0);
		ledger->low = ledger->high = low;
	}
	while (ledger->low > low)
	{
		CCRun	   *run = compile_run(ledger, ledger->low - 1, 0);

		join_stretch(run, ledger->runs[ledger->low]);
		ledger->runs[ledger->low - 1] = run;
		ledger->run_before[ledger->low - 1] = ledger->run_before[ledger->low] - run->days[CC_RUN_DAYS].before;
		ledger->low--;
		CHECK_FOR_INTERRUPTS();
	}
	while (ledger->high < high)
	{
		CCRun	   *last = ledger->runs[ledger->high];

		ledger->runs[ledger->high + 1] = compile_run(ledger, ledger->high + 1, last->days[CC_RUN_DAYS - 1].stretch);
		ledger->run_before[ledger->high + 1] = ledger->run_before[ledger->high] + last->days[CC_RUN_DAYS].before;
		ledger->high++;
		CHECK_FOR_INTERRUPTS();
	}
}

/*
 * Makes the ledger of a timetable reach over two instants. Worth its while only where it is asked often,
 * which the caller knows. Returns false where it would become too large.
 */
bool
cc_ledger_make(CCTimeline *timeline, TimestampTz from, TimestampTz to)
{
	CCLedger   *ledger = timeline->ledger;
	int			low = cc_run_of(cc_instant_day(Min(from, to)));
	int			high = cc_run_of(cc_instant_day(Max(from, to)));

	if (ledger == NULL)
	{
		MemoryContext context = GetMemoryChunkContext(timeline->pieces);

		ledger = MemoryContextAllocZero(context, sizeof(CCLedger));
		ledger->timeline = timeline;
		ledger->context = context;
		ledger->runs = MemoryContextAllocZero(context, CC_RUNS * sizeof(CCRun *));
		ledger->run_before = MemoryContextAllocZero(context, CC_RUNS * sizeof(int64));
		ledger->high = -1;
		timeline->ledger = ledger;
	}
	if (ledger->high >= ledger->low)
	{
		low = Min(low, ledger->low);
		high = Max(high, ledger->high);
	}
	if (high - low >= MOST_RUNS)
		return false;
	compile_runs(ledger, low, high);
	return true;
}
