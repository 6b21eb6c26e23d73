/* How long a leg may lie: by what its case is about, by what happened to its clock, and by orders from above. */
#ifndef CC_CASES_LEG_LIMIT_H
#define CC_CASES_LEG_LIMIT_H

#include "postgres.h"

#include "cases/leg_store.h"
#include "cases/rules.h"

/* What of a case decides where its legs go, and how long they may lie. */
typedef struct CCMatter
{
	int64		case_id;
	const char *street;
	const char *category;
	const char *priority;
	const char *department;		/* that has it, or NULL */
	TimestampTz deadline;		/* of the orders from above, or DT_NOEND */
	TimestampTz paused_until;	/* or DT_NOBEGIN */
} CCMatter;

/* Reads what of a case decides on its legs, as it is now. */
extern void cc_matter(int64 center_id, int64 case_id, CCMatter *matter);

/* The limit of a kind of leg by category and priority, or NULL. */
extern const CCLegLimit *cc_leg_limit(const CCVersion *version, const char *leg_kind, const CCMatter *matter);

/* When so much of the time that a limit counts in has passed; hours NULL is continuous time. */
extern TimestampTz cc_limit_end(int64 center_id, const WorkHours *hours, TimestampTz from, int64 amount);

/* Shortens a due to the deadline of the orders from above, where that lies after the start of the clock. */
extern void cc_obey_deadline(int64 center_id, const CCMatter *matter, TimestampTz clock_start,
							 TimestampTz *due_at, const char **clause);

/* Reckons the due of an open leg anew; tells whether it changed, and writes it into leg and case if so. */
extern bool cc_retime_leg(CCLeg *leg, const CCMatter *matter);

/* Ends the pause of a case's clock with a step that somebody took. */
extern void cc_end_pause(int64 center_id, int64 case_id, TimestampTz at, const char *staff_no);

#endif
