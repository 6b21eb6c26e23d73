/* Questions to a compiled timetable: open time before an instant, and the instants it leads to. */
#include "calendar/work_hours_schedule.h"

/* A search gives up after this many days without open (or closed) time. */
#define HORIZON_DAYS 36525
#define HORIZON_RUNS (HORIZON_DAYS / CC_RUN_DAYS + 1)

/* Weeks are counted from this many before week 0, long before year 1: unsigned numbers are divided faster. */
#define EARLY_WEEKS 200000

#define FIRST_INSTANT (CC_FIRST_DAY * CC_DAY_USECS)
#define LAST_INSTANT ((CC_LAST_DAY + 1) * CC_DAY_USECS)

/* Returns the quotient rounded down. */
static inline int64
floor_div64(int64 a, int64 b)
{
	return a / b - (a % b < 0 ? 1 : 0);
}

/*
 * Returns the open time before an instant, in microseconds, counted from a point of the schedule's
 * own: only differences mean something.
 */
int64
cc_schedule_open_before(CCSchedule *schedule, int64 at)
{
	int32		day;
	int64		time;
	const CCSum *sum;
	int			run;
	int			slot;

	if (schedule->weekly)
	{
		uint64		passed = (uint64) (at + EARLY_WEEKS * 7 * CC_DAY_USECS);
		uint32		days = (uint32) (passed / CC_DAY_USECS);
		int64		week = (int64) (days / 7) - EARLY_WEEKS;
		uint32		weekday = days % 7;

		return week * schedule->week_before[7] + schedule->week_before[weekday] +
			cc_plan_before(&schedule->plans[schedule->week_plan[weekday]], passed % CC_DAY_USECS);
	}
	day = cc_instant_day(at);
	time = at - day * CC_DAY_USECS;
	run = cc_run_of(day);
	slot = cc_run_slot(day);
	if (run < schedule->low || run > schedule->high)
		(void) cc_schedule_has_runs(schedule, run, run);
	sum = &schedule->runs[run]->days[slot];
	return schedule->run_before[run] + sum->before + cc_plan_before(&schedule->plans[sum->plan], time);
}

/* Tells whether an instant is open. */
bool
cc_schedule_is_open(CCSchedule *schedule, int64 at)
{
	int32		day = cc_instant_day(at);
	int64		time = at - day * CC_DAY_USECS;
	const CCPlan *plan = cc_schedule_plan(schedule, day);

	for (int i = 0; i < plan->nspans && plan->spans[i].from <= time; i++)
	{
		if (time < plan->spans[i].from + plan->spans[i].length)
			return true;
	}
	return false;
}

/* Returns the time of day at which an amount of the plan's open time has passed. */
static int64
plan_reach(const CCPlan *plan, int64 amount)
{
	for (int i = 0; i < plan->nspans; i++)
	{
		int64		length = plan->spans[i].length;

		if (amount <= length)
			return plan->spans[i].from + amount;
		amount -= length;
	}
	return CC_DAY_USECS;
}

/* Returns the latest time of day at which no more than an amount of the open time has passed. */
static int64
plan_leave(const CCPlan *plan, int64 amount)
{
	for (int i = 0; i < plan->nspans; i++)
	{
		int64		length = plan->spans[i].length;

		if (amount < length)
			return plan->spans[i].from + amount;
		amount -= length;
	}
	return CC_DAY_USECS;
}

/* Finds the first instant before which the open time is at least the target, in a weekly timetable. */
static int64
week_reach(const CCSchedule *schedule, int64 target)
{
	int64		total = schedule->week_before[7];
	int64		week = floor_div64(target - 1, total);
	int64		rest = target - week * total;
	int			day = 0;

	while (schedule->week_before[day + 1] < rest)
		day++;
	return (week * 7 + day) * CC_DAY_USECS +
		plan_reach(&schedule->plans[schedule->week_plan[day]], rest - schedule->week_before[day]);
}

