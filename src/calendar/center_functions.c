/* SQL functions on the timetables of a center: instants, its zone and its day calendar. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/rangetypes.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "calendar/center_calendar.h"
#include "core/compat.h"
#include "core/errors.h"

/*
 * Working time is summed up in a ledger once it was asked for this often; a timetable that a ledger
 * cannot answer this often (over too long a time) is left alone.
 */
#define LEDGER_FROM 64
#define LEDGER_UNTIL 4096

PG_FUNCTION_INFO_V1(cc_center_is_open);
PG_FUNCTION_INFO_V1(cc_center_working_time);
PG_FUNCTION_INFO_V1(cc_center_add_working_time);
PG_FUNCTION_INFO_V1(cc_center_next_open);
PG_FUNCTION_INFO_V1(cc_center_next_close);
PG_FUNCTION_INFO_V1(cc_center_open_periods);
PG_FUNCTION_INFO_V1(cc_center_local_month);
PG_FUNCTION_INFO_V1(cc_center_day_span);

/* What a call site remembers: the timetable of its last call, with the bytes that named it. */
typedef struct CallSite
{
	uint64		generation;
	int64		center_id;
	CCTimeline *timeline;
	Datum		constant;		/* the second argument, where it is the same in every call */
	bool		by_name;
	int			length;
	int			room;
	char	   *bytes;
} CallSite;

/* Makes the memory of a call site, which learns once whether it is given names or hours. */
static CallSite *
new_call_site(FunctionCallInfo fcinfo)
{
	CallSite   *site = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(CallSite));
	Oid		   *types;
	int			count;

	/* by the function's own signature: C code may call without an expression */
	(void) get_func_signature(fcinfo->flinfo->fn_oid, &types, &count);
	site->by_name = types[1] == TEXTOID;
	pfree(types);
	site->constant = cc_constant_argument(fcinfo, 1);
	site->generation = (uint64) -1;
	fcinfo->flinfo->fn_extra = site;
	return site;
}

/* Finds the timetable that the first two arguments name and remembers it at the call site. */
static CCTimeline *
look_up(FunctionCallInfo fcinfo, CallSite *site)
{
	int64		center_id = PG_GETARG_INT64(0);
	struct varlena *value = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(1));
	const char *bytes = VARDATA_ANY(value);
	int			length = VARSIZE_ANY_EXHDR(value);
	CCCenterCalendar *center = cc_center_calendar(center_id, false);

	if (site->generation == cc_calendar_generation && site->center_id == center_id && site->length == length &&
		memcmp(site->bytes, bytes, length) == 0)
		return site->timeline;
	site->timeline = site->by_name ? cc_named_timeline(center, bytes, length) : cc_hours_timeline(center, value);
	if (site->room < length)
	{
		site->bytes = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, length);
		site->room = length;
	}
	memcpy(site->bytes, bytes, length);
	site->length = length;
	site->center_id = center_id;
	site->generation = cc_calendar_generation;
	return site->timeline;
}

/* Returns the timetable that the first two arguments name: a center, and a name or hours. */
static inline CCTimeline *
timeline_argument(FunctionCallInfo fcinfo)
{
	CallSite   *site = fcinfo->flinfo->fn_extra;

	if (likely(site && site->constant && site->constant == PG_GETARG_DATUM(1) &&
			   site->center_id == PG_GETARG_INT64(0) && cc_calendar_holds(site->generation)))
		return site->timeline;
	return look_up(fcinfo, site ? site : new_call_site(fcinfo));
}

/* Tells whether a center's timetable is open at an instant. */
Datum
cc_center_is_open(PG_FUNCTION_ARGS)
{
	TimestampTz at = PG_GETARG_TIMESTAMPTZ(2);

	cc_check_instant(at);
	PG_RETURN_BOOL(cc_timeline_is_open(timeline_argument(fcinfo), at));
}

/* Returns the open time between two instants that no ledger knows. */
static pg_noinline int64
time_without_ledger(CCTimeline *timeline, TimestampTz from, TimestampTz to)
{
	int64		time;

	cc_check_instant(from);
	cc_check_instant(to);
	time = cc_timeline_working_time(timeline, from, to);
	/* asked often, a timetable gets a ledger, or its ledger more days; now and then one look is cheaper */
	if (++timeline->asked > LEDGER_FROM && timeline->asked < LEDGER_UNTIL)
		(void) cc_ledger_make(timeline, from, to);
	return time;
}

/* Returns the open time of a center's timetable between two instants. */
Datum
cc_center_working_time(PG_FUNCTION_ARGS)
{
	TimestampTz from = PG_GETARG_TIMESTAMPTZ(2);
	TimestampTz to = PG_GETARG_TIMESTAMPTZ(3);
	CCTimeline *timeline = timeline_argument(fcinfo);
	int64		time;

	if (unlikely(!cc_ledger_time(&timeline->ledger, from, to, &time)))
		time = time_without_ledger(timeline, from, to);
	PG_RETURN_INTERVAL_P(cc_time_interval(time));
}

