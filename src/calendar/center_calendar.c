/*
 * Compiles what a center's timetables depend on: its zone, its day calendar and its timetables by
 * name. A center is thrown away when its rows in a table it comes from change, and made anew when asked for.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "pgtime.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"
#include "utils/rangetypes.h"
#include "utils/typcache.h"

#include "calendar/center_calendar.h"
#include "calendar/work_hours_schedule.h"
#include "core/errors.h"
#include "core/read.h"

typedef struct CenterEntry
{
	int64		center_id;
	CCCenterCalendar *center;
} CenterEntry;

CCWatch		cc_calendar_watch = {
	.tables = {"center", "calendar_day", "official_day", "official_year", "timetable", "rule_set", NULL},
	.stale = true
};
uint64		cc_calendar_generation = 0;
uint64		cc_calendar_seen = 0;
static MemoryContext root = NULL;
static HTAB *centers = NULL;
static CCCenterCalendar *latest = NULL;

/* Years whose changes of the zone's offset are compiled at first, and at most. */
#define FIRST_USUAL_YEAR 1900
#define LAST_USUAL_YEAR 2200

/* Of timetables given as such, in each center. */
#define MOST_MEMORY (8 * 1024 * 1024)

/* After 400 years the days of the year fall on the same weekdays again. */
#define CYCLE (146097 * CC_DAY_USECS)

PG_FUNCTION_INFO_V1(cc_day_type);
PG_FUNCTION_INFO_V1(cc_in_repeated_time_sql);

