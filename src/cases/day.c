/*
 * The days of centers, compiled from roster, timetables and calendar on first use. They live apart from
 * the rules, because rosters change far more often. Who leaves the seat changes what a day compiled before
 * says of presence, and nothing else of it.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "calendar/center_calendar.h"
#include "cases/day.h"
#include "core/watch.h"
#include "core/read.h"

/* Replays of years pass through many days; a live center needs two or three. */
#define MAX_DAYS 2000
#define MAX_DAYS_A_CENTER 8

typedef struct DayKey
{
	int64		center_id;
	int32		version;
	DateADT		day;
} DayKey;

typedef struct DayEntry
{
	DayKey		key;
	CCDay	   *day;
	struct CenterDays *of;
	struct DayEntry *next;		/* of the same center */
} DayEntry;

/* A center's days; they are dropped together. */
typedef struct CenterDays
{
	int64		center_id;
	uint64		operation;		/* in which it was last looked after */
	CCStamp		stamp;
	CCStamp		absence_stamp;
	uint64		absences_as_of; /* one more with each change of absences */
	MemoryContext context;
	DayEntry   *first;
} CenterDays;

static CCWatch watch = {
	.tables = {"roster", "shift", "retention_limit", "release_window", "rule_set", "rule_setting",
	"center", "calendar_day", "official_day", "street_redivision", NULL},
	.stale = true
};
static CCWatch absence_watch = {.tables = {"seat_absence", "seat_relief", NULL}, .stale = true};
static MemoryContext context = NULL;
static HTAB *centers = NULL;
static HTAB *compiled = NULL;
static DayEntry *latest = NULL;

/* One more with each operation that something may have changed before. */
static uint64 operation = 0;
static uint64 seen = 0;