/* Finds the last instant before which the open time is at most the target, in a weekly timetable. */
static int64
week_leave(const CCSchedule *schedule, int64 target)
{
	int64		total = schedule->week_before[7];
	int64		week = floor_div64(target, total);
	int64		rest = target - week * total;
	int			day = 0;

	while (schedule->week_before[day + 1] <= rest)
		day++;
	return (week * 7 + day) * CC_DAY_USECS +
		plan_leave(&schedule->plans[schedule->week_plan[day]], rest - schedule->week_before[day]);
}

/* Returns the open time before the end of a run. */
static int64
run_end(const CCSchedule *schedule, int run)
{
	return schedule->run_before[run] + schedule->runs[run]->days[CC_RUN_DAYS].before;
}

/*
 * Compiles runs upwards from one until open time beyond the target lies in them (or_equal: until the
 * target is reached). False where a whole horizon passes without open time, or time ends.
 */
static bool
extend_up(CCSchedule *schedule, int run, int64 target, bool or_equal)
{
	int			barren = 0;

	if (!cc_schedule_has_runs(schedule, run, run))
		return false;
	while (or_equal ? run_end(schedule, schedule->high) < target : run_end(schedule, schedule->high) <= target)
	{
		int64		before = run_end(schedule, schedule->high);

		if (!cc_schedule_has_runs(schedule, schedule->high, schedule->high + 1))
			return false;
		barren = run_end(schedule, schedule->high) > before ? 0 : barren + 1;
		if (barren > HORIZON_RUNS)
			return false;
	}
	return true;
}

/* Compiles runs downwards from one until the open time before them is at most the target. */
static bool
extend_down(CCSchedule *schedule, int run, int64 target)
{
	int			barren = 0;

	if (!cc_schedule_has_runs(schedule, run, run))
		return false;
	while (schedule->run_before[schedule->low] >= target)
	{
		int64		before = schedule->run_before[schedule->low];

		if (!cc_schedule_has_runs(schedule, schedule->low - 1, schedule->low))
			return false;
		barren = schedule->run_before[schedule->low] < before ? 0 : barren + 1;
		if (barren > HORIZON_RUNS)
			return false;
	}
	return true;
}