/* Throws everything away and starts anew. */
static void
start_over(void)
{
	HASHCTL		control = {.keysize = sizeof(int64), .entrysize = sizeof(CenterEntry)};

	if (root)
		MemoryContextDelete(root);
	root = NULL;
	centers = NULL;
	latest = NULL;
	cc_calendar_generation++;
	cc_calendar_watch.stale = true;
	cc_watch_begin(&cc_calendar_watch);
	root = AllocSetContextCreate(TopMemoryContext, "cc_center calendars", ALLOCSET_DEFAULT_SIZES);
	control.hcxt = root;
	centers = hash_create("cc_center calendars", 16, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/* Returns the instant at which a year begins, as seconds of the time zone library. */
static pg_time_t
year_seconds(int year)
{
	return (pg_time_t) (cc_day_number(year, 1, 1) + POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * SECS_PER_DAY;
}

/* Returns an instant of the time zone library as one of the server. */
static TimestampTz
from_seconds(pg_time_t seconds)
{
	return (seconds - (pg_time_t) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * SECS_PER_DAY) * USECS_PER_SEC;
}

/* Adds an offset that holds from an instant on, unless it is that before. */
static void
add_offset(CCZone *zone, TimestampTz begin, long seconds)
{
	if (zone->count > 0 && zone->offsets[zone->count - 1].offset == seconds * USECS_PER_SEC)
		return;
	if (zone->count == zone->room)
		zone->offsets = repalloc(zone->offsets, (zone->room *= 2) * sizeof(CCOffset));
	zone->offsets[zone->count++] = (CCOffset) {begin, seconds * USECS_PER_SEC};
}

/*
 * Repeats the last 400 years of changes until an end: the time zone library lists changes only up to a
 * year, and beyond it repeats them so. A zone that is at rest by then gets none.
 */
static void
repeat_offsets(CCZone *zone, pg_tz *tz, TimestampTz end)
{
	int			listed = zone->count;
	int			first = listed - 1;

	while (first > 0 && zone->offsets[first].begin > zone->offsets[listed - 1].begin - CYCLE)
		first--;
	for (int64 later = CYCLE;; later += CYCLE)
	{
		for (int i = first + 1; i < listed; i++)
		{
			TimestampTz begin = zone->offsets[i].begin + later;
			pg_time_t	seconds = timestamptz_to_time_t(begin);

			if (begin >= end)
				return;
			add_offset(zone, begin, pg_localtime(&seconds, tz)->tm_gmtoff);
		}
		if (first + 1 == listed)
			return;
	}
}

/* Lists the offsets of a zone between two years. */
static void
compile_zone(CCCenterCalendar *center, int first_year, int last_year)
{
	CCZone		zone = {.room = 64};
	pg_time_t	at = year_seconds(first_year);
	pg_time_t	end = year_seconds(last_year + 1);
	long		before;
	long		after;
	int			dst;
	pg_time_t	boundary;
	int			found = pg_next_dst_boundary(&at, &before, &dst, &boundary, &after, &dst, center->tz);

	if (found < 0)
		cc_fail(unknown_time_zone, pg_get_timezone_name(center->tz));
	zone.offsets = MemoryContextAlloc(center->context, zone.room * sizeof(CCOffset));
	add_offset(&zone, DT_NOBEGIN, before);
	while (found > 0 && boundary < end)
	{
		add_offset(&zone, from_seconds(boundary), after);
		at = boundary;
		found = pg_next_dst_boundary(&at, &before, &dst, &boundary, &after, &dst, center->tz);
	}
	if (found == 0)
		repeat_offsets(&zone, center->tz, from_seconds(end));
	zone.known_from = from_seconds(year_seconds(first_year));
	zone.known_to = found > 0 ? from_seconds(end) : DT_NOEND;
	center->zone = zone;
}

/* Compiles all offsets of a zone, after which the sums of its timetables must begin anew. */
static void
widen_zone(CCCenterCalendar *center)
{
	compile_zone(center, CC_FIRST_YEAR, CC_LAST_YEAR);
	center->zone.known_from = DT_NOBEGIN;
	center->zone.known_to = DT_NOEND;
	for (int i = 0; i < center->ntimelines; i++)
	{
		for (int p = 0; p < center->timelines[i].count; p++)
			center->timelines[i].pieces[p].zoned->base = NULL;
	}
	for (uint32 i = 0; i < center->set.nbuckets; i++)
	{
		for (CCCompiled *compiled = center->set.buckets[i]; compiled; compiled = compiled->next)
			((CCTimeline *) compiled->user)->pieces[0].zoned->base = NULL;
	}
}

/* Returns the place of the offset that holds at an instant. */
int
cc_zone_find(CCCenterCalendar *center, TimestampTz at)
{
	CCZone	   *zone = &center->zone;
	int			low;
	int			high;

	if (at < zone->known_from || at >= zone->known_to)
		widen_zone(center);
	if (zone->offsets[zone->last].begin <= at &&
		(zone->last + 1 == zone->count || at < zone->offsets[zone->last + 1].begin))
		return zone->last;
	low = 0;
	high = zone->count - 1;
	while (low < high)
	{
		int			middle = (low + high + 1) / 2;

		if (zone->offsets[middle].begin <= at)
			low = middle;
		else
			high = middle - 1;
	}
	return zone->last = low;
}

/* Returns the local time of an instant. */
int64
cc_local_time(CCCenterCalendar *center, TimestampTz at)
{
	int			place = cc_zone_find(center, at);

	/* not in one expression: the search may have put other offsets in place of these */
	return at + center->zone.offsets[place].offset;
}

/* Reads the center's own row; false where there is none. */
static bool
read_center(CCCenterCalendar *center)
{
	Oid			types[] = {INT8OID};
	Datum		values[] = {Int64GetDatum(center->center_id)};
	char	   *zone_name;

	cc_read("SELECT c.time_zone, c.calendar FROM cc_center.center c WHERE c.center_id = $1", 1, types, values);
	if (SPI_processed == 0)
		return false;
	zone_name = cc_column_text(center->context, 0, 1);
	center->calendar = cc_column_text(center->context, 0, 2);
	center->tz = pg_tzset(zone_name);
	if (center->tz == NULL)
		cc_fail(unknown_time_zone, zone_name);
	return true;
}

/* Returns the kind of day that an entry of the calendar names; nothing else reads the names. */
static CCDayKind
day_kind(const char *name)
{
	if (strcmp(name, "holiday") == 0)
		return CC_DAY_HOLIDAY;
	if (strcmp(name, "makeup_workday") == 0)
		return CC_DAY_MAKEUP;
	return CC_DAY_OTHER;
}

/* Reads the special days: the center's own ones stand in place of the official ones. */
static void
read_days(CCCenterCalendar *center)
{
	Oid			types[] = {INT8OID, TEXTOID};
	Datum		values[] = {Int64GetDatum(center->center_id), CStringGetTextDatum(center->calendar)};

	cc_read("SELECT (d.day - date '2000-01-01')::bigint, d.kind, d.acts_as::bigint "
			"FROM (SELECT o.day, o.kind, o.acts_as FROM cc_center.official_day o WHERE o.calendar = $2 "
			"AND NOT EXISTS (SELECT FROM cc_center.calendar_day c WHERE c.center_id = $1 AND c.day = o.day) "
			"UNION ALL SELECT c.day, c.kind, c.acts_as FROM cc_center.calendar_day c WHERE c.center_id = $1) d "
			"ORDER BY d.day", 2, types, values);
	center->days.count = (int) SPI_processed;
	center->days.days = MemoryContextAllocZero(center->context, (SPI_processed + 1) * sizeof(CCSpecialDays));
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		CCSpecialDays *special = &center->days.days[i];
		char	   *kind = cc_column_text(CurrentMemoryContext, i, 2);

		special->from = (int32) cc_column_int64(i, 1, 0);
		special->to = special->from + 1;
		special->kind = day_kind(kind);
		special->acts_as = (int32) cc_column_int64(i, 3, 0);
		pfree(kind);
	}
}

/* Reads the years that the official calendar covers, neighbours joined. */
static void
read_covered(CCCenterCalendar *center)
{
	Oid			types[] = {TEXTOID};
	Datum		values[] = {CStringGetTextDatum(center->calendar)};

	cc_read("SELECT y.year::bigint FROM cc_center.official_year y WHERE y.calendar = $1 ORDER BY y.year",
			1, types, values);
	center->covered = MemoryContextAlloc(center->context, (SPI_processed + 1) * sizeof(CCCovered));
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		int			year = (int) cc_column_int64(i, 1, 0);
		CCCovered	covered = {cc_day_number(year, 1, 1), cc_day_number(year + 1, 1, 1)};

		if (center->ncovered > 0 && center->covered[center->ncovered - 1].to == covered.from)
			center->covered[center->ncovered - 1].to = covered.to;
		else
			center->covered[center->ncovered++] = covered;
	}
}

/* Compiles a timetable with the center's calendar. */
static CCZoned *
compile_zoned(CCCenterCalendar *center, MemoryContext context, const WorkHours *hours)
{
	CCZoned    *zoned = MemoryContextAllocZero(context, sizeof(CCZoned));

	zoned->schedule = cc_work_hours_compile(context, hours, &center->days);
	zoned->needs_calendar = cc_work_hours_needs(hours) != 0;
	zoned->high = -1;
	return zoned;
}

/* Returns the bounds of a range of instants. */
static void
range_instants(Datum value, TimestampTz *from, TimestampTz *to)
{
	TypeCacheEntry *type = lookup_type_cache(TSTZRANGEOID, TYPECACHE_RANGE_INFO);
	RangeBound	lower;
	RangeBound	upper;
	bool		empty;

	range_deserialize(type, DatumGetRangeTypeP(value), &lower, &upper, &empty);
	*from = lower.infinite ? DT_NOBEGIN : DatumGetTimestampTz(lower.val);
	*to = upper.infinite ? DT_NOEND : DatumGetTimestampTz(upper.val);
	if (empty)
		*to = *from;
}

/* Reads the timetables by name, each with its pieces in the ratified versions. */
static void
read_timelines(CCCenterCalendar *center)
{
	Oid			types[] = {INT8OID};
	Datum		values[] = {Int64GetDatum(center->center_id)};

	cc_read("SELECT t.timetable, t.hours, r.effective FROM cc_center.timetable t "
			"JOIN cc_center.rule_set r ON r.center_id = t.center_id AND r.version = t.version "
			"WHERE t.center_id = $1 AND r.status = 'ratified' ORDER BY t.timetable COLLATE \"C\", lower(r.effective)",
			1, types, values);
	center->timelines = MemoryContextAllocZero(center->context, (SPI_processed + 1) * sizeof(CCTimeline));
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		bool		isnull;
		char	   *name = cc_column_text(center->context, i, 1);
		WorkHours  *hours = (WorkHours *) PG_DETOAST_DATUM_PACKED(cc_column(i, 2, &isnull));
		CCTimeline *timeline = &center->timelines[Max(center->ntimelines - 1, 0)];
		CCPiece    *piece;

		if (center->ntimelines == 0 || strcmp(timeline->name, name) != 0)
		{
			timeline = &center->timelines[center->ntimelines++];
			timeline->center = center;
			timeline->name = name;
			timeline->pieces = MemoryContextAlloc(center->context, SPI_processed * sizeof(CCPiece));
		}
		piece = &timeline->pieces[timeline->count++];
		range_instants(cc_column(i, 3, &isnull), &piece->from, &piece->to);
		piece->zoned = compile_zoned(center, center->context, hours);
	}
}

