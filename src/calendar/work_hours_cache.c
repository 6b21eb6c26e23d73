/*
 * Keeps compiled timetables for the life of the backend. They depend on nothing but their bytes, so
 * they never get stale; only their number is limited.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
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

/* How many look-ups apart the memory of a set is added up, and as how many an addition counts. */
#define CHECK_EVERY 4096
#define ADDITION 64

static CCCompiledSet compiled_hours = {.most_memory = MOST_MEMORY};

/* Returns the hash of the bytes that a timetable is compiled from. */
static uint32
hash_of(const char *hours, int hours_length, const char *extra, int extra_length)
{
	uint32		hash = hash_bytes((const unsigned char *) hours, hours_length);

	return extra_length > 0 ? hash_combine(hash, hash_bytes((const unsigned char *) extra, extra_length)) : hash;
}

/* Forgets every compiled timetable of a set. */
static void
forget_all(CCCompiledSet *set)
{
	MemoryContext memory = set->memory;

	set->generation++;
	set->memory = NULL;
	set->buckets = NULL;
	set->nbuckets = 0;
	set->count = 0;
	MemoryContextDelete(memory);
}

/*
 * Finds a compiled timetable by the bytes it was made from. They grow as they are asked about more
 * years, so the memory is looked at here: rather than hoard large ones, the set starts over.
 */
CCCompiled *
cc_compiled_find(CCCompiledSet *set, const char *hours, int hours_length, const char *extra, int extra_length)
{
	uint32		hash;

	if (set->memory == NULL)
		return NULL;
	if (--set->until_check < 0)
	{
		set->until_check = CHECK_EVERY;
		if (MemoryContextMemAllocated(set->memory, true) > set->most_memory)
		{
			forget_all(set);
			return NULL;
		}
	}
	hash = hash_of(hours, hours_length, extra, extra_length);
	for (CCCompiled *compiled = set->buckets[hash & (set->nbuckets - 1)]; compiled; compiled = compiled->next)
	{
		if (compiled->hash == hash && cc_compiled_is(compiled, hours, hours_length, extra, extra_length))
			return compiled;
	}
	return NULL;
}

/* Makes a timetable that remembers its bytes, for the caller to compile; nobody finds it until it is kept. */
CCCompiled *
cc_compiled_new(const char *hours, int hours_length, const char *extra, int extra_length)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "compiled work_hours", ALLOCSET_SMALL_SIZES);
	CCCompiled *compiled = MemoryContextAllocZero(context, sizeof(CCCompiled));

	compiled->context = context;
	compiled->key = MemoryContextAlloc(context, hours_length + extra_length);
	memcpy(compiled->key, hours, hours_length);
	if (extra_length > 0)
		memcpy(compiled->key + hours_length, extra, extra_length);
	compiled->hours_length = hours_length;
	compiled->key_length = hours_length + extra_length;
	compiled->hash = hash_of(hours, hours_length, extra, extra_length);
	return compiled;
}

/* Makes room for one more timetable: twice as many buckets when there are as many timetables. */
static void
grow(CCCompiledSet *set)
{
	uint32		nbuckets = Max(16, set->nbuckets * 2);
	CCCompiled **buckets;

	if (set->memory == NULL)
		set->memory = AllocSetContextCreate(set->parent, "compiled timetables", ALLOCSET_SMALL_SIZES);
	if (set->count < set->nbuckets)
		return;
	buckets = MemoryContextAllocZero(set->memory, nbuckets * sizeof(CCCompiled *));
	for (uint32 i = 0; i < set->nbuckets; i++)
	{
		CCCompiled *next;

		for (CCCompiled *compiled = set->buckets[i]; compiled; compiled = next)
		{
			CCCompiled **bucket = &buckets[compiled->hash & (nbuckets - 1)];

			next = compiled->next;
			compiled->next = *bucket;
			*bucket = compiled;
		}
	}
	if (set->buckets)
		pfree(set->buckets);
	set->buckets = buckets;
	set->nbuckets = nbuckets;
}

/* Keeps a compiled timetable in a set. */
void
cc_compiled_keep(CCCompiledSet *set, CCCompiled *compiled)
{
	CCCompiled **bucket;

	grow(set);
	bucket = &set->buckets[compiled->hash & (set->nbuckets - 1)];
	compiled->next = *bucket;
	*bucket = compiled;
	set->count++;
	set->until_check -= ADDITION;
	MemoryContextSetParent(compiled->context, set->memory);
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

/* Compiles a timetable into the backend's set. */
static CCCompiled *
compile(const WorkHours *hours, Datum holidays, const char *extra, int extra_length)
{
	CCCompiled *compiled;
	CCDayCalendar calendar = {0, NULL};

	if (compiled_hours.parent == NULL)
		compiled_hours.parent = AllocSetContextCreate(TopMemoryContext, "cc_center timetables", ALLOCSET_SMALL_SIZES);
	compiled = cc_compiled_new(VARDATA_ANY(hours), VARSIZE_ANY_EXHDR(hours), extra, extra_length);
	if (extra_length > 0)
		calendar = cc_holiday_calendar(compiled->context, holidays);
	compiled->schedule = cc_work_hours_compile(compiled->context, hours, &calendar);
	cc_compiled_keep(&compiled_hours, compiled);
	return compiled;
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
	if (arguments != NIL && argument < list_length(arguments) && IsA(list_nth(arguments, argument), Const))
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