/* Drops every day and starts anew. */
static void
start_anew(void)
{
	HASHCTL		of_centers = {.keysize = sizeof(int64), .entrysize = sizeof(CenterDays)};
	HASHCTL		of_days = {.keysize = sizeof(DayKey), .entrysize = sizeof(DayEntry)};

	latest = NULL;
	centers = NULL;
	compiled = NULL;
	if (context)
		MemoryContextDelete(context);
	context = AllocSetContextCreate(CacheMemoryContext, "cc_center days", ALLOCSET_DEFAULT_SIZES);
	cc_watch_begin(&watch);
	cc_watch_begin(&absence_watch);
	of_centers.hcxt = of_days.hcxt = context;
	centers = hash_create("cc_center centers' days", 16, &of_centers, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	compiled = hash_create("cc_center days", 64, &of_days, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/* Takes in changes of rosters, rules and absences; whose days they concern is looked at when a day is asked for. */
void
cc_days_begin(void)
{
	if (cc_watch_stale(&watch) || absence_watch.stale || compiled == NULL
		|| hash_get_num_entries(compiled) > Max(MAX_DAYS, MAX_DAYS_A_CENTER * hash_get_num_entries(centers)))
		start_anew();
	if (seen != cc_changes)
		operation++;
	seen = cc_changes;
}

/* Drops a center's days. */
static void
drop_days(CenterDays *held)
{
	if (latest && latest->of == held)
		latest = NULL;
	for (DayEntry *entry = held->first; entry;)
	{
		DayEntry   *next = entry->next;

		hash_search(compiled, &entry->key, HASH_REMOVE, NULL);
		entry = next;
	}
	held->first = NULL;
	MemoryContextReset(held->context);
}

/*
 * Returns a center's days, once an operation without those that a change of its roster or rules has made
 * stale. Who leaves the seat changes presence alone, which each day then reads anew when it is asked for.
 */
static CenterDays *
days_of(int64 center_id)
{
	bool		found;
	CenterDays *held = hash_search(centers, &center_id, HASH_FIND, &found);

	if (found && held->operation == operation)
		return held;
	if (!found)
	{
		MemoryContext fresh = AllocSetContextCreate(context, "cc_center center's days", ALLOCSET_DEFAULT_SIZES);

		held = hash_search(centers, &center_id, HASH_ENTER, NULL);
		memset(held, 0, sizeof(CenterDays));
		held->center_id = center_id;
		held->context = fresh;
	}
	if (!found || !cc_stamp_holds(&watch, &held->stamp, center_id))
	{
		drop_days(held);
		held->stamp = cc_stamp(&watch, center_id);
	}
	if (!found || !cc_stamp_holds(&absence_watch, &held->absence_stamp, center_id))
	{
		held->absences_as_of++;
		held->absence_stamp = cc_stamp(&absence_watch, center_id);
	}
	held->operation = operation;
	return held;
}

/* Reads stretches of duty: role, shift, staff number, start, end, end of duty. */
static CCDuty *
read_duties(const CCDay *day, const char *sql, Oid *types, Datum *values, int *count)
{
	CCDuty	   *duties;

	cc_read(sql, 4, types, values);
	duties = MemoryContextAllocZero(day->context, sizeof(CCDuty) * (SPI_processed + 1));
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		duties[i].role = cc_column_text(day->context, i, 1);
		duties[i].shift = cc_column_text(day->context, i, 2);
		duties[i].staff_no = cc_column_text(day->context, i, 3);
		duties[i].start = cc_column_int64(i, 4, DT_NOBEGIN);
		duties[i].end = cc_column_int64(i, 5, DT_NOEND);
		duties[i].duty_end = cc_column_int64(i, 6, DT_NOEND);
	}
	*count = (int) SPI_processed;
	return duties;
}

/*
 * Joins the stretches of a duty between which lies nothing but an hour that the clock shows for the second time: a rest
 * is had once, and who came at the first 01:30 does not go when it is 01:00 again. Returns how many are left.
 */
static int
join_repeated(int64 center_id, CCDuty *duties, int count)
{
	int			kept = 0;

	for (int i = 0; i < count; i++)
	{
		CCDuty	   *before = kept > 0 ? &duties[kept - 1] : NULL;

		if (before && before->duty_end == duties[i].duty_end && strcmp(before->staff_no, duties[i].staff_no) == 0
			&& cc_in_repeated_time(center_id, before->end, duties[i].start))
			before->end = duties[i].end;
		else
			duties[kept++] = duties[i];
	}
	return kept;
}

/* Notes after each stretch of a duty the rest before the next one, which follows it in the list (I19). */
static void
note_rests(CCDuty *duties, int count)
{
	for (int i = 0; i < count; i++)
	{
		CCDuty	   *duty = &duties[i];
		bool		goes_on = i + 1 < count && duty[1].duty_end == duty->duty_end && strcmp(duty[1].staff_no, duty->staff_no) == 0;

		duty->rest_from = goes_on ? duty->end : DT_NOEND;
	}
}

/* A stretch in which somebody is away from the seat. */
typedef struct Absence
{
	const char *staff_no;
	TimestampTz start;
	TimestampTz end;
} Absence;

/* Adds what is left of a duty without its person's absences, which come in the order of their start. */
static int
add_present(const CCDuty *duty, const Absence *absences, int absence_count, CCDuty *present)
{
	CCDuty		rest = *duty;
	int			count = 0;

	for (int i = 0; i < absence_count; i++)
	{
		const Absence *away = &absences[i];

		if (strcmp(away->staff_no, duty->staff_no) != 0 || away->end <= rest.start || away->start >= rest.end)
			continue;
		if (rest.start < away->start)
		{
			present[count] = rest;
			present[count++].end = away->start;
		}
		rest.start = away->end;
	}
	if (rest.start < rest.end)
		present[count++] = rest;
	return count;
}

/* Compares stretches of duty by role, shift, staff number and start. */
static int
compare_duties(const void *left, const void *right)
{
	const CCDuty *one = left;
	const CCDuty *other = right;
	int			order = strcmp(one->role, other->role);

	if (order == 0)
		order = strcmp(one->shift, other->shift);
	if (order == 0)
		order = strcmp(one->staff_no, other->staff_no);
	return order != 0 ? order : (one->start > other->start) - (one->start < other->start);
}

/*
 * Adds to who is present what a relief covers of a stretch of duty whose person is away: there he counts as one of that
 * shift, as long as he is present himself. One of that shift counts already. The first own_count are the people themselves.
 */
static void
add_relief(CCDay *day, const CCDuty *covered, const Absence *sat, int own_count)
{
	for (int i = 0; i < own_count; i++)
	{
		const CCDuty *own = &day->present[i];
		TimestampTz start = Max(Max(own->start, covered->start), sat->start);
		TimestampTz end = Min(Min(own->end, covered->end), sat->end);

		if (strcmp(own->staff_no, sat->staff_no) != 0 || start >= end
			|| (strcmp(own->role, covered->role) == 0 && strcmp(own->shift, covered->shift) == 0))
			continue;
		day->present = repalloc(day->present, sizeof(CCDuty) * (day->present_count + 1));
		own = &day->present[i];
		day->present[day->present_count] = *own;
		day->present[day->present_count].role = covered->role;
		day->present[day->present_count].shift = covered->shift;
		day->present[day->present_count].start = start;
		day->present[day->present_count].end = end;
		day->present_count++;
	}
}

/* Adds to who is present the reliefs in the seats of those who are away, from the other's leaving on (U23). */
static void
add_reliefs(CCDay *day, Oid *types, Datum *values)
{
	int			own_count = day->present_count;

	cc_read("SELECT a.staff_no, s.relief, greatest(a.left_at, s.sat_down_at), least(s.stood_up_at, a.returned_at, upper(r.duty)) "
			"FROM cc_center.roster r "
			"JOIN cc_center.seat_absence a ON a.center_id = r.center_id AND a.staff_no = r.staff_no "
			"AND a.left_at >= lower(r.duty) AND a.left_at < upper(r.duty) "
			"JOIN cc_center.seat_relief s ON s.center_id = a.center_id AND s.absence_id = a.absence_id "
			"WHERE r.center_id = $1 AND r.duty && tstzrange($2, $3)",
			3, types, values);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		const char *away = cc_column_text(CurrentMemoryContext, i, 1);
		Absence		sat = {
			.staff_no = cc_column_text(CurrentMemoryContext, i, 2),
			.start = cc_column_int64(i, 3, DT_NOBEGIN),
			.end = cc_column_int64(i, 4, DT_NOEND)
		};

		for (int d = 0; d < day->duty_count; d++)
			if (strcmp(day->duties[d].staff_no, away) == 0)
				add_relief(day, &day->duties[d], &sat, own_count);
	}
	if (day->present_count > own_count)
		qsort(day->present, day->present_count, sizeof(CCDuty), compare_duties);
}

/*
 * Finds who is present when: the duties without what their people are away from the seat, and with their reliefs. An
 * absence ends with the duty it began in, whether or not anybody came back from it.
 */
static void
read_presence(CCDay *day, const CenterDays *held)
{
	Oid			types[] = {INT8OID, TIMESTAMPTZOID, TIMESTAMPTZOID};
	Datum		values[] = {Int64GetDatum(held->center_id), TimestampTzGetDatum(day->begin), TimestampTzGetDatum(day->end)};
	CCReader	reader = cc_spi_begin();
	CCDuty	   *present = day->duties;
	int			present_count = day->duty_count;

	cc_read("SELECT a.staff_no, a.left_at, least(a.returned_at, upper(r.duty)) FROM cc_center.roster r "
			"JOIN cc_center.seat_absence a ON a.center_id = r.center_id AND a.staff_no = r.staff_no "
			"AND a.left_at >= lower(r.duty) AND a.left_at < upper(r.duty) "
			"WHERE r.center_id = $1 AND r.duty && tstzrange($2, $3) ORDER BY a.left_at",
			3, types, values);
	if (SPI_processed > 0)
	{
		int			count = (int) SPI_processed;
		Absence    *absences = palloc(sizeof(Absence) * count);

		for (int i = 0; i < count; i++)
		{
			absences[i].staff_no = cc_column_text(CurrentMemoryContext, i, 1);
			absences[i].start = cc_column_int64(i, 2, DT_NOBEGIN);
			absences[i].end = cc_column_int64(i, 3, DT_NOEND);
		}
		/* an absence cuts a stretch in two at most */
		present = MemoryContextAlloc(day->context, sizeof(CCDuty) * (day->duty_count + count));
		present_count = 0;
		for (int i = 0; i < day->duty_count; i++)
			present_count += add_present(&day->duties[i], absences, count, present + present_count);
	}
	if (day->present && day->present != day->duties)
		pfree(day->present);
	day->present = present;
	day->present_count = present_count;
	if (present != day->duties)
		add_reliefs(day, types, values);
	cc_spi_end(reader);
	day->absences_as_of = held->absences_as_of;
}

/* Reads windows: leg kind, start, end, limit, clause. */
static CCWindow *
read_windows(const CCDay *day, const char *sql, Oid *types, Datum *values, int *count)
{
	CCWindow   *windows;

	cc_read(sql, 4, types, values);
	windows = MemoryContextAlloc(day->context, sizeof(CCWindow) * (SPI_processed + 1));
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		windows[i].leg_kind = cc_column_text(day->context, i, 1);
		windows[i].start = cc_column_int64(i, 2, DT_NOBEGIN);
		windows[i].end = cc_column_int64(i, 3, DT_NOEND);
		windows[i].limit = cc_column_int64(i, 4, 0);
		windows[i].clause = cc_column_text(day->context, i, 5);
	}
	*count = (int) SPI_processed;
	return windows;
}

