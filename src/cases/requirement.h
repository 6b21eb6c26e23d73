/* What a step requires beside the right role. */
#ifndef CC_CASES_REQUIREMENT_H
#define CC_CASES_REQUIREMENT_H

#include "postgres.h"

#include "cases/rules.h"

/* A step that was taken, about to be recorded. */
typedef struct CCStepTaken
{
	int64		center_id;
	int64		case_id;
	int32		leg_no;			/* of the leg before it */
	const char *from_stage;
	const char *to_stage;
	const char *reason;			/* given with it, or NULL */
	const char *staff_no;
	const char *role;
	TimestampTz at;
} CCStepTaken;

/* Fails where something that a step requires is lacking, or records that somebody passed it with a reason. */
extern void cc_check_requirements(const CCVersion *version, const CCStepTaken *step);

#endif
