/* A center's zone and day calendar, compiled per backend; timetables asked in instants. */
#ifndef CC_CENTER_CALENDAR_H
#define CC_CENTER_CALENDAR_H

#include "postgres.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "calendar/center_ledger.h"
#include "calendar/work_hours_cache.h"
#include "core/watch.h"

/* A stretch of time with one offset from UTC; it ends where the next one begins. */
typedef struct CCOffset
{
	TimestampTz begin;
	int64		offset;			/* microseconds to add for local time */
} CCOffset;

/* Days whose years the official calendar covers, from to (not included). */
typedef struct CCCovered
{
	int32		from;
	int32		to;
} CCCovered;

typedef struct CCZone
{
	int			count;
	int			room;
	CCOffset   *offsets;
	TimestampTz known_from;		/* the offsets hold from here */
	TimestampTz known_to;		/* to here */
	int			last;			/* where the last question was answered */
} CCZone;

/* A compiled timetable of a center, with sums over the offsets of its zone. */
typedef struct CCZoned
{
	CCSchedule *schedule;
	bool		needs_calendar; /* holidays or make-up workdays change its answers */
	int64	   *base;			/* what makes the sums of neighbouring offsets continue each other */
	int			low;			/* offsets whose base is known: low to high, none where high < low */
	int			high;
} CCZoned;

/* A timetable by name changes with the rules: pieces of time, ascending, each with its own. */
typedef struct CCPiece
{
	TimestampTz from;
	TimestampTz to;
	CCZoned    *zoned;
} CCPiece;

typedef struct CCTimeline
{
	struct CCCenterCalendar *center;
	const char *name;			/* NULL where the hours were given as such */
	int			count;
	CCPiece    *pieces;
	CCLedger	ledger;			/* empty until it is worth its while */
	int			asked;			/* how often working time was asked for */
} CCTimeline;

typedef struct CCCenterCalendar
{
	int64		center_id;
	CCStamp		stamp;
	MemoryContext context;
	const char *calendar;		/* the name of its official calendar */
	pg_tz	   *tz;
	CCZone		zone;
	CCDayCalendar days;
	int			ncovered;
	CCCovered  *covered;
	int			ntimelines;		/* timetables by name */
	CCTimeline *timelines;
	CCCompiledSet set;			/* timetables given as such */
} CCCenterCalendar;

/* For other areas: whether a day is of the type weekend, by the day calendar or by the weekday alone. */
extern bool cc_is_weekend(int64 center_id, DateADT day, bool by_weekday);

/* For other areas: the center's civil day of an instant and its bounds; false for an unknown center. */
extern bool cc_local_day(int64 center_id, TimestampTz at, DateADT *day, TimestampTz *begin, TimestampTz *end);

/* For other areas: whether a stretch of time lies wholly in an hour that the center's clock shows for the second time. */
extern bool cc_in_repeated_time(int64 center_id, TimestampTz from, TimestampTz to);

extern CCCenterCalendar *cc_center_calendar(int64 center_id, bool missing_ok);
extern int	cc_zone_find(CCCenterCalendar *center, TimestampTz at);
extern int64 cc_local_time(CCCenterCalendar *center, TimestampTz at);
extern CCTimeline *cc_named_timeline(CCCenterCalendar *center, const char *name, int length);
extern CCTimeline *cc_hours_timeline(CCCenterCalendar *center, const WorkHours *hours);
extern bool cc_is_covered(const CCCenterCalendar *center, int64 local_from, int64 local_to);
extern void cc_check_covered(const CCCenterCalendar *center, const CCZoned *zoned, int64 local_from, int64 local_to);

/*
 * What the compiled centers depend on; a number that changes whenever something compiled is, or may have to
 * be, thrown away; and which changes of rows it has taken in.
 */
extern CCWatch cc_calendar_watch;
extern uint64 cc_calendar_generation;
extern uint64 cc_calendar_seen;

/* Tells whether what was found in a generation is still valid, having taken in what other sessions committed. */
static inline bool
cc_calendar_holds(uint64 generation)
{
	return !cc_watch_stale(&cc_calendar_watch) && cc_calendar_seen == cc_changes &&
		generation == cc_calendar_generation;
}

/* center_time.c */
extern bool cc_timeline_is_open(CCTimeline *timeline, TimestampTz at);
extern int64 cc_timeline_working_time(CCTimeline *timeline, TimestampTz from, TimestampTz to);
extern TimestampTz cc_timeline_add(CCTimeline *timeline, TimestampTz from, int64 amount);
extern TimestampTz cc_timeline_next_open(CCTimeline *timeline, TimestampTz from);
extern TimestampTz cc_timeline_next_close(CCTimeline *timeline, TimestampTz from);
extern bool cc_timeline_next_period(CCTimeline *timeline, TimestampTz from, TimestampTz limit,
									TimestampTz *begin, TimestampTz *end);

#endif