/* Reads how streets are divided on this day alone: the last decision on each, where that is not to go by the rules. */
static void
read_redivisions(CCDay *day, int64 center_id)
{
	Oid			types[] = {INT8OID, DATEOID};
	Datum		values[] = {Int64GetDatum(center_id), DateADTGetDatum(day->day)};

	cc_read("SELECT d.role, d.street, d.shifts FROM (SELECT DISTINCT ON (r.role, r.street) r.role, r.street, r.shifts "
			"FROM cc_center.street_redivision r WHERE r.center_id = $1 AND r.day = $2 "
			"ORDER BY r.role, r.street, r.redivision_id DESC) d WHERE d.shifts IS NOT NULL",
			2, types, values);
	day->redivision_count = (int) SPI_processed;
	if (day->redivision_count == 0)
		return;
	day->redivisions = MemoryContextAllocZero(day->context, sizeof(CCAssignment) * SPI_processed);
	for (int i = 0; i < day->redivision_count; i++)
	{
		CCAssignment *assignment = &day->redivisions[i];

		assignment->role = cc_column_text(day->context, i, 1);
		assignment->street = cc_column_text(day->context, i, 2);
		assignment->shifts = cc_column_texts(day->context, i, 3, &assignment->shift_count);
	}
	qsort(day->redivisions, day->redivision_count, sizeof(CCAssignment), cc_compare_assignments);
}

