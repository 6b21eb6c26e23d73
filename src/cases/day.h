/* What a center's day looks like to its rules: who is on duty when, and which limits hold when. */
#ifndef CC_CASES_DAY_H
#define CC_CASES_DAY_H

#include "postgres.h"
#include "utils/date.h"

#include "cases/rules.h"

/* A stretch of someone's duty without rest; staff_no is NULL for what the timetable alone says. */
typedef struct CCDuty
{
	const char *role;
	const char *shift;
	const char *staff_no;
	TimestampTz start;
	TimestampTz end;
	TimestampTz duty_end;		/* end of the whole duty, rests included */
	struct CCOpenLegs *open_legs;	/* how much the person holds; found on first use */
} CCDuty;

/* A stretch in which a retention limit holds, or, with limit 0, in which a clock does not start. */
typedef struct CCWindow
{
	const char *leg_kind;
	TimestampTz start;
	TimestampTz end;
	int64		limit;			/* microseconds */
	const char *clause;
} CCWindow;

struct CCDay
{
	MemoryContext context;		/* holds all of it, and the center's other days */
	DateADT		day;
	TimestampTz begin;
	TimestampTz end;
	bool		weekend;
	int			short_role_count;
	const char **short_roles;	/* roles that go by the weekend rows for want of a shift (U10) */
	int			duty_count;
	CCDuty	   *duties;			/* rostered, by role, shift, staff number, start */
	uint64		absences_as_of; /* as of which change of absences the next two are */
	int			present_count;
	CCDuty	   *present;		/* the duties, or, where somebody leaves the seat, what they are without that */
	int			timetable_count;
	CCDuty	   *timetable;		/* the shifts' own hours, by role, shift, start */
	int			limit_count;
	CCWindow   *limits;			/* in the order in which they are asked */
	int			release_count;
	CCWindow   *releases;
};

/* The day of an instant; valid until the next cc_days_begin(). */
extern const CCDay *cc_day(const CCCenter *center, const CCVersion *version, TimestampTz at);

/* Whether a role goes by the weekend rows on that day. */
extern bool cc_is_weekend_for(const CCDay *day, const char *role);

/* To be called once at the beginning of an operation: takes in changed rosters and absences. */
extern void cc_days_begin(void);

#endif