/* Compiles a center; NULL where there is none. Its memory joins the others once it is complete. */
static CCCenterCalendar *
compile_center(int64 center_id)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "cc_center calendar", ALLOCSET_DEFAULT_SIZES);
	CCCenterCalendar *center = MemoryContextAllocZero(context, sizeof(CCCenterCalendar));
	CCReader	reader;
	bool		found;

	center->center_id = center_id;
	center->context = context;
	center->set.parent = context;
	center->set.most_memory = MOST_MEMORY;
	center->stamp = cc_stamp(&cc_calendar_watch, center_id);
	reader = cc_spi_begin();
	found = read_center(center);
	if (found)
	{
		compile_zone(center, FIRST_USUAL_YEAR, LAST_USUAL_YEAR);
		read_days(center);
		read_covered(center);
		read_timelines(center);
	}
	cc_spi_end(reader);
	if (found)
		MemoryContextSetParent(context, root);
	else
		MemoryContextDelete(context);
	return found ? center : NULL;
}

/* Returns what is compiled of a center, making it where it is missing or stale. */
CCCenterCalendar *
cc_center_calendar(int64 center_id, bool missing_ok)
{
	CenterEntry *entry;
	CCCenterCalendar *center;

	if (cc_watch_stale(&cc_calendar_watch) || root == NULL)
		start_over();
	if (cc_calendar_seen != cc_changes)
	{
		/* call sites come here and ask anew; each center is looked at when it is asked for */
		cc_calendar_seen = cc_changes;
		cc_calendar_generation++;
		latest = NULL;
	}
	if (latest && latest->center_id == center_id)
		return latest;
	entry = hash_search(centers, &center_id, HASH_FIND, NULL);
	if (entry && cc_stamp_holds(&cc_calendar_watch, &entry->center->stamp, center_id))
		return latest = entry->center;
	if (entry)
	{
		MemoryContext stale = entry->center->context;

		hash_search(centers, &center_id, HASH_REMOVE, NULL);
		MemoryContextDelete(stale);
	}
	center = compile_center(center_id);
	if (center == NULL)
	{
		if (!missing_ok)
			cc_fail(unknown_center, cc_int64_text(center_id));
		return NULL;
	}
	entry = hash_search(centers, &center_id, HASH_ENTER, NULL);
	return latest = entry->center = center;
}