/* Returns who takes a street's cases on a day: as decided for the day alone, else by the version's rules; or NULL. */
const CCAssignment *
cc_day_assignment(const CCDay *day, const CCVersion *version, const char *role, const char *street)
{
	CCAssignment key = {.role = role, .street = street};
	const CCAssignment *found = NULL;

	if (day->redivision_count > 0)
		found = bsearch(&key, day->redivisions, day->redivision_count, sizeof(CCAssignment), cc_compare_assignments);
	return found ? found : cc_assignment(version, role, cc_is_weekend_for(day, role), street);
}

/* Notes the roles that have the shift a weekday needs, but nobody rostered in it. */
static void
note_short_roles(CCDay *day, const char *needed)
{
	day->short_roles = MemoryContextAlloc(day->context, sizeof(char *) * (day->timetable_count + 1));
	for (int i = 0; needed && i < day->timetable_count; i++)
	{
		const CCDuty *open = &day->timetable[i];
		bool		rostered = false;

		if (strcmp(open->shift, needed) != 0)
			continue;
		for (int d = 0; d < day->duty_count; d++)
			rostered = rostered || (strcmp(day->duties[d].shift, needed) == 0
									&& strcmp(day->duties[d].role, open->role) == 0
									&& day->duties[d].start >= day->begin && day->duties[d].start < day->end);
		if (!rostered)
			day->short_roles[day->short_role_count++] = open->role;
	}
}

/* Tells whether a role goes by the weekend rows on a day. */
bool
cc_is_weekend_for(const CCDay *day, const char *role)
{
	for (int i = 0; i < day->short_role_count; i++)
		if (strcmp(day->short_roles[i], role) == 0)
			return true;
	return day->weekend;
}

/*
 * The function that lists open periods, and its argument for the version. Only where some version reckons
 * by the weekday alone is the version asked: that one is no C function, and a session's first case waits for it.
 */
#define PERIODS(center, version) \
	(center)->literal_weekday ? "cc_center.rule_periods" : "cc_center.open_periods", \
	(center)->literal_weekday ? (version) : ""

