/* The compiled timetable, shared by the sources that build and search it. */
#ifndef CC_WORK_HOURS_SCHEDULE_H
#define CC_WORK_HOURS_SCHEDULE_H

#include "calendar/work_hours.h"

/* The open spans of a kind of day, in microseconds from midnight, joined and ascending. */
typedef struct CCPlan
{
	uint64		matching;		/* rules that select the day, */
	uint64		tails;			/* and the day before */
	int64		total;
	int			nspans;
	struct CCPlanSpan
	{
		int64		from;
		int64		to;
	}		   *spans;
} CCPlan;

/* Days of a timetable that is not weekly are compiled in runs of this many. */
#define CC_RUN_BITS 9
#define CC_RUN_DAYS (1 << CC_RUN_BITS)
#define CC_RUNS ((CC_LAST_DAY + 1 - CC_FIRST_DAY) / CC_RUN_DAYS + 1)

typedef struct CCRun
{
	int64		before[CC_RUN_DAYS + 1];	/* open time before each day of the run */
	uint32		plan[CC_RUN_DAYS];
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
	int			last_plan;
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

/* Returns how much of a plan's open time lies before a time of its day. */
static inline int64
cc_plan_before(const CCPlan *plan, int64 time)
{
	int64		sum = 0;

	for (int i = 0; i < plan->nspans && plan->spans[i].from < time; i++)
		sum += Min(plan->spans[i].to, time) - plan->spans[i].from;
	return sum;
}

#endif
