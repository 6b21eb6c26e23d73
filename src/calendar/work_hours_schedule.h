/* The compiled timetable, shared by the sources that build and search it. */
#ifndef CC_WORK_HOURS_SCHEDULE_H
#define CC_WORK_HOURS_SCHEDULE_H

#include "calendar/work_hours.h"

/* A stretch of open time within a day, in microseconds from midnight. */
typedef struct CCOpenSpan
{
	int64		from;
	int64		length;
} CCOpenSpan;

/*
 * The open spans of a kind of day, joined and ascending. There are always at least two, empty ones at the
 * day's end if need be: most days have two or none, and what is always done for two is never
 * mispredicted.
 */
#define CC_LEAST_SPANS 2

typedef struct CCPlan
{
	CCOpenSpan	first[CC_LEAST_SPANS];	/* copies of the first spans, to save a look elsewhere */
	CCOpenSpan *spans;
	int			nspans;			/* with the empty ones */
	int64		total;
	uint64		matching;		/* rules that select the day, */
	uint64		tails;			/* and the day before */
} CCPlan;

/* Days of a timetable that is not weekly are compiled in runs of this many. */
#define CC_RUN_BITS 9
#define CC_RUN_DAYS (1 << CC_RUN_BITS)
#define CC_RUNS ((CC_LAST_DAY + 1 - CC_FIRST_DAY) / CC_RUN_DAYS + 1)

/* What is summed up for a day. */
typedef struct CCSum
{
	int64		before;			/* open time before the day, counted from the run's first */
	uint32		plan;
	uint32		stretch;		/* of no use to a schedule, see center_ledger.c */
} CCSum;

typedef struct CCRun
{
	CCSum		days[CC_RUN_DAYS + 1];	/* the last one is where the next run begins */
} CCRun;

/*
 * A timetable compiled for arithmetic. A weekly one needs seven plans and their sums. Any other one
 * gets runs of days as they are asked for; the runs compiled are always neighbours, so that the open
 * time between any two days of them is a difference of sums.
 */
struct CCSchedule
{
	CCArena    *arena;
	const CCRule *rules;
	int			nrules;
	CCDayCalendar calendar;
	CCPlan	   *plans;
	int			nplans;
	int			plan_room;
	int			nbuckets;		/* plans by what made them: place + 1, 0 where free */
	int		   *buckets;
	bool		weekly;
	uint32		week_plan[7];	/* Saturday first, the weekday of day 0 */
	int64		week_before[8];
	CCRun	  **runs;
	int64	   *run_before;		/* open time before each run, counted from the first one compiled */
	int			low;			/* compiled runs: low to high, none where high < low */
	int			high;
};

extern bool cc_schedule_has_runs(CCSchedule *schedule, int low, int high);
extern const CCPlan *cc_schedule_plan(CCSchedule *schedule, int32 day);

/* Returns the day of an instant; instants outside the years 1 to 9999 are cut to them. */
static inline int32
cc_instant_day(int64 at)
{
	int64		day = at / CC_DAY_USECS - (at % CC_DAY_USECS < 0 ? 1 : 0);

	return (int32) Max(Min(day, CC_LAST_DAY), CC_FIRST_DAY);
}

/* Returns the run that a day lies in. */
static inline int
cc_run_of(int32 day)
{
	return (day - CC_FIRST_DAY) >> CC_RUN_BITS;
}

/* Returns where in its run a day lies. */
static inline int
cc_run_slot(int32 day)
{
	return (day - CC_FIRST_DAY) & (CC_RUN_DAYS - 1);
}

/* Returns how much of a span lies before a time of its day. Written so that nothing branches. */
static inline int64
cc_span_before(const CCOpenSpan *span, int64 time)
{
	int64		passed = time - span->from;

	passed = passed < 0 ? 0 : passed;
	return passed > span->length ? span->length : passed;
}

/* Returns how much of a plan's open time lies before a time of its day. */
static inline int64
cc_plan_before(const CCPlan *plan, int64 time)
{
	int64		sum = cc_span_before(&plan->first[0], time) + cc_span_before(&plan->first[1], time);

	for (int i = CC_LEAST_SPANS; i < plan->nspans; i++)
		sum += cc_span_before(&plan->spans[i], time);
	return sum;
}

#endif