/* Compiles a day into its center's memory. */
static CCDay *
compile_day(MemoryContext memory, const CCCenter *center, const CCVersion *version, DateADT date,
			TimestampTz begin, TimestampTz end)
{
	Oid			types[] = {INT8OID, INT4OID, TIMESTAMPTZOID, TIMESTAMPTZOID};
	Datum		values[] = {
		Int64GetDatum(center->center_id), Int32GetDatum(version->version),
		TimestampTzGetDatum(begin), TimestampTzGetDatum(end)
	};
	CCDay	   *day = MemoryContextAllocZero(memory, sizeof(CCDay));
	CCReader	reader;

	day->context = memory;
	day->day = date;
	day->begin = begin;
	day->end = end;
	day->weekend = cc_is_weekend(center->center_id, date, version->literal_weekday);
	reader = cc_spi_begin();
	day->duties =
		read_duties(day, psprintf("SELECT r.role, r.shift, r.staff_no, lower(p), upper(p), upper(r.duty) "
								  "FROM cc_center.roster r "
								  "JOIN cc_center.shift s ON s.center_id = r.center_id AND s.version = r.version "
								  "AND s.role = r.role AND s.shift = r.shift "
								  "CROSS JOIN LATERAL %s(r.center_id, %ss.hours, r.duty) p "
								  "WHERE r.center_id = $1 AND $2 IS NOT NULL AND r.duty && tstzrange($3, $4) "
								  "ORDER BY r.role COLLATE \"C\", r.shift COLLATE \"C\", r.staff_no COLLATE \"C\", lower(p)",
								  PERIODS(center, "r.version, ")),
					types, values, &day->duty_count);
	day->duty_count = join_repeated(center->center_id, day->duties, day->duty_count);
	note_rests(day->duties, day->duty_count);
	day->timetable =
		read_duties(day, psprintf("SELECT s.role, s.shift, NULL::text, lower(p), upper(p), upper(p) "
								  "FROM cc_center.shift s "
								  "CROSS JOIN LATERAL %s($1, %ss.hours, tstzrange($3, $4)) p "
								  "WHERE s.center_id = $1 AND s.version = $2 "
								  "ORDER BY s.role COLLATE \"C\", s.shift COLLATE \"C\", lower(p)",
								  PERIODS(center, "$2, ")),
					types, values, &day->timetable_count);
	day->limits =
		read_windows(day, psprintf("SELECT l.leg_kind, lower(p), upper(p), "
								   "(extract(epoch FROM l.retention_limit) * 1000000)::bigint, l.clause "
								   "FROM cc_center.retention_limit l "
								   "CROSS JOIN LATERAL %s($1, %sl.hours, tstzrange($3, $4)) p "
								   "WHERE l.center_id = $1 AND l.version = $2 ORDER BY l.leg_kind, l.ordinal, lower(p)",
								   PERIODS(center, "$2, ")),
					 types, values, &day->limit_count);
	day->releases =
		read_windows(day, psprintf("SELECT w.leg_kind, lower(p), upper(p), 0::bigint, w.clause "
								   "FROM cc_center.release_window w "
								   "CROSS JOIN LATERAL %s($1, %sw.hours, tstzrange($3, $4)) p "
								   "WHERE w.center_id = $1 AND w.version = $2 ORDER BY w.leg_kind, lower(p)",
								   PERIODS(center, "$2, ")),
					 types, values, &day->release_count);
	read_redivisions(day, center->center_id);
	cc_spi_end(reader);
	note_short_roles(day, version->weekday_needs_shift);
	return day;
}

/* Returns the day of an instant as the center's zone has it. */
const CCDay *
cc_day(const CCCenter *center, const CCVersion *version, TimestampTz at)
{
	DayKey		key;
	DayEntry   *entry;
	CenterDays *held;
	TimestampTz begin;
	TimestampTz end;

	if (latest && latest->key.center_id == center->center_id && latest->key.version == version->version
		&& latest->of->operation == operation && at >= latest->day->begin && at < latest->day->end)
		return latest->day;

	memset(&key, 0, sizeof(key));
	key.center_id = center->center_id;
	key.version = version->version;
	cc_local_day(center->center_id, at, &key.day, &begin, &end);
	held = days_of(center->center_id);
	entry = hash_search(compiled, &key, HASH_FIND, NULL);
	if (entry == NULL)
	{
		CCDay	   *day = compile_day(held->context, center, version, key.day, begin, end);

		entry = hash_search(compiled, &key, HASH_ENTER, NULL);
		entry->day = day;
		entry->of = held;
		entry->next = held->first;
		held->first = entry;
	}
	if (entry->day->absences_as_of != held->absences_as_of)
		read_presence(entry->day, held);
	latest = entry;
	return entry->day;
}