/* Returns the instant at which an amount of the center's open time has passed. */
Datum
cc_center_add_working_time(PG_FUNCTION_ARGS)
{
	TimestampTz from = PG_GETARG_TIMESTAMPTZ(2);
	int64		amount = cc_interval_time(PG_GETARG_INTERVAL_P(3));

	cc_check_instant(from);
	PG_RETURN_TIMESTAMPTZ(cc_timeline_add(timeline_argument(fcinfo), from, amount));
}

/* Returns the center's first open instant at or after another one. */
Datum
cc_center_next_open(PG_FUNCTION_ARGS)
{
	TimestampTz from = PG_GETARG_TIMESTAMPTZ(2);

	cc_check_instant(from);
	PG_RETURN_TIMESTAMPTZ(cc_timeline_next_open(timeline_argument(fcinfo), from));
}

/* Returns the first instant after another one at which the center's open time ends. */
Datum
cc_center_next_close(PG_FUNCTION_ARGS)
{
	TimestampTz from = PG_GETARG_TIMESTAMPTZ(2);

	cc_check_instant(from);
	PG_RETURN_TIMESTAMPTZ(cc_timeline_next_close(timeline_argument(fcinfo), from));
}

/*
 * Lists the center's open periods within a range of instants. All at once: between two rows the rules
 * could change and with them what is compiled.
 */
Datum
cc_center_open_periods(PG_FUNCTION_ARGS)
{
	TypeCacheEntry *type = lookup_type_cache(TSTZRANGEOID, TYPECACHE_RANGE_INFO);
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	CCTimeline *timeline;
	RangeBound	lower;
	RangeBound	upper;
	bool		empty;
	TimestampTz at;
	TimestampTz end;

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	range_deserialize(type, PG_GETARG_RANGE_P(2), &lower, &upper, &empty);
	if (empty)
		return (Datum) 0;
	if (lower.infinite || upper.infinite)
		cc_fail(unbounded_range);
	at = DatumGetTimestampTz(lower.val);
	end = DatumGetTimestampTz(upper.val);
	cc_check_instant(at);
	cc_check_instant(end);
	timeline = timeline_argument(fcinfo);
	lower = (RangeBound) {.inclusive = true, .lower = true};
	upper = (RangeBound) {0};
	for (TimestampTz from = at; cc_timeline_next_period(timeline, from, end, &at, &from);)
	{
		Datum		period;
		bool		isnull = false;

		CHECK_FOR_INTERRUPTS();
		lower.val = TimestampTzGetDatum(at);
		upper.val = TimestampTzGetDatum(from);
		period = RangeTypePGetDatum(cc_make_range(type, &lower, &upper));
		tuplestore_putvalues(result->setResult, result->setDesc, &period, &isnull);
		pfree(DatumGetPointer(period));
	}
	return (Datum) 0;
}

/* What a call site of local_month() remembers: the month of its last answer, as far as one offset from UTC holds. */
typedef struct MonthSite
{
	uint64		generation;
	int64		center_id;
	TimestampTz from;
	TimestampTz to;
	DateADT		month;
} MonthSite;

/* Finds the month that an instant lies in by the center's clocks. */
static void
find_month(MonthSite *site, CCCenterCalendar *center, TimestampTz at)
{
	int			place = cc_zone_find(center, at);
	CCOffset   *offset = &center->zone.offsets[place];
	int			year;
	int			month;
	int			day;

	cc_civil(cc_instant_day(at + offset->offset), &year, &month, &day);
	site->month = cc_day_number(year, month, 1);
	site->from = Max(offset->begin, site->month * CC_DAY_USECS - offset->offset);
	site->to = cc_day_number(year + month / 12, month % 12 + 1, 1) * CC_DAY_USECS - offset->offset;
	if (place + 1 < center->zone.count)
		site->to = Min(site->to, offset[1].begin);
	site->center_id = center->center_id;
	site->generation = cc_calendar_generation;
}

/* Returns the first day of the month that an instant lies in by the center's clocks; NULL for an unknown center. */
Datum
cc_center_local_month(PG_FUNCTION_ARGS)
{
	int64		center_id = PG_GETARG_INT64(0);
	TimestampTz at = PG_GETARG_TIMESTAMPTZ(1);
	MonthSite  *site = fcinfo->flinfo->fn_extra;
	CCCenterCalendar *center;

	if (site && at >= site->from && at < site->to && site->center_id == center_id && cc_calendar_holds(site->generation))
		PG_RETURN_DATEADT(site->month);
	center = cc_center_calendar(center_id, true);
	if (center == NULL || TIMESTAMP_NOT_FINITE(at))
		PG_RETURN_NULL();
	if (site == NULL)
		fcinfo->flinfo->fn_extra = site = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, sizeof(MonthSite));
	find_month(site, center, at);
	PG_RETURN_DATEADT(site->month);
}

/* Returns the span of a day by given hours, with the center's day calendar. */
Datum
cc_center_day_span(PG_FUNCTION_ARGS)
{
	DateADT		day = PG_GETARG_DATEADT(2);

	cc_check_day(day);
	/* given hours have one piece, of all time */
	return cc_day_span_range(fcinfo, timeline_argument(fcinfo)->pieces[0].zoned->schedule, day);
}