/* Returns the timetable of a name. */
CCTimeline *
cc_named_timeline(CCCenterCalendar *center, const char *name, int length)
{
	for (int i = 0; i < center->ntimelines; i++)
	{
		if (strncmp(center->timelines[i].name, name, length) == 0 && center->timelines[i].name[length] == '\0')
			return &center->timelines[i];
	}
	cc_fail(unknown_timetable, cc_int64_text(center->center_id), pnstrdup(name, length));
}

/* Returns hours given as such, compiled for the center, as a timetable that holds at all times. */
CCTimeline *
cc_hours_timeline(CCCenterCalendar *center, const WorkHours *hours)
{
	const char *bytes = VARDATA_ANY(hours);
	int			length = VARSIZE_ANY_EXHDR(hours);
	uint64		before = center->set.generation;
	CCCompiled *compiled = cc_compiled_find(&center->set, bytes, length, NULL, 0);
	CCTimeline *timeline;

	if (center->set.generation != before)
		cc_calendar_generation++;
	if (compiled)
		return compiled->user;
	compiled = cc_compiled_new(bytes, length, NULL, 0);
	timeline = MemoryContextAllocZero(compiled->context, sizeof(CCTimeline));
	timeline->center = center;
	timeline->count = 1;
	timeline->pieces = MemoryContextAlloc(compiled->context, sizeof(CCPiece));
	timeline->pieces[0].from = DT_NOBEGIN;
	timeline->pieces[0].to = DT_NOEND;
	timeline->pieces[0].zoned = compile_zoned(center, compiled->context, hours);
	compiled->schedule = timeline->pieces[0].zoned->schedule;
	compiled->user = timeline;
	cc_compiled_keep(&center->set, compiled);
	return timeline;
}

/* Returns the first day of a range that the official calendar does not cover, or the day after the range. */
static int32
first_uncovered(const CCCenterCalendar *center, int32 from, int32 to)
{
	for (int i = 0; i < center->ncovered && from <= to; i++)
	{
		if (from >= center->covered[i].from && from < center->covered[i].to)
			from = center->covered[i].to;
	}
	return from;
}

/* Tells whether the official calendar covers every day between two local times. */
bool
cc_is_covered(const CCCenterCalendar *center, int64 local_from, int64 local_to)
{
	int32		to = cc_instant_day(local_to);

	return first_uncovered(center, cc_instant_day(local_from), to) > to;
}

