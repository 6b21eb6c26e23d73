/* SQL functions on the timetables of a center: instants, its zone and its day calendar. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/rangetypes.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "calendar/center_calendar.h"
#include "core/compat.h"
#include "core/errors.h"

PG_FUNCTION_INFO_V1(cc_center_is_open);
PG_FUNCTION_INFO_V1(cc_center_working_time);
PG_FUNCTION_INFO_V1(cc_center_add_working_time);
PG_FUNCTION_INFO_V1(cc_center_next_open);
PG_FUNCTION_INFO_V1(cc_center_next_close);
PG_FUNCTION_INFO_V1(cc_center_open_periods);

/* What a call site remembers: the timetable of its last call, with the bytes that named it. */
typedef struct CallSite
{
	uint64		generation;
	int64		center_id;
	CCTimeline *timeline;
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

	site->by_name = get_fn_expr_argtype(fcinfo->flinfo, 1) == TEXTOID;
	site->generation = (uint64) -1;
	return site;
}

/* Remembers a timetable at the call site. */
static void
remember(CallSite *site, FunctionCallInfo fcinfo, int64 center_id, const char *bytes, int length, CCTimeline *timeline)
{
	if (site->room < length)
	{
		site->bytes = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, length);
		site->room = length;
	}
	memcpy(site->bytes, bytes, length);
	site->length = length;
	site->center_id = center_id;
	site->timeline = timeline;
	site->generation = cc_calendar_generation();
}

/* Returns the timetable that the first two arguments name: a center, and a name or hours. */
static CCTimeline *
timeline_argument(FunctionCallInfo fcinfo)
{
	int64		center_id = PG_GETARG_INT64(0);
	struct varlena *value = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(1));
	const char *bytes = VARDATA_ANY(value);
	int			length = VARSIZE_ANY_EXHDR(value);
	CallSite   *site = fcinfo->flinfo->fn_extra;
	CCCenterCalendar *center = cc_center_calendar(center_id, false);
	CCTimeline *timeline;

	if (site == NULL)
		fcinfo->flinfo->fn_extra = site = new_call_site(fcinfo);
	if (site->generation == cc_calendar_generation() && site->center_id == center_id && site->length == length &&
		memcmp(site->bytes, bytes, length) == 0)
		return site->timeline;
	timeline = site->by_name ? cc_named_timeline(center, bytes, length) : cc_hours_timeline(center, value);
	remember(site, fcinfo, center_id, bytes, length, timeline);
	return timeline;
}

/* Tells whether a center's timetable is open at an instant. */
Datum
cc_center_is_open(PG_FUNCTION_ARGS)
{
	TimestampTz at = PG_GETARG_TIMESTAMPTZ(2);

	cc_check_instant(at);
	PG_RETURN_BOOL(cc_timeline_is_open(timeline_argument(fcinfo), at));
}

/* Returns the open time of a center's timetable between two instants. */
Datum
cc_center_working_time(PG_FUNCTION_ARGS)
{
	TimestampTz from = PG_GETARG_TIMESTAMPTZ(2);
	TimestampTz to = PG_GETARG_TIMESTAMPTZ(3);

	cc_check_instant(from);
	cc_check_instant(to);
	PG_RETURN_INTERVAL_P(cc_time_interval(cc_timeline_working_time(timeline_argument(fcinfo), from, to)));
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
		cc_fail(CC_unbounded_range, 0);
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
