/* The SQL type work_hours, seen from C: how other areas compile and ask a timetable. */
#ifndef CC_WORK_HOURS_TYPE_H
#define CC_WORK_HOURS_TYPE_H

#include "postgres.h"
#include "fmgr.h"
#include "datatype/timestamp.h"

#include "calendar/work_hours.h"

/* A stored timetable: a varlena whose data is what cc_hours_pack() writes; any alignment will do. */
typedef struct varlena WorkHours;

#define PG_GETARG_WORK_HOURS(n) ((WorkHours *) PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(n)))

/* Compiles a timetable into a context; the calendar's days must live as long as it. */
extern CCSchedule *cc_work_hours_compile(MemoryContext context, const WorkHours *hours,
										 const CCDayCalendar *calendar);

/* What the timetable's answers need of the day calendar: CC_NEEDS_HOLIDAYS, CC_NEEDS_WEEKDAYS or both. */
extern int	cc_work_hours_needs(const WorkHours *hours);

/* Parses a timetable; fails, softly where it can be, and then returns NULL. */
extern WorkHours *cc_work_hours_from_text(const char *timetable, int length, Node *escontext);

/* Fails where an instant is infinite or outside the years that timetables know. */
extern void cc_check_instant(Timestamp at);

/* An interval of hours, minutes and seconds, never days: working time has no days. */
static inline Interval *
cc_time_interval(int64 usecs)
{
	Interval   *interval = palloc(sizeof(Interval));

	*interval = (Interval) {.time = usecs};
	return interval;
}

/* The microseconds of an interval that has neither months nor days. */
extern int64 cc_interval_time(const Interval *interval);

#endif
