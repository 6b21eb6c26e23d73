/* SQL functions on a timetable alone: local timestamps, holidays given by the caller. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/rangetypes.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "calendar/work_hours_cache.h"
#include "core/compat.h"
#include "core/errors.h"

PG_FUNCTION_INFO_V1(cc_hours_is_open);
PG_FUNCTION_INFO_V1(cc_hours_contains);
PG_FUNCTION_INFO_V1(cc_hours_working_time);
PG_FUNCTION_INFO_V1(cc_hours_add_working_time);
PG_FUNCTION_INFO_V1(cc_hours_next_open);
PG_FUNCTION_INFO_V1(cc_hours_next_close);
PG_FUNCTION_INFO_V1(cc_hours_open_periods);
PG_FUNCTION_INFO_V1(cc_hours_day_span);

#define FIRST_INSTANT (CC_FIRST_DAY * CC_DAY_USECS)
#define END_OF_TIME ((CC_LAST_DAY + 1) * CC_DAY_USECS)

/* Fails where an instant is infinite or outside the years that timetables know. */
void
cc_check_instant(Timestamp at)
{
	if (unlikely(at < FIRST_INSTANT || at >= END_OF_TIME))
	{
		char	   *shown = TIMESTAMP_NOT_FINITE(at) ? (at < 0 ? "-infinity" : "infinity") :
		DatumGetCString(DirectFunctionCall1(timestamp_out, TimestampGetDatum(at)));

		cc_fail(instant_out_of_range, shown);
	}
}

/* Returns the microseconds of an interval that has neither months nor days. */
int64
cc_interval_time(const Interval *interval)
{
	if (interval->month != 0 || interval->day != 0)
		cc_fail(interval_has_days);
	return interval->time;
}

/* Tells whether a timetable is open at an instant. */
Datum
cc_hours_is_open(PG_FUNCTION_ARGS)
{
	Timestamp	at = PG_GETARG_TIMESTAMP(1);

	cc_check_instant(at);
	PG_RETURN_BOOL(cc_schedule_is_open(cc_cached_schedule(fcinfo, 2), at));
}

/* Tells whether a timetable is open at an instant, where there are no holidays: the operator @>. */
Datum
cc_hours_contains(PG_FUNCTION_ARGS)
{
	Timestamp	at = PG_GETARG_TIMESTAMP(1);

	cc_check_instant(at);
	if (cc_work_hours_needs(PG_GETARG_WORK_HOURS(0)) & CC_NEEDS_HOLIDAYS)
		cc_fail(holidays_needed);
	PG_RETURN_BOOL(cc_schedule_is_open(cc_cached_schedule(fcinfo, 0), at));
}

/* Returns the open time between two instants; negative where the second lies before the first. */
Datum
cc_hours_working_time(PG_FUNCTION_ARGS)
{
	Timestamp	from = PG_GETARG_TIMESTAMP(1);
	Timestamp	to = PG_GETARG_TIMESTAMP(2);
	CCSchedule *schedule = cc_cached_schedule(fcinfo, 3);
	int64		before;

	cc_check_instant(from);
	cc_check_instant(to);
	/* in this order: the second question may compile days, which changes nothing of the first */
	before = cc_schedule_open_before(schedule, from);
	PG_RETURN_INTERVAL_P(cc_time_interval(cc_schedule_open_before(schedule, to) - before));
}

/* Returns the instant at which an amount of open time has passed. */
Datum
cc_hours_add_working_time(PG_FUNCTION_ARGS)
{
	Timestamp	from = PG_GETARG_TIMESTAMP(1);
	int64		amount = cc_interval_time(PG_GETARG_INTERVAL_P(2));
	Timestamp	at;

	cc_check_instant(from);
	if (!cc_schedule_reach(cc_cached_schedule(fcinfo, 3), from, amount, &at))
		cc_fail(no_open_time);
	PG_RETURN_TIMESTAMP(at);
}

/* Returns the first open instant at or after another one. */
Datum
cc_hours_next_open(PG_FUNCTION_ARGS)
{
	Timestamp	from = PG_GETARG_TIMESTAMP(1);
	Timestamp	at;

	cc_check_instant(from);
	if (!cc_schedule_next_open(cc_cached_schedule(fcinfo, 2), from, &at))
		cc_fail(no_open_time);
	PG_RETURN_TIMESTAMP(at);
}