/* Fails where the timetable needs the day calendar of a year that nobody has given it. */
void
cc_check_covered(const CCCenterCalendar *center, const CCZoned *zoned, int64 local_from, int64 local_to)
{
	int32		to = cc_instant_day(Max(local_from, local_to));
	int32		missing = first_uncovered(center, cc_instant_day(Min(local_from, local_to)), to);
	int			year;
	int			month;
	int			mday;

	if (!zoned->needs_calendar || missing > to)
		return;
	cc_civil(missing, &year, &month, &mday);
	cc_fail(year_not_covered, center->calendar, cc_int64_text(year));
}

/*
 * Tells whether a day is of the type weekend for a center: by its day calendar, where a holiday is and a make-up
 * workday is what the weekday it acts as is, or by the weekday alone (U10).
 */
bool
cc_is_weekend(int64 center_id, DateADT day, bool by_weekday)
{
	const CCSpecialDays *special = NULL;
	int			weekday = cc_iso_weekday(day);

	if (!by_weekday)
		special = cc_special_day(&cc_center_calendar(center_id, false)->days, day);
	if (special && special->kind == CC_DAY_HOLIDAY)
		return true;
	if (special && special->kind == CC_DAY_MAKEUP)
		weekday = special->acts_as;
	return weekday > 5;
}

/* Returns the first instant whose local time is at or after one, given the offset near it. */
static TimestampTz
local_instant(CCCenterCalendar *center, int place, int64 local)
{
	const CCZone *zone = &center->zone;
	TimestampTz at = local - zone->offsets[place].offset;

	if (place > 0 && at < zone->offsets[place].begin)
		return Min(local - zone->offsets[place - 1].offset, zone->offsets[place].begin);
	if (place + 1 < zone->count && at >= zone->offsets[place + 1].begin)
		return Max(local - zone->offsets[place + 1].offset, zone->offsets[place + 1].begin);
	return at;
}

/* Tells other areas the center's civil day of an instant, and where it begins and ends. */
bool
cc_local_day(int64 center_id, TimestampTz at, DateADT *day, TimestampTz *begin, TimestampTz *end)
{
	CCCenterCalendar *center = cc_center_calendar(center_id, true);
	int			place;

	if (center == NULL)
		return false;
	cc_check_instant(at);
	place = cc_zone_find(center, at);
	*day = cc_instant_day(at + center->zone.offsets[place].offset);
	*begin = local_instant(center, place, *day * CC_DAY_USECS);
	*end = local_instant(center, place, (*day + 1) * CC_DAY_USECS);
	return true;
}

/* Tells other areas whether a stretch of time lies wholly in an hour that the center's clock shows for the second time. */
bool
cc_in_repeated_time(int64 center_id, TimestampTz from, TimestampTz to)
{
	CCCenterCalendar *center = cc_center_calendar(center_id, true);
	TimestampTz turn;
	int64		set_back;

	if (center == NULL || from >= to)
		return false;
	cc_check_instant(from);
	cc_check_instant(to);
	turn = center->zone.offsets[cc_zone_find(center, from)].begin;
	if (from >= turn + CC_DAY_USECS)
		return false;
	set_back = (cc_local_time(center, turn - 1) - (turn - 1)) - (cc_local_time(center, turn) - turn);
	return to <= turn + set_back;
}

/* SQL: in_repeated_time(center, from, to). */
Datum
cc_in_repeated_time_sql(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(cc_in_repeated_time(PG_GETARG_INT64(0), PG_GETARG_TIMESTAMPTZ(1), PG_GETARG_TIMESTAMPTZ(2)));
}

/* Returns weekday or weekend; the third argument, where there is one, asks for the weekday alone. */
Datum
cc_day_type(PG_FUNCTION_ARGS)
{
	DateADT		day = PG_GETARG_DATEADT(1);
	bool		by_weekday = PG_NARGS() > 2 && PG_GETARG_BOOL(2);

	if (DATE_NOT_FINITE(day) || day < CC_FIRST_DAY || day > CC_LAST_DAY)
		cc_fail(instant_out_of_range, DatumGetCString(DirectFunctionCall1(date_out, DateADTGetDatum(day))));
	PG_RETURN_TEXT_P(cstring_to_text(cc_is_weekend(PG_GETARG_INT64(0), day, by_weekday) ? "weekend" : "weekday"));
}
