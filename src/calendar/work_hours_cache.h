/* Compiled timetables of this backend, found again by the bytes of the value. */
#ifndef CC_WORK_HOURS_CACHE_H
#define CC_WORK_HOURS_CACHE_H

#include "utils/date.h"

#include "calendar/work_hours_type.h"

typedef struct CCCompiled
{
	MemoryContext context;		/* holds all of it */
	CCSchedule *schedule;
	char	   *key;			/* the bytes of the timetable, then those of the holidays */
	int			hours_length;
	int			key_length;
	uint32		hash;			/* of the key */
	struct CCCompiled *next;	/* in the same bucket */
	void	   *user;			/* what its owner adds to it */
} CCCompiled;

/* A set of compiled timetables. When it takes too much memory it is emptied, and its generation changes. */
typedef struct CCCompiledSet
{
	MemoryContext parent;
	Size		most_memory;
	MemoryContext memory;		/* of buckets and timetables; NULL where there are none */
	CCCompiled **buckets;
	uint32		nbuckets;		/* a power of two */
	uint32		count;
	int			until_check;	/* of its memory: look-ups, each timetable added being as many as 64 */
	uint64		generation;
} CCCompiledSet;

/* What a function call site remembers of its last answer. */
typedef struct CCCallSite
{
	uint64		generation;
	CCCompiled *compiled;
	Datum		constant;		/* the timetable, where it is the same in every call, */
	Datum		holidays;		/* as are the holidays, where it needs them */
} CCCallSite;

extern Datum cc_constant_argument(FunctionCallInfo fcinfo, int argument);
extern CCSchedule *cc_cached_schedule(FunctionCallInfo fcinfo, int holidays);
extern void cc_check_day(DateADT day);
extern Datum cc_day_span_range(FunctionCallInfo fcinfo, CCSchedule *schedule, DateADT day);
extern CCDayCalendar cc_holiday_calendar(MemoryContext context, Datum holidays);
extern CCCompiled *cc_compiled_find(CCCompiledSet *set, const char *hours, int hours_length,
									const char *extra, int extra_length);
extern CCCompiled *cc_compiled_new(const char *hours, int hours_length, const char *extra, int extra_length);
extern void cc_compiled_keep(CCCompiledSet *set, CCCompiled *compiled);

/* Tells whether a compiled timetable was made from these bytes. */
static inline bool
cc_compiled_is(const CCCompiled *compiled, const char *hours, int hours_length, const char *extra, int extra_length)
{
	return compiled->hours_length == hours_length && compiled->key_length == hours_length + extra_length &&
		memcmp(compiled->key, hours, hours_length) == 0 &&
		(extra_length == 0 || memcmp(compiled->key + hours_length, extra, extra_length) == 0);
}

#endif