/* Returns the first instant after another one at which open time ends. */
Datum
cc_hours_next_close(PG_FUNCTION_ARGS)
{
	Timestamp	from = PG_GETARG_TIMESTAMP(1);
	Timestamp	at;
	CCSchedule *schedule = cc_cached_schedule(fcinfo, 2);

	cc_check_instant(from);
	if (!cc_schedule_next_open(schedule, from, &at))
		cc_fail(no_open_time);
	if (!cc_schedule_next_close(schedule, at, &at))
		cc_fail(never_closes);
	PG_RETURN_TIMESTAMP(at);
}

/* What open_periods() keeps between its rows. */
typedef struct OpenPeriods
{
	CCSchedule *schedule;
	TypeCacheEntry *range_type;
	int64		at;
	int64		limit;
} OpenPeriods;

/* Prepares the rows of open_periods(). The schedule is its own: the cache may drop one between rows. */
static void
start_open_periods(FunctionCallInfo fcinfo, FuncCallContext *rows)
{
	MemoryContext old = MemoryContextSwitchTo(rows->multi_call_memory_ctx);
	OpenPeriods *state = palloc0(sizeof(OpenPeriods));
	WorkHours  *hours = PG_GETARG_WORK_HOURS(0);
	RangeType  *range = PG_GETARG_RANGE_P(1);
	CCDayCalendar calendar = {0, NULL};
	RangeBound	lower;
	RangeBound	upper;
	bool		empty;

	state->range_type = lookup_type_cache(TSRANGEOID, TYPECACHE_RANGE_INFO);
	range_deserialize(state->range_type, range, &lower, &upper, &empty);
	if (!empty)
	{
		if (lower.infinite || upper.infinite)
			cc_fail(unbounded_range);
		state->at = DatumGetTimestamp(lower.val);
		state->limit = DatumGetTimestamp(upper.val);
		cc_check_instant(state->at);
		cc_check_instant(state->limit);
	}
	if (cc_work_hours_needs(hours) & CC_NEEDS_HOLIDAYS)
		calendar = cc_holiday_calendar(CurrentMemoryContext, PG_GETARG_DATUM(2));
	state->schedule = cc_work_hours_compile(CurrentMemoryContext, hours, &calendar);
	rows->user_fctx = state;
	MemoryContextSwitchTo(old);
}

/* Lists the open periods within a range, cut to it. */
Datum
cc_hours_open_periods(PG_FUNCTION_ARGS)
{
	FuncCallContext *rows;
	OpenPeriods *state;
	int64		begin;
	int64		end;
	RangeBound	lower = {.inclusive = true, .lower = true};
	RangeBound	upper = {0};

	if (SRF_IS_FIRSTCALL())
		start_open_periods(fcinfo, SRF_FIRSTCALL_INIT());
	rows = SRF_PERCALL_SETUP();
	state = rows->user_fctx;
	if (!cc_schedule_next_period(state->schedule, state->at, state->limit, &begin, &end))
		SRF_RETURN_DONE(rows);
	CHECK_FOR_INTERRUPTS();
	state->at = end;
	lower.val = TimestampGetDatum(begin);
	upper.val = TimestampGetDatum(end);
	SRF_RETURN_NEXT(rows, RangeTypePGetDatum(cc_make_range(state->range_type, &lower, &upper)));
}

/* Fails where a day is outside the years that timetables know. */
void
cc_check_day(DateADT day)
{
	if (day < CC_FIRST_DAY || day > CC_LAST_DAY)
		cc_fail(instant_out_of_range, DatumGetCString(DirectFunctionCall1(date_out, DateADTGetDatum(day))));
}

/* Returns the local time from when the open time that begins on a day begins until it ends at the latest; NULL for none. */
Datum
cc_day_span_range(FunctionCallInfo fcinfo, CCSchedule *schedule, DateADT day)
{
	TypeCacheEntry *type = lookup_type_cache(TSRANGEOID, TYPECACHE_RANGE_INFO);
	RangeBound	lower = {.inclusive = true, .lower = true};
	RangeBound	upper = {0};
	int64		begin;
	int64		end;

	if (!cc_schedule_own_span(schedule, day, &begin, &end))
		PG_RETURN_NULL();
	lower.val = TimestampGetDatum(begin);
	upper.val = TimestampGetDatum(end);
	PG_RETURN_RANGE_P(cc_make_range(type, &lower, &upper));
}

/* Returns the span of a day by a timetable alone. */
Datum
cc_hours_day_span(PG_FUNCTION_ARGS)
{
	DateADT		day = PG_GETARG_DATEADT(1);

	cc_check_day(day);
	return cc_day_span_range(fcinfo, cc_cached_schedule(fcinfo, 2), day);
}