/* Returns the first place of an ascending array whose value is above the target (or equal to it). */
static int
first_above(const int64 *values, int low, int high, int64 target, bool or_equal)
{
	while (low < high)
	{
		int			middle = low + (high - low) / 2;

		if (values[middle] > target || (or_equal && values[middle] == target))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* Returns the first day of a run, not its very first, before which the open time is above the target. */
static int
first_day_above(const CCRun *run, int64 target, bool or_equal)
{
	int			low = 1;
	int			high = CC_RUN_DAYS;

	while (low < high)
	{
		int			middle = low + (high - low) / 2;

		if (run->days[middle].before > target || (or_equal && run->days[middle].before == target))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* Finds the instant for a target of open time in the compiled runs. */
static int64
run_find(const CCSchedule *schedule, int64 target, bool reach)
{
	int			run;
	int			slot;
	int64		rest;
	const CCPlan *plan;
	int32		day;

	/* the last run that begins below the target, then the day that ends at or above it */
	run = first_above(schedule->run_before, schedule->low + 1, schedule->high + 1, target, reach) - 1;
	rest = target - schedule->run_before[run];
	slot = first_day_above(schedule->runs[run], rest, reach) - 1;
	day = CC_FIRST_DAY + run * CC_RUN_DAYS + slot;
	plan = &schedule->plans[schedule->runs[run]->days[slot].plan];
	rest -= schedule->runs[run]->days[slot].before;
	return day * CC_DAY_USECS + (reach ? plan_reach(plan, rest) : plan_leave(plan, rest));
}

/*
 * Finds the instant at which an amount of open time has passed since another one: the first such
 * instant, or, for a negative amount, the last one. False where there is none within the horizon.
 */
bool
cc_schedule_reach(CCSchedule *schedule, int64 from, int64 amount, int64 *at)
{
	int			run = cc_run_of(cc_instant_day(from));
	int64		target;

	*at = from;
	if (amount == 0)
		return true;
	/* more than all time there is: also keeps the sums from overflowing */
	if (amount > LAST_INSTANT - FIRST_INSTANT || amount < FIRST_INSTANT - LAST_INSTANT)
		return false;
	target = cc_schedule_open_before(schedule, from) + amount;
	if (schedule->weekly)
	{
		if (schedule->week_before[7] == 0)
			return false;
		*at = amount > 0 ? week_reach(schedule, target) : week_leave(schedule, target);
	}
	else
	{
		if (amount > 0 ? !extend_up(schedule, run, target, true) : !extend_down(schedule, run, target + 1))
			return false;
		*at = run_find(schedule, target, amount > 0);
	}
	return *at >= FIRST_INSTANT && *at <= LAST_INSTANT;
}

/* Finds the first open instant at or after another one. */
bool
cc_schedule_next_open(CCSchedule *schedule, int64 from, int64 *at)
{
	int64		target;

	if (cc_schedule_is_open(schedule, from))
	{
		*at = from;
		return true;
	}
	target = cc_schedule_open_before(schedule, from);
	if (schedule->weekly)
	{
		if (schedule->week_before[7] == 0)
			return false;
		*at = week_leave(schedule, target);
	}
	else
	{
		if (!extend_up(schedule, cc_run_of(cc_instant_day(from)), target, false))
			return false;
		*at = run_find(schedule, target, false);
	}
	return *at < LAST_INSTANT;
}

/* Finds where the open time that holds an instant ends. False where it does not within the horizon. */
static bool
open_until(CCSchedule *schedule, int64 from, int64 limit, int64 *end)
{
	int32		day = cc_instant_day(from);
	int64		at = from;

	for (int days = 0; days <= HORIZON_DAYS && day <= CC_LAST_DAY && at < limit; days++, day++)
	{
		const CCPlan *plan = cc_schedule_plan(schedule, day);
		int64		midnight = day * CC_DAY_USECS;
		int			i = 0;

		while (i < plan->nspans && midnight + plan->spans[i].from + plan->spans[i].length <= at)
			i++;
		if (i == plan->nspans || midnight + plan->spans[i].from > at || plan->spans[i].length == 0)
		{
			*end = at;
			return true;
		}
		at = midnight + plan->spans[i].from + plan->spans[i].length;
		if (at < midnight + CC_DAY_USECS)
		{
			*end = at;
			return true;
		}
		if ((days & 1023) == 1023)
			CC_INTERRUPTS();
	}
	*end = limit;
	return false;
}

/* Finds the first instant after another one at which open time ends. */
bool
cc_schedule_next_close(CCSchedule *schedule, int64 from, int64 *at)
{
	int64		open;

	return cc_schedule_next_open(schedule, from, &open) && open_until(schedule, open, LAST_INSTANT, at);
}

/*
 * Finds the first open period that ends after from and begins before limit, cut to both. False where
 * there is none.
 */
bool
cc_schedule_next_period(CCSchedule *schedule, int64 from, int64 limit, int64 *begin, int64 *end)
{
	int64		at = from;

	if (schedule->weekly && schedule->week_before[7] == 7 * CC_DAY_USECS)
	{
		*begin = from;
		*end = limit;
		return from < limit;
	}
	/* a gap longer than the horizon must not end a long range */
	while (at < limit && !cc_schedule_next_open(schedule, at, begin))
	{
		if (schedule->weekly)
			return false;
		at = Min(limit, at + HORIZON_DAYS * CC_DAY_USECS);
	}
	if (at >= limit || *begin >= limit)
		return false;
	at = *begin;
	while (at < limit && !open_until(schedule, at, limit, end) && *end < limit)
		at = *end;
	*end = Min(*end, limit);
	return true;
}
