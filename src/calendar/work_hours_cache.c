/*
 * Keeps compiled timetables for the life of the backend. They depend on nothing but their bytes, so
 * they never get stale; only their number is limited.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "nodes/primnodes.h"
#include "utils/date.h"
#include "utils/memutils.h"
#include "utils/multirangetypes.h"
#include "utils/rangetypes.h"
#include "utils/typcache.h"

#include "calendar/work_hours_cache.h"
#include "core/compat.h"

#define MOST_MEMORY (32 * 1024 * 1024)

static CCCompiledSet compiled_hours;

/* Finds a compiled timetable by the bytes it was made from. */
CCCompiled *
cc_compiled_find(CCCompiledSet *set, const char *hours, int hours_length, const char *extra, int extra_length)
{
	for (int i = 0; i < set->count; i++)
	{
		if (set->slots[i].schedule && cc_compiled_is(&set->slots[i], hours, hours_length, extra, extra_length))
			return &set->slots[i];
	}
	return NULL;
}

/*
 * Makes room for a timetable, in place of the oldest one where the set is full, and remembers its
 * bytes. It can be found once its schedule is set.
 */
CCCompiled *
cc_compiled_add(CCCompiledSet *set, const char *hours, int hours_length, const char *extra, int extra_length)
{
	CCCompiled *slot;
	MemoryContext context = AllocSetContextCreate(set->parent, "compiled work_hours", ALLOCSET_SMALL_SIZES);

	if (set->count < CC_CACHE_SLOTS)
		slot = &set->slots[set->count++];
	else
	{
		slot = &set->slots[set->victim];
		set->victim = (set->victim + 1) % CC_CACHE_SLOTS;
		set->generation++;
		if (slot->context)
			MemoryContextDelete(slot->context);
	}
	memset(slot, 0, sizeof(*slot));
	slot->context = context;
	slot->key = MemoryContextAlloc(context, hours_length + extra_length);
	memcpy(slot->key, hours, hours_length);
	if (extra_length > 0)
		memcpy(slot->key + hours_length, extra, extra_length);
	slot->hours_length = hours_length;
	slot->key_length = hours_length + extra_length;
	return slot;
}

/* Returns one end of a range of days, with the infinite ones at the ends of the known time. */
static int32
day_bound(const RangeBound *bound)
{
	DateADT		day;

	if (bound->infinite)
		return bound->lower ? CC_FIRST_DAY - CC_DAY_MINUTES : CC_LAST_DAY + CC_DAY_MINUTES;
	day = DatumGetDateADT(bound->val);
	return Max(Min(day, CC_LAST_DAY + CC_DAY_MINUTES), CC_FIRST_DAY - CC_DAY_MINUTES);
}

/* Returns the calendar in which the days of a datemultirange are holidays. */
CCDayCalendar
cc_holiday_calendar(MemoryContext context, Datum holidays)
{
	MultirangeType *stored = DatumGetMultirangeTypeP(holidays);
	TypeCacheEntry *type = lookup_type_cache(DATEMULTIRANGEOID, TYPECACHE_MULTIRANGE_INFO);
	CCDayCalendar calendar = {0, NULL};
	int32		count;
	RangeType **ranges;

	multirange_deserialize(type->rngtype, stored, &count, &ranges);
	calendar.days = MemoryContextAllocZero(context, Max(count, 1) * sizeof(CCSpecialDays));
	for (int i = 0; i < count; i++)
	{
		CCSpecialDays *special = &calendar.days[calendar.count];
		RangeBound	lower;
		RangeBound	upper;
		bool		empty;

		range_deserialize(type->rngtype, ranges[i], &lower, &upper, &empty);
		special->from = day_bound(&lower);
		special->to = day_bound(&upper);
		special->kind = CC_DAY_HOLIDAY;
		if (special->from < special->to)
			calendar.count++;
	}
	return calendar;
}

/* Forgets every compiled timetable. */
static void
forget_all(void)
{
	compiled_hours.generation++;
	compiled_hours.count = 0;
	compiled_hours.victim = 0;
	memset(compiled_hours.slots, 0, sizeof(compiled_hours.slots));
	MemoryContextDeleteChildren(compiled_hours.parent);
}

/* Compiles a timetable into the backend's set. */
static CCCompiled *
compile(const WorkHours *hours, Datum holidays, const char *extra, int extra_length)
{
	CCCompiled *slot;
	CCDayCalendar calendar = {0, NULL};

	if (compiled_hours.parent == NULL)
		compiled_hours.parent = AllocSetContextCreate(TopMemoryContext, "cc_center timetables", ALLOCSET_DEFAULT_SIZES);
	/* a timetable asked about thousands of years is large; start over rather than hoard such ones */
	if (MemoryContextMemAllocated(compiled_hours.parent, true) > MOST_MEMORY)
		forget_all();
	slot = cc_compiled_add(&compiled_hours, VARDATA_ANY(hours), VARSIZE_ANY_EXHDR(hours), extra, extra_length);
	if (extra_length > 0)
		calendar = cc_holiday_calendar(slot->context, holidays);
	slot->schedule = cc_work_hours_compile(slot->context, hours, &calendar);
	return slot;
}

/*
 * Returns an argument's value where the query has it as a constant, else zero. Such a value cannot
 * change under the same call site, so that its address tells it.
 */
Datum
cc_constant_argument(FunctionCallInfo fcinfo, int argument)
{
	Node	   *call = fcinfo->flinfo->fn_expr;
	List	   *arguments = NIL;

	if (call && IsA(call, FuncExpr))
		arguments = ((FuncExpr *) call)->args;
	else if (call && IsA(call, OpExpr))
		arguments = ((OpExpr *) call)->args;
	if (argument < list_length(arguments) && IsA(list_nth(arguments, argument), Const))
		return fcinfo->args[argument].value;
	return (Datum) 0;
}

/* Finds the timetable of the first argument among those compiled, or compiles it. */
static CCCompiled *
look_up(FunctionCallInfo fcinfo, CCCallSite *site, int holidays_argument)
{
	const WorkHours *hours = PG_GETARG_WORK_HOURS(0);
	Datum		holidays = (Datum) 0;
	const char *extra = NULL;
	int			extra_length = 0;
	CCCompiled *compiled = site->generation == compiled_hours.generation ? site->compiled : NULL;

	if (cc_work_hours_needs(hours) & CC_NEEDS_HOLIDAYS)
	{
		holidays = PointerGetDatum(PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(holidays_argument)));
		extra = VARDATA_ANY(holidays);
		extra_length = VARSIZE_ANY_EXHDR(holidays);
		site->holidays = cc_constant_argument(fcinfo, holidays_argument);
		if (site->holidays == (Datum) 0)
			site->constant = (Datum) 0;
	}
	if (compiled &&
		cc_compiled_is(compiled, VARDATA_ANY(hours), VARSIZE_ANY_EXHDR(hours), extra, extra_length))
		return compiled;
	compiled = cc_compiled_find(&compiled_hours, VARDATA_ANY(hours), VARSIZE_ANY_EXHDR(hours), extra, extra_length);
	return compiled ? compiled : compile(hours, holidays, extra, extra_length);
}

/*
 * Returns the compiled form of the timetable in the first argument, with the holidays in another one.
 * The call site remembers its last one: a constant costs nothing, another value a comparison of bytes.
 */
CCSchedule *
cc_cached_schedule(FunctionCallInfo fcinfo, int holidays)
{
	CCCallSite *site = fcinfo->flinfo->fn_extra;

	if (likely(site && site->constant && site->constant == PG_GETARG_DATUM(0) &&
			   (site->holidays == (Datum) 0 || site->holidays == PG_GETARG_DATUM(holidays)) &&
			   site->generation == compiled_hours.generation))
		return site->compiled->schedule;
	if (site == NULL)
	{
		site = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(CCCallSite));
		site->constant = cc_constant_argument(fcinfo, 0);
		fcinfo->flinfo->fn_extra = site;
	}
	site->compiled = look_up(fcinfo, site, holidays);
	site->generation = compiled_hours.generation;
	return site->compiled->schedule;
}
